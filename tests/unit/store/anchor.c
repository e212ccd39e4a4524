/* Anchors, read. */
#include "../unit.h"

#include "store/anchor.h"

static bool parse(const char *text, struct tl_anchor *a)
{
	return tl_anchor_parse(tl_str(text), a);
}

static void what_is_printed_is_read(void **state)
{
	struct tl_anchor a;
	(void)state;
	assert_true(parse("500151:48211 3f9a0c5e7d21b684", &a));
	assert_true(tl_eqs(a.site, "500151"));
	assert_int_equal(a.number, 48211);
	assert_string_equal(a.hash, "3f9a0c5e7d21b684");
	assert_true(parse("500151:48211:3F9A0C5E7D21B684", &a));
	assert_string_equal(a.hash, "3f9a0c5e7d21b684");
	assert_true(parse("TL:7\t 3f9a0c5e7d21b684", &a));
	assert_int_equal(a.number, 7);
	assert_true(parse("500151:48211", &a));
	assert_string_equal(a.hash, "");
}

static void anything_else_is_none(void **state)
{
	static const char *const texts[] = {
		"", ":", "500151", "500151:", ":1", "5 1:1", "500151:x", "500151:1 ",
		"500151:1 3f9a0c5e7d21b68", "500151:1 3f9a0c5e7d21b68g",
		"500151:1x3f9a0c5e7d21b684", "500151:1 3f9a0c5e7d21b684 ",
		"500151:1::3f9a0c5e7d21b684", "500151:-1", "500151:1234567890123456789"
	};
	struct tl_anchor a;
	(void)state;
	for (size_t i = 0; i < TL_LEN(texts); i++)
		if (parse(texts[i], &a))
			fail_msg("'%s' was read", texts[i]);
	assert_false(tl_anchor_parse(TL_NONE, &a));
}

static void more_digits_than_a_hash_has(void **state)
{
	char text[100] = "500151:1 ";
	struct tl_anchor a;
	(void)state;
	memset(text + 9, 'a', 2 * TL_HASH_LEN);
	assert_true(parse(text, &a));
	text[9 + 2 * TL_HASH_LEN] = 'a';
	assert_false(parse(text, &a));
}

static void its_digits_are_the_first_of_a_hash(void **state)
{
	unsigned char hash[TL_HASH_LEN] = { 0x3f, 0x9a, 0x0c, 0x5e, 0x7d, 0x21, 0xb6, 0x84, 1 };
	struct tl_anchor a;
	(void)state;
	assert_true(parse("500151:1 3f9a0c5e7d21b684", &a));
	assert_true(tl_anchor_is_of(&a, hash));
	hash[7] ^= 1;
	assert_false(tl_anchor_is_of(&a, hash));
	/* Without digits it is of none. */
	assert_true(parse("500151:1", &a));
	assert_false(tl_anchor_is_of(&a, hash));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_printed_is_read),
		cmocka_unit_test(anything_else_is_none),
		cmocka_unit_test(more_digits_than_a_hash_has),
		cmocka_unit_test(its_digits_are_the_first_of_a_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
