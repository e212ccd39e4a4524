/*
 * Headings of several levels as cells.
 */
#ifndef TL_FORM_SPANS_H
#define TL_FORM_SPANS_H

#include "form/form.h"

/* A cell that covers ROWS and COLUMNS from its own. */
struct tl_span {
	size_t row, column, rows, columns;
	struct tl_bytes text;		/* borrowed from the columns */
};

struct tl_spans {
	struct tl_span *span;		/* row by row, and in a row from the left */
	size_t n;
	size_t rows;			/* how many there are of headings */
};

/* Of O's columns. Release *RET either way. */
int tl_spans_make(struct tl_spans *ret, const struct tlsafe_out *o, struct tl_err *err);
void tl_spans_release(struct tl_spans *s);

#endif
