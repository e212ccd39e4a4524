/*
 * New hazards that somebody may have entered already (疑似重复), and closed ones that may have come
 * back: of the same unit (without one: of the same town) and category, near in days, and near in
 * text or place (near.h). They are named and never refused: whether two are the same a person
 * decides.
 */
#ifndef TL_CHANGE_ALIKE_H
#define TL_CHANGE_ALIKE_H

#include "base/spool.h"
#include "change/change.h"

struct tl_alike {	/* begin with { 0 } */
	struct tl_change *c;
	const struct tl_kind *kind;
	uint32_t days;		/* 0: nothing is looked for */
	struct tl_alike_new *item;
	size_t n, max;
	struct tl_spool texts;
	struct tl_buf text;
	struct tl_alike_pair *pair;
	size_t npairs, maxpairs;
};

/* For new records of KIND in C. Days are the store's setting duplicate_days. */
void tl_alike_begin(struct tl_alike *a, struct tl_change *c, const struct tl_kind *kind);
void tl_alike_release(struct tl_alike *a);
/* R is new, and all of its acts are entered. */
int tl_alike_new(struct tl_alike *a, const struct tl_record *r);
/* A note for each new one that is like another new one before it, or like one of the store. It is
 * compared with some sixty of those that come into question. */
int tl_alike_tell(struct tl_alike *a);

#endif
