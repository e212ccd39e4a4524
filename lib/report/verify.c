/* A form that somebody filled in, reckoned anew: what of it does not follow from its counts, and
 * which counts the records do not support. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/charset.h"
#include "import/list.h"
#include "query/line.h"
#include "report/formfill.h"
#include "report/handed.h"
#include "report/span.h"
#include "schema/shelf.h"
#include "stats/ask.h"
#include "store/open.h"

struct verify {
	struct tlsafe *t;
	const struct tlsafe_select *s;
	const struct tlsafe_verify *v;
	struct tlsafe_out *out;
	struct tl_decide tell;		/* where notes go */
	struct tl_line line;
	bool english;
	struct tl_blank **blank;	/* all forms of the set */
	size_t nblanks;
	size_t forms;			/* sheets that were one */
	uint64_t found;
	/* of the sheet in hand */
	const char *sheet;
	const struct tl_handed *h;
	struct tl_buf printed, follows, why;
};

static void release(struct verify *w)
{
	for (size_t i = 0; i < w->nblanks; i++)
		tl_blank_free(w->blank[i]);
	free(w->blank);
	tl_buf_release(&w->line.buf);
	tl_buf_release(&w->printed);
	tl_buf_release(&w->follows);
	tl_buf_release(&w->why);
}

/* --- findings ----------------------------------------------------------------- */

static const struct tl_line_column columns[] = {
	{ "sheet", false, "工作表", "Sheet" },   { "line", true, "行", "Line" },
	{ "row", false, "行业和领域", "Row" },   { "column", false, "栏目", "Column" },
	{ "printed", false, "填报", "Printed" }, { "follows", false, "应为", "Follows" },
	{ "why", false, "说明", "Why" },
};

/* The column's heading in one line. */
static void put_heading(struct tl_buf *out, const struct verify *w, size_t column)
{
	const struct tl_blank_column *c = &w->h->blank->column[column];
	const char **headings = w->english ? c->en : c->zh;
	const char *between = "";

	for (size_t i = 0; headings[i]; i++) {
		tl_buf_printf(out, "%s%s", between, headings[i]);
		between = w->english ? ": " : "：";
	}
}

/* A finding: what FOLLOWS and WHY stand in W. */
static int find(struct verify *w, const struct tl_handed_row *r, size_t column)
{
	const struct tl_blank_row *row = &w->h->blank->row[r->row];
	struct tl_line *l = &w->line;
	TL_BUF heading = { 0 };

	put_heading(&heading, w, column);
	if (heading.failed || w->follows.failed || w->why.failed)
		return tl_err_memory(&w->t->err);
	w->found++;
	tl_line_text(l, tl_str(w->sheet ? w->sheet : ""));
	tl_line_number(l, r->line);
	tl_line_text(l, tl_str(w->english ? row->en : row->zh));
	tl_line_text(l, tl_buf_bytes(&heading));
	tl_line_text(l, r->cell[column].text);
	tl_line_text(l, tl_buf_bytes(&w->follows));
	tl_line_text(l, tl_buf_bytes(&w->why));
	return tl_line_write(l, w->t, w->out);
}

static void begin_finding(struct verify *w)
{
	tl_buf_clear(&w->follows);
	tl_buf_clear(&w->why);
}

/* --- numbers ------------------------------------------------------------------ */

static __int128 power(unsigned n)
{
	__int128 ret = 1;

	while (n--)
		ret *= 10;
	return ret;
}

/* N / 10^FROM as a number of so many DECIMALS, half up. */
static __int128 rescale(__int128 n, unsigned from, unsigned decimals)
{
	if (from <= decimals)
		return n * power(decimals - from);
	return (n * 2 + power(from - decimals)) / (2 * power(from - decimals));
}

static void put_decimal(struct tl_buf *out, __int128 n, unsigned decimals)
{
	const long long unit = (long long)power(decimals);

	tl_buf_printf(out, "%lld", (long long)(n / unit));
	if (decimals)
		tl_buf_printf(out, ".%0*lld", (int)decimals, (long long)(n % unit));
}

/* C says a number; a blank cell says 0. */
static bool says(const struct tl_handed_cell *c)
{
	return c->is == TL_HANDED_BLANK || c->is == TL_HANDED_NUMBER;
}

/* What C counts; false: that is no whole number. */
static bool count_of(const struct tl_handed_cell *c, int64_t *ret)
{
	*ret = c->is == TL_HANDED_NUMBER ? c->n : 0;
	return says(c) && !c->decimals && !c->per_cent;
}

static bool is_counts(const struct tl_blank_column *c)
{
	return c->is == TL_BLANK_COUNT || c->is == TL_BLANK_UNITS;
}

/* --- a row -------------------------------------------------------------------- */

static int check_readable(struct verify *w, const struct tl_handed_row *r, size_t i)
{
	const struct tl_blank_column *c = &w->h->blank->column[i];
	const struct tl_handed_cell *cell = &r->cell[i];
	bool whole = is_counts(c);

	if (c->is == TL_BLANK_LABEL || (cell->is != TL_HANDED_BAD &&
	    !(whole && cell->is == TL_HANDED_NUMBER && (cell->decimals || cell->per_cent))))
		return 0;
	begin_finding(w);
	if (w->english)
		tl_buf_printf(&w->why, "not a %snumber", whole ? "whole " : "");
	else
		tl_buf_printf(&w->why, "不是%s数", whole ? "整" : "");
	return find(w, r, i);
}

/* RATE as it is printed with that many DECIMALS of a hundred. */
static __int128 rate_at(int64_t part, int64_t whole, unsigned decimals)
{
	const __int128 n = (__int128)part * 100 * power(decimals);

	return (n * 2 + whole) / ((__int128)whole * 2);
}

#define DECIMALS_MAX 6

/* The printed rate is that of PART in WHOLE, at the precision printed; a spreadsheet may reckon
 * with 0.968. */
static bool rate_follows(const struct tl_handed_cell *c, int64_t part, int64_t whole,
                         unsigned *decimals)
{
	unsigned d = c->decimals < DECIMALS_MAX ? c->decimals : DECIMALS_MAX;

	*decimals = d;
	if (rescale(c->n, c->decimals, d) == rate_at(part, whole, d))
		return true;
	if (c->per_cent || c->decimals < 2 || c->n > (int64_t)power(c->decimals))
		return false;
	d = c->decimals - 2 < DECIMALS_MAX ? c->decimals - 2 : DECIMALS_MAX;
	return rescale((__int128)c->n * 100, c->decimals, d) == rate_at(part, whole, d);
}

static int check_rate(struct verify *w, const struct tl_handed_row *r, size_t i)
{
	const struct tl_blank_column *c = &w->h->blank->column[i];
	const struct tl_handed_cell *cell = &r->cell[i];
	int64_t part, whole, rate;
	unsigned decimals = 1;

	if (c->is != TL_BLANK_RATE || cell->is == TL_HANDED_BLANK || cell->is == TL_HANDED_BAD ||
	    !w->h->column[c->part] || !w->h->column[c->whole] ||
	    !count_of(&r->cell[c->part], &part) || !count_of(&r->cell[c->whole], &whole))
		return 0;
	if (!whole && cell->is == TL_HANDED_NONE)
		return 0;
	if (whole && cell->is == TL_HANDED_NUMBER && rate_follows(cell, part, whole, &decimals))
		return 0;
	begin_finding(w);
	if (!whole) {
		tl_buf_char(&w->follows, '/');
		tl_buf_str(&w->why, w->english ? "a rate over 0" : "分母为0");
		return find(w, r, i);
	}
	put_decimal(&w->follows, rate_at(part, whole, decimals), decimals);
	tl_fill_rate(part, whole, &rate);
	tl_buf_printf(&w->why, w->english ? "%lld of %lld is %lld.%lld %%" :
	                                    "%lld ÷ %lld = %lld.%lld %%",
	              (long long)part, (long long)whole, (long long)(rate / 10),
	              (long long)(rate % 10));
	return find(w, r, i);
}

/* "a + b" of the columns of a check. */
static void put_parts(struct verify *w, const struct tl_blank_check *k)
{
	for (size_t i = 0; i < k->nparts; i++) {
		tl_buf_str(&w->why, i ? " + " : "");
		put_heading(&w->why, w, k->part[i]);
	}
}

static int check_parts(struct verify *w, const struct tl_handed_row *r,
                       const struct tl_blank_check *k)
{
	int64_t sum = 0, part, whole;

	if (!w->h->column[k->whole] || !count_of(&r->cell[k->whole], &whole))
		return 0;
	for (size_t i = 0; i < k->nparts; i++) {
		if (w->h->column[k->part[i]] && !count_of(&r->cell[k->part[i]], &part))
			return 0;
		sum += w->h->column[k->part[i]] ? part : 0;
	}
	if (sum <= whole)
		return 0;
	begin_finding(w);
	tl_buf_printf(&w->follows, "≥ %lld", (long long)sum);
	put_parts(w, k);
	tl_buf_printf(&w->why, w->english ? " is %lld, which is more" : " 为%lld，大于此数",
	              (long long)sum);
	return find(w, r, k->whole);
}

static int check_row(struct verify *w, const struct tl_handed_row *r)
{
	const struct tl_blank *b = w->h->blank;
	int rc = 0;

	for (size_t i = 0; !rc && i < b->ncolumns; i++) {
		rc = check_readable(w, r, i);
		if (!rc)
			rc = check_rate(w, r, i);
	}
	for (size_t i = 0; !rc && i < b->nchecks; i++)
		rc = check_parts(w, r, &b->check[i]);
	return rc;
}

/* --- totals ------------------------------------------------------------------- */

/* What rows that make up another one have together. */
struct together {
	__int128 sum, most;
	unsigned decimals;		/* of these */
	size_t n;
	bool all;			/* every row of the form is there, and says a number */
};

/* The row of H that is row ROW of the form; NULL: it is not there. */
static const struct tl_handed_row *row_at(const struct tl_handed *h, size_t row)
{
	for (size_t i = 0; i < h->nrows; i++)
		if (h->row[i].row == row)
			return &h->row[i];
	return NULL;
}

static void take_cell(struct together *t, const struct tl_handed_cell *c)
{
	unsigned decimals = c->decimals > t->decimals ? c->decimals : t->decimals;
	__int128 n = rescale(c->n, c->decimals, decimals);

	t->sum = rescale(t->sum, t->decimals, decimals);
	t->most = rescale(t->most, t->decimals, decimals);
	t->decimals = decimals;
	t->sum += n;
	t->most = n > t->most ? n : t->most;
}

/* COLUMN of the rows within that of WITHIN (+ 1); 0: of those that are part of none. */
static struct together add_up(const struct tl_handed *h, size_t column, size_t within)
{
	struct together t = { .all = !h->other };

	for (size_t i = 0; i < h->blank->nrows; i++) {
		const struct tl_handed_row *r = row_at(h, i);
		if (h->blank->row[i].total || h->blank->row[i].within != within)
			continue;
		if (!r || !says(&r->cell[column])) {
			t.all = false;
			continue;
		}
		take_cell(&t, &r->cell[column]);
		t.n++;
	}
	return t;
}

static int total_finding(struct verify *w, const struct tl_handed_row *r, size_t column,
                         const struct together *t, const char *sign, __int128 n)
{
	begin_finding(w);
	tl_buf_str(&w->follows, sign);
	put_decimal(&w->follows, n, t->decimals);
	if (w->h->blank->column[column].is == TL_BLANK_UNITS)
		tl_buf_str(&w->why, w->english ? "units count once, however many rows they are in" :
		                                 "同一单位可列入几行，合计只计一次");
	else if (w->h->blank->row[r->row].total)
		tl_buf_str(&w->why, w->english ? "the sum of the rows, without parts of rows" :
		                                 "各行之和，分项不重复计");
	else
		tl_buf_str(&w->why, w->english ? "its parts are more" : "小于其分项之和");
	return find(w, r, column);
}

/* R, the total or a row with parts, against the rows that make it up. */
static int check_sum(struct verify *w, const struct tl_handed_row *r, size_t column)
{
	const struct tl_blank *b = w->h->blank;
	const bool total = b->row[r->row].total, units = b->column[column].is == TL_BLANK_UNITS;
	struct together t = add_up(w->h, column, total ? 0 : r->row + 1);
	const struct tl_handed_cell *c = &r->cell[column];
	__int128 n, slack = 0;

	if (!t.n || !says(c) || (b->column[column].is != TL_BLANK_MONEY && c->decimals))
		return 0;
	if (c->decimals > t.decimals) {
		t.sum = rescale(t.sum, t.decimals, c->decimals);
		t.most = rescale(t.most, t.decimals, c->decimals);
		t.decimals = c->decimals;
	}
	n = rescale(c->n, c->decimals, t.decimals);
	/* Each row of money, and the sum, was rounded for itself. */
	if (b->column[column].is == TL_BLANK_MONEY && t.decimals)
		slack = (__int128)(t.n + 2) / 2;
	if (units && n < t.most)
		return total_finding(w, r, column, &t, "≥ ", t.most);
	if (units && total && t.all && n > t.sum)
		return total_finding(w, r, column, &t, "≤ ", t.sum);
	if (units || (n >= t.sum - slack && (!total || !t.all || n <= t.sum + slack)))
		return 0;
	return total_finding(w, r, column, &t, total && t.all ? "" : "≥ ", t.sum);
}

static int check_sums(struct verify *w, const struct tl_handed_row *r)
{
	const struct tl_blank *b = w->h->blank;
	int rc = 0;

	if (b->row[r->row].within)
		return 0;
	for (size_t i = 0; !rc && i < b->ncolumns; i++)
		if (w->h->column[i] && (is_counts(&b->column[i]) ||
		                        b->column[i].is == TL_BLANK_MONEY))
			rc = check_sum(w, r, i);
	return rc;
}

static int check_twice(struct verify *w, size_t row)
{
	const struct tl_handed_row *r = &w->h->row[row];

	if (row_at(w->h, r->row) == r)
		return 0;
	begin_finding(w);
	tl_buf_str(&w->why, w->english ? "the row stands twice" : "此行重复");
	return find(w, r, 0);
}

/* --- records ------------------------------------------------------------------ */

/* What the store has of a cell, as it is printed there. */
static int check_cell(struct verify *w, const struct tl_handed_row *r, size_t i,
                      const struct tl_fill_cell *ours)
{
	const struct tl_blank_column *c = &w->h->blank->column[i];
	const struct tl_handed_cell *cell = &r->cell[i];
	const unsigned tenths = c->is == TL_BLANK_MONEY;
	unsigned decimals = cell->decimals < tenths ? cell->decimals : tenths;

	if ((c->is != TL_BLANK_COUNT && c->is != TL_BLANK_MONEY) || !ours->there ||
	    !says(cell))
		return 0;
	if (cell->is == TL_HANDED_BLANK)
		decimals = tenths;
	if (rescale(cell->n, cell->decimals, decimals) == rescale(ours->n, tenths, decimals))
		return 0;
	begin_finding(w);
	tl_fill_text(c, ours, &w->follows);
	tl_buf_str(&w->why, w->english ? "the records of the store" : "库中记录");
	return find(w, r, i);
}

static int compare(struct verify *w, const struct tl_filled *f)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < w->h->nrows; i++)
		for (size_t c = 0; !rc && c < w->h->blank->ncolumns; c++)
			if (w->h->column[c])
				rc = check_cell(w, &w->h->row[i], c,
				                tl_fill_at(f, w->h->row[i].row, c));
	return rc;
}

/* Of the period that the caller or the form says. */
static int check_records(struct verify *w)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(tl_fill_release) struct tl_filled filled = { .cell = NULL };
	TL_CLEANUP(tl_report_span_release) struct tl_report_span span = { .words = NULL };
	const char *until = w->v->until;
	char day[TL_DAY_TEXT];
	int rc;

	if (!until && !w->v->period && w->h->upto == TL_NODAY) {
		tl_warn(&w->tell, NULL, TL_NONE, "it says no day, so that its counts are not "
		                                 "compared with the records; --until DATE says it");
		return 0;
	}
	if (!until && !w->v->period)
		until = tl_day_format(day, w->h->upto);
	rc = tl_report_span_of(&span, w->t, w->s, until, w->v->period);
	if (rc == TLSAFE_EUSAGE && !w->v->until && !w->v->period) {
		tl_err_clear(&w->t->err);
		tl_warn(&w->tell, NULL, TL_NONE, "there are no records of %s yet", until);
		return 0;
	}
	if (!rc)
		rc = tl_figures_ask_any_day(&v, &q, w->t, &span.select);
	if (!rc)
		rc = tl_fill(&filled, w->h->blank, &q);
	if (rc)
		return rc;
	if (filled.seen)
		return compare(w, &filled);
	tl_warn(&w->tell, NULL, TL_NONE, "there are no records of that period to compare its "
	                                 "counts with");
	return 0;
}

/* --- a sheet ------------------------------------------------------------------ */

static void tell_form(struct verify *w)
{
	const struct tl_handed *h = w->h;

	tl_trace(w->t, "%s: form %s, %zu of its %zu columns, %zu rows", w->v->file,
	         h->blank->name, h->ncolumns, h->blank->ncolumns - 1, h->nrows);
	if (h->heading.data)
		tl_warn(&w->tell, NULL, h->heading, "a heading that the form %s does not have",
		        h->blank->name);
	w->tell.at.line = h->other;
	if (h->other)
		tl_warn(&w->tell, NULL, TL_NONE, "a row that the form %s does not have: totals "
		                                 "need not be the sum of the others",
		        h->blank->name);
	w->tell.at.line = 0;
}

static int check_form(struct verify *w)
{
	int rc = 0;

	w->forms++;
	tell_form(w);
	for (size_t i = 0; !rc && i < w->h->nrows; i++) {
		rc = check_twice(w, i);
		if (!rc)
			rc = check_row(w, &w->h->row[i]);
		if (!rc)
			rc = check_sums(w, &w->h->row[i]);
	}
	return rc ? rc : check_records(w);
}

/* S as the form that it fits best, into *RET; RET->nrows 0: it is none. */
static int recognise(struct verify *w, struct tl_handed_sheet *s, struct tl_handed *ret)
{
	int rc = 0;

	*ret = (struct tl_handed){ .nrows = 0 };
	for (size_t i = 0; !rc && i < w->nblanks; i++) {
		struct tl_handed h;
		rc = tl_handed_as(&h, s, w->blank[i], &w->t->err);
		if (!rc && h.nrows && tl_handed_better(&h, ret))
			*ret = h;
	}
	return rc;
}

static int read_sheet(struct verify *w, const struct tl_source *source, struct tl_handed_sheet *s)
{
	TL_CLEANUP(tl_reader_freep) struct tl_reader *rows = NULL;
	struct tl_form_row row;
	int rc = tl_reader_open(&rows, source, &w->t->err);

	while (!rc && (rc = tl_reader_next(rows, &row, &w->t->err)) == 1)
		rc = tl_handed_add(s, row.line, row.cell, row.n, &w->t->err);
	return rc;
}

/* What may stand between cells of a text. */
static const char separators[] = ",\t;";

static int check_sheet(struct verify *w, const struct tl_book_sheet *sheet)
{
	struct tl_source source = sheet->source;
	struct tl_err first = { 0 };
	struct tl_handed h = { .nrows = 0 };
	int rc = 0;

	for (const char *c = separators; !rc && !h.nrows && *c; c++) {
		TL_CLEANUP(tl_handed_sheet_release) struct tl_handed_sheet s = { .n = 0 };
		source.separator = *c;
		rc = read_sheet(w, &source, &s);
		if (!rc)
			rc = recognise(w, &s, &h);
		if (rc == TLSAFE_EINPUT) {
			if (c == separators)
				first = w->t->err;
			tl_err_clear(&w->t->err);
			rc = 0;
		} else if (!rc && h.nrows) {
			w->h = &h;
			w->sheet = sheet->name;
			w->tell.at.sheet = sheet->name;
			rc = check_form(w);
		}
		if (source.sheet)
			break;
	}
	if (rc || h.nrows || !first.code)
		return rc;
	return tl_err_pass(&w->t->err, first.code, &first);
}

static int no_form(struct verify *w)
{
	TL_BUF hint = { 0 };

	tl_buf_str(&hint, "its headings and rows have to be those of one");
	tl_shelf_names(&hint, w->t->schema, TL_SHELF_FORM);
	return tl_fault(&w->tell, TLSAFE_EINPUT, NULL, TL_NONE, hint.failed ? NULL : hint.data,
	                "this is no form that the schema set has");
}

static int check_book(struct verify *w, const struct tl_book *b)
{
	const struct tl_book_sheet *only = NULL;
	int rc = w->v->sheet ? tl_book_named(b, w->v->sheet, &only, &w->t->err) : 0;

	for (size_t i = 0; !rc && i < b->n; i++) {
		const struct tl_book_sheet *s = &b->sheet[i];
		if (only ? s == only : !s->blank && !s->hidden)
			rc = check_sheet(w, s);
	}
	return rc || w->forms ? rc : no_form(w);
}

/* --- asking ------------------------------------------------------------------- */

static int open_blanks(struct verify *w)
{
	const struct tl_schema *s = w->t->schema;
	int rc = 0;

	w->blank = calloc(s->nshelf + 1, sizeof(*w->blank));
	if (!w->blank)
		return tl_err_memory(&w->t->err);
	for (size_t i = 0; !rc && i < s->nshelf; i++) {
		if (s->shelf[i].sort != TL_SHELF_FORM)
			continue;
		rc = tl_blank_open_file(&w->blank[w->nblanks], &s->shelf[i], &w->t->err);
		w->nblanks += w->blank[w->nblanks] != NULL;
	}
	return rc;
}

static int verify_file(struct verify *w, const struct tlsafe_import *i)
{
	TL_CLEANUP(tl_book_release) struct tl_book b = { .n = 0 };
	struct tlsafe_converted parts = { .n = 0 };
	int rc = open_blanks(w);

	if (!rc)
		rc = tl_line_columns(w->t, w->out, columns, TL_LEN(columns));
	if (!rc)
		rc = tl_book_convert(w->t, i, &parts);
	if (!rc)
		rc = tl_book_begin(&b, i, i->fd, &parts, &w->t->err);
	if (!rc)
		rc = check_book(w, &b);
	/* What is wrong with the file is told with its name. */
	if ((rc == TLSAFE_EINPUT || rc == TLSAFE_EHELPER) && !w->tell.faults)
		return tl_fault_pass(&w->tell, rc, NULL, TL_NONE, &w->t->err);
	return rc;
}

int tlsafe_form_verify(struct tlsafe *t, const struct tlsafe_select *s,
                       const struct tlsafe_verify *v, struct tlsafe_out *out, uint64_t *found)
{
	TL_CLEANUP(release) struct verify w = { .t = t, .s = s, .v = v, .out = out };
	struct tlsafe_import i = { .file = v->file, .fd = v->fd, .encoding = v->encoding,
		                   .sheet = v->sheet, .convert = v->convert, .ctx = v->ctx };
	int rc;

	*found = 0;
	if (tl_store_begin(t))
		return t->err.code;
	w.english = tl_line_english(t, out);
	w.tell.fault = v->fault;
	w.tell.ctx = v->ctx;
	w.tell.at.file = v->file;
	rc = tl_charset_spool(v->fd, &i.fd, &t->err);
	if (rc)
		return tl_store_error(t, rc);
	rc = verify_file(&w, &i);
	*found = w.found;
	if (i.fd != v->fd)
		close(i.fd);
	return tl_store_error(t, rc);
}
