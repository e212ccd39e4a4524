/*
 * Counts of many rows by numbers: a chain of tables leads from the numbers of a row, one for each
 * dimension, to its cell; in it is counted how often each pattern of figures came. Nothing of it
 * hashes or compares.
 */
#ifndef TL_STATS_CELLS_H
#define TL_STATS_CELLS_H

#include "base/err.h"

#define TL_CELLS_DEPTH 8
#define TL_CELLS_NONE UINT32_MAX	/* of a row that has found no room */

struct tl_cells {
	struct tl_err *err;
	/* From a code of the level before, and the place of a number, to a code. */
	struct tl_cells_level {
		uint32_t *place;	/* of a number, + 1 */
		size_t nplaces;
		uint32_t placed;
		uint32_t *next;		/* code + 1, of code * width + place */
		size_t rows, width;	/* of NEXT */
		uint32_t codes;
	} level[TL_CELLS_DEPTH];
	size_t depth;
	uint16_t *number_of;		/* of a pattern, + 1 */
	uint16_t *pattern;
	size_t npatterns, width;	/* WIDTH: patterns that there is room for */
	uint64_t *count;		/* of code * width + number */
	uint32_t *group;		/* of a code, + 1; the caller's */
	size_t room;			/* codes that there is room for */
};

/* DEPTH numbers a row; none: all rows have code 0. */
void tl_cells_begin(struct tl_cells *c, size_t depth, struct tl_err *err);
void tl_cells_release(struct tl_cells *c);
/* CODE of N rows, as the level before left it (before the first: 0), goes on by NUMBER. Rows
 * without FIGURES are passed over; CODE becomes TL_CELLS_NONE where tables would be too large. */
int tl_cells_step(struct tl_cells *c, size_t level, const uint32_t *number, const uint16_t *figures,
                  size_t n, uint32_t *code);
/* There are groups and counts of all codes. */
int tl_cells_ready(struct tl_cells *c);
/* Counts the rows that have figures and a code. */
int tl_cells_count(struct tl_cells *c, const uint16_t *figures, const uint32_t *code, size_t n);
size_t tl_cells_codes(const struct tl_cells *c);

#endif
