/* The table for keys that mostly ascend: whatever the order, what a map says. */
#include "../unit.h"

#include "base/ascent.h"
#include "base/crypto.h"

static struct tl_bytes key_of(char text[16], unsigned number)
{
	snprintf(text, 16, "k%06u", number);
	return tl_str(text);
}

/* Puts COUNT keys, the i-th of them of number NEXT(i), into both, and asks for all of them and some
 * that are not there. */
static void like_a_map(unsigned count, unsigned (*next)(unsigned i))
{
	struct tl_ascent *a = tl_ascent_new();
	struct tl_map *m = tl_map_new();
	char text[16];
	assert_non_null(a);
	for (unsigned i = 0; i < count; i++) {
		struct tl_bytes key = key_of(text, next(i));
		uint64_t *said = tl_ascent_put(a, key), *want = tl_map_put(m, key, NULL);
		assert_true(*said == *want);
		*said = *want = *want * 2 + i + 1;
	}
	for (unsigned i = 0; i < 2 * count; i++) {
		struct tl_bytes key = key_of(text, i);
		uint64_t *said = tl_ascent_get(a, key), *want = tl_map_get(m, key);
		assert_int_equal(!said, !want);
		assert_true(!said || *said == *want);
	}
	tl_map_free(m);
	tl_ascent_freep(&a);
	assert_null(a);
}

static unsigned up(unsigned i) { return 2 * i; }
static unsigned down(unsigned i) { return 2 * (3000 - i); }
static unsigned twice(unsigned i) { return 2 * (i / 2); }
static unsigned two_series(unsigned i) { return i % 2 * 3000 + i; }
static unsigned scattered(unsigned i) { return i * 7919 % 3001; }
static unsigned again(unsigned i) { return i % 1000; }

static void keys_are_found_whatever_their_order(void **state)
{
	(void)state;
	like_a_map(3000, up);
	like_a_map(3000, down);
	like_a_map(3000, twice);
	like_a_map(3000, two_series);
	like_a_map(3000, scattered);
	like_a_map(3000, again);
	like_a_map(1, up);
	like_a_map(2, down);
}

static void of_nothing_nothing_is_found(void **state)
{
	struct tl_ascent *a = tl_ascent_new();
	(void)state;
	assert_null(tl_ascent_get(a, TL_LIT("a")));
	assert_null(tl_ascent_get(a, TL_NONE));
	*tl_ascent_put(a, TL_NONE) = 7;
	assert_true(*tl_ascent_get(a, TL_LIT("")) == 7);
	*tl_ascent_put(a, TL_LIT("a")) = 8;
	assert_true(*tl_ascent_put(a, TL_NONE) == 7);
	/* A key that another one begins with lies before it. */
	*tl_ascent_put(a, TL_LIT("ab")) = 9;
	assert_true(*tl_ascent_get(a, TL_LIT("a")) == 8);
	tl_ascent_freep(&a);
	tl_ascent_freep(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_found_whatever_their_order),
		cmocka_unit_test(of_nothing_nothing_is_found),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("base/ascent", tests, NULL, NULL);
}
