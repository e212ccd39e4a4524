/*
 * Bytes known by their hash and their length: "HASH:SIZE", BLAKE2b-256 in lower-case hex and a
 * number without leading zeros.
 */
#ifndef TL_BASE_BLOB_H
#define TL_BASE_BLOB_H

#include "base/crypto.h"

struct tl_blob {
	unsigned char hash[TL_HASH_LEN];
	uint64_t size;
};

/* What BYTES are known by. */
void tl_blob_of(struct tl_blob *b, struct tl_bytes bytes);
bool tl_blob_same(const struct tl_blob *a, const struct tl_blob *b);
void tl_blob_text(struct tl_buf *out, const struct tl_blob *b);
/* False: TEXT is none. */
bool tl_blob_parse(struct tl_blob *b, struct tl_bytes text);

#endif
