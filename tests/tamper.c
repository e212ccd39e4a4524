/*
 * Changes one value of a store behind the library: what check has to find. Usage: tamper STORE
 * KEY-PREFIX NUMBER; prints the key in hex. Or gives a new store small blocks, so that a few rows
 * fill them: tamper STORE seal ROWS.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kv/kv.h"

int main(int argc, char **argv)
{
	const struct tl_kv_place place = { .where = argv[1], .flags = TL_KV_SUMS, .wait = 10 };
	struct tl_err err = { 0 };
	struct tl_kv *kv;
	struct tl_kv_txn *txn = NULL;
	struct tl_kv_scan *scan;
	struct tl_bytes key, val;
	char saved[512], value[TL_KV_VALUE_MAX];
	long n = argc == 4 ? strtol(argv[3], NULL, 10) : -1;
	size_t prefix = argc == 4 ? strlen(argv[2]) : 0;

	if (n < 0 || tl_kv_open(&kv, &tl_kv_lmdb, &place, &err) ||
	    tl_kv_begin(&txn, kv, true, &err) ||
	    tl_kv_scan(&scan, txn, tl_str(argv[2]), TL_NONE, false, &err)) {
		fprintf(stderr, "tamper: %s\n", err.text);
		return 1;
	}
	if (!strcmp(argv[2], "seal")) {
		char rows = (char)n;
		tl_kv_donep(&scan);
		if (n < 1 || n > 127 || tl_kv_put(txn, TL_LIT("Mseal"), tl_bytes(&rows, 1), &err) ||
		    tl_kv_commit(&txn, &err)) {
			fprintf(stderr, "tamper: %s\n", err.text);
			return 1;
		}
		tl_kv_closep(&kv);
		return 0;
	}
	while (tl_kv_next(scan, &key, &val, &err) == 1 && key.len >= prefix &&
	       !memcmp(key.data, argv[2], prefix)) {
		if (n--)
			continue;
		memcpy(saved, key.data, key.len);
		memcpy(value, val.data, val.len);
		if (!val.len)
			value[val.len++] = 0;
		struct tl_bytes k = tl_bytes(saved, key.len);
		/* One bit of the last byte: a text stays one, a number becomes its neighbour. */
		value[val.len - 1] ^= 1;
		tl_kv_donep(&scan);
		if (tl_kv_put(txn, k, tl_bytes(value, val.len), &err) || tl_kv_commit(&txn, &err)) {
			fprintf(stderr, "tamper: %s\n", err.text);
			return 1;
		}
		for (size_t i = 0; i < k.len; i++)
			printf("%02x", (unsigned char)saved[i]);
		printf("\n");
		tl_kv_closep(&kv);
		return 0;
	}
	fprintf(stderr, "tamper: no such key\n");
	tl_kv_donep(&scan);
	tl_kv_abortp(&txn);
	tl_kv_closep(&kv);
	return 1;
}
