/*
 * Columns of figures: what is counted of a group, and what is reckoned from that.
 */
#ifndef TL_STATS_MEASURE_H
#define TL_STATS_MEASURE_H

#include "stats/count.h"

/* --- what is counted --------------------------------------------------------- */

#define TL_SUMS 2		/* fields of money that are summed, of what was found */

/* Start from { 0 }. */
struct tl_tally {
	uint64_t n[TL_FIGURE_COUNT];
	__int128 sum[TL_SUMS];		/* fen */
	uint64_t units;			/* stats/units.h; of sums of groups nobody adds them up */
	/* of each one found: twice the days since, and 1 if it was closed after these */
	uint32_t *days;
	size_t ndays, maxdays;
	bool sorted;
};

void tl_tally_release(struct tl_tally *t);
/* COUNT more that these FIGURES count. */
static inline void tl_tally_count(struct tl_tally *t, uint32_t figures, uint64_t count)
{
	for (; figures; figures &= figures - 1)
		t->n[__builtin_ctz(figures)] += count;
}
int tl_tally_add(struct tl_tally *to, const struct tl_tally *from, struct tl_err *err);
/*
 * The smallest number of days by which, as far as can be told, no more than so many of a thousand
 * were still not closed: of Kaplan and Meier's curve, in which those in hand count until the day
 * asked about, those referred until they were. False: it never comes so far.
 */
bool tl_tally_days(struct tl_tally *t, unsigned thousandths, uint32_t *ret);

/* --- columns ----------------------------------------------------------------- */

struct tl_measure {
	enum {
		TL_MEASURE_FIGURE,
		TL_MEASURE_SHARE,
		TL_MEASURE_SUM,
		TL_MEASURE_UNITS,	/* how many; and what was found per 100 of them */
		TL_MEASURE_DAYS
	} is;
	int index;			/* of these, in order */
	const char *key, *zh, *en;
};

struct tl_measures {
	struct tl_measure *m;
	size_t n, max;
	bool sums, units, days;		/* some are of these */
	uint32_t figures;		/* bits of those that count for some */
};

void tl_measures_release(struct tl_measures *m);
/* The measure NAME, by key or heading. TLSAFE_EUSAGE names the nearest, or all, and what was
 * ASKED for: "--figures: a figure". */
int tl_measure_find(struct tl_measure *ret, struct tl_bytes name, const char *asked,
                    struct tl_err *err);
/* Those that WORDS name, "found,rate", in that order, before a rate what it is reckoned from; NULL:
 * the usual ones. C is told what has to be counted; carried without a period that has an eve is
 * TLSAFE_EUSAGE, and left out of the usual ones. */
int tl_measures_read(struct tl_measures *m, const char *words, struct tl_count *c,
                     struct tl_err *err);
/* C will be asked for M, which may be none of the columns. */
int tl_measures_want(struct tl_measures *m, const struct tl_measure *one, struct tl_count *c,
                     struct tl_err *err);
/* How one hazard goes into a measure. */
struct tl_taken {
	bool in;			/* it counts; of a rate in the whole */
	/* of a rate: in the part too; of days: it was closed after these */
	bool part;
	int64_t value;			/* of money in fen; of days their number */
};
/* What M takes of SEEN; of money what has none is not in. */
int tl_measure_takes(const struct tl_measure *m, struct tl_count *c, const struct tl_counted *seen,
                     struct tl_taken *ret);
/* What T has of M, as text; false: there is nothing to reckon it from. */
bool tl_measure_text(const struct tl_measure *m, struct tl_tally *t, struct tl_buf *out);
/* How much more T has than BEFORE, of the numbers as they are written: a rate in hundredths. */
bool tl_measure_change(const struct tl_measure *m, struct tl_tally *t, struct tl_tally *before,
                       struct tl_buf *out);
/* Appends bytes that stand among those of others as T does; one that has nothing comes last. */
void tl_measure_order(const struct tl_measure *m, struct tl_tally *t, bool down,
                      struct tl_buf *out);
/* Adds to T what SEEN says of money and days; its figures are the caller's. */
int tl_measures_add(const struct tl_measures *m, struct tl_count *c, const struct tl_counted *seen,
                    struct tl_tally *t);

#endif
