/*
 * What detectors say in JSON Lines: a line is what one saw.
 */
#ifndef TL_STILL_SIGHTINGS_H
#define TL_STILL_SIGHTINGS_H

#include "base/arena.h"
#include "change/fault.h"

enum tl_sighting_member {
	TL_SIGHTING_CAMERA, TL_SIGHTING_AT, TL_SIGHTING_RULE, TL_SIGHTING_ZONE, TL_SIGHTING_SCORE, TL_SIGHTING_STILL,
	TL_SIGHTING_MEMBERS
};
/* What it is called: the field of detections. */
const char *tl_sighting_member(enum tl_sighting_member m);

struct tl_sighting {
	uint64_t line;
	struct tl_bytes said[TL_SIGHTING_MEMBERS];	/* as it stands; empty: nothing */
};

struct tl_sightings {	/* begin with { 0 } */
	struct tl_sighting *item;
	size_t n, max;
	struct tl_arena arena;
};
/* Reads all lines of IN. Members of other names are passed over. Faults are told to D, which may
 * leave some of the lines out; a negative code ends it. */
int tl_sightings_read(struct tl_sightings *all, const struct tlsafe_detect *in, struct tl_decide *d,
                 struct tl_err *err);
void tl_sightings_release(struct tl_sightings *all);

#endif
