/*
 * Changes one value of a store behind the library: what check has to find. Usage: tamper STORE
 * KEY-PREFIX NUMBER [BYTE|drop]; prints the key in hex. It turns one bit of the last byte of the
 * value, or of the BYTE from 0 (status 2: it has not so many), or drops it. Or gives a new store
 * small blocks, so that a few rows fill them: tamper STORE seal ROWS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "kv/kv.h"

static struct tl_err err;

static int fail(const char *what)
{
	fprintf(stderr, "tamper: %s\n", err.text[0] ? err.text : what);
	return 1;
}

static int seal(struct tl_kv_txn **txn, long rows)
{
	char one = (char)rows;

	if (rows < 1 || rows > 127)
		return fail("1 to 127 rows");
	if (tl_kv_put(*txn, TL_LIT("Mseal"), tl_bytes(&one, 1), &err) || tl_kv_commit(txn, &err))
		return fail("not sealed");
	return 0;
}

/* Finds key NUMBER of those that begin with PREFIX, and copies it and its value. */
static int find(struct tl_kv_txn *txn, struct tl_bytes prefix, long number, struct tl_buf *key,
                struct tl_buf *val)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_bytes k, v;

	if (tl_kv_scan(&scan, txn, prefix, TL_NONE, false, &err))
		return fail("no scan");
	while (tl_kv_next(scan, &k, &v, &err) == 1 && tl_starts(k, prefix)) {
		if (number--)
			continue;
		tl_buf_add(key, k);
		tl_buf_add(val, v);
		return 0;
	}
	return fail("no such key");
}

static int change(struct tl_kv_txn **txn, const char *prefix, long number, const char *how)
{
	TL_BUF key = { 0 };
	TL_BUF val = { 0 };
	int status = find(*txn, tl_str(prefix), number, &key, &val), rc;

	if (status)
		return status;
	if (how && !strcmp(how, "drop")) {
		rc = tl_kv_del(*txn, tl_buf_bytes(&key), &err);
	} else {
		if (!val.len)
			tl_buf_char(&val, 0);
		/* One bit of the last byte: a text stays one, a number becomes its neighbour. */
		size_t at = how ? strtoul(how, NULL, 10) : val.len - 1;
		if (at >= val.len)
			return 2;
		val.data[at] ^= 1;
		rc = tl_kv_put(*txn, tl_buf_bytes(&key), tl_buf_bytes(&val), &err);
	}
	if (rc || tl_kv_commit(txn, &err))
		return fail("not changed");
	for (size_t i = 0; i < key.len; i++)
		printf("%02x", (unsigned char)key.data[i]);
	printf("\n");
	return 0;
}

int main(int argc, char **argv)
{
	const struct tl_kv_place place = { .where = argv[1], .flags = TL_KV_SUMS, .wait = 10 };
	struct tl_kv_txn *txn = NULL;
	struct tl_kv *kv;
	char *end = NULL;
	long n = argc >= 4 ? strtol(argv[3], &end, 10) : -1;
	int status;

	if (argc < 4 || argc > 5 || *end || n < 0)
		return fail("usage: tamper STORE KEY-PREFIX NUMBER [BYTE|drop]");
	if (tl_kv_open(&kv, &tl_kv_lmdb, &place, &err))
		return fail("not opened");
	if (tl_kv_begin(&txn, kv, true, &err))
		return fail("no transaction");
	status = strcmp(argv[2], "seal") ? change(&txn, argv[2], n, argv[4]) :
	                                     seal(&txn, n);
	tl_kv_abortp(&txn);
	tl_kv_closep(&kv);
	return status;
}
