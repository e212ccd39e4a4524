/*
 * The calendar of working days (工作日) of a set: days off and days made up for, year by year, as
 * the State Council announces them. The set keeps it as it came (shelf.h); who counts reads it.
 *
 *   calendar: working-days        # the one of a set
 *   zh: 工作日历
 *   en: Calendar of working days
 *   version: "2026"               # another text, another version
 *   source: "..."
 *   years:
 *     - year: 2018
 *       source: "..."             # the notice
 *       days:
 *         - {zh: 春节, en: Spring Festival, rest: [2018-02-15..2018-02-21],
 *            work: [2018-02-11, 2018-02-24]}
 *
 * A year that is not there has no calendar: its days are not counted. What the notice of a year
 * says of the December before stands with that year.
 */
#ifndef TL_SCHEMA_CALENDAR_H
#define TL_SCHEMA_CALENDAR_H

#include "base/workdays.h"
#include "schema/schema.h"

struct tl_calendar {
	const char *file;		/* without .yaml */
	const char *name, *zh, *en, *version, *source;
	struct tl_workdays days;
	size_t most;			/* spans that there is room for */
	struct tl_schema *own;		/* its memory */
};

/* That of S; *RET is yours: tl_calendar_free(). TLSAFE_ENOENT: S has none. */
int tl_calendar_open(struct tl_calendar **ret, const struct tl_schema *s, struct tl_err *err);
void tl_calendar_free(struct tl_calendar *c);
void tl_calendar_freep(struct tl_calendar **c);
/* The Nth working day behind FROM by the calendar of S, which is read into *KEPT when it is first
 * asked for. TLSAFE_EINPUT with a sentence: S has no calendar, or not of a year on the way; N is
 * 0. */
int tl_calendar_after(struct tl_calendar **kept, const struct tl_schema *s, tl_day from, int n,
                      tl_day *ret, struct tl_err *err);

/* --- for the loader ---------------------------------------------------------- */

struct tl_loader;
struct tl_node;

/* What the file N says, into RET, in L's memory. */
int tl_calendar_read(struct tl_loader *l, const struct tl_node *n, struct tl_calendar *ret);

#endif
