/* Keys: tuples of values to bytes that sort as the values do. */
#include "../unit.h"

#include "kv/key.h"

static void keys_sort_as_their_values(void **state)
{
	static const uint64_t u[] = { 0, 1, 255, 256, 65535, 65536, UINT64_MAX };
	static const tl_day d[] = { INT32_MIN, -1, 0, 1, INT32_MAX };
	(void)state;
	for (size_t i = 1; i < TL_LEN(u); i++) {
		TL_BUF a = { 0 };
		TL_BUF b = { 0 };
		uint64_t back;
		tl_key_uint(&a, u[i - 1]);
		tl_key_uint(&b, u[i]);
		assert_true(tl_cmp(tl_buf_bytes(&a), tl_buf_bytes(&b)) < 0);
		struct tl_bytes rest = tl_buf_bytes(&b);
		assert_true(tl_key_take_uint(&rest, &back) && back == u[i] && !rest.len);
	}
	for (size_t i = 1; i < TL_LEN(d); i++) {
		TL_BUF a = { 0 };
		TL_BUF b = { 0 };
		tl_key_day(&a, d[i - 1]);
		tl_key_day(&b, d[i]);
		assert_true(tl_cmp(tl_buf_bytes(&a), tl_buf_bytes(&b)) < 0);
	}
}

static void texts_sort_before_what_follows_them(void **state)
{
	/* A prefix sorts first whatever comes behind it in the tuple. */
	static const char *const t[] = { "", "a", "a b", "aa", "ab", "b", "安", "安全" };
	(void)state;
	for (size_t i = 1; i < TL_LEN(t); i++) {
		TL_BUF a = { 0 };
		TL_BUF b = { 0 };
		tl_key_text(&a, tl_str(t[i - 1]));
		tl_key_uint(&a, UINT64_MAX);
		tl_key_text(&b, tl_str(t[i]));
		tl_key_uint(&b, 0);
		assert_true(tl_cmp(tl_buf_bytes(&a), tl_buf_bytes(&b)) < 0);
	}
}

static void a_tuple_is_taken_apart_in_order(void **state)
{
	static const tl_day days[] = { TL_NODAY, -1, 0, 17737, TL_NOEND };
	(void)state;
	for (size_t i = 0; i < TL_LEN(days); i++) {
		TL_BUF key = { 0 };
		struct tl_bytes rest, text, none;
		tl_day day;
		uint64_t n;
		tl_key_text(&key, tl_str("H2018"));
		tl_key_day(&key, days[i]);
		tl_key_uint(&key, 300);
		tl_key_text(&key, TL_LIT(""));
		rest = tl_buf_bytes(&key);
		assert_true(tl_key_take_text(&rest, &text) && tl_eqs(text, "H2018"));
		assert_ptr_equal(text.data, key.data);
		assert_true(tl_key_take_day(&rest, &day) && day == days[i]);
		assert_true(tl_key_take_uint(&rest, &n) && n == 300);
		assert_true(tl_key_take_text(&rest, &none) && !none.len);
		assert_int_equal(rest.len, 0);
		assert_false(tl_key_take_text(&rest, &text));
		assert_false(tl_key_take_day(&rest, &day));
		assert_false(tl_key_take_uint(&rest, &n));
	}
}

static void what_is_no_key_is_not_taken(void **state)
{
	/* too long, cut short, with a leading zero */
	static const struct tl_bytes bad[] = { TL_LIT("\x09" "123456789"), TL_LIT("\xff"),
		                               TL_LIT("\x02\x01"), TL_LIT("\x02\x00\x01"),
		                               TL_LIT("\x01\x00") };
	uint64_t n = 7;
	tl_day day;
	struct tl_bytes text;
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		struct tl_bytes rest = bad[i];
		assert_false(tl_key_take_uint(&rest, &n));
		/* Nothing was consumed. */
		assert_true(rest.data == bad[i].data && rest.len == bad[i].len);
	}
	struct tl_bytes rest = TL_LIT("\x80\x00\x00");
	assert_false(tl_key_take_day(&rest, &day));
	assert_int_equal(rest.len, 3);
	rest = TL_LIT("abc");
	assert_false(tl_key_take_text(&rest, &text));
	assert_int_equal(rest.len, 3);
}

static void the_end_of_a_prefix_is_the_least_key_behind_it(void **state)
{
	static const struct {
		struct tl_bytes prefix, after;
	} t[] = { { TL_LIT("R"), TL_LIT("S") },
		  { TL_LIT("Ra"), TL_LIT("Rb") },
		  { TL_LIT("R\xff\xff"), TL_LIT("S") },
		  { TL_LIT("R\x7f"), TL_LIT("R\x80") },
		  { TL_LIT("R\0"), TL_LIT("R\1") } };
	TL_BUF out = { 0 };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		/* It replaces what was there. */
		tl_buf_str(&out, "before");
		assert_true(tl_key_after(&out, t[i].prefix));
		assert_true(tl_eq(tl_buf_bytes(&out), t[i].after));
	}
	assert_false(tl_key_after(&out, TL_LIT("\xff\xff")));
	assert_false(tl_key_after(&out, TL_LIT("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_sort_as_their_values),
		cmocka_unit_test(texts_sort_before_what_follows_them),
		cmocka_unit_test(a_tuple_is_taken_apart_in_order),
		cmocka_unit_test(what_is_no_key_is_not_taken),
		cmocka_unit_test(the_end_of_a_prefix_is_the_least_key_behind_it),
	};
	return cmocka_run_group_tests_name("kv/key", tests, NULL, NULL);
}
