/* The words in figures, and rate, by and explain made of them. */
#include "figures.h"

#include <stdio.h>
#include <stdlib.h>

#include "key.h"
#include "utf8.h"

/* --- the words ------------------------------------------------------------------------- */

static bool is_found(const struct tl_case *c) { return c->in_cohort; }
static bool is_rectified(const struct tl_case *c) { return c->in_cohort && tl_is_rectified(c->r); }
static bool is_closed(const struct tl_case *c) { return c->in_cohort && tl_record_is(c->r, TL_F_STATE, TL_CLOSED); }
static bool is_on_spot(const struct tl_case *c) { return is_rectified(c) && tl_record_is(c->r, TL_F_ON_SPOT, TL_YES); }
static bool is_referred(const struct tl_case *c) { return c->in_cohort && tl_is_referred(c->r); }
static bool is_in_hand(const struct tl_case *c) { return c->in_cohort && tl_is_in_hand(c->r); }
static bool is_overdue(const struct tl_case *c) { return c->in_cohort && tl_is_overdue(c->r, c->t); }
static bool is_undated(const struct tl_case *c) { return c->in_cohort && tl_is_undated(c->r, c->t); }
static bool is_carried(const struct tl_case *c) { return c->carried; }
static bool is_due_first(const struct tl_case *c) { return c->due_first; }
static bool is_due_now(const struct tl_case *c) { return c->due_now; }

static bool is_awaiting_major(const struct tl_case *c)
{
	return is_in_hand(c) && tl_record_is(c->r, TL_F_STATE, TL_AWAITING);
}

/* The day on which it was fixed, for what counts as rectified; a fix that a recheck refused is gone from the record. */
static tl_day fixed_on(const struct tl_case *c)
{
	tl_day day = TL_NODAY;

	if (!tl_is_rectified(c->r))
		return TL_NOEND;
	day = tl_record_day(c->r, TL_F_RECTIFIED);
	if (day == TL_NODAY)
		day = tl_record_day(c->r, TL_F_ANSWERED);
	return day == TL_NODAY ? TL_NOEND : day;
}

static bool is_on_time_first(const struct tl_case *c)
{
	return c->due_first && fixed_on(c) <= tl_record_day(c->r, TL_F_DEADLINE);
}

static bool is_on_time_now(const struct tl_case *c)
{
	return c->due_now && fixed_on(c) <= tl_record_day(c->r, TL_F_DUE);
}

const struct tl_figure tl_figure_table[] = {
	{ "found", "排查", "Found", "found in the period", is_found, 0 },
	{ "rectified", "已整改", "Rectified", "a general one fixed and not refused by a recheck, a major one closed", is_rectified, 0 },
	{ "closed", "已销号", "Closed", "closed", is_closed, 0 },
	{ "on_spot", "立查立改", "On the spot", "rectified on the day of the find", is_on_spot, 0 },
	{ "referred", "已移送", "Referred", "with another body", is_referred, 0 },
	{ "in_hand", "在办", "In hand", "found, neither rectified nor referred", is_in_hand, 0 },
	{ "awaiting_major", "重大待销号", "Majors awaiting", "majors in hand, rectified and not yet closed", is_awaiting_major, 0 },
	{ "overdue", "逾期", "Overdue", "in hand, not awaiting, due before the day", is_overdue, 0 },
	{ "undated", "无期限", "Undated", "in hand without a due date", is_undated, 0 },
	{ "carried", "结转", "Carried", "found before the period and in hand on its eve", is_carried, 0 },
	{ "due_first", "到期（首次期限）", "Due, first", "first deadline in the period and by the day", is_due_first, 1 },
	{ "on_time_first", "按期（首次期限）", "On time, first", "of these, fixed by the first deadline", is_on_time_first, 1 },
	{ "due_now", "到期（现期限）", "Due, in force", "due date in force in the period and by the day", is_due_now, 2 },
	{ "on_time_now", "按期（现期限）", "On time, in force", "of these, fixed by the due date in force", is_on_time_now, 2 },
	{ NULL, NULL, NULL, NULL, NULL, 0 }
};

const struct tl_share tl_share_table[] = {
	{ "rate", "整改率%", "Rate %", "rectified", "found", NULL },
	{ "rate_own", "自办整改率%", "Own rate %", "rectified", "found", "referred" },
	{ "closed_rate", "销号率%", "Closed rate %", "closed", "found", NULL },
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};

bool tl_share_of(uint64_t part, uint64_t whole, uint64_t *ret)
{
	if (!whole)
		return false;
	*ret = (part * 2000 + whole) / (whole * 2);
	return true;
}

const char *tlsafe_figures(void)
{
	return "found rectified closed on_spot referred in_hand awaiting_major overdue undated carried "
		"due_first on_time_first due_now on_time_now";
}

static int figure_index(const char *key)
{
	for (int i = 0; tl_figure_table[i].key; i++)
		if (!strcmp(tl_figure_table[i].key, key))
			return i;
	return -1;
}

/* --- cases ------------------------------------------------------------------------------------ */

int tl_count_begin(struct tl_count *c, struct tl_query *q)
{
	tl_day last;
	int rc = 0;

	*c = (struct tl_count){ .q = q, .t = tl_view_day(q->view), .first = TL_NODAY };
	if (tl_query_span(q, &c->first, &last) && c->first != TL_NODAY) {
		c->with_carried = true;
		rc = tl_view_in(&c->eve, q->view->t, q->view->txn);
		c->eve.as_of = c->first - 1;
		c->eve.known = q->view->known;
		tl_record_init(&c->on_eve, q->kind);
	}
	return rc;
}

void tl_count_end(struct tl_count *c)
{
	tl_view_end(&c->eve);
	tl_record_release(&c->on_eve);
}

static bool due_in_period(const struct tl_count *c, tl_day due)
{
	return due != TL_NODAY && due <= c->t && tl_query_period(c->q, due);
}

int tl_count_case(struct tl_count *c, const struct tl_record *r, struct tl_case *ret, bool *relevant)
{
	tl_day found = tl_record_day(r, TL_F_FOUND);
	int rc = tl_query_match(c->q, r, TL_MATCH_BUT_FOUND);

	*ret = (struct tl_case){ .r = r, .t = c->t };
	*relevant = false;
	if (rc <= 0 || tl_record_is(r, TL_F_STATE, TL_VOID))
		return rc < 0 ? rc : 0;
	ret->in_cohort = found != TL_NODAY && found <= c->t && tl_query_period(c->q, found);
	ret->due_first = due_in_period(c, tl_record_day(r, TL_F_DEADLINE));
	ret->due_now = due_in_period(c, tl_record_day(r, TL_F_DUE));
	rc = 0;
	if (c->with_carried && found != TL_NODAY && found < c->first) {
		rc = tl_view_record(&c->eve, r->kind, r->row, &c->on_eve);
		ret->carried = !rc && c->on_eve.exists && tl_is_in_hand(&c->on_eve);
	}
	*relevant = ret->in_cohort || ret->due_first || ret->due_now || ret->carried;
	return rc;
}

int tl_count_walk(struct tl_count *c, int (*each)(void *ctx, const struct tl_case *k), void *ctx)
{
	TL_WALK walk = { 0 };
	TL_RECORD r;
	struct tl_case k;
	bool relevant;
	int rc = tl_walk_begin(&walk, c->q->view, c->q->kind);

	tl_record_init(&r, c->q->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		rc = tl_count_case(c, &r, &k, &relevant);
		if (!rc && relevant)
			rc = each(ctx, &k);
	}
	return rc;
}

/* --- asking --------------------------------------------------------------------------------------- */

static const struct tl_kind *hazards(struct tlsafe *t, const struct tlsafe_select *s)
{
	const struct tl_kind *k = tl_schema_kind(t->schema, s->kind ? s->kind : "hazard");

	if (!k || !k->workflow) {
		tl_err_set(&t->err, TLSAFE_EUSAGE, "kind '%s' has no figures", s->kind ? s->kind : "hazard");
		return NULL;
	}
	return k;
}

static int columns_error(struct tlsafe *t, struct tlsafe_out *out)
{
	return tl_err_set(&t->err, out->err.code, "%s", out->err.text);
}

/* A figure's or rate's cell: TEXT owns what it says. */
static void count_cell(struct tl_cell *cell, char text[24], uint64_t n)
{
	snprintf(text, 24, "%llu", (unsigned long long)n);
	*cell = (struct tl_cell){ .text = tl_str(text), .json = tl_str(text), .numeric = true };
}

static void share_cell(struct tl_cell *cell, char text[24], const uint64_t *n, const struct tl_share *s)
{
	uint64_t whole = n[figure_index(s->whole)] - (s->without ? n[figure_index(s->without)] : 0), share;

	*cell = (struct tl_cell){ .numeric = true };
	if (!tl_share_of(n[figure_index(s->part)], whole, &share)) {
		cell->text = TL_LIT("/");
		cell->json = TL_LIT("null");
		return;
	}
	snprintf(text, 24, "%llu.%llu", (unsigned long long)share / 10, (unsigned long long)share % 10);
	cell->text = cell->json = tl_str(text);
}

/* What a row of figures is made of: dimensions, figures, rates, and for a single row the day and the anchor. */
struct table {
	struct tlsafe *t;
	struct tl_count count;
	struct tl_path dim[8];
	enum { BY_FIELD, BY_MONTH, BY_QUARTER, BY_YEAR } span[8];
	size_t ndims;
	bool carried, codes, english;
	struct tl_map *groups;		/* sort key -> index + 1 */
	struct group {
		char *key;
		size_t len;
		uint64_t n[TL_FIGURE_MAX];
	} *group;
	size_t ngroups, maxgroups;
	uint64_t total[TL_FIGURE_MAX];
	struct tl_buf key, label, anchor;
};

static void table_release(struct table *t)
{
	tl_count_end(&t->count);
	tl_map_freep(&t->groups);
	for (size_t i = 0; i < t->ngroups; i++)
		free(t->group[i].key);
	free(t->group);
	tl_buf_release(&t->key);
	tl_buf_release(&t->label);
	tl_buf_release(&t->anchor);
}

static bool shown(const struct table *t, int figure)
{
	return t->carried || strcmp(tl_figure_table[figure].key, "carried");
}

static int figure_columns(struct table *t, struct tl_out_column *col, size_t n, bool single, struct tlsafe_out *out)
{
	bool keys = out->flags & TLSAFE_OUT_KEYS, english = (out->flags & TLSAFE_OUT_ENGLISH) || t->english;

	for (int i = 0; tl_figure_table[i].key; i++) {
		const struct tl_figure *f = &tl_figure_table[i];
		if (shown(t, i))
			col[n++] = (struct tl_out_column){ tl_str(f->key), tl_str(keys ? f->key : english ? f->en : f->zh), true };
	}
	for (const struct tl_share *s = tl_share_table; s->key; s++)
		col[n++] = (struct tl_out_column){ tl_str(s->key), tl_str(keys ? s->key : english ? s->en : s->zh), true };
	if (single) {
		col[n++] = (struct tl_out_column){ TL_LIT("as_of"), tl_str(keys ? "as_of" : english ? "As of" : "截至"), false };
		col[n++] = (struct tl_out_column){ TL_LIT("anchor"), tl_str(keys ? "anchor" : english ? "Anchor" : "锚"), false };
	}
	return tl_out_columns(out, col, n) ? columns_error(t->t, out) : 0;
}

static size_t figure_cells(const struct table *t, struct tl_cell *cell, char text[][24], size_t n, const uint64_t *counts)
{
	for (int i = 0; tl_figure_table[i].key; i++) {
		if (!shown(t, i))
			continue;
		count_cell(&cell[n], text[n], counts[i]);
		n++;
	}
	for (const struct tl_share *s = tl_share_table; s->key; s++, n++)
		share_cell(&cell[n], text[n], counts, s);
	return n;
}

static void add_case(uint64_t *n, const struct tl_case *k)
{
	for (int i = 0; tl_figure_table[i].key; i++)
		n[i] += tl_figure_table[i].counts(k);
}

static int add_to_total(void *ctx, const struct tl_case *k)
{
	add_case(((struct table *)ctx)->total, k);
	return 0;
}

/* Opens a view and query for S. */
static int ask(struct tl_view *v, struct tl_query *q, struct tlsafe *t, const struct tlsafe_select *s, const struct tl_kind *kind,
               char *const *words, size_t nwords)
{
	int rc = tl_view_select(v, t, s);
	return rc ? rc : tl_query_begin(q, v, kind, words, nwords, false);
}

static int table_begin(struct table *t, struct tl_query *q, struct tlsafe_out *out)
{
	*t = (struct table){ .t = q->view->t };
	t->codes = (out->flags & TLSAFE_OUT_CODES) || out->form->json;
	t->english = !tl_eqs(q->view->t->schema->district.language, "zh");
	int rc = tl_count_begin(&t->count, q);
	t->carried = t->count.with_carried;
	return rc;
}

int tlsafe_rate(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(table_release) struct table table = { 0 };
	struct tl_out_column col[TL_FIGURE_MAX + 8];
	struct tl_cell cell[TL_FIGURE_MAX + 8];
	char text[TL_FIGURE_MAX + 8][24], day[TL_DAY_TEXT];
	TL_BUF json = { 0 };
	size_t n, quoted;
	int rc;

	tl_err_clear(&t->err);
	const struct tl_kind *kind = hazards(t, s);
	rc = kind ? ask(&v, &q, t, s, kind, s->words, s->nwords) : TLSAFE_EUSAGE;
	if (!rc)
		rc = table_begin(&table, &q, out);
	if (!rc)
		rc = tl_count_walk(&table.count, add_to_total, &table);
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
	cell[n++] = (struct tl_cell){ .text = tl_buf_bytes(&table.anchor), .json = tl_bytes(json.data + quoted, json.len - quoted) };
	return tl_out_row(out, cell) ? columns_error(t, out) : 0;
}

/* --- by ------------------------------------------------------------------------------------------------ */

static const char *const by_fields[] = { "town", "sector", "regulator", "assignee", "unit", "level", "source", "category", NULL };
static const struct { const char *key, *zh, *en; int span; } by_spans[] = {
	{ "month", "月份", "Month", BY_MONTH }, { "quarter", "季度", "Quarter", BY_QUARTER }, { "year", "年度", "Year", BY_YEAR },
};

static int add_dimension(struct table *t, const struct tl_kind *kind, struct tl_bytes name)
{
	struct tl_err ignored = { 0 };
	size_t i = t->ndims;

	if (i == TL_LEN(t->dim))
		return tl_err_set(&t->t->err, TLSAFE_EUSAGE, "by: at most %zu dimensions", TL_LEN(t->dim));
	for (size_t k = 0; k < TL_LEN(by_spans); k++) {
		if (tl_eqs(name, by_spans[k].key) || tl_eqs(name, by_spans[k].zh)) {
			t->dim[i] = (struct tl_path){ &kind->field[kind->begins], NULL };
			t->span[i] = by_spans[k].span;
			t->carried = false;	/* one period has one eve; rows by period have many */
			t->ndims++;
			return 0;
		}
	}
	if (!tl_path_find(&t->dim[i], kind, name, &ignored) && !t->dim[i].sub)
		for (const char *const *f = by_fields; *f; f++)
			if (!strcmp(*f, t->dim[i].field->key)) {
				t->ndims++;
				return 0;
			}
	return tl_err_set(&t->t->err, TLSAFE_EUSAGE, "by: '%.*s' is no dimension; there are town sector regulator assignee unit level source "
	                  "category month quarter year", (int)name.len, name.data);
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
		if (t->ngroups == t->maxgroups) {
			size_t max = t->maxgroups ? t->maxgroups * 2 : 64;
			struct group *more = realloc(t->group, max * sizeof(*more));
			if (!more)
				return tl_err_memory(&t->t->err);
			t->group = more;
			t->maxgroups = max;
		}
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

/* The group of a case, its period read from the date that the figure goes by. */
static int case_key(struct table *t, const struct tl_case *k, int due)
{
	struct tl_bytes v;
	int rc = 0;

	tl_buf_clear(&t->key);
	for (size_t i = 0; !rc && i < t->ndims; i++) {
		if (t->span[i] == BY_FIELD) {
			rc = tl_query_value(t->count.q, &t->dim[i], k->r, &v);
		} else {
			tl_buf_clear(&t->label);
			span_text(&t->label, t->span[i], tl_record_day(k->r, due == 1 ? TL_F_DEADLINE : due == 2 ? TL_F_DUE : TL_F_FOUND));
			v = tl_buf_bytes(&t->label);
		}
		if (!rc)
			key_part(&t->key, v);
	}
	return rc ? rc : t->key.failed || t->label.failed ? tl_err_memory(&t->t->err) : 0;
}

static int add_to_group(void *ctx, const struct tl_case *k)
{
	struct table *t = ctx;
	struct group *g;
	int at = -1, rc = 0;

	for (int i = 0; tl_figure_table[i].key; i++) {
		if (!shown(t, i) || !tl_figure_table[i].counts(k))
			continue;
		t->total[i]++;
		if (at != tl_figure_table[i].due) {
			at = tl_figure_table[i].due;
			rc = case_key(t, k, at);
			if (!rc)
				rc = group_of(t, tl_buf_bytes(&t->key), &g);
			if (rc)
				return rc;
		}
		g->n[i]++;
	}
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	return tl_cmp(tl_bytes(x->key, x->len), tl_bytes(y->key, y->len));
}

/* Texts that dimension I can take, one call each. */
static int each_value(struct table *t, size_t i, int (*each)(struct table *, size_t, struct tl_bytes), size_t ctx)
{
	const struct tl_field *f = t->dim[i].field;
	const struct tl_referred *it;
	tl_day first, last;
	size_t n;
	int rc = 0;

	if (t->span[i] != BY_FIELD) {
		if (!tl_query_span(t->count.q, &first, &last) || first == TL_NODAY || last == TL_NOEND)
			return tl_err_set(&t->t->err, TLSAFE_EUSAGE, "by --all: months, quarters and years need a period with both ends: found=2018H1");
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
	rc = tl_refer_all(&t->count.q->refer, tl_schema_kind(f->kind->schema, f->to), &it, &n);
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

static int dim_cells(struct table *t, const struct group *g, struct tl_cell *cell, struct tl_buf *text)
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
	return rc ? rc : text->failed ? tl_err_memory(&t->t->err) : 0;
}

static int write_groups(struct table *t, struct tlsafe_out *out)
{
	struct tl_out_column col[TL_FIGURE_MAX + 16];
	struct tl_cell cell[TL_FIGURE_MAX + 16];
	char text[TL_FIGURE_MAX + 16][24];
	bool keys = out->flags & TLSAFE_OUT_KEYS, english = (out->flags & TLSAFE_OUT_ENGLISH) || t->english;
	TL_BUF dims = { 0 };
	int rc;

	for (size_t i = 0; i < t->ndims; i++) {
		const struct tl_field *f = t->dim[i].field;
		if (t->span[i] == BY_FIELD) {
			col[i] = (struct tl_out_column){ tl_str(f->key), tl_str(keys ? f->key : english ? f->en : f->zh), false };
		} else {
			const char *key = by_spans[t->span[i] - BY_MONTH].key;
			const char *zh = by_spans[t->span[i] - BY_MONTH].zh, *en = by_spans[t->span[i] - BY_MONTH].en;
			col[i] = (struct tl_out_column){ tl_str(key), tl_str(keys ? key : english ? en : zh), false };
		}
	}
	rc = figure_columns(t, col, t->ndims, false, out);
	if (t->ngroups)
		qsort(t->group, t->ngroups, sizeof(*t->group), by_key);
	for (size_t i = 0; !rc && i < t->ngroups; i++) {
		rc = dim_cells(t, &t->group[i], cell, &dims);
		if (rc)
			return rc;
		figure_cells(t, cell, text, t->ndims, t->group[i].n);
		rc = tl_out_row(out, cell) ? columns_error(t->t, out) : 0;
	}
	/* Lines and objects are added up by whoever reads them: a total among them would be counted twice. */
	if (rc || !(out->flags & TLSAFE_OUT_TOTALS) || out->form == &tl_form_tsv || out->form == &tl_form_json)
		return rc;
	for (size_t i = 0; i < t->ndims; i++)
		cell[i] = (struct tl_cell){ .text = i ? TL_NONE : tl_str(english ? "Total" : "合计") };
	figure_cells(t, cell, text, t->ndims, t->total);
	return tl_out_row(out, cell) ? columns_error(t->t, out) : 0;
}

int tlsafe_by(struct tlsafe *t, const struct tlsafe_select *s, const char *dimensions, bool all, struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(table_release) struct table table = { 0 };
	int rc;

	tl_err_clear(&t->err);
	const struct tl_kind *kind = hazards(t, s);
	rc = kind ? ask(&v, &q, t, s, kind, s->words, s->nwords) : TLSAFE_EUSAGE;
	if (!rc)
		rc = table_begin(&table, &q, out);
	for (const char *p = dimensions; !rc && p;) {
		const char *comma = strchr(p, ',');
		rc = add_dimension(&table, kind, tl_bytes(p, comma ? (size_t)(comma - p) : strlen(p)));
		p = comma ? comma + 1 : NULL;
	}
	if (!rc && !(table.groups = tl_map_new()))
		rc = TLSAFE_EMEMORY;
	if (!rc)
		rc = tl_count_walk(&table.count, add_to_group, &table);
	tl_buf_clear(&table.key);
	if (!rc && all)
		rc = each_value(&table, 0, make_group, 0);
	if (!rc)
		rc = write_groups(&table, out);
	return tl_store_error(t, rc);
}

/* --- explain --------------------------------------------------------------------------------------------- */

struct explain {
	struct tlsafe *t;
	int figure;
	struct tl_arena arena;
	struct tl_bytes *id;
	size_t n, max;
};

static void explain_release(struct explain *x)
{
	tl_arena_release(&x->arena);
	free(x->id);
}

static int note_id(void *ctx, const struct tl_case *k)
{
	struct explain *x = ctx;
	bool ok = true;

	if (!tl_figure_table[x->figure].counts(k))
		return 0;
	if (x->n == x->max) {
		size_t max = x->max ? x->max * 2 : 256;
		struct tl_bytes *more = realloc(x->id, max * sizeof(*more));
		if (!more)
			return tl_err_memory(&x->t->err);
		x->id = more;
		x->max = max;
	}
	x->id[x->n++] = tl_arena_dup(&x->arena, tl_record_at(k->r, TL_F_ID), &ok);
	return ok ? 0 : tl_err_memory(&x->t->err);
}

static int by_bytes(const void *a, const void *b)
{
	return tl_cmp(*(const struct tl_bytes *)a, *(const struct tl_bytes *)b);
}

static void say_day(struct tl_buf *out, const struct tl_record *r, enum tl_known field, const char *what)
{
	struct tl_bytes v = tl_record_at(r, field);

	if (!v.data)
		return;
	tl_buf_printf(out, "; %s ", what);
	tl_buf_add(out, v);
}

/* Why R is counted or not: what it was on that day, in the terms that the figure looks at. */
static void say_why(struct tl_buf *out, const struct tl_record *r, const struct tl_case *k, int figure, bool matches)
{
	const struct tl_figure *f = &tl_figure_table[figure];
	char day[TL_DAY_TEXT];

	tl_buf_printf(out, "%s means: %s; on %s it was ", f->key, f->about, tl_day_format(day, k->t));
	if (!r->exists) {
		tl_buf_str(out, "not yet found");
		return;
	}
	tl_buf_add(out, tl_record_at(r, TL_F_LEVEL));
	tl_buf_char(out, ' ');
	tl_buf_add(out, tl_record_at(r, TL_F_STATE));
	say_day(out, r, TL_F_FOUND, "found");
	say_day(out, r, TL_F_RECTIFIED, "rectified");
	say_day(out, r, TL_F_CLOSED, "closed");
	say_day(out, r, TL_F_DEADLINE, "first deadline");
	say_day(out, r, TL_F_DUE, "due");
	if (!matches)
		tl_buf_str(out, "; it is not among those that the filters select");
	else if (!f->due && !k->in_cohort && !k->carried)
		tl_buf_str(out, "; it was not found in the period");
}

static int text_row(struct tlsafe *t, struct tlsafe_out *out, const struct tl_bytes *text, size_t n)
{
	struct tl_cell cell[4] = { 0 };
	struct tl_buf json[4] = { { 0 } };
	bool failed = false;
	int rc;

	for (size_t i = 0; i < n; i++) {
		tl_json_string(&json[i], text[i]);
		failed |= json[i].failed;
		cell[i] = (struct tl_cell){ .text = text[i], .json = tl_buf_bytes(&json[i]) };
	}
	rc = failed ? tl_err_memory(&t->err) : tl_out_row(out, cell) ? columns_error(t, out) : 0;
	for (size_t i = 0; i < n; i++)
		tl_buf_release(&json[i]);
	return rc;
}

/* One named hazard: counted or not, and why. */
static int explain_one(struct tlsafe *t, struct tl_count *count, int figure, struct tl_bytes id, struct tlsafe_out *out)
{
	TL_RECORD r;
	TL_BUF why = { 0 };
	struct tl_case k;
	const struct tl_kind *kind;
	bool relevant = false;
	uint64_t row;
	int rc = tl_view_find(count->q->view, id, &kind, &row);

	tl_record_init(&r, count->q->kind);
	if (!rc)
		rc = tl_view_record(count->q->view, kind, row, &r);
	if (!rc && r.exists)
		rc = tl_count_case(count, &r, &k, &relevant);
	else
		k = (struct tl_case){ .r = &r, .t = count->t };
	if (rc)
		return rc;
	bool yes = relevant && tl_figure_table[figure].counts(&k);
	bool matches = r.exists && tl_query_match(count->q, &r, TL_MATCH_BUT_FOUND) == 1;
	say_why(&why, &r, &k, figure, matches);
	if (why.failed)
		return tl_err_memory(&t->err);
	struct tl_bytes text[] = { id, yes ? TL_LIT("yes") : TL_LIT("no"), tl_buf_bytes(&why) };
	return text_row(t, out, text, 3);
}

int tlsafe_explain(struct tlsafe *t, const struct tlsafe_select *s, const char *figure, struct tlsafe_out *out)
{
	static const struct tl_out_column ids[] = { { { "id", 2 }, { "id", 2 }, false } };
	static const struct tl_out_column whys[] = { { { "id", 2 }, { "id", 2 }, false },
		{ { "counted", 7 }, { "counted", 7 }, false }, { { "why", 3 }, { "why", 3 }, false } };
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(tl_count_end) struct tl_count count = { 0 };
	TL_CLEANUP(explain_release) struct explain x = { .t = t };
	const struct tl_kind *kind;
	int rc;

	tl_err_clear(&t->err);
	kind = hazards(t, s);
	x.figure = figure_index(figure);
	if (kind && x.figure < 0)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "'%s' is no figure that counts hazards; there are %s", figure, tlsafe_figures());
	rc = kind ? ask(&v, &q, t, s, kind, s->words, s->nwords) : TLSAFE_EUSAGE;
	if (!rc)
		rc = tl_count_begin(&count, &q);
	if (rc)
		return tl_store_error(t, rc);
	if (q.nids) {
		rc = tl_out_columns(out, whys, 3) ? columns_error(t, out) : 0;
		for (size_t i = 0; !rc && i < q.nids; i++)
			rc = explain_one(t, &count, x.figure, q.id[i], out);
		return tl_store_error(t, rc);
	}
	if (!strcmp(tl_figure_table[x.figure].key, "carried") && !count.with_carried)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "carried needs a period with a beginning: found=2018H1");
	rc = tl_count_walk(&count, note_id, &x);
	if (!rc)
		rc = tl_out_columns(out, ids, 1) ? columns_error(t, out) : 0;
	if (x.n)
		qsort(x.id, x.n, sizeof(*x.id), by_bytes);
	for (size_t i = 0; !rc && i < x.n; i++)
		rc = text_row(t, out, &x.id[i], 1);
	return tl_store_error(t, rc);
}
