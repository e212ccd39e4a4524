/*
 * The order of a list: by columns that are asked for, then by id.
 */
#ifndef TL_QUERY_ORDER_H
#define TL_QUERY_ORDER_H

#include "query/filter.h"

/* Columns to sort by, the first of which decides; none: by id alone. */
struct tl_order {
	struct tl_order_column {
		struct tl_path path;
		bool down;
	} *column;
	size_t n;
};
/* Takes the sign off NAME that has it go down; false: there is none. */
bool tl_order_sign(struct tl_bytes *name);
/* WORDS "due,-level"; NULL: none. TLSAFE_EUSAGE names the nearest field. */
int tl_order_begin(struct tl_order *o, struct tl_query *q, const char *words);
/* The due date decides first. */
bool tl_order_by_due(const struct tl_order *o);
/* Appends bytes that sort among those of other records as R does: numbers, money and days as such,
 * codes as in their list, other values by their bytes; what is missing behind all others, whichever
 * way. */
int tl_order_key(const struct tl_order *o, struct tl_query *q, struct tl_record *r,
                 struct tl_buf *out);
/* Appends the order as it was understood: "due,-level,id". */
void tl_order_text(const struct tl_order *o, struct tl_buf *out);
void tl_order_release(struct tl_order *o);
#define TL_ORDER TL_CLEANUP(tl_order_release) struct tl_order

#endif
