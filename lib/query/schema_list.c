/* What the schema set says of kinds and fields. */
#include "query/line.h"
#include "query/moment.h"
#include "store/open.h"

size_t tlsafe_kinds(const struct tlsafe *t)
{
	size_t n = 0;

	for (size_t i = 0; t->schema && i < t->schema->nkinds; i++)
		n += !t->schema->kind[i]->withdrawn;
	return n;
}

const char *tlsafe_kind_name(const struct tlsafe *t, size_t kind)
{
	for (size_t i = 0; t->schema && i < t->schema->nkinds; i++)
		if (!t->schema->kind[i]->withdrawn && !kind--)
			return t->schema->kind[i]->name;
	return NULL;
}

bool tlsafe_kind_exists(const struct tlsafe *t, const char *kind)
{
	return t->schema && tl_schema_kind(t->schema, kind);
}

static uint64_t count_fields(const struct tl_kind *k)
{
	uint64_t n = 0;

	for (size_t i = 0; i < k->nfields; i++)
		n += !k->field[i].withdrawn;
	return n;
}

int tlsafe_schema_list(struct tlsafe *t, const char *known_at, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "kind", false, "类别", "Kind" },
		{ "zh", false, "中文名称", "Chinese" },
		{ "en", false, "英文名称", "English" },
		{ "letter", false, "字母", "Letter" },
		{ "fields", true, "字段数", "Fields" },
		{ "about", false, "说明", "About" },
	};
	TL_VIEW v = { 0 };
	struct tl_line l = { .n = 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_select(&v, t, &(struct tlsafe_select){ .known_at = known_at });
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	for (size_t i = 0; !rc && i < v.schema->nkinds; i++) {
		const struct tl_kind *k = v.schema->kind[i];
		if (k->withdrawn)
			continue;
		tl_line_text(&l, tl_str(k->name));
		tl_line_text(&l, tl_str(k->zh));
		tl_line_text(&l, tl_str(k->en));
		tl_line_text(&l, tl_bytes(&k->letter, 1));
		tl_line_number(&l, count_fields(k));
		tl_line_text(&l, tl_str(k->about));
		rc = tl_line_write(&l, t, out);
	}
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}

/* What a value may be: codes with their labels, or the kind of record that is referred to. */
static void permitted(struct tl_buf *out, const struct tl_field *f)
{
	tl_buf_clear(out);
	if (f->to)
		tl_buf_str(out, f->to);
	for (size_t i = 0; f->codes && i < f->codes->n; i++) {
		tl_buf_str(out, i ? ", " : "");
		tl_buf_add(out, f->codes->code[i].code);
		tl_buf_char(out, ' ');
		tl_buf_add(out, f->codes->code[i].zh);
	}
}

int tlsafe_schema_show(struct tlsafe *t, const char *kind, const char *known_at,
                       struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "key", false, "字段", "Key" },
		{ "type", false, "类型", "Type" },
		{ "zh", false, "中文名称", "Chinese" },
		{ "en", false, "英文名称", "English" },
		{ "by", false, "由谁写", "Written by" },
		{ "required", false, "必填", "Required" },
		{ "personal", false, "个人信息", "Personal" },
		{ "values", false, "取值", "Values" },
		{ "about", false, "说明", "About" },
	};
	TL_VIEW v = { 0 };
	const struct tl_kind *k;
	struct tl_line l = { .n = 0 };
	TL_BUF values = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_select(&v, t, &(struct tlsafe_select){ .known_at = known_at });
	if (rc)
		return tl_store_error(t, rc);
	k = tl_schema_kind(v.schema, kind);
	if (!k)
		return tl_err_hint(&t->err, TLSAFE_ENOENT, "tlsafe-db schema list names them",
		                   "no kind '%s'", kind);
	/* Codes and sentences beside each other fit no terminal. */
	if (out->form == &tl_form_table) {
		out->flags |= TLSAFE_OUT_PAIRS;
		out->width = 80;
	}
	rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	for (size_t i = 0; !rc && i < k->nfields; i++) {
		const struct tl_field *f = &k->field[i];
		if (f->withdrawn)
			continue;
		permitted(&values, f);
		tl_line_text(&l, tl_str(f->key));
		tl_line_text(&l, tl_str(f->type->name));
		tl_line_text(&l, tl_str(f->zh));
		tl_line_text(&l, tl_str(f->en));
		tl_line_text(&l, tl_str(f->by));
		tl_line_text(&l, f->required ? TL_LIT("yes") : TL_NONE);
		tl_line_text(&l, f->personal ? TL_LIT("yes") : TL_NONE);
		tl_line_text(&l, values.len ? tl_buf_bytes(&values) : TL_NONE);
		tl_line_text(&l, tl_str(f->about));
		rc = values.failed ? tl_err_memory(&t->err) : tl_line_write(&l, t, out);
	}
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}
