/* Appeals against an assessment. */
#include "stats/appeal.h"

#include <stdio.h>
#include <stdlib.h>

#include "query/moment.h"

void tl_appeals_release(struct tl_appeals *a)
{
	free(a->appeal);
	tl_arena_release(&a->arena);
	*a = (struct tl_appeals){ .n = 0 };
}

static int64_t hundredths(const struct tl_record *r, const char *key)
{
	int64_t n;

	return tl_record_number(r, key, &n) ? (n + 5000000) / 10000000 : 0;
}

static int fault(struct tl_view *v, const struct tl_record *rec, const char *key,
                 const char *what)
{
	struct tl_bytes id = tl_record_at(rec, TL_F_ID), text = tl_record_named(rec, key);

	return tl_err_hint(&v->t->err, TLSAFE_EINPUT,
	                   "mend it: tlsafe-register set ID FIELD=VALUE --correct --reason TEXT",
	                   "appeal %.*s: %s: %s: '%.*s'", (int)id.len, id.data, key, what,
	                   (int)text.len, text.data);
}

static int take(struct tl_appeals *a, struct tl_view *v, const struct tl_rulebook *r,
                const struct tl_record *rec)
{
	struct tl_bytes item = tl_record_named(rec, "item"), id = tl_record_at(rec, TL_F_ID);
	struct tl_appeal *it;
	size_t i = 0;
	bool ok = true;

	while (i < r->n && !tl_eqs(item, r->rule[i].id))
		i++;
	if (i == r->n)
		return fault(v, rec, "item", "the rules have no such");
	if (!TL_GROW(a->appeal, a->n, a->max))
		return tl_err_memory(&v->t->err);
	it = &a->appeal[a->n++];
	*it = (struct tl_appeal){ .item = i };
	it->id = tl_arena_dup(&a->arena, id, &ok);
	it->body = tl_arena_dup(&a->arena, tl_record_named(rec, "body"), &ok);
	it->decision = tl_arena_dup(&a->arena, tl_record_named(rec, "decision"), &ok);
	it->upheld = tl_eqs(it->decision, "upheld");
	it->points = it->upheld ? hundredths(rec, "points") : 0;
	return ok ? 0 : tl_err_memory(&v->t->err);
}

/* REC, if it is about these rules and this period. */
static int see(struct tl_appeals *a, struct tl_view *v, const struct tl_rulebook *r,
               const struct tl_record *rec, tl_day first, tl_day last)
{
	tl_day from, upto;

	if (!tl_eqs(tl_record_named(rec, "rules"), r->name))
		return 0;
	if (!tl_period_span(tl_record_named(rec, "period"), v->today, 0, &from, &upto))
		return fault(v, rec, "period", "no period such as 2018H1");
	return from == first && upto == last ? take(a, v, r, rec) : 0;
}

int tl_appeals_read(struct tl_appeals *a, const struct tl_view *v, const struct tl_rulebook *r,
                    tl_day first, tl_day last)
{
	char known[24];
	const struct tlsafe_select all = { .known_at = known };
	const struct tl_kind *kind;
	TL_VIEW now = { 0 };
	TL_WALK walk = { 0 };
	TL_RECORD rec = { 0 };
	int rc;

	snprintf(known, sizeof(known), "%llu",
	         (unsigned long long)(v->known < v->head.number ? v->known : v->head.number));
	if (!tl_schema_kind(v->schema, "appeal"))
		return 0;
	rc = tl_view_select(&now, v->t, &all);
	if (rc)
		return rc;
	kind = tl_schema_kind(now.schema, "appeal");
	tl_record_init(&rec, kind);
	rc = tl_walk_begin(&walk, &now, kind);
	while (!rc && (rc = tl_walk_next(&walk, &rec)) == 1)
		rc = see(a, &now, r, &rec, first, last);
	return rc;
}
