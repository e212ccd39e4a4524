/* Records that are void as duplicates of others, found by their facts: void ones are few. */
#include "query/duplicates.h"

#include <stdlib.h>

#include "store/fact.h"

struct search {
	struct tl_view *v;
	const struct tl_kind *kind;
	int (*each)(void *ctx, const struct tl_record *r);
	void *ctx;
	struct tl_record r;
};

static void search_release(struct search *s)
{
	tl_record_release(&s->r);
}

static int look_at(struct search *s)
{
	if (!s->r.exists || !tl_record_at(&s->r, TL_F_DUPLICATE_OF).len)
		return 0;
	return s->each(s->ctx, &s->r);
}

static int look_at_block(struct search *s, struct tl_facts *f, uint64_t b)
{
	bool some_live = b < f->nblocks && tl_facts_some_live(f, b);
	struct tl_fact_block block;
	int rc = tl_facts_block(f, b, TL_FACT_BIT(flags), &block);

	for (size_t i = 0; !rc && i < block.n; i++) {
		if (!(block.column[TL_FACT_flags][i] & (TL_FACT_VOID | TL_FACT_OTHER)) ||
		    (some_live && tl_facts_is_live(f, block.row + i)))
			continue;
		rc = tl_view_record_on(s->v, s->kind, tl_fact_row_number(&block, i), TL_NOEND,
		                       &s->r);
		if (!rc)
			rc = look_at(s);
	}
	return rc;
}

static int look_at_facts(struct search *s)
{
	TL_CLEANUP(tl_facts_release) struct tl_facts f = { 0 };
	int rc = tl_facts_begin(&f, s->v->txn, s->kind, &s->v->t->err);

	for (uint64_t b = 0; !rc && b <= f.nblocks; b++)
		rc = look_at_block(s, &f, b);
	return rc;
}

/* Facts tell of the present alone. */
static int look_at_all(struct search *s)
{
	TL_WALK walk = { 0 };
	int rc = tl_walk_begin(&walk, s->v, s->kind);

	while (!rc && (rc = tl_walk_next(&walk, &s->r)) == 1)
		rc = look_at(s);
	return rc;
}

int tl_duplicates_each(struct tl_view *v, const struct tl_kind *kind,
                       int (*each)(void *ctx, const struct tl_record *r), void *ctx)
{
	TL_CLEANUP(search_release) struct search s = { v, kind, each, ctx, { 0 } };

	if (kind->at[TL_F_DUPLICATE_OF] < 0)
		return 0;
	tl_record_init(&s.r, kind);
	if (v->as_of == TL_NOEND && v->known == UINT64_MAX)
		return look_at_facts(&s);
	return look_at_all(&s);
}

/* --- of each record ---------------------------------------------------------- */

void tl_duplicates_release(struct tl_duplicates *d)
{
	for (size_t i = 0; i < d->n; i++)
		tl_buf_release(&d->names[i]);
	free(d->names);
	tl_map_freep(&d->original);
	d->names = NULL;
	d->n = d->max = 0;
}

static int keep(void *ctx, const struct tl_record *r)
{
	struct tl_duplicates *d = ctx;
	uint64_t *slot = tl_map_put(d->original, tl_record_at(r, TL_F_DUPLICATE_OF), NULL);
	struct tl_buf *names;

	if (!slot || (!*slot && !TL_GROW(d->names, d->n, d->max)))
		return TLSAFE_EMEMORY;
	if (!*slot) {
		d->names[d->n++] = (struct tl_buf){ 0 };
		*slot = d->n;
	}
	names = &d->names[*slot - 1];
	tl_buf_str(names, names->len ? "、" : "");
	tl_buf_add(names, tl_record_at(r, TL_F_ID));
	return names->failed ? TLSAFE_EMEMORY : 0;
}

int tl_duplicates_of(struct tl_duplicates *d, struct tl_view *v, const struct tl_kind *kind,
                     struct tl_bytes id, struct tl_bytes *ret)
{
	uint64_t *slot;
	int rc = 0;

	*ret = TL_NONE;
	if (!d->original) {
		d->original = tl_map_new();
		rc = d->original ? tl_duplicates_each(v, kind, keep, d) : TLSAFE_EMEMORY;
	}
	if (rc)
		return rc == TLSAFE_EMEMORY ? tl_err_memory(&v->t->err) : rc;
	slot = tl_map_get(d->original, id);
	if (slot)
		*ret = tl_buf_bytes(&d->names[*slot - 1]);
	return 0;
}
