/*
 * The life of a report of a self-check (自查报告): what acts mean for it.
 */
#ifndef TL_JOURNAL_RETURN_H
#define TL_JOURNAL_RETURN_H

#include "journal/workflow.h"

#define TL_RETURN_KIND "return"
#define TL_RETURN_STANDING "standing"
#define TL_RETURN_REPLACED "replaced"

/* As bits of tl_state_bit. */
enum {
	TL_RETURN_IS_STANDING = 1,
	TL_RETURN_IS_REPLACED = 2,
	TL_RETURN_IS_VOID = 4
};

extern const struct tl_workflow tl_return;

/* First and last day of PERIOD, as a return has it. False: it is none, or a single day. */
bool tl_return_days(struct tl_bytes period, tl_day *first, tl_day *last);

#endif
