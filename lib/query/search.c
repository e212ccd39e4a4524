/* The records that a query may select, by facts where those tell. */
#include "query/search.h"

#include "query/match.h"

/* What a row has in FIELD, a day: TL_NODAY, it has none. */
static tl_day day_of(const struct tl_status *s, enum tl_field_name field)
{
	switch (field) {
	case TL_F_FOUND:
		return s->found;
	case TL_F_DUE:
		return s->due;
	case TL_F_DEADLINE:
		return s->deadline;
	case TL_F_RECTIFIED:
		return s->fixed;
	case TL_F_REFERRED:
		return TL_NODAY;
	default:
		return s->ended;
	}
}

static bool is_day(enum tl_field_name field)
{
	return field == TL_F_FOUND || field == TL_F_DUE || field == TL_F_DEADLINE ||
	       field == TL_F_RECTIFIED || field == TL_F_CLOSED || field == TL_F_REFERRED;
}

/* The days that T allows, if it asks for one span of a day that facts have. */
static bool read_days(const struct tl_term *t, struct tl_search_days *ret)
{
	const struct tl_alternative *a = t->alt;
	enum tl_field_name field = (enum tl_field_name)t->path.field->known;

	*ret = (struct tl_search_days){ field, TL_NODAY + 1, TL_NOEND };
	if (t->path.sub || !is_day(field) || t->op != TL_OP_IS || t->nalts != 1 || !a->range)
		return false;
	return (!a->from.data || tl_day_parse(a->from, &ret->first)) &&
	       (!a->upto.data || tl_day_parse(a->upto, &ret->last));
}

/* Sorts the words into those that facts answer, and others. True: facts answer some. */
static bool read_words(struct tl_search *s)
{
	const struct tl_query *q = s->q;
	const struct tl_condition *all = q->kind->workflow->conditions;
	size_t n = 0;

	s->answers = true;
	for (int i = 0; q->conditions >> i; i++) {
		if (!(q->conditions >> i & 1))
			continue;
		n += all[i].holds != NULL;
		s->answers &= all[i].holds != NULL;
		if (all[i].among > s->among)
			s->among = all[i].among;
	}
	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		if (s->all_days && t->path.field->index == q->kind->begins && !t->path.sub)
			continue;
		if (read_days(t, &s->days[s->ndays]))
			s->ndays++;
		else if (!tl_fact_answers(t))
			s->answers = false;
		else
			n++;
	}
	return n || s->ndays;
}

/* The last day asked about, as a number that is none of those that say "not yet". */
static uint32_t last_day(const struct tl_search *s)
{
	tl_day day = s->q->view->as_of;

	if (day >= UINT16_MAX + TL_FACT_BASE)
		return UINT16_MAX - 1;
	return day > TL_FACT_BASE ? (uint32_t)(day - TL_FACT_BASE) : 0;
}

int tl_search_begin(struct tl_search *s)
{
	struct tl_query *q = s->q;
	struct tl_view *v = q->view;
	int rc;

	if (q->kind->workflow && !q->ids && !q->wants_void && v->known >= v->head.number) {
		s->days = tl_arena_alloc(&q->arena, (q->nterms + 1) * sizeof(*s->days));
		if (!s->days)
			return tl_err_memory(&v->t->err);
		s->by_facts = read_words(s) || s->wants;
	}
	if (!s->by_facts)
		return tl_walk_begin(&s->walk, v, q->kind);
	s->day = last_day(s);
	tl_symbols_init(&s->symbols, v->txn, &v->t->err);
	rc = tl_facts_begin(&s->facts, v->txn, q->kind, &v->t->err);
	return rc ? rc : tl_fact_terms_read(&s->terms, q, &s->symbols);
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

/* What was referred is irregular, whether or not it came back. */
static bool days_hold(const struct tl_search *s, struct tl_search_row *is)
{
	for (size_t i = 0; i < s->ndays; i++) {
		const struct tl_search_days *d = &s->days[i];
		tl_day day = day_of(&is->stand, d->field);
		if (d->field == TL_F_REFERRED && is->fact.flags & TL_FACT_IRREGULAR) {
			is->sure = false;
			continue;
		}
		if (day == TL_NODAY || day < d->first || day > d->last)
			return false;
	}
	return true;
}

/* Row I of the block in hand was closed by the end of DAY for good, as most of an old block are. */
static inline bool is_over(const struct tl_search *s, size_t i)
{
	uint32_t closed = tl_fact_u16(s->block.column[TL_FACT_closed], i);

	return closed && closed <= s->day &&
	       !(s->block.column[TL_FACT_flags][i] & (TL_FACT_IRREGULAR | TL_FACT_OTHER));
}

/* 0: row I of the block in hand, ROW, is none of those asked for. */
static int may_be(const struct tl_search *s, size_t i, uint64_t row)
{
	struct tl_search_row is = { .row = row, .sure = s->answers };

	tl_fact_days(&is.fact, &s->block, i);
	if (!tl_fact_stand(&is.stand, &is.fact, s->q->view->as_of))
		return 1;
	if (is.stand.state == TL_STATE_NONE || is.stand.state == TL_STATE_VOID ||
	    !days_hold(s, &is) || !conditions_hold(s->q, &is.stand) ||
	    (s->terms.n && !tl_fact_terms_hold(&s->terms, &s->block, i)))
		return 0;
	return s->wants ? s->wants(s->ctx, &is) : 1;
}

/* The day of a number that is the last of a block's; the greatest says that there is none. */
static tl_day last_of(uint32_t number)
{
	return number == UINT16_MAX ? TL_NOEND : tl_fact_date(number);
}

/* No row of a block that was sealed so has the day in those of D. */
static bool misses(const struct tl_search_days *d, const struct tl_extremes *x)
{
	switch (d->field) {
	case TL_F_FOUND:
		return tl_fact_date(x->first_found) > d->last ||
		       last_of(x->last_found) < d->first;
	case TL_F_RECTIFIED:
		/* Who has none, or lived on, is done on no day or on a later one. */
		return tl_fact_date(x->first_found) > d->last ||
		       last_of(x->last_done) < d->first;
	case TL_F_REFERRED:
		return !x->irregular || last_of(x->last_on) < d->first;
	default:
		return false;
	}
}

/* Which rows of a sealed block are looked at. */
enum reach { NONE, STAYED, ALL };

static enum reach reach(const struct tl_search *s, const struct tl_extremes *x)
{
	uint32_t day = s->day;

	for (size_t i = 0; i < s->ndays; i++)
		if (misses(&s->days[i], x))
			return NONE;
	/* In hand at the end of the day is only what stayed so beyond it. */
	if (s->among == TL_AMONG_IN_HAND && x->last_found <= day && x->last_due <= day &&
	    x->last_on <= day)
		return x->last_done > day ? STAYED : NONE;
	return ALL;
}

/* 1: a block is in hand; 0: there are no more. */
static int next_block(struct tl_search *s)
{
	struct tl_facts *f = &s->facts;
	enum reach which = ALL;
	int rc;

	while (s->next < f->nblocks && !(which = reach(s, &f->extremes[s->next])))
		s->next++;
	if (s->next > f->nblocks)
		return 0;
	s->some_live = s->next < f->nblocks && tl_facts_some_live(f, s->next);
	if (s->next < f->nblocks && which == STAYED)
		rc = tl_facts_stayed(f, s->next, &s->block);
	else
		rc = tl_facts_block(f, s->next, TL_FACT_DAYS | s->terms.columns, &s->block);
	s->next++;
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
			if ((s->among && is_over(s, i)) ||
			    (s->some_live && tl_facts_is_live(&s->facts, *row)))
				continue;
			rc = may_be(s, i, *row);
			if (rc)
				return rc;
		}
		rc = next_block(s);
		if (rc <= 0)
			return rc;
	}
}

int tl_search_next(struct tl_search *s, struct tl_record *r)
{
	uint64_t row = 0;
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
