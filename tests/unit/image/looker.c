/* Pictures read in children: in order, with their limits, and whatever becomes of a child. */
#include <signal.h>

#include "made.h"

#include "image/looker.h"

struct told {
	size_t n, read;
	char why[8][256];
	uint32_t small[8];
};

static int take(void *ctx, void *tag, const struct tl_looked *got, const struct tl_image *small,
                struct tl_err *err)
{
	struct told *t = ctx;

	(void)err;
	assert_int_equal(*(size_t *)tag, t->n);
	t->read += !got->code;
	snprintf(t->why[t->n % 8], 256, "%s", got->why);
	t->small[t->n % 8] = small ? small->width : 0;
	t->n++;
	return 0;
}

static size_t number[64];

static void they_come_in_order(void **state)
{
	struct told told = { 0 };
	const struct tl_looker_how how = { .width = 40, .height = 40, .take = take, .ctx = &told };
	TL_CLEANUP(tl_looker_freep) struct tl_looker *l = NULL;
	TL_IMAGE image = { 0 };
	TL_BUF png = { 0 };

	(void)state;
	made_picture(&image, 640, 360);
	assert_int_equal(tl_png_write(&png, &image, NULL), 0);
	assert_int_equal(tl_looker_new(&l, &how, NULL), 0);
	for (size_t i = 0; i < 20; i++) {
		/* Every third is cut short. */
		number[i] = i;
		assert_int_equal(tl_looker_give(l, tl_bytes(png.data, i % 3 ? png.len :
		                                            png.len / 2), &number[i], NULL), 0);
	}
	assert_int_equal(tl_looker_finish(l, NULL), 0);
	assert_int_equal(told.n, 20);
	assert_int_equal(told.read, 13);
	assert_non_null(strstr(told.why[18 % 8], "cut short"));
	assert_string_equal(told.why[19 % 8], "");
	assert_int_equal(told.small[19 % 8], 40);
	assert_int_equal(told.small[18 % 8], 0);
}

/* The children of this process, by the names of their directories. */
static void kill_children(void)
{
	char command[96];

	snprintf(command, sizeof(command), "for p in $(cat /proc/%d/task/*/children); do "
	         "[ $p = $$ ] || kill -SEGV $p; done", (int)getpid());
	assert_int_equal(system(command), 0);
}

static void a_child_that_dies_is_replaced(void **state)
{
	struct told told = { 0 };
	const struct tl_looker_how how = { .children = 1, .take = take, .ctx = &told };
	TL_CLEANUP(tl_looker_freep) struct tl_looker *l = NULL;
	TL_IMAGE image = { 0 };
	TL_BUF png = { 0 };

	(void)state;
	/* So large that it takes a while. */
	made_picture(&image, 6000, 4000);
	assert_int_equal(tl_png_write(&png, &image, NULL), 0);
	assert_int_equal(tl_looker_new(&l, &how, NULL), 0);
	for (size_t i = 0; i < 3; i++) {
		number[i] = i;
		assert_int_equal(tl_looker_give(l, tl_buf_bytes(&png), &number[i], NULL), 0);
		if (i == 1)
			kill_children();
	}
	assert_int_equal(tl_looker_finish(l, NULL), 0);
	assert_int_equal(told.n, 3);
	assert_int_equal(told.read, 2);
	assert_string_equal(told.why[0], "");
	assert_non_null(strstr(told.why[1], "ends the reader"));
	assert_string_equal(told.why[2], "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_come_in_order),
		cmocka_unit_test(a_child_that_dies_is_replaced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
