/*
 * Hazards that lie near each other: places, and those within some metres of one of them, the
 * fullest first.
 */
#ifndef TL_STATS_CLUSTER_H
#define TL_STATS_CLUSTER_H

#include "stats/finds.h"

/* Some finds at one place. */
struct tl_place_of_finds {
	const struct tl_spot *spot;
	size_t first, n;		/* of clusters' find */
	uint64_t near;			/* finds within the metres, its own among them */
	bool taken;
};

struct tl_clusters {			/* begin with { .f = ... } */
	const struct tl_finds *f;
	double metres;
	const struct tl_find **find;	/* by place */
	size_t n, max;
	struct tl_place_of_finds *place;	/* by datum, latitude and longitude */
	size_t nplaces, maxplaces;
	size_t *order;			/* of places, as they are tried */
	size_t next;
	/* around the place tried last: places that are not taken */
	const struct tl_place_of_finds *centre;
	size_t *member, nmembers, maxmembers;
};

/* F's finds among which clusters are looked for. False: no memory. */
bool tl_clusters_add(struct tl_clusters *c, const struct tl_find *x);
/* All are added. */
bool tl_clusters_begin(struct tl_clusters *c, double metres);
/* The next place that is not taken, and what lies near it, into CENTRE and MEMBER: 1, 0: there is
 * none, TLSAFE_EMEMORY. */
int tl_clusters_next(struct tl_clusters *c);
/* These are a cluster: they belong to no other. */
void tl_clusters_take(struct tl_clusters *c);
void tl_clusters_release(struct tl_clusters *c);

#endif
