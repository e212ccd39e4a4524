/*
 * What a hazard takes from its unit.
 */
#ifndef TL_CHANGE_INHERIT_H
#define TL_CHANGE_INHERIT_H

#include "change/change.h"
#include "query/lookup.h"

/*
 * Gives an add of a hazard what its unit says on the day of the find: town, sector and regulator,
 * as far as ACT does not say them. A town that contradicts the unit's is a fault. Texts lie in
 * ARENA.
 */
int tl_inherit(struct tl_change *c, struct tl_lookup *lookup, const struct tl_kind *kind,
               struct tl_act *act, struct tl_arena *arena);
/*
 * Gives ACT, a correction of R, the town, sector and regulator that the unit had on the day of the
 * find, as far as R carries others and ACT does not say them; of the unit and the day that ACT
 * mends, if it does. A record without a unit is a fault.
 */
int tl_from_unit(struct tl_change *c, struct tl_lookup *lookup, const struct tl_record *r,
                 struct tl_act *act, struct tl_arena *arena);

#endif
