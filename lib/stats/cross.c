/* A cross table. */
#include "stats/cross.h"

#include <stdlib.h>

/* The rows, in the order asked for; the columns, in order of their keys. Both are groups whose keys
 * are parts of the others'. */
struct cross {
	struct tl_table *t;
	struct part {
		struct tl_bytes key, place;
		struct tl_tally tally;
		size_t at;		/* of a row: in CELL */
	} *row, *column;
	size_t nrows, ncolumns, maxrows, maxcolumns;
	struct tl_map *rows, *columns;	/* key -> index + 1 */
	size_t *cell;			/* of row and column: group + 1, or 0 */
	struct tl_buf places;
};

static void release(struct cross *x)
{
	for (size_t i = 0; i < x->nrows; i++)
		tl_tally_release(&x->row[i].tally);
	for (size_t i = 0; i < x->ncolumns; i++)
		tl_tally_release(&x->column[i].tally);
	free(x->row);
	free(x->column);
	free(x->cell);
	tl_buf_release(&x->places);
	tl_map_freep(&x->rows);
	tl_map_freep(&x->columns);
}

int tl_cross_figure(struct tl_table *t, const char *words)
{
	struct tl_measures *m = &t->groups.measures;
	int rc = tl_groups_figures(&t->groups, words ? words : "found");

	if (rc)
		return rc;
	if (words && strchr(words, ','))
		return tl_err_hint(&t->t->err, TLSAFE_EUSAGE,
		                   "make a table of each, or leave --across out",
		                   "--figures: a cross table has one figure in its cells");
	/* A rate stands there alone. */
	m->m[0] = m->m[m->n - 1];
	m->n = 1;
	return 0;
}

static int part_of(struct cross *x, struct tl_map *map, struct tl_bytes key, struct part **list,
                   size_t *n, size_t *max)
{
	bool made;
	uint64_t *slot = tl_map_put(map, key, &made);

	if (!slot || (made && !TL_GROW(*list, *n, *max)))
		return tl_err_memory(&x->t->t->err);
	if (!made)
		return 0;
	(*list)[*n] = (struct part){ .key = key, .at = *n };
	*slot = ++*n;
	return 0;
}

/* The part of a group's key that says the column; *ROW: what stands before it. */
static struct tl_bytes split(const struct cross *x, size_t group, struct tl_bytes *row)
{
	const struct tl_group *it = &x->t->groups.group[group];
	struct tl_bytes key = tl_bytes(it->key, it->len);

	for (size_t i = 0; i < x->t->ndims; i++)
		tl_groups_next(&key);
	*row = tl_bytes(it->key, it->len - key.len);
	return key;
}

static int by_key(const void *a, const void *b)
{
	return tl_cmp(((const struct part *)a)->key, ((const struct part *)b)->key);
}

static int lay_out(struct cross *x)
{
	const struct tl_groups *g = &x->t->groups;
	struct tl_bytes row, column;
	int rc = 0;

	x->rows = tl_map_new();
	x->columns = tl_map_new();
	if (!x->rows || !x->columns)
		return tl_err_memory(&x->t->t->err);
	for (size_t i = 0; !rc && i < g->n; i++) {
		column = split(x, i, &row);
		rc = part_of(x, x->rows, row, &x->row, &x->nrows, &x->maxrows);
		if (!rc)
			rc = part_of(x, x->columns, column, &x->column, &x->ncolumns,
			             &x->maxcolumns);
	}
	if (rc)
		return rc;
	if (x->ncolumns)
		qsort(x->column, x->ncolumns, sizeof(*x->column), by_key);
	for (size_t i = 0; i < x->ncolumns; i++)
		*tl_map_get(x->columns, x->column[i].key) = i + 1;
	x->cell = calloc(x->nrows * x->ncolumns + 1, sizeof(*x->cell));
	return x->cell ? 0 : tl_err_memory(&x->t->t->err);
}

static int fill_in(struct cross *x)
{
	const struct tl_groups *g = &x->t->groups;
	struct tl_bytes row, column;
	int rc = 0;

	for (size_t i = 0; !rc && i < g->n; i++) {
		column = split(x, i, &row);
		size_t r = *tl_map_get(x->rows, row) - 1;
		size_t c = *tl_map_get(x->columns, column) - 1;
		x->cell[r * x->ncolumns + c] = i + 1;
		rc = tl_tally_add(&x->row[r].tally, &g->group[i].tally, &x->t->t->err);
		if (!rc)
			rc = tl_tally_add(&x->column[c].tally, &g->group[i].tally,
			                  &x->t->t->err);
	}
	return rc;
}

static int by_place(const void *a, const void *b)
{
	return tl_cmp(((const struct part *)a)->place, ((const struct part *)b)->place);
}

static int sort_rows(struct cross *x)
{
	size_t at = 0;

	for (size_t r = 0; r < x->nrows; r++) {
		size_t from = x->places.len;
		tl_groups_place(&x->t->groups, x->row[r].key, &x->row[r].tally, &x->places);
		x->row[r].place.len = x->places.len - from;
	}
	if (x->places.failed)
		return tl_err_memory(&x->t->t->err);
	for (size_t r = 0; r < x->nrows; at += x->row[r++].place.len)
		x->row[r].place.data = x->places.data + at;
	if (x->nrows)
		qsort(x->row, x->nrows, sizeof(*x->row), by_place);
	return 0;
}

/* Its code as key, its label as heading. */
static int head(struct cross *x, struct tl_bytes key)
{
	struct tl_table *t = x->t;
	const struct tl_dimension *d = &t->groups.dim[t->ndims];
	struct tl_bytes text = tl_groups_next(&key);
	const char *code, *label;
	int rc;

	if (!text.len) {
		tl_table_column(t, "none", "未填", "None", true);
		return 0;
	}
	tl_buf_clear(&t->word);
	tl_dimension_code(d, text, &t->word);
	code = tl_table_keep(t, tl_buf_bytes(&t->word));
	rc = tl_table_word(t, d, text);
	label = tl_table_keep(t, tl_buf_bytes(&t->word));
	label = tl_table_cut(t, d, label, t->english);
	tl_table_column(t, code, label, label, true);
	return rc;
}

static int write_heads(struct cross *x)
{
	struct tl_table *t = x->t;
	int rc = 0;

	tl_table_draw(t, TL_HEAT, t->groups.measures.m[0].zh, t->groups.measures.m[0].en);
	tl_table_dim_columns(t);
	for (size_t i = 0; !rc && i < x->ncolumns; i++)
		rc = head(x, x->column[i].key);
	t->out->bar = t->ncols;
	tl_table_column(t, "total", "合计", "Total", true);
	return rc ? rc : tl_table_columns(t);
}

/* NULL: nothing was counted. */
static struct tl_tally *cell_of(const struct cross *x, size_t r, size_t c)
{
	size_t group = x->cell[x->row[r].at * x->ncolumns + c];

	return group ? &x->t->groups.group[group - 1].tally : NULL;
}

static int write_row(struct cross *x, size_t r)
{
	struct tl_table *t = x->t;
	const struct tl_measure *m = &t->groups.measures.m[0];
	struct tl_tally none = { .ndays = 0 };
	int rc;

	tl_table_row(t);
	rc = tl_table_dims(t, x->row[r].key);
	for (size_t c = 0; !rc && c < x->ncolumns; c++) {
		struct tl_tally *tally = cell_of(x, r, c);
		tl_table_measure(t, m, tally ? tally : &none);
	}
	tl_table_measure(t, m, &x->row[r].tally);
	return rc ? rc : tl_table_write(t);
}

/* The rows from FIRST on, in column C, or in the last, of all columns. */
static int others_cell(struct cross *x, size_t first, size_t c)
{
	TL_CLEANUP(tl_tally_release) struct tl_tally sum = { .ndays = 0 };
	int rc = 0;

	for (size_t r = first; !rc && r < x->nrows; r++) {
		struct tl_tally *one = c < x->ncolumns ? cell_of(x, r, c) : &x->row[r].tally;
		if (one)
			rc = tl_tally_add(&sum, one, &x->t->t->err);
	}
	tl_table_measure(x->t, &x->t->groups.measures.m[0], &sum);
	return rc;
}

static int write_others(struct cross *x, size_t first)
{
	struct tl_table *t = x->t;
	int rc = 0;

	if (first >= x->nrows)
		return 0;
	tl_table_row(t);
	tl_table_instead(t, tl_table_others(t));
	for (size_t c = 0; !rc && c <= x->ncolumns; c++)
		rc = others_cell(x, first, c);
	return rc ? rc : tl_table_write(t);
}

static int write_totals(struct cross *x)
{
	struct tl_table *t = x->t;
	const struct tl_measure *m = &t->groups.measures.m[0];

	tl_table_row(t);
	tl_table_instead(t, tl_table_total(t));
	for (size_t c = 0; c < x->ncolumns; c++)
		tl_table_measure(t, m, &x->column[c].tally);
	tl_table_measure(t, m, &t->groups.total);
	return tl_table_write(t);
}

int tl_cross_write(struct tl_table *t, size_t n)
{
	TL_CLEANUP(release) struct cross x = { .t = t };
	int rc = lay_out(&x);

	if (!rc)
		rc = fill_in(&x);
	if (!rc)
		rc = sort_rows(&x);
	if (!rc)
		rc = write_heads(&x);
	for (size_t i = 0; !rc && i < x.nrows && i < n; i++)
		rc = write_row(&x, i);
	if (!rc)
		rc = write_others(&x, n);
	return rc || !tl_table_wants_total(t) ? rc : write_totals(&x);
}
