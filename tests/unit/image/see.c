/* What is measured of a picture. */
#include "made.h"

#include "image/see.h"

static void fill(struct tl_image *image, uint32_t w, uint32_t h, unsigned char rgb[3])
{
	assert_int_equal(tl_image_make(image, w, h, NULL), 0);
	for (size_t i = 0; i < tl_image_size(image); i++)
		image->rgb[i] = rgb[i % 3];
}

/* A board of squares of 20 pixels, so that there are edges. */
static void board(struct tl_image *image, uint32_t w, uint32_t h)
{
	unsigned char grey[3] = { 60, 60, 60 };

	fill(image, w, h, grey);
	for (uint32_t y = 0; y < h; y++)
		for (uint32_t x = 0; x < w; x++)
			if ((x / 20 + y / 20) % 2)
				memset(image->rgb + (y * w + x) * 3, 200, 3);
}

static void flat_ones_have_their_light(void **state)
{
	unsigned char grey[3] = { 128, 128, 128 };
	TL_IMAGE image = { 0 };
	struct tl_seen seen;

	(void)state;
	fill(&image, 320, 180, grey);
	assert_int_equal(tl_see(&image, &seen, NULL), 0);
	assert_int_equal(seen.value[TL_SEEN_LUMA], 128);
	assert_int_equal(seen.value[TL_SEEN_DEVIATION], 0);
	assert_int_equal(seen.value[TL_SEEN_CONTRAST], 0);
	assert_int_equal(seen.value[TL_SEEN_FLAT], 100);
	assert_int_equal(seen.value[TL_SEEN_GREY], 100);
	assert_int_equal(seen.value[TL_SEEN_DRAWN], 100);
	assert_int_equal(seen.value[TL_SEEN_CAST], 0);
	assert_int_equal(seen.view[100], 128);
	assert_true(seen.value[TL_SEEN_LIKE] != seen.value[TL_SEEN_LIKE]);
}

static void edges_and_colours_are_seen(void **state)
{
	TL_IMAGE image = { 0 };
	struct tl_seen seen;

	(void)state;
	board(&image, 640, 360);
	assert_int_equal(tl_see(&image, &seen, NULL), 0);
	assert_true(seen.value[TL_SEEN_SHARP] >= 90);
	assert_int_equal(seen.value[TL_SEEN_CONTRAST], 140);
	assert_int_equal(seen.value[TL_SEEN_FLAT], 0);
	assert_int_equal(seen.value[TL_SEEN_CAST], 0);
	for (size_t i = 0; i < tl_image_size(&image); i += 3)
		image.rgb[i] = (unsigned char)(image.rgb[i] / 2);
	assert_int_equal(tl_see(&image, &seen, NULL), 0);
	assert_true(seen.value[TL_SEEN_CAST] > 15);
	assert_true(seen.value[TL_SEEN_RED] < -15);
}

static void every_size_is_measured(void **state)
{
	static const uint32_t sizes[][2] = { { 1, 1 }, { 1, 700 }, { 700, 1 }, { 3, 5 },
		                             { 17, 17 }, { 33, 129 }, { 2500, 40 } };

	(void)state;
	for (size_t i = 0; i < TL_LEN(sizes); i++) {
		TL_IMAGE image = { 0 };
		struct tl_seen seen;
		made_picture(&image, sizes[i][0], sizes[i][1]);
		assert_int_equal(tl_see(&image, &seen, NULL), 0);
		assert_int_equal(seen.width, sizes[i][0]);
		for (size_t k = 0; k < TL_SEEN_OWN; k++)
			assert_true(seen.value[k] == seen.value[k]);
	}
}

static void text_is_read_back(void **state)
{
	TL_BUF text = { 0 }, again = { 0 };
	TL_IMAGE image = { 0 };
	struct tl_seen seen, read;

	(void)state;
	board(&image, 640, 360);
	assert_int_equal(tl_see(&image, &seen, NULL), 0);
	tl_seen_text(&text, &seen);
	assert_true(tl_seen_read(tl_buf_bytes(&text), &read));
	assert_memory_equal(read.view, seen.view, sizeof(seen.view));
	assert_memory_equal(read.hash, seen.hash, sizeof(seen.hash));
	assert_int_equal(read.width, 640);
	tl_seen_text(&again, &read);
	assert_true(tl_eq(tl_buf_bytes(&text), tl_buf_bytes(&again)));
	for (size_t len = 0; len < text.len; len++)
		assert_false(tl_seen_read(tl_bytes(text.data, len), &read));
	text.data[0] = '2';
	assert_false(tl_seen_read(tl_buf_bytes(&text), &read));
}

static void others_are_compared(void **state)
{
	TL_IMAGE image = { 0 }, moved = { 0 };
	struct tl_seen seen, reference, now;

	(void)state;
	made_picture(&image, 640, 360);
	for (uint32_t y = 100; y < 250; y++)
		memset(image.rgb + (y * 640 + 50) * 3, 0, 600);
	made_picture(&moved, 640, 360);
	for (uint32_t y = 60; y < 210; y++)
		memset(moved.rgb + (y * 640 + 350) * 3, 0, 600);
	assert_int_equal(tl_see(&image, &reference, NULL), 0);
	seen = reference;
	tl_seen_against(&seen, &reference, &reference);
	assert_true(seen.value[TL_SEEN_LIKE] > 99.9);
	assert_int_equal(seen.value[TL_SEEN_CHANGE], 0);
	assert_int_equal(seen.value[TL_SEEN_LOST], 0);
	assert_int_equal(seen.value[TL_SEEN_TINT], 0);
	assert_int_equal(tl_see(&moved, &now, NULL), 0);
	tl_seen_against(&now, &reference, &reference);
	assert_true(now.value[TL_SEEN_LIKE] < 70);
	assert_true(now.value[TL_SEEN_CHANGE] > 50);
	/* A clock above says nothing. */
	for (uint32_t y = 5; y < 30; y++)
		memset(image.rgb + (y * 640 + 400) * 3, 255, 600);
	assert_int_equal(tl_see(&image, &now, NULL), 0);
	tl_seen_against(&now, NULL, &reference);
	assert_int_equal(now.value[TL_SEEN_CHANGE], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flat_ones_have_their_light),
		cmocka_unit_test(edges_and_colours_are_seen),
		cmocka_unit_test(every_size_is_measured), cmocka_unit_test(text_is_read_back),
		cmocka_unit_test(others_are_compared),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
