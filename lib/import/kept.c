/* Rows that are written out again: with what was wrong, or with their ids. */
#include "import/kept.h"

#include "import/list.h"

int tl_kept_add(struct tl_kept *k, const struct tl_form_row *row, struct tl_bytes id,
                struct tl_bytes error, struct tl_err *err)
{
	struct tl_kept_row *r;
	bool ok = true;

	if (!TL_GROW(k->row, k->n, k->max))
		return tl_err_memory(err);
	r = &k->row[k->n++];
	*r = (struct tl_kept_row){ .line = row->line,
		                   .n = row->n,
		                   .cell = tl_arena_alloc(&k->arena,
		                                          (row->n + 1) * sizeof(*r->cell)) };
	for (size_t i = 0; r->cell && i < row->n; i++)
		r->cell[i] = tl_arena_dup(&k->arena, row->cell[i], &ok);
	r->id = tl_arena_dup(&k->arena, id, &ok);
	r->error = tl_arena_dup(&k->arena, error, &ok);
	return r->cell && ok ? 0 : tl_err_memory(err);
}

void tl_kept_reset(struct tl_kept *k)
{
	tl_arena_reset(&k->arena);
	free(k->row);
	k->row = NULL;
	k->n = k->max = 0;
}

void tl_kept_release(struct tl_kept *k)
{
	tl_kept_reset(k);
	tl_arena_release(&k->arena);
}

/* --- written ----------------------------------------------------------------- */

/* A sheet being written: N columns for the cells of the input, and room for two of its own. */
struct output {
	struct tlsafe_out *out;
	struct tl_out_column *col;
	struct tl_cell *cell;
	size_t n;
};

static void name_column(struct output *o, size_t i, struct tl_bytes name)
{
	o->col[i].key = o->col[i].heading = name;
}

static int begin(struct output *o, struct tl_kept *k, const struct tl_sheet *s, struct tl_err *err)
{
	o->col = tl_arena_zalloc(&k->arena, (o->n + 3) * sizeof(*o->col));
	o->cell = tl_arena_zalloc(&k->arena, (o->n + 3) * sizeof(*o->cell));
	if (!o->col || !o->cell)
		return tl_err_memory(err);
	for (size_t i = 0; i < o->n; i++)
		name_column(o, i, i < s->ncolumns ? tl_str(s->column[i].heading) : TL_LIT(""));
	return 0;
}

static void give_cells(struct output *o, const struct tl_kept_row *r)
{
	for (size_t i = 0; i < o->n; i++)
		o->cell[i].text = i < r->n ? r->cell[i] : TL_NONE;
}

static int end(struct output *o, int rc, struct tl_err *err)
{
	if (!rc)
		rc = tlsafe_out_end(o->out);
	return rc ? tl_err_set(err, rc, "%s", o->out->err.text) : 0;
}

/* Cells behind the last heading are kept too, under none: where they belong is for who mends the
 * row. */
static size_t widest(const struct tl_kept *k, size_t ncolumns)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->row[i].error.data && k->row[i].n > ncolumns)
			ncolumns = k->row[i].n;
	return ncolumns;
}

int tl_kept_write_rejects(struct tl_kept *k, const struct tl_sheet *s, struct tlsafe_out *out,
                          struct tl_err *err)
{
	struct output o = { .out = out, .n = widest(k, s->ncolumns) };
	char line[24];
	int rc;

	if (!out)
		return 0;
	rc = begin(&o, k, s, err);
	if (rc)
		return rc;
	name_column(&o, o.n, TL_LIT("_line"));
	name_column(&o, o.n + 1, TL_LIT("_error"));
	rc = tl_out_columns(out, o.col, o.n + 2);
	for (size_t i = 0; !rc && i < k->n; i++) {
		const struct tl_kept_row *r = &k->row[i];

		if (!r->error.data)
			continue;
		give_cells(&o, r);
		snprintf(line, sizeof(line), "%llu", (unsigned long long)r->line);
		o.cell[o.n].text = tl_str(line);
		o.cell[o.n + 1].text = r->error;
		rc = tl_out_row(out, o.cell);
	}
	return end(&o, rc, err);
}

/* The column of ids; NCOLUMNS: the sheet has none. */
static size_t id_column(const struct tl_sheet *s, const struct tl_kind *kind)
{
	size_t id = s->ncolumns;

	for (size_t i = 0; i < s->ncolumns; i++) {
		const struct tl_field *f = s->column[i].field;
		if (f && f->index == kind->at[TL_F_ID] && strcmp(f->by, "ledger"))
			id = i;
	}
	return id;
}

int tl_kept_write_numbered(struct tl_kept *k, const struct tl_sheet *s, const struct tl_kind *kind,
                           struct tlsafe_out *out, struct tl_err *err)
{
	struct output o = { .out = out, .n = s->ncolumns };
	size_t id = id_column(s, kind), ncols = o.n;
	int rc;

	if (!out)
		return 0;
	rc = begin(&o, k, s, err);
	if (rc)
		return rc;
	if (id == o.n)
		name_column(&o, ncols++, tl_str(kind->field[kind->at[TL_F_ID]].zh));
	rc = tl_out_columns(out, o.col, ncols);
	for (size_t i = 0; !rc && i < k->n; i++) {
		const struct tl_kept_row *r = &k->row[i];

		if (r->error.data)
			continue;
		give_cells(&o, r);
		o.cell[id].text = r->id;
		rc = tl_out_row(out, o.cell);
	}
	return end(&o, rc, err);
}
