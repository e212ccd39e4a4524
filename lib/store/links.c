/* Links back: which records name another one. */
#include "store/links.h"

#include "kv/key.h"

#define DUPLICATES 'o'

static void key_of(struct tl_buf *key, const struct tl_kind *kind, struct tl_bytes id)
{
	tl_buf_char(key, 'X');
	tl_key_uint(key, kind->number);
	tl_buf_char(key, DUPLICATES);
	tl_key_text(key, id);
}

int tl_links_begin(struct tl_kv_txn *txn, struct tl_err *err)
{
	return tl_kv_put(txn, TL_LIT("Mlinks"), TL_LIT(""), err);
}

int tl_links_kept(struct tl_kv_txn *txn, bool *ret, struct tl_err *err)
{
	struct tl_bytes val;
	int rc = tl_kv_get(txn, TL_LIT("Mlinks"), &val, err);

	*ret = !rc;
	return rc == TLSAFE_ENOENT ? 0 : rc;
}

int tl_links_of(struct tl_kv_txn *txn, const struct tl_kind *kind, struct tl_bytes id,
                struct tl_bytes *ret, struct tl_err *err)
{
	TL_BUF key = { 0 };
	int rc;

	*ret = TL_LIT("");
	key_of(&key, kind, id);
	if (key.failed)
		return tl_err_memory(err);
	rc = tl_kv_get(txn, tl_buf_bytes(&key), ret, err);
	return rc == TLSAFE_ENOENT ? 0 : rc;
}

/* The rows that name ID, with ROW or without it. */
static int change(struct tl_kv_txn *txn, const struct tl_kind *kind, struct tl_bytes id,
                  uint64_t row, bool with, struct tl_err *err)
{
	TL_BUF key = { 0 };
	TL_BUF rows = { 0 };
	struct tl_bytes was;
	bool put = !with;
	int rc = tl_links_of(txn, kind, id, &was, err);
	struct tl_unpack u = tl_unpack(was);

	while (!rc && !tl_unpack_end(&u) && !u.bad) {
		uint64_t other = tl_unpack_uint(&u);
		if (!put && row < other) {
			tl_buf_uint(&rows, row);
			put = true;
		}
		if (other != row)
			tl_buf_uint(&rows, other);
	}
	if (!put)
		tl_buf_uint(&rows, row);
	key_of(&key, kind, id);
	if (rc || key.failed || rows.failed)
		return rc ? rc : tl_err_memory(err);
	if (rows.len)
		return tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&rows), err);
	rc = tl_kv_del(txn, tl_buf_bytes(&key), err);
	return rc == TLSAFE_ENOENT ? 0 : rc;	/* check tells */
}

int tl_links_move(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t row,
                  struct tl_bytes was, struct tl_bytes now, struct tl_err *err)
{
	int rc = 0;

	if (tl_eq(was, now))
		return 0;
	if (was.len)
		rc = change(txn, kind, was, row, false, err);
	if (!rc && now.len)
		rc = change(txn, kind, now, row, true, err);
	return rc;
}
