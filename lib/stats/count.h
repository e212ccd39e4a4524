/*
 * The walk behind everything that counts: facts where they tell enough, records else.
 */
#ifndef TL_STATS_COUNT_H
#define TL_STATS_COUNT_H

#include "query/factterms.h"
#include "stats/block.h"

/* A hazard that some figure counts. */
struct tl_counted {
	const struct tl_figure_case *k;
	uint32_t figures;		/* bits */
	uint64_t row;
	const struct tl_record *r;	/* as of the view's (T, K); NULL: seen by its facts alone */
	const struct tl_fact_block *b;	/* where its facts lie; NULL: seen by its record */
	size_t i;
};
struct tl_count {
	struct tl_query *q;
	/* T; first and last day of the period, TL_NODAY and TL_NOEND: it has none */
	tl_day t, first, last;
	bool one_period;	/* all terms on the find allow one period */
	bool with_carried;
	/* EACH looks at how they stand, also at what counts as carried alone */
	bool stands;
	/* EACH looks at what rechecks said, and at what repeats: more rows are asked of their
	 * records */
	bool rechecks, repeats;
	bool sources;		/* EACH looks at who found it */
	uint32_t self, public;	/* symbols of these sources; 0: no hazard has it */
	struct tl_record on_eve;	/* as it was on the evening before the period */
	struct tl_record whole;		/* of what was seen by its facts */
	/* unless there is one period: by number of a day (fact.h), 0 not asked, 1 in the period, 2
	 * not */
	unsigned char *in_period;
	struct tl_facts facts;
	struct tl_symbols symbols;
	struct tl_fact_terms terms;	/* the query's words on columns of facts */
	uint32_t columns;		/* of facts, that are looked at beside the days */
	/* Told of the rows of a sealed block that the query selects, at once; EACH of the others.
	 * NULL: EACH of all of them */
	int (*block)(void *ctx, const struct tl_fact_block *b, const struct tl_block_rows *rows);
};
void tl_count_begin(struct tl_count *c, struct tl_query *q);
/* Whatever this figure needs will be known. */
void tl_count_want_figure(struct tl_count *c, int figure);
/* EACH will ask for symbols of this dimension (index into tl_fact_dimensions). */
void tl_count_want(struct tl_count *c, int dimension);
void tl_count_end(struct tl_count *c);
/* Tells EACH of every hazard of the query that a figure counts, in no order. */
int tl_count_walk(struct tl_count *c, int (*each)(void *ctx, const struct tl_counted *seen),
                  void *ctx);
/* Its record as of the view's (T, K), borrowed until the next call. */
int tl_count_record(struct tl_count *c, const struct tl_counted *seen,
                    const struct tl_record **ret);
/* The case of one record as it is in the query's view. *RELEVANT: false when no figure can count
 * it. */
int tl_count_case(struct tl_count *c, const struct tl_record *r, struct tl_figure_case *ret,
                  bool *relevant);
/* The symbol of row I of B in a dimension (index into tl_fact_dimensions) on the day asked about,
 * and its text. */
static inline uint32_t tl_count_symbol(const struct tl_count *c, const struct tl_fact_block *b,
                                       size_t i, int dimension)
{
	return tl_fact_symbol(b, i, dimension, c->q->view->as_of);
}
int tl_count_symbol_text(struct tl_count *c, int dimension, uint32_t symbol, struct tl_bytes *ret);

#endif
