/*
 * When a unit is due to be inspected again.
 */
#ifndef TL_INSPECT_INTERVAL_H
#define TL_INSPECT_INTERVAL_H

#include "base/date.h"

/* Every so many months: counted from the day of the last inspection, or once in each of these
 * spans of the calendar, which begin with January (3: quarters). */
struct tl_interval {
	int months;
	bool fixed;
};
/* The spans begin with January of each year, or of the same years for all. */
bool tl_interval_is(const struct tl_interval *i);
/* The day by which it is due again that was inspected on LAST (TL_NODAY: never), for a plan from
 * FIRST on: which is that day for one that never was, unless spans are fixed. */
tl_day tl_interval_due(const struct tl_interval *i, tl_day last, tl_day first);

#endif
