/* Bytes known by their hash and their length. */
#include "base/blob.h"

#define HEX (2 * TL_HASH_LEN)

void tl_blob_of(struct tl_blob *b, struct tl_bytes bytes)
{
	struct tl_hash hash;

	tl_hash_begin(&hash);
	tl_hash_add(&hash, bytes);
	tl_hash_end(&hash, b->hash);
	b->size = bytes.len;
}

bool tl_blob_same(const struct tl_blob *a, const struct tl_blob *b)
{
	return a->size == b->size && !memcmp(a->hash, b->hash, TL_HASH_LEN);
}

void tl_blob_text(struct tl_buf *out, const struct tl_blob *b)
{
	tl_hex(out, b->hash, TL_HASH_LEN);
	tl_buf_printf(out, ":%llu", (unsigned long long)b->size);
}

bool tl_blob_parse(struct tl_blob *b, struct tl_bytes text)
{
	const char *p, *end = text.data + text.len;

	if (text.len < HEX + 2 || text.len > HEX + 19 || text.data[HEX] != ':' ||
	    !tl_unhex(b->hash, TL_HASH_LEN, tl_bytes(text.data, HEX)))
		return false;
	p = text.data + HEX + 1;
	if (*p == '0' && end - p > 1)
		return false;
	for (b->size = 0; p < end; p++) {
		if (*p < '0' || *p > '9')
			return false;
		b->size = b->size * 10 + (uint64_t)(*p - '0');
	}
	return true;
}
