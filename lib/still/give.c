/* Stills, given back as they came. */
#include "base/file.h"
#include "query/line.h"
#include "query/list.h"
#include "still/kept.h"
#include "store/open.h"

/* Still R under the name of its id. */
static int give(struct tl_view *v, const struct tlsafe_still_get *how, const struct tl_record *r,
                struct tl_line *l, struct tlsafe_out *out)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID), type = tl_record_named(r, "type");
	TL_BUF bytes = { 0 };
	TL_BUF name = { 0 };
	int rc = tl_still_bytes(v, r, &bytes);

	tl_file_name(&name, id);
	tl_buf_printf(&name, ".%.*s", (int)type.len, type.data);
	if (!rc && name.failed)
		rc = tl_err_memory(&v->t->err);
	if (!rc && how->file(how->ctx, name.data, bytes.data, bytes.len))
		rc = tl_err_errno(&v->t->err, "%s", name.data);
	if (rc)
		return rc;
	tl_line_text(l, id);
	tl_line_text(l, tl_buf_bytes(&name));
	tl_line_number(l, bytes.len);
	tl_line_text(l, tl_record_named(r, "hash"));
	return tl_line_write(l, v->t, out);
}

int tlsafe_still_get(struct tlsafe *t, const struct tlsafe_still_get *how, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "still", false, "图像编号", "Still" },
		{ "file", false, "文件", "File" },
		{ "bytes", true, "字节", "Bytes" },
		{ "hash", false, "摘要", "Hash" },
	};
	struct tl_line l = { .n = 0 };
	const struct tl_kind *kind;
	TL_VIEW v = { 0 };
	int rc = tl_store_begin(t) ? t->err.code : tl_view_begin(&v, t);

	if (!rc)
		rc = tl_schema_need(v.schema, "still", &kind, &t->err);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	for (size_t i = 0; !rc && i < how->n; i++) {
		TL_RECORD r = { 0 };
		rc = tl_view_get(&v, kind, tl_str(how->ids[i]), &r);
		if (!rc)
			rc = give(&v, how, &r, &l, out);
	}
	tl_line_release(&l);
	return tl_store_error(t, rc);
}
