/* PNG: each kind that there is, and each way of being broken. */
#include <png.h>

#include "made.h"

static int near(int a, int b, int by)
{
	return a - b <= by && b - a <= by;
}

static void every_kind_becomes_rgb(void **state)
{
	static const struct made_png kinds[] = {
		{ 1, PNG_COLOR_TYPE_GRAY, 0, 0 }, { 2, PNG_COLOR_TYPE_GRAY, 1, 0 },
		{ 4, PNG_COLOR_TYPE_GRAY, 0, 0 }, { 8, PNG_COLOR_TYPE_GRAY, 0, 0 },
		{ 8, PNG_COLOR_TYPE_GRAY, 1, 1 }, { 16, PNG_COLOR_TYPE_GRAY, 0, 0 },
		{ 8, PNG_COLOR_TYPE_GRAY_ALPHA, 0, 0 }, { 16, PNG_COLOR_TYPE_GRAY_ALPHA, 1, 0 },
		{ 8, PNG_COLOR_TYPE_RGB, 0, 0 }, { 8, PNG_COLOR_TYPE_RGB, 1, 0 },
		{ 16, PNG_COLOR_TYPE_RGB, 0, 0 }, { 16, PNG_COLOR_TYPE_RGB, 1, 0 },
		{ 8, PNG_COLOR_TYPE_RGB_ALPHA, 0, 0 }, { 8, PNG_COLOR_TYPE_RGB_ALPHA, 1, 0 },
		{ 16, PNG_COLOR_TYPE_RGB_ALPHA, 0, 0 }, { 4, PNG_COLOR_TYPE_PALETTE, 0, 0 },
		{ 4, PNG_COLOR_TYPE_PALETTE, 1, 0 }, { 8, PNG_COLOR_TYPE_PALETTE, 0, 0 },
		{ 8, PNG_COLOR_TYPE_PALETTE, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(kinds); i++) {
		TL_BUF b = { 0 };
		TL_IMAGE image = { 0 };
		struct tl_image_info info;
		struct tl_err err = { 0 };
		/* Of two bits three quarters are lost, and half of what is half seen is white. */
		int by = kinds[i].depth < 8 ? 256 >> kinds[i].depth : 17;
		int veil = kinds[i].colour & PNG_COLOR_MASK_ALPHA ? 128 : 255;
		made_png(&b, 33, 17, &kinds[i]);
		if (made_read(&b, &image, &info, &err))
			fail_msg("kind %zu: %s", i, err.text);
		assert_int_equal(image.width, 33);
		assert_int_equal(image.height, 17);
		assert_int_equal(info.format, TL_IMAGE_PNG);
		for (size_t x = 1; x < 33; x++) {
			int want = 255 - veil + (int)made_red(x, 33) * veil / 255;
			int got = image.rgb[(9 * 33 + x) * 3];
			if (!kinds[i].transparent && !near(got, want, by))
				fail_msg("kind %zu: %d is not %d", i, got, want);
		}
		if (kinds[i].transparent)
			assert_int_equal(image.rgb[9 * 33 * 3], 255);
	}
}

/* What stands in the sentence about B. */
static void refused(const struct tl_buf *b, const char *words)
{
	TL_IMAGE image = { 0 };
	struct tl_image_info info;
	struct tl_err err = { 0 };

	assert_int_equal(made_read(b, &image, &info, &err), TLSAFE_EINPUT);
	assert_null(image.rgb);
	if (!strstr(err.text, words))
		fail_msg("'%s' does not say '%s'", err.text, words);
}

static const struct made_png plain = { 8, PNG_COLOR_TYPE_RGB, 0, 0 };

static void every_cut_is_named(void **state)
{
	TL_BUF b = { 0 };
	size_t whole;

	(void)state;
	made_png(&b, 40, 30, &plain);
	whole = b.len;
	for (b.len = 8; b.len < whole; b.len++)
		refused(&b, "cut short");
	b.len = 7;
	refused(&b, "neither PNG nor JPEG");
	b.len = 0;
	refused(&b, "empty");
	b.len = whole;
	tl_buf_str(&b, "more");
	refused(&b, "4 bytes follow the end of the PNG");
}

static void every_flipped_byte_is_seen(void **state)
{
	TL_BUF b = { 0 };

	(void)state;
	made_png(&b, 40, 30, &plain);
	for (size_t i = 8; i < b.len; i++) {
		TL_IMAGE image = { 0 };
		struct tl_image_info info;
		struct tl_err err = { 0 };
		b.data[i] ^= 0x10;
		assert_int_equal(made_read(&b, &image, &info, &err), TLSAFE_EINPUT);
		assert_true(err.text[0]);
		b.data[i] ^= 0x10;
	}
	b.data[b.len - 1] ^= 1;
	refused(&b, "CRC error");
}

static void bombs_are_refused(void **state)
{
	static const unsigned char sizes[][9] = {
		"\0\1\x86\xa0\0\1\x86\xa0", "\0\0\x27\x11\0\0\0\1", "\0\0\x1f\x40\0\0\x1f\x40",
		"\0\0\0\0\0\0\0\1", "\xff\xff\xff\xff\xff\xff\xff\xff",
	};
	static const char *const words[] = {
		"image 100000×100000 exceeds 40 megapixel", "exceeds 10000 pixels a side",
		"image 8000×8000 exceeds 40 megapixel", "no pixels", "exceeds 40 megapixel",
	};
	TL_BUF b = { 0 };

	(void)state;
	made_png(&b, 40, 30, &plain);
	for (size_t i = 0; i < TL_LEN(sizes); i++) {
		memcpy(b.data + 16, sizes[i], 8);
		refused(&b, words[i]);
	}
}

static void texts_are_passed_over(void **state)
{
	TL_BUF small = { 0 }, large = { 0 };
	TL_IMAGE image = { 0 }, other = { 0 };
	struct tl_image_info info;
	struct tl_err err = { 0 };
	char *text = calloc(1, (1 << 20) + 16);

	(void)state;
	assert_non_null(text);
	memcpy(text, "Comment", 7);
	made_png(&small, 40, 30, &plain);
	made_chunk(&small, "tEXt", text, 60000);
	made_chunk(&small, "fdAT", text, 60000);
	if (made_read(&small, &image, &info, &err))
		fail_msg("%s", err.text);
	made_png(&large, 40, 30, &plain);
	made_chunk(&large, "tEXt", text, (1 << 20) + 8);
	assert_int_equal(made_read(&large, &other, &info, &err), 0);
	assert_memory_equal(other.rgb, image.rgb, tl_image_size(&image));
	free(text);
}

static void moments_are_given(void **state)
{
	static const unsigned char when[] = { 2019 >> 8, 2019 & 255, 6, 30, 9, 41, 7 };
	static const unsigned char never[] = { 0, 0, 0, 0, 0, 0, 0 };
	TL_BUF b = { 0 }, odd = { 0 };
	TL_IMAGE image = { 0 }, other = { 0 };
	struct tl_image_info info;
	struct tl_err err = { 0 };

	(void)state;
	made_png(&b, 40, 30, &plain);
	made_chunk(&b, "tIME", when, sizeof(when));
	assert_int_equal(made_read(&b, &image, &info, &err), 0);
	assert_string_equal(info.taken, "2019-06-30T09:41:07");
	made_png(&odd, 40, 30, &plain);
	made_chunk(&odd, "tIME", never, sizeof(never));
	assert_int_equal(made_read(&odd, &other, &info, &err), 0);
	assert_string_equal(info.taken, "");
}

static void what_is_written_is_read(void **state)
{
	TL_BUF b = { 0 }, again = { 0 };
	TL_IMAGE image = { 0 }, read = { 0 };
	struct tl_image_info info;
	struct tl_err err = { 0 };

	(void)state;
	made_picture(&image, 321, 123);
	assert_int_equal(tl_png_write(&b, &image, &err), 0);
	assert_int_equal(tl_png_write(&again, &image, &err), 0);
	assert_true(tl_eq(tl_buf_bytes(&b), tl_buf_bytes(&again)));
	assert_int_equal(made_read(&b, &read, &info, &err), 0);
	assert_int_equal(tl_image_size(&read), tl_image_size(&image));
	assert_memory_equal(read.rgb, image.rgb, tl_image_size(&image));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_becomes_rgb), cmocka_unit_test(every_cut_is_named),
		cmocka_unit_test(every_flipped_byte_is_seen), cmocka_unit_test(bombs_are_refused),
		cmocka_unit_test(texts_are_passed_over), cmocka_unit_test(moments_are_given),
		cmocka_unit_test(what_is_written_is_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
