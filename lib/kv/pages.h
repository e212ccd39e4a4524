/*
 * LMDB's pages by plain looks, apart from the engine: whether those between the root of a tree and
 * the place of a key are in order, and whether all pages of a file are either in use or free. What
 * is looked at is what was committed last; nothing here writes, and no page is trusted to hold what
 * it should.
 *
 * A page is in order when it says its own number, is a branch or a leaf, its nodes fill its end
 * without a gap, and its keys ascend within what the page above it allows.
 */
#ifndef TL_KV_PAGES_H
#define TL_KV_PAGES_H

#include "base/bytes.h"
#include "base/err.h"

#define TL_PAGES_TREES 16

struct tl_pages {
	const char *map;		/* of the whole file */
	size_t size;			/* of a page */
	uint64_t last;			/* number of the last page */
	uint64_t free_root, main_root;
	struct { char name; uint64_t root, entries; } tree[TL_PAGES_TREES];
	size_t ntrees;
	unsigned char *seen;		/* bits: pages found in order */
};

/* Sets P to the state whose meta page has these; the trees in it, named by one byte each, are read.
 * TLSAFE_ECORRUPT: the main tree is not in order. */
int tl_pages_begin(struct tl_pages *p, struct tl_err *err);
void tl_pages_end(struct tl_pages *p);
/* Whether the way to KEY in the tree NAME is in order. */
int tl_pages_way(struct tl_pages *p, char name, struct tl_bytes key, struct tl_err *err);
/* Whether each page of the file is in one place only: a tree, a large value, or the list of free
 * ones; and whether the trees have as many keys as they say. */
int tl_pages_audit(struct tl_pages *p, struct tl_err *err);

#endif
