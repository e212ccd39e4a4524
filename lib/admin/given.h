/*
 * What a store has given out and does not give again: numbers of transactions, and the last number
 * of each series of ids. It is gathered from a store, and from a list of what stands on paper.
 */
#ifndef TL_ADMIN_GIVEN_H
#define TL_ADMIN_GIVEN_H

#include "base/crypto.h"
#include "base/map.h"
#include "store/view.h"

struct tl_given {
	uint64_t after;			/* transactions up to this one are known anyhow */
	struct tl_given_txn {
		char hash[2 * TL_HASH_LEN + 1];	/* as far as it is known; empty: it is not */
	} *txn;				/* from AFTER + 1 on */
	size_t ntxns, maxtxns;
	struct tl_map *serials;		/* by prefix */
	char **prefix;			/* of all of them */
	size_t nprefixes, maxprefixes;
};
int tl_given_begin(struct tl_given *g, uint64_t after, struct tl_err *err);
void tl_given_release(struct tl_given *g);

/* From the store that V looks at. TLSAFE_ECORRUPT: it cannot tell all. */
int tl_given_store(struct tl_given *g, struct tl_view *v);
/* From the file PATH, by lines: an id, an anchor, or a JSON object of an export, a log or a list;
 * what stands behind a tab is passed over. Kinds and site are T's. TLSAFE_EINPUT names the line. */
int tl_given_list(struct tl_given *g, struct tlsafe *t, const char *path);
/* What a restore writes of those series whose last number is lower in the store that V looks at:
 * " H20180702 12 U 60", by prefix; and how many. */
int tl_given_serials(struct tl_given *g, struct tl_view *v, struct tl_buf *out, size_t *n);

#endif
