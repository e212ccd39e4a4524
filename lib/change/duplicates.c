/* What stands behind an original, told when it becomes void too. */
#include "change/duplicates.h"

#include <stdlib.h>

#include "query/duplicates.h"

#define NAMED 5

struct original {
	struct tl_buf names;		/* of its duplicates, up to NAMED */
	size_t n;
};

struct search {
	struct tl_map *ids;		/* id -> index + 1 */
	struct original *original;
	size_t n;
};

static void search_release(struct search *s)
{
	for (size_t i = 0; s->original && i < s->n; i++)
		tl_buf_release(&s->original[i].names);
	free(s->original);
	tl_map_freep(&s->ids);
}

static int note(void *ctx, const struct tl_record *r)
{
	struct search *s = ctx;
	uint64_t *slot = tl_map_get(s->ids, tl_record_at(r, TL_F_DUPLICATE_OF));
	struct original *o;

	if (!slot)
		return 0;
	o = &s->original[*slot - 1];
	if (o->n++ < NAMED) {
		tl_buf_str(&o->names, o->names.len ? ", " : "");
		tl_buf_add(&o->names, tl_record_at(r, TL_F_ID));
	}
	return o->names.failed ? TLSAFE_EMEMORY : 0;
}

static int search_begin(struct search *s, const struct tl_bytes *id)
{
	s->ids = tl_map_new();
	s->original = calloc(s->n, sizeof(*s->original));
	if (!s->ids || !s->original)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < s->n; i++) {
		uint64_t *slot = tl_map_put(s->ids, id[i], NULL);
		if (!slot)
			return TLSAFE_EMEMORY;
		*slot = i + 1;
	}
	return 0;
}

int tl_duplicates_tell(struct tl_change *c, const struct tl_kind *kind, const struct tl_bytes *id,
                       size_t n)
{
	TL_CLEANUP(search_release) struct search s = { .n = n };
	int rc;

	if (!n || kind->at[TL_F_DUPLICATE_OF] < 0)
		return 0;
	rc = search_begin(&s, id);
	if (!rc)
		rc = tl_duplicates_each(&c->view, kind, note, &s);
	if (rc == TLSAFE_EMEMORY)
		return tl_err_memory(&c->t->err);
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
