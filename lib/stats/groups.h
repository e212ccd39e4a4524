/*
 * Figures counted into groups by dimensions.
 */
#ifndef TL_STATS_GROUPS_H
#define TL_STATS_GROUPS_H

#include "stats/dimension.h"

#define TL_DIMENSIONS 8

/* Its key: texts of its dimensions, one behind the other as tl_key_text has them, each behind a
 * byte: 1, or 2 for one that is missing, which so comes last. */
struct tl_group {
	char *key;
	size_t len;
	uint64_t n[TL_FIGURE_COUNT];
};

struct tl_groups {
	struct tlsafe *t;
	struct tl_count count;
	struct tl_dimension dim[TL_DIMENSIONS];
	size_t ndims;
	bool carried;			/* the figure of this name counts */
	bool by_period;			/* some dimension is a period */
	bool by_text;			/* of some dimension facts do not tell */
	struct tl_map *index;		/* key -> index + 1 */
	struct tl_map *numbers;		/* the same by the numbers of facts */
	/* what was seen last, by a hash of its numbers and figures */
	struct recent *recent;
	struct tl_group *group;
	size_t n, max;
	uint64_t total[TL_FIGURE_COUNT];
	struct tl_buf key, label;
};

void tl_groups_begin(struct tl_groups *g, struct tl_query *q);
void tl_groups_release(struct tl_groups *g);
/* Adds the dimensions of WORDS, "town,level". TLSAFE_EUSAGE: there is no such, or too many. */
int tl_groups_dimensions(struct tl_groups *g, const char *words);
/* Counts all that the query selects into groups, and these into the total. */
int tl_groups_count(struct tl_groups *g);
/* Makes the groups that have none too, of periods those from FIRST to LAST. */
int tl_groups_fill(struct tl_groups *g, tl_day first, tl_day last);
/* In order of their keys; or first of the columns that WORDS name, figures, rates and dimensions:
 * "overdue,-rate", - the other way round, a rate of nothing and what is missing last either way.
 * TLSAFE_EUSAGE: there is no such column. */
int tl_groups_sort(struct tl_groups *g, const char *words);
/* The text of the next dimension, taken off the beginning of KEY; TL_NONE: missing. */
struct tl_bytes tl_groups_next(struct tl_bytes *key);

#endif
