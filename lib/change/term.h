/*
 * Terms that count from an event: +15d calendar days, +15wd working days.
 */
#ifndef TL_CHANGE_TERM_H
#define TL_CHANGE_TERM_H

#include "schema/calendar.h"

/* TEXT is a term that counts from service (送达), served+15d: "+15d" or "+15wd" into TERM. */
bool tl_term_said(struct tl_bytes text, struct tl_buf *term);
/* The day on which TERM, which counts from FROM, ends; *KEPT is the calendar, once it was needed.
 * TLSAFE_EINPUT with a sentence: not a term, or the calendar does not know a year on the way. */
int tl_term_day(struct tl_calendar **kept, const struct tl_schema *s, struct tl_bytes term,
                tl_day from, tl_day *ret, struct tl_err *err);
/* Appends how DAY came of TEXT, which counts from FROM. KEPT may be NULL unless TEXT is of working
 * days. */
void tl_term_explain(struct tl_buf *out, struct tl_bytes text, tl_day from, tl_day day,
                     const struct tl_calendar *kept);

#endif
