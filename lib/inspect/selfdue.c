/* Who has to report a self-check of a period, who did, and who did not. */
#include <stdio.h>
#include <stdlib.h>

#include "base/ascent.h"
#include "journal/hazard.h"
#include "journal/return.h"
#include "query/line.h"
#include "query/match.h"
#include "query/moment.h"
#include "query/returns.h"
#include "query/saved.h"
#include "stats/count.h"
#include "store/ids.h"
#include "store/open.h"
#include "store/settings.h"

/* What a unit reported; several, when one replaced another. */
struct report {
	tl_day first;			/* when the first one came: a mended one is not late */
	tl_day received;		/* that which stands; TL_NODAY: none does */
	bool zero, counted;
	uint64_t declared, found;
	bool awaits;			/* a recheck of something that is put right */
};

/* A unit to be told of. */
struct row {
	struct tl_bytes id, name, town;
	bool obliged;
	const struct report *report;	/* NULL: none came */
};

struct due {
	struct tlsafe *t;
	bool recheck;			/* only units of whom something awaits one */
	struct tl_view view;
	const struct tl_kind *kind, *unit, *hazard;
	struct tl_bytes period;
	tl_day first, last, by;		/* the period; the day by which they are due, or NODAY */
	struct tl_ascent *units;	/* ids: index + 1 of REPORT */
	struct report *report;
	size_t nreports, maxreports;
	struct tl_query asked, obliged;	/* of units: by words, and by the setting */
	bool ordered;			/* units were entered in the order of their ids */
	struct row *row;		/* kept, to be sorted, where they were not */
	size_t nrows, maxrows;
	struct tl_arena arena;
	struct tlsafe_out *out;
	struct tl_line line;
	struct tl_buf label;
};

static void release(struct due *x)
{
	tl_query_release(&x->asked);
	tl_query_release(&x->obliged);
	tl_ascent_freep(&x->units);
	free(x->report);
	free(x->row);
	tl_arena_release(&x->arena);
	tl_line_release(&x->line);
	tl_buf_release(&x->label);
	tl_view_end(&x->view);
}

static int no_memory(struct due *x)
{
	return tl_err_memory(&x->t->err);
}

/* --- what is asked ---------------------------------------------------------------- */

static int read_period(struct due *x, const char *text)
{
	TL_BUF name = { 0 };
	bool ok = true;
	int cut, rc = tl_settings_month_cut(&x->view, &cut);

	if (rc)
		return rc;
	if (text && tl_period_span(tl_str(text), tl_view_day(&x->view), cut, &x->first, &x->last))
		tl_period_name(&name, x->first, x->last);
	if (!name.len || !tl_return_days(tl_buf_bytes(&name), &x->first, &x->last))
		return tl_err_hint(&x->t->err, TLSAFE_EUSAGE,
		                   "give one such as 2018-07, 2018Q3 or last-month",
		                   "not a period of a self-check: '%s'", text ? text : "");
	if (x->first > tl_view_day(&x->view))
		return tl_err_set(&x->t->err, TLSAFE_EUSAGE, "%s has not begun", name.data);
	x->period = tl_arena_dup(&x->arena, tl_buf_bytes(&name), &ok);
	return ok && !name.failed ? 0 : no_memory(x);
}

/* The units that the setting names. */
static int read_obliged(struct due *x)
{
	TL_BUF text = { 0 };
	TL_BUF word = { 0 };
	struct tl_bytes rest;
	char **words = NULL, open;
	size_t n = 0, max = 0;
	int rc = tl_settings_text(&x->view, "selfcheck_units", &text);

	rest = tl_buf_bytes(&text);
	while (!rc && tl_saved_next_word(&rest, &word, &open)) {
		bool ok = !word.failed && TL_GROW(words, n, max);
		if (ok)
			words[n++] = (char *)tl_arena_dup(&x->arena, tl_buf_bytes(&word), &ok).data;
		if (!ok)
			rc = no_memory(x);
	}
	if (!rc)
		rc = tl_query_begin(&x->obliged, &x->view, x->unit, words, n, false);
	free(words);
	if (rc == TLSAFE_EUSAGE) {
		struct tl_err why = x->t->err;
		tl_err_clear(&x->t->err);
		return tl_err_hint(&x->t->err, TLSAFE_ECONFIG,
		                   "tlsafe-db set selfcheck_units='kind=enterprise' --reason TEXT "
		                   "mends it",
		                   "the setting selfcheck_units: %s", why.text);
	}
	return rc;
}

static int find_kinds(struct due *x)
{
	const struct tl_schema *s = x->view.schema;

	x->unit = tl_schema_kind(s, "unit");
	x->hazard = tl_schema_kind(s, "hazard");
	return x->unit ? tl_returns_kind(s, &x->kind, &x->t->err) : TLSAFE_EBUG;
}

/* --- what was reported -------------------------------------------------------------- */

static int report_of(struct due *x, struct tl_bytes unit, struct report **ret)
{
	uint64_t *slot = tl_ascent_put(x->units, unit);

	if (!slot || (!*slot && !TL_GROW(x->report, x->nreports, x->maxreports)))
		return no_memory(x);
	if (!*slot) {
		x->report[x->nreports++] = (struct report){ .first = TL_NOEND,
			                                    .received = TL_NODAY };
		*slot = x->nreports;
	}
	*ret = &x->report[*slot - 1];
	return 0;
}

static int take_report(struct due *x, const struct tl_record *r)
{
	tl_day received = tl_record_day(r, TL_F_RECEIVED);
	int64_t general = 0, major = 0;
	struct report *it;
	int rc = report_of(x, tl_record_at(r, TL_F_UNIT), &it);

	if (rc)
		return rc;
	if (received < it->first)
		it->first = received;
	if (!tl_record_is(r, TL_F_STATE, TL_RETURN_STANDING) || received < it->received)
		return 0;
	it->received = received;
	it->zero = tl_record_is(r, TL_F_ZERO, "yes");
	it->counted = tl_record_number(r, "general", &general);
	it->counted |= tl_record_number(r, "major", &major);
	it->counted |= it->zero;
	it->declared = (uint64_t)(general + major);
	return 0;
}

static int read_reports(struct due *x)
{
	TL_RETURNS all = { .begun = false };
	TL_RECORD r = { 0 };
	int rc = tl_returns_begin(&all, &x->view, x->kind, x->first, x->first);

	tl_record_init(&r, x->kind);
	while (!rc && (rc = tl_returns_next(&all, &r)) == 1)
		rc = tl_eq(tl_record_at(&r, TL_F_PERIOD), x->period) ? take_report(x, &r) : 0;
	return rc;
}

struct counting {
	struct due *x;
	struct tl_count count;
	int dimension;			/* the unit's, among those of facts */
};

/* Somebody put it right, and nobody looked at it since. */
static bool awaits(uint32_t figures)
{
	return figures >> TL_FIGURE_AWAITING_MAJOR & 1 ||
	       (figures >> TL_FIGURE_RECTIFIED & 1 && !(figures >> TL_FIGURE_CLOSED & 1));
}

static int count_one(void *ctx, const struct tl_counted *seen)
{
	struct counting *c = ctx;
	struct tl_bytes unit = TL_NONE;
	struct report *it;
	int rc = 0;

	if (!(seen->figures >> TL_FIGURE_FOUND & 1))
		return 0;
	if (seen->b)
		rc = tl_count_symbol_text(&c->count, c->dimension,
		                          tl_count_symbol(&c->count, seen->b, seen->i,
		                                          c->dimension), &unit);
	else
		unit = tl_record_at(seen->r, TL_F_UNIT);
	if (rc || !unit.len)
		return rc;
	rc = report_of(c->x, unit, &it);
	if (rc)
		return rc;
	it->found++;
	it->awaits |= awaits(seen->figures);
	return 0;
}

/* The hazards that self-checks found in these days. */
static int count_found(struct due *x)
{
	const struct tl_field *unit = &x->hazard->field[x->hazard->at[TL_F_UNIT]];
	char first[TL_DAY_TEXT], last[TL_DAY_TEXT], found[64], source[] = "source=" TL_SELFCHECK;
	char *words[] = { source, found };
	struct counting c = { .x = x, .dimension = tl_fact_dimension_of(unit) };
	TL_QUERY q = { 0 };
	int rc;

	snprintf(found, sizeof(found), "found=%s..%s", tl_day_format(first, x->first),
	         tl_day_format(last, x->last));
	rc = tl_query_begin(&q, &x->view, x->hazard, words, TL_LEN(words), false);
	if (rc)
		return rc;
	tl_count_begin(&c.count, &q);
	tl_count_want(&c.count, c.dimension);
	rc = tl_count_walk(&c.count, count_one, &c);
	tl_count_end(&c.count);
	return rc;
}

/* --- rows --------------------------------------------------------------------------- */

static const struct {
	const char *word, *zh, *en;
} states[] = {
	{ "missing", "未报", "Missing" },
	{ "late", "迟报", "Late" },
	{ "zero", "零报告", "Zero" },
	{ "reported", "已报", "Reported" },
};

static const struct tl_line_column columns[] = {
	{ "unit", false, "单位编号", "Unit" },
	{ "unit.name", false, "单位名称", "Name" },
	{ "town", false, "所属镇街", "Township" },
	{ "obliged", false, "应报", "Obliged" },
	{ "state", false, "状态", "State" },
	{ "received", false, "收到日期", "Received" },
	{ "found", true, "自查隐患", "Found" },
	{ "declared", true, "申报数", "Declared" },
};

static size_t state_of(const struct due *x, const struct report *it)
{
	if (!it || it->received == TL_NODAY)
		return 0;
	if (x->by != TL_NODAY && it->first > x->by)
		return 1;
	return it->zero ? 2 : 3;
}

static int write_row(struct due *x, const struct row *row)
{
	struct tl_line *l = &x->line;
	const struct report *it = row->report;
	bool english = tl_line_english(x->t, x->out), came = it && it->received != TL_NODAY;
	size_t state = state_of(x, it);
	char day[TL_DAY_TEXT];
	int rc;

	tl_buf_clear(&x->label);
	rc = tl_query_label(&x->asked, &x->unit->field[x->unit->at[TL_F_TOWN]], row->town, english,
	                    &x->label);
	if (rc)
		return rc;
	tl_line_text(l, row->id);
	tl_line_text(l, row->name);
	tl_line_code(l, row->town, tl_buf_bytes(&x->label));
	tl_line_true(l, row->obliged);
	tl_line_word(l, tl_str(states[state].word),
	             tl_str(english ? states[state].en : states[state].zh));
	tl_line_text(l, came ? tl_str(tl_day_format(day, it->received)) : TL_NONE);
	tl_line_number(l, it ? it->found : 0);
	if (came && it->counted)
		tl_line_number(l, it->declared);
	else
		tl_line_text(l, TL_NONE);
	return tl_line_write(l, x->t, x->out);
}

/* --- units -------------------------------------------------------------------------- */

static int keep_row(struct due *x, const struct row *row)
{
	bool ok = TL_GROW(x->row, x->nrows, x->maxrows);
	struct row *kept = ok ? &x->row[x->nrows++] : NULL;

	if (!kept)
		return no_memory(x);
	*kept = *row;
	kept->id = tl_arena_dup(&x->arena, row->id, &ok);
	kept->name = tl_arena_dup(&x->arena, row->name, &ok);
	kept->town = tl_arena_dup(&x->arena, row->town, &ok);
	return ok ? 0 : no_memory(x);
}

static int take_unit(struct due *x, const struct tl_record *r)
{
	struct row row = { .id = tl_record_at(r, TL_F_ID) };
	uint64_t *slot = tl_ascent_get(x->units, row.id);
	int asked = tl_query_match(&x->asked, r, TL_MATCH_ALL), obliged;

	if (asked <= 0 || (x->recheck && !(slot && x->report[*slot - 1].awaits)))
		return asked < 0 ? asked : 0;
	obliged = tl_retired(r) ? 0 : tl_query_match(&x->obliged, r, TL_MATCH_ALL);
	if (obliged < 0)
		return obliged;
	if (!obliged && (!slot || x->report[*slot - 1].received == TL_NODAY))
		return 0;
	row.obliged = obliged;
	row.report = slot ? &x->report[*slot - 1] : NULL;
	row.name = tl_record_at(r, TL_F_NAME);
	row.town = tl_record_at(r, TL_F_TOWN);
	return x->ordered ? write_row(x, &row) : keep_row(x, &row);
}

/* In force at the end of the period, or on the day asked about, which lies in it. */
static int read_units(struct due *x)
{
	tl_day day = tl_view_day(&x->view);
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, x->unit);
	rc = x->last < day ? tl_walk_begin_on(&walk, &x->view, x->unit, x->last) :
	                     tl_walk_begin(&walk, &x->view, x->unit);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = take_unit(x, &r);
	return rc;
}

static int by_id(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return tl_cmp(x->id, y->id);
}

/* In the order of their ids. */
static int write_units(struct due *x)
{
	int rc = read_units(x);

	if (x->nrows)
		qsort(x->row, x->nrows, sizeof(*x->row), by_id);
	for (size_t i = 0; !rc && i < x->nrows; i++)
		rc = write_row(x, &x->row[i]);
	return rc;
}

int tlsafe_selfcheck_due(struct tlsafe *t, const struct tlsafe_select *s, const char *period,
                         bool recheck, struct tlsafe_out *out)
{
	TL_CLEANUP(release) struct due x = { .t = t, .recheck = recheck, .out = out,
		                             .units = tl_ascent_new() };
	int rc = tl_store_begin(t) ? t->err.code : tl_view_select(&x.view, t, s);

	if (!rc && !x.units)
		rc = no_memory(&x);
	if (!rc)
		rc = find_kinds(&x);
	if (!rc)
		rc = read_period(&x, period);
	if (!rc)
		rc = tl_settings_due(&x.view, "selfcheck_due", x.last, &x.by);
	if (!rc)
		rc = tl_query_begin(&x.asked, &x.view, x.unit, s->words, s->nwords, false);
	if (!rc)
		rc = read_obliged(&x);
	if (!rc)
		rc = read_reports(&x);
	if (!rc)
		rc = count_found(&x);
	if (!rc)
		rc = tl_ids_ascend(&x.view, x.unit, &x.ordered);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	if (!rc)
		rc = write_units(&x);
	return tl_store_error(t, rc);
}
