/* Where the index of ids ends. */
#include "store/ids_end.h"

#define MANY 64

bool tl_ids_end_behind(const struct tl_ids_end *e, struct tl_bytes key)
{
	return e->known && tl_cmp(tl_buf_bytes(&e->last), key) < 0;
}

static int keep(struct tl_ids_end *e, struct tl_bytes key, struct tl_err *err)
{
	tl_buf_clear(&e->last);
	tl_buf_add(&e->last, key);
	return e->last.failed ? tl_err_memory(err) : 0;
}

/* A page of before would tell of fewer: what is missing there is missing in order. */
static int verify(struct tl_ids_end *e, struct tl_kv_txn *txn, struct tl_err *err)
{
	TL_BUF behind = { 0 };
	struct tl_bytes val;
	int rc;

	tl_buf_add(&behind, tl_buf_bytes(&e->last));
	tl_buf_char(&behind, 0);
	rc = behind.failed ? tl_err_memory(err) :
	                     tl_kv_get(txn, tl_buf_bytes(&behind), &val, err);
	return rc == TLSAFE_ENOENT ? 0 : rc;
}

int tl_ids_end_missed(struct tl_ids_end *e, struct tl_kv_txn *txn, struct tl_err *err)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_bytes key, val;
	int rc;

	if (e->known || ++e->misses < MANY)
		return 0;
	rc = tl_kv_scan(&scan, txn, TL_LIT("I"), TL_LIT("J"), true, err);
	if (!rc)
		rc = tl_kv_next(scan, &key, &val, err);
	if (rc >= 0)
		rc = keep(e, rc ? key : TL_LIT("I"), err);
	if (!rc)
		rc = verify(e, txn, err);
	e->known = !rc;
	return rc;
}

int tl_ids_end_add(struct tl_ids_end *e, struct tl_bytes key, struct tl_err *err)
{
	return tl_ids_end_behind(e, key) ? keep(e, key, err) : 0;
}
