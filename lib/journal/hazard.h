/*
 * The life of a hazard (隐患): what acts mean for it.
 */
#ifndef TL_JOURNAL_HAZARD_H
#define TL_JOURNAL_HAZARD_H

#include "journal/workflow.h"

/* States of a hazard, as the schema's choice spells them. */
#define TL_REPORTED "reported"
#define TL_ASSIGNED "assigned"
#define TL_AWAITING "awaiting"
#define TL_CLOSED "closed"
#define TL_REFERRED "referred"
#define TL_VOID "void"
#define TL_YES "yes"
#define TL_NO "no"
#define TL_DONE "done"		/* what a body answers, to which one was referred; or */
#define TL_BACK "back"
#define TL_DUPLICATE "duplicate"	/* why one is void in favour of another */

/* Sources: the unit found it itself, or the public reported it. */
#define TL_SELFCHECK "selfcheck"
#define TL_TIP "tip"

/* The states as bits of tl_state_bit. */
enum {
	TL_HAZARD_REPORTED = 1,
	TL_HAZARD_ASSIGNED = 2,
	TL_HAZARD_AWAITING = 4,
	TL_HAZARD_CLOSED = 8,
	TL_HAZARD_REFERRED = 16,
	TL_HAZARD_VOID = 32
};

extern const struct tl_workflow tl_hazard;

#endif
