/* A gap of the index of ids. */
#include "../unit.h"

#include "store/ids_gap.h"

static struct tl_kv *kv;
static struct tl_kv_txn *txn;
static struct tl_err err;
static struct tl_ids_gap ids;

static int begin(void **state)
{
	const struct tl_kv_place place = { .flags = TL_KV_CREATE | TL_KV_SUMS };
	(void)state;
	ids = (struct tl_ids_gap){ 0 };
	return tl_kv_open(&kv, &tl_kv_mem, &place, &err) || tl_kv_begin(&txn, kv, true, &err);
}

static int end(void **state)
{
	(void)state;
	tl_ids_gap_release(&ids);
	tl_kv_abortp(&txn);
	tl_kv_closep(&kv);
	return 0;
}

static void put(const char *key)
{
	assert_int_equal(tl_kv_put(txn, tl_str(key), TL_LIT("x"), &err), 0);
}

/* Asks for KEY so often in vain; in the end a gap was read, or not. */
static void miss(const char *key, int times, bool read)
{
	int got = 0;
	while (times-- > 0)
		got |= tl_ids_gap_missed(&ids, tl_str(key), txn, &err);
	assert_int_equal(got, read);
}

static bool is_in(const char *key)
{
	return tl_ids_gap_has(&ids, tl_str(key));
}

static void the_gap_is_read_when_many_were_missed(void **state)
{
	(void)state;
	put("HZ");
	put("IA");
	put("IC");
	put("IG");
	put("JA");
	miss("IC0", 3, false);
	assert_false(is_in("ID"));
	miss("IC0", 61, true);
	assert_true(is_in("ID"));
	assert_true(is_in("ICA"));
	assert_true(is_in("IFZ"));
	assert_false(is_in("IC"));
	assert_false(is_in("IC0"));
	assert_false(is_in("IB"));
	assert_false(is_in("IG"));
	assert_false(is_in("IGA"));
}

/* Another series goes on elsewhere. */
static void another_one_is_read_with_less_haste(void **state)
{
	(void)state;
	put("IC");
	put("IG");
	miss("ID", 64, true);
	assert_true(is_in("IE"));
	miss("IH", 100, false);
	assert_true(is_in("IE"));
	miss("IH", 28, true);
	assert_false(is_in("IE"));
	assert_true(is_in("II"));
}

static void what_is_added_moves_it(void **state)
{
	(void)state;
	put("IC");
	/* Nothing is known of a gap yet. */
	assert_int_equal(tl_ids_gap_add(&ids, TL_LIT("IX"), &err), 0);
	miss("ID", 64, true);
	assert_true(is_in("IE"));
	assert_int_equal(tl_ids_gap_add(&ids, TL_LIT("IE"), &err), 0);
	assert_false(is_in("IE"));
	assert_int_equal(tl_ids_gap_add(&ids, TL_LIT("IB"), &err), 0);
	assert_false(is_in("IE"));
	assert_true(is_in("IF"));
}

static void without_ids_every_later_one_is_in_it(void **state)
{
	(void)state;
	put("HZ");
	miss("I0", 64, true);
	assert_true(is_in("IA"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_gap_is_read_when_many_were_missed, begin, end),
		cmocka_unit_test_setup_teardown(another_one_is_read_with_less_haste, begin, end),
		cmocka_unit_test_setup_teardown(what_is_added_moves_it, begin, end),
		cmocka_unit_test_setup_teardown(without_ids_every_later_one_is_in_it, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
