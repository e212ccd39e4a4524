/*
 * Decimal numbers as texts.
 */
#ifndef TL_BASE_NUMBER_H
#define TL_BASE_NUMBER_H

#include "base/bytes.h"

/* More digits than these a double does not hold. */
#define TL_NUMBER_DIGITS 15
/* "-12.50" as the nearest number; *DECIMALS (may be NULL): how many it is written with. False: it
 * is none, or has too many digits. */
bool tl_number_parse(struct tl_bytes text, double *ret, size_t *decimals);

#endif
