/*
 * Growing arrays, and a growing byte buffer. A failed allocation is remembered in `failed` and
 * later appends do nothing, so that callers check once, at the end.
 * Start from { 0 }. The data is kept NUL-terminated beyond len.
 */
#ifndef TL_BUF_H
#define TL_BUF_H

#include "base/bytes.h"

/* Makes room for one more in the ARRAY that holds N of MAX. False: no memory, and nothing has
 * changed. */
#define TL_GROW(array, n, max) ((n) < (max) || tl_grow(&(array), &(max), sizeof(*(array))))
bool tl_grow(void *array, size_t *max, size_t size);

struct tl_buf {
	char *data;
	size_t len, cap;
	bool failed;
};

void tl_buf_release(struct tl_buf *b);		/* frees; b is { 0 } again */
static inline void tl_buf_clear(struct tl_buf *b) { b->len = 0; }
/* by MORE bytes and the NUL; false: no memory */
bool tl_buf_grow(struct tl_buf *b, size_t more);
static inline bool tl_buf_room(struct tl_buf *b, size_t more)
{
	return (!b->failed && b->cap - b->len > more) || tl_buf_grow(b, more);
}
static inline void tl_buf_put(struct tl_buf *b, const void *data, size_t len)
{
	if (!tl_buf_room(b, len))
		return;
	if (len)
		memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = 0;
}
static inline void tl_buf_add(struct tl_buf *b, struct tl_bytes bytes)
{
	tl_buf_put(b, bytes.data, bytes.len);
}
static inline void tl_buf_str(struct tl_buf *b, const char *s) { tl_buf_put(b, s, strlen(s)); }
static inline void tl_buf_char(struct tl_buf *b, char c) { tl_buf_put(b, &c, 1); }
void tl_buf_printf(struct tl_buf *b, const char *fmt, ...) TL_PRINTF(2, 3);
static inline struct tl_bytes tl_buf_bytes(const struct tl_buf *b)
{
	return tl_bytes(b->data ? b->data : "", b->len);
}

/* Packing: LEB128 unsigned, zigzag signed, length-prefixed bytes. */
void tl_buf_uint(struct tl_buf *b, uint64_t v);
void tl_buf_int(struct tl_buf *b, int64_t v);
void tl_buf_block(struct tl_buf *b, struct tl_bytes bytes);

/* Unpacking what came from outside: never reads past the end; `bad` sticks
 * (then numbers are 0 and bytes empty). Over-long and non-minimal numbers are bad. */
struct tl_unpack {
	const char *at, *end;
	bool bad;
};
static inline struct tl_unpack tl_unpack(struct tl_bytes b)
{
	return (struct tl_unpack){ b.data, b.data + b.len, false };
}
uint64_t tl_unpack_long(struct tl_unpack *u);		/* a number of any length */
/* Most numbers have one byte. */
static inline uint64_t tl_unpack_uint(struct tl_unpack *u)
{
	if (!u->bad && u->at != u->end && !(*u->at & 0x80))
		return (unsigned char)*u->at++;
	return tl_unpack_long(u);
}
int64_t tl_unpack_int(struct tl_unpack *u);
struct tl_bytes tl_unpack_block(struct tl_unpack *u);	/* borrowed from the input */
static inline bool tl_unpack_end(const struct tl_unpack *u) { return u->at == u->end; }

#define TL_BUF TL_CLEANUP(tl_buf_release) struct tl_buf

#endif
