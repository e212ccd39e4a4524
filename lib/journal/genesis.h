/*
 * Genesis as bytes, and its hash: what a chain of transactions begins with.
 */
#ifndef TL_JOURNAL_GENESIS_H
#define TL_JOURNAL_GENESIS_H

#include "base/crypto.h"
#include "base/err.h"
#include "schema/schema.h"

#define TL_JOURNAL_FORMAT 1	/* of the lines that make a chain; genesis has it */
struct tl_genesis {
	struct tl_bytes site, language;
	int offset;
	uint64_t format;
	struct tl_schema_file *file;	/* in byte order of the names */
	size_t nfiles;
	struct tl_bytes salvaged;	/* of a chain made of what was saved of another; or empty */
};
void tl_genesis_pack(struct tl_buf *out, const struct tl_genesis *g);
/* Texts borrowed from IN; the files are in ARENA. */
int tl_genesis_unpack(struct tl_genesis *g, struct tl_bytes in, struct tl_arena *arena,
                      struct tl_err *err);
void tl_genesis_hash(unsigned char out[TL_HASH_LEN], const struct tl_genesis *g,
                     struct tl_buf *scratch);

#endif
