/* BLAKE2b, salts, short hashes and base64. The only user of libsodium. */
#include "base/crypto.h"

#include <sodium.h>

_Static_assert(sizeof(struct tl_hash) >= sizeof(crypto_generichash_state), "room for the state");
_Static_assert(TL_HASH_LEN == crypto_generichash_BYTES, "BLAKE2b-256");

int tl_hash_setup(void)
{
	return sodium_init() < 0 ? -1 : 0;
}

void tl_hash_begin(struct tl_hash *h)
{
	crypto_generichash_init((crypto_generichash_state *)h->state, NULL, 0, TL_HASH_LEN);
}

void tl_hash_add(struct tl_hash *h, struct tl_bytes b)
{
	crypto_generichash_update((crypto_generichash_state *)h->state,
	                          (const unsigned char *)b.data, b.len);
}

void tl_hash_end(struct tl_hash *h, unsigned char out[TL_HASH_LEN])
{
	crypto_generichash_final((crypto_generichash_state *)h->state, out, TL_HASH_LEN);
}

void tl_sha256(unsigned char out[TL_SHA256_LEN], struct tl_bytes b)
{
	crypto_hash_sha256(out, (const unsigned char *)b.data, b.len);
}

void tl_hash_digest(unsigned char out[TL_DIGEST_LEN], const unsigned char salt[TL_SALT_LEN],
                    struct tl_bytes value)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, TL_DIGEST_LEN);
	crypto_generichash_update(&state, salt, TL_SALT_LEN);
	if (value.len)
		crypto_generichash_update(&state, (const unsigned char *)value.data, value.len);
	crypto_generichash_final(&state, out, TL_DIGEST_LEN);
}

/* More and more at a time, up to some KiB: a system call for each salt of a large import would cost
 * more than its hash, and a short command wants few. */
void tl_random(void *out, size_t len)
{
	static _Thread_local unsigned char pool[4096];
	static _Thread_local size_t left, size = 256;

	if (len > size / 4) {
		randombytes_buf(out, len);
		return;
	}
	if (left < len) {
		randombytes_buf(pool, size);
		left = size;
		size = size < sizeof(pool) ? size * 2 : size;
	}
	left -= len;
	memcpy(out, pool + left, len);
	sodium_memzero(pool + left, len);
}

uint64_t tl_hash_short(const unsigned char key[16], struct tl_bytes b)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t v;

	crypto_shorthash(out, (const unsigned char *)b.data, b.len, key);
	memcpy(&v, out, sizeof(v));
	return v;
}

void tl_hash_text(char text[TL_HASH_TEXT], struct tl_bytes bytes)
{
	unsigned char hash[TL_HASH_LEN];
	struct tl_hash h;

	tl_hash_begin(&h);
	tl_hash_add(&h, bytes);
	tl_hash_end(&h, hash);
	sodium_bin2hex(text, TL_HASH_TEXT, hash, sizeof(hash));
}

void tl_hex(struct tl_buf *out, const void *data, size_t len)
{
	static const char digit[] = "0123456789abcdef";
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++) {
		tl_buf_char(out, digit[p[i] >> 4]);
		tl_buf_char(out, digit[p[i] & 15]);
	}
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool tl_unhex(void *out, size_t len, struct tl_bytes hex)
{
	unsigned char *p = out;

	if (hex.len != len * 2)
		return false;
	for (size_t i = 0; i < len; i++) {
		int high = nibble(hex.data[2 * i]), low = nibble(hex.data[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		p[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

void tl_base64(struct tl_buf *out, struct tl_bytes bytes)
{
	size_t len = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_ORIGINAL);

	if (!tl_buf_room(out, len))
		return;
	sodium_bin2base64(out->data + out->len, len, (const unsigned char *)bytes.data, bytes.len,
	                  sodium_base64_VARIANT_ORIGINAL);
	out->len += len - 1;
}

bool tl_unbase64(struct tl_buf *out, struct tl_bytes text)
{
	size_t most = text.len / 4 * 3, len;

	if (!tl_buf_room(out, most) ||
	    sodium_base642bin((unsigned char *)out->data + out->len, most, text.data, text.len,
	                      NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL))
		return out->failed;
	out->len += len;
	out->data[out->len] = 0;
	return true;
}
