/* Tables in Markdown (GFM). Nothing in a cell is markup: it reads as it stands. Only of an address
 * of e-mail some readers make a link whatever stands there. */
#include "base/utf8.h"
#include "form/form.h"

/* Punctuation that may begin something, an address that would become a link among it. */
static bool is_markup(struct tl_bytes done, char c)
{
	if (c == '.')
		return done.len >= 3 && !memcmp(done.data + done.len - 3, "www", 3);
	return strchr("\\`*_{}[]<>()#|~!:@&$", c) != NULL;
}

static void put_text(struct tl_buf *out, struct tl_bytes text)
{
	TL_BUF clean = { 0 };

	tl_utf8_visible(&clean, text);
	out->failed |= clean.failed;
	for (size_t i = 0; !clean.failed && i < clean.len; i++) {
		if (clean.data[i] && is_markup(tl_bytes(clean.data, i), clean.data[i]))
			tl_buf_char(out, '\\');
		tl_buf_char(out, clean.data[i]);
	}
}

static void put_cell(struct tl_buf *out, struct tl_bytes text)
{
	tl_buf_str(out, "| ");
	put_text(out, text);
	tl_buf_char(out, ' ');
}

static void put_rule(struct tl_buf *out, bool numeric)
{
	tl_buf_str(out, numeric ? "| ---: " : "| --- ");
}

static int begin(struct tlsafe_out *o, struct tl_err *err)
{
	const bool bare = o->flags & TLSAFE_OUT_NOHEADING;

	if (o->flags & TLSAFE_OUT_PAIRS)
		return 0;
	/* A table has headings, if empty ones. */
	for (size_t i = 0; i < o->ncolumns; i++)
		put_cell(&o->buf, bare ? TL_NONE : o->column[i].heading);
	tl_buf_str(&o->buf, "|\n");
	for (size_t i = 0; i < o->ncolumns; i++)
		put_rule(&o->buf, o->column[i].numeric);
	tl_buf_str(&o->buf, "|\n");
	return o->buf.failed ? tl_err_memory(err) : 0;
}

/* A table of its own for each record. */
static void put_pairs(struct tlsafe_out *o, const struct tl_cell *cells)
{
	if (o->rows)
		tl_buf_char(&o->buf, '\n');
	tl_buf_str(&o->buf, "|  |  |\n| --- | --- |\n");
	for (size_t i = 0; i < o->ncolumns; i++) {
		if (!cells[i].text.data)
			continue;
		put_cell(&o->buf, o->column[i].heading);
		put_cell(&o->buf, tl_cell_shown(o, &cells[i]));
		tl_buf_str(&o->buf, "|\n");
	}
}

static int row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	if (o->flags & TLSAFE_OUT_PAIRS) {
		put_pairs(o, cells);
	} else {
		for (size_t i = 0; i < o->ncolumns; i++)
			put_cell(&o->buf, tl_cell_shown(o, &cells[i]));
		tl_buf_str(&o->buf, "|\n");
	}
	return o->buf.failed ? tl_err_memory(err) : 0;
}

static int end(struct tlsafe_out *o, struct tl_err *err)
{
	(void)o;
	(void)err;
	return 0;
}

static int part(struct tlsafe_out *o, const struct tl_out_part *p, struct tl_err *err)
{
	tl_buf_str(&o->buf, o->parts ? "\n" : "");
	tl_buf_str(&o->buf, p->level == 1 ? "# " : "## ");
	put_text(&o->buf, p->heading);
	tl_buf_str(&o->buf, "\n\n");
	return o->buf.failed ? tl_err_memory(err) : 0;
}

static int paragraphs(struct tlsafe_out *o, const struct tl_bytes *text, size_t n,
                      struct tl_err *err)
{
	for (size_t i = 0; i < n; i++) {
		/* Where it would begin a list. */
		if (text[i].len && strchr("+-=", text[i].data[0]))
			tl_buf_char(&o->buf, '\\');
		put_text(&o->buf, text[i]);
		tl_buf_str(&o->buf, "\n\n");
	}
	return o->buf.failed ? tl_err_memory(err) : 0;
}

const struct tl_out_form tl_form_markdown = { .name = "md",
					      .begin = begin,
					      .row = row,
					      .end = end,
					      .part = part,
					      .texts = paragraphs };
