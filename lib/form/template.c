/* Rows as a template says: its own text, and cells between braces. Nothing in them can act on a
 * terminal. */
#include <stdlib.h>

#include "base/utf8.h"
#include "form/form.h"

/* A text, or behind it the cell of the next column. */
struct piece {
	struct tl_bytes text;	/* owned */
	bool cell;
};

struct pieces {
	struct piece *item;
	size_t n, max;
};

static void drop(struct tlsafe_out *o)
{
	struct pieces *p = o->own;

	for (size_t i = 0; p && i < p->n; i++)
		free((char *)p->item[i].text.data);
	if (p)
		free(p->item);
	free(p);
	o->own = NULL;
}

static int add_piece(struct pieces *p, struct tl_buf *text, bool cell, struct tl_err *err)
{
	if (text->failed || !TL_GROW(p->item, p->n, p->max))
		return tl_err_memory(err);
	p->item[p->n] = (struct piece){ tl_bytes(malloc(text->len + 1), text->len), cell };
	if (!p->item[p->n].text.data)
		return tl_err_memory(err);
	if (text->len)
		memcpy((char *)p->item[p->n].text.data, text->data, text->len);
	p->n++;
	tl_buf_clear(text);
	return 0;
}

#define SPELT \
	"write {FIELD} for a field, {{ and }} for braces; " \
	"a backslash has t, n or another one behind it"

static int wrong(struct tl_err *err, const char *what)
{
	return tl_err_hint(err, TLSAFE_EUSAGE, SPELT, "the format: %s", what);
}

/* The name between braces at *TEXT, which loses it, joined to NAMES. */
static int take_name(struct tl_bytes *text, struct tl_buf *names, struct tl_err *err)
{
	const char *end = memchr(text->data, '}', text->len);
	struct tl_bytes name;

	if (!end)
		return wrong(err, "a '{' without '}'");
	name = tl_bytes(text->data + 1, (size_t)(end - text->data - 1));
	if (!name.len)
		return wrong(err, "no field between { and }");
	if (memchr(name.data, ',', name.len))
		return tl_err_hint(err, TLSAFE_EUSAGE, SPELT,
		                   "the format: one field between { and }, not '%.*s'",
		                   (int)name.len, name.data);
	if (names->len)
		tl_buf_char(names, ',');
	tl_buf_add(names, name);
	*text = tl_bytes(end + 1, text->len - name.len - 2);
	return 0;
}

/* What stands for one character at *TEXT, which loses it. */
static int take_character(struct tl_bytes *text, struct tl_buf *out, struct tl_err *err)
{
	static const struct {
		const char *spelt;
		char is;
	} all[] = { { "\\t", '\t' },
		    { "\\n", '\n' },
		    { "\\\\", '\\' },
		    { "{{", '{' },
		    { "}}", '}' } };
	char room[TL_VISIBLE], c = text->data[0];

	for (size_t i = 0; i < TL_LEN(all); i++)
		if (tl_starts(*text, tl_str(all[i].spelt))) {
			tl_buf_char(out, all[i].is);
			*text = tl_bytes(text->data + 2, text->len - 2);
			return 0;
		}
	if (c == '\\')
		return wrong(err, "a backslash before something else");
	if (c == '}')
		return wrong(err, "a '}' without '{'");
	if (c == '\t' || c == '\n') {
		tl_buf_char(out, c);
		*text = tl_bytes(text->data + 1, text->len - 1);
		return 0;
	}
	tl_buf_add(out, tl_utf8_visible_next(text, room));
	return 0;
}

static int read_pieces(struct pieces *p, struct tl_bytes text, struct tl_buf *names,
                       struct tl_err *err)
{
	TL_BUF out = { 0 };
	int rc = 0;

	if (tl_utf8_check(text) >= 0)
		return wrong(err, "not valid UTF-8");
	while (!rc && text.len) {
		if (text.data[0] != '{' || tl_starts(text, TL_LIT("{{"))) {
			rc = take_character(&text, &out, err);
			continue;
		}
		rc = take_name(&text, names, err);
		if (!rc)
			rc = add_piece(p, &out, true, err);
	}
	if (!rc && !names->len)
		rc = wrong(err, "it names no field");
	return rc ? rc : add_piece(p, &out, false, err);
}

static int nothing(struct tlsafe_out *o, struct tl_err *err)
{
	(void)o;
	(void)err;
	return 0;
}

static int row(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err)
{
	const struct pieces *p = o->own;

	for (size_t i = 0; i < p->n; i++) {
		tl_buf_add(&o->buf, p->item[i].text);
		if (p->item[i].cell)
			tl_utf8_visible(&o->buf, tl_cell_shown(o, cells++));
	}
	return o->buf.failed ? tl_err_memory(err) : 0;
}

static const struct tl_out_form form = { .name = "template",
					 .begin = nothing,
					 .row = row,
					 .end = nothing,
					 .drop = drop };

int tl_out_template(struct tlsafe_out *o, struct tl_bytes text, struct tl_buf *names,
                    struct tl_err *err)
{
	if (o->form != &tl_form_tsv || o->begun)
		return tl_err_set(err, TLSAFE_EUSAGE,
		                  "a format of one's own is a way of writing tsv");
	o->own = calloc(1, sizeof(struct pieces));
	if (!o->own)
		return tl_err_memory(err);
	o->form = &form;
	o->flags |= TLSAFE_OUT_NOHEADING;
	return read_pieces(o->own, text, names, err);
}
