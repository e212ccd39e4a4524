/* Columns of a form that count units. */
#include "report/formunits.h"

#include "journal/return.h"
#include "query/match.h"
#include "query/returns.h"
#include "stats/units.h"

struct units {
	struct tl_fill_cell *cell;	/* by row and column of B */
	const struct tl_blank *b;
	struct tl_query query;		/* of units */
	const struct tl_field *per;	/* of a unit */
	struct tl_map *looked;		/* ids of units that were inspected, or looked themselves */
	bool some;			/* some did, on whatever days */
};

static void release(struct units *u)
{
	tl_query_release(&u->query);
	tl_map_freep(&u->looked);
}

static bool has_units(const struct tl_blank *b)
{
	for (size_t i = 0; i < b->ncolumns; i++)
		if (b->column[i].which)
			return true;
	return false;
}

static int find_inspected(struct units *u, struct tl_view *v, const struct tl_kind *kind,
                          tl_day first, tl_day last)
{
	TL_WALK walk = { 0 };
	TL_RECORD r;
	int rc = tl_walk_begin(&walk, v, kind);

	tl_record_init(&r, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		tl_day day = tl_record_day(&r, TL_F_DAY);
		rc = 0;
		if (tl_is_gone(&r) || day == TL_NODAY)
			continue;
		u->some = true;
		if (day >= first && day <= last &&
		    !tl_map_put(u->looked, tl_record_at(&r, TL_F_UNIT), NULL))
			rc = tl_err_memory(&v->t->err);
	}
	return rc;
}

/* Units that reported a self-check of a period in these days, whatever they found. */
static int find_reported(struct units *u, struct tl_view *v, const struct tl_kind *kind,
                         tl_day first, tl_day last)
{
	TL_RETURNS all = { .begun = false };
	TL_RECORD r = { 0 };
	int rc = tl_returns_begin(&all, v, kind, TL_NODAY + 1, last);
	tl_day from, upto;

	tl_record_init(&r, kind);
	while (!rc && (rc = tl_returns_next(&all, &r)) == 1) {
		rc = 0;
		if (!tl_record_is(&r, TL_F_STATE, TL_RETURN_STANDING))
			continue;
		u->some = true;
		if (tl_return_days(tl_record_at(&r, TL_F_PERIOD), &from, &upto) && from >= first &&
		    !tl_map_put(u->looked, tl_record_at(&r, TL_F_UNIT), NULL))
			rc = tl_err_memory(&v->t->err);
	}
	return rc;
}

/* A unit in one row: there, and in columns of units in force unless it is GIVEN_UP. */
static void count_in(struct units *u, size_t row, bool given_up, bool looked)
{
	const struct tl_blank *b = u->b;

	for (size_t i = 0; i < b->ncolumns; i++) {
		enum tl_blank_which which = b->column[i].which;
		struct tl_fill_cell *cell = &u->cell[row * b->ncolumns + i];
		cell->n += which == TL_BLANK_UNITS_DUE && !given_up;
		cell->n += which == TL_BLANK_UNITS_INSPECTED && looked;
	}
}

/* In its row, in that which has this one as a part, and in the total. */
static int see(struct units *u, const struct tl_record *r)
{
	const struct tl_blank *b = u->b;
	const bool looked = tl_map_get(u->looked, tl_record_at(r, TL_F_ID));
	int matches = tl_query_match(&u->query, r, TL_MATCH_ALL);
	size_t at = matches > 0 ? tl_blank_row_of(b, r->val[u->per->index]) : 0;

	if (!at)
		return matches < 0 ? matches : 0;
	for (size_t row = 0; row < b->nrows; row++)
		if (row == at - 1 || row + 1 == b->row[at - 1].within || b->row[row].total)
			count_in(u, row, tl_retired(r), looked);
	return 0;
}

static int walk(struct units *u)
{
	TL_WALK w = { 0 };
	TL_RECORD r;
	int rc = tl_walk_begin(&w, u->query.view, u->query.kind);

	tl_record_init(&r, u->query.kind);
	while (!rc && (rc = tl_walk_next(&w, &r)) == 1)
		rc = see(u, &r);
	return rc;
}

static void settle(struct units *u)
{
	const struct tl_blank *b = u->b;

	for (size_t row = 0; row < b->nrows; row++)
		for (size_t i = 0; tl_blank_counts(b, row) && i < b->ncolumns; i++)
			if (b->column[i].which)
				u->cell[row * b->ncolumns + i].there = true;
}

int tl_fill_units(struct tl_fill_cell *cell, const struct tl_blank *b, const struct tl_query *q,
                  const struct tl_field *per, tl_day first, tl_day last)
{
	TL_CLEANUP(release) struct units u = { .cell = cell, .b = b };
	const struct tl_schema *s = q->view->schema;
	const struct tl_kind *unit = tl_schema_kind(s, "unit");
	const struct tl_kind *inspection = tl_schema_kind(s, "inspection");
	const struct tl_kind *reported = tl_schema_kind(s, TL_RETURN_KIND);
	int rc;

	u.per = unit ? tl_units_field(unit, per) : NULL;
	if (!has_units(b) || !u.per || !inspection)
		return 0;
	u.looked = tl_map_new();
	if (!u.looked)
		return tl_err_memory(&q->view->t->err);
	rc = find_inspected(&u, q->view, inspection, first, last);
	if (!rc && reported)
		rc = find_reported(&u, q->view, reported, first, last);
	if (rc || !u.some)
		return rc;
	rc = tl_units_query(&u.query, unit, q);
	if (!rc)
		rc = walk(&u);
	if (!rc)
		settle(&u);
	return rc;
}
