/*
 * The life of an inspection (检查): what acts mean for it.
 */
#ifndef TL_JOURNAL_INSPECTION_H
#define TL_JOURNAL_INSPECTION_H

#include "journal/workflow.h"

/* As bits of tl_state_bit. */
enum {
	TL_INSPECTION_PLANNED = 1,
	TL_INSPECTION_DONE = 2,
	TL_INSPECTION_VOID = 4
};

extern const struct tl_workflow tl_inspection;

#endif
