/* Decimal numbers as texts. */
#include "../unit.h"

#include "base/number.h"

static void numbers_are_read_as_they_stand(void **state)
{
	static const struct {
		const char *text;
		double want;
		size_t decimals;
	} c[] = {
		{ "0", 0, 0 }, { "11744", 11744, 0 }, { "96.3", 96.3, 1 }, { "-12.50", -12.5, 2 },
		{ "0.1", 0.1, 1 }, { "-0.3", -0.3, 1 }, { "999999999999999", 999999999999999, 0 },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		double got;
		size_t decimals;
		assert_true(tl_number_parse(tl_str(c[i].text), &got, &decimals));
		assert_true(got == c[i].want);
		assert_int_equal(decimals, c[i].decimals);
		assert_true(tl_number_parse(tl_str(c[i].text), &got, NULL));
	}
}

static void what_is_none_is_told(void **state)
{
	static const char *const bad[] = { "", "/", "-", ".", "1.", ".5", "1e5", "+1", " 1", "1 ",
		                           "1,000", "--1", "1.2.3", "0x10", "nan",
		                           "0.000000000000001", "1234567890123456" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		double got = 7;
		assert_false(tl_number_parse(tl_str(bad[i]), &got, NULL));
		assert_true(got == 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_as_they_stand),
		cmocka_unit_test(what_is_none_is_told),
	};
	return cmocka_run_group_tests_name("base/number", tests, NULL, NULL);
}
