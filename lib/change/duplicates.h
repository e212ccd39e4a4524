/*
 * What stands behind an original: records that are void as its duplicates.
 */
#ifndef TL_CHANGE_DUPLICATES_H
#define TL_CHANGE_DUPLICATES_H

#include "change/change.h"

/* The N records ID of KIND become void in C: a note for each that has duplicates, which names them,
 * since nothing counts any more what they found. */
int tl_duplicates_tell(struct tl_change *c, const struct tl_kind *kind, const struct tl_bytes *id,
                       size_t n);

#endif
