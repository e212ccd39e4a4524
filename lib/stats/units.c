/* The units behind groups of hazards. */
#include "stats/units.h"

#include "query/match.h"

/* The walk over the units. */
struct units {
	struct tl_groups *g;
	const struct tl_kind *kind;
	struct tl_query query;		/* of units */
	struct tl_buf key;
};

static void release(struct units *u)
{
	tl_query_release(&u->query);
	tl_buf_release(&u->key);
}

static bool same_name(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

const struct tl_field *tl_units_field(const struct tl_kind *unit, const struct tl_field *f)
{
	const struct tl_field *own;

	if (!f)
		return NULL;
	if (f->known == TL_F_UNIT)
		return &unit->field[unit->at[TL_F_ID]];
	own = tl_kind_key(unit, tl_str(f->key));
	if (!own || own->type != f->type || !same_name(own->to, f->to) ||
	    !same_name(own->codes_name, f->codes_name))
		return NULL;
	return own;
}

/* A word of the hazards' query as one about units. */
static bool take_term(const struct tl_kind *unit, const struct tl_term *t, struct tl_term *to)
{
	*to = *t;
	if (t->path.field->known == TL_F_UNIT && t->path.sub)
		to->path = (struct tl_path){ t->path.sub, NULL };
	else
		to->path.field = tl_units_field(unit, t->path.field);
	return to->path.field;
}

int tl_units_query(struct tl_query *to, const struct tl_kind *unit, const struct tl_query *q)
{
	int rc = tl_query_begin(to, q->view, unit, NULL, 0, false);

	if (rc)
		return rc;
	to->term = tl_arena_zalloc(&to->arena, (q->nterms + 1) * sizeof(*q->term));
	if (!to->term)
		return tl_err_memory(&q->view->t->err);
	for (size_t i = 0; i < q->nterms; i++)
		to->nterms += take_term(unit, &q->term[i], &to->term[to->nterms]);
	return 0;
}

static int see(struct units *u, const struct tl_record *r)
{
	struct tl_groups *g = u->g;
	uint64_t *slot;
	int rc = tl_query_match(&u->query, r, TL_MATCH_ALL);

	if (rc <= 0 || tl_retired(r))
		return rc < 0 ? rc : 0;
	tl_buf_clear(&u->key);
	for (size_t i = 0; i < g->ndims; i++)
		if (g->of_unit[i])
			tl_groups_key(&u->key, r->val[g->of_unit[i]->index]);
	if (u->key.failed)
		return tl_err_memory(&g->t->err);
	slot = tl_map_put(g->units, tl_buf_bytes(&u->key), NULL);
	if (!slot)
		return tl_err_memory(&g->t->err);
	++*slot;
	g->total.units++;
	return 0;
}

/* What of a group's key divides units. */
static int part_of(const struct tl_groups *g, const struct tl_group *it, struct tl_buf *part)
{
	struct tl_bytes key = tl_bytes(it->key, it->len), v;

	tl_buf_clear(part);
	for (size_t i = 0; i < g->ndims; i++) {
		v = tl_groups_next(&key);
		if (g->of_unit[i])
			tl_groups_key(part, v);
	}
	return part->failed ? tl_err_memory(&g->t->err) : 0;
}

static int walk(struct units *u)
{
	TL_WALK w = { 0 };
	TL_RECORD r;
	int rc = tl_walk_begin(&w, u->query.view, u->kind);

	tl_record_init(&r, u->kind);
	while (!rc && (rc = tl_walk_next(&w, &r)) == 1)
		rc = see(u, &r);
	return rc;
}

int tl_units_count(struct tl_groups *g)
{
	const struct tl_query *q = g->count.q;
	const struct tl_field *f = &q->kind->field[q->kind->at[TL_F_UNIT]];
	TL_CLEANUP(release) struct units u = { .g = g };
	TL_BUF part = { 0 };
	int rc;

	u.kind = tl_schema_kind(f->kind->schema, f->to);
	for (size_t i = 0; i < g->ndims; i++)
		g->of_unit[i] = tl_units_field(u.kind, g->dim[i].field);
	g->units = tl_map_new();
	if (!g->units)
		return tl_err_memory(&g->t->err);
	rc = tl_units_query(&u.query, u.kind, q);
	if (!rc)
		rc = walk(&u);
	for (size_t i = 0; !rc && i < g->n; i++) {
		uint64_t *n;
		rc = part_of(g, &g->group[i], &part);
		n = rc ? NULL : tl_map_get(g->units, tl_buf_bytes(&part));
		g->group[i].tally.units = n ? *n : 0;
	}
	return rc;
}

int tl_units_together(const struct tl_groups *g, const struct tl_group *group, size_t n,
                      uint64_t *ret)
{
	struct tl_map *seen = tl_map_new();
	TL_BUF part = { 0 };
	int rc = seen ? 0 : tl_err_memory(&g->t->err);

	*ret = 0;
	for (size_t i = 0; !rc && i < n; i++) {
		uint64_t *units;
		bool made;
		rc = part_of(g, &group[i], &part);
		if (!rc && !tl_map_put(seen, tl_buf_bytes(&part), &made))
			rc = tl_err_memory(&g->t->err);
		if (rc || !made)
			continue;
		units = tl_map_get(g->units, tl_buf_bytes(&part));
		*ret += units ? *units : 0;
	}
	tl_map_freep(&seen);
	return rc;
}
