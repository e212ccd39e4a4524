/*
 * Workbooks (.xlsx): numbers and days are what they are, all else is text. The only file that
 * includes xlsxwriter.h. The library behind it is loaded once a workbook is asked for, so that no
 * other command waits for it. Given the same rows it gives the same bytes.
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
#include "form/spans.h"

/* What Excel bears. */
#define ROWS_MAX 1048576u
#define COLUMNS_MAX 16384u
#define TEXT_MAX 32767u			/* UTF-16 units of a cell */
#define NAME_MAX_UNITS 31u		/* of a sheet */

#define WIDTH_MAX 60u			/* of a column, in characters; longer texts are not cut */

#define CALLS(X) \
	X(workbook_new_opt) X(workbook_set_properties) X(workbook_add_worksheet) \
	X(workbook_add_format) X(workbook_close) X(lxw_workbook_free) X(lxw_strerror) \
	X(format_set_bold) X(format_set_num_format) X(worksheet_write_string) \
	X(worksheet_write_number) X(worksheet_set_column) X(worksheet_freeze_panes) \
	X(worksheet_autofilter) X(worksheet_merge_range) X(worksheet_set_row) \
	X(format_set_align) X(format_set_text_wrap) X(format_set_border)

TL_LIBRARY("libxlsxwriter.so.4", "libxlsxwriter4", "-o xlsx", CALLS)

struct sheet {
	lxw_worksheet *sheet;
	lxw_row_t next;			/* row to be written */
	bool filtered;
	unsigned *width;		/* of each column, in characters */
	size_t ncolumns;
};

struct workbook {
	lxw_workbook *book;
	lxw_format *bold, *merged, *day, *decimal[3];
	struct sheet rows, about;
	int fd;				/* the file it becomes, which has no name */
	locale_t numbers;		/* in which a number has a point */
};

static void drop(struct tlsafe_out *o)
{
	struct workbook *w = o->own;

	if (!w)
		return;
	/* The library leaves these open. */
	if (w->rows.sheet && w->book && w->rows.sheet->optimize_tmpfile)
		fclose(w->rows.sheet->optimize_tmpfile);
	if (w->about.sheet && w->book && w->about.sheet->optimize_tmpfile)
		fclose(w->about.sheet->optimize_tmpfile);
	if (w->book)
		lib.lxw_workbook_free(w->book);
	if (w->numbers)
		freelocale(w->numbers);
	tl_file_close(&w->fd);
	free(w->rows.width);
	free(w->about.width);
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

/* TEXT as Excel counts it. */
static size_t units(struct tl_bytes text)
{
	size_t n = 0;

	while (text.len)
		n += tl_utf8_next(&text) > 0xffff ? 2 : 1;
	return n;
}

/* Excel will not open a workbook with another one. */
static int check_name(struct tl_bytes name, struct tl_err *err)
{
	const char *hint = "give a --title of 1 to 31 characters without [ ] : * ? / and "
	                   "backslash, and without ' at its ends";
	bool bad = !name.len || units(name) > NAME_MAX_UNITS || name.data[0] == '\'' ||
	           name.data[name.len - 1] == '\'' || tl_utf8_check(name) >= 0;

	for (size_t i = 0; i < name.len && !bad; i++)
		bad = strchr("[]:*?/\\", name.data[i]) || (unsigned char)name.data[i] < ' ';
	if (!bad)
		return 0;
	return tl_err_hint(err, TLSAFE_EUSAGE, hint, "Excel has no sheet of the name '%.*s'",
	                   (int)name.len, name.data);
}

static int add_sheet(struct workbook *w, struct sheet *s, const char *name, size_t ncolumns,
                     struct tl_err *err)
{
	s->width = calloc(ncolumns + 1, sizeof(*s->width));
	s->ncolumns = ncolumns;
	s->sheet = s->width ? lib.workbook_add_worksheet(w->book, name) : NULL;
	return s->sheet ? 0 : tl_err_memory(err);
}

static int make_formats(struct workbook *w, struct tl_err *err)
{
	static const char *const decimals[] = { NULL, "0.0", "0.00" };

	w->bold = lib.workbook_add_format(w->book);
	w->day = lib.workbook_add_format(w->book);
	w->merged = lib.workbook_add_format(w->book);
	if (!w->bold || !w->day || !w->merged)
		return tl_err_memory(err);
	lib.format_set_bold(w->bold);
	lib.format_set_bold(w->merged);
	lib.format_set_align(w->merged, LXW_ALIGN_CENTER);
	lib.format_set_align(w->merged, LXW_ALIGN_VERTICAL_CENTER);
	lib.format_set_text_wrap(w->merged);
	lib.format_set_border(w->merged, LXW_BORDER_THIN);
	lib.format_set_num_format(w->day, "yyyy-mm-dd");
	for (size_t i = 1; i < TL_LEN(decimals); i++) {
		w->decimal[i] = lib.workbook_add_format(w->book);
		if (!w->decimal[i])
			return tl_err_memory(err);
		lib.format_set_num_format(w->decimal[i], decimals[i]);
	}
	return 0;
}

/* It becomes a file that has no name: the library wants one, and gets that of the descriptor. */
static int make_book(struct workbook *w, bool merges, struct tl_err *err)
{
	char tmpdir[] = P_tmpdir, path[40];
	/* Cells that reach down are written before others that stand beside them. */
	lxw_workbook_options options = { .constant_memory = !merges, .tmpdir = tmpdir };
	lxw_doc_properties made = { .created = 1 };	/* else the clock would be asked */
	int rc = tl_file_temporary(&w->fd, err);

	if (rc)
		return rc;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", w->fd);
	if (access(path, R_OK | W_OK))
		return tl_err_errno(err, "%s", path);
	w->numbers = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
	w->book = w->numbers ? lib.workbook_new_opt(path, &options) : NULL;
	if (!w->book || lib.workbook_set_properties(w->book, &made))
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

static int write_text(struct sheet *s, size_t column, struct tl_bytes text,
                      lxw_format *format, struct tl_err *err)
{
	TL_BUF clean = { 0 };

	put_text(&clean, text);
	if (clean.failed)
		return tl_err_memory(err);
	if (units(tl_buf_bytes(&clean)) > TEXT_MAX)
		return tl_err_hint(err, TLSAFE_EINPUT, "give -o csv, or --fields without it",
		                   "-o xlsx: row %u, column %zu: a cell of a workbook has no room "
		                   "for more than 32767 characters",
		                   s->next + 1, column + 1);
	return check(s,
	             lib.worksheet_write_string(s->sheet, s->next, (lxw_col_t)column,
	                                            tl_buf_bytes(&clean).data, format),
	             err);
}

static int write_number(struct sheet *s, size_t column, double n,
                        lxw_format *format, struct tl_err *err)
{
	return check(s,
	             lib.worksheet_write_number(s->sheet, s->next, (lxw_col_t)column, n,
	                                            format),
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

static int write_cell(struct tlsafe_out *o, struct sheet *s, size_t column,
                      const struct tl_cell *c, struct tl_err *err)
{
	struct workbook *w = o->own;
	struct tl_bytes text = tl_cell_shown(o, c);
	size_t decimals;
	double n;

	if (!text.data)
		return 0;
	widen(s, column, text, 2);
	if (c->day && serial(text, &n))
		return write_number(s, column, n, w->day, err);
	if (c->numeric && tl_number_parse(text, &n, &decimals))
		return write_number(s, column, n,
		                    decimals < TL_LEN(w->decimal) ? w->decimal[decimals] : NULL,
		                    err);
	return write_text(s, column, text, NULL, err);
}

/* --- the form ----------------------------------------------------------------- */

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
		rc = write_text(&w->rows, i, o->column[i].heading, w->bold, err);
	}
	w->rows.next++;
	lib.worksheet_freeze_panes(w->rows.sheet, 1, 0);
	return rc;
}

#define HEADING_WIDTH 12u	/* of a column under merged headings, at least */
#define LINE_HEIGHT 16u

/* Lines that TEXT takes in a column of that width. */
static unsigned lines_of(struct tl_bytes text)
{
	return ((unsigned)tl_utf8_width(text) + HEADING_WIDTH - 2) / (HEADING_WIDTH - 1);
}

static int write_span(struct workbook *w, const struct tl_span *s, struct tl_err *err)
{
	const lxw_row_t last = (lxw_row_t)(s->row + s->rows - 1);
	const lxw_col_t right = (lxw_col_t)(s->column + s->columns - 1);
	TL_BUF clean = { 0 };

	w->rows.next = (lxw_row_t)s->row;
	if (s->rows == 1 && s->columns == 1)
		return write_text(&w->rows, s->column, s->text, w->merged, err);
	put_text(&clean, s->text);
	if (clean.failed)
		return tl_err_memory(err);
	return check(&w->rows,
	             lib.worksheet_merge_range(w->rows.sheet, w->rows.next,
	                                           (lxw_col_t)s->column, last, right,
	                                           tl_buf_bytes(&clean).data, w->merged),
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
			unsigned lines = lines_of(one->text);
			bool own = one->row == r && one->rows == 1 && one->columns == 1;
			most = own && lines > most ? lines : most;
		}
		rc = check(&w->rows,
		           lib.worksheet_set_row(w->rows.sheet, (lxw_row_t)r,
		                                     most * LINE_HEIGHT, NULL), err);
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
	w->rows.next = (lxw_row_t)s->rows;
	w->rows.filtered = true;		/* a filter has no place under merged cells */
	lib.worksheet_freeze_panes(w->rows.sheet, w->rows.next, 1);
	return rc;
}

/* A filter over the rows so far: sums of them stay where they are. */
static int set_filter(struct tlsafe_out *o, struct tl_err *err)
{
	struct workbook *w = o->own;

	if (w->rows.filtered || !headed(o) || !o->ncolumns)
		return 0;
	w->rows.filtered = true;
	return check(&w->rows,
	             lib.worksheet_autofilter(w->rows.sheet, 0, 0, w->rows.next - 1,
	                                          (lxw_col_t)(o->ncolumns - 1)),
	             err);
}

static int write_row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	struct workbook *w = o->own;
	int rc = 0;

	if (w->rows.next >= ROWS_MAX)
		return tl_err_hint(err, TLSAFE_EINPUT,
		                   "give -o csv, or words that select fewer",
		                   "-o xlsx: a sheet has no room for more than 1048576 rows");
	if (o->ncolumns && cells[0].emphasis == TL_SUM)
		rc = set_filter(o, err);
	for (size_t i = 0; !rc && i < o->ncolumns; i++)
		rc = write_cell(o, &w->rows, i, &cells[i], err);
	w->rows.next++;
	return rc;
}

static int begin(struct tlsafe_out *o, struct tl_err *err)
{
	struct workbook *w = o->own;
	const char *name = o->title ? o->title : o->sheet;
	TL_CLEANUP(tl_spans_release) struct tl_spans s = { .n = 0 };
	int rc = tl_spans_make(&s, o, err);

	if (rc)
		return rc;
	if (o->ncolumns > COLUMNS_MAX)
		return tl_err_hint(err, TLSAFE_EINPUT, "give -o csv",
		                   "-o xlsx: a sheet has no room for more than 16384 columns");
	if (o->title)
		rc = check_name(tl_str(o->title), err);
	else if (!name || check_name(tl_str(name), NULL))
		name = "Sheet1";
	if (!rc)
		rc = make_book(w, s.rows > 1, err);
	if (!rc)
		rc = add_sheet(w, &w->rows, name, o->ncolumns, err);
	if (rc || !headed(o))
		return rc;
	return s.rows > 1 ? write_merged(o, &s, err) : write_headings(o, err);
}

/* A line of the second sheet, which is made with the first of them. */
static int about(struct tlsafe_out *o, const char *place, struct tl_bytes word,
                      const struct tl_cell *text, struct tl_err *err)
{
	struct workbook *w = o->own;
	int rc = w->about.sheet ? 0 : add_sheet(w, &w->about, place, 2, err);

	if (rc)
		return rc;
	widen(&w->about, 0, word, 2);
	rc = write_text(&w->about, 0, word, w->bold, err);
	if (!rc)
		rc = write_cell(o, &w->about, 1, text, err);
	w->about.next++;
	return rc;
}

static int set_widths(const struct sheet *s, struct tl_err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->ncolumns; i++)
		if (s->width[i])
			rc = check(s,
			           lib.worksheet_set_column(s->sheet, (lxw_col_t)i,
			                                        (lxw_col_t)i, s->width[i],
			                                        NULL),
			           err);
	return rc;
}

/* The library does not look at what becomes of its own temporary files: there has to be room for
 * the sheet once more, and for the workbook. */
static int check_room(struct workbook *w, struct tl_err *err)
{
	FILE *rows = w->rows.sheet->optimize_tmpfile;
	off_t size = 1 << 20;

	if (rows && fflush(rows))
		return full(err);
	if (rows)
		size += 2 * ftello(rows);
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

static int end_book(struct tlsafe_out *o, struct tl_err *err)
{
	struct workbook *w = o->own;
	int rc = set_widths(&w->rows, err);

	if (!rc && w->about.sheet)
		rc = set_widths(&w->about, err);
	if (!rc)
		rc = set_filter(o, err);
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

static int end(struct tlsafe_out *o, struct tl_err *err)
{
	locale_t was = uselocale(((struct workbook *)o->own)->numbers);
	int rc = end_book(o, err);

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
	                                  .drop = drop };
