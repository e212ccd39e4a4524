/*
 * The records that a query may select. Where facts tell that a row is none of them its record is
 * not read; who searches still asks tl_query_match of each.
 */
#ifndef TL_QUERY_SEARCH_H
#define TL_QUERY_SEARCH_H

#include "journal/workflow.h"
#include "query/factterms.h"
#include "store/view.h"

/* A row that its facts tell of. */
struct tl_search_row {
	uint64_t row;
	struct tl_fact fact;		/* its days and flags */
	struct tl_status stand;		/* at the end of the view's day */
	bool sure;			/* every word was answered: it is one of those asked for */
};

/* Days in which one of a row's lies. */
struct tl_search_days {
	enum tl_field_name field;
	tl_day first, last;
};

struct tl_search {
	struct tl_query *q;
	bool all_days;		/* words on the day of the find are passed over */
	/* Whether the record of a row is to be read that facts do not rule out: 1, 0 or an error.
	 * NULL: of each. CTX is its own. */
	int (*wants)(void *ctx, const struct tl_search_row *row);
	void *ctx;
	bool by_facts;		/* else every record is looked at */
	uint64_t looked;	/* at so many records */
	struct tl_walk walk;
	struct tl_facts facts;
	struct tl_symbols symbols;
	struct tl_fact_terms terms;
	struct tl_search_days *days;	/* in the query's arena */
	size_t ndays;
	bool answers;		/* facts answer every word */
	enum tl_among among;	/* only these are asked for */
	uint32_t day;		/* the last one asked about, as a number of facts */
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
