/* The order of a day's visits. */
#include "../unit.h"

#include "inspect/route.h"

static const struct tl_geo office = { 106, 29.8 };

static double length(const struct tl_geo *place, size_t n, const size_t *order)
{
	const struct tl_geo *from = &office;
	double metres = 0;

	for (size_t i = 0; i < n; i++) {
		metres += tl_geo_metres(from, &place[order[i]]);
		from = &place[order[i]];
	}
	return metres;
}

static void the_nearest_comes_first(void **state)
{
	static const struct tl_geo place[] = {
		{ 106.03, 29.8 }, { 106.01, 29.8 }, { 106.04, 29.8 }, { 106.02, 29.8 },
	};
	static const size_t want[] = { 1, 3, 0, 2 };
	size_t order[TL_LEN(place)];
	(void)state;
	tl_route(&office, place, TL_LEN(place), order);
	assert_memory_equal(order, want, sizeof(want));
	tl_route(&office, place, 0, order);
	tl_route(&office, place, 1, order);
	assert_int_equal(order[0], 0);
}

/* To the nearest each time: back and forth over the office. */
static void a_way_that_goes_back_and_forth_is_turned(void **state)
{
	static const struct tl_geo place[] = {
		{ 106.010, 29.8 }, { 105.985, 29.8 }, { 106.045, 29.8 }, { 105.900, 29.8 },
	};
	static const size_t nearest[] = { 0, 1, 2, 3 };
	size_t order[TL_LEN(place)];
	(void)state;
	tl_route(&office, place, TL_LEN(place), order);
	assert_true(length(place, TL_LEN(place), order) < length(place, TL_LEN(place), nearest));
}

/* No order of so few is shorter by more than a third, which is tried for all of them. */
static double shortest(const struct tl_geo *place, size_t n, size_t *order, size_t k)
{
	double best = 0;

	if (k == n)
		return length(place, n, order);
	for (size_t i = k; i < n; i++) {
		size_t a = order[k], b = order[i];
		order[k] = b;
		order[i] = a;
		double metres = shortest(place, n, order, k + 1);
		if (best <= 0 || metres < best)
			best = metres;
		order[k] = a;
		order[i] = b;
	}
	return best;
}

static void it_is_near_the_shortest(void **state)
{
	unsigned seed = 7;
	(void)state;
	for (int round = 0; round < 20; round++) {
		struct tl_geo place[7];
		size_t order[7], all[7];
		bool seen[7] = { false };
		for (size_t i = 0; i < 7; i++) {
			seed = seed * 1103515245 + 12345;
			place[i].lon = 105.9 + (seed >> 16 & 1023) / 5000.0;
			seed = seed * 1103515245 + 12345;
			place[i].lat = 29.7 + (seed >> 16 & 1023) / 5000.0;
			all[i] = i;
		}
		tl_route(&office, place, 7, order);
		for (size_t i = 0; i < 7; i++) {
			assert_false(seen[order[i]]);
			seen[order[i]] = true;
		}
		assert_true(length(place, 7, order) < 1.3 * shortest(place, 7, all, 0));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_comes_first),
		cmocka_unit_test(a_way_that_goes_back_and_forth_is_turned),
		cmocka_unit_test(it_is_near_the_shortest),
	};
	return cmocka_run_group_tests_name("inspect/route", tests, NULL, NULL);
}
