/* Text as it stands in a mail: a paragraph for each row, in lines that are short in any type, since
 * columns do not meet where letters have widths of their own. */
#include "base/utf8.h"
#include "form/form.h"

#define WIDTH 72			/* cells of a line */
#define LINE 500			/* bytes of one; mails may have 998 */

/* Lines being written. */
struct lines {
	struct tl_buf *out;
	unsigned indent;		/* of all but the first */
	size_t line, at;		/* where the last one begins, and where it may be broken */
};

/* What may not begin a line. */
static bool is_stop(struct tl_bytes c)
{
	static const char stops[] = "，。；：、）】,.;:)";

	return memmem(stops, sizeof(stops) - 1, c.data, c.len) != NULL;
}

/* Behind a blank, and beside whatever is no ASCII. */
static bool may_break(const struct lines *l, struct tl_bytes c)
{
	char before = l->out->len > l->line ? l->out->data[l->out->len - 1] : 0;

	return before == ' ' || (((before | c.data[0]) & 0x80) && !is_stop(c));
}

/* Goes on with a line, to which what lies behind the last place to break moves. */
static void break_line(struct lines *l)
{
	TL_BUF rest = { 0 };

	tl_buf_put(&rest, l->out->data + l->at, l->out->len - l->at);
	l->out->len = l->at;
	while (l->out->len > l->line && l->out->data[l->out->len - 1] == ' ')
		l->out->len--;
	tl_buf_printf(l->out, "\n%*s", (int)l->indent, "");
	l->line = l->out->len - l->indent;
	l->at = l->line;
	tl_buf_add(l->out, tl_buf_bytes(&rest));
	l->out->failed |= rest.failed;
}

/* Appends TEXT in lines, all but the first of which are indented. A word longer than a line is
 * broken only where the line would be too long for a mail. */
static void put_lines(struct tl_buf *out, struct tl_bytes text, unsigned indent)
{
	struct lines l = { out, indent, out->len, out->len };
	char room[TL_VISIBLE];

	while (text.len && !out->failed) {
		struct tl_bytes c = tl_utf8_visible_next(&text, room);
		struct tl_bytes line = TL_NONE;
		if (out->len > l.line)
			line = tl_bytes(out->data + l.line, out->len - l.line);
		bool full = !is_stop(c) && tl_utf8_width(line) + tl_utf8_width(c) > WIDTH;
		if (may_break(&l, c))
			l.at = out->len;
		if (line.len + c.len > LINE && l.at == l.line)
			l.at = out->len;
		if ((full && l.at > l.line) || line.len + c.len > LINE)
			break_line(&l);
		tl_buf_add(out, c);
	}
	tl_buf_char(out, '\n');
}

static int done(struct tlsafe_out *o, struct tl_err *err)
{
	return o->buf.failed ? tl_err_memory(err) : 0;
}

static int begin(struct tlsafe_out *o, struct tl_err *err)
{
	(void)o;
	(void)err;
	return 0;
}

/* "heading：value" as the heading is written. Gives what stands between two. */
static const char *put_cell(const struct tlsafe_out *o, struct tl_buf *out, size_t i,
                            const struct tl_cell *cells)
{
	struct tl_bytes heading = o->column[i].heading;
	bool ascii = true;

	for (size_t k = 0; k < heading.len; k++)
		ascii &= !(heading.data[k] & 0x80);
	if (!(o->flags & TLSAFE_OUT_NOHEADING)) {
		tl_buf_add(out, heading);
		tl_buf_str(out, ascii ? ": " : "：");
	}
	tl_buf_add(out, tl_cell_shown(o, &cells[i]));
	return ascii ? "; " : "；";
}

/* The first cell says what the row is of. */
static void put_row(struct tlsafe_out *o, const struct tl_cell *cells)
{
	const char *between = " ";
	TL_BUF row = { 0 };

	tl_buf_str(&row, "- ");
	tl_buf_add(&row, tl_cell_shown(o, &cells[0]));
	for (size_t i = 1; i < o->ncolumns; i++) {
		struct tl_bytes shown = tl_cell_shown(o, &cells[i]);
		if (!shown.len)
			continue;
		tl_buf_str(&row, between);
		between = put_cell(o, &row, i, cells);
	}
	o->buf.failed |= row.failed;
	if (!row.failed)
		put_lines(&o->buf, tl_buf_bytes(&row), 2);
}

static void put_pairs(struct tlsafe_out *o, const struct tl_cell *cells)
{
	if (o->rows)
		tl_buf_char(&o->buf, '\n');
	for (size_t i = 0; i < o->ncolumns; i++) {
		TL_BUF line = { 0 };
		if (!cells[i].text.data)
			continue;
		put_cell(o, &line, i, cells);
		o->buf.failed |= line.failed;
		if (!line.failed)
			put_lines(&o->buf, tl_buf_bytes(&line), 2);
	}
}

static int row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	if (o->flags & TLSAFE_OUT_PAIRS)
		put_pairs(o, cells);
	else
		put_row(o, cells);
	return done(o, err);
}

static int part(struct tlsafe_out *o, const struct tl_out_part *p, struct tl_err *err)
{
	TL_BUF line = { 0 };

	tl_buf_str(&o->buf, o->parts ? "\n" : "");
	tl_buf_str(&line, p->level == 1 ? "" : "【");
	tl_buf_add(&line, p->heading);
	tl_buf_str(&line, p->level == 1 ? "" : "】");
	o->buf.failed |= line.failed;
	if (!line.failed)
		put_lines(&o->buf, tl_buf_bytes(&line), 0);
	return done(o, err);
}

static int texts(struct tlsafe_out *o, const struct tl_bytes *text, size_t n, struct tl_err *err)
{
	for (size_t i = 0; i < n; i++)
		put_lines(&o->buf, text[i], 0);
	return done(o, err);
}

const struct tl_out_form tl_form_mail = { .name = "mail",
	                                  .begin = begin,
	                                  .row = row,
	                                  .end = begin,
	                                  .part = part,
	                                  .texts = texts };
