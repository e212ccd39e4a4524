/*
 * A filter in words, as it was understood.
 */
#ifndef TL_QUERY_DESCRIBE_H
#define TL_QUERY_DESCRIBE_H

#include "query/filter.h"

/* Says what Q asks for, as it was understood; free text and personal values as "...". */
void tl_trace_query(const struct tl_query *q);

#endif
