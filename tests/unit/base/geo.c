/* Places on the earth. */
#include "../unit.h"

#include "base/geo.h"

/* Tongliang, in three datums, measured once. */
static const struct tl_geo here = { 106.05331, 29.84007 };

static bool near(const struct tl_geo *a, const struct tl_geo *b, double metres)
{
	return tl_geo_metres(a, b) < metres;
}

static void a_place_is_the_same_in_each_datum(void **state)
{
	struct tl_geo gcj = { 106.057210, 29.837548 }, bd = { 106.063661, 29.843660 }, own = here;
	double shift = tl_geo_metres(&here, &gcj);
	(void)state;
	assert_true(shift > 466 && shift < 472);
	assert_true(tl_geo_wgs84(&own, TL_LIT("cgcs2000")) && near(&own, &here, 0.001));
	assert_true(tl_geo_wgs84(&own, TL_LIT("wgs84")) && near(&own, &here, 0.001));
	assert_true(tl_geo_wgs84(&gcj, TL_LIT("gcj02")) && near(&gcj, &here, 0.2));
	assert_true(tl_geo_wgs84(&bd, TL_LIT("bd09")) && near(&bd, &here, 0.5));
	assert_false(tl_geo_wgs84(&own, TL_LIT("")));
	assert_false(tl_geo_wgs84(&own, TL_LIT("xian80")));
}

static void abroad_nothing_is_shifted(void **state)
{
	struct tl_geo paris = { 2.35, 48.85 }, was = paris, origin = { 0.0065, 0.006 };
	(void)state;
	assert_true(tl_geo_wgs84(&paris, TL_LIT("gcj02")) && near(&paris, &was, 0.001));
	assert_true(tl_geo_wgs84(&origin, TL_LIT("bd09")));
}

static void distances_are_those_of_the_great_circle(void **state)
{
	static const struct { struct tl_geo a, b; double km; } c[] = {
		{ { 106, 29 }, { 106, 29 }, 0 },
		{ { 106, 29 }, { 106, 30 }, 111.195 },
		{ { 106, 29.84 }, { 106.001, 29.84 }, 0.096452 },
		{ { 116.4074, 39.9042 }, { 121.4737, 31.2304 }, 1067.3 },
		{ { 87.6168, 43.8256 }, { 121.4737, 31.2304 }, 3267.66 },
		{ { 179.9, 0 }, { -179.9, 0 }, 22.239 },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		double km = tl_geo_metres(&c[i].a, &c[i].b) / 1000;
		double back = tl_geo_metres(&c[i].b, &c[i].a) / 1000;
		double most = c[i].km * 0.0005 + 0.00001;
		assert_true(km > c[i].km - most && km < c[i].km + most);
		assert_true(back > km - 0.001 && back < km + 0.001);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_the_same_in_each_datum),
		cmocka_unit_test(abroad_nothing_is_shifted),
		cmocka_unit_test(distances_are_those_of_the_great_circle),
	};
	return cmocka_run_group_tests_name("base/geo", tests, NULL, NULL);
}
