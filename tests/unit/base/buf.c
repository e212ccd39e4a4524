/* Growing arrays and bytes, and numbers packed into bytes. */
#include "../unit.h"

#include "base/buf.h"

static void packed_numbers_come_back(void **state)
{
	static const uint64_t u[] = { 0, 1, 127, 128, 300, UINT32_MAX, UINT64_MAX };
	static const int64_t i[] = { 0, -1, 1, INT32_MIN, INT64_MIN, INT64_MAX };
	TL_BUF b = { 0 };
	(void)state;
	for (size_t k = 0; k < TL_LEN(u); k++)
		tl_buf_uint(&b, u[k]);
	for (size_t k = 0; k < TL_LEN(i); k++)
		tl_buf_int(&b, i[k]);
	tl_buf_block(&b, TL_LIT("abc"));
	struct tl_unpack in = tl_unpack(tl_buf_bytes(&b));
	for (size_t k = 0; k < TL_LEN(u); k++)
		assert_true(tl_unpack_uint(&in) == u[k]);
	for (size_t k = 0; k < TL_LEN(i); k++)
		assert_true(tl_unpack_int(&in) == i[k]);
	assert_true(tl_eqs(tl_unpack_block(&in), "abc"));
	assert_true(tl_unpack_end(&in) && !in.bad);
	tl_unpack_uint(&in);
	assert_true(in.bad);
}

static void longer_spellings_of_numbers_are_refused(void **state)
{
	static const char *const bad[] = { "\x80", "\x80\x00",
		                           "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02" };
	static const size_t len[] = { 1, 2, 10 };
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		struct tl_unpack u = tl_unpack(tl_bytes(bad[i], len[i]));
		tl_unpack_uint(&u);
		assert_true(u.bad);
	}
}

static void numbers_take_the_bytes_that_they_need(void **state)
{
	static const struct {
		uint64_t v;
		const char *bytes;
		size_t len;
	} t[] = { { 0, "\0", 1 },
		  { 127, "\x7f", 1 },
		  { 128, "\x80\x01", 2 },
		  { 300, "\xac\x02", 2 },
		  { UINT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10 } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		TL_BUF b = { 0 };
		tl_buf_uint(&b, t[i].v);
		assert_int_equal(b.len, t[i].len);
		assert_memory_equal(b.data, t[i].bytes, b.len);
	}
	/* Small numbers of either sign are short. */
	TL_BUF b = { 0 };
	tl_buf_int(&b, -64);
	assert_int_equal(b.len, 1);
	tl_buf_int(&b, 64);
	assert_int_equal(b.len, 3);
}

static void a_block_longer_than_the_rest_is_refused(void **state)
{
	struct tl_unpack u = tl_unpack(TL_LIT("\x04" "abc"));
	(void)state;
	assert_int_equal(tl_unpack_block(&u).len, 0);
	assert_true(u.bad);
	u = tl_unpack(TL_LIT("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" "abc"));
	assert_int_equal(tl_unpack_block(&u).len, 0);
	assert_true(u.bad);
	/* One that is exactly there is not. */
	u = tl_unpack(TL_LIT("\x03" "abc\0"));
	assert_true(tl_eqs(tl_unpack_block(&u), "abc"));
	assert_int_equal(tl_unpack_block(&u).len, 0);
	assert_true(!u.bad && tl_unpack_end(&u));
}

static void what_was_bad_once_stays_bad(void **state)
{
	struct tl_unpack u = tl_unpack(TL_LIT("\x80\x00\x05\x01x"));
	(void)state;
	assert_true(tl_unpack_uint(&u) == 0);
	assert_true(u.bad);
	assert_true(tl_unpack_uint(&u) == 0);
	assert_true(tl_unpack_int(&u) == 0);
	struct tl_bytes b = tl_unpack_block(&u);
	assert_int_equal(b.len, 0);
	assert_non_null(b.data);
	assert_true(u.bad);
}

static void bytes_end_with_a_nul_that_does_not_count(void **state)
{
	TL_BUF b = { 0 };
	(void)state;
	assert_true(tl_eqs(tl_buf_bytes(&b), ""));
	assert_non_null(tl_buf_bytes(&b).data);
	for (size_t i = 0; i < 5000; i++) {
		tl_buf_char(&b, (char)('a' + i % 26));
		assert_int_equal(b.len, i + 1);
		assert_int_equal(b.data[b.len], 0);
	}
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	tl_buf_clear(&b);
	assert_int_equal(b.len, 0);
	tl_buf_printf(&b, "%d-%s", -5, "x");
	tl_buf_str(&b, "");
	tl_buf_add(&b, TL_NONE);
	tl_buf_add(&b, TL_LIT("\0y"));
	assert_int_equal(b.len, 6);
	assert_memory_equal(b.data, "-5-x\0y", 7);
	tl_buf_release(&b);
	assert_null(b.data);
	assert_true(!b.len && !b.cap && !b.failed);
}

static void a_print_may_be_longer_than_any_room(void **state)
{
	TL_BUF b = { 0 };
	(void)state;
	tl_buf_str(&b, "ab");
	tl_buf_printf(&b, "%0*d", 3000, 7);
	assert_int_equal(b.len, 3002);
	assert_int_equal(strspn(b.data + 2, "0"), 2999);
	assert_int_equal(b.data[3001], '7');
	assert_false(b.failed);
}

static void after_a_failure_nothing_is_appended(void **state)
{
	TL_BUF b = { 0 };
	(void)state;
	tl_buf_str(&b, "kept");
	assert_false(tl_buf_room(&b, SIZE_MAX - 16));
	assert_true(b.failed);
	tl_buf_str(&b, " x");
	tl_buf_char(&b, 'y');
	tl_buf_printf(&b, "z");
	tl_buf_uint(&b, 1);
	assert_true(b.failed);
	assert_true(tl_eqs(tl_buf_bytes(&b), "kept"));
	/* Released, it is as new. */
	tl_buf_release(&b);
	tl_buf_str(&b, "anew");
	assert_false(b.failed);
	assert_string_equal(b.data, "anew");
}

static void an_array_grows_and_keeps_what_it_holds(void **state)
{
	uint32_t *v = NULL;
	size_t n = 0, max = 0;
	(void)state;
	while (n < 1000) {
		assert_true(TL_GROW(v, n, max));
		assert_true(max > n);
		v[n] = (uint32_t)n * 3;
		n++;
	}
	for (size_t i = 0; i < n; i++)
		assert_int_equal(v[i], i * 3);
	/* Too much: nothing has changed. */
	uint32_t *was = v;
	size_t much = SIZE_MAX / 4;
	assert_false(tl_grow(&v, &much, sizeof(*v)));
	assert_ptr_equal(v, was);
	assert_true(much == SIZE_MAX / 4);
	free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packed_numbers_come_back),
		cmocka_unit_test(longer_spellings_of_numbers_are_refused),
		cmocka_unit_test(numbers_take_the_bytes_that_they_need),
		cmocka_unit_test(a_block_longer_than_the_rest_is_refused),
		cmocka_unit_test(what_was_bad_once_stays_bad),
		cmocka_unit_test(bytes_end_with_a_nul_that_does_not_count),
		cmocka_unit_test(a_print_may_be_longer_than_any_room),
		cmocka_unit_test(after_a_failure_nothing_is_appended),
		cmocka_unit_test(an_array_grows_and_keeps_what_it_holds),
	};
	return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
