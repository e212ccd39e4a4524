/* The records that a query may select, by facts where those tell. */
#include "query/search.h"

#include "journal/workflow.h"
#include "query/match.h"

/* A word or the caller asks for what facts tell. */
static bool facts_help(const struct tl_search *s)
{
	const struct tl_query *q = s->q;

	if (!q->kind->workflow || q->ids || q->wants_void || q->view->known != UINT64_MAX)
		return false;
	if (s->wants || (!s->all_days && tl_query_asks_find(q)))
		return true;
	for (int i = 0; q->conditions >> i; i++)
		if (q->conditions >> i & 1 && q->kind->workflow->conditions[i].holds)
			return true;
	for (size_t i = 0; i < q->nterms; i++)
		if (tl_fact_answers(&q->term[i]))
			return true;
	return false;
}

int tl_search_begin(struct tl_search *s)
{
	struct tl_view *v = s->q->view;
	int rc;

	s->by_facts = facts_help(s);
	if (!s->by_facts)
		return tl_walk_begin(&s->walk, v, s->q->kind);
	if (s->all_days || !tl_query_span(s->q, &s->first, &s->last)) {
		s->first = TL_NODAY;
		s->last = TL_NOEND;
	}
	tl_symbols_init(&s->symbols, v->txn, &v->t->err);
	rc = tl_facts_begin(&s->facts, v->txn, s->q->kind, &v->t->err);
	return rc ? rc : tl_fact_terms_read(&s->terms, s->q, &s->symbols);
}

void tl_search_end(struct tl_search *s)
{
	if (!s->by_facts) {
		tl_walk_end(&s->walk);
		return;
	}
	tl_facts_release(&s->facts);
	tl_symbols_release(&s->symbols);
}

static bool conditions_hold(const struct tl_query *q, const struct tl_status *stand)
{
	const struct tl_condition *all = q->kind->workflow->conditions;
	tl_day day = tl_view_day(q->view);

	for (int i = 0; q->conditions >> i; i++)
		if (q->conditions >> i & 1 && all[i].holds && !all[i].holds(stand, day))
			return false;
	return true;
}

/* False: row I of the block in hand is none of those asked for. */
static bool may_be(const struct tl_search *s, size_t i)
{
	struct tl_fact f;
	struct tl_status stand;

	tl_fact_days(&f, &s->block, i);
	if (!tl_fact_stand(&stand, &f, s->q->view->as_of))
		return true;
	return stand.state != TL_STATE_NONE && stand.state != TL_STATE_VOID &&
	       (s->first == TL_NODAY || stand.found >= s->first) && stand.found <= s->last &&
	       conditions_hold(s->q, &stand) &&
	       (!s->terms.n || tl_fact_terms_hold(&s->terms, &s->block, i)) &&
	       (!s->wants || s->wants(s->ctx, &f, &stand));
}

/* No row of a block that was sealed so was found in the days asked about. */
static bool out_of_reach(const struct tl_search *s, const struct tl_extremes *x)
{
	return tl_fact_date(x->first_found) > s->last ||
	       (s->first != TL_NODAY && tl_fact_date(x->last_found) < s->first);
}

/* 1: a block is in hand; 0: there are no more. */
static int next_block(struct tl_search *s)
{
	struct tl_facts *f = &s->facts;
	int rc;

	while (s->next < f->nblocks && out_of_reach(s, &f->extremes[s->next]))
		s->next++;
	if (s->next > f->nblocks)
		return 0;
	s->some_live = s->next < f->nblocks && tl_facts_some_live(f, s->next);
	rc = tl_facts_block(f, s->next++, TL_FACT_DAYS | s->terms.columns, &s->block);
	s->i = 0;
	return rc ? rc : 1;
}

/* The next row that may be one of those asked for. */
static int next_row(struct tl_search *s, uint64_t *row)
{
	int rc;

	for (;;) {
		while (s->i < s->block.n) {
			size_t i = s->i++;
			*row = tl_fact_row_number(&s->block, i);
			if (!(s->some_live && tl_facts_is_live(&s->facts, *row)) && may_be(s, i))
				return 1;
		}
		rc = next_block(s);
		if (rc <= 0)
			return rc;
	}
}

int tl_search_next(struct tl_search *s, struct tl_record *r)
{
	uint64_t row;
	int rc;

	if (!s->by_facts) {
		rc = tl_walk_next(&s->walk, r);
		s->looked += rc == 1;
		return rc;
	}
	while ((rc = next_row(s, &row)) == 1) {
		rc = tl_view_record(s->q->view, s->q->kind, row, r);
		s->looked++;
		if (rc || r->exists)
			return rc ? rc : 1;
	}
	return rc;
}
