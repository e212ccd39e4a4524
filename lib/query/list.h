/*
 * Lists of records, and single ones whole.
 */
#ifndef TL_QUERY_LIST_H
#define TL_QUERY_LIST_H

#include "store/view.h"

/* The kind that S asks for. NULL: there is none (told). */
const struct tl_kind *tl_list_kind(struct tl_view *v, const struct tlsafe_select *s);
/* The kind asked for, or that of the first id. */
int tl_list_kind_of_ids(struct tl_view *v, const struct tlsafe_select *s,
                        const struct tl_kind **ret);
int tl_list_not_there(struct tlsafe *t, struct tl_bytes id);

#endif
