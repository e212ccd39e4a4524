/* Pictures as pixels: turned and made smaller. */
#include "made.h"

static void smaller_ones_are_means(void **state)
{
	TL_IMAGE image = { 0 }, small = { 0 }, same = { 0 }, thin = { 0 }, line = { 0 };
	struct tl_err err = { 0 };

	(void)state;
	made_picture(&image, 1280, 720);
	assert_int_equal(tl_image_shrink(&image, 320, 320, &small, &err), 0);
	assert_int_equal(small.width, 320);
	assert_int_equal(small.height, 180);
	for (size_t x = 0; x < 320; x++) {
		int off = (int)made_red(x, 320) - small.rgb[(90 * 320 + x) * 3];
		assert_in_range(off + 2, 0, 4);
	}
	assert_int_equal(tl_image_shrink(&small, 5000, 5000, &same, &err), 0);
	assert_int_equal(same.width, 320);
	assert_memory_equal(same.rgb, small.rgb, tl_image_size(&small));
	/* One that is all length keeps a pixel of the other side. */
	made_picture(&thin, 10000, 1);
	assert_int_equal(tl_image_shrink(&thin, 100, 100, &line, &err), 0);
	assert_int_equal(line.width, 100);
	assert_int_equal(line.height, 1);
}

static void sizes_have_limits(void **state)
{
	static const uint32_t bad[][2] = { { 0, 1 }, { 1, 0 }, { 10001, 1 }, { 1, 10001 },
		                           { 8000, 5001 }, { UINT32_MAX, UINT32_MAX } };
	TL_IMAGE image = { 0 };

	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		struct tl_err err = { 0 };
		assert_int_equal(tl_image_make(&image, bad[i][0], bad[i][1], &err), TLSAFE_EINPUT);
		assert_null(image.rgb);
	}
	assert_int_equal(tl_image_make(&image, 8000, 5000, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(smaller_ones_are_means), cmocka_unit_test(sizes_have_limits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
