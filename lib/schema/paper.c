/* A paper that is made out: which words its file may have, and what they say. */
#include "schema/paper.h"

#include <stdlib.h>

#include "schema/shelf.h"
#include "schema/words.h"

#define MOST 40			/* parts, fields, columns or words of a number */

const char *const tl_paper_needs[TL_PAPER_NEED_COUNT] = {
#define X(upper, lower) [TL_PAPER_##upper] = #lower,
	TL_PAPER_NEEDS(X)
#undef X
};

const char *const tl_paper_sorts[TL_PAPER_IS_COUNT] = {
	[TL_PAPER_TITLE] = "title", [TL_PAPER_TO] = "to",       [TL_PAPER_TEXT] = "text",
	[TL_PAPER_LIST] = "list",   [TL_PAPER_LINES] = "lines", [TL_PAPER_SEAL] = "seal",
};

static const char *const eaches[] = { "assignee", "unit", "hazard", "inspection" };
static const char *const rows[] = { "hazards", "items" };
static const char *const officers[] = { "none", "sign", "inspected" };

/* The place of WORD among N; N: it is none of them. */
static size_t place_of(const char *word, const char *const *words, size_t n)
{
	size_t i = 0;

	while (i < n && strcmp(words[i], word))
		i++;
	return i;
}

/* One of N words, told of N's node. */
static int one_of(struct tl_loader *l, const struct tl_node *at, const char *key,
                  const char *word, const char *const *words, size_t n, size_t *ret)
{
	TL_BUF list = { 0 };

	*ret = place_of(word, words, n);
	if (*ret < n)
		return 0;
	for (size_t i = 0; i < n; i++)
		tl_buf_printf(&list, "%s%s", i ? ", " : "", words[i]);
	return tl_yaml_fault(l, at, "'%s' is one of %s, not '%s'", key,
	                     list.failed ? "" : list.data, word);
}

/* --- single words ------------------------------------------------------------ */

static int read_each(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                     void *to)
{
	enum tl_paper_each *each = tl_word_place(w, to);
	struct tl_bytes text;
	size_t i = 0;
	int rc = tl_node_scalar(l, map, w->key, true, &text);

	if (!rc)
		rc = one_of(l, tl_node_get(map, w->key), w->key, text.data, eaches,
		            TL_LEN(eaches), &i);
	*each = (enum tl_paper_each)i;
	return rc;
}

static int read_rows(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                     void *to)
{
	bool *items = tl_word_place(w, to);
	struct tl_bytes text;
	size_t i = 0;
	int rc = tl_node_scalar(l, map, w->key, false, &text);

	if (!rc && text.data)
		rc = one_of(l, tl_node_get(map, w->key), w->key, text.data, rows, TL_LEN(rows), &i);
	*items = i == 1;
	return rc;
}

static int read_officers(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                         void *to)
{
	enum tl_paper_officers *of = tl_word_place(w, to);
	struct tl_bytes text;
	size_t i = 0;
	int rc = tl_node_scalar(l, map, w->key, false, &text);

	if (!rc && text.data)
		rc = one_of(l, tl_node_get(map, w->key), w->key, text.data, officers,
		            TL_LEN(officers), &i);
	*of = (enum tl_paper_officers)i;
	return rc;
}

static int read_needs(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	unsigned *needs = tl_word_place(w, to);
	const char **words;
	size_t bit;
	int rc = tl_node_texts(l, map, w->key, &words);

	for (; !rc && words && *words; words++) {
		rc = one_of(l, tl_node_get(map, w->key), w->key, *words, tl_paper_needs,
		            TL_PAPER_NEED_COUNT, &bit);
		*needs |= rc ? 0 : 1u << bit;
	}
	return rc;
}

static int read_day(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                    void *to)
{
	tl_day *day = tl_word_place(w, to);
	struct tl_bytes text;
	int rc = tl_node_scalar(l, map, w->key, false, &text);

	if (rc || !text.data || tl_day_parse(text, day))
		return rc;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "'%s' is a day such as 2018-07-25",
	                     w->key);
}

/* --- lists of maps ------------------------------------------------------------ */

/* Room for the nodes of the list KEY in MAP, each a map of WHAT. */
static int begin_list(struct tl_loader *l, const struct tl_node *map, const char *key,
                      const char *what, size_t size, struct tl_node **list, void **ret)
{
	int rc = tl_node_some(l, map, key, MOST, list);

	for (const struct tl_node *n = rc ? NULL : (*list)->child; !rc && n; n = n->next)
		if (n->type != TL_MAP)
			rc = tl_yaml_fault(l, n, "%s is a map: {...}", what);
	if (!rc && !(*ret = tl_loader_room(l, (*list)->n, size)))
		rc = TLSAFE_EMEMORY;
	return rc;
}

#define AT(member) offsetof(struct tl_paper_word, member)
static const struct tl_word word_words[] = {
	{ "zh", tl_word_text, AT(zh), true },
	{ "from", read_day, AT(from), false },
	{ "until", read_day, AT(until), false },
	{ .key = NULL },
};
#undef AT

static int read_words(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	struct tl_paper *p = to;
	struct tl_node *list = NULL;
	void *room = NULL;
	int rc = begin_list(l, map, w->key, "a word of a number", sizeof(*p->word), &list, &room);

	p->word = room;
	for (const struct tl_node *n = rc ? NULL : list->child; !rc && n; n = n->next) {
		struct tl_paper_word *word = &p->word[p->nwords];
		word->from = TL_NODAY;
		word->until = TL_NOEND;
		rc = tl_words_read(l, n, word_words, word);
		for (size_t i = 0; !rc && i < p->nwords; i++)
			if (p->word[i].from <= word->until && word->from <= p->word[i].until)
				rc = tl_yaml_fault(l, n, "two words count on one day");
		p->nwords++;
	}
	return rc;
}

#define AT(member) offsetof(struct tl_paper_field, member)
static const struct tl_word field_words[] = {
	{ "key", tl_word_text, AT(key), true },
	{ "zh", tl_word_text, AT(zh), true },
	{ "en", tl_word_text, AT(en), true },
	{ .key = NULL },
};
#undef AT

static int read_keyed(struct tl_loader *l, const struct tl_node *map, const char *key,
                      struct tl_paper_field **ret, size_t *nret)
{
	struct tl_node *list = NULL;
	void *room = NULL;
	int rc = begin_list(l, map, key, "each of these", sizeof(**ret), &list, &room);

	*ret = room;
	for (const struct tl_node *n = rc ? NULL : list->child; !rc && n; n = n->next) {
		struct tl_paper_field *f = &(*ret)[*nret];
		f->line = n->line;
		rc = tl_words_read(l, n, field_words, f);
		for (size_t i = 0; !rc && i < *nret; i++)
			if (!strcmp((*ret)[i].key, f->key))
				rc = tl_yaml_fault(l, n, "'%s' stands twice", f->key);
		++*nret;
	}
	return rc;
}

static int read_fields(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                       void *to)
{
	struct tl_paper *p = to;

	if (!tl_node_get(map, w->key))
		return 0;
	return read_keyed(l, map, w->key, &p->field, &p->nfields);
}

static int read_columns(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                        void *to)
{
	struct tl_paper *p = to;

	return read_keyed(l, map, w->key, &p->column, &p->ncolumns);
}

/* A part being read, and a word that is looked at when all are there. */
struct new_part {
	struct tl_paper_part p;
	const char *is;
};

#define AT(member) offsetof(struct new_part, member)
static const struct tl_word part_words[] = {
	{ "is", tl_word_text, AT(is), true },
	{ "text", tl_word_texts, AT(p.text), false },
	{ .key = NULL },
};
#undef AT

/* What stands in braces has an end. */
static bool is_closed(const char *text)
{
	for (const char *p = strchr(text, '{'); p; p = strchr(p + 1, '{'))
		if (!strchr(p, '}') || strcspn(p + 1, "{}|") == 0)
			return false;
	return true;
}

static int check_texts(struct tl_loader *l, const struct tl_node *n, const struct tl_paper_part *p)
{
	size_t count = tl_word_count(p->text);
	bool texts = p->is != TL_PAPER_TITLE && p->is != TL_PAPER_LIST;

	if (texts != (count > 0))
		return tl_yaml_fault(l, n, "%s part '%s' has %s 'text'", texts ? "a" : "the",
		                     tl_paper_sorts[p->is], texts ? "a" : "no");
	if (count > TL_PAPER_TEXTS)
		return tl_yaml_fault(l, n, "more than %d texts in a part", TL_PAPER_TEXTS);
	for (size_t i = 0; i < count; i++)
		if (!is_closed(p->text[i]))
			return tl_yaml_fault(l, n, "'{' without a key and '}' in: %s",
			                     p->text[i]);
	return 0;
}

static int read_parts(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	struct tl_paper *p = to;
	struct tl_node *list = NULL;
	void *room = NULL;
	size_t is = 0;
	int rc = begin_list(l, map, w->key, "a part", sizeof(*p->part), &list, &room);

	p->part = room;
	for (const struct tl_node *n = rc ? NULL : list->child; !rc && n; n = n->next) {
		struct new_part new = { .p = { .line = n->line } };
		rc = tl_words_read(l, n, part_words, &new);
		if (!rc)
			rc = one_of(l, tl_node_get(n, "is"), "is", new.is, tl_paper_sorts,
			            TL_PAPER_IS_COUNT, &is);
		new.p.is = (enum tl_paper_is)is;
		if (!rc)
			rc = check_texts(l, n, &new.p);
		if (!rc && (p->nparts == 0) != (new.p.is == TL_PAPER_TITLE))
			rc = tl_yaml_fault(l, n, "the title is the first part, and no other");
		p->part[p->nparts++] = new.p;
	}
	return rc;
}

/* --- the file ------------------------------------------------------------------ */

#define AT(member) offsetof(struct tl_paper, member)
static const struct tl_word paper_words[] = {
	{ "document", tl_word_text, AT(name), true },
	{ "zh", tl_word_text, AT(zh), true },
	{ "en", tl_word_text, AT(en), true },
	{ "version", tl_word_text, AT(version), true },
	{ "source", tl_word_text, AT(source), true },
	{ "each", read_each, AT(each), true },
	{ "rows", read_rows, AT(items), false },
	{ "officers", read_officers, AT(officers), false },
	{ "needs", read_needs, AT(needs), false },
	{ "right", tl_word_text, AT(right), false },
	{ "prefixed", tl_word_bool, AT(prefixed), false },
	{ "after", tl_word_texts, AT(after), false },
	{ "words", read_words, 0, true },
	{ "copies", tl_word_texts, AT(copies), true },
	{ "fields", read_fields, 0, false },
	{ "columns", read_columns, 0, true },
	{ "parts", read_parts, 0, true },
	{ .key = NULL },
};
#undef AT

int tl_paper_read(struct tl_loader *l, const struct tl_node *n, struct tl_paper *ret)
{
	int rc = tl_words_read(l, n, paper_words, ret);

	if (!rc && !tl_word_count(ret->copies))
		rc = tl_yaml_fault(l, n, "'copies' is missing");
	if (!rc && ret->items && ret->each != TL_PAPER_INSPECTION)
		rc = tl_yaml_fault(l, n, "'rows: items' goes with 'each: inspection'");
	if (!rc && ret->officers == TL_PAPER_INSPECTED && ret->each != TL_PAPER_INSPECTION)
		rc = tl_yaml_fault(l, n, "'officers: inspected' goes with 'each: inspection'");
	return rc;
}

/* --- asking -------------------------------------------------------------------- */

static int read_all(struct tl_loader *l, const struct tl_node *n, void *ret)
{
	return tl_paper_read(l, n, ret);
}

int tl_paper_open(struct tl_paper **ret, const struct tl_schema *s, const char *name,
                  struct tl_err *err)
{
	const struct tl_shelf_file *f = tl_shelf_find(s, TL_SHELF_PAPER, name);
	struct tl_paper *p = f ? calloc(1, sizeof(*p)) : NULL;
	TL_BUF hint = { 0 };
	int rc = 0;

	*ret = NULL;
	if (f && !p)
		return tl_err_memory(err);
	if (f)
		rc = tl_shelf_read(f, &p->own, read_all, p, &p->file, err);
	if (!rc && p && p->file) {
		*ret = p;
		return 0;
	}
	tl_paper_free(p);
	if (rc)
		return rc;
	tl_buf_str(&hint, "enter one with: tlsafe-db schema apply DIR/documents/NAME.yaml");
	tl_shelf_names(&hint, s, TL_SHELF_PAPER);
	return tl_err_hint(err, TLSAFE_ENOENT, hint.failed ? NULL : hint.data,
	                   "the schema set has no document '%s'", name);
}

const char *tl_paper_word(const struct tl_paper *p, tl_day day)
{
	for (size_t i = 0; i < p->nwords; i++)
		if (p->word[i].from <= day && day <= p->word[i].until)
			return p->word[i].zh;
	return NULL;
}

void tl_paper_free(struct tl_paper *p)
{
	if (p)
		tl_schema_free(p->own);
	free(p);
}

void tl_paper_freep(struct tl_paper **p)
{
	tl_paper_free(*p);
}
