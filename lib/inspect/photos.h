/*
 * Photographs (照片) that answers name. They lie beside the sheet, or in a folder there; each is
 * read once, judged by its first bytes, and known by all of them.
 */
#ifndef TL_INSPECT_PHOTOS_H
#define TL_INSPECT_PHOTOS_H

#include "base/blob.h"
#include "base/spool.h"
#include "inspect/filled.h"
#include "store/blobs.h"

struct tl_photos {	/* begin with { 0 } */
	struct tl_map *names;		/* path: index + 1 of a photo */
	struct tl_map *hashes;		/* of those that are pictures: the same */
	struct tl_photo {
		uint64_t at, len;	/* in SPOOL; nothing: it could not be read */
		struct tl_blob blob;
	} *photo;
	size_t n, max;
	struct tl_spool spool;
	struct tl_bytes bytes;		/* of the spool */
	struct tl_blobs_source source;	/* of their bytes, while this is there */
};
/* Reads what the answers of ALL name, and puts by what the store knows them where the names stood.
 * What is missing or no picture is told to D. */
int tl_photos_read(struct tl_photos *p, struct tl_filled_all *all, struct tlsafe *t,
                   const struct tlsafe_record *r, struct tl_decide *d);
void tl_photos_release(struct tl_photos *p);

#endif
