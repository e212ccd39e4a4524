/* Tuples of values to bytes that sort as the values do. */
#ifndef TL_KEY_H
#define TL_KEY_H

#include "base/buf.h"

/* one byte of length, then big-endian without leading zeros */
void tl_key_uint(struct tl_buf *b, uint64_t v);
void tl_key_day(struct tl_buf *b, tl_day v);		/* 4 bytes big-endian, sign flipped */
void tl_key_text(struct tl_buf *b, struct tl_bytes text);	/* no NUL in it; ends with 0x00 */
/* consumes from the front; false: not one */
bool tl_key_take_uint(struct tl_bytes *key, uint64_t *ret);
bool tl_key_take_day(struct tl_bytes *key, tl_day *ret);
bool tl_key_take_text(struct tl_bytes *key, struct tl_bytes *ret);	/* borrowed */
/* The least key after all that begin with B: for the end of a scan. False: there is none (all
 * 0xff). */
bool tl_key_after(struct tl_buf *out, struct tl_bytes prefix);

#endif
