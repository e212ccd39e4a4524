/* The files of a schema set, read from a directory. */
#include "../model.h"

#include <sys/stat.h>

#include "store/schema_files.h"

static void put(const char *dir, const char *name, const char *text, size_t len)
{
	char path[160];
	FILE *f;
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static void make(const char *dir, const char *name)
{
	char path[160];
	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static int read_set(struct tl_genesis *g, const char *dir, const char *config, struct tl_arena *a)
{
	struct tlsafe_setup setup = { .schemas = dir, .config = config };
	struct tl_err err = { 0 };
	*g = (struct tl_genesis){ 0 };
	int rc = tl_store_read_schemas(g, &setup, a, &err);
	assert_int_equal(rc, err.code);
	return rc;
}

static void files_of_three_directories_come_in_order_of_name(void **state)
{
	static const char *const names[] = { "A", "a", "district", "m", "z" };
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_genesis g;
	char dir[64];
	(void)state;
	unit_dir(dir);
	make(dir, "kinds");
	make(dir, "codes");
	put(dir, "district.yaml", "d", 1);
	put(dir, "kinds/z.yaml", "zz", 2);
	put(dir, "kinds/a.yaml", "", 0);
	put(dir, "codes/m.yaml", "m", 1);
	put(dir, "A.yaml", "A", 1);
	/* What is none. */
	put(dir, "README", "x", 1);
	put(dir, ".hidden.yaml", "x", 1);
	put(dir, "kinds/b.yaml~", "x", 1);
	put(dir, "codes/.yaml", "x", 1);
	assert_int_equal(read_set(&g, dir, NULL, &a), 0);
	assert_int_equal(g.nfiles, TL_LEN(names));
	for (size_t i = 0; i < g.nfiles; i++)
		model_is(g.file[i].name, names[i]);
	model_is(g.file[4].text, "zz");
	assert_int_equal(g.file[1].text.len, 0);
	unit_remove(dir);
}

static void a_config_stands_in_place_of_the_district(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_genesis g;
	char dir[64], config[160];
	(void)state;
	unit_dir(dir);
	put(dir, "district.yaml", "set's", 5);
	put(dir, "e.yaml", "e", 1);
	put(dir, "other.conf", "own", 3);
	snprintf(config, sizeof(config), "%s/other.conf", dir);
	assert_int_equal(read_set(&g, dir, config, &a), 0);
	assert_int_equal(g.nfiles, 2);
	model_is(g.file[0].name, "district");
	model_is(g.file[0].text, "own");
	snprintf(config, sizeof(config), "%s/none.conf", dir);
	assert_int_equal(read_set(&g, dir, config, &a), TLSAFE_ECONFIG);
	unit_remove(dir);
}

static void a_name_that_comes_twice_is_refused(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_genesis g;
	char dir[64];
	(void)state;
	unit_dir(dir);
	make(dir, "kinds");
	make(dir, "codes");
	put(dir, "kinds/a.yaml", "1", 1);
	assert_int_equal(read_set(&g, dir, NULL, &a), 0);
	put(dir, "codes/a.yaml", "2", 1);
	assert_int_equal(read_set(&g, dir, NULL, &a), TLSAFE_ECONFIG);
	unit_remove(dir);
}

static void a_set_without_files_is_none(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_genesis g;
	char dir[64];
	(void)state;
	unit_dir(dir);
	assert_int_equal(read_set(&g, dir, NULL, &a), TLSAFE_ECONFIG);
	unit_remove(dir);
	assert_true(read_set(&g, dir, NULL, &a) < 0);
}

static void a_file_has_at_most_a_mebibyte(void **state)
{
	static char big[(1 << 20) + 1];
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_schema_file file[2] = { 0 };
	struct tl_genesis g = { .file = file };
	struct tl_err err = { 0 };
	char dir[64], path[160];
	(void)state;
	unit_dir(dir);
	snprintf(path, sizeof(path), "%s/x.yaml", dir);
	memset(big, '#', sizeof(big));
	put(dir, "x.yaml", big, sizeof(big) - 1);
	assert_int_equal(tl_store_read_schema(&g, path, "xy", 1, &a, &err), 0);
	assert_int_equal(g.nfiles, 1);
	model_is(g.file[0].name, "x");
	assert_int_equal(g.file[0].text.len, 1 << 20);
	put(dir, "x.yaml", big, sizeof(big));
	assert_int_equal(tl_store_read_schema(&g, path, "x", 1, &a, &err), TLSAFE_ECONFIG);
	assert_int_equal(g.nfiles, 1);
	unit_remove(dir);
}

/* The N files NAMES of DIR, as a caller gives them. */
static int read_given(struct tl_genesis *g, const char *dir, const char *const *names, size_t n,
                      struct tl_arena *a)
{
	char path[2][160], *files[2] = { path[0], path[1] };
	struct tl_err err = { 0 };
	int rc;
	for (size_t i = 0; i < n; i++)
		snprintf(path[i], sizeof(path[i]), "%s/%s", dir, names[i]);
	rc = tl_store_read_given(g, files, n, a, &err);
	assert_int_equal(rc, err.code);
	return rc;
}

static void files_that_are_named_come_as_they_are_named(void **state)
{
	static char big[(1 << 20) + 1];
	static const char *const good[] = { "b.yaml", "kinds/a.yaml" },
				 *const twice[] = { "a.yaml", "kinds/a.yaml" },
				 *const gone[] = { "c.yaml" }, *const other[] = { "b.yml" },
				 *const hidden[] = { ".yaml" }, *const large[] = { "big.yaml" };
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_genesis g = { 0 };
	char dir[64];
	(void)state;
	unit_dir(dir);
	make(dir, "kinds");
	put(dir, "a.yaml", "1", 1);
	put(dir, "b.yaml", "2\0", 2);
	put(dir, "kinds/a.yaml", "3", 1);
	put(dir, "big.yaml", big, sizeof(big));
	assert_int_equal(read_given(&g, dir, good, 2, &a), 0);
	assert_int_equal(g.nfiles, 2);
	model_is(g.file[0].name, "b");
	model_is(g.file[1].name, "a");
	model_is(g.file[1].text, "3");
	assert_false(tl_store_is_text(&g.file[0]));
	assert_true(tl_store_is_text(&g.file[1]));
	assert_int_equal(read_given(&g, dir, twice, 2, &a), TLSAFE_EUSAGE);
	assert_int_equal(read_given(&g, dir, gone, 1, &a), TLSAFE_ENOENT);
	assert_int_equal(read_given(&g, dir, other, 1, &a), TLSAFE_EUSAGE);
	assert_int_equal(read_given(&g, dir, hidden, 1, &a), TLSAFE_EUSAGE);
	assert_int_equal(read_given(&g, dir, large, 1, &a), TLSAFE_EINPUT);
	unit_remove(dir);
}

static void a_site_is_a_line_of_the_district(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_schema_file file[] = { { TL_LIT("a"), TL_LIT("x: 1") },
		                         { TL_LIT("district"), TL_LIT("name: d") } };
	struct tl_genesis g = { .file = file, .nfiles = 2 };
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_store_give_site(&g, "500151A", &a, &err), 0);
	model_is(file[0].text, "x: 1");
	assert_true(tl_starts(file[1].text, TL_LIT("name: d\n")));
	assert_non_null(strstr(file[1].text.data, "\nsite: \"500151A\"\n"));
}

static void a_site_has_up_to_twenty_letters_and_digits(void **state)
{
	static const char *const bad[] = { "", "a b", "a-b", "甲", "a\"", "123456789012345678901" };
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_schema_file file[] = { { TL_LIT("district"), TL_LIT("d") } };
	struct tl_genesis g = { .file = file, .nfiles = 1 };
	struct tl_err err = { 0 };
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		tl_err_clear(&err);
		assert_int_equal(tl_store_give_site(&g, bad[i], &a, &err), TLSAFE_EUSAGE);
		assert_true(err.text[0]);
		model_is(file[0].text, "d");
	}
	tl_err_clear(&err);
	assert_int_equal(tl_store_give_site(&g, "12345678901234567890", &a, &err), 0);
	file[0].name = TL_LIT("other");
	assert_int_equal(tl_store_give_site(&g, "1", &a, &err), TLSAFE_EUSAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_three_directories_come_in_order_of_name),
		cmocka_unit_test(a_config_stands_in_place_of_the_district),
		cmocka_unit_test(a_name_that_comes_twice_is_refused),
		cmocka_unit_test(a_set_without_files_is_none),
		cmocka_unit_test(a_file_has_at_most_a_mebibyte),
		cmocka_unit_test(files_that_are_named_come_as_they_are_named),
		cmocka_unit_test(a_site_is_a_line_of_the_district),
		cmocka_unit_test(a_site_has_up_to_twenty_letters_and_digits),
	};
	return cmocka_run_group_tests_name("store/schema_files", tests, NULL, model_drop);
}
