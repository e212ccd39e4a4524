/* Reports of self-checks, all of a call. */
#include "inspect/selfchecks.h"

#include <stdlib.h>

#include "query/returns.h"

static void release(struct tl_selfchecks *k)
{
	tl_map_freep(&k->groups);
	tl_map_freep(&k->reports);
	tl_map_freep(&k->read);
	free(k->known);
	free(k->old);
	tl_arena_release(&k->arena);
	tl_buf_release(&k->key);
}

static int refuse_second(struct tl_selfchecks *k, const struct tl_selfcheck *r,
                         const struct tl_returned *first)
{
	const char *file = first->file ? first->file : "";

	tl_selfcheck_at(k->x, r->s, r->s->line);
	return tl_fault(&k->x->c->decide, TLSAFE_EINPUT, NULL, TL_NONE, "leave one of the two out",
	                "%.*s reports twice of %.*s in one call: before in %s:%llu",
	                (int)r->unit.len, r->unit.data, (int)r->period.len, r->period.data, file,
	                (unsigned long long)first->line);
}

static int take(struct tl_selfchecks *k, const struct tl_returned *s)
{
	struct tl_recording *x = k->x;
	struct tl_selfcheck r = { .s = s };
	struct tl_selfcheck_known *known;
	size_t before = x->c->decide.faults, at;
	int rc;

	tl_arena_reset(&x->one);
	rc = tl_selfcheck_read(k, &r);
	if (rc || x->c->decide.faults > before)
		return rc;
	rc = tl_selfcheck_known(k, &r, &at);
	if (rc)
		return rc;
	known = &k->known[at];
	if (known->here)
		return refuse_second(k, &r, known->here);
	known->here = s;
	if (known->id.data && tl_eqs(known->bundle, r.bundle)) {
		x->sum.returns_unchanged++;
		return 0;
	}
	return tl_selfcheck_enter(k, &r, at);
}

int tl_selfchecks_take(struct tl_recording *x)
{
	TL_CLEANUP(release) struct tl_selfchecks k = { .x = x };
	int rc;

	if (!x->returned->n)
		return 0;
	rc = tl_returns_kind(x->t->schema, &k.kind, &x->t->err);
	k.groups = tl_map_new();
	k.reports = tl_map_new();
	k.read = tl_map_new();
	if (!rc && (!k.groups || !k.reports || !k.read))
		return tl_visit_memory(x);
	for (size_t i = 0; !rc && i < x->returned->n; i++) {
		rc = take(&k, &x->returned->sheet[i]);
		if (tl_recording_told(x, rc))
			rc = 0;
	}
	return rc;
}
