/*
 * Records that are void as duplicates of others.
 */
#ifndef TL_QUERY_DUPLICATES_H
#define TL_QUERY_DUPLICATES_H

#include "base/map.h"
#include "store/view.h"

/* The duplicates of each record, as a view sees them. */
struct tl_duplicates {
	bool begun, linked;	/* the store keeps links back, and of now alone is asked */
	struct tl_map *original;	/* not linked: id -> index + 1 */
	struct tl_buf *names;		/* of its duplicates, a list; linked: of one record */
	size_t n, max;
	struct tl_record r;
};
void tl_duplicates_release(struct tl_duplicates *d);
/* Those of ID, of KIND: a list of ids in order of row, borrowed until the next call; TL_NONE: it
 * has none. V is always the same one. */
int tl_duplicates_of(struct tl_duplicates *d, struct tl_view *v, const struct tl_kind *kind,
                     struct tl_bytes id, struct tl_bytes *ret);

#endif
