/* A table that is kept: a form whose rows stay in memory, and are written into another one. */
#include <stdlib.h>

#include "form/form.h"

static struct tl_bytes keep(struct tl_grid *k, struct tl_bytes b, bool *ok)
{
	return tl_arena_dup(&k->arena, b, ok);
}

static int begin(struct tlsafe_out *o, struct tl_err *err)
{
	struct tl_grid *k = o->own;
	bool ok = true;

	k->drawing = o->drawing;
	k->column = tl_arena_zalloc(&k->arena, (o->ncolumns + 1) * sizeof(*k->column));
	if (!k->column)
		return tl_err_memory(err);
	for (k->ncolumns = 0; k->ncolumns < o->ncolumns; k->ncolumns++) {
		const struct tl_out_column *from = &o->column[k->ncolumns];
		k->column[k->ncolumns] = (struct tl_out_column){
			keep(k, from->key, &ok), keep(k, from->heading, &ok), from->numeric
		};
	}
	return ok ? 0 : tl_err_memory(err);
}

static int row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	struct tl_grid *k = o->own;
	struct tl_cell *to = tl_arena_zalloc(&k->arena, (k->ncolumns + 1) * sizeof(*to));
	bool ok = to && TL_GROW(k->row, k->nrows, k->maxrows);

	for (size_t i = 0; ok && i < k->ncolumns; i++) {
		to[i] = cells[i];
		to[i].text = keep(k, cells[i].text, &ok);
		to[i].label = keep(k, cells[i].label, &ok);
		to[i].json = keep(k, cells[i].json, &ok);
	}
	if (!ok)
		return tl_err_memory(err);
	k->row[k->nrows++] = to;
	return 0;
}

static int end(struct tlsafe_out *o, struct tl_err *err)
{
	(void)o;
	(void)err;
	return 0;
}

struct tlsafe_out *tl_grid_out(struct tl_grid *grid, unsigned flags, bool json)
{
	static const struct tl_out_form cells = { .name = "", .merges = true, .begin = begin,
		                                  .row = row, .end = end };
	static const struct tl_out_form values = { .name = "", .json = true, .merges = true,
		                                   .begin = begin, .row = row,
		                                   .end = end };
	struct tlsafe_out *o = calloc(1, sizeof(*o));

	if (!o)
		return NULL;
	o->form = json ? &values : &cells;
	o->flags = grid->flags = flags;
	o->own = grid;
	return o;
}

int tl_grid_write(const struct tl_grid *grid, struct tlsafe_out *o)
{
	const unsigned of_rows = TLSAFE_OUT_PAIRS | TLSAFE_OUT_TOTALS;
	int rc;

	o->flags = (o->flags & ~of_rows) | (grid->flags & of_rows);
	o->drawing = grid->drawing;
	rc = tl_out_columns(o, grid->column, grid->ncolumns);
	for (size_t i = 0; !rc && i < grid->nrows; i++)
		rc = tl_out_row(o, grid->row[i]);
	return rc;
}

size_t tl_grid_column(const struct tl_grid *grid, const char *key)
{
	size_t i = 0;

	while (i < grid->ncolumns && !tl_eqs(grid->column[i].key, key))
		i++;
	return i;
}

void tl_grid_drop(struct tl_grid *grid, const char *key)
{
	size_t at = tl_grid_column(grid, key), behind;

	if (at == grid->ncolumns)
		return;
	behind = --grid->ncolumns - at;
	memmove(grid->column + at, grid->column + at + 1, behind * sizeof(*grid->column));
	for (size_t i = 0; i < grid->nrows; i++)
		memmove(grid->row[i] + at, grid->row[i] + at + 1, behind * sizeof(**grid->row));
}

void tl_grid_release(struct tl_grid *grid)
{
	tl_arena_release(&grid->arena);
	free(grid->row);
	*grid = (struct tl_grid){ .nrows = 0 };
}
