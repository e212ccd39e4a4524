/*
 * A store folded anew out of its journal into another one, which then takes its place: for one of
 * an older format, and for one whose views are damaged. The chain is verified as it is read and has
 * the same head; nothing of the old store is changed or removed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "kv/key.h"
#include "store/commit.h"
#include "store/gate.h"
#include "store/genesis.h"
#include "store/open.h"
#include "store/schema_kept.h"
#include "store/view.h"
#include "store/views.h"

static int damaged(struct tlsafe *to, uint64_t number, const char *what)
{
	return tl_err_hint(&to->err, TLSAFE_ECORRUPT, "restore from a backup",
	                   "transaction %llu: %s", (unsigned long long)number, what);
}

/* Blocks of one transaction as they are stored, into D. */
static int take_blocks(struct tl_view *v, struct tl_draft *d, uint64_t number, struct tl_err *err)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	TL_BUF from = { 0 };
	TL_BUF upto = { 0 };
	struct tl_bytes key, val, personal;
	uint64_t first;
	int rc;

	tl_buf_char(&from, 'J');
	tl_key_text(&from, v->t->genesis.site);
	tl_key_uint(&from, number);
	tl_key_after(&upto, tl_buf_bytes(&from));
	if (from.failed || upto.failed)
		return tl_err_memory(err);
	rc = tl_kv_scan(&scan, v->txn, tl_buf_bytes(&from), tl_buf_bytes(&upto), false, err);
	while (!rc && (rc = tl_kv_next(scan, &key, &val, err)) == 1) {
		struct tl_bytes rest = tl_bytes(key.data + from.len, key.len - from.len);
		TL_BUF beside = { 0 };
		struct tl_draft_block *b;
		rc = 0;
		if (!tl_key_take_uint(&rest, &first) || !first)
			continue;	/* its header */
		if (!TL_GROW(d->block, d->nblocks, d->maxblocks))
			return tl_err_memory(err);
		b = &d->block[d->nblocks++];
		*b = (struct tl_draft_block){ .first = (uint32_t)first };
		tl_buf_add(&b->entries, val);
		tl_buf_add(&beside, key);
		if (b->entries.failed || beside.failed)
			return tl_err_memory(err);
		beside.data[0] = 'P';
		rc = tl_kv_get(v->txn, tl_buf_bytes(&beside), &personal, err);
		/* Format 1 knows no block that says that nothing was kept. */
		if (rc == TLSAFE_ENOENT && !v->txn->kv->sums)
			rc = tl_compress(&d->compressor, &b->personal, TL_LIT(""), err);
		else if (!rc)
			tl_buf_add(&b->personal, personal);
		if (b->personal.failed)
			return tl_err_memory(err);
		rc = rc == TLSAFE_ENOENT ? 0 : rc;
	}
	return rc;
}

static void drop_blocks(struct tl_draft *d)
{
	for (size_t i = 0; i < d->nblocks; i++) {
		tl_buf_release(&d->block[i].entries);
		tl_buf_release(&d->block[i].personal);
	}
	free(d->block);
	tl_compressor_release(&d->compressor);
}

struct copying {
	struct tl_kv_txn *from;
	struct tl_err *from_err, *err;
	struct tl_blobs_writer w;
};

static void copying_release(struct copying *c)
{
	tl_blobs_release(&c->w);
}

static int copy_chunk(void *ctx, struct tl_bytes chunk)
{
	struct copying *c = ctx;

	return tl_blobs_add(&c->w, chunk, c->err);
}

/* A file that E names, from the old store. */
static int copy_file(void *ctx, struct tl_kv_txn *txn, const struct tl_entry *e,
                     const struct tl_blob *blob, struct tl_err *err)
{
	struct tl_view *v = ctx;
	TL_CLEANUP(copying_release) struct copying c = { v->txn, &v->t->err, err, { 0 } };
	int rc = tl_blobs_have(c.from, blob, c.from_err);

	if (rc == 0 && tl_head_lost_files(&v->journal.at->head))
		return 0;
	if (rc == 0)
		return tl_err_set(err, TLSAFE_ECORRUPT, "a file that entry %u names is missing",
		                  (unsigned)e->place.n);
	rc = rc < 0 ? rc : tl_blobs_begin(&c.w, txn, blob, err);
	if (!rc)
		rc = tl_blobs_get(c.from, blob, copy_chunk, &c, c.from_err);
	if (rc && !err->text[0])
		return tl_err_pass(err, rc, c.from_err);
	return rc ? rc : tl_blobs_end(&c.w, err);
}

static int fold_transaction(struct tlsafe *to, struct tl_kv_txn *txn, struct tl_view *v,
                            uint64_t number, unsigned char last[TL_HASH_LEN])
{
	TL_CLEANUP(drop_blocks) struct tl_draft d = { 0 };
	struct tl_journal *j = &v->journal;
	const struct tl_blobs_source files = { copy_file, v };
	uint64_t applied = to->schema_txn;
	struct tl_head head;
	int rc = tl_journal_head(j, number);

	if (rc == TLSAFE_ENOENT)
		return damaged(to, number, "it is missing");
	if (rc)
		return tl_err_pass(&to->err, rc, &v->t->err);
	head = j->at->head;
	if (memcmp(head.prev, last, TL_HASH_LEN))
		return damaged(to, number, "its prev is not the hash of the one before");
	d.names = j->at->names;		/* borrowed */
	rc = take_blocks(v, &d, number, &to->err);
	if (!rc)
		rc = tl_commit(to, txn, &d, &head, &files);
	if (rc == TLSAFE_ECORRUPT) {
		struct tl_err was = to->err;
		tl_err_clear(&to->err);
		return damaged(to, number, was.text);
	}
	if (rc)
		return rc;
	if (memcmp(head.hash, j->at->head.hash, TL_HASH_LEN))
		return damaged(to, number, "its entries do not match its hash");
	memcpy(last, head.hash, TL_HASH_LEN);
	rc = tl_schema_kept_last(txn, &applied, &to->err);
	return rc || applied == to->schema_txn ? rc : tl_store_load_set(to, txn);
}

/* What stands in settings beside the journal: the size of blocks. */
static int copy_seal(struct tl_kv_txn *to, struct tl_kv_txn *from, struct tl_err *err)
{
	struct tl_bytes val;
	int rc = tl_kv_get(from, TL_LIT("Mseal"), &val, err);

	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	return tl_kv_put(to, TL_LIT("Mseal"), val, err);
}

static int fold_all(struct tlsafe *to, struct tl_view *v)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	unsigned char last[TL_HASH_LEN];
	int rc = tl_kv_begin(&txn, to->kv, true, &to->err);

	memcpy(last, to->genesis_hash, TL_HASH_LEN);
	if (!rc)
		rc = copy_seal(txn, v->txn, &to->err);
	for (uint64_t n = 1; !rc && n <= v->head.number; n++)
		rc = fold_transaction(to, txn, v, n, last);
	if (!rc && memcmp(last, v->head.hash, TL_HASH_LEN))
		rc = damaged(to, v->head.number, "the head of the chain is not its hash");
	return rc ? rc : tl_kv_commit(&txn, &to->err);
}

/* The new store is opened as any other is, and checked, before it is given the place. */
static int check_new(struct tlsafe *to, const char *dir)
{
	uint64_t bad = 0;
	int rc;

	tl_store_close(to);
	rc = tlsafe_open(to, dir);
	if (!rc)
		rc = tlsafe_check(to, NULL, NULL, NULL, NULL, &bad);
	if (rc || !bad)
		return rc;
	return tl_err_hint(&to->err, TLSAFE_EBUG, "nothing was changed, report it",
	                   "the new store differs from its journal in %llu places",
	                   (unsigned long long)bad);
}

static int make_new(struct tlsafe *to, char **dir, struct tlsafe *t)
{
	TL_VIEW v = { 0 };
	int rc = tl_view_begin(&v, t);

	if (!rc)
		rc = tl_store_files(t, v.txn);
	if (rc)
		return tl_err_pass(&to->err, rc, &t->err);
	rc = tl_store_beside(to, dir, t);
	if (!rc)
		rc = fold_all(to, &v);
	return rc ? rc : check_new(to, *dir);
}

static int renew(struct tlsafe *t, const char *suffix, char **aside)
{
	TL_CLEANUP(tl_gate_leave) struct tl_gate gate = { NULL };
	struct tlsafe *to = tlsafe_new();
	char *dir = NULL;
	int rc;

	if (!to)
		return tl_err_memory(&t->err);
	rc = tl_gate_hold(&gate, t);
	if (!rc) {
		rc = make_new(to, &dir, t);
		if (rc)
			rc = tl_err_pass(&t->err, rc, &to->err);
	}
	if (!rc) {
		tl_store_close(to);
		rc = tl_store_take_place(t->path, dir, suffix, aside, &t->err);
	}
	if (rc && dir)
		tl_store_drop(to, dir);
	free(dir);
	tlsafe_free(to);
	return tl_store_error(t, rc);
}

int tlsafe_upgrade(struct tlsafe *t, char **aside)
{
	char suffix[32];

	*aside = NULL;
	if (tl_store_begin(t))
		return t->err.code;
	if (t->format == TL_STORE_FORMAT)
		return 0;
	snprintf(suffix, sizeof(suffix), "format-%u", t->format);
	return renew(t, suffix, aside);
}

int tlsafe_rebuild(struct tlsafe *t, char **aside)
{
	*aside = NULL;
	if (tl_store_begin(t))
		return t->err.code;
	return renew(t, "damaged", aside);
}
