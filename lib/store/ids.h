/*
 * The ids of a kind in order, each with its row, from their index: one pass that reads no record.
 */
#ifndef TL_STORE_IDS_H
#define TL_STORE_IDS_H

#include "store/view.h"

struct tl_ids {
	const struct tl_kind *kind;
	struct tl_kv_scan *scan;
	struct tl_err *err;
};

/* V outlives I. */
int tl_ids_begin(struct tl_ids *i, struct tl_view *v, const struct tl_kind *kind);
/* 1: ID, borrowed until the next, is that of ROW; 0: there are no more. Of every record that
 * ever was, whether or not the view knows of it. */
int tl_ids_next(struct tl_ids *i, struct tl_bytes *id, uint64_t *row);
void tl_ids_end(struct tl_ids *i);
/* Whether records were entered in the order of their ids, as most are. */
int tl_ids_ascend(struct tl_view *v, const struct tl_kind *kind, bool *ret);
#define TL_IDS TL_CLEANUP(tl_ids_end) struct tl_ids

#endif
