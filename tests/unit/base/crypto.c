/* Hashes against published values, salts, and hexadecimal. */
#include "../unit.h"

#include "base/crypto.h"

static void blake2b_is_the_published_one(void **state)
{
	struct tl_hash h;
	unsigned char sum[TL_HASH_LEN];
	TL_BUF hex = { 0 };
	(void)state;
	tl_hash_begin(&h);
	tl_hash_add(&h, TL_LIT("a"));
	tl_hash_add(&h, TL_LIT("bc"));
	tl_hash_end(&h, sum);
	tl_hex(&hex, sum, sizeof(sum));
	assert_string_equal(hex.data,
	                    "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

static void a_hash_of_nothing_is_one_too(void **state)
{
	struct tl_hash h;
	unsigned char sum[TL_HASH_LEN];
	TL_BUF hex = { 0 };
	(void)state;
	tl_hash_begin(&h);
	tl_hash_add(&h, TL_NONE);
	tl_hash_end(&h, sum);
	tl_hex(&hex, sum, sizeof(sum));
	assert_string_equal(hex.data,
	                    "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

static void a_digest_is_of_salt_then_value(void **state)
{
	unsigned char salt[TL_SALT_LEN], sum[TL_DIGEST_LEN];
	TL_BUF hex = { 0 };
	(void)state;
	for (size_t i = 0; i < sizeof(salt); i++)
		salt[i] = (unsigned char)i;
	tl_hash_digest(sum, salt, TL_LIT("13800000000"));
	tl_hex(&hex, sum, sizeof(sum));
	assert_string_equal(hex.data, "2f8dd042268f6a4e21cf166539a8aa93");
	tl_buf_clear(&hex);
	tl_hash_digest(sum, salt, TL_NONE);
	tl_hex(&hex, sum, sizeof(sum));
	assert_string_equal(hex.data, "f9477b91722fe719f946834577e0e8a2");
}

/* The vectors of the paper: the key 00 to 0f, and texts that go on in the same way. */
static void siphash_is_the_published_one(void **state)
{
	static const unsigned char want[][8] = {
		{ 0x31, 0x0e, 0x0e, 0xdd, 0x47, 0xdb, 0x6f, 0x72 },
		{ 0xe5, 0x45, 0xbe, 0x49, 0x61, 0xca, 0x29, 0xa1 },
	};
	unsigned char key[16], text[15];
	uint64_t sum;
	(void)state;
	for (size_t i = 0; i < sizeof(key); i++)
		key[i] = (unsigned char)i;
	memcpy(text, key, sizeof(text));
	sum = tl_hash_short(key, tl_bytes(text, 0));
	assert_memory_equal(&sum, want[0], 8);
	sum = tl_hash_short(key, tl_bytes(text, 15));
	assert_memory_equal(&sum, want[1], 8);
}

static int by_bytes(const void *a, const void *b)
{
	return memcmp(a, b, TL_SALT_LEN);
}

/* Also where the store of random bytes runs out and is filled anew. */
static void no_two_salts_are_the_same(void **state)
{
	static unsigned char salt[5000][TL_SALT_LEN];
	unsigned char large[2][3000];
	(void)state;
	for (size_t i = 0; i < TL_LEN(salt); i++)
		tl_random(salt[i], TL_SALT_LEN);
	qsort(salt, TL_LEN(salt), TL_SALT_LEN, by_bytes);
	for (size_t i = 1; i < TL_LEN(salt); i++)
		assert_memory_not_equal(salt[i - 1], salt[i], TL_SALT_LEN);
	tl_random(large[0], sizeof(large[0]));
	tl_random(large[1], sizeof(large[1]));
	assert_memory_not_equal(large[0], large[1], sizeof(large[0]));
}

static void random_bytes_stay_within_their_length(void **state)
{
	unsigned char b[TL_SALT_LEN + 2] = { 0 };
	bool changed = false;
	(void)state;
	for (int i = 0; i < 1000; i++) {
		tl_random(b + 1, TL_SALT_LEN);
		assert_true(!b[0] && !b[TL_SALT_LEN + 1]);
		changed |= b[1] && b[TL_SALT_LEN];
	}
	assert_true(changed);
	tl_random(b, 0);
	assert_int_equal(b[0], 0);
}

/* The examples of RFC 4648, 10. */
static void base64_goes_both_ways(void **state)
{
	static const char *const all[][2] = { { "", "" },	  { "f", "Zg==" },
		                              { "fo", "Zm8=" },	  { "foo", "Zm9v" },
		                              { "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },
		                              { "foobar", "Zm9vYmFy" } };
	static const char *const bad[] = { "Z", "Zg", "Zg=", "Zg==\n", "Zg==Zg==", "Zm9 v", "Zm-_",
		                           "Zh==", "=" };
	TL_BUF text = { 0 };
	TL_BUF back = { 0 };
	(void)state;

	for (size_t i = 0; i < TL_LEN(all); i++) {
		tl_buf_clear(&text);
		tl_buf_clear(&back);
		tl_buf_char(&back, '!');
		tl_base64(&text, tl_str(all[i][0]));
		assert_true(tl_eqs(tl_buf_bytes(&text), all[i][1]));
		assert_true(tl_unbase64(&back, tl_str(all[i][1])));
		assert_true(tl_eqs(tl_bytes(back.data + 1, back.len - 1), all[i][0]));
	}
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		tl_buf_clear(&back);
		assert_false(tl_unbase64(&back, tl_str(bad[i])));
		assert_int_equal(back.len, 0);
	}
}

static void hexadecimal_goes_both_ways(void **state)
{
	unsigned char b[4] = { 0 };
	TL_BUF hex = { 0 };
	(void)state;
	tl_hex(&hex, "\x00\x9f\xa0\xff", 4);
	assert_string_equal(hex.data, "009fa0ff");
	assert_true(tl_unhex(b, 4, TL_LIT("009fa0ff")));
	assert_memory_equal(b, "\x00\x9f\xa0\xff", 4);
	assert_true(tl_unhex(b, 0, TL_LIT("")));
}

static void what_is_not_so_many_digits_is_refused(void **state)
{
	static const char *const bad[] = { "", "009fa0f", "009fa0ff0", "009fa0fg",
		                           "g09fa0ff", " 09fa0ff", "009fa0ff00" };
	unsigned char b[8];
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_false(tl_unhex(b, 4, tl_str(bad[i])));
}

static void setting_up_again_is_fine(void **state)
{
	(void)state;
	assert_int_equal(tl_hash_setup(), 0);
	assert_int_equal(tl_hash_setup(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blake2b_is_the_published_one),
		cmocka_unit_test(a_hash_of_nothing_is_one_too),
		cmocka_unit_test(a_digest_is_of_salt_then_value),
		cmocka_unit_test(siphash_is_the_published_one),
		cmocka_unit_test(no_two_salts_are_the_same),
		cmocka_unit_test(random_bytes_stay_within_their_length),
		cmocka_unit_test(hexadecimal_goes_both_ways),
		cmocka_unit_test(base64_goes_both_ways),
		cmocka_unit_test(what_is_not_so_many_digits_is_refused),
		cmocka_unit_test(setting_up_again_is_fine),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("base/crypto", tests, NULL, NULL);
}
