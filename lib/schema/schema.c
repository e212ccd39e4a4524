/* Look-ups in a schema set. */
#include "schema/schema.h"

#include <stdlib.h>

#include "base/utf8.h"

void tl_schema_free(struct tl_schema *s)
{
	if (s)
		tl_arena_release(&s->arena);
	free(s);
}

void tl_schema_freep(struct tl_schema **s)
{
	tl_schema_free(*s);
	*s = NULL;
}

const struct tl_kind *tl_schema_any_kind(const struct tl_schema *s, const char *name)
{
	for (size_t i = 0; name && i < s->nkinds; i++)
		if (!strcmp(s->kind[i]->name, name))
			return s->kind[i];
	return NULL;
}

const struct tl_kind *tl_schema_kind(const struct tl_schema *s, const char *name)
{
	const struct tl_kind *k = tl_schema_any_kind(s, name);

	return k && !k->withdrawn ? k : NULL;
}

int tl_schema_need(const struct tl_schema *s, const char *name, const struct tl_kind **ret,
                   struct tl_err *err)
{
	*ret = tl_schema_kind(s, name);
	if (*ret)
		return 0;
	return tl_err_hint(err, TLSAFE_ECONFIG, "tlsafe-db schema apply brings it into it",
	                   "the store's schema set has no kind '%s': it was made by an older "
	                   "tlsafe", name);
}

const struct tl_codes *tl_schema_codes(const struct tl_schema *s, const char *name)
{
	for (size_t i = 0; i < s->ncodes; i++)
		if (!strcmp(s->codes[i]->name, name))
			return s->codes[i];
	return NULL;
}

const struct tl_field *tl_kind_any_key(const struct tl_kind *k, struct tl_bytes key)
{
	for (size_t i = 0; i < k->nfields; i++)
		if (tl_eqs(key, k->field[i].key))
			return &k->field[i];
	return NULL;
}

const struct tl_field *tl_kind_key(const struct tl_kind *k, struct tl_bytes key)
{
	const struct tl_field *f = tl_kind_any_key(k, key);

	return f && !f->withdrawn ? f : NULL;
}

/* FOLDED is what A and B have in common once width, case, blanks and brackets are folded away. */
static bool folds_to(struct tl_buf *scratch, const char *text, struct tl_bytes folded)
{
	tl_buf_clear(scratch);
	tl_utf8_fold(scratch, tl_str(text));
	return tl_eq(tl_buf_bytes(scratch), folded);
}

static const struct tl_field *among(const struct tl_field *f, size_t n, struct tl_bytes name,
                                    struct tl_bytes folded, int64_t *factor)
{
	TL_BUF scratch = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (f[i].withdrawn)
			continue;
		*factor = 0;
		if (tl_eqs(name, f[i].key) || folds_to(&scratch, f[i].zh, folded) ||
		    folds_to(&scratch, f[i].en, folded) || folds_to(&scratch, f[i].key, folded))
			return &f[i];
		for (size_t k = 0; k < f[i].nalso; k++)
			if (folds_to(&scratch, f[i].also[k].heading, folded)) {
				*factor = f[i].also[k].factor;
				return &f[i];
			}
	}
	return NULL;
}

const struct tl_field *tl_kind_field(const struct tl_kind *k, struct tl_bytes name, bool ledger,
                                     int64_t *factor)
{
	const struct tl_field *f = tl_kind_key(k, name);
	int64_t ignored;
	TL_BUF folded = { 0 };

	if (!factor)
		factor = &ignored;
	*factor = 0;
	if (f)
		return f;
	tl_utf8_fold(&folded, name);
	if (folded.failed || !folded.len)
		return NULL;
	f = among(k->field, k->nfields, name, tl_buf_bytes(&folded), factor);
	if (!f && ledger)
		f = among(k->ledger, k->nledger, name, tl_buf_bytes(&folded), factor);
	return f;
}

int tl_kind_code(const struct tl_kind *k)
{
	int at = k->at[TL_F_CREDIT_CODE], code = k->at[TL_F_CODE];

	if (at >= 0 || code < 0)
		return at;
	return strcmp(k->field[code].type->name, "device") ? -1 : code;
}

bool tl_kind_ignores(const struct tl_kind *k, struct tl_bytes heading)
{
	TL_BUF folded = { 0 };
	TL_BUF scratch = { 0 };

	tl_utf8_fold(&folded, heading);
	for (const char **h = k->ignored; h && *h; h++)
		if (folds_to(&scratch, *h, tl_buf_bytes(&folded)))
			return true;
	return false;
}

static void nearer(struct tl_bytes name, const char *candidate, unsigned *best, const char **near)
{
	unsigned d = tl_utf8_distance(name, tl_str(candidate), 3);
	size_t shortest = strlen(candidate) < name.len ? strlen(candidate) : name.len;

	if (d < *best && d * 2 <= shortest) {
		*best = d;
		*near = candidate;
	}
}

#define BEGINNING 5		/* bytes that tell what a heading is: two Han characters */

const char *tl_kind_nearest(const struct tl_kind *k, struct tl_bytes name, bool ledger)
{
	const char *near = NULL;
	unsigned best = 4;

	for (size_t i = 0; i < k->nfields + (ledger ? k->nledger : 0); i++) {
		const struct tl_field *f =
			i < k->nfields ? &k->field[i] : &k->ledger[i - k->nfields];
		if (f->withdrawn)
			continue;
		/* "单位" is meant for "单位编号", not for "部位". */
		if (name.len >= BEGINNING && (tl_starts(tl_str(f->zh), name) ||
		                              tl_starts(tl_str(f->en), name)))
			return tl_starts(tl_str(f->zh), name) ? f->zh : f->en;
		nearer(name, f->key, &best, &near);
		nearer(name, f->zh, &best, &near);
		nearer(name, f->en, &best, &near);
		for (size_t a = 0; a < f->nalso; a++)
			nearer(name, f->also[a].heading, &best, &near);
	}
	return near;
}

const struct tl_code *tl_codes_code(const struct tl_codes *c, struct tl_bytes code)
{
	for (size_t i = 0; i < c->n; i++)
		if (tl_eq(c->code[i].code, code))
			return &c->code[i];
	return NULL;
}

/* "7" and "07" are one code where codes have as many digits as "07". */
static bool same_number(struct tl_bytes code, struct tl_bytes text)
{
	while (code.len > text.len && code.data[0] == '0') {
		code.data++;
		code.len--;
	}
	return text.len && text.data[0] >= '0' && text.data[0] <= '9' && tl_eq(code, text);
}

static bool folds_bytes(struct tl_buf *scratch, struct tl_bytes text, struct tl_bytes folded)
{
	tl_buf_clear(scratch);
	tl_utf8_fold(scratch, text);
	return text.len && tl_eq(tl_buf_bytes(scratch), folded);
}

const struct tl_code *tl_codes_find(const struct tl_codes *c, struct tl_bytes text)
{
	TL_BUF folded = { 0 };
	TL_BUF scratch = { 0 };

	for (size_t i = 0; i < c->n; i++)
		if (tl_eq(c->code[i].code, text) || tl_eq(c->code[i].zh, text))
			return &c->code[i];
	tl_utf8_fold(&folded, text);
	if (folded.failed)
		return NULL;
	for (size_t i = 0; i < c->n; i++) {
		const struct tl_code *k = &c->code[i];
		if (same_number(k->code, tl_buf_bytes(&folded)) ||
		    folds_bytes(&scratch, k->code, tl_buf_bytes(&folded)) ||
		    folds_bytes(&scratch, k->zh, tl_buf_bytes(&folded)) ||
		    folds_bytes(&scratch, k->en, tl_buf_bytes(&folded)))
			return k;
		for (size_t a = 0; a < k->nalso; a++)
			if (folds_bytes(&scratch, k->also[a], tl_buf_bytes(&folded)))
				return k;
	}
	return NULL;
}

struct tl_bytes tl_code_attribute(const struct tl_code *c, const char *name)
{
	for (size_t i = 0; i < c->nattributes; i++)
		if (tl_eqs(c->attributes[i].name, name))
			return c->attributes[i].value;
	return TL_NONE;
}

const char *tl_kind_workflow(const struct tl_kind *k)
{
	return k->workflow ? ((const struct tl_workflow_form *)k->workflow)->name : NULL;
}
