/*
 * In which columns two rows of a list differ: the list is read a second time, as far as the first
 * of the two.
 */
#ifndef TL_IMPORT_REPEAT_H
#define TL_IMPORT_REPEAT_H

#include "base/buf.h"

struct tl_import;
struct tl_reader;

struct tl_repeat {
	struct tl_reader *rows;	/* NULL: not begun */
	uint64_t line;		/* that was read last */
};

void tl_repeat_release(struct tl_repeat *r);
/* Appends "; they differ in A, B" for the row in hand and that of LINE, or that they do not. */
int tl_repeat_tell(struct tl_import *l, uint64_t line, struct tl_buf *out);

#endif
