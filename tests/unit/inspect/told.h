/* What readers of sheets are given, and what they tell. */
#ifndef TOLD_H
#define TOLD_H

#include "../model.h"

/* Faults since told_begin(), "LINE: TEXT" each. */
static struct tl_buf told;

static inline void told_keep(void *ctx, const struct tlsafe_fault *f)
{
	(void)ctx;
	tl_buf_printf(&told, "%llu: %s\n", (unsigned long long)f->line, f->text);
}

static inline void told_begin(void)
{
	tl_buf_clear(&told);
	tl_buf_str(&told, "");
}

/* After all tests of a program. */
static inline int told_drop(void **state)
{
	tl_buf_release(&told);
	return model_drop(state);
}

#define TOLD_CELLS 16
/* The cells of ROW, with | between. */
static inline size_t told_cells(struct tl_bytes cell[TOLD_CELLS], struct tl_bytes row)
{
	size_t n = 0, from = 0;

	for (size_t i = 0; i <= row.len; i++)
		if (i == row.len || row.data[i] == '|') {
			assert_true(n < TOLD_CELLS);
			cell[n++] = tl_bytes(row.data + from, i - from);
			from = i + 1;
		}
	return n;
}

#endif
