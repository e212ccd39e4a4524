/* Figures in tables: rate, and by town, level, month and other dimensions. */
#include <stdlib.h>

#include "base/utf8.h"
#include "form/form.h"
#include "query/line.h"
#include "stats/groups.h"

/* --- a row ------------------------------------------------------------------- */

/* Cells whose texts, or for json whose JSON, are gathered in one buffer. */
struct row {
	struct tl_cell *cell;
	size_t *end;			/* of each cell's text */
	size_t n, max, maxend;
	struct tl_buf text;
	bool json, failed;
};

static void row_release(struct row *r)
{
	free(r->cell);
	free(r->end);
	tl_buf_release(&r->text);
}

static void row_begin(struct row *r)
{
	tl_buf_clear(&r->text);
	r->n = 0;
}

/* What was appended to the text is a cell; NOTHING: one that is missing. */
static void row_cell(struct row *r, bool numeric, bool nothing)
{
	size_t n = r->n;

	if (!TL_GROW(r->cell, n, r->max) || !TL_GROW(r->end, n, r->maxend)) {
		r->failed = true;
		return;
	}
	if (nothing && r->json)
		tl_buf_str(&r->text, "null");
	r->cell[n] = (struct tl_cell){ .numeric = numeric };
	r->end[n] = nothing && !r->json ? SIZE_MAX : r->text.len;
	r->n++;
}

static void row_text(struct row *r, struct tl_bytes text)
{
	if (r->json && text.len)
		tl_json_string(&r->text, text);
	else
		tl_buf_add(&r->text, text);
	row_cell(r, false, !text.len);
}

/* A table has thousands of numbers. */
static void put_digits(struct tl_buf *out, uint64_t n)
{
	char text[24], *at = text + sizeof(text);

	do
		*--at = (char)('0' + n % 10);
	while (n /= 10);
	tl_buf_put(out, at, (size_t)(text + sizeof(text) - at));
}

static void put_tenths(struct tl_buf *out, uint64_t n)
{
	put_digits(out, n / 10);
	tl_buf_char(out, '.');
	put_digits(out, n % 10);
}

static void row_count(struct row *r, uint64_t n)
{
	put_digits(&r->text, n);
	row_cell(r, true, false);
}

/* What is reckoned over nothing. */
static void row_none(struct row *r)
{
	if (!r->json)
		tl_buf_char(&r->text, '/');
	row_cell(r, true, r->json);
}

static void row_share(struct row *r, const uint64_t *n, const struct tl_share *s)
{
	uint64_t whole = n[s->whole] - (s->without >= 0 ? n[s->without] : 0), share;

	if (!tl_share_of(n[s->part], whole, &share)) {
		row_none(r);
		return;
	}
	put_tenths(&r->text, share);
	row_cell(r, true, false);
}

static int row_write(struct row *r, struct tlsafe *t, struct tlsafe_out *out)
{
	size_t begin = 0;

	if (r->failed || r->text.failed)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < r->n; i++) {
		struct tl_bytes v = TL_NONE;
		if (r->end[i] != SIZE_MAX) {
			v = tl_bytes(r->text.data + begin, r->end[i] - begin);
			begin = r->end[i];
		}
		*(r->json ? &r->cell[i].json : &r->cell[i].text) = v;
	}
	return tl_out_row(out, r->cell) ? tl_out_error(t, out) : 0;
}

/* --- a table ----------------------------------------------------------------- */

/* What is written, and how. */
struct table {
	struct tlsafe *t;
	struct tl_groups groups;
	bool codes, english;
	bool trend;
	struct row row;
	struct tl_out_column *col;
	size_t ncols, maxcols;
	struct tl_buf anchor, word;
	struct tl_arena arena;		/* of names of columns */
};

static void table_release(struct table *t)
{
	tl_groups_release(&t->groups);
	row_release(&t->row);
	free(t->col);
	tl_buf_release(&t->anchor);
	tl_buf_release(&t->word);
	tl_arena_release(&t->arena);
}

static bool shown(const struct table *t, int figure)
{
	return t->groups.carried || figure != TL_FIGURE_CARRIED;
}

/* A column more, headed as OUT asks for: by its key, in English or in Chinese. */
static void add_column(struct table *t, const struct tlsafe_out *out, const char *key,
                       const char *zh, const char *en, bool numeric)
{
	if (!TL_GROW(t->col, t->ncols, t->maxcols)) {
		t->row.failed = true;
		return;
	}
	t->col[t->ncols++] = (struct tl_out_column){
		tl_str(key), tl_line_heading(t->t, out, key, zh, en), numeric
	};
}

static void figure_columns(struct table *t, const struct tlsafe_out *out)
{
	const struct tl_figure *f = tl_figure_table;
	const struct tl_share *s = tl_share_table;

	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		if (shown(t, i))
			add_column(t, out, f[i].key, f[i].zh, f[i].en, true);
	for (size_t i = 0; i < TL_SHARES; i++)
		add_column(t, out, s[i].key, s[i].zh, s[i].en, true);
}

static void figure_cells(struct table *t, const uint64_t *counts)
{
	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		if (shown(t, i))
			row_count(&t->row, counts[i]);
	for (size_t i = 0; i < TL_SHARES; i++)
		row_share(&t->row, counts, &tl_share_table[i]);
}

static int begin_columns(struct table *t, struct tlsafe_out *out)
{
	if (t->row.failed)
		return tl_err_memory(&t->t->err);
	return tl_out_columns(out, t->col, t->ncols) ? tl_out_error(t->t, out) : 0;
}

static void table_begin(struct table *t, struct tl_query *q, struct tlsafe_out *out)
{
	*t = (struct table){ .t = q->view->t };
	t->codes = (out->flags & TLSAFE_OUT_CODES) || out->form->json;
	t->row.json = out->form->json;
	t->english = tl_line_english(t->t, out);
	tl_groups_begin(&t->groups, q);
}

/* --- by ---------------------------------------------------------------------- */

/* Words of S that are dimensions too: what was meant by them; false: there are none. */
static bool dimensions_apart(const struct tlsafe_select *s, const struct tl_kind *kind,
                             const char *dimensions, struct tl_buf *meant)
{
	struct tl_err ignored = { 0 };
	struct tl_dimension d;
	bool apart = false;

	tl_buf_printf(meant, "write: by %s", dimensions);
	for (size_t i = 0; i < s->nwords; i++) {
		if (tl_dimension_find(&d, kind, tl_str(s->words[i]), &ignored))
			continue;
		tl_buf_printf(meant, ",%s", s->words[i]);
		apart = true;
	}
	return apart && !meant->failed;
}

/* The days of a trend: from the period's first day, else the first month that has any, until its
 * last, but not beyond the day asked about. */
static void trend_span(const struct table *t, tl_day *first, tl_day *last)
{
	const struct tl_groups *g = &t->groups;
	tl_day end, least = *last < g->count.t ? *last : g->count.t;

	if (*last > g->count.t)
		*last = g->count.t;
	for (size_t i = 0; *first == TL_NODAY && i < g->n; i++) {
		struct tl_bytes key = tl_bytes(g->group[i].key, g->group[i].len);
		tl_day begun;
		if (tl_period_parse(tl_groups_next(&key), g->count.t, &begun, &end) &&
		    begun < least)
			least = begun;
	}
	if (*first == TL_NODAY)
		*first = least;
}

/* Also the groups that have none. */
static int fill(struct table *t)
{
	struct tl_groups *g = &t->groups;
	tl_day first = g->count.first, last = g->count.last;

	if (t->trend)
		trend_span(t, &first, &last);
	else if (g->by_period && (!g->count.one_period || first == TL_NODAY || last == TL_NOEND))
		return tl_err_hint(&t->t->err, TLSAFE_EUSAGE,
		                   "give one such as found=2018H1, or leave --all out",
		                   "all weeks, months, quarters or years need a period with both "
		                   "ends");
	return tl_groups_fill(g, first, last);
}

/* A name "unit.name", kept until the table is written. */
static const char *kept_name(struct table *t, const char *key, const char *sub)
{
	bool ok = true;
	struct tl_bytes v;

	tl_buf_clear(&t->word);
	tl_buf_printf(&t->word, "%s.%s", key, sub);
	tl_buf_char(&t->word, 0);
	v = tl_arena_dup(&t->arena, tl_buf_bytes(&t->word), &ok);
	t->row.failed |= !ok || t->word.failed;
	return ok ? v.data : "";
}

static void dim_columns(struct table *t, const struct tlsafe_out *out)
{
	for (size_t i = 0; i < t->groups.ndims; i++) {
		const struct tl_dimension *d = &t->groups.dim[i];
		const struct tl_field *name = tl_dimension_name(d);
		const char *key, *zh, *en;
		tl_dimension_heading(d, &key, &zh, &en);
		add_column(t, out, key, zh, en, false);
		if (name)
			add_column(t, out, kept_name(t, key, name->key), name->zh, name->en, false);
	}
}

/* Code or label of a text of D. */
static int dim_word(struct table *t, const struct tl_dimension *d, struct tl_bytes text)
{
	int rc = 0;

	tl_buf_clear(&t->word);
	if (t->codes)
		tl_dimension_code(d, text, &t->word);
	else
		rc = tl_dimension_label(d, t->groups.count.q, text, t->english, &t->word);
	return !rc && t->word.failed ? tl_err_memory(&t->t->err) : rc;
}

static int dim_cells(struct table *t, struct tl_bytes key)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < t->groups.ndims; i++) {
		const struct tl_dimension *d = &t->groups.dim[i];
		struct tl_bytes v = tl_groups_next(&key);
		rc = dim_word(t, d, v);
		row_text(&t->row, tl_buf_bytes(&t->word));
		if (rc || !tl_dimension_name(d))
			continue;
		tl_buf_clear(&t->word);
		rc = tl_dimension_add_name(d, t->groups.count.q, v, &t->word);
		row_text(&t->row, tl_buf_bytes(&t->word));
	}
	return rc;
}

/* A word in the place of the first dimension, and nothing in those of the others. */
static void dim_instead(struct table *t, const char *word)
{
	const char *what = word;

	for (size_t i = 0; i < t->groups.ndims; i++, what = "") {
		row_text(&t->row, tl_str(what));
		if (tl_dimension_name(&t->groups.dim[i]))
			row_text(&t->row, TL_NONE);
	}
}

/* Lines and objects are added up by whoever reads them: a total among them would be counted
 * twice. */
static bool wants_total(const struct tlsafe_out *out)
{
	return out->flags & TLSAFE_OUT_TOTALS && out->form != &tl_form_tsv &&
	       out->form != &tl_form_json;
}

/* A line of COUNTS, under a word in place of the group. */
static int write_sum(struct table *t, const char *word, const uint64_t *counts,
                     struct tlsafe_out *out)
{
	row_begin(&t->row);
	dim_instead(t, word);
	figure_cells(t, counts);
	return row_write(&t->row, t->t, out);
}

/* The groups from FIRST on in one line. */
static int write_others(struct table *t, size_t first, struct tlsafe_out *out)
{
	const struct tl_groups *g = &t->groups;
	uint64_t sum[TL_FIGURE_COUNT] = { 0 };
	const char *word = t->english ? "Others" : "其他";

	if (first >= g->n)
		return 0;
	for (size_t i = first; i < g->n; i++)
		for (int k = 0; k < TL_FIGURE_COUNT; k++)
			sum[k] += g->group[i].n[k];
	return write_sum(t, t->codes ? "others" : word, sum, out);
}

/* In the order that S asks for, and as many; a trend is in order of months. */
static int write_groups(struct table *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	struct tl_groups *g = &t->groups;
	const char *sort = !s->sort && s->limit ? "-found" : s->sort;
	size_t n = g->n;
	int rc = tl_groups_sort(g, t->trend ? NULL : sort);

	if (rc)
		return rc;
	if (!t->trend && s->limit && s->limit < n)
		n = (size_t)s->limit;
	dim_columns(t, out);
	figure_columns(t, out);
	rc = begin_columns(t, out);
	for (size_t i = 0; !rc && i < n; i++) {
		row_begin(&t->row);
		rc = dim_cells(t, tl_bytes(g->group[i].key, g->group[i].len));
		if (rc)
			return rc;
		figure_cells(t, g->group[i].n);
		rc = row_write(&t->row, t->t, out);
	}
	if (!rc)
		rc = write_others(t, n, out);
	if (rc || !wants_total(out))
		return rc;
	return write_sum(t, t->english ? "Total" : "合计", g->total, out);
}

static int tabulate(struct tlsafe *t, const struct tlsafe_select *s, const char *dimensions,
                    bool all, bool trend, struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(table_release) struct table table = { 0 };
	int rc;

	TL_BUF meant = { 0 };

	rc = tl_figures_ask(&v, &q, t, s);
	if (rc == TLSAFE_EUSAGE && !trend && q.kind &&
	    dimensions_apart(s, q.kind, dimensions, &meant)) {
		tl_err_clear(&t->err);
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, meant.data,
		                   "by: dimensions are one word, joined by commas");
	}
	if (!rc)
		table_begin(&table, &q, out);
	table.trend = trend;
	if (!rc)
		rc = tl_groups_dimensions(&table.groups, dimensions);
	if (!rc)
		rc = tl_groups_count(&table.groups);
	if (!rc && all)
		rc = fill(&table);
	if (!rc)
		rc = write_groups(&table, s, out);
	return tl_store_error(t, rc);
}

int tlsafe_rate(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(table_release) struct table table = { 0 };
	char day[TL_DAY_TEXT];
	int rc;

	rc = tl_figures_ask(&v, &q, t, s);
	if (!rc)
		table_begin(&table, &q, out);
	if (!rc)
		rc = tl_groups_count(&table.groups);
	if (!rc)
		rc = tl_view_anchor(&v, &table.anchor);
	if (rc)
		return tl_store_error(t, rc);
	figure_columns(&table, out);
	add_column(&table, out, "as_of", "截至", "As of", false);
	add_column(&table, out, "anchor", "锚", "Anchor", false);
	rc = begin_columns(&table, out);
	if (rc)
		return rc;
	row_begin(&table.row);
	figure_cells(&table, table.groups.total);
	row_text(&table.row, tl_str(tl_day_format(day, table.groups.count.t)));
	row_text(&table.row, tl_buf_bytes(&table.anchor));
	return row_write(&table.row, t, out);
}

int tlsafe_by(struct tlsafe *t, const struct tlsafe_select *s, const char *dimensions, bool all,
              struct tlsafe_out *out)
{
	return tabulate(t, s, dimensions, all, false, out);
}

int tlsafe_trend(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	return tabulate(t, s, "month", true, true, out);
}
