/* Records that are void as duplicates of others, found by their facts: void ones are few. */
#include "change/duplicates.h"

#include <stdlib.h>

#include "store/fact.h"

#define NAMED 5

struct original {
	struct tl_buf names;		/* of its duplicates, up to NAMED */
	size_t n;
};

struct search {
	struct tl_change *c;
	const struct tl_kind *kind;
	struct tl_map *ids;		/* id -> index + 1 */
	struct original *original;
	size_t n;
	struct tl_record r;
};

static void search_release(struct search *s)
{
	for (size_t i = 0; s->original && i < s->n; i++)
		tl_buf_release(&s->original[i].names);
	free(s->original);
	tl_map_freep(&s->ids);
	tl_record_release(&s->r);
}

static int look_at(struct search *s, uint64_t row)
{
	struct original *o;
	uint64_t *slot;
	int rc = tl_view_record_on(&s->c->view, s->kind, row, TL_NOEND, &s->r);

	if (rc || !s->r.exists || !tl_record_at(&s->r, TL_F_DUPLICATE_OF).len)
		return rc;
	slot = tl_map_get(s->ids, tl_record_at(&s->r, TL_F_DUPLICATE_OF));
	if (!slot)
		return 0;
	o = &s->original[*slot - 1];
	if (o->n++ < NAMED) {
		tl_buf_str(&o->names, o->names.len ? ", " : "");
		tl_buf_add(&o->names, tl_record_at(&s->r, TL_F_ID));
	}
	return o->names.failed ? tl_err_memory(&s->c->t->err) : 0;
}

static int look_at_block(struct search *s, struct tl_facts *f, uint64_t b)
{
	bool some_live = b < f->nblocks && tl_facts_some_live(f, b);
	struct tl_fact_block block;
	int rc = tl_facts_block(f, b, TL_FACT_BIT(flags), &block);

	for (size_t i = 0; !rc && i < block.n; i++) {
		if (!(block.column[TL_FACT_flags][i] & (TL_FACT_VOID | TL_FACT_OTHER)))
			continue;
		if (!some_live || !tl_facts_is_live(f, block.row + i))
			rc = look_at(s, tl_fact_row_number(&block, i));
	}
	return rc;
}

static int search_begin(struct search *s, const struct tl_bytes *id)
{
	s->ids = tl_map_new();
	s->original = calloc(s->n, sizeof(*s->original));
	if (!s->ids || !s->original)
		return tl_err_memory(&s->c->t->err);
	tl_record_init(&s->r, s->kind);
	for (size_t i = 0; i < s->n; i++) {
		uint64_t *slot = tl_map_put(s->ids, id[i], NULL);
		if (!slot)
			return tl_err_memory(&s->c->t->err);
		*slot = i + 1;
	}
	return 0;
}

int tl_duplicates_tell(struct tl_change *c, const struct tl_kind *kind, const struct tl_bytes *id,
                       size_t n)
{
	TL_CLEANUP(search_release) struct search s = { .c = c, .kind = kind, .n = n };
	TL_CLEANUP(tl_facts_release) struct tl_facts f = { 0 };
	int rc;

	if (!n || kind->at[TL_F_DUPLICATE_OF] < 0)
		return 0;
	rc = search_begin(&s, id);
	if (!rc)
		rc = tl_facts_begin(&f, c->view.txn, kind, &c->t->err);
	for (uint64_t b = 0; !rc && b <= f.nblocks; b++)
		rc = look_at_block(&s, &f, b);
	for (size_t i = 0; !rc && i < n; i++) {
		const struct original *o = &s.original[i];
		if (o->n)
			tl_warn(&c->decide, NULL, TL_NONE,
			        "%.*s: void as its duplicate%s: %.*s%s; one of them that was right "
			        "counts again once tlsafe-db undo takes its void back",
			        (int)id[i].len, id[i].data, o->n == 1 ? "" : "s",
			        (int)o->names.len, o->names.data, o->n > NAMED ? ", ..." : "");
	}
	return rc;
}
