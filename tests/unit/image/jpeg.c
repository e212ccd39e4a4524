/* JPEG: read, and each way of being broken. */
#include "made.h"

static void make(struct tl_buf *b, int progressive, const void *app1, size_t len)
{
	TL_IMAGE image = { 0 };

	made_picture(&image, 120, 80);
	made_jpeg(b, &image, 90, progressive, app1, len);
}

static void pixels_are_read(void **state)
{
	(void)state;
	for (int progressive = 0; progressive < 2; progressive++) {
		TL_BUF b = { 0 };
		TL_IMAGE image = { 0 };
		struct tl_image_info info;
		struct tl_err err = { 0 };
		make(&b, progressive, NULL, 0);
		assert_int_equal(made_read(&b, &image, &info, &err), 0);
		assert_int_equal(info.format, TL_IMAGE_JPEG);
		assert_int_equal(image.width, 120);
		assert_int_equal(image.height, 80);
		assert_int_equal(info.trailing, 0);
		for (size_t x = 0; x < 120; x++) {
			int off = (int)made_red(x, 120) - image.rgb[(40 * 120 + x) * 3];
			assert_in_range(off + 12, 0, 24);
		}
	}
}

static void every_cut_is_named(void **state)
{
	(void)state;
	for (int progressive = 0; progressive < 2; progressive++) {
		TL_BUF b = { 0 };
		size_t whole;
		make(&b, progressive, NULL, 0);
		whole = b.len;
		for (b.len = 4; b.len < whole; b.len++) {
			TL_IMAGE image = { 0 };
			struct tl_image_info info;
			struct tl_err err = { 0 };
			assert_int_equal(made_read(&b, &image, &info, &err), TLSAFE_EINPUT);
			assert_null(image.rgb);
			if (!strstr(err.text, "cut short"))
				fail_msg("at %zu of %zu: %s", b.len, whole, err.text);
		}
	}
}

static void what_follows_is_counted(void **state)
{
	TL_BUF b = { 0 };
	TL_IMAGE image = { 0 };
	struct tl_image_info info;
	struct tl_err err = { 0 };

	(void)state;
	make(&b, 0, NULL, 0);
	tl_buf_str(&b, "a film of the phone");
	assert_int_equal(made_read(&b, &image, &info, &err), 0);
	assert_int_equal(info.trailing, 19);
}

/* A byte of the pixels that is none: the library would go on with what it makes up. */
static void damage_is_named(void **state)
{
	TL_BUF b = { 0 };
	size_t seen = 0;

	(void)state;
	make(&b, 0, NULL, 0);
	for (size_t i = 4; i < b.len - 2; i++) {
		TL_IMAGE image = { 0 };
		struct tl_image_info info;
		struct tl_err err = { 0 };
		char was = b.data[i];
		b.data[i] = (char)0xff;
		if (made_read(&b, &image, &info, &err)) {
			assert_int_equal(err.code, TLSAFE_EINPUT);
			assert_true(err.text[0]);
			seen++;
		}
		b.data[i] = was;
	}
	assert_true(seen > b.len / 4);
}

static void too_large_is_refused(void **state)
{
	TL_BUF b = { 0 };
	TL_IMAGE image = { 0 };
	struct tl_image_info info;
	struct tl_err err = { 0 };
	char *frame;

	(void)state;
	make(&b, 0, NULL, 0);
	frame = memmem(b.data, b.len, "\xff\xc0", 2);
	assert_non_null(frame);
	memcpy(frame + 5, "\xfd\xe8\xfd\xe8", 4);
	assert_int_equal(made_read(&b, &image, &info, &err), TLSAFE_EINPUT);
	assert_string_equal(err.text, "image 65000×65000 exceeds 40 megapixel");
}

/* Two bytes of the count of directory entries, then tag, type, count and value of each. */
#define EXIF_BIG "Exif\0\0" "MM\0*\0\0\0\10" "\0\2" \
	"\1\x12\0\3\0\0\0\1\0\6\0\0" "\x87\x69\0\4\0\0\0\1\0\0\0\x26" "\0\0\0\0" \
	"\0\1" "\x90\3\0\2\0\0\0\x14\0\0\0\x38" "\0\0\0\0" "2019:06:30 09:41:07"
#define EXIF_SMALL "Exif\0\0" "II*\0\10\0\0\0" "\1\0" \
	"\x32\1\2\0\x14\0\0\0\x1a\0\0\0" "\0\0\0\0" "2018:01:02 23:59:59"

static void exif_is_given(void **state)
{
	TL_BUF big = { 0 }, small = { 0 };
	TL_IMAGE image = { 0 }, other = { 0 };
	struct tl_image_info info;
	struct tl_err err = { 0 };

	(void)state;
	make(&big, 0, EXIF_BIG, sizeof(EXIF_BIG));
	assert_int_equal(made_read(&big, &image, &info, &err), 0);
	assert_string_equal(info.taken, "2019-06-30T09:41:07");
	assert_int_equal(info.turned, 6);
	/* Held upright: the left of the file is the top, so red grows downwards. */
	assert_int_equal(image.width, 80);
	assert_int_equal(image.height, 120);
	assert_true(image.rgb[3 * 40] < 20);
	assert_true(image.rgb[3 * (119 * 80 + 40)] > 235);
	/* Its bottom is the left: blue falls from left to right. */
	assert_true(image.rgb[3 * 60 * 80 + 2] > 235);
	assert_true(image.rgb[3 * (60 * 80 + 79) + 2] < 20);
	make(&small, 0, EXIF_SMALL, sizeof(EXIF_SMALL));
	assert_int_equal(made_read(&small, &other, &info, &err), 0);
	assert_string_equal(info.taken, "2018-01-02T23:59:59");
	assert_int_equal(info.turned, 0);
}

/* Every byte of it as any of some others: nothing of it is trusted. */
static void broken_exif_is_passed_over(void **state)
{
	static const unsigned char bytes[] = { 0, 1, 0x7f, 0x80, 0xff };

	(void)state;
	for (size_t i = 0; i < sizeof(EXIF_BIG) - 1 - 6; i++)
		for (size_t k = 0; k < sizeof(bytes); k++) {
			struct tl_image_info info = { 0 };
			size_t len = sizeof(EXIF_BIG) - 1 - 6;
			char *exact = malloc(len);
			assert_non_null(exact);
			memcpy(exact, &EXIF_BIG[6], len);
			exact[i] = (char)bytes[k];
			tl_exif_read(tl_bytes(exact, len), &info);
			tl_exif_read(tl_bytes(exact, i), &info);
			free(exact);
			assert_true(info.turned <= 8);
			assert_true(!info.taken[0] || strlen(info.taken) == 19);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pixels_are_read), cmocka_unit_test(every_cut_is_named),
		cmocka_unit_test(what_follows_is_counted), cmocka_unit_test(damage_is_named),
		cmocka_unit_test(too_large_is_refused), cmocka_unit_test(exif_is_given),
		cmocka_unit_test(broken_exif_is_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
