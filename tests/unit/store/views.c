/* The stored views: caches of the formula, and their keys. */
#include "../model.h"

#include "kv/key.h"
#include "store/views.h"

static void check_finds_both_engines_sound(void **state)
{
	char dir[64];
	(void)state;
	for (int memory = 0; memory < 2; memory++) {
		struct tlsafe *t = model_store(memory, dir);
		uint64_t transactions, entries, bad;
		model_live(t);
		model_ok(t, tlsafe_check(t, model_told, NULL, &transactions, &entries, &bad));
		assert_int_equal(bad, 0);
		assert_int_equal(transactions, 7);
		assert_true(entries > 20);
		tlsafe_free(t);
		if (!memory)
			unit_remove(dir);
	}
}

/* Rows of the store's blocks, for a store without records yet. */
static void seal(struct tlsafe *t, uint64_t rows)
{
	struct tl_kv_txn *txn;
	TL_BUF val = { 0 };
	tl_buf_uint(&val, rows);
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_put(txn, TL_LIT("Mseal"), tl_buf_bytes(&val), &t->err), 0);
	assert_int_equal(tl_kv_commit(&txn, &t->err), 0);
}

static void full_blocks_are_sealed_and_say_the_same(void **state)
{
	(void)state;
	for (uint64_t rows = 1; rows < 5; rows++) {
		struct tlsafe *t = model_store(true, NULL);
		uint64_t bad = 1, row;
		struct tl_rows_scan scan = { 0 };
		struct tl_bytes val;
		TL_BUF key = { 0 };
		TL_VIEW v = { 0 };
		const struct tl_kind *kind = model_kind(t, "hazard");
		seal(t, rows);
		model_live(t);
		model_ok(t, tlsafe_check(t, model_told, NULL, NULL, NULL, &bad));
		assert_int_equal(bad, 0);
		model_view(&v, t, NULL, UINT64_MAX);
		/* Seven hazards: as many packs as blocks are full. */
		for (uint64_t pack = 0; pack < 8; pack++) {
			tl_rows_key(&key, kind, true, pack);
			int rc = tl_kv_get(v.txn, tl_buf_bytes(&key), &val, &t->err);
			assert_int_equal(rc, pack < 7 / rows ? 0 : TLSAFE_ENOENT);
		}
		assert_int_equal(tl_rows_scan(&scan, v.txn, kind, &t->err), 0);
		for (uint64_t n = 1; n <= 7; n++) {
			assert_int_equal(tl_rows_next(&scan, &row, &val), 1);
			assert_int_equal(row, n);
		}
		assert_int_equal(tl_rows_next(&scan, &row, &val), 0);
		tl_rows_done(&scan);
		tl_view_end(&v);
		tlsafe_free(t);
	}
}

/* How many keys begin as those of WHICH for hazards. */
static int count_open(struct tlsafe *t, char which)
{
	TL_BUF from = { 0 };
	TL_BUF upto = { 0 };
	TL_VIEW v = { 0 };
	struct tl_kv_scan *scan;
	struct tl_bytes k, val;
	int n = 0;
	model_view(&v, t, NULL, UINT64_MAX);
	tl_key_open(&from, model_kind(t, "hazard"), which);
	assert_true(tl_key_after(&upto, tl_buf_bytes(&from)));
	assert_int_equal(
		tl_kv_scan(&scan, v.txn, tl_buf_bytes(&from), tl_buf_bytes(&upto), false, &t->err),
		0);
	while (tl_kv_next(scan, &k, &val, &t->err) == 1)
		n++;
	tl_kv_donep(&scan);
	return n;
}

static void open_hazards_alone_are_in_their_indexes(void **state)
{
	static const char *const voided[] = { "H20180208-0001", "H20180209-0001",
		                              "H20180401-0001" };
	struct tlsafe *t = model_lived();
	(void)state;
	for (int left = 3; left >= 0; left--) {
		assert_int_equal(count_open(t, TL_OPEN_BY_DUE), left);
		assert_int_equal(count_open(t, TL_OPEN_BY_UNIT), left);
		if (left)
			model_act(t, "2018-08-01", "void", voided[left - 1], 0, NULL, NULL);
	}
	/* One that is taken back comes again. */
	model_ok(t, tlsafe_undo(t, 10, "wrong", false, model_told, NULL, NULL));
	assert_int_equal(count_open(t, TL_OPEN_BY_DUE), 1);
	tlsafe_free(t);
}

static void only_assigned_ones_have_an_assignee(void **state)
{
	struct tlsafe *t = model_lived();
	int due = count_open(t, TL_OPEN_BY_DUE), assigned = count_open(t, TL_OPEN_BY_ASSIGNEE);
	(void)state;
	model_import(t, "hazard",
	             "id,found,source,unit,description,level\n"
	             "H20180501-0001,2018-05-01,patrol,U000001,八,general\n",
	             1);
	assert_int_equal(count_open(t, TL_OPEN_BY_DUE), due + 1);	/* none sorts first */
	assert_int_equal(count_open(t, TL_OPEN_BY_ASSIGNEE), assigned);
	model_act(t, "2018-05-02", "assign", "H20180501-0001", 0, "deadline=2018-06-01", NULL);
	assert_int_equal(count_open(t, TL_OPEN_BY_DUE), due + 1);
	assert_int_equal(count_open(t, TL_OPEN_BY_ASSIGNEE), assigned + 1);
	tlsafe_free(t);
}

static uint64_t number(struct tlsafe *t, const char *name, const char *rest)
{
	TL_BUF key = { 0 };
	TL_VIEW v = { 0 };
	struct tl_bytes val;
	model_view(&v, t, NULL, UINT64_MAX);
	tl_key_meta(&key, name, tl_str(rest));
	int rc = tl_kv_get(v.txn, tl_buf_bytes(&key), &val, &t->err);
	if (rc == TLSAFE_ENOENT)
		return 0;
	struct tl_unpack u = tl_unpack(val);
	return tl_unpack_uint(&u);
}

static void numbers_given_last_are_kept(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	assert_int_equal(number(t, "rows/", "hazard"), 7);
	assert_int_equal(number(t, "rows/", "unit"), 2);
	assert_int_equal(number(t, "serial/", "U"), 2);
	assert_int_equal(number(t, "serial/", "H20180105"), 1);
	assert_int_equal(number(t, "serial/", "H20180104"), 0);
	/* A number that was given by hand counts; the next one follows it. */
	model_import(t, "unit", "id,name,kind,town\nU000041,厂,enterprise,500151004\n", 1);
	assert_int_equal(number(t, "serial/", "U"), 41);
	model_import(t, "unit", "name,kind,town\n丁厂,enterprise,500151004\n", 1);
	assert_int_equal(number(t, "serial/", "U"), 42);
	assert_int_equal(number(t, "rows/", "unit"), 4);
	tlsafe_free(t);
}

static void ids_of_its_own_shape_are_split(void **state)
{
	static const struct {
		const char *kind, *id, *prefix;
		uint64_t number;
	} c[] = {
		{ "hazard", "H20180713-0042", "H20180713", 42 },
		{ "hazard", "500151-H20180713-0042", "H20180713", 42 },
		{ "hazard", "H20180713-12345", "H20180713", 12345 },
		{ "hazard", "H20180713-042", NULL, 0 },
		{ "hazard", "H2018071-0042", NULL, 0 },
		{ "hazard", "H20180713_0042", NULL, 0 },
		{ "hazard", "H20180713-004x", NULL, 0 },
		{ "hazard", "U20180713-0042", NULL, 0 },
		{ "hazard", "500152-H20180713-0042", NULL, 0 },
		{ "hazard", "", NULL, 0 },
		{ "unit", "U000042", "U", 42 },
		{ "unit", "U1000042", "U", 1000042 },
		{ "unit", "U00042", NULL, 0 },
		{ "unit", "U", NULL, 0 },
		{ "unit", "u000042", NULL, 0 },
	};
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		struct tl_bytes prefix;
		uint64_t n;
		bool is = tl_serial_split(model_kind(t, c[i].kind), TL_LIT("500151"),
		                          tl_str(c[i].id), &prefix, &n);
		if (is != (c[i].prefix != NULL))
			print_error("%s\n", c[i].id);
		assert_int_equal(is, c[i].prefix != NULL);
		if (!is)
			continue;
		model_is(prefix, c[i].prefix);
		assert_int_equal(n, c[i].number);
	}
	tlsafe_free(t);
}

static void a_number_belongs_to_a_series(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_kind *k = model_kind(t, "document");
	const struct tl_set set[] = {
		{ .field = tl_kind_key(k, TL_LIT("serial")), .value = TL_LIT("12") },
		{ .field = tl_kind_key(k, TL_LIT("year")), .value = TL_LIT("2018") },
		{ .field = tl_kind_key(k, TL_LIT("type")), .value = TL_LIT("slip") },
		{ .field = tl_kind_key(k, TL_LIT("body")), .value = TL_LIT("500151004") },
	};
	const struct tl_set *number = NULL;
	TL_BUF prefix = { 0 };
	(void)state;
	assert_true(tl_number_series(&prefix, k, set, 4, &number));
	assert_string_equal(prefix.data, "D/500151004/slip/2018");
	assert_ptr_equal(number, set);
	assert_true(tl_number_series(&prefix, k, set + 1, 3, &number));
	assert_null(number);
	assert_false(tl_number_series(&prefix, k, set, 3, &number));
	assert_false(tl_number_series(&prefix, model_kind(t, "unit"), set, 4, &number));
	tlsafe_free(t);
}

static void damaged_places_of_ids_are_told(void **state)
{
	TL_BUF val = { 0 };
	uint32_t kind;
	uint64_t row;
	(void)state;
	tl_buf_uint(&val, 3);
	tl_buf_uint(&val, 70000);
	assert_true(tl_id_unpack(tl_buf_bytes(&val), &kind, &row));
	assert_int_equal(kind, 3);
	assert_int_equal(row, 70000);
	assert_false(tl_id_unpack(tl_bytes(val.data, val.len - 1), &kind, &row));
	assert_false(tl_id_unpack(TL_LIT(""), &kind, &row));
	tl_buf_char(&val, 1);
	assert_false(tl_id_unpack(tl_buf_bytes(&val), &kind, &row));
}

static void an_id_leads_to_kind_and_row(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF key = { 0 };
	TL_VIEW v = { 0 };
	struct tl_bytes val;
	uint32_t kind;
	uint64_t row;
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	tl_key_id(&key, TL_LIT("H20180106-0001"));
	assert_int_equal(tl_kv_get(v.txn, tl_buf_bytes(&key), &val, &t->err), 0);
	assert_true(tl_id_unpack(val, &kind, &row));
	assert_int_equal(kind, model_kind(t, "hazard")->number);
	assert_int_equal(row, 2);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void a_damaged_view_is_found(void **state)
{
	struct tlsafe *t = model_lived();
	struct tl_kv_txn *txn;
	TL_BUF key = { 0 };
	uint64_t bad = 0;
	(void)state;
	tl_rows_key(&key, model_kind(t, "hazard"), false, 2);
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_del(txn, tl_buf_bytes(&key), &t->err), 0);
	assert_int_equal(tl_kv_commit(&txn, &t->err), 0);
	model_ok(t, tlsafe_check(t, NULL, NULL, NULL, NULL, &bad));
	assert_true(bad > 0);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_finds_both_engines_sound),
		cmocka_unit_test(full_blocks_are_sealed_and_say_the_same),
		cmocka_unit_test(open_hazards_alone_are_in_their_indexes),
		cmocka_unit_test(only_assigned_ones_have_an_assignee),
		cmocka_unit_test(numbers_given_last_are_kept),
		cmocka_unit_test(ids_of_its_own_shape_are_split),
		cmocka_unit_test(a_number_belongs_to_a_series),
		cmocka_unit_test(damaged_places_of_ids_are_told),
		cmocka_unit_test(an_id_leads_to_kind_and_row),
		cmocka_unit_test(a_damaged_view_is_found),
	};
	return cmocka_run_group_tests_name("store/views", tests, NULL, model_drop);
}
