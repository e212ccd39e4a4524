/* Rows of a few cells that are no records. */
#include "query/line.h"

#include "base/utf8.h"
#include "schema/type.h"

void tl_line_word(struct tl_line *l, struct tl_bytes word, struct tl_bytes label)
{
	struct tl_line_place *at = &l->at[l->n++];

	at->numeric = at->labelled = false;
	at->text = l->buf.len;
	tl_buf_add(&l->buf, word);
	at->label = l->buf.len;
	tl_buf_add(&l->buf, label);
	at->json = l->buf.len;
	if (word.len)
		tl_json_string(&l->buf, word);
	at->end = l->buf.len;
}

void tl_line_code(struct tl_line *l, struct tl_bytes code, struct tl_bytes label)
{
	tl_line_word(l, code, label);
	l->at[l->n - 1].labelled = true;
}

void tl_line_text(struct tl_line *l, struct tl_bytes text)
{
	tl_line_word(l, text, TL_NONE);
}

void tl_line_list(struct tl_line *l, struct tl_bytes items)
{
	struct tl_line_place *at = &l->at[l->n++];
	struct tl_bytes item;
	const char *comma = "[";

	at->text = l->buf.len;
	tl_buf_add(&l->buf, items);
	at->label = at->json = l->buf.len;
	while (tl_list_next(&items, &item)) {
		tl_buf_str(&l->buf, comma);
		tl_json_string(&l->buf, item);
		comma = ",";
	}
	tl_buf_str(&l->buf, at->json < l->buf.len ? "]" : "");
	at->end = l->buf.len;
}

void tl_line_true(struct tl_line *l, bool yes)
{
	struct tl_line_place *at = &l->at[l->n++];

	at->numeric = false;
	at->text = l->buf.len;
	tl_buf_str(&l->buf, yes ? "yes" : "");
	at->label = at->json = l->buf.len;
	tl_buf_str(&l->buf, yes ? "true" : "");
	at->end = l->buf.len;
}

static void put_number(struct tl_line *l, const char *digits)
{
	struct tl_line_place *at = &l->at[l->n++];

	at->text = l->buf.len;
	at->numeric = true;
	tl_buf_str(&l->buf, digits);
	at->label = at->json = l->buf.len;
	tl_buf_str(&l->buf, digits);
	at->end = l->buf.len;
}

void tl_line_number(struct tl_line *l, uint64_t n)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%llu", (unsigned long long)n);
	put_number(l, digits);
}

void tl_line_money(struct tl_line *l, int64_t fen)
{
	uint64_t n = fen < 0 ? -(uint64_t)fen : (uint64_t)fen;
	char digits[28];

	snprintf(digits, sizeof(digits), "%s%llu.%02d", fen < 0 ? "-" : "",
	         (unsigned long long)(n / 100), (int)(n % 100));
	put_number(l, digits);
}

static struct tl_bytes piece(const struct tl_line *l, size_t from, size_t upto)
{
	return upto > from ? tl_bytes(l->buf.data + from, upto - from) : TL_NONE;
}

int tl_line_cells(struct tl_line *l, struct tlsafe *t, const struct tlsafe_out *out)
{
	if (l->buf.failed)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < l->n; i++) {
		const struct tl_line_place *at = &l->at[i];
		l->cell[i] = (struct tl_cell){ .text = piece(l, at->text, at->label),
			                       .label = piece(l, at->label, at->json),
			                       .json = piece(l, at->json, at->end),
			                       .numeric = at->numeric };
		if (!at->labelled && !tl_out_headed(out))
			l->cell[i].label = TL_NONE;
	}
	return 0;
}

void tl_line_clear(struct tl_line *l)
{
	l->n = 0;
	tl_buf_clear(&l->buf);
}

void tl_line_release(struct tl_line *l)
{
	tl_buf_release(&l->buf);
}

int tl_line_write(struct tl_line *l, struct tlsafe *t, struct tlsafe_out *out)
{
	int rc = tl_line_cells(l, t, out);

	if (!rc && tl_out_row(out, l->cell))
		rc = tl_out_error(t, out);
	tl_line_clear(l);
	return rc;
}

bool tl_line_english(const struct tlsafe *t, const struct tlsafe_out *out)
{
	if (out->flags & (TLSAFE_OUT_ENGLISH | TLSAFE_OUT_CHINESE))
		return out->flags & TLSAFE_OUT_ENGLISH;
	return !tl_eqs(t->schema->district.language, "zh");
}

struct tl_bytes tl_line_heading(const struct tlsafe *t, const struct tlsafe_out *out,
                                const char *key, const char *zh, const char *en)
{
	const char *heading = tl_line_english(t, out) ? en : zh;

	return tl_str(out->flags & TLSAFE_OUT_KEYS || !heading ? key : heading);
}

int tl_line_columns(struct tlsafe *t, struct tlsafe_out *out, const struct tl_line_column *columns,
                    size_t n)
{
	struct tl_out_column col[TL_LINE_CELLS];

	for (size_t i = 0; i < n; i++) {
		const struct tl_line_column *c = &columns[i];
		col[i] = (struct tl_out_column){ tl_str(c->name),
			                         tl_line_heading(t, out, c->name, c->zh, c->en),
			                         c->numeric };
	}
	return tl_out_columns(out, col, n) ? tl_out_error(t, out) : 0;
}
