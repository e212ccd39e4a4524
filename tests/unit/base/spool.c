/* Bytes set aside. */
#include "../unit.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/spool.h"

#define PIECE 1000

/* N pieces, each of its own bytes, are read back from where they lie. */
static void comes_back(size_t n, bool in_file)
{
	TL_CLEANUP(tl_spool_release) struct tl_spool s = { 0 };
	struct tl_err err = { 0 };
	struct tl_bytes all;
	uint64_t at, was = 0;
	char piece[PIECE];

	for (size_t i = 0; i < n; i++) {
		memset(piece, 'a' + (int)(i % 26), sizeof(piece));
		assert_int_equal(tl_spool_add(&s, tl_bytes(piece, PIECE - i % 7), &at, &err), 0);
		assert_int_equal(at, was);
		was = at + PIECE - i % 7;
	}
	assert_int_equal(tl_spool_read(&s, &all, &err), 0);
	assert_int_equal(all.len, was);
	assert_int_equal(s.file != 0, in_file);
	for (size_t i = 0, k = 0; i < n; k += PIECE - i++ % 7) {
		assert_int_equal(all.data[k], 'a' + (int)(i % 26));
		assert_int_equal(all.data[k + PIECE - 1 - i % 7], 'a' + (int)(i % 26));
	}
	/* A second look is the same. */
	assert_int_equal(tl_spool_read(&s, &all, &err), 0);
	assert_int_equal(all.len, was);
}

static void nothing(void **state)
{
	(void)state;
	comes_back(0, false);
}

static void a_few(void **state)
{
	(void)state;
	comes_back(1000, false);
}

static void many(void **state)
{
	(void)state;
	comes_back(5000, true);
}

static void begins_anew(void **state)
{
	TL_CLEANUP(tl_spool_release) struct tl_spool s = { 0 };
	struct tl_err err = { 0 };
	struct tl_bytes all;
	uint64_t at;
	(void)state;

	assert_int_equal(tl_spool_add(&s, TL_LIT("before"), &at, &err), 0);
	tl_spool_release(&s);
	assert_int_equal(tl_spool_add(&s, TL_LIT("after"), &at, &err), 0);
	assert_int_equal(at, 0);
	assert_int_equal(tl_spool_read(&s, &all, &err), 0);
	assert_true(tl_eqs(all, "after"));
}

static void no_room_for_the_file(void **state)
{
	TL_CLEANUP(tl_spool_release) struct tl_spool s = { 0 };
	struct tl_err err = { 0 };
	char piece[PIECE] = { 0 };
	uint64_t at;
	int rc = 0;
	(void)state;

	/* A descriptor that cannot be written to stands for a full disk. */
	s.file = open("/dev/full", O_WRONLY) + 1;
	assert_true(s.file > 0);
	for (size_t i = 0; !rc && i < 5000; i++)
		rc = tl_spool_add(&s, tl_bytes(piece, PIECE), &at, &err);
	assert_true(rc < 0);
	assert_non_null(strstr(err.text, "a temporary file"));
}

static void a_file_up_to_a_length(void **state)
{
	TL_CLEANUP(tl_spool_release) struct tl_spool s = { 0 };
	struct tl_err err = { 0 };
	FILE *f = unit_file("twelve bytes", 12);
	struct tl_bytes all;
	uint64_t at, len;
	(void)state;

	assert_int_equal(tl_spool_add(&s, TL_LIT("before "), &at, &err), 0);
	assert_int_equal(tl_spool_file(&s, fileno(f), "f", 12, &len, &err), 0);
	assert_int_equal(len, 12);
	rewind(f);
	lseek(fileno(f), 0, SEEK_SET);
	assert_int_equal(tl_spool_file(&s, fileno(f), "f", 11, &len, &err), TLSAFE_EINPUT);
	assert_non_null(strstr(err.text, "f: longer than"));
	assert_int_equal(tl_spool_file(&s, -1, "f", 11, &len, &err), TLSAFE_ESYSTEM);
	assert_int_equal(tl_spool_read(&s, &all, &err), 0);
	assert_true(tl_eqs(all, "before twelve bytes"));
	fclose(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing),
		cmocka_unit_test(a_few),
		cmocka_unit_test(many),
		cmocka_unit_test(begins_anew),
		cmocka_unit_test(no_room_for_the_file),
		cmocka_unit_test(a_file_up_to_a_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
