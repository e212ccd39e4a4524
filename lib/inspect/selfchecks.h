/*
 * What reports of self-checks become in one call: each is judged, compared with what its unit
 * reported before of the same period, and entered with the hazards that it names. selfread.c,
 * selfknown.c and selfenter.c do that in turn, selfchecks.c for all of them.
 */
#ifndef TL_INSPECT_SELFCHECKS_H
#define TL_INSPECT_SELFCHECKS_H

#include "inspect/recording.h"
#include "inspect/returned.h"

/* What a unit reported of a period so far. */
struct tl_selfcheck_known {
	struct tl_bytes id, bundle;	/* of the one that stands; TL_NONE: none does */
	tl_day received;
	const struct tl_returned *here;	/* this call has one; NULL: it has none */
	size_t old;			/* the first of its hazards, + 1; 0: it has none */
};

/* A hazard that came of one of these reports. */
struct tl_selfcheck_old {
	struct tl_bytes id, key, description;
	bool named;			/* by the new one too, or not to be missed */
	size_t next;			/* of the same, + 1; 0: the last */
};

struct tl_selfchecks {
	struct tl_recording *x;
	const struct tl_kind *kind;
	struct tl_map *groups;		/* "UNIT\nPERIOD": index + 1 of KNOWN */
	struct tl_selfcheck_known *known;
	size_t nknown, maxknown;
	struct tl_map *reports;		/* ids: index + 1 of KNOWN */
	struct tl_selfcheck_old *old;
	size_t nold, maxold;
	struct tl_map *read;		/* periods: 1 their reports are, 2 their hazards too */
	struct tl_arena arena;
	struct tl_buf key;
};

/* A hazard as a report names it. */
struct tl_selfcheck_item {
	const struct tl_returned_item *raw;
	struct tl_bytes value[TL_RETURNED_COLUMNS], key;
	tl_day found, rectified;
};

/* A report being judged. */
struct tl_selfcheck {
	const struct tl_returned *s;
	struct tl_act act;		/* that makes it */
	struct tl_bytes unit, period, signed_by;
	tl_day first, last;		/* of the period */
	struct tl_selfcheck_item *item;
	size_t nitems;
	char bundle[TL_HASH_TEXT];
};

/* Faults from here on are at LINE of S. */
void tl_selfcheck_at(struct tl_recording *x, const struct tl_returned *s, uint64_t line);

/* Reads what S says into R, whose S is set. 0; what is wrong is told. */
int tl_selfcheck_read(struct tl_selfchecks *k, struct tl_selfcheck *r);

/* What is known of R's unit and period, as an index of KNOWN. */
int tl_selfcheck_known(struct tl_selfchecks *k, const struct tl_selfcheck *r, size_t *ret);
/* By what a hazard is known again, however it is spaced, becomes K's KEY. */
void tl_selfcheck_key(struct tl_selfchecks *k, struct tl_bytes item, struct tl_bytes place,
                      struct tl_bytes description);
/* Reads the hazards of all reports of R's period. */
int tl_selfcheck_olds(struct tl_selfchecks *k, const struct tl_selfcheck *r);

/* Enters R in place of what is known AT that index. */
int tl_selfcheck_enter(struct tl_selfchecks *k, const struct tl_selfcheck *r, size_t at);

/* All reports of X's call. */
int tl_selfchecks_take(struct tl_recording *x);

#endif
