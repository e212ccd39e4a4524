/* A blank form: which words its columns and rows may have, and what they say. */
#include "schema/blank.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "schema/shelf.h"
#include "schema/words.h"

#define COLUMNS_MAX 64
#define ROWS_MAX 256

/* --- columns ----------------------------------------------------------------- */

/* Words that go with some sorts of column. */
enum { FIGURE = 1, LEVEL = 2, WHERE = 4, CARRIED = 8, YUAN = 16, PART = 32, WHOLE = 64,
       WHICH = 128, OF = 256, ON = 512 };

static const struct {
	const char *word;
	unsigned bit;
} sort_words[] = {
	{ "figure", FIGURE }, { "level", LEVEL }, { "where", WHERE }, { "carried", CARRIED },
	{ "yuan", YUAN },     { "part", PART },   { "whole", WHOLE }, { "which", WHICH },
	{ "of", OF },         { "on", ON },
};

static const struct sort {
	const char *is;
	unsigned needs, may;
} sorts[] = {
	[TL_BLANK_LABEL] = { "label", 0, 0 },
	[TL_BLANK_COUNT] = { "count", FIGURE, LEVEL | WHERE | CARRIED },
	[TL_BLANK_MONEY] = { "money", FIGURE | YUAN, LEVEL | WHERE | CARRIED },
	[TL_BLANK_RATE] = { "rate", PART | WHOLE, 0 },
	[TL_BLANK_UNITS] = { "units", 0, WHICH },
}, of_kinds[] = {
	[TL_BLANK_COUNT] = { "count of a kind", OF | ON, WHERE },
	[TL_BLANK_MONEY] = { "sum of a kind", OF | ON | FIGURE | YUAN, WHERE },
};

/* A column being read, and words that are looked at when all are there. */
struct new_column {
	struct tl_blank_column c;
	const char *is, *part, *whole;
};

static int read_is(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                   void *to)
{
	struct new_column *new = to;
	TL_BUF all = { 0 };
	int rc = tl_word_text(l, map, w, to);

	for (size_t i = 0; !rc && i < TL_LEN(sorts); i++) {
		if (!strcmp(sorts[i].is, new->is)) {
			new->c.is = (enum tl_blank_is)i;
			return 0;
		}
		tl_buf_printf(&all, "%s%s", i ? ", " : "", sorts[i].is);
	}
	if (rc)
		return rc;
	return tl_yaml_fault(l, tl_node_get(map, "is"), "'is' is one of %s, not '%s'",
	                     all.failed ? "" : all.data, new->is);
}

static int read_headings(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                         void *to)
{
	const char ***list = tl_word_place(w, to);
	int rc = tl_word_texts(l, map, w, to);

	if (rc || tl_word_count(*list))
		return rc;
	return tl_yaml_fault(l, map, "'%s' has the headings of a column: [outer, inner]", w->key);
}

static int read_level(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	const char **level = tl_word_place(w, to);
	int rc = tl_word_text(l, map, w, to);

	if (rc || !*level || !strcmp(*level, "general") || !strcmp(*level, "major"))
		return rc;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "'level' is general or major");
}

static int read_yuan(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                     void *to)
{
	int64_t *yuan = tl_word_place(w, to);
	struct tl_bytes text;
	int rc = tl_node_scalar(l, map, w->key, false, &text);
	char *end;

	if (rc || !text.data)
		return rc;
	*yuan = strtoll(text.data, &end, 10);
	if (!*end && *yuan >= 1 && *yuan <= 100000000)
		return 0;
	return tl_yaml_fault(l, tl_node_get(map, w->key),
	                     "'yuan' is how many yuan one is: 10000 for 万元");
}

static int read_carried(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                        void *to)
{
	enum tl_blank_carried *carried = tl_word_place(w, to);
	struct tl_bytes text;
	int rc = tl_node_scalar(l, map, w->key, false, &text);

	if (rc || !text.data)
		return rc;
	*carried = tl_eqs(text, "all") ? TL_BLANK_ALL_CARRIED : TL_BLANK_MAJORS_CARRIED;
	if (tl_eqs(text, "all") || tl_eqs(text, "major"))
		return 0;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "'carried' is major or all");
}

static int read_which(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	enum tl_blank_which *which = tl_word_place(w, to);
	struct tl_bytes text;
	int rc = tl_node_scalar(l, map, w->key, false, &text);

	if (rc || !text.data)
		return rc;
	*which = tl_eqs(text, "due") ? TL_BLANK_UNITS_DUE : TL_BLANK_UNITS_INSPECTED;
	if (tl_eqs(text, "due") || tl_eqs(text, "inspected"))
		return 0;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "'which' is due or inspected");
}

#define AT(member) offsetof(struct new_column, member)
static const struct tl_word column_words[] = {
	{ "id", tl_word_text, AT(c.id), true },
	{ "is", read_is, AT(is), true },
	{ "zh", read_headings, AT(c.zh), true },
	{ "en", read_headings, AT(c.en), true },
	{ "unit", tl_word_text, AT(c.unit), false },
	{ "of", tl_word_text, AT(c.of), false },
	{ "on", tl_word_text, AT(c.on), false },
	{ "figure", tl_word_text, AT(c.figure), false },
	{ "level", read_level, AT(c.level), false },
	{ "where", tl_word_text, AT(c.where), false },
	{ "carried", read_carried, AT(c.carried), false },
	{ "yuan", read_yuan, AT(c.yuan), false },
	{ "part", tl_word_text, AT(part), false },
	{ "whole", tl_word_text, AT(whole), false },
	{ "which", read_which, AT(c.which), false },
	{ .key = NULL },
};
#undef AT

/* The words of N go with what it is. */
static int check_words(struct tl_loader *l, const struct tl_node *n, enum tl_blank_is is)
{
	const bool counts = is == TL_BLANK_COUNT || is == TL_BLANK_MONEY;
	const struct sort *s = &sorts[is];

	if (counts && tl_node_get(n, "of"))
		s = &of_kinds[is];
	for (size_t i = 0; i < TL_LEN(sort_words); i++) {
		const struct tl_node *w = tl_node_get(n, sort_words[i].word);
		const unsigned bit = sort_words[i].bit;
		if (w && !((s->needs | s->may) & bit))
			return tl_yaml_fault(l, w, "a column that is a %s has no '%s'", s->is,
			                     sort_words[i].word);
		if (!w && s->needs & bit)
			return tl_yaml_fault(l, n, "'%s' is missing", sort_words[i].word);
	}
	return 0;
}


/* The column that NAME, which stands at N, names. */
static int column_named(struct tl_loader *l, const struct tl_blank *b, const struct tl_node *n,
                        const char *name, size_t *ret)
{
	for (*ret = 0; *ret < b->ncolumns; ++*ret)
		if (!strcmp(b->column[*ret].id, name))
			return 0;
	return tl_yaml_fault(l, n, "no column '%s'", name);
}

static int link_rate(struct tl_loader *l, const struct tl_blank *b, const struct tl_node *n,
                     const char *word, const char *name, size_t *ret)
{
	const struct tl_node *at = tl_node_get(n, word);
	int rc = column_named(l, b, at, name, ret);

	if (rc || b->column[*ret].is == TL_BLANK_COUNT || b->column[*ret].is == TL_BLANK_UNITS)
		return rc;
	return tl_yaml_fault(l, at, "column '%s' has no counts", name);
}

static int read_column(struct tl_loader *l, const struct tl_node *n, struct tl_blank *b,
                       struct new_column *new)
{
	int rc;

	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "a column is a map: {id: ..., is: ...}");
	new->c.line = n->line;
	rc = tl_words_read(l, n, column_words, new);
	if (!rc)
		rc = check_words(l, n, new->c.is);
	for (size_t i = 0; !rc && i < b->ncolumns; i++)
		if (!strcmp(b->column[i].id, new->c.id))
			rc = tl_yaml_fault(l, n, "column '%s' stands twice", new->c.id);
	if (!rc && (new->c.is == TL_BLANK_LABEL) != !b->ncolumns)
		rc = tl_yaml_fault(l, n, "the first column, and no other, is the label of the row");
	if (rc)
		return rc;
	b->column[b->ncolumns++] = new->c;
	return 0;
}

static int read_columns(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                        void *to)
{
	struct tl_blank *b = to;
	struct new_column *new;
	struct tl_node *list;
	int rc = tl_node_some(l, map, w->key, COLUMNS_MAX, &list);
	size_t i = 0;

	if (rc)
		return rc;
	b->column = tl_loader_room(l, list->n, sizeof(*b->column));
	new = tl_loader_room(l, list->n, sizeof(*new));
	if (!b->column || !new)
		return TLSAFE_EMEMORY;
	for (const struct tl_node *n = list->child; !rc && n; n = n->next)
		rc = read_column(l, n, b, &new[i++]);
	i = 0;
	for (const struct tl_node *n = list->child; !rc && n; n = n->next, i++) {
		if (new[i].c.is != TL_BLANK_RATE)
			continue;
		rc = link_rate(l, b, n, "part", new[i].part, &b->column[i].part);
		if (!rc)
			rc = link_rate(l, b, n, "whole", new[i].whole, &b->column[i].whole);
	}
	return rc;
}

/* --- rows -------------------------------------------------------------------- */

struct new_row {
	struct tl_blank_row r;
	const char *is, *within;
};

#define AT(member) offsetof(struct new_row, member)
static const struct tl_word row_words[] = {
	{ "id", tl_word_text, AT(r.id), true },
	{ "is", tl_word_text, AT(is), false },
	{ "zh", tl_word_text, AT(r.zh), true },
	{ "en", tl_word_text, AT(r.en), true },
	{ "values", tl_word_texts, AT(r.values), false },
	{ "also", tl_word_texts, AT(r.also), false },
	{ "within", tl_word_text, AT(within), false },
	{ .key = NULL },
};
#undef AT

/* The row above that it is within, which is no part itself. */
static int link_row(struct tl_loader *l, const struct tl_node *n, const struct tl_blank *b,
                    struct new_row *new)
{
	for (size_t i = 0; i < b->nrows; i++) {
		if (strcmp(b->row[i].id, new->within))
			continue;
		new->r.within = i + 1;
		if (b->row[i].within || b->row[i].total || new->r.total)
			break;
		return 0;
	}
	return tl_yaml_fault(l, tl_node_get(n, "within"),
	                     "'%s' is no row above it that has parts", new->within);
}

static bool share_value(const struct tl_blank_row *a, const struct tl_blank_row *b)
{
	for (size_t i = 0; i < tl_word_count(a->values); i++)
		for (size_t k = 0; k < tl_word_count(b->values); k++)
			if (!strcmp(a->values[i], b->values[k]))
				return true;
	return false;
}

static int check_row(struct tl_loader *l, const struct tl_node *n, const struct tl_blank *b,
                     struct new_row *new)
{
	new->r.total = new->is != NULL;
	if (new->is && strcmp(new->is, "total"))
		return tl_yaml_fault(l, tl_node_get(n, "is"), "a row is a total or nothing else");
	if (new->r.total && new->r.values)
		return tl_yaml_fault(l, n, "a total is of all rows, and has no 'values'");
	for (size_t i = 0; i < b->nrows; i++) {
		const struct tl_blank_row *o = &b->row[i];
		if (!strcmp(o->id, new->r.id))
			return tl_yaml_fault(l, n, "row '%s' stands twice", o->id);
		if (o->total && new->r.total)
			return tl_yaml_fault(l, n, "a second total");
		if (share_value(o, &new->r))
			return tl_yaml_fault(l, n, "a value of row '%s' once more", o->id);
	}
	return new->within ? link_row(l, n, b, new) : 0;
}

static int read_rows(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                     void *to)
{
	struct tl_blank *b = to;
	struct tl_node *list;
	int rc = tl_node_some(l, map, w->key, ROWS_MAX, &list);

	if (rc)
		return rc;
	b->row = tl_loader_room(l, list->n, sizeof(*b->row));
	if (!b->row)
		return TLSAFE_EMEMORY;
	for (const struct tl_node *n = list->child; n; n = n->next) {
		struct new_row new = { .r = { .line = n->line } };
		if (n->type != TL_MAP)
			return tl_yaml_fault(l, n, "a row is a map: {id: ..., zh: ..., en: ...}");
		rc = tl_words_read(l, n, row_words, &new);
		if (!rc)
			rc = check_row(l, n, b, &new);
		if (rc)
			return rc;
		b->row[b->nrows++] = new.r;
	}
	return 0;
}

/* --- checks and notes -------------------------------------------------------- */

/* A check being read. */
struct new_check {
	const char **parts, *whole;
};

static const struct tl_word check_words_of[] = {
	{ "parts", tl_word_texts, offsetof(struct new_check, parts), true },
	{ "whole", tl_word_text, offsetof(struct new_check, whole), true },
	{ .key = NULL },
};

static int read_check(struct tl_loader *l, const struct tl_node *n, struct tl_blank *b)
{
	struct tl_blank_check *c = &b->check[b->nchecks++];
	struct new_check new = { .parts = NULL };
	size_t max;
	int rc;

	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "a check is a map: {parts: [a, b], whole: c}");
	rc = tl_words_read(l, n, check_words_of, &new);
	max = tl_word_count(new.parts);
	if (!rc && !max)
		rc = tl_yaml_fault(l, n, "'parts' has columns: [a, b]");
	if (!rc)
		rc = column_named(l, b, tl_node_get(n, "whole"), new.whole, &c->whole);
	if (rc)
		return rc;
	c->part = tl_loader_room(l, max, sizeof(*c->part));
	if (!c->part)
		return TLSAFE_EMEMORY;
	for (; !rc && c->nparts < max; c->nparts++)
		rc = column_named(l, b, tl_node_get(n, "parts"), new.parts[c->nparts],
		                  &c->part[c->nparts]);
	return rc;
}

static int read_checks(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                       void *to)
{
	struct tl_blank *b = to;
	struct tl_node *list;
	int rc = tl_node_list(l, map, w->key, &list);

	if (rc || !list)
		return rc;
	b->check = tl_loader_room(l, list->n, sizeof(*b->check));
	if (!b->check)
		return TLSAFE_EMEMORY;
	for (const struct tl_node *n = list->child; !rc && n; n = n->next)
		rc = read_check(l, n, b);
	return rc;
}

static const struct tl_word both_words[] = {
	{ "zh", tl_word_text, offsetof(struct tl_blank_words, zh), true },
	{ "en", tl_word_text, offsetof(struct tl_blank_words, en), true },
	{ .key = NULL },
};

static int read_both(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                     void *to)
{
	const struct tl_node *n = tl_node_get(map, w->key);

	if (!n)
		return w->needed ? tl_yaml_fault(l, map, "'%s' is missing", w->key) : 0;
	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "'%s' is a map: {zh: ..., en: ...}", w->key);
	return tl_words_read(l, n, both_words, tl_word_place(w, to));
}

static int read_notes(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	struct tl_blank *b = to;
	struct tl_node *list;
	int rc = tl_node_list(l, map, w->key, &list);

	if (rc || !list)
		return rc;
	b->note = tl_loader_room(l, list->n, sizeof(*b->note));
	if (!b->note)
		return TLSAFE_EMEMORY;
	for (const struct tl_node *n = list->child; !rc && n; n = n->next) {
		if (n->type != TL_MAP)
			return tl_yaml_fault(l, n, "a note is a map: {zh: ..., en: ...}");
		rc = tl_words_read(l, n, both_words, &b->note[b->nnotes++]);
	}
	return rc;
}

#define AT(member) offsetof(struct tl_blank, member)
static const struct tl_word blank_words[] = {
	{ "form", tl_word_text, AT(name), true },
	{ "zh", tl_word_text, AT(zh), true },
	{ "en", tl_word_text, AT(en), true },
	{ "version", tl_word_text, AT(version), true },
	{ "source", tl_word_text, AT(source), true },
	{ "head", read_both, AT(head), true },
	{ "foot", read_both, AT(foot), true },
	{ "per", tl_word_text, AT(per), true },
	{ "columns", read_columns, 0, true },
	{ "rows", read_rows, 0, true },
	{ "checks", read_checks, 0, false },
	{ "notes", read_notes, 0, false },
	{ .key = NULL },
};
#undef AT

int tl_blank_read(struct tl_loader *l, const struct tl_node *n, struct tl_blank *ret)
{
	return tl_words_read(l, n, blank_words, ret);
}

/* --- asking ------------------------------------------------------------------ */

static int read_all(struct tl_loader *l, const struct tl_node *n, void *ret)
{
	return tl_blank_read(l, n, ret);
}

int tl_blank_open_file(struct tl_blank **ret, const struct tl_shelf_file *f, struct tl_err *err)
{
	struct tl_blank *b = calloc(1, sizeof(*b));
	int rc;

	*ret = NULL;
	if (!b)
		return tl_err_memory(err);
	rc = tl_shelf_read(f, &b->own, read_all, b, &b->file, err);
	if (rc || !b->file)
		tl_blank_free(b);
	else
		*ret = b;
	return rc;
}

int tl_blank_open(struct tl_blank **ret, const struct tl_schema *s, const char *name,
                  struct tl_err *err)
{
	const struct tl_shelf_file *f = tl_shelf_find(s, TL_SHELF_FORM, name);
	TL_BUF hint = { 0 };
	int rc = f ? tl_blank_open_file(ret, f, err) : 0;

	if (!f)
		*ret = NULL;
	if (rc || *ret)
		return rc;
	tl_buf_str(&hint, "enter one with: tlsafe-db schema apply DIR/forms/NAME.yaml");
	tl_shelf_names(&hint, s, TL_SHELF_FORM);
	return tl_err_hint(err, TLSAFE_ENOENT, hint.failed ? NULL : hint.data,
	                   "the schema set has no form '%s'", name);
}

void tl_blank_free(struct tl_blank *b)
{
	if (b)
		tl_schema_free(b->own);
	free(b);
}

void tl_blank_freep(struct tl_blank **b)
{
	tl_blank_free(*b);
	*b = NULL;
}

int tl_blank_fault(const struct tl_blank *b, const struct tl_blank_column *c, struct tl_err *err,
                   const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return tl_err_set(err, TLSAFE_ECONFIG, "%s.yaml:%zu: %s: %s", b->file, c->line, c->id,
	                  text);
}

uint64_t tl_blank_row_of(const struct tl_blank *b, struct tl_bytes text)
{
	uint64_t ret = 0;
	size_t best = 0;

	for (size_t r = 0; r < b->nrows; r++)
		for (size_t i = 0; i < tl_word_count(b->row[r].values); i++) {
			struct tl_bytes value = tl_str(b->row[r].values[i]);
			if (value.len > best && tl_starts(text, value)) {
				best = value.len;
				ret = r + 1;
			}
		}
	return ret;
}

bool tl_blank_counts(const struct tl_blank *b, size_t r)
{
	bool any = b->row[r].total || b->row[r].values;

	for (size_t i = 0; i < b->nrows; i++)
		any |= b->row[i].within == r + 1;
	return any;
}

size_t tl_blank_depth(const struct tl_blank *b)
{
	size_t most = 0;

	for (size_t i = 0; i < b->ncolumns; i++) {
		size_t n = tl_word_count(b->column[i].zh);
		most = n > most ? n : most;
	}
	return most;
}
