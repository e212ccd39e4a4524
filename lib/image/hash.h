/* Hashes of a view, by which a picture is found again: alike.h. */
#ifndef TL_IMAGE_HASH_H
#define TL_IMAGE_HASH_H

#include "base/defs.h"

/* VIEW is that of struct tl_seen, RET its hashes. */
void tl_hash_view(const unsigned char *view, uint64_t *ret);

#endif
