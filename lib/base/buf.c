/* Growing arrays, a growing byte buffer, and packed numbers in it. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

bool tl_grow(void *array, size_t *max, size_t size)
{
	size_t want = *max ? *max * 2 : 16;
	void *was, *more;

	memcpy(&was, array, sizeof(was));
	more = want > SIZE_MAX / 2 / size ? NULL : realloc(was, want * size);
	if (!tl_got(more))
		return false;
	memcpy(array, &more, sizeof(more));
	*max = want;
	return true;
}

void tl_buf_release(struct tl_buf *b)
{
	free(b->data);
	*b = (struct tl_buf){ 0 };
}

bool tl_buf_grow(struct tl_buf *b, size_t more)
{
	size_t want;
	char *data;

	if (b->failed)
		return false;
	b->failed = true;
	want = b->cap ? b->cap : 64;
	while (want - b->len <= more) {
		if (want > SIZE_MAX / 2)
			return tl_got(NULL);
		want *= 2;
	}
	data = tl_got(realloc(b->data, want));
	if (!data)
		return false;
	b->failed = false;
	b->data = data;
	b->cap = want;
	return true;
}

void tl_buf_printf(struct tl_buf *b, const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (len < 0 || !tl_buf_room(b, (size_t)len)) {
		b->failed = true;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(b->data + b->len, (size_t)len + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)len;
}

void tl_buf_uint(struct tl_buf *b, uint64_t v)
{
	unsigned char out[10];
	size_t n = 0;

	/* Most numbers have one byte. */
	if (v < 0x80 && tl_buf_room(b, 1)) {
		b->data[b->len++] = (char)v;
		b->data[b->len] = 0;
		return;
	}
	do {
		out[n] = (unsigned char)(v & 0x7f);
		v >>= 7;
		if (v)
			out[n] |= 0x80;
		n++;
	} while (v);
	tl_buf_put(b, out, n);
}

void tl_buf_int(struct tl_buf *b, int64_t v)
{
	tl_buf_uint(b, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

void tl_buf_block(struct tl_buf *b, struct tl_bytes bytes)
{
	tl_buf_uint(b, bytes.len);
	tl_buf_put(b, bytes.data, bytes.len);
}

uint64_t tl_unpack_long(struct tl_unpack *u)
{
	uint64_t v = 0;

	for (unsigned shift = 0; !u->bad; shift += 7) {
		unsigned char c;
		if (u->at == u->end || shift > 63)
			break;
		c = (unsigned char)*u->at++;
		/* The tenth byte has room for one bit; a last byte of 0 would be a longer spelling
		 * of the same number. */
		if ((shift == 63 && c > 1) || (shift && c == 0))
			break;
		v |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return v;
	}
	u->bad = true;
	return 0;
}

int64_t tl_unpack_int(struct tl_unpack *u)
{
	uint64_t v = tl_unpack_uint(u);
	return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

struct tl_bytes tl_unpack_block(struct tl_unpack *u)
{
	uint64_t len = tl_unpack_uint(u);
	struct tl_bytes b = TL_LIT("");

	if (u->bad || len > (uint64_t)(u->end - u->at)) {
		u->bad = true;
		return b;
	}
	b = tl_bytes(u->at, (size_t)len);
	u->at += len;
	return b;
}
