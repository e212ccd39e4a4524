/* Words of a query that columns of facts answer. */
#include "query/factterms.h"

bool tl_fact_answers(const struct tl_term *t)
{
	if (t->path.sub || t->op == TL_OP_HAS || tl_fact_dimension_of(t->path.field) < 0)
		return false;
	for (size_t k = 0; k < t->nalts; k++)
		if (t->alt[k].range)
			return false;
	return true;
}

static int read_term(struct tl_fact_term *to, const struct tl_term *t, struct tl_query *q,
                     struct tl_symbols *s)
{
	int space = tl_fact_dimensions[to->dimension].space, rc = 0;

	to->symbol = tl_arena_alloc(&q->arena, (t->nalts + 1) * sizeof(*to->symbol));
	if (!to->symbol)
		return tl_err_memory(&q->view->t->err);
	for (size_t k = 0; !rc && k < t->nalts; k++) {
		uint32_t symbol = 0;
		if (!t->alt[k].empty)
			rc = tl_symbol(s, space, t->alt[k].text, false, &symbol);
		/* A text that no row has equals none; 0 would be an absent value. */
		if (t->alt[k].empty || symbol)
			to->symbol[to->n++] = symbol;
	}
	return rc;
}

int tl_fact_terms_read(struct tl_fact_terms *f, struct tl_query *q, struct tl_symbols *s)
{
	int rc = 0;

	*f = (struct tl_fact_terms){ .as_of = q->view->as_of };
	f->term = tl_arena_zalloc(&q->arena, (q->nterms + 1) * sizeof(*f->term));
	if (!f->term)
		return tl_err_memory(&q->view->t->err);
	for (size_t i = 0; !rc && i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		struct tl_fact_term *to = &f->term[f->n];
		if (!tl_fact_answers(t))
			continue;
		to->dimension = tl_fact_dimension_of(t->path.field);
		to->not = t->op == TL_OP_NOT;
		f->columns |= (uint32_t)1 << tl_fact_dimensions[to->dimension].column;
		rc = read_term(to, t, q, s);
		f->n++;
	}
	return rc;
}

bool tl_fact_terms_hold(const struct tl_fact_terms *f, const struct tl_fact_block *b, size_t i)
{
	for (size_t k = 0; k < f->n; k++) {
		const struct tl_fact_term *t = &f->term[k];
		uint32_t is = tl_fact_symbol(b, i, t->dimension, f->as_of);
		bool hit = false;
		for (size_t a = 0; a < t->n && !hit; a++)
			hit = t->symbol[a] == is;
		if (hit == t->not)
			return false;
	}
	return true;
}
