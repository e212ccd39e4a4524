/*
 * What a unit that moves leaves behind.
 */
#ifndef TL_CHANGE_UNIT_MOVED_H
#define TL_CHANGE_UNIT_MOVED_H

#include "change/change.h"

/*
 * What a changed unit leaves behind: a hazard keeps the town, sector and regulator that its unit
 * had on the day of the find, so a change that counts from a day on may contradict hazards found
 * since. E (of a unit) counts from DAY (TL_NODAY: from ever); what it moves is kept in C.
 */
int tl_unit_moved_note(struct tl_change *c, const struct tl_entry *e, tl_day day);
/* One text a unit whose hazards, as AFTER has them, carry another value: which, and the command
 * that mends them. */
int tl_unit_moved_find(struct tl_change *c, struct tl_view *after);
void tl_unit_moved_tell(struct tl_change *c);
void tl_unit_moved_release(struct tl_change *c);

#endif
