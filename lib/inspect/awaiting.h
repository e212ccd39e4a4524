/*
 * Hazards that a recheck (复查) goes to see: those that somebody has to put right, or says he has.
 */
#ifndef TL_INSPECT_AWAITING_H
#define TL_INSPECT_AWAITING_H

#include "base/arena.h"
#include "change/fault.h"
#include "store/view.h"

struct tl_awaiting {
	/* TEXT: what is wrong, and where */
	struct tl_bytes id, unit, text, clause, due, rectified, rectified_by, result;
	size_t group, order;		/* of its unit; as it was named */
};

struct tl_awaitings {	/* begin with { 0 } */
	struct tl_awaiting *item;	/* those of a unit stand together */
	size_t n, max;
	struct tl_arena arena;
};
/* Those of the N IDS as V sees them; that of a unit is all of it that await a recheck. D is told
 * which are left out, and why. */
int tl_awaitings_read(struct tl_awaitings *a, struct tl_view *v, char *const *ids, size_t n,
                      struct tl_decide *d);
void tl_awaitings_release(struct tl_awaitings *a);

#endif
