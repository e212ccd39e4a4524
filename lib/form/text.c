/* Tab-separated lines, and the aligned table through libsmartcols. Nothing in them can act on a
 * terminal, and nothing is cut. */
#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#include "base/library.h"
#include "base/number.h"
#include "base/utf8.h"
#include "form/form.h"

#define CALLS(X) \
	X(scols_table_new_column) X(scols_cell_set_color) X(scols_column_get_header) \
	X(scols_column_set_color) X(scols_new_table) X(scols_table_set_column_separator) \
	X(scols_table_enable_noheadings) X(scols_table_enable_colors) \
	X(scols_table_set_termforce) X(scols_line_set_data) X(scols_line_get_cell) \
	X(scols_table_new_line) X(scols_unref_table) X(scols_table_get_line) \
	X(scols_table_set_stream) X(scols_print_table) X(scols_table_get_nlines)
TL_LIBRARY("libsmartcols.so.1", "libsmartcols1", "-o table", CALLS)

struct tl_bytes tl_cell_shown(const struct tlsafe_out *o, const struct tl_cell *c)
{
	return c->label.data && !(o->flags & TLSAFE_OUT_CODES) ? c->label : c->text;
}

/* --- tsv --------------------------------------------------------------------- */

static int tsv_begin(struct tlsafe_out *o, struct tl_err *err)
{
	(void)err;
	if (!(o->flags & TLSAFE_OUT_HEADING) ||
	    (o->flags & (TLSAFE_OUT_PAIRS | TLSAFE_OUT_NOHEADING)))
		return 0;
	for (size_t i = 0; i < o->ncolumns; i++) {
		if (i)
			tl_buf_char(&o->buf, '\t');
		tl_utf8_visible(&o->buf, o->column[i].heading);
	}
	tl_buf_char(&o->buf, '\n');
	return 0;
}

static int tsv_row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	bool pairs = o->flags & TLSAFE_OUT_PAIRS;

	if (pairs && o->rows)
		tl_buf_char(&o->buf, '\n');
	for (size_t i = 0; i < o->ncolumns; i++) {
		if (pairs && !cells[i].text.data)
			continue;
		if (pairs)
			tl_buf_add(&o->buf, o->column[i].key);
		if (pairs || i)
			tl_buf_char(&o->buf, '\t');
		tl_utf8_visible(&o->buf, tl_cell_shown(o, &cells[i]));
		if (pairs)
			tl_buf_char(&o->buf, '\n');
	}
	if (!pairs)
		tl_buf_char(&o->buf, '\n');
	return o->buf.failed ? tl_err_memory(err) : 0;
}

static int nothing(struct tlsafe_out *o, struct tl_err *err)
{
	(void)o;
	(void)err;
	return 0;
}

const struct tl_out_form tl_form_tsv = { .name = "tsv",
					 .begin = tsv_begin,
					 .row = tsv_row,
					 .end = nothing };

/* --- table ------------------------------------------------------------------- */

/* libsmartcols leaves out without a word what it has no memory for: what it was given is counted,
 * blanks aside, and looked for in what it prints. */
struct table {
	struct libscols_table *lines;
	size_t given;
	/* what is drawn of each line; negative: nothing */
	double *value;
	size_t nvalues, maxvalues;
};

static size_t inked(struct tl_bytes text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.data[i] != ' ' && text.data[i] != '\n';
	return n;
}

static int failed(struct tl_err *err, int rc)
{
	errno = rc < 0 ? -rc : ENOMEM;
	return tl_err_errno(err, "the table");
}

/* A heading stands out, and so does a column of keys, which is one. Nothing of it shows before the
 * table's colours are enabled. */
static int add_column(struct table *t, const char *name, bool numeric, bool key)
{
	struct libscols_column *c = lib.scols_table_new_column(
		t->lines, name, 0, SCOLS_FL_NOEXTREMES | (numeric ? SCOLS_FL_RIGHT : 0));
	int rc = c ? lib.scols_cell_set_color(lib.scols_column_get_header(c), "bold") : -ENOMEM;

	return rc || !key ? rc : lib.scols_column_set_color(c, "bold");
}

static int table_begin(struct tlsafe_out *o, struct tl_err *err)
{
	bool pairs = o->flags & TLSAFE_OUT_PAIRS;
	bool bare = pairs || (o->flags & TLSAFE_OUT_NOHEADING);
	int rc = tl_library_load(&library, err);
	struct table *t = rc ? NULL : calloc(1, sizeof(*t));

	if (rc)
		return rc;
	o->own = t;
	if (!t || !(t->lines = lib.scols_new_table()))
		return tl_err_memory(err);
	rc = lib.scols_table_set_column_separator(t->lines, "  ");
	if (!rc)
		rc = lib.scols_table_enable_noheadings(t->lines, bare);
	if (!rc)
		rc = lib.scols_table_enable_colors(t->lines, (o->flags & TLSAFE_OUT_COLOUR) != 0);
	/* Whatever the width of the screen: nothing is ever cut. */
	if (!rc)
		rc = lib.scols_table_set_termforce(t->lines, SCOLS_TERMFORCE_NEVER);
	if (!rc && pairs) {
		rc = add_column(t, "key", false, true);
		if (!rc)
			rc = add_column(t, "value", false, false);
		return rc ? failed(err, rc) : 0;
	}
	for (size_t i = 0; !rc && i < o->ncolumns; i++) {
		TL_BUF heading = { 0 };
		tl_utf8_visible(&heading, o->column[i].heading);
		if (heading.failed)
			rc = -ENOMEM;
		else
			rc = add_column(t, tl_buf_bytes(&heading).data, o->column[i].numeric,
			                false);
		t->given += bare ? 0 : inked(tl_buf_bytes(&heading));
	}
	if (!rc && o->flags & TLSAFE_OUT_BARS)
		rc = add_column(t, "", false, false);
	return rc ? failed(err, rc) : 0;
}

static int put(struct table *t, struct libscols_line *line, size_t i, struct tl_bytes text,
               enum tl_emphasis emphasis)
{
	static const char *const colour[] = {
		[TL_PLAIN] = NULL, [TL_GRAVE] = "bold", [TL_LATE] = "red", [TL_SUM] = NULL
	};
	TL_BUF clean = { 0 };
	int rc;

	tl_utf8_visible(&clean, text);
	if (clean.failed)
		return -ENOMEM;
	t->given += inked(tl_buf_bytes(&clean));
	rc = lib.scols_line_set_data(line, i, tl_buf_bytes(&clean).data);
	if (!rc && colour[emphasis])
		rc = lib.scols_cell_set_color(lib.scols_line_get_cell(line, i), colour[emphasis]);
	return rc;
}

/* What of TEXT goes on a line of WIDTH cells: up to the last blank that lies there, if one does, or
 * to a comma that lies not much before it. 0: all of it. */
static size_t piece(struct tl_bytes text, unsigned width)
{
	size_t blank = 0, comma = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] != ' ')
			continue;
		if ((unsigned)tl_utf8_width(tl_bytes(text.data, i)) > width)
			break;
		blank = i + 1;
		if (i && text.data[i - 1] == ',')
			comma = i + 1;
	}
	if ((unsigned)tl_utf8_width(text) <= width)
		return 0;
	return comma * 2 > blank ? comma : blank;
}

/* Key and value of a line; what the width does not hold goes on below. */
static int put_pair(struct tlsafe_out *o, struct tl_bytes key, struct tl_bytes value,
                    enum tl_emphasis emphasis)
{
	struct table *t = o->own;
	unsigned left = 2, room;
	int rc = 0;

	for (size_t i = 0; i < o->ncolumns; i++) {
		unsigned w = 2 + (unsigned)tl_utf8_width(o->column[i].heading);
		left = w > left ? w : left;
	}
	room = o->width > left ? o->width - left : 1;
	for (bool more = true; !rc && more;) {
		struct libscols_line *line = lib.scols_table_new_line(t->lines, NULL);
		size_t n = o->width ? piece(value, room) : 0;
		if (!line)
			return -ENOMEM;
		more = n;
		rc = put(t, line, 0, key, TL_PLAIN);
		if (!rc)
			rc = put(t, line, 1, tl_bytes(value.data, n ? n - 1 : value.len), emphasis);
		key = TL_NONE;
		value = tl_bytes(value.data + n, value.len - n);
	}
	return rc;
}

/* What is drawn of a row: nothing of sums, which would be longer than all others. */
static int keep_value(struct tlsafe_out *o, const struct tl_cell *c)
{
	struct table *t = o->own;
	double value = -1;

	if (!TL_GROW(t->value, t->nvalues, t->maxvalues))
		return -ENOMEM;
	if (c->emphasis == TL_SUM || !tl_number_parse(tl_cell_shown(o, c), &value, NULL))
		value = -1;
	t->value[t->nvalues++] = value;
	return 0;
}

static int table_row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	struct libscols_line *line = NULL;
	struct table *t = o->own;
	bool pairs = o->flags & TLSAFE_OUT_PAIRS;
	int rc = 0;

	/* One record and the next are apart. */
	if (pairs && o->rows && !(line = lib.scols_table_new_line(t->lines, NULL)))
		return tl_err_memory(err);
	for (size_t i = 0; !rc && i < o->ncolumns; i++) {
		if (pairs && !cells[i].text.data)
			continue;
		if (!pairs && !i && !(line = lib.scols_table_new_line(t->lines, NULL)))
			return tl_err_memory(err);
		if (pairs)
			rc = put_pair(o, o->column[i].heading, tl_cell_shown(o, &cells[i]),
			              cells[i].emphasis);
		else
			rc = put(t, line, i, tl_cell_shown(o, &cells[i]), cells[i].emphasis);
	}
	if (!rc && o->flags & TLSAFE_OUT_BARS)
		rc = keep_value(o, &cells[o->bar]);
	return rc ? failed(err, rc) : 0;
}

static void table_drop(struct tlsafe_out *o)
{
	struct table *t = o->own;

	if (t) {
		lib.scols_unref_table(t->lines);
		free(t->value);
	}
	free(t);
	o->own = NULL;
}

/* Nothing of N bytes at P shows: blanks, and colours of them. */
static bool is_blank(const char *p, size_t n)
{
	for (const char *end = p + n; p < end; p++) {
		if (*p == '\033')
			p += strcspn(p, "m\n");
		else if (*p != ' ')
			return false;
	}
	return true;
}

/* A line that parts records holds nothing. */
static void add_lines(struct tl_buf *out, const char *text)
{
	while (*text) {
		size_t n = strcspn(text, "\n");
		if (!is_blank(text, n))
			tl_buf_add(out, tl_bytes(text, n));
		text += n;
		if (*text) {
			tl_buf_char(out, '\n');
			text++;
		}
	}
}

static ssize_t put_piece(void *to, const char *data, size_t len)
{
	struct tl_buf *b = to;

	tl_buf_put(b, data, len);
	return b->failed ? 0 : (ssize_t)len;
}

/* What it printed, without what colours it. */
static size_t printed(struct tl_bytes text)
{
	size_t n = inked(text);

	for (size_t i = 0; i < text.len; i++) {
		bool colour = text.data[i] == '\033';
		for (; colour && i < text.len && text.data[i] != 'm'; i++)
			n--;
		n -= colour;
	}
	return n;
}

#define BAR_CELLS 24			/* of the longest one */

/* A bar of so many eighths of a cell. */
static void add_bar(struct tl_buf *out, unsigned eighths)
{
	static const char *const part[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };

	for (unsigned i = 0; i < eighths / 8; i++)
		tl_buf_str(out, "█");
	tl_buf_str(out, part[eighths % 8]);
}

/* Now that the largest is known. What is more than nothing is seen. */
static int draw_bars(struct tlsafe_out *o)
{
	struct table *t = o->own;
	double largest = 0;
	int rc = 0;

	for (size_t i = 0; i < t->nvalues; i++)
		largest = t->value[i] > largest ? t->value[i] : largest;
	for (size_t i = 0; !rc && i < t->nvalues; i++) {
		double share = t->value[i] > 0 ? t->value[i] / largest : 0;
		unsigned eighths = (unsigned)(share * BAR_CELLS * 8 + 0.5);
		TL_BUF bar = { 0 };
		add_bar(&bar, share > 0 && !eighths ? 1 : eighths);
		rc = bar.failed ? -ENOMEM : 0;
		if (!rc && bar.len)
			rc = put(t, lib.scols_table_get_line(t->lines, i), o->ncolumns,
			         tl_buf_bytes(&bar), TL_PLAIN);
	}
	return rc;
}

static int print_lines(struct tlsafe_out *o, struct tl_err *err)
{
	struct table *t = o->own;
	TL_BUF text = { 0 };
	FILE *f = fopencookie(&text, "w", (cookie_io_functions_t){ .write = put_piece });
	int rc = f ? lib.scols_table_set_stream(t->lines, f) : -ENOMEM;

	if (!rc && o->flags & TLSAFE_OUT_BARS)
		rc = draw_bars(o);
	if (!rc)
		rc = lib.scols_print_table(t->lines);
	if (f && fclose(f) && !rc)
		rc = -ENOMEM;
	if (rc || text.failed)
		return failed(err, rc ? rc : -ENOMEM);
	/* Without lines there are no headings. */
	if (lib.scols_table_get_nlines(t->lines) && printed(tl_buf_bytes(&text)) < t->given)
		return tl_err_memory(err);
	add_lines(&o->buf, tl_buf_bytes(&text).data);
	return o->buf.failed ? tl_err_memory(err) : 0;
}

/* The present locale knows UTF-8; it is another, or the system had no memory for it. */
static bool knows_utf8(void)
{
	mbstate_t state = { 0 };
	wchar_t c;

	return mbrtowc(&c, "安", strlen("安"), &state) == strlen("安");
}

/* Widths and what may be printed follow the locale: for this thread it is one of UTF-8 while the
 * table is laid out. */
static int table_end(struct tlsafe_out *o, struct tl_err *err)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), was;
	bool knows = false;
	int rc = 0;

	if (utf8) {
		was = uselocale(utf8);
		knows = knows_utf8();
		rc = knows ? print_lines(o, err) : 0;
		uselocale(was);
	}
	/* The system does not tell the two apart. */
	if (!knows)
		rc = tl_err_hint(err, TLSAFE_ESYSTEM, "give another -o",
		                 "a table wants the locale C.UTF-8, which is not installed, or for "
		                 "which there is no memory");
	if (utf8)
		freelocale(utf8);
	table_drop(o);
	return rc;
}

static int table_texts(struct tlsafe_out *o, const struct tl_bytes *text, size_t n,
                       struct tl_err *err)
{
	for (size_t i = 0; i < n; i++) {
		tl_utf8_visible(&o->buf, text[i]);
		tl_buf_char(&o->buf, '\n');
	}
	return o->buf.failed ? tl_err_memory(err) : 0;
}

/* A heading is underlined over its width. */
static int table_part(struct tlsafe_out *o, const struct tl_out_part *part, struct tl_err *err)
{
	size_t begun;

	if (o->parts)
		tl_buf_char(&o->buf, '\n');
	if (!part->heading.len)
		return o->buf.failed ? tl_err_memory(err) : 0;
	begun = o->buf.len;
	tl_utf8_visible(&o->buf, part->heading);
	if (o->buf.failed)
		return tl_err_memory(err);
	int width = tl_utf8_width(tl_bytes(o->buf.data + begun, o->buf.len - begun));
	tl_buf_char(&o->buf, '\n');
	for (int i = 0; i < width; i++)
		tl_buf_char(&o->buf, part->level == 1 ? '=' : '-');
	tl_buf_char(&o->buf, '\n');
	return o->buf.failed ? tl_err_memory(err) : 0;
}

/* Told before anything is looked for or changed. */
static int table_ready(struct tlsafe_out *o, struct tl_err *err)
{
	(void)o;
	return tl_library_load(&library, err);
}

const struct tl_out_form tl_form_table = { .name = "table",
					   .ready = table_ready,
	                                   .begin = table_begin,
	                                   .row = table_row,
	                                   .end = table_end,
	                                   .part = table_part,
	                                   .texts = table_texts,
	                                   .drop = table_drop };
