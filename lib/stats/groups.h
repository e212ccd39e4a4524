/*
 * Figures counted into groups by dimensions.
 */
#ifndef TL_STATS_GROUPS_H
#define TL_STATS_GROUPS_H

#include "stats/dimension.h"
#include "stats/measure.h"

#define TL_DIMENSIONS 8

/* Its key: texts of its dimensions, one behind the other as tl_key_text has them, each behind a
 * byte: 1, or 2 for one that is missing, which so comes last. */
struct tl_group {
	char *key;
	size_t len;
	struct tl_tally tally;
};

struct tl_groups {
	struct tlsafe *t;
	struct tl_count count;
	struct tl_dimension dim[TL_DIMENSIONS];
	size_t ndims;
	struct tl_measures measures;	/* the columns */
	struct tl_order_by *order;	/* in which they are written; NULL: of their keys */
	size_t norder, maxorder;
	bool by_period;			/* some dimension is a period */
	bool by_text;			/* of some dimension facts do not tell */
	struct tl_map *index;		/* key -> index + 1 */
	struct tl_map *numbers;		/* the same by the numbers of facts */
	/* what was seen last, by a hash of its numbers and figures */
	struct recent *recent;
	struct at_once *at_once;	/* counts of whole blocks; NULL: none came yet */
	/* where figures per unit are asked for (stats/units.h): a unit's own field for each
	 * dimension, NULL where that divides no units, and how many have these values */
	const struct tl_field *of_unit[TL_DIMENSIONS];
	struct tl_map *units;
	struct tl_group *group;
	size_t n, max;
	struct tl_tally total;
	struct tl_buf key, label;
};

void tl_groups_begin(struct tl_groups *g, struct tl_query *q);
void tl_groups_release(struct tl_groups *g);
/* Adds the dimensions of WORDS, "town,level"; NULL: none. TLSAFE_EUSAGE: there is no such, or too
 * many. */
int tl_groups_dimensions(struct tl_groups *g, const char *words);
/* Behind that: the figures, rates and the like that WORDS name (stats/measure.h); and columns to
 * sort by, of those and of the first HEADS dimensions, before the keys: "overdue,-rate", - the
 * other way round, a rate of nothing and what is missing last either way. NULL: the usual ones;
 * none. */
int tl_groups_figures(struct tl_groups *g, const char *words);
int tl_groups_order(struct tl_groups *g, size_t heads, const char *words);
/* Counts all that the query selects into groups, and these into the total. */
int tl_groups_count(struct tl_groups *g);
/* Makes the groups that have none too, of periods those from FIRST to LAST. */
int tl_groups_fill(struct tl_groups *g, tl_day first, tl_day last);
/* For who counts otherwise: before the first group, the one that SEEN falls under (index + 1) by
 * the day that figures of this DUE go by, and the total of all behind the last. */
int tl_groups_ready(struct tl_groups *g);
int tl_groups_find(struct tl_groups *g, const struct tl_counted *seen, int due, size_t *ret);
int tl_groups_total(struct tl_groups *g);
/* Appends V to the key of a group. */
void tl_groups_key(struct tl_buf *key, struct tl_bytes v);
/* Makes the group of KEY, if there is none. */
int tl_groups_make(struct tl_groups *g, struct tl_bytes key);
/* Puts them in the order asked for, and that of their keys. */
int tl_groups_sort(struct tl_groups *g);
/* Appends bytes that stand in that order among those of others; KEY may be the first of a group's
 * dimensions, those that are ordered by, and TALLY what is counted of all that begin so. */
void tl_groups_place(const struct tl_groups *g, struct tl_bytes key, struct tl_tally *tally,
                     struct tl_buf *out);
/* The text of the next dimension, taken off the beginning of KEY; TL_NONE: missing. */
struct tl_bytes tl_groups_next(struct tl_bytes *key);

#endif
