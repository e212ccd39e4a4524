/*
 * Appeals (申诉) against an assessment: records of the kind "appeal", as far as they are of these
 * rules and this period. They come after the day that was assessed, so they count as they stand.
 */
#ifndef TL_STATS_APPEAL_H
#define TL_STATS_APPEAL_H

#include "schema/rulebook.h"
#include "store/view.h"

struct tl_appeal {
	struct tl_bytes id, body, decision;	/* DECISION is TL_NONE: none yet */
	size_t item;			/* index of the rule */
	int64_t points;			/* hundredths; given back if it was upheld */
	bool upheld;
};

struct tl_appeals {
	struct tl_appeal *appeal;
	size_t n, max;
	struct tl_arena arena;
};

void tl_appeals_release(struct tl_appeals *a);
/* Those that V knows of. TLSAFE_EINPUT: one is about an item that R has not, or no period. */
int tl_appeals_read(struct tl_appeals *a, const struct tl_view *v, const struct tl_rulebook *r,
                    tl_day first, tl_day last);

#endif
