/*
 * Bytes set aside until they are asked for: in memory while they are few, in a temporary file
 * without a name once they are many.
 */
#ifndef TL_BASE_SPOOL_H
#define TL_BASE_SPOOL_H

#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"

struct tl_spool {	/* begin with { 0 } */
	struct tl_buf buf;	/* not written yet */
	int file;		/* descriptor + 1; 0: none */
	uint64_t size;		/* in all */
	const char *map;	/* of the file, once it is read */
};
void tl_spool_release(struct tl_spool *s);	/* also: start anew */
/* Sets BYTES aside; *AT is where they lie. */
int tl_spool_add(struct tl_spool *s, struct tl_bytes bytes, uint64_t *at, struct tl_err *err);
/* All that FD, which messages call FILE, gives from where it stands, at most MOST bytes; *LEN is
 * how many. TLSAFE_EINPUT: there are more. */
int tl_spool_file(struct tl_spool *s, int fd, const char *file, uint64_t most, uint64_t *len,
                  struct tl_err *err);
/* All that was set aside, borrowed until the spool is released. Nothing is added after that. */
int tl_spool_read(struct tl_spool *s, struct tl_bytes *ret, struct tl_err *err);

#endif
