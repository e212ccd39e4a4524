/*
 * Genesis in the store: settings, schema set and seed records, from which everything starts.
 */
#ifndef TL_STORE_GENESIS_H
#define TL_STORE_GENESIS_H

#include "store/handle.h"

/* The files of genesis, which few ask for, into T->genesis. TLSAFE_ECORRUPT: genesis is not what
 * the store says of it. */
int tl_store_files(struct tlsafe *t, struct tl_kv_txn *txn);
/* Puts genesis into T and TXN: settings, schema set and seed records. T->genesis is set from
 * BYTES. */
int tl_store_genesis(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_bytes bytes);
/* Keeps BYTES in T, takes them apart into G, whose texts are borrowed from there, and hashes
 * them. */
int tl_store_take_genesis(struct tlsafe *t, struct tl_bytes bytes, struct tl_genesis *g,
                          unsigned char hash[TL_HASH_LEN]);
/* Writes T's genesis and identity as the first thing in its store. */
int tl_store_write_genesis(struct tlsafe *t);
/* Genesis without its files, into T->genesis. TLSAFE_EVERSION: an older form. */
int tl_store_load_start(struct tlsafe *t, struct tl_kv_txn *txn);

#endif
