/* The walk over what figures count: by facts where they tell enough, by records else. */
#include "stats/count.h"

#include <stdlib.h>

#include "journal/hazard.h"
#include "query/match.h"
#include "query/search.h"

/* --- which columns a question looks at --------------------------------------- */

/* True: every word of the query is on columns of facts, or on the day of the find. */
static bool tells_enough(const struct tl_query *q)
{
	if (q->conditions || q->ids || q->wants_void)
		return false;
	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		bool of_find = t->path.field->index == q->kind->begins;
		if (t->path.sub || t->op == TL_OP_HAS || (!of_find && !tl_fact_answers(t)))
			return false;
	}
	return true;
}

/* --- one record -------------------------------------------------------------- */

void tl_count_begin(struct tl_count *c, struct tl_query *q)
{
	*c = (struct tl_count){
		.q = q, .t = tl_view_day(q->view), .first = TL_NODAY, .last = TL_NOEND
	};
	c->one_period = tl_query_span(q, &c->first, &c->last);
	if (c->one_period && c->first != TL_NODAY) {
		c->with_carried = true;
		tl_record_init(&c->on_eve, q->kind);
	}
	tl_record_init(&c->whole, q->kind);
	tl_symbols_init(&c->symbols, q->view->txn, &q->view->t->err);
}

void tl_count_want(struct tl_count *c, int dimension)
{
	c->columns |= (uint32_t)1 << tl_fact_dimensions[dimension].column;
}

void tl_count_want_figure(struct tl_count *c, int figure)
{
	c->rechecks |= figure == TL_FIGURE_RECHECKED || figure == TL_FIGURE_RECHECK_PASSED;
	c->repeats |= figure == TL_FIGURE_REPEATS;
	c->sources |= figure == TL_FIGURE_SELF_FOUND || figure == TL_FIGURE_OFFICER_FOUND;
	if (c->sources)
		c->columns |= TL_FACT_BIT(source);
}

void tl_count_end(struct tl_count *c)
{
	tl_record_release(&c->on_eve);
	tl_record_release(&c->whole);
	free(c->in_period);
	tl_facts_release(&c->facts);
	tl_symbols_release(&c->symbols);
}

static bool due_in_period(const struct tl_count *c, tl_day due)
{
	return due != TL_NODAY && due <= c->t && tl_query_period(c->q, due);
}

static int carried_by_record(struct tl_count *c, uint64_t row, bool *ret)
{
	struct tl_status s;
	int rc = tl_view_record_on(c->q->view, c->q->kind, row, c->first - 1, &c->on_eve);

	*ret = false;
	if (!rc && c->on_eve.exists) {
		tl_status_of(&s, &c->on_eve);
		*ret = tl_status_in_hand(&s);
	}
	return rc;
}

int tl_count_case(struct tl_count *c, const struct tl_record *r, struct tl_figure_case *ret,
                  bool *relevant)
{
	int rc = tl_query_match(c->q, r, TL_MATCH_BUT_FOUND);

	*ret = (struct tl_figure_case){ .t = c->t };
	tl_status_of(&ret->s, r);
	*relevant = false;
	if (rc <= 0 || ret->s.state == TL_STATE_VOID)
		return rc < 0 ? rc : 0;
	ret->in_cohort = ret->s.found != TL_NODAY && ret->s.found <= c->t &&
	                 tl_query_period(c->q, ret->s.found);
	ret->due_first = due_in_period(c, ret->s.deadline);
	ret->due_now = due_in_period(c, ret->s.due);
	ret->repeats = tl_record_at(r, TL_F_REPEATS).data != NULL;
	ret->self = c->sources && tl_record_is(r, TL_F_SOURCE, TL_SELFCHECK);
	ret->officer = c->sources && !ret->self && !tl_record_is(r, TL_F_SOURCE, TL_TIP);
	rc = 0;
	if (c->with_carried && ret->s.found != TL_NODAY && ret->s.found < c->first)
		rc = carried_by_record(c, r->row, &ret->carried);
	*relevant = ret->in_cohort || ret->due_first || ret->due_now || ret->carried;
	return rc;
}

int tl_count_record(struct tl_count *c, const struct tl_counted *seen,
                    const struct tl_record **ret)
{
	*ret = seen->r ? seen->r : &c->whole;
	return seen->r ? 0 : tl_view_record(c->q->view, c->q->kind, seen->row, &c->whole);
}

static int see_record(struct tl_count *c, const struct tl_record *r,
                      int (*each)(void *ctx, const struct tl_counted *seen), void *ctx)
{
	struct tl_figure_case k;
	bool relevant;
	int rc = tl_count_case(c, r, &k, &relevant);

	if (rc || !relevant)
		return rc;
	return each(ctx, &(struct tl_counted){
				 .k = &k, .figures = tl_figures_of(&k), .row = r->row, .r = r });
}

static int walk_records(struct tl_count *c, int (*each)(void *ctx, const struct tl_counted *seen),
                        void *ctx)
{
	TL_SEARCH search = { .q = c->q, .all_days = true };
	TL_RECORD r;
	int rc = tl_search_begin(&search);

	tl_record_init(&r, c->q->kind);
	while (!rc && (rc = tl_search_next(&search, &r)) == 1)
		rc = see_record(c, &r, each, ctx);
	return rc;
}

/* --- facts ------------------------------------------------------------------- */

/* The question in the numbers of facts. */
struct numbers {
	tl_day day;			/* as tl_fact_stand wants it */
	uint32_t t, first, last, eve;	/* T; the period; the evening before it */
	uint32_t known;
};

static uint32_t clamp(tl_day day, uint32_t none)
{
	bool ok = true;
	uint32_t n;

	if (day == TL_NODAY || day == TL_NOEND)
		return none;
	n = tl_fact_day(day, &ok);
	if (ok)
		return n;
	return day < 0 ? 0 : UINT16_MAX;
}

int tl_count_symbol_text(struct tl_count *c, int dimension, uint32_t symbol, struct tl_bytes *ret)
{
	return tl_symbol_text(&c->symbols, tl_fact_dimensions[dimension].space, symbol, ret);
}

/* The columns that tell whether a row can count at all. */
struct quick {
	const char *found, *rectified, *closed, *deadline, *extended_to, *last_on, *flags;
};

static bool between(uint32_t v, uint32_t first, uint32_t last)
{
	return v >= first && v <= last;
}

/* False when no figure can count row I, whatever its other columns say. */
static inline bool may_count(const struct tl_count *c, const struct numbers *n,
                             const struct quick *q, size_t i)
{
	uint32_t found = tl_fact_u16(q->found, i), flags = (unsigned char)q->flags[i], done;

	if (flags & TL_FACT_OTHER || n->known != UINT32_MAX)
		return true;
	if (found > n->t || flags & (TL_FACT_VOID | TL_FACT_ABSENT))
		return false;
	if (flags & TL_FACT_IRREGULAR && tl_fact_u16(q->last_on, i) > n->t)
		return true;
	if (flags & TL_FACT_REFUSED)
		return true;
	if (between(found, n->first, n->last) ||
	    between(tl_fact_u16(q->deadline, i), n->first, n->last) ||
	    between(tl_fact_u16(q->extended_to, i), n->first, n->last))
		return true;
	if (!c->with_carried || found >= n->first)
		return false;
	done = flags & TL_FACT_MAJOR ? tl_fact_u16(q->closed, i) : tl_fact_u16(q->rectified, i);
	return !done || done > n->eve || flags & TL_FACT_IRREGULAR;
}

struct facts_walk {
	struct tl_count *c;
	struct numbers n;
	struct tl_record r;
	int (*each)(void *ctx, const struct tl_counted *seen);
	void *ctx;
	struct tl_block_ask ask;
	struct tl_block_rows *rows;	/* of the block in hand; NULL: rows are seen one by one */
};

/* Where several words are on the find, each day is asked once. */
static bool in_periods(struct facts_walk *w, uint32_t number)
{
	unsigned char *p = w->c->in_period + (number & UINT16_MAX);

	if (!*p)
		*p = tl_query_period(w->c->q, tl_fact_date(number)) ? 1 : 2;
	return *p == 1;
}

static inline bool in_period(struct facts_walk *w, uint32_t number)
{
	return w->c->one_period ? between(number, w->n.first, w->n.last) : in_periods(w, number);
}

static int see_by_record(struct facts_walk *w, uint64_t row)
{
	int rc = tl_view_record(w->c->q->view, w->c->q->kind, row, &w->r);

	return rc || !w->r.exists ? rc : see_record(w->c, &w->r, w->each, w->ctx);
}

/* Row I of B. */
static inline int see_row(struct facts_walk *w, const struct tl_fact_block *b, size_t i)
{
	struct tl_count *c = w->c;
	struct tl_figure_case k = { .t = c->t };
	struct tl_fact f;
	struct tl_status eve;
	bool later = false;
	int rc = 0;

	if (w->n.known != UINT32_MAX) {
		if (tl_fact_u32(b->column[TL_FACT_first_txn], i) > w->n.known)
			return 0;
		later = tl_fact_u32(b->column[TL_FACT_last_txn], i) > w->n.known;
	}
	tl_fact_days(&f, b, i);
	if (later || !tl_fact_stand(&k.s, &f, w->n.day))
		return see_by_record(w, tl_fact_row_number(b, i));
	if (k.s.state == TL_STATE_NONE || k.s.state == TL_STATE_VOID || k.s.found > c->t ||
	    (c->terms.n && !tl_fact_terms_hold(&c->terms, b, i)))
		return 0;
	k.in_cohort = in_period(w, f.found);
	if (k.in_cohort && (c->repeats || (c->rechecks && f.flags & TL_FACT_IRREGULAR)))
		return see_by_record(w, tl_fact_row_number(b, i));
	if (c->sources) {
		uint32_t source = tl_fact_u16(b->column[TL_FACT_source], i);
		k.self = source && source == c->self;
		k.officer = !k.self && !(source && source == c->public);
	}
	k.due_first = k.s.deadline != TL_NODAY && k.s.deadline <= c->t && in_period(w, f.deadline);
	k.due_now = k.s.due != TL_NODAY && k.s.due <= c->t &&
	            in_period(w, (uint32_t)(k.s.due - TL_FACT_BASE));
	if (c->with_carried && k.s.found < c->first) {
		if (tl_fact_stand(&eve, &f, c->first - 1))
			k.carried = tl_status_in_hand(&eve);
		else
			rc = carried_by_record(c, tl_fact_row_number(b, i), &k.carried);
	}
	if (rc || !(k.in_cohort || k.due_first || k.due_now || k.carried))
		return rc;
	return w->each(w->ctx, &(struct tl_counted){ .k = &k,
	                                          .figures = tl_figures_of(&k),
	                                          .row = tl_fact_row_number(b, i),
	                                          .b = b,
	                                          .i = i });
}

/* Which rows of a sealed block can count. */
enum reach { NONE, STAYED, SOME, ALL };

static enum reach reach(const struct facts_walk *w, const struct tl_extremes *x)
{
	const struct numbers *n = &w->n;

	if (n->known != UINT32_MAX)
		return SOME;
	if (x->first_found > n->t)
		return NONE;
	if (!w->c->one_period)
		return ALL;
	if (x->last_on <= n->t) {
		/* Found and due before the period: only as carried, and no record has to be
		 * asked. */
		if (x->last_found < n->first && x->last_due < n->first)
			return w->c->with_carried && x->last_done > n->eve ? STAYED : NONE;
		if (x->first_found > n->last && x->first_due > n->last)
			return NONE;
	}
	return x->first_found >= n->first && x->last_found <= n->last ? ALL : SOME;
}

static struct quick quick(const struct tl_fact_block *b)
{
	return (struct quick){ b->column[TL_FACT_found],       b->column[TL_FACT_rectified],
		               b->column[TL_FACT_closed],      b->column[TL_FACT_deadline],
		               b->column[TL_FACT_extended_to], b->column[TL_FACT_last_on],
		               b->column[TL_FACT_flags] };
}

/* ALL: no row has to be asked whether it can count. */
static int walk_near(struct facts_walk *w, const struct tl_fact_block *b, bool some_live, bool all)
{
	const struct quick q = quick(b);
	int rc = 0;

	for (size_t i = 0; !rc && i < b->n; i++)
		if ((all || may_count(w->c, &w->n, &q, i)) &&
		    !(some_live && tl_facts_is_live(&w->c->facts, b->row + i)))
			rc = see_row(w, b, i);
	return rc;
}

/* The rows that their columns tell of at once, the others one by one. */
static int walk_at_once(struct facts_walk *w, const struct tl_fact_block *b, bool some_live)
{
	const struct quick q = quick(b);
	struct tl_block_rows *rows = w->rows;
	int rc = 0;

	tl_block_figures(rows, b, &w->ask);
	for (size_t i = 0; !rc && i < b->n; i++) {
		if (!(rows->figures[i] | rows->ask[i]))
			continue;
		if (some_live && tl_facts_is_live(&w->c->facts, b->row + i))
			rows->figures[i] = 0;
		else if (!rows->ask[i] && w->c->terms.n &&
		         !tl_fact_terms_hold(&w->c->terms, b, i))
			rows->figures[i] = 0;
		else if (rows->ask[i] && may_count(w->c, &w->n, &q, i))
			rc = see_row(w, b, i);
	}
	return rc ? rc : w->c->block(w->ctx, b, rows);
}

/* Nothing of the block was entered after what is known. */
static bool at_once(const struct facts_walk *w, const struct tl_extremes *x,
                    const struct tl_fact_block *b)
{
	return w->rows && b->n <= TL_BLOCK_ROWS &&
	       (w->n.known == UINT32_MAX || x->last_txn <= w->n.known);
}

/* A row that counts as carried and as nothing else. */
static int see_carried(struct facts_walk *w, const struct tl_fact_block *b, size_t i)
{
	const struct tl_figure_case k = { .t = w->c->t, .carried = true };

	if (!tl_fact_terms_hold(&w->c->terms, b, i))
		return 0;
	return w->each(w->ctx, &(struct tl_counted){ .k = &k,
	                                          .figures = tl_figures_of(&k),
	                                          .row = tl_fact_row_number(b, i),
	                                          .b = b,
	                                          .i = i });
}

/* Of a block found and due before the period only those that stayed in hand until its eve can
 * count. */
static int walk_far(struct facts_walk *w, const struct tl_fact_block *b, bool some_live)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < b->n && tl_fact_u16(b->done, i) > w->n.eve; i++) {
		if (some_live && tl_facts_is_live(&w->c->facts, tl_fact_row_number(b, i)))
			continue;
		if (w->c->stands || b->column[TL_FACT_flags][i] &
		                            (TL_FACT_OTHER | TL_FACT_IRREGULAR | TL_FACT_REFUSED))
			rc = see_row(w, b, i);
		else
			rc = see_carried(w, b, i);
	}
	return rc;
}

/* Sealed blocks, then all that lies live. */
static int walk_blocks(struct facts_walk *w)
{
	struct tl_facts *f = &w->c->facts;
	struct tl_fact_block block;
	uint32_t want = TL_FACT_DAYS | w->c->columns;
	int rc = 0;

	if (w->n.known != UINT32_MAX)
		want |= TL_FACT_BIT(first_txn) | TL_FACT_BIT(last_txn);
	for (uint64_t b = 0; !rc && b < f->nblocks; b++) {
		enum reach which = reach(w, &f->extremes[b]);
		bool some_live = which != NONE && tl_facts_some_live(f, b);
		if (which == NONE)
			continue;
		rc = which == STAYED ? tl_facts_stayed(f, b, &block) :
		                       tl_facts_block(f, b, want, &block);
		if (rc)
			return rc;
		if (which == STAYED)
			rc = walk_far(w, &block, some_live);
		else if (at_once(w, &f->extremes[b], &block))
			rc = walk_at_once(w, &block, some_live);
		else
			rc = walk_near(w, &block, some_live, which == ALL);
	}
	if (!rc)
		rc = tl_facts_block(f, f->nblocks, want, &block);
	return rc ? rc : walk_near(w, &block, false, false);
}

/* Rows are seen at once, if they are asked about one period or all days and nothing is asked that
 * facts do not tell. */
static int ask_blocks(struct facts_walk *w)
{
	const struct tl_count *c = w->c;

	if (!c->block || c->repeats || c->sources || (!c->one_period && tl_query_asks_find(c->q)))
		return 0;
	w->rows = malloc(sizeof(*w->rows));
	if (!w->rows)
		return tl_err_memory(&c->q->view->t->err);
	w->ask = (struct tl_block_ask){ .day = (uint16_t)w->n.t,
		                        .today = (uint16_t)clamp(c->t, UINT16_MAX),
		                        .first = (uint16_t)w->n.first,
		                        .last = (uint16_t)w->n.last,
		                        .eve = (uint16_t)w->n.eve,
		                        .carried = c->with_carried,
		                        .rechecks = c->rechecks };
	return 0;
}

static int walk_facts(struct tl_count *c, int (*each)(void *ctx, const struct tl_counted *seen),
                      void *ctx)
{
	struct tl_query *q = c->q;
	struct facts_walk w = { .c = c, .each = each, .ctx = ctx };
	int rc = tl_facts_begin(&c->facts, q->view->txn, q->kind, &q->view->t->err);

	if (!c->one_period)
		c->in_period = calloc(UINT16_MAX + 1, 1);
	if (!c->one_period && !c->in_period)
		return tl_err_memory(&q->view->t->err);
	if (!rc)
		rc = tl_fact_terms_read(&c->terms, q, &c->symbols);
	if (!rc && c->sources)
		rc = tl_symbol(&c->symbols, TL_SYMBOLS_COMMON, TL_LIT(TL_SELFCHECK), false,
		               &c->self);
	if (!rc && c->sources)
		rc = tl_symbol(&c->symbols, TL_SYMBOLS_COMMON, TL_LIT(TL_TIP), false, &c->public);
	c->columns |= c->terms.columns;
	w.n.day = q->view->as_of;
	w.n.t = clamp(q->view->as_of, UINT16_MAX);
	w.n.first = c->one_period ? clamp(c->first, 0) : 0;
	w.n.last = c->one_period ? clamp(c->last, UINT16_MAX) : UINT16_MAX;
	w.n.eve = c->with_carried ? clamp(c->first - 1, 0) : 0;
	w.n.known = q->view->known < UINT32_MAX ? (uint32_t)q->view->known : UINT32_MAX;
	tl_record_init(&w.r, q->kind);
	if (!rc)
		rc = ask_blocks(&w);
	if (!rc)
		rc = walk_blocks(&w);
	tl_record_release(&w.r);
	free(w.rows);
	return rc;
}

int tl_count_walk(struct tl_count *c, int (*each)(void *ctx, const struct tl_counted *seen),
                  void *ctx)
{
	bool facts = tells_enough(c->q);

	tl_trace(c->q->view->t,
	        facts ? "read: facts, and records where those do not tell" :
	                "read: records, since facts do not tell all that is asked for");
	return facts ? walk_facts(c, each, ctx) : walk_records(c, each, ctx);
}
