/* Rows of a few cells that are no records. */
#include "query/line.h"

#include "base/utf8.h"
#include "schema/type.h"

static void put(struct tl_line *l, enum tl_line_is is, struct tl_bytes text, struct tl_bytes label)
{
	struct tl_line_place *at = &l->at[l->n++];

	at->is = is;
	at->labelled = false;
	at->text = l->buf.len;
	tl_buf_add(&l->buf, text);
	at->label = l->buf.len;
	tl_buf_add(&l->buf, label);
	at->json = at->end = l->buf.len;
}

void tl_line_word(struct tl_line *l, struct tl_bytes word, struct tl_bytes label)
{
	put(l, TL_LINE_TEXT, word, label);
}

void tl_line_code(struct tl_line *l, struct tl_bytes code, struct tl_bytes label)
{
	put(l, TL_LINE_TEXT, code, label);
	l->at[l->n - 1].labelled = true;
}

void tl_line_text(struct tl_line *l, struct tl_bytes text)
{
	put(l, TL_LINE_TEXT, text, TL_NONE);
}

void tl_line_list(struct tl_line *l, struct tl_bytes items)
{
	put(l, TL_LINE_LIST, items, TL_NONE);
}

void tl_line_true(struct tl_line *l, bool yes)
{
	put(l, TL_LINE_TRUE, tl_str(yes ? "yes" : ""), TL_NONE);
}

static void put_number(struct tl_line *l, const char *digits)
{
	put(l, TL_LINE_NUMBER, tl_str(digits), TL_NONE);
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

static void put_list(struct tl_buf *out, struct tl_bytes items)
{
	const char *before = "[";
	struct tl_bytes item;

	for (; tl_list_next(&items, &item); before = ",") {
		tl_buf_str(out, before);
		tl_json_string(out, item);
	}
	tl_buf_char(out, ']');
}

/* Behind the texts. What is empty has none. */
static void put_json(struct tl_line *l, const struct tl_line_place *at)
{
	TL_BUF text = { 0 };

	if (at->is == TL_LINE_MADE || at->label == at->text)
		return;
	/* The buffer that it stands in grows. */
	tl_buf_add(&text, piece(l, at->text, at->label));
	l->buf.failed |= text.failed;
	if (at->is == TL_LINE_LIST)
		put_list(&l->buf, tl_buf_bytes(&text));
	else if (at->is == TL_LINE_TEXT)
		tl_json_string(&l->buf, tl_buf_bytes(&text));
	else if (at->is == TL_LINE_TRUE)
		tl_buf_str(&l->buf, "true");
	else
		tl_buf_add(&l->buf, tl_buf_bytes(&text));
}

int tl_line_cells(struct tl_line *l, struct tlsafe *t, const struct tlsafe_out *out)
{
	size_t end[TL_LINE_CELLS], json = l->buf.len;

	for (size_t i = 0; i < l->n; i++) {
		if (out->form->json)
			put_json(l, &l->at[i]);
		end[i] = l->buf.len;
	}
	if (l->buf.failed)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < l->n; json = end[i++]) {
		const struct tl_line_place *at = &l->at[i];
		l->cell[i] = (struct tl_cell){ .text = piece(l, at->text, at->label),
			                       .label = piece(l, at->label, at->json),
			                       .json = piece(l, json, end[i]),
			                       .numeric = at->is == TL_LINE_NUMBER };
		if (at->is == TL_LINE_MADE)
			l->cell[i].json = piece(l, at->json, at->end);
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
