/* The closed file (案卷) of a hazard, an inspection or a unit: what was entered about it, its
 * documents as they were printed, and the digests of all of that. */
#include <stdio.h>
#include <stdlib.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/map.h"
#include "form/signature.h"
#include "journal/workflow.h"
#include "report/document.h"
#include "report/documents.h"
#include "store/blobs.h"
#include "store/open.h"

/* In the order in which they stand in the file. */
enum sort { UNIT, INSPECTION, ITEM, HAZARD, DOCUMENT, PENALTY, SORTS };
static const char *const kinds[SORTS] = { "unit", "inspection", "item",
	                                  "hazard", "document", "penalty" };

struct file {
	struct tl_bytes name, about;
	struct tl_buf bytes;
	unsigned char digest[TL_SHA256_LEN];
};

struct dossier {
	struct tlsafe *t;
	const struct tlsafe_dossier *in;
	enum sort about;
	struct tl_bytes id;
	struct tl_map *known;		/* ids that are in it */
	char **ids[SORTS];		/* in order of entry */
	size_t n[SORTS], max[SORTS];
	struct file *file;
	size_t nfiles, maxfiles;
	struct tl_buf anchor;
	struct tl_arena arena;
	bool english;
};

static void release(struct dossier *d)
{
	for (size_t i = 0; i < d->nfiles; i++)
		tl_buf_release(&d->file[i].bytes);
	for (int s = 0; s < SORTS; s++)
		free(d->ids[s]);
	free(d->file);
	tl_map_freep(&d->known);
	tl_buf_release(&d->anchor);
	tl_arena_release(&d->arena);
}

/* --- what belongs to it -------------------------------------------------------- */

static bool has(const struct dossier *d, struct tl_bytes id)
{
	return id.len && tl_map_get(d->known, id);
}

static bool has_any(const struct dossier *d, struct tl_bytes list)
{
	struct tl_bytes id;

	while (tl_list_next(&list, &id))
		if (has(d, id))
			return true;
	return false;
}

/* R, of SORT, is in the file: what those before it have brought into it is known. */
static bool belongs(const struct dossier *d, enum sort sort, const struct tl_record *r)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID);
	struct tl_bytes inspection = tl_record_named(r, "inspection");

	if (tl_eq(id, d->id))
		return true;
	if (sort == UNIT || (sort == HAZARD && d->about == HAZARD))
		return false;
	if (sort == ITEM && d->about == HAZARD)
		return tl_eq(tl_record_named(r, "hazard"), d->id);
	if (d->about == UNIT && tl_eq(tl_record_at(r, TL_F_UNIT), d->id))
		return true;
	if (d->about != HAZARD && has(d, inspection))
		return true;
	return sort >= DOCUMENT && (has_any(d, tl_record_named(r, "hazards")) ||
	                            has(d, tl_record_named(r, "document")));
}

static int take(struct dossier *d, enum sort sort, struct tl_bytes id)
{
	bool ok = true;
	struct tl_bytes copy = tl_arena_dup(&d->arena, id, &ok);

	if (!ok || !tl_map_put(d->known, copy, NULL) ||
	    !TL_GROW(d->ids[sort], d->n[sort], d->max[sort]))
		return tl_err_memory(&d->t->err);
	d->ids[sort][d->n[sort]++] = (char *)copy.data;
	return 0;
}

static int add_file(struct dossier *d, struct tl_bytes name, struct tl_bytes about,
                    struct tl_buf **bytes)
{
	bool ok = true;
	struct file *f;

	if (!TL_GROW(d->file, d->nfiles, d->maxfiles))
		return tl_err_memory(&d->t->err);
	f = &d->file[d->nfiles++];
	*f = (struct file){ .name = tl_arena_dup(&d->arena, name, &ok),
		            .about = tl_arena_dup(&d->arena, about, &ok) };
	*bytes = &f->bytes;
	return ok ? 0 : tl_err_memory(&d->t->err);
}

/* What it is called: the Nth of FIELD of ID. */
static void put_name(struct tl_buf *out, struct tl_bytes id, const char *field, size_t n,
                     const char *ending)
{
	tl_file_name(out, id);
	tl_buf_printf(out, "-%s-%zu", field, n);
	if (ending)
		tl_buf_printf(out, ".%s", ending);
}

/* The Nth file of F, a field of R, as it was kept. */
static int take_blob(struct dossier *d, struct tl_view *v, const struct tl_record *r,
                     const struct tl_field *f, struct tl_bytes value, size_t n)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID), own = tl_record_named(r, "file");
	const char *ending;
	struct tl_blob blob;
	struct tl_buf *to;
	TL_BUF bytes = { 0 };
	TL_BUF name = { 0 };
	int rc;

	if (!tl_blob_parse(&blob, value))
		return 0;
	rc = tl_blobs_read(v->txn, &blob, &bytes, &d->t->err);
	if (rc == TLSAFE_ENOENT)
		return tl_err_hint(&d->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "a file of %.*s is not in the store", (int)id.len, id.data);
	if (rc)
		return rc;
	ending = tl_picture_ending(tl_buf_bytes(&bytes));
	tl_buf_printf(&name, "%02zu-", d->nfiles + 1);
	if (own.len)
		tl_buf_add(&name, own);
	else
		put_name(&name, id, f->key, n, ending);
	rc = name.failed ?
	             tl_err_memory(&d->t->err) :
	             add_file(d, tl_buf_bytes(&name),
	                      own.len ? tl_record_named(r, "number") : id, &to);
	if (!rc)
		tl_buf_add(to, tl_buf_bytes(&bytes));
	return rc || !to->failed ? rc : tl_err_memory(&d->t->err);
}

/* All files that R names: what was printed, photos. */
static int take_blobs(struct dossier *d, struct tl_view *v, const struct tl_record *r)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->kind->nfields; i++) {
		const struct tl_field *f = &r->kind->field[i];
		struct tl_bytes list = r->val[i], one;
		if (!tl_type_keeps(f))
			continue;
		for (size_t n = 1; !rc && tl_list_next(&list, &one); n++)
			rc = take_blob(d, v, r, f, one, n);
	}
	return rc;
}

static int gather(struct dossier *d, struct tl_view *v, enum sort sort)
{
	const struct tl_kind *kind = tl_schema_kind(v->schema, kinds[sort]);
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	if (!kind)
		return 0;
	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, v, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		rc = 0;
		if (!belongs(d, sort, &r))
			continue;
		rc = take(d, sort, tl_record_at(&r, TL_F_ID));
		if (!rc)
			rc = take_blobs(d, v, &r);
	}
	return rc;
}

/* What the file is about, and the unit and inspection that this one is of. */
static int begin(struct dossier *d, struct tl_view *v)
{
	const struct tl_kind *kind = NULL;
	TL_RECORD r = { 0 };
	bool ok = true;
	uint64_t row;
	int rc = tl_view_find(v, tl_str(d->in->id), &kind, &row), s = 0;

	if (rc && rc != TLSAFE_ENOENT)
		return rc;
	while (kind && s < SORTS && strcmp(kind->name, kinds[s]))
		s++;
	if (rc || (s != UNIT && s != INSPECTION && s != HAZARD))
		return tl_err_hint(&d->t->err, TLSAFE_ENOENT,
		                   "a dossier is of a hazard, an inspection or a unit",
		                   "no such hazard, inspection or unit: %s", d->in->id);
	d->about = (enum sort)s;
	d->id = tl_arena_dup(&d->arena, tl_str(d->in->id), &ok);
	rc = tl_view_get(v, kind, d->id, &r);
	if (!rc && s != UNIT && tl_record_at(&r, TL_F_UNIT).len)
		rc = take(d, UNIT, tl_record_at(&r, TL_F_UNIT));
	if (!rc && s == HAZARD && tl_record_named(&r, "inspection").len) {
		rc = tl_view_find(v, tl_record_named(&r, "inspection"), &kind, &row);
		if (!rc && !strcmp(kind->name, kinds[INSPECTION]))
			rc = take(d, INSPECTION, tl_record_named(&r, "inspection"));
		rc = rc == TLSAFE_ENOENT ? 0 : rc;
	}
	return rc || ok ? rc : tl_err_memory(&d->t->err);
}

/* --- what was entered ---------------------------------------------------------- */

static int put(void *ctx, const void *data, size_t len)
{
	struct tl_buf *b = ctx;

	tl_buf_put(b, data, len);
	return b->failed ? -1 : 0;
}

typedef int telling(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out);

/* The file NAME of lines that OF, a function of the library, has of the records. */
static int tell(struct dossier *d, const char *name, const char *about, telling *of)
{
	struct tl_buf *bytes;
	int rc = add_file(d, tl_str(name), tl_str(about), &bytes);

	for (int s = 0; !rc && s < SORTS; s++) {
		const struct tlsafe_select ask = { .kind = kinds[s],
			                           .words = d->ids[s],
			                           .nwords = d->n[s],
			                           .known_at = d->anchor.data };
		struct tlsafe_out *out = d->n[s] ? tlsafe_out_new("json", 0, put, bytes) : NULL;
		if (!d->n[s])
			continue;
		rc = out ? of(d->t, &ask, out) : tl_err_memory(&d->t->err);
		if (!rc && tlsafe_out_end(out))
			rc = tl_err_memory(&d->t->err);
		tlsafe_out_free(out);
	}
	return rc;
}

/* --- the index ------------------------------------------------------------------ */

static void put_digest(struct tl_buf *out, const struct file *f)
{
	tl_hex(out, f->digest, sizeof(f->digest));
}

static int put_rows(struct dossier *d, struct tlsafe_out *o)
{
	static const char *const zh[] = { "序号", "文件", "内容", "字节", "SHA-256" };
	static const char *const en[] = { "No", "File", "What it is", "Bytes", "SHA-256" };
	struct tl_out_column column[TL_LEN(zh)] = { 0 };
	int rc;

	for (size_t i = 0; i < TL_LEN(zh); i++) {
		column[i].key = tl_str(en[i]);
		column[i].heading = tl_str(d->english ? en[i] : zh[i]);
	}
	rc = tl_out_columns(o, column, TL_LEN(zh)) ? tl_err_memory(&d->t->err) : 0;
	for (size_t i = 0; !rc && i < d->nfiles; i++) {
		struct tl_cell cell[TL_LEN(zh)] = { 0 };
		char no[24], size[24];
		TL_BUF hex = { 0 };
		snprintf(no, sizeof(no), "%zu", i + 1);
		snprintf(size, sizeof(size), "%zu", d->file[i].bytes.len);
		put_digest(&hex, &d->file[i]);
		cell[0].text = tl_str(no);
		cell[1].text = d->file[i].name;
		cell[2].text = d->file[i].about;
		cell[3].text = tl_str(size);
		cell[4].text = tl_buf_bytes(&hex);
		if (hex.failed || tl_out_row(o, cell))
			rc = tl_err_memory(&d->t->err);
	}
	return rc || !tlsafe_out_end(o) ? rc : tl_err_memory(&d->t->err);
}

static int put_page(struct dossier *d, struct tlsafe_document *page)
{
	TL_BUF title = { 0 };
	struct tl_document_part *p;
	struct tlsafe_out *table;
	int rc;

	tl_buf_printf(&title, "%s %s", d->english ? "Dossier" : "案卷", d->in->id);
	p = title.failed ? NULL : tl_document_add(page, "dossier", tl_buf_bytes(&title), 1);
	table = p ? tl_document_table(page, p, 0) : NULL;
	rc = table ? put_rows(d, table) : tl_err_memory(&d->t->err);
	tlsafe_out_free(table);
	return rc;
}

static int write_index(struct dossier *d)
{
	const unsigned language = d->english ? 0 : TLSAFE_OUT_CHINESE;
	struct tlsafe_document *page = calloc(1, sizeof(*page));
	TL_BUF bytes = { 0 };
	struct tlsafe_out *o = tlsafe_out_new("html", language, put, &bytes);
	struct tl_buf *to;
	int rc = page && o ? 0 : tl_err_memory(&d->t->err);

	if (!rc) {
		o->language = d->english ? "en" : "zh-CN";
		page->out = o;
		page->english = d->english;
		rc = put_page(d, page);
	}
	if (!rc && (tlsafe_document_write(page) || tlsafe_out_end(o)))
		rc = tl_err_memory(&d->t->err);
	if (!rc)
		rc = add_file(d, TL_LIT("index.html"), TL_NONE, &to);
	if (!rc)
		tl_buf_add(to, tl_buf_bytes(&bytes));
	tlsafe_document_free(page);
	tlsafe_out_free(o);
	return rc;
}

static int digest(struct dossier *d)
{
	for (size_t i = 0; i < d->nfiles; i++)
		if (d->file[i].bytes.failed)
			return tl_err_memory(&d->t->err);
		else
			tl_sha256(d->file[i].digest, tl_buf_bytes(&d->file[i].bytes));
	return 0;
}

/* As sha256sum -c reads it. */
static int write_sums(struct dossier *d)
{
	size_t n = d->nfiles;
	struct tl_buf *to;
	int rc = digest(d);

	if (!rc)
		rc = add_file(d, TL_LIT("SHA256SUMS"), TL_NONE, &to);
	for (size_t i = 0; !rc && i < n; i++) {
		put_digest(to, &d->file[i]);
		tl_buf_printf(to, "  %.*s\n", (int)d->file[i].name.len, d->file[i].name.data);
	}
	return rc || !to->failed ? rc : tl_err_memory(&d->t->err);
}

static int hand_out(struct dossier *d)
{
	for (size_t i = 0; i < d->nfiles; i++) {
		const struct file *f = &d->file[i];
		if (d->in->file(d->in->ctx, f->name.data, f->bytes.data, f->bytes.len))
			return tl_err_errno(&d->t->err, "%s", f->name.data);
	}
	return 0;
}

/* All of one moment: what is known when the view was opened. */
static int collect(struct dossier *d)
{
	TL_VIEW v = { 0 };
	int rc = tl_view_begin(&v, d->t);

	if (!rc)
		rc = begin(d, &v);
	if (!rc)
		rc = tl_view_anchor(&v, &d->anchor);
	for (int s = 0; !rc && s < SORTS; s++)
		rc = gather(d, &v, (enum sort)s);
	return rc;
}

int tlsafe_dossier(struct tlsafe *t, const struct tlsafe_dossier *in)
{
	TL_CLEANUP(release) struct dossier d = { .t = t, .in = in };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	d.english = !tl_eqs(t->schema->district.language, "zh");
	d.known = tl_map_new();
	rc = d.known ? collect(&d) : tl_err_memory(&t->err);
	if (!rc)
		rc = tell(&d, "records.jsonl", d.english ? "Records" : "登记内容", tlsafe_show);
	if (!rc)
		rc = tell(&d, "journal.jsonl", d.english ? "Journal" : "操作日志", tlsafe_history);
	if (!rc)
		rc = digest(&d);
	if (!rc)
		rc = write_index(&d);
	if (!rc)
		rc = write_sums(&d);
	return tl_store_error(t, rc ? rc : hand_out(&d));
}
