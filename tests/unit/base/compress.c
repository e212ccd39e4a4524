/* Stored blocks: what goes in comes out, and damage is told. */
#include "../unit.h"

#include "base/compress.h"

static void squeezed_bytes_come_back_and_damage_is_told(void **state)
{
	TL_CLEANUP(tl_compressor_release) struct tl_compressor compressor = { 0 };
	struct tl_err err = { 0 };
	TL_BUF in = { 0 };
	TL_BUF out = { 0 };
	TL_BUF back = { 0 };
	(void)state;
	for (int i = 0; i < 5000; i++)
		tl_buf_printf(&in, "row %d, ", i % 50);
	assert_int_equal(tl_compress(&compressor, &out, tl_buf_bytes(&in), &err), 0);
	assert_true(out.len < in.len / 4);
	assert_int_equal(tl_decompress(&compressor, &back, tl_buf_bytes(&out), 1 << 20, &err), 0);
	assert_true(tl_eq(tl_buf_bytes(&back), tl_buf_bytes(&in)));
	assert_int_equal(tl_decompress(&compressor, &back, tl_buf_bytes(&out), 100, &err),
	                 TLSAFE_ECORRUPT);
	tl_err_clear(&err);
	assert_int_equal(
		tl_decompress(&compressor, &back, tl_bytes(out.data, out.len / 2), 1 << 20, &err),
		TLSAFE_ECORRUPT);
	tl_err_clear(&err);
	assert_int_equal(tl_decompress(&compressor, &back, TL_LIT(""), 1 << 20, &err),
	                 TLSAFE_ECORRUPT);
}

static void what_does_not_shrink_is_kept_as_it_is(void **state)
{
	TL_CLEANUP(tl_compressor_release) struct tl_compressor compressor = { 0 };
	struct tl_err err = { 0 };
	char noise[1000];
	uint64_t seed = 7;
	TL_BUF out = { 0 };
	TL_BUF back = { 0 };
	(void)state;
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (char)unit_random(&seed);
	for (size_t len = 0; len <= sizeof(noise); len += 100) {
		tl_buf_clear(&out);
		assert_int_equal(tl_compress(&compressor, &out, tl_bytes(noise, len), &err), 0);
		assert_int_equal(out.len, len + 1);
		assert_int_equal(out.data[0], 0);
		assert_int_equal(
			tl_decompress(&compressor, &back, tl_buf_bytes(&out), len, &err), 0);
		assert_true(tl_eq(tl_buf_bytes(&back), tl_bytes(noise, len)));
	}
}

static void a_block_is_appended_and_what_was_read_is_replaced(void **state)
{
	TL_CLEANUP(tl_compressor_release) struct tl_compressor compressor = { 0 };
	struct tl_err err = { 0 };
	TL_BUF in = { 0 };
	TL_BUF out = { 0 };
	TL_BUF back = { 0 };
	(void)state;
	for (int i = 0; i < 500; i++)
		tl_buf_str(&in, "again ");
	tl_buf_str(&out, "before");
	tl_buf_str(&back, "what was here");
	assert_int_equal(tl_compress(&compressor, &out, tl_buf_bytes(&in), &err), 0);
	assert_memory_equal(out.data, "before\1", 7);
	assert_int_equal(tl_decompress(&compressor, &back, tl_bytes(out.data + 6, out.len - 6),
	                               in.len, &err),
	                 0);
	assert_true(tl_eq(tl_buf_bytes(&back), tl_buf_bytes(&in)));
	assert_int_equal(back.data[back.len], 0);
}

static void the_limit_is_exact(void **state)
{
	TL_CLEANUP(tl_compressor_release) struct tl_compressor compressor = { 0 };
	static const char zeros[4096], few[] = "abc";
	const struct tl_bytes in[] = { { zeros, sizeof(zeros) }, { few, 3 } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(in); i++) {
		struct tl_err err = { 0 };
		TL_BUF out = { 0 };
		TL_BUF back = { 0 };
		assert_int_equal(tl_compress(&compressor, &out, in[i], &err), 0);
		assert_int_equal(
			tl_decompress(&compressor, &back, tl_buf_bytes(&out), in[i].len, &err), 0);
		assert_int_equal(tl_decompress(&compressor, &back, tl_buf_bytes(&out),
		                               in[i].len - 1, &err),
		                 TLSAFE_ECORRUPT);
		assert_true(err.code == TLSAFE_ECORRUPT && err.text[0]);
	}
}

static void any_byte_that_is_turned_is_told_or_changes_what_comes(void **state)
{
	TL_CLEANUP(tl_compressor_release) struct tl_compressor compressor = { 0 };
	struct tl_err err = { 0 };
	TL_BUF in = { 0 };
	TL_BUF out = { 0 };
	TL_BUF back = { 0 };
	size_t told = 0;
	(void)state;
	for (int i = 0; i < 400; i++)
		tl_buf_printf(&in, "row %d, ", i % 70);
	assert_int_equal(tl_compress(&compressor, &out, tl_buf_bytes(&in), &err), 0);
	for (size_t i = 0; i < out.len; i++) {
		int rc;
		tl_err_clear(&err);
		out.data[i] = (char)(out.data[i] ^ 0x55);
		rc = tl_decompress(&compressor, &back, tl_buf_bytes(&out), 1 << 20, &err);
		out.data[i] = (char)(out.data[i] ^ 0x55);
		if (rc)
			assert_int_equal(rc, TLSAFE_ECORRUPT);
		else
			assert_true(back.len <= 1 << 20);
		told += rc != 0;
	}
	/* The first byte and the magic of a frame at least. */
	assert_true(told >= 5);
	/* None of it spoils the next block. */
	assert_int_equal(tl_decompress(&compressor, &back, tl_buf_bytes(&out), 1 << 20, &err), 0);
	assert_true(tl_eq(tl_buf_bytes(&back), tl_buf_bytes(&in)));
}

static void a_first_byte_of_another_kind_is_damage(void **state)
{
	TL_CLEANUP(tl_compressor_release) struct tl_compressor compressor = { 0 };
	struct tl_err err = { 0 };
	TL_BUF back = { 0 };
	(void)state;
	assert_int_equal(tl_decompress(&compressor, &back, TL_LIT("\2abc"), 100, &err),
	                 TLSAFE_ECORRUPT);
	assert_int_equal(tl_decompress(&compressor, &back, TL_LIT("\1"), 100, &err),
	                 TLSAFE_ECORRUPT);
}

static void it_can_be_released_twice_and_used_again(void **state)
{
	struct tl_compressor compressor = { 0 };
	struct tl_err err = { 0 };
	TL_BUF out = { 0 };
	(void)state;
	tl_compressor_release(&compressor);
	assert_int_equal(tl_compress(&compressor, &out, TL_LIT("abc"), &err), 0);
	tl_compressor_release(&compressor);
	assert_null(compressor.in);
	tl_compressor_release(&compressor);
	assert_int_equal(tl_compress(&compressor, &out, TL_LIT("abc"), &err), 0);
	tl_compressor_release(&compressor);
	assert_int_equal(out.len, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(squeezed_bytes_come_back_and_damage_is_told),
		cmocka_unit_test(what_does_not_shrink_is_kept_as_it_is),
		cmocka_unit_test(a_block_is_appended_and_what_was_read_is_replaced),
		cmocka_unit_test(the_limit_is_exact),
		cmocka_unit_test(any_byte_that_is_turned_is_told_or_changes_what_comes),
		cmocka_unit_test(a_first_byte_of_another_kind_is_damage),
		cmocka_unit_test(it_can_be_released_twice_and_used_again),
	};
	return cmocka_run_group_tests_name("base/compress", tests, NULL, NULL);
}
