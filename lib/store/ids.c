/* The ids of a kind in order. */
#include "store/ids.h"

#include "store/views.h"

int tl_ids_begin(struct tl_ids *i, struct tl_view *v, const struct tl_kind *kind)
{
	*i = (struct tl_ids){ .kind = kind, .err = &v->t->err };
	return tl_kv_scan(&i->scan, v->txn, TL_LIT("I"), TL_LIT("J"), false, i->err);
}

int tl_ids_next(struct tl_ids *i, struct tl_bytes *id, uint64_t *row)
{
	struct tl_bytes key, val;
	uint32_t kind;
	int rc;

	while ((rc = tl_kv_next(i->scan, &key, &val, i->err)) == 1) {
		if (!tl_id_unpack(val, &kind, row))
			return tl_kv_damaged(i->err, key, "an entry is damaged");
		if (kind != i->kind->number)
			continue;
		*id = tl_bytes(key.data + 1, key.len - 1);
		return 1;
	}
	return rc;
}

void tl_ids_end(struct tl_ids *i)
{
	tl_kv_donep(&i->scan);
}

int tl_ids_ascend(struct tl_view *v, const struct tl_kind *kind, bool *ret)
{
	TL_IDS ids = { 0 };
	uint64_t before = 0, row;
	struct tl_bytes id;
	int rc = tl_ids_begin(&ids, v, kind);

	*ret = true;
	while (!rc && *ret && (rc = tl_ids_next(&ids, &id, &row)) == 1) {
		rc = 0;
		*ret = row > before;
		before = row;
	}
	return rc;
}
