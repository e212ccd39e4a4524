/*
 * The records that a query may select. Where facts tell that a row is none of them its record is
 * not read; who searches still asks tl_query_match of each.
 */
#ifndef TL_QUERY_SEARCH_H
#define TL_QUERY_SEARCH_H

#include "query/factterms.h"
#include "store/view.h"

struct tl_search {
	struct tl_query *q;
	bool all_days;		/* words on the day of the find are passed over */
	/* A row of which facts tell all, and how it stands: false, it is not wanted. NULL: all
	 * are; CTX is its own. */
	bool (*wants)(void *ctx, const struct tl_fact *f, const struct tl_status *stand);
	void *ctx;
	bool by_facts;		/* else every record is looked at */
	uint64_t looked;	/* at so many records */
	struct tl_walk walk;
	struct tl_facts facts;
	struct tl_symbols symbols;
	struct tl_fact_terms terms;
	tl_day first, last;	/* of the find */
	uint64_t next;		/* number of the next block */
	struct tl_fact_block block;	/* in hand */
	size_t i;		/* next row of it */
	bool some_live;
};

/* Begins with what is set of the first four members. Q and its view outlive the search. */
int tl_search_begin(struct tl_search *s);
/* 1: R, initialised with the kind, is the next record that is there at the view's (T, K); 0: the
 * end. In no order. */
int tl_search_next(struct tl_search *s, struct tl_record *r);
void tl_search_end(struct tl_search *s);
#define TL_SEARCH TL_CLEANUP(tl_search_end) struct tl_search

#endif
