/* Columns of a form that count records of other kinds than hazards. */
#include "report/formrecords.h"

#include <stdlib.h>

#include "journal/workflow.h"
#include "query/match.h"
#include "report/formwhere.h"
#include "stats/units.h"
#include "store/view.h"

/* What a column asks of its kind; KIND NULL: it is of hazards. */
struct asked {
	const struct tl_kind *kind;
	const struct tl_field *on, *unit, *figure;
	struct tl_query where;
	bool done;			/* its kind was walked */
};

struct records {
	const struct tl_blank *b;
	struct tl_view *v;
	__int128 *sum;
	tl_day first, last;
	struct asked *asked;		/* by column */
	struct tl_map *units;		/* ids: row + 1 */
};

static void release(struct records *x)
{
	for (size_t i = 0; x->asked && i < x->b->ncolumns; i++)
		tl_query_release(&x->asked[i].where);
	free(x->asked);
	tl_map_freep(&x->units);
}

static bool has_records(const struct tl_blank *b)
{
	for (size_t i = 0; i < b->ncolumns; i++)
		if (b->column[i].of)
			return true;
	return false;
}

/* --- what the columns ask ------------------------------------------------------- */

/* The field KEY of C's kind, of TYPE. */
static int find_field(struct records *x, const struct tl_blank_column *c,
                      const struct tl_kind *kind, const char *key, const char *type,
                      const struct tl_field **ret)
{
	*ret = tl_kind_key(kind, tl_str(key));
	if (*ret && !strcmp((*ret)->type->name, type))
		return 0;
	return tl_blank_fault(x->b, c, &x->v->t->err, "%s has no %s '%s'", kind->name, type, key);
}

static int ask(struct records *x, const struct tl_blank_column *c, struct asked *to)
{
	int rc;

	if (!c->of)
		return 0;
	to->kind = tl_schema_kind(x->v->schema, c->of);
	if (!to->kind)
		return tl_blank_fault(x->b, c, &x->v->t->err, "the schema set has no kind '%s'",
		                      c->of);
	rc = find_field(x, c, to->kind, c->on, "date", &to->on);
	if (!rc)
		rc = find_field(x, c, to->kind, "unit", "reference", &to->unit);
	if (!rc && c->is == TL_BLANK_MONEY)
		rc = find_field(x, c, to->kind, c->figure, "money", &to->figure);
	return rc ? rc : tl_fill_where(&to->where, x->b, c, x->v, to->kind);
}

/* --- whose they are -------------------------------------------------------------- */

static int read_units(struct records *x, const struct tl_query *q, const struct tl_field *per)
{
	const struct tl_kind *unit = tl_schema_kind(x->v->schema, "unit");
	const struct tl_field *own = unit ? tl_units_field(unit, per) : NULL;
	TL_QUERY asked = { 0 };
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	if (!own)
		return tl_err_set(&x->v->t->err, TLSAFE_ECONFIG,
		                  "%s.yaml: per: units have no '%s'", x->b->file, per->key);
	rc = tl_units_query(&asked, unit, q);
	if (!rc)
		rc = tl_walk_begin(&walk, x->v, unit);
	tl_record_init(&r, unit);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		uint64_t row = tl_blank_row_of(x->b, r.val[own->index]), *slot;
		rc = row ? tl_query_match(&asked, &r, TL_MATCH_ALL) : 0;
		if (rc <= 0)
			continue;
		slot = tl_map_put(x->units, tl_record_at(&r, TL_F_ID), NULL);
		if (!slot)
			return tl_err_memory(&x->v->t->err);
		*slot = row;
		rc = 0;
	}
	return rc;
}

/* --- counting ---------------------------------------------------------------------- */

static int count(struct records *x, size_t column, const struct tl_record *r)
{
	struct asked *a = &x->asked[column];
	const uint64_t *row = NULL;
	int64_t fen = 0;
	tl_day day;
	int rc;

	if (!tl_day_parse(r->val[a->on->index], &day) || day < x->first || day > x->last)
		return 0;
	if (r->val[a->unit->index].len)
		row = tl_map_get(x->units, r->val[a->unit->index]);
	if (!row || (a->figure && !a->figure->type->number(r->val[a->figure->index], &fen)))
		return 0;
	rc = tl_query_match(&a->where, r, TL_MATCH_ALL);
	if (rc > 0)
		x->sum[(*row - 1) * x->b->ncolumns + column] += a->figure ? fen : 1;
	return rc < 0 ? rc : 0;
}

/* One walk over KIND for all of its columns. */
static int walk_kind(struct records *x, const struct tl_kind *kind)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc = tl_walk_begin(&walk, x->v, kind);

	tl_record_init(&r, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		rc = 0;
		if (tl_is_gone(&r))
			continue;
		for (size_t i = 0; !rc && i < x->b->ncolumns; i++)
			if (x->asked[i].kind == kind)
				rc = count(x, i, &r);
	}
	for (size_t i = 0; i < x->b->ncolumns; i++)
		x->asked[i].done |= x->asked[i].kind == kind;
	return rc;
}

int tl_fill_records(__int128 *sum, const struct tl_blank *b, const struct tl_query *q,
                    const struct tl_field *per, tl_day first, tl_day last)
{
	TL_CLEANUP(release) struct records x = { .b = b, .v = q->view, .sum = sum,
		                                 .first = first, .last = last };
	int rc = 0;

	if (!has_records(b))
		return 0;
	x.asked = calloc(b->ncolumns, sizeof(*x.asked));
	x.units = tl_map_new();
	if (!x.asked || !x.units)
		return tl_err_memory(&q->view->t->err);
	for (size_t i = 0; !rc && i < b->ncolumns; i++)
		rc = ask(&x, &b->column[i], &x.asked[i]);
	if (!rc)
		rc = read_units(&x, q, per);
	for (size_t i = 0; !rc && i < b->ncolumns; i++)
		if (x.asked[i].kind && !x.asked[i].done)
			rc = walk_kind(&x, x.asked[i].kind);
	return rc;
}
