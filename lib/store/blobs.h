/*
 * Bytes that entries name, kept by their hash: what was handed in, as it was handed in.
 *
 *   B hash 0        uint length
 *   B hash n        bytes, TL_BLOB_CHUNK of them but for the last; n from 1
 *
 * An entry names them in a field that keeps files (tl_type_keeps), by hash and length. They
 * are written with the first entry that names them, and stay as long as there is one: an entry that
 * was undone or corrected is still in the journal, and so are its bytes.
 */
#ifndef TL_STORE_BLOBS_H
#define TL_STORE_BLOBS_H

#include "base/blob.h"
#include "journal/entry.h"
#include "kv/kv.h"

/* A value with its checksum and what LMDB keeps beside it fills whole pages. */
#define TL_BLOB_CHUNK (255 * 4096)

/* Bytes being written, in pieces as they come. */
struct tl_blobs_writer {
	struct tl_kv_txn *txn;
	struct tl_blob blob;
	struct tl_hash hash;
	struct tl_buf chunk;
	uint64_t size, chunks;		/* until now */
};
int tl_blobs_begin(struct tl_blobs_writer *w, struct tl_kv_txn *txn, const struct tl_blob *blob,
                   struct tl_err *err);
int tl_blobs_add(struct tl_blobs_writer *w, struct tl_bytes bytes, struct tl_err *err);
/* TLSAFE_EINPUT: what was added is not what BLOB says; the transaction must not be committed. */
int tl_blobs_end(struct tl_blobs_writer *w, struct tl_err *err);
void tl_blobs_release(struct tl_blobs_writer *w);

/* All of BYTES, unless they are there. */
int tl_blobs_put(struct tl_kv_txn *txn, const struct tl_blob *blob, struct tl_bytes bytes,
                 struct tl_err *err);
/* 1 they are there, 0 they are not; with another length it is damage. */
int tl_blobs_have(struct tl_kv_txn *txn, const struct tl_blob *blob, struct tl_err *err);
/* Hands them on chunk by chunk to EACH (NULL: they are only verified), which gives 0 or a negative
 * code that ends it. TLSAFE_ENOENT, without text: they are not there; TLSAFE_ECORRUPT: they are not
 * what BLOB says, which for the whole is known when all of it was handed on. */
int tl_blobs_get(struct tl_kv_txn *txn, const struct tl_blob *blob,
                 int (*each)(void *ctx, struct tl_bytes chunk), void *ctx, struct tl_err *err);
/* The same, all of them behind what is in OUT. */
int tl_blobs_read(struct tl_kv_txn *txn, const struct tl_blob *blob, struct tl_buf *out,
                  struct tl_err *err);
/* How many there are, and their length in all. */
int tl_blobs_count(struct tl_kv_txn *txn, uint64_t *n, uint64_t *bytes, struct tl_err *err);
/* Whose chunk number *N a key of B is; 0: its length. False: it is none of theirs. */
bool tl_blobs_take_key(struct tl_bytes key, unsigned char hash[TL_HASH_LEN], uint64_t *n);
/* How many chunks SIZE bytes make. */
uint64_t tl_blobs_chunks(uint64_t size);

/* The next file that E names behind AT, which begins with { 0 }. False: there is none. */
struct tl_blobs_at {
	size_t value;			/* of E */
	struct tl_bytes rest;		/* of the one before */
};
bool tl_blobs_named(const struct tl_entry *e, struct tl_blobs_at *at, struct tl_blob *ret);
/* Where bytes come from that an entry names and that are not there: GIVE puts them into TXN. */
struct tl_blobs_source {
	int (*give)(void *ctx, struct tl_kv_txn *txn, const struct tl_entry *e,
	            const struct tl_blob *blob, struct tl_err *err);
	void *ctx;
};
/* Sees to it that all that E names is there. SOURCE may be NULL: there is none. */
int tl_blobs_settle(struct tl_kv_txn *txn, const struct tl_entry *e,
                    const struct tl_blobs_source *source, struct tl_err *err);

#endif
