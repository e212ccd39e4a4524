/* Documents that were issued, found by id or number. */
#include "report/documents.h"

#include <stdio.h>

#include "schema/docno.h"
#include "store/open.h"

#define DOCUMENT "document"

int tl_documents_kind(struct tlsafe *t, const struct tl_kind **ret)
{
	return tl_schema_need(t->schema, DOCUMENT, ret, &t->err);
}

/* --- by number ----------------------------------------------------------------- */

static int several(struct tl_view *v, struct tl_bytes number, const struct tl_buf *ids)
{
	return tl_err_hint(&v->t->err, TLSAFE_EUSAGE, "name one of them by its id",
	                   "%.*s is the number of several: %s", (int)number.len, number.data,
	                   ids->failed ? "" : ids->data);
}

/* The ids of those with NUMBER, *N of them. */
static int with_number(struct tl_view *v, const struct tl_kind *kind, struct tl_bytes number,
                       struct tl_buf *ids, size_t *n)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, v, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		rc = 0;
		if (!tl_eq(tl_record_named(&r, "number"), number))
			continue;
		tl_buf_str(ids, (*n)++ ? ", " : "");
		tl_buf_add(ids, tl_record_at(&r, TL_F_ID));
	}
	return rc || !ids->failed ? rc : tl_err_memory(&v->t->err);
}

int tl_documents_find(struct tl_view *v, struct tl_bytes text, struct tl_buf *id)
{
	const struct tl_kind *kind = tl_schema_kind(v->schema, DOCUMENT), *there = NULL;
	TL_BUF number = { 0 };
	TL_BUF ids = { 0 };
	uint64_t row;
	size_t n = 0;
	int rc = tl_view_find(v, text, &there, &row);

	if (rc && rc != TLSAFE_ENOENT)
		return rc;
	tl_docno(&number, text);
	if (rc && kind && !number.failed) {
		rc = with_number(v, kind, tl_buf_bytes(&number), &ids, &n);
		if (!rc && n > 1)
			rc = several(v, tl_buf_bytes(&number), &ids);
		if (rc)
			return rc;
	}
	tl_buf_add(id, n ? tl_buf_bytes(&ids) : text);
	if (id->failed || number.failed)
		return tl_err_memory(&v->t->err);
	return n || (there && there == kind);
}

int tlsafe_document_find(struct tlsafe *t, const char *text, char *id, size_t size)
{
	TL_BUF found = { 0 };
	TL_VIEW v = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_begin(&v, t);
	if (!rc)
		rc = tl_documents_find(&v, tl_str(text), &found);
	if (rc >= 0 && found.len >= size)
		rc = tl_err_set(&t->err, TLSAFE_EINPUT, "longer than an id is");
	if (rc >= 0)
		snprintf(id, size, "%.*s", (int)found.len, found.data);
	return rc < 0 ? tl_store_error(t, rc) : rc;
}
