/*
 * One moment of the store, for reading: what was known, on which day.
 */
#ifndef TL_STORE_VIEW_H
#define TL_STORE_VIEW_H

#include "journal/fold.h"
#include "store/handle.h"
#include "store/ids_gap.h"
#include "store/rows.h"

/* One moment of the store, for reading. */
struct tl_view {
	struct tlsafe *t;
	struct tl_kv_txn *txn;
	bool own_txn;
	struct tl_head head;		/* of the last transaction; number 0: none */
	struct tl_buf head_bytes;
	struct tl_journal journal;
	tl_day today;
	tl_day as_of;			/* TL_NOEND: as the stored records stand */
	uint64_t known;			/* UINT64_MAX: all */
	struct tl_rows *rows;		/* readers by kind number */
	/* The set as it was at KNOWN: T's own, or THEN, which is the view's. */
	const struct tl_schema *schema;
	struct tl_schema *then;
	/* the id that was looked for last and not found: who makes it asks twice */
	char absent[128];
	size_t nabsent;
	struct tl_ids_gap gap;
	struct tl_arena scratch;
};
int tl_view_begin(struct tl_view *v, struct tlsafe *t);
/* inside a write transaction */
int tl_view_in(struct tl_view *v, struct tlsafe *t, struct tl_kv_txn *txn);
/* TLSAFE_ECONFLICT: T has read another schema set than the view's */
int tl_view_current(struct tl_view *v);
/* V's KNOWN is set: its schema set becomes the one of then. */
int tl_view_know(struct tl_view *v);
void tl_view_end(struct tl_view *v);
#define TL_VIEW TL_CLEANUP(tl_view_end) struct tl_view
void tl_trace_view(const struct tl_view *v);	/* day and transaction that V answers for */
/* The day that counts as today for conditions: as_of if given, else today. */
tl_day tl_view_day(const struct tl_view *v);
/* Where ID lies. TLSAFE_ENOENT, without text: nowhere. */
int tl_view_find(struct tl_view *v, struct tl_bytes id, const struct tl_kind **kind, uint64_t *row);
/* The record as of (as_of, known) of the view; R is initialised with its kind. R->exists tells
 * whether it is there then. */
int tl_view_record(struct tl_view *v, const struct tl_kind *kind, uint64_t row,
                   struct tl_record *r);
/* The same of a record that no walk over all of its kind has told of: its row of facts is asked
 * whether it is the last one written. */
int tl_view_look_up(struct tl_view *v, const struct tl_kind *kind, uint64_t row,
                    struct tl_record *r);
/* As tl_view_record, as of the end of DAY (TL_NOEND: as the stored records stand). */
int tl_view_record_on(struct tl_view *v, const struct tl_kind *kind, uint64_t row, tl_day day,
                      struct tl_record *r);
/* By id, of KIND unless NULL. TLSAFE_ENOENT with a text: none there. R is set up here. */
int tl_view_get(struct tl_view *v, const struct tl_kind *kind, struct tl_bytes id,
                struct tl_record *r);
/* A walk over the records of a kind by row, those that exist at the view's (T, K). */
struct tl_walk {
	struct tl_view *v;
	struct tl_rows_scan scan;
	tl_day day;			/* as of its end */
};
int tl_walk_begin(struct tl_walk *w, struct tl_view *v, const struct tl_kind *kind);
/* The same as of the end of DAY, whatever the view's. */
int tl_walk_begin_on(struct tl_walk *w, struct tl_view *v, const struct tl_kind *kind, tl_day day);
/* 1, 0 the end; R is initialised with the kind */
int tl_walk_next(struct tl_walk *w, struct tl_record *r);
void tl_walk_end(struct tl_walk *w);
#define TL_WALK TL_CLEANUP(tl_walk_end) struct tl_walk
/* "500151:48211 3f9a0c5e7d21b684" of the view's last known transaction. */
int tl_view_anchor(struct tl_view *v, struct tl_buf *out);
/* When that was entered, in seconds since 1970; 0: it knows none. */
int tl_view_made(struct tl_view *v, int64_t *ret);

#endif
