/* The order of a list: by columns that are asked for, then by id. */
#include "query/order.h"

#include <stdlib.h>

#include "kv/key.h"
#include "query/columns.h"

/* "-FIELD" goes down; the sign of a Chinese keyboard too. */
bool tl_order_sign(struct tl_bytes *name)
{
	static const char *const signs[] = { "-", "－" };

	for (size_t i = 0; i < TL_LEN(signs); i++)
		if (tl_starts(*name, tl_str(signs[i]))) {
			name->data += strlen(signs[i]);
			name->len -= strlen(signs[i]);
			return true;
		}
	return false;
}

int tl_order_begin(struct tl_order *o, struct tl_query *q, const char *words)
{
	struct tl_bytes name;
	size_t max = 1;
	int rc = 0;

	*o = (struct tl_order){ 0 };
	for (const char *p = words; p && *p; p++)
		max += *p == ',';
	o->column = words ? calloc(max, sizeof(*o->column)) : NULL;
	if (words && !o->column)
		return tl_err_memory(&q->view->t->err);
	while (!rc && tl_next_word(&words, &name)) {
		struct tl_order_column *c = &o->column[o->n++];
		c->down = tl_order_sign(&name);
		rc = tl_query_path(q, &c->path, name);
	}
	return rc;
}

bool tl_order_by_due(const struct tl_order *o)
{
	return o->n && !o->column->path.sub && o->column->path.field->known == TL_F_DUE;
}

static const struct tl_field *field_of(const struct tl_path *p)
{
	return p->sub ? p->sub : p->field;
}

/* Where a value stands among others. */
enum rank { BY_NUMBER = 1, BY_TEXT, MISSING };

static bool number_of(const struct tl_field *f, struct tl_bytes v, int64_t *ret)
{
	const struct tl_code *code;

	if (f->type->number)
		return f->type->number(v, ret);
	if (!f->codes || f->type->json == TL_JSON_ARRAY)
		return false;
	code = tl_codes_code(f->codes, v);
	*ret = code ? code - f->codes->code : 0;
	return code;
}

static void value_key(const struct tl_field *f, struct tl_bytes v, struct tl_buf *out)
{
	int64_t number;

	if (number_of(f, v, &number)) {
		uint64_t bits = (uint64_t)number ^ (uint64_t)1 << 63;
		tl_buf_char(out, BY_NUMBER);
		for (int shift = 56; shift >= 0; shift -= 8)
			tl_buf_char(out, (char)(bits >> shift));
	} else {
		tl_buf_char(out, BY_TEXT);
		tl_key_text(out, v);
	}
}

int tl_order_key(const struct tl_order *o, struct tl_query *q, struct tl_record *r,
                 struct tl_buf *out)
{
	struct tl_bytes v;
	int rc = o->n ? tl_columns_rev(q, r) : 0;

	for (size_t i = 0; !rc && i < o->n; i++) {
		const struct tl_order_column *c = &o->column[i];
		size_t begun = out->len;
		rc = tl_query_value(q, &c->path, r, &v);
		if (!rc && v.len)
			value_key(field_of(&c->path), v, out);
		for (size_t k = begun; c->down && !out->failed && k < out->len; k++)
			out->data[k] = (char)~out->data[k];
		if (!rc && !v.len)
			tl_buf_char(out, (char)(c->down ? UINT8_MAX : MISSING));
	}
	if (!rc && out->failed)
		rc = tl_err_memory(&q->view->t->err);
	return rc;
}

void tl_order_text(const struct tl_order *o, struct tl_buf *out)
{
	for (size_t i = 0; i < o->n; i++) {
		const struct tl_order_column *c = &o->column[i];
		tl_buf_printf(out, "%s%s", c->down ? "-" : "", c->path.field->key);
		if (c->path.sub)
			tl_buf_printf(out, ".%s", c->path.sub->key);
		tl_buf_char(out, ',');
	}
	tl_buf_str(out, "id");
}

void tl_order_release(struct tl_order *o)
{
	free(o->column);
	*o = (struct tl_order){ 0 };
}
