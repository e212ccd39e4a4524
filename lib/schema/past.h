/*
 * A schema file packed with what it was before.
 */
#ifndef TL_SCHEMA_PAST_H
#define TL_SCHEMA_PAST_H

#include "schema/schema.h"

/* Appends FILE, parsed, as bytes that tl_schema_load takes for its text: without parsing YAML anew,
 * which is most of a short command's time. */
int tl_schema_pack(struct tl_buf *out, const struct tl_schema_file *file, struct tl_err *err);
/*
 * A file as it is now and was before. Places of kinds and fields never move: a field that PRESENT
 * lacks stays where it first was, withdrawn, and so does a whole file whose PRESENT is TL_NONE.
 */
struct tl_schema_past {
	struct tl_bytes name, present;
	/* all that it said before, in order of entry; at least one where PRESENT is TL_NONE */
	const struct tl_bytes *text;
	size_t n;
	/* 0: of genesis; else from 1, in order of the entries that added files */
	unsigned order;
};
/* as tl_schema_pack */
int tl_schema_pack_past(struct tl_buf *out, const struct tl_schema_past *p, struct tl_err *err);

#endif
