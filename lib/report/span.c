/* The days that a report is of. */
#include "report/span.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/match.h"
#include "stats/ask.h"
#include "store/open.h"

void tl_report_span_release(struct tl_report_span *s)
{
	free(s->words);
	memset(s, 0, sizeof(*s));
}

/* S with the words of the period behind its own. */
static int select_of(struct tl_report_span *ret, struct tlsafe *t, const struct tlsafe_select *s)
{
	free(ret->words);
	ret->words = calloc(s->nwords + 2, sizeof(*ret->words));
	if (!ret->words)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < s->nwords; i++)
		ret->words[i] = s->words[i];
	ret->words[s->nwords] = ret->found;
	ret->select = *s;
	ret->select.words = ret->words;
	ret->select.nwords = s->nwords + (*ret->found != 0);
	return 0;
}

/* January to UNTIL, or to T. */
static int year_to(struct tl_report_span *ret, const struct tl_view *v, const char *until, tl_day t)
{
	struct tl_err *err = &v->t->err;
	tl_day first = t;
	int year, month, day;

	ret->last = t;
	if (until && (!tl_period_parse(tl_str(until), v->today, &first, &ret->last) ||
	              first != ret->last))
		return tl_err_hint(err, TLSAFE_EUSAGE, "give --until a day such as 2018-06-30",
		                   "not a day: '%s'", until);
	if (ret->last > v->today)
		return tl_err_hint(err, TLSAFE_EUSAGE, "give --until a day that is over or today",
		                   "%s lies after today", until);
	tl_day_split(ret->last, &year, &month, &day);
	ret->first = tl_day_of(year, 1, 1);
	return 0;
}

static int span_of(struct tl_report_span *ret, const struct tl_view *v, const struct tl_query *q,
                   const char *until, const char *period)
{
	struct tl_err *err = &v->t->err;

	if (!period && tl_query_asks_find(q))
		return tl_err_hint(err, TLSAFE_EUSAGE, "give the period itself, or --until DATE",
		                   "words on the find do not go with a form");
	if (!period)
		return year_to(ret, v, until, tl_view_day(v));
	if (!tl_query_span(q, &ret->first, &ret->last) || ret->first == TL_NODAY ||
	    ret->last == TL_NOEND)
		return tl_err_hint(err, TLSAFE_EUSAGE, "give one such as 2018H1",
		                   "not a period with both ends: '%s'", period);
	if (ret->first > v->today)
		return tl_err_hint(err, TLSAFE_EUSAGE, "give one that has begun",
		                   "%s lies after today", period);
	return 0;
}

int tl_report_span_of(struct tl_report_span *ret, struct tlsafe *t, const struct tlsafe_select *s,
                      const char *until, const char *period)
{
	char first[TL_DAY_TEXT], last[TL_DAY_TEXT];
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	int rc;

	if (until && period)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "leave --until or the period out",
		                   "--until DATE and a period say the same in two ways");
	if (period && snprintf(ret->found, sizeof(ret->found), "found=%s", period) >=
	                      (int)sizeof(ret->found))
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "give one such as 2018H1",
		                   "not a period: '%s'", period);
	rc = select_of(ret, t, s);
	if (!rc)
		rc = tl_figures_ask_any_day(&v, &q, t, &ret->select);
	if (!rc)
		rc = span_of(ret, &v, &q, until, period);
	if (rc)
		return rc;
	ret->upto = ret->last < v.today ? ret->last : v.today;
	snprintf(ret->found, sizeof(ret->found), "found=%s..%s", tl_day_format(first, ret->first),
	         tl_day_format(last, ret->last));
	rc = select_of(ret, t, s);
	if (s->as_of || ret->upto == v.today)
		return rc;
	tl_day_format(ret->as_of, ret->upto);
	ret->select.as_of = ret->as_of;
	return rc;
}
