/* A form being written: columns, rows, and pieces handed to the sink. */
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "form/form.h"

#define PIECE 65536

struct tlsafe_out *tlsafe_out_new(const char *format, unsigned flags,
                                  int (*write)(void *ctx, const void *data, size_t len), void *ctx)
{
	static const struct tl_out_form *const forms[] = { &tl_form_table, &tl_form_tsv,
		                                           &tl_form_csv, &tl_form_markdown,
		                                           &tl_form_html, &tl_form_json,
		                                           &tl_form_mail,
		                                           &tl_form_xlsx, &tl_form_png,
		                                           &tl_form_svg };
	struct tlsafe_out *o;

	for (size_t i = 0; i < TL_LEN(forms); i++) {
		if (strcmp(forms[i]->name, format))
			continue;
		o = calloc(1, sizeof(*o));
		if (!o)
			return NULL;
		o->form = forms[i];
		o->flags = flags;
		o->write = write;
		o->ctx = ctx;
		if (o->form->ready)
			o->form->ready(o, &o->err);
		return o;
	}
	return NULL;
}

int tlsafe_out_ready(const struct tlsafe_out *o)
{
	return o->err.code;
}

int tlsafe_out_title(struct tlsafe_out *o, const char *title)
{
	o->title = strdup(title);
	return o->title ? 0 : tl_err_memory(&o->err);
}

static int hand_on(struct tlsafe_out *o)
{
	if (o->buf.failed)
		return tl_err_memory(&o->err);
	if (o->buf.len && o->write(o->ctx, o->buf.data, o->buf.len))
		return tl_err_errno(&o->err, "writing the output");
	tl_buf_clear(&o->buf);
	return 0;
}

static void drop_columns(struct tlsafe_out *o)
{
	for (size_t i = 0; i < o->ncolumns; i++) {
		free((char *)o->column[i].key.data);
		free((char *)o->column[i].heading.data);
	}
	free(o->column);
	o->column = NULL;
	o->ncolumns = 0;
}

/* After a step of the form that gave RC. */
static int hand_on_piece(struct tlsafe_out *o, int rc)
{
	return !rc && o->buf.len >= PIECE ? hand_on(o) : rc;
}

/* A heading, for a form without merged cells in one line. */
static struct tl_bytes heading(const struct tlsafe_out *o, struct tl_bytes levels)
{
	TL_BUF text = { 0 };
	bool ascii = true;

	for (size_t i = 0; i < levels.len; i++)
		ascii &= !(levels.data[i] & 0x80);
	for (size_t i = 0; i < levels.len; i++)
		if (levels.data[i] == '\n' && !o->form->merges)
			tl_buf_str(&text, ascii ? ": " : "：");
		else
			tl_buf_char(&text, levels.data[i]);
	if (text.failed)
		return TL_NONE;
	return tl_bytes(strndup(tl_buf_bytes(&text).data, text.len), text.len);
}

int tl_out_columns(struct tlsafe_out *o, const struct tl_out_column *columns, size_t n)
{
	if (o->begun)
		return tl_err_set(&o->err, TLSAFE_EBUG, "columns are set twice");
	if (o->err.code)
		return o->err.code;
	o->column = calloc(n + 1, sizeof(*o->column));
	if (!o->column)
		return tl_err_memory(&o->err);
	for (o->ncolumns = 0; o->ncolumns < n; o->ncolumns++) {
		const struct tl_out_column *from = &columns[o->ncolumns];
		struct tl_out_column *to = &o->column[o->ncolumns];
		to->key = tl_bytes(strndup(from->key.data, from->key.len), from->key.len);
		to->heading = heading(o, from->heading);
		to->numeric = from->numeric;
		if (!to->key.data || !to->heading.data)
			return tl_err_memory(&o->err);
	}
	o->begun = true;
	o->rows = 0;
	return hand_on_piece(o, o->form->begin(o, &o->err));
}

int tl_out_row(struct tlsafe_out *o, const struct tl_cell *cells)
{
	int rc = o->form->row(o, cells, &o->err);

	o->rows++;
	return hand_on_piece(o, rc);
}

int tl_out_about(struct tlsafe_out *o, const char *place, struct tl_bytes word,
                 const struct tl_cell *text)
{
	return o->form->about(o, place, word, text, &o->err);
}

/* --- documents ---------------------------------------------------------------- */

static int end_table(struct tlsafe_out *o)
{
	int rc = o->begun ? o->form->end(o, &o->err) : 0;

	o->begun = false;
	drop_columns(o);
	return rc;
}

static int end_part(struct tlsafe_out *o)
{
	int rc = end_table(o);

	if (!rc && o->in_part && o->form->part_end)
		rc = o->form->part_end(o, &o->err);
	o->in_part = false;
	return rc;
}

int tl_out_part(struct tlsafe_out *o, const struct tl_out_part *part)
{
	int rc = o->err.code ? o->err.code : end_part(o);

	if (!rc)
		rc = o->form->part(o, part, &o->err);
	o->in_part = true;
	o->parts++;
	return hand_on_piece(o, rc);
}

int tl_out_texts(struct tlsafe_out *o, const struct tl_bytes *text, size_t n)
{
	return hand_on_piece(o, o->form->texts(o, text, n, &o->err));
}

int tl_out_picture(struct tlsafe_out *o, struct tl_bytes svg)
{
	if (!o->form->picture_of)
		return 0;
	return hand_on_piece(o, o->form->picture_of(o, svg, &o->err));
}

bool tl_out_has_parts(const struct tlsafe_out *o)
{
	return o->form->part != NULL;
}

bool tl_out_headed(const struct tlsafe_out *o)
{
	if (o->form->json || o->flags & TLSAFE_OUT_NOHEADING)
		return false;
	return o->form != &tl_form_tsv || o->flags & TLSAFE_OUT_HEADING;
}

int tlsafe_out_end(struct tlsafe_out *o)
{
	bool any = o->begun || o->in_part;
	int rc = end_part(o);

	if (!rc && any && o->form->finish)
		rc = o->form->finish(o, &o->err);
	if (!rc)
		rc = hand_on(o);
	/* What was printed while memory was short may not be all. */
	return rc || !tl_memory_short() ? rc : tl_err_memory(&o->err);
}

void tlsafe_out_free(struct tlsafe_out *o)
{
	if (!o)
		return;
	/* A form keeps its own state until its end; a writing that was given up has none called. */
	if (o->own && o->form->drop)
		o->form->drop(o);
	drop_columns(o);
	tl_buf_release(&o->buf);
	free(o->title);
	free(o);
}

uint64_t tlsafe_out_rows(const struct tlsafe_out *o)
{
	return o->rows;
}

const char *tlsafe_out_errmsg(const struct tlsafe_out *o)
{
	return o->err.text;
}

const char *tlsafe_out_errhint(const struct tlsafe_out *o)
{
	return o->err.hint;
}
