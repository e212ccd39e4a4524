/* Journal and views of a transaction, written together. */
#include "store/commit.h"

#include "store/schema_kept.h"
#include "store/schema_set.h"
#include "store/views.h"

int tl_request_put(struct tl_kv_txn *txn, const struct tl_head *h, struct tl_err *err)
{
	TL_BUF key = { 0 };
	TL_BUF val = { 0 };

	if (!h->request.len)
		return 0;
	tl_key_meta(&key, "request/", h->request);
	tl_buf_uint(&val, h->number);
	return key.failed || val.failed ?
	               tl_err_memory(err) :
	               tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&val), err);
}

static int put_head(struct tl_kv_txn *txn, const struct tl_head *h, struct tl_err *err)
{
	TL_BUF key = { 0 };
	TL_BUF val = { 0 };

	tl_key_meta(&key, "head/", h->site);
	tl_buf_uint(&val, h->number);
	tl_buf_int(&val, h->at);
	tl_buf_put(&val, h->hash, TL_HASH_LEN);
	if (key.failed || val.failed)
		return tl_err_memory(err);
	return tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&val), err);
}

/* *APPLIED: an entry changes the schema set. */
static int fold_block(struct tl_views *f, struct tl_block *b, const struct tl_schema *schema,
                      const struct tl_blobs_source *files, bool *applied, struct tl_err *err)
{
	const struct tl_kind *kind = tl_schema_set_kind(schema);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_entry e;
	int rc;

	while ((rc = tl_block_next(b, &e, set, schema, err)) == 1) {
		*applied |= e.kind == kind;
		if ((rc = tl_views_entry(f, &e)) ||
		    (rc = tl_blobs_settle(f->views, &e, files, err)))
			return rc;
	}
	return rc;
}

/* Journal and views of the draft into TXN. */
int tl_commit(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_draft *d, struct tl_head *h,
              const struct tl_blobs_source *files)
{
	TL_CLEANUP(tl_views_release) struct tl_views fold = { 0 };
	TL_CLEANUP(tl_journal_release) struct tl_journal journal;
	TL_CLEANUP(tl_block_release) struct tl_block block = { 0 };
	TL_BUF bytes = { 0 };
	struct tl_hash hash;
	bool applied = false;
	int rc;

	tl_journal_open(&journal, txn, t->schema, t->genesis.site, &t->err);
	tl_head_pack(&bytes, h);
	if (bytes.failed)
		return tl_err_memory(&t->err);
	tl_hash_begin(&hash);
	tl_hash_add(&hash, tl_buf_bytes(&bytes));
	rc = tl_views_begin(&fold, txn, &journal, t->schema, &t->err);
	if (!rc)
		rc = tl_views_head(&fold, h);
	/* The header goes first, since a record that is folded anew reads the journal with its
	 * names; and again, with the hash. */
	if (!rc)
		rc = tl_journal_put_head(txn, h, &d->names, &t->err);
	for (size_t i = 0; !rc && i < d->nblocks; i++) {
		struct tl_draft_block *b = &d->block[i];
		rc = tl_journal_put_block(txn, h->site, h->number, b, &t->err);
		if (!rc)
			rc = tl_block_open(&block, h->number, b->first, tl_buf_bytes(&b->entries),
			                   b->personal.len ? tl_buf_bytes(&b->personal) : TL_NONE,
			                   &d->names, &t->err);
		if (rc)
			return rc;
		tl_hash_add(&hash, tl_buf_bytes(&block.raw));
		/* Written: the pages of the transaction take its room. */
		tl_buf_release(&b->entries);
		tl_buf_release(&b->personal);
		rc = fold_block(&fold, &block, t->schema, files, &applied, &t->err);
	}
	if (!rc)
		rc = tl_views_end(&fold);
	if (!rc && applied)
		rc = tl_schema_set_write(t, txn, &journal);
	else if (!rc && t->schema_bare)
		rc = tl_schema_kept_write(t, txn);
	if (rc)
		return rc;
	tl_hash_end(&hash, h->hash);
	rc = tl_journal_put_head(txn, h, &d->names, &t->err);
	if (!rc)
		rc = tl_request_put(txn, h, &t->err);
	return rc ? rc : put_head(txn, h, &t->err);
}
