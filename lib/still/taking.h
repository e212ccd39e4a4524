/*
 * Pictures that are taken in: read, judged by their first bytes, kept once by their hash, each a
 * still of what it shows.
 */
#ifndef TL_STILL_TAKING_H
#define TL_STILL_TAKING_H

#include "base/map.h"
#include "base/spool.h"
#include "change/change.h"
#include "still/look.h"

struct tl_taking {	/* begin with { 0 } */
	struct tlsafe *t;
	const struct tlsafe_stills *in;
	const struct tl_kind *kind;
	struct tl_taken {
		const char *name;
		uint64_t at, len;	/* in SPOOL */
		bool read;
		struct tl_blob blob;
		char hash[TL_HASH_TEXT];
		struct tl_still_look look;
	} *file;
	size_t n;
	struct tl_spool spool;
	struct tl_bytes bytes;		/* of the spool */
	struct tl_map *known;		/* "hash\nrole\nKIND\nID": index + 1 of OLD */
	struct tl_bytes *old;		/* ids */
	size_t nold, maxold;
	struct tl_arena arena;
	struct tl_bytes *id;		/* of the stills of this call, in order */
	size_t nids, maxids;
	uint64_t added;
	struct tl_blobs_source source;	/* of bytes that are evidence */
};
/* Reads the files of IN. What cannot be read, or is no picture, is told to IN's fault. */
int tl_taking_read(struct tl_taking *k, struct tlsafe *t, const struct tlsafe_stills *in);
/* Begins to enter: C is decided anew. */
int tl_taking_begin(struct tl_taking *k, struct tl_change *c);
/* Each file becomes a still of the record ID of the kind OF, unless it is one already. */
int tl_taking_enter(struct tl_taking *k, struct tl_change *c, const char *of, struct tl_bytes id);
/* Puts bytes that are no evidence into their files: with the gate held, before the commit. */
int tl_taking_put(struct tl_taking *k);
void tl_taking_release(struct tl_taking *k);

#endif
