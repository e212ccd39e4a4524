/*
 * Inspections that were planned, and which of them a visit is.
 */
#ifndef TL_INSPECT_FULFIL_H
#define TL_INSPECT_FULFIL_H

#include "base/map.h"
#include "change/change.h"

/* Those that are still to be made. */
struct tl_planned {
	struct tl_bytes id, unit, type, campaign;
	tl_day since, first, last;	/* day on which it was planned; its period */
	bool taken;			/* by a visit of this call */
	size_t next;			/* of the same unit: index + 1 */
};
struct tl_planned_all {
	struct tl_planned *item;
	size_t n, max;
	struct tl_map *units, *ids;	/* to the last of each, and to each: index + 1 */
	struct tl_arena arena;
};
void tl_planned_release(struct tl_planned_all *all);
/* R, an inspection; whatever is not planned is passed over. False: no memory. */
bool tl_planned_see(struct tl_planned_all *all, const struct tl_record *r);
/* The one that a visit of TYPE to UNIT on DAY is: in whose period it falls, else the one that is
 * overdue for longest. CAMPAIGN empty: of any. NULL: it was not planned. */
struct tl_planned *tl_planned_find(const struct tl_planned_all *all, struct tl_bytes unit,
                                   struct tl_bytes type, struct tl_bytes campaign, tl_day day);
struct tl_planned *tl_planned_id(const struct tl_planned_all *all, struct tl_bytes id);
/* First and last day of the plan in which R stands; false: in none. */
bool tl_planned_period(const struct tl_record *r, tl_day *first, tl_day *last);

#endif
