/*
 * The moment that is asked about.
 */
#ifndef TL_QUERY_MOMENT_H
#define TL_QUERY_MOMENT_H

#include "store/view.h"

/* Opens V as S asks: --as-of (a future day is TLSAFE_EUSAGE) and --known-at (a transaction, or an
 * instant). */
int tl_view_select(struct tl_view *v, struct tlsafe *t, const struct tlsafe_select *s);

#endif
