/* What guards a store's files: what lies there, whether it is long enough, and the two locks. */
#include "../unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kv/guard.h"
#include "kv/kv.h"

static char dir[64];

static const char *at(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static int make_store(void **state)
{
	struct tl_err err = { 0 };
	struct tl_kv *kv;

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/guard-XXXXXX");
	if (!mkdtemp(dir))
		return 1;
	if (tl_kv_lmdb.open(&kv, &(struct tl_kv_place){ dir, TL_KV_CREATE, 1 << 20, 1 }, &err))
		return 1;
	tl_kv_lmdb.close(kv);
	return 0;
}

static int remove_store(void **state)
{
	(void)state;
	tl_kv_lmdb.remove(dir);
	return rmdir(dir);
}

static void a_network_file_system_is_known_by_its_type(void **state)
{
	(void)state;
	assert_string_equal(tl_guard_remote(0x6969), "NFS");
	assert_string_equal(tl_guard_remote(0xff534d42), "CIFS");
	assert_string_equal(tl_guard_remote(0xfe534d42), "SMB");
	/* Types are 32 bits, however the machine widens them. */
	assert_string_equal(tl_guard_remote(0xfffffffffe534d42), "SMB");
	assert_null(tl_guard_remote(0xef53));		/* ext4 */
	assert_null(tl_guard_remote(0x794c7630));	/* overlay */
	assert_null(tl_guard_remote(0x01021994));	/* tmpfs */
}

static void links_in_the_place_of_files_are_refused(void **state)
{
	static const char *const names[] = { "gate", "lock.mdb", "data.mdb" };
	struct tl_err err = { 0 };
	struct tl_guard g;

	(void)state;
	assert_int_equal(tl_guard_init(&g, dir, &err), 0);
	assert_int_equal(tl_guard_files(&g, &err), 0);
	for (size_t i = 0; i < TL_LEN(names); i++) {
		char kept[128];
		snprintf(kept, sizeof(kept), "%s/kept", dir);
		assert_int_equal(rename(at(names[i]), kept), 0);
		assert_int_equal(symlink(kept, at(names[i])), 0);
		assert_int_equal(tl_guard_files(&g, &err), TLSAFE_ECONFIG);
		tl_err_clear(&err);
		assert_int_equal(unlink(at(names[i])), 0);
		assert_int_equal(link(kept, at(names[i])), 0);
		assert_int_equal(tl_guard_files(&g, &err), TLSAFE_ECONFIG);
		tl_err_clear(&err);
		assert_int_equal(unlink(kept), 0);
		assert_int_equal(tl_guard_files(&g, &err), 0);
	}
	tl_guard_release(&g);
}

static void a_data_file_that_is_gone_is_damage(void **state)
{
	struct tl_err err = { 0 };
	struct tl_guard g;

	(void)state;
	assert_int_equal(tl_guard_init(&g, dir, &err), 0);
	assert_int_equal(tl_guard_length(&g, &err), 0);
	assert_int_equal(unlink(at("data.mdb")), 0);
	assert_int_equal(tl_guard_files(&g, &err), TLSAFE_ENOENT);
	assert_int_equal(tl_guard_length(&g, &err), TLSAFE_ECORRUPT);
	tl_guard_release(&g);
}

static void every_shorter_file_is_damage(void **state)
{
	struct tl_err err = { 0 };
	struct tl_guard g;
	struct stat st;

	(void)state;
	assert_int_equal(stat(at("data.mdb"), &st), 0);
	assert_int_equal(tl_guard_init(&g, dir, &err), 0);
	for (off_t len = st.st_size - 4096; len >= 0; len -= 4096) {
		assert_int_equal(truncate(at("data.mdb"), len), 0);
		assert_int_equal(tl_guard_length(&g, &err), TLSAFE_ECORRUPT);
		tl_err_clear(&err);
	}
	tl_guard_release(&g);
}

static void what_was_replaced_is_not_the_same(void **state)
{
	struct tl_err err = { 0 };
	struct tl_guard g;

	(void)state;
	assert_int_equal(tl_guard_init(&g, dir, &err), 0);
	assert_int_equal(tl_guard_remember(&g, &err), 0);
	assert_int_equal(tl_guard_same(&g, &err), 0);
	assert_int_equal(rename(at("lock.mdb"), "/tmp/guard-lock"), 0);
	assert_int_equal(tl_guard_same(&g, &err), TLSAFE_ECONFLICT);
	assert_int_equal(tl_guard_same_data(&g, &err), 0);
	assert_int_equal(rename("/tmp/guard-lock", at("lock.mdb")), 0);
	assert_int_equal(tl_guard_same(&g, &err), 0);
	tl_guard_release(&g);
}

static void one_opens_while_the_others_wait(void **state)
{
	struct tl_err err = { 0 };
	struct tl_guard a, b;

	(void)state;
	assert_int_equal(tl_guard_init(&a, dir, &err), 0);
	assert_int_equal(tl_guard_init(&b, dir, &err), 0);
	assert_int_equal(tl_guard_door(&a, 0, &err), 0);
	assert_int_equal(tl_guard_door(&a, 0, &err), 0);	/* it is inside */
	assert_int_equal(tl_guard_door(&b, 0.01, &err), TLSAFE_EBUSY);
	tl_err_clear(&err);
	tl_guard_leave_door(&a);
	assert_int_equal(tl_guard_door(&b, 0, &err), 0);
	tl_guard_release(&b);					/* which leaves it */
	assert_int_equal(tl_guard_door(&a, 0, &err), 0);
	tl_guard_release(&a);
}

static void the_gate_names_who_holds_it(void **state)
{
	struct tl_err err = { 0 };
	struct tl_guard a, b;

	(void)state;
	assert_int_equal(tl_guard_init(&a, dir, &err), 0);
	assert_int_equal(tl_guard_init(&b, dir, &err), 0);
	assert_int_equal(tl_guard_gate(&a, "li (pid 7)", 0, &err), 0);
	assert_int_equal(tl_guard_gate(&b, "wang", 0.01, &err), TLSAFE_EBUSY);
	assert_non_null(strstr(err.text, "li (pid 7)"));
	tl_err_clear(&err);
	tl_guard_leave_gate(&a);
	assert_int_equal(tl_guard_gate(&b, "wang", 0, &err), 0);
	tl_guard_release(&a);
	tl_guard_release(&b);
}

static void the_newest_page_tells_the_last_transaction(void **state)
{
	struct tl_err err = { 0 };
	uint64_t before, after;
	struct tl_kv_txn *t;
	struct tl_guard g;
	struct tl_kv *kv;

	(void)state;
	assert_int_equal(tl_guard_init(&g, dir, &err), 0);
	assert_int_equal(tl_guard_length(&g, &err), 0);
	assert_int_equal(tl_guard_newest(&g, &before, &err), 0);
	assert_int_equal(tl_kv_lmdb.open(&kv, &(struct tl_kv_place){ .where = dir }, &err), 0);
	assert_int_equal(tl_kv_lmdb.begin(&t, kv, true, &err), 0);
	assert_int_equal(tl_kv_put(t, TL_LIT("Mx"), TL_LIT("1"), &err), 0);
	assert_int_equal(tl_kv_commit(&t, &err), 0);
	tl_kv_lmdb.close(kv);
	assert_int_equal(tl_guard_newest(&g, &after, &err), 0);
	assert_int_equal(after, before + 1);
	tl_guard_release(&g);
}

int main(void)
{
#define WITH_STORE(name) cmocka_unit_test_setup_teardown(name, make_store, remove_store)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_file_system_is_known_by_its_type),
		WITH_STORE(links_in_the_place_of_files_are_refused),
		WITH_STORE(a_data_file_that_is_gone_is_damage),
		WITH_STORE(every_shorter_file_is_damage),
		WITH_STORE(what_was_replaced_is_not_the_same),
		WITH_STORE(one_opens_while_the_others_wait),
		WITH_STORE(the_gate_names_who_holds_it),
		WITH_STORE(the_newest_page_tells_the_last_transaction),
	};
	return cmocka_run_group_tests_name("guard", tests, NULL, NULL);
}
