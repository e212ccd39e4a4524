/* Pictures that show the same are found, others are not. */
#include "made.h"

#include "image/alike.h"

#define SCENES 60

/* A scene of shapes: rectangles of any light upon each other, so that none is like another. */
static void make_scene(struct tl_image *ret, uint32_t w, uint32_t h, uint64_t seed)
{
	assert_int_equal(tl_image_make(ret, w, h, NULL), 0);
	memset(ret->rgb, 90, tl_image_size(ret));
	for (int k = 0; k < 60; k++) {
		uint64_t r = unit_random(&seed);
		uint32_t x0 = (uint32_t)(r % w), y0 = (uint32_t)((r >> 16) % h);
		uint32_t x1 = x0 + w / 16 + (uint32_t)((r >> 32) % (w / 4));
		uint32_t y1 = y0 + h / 16 + (uint32_t)((r >> 40) % (h / 4));
		for (uint32_t y = y0; y < y1 && y < h; y++)
			for (uint32_t x = x0; x < x1 && x < w; x++)
				memset(ret->rgb + (y * w + x) * 3, (int)(r >> 56), 3);
	}
}

static void cut(const struct tl_image *from, struct tl_image *to, uint32_t x, uint32_t y,
                uint32_t w, uint32_t h)
{
	assert_int_equal(tl_image_make(to, w, h, NULL), 0);
	for (uint32_t row = 0; row < h; row++)
		memcpy(to->rgb + (size_t)row * w * 3,
		       from->rgb + ((size_t)(y + row) * from->width + x) * 3, (size_t)w * 3);
}

static void see(const struct tl_image *image, struct tl_seen *seen)
{
	assert_int_equal(tl_see(image, seen, NULL), 0);
}

static struct tl_alike of(const struct tl_seen *seen)
{
	return (struct tl_alike){ { seen->hash[0], seen->hash[1] }, seen->view };
}

static void add(void *ctx, size_t i)
{
	size_t *last = ctx;

	last[0]++;
	last[1] = i;
}

static void what_was_changed_is_found(void **state)
{
	static struct tl_seen seen[SCENES];
	struct tl_alike all[SCENES];
	size_t found = 0, asked = 0;

	(void)state;
	for (size_t i = 0; i < SCENES; i++) {
		TL_IMAGE scene = { 0 };
		make_scene(&scene, 640, 360, i + 1);
		see(&scene, &seen[i]);
		assert_true(tl_alike_telling(seen[i].view));
		all[i] = of(&seen[i]);
	}
	for (size_t i = 0; i < SCENES; i++)
		for (int how = 0; how < 6; how++) {
			TL_IMAGE scene = { 0 }, changed = { 0 };
			TL_BUF file = { 0 };
			struct tl_image_info info;
			struct tl_seen now;
			size_t last[2] = { 0 };
			struct tl_alike one;
			make_scene(&scene, 640, 360, i + 1);
			if (how == 0) {
				made_jpeg(&file, &scene, 30, 0, NULL, 0);
				assert_int_equal(tl_image_read(tl_buf_bytes(&file), &changed,
				                               &info, NULL), 0);
			} else if (how == 1) {
				assert_int_equal(tl_image_shrink(&scene, 320, 240, &changed,
				                                 NULL), 0);
			} else if (how == 2) {
				cut(&scene, &changed, 0, 0, 640, 360);
				for (size_t b = 0; b < tl_image_size(&changed); b++)
					changed.rgb[b] = (unsigned char)
						(20 + changed.rgb[b] * 9 / 10);
			} else if (how == 3) {
				cut(&scene, &changed, 16, 9, 608, 342);
			} else if (how == 4) {
				cut(&scene, &changed, 32, 18, 608, 342);
			} else {
				cut(&scene, &changed, 0, 0, 608, 360);
			}
			see(&changed, &now);
			one = of(&now);
			tl_alike_find(&one, all, SCENES, add, last);
			asked++;
			found += last[0] == 1 && last[1] == i;
		}
	if (found * 100 < asked * 95)
		fail_msg("%zu of %zu were found", found, asked);
}

static void add_pair(void *ctx, size_t a, size_t b)
{
	(void)a;
	(void)b;
	++*(size_t *)ctx;
}

static void scenes_are_told_apart(void **state)
{
	enum { MANY = 450 };	/* 101,025 pairs */
	struct tl_seen *seen = calloc(MANY, sizeof(*seen));
	struct tl_alike *all = calloc(MANY, sizeof(*all));
	size_t pairs = 0;

	(void)state;
	assert_true(seen && all);
	for (size_t i = 0; i < MANY; i++) {
		TL_IMAGE scene = { 0 };
		make_scene(&scene, 160, 90, 1000 + i);
		see(&scene, &seen[i]);
		all[i] = of(&seen[i]);
	}
	assert_true(tl_alike_pairs(all, MANY, add_pair, &pairs));
	assert_in_range(pairs, 0, 1);
	all[MANY - 1] = all[7];
	pairs = 0;
	assert_true(tl_alike_pairs(all, MANY, add_pair, &pairs));
	assert_in_range(pairs, 1, 2);
	free(seen);
	free(all);
}

static void flat_ones_tell_nothing(void **state)
{
	unsigned char view[TL_VIEW_SIZE];

	(void)state;
	memset(view, 128, sizeof(view));
	assert_false(tl_alike_telling(view));
	view[5] = 140;
	assert_false(tl_alike_telling(view));
	memset(view, 0, sizeof(view) / 2);
	assert_true(tl_alike_telling(view));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_changed_is_found),
		cmocka_unit_test(scenes_are_told_apart), cmocka_unit_test(flat_ones_tell_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
