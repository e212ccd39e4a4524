/* Figures in tables: rate, and by town, level, month and other dimensions. */
#include <stdlib.h>

#include "stats/ask.h"
#include "stats/cross.h"
#include "stats/table.h"
#include "stats/units.h"

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
static void trend_span(const struct tl_table *t, tl_day *first, tl_day *last)
{
	const struct tl_groups *g = &t->groups;
	tl_day end, least = *last < g->count.t ? *last : g->count.t;

	if (*last > g->count.t)
		*last = g->count.t;
	for (size_t i = 0; *first == TL_NODAY && i < g->n; i++) {
		struct tl_bytes key = tl_bytes(g->group[i].key, g->group[i].len);
		tl_day begun;
		if (tl_dimension_period_days(&g->dim[0], tl_groups_next(&key), &begun, &end) &&
		    begun < least)
			least = begun;
	}
	if (*first == TL_NODAY)
		*first = least;
}

/* Also the groups that have none. */
static int fill(struct tl_table *t, bool trend)
{
	struct tl_groups *g = &t->groups;
	tl_day first = g->count.first, last = g->count.last;

	if (trend)
		trend_span(t, &first, &last);
	else if (g->by_period && (!g->count.one_period || first == TL_NODAY || last == TL_NOEND))
		return tl_err_hint(&t->t->err, TLSAFE_EUSAGE,
		                   "give one such as found=2018H1, or leave --all out",
		                   "all weeks, months, quarters or years need a period with both "
		                   "ends");
	return tl_groups_fill(g, first, last);
}

/* What a group is compared with; NULL: nothing. */
static struct tl_tally *before(const struct tl_table *t, const struct tl_group *g)
{
	return t->against ? tl_against_tally(t->against, tl_bytes(g->key, g->len)) : NULL;
}

/* The groups from FIRST on in one line. */
static int write_others(struct tl_table *t, size_t first)
{
	const struct tl_groups *g = &t->groups;
	TL_CLEANUP(tl_tally_release) struct tl_tally sum = { .ndays = 0 };
	TL_CLEANUP(tl_tally_release) struct tl_tally sum_before = { .ndays = 0 };
	int rc = 0;

	if (first >= g->n)
		return 0;
	if (g->measures.units)
		rc = tl_units_together(g, g->group + first, g->n - first, &sum.units);
	if (!rc && g->measures.units && t->against)
		rc = tl_units_together(&t->against->groups, g->group + first, g->n - first,
		                       &sum_before.units);
	for (size_t i = first; !rc && i < g->n; i++) {
		struct tl_tally *was = before(t, &g->group[i]);
		rc = tl_tally_add(&sum, &g->group[i].tally, &t->t->err);
		if (!rc && was)
			rc = tl_tally_add(&sum_before, was, &t->t->err);
	}
	return rc ? rc : tl_table_sum(t, tl_table_others(t), &sum, &sum_before);
}

/* The first N groups. */
static int write_groups(struct tl_table *t, size_t n, const char *sort, bool trend)
{
	struct tl_groups *g = &t->groups;
	int rc;

	tl_table_draw(t, trend ? TL_LINES : TL_BARS, "隐患", "Hazards");
	tl_table_dim_columns(t);
	tl_table_figure_columns(t, sort);
	rc = tl_table_columns(t);
	for (size_t i = 0; !rc && i < n; i++) {
		tl_table_row(t);
		rc = tl_table_dims(t, tl_bytes(g->group[i].key, g->group[i].len));
		if (rc)
			return rc;
		tl_table_figures(t, &g->group[i].tally, before(t, &g->group[i]));
		rc = tl_table_write(t);
	}
	if (!rc)
		rc = write_others(t, n);
	if (rc || !tl_table_wants_total(t))
		return rc;
	return tl_table_sum(t, tl_table_total(t), &g->total,
	                    t->against ? &t->against->groups.total : NULL);
}

static size_t so_many(const struct tl_table *t, const struct tlsafe_select *s)
{
	size_t n = t->groups.n;

	return s->limit && s->limit < n ? (size_t)s->limit : n;
}

/* What S and HOW ask for; of a trend HOW is NULL, and it is in order of months. */
static int ask(struct tl_table *t, const struct tlsafe_select *s, const struct tlsafe_table *how)
{
	const char *sort = !s->sort && s->limit ? "-found" : s->sort;
	int rc = tl_groups_dimensions(&t->groups, how ? how->dimensions : "month");

	t->ndims = t->groups.ndims;
	if (!rc && how && how->across && s->against)
		return tl_err_set(&t->t->err, TLSAFE_EUSAGE,
		                  "--against: not beside --across, whose cells have one figure");
	if (!rc && how && how->across)
		rc = tl_groups_dimensions(&t->groups, how->across);
	if (!rc && how && how->across)
		rc = tl_cross_figure(t, s->figures);
	else if (!rc)
		rc = tl_groups_figures(&t->groups, s->figures);
	if (!rc && how)
		rc = tl_groups_order(&t->groups, t->ndims, sort);
	if (!rc && how && how->across && t->groups.measures.units)
		return tl_err_hint(&t->t->err, TLSAFE_EUSAGE, "leave --across out",
		                   "--across: units are counted for groups, not for cells");
	return rc;
}

/* The units of all groups there are, of both periods. */
static int count_units(struct tl_table *t)
{
	struct tl_groups *g = &t->groups;
	int rc = 0;

	if (!g->measures.units)
		return 0;
	for (size_t i = 0; !rc && t->against && i < g->n; i++)
		rc = tl_groups_make(&t->against->groups,
		                    tl_bytes(g->group[i].key, g->group[i].len));
	if (!rc && t->against)
		rc = tl_units_count(&t->against->groups);
	return rc ? rc : tl_units_count(g);
}

/* The same of an earlier period, in A; each of its groups is one of T's too. */
static int count_before(struct tl_table *t, struct tl_against *a, const struct tlsafe_select *s,
                        const char *dimensions)
{
	const struct tl_groups *g = &a->groups;
	int rc = tl_against_begin(a, s->against, s, t->groups.count.q, &t->groups);

	if (!rc)
		rc = tl_groups_dimensions(&a->groups, dimensions);
	if (!rc)
		rc = tl_groups_figures(&a->groups, s->figures);
	if (!rc)
		rc = tl_groups_count(&a->groups);
	for (size_t i = 0; !rc && i < g->n; i++)
		rc = tl_groups_make(&t->groups, tl_bytes(g->group[i].key, g->group[i].len));
	t->against = a;
	return rc;
}

static int count(struct tl_table *t, struct tl_against *a, const struct tlsafe_select *s,
                 const struct tlsafe_table *how)
{
	int rc = ask(t, s, how);

	if (!rc)
		rc = tl_groups_count(&t->groups);
	if (!rc && how && s->against)
		rc = count_before(t, a, s, how->dimensions);
	if (!rc && (!how || how->all))
		rc = fill(t, !how);
	if (!rc)
		rc = count_units(t);
	return rc ? rc : tl_groups_sort(&t->groups);
}

/* S with the figures that a picture has room for, where nobody named any. */
static struct tlsafe_select pictured(const struct tlsafe_select *s, const struct tlsafe_out *out)
{
	struct tlsafe_select ret = *s;

	if (!s->figures && out->form->picture)
		ret.figures = "found,rectified,in_hand";
	return ret;
}

static int tabulate(struct tlsafe *t, const struct tlsafe_select *asked,
                    const struct tlsafe_table *how, struct tlsafe_out *out)
{
	const struct tlsafe_select picture = pictured(asked, out);
	const struct tlsafe_select *s = how && how->across ? asked : &picture;
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(tl_table_release) struct tl_table table = { 0 };
	TL_CLEANUP(tl_against_release) struct tl_against against = { .zh = NULL };
	TL_BUF meant = { 0 };
	int rc = tl_figures_ask(&v, &q, t, s);

	if (rc == TLSAFE_EUSAGE && how && q.kind &&
	    dimensions_apart(s, q.kind, how->dimensions, &meant)) {
		tl_err_clear(&t->err);
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, meant.data,
		                   "by: dimensions are one word, joined by commas");
	}
	if (!rc)
		tl_table_begin(&table, &q, out);
	if (!rc)
		rc = count(&table, &against, s, how);
	if (!rc && how && how->across)
		rc = tl_cross_write(&table, so_many(&table, s));
	else if (!rc)
		rc = write_groups(&table, so_many(&table, s), s->sort, !how);
	if (!rc)
		rc = tl_table_provenance(&table, s, table.groups.count.t);
	return tl_store_error(t, rc);
}

static void against_columns(struct tl_table *t)
{
	tl_table_column(t, "before_first", "比较期首日", "Compared from", false);
	tl_table_column(t, "before_last", "比较期末日", "Compared until", false);
	tl_table_column(t, "before_as_of", "比较期截至", "Compared as of", false);
}

static void against_cells(struct tl_table *t)
{
	tl_table_day(t, t->against->first);
	tl_table_day(t, t->against->last);
	tl_table_day(t, t->against->t);
}

int tlsafe_rate(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(tl_table_release) struct tl_table table = { 0 };
	TL_CLEANUP(tl_against_release) struct tl_against against = { .zh = NULL };
	int rc;

	rc = tl_figures_ask(&v, &q, t, s);
	if (!rc)
		tl_table_begin(&table, &q, out);
	if (!rc)
		rc = tl_groups_figures(&table.groups, s->figures);
	if (!rc)
		rc = tl_groups_count(&table.groups);
	if (!rc && s->against)
		rc = count_before(&table, &against, s, NULL);
	if (!rc)
		rc = count_units(&table);
	if (!rc)
		rc = tl_view_anchor(&v, &table.anchor);
	if (rc)
		return tl_store_error(t, rc);
	tl_table_figure_columns(&table, NULL);
	if (s->against)
		against_columns(&table);
	tl_table_column(&table, "as_of", "截至", "As of", false);
	tl_table_column(&table, "anchor", "锚", "Anchor", false);
	rc = tl_table_columns(&table);
	if (rc)
		return rc;
	tl_table_row(&table);
	tl_table_figures(&table, &table.groups.total, &against.groups.total);
	if (s->against)
		against_cells(&table);
	tl_table_day(&table, table.groups.count.t);
	tl_table_text(&table, tl_buf_bytes(&table.anchor));
	rc = tl_table_write(&table);
	return rc ? rc : tl_table_provenance(&table, s, table.groups.count.t);
}

int tlsafe_by(struct tlsafe *t, const struct tlsafe_select *s, const struct tlsafe_table *how,
              struct tlsafe_out *out)
{
	return tabulate(t, s, how, out);
}

int tlsafe_trend(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	return tabulate(t, s, NULL, out);
}
