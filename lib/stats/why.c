/* Which hazards moved a figure between two moments, and by which entry; or a cell of a table that
 * was saved at each of them. */
#include "stats/why.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/line.h"
#include "query/moment.h"
#include "query/provenance.h"
#include "stats/ask.h"
#include "stats/printed.h"
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

/* A row that one of two tables has or both have, and how far its cells were moved. */
struct pair {
	const struct tl_printed_row *in[2];	/* NULL: not in that one */
	struct tl_bytes name;			/* its dimensions, as they stand there */
	int64_t *moved;				/* of each column of figures */
};

/* Two saved tables of one question. */
struct tables {
	struct tl_printed of[2];
	struct tl_buf dims, key;
	/* of each column: the figure in it; -1: none that counts */
	int *figure;
	bool *dim;
	size_t column[TL_FIGURE_COUNT];		/* of a figure, from 1; 0: it is not there */
	struct tl_map *index;			/* name of a row -> its number, from 1 */
	struct pair *pair;
	size_t n, max;
	bool others;				/* some rows stand in one */
};

struct why {
	struct tlsafe *t;
	struct tlsafe_out *out;
	struct side a, b;
	struct tl_groups cells;		/* of tables; else all is one */
	struct tables *tables;		/* NULL: none */
	struct tl_record then;		/* at moments between */
	struct tl_arena scratch, entries;
	struct tl_line line;
	bool sums;			/* each figure is told, not each hazard */
	uint64_t before[TL_FIGURE_COUNT], after[TL_FIGURE_COUNT];
};

/* How one hazard is counted: of each figure, in which cell (from 1); 0: not. */
struct stand {
	uint32_t at[TL_FIGURE_COUNT];
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
	tl_groups_release(&w->cells);
	release_side(&w->a);
	release_side(&w->b);
	tl_record_release(&w->then);
	tl_arena_release(&w->scratch);
	tl_arena_release(&w->entries);
	tl_buf_release(&w->line.buf);
}

static int open_at(struct side *s, struct tlsafe *t, const struct tlsafe_select *select)
{
	int rc = tl_figures_ask(&s->view, &s->query, t, select);

	if (rc)
		return rc;
	tl_count_begin(&s->count, &s->query);
	tl_record_init(&s->r, s->query.kind);
	return tl_walk_begin(&s->walk, &s->view, s->query.kind);
}

/* A day is one to stand at the end of; all else says what was known. */
static struct tl_moment moment_of(const char *text)
{
	struct tl_moment m = { .name = text };
	tl_day day;

	if (tl_day_parse(tl_str(text), &day))
		m.as_of = text;
	else
		m.known_at = text;
	return m;
}

static int open_side(struct side *s, struct tlsafe *t, const struct tlsafe_select *select,
                     const struct tl_moment *moment)
{
	struct tlsafe_select one = *select;

	if (moment->as_of)
		one.as_of = moment->as_of;
	if (moment->known_at)
		one.known_at = moment->known_at;
	return open_at(s, t, &one);
}

static int next(struct side *s)
{
	int rc = tl_walk_next(&s->walk, &s->r);

	s->more = rc == 1;
	return rc == 1 ? 0 : rc;
}

/* Each figure goes by the day of its own sort. */
static int place(struct why *w, const struct tl_counted *seen, struct stand *ret)
{
	size_t cell[3] = { 1, 1, 1 };
	int rc = 0;

	for (int due = 0; !rc && w->cells.ndims && due < 3; due++)
		rc = tl_groups_find(&w->cells, seen, due, &cell[due]);
	for (uint32_t bits = seen->figures; !rc && bits; bits &= bits - 1) {
		int figure = __builtin_ctz(bits);
		ret->at[figure] = (uint32_t)cell[tl_figure_table[figure].due];
	}
	return rc;
}

static int stand_of(struct why *w, struct tl_count *c, const struct tl_record *r, struct stand *ret)
{
	struct tl_figure_case k;
	bool relevant = false;
	int rc = r->exists ? tl_count_case(c, r, &k, &relevant) : 0;

	*ret = (struct stand){ { 0 } };
	if (rc || !relevant)
		return rc;
	return place(w, &(struct tl_counted){ .k = &k,
	                                      .figures = tl_figures_of(&k),
	                                      .row = r->row,
	                                      .r = r },
	             ret);
}

/* --- which entry it was ------------------------------------------------------ */

static uint64_t known_of(const struct side *s)
{
	return s->view.known == UINT64_MAX ? s->view.head.number : s->view.known;
}

/* How the record in hand counts at (DAY, KNOWN), carried left out. */
static int stand_at(struct why *w, tl_day day, uint64_t known, struct stand *ret)
{
	struct tl_count c = w->b.count;
	int rc = tl_formula(&w->then, &w->b.view.journal, day, known, &w->scratch);

	c.t = day;
	c.with_carried = false;
	return rc ? tl_store_error(w->t, rc) : stand_of(w, &c, &w->then, ret);
}

/* What moved each figure: the last that did, of those that turned it. */
static void note_turn(struct mover *mover, struct stand *was, const struct stand *is,
                      const struct mover *by)
{
	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		if (i != TL_FIGURE_CARRIED && was->at[i] != is->at[i])
			mover[i] = *by;
	*was = *is;
}

/* Of what became known between the two, as things stood on the first one's day. What was carried is
 * not asked for anew: the last entry has moved it. */
static int by_known(struct why *w, struct stand *was, struct mover *mover)
{
	uint64_t from = known_of(&w->a), upto = known_of(&w->b);
	const struct tl_entry *e;
	int rc = 0;

	for (size_t i = 0; !rc && i < w->then.nruns; i++) {
		const struct tl_run *run = &w->then.run[i];
		struct mover by = { .txn = run->txn };
		struct stand is;
		if (by.txn <= from || by.txn > upto)
			continue;
		rc = tl_journal_entry(&w->b.view.journal,
		                      (struct tl_place){ run->txn, run->first + run->count - 1 },
		                      &e);
		if (rc)
			break;
		by.act = e->act;
		by.on = e->on;
		rc = stand_at(w, w->a.count.t, by.txn, &is);
		if (!rc)
			note_turn(mover, was, &is, &by);
		mover[TL_FIGURE_CARRIED] = by;
	}
	return rc ? tl_store_error(w->t, rc) : 0;
}

/* Of what happened between the two days, as known at the second moment. */
static int by_day(struct why *w, struct stand *was, struct mover *mover)
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
		struct stand is;
		if (by.on <= w->a.count.t || by.on > w->b.count.t ||
		    (i + 1 < n && e[i + 1].on == by.on))
			continue;
		/* What time alone has done by then is not this one's work. */
		rc = stand_at(w, by.on - 1, known_of(&w->b), &is);
		if (!rc)
			note_turn(mover, was, &is, &(struct mover){ .on = TL_NODAY });
		if (!rc)
			rc = stand_at(w, by.on, known_of(&w->b), &is);
		if (!rc)
			note_turn(mover, was, &is, &by);
	}
	return rc ? tl_store_error(w->t, rc) : 0;
}

static int find_movers(struct why *w, uint64_t row, struct stand was, const struct stand *is,
                       struct mover *mover)
{
	int rc = tl_view_record_on(&w->b.view, w->b.query.kind, row, TL_NOEND, &w->then);

	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		mover[i] = (struct mover){ .on = TL_NODAY };
	if (!rc)
		rc = by_known(w, &was, mover);
	if (!rc)
		rc = by_day(w, &was, mover);
	if (!rc)
		note_turn(mover, &was, is, &(struct mover){ .on = TL_NODAY });
	return rc;
}

/* --- tables ------------------------------------------------------------------- */

static void release_tables(struct tables *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->pair[i].moved);
	tl_printed_release(&s->of[0]);
	tl_printed_release(&s->of[1]);
	tl_buf_release(&s->dims);
	tl_buf_release(&s->key);
	free(s->figure);
	free(s->dim);
	free(s->pair);
	tl_map_freep(&s->index);
}

static bool same_cells(const struct tl_printed_row *a, const struct tl_printed_row *b)
{
	bool same = a->n == b->n;

	for (size_t i = 0; same && i < a->n; i++)
		same = tl_eq(a->cell[i], b->cell[i]);
	return same;
}

/* Both ask the same. */
static int check_same(struct tlsafe *t, const struct tables *s)
{
	const struct tl_printed *a = &s->of[0], *b = &s->of[1];
	struct tl_bytes was = a->about[TL_ABOUT_FILTER], is = b->about[TL_ABOUT_FILTER];
	const char *hint = "ask both with the same words, and of the same figures";

	if (!tl_eq(was, is))
		return tl_err_hint(&t->err, TLSAFE_EINPUT, hint,
		                   "%s and %s are of different filters: '%.*s' and '%.*s'", a->name,
		                   b->name, (int)was.len, was.data, (int)is.len, is.data);
	if (!tl_eq(a->about[TL_ABOUT_CUT], b->about[TL_ABOUT_CUT]))
		return tl_err_hint(&t->err, TLSAFE_EINPUT, "set month_cut was changed between them",
		                   "%s and %s: their months end with different days", a->name,
		                   b->name);
	if (!same_cells(&a->heading, &b->heading))
		return tl_err_hint(&t->err, TLSAFE_EINPUT, hint,
		                   "%s and %s have different columns", a->name, b->name);
	return 0;
}

/* A heading without the day that its months end with. */
static struct tl_bytes heading_at(const struct tables *s, size_t i)
{
	static const char *const cuts[] = { "（至", " (to day " };
	struct tl_bytes h = s->of[0].heading.cell[i];

	for (size_t k = 0; k < TL_LEN(cuts); k++) {
		const char *at = memmem(h.data, h.len, cuts[k], strlen(cuts[k]));
		if (at)
			return tl_bytes(h.data, (size_t)(at - h.data));
	}
	return h;
}

/* What stands in rate behind the figures. */
static bool says_moment(struct tl_bytes heading)
{
	static const char *const words[] = { "as_of", "anchor" };
	const enum tl_about abouts[] = { TL_ABOUT_AS_OF, TL_ABOUT_ANCHOR };
	bool is = false;

	for (size_t i = 0; i < TL_LEN(words); i++)
		is |= tl_eqs(heading, words[i]) || tl_eqs(heading, tl_about_words[abouts[i]].zh) ||
		      tl_eqs(heading, tl_about_words[abouts[i]].en);
	return is;
}

static int read_figure(struct tlsafe *t, struct tables *s, size_t i, struct tl_bytes heading)
{
	struct tl_measure m;

	s->figure[i] = -1;
	if (says_moment(heading))
		return 0;
	if (tl_measure_find(&m, heading, "a figure", &t->err)) {
		tl_err_clear(&t->err);
		return tl_err_hint(&t->err, TLSAFE_EINPUT,
		                   "compare tables of rate, by without --across and --against, or "
		                   "trend",
		                   "%s: '%.*s' is neither a dimension nor a figure", s->of[0].name,
		                   (int)heading.len, heading.data);
	}
	if (m.is == TL_MEASURE_FIGURE) {
		s->figure[i] = m.index;
		s->column[m.index] = i + 1;
	}
	return 0;
}

/* Dimensions stand first, some with a name beside them; then figures. */
static int read_headings(struct tlsafe *t, struct tables *s, const struct tl_kind *kind)
{
	size_t n = s->of[0].heading.n, i = 0;
	struct tl_err ignored = { 0 };
	struct tl_dimension d;
	int rc = 0;

	s->figure = calloc(n + 1, sizeof(*s->figure));
	s->dim = calloc(n + 1, sizeof(*s->dim));
	if (!s->figure || !s->dim)
		return tl_err_memory(&t->err);
	for (; i < n && !tl_dimension_find(&d, kind, heading_at(s, i), &ignored); i++) {
		struct tl_bytes h = heading_at(s, i);
		tl_buf_printf(&s->dims, "%s%.*s", s->dims.len ? "," : "", (int)h.len, h.data);
		s->dim[i] = true;
		s->figure[i] = -1;
		if (tl_dimension_name(&d) && i + 1 < n)
			s->figure[++i] = -1;
	}
	for (; !rc && i < n; i++)
		rc = read_figure(t, s, i, heading_at(s, i));
	return !rc && s->dims.failed ? tl_err_memory(&t->err) : rc;
}

/* Appends the next part of the name of a row. */
static void put_part(struct tl_buf *name, struct tl_bytes part, bool first)
{
	tl_buf_str(name, first ? "" : "、");
	tl_buf_add(name, part);
}

static int pair_row(struct tlsafe *t, struct tables *s, int which, const struct tl_printed_row *r)
{
	struct tl_printed *p = &s->of[which];
	bool made, ok = true, first = true;
	uint64_t *slot;
	struct pair *it;

	tl_buf_clear(&s->key);
	for (size_t i = 0; i < r->n; i++)
		if (s->dim[i]) {
			put_part(&s->key, r->cell[i], first);
			first = false;
		}
	tl_buf_str(&s->key, "");
	slot = s->key.failed ? NULL : tl_map_put(s->index, tl_buf_bytes(&s->key), &made);
	if (!slot || (made && !TL_GROW(s->pair, s->n, s->max)))
		return tl_err_memory(&t->err);
	if (made) {
		s->pair[s->n] = (struct pair){
			.name = tl_arena_dup(&p->arena, tl_buf_bytes(&s->key), &ok),
			.moved = calloc(r->n + 1, sizeof(int64_t))
		};
		ok &= s->pair[s->n].moved != NULL;
		*slot = ++s->n;
	}
	it = &s->pair[*slot - 1];
	if (ok && it->in[which])
		return tl_err_hint(&t->err, TLSAFE_EINPUT, "save it anew, and leave it as it is",
		                   "%s:%llu: '%.*s' has a row already", p->name,
		                   (unsigned long long)r->line, (int)it->name.len, it->name.data);
	it->in[which] = r;
	return ok ? 0 : tl_err_memory(&t->err);
}

static int pair_rows(struct tlsafe *t, struct tables *s)
{
	int rc = 0;

	s->index = tl_map_new();
	if (!s->index)
		return tl_err_memory(&t->err);
	for (int which = 0; which < 2; which++)
		for (size_t i = 0; !rc && i < s->of[which].n; i++) {
			const struct tl_printed_row *r = &s->of[which].row[i];
			enum tl_table_sum sum = s->dims.len ? tl_table_is_sum(r->cell[0]) :
			                                      TL_NO_SUM;
			s->others |= sum == TL_SUM_OF_OTHERS;
			if (sum != TL_SUM_OF_ALL)
				rc = pair_row(t, s, which, r);
		}
	return rc;
}

/* The row of the tables that a cell stands in, by codes or by labels; NULL: in none. */
static int pair_of(struct why *w, uint32_t cell, struct pair **ret)
{
	enum { CODES, CHINESE, ENGLISH, WAYS };
	const struct tl_group *it = w->cells.ndims ? &w->cells.group[cell - 1] : NULL;
	struct tables *s = w->tables;
	uint64_t *slot = NULL;
	TL_BUF name = { 0 };
	int rc = 0;

	for (int way = CODES; !rc && !slot && way < WAYS; way++) {
		struct tl_bytes key = it ? tl_bytes(it->key, it->len) : TL_NONE;
		tl_buf_clear(&name);
		tl_buf_str(&name, "");
		for (size_t i = 0; !rc && i < w->cells.ndims; i++) {
			struct tl_bytes v = tl_groups_next(&key);
			put_part(&name, TL_LIT(""), !i);
			if (way == CODES)
				tl_dimension_code(&w->cells.dim[i], v, &name);
			else
				rc = tl_dimension_label(&w->cells.dim[i], &w->b.query, v,
				                        way == ENGLISH, &name);
		}
		if (!rc && name.failed)
			rc = tl_err_memory(&w->t->err);
		if (!rc)
			slot = tl_map_get(s->index, tl_buf_bytes(&name));
	}
	*ret = slot ? &s->pair[*slot - 1] : NULL;
	return rc;
}

static bool cell_number(const struct pair *p, int which, size_t column, int64_t *ret)
{
	struct tl_bytes text = TL_LIT("0");
	bool good;

	if (p->in[which])
		text = p->in[which]->cell[column];
	good = text.len && text.len <= 18;
	*ret = 0;
	for (size_t i = 0; good && i < text.len; i++) {
		good = text.data[i] >= '0' && text.data[i] <= '9';
		*ret = *ret * 10 + (text.data[i] - '0');
	}
	return good;
}

static int check_cell(struct why *w, const struct pair *p, size_t column)
{
	const struct tables *s = w->tables;
	struct tl_bytes heading = s->of[0].heading.cell[column];
	int64_t was, is;
	const char *gap = p->name.len ? ", " : "";

	if (cell_number(p, 0, column, &was) && cell_number(p, 1, column, &is) &&
	    is - was == p->moved[column])
		return 0;
	return tl_err_hint(&w->t->err, TLSAFE_EINPUT,
	                   "a table was changed since it was saved; save it anew with its "
	                   "--as-of and --known-at",
	                   "%s and %s differ in %.*s%s%.*s by something else than the %+lld that "
	                   "entries and time moved it",
	                   s->of[0].name, s->of[1].name, (int)p->name.len, p->name.data, gap,
	                   (int)heading.len, heading.data, (long long)p->moved[column]);
}

/* What moved it is all by which the tables differ. A row that is not in one of them is blank
 * there, unless others are summed up in a row. */
static int check_moved(struct why *w)
{
	const struct tables *s = w->tables;
	int rc = 0;

	for (size_t i = 0; s && !rc && i < s->n; i++) {
		const struct pair *p = &s->pair[i];
		if (s->others && (!p->in[0] || !p->in[1] || tl_table_is_sum(p->name)))
			continue;
		for (size_t k = 0; !rc && k < s->of[0].heading.n; k++)
			if (s->figure[k] >= 0)
				rc = check_cell(w, p, k);
	}
	return rc;
}

/* --- what is told ------------------------------------------------------------ */

static void tell_number(struct why *w, const struct pair *p, int which, size_t column)
{
	int64_t n;

	if (p && p->in[which] && cell_number(p, which, column, &n))
		tl_line_number(&w->line, (uint64_t)n);
	else
		tl_line_text(&w->line, TL_NONE);
}

/* The cell of the tables that is moved, and what stands in it. */
static int tell_cell(struct why *w, uint32_t cell, int figure, bool now)
{
	size_t column = w->tables->column[figure] - 1;
	struct pair *p;
	int rc = pair_of(w, cell, &p);

	if (p)
		p->moved[column] += now ? 1 : -1;
	tl_line_text(&w->line, p ? p->name : TL_NONE);
	tell_number(w, p, 0, column);
	tell_number(w, p, 1, column);
	return rc;
}

static int tell(struct why *w, struct tl_bytes id, int figure, uint32_t cell, bool now,
                const struct mover *by)
{
	const struct tl_figure *f = &tl_figure_table[figure];
	bool english = tl_line_english(w->t, w->out);
	const char *time = english ? "Time" : "时间";
	char day[TL_DAY_TEXT];
	int rc = 0;

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
	if (w->tables)
		rc = tell_cell(w, cell, figure, now);
	return rc ? rc : tl_line_write(&w->line, w->t, w->out);
}

/* From one cell, to another: either may be none. */
static int tell_move(struct why *w, const struct tl_record *r, int figure, uint32_t from,
                     uint32_t upto, const struct mover *by)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID);
	int rc = 0;

	if (from == upto || (w->tables && !w->tables->column[figure]))
		return 0;
	if (from)
		rc = tell(w, id, figure, from, false, by);
	return rc || !upto ? rc : tell(w, id, figure, upto, true, by);
}

/* A hazard that is there at one of the moments, or both. */
static int compare(struct why *w, const struct tl_record *a, const struct tl_record *b)
{
	struct mover mover[TL_FIGURE_COUNT];
	const struct tl_record *r = b ? b : a;
	struct stand was = { { 0 } }, is = { { 0 } };
	int rc = a ? stand_of(w, &w->a.count, a, &was) : 0;

	if (!rc && b)
		rc = stand_of(w, &w->b.count, b, &is);
	for (int i = 0; i < TL_FIGURE_COUNT; i++) {
		w->before[i] += was.at[i] > 0;
		w->after[i] += is.at[i] > 0;
	}
	if (rc || w->sums || !memcmp(&was, &is, sizeof(was)))
		return rc;
	rc = find_movers(w, r->row, was, &is, mover);
	for (int i = 0; !rc && i < TL_FIGURE_COUNT; i++)
		rc = tell_move(w, r, i, was.at[i], is.at[i], &mover[i]);
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

static int tell_figures(struct why *w)
{
	bool english = tl_line_english(w->t, w->out);
	char change[24];
	int rc = 0;

	for (int i = 0; !rc && i < TL_FIGURE_COUNT; i++) {
		const struct tl_figure *f = &tl_figure_table[i];
		if (w->before[i] == w->after[i])
			continue;
		snprintf(change, sizeof(change), "%+lld",
		         (long long)(w->after[i] - w->before[i]));
		tl_line_word(&w->line, tl_str(f->key), tl_str(english ? f->en : f->zh));
		tl_line_number(&w->line, w->before[i]);
		tl_line_number(&w->line, w->after[i]);
		tl_line_text(&w->line, tl_str(change));
		rc = tl_line_write(&w->line, w->t, w->out);
	}
	return rc;
}

static int write_all(struct why *w, const char *from, const char *upto)
{
	static const struct tl_line_column figures[] = {
		{ "figure", false, "指标", "Figure" },
		{ "before", true, "之前", "Before" },
		{ "after", true, "之后", "After" },
		{ "change", false, "变化", "Change" },
	};
	static const struct tl_line_column columns[] = {
		{ "id", false, "隐患编号", "ID" },	 { "figure", false, "指标", "Figure" },
		{ "before", true, "之前", "Before" },	 { "after", true, "之后", "After" },
		{ "txn", true, "事务", "Transaction" }, { "act", false, "缘由", "By" },
		{ "on", false, "日期", "On" },		 { "row", false, "行", "Row" },
		{ "first", true, "前表", "First table" },
		{ "second", true, "后表", "Second table" },
	};
	size_t n = w->tables ? TL_LEN(columns) : TL_LEN(columns) - 3;
	int rc;

	if (known_of(&w->a) > known_of(&w->b) || w->a.count.t > w->b.count.t)
		return tl_err_hint(&w->t->err, TLSAFE_EUSAGE, "name the earlier one first",
		                   "why: '%s' lies behind '%s'", from, upto);
	tl_record_init(&w->then, w->b.query.kind);
	rc = w->sums ? tl_line_columns(w->t, w->out, figures, TL_LEN(figures)) :
	               tl_line_columns(w->t, w->out, columns, n);
	if (!rc)
		rc = compare_all(w);
	if (!rc && w->sums)
		rc = tell_figures(w);
	return rc ? rc : check_moved(w);
}

/* What each side is of. */
static int write_sides(struct why *w, const struct tlsafe_select *a, const struct tlsafe_select *b)
{
	const bool english = tl_line_english(w->t, w->out);
	int rc = tl_provenance_write(&w->a.view, a, w->a.count.t, english ? "Before" : "之前",
	                             w->out);

	if (rc)
		return rc;
	return tl_provenance_write(&w->b.view, b, w->b.count.t, english ? "After" : "之后",
	                           w->out);
}

int tl_why(struct tlsafe *t, const struct tlsafe_select *s, const struct tl_moment *from,
           const struct tl_moment *upto, bool each, struct tlsafe_out *out)
{
	TL_CLEANUP(release) struct why w = { .t = t, .out = out, .sums = !each };
	int rc = open_side(&w.a, t, s, from);

	if (!rc)
		rc = open_side(&w.b, t, s, upto);
	if (!rc)
		rc = write_all(&w, from->name, upto->name);
	if (!rc)
		rc = write_sides(&w, s, s);
	return tl_store_error(t, rc);
}

int tlsafe_why(struct tlsafe *t, const struct tlsafe_select *s, const char *from, const char *upto,
               struct tlsafe_out *out)
{
	const struct tl_moment a = moment_of(from), b = moment_of(upto);

	return tl_why(t, s, &a, &b, true, out);
}

/* What was asked for a table. */
static struct tlsafe_select asked_for(const struct tl_printed *p)
{
	return (struct tlsafe_select){ .kind = "hazard",
		                       .words = p->word,
		                       .nwords = p->nwords,
		                       .as_of = p->about[TL_ABOUT_AS_OF].data,
		                       .known_at = p->about[TL_ABOUT_ANCHOR].data };
}

int tlsafe_why_tables(struct tlsafe *t, const struct tlsafe_printed *from,
                      const struct tlsafe_printed *upto, struct tlsafe_out *out)
{
	TL_CLEANUP(release_tables) struct tables tables = { .others = false };
	TL_CLEANUP(release) struct why w = { .t = t, .out = out, .tables = &tables };
	struct tlsafe_select asked[2];
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_printed_read(&tables.of[0], from->fd, from->name, &t->err);
	if (!rc)
		rc = tl_printed_read(&tables.of[1], upto->fd, upto->name, &t->err);
	if (!rc)
		rc = check_same(t, &tables);
	for (size_t i = 0; !rc && i < TL_LEN(asked); i++) {
		asked[i] = asked_for(&tables.of[i]);
		rc = open_at(i ? &w.b : &w.a, t, &asked[i]);
	}
	if (!rc)
		rc = read_headings(t, &tables, w.b.query.kind);
	if (!rc)
		rc = pair_rows(t, &tables);
	if (rc)
		return tl_store_error(t, rc);
	tl_groups_begin(&w.cells, &w.b.query);
	if (tables.dims.len)
		rc = tl_groups_dimensions(&w.cells, tables.dims.data);
	if (!rc)
		rc = tl_groups_ready(&w.cells);
	if (!rc)
		rc = write_all(&w, from->name, upto->name);
	if (!rc)
		rc = write_sides(&w, &asked[0], &asked[1]);
	return tl_store_error(t, rc);
}
