/* Errors: the first text stays, and is valid UTF-8 however long it would be. */
#include "../unit.h"

#include <errno.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/memory.h"
#include "base/utf8.h"

static void the_first_text_stays(void **state)
{
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_err_set(&err, TLSAFE_EINPUT, "line %d: %s", 7, "bad"), TLSAFE_EINPUT);
	assert_int_equal(tl_err_set(&err, TLSAFE_ERULE, "later"), TLSAFE_ERULE);
	assert_int_equal(err.code, TLSAFE_EINPUT);
	assert_string_equal(err.text, "line 7: bad");
}

/* What was not kept for want of memory looks like what is not there. */
static void nothing_else_is_said_once_memory_is_short(void **state)
{
	struct tl_err err = { 0 }, other = { 0 };
	struct tl_buf huge = { 0 };

	(void)state;
	tl_err_hint(&err, TLSAFE_EINPUT, "write it out", "no such unit");
	assert_false(tl_memory_short());
	assert_false(tl_buf_room(&huge, SIZE_MAX / 2 + 1));
	assert_true(tl_memory_short());
	assert_int_equal(tl_err_set(&err, TLSAFE_ECORRUPT, "damaged"), TLSAFE_EMEMORY);
	assert_int_equal(err.code, TLSAFE_EMEMORY);
	assert_string_equal(err.text, "out of memory");
	assert_string_equal(err.hint, "");
	assert_int_equal(tl_err_set(&other, TLSAFE_ENOENT, "no such"), TLSAFE_EMEMORY);
	assert_string_equal(other.text, "out of memory");
	assert_int_equal(tl_err_set(NULL, TLSAFE_ENOENT, "no such"), TLSAFE_EMEMORY);
	tl_memory_begin();
	tl_err_clear(&other);
	assert_int_equal(tl_err_set(&other, TLSAFE_ENOENT, "no such"), TLSAFE_ENOENT);
}

static void cleared_it_takes_another(void **state)
{
	struct tl_err err = { 0 };
	(void)state;
	tl_err_set(&err, TLSAFE_EINPUT, "one");
	tl_err_clear(&err);
	assert_int_equal(err.code, 0);
	assert_string_equal(err.text, "");
	assert_int_equal(tl_err_memory(&err), TLSAFE_EMEMORY);
	assert_int_equal(err.code, TLSAFE_EMEMORY);
	assert_string_equal(err.text, "out of memory");
	tl_memory_begin();
}

static void without_a_place_the_code_is_given_all_the_same(void **state)
{
	(void)state;
	assert_int_equal(tl_err_set(NULL, TLSAFE_ECONFLICT, "x"), TLSAFE_ECONFLICT);
	assert_int_equal(tl_err_errno(NULL, "x"), TLSAFE_ESYSTEM);
	assert_int_equal(tl_err_memory(NULL), TLSAFE_EMEMORY);
	tl_memory_begin();
}

static void the_system_has_the_last_word(void **state)
{
	struct tl_err err = { 0 };
	char want[128];
	(void)state;
	errno = ENOENT;
	assert_int_equal(tl_err_errno(&err, "%s/%s", "a", "b"), TLSAFE_ESYSTEM);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(err.code, TLSAFE_ESYSTEM);
	snprintf(want, sizeof(want), "a/b: %s", strerror(ENOENT));
	assert_string_equal(err.text, want);
}

/* Shifted by each of a character's bytes, so that the end falls on all of them. */
static void a_long_text_is_cut_between_characters(void **state)
{
	char text[2000];
	(void)state;
	for (size_t shift = 0; shift < 3; shift++) {
		struct tl_err err = { 0 };
		size_t n = shift;
		memset(text, 'x', shift);
		for (; n + 3 < sizeof(text); n += 3)
			memcpy(text + n, "安", 3);
		text[n] = 0;
		tl_err_set(&err, TLSAFE_EINPUT, "%s", text);
		n = strlen(err.text);
		assert_true(n > sizeof(err.text) - 8 && n < sizeof(err.text));
		assert_int_equal(tl_utf8_check(tl_str(err.text)), -1);
		assert_memory_equal(err.text, text, n);
	}
}

static void a_text_without_room_for_the_systems_words_is_cut_too(void **state)
{
	struct tl_err err = { 0 };
	char text[1100];
	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	errno = EACCES;
	assert_int_equal(tl_err_errno(&err, "%s", text + 80), TLSAFE_ESYSTEM);
	assert_true(strlen(err.text) < sizeof(err.text));
	assert_memory_equal(err.text + (sizeof(text) - 1 - 80), ": ", 2);
	tl_err_clear(&err);
	assert_int_equal(tl_err_errno(&err, "%s", text), TLSAFE_ESYSTEM);
	assert_true(strlen(err.text) < sizeof(err.text));
	assert_int_equal(strspn(err.text, "x"), strlen(err.text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_text_stays),
		cmocka_unit_test(nothing_else_is_said_once_memory_is_short),
		cmocka_unit_test(cleared_it_takes_another),
		cmocka_unit_test(without_a_place_the_code_is_given_all_the_same),
		cmocka_unit_test(the_system_has_the_last_word),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
		cmocka_unit_test(a_text_without_room_for_the_systems_words_is_cut_too),
	};
	return cmocka_run_group_tests_name("base/err", tests, NULL, NULL);
}
