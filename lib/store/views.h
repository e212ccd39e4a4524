/*
 * The stored views: records and facts by row (rows.h, fact.h), the index of ids, the indexes of
 * open hazards, counters and serials. All of them are caches of the formula, and tl_views_entry is
 * their only writer.
 *
 *   I id                         kind, row
 *   X kind "d" due row           open hazards by due date in force (none sorts first)
 *   X kind "u" unit row          ... by unit
 *   X kind "a" assignee row      ... by assignee
 *   M rows/KIND, M serial/PREFIX numbers given last
 *   M request/KEY                the transaction that was entered for a request (written with its
 *                                header)
 */
#ifndef TL_VIEWS_H
#define TL_VIEWS_H

#include "store/fact.h"
#include "store/ids_gap.h"
#include "journal/fold.h"
#include "store/rows.h"

/* Keys to be put in order, so that an engine can append. */
struct tl_batch {
	struct tl_put { struct tl_bytes key, val; } *put;
	size_t n, max;
	bool unsorted;			/* they did not come in order */
	struct tl_arena bytes;
};

/* New rows of a kind that may yet fill a block. */
struct tl_pending {
	uint64_t first;			/* row; 0: none */
	size_t n;
	struct tl_buf bytes;		/* packed records, one after the other */
	struct { size_t start, len; } *record;
	struct tl_fact *fact;		/* of a workflow */
};

/* Writes VIEWS, reading mended records' entries from the journal. */
struct tl_views {
	struct tl_kv_txn *views;
	struct tl_journal *journal;
	const struct tl_schema *schema;
	struct tl_record hand;		/* the record in hand */
	struct tl_buf hand_id, key, val;
	bool in_hand, rebuild, fresh_row;
	struct tl_buf open_keys;	/* of the record in hand before: its keys in X, as blocks */
	struct tl_buf original;		/* of the record in hand before: what it duplicated */
	bool links;			/* are kept (links.h) */
	struct tl_batch ids, open;	/* new keys of I and of X */
	struct tl_ids_gap gap;	/* with those that wait in IDS */
	struct tl_arena scratch;
	uint64_t *rows;			/* last row, by kind number; loaded when asked */
	struct tl_rows *reader;		/* by kind number; kind NULL: not yet */
	struct tl_pending *pending;	/* by kind number */
	struct tl_compressor compressor;
	uint32_t seal, pack;		/* rows of a block, and of a pack */
	struct tl_symbols symbols;
	struct tl_map *serial;		/* highest number, by prefix */
	struct tl_buf series;		/* the prefix whose number is not yet stored */
	struct tl_err *err;
};
int tl_views_begin(struct tl_views *f, struct tl_kv_txn *views, struct tl_journal *journal,
                  const struct tl_schema *schema, struct tl_err *err);
int tl_views_genesis(struct tl_views *f);			/* the seed records */
/* What H says besides its entries, before them: series that a restore carried on. */
int tl_views_head(struct tl_views *f, const struct tl_head *h);
int tl_views_entry(struct tl_views *f, const struct tl_entry *e);
int tl_views_end(struct tl_views *f);			/* writes what is in hand */
void tl_views_release(struct tl_views *f);

/* Keys of views. */
void tl_key_id(struct tl_buf *key, struct tl_bytes id);
void tl_key_meta(struct tl_buf *key, const char *name, struct tl_bytes rest);
enum { TL_OPEN_BY_DUE = 'd', TL_OPEN_BY_UNIT = 'u', TL_OPEN_BY_ASSIGNEE = 'a' };
/* the key's beginning; value and row follow */
void tl_key_open(struct tl_buf *key, const struct tl_kind *kind, char which);
/* Value of an id's key. False: damaged. */
bool tl_id_unpack(struct tl_bytes val, uint32_t *kind, uint64_t *row);

/* Appends to PREFIX the series of numbers that the N values SET of a record of KIND, which is
 * numbered, belong to: "D/500151004/slip/2018"; *NUMBER becomes the value that is the number, NULL:
 * it is not among them. False: KIND is not numbered, or one of the others is missing. */
bool tl_number_series(struct tl_buf *prefix, const struct tl_kind *kind, const struct tl_set *set,
                      size_t n, const struct tl_set **number);
/* Splits an id of the shape that tlsafe makes: PREFIX "H20180713" or "U", NUMBER 42. False: not of
 * that shape. */
bool tl_serial_split(const struct tl_kind *kind, struct tl_bytes site, struct tl_bytes id,
                     struct tl_bytes *prefix, uint64_t *number);

#endif
