/* What came and went in a period (流量), as events: the balance of those in hand. */
#include "journal/workflow.h"
#include "query/match.h"
#include "query/search.h"
#include "stats/ask.h"
#include "stats/table.h"
#include "store/open.h"

/*
 * Key, Chinese and English heading, and side: 1 what was there and what came, -1 what went and what
 * is left. On both sides it is the same sum, of each group. tlsafe-stats(1) defines each.
 */
#define TL_FLOWS(X) \
	X(OPENING, "opening", "期初在办", "Opening", 1) \
	X(FOUND, "found", "新发现", "Found", 1) \
	X(RETURNED, "returned", "复查退回", "Returned", 1) \
	X(REGRADED, "regraded", "升为重大", "Regraded", 1) \
	X(ANSWERED, "answered", "回函", "Answered", 1) \
	X(MOVED_IN, "moved_in", "转入", "Moved in", 1) \
	X(DONE, "done", "整改完成", "Done", -1) \
	X(REFERRED, "referred", "移送", "Referred", -1) \
	X(MOVED_OUT, "moved_out", "转出", "Moved out", -1) \
	X(CLOSING, "closing", "期末在办", "Closing", -1)

enum tl_flow_name {
#define X(name, key, zh, en, side) TL_FLOW_##name,
	TL_FLOWS(X)
#undef X
	TL_FLOW_COUNT
};

static const struct {
	const char *key, *zh, *en;
	int side;
} flows[] = {
#define X(name, key, zh, en, side) { key, zh, en, side },
	TL_FLOWS(X)
#undef X
};

/* A group's numbers lie in its tally, in the place of figures. */
_Static_assert((int)TL_FLOW_COUNT <= (int)TL_FIGURE_COUNT, "there is room for them");

/* Where one stands for the balance. */
enum place { AWAY, IN_HAND, DONE, REFERRED };

struct flow {
	struct tl_table *table;
	struct tl_groups *groups;
	struct tl_query *q;
	tl_day first, last;
	bool by_age;			/* some dimension is the age */
	struct tl_record now;		/* as its entries are applied one by one */
	struct tl_arena scratch;
	uint64_t in_hand;		/* at the end, as the records say */
};

static void release(struct flow *f)
{
	tl_record_release(&f->now);
	tl_arena_release(&f->scratch);
}

static enum place place_of(const struct tl_status *s)
{
	if (tl_status_in_hand(s))
		return IN_HAND;
	if (s->state == TL_STATE_REFERRED)
		return REFERRED;
	return tl_status_rectified(s) ? DONE : AWAY;
}

/* One day's end in the life of a hazard. */
struct moment {
	enum place place;
	bool major;
	size_t group;			/* + 1; 0: it is not there yet */
};

static int look(struct flow *f, const struct tl_record *r, tl_day day, struct moment *ret)
{
	struct tl_figure_case k = { .t = day };
	struct tl_counted seen = { .k = &k, .row = r->row, .r = r };

	*ret = (struct moment){ .place = AWAY };
	if (!r->exists)
		return 0;
	tl_status_of(&k.s, r);
	ret->place = place_of(&k.s);
	ret->major = k.s.major;
	return ret->place == AWAY ? 0 : tl_groups_find(f->groups, &seen, 0, &ret->group);
}

static void count(struct flow *f, size_t group, enum tl_flow_name what)
{
	f->groups->group[group - 1].tally.n[what]++;
}

/* What one day changed. A hazard that is in hand first moves; all else happens where it then is. */
static void compare(struct flow *f, const struct moment *was, const struct moment *is)
{
	if (was->place == IN_HAND && is->place != AWAY && was->group != is->group) {
		count(f, was->group, TL_FLOW_MOVED_OUT);
		count(f, is->group, TL_FLOW_MOVED_IN);
	}
	if (is->place == was->place || is->place == AWAY)
		return;
	if (was->place == AWAY)
		count(f, is->group, TL_FLOW_FOUND);
	else if (was->place == REFERRED)
		count(f, is->group, TL_FLOW_ANSWERED);
	else if (was->place == DONE && is->major && !was->major)
		count(f, is->group, TL_FLOW_REGRADED);
	else if (was->place == DONE)
		count(f, is->group, TL_FLOW_RETURNED);
	if (is->place == DONE)
		count(f, is->group, TL_FLOW_DONE);
	else if (is->place == REFERRED)
		count(f, is->group, TL_FLOW_REFERRED);
}

/* Before the day of its find an act has nothing to act on. */
static int apply(struct flow *f, const struct tl_effective *e)
{
	if (!f->now.exists && e->entry.act != TL_ACT_ADD)
		return 0;
	return tl_step(&f->now, &e->entry, e->on);
}

/* Days on which nothing is entered, from DAY until before UPTO: time alone moves it, where ages are
 * asked for. */
static int pass(struct flow *f, tl_day day, tl_day upto, struct moment *was)
{
	struct moment is;
	int rc = 0;

	for (; !rc && f->by_age && was->place == IN_HAND && day < upto; day++) {
		rc = look(f, &f->now, day, &is);
		if (!rc)
			compare(f, was, &is);
		*was = is;
	}
	return rc;
}

/* The entries E of one hazard, which are in order of days. */
static int live(struct flow *f, const struct tl_effective *e, size_t n)
{
	struct moment was = { .place = AWAY }, is;
	tl_day day = f->first;
	size_t i = 0;
	int rc = 0;

	for (; !rc && i < n && e[i].on < f->first; i++)
		rc = apply(f, &e[i]);
	if (!rc && f->first != TL_NODAY)
		rc = look(f, &f->now, f->first - 1, &was);
	if (!rc && was.place == IN_HAND)
		count(f, was.group, TL_FLOW_OPENING);
	while (!rc && i < n && e[i].on <= f->last) {
		rc = pass(f, day, e[i].on, &was);
		day = e[i].on;
		for (; !rc && i < n && e[i].on == day; i++)
			rc = apply(f, &e[i]);
		if (!rc)
			rc = look(f, &f->now, day, &is);
		if (rc)
			return rc;
		compare(f, &was, &is);
		was = is;
		day++;
	}
	if (!rc)
		rc = pass(f, day, f->last + 1, &was);
	if (!rc && was.place == IN_HAND)
		count(f, was.group, TL_FLOW_CLOSING);
	return rc;
}

/* Nothing happened to it in the period, and it is in hand: it was before. */
static int stayed(struct flow *f, const struct tl_record *r)
{
	struct moment is;
	int rc = look(f, r, f->last, &is);

	if (!rc) {
		count(f, is.group, TL_FLOW_OPENING);
		count(f, is.group, TL_FLOW_CLOSING);
	}
	return rc;
}

/* R as it stands at the end of the period. */
static int see(struct flow *f, const struct tl_record *r)
{
	struct tlsafe *t = f->q->view->t;
	struct tl_status s;
	struct tl_effective *e;
	size_t n;
	bool plain;
	int rc = tl_query_match(f->q, r, TL_MATCH_BUT_FOUND);

	tl_status_of(&s, r);
	if (rc <= 0 || s.state == TL_STATE_VOID)
		return rc < 0 ? rc : 0;
	f->in_hand += place_of(&s) == IN_HAND;
	if (r->last_on < f->first && place_of(&s) != IN_HAND)
		return 0;
	if (r->last_on < f->first && !f->by_age)
		return stayed(f, r);
	tl_arena_reset(&f->scratch);
	rc = tl_effective(&e, &n, &plain, r, &f->q->view->journal, f->q->view->known, &f->scratch);
	if (rc)
		return tl_store_error(t, rc);
	tl_record_clear(&f->now);
	f->now.row = r->row;
	rc = live(f, e, n);
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&t->err) : rc;
}

/* A regular life knows no way back: what the period changed shows at its ends. Of QUIET ones it
 * changed nothing. */
static int see_facts(struct flow *f, const struct tl_search_row *row, bool quiet)
{
	struct moment is = { .place = place_of(&row->stand), .major = row->stand.major };
	struct tl_figure_case k = { .t = f->last, .s = row->stand };
	struct tl_counted seen = { .k = &k, .row = row->row };
	struct moment was;
	struct tl_status eve;
	int rc = tl_groups_find(f->groups, &seen, 0, &is.group);

	if (rc)
		return rc;
	was = is;
	if (!quiet) {
		was.place = AWAY;
		if (f->first != TL_NODAY && tl_fact_stand(&eve, &row->fact, f->first - 1))
			was.place = place_of(&eve);
	}
	if (was.place == IN_HAND)
		count(f, was.group, TL_FLOW_OPENING);
	compare(f, &was, &is);
	if (is.place == IN_HAND)
		count(f, is.group, TL_FLOW_CLOSING);
	f->in_hand += is.place == IN_HAND;
	return 0;
}

static int matters(void *ctx, const struct tl_search_row *row)
{
	struct flow *f = ctx;
	bool quiet = tl_fact_date(row->fact.last_on) < f->first;

	if (quiet && !tl_status_in_hand(&row->stand))
		return 0;
	/* Its record tells of groups, and its entries of what was moved back and forth. */
	if (!row->sure || f->groups->ndims ||
	    (!quiet && row->fact.flags & (TL_FACT_IRREGULAR | TL_FACT_REFUSED)))
		return 1;
	return see_facts(f, row, quiet);
}

static int walk(struct flow *f)
{
	TL_SEARCH search = { .q = f->q, .all_days = true, .wants = matters, .ctx = f };
	TL_RECORD r;
	int rc = tl_search_begin(&search);

	tl_record_init(&r, f->q->kind);
	tl_record_init(&f->now, f->q->kind);
	while (!rc && (rc = tl_search_next(&search, &r)) == 1)
		rc = see(f, &r);
	return rc;
}

/* --- the balance ------------------------------------------------------------- */

static bool balances(const uint64_t *n)
{
	uint64_t in = 0, out = 0;

	for (int i = 0; i < TL_FLOW_COUNT; i++)
		*(flows[i].side > 0 ? &in : &out) += n[i];
	return in == out;
}

/* Each group balances, so does the whole; what moved in has moved out; and what is left is what the
 * records say is in hand. */
static int check(struct flow *f)
{
	struct tl_err *err = &f->q->view->t->err;
	const uint64_t *total = f->groups->total.n;
	bool all = balances(total);

	for (size_t i = 0; i < f->groups->n; i++)
		all &= balances(f->groups->group[i].tally.n);
	if (!all)
		return tl_err_hint(err, TLSAFE_EBUG, "run tlsafe-db check",
		                   "flow: opening + found + returned + regraded + answered + "
		                   "moved_in is not done + referred + moved_out + closing");
	if (total[TL_FLOW_MOVED_IN] != total[TL_FLOW_MOVED_OUT])
		return tl_err_hint(err, TLSAFE_EBUG, "run tlsafe-db check",
		                   "flow: moved_in is not moved_out");
	if (total[TL_FLOW_CLOSING] != f->in_hand)
		return tl_err_hint(err, TLSAFE_EBUG, "run tlsafe-db check",
		                   "flow: closing is %llu, and %llu are in hand",
		                   (unsigned long long)total[TL_FLOW_CLOSING],
		                   (unsigned long long)f->in_hand);
	return 0;
}

/* --- the table --------------------------------------------------------------- */

/* Without groups nothing moves between them. */
static bool shown(const struct flow *f, int i)
{
	return f->groups->ndims || (i != TL_FLOW_MOVED_IN && i != TL_FLOW_MOVED_OUT);
}

static void cells(struct flow *f, const struct tl_tally *tally)
{
	for (int i = 0; i < TL_FLOW_COUNT; i++)
		if (shown(f, i))
			tl_table_number(f->table, tally->n[i]);
}

static int write_groups(struct flow *f)
{
	struct tl_table *t = f->table;
	const struct tl_groups *g = f->groups;
	int rc = 0;

	for (size_t i = 0; !rc && i < g->n; i++) {
		tl_table_row(t);
		rc = tl_table_dims(t, tl_bytes(g->group[i].key, g->group[i].len));
		if (rc)
			return rc;
		cells(f, &g->group[i].tally);
		rc = tl_table_write(t);
	}
	if (rc || !tl_table_wants_total(t))
		return rc;
	tl_table_row(t);
	tl_table_instead(t, tl_table_total(t));
	cells(f, &g->total);
	return tl_table_write(t);
}

/* One line, with what it is of. */
static int write_line(struct flow *f)
{
	struct tl_table *t = f->table;

	tl_table_row(t);
	cells(f, &f->groups->total);
	tl_table_day(t, f->first);
	tl_table_day(t, f->last);
	tl_table_text(t, tl_buf_bytes(&t->anchor));
	return tl_table_write(t);
}

static int write_all(struct flow *f)
{
	struct tl_table *t = f->table;
	int rc;

	tl_table_draw(t, TL_STACKS, "在办流量", "Flow of those in hand");
	tl_table_dim_columns(t);
	for (int i = 0; i < TL_FLOW_COUNT; i++)
		if (shown(f, i))
			tl_table_column(t, flows[i].key, flows[i].zh, flows[i].en,
			                flows[i].side > 0 ? TL_CAME : TL_WENT);
	t->out->bar = t->ncols - 1;	/* closing */
	if (!t->ndims) {
		tl_table_column(t, "first", "首日", "First day", false);
		tl_table_column(t, "last", "末日", "Last day", false);
		tl_table_column(t, "anchor", "锚", "Anchor", false);
	}
	rc = tl_table_columns(t);
	if (rc)
		return rc;
	return t->ndims ? write_groups(f) : write_line(f);
}

/* The end of the period is the day asked about, if that does not come first. */
static int open_view(struct flow *f, struct tl_view *v, struct tl_query *q, struct tlsafe *t,
                     const struct tlsafe_select *s)
{
	struct tlsafe_select until = *s;
	char text[TL_DAY_TEXT];
	tl_day day;
	int rc = tl_figures_ask(v, q, t, s);

	if (rc)
		return rc;
	day = tl_view_day(v);
	if (!tl_query_span(q, &f->first, &f->last) && tl_query_asks_find(q))
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "give one such as found=2018-06",
		                   "flow needs one period");
	if (f->first > day)
		return tl_err_set(&t->err, TLSAFE_EUSAGE,
		                  "flow: the day asked about lies before the period");
	if (f->last >= day) {
		f->last = day;
		return 0;
	}
	until.as_of = tl_day_format(text, f->last);
	tl_query_release(q);
	tl_view_end(v);
	*q = (struct tl_query){ 0 };
	*v = (struct tl_view){ 0 };
	return tl_figures_ask_any_day(v, q, t, &until);
}

int tlsafe_flow(struct tlsafe *t, const struct tlsafe_select *s, const char *dimensions,
                struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(tl_table_release) struct tl_table table = { 0 };
	TL_CLEANUP(release) struct flow f = { .table = &table, .groups = &table.groups, .q = &q };
	int rc = open_view(&f, &v, &q, t, s);

	if (rc)
		return tl_store_error(t, rc);
	if (out->form->picture && !dimensions)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "give --per",
		                   "flow: one line has no picture");
	tl_table_begin(&table, &q, out);
	rc = tl_groups_dimensions(&table.groups, dimensions);
	table.ndims = table.groups.ndims;
	for (size_t i = 0; i < table.ndims; i++)
		f.by_age |= table.groups.dim[i].by == TL_BY_AGE;
	if (!rc && table.groups.by_period)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "ask for one period after the other",
		                   "flow: what is in hand belongs to no month");
	if (!rc)
		rc = tl_groups_ready(&table.groups);
	if (!rc)
		rc = walk(&f);
	if (!rc)
		rc = tl_groups_total(&table.groups);
	if (!rc)
		rc = check(&f);
	if (!rc)
		rc = tl_groups_sort(&table.groups);
	if (!rc && !table.ndims)
		rc = tl_view_anchor(&v, &table.anchor);
	if (!rc)
		rc = write_all(&f);
	if (!rc)
		rc = tl_table_provenance(&table, s, f.last);
	return tl_store_error(t, rc);
}
