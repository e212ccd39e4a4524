/*
 * Making a store, and opening one.
 */
#ifndef TL_STORE_OPEN_H
#define TL_STORE_OPEN_H

#include "store/handle.h"

/* Begins a call of the public interface: forgets what the one before said and did, and takes the
 * schema set as it is now, so that nothing may point into the one before. TLSAFE_EUSAGE: no store
 * is open. */
int tl_store_begin(struct tlsafe *t);
/* Whether a call that changes something, and gave RC, is to be made once more: another writer
 * changed the schema set after it had begun, so that nothing was done. *TRIES counts from 0. */
bool tl_store_again(const struct tlsafe *t, int rc, int *tries);

/* A store over kv_mem, as init makes one; it has no path and no gate. For tests and dry runs. */
int tl_store_in_memory(struct tlsafe *t, const struct tlsafe_setup *setup);
/* A store beside FROM's, of the present format and with its identity and genesis, which nothing was
 * entered in: open in TO, in the directory *DIR (yours). */
int tl_store_beside(struct tlsafe *to, char **dir, struct tlsafe *from);
/* A copy of OF's store in one file, by an engine's copy: for reading, without locks and wherever it
 * lies. */
int tl_store_open_copy(struct tlsafe *t, const char *file, const struct tlsafe *of);
/* The store in DIR, which nobody has open, into the place of the one at PATH, whose directory gets
 * the name *ASIDE (yours): its own with SUFFIX. At every instant one of the two is there. Stills in
 * files beside the old one lie beside the new one then. */
int tl_store_take_place(const char *path, const char *dir, const char *suffix, char **aside,
                        struct tl_err *err);
/* A new directory beside PATH, with the group and mode of what lies there, else of a new store. */
int tl_store_dir_beside(char **dir, const char *path, struct tl_err *err);
/* Whether a store can come to PATH: 0 there is nothing, or an empty directory; TLSAFE_EEXIST, with
 * a text, something else. */
int tl_store_vacant(const char *path, struct tl_err *err);
/* Writes the file STORE in DIR: whose store it is, in which format, and which engine holds it. */
int tl_store_mark(const char *dir, const char *id, unsigned format, const char *engine,
                  struct tl_err *err);
void tl_store_drop(struct tlsafe *t, const char *dir);	/* closes it and removes its files */
/* the set of TXN becomes T's: nothing may point into the one before */
int tl_store_load_set(struct tlsafe *t, struct tl_kv_txn *txn);
int tl_store_reload(struct tlsafe *t);		/* the same, of the store as it is now */

#endif
