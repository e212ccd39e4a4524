/*
 * Where the index of ids ends. A list gives its ids in order, most often: one that lies behind all
 * that the store has is new, and is not looked for.
 */
#ifndef TL_STORE_IDS_END_H
#define TL_STORE_IDS_END_H

#include "kv/kv.h"

/* Start from { 0 }. */
struct tl_ids_end {
	struct tl_buf last;	/* the greatest key */
	unsigned misses;	/* keys that were looked for and not found, before it was read */
	bool known;
};

/* Whether KEY lies behind all keys of ids in TXN, as far as that is known. */
bool tl_ids_end_behind(const struct tl_ids_end *e, struct tl_bytes key);
/* A key was looked for and not found: once these are many the end is read, and its place verified
 * as that of a key that is missing. */
int tl_ids_end_missed(struct tl_ids_end *e, struct tl_kv_txn *txn, struct tl_err *err);
/* KEY is one of them from now on. */
int tl_ids_end_add(struct tl_ids_end *e, struct tl_bytes key, struct tl_err *err);

#endif
