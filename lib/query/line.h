/*
 * Rows of a few cells that are no records.
 */
#ifndef TL_QUERY_LINE_H
#define TL_QUERY_LINE_H

#include "form/form.h"
#include "store/handle.h"

#define TL_LINE_CELLS 32

/* Where a cell lies in the buffer: its text, behind it its JSON. */
struct tl_line_place {
	size_t text, json, end;
};

/* A row of cells whose texts and JSON are gathered in one buffer. */
struct tl_line {
	struct tl_cell cell[TL_LINE_CELLS];
	struct tl_line_place at[TL_LINE_CELLS];
	size_t n;
	struct tl_buf buf;
};
/* Each adds a cell. */
void tl_line_text(struct tl_line *l, struct tl_bytes text);
void tl_line_number(struct tl_line *l, uint64_t n);
/* Writes the row and begins the next. */
int tl_line_write(struct tl_line *l, struct tlsafe *t, struct tlsafe_out *out);
/* A column of such rows. */
struct tl_line_column {
	const char *name;	/* key and heading in one */
	bool numeric;
};
int tl_line_columns(struct tlsafe *t, struct tlsafe_out *out, const struct tl_line_column *columns,
                    size_t n);

#endif
