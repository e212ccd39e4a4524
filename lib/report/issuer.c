/* What is asked of documents to be issued: the day, their fields, and the body. */
#include "report/issuing.h"

#include "base/utf8.h"
#include "journal/hazard.h"
#include "query/lookup.h"
#include "store/handle.h"
#include "store/settings.h"

#define SETTING "authority_body"	/* who issues, where it is not said */

static int take_day(struct tl_issue *x)
{
	const char *on = x->in->how->on;
	char day[TL_DAY_TEXT], today[TL_DAY_TEXT];
	tl_day last;

	x->on = last = x->c->view.today;
	if (on && (!tl_period_parse(tl_str(on), x->c->view.today, &x->on, &last) || x->on != last))
		return tl_err_hint(&x->t->err, TLSAFE_EUSAGE, "give --on DATE", "not a day: '%s'",
		                   on);
	if (x->on > x->c->view.today)
		return tl_err_set(&x->t->err, TLSAFE_ERULE, "%s lies after today (%s)",
		                  tl_day_format(day, x->on),
		                  tl_day_format(today, x->c->view.today));
	return 0;
}

static int unknown_field(struct tl_issue *x, const char *word, size_t len)
{
	TL_BUF hint = { 0 };

	for (size_t i = 0; i < x->paper->nfields; i++)
		tl_buf_printf(&hint, "%s%s (%s)", i ? ", " : "it has ", x->paper->field[i].key,
		              x->paper->field[i].zh);
	return tl_err_hint(&x->t->err, TLSAFE_EUSAGE,
	                   hint.failed || !hint.len ? "it has none" : hint.data,
	                   "a %s has no field '%.*s'", x->paper->name, (int)len, word);
}

/* The field of the paper that the first LEN bytes of WORD name, by key or heading. */
static const struct tl_paper_field *field_named(const struct tl_paper *p, const char *word,
                                                size_t len)
{
	const struct tl_bytes name = tl_bytes(word, len);

	for (size_t i = 0; i < p->nfields; i++)
		if (tl_eqs(name, p->field[i].key) || tl_eqs(name, p->field[i].zh))
			return &p->field[i];
	return NULL;
}

/* A text of one line. */
static int take_text(struct tl_issue *x, const char *key, const char *text)
{
	struct tl_bytes said, line = TL_NONE;
	int rc = tl_said(&x->t->err, key, text, &said);
	bool ok = true;

	for (size_t i = 0; !rc && i < x->ngiven; i++)
		if (!strcmp(x->given[i].field, key))
			return tl_err_set(&x->t->err, TLSAFE_EUSAGE, "%s is given twice", key);
	if (!rc && tl_utf8_needs_visible(said))
		rc = tl_err_set(&x->t->err, TLSAFE_EINPUT,
		                "%s: it has a line break or a character that shows nothing", key);
	if (rc)
		return rc;
	line = tl_arena_dup(&x->arena, said, &ok);
	x->given[x->ngiven++] = (struct tlsafe_value){ key, line.data };
	return ok ? 0 : tl_err_memory(&x->t->err);
}

static int take_fields(struct tl_issue *x)
{
	const struct tlsafe_change *how = x->in->how;
	int rc = 0;

	x->given = tl_arena_zalloc(&x->arena, (how->nvalues + 1) * sizeof(*x->given));
	if (!x->given)
		return tl_err_memory(&x->t->err);
	for (size_t i = 0; !rc && i < how->nvalues; i++) {
		const char *word = how->values[i];
		size_t len = strcspn(word, "=");
		const struct tl_paper_field *f = field_named(x->paper, word, len);
		if (!word[len])
			return tl_err_set(&x->t->err, TLSAFE_EUSAGE, "not FIELD=VALUE: '%s'", word);
		rc = f ? take_text(x, f->key, word + len + 1) : unknown_field(x, word, len);
	}
	return rc;
}

/* --- who issues them ------------------------------------------------------------- */

static int no_body(struct tl_issue *x)
{
	return tl_err_hint(&x->t->err, TLSAFE_ECONFIG,
	                   "give --from BODY, or once for all: tlsafe-db set " SETTING
	                   "=BODY --reason TEXT",
	                   "which body issues it is not said");
}

static bool is_yes(const struct tl_record *r, const char *key)
{
	return tl_eqs(tl_record_named(r, key), TL_YES);
}

static int judge_body(struct tl_issue *x)
{
	struct tl_bytes name = tl_record_at(&x->body, TL_F_NAME);
	struct tl_bytes id = tl_record_at(&x->body, TL_F_ID);
	const struct tl_paper *p = x->paper;
	TL_BUF hint = { 0 };

	if (p->right && !is_yes(&x->body, p->right)) {
		tl_buf_printf(&hint, "if it has the power: tlsafe-register set %.*s %s=yes",
		              (int)id.len, id.data, p->right);
		return tl_err_hint(&x->t->err, TLSAFE_ERULE, hint.failed ? NULL : hint.data,
		                   "%.*s may not issue a %s (%s): its %s is not yes",
		                   (int)name.len, name.data, p->name, p->zh, p->right);
	}
	if (!p->prefixed || tl_record_named(&x->body, "doc_prefix").len)
		return 0;
	tl_buf_printf(&hint, "tlsafe-register set %.*s doc_prefix=（区域简称）", (int)id.len,
	              id.data);
	return tl_err_hint(&x->t->err, TLSAFE_ECONFIG, hint.failed ? NULL : hint.data,
	                   "%.*s has no doc_prefix, which the number of a %s (%s) begins with",
	                   (int)name.len, name.data, p->name, p->zh);
}

static int take_body(struct tl_issue *x)
{
	const struct tl_kind *body = tl_schema_kind(x->t->schema, "body");
	struct tl_view *v = &x->c->view;
	TL_BUF id = { 0 };
	int rc;

	if (x->in->from)
		rc = tl_lookup_said(v, tl_kind_key(x->kind, TL_LIT("body")), "--from", x->in->from,
		                    &id);
	else
		rc = tl_settings_text(v, SETTING, &id);
	if (!rc && !id.len)
		return no_body(x);
	if (!rc)
		rc = tl_view_get(v, body, tl_buf_bytes(&id), &x->body);
	return rc ? rc : judge_body(x);
}

/* A value of the field KEY of documents, as OPTION says it; TEXT NULL: it does not. */
static int take_said(struct tl_issue *x, const char *option, const char *key, const char *text,
                     struct tl_bytes *ret)
{
	const struct tl_field *f = tl_kind_key(x->kind, tl_str(key));
	const struct tl_read how = { .field = f, .today = x->on, .from = x->on };
	struct tl_reading reading = { "", "" };
	TL_BUF out = { 0 };
	bool ok = true;
	int rc;

	if (!text)
		return 0;
	if (!f)
		return tl_err_hint(&x->t->err, TLSAFE_ECONFIG,
		                   "tlsafe-db schema apply brings it up to date",
		                   "documents have no field '%s' in the store's schema set", key);
	rc = tl_type_read(&how, tl_str(text), &out, &reading);
	if (rc == TLSAFE_EINPUT || (!rc && !out.len))
		return tl_err_hint(&x->t->err, TLSAFE_EUSAGE, "name somebody, or leave it out",
		                   "%s: %s", option, rc ? reading.wrong : "nobody is named");
	*ret = tl_arena_dup(&x->arena, tl_buf_bytes(&out), &ok);
	return rc || ok ? rc : tl_err_memory(&x->t->err);
}

static int take_signers(struct tl_issue *x)
{
	const char *officers = x->in->officers;
	int rc;

	if (officers && x->paper->officers != TL_PAPER_SIGN)
		return tl_err_hint(&x->t->err, TLSAFE_EUSAGE, "leave --officers out",
		                   x->paper->officers ? "a %s names those who inspected" :
		                                        "a %s names no officers",
		                   x->paper->name);
	rc = take_said(x, "--officers", "officers", officers, &x->signing);
	if (!rc)
		rc = take_said(x, "--signed-by", "signed_by", x->in->signed_by, &x->signed_by);
	return rc;
}

int tl_issue_asked(struct tl_issue *x)
{
	int rc = take_day(x);

	if (!rc)
		rc = take_fields(x);
	if (!rc)
		rc = take_signers(x);
	return rc ? rc : take_body(x);
}
