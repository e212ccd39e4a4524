/* When a picture has a fault. */
#include "../unit.h"

#include "image/verdict.h"

static bool holds(const char *text, double luma, double bright)
{
	struct tl_seen seen = { .width = 1 };
	struct tl_err err = { 0 };
	struct tl_when when;

	for (size_t i = 0; i < TL_SEEN_COUNT; i++)
		seen.value[i] = __builtin_nan("");
	seen.value[TL_SEEN_LUMA] = luma;
	seen.value[TL_SEEN_BRIGHT] = bright;
	assert_int_equal(tl_when_read(tl_str(text), &when, &err), 0);
	return tl_when_holds(&when, &seen);
}

static void conditions_hold(void **state)
{
	(void)state;
	assert_true(holds("luma<18", 17, 0));
	assert_false(holds("luma<18", 18, 0));
	assert_true(holds("luma<18 bright>2", 17, 3));
	assert_false(holds("luma<18 bright>2", 17, 2));
	assert_true(holds("luma<18 bright>2 or luma>200", 201, 0));
	assert_true(holds("luma>200 or luma<18 bright>2", 17, 3));
	assert_false(holds("luma<18 bright>2 or luma>200", 100, 3));
	/* What there is nothing to compare with is beyond no limit. */
	assert_false(holds("like<30", 1, 1));
	assert_false(holds("like>30", 1, 1));
}

static void refused(const char *text, const char *words)
{
	struct tl_err err = { 0 };
	struct tl_when when;

	assert_int_equal(tl_when_read(tl_str(text), &when, &err), TLSAFE_EUSAGE);
	if (!strstr(err.text, words) && !strstr(err.hint, words))
		fail_msg("'%s' (%s) does not say '%s'", err.text, err.hint, words);
}

static void others_are_refused(void **state)
{
	(void)state;
	refused("", "missing");
	refused("luma<18 or", "missing");
	refused("luma", "like luma<18");
	refused("luma<", "like luma<18");
	refused("luma<x", "like luma<18");
	refused("lumma<18", "luma");
	refused("luma<1 luma<1 luma<1 luma<1 luma<1 luma<1 luma<1 luma<1 luma<1 luma<1 luma<1 "
	        "luma<1 luma<1", "more than 12");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conditions_hold), cmocka_unit_test(others_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
