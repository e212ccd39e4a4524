/* The table from bytes to numbers. */
#include "../unit.h"

#include "base/crypto.h"
#include "base/map.h"

static void a_map_keeps_what_is_put(void **state)
{
	struct tl_map *m = tl_map_new();
	char key[16];
	bool made;
	(void)state;
	for (uint64_t i = 0; i < 20000; i++) {
		snprintf(key, sizeof(key), "k%d", (int)i);
		*tl_map_put(m, tl_str(key), &made) = i;
		assert_true(made);
	}
	for (uint64_t i = 0; i < 20000; i++) {
		snprintf(key, sizeof(key), "k%d", (int)i);
		assert_true(*tl_map_get(m, tl_str(key)) == i);
	}
	assert_null(tl_map_get(m, TL_LIT("none")));
	assert_int_equal(tl_map_count(m), 20000);
	tl_map_free(m);
}

static void a_new_value_is_zero_and_found_again(void **state)
{
	TL_CLEANUP(tl_map_freep) struct tl_map *m = tl_map_new();
	bool made = false;
	uint64_t *v = tl_map_put(m, TL_LIT("a"), &made);
	(void)state;
	assert_true(made);
	assert_true(*v == 0);
	*v = UINT64_MAX;
	v = tl_map_put(m, TL_LIT("a"), &made);
	assert_false(made);
	assert_true(*v == UINT64_MAX);
	assert_int_equal(tl_map_count(m), 1);
	/* What is not put is not made by asking. */
	assert_null(tl_map_get(m, TL_LIT("b")));
	assert_int_equal(tl_map_count(m), 1);
	assert_non_null(tl_map_put(m, TL_LIT("b"), NULL));
	assert_int_equal(tl_map_count(m), 2);
}

static void a_value_may_be_written_through(void **state)
{
	TL_CLEANUP(tl_map_freep) struct tl_map *m = tl_map_new();
	(void)state;
	*tl_map_put(m, TL_LIT("a"), NULL) = 1;
	*tl_map_get(m, TL_LIT("a")) += 41;
	assert_true(*tl_map_get(m, TL_LIT("a")) == 42);
}

static void keys_are_copied_whole(void **state)
{
	TL_CLEANUP(tl_map_freep) struct tl_map *m = tl_map_new();
	char key[] = "a\0b";
	(void)state;
	*tl_map_put(m, tl_bytes(key, 3), NULL) = 1;
	key[2] = 'c';
	assert_null(tl_map_get(m, tl_bytes(key, 3)));
	assert_true(*tl_map_get(m, TL_LIT("a\0b")) == 1);
	/* Neither a prefix nor a longer one is the same. */
	assert_null(tl_map_get(m, TL_LIT("a")));
	assert_null(tl_map_get(m, TL_LIT("a\0b\0")));
}

static void the_empty_key_is_a_key_and_absent_is_the_same(void **state)
{
	TL_CLEANUP(tl_map_freep) struct tl_map *m = tl_map_new();
	bool made;
	(void)state;
	assert_null(tl_map_get(m, TL_NONE));
	*tl_map_put(m, TL_LIT(""), &made) = 7;
	assert_true(made);
	tl_map_put(m, TL_NONE, &made);
	assert_false(made);
	assert_true(*tl_map_get(m, TL_NONE) == 7);
	assert_int_equal(tl_map_count(m), 1);
}

static void freeing_nothing_is_fine(void **state)
{
	struct tl_map *m = tl_map_new();
	(void)state;
	tl_map_free(NULL);
	tl_map_freep(&m);
	assert_null(m);
	tl_map_freep(&m);
	assert_null(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_map_keeps_what_is_put),
		cmocka_unit_test(a_new_value_is_zero_and_found_again),
		cmocka_unit_test(a_value_may_be_written_through),
		cmocka_unit_test(keys_are_copied_whole),
		cmocka_unit_test(the_empty_key_is_a_key_and_absent_is_the_same),
		cmocka_unit_test(freeing_nothing_is_fine),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("base/map", tests, NULL, NULL);
}
