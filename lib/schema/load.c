/* YAML texts to a schema set. The loader is the definition of the format. */
#include <stdlib.h>

#include "base/utf8.h"
#include "schema/blank.h"
#include "schema/calendar.h"
#include "schema/checklist.h"
#include "schema/paper.h"
#include "schema/shelf.h"
#include "schema/rulebook.h"
#include "schema/words.h"

/* --- codes ------------------------------------------------------------------- */

static int load_attributes(struct tl_loader *l, const struct tl_node *map, struct tl_code *c)
{
	struct tl_node *n = tl_node_get(map, "attributes");

	if (!n)
		return 0;
	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "'attributes' is a map: {name: value}");
	c->attributes = tl_loader_room(l, n->n / 2, sizeof(*c->attributes));
	if (!c->attributes)
		return TLSAFE_EMEMORY;
	for (struct tl_node *k = n->child; k; k = k->next->next) {
		if (k->next->type != TL_SCALAR)
			return tl_yaml_fault(l, k->next, "an attribute is one text");
		c->attributes[c->nattributes].name = k->text;
		c->attributes[c->nattributes++].value = k->next->text;
	}
	return 0;
}

/* A code being read, and words that are looked at when all are there. */
struct new_code {
	struct tl_code c;
	struct tl_bytes until;
	const char **also;
};

#define AT(member) offsetof(struct new_code, member)
static const struct tl_word code_words[] = {
	{ "code", tl_word_bytes, AT(c.code), true },
	{ "zh", tl_word_bytes, AT(c.zh), true },
	{ "en", tl_word_bytes, AT(c.en), false },
	{ "until", tl_word_bytes, AT(until), false },
	{ "also", tl_word_texts, AT(also), false },
	{ .key = "attributes" },
	{ .key = NULL },
};
#undef AT

static int load_code(struct tl_loader *l, const struct tl_node *n, struct tl_code *ret)
{
	struct new_code new = { .c = { .line = n->line, .until = TL_NOEND } };
	struct tl_code *c = &new.c;
	int rc;

	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "a value is a map: {code: a, zh: ...}");
	rc = tl_words_read(l, n, code_words, &new);
	if (rc)
		return rc;
	if (new.until.data && !tl_day_parse(new.until, &c->until))
		return tl_yaml_fault(l, tl_node_get(n, "until"), "'until' is a day: 2018-12-31");
	c->nalso = tl_word_count(new.also);
	c->also = tl_loader_room(l, c->nalso, sizeof(*c->also));
	if (!c->also)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < c->nalso; i++)
		c->also[i] = tl_str(new.also[i]);
	rc = load_attributes(l, n, c);
	*ret = *c;
	return rc;
}

static int load_values(struct tl_loader *l, const struct tl_node *map, struct tl_codes *c)
{
	struct tl_node *n;
	int rc = tl_node_list(l, map, "values", &n);

	if (!rc && !n)
		rc = tl_yaml_fault(l, map, "'values' is missing");
	if (rc)
		return rc;
	c->code = tl_loader_room(l, n->n, sizeof(*c->code));
	if (!c->code)
		return TLSAFE_EMEMORY;
	for (struct tl_node *v = n->child; v; v = v->next) {
		rc = load_code(l, v, &c->code[c->n]);
		if (rc)
			return rc;
		for (size_t i = 0; i < c->n; i++)
			if (tl_eq(c->code[i].code, c->code[c->n].code))
				return tl_yaml_fault(l, v, "code '%s' stands twice",
				                     c->code[i].code.data);
		c->n++;
	}
	return 0;
}

static int read_values(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                       void *to)
{
	return load_values(l, map, tl_word_place(w, to));
}

/* The name of the file, kept. */
static const char *file_name(struct tl_loader *l)
{
	return tl_arena_dup(&l->s->arena, l->file, NULL).data;
}

static const struct tl_word codes_words[] = {
	{ "codes", tl_word_text, offsetof(struct tl_codes, name), true },
	{ "about", tl_word_text, offsetof(struct tl_codes, about), true },
	{ "values", read_values, 0, true },
	{ .key = NULL },
};

static int load_codes(struct tl_loader *l, const struct tl_node *n)
{
	struct tl_codes *c = tl_loader_room(l, 1, sizeof(*c));
	int rc = c ? tl_words_read(l, n, codes_words, c) : TLSAFE_EMEMORY;

	if (rc)
		return rc;
	c->line = n->line;
	c->file = file_name(l);
	if (!c->file)
		return tl_err_memory(l->err);
	if (tl_schema_codes(l->s, c->name))
		return tl_yaml_fault(l, n, "codes '%s' stand twice in the set", c->name);
	l->s->codes[l->s->ncodes++] = c;
	return 0;
}

/* --- kinds ------------------------------------------------------------------- */

/* From 1; nothing stands before or behind it. */
static bool whole_number(struct tl_bytes text, int64_t *ret)
{
	char *end;

	*ret = strtoll(text.data, &end, 10);
	return text.len && text.data[0] > '0' && text.data[0] <= '9' && !*end && *ret <= UINT32_MAX;
}

static int read_factor(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                       void *to)
{
	int64_t *factor = tl_word_place(w, to);
	struct tl_bytes text;
	int rc = tl_node_scalar(l, map, w->key, true, &text);

	if (rc)
		return rc;
	if (whole_number(text, factor))
		return 0;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "a factor is a whole number from 1");
}

static const struct tl_word alias_words[] = {
	{ "heading", tl_word_text, offsetof(struct tl_alias, heading), true },
	{ "factor", read_factor, offsetof(struct tl_alias, factor), true },
	{ .key = NULL },
};

static int load_alias(struct tl_loader *l, const struct tl_node *n, struct tl_alias *a)
{
	if (n->type == TL_MAP)
		return tl_words_read(l, n, alias_words, a);
	if (n->type != TL_SCALAR)
		return tl_yaml_fault(l, n, "an alias is a text or {heading: ..., factor: ...}");
	a->heading = n->text.data;
	return 0;
}

/* A field being read, and words that are looked at when all are there. */
struct new_field {
	struct tl_field f;
	bool ledger;		/* a heading of lists only: no act writes it */
	const char *type;
};

static int read_by(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                   void *to)
{
	struct new_field *new = to;
	struct tl_bytes by;
	int rc = tl_node_scalar(l, map, w->key, !new->ledger, &by);

	new->f.by = new->ledger ? "ledger" : by.data;
	return rc;
}

static int read_max(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                    void *to)
{
	unsigned *max = tl_word_place(w, to);
	struct tl_bytes text;
	int64_t n;
	int rc = tl_node_scalar(l, map, w->key, false, &text);

	*max = 0;
	if (rc || !text.data)
		return rc;
	if (whole_number(text, &n)) {
		*max = (unsigned)n;
		return 0;
	}
	return tl_yaml_fault(l, tl_node_get(map, w->key),
	                     "'max' is a number of characters, or the most");
}

static int read_min(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                    void *to)
{
	return tl_node_scalar(l, map, w->key, false, tl_word_place(w, to));
}

static int read_usual(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	struct tl_bytes *usual = tl_word_place(w, to);
	const char **two;
	int rc = tl_node_texts(l, map, w->key, &two);

	if (rc || !two)
		return rc;
	if (tl_word_count(two) != 2)
		return tl_yaml_fault(l, tl_node_get(map, w->key), "'usual' is [LEAST, MOST]");
	usual[0] = tl_str(two[0]);
	usual[1] = tl_str(two[1]);
	return 0;
}

static int read_aliases(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                        void *to)
{
	struct tl_field *f = tl_word_place(w, to);
	struct tl_node *n;
	int rc = tl_node_list(l, map, w->key, &n);

	if (rc || !n)
		return rc;
	f->also = tl_loader_room(l, n->n, sizeof(*f->also));
	if (!f->also)
		return TLSAFE_EMEMORY;
	for (struct tl_node *c = n->child; !rc && c; c = c->next)
		rc = load_alias(l, c, &f->also[f->nalso++]);
	return rc;
}

#define AT(member) offsetof(struct new_field, member)
static const struct tl_word field_words[] = {
	{ "key", tl_word_text, AT(f.key), true },
	{ "type", tl_word_text, AT(type), true },
	{ "zh", tl_word_text, AT(f.zh), true },
	{ "en", tl_word_text, AT(f.en), true },
	{ "about", tl_word_text, AT(f.about), true },
	{ "by", read_by, AT(f.by), true },
	{ "required", tl_word_bool, AT(f.required), false },
	{ "personal", tl_word_bool, AT(f.personal), false },
	{ "max", read_max, AT(f.max), false },
	{ "min", read_min, AT(f.min), false },
	{ "usual", read_usual, AT(f.usual), false },
	{ "also", read_aliases, AT(f), false },
	{ .key = "values" },
	{ "codes", tl_word_text, AT(f.codes_name), false },
	{ "of", tl_word_text, AT(f.of), false },
	{ "to", tl_word_text, AT(f.to), false },
	{ "only", tl_word_texts, AT(f.only), false },
	{ .key = NULL },
};
#undef AT

/* A bound, which stands in the file as people write it, as the type's own text. */
static int take_bound(struct tl_loader *l, const struct tl_node *n, const struct tl_field *f,
                      struct tl_bytes *bound)
{
	const struct tl_field plain = { .key = f->key, .type = f->type };
	struct tl_read how = { .field = &plain, .from = TL_NODAY };
	struct tl_reading r = { "", "" };
	TL_BUF out = { 0 };
	bool ok = true;

	if (!bound->len)
		return 0;
	if (!f->type->numeric)
		return tl_yaml_fault(l, n, "field '%s' of type %s has no 'min' or 'usual'", f->key,
		                     f->type->name);
	if (tl_type_read(&how, *bound, &out, &r))
		return tl_yaml_fault(l, n, "field '%s': not a bound: '%s'", f->key, bound->data);
	*bound = tl_arena_dup(&l->s->arena, tl_buf_bytes(&out), &ok);
	return ok && !out.failed ? 0 : tl_err_memory(l->err);
}

static int take_bounds(struct tl_loader *l, const struct tl_node *n, struct tl_field *f)
{
	int rc = take_bound(l, n, f, &f->min);

	for (int i = 0; !rc && i < 2; i++)
		rc = take_bound(l, n, f, &f->usual[i]);
	return rc;
}

/* `values` and `codes` go with certain types, and `codes` has to be there with some. */
static int check_codes(struct tl_loader *l, const struct tl_node *n, const struct tl_field *f)
{
	const char *type = f->type->name;
	bool choice = !strcmp(type, "choice") || !strcmp(type, "boolean");
	bool shared =
		!strcmp(type, "code") || (!strcmp(type, "list") && f->of && !strcmp(f->of, "code"));

	if (f->codes_name && !shared)
		return tl_yaml_fault(l, n, "field '%s' of type %s has no 'codes'", f->key, type);
	if (tl_node_get(n, "values") && !choice)
		return tl_yaml_fault(l, n, "field '%s' of type %s has no 'values'", f->key, type);
	if (shared && !f->codes_name)
		return tl_yaml_fault(l, n, "field '%s' wants 'codes'", f->key);
	return 0;
}

static int load_own_codes(struct tl_loader *l, const struct tl_node *n, struct tl_field *f)
{
	struct tl_codes *own = tl_loader_room(l, 1, sizeof(*own));

	if (!own)
		return TLSAFE_EMEMORY;
	own->name = f->key;
	own->about = f->about;
	own->line = n->line;
	f->codes = own;
	return load_values(l, n, own);
}

static int load_field(struct tl_loader *l, const struct tl_node *n, struct tl_field *f, bool ledger)
{
	struct new_field new = { .f = *f, .ledger = ledger };
	int rc;

	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "a field is a map: {key: ..., type: ...}");
	rc = tl_words_read(l, n, field_words, &new);
	if (rc)
		return rc;
	*f = new.f;
	f->line = n->line;
	f->withdrawn = l->packed && tl_node_get(n, "withdrawn");
	f->required &= !f->withdrawn;
	f->type = tl_type_find(new.type);
	if (!f->type)
		return tl_yaml_fault(l, tl_node_get(n, "type"), "no type '%s'", new.type);
	rc = take_bounds(l, n, f);
	if (!rc)
		rc = check_codes(l, n, f);
	if (rc || !tl_node_get(n, "values"))
		return rc;
	return load_own_codes(l, n, f);
}

/* A kind being read, and words that are looked at when all are there. */
struct new_kind {
	struct tl_kind k;
	const char *letter, *workflow;
};

/* The list KEY of fields, which is to be there unless it is of ledger headings. */
static int load_fields(struct tl_loader *l, const struct tl_node *map, const char *key,
                       struct tl_kind *k, struct tl_field **ret, size_t *n, bool ledger)
{
	struct tl_node *list;
	int rc = tl_node_list(l, map, key, &list);

	if (!rc && !list && !ledger)
		rc = tl_yaml_fault(l, map, "'fields' is missing");
	if (rc || !list)
		return rc;
	*ret = tl_loader_room(l, list->n, sizeof(**ret));
	if (!*ret)
		return TLSAFE_EMEMORY;
	for (struct tl_node *c = list->child; c; c = c->next) {
		struct tl_field *f = &(*ret)[*n];
		f->kind = k;
		f->index = (int)*n;
		rc = load_field(l, c, f, ledger);
		if (rc)
			return rc;
		for (size_t i = 0; i < *n; i++)
			if (!strcmp((*ret)[i].key, f->key))
				return tl_yaml_fault(l, c, "field '%s' stands twice", f->key);
		++*n;
	}
	return *n < 96 ? 0 : tl_yaml_fault(l, list, "more than 95 fields");
}

static int read_fields(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                       void *to)
{
	struct tl_kind *k = tl_word_place(w, to);

	return load_fields(l, map, w->key, k, &k->field, &k->nfields, false);
}

static int read_ledger(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                       void *to)
{
	struct tl_kind *k = tl_word_place(w, to);

	return load_fields(l, map, w->key, k, &k->ledger, &k->nledger, true);
}

/* The field that a word names, once the fields are there. */
static int read_field_name(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                           void *to)
{
	struct new_kind *new = to;
	int *index = tl_word_place(w, to);
	const struct tl_field *f;
	struct tl_bytes name;
	int rc = tl_node_scalar(l, map, w->key, false, &name);

	*index = -1;
	if (rc || !name.data)
		return rc;
	f = tl_kind_key(&new->k, name);
	if (!f)
		return tl_yaml_fault(l, tl_node_get(map, w->key), "'%s' names no field: '%s'",
		                     w->key, name.data);
	*index = f->index;
	return 0;
}

/* Keys of fields, the last of which is a whole number. */
static int read_numbered(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                         void *to)
{
	struct new_kind *new = to;
	const struct tl_field *f = NULL;
	struct tl_bytes key;
	const char *words;
	int rc = tl_word_text(l, map, w, to);

	words = rc ? NULL : new->k.numbered;
	while (words && tl_next_word(&words, &key)) {
		f = tl_kind_key(&new->k, key);
		if (!f)
			return tl_yaml_fault(l, tl_node_get(map, w->key),
			                     "'numbered' names no field: '%.*s'", (int)key.len,
			                     key.data);
	}
	if (rc || !new->k.numbered || (f && !strcmp(f->type->name, "integer")))
		return rc;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "'numbered' ends with an integer");
}

#define AT(member) offsetof(struct new_kind, member)
static const struct tl_word kind_words[] = {
	{ "kind", tl_word_text, AT(k.name), true },
	{ "zh", tl_word_text, AT(k.zh), true },
	{ "en", tl_word_text, AT(k.en), true },
	{ "about", tl_word_text, AT(k.about), true },
	{ "letter", tl_word_text, AT(letter), true },
	{ "workflow", tl_word_text, AT(workflow), false },
	{ "named", tl_word_bool, AT(k.named), false },
	{ .key = "columns" },
	{ "ignored", tl_word_texts, AT(k.ignored), false },
	{ "fields", read_fields, AT(k), true },
	{ "ledger", read_ledger, AT(k), false },
	{ "serial", read_field_name, AT(k.serial), false },
	{ "begins", read_field_name, AT(k.begins), false },
	{ "numbered", read_numbered, AT(k.numbered), false },
	{ .key = NULL },
};
#undef AT

#define X(upper, lower) [TL_F_##upper] = #lower,
static const char *const keys[TL_F_COUNT] = { TL_FIELDS(X) };
#undef X

/* The workflow NAME, with what a kind needs for it. */
static int take_workflow(struct tl_loader *l, const struct tl_node *n, struct tl_kind *k,
                         struct tl_bytes name)
{
	const struct tl_workflow_form *const *w = l->workflows;
	TL_BUF known = { 0 };

	for (; *w && !tl_eqs(name, (*w)->name); w++)
		tl_buf_printf(&known, "%s'%s'", known.len ? ", " : "", (*w)->name);
	if (!*w)
		return tl_yaml_fault(l, tl_node_get(n, "workflow"), "the workflows are %s",
		                     known.failed ? "" : known.data);
	for (const enum tl_field_name *f = (*w)->needed; *f != TL_F_COUNT; f++)
		if (k->at[*f] < 0)
			return tl_yaml_fault(l, n,
			                     "a kind with the workflow of %ss has a field '%s'",
			                     (*w)->name, keys[*f]);
	if (k->begins != k->at[(*w)->begins])
		return tl_yaml_fault(l, n, "a kind with the workflow of %ss begins on '%s'",
		                     (*w)->name, keys[(*w)->begins]);
	k->workflow = (const struct tl_workflow *)*w;
	return 0;
}

/* Which of K's fields are those that the model speaks of by name. */
static void know_fields(struct tl_kind *k)
{
	for (size_t i = 0; i < k->nfields; i++)
		k->field[i].known = TL_F_COUNT;
	for (size_t i = 0; i < k->nledger; i++)
		k->ledger[i].known = TL_F_COUNT;
	for (int i = 0; i < TL_F_COUNT; i++) {
		const struct tl_field *f = tl_kind_key(k, tl_str(keys[i]));
		k->at[i] = f ? f->index : -1;
		if (f)
			k->field[f->index].known = i;
	}
}

static int take_letter(struct tl_loader *l, const struct tl_node *n, struct tl_kind *k,
                       const char *letter)
{
	if (letter[0] < 'A' || letter[0] > 'Z' || letter[1])
		return tl_yaml_fault(l, tl_node_get(n, "letter"), "'letter' is one of A to Z");
	k->letter = letter[0];
	return 0;
}

static int load_kind(struct tl_loader *l, const struct tl_node *n)
{
	const struct tl_node *columns = tl_node_get(n, "columns");
	struct new_kind *new = tl_loader_room(l, 1, sizeof(*new));	/* its fields point to it */
	struct tl_kind *k;
	int rc = new ? tl_words_read(l, n, kind_words, new) : TLSAFE_EMEMORY;

	if (rc)
		return rc;
	k = &new->k;
	k->schema = l->s;
	k->file = file_name(l);
	if (!k->file)
		return tl_err_memory(l->err);
	rc = take_letter(l, n, k, new->letter);
	if (rc)
		return rc;
	k->line = n->line;
	k->columns_line = columns ? columns->line : n->line;
	k->withdrawn = l->packed && tl_node_get(n, "withdrawn");
	if (tl_schema_any_kind(l->s, k->name))
		return tl_yaml_fault(l, n, "kind '%s' stands twice in the set", k->name);
	know_fields(k);
	if (k->at[TL_F_ID] < 0)
		return tl_yaml_fault(l, n, "a kind has a field 'id'");
	rc = new->workflow ? take_workflow(l, n, k, tl_str(new->workflow)) : 0;
	if (rc)
		return rc;
	l->s->kind[l->s->nkinds++] = k;
	k->number = (uint32_t)l->s->nkinds;
	return 0;
}

/* --- the district ------------------------------------------------------------ */

/* A district being read, and words that are looked at when all are there. */
struct new_district {
	struct tl_district d;
	struct tl_bytes site, offset;
	const char **prefixes;
};

#define AT(member) offsetof(struct new_district, member)
static const struct tl_word district_words[] = {
	{ "district", tl_word_bytes, AT(d.site), true },
	{ "site", tl_word_bytes, AT(site), false },
	{ "name", tl_word_bytes, AT(d.name), true },
	{ "language", tl_word_bytes, AT(d.language), true },
	{ "authority", tl_word_bytes, AT(d.authority), false },
	{ "offset", tl_word_bytes, AT(offset), true },
	{ "prefixes", tl_word_texts, AT(prefixes), false },
	{ .key = "records" },
	{ .key = NULL },
};
#undef AT

/* Prefixes are compared with folded names. */
static int fold_prefixes(struct tl_loader *l, struct tl_district *d, const char **prefixes)
{
	d->nprefixes = tl_word_count(prefixes);
	d->prefix = tl_loader_room(l, d->nprefixes, sizeof(*d->prefix));
	if (!d->prefix)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < d->nprefixes; i++) {
		TL_BUF folded = { 0 };
		bool ok = true;
		tl_utf8_fold(&folded, tl_str(prefixes[i]));
		d->prefix[i] = tl_arena_dup(&l->s->arena, tl_buf_bytes(&folded), &ok);
		if (!ok || folded.failed)
			return tl_err_memory(l->err);
	}
	return 0;
}

static int load_district(struct tl_loader *l, const struct tl_node *n)
{
	struct new_district new = { 0 };
	struct tl_district *d = &new.d;
	int rc;

	if (l->s->district.site.data)
		return tl_yaml_fault(l, n, "the set has two districts");
	rc = tl_words_read(l, n, district_words, &new);
	if (rc)
		return rc;
	d->file = file_name(l);
	if (!d->file)
		return tl_err_memory(l->err);
	if (new.site.data) {
		d->site = new.site;
		d->own_site = true;
	}
	if (!tl_offset_parse(new.offset, &d->offset))
		return tl_yaml_fault(l, tl_node_get(n, "offset"), "'offset' is such as \"+08:00\"");
	if (!tl_eqs(d->language, "zh") && !tl_eqs(d->language, "en"))
		return tl_yaml_fault(l, tl_node_get(n, "language"), "'language' is zh or en");
	rc = fold_prefixes(l, d, new.prefixes);
	l->s->district = *d;
	return rc;
}

static int load_seed(struct tl_loader *l, const struct tl_kind *k, const struct tl_node *n,
                     struct tl_seed *seed)
{
	int rc = 0;

	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "a record is a map: {id: ..., name: ...}");
	seed->kind = k;
	seed->value = tl_loader_room(l, k->nfields, sizeof(*seed->value));
	if (!seed->value)
		return TLSAFE_EMEMORY;
	for (struct tl_node *key = n->child; !rc && key; key = key->next->next) {
		const struct tl_field *f = tl_kind_key(k, key->text);
		struct tl_read how = { .field = f, .from = TL_NODAY };
		struct tl_reading r = { "", "" };
		TL_BUF out = { 0 };
		bool ok = true;
		if (!f || key->next->type != TL_SCALAR)
			return tl_yaml_fault(l, key, "a %s has no field '%s'", k->name,
			                     key->text.data);
		if (f->personal)
			return tl_yaml_fault(l, key, "a personal field in a seed record");
		if (tl_type_read(&how, key->next->text, &out, &r))
			return tl_yaml_fault(l, key->next, "%s: %s", f->key, r.wrong);
		seed->value[f->index] =
			out.len ? tl_arena_dup(&l->s->arena, tl_buf_bytes(&out), &ok) : TL_NONE;
		if (!ok || out.failed)
			return tl_err_memory(l->err);
	}
	for (size_t i = 0; !rc && i < k->nfields; i++)
		if ((k->field[i].required || (int)i == k->at[TL_F_ID]) && !seed->value[i].len)
			rc = tl_yaml_fault(l, n, "'%s' is missing", k->field[i].key);
	return rc;
}

static int load_seeds(struct tl_loader *l, const struct tl_node *n)
{
	struct tl_district *d = &l->s->district;
	struct tl_node *records = tl_node_get(n, "records");
	size_t count = 0;
	int rc = 0;

	if (!records)
		return 0;
	if (records->type != TL_MAP)
		return tl_yaml_fault(l, records, "'records' is a map: {body: [...]}");
	for (struct tl_node *k = records->child; k; k = k->next->next)
		count += k->next->n;
	d->seed = tl_loader_room(l, count, sizeof(*d->seed));
	if (!d->seed)
		return TLSAFE_EMEMORY;
	for (struct tl_node *k = records->child; !rc && k; k = k->next->next) {
		const struct tl_kind *kind = tl_schema_any_kind(l->s, k->text.data);
		if (!kind || kind->workflow)
			return tl_yaml_fault(l, k, "no kind '%s' that seed records may have",
			                     k->text.data);
		if (k->next->type != TL_LIST)
			return tl_yaml_fault(l, k->next, "records are a list");
		for (struct tl_node *r = k->next->child; !rc && r; r = r->next)
			rc = load_seed(l, kind, r, &d->seed[d->nseeds++]);
	}
	return rc;
}

/* --- linking ----------------------------------------------------------------- */

static int link_field(struct tl_loader *l, struct tl_field *f)
{
	const char *type = f->type->name;
	bool list = !strcmp(type, "list"), coded = f->codes_name;
	bool refers = !strcmp(type, "reference") || (list && f->of && !strcmp(f->of, "reference"));
	const struct tl_node at = { .line = f->line, .column = 1 };

	if (coded) {
		/* Shared lists may stand in a file that comes later. */
		f->codes = tl_schema_codes(l->s, f->codes_name);
		if (!f->codes)
			return tl_yaml_fault(l, &at, "field '%s': no codes '%s' in the set", f->key,
			             f->codes_name);
	} else if (!strcmp(type, "choice") && (!f->codes || !f->codes->n)) {
		return tl_yaml_fault(l, &at, "field '%s' wants 'values'", f->key);
	}
	if (tl_type_keeps(f) && (!strcmp(f->by, "add") || !strcmp(f->by, "set")))
		return tl_yaml_fault(l, &at, "field '%s' is a file, which only a verb writes",
		                     f->key);
	if (refers && !tl_schema_any_kind(l->s, f->to))
		return tl_yaml_fault(l, &at, "field '%s' refers to no kind of the set: '%s'",
		                     f->key, f->to ? f->to : "");
	if (!refers && f->to)
		return tl_yaml_fault(l, &at, "field '%s' is no reference, and has 'to'", f->key);
	if (list && (!f->of || (!coded && !refers && !tl_type_keeps(f) && strcmp(f->of, "text"))))
		return tl_yaml_fault(l, &at, "field '%s' wants 'of': text, code, reference or file",
		                     f->key);
	return 0;
}

static int link_columns(struct tl_loader *l, struct tl_kind *k, const struct tl_node *n)
{
	const char **names;
	int rc = tl_node_texts(l, n, "columns", &names);

	k->ncolumns = tl_word_count(names);
	k->column = tl_loader_room(l, k->ncolumns, sizeof(*k->column));
	if (rc || !k->column)
		return rc ? rc : TLSAFE_EMEMORY;
	for (size_t i = 0; i < k->ncolumns; i++) {
		const char *dot = strchr(names[i], '.');
		const struct tl_field *f = tl_kind_key(
			k, tl_bytes(names[i], dot ? (size_t)(dot - names[i]) : strlen(names[i])));
		const struct tl_kind *to =
			f && dot && f->to ? tl_schema_any_kind(l->s, f->to) : NULL;
		if (!f || (dot && (!to || !tl_kind_any_key(to, tl_str(dot + 1)))))
			return tl_yaml_fault(l, tl_node_get(n, "columns"), "no field '%s'",
			                     names[i]);
		k->column[i] = (struct tl_column){ names[i], f->index, dot ? dot + 1 : NULL };
	}
	return k->ncolumns ? 0 : tl_yaml_fault(l, n, "'columns' is missing");
}

static int link_kind(struct tl_loader *l, struct tl_kind *k, const struct tl_node *n)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < k->nfields; i++)
		rc = link_field(l, &k->field[i]);
	for (size_t i = 0; !rc && i < k->nledger; i++)
		rc = link_field(l, &k->ledger[i]);
	return rc ? rc : link_columns(l, k, n);
}

/* --- files that are kept as they came ----------------------------------------- */

/* What is read to see that it can be. */
static int read_rules(struct tl_loader *l, const struct tl_node *n, const char **name)
{
	struct tl_rulebook r = { .n = 0 };
	int rc = tl_rulebook_read(l, n, &r);

	*name = r.name;
	return rc;
}

static int read_form(struct tl_loader *l, const struct tl_node *n, const char **name)
{
	struct tl_blank b = { .ncolumns = 0 };
	int rc = tl_blank_read(l, n, &b);

	*name = b.name;
	return rc;
}

static int read_calendar(struct tl_loader *l, const struct tl_node *n, const char **name)
{
	struct tl_calendar c = { .most = 0 };
	int rc = tl_calendar_read(l, n, &c);

	*name = c.name;
	return rc;
}

static int read_checklist(struct tl_loader *l, const struct tl_node *n, const char **name)
{
	struct tl_checklist c = { .nitems = 0 };
	int rc = tl_checklist_read(l, n, &c);

	*name = c.name;
	return rc;
}

static int read_paper(struct tl_loader *l, const struct tl_node *n, const char **name)
{
	struct tl_paper p = { .nparts = 0 };
	int rc = tl_paper_read(l, n, &p);

	*name = p.name;
	return rc;
}

static int (*const shelf_reads[])(struct tl_loader *l, const struct tl_node *n,
                                 const char **name) = {
	[TL_SHELF_RULES] = read_rules,
	[TL_SHELF_FORM] = read_form,
	[TL_SHELF_CALENDAR] = read_calendar,
	[TL_SHELF_CHECKLIST] = read_checklist,
	[TL_SHELF_PAPER] = read_paper,
};

/* A file of a store was read through when it was entered. */
static int keep(struct tl_loader *l, enum tl_shelf_sort sort, struct tl_bytes name,
                struct tl_bytes text)
{
	struct tl_shelf_file *f = &l->s->shelf[l->s->nshelf++];
	bool ok = true;

	f->sort = sort;
	f->name = tl_arena_dup(&l->s->arena, name, &ok);
	f->text = tl_arena_dup(&l->s->arena, text, &ok);
	f->file = tl_arena_dup(&l->s->arena, l->file, &ok);
	return ok ? 0 : tl_err_memory(l->err);
}

static int load_shelved(struct tl_loader *l, const struct tl_node *n, enum tl_shelf_sort sort,
                     struct tl_bytes text)
{
	const char *name = NULL;
	int rc;

	if (!tl_eqs(n->child->text, tl_shelf_words[sort]))
		return tl_yaml_fault(l, n, "a file with '%s' begins with it",
		                     tl_shelf_words[sort]);
	rc = shelf_reads[sort](l, n, &name);
	if (!rc && tl_shelf_find(l->s, sort, name))
		rc = tl_yaml_fault(l, n, "%s '%s' stands twice in the set", tl_shelf_words[sort],
		                   name);
	return rc ? rc : keep(l, sort, tl_str(name), text);
}

/* A file being loaded. */
struct source {
	struct tl_bytes name, text;
	struct tl_node *root;		/* NULL: kept as it came, and from a store */
	unsigned long order;
	bool packed;
};

/* Those of genesis by name, then those that came later, as they came. */
static int by_order(const void *a, const void *b)
{
	const struct source *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return tl_cmp(x->name, y->name);
}

static int load_file(struct tl_loader *l, const struct source *f)
{
	const struct tl_node *n = f->root;
	enum tl_shelf_sort sort;
	struct tl_bytes name;

	if (!n) {
		sort = tl_shelf_peek(f->text, &name);
		return keep(l, sort, name, f->text);
	}
	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "a file of the set is a map");
	if (tl_node_get(n, "kind"))
		return load_kind(l, n);
	if (tl_node_get(n, "codes"))
		return load_codes(l, n);
	if (tl_node_get(n, "district"))
		return load_district(l, n);
	for (sort = 0; sort < TL_SHELF_COUNT; sort++)
		if (tl_node_get(n, tl_shelf_words[sort]))
			return load_shelved(l, n, sort, f->text);
	return tl_yaml_fault(l, n, "a file of the set begins with kind, codes, rules, form, "
	                           "calendar, checklist, document or district");
}

static int parse_source(struct tl_loader *l, struct source *f)
{
	const struct tl_node *order;
	struct tl_bytes name;
	int rc;

	l->file = f->name;
	f->packed = tl_yaml_is_packed(f->text);
	if (tl_shelf_peek(f->text, &name) != TL_SHELF_COUNT)
		return 0;
	rc = tl_yaml_parse(l, f->text, &f->root);
	order = rc || !f->packed ? NULL : tl_node_get(f->root, "order");
	if (order && order->type == TL_SCALAR)
		f->order = strtoul(order->text.data, NULL, 10);
	return rc;
}

static int load_all(struct tl_loader *l, struct source *file, size_t n)
{
	struct tl_node *district = NULL;
	size_t kind = 0;
	int rc = 0;

	qsort(file, n, sizeof(*file), by_order);
	for (size_t i = 0; !rc && i < n; i++)
		rc = parse_source(l, &file[i]);
	qsort(file, n, sizeof(*file), by_order);
	for (size_t i = 0; !rc && i < n; i++) {
		l->file = file[i].name;
		l->packed = file[i].packed;
		rc = load_file(l, &file[i]);
	}
	for (size_t i = 0; !rc && i < n; i++) {
		l->file = file[i].name;
		if (!file[i].root)
			continue;
		if (tl_node_get(file[i].root, "kind"))
			rc = link_kind(l, l->s->kind[kind++], file[i].root);
		if (tl_node_get(file[i].root, "district"))
			district = file[i].root;
	}
	if (rc)
		return rc;
	if (!district)
		return tl_err_set(l->err, TLSAFE_ECONFIG, "the schema set has no district");
	l->file = tl_str(l->s->district.file);
	return load_seeds(l, district);
}

int tl_schema_load(struct tl_schema **ret, const struct tl_schema_file *files, size_t n,
                   const struct tl_workflow_form *const *workflows, struct tl_err *err)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena scratch = { 0 };
	struct tl_loader l = { .s = calloc(1, sizeof(*l.s)), .workflows = workflows, .err = err };
	struct source *file = tl_arena_zalloc(&scratch, (n + 1) * sizeof(*file));
	int rc = 0;

	if (!l.s || !file) {
		free(l.s);
		return tl_err_memory(err);
	}
	for (size_t i = 0; i < n; i++) {
		file[i].name = files[i].name;
		file[i].text = files[i].text;
	}
	l.s->kind = tl_loader_room(&l, n, sizeof(*l.s->kind));
	l.s->codes = tl_loader_room(&l, n, sizeof(struct tl_codes *));
	l.s->shelf = tl_loader_room(&l, n, sizeof(*l.s->shelf));
	rc = l.s->kind && l.s->codes && l.s->shelf ? load_all(&l, file, n) : TLSAFE_EMEMORY;
	tl_arena_release(&l.nodes);
	if (rc)
		tl_schema_free(l.s);
	else
		*ret = l.s;
	return rc;
}
