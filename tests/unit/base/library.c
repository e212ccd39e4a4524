/* Libraries that are loaded once they are called. */
#include "../unit.h"

#include "base/library.h"

#define CALLS(X) X(strlen) X(strnlen)
TL_LIBRARY("libc.so.6", "libc6", "C", CALLS)

static void what_is_there_can_be_called(void **state)
{
	struct tl_err err = { 0 };

	(void)state;
	assert_int_equal(tl_library_load(&library, &err), 0);
	assert_int_equal(lib.strlen("abc"), 3);
	assert_int_equal(lib.strnlen("abc", 2), 2);
	/* Once is enough. */
	library.file = "libnothing.so.0";
	assert_int_equal(tl_library_load(&library, &err), 0);
}

static void what_is_not_there_is_named_with_its_package(void **state)
{
	void *at[2] = { NULL, NULL };
	struct tl_library none = { "libnothing.so.0", "libnothing0", "Nothing", "strlen\0", at,
		                   false };
	struct tl_library other = { "libc.so.6", "libc6", "C", "strlen\0no_such_call\0", at,
		                    false };
	struct tl_err err = { 0 };

	(void)state;
	assert_int_equal(tl_library_load(&none, &err), TLSAFE_EHELPER);
	assert_non_null(strstr(err.text, "Nothing: a library cannot be loaded: libnothing.so.0"));
	assert_string_equal(err.hint, "install the package libnothing0");
	err = (struct tl_err){ 0 };
	assert_int_equal(tl_library_load(&other, &err), TLSAFE_EHELPER);
	assert_non_null(strstr(err.text, "no_such_call"));
	assert_false(other.loaded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_there_can_be_called),
		cmocka_unit_test(what_is_not_there_is_named_with_its_package),
	};
	return cmocka_run_group_tests_name("base/library", tests, NULL, NULL);
}
