/* Which hazards a figure counts, and why one is counted or not. */
#include <stdlib.h>

#include "base/crypto.h"
#include "query/line.h"
#include "query/match.h"
#include "query/provenance.h"
#include "stats/ask.h"
#include "stats/measure.h"
#include "store/open.h"

/* A hazard that the measure takes in. */
struct counted {
	struct tl_bytes id;
	struct tl_taken taken;
};

struct explain {
	struct tlsafe *t;
	struct tlsafe_out *out;
	struct tl_view view;
	struct tl_query query;
	struct tl_count count;
	struct tl_measure measure;
	struct tl_arena arena;
	struct counted *one;
	size_t n, max;
	struct tl_line line;
};

static void explain_release(struct explain *x)
{
	tl_buf_release(&x->line.buf);
	tl_arena_release(&x->arena);
	free(x->one);
	tl_count_end(&x->count);
	tl_query_release(&x->query);
	tl_view_end(&x->view);
}

/* --- what a measure counts ----------------------------------------------------- */

static int note(void *ctx, const struct tl_counted *seen)
{
	struct explain *x = ctx;
	const struct tl_record *r;
	struct tl_taken taken;
	bool ok = true;
	int rc = tl_measure_takes(&x->measure, &x->count, seen, &taken);

	if (rc || !taken.in)
		return rc;
	rc = tl_count_record(&x->count, seen, &r);
	if (rc)
		return rc;
	if (!TL_GROW(x->one, x->n, x->max))
		return tl_err_memory(&x->t->err);
	x->one[x->n++] = (struct counted){
		tl_arena_dup(&x->arena, tl_record_at(r, TL_F_ID), &ok), taken
	};
	return ok ? 0 : tl_err_memory(&x->t->err);
}

static int by_id(const void *a, const void *b)
{
	return tl_cmp(((const struct counted *)a)->id, ((const struct counted *)b)->id);
}

static int begin(struct explain *x, const struct tlsafe_select *s, const char *figure)
{
	struct tl_measures wanted = { .n = 0 };
	int rc;

	if (tl_store_begin(x->t))
		return x->t->err.code;
	rc = tl_measure_find(&x->measure, tl_str(figure), "explain: a figure", &x->t->err);
	if (!rc && !strcmp(x->measure.key, "units"))
		return tl_err_hint(&x->t->err, TLSAFE_EUSAGE, "tlsafe-register list",
		                   "explain: units are no hazards");
	if (!rc)
		rc = tl_figures_ask(&x->view, &x->query, x->t, s);
	if (rc)
		return rc;
	tl_count_begin(&x->count, &x->query);
	return tl_measures_want(&wanted, &x->measure, &x->count, &x->t->err);
}

static int gather(struct explain *x)
{
	int rc = tl_count_walk(&x->count, note, x);

	if (x->n)
		qsort(x->one, x->n, sizeof(*x->one), by_id);
	return rc;
}

/* --- as a row ------------------------------------------------------------------ */

/* What stands behind an id, of each sort of measure. */
static const struct tl_line_column side_column = { "side", false, "分子分母", "Side" },
				   days_column = { "days", true, "天数", "Days" },
				   closed_column = { "closed", false, "已销号", "Closed" };

static size_t taken_columns(const struct explain *x, struct tl_line_column *to)
{
	const struct tl_measure *m = &x->measure;

	switch (m->is) {
	case TL_MEASURE_FIGURE:
	case TL_MEASURE_UNITS:
		return 0;
	case TL_MEASURE_SHARE:
		to[0] = side_column;
		return 1;
	case TL_MEASURE_SUM:
		to[0] = (struct tl_line_column){ m->key, true, m->zh, m->en };
		return 1;
	default:
		to[0] = days_column;
		to[1] = closed_column;
		return 2;
	}
}

static void side_word(struct explain *x, bool part)
{
	bool english = tl_line_english(x->t, x->out);

	if (part)
		tl_line_word(&x->line, TL_LIT("part"), tl_str(english ? "Part" : "分子"));
	else
		tl_line_word(&x->line, TL_LIT("whole"), tl_str(english ? "Whole" : "分母"));
}

static void yes_or_no(struct tl_line *l, bool yes)
{
	tl_line_text(l, yes ? TL_LIT("yes") : TL_LIT("no"));
}

static void taken_cells(struct explain *x, const struct tl_taken *taken)
{
	struct tl_line *l = &x->line;

	if (x->measure.is == TL_MEASURE_FIGURE || x->measure.is == TL_MEASURE_UNITS)
		return;
	if (!taken->in) {
		tl_line_text(l, TL_NONE);
		if (x->measure.is == TL_MEASURE_DAYS)
			tl_line_text(l, TL_NONE);
		return;
	}
	switch (x->measure.is) {
	case TL_MEASURE_SHARE:
		side_word(x, taken->part);
		break;
	case TL_MEASURE_SUM:
		tl_line_money(l, taken->value);
		break;
	default:
		tl_line_number(l, (uint64_t)taken->value);
		yes_or_no(l, taken->part);
	}
}

static int write_all(struct explain *x)
{
	struct tl_line_column columns[3] = { { "id", false, "隐患编号", "ID" } };
	int rc = tl_line_columns(x->t, x->out, columns, 1 + taken_columns(x, columns + 1));

	for (size_t i = 0; !rc && i < x->n; i++) {
		tl_line_text(&x->line, x->one[i].id);
		taken_cells(x, &x->one[i].taken);
		rc = tl_line_write(&x->line, x->t, x->out);
	}
	return rc;
}

/* --- one that is named --------------------------------------------------------- */

static void say_day(struct tl_buf *out, const struct tl_record *r, enum tl_field_name field,
                    const char *what)
{
	struct tl_bytes v = tl_record_at(r, field);

	if (!v.data)
		return;
	tl_buf_printf(out, "; %s ", what);
	tl_buf_add(out, v);
}

static void say_figure(struct tl_buf *out, const char *before, int figure)
{
	const struct tl_figure *f = &tl_figure_table[figure];

	tl_buf_printf(out, "%s%s (%s)", before, f->key, f->about);
}

/* By which rule it is counted. */
static void say_meaning(struct tl_buf *out, const struct tl_measure *m)
{
	const struct tl_share *s;

	switch (m->is) {
	case TL_MEASURE_FIGURE:
		tl_buf_printf(out, "%s means: %s", m->key, tl_figure_table[m->index].about);
		break;
	case TL_MEASURE_SHARE:
		s = &tl_share_table[m->index];
		tl_buf_printf(out, "%s means: ", m->key);
		say_figure(out, "", s->part);
		say_figure(out, " of ", s->whole);
		if (s->without >= 0)
			say_figure(out, " less ", s->without);
		break;
	case TL_MEASURE_SUM:
		tl_buf_printf(out, "%s means: the sum of that field of those found", m->key);
		break;
	case TL_MEASURE_UNITS:
		say_figure(out, "a hundred times ", TL_FIGURE_FOUND);
		tl_buf_str(out, " over the units");
		break;
	default:
		tl_buf_printf(out, "%s goes by the days of those found: until closed, or without "
		                   "that until referred or the day asked about", m->key);
	}
}

/* It goes by a deadline, or by what was carried: that it was found outside the period says
 * nothing. */
static bool by_find(const struct tl_measure *m)
{
	if (m->is == TL_MEASURE_FIGURE)
		return !tl_figure_table[m->index].due;
	return m->is != TL_MEASURE_SHARE || !tl_figure_table[tl_share_table[m->index].whole].due;
}

/* Why R is counted or not: what it was on that day, in the terms that the measure looks at. */
static void say_why(struct tl_buf *out, const struct tl_record *r, const struct tl_figure_case *k,
                    const struct tl_measure *m, bool matches)
{
	char day[TL_DAY_TEXT];

	say_meaning(out, m);
	tl_buf_printf(out, "; on %s it was ", tl_day_format(day, k->t));
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
	else if (by_find(m) && !k->in_cohort && !k->carried)
		tl_buf_str(out, "; it was not found in the period");
}

/* Whether R, which is there at that moment, is counted. */
static int take_one(struct explain *x, const struct tl_record *r, struct tl_figure_case *k,
                    struct tl_taken *taken)
{
	bool relevant = false;
	int rc = tl_count_case(&x->count, r, k, &relevant);
	struct tl_counted seen = { .k = k, .row = r->row, .r = r };

	if (rc || !relevant)
		return rc;
	seen.figures = tl_figures_of(k);
	return tl_measure_takes(&x->measure, &x->count, &seen, taken);
}

static int explain_one(struct explain *x, struct tl_bytes id)
{
	TL_RECORD r;
	TL_BUF why = { 0 };
	struct tl_figure_case k = { .t = x->count.t };
	struct tl_taken taken = { .in = false };
	const struct tl_kind *kind;
	int matches = 0;
	uint64_t row;
	int rc = tl_view_find(&x->view, id, &kind, &row);

	tl_record_init(&r, x->query.kind);
	if (!rc)
		rc = tl_view_record(&x->view, kind, row, &r);
	if (!rc && r.exists)
		rc = take_one(x, &r, &k, &taken);
	if (!rc && r.exists)
		matches = tl_query_match(&x->query, &r, TL_MATCH_BUT_FOUND);
	if (rc || matches < 0)
		return rc ? rc : matches;
	say_why(&why, &r, &k, &x->measure, matches);
	if (why.failed)
		return tl_err_memory(&x->t->err);
	tl_line_text(&x->line, id);
	yes_or_no(&x->line, taken.in);
	taken_cells(x, &taken);
	tl_line_text(&x->line, tl_buf_bytes(&why));
	return tl_line_write(&x->line, x->t, x->out);
}

static int explain_named(struct explain *x)
{
	struct tl_line_column columns[5] = { { "id", false, "隐患编号", "ID" },
		                             { "counted", false, "计入", "Counted" } };
	size_t n = 2 + taken_columns(x, columns + 2);
	int rc;

	columns[n++] = (struct tl_line_column){ "why", false, "缘由", "Why" };
	/* A bare "yes" says nothing. */
	x->out->flags |= TLSAFE_OUT_HEADING;
	rc = tl_line_columns(x->t, x->out, columns, n);
	for (size_t i = 0; !rc && i < x->query.nids; i++)
		rc = explain_one(x, x->query.id[i]);
	return rc;
}

int tlsafe_explain(struct tlsafe *t, const struct tlsafe_select *s, const char *figure,
                   struct tlsafe_out *out)
{
	TL_CLEANUP(explain_release) struct explain x = { .t = t, .out = out };
	int rc = begin(&x, s, figure);

	if (!rc && x.query.nids)
		rc = explain_named(&x);
	else if (!rc && !(rc = gather(&x)))
		rc = write_all(&x);
	if (!rc)
		rc = tl_provenance_write(&x.view, s, x.count.t, NULL, out);
	return tl_store_error(t, rc);
}

/* --- a digest ------------------------------------------------------------------ */

#define DIGITS 16		/* as many as an anchor has */

/* The line of those counted; of a rate that of one of its sides. */
static int write_digest(struct explain *x, bool all, struct tl_bytes anchor)
{
	const struct tl_measure *m = &x->measure;
	bool english = tl_line_english(x->t, x->out);
	unsigned char digest[TL_HASH_LEN];
	char day[TL_DAY_TEXT];
	struct tl_hash h;
	uint64_t n = 0;
	TL_BUF hex = { 0 };

	tl_hash_begin(&h);
	for (size_t i = 0; i < x->n; i++) {
		if (!all && !x->one[i].taken.part)
			continue;
		tl_hash_add(&h, x->one[i].id);
		tl_hash_add(&h, TL_LIT("\n"));
		n++;
	}
	tl_hash_end(&h, digest);
	tl_hex(&hex, digest, DIGITS / 2);
	if (hex.failed)
		return tl_err_memory(&x->t->err);
	tl_line_word(&x->line, tl_str(m->key), tl_str(english ? m->en : m->zh));
	if (m->is == TL_MEASURE_SHARE)
		side_word(x, !all);
	else
		tl_line_text(&x->line, TL_NONE);
	tl_line_number(&x->line, n);
	tl_line_text(&x->line, tl_buf_bytes(&hex));
	tl_line_text(&x->line, tl_str(tl_day_format(day, x->count.t)));
	tl_line_text(&x->line, anchor);
	return tl_line_write(&x->line, x->t, x->out);
}

int tlsafe_explain_digest(struct tlsafe *t, const struct tlsafe_select *s, const char *figure,
                          struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "figure", false, "指标", "Figure" }, { "side", false, "分子分母", "Side" },
		{ "count", true, "个数", "Count" },    { "digest", false, "摘要", "Digest" },
		{ "as_of", false, "截至", "As of" },   { "anchor", false, "锚", "Anchor" },
	};
	TL_CLEANUP(explain_release) struct explain x = { .t = t, .out = out };
	TL_BUF anchor = { 0 };
	int rc = begin(&x, s, figure);

	if (!rc && x.query.nids)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "leave the ids out",
		                   "a digest is of all that the figure counts");
	if (!rc)
		rc = gather(&x);
	if (!rc)
		rc = tl_view_anchor(&x.view, &anchor);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	if (!rc && x.measure.is == TL_MEASURE_SHARE)
		rc = write_digest(&x, false, tl_buf_bytes(&anchor));
	if (!rc)
		rc = write_digest(&x, true, tl_buf_bytes(&anchor));
	if (!rc)
		rc = tl_provenance_write(&x.view, s, x.count.t, NULL, out);
	return tl_store_error(t, rc);
}
