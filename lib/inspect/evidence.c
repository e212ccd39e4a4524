/* Photographs that answers have, given back as they came. */
#include "base/blob.h"
#include "base/file.h"
#include "base/map.h"
#include "form/signature.h"
#include "inspect/answer.h"
#include "query/line.h"
#include "query/list.h"
#include "store/blobs.h"
#include "store/open.h"

struct giving {
	struct tlsafe *t;
	const struct tlsafe_photos *how;
	struct tlsafe_out *out;
	struct tl_view v;
	const struct tl_kind *item;
	struct tl_map *asked;		/* ids of inspections, items and hazards */
	struct tl_buf bytes, name;
	struct tl_line line;
	uint64_t n;
};

static void giving_release(struct giving *g)
{
	tl_view_end(&g->v);
	tl_map_freep(&g->asked);
	tl_buf_release(&g->bytes);
	tl_buf_release(&g->name);
	tl_line_release(&g->line);
}

static int ask(struct giving *g)
{
	g->asked = tl_map_new();
	if (!g->asked)
		return tl_err_memory(&g->t->err);
	for (size_t i = 0; i < g->how->n; i++) {
		struct tl_bytes id = tl_str(g->how->ids[i]);
		const struct tl_kind *kind;
		uint64_t row;
		int rc = tl_view_find(&g->v, id, &kind, &row);
		if (rc == TLSAFE_ENOENT)
			return tl_list_not_there(g->t, id);
		if (rc)
			return rc;
		if (!tl_map_put(g->asked, id, NULL))
			return tl_err_memory(&g->t->err);
	}
	return 0;
}

static int name_photo(struct giving *g, struct tl_bytes item, unsigned number)
{
	const char *ending = tl_picture_ending(tl_buf_bytes(&g->bytes));

	tl_buf_clear(&g->name);
	tl_file_name(&g->name, item);
	tl_buf_printf(&g->name, "-%u.%s", number, ending ? ending : "bin");
	return g->name.failed ? TLSAFE_EMEMORY : 0;
}

/* Photo NUMBER of the item R, known by TEXT. */
static int give(struct giving *g, const struct tl_record *r, struct tl_bytes text, unsigned number)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID);
	struct tl_blob blob;
	int rc;

	if (!tl_blob_parse(&blob, text))
		return TLSAFE_EBUG;
	tl_buf_clear(&g->bytes);
	rc = tl_blobs_read(g->v.txn, &blob, &g->bytes, &g->t->err);
	if (rc == TLSAFE_ENOENT)
		return tl_err_hint(&g->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "photo %u of %.*s is not in the store", number, (int)id.len,
		                   id.data);
	if (!rc)
		rc = name_photo(g, id, number);
	if (rc)
		return rc;
	if (g->how->file &&
	    g->how->file(g->how->ctx, g->name.data, g->bytes.data, g->bytes.len))
		return tl_err_errno(&g->t->err, "%s", g->name.data);
	g->n++;
	tl_line_text(&g->line, id);
	tl_line_text(&g->line, tl_record_named(r, "hazard"));
	tl_line_text(&g->line, tl_buf_bytes(&g->name));
	tl_line_number(&g->line, blob.size);
	tl_line_text(&g->line, text);
	return tl_line_write(&g->line, g->t, g->out);
}

static bool is_asked(const struct giving *g, const struct tl_record *r)
{
	static const char *const by[] = { "inspection", "hazard" };

	if (tl_map_get(g->asked, tl_record_at(r, TL_F_ID)))
		return true;
	for (size_t i = 0; i < TL_LEN(by); i++) {
		struct tl_bytes id = tl_record_named(r, by[i]);
		if (id.len && tl_map_get(g->asked, id))
			return true;
	}
	return false;
}

static int give_all(struct giving *g)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, g->item);
	rc = tl_walk_begin(&walk, &g->v, g->item);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		struct tl_bytes list = tl_record_named(&r, "photos"), one;
		rc = 0;
		if (!list.len || !is_asked(g, &r))
			continue;
		for (unsigned n = 1; !rc && tl_list_next(&list, &one); n++)
			rc = give(g, &r, one, n);
	}
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&g->t->err) : rc;
}

int tlsafe_photos(struct tlsafe *t, const struct tlsafe_photos *how, struct tlsafe_out *out,
                  uint64_t *n)
{
	static const struct tl_line_column columns[] = {
		{ "item", false, "检查项编号", "Item" },
		{ "hazard", false, "隐患编号", "Hazard" },
		{ "file", false, "文件", "File" },
		{ "bytes", true, "字节", "Bytes" },
		{ "digest", false, "摘要", "Digest" },
	};
	TL_CLEANUP(giving_release) struct giving g = { .t = t, .how = how, .out = out };
	const struct tl_kind *inspection;
	int rc = tl_store_begin(t) ? t->err.code : tl_view_begin(&g.v, t);

	if (!rc)
		rc = tl_inspection_kind(g.v.schema, &inspection, &t->err);
	if (!rc)
		rc = ask(&g);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	g.item = tl_schema_kind(g.v.schema, "item");
	if (!rc)
		rc = give_all(&g);
	*n = g.n;
	return tl_store_error(t, rc);
}
