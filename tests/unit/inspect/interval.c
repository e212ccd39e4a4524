/* When a unit is due to be inspected again. */
#include "../unit.h"

#include "inspect/interval.h"

static tl_day day(const char *text)
{
	tl_day ret = TL_NODAY;

	assert_true(!*text || tl_day_parse(tl_str(text), &ret));
	return ret;
}

static void it_is_due_by_a_day(void **state)
{
	static const struct {
		int months;
		bool fixed;
		const char *last, *first, *want;
	} c[] = {
		/* from the last one on: over ends of months and of years */
		{ 1, false, "2018-01-31", "2018-02-01", "2018-02-28" },
		{ 1, false, "2016-01-31", "2016-02-01", "2016-02-29" },
		{ 1, false, "2018-02-28", "2018-03-01", "2018-03-31" },
		{ 3, false, "2018-11-15", "2019-01-01", "2019-02-15" },
		{ 6, false, "2018-08-31", "2019-01-01", "2019-02-28" },
		{ 12, false, "2018-07-02", "2018-07-01", "2019-07-02" },
		{ 36, false, "2018-07-02", "2018-07-01", "2021-07-02" },
		{ 1, false, "", "2018-07-01", "2018-07-01" },
		/* once in each span of the calendar */
		{ 1, true, "2018-06-30", "2018-07-01", "2018-07-31" },
		{ 1, true, "2018-12-01", "2019-01-01", "2019-01-31" },
		{ 3, true, "2018-06-01", "2018-07-01", "2018-09-30" },
		{ 3, true, "2018-12-31", "2019-01-01", "2019-03-31" },
		{ 6, true, "2018-07-01", "2018-07-01", "2019-06-30" },
		{ 12, true, "2018-01-01", "2018-07-01", "2019-12-31" },
		{ 2, true, "2016-01-09", "2016-02-01", "2016-04-30" },
		{ 3, true, "", "2018-07-01", "2018-09-30" },
		{ 12, true, "", "2018-07-01", "2018-12-31" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		struct tl_interval it = { c[i].months, c[i].fixed };
		assert_true(tl_interval_is(&it));
		assert_int_equal(tl_interval_due(&it, day(c[i].last), day(c[i].first)),
		                 day(c[i].want));
	}
}

static void spans_of_a_year_divide_it(void **state)
{
	(void)state;
	assert_false(tl_interval_is(&(struct tl_interval){ 0, false }));
	assert_false(tl_interval_is(&(struct tl_interval){ 121, false }));
	assert_true(tl_interval_is(&(struct tl_interval){ 5, false }));
	assert_false(tl_interval_is(&(struct tl_interval){ 5, true }));
	assert_true(tl_interval_is(&(struct tl_interval){ 24, true }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_due_by_a_day),
		cmocka_unit_test(spans_of_a_year_divide_it),
	};
	return cmocka_run_group_tests_name("inspect/interval", tests, NULL, NULL);
}
