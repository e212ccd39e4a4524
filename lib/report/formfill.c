/* A blank form filled in: one walk over the hazards, each figure by the words in figures. */
#include "report/formfill.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/match.h"
#include "report/formrecords.h"
#include "report/formunits.h"
#include "report/formwhere.h"
#include "schema/words.h"
#include "stats/dimension.h"
#include "stats/measure.h"

/* How a column is counted. */
struct counter {
	struct tl_measure m;
	struct tl_query where;
	bool filtered;			/* WHERE is asked */
};

struct fill {
	struct tl_filled *to;
	const struct tl_blank *b;
	struct tl_query *q;
	struct tl_err *err;
	struct counter *counter;	/* by column */
	__int128 *sum;			/* by row and column: counts, and fen */
	struct tl_count count;
	struct tl_measures measures;
	struct tl_dimension per;
	bool carries[2];		/* some column, general ones and majors */
	struct tl_map *rows;		/* symbol of PER -> row + 1, or NOWHERE */
	struct tl_buf text;
};

#define NOWHERE UINT64_MAX

static void release(struct fill *f)
{
	for (size_t i = 0; f->counter && i < f->b->ncolumns; i++)
		tl_query_release(&f->counter[i].where);
	free(f->counter);
	free(f->sum);
	tl_count_end(&f->count);
	tl_measures_release(&f->measures);
	tl_map_freep(&f->rows);
	tl_buf_release(&f->text);
}

void tl_fill_release(struct tl_filled *f)
{
	free(f->cell);
	memset(f, 0, sizeof(*f));
}

/* --- what the columns ask ----------------------------------------------------- */

/* The column takes what was carried, of majors or of the others. */
static bool carries(const struct tl_blank_column *c, bool major)
{
	return c->carried == TL_BLANK_ALL_CARRIED ||
	       (major && c->carried == TL_BLANK_MAJORS_CARRIED);
}

static int ask_column(struct fill *f, const struct tl_blank_column *c, struct counter *to)
{
	const int wants = c->is == TL_BLANK_MONEY ? TL_MEASURE_SUM : TL_MEASURE_FIGURE;
	int rc;

	if ((c->is != TL_BLANK_COUNT && c->is != TL_BLANK_MONEY) || c->of)
		return 0;
	f->carries[false] |= carries(c, false);
	f->carries[true] |= carries(c, true);
	rc = tl_measure_find(&to->m, tl_str(c->figure), "a figure", f->err);
	if (!rc && (int)to->m.is != wants)
		rc = tl_err_set(f->err, TLSAFE_EUSAGE, "'%s' is no figure %s", c->figure,
		                wants == TL_MEASURE_SUM ? "of money" : "that counts hazards");
	if (!rc)
		rc = tl_measures_want(&f->measures, &to->m, &f->count, f->err);
	rc = tl_fill_fault(f->b, c, "figure", rc, f->err);
	if (rc || !c->where)
		return rc;
	to->filtered = true;
	return tl_fill_where(&to->where, f->b, c, f->q->view, f->q->kind);
}

static int ask_rows(struct fill *f)
{
	int rc = tl_dimension_find(&f->per, f->q->kind, tl_str(f->b->per), f->err);
	struct tl_err why = *f->err;

	if (rc != TLSAFE_EUSAGE && rc)
		return rc;
	if (rc)
		return tl_err_set(f->err, TLSAFE_ECONFIG, "%s.yaml: per: %s", f->b->file,
		                  why.text);
	if (f->per.by != TL_BY_FIELD)
		return tl_err_set(f->err, TLSAFE_ECONFIG, "%s.yaml: per: '%s' is no field",
		                  f->b->file, f->b->per);
	tl_dimension_want(&f->per, &f->count);
	return 0;
}

static int ask(struct fill *f)
{
	size_t cells = f->b->nrows * f->b->ncolumns;
	int rc;

	f->counter = calloc(f->b->ncolumns, sizeof(*f->counter));
	f->sum = calloc(cells, sizeof(*f->sum));
	f->to->cell = calloc(cells, sizeof(*f->to->cell));
	f->rows = tl_map_new();
	if (!f->counter || !f->sum || !f->to->cell || !f->rows)
		return tl_err_memory(f->err);
	rc = ask_rows(f);
	for (size_t i = 0; !rc && i < f->b->ncolumns; i++)
		rc = ask_column(f, &f->b->column[i], &f->counter[i]);
	f->count.stands = true;
	return rc;
}

/* --- counting ---------------------------------------------------------------- */

/* The row + 1 that SEEN belongs to; NOWHERE: none of the form. */
static int find_row(struct fill *f, const struct tl_counted *seen, uint64_t *ret)
{
	const bool by_number = seen->b && f->per.fact >= 0;
	struct tl_bytes text;
	uint32_t number;
	uint64_t *slot = NULL;
	int rc;

	if (by_number) {
		number = tl_dimension_number(&f->per, &f->count, seen, seen->k->s.found);
		slot = tl_map_put(f->rows, tl_bytes(&number, sizeof(number)), NULL);
		if (!slot)
			return tl_err_memory(f->err);
		*ret = *slot;
		if (*ret) {
			f->to->outside += !number;
			return 0;
		}
	}
	rc = tl_dimension_text(&f->per, &f->count, seen, seen->k->s.found, &f->text, &text);
	if (rc)
		return rc;
	f->to->outside += !text.len;
	*ret = text.len ? tl_blank_row_of(f->b, text) : 0;
	if (!*ret)
		*ret = NOWHERE;
	if (slot)
		*slot = *ret;
	return 0;
}

static bool of_level(const struct tl_blank_column *c, const struct tl_figure_case *k)
{
	return !c->level || k->s.major == !strcmp(c->level, "major");
}

/* SEEN in one column, if it counts there: WIDE is it as if it had been found in the period. */
static int count_column(struct fill *f, size_t column, __int128 *to,
                        const struct tl_counted *seen, const struct tl_counted *wide)
{
	const struct tl_blank_column *c = &f->b->column[column];
	struct counter *by = &f->counter[column];
	const struct tl_record *r;
	struct tl_taken taken;
	int rc, matches = 1;

	if ((c->is != TL_BLANK_COUNT && c->is != TL_BLANK_MONEY) || c->of ||
	    !of_level(c, seen->k))
		return 0;
	rc = tl_measure_takes(&by->m, &f->count, carries(c, seen->k->s.major) ? wide : seen,
	                      &taken);
	if (rc || !taken.in)
		return rc;
	if (by->filtered) {
		rc = tl_count_record(&f->count, seen, &r);
		if (rc)
			return rc;
		matches = tl_query_match(&by->where, r, TL_MATCH_ALL);
	}
	if (matches > 0)
		*to += c->is == TL_BLANK_MONEY ? taken.value : 1;
	return matches < 0 ? matches : 0;
}

/* Official forms count what was carried into the period as found in it. */
static int see(void *ctx, const struct tl_counted *seen)
{
	struct fill *f = ctx;
	struct tl_figure_case k = *seen->k;
	struct tl_counted wide = *seen;
	uint64_t row = NOWHERE;
	int rc;

	k.in_cohort |= k.carried && f->carries[k.s.major];
	if (!k.in_cohort)
		return 0;
	wide.k = &k;
	wide.figures = tl_figures_of(&k);
	f->to->seen++;
	rc = find_row(f, seen, &row);
	for (size_t i = 0; !rc && row != NOWHERE && i < f->b->ncolumns; i++)
		rc = count_column(f, i, &f->sum[(row - 1) * f->b->ncolumns + i], seen, &wide);
	return rc;
}

/* --- sums and rates ---------------------------------------------------------- */

static void add_row(struct fill *f, size_t to, size_t from)
{
	for (size_t i = 0; i < f->b->ncolumns; i++)
		f->sum[to * f->b->ncolumns + i] += f->sum[from * f->b->ncolumns + i];
}

/* Parts into their rows, and these into the total. */
static void add_rows(struct fill *f)
{
	const struct tl_blank *b = f->b;

	for (size_t r = 0; r < b->nrows; r++)
		if (b->row[r].within)
			add_row(f, b->row[r].within - 1, r);
	for (size_t t = 0; t < b->nrows; t++)
		for (size_t r = 0; b->row[t].total && r < b->nrows; r++)
			if (!b->row[r].within && !b->row[r].total)
				add_row(f, t, r);
}

bool tl_fill_rate(int64_t part, int64_t whole, int64_t *ret)
{
	uint64_t rate;

	if (!tl_share_of((uint64_t)part, (uint64_t)whole, &rate))
		return false;
	*ret = (int64_t)rate;
	return true;
}

/* Tenths of so many yuan, half up. */
static int64_t tenths(__int128 fen, int64_t yuan)
{
	const __int128 unit = (__int128)yuan * 100;

	return (int64_t)((fen * 20 + unit) / (unit * 2));
}

static void settle_row(struct fill *f, size_t r)
{
	struct tl_fill_cell *cell = &f->to->cell[r * f->b->ncolumns];
	const __int128 *sum = &f->sum[r * f->b->ncolumns];

	for (size_t i = 0; tl_blank_counts(f->b, r) && i < f->b->ncolumns; i++) {
		const struct tl_blank_column *c = &f->b->column[i];
		if (c->is != TL_BLANK_COUNT && c->is != TL_BLANK_MONEY)
			continue;
		cell[i].there = true;
		cell[i].n = c->is == TL_BLANK_MONEY ? tenths(sum[i], c->yuan) : (int64_t)sum[i];
	}
	for (size_t i = 0; i < f->b->ncolumns; i++) {
		const struct tl_blank_column *c = &f->b->column[i];
		if (c->is == TL_BLANK_RATE && cell[c->part].there && cell[c->whole].there)
			cell[i].there = tl_fill_rate(cell[c->part].n, cell[c->whole].n, &cell[i].n);
	}
}

int tl_fill(struct tl_filled *ret, const struct tl_blank *b, struct tl_query *q)
{
	TL_CLEANUP(release)
	struct fill f = { .to = ret, .b = b, .q = q, .err = &q->view->t->err };
	int rc;

	*ret = (struct tl_filled){ .blank = b };
	tl_count_begin(&f.count, q);
	rc = ask(&f);
	if (!rc)
		rc = tl_count_walk(&f.count, see, &f);
	if (!rc)
		rc = tl_fill_units(ret->cell, b, q, f.per.field, f.count.first, f.count.last);
	if (!rc)
		rc = tl_fill_records(f.sum, b, q, f.per.field, f.count.first, f.count.last);
	if (rc)
		return rc;
	add_rows(&f);
	for (size_t r = 0; r < b->nrows; r++)
		settle_row(&f, r);
	return 0;
}

void tl_fill_text(const struct tl_blank_column *column, const struct tl_fill_cell *c,
                  struct tl_buf *out)
{
	const bool tenths_too = column->is == TL_BLANK_MONEY || column->is == TL_BLANK_RATE;

	if (!c->there)
		tl_buf_char(out, '/');
	else if (!tenths_too)
		tl_buf_printf(out, "%lld", (long long)c->n);
	else if (c->n % 10)
		tl_buf_printf(out, "%lld.%lld", (long long)(c->n / 10), (long long)(c->n % 10));
	else
		tl_buf_printf(out, "%lld", (long long)(c->n / 10));
}
