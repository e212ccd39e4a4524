/*
 * Words of a query that columns of facts answer: those on fields that have symbols.
 */
#ifndef TL_QUERY_FACTTERMS_H
#define TL_QUERY_FACTTERMS_H

#include "query/filter.h"
#include "store/fact.h"

/* One of some symbols, or none of them. */
struct tl_fact_term {
	int dimension;		/* index into tl_fact_dimensions */
	bool not;
	uint32_t *symbol;
	size_t n;
};

struct tl_fact_terms {
	struct tl_fact_term *term;	/* in the query's arena */
	size_t n;
	uint32_t columns;		/* that they look at */
	tl_day as_of;			/* the view's */
};

/* Whether symbols answer T. */
bool tl_fact_answers(const struct tl_term *t);
/* The words of Q that they answer; others are passed over. */
int tl_fact_terms_read(struct tl_fact_terms *f, struct tl_query *q, struct tl_symbols *s);
/* Whether row I of B has what they ask for. */
bool tl_fact_terms_hold(const struct tl_fact_terms *f, const struct tl_fact_block *b, size_t i);

/* The symbol of row I of B in DIMENSION at the end of AS_OF. */
static inline uint32_t tl_fact_symbol(const struct tl_fact_block *b, size_t i, int dimension,
                                      tl_day as_of)
{
	enum tl_fact_column column = tl_fact_dimensions[dimension].column;

	/* To whom it was assigned is known from the assignment on. */
	if (column == TL_FACT_assignee && as_of != TL_NOEND) {
		uint32_t assigned = tl_fact_u16(b->column[TL_FACT_assigned], i);
		if (assigned && tl_fact_date(assigned) > as_of)
			return 0;
	}
	return column == TL_FACT_unit ? tl_fact_u32(b->column[column], i) :
	                                tl_fact_u16(b->column[column], i);
}

#endif
