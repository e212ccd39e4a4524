/* The store interface: one conformance run for each engine, and LMDB's guards. */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "kv/guard.h"
#include "kv/kv.h"

struct engine {
	const struct tl_kv_ops *ops;
	struct tl_kv *kv;
	char dir[64];
	struct tl_err err;
};

static int setup_lmdb(void **state)
{
	struct engine *e = calloc(1, sizeof(*e));
	e->ops = &tl_kv_lmdb;
	unit_dir(e->dir);
	*state = e;
	return e->ops->open(&e->kv, &(struct tl_kv_place){ e->dir, TL_KV_CREATE, 256 << 20, 1 },
	                    &e->err);
}

static int setup_mem(void **state)
{
	struct engine *e = calloc(1, sizeof(*e));
	e->ops = &tl_kv_mem;
	*state = e;
	return e->ops->open(&e->kv, &(struct tl_kv_place){ .flags = TL_KV_CREATE }, &e->err);
}

static int teardown(void **state)
{
	struct engine *e = *state;
	e->ops->close(e->kv);
	if (e->dir[0])
		unit_remove(e->dir);
	free(e);
	return 0;
}

static struct tl_kv_txn *begin(struct engine *e, bool write)
{
	struct tl_kv_txn *t = NULL;
	assert_int_equal(e->ops->begin(&t, e->kv, write, &e->err), 0);
	return t;
}

static void put(struct engine *e, struct tl_kv_txn *t, const char *key, const char *val)
{
	assert_int_equal(tl_kv_put(t, tl_str(key), tl_str(val), &e->err), 0);
}

static void commit(struct engine *e, struct tl_kv_txn *t)
{
	assert_int_equal(tl_kv_commit(&t, &e->err), 0);
}

static void holds(struct engine *e, struct tl_kv_txn *t, const char *key, const char *val)
{
	struct tl_bytes v;
	int rc = tl_kv_get(t, tl_str(key), &v, &e->err);
	if (!val) {
		assert_int_equal(rc, TLSAFE_ENOENT);
		return;
	}
	assert_int_equal(rc, 0);
	assert_true(tl_eqs(v, val));
}

/* What a scan gives, keys joined by blanks. */
static void scans(struct engine *e, struct tl_kv_txn *t, const char *from, const char *upto,
                  bool back, const char *want)
{
	struct tl_kv_scan *s;
	struct tl_bytes k, v;
	char got[512] = "";
	int rc;

	assert_int_equal(tl_kv_scan(&s, t, tl_str(from), tl_str(upto), back, &e->err), 0);
	while ((rc = tl_kv_next(s, &k, &v, &e->err)) == 1)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%.*s", *got ? " " : "",
		         (int)k.len, k.data);
	assert_int_equal(rc, 0);
	tl_kv_done(s);
	assert_string_equal(got, want);
}

static void put_is_got_after_commit(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = begin(e, true);
	put(e, t, "Mone", "1");
	put(e, t, "Mempty", "");
	holds(e, t, "Mone", "1");
	commit(e, t);
	t = begin(e, false);
	holds(e, t, "Mone", "1");
	holds(e, t, "Mempty", "");
	holds(e, t, "Mtwo", NULL);
	tl_kv_abortp(&t);
}

static void abort_leaves_nothing(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = begin(e, true);
	put(e, t, "Mgone", "1");
	tl_kv_abortp(&t);
	t = begin(e, false);
	holds(e, t, "Mgone", NULL);
	tl_kv_abortp(&t);
}

static void a_reader_sees_its_own_moment(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *w = begin(e, true), *r;
	put(e, w, "Rx", "old");
	commit(e, w);
	r = begin(e, false);
	w = begin(e, true);
	put(e, w, "Rx", "new");
	put(e, w, "Ry", "new");
	commit(e, w);
	holds(e, r, "Rx", "old");
	holds(e, r, "Ry", NULL);
	scans(e, r, "R", "S", false, "Rx");
	tl_kv_abortp(&r);
	r = begin(e, false);
	holds(e, r, "Rx", "new");
	tl_kv_abortp(&r);
}

static void scans_keep_order_and_range(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = begin(e, true);
	const char *const keys[] = { "Rb", "Ra", "Rab", "Rc", "Ia", "Xz", "Rba", "J1" };
	for (size_t i = 0; i < TL_LEN(keys); i++)
		put(e, t, keys[i], "v");
	scans(e, t, "R", "S", false, "Ra Rab Rb Rba Rc");
	scans(e, t, "R", "S", true, "Rc Rba Rb Rab Ra");
	scans(e, t, "Rab", "Rba", false, "Rab Rb");
	scans(e, t, "Rab", "Rba", true, "Rb Rab");
	scans(e, t, "Rb", "Rb", false, "");
	scans(e, t, "Raa", "Rb", true, "Rab");
	scans(e, t, NULL, NULL, false, "Ia J1 Ra Rab Rb Rba Rc Xz");
	scans(e, t, NULL, NULL, true, "Xz Rc Rba Rb Rab Ra J1 Ia");
	scans(e, t, "Rc", NULL, false, "Rc Xz");
	scans(e, t, NULL, "Ra", false, "Ia J1");
	scans(e, t, "Zz", NULL, false, "");
	tl_kv_abortp(&t);
}

static void del_takes_away(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = begin(e, true);
	put(e, t, "Xa", "1");
	put(e, t, "Xb", "2");
	assert_int_equal(tl_kv_del(t, TL_LIT("Xa"), &e->err), 0);
	assert_int_equal(tl_kv_del(t, TL_LIT("Xa"), &e->err), TLSAFE_ENOENT);
	scans(e, t, "X", "Y", false, "Xb");
	put(e, t, "Xb", "longer than before");
	holds(e, t, "Xb", "longer than before");
	put(e, t, "Xa", "again");
	scans(e, t, "X", "Y", false, "Xa Xb");
	tl_kv_abortp(&t);
}

static void a_scan_goes_on_while_puts_come(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = begin(e, true);
	struct tl_kv_scan *s;
	struct tl_bytes k, v;
	char key[16];
	int n = 0;
	for (int i = 0; i < 300; i++) {
		snprintf(key, sizeof(key), "R%04d", i);
		put(e, t, key, "v");
	}
	assert_int_equal(tl_kv_scan(&s, t, TL_LIT("R"), TL_LIT("S"), false, &e->err), 0);
	while (tl_kv_next(s, &k, &v, &e->err) == 1) {
		snprintf(key, sizeof(key), "X%04d", n++);
		put(e, t, key, "w");
	}
	tl_kv_done(s);
	assert_int_equal(n, 300);
	tl_kv_abortp(&t);
}

static void sizes_are_kept(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = begin(e, true);
	char *big = malloc(TL_KV_VALUE_MAX + 1), key[600];
	struct tl_bytes v;
	memset(big, 'v', TL_KV_VALUE_MAX + 1);
	memset(key, 'k', sizeof(key));
	key[0] = 'B';
	assert_int_equal(tl_kv_put(t, tl_bytes(key, e->ops->key_max),
	                           tl_bytes(big, TL_KV_VALUE_MAX), &e->err),
	                 0);
	assert_int_equal(tl_kv_get(t, tl_bytes(key, e->ops->key_max), &v, &e->err), 0);
	assert_int_equal(v.len, TL_KV_VALUE_MAX);
	assert_int_equal(tl_kv_put(t, TL_LIT("Bx"), tl_bytes(big, TL_KV_VALUE_MAX + 1), &e->err),
	                 TLSAFE_EINPUT);
	tl_err_clear(&e->err);
	assert_int_equal(tl_kv_put(t, tl_bytes(key, e->ops->key_max + 1), TL_LIT("v"), &e->err),
	                 TLSAFE_EINPUT);
	tl_err_clear(&e->err);
	tl_kv_abortp(&t);
	free(big);
}

/* Random puts, dels, commits and aborts against a table of what has to be there. */
static void random_work_agrees_with_a_model(void **state)
{
	enum { KEYS = 400 };
	struct engine *e = *state;
	static char model[KEYS][16], saved[KEYS][16];
	uint64_t seed = 20180601;
	struct tl_kv_txn *t = begin(e, true);
	memset(model, 0, sizeof(model));
	memset(saved, 0, sizeof(saved));
	for (int step = 0; step < 20000; step++) {
		unsigned k = (unsigned)(unit_random(&seed) % KEYS),
			 what = (unsigned)(unit_random(&seed) % 100);
		char key[16];
		snprintf(key, sizeof(key), "%c%03u", "MRX"[k % 3], k);
		if (what < 60) {
			snprintf(model[k], sizeof(model[k]), "v%d", step);
			put(e, t, key, model[k]);
		} else if (what < 90) {
			assert_int_equal(tl_kv_del(t, tl_str(key), &e->err),
			                 model[k][0] ? 0 : TLSAFE_ENOENT);
			model[k][0] = 0;
		} else if (what < 98) {
			holds(e, t, key, model[k][0] ? model[k] : NULL);
		} else if (what == 98) {
			commit(e, t);
			memcpy(saved, model, sizeof(saved));
			t = begin(e, true);
		} else {
			tl_kv_abortp(&t);
			memcpy(model, saved, sizeof(model));
			t = begin(e, true);
		}
	}
	size_t n = 0, there = 0;
	struct tl_kv_scan *s;
	struct tl_bytes key, val;
	for (unsigned k = 0; k < KEYS; k++)
		there += model[k][0] != 0;
	assert_int_equal(tl_kv_scan(&s, t, TL_NONE, TL_NONE, false, &e->err), 0);
	while (tl_kv_next(s, &key, &val, &e->err) == 1) {
		unsigned k = (unsigned)((key.data[1] - '0') * 100 + (key.data[2] - '0') * 10 +
		                        key.data[3] - '0');
		assert_true(tl_eqs(val, model[k]));
		n++;
	}
	tl_kv_done(s);
	assert_int_equal(n, there);
	tl_kv_abortp(&t);
}

/* --- what only LMDB can meet ------------------------------------------------- */

static void reopen(struct engine *e)
{
	e->ops->close(e->kv);
	e->kv = NULL;
	assert_int_equal(e->ops->open(&e->kv, &(struct tl_kv_place){ e->dir, 0, 0, 1 }, &e->err),
	                 0);
}

static void a_store_opens_again(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = begin(e, true);
	put(e, t, "Mkept", "1");
	commit(e, t);
	reopen(e);
	t = begin(e, false);
	holds(e, t, "Mkept", "1");
	tl_kv_abortp(&t);
}

static void it_is_not_made_over_another(void **state)
{
	struct engine *e = *state;
	struct tl_kv *other = NULL;
	assert_int_equal(
		e->ops->open(&other, &(struct tl_kv_place){ e->dir, TL_KV_CREATE, 0, 1 }, &e->err),
		TLSAFE_EEXIST);
	tl_err_clear(&e->err);
}

static void the_umask_does_not_cut_its_mode(void **state)
{
	struct engine *e = *state;
	char dir[64], path[96];
	struct tl_kv *kv;
	struct stat st;
	mode_t was = umask(0077);
	unit_dir(dir);
	assert_int_equal(
		e->ops->open(&kv, &(struct tl_kv_place){ dir, TL_KV_CREATE, 1 << 20, 1 }, &e->err),
		0);
	e->ops->close(kv);
	umask(was);
	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	snprintf(path, sizeof(path), "%s/lock.mdb", dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0660);
	unit_remove(dir);
}

static void a_full_map_saves_nothing_and_goes_on(void **state)
{
	struct engine *e = *state;
	char dir[64], *big = calloc(1, 200000);
	struct tl_kv *kv;
	struct tl_kv_txn *t = NULL;
	int rc = 0;
	unit_dir(dir);
	assert_int_equal(
		e->ops->open(&kv, &(struct tl_kv_place){ dir, TL_KV_CREATE, 1 << 20, 1 }, &e->err),
		0);
	assert_int_equal(e->ops->begin(&t, kv, true, &e->err), 0);
	for (int i = 0; !rc && i < 100; i++) {
		char key[16];
		snprintf(key, sizeof(key), "B%03d", i);
		rc = tl_kv_put(t, tl_str(key), tl_bytes(big, 200000), &e->err);
	}
	assert_int_equal(rc, TLSAFE_EFULL);
	tl_err_clear(&e->err);
	tl_kv_abortp(&t);
	assert_int_equal(e->ops->begin(&t, kv, true, &e->err), 0);
	assert_int_equal(tl_kv_put(t, TL_LIT("Mok"), TL_LIT("1"), &e->err), 0);
	assert_int_equal(tl_kv_commit(&t, &e->err), 0);
	e->ops->close(kv);
	free(big);
	unit_remove(dir);
}

static void a_replaced_file_is_not_written_to(void **state)
{
	struct engine *e = *state;
	char command[512];
	struct tl_kv_txn *t = begin(e, true);
	put(e, t, "Mlost", "1");
	snprintf(command, sizeof(command), "cp %s/data.mdb %s/x && mv %s/x %s/data.mdb", e->dir,
	         e->dir, e->dir, e->dir);
	assert_int_equal(system(command), 0);
	assert_int_equal(tl_kv_commit(&t, &e->err), TLSAFE_ECONFLICT);
	tl_err_clear(&e->err);
}

static void network_file_systems_are_known(void **state)
{
	(void)state;
	assert_string_equal(tl_guard_remote(0x6969), "NFS");
	assert_string_equal(tl_guard_remote(0xff534d42), "CIFS");
	assert_string_equal(tl_guard_remote(0xfe534d42), "SMB");
	/* as a signed field gives it */
	assert_string_equal(tl_guard_remote(0xfffffffffe534d42), "SMB");
	assert_null(tl_guard_remote(0xef53));		/* ext4 */
	assert_null(tl_guard_remote(0x794c7630));		/* overlay */
	assert_null(tl_guard_remote(0x01021994));		/* tmpfs */
}

int main(void)
{
#define BOTH(test) cmocka_unit_test_setup_teardown(test, setup_mem, teardown), \
	cmocka_unit_test_setup_teardown(test, setup_lmdb, teardown)
#define LMDB(test) cmocka_unit_test_setup_teardown(test, setup_lmdb, teardown)
	const struct CMUnitTest tests[] = {
		BOTH(put_is_got_after_commit),
		BOTH(abort_leaves_nothing),
		BOTH(a_reader_sees_its_own_moment),
		BOTH(scans_keep_order_and_range),
		BOTH(del_takes_away),
		BOTH(a_scan_goes_on_while_puts_come),
		BOTH(sizes_are_kept),
		BOTH(random_work_agrees_with_a_model),
		LMDB(a_store_opens_again),
		LMDB(it_is_not_made_over_another),
		LMDB(the_umask_does_not_cut_its_mode),
		LMDB(a_full_map_saves_nothing_and_goes_on),
		LMDB(a_replaced_file_is_not_written_to),
		cmocka_unit_test(network_file_systems_are_known),
	};
	return cmocka_run_group_tests_name("kv", tests, NULL, NULL);
}
