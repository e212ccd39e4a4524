/* What acts, corrections and lists share: what a hazard takes from its unit. */
#ifndef TL_LEDGER_H
#define TL_LEDGER_H

#include "query/lookup.h"

/*
 * Gives an add of a hazard what its unit says on the day of the find: town, sector and regulator,
 * as far as ACT does not say them. A town that contradicts the unit's is a fault. Texts lie in
 * ARENA.
 */
int tl_inherit(struct tl_change *c, struct tl_refer *refer, const struct tl_kind *kind,
               struct tl_act *act, struct tl_arena *arena);

/*
 * Mends what was entered (cli.md 6, "set and correct"): each value of ACT replaces the one in force
 * (on DAY; TL_NOEND: the last one) in the entry that gave it. A date that is an act's own moves the
 * act, between the acts before and after it. A mended find or unit takes the unit's town, sector
 * and regulator of the new day.
 */
int tl_correct(struct tl_change *c, struct tl_refer *refer, struct tl_record *r, struct tl_act *act,
               tl_day day, struct tl_arena *arena);

/*
 * Gives ACT, a correction of R, the town, sector and regulator that the unit had on the day of the
 * find, as far as R carries others and ACT does not say them; of the unit and the day that ACT
 * mends, if it does. A record without a unit is a fault.
 */
int tl_from_unit(struct tl_change *c, struct tl_refer *refer, const struct tl_record *r,
                 struct tl_act *act, struct tl_arena *arena);

#endif
