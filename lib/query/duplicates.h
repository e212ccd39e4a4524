/*
 * Records that are void as duplicates of others.
 */
#ifndef TL_QUERY_DUPLICATES_H
#define TL_QUERY_DUPLICATES_H

#include "base/map.h"
#include "store/view.h"

/* EACH is called for every record of KIND that is a duplicate of another, as V sees it, in order of
 * row; R is its own for the call. What it returns but 0 ends the walk and is returned. */
int tl_duplicates_each(struct tl_view *v, const struct tl_kind *kind,
                       int (*each)(void *ctx, const struct tl_record *r), void *ctx);

/* The duplicates of each record. */
struct tl_duplicates {
	struct tl_map *original;	/* id -> index + 1; NULL: not looked for yet */
	struct tl_buf *names;		/* of its duplicates, a list */
	size_t n, max;
};
void tl_duplicates_release(struct tl_duplicates *d);
/* Those of ID, a list of ids; borrowed. TL_NONE: it has none. All are found when the first is asked
 * for. */
int tl_duplicates_of(struct tl_duplicates *d, struct tl_view *v, const struct tl_kind *kind,
                     struct tl_bytes id, struct tl_bytes *ret);

#endif
