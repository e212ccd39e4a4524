/* Genesis in the store. */
#include "../model.h"

#include "store/genesis.h"

static void an_opened_store_reads_its_files_when_asked(void **state)
{
	char dir[64];
	struct tlsafe *t = model_store(false, dir);
	TL_VIEW v = { 0 };
	(void)state;
	assert_int_equal(t->genesis.nfiles, 0);
	model_is(t->genesis.site, "500151");
	model_is(t->genesis.language, "zh");
	assert_int_equal(t->genesis.offset, 8 * 3600);
	model_view(&v, t, NULL, UINT64_MAX);
	model_ok(t, tl_store_files(t, v.txn));
	assert_true(t->genesis.nfiles > 6);
	for (size_t i = 1; i < t->genesis.nfiles; i++)
		assert_true(tl_cmp(t->genesis.file[i - 1].name, t->genesis.file[i].name) < 0);
	tl_view_end(&v);
	tlsafe_free(t);
	unit_remove(dir);
}

/* Overwrites one value of meta, or with TL_NONE takes it away. */
static void tamper(struct tlsafe *t, const char *key, struct tl_bytes val)
{
	struct tl_kv_txn *txn;
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	if (val.data)
		assert_int_equal(tl_kv_put(txn, tl_str(key), val, &t->err), 0);
	else
		assert_int_equal(tl_kv_del(txn, tl_str(key), &t->err), 0);
	assert_int_equal(tl_kv_commit(&txn, &t->err), 0);
}

static void files_of_another_genesis_are_corrupt(void **state)
{
	char dir[64];
	struct tlsafe *t = model_store(false, dir);
	struct tl_genesis g = { .site = TL_LIT("500151"),
		                .language = TL_LIT("zh"),
		                .offset = 8 * 3600,
		                .format = TL_JOURNAL_FORMAT };
	TL_BUF packed = { 0 };
	TL_VIEW v = { 0 };
	(void)state;
	tl_genesis_pack(&packed, &g);
	tamper(t, "Mgenesis", tl_buf_bytes(&packed));
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(tl_store_files(t, v.txn), TLSAFE_ECORRUPT);
	assert_string_not_equal(tlsafe_errmsg(t), "");
	tl_view_end(&v);
	tlsafe_free(t);
	unit_remove(dir);
}

static void the_start_is_genesis_without_its_files(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tlsafe *u = tlsafe_new();
	TL_VIEW v = { 0 };
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	model_ok(u, tl_store_load_start(u, v.txn));
	model_is(u->genesis.site, "500151");
	model_is(u->genesis.language, "zh");
	assert_int_equal(u->genesis.offset, 8 * 3600);
	assert_int_equal(u->genesis.format, TL_JOURNAL_FORMAT);
	assert_int_equal(u->genesis.nfiles, 0);
	assert_memory_equal(u->genesis_hash, t->genesis_hash, TL_HASH_LEN);
	tl_view_end(&v);
	tlsafe_free(t);
	tlsafe_free(u);
}

static void an_older_form_is_of_another_version(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_VIEW v = { 0 };
	(void)state;
	tamper(t, "Mstart", TL_NONE);
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(tl_store_load_start(t, v.txn), TLSAFE_EVERSION);
	tl_view_end(&v);
	tamper(t, "Mstart", TL_LIT("\x06" "500151"));
	tl_err_clear(&t->err);
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(tl_store_load_start(t, v.txn), TLSAFE_ECORRUPT);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void bytes_are_kept_taken_apart_and_hashed(void **state)
{
	struct tlsafe *t = tlsafe_new();
	struct tl_schema_file file = { TL_LIT("a"), TL_LIT("x") };
	struct tl_genesis g = { .site = TL_LIT("1"), .language = TL_LIT("en"), .offset = 60,
		                .format = TL_JOURNAL_FORMAT, .file = &file, .nfiles = 1 },
	                  back = { 0 };
	unsigned char hash[TL_HASH_LEN], want[TL_HASH_LEN];
	TL_BUF packed = { 0 };
	TL_BUF scratch = { 0 };
	(void)state;
	tl_genesis_pack(&packed, &g);
	tl_genesis_hash(want, &g, &scratch);
	assert_int_equal(tl_store_take_genesis(t, tl_buf_bytes(&packed), &back, hash), 0);
	memset(packed.data, 0, packed.len);	/* they are kept */
	model_is(back.site, "1");
	assert_int_equal(back.nfiles, 1);
	model_is(back.file[0].text, "x");
	assert_memory_equal(hash, want, TL_HASH_LEN);
	assert_int_equal(tl_store_take_genesis(t, TL_LIT("x"), &back, hash), TLSAFE_ECORRUPT);
	tlsafe_free(t);
}

static void genesis_brings_its_seed_records(void **state)
{
	struct tlsafe *t = model_store(true, NULL), *u = model_store(true, NULL);
	unsigned char hash[TL_HASH_LEN];
	struct tl_kv_txn *txn;
	TL_BUF bytes = { 0 };
	TL_VIEW v = { 0 };
	TL_RECORD r;
	(void)state;
	memcpy(hash, t->genesis_hash, TL_HASH_LEN);
	tl_buf_add(&bytes, tl_buf_bytes(&t->genesis_bytes));
	/* Into an engine that has nothing. */
	tl_kv_closep(&u->kv);
	assert_int_equal(
		tl_kv_mem.open(&u->kv, &(struct tl_kv_place){ .flags = TL_KV_CREATE }, &u->err), 0);
	assert_int_equal(tl_kv_begin(&txn, u->kv, true, &u->err), 0);
	model_ok(u, tl_store_genesis(u, txn, tl_buf_bytes(&bytes)));
	assert_int_equal(tl_kv_commit(&txn, &u->err), 0);
	assert_memory_equal(u->genesis_hash, hash, TL_HASH_LEN);
	assert_non_null(tl_schema_kind(u->schema, "hazard"));
	model_view(&v, u, NULL, UINT64_MAX);
	model_ok(u, tl_view_get(&v, NULL, TL_LIT("500151124"), &r));
	model_is(tl_record_at(&r, TL_F_NAME), "太平镇");
	tl_record_release(&r);
	tl_view_end(&v);
	tlsafe_free(t);
	tlsafe_free(u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_opened_store_reads_its_files_when_asked),
		cmocka_unit_test(files_of_another_genesis_are_corrupt),
		cmocka_unit_test(the_start_is_genesis_without_its_files),
		cmocka_unit_test(an_older_form_is_of_another_version),
		cmocka_unit_test(bytes_are_kept_taken_apart_and_hashed),
		cmocka_unit_test(genesis_brings_its_seed_records),
	};
	return cmocka_run_group_tests_name("store/genesis", tests, NULL, model_drop);
}
