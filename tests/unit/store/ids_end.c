/* Where the index of ids ends. */
#include "../unit.h"

#include "store/ids_end.h"

static struct tl_kv *kv;
static struct tl_kv_txn *txn;
static struct tl_err err;
static struct tl_ids_end ids;

static int begin(void **state)
{
	const struct tl_kv_place place = { .flags = TL_KV_CREATE | TL_KV_SUMS };
	(void)state;
	ids = (struct tl_ids_end){ 0 };
	return tl_kv_open(&kv, &tl_kv_mem, &place, &err) || tl_kv_begin(&txn, kv, true, &err);
}

static int end(void **state)
{
	(void)state;
	tl_buf_release(&ids.last);
	tl_kv_abortp(&txn);
	tl_kv_closep(&kv);
	return 0;
}

static void put(const char *key)
{
	assert_int_equal(tl_kv_put(txn, tl_str(key), TL_LIT("x"), &err), 0);
}

static void miss(int times)
{
	while (times-- > 0)
		assert_int_equal(tl_ids_end_missed(&ids, txn, &err), 0);
}

static void the_end_is_read_when_many_were_missed(void **state)
{
	(void)state;
	put("HZ");
	put("IA");
	put("IC");
	put("JA");
	miss(3);
	assert_false(tl_ids_end_behind(&ids, TL_LIT("ID")));
	miss(100);
	assert_true(tl_ids_end_behind(&ids, TL_LIT("ID")));
	assert_true(tl_ids_end_behind(&ids, TL_LIT("ICA")));
	assert_false(tl_ids_end_behind(&ids, TL_LIT("IC")));
	assert_false(tl_ids_end_behind(&ids, TL_LIT("IB")));
}

static void what_is_added_moves_it(void **state)
{
	(void)state;
	put("IC");
	/* Nothing is known of an end yet. */
	assert_int_equal(tl_ids_end_add(&ids, TL_LIT("IX"), &err), 0);
	miss(100);
	assert_true(tl_ids_end_behind(&ids, TL_LIT("IE")));
	assert_int_equal(tl_ids_end_add(&ids, TL_LIT("IE"), &err), 0);
	assert_false(tl_ids_end_behind(&ids, TL_LIT("IE")));
	assert_int_equal(tl_ids_end_add(&ids, TL_LIT("IB"), &err), 0);
	assert_false(tl_ids_end_behind(&ids, TL_LIT("IE")));
	assert_true(tl_ids_end_behind(&ids, TL_LIT("IF")));
}

static void without_ids_every_one_is_behind(void **state)
{
	(void)state;
	put("HZ");
	miss(100);
	assert_true(tl_ids_end_behind(&ids, TL_LIT("IA")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_end_is_read_when_many_were_missed, begin, end),
		cmocka_unit_test_setup_teardown(what_is_added_moves_it, begin, end),
		cmocka_unit_test_setup_teardown(without_ids_every_one_is_behind, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
