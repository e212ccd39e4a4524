/* Figures counted into groups by dimensions. */
#include "stats/groups.h"

#include <stdlib.h>

#include "kv/key.h"
#include "query/order.h"
#include "stats/cells.h"
#include "store/settings.h"

/* Rows of one group that the same figures count are added up here, before the map of all groups is
 * asked: most rows are like many others. */
#define RECENT 4096
struct recent {
	uint32_t number[TL_DIMENSIONS], figures;
	uint32_t group;			/* index + 1 */
	uint64_t count;
};

/* Rows of blocks are counted in cells, those of figures that go by another day in cells of their
 * own, and these are added to the groups in the end. */
#define DUES 3
struct at_once {
	struct tl_cells cells[DUES];
	uint16_t figures[TL_BLOCK_ROWS];
	uint32_t number[TL_BLOCK_ROWS], code[TL_BLOCK_ROWS];
	uint32_t *period[TL_DIMENSIONS];	/* by number of a day: that of its period, + 1 */
};

static void at_once_free(struct at_once *o)
{
	for (int i = 0; o && i < DUES; i++)
		tl_cells_release(&o->cells[i]);
	for (int i = 0; o && i < TL_DIMENSIONS; i++)
		free(o->period[i]);
	free(o);
}

void tl_groups_release(struct tl_groups *g)
{
	free(g->recent);
	at_once_free(g->at_once);
	tl_count_end(&g->count);
	tl_map_freep(&g->index);
	tl_map_freep(&g->numbers);
	tl_map_freep(&g->units);
	for (size_t i = 0; i < g->n; i++) {
		free(g->group[i].key);
		tl_tally_release(&g->group[i].tally);
	}
	free(g->group);
	free(g->order);
	tl_tally_release(&g->total);
	tl_measures_release(&g->measures);
	tl_buf_release(&g->key);
	tl_buf_release(&g->label);
}

void tl_groups_begin(struct tl_groups *g, struct tl_query *q)
{
	*g = (struct tl_groups){ .t = q->view->t };
	tl_count_begin(&g->count, q);
}

static int add_dimension(struct tl_groups *g, struct tl_bytes name)
{
	struct tl_dimension *d = &g->dim[g->ndims];
	int rc;

	if (g->ndims == TL_DIMENSIONS)
		return tl_err_set(&g->t->err, TLSAFE_EUSAGE, "by: at most %d dimensions",
		                  TL_DIMENSIONS);
	rc = tl_dimension_find(d, g->count.q->kind, name, &g->t->err);
	if (!rc && d->by == TL_BY_MONTH)
		rc = tl_settings_month_cut(g->count.q->view, &d->cut);
	if (rc)
		return rc;
	tl_dimension_want(d, &g->count);
	if (tl_dimension_period(d)) {
		g->by_period = true;
		/* one period has one eve; rows by period have many */
		g->count.with_carried = false;
	}
	g->by_text |= d->by == TL_BY_FIELD && d->fact < 0;
	g->ndims++;
	return 0;
}

int tl_groups_figures(struct tl_groups *g, const char *words)
{
	return tl_measures_read(&g->measures, words, &g->count, &g->t->err);
}

int tl_groups_dimensions(struct tl_groups *g, const char *words)
{
	struct tl_bytes name;
	int rc = 0;

	while (!rc && tl_next_word(&words, &name))
		rc = add_dimension(g, name);
	return rc;
}

/* --- keys -------------------------------------------------------------------- */

void tl_groups_key(struct tl_buf *key, struct tl_bytes v)
{
	tl_buf_char(key, v.len ? 1 : 2);
	tl_key_text(key, v.len ? v : TL_LIT(""));
}

struct tl_bytes tl_groups_next(struct tl_bytes *key)
{
	struct tl_bytes v;

	key->data++;
	key->len--;
	return tl_key_take_text(key, &v) && v.len ? v : TL_NONE;
}

static int group_of(struct tl_groups *g, struct tl_bytes key, size_t *ret)
{
	struct tl_group *it;
	bool made;
	uint64_t *slot = tl_map_put(g->index, key, &made);

	if (!slot)
		return tl_err_memory(&g->t->err);
	if (made) {
		if (!TL_GROW(g->group, g->n, g->max))
			return tl_err_memory(&g->t->err);
		it = &g->group[g->n];
		*it = (struct tl_group){ .key = malloc(key.len + 1), .len = key.len };
		if (!it->key)
			return tl_err_memory(&g->t->err);
		memcpy(it->key, key.data, key.len);
		*slot = ++g->n;
	}
	*ret = *slot;
	return 0;
}

int tl_groups_make(struct tl_groups *g, struct tl_bytes key)
{
	size_t ignored;

	return group_of(g, key, &ignored);
}

/* The day whose period a figure is counted in. */
static tl_day counted_day(const struct tl_figure_case *k, int due)
{
	if (due == 1)
		return k->s.deadline;
	return due == 2 ? k->s.due : k->s.found;
}

/* The group of what was seen, by texts; its period is read from the date that the figure goes
 * by. */
static int group_by_text(struct tl_groups *g, const struct tl_counted *seen, int due, size_t *ret)
{
	struct tl_bytes v;
	int rc = 0;

	tl_buf_clear(&g->key);
	for (size_t i = 0; !rc && i < g->ndims; i++) {
		rc = tl_dimension_text(&g->dim[i], &g->count, seen, counted_day(seen->k, due),
		                       &g->label, &v);
		if (!rc)
			tl_groups_key(&g->key, v);
	}
	if (!rc && g->key.failed)
		rc = tl_err_memory(&g->t->err);
	return rc ? rc : group_of(g, tl_buf_bytes(&g->key), ret);
}

/* --- counting ---------------------------------------------------------------- */

static void settle(struct tl_groups *g, struct recent *r)
{
	if (r->count)
		tl_tally_count(&g->group[r->group - 1].tally, r->figures, r->count);
	r->count = 0;
}

/* Facts give numbers, whose texts are looked up once for each group. */
static int add_by_numbers(struct tl_groups *g, const struct tl_counted *seen, int due,
                          uint32_t figures, size_t *ret)
{
	const tl_day day = counted_day(seen->k, due);
	uint32_t number[TL_DIMENSIONS], hash = figures;
	struct recent *recent;
	size_t group;
	uint64_t *slot;
	bool same = true;
	int rc = 0;

	for (size_t i = 0; i < g->ndims; i++) {
		number[i] = tl_dimension_number(&g->dim[i], &g->count, seen, day);
		hash = (hash ^ number[i]) * 0x9e3779b1u;
	}
	recent = &g->recent[(hash ^ hash >> 15) % RECENT];
	for (size_t i = 0; i < g->ndims; i++)
		same &= recent->number[i] == number[i];
	if (same && recent->group && recent->figures == figures) {
		recent->count++;
		*ret = recent->group;
		return 0;
	}
	slot = tl_map_put(g->numbers, tl_bytes(number, g->ndims * sizeof(*number)), NULL);
	if (!slot)
		return tl_err_memory(&g->t->err);
	group = *slot;
	if (!group) {
		rc = group_by_text(g, seen, due, &group);
		*slot = group;
	}
	settle(g, recent);
	recent->group = (uint32_t)group;
	recent->figures = figures;
	recent->count = 1;
	for (size_t i = 0; i < g->ndims; i++)
		recent->number[i] = number[i];
	*ret = group;
	return rc;
}

static int add(struct tl_groups *g, const struct tl_counted *seen, int due, uint32_t figures)
{
	size_t group;
	int rc;

	if (seen->b && !g->by_text) {
		rc = add_by_numbers(g, seen, due, figures, &group);
	} else {
		rc = group_by_text(g, seen, due, &group);
		if (!rc)
			tl_tally_count(&g->group[group - 1].tally, figures, 1);
	}
	if (rc || due || !(g->measures.days || g->measures.sums))
		return rc;
	return tl_measures_add(&g->measures, &g->count, seen, &g->group[group - 1].tally);
}

/* Of the figures that are asked for those that go by a day (counted_day); without periods all go
 * by the first. */
static uint32_t figures_by(const struct tl_groups *g, int due)
{
	static const uint32_t by_due[] = {
#define X(name, key, zh, en, about, due, counts) | (uint32_t)(due == 0) << TL_FIGURE_##name
		0 TL_FIGURES(X),
#undef X
#define X(name, key, zh, en, about, due, counts) | (uint32_t)(due == 1) << TL_FIGURE_##name
		0 TL_FIGURES(X),
#undef X
#define X(name, key, zh, en, about, due, counts) | (uint32_t)(due == 2) << TL_FIGURE_##name
		0 TL_FIGURES(X),
#undef X
	};

	if (g->by_period)
		return g->measures.figures & by_due[due];
	return due ? 0 : g->measures.figures;
}

static int add_to_group(void *ctx, const struct tl_counted *seen)
{
	struct tl_groups *g = ctx;
	int rc = 0;

	for (int due = 0; !rc && due < DUES; due++) {
		uint32_t figures = seen->figures & figures_by(g, due);
		if (figures)
			rc = add(g, seen, due, figures);
	}
	return rc;
}

/* --- whole blocks ------------------------------------------------------------ */

/* Row I of a block, as far as its group goes by it. */
static void seen_in_block(struct tl_counted *ret, struct tl_figure_case *k,
                          const struct tl_fact_block *b, const struct tl_block_rows *rows, size_t i)
{
	*k = (struct tl_figure_case){ .t = TL_NODAY };
	k->s.found = tl_fact_date(tl_fact_u16(b->column[TL_FACT_found], i));
	k->s.deadline = tl_fact_date(rows->deadline[i]);
	k->s.due = tl_fact_date(rows->due[i]);
	*ret = (struct tl_counted){
		.k = k, .row = tl_fact_row_number(b, i), .b = b, .i = i
	};
}

/* The period of each row by the day that figures go by. */
static int period_numbers(struct tl_groups *g, size_t d, const struct tl_fact_block *b,
                          const struct tl_block_rows *rows, int due)
{
	struct at_once *o = g->at_once;
	const uint16_t *days = due == 1 ? rows->deadline : rows->due;

	if (!o->period[d])
		o->period[d] = calloc(UINT16_MAX + 1, sizeof(*o->period[d]));
	if (!o->period[d])
		return tl_err_memory(&g->t->err);
	for (size_t i = 0; i < b->n; i++) {
		uint32_t day = due ? days[i] : tl_fact_u16(b->column[TL_FACT_found], i);
		uint32_t *number = &o->period[d][day];
		if (!*number && o->figures[i])
			*number = tl_dimension_other(&g->dim[d], NULL, tl_fact_date(day)) + 1;
		o->number[i] = *number;
	}
	return 0;
}

static int block_numbers(struct tl_groups *g, size_t d, const struct tl_fact_block *b,
                         const struct tl_block_rows *rows, int due)
{
	const struct tl_dimension *by = &g->dim[d];

	if (tl_dimension_period(by))
		return period_numbers(g, d, b, rows, due);
	for (size_t i = 0; i < b->n; i++)
		g->at_once->number[i] = tl_count_symbol(&g->count, b, i, by->fact);
	return 0;
}

/* Cells that came with this block get their groups; rows without a cell are added one by one. */
static int block_groups(struct tl_groups *g, struct tl_cells *cells, const struct tl_fact_block *b,
                        const struct tl_block_rows *rows, int due)
{
	struct at_once *o = g->at_once;
	struct tl_figure_case k;
	struct tl_counted seen;
	size_t group;
	int rc = 0;

	for (size_t i = 0; !rc && i < b->n; i++) {
		bool none = o->code[i] == TL_CELLS_NONE;
		if (!o->figures[i] || (!none && cells->group[o->code[i]]))
			continue;
		seen_in_block(&seen, &k, b, rows, i);
		if (none) {
			rc = add_by_numbers(g, &seen, due, o->figures[i], &group);
			continue;
		}
		rc = group_by_text(g, &seen, due, &group);
		cells->group[o->code[i]] = (uint32_t)group;
	}
	return rc;
}

static int add_block_by(struct tl_groups *g, const struct tl_fact_block *b,
                        const struct tl_block_rows *rows, int due)
{
	struct at_once *o = g->at_once;
	struct tl_cells *cells = &o->cells[due];
	const uint16_t figures = (uint16_t)figures_by(g, due);
	int rc = 0;

	if (!figures)
		return 0;
	for (size_t i = 0; i < b->n; i++)
		o->figures[i] = rows->figures[i] & figures;
	memset(o->code, 0, b->n * sizeof(*o->code));
	for (size_t d = 0; !rc && d < g->ndims; d++) {
		rc = block_numbers(g, d, b, rows, due);
		if (!rc)
			rc = tl_cells_step(cells, d, o->number, o->figures, b->n, o->code);
	}
	if (!rc)
		rc = tl_cells_ready(cells);
	if (!rc)
		rc = block_groups(g, cells, b, rows, due);
	return rc ? rc : tl_cells_count(cells, o->figures, o->code, b->n);
}

static int add_block(void *ctx, const struct tl_fact_block *b, const struct tl_block_rows *rows)
{
	struct tl_groups *g = ctx;
	int rc = 0;

	if (!g->at_once) {
		g->at_once = calloc(1, sizeof(*g->at_once));
		if (!g->at_once)
			return tl_err_memory(&g->t->err);
		for (int due = 0; due < DUES; due++)
			tl_cells_begin(&g->at_once->cells[due], g->ndims, &g->t->err);
	}
	for (int due = 0; !rc && due < DUES; due++)
		rc = add_block_by(g, b, rows, due);
	return rc;
}

/* Facts tell all that is counted, and of what. */
static bool can_at_once(const struct tl_groups *g)
{
	bool can = !g->measures.days && !g->measures.sums &&
		   !(g->measures.figures >> TL_FIGURE_REPEATS);

	for (size_t d = 0; d < g->ndims; d++)
		can &= tl_dimension_period(&g->dim[d]) ||
		       (g->dim[d].by == TL_BY_FIELD && g->dim[d].fact >= 0);
	return can;
}

static void settle_cells(struct tl_groups *g, const struct tl_cells *c)
{
	for (size_t code = 0; code < c->room; code++)
		for (size_t p = 0; c->group[code] && p < c->npatterns; p++)
			tl_tally_count(&g->group[c->group[code] - 1].tally, c->pattern[p],
			               c->count[code * c->width + p]);
}

int tl_groups_ready(struct tl_groups *g)
{
	g->index = tl_map_new();
	return g->index ? 0 : tl_err_memory(&g->t->err);
}

int tl_groups_find(struct tl_groups *g, const struct tl_counted *seen, int due, size_t *ret)
{
	return group_by_text(g, seen, due, ret);
}

int tl_groups_total(struct tl_groups *g)
{
	int rc = 0;

	for (size_t k = 0; !rc && k < g->n; k++)
		rc = tl_tally_add(&g->total, &g->group[k].tally, &g->t->err);
	return rc;
}

int tl_groups_count(struct tl_groups *g)
{
	int rc = tl_groups_ready(g);

	if (!(g->measures.figures >> TL_FIGURE_CARRIED & 1))
		g->count.with_carried = false;
	g->numbers = tl_map_new();
	g->recent = calloc(RECENT, sizeof(*g->recent));
	if (!g->numbers || !g->recent)
		return tl_err_memory(&g->t->err);
	if (can_at_once(g))
		g->count.block = add_block;
	if (!rc)
		rc = tl_count_walk(&g->count, add_to_group, g);
	for (size_t i = 0; !rc && i < RECENT; i++)
		settle(g, &g->recent[i]);
	for (int due = 0; !rc && g->at_once && due < DUES; due++)
		settle_cells(g, &g->at_once->cells[due]);
	return rc ? rc : tl_groups_total(g);
}

/* --- groups that have none --------------------------------------------------- */

struct fill {
	struct tl_groups *g;
	size_t depth;
	tl_day first, last;
};

static int fill_on(struct fill *f);

static int fill_with(void *ctx, struct tl_bytes v)
{
	struct fill *f = ctx;
	struct tl_groups *g = f->g;
	size_t len = g->key.len, group;
	int rc;

	tl_groups_key(&g->key, v);
	if (g->key.failed)
		return tl_err_memory(&g->t->err);
	f->depth++;
	rc = f->depth == g->ndims ? group_of(g, tl_buf_bytes(&g->key), &group) : fill_on(f);
	f->depth--;
	g->key.len = len;
	return rc;
}

static int fill_on(struct fill *f)
{
	return tl_dimension_each(&f->g->dim[f->depth], f->g->count.q, f->first, f->last, fill_with,
	                         f);
}

int tl_groups_fill(struct tl_groups *g, tl_day first, tl_day last)
{
	struct fill f = { .g = g, .first = first, .last = last };

	tl_buf_clear(&g->key);
	return g->ndims ? fill_on(&f) : 0;
}

/* --- order ------------------------------------------------------------------- */

struct tl_order_by {
	struct tl_measure measure;
	int dimension;		/* -1: the measure */
	bool down;
};

static int dimension_named(const struct tl_groups *g, size_t heads, struct tl_bytes name)
{
	struct tl_err ignored = { 0 };
	struct tl_dimension d;

	if (tl_dimension_find(&d, g->count.q->kind, name, &ignored))
		return -1;
	for (size_t i = 0; i < heads; i++)
		if (g->dim[i].by == d.by && g->dim[i].field == d.field)
			return (int)i;
	return -1;
}

static int order_column(struct tl_groups *g, size_t heads, struct tl_bytes name)
{
	struct tl_order_by *c;
	int rc;

	if (!TL_GROW(g->order, g->norder, g->maxorder))
		return tl_err_memory(&g->t->err);
	c = &g->order[g->norder++];
	*c = (struct tl_order_by){ .down = tl_order_sign(&name) };
	c->dimension = dimension_named(g, heads, name);
	if (c->dimension >= 0)
		return 0;
	rc = tl_measure_find(&c->measure, name, "--sort: a column of this table",
	                     &g->t->err);
	return rc ? rc : tl_measures_want(&g->measures, &c->measure, &g->count, &g->t->err);
}

int tl_groups_order(struct tl_groups *g, size_t heads, const char *words)
{
	struct tl_bytes name;
	int rc = 0;

	while (!rc && tl_next_word(&words, &name))
		rc = order_column(g, heads, name);
	return rc;
}

static void put_dimension(struct tl_buf *out, struct tl_bytes key, int dimension, bool down)
{
	struct tl_bytes v = TL_NONE;
	const size_t from = out->len + 1;	/* what is missing comes last either way */

	for (int i = 0; i <= dimension; i++)
		v = tl_groups_next(&key);
	tl_groups_key(out, v);
	for (size_t i = from; down && i < out->len && !out->failed; i++)
		out->data[i] = (char)~out->data[i];
}

void tl_groups_place(const struct tl_groups *g, struct tl_bytes key, struct tl_tally *tally,
                     struct tl_buf *out)
{
	for (size_t i = 0; i < g->norder; i++) {
		const struct tl_order_by *c = &g->order[i];
		if (c->dimension >= 0)
			put_dimension(out, key, c->dimension, c->down);
		else
			tl_measure_order(&c->measure, tally, c->down, out);
	}
	tl_buf_add(out, key);
}

struct placed {
	struct tl_bytes key;
	struct tl_group group;
};

static int by_place(const void *a, const void *b)
{
	return tl_cmp(((const struct placed *)a)->key, ((const struct placed *)b)->key);
}

int tl_groups_sort(struct tl_groups *g)
{
	struct placed *placed = malloc((g->n + 1) * sizeof(*placed));
	TL_BUF keys = { 0 };
	size_t at = 0;

	if (!placed)
		return tl_err_memory(&g->t->err);
	for (size_t i = 0; i < g->n; i++) {
		struct tl_group *it = &g->group[i];
		size_t from = keys.len;
		tl_groups_place(g, tl_bytes(it->key, it->len), &it->tally, &keys);
		placed[i] = (struct placed){ tl_bytes(NULL, keys.len - from), *it };
	}
	for (size_t i = 0; i < g->n; at += placed[i++].key.len)
		placed[i].key.data = keys.data + at;
	if (!keys.failed && g->n)
		qsort(placed, g->n, sizeof(*placed), by_place);
	for (size_t i = 0; !keys.failed && i < g->n; i++)
		g->group[i] = placed[i].group;
	free(placed);
	return keys.failed ? tl_err_memory(&g->t->err) : 0;
}
