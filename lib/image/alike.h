/*
 * Pictures that show the same: recompressed, scaled, brightened or cut by a little, one is found
 * again. Hashes say which come into question, the views of both decide.
 */
#ifndef TL_IMAGE_ALIKE_H
#define TL_IMAGE_ALIKE_H

#include "image/see.h"

/* What is kept of each for it. */
struct tl_alike {
	uint64_t hash[TL_HASHES];
	const unsigned char *view;	/* of TL_VIEW_SIZE; borrowed */
};

/* False: it is so flat that it looks like many others. */
bool tl_alike_telling(const unsigned char *view);
/* Whether A and B, both telling, show the same. */
bool tl_alike_same(const struct tl_alike *a, const struct tl_alike *b);
/* Calls FOUND for each of the N that shows what ONE does. */
void tl_alike_find(const struct tl_alike *one, const struct tl_alike *all, size_t n,
                   void (*found)(void *ctx, size_t i), void *ctx);
/* Calls FOUND for each pair of the N, A < B. False: no memory. */
bool tl_alike_pairs(const struct tl_alike *all, size_t n,
                    void (*found)(void *ctx, size_t a, size_t b), void *ctx);

#endif
