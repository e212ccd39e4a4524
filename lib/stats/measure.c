/* Columns of figures: what is counted of a group, and what is reckoned from that. */
#include "stats/measure.h"

#include <stdlib.h>

#include "base/meant.h"
#include "base/utf8.h"

/* What was found, of this field of money. */
static const struct {
	enum tl_field_name field;
	const char *key, *zh, *en;
} sums[TL_SUMS] = {
	{ TL_F_FUNDS, "funds", "整改资金（元）", "Funds (yuan)" },
	{ TL_F_COST, "cost", "实际投入资金（元）", "Cost (yuan)" },
};

/* Days by which so many of a thousand are left. */
static const struct {
	unsigned left;
	const char *key, *zh, *en;
} quantiles[] = {
	{ 500, "median_days", "销号天数中位数", "Median days to close" },
	{ 100, "p90_days", "销号天数九成分位", "90th percentile of days to close" },
};

static const struct {
	const char *key, *zh, *en;
} units[] = {
	{ "units", "单位数", "Units" },
#define PER 1
	{ "found_per_100", "百户隐患数", "Found per 100 units" },
};

/* --- what is counted --------------------------------------------------------- */

void tl_tally_release(struct tl_tally *t)
{
	free(t->days);
	*t = (struct tl_tally){ .ndays = 0 };
}

static bool add_day(struct tl_tally *t, uint32_t day)
{
	if (!TL_GROW(t->days, t->ndays, t->maxdays))
		return false;
	t->days[t->ndays++] = day;
	t->sorted = false;
	return true;
}

int tl_tally_add(struct tl_tally *to, const struct tl_tally *from, struct tl_err *err)
{
	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		to->n[i] += from->n[i];
	for (int i = 0; i < TL_SUMS; i++)
		to->sum[i] += from->sum[i];
	for (size_t i = 0; i < from->ndays; i++)
		if (!add_day(to, from->days[i]))
			return tl_err_memory(err);
	return 0;
}

static int by_day(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

bool tl_tally_days(struct tl_tally *t, unsigned thousandths, uint32_t *ret)
{
	const long double close = 1e-13L;	/* more than rounding adds */
	long double left = 1;
	size_t next;

	if (t->ndays && !t->sorted)
		qsort(t->days, t->ndays, sizeof(*t->days), by_day);
	t->sorted = true;
	for (size_t i = 0; i < t->ndays; i = next) {
		size_t at_risk = t->ndays - i, ended = 0;
		for (next = i; next < t->ndays && t->days[next] / 2 == t->days[i] / 2; next++)
			ended += t->days[next] % 2;
		left *= (long double)(at_risk - ended) / (long double)at_risk;
		*ret = t->days[i] / 2;
		if (ended && left <= (long double)thousandths / 1000 + close)
			return true;
	}
	return false;
}

/* How long SEEN was in hand, and whether it is closed. */
static uint32_t days_of(const struct tl_figure_case *k)
{
	bool gone = k->s.state == TL_STATE_CLOSED || k->s.state == TL_STATE_REFERRED;
	tl_day end = gone && k->s.ended != TL_NODAY ? k->s.ended : k->t;
	tl_day days = end > k->s.found ? end - k->s.found : 0;

	return (uint32_t)days * 2 + (k->s.state == TL_STATE_CLOSED);
}

/* What R has of the field of money, in fen; false: nothing. */
static bool money_of(const struct tl_record *r, int sum, int64_t *fen)
{
	const struct tl_field *f = &r->kind->field[r->kind->at[sums[sum].field]];
	struct tl_bytes v = tl_record_at(r, sums[sum].field);

	return v.len && f->type->number && f->type->number(v, fen);
}

static int add_sums(struct tl_count *c, const struct tl_counted *seen, struct tl_tally *t)
{
	const struct tl_record *r;
	int rc = tl_count_record(c, seen, &r);
	int64_t fen;

	for (int i = 0; !rc && i < TL_SUMS; i++)
		if (money_of(r, i, &fen))
			t->sum[i] += fen;
	return rc;
}

int tl_measure_takes(const struct tl_measure *m, struct tl_count *c, const struct tl_counted *seen,
                     struct tl_taken *ret)
{
	const struct tl_share *s;
	const struct tl_record *r;
	int rc = 0;

	*ret = (struct tl_taken){ .in = seen->k->in_cohort };
	switch (m->is) {
	case TL_MEASURE_FIGURE:
		ret->in = seen->figures >> m->index & 1;
		break;
	case TL_MEASURE_SHARE:
		s = &tl_share_table[m->index];
		ret->in = seen->figures >> s->whole & 1 &&
		          !(s->without >= 0 && seen->figures >> s->without & 1);
		ret->part = ret->in && seen->figures >> s->part & 1;
		break;
	case TL_MEASURE_SUM:
		if (ret->in)
			rc = tl_count_record(c, seen, &r);
		ret->in = ret->in && !rc && money_of(r, m->index, &ret->value);
		break;
	case TL_MEASURE_UNITS:
		break;
	default:
		ret->value = days_of(seen->k) / 2;
		ret->part = days_of(seen->k) % 2;
	}
	return rc;
}

int tl_measures_add(const struct tl_measures *m, struct tl_count *c, const struct tl_counted *seen,
                    struct tl_tally *t)
{
	if (!seen->k->in_cohort)
		return 0;
	if (m->days && !add_day(t, days_of(seen->k)))
		return tl_err_memory(&c->q->view->t->err);
	return m->sums ? add_sums(c, seen, t) : 0;
}

/* --- which there are --------------------------------------------------------- */

#define FIGURES ((size_t)TL_FIGURE_COUNT)
#define MEASURES (FIGURES + TL_SHARES + TL_SUMS + TL_LEN(units) + TL_LEN(quantiles))

/* The I-th of all. */
static struct tl_measure measure(size_t i)
{
	if (i < FIGURES) {
		const struct tl_figure *f = &tl_figure_table[i];
		return (struct tl_measure){ TL_MEASURE_FIGURE, (int)i, f->key, f->zh, f->en };
	}
	i -= FIGURES;
	if (i < TL_SHARES) {
		const struct tl_share *s = &tl_share_table[i];
		return (struct tl_measure){ TL_MEASURE_SHARE, (int)i, s->key, s->zh, s->en };
	}
	i -= TL_SHARES;
	if (i < TL_SUMS)
		return (struct tl_measure){ TL_MEASURE_SUM, (int)i, sums[i].key, sums[i].zh,
			                    sums[i].en };
	i -= TL_SUMS;
	if (i < TL_LEN(units))
		return (struct tl_measure){ TL_MEASURE_UNITS, (int)i, units[i].key, units[i].zh,
			                    units[i].en };
	i -= TL_LEN(units);
	return (struct tl_measure){ TL_MEASURE_DAYS, (int)i, quantiles[i].key, quantiles[i].zh,
		                    quantiles[i].en };
}

static int unknown(struct tl_bytes name, const char *asked, struct tl_err *err)
{
	TL_MEANT there = { .name = name, .best = TL_MEANT_FAR };

	for (size_t i = 0; i < MEASURES; i++)
		tl_meant_add(&there, measure(i).key);
	return tl_meant_none(&there, err, "%s: '%.*s' is none", asked, (int)name.len,
	                        name.data);
}

int tl_measure_find(struct tl_measure *ret, struct tl_bytes name, const char *asked,
                    struct tl_err *err)
{
	TL_BUF folded = { 0 };

	tl_utf8_fold(&folded, name);
	if (folded.failed)
		return tl_err_memory(err);
	for (size_t i = 0; name.len && i < MEASURES; i++) {
		*ret = measure(i);
		if (tl_eqs(name, ret->key) || tl_figure_called(ret->zh, tl_buf_bytes(&folded)) ||
		    tl_figure_called(ret->en, tl_buf_bytes(&folded)))
			return 0;
	}
	return unknown(name, asked, err);
}

/* --- those that are asked for ------------------------------------------------ */

void tl_measures_release(struct tl_measures *m)
{
	free(m->m);
	*m = (struct tl_measures){ .n = 0 };
}

static void want_figure(struct tl_measures *m, struct tl_count *c, int figure)
{
	m->figures |= (uint32_t)1 << figure;
	tl_count_want_figure(c, figure);
}

int tl_measures_want(struct tl_measures *m, const struct tl_measure *one, struct tl_count *c,
                     struct tl_err *err)
{
	switch (one->is) {
	case TL_MEASURE_FIGURE:
		if (one->index == TL_FIGURE_CARRIED && !c->with_carried)
			return tl_err_hint(err, TLSAFE_EUSAGE, "give one such as found=2018H1",
			                   "carried needs a period with a beginning, and no rows "
			                   "by period");
		want_figure(m, c, one->index);
		return 0;
	case TL_MEASURE_SHARE:
		want_figure(m, c, tl_share_table[one->index].part);
		want_figure(m, c, tl_share_table[one->index].whole);
		if (tl_share_table[one->index].without >= 0)
			want_figure(m, c, tl_share_table[one->index].without);
		return 0;
	case TL_MEASURE_SUM:
		m->sums = true;
		want_figure(m, c, TL_FIGURE_FOUND);
		if (c->q->kind->at[sums[one->index].field] < 0)
			return tl_err_set(err, TLSAFE_EUSAGE, "%ss have no field '%s'",
			                  c->q->kind->name, one->key);
		return 0;
	case TL_MEASURE_UNITS:
		m->units = true;
		want_figure(m, c, TL_FIGURE_FOUND);
		if (c->q->kind->at[TL_F_UNIT] < 0)
			return tl_err_set(err, TLSAFE_EUSAGE, "%s: %ss are at no units", one->key,
			                  c->q->kind->name);
		return 0;
	default:
		m->days = true;
		want_figure(m, c, TL_FIGURE_FOUND);
		return 0;
	}
}

static bool is_there(const struct tl_measures *m, const struct tl_measure *one)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->m[i].is == one->is && m->m[i].index == one->index)
			return true;
	return false;
}

static int add_one(struct tl_measures *m, const struct tl_measure *one, struct tl_count *c,
                   struct tl_err *err)
{
	if (is_there(m, one))
		return 0;
	if (!TL_GROW(m->m, m->n, m->max))
		return tl_err_memory(err);
	m->m[m->n++] = *one;
	return tl_measures_want(m, one, c, err);
}

/* Before a rate what it is reckoned from. */
static int add_with_parts(struct tl_measures *m, const struct tl_measure *one, struct tl_count *c,
                          struct tl_err *err)
{
	int rc = 0;

	if (one->is == TL_MEASURE_SHARE) {
		const struct tl_share *s = &tl_share_table[one->index];
		const int part[] = { s->whole, s->without, s->part };
		for (size_t i = 0; !rc && i < TL_LEN(part); i++) {
			struct tl_measure figure;
			if (part[i] < 0)
				continue;
			figure = measure((size_t)part[i]);
			rc = add_one(m, &figure, c, err);
		}
	}
	if (one->is == TL_MEASURE_UNITS && one->index == PER) {
		const struct tl_measure over = measure(FIGURES + TL_SHARES + TL_SUMS);
		const struct tl_measure found = measure(TL_FIGURE_FOUND);
		rc = add_one(m, &found, c, err);
		if (!rc)
			rc = add_one(m, &over, c, err);
	}
	return rc ? rc : add_one(m, one, c, err);
}

static int add_usual(struct tl_measures *m, struct tl_count *c, struct tl_err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < FIGURES + TL_SHARES_USUAL; i++) {
		struct tl_measure one = measure(i);
		if (i >= TL_FIGURE_USUAL && i < FIGURES)
			continue;
		if (i != TL_FIGURE_CARRIED || c->with_carried)
			rc = add_one(m, &one, c, err);
	}
	return rc;
}

int tl_measures_read(struct tl_measures *m, const char *words, struct tl_count *c,
                     struct tl_err *err)
{
	struct tl_measure one;
	struct tl_bytes name;
	int rc = words ? 0 : add_usual(m, c, err);

	while (!rc && tl_next_word(&words, &name)) {
		rc = tl_measure_find(&one, name, "--figures: a figure", err);
		if (!rc)
			rc = add_with_parts(m, &one, c, err);
	}
	return rc;
}

/* --- as text, and in order --------------------------------------------------- */

/* A table has thousands of numbers, most of them small. */
static void put_decimal(struct tl_buf *out, __int128 v, int decimals)
{
	unsigned __int128 n = v < 0 ? -(unsigned __int128)v : (unsigned __int128)v;
	char text[48], *at = text + sizeof(text);
	uint64_t small;
	int i = 0;

	for (; n > UINT64_MAX; n /= 10, i++) {
		if (decimals && i == decimals)
			*--at = '.';
		*--at = (char)('0' + n % 10);
	}
	for (small = (uint64_t)n; i <= decimals || small; small /= 10, i++) {
		if (decimals && i == decimals)
			*--at = '.';
		*--at = (char)('0' + small % 10);
	}
	if (v < 0)
		*--at = '-';
	tl_buf_put(out, at, (size_t)(text + sizeof(text) - at));
}

static uint64_t whole_of(const struct tl_share *s, const struct tl_tally *t)
{
	return t->n[s->whole] - (s->without >= 0 ? t->n[s->without] : 0);
}

/* The number that is written, times ten for each of its decimals; false: there is none. */
static bool number(const struct tl_measure *m, struct tl_tally *t, __int128 *ret)
{
	const struct tl_share *s;
	uint64_t share;
	uint32_t days;
	bool some = true;

	switch (m->is) {
	case TL_MEASURE_FIGURE:
		*ret = t->n[m->index];
		return true;
	case TL_MEASURE_SHARE:
		s = &tl_share_table[m->index];
		some = tl_share_of(t->n[s->part], whole_of(s, t), &share);
		*ret = some ? share : 0;
		return some;
	case TL_MEASURE_SUM:
		*ret = t->sum[m->index];
		return true;
	case TL_MEASURE_UNITS:
		*ret = t->units;
		if (m->index != PER)
			return true;
		some = tl_share_of(t->n[TL_FIGURE_FOUND], t->units, &share);
		*ret = some ? share : 0;
		return some;
	default:
		some = tl_tally_days(t, quantiles[m->index].left, &days);
		*ret = some ? days : 0;
		return some;
	}
}

static int decimals_of(const struct tl_measure *m)
{
	if (m->is == TL_MEASURE_SUM)
		return 2;
	return m->is == TL_MEASURE_SHARE || (m->is == TL_MEASURE_UNITS && m->index == PER);
}

bool tl_measure_text(const struct tl_measure *m, struct tl_tally *t, struct tl_buf *out)
{
	__int128 n;

	if (!number(m, t, &n))
		return false;
	put_decimal(out, n, decimals_of(m));
	return true;
}

bool tl_measure_change(const struct tl_measure *m, struct tl_tally *t, struct tl_tally *before,
                       struct tl_buf *out)
{
	__int128 n, was;

	if (!number(m, t, &n) || !number(m, before, &was))
		return false;
	put_decimal(out, n - was, decimals_of(m));
	return true;
}

static void put_number(struct tl_buf *out, uint64_t n, bool down)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		tl_buf_char(out, (char)((down ? ~n : n) >> shift));
}

/* Of a rate as much as tells it from every other. */
static void put_share(struct tl_buf *out, uint64_t part, uint64_t whole, bool down)
{
	unsigned __int128 q;

	tl_buf_char(out, whole ? 1 : 2);
	if (!whole)
		return;
	q = ((unsigned __int128)part << 64) / whole;
	put_number(out, (uint64_t)(q >> 64), down);
	put_number(out, (uint64_t)q, down);
}

void tl_measure_order(const struct tl_measure *m, struct tl_tally *t, bool down,
                      struct tl_buf *out)
{
	const struct tl_share *s;
	uint32_t days = 0;
	bool some;

	switch (m->is) {
	case TL_MEASURE_FIGURE:
		put_number(out, t->n[m->index], down);
		return;
	case TL_MEASURE_SHARE:
		s = &tl_share_table[m->index];
		put_share(out, t->n[s->part], whole_of(s, t), down);
		return;
	case TL_MEASURE_SUM:
		put_number(out, (uint64_t)(t->sum[m->index] >> 64) ^ (uint64_t)1 << 63, down);
		put_number(out, (uint64_t)t->sum[m->index], down);
		return;
	case TL_MEASURE_UNITS:
		if (m->index == PER)
			put_share(out, t->n[TL_FIGURE_FOUND], t->units, down);
		else
			put_number(out, t->units, down);
		return;
	default:
		some = tl_tally_days(t, quantiles[m->index].left, &days);
		tl_buf_char(out, some ? 1 : 2);
		put_number(out, days, down);
	}
}
