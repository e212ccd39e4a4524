/* The arena: pieces that do not move, and go all at once. */
#include "../unit.h"

#include "base/arena.h"

static void pieces_are_aligned_and_apart(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	unsigned char *piece[500];
	(void)state;
	for (size_t i = 0; i < TL_LEN(piece); i++) {
		piece[i] = tl_arena_alloc(&a, i);
		assert_non_null(piece[i]);
		assert_int_equal((uintptr_t)piece[i] % 8, 0);
		memset(piece[i], (int)(i & 0xff), i);
	}
	for (size_t i = 0; i < TL_LEN(piece); i++)
		for (size_t k = 0; k < i; k++)
			assert_int_equal(piece[i][k], i & 0xff);
	assert_true(a.total >= 500 * 499 / 2);
}

static void a_piece_may_be_larger_than_a_chunk(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	char *small = tl_arena_str(&a, "small"), *big = tl_arena_alloc(&a, 3 << 20);
	(void)state;
	assert_non_null(big);
	memset(big, 'x', 3 << 20);
	assert_string_equal(small, "small");
	assert_true(a.total >= 3 << 20);
}

static void too_large_a_piece_is_none(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	(void)state;
	assert_null(tl_arena_alloc(&a, SIZE_MAX));
	assert_null(tl_arena_alloc(&a, SIZE_MAX - 7));
	assert_null(tl_arena_zalloc(&a, SIZE_MAX / 2));
	assert_int_equal(a.total, 0);
	assert_non_null(tl_arena_alloc(&a, 8));
}

static void zeroed_pieces_are_zero_after_a_reset_too(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	unsigned char *p = tl_arena_alloc(&a, 1000);
	(void)state;
	memset(p, 0xff, 1000);
	tl_arena_reset(&a);
	p = tl_arena_zalloc(&a, 1000);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(p[i], 0);
}

static void copies_are_their_own_and_end_with_nul(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	char text[] = "abc";
	bool ok = true;
	struct tl_bytes b = tl_arena_dup(&a, tl_bytes(text, 3), &ok);
	char *s = tl_arena_str(&a, text);
	(void)state;
	text[0] = 'x';
	assert_true(ok);
	assert_int_equal(b.len, 3);
	assert_string_equal(b.data, "abc");
	assert_string_equal(s, "abc");
	/* NUL inside is a byte like others. */
	b = tl_arena_dup(&a, TL_LIT("a\0b"), NULL);
	assert_int_equal(b.len, 3);
	assert_memory_equal(b.data, "a\0b", 4);
}

static void absent_is_not_empty(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	bool ok = true;
	struct tl_bytes b = tl_arena_dup(&a, TL_LIT(""), &ok);
	(void)state;
	assert_non_null(b.data);
	assert_int_equal(b.len, 0);
	assert_null(tl_arena_dup(&a, TL_NONE, &ok).data);
	assert_null(tl_arena_str(&a, NULL));
	assert_true(ok);
}

static void a_copy_without_memory_says_so(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	bool ok = true;
	(void)state;
	/* The length alone is looked at. */
	assert_null(tl_arena_dup(&a, tl_bytes("x", SIZE_MAX / 2), &ok).data);
	assert_false(ok);
}

static void a_reset_keeps_the_largest_chunk(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	void *first;
	size_t largest;
	(void)state;
	for (int i = 0; i < 1000; i++)
		tl_arena_alloc(&a, 1000);
	tl_arena_reset(&a);
	largest = a.total;
	assert_true(largest >= 256 * 1024 && largest <= 1024 * 1024);
	first = tl_arena_alloc(&a, largest);
	assert_non_null(first);
	assert_true(a.total == largest);
	/* Also when smaller ones came after it. */
	tl_arena_alloc(&a, 4 << 20);
	tl_arena_alloc(&a, 8);
	tl_arena_reset(&a);
	assert_int_equal(a.total, 4 << 20);
	assert_int_equal(a.used, 0);
	tl_arena_alloc(&a, 4 << 20);
	assert_int_equal(a.total, 4 << 20);
}

static void released_it_is_as_new(void **state)
{
	struct tl_arena a = { 0 };
	(void)state;
	tl_arena_release(&a);
	tl_arena_reset(&a);
	tl_arena_alloc(&a, 10000);
	tl_arena_release(&a);
	assert_null(a.chunk);
	assert_true(!a.used && !a.total);
	assert_string_equal(tl_arena_str(&a, "again"), "again");
	tl_arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_aligned_and_apart),
		cmocka_unit_test(a_piece_may_be_larger_than_a_chunk),
		cmocka_unit_test(too_large_a_piece_is_none),
		cmocka_unit_test(zeroed_pieces_are_zero_after_a_reset_too),
		cmocka_unit_test(copies_are_their_own_and_end_with_nul),
		cmocka_unit_test(absent_is_not_empty),
		cmocka_unit_test(a_copy_without_memory_says_so),
		cmocka_unit_test(a_reset_keeps_the_largest_chunk),
		cmocka_unit_test(released_it_is_as_new),
	};
	return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
