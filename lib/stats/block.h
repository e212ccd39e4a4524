/*
 * Figures of a block of facts at once: compare and add on its day columns, eight rows a step. What
 * the words mean is said in figures.h; a test holds this to that.
 */
#ifndef TL_STATS_BLOCK_H
#define TL_STATS_BLOCK_H

#include "stats/figures.h"
#include "store/fact.h"

#define TL_BLOCK_ROWS 4096	/* at most */

/* The question in the numbers of facts. */
struct tl_block_ask {
	uint16_t day;		/* at whose end rows stand so; UINT16_MAX: as they stand */
	uint16_t today;		/* the day that counts as today */
	uint16_t first, last;	/* of the period; 1 and UINT16_MAX: it has no end */
	uint16_t eve;		/* the day before it */
	bool carried;		/* those that stayed in hand on its eve count */
	bool rechecks;		/* what rechecks said counts */
};

struct tl_block_rows {
	uint16_t figures[TL_BLOCK_ROWS];	/* bits; those from REPEATS on are not among them */
	uint16_t ask[TL_BLOCK_ROWS];		/* not 0: only the row itself tells */
	uint16_t deadline[TL_BLOCK_ROWS], due[TL_BLOCK_ROWS];	/* then, as numbers of days */
};

/* Of all rows of B, which follow each other and of which it has TL_FACT_DAYS. */
void tl_block_figures(struct tl_block_rows *ret, const struct tl_fact_block *b,
                      const struct tl_block_ask *q);

#endif
