/* Figures in tables: rate, and by town, level, month and other dimensions. */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "form/form.h"
#include "kv/key.h"
#include "query/line.h"
#include "stats/count.h"

/* A figure's or rate's cell: TEXT owns what it says. A table has thousands of them. */
static void count_cell(struct tl_cell *cell, char text[24], uint64_t n)
{
	char *at = text + 24;

	do
		*--at = (char)('0' + n % 10);
	while (n /= 10);
	*cell = (struct tl_cell){ .numeric = true };
	cell->text = cell->json = tl_bytes(at, (size_t)(text + 24 - at));
}

static void share_cell(struct tl_cell *cell, char text[24], const uint64_t *n,
                       const struct tl_share *s)
{
	uint64_t whole = n[s->whole] - (s->without >= 0 ? n[s->without] : 0), share;

	*cell = (struct tl_cell){ .numeric = true };
	if (!tl_share_of(n[s->part], whole, &share)) {
		cell->text = TL_LIT("/");
		cell->json = TL_LIT("null");
		return;
	}
	snprintf(text, 24, "%llu.%llu", (unsigned long long)share / 10,
	         (unsigned long long)share % 10);
	cell->text = cell->json = tl_str(text);
}

/* What a row of figures is made of: dimensions, figures, rates, and for a single row the day and
 * the anchor. */
struct table {
	struct tlsafe *t;
	struct tl_count count;
	struct tl_path dim[8];
	int dimension[8];		/* of facts, for each that is no period */
	enum { BY_FIELD, BY_MONTH, BY_QUARTER, BY_YEAR } span[8];
	size_t ndims;
	bool carried, codes, english;
	bool by_period;			/* some dimension is a period */
	bool trend;
	struct tl_map *groups;		/* sort key -> index + 1 */
	struct tl_map *numbers;		/* the same by the numbers of facts */
	/* what was seen last, by a hash of its numbers and figures */
	struct recent *recent;
	struct group {
		char *key;
		size_t len;
		uint64_t n[TL_FIGURE_COUNT];
	} *group;
	size_t ngroups, maxgroups;
	uint64_t total[TL_FIGURE_COUNT];
	struct tl_buf key, label, anchor;
};

/* Rows of one group that the same figures count are added up here, before the map of all groups is
 * asked: most rows are like many others. */
#define RECENT 4096
struct recent {
	uint32_t number[TL_LEN(((struct table *)0)->dim)], figures;
	uint32_t group;			/* index + 1 */
	uint64_t count;
};

static void table_release(struct table *t)
{
	free(t->recent);
	tl_count_end(&t->count);
	tl_map_freep(&t->groups);
	tl_map_freep(&t->numbers);
	for (size_t i = 0; i < t->ngroups; i++)
		free(t->group[i].key);
	free(t->group);
	tl_buf_release(&t->key);
	tl_buf_release(&t->label);
	tl_buf_release(&t->anchor);
}

static bool shown(const struct table *t, int figure)
{
	return t->carried || figure != TL_FIGURE_CARRIED;
}

/* A column headed as OUT asks for: by its key, in English or in Chinese. */
static struct tl_out_column column(const struct table *t, const struct tlsafe_out *out,
                                   const char *key, const char *zh, const char *en, bool numeric)
{
	return (struct tl_out_column){ tl_str(key), tl_line_heading(t->t, out, key, zh, en),
		                       numeric };
}

static int figure_columns(struct table *t, struct tl_out_column *col, size_t n, bool single,
                          struct tlsafe_out *out)
{
	const struct tl_figure *f = tl_figure_table;
	const struct tl_share *s = tl_share_table;

	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		if (shown(t, i))
			col[n++] = column(t, out, f[i].key, f[i].zh, f[i].en, true);
	for (size_t i = 0; i < TL_SHARES; i++)
		col[n++] = column(t, out, s[i].key, s[i].zh, s[i].en, true);
	if (single) {
		col[n++] = column(t, out, "as_of", "截至", "As of", false);
		col[n++] = column(t, out, "anchor", "锚", "Anchor", false);
	}
	return tl_out_columns(out, col, n) ? tl_out_error(t->t, out) : 0;
}

static size_t figure_cells(const struct table *t, struct tl_cell *cell, char text[][24], size_t n,
                           const uint64_t *counts)
{
	for (int i = 0; i < TL_FIGURE_COUNT; i++) {
		if (!shown(t, i))
			continue;
		count_cell(&cell[n], text[n], counts[i]);
		n++;
	}
	for (const struct tl_share *s = tl_share_table; s < tl_share_table + TL_SHARES; s++, n++)
		share_cell(&cell[n], text[n], counts, s);
	return n;
}

static void add_bits(uint64_t *n, uint32_t figures, uint64_t count)
{
	for (; figures; figures &= figures - 1)
		n[__builtin_ctz(figures)] += count;
}

static void table_begin(struct table *t, struct tl_query *q, struct tlsafe_out *out)
{
	*t = (struct table){ .t = q->view->t };
	t->codes = (out->flags & TLSAFE_OUT_CODES) || out->form->json;
	t->english = tl_line_english(t->t, out);
	tl_count_begin(&t->count, q);
	t->carried = t->count.with_carried;
}

/* --- by ---------------------------------------------------------------------- */

static const char *const by_fields[] = { "town",  "sector", "regulator", "assignee", "unit",
	                                 "level", "source", "category",  NULL };
static const struct {
	const char *key, *zh, *en;
	int span;
} by_spans[] = {
	{ "month", "月份", "Month", BY_MONTH },
	{ "quarter", "季度", "Quarter", BY_QUARTER },
	{ "year", "年度", "Year", BY_YEAR },
};

/* What NAME counts by: a field of KIND, or the find in a period, by key or heading. */
static bool find_dimension(const struct tl_kind *kind, struct tl_bytes name, struct tl_path *ret,
                           int *span)
{
	struct tl_err ignored = { 0 };

	*span = BY_FIELD;
	for (size_t k = 0; k < TL_LEN(by_spans); k++) {
		if (!tl_eqs(name, by_spans[k].key) && !tl_eqs(name, by_spans[k].zh))
			continue;
		*ret = (struct tl_path){ &kind->field[kind->begins], NULL };
		*span = by_spans[k].span;
		return true;
	}
	if (tl_path_find(ret, kind, name, &ignored) || ret->sub)
		return false;
	for (const char *const *f = by_fields; *f; f++)
		if (!strcmp(*f, ret->field->key))
			return true;
	return false;
}

static int add_dimension(struct table *t, const struct tl_kind *kind, struct tl_bytes name)
{
	size_t i = t->ndims;
	int span;

	if (i == TL_LEN(t->dim))
		return tl_err_set(&t->t->err, TLSAFE_EUSAGE, "by: at most %zu dimensions",
		                  TL_LEN(t->dim));
	if (!find_dimension(kind, name, &t->dim[i], &span))
		return tl_err_hint(&t->t->err, TLSAFE_EUSAGE,
		                   "there are town sector regulator assignee unit level source "
		                   "category month quarter year", "by: '%.*s' is no dimension",
		                   (int)name.len, name.data);
	t->span[i] = span;
	if (span == BY_FIELD) {
		t->dimension[i] = tl_fact_dimension_of(t->dim[i].field);
		tl_count_want(&t->count, t->dimension[i]);
	} else {
		t->by_period = true;
		/* one period has one eve; rows by period have many */
		t->carried = t->count.with_carried = false;
	}
	t->ndims++;
	return 0;
}

/* Words of S that are dimensions too: what was meant by them; false: there are none. */
static bool dimensions_apart(const struct tlsafe_select *s, const struct tl_kind *kind,
                             const char *dimensions, struct tl_buf *meant)
{
	bool apart = false;
	struct tl_path p;
	int span;

	tl_buf_printf(meant, "write: by %s", dimensions);
	for (size_t i = 0; i < s->nwords; i++) {
		if (!find_dimension(kind, tl_str(s->words[i]), &p, &span))
			continue;
		tl_buf_printf(meant, ",%s", s->words[i]);
		apart = true;
	}
	return apart && !meant->failed;
}

/* The period of DAY as people write it: 2018-06, 2018Q2, 2018. */
static void span_text(struct tl_buf *out, int span, tl_day day)
{
	int y, m, d;

	if (day == TL_NODAY)
		return;
	tl_day_split(day, &y, &m, &d);
	if (span == BY_MONTH)
		tl_buf_printf(out, "%04d-%02d", y, m);
	else if (span == BY_QUARTER)
		tl_buf_printf(out, "%04dQ%d", y, (m - 1) / 3 + 1);
	else
		tl_buf_printf(out, "%04d", y);
}

/* A value that is missing sorts last. */
static void key_part(struct tl_buf *key, struct tl_bytes v)
{
	tl_buf_char(key, v.len ? 1 : 2);
	tl_key_text(key, v.len ? v : TL_LIT(""));
}

static int group_of(struct table *t, struct tl_bytes key, struct group **ret)
{
	bool made;
	uint64_t *slot = tl_map_put(t->groups, key, &made);

	if (!slot)
		return tl_err_memory(&t->t->err);
	if (made) {
		if (!TL_GROW(t->group, t->ngroups, t->maxgroups))
			return tl_err_memory(&t->t->err);
		struct group *g = &t->group[t->ngroups];
		*g = (struct group){ .key = malloc(key.len + 1), .len = key.len };
		if (!g->key)
			return tl_err_memory(&t->t->err);
		memcpy(g->key, key.data, key.len);
		*slot = ++t->ngroups;
	}
	*ret = &t->group[*slot - 1];
	return 0;
}

/* The day whose period a figure is counted in. */
static tl_day counted_day(const struct tl_figure_case *k, int due)
{
	if (due == 1)
		return k->s.deadline;
	return due == 2 ? k->s.due : k->s.found;
}

/* The group's key in texts, its period read from the date that the figure goes by. */
static int text_key(struct table *t, const struct tl_counted *seen, int due)
{
	struct tl_bytes v;
	int rc = 0;

	tl_buf_clear(&t->key);
	for (size_t i = 0; !rc && i < t->ndims; i++) {
		if (t->span[i] != BY_FIELD) {
			tl_buf_clear(&t->label);
			span_text(&t->label, t->span[i], counted_day(seen->k, due));
			v = tl_buf_bytes(&t->label);
		} else if (seen->r) {
			rc = tl_query_value(t->count.q, &t->dim[i], seen->r, &v);
		} else {
			rc = tl_count_symbol_text(
				&t->count, t->dimension[i],
				tl_count_symbol(&t->count, seen->b, seen->i, t->dimension[i]), &v);
		}
		if (!rc)
			key_part(&t->key, v);
	}
	if (!rc && (t->key.failed || t->label.failed))
		rc = tl_err_memory(&t->t->err);
	return rc;
}

/* The period of DAY as a number. */
static uint32_t span_number(int span, tl_day day)
{
	int y, m, d;

	if (day == TL_NODAY)
		return 0;
	tl_day_split(day, &y, &m, &d);
	if (span == BY_MONTH)
		return (uint32_t)(y * 12 + m);
	return (uint32_t)(span == BY_QUARTER ? y * 4 + (m - 1) / 3 + 1 : y);
}

/* The group of what was seen, by texts. */
static int group_by_text(struct table *t, const struct tl_counted *seen, int due, size_t *ret)
{
	struct group *g;
	int rc = text_key(t, seen, due);

	if (!rc)
		rc = group_of(t, tl_buf_bytes(&t->key), &g);
	if (!rc)
		*ret = (size_t)(g - t->group) + 1;
	return rc;
}

static void settle(struct table *t, struct recent *r)
{
	if (r->count)
		add_bits(t->group[r->group - 1].n, r->figures, r->count);
	r->count = 0;
}

/* Facts give numbers, whose texts are looked up once for each group. */
static int add_by_numbers(struct table *t, const struct tl_counted *seen, int due, uint32_t figures)
{
	uint32_t number[TL_LEN(t->dim)], hash = figures;
	struct recent *recent;
	size_t group;
	uint64_t *slot;
	bool same = true;
	int rc = 0;

	for (size_t i = 0; i < t->ndims; i++) {
		number[i] = t->span[i] == BY_FIELD ?
		                    tl_count_symbol(&t->count, seen->b, seen->i, t->dimension[i]) :
		                    span_number(t->span[i], counted_day(seen->k, due));
		hash = (hash ^ number[i]) * 0x9e3779b1u;
	}
	recent = &t->recent[(hash ^ hash >> 15) % RECENT];
	for (size_t i = 0; i < t->ndims; i++)
		same &= recent->number[i] == number[i];
	if (same && recent->group && recent->figures == figures) {
		recent->count++;
		return 0;
	}
	slot = tl_map_put(t->numbers, tl_bytes(number, t->ndims * sizeof(*number)), NULL);
	if (!slot)
		return tl_err_memory(&t->t->err);
	group = *slot;
	if (!group) {
		rc = group_by_text(t, seen, due, &group);
		*slot = group;
	}
	settle(t, recent);
	recent->group = (uint32_t)group;
	recent->figures = figures;
	recent->count = 1;
	for (size_t i = 0; i < t->ndims; i++)
		recent->number[i] = number[i];
	return rc;
}

static int add(struct table *t, const struct tl_counted *seen, int due, uint32_t figures)
{
	size_t group;
	int rc;

	if (seen->b)
		return add_by_numbers(t, seen, due, figures);
	rc = group_by_text(t, seen, due, &group);
	if (!rc)
		add_bits(t->group[group - 1].n, figures, 1);
	return rc;
}

static int add_to_group(void *ctx, const struct tl_counted *seen)
{
	static const uint32_t by_due[] = {
#define X(name, key, zh, en, about, due, counts) | (uint32_t)(due == 0) << TL_FIGURE_##name
		0 TL_FIGURES(X),
#undef X
#define X(name, key, zh, en, about, due, counts) | (uint32_t)(due == 1) << TL_FIGURE_##name
		0 TL_FIGURES(X),
#undef X
#define X(name, key, zh, en, about, due, counts) | (uint32_t)(due == 2) << TL_FIGURE_##name
		0 TL_FIGURES(X),
#undef X
	};
	struct table *t = ctx;
	uint32_t figures = seen->figures & (t->carried ? ~0u : ~(1u << TL_FIGURE_CARRIED));
	int rc = 0;

	if (!t->by_period)
		return figures ? add(t, seen, 0, figures) : 0;
	for (int due = 0; !rc && due < 3; due++)
		if (figures & by_due[due])
			rc = add(t, seen, due, figures & by_due[due]);
	return rc;
}

/* Counts all that the query selects into groups, and these into the total. */
static int count_groups(struct table *t)
{
	int rc;

	t->groups = tl_map_new();
	t->numbers = tl_map_new();
	t->recent = calloc(RECENT, sizeof(*t->recent));
	if (!t->groups || !t->numbers || !t->recent)
		return tl_err_memory(&t->t->err);
	rc = tl_count_walk(&t->count, add_to_group, t);
	for (size_t i = 0; !rc && i < RECENT; i++)
		settle(t, &t->recent[i]);
	for (size_t g = 0; g < t->ngroups; g++)
		for (int i = 0; i < TL_FIGURE_COUNT; i++)
			t->total[i] += t->group[g].n[i];
	tl_buf_clear(&t->key);
	return rc;
}

static int by_key(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	return tl_cmp(tl_bytes(x->key, x->len), tl_bytes(y->key, y->len));
}

/* The days of a trend: from the period's first day, else the first month that has any, until its
 * last, but not beyond the day asked about. */
static void trend_span(struct table *t, tl_day *first, tl_day *last)
{
	tl_day end, least = *last < t->count.t ? *last : t->count.t;
	struct tl_bytes text;

	if (*last > t->count.t)
		*last = t->count.t;
	for (size_t i = 0; *first == TL_NODAY && i < t->ngroups; i++) {
		struct tl_bytes key = tl_bytes(t->group[i].key + 1, t->group[i].len - 1);
		tl_day begun;
		if (tl_key_take_text(&key, &text) &&
		    tl_period_parse(text, t->count.t, &begun, &end) && begun < least)
			least = begun;
	}
	if (*first == TL_NODAY)
		*first = least;
}

/* Texts that dimension I can take, one call each. */
static int each_value(struct table *t, size_t i,
                      int (*each)(struct table *, size_t, struct tl_bytes), size_t ctx)
{
	const struct tl_field *f = t->dim[i].field;
	const struct tl_referred *it;
	tl_day first, last;
	size_t n;
	int rc = 0;

	if (t->span[i] != BY_FIELD) {
		first = t->count.first;
		last = t->count.last;
		if (t->trend)
			trend_span(t, &first, &last);
		else if (!t->count.one_period || first == TL_NODAY || last == TL_NOEND)
			return tl_err_hint(&t->t->err, TLSAFE_EUSAGE,
			                   "give one such as found=2018H1, or leave --all out",
			                   "all months, quarters or years need a period with both "
			                   "ends");
		char was[16] = "";
		for (tl_day day = first; !rc && day <= last; day++) {
			TL_BUF text = { 0 };
			span_text(&text, t->span[i], day);
			if (text.failed)
				return tl_err_memory(&t->t->err);
			if (strcmp(was, text.data)) {
				snprintf(was, sizeof(was), "%s", text.data);
				rc = each(t, ctx, tl_buf_bytes(&text));
			}
		}
		return rc;
	}
	for (size_t k = 0; !rc && f->codes && k < f->codes->n; k++)
		rc = each(t, ctx, f->codes->code[k].code);
	if (!f->to)
		return rc;
	rc = tl_lookup_all(&t->count.q->lookup, tl_schema_kind(f->kind->schema, f->to), &it, &n);
	for (size_t k = 0; !rc && k < n; k++) {
		bool fits = !f->only || !f->only[0];
		for (const char **o = f->only; o && *o && !fits; o++)
			fits = tl_eqs(it[k].type, *o);
		if (fits)
			rc = each(t, ctx, it[k].id);
	}
	return rc;
}

static int make_group(struct table *t, size_t depth, struct tl_bytes v)
{
	size_t len = t->key.len;
	struct group *g;
	int rc;

	key_part(&t->key, v);
	if (t->key.failed)
		return tl_err_memory(&t->t->err);
	if (depth + 1 == t->ndims)
		rc = group_of(t, tl_buf_bytes(&t->key), &g);
	else
		rc = each_value(t, depth + 1, make_group, depth + 1);
	t->key.len = len;
	return rc;
}

static int dim_cells(struct table *t, const struct group *g, struct tl_cell *cell,
                     struct tl_buf *text)
{
	struct tl_bytes key = tl_bytes(g->key, g->len), v;
	size_t at[8][3];
	int rc = 0;

	tl_buf_clear(text);
	for (size_t i = 0; !rc && i < t->ndims; i++) {
		const struct tl_field *f = t->dim[i].field;
		key.data++;
		key.len--;
		tl_key_take_text(&key, &v);
		at[i][0] = text->len;
		if (v.len && t->span[i] == BY_FIELD && !t->codes)
			rc = tl_query_label(t->count.q, f, v, t->english, text);
		else
			tl_buf_add(text, v);
		at[i][1] = text->len;
		if (v.len)
			tl_json_string(text, v);
		else
			tl_buf_str(text, "null");
		at[i][2] = text->len;
	}
	for (size_t i = 0; i < t->ndims; i++) {
		struct tl_bytes label = tl_bytes(text->data + at[i][0], at[i][1] - at[i][0]);
		cell[i] = (struct tl_cell){ .text = label.len ? label : TL_NONE,
			.json = tl_bytes(text->data + at[i][1], at[i][2] - at[i][1]) };
	}
	if (!rc && text->failed)
		rc = tl_err_memory(&t->t->err);
	return rc;
}

/* The most cells of a row. */
#define CELLS (TL_FIGURE_COUNT + TL_SHARES + 16)

static void dim_columns(const struct table *t, struct tl_out_column *col,
                        const struct tlsafe_out *out)
{
	for (size_t i = 0; i < t->ndims; i++) {
		const struct tl_field *f = t->dim[i].field;
		if (t->span[i] == BY_FIELD) {
			col[i] = column(t, out, f->key, f->zh, f->en, false);
		} else {
			const int s = t->span[i] - BY_MONTH;
			col[i] = column(t, out, by_spans[s].key, by_spans[s].zh, by_spans[s].en,
			                false);
		}
	}
}

/* Lines and objects are added up by whoever reads them: a total among them would be counted
 * twice. */
static bool wants_total(const struct tlsafe_out *out)
{
	return out->flags & TLSAFE_OUT_TOTALS && out->form != &tl_form_tsv &&
	       out->form != &tl_form_json;
}

static int write_total(struct table *t, struct tlsafe_out *out)
{
	const bool english = tl_line_english(t->t, out);
	struct tl_cell cell[CELLS];
	char text[CELLS][24];

	for (size_t i = 0; i < t->ndims; i++)
		cell[i] = (struct tl_cell){ .text = TL_NONE };
	if (t->ndims)
		cell[0].text = tl_str(english ? "Total" : "合计");
	figure_cells(t, cell, text, t->ndims, t->total);
	return tl_out_row(out, cell) ? tl_out_error(t->t, out) : 0;
}

static int write_groups(struct table *t, struct tlsafe_out *out)
{
	struct tl_out_column col[CELLS];
	struct tl_cell cell[CELLS];
	char text[CELLS][24];
	TL_BUF dims = { 0 };
	int rc;

	dim_columns(t, col, out);
	rc = figure_columns(t, col, t->ndims, false, out);
	if (t->ngroups)
		qsort(t->group, t->ngroups, sizeof(*t->group), by_key);
	for (size_t i = 0; !rc && i < t->ngroups; i++) {
		rc = dim_cells(t, &t->group[i], cell, &dims);
		if (rc)
			return rc;
		figure_cells(t, cell, text, t->ndims, t->group[i].n);
		rc = tl_out_row(out, cell) ? tl_out_error(t->t, out) : 0;
	}
	return rc || !wants_total(out) ? rc : write_total(t, out);
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
	for (const char *p = dimensions; !rc && p;) {
		const char *comma = strchr(p, ',');
		rc = add_dimension(&table, q.kind,
		                   tl_bytes(p, comma ? (size_t)(comma - p) : strlen(p)));
		p = comma ? comma + 1 : NULL;
	}
	if (!rc)
		rc = count_groups(&table);
	if (!rc && all)
		rc = each_value(&table, 0, make_group, 0);
	if (!rc)
		rc = write_groups(&table, out);
	return tl_store_error(t, rc);
}

int tlsafe_rate(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(table_release) struct table table = { 0 };
	struct tl_out_column col[TL_FIGURE_COUNT + TL_SHARES + 8];
	struct tl_cell cell[TL_FIGURE_COUNT + TL_SHARES + 8];
	char text[TL_FIGURE_COUNT + TL_SHARES + 8][24], day[TL_DAY_TEXT];
	TL_BUF json = { 0 };
	size_t n, quoted;
	int rc;

	rc = tl_figures_ask(&v, &q, t, s);
	if (!rc)
		table_begin(&table, &q, out);
	if (!rc)
		rc = count_groups(&table);
	if (!rc)
		rc = tl_view_anchor(&v, &table.anchor);
	if (!rc)
		rc = figure_columns(&table, col, 0, true, out);
	if (rc)
		return tl_store_error(t, rc);
	n = figure_cells(&table, cell, text, 0, table.total);
	tl_day_format(day, table.count.t);
	tl_json_string(&json, tl_str(day));
	quoted = json.len;
	tl_json_string(&json, tl_buf_bytes(&table.anchor));
	if (json.failed)
		return tl_err_memory(&t->err);
	cell[n++] = (struct tl_cell){ .text = tl_str(day), .json = tl_bytes(json.data, quoted) };
	cell[n++] = (struct tl_cell){ .text = tl_buf_bytes(&table.anchor),
		                      .json = tl_bytes(json.data + quoted, json.len - quoted) };
	return tl_out_row(out, cell) ? tl_out_error(t, out) : 0;
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
