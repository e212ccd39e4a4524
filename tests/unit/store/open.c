/* Making a store, and opening one. */
#include "../model.h"

static void join(char path[128], const char *dir, const char *name)
{
	snprintf(path, 128, "%s/%s", dir, name);
}

static void replace(const char *dir, const char *name, const char *text)
{
	char path[128];
	FILE *f;
	join(path, dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static bool there(const char *dir, const char *name)
{
	char path[128];
	join(path, dir, name);
	return !access(path, F_OK);
}

/* What opening DIR gives. */
static int reopen(const char *dir)
{
	struct tlsafe *t = tlsafe_new();
	int rc = tlsafe_open(t, dir);
	assert_int_equal(rc == 0, tlsafe_errmsg(t)[0] == 0);
	tlsafe_free(t);
	return rc;
}

static void what_was_made_can_be_opened(void **state)
{
	char dir[64], id[33];
	struct tlsafe *t = model_store(false, dir);
	unsigned char hash[TL_HASH_LEN];
	(void)state;
	assert_string_equal(t->path, dir);
	memcpy(id, t->id, sizeof(id));
	assert_int_equal(strlen(id), 32);
	memcpy(hash, t->genesis_hash, TL_HASH_LEN);
	model_import(t, "unit", model_units, 2);
	model_ok(t, tlsafe_open(t, dir));
	assert_string_equal(t->id, id);
	assert_memory_equal(t->genesis_hash, hash, TL_HASH_LEN);
	TL_VIEW v = { 0 };
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(v.head.number, 1);
	tl_view_end(&v);
	tlsafe_free(t);
	unit_remove(dir);
}

static void stores_are_told_apart(void **state)
{
	struct tlsafe *a = model_store(true, NULL), *b = model_store(true, NULL);
	(void)state;
	assert_string_not_equal(a->id, b->id);
	assert_memory_equal(a->genesis_hash, b->genesis_hash, TL_HASH_LEN);
	assert_null(a->path);
	tlsafe_free(a);
	tlsafe_free(b);
}

static void a_directory_in_use_is_refused(void **state)
{
	char dir[64], path[128];
	struct tlsafe *t = model_store(false, dir), *u = tlsafe_new();
	struct tlsafe_setup setup = model_setup();
	(void)state;
	assert_int_equal(tlsafe_init(u, dir, &setup), TLSAFE_EEXIST);
	join(path, dir, "STORE");
	assert_int_equal(tlsafe_init(u, path, &setup), TLSAFE_EEXIST);
	tlsafe_free(u);
	tlsafe_free(t);
	assert_int_equal(reopen(dir), 0);
	unit_remove(dir);
}

static void a_store_that_cannot_be_made_leaves_nothing(void **state)
{
	char dir[64], path[128];
	struct tlsafe *t = tlsafe_new();
	struct tlsafe_setup setup = { .schemas = "/nonexistent", .map_size = 64 << 20 };
	(void)state;
	unit_dir(dir);
	join(path, dir, "store");
	assert_true(tlsafe_init(t, path, &setup) < 0);
	assert_string_not_equal(tlsafe_errmsg(t), "");
	assert_int_equal(rmdir(dir), 0);	/* only when it is empty */
	tlsafe_free(t);
}

static void opening_never_makes_one(void **state)
{
	char dir[64];
	(void)state;
	unit_dir(dir);
	assert_int_equal(reopen(dir), TLSAFE_ENOENT);
	assert_int_equal(rmdir(dir), 0);
	assert_int_equal(reopen(dir), TLSAFE_ENOENT);
	assert_int_equal(access(dir, F_OK), -1);
}

static void a_foreign_or_newer_mark_is_of_another_version(void **state)
{
	char dir[64], text[128];
	struct tlsafe *t = model_store(false, dir);
	(void)state;
	snprintf(text, sizeof(text), "tlsafe store %s\nformat %d\n", t->id, tlsafe_format() + 1);
	tlsafe_free(t);
	replace(dir, "STORE", text);
	assert_int_equal(reopen(dir), TLSAFE_EVERSION);
	replace(dir, "STORE", "a shop\n");
	assert_int_equal(reopen(dir), TLSAFE_EVERSION);
	replace(dir, "STORE", "");
	assert_int_equal(reopen(dir), TLSAFE_EVERSION);
	unit_remove(dir);
}

static void an_emptied_store_is_corrupt(void **state)
{
	char dir[64], path[128];
	(void)state;
	tlsafe_free(model_store(false, dir));
	assert_true(there(dir, "data.mdb"));
	join(path, dir, "data.mdb");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(reopen(dir), TLSAFE_ECORRUPT);
	assert_false(there(dir, "data.mdb"));
	unit_remove(dir);
}

static void data_of_another_store_are_corrupt(void **state)
{
	char dir[64];
	(void)state;
	tlsafe_free(model_store(false, dir));
	replace(dir, "STORE", "tlsafe store 0123456789abcdef0123456789abcdef\nformat 1\n");
	assert_int_equal(reopen(dir), TLSAFE_ECORRUPT);
	unit_remove(dir);
}

static void a_site_of_its_own_is_that_of_the_store(void **state)
{
	struct tlsafe *t = tlsafe_new();
	struct tlsafe_setup setup = model_setup();
	(void)state;
	setup.site = "500151A";
	model_ok(t, tl_store_in_memory(t, &setup));
	model_is(t->genesis.site, "500151A");
	assert_true(t->schema->district.own_site);
	tlsafe_free(t);
}

static void a_reload_reads_the_set_anew(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_schema *was = t->schema;
	size_t kinds = was->nkinds;
	TL_VIEW v = { 0 };
	(void)state;
	t->schema_txn = 9;
	model_ok(t, tl_store_reload(t));
	assert_int_equal(t->schema->nkinds, kinds);
	assert_int_equal(t->schema_txn, 0);
	t->schema_txn = 9;
	model_ok(t, tl_kv_begin(&v.txn, t->kv, false, &t->err));
	model_ok(t, tl_store_load_set(t, v.txn));
	assert_int_equal(t->schema_txn, 0);
	assert_non_null(tl_schema_kind(t->schema, "hazard"));
	tl_kv_abortp(&v.txn);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_made_can_be_opened),
		cmocka_unit_test(stores_are_told_apart),
		cmocka_unit_test(a_directory_in_use_is_refused),
		cmocka_unit_test(a_store_that_cannot_be_made_leaves_nothing),
		cmocka_unit_test(opening_never_makes_one),
		cmocka_unit_test(a_foreign_or_newer_mark_is_of_another_version),
		cmocka_unit_test(an_emptied_store_is_corrupt),
		cmocka_unit_test(data_of_another_store_are_corrupt),
		cmocka_unit_test(a_site_of_its_own_is_that_of_the_store),
		cmocka_unit_test(a_reload_reads_the_set_anew),
	};
	return cmocka_run_group_tests_name("store/open", tests, NULL, model_drop);
}
