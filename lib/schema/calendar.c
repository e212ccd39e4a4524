/* The calendar of working days: which words its file may have, and what they say. */
#include "schema/calendar.h"

#include <stdlib.h>

#include "schema/shelf.h"
#include "schema/words.h"

#define NAME "working-days"
#define YEARS_MAX 200
#define DAYS_MAX 64

/* --- one year ---------------------------------------------------------------- */

/* Some days off and what they are exchanged for. */
struct new_days {
	const char *zh, *en;
	const char **rest, **work;
};

#define AT(member) offsetof(struct new_days, member)
static const struct tl_word days_words[] = {
	{ "zh", tl_word_text, AT(zh), true },
	{ "en", tl_word_text, AT(en), true },
	{ "rest", tl_word_texts, AT(rest), false },
	{ "work", tl_word_texts, AT(work), false },
	{ .key = NULL },
};
#undef AT

/* "2018-02-15" or "2018-02-15..2018-02-21". */
static bool parse_span(const char *text, struct tl_workdays_span *s)
{
	const char *dots = strstr(text, "..");
	struct tl_bytes first = tl_bytes(text, dots ? (size_t)(dots - text) : strlen(text));

	if (!tl_day_parse(first, &s->first))
		return false;
	s->last = s->first;
	return !dots || (tl_day_parse(tl_str(dots + 2), &s->last) && s->last >= s->first);
}

static int read_span(struct tl_loader *l, const struct tl_node *n, struct tl_calendar *c, int year,
                     struct tl_workdays_span s, const char *text)
{
	struct tl_workdays plain = { .nspans = 0 };

	if (!parse_span(text, &s))
		return tl_yaml_fault(l, n, "'%s' is no day and no days, such as "
		                     "2018-02-15..2018-02-21", text);
	if (s.first < tl_day_of(year - 1, 12, 1) || s.last > tl_day_of(year, 12, 31))
		return tl_yaml_fault(l, n, "'%s' is not of %d, nor of the December before it", text,
		                     year);
	for (tl_day day = s.first; s.worked && day <= s.last; day++)
		if (tl_workdays_day(&plain, day, NULL) != TL_WORKDAYS_WEEKEND)
			return tl_yaml_fault(l, n, "'%s': what is made up is a Saturday or Sunday; "
			                     "other days are worked without being named", text);
	for (size_t i = 0; i < c->days.nspans; i++)
		if (s.first <= c->days.span[i].last && c->days.span[i].first <= s.last)
			return tl_yaml_fault(l, n, "'%s' stands twice", text);
	if (c->days.nspans == c->most)
		return tl_yaml_fault(l, n, "too many days");
	c->days.span[c->days.nspans++] = s;
	return 0;
}

static int read_days(struct tl_loader *l, const struct tl_node *n, struct tl_calendar *c, int year)
{
	struct new_days new = { .zh = NULL };
	struct tl_workdays_span s;
	int rc;

	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "days are a map: {zh: 春节, en: ..., rest: [...]}");
	rc = tl_words_read(l, n, days_words, &new);
	if (!rc && !tl_word_count(new.rest) && !tl_word_count(new.work))
		rc = tl_yaml_fault(l, n, "'rest' is missing");
	s = (struct tl_workdays_span){ .zh = new.zh, .en = new.en };
	for (size_t i = 0; !rc && i < tl_word_count(new.rest); i++)
		rc = read_span(l, n, c, year, s, new.rest[i]);
	s.worked = true;
	for (size_t i = 0; !rc && i < tl_word_count(new.work); i++)
		rc = read_span(l, n, c, year, s, new.work[i]);
	return rc;
}

/* A year being read. */
struct new_year {
	int year;
	const char *source;
};

static int read_number(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                       void *to)
{
	int *year = tl_word_place(w, to);
	struct tl_bytes text;
	int rc = tl_node_scalar(l, map, w->key, true, &text);
	char *end;

	if (rc)
		return rc;
	*year = (int)strtol(text.data, &end, 10);
	if (text.len == 4 && !*end && *year >= 1950)
		return 0;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "'year' is such as 2018");
}

#define AT(member) offsetof(struct new_year, member)
static const struct tl_word year_words[] = {
	{ "year", read_number, AT(year), true },
	{ "source", tl_word_text, AT(source), true },
	{ .key = "days" },
	{ .key = NULL },
};
#undef AT

static int read_year(struct tl_loader *l, const struct tl_node *n, struct tl_calendar *c)
{
	struct new_year new = { .year = 0 };
	struct tl_node *days;
	int rc;

	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "a year is a map: {year: 2018, source: ..., days: ...}");
	rc = tl_words_read(l, n, year_words, &new);
	if (!rc)
		rc = tl_node_list(l, n, "days", &days);
	if (!rc && (!days || !days->n))
		rc = tl_yaml_fault(l, n, "'days' is missing: without its notice a year has no "
		                   "calendar, and is left out");
	for (size_t i = 0; !rc && i < c->days.nyears; i++)
		if (c->days.year[i] == new.year)
			rc = tl_yaml_fault(l, n, "the year %d stands twice", new.year);
	if (rc)
		return rc;
	c->days.year[c->days.nyears++] = new.year;
	for (const struct tl_node *d = days->child; !rc && d; d = d->next)
		rc = read_days(l, d, c, new.year);
	return rc;
}

/* --- the file ---------------------------------------------------------------- */

static int by_day(const void *a, const void *b)
{
	const struct tl_workdays_span *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

static int by_year(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int read_years(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	struct tl_calendar *c = to;
	struct tl_node *list;
	int rc = tl_node_some(l, map, w->key, YEARS_MAX, &list);

	if (rc)
		return rc;
	c->most = (size_t)list->n * DAYS_MAX;
	c->days.year = tl_loader_room(l, list->n, sizeof(*c->days.year));
	c->days.span = tl_loader_room(l, c->most, sizeof(*c->days.span));
	if (!c->days.year || !c->days.span)
		return TLSAFE_EMEMORY;
	for (const struct tl_node *n = list->child; !rc && n; n = n->next)
		rc = read_year(l, n, c);
	qsort(c->days.span, c->days.nspans, sizeof(*c->days.span), by_day);
	qsort(c->days.year, c->days.nyears, sizeof(*c->days.year), by_year);
	return rc;
}

/* Asked for by its name, there is no doubt which one counts. */
static int read_name(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                     void *to)
{
	const char **name = tl_word_place(w, to);
	int rc = tl_word_text(l, map, w, to);

	if (rc || !strcmp(*name, NAME))
		return rc;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "the one calendar is '" NAME "'");
}

#define AT(member) offsetof(struct tl_calendar, member)
static const struct tl_word calendar_words[] = {
	{ "calendar", read_name, AT(name), true },
	{ "zh", tl_word_text, AT(zh), true },
	{ "en", tl_word_text, AT(en), true },
	{ "version", tl_word_text, AT(version), true },
	{ "source", tl_word_text, AT(source), true },
	{ "years", read_years, 0, true },
	{ .key = NULL },
};
#undef AT

int tl_calendar_read(struct tl_loader *l, const struct tl_node *n, struct tl_calendar *ret)
{
	return tl_words_read(l, n, calendar_words, ret);
}

/* --- asking ------------------------------------------------------------------ */

static int read_all(struct tl_loader *l, const struct tl_node *n, void *ret)
{
	return tl_calendar_read(l, n, ret);
}

int tl_calendar_open(struct tl_calendar **ret, const struct tl_schema *s, struct tl_err *err)
{
	const struct tl_shelf_file *f = tl_shelf_find(s, TL_SHELF_CALENDAR, NAME);
	struct tl_calendar *c = f ? calloc(1, sizeof(*c)) : NULL;
	int rc = 0;

	*ret = NULL;
	if (f && !c)
		return tl_err_memory(err);
	if (c)
		rc = tl_shelf_read(f, &c->own, read_all, c, &c->file, err);
	if (c && !rc && c->file) {
		*ret = c;
		return 0;
	}
	tl_calendar_free(c);
	if (rc)
		return rc;
	return tl_err_hint(err, TLSAFE_ENOENT, "enter it with: tlsafe-db schema apply",
	                   "the store has no calendar of working days");
}

void tl_calendar_free(struct tl_calendar *c)
{
	if (c)
		tl_schema_free(c->own);
	free(c);
}

void tl_calendar_freep(struct tl_calendar **c)
{
	tl_calendar_free(*c);
	*c = NULL;
}

int tl_calendar_after(struct tl_calendar **kept, const struct tl_schema *s, tl_day from, int n,
                      tl_day *ret, struct tl_err *err)
{
	const struct tl_workdays *w;
	int missing, rc = *kept ? 0 : tl_calendar_open(kept, s, err);

	if (rc)
		return rc == TLSAFE_ENOENT ? err->code = TLSAFE_EINPUT : rc;
	if (n < 1)
		return tl_err_set(err, TLSAFE_EINPUT, "not a number of working days from 1 on");
	w = &(*kept)->days;
	missing = tl_workdays_after(w, from, n, ret);
	if (!missing)
		return 0;
	return tl_err_hint(err, TLSAFE_EINPUT,
	                   "give a date, or add the notice of that year to calendar.yaml and enter "
	                   "it with: tlsafe-db schema apply FILE",
	                   "no calendar of working days for %d, only for %d to %d", missing,
	                   w->year[0], w->year[w->nyears - 1]);
}
