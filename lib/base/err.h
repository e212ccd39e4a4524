/*
 * What went wrong, as text: one line, no full stop, set where the fault is
 * seen and never overwritten on the way up. The codes are those of tlsafe.h.
 */
#ifndef TL_ERR_H
#define TL_ERR_H

#include "base/defs.h"
#include "tlsafe.h"

struct tl_err {
	int code;		/* 0 or a negative TLSAFE_E code */
	char text[1024];	/* valid UTF-8, cut on a character boundary */
};

/* Sets code and text, unless a text is already there; returns CODE. ERR may be NULL. */
int tl_err_set(struct tl_err *err, int code, const char *fmt, ...) TL_PRINTF(3, 4);
/* The same with ": strerror(errno)" behind the text; code TLSAFE_ESYSTEM. */
int tl_err_errno(struct tl_err *err, const char *fmt, ...) TL_PRINTF(2, 3);
/* Out of memory; returns TLSAFE_EMEMORY. */
int tl_err_memory(struct tl_err *err);
void tl_err_clear(struct tl_err *err);

#endif
