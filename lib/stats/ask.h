/*
 * What all questions about figures begin with.
 */
#ifndef TL_STATS_ASK_H
#define TL_STATS_ASK_H

#include "query/filter.h"

/* Opens a view and a query for S, of a kind that has figures. TLSAFE_EUSAGE: the day that S names
 * lies before the first one on which any was found or anything entered, as known now or then. */
int tl_figures_ask(struct tl_view *v, struct tl_query *q, struct tlsafe *t,
                   const struct tlsafe_select *s);
/* The same for a day that the caller has reckoned, whatever it lies before. */
int tl_figures_ask_any_day(struct tl_view *v, struct tl_query *q, struct tlsafe *t,
                           const struct tlsafe_select *s);

#endif
