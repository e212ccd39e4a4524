/*
 * What went wrong, as text: one line, no full stop, set where the fault is
 * seen and never overwritten on the way up. The codes are those of tlsafe.h.
 * The text says what was wrong; what to do about it, in the words of the
 * commands, is the hint beside it.
 */
#ifndef TL_ERR_H
#define TL_ERR_H

#include "base/defs.h"
#include "tlsafe.h"

struct tl_err {
	int code;		/* 0 or a negative TLSAFE_E code */
	char text[1024];	/* valid UTF-8, cut on a character boundary */
	char hint[512];		/* what to do, cut likewise; empty: nothing to add */
};

/* Sets code and text, unless a text is already there; returns CODE. ERR may be NULL. Once memory is
 * short (memory.h) this and its like set and return that instead. */
int tl_err_set(struct tl_err *err, int code, const char *fmt, ...) TL_PRINTF(3, 4);
/* The same with a hint beside the text; HINT may be NULL. */
int tl_err_hint(struct tl_err *err, int code, const char *hint, const char *fmt, ...)
	TL_PRINTF(4, 5);
/* A word of the caller's that is unknown, TLSAFE_EUSAGE; NEAR is the known one that was probably
 * meant, NULL: none is. */
int tl_err_near(struct tl_err *err, const char *near, const char *fmt, ...) TL_PRINTF(3, 4);
/* Text and hint of FROM, which another part of the library set, with CODE; returns CODE. */
int tl_err_pass(struct tl_err *err, int code, const struct tl_err *from);
/* The same with ": strerror(errno)" behind the text; code TLSAFE_ESYSTEM, or TLSAFE_EFULL where the
 * disk, a quota or a limit on file size has no room for more. */
int tl_err_errno(struct tl_err *err, const char *fmt, ...) TL_PRINTF(2, 3);
/* Out of memory; returns TLSAFE_EMEMORY. */
int tl_err_memory(struct tl_err *err);
void tl_err_clear(struct tl_err *err);

/* Where the advice begins in a text "what was wrong; what to do"; NULL: there is none. *LEN is the
 * length of what stands before it. */
const char *tl_err_advice(const char *text, size_t *len);

#endif
