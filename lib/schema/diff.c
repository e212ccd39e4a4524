/* Compares what files of a schema set say, and judges what changes. */
#include "schema/diff.h"

#include <stdarg.h>
#include <limits.h>
#include <stdio.h>

#include "base/utf8.h"
#include "schema/shelf.h"

void tl_diff_release(struct tl_diff *d)
{
	tl_buf_release(&d->of);
	tl_buf_release(&d->text);
}

/* --- telling ----------------------------------------------------------------- */

static void tell(struct tl_diff *d, size_t line, const char *what, const char *of,
                 struct tl_bytes was, struct tl_bytes now, const char *refused, const char *hint)
{
	if (refused)
		d->refused++;
	else
		d->changes++;
	d->tell(d->ctx, &(struct tl_difference){ line, what, of, was, now, refused, hint, NULL });
}

static void take(struct tl_diff *d, size_t line, const char *what, const char *of,
                 struct tl_bytes was, struct tl_bytes now)
{
	tell(d, line, what, of, was, now, NULL, NULL);
}

static void refuse(struct tl_diff *d, size_t line, const char *what, const char *of,
                   const char *hint, const char *fmt, ...) TL_PRINTF(6, 7);
static void refuse(struct tl_diff *d, size_t line, const char *what, const char *of,
                   const char *hint, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	tell(d, line, what, of, TL_NONE, TL_NONE, text, hint);
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static const char *or_none(const char *text)
{
	return text ? text : "none";
}

/* Words that say what is taken when they change. */
static void words(struct tl_diff *d, size_t line, const char *what, const char *of,
                  struct tl_bytes was, struct tl_bytes now)
{
	if (!tl_eq(was, now))
		take(d, line, what, of, was, now);
}

static void fixed(struct tl_diff *d, size_t line, const char *what, const char *of, const char *was,
                  const char *now)
{
	if (!same(was, now))
		refuse(d, line, what, of,
		       *of ? "leave it, or add another field" : "leave it as it was",
		       "'%s' cannot change from %s to %s", what, or_none(was), or_none(now));
}

static const char *truth(bool b)
{
	return b ? "true" : "false";
}

/* --- codes ------------------------------------------------------------------- */

static const char *code_name(struct tl_diff *d, const char *field, struct tl_bytes code)
{
	tl_buf_clear(&d->of);
	if (field)
		tl_buf_printf(&d->of, "%s.", field);
	tl_buf_add(&d->of, code);
	return d->of.failed ? "" : d->of.data;
}

static bool says(const struct tl_code *c, struct tl_bytes alias)
{
	for (size_t i = 0; i < c->nalso; i++)
		if (tl_eq(c->also[i], alias))
			return true;
	return false;
}

/* The code of OLD that had the alias WORD; NULL: none. */
static const struct tl_code *meant(const struct tl_codes *old, struct tl_bytes word)
{
	for (size_t i = 0; old && i < old->n; i++)
		if (says(&old->code[i], word))
			return &old->code[i];
	return NULL;
}

/* Whether WORD, which was an alias of the code FROM, is a word of another code of ALL. */
static bool moved(const struct tl_codes *all, struct tl_bytes from, struct tl_bytes word)
{
	for (const struct tl_code *o = all->code; o < all->code + all->n; o++)
		if (!tl_eq(o->code, from) && (tl_eq(o->zh, word) || says(o, word)))
			return true;
	return false;
}

/* WORD is new to C: it may have been an alias of another code, which is a change of its own. */
static void take_word(struct tl_diff *d, const char *of, const struct tl_codes *old,
                      const struct tl_code *c, struct tl_bytes word)
{
	const struct tl_code *from = meant(old, word);

	if (!from || tl_eq(from->code, c->code))
		return;
	d->changes++;
	d->tell(d->ctx, &(struct tl_difference){ .line = c->line, .what = "moved", .of = of,
	                                         .was = from->code, .now = word, .codes = old });
}

/* A new WORD of C may not be one that means another code. */
static bool word_free(struct tl_diff *d, const char *of, const struct tl_codes *all,
                      const struct tl_code *c, struct tl_bytes word)
{
	for (const struct tl_code *o = all->code; o < all->code + all->n; o++) {
		if (o == c || (!tl_eq(o->code, word) && !tl_eq(o->zh, word) && !says(o, word)))
			continue;
		refuse(d, c->line, "code", of, "take another word", "'%s' already means %s",
		       word.data, o->code.data);
		return false;
	}
	return true;
}

static struct tl_bytes until_text(const struct tl_code *c, char text[TL_DAY_TEXT])
{
	return c->until == TL_NOEND ? TL_NONE : tl_str(tl_day_format(text, c->until));
}

static void diff_attributes(struct tl_diff *d, const char *of, const struct tl_code *was,
                            const struct tl_code *now)
{
	for (size_t i = 0; i < was->nattributes; i++) {
		struct tl_bytes name = was->attributes[i].name,
				value = tl_code_attribute(now, name.data);
		if (!value.data)
			refuse(d, now->line, "attribute", of, "put it back",
			       "its attribute '%s' is gone", name.data);
		else if (!tl_eq(value, was->attributes[i].value))
			refuse(d, now->line, "attribute", of, "leave it, or add another code",
			       "its attribute '%s' cannot change from %s to %s", name.data,
			       was->attributes[i].value.data, value.data);
	}
	for (size_t i = 0; i < now->nattributes; i++)
		if (!tl_code_attribute(was, now->attributes[i].name.data).data)
			take(d, now->line, "attribute", of, TL_NONE, now->attributes[i].name);
}

static void diff_code(struct tl_diff *d, const char *of, const struct tl_codes *old,
                      const struct tl_codes *all, const struct tl_code *was,
                      const struct tl_code *now)
{
	char before[TL_DAY_TEXT], after[TL_DAY_TEXT];

	if (says(was, now->zh) || tl_eq(was->zh, now->zh) || word_free(d, of, all, now, now->zh))
		words(d, now->line, "label", of, was->zh, now->zh);
	if (!tl_eq(was->zh, now->zh))
		take_word(d, of, old, now, now->zh);
	words(d, now->line, "label", of, was->en, now->en);
	words(d, now->line, "until", of, until_text(was, before), until_text(now, after));
	for (size_t i = 0; i < was->nalso; i++)
		if (!says(now, was->also[i]) && !moved(all, was->code, was->also[i]))
			refuse(d, now->line, "alias", of, "lists may still say it",
			       "its alias '%s' is gone", was->also[i].data);
	for (size_t i = 0; i < now->nalso; i++)
		if (!says(was, now->also[i]) &&
		    (tl_eq(was->zh, now->also[i]) || word_free(d, of, all, now, now->also[i]))) {
			take(d, now->line, "alias", of, TL_NONE, now->also[i]);
			take_word(d, of, old, now, now->also[i]);
		}
	diff_attributes(d, of, was, now);
}

static void new_code(struct tl_diff *d, const char *field, const struct tl_codes *old,
                     const struct tl_codes *all, const struct tl_code *c)
{
	const char *of = code_name(d, field, c->code);
	bool free = word_free(d, of, all, c, c->zh);

	for (size_t i = 0; free && i < c->nalso; i++)
		free = word_free(d, of, all, c, c->also[i]);
	if (!free)
		return;
	take(d, c->line, "code", of, TL_NONE, c->zh);
	take_word(d, of, old, c, c->zh);
	for (size_t i = 0; i < c->nalso; i++)
		take_word(d, of, old, c, c->also[i]);
}

static void diff_values(struct tl_diff *d, const char *field, size_t line,
                        const struct tl_codes *was, const struct tl_codes *now)
{
	const struct tl_code *last = NULL;

	for (size_t i = 0; was && i < was->n; i++) {
		const struct tl_code *c = now ? tl_codes_code(now, was->code[i].code) : NULL;
		const char *of = code_name(d, field, was->code[i].code);
		if (!c) {
			refuse(d, line, "code", of,
			       "a code that is no longer given gets until: DATE",
			       "the code is gone; records may hold it");
			continue;
		}
		if (last && c < last)
			refuse(d, c->line, "code", of, "put it there",
			       "codes keep their order: it stood behind %s", last->code.data);
		last = c;
		diff_code(d, of, was, now, &was->code[i], c);
	}
	for (size_t i = 0; now && i < now->n; i++)
		if (!was || !tl_codes_code(was, now->code[i].code))
			new_code(d, field, was, now, &now->code[i]);
}

void tl_diff_codes(struct tl_diff *d, const struct tl_codes *was, const struct tl_codes *now)
{
	if (!was) {
		take(d, now->line, "codes", now->name, TL_NONE, tl_str(now->about));
		return;
	}
	words(d, now->line, "about", "", tl_str(was->about), tl_str(now->about));
	diff_values(d, NULL, now->line, was, now);
}

/* --- fields ------------------------------------------------------------------ */

static bool folds_to(struct tl_diff *d, const char *text, struct tl_bytes folded)
{
	tl_buf_clear(&d->text);
	tl_utf8_fold(&d->text, tl_str(text));
	return tl_eq(tl_buf_bytes(&d->text), folded);
}

static bool called(struct tl_diff *d, const struct tl_field *f, struct tl_bytes folded)
{
	if (folds_to(d, f->key, folded) || folds_to(d, f->zh, folded) || folds_to(d, f->en, folded))
		return true;
	for (size_t i = 0; i < f->nalso; i++)
		if (folds_to(d, f->also[i].heading, folded))
			return true;
	return false;
}

/* A new HEADING of F may not be one by which a list means another field. */
static bool heading_free(struct tl_diff *d, const struct tl_kind *k, const struct tl_field *f,
                         const char *heading)
{
	TL_BUF folded = { 0 };

	tl_utf8_fold(&folded, tl_str(heading));
	for (size_t i = 0; i < k->nfields + k->nledger; i++) {
		const struct tl_field *o =
			i < k->nfields ? &k->field[i] : &k->ledger[i - k->nfields];
		if (o == f || !called(d, o, tl_buf_bytes(&folded)))
			continue;
		refuse(d, f->line, "heading", f->key, "take another", "'%s' already means %s",
		       heading, o->key);
		return false;
	}
	return true;
}

static const struct tl_alias *alias_of(const struct tl_field *f, const char *heading)
{
	for (size_t i = 0; i < f->nalso; i++)
		if (!strcmp(f->also[i].heading, heading))
			return &f->also[i];
	return NULL;
}

static void diff_aliases(struct tl_diff *d, const struct tl_field *was, const struct tl_field *now)
{
	for (size_t i = 0; i < was->nalso; i++) {
		const struct tl_alias *a = alias_of(now, was->also[i].heading);
		if (!a && !same(now->zh, was->also[i].heading))
			refuse(d, now->line, "alias", now->key, "lists may still have it",
			       "its alias '%s' is gone", was->also[i].heading);
		else if (a && a->factor != was->also[i].factor)
			refuse(d, now->line, "alias", now->key, "leave it as it was",
			       "the factor of '%s' cannot change", a->heading);
	}
	for (size_t i = 0; i < now->nalso; i++)
		if (!alias_of(was, now->also[i].heading) &&
		    (same(was->zh, now->also[i].heading) ||
		     heading_free(d, now->kind, now, now->also[i].heading)))
			take(d, now->line, "alias", now->key, TL_NONE,
			     tl_str(now->also[i].heading));
}

static bool has_word(const char **list, const char *word)
{
	for (; list && *list; list++)
		if (!strcmp(*list, word))
			return true;
	return false;
}

/* Which types of record a reference takes: more, or all. */
static void diff_only(struct tl_diff *d, const struct tl_field *was, const struct tl_field *now)
{
	if (was->only && !now->only)
		take(d, now->line, "only", now->key, TL_NONE, TL_LIT("all"));
	if (!was->only && now->only)
		refuse(d, now->line, "only", now->key, "leave it out",
		       "records may refer to types that it would leave out");
	for (const char **w = was->only; now->only && w && *w; w++)
		if (!has_word(now->only, *w))
			refuse(d, now->line, "only", now->key, "put it back",
			       "'%s' is gone from 'only'; records may refer to such", *w);
	for (const char **w = now->only; was->only && w && *w; w++)
		if (!has_word(was->only, *w))
			take(d, now->line, "only", now->key, TL_NONE, tl_str(*w));
}

static void label(struct tl_diff *d, const struct tl_field *now, const char *was, const char *text)
{
	if (!same(was, text) && (alias_of(now, text) || heading_free(d, now->kind, now, text)))
		take(d, now->line, "label", now->key, tl_str(was), tl_str(text));
}

/* What 'max' says, or means where it is left out: a number has no most. */
static unsigned most(const struct tl_field *f)
{
	if (f->max)
		return f->max;
	return f->type->numeric ? UINT_MAX : 1000;
}

static void diff_field(struct tl_diff *d, const struct tl_field *was, const struct tl_field *now)
{
	char before[16], after[16];

	fixed(d, now->line, "type", now->key, was->type->name, now->type->name);
	fixed(d, now->line, "by", now->key, was->by, now->by);
	fixed(d, now->line, "personal", now->key, truth(was->personal), truth(now->personal));
	fixed(d, now->line, "of", now->key, was->of, now->of);
	fixed(d, now->line, "to", now->key, was->to, now->to);
	fixed(d, now->line, "codes", now->key, was->codes_name, now->codes_name);
	if (now->required && !was->required)
		refuse(d, now->line, "required", now->key, "leave 'required' out",
		       "it cannot become required: records may lack it");
	else
		words(d, now->line, "required", now->key, tl_str(truth(was->required)),
		      tl_str(truth(now->required)));
	snprintf(before, sizeof(before), "%u", most(was));
	snprintf(after, sizeof(after), "%u", most(now));
	if (most(now) < most(was))
		refuse(d, now->line, "max", now->key, "leave it as it was",
		       "'max' cannot shrink from %s to %s: records may hold longer texts", before,
		       after);
	else
		words(d, now->line, "max", now->key, tl_str(before), tl_str(after));
	/* What records hold stays; a bound is for what is entered from now on. */
	words(d, now->line, "min", now->key, was->min, now->min);
	words(d, now->line, "usual", now->key, was->usual[0], now->usual[0]);
	words(d, now->line, "usual", now->key, was->usual[1], now->usual[1]);
	label(d, now, was->zh, now->zh);
	label(d, now, was->en, now->en);
	words(d, now->line, "about", now->key, tl_str(was->about), tl_str(now->about));
	diff_aliases(d, was, now);
	diff_only(d, was, now);
	if (!was->codes_name && !now->codes_name)
		diff_values(d, now->key, now->line, was->codes, now->codes);
}

/* Fields that fold and facts know by name would make other views of old entries; those of units are
 * not looked at in a workflow. */
static bool lives(const struct tl_field *f)
{
	static const enum tl_field_name of_units[] = {
		TL_F_NAME,   TL_F_OLD_NAMES, TL_F_CREDIT_CODE, TL_F_TYPE,  TL_F_KIND,
		TL_F_STATUS, TL_F_STATUS_ON, TL_F_RESPONSIBLE, TL_F_PHONE, TL_F_COUNT
	};

	for (size_t i = 0; i < TL_LEN(of_units); i++)
		if (f->known == (int)of_units[i])
			return false;
	return f->kind->workflow;
}

static void new_field(struct tl_diff *d, const struct tl_field *f, const char *what, bool last)
{
	bool free = heading_free(d, f->kind, f, f->zh) && heading_free(d, f->kind, f, f->en);

	for (size_t i = 0; free && i < f->nalso; i++)
		free = heading_free(d, f->kind, f, f->also[i].heading);
	if (!free)
		return;
	if (!last)
		refuse(d, f->line, what, f->key, "put it at the end",
		       "new ones stand behind those that were there");
	else if (f->required)
		refuse(d, f->line, what, f->key, "leave 'required' out",
		       "a new one cannot be required: the records that are there lack it");
	else if (lives(f))
		refuse(d, f->line, what, f->key, "take another key",
		       "the life of a %s would be another with it", f->kind->name);
	else
		take(d, f->line, what, f->key, TL_NONE, tl_str(f->type->name));
}

static const struct tl_field *find_field(const struct tl_field *f, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(f[i].key, key))
			return &f[i];
	return NULL;
}

static void diff_fields(struct tl_diff *d, const char *what, size_t line,
                        const struct tl_field *was, size_t nwas, const struct tl_field *now,
                        size_t nnow)
{
	const struct tl_field *last = NULL, *end = now;
	bool field = !strcmp(what, "field");

	for (size_t i = 0; i < nwas; i++) {
		const struct tl_field *f = find_field(now, nnow, was[i].key);
		if (!f) {
			refuse(d, line, what, was[i].key, "put it back", "the %s is gone; %s", what,
			       field ? "records may hold it" : "lists may have it");
			continue;
		}
		if (last && f < last)
			refuse(d, f->line, what, f->key, "put it there",
			       "they keep their order: it stood behind %s", last->key);
		last = f;
		if (f >= end)
			end = f + 1;
		diff_field(d, &was[i], f);
	}
	for (size_t i = 0; i < nnow; i++)
		if (!find_field(was, nwas, now[i].key))
			new_field(d, &now[i], what, &now[i] >= end);
}

/* --- kinds ------------------------------------------------------------------- */

static const char *field_key(const struct tl_kind *k, int field)
{
	return field < 0 ? NULL : k->field[field].key;
}

static void diff_columns(struct tl_diff *d, const struct tl_kind *was, const struct tl_kind *now)
{
	for (size_t i = 0; i < was->ncolumns; i++)
		if (i >= now->ncolumns || strcmp(was->column[i].name, now->column[i].name)) {
			refuse(d, now->columns_line, "columns", "", "put new ones at the end",
			       "column %zu of lists was %s and cannot be %s", i + 1,
			       was->column[i].name,
			       i < now->ncolumns ? now->column[i].name : "left out");
			return;
		}
	for (size_t i = was->ncolumns; i < now->ncolumns; i++)
		take(d, now->columns_line, "column", now->column[i].name, TL_NONE, TL_NONE);
}

static void diff_ignored(struct tl_diff *d, const struct tl_kind *was, const struct tl_kind *now)
{
	for (const char **w = was->ignored; w && *w; w++)
		if (!has_word(now->ignored, *w) && !tl_kind_field(now, tl_str(*w), true, NULL))
			refuse(d, now->line, "ignored", "", "lists may still have it",
			       "the heading '%s' is gone from 'ignored'", *w);
	for (const char **w = now->ignored; w && *w; w++)
		if (!has_word(was->ignored, *w))
			take(d, now->line, "ignored", "", TL_NONE, tl_str(*w));
}

void tl_diff_kind(struct tl_diff *d, const struct tl_kind *was, const struct tl_kind *now)
{
	if (!was) {
		take(d, now->line, "kind", now->name, TL_NONE, tl_str(now->zh));
		return;
	}
	words(d, now->line, "label", "", tl_str(was->zh), tl_str(now->zh));
	words(d, now->line, "label", "", tl_str(was->en), tl_str(now->en));
	words(d, now->line, "about", "", tl_str(was->about), tl_str(now->about));
	fixed(d, now->line, "letter", "", (char[]){ was->letter, 0 }, (char[]){ now->letter, 0 });
	fixed(d, now->line, "serial", "", field_key(was, was->serial), field_key(now, now->serial));
	fixed(d, now->line, "begins", "", field_key(was, was->begins), field_key(now, now->begins));
	fixed(d, now->line, "numbered", "", was->numbered, now->numbered);
	fixed(d, now->line, "workflow", "", tl_kind_workflow(was), tl_kind_workflow(now));
	fixed(d, now->line, "named", "", truth(was->named), truth(now->named));
	diff_columns(d, was, now);
	diff_ignored(d, was, now);
	diff_fields(d, "field", now->line, was->field, was->nfields, now->field, now->nfields);
	diff_fields(d, "heading", now->line, was->ledger, was->nledger, now->ledger, now->nledger);
}

void tl_diff_withdrawn(struct tl_diff *d, const struct tl_kind *there, const struct tl_kind *now)
{
	if (there->withdrawn) {
		fixed(d, now->line, "workflow", "", tl_kind_workflow(there),
		      tl_kind_workflow(now));
		fixed(d, now->line, "begins", "", field_key(there, there->begins),
		      field_key(now, now->begins));
	}
	for (size_t i = 0; i < there->nfields; i++) {
		const struct tl_field *was = &there->field[i],
				      *f = find_field(now->field, now->nfields, was->key);
		if (!f || !(there->withdrawn || was->withdrawn))
			continue;
		fixed(d, f->line, "type", f->key, was->type->name, f->type->name);
		fixed(d, f->line, "personal", f->key, truth(was->personal), truth(f->personal));
		fixed(d, f->line, "of", f->key, was->of, f->of);
		fixed(d, f->line, "to", f->key, was->to, f->to);
	}
}

/* --- rules and forms --------------------------------------------------------- */

int tl_diff_shelved(struct tl_diff *d, const struct tl_schema *was, const struct tl_schema *now,
                 const struct tl_shelf_file *f, struct tl_err *err)
{
	TL_CLEANUP(tl_shelf_release) struct tl_shelf_change c = { .same = false };
	int rc = tl_shelf_compare(&c, was, now, f->sort, f->name.data, err);

	if (rc)
		return rc;
	if (c.came)
		take(d, 1, tl_shelf_words[f->sort], f->name.data, TL_NONE, c.now);
	else if (tl_eq(c.was, c.now) && !c.same)
		refuse(d, 1, "version", "", "give it another version",
		       "other %s under the version %s, which is printed with what was made by "
		       "it", tl_shelf_words[f->sort], c.now.data);
	else
		words(d, 1, "version", "", c.was, c.now);
	return 0;
}

/* --- the district ------------------------------------------------------------ */

static bool same_seeds(const struct tl_district *was, const struct tl_district *now)
{
	if (was->nseeds != now->nseeds)
		return false;
	for (size_t i = 0; i < was->nseeds; i++) {
		const struct tl_kind *a = was->seed[i].kind, *b = now->seed[i].kind;
		if (strcmp(a->name, b->name))
			return false;
		for (size_t f = 0; f < a->nfields && f < b->nfields; f++)
			if (!tl_eq(was->seed[i].value[f], now->seed[i].value[f]))
				return false;
	}
	return true;
}

/* Its site, offset and first records stand in genesis; the rest are settings. */
void tl_diff_district(struct tl_diff *d, const struct tl_district *was,
                      const struct tl_district *now)
{
	static const char set[] = "change it with: tlsafe-db set KEY=VALUE --reason TEXT";
	bool prefixes = was->nprefixes == now->nprefixes;

	if (!tl_eq(was->site, now->site) && (!was->own_site || now->own_site))
		refuse(d, 1, "site", "", "make another store with: tlsafe-db init",
		       "the site cannot change from %s to %s", was->site.data, now->site.data);
	if (was->offset != now->offset)
		refuse(d, 1, "offset", "", "make another store with: tlsafe-db init",
		       "the offset cannot change");
	if (!same_seeds(was, now))
		refuse(d, 1, "records", "", "enter further ones with tlsafe-register",
		       "the records of a store's beginning cannot change");
	for (size_t i = 0; prefixes && i < was->nprefixes; i++)
		prefixes = tl_eq(was->prefix[i], now->prefix[i]);
	if (!tl_eq(was->name, now->name) || !tl_eq(was->language, now->language) ||
	    !tl_eq(was->authority, now->authority) || !prefixes)
		refuse(d, 1, "settings", "", set,
		       "name, language, authority and prefixes are settings of the store");
}
