/*
 * Hits of signals that somebody judged false: records of the kind "judgement", which any verb that
 * enters records makes. One stands for a hit of the same rule all of whose evidence was there when
 * it was judged; what grows older and leaves the evidence changes nothing, what is new brings the
 * hit back.
 */
#ifndef TL_STATS_JUDGED_H
#define TL_STATS_JUDGED_H

#include "stats/detect.h"

#define TL_JUDGEMENT_KIND "judgement"

struct tl_judgement {
	struct tl_bytes id, reason;
	size_t seen;			/* pieces of the evidence of the hit in hand */
	size_t hit;			/* its number, from 1 */
};

struct tl_judged {
	struct tl_judgement *judgement;
	size_t n, max;
	struct tl_map *pieces;		/* rule, hazard and value to index + 1 of the first link */
	struct tl_judged_link { size_t judgement, next; } *link;
	size_t nlinks, maxlinks;
	size_t hits;			/* asked for so far */
	struct tl_buf key;
	struct tl_arena arena;
};

/* Reads those of V. */
int tl_judged_read(struct tl_judged *j, struct tl_view *v);
void tl_judged_release(struct tl_judged *j);
/* The first by id that judges HIT of H; *RET NULL: none. */
int tl_judged_find(struct tl_judged *j, const struct tl_hits *h, const struct tl_hit *hit,
                   const struct tl_judgement **ret);

#endif
