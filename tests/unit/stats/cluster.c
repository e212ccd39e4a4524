/* What lies near each other, and what belongs together. */
#include "../unit.h"

#include "stats/cluster.h"

#define DEGREE 111320.0		/* metres of latitude */
#define MANY 40

/* Finds at points, a number of them at each. */
struct field {
	struct tl_finds f;
	struct tl_spot spot[MANY];
	struct tl_find find[MANY];
	struct tl_bytes text[2];
	struct tl_clusters c;
	size_t n;
};

static void begin(struct field *x)
{
	memset(x, 0, sizeof(*x));
	x->text[0] = TL_LIT("gcj02");
	x->text[1] = TL_LIT("bd09");
	x->f.spot = x->spot;
	x->f.text = x->text;
	x->c.f = &x->f;
}

/* So many metres north and east of a point. */
static void put(struct field *x, double north, double east, uint32_t datum)
{
	double lat = 29.84 + north / DEGREE, lon = 106.05 + east / 96563;

	x->spot[x->n] = (struct tl_spot){ .lat = lat, .lon = lon, .datum = datum };
	x->find[x->n] = (struct tl_find){ .row = x->n + 1, .spot = (uint32_t)x->n + 1 };
	assert_true(tl_clusters_add(&x->c, &x->find[x->n]));
	x->n++;
}

/* How many finds lie around the next place that is tried; 0: none is left. They are taken. */
static size_t next(struct field *x)
{
	size_t n = 0;

	if (tl_clusters_next(&x->c) != 1)
		return 0;
	for (size_t i = 0; i < x->c.nmembers; i++)
		n += x->c.place[x->c.member[i]].n;
	tl_clusters_take(&x->c);
	return n;
}

static void metres_are_metres(void **state)
{
	const struct tl_spot here = { .lat = 29.84, .lon = 106.05 };
	struct tl_spot there = here;
	(void)state;
	there.lat += 300 / DEGREE;
	assert_true(tl_spot_near(&here, &there, 300.01));
	assert_false(tl_spot_near(&here, &there, 299.99));
	/* A degree of longitude is 96,563 m there. */
	there = (struct tl_spot){ .lat = 29.84, .lon = 107.05 };
	assert_true(tl_spot_near(&here, &there, 96600));
	assert_false(tl_spot_near(&here, &there, 96500));
	there = (struct tl_spot){ .lat = 29.84, .lon = 106.05, .datum = 1 };
	assert_false(tl_spot_near(&here, &there, 300));
}

static void the_fullest_comes_first_and_nothing_twice(void **state)
{
	struct field x;
	(void)state;
	begin(&x);
	/* Three in a row, each 200 m from the next: the middle has all of them. */
	put(&x, 0, 0, 0);
	put(&x, 200, 0, 0);
	put(&x, 400, 0, 0);
	/* Two at one place, and one that is far from everything. */
	put(&x, 0, 5000, 0);
	put(&x, 0, 5000, 0);
	put(&x, 9000, 0, 0);
	assert_true(tl_clusters_begin(&x.c, 250));
	assert_int_equal(next(&x), 3);
	assert_true(x.c.centre->spot->lat > 29.841 && x.c.centre->spot->lat < 29.843);
	assert_int_equal(next(&x), 2);
	assert_int_equal(next(&x), 1);
	assert_int_equal(next(&x), 0);
	tl_clusters_release(&x.c);
}

static void datums_lie_apart(void **state)
{
	struct field x;
	(void)state;
	begin(&x);
	put(&x, 0, 0, 1);
	put(&x, 0, 0, 2);
	put(&x, 0, 0, 0);
	assert_true(tl_clusters_begin(&x.c, 1000));
	for (int i = 0; i < 3; i++)
		assert_int_equal(next(&x), 1);
	assert_int_equal(next(&x), 0);
	tl_clusters_release(&x.c);
}

/* Sizes and centres of all clusters of MANY points that SEED gives, added from FIRST on. */
static void clusters_of(uint64_t seed, size_t first, double *ret)
{
	double north[MANY], east[MANY];
	struct field x;

	begin(&x);
	for (size_t i = 0; i < MANY; i++) {
		north[i] = (double)(unit_random(&seed) % 1500);
		east[i] = (double)(unit_random(&seed) % 1500);
	}
	for (size_t i = 0; i < MANY; i++)
		put(&x, north[(first + i) % MANY], east[(first + i) % MANY], 0);
	assert_true(tl_clusters_begin(&x.c, 300));
	for (size_t i = 0; i < MANY; i++) {
		ret[2 * i] = (double)next(&x);
		ret[2 * i + 1] = ret[2 * i] > 0 ? x.c.centre->spot->lat : 0;
	}
	tl_clusters_release(&x.c);
}

static void the_order_of_entry_does_not_matter(void **state)
{
	double want[2 * MANY], got[2 * MANY];
	(void)state;
	for (uint64_t seed = 1; seed < 50; seed++) {
		double n = 0;
		clusters_of(seed, 0, want);
		clusters_of(seed, seed % MANY, got);
		assert_memory_equal(want, got, sizeof(want));
		for (size_t i = 0; i < MANY; i++)
			n += want[2 * i];
		assert_true(n == MANY);
	}
}

static void of_nothing_there_is_none(void **state)
{
	struct field x;
	(void)state;
	begin(&x);
	assert_true(tl_clusters_begin(&x.c, 300));
	assert_int_equal(next(&x), 0);
	tl_clusters_release(&x.c);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(metres_are_metres),
		cmocka_unit_test(the_fullest_comes_first_and_nothing_twice),
		cmocka_unit_test(datums_lie_apart),
		cmocka_unit_test(the_order_of_entry_does_not_matter),
		cmocka_unit_test(of_nothing_there_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
