/*
 * The present schema set as it lies in a store: S, M schema and M set (store/schema_set.h). M set
 * is passed over where it is of another M schema, since an older program entered a file, or of a
 * program that loads otherwise; the next commit makes it anew (schema_bare of struct tlsafe).
 */
#ifndef TL_STORE_SCHEMA_KEPT_H
#define TL_STORE_SCHEMA_KEPT_H

#include "store/handle.h"

/* Loads the set of TXN as T's. */
int tl_schema_kept_load(struct tlsafe *t, struct tl_kv_txn *txn);
/* the same, of S alone */
int tl_schema_kept_load_files(struct tlsafe *t, struct tl_kv_txn *txn);
/* Writes M set into TXN, of S and M schema as they are there. */
int tl_schema_kept_write(struct tlsafe *t, struct tl_kv_txn *txn);
/* *SAME: M set is what S makes, or nobody would use it. */
int tl_schema_kept_check(struct tlsafe *t, struct tl_kv_txn *txn, bool *same);
/* M schema; 0: none */
int tl_schema_kept_last(struct tl_kv_txn *txn, uint64_t *ret, struct tl_err *err);

#endif
