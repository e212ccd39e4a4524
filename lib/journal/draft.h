/*
 * A transaction being made.
 */
#ifndef TL_JOURNAL_DRAFT_H
#define TL_JOURNAL_DRAFT_H

#include "base/compress.h"
#include "base/err.h"
#include "base/worker.h"
#include "journal/entry.h"

struct tl_draft {
	struct tl_compressor compressor;
	struct tl_buf raw, personal, compressed;
	struct tl_names names;
	uint32_t count, first;		/* entries in all; first entry of the open block */
	bool beside;			/* which sets personal values, kept or not */
	struct tl_draft_block {
		uint32_t first;
		struct tl_buf entries, personal;	/* compressed; personal empty: none */
	} *block;
	size_t nblocks, maxblocks;
	bool marked;			/* blocks are closed at marks alone */
	/* of a large one, who compresses blocks meanwhile; and those that are with him */
	struct tl_worker *worker;
	struct tl_draft_given *given;
	bool alone;			/* no second thread is wanted */
};
void tl_draft_release(struct tl_draft *d);	/* also: start anew */
/* Salts and digests of E's personal values are made here (E's set is written to), unless SALTED.
 * E's place.n is set. */
int tl_draft_add(struct tl_draft *d, struct tl_entry *e, bool salted, struct tl_err *err);
/* A place in the draft to which it can be taken back, until the next mark. */
struct tl_draft_mark {
	size_t raw, personal, names;
	uint32_t count, first;
	bool beside;
};
int tl_draft_mark(struct tl_draft *d, struct tl_draft_mark *m, struct tl_err *err);
void tl_draft_back(struct tl_draft *d, const struct tl_draft_mark *m);
/* Closes the open block. Only then all blocks are there. */
int tl_draft_seal(struct tl_draft *d, struct tl_err *err);

#endif
