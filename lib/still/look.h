/*
 * What a picture says of itself: its sort, and its size in pixels.
 */
#ifndef TL_STILL_LOOK_H
#define TL_STILL_LOOK_H

#include <stdint.h>
#include "base/bytes.h"

struct tl_still_look {
	const char *type;		/* "png" or "jpg" */
	uint32_t width, height;
};

/* What BYTES, the whole of a file, are. NULL, or a sentence: why they are no picture. */
const char *tl_still_look(struct tl_bytes bytes, struct tl_still_look *ret);

#endif
