/*
 * The values of one record and where its entries lie. A record is a cache of
 * the formula (fold.h) for T without end and K the head, or, when it was
 * computed, for another (T, K).
 */
#ifndef TL_RECORD_H
#define TL_RECORD_H

#include "base/arena.h"
#include "schema/schema.h"

/* Entries FIRST .. FIRST + COUNT - 1 of transaction TXN. */
struct tl_run {
	uint64_t txn;
	uint32_t first, count;
};

struct tl_record {
	const struct tl_kind *kind;
	/* in order of first entry, within the kind; from 1; 0: not stored */
	uint64_t row;
	struct tl_bytes *val;	/* kind->nfields canonical texts; TL_NONE: absent */
	struct tl_run *run;	/* its entries, in order of entry */
	size_t nruns, maxruns;
	tl_day first_on, last_on;	/* effective dates of the first and the last entry folded */
	tl_day moved_on;	/* of the last act that moved state, due date or level */
	/* of the first fix that a recheck refused: the day of the recheck, and of the fix
	 * (TL_NODAY: none was reported) */
	tl_day refused_on, refused_fix;
	/* false: nothing of it stands (all undone), or not at this (T, K) */
	bool exists;
	/* every entry was folded in order of entry: none mends, voids or undoes */
	bool plain;
	bool irregular;		/* of a workflow: its days do not tell its life (fact.h) */
	bool dated_late;	/* the first deadline came with the assignment, if there is one */
	struct tl_arena arena;	/* holds the values */
};

/* empty; keeps nothing of before */
void tl_record_init(struct tl_record *r, const struct tl_kind *kind);
/* values and dates gone, runs and row kept: before a rebuild */
void tl_record_clear(struct tl_record *r);
void tl_record_release(struct tl_record *r);
int tl_record_copy(struct tl_record *to, const struct tl_record *from);	/* TO is initialised */

/* Copies VALUE in; empty or absent clears the field. */
int tl_record_set(struct tl_record *r, int field, struct tl_bytes value);
/* The value of a field that the model knows by name; TL_NONE when the kind lacks it. */
struct tl_bytes tl_record_at(const struct tl_record *r, enum tl_field_name field);
/* Of any field, by its key; and the number that it is, in the unit of its type (of a decimal one
 * thousand-millionths). TL_NONE, false: the kind lacks it, or the record has none. */
struct tl_bytes tl_record_named(const struct tl_record *r, const char *key);
bool tl_record_number(const struct tl_record *r, const char *key, int64_t *ret);
int tl_record_put(struct tl_record *r, enum tl_field_name field, struct tl_bytes value);
/* TL_NODAY clears */
int tl_record_put_day(struct tl_record *r, enum tl_field_name field, tl_day day);
tl_day tl_record_day(const struct tl_record *r, enum tl_field_name field); /* TL_NODAY: absent */
bool tl_record_is(const struct tl_record *r, enum tl_field_name field, const char *value);
/* Entries of it, whatever they are: the number that moves with every change. */
uint64_t tl_record_rev(const struct tl_record *r);
int tl_record_add_place(struct tl_record *r, uint64_t txn, uint32_t n);

/* Stored bytes and back. Unpacking keeps R's kind; values are copied. TLSAFE_ECORRUPT when they are
 * not a record. */
void tl_record_pack(struct tl_buf *out, const struct tl_record *r);
int tl_record_unpack(struct tl_record *r, struct tl_bytes in);

#define TL_RECORD TL_CLEANUP(tl_record_release) struct tl_record

/* STATUS is one that a record of K which is given up may have. */
bool tl_gives_up(const struct tl_kind *k, struct tl_bytes status);
/* R, of a kind without a workflow, has a status that no longer counts (closed, moved, demolished
 * ...): a list changes nothing of it. */
bool tl_retired(const struct tl_record *r);

#endif
