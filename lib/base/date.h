/* Days and instants, text both ways. The only file that knows calendars. Never asks the clock,
 * never consults TZ. Working days are workdays.h. */
#ifndef TL_DATE_H
#define TL_DATE_H

#include "base/buf.h"

tl_day tl_day_of(int year, int month, int day);		/* TL_NODAY: no such day. Years 1 to 9999 */
void tl_day_split(tl_day day, int *year, int *month, int *mday);
/* Strict YYYY-MM-DD. */
bool tl_day_parse(struct tl_bytes text, tl_day *ret);
/* The same day MONTHS later; of the last day of a month, and where there is none, the last. */
tl_day tl_day_months(tl_day day, int months);
#define TL_DAY_TEXT 11
/* Writes YYYY-MM-DD and NUL; returns TEXT. */
char *tl_day_format(char text[TL_DAY_TEXT], tl_day day);

/*
 * The spellings that spreadsheets use (domain.md 9.2), after full-width forms are narrowed:
 * 2018-07-25 2018-7-25 2018/7/25 2018.7.25 2018年7月25日 20180725, each also with a weekday and a
 * time of day behind, which are dropped ("2018/7/25 下午 2:30", "2018-07-25 14:30:00.0"); a moment
 * with Z or an offset, whose day is that of OFFSET seconds east of UTC; an Excel serial
 * (1900 system, 20000 to 80000: 43306.5 is 2018-07-25); "7月25日", "7/25", "7-25" with YEAR
 * not 0; "截止"/"截至" before one of these. In a deadline (FROM not TL_NODAY): "15天" "15日内"
 * "+15d" days after FROM, "立即" "立即整改" "当场" FROM itself. Everything else is a fault.
 * Two-digit years and months without a day are refused with a sentence of their own. Returns 0, or
 * -1 with *WHY (static text, "not a date", "a date without a year: give --year", ...).
 */
int tl_day_read(struct tl_bytes text, int year, tl_day from, int offset, tl_day *ret,
                const char **why);

/*
 * A span of days for filters: 2018-06-30, 2018-06, 2018W26, 2018Q2, 2018H1, 2018, or relative to
 * TODAY:
 * today yesterday tomorrow -30d +7d this-week last-week this-month last-month this-quarter
 * last-quarter this-year last-year (weeks begin on Monday). Also 今天 昨天 本周 上周 本月 上月 本季
 * 本年 去年, and full-width forms. False: not a period.
 */
bool tl_period_parse(struct tl_bytes text, tl_day today, tl_day *first, tl_day *last);

/*
 * Months of an office that end with day CUT, 1 to 28: month M is the days behind it in M-1, and up
 * to it in M. CUT 0: months of the calendar.
 */
void tl_month_of(tl_day day, int cut, int *year, int *month);	/* the one that DAY belongs to */
/* False: it does not lie within the years that there are. */
bool tl_month_days(int year, int month, int cut, tl_day *first, tl_day *last);
/* A period as tl_period_parse reads it, with CUT for months told from today, or two with both ends:
 * 2018-01..2018-06. False: none, or it ends before it begins. */
bool tl_period_span(struct tl_bytes text, tl_day today, int cut, tl_day *first, tl_day *last);
/* What such a period is called, whatever it was told by: 2018-06, 2018Q2, 2018H1, 2018, else its
 * day or days. */
void tl_period_name(struct tl_buf *out, tl_day first, tl_day last);
/* TEXT is this-month, last-month, 本月 or 上月: which days it is, the cut decides. */
bool tl_period_by_cut(struct tl_bytes text, tl_day today, int cut, tl_day *first, tl_day *last);

/* The day on which INSTANT falls at OFFSET seconds east of UTC. */
tl_day tl_instant_day(tl_instant at, int offset);
tl_instant tl_day_begin(tl_day day, int offset);	/* its midnight */
/* RFC 3339 with OFFSET, "2026-03-05T15:08:09+08:00"; microseconds only when not 0 and MICROS. */
#define TL_INSTANT_TEXT 40
char *tl_instant_format(char text[TL_INSTANT_TEXT], tl_instant at, int offset, bool micros);
/* RFC 3339 with "Z" or an offset; or without one, then OFFSET counts; "YYYY-MM-DD" alone is its
 * midnight. */
bool tl_instant_parse(struct tl_bytes text, int offset, tl_instant *ret);
/* "+08:00" to seconds and back. */
bool tl_offset_parse(struct tl_bytes text, int *ret);
char *tl_offset_format(char text[8], int offset);

#endif
