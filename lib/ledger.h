/*
 * A list of an office (cli.md 9): rows to acts, what is known again, and what
 * a row that is known says.
 */
#ifndef TL_LEDGER_H
#define TL_LEDGER_H

#include "refer.h"

/*
 * Gives an add of a hazard what its unit says on the day of the find: town, sector and regulator, as far as ACT
 * does not say them. A town that contradicts the unit's is a fault. Texts lie in ARENA.
 */
int tl_inherit(struct tl_change *c, struct tl_refer *refer, const struct tl_kind *kind, struct tl_act *act, struct tl_arena *arena);

#endif
