/*
 * A gap of the index of ids. A list gives its ids in order, most often: those of one series lie
 * between two ids that the store has, or behind all of them, and one that is known to lie there is
 * new, and is not looked for.
 */
#ifndef TL_STORE_IDS_GAP_H
#define TL_STORE_IDS_GAP_H

#include "kv/kv.h"

/* Start from { 0 }. */
struct tl_ids_gap {
	/* no key lies between; BEFORE empty: none lies behind AFTER */
	struct tl_buf after, before;
	unsigned misses;	/* keys that were looked for and not found since it was read */
	unsigned patience;	/* so many of them, and another one is read; 0: not set yet */
	bool known;
};
void tl_ids_gap_release(struct tl_ids_gap *g);

/* Whether KEY lies in the gap, so that it is none of the ids in TXN. */
bool tl_ids_gap_has(const struct tl_ids_gap *g, struct tl_bytes key);
/* KEY was looked for and not found: once these are many, the gap behind it is read, and its end
 * verified as that of a key that is there. 1: so it was; 0: not yet. */
int tl_ids_gap_missed(struct tl_ids_gap *g, struct tl_bytes key, struct tl_kv_txn *txn,
                      struct tl_err *err);
/* KEY is one of them from now on. */
int tl_ids_gap_add(struct tl_ids_gap *g, struct tl_bytes key, struct tl_err *err);

#endif
