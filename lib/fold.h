/*
 * Entries to state. tl_step is the meaning of one entry; tl_formula is the
 * meaning of everything: the state of a record at (T, K) is the fold, in order
 * of effective date and then of place in the journal, of those of its entries
 * that were entered by transaction K, are effective on or before T, and are
 * not taken back by an undo entered by K. tl_fold writes the stored views, which are
 * caches of the formula for T without end and K the head.
 *
 * All of it is pure: it refuses nothing, reads no other record, asks no clock
 * and no configuration.
 */
#ifndef TL_FOLD_H
#define TL_FOLD_H

#include "journal.h"
#include "map.h"

/* States of a hazard, as the schema's choice spells them. */
#define TL_REPORTED "reported"
#define TL_ASSIGNED "assigned"
#define TL_AWAITING "awaiting"
#define TL_CLOSED "closed"
#define TL_REFERRED "referred"
#define TL_VOID "void"
#define TL_YES "yes"

/* What an act does to a hazard besides the values it gives. */
struct tl_effect {
	enum tl_known date;	/* field that takes the effective date; TL_F_COUNT: none. Mending it moves the act */
	bool moves;		/* state, due date or level */
};
const struct tl_effect *tl_effect(enum tl_act_name act);
/* The field that holds E's effective date: as tl_effect says, but closed for a recheck that passed. TL_F_COUNT: none. */
enum tl_known tl_date_field(const struct tl_entry *e);

/* Applies E, effective on ON (TL_NODAY: from ever), to R. Corrections and undos are not for it. */
int tl_step(struct tl_record *r, const struct tl_entry *e, tl_day on);

/* An entry as it stands at K: taken back ones and corrections are gone, mended ones mended. For what wants to see acts, not only their sum. */
struct tl_standing {
	struct tl_entry entry;
	tl_day on;		/* effective */
};

/*
 * The standing entries of R (by R->run) as of transaction KNOWN, in order of effective date and place, voids last.
 * Copies lie in ARENA. *plain: none was mended, voided, undone or out of order.
 */
int tl_standing(struct tl_standing **ret, size_t *n, bool *plain, const struct tl_record *r, struct tl_journal *j,
                uint64_t known, struct tl_arena *arena);

/* Makes R what the formula says at (AS_OF, KNOWN); its runs and row stay. Genesis entries come from the schema's seeds. */
int tl_formula(struct tl_record *r, struct tl_journal *j, tl_day as_of, uint64_t known, struct tl_arena *scratch);

/* --- views -------------------------------------------------------------------------- */

/* Writes records, indexes, counters and serials into VIEWS, reading mended records' entries from the journal J. */
struct tl_fold {
	struct tl_kv_txn *views;
	struct tl_journal *journal;
	const struct tl_schema *schema;
	struct tl_record hand;		/* the record in hand */
	struct tl_buf hand_id, key, val;
	bool in_hand, rebuild;
	struct { char *id; size_t len; uint32_t kind; uint64_t row; } *fresh;	/* ids to be indexed, put in order at the end */
	size_t nfresh, maxfresh;
	struct tl_arena fresh_ids, scratch;
	uint64_t *rows;			/* last row, by kind number; loaded when asked */
	struct tl_map *serial;		/* highest number, by prefix */
	struct tl_err *err;
};
int tl_fold_begin(struct tl_fold *f, struct tl_kv_txn *views, struct tl_journal *journal, const struct tl_schema *schema,
                  struct tl_err *err);
int tl_fold_genesis(struct tl_fold *f);			/* the seed records */
int tl_fold_entry(struct tl_fold *f, const struct tl_entry *e);
int tl_fold_end(struct tl_fold *f);			/* writes what is in hand */
void tl_fold_release(struct tl_fold *f);

/* Seed record N (from 1) of genesis as an entry; SET has room for TL_ENTRY_SETS. False: there is none. */
bool tl_seed_entry(struct tl_entry *e, struct tl_set *set, const struct tl_schema *schema, uint32_t n);

/* Keys of views. */
void tl_key_record(struct tl_buf *key, const struct tl_kind *kind, uint64_t row);
void tl_key_id(struct tl_buf *key, struct tl_bytes id);
void tl_key_meta(struct tl_buf *key, const char *name, struct tl_bytes rest);
/* Value of an id's key. False: damaged. */
bool tl_id_unpack(struct tl_bytes val, uint32_t *kind, uint64_t *row);

/* Splits an id of the shape that tlsafe makes: PREFIX "H20180713" or "U", NUMBER 42. False: not of that shape. */
bool tl_serial_split(const struct tl_kind *kind, struct tl_bytes site, struct tl_bytes id, struct tl_bytes *prefix, uint64_t *number);

#endif
