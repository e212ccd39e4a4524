/*
 * What moved figures between two moments.
 */
#ifndef TL_STATS_WHY_H
#define TL_STATS_WHY_H

#include "tlsafe.h"

/* The end of a day, as known at a transaction, as a tlsafe_select has them. */
struct tl_moment {
	const char *as_of, *known_at;
	const char *name;		/* for messages */
};
/* As tlsafe_why(), between FROM and UPTO; without EACH a row for each figure that differs: figure
 * before after change. */
int tl_why(struct tlsafe *t, const struct tlsafe_select *s, const struct tl_moment *from,
           const struct tl_moment *upto, bool each, struct tlsafe_out *out);

#endif
