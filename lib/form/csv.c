/* Comma-separated values, both ways. The only file that includes <csv.h>. */
#include <csv.h>
#include <stdlib.h>

#include "base/charset.h"
#include "base/library.h"
#include "form/form.h"

#define CALLS(X) \
	X(csv_init) X(csv_set_delim) X(csv_set_space_func) X(csv_set_term_func) X(csv_free) \
	X(csv_parse) X(csv_error) X(csv_get_buffer_size) X(csv_fini)
TL_LIBRARY("libcsv.so.3", "libcsv3", "CSV", CALLS)

/* --- writing ----------------------------------------------------------------- */

/* Characters that are not seen, and that a spreadsheet passes over: the mark, spaces of no width,
 * controls of direction. */
static size_t unseen(struct tl_bytes t)
{
	static const char *const chars[] = { "\xef\xbb\xbf", "\xe2\x80\x8b", "\xe2\x80\x8c",
		                             "\xe2\x80\x8d", "\xe2\x80\x8e", "\xe2\x80\x8f",
		                             "\xe2\x81\xa0", "\xc2\xad",     "\xc2\xa0",
		                             "\xe3\x80\x80", " " };
	size_t n = 0, i = 0;

	while (i < TL_LEN(chars)) {
		size_t len = strlen(chars[i]);
		bool here = t.len - n >= len && !memcmp(t.data + n, chars[i], len);
		n += here ? len : 0;
		i = here ? 0 : i + 1;
	}
	return n;
}

static bool starts_formula(struct tl_bytes t)
{
	static const char *const wide[] = { "＝", "＋", "－", "＠" };
	size_t n = unseen(t);
	struct tl_bytes rest = tl_bytes(t.data + n, t.len - n);

	if (!rest.len)
		return false;
	for (size_t i = 0; i < TL_LEN(wide); i++)
		if (tl_starts(rest, tl_str(wide[i])))
			return true;
	return strchr("=+-@\t\r", rest.data[0]) || (!n && t.data[0] == '\'');
}

/* A month's name, as a spreadsheet knows it: "Mar", "March". */
static size_t month_name(struct tl_bytes t)
{
	static const char *const names[] = { "january", "february", "march", "april", "may",
		                             "june", "july", "august", "september", "october",
		                             "november", "december" };
	char low[10] = "";
	size_t n = 0;

	while (n < t.len && n < 9 && ((t.data[n] | 32) >= 'a' && (t.data[n] | 32) <= 'z')) {
		low[n] = (char)(t.data[n] | 32);
		n++;
	}
	for (size_t i = 0; n >= 3 && i < TL_LEN(names); i++)
		if (!strncmp(names[i], low, n) || (n == 4 && !strcmp(low, "sept")))
			return n;
	return 0;
}

/* What stands in a number, a date or a time beside digits. */
static size_t number_sign(struct tl_bytes t)
{
	static const char *const signs[] = { "年", "月", "日", "号", "时", "分", "秒", "上午",
		                             "下午", "AM", "PM", "am", "pm", "￥", "¥", "$" };
	size_t n = month_name(t);

	if (n || strchr("0123456789.,:/-+%eE ", t.data[0]))
		return n ? n : 1;
	for (size_t i = 0; i < TL_LEN(signs); i++)
		if (tl_starts(t, tl_str(signs[i])))
			return strlen(signs[i]);
	/* Full-width digits are digits to a Chinese one. */
	if (t.len >= 3 && !memcmp(t.data, "\xef\xbc", 2) && (unsigned char)t.data[2] >= 0x85 &&
	    (unsigned char)t.data[2] <= 0x9a)
		return 3;
	return 0;
}

/* What a spreadsheet reads as a number, a date or a truth, and writes otherwise when it saves:
 * 12.10, 3-15, 1E5, 007, 13800000000, Mar-15, TRUE. */
static bool changes(struct tl_bytes t)
{
	bool digit = false;

	if (tl_eqs(t, "TRUE") || tl_eqs(t, "FALSE") || tl_eqs(t, "true") || tl_eqs(t, "false"))
		return true;
	if (t.len > 40)
		return false;
	for (size_t i = 0, n; i < t.len; i += n) {
		n = number_sign(tl_bytes(t.data + i, t.len - i));
		if (!n)
			return false;
		digit |= (t.data[i] >= '0' && t.data[i] <= '9') || (n == 3 && t.data[i] == '\xef');
	}
	return digit;
}

static void put_quoted(struct tl_buf *b, struct tl_bytes t)
{
	tl_buf_char(b, '"');
	for (size_t i = 0; i < t.len; i++) {
		if (t.data[i] == '"')
			tl_buf_char(b, '"');
		tl_buf_char(b, t.data[i]);
	}
	tl_buf_char(b, '"');
}

static void put_field(struct tl_buf *b, struct tl_bytes t)
{
	static const bool breaks[UINT8_MAX + 1] = { [','] = true, ['"'] = true, ['\n'] = true,
		                                    ['\r'] = true };
	bool quote = t.data && !t.len;

	for (size_t i = 0; i < t.len; i++)
		quote |= breaks[(unsigned char)t.data[i]];
	/* White space at the ends, and a mark at the start, survive only in quotes. */
	if (t.len &&
	    (t.data[0] == ' ' || t.data[t.len - 1] == ' ' || tl_starts(t, TL_LIT("\xef\xbb\xbf"))))
		quote = true;
	if (quote)
		put_quoted(b, t);
	else
		tl_buf_add(b, t);
}

static int put_guarded(struct tl_buf *b, struct tl_bytes t)
{
	TL_BUF guarded = { 0 };

	if (starts_formula(t)) {
		tl_buf_char(&guarded, '\'');
		tl_buf_add(&guarded, t);
		put_field(b, tl_buf_bytes(&guarded));
	} else {
		tl_buf_printf(&guarded, "=\"%.*s\"", (int)t.len, t.data);
		put_quoted(b, tl_buf_bytes(&guarded));
	}
	return guarded.failed ? TLSAFE_EMEMORY : 0;
}

/* BARE: a number or a day, which is to be read as one. */
static int put_cell(struct tlsafe_out *o, struct tl_bytes t, bool bare)
{
	if (o->flags & TLSAFE_OUT_EXCEL && !bare && t.len && (starts_formula(t) || changes(t)))
		return put_guarded(&o->buf, t);
	put_field(&o->buf, t);
	return 0;
}

static void end_line(struct tlsafe_out *o)
{
	tl_buf_str(&o->buf, o->flags & TLSAFE_OUT_EXCEL ? "\r\n" : "\n");
}

/* Before all else. */
static void put_mark(struct tlsafe_out *o)
{
	if (o->flags & TLSAFE_OUT_EXCEL && !o->parts)
		tl_buf_str(&o->buf, "\xef\xbb\xbf");
}

static int csv_begin(struct tlsafe_out *o, struct tl_err *err)
{
	put_mark(o);
	for (size_t i = 0; i < o->ncolumns && !(o->flags & TLSAFE_OUT_NOHEADING); i++) {
		if (i)
			tl_buf_char(&o->buf, ',');
		if (put_cell(o, o->column[i].heading, false))
			return tl_err_memory(err);
	}
	if (!(o->flags & TLSAFE_OUT_NOHEADING))
		end_line(o);
	return o->buf.failed ? tl_err_memory(err) : 0;
}

static int csv_row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	size_t begun = o->buf.len;

	for (size_t i = 0; i < o->ncolumns; i++) {
		const struct tl_cell *c = &cells[i];
		if (i)
			tl_buf_char(&o->buf, ',');
		if (put_cell(o,
		             c->label.data && !(o->flags & TLSAFE_OUT_CODES) ? c->label : c->text,
		             c->numeric || c->day))
			return tl_err_memory(err);
	}
	/* A single absent cell would be a blank line, which readers drop. */
	if (o->buf.len == begun)
		tl_buf_str(&o->buf, "\"\"");
	end_line(o);
	return o->buf.failed ? tl_err_memory(err) : 0;
}

static int csv_end(struct tlsafe_out *o, struct tl_err *err)
{
	(void)o;
	(void)err;
	return 0;
}

/* Headings and texts are lines of one cell, and a blank line stands before a heading. */
static int csv_texts(struct tlsafe_out *o, const struct tl_bytes *text, size_t n,
                     struct tl_err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (put_cell(o, text[i], false))
			return tl_err_memory(err);
		end_line(o);
	}
	return o->buf.failed ? tl_err_memory(err) : 0;
}

static int csv_part(struct tlsafe_out *o, const struct tl_out_part *part, struct tl_err *err)
{
	put_mark(o);
	if (o->parts)
		end_line(o);
	return csv_texts(o, &part->heading, 1, err);
}

const struct tl_out_form tl_form_csv = { .name = "csv",
					 .begin = csv_begin,
					 .row = csv_row,
					 .end = csv_end,
					 .part = csv_part,
					 .texts = csv_texts };

struct tl_bytes tl_csv_unguard(struct tl_bytes cell)
{
	if (cell.len > 3 && tl_starts(cell, TL_LIT("=\"")) && cell.data[cell.len - 1] == '"')
		return tl_bytes(cell.data + 2, cell.len - 3);
	if (cell.len > 1 && cell.data[0] == '\'' &&
	    (cell.data[1] == '\'' || starts_formula(tl_bytes(cell.data + 1, cell.len - 1))))
		return tl_bytes(cell.data + 1, cell.len - 1);
	return cell;
}

/* --- reading ----------------------------------------------------------------- */

#define FIELD_MAX 65536
#define FIELDS_MAX 1000

struct tl_csv {
	struct csv_parser parser;
	struct tl_decoder *decoder;
	struct tl_buf text;		/* of the rows queued and the one being read */
	struct { size_t at, len; bool there; } *field;
	size_t nfields, maxfields;
	struct { size_t first, n; uint64_t line; } *row;	/* complete rows, waiting */
	size_t nrows, maxrows, given;
	struct tl_bytes *cell;		/* of the row given */
	size_t maxcells, open;		/* first field of the row being read */
	uint64_t line, row_line;	/* where the parser is; where the row being read began */
	struct tl_bytes piece;
	size_t used;			/* of the piece */
	bool begun, ended, finished, failed, quoted_open, cr_waits;
	bool midway;			/* the parser has had a part of a row */
	char separator;
	uint64_t quote_line;
	int problem;			/* in a callback */
	/* a fault behind rows that wait: told when they are given */
	int late;
	struct tl_err late_err;
};

static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static int line_end(unsigned char c)
{
	return c == '\n' || c == '\r';
}

/* The next field is the LEN bytes AT of the text. */
static void add_field(struct tl_csv *c, size_t at, size_t len, bool there)
{
	if (len > FIELD_MAX)
		c->problem = TLSAFE_EINPUT;
	if (c->nfields - c->open >= FIELDS_MAX)
		c->problem = TLSAFE_ERULE;
	if (!TL_GROW(c->field, c->nfields, c->maxfields)) {
		c->failed = true;
		return;
	}
	c->field[c->nfields].at = at;
	c->field[c->nfields].len = len;
	c->field[c->nfields++].there = there;
}

static void on_field(void *data, size_t len, void *ctx)
{
	struct tl_csv *c = ctx;

	add_field(c, c->text.len, len, data);
	if (data)
		tl_buf_put(&c->text, data, len);
}

static void on_row(int end, void *ctx)
{
	struct tl_csv *c = ctx;

	(void)end;
	if (!TL_GROW(c->row, c->nrows, c->maxrows)) {
		c->failed = true;
		return;
	}
	c->row[c->nrows].first = c->open;
	c->row[c->nrows].n = c->nfields - c->open;
	c->row[c->nrows++].line = c->row_line;
	c->open = c->nfields;
}

int tl_csv_open(struct tl_csv **ret, int fd, int charset, char separator, struct tl_err *err)
{
	int rc = tl_library_load(&library, err);
	struct tl_csv *c = rc ? NULL : calloc(1, sizeof(*c));

	if (!c)
		return rc ? rc : tl_err_memory(err);
	if (lib.csv_init(&c->parser,
	             CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL | CSV_APPEND_NULL)) {
		free(c);
		return tl_err_memory(err);
	}
	lib.csv_set_delim(&c->parser, (unsigned char)separator);
	lib.csv_set_space_func(&c->parser, no_space);
	lib.csv_set_term_func(&c->parser, line_end);
	c->separator = separator;
	c->line = c->row_line = 1;
	rc = tl_decoder_new(&c->decoder, fd, (enum tl_charset)charset, err);
	if (rc) {
		tl_csv_free(c);
		return rc;
	}
	*ret = c;
	return 0;
}

uint64_t tl_csv_read(const struct tl_csv *c)
{
	return tl_decoder_read(c->decoder);
}

void tl_csv_free(struct tl_csv *c)
{
	if (!c)
		return;
	lib.csv_free(&c->parser);
	tl_decoder_free(c->decoder);
	tl_buf_release(&c->text);
	free(c->field);
	free(c->row);
	free(c->cell);
	free(c);
}

void tl_csv_freep(struct tl_csv **c)
{
	tl_csv_free(*c);
	*c = NULL;
}

/* Rows were given: their texts and fields make room for the next ones. What belongs to the row
 * being read stays. */
static void forget_given(struct tl_csv *c)
{
	size_t kept = c->nfields - c->open, from = kept ? c->field[c->open].at : c->text.len;

	if (c->text.len > from)
		memmove(c->text.data, c->text.data + from, c->text.len - from);
	c->text.len -= from;
	for (size_t i = 0; i < kept; i++) {
		c->field[i] = c->field[c->open + i];
		c->field[i].at -= from;
	}
	c->nfields = kept;
	c->open = 0;
	c->nrows = c->given = 0;
}

static int refuse(struct tl_err *err, uint64_t line, const char *what)
{
	return tl_err_set(err, TLSAFE_EINPUT, "%llu: %s", (unsigned long long)line, what);
}

static int broken(struct tl_csv *c, uint64_t line, struct tl_err *err)
{
	if (c->failed || c->text.failed)
		return tl_err_memory(err);
	if (c->problem == TLSAFE_EINPUT)
		return refuse(err, line, "a cell of more than 64 KiB; is a quote missing?");
	if (c->problem == TLSAFE_ERULE)
		return refuse(err, line, "more than 1000 cells in a row");
	return 0;
}

static int refuse_cr(struct tl_csv *c, struct tl_err *err)
{
	return refuse(err, c->line,
	              "a carriage return in the middle of a line; save the list anew as CSV");
}

/* The quotes of the N bytes at P, a line or what a piece has of it. True: outside of them is a
 * carriage return that ends no line. A piece may end between the two characters of a line's end. */
static bool follow_quotes(struct tl_csv *c, const char *p, size_t n)
{
	const char *end = p + n, *quote, *cr;
	bool stray = c->cr_waits && *p != '\n';

	c->cr_waits = false;
	for (;; p = quote + 1) {
		quote = memchr(p, '"', (size_t)(end - p));
		cr = memchr(p, '\r', (size_t)((quote ? quote : end) - p));
		if (c->quoted_open)
			cr = NULL;
		if (cr && cr + 1 == end)
			c->cr_waits = true;
		else if (cr && cr[1] != '\n')
			stray = true;
		if (!quote)
			return stray;
		c->quoted_open = !c->quoted_open;
		if (c->quoted_open)
			c->quote_line = c->line;
	}
}

/* A row without quotes, as most are, is cut where its separators stand; the parser would look at
 * each character of it. False: it is not such a row. */
static bool cut_line(struct tl_csv *c, const char *p, size_t n)
{
	const char *end = p + n - 1, *cr = memchr(p, '\r', n), *cut;
	size_t at = c->text.len;

	if (memchr(p, '"', n) || (cr && cr + 1 != end))
		return false;
	end = cr ? cr : end;
	if (p == end)
		return true;	/* a blank line is no row */
	tl_buf_put(&c->text, p, (size_t)(end - p));
	do {
		cut = memchr(p, c->separator, (size_t)(end - p));
		size_t len = (size_t)((cut ? cut : end) - p);
		add_field(c, at, len, len);
		at += len + 1;
		p += len + 1;
	} while (cut);
	on_row('\n', c);
	return true;
}

/*
 * The parser gets a line at a time, so that the physical line of what it says is known; quotes are
 * followed here only to tell a newline inside a cell from the end of a row.
 */
static int parse_line(struct tl_csv *c, const char *p, size_t n, bool ended, struct tl_err *err)
{
	size_t nrows = c->nrows, took;
	uint64_t begun = c->row_line;
	int rc;

	if (ended && !c->midway && cut_line(c, p, n)) {
		took = n;
	} else {
		if (follow_quotes(c, p, n))
			return refuse_cr(c, err);
		took = lib.csv_parse(&c->parser, p, n, on_field, on_row, c);
		c->midway = !ended || c->quoted_open;
	}
	if (took != n && lib.csv_error(&c->parser) == CSV_EPARSE)
		return refuse(err, c->line,
		              "a quote inside a cell that is not quoted, or text behind a closing "
		              "quote; a quote in a cell is written twice");
	if (took != n)
		return tl_err_memory(err);
	if (c->quoted_open && c->text.len + lib.csv_get_buffer_size(&c->parser) > (16u << 20))
		return refuse(err, c->quote_line, "the quote opened here is never closed");
	if (ended)
		c->line++;
	if (c->nrows > nrows || !c->quoted_open)
		c->row_line = c->line;
	rc = broken(c, begun, err);
	/* A row at fault is not given. */
	if (rc)
		c->nrows = nrows;
	return rc;
}

static int finish(struct tl_csv *c, struct tl_err *err)
{
	c->finished = true;
	if (c->cr_waits)
		return refuse_cr(c, err);
	if (c->quoted_open)
		return refuse(err, c->quote_line, "the quote opened here is never closed");
	if (lib.csv_fini(&c->parser, on_field, on_row, c))
		return refuse(err, c->quote_line ? c->quote_line : c->line,
		              "the quote opened here is never closed");
	return broken(c, c->row_line, err);
}

/* Parses until some rows wait, or all is read. */
static int fill(struct tl_csv *c, struct tl_err *err)
{
	int rc = 0;

	forget_given(c);
	if (c->late)
		return tl_err_pass(err, c->late, &c->late_err);
	while (!rc && !c->nrows && !c->finished) {
		if (c->used == c->piece.len) {
			rc = tl_decoder_next(c->decoder, &c->piece, err);
			if (rc < 0)
				return rc;
			c->used = 0;
			if (rc == 0) {
				c->piece = TL_NONE;
				return finish(c, err);
			}
			rc = 0;
		}
		while (!rc && c->used < c->piece.len && c->nrows < 256) {
			const char *p = c->piece.data + c->used,
				   *nl = memchr(p, '\n', c->piece.len - c->used);
			size_t n = nl ? (size_t)(nl - p) + 1 : c->piece.len - c->used;
			rc = parse_line(c, p, n, nl, &c->late_err);
			c->used += n;
		}
		if (rc && c->nrows) {
			c->late = rc;
			return 0;
		}
	}
	return rc && c->late_err.text[0] ? tl_err_pass(err, rc, &c->late_err) : rc;
}

int tl_csv_next(struct tl_csv *c, struct tl_form_row *ret, struct tl_err *err)
{
	if (c->given == c->nrows) {
		int rc = c->finished ? 0 : fill(c, err);
		if (rc)
			return rc;
		if (c->given == c->nrows)
			return 0;
	}
	size_t n = c->row[c->given].n, first = c->row[c->given].first;
	while (c->maxcells < n)
		if (!TL_GROW(c->cell, c->maxcells, c->maxcells))
			return tl_err_memory(err);
	for (size_t i = 0; i < n; i++) {
		c->cell[i] = TL_NONE;
		if (c->field[first + i].there)
			c->cell[i] = tl_bytes(c->text.data + c->field[first + i].at,
			                      c->field[first + i].len);
	}
	*ret = (struct tl_form_row){ c->row[c->given].line, c->cell, n, false };
	c->given++;
	return 1;
}
