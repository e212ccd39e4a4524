/*
 * The files of a schema set, read from a directory.
 */
#ifndef TL_STORE_SCHEMA_FILES_H
#define TL_STORE_SCHEMA_FILES_H

#include "journal/genesis.h"
#include "tlsafe.h"

/* All *.yaml of SETUP's directory and of its kinds/ and codes/ into G, the district's text from its
 * config if that is given. */
int tl_store_read_schemas(struct tl_genesis *g, const struct tlsafe_setup *setup,
                          struct tl_arena *a, struct tl_err *err);
/* The file PATH, named by the LEN bytes of NAME, into G, which has room. TLSAFE_ECONFIG: longer
 * than 1 MiB. */
int tl_store_read_schema(struct tl_genesis *g, const char *path, const char *name, size_t len,
                         struct tl_arena *a, struct tl_err *err);
/* The N FILES that a caller named, in place of what G has; each is called NAME.yaml, and no two
 * alike. TLSAFE_EUSAGE: they are not; TLSAFE_ENOENT: one cannot be read; TLSAFE_EINPUT: or is too
 * long. */
int tl_store_read_given(struct tl_genesis *g, char *const *files, size_t n, struct tl_arena *a,
                        struct tl_err *err);
/* F is UTF-8 without NUL, as a file of a set has to be. */
bool tl_store_is_text(const struct tl_schema_file *f);
/* A SITE other than the district's: a line of its own in the district's file, which also puts it
 * before ids. */
int tl_store_give_site(struct tl_genesis *g, const char *site, struct tl_arena *a,
                       struct tl_err *err);

#endif
