/* Which units and officers are drawn (双随机). */
#include "inspect/plan.h"

#include <stdlib.h>

/* An officer who may be sent. */
struct officer {
	struct tl_bytes id, name, certificate, body;
	struct tl_bytes units, bodies;		/* conflicts with them */
};

struct officers {
	struct officer *item;
	size_t n, max;
	struct tl_lot *lot;		/* in the order of the draw */
	size_t at;			/* who is next */
	const struct tl_plan_visit *visit;	/* that is being dealt to */
};

static void release(struct officers *o)
{
	free(o->item);
	free(o->lot);
}

/* --- units ----------------------------------------------------------------------- */

static int add_unit(void *ctx, const struct tl_record *r)
{
	struct tl_plan_visit *visit;

	return tl_plan_add(ctx, r, &visit);
}

static int read_pool(struct tl_planning *x)
{
	int rc = tl_plan_units(x, add_unit, x);

	x->sum.units = x->n;
	return rc;
}

static int wrong_number(struct tl_planning *x)
{
	return tl_err_hint(&x->t->err, TLSAFE_EUSAGE, "give a number, or a part such as 5%",
	                   "--draw: not how many are drawn: '%s'", x->in->draw);
}

static int too_many(struct tl_planning *x, size_t n)
{
	return tl_err_hint(&x->t->err, TLSAFE_EINPUT,
	                   "tlsafe-register list tells which units fit these words",
	                   "%zu units are to be drawn of %zu", n, x->n);
}

static int hexadecimal(struct tl_planning *x, const struct tl_lot *lot, struct tl_bytes *ret)
{
	TL_BUF hex = { 0 };
	bool ok = true;

	tl_hex(&hex, lot->digest, sizeof(lot->digest));
	*ret = tl_arena_dup(&x->arena, tl_buf_bytes(&hex), &ok);
	return ok && !hex.failed ? 0 : tl_plan_memory(x);
}

/* Leaves the first N of the order of the draw. */
static int choose(struct tl_planning *x, size_t n)
{
	struct tl_lot *lot = calloc(x->n + 1, sizeof(*lot));
	struct tl_plan_visit *chosen = calloc(n + 1, sizeof(*chosen));
	int rc = lot && chosen ? 0 : tl_plan_memory(x);

	for (size_t i = 0; !rc && i < x->n; i++)
		lot[i] = (struct tl_lot){ .id = x->visit[i].unit, .of = i };
	if (!rc)
		tl_draw(lot, x->n, x->seed);
	for (size_t i = 0; !rc && i < n; i++) {
		chosen[i] = x->visit[lot[i].of];
		chosen[i].place = i + 1;
		rc = hexadecimal(x, &lot[i], &chosen[i].digest);
	}
	free(lot);
	if (rc) {
		free(chosen);
		return rc;
	}
	free(x->visit);
	x->visit = chosen;
	x->n = n;
	x->max = n + 1;
	return 0;
}

/* --- officers -------------------------------------------------------------------- */

/* R has a certificate that is valid on each day of the period. */
static bool may_inspect(const struct tl_planning *x, const struct tl_record *r)
{
	struct tl_bytes from = tl_record_named(r, "valid_from");
	struct tl_bytes upto = tl_record_named(r, "valid_to"), body = tl_plan_set_value(x, "body");
	char first[TL_DAY_TEXT], last[TL_DAY_TEXT];

	tl_day_format(first, x->first);
	tl_day_format(last, x->last);
	if (tl_record_at(r, TL_F_STATUS).len && !tl_record_is(r, TL_F_STATUS, "serving"))
		return false;
	if (body.len && !tl_eq(tl_record_at(r, TL_F_BODY), body))
		return false;
	return tl_record_named(r, "certificate").len &&
	       (!from.len || tl_cmp(from, tl_str(first)) <= 0) &&
	       (!upto.len || tl_cmp(upto, tl_str(last)) >= 0);
}

static int add_officer(struct tl_planning *x, struct officers *o, const struct tl_record *r)
{
	struct tl_arena *a = &x->arena;
	bool ok = true;

	if (!TL_GROW(o->item, o->n, o->max))
		return tl_plan_memory(x);
	o->item[o->n++] = (struct officer){
		.id = tl_arena_dup(a, tl_record_at(r, TL_F_ID), &ok),
		.name = tl_arena_dup(a, tl_record_at(r, TL_F_NAME), &ok),
		.certificate = tl_arena_dup(a, tl_record_named(r, "certificate"), &ok),
		.body = tl_arena_dup(a, tl_record_at(r, TL_F_BODY), &ok),
		.units = tl_arena_dup(a, tl_record_named(r, "conflicts"), &ok),
		.bodies = tl_arena_dup(a, tl_record_named(r, "conflict_bodies"), &ok),
	};
	return ok ? 0 : tl_plan_memory(x);
}

static int read_officers(struct tl_planning *x, struct officers *o)
{
	const struct tl_kind *kind = tl_schema_kind(x->t->schema, "officer");
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, x->v, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = may_inspect(x, &r) ? add_officer(x, o, &r) : 0;
	if (rc)
		return rc;
	if (o->n < x->in->officers)
		return tl_err_hint(&x->t->err, TLSAFE_EINPUT,
		                   "tlsafe-register --kind officer list tells who has which "
		                   "certificate",
		                   "%zu officers are to go together, and %zu serve and have a "
		                   "certificate that is valid in all of %s",
		                   x->in->officers, o->n, x->plan.data);
	o->lot = calloc(o->n + 1, sizeof(*o->lot));
	if (!o->lot)
		return tl_plan_memory(x);
	for (size_t i = 0; i < o->n; i++)
		o->lot[i] = (struct tl_lot){ .id = o->item[i].id, .of = i };
	tl_draw(o->lot, o->n, x->seed);
	return 0;
}

static bool fits(void *ctx, size_t i)
{
	const struct officers *o = ctx;
	const struct officer *it = &o->item[o->lot[i].of];
	const struct tl_plan_visit *visit = o->visit;

	return !tl_list_has(it->units, visit->unit) && !tl_list_has(it->bodies, visit->town) &&
	       !tl_list_has(it->bodies, visit->regulator);
}

static int deal(struct tl_planning *x, struct officers *o, struct tl_plan_visit *visit)
{
	size_t *who = calloc(x->in->officers, sizeof(*who)), got;
	TL_BUF names = { 0 };
	TL_BUF numbers = { 0 };
	bool ok = who;

	o->visit = visit;
	got = who ? tl_draw_deal(o->n, &o->at, x->in->officers, fits, o, who) : 0;
	for (size_t i = 0; i < got; i++) {
		const struct officer *it = &o->item[o->lot[who[i]].of];
		tl_list_add(&names, it->name);
		tl_list_add(&numbers, it->certificate);
		if (!i)
			visit->body = it->body;
	}
	free(who);
	visit->officers = tl_arena_dup(&x->arena, tl_buf_bytes(&names), &ok);
	visit->certificates = tl_arena_dup(&x->arena, tl_buf_bytes(&numbers), &ok);
	if (!ok || names.failed || numbers.failed)
		return tl_plan_memory(x);
	if (got < x->in->officers)
		tl_fault(x->d, TLSAFE_EINPUT, NULL, visit->unit,
		         "their conflicts and conflict_bodies tell why",
		         "of %zu officers %zu may go there, and %zu are to", o->n, got,
		         x->in->officers);
	return 0;
}

/* --- both ------------------------------------------------------------------------ */

/* How many of them this draw has chosen before. */
static size_t count_there(struct tl_planning *x)
{
	size_t there = 0;

	for (size_t i = 0; i < x->n; i++) {
		const struct tl_plan_known *k = tl_plan_before(x, x->visit[i].unit);
		if (!k || !k->drawn.len)
			continue;
		x->visit[i].id = k->drawn;
		x->visit[i].officers = k->officers;
		there++;
	}
	return there;
}

static int deal_all(struct tl_planning *x)
{
	TL_CLEANUP(release) struct officers o = { .n = 0 };
	int rc = read_officers(x, &o);

	for (size_t i = 0; !rc && i < x->n; i++)
		rc = deal(x, &o, &x->visit[i]);
	return rc || !x->d->faults ? rc : x->d->first;
}

int tl_plan_drawn(struct tl_planning *x)
{
	size_t n, there;
	int rc = read_pool(x);

	if (rc)
		return rc;
	if (!tl_draw_count(tl_str(x->in->draw), x->n, &n))
		return wrong_number(x);
	if (!x->n || n > x->n)
		return too_many(x, n);
	rc = choose(x, n);
	if (rc)
		return rc;
	there = count_there(x);
	if (there == n)
		return 0;
	if (there)
		return tl_err_hint(&x->t->err, TLSAFE_ERULE,
		                   "give another --seed, which makes another draw",
		                   "with this seed %zu of the %zu units were drawn for %s before: "
		                   "it was another draw, or other units fit now", there, n,
		                   x->plan.data);
	return deal_all(x);
}
