/* A report as it is read: its parts, their pictures, and how they are written. */
#include "report/document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct tl_document_part *tl_document_add(struct tlsafe_document *d, const char *id,
                                         struct tl_bytes heading, unsigned level)
{
	struct tl_document_part *p;
	bool ok = true;

	if (!TL_GROW(d->part, d->n, d->max))
		return NULL;
	p = tl_arena_zalloc(&d->arena, sizeof(*p));
	if (!p)
		return NULL;
	p->head = (struct tl_out_part){ .id = tl_arena_str(&d->arena, id),
		                        .heading = tl_arena_dup(&d->arena, heading, &ok),
		                        .level = level };
	if (!ok || !p->head.id)
		return NULL;
	d->part[d->n++] = p;
	return p;
}

int tl_document_text(struct tlsafe_document *d, struct tl_document_part *p, const char *fmt, ...)
{
	char *text;
	va_list ap;
	bool ok = true;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		return TLSAFE_EMEMORY;
	if (p->ntexts < TL_PART_TEXTS)
		p->text[p->ntexts++] = tl_arena_dup(&d->arena, tl_bytes(text, (size_t)n), &ok);
	free(text);
	return ok ? 0 : TLSAFE_EMEMORY;
}

unsigned tl_document_flags(const struct tlsafe_document *d)
{
	return d->out->flags & (TLSAFE_OUT_CODES | TLSAFE_OUT_ENGLISH | TLSAFE_OUT_CHINESE |
	                        TLSAFE_OUT_KEYS);
}

struct tlsafe_out *tl_document_table(struct tlsafe_document *d, struct tl_document_part *p,
                                     unsigned flags)
{
	struct tlsafe_out *o = tl_grid_out(&p->table, flags | tl_document_flags(d),
	                                   d->out->form->json);

	p->tabled = o != NULL;
	return o;
}

/* --- pictures ----------------------------------------------------------------- */

static int put(void *ctx, const void *data, size_t len)
{
	struct tl_buf *b = ctx;

	tl_buf_put(b, data, len);
	return b->failed ? -1 : 0;
}

/* The groups with the figures that are drawn; sums would be larger than all of them. */
static int write_groups(const struct tl_document_part *p, struct tlsafe_out *o)
{
	const struct tl_grid *g = &p->table;
	struct tl_out_column *column = calloc(g->ncolumns + 1, sizeof(*column));
	struct tl_cell *cell = calloc(g->ncolumns + 1, sizeof(*cell));
	size_t *from = calloc(g->ncolumns + 1, sizeof(*from)), n = 0;
	int rc = column && cell && from ? 0 : TLSAFE_EMEMORY;

	for (size_t i = 0; !rc && i < g->ncolumns; i++) {
		if (g->column[i].numeric && !tl_out_draws(p->chart, &g->column[i]))
			continue;
		column[n] = g->column[i];
		from[n++] = i;
	}
	o->drawing = g->drawing;
	if (!rc)
		rc = tl_out_columns(o, column, n);
	for (size_t r = 0; !rc && r < g->nrows; r++) {
		if (g->row[r][0].emphasis == TL_SUM)
			continue;
		for (size_t i = 0; i < n; i++)
			cell[i] = g->row[r][from[i]];
		rc = tl_out_row(o, cell);
	}
	free(column);
	free(cell);
	free(from);
	return rc ? rc : tlsafe_out_end(o);
}

/* What draws P; what nobody could read is not drawn: the table says it. */
static int make_script(struct tl_document_part *p)
{
	struct tlsafe_out *o = tlsafe_out_new("svg", 0, put, &p->script);
	int rc = o ? tlsafe_out_title(o, "") : TLSAFE_EMEMORY;

	if (!rc)
		rc = write_groups(p, o);
	tlsafe_out_free(o);
	if (rc == TLSAFE_EUSAGE)
		tl_buf_clear(&p->script);
	return rc == TLSAFE_EUSAGE ? 0 : rc;
}

int tl_document_draw(struct tlsafe_document *d, struct tl_err *err)
{
	if (!d->out->form->picture_of)
		return 0;
	d->script = tl_arena_zalloc(&d->arena, (d->n + 1) * sizeof(*d->script));
	d->drawn = tl_arena_zalloc(&d->arena, (d->n + 1) * sizeof(*d->drawn));
	if (!d->script || !d->drawn)
		return tl_err_memory(err);
	for (size_t i = 0; i < d->n; i++) {
		struct tl_document_part *p = d->part[i];
		if (!p->chart || !p->tabled || !p->table.nrows)
			continue;
		if (make_script(p))
			return tl_err_memory(err);
		if (!p->script.len)
			continue;
		d->script[d->ndrawn] = p->script.data;
		d->drawn[d->ndrawn++] = p;
	}
	return 0;
}

const char *const *tlsafe_document_scripts(const struct tlsafe_document *d, size_t *n)
{
	*n = d->ndrawn;
	return d->script;
}

int tlsafe_document_picture(struct tlsafe_document *d, size_t n, const char *svg, size_t len)
{
	struct tl_buf *to = &d->drawn[n]->svg;

	tl_buf_put(to, svg, len);
	return to->failed ? TLSAFE_EMEMORY : 0;
}

int tlsafe_document_unpictured(struct tlsafe_document *d)
{
	const char *text = "图未绘制：缺少gnuplot或中文字体；各表数据完整。";

	if (d->english)
		text = "Nothing is drawn, for want of gnuplot or of a font; the tables are whole.";
	return tl_document_text(d, d->part[d->n - 1], "%s", text);
}

/* --- writing ------------------------------------------------------------------ */

static int write_part(const struct tl_document_part *p, struct tlsafe_out *o)
{
	int rc = tl_out_part(o, &p->head);

	if (!rc && p->ntexts)
		rc = tl_out_texts(o, p->text, p->ntexts);
	if (!rc && p->svg.len)
		rc = tl_out_picture(o, tl_buf_bytes(&p->svg));
	o->charted = p->chart;
	return rc || !p->tabled ? rc : tl_grid_write(&p->table, o);
}

int tlsafe_document_write(const struct tlsafe_document *d)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < d->n; i++)
		rc = write_part(d->part[i], d->out);
	return rc;
}

void tlsafe_document_free(struct tlsafe_document *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->n; i++) {
		tl_grid_release(&d->part[i]->table);
		tl_buf_release(&d->part[i]->script);
		tl_buf_release(&d->part[i]->svg);
	}
	free(d->part);
	tl_arena_release(&d->arena);
	free(d);
}
