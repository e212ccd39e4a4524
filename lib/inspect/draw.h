/*
 * The double random draw (双随机): units and officers in an order that anybody can reckon again.
 * It is that of BLAKE2b-256 of the seed, a byte 0 and the id:
 *
 *	printf 'SEED\0U000001' | b2sum -l 256
 */
#ifndef TL_INSPECT_DRAW_H
#define TL_INSPECT_DRAW_H

#include "base/crypto.h"

/* One who may be drawn. */
struct tl_lot {
	struct tl_bytes id;
	size_t of;				/* whose it is: the caller's */
	unsigned char digest[TL_HASH_LEN];
};
/* Gives each its digest, and puts them in order. */
void tl_draw(struct tl_lot *lot, size_t n, struct tl_bytes seed);

/* How many "12" or "5%" are of POOL, of which a part counts as one. False: it is neither, or 0. */
bool tl_draw_count(struct tl_bytes text, size_t pool, size_t *ret);

/*
 * Deals WANT of N officers, in their order and from *AT on, over and over again; *AT becomes the
 * place of the next. Who does not FIT is passed over. The number that RET has room for and gets;
 * less than WANT: no others fit.
 */
size_t tl_draw_deal(size_t n, size_t *at, size_t want, bool (*fits)(void *ctx, size_t officer),
                    void *ctx, size_t *ret);

#endif
