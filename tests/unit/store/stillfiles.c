/* Pictures in files beside a store. */
#include "../unit.h"

#include <sys/stat.h>

#include "base/file.h"
#include "store/stillfiles.h"

static char dir[64];
static struct tl_err err;

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

static struct tl_blob put(const char *text)
{
	struct tl_blob blob;

	tl_blob_of(&blob, tl_str(text));
	assert_int_equal(tl_stillfiles_put(dir, &blob, tl_str(text), &err), 0);
	return blob;
}

struct seen {
	unsigned known, other;
	uint64_t bytes;
};

static int see(void *ctx, const unsigned char *hash, const char *path, uint64_t size)
{
	struct seen *s = ctx;

	assert_int_equal(strncmp(path, dir, strlen(dir)), 0);
	s->known += hash != NULL;
	s->other += !hash;
	s->bytes += hash ? size : 0;
	return 0;
}

static struct seen walk(void)
{
	struct seen s = { 0, 0, 0 };
	const struct tl_stillfiles_each each = { see, &s };

	assert_int_equal(tl_stillfiles_walk(dir, &each, &err), 0);
	return s;
}

static void what_is_put_is_read_and_counted(void **state)
{
	struct tl_blob one, two;
	TL_BUF out = { 0 };
	(void)state;

	assert_int_equal(walk().known, 0);
	one = put("picture");
	two = put("another");
	put("picture");
	assert_int_equal(tl_stillfiles_read(dir, &one, &out, &err), 0);
	assert_int_equal(tl_stillfiles_read(dir, &two, &out, &err), 0);
	assert_true(tl_eqs(tl_buf_bytes(&out), "pictureanother"));
	assert_int_equal(walk().known, 2);
	assert_int_equal(walk().bytes, 14);
	assert_int_equal(tl_stillfiles_remove(dir, one.hash, &err), 0);
	assert_int_equal(tl_stillfiles_remove(dir, one.hash, &err), 0);
	assert_int_equal(tl_stillfiles_read(dir, &one, &out, &err), TLSAFE_ENOENT);
	assert_int_equal(walk().known, 1);
}

/* The path of a file that lies there. */
static char *path_of(const struct tl_blob *b)
{
	char *path;
	TL_BUF hex = { 0 };

	tl_hex(&hex, b->hash, TL_HASH_LEN);
	assert_true(asprintf(&path, "%s/" TL_STILLFILES "/%.2s/%.*s", dir, hex.data,
	                     (int)hex.len - 2, hex.data + 2) > 0);
	return path;
}

static void what_was_changed_is_damage(void **state)
{
	struct tl_blob b = put("picture");
	TL_CLEANUP(tl_file_free_path) char *path = path_of(&b);
	TL_BUF out = { 0 };
	(void)state;

	assert_int_equal(tl_file_replace(path, TL_LIT("Picture"), &err), 0);
	assert_int_equal(tl_stillfiles_read(dir, &b, &out, &err), TLSAFE_ECORRUPT);
	assert_int_equal(tl_file_replace(path, TL_LIT("pictur"), &err), 0);
	assert_int_equal(tl_stillfiles_read(dir, &b, &out, &err), TLSAFE_ECORRUPT);
	assert_int_equal(tl_file_replace(path, TL_LIT("pictures"), &err), 0);
	assert_int_equal(tl_stillfiles_read(dir, &b, &out, &err), TLSAFE_ECORRUPT);
	/* Of another length it is written anew. */
	put("picture");
	tl_buf_clear(&out);
	assert_int_equal(tl_stillfiles_read(dir, &b, &out, &err), 0);
}

static void other_names_are_nobodys(void **state)
{
	struct tl_blob b = put("picture");
	TL_CLEANUP(tl_file_free_path) char *path = path_of(&b), *beside = NULL;
	(void)state;

	assert_true(asprintf(&beside, "%s" TL_FILE_PARTIAL, path) > 0);
	assert_int_equal(tl_file_replace(beside, TL_LIT("x"), &err), 0);
	assert_true(tl_stillfiles_partial(beside));
	assert_false(tl_stillfiles_partial(path));
	assert_int_equal(walk().known, 1);
	assert_int_equal(walk().other, 1);
	tl_file_free_path(&beside);
	assert_true(asprintf(&beside, "%s/" TL_STILLFILES "/note", dir) > 0);
	assert_int_equal(tl_file_replace(beside, TL_LIT("x"), &err), 0);
	assert_int_equal(walk().other, 2);
}

static void folders_are_as_the_stores(void **state)
{
	TL_CLEANUP(tl_file_free_path) char *path = tl_file_join(dir, TL_STILLFILES);
	struct stat st;
	(void)state;

	assert_int_equal(chmod(dir, 0750), 0);
	put("picture");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0750);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_put_is_read_and_counted, make_dir,
		                                remove_dir),
		cmocka_unit_test_setup_teardown(what_was_changed_is_damage, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(other_names_are_nobodys, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(folders_are_as_the_stores, make_dir, remove_dir),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("store/stillfiles", tests, NULL, NULL);
}
