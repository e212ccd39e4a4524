/*
 * The same question about an earlier period: as of a day that lies as much earlier, known as of the
 * same transaction.
 */
#ifndef TL_STATS_AGAINST_H
#define TL_STATS_AGAINST_H

#include "stats/groups.h"

/* Start from { 0 }. */
struct tl_against {
	struct tl_view view;
	struct tl_query query;
	struct tl_groups groups;
	tl_day first, last, t;
	const char *zh, *en;		/* what it is called: 上期 去年同期 */
};

/*
 * Opens it for S, of which Q is the query and G counts: WORD is prev (环比, the months before, or
 * as many days before where the period is no whole months) or last-year (同比). The last day of a
 * month stays one. TLSAFE_EUSAGE: another word, no one period with both ends, rows by period.
 */
int tl_against_begin(struct tl_against *a, const char *word, const struct tlsafe_select *s,
                     const struct tl_query *q, const struct tl_groups *g);
void tl_against_release(struct tl_against *a);
/* Its tally of a group; NULL: it has none. */
struct tl_tally *tl_against_tally(struct tl_against *a, struct tl_bytes key);

#endif
