/*
 * Pictures (png, svg) as scripts of gnuplot: the command runs it, with FONT set to a font and the
 * output to a file. Behind the script's last line, "exit", stands what it shows as text, in
 * elements of SVG. What stands in cells is data: gnuplot runs what is in backquotes, and knows
 * markup, outside of single quotes and where enhanced text is on, and neither is so here.
 */
#include <math.h>

#include "base/arena.h"
#include "base/number.h"
#include "base/utf8.h"
#include "form/form.h"

/* B may be no number. fmax and fmin would have every command load a library more. */
static double larger(double a, double b)
{
	return b > a ? b : a;
}

static double smaller(double a, double b)
{
	return b < a ? b : a;
}

#define SERIES_MAX 8			/* as many as there are colours */
#define FLOWS_MAX 10
#define COLUMNS_MAX 60			/* of a heat map */
#define LABEL_CELLS 18			/* of a label; a longer one is cut, and whole in the text */

/* Pixels. */
#define CELL 7.5			/* of half a Chinese character */
#define TITLE_HEIGHT 44
#define KEY_HEIGHT 22
#define FOOT_HEIGHT 48
#define BARE_HEIGHT 12			/* in place of either, where there is none */
#define SLANTED_HEIGHT 110		/* of labels that are */

struct plot {
	struct tl_arena arena;
	struct tl_bytes *cell;		/* row after row */
	size_t nrows, maxcells;
	struct tl_buf sums, foot;	/* what stands below: sums, and what it is of */
	double low, high;		/* of what goes by the left axis */
	bool right;			/* something goes by the right one */
	double width, height, left, top, below;
};

static const char *const colours[] = { "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9",
	                               "#d55e00", "#999999", "#8f7700", "#004d40", "#5e3c99" };
_Static_assert(TL_LEN(colours) >= FLOWS_MAX && FLOWS_MAX >= SERIES_MAX, "each has its colour");

static void drop(struct tlsafe_out *o)
{
	struct plot *p = o->own;

	if (!p)
		return;
	tl_arena_release(&p->arena);
	tl_buf_release(&p->sums);
	tl_buf_release(&p->foot);
	free(p->cell);
	free(p);
	o->own = NULL;
}

/* --- texts -------------------------------------------------------------------- */

/* The next character of *TEXT as it may stand anywhere: what acts on a terminal is shown. */
static struct tl_bytes next(struct tl_bytes *text, char room[TL_VISIBLE])
{
	struct tl_bytes c = tl_bytes(text->data, 1);

	if (text->data[0] != '\\')
		return tl_utf8_visible_next(text, room);
	*text = tl_bytes(text->data + 1, text->len - 1);
	return c;
}

/*
 * TEXT between single quotes, in which nothing but they means anything to gnuplot, and those of
 * TEXT between double ones: gnuplot does not read every one that is doubled as one. Where it is a
 * FORMAT, "%" means something.
 */
static void put_quoted(struct tl_buf *out, struct tl_bytes text, bool format)
{
	char room[TL_VISIBLE], open = 0;

	while (text.len) {
		struct tl_bytes c = next(&text, room);
		char quote = tl_eqs(c, "'") ? '"' : '\'';
		if (open && open != quote)
			tl_buf_printf(out, "%c.", open);
		if (open != quote)
			tl_buf_char(out, quote);
		open = quote;
		if (format && tl_eqs(c, "%"))
			tl_buf_add(out, c);
		tl_buf_add(out, c);
	}
	if (open)
		tl_buf_char(out, open);
	else
		tl_buf_str(out, "''");
}

static void put_xml(struct tl_buf *out, struct tl_bytes text)
{
	char room[TL_VISIBLE];

	while (text.len)
		tl_xml_char(out, next(&text, room));
}

/* TEXT cut to so many cells. */
static void put_cut(struct tl_buf *out, struct tl_bytes text, int cells)
{
	struct tl_bytes rest = text;

	if (tl_utf8_width(text) <= cells) {
		tl_buf_add(out, text);
		return;
	}
	while (rest.len && tl_utf8_width(tl_bytes(text.data, text.len - rest.len)) < cells - 2)
		tl_utf8_next(&rest);
	tl_buf_add(out, tl_bytes(text.data, text.len - rest.len));
	tl_buf_str(out, "…");
}

static struct tl_bytes title_of(const struct tlsafe_out *o)
{
	return o->title ? tl_str(o->title) : TL_LIT("");
}

static double title_height(const struct tlsafe_out *o)
{
	return title_of(o).len ? TITLE_HEIGHT : BARE_HEIGHT;
}

static double foot_height(const struct plot *p)
{
	return p->sums.len || p->foot.len ? FOOT_HEIGHT : BARE_HEIGHT;
}

static struct tl_bytes cell(const struct tlsafe_out *o, size_t row, size_t column)
{
	return ((const struct plot *)o->own)->cell[row * o->ncolumns + column];
}

/* What a group is called: its texts. */
static void put_label(const struct tlsafe_out *o, size_t row, struct tl_buf *out)
{
	const char *join = "";

	for (size_t i = 0; i < o->ncolumns; i++) {
		if (o->column[i].numeric || !cell(o, row, i).len)
			continue;
		tl_buf_str(out, join);
		tl_buf_add(out, cell(o, row, i));
		join = " ";
	}
	if (!*join)
		tl_buf_str(out, "/");
}

static void put_short_label(const struct tlsafe_out *o, size_t row, struct tl_buf *out)
{
	TL_BUF label = { 0 };

	put_label(o, row, &label);
	out->failed |= label.failed;
	if (!label.failed)
		put_cut(out, tl_buf_bytes(&label), LABEL_CELLS);
}

static double value(const struct tlsafe_out *o, size_t row, size_t column)
{
	double n;

	return tl_number_parse(cell(o, row, column), &n, NULL) ? n : NAN;
}

/* --- rows ---------------------------------------------------------------------- */

static size_t count_series(const struct tlsafe_out *o)
{
	size_t n = 0;

	for (size_t i = 0; i < o->ncolumns; i++)
		n += o->column[i].numeric != TL_NO_NUMBER;
	return n;
}

/* Cells of the widest heading of a number. */
static double widest_heading(const struct tlsafe_out *o)
{
	double widest = 0;

	for (size_t i = 0; i < o->ncolumns; i++)
		if (o->column[i].numeric)
			widest = larger(widest, tl_utf8_width(o->column[i].heading));
	return widest;
}

static int begin(struct tlsafe_out *o, struct tl_err *err)
{
	size_t most = SERIES_MAX;

	if (o->drawing == TL_HEAT)
		most = COLUMNS_MAX + 1;
	else if (o->drawing == TL_STACKS)
		most = FLOWS_MAX;
	if (!o->drawing)
		return tl_err_set(err, TLSAFE_EUSAGE, "there is no picture of this");
	if (count_series(o) > most)
		return tl_err_hint(err, TLSAFE_EUSAGE,
		                   "name fewer: --figures, or other words; or give -o csv",
		                   "nobody can read a picture of more than %zu %s",
		                   o->drawing == TL_HEAT ? most - 1 : most,
		                   o->drawing == TL_HEAT ? "columns" : "figures");
	o->own = calloc(1, sizeof(struct plot));
	return o->own ? 0 : tl_err_memory(err);
}

static void add_below(struct tl_buf *out, struct tl_bytes word, struct tl_bytes text)
{
	if (out->len)
		tl_buf_str(out, " · ");
	tl_buf_add(out, word);
	tl_buf_char(out, ' ');
	tl_buf_add(out, text);
}

/* A sum of others would be larger than all of them: it stands below. */
static void add_sum(struct tlsafe_out *o, const struct tl_cell *cells)
{
	struct plot *p = o->own;
	TL_BUF text = { 0 };

	for (size_t i = 0; i < o->ncolumns; i++) {
		if (!o->column[i].numeric)
			continue;
		if (text.len)
			tl_buf_str(&text, ", ");
		tl_buf_add(&text, o->column[i].heading);
		tl_buf_char(&text, ' ');
		tl_buf_add(&text, tl_cell_shown(o, &cells[i]));
	}
	add_below(&p->sums, tl_cell_shown(o, &cells[0]), tl_buf_bytes(&text));
	p->sums.failed |= text.failed;
}

static int row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	struct plot *p = o->own;
	bool ok = true;

	if (cells[0].emphasis == TL_SUM) {
		add_sum(o, cells);
		return p->sums.failed ? tl_err_memory(err) : 0;
	}
	if (p->nrows == TL_DRAWN_MAX)
		return tl_err_hint(err, TLSAFE_EUSAGE,
		                   "give --top 20, or words that select fewer; or -o csv",
		                   "nobody can read a picture of more than %d groups",
		                   TL_DRAWN_MAX);
	for (size_t i = 0; i < o->ncolumns; i++) {
		size_t at = p->nrows * o->ncolumns + i;
		if (!TL_GROW(p->cell, at, p->maxcells))
			return tl_err_memory(err);
		p->cell[at] = TL_NONE;
		if (tl_cell_shown(o, &cells[i]).data)
			p->cell[at] = tl_arena_dup(&p->arena, tl_cell_shown(o, &cells[i]), &ok);
	}
	p->nrows++;
	return ok ? 0 : tl_err_memory(err);
}

static int about(struct tlsafe_out *o, const char *place, struct tl_bytes word,
                 const struct tl_cell *text, struct tl_err *err)
{
	struct plot *p = o->own;

	(void)place;
	if (text->text.len)
		add_below(&p->foot, word, text->text);
	return p->foot.failed ? tl_err_memory(err) : 0;
}

/* --- the frame ------------------------------------------------------------------ */

static void put_head(struct tlsafe_out *o)
{
	struct plot *p = o->own;
	bool png = !strcmp(o->form->name, "png");

	tl_buf_printf(&o->buf,
	              "set encoding utf8\n"
	              "set terminal %s noenhanced size %.0f,%.0f font FONT.',11'%s\n",
	              png ? "pngcairo" : "svg", p->width, p->height,
	              png ? "" : " background '#ffffff'");
	tl_buf_printf(&o->buf,
	              "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
	              "set tmargin at screen %.4f\nset bmargin at screen %.4f\n",
	              p->left / p->width, 1 - (p->right ? 64 : 24) / p->width,
	              1 - p->top / p->height, p->below / p->height);
}

static void put_text_at(struct tlsafe_out *o, int number, struct tl_bytes text, const char *x,
                        double above, const char *look)
{
	struct plot *p = o->own;

	tl_buf_printf(&o->buf, "set label %d ", number);
	put_quoted(&o->buf, text, false);
	tl_buf_printf(&o->buf, " at screen %s,screen %.4f %s\n", x, above / p->height, look);
}

/* As much as there is room for; all of it is in the text. */
static void put_texts(struct tlsafe_out *o)
{
	struct plot *p = o->own;
	TL_BUF title = { 0 };
	TL_BUF sums = { 0 };
	TL_BUF foot = { 0 };

	put_cut(&title, title_of(o), (int)(p->width / CELL / 1.4));
	put_cut(&sums, tl_buf_bytes(&p->sums), (int)(p->width / CELL * 1.1));
	put_cut(&foot, tl_buf_bytes(&p->foot), (int)(p->width / CELL * 1.1));
	o->buf.failed |= title.failed || sums.failed || foot.failed;
	put_text_at(o, 1, tl_buf_bytes(&title), "0.5", p->height - 22,
	            "center font FONT.',14' textcolor rgb '#000000'");
	put_text_at(o, 2, tl_buf_bytes(&foot), "0.012", 14,
	            "left font FONT.',9' textcolor rgb '#555555'");
	put_text_at(o, 3, tl_buf_bytes(&sums), "0.012", 32,
	            "left font FONT.',9' textcolor rgb '#222222'");
}

/* Explains the colours, below the title, in so many columns as there is room for. Gives how high
 * it is. */
static double put_key(struct tlsafe_out *o)
{
	struct plot *p = o->own;
	size_t n = count_series(o), columns, rows;

	columns = (size_t)larger(1, p->width / ((widest_heading(o) + 8) * CELL + 60));
	rows = (n + columns - 1) / columns;
	tl_buf_printf(&o->buf,
	              "set key at screen 0.5,screen %.4f center top horizontal maxcols %zu "
	              "samplen 1.5 spacing 1.1\n",
	              1 - title_height(o) / p->height, columns);
	return (double)rows * KEY_HEIGHT;
}

/* The labels of groups along AXIS, from 0 on. */
static void put_tics(struct tlsafe_out *o, const char *axis, const char *look)
{
	struct plot *p = o->own;

	tl_buf_printf(&o->buf, "set %stics %s textcolor rgb '#222222' (", axis, look);
	for (size_t i = 0; i < p->nrows; i++) {
		TL_BUF label = { 0 };
		put_short_label(o, i, &label);
		o->buf.failed |= label.failed;
		tl_buf_str(&o->buf, i ? ", " : "");
		put_quoted(&o->buf, tl_buf_bytes(&label), true);
		tl_buf_printf(&o->buf, " %zu", i);
	}
	tl_buf_str(&o->buf, p->nrows ? ")\n" : "'' 0)\n");
}

static void put_number(struct tl_buf *out, double n)
{
	if (isnan(n))
		tl_buf_str(out, " NaN");
	else
		tl_buf_printf(out, " %.15g", n);
}

/* --- bars, stacks, lines -------------------------------------------------------- */

/* Each group: its number, and of each series from where to where. Of a balance what came lies on
 * what came, and what went on what went. */
static void put_data(struct tlsafe_out *o)
{
	struct plot *p = o->own;

	tl_buf_str(&o->buf, "$data << EOD\n");
	for (size_t r = 0; r < p->nrows; r++) {
		double upto[TL_WENT + 1] = { 0 };
		tl_buf_printf(&o->buf, "%zu", r);
		for (size_t i = 0; i < o->ncolumns; i++) {
			enum tl_number is = o->column[i].numeric;
			double n = is ? value(o, r, i) : 0, from = 0;
			if (!is)
				continue;
			if (is == TL_CAME || is == TL_WENT) {
				from = upto[is];
				n = upto[is] += isnan(n) ? 0 : n;
			}
			put_number(&o->buf, from);
			put_number(&o->buf, n);
			if (is == TL_PER_CENT || isnan(n))
				continue;
			p->low = smaller(p->low, n);
			p->high = larger(p->high, n);
		}
		tl_buf_char(&o->buf, '\n');
	}
	/* A group or two of nothing have an axis too. */
	if (!p->nrows)
		tl_buf_str(&o->buf, "0 NaN NaN\n");
	tl_buf_str(&o->buf, "EOD\n");
	if (p->high <= p->low)
		p->high = p->low + 1;
}

/* Series N as a box, at PLACE OF so many in the cluster of its group. */
static void put_box(struct tlsafe_out *o, enum tl_number is, size_t n, size_t place, size_t of)
{
	double width = 0.8 / (double)of, left = -0.4 + width * (double)place;

	if (is == TL_CAME || is == TL_WENT) {
		width = 0.36;
		left = is == TL_CAME ? -0.38 : 0.02;
	}
	tl_buf_printf(&o->buf,
	              "($1%+.4f):%zu:($1%+.4f):($1%+.4f):%zu:%zu with boxxyerror "
	              "fillstyle solid 1 noborder linecolor rgb '%s'",
	              left + width / 2, 2 * n + 2, left, left + width, 2 * n + 2, 2 * n + 3,
	              colours[n]);
}

static void put_series(struct tlsafe_out *o, enum tl_number is, size_t n, size_t place,
                       size_t bars)
{
	tl_buf_printf(&o->buf, "%s$data using ", n ? ", \\\n\t" : "plot ");
	if (o->drawing != TL_LINES && is != TL_PER_CENT) {
		put_box(o, is, n, place, bars);
		return;
	}
	tl_buf_printf(&o->buf, "1:%zu ", 2 * n + 3);
	if (is == TL_PER_CENT)
		tl_buf_str(&o->buf, "axes x1y2 ");
	if (o->drawing == TL_LINES)
		tl_buf_printf(&o->buf, "with linespoints linewidth 2 dashtype %d",
		              is == TL_PER_CENT ? 2 : 1);
	else
		tl_buf_str(&o->buf, "with points");
	tl_buf_printf(&o->buf, " pointtype 7 pointsize 0.6 linecolor rgb '%s'", colours[n]);
}

static void put_plots(struct tlsafe_out *o)
{
	struct plot *p = o->own;
	size_t n = 0, place = 0, bars = 0;

	for (size_t i = 0; i < o->ncolumns; i++)
		bars += o->column[i].numeric && o->column[i].numeric != TL_PER_CENT;
	for (size_t i = 0; p->nrows && i < o->ncolumns; i++) {
		enum tl_number is = o->column[i].numeric;
		TL_BUF heading = { 0 };
		if (!is)
			continue;
		put_series(o, is, n++, place, bars);
		place += is != TL_PER_CENT;
		tl_buf_add(&heading, o->column[i].heading);
		if (is == TL_PER_CENT)
			tl_buf_str(&heading, " →");
		o->buf.failed |= heading.failed;
		tl_buf_str(&o->buf, " title ");
		put_quoted(&o->buf, tl_buf_bytes(&heading), false);
	}
	tl_buf_str(&o->buf, p->nrows ? "\n" : "plot NaN notitle\n");
}

static void draw_groups(struct tlsafe_out *o)
{
	struct plot *p = o->own;
	double each = 30;

	if (o->drawing == TL_BARS)
		each = larger(28, 9 * (double)count_series(o));
	for (size_t i = 0; i < o->ncolumns; i++)
		p->right |= o->column[i].numeric == TL_PER_CENT;
	p->width = larger(1000, 180 + (double)p->nrows * each);
	p->left = 110;
	p->below = foot_height(p) + SLANTED_HEIGHT;
	p->height = 600 - (TITLE_HEIGHT - title_height(o)) - (FOOT_HEIGHT - foot_height(p));
	p->top = title_height(o) + put_key(o) + 10;
	put_data(o);
	put_head(o);
	put_texts(o);
	put_tics(o, "x", "nomirror scale 0 rotate by 45 right");
	tl_buf_printf(&o->buf,
	              "set xrange [-0.6:%.1f]\nset yrange [%.15g:%.15g]\n"
	              "set ytics nomirror textcolor rgb '#222222'%s\n"
	              "set grid ytics linetype 1 linecolor rgb '#dddddd'\n"
	              "set border %d linecolor rgb '#888888'\n",
	              larger(1, (double)p->nrows) - 0.4, p->low * 1.05, p->high * 1.05,
	              p->high - p->low < 6 ? " 1" : "",
	              p->right ? 11 : 3);
	if (p->right)
		tl_buf_str(&o->buf, "set y2range [0:100]\nset y2tics textcolor rgb '#222222'\n");
	put_plots(o);
}

/* --- heat map ------------------------------------------------------------------- */

/* The numbers of the table; the last column, of all, has no colour. */
static void put_map(struct tlsafe_out *o, size_t all)
{
	struct plot *p = o->own;

	tl_buf_str(&o->buf, "$data << EOD\n");
	for (size_t r = 0; r < p->nrows; r++) {
		for (size_t i = 0, c = 0; i < o->ncolumns; i++) {
			double n = o->column[i].numeric ? value(o, r, i) : 0;
			if (!o->column[i].numeric)
				continue;
			if (i != all && !isnan(n)) {
				tl_buf_printf(&o->buf, "%zu %zu", c, r);
				put_number(&o->buf, n);
				tl_buf_char(&o->buf, '\n');
				p->high = larger(p->high, n);
			}
			c++;
		}
	}
	if (!o->buf.failed && !strcmp(o->buf.data + o->buf.len - 4, "EOD\n"))
		tl_buf_str(&o->buf, "NaN NaN NaN\n");
	tl_buf_str(&o->buf, "EOD\n");
}

/* The numbers as they are written, which stand in their cells. */
static void put_numbers(struct tlsafe_out *o)
{
	struct plot *p = o->own;
	int number = 4;

	for (size_t r = 0; r < p->nrows; r++)
		for (size_t i = 0, c = 0; i < o->ncolumns; i++) {
			if (!o->column[i].numeric)
				continue;
			tl_buf_printf(&o->buf, "set label %d ", number++);
			put_quoted(&o->buf, cell(o, r, i), false);
			tl_buf_printf(&o->buf, " at %zu,%zu center front textcolor rgb '#000000'\n",
			              c++, r);
		}
}

static void put_columns(struct tlsafe_out *o, bool slanted)
{
	size_t c = 0;

	tl_buf_printf(&o->buf, "set xtics nomirror scale 0 %s textcolor rgb '#222222' (",
	              slanted ? "rotate by 45 right" : "");
	for (size_t i = 0; i < o->ncolumns; i++) {
		TL_BUF label = { 0 };
		if (!o->column[i].numeric)
			continue;
		put_cut(&label, o->column[i].heading, LABEL_CELLS);
		o->buf.failed |= label.failed;
		tl_buf_str(&o->buf, c ? ", " : "");
		put_quoted(&o->buf, tl_buf_bytes(&label), true);
		tl_buf_printf(&o->buf, " %zu", c++);
	}
	tl_buf_str(&o->buf, ")\n");
}

static void draw_map(struct tlsafe_out *o)
{
	struct plot *p = o->own;
	size_t n = count_series(o);
	double widest = widest_heading(o), label = 0;

	for (size_t i = 0; i < p->nrows; i++) {
		TL_BUF text = { 0 };
		put_short_label(o, i, &text);
		label = larger(label, tl_utf8_width(tl_buf_bytes(&text)));
	}
	p->left = larger(60, label * CELL + 24);
	p->top = title_height(o) + 10;
	p->below = foot_height(p) + (widest > 8 ? SLANTED_HEIGHT : 30);
	p->width = larger(1000, p->left + 24 + (double)n * 62);
	p->height = larger(300, p->top + p->below + (double)p->nrows * 26);
	put_map(o, o->bar);
	put_head(o);
	put_texts(o);
	put_columns(o, widest > 8);
	put_tics(o, "y", "nomirror scale 0");
	put_numbers(o);
	tl_buf_printf(&o->buf,
	              "set xrange [-0.5:%.1f]\nset yrange [%.1f:-0.5]\nset cbrange [0:%.15g]\n"
	              "set palette defined (0 '#ffffff', 1 '#6baed6')\nunset colorbox\n"
	              "unset key\nset border 15 linecolor rgb '#888888'\n"
	              "plot $data using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):3 with "
	              "boxxyerror fillstyle solid 1 noborder linecolor palette\n",
	              (double)n - 0.5, larger(1, (double)p->nrows) - 0.5,
	              p->high > 0 ? p->high : 1);
}

/* --- as text -------------------------------------------------------------------- */

/* What is shown, for who does not see it: a line for each group. */
static void put_twin(struct tlsafe_out *o)
{
	struct plot *p = o->own;

	tl_buf_str(&o->buf, "<title>");
	put_xml(&o->buf, title_of(o));
	tl_buf_str(&o->buf, "</title>\n<desc>");
	for (size_t r = 0; r < p->nrows; r++) {
		const char *join = ": ";
		TL_BUF label = { 0 };
		put_label(o, r, &label);
		o->buf.failed |= label.failed;
		put_xml(&o->buf, tl_buf_bytes(&label));
		for (size_t i = 0; i < o->ncolumns; i++) {
			if (!o->column[i].numeric)
				continue;
			tl_buf_str(&o->buf, join);
			put_xml(&o->buf, o->column[i].heading);
			tl_buf_char(&o->buf, ' ');
			put_xml(&o->buf, cell(o, r, i));
			join = ", ";
		}
		tl_buf_char(&o->buf, '\n');
	}
	put_xml(&o->buf, tl_buf_bytes(&p->sums));
	tl_buf_str(&o->buf, p->sums.len ? "\n" : "");
	put_xml(&o->buf, tl_buf_bytes(&p->foot));
	tl_buf_str(&o->buf, "</desc>\n");
}

static int end(struct tlsafe_out *o, struct tl_err *err)
{
	if (o->drawing == TL_HEAT)
		draw_map(o);
	else
		draw_groups(o);
	tl_buf_str(&o->buf, "exit\n");
	put_twin(o);
	drop(o);
	return o->buf.failed ? tl_err_memory(err) : 0;
}

/* They differ by the terminal that gnuplot draws on. */
#define PICTURE(format) \
	{ .name = format, .picture = true, .begin = begin, .row = row, .about = about, .end = end, \
	  .drop = drop }
const struct tl_out_form tl_form_png = PICTURE("png"), tl_form_svg = PICTURE("svg");
