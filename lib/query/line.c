/* Rows of a few cells that are no records. */
#include "query/line.h"

#include "base/utf8.h"

void tl_line_text(struct tl_line *l, struct tl_bytes text)
{
	struct tl_line_place *at = &l->at[l->n++];

	at->text = l->buf.len;
	tl_buf_add(&l->buf, text);
	at->json = l->buf.len;
	if (text.len)
		tl_json_string(&l->buf, text);
	at->end = l->buf.len;
}

void tl_line_number(struct tl_line *l, uint64_t n)
{
	struct tl_line_place *at = &l->at[l->n++];

	at->text = l->buf.len;
	tl_buf_printf(&l->buf, "%llu", (unsigned long long)n);
	at->json = l->buf.len;
	tl_buf_printf(&l->buf, "%llu", (unsigned long long)n);
	at->end = l->buf.len;
}

static struct tl_bytes piece(const struct tl_line *l, size_t from, size_t upto)
{
	return upto > from ? tl_bytes(l->buf.data + from, upto - from) : TL_NONE;
}

int tl_line_write(struct tl_line *l, struct tlsafe *t, struct tlsafe_out *out)
{
	if (l->buf.failed)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < l->n; i++) {
		const struct tl_line_place *at = &l->at[i];
		l->cell[i] = (struct tl_cell){ .text = piece(l, at->text, at->json),
			                       .json = piece(l, at->json, at->end) };
	}
	l->n = 0;
	tl_buf_clear(&l->buf);
	return tl_out_row(out, l->cell) ? tl_out_error(t, out) : 0;
}

int tl_line_columns(struct tlsafe *t, struct tlsafe_out *out, const struct tl_line_column *columns,
                    size_t n)
{
	struct tl_out_column col[TL_LINE_CELLS];

	for (size_t i = 0; i < n; i++) {
		struct tl_bytes name = tl_str(columns[i].name);
		col[i] = (struct tl_out_column){ name, name, columns[i].numeric };
	}
	return tl_out_columns(out, col, n) ? tl_out_error(t, out) : 0;
}
