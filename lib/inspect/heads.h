/*
 * What a blank sheet says above its rows: a field in each line, its value where that is known, and
 * what may stand there.
 */
#ifndef TL_INSPECT_HEADS_H
#define TL_INSPECT_HEADS_H

#include "form/form.h"
#include "query/lookup.h"
#include "schema/schema.h"

struct tl_heads {
	struct tlsafe *t;
	struct tlsafe_out *out;
	const struct tl_kind *kind;
	const char *const *first;	/* keys of what the reader goes by, before the others */
	size_t nfirst;
	bool zh;
	struct tl_cell *cell;		/* of a row; at least three */
	size_t ncells;
	/* What stands in the line of F, and beside it. HAS NULL: each that is recorded has one. */
	bool (*has)(const void *ctx, const struct tl_field *f);
	struct tl_bytes (*value)(const void *ctx, const struct tl_field *f);
	struct tl_bytes (*beside)(void *ctx, const struct tl_field *f);
	void *ctx;
};
int tl_heads_write(struct tl_heads *h);
struct tl_bytes tl_heads_name(const struct tl_heads *h, const struct tl_field *f);
/* Writes the cells in hand as a row; makes them blank. */
int tl_heads_row(struct tl_heads *h);
void tl_heads_clear(struct tl_heads *h);
/* The three columns of such lines on paper. */
#define TL_HEADS_COLUMNS 3
void tl_heads_columns(const struct tl_heads *h, struct tl_out_column column[TL_HEADS_COLUMNS]);
/* OUT is for people to read from paper; any other form is read back. */
bool tl_heads_paper(const struct tlsafe_out *out);

#endif
