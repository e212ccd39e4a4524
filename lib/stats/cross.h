/*
 * A cross table: one figure, in a column for each value of the last dimension.
 */
#ifndef TL_STATS_CROSS_H
#define TL_STATS_CROSS_H

#include "stats/table.h"

/* The one figure of its cells; WORDS NULL: found. TLSAFE_EUSAGE: there are several. */
int tl_cross_figure(struct tl_table *t, const char *words);
/* Writes the groups of T, whose last dimension is no head of a row: the first N rows in the order
 * asked for, by the figures of each row as a whole, and the others in one. */
int tl_cross_write(struct tl_table *t, size_t n);

#endif
