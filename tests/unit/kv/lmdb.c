/* LMDB behind the store interface, and its guards. */
#include "conformance.h"

#include <sys/stat.h>

static int setup(void **state)
{
	struct engine *e = calloc(1, sizeof(*e));
	e->ops = &tl_kv_lmdb;
	unit_dir(e->dir);
	*state = e;
	return e->ops->open(&e->kv, &(struct tl_kv_place){ e->dir, TL_KV_CREATE, 256 << 20, 1 },
	                    &e->err);
}

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
	struct tl_kv_txn *t = engine_begin(e, true);
	engine_put(e, t, "Mkept", "1");
	engine_commit(e, t);
	reopen(e);
	t = engine_begin(e, false);
	engine_holds(e, t, "Mkept", "1");
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
	assert_int_equal(tl_kv_begin(&t, kv, true, &e->err), 0);
	for (int i = 0; !rc && i < 100; i++) {
		char key[16];
		snprintf(key, sizeof(key), "B%03d", i);
		rc = tl_kv_put(t, tl_str(key), tl_bytes(big, 200000), &e->err);
	}
	assert_int_equal(rc, TLSAFE_EFULL);
	tl_err_clear(&e->err);
	tl_kv_abortp(&t);
	assert_int_equal(tl_kv_begin(&t, kv, true, &e->err), 0);
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
	struct tl_kv_txn *t = engine_begin(e, true);
	engine_put(e, t, "Mlost", "1");
	snprintf(command, sizeof(command), "cp %s/data.mdb %s/x && mv %s/x %s/data.mdb", e->dir,
	         e->dir, e->dir, e->dir);
	assert_int_equal(system(command), 0);
	assert_int_equal(tl_kv_commit(&t, &e->err), TLSAFE_ECONFLICT);
	tl_err_clear(&e->err);
}

static struct engine *closed(void **state, char path[96])
{
	struct engine *e = *state;
	engine_commit(e, engine_begin(e, true));
	e->ops->close(e->kv);
	e->kv = NULL;
	snprintf(path, 96, "%s/data.mdb", e->dir);
	return e;
}

static void what_is_no_store_is_not_opened(void **state)
{
	struct engine *e = *state;
	struct tl_kv *kv = NULL;
	char dir[64], path[96];
	FILE *f;
	unit_dir(dir);
	assert_int_equal(e->ops->open(&kv, &(struct tl_kv_place){ dir, 0, 0, 1 }, &e->err),
	                 TLSAFE_ECORRUPT);
	assert_non_null(strstr(e->err.text, dir));
	tl_err_clear(&e->err);
	/* It was not made by asking. */
	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	assert_int_not_equal(access(path, F_OK), 0);
	f = fopen(path, "w");
	for (int i = 0; i < 5000; i++)
		fputs("no store\n", f);
	fclose(f);
	assert_int_equal(e->ops->open(&kv, &(struct tl_kv_place){ dir, 0, 0, 1 }, &e->err),
	                 TLSAFE_ECORRUPT);
	assert_true(e->err.text[0]);
	tl_err_clear(&e->err);
	assert_null(kv);
	unit_remove(dir);
}

static void an_emptied_file_is_damage(void **state)
{
	char path[96];
	struct engine *e = closed(state, path);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(e->ops->open(&e->kv, &(struct tl_kv_place){ e->dir, 0, 0, 1 }, &e->err),
	                 TLSAFE_ECORRUPT);
	assert_true(e->err.text[0]);
	assert_null(e->kv);
}

/* At every page: what is mapped beyond the end of the file would be a signal. */
static void a_file_cut_short_is_damage(void **state)
{
	char path[96];
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	struct stat st;
	for (int i = 0; i < 100; i++) {
		char key[16];
		snprintf(key, sizeof(key), "R%03d", i);
		engine_put(e, t, key, "some bytes that fill a few pages of the file, not many");
	}
	engine_commit(e, t);
	closed(state, path);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_size > 4 * 4096);
	for (off_t size = st.st_size - 4096; size > 0; size -= 4096) {
		assert_int_equal(truncate(path, size), 0);
		assert_int_equal(
			e->ops->open(&e->kv, &(struct tl_kv_place){ e->dir, 0, 0, 1 }, &e->err),
			TLSAFE_ECORRUPT);
		assert_null(e->kv);
		tl_err_clear(&e->err);
	}
}

static void opened_for_reading_it_is_not_written_to(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	engine_put(e, t, "Mkept", "1");
	engine_commit(e, t);
	e->ops->close(e->kv);
	e->kv = NULL;
	assert_int_equal(e->ops->open(&e->kv, &(struct tl_kv_place){ e->dir, TL_KV_READONLY, 0, 1 },
	                              &e->err),
	                 0);
	t = engine_begin(e, false);
	engine_holds(e, t, "Mkept", "1");
	tl_kv_abortp(&t);
	assert_true(tl_kv_begin(&t, e->kv, true, &e->err) < 0);
	assert_true(e->err.text[0]);
	assert_null(t);
}

static void a_key_of_no_space_is_refused(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	struct tl_bytes v;
	assert_int_equal(tl_kv_put(t, TL_LIT("?x"), TL_LIT("1"), &e->err), TLSAFE_EINPUT);
	tl_err_clear(&e->err);
	assert_int_equal(tl_kv_get(t, TL_LIT("?x"), &v, &e->err), TLSAFE_EINPUT);
	tl_err_clear(&e->err);
	/* Before, between and behind the spaces: a scan passes over what none has. */
	engine_put(e, t, "Ra", "1");
	engine_scans(e, t, "?", "~", false, "Ra");
	engine_scans(e, t, "K", "Q", false, "");
	engine_scans(e, t, "!", "Rb", true, "Ra");
	engine_scans(e, t, "~", NULL, true, "");
	tl_kv_abortp(&t);
}

static void the_map_is_as_large_as_was_asked(void **state)
{
	struct engine *e = *state;
	struct tl_kv_stat st;
	assert_int_equal(e->ops->stat(e->kv, &st, &e->err), 0);
	assert_true(st.map == 256 << 20);
	assert_memory_equal(st.engine, "LMDB ", 5);
}

int main(void)
{
#define X(test) cmocka_unit_test_setup_teardown(test, setup, engine_close),
	const struct CMUnitTest tests[] = {
		CONFORMANCE(X)
		X(a_store_opens_again)
		X(it_is_not_made_over_another)
		X(the_umask_does_not_cut_its_mode)
		X(a_full_map_saves_nothing_and_goes_on)
		X(a_replaced_file_is_not_written_to)
		X(what_is_no_store_is_not_opened)
		X(an_emptied_file_is_damage)
		X(a_file_cut_short_is_damage)
		X(opened_for_reading_it_is_not_written_to)
		X(a_key_of_no_space_is_refused)
		X(the_map_is_as_large_as_was_asked)
	};
#undef X
	return cmocka_run_group_tests_name("kv/lmdb", tests, NULL, NULL);
}
