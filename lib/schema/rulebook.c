/* A file of rules: which words its items may have, and what they say. */
#include "schema/rulebook.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "schema/shelf.h"
#include "schema/words.h"

/* --- what a rule may be ------------------------------------------------------ */

enum value { TEXT, NUMBER, WHOLE };

#define NEEDED true
#define WORDS 8

/* Words beside id, is, zh, en and about. */
static const struct sort {
	const char *use, *is;
	struct { const char *key; enum value value; bool needed; } word[WORDS];
} sorts[] = {
	{ "rank", "rate",
	  { { "figure", TEXT, NEEDED }, { "where", TEXT, false }, { "points", NUMBER, NEEDED },
	    { "full", NUMBER, NEEDED }, { "zero", NUMBER, false } } },
	{ "rank", "deduct",
	  { { "figure", TEXT, false }, { "where", TEXT, false }, { "kind", TEXT, false },
	    { "points", NUMBER, NEEDED }, { "each", NUMBER, NEEDED } } },
	{ "rank", "bonus",
	  { { "figure", TEXT, false }, { "where", TEXT, false }, { "kind", TEXT, false },
	    { "each", NUMBER, NEEDED }, { "most", NUMBER, NEEDED } } },
	{ "rank", "veto",
	  { { "figure", TEXT, false }, { "where", TEXT, false }, { "kind", TEXT, false },
	    { "at_least", WHOLE, NEEDED } } },
	{ "signals", "repeats", { { "at_least", WHOLE, NEEDED }, { "days", WHOLE, NEEDED } } },
	{ "signals", "cluster",
	  { { "at_least", WHOLE, NEEDED }, { "days", WHOLE, NEEDED }, { "metres", WHOLE, NEEDED },
	    { "units", WHOLE, false } } },
	{ "signals", "trend",
	  { { "at_least", WHOLE, NEEDED }, { "days", WHOLE, NEEDED }, { "percent", WHOLE, NEEDED },
	    { "before", WHOLE, false } } },
	{ "signals", "silent",
	  { { "at_least", WHOLE, NEEDED }, { "days", WHOLE, NEEDED }, { "own", TEXT, NEEDED } } },
	{ "signals", "last_day",
	  { { "at_least", WHOLE, NEEDED }, { "days", WHOLE, NEEDED },
	    { "percent", WHOLE, NEEDED } } },
	{ "signals", "overdue", { { "at_least", WHOLE, NEEDED }, { "days", WHOLE, NEEDED } } },
	{ "signals", "stuck", { { "days", WHOLE, NEEDED } } },
	{ "signals", "extended", { { "at_least", WHOLE, NEEDED } } },
	{ "stills", "measures", { { "when", TEXT, NEEDED }, { "unless", TEXT, false } } },
	{ "plan", "every",
	  { { "where", TEXT, false }, { "months", WHOLE, NEEDED },
	    { "recurrence", TEXT, NEEDED } } },
	{ "report", "figures", { { "figures", TEXT, NEEDED }, { "where", TEXT, NEEDED } } },
	{ "report", "flow",
	  { { "where", TEXT, NEEDED }, { "by", TEXT, false }, { "chart", TEXT, false } } },
	{ "report", "trend",
	  { { "figures", TEXT, NEEDED }, { "months", WHOLE, NEEDED }, { "chart", TEXT, false } } },
	{ "report", "by",
	  { { "by", TEXT, NEEDED }, { "figures", TEXT, NEEDED }, { "where", TEXT, NEEDED },
	    { "sort", TEXT, false }, { "top", WHOLE, false }, { "chart", TEXT, false } } },
	{ "report", "list",
	  { { "where", TEXT, NEEDED }, { "fields", TEXT, NEEDED }, { "kind", TEXT, false },
	    { "sort", TEXT, false }, { "top", WHOLE, false } } },
	{ "report", "said",
	  { { "where", TEXT, NEEDED }, { "fields", TEXT, NEEDED }, { "kind", TEXT, false },
	    { "sort", TEXT, false }, { "top", WHOLE, false } } },
	{ "report", "news",
	  { { "where", TEXT, false }, { "fields", TEXT, NEEDED }, { "kind", TEXT, false },
	    { "acts", TEXT, false }, { "was", TEXT, false }, { "top", WHOLE, false } } },
	{ "report", "rank", { { "rules", TEXT, NEEDED }, { "where", TEXT, NEEDED } } },
	{ "report", "signals", { { "rules", TEXT, NEEDED }, { "top", WHOLE, false } } },
	{ "report", "count",
	  { { "where", TEXT, NEEDED }, { "kind", TEXT, false } } },
	{ "report", "text", { { "text", TEXT, NEEDED }, { "text_en", TEXT, NEEDED } } },
};

/* At most nine digits, and behind a point at most two if it is no WHOLE number. */
static bool read_number(struct tl_bytes text, bool whole, int64_t *ret)
{
	size_t decimals, most = whole ? 0 : 2;
	double n;

	if (!tl_number_parse(text, &n, &decimals) || text.data[0] == '-' || decimals > most)
		return false;
	*ret = (int64_t)(n * 100 + 0.5);
	return text.len - decimals - !!decimals <= 9;
}

/* --- reading ----------------------------------------------------------------- */

/* A rule being read, and where the words of its sort are put. */
struct new_rule {
	struct tl_book_rule r;
	struct tl_bytes value[WORDS];
};

#define AT(member) offsetof(struct new_rule, member)
static const struct tl_word rule_words[] = {
	{ "id", tl_word_text, AT(r.id), true },
	{ "is", tl_word_text, AT(r.is), true },
	{ "zh", tl_word_text, AT(r.zh), true },
	{ "en", tl_word_text, AT(r.en), true },
	{ "about", tl_word_text, AT(r.about), false },
};
#undef AT

static const struct sort *find_sort(const char *use, const char *is)
{
	for (size_t i = 0; i < TL_LEN(sorts); i++)
		if (!strcmp(sorts[i].use, use) && !strcmp(sorts[i].is, is))
			return &sorts[i];
	return NULL;
}

/* All sorts of rule of USE. */
static int no_sort(struct tl_loader *l, const struct tl_node *n, const char *use, const char *is)
{
	TL_BUF all = { 0 };

	for (size_t i = 0; i < TL_LEN(sorts); i++)
		if (!strcmp(sorts[i].use, use))
			tl_buf_printf(&all, "%s%s", all.len ? ", " : "", sorts[i].is);
	return tl_yaml_fault(l, n, "'is' is one of %s, not '%s'", all.failed ? "" : all.data, is);
}

static int take_word(struct tl_loader *l, const struct tl_node *map, struct tl_book_rule *r,
                     const char *key, enum value value, struct tl_bytes text)
{
	const struct tl_node *at = tl_node_get(map, key);
	struct tl_rule_word *w = &r->word[r->nwords++];

	*w = (struct tl_rule_word){ .key = key, .text = text, .line = at->line };
	if (value == TEXT || read_number(text, value == WHOLE, &w->hundredths))
		return 0;
	return tl_yaml_fault(l, at, "'%s' is a number%s", key,
	                     value == WHOLE ? "" : " with at most two decimals");
}

static int read_rule(struct tl_loader *l, const struct tl_node *n, const char *use,
                     struct tl_book_rule *ret)
{
	struct tl_word words[TL_LEN(rule_words) + WORDS + 1];
	struct new_rule new = { .r = { .line = n->line } };
	const struct sort *sort;
	struct tl_bytes is;
	int rc = tl_node_scalar(l, n, "is", true, &is);

	if (rc)
		return rc;
	sort = find_sort(use, is.data);
	if (!sort)
		return no_sort(l, tl_node_get(n, "is"), use, is.data);
	memcpy(words, rule_words, sizeof(rule_words));
	for (size_t i = 0; i < WORDS; i++)
		words[TL_LEN(rule_words) + i] = (struct tl_word){
			sort->word[i].key, tl_word_bytes,
			offsetof(struct new_rule, value) + i * sizeof(*new.value),
			sort->word[i].needed
		};
	words[TL_LEN(rule_words) + WORDS] = (struct tl_word){ .key = NULL };
	rc = tl_words_read(l, n, words, &new);
	new.r.word = tl_loader_room(l, WORDS, sizeof(*new.r.word));
	if (!rc && !new.r.word)
		rc = TLSAFE_EMEMORY;
	for (size_t i = 0; !rc && i < WORDS; i++)
		if (new.value[i].data)
			rc = take_word(l, n, &new.r, sort->word[i].key, sort->word[i].value,
			               new.value[i]);
	*ret = new.r;
	return rc;
}

static int read_items(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	struct tl_rulebook *r = to;
	struct tl_node *list;
	int rc = tl_node_list(l, map, w->key, &list);

	if (!rc && (!list || !list->n))
		rc = tl_yaml_fault(l, map, "'items' is missing");
	if (rc)
		return rc;
	r->rule = tl_loader_room(l, list->n, sizeof(*r->rule));
	if (!r->rule)
		return TLSAFE_EMEMORY;
	for (const struct tl_node *n = list->child; n; n = n->next) {
		if (n->type != TL_MAP)
			return tl_yaml_fault(l, n, "an item is a map: {id: ..., is: ...}");
		rc = read_rule(l, n, r->use, &r->rule[r->n]);
		if (rc)
			return rc;
		for (size_t i = 0; i < r->n; i++)
			if (!strcmp(r->rule[i].id, r->rule[r->n].id))
				return tl_yaml_fault(l, n, "item '%s' stands twice", r->rule[i].id);
		r->n++;
	}
	return 0;
}

/* "rank" or "signals", which says what the items may be. */
static int read_use(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                    void *to)
{
	const char **use = tl_word_place(w, to);
	int rc = tl_word_text(l, map, w, to);

	for (size_t i = 0; !rc && i < TL_LEN(sorts); i++)
		if (!strcmp(*use, sorts[i].use))
			return 0;
	return rc ? rc : tl_yaml_fault(l, tl_node_get(map, w->key), "no use '%s' of rules", *use);
}

static int read_least(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	int64_t *least = tl_word_place(w, to);
	struct tl_bytes text;
	int rc = tl_node_scalar(l, map, w->key, false, &text);

	*least = 0;
	if (rc || !text.data)
		return rc;
	if (!read_number(text, true, least))
		return tl_yaml_fault(l, tl_node_get(map, w->key), "'%s' is a number", w->key);
	*least /= 100;
	return 0;
}

#define AT(member) offsetof(struct tl_rulebook, member)
static const struct tl_word rules_words[] = {
	{ "rules", tl_word_text, AT(name), true },
	{ "use", read_use, AT(use), true },
	{ "zh", tl_word_text, AT(zh), true },
	{ "en", tl_word_text, AT(en), true },
	{ "version", tl_word_text, AT(version), true },
	{ "source", tl_word_text, AT(source), true },
	{ "per", tl_word_text, AT(per), false },
	{ "least", read_least, AT(least), false },
	{ "items", read_items, 0, true },
	{ .key = NULL },
};
#undef AT

int tl_rulebook_read(struct tl_loader *l, const struct tl_node *n, struct tl_rulebook *ret)
{
	int rc = tl_words_read(l, n, rules_words, ret);

	if (!rc && !strcmp(ret->use, "rank") && !ret->per)
		rc = tl_yaml_fault(l, n, "'per' is missing: what is ranked");
	return rc;
}

/* --- asking ------------------------------------------------------------------ */

static int no_rules(const struct tl_schema *s, const char *name, const char *use,
                    struct tl_err *err)
{
	TL_BUF hint = { 0 };

	tl_buf_printf(&hint, "enter some with: tlsafe-db schema apply DIR/rules/%s.yaml", name);
	tl_shelf_names(&hint, s, TL_SHELF_RULES);
	return tl_err_hint(err, TLSAFE_ENOENT, hint.failed ? NULL : hint.data,
	                   "the schema set has no rules '%s' for %s", name, use);
}

static int read_all(struct tl_loader *l, const struct tl_node *n, void *ret)
{
	return tl_rulebook_read(l, n, ret);
}

/* *RET NULL: F was taken back. */
static int open_file(struct tl_rulebook **ret, const struct tl_shelf_file *f, struct tl_err *err)
{
	struct tl_rulebook *r = calloc(1, sizeof(*r));
	int rc;

	*ret = NULL;
	if (!r)
		return tl_err_memory(err);
	rc = tl_shelf_read(f, &r->own, read_all, r, &r->file, err);
	if (rc || !r->file)
		tl_rulebook_free(r);
	else
		*ret = r;
	return rc;
}

int tl_rulebook_open(struct tl_rulebook **ret, const struct tl_schema *s, const char *name,
                     const char *use, struct tl_err *err)
{
	const struct tl_shelf_file *f = tl_shelf_find(s, TL_SHELF_RULES, name);
	int rc = 0;

	*ret = NULL;
	if (f)
		rc = open_file(ret, f, err);
	if (rc || (*ret && (!use || !strcmp((*ret)->use, use))))
		return rc;
	tl_rulebook_freep(ret);
	return no_rules(s, name, use ? use : name, err);
}

void tl_rulebook_free(struct tl_rulebook *r)
{
	if (r)
		tl_schema_free(r->own);
	free(r);
}

void tl_rulebook_freep(struct tl_rulebook **r)
{
	tl_rulebook_free(*r);
	*r = NULL;
}

const struct tl_rule_word *tl_rule_word(const struct tl_book_rule *r, const char *key)
{
	for (size_t i = 0; i < r->nwords; i++)
		if (!strcmp(r->word[i].key, key))
			return &r->word[i];
	return NULL;
}

struct tl_bytes tl_rule_text(const struct tl_book_rule *r, const char *key)
{
	const struct tl_rule_word *w = tl_rule_word(r, key);

	return w ? w->text : TL_NONE;
}

int64_t tl_rule_hundredths(const struct tl_book_rule *r, const char *key, int64_t otherwise)
{
	const struct tl_rule_word *w = tl_rule_word(r, key);

	return w ? w->hundredths : otherwise;
}

int64_t tl_rule_number(const struct tl_book_rule *r, const char *key, int64_t otherwise)
{
	const struct tl_rule_word *w = tl_rule_word(r, key);

	return w ? w->hundredths / 100 : otherwise;
}

/* The text of KEY with the period in the place of its name. */
static char *with_period(const struct tl_book_rule *r, const char *key, tl_day first, tl_day last,
                         struct tl_arena *arena)
{
	struct tl_bytes where = tl_rule_text(r, key);
	char from[TL_DAY_TEXT], upto[TL_DAY_TEXT], *ret;
	const char *text = where.data ? where.data : "", *at;
	TL_BUF out = { 0 };
	bool ok = true;

	tl_day_format(from, first);
	tl_day_format(upto, last);
	for (; (at = strstr(text, "{period}")); text = at + strlen("{period}"))
		tl_buf_printf(&out, "%.*s%s..%s", (int)(at - text), text, from, upto);
	tl_buf_str(&out, text);
	ret = out.failed ? NULL : (char *)tl_arena_dup(arena, tl_buf_bytes(&out), &ok).data;
	return ok ? ret : NULL;
}

int tl_rule_words(const struct tl_book_rule *r, const char *key, tl_day first, tl_day last,
                  char *const *before, size_t n, struct tl_arena *arena, char ***ret, size_t *nret)
{
	char *text = with_period(r, key, first, last, arena);

	*ret = text ? tl_arena_words(arena, before, n, text, nret) : NULL;
	return *ret ? 0 : TLSAFE_EMEMORY;
}

int tl_rule_answered(const struct tl_rulebook *r, const struct tl_book_rule *item, const char *key,
                     struct tl_err *err, int rc)
{
	struct tl_err why = *err;

	if (rc != TLSAFE_EUSAGE && rc != TLSAFE_ENOENT && rc != TLSAFE_ERULE)
		return rc;
	tl_err_clear(err);
	return tl_rule_fault(r, item, key, err, "'%s': %s", key, why.text);
}

int tl_rule_fault(const struct tl_rulebook *r, const struct tl_book_rule *item, const char *key,
                  struct tl_err *err, const char *fmt, ...)
{
	const struct tl_rule_word *w = tl_rule_word(item, key);
	size_t line = w ? w->line : item->line;
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return tl_err_set(err, TLSAFE_ECONFIG, "%s.yaml:%zu: %s: %s", r->file, line, item->id,
	                  text);
}
