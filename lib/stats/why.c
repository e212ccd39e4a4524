/* Which hazards moved a figure between two moments, and by which entry. */
#include "query/line.h"
#include "query/moment.h"
#include "stats/ask.h"
#include "stats/count.h"
#include "store/open.h"

/* One of the two moments, and the hazards as they stood then, by row. */
struct side {
	struct tl_view view;
	struct tl_query query;
	struct tl_count count;
	struct tl_walk walk;
	struct tl_record r;
	bool more;			/* R is one */
};

struct why {
	struct tlsafe *t;
	struct tlsafe_out *out;
	struct side a, b;
	struct tl_record then;		/* at moments between */
	struct tl_arena scratch, entries;
	struct tl_line line;
};

/* What moved a figure. */
struct mover {
	uint64_t txn;			/* 0: time alone, or what is not told */
	enum tl_act_name act;
	tl_day on;
};

static void release_side(struct side *s)
{
	tl_walk_end(&s->walk);
	tl_record_release(&s->r);
	tl_count_end(&s->count);
	tl_query_release(&s->query);
	tl_view_end(&s->view);
}

static void release(struct why *w)
{
	release_side(&w->a);
	release_side(&w->b);
	tl_record_release(&w->then);
	tl_arena_release(&w->scratch);
	tl_arena_release(&w->entries);
	tl_buf_release(&w->line.buf);
}

/* A day is one to stand at the end of; all else says what was known. */
static int open_side(struct side *s, struct tlsafe *t, const struct tlsafe_select *select,
                     const char *moment)
{
	struct tlsafe_select one = *select;
	tl_day day;
	int rc;

	if (tl_day_parse(tl_str(moment), &day))
		one.as_of = moment;
	else
		one.known_at = moment;
	rc = tl_figures_ask(&s->view, &s->query, t, &one);
	if (rc)
		return rc;
	tl_count_begin(&s->count, &s->query);
	tl_record_init(&s->r, s->query.kind);
	return tl_walk_begin(&s->walk, &s->view, s->query.kind);
}

static int next(struct side *s)
{
	int rc = tl_walk_next(&s->walk, &s->r);

	s->more = rc == 1;
	return rc == 1 ? 0 : rc;
}

static int bits_of(struct tl_count *c, const struct tl_record *r, uint32_t *ret)
{
	struct tl_figure_case k;
	bool relevant = false;
	int rc = r->exists ? tl_count_case(c, r, &k, &relevant) : 0;

	*ret = !rc && relevant ? tl_figures_of(&k) : 0;
	return rc;
}

/* --- which entry it was ------------------------------------------------------ */

static uint64_t known_of(const struct side *s)
{
	return s->view.known == UINT64_MAX ? s->view.head.number : s->view.known;
}

/* Which figures count the record in hand at (DAY, KNOWN), carried left out. */
static int bits_at(struct why *w, tl_day day, uint64_t known, uint32_t *ret)
{
	struct tl_count c = w->b.count;
	int rc = tl_formula(&w->then, &w->b.view.journal, day, known, &w->scratch);

	c.t = day;
	c.with_carried = false;
	return rc ? tl_store_error(w->t, rc) : bits_of(&c, &w->then, ret);
}

/* What moved each figure: the last that did, of those that turned it. */
static void note_turn(struct mover *mover, uint32_t *was, uint32_t is, const struct mover *by)
{
	for (uint32_t turned = *was ^ is; turned; turned &= turned - 1)
		mover[__builtin_ctz(turned)] = *by;
	*was = is;
}

/* Of what became known between the two, as things stood on the first one's day. What was carried is
 * not asked for anew: the last entry has moved it. */
static int by_known(struct why *w, uint32_t *was, struct mover *mover)
{
	uint64_t from = known_of(&w->a), upto = known_of(&w->b);
	const struct tl_entry *e;
	int rc = 0;

	for (size_t i = 0; !rc && i < w->then.nruns; i++) {
		const struct tl_run *run = &w->then.run[i];
		struct mover by = { .txn = run->txn };
		uint32_t is;
		if (by.txn <= from || by.txn > upto)
			continue;
		rc = tl_journal_entry(&w->b.view.journal,
		                      (struct tl_place){ run->txn, run->first + run->count - 1 },
		                      &e);
		if (rc)
			break;
		by.act = e->act;
		by.on = e->on;
		rc = bits_at(w, w->a.count.t, by.txn, &is);
		if (!rc)
			note_turn(mover, was, is, &by);
		mover[TL_FIGURE_CARRIED] = by;
	}
	return rc ? tl_store_error(w->t, rc) : 0;
}

/* Of what happened between the two days, as known at the second moment. */
static int by_day(struct why *w, uint32_t *was, struct mover *mover)
{
	struct tl_effective *e;
	size_t n;
	bool plain;
	int rc;

	tl_arena_reset(&w->entries);
	rc = tl_effective(&e, &n, &plain, &w->then, &w->b.view.journal, known_of(&w->b),
	                  &w->entries);
	for (size_t i = 0; !rc && i < n; i++) {
		struct mover by = { e[i].entry.place.txn, e[i].entry.act, e[i].on };
		uint32_t is;
		if (by.on <= w->a.count.t || by.on > w->b.count.t ||
		    (i + 1 < n && e[i + 1].on == by.on))
			continue;
		/* What time alone has done by then is not this one's work. */
		rc = bits_at(w, by.on - 1, known_of(&w->b), &is);
		if (!rc)
			note_turn(mover, was, is, &(struct mover){ .on = TL_NODAY });
		if (!rc)
			rc = bits_at(w, by.on, known_of(&w->b), &is);
		if (!rc)
			note_turn(mover, was, is, &by);
	}
	return rc ? tl_store_error(w->t, rc) : 0;
}

static int find_movers(struct why *w, uint64_t row, uint32_t was, uint32_t is, struct mover *mover)
{
	const uint32_t asked = ~((uint32_t)1 << TL_FIGURE_CARRIED);
	int rc = tl_view_record_on(&w->b.view, w->b.query.kind, row, TL_NOEND, &w->then);

	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		mover[i] = (struct mover){ .on = TL_NODAY };
	was &= asked;
	if (!rc)
		rc = by_known(w, &was, mover);
	if (!rc)
		rc = by_day(w, &was, mover);
	if (!rc)
		note_turn(mover, &was, is & asked, &(struct mover){ .on = TL_NODAY });
	return rc;
}

/* --- what is told ------------------------------------------------------------ */

static int tell(struct why *w, struct tl_bytes id, int figure, bool now, const struct mover *by)
{
	const struct tl_figure *f = &tl_figure_table[figure];
	bool english = tl_line_english(w->t, w->out);
	const char *time = english ? "Time" : "时间";
	char day[TL_DAY_TEXT];

	tl_line_text(&w->line, id);
	tl_line_word(&w->line, tl_str(f->key), tl_str(english ? f->en : f->zh));
	tl_line_number(&w->line, !now);
	tl_line_number(&w->line, now);
	if (by->txn) {
		tl_line_number(&w->line, by->txn);
		tl_line_word(&w->line, tl_str(tl_act_text(by->act)),
		             tl_str(tl_act_label(by->act, english)));
	} else {
		tl_line_text(&w->line, TL_NONE);
		tl_line_word(&w->line, TL_LIT("time"), tl_str(time));
	}
	if (by->on != TL_NODAY)
		tl_line_text(&w->line, tl_str(tl_day_format(day, by->on)));
	else
		tl_line_text(&w->line, TL_NONE);
	return tl_line_write(&w->line, w->t, w->out);
}

/* A hazard that is there at one of the moments, or both. */
static int compare(struct why *w, const struct tl_record *a, const struct tl_record *b)
{
	struct mover mover[TL_FIGURE_COUNT];
	const struct tl_record *r = b ? b : a;
	uint32_t was = 0, is = 0;
	int rc = a ? bits_of(&w->a.count, a, &was) : 0;

	if (!rc && b)
		rc = bits_of(&w->b.count, b, &is);
	if (rc || was == is)
		return rc;
	rc = find_movers(w, r->row, was, is, mover);
	for (uint32_t moved = was ^ is; !rc && moved; moved &= moved - 1) {
		int figure = __builtin_ctz(moved);
		rc = tell(w, tl_record_at(r, TL_F_ID), figure, is >> figure & 1, &mover[figure]);
	}
	return rc;
}

static int compare_all(struct why *w)
{
	struct side *a = &w->a, *b = &w->b;
	int rc = next(a);

	if (!rc)
		rc = next(b);
	while (!rc && (a->more || b->more)) {
		bool in_a = a->more && (!b->more || a->r.row <= b->r.row);
		bool in_b = b->more && (!a->more || b->r.row <= a->r.row);
		const struct tl_record *then = in_a ? &a->r : NULL;
		rc = compare(w, then, in_b ? &b->r : NULL);
		if (!rc && in_a)
			rc = next(a);
		if (!rc && in_b)
			rc = next(b);
	}
	return rc;
}

int tlsafe_why(struct tlsafe *t, const struct tlsafe_select *s, const char *from, const char *upto,
               struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "id", false, "隐患编号", "ID" },	 { "figure", false, "指标", "Figure" },
		{ "before", true, "之前", "Before" },	 { "after", true, "之后", "After" },
		{ "txn", true, "事务", "Transaction" }, { "act", false, "缘由", "By" },
		{ "on", false, "日期", "On" },
	};
	TL_CLEANUP(release) struct why w = { .t = t, .out = out };
	int rc = open_side(&w.a, t, s, from);

	if (!rc)
		rc = open_side(&w.b, t, s, upto);
	if (!rc)
		tl_record_init(&w.then, w.b.query.kind);
	if (!rc && (known_of(&w.a) > known_of(&w.b) || w.a.count.t > w.b.count.t))
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "why: '%s' lies behind '%s'", from, upto);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	if (!rc)
		rc = compare_all(&w);
	return tl_store_error(t, rc);
}
