/*
 * An open store: identity and guards, settings and schema, looking records
 * up, the gate, and the one way in which anything is changed.
 */
#ifndef TL_STORE_H
#define TL_STORE_H

#include "change/decide.h"
#include "store/views.h"

struct tlsafe {
	struct tl_kv *kv;
	char *path;
	/* of the present, or while a view lasts of its transaction */
	struct tl_schema *schema;
	/* the last transaction that touched the present set; 0: genesis */
	uint64_t schema_txn;
	struct tl_buf start_bytes, genesis_bytes;
	struct tl_arena genesis_arena;
	struct tl_genesis genesis;	/* without its files, until tl_store_files */
	unsigned char genesis_hash[TL_HASH_LEN];
	char id[33];			/* random identity, hex; outside the hash */
	/* who and when: set by the caller */
	struct tl_buf actor, login, command, request;
	uint64_t uid, pid;
	tl_instant now;
	bool now_given;
	double wait;			/* seconds for the gate */
	tlsafe_tell_fn *tell;		/* NULL: nobody asked */
	void *tell_ctx;
	/* the transaction that the present request was entered as before; 0: none */
	uint64_t repeated;
	struct tl_err err;
};

/* A store over kv_mem, as init makes one; it has no path and no gate. For tests and dry runs. */
int tl_store_in_memory(struct tlsafe *t, const struct tlsafe_setup *setup);

/* Puts what the record of settings says over what the schema's district says. The schema is
 * loaded. */
int tl_settings_load(struct tlsafe *t, struct tl_kv_txn *txn);

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
	/* T's own set, while that of transaction KNOWN stands in its place; else NULL */
	struct tl_schema *present;
	/* the id that was looked for last and not found: who makes it asks twice */
	char absent[128];
	size_t nabsent;
	struct tl_arena scratch;
};
int tl_view_begin(struct tl_view *v, struct tlsafe *t);
/* inside a write transaction */
int tl_view_in(struct tl_view *v, struct tlsafe *t, struct tl_kv_txn *txn);
/* TLSAFE_ECONFLICT: T has read another schema set than the view's */
int tl_view_current(struct tl_view *v);
/* V's KNOWN is set: the schema set as it was then takes the present one's place until the view
 * ends */
int tl_view_know(struct tl_view *v);
void tl_view_end(struct tl_view *v);
#define TL_VIEW TL_CLEANUP(tl_view_end) struct tl_view

/* Says a sentence to whoever asked for it, without a full stop and without a value that may be
 * personal. */
void tl_tell(const struct tlsafe *t, const char *fmt, ...) TL_PRINTF(2, 3);
void tl_tell_view(const struct tl_view *v);	/* day and transaction that V answers for */

/* The day that counts as today for conditions: as_of if given, else today. */
tl_day tl_view_day(const struct tl_view *v);
/* Where ID lies. TLSAFE_ENOENT, without text: nowhere. */
int tl_view_find(struct tl_view *v, struct tl_bytes id, const struct tl_kind **kind, uint64_t *row);
/* The record as of (as_of, known) of the view; R is initialised with its kind. R->exists tells
 * whether it is there then. */
int tl_view_record(struct tl_view *v, const struct tl_kind *kind, uint64_t row,
                   struct tl_record *r);
/* By id, of KIND unless NULL. TLSAFE_ENOENT with a text: none there. R is set up here. */
int tl_view_get(struct tl_view *v, const struct tl_kind *kind, struct tl_bytes id,
                struct tl_record *r);

/* A walk over the records of a kind by row, those that exist at the view's (T, K). */
struct tl_walk {
	struct tl_view *v;
	struct tl_rows_scan scan;
};
int tl_walk_begin(struct tl_walk *w, struct tl_view *v, const struct tl_kind *kind);
/* 1, 0 the end; R is initialised with the kind */
int tl_walk_next(struct tl_walk *w, struct tl_record *r);
void tl_walk_end(struct tl_walk *w);
#define TL_WALK TL_CLEANUP(tl_walk_end) struct tl_walk

/* "500151:48211 3f9a0c5e7d21b684" of the view's last known transaction. */
int tl_view_anchor(struct tl_view *v, struct tl_buf *out);

/* --- changing ---------------------------------------------------------------- */

/*
 * A change being decided: a view of what is there, and a draft of what is to
 * be entered. Records loaded through it carry what this change has already decided.
 */
struct tl_change {
	struct tlsafe *t;
	struct tl_view view;
	struct tl_draft draft;
	struct tl_decide decide;
	/* one table for a million of them: what was touched, and which line of a list named it
	 * (change.c) */
	struct tl_map *ids;
	struct tl_map *serials;		/* last number given, by prefix */
	struct tl_record **record;
	size_t nrecords, maxrecords;
	struct tl_record *spare;
	struct tl_moved *moved;		/* units whose town, sector or regulator changes */
	size_t nmoved, maxmoved;
	struct tl_buf key;
};
/* True when this change has touched ID already. */
bool tl_change_touched(struct tl_change *c, struct tl_bytes id);
/* Notes that LINE of a list names ID; *WAS is the line that did before, 0: none. */
int tl_change_named(struct tl_change *c, struct tl_bytes id, uint32_t line, uint32_t *was);
/* The record with ID for changing. Kept until the change ends or forgets it. TLSAFE_ENOENT without
 * a text: none, or of another kind (then *ret is NULL too). */
int tl_change_load(struct tl_change *c, const struct tl_kind *kind, struct tl_bytes id,
                   struct tl_record **ret);
/* A new record of KIND with ID, or when that is empty with one that tlsafe makes (of DAY's series,
 * if the kind has them), which is put into ID. TLSAFE_EEXIST without a text: ID is there. */
int tl_change_new(struct tl_change *c, const struct tl_kind *kind, struct tl_buf *id, tl_day day,
                  struct tl_record **ret);
void tl_change_forget(struct tl_change *c, struct tl_record *r);	/* its id stays touched */
/* every record in hand, as if none had been loaded */
void tl_change_forget_all(struct tl_change *c);
void tl_change_drop(struct tl_change *c, struct tl_record *r);	/* as if it had never been loaded */
/* Judges ACT on R, enters it and steps R. Faults go to the change's decide. */
int tl_change_act(struct tl_change *c, struct tl_record *r, struct tl_act *act);
/* Enters E as it is and steps R unless it mends or undoes. */
int tl_change_enter(struct tl_change *c, struct tl_record *r, struct tl_entry *e);

/*
 * What a changed unit leaves behind: a hazard keeps the town, sector and regulator that its unit
 * had on the day of the find, so a change that counts from a day on may contradict hazards found
 * since. E (of a unit) counts from DAY (TL_NODAY: from ever); what it moves is kept in C.
 */
int tl_moved_note(struct tl_change *c, const struct tl_entry *e, tl_day day);
/* One text a unit whose hazards, as AFTER has them, carry another value: which, and the command
 * that mends them. */
int tl_moved_find(struct tl_change *c, struct tl_view *after);
void tl_moved_tell(struct tl_change *c);
void tl_moved_release(struct tl_change *c);

/*
 * Runs DECIDE on what is there; if it leaves a draft, takes the gate, and if another writer came
 * between, runs DECIDE anew; then writes journal and views in one transaction. *HEAD (may be NULL;
 * its texts are not set) tells number and hash; number 0: nothing was to be entered.
 */
struct tl_job {
	int (*decide)(void *ctx, struct tl_change *c);
	/* of a dry run: what would be there; then all of it is given up. NULL: no dry run */
	int (*preview)(void *ctx, struct tl_view *v);
	void *ctx;
};
int tl_store_change(struct tlsafe *t, const struct tl_job *job, struct tl_head *head);

/* The files of genesis, which few ask for, into T->genesis. TLSAFE_ECORRUPT: genesis is not what
 * the store says of it. */
int tl_store_files(struct tlsafe *t, struct tl_kv_txn *txn);
/* Puts genesis into T and TXN: settings, schema set and seed records. T->genesis is set from
 * BYTES. */
int tl_store_genesis(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_bytes bytes);
/* Journal and views of a draft: H is complete but for the hash, which is set. */
int tl_store_write(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_draft *d, struct tl_head *h);
/* that H was entered for its request, if it has one */
int tl_request_put(struct tl_kv_txn *txn, const struct tl_head *h, struct tl_err *err);
/* The gate, for what does not go through tl_store_change. */
struct tl_gate { int fd; };
int tl_gate_enter(struct tl_gate *g, struct tlsafe *t);
void tl_gate_leave(struct tl_gate *g);

/* --- the schema set ---------------------------------------------------------- */

/* the set of TXN becomes T's: nothing may point into the one before */
int tl_store_load_set(struct tlsafe *t, struct tl_kv_txn *txn);
int tl_store_reload(struct tlsafe *t);		/* the same, of the store as it is now */
/* All *.yaml of SETUP's directory into G, the district's text from its config if that is given. */
int tl_store_read_schemas(struct tl_genesis *g, const struct tlsafe_setup *setup,
                          struct tl_arena *a, struct tl_err *err);
/* The file PATH, named by the LEN bytes of NAME, into G, which has room. TLSAFE_ECONFIG: longer
 * than 1 MiB. */
int tl_store_read_schema(struct tl_genesis *g, const char *path, const char *name, size_t len,
                         struct tl_arena *a, struct tl_err *err);

int tl_store_error(struct tlsafe *t, int rc);	/* RC, with a text for those that have none */

#endif
