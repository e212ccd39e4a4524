/* The present schema set as it lies in a store. */
#include "store/schema_kept.h"

#include "journal/workflow.h"
#include "schema/image.h"

int tl_schema_kept_last(struct tl_kv_txn *txn, uint64_t *ret, struct tl_err *err)
{
	struct tl_bytes val;
	int rc = tl_kv_get(txn, TL_LIT("Mschema"), &val, err);

	*ret = 0;
	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	struct tl_unpack u = tl_unpack(val);
	*ret = tl_unpack_uint(&u);
	return 0;
}

#define FILES_MAX 4096

/* The set that the files in TXN make, without what settings say over it. */
static int load_files(struct tl_schema **ret, struct tl_kv_txn *txn, struct tl_err *err)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_schema_file *file = tl_arena_alloc(&a, FILES_MAX * sizeof(*file));
	struct tl_err why = { 0 };
	struct tl_bytes key, val;
	size_t n = 0;
	int rc = file ? tl_kv_scan(&scan, txn, TL_LIT("S"), TL_LIT("T"), false, err) :
	                tl_err_memory(err);

	while (!rc && n < FILES_MAX && (rc = tl_kv_next(scan, &key, &val, err)) == 1) {
		bool ok = true;
		file[n++] = (struct tl_schema_file){
			tl_arena_dup(&a, tl_bytes(key.data + 1, key.len - 1), &ok), val
		};
		rc = ok ? 0 : tl_err_memory(err);
	}
	if (!rc && tl_schema_load(ret, file, n, tl_workflows, &why))
		rc = tl_err_set(err, TLSAFE_ECORRUPT, "the schema set in the store is damaged: %s",
		                why.text);
	return rc;
}

/* M set as it is in TXN. TL_NONE: there is none that could be used. */
static int find_image(struct tl_kv_txn *txn, struct tl_bytes *ret, struct tl_err *err)
{
	struct tl_bytes val;
	struct tl_unpack u;
	uint64_t last;
	int rc = tl_schema_kept_last(txn, &last, err);

	*ret = TL_NONE;
	if (!rc)
		rc = tl_kv_get(txn, TL_LIT("Mset"), &val, err);
	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	u = tl_unpack(val);
	if (tl_unpack_uint(&u) != last || u.bad)
		return 0;
	val = tl_bytes(u.at, (size_t)(u.end - u.at));
	if (tl_schema_image_ours(val))
		*ret = val;
	return 0;
}

static int load_image(struct tl_schema **ret, struct tl_bytes image, struct tl_err *err)
{
	struct tl_err why = { 0 };
	int rc = tl_schema_image_load(ret, image, tl_workflows, &why);

	if (rc == TLSAFE_ECORRUPT)
		return tl_err_set(err, rc, "the schema set in the store is damaged: %s", why.text);
	return rc ? tl_err_pass(err, rc, &why) : 0;
}

static int pack_image(struct tl_buf *out, struct tl_kv_txn *txn, struct tl_err *err)
{
	TL_CLEANUP(tl_schema_freep) struct tl_schema *s = NULL;
	uint64_t last;
	int rc = tl_schema_kept_last(txn, &last, err);

	if (!rc)
		rc = load_files(&s, txn, err);
	if (rc)
		return rc;
	tl_buf_uint(out, last);
	tl_schema_image_pack(out, s);
	return out->failed ? tl_err_memory(err) : 0;
}

static int take_set(struct tlsafe *t, struct tl_kv_txn *txn, bool files)
{
	struct tl_bytes image = TL_NONE;
	struct tl_schema *s = NULL;
	int rc = tl_schema_kept_last(txn, &t->schema_txn, &t->err);

	if (!rc && !files)
		rc = find_image(txn, &image, &t->err);
	t->schema_bare = !image.data;
	if (!rc)
		rc = image.data ? load_image(&s, image, &t->err) : load_files(&s, txn, &t->err);
	if (rc)
		return rc;
	tl_schema_freep(&t->schema);
	t->schema = s;
	return 0;
}

int tl_schema_kept_load(struct tlsafe *t, struct tl_kv_txn *txn)
{
	return take_set(t, txn, false);
}

int tl_schema_kept_load_files(struct tlsafe *t, struct tl_kv_txn *txn)
{
	return take_set(t, txn, true);
}

/* One too large for a value is done without. */
int tl_schema_kept_write(struct tlsafe *t, struct tl_kv_txn *txn)
{
	TL_BUF val = { 0 };
	int rc = pack_image(&val, txn, &t->err);

	t->schema_bare = false;
	if (rc || val.len > TL_KV_VALUE_MAX - TL_KV_SUM)
		return rc;
	return tl_kv_put(txn, TL_LIT("Mset"), tl_buf_bytes(&val), &t->err);
}

int tl_schema_kept_check(struct tlsafe *t, struct tl_kv_txn *txn, bool *same)
{
	struct tl_bytes is, image;
	struct tl_unpack u;
	TL_BUF val = { 0 };
	int rc = find_image(txn, &image, &t->err);

	*same = true;
	if (rc || !image.data)
		return rc;
	rc = pack_image(&val, txn, &t->err);
	u = tl_unpack(tl_buf_bytes(&val));
	tl_unpack_uint(&u);
	is = tl_bytes(u.at, (size_t)(u.end - u.at));
	*same = !rc && tl_eq(is, image);
	return rc;
}
