/*
 * What stands in the way of taking a changed schema set back.
 */
#ifndef TL_CHANGE_SCHEMA_APPLY_H
#define TL_CHANGE_SCHEMA_APPLY_H

#include "change/change.h"

/* Faults for what stands in the way of taking TXN back, which has entries of the kind: records that
 * hold what it added, files that need it. */
int tl_schema_set_undo(struct tl_change *c, uint64_t txn);

#endif
