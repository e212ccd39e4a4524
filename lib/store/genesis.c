/* Genesis in the store: settings, schema set and seed records. */
#include "store/genesis.h"

#include "journal/workflow.h"
#include "schema/past.h"
#include "store/links.h"
#include "store/schema_kept.h"
#include "store/views.h"

static int put_text(struct tl_kv_txn *txn, const char *name, struct tl_bytes value,
                    struct tl_err *err)
{
	TL_BUF key = { 0 };

	tl_key_meta(&key, name, TL_NONE);
	return key.failed ? tl_err_memory(err) : tl_kv_put(txn, tl_buf_bytes(&key), value, err);
}

static int genesis_damaged(struct tlsafe *t)
{
	return tl_err_hint(&t->err, TLSAFE_ECORRUPT, "restore from a backup",
	                   "the genesis of the store is damaged");
}

/* Keeps BYTES, takes them apart into G, whose texts are borrowed, and hashes them. */
int tl_store_take_genesis(struct tlsafe *t, struct tl_bytes bytes, struct tl_genesis *g,
                        unsigned char hash[TL_HASH_LEN])
{
	TL_BUF scratch = { 0 };
	int rc;

	tl_buf_clear(&t->genesis_bytes);
	tl_buf_add(&t->genesis_bytes, bytes);
	rc = t->genesis_bytes.failed ? tl_err_memory(&t->err) :
	                               tl_genesis_unpack(g, tl_buf_bytes(&t->genesis_bytes),
	                                                 &t->genesis_arena, &t->err);
	if (rc)
		return rc;
	tl_genesis_hash(hash, g, &scratch);
	return scratch.failed ? tl_err_memory(&t->err) : 0;
}

/* What every command needs of genesis, without its files: block site, int offset, block language,
 * uint format, hash. */
static void pack_start(struct tl_buf *out, const struct tl_genesis *g,
                       const unsigned char hash[TL_HASH_LEN])
{
	tl_buf_block(out, g->site);
	tl_buf_int(out, g->offset);
	tl_buf_block(out, g->language);
	tl_buf_uint(out, g->format);
	tl_buf_put(out, hash, TL_HASH_LEN);
}

int tl_store_load_start(struct tlsafe *t, struct tl_kv_txn *txn)
{
	struct tl_genesis *g = &t->genesis;
	struct tl_bytes val;
	struct tl_unpack u;
	int rc = tl_kv_get(txn, TL_LIT("Mstart"), &val, &t->err);

	if (rc == TLSAFE_ENOENT)
		return tl_err_hint(&t->err, TLSAFE_EVERSION,
		                   "export it with that one (tlsafe-db export) and import the "
		                   "lines into a new store",
		                   "%s: an older tlsafe made it, in another form", t->path);
	if (rc)
		return rc;
	tl_buf_clear(&t->start_bytes);
	tl_buf_add(&t->start_bytes, val);
	if (t->start_bytes.failed)
		return tl_err_memory(&t->err);
	u = tl_unpack(tl_buf_bytes(&t->start_bytes));
	g->site = tl_unpack_block(&u);
	g->offset = (int)tl_unpack_int(&u);
	g->language = tl_unpack_block(&u);
	g->format = tl_unpack_uint(&u);
	if (u.bad || u.end - u.at != TL_HASH_LEN)
		return genesis_damaged(t);
	memcpy(t->genesis_hash, u.at, TL_HASH_LEN);
	return 0;
}

int tl_store_files(struct tlsafe *t, struct tl_kv_txn *txn)
{
	struct tl_genesis g = { 0 };
	unsigned char hash[TL_HASH_LEN];
	struct tl_bytes val;
	TL_BUF start = { 0 };
	int rc;

	if (t->genesis.nfiles)
		return 0;
	rc = tl_kv_get(txn, TL_LIT("Mgenesis"), &val, &t->err);
	if (!rc)
		rc = tl_store_take_genesis(t, val, &g, hash);
	if (rc)
		return rc;
	pack_start(&start, &g, hash);
	if (start.failed)
		return tl_err_memory(&t->err);
	if (!tl_eq(tl_buf_bytes(&start), tl_buf_bytes(&t->start_bytes)))
		return genesis_damaged(t);
	t->genesis.file = g.file;
	t->genesis.nfiles = g.nfiles;
	t->genesis.salvaged = g.salvaged;
	return 0;
}

/* Settings, schema set and seed records. */
static int put_genesis(struct tlsafe *t, struct tl_kv_txn *txn)
{
	TL_CLEANUP(tl_views_release) struct tl_views fold = { 0 };
	TL_BUF key = { 0 };
	TL_BUF packed = { 0 };
	struct tl_journal journal;
	int rc = put_text(txn, "genesis", tl_buf_bytes(&t->genesis_bytes), &t->err);

	pack_start(&packed, &t->genesis, t->genesis_hash);
	if (!rc)
		rc = packed.failed ? tl_err_memory(&t->err) :
		                     put_text(txn, "start", tl_buf_bytes(&packed), &t->err);
	for (size_t i = 0; !rc && i < t->genesis.nfiles; i++) {
		tl_buf_clear(&key);
		tl_buf_char(&key, 'S');
		tl_buf_add(&key, t->genesis.file[i].name);
		tl_buf_clear(&packed);
		rc = tl_schema_pack(&packed, &t->genesis.file[i], &t->err);
		if (!rc)
			rc = key.failed ? tl_err_memory(&t->err) :
			                  tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&packed),
			                            &t->err);
	}
	if (!rc)
		rc = tl_schema_kept_write(t, txn);
	if (rc)
		return rc;
	tl_journal_open(&journal, txn, t->schema, t->genesis.site, &t->err);
	rc = tl_links_begin(txn, &t->err);
	if (!rc)
		rc = tl_views_begin(&fold, txn, &journal, t->schema, &t->err);
	if (!rc)
		rc = tl_views_genesis(&fold);
	if (!rc)
		rc = tl_views_end(&fold);
	tl_journal_release(&journal);
	return rc;
}

int tl_store_write_genesis(struct tlsafe *t)
{
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	int rc = tl_kv_begin(&txn, t->kv, true, &t->err);

	if (!rc)
		rc = put_genesis(t, txn);
	if (!rc)
		rc = put_text(txn, "id", tl_str(t->id), &t->err);
	return rc ? rc : tl_kv_commit(&txn, &t->err);
}

int tl_store_genesis(struct tlsafe *t, struct tl_kv_txn *txn, struct tl_bytes bytes)
{
	struct tl_err why = { 0 };
	int rc;

	tl_schema_freep(&t->schema);
	tl_arena_reset(&t->genesis_arena);
	rc = tl_store_take_genesis(t, bytes, &t->genesis, t->genesis_hash);
	if (!rc &&
	    tl_schema_load(&t->schema, t->genesis.file, t->genesis.nfiles, tl_workflows, &why))
		rc = tl_err_hint(&t->err, TLSAFE_EINPUT, why.hint,
		                 "the schema set of the lines: %s", why.text);
	return rc ? rc : put_genesis(t, txn);
}
