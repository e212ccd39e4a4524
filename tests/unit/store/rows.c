/* Records by row: packs under live ones. */
#include "../model.h"

#include "store/rows.h"

struct fixture {
	struct tlsafe *t;
	struct tl_kv_txn *txn;
	const struct tl_kind *kind;
};

static void begin(struct fixture *f)
{
	f->t = model_store(true, NULL);
	f->kind = model_kind(f->t, "hazard");
	assert_int_equal(tl_kv_begin(&f->txn, f->t->kv, true, &f->t->err), 0);
}

static void end(struct fixture *f)
{
	tl_kv_abortp(&f->txn);
	tlsafe_free(f->t);
}

/* Writes the number of rows of a block, as `tests/tamper STORE seal` does. */
static void seal(struct fixture *f, uint64_t rows)
{
	TL_BUF val = { 0 };
	tl_buf_uint(&val, rows);
	assert_int_equal(tl_kv_put(f->txn, TL_LIT("Mseal"), tl_buf_bytes(&val), &f->t->err), 0);
}

static void put_live(struct fixture *f, uint64_t row, const char *text)
{
	TL_BUF key = { 0 };
	tl_rows_key(&key, f->kind, false, row);
	assert_int_equal(tl_kv_put(f->txn, tl_buf_bytes(&key), tl_str(text), &f->t->err), 0);
}

/* Pack PACK of the rows after FIRST, their texts "row N". */
static void put_pack(struct fixture *f, uint64_t pack, uint64_t first, size_t n)
{
	TL_CLEANUP(tl_compressor_release) struct tl_compressor s = { 0 };
	struct tl_bytes record[TL_PACK_ROWS];
	char text[TL_PACK_ROWS][16];
	for (size_t i = 0; i < n; i++) {
		snprintf(text[i], sizeof(text[i]), "row %u", (unsigned)(first + i));
		record[i] = tl_str(text[i]);
	}
	model_ok(f->t, tl_rows_put_pack(f->txn, &s, f->kind, pack, record, n, &f->t->err));
}

static void blocks_have_4096_rows_unless_meta_says_otherwise(void **state)
{
	struct fixture f;
	uint32_t rows, pack;
	(void)state;
	begin(&f);
	assert_int_equal(tl_rows_seal(&rows, &pack, f.txn, &f.t->err), 0);
	assert_int_equal(rows, 4096);
	assert_int_equal(pack, 64);
	seal(&f, 5);
	assert_int_equal(tl_rows_seal(&rows, &pack, f.txn, &f.t->err), 0);
	assert_int_equal(rows, 5);
	assert_int_equal(pack, 5);
	seal(&f, 128);
	assert_int_equal(tl_rows_seal(&rows, NULL, f.txn, &f.t->err), 0);
	assert_int_equal(rows, 128);
	/* Neither a multiple of a pack's rows nor less than it. */
	seal(&f, 65);
	assert_int_equal(tl_rows_seal(&rows, &pack, f.txn, &f.t->err), TLSAFE_ECORRUPT);
	assert_string_not_equal(tlsafe_errmsg(f.t), "");
	end(&f);
}

static void a_row_that_is_not_there_is_told_without_a_text(void **state)
{
	struct fixture f;
	TL_CLEANUP(tl_rows_release) struct tl_rows rows;
	struct tl_bytes val;
	(void)state;
	begin(&f);
	tl_rows_init(&rows, f.txn, f.kind, &f.t->err);
	assert_int_equal(tl_rows_get(&rows, 1, &val), TLSAFE_ENOENT);
	assert_string_equal(tlsafe_errmsg(f.t), "");
	put_live(&f, 1, "a");
	assert_int_equal(tl_rows_get(&rows, 1, &val), 0);
	model_is(val, "a");
	assert_int_equal(tl_rows_get(&rows, 2, &val), TLSAFE_ENOENT);
	end(&f);
}

static void a_live_row_lies_over_its_pack(void **state)
{
	static const char *const want[] = { "row 1", "two", "row 3", "row 4", "five" };
	struct fixture f;
	TL_CLEANUP(tl_rows_release) struct tl_rows rows;
	struct tl_bytes val;
	(void)state;
	begin(&f);
	seal(&f, 2);
	put_pack(&f, 0, 1, 2);
	put_pack(&f, 1, 3, 2);
	put_live(&f, 2, "two");
	put_live(&f, 5, "five");
	tl_rows_init(&rows, f.txn, f.kind, &f.t->err);
	/* Backwards, so that packs change. */
	for (uint64_t row = 5; row > 0; row--) {
		assert_int_equal(tl_rows_get(&rows, row, &val), 0);
		model_is(val, want[row - 1]);
	}
	assert_int_equal(tl_rows_get(&rows, 6, &val), TLSAFE_ENOENT);
	end(&f);
}

static void a_scan_gives_every_row_once_and_in_order(void **state)
{
	static const char *const want[] = { "row 1", "two", "row 3", "row 4", "five", "six" };
	struct fixture f;
	struct tl_rows_scan scan = { 0 };
	struct tl_bytes val;
	uint64_t row, n = 0;
	int rc;
	(void)state;
	begin(&f);
	seal(&f, 2);
	put_pack(&f, 0, 1, 2);
	put_pack(&f, 1, 3, 2);
	put_live(&f, 2, "two");
	put_live(&f, 5, "five");
	put_live(&f, 6, "six");
	assert_int_equal(tl_rows_scan(&scan, f.txn, f.kind, &f.t->err), 0);
	while ((rc = tl_rows_next(&scan, &row, &val)) == 1) {
		assert_int_equal(row, ++n);
		assert_in_range(n, 1, TL_LEN(want));
		model_is(val, want[n - 1]);
	}
	assert_int_equal(rc, 0);
	assert_int_equal(n, TL_LEN(want));
	tl_rows_done(&scan);
	end(&f);
}

static void a_scan_of_nothing_ends_at_once(void **state)
{
	struct fixture f;
	struct tl_rows_scan scan = { 0 };
	struct tl_bytes val;
	uint64_t row;
	(void)state;
	begin(&f);
	assert_int_equal(tl_rows_scan(&scan, f.txn, f.kind, &f.t->err), 0);
	assert_int_equal(tl_rows_next(&scan, &row, &val), 0);
	tl_rows_done(&scan);
	end(&f);
}

static void packs_hold_records_of_any_length(void **state)
{
	struct fixture f;
	TL_CLEANUP(tl_compressor_release) struct tl_compressor s = { 0 };
	TL_CLEANUP(tl_rows_release) struct tl_rows rows;
	struct tl_bytes record[TL_PACK_ROWS], val;
	static char text[TL_PACK_ROWS * 700];
	(void)state;
	begin(&f);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)i;
	for (size_t i = 0; i < TL_PACK_ROWS; i++)
		record[i] = tl_bytes(text + i, i * 699);
	model_ok(f.t, tl_rows_put_pack(f.txn, &s, f.kind, 0, record, TL_PACK_ROWS, &f.t->err));
	tl_rows_init(&rows, f.txn, f.kind, &f.t->err);
	for (size_t i = 0; i < TL_PACK_ROWS; i++) {
		assert_int_equal(tl_rows_get(&rows, i + 1, &val), 0);
		assert_true(tl_eq(val, record[i]));
	}
	end(&f);
}

static void a_damaged_pack_is_corrupt(void **state)
{
	struct fixture f;
	TL_CLEANUP(tl_rows_release) struct tl_rows rows;
	struct tl_bytes val;
	TL_BUF key = { 0 };
	(void)state;
	begin(&f);
	seal(&f, 2);
	tl_rows_key(&key, f.kind, true, 0);
	assert_int_equal(tl_kv_put(f.txn, tl_buf_bytes(&key), TL_LIT("\x07rubbish"), &f.t->err), 0);
	tl_rows_init(&rows, f.txn, f.kind, &f.t->err);
	assert_int_equal(tl_rows_get(&rows, 1, &val), TLSAFE_ECORRUPT);
	assert_string_not_equal(tlsafe_errmsg(f.t), "");
	end(&f);
}

static void keys_sort_by_row(void **state)
{
	static const uint64_t rows[] = { 1, 2, 255, 256, 65535, 65536, UINT64_MAX };
	struct fixture f;
	TL_BUF a = { 0 };
	TL_BUF b = { 0 };
	(void)state;
	begin(&f);
	for (size_t i = 1; i < TL_LEN(rows); i++) {
		tl_rows_key(&a, f.kind, false, rows[i - 1]);
		tl_rows_key(&b, f.kind, false, rows[i]);
		assert_true(tl_cmp(tl_buf_bytes(&a), tl_buf_bytes(&b)) < 0);
	}
	/* All live ones before all packs. */
	tl_rows_key(&a, f.kind, true, 0);
	assert_true(tl_cmp(tl_buf_bytes(&b), tl_buf_bytes(&a)) < 0);
	end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_have_4096_rows_unless_meta_says_otherwise),
		cmocka_unit_test(a_row_that_is_not_there_is_told_without_a_text),
		cmocka_unit_test(a_live_row_lies_over_its_pack),
		cmocka_unit_test(a_scan_gives_every_row_once_and_in_order),
		cmocka_unit_test(a_scan_of_nothing_ends_at_once),
		cmocka_unit_test(packs_hold_records_of_any_length),
		cmocka_unit_test(a_damaged_pack_is_corrupt),
		cmocka_unit_test(keys_sort_by_row),
	};
	return cmocka_run_group_tests_name("store/rows", tests, NULL, model_drop);
}
