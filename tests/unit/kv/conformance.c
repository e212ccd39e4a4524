/* What every engine of the store interface does alike. */
#include "conformance.h"

int engine_close(void **state)
{
	struct engine *e = *state;
	if (e->kv)
		e->ops->close(e->kv);
	if (e->dir[0])
		unit_remove(e->dir);
	free(e);
	return 0;
}

struct tl_kv_txn *engine_begin(struct engine *e, bool write)
{
	struct tl_kv_txn *t = NULL;
	assert_int_equal(tl_kv_begin(&t, e->kv, write, &e->err), 0);
	return t;
}

void engine_put(struct engine *e, struct tl_kv_txn *t, const char *key, const char *val)
{
	assert_int_equal(tl_kv_put(t, tl_str(key), tl_str(val), &e->err), 0);
}

void engine_commit(struct engine *e, struct tl_kv_txn *t)
{
	assert_int_equal(tl_kv_commit(&t, &e->err), 0);
}

void engine_holds(struct engine *e, struct tl_kv_txn *t, const char *key, const char *val)
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
void engine_scans(struct engine *e, struct tl_kv_txn *t, const char *from, const char *upto,
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
	tl_kv_donep(&s);
	assert_string_equal(got, want);
}

void put_is_got_after_commit(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	engine_put(e, t, "Mone", "1");
	engine_put(e, t, "Mempty", "");
	engine_holds(e, t, "Mone", "1");
	engine_commit(e, t);
	t = engine_begin(e, false);
	engine_holds(e, t, "Mone", "1");
	engine_holds(e, t, "Mempty", "");
	engine_holds(e, t, "Mtwo", NULL);
	tl_kv_abortp(&t);
}

void abort_leaves_nothing(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	engine_put(e, t, "Mgone", "1");
	tl_kv_abortp(&t);
	t = engine_begin(e, false);
	engine_holds(e, t, "Mgone", NULL);
	tl_kv_abortp(&t);
}

void a_reader_sees_its_own_moment(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *w = engine_begin(e, true), *r;
	engine_put(e, w, "Rx", "old");
	engine_commit(e, w);
	r = engine_begin(e, false);
	w = engine_begin(e, true);
	engine_put(e, w, "Rx", "new");
	engine_put(e, w, "Ry", "new");
	engine_commit(e, w);
	engine_holds(e, r, "Rx", "old");
	engine_holds(e, r, "Ry", NULL);
	engine_scans(e, r, "R", "S", false, "Rx");
	tl_kv_abortp(&r);
	r = engine_begin(e, false);
	engine_holds(e, r, "Rx", "new");
	tl_kv_abortp(&r);
}

void scans_keep_order_and_range(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	const char *const keys[] = { "Rb", "Ra", "Rab", "Rc", "Ia", "Xz", "Rba", "J1" };
	for (size_t i = 0; i < TL_LEN(keys); i++)
		engine_put(e, t, keys[i], "v");
	engine_scans(e, t, "R", "S", false, "Ra Rab Rb Rba Rc");
	engine_scans(e, t, "R", "S", true, "Rc Rba Rb Rab Ra");
	engine_scans(e, t, "Rab", "Rba", false, "Rab Rb");
	engine_scans(e, t, "Rab", "Rba", true, "Rb Rab");
	engine_scans(e, t, "Rb", "Rb", false, "");
	engine_scans(e, t, "Raa", "Rb", true, "Rab");
	engine_scans(e, t, NULL, NULL, false, "Ia J1 Ra Rab Rb Rba Rc Xz");
	engine_scans(e, t, NULL, NULL, true, "Xz Rc Rba Rb Rab Ra J1 Ia");
	engine_scans(e, t, "Rc", NULL, false, "Rc Xz");
	engine_scans(e, t, NULL, "Ra", false, "Ia J1");
	engine_scans(e, t, "Zz", NULL, false, "");
	tl_kv_abortp(&t);
}

void del_takes_away(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	engine_put(e, t, "Xa", "1");
	engine_put(e, t, "Xb", "2");
	assert_int_equal(tl_kv_del(t, TL_LIT("Xa"), &e->err), 0);
	assert_int_equal(tl_kv_del(t, TL_LIT("Xa"), &e->err), TLSAFE_ENOENT);
	engine_scans(e, t, "X", "Y", false, "Xb");
	engine_put(e, t, "Xb", "longer than before");
	engine_holds(e, t, "Xb", "longer than before");
	engine_put(e, t, "Xa", "again");
	engine_scans(e, t, "X", "Y", false, "Xa Xb");
	tl_kv_abortp(&t);
}

void a_scan_goes_on_while_puts_come(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	struct tl_kv_scan *s;
	struct tl_bytes k, v;
	char key[16];
	int n = 0;
	for (int i = 0; i < 300; i++) {
		snprintf(key, sizeof(key), "R%04d", i);
		engine_put(e, t, key, "v");
	}
	assert_int_equal(tl_kv_scan(&s, t, TL_LIT("R"), TL_LIT("S"), false, &e->err), 0);
	while (tl_kv_next(s, &k, &v, &e->err) == 1) {
		snprintf(key, sizeof(key), "X%04d", n++);
		engine_put(e, t, key, "w");
	}
	tl_kv_donep(&s);
	assert_int_equal(n, 300);
	tl_kv_abortp(&t);
}

void sizes_are_kept(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
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
void random_work_agrees_with_a_model(void **state)
{
	enum { KEYS = 400 };
	struct engine *e = *state;
	static char model[KEYS][16], saved[KEYS][16];
	uint64_t seed = 20180601;
	struct tl_kv_txn *t = engine_begin(e, true);
	memset(model, 0, sizeof(model));
	memset(saved, 0, sizeof(saved));
	for (int step = 0; step < 20000; step++) {
		unsigned k = (unsigned)(unit_random(&seed) % KEYS),
			 what = (unsigned)(unit_random(&seed) % 100);
		char key[16];
		snprintf(key, sizeof(key), "%c%03u", "MRX"[k % 3], k);
		if (what < 60) {
			snprintf(model[k], sizeof(model[k]), "v%d", step);
			engine_put(e, t, key, model[k]);
		} else if (what < 90) {
			assert_int_equal(tl_kv_del(t, tl_str(key), &e->err),
			                 model[k][0] ? 0 : TLSAFE_ENOENT);
			model[k][0] = 0;
		} else if (what < 98) {
			engine_holds(e, t, key, model[k][0] ? model[k] : NULL);
		} else if (what == 98) {
			engine_commit(e, t);
			memcpy(saved, model, sizeof(saved));
			t = engine_begin(e, true);
		} else {
			tl_kv_abortp(&t);
			memcpy(model, saved, sizeof(model));
			t = engine_begin(e, true);
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
	tl_kv_donep(&s);
	assert_int_equal(n, there);
	tl_kv_abortp(&t);
}

/* Keys come at random and over several pages; both ends of a range are met in the middle of one. */
void long_scans_go_both_ways(void **state)
{
	enum { KEYS = 3000 };
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	struct tl_kv_scan *s;
	struct tl_bytes k, v;
	char key[16];
	uint64_t seed = 3;

	for (int i = 0; i < 4 * KEYS; i++) {
		snprintf(key, sizeof(key), "J%05d", (int)(unit_random(&seed) % KEYS));
		engine_put(e, t, key, key + 1);
	}
	for (int i = 0; i < KEYS; i++) {
		snprintf(key, sizeof(key), "J%05d", i);
		engine_put(e, t, key, key + 1);
	}
	for (int back = 0; back < 2; back++) {
		int n = 0;
		assert_int_equal(tl_kv_scan(&s, t, TL_LIT("J00100"), TL_LIT("J02900"), back,
		                            &e->err),
		                 0);
		while (tl_kv_next(s, &k, &v, &e->err) == 1) {
			snprintf(key, sizeof(key), "J%05d", back ? 2899 - n : 100 + n);
			assert_true(tl_eqs(k, key));
			assert_true(tl_eqs(v, key + 1));
			n++;
		}
		/* Past its end it gives no more. */
		assert_int_equal(tl_kv_next(s, &k, &v, &e->err), 0);
		tl_kv_donep(&s);
		assert_int_equal(n, 2800);
	}
	tl_kv_abortp(&t);
}

void bytes_of_any_value_make_a_key(void **state)
{
	static const struct tl_bytes keys[] = { TL_LIT("R\0"), TL_LIT("R\0\0"), TL_LIT("R\0a"),
		                                TL_LIT("R\1"), TL_LIT("R\x7f"),  TL_LIT("R\x80"),
		                                TL_LIT("R\xff"), TL_LIT("R\xff\xff") };
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	struct tl_kv_scan *s;
	struct tl_bytes k, v;

	for (size_t i = TL_LEN(keys); i--;)
		assert_int_equal(tl_kv_put(t, keys[i], keys[i], &e->err), 0);
	assert_int_equal(tl_kv_scan(&s, t, TL_LIT("R"), TL_LIT("S"), false, &e->err), 0);
	for (size_t i = 0; i < TL_LEN(keys); i++) {
		assert_int_equal(tl_kv_next(s, &k, &v, &e->err), 1);
		assert_true(tl_eq(k, keys[i]));
		assert_true(tl_eq(v, keys[i]));
	}
	assert_int_equal(tl_kv_next(s, &k, &v, &e->err), 0);
	tl_kv_donep(&s);
	tl_kv_abortp(&t);
}

/* Whoever takes away what a scan gives loses none of what is behind it. */
void a_scan_goes_on_while_dels_come(void **state)
{
	enum { KEYS = 1000 };
	struct engine *e = *state;
	char key[16];

	for (int back = 0; back < 2; back++) {
		struct tl_kv_txn *t = engine_begin(e, true);
		struct tl_kv_scan *s;
		struct tl_bytes k, v;
		int n = 0;
		for (int i = 0; i < KEYS; i++) {
			snprintf(key, sizeof(key), "R%04d", i);
			engine_put(e, t, key, "v");
		}
		assert_int_equal(tl_kv_scan(&s, t, TL_LIT("R"), TL_LIT("S"), back, &e->err), 0);
		while (tl_kv_next(s, &k, &v, &e->err) == 1) {
			snprintf(key, sizeof(key), "R%04d", back ? KEYS - 1 - n : n);
			assert_true(tl_eqs(k, key));
			assert_int_equal(tl_kv_del(t, tl_str(key), &e->err), 0);
			n++;
		}
		tl_kv_donep(&s);
		assert_int_equal(n, KEYS);
		engine_scans(e, t, NULL, NULL, false, "");
		tl_kv_abortp(&t);
	}
}

void what_is_not_there_sets_no_text(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	struct tl_bytes v;

	assert_int_equal(tl_kv_get(t, TL_LIT("Rnone"), &v, &e->err), TLSAFE_ENOENT);
	assert_int_equal(tl_kv_del(t, TL_LIT("Rnone"), &e->err), TLSAFE_ENOENT);
	assert_string_equal(e->err.text, "");
	assert_int_equal(e->err.code, 0);
	tl_kv_abortp(&t);
}

void a_reader_may_not_write(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);

	engine_put(e, t, "Rx", "1");
	engine_commit(e, t);
	t = engine_begin(e, false);
	assert_int_equal(tl_kv_put(t, TL_LIT("Ry"), TL_LIT("1"), &e->err), TLSAFE_EBUG);
	assert_true(e->err.text[0]);
	tl_err_clear(&e->err);
	assert_int_equal(tl_kv_del(t, TL_LIT("Rx"), &e->err), TLSAFE_EBUG);
	assert_true(e->err.text[0]);
	tl_err_clear(&e->err);
	engine_scans(e, t, NULL, NULL, false, "Rx");
	/* Its end is no fault. */
	engine_commit(e, t);
}

void no_key_is_refused(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);

	assert_int_equal(tl_kv_put(t, TL_LIT(""), TL_LIT("v"), &e->err), TLSAFE_EINPUT);
	assert_true(e->err.text[0]);
	tl_err_clear(&e->err);
	engine_scans(e, t, NULL, NULL, false, "");
	tl_kv_abortp(&t);
}

void commit_and_abort_take_the_handle(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	struct tl_kv_scan *s = NULL;

	engine_put(e, t, "Rx", "1");
	assert_int_equal(tl_kv_commit(&t, &e->err), 0);
	assert_null(t);
	tl_kv_abortp(&t);
	tl_kv_donep(&s);
	t = engine_begin(e, false);
	assert_int_equal(tl_kv_scan(&s, t, TL_NONE, TL_NONE, false, &e->err), 0);
	tl_kv_donep(&s);
	assert_null(s);
	tl_kv_abortp(&t);
	assert_null(t);
}

void readers_of_several_moments_stand_side_by_side(void **state)
{
	enum { MOMENTS = 5 };
	struct engine *e = *state;
	struct tl_kv_txn *r[MOMENTS], *w;
	static const char *const had[] = { "R0", "R0 R1", "R0 R1 R2", "R0 R1 R2 R3",
		                           "R0 R1 R2 R3 R4" };
	char val[16];

	for (int i = 0; i < MOMENTS; i++) {
		snprintf(val, sizeof(val), "%d", i);
		w = engine_begin(e, true);
		engine_put(e, w, "Rx", val);
		engine_put(e, w, (char[]){ 'R', (char)('0' + i), 0 }, "new");
		engine_commit(e, w);
		r[i] = engine_begin(e, false);
	}
	w = engine_begin(e, true);
	assert_int_equal(tl_kv_del(w, TL_LIT("Rx"), &e->err), 0);
	engine_commit(e, w);
	for (int i = MOMENTS; i--;) {
		snprintf(val, sizeof(val), "%d", i);
		engine_holds(e, r[i], "Rx", val);
		engine_scans(e, r[i], "R", "Rx", false, had[i]);
		tl_kv_abortp(&r[i]);
	}
}

void a_hint_changes_nothing(void **state)
{
	struct engine *e = *state;
	struct tl_kv_txn *t = engine_begin(e, true);
	char *big = malloc(200000);
	struct tl_bytes v;

	memset(big, 'v', 200000);
	assert_int_equal(tl_kv_put(t, TL_LIT("Jbig"), tl_bytes(big, 200000), &e->err), 0);
	assert_int_equal(tl_kv_get(t, TL_LIT("Jbig"), &v, &e->err), 0);
	tl_kv_ahead(t, v);
	engine_commit(e, t);
	t = engine_begin(e, false);
	assert_int_equal(tl_kv_get(t, TL_LIT("Jbig"), &v, &e->err), 0);
	tl_kv_ahead(t, v);
	tl_kv_ahead(t, tl_bytes(v.data, 1));
	assert_true(tl_eq(v, tl_bytes(big, 200000)));
	tl_kv_abortp(&t);
	free(big);
}

void its_size_and_engine_are_told(void **state)
{
	struct engine *e = *state;
	struct tl_kv_stat before, after;
	struct tl_kv_txn *t;
	char *big = calloc(1, 100000);

	assert_int_equal(e->ops->stat(e->kv, &before, &e->err), 0);
	assert_string_equal(before.engine, e->ops->version());
	assert_true(before.engine[0]);
	t = engine_begin(e, true);
	assert_int_equal(tl_kv_put(t, TL_LIT("Jbig"), tl_bytes(big, 100000), &e->err), 0);
	engine_commit(e, t);
	assert_int_equal(e->ops->stat(e->kv, &after, &e->err), 0);
	assert_true(after.used >= before.used + 100000);
	assert_true(after.size >= after.used);
	free(big);
}
