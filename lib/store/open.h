/*
 * Making a store, and opening one.
 */
#ifndef TL_STORE_OPEN_H
#define TL_STORE_OPEN_H

#include "store/handle.h"

/* A store over kv_mem, as init makes one; it has no path and no gate. For tests and dry runs. */
int tl_store_in_memory(struct tlsafe *t, const struct tlsafe_setup *setup);
/* the set of TXN becomes T's: nothing may point into the one before */
int tl_store_load_set(struct tlsafe *t, struct tl_kv_txn *txn);
int tl_store_reload(struct tlsafe *t);		/* the same, of the store as it is now */

#endif
