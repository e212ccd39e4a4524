/* A configuration file: a map of words and texts in YAML. */
#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/defs.h"
#include "tlsafe.h"

/* What a file that holds TEXT says of `store`; yours. *RC, and in WHY what is wrong. */
static char *store_in(const char *text, int *rc, char why[512])
{
	char path[] = "/tmp/config-XXXXXX", *value = NULL;
	int fd = mkstemp(path);
	size_t len = strlen(text);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
	why[0] = 0;
	*rc = tlsafe_config(path, "store", &value, why, 512);
	unlink(path);
	return value;
}

static void marks_blanks_and_quotes_are_read(void **state)
{
	static const char *const texts[] = {
		"store: /srv/a", "\xef\xbb\xbfstore : '/srv/a'  # here\n",
		"# the office\nactor: li\nstore: \"/srv/a\"\n",
	};
	char why[512], *value;
	int rc;

	(void)state;
	for (size_t i = 0; i < TL_LEN(texts); i++) {
		value = store_in(texts[i], &rc, why);
		assert_int_equal(rc, 0);
		assert_string_equal(value, "/srv/a");
		free(value);
	}
}

static void a_file_that_does_not_say_is_no_fault(void **state)
{
	static const char *const texts[] = { "", " \n\n", "actor: li\n", "store:\n" };
	char why[512];
	int rc;

	(void)state;
	for (size_t i = 0; i < TL_LEN(texts); i++) {
		assert_null(store_in(texts[i], &rc, why));
		assert_int_equal(rc, 0);
	}
}

static void what_is_not_understood_is_told(void **state)
{
	static const char *const texts[] = {
		"store", "- store\n", "store: [a]\n", "store: \"a\n", "store: a\nstore: b\n",
	};
	char why[512];
	int rc;

	(void)state;
	for (size_t i = 0; i < TL_LEN(texts); i++) {
		assert_null(store_in(texts[i], &rc, why));
		assert_int_equal(rc, TLSAFE_ECONFIG);
		assert_non_null(strstr(why, "config.yaml:"));
	}
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
	char why[512] = "", *value = NULL;

	(void)state;
	assert_int_equal(tlsafe_config("/tmp", "store", &value, why, sizeof(why)), TLSAFE_ECONFIG);
	assert_null(value);
	assert_non_null(strstr(why, "/tmp: not a file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_blanks_and_quotes_are_read),
		cmocka_unit_test(a_file_that_does_not_say_is_no_fault),
		cmocka_unit_test(what_is_not_understood_is_told),
		cmocka_unit_test(a_file_that_cannot_be_read_is_named),
	};
	return cmocka_run_group_tests_name("schema/config", tests, NULL, NULL);
}
