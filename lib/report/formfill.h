/*
 * A blank form filled in: what figures count of it.
 */
#ifndef TL_REPORT_FORMFILL_H
#define TL_REPORT_FORMFILL_H

#include "report/formunits.h"

struct tl_filled {
	const struct tl_blank *blank;
	struct tl_fill_cell *cell;	/* by row and column */
	uint64_t seen;			/* hazards that figures could count, in any row or none */
	uint64_t outside;		/* of these, without a value that rows are of */
};

/* Counts what Q selects, whose words on the find give one period, into the rows and columns of B.
 * TLSAFE_ECONFIG, with the line of the file: B has a figure or filter that there is not. Release
 * *RET either way. */
int tl_fill(struct tl_filled *ret, const struct tl_blank *b, struct tl_query *q);
void tl_fill_release(struct tl_filled *f);
static inline const struct tl_fill_cell *tl_fill_at(const struct tl_filled *f, size_t row,
                                                    size_t column)
{
	return &f->cell[row * f->blank->ncolumns + column];
}
/* A cell of COLUMN as it is printed: tenths only where they are not 0, "/" for nothing. */
void tl_fill_text(const struct tl_blank_column *column, const struct tl_fill_cell *c,
                  struct tl_buf *out);
/* Tenths of a hundred, half up; false: WHOLE is 0. */
bool tl_fill_rate(int64_t part, int64_t whole, int64_t *ret);

#endif
