/* What units reported of a period before, and the hazards that came of it. */
#include "inspect/selfchecks.h"

#include <stdio.h>

#include "base/utf8.h"
#include "journal/hazard.h"
#include "journal/return.h"
#include "query/match.h"
#include "query/returns.h"

/* Index of what is known of UNIT and PERIOD, which is made. */
static int group_of(struct tl_selfchecks *k, struct tl_bytes unit, struct tl_bytes period,
                    size_t *ret)
{
	uint64_t *slot;
	bool made;

	tl_buf_clear(&k->key);
	tl_buf_add(&k->key, unit);
	tl_buf_char(&k->key, '\n');
	tl_buf_add(&k->key, period);
	slot = k->key.failed ? NULL : tl_map_put(k->groups, tl_buf_bytes(&k->key), &made);
	if (!slot || (made && !TL_GROW(k->known, k->nknown, k->maxknown)))
		return tl_visit_memory(k->x);
	if (made) {
		k->known[k->nknown++] = (struct tl_selfcheck_known){ .received = TL_NODAY };
		*slot = k->nknown;
	}
	*ret = *slot - 1;
	return 0;
}

static int take_report(struct tl_selfchecks *k, const struct tl_record *r)
{
	struct tl_selfcheck_known *known;
	uint64_t *slot;
	bool ok = true;
	size_t at;
	int rc = group_of(k, tl_record_at(r, TL_F_UNIT), tl_record_at(r, TL_F_PERIOD), &at);

	if (rc)
		return rc;
	slot = tl_map_put(k->reports, tl_record_at(r, TL_F_ID), NULL);
	if (!slot)
		return tl_visit_memory(k->x);
	*slot = at + 1;
	known = &k->known[at];
	if (!tl_record_is(r, TL_F_STATE, TL_RETURN_STANDING) ||
	    (known->id.data && tl_record_day(r, TL_F_RECEIVED) < known->received))
		return 0;
	known->id = tl_arena_dup(&k->arena, tl_record_at(r, TL_F_ID), &ok);
	known->bundle = tl_arena_dup(&k->arena, tl_record_named(r, "bundle"), &ok);
	known->received = tl_record_day(r, TL_F_RECEIVED);
	return ok ? 0 : tl_visit_memory(k->x);
}

static int read_reports(struct tl_selfchecks *k, const struct tl_selfcheck *r)
{
	TL_RETURNS all = { .begun = false };
	TL_RECORD rec = { 0 };
	int rc = tl_returns_begin(&all, &k->x->c->view, k->kind, r->first, r->first);

	tl_record_init(&rec, k->kind);
	while (!rc && (rc = tl_returns_next(&all, &rec)) == 1)
		rc = tl_eq(tl_record_at(&rec, TL_F_PERIOD), r->period) ? take_report(k, &rec) : 0;
	return rc;
}

int tl_selfcheck_known(struct tl_selfchecks *k, const struct tl_selfcheck *r, size_t *ret)
{
	uint64_t *slot = tl_map_put(k->read, r->period, NULL);
	int rc = 0;

	if (!slot)
		return tl_visit_memory(k->x);
	if (!*slot) {
		*slot = 1;
		rc = read_reports(k, r);
	}
	return rc ? rc : group_of(k, r->unit, r->period, ret);
}

/* --- hazards -------------------------------------------------------------------- */

void tl_selfcheck_key(struct tl_selfchecks *k, struct tl_bytes item, struct tl_bytes place,
                      struct tl_bytes description)
{
	const struct tl_bytes of[] = { item, place, description };

	tl_buf_clear(&k->key);
	for (size_t i = 0; i < TL_LEN(of); i++) {
		tl_utf8_fold(&k->key, of[i]);
		tl_buf_char(&k->key, '\n');
	}
}

/* One whose report is void, or of another period, is known again, and not missed. */
static int take_hazard(struct tl_selfchecks *k, struct tl_bytes period, const struct tl_record *r)
{
	uint64_t *slot = tl_map_get(k->reports, tl_record_named(r, "return"));
	struct tl_selfcheck_old *old;
	struct tl_selfcheck_known *known;
	bool ok = true;
	size_t at = slot ? *slot - 1 : 0;
	int rc = 0;

	if (!tl_record_named(r, "return").len || tl_is_gone(r))
		return 0;
	if (!slot)
		rc = group_of(k, tl_record_at(r, TL_F_UNIT), period, &at);
	if (rc)
		return rc;
	tl_selfcheck_key(k, tl_record_named(r, "item"), tl_record_named(r, "place"),
	                 tl_record_at(r, TL_F_DESCRIPTION));
	if (k->key.failed || !TL_GROW(k->old, k->nold, k->maxold))
		return tl_visit_memory(k->x);
	known = &k->known[at];
	old = &k->old[k->nold++];
	*old = (struct tl_selfcheck_old){
		.id = tl_arena_dup(&k->arena, tl_record_at(r, TL_F_ID), &ok),
		.key = tl_arena_dup(&k->arena, tl_buf_bytes(&k->key), &ok),
		.description = tl_arena_dup(&k->arena, tl_record_at(r, TL_F_DESCRIPTION), &ok),
		.named = !slot,
		.next = known->old,
	};
	known->old = k->nold;
	return ok ? 0 : tl_visit_memory(k->x);
}

/* Those of self-checks that were found in the period. */
static int read_hazards(struct tl_selfchecks *k, const struct tl_selfcheck *r)
{
	char first[TL_DAY_TEXT], last[TL_DAY_TEXT], found[64], source[] = "source=" TL_SELFCHECK;
	char *words[] = { source, found };
	TL_QUERY q = { 0 };
	TL_SEARCH search = { .q = &q };
	TL_RECORD rec = { 0 };
	int rc;

	snprintf(found, sizeof(found), "found=%s..%s", tl_day_format(first, r->first),
	         tl_day_format(last, r->last));
	rc = tl_query_begin(&q, &k->x->c->view, k->x->hazard, words, TL_LEN(words), false);
	if (rc)
		return rc;
	tl_record_init(&rec, k->x->hazard);
	rc = tl_search_begin(&search);
	while (!rc && (rc = tl_search_next(&search, &rec)) == 1) {
		rc = tl_query_match(&q, &rec, TL_MATCH_ALL);
		if (rc > 0)
			rc = take_hazard(k, r->period, &rec);
	}
	return rc;
}

int tl_selfcheck_olds(struct tl_selfchecks *k, const struct tl_selfcheck *r)
{
	uint64_t *slot = tl_map_get(k->read, r->period);

	if (!slot || *slot == 2)
		return slot ? 0 : TLSAFE_EBUG;
	*slot = 2;
	return read_hazards(k, r);
}
