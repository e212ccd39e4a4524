/*
 * Pictures that are files of the caller: each is read, and looked at in a child (image/looker.h).
 */
#ifndef TL_STILL_READING_H
#define TL_STILL_READING_H

#include "image/looker.h"

struct tl_pictures {
	struct tl_looker *looker;
	/* FILE cannot be read, because of WHY: 0, or an error that ends it. */
	int (*unreadable)(void *ctx, const char *file, const char *why);
	void *ctx;
	struct tl_buf bytes;
	struct tl_err *err;
};
/* Looks at each of the N FILES as HOW says; TAG is the file. What cannot be read comes in its place
 * in their order. P begins with UNREADABLE, CTX and ERR. */
int tl_pictures_look(struct tl_pictures *p, const struct tl_looker_how *how, char *const *files,
                     size_t n);
void tl_pictures_release(struct tl_pictures *p);

#endif
