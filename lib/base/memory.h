/*
 * What it means that memory is short. A text that could not be kept looks like one that is not
 * there, and a row that could not be read like one that was never written: so from the first
 * allocation that fails, a call of the library has no other answer than that. Each failure is noted
 * here; errors set after it are TLSAFE_EMEMORY whatever they would say (err.h), nothing more is
 * told as a fault, and nothing is committed or given out as whole.
 */
#ifndef TL_MEMORY_H
#define TL_MEMORY_H

#include <stdbool.h>

/* A call of the library begins. */
void tl_memory_begin(void);
/* Whether an allocation failed since. */
bool tl_memory_short(void);
void tl_memory_note(void);
/* P, which an allocation gave; that it gave nothing is noted. */
static inline void *tl_got(void *p)
{
	if (!p)
		tl_memory_note();
	return p;
}

#endif
