/*
 * What sheets become in one call: each is read as a visit, judged with its answers, compared with
 * those that were recorded before, and entered. visit.c, answers.c, again.c and enter.c do that in
 * turn, record.c for all of them.
 */
#ifndef TL_INSPECT_RECORDING_H
#define TL_INSPECT_RECORDING_H

#include "change/alike.h"
#include "change/change.h"
#include "change/officers.h"
#include "inspect/filled.h"
#include "inspect/fulfil.h"
#include "inspect/lists.h"
#include "inspect/photos.h"
#include "inspect/returned.h"
#include "query/lookup.h"

struct tl_recording {
	struct tlsafe *t;
	const struct tlsafe_record *in;
	struct tl_filled_all *all;
	struct tl_photos *photos;	/* that they name */
	const struct tl_returned_all *returned;
	const struct tl_kind *inspection, *item, *hazard;
	struct tl_change *c;
	struct tl_lookup lookup;
	struct tl_lookup_here here;
	struct tl_calendar *calendar;
	struct tl_lists lists;
	struct tl_officers officers;
	struct tl_alike alike;
	struct tl_map *known;		/* bundles, and keys of visits: index + 1 of an id */
	struct tl_bytes *id;		/* of inspections that are there */
	size_t nids, maxids;
	struct tl_planned_all planned;
	struct tl_bytes *open;		/* hazards to be listed */
	size_t nopen, maxopen;
	struct tl_arena arena;		/* of the whole, and of the sheet in hand */
	struct tl_arena one;
	struct tl_buf text;
	struct tlsafe_recorded sum;
	struct tlsafe_out *out;
};

/* A sheet being judged. */
struct tl_visit {
	const struct tl_filled *s;
	struct tl_act act;		/* that makes the inspection */
	struct tl_bytes id;		/* its own, as the sheet has it */
	const struct tl_checklist *list;
	const char *source;		/* of hazards */
	struct tl_bytes officers, body;
	char bundle[TL_HASH_TEXT];
	bool recheck;			/* of hazards that were found before */
	uint64_t results[3];		/* yes, no, na */
};

/* An answer that is judged. */
struct tl_visit_answer {
	const struct tl_filled_answer *a;
	const struct tl_check_item *item;	/* NULL: found outside the list */
	struct tl_bytes hazard, text;	/* of a recheck: the one that it is of, what it says */
	struct tl_bytes result, due, level, on_spot, clause;
};

/* Faults from here on are at LINE of S. */
void tl_visit_at(struct tl_recording *x, const struct tl_filled *s, uint64_t line);
/* A copy that lasts as long as the sheet is in hand. */
struct tl_bytes tl_visit_keep(struct tl_recording *x, struct tl_bytes text, bool *ok);
int tl_visit_memory(struct tl_recording *x);
/* TEXT as a canonical value of F; relative days count from FROM. 0; what is wrong is told. */
int tl_visit_value(struct tl_recording *x, const struct tl_field *f, struct tl_bytes text,
                   tl_day from, struct tl_bytes *ret);
/* A field of inspections by its key, its value in the act, and one more value for the act. */
const struct tl_field *tl_visit_field(struct tl_recording *x, const char *key);
struct tl_bytes tl_visit_given(struct tl_recording *x, struct tl_visit *v, const char *key);
int tl_visit_give(struct tl_recording *x, struct tl_visit *v, const char *key,
                  struct tl_bytes value);

/* What the sheet is about; and its answers, N of them into W, which has room for all. 0; what is
 * wrong is told. */
int tl_visit_heads(struct tl_recording *x, struct tl_visit *v);
int tl_visit_answers(struct tl_recording *x, struct tl_visit *v, struct tl_visit_answer *w,
                     size_t *n);
/* Tells what the sheet leaves open. */
void tl_visit_unanswered(struct tl_recording *x, struct tl_visit *v,
                         const struct tl_visit_answer *w, size_t n);

/* RC is of what was told: others are judged too. */
bool tl_recording_told(const struct tl_recording *x, int rc);
/* The hazard ID is to be listed. */
int tl_recording_list(struct tl_recording *x, struct tl_bytes id);

/* Reads what was recorded before; adds an inspection, or another key by which one is known. */
int tl_recording_known(struct tl_recording *x);
int tl_recording_add(struct tl_recording *x, struct tl_bytes id, struct tl_bytes bundle);
int tl_recording_know(struct tl_recording *x, struct tl_bytes key, size_t index);
/* KEY says VALUE, for a digest of all that a sheet says. */
void tl_said_value(struct tl_buf *said, const char *key, struct tl_bytes value);
/* Digest of all that the sheet says, whatever file it came in, into V. */
int tl_visit_bundle(struct tl_recording *x, struct tl_visit *v, const struct tl_visit_answer *w,
                    size_t n);
/* A visit to the same unit by the same list that answered otherwise is told as a fault. KEY, by
 * which this one is known, is borrowed until the next; empty: it goes by no list. */
int tl_visit_other(struct tl_recording *x, struct tl_visit *v, struct tl_bytes *key);

/* Enters the inspection, its items and the hazards of those that failed. */
int tl_visit_enter(struct tl_recording *x, struct tl_visit *v, const struct tl_visit_answer *w,
                   size_t n);

#endif
