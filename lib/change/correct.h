/*
 * Corrections: a mistake is mended in the entry that made it.
 */
#ifndef TL_CHANGE_CORRECT_H
#define TL_CHANGE_CORRECT_H

#include "change/change.h"
#include "query/lookup.h"

/*
 * Mends what was entered (cli.md 6, "set and correct"): each value of ACT replaces the one in force
 * (on DAY; TL_NOEND: the last one) in the entry that gave it. A date that is an act's own moves the
 * act, between the acts before and after it. A mended find or unit takes the unit's town, sector
 * and regulator of the new day.
 */
int tl_correct(struct tl_change *c, struct tl_lookup *lookup, struct tl_record *r,
               struct tl_act *act, tl_day day, struct tl_arena *arena);

#endif
