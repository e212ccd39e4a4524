/* BLAKE2b-256, salts, hex, base64. The only user of libsodium (map.c and others call
 * through here). */
#ifndef TL_HASH_H
#define TL_HASH_H

#include "base/buf.h"

#define TL_HASH_LEN 32
#define TL_HASH_NAME "blake2b-256"	/* as it stands in genesis, so that another can follow */
#define TL_SALT_LEN 16
#define TL_DIGEST_LEN 16

struct tl_hash { _Alignas(64) unsigned char state[384]; };

/* once, before anything else here; <0: libsodium does not start */
int tl_hash_setup(void);
void tl_hash_begin(struct tl_hash *h);
void tl_hash_add(struct tl_hash *h, struct tl_bytes b);
void tl_hash_end(struct tl_hash *h, unsigned char out[TL_HASH_LEN]);
/* The hash of BYTES in lower-case hex. */
#define TL_HASH_TEXT (2 * TL_HASH_LEN + 1)
void tl_hash_text(char text[TL_HASH_TEXT], struct tl_bytes bytes);

/* SHA-256, for those who have no other program: sha256sum(1) says the same. */
#define TL_SHA256_LEN 32
void tl_sha256(unsigned char out[TL_SHA256_LEN], struct tl_bytes b);

/* Digest of a personal value: BLAKE2b-128 of salt, then value. */
void tl_hash_digest(unsigned char out[TL_DIGEST_LEN], const unsigned char salt[TL_SALT_LEN],
                    struct tl_bytes value);
void tl_random(void *out, size_t len);	/* from the system, buffered */
uint64_t tl_hash_short(const unsigned char key[16], struct tl_bytes b);	/* SipHash-2-4 */

void tl_hex(struct tl_buf *out, const void *data, size_t len);	/* lower case */
bool tl_unhex(void *out, size_t len, struct tl_bytes hex);	/* exactly LEN bytes */
/* As RFC 4648 has it, with padding and without line breaks. */
void tl_base64(struct tl_buf *out, struct tl_bytes bytes);
/* False: TEXT is none, and nothing is appended. */
bool tl_unbase64(struct tl_buf *out, struct tl_bytes text);

#endif
