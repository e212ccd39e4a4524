/* The same question about an earlier period. */
#include "stats/against.h"

#include <stdio.h>

#include "query/match.h"
#include "query/moment.h"
#include "store/settings.h"

static const struct word {
	const char *word, *also;
	int months;			/* 0: its own length */
	const char *zh, *en;
} words[] = {
	{ "prev", "环比", 0, "上期", "before" },
	{ "last-year", "同比", 12, "去年同期", "last year" },
};

void tl_against_release(struct tl_against *a)
{
	tl_groups_release(&a->groups);
	tl_query_release(&a->query);
	tl_view_end(&a->view);
	*a = (struct tl_against){ .zh = NULL };
}

/* Of a period of whole months their number; else 0. */
static int months_of(tl_day first, tl_day last)
{
	int y, m, d, next_y, next_m, next_d;

	tl_day_split(first, &y, &m, &d);
	tl_day_split(last + 1, &next_y, &next_m, &next_d);
	return d == 1 && next_d == 1 ? (next_y - y) * 12 + next_m - m : 0;
}

/* Of a period of whole months of the office, which end with day CUT, their number; else 0. */
static int cut_months_of(tl_day first, tl_day last, int cut)
{
	int y, m, d, last_y, last_m, last_d;

	tl_day_split(first - 1, &y, &m, &d);
	tl_day_split(last, &last_y, &last_m, &last_d);
	return cut && d == cut && last_d == cut ? (last_y - y) * 12 + last_m - m : 0;
}

/* DAY so many MONTHS earlier; one with which a month of the office ends stays one. */
static tl_day earlier(tl_day day, int months, int cut)
{
	int y, m, d;

	tl_day_split(day, &y, &m, &d);
	if (d != cut)
		return tl_day_months(day, -months);
	m += y * 12 - 1 - months;
	return tl_day_of(m / 12, m % 12 + 1, cut);
}

static void move(struct tl_against *a, const struct word *w, tl_day first, tl_day last, int cut)
{
	int months = cut_months_of(first, last, cut);
	tl_day days = last - first + 1, t = a->t;

	if (months) {
		months = w->months ? w->months : months;
		a->first = earlier(first - 1, months, cut) + 1;
		a->last = earlier(last, months, cut);
		a->t = earlier(t, months, cut);
		return;
	}
	months = w->months ? w->months : months_of(first, last);
	if (months) {
		a->first = tl_day_months(first, -months);
		a->last = tl_day_months(last, -months);
		a->t = tl_day_months(t, -months);
	} else {
		a->first = first - days;
		a->last = last - days;
		a->t = t - days;
	}
}

static const struct word *find_word(const char *word)
{
	for (size_t i = 0; i < TL_LEN(words); i++)
		if (!strcmp(word, words[i].word) || !strcmp(word, words[i].also))
			return &words[i];
	return NULL;
}

/* What was known to Q's view, by its number. */
static int open_view(struct tl_against *a, const struct tlsafe_select *s, const struct tl_query *q)
{
	char as_of[TL_DAY_TEXT], known[24];
	struct tlsafe_select select = *s;

	snprintf(known, sizeof(known), "%llu", (unsigned long long)q->view->head.number);
	select.as_of = tl_day_format(as_of, a->t);
	if (!select.known_at)
		select.known_at = known;
	return tl_view_select(&a->view, q->view->t, &select);
}

int tl_against_begin(struct tl_against *a, const char *word, const struct tlsafe_select *s,
                     const struct tl_query *q, const struct tl_groups *g)
{
	struct tlsafe *t = q->view->t;
	const struct word *w = find_word(word);
	tl_day first, last;
	char text[3][TL_DAY_TEXT];
	int cut, rc;

	if (!w)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "--against: prev or last-year, not '%s'",
		                  word);
	if (g->by_period)
		return tl_err_set(&t->err, TLSAFE_EUSAGE,
		                  "--against: rows by period stand beside each other already");
	if (!tl_query_span(q, &first, &last) || first == TL_NODAY || last == TL_NOEND)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "give one such as found=2018-06",
		                   "--against needs a period with both ends");
	a->zh = w->zh;
	a->en = w->en;
	a->t = g->count.t;
	rc = tl_settings_month_cut(q->view, &cut);
	if (rc)
		return rc;
	move(a, w, first, last, cut);
	tl_trace(t, "against: found %s..%s as of %s", tl_day_format(text[0], a->first),
	        tl_day_format(text[1], a->last), tl_day_format(text[2], a->t));
	rc = open_view(a, s, q);
	if (!rc)
		rc = tl_query_begin(&a->query, &a->view,
		                    tl_schema_kind(a->view.schema, q->kind->name), s->words,
		                    s->nwords, false);
	if (!rc)
		rc = tl_query_set_span(&a->query, a->first, a->last);
	if (!rc)
		tl_groups_begin(&a->groups, &a->query);
	return rc;
}

struct tl_tally *tl_against_tally(struct tl_against *a, struct tl_bytes key)
{
	uint64_t *at = tl_map_get(a->groups.index, key);

	return at ? &a->groups.group[*at - 1].tally : NULL;
}
