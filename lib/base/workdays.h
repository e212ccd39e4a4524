/*
 * Working days (工作日): which days are worked, and the day on which so many of them end.
 *
 * A day is worked that is neither a Saturday or Sunday nor a day off that the State Council
 * announced for its year; and a Saturday or Sunday that is to be worked in exchange (调休上班). The
 * day of the event is not counted, the first is the day behind it (民法典 第二百零一条), and the
 * last counted is itself a working day, so that no term ends on a day off (第二百零三条). Terms in
 * working days leave days off out: 行政处罚法 (2021) 第八十五条, 行政许可法 第八十二条,
 * 行政强制法 第六十九条.
 */
#ifndef TL_WORKDAYS_H
#define TL_WORKDAYS_H

#include "base/date.h"

/* What the notice of a year says of some days in a row. */
struct tl_workdays_span {
	tl_day first, last;
	bool worked;			/* Saturdays and Sundays that are worked; else days off */
	const char *zh, *en;		/* for what */
};

struct tl_workdays {
	struct tl_workdays_span *span;	/* in order of days, of which none is in two */
	size_t nspans;
	int *year;			/* those whose notice is known, in order */
	size_t nyears;
};

enum tl_workdays_is {
	TL_WORKDAYS_PLAIN, TL_WORKDAYS_MADE_UP,		/* worked */
	TL_WORKDAYS_WEEKEND, TL_WORKDAYS_OFF		/* not */
};

/* What DAY is by W, which knows its year; *SPAN (may be NULL) is what says so, NULL: none does. */
enum tl_workdays_is tl_workdays_day(const struct tl_workdays *w, tl_day day,
                                    const struct tl_workdays_span **span);
/* The Nth working day behind FROM, N from 1, into *RET. 0, or the year of a day on the way that W
 * does not know. */
int tl_workdays_after(const struct tl_workdays *w, tl_day from, int n, tl_day *ret);
/* "counted 2018-02-11 (made up for 春节), 2018-02-12 to 2018-02-14, passed over ...": the days
 * behind FROM up to LAST, all of years that W knows. */
void tl_workdays_explain(struct tl_buf *out, const struct tl_workdays *w, tl_day from, tl_day last);
/* "+15wd", "15个工作日", "15工作日内" and full-width forms: how many. False: none of these. */
bool tl_workdays_parse(struct tl_bytes text, int *n);

#endif
