/* The store interface in memory. */
#include "conformance.h"

static int setup(void **state)
{
	struct engine *e = calloc(1, sizeof(*e));
	e->ops = &tl_kv_mem;
	*state = e;
	return e->ops->open(&e->kv, &(struct tl_kv_place){ .flags = TL_KV_CREATE }, &e->err);
}

static void a_second_writer_is_told_to_wait(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *first = engine_begin(e, true), *second = NULL;
	assert_int_equal(e->ops->begin(&second, e->kv, true, &e->err), TLSAFE_EBUSY);
	assert_null(second);
	assert_true(e->err.text[0]);
	tl_err_clear(&e->err);
	/* Readers are not. */
	second = engine_begin(e, false);
	tl_kv_abortp(&second);
	tl_kv_abortp(&first);
	/* However the first has ended. */
	engine_commit(e, engine_begin(e, true));
	engine_commit(e, engine_begin(e, true));
}

static void two_stores_are_apart(void **state)
{
	struct engine *e = *state, other = { .ops = &tl_kv_mem };
	struct tl_kv_txn *t;
	assert_int_equal(other.ops->open(&other.kv, &(struct tl_kv_place){ .flags = TL_KV_CREATE },
	                                 &other.err),
	                 0);
	t = engine_begin(e, true);
	engine_put(e, t, "Rx", "1");
	engine_commit(e, t);
	t = engine_begin(&other, true);
	engine_holds(&other, t, "Rx", NULL);
	engine_put(&other, t, "Rx", "2");
	engine_commit(&other, t);
	other.ops->close(other.kv);
	t = engine_begin(e, false);
	engine_holds(e, t, "Rx", "1");
	tl_kv_abortp(&t);
}

/* A writer that replaces and deletes copies what a reader holds, item by item. */
static void a_snapshot_outlives_what_replaces_it(void **state)
{
	enum { KEYS = 1000 };
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true), *r;
	char key[16];
	for (int i = 0; i < KEYS; i++) {
		snprintf(key, sizeof(key), "R%04d", i);
		engine_put(e, t, key, key);
	}
	engine_commit(e, t);
	r = engine_begin(e, false);
	t = engine_begin(e, true);
	for (int i = 0; i < KEYS; i++) {
		snprintf(key, sizeof(key), "R%04d", i);
		if (i % 2)
			assert_int_equal(tl_kv_del(t, tl_str(key), &e->err), 0);
		else
			engine_put(e, t, key, "other");
	}
	engine_commit(e, t);
	t = engine_begin(e, false);
	for (int i = 0; i < KEYS; i++) {
		snprintf(key, sizeof(key), "R%04d", i);
		engine_holds(e, r, key, key);
		engine_holds(e, t, key, i % 2 ? NULL : "other");
	}
	tl_kv_abortp(&r);
	tl_kv_abortp(&t);
}

int main(void)
{
#define X(test) cmocka_unit_test_setup_teardown(test, setup, engine_close),
	const struct CMUnitTest tests[] = {
		CONFORMANCE(X)
		X(a_second_writer_is_told_to_wait)
		X(two_stores_are_apart)
		X(a_snapshot_outlives_what_replaces_it)
	};
#undef X
	return cmocka_run_group_tests_name("kv/mem", tests, NULL, NULL);
}
