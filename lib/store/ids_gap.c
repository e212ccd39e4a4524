/* A gap of the index of ids. */
#include "store/ids_gap.h"

#define MANY 64

void tl_ids_gap_release(struct tl_ids_gap *g)
{
	tl_buf_release(&g->after);
	tl_buf_release(&g->before);
}

bool tl_ids_gap_has(const struct tl_ids_gap *g, struct tl_bytes key)
{
	return g->known && tl_cmp(tl_buf_bytes(&g->after), key) < 0 &&
	       (!g->before.len || tl_cmp(key, tl_buf_bytes(&g->before)) < 0);
}

static int keep(struct tl_buf *to, struct tl_bytes key, struct tl_err *err)
{
	tl_buf_clear(to);
	tl_buf_add(to, key);
	return to->failed ? tl_err_memory(err) : 0;
}

/* The first key behind KEY, which is not there; none: TL_LIT(""). */
static int read_next(struct tl_buf *ret, struct tl_bytes key, struct tl_kv_txn *txn,
                     struct tl_err *err)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_bytes next, val;
	int rc = tl_kv_scan(&scan, txn, key, TL_LIT("J"), false, err);

	if (!rc)
		rc = tl_kv_next(scan, &next, &val, err);
	if (rc < 0)
		return rc;
	return keep(ret, rc ? next : TL_LIT(""), err);
}

/* A series that goes on keeps its gap; ids out of any order have none that lasts. */
int tl_ids_gap_missed(struct tl_ids_gap *g, struct tl_bytes key, struct tl_kv_txn *txn,
                      struct tl_err *err)
{
	struct tl_bytes val;
	int rc;

	if (!g->patience)
		g->patience = MANY;
	if (++g->misses < g->patience)
		return 0;
	g->misses = 0;
	g->patience += g->patience < UINT32_MAX / 2 ? g->patience : 0;
	g->known = false;
	rc = keep(&g->after, key, err);
	if (!rc)
		rc = read_next(&g->before, key, txn, err);
	/* A page of before might tell of a later one: the way to it is verified. */
	if (!rc && g->before.len)
		rc = tl_kv_get(txn, tl_buf_bytes(&g->before), &val, err);
	g->known = !rc;
	return rc ? rc : 1;
}

int tl_ids_gap_add(struct tl_ids_gap *g, struct tl_bytes key, struct tl_err *err)
{
	return tl_ids_gap_has(g, key) ? keep(&g->after, key, err) : 0;
}
