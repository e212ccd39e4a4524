/*
 * Links back: which records name another one, kept under that one, so that who looks at it need not
 * look at all.
 *
 *   X kind "o" ID        rows that are void as duplicates of ID: uints, ascending
 *   M "links"            there since the store was made: without it, in older ones, no such keys
 *                        are kept, and facts are looked through
 */
#ifndef TL_STORE_LINKS_H
#define TL_STORE_LINKS_H

#include "kv/kv.h"
#include "schema/schema.h"

/* A new store, whose links are kept. */
int tl_links_begin(struct tl_kv_txn *txn, struct tl_err *err);
int tl_links_kept(struct tl_kv_txn *txn, bool *ret, struct tl_err *err);
/* ROW of KIND named the record WAS and names NOW (empty: none). */
int tl_links_move(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t row,
                  struct tl_bytes was, struct tl_bytes now, struct tl_err *err);
/* Rows of KIND that name ID: uints to unpack, borrowed as tl_kv_get's; empty: there are none. */
int tl_links_of(struct tl_kv_txn *txn, const struct tl_kind *kind, struct tl_bytes id,
                struct tl_bytes *ret, struct tl_err *err);

#endif
