/* When a unit is due to be inspected again. */
#include "inspect/interval.h"

bool tl_interval_is(const struct tl_interval *i)
{
	if (i->months < 1 || i->months > 120)
		return false;
	return !i->fixed || 12 % i->months == 0 || i->months % 12 == 0;
}

/* The last day of the span of the calendar that lies AFTER spans behind that of DAY. */
static tl_day end_of_span(int months, tl_day day, int after)
{
	int year, month, mday, next;

	tl_day_split(day, &year, &month, &mday);
	next = ((year * 12 + month - 1) / months + after + 1) * months;
	return tl_day_of(next / 12, next % 12 + 1, 1) - 1;
}

tl_day tl_interval_due(const struct tl_interval *i, tl_day last, tl_day first)
{
	if (i->fixed)
		return last == TL_NODAY ? end_of_span(i->months, first, 0) :
		                          end_of_span(i->months, last, 1);
	return last == TL_NODAY ? first : tl_day_months(last, i->months);
}
