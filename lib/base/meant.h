/*
 * A name that is none of those that there are: which was probably meant, or all of them.
 */
#ifndef TL_BASE_MEANT_H
#define TL_BASE_MEANT_H

#include "base/buf.h"
#include "base/err.h"

/* Start from { .name = ..., .best = TL_MEANT_FAR }. */
struct tl_meant {
	struct tl_bytes name;		/* that there is not */
	unsigned best;			/* a name that differs in as many letters is not meant */
	const char *near;		/* borrowed; NULL: none is */
	struct tl_buf there;
};
#define TL_MEANT_FAR 3

void tl_meant_release(struct tl_meant *n);
#define TL_MEANT TL_CLEANUP(tl_meant_release) struct tl_meant
/* There is KEY. */
void tl_meant_add(struct tl_meant *n, const char *key);
/* TEXT stands for one, and may have been meant. */
void tl_meant_also(struct tl_meant *n, const char *text);
/* TLSAFE_EUSAGE with that text, and what was meant or what there is. */
int tl_meant_none(const struct tl_meant *n, struct tl_err *err, const char *fmt, ...)
	TL_PRINTF(3, 4);

#endif
