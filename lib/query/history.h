/*
 * What was entered about a record.
 */
#ifndef TL_QUERY_HISTORY_H
#define TL_QUERY_HISTORY_H

#include "store/view.h"

/* Who entered what stands at PLACE, which is no seed, and when: the actor, and who typed it for
 * them. */
int tl_history_teller(struct tl_view *v, struct tl_place place, bool english,
                      char at[TL_INSTANT_TEXT], struct tl_buf *actor);

#endif
