/*
 * Records by row. Rows of a kind are numbered from 1 without gaps, in order of first entry. Where a
 * whole block of them is there it is sealed: packs of TL_PACK_ROWS records, compressed, and their
 * facts in columns (fact.h). A sealed block is never written again: a record that changes later
 * lies live over it.
 *
 *   R kind 0 row    a live record
 *   R kind 1 pack   compressed: of each record a uint of length and its bytes; pack is (row - 1) /
 *                   rows of a pack
 */
#ifndef TL_ROWS_H
#define TL_ROWS_H

#include "kv/kv.h"
#include "schema/schema.h"
#include "base/compress.h"

#define TL_PACK_ROWS 64
/* Rows of a block, unless meta "seal" says otherwise: a multiple of TL_PACK_ROWS, or less than it
 * (then a block is one pack). */
#define TL_SEAL_ROWS 4096

/* Rows of a block of the store behind TXN, into *RET; and of a pack, into *PACK (may be NULL). */
int tl_rows_seal(uint32_t *ret, uint32_t *pack, struct tl_kv_txn *txn, struct tl_err *err);

/* A reader of single rows, keeping the pack read last. Start from tl_rows_init; the bytes given are
 * borrowed until the next call. */
struct tl_rows {
	struct tl_kv_txn *txn;
	const struct tl_kind *kind;
	struct tl_err *err;
	uint32_t per, seal;		/* rows of a pack, of a block; 0: not yet asked */
	bool live;			/* the row given last lay live */
	/* no row from BARE_FROM to the one before BARE_UPTO lies live, as TXN was at CHANGES */
	uint64_t bare_from, bare_upto, changes;
	unsigned misses;		/* rows looked for live that lay in packs, since */
	unsigned patience;		/* so many of them and that is read anew; 0: unset */
	uint64_t pack;			/* number + 1; 0: none */
	struct tl_compressor compressor;
	struct tl_buf raw, key;
	uint32_t start[TL_PACK_ROWS], len[TL_PACK_ROWS], n;
};
void tl_rows_init(struct tl_rows *s, struct tl_kv_txn *txn, const struct tl_kind *kind,
                  struct tl_err *err);
void tl_rows_release(struct tl_rows *s);
/* TLSAFE_ENOENT, without text: no such row. */
int tl_rows_get(struct tl_rows *s, uint64_t row, struct tl_bytes *ret);

/* All rows in order. */
struct tl_rows_scan {
	struct tl_rows packs;
	struct tl_kv_scan *live, *sealed;
	struct tl_buf from, upto;
	/* row that the live scan stands on, 0: at its end; row of the pack to come */
	uint64_t live_row, at;
	struct tl_bytes live_val;
};
int tl_rows_scan(struct tl_rows_scan *s, struct tl_kv_txn *txn, const struct tl_kind *kind,
                 struct tl_err *err);
/* 1, 0 the end; borrowed until the next call */
int tl_rows_next(struct tl_rows_scan *s, uint64_t *row, struct tl_bytes *ret);
void tl_rows_done(struct tl_rows_scan *s);

/* Writes one pack: N records, from the first row of PACK on. */
int tl_rows_put_pack(struct tl_kv_txn *txn, struct tl_compressor *s, const struct tl_kind *kind,
                     uint64_t pack, const struct tl_bytes *record, size_t n, struct tl_err *err);

/* Key of the live record, or of the pack. */
void tl_rows_key(struct tl_buf *key, const struct tl_kind *kind, bool pack, uint64_t number);

#endif
