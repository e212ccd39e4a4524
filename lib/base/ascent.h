/*
 * What map.h does, for keys that mostly come in ascending order, as the ids of a list do: those lie
 * in a row of their own, in which the next one costs a comparison and no hash; whatever comes out
 * of order goes into a table beside it.
 */
#ifndef TL_ASCENT_H
#define TL_ASCENT_H

#include "base/map.h"

struct tl_ascent;
struct tl_ascent *tl_ascent_new(void);			/* NULL: no memory */
void tl_ascent_freep(struct tl_ascent **a);
/* The value of KEY, or NULL. Borrowed until the next put; may be written through. */
uint64_t *tl_ascent_get(const struct tl_ascent *a, struct tl_bytes key);
/* Finds or makes KEY. A new value is 0. NULL: no memory. */
uint64_t *tl_ascent_put(struct tl_ascent *a, struct tl_bytes key);

#endif
