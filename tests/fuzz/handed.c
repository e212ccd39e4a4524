/* Any text as a sheet in which a form was handed in: lines of cells with tabs between. */
#include <stdint.h>

#include "../unit/report/blank.h"
#include "base/utf8.h"
#include "report/handed.h"

static void check_number(struct tl_bytes text)
{
	struct tl_handed_cell c = tl_handed_number(text);

	if (!tl_eq(c.text, text) || c.n < 0 || c.decimals > 17)
		abort();
	if (c.is == TL_HANDED_BLANK && tl_utf8_trim(text).len)
		abort();
}

/* Its lines; false: more than a form has. */
static bool fill(struct tl_handed_sheet *s, struct tl_bytes text)
{
	struct tl_err err = { 0 };
	struct tl_bytes cell[300];
	uint64_t line = 0;

	while (text.len) {
		const char *stop = memchr(text.data, '\n', text.len);
		size_t len = stop ? (size_t)(stop - text.data) : text.len, n = 0, from = 0;
		for (size_t i = 0; i <= len && n < TL_LEN(cell); i++) {
			if (i < len && text.data[i] != '\t')
				continue;
			cell[n++] = tl_bytes(text.data + from, i - from);
			check_number(cell[n - 1]);
			from = i + 1;
		}
		if (tl_handed_add(s, ++line, cell, n, &err)) {
			if (!err.code)
				abort();
			return false;
		}
		text = tl_bytes(text.data + len + (stop != NULL), text.len - len - (stop != NULL));
	}
	return true;
}

/* Columns ascend, rows are of the blank and of the sheet. */
static void check(const struct tl_handed *h, const struct tl_handed_sheet *s)
{
	size_t before = 0, n = 0;

	if (h->column)
		for (size_t i = 0; i < h->blank->ncolumns; i++) {
			if (!h->column[i])
				continue;
			if (h->column[i] <= before)
				abort();
			before = h->column[i];
			n++;
		}
	if (n != h->ncolumns || tl_handed_better(h, h))
		abort();
	for (size_t i = 0; i < h->nrows; i++)
		if (h->row[i].row >= h->blank->nrows || !h->row[i].line ||
		    h->row[i].line > s->n || !h->row[i].cell)
			abort();
	if (h->other > s->n)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tl_schema *schema;
	static struct tl_blank *blank;
	struct tl_bytes text = tl_bytes(data, size);
	struct tl_handed_sheet s = { .n = 0 };
	struct tl_handed h;
	struct tl_err err = { 0 };

	if (!blank)
		blank = blank_make(&schema);
	/* Readers of files give nothing else. */
	if (tl_utf8_check(text) >= 0)
		return 0;
	if (fill(&s, text)) {
		if (tl_handed_as(&h, &s, blank, &err))
			abort();
		check(&h, &s);
	}
	tl_handed_sheet_release(&s);
	return 0;
}
