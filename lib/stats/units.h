/*
 * The units (单位) behind groups of hazards, over which "per 100 units" is reckoned.
 */
#ifndef TL_STATS_UNITS_H
#define TL_STATS_UNITS_H

#include "stats/groups.h"

/* The field of a unit that says what F says of a hazard; NULL: none does. */
const struct tl_field *tl_units_field(const struct tl_kind *unit, const struct tl_field *f);
/* TO asks of units what words of Q, about hazards, say of fields that units have. Release it. */
int tl_units_query(struct tl_query *to, const struct tl_kind *unit, const struct tl_query *q);
/*
 * Counts into each group of G, and its total, the units that are there at the view's (T, K) and not
 * given up: those with the group's values, as far as units have these fields themselves, such as
 * town or sector; level and month divide no units. Of the query's words those count that are about
 * such fields.
 */
int tl_units_count(struct tl_groups *g);
/* The units of N of G's groups together, each once. */
int tl_units_together(const struct tl_groups *g, const struct tl_group *group, size_t n,
                      uint64_t *ret);

#endif
