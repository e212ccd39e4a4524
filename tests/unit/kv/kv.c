/* Engines are found by their names. */
#include "../unit.h"

#include "kv/kv.h"

static void engines_are_found_by_their_names(void **state)
{
	(void)state;
	assert_ptr_equal(tl_kv_engine(TL_LIT("lmdb")), &tl_kv_lmdb);
	assert_ptr_equal(tl_kv_engine(TL_LIT("memory")), &tl_kv_mem);
	assert_ptr_equal(tl_kv_engine(TL_LIT(TL_KV_ENGINE)), &tl_kv_lmdb);
	assert_null(tl_kv_engine(TL_LIT("lmd")));
	assert_null(tl_kv_engine(TL_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(engines_are_found_by_their_names) };
	return cmocka_run_group_tests_name("kv", tests, NULL, NULL);
}
