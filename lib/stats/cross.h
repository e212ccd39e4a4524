/*
 * A cross table: one figure, in a column for each value of the last dimension.
 */
#ifndef TL_STATS_CROSS_H
#define TL_STATS_CROSS_H

#include "stats/table.h"

/* The one figure of its cells; WORDS NULL: found. TLSAFE_EUSAGE: there are several. */
int tl_cross_figure(struct tl_table *t, const char *words);
/* Writes the groups of T, which are in some order: its last dimension is no head of a row. */
int tl_cross_write(struct tl_table *t);

#endif
