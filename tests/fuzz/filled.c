/* Any text as a sheet of an inspection that was filled in: as lines, and as rows with tabs. */
#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "inspect/filled.h"
#include "store/open.h"

static void check(const struct tl_filled_all *all, uint64_t lines)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct tl_filled *s = &all->sheet[i];
		if (!s->line || s->line > lines || !(s->nhead + s->nanswers))
			abort();
		for (size_t k = 0; k < s->nhead; k++)
			if (!s->head[k].text.len || s->head[k].line < s->line)
				abort();
		for (size_t k = 0; k < s->nanswers; k++)
			if (s->answer[k].line < s->line || s->answer[k].line > lines)
				abort();
	}
}

static void row(struct tl_filling_in *in, uint64_t line, struct tl_bytes text)
{
	struct tl_bytes cell[40];
	size_t n = 0, from = 0;

	for (size_t i = 0; i <= text.len && n < TL_LEN(cell); i++) {
		if (i < text.len && text.data[i] != '\t')
			continue;
		cell[n++] = tl_bytes(text.data + from, i - from);
		from = i + 1;
	}
	if (tl_filled_row(in, line, cell, n))
		abort();
}

static void read_as(const struct tl_schema *schema, struct tl_bytes text, bool rows)
{
	struct tl_filled_all all = { .n = 0 };
	struct tl_decide d = { .today = 0 };
	struct tl_filling_in in = { .all = &all, .schema = schema, .d = &d, .file = "f" };
	uint64_t line = 0;

	while (text.len) {
		const char *stop = memchr(text.data, '\n', text.len);
		size_t len = stop ? (size_t)(stop - text.data) : text.len;
		if (rows)
			row(&in, ++line, tl_bytes(text.data, len));
		else if (tl_filled_line(&in, ++line, tl_bytes(text.data, len)))
			abort();
		text = tl_bytes(text.data + len + (stop != NULL), text.len - len - (stop != NULL));
	}
	check(&all, line);
	tl_filled_end(&in);
	tl_filled_release(&all);
}

static struct tlsafe *t;

static void setup(void)
{
	const struct tlsafe_setup s = { .schemas = getenv("TLSAFE_SCHEMAS") };

	t = tlsafe_new();
	if (!t || tl_store_in_memory(t, &s))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tl_bytes text = tl_bytes(data, size);

	if (!t)
		setup();
	/* Readers of files give nothing else. */
	if (tl_utf8_check(text) >= 0)
		return 0;
	read_as(t->schema, text, false);
	read_as(t->schema, text, true);
	return 0;
}
