/* Figures counted into groups by dimensions. */
#include "stats/groups.h"

#include <stdlib.h>

#include "kv/key.h"

/* Rows of one group that the same figures count are added up here, before the map of all groups is
 * asked: most rows are like many others. */
#define RECENT 4096
struct recent {
	uint32_t number[TL_DIMENSIONS], figures;
	uint32_t group;			/* index + 1 */
	uint64_t count;
};

void tl_groups_release(struct tl_groups *g)
{
	free(g->recent);
	tl_count_end(&g->count);
	tl_map_freep(&g->index);
	tl_map_freep(&g->numbers);
	for (size_t i = 0; i < g->n; i++)
		free(g->group[i].key);
	free(g->group);
	tl_buf_release(&g->key);
	tl_buf_release(&g->label);
}

void tl_groups_begin(struct tl_groups *g, struct tl_query *q)
{
	*g = (struct tl_groups){ .t = q->view->t };
	tl_count_begin(&g->count, q);
	g->carried = g->count.with_carried;
}

static int add_dimension(struct tl_groups *g, struct tl_bytes name)
{
	struct tl_dimension *d = &g->dim[g->ndims];
	int rc;

	if (g->ndims == TL_DIMENSIONS)
		return tl_err_set(&g->t->err, TLSAFE_EUSAGE, "by: at most %d dimensions",
		                  TL_DIMENSIONS);
	rc = tl_dimension_find(d, g->count.q->kind, name, &g->t->err);
	if (rc)
		return rc;
	tl_dimension_want(d, &g->count);
	if (tl_dimension_period(d)) {
		g->by_period = true;
		/* one period has one eve; rows by period have many */
		g->carried = g->count.with_carried = false;
	}
	g->by_text |= d->by == TL_BY_FIELD && d->fact < 0;
	g->ndims++;
	return 0;
}

int tl_groups_dimensions(struct tl_groups *g, const char *words)
{
	int rc = 0;

	while (!rc && words) {
		const char *comma = strchr(words, ',');
		rc = add_dimension(g, tl_bytes(words, comma ? (size_t)(comma - words) :
		                                              strlen(words)));
		words = comma ? comma + 1 : NULL;
	}
	return rc;
}

/* --- keys -------------------------------------------------------------------- */

static void key_part(struct tl_buf *key, struct tl_bytes v)
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
			key_part(&g->key, v);
	}
	if (!rc && g->key.failed)
		rc = tl_err_memory(&g->t->err);
	return rc ? rc : group_of(g, tl_buf_bytes(&g->key), ret);
}

/* --- counting ---------------------------------------------------------------- */

static void add_bits(uint64_t *n, uint32_t figures, uint64_t count)
{
	for (; figures; figures &= figures - 1)
		n[__builtin_ctz(figures)] += count;
}

static void settle(struct tl_groups *g, struct recent *r)
{
	if (r->count)
		add_bits(g->group[r->group - 1].n, r->figures, r->count);
	r->count = 0;
}

/* Facts give numbers, whose texts are looked up once for each group. */
static int add_by_numbers(struct tl_groups *g, const struct tl_counted *seen, int due,
                          uint32_t figures)
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
	return rc;
}

static int add(struct tl_groups *g, const struct tl_counted *seen, int due, uint32_t figures)
{
	size_t group;
	int rc;

	if (seen->b && !g->by_text)
		return add_by_numbers(g, seen, due, figures);
	rc = group_by_text(g, seen, due, &group);
	if (!rc)
		add_bits(g->group[group - 1].n, figures, 1);
	return rc;
}

static int add_to_group(void *ctx, const struct tl_counted *seen)
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
	struct tl_groups *g = ctx;
	uint32_t figures = seen->figures & (g->carried ? ~0u : ~(1u << TL_FIGURE_CARRIED));
	int rc = 0;

	if (!g->by_period)
		return figures ? add(g, seen, 0, figures) : 0;
	for (int due = 0; !rc && due < 3; due++)
		if (figures & by_due[due])
			rc = add(g, seen, due, figures & by_due[due]);
	return rc;
}

int tl_groups_count(struct tl_groups *g)
{
	int rc;

	g->index = tl_map_new();
	g->numbers = tl_map_new();
	g->recent = calloc(RECENT, sizeof(*g->recent));
	if (!g->index || !g->numbers || !g->recent)
		return tl_err_memory(&g->t->err);
	rc = tl_count_walk(&g->count, add_to_group, g);
	for (size_t i = 0; !rc && i < RECENT; i++)
		settle(g, &g->recent[i]);
	for (size_t k = 0; k < g->n; k++)
		for (int i = 0; i < TL_FIGURE_COUNT; i++)
			g->total[i] += g->group[k].n[i];
	return rc;
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

	key_part(&g->key, v);
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

static int by_key(const void *a, const void *b)
{
	const struct tl_group *x = a, *y = b;
	return tl_cmp(tl_bytes(x->key, x->len), tl_bytes(y->key, y->len));
}

void tl_groups_sort(struct tl_groups *g)
{
	if (g->n)
		qsort(g->group, g->n, sizeof(*g->group), by_key);
}
