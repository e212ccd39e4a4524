/* Rows of a few cells that are no records. */
#include "query/line.h"

#include "base/utf8.h"

void tl_line_text(struct tl_line *l, struct tl_bytes text)
{
	size_t *at = l->at[l->n++];

	at[0] = l->buf.len;
	tl_buf_add(&l->buf, text);
	at[1] = l->buf.len;
	if (text.len)
		tl_json_string(&l->buf, text);
	at[2] = l->buf.len;
}

void tl_line_number(struct tl_line *l, uint64_t n)
{
	size_t *at = l->at[l->n++];

	at[0] = l->buf.len;
	tl_buf_printf(&l->buf, "%llu", (unsigned long long)n);
	at[1] = l->buf.len;
	tl_buf_printf(&l->buf, "%llu", (unsigned long long)n);
	at[2] = l->buf.len;
}

int tl_line_write(struct tl_line *l, struct tlsafe *t, struct tlsafe_out *out)
{
	if (l->buf.failed)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < l->n; i++) {
		size_t *at = l->at[i];
		l->cell[i].text =
			at[1] > at[0] ? tl_bytes(l->buf.data + at[0], at[1] - at[0]) : TL_NONE;
		l->cell[i].json =
			at[2] > at[1] ? tl_bytes(l->buf.data + at[1], at[2] - at[1]) : TL_NONE;
		l->cell[i].label = TL_NONE;
	}
	l->n = 0;
	tl_buf_clear(&l->buf);
	return tl_out_row(out, l->cell) ? tl_out_error(t, out) : 0;
}

int tl_line_columns(struct tlsafe *t, struct tlsafe_out *out, const char *const *names,
                        size_t n, unsigned numeric)
{
	struct tl_out_column col[TL_LINE_CELLS];

	for (size_t i = 0; i < n; i++)
		col[i] = (struct tl_out_column){ tl_str(names[i]), tl_str(names[i]),
			                         numeric >> i & 1 };
	return tl_out_columns(out, col, n) ? tl_out_error(t, out) : 0;
}
