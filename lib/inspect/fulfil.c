/* Inspections that were planned, and which of them a visit is. */
#include "inspect/fulfil.h"

#include <stdlib.h>

void tl_planned_release(struct tl_planned_all *all)
{
	free(all->item);
	tl_map_freep(&all->units);
	tl_map_freep(&all->ids);
	tl_arena_release(&all->arena);
	*all = (struct tl_planned_all){ .n = 0 };
}

bool tl_planned_period(const struct tl_record *r, tl_day *first, tl_day *last)
{
	/* What the plan is called is no day that is told from today. */
	return tl_period_span(tl_record_named(r, "plan"), 0, 0, first, last);
}

bool tl_planned_see(struct tl_planned_all *all, const struct tl_record *r)
{
	struct tl_planned p = { .since = r->first_on };
	uint64_t *slot, *named;
	bool ok = true;

	if (!tl_record_is(r, TL_F_STATE, "planned") || !tl_planned_period(r, &p.first, &p.last))
		return true;
	if (!all->units && (!(all->units = tl_map_new()) || !(all->ids = tl_map_new())))
		return false;
	slot = tl_map_put(all->units, tl_record_at(r, TL_F_UNIT), NULL);
	named = tl_map_put(all->ids, tl_record_at(r, TL_F_ID), NULL);
	if (!slot || !named || !TL_GROW(all->item, all->n, all->max))
		return false;
	p.id = tl_arena_dup(&all->arena, tl_record_at(r, TL_F_ID), &ok);
	p.unit = tl_arena_dup(&all->arena, tl_record_at(r, TL_F_UNIT), &ok);
	p.type = tl_arena_dup(&all->arena, tl_record_at(r, TL_F_TYPE), &ok);
	p.campaign = tl_arena_dup(&all->arena, tl_record_named(r, "campaign"), &ok);
	p.next = *slot;
	all->item[all->n++] = p;
	*slot = *named = all->n;
	return ok;
}

struct tl_planned *tl_planned_id(const struct tl_planned_all *all, struct tl_bytes id)
{
	const uint64_t *slot = all->ids ? tl_map_get(all->ids, id) : NULL;

	return slot ? &all->item[*slot - 1] : NULL;
}

/* A rather than B for a visit on DAY. */
static bool rather(const struct tl_planned *a, const struct tl_planned *b, tl_day day)
{
	if ((a->last >= day) != (b->last >= day))
		return a->last >= day;
	if (a->last != b->last)
		return a->last < b->last;
	return tl_cmp(a->id, b->id) < 0;
}

struct tl_planned *tl_planned_find(const struct tl_planned_all *all, struct tl_bytes unit,
                                   struct tl_bytes type, struct tl_bytes campaign, tl_day day)
{
	const uint64_t *slot = all->units ? tl_map_get(all->units, unit) : NULL;
	struct tl_planned *best = NULL;

	for (size_t i = slot ? *slot : 0; i; i = all->item[i - 1].next) {
		struct tl_planned *p = &all->item[i - 1];
		if (p->taken || p->since > day || p->first > day || !tl_eq(p->type, type) ||
		    (campaign.len && !tl_eq(p->campaign, campaign)))
			continue;
		if (!best || rather(p, best, day))
			best = p;
	}
	return best;
}
