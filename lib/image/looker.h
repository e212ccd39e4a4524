/*
 * Pictures that come from anybody, read and measured in children that can do nothing else: a child
 * has little memory and time, and opens and writes no file. One that dies or takes too long is what
 * is said of that picture; another takes its place.
 *
 *   rc = tl_looker_new(&d, 2, err);
 *   while there are pictures:
 *       rc = tl_looker_give(d, bytes, tag, err);	waits while all children are busy
 *   rc = tl_looker_finish(d, err);
 *   tl_looker_freep(&d);
 */
#ifndef TL_LOOKER_H
#define TL_LOOKER_H

#include "image/see.h"

#define TL_LOOKER_SECONDS 10		/* for a picture */
#define TL_LOOKER_MEGABYTES 512	/* that a child may have beside what it began with */

/* What became of one. */
struct tl_looked {
	int code;			/* 0: it was read; else TLSAFE_EINPUT or what failed */
	char why[256];			/* a sentence, if CODE is not 0 */
	struct tl_image_info info;
	struct tl_seen seen;
	uint32_t width, height;		/* of the smaller picture that was asked for; 0: none */
};

struct tl_looker_how {
	size_t children;		/* at once; 0: two */
	/* of a smaller picture that is wanted beside what is seen; 0: none is */
	uint32_t width, height;
	/* Called for each picture, in the order in which they were given, with its TAG; SMALL is
	 * borrowed, NULL: none was asked for, or it was not read. 0, or an error that ends it. */
	int (*take)(void *ctx, void *tag, const struct tl_looked *got,
	            const struct tl_image *small, struct tl_err *err);
	void *ctx;
};

struct tl_looker;
/* HOW is copied. TLSAFE_EHELPER: a library is not there. */
int tl_looker_new(struct tl_looker **ret, const struct tl_looker_how *how, struct tl_err *err);
/* BYTES are the caller's again once this returns. */
int tl_looker_give(struct tl_looker *d, struct tl_bytes bytes, void *tag, struct tl_err *err);
/* Waits for all that were given. */
int tl_looker_finish(struct tl_looker *d, struct tl_err *err);
void tl_looker_freep(struct tl_looker **d);

#endif
