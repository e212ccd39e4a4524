/* What all tables of figures have in common. */
#include "stats/table.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "query/line.h"

/* --- a row ------------------------------------------------------------------- */

static void row_release(struct tl_table_row *r)
{
	free(r->cell);
	free(r->end);
	tl_buf_release(&r->text);
}

/* What was appended to the text is a cell; NOTHING: one that is missing. */
static void row_cell(struct tl_table_row *r, bool numeric, bool nothing)
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

/* What is reckoned over nothing. */
static void row_none(struct tl_table_row *r)
{
	if (!r->json)
		tl_buf_char(&r->text, '/');
	row_cell(r, true, r->json);
}

void tl_table_row(struct tl_table *t)
{
	tl_buf_clear(&t->row.text);
	t->row.n = 0;
	t->row.sum = false;
}

void tl_table_text(struct tl_table *t, struct tl_bytes text)
{
	struct tl_table_row *r = &t->row;

	if (r->json && text.len)
		tl_json_string(&r->text, text);
	else
		tl_buf_add(&r->text, text);
	row_cell(r, false, !text.len);
}

void tl_table_day(struct tl_table *t, tl_day day)
{
	char text[TL_DAY_TEXT];

	tl_table_text(t, day == TL_NODAY ? TL_NONE : tl_str(tl_day_format(text, day)));
	if (!t->row.failed)
		t->row.cell[t->row.n - 1].day = true;
}

void tl_table_number(struct tl_table *t, uint64_t n)
{
	tl_buf_printf(&t->row.text, "%llu", (unsigned long long)n);
	row_cell(&t->row, true, false);
}

void tl_table_hundredths(struct tl_table *t, bool there, int64_t n)
{
	const int64_t size = n < 0 ? -n : n;

	if (!there) {
		row_none(&t->row);
		return;
	}
	tl_buf_printf(&t->row.text, "%s%lld.%02lld", n < 0 ? "-" : "", (long long)(size / 100),
	              (long long)(size % 100));
	row_cell(&t->row, true, false);
}

void tl_table_measure(struct tl_table *t, const struct tl_measure *m, struct tl_tally *tally)
{
	if (tl_measure_text(m, tally, &t->row.text))
		row_cell(&t->row, true, false);
	else
		row_none(&t->row);
}

static void change_cell(struct tl_table *t, const struct tl_measure *m, struct tl_tally *tally,
                        struct tl_tally *before)
{
	if (tl_measure_change(m, tally, before, &t->row.text))
		row_cell(&t->row, true, false);
	else
		row_none(&t->row);
}

void tl_table_figures(struct tl_table *t, struct tl_tally *tally, struct tl_tally *before)
{
	const struct tl_measures *m = &t->groups.measures;
	struct tl_tally none = { .ndays = 0 };

	if (!before)
		before = &none;
	for (size_t i = 0; i < m->n; i++) {
		tl_table_measure(t, &m->m[i], tally);
		if (!t->against)
			continue;
		tl_table_measure(t, &m->m[i], before);
		change_cell(t, &m->m[i], tally, before);
	}
}

int tl_table_write(struct tl_table *t)
{
	struct tl_table_row *r = &t->row;
	size_t begin = 0;

	if (r->failed || r->text.failed)
		return tl_err_memory(&t->t->err);
	for (size_t i = 0; i < r->n; i++) {
		struct tl_bytes v = TL_NONE;
		if (r->end[i] != SIZE_MAX) {
			v = tl_bytes(r->text.data + begin, r->end[i] - begin);
			begin = r->end[i];
		}
		*(r->json ? &r->cell[i].json : &r->cell[i].text) = v;
		r->cell[i].emphasis = r->sum ? TL_SUM : TL_PLAIN;
	}
	return tl_out_row(t->out, r->cell) ? tl_out_error(t->t, t->out) : 0;
}

int tl_table_sum(struct tl_table *t, const char *word, struct tl_tally *tally,
                 struct tl_tally *before)
{
	tl_table_row(t);
	tl_table_instead(t, word);
	tl_table_figures(t, tally, before);
	return tl_table_write(t);
}

/* --- a table ----------------------------------------------------------------- */

void tl_table_release(struct tl_table *t)
{
	tl_groups_release(&t->groups);
	row_release(&t->row);
	free(t->col);
	tl_buf_release(&t->anchor);
	tl_buf_release(&t->word);
	tl_arena_release(&t->arena);
}

void tl_table_column(struct tl_table *t, const char *key, const char *zh, const char *en,
                     enum tl_number numeric)
{
	if (!TL_GROW(t->col, t->ncols, t->maxcols)) {
		t->row.failed = true;
		return;
	}
	t->col[t->ncols++] = (struct tl_out_column){
		tl_str(key), tl_line_heading(t->t, t->out, key, zh, en), numeric
	};
}

const char *tl_table_keep(struct tl_table *t, struct tl_bytes text)
{
	bool ok = true;
	struct tl_bytes v = tl_arena_dup(&t->arena, text.data ? text : TL_LIT(""), &ok);

	t->row.failed |= !ok;
	return ok ? v.data : "";
}

static const char *kept_text(struct tl_table *t, const char *format, const char *a, const char *b)
{
	tl_buf_clear(&t->word);
	tl_buf_printf(&t->word, format, a, b);
	t->row.failed |= t->word.failed;
	return tl_table_keep(t, tl_buf_bytes(&t->word));
}

const char *tl_table_cut(struct tl_table *t, const struct tl_dimension *d, const char *heading,
                         bool english)
{
	char day[12];

	if (!d->cut)
		return heading;
	snprintf(day, sizeof(day), "%d", d->cut);
	return kept_text(t, english ? "%s (to day %s)" : "%s（至%s日）", heading, day);
}

/* A column beside that of M, "found.before". */
static void beside_column(struct tl_table *t, const struct tl_measure *m, const char *key,
                          const char *zh, const char *en)
{
	const char *name = kept_text(t, "%s.%s", m->key, key);
	const char *chinese = kept_text(t, "%s（%s）", m->zh, zh);

	tl_table_column(t, name, chinese, kept_text(t, "%s, %s", m->en, en), true);
}

void tl_table_figure_columns(struct tl_table *t, const char *sort)
{
	const struct tl_measures *m = &t->groups.measures;
	struct tl_bytes first = TL_NONE;
	struct tl_measure by = { .key = NULL };

	if (tl_next_word(&sort, &first) && tl_starts(first, TL_LIT("-")))
		first = tl_bytes(first.data + 1, first.len - 1);
	if (first.len && tl_measure_find(&by, first, "", NULL))
		by.key = NULL;
	t->out->bar = t->ncols;
	for (size_t i = 0; i < m->n; i++) {
		if (by.key == m->m[i].key)
			t->out->bar = t->ncols;
		tl_table_column(t, m->m[i].key, m->m[i].zh, m->m[i].en,
		                m->m[i].is == TL_MEASURE_SHARE ? TL_PER_CENT : TL_NUMBER);
		if (!t->against)
			continue;
		beside_column(t, &m->m[i], "before", t->against->zh, t->against->en);
		beside_column(t, &m->m[i], "change", "增减", "change");
	}
}

int tl_table_columns(struct tl_table *t)
{
	if (t->row.failed)
		return tl_err_memory(&t->t->err);
	return tl_out_columns(t->out, t->col, t->ncols) ? tl_out_error(t->t, t->out) : 0;
}

void tl_table_begin(struct tl_table *t, struct tl_query *q, struct tlsafe_out *out)
{
	*t = (struct tl_table){ .t = q->view->t, .out = out };
	t->codes = (out->flags & TLSAFE_OUT_CODES) || out->form->json;
	t->row.json = out->form->json;
	t->english = tl_line_english(t->t, out);
	out->sheet = t->english ? "Figures" : "统计";
	tl_groups_begin(&t->groups, q);
}

void tl_table_draw(struct tl_table *t, enum tl_drawing how, const char *zh, const char *en)
{
	const char *join = t->english ? " by " : "：按";
	TL_BUF title = { 0 };

	t->out->drawing = how;
	if (!t->out->form->picture || t->out->title)
		return;
	tl_buf_str(&title, t->english ? en : zh);
	for (size_t i = 0; i < t->groups.ndims; i++) {
		const char *key, *of_zh, *of_en;
		tl_dimension_heading(&t->groups.dim[i], &key, &of_zh, &of_en);
		tl_buf_str(&title, join);
		tl_buf_str(&title, t->english ? of_en : of_zh);
		join = t->english ? ", " : "、";
	}
	t->row.failed |= title.failed || tlsafe_out_title(t->out, tl_buf_bytes(&title).data);
}

void tl_table_dim_columns(struct tl_table *t)
{
	for (size_t i = 0; i < t->ndims; i++) {
		const struct tl_dimension *d = &t->groups.dim[i];
		const struct tl_field *name = tl_dimension_name(d);
		const char *key, *zh, *en;
		tl_dimension_heading(d, &key, &zh, &en);
		tl_table_column(t, key, tl_table_cut(t, d, zh, false), tl_table_cut(t, d, en, true),
		                false);
		if (name)
			tl_table_column(t, kept_text(t, "%s.%s", key, name->key), name->zh,
			                name->en, false);
	}
}

int tl_table_word(struct tl_table *t, const struct tl_dimension *d, struct tl_bytes text)
{
	int rc = 0;

	tl_buf_clear(&t->word);
	if (t->codes)
		tl_dimension_code(d, text, &t->word);
	else
		rc = tl_dimension_label(d, t->groups.count.q, text, t->english, &t->word);
	return !rc && t->word.failed ? tl_err_memory(&t->t->err) : rc;
}

int tl_table_dims(struct tl_table *t, struct tl_bytes key)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < t->ndims; i++) {
		const struct tl_dimension *d = &t->groups.dim[i];
		struct tl_bytes v = tl_groups_next(&key);
		rc = tl_table_word(t, d, v);
		tl_table_text(t, tl_buf_bytes(&t->word));
		if (rc || !tl_dimension_name(d))
			continue;
		tl_buf_clear(&t->word);
		rc = tl_dimension_add_name(d, t->groups.count.q, v, &t->word);
		tl_table_text(t, tl_buf_bytes(&t->word));
	}
	return rc;
}

void tl_table_instead(struct tl_table *t, const char *word)
{
	const char *what = word;

	t->row.sum = true;
	for (size_t i = 0; i < t->ndims; i++, what = "") {
		tl_table_text(t, tl_str(what));
		if (tl_dimension_name(&t->groups.dim[i]))
			tl_table_text(t, TL_NONE);
	}
}

bool tl_table_wants_total(const struct tl_table *t)
{
	return t->out->flags & TLSAFE_OUT_TOTALS && t->out->form != &tl_form_tsv &&
	       !t->out->form->json;
}

enum tl_table_sum tl_table_is_sum(struct tl_bytes cell)
{
	const struct tl_table ways[] = { { .codes = true }, { .english = true }, { .ndims = 0 } };

	for (size_t i = 0; i < TL_LEN(ways); i++) {
		if (tl_eqs(cell, tl_table_total(&ways[i])))
			return TL_SUM_OF_ALL;
		if (tl_eqs(cell, tl_table_others(&ways[i])))
			return TL_SUM_OF_OTHERS;
	}
	return TL_NO_SUM;
}

/* A line of two cells. */
static int write_pair(struct tl_table *t, const char *word, struct tl_bytes text)
{
	tl_table_row(t);
	tl_table_text(t, tl_str(word));
	tl_table_text(t, text);
	for (size_t i = 2; i < t->ncols; i++)
		tl_table_text(t, TL_NONE);
	return tl_table_write(t);
}

int tl_table_provenance(struct tl_table *t, const struct tlsafe_select *s, tl_day day)
{
	TL_CLEANUP(tl_provenance_release) struct tl_provenance p = { .text = { { 0 } } };
	struct tl_view *v = t->groups.count.q->view;
	int rc;

	if (t->out->form->about)
		return tl_provenance_write(v, s, day, NULL, t->out);
	if (!(t->out->flags & TLSAFE_OUT_PROVENANCE))
		return 0;
	rc = tl_provenance_of(&p, v, s, day);
	for (enum tl_about i = 0; !rc && i < TL_ABOUTS; i++) {
		const struct tl_about_words *w = &tl_about_words[i];
		const struct tl_cell cell = tl_provenance_cell(&p, i);
		if (cell.text.data)
			rc = write_pair(t, t->english ? w->en : w->zh, cell.text);
	}
	return rc;
}
