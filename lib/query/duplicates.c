/* Records that are void as duplicates of others: by the links that the store keeps, or by facts, or
 * as of a past moment record by record. */
#include "query/duplicates.h"

#include <stdlib.h>

#include "store/fact.h"
#include "store/links.h"

void tl_duplicates_release(struct tl_duplicates *d)
{
	for (size_t i = 0; i < d->n; i++)
		tl_buf_release(&d->names[i]);
	free(d->names);
	tl_map_freep(&d->original);
	if (d->begun)
		tl_record_release(&d->r);
	*d = (struct tl_duplicates){ .begun = false };
}

static void add_name(struct tl_buf *names, const struct tl_record *r)
{
	tl_list_add(names, tl_record_at(r, TL_F_ID));
}

/* --- without links ----------------------------------------------------------- */

/* The record in hand goes to its original, if it has one. */
static int keep(struct tl_duplicates *d)
{
	struct tl_bytes of = tl_record_at(&d->r, TL_F_DUPLICATE_OF);
	uint64_t *slot;

	if (!d->r.exists || !of.len)
		return 0;
	slot = tl_map_put(d->original, of, NULL);
	if (!slot || (!*slot && !TL_GROW(d->names, d->n, d->max)))
		return TLSAFE_EMEMORY;
	if (!*slot) {
		d->names[d->n++] = (struct tl_buf){ 0 };
		*slot = d->n;
	}
	add_name(&d->names[*slot - 1], &d->r);
	return d->names[*slot - 1].failed ? TLSAFE_EMEMORY : 0;
}

static int look_at_block(struct tl_duplicates *d, struct tl_view *v, struct tl_facts *f, uint64_t b)
{
	bool some_live = b < f->nblocks && tl_facts_some_live(f, b);
	struct tl_fact_block block;
	int rc = tl_facts_block(f, b, TL_FACT_BIT(flags), &block);

	for (size_t i = 0; !rc && i < block.n; i++) {
		if (!(block.column[TL_FACT_flags][i] & (TL_FACT_VOID | TL_FACT_OTHER)) ||
		    (some_live && tl_facts_is_live(f, block.row + i)))
			continue;
		rc = tl_view_record(v, f->kind, tl_fact_row_number(&block, i), &d->r);
		if (!rc)
			rc = keep(d);
	}
	return rc;
}

/* Void ones are few. */
static int look_at_facts(struct tl_duplicates *d, struct tl_view *v, const struct tl_kind *kind)
{
	TL_CLEANUP(tl_facts_release) struct tl_facts f = { 0 };
	int rc = tl_facts_begin(&f, v->txn, kind, &v->t->err);

	for (uint64_t b = 0; !rc && b <= f.nblocks; b++)
		rc = look_at_block(d, v, &f, b);
	return rc;
}

/* Facts tell of the present alone. */
static int look_at_all(struct tl_duplicates *d, struct tl_view *v, const struct tl_kind *kind)
{
	TL_WALK walk = { 0 };
	int rc = tl_walk_begin(&walk, v, kind);

	while (!rc && (rc = tl_walk_next(&walk, &d->r)) == 1)
		rc = keep(d);
	return rc;
}

static int begin(struct tl_duplicates *d, struct tl_view *v, const struct tl_kind *kind)
{
	bool now = v->as_of == TL_NOEND && v->known == UINT64_MAX;
	int rc = now ? tl_links_kept(v->txn, &d->linked, &v->t->err) : 0;

	tl_record_init(&d->r, kind);
	d->begun = true;
	if (rc || d->linked)
		return rc;
	d->original = tl_map_new();
	if (!d->original)
		return TLSAFE_EMEMORY;
	return now ? look_at_facts(d, v, kind) : look_at_all(d, v, kind);
}

/* --- with links -------------------------------------------------------------- */

static int follow(struct tl_duplicates *d, struct tl_view *v, const struct tl_kind *kind,
                  struct tl_bytes id, struct tl_bytes *ret)
{
	struct tl_bytes rows;
	struct tl_unpack u;
	int rc = tl_links_of(v->txn, kind, id, &rows, &v->t->err);

	if (rc || !rows.len)
		return rc;
	if (!d->n && !TL_GROW(d->names, d->n, d->max))
		return TLSAFE_EMEMORY;
	if (!d->n)
		d->names[d->n++] = (struct tl_buf){ 0 };
	tl_buf_clear(&d->names[0]);
	for (u = tl_unpack(rows); !rc && !tl_unpack_end(&u) && !u.bad;) {
		rc = tl_view_record(v, kind, tl_unpack_uint(&u), &d->r);
		if (!rc)
			add_name(&d->names[0], &d->r);
	}
	*ret = tl_buf_bytes(&d->names[0]);
	return !rc && d->names[0].failed ? TLSAFE_EMEMORY : rc;
}

int tl_duplicates_of(struct tl_duplicates *d, struct tl_view *v, const struct tl_kind *kind,
                     struct tl_bytes id, struct tl_bytes *ret)
{
	uint64_t *slot;
	int rc = 0;

	*ret = TL_NONE;
	if (kind->at[TL_F_DUPLICATE_OF] < 0)
		return 0;
	if (!d->begun)
		rc = begin(d, v, kind);
	if (!rc && d->linked)
		rc = follow(d, v, kind, id, ret);
	if (rc)
		return rc == TLSAFE_EMEMORY ? tl_err_memory(&v->t->err) : rc;
	slot = d->linked ? NULL : tl_map_get(d->original, id);
	if (slot)
		*ret = tl_buf_bytes(&d->names[*slot - 1]);
	return 0;
}
