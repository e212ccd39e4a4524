/* Checksums that tell of an accident, not of an adversary: XXH3 of 64 bits. */
#ifndef TL_BASE_SUM_H
#define TL_BASE_SUM_H

#include "base/bytes.h"

/* The sum of BYTES as the part PART of what is called NAME: the same bytes under another name, or
 * as another part of it, have another one. */
uint64_t tl_sum(struct tl_bytes name, uint64_t part, struct tl_bytes bytes);

#endif
