/* What bytes are known by. */
#include "../unit.h"

#include "base/blob.h"

#define EMPTY "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8"

static void bytes_have_a_name(void **state)
{
	struct tl_blob b, back;
	TL_BUF text = { 0 };
	(void)state;

	tl_blob_of(&b, TL_LIT(""));
	tl_blob_text(&text, &b);
	assert_string_equal(text.data, EMPTY ":0");
	assert_true(tl_blob_parse(&back, tl_buf_bytes(&text)));
	assert_true(tl_blob_same(&b, &back));
	tl_blob_of(&b, TL_LIT("x"));
	assert_int_equal(b.size, 1);
	assert_false(tl_blob_same(&b, &back));
}

static void what_is_none_is_refused(void **state)
{
	static const char *const bad[] = {
		"", ":", EMPTY, EMPTY ":", EMPTY ":01", EMPTY ":-1", EMPTY ":1 ", EMPTY " 1",
		"0" EMPTY ":1", EMPTY ":1234567890123456789", &("x" EMPTY)[1]
	};
	struct tl_blob b;
	(void)state;

	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_false(tl_blob_parse(&b, tl_str(bad[i])));
	assert_true(tl_blob_parse(&b, TL_LIT(EMPTY ":123456789012345678")));
	assert_int_equal(b.size, 123456789012345678);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_have_a_name),
		cmocka_unit_test(what_is_none_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
