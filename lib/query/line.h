/*
 * Rows of a few cells that are no records.
 */
#ifndef TL_QUERY_LINE_H
#define TL_QUERY_LINE_H

#include "form/form.h"
#include "store/handle.h"

#define TL_LINE_CELLS 32

/* A row of cells whose texts and JSON are gathered in one buffer. */
struct tl_line {
	struct tl_cell cell[TL_LINE_CELLS];
	size_t at[TL_LINE_CELLS][3];
	size_t n;
	struct tl_buf buf;
};
/* Each adds a cell. */
void tl_line_text(struct tl_line *l, struct tl_bytes text);
void tl_line_number(struct tl_line *l, uint64_t n);
/* Writes the row and begins the next. */
int tl_line_write(struct tl_line *l, struct tlsafe *t, struct tlsafe_out *out);
int tl_line_columns(struct tlsafe *t, struct tlsafe_out *out, const char *const *names, size_t n,
                    unsigned numeric);

#endif
