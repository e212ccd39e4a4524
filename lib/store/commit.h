/*
 * Journal and views of a transaction, written together.
 */
#ifndef TL_STORE_COMMIT_H
#define TL_STORE_COMMIT_H

#include "journal/journal.h"
#include "store/blobs.h"
#include "store/handle.h"

/* Journal and views of a draft, and the files that it names, which are there or come from FILES
 * (may be NULL). H is complete but for the hash, which is set. */
int tl_commit(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_draft *d, struct tl_head *h,
              const struct tl_blobs_source *files);
/* that H was entered for its request, if it has one */
int tl_request_put(struct tl_kv_txn *txn, const struct tl_head *h, struct tl_err *err);

#endif
