/* Counts by chains of tables are those by looking at every row. */
#include "../unit.h"

#include "stats/cells.h"

#define ROWS 4096
#define DEPTH 3

static uint64_t state = 7;

static uint32_t random_below(uint32_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % n;
}

static uint16_t figures[ROWS];
static uint32_t number[DEPTH][ROWS], code[ROWS];

/* Many patterns and numbers, so that every table has to grow. */
static void make_rows(uint32_t last)
{
	for (size_t i = 0; i < ROWS; i++) {
		figures[i] = (uint16_t)(random_below(3) ? 1 + random_below(100) : 0);
		number[0][i] = random_below(40);
		number[1][i] = random_below(70) * 13;
		number[2][i] = random_below(last);
		code[i] = 0;
	}
}

static void steps(struct tl_cells *c)
{
	for (size_t level = 0; level < DEPTH; level++)
		assert_int_equal(tl_cells_step(c, level, number[level], figures, ROWS, code), 0);
	assert_int_equal(tl_cells_ready(c), 0);
}

static bool same_numbers(size_t i, size_t k)
{
	return number[0][i] == number[0][k] && number[1][i] == number[1][k] &&
	       number[2][i] == number[2][k];
}

static uint64_t counted(const struct tl_cells *c, uint32_t cell, uint16_t pattern)
{
	return c->count[cell * c->width + c->number_of[pattern] - 1];
}

static void equal_numbers_have_one_cell(void **unused)
{
	struct tl_err err = { 0 };
	struct tl_cells c;

	(void)unused;
	tl_cells_begin(&c, DEPTH, &err);
	make_rows(4);
	steps(&c);
	assert_int_equal(tl_cells_count(&c, figures, code, ROWS), 0);
	for (size_t i = 0; i < ROWS; i += 7) {
		uint64_t n = 0;
		for (size_t k = 0; k < ROWS; k++) {
			if (!figures[i] || !figures[k])
				continue;
			assert_int_equal(same_numbers(i, k), code[i] == code[k]);
			n += same_numbers(i, k) && figures[i] == figures[k];
		}
		if (figures[i])
			assert_int_equal(counted(&c, code[i], figures[i]), n);
	}
	/* The next block adds to them. */
	make_rows(4);
	steps(&c);
	assert_int_equal(tl_cells_count(&c, figures, code, ROWS), 0);
	assert_true(tl_cells_codes(&c) <= c.room);
	uint64_t sum = 0;
	for (size_t i = 0; i < c.room * c.width; i++)
		sum += c.count[i];
	assert_in_range(sum, ROWS, 2 * ROWS);
	tl_cells_release(&c);
}

static void what_has_no_room_is_left_to_others(void **unused)
{
	struct tl_err err = { 0 };
	struct tl_cells c;
	size_t none = 0;

	(void)unused;
	tl_cells_begin(&c, DEPTH, &err);
	make_rows(UINT32_MAX >> 1);
	figures[0] = 1;
	steps(&c);
	assert_int_equal(tl_cells_count(&c, figures, code, ROWS), 0);
	for (size_t i = 0; i < ROWS; i++)
		none += figures[i] && code[i] == TL_CELLS_NONE;
	assert_true(none > 100);
	uint64_t sum = 0;
	size_t rows = 0;
	for (size_t i = 0; i < c.room * c.width; i++)
		sum += c.count[i];
	for (size_t i = 0; i < ROWS; i++)
		rows += figures[i] != 0;
	assert_int_equal(sum + none, rows);
	tl_cells_release(&c);
}

static void without_numbers_there_is_one(void **unused)
{
	struct tl_err err = { 0 };
	struct tl_cells c;

	(void)unused;
	tl_cells_begin(&c, 0, &err);
	make_rows(1);
	memset(code, 0, sizeof(code));
	assert_int_equal(tl_cells_ready(&c), 0);
	assert_int_equal(tl_cells_count(&c, figures, code, ROWS), 0);
	assert_int_equal(tl_cells_codes(&c), 1);
	tl_cells_release(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_numbers_have_one_cell),
		cmocka_unit_test(what_has_no_room_is_left_to_others),
		cmocka_unit_test(without_numbers_there_is_one),
	};

	return cmocka_run_group_tests_name("stats/cells", tests, NULL, NULL);
}
