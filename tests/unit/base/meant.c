/* A name that is none: what was meant, or what there is. */
#include "../unit.h"

#include "base/meant.h"

static void says(const char *name, unsigned best, const char *hint)
{
	TL_MEANT there = { .name = tl_str(name), .best = best };
	struct tl_err err = { 0 };

	tl_meant_add(&there, "level");
	tl_meant_also(&there, "grade");
	tl_meant_add(&there, "town");
	assert_int_equal(tl_meant_none(&there, &err, "no '%s'", name), TLSAFE_EUSAGE);
	if (!strstr(err.hint, hint) && !strstr(err.text, hint))
		print_error("wanted %s, got %s; %s\n", hint, err.text, err.hint);
	assert_non_null(strstr(err.text, name));
	assert_true(strstr(err.hint, hint) || strstr(err.text, hint));
}

static void the_nearest_is_meant(void **state)
{
	(void)state;
	says("levle", TL_MEANT_FAR, "level");
	says("grad", TL_MEANT_FAR, "grade");
	says("tonw", TL_MEANT_FAR, "town");
}

static void or_all_are_told(void **state)
{
	(void)state;
	says("nothing", TL_MEANT_FAR, "there are level town");
	says("tow", 0, "there are level town");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_nearest_is_meant),
		                            cmocka_unit_test(or_all_are_told) };

	return cmocka_run_group_tests_name("base/meant", tests, NULL, NULL);
}
