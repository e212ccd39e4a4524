/*
 * What detectors say in JSON Lines: a line is what one saw.
 */
#ifndef TL_STILL_SAW_H
#define TL_STILL_SAW_H

#include "base/arena.h"
#include "change/fault.h"

enum tl_saw_member {
	TL_SAW_CAMERA, TL_SAW_AT, TL_SAW_RULE, TL_SAW_ZONE, TL_SAW_SCORE, TL_SAW_STILL,
	TL_SAW_MEMBERS
};
/* What it is called: the field of detections. */
const char *tl_saw_member(enum tl_saw_member m);

struct tl_saw {
	uint64_t line;
	struct tl_bytes said[TL_SAW_MEMBERS];	/* as it stands; empty: nothing */
};

struct tl_saw_all {	/* begin with { 0 } */
	struct tl_saw *item;
	size_t n, max;
	struct tl_arena arena;
};
/* Reads all lines of IN. Members of other names are passed over. Faults are told to D, which may
 * leave some of the lines out; a negative code ends it. */
int tl_saw_read(struct tl_saw_all *all, const struct tlsafe_detect *in, struct tl_decide *d,
                struct tl_err *err);
void tl_saw_release(struct tl_saw_all *all);

#endif
