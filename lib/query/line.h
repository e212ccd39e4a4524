/*
 * Rows of a few cells that are no records.
 */
#ifndef TL_QUERY_LINE_H
#define TL_QUERY_LINE_H

#include "form/form.h"
#include "store/handle.h"

#define TL_LINE_CELLS 64

/* What a cell is: it says how JSON has it. */
enum tl_line_is {
	TL_LINE_TEXT, TL_LINE_LIST, TL_LINE_TRUE, TL_LINE_NUMBER,
	TL_LINE_MADE			/* as it stands behind the label */
};

/* Where a cell lies in the buffer: its text, its label, JSON that was made of it. */
struct tl_line_place {
	size_t text, label, json, end;
	enum tl_line_is is;
	bool labelled;			/* its label is read wherever people read it */
};

/* A row of cells whose texts are gathered in one buffer; JSON is made where it is wanted. */
struct tl_line {
	struct tl_cell cell[TL_LINE_CELLS];
	struct tl_line_place at[TL_LINE_CELLS];
	size_t n;
	struct tl_buf buf;
};
/* Each adds a cell. */
void tl_line_text(struct tl_line *l, struct tl_bytes text);
void tl_line_number(struct tl_line *l, uint64_t n);
void tl_line_money(struct tl_line *l, int64_t fen);	/* in yuan, with two decimals */
/* A word that stands for something, and what it is called where headings say what is told
 * (tl_out_headed). */
void tl_line_word(struct tl_line *l, struct tl_bytes word, struct tl_bytes label);
/* A code of a record, and its label, which tsv has too. */
void tl_line_code(struct tl_line *l, struct tl_bytes code, struct tl_bytes label);
/* Several, joined by 、: in JSON an array. */
void tl_line_list(struct tl_line *l, struct tl_bytes items);
void tl_line_true(struct tl_line *l, bool yes);	/* "yes" and in JSON true, or nothing */
/* OUT has its headings and labels in English. */
bool tl_line_english(const struct tlsafe *t, const struct tlsafe_out *out);
/* The heading that OUT wants of these. */
struct tl_bytes tl_line_heading(const struct tlsafe *t, const struct tlsafe_out *out,
                                const char *key, const char *zh, const char *en);
/* Makes the cells, as OUT wants them, to be put into a row of other cells too; they hold until L
 * changes. */
int tl_line_cells(struct tl_line *l, struct tlsafe *t, const struct tlsafe_out *out);
void tl_line_clear(struct tl_line *l);
void tl_line_release(struct tl_line *l);
/* Writes the row and begins the next. */
int tl_line_write(struct tl_line *l, struct tlsafe *t, struct tlsafe_out *out);
/* A column of such rows: its key, and its headings (NULL: the key). */
struct tl_line_column {
	const char *name;
	bool numeric;
	const char *zh, *en;
};
int tl_line_columns(struct tlsafe *t, struct tlsafe_out *out, const struct tl_line_column *columns,
                    size_t n);

#endif
