/*
 * The days that a report is of.
 */
#ifndef TL_REPORT_SPAN_H
#define TL_REPORT_SPAN_H

#include "store/handle.h"
#include "tlsafe.h"

/* Start from { 0 }. */
struct tl_report_span {
	tl_day first, last;		/* the period */
	tl_day upto;			/* of it the last day that is over */
	struct tlsafe_select select;	/* what was asked, of that period, as of that day */
	char **words;
	char found[48];
	char as_of[16];
};

/*
 * UNTIL a day: from 1 January of its year; PERIOD as filters have it: its days; neither: to the day
 * that S looks at. Things stand as of UPTO, unless S says otherwise. TLSAFE_EUSAGE: both, one that
 * cannot be read or has not begun, or words of S on the find. T's view is closed again.
 */
int tl_report_span_of(struct tl_report_span *ret, struct tlsafe *t, const struct tlsafe_select *s,
                      const char *until, const char *period);
void tl_report_span_release(struct tl_report_span *s);

#endif
