/*
 * What figures are counted by: fields of the hazard, periods, how it stands.
 */
#ifndef TL_STATS_DIMENSION_H
#define TL_STATS_DIMENSION_H

#include "stats/count.h"

enum tl_by {
	TL_BY_FIELD, TL_BY_STATE, TL_BY_AGE,
	/* periods, of the day that a figure goes by */
	TL_BY_WEEK, TL_BY_MONTH, TL_BY_QUARTER, TL_BY_YEAR
};

struct tl_dimension {
	enum tl_by by;
	const struct tl_field *field;	/* NULL: of no field */
	int fact;			/* index into tl_fact_dimensions; -1: facts do not tell */
	int cut;			/* of months: the day that they end with; 0: the last */
};

static inline bool tl_dimension_period(const struct tl_dimension *d)
{
	return d->by >= TL_BY_WEEK;
}
/* What NAME, a key or heading, counts by. TLSAFE_EUSAGE names the nearest, or what there is. */
int tl_dimension_find(struct tl_dimension *ret, const struct tl_kind *kind, struct tl_bytes name,
                      struct tl_err *err);
/* Told before C walks: what it has to look at for D. */
void tl_dimension_want(const struct tl_dimension *d, struct tl_count *c);
/* Its number among the texts of D, of SEEN by its facts; DAY is the one that the figure goes by.
 * Not for fields that facts do not tell. */
uint32_t tl_dimension_other(const struct tl_dimension *d, const struct tl_counted *seen,
                            tl_day day);
static inline uint32_t tl_dimension_number(const struct tl_dimension *d, const struct tl_count *c,
                                           const struct tl_counted *seen, tl_day day)
{
	return d->by == TL_BY_FIELD ? tl_count_symbol(c, seen->b, seen->i, d->fact) :
	                              tl_dimension_other(d, seen, day);
}
/* The text of D that SEEN falls under, absent when it has none; in order of these stand the rows.
 * Borrowed from SCRATCH or the walk, until the next call. */
int tl_dimension_text(const struct tl_dimension *d, struct tl_count *c,
                      const struct tl_counted *seen, tl_day day, struct tl_buf *scratch,
                      struct tl_bytes *ret);
/* The period of DAY as people write it: 2018W23, 2018-06, 2018Q2, 2018; and its days. */
void tl_dimension_period_text(const struct tl_dimension *d, tl_day day, struct tl_buf *out);
bool tl_dimension_period_days(const struct tl_dimension *d, struct tl_bytes text, tl_day *first,
                              tl_day *last);
/* Tells EACH of every text that D can have; of periods those from FIRST to LAST, of free texts
 * none. */
int tl_dimension_each(const struct tl_dimension *d, struct tl_query *q, tl_day first, tl_day last,
                      int (*each)(void *ctx, struct tl_bytes text), void *ctx);
/* Appends what stands for TEXT among codes; and what it is called. */
void tl_dimension_code(const struct tl_dimension *d, struct tl_bytes text, struct tl_buf *out);
int tl_dimension_label(const struct tl_dimension *d, struct tl_query *q, struct tl_bytes text,
                       bool english, struct tl_buf *out);
/* Key and headings of D's column. */
void tl_dimension_heading(const struct tl_dimension *d, const char **key, const char **zh,
                          const char **en);
/* The field that names the records which D refers to by ids that say nothing (unit.name); NULL: it
 * has no such column beside it. */
const struct tl_field *tl_dimension_name(const struct tl_dimension *d);
/* Appends the name of the record with that id; nothing, when it has none. */
int tl_dimension_add_name(const struct tl_dimension *d, struct tl_query *q, struct tl_bytes text,
                          struct tl_buf *out);

#endif
