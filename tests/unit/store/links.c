/* Links back. */
#include "../unit.h"

#include "store/links.h"

static struct tl_kv *kv;
static struct tl_kv_txn *txn;
static struct tl_err err;
static const struct tl_kind kind = { .number = 3 }, other = { .number = 4 };

static int begin(void **state)
{
	const struct tl_kv_place place = { .flags = TL_KV_CREATE };
	(void)state;
	return tl_kv_open(&kv, &tl_kv_mem, &place, &err) || tl_kv_begin(&txn, kv, true, &err);
}

static int end(void **state)
{
	(void)state;
	tl_kv_abortp(&txn);
	tl_kv_closep(&kv);
	return 0;
}

static void move(uint64_t row, const char *was, const char *now)
{
	assert_int_equal(tl_links_move(txn, &kind, row, tl_str(was), tl_str(now), &err), 0);
}

/* "1 2 3" */
static void rows_are(const struct tl_kind *k, const char *id, const char *want)
{
	char got[200] = "";
	struct tl_bytes rows;
	struct tl_unpack u;

	assert_int_equal(tl_links_of(txn, k, tl_str(id), &rows, &err), 0);
	for (u = tl_unpack(rows); !tl_unpack_end(&u) && !u.bad;)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%llu", *got ? " " : "",
		         (unsigned long long)tl_unpack_uint(&u));
	assert_false(u.bad);
	assert_string_equal(got, want);
}

static void rows_stand_in_order(void **state)
{
	(void)state;
	rows_are(&kind, "A", "");
	move(7, NULL, "A");
	move(300, NULL, "A");
	move(2, NULL, "A");
	move(9, NULL, "A");
	rows_are(&kind, "A", "2 7 9 300");
	rows_are(&other, "A", "");
	rows_are(&kind, "AB", "");
	/* The same again is nothing new. */
	move(9, NULL, "A");
	rows_are(&kind, "A", "2 7 9 300");
}

static void one_moves(void **state)
{
	(void)state;
	move(1, NULL, "A");
	move(2, NULL, "A");
	move(1, "A", "B");
	rows_are(&kind, "A", "2");
	rows_are(&kind, "B", "1");
	move(1, "B", "B");
	rows_are(&kind, "B", "1");
	move(1, "B", NULL);
	rows_are(&kind, "B", "");
	/* What was lost is no fault here. */
	move(1, "B", NULL);
}

static void they_are_kept_or_not(void **state)
{
	bool kept = true;
	(void)state;
	assert_int_equal(tl_links_kept(txn, &kept, &err), 0);
	assert_false(kept);
	assert_int_equal(tl_links_begin(txn, &err), 0);
	assert_int_equal(tl_links_kept(txn, &kept, &err), 0);
	assert_true(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rows_stand_in_order, begin, end),
		cmocka_unit_test_setup_teardown(one_moves, begin, end),
		cmocka_unit_test_setup_teardown(they_are_kept_or_not, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
