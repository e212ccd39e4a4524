/*
 * Columns of a form that count units: those in force on its day, and those that looked for hazards
 * in its days (实际排查治理): were inspected, or reported a self-check. Each counts once.
 */
#ifndef TL_REPORT_FORMUNITS_H
#define TL_REPORT_FORMUNITS_H

#include "query/filter.h"
#include "schema/blank.h"

struct tl_fill_cell {
	bool there;			/* else there is nothing to reckon it from */
	int64_t n;			/* of counts; of money and rates tenths */
};

/*
 * Counts into CELL, of B by row and column, the units that Q, about hazards, selects as far as its
 * words are about units too, each in the row that its own value of PER belongs to. While the store
 * knows of no such thing by the last day, and where units have no such field, the cells stay empty:
 * units with hazards are no measure of units that were looked at.
 */
int tl_fill_units(struct tl_fill_cell *cell, const struct tl_blank *b, const struct tl_query *q,
                  const struct tl_field *per, tl_day first, tl_day last);

#endif
