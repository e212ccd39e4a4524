/*
 * Workbooks (.xlsx): numbers and days are what they are, all else is text. Each table has a sheet,
 * and what is said of all of them has one: behind a single table, before those of a document. The
 * only file that includes xlsxwriter.h. The library behind it is loaded once a workbook is asked
 * for, so that no other command waits for it. Given the same rows it gives the same bytes.
 */
#include <xlsxwriter.h>

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/library.h"
#include "base/number.h"
#include "base/utf8.h"
#include "form/sheet_name.h"
#include "form/spans.h"

/* What Excel bears. */
#define ROWS_MAX 1048576u
#define COLUMNS_MAX 16384u
#define TEXT_MAX 32767u			/* UTF-16 units of a cell */

#define WIDTH_MAX 60u			/* of a column, in characters; longer texts are not cut */

#define CALLS(X) \
	X(workbook_new_opt) X(workbook_set_properties) X(workbook_add_worksheet) \
	X(workbook_add_format) X(workbook_add_chart) X(workbook_close) \
	X(lxw_workbook_free) X(lxw_strerror) X(format_set_bold) X(format_set_font_size) \
	X(format_set_underline) X(format_set_num_format) X(format_set_align) \
	X(format_set_text_wrap) X(format_set_border) X(worksheet_write_string) \
	X(worksheet_write_number) X(worksheet_write_url) X(worksheet_set_column) \
	X(worksheet_set_row) X(worksheet_freeze_panes) X(worksheet_autofilter) \
	X(worksheet_merge_range) X(worksheet_insert_chart_opt) X(worksheet_set_paper) \
	X(worksheet_set_landscape) X(worksheet_fit_to_pages) X(worksheet_repeat_rows) \
	X(chart_add_series) X(chart_series_set_categories) X(chart_series_set_values) \
	X(chart_series_set_name) X(chart_series_set_name_range) X(chart_series_set_fill) \
	X(chart_series_set_line) X(chart_title_set_name_range) \
	X(chart_legend_set_position) X(chart_axis_get) X(chart_axis_set_reverse) \
	X(chart_axis_set_label_position) X(chart_axis_set_interval_unit)

TL_LIBRARY("libxlsxwriter.so.4", "libxlsxwriter4", "-o xlsx", CALLS)

struct sheet {
	lxw_worksheet *sheet;
	lxw_row_t next;			/* row to be written */
	lxw_row_t head;			/* rows of headings */
	lxw_row_t plain;		/* behind those before the first that is a sum of others */
	bool summed;			/* there is one */
	bool merged;			/* headings are */
	unsigned *width;		/* of each column, in characters */
	size_t ncolumns;
};

struct workbook {
	lxw_workbook *book;
	/* title, of parts and words, a link, long texts */
	lxw_format *title, *bold, *link, *note;
	lxw_format *merged, *day, *decimal[3];
	struct sheet rows, texts;
	bool document;			/* its texts are the first sheet */
	struct tl_buf heading;		/* of the part in hand */
	lxw_row_t headed;		/* where that stands among the texts */
	uint64_t size;			/* of what is written, about */
	int fd;				/* the file it becomes, which has no name */
	locale_t numbers;		/* in which a number has a point */
};

static void drop(struct tlsafe_out *o)
{
	struct workbook *w = o->own;
	lxw_worksheet *sheet;

	if (!w)
		return;
	/* The library leaves these open. */
	if (w->book)
		LXW_FOREACH_WORKSHEET (sheet, w->book)
			if (sheet->optimize_tmpfile)
				fclose(sheet->optimize_tmpfile);
	if (w->book)
		lib.lxw_workbook_free(w->book);
	if (w->numbers)
		freelocale(w->numbers);
	tl_file_close(&w->fd);
	tl_buf_release(&w->heading);
	free(w->rows.width);
	free(w->texts.width);
	free(w);
	o->own = NULL;
}

/* Told before anything is looked for or changed. */
static int ready(struct tlsafe_out *o, struct tl_err *err)
{
	struct workbook *w = o->own = calloc(1, sizeof(*w));

	if (!w)
		return tl_err_memory(err);
	w->fd = -1;
	return tl_library_load(&library, err);
}

/* --- sheets ------------------------------------------------------------------- */

/* Excel will not open a workbook with another one. */
static int check_name(struct tl_bytes name, struct tl_err *err)
{
	if (tl_sheet_name_good(name))
		return 0;
	return tl_err_hint(err, TLSAFE_EUSAGE,
	                   "give a --title of 1 to 31 characters without [ ] : * ? / and "
	                   "backslash, and without ' at its ends",
	                   "Excel has no sheet of the name '%.*s'", (int)name.len, name.data);
}

static bool is_taken(const struct workbook *w, struct tl_bytes name)
{
	const lxw_worksheet *sheet;

	LXW_FOREACH_WORKSHEET (sheet, w->book)
		if (tl_sheet_name_same(tl_str(sheet->name), name))
			return true;
	return false;
}

/* A sheet more, called like TEXT. */
static int add_sheet(struct workbook *w, struct sheet *s, struct tl_bytes text, size_t ncolumns,
                     struct tl_err *err)
{
	TL_BUF name = { 0 };
	unsigned try = 0;

	/* A single table is called as was asked, and has no charts. */
	if (!w->document && tl_sheet_name_good(text) && !is_taken(w, text))
		tl_buf_add(&name, text);
	while (!name.failed && (!name.len || is_taken(w, tl_buf_bytes(&name))))
		tl_sheet_name_make(&name, text, ++try);
	*s = (struct sheet){ .ncolumns = ncolumns };
	s->width = calloc(ncolumns + 1, sizeof(*s->width));
	if (s->width && !name.failed)
		s->sheet = lib.workbook_add_worksheet(w->book, name.data);
	if (!s->sheet)
		return tl_err_memory(err);
	lib.worksheet_set_paper(s->sheet, 9);		/* A4 */
	lib.worksheet_fit_to_pages(s->sheet, 1, 0);	/* as wide as a page */
	return 0;
}

static int make_formats(struct workbook *w, struct tl_err *err)
{
	static const char *const decimals[] = { NULL, "0.0", "0.00" };
	lxw_format **const all[] = { &w->title, &w->bold, &w->link, &w->note, &w->merged, &w->day,
		                     &w->decimal[1], &w->decimal[2] };

	for (size_t i = 0; i < TL_LEN(all); i++) {
		*all[i] = lib.workbook_add_format(w->book);
		if (!*all[i])
			return tl_err_memory(err);
	}
	lib.format_set_bold(w->title);
	lib.format_set_font_size(w->title, 16);
	lib.format_set_bold(w->bold);
	lib.format_set_bold(w->link);
	lib.format_set_underline(w->link, LXW_UNDERLINE_SINGLE);
	lib.format_set_align(w->link, LXW_ALIGN_VERTICAL_TOP);
	lib.format_set_text_wrap(w->note);
	lib.format_set_align(w->note, LXW_ALIGN_VERTICAL_TOP);
	lib.format_set_bold(w->merged);
	lib.format_set_align(w->merged, LXW_ALIGN_CENTER);
	lib.format_set_align(w->merged, LXW_ALIGN_VERTICAL_CENTER);
	lib.format_set_text_wrap(w->merged);
	lib.format_set_border(w->merged, LXW_BORDER_THIN);
	lib.format_set_num_format(w->day, "yyyy-mm-dd");
	for (size_t i = 1; i < TL_LEN(decimals); i++)
		lib.format_set_num_format(w->decimal[i], decimals[i]);
	return 0;
}

/*
 * It becomes a file that has no name: the library wants one, and gets that of the descriptor. Cells
 * are KEPT in memory where some reach down beside others that are written later, and where a chart
 * has their numbers.
 */
static int make_book(struct workbook *w, bool kept, struct tl_err *err)
{
	char tmpdir[] = P_tmpdir, path[40];
	lxw_workbook_options options = { .constant_memory = !kept, .tmpdir = tmpdir };
	int rc = tl_file_temporary(&w->fd, err);

	if (rc)
		return rc;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", w->fd);
	if (access(path, R_OK | W_OK))
		return tl_err_errno(err, "%s", path);
	w->numbers = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
	w->book = w->numbers ? lib.workbook_new_opt(path, &options) : NULL;
	if (!w->book)
		return tl_err_memory(err);
	return make_formats(w, err);
}

/* --- cells -------------------------------------------------------------------- */

static int full(struct tl_err *err)
{
	errno = errno ? errno : EIO;
	return tl_err_errno(err, "-o xlsx: a temporary file");
}

/* What the library makes of a call. */
static int check(const struct sheet *s, lxw_error rc, struct tl_err *err)
{
	if (rc == LXW_ERROR_MEMORY_MALLOC_FAILED)
		return tl_err_memory(err);
	if (rc)
		return tl_err_set(err, TLSAFE_EBUG, "-o xlsx: row %u: %s", s->next + 1,
		                  lib.lxw_strerror(rc));
	return s->sheet->optimize_tmpfile && ferror(s->sheet->optimize_tmpfile) ? full(err) : 0;
}

/* Behind them "_x000a_" is read as a line's end. */
static bool is_escape(struct tl_bytes t)
{
	if (t.len < 7 || t.data[0] != '_' || t.data[1] != 'x' || t.data[6] != '_')
		return false;
	for (size_t i = 2; i < 6; i++)
		if (!strchr("0123456789abcdefABCDEF", t.data[i]) || !t.data[i])
			return false;
	return true;
}

/* TEXT so that a reader has it again: lines and tabs stay, what else acts or is no XML is shown. */
static void put_text(struct tl_buf *out, struct tl_bytes text)
{
	char room[TL_VISIBLE];

	while (text.len) {
		char c = text.data[0];
		if (is_escape(text))
			tl_buf_str(out, "_x005F");
		if (c == '\n' || c == '\t' || c == '\\' || c == '_') {
			tl_buf_char(out, c);
			text = tl_bytes(text.data + 1, text.len - 1);
		} else {
			tl_buf_add(out, tl_utf8_visible_next(&text, room));
		}
	}
}

static void widen(struct sheet *s, size_t column, struct tl_bytes text, unsigned more)
{
	struct tl_bytes line;

	while (text.len && tl_next_line(&text, &line)) {
		unsigned w = (unsigned)tl_utf8_width(line) + more;
		if (w > s->width[column])
			s->width[column] = w < WIDTH_MAX ? w : WIDTH_MAX;
	}
}

#define CELL_SIZE 64u		/* of a cell, around what stands in it */

static int write_text(struct workbook *w, struct sheet *s, size_t column, struct tl_bytes text,
                      lxw_format *format, struct tl_err *err)
{
	TL_BUF clean = { 0 };

	put_text(&clean, text);
	if (clean.failed)
		return tl_err_memory(err);
	w->size += clean.len + CELL_SIZE;
	if (tl_sheet_units(tl_buf_bytes(&clean)) > TEXT_MAX)
		return tl_err_hint(err, TLSAFE_EINPUT, "give -o csv, or --fields without it",
		                   "-o xlsx: row %u, column %zu: a cell of a workbook has no room "
		                   "for more than 32767 characters",
		                   s->next + 1, column + 1);
	return check(s,
	             lib.worksheet_write_string(s->sheet, s->next, (lxw_col_t)column,
	                                        tl_buf_bytes(&clean).data, format),
	             err);
}

static int write_number(struct workbook *w, struct sheet *s, size_t column, double n,
                        lxw_format *format, struct tl_err *err)
{
	w->size += CELL_SIZE;
	return check(s,
	             lib.worksheet_write_number(s->sheet, s->next, (lxw_col_t)column, n, format),
	             err);
}

/* Days are counted from the last but one of 1899; before March of 1900 Excel counts one that there
 * never was. */
static bool serial(struct tl_bytes text, double *ret)
{
	tl_day day;

	if (!tl_day_parse(text, &day) || day < tl_day_of(1900, 3, 1))
		return false;
	*ret = day - tl_day_of(1899, 12, 30);
	return true;
}

/* A text has FORMAT, what is none that of its sort. */
static int write_cell(struct tlsafe_out *o, struct sheet *s, size_t column,
                      const struct tl_cell *c, lxw_format *format, struct tl_err *err)
{
	struct workbook *w = o->own;
	struct tl_bytes text = tl_cell_shown(o, c);
	size_t decimals;
	double n;

	if (!text.data)
		return 0;
	widen(s, column, text, 2);
	if (c->day && serial(text, &n))
		return write_number(w, s, column, n, w->day, err);
	if (c->numeric && tl_number_parse(text, &n, &decimals))
		return write_number(w, s, column, n,
		                    decimals < TL_LEN(w->decimal) ? w->decimal[decimals] : NULL,
		                    err);
	return write_text(w, s, column, text, format, err);
}

/* Before a row is written. */
static int check_next(const struct sheet *s, struct tl_err *err)
{
	if (s->next < ROWS_MAX)
		return 0;
	return tl_err_hint(err, TLSAFE_EINPUT, "give -o csv, or words that select fewer",
	                   "-o xlsx: a sheet has no room for more than 1048576 rows");
}

/* --- headings ----------------------------------------------------------------- */

static bool headed(const struct tlsafe_out *o)
{
	return !(o->flags & TLSAFE_OUT_NOHEADING);
}

static int write_headings(struct tlsafe_out *o, struct tl_err *err)
{
	struct workbook *w = o->own;
	int rc = 0;

	for (size_t i = 0; !rc && i < o->ncolumns; i++) {
		/* Beside it stands the button of the filter. */
		widen(&w->rows, i, o->column[i].heading, 4);
		rc = write_text(w, &w->rows, i, o->column[i].heading, w->bold, err);
	}
	w->rows.head = 1;
	lib.worksheet_freeze_panes(w->rows.sheet, 1, 0);
	return rc;
}

#define HEADING_WIDTH 12u	/* of a column under merged headings, at least */
#define LINE_HEIGHT 16u

/* Lines that TEXT takes in a column of WIDTH. */
static unsigned lines_in(struct tl_bytes text, unsigned width)
{
	return ((unsigned)tl_utf8_width(text) + width - 2) / (width - 1);
}

static int set_height(const struct sheet *s, lxw_row_t row, unsigned lines, struct tl_err *err)
{
	return check(s, lib.worksheet_set_row(s->sheet, row, lines * LINE_HEIGHT, NULL), err);
}

static int write_span(struct workbook *w, const struct tl_span *s, struct tl_err *err)
{
	const lxw_row_t last = (lxw_row_t)(s->row + s->rows - 1);
	const lxw_col_t right = (lxw_col_t)(s->column + s->columns - 1);
	TL_BUF clean = { 0 };

	w->rows.next = (lxw_row_t)s->row;
	if (s->rows == 1 && s->columns == 1)
		return write_text(w, &w->rows, s->column, s->text, w->merged, err);
	put_text(&clean, s->text);
	if (clean.failed)
		return tl_err_memory(err);
	return check(&w->rows,
	             lib.worksheet_merge_range(w->rows.sheet, w->rows.next, (lxw_col_t)s->column,
	                                       last, right, tl_buf_bytes(&clean).data,
	                                       w->merged),
	             err);
}

/* A row is as high as the heading wants that has it, and one column, for itself. */
static int set_heights(struct workbook *w, const struct tl_spans *s, struct tl_err *err)
{
	int rc = 0;

	for (size_t r = 0; !rc && r < s->rows; r++) {
		unsigned most = 1;
		for (size_t i = 0; i < s->n; i++) {
			const struct tl_span *one = &s->span[i];
			unsigned lines = lines_in(one->text, HEADING_WIDTH);
			bool own = one->row == r && one->rows == 1 && one->columns == 1;
			most = own && lines > most ? lines : most;
		}
		rc = set_height(&w->rows, (lxw_row_t)r, most, err);
	}
	return rc;
}

static int write_merged(struct tlsafe_out *o, const struct tl_spans *s, struct tl_err *err)
{
	struct workbook *w = o->own;
	int rc = 0;

	for (size_t i = 0; !rc && i < s->n; i++)
		rc = write_span(w, &s->span[i], err);
	if (!rc)
		rc = set_heights(w, s, err);
	for (size_t i = 0; i < o->ncolumns; i++)
		w->rows.width[i] = HEADING_WIDTH;
	w->rows.head = (lxw_row_t)s->rows;
	w->rows.merged = true;
	lib.worksheet_freeze_panes(w->rows.sheet, w->rows.head, 1);
	return rc;
}

/* --- charts ------------------------------------------------------------------- */

#define SERIES_MAX TL_LEN(colours)

/* Pixels. */
#define USUAL_WIDTH 480.0		/* of a chart that nobody scales */
#define USUAL_HEIGHT 288.0
#define CHART_WIDTH 600.0
#define FRAME_HEIGHT 110.0		/* title, axis and legend */
#define BAR_HEIGHT 14.0

static const lxw_color_t colours[] = { 0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7,
	                               0x56b4e9, 0xd55e00, 0x999999, 0x8f7700 };

/* The columns that say what a row is of: a code is left out where its name stands beside it. */
static bool find_labels(const struct tlsafe_out *o, size_t *first, size_t *last)
{
	size_t i = 0;

	while (i < o->ncolumns && !o->column[i].numeric)
		i++;
	if (!i)
		return false;
	*first = 0;
	*last = i - 1;
	if (i == 2 && tl_starts(o->column[1].key, o->column[0].key))
		*first = 1;
	return true;
}

/* The numbers of COLUMN as series N of the chart, which has its colour. */
static int add_series(struct tlsafe_out *o, lxw_chart *chart, size_t column, size_t n,
                      struct tl_err *err)
{
	const struct sheet *s = &((struct workbook *)o->own)->rows;
	const lxw_row_t from = s->head, upto = s->plain - 1;
	const struct tl_bytes heading = o->column[column].heading;
	lxw_chart_line line = { .color = colours[n], .width = 2.25f };
	lxw_chart_fill fill = { .color = colours[n] };
	lxw_chart_series *series = lib.chart_add_series(chart, NULL, NULL);
	size_t first, last;

	if (!series)
		return tl_err_memory(err);
	if (find_labels(o, &first, &last))
		lib.chart_series_set_categories(series, s->sheet->name, from, (lxw_col_t)first,
		                                upto, (lxw_col_t)last);
	lib.chart_series_set_values(series, s->sheet->name, from, (lxw_col_t)column, upto,
	                            (lxw_col_t)column);
	if (s->head)
		lib.chart_series_set_name_range(series, s->sheet->name, s->head - 1,
		                                (lxw_col_t)column);
	else if (!tl_starts(heading, TL_LIT("=")))	/* that would be a formula */
		lib.chart_series_set_name(series, heading.data);
	if (o->drawing == TL_LINES)
		lib.chart_series_set_line(series, &line);
	else
		lib.chart_series_set_fill(series, &fill);
	return 0;
}

/* Bars stand below one another along the axis Y, the first of them above, and all are named. */
static void set_axes(lxw_chart *chart)
{
	lxw_chart_axis *groups = lib.chart_axis_get(chart, LXW_CHART_AXIS_TYPE_Y);

	lib.chart_axis_set_interval_unit(groups, 1);
	lib.chart_axis_set_reverse(groups);
	lib.chart_axis_set_label_position(lib.chart_axis_get(chart, LXW_CHART_AXIS_TYPE_X),
	                                  LXW_CHART_AXIS_LABEL_POSITION_HIGH);
}

/* Beside the table, *TOP pixels from its head, which grows by the chart's height. */
static int place_chart(struct tlsafe_out *o, lxw_chart *chart, size_t nseries, double *top,
                       struct tl_err *err)
{
	struct workbook *w = o->own;
	const double groups = w->rows.plain - w->rows.head;
	double height = USUAL_HEIGHT;
	TL_BUF said = { 0 };

	if (o->drawing != TL_LINES)
		height = FRAME_HEIGHT + groups * (BAR_HEIGHT * (double)nseries + BAR_HEIGHT / 2);
	put_text(&said, tl_buf_bytes(&w->heading));
	if (said.failed)
		return tl_err_memory(err);
	lxw_chart_options how = { .y_offset = (int32_t)*top,
		                  .x_scale = CHART_WIDTH / USUAL_WIDTH,
		                  .y_scale = height / USUAL_HEIGHT,
		                  .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
		                  .description = said.data };
	*top += height + BAR_HEIGHT;
	return check(&w->rows,
	             lib.worksheet_insert_chart_opt(w->rows.sheet, w->rows.head,
	                                            (lxw_col_t)(o->ncolumns + 1), chart, &how),
	             err);
}

/* Those columns that are drawn and per cent, or those that are not: each have an axis of their
 * own. */
static int add_chart(struct tlsafe_out *o, bool per_cent, double *top, struct tl_err *err)
{
	struct workbook *w = o->own;
	lxw_chart *chart = NULL;
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; !rc && i < o->ncolumns && n < SERIES_MAX; i++) {
		bool is = o->column[i].numeric == TL_PER_CENT;
		if (!tl_out_draws(o->charted, &o->column[i]) || is != per_cent)
			continue;
		if (!chart)
			chart = lib.workbook_add_chart(w->book, o->drawing == TL_LINES ?
			                                                LXW_CHART_LINE :
			                                                LXW_CHART_BAR);
		rc = chart ? add_series(o, chart, i, n++, err) : tl_err_memory(err);
	}
	if (rc || !chart)
		return rc;
	if (o->drawing != TL_LINES)
		set_axes(chart);
	lib.chart_title_set_name_range(chart, w->texts.sheet->name, w->headed, 0);
	lib.chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	return place_chart(o, chart, n, top, err);
}

/* What of the table is to be drawn; what nobody could read is not. */
static int add_charts(struct tlsafe_out *o, struct tl_err *err)
{
	struct workbook *w = o->own;
	lxw_row_t groups = w->rows.plain - w->rows.head;
	double top = 0;
	int rc;

	if (!o->charted || !w->document || !groups || groups > TL_DRAWN_MAX ||
	    o->drawing == TL_UNDRAWN || o->drawing == TL_HEAT)
		return 0;
	rc = add_chart(o, false, &top, err);
	return rc ? rc : add_chart(o, true, &top, err);
}

/* --- tables ------------------------------------------------------------------- */

/* A filter over the rows so far: sums of them stay where they are. The library takes no row that
 * lies before others. Under merged cells it has no place. */
static int set_filter(struct tlsafe_out *o, struct tl_err *err)
{
	struct sheet *s = &((struct workbook *)o->own)->rows;

	if (s->merged || !s->head || !o->ncolumns)
		return 0;
	return check(s,
	             lib.worksheet_autofilter(s->sheet, 0, 0, s->next - 1,
	                                      (lxw_col_t)(o->ncolumns - 1)),
	             err);
}

static int write_row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	struct workbook *w = o->own;
	struct sheet *s = &w->rows;
	const bool sum = o->ncolumns && cells[0].emphasis == TL_SUM;
	int rc = check_next(s, err);

	if (!rc && sum && !s->summed)
		rc = set_filter(o, err);
	s->summed |= sum;
	for (size_t i = 0; !rc && i < o->ncolumns; i++)
		rc = write_cell(o, s, i, &cells[i], NULL, err);
	s->next++;
	if (!s->summed)
		s->plain = s->next;
	return rc;
}

/* A table of a document is called like its part, whose heading leads to it. */
static int link_heading(struct workbook *w, struct tl_err *err)
{
	struct sheet *s = &w->texts;
	const lxw_row_t next = s->next;
	TL_BUF to = { 0 };
	int rc;

	tl_buf_str(&to, "internal:'");
	for (const char *name = w->rows.sheet->name; *name; name++)
		tl_buf_printf(&to, *name == '\'' ? "''" : "%c", *name);
	tl_buf_str(&to, "'!A1");
	if (to.failed)
		return tl_err_memory(err);
	rc = check(s, lib.worksheet_write_url(s->sheet, w->headed, 0, to.data, w->link), err);
	s->next = w->headed;
	if (!rc)
		rc = write_text(w, s, 0, tl_buf_bytes(&w->heading), w->link, err);
	s->next = next;
	return rc;
}

static int add_table(struct tlsafe_out *o, bool merges, struct tl_err *err)
{
	struct workbook *w = o->own;
	const char *name = o->title ? o->title : o->sheet;
	int rc = 0;

	if (w->document) {
		rc = add_sheet(w, &w->rows, tl_buf_bytes(&w->heading), o->ncolumns, err);
		return rc ? rc : link_heading(w, err);
	}
	if (o->title)
		rc = check_name(tl_str(o->title), err);
	if (!rc)
		rc = make_book(w, merges, err);
	if (!rc)
		rc = add_sheet(w, &w->rows, tl_str(name ? name : "Sheet1"), o->ncolumns, err);
	return rc;
}

static int begin(struct tlsafe_out *o, struct tl_err *err)
{
	struct workbook *w = o->own;
	TL_CLEANUP(tl_spans_release) struct tl_spans s = { .n = 0 };
	int rc = tl_spans_make(&s, o, err);

	if (rc)
		return rc;
	if (o->ncolumns > COLUMNS_MAX)
		return tl_err_hint(err, TLSAFE_EINPUT, "give -o csv",
		                   "-o xlsx: a sheet has no room for more than 16384 columns");
	rc = add_table(o, s.rows > 1, err);
	if (rc)
		return rc;
	lib.worksheet_set_landscape(w->rows.sheet);
	if (headed(o))
		rc = s.rows > 1 ? write_merged(o, &s, err) : write_headings(o, err);
	w->rows.next = w->rows.plain = w->rows.head;
	if (!rc && w->rows.head)
		rc = check(&w->rows,
		           lib.worksheet_repeat_rows(w->rows.sheet, 0, w->rows.head - 1), err);
	return rc;
}

static int set_widths(const struct sheet *s, struct tl_err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->ncolumns; i++)
		if (s->width[i])
			rc = check(s,
			           lib.worksheet_set_column(s->sheet, (lxw_col_t)i, (lxw_col_t)i,
			                                    s->width[i], NULL),
			           err);
	return rc;
}

static int end(struct tlsafe_out *o, struct tl_err *err)
{
	struct workbook *w = o->own;
	int rc = set_widths(&w->rows, err);

	if (!rc && !w->rows.summed)
		rc = set_filter(o, err);
	if (!rc)
		rc = add_charts(o, err);
	free(w->rows.width);
	w->rows.width = NULL;
	return rc;
}

/* --- texts -------------------------------------------------------------------- */

static int add_texts(struct tlsafe_out *o, const char *name, struct tl_err *err)
{
	struct workbook *w = o->own;

	return w->texts.sheet ? 0 : add_sheet(w, &w->texts, tl_str(name), 2, err);
}

/* A line of the sheet of texts. */
static int about(struct tlsafe_out *o, const char *place, struct tl_bytes word,
                 const struct tl_cell *text, struct tl_err *err)
{
	struct workbook *w = o->own;
	struct sheet *s = &w->texts;
	int rc = add_texts(o, place, err);

	if (!rc)
		rc = check_next(s, err);
	if (rc)
		return rc;
	widen(s, 0, word, 2);
	rc = write_text(w, s, 0, word, w->bold, err);
	if (!rc)
		rc = write_cell(o, s, 1, text, w->note, err);
	s->next++;
	return rc;
}

/* The heading of a document has a line of its own, others stand beside their texts. */
static int part(struct tlsafe_out *o, const struct tl_out_part *p, struct tl_err *err)
{
	struct workbook *w = o->own;
	struct sheet *s = &w->texts;
	lxw_format *format;
	int rc = 0;

	w->document = true;
	if (!w->book)
		rc = make_book(w, true, err);
	if (!rc)
		rc = add_texts(o, o->sheet ? o->sheet : p->id, err);
	if (!rc)
		rc = check_next(s, err);
	if (rc)
		return rc;
	tl_buf_clear(&w->heading);
	tl_buf_add(&w->heading, p->heading);
	w->headed = s->next;
	format = p->level == 1 ? w->title : w->bold;
	if (p->level > 1)
		widen(s, 0, p->heading, 2);
	rc = write_text(w, s, 0, p->heading, format, err);
	s->next += p->level == 1;
	return rc;
}

static int texts(struct tlsafe_out *o, const struct tl_bytes *text, size_t n, struct tl_err *err)
{
	struct workbook *w = o->own;
	struct sheet *s = &w->texts;
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		unsigned lines = lines_in(text[i], WIDTH_MAX);
		widen(s, 1, text[i], 2);
		rc = check_next(s, err);
		if (!rc)
			rc = write_text(w, s, 1, text[i], w->note, err);
		if (!rc && lines > 1)
			rc = set_height(s, s->next, lines, err);
		s->next++;
	}
	return rc;
}

static int part_end(struct tlsafe_out *o, struct tl_err *err)
{
	struct workbook *w = o->own;

	(void)err;
	w->texts.next += w->texts.next == w->headed;
	return 0;
}

/* --- the file ----------------------------------------------------------------- */

/* The library does not look at what becomes of its own temporary files: there has to be room for
 * the sheets once more, and for the workbook. */
static int check_room(struct workbook *w, struct tl_err *err)
{
	const off_t size = (1 << 20) + 2 * (off_t)w->size;
	lxw_worksheet *sheet;

	LXW_FOREACH_WORKSHEET (sheet, w->book)
		if (sheet->optimize_tmpfile && fflush(sheet->optimize_tmpfile))
			return full(err);
	if (fallocate(w->fd, 0, 0, size) && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
		return full(err);
	return ftruncate(w->fd, 0) ? full(err) : 0;
}

static int read_back(struct workbook *w, struct tl_buf *out, struct tl_err *err)
{
	ssize_t n = 1;

	for (off_t at = 0; n; at += n) {
		if (!tl_buf_room(out, 65536))
			return tl_err_memory(err);
		n = pread(w->fd, out->data + out->len, 65536, at);
		if (n < 0)
			return full(err);
		out->len += (size_t)n;
	}
	return 0;
}

static int close_book(struct workbook *w, struct tl_err *err)
{
	lxw_workbook *book = w->book;
	lxw_error rc;

	w->book = NULL;
	errno = 0;
	rc = lib.workbook_close(book);
	if (rc == LXW_ERROR_MEMORY_MALLOC_FAILED)
		return tl_err_memory(err);
	return rc ? full(err) : 0;
}

/* When what it says was entered; without that, the library would ask the clock. */
static int set_made(struct tlsafe_out *o, struct tl_err *err)
{
	lxw_doc_properties made = { .created = o->made > 0 ? (time_t)o->made : 1 };

	return lib.workbook_set_properties(((struct workbook *)o->own)->book, &made) ?
	               tl_err_memory(err) :
	               0;
}

static int close_all(struct tlsafe_out *o, struct tl_err *err)
{
	struct workbook *w = o->own;
	int rc = set_made(o, err);

	if (!rc && w->texts.sheet)
		rc = set_widths(&w->texts, err);
	if (!rc)
		rc = check_room(w, err);
	if (!rc)
		rc = close_book(w, err);
	return rc ? rc : read_back(w, &o->buf, err);
}

/* Whatever the locale, a number that is written has a point. */
static int row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	locale_t was = uselocale(((struct workbook *)o->own)->numbers);
	int rc = write_row(o, cells, err);

	uselocale(was);
	return rc;
}

static int finish(struct tlsafe_out *o, struct tl_err *err)
{
	locale_t was = uselocale(((struct workbook *)o->own)->numbers);
	int rc = close_all(o, err);

	uselocale(was);
	if (!rc)
		drop(o);
	return rc;
}

const struct tl_out_form tl_form_xlsx = { .name = "xlsx",
	                                  .merges = true,
	                                  .ready = ready,
	                                  .begin = begin,
	                                  .row = row,
	                                  .about = about,
	                                  .end = end,
	                                  .part = part,
	                                  .texts = texts,
	                                  .part_end = part_end,
	                                  .finish = finish,
	                                  .drop = drop };
