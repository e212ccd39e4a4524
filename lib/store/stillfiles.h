/*
 * Pictures that lie in files beside the store, where what is taken away gives the disk back: a
 * store's own file never shrinks. Each is named by the hash of its bytes:
 *
 *   STORE/stills/ab/cdef...      BLAKE2b-256, in hex; "ab" its first byte
 *
 * One is there, synced, before the transaction that speaks of it is committed, and goes after the
 * one that says so: what a crash leaves is a file too many. They are written and removed by who
 * holds the gate.
 */
#ifndef TL_STORE_STILLFILES_H
#define TL_STORE_STILLFILES_H

#include "base/blob.h"
#include "base/buf.h"
#include "base/err.h"

#define TL_STILLFILES "stills"	/* the folder in that of the store */

/* BLOB as a still has it: of HASH in hex and SIZE. False: HASH is none. */
bool tl_stillfiles_blob(struct tl_blob *ret, struct tl_bytes hash, uint64_t size);
/* Writes BYTES, which BLOB is of, unless they are there. */
int tl_stillfiles_put(const char *store, const struct tl_blob *blob, struct tl_bytes bytes,
                      struct tl_err *err);
/* Appends them. TLSAFE_ENOENT, without text: they are not there; TLSAFE_ECORRUPT: they are not what
 * BLOB says. */
int tl_stillfiles_read(const char *store, const struct tl_blob *blob, struct tl_buf *out,
                       struct tl_err *err);
/* What is not there is removed. */
int tl_stillfiles_remove(const char *store, const unsigned char hash[TL_HASH_LEN],
                         struct tl_err *err);
/* PATH is what a writer who was cut off left: it is nobody's, once the gate is held. */
bool tl_stillfiles_partial(const char *path);
/* What lies beside the store FROM lies beside TO from now on, where nothing of that sort is. */
int tl_stillfiles_move(const char *from, const char *to, struct tl_err *err);
/* Calls EACH for every file there, in no order; HASH NULL: PATH is not named as one of them is. A
 * negative code of EACH ends it. */
struct tl_stillfiles_each {
	int (*each)(void *ctx, const unsigned char *hash, const char *path, uint64_t size);
	void *ctx;
};
int tl_stillfiles_walk(const char *store, const struct tl_stillfiles_each *each,
                       struct tl_err *err);

#endif
