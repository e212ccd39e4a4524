/* A table for keys that mostly ascend. */
#include "base/ascent.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/memory.h"

struct tl_ascent {
	struct item {
		struct tl_bytes key;
		uint64_t value;
	} *item;			/* each key behind the one before */
	size_t n, max;
	struct tl_arena keys;
	struct tl_map *rest;		/* keys before the last item's; NULL: none yet */
};

struct tl_ascent *tl_ascent_new(void)
{
	return tl_got(calloc(1, sizeof(struct tl_ascent)));
}

void tl_ascent_freep(struct tl_ascent **a)
{
	if (!*a)
		return;
	tl_map_freep(&(*a)->rest);
	tl_arena_release(&(*a)->keys);
	free((*a)->item);
	free(*a);
	*a = NULL;
}

/* KEY against the last item: 1 behind it, 0 the same, -1 before it. */
static int side(const struct tl_ascent *a, struct tl_bytes key)
{
	int c = a->n ? tl_cmp(key, a->item[a->n - 1].key) : 1;

	return (c > 0) - (c < 0);
}

/* The item of KEY, which lies before the last one. */
static struct item *search(const struct tl_ascent *a, struct tl_bytes key)
{
	size_t from = 0, upto = a->n - 1;

	while (from < upto) {
		size_t mid = from + (upto - from) / 2;
		int c = tl_cmp(key, a->item[mid].key);
		if (!c)
			return &a->item[mid];
		if (c < 0)
			upto = mid;
		else
			from = mid + 1;
	}
	return NULL;
}

uint64_t *tl_ascent_get(const struct tl_ascent *a, struct tl_bytes key)
{
	int where = side(a, key);
	struct item *i;

	if (where > 0)
		return NULL;
	i = where ? search(a, key) : &a->item[a->n - 1];
	if (i)
		return &i->value;
	return a->rest ? tl_map_get(a->rest, key) : NULL;
}

uint64_t *tl_ascent_put(struct tl_ascent *a, struct tl_bytes key)
{
	uint64_t *slot = tl_ascent_get(a, key);
	struct tl_bytes copy;
	bool ok = true;

	if (slot)
		return slot;
	if (side(a, key) < 0) {
		if (!a->rest)
			a->rest = tl_map_new();
		return a->rest ? tl_map_put(a->rest, key, NULL) : NULL;
	}
	copy = tl_arena_dup(&a->keys, key.data ? key : TL_LIT(""), &ok);
	if (!ok || !TL_GROW(a->item, a->n, a->max))
		return NULL;
	a->item[a->n] = (struct item){ copy, 0 };
	return &a->item[a->n++].value;
}
