/*
 * Rows of a list that are written out again, as they came: what was rejected and why, or all of
 * them with their ids.
 */
#ifndef TL_IMPORT_KEPT_H
#define TL_IMPORT_KEPT_H

#include "base/arena.h"
#include "form/form.h"

struct tl_kind;
struct tl_sheet;

struct tl_kept_row {
	uint64_t line;
	struct tl_bytes *cell;
	size_t n;
	struct tl_bytes id, error;	/* error: it was rejected */
};

struct tl_kept {
	struct tl_kept_row *row;	/* in order */
	size_t n, max;
	struct tl_arena arena;
};

/* A copy of ROW, which became the record ID, or was rejected for ERROR (TL_NONE: it was not). */
int tl_kept_add(struct tl_kept *k, const struct tl_form_row *row, struct tl_bytes id,
                struct tl_bytes error, struct tl_err *err);
/* Those rejected, or the others, as a sheet of the input's own columns and spellings; ended here.
 * OUT NULL: nothing. */
int tl_kept_write_rejects(struct tl_kept *k, const struct tl_sheet *s, struct tlsafe_out *out,
                          struct tl_err *err);
int tl_kept_write_numbered(struct tl_kept *k, const struct tl_sheet *s, const struct tl_kind *kind,
                           struct tlsafe_out *out, struct tl_err *err);
void tl_kept_reset(struct tl_kept *k);
void tl_kept_release(struct tl_kept *k);

#endif
