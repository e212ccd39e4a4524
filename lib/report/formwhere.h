/*
 * The filter of a column of a form.
 */
#ifndef TL_REPORT_FORMWHERE_H
#define TL_REPORT_FORMWHERE_H

#include "query/filter.h"
#include "schema/blank.h"

/* What the library said of WORD of C, with the code RC, as a fault of B; another code as it is. */
int tl_fill_fault(const struct tl_blank *b, const struct tl_blank_column *c, const char *word,
                  int rc, struct tl_err *err);
/* Begins TO, which asks of KIND, in V, what C's filter says; without one, of all. Release TO. */
int tl_fill_where(struct tl_query *to, const struct tl_blank *b, const struct tl_blank_column *c,
                  struct tl_view *v, const struct tl_kind *kind);

#endif
