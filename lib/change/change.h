/*
 * The one way in which anything is changed: decide, gate, journal and views in one transaction.
 */
#ifndef TL_CHANGE_CHANGE_H
#define TL_CHANGE_CHANGE_H

#include "base/ascent.h"
#include "change/decide.h"
#include "journal/draft.h"
#include "store/blobs.h"
#include "store/view.h"

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
	struct tl_ascent *ids;
	struct tl_map *serials;		/* last number given, by prefix */
	struct tl_record **record;
	size_t nrecords, maxrecords;
	struct tl_record *spare;
	struct tl_record *looked;	/* at by a judgement of another */
	struct tl_unit_moved *moved;		/* units whose town, sector or regulator changes */
	size_t nmoved, maxmoved;
	struct tl_buf key;
	const struct tl_bytes *acted;	/* ids of the records that a call acts on (act.c) */
	size_t nacted;
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
/* The next number of the series PREFIX, given once even if nothing comes of it in this change. */
int tl_change_serial(struct tl_change *c, struct tl_bytes prefix, uint64_t *ret);
void tl_change_forget(struct tl_change *c, struct tl_record *r);	/* its id stays touched */
/* every record in hand, as if none had been loaded */
void tl_change_forget_all(struct tl_change *c);
void tl_change_drop(struct tl_change *c, struct tl_record *r);	/* as if it had never been loaded */
/* Judges ACT on R, enters it and steps R. Faults go to the change's decide. */
int tl_change_act(struct tl_change *c, struct tl_record *r, struct tl_act *act);
/* Enters E, which whoever does it has to have the right to, as it is, and steps R unless it mends
 * or undoes. */
int tl_change_enter(struct tl_change *c, struct tl_record *r, struct tl_entry *e);
/*
 * Runs DECIDE on what is there; if it leaves a draft, takes the gate, and if another writer came
 * between, runs DECIDE anew; then writes journal and views in one transaction. *HEAD (may be NULL;
 * its texts are not set) tells number and hash; number 0: nothing was to be entered.
 */
struct tl_change_ops {
	int (*decide)(void *ctx, struct tl_change *c);
	/* of a dry run: what would be there; then all of it is given up. NULL: no dry run */
	int (*preview)(void *ctx, struct tl_view *v);
	/* done before the commit, with the gate held; not of a dry run. NULL: nothing is */
	int (*before)(void *ctx);
	void *ctx;
	const struct tl_blobs_source *files;	/* that entries name; NULL: they name none */
};
int tl_change_run(struct tlsafe *t, const struct tl_change_ops *job, struct tl_head *head);
/* The header of a transaction of COUNT entries behind LAST, by T's who and when. */
void tl_change_head(struct tl_head *h, struct tlsafe *t, const struct tl_head *last,
                    uint64_t count);

#endif
