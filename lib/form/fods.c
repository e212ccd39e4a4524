/* Flat ODS, a workbook as one XML text. The only file that includes <expat.h>. */
#include <errno.h>
#include <expat.h>
#include <unistd.h>

#include "base/library.h"
#include "form/form.h"

#define CALLS(X) \
	X(XML_StopParser) X(XML_ParserCreateNS) X(XML_SetUserData) X(XML_SetElementHandler) \
	X(XML_SetCharacterDataHandler) X(XML_SetEntityDeclHandler) X(XML_ParserFree) \
	X(XML_GetErrorCode) X(XML_ErrorString) X(XML_GetCurrentLineNumber) X(XML_GetBuffer) \
	X(XML_ParseBuffer)
TL_LIBRARY("libexpat.so.1", "libexpat1", "XML", CALLS)

#define PIECE 65536
#define CELL_MAX 65536
#define CELLS_MAX 1000			/* in a row */
#define ROW_MAX (16u << 20)
#define FILLED_MAX 50000000		/* cells of all sheets */
#define LINES_MAX 16777216		/* rows that a spreadsheet can have */
#define SHEETS_MAX 1000
#define DEPTH_MAX 256

#define OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
#define TABLE "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
#define TEXT "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
#define STYLE "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "

/* Where the parser is: each lies in the one before it. */
enum place { OUTSIDE, BOOK, SHEET, ROW, CELL, PARA, PLACES };

struct piece { size_t at, len; };	/* of the text of rows */

/* What a cell of the column holds for those below it. */
struct span {
	uint64_t left;			/* rows */
	struct tl_buf text;
};

/* The cell being read. */
struct cell {
	bool covered;
	size_t repeated;
	uint64_t spanned;		/* rows */
	char type[16];
	struct tl_buf value;		/* as the spreadsheet reckons with it */
	struct tl_buf shown;
	size_t paras;
	bool blank;			/* the last character was white space of the XML */
};

struct queued {
	uint64_t line, repeated;
	size_t first, n;
	bool hidden;
};

struct tl_fods {
	XML_Parser parser;
	int fd;
	off_t at;
	size_t want;			/* number of the sheet that is read; 0: all are counted */
	enum place place;
	int depth, mark[PLACES];	/* depth at which a place was entered */
	int skip;			/* what lies in the element of this depth is passed over */
	struct tl_buf style;		/* being read, of a table */
	struct tl_buf hidden;		/* names of styles of hidden tables, each ended by NUL */
	struct tl_fods_sheet *sheet;
	size_t nsheets, maxsheets;
	bool book;			/* there is one */
	/* rows */
	uint64_t line, rows, filled;	/* of the row being read; below: how often it stands */
	bool row_hidden;
	struct cell cell;
	struct piece *piece;
	size_t npieces, maxpieces, open;
	struct tl_buf text;
	struct span *span;
	size_t nspans, maxspans;
	struct queued *row;		/* complete */
	size_t nrows, maxrows, given;
	uint64_t again;			/* how often the row in hand was given */
	struct tl_bytes *out;
	size_t maxout;
	bool ended;
	int problem;			/* in a callback; told in ERR */
	/* a fault behind rows that wait: told when they are given */
	int late;
	struct tl_err err, late_err;
};

static void stop(struct tl_fods *f, int rc)
{
	if (!f->problem)
		f->problem = rc;
	lib.XML_StopParser(f->parser, XML_FALSE);
}

static void refuse(struct tl_fods *f, const char *what)
{
	if (f->place >= ROW)
		stop(f, tl_err_set(&f->err, TLSAFE_EINPUT, "%llu: %s",
		                   (unsigned long long)f->line, what));
	else
		stop(f, tl_err_set(&f->err, TLSAFE_EINPUT, "%s", what));
}

static void out_of_memory(struct tl_fods *f)
{
	stop(f, tl_err_memory(&f->err));
}

static const char *attribute(const char **atts, const char *name)
{
	for (; *atts; atts += 2)
		if (!strcmp(atts[0], name))
			return atts[1];
	return NULL;
}

/* A number that says how often something stands, from 1. */
static uint64_t times(const char **atts, const char *name)
{
	const char *text = attribute(atts, name);
	unsigned long long n = text && *text >= '0' && *text <= '9' ? strtoull(text, NULL, 10) : 1;

	return n ? n : 1;
}

/* --- cells ------------------------------------------------------------------- */

/* 1E-005, which a spreadsheet writes for 0.00001, as people write it. */
static void put_small(struct tl_buf *out, const char *value, const char *e)
{
	unsigned long zeros = strtoul(e + 2, NULL, 10);
	size_t sign = *value == '-';

	if (zeros < 1 || zeros > 20) {
		tl_buf_str(out, value);
		return;
	}
	tl_buf_put(out, value, sign);
	tl_buf_str(out, "0.");
	while (--zeros)
		tl_buf_char(out, '0');
	for (const char *p = value + sign; p < e; p++)
		if (*p != '.')
			tl_buf_char(out, *p);
}

/* 13 that is shown as 0013 is a code: zeros before it are part of it. */
static bool is_code(struct tl_bytes value, struct tl_bytes shown)
{
	size_t zeros = shown.len - value.len;

	if (shown.len <= value.len || !value.len)
		return false;
	for (size_t i = 0; i < shown.len; i++)
		if (shown.data[i] < '0' || shown.data[i] > (i < zeros ? '0' : '9'))
			return false;
	return !memcmp(shown.data + zeros, value.data, value.len);
}

static void put_number(struct tl_buf *out, const struct cell *c)
{
	struct tl_bytes value = tl_buf_bytes(&c->value), shown = tl_buf_bytes(&c->shown);
	const char *e = strpbrk(value.data, "eE");

	if (is_code(value, shown))
		tl_buf_add(out, shown);
	else if (e && e[1] == '-')
		put_small(out, value.data, e);
	else
		tl_buf_add(out, value);
}

/* 2018-07-03T14:30:00.000 */
static void put_date(struct tl_buf *out, struct tl_bytes value)
{
	for (size_t i = 0; i < value.len && value.data[i] != '.'; i++)
		tl_buf_char(out, value.data[i] == 'T' ? ' ' : value.data[i]);
}

static void put_value(struct tl_buf *out, const struct cell *c)
{
	bool number = !strcmp(c->type, "float") || !strcmp(c->type, "currency");

	if (c->value.len && number)
		put_number(out, c);
	else if (c->value.len && !strcmp(c->type, "date"))
		put_date(out, tl_buf_bytes(&c->value));
	else if (c->value.len && (!c->shown.len || !strcmp(c->type, "boolean")))
		tl_buf_add(out, tl_buf_bytes(&c->value));
	else
		tl_buf_add(out, tl_buf_bytes(&c->shown));
}

static void begin_cell(struct tl_fods *f, const char **atts, bool covered)
{
	static const char *const values[] = { OFFICE "value", OFFICE "date-value",
		                              OFFICE "time-value", OFFICE "boolean-value",
		                              OFFICE "string-value" };
	struct cell *c = &f->cell;
	const char *type = attribute(atts, OFFICE "value-type"), *value = NULL;

	c->covered = covered;
	c->repeated = times(atts, TABLE "number-columns-repeated");
	c->spanned = times(atts, TABLE "number-rows-spanned");
	c->paras = 0;
	snprintf(c->type, sizeof(c->type), "%s", type ? type : "");
	tl_buf_clear(&c->value);
	tl_buf_clear(&c->shown);
	for (size_t i = 0; i < TL_LEN(values) && !value; i++)
		value = attribute(atts, values[i]);
	tl_buf_str(&c->value, value ? value : "");
}

/* Room for column I of the row. */
static struct span *span_of(struct tl_fods *f, size_t i)
{
	while (f->nspans <= i) {
		if (!TL_GROW(f->span, f->nspans, f->maxspans))
			return NULL;
		f->span[f->nspans++] = (struct span){ .left = 0 };
	}
	return &f->span[i];
}

/* The cell that is read holds for the rows below it too, if it is merged with theirs. */
static void keep_span(struct tl_fods *f, struct tl_bytes text)
{
	struct span *s;

	if (f->cell.spanned < 2)
		return;
	s = span_of(f, f->npieces - f->open);
	if (!s) {
		out_of_memory(f);
		return;
	}
	s->left = f->cell.spanned;
	tl_buf_clear(&s->text);
	tl_buf_add(&s->text, text);
	if (s->text.failed)
		out_of_memory(f);
}

static void add_piece(struct tl_fods *f, struct piece p)
{
	if (!TL_GROW(f->piece, f->npieces, f->maxpieces))
		out_of_memory(f);
	else
		f->piece[f->npieces++] = p;
}

static void end_cell(struct tl_fods *f)
{
	struct cell *c = &f->cell;
	size_t at = f->text.len, columns = f->npieces - f->open, n = c->repeated;
	struct piece p;

	if (!c->covered)
		put_value(&f->text, c);
	p = (struct piece){ at, f->text.len - at };
	if (c->value.failed || c->shown.failed || f->text.failed)
		out_of_memory(f);
	else if (p.len > CELL_MAX)
		refuse(f, "a cell of more than 64 KiB");
	else if (columns < CELLS_MAX && p.len)
		keep_span(f, tl_bytes(f->text.data + at, p.len));
	/* Blank cells behind the others may be as many as a sheet is wide. */
	if (n > CELLS_MAX - columns) {
		if (p.len)
			refuse(f, "more than 1000 cells in a row");
		n = CELLS_MAX - columns;
	}
	for (size_t i = 0; i < n && !f->problem; i++)
		add_piece(f, p);
}

static void put_text(struct tl_fods *f, const char *p, size_t n)
{
	struct tl_buf *out = &f->cell.shown;

	if (out->len + n > CELL_MAX + 1) {
		refuse(f, "a cell of more than 64 KiB");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		bool blank = strchr(" \t\r\n", p[i]) != NULL;
		if (!blank || !f->cell.blank)
			tl_buf_char(out, blank ? ' ' : p[i]);
		f->cell.blank = blank;
	}
}

/* An element in a paragraph. False: what it holds is not of the cell's text. */
static bool in_paragraph(struct tl_fods *f, const char *name, const char **atts)
{
	static const char *const others[] = { TEXT "ruby-text", TEXT "note",
		                              OFFICE "annotation" };
	uint64_t n = !strcmp(name, TEXT "s") ? times(atts, TEXT "c") : 0;

	for (size_t i = 0; i < TL_LEN(others); i++)
		if (!strcmp(name, others[i]))
			return false;
	if (!strcmp(name, TEXT "tab"))
		n = 1;
	if (n > CELL_MAX)
		refuse(f, "a cell of more than 64 KiB");
	for (; n && !f->problem; n--) {
		f->cell.blank = false;
		put_text(f, " ", 1);
	}
	if (!strcmp(name, TEXT "line-break"))
		tl_buf_char(&f->cell.shown, '\n');
	return true;
}

/* --- rows -------------------------------------------------------------------- */

static void begin_row(struct tl_fods *f, const char **atts)
{
	const char *seen = attribute(atts, TABLE "visibility");

	f->line += f->rows;		/* those before it */
	f->rows = times(atts, TABLE "number-rows-repeated");
	f->row_hidden = seen && strcmp(seen, "visible");
	if (f->rows > LINES_MAX || f->line + f->rows > LINES_MAX)
		refuse(f, "more rows than a spreadsheet has");
}

/* What is merged with the row above gets the value that stands there. */
static void fill_down(struct tl_fods *f, bool blank)
{
	for (size_t i = 0; i < f->nspans; i++) {
		struct span *s = &f->span[i];
		bool open = s->left && !blank && i < f->npieces - f->open;
		s->left -= f->rows < s->left ? f->rows : s->left;
		if (!open || f->piece[f->open + i].len)
			continue;
		f->piece[f->open + i] = (struct piece){ f->text.len, s->text.len };
		tl_buf_add(&f->text, tl_buf_bytes(&s->text));
	}
	if (f->text.failed)
		out_of_memory(f);
}

static void end_row(struct tl_fods *f)
{
	size_t filled = 0, begun = f->open < f->npieces ? f->piece[f->open].at : f->text.len;
	struct tl_fods_sheet *s = &f->sheet[f->nsheets - 1];

	for (size_t i = f->open; i < f->npieces; i++)
		filled += f->piece[i].len > 0;
	fill_down(f, !filled);
	f->filled += filled * f->rows;
	if (f->filled > FILLED_MAX)
		refuse(f, "more than 50 million cells");
	if (f->text.len - begun > ROW_MAX)
		refuse(f, "a row of more than 16 MiB");
	if (filled)
		s->rows += f->rows;
	while (f->npieces > f->open && !f->piece[f->npieces - 1].len)
		f->npieces--;
	if (!filled || !f->want || f->problem) {
		f->npieces = f->open;
		f->text.len = begun;
		return;
	}
	if (!TL_GROW(f->row, f->nrows, f->maxrows)) {
		out_of_memory(f);
		return;
	}
	f->row[f->nrows++] = (struct queued){ .line = f->line,
		                              .repeated = f->rows,
		                              .first = f->open,
		                              .n = f->npieces - f->open,
		                              .hidden = f->row_hidden };
	f->open = f->npieces;
}

/* --- sheets ------------------------------------------------------------------ */

static bool style_hides(const struct tl_fods *f, const char *name)
{
	struct tl_bytes all = tl_buf_bytes(&f->hidden);

	for (size_t i = 0; name && i < all.len; i += strlen(all.data + i) + 1)
		if (!strcmp(all.data + i, name))
			return true;
	return false;
}

static void begin_sheet(struct tl_fods *f, const char **atts)
{
	const char *name = attribute(atts, TABLE "name");
	struct tl_fods_sheet *s;

	if (f->nsheets == SHEETS_MAX) {
		refuse(f, "more than 1000 sheets");
		return;
	}
	if (!TL_GROW(f->sheet, f->nsheets, f->maxsheets)) {
		out_of_memory(f);
		return;
	}
	s = &f->sheet[f->nsheets++];
	*s = (struct tl_fods_sheet){ .name = strdup(name ? name : "") };
	s->hidden = style_hides(f, attribute(atts, TABLE "style-name"));
	if (!s->name)
		out_of_memory(f);
	f->line = 0;
	f->rows = 1;
	for (size_t i = 0; i < f->nspans; i++)
		f->span[i].left = 0;
	if (f->want && f->nsheets != f->want)
		f->skip = f->depth;
}

/* A style of tables may say that they are not shown. */
static void in_styles(struct tl_fods *f, const char *name, const char **atts)
{
	const char *shown = attribute(atts, TABLE "display");

	if (!strcmp(name, STYLE "style")) {
		const char *family = attribute(atts, STYLE "family");
		const char *own = attribute(atts, STYLE "name");
		tl_buf_clear(&f->style);
		if (own && family && !strcmp(family, "table"))
			tl_buf_str(&f->style, own);
	} else if (!strcmp(name, STYLE "table-properties") && f->style.len && shown &&
	           !strcmp(shown, "false")) {
		tl_buf_put(&f->hidden, f->style.data, f->style.len + 1);
	}
	if (f->style.failed || f->hidden.failed)
		out_of_memory(f);
}

/* --- elements ---------------------------------------------------------------- */

static void enter(struct tl_fods *f, enum place place)
{
	f->place = place;
	f->mark[place] = f->depth;
}

/* An element in a sheet, outside of its rows: rows may be grouped. */
static void in_sheet(struct tl_fods *f, const char *name, const char **atts)
{
	static const char *const groups[] = { TABLE "table-row-group", TABLE "table-header-rows",
		                              TABLE "table-rows" };

	if (!strcmp(name, TABLE "table-row")) {
		begin_row(f, atts);
		enter(f, ROW);
		return;
	}
	for (size_t i = 0; i < TL_LEN(groups); i++)
		if (!strcmp(name, groups[i]))
			return;
	f->skip = f->depth;
}

static void on_start(void *ctx, const char *name, const char **atts)
{
	struct tl_fods *f = ctx;
	bool covered = !strcmp(name, TABLE "covered-table-cell");

	if (++f->depth > DEPTH_MAX)
		refuse(f, "elements that lie too deep in each other");
	if (f->skip || f->problem)
		return;
	if (f->place == OUTSIDE && !strcmp(name, OFFICE "spreadsheet")) {
		f->book = true;
		enter(f, BOOK);
	} else if (f->place == OUTSIDE) {
		in_styles(f, name, atts);
	} else if (f->place == BOOK && !strcmp(name, TABLE "table")) {
		enter(f, SHEET);
		begin_sheet(f, atts);
	} else if (f->place == SHEET) {
		in_sheet(f, name, atts);
	} else if (f->place == ROW && (covered || !strcmp(name, TABLE "table-cell"))) {
		begin_cell(f, atts, covered);
		enter(f, CELL);
	} else if (f->place == CELL && !strcmp(name, TEXT "p")) {
		if (f->cell.paras++)
			tl_buf_char(&f->cell.shown, '\n');
		f->cell.blank = true;
		enter(f, PARA);
	} else if (f->place != PARA || !in_paragraph(f, name, atts)) {
		f->skip = f->depth;
	}
}

static void on_end(void *ctx, const char *name)
{
	struct tl_fods *f = ctx;
	bool leaves = !f->skip || f->skip == f->depth;

	(void)name;
	if (f->skip == f->depth)
		f->skip = 0;
	leaves = leaves && f->place != OUTSIDE && f->mark[f->place] == f->depth;
	f->depth--;
	if (!leaves || f->problem)
		return;
	if (f->place == CELL)
		end_cell(f);
	else if (f->place == ROW)
		end_row(f);
	/* What was wanted is read. */
	if (f->place == SHEET && f->want == f->nsheets) {
		f->ended = true;
		lib.XML_StopParser(f->parser, XML_FALSE);
	}
	f->place--;
}

static void on_text(void *ctx, const char *p, int n)
{
	struct tl_fods *f = ctx;

	if (f->place == PARA && !f->skip && !f->problem)
		put_text(f, p, (size_t)n);
}

/* Nobody who writes a sheet needs one, and who nests them has something else in mind. */
static void on_entity(void *ctx, const char *name, int parameter, const char *value, int len,
                      const char *base, const char *system, const char *public,
                      const char *notation)
{
	(void)name;
	(void)parameter;
	(void)value;
	(void)len;
	(void)base;
	(void)system;
	(void)public;
	(void)notation;
	refuse(ctx, "an entity of its own is declared; no spreadsheet does that");
}

/* --- reading ----------------------------------------------------------------- */

static int begin(struct tl_fods **ret, int fd, size_t want, struct tl_err *err)
{
	int rc = tl_library_load(&library, err);
	struct tl_fods *f = rc ? NULL : calloc(1, sizeof(*f));

	if (rc)
		return rc;
	if (f)
		f->parser = lib.XML_ParserCreateNS(NULL, ' ');
	if (!f || !f->parser) {
		free(f);
		return tl_err_memory(err);
	}
	f->fd = fd;
	f->want = want;
	lib.XML_SetUserData(f->parser, f);
	lib.XML_SetElementHandler(f->parser, on_start, on_end);
	lib.XML_SetCharacterDataHandler(f->parser, on_text);
	lib.XML_SetEntityDeclHandler(f->parser, on_entity);
	*ret = f;
	return 0;
}

void tl_fods_free(struct tl_fods *f)
{
	if (!f)
		return;
	lib.XML_ParserFree(f->parser);
	tl_fods_free_sheets(f->sheet, f->nsheets);
	for (size_t i = 0; i < f->nspans; i++)
		tl_buf_release(&f->span[i].text);
	tl_buf_release(&f->style);
	tl_buf_release(&f->hidden);
	tl_buf_release(&f->cell.value);
	tl_buf_release(&f->cell.shown);
	tl_buf_release(&f->text);
	free(f->span);
	free(f->piece);
	free(f->row);
	free(f->out);
	free(f);
}

void tl_fods_freep(struct tl_fods **f)
{
	tl_fods_free(*f);
	*f = NULL;
}

static int parse_failed(struct tl_fods *f, struct tl_err *err)
{
	enum XML_Error code = lib.XML_GetErrorCode(f->parser);

	if (f->problem)
		return tl_err_pass(err, f->problem, &f->err);
	if (code == XML_ERROR_NO_MEMORY)
		return tl_err_memory(err);
	return tl_err_set(err, TLSAFE_EINPUT,
	                  "a workbook that is cut short or damaged: %s in line %lu of its XML",
	                  lib.XML_ErrorString(code),
	                  (unsigned long)lib.XML_GetCurrentLineNumber(f->parser));
}

/* The next piece of the file. */
static int feed(struct tl_fods *f, struct tl_err *err)
{
	void *room = lib.XML_GetBuffer(f->parser, PIECE);
	enum XML_Status status;
	ssize_t n;

	if (!room)
		return tl_err_memory(err);
	while ((n = pread(f->fd, room, PIECE, f->at)) < 0)
		if (errno != EINTR)
			return tl_err_errno(err, "reading the file");
	f->at += n;
	status = lib.XML_ParseBuffer(f->parser, (int)n, n == 0);
	if (f->ended && !f->problem)
		return 0;
	f->ended = n == 0;
	if (status != XML_STATUS_OK)
		return parse_failed(f, err);
	if (f->ended && !f->book)
		return tl_err_set(err, TLSAFE_EINPUT, "no spreadsheet in it");
	return 0;
}

int tl_fods_sheets(int fd, struct tl_fods_sheet **ret, size_t *n, struct tl_err *err)
{
	TL_CLEANUP(tl_fods_freep) struct tl_fods *f = NULL;
	int rc = begin(&f, fd, 0, err);

	while (!rc && !f->ended)
		rc = feed(f, err);
	if (rc)
		return rc;
	*ret = f->sheet;
	*n = f->nsheets;
	f->sheet = NULL;
	f->nsheets = 0;
	return 0;
}

void tl_fods_free_sheets(struct tl_fods_sheet *s, size_t n)
{
	for (size_t i = 0; s && i < n; i++)
		free(s[i].name);
	free(s);
}

int tl_fods_open(struct tl_fods **ret, int fd, size_t number, struct tl_err *err)
{
	return begin(ret, fd, number, err);
}

uint64_t tl_fods_read(const struct tl_fods *f)
{
	return (uint64_t)f->at;
}

/* Rows were given: their texts make room for the next ones. Those of the row being read stay. */
static void forget_given(struct tl_fods *f)
{
	size_t kept = f->npieces - f->open, from = kept ? f->piece[f->open].at : f->text.len;

	memmove(f->text.data, f->text.data + from, f->text.len - from);
	f->text.len -= from;
	for (size_t i = 0; i < kept; i++) {
		f->piece[i] = f->piece[f->open + i];
		f->piece[i].at -= from;
	}
	f->npieces = kept;
	f->open = 0;
	f->nrows = f->given = 0;
}

int tl_fods_next(struct tl_fods *f, struct tl_form_row *ret, struct tl_err *err)
{
	const struct queued *q;

	if (f->given == f->nrows && f->text.data)
		forget_given(f);
	while (!f->late && !f->nrows && !f->ended)
		f->late = feed(f, &f->late_err);
	if (f->given == f->nrows)
		return f->late ? tl_err_pass(err, f->late, &f->late_err) : 0;
	q = &f->row[f->given];
	while (f->maxout < q->n)
		if (!TL_GROW(f->out, f->maxout, f->maxout))
			return tl_err_memory(err);
	for (size_t i = 0; i < q->n; i++) {
		const struct piece *p = &f->piece[q->first + i];
		f->out[i] = p->len ? tl_bytes(f->text.data + p->at, p->len) : TL_NONE;
	}
	*ret = (struct tl_form_row){ .line = q->line + f->again, .cell = f->out, .n = q->n,
		                     .hidden = q->hidden };
	if (++f->again == q->repeated) {
		f->again = 0;
		f->given++;
	}
	return 1;
}
