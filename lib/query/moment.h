/*
 * The moment that is asked about.
 */
#ifndef TL_QUERY_MOMENT_H
#define TL_QUERY_MOMENT_H

#include "store/view.h"

/* Opens V as S asks: --as-of (a future day is TLSAFE_EUSAGE) and --known-at (a transaction, or an
 * instant). */
int tl_view_select(struct tl_view *v, struct tlsafe *t, const struct tlsafe_select *s);
/* The last transaction entered before DAY begins. */
int tl_view_before(struct tl_view *v, tl_day day, uint64_t *ret);
/* The transaction behind which lies what was entered since TEXT: a number, an anchor as it is
 * printed, a time, or a day or period, of which it is the beginning. TLSAFE_EUSAGE: it is none of
 * them, or lies behind what V knows. */
int tl_view_since(struct tl_view *v, const char *text, uint64_t *ret);

#endif
