/* What figures are counted by: fields of the hazard, periods, how it stands. */
#include "stats/dimension.h"

#include <stdio.h>

#include "base/meant.h"
#include "journal/workflow.h"

/* --- which there are --------------------------------------------------------- */

/* Those that are no field. */
static const struct named {
	const char *key, *zh, *en;
	enum tl_by by;
} others[] = {
	{ "age", "在办天数", "Age", TL_BY_AGE },
	{ "week", "周", "Week", TL_BY_WEEK },
	{ "month", "月份", "Month", TL_BY_MONTH },
	{ "quarter", "季度", "Quarter", TL_BY_QUARTER },
	{ "year", "年度", "Year", TL_BY_YEAR },
};

/* How long those in hand have been so, since the find: by its number, from 1. */
static const struct {
	tl_day most;
	const char *code, *zh, *en;
} ages[] = {
	{ 7, "0-7", "0-7天", "0-7 days" },
	{ 30, "8-30", "8-30天", "8-30 days" },
	{ 90, "31-90", "31-90天", "31-90 days" },
	{ 180, "91-180", "91-180天", "91-180 days" },
	{ TL_NOEND, ">180", "180天以上", "over 180 days" },
};

static const struct tl_kind *referred(const struct tl_field *f)
{
	return f->to && f->type->json == TL_JSON_STRING ? tl_schema_kind(f->kind->schema, f->to) :
	                                                  NULL;
}

/* A column of this key stands in every table. */
static bool is_figure(const char *key)
{
	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		if (!strcmp(tl_figure_table[i].key, key))
			return true;
	for (int i = 0; i < TL_SHARES; i++)
		if (!strcmp(tl_share_table[i].key, key))
			return true;
	return false;
}

/* F has few values, which are the same for many: codes, a choice, yes and no, what is registered;
 * of texts the village alone. */
static bool counts_by(const struct tl_field *f)
{
	const struct tl_kind *to = referred(f);

	if (f->withdrawn || f->personal || is_figure(f->key))
		return false;
	if (f->known == TL_F_VILLAGE)
		return true;
	if (to)
		return !to->workflow;
	return f->type->json == TL_JSON_BOOLEAN ||
	       (f->codes && f->type->json == TL_JSON_STRING);
}

static struct tl_dimension of_field(const struct tl_field *f)
{
	bool state = f->known == TL_F_STATE;

	return (struct tl_dimension){ .by = state ? TL_BY_STATE : TL_BY_FIELD,
		                      .field = f,
		                      .fact = tl_fact_dimension_of(f) };
}

static int unknown(const struct tl_kind *kind, struct tl_bytes name, struct tl_err *err)
{
	/* Of a word of one Chinese character every other is near. */
	TL_MEANT there = { .name = name, .best = name.len < 4 ? 0 : TL_MEANT_FAR };

	for (size_t i = 0; i < kind->nfields; i++) {
		const struct tl_field *f = &kind->field[i];
		if (!counts_by(f))
			continue;
		tl_meant_add(&there, f->key);
		tl_meant_also(&there, f->zh);
		tl_meant_also(&there, f->en);
	}
	for (size_t i = 0; i < TL_LEN(others); i++) {
		tl_meant_add(&there, others[i].key);
		tl_meant_also(&there, others[i].zh);
	}
	return tl_meant_none(&there, err, "by: '%.*s' is no dimension", (int)name.len,
	                        name.data);
}

int tl_dimension_find(struct tl_dimension *ret, const struct tl_kind *kind, struct tl_bytes name,
                      struct tl_err *err)
{
	const struct tl_field *f;

	for (size_t i = 0; i < TL_LEN(others); i++) {
		if (!tl_eqs(name, others[i].key) && !tl_eqs(name, others[i].zh))
			continue;
		*ret = (struct tl_dimension){ .by = others[i].by, .fact = -1 };
		return 0;
	}
	f = name.len ? tl_kind_field(kind, name, false, NULL) : NULL;
	if (f && is_figure(f->key))
		return tl_err_set(err, TLSAFE_EUSAGE, "by: '%.*s' is a figure, no dimension",
		                  (int)name.len, name.data);
	if (!f || !counts_by(f))
		return unknown(kind, name, err);
	*ret = of_field(f);
	return 0;
}

void tl_dimension_want(const struct tl_dimension *d, struct tl_count *c)
{
	if (d->fact >= 0)
		tl_count_want(c, d->fact);
	c->stands |= d->by == TL_BY_STATE || d->by == TL_BY_AGE;
}

/* --- what something falls under ---------------------------------------------- */

static uint32_t age_number(const struct tl_figure_case *k)
{
	uint32_t n = 0;

	if (!tl_status_in_hand(&k->s) || k->s.found == TL_NODAY)
		return 0;
	while (k->t - k->s.found > ages[n].most)
		n++;
	return n + 1;
}

/* Of a day its Monday. */
static tl_day monday(tl_day day)
{
	/* 1970-01-01 was a Thursday. */
	return day - (tl_day)((((int64_t)day + 3) % 7 + 7) % 7);
}

static uint32_t period_number(const struct tl_dimension *d, tl_day day)
{
	int y, m;

	if (day == TL_NODAY)
		return 0;
	if (d->by == TL_BY_WEEK)
		return (uint32_t)(monday(day) - TL_FACT_BASE);
	tl_month_of(day, d->cut, &y, &m);
	if (d->by == TL_BY_MONTH)
		return (uint32_t)(y * 12 + m);
	return (uint32_t)(d->by == TL_BY_QUARTER ? y * 4 + (m - 1) / 3 + 1 : y);
}

uint32_t tl_dimension_other(const struct tl_dimension *d, const struct tl_counted *seen, tl_day day)
{
	if (d->by == TL_BY_STATE)
		return seen->k->s.state;
	return d->by == TL_BY_AGE ? age_number(seen->k) : period_number(d, day);
}

void tl_dimension_period_text(const struct tl_dimension *d, tl_day day, struct tl_buf *out)
{
	int y, m;

	if (day == TL_NODAY)
		return;
	/* A week belongs to the year of its Thursday (ISO 8601). */
	tl_month_of(d->by == TL_BY_WEEK ? monday(day) + 3 : day, d->cut, &y, &m);
	if (d->by == TL_BY_WEEK)
		tl_buf_printf(out, "%04dW%02d", y,
		              (int)(monday(day) + 3 - tl_day_of(y, 1, 1)) / 7 + 1);
	else if (d->by == TL_BY_MONTH)
		tl_buf_printf(out, "%04d-%02d", y, m);
	else if (d->by == TL_BY_QUARTER)
		tl_buf_printf(out, "%04dQ%d", y, (m - 1) / 3 + 1);
	else
		tl_buf_printf(out, "%04d", y);
}

bool tl_dimension_period_days(const struct tl_dimension *d, struct tl_bytes text, tl_day *first,
                              tl_day *last)
{
	int y, m, mday;

	if (!tl_period_parse(text, TL_NODAY, first, last))
		return false;
	if (d->by != TL_BY_MONTH)
		return true;
	tl_day_split(*last, &y, &m, &mday);
	return tl_month_days(y, m, d->cut, first, last);
}

static int field_text(const struct tl_dimension *d, struct tl_count *c,
                      const struct tl_counted *seen, struct tl_bytes *ret)
{
	const struct tl_path path = { d->field, NULL };
	const struct tl_record *r;
	int rc;

	if (!seen->r && d->fact >= 0)
		return tl_count_symbol_text(c, d->fact,
		                            tl_count_symbol(c, seen->b, seen->i, d->fact), ret);
	rc = tl_count_record(c, seen, &r);
	return rc ? rc : tl_query_value(c->q, &path, r, ret);
}

int tl_dimension_text(const struct tl_dimension *d, struct tl_count *c,
                      const struct tl_counted *seen, tl_day day, struct tl_buf *scratch,
                      struct tl_bytes *ret)
{
	uint32_t n;

	tl_buf_clear(scratch);
	switch (d->by) {
	case TL_BY_FIELD:
		return field_text(d, c, seen, ret);
	case TL_BY_STATE:
		n = seen->k->s.state;
		*ret = n ? tl_str(c->q->kind->workflow->states[n - 1]) : TL_NONE;
		return 0;
	case TL_BY_AGE:
		n = age_number(seen->k);
		if (n)
			tl_buf_printf(scratch, "%u", n);
		break;
	default:
		tl_dimension_period_text(d, day, scratch);
	}
	*ret = tl_buf_bytes(scratch);
	return scratch->failed ? tl_err_memory(&c->q->view->t->err) : 0;
}

/* --- all that there are ------------------------------------------------------ */

static int each_period(const struct tl_dimension *d, struct tl_query *q, tl_day first, tl_day last,
                       int (*each)(void *ctx, struct tl_bytes text), void *ctx)
{
	char was[16] = "";
	int rc = 0;

	for (tl_day day = first; !rc && day <= last; day++) {
		TL_BUF text = { 0 };
		tl_dimension_period_text(d, day, &text);
		if (text.failed)
			return tl_err_memory(&q->view->t->err);
		if (!strcmp(was, text.data))
			continue;
		snprintf(was, sizeof(was), "%s", text.data);
		rc = each(ctx, tl_buf_bytes(&text));
	}
	return rc;
}

static int each_referred(const struct tl_dimension *d, struct tl_query *q,
                         int (*each)(void *ctx, struct tl_bytes text), void *ctx)
{
	const struct tl_field *f = d->field;
	const struct tl_referred *it;
	size_t n;
	int rc = tl_lookup_all(&q->lookup, referred(f), &it, &n);

	for (size_t k = 0; !rc && k < n; k++) {
		bool fits = !f->only || !f->only[0];
		for (const char **o = f->only; o && *o && !fits; o++)
			fits = tl_eqs(it[k].type, *o);
		if (fits)
			rc = each(ctx, it[k].id);
	}
	return rc;
}

int tl_dimension_each(const struct tl_dimension *d, struct tl_query *q, tl_day first, tl_day last,
                      int (*each)(void *ctx, struct tl_bytes text), void *ctx)
{
	const struct tl_codes *codes = d->field ? d->field->codes : NULL;
	char number[12];
	int rc = 0;

	if (tl_dimension_period(d))
		return each_period(d, q, first, last, each, ctx);
	for (size_t i = 0; d->by == TL_BY_AGE && !rc && i < TL_LEN(ages); i++) {
		snprintf(number, sizeof(number), "%zu", i + 1);
		rc = each(ctx, tl_str(number));
	}
	if (d->by == TL_BY_AGE)
		return rc;
	if (d->field->type->json == TL_JSON_BOOLEAN) {
		rc = each(ctx, TL_LIT("no"));
		return rc ? rc : each(ctx, TL_LIT("yes"));
	}
	for (size_t k = 0; codes && !rc && k < codes->n; k++)
		if (d->by != TL_BY_STATE ||
		    !tl_eqs(codes->code[k].code, q->kind->workflow->gone))
			rc = each(ctx, codes->code[k].code);
	return rc || !referred(d->field) ? rc : each_referred(d, q, each, ctx);
}

/* --- as people read it ------------------------------------------------------- */

void tl_dimension_code(const struct tl_dimension *d, struct tl_bytes text, struct tl_buf *out)
{
	if (d->by == TL_BY_AGE && text.len)
		tl_buf_str(out, ages[text.data[0] - '1'].code);
	else
		tl_buf_add(out, text);
}

int tl_dimension_label(const struct tl_dimension *d, struct tl_query *q, struct tl_bytes text,
                       bool english, struct tl_buf *out)
{
	if (text.len && d->field)
		return tl_query_label(q, d->field, text, english, out);
	if (!text.len || d->by != TL_BY_AGE)
		tl_buf_add(out, text);
	else if (english)
		tl_buf_str(out, ages[text.data[0] - '1'].en);
	else
		tl_buf_str(out, ages[text.data[0] - '1'].zh);
	return out->failed ? tl_err_memory(&q->view->t->err) : 0;
}

void tl_dimension_heading(const struct tl_dimension *d, const char **key, const char **zh,
                          const char **en)
{
	const struct named *it = others;

	while (!d->field && it->by != d->by)
		it++;
	*key = d->field ? d->field->key : it->key;
	*zh = d->field ? d->field->zh : it->zh;
	*en = d->field ? d->field->en : it->en;
}

const struct tl_field *tl_dimension_name(const struct tl_dimension *d)
{
	const struct tl_kind *to = d->field ? referred(d->field) : NULL;

	return to && !to->named && to->at[TL_F_NAME] >= 0 ? &to->field[to->at[TL_F_NAME]] : NULL;
}

int tl_dimension_add_name(const struct tl_dimension *d, struct tl_query *q, struct tl_bytes text,
                          struct tl_buf *out)
{
	const struct tl_referred *it = NULL;
	int rc = text.len ? tl_lookup_id(&q->lookup, referred(d->field), text, &it) : 0;

	if (!rc && it)
		tl_buf_add(out, it->name);
	return rc;
}
