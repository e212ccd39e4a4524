/* Whole files. */
#include "../unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"

static char dir[64];

static int make_dir(void **state)
{
	(void)state;
	unit_dir(dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unit_remove(dir);
	return 0;
}

static void a_path_is_joined(void **state)
{
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join("a/b", "c");
	(void)state;
	assert_string_equal(path, "a/b/c");
}

static void what_is_written_is_read(void **state)
{
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(dir, "text");
	struct tl_err err = { 0 };
	TL_BUF b = { 0 };
	(void)state;
	assert_int_equal(tl_file_write(path, tl_str("安全\n"), &err), 0);
	tl_buf_str(&b, "before ");
	assert_int_equal(tl_file_read(&b, path, &err), 0);
	assert_string_equal(b.data, "before 安全\n");
	assert_int_equal(b.len, 14);
}

static void writing_leaves_other_descriptors(void **state)
{
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(dir, "beside");
	struct tl_err err = { 0 };
	(void)state;
	if (fcntl(0, F_GETFD) < 0)
		assert_int_equal(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
	assert_int_equal(tl_file_write(path, tl_str("text"), &err), 0);
	assert_true(fcntl(0, F_GETFD) >= 0);
}

static void an_empty_file_is_no_fault(void **state)
{
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(dir, "empty");
	struct tl_err err = { 0 };
	TL_BUF b = { 0 };
	(void)state;
	assert_int_equal(tl_file_write(path, tl_str(""), &err), 0);
	assert_int_equal(tl_file_read(&b, path, &err), 0);
	assert_int_equal(b.len, 0);
	assert_false(b.failed);
}

static void one_that_is_there_is_not_touched(void **state)
{
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(dir, "there");
	struct tl_err err = { 0 };
	TL_BUF b = { 0 };
	(void)state;
	assert_int_equal(tl_file_write(path, tl_str("first"), &err), 0);
	assert_int_equal(tl_file_write(path, tl_str("second"), &err), TLSAFE_ESYSTEM);
	assert_non_null(strstr(err.text, path));
	assert_non_null(strstr(err.text, strerror(EEXIST)));
	assert_int_equal(tl_file_read(&b, path, &err), 0);
	assert_string_equal(b.data, "first");
}

static void the_umask_does_not_cut_its_mode(void **state)
{
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(dir, "mode");
	struct tl_err err = { 0 };
	struct stat st;
	mode_t was = umask(0077);
	int rc = tl_file_write(path, tl_str("x"), &err);
	(void)state;
	umask(was);
	assert_int_equal(rc, 0);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
}

static void a_file_that_is_not_there_is_named(void **state)
{
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(dir, "none");
	TL_CLEANUP(tl_file_free_path) char *deep = tl_file_join(path, "deep");
	struct tl_err err = { 0 };
	TL_BUF b = { 0 };
	(void)state;
	assert_int_equal(tl_file_read(&b, path, &err), TLSAFE_ESYSTEM);
	assert_non_null(strstr(err.text, path));
	tl_err_clear(&err);
	/* A directory is no file, and a fifo is not waited for. */
	assert_int_equal(tl_file_read(&b, dir, &err), TLSAFE_ECONFIG);
	tl_err_clear(&err);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(tl_file_read(&b, path, &err), TLSAFE_ECONFIG);
	assert_int_equal(unlink(path), 0);
	tl_err_clear(&err);
	assert_int_equal(tl_file_write(deep, tl_str("x"), &err), TLSAFE_ESYSTEM);
	assert_non_null(strstr(err.text, deep));
}

static void a_mebibyte_is_the_most(void **state)
{
	enum { MOST = 1024 * 1024 };
	TL_CLEANUP(tl_file_free_path) char *most = tl_file_join(dir, "most");
	TL_CLEANUP(tl_file_free_path) char *more = tl_file_join(dir, "more");
	struct tl_err err = { 0 };
	char *text = malloc(MOST + 2);
	TL_BUF b = { 0 };
	(void)state;
	memset(text, 'x', MOST + 1);
	text[MOST] = 0;
	assert_int_equal(tl_file_write(most, tl_str(text), &err), 0);
	text[MOST] = 'x';
	text[MOST + 1] = 0;
	assert_int_equal(tl_file_write(more, tl_str(text), &err), 0);
	free(text);
	assert_int_equal(tl_file_read(&b, most, &err), 0);
	assert_int_equal(b.len, MOST);
	tl_buf_clear(&b);
	assert_int_equal(tl_file_read(&b, more, &err), TLSAFE_ECONFIG);
	assert_non_null(strstr(err.text, "longer than 1 MiB"));
}

static void a_descriptor_is_closed_at_the_end_of_its_block(void **state)
{
	int fd, none = -1;
	(void)state;
	{
		TL_CLEANUP(tl_file_close) int inner = open("/dev/null", O_RDONLY | O_CLOEXEC);
		fd = inner;
		assert_true(fcntl(fd, F_GETFD) >= 0);
	}
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	assert_int_equal(errno, EBADF);
	errno = 0;
	tl_file_close(&none);
	assert_int_equal(errno, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_is_joined),
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(writing_leaves_other_descriptors),
		cmocka_unit_test(an_empty_file_is_no_fault),
		cmocka_unit_test(one_that_is_there_is_not_touched),
		cmocka_unit_test(the_umask_does_not_cut_its_mode),
		cmocka_unit_test(a_file_that_is_not_there_is_named),
		cmocka_unit_test(a_mebibyte_is_the_most),
		cmocka_unit_test(a_descriptor_is_closed_at_the_end_of_its_block),
	};
	return cmocka_run_group_tests_name("base/file", tests, make_dir, remove_dir);
}
