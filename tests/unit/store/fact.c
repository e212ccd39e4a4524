/* Facts: rows of numbers that tell how a hazard stood on any day. */
#include "../model.h"

#include "store/fact.h"

static void days_are_numbers_from_1950_on(void **state)
{
	bool ok = true;
	(void)state;
	assert_int_equal(tl_fact_day(TL_NODAY, &ok), 0);
	assert_int_equal(tl_fact_day(model_day("1950-01-02"), &ok), 1);
	assert_int_equal(tl_fact_day(model_day("2018-07-25"), &ok),
	                 model_day("2018-07-25") - model_day("1950-01-01"));
	assert_int_equal(tl_fact_day(TL_FACT_BASE + UINT16_MAX - 1, &ok), UINT16_MAX - 1);
	assert_true(ok);
	assert_int_equal(tl_fact_date(0), TL_NODAY);
	assert_int_equal(tl_fact_date(1), model_day("1950-01-02"));
	tl_fact_day(model_day("1950-01-01"), &ok);
	assert_false(ok);
	ok = true;
	tl_fact_day(model_day("2200-01-01"), &ok);
	assert_false(ok);
}

static void dimensions_are_found_by_their_field(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	int i = tl_fact_dimension_of(model_field(t, "hazard", "town"));
	struct tl_fact f = { .town = 5, .unit = 70000, .flags = 3 };
	(void)state;
	assert_in_range(i, 0, TL_FACT_DIMENSIONS - 1);
	assert_int_equal(tl_fact_dimensions[i].field, TL_F_TOWN);
	assert_int_equal(tl_fact_dimensions[i].column, TL_FACT_town);
	assert_int_equal(tl_fact_dimension_of(model_field(t, "hazard", "description")), -1);
	assert_int_equal(tl_fact_dimension_of(model_field(t, "hazard", "note")), -1);
	assert_int_equal(tl_fact_at(&f, TL_FACT_town), 5);
	assert_int_equal(tl_fact_at(&f, TL_FACT_unit), 70000);
	assert_int_equal(tl_fact_at(&f, TL_FACT_flags), 3);
	tlsafe_free(t);
}

static void symbols_are_numbered_in_order_of_first_use(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_symbols s, again;
	struct tl_kv_txn *txn;
	struct tl_bytes text;
	uint32_t a, b, c;
	(void)state;
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	tl_symbols_init(&s, txn, &t->err);
	tl_symbols_init(&again, txn, &t->err);
	assert_int_equal(tl_symbol(&s, TL_SYMBOLS_COMMON, TL_NONE, true, &a), 0);
	assert_int_equal(a, 0);
	assert_int_equal(tl_symbol(&s, TL_SYMBOLS_COMMON, TL_LIT("x"), false, &a), 0);
	assert_int_equal(a, 0);
	assert_int_equal(tl_symbol(&s, TL_SYMBOLS_COMMON, TL_LIT("x"), true, &a), 0);
	assert_int_equal(a, 1);
	assert_int_equal(tl_symbol(&s, TL_SYMBOLS_COMMON, TL_LIT("y"), true, &b), 0);
	assert_int_equal(b, 2);
	assert_int_equal(tl_symbol(&s, TL_SYMBOLS_COMMON, TL_LIT("x"), true, &a), 0);
	assert_int_equal(a, 1);
	/* Units are numbered apart. */
	assert_int_equal(tl_symbol(&s, TL_SYMBOLS_UNIT, TL_LIT("y"), true, &c), 0);
	assert_int_equal(c, 1);
	/* They are in the store, not in the reader. */
	assert_int_equal(tl_symbol(&again, TL_SYMBOLS_COMMON, TL_LIT("y"), false, &b), 0);
	assert_int_equal(b, 2);
	assert_int_equal(tl_symbol_text(&again, TL_SYMBOLS_COMMON, 1, &text), 0);
	model_is(text, "x");
	assert_int_equal(tl_symbol_text(&again, TL_SYMBOLS_UNIT, 1, &text), 0);
	model_is(text, "y");
	assert_int_equal(tl_symbol_text(&again, TL_SYMBOLS_COMMON, 0, &text), 0);
	assert_null(text.data);
	assert_true(tl_symbol_text(&again, TL_SYMBOLS_COMMON, 3, &text) < 0);
	tl_symbols_release(&s);
	tl_symbols_release(&again);
	tl_kv_abortp(&txn);
	tlsafe_free(t);
}

/* Rows of the store's blocks, for a store without records yet. */
static struct tlsafe *sealed(uint64_t rows)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_kv_txn *txn;
	TL_BUF val = { 0 };
	tl_buf_uint(&val, rows);
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_put(txn, TL_LIT("Mseal"), tl_buf_bytes(&val), &t->err), 0);
	assert_int_equal(tl_kv_commit(&txn, &t->err), 0);
	model_live(t);
	return t;
}

static void a_row_tells_what_its_record_tells_on_every_day(void **state)
{
	struct tlsafe *t = sealed(4);
	const struct tl_kind *kind = model_kind(t, "hazard");
	char text[TL_DAY_TEXT];
	int told = 0;
	(void)state;
	for (tl_day day = model_day("2018-01-01"); day < model_day("2018-04-10"); day++) {
		TL_CLEANUP(tl_facts_release) struct tl_facts facts = { 0 };
		TL_VIEW v = { 0 };
		model_view(&v, t, tl_day_format(text, day), UINT64_MAX);
		model_ok(t, tl_facts_begin(&facts, v.txn, kind, &t->err));
		for (uint64_t row = 1; row <= 7; row++) {
			struct tl_status a = { 0 }, b;
			struct tl_fact f;
			TL_RECORD r;
			model_ok(t, tl_facts_get(&facts, row, &f));
			if (!tl_fact_stand(&a, &f, day))
				continue;
			tl_record_init(&r, kind);
			model_ok(t, tl_view_record(&v, kind, row, &r));
			if (!r.exists) {
				assert_int_equal(a.state, TL_STATE_NONE);
				continue;
			}
			tl_status_of(&b, &r);
			assert_int_equal(a.state, b.state);
			assert_int_equal(a.major, b.major);
			assert_int_equal(a.on_spot, b.on_spot);
			assert_int_equal(a.found, b.found);
			assert_int_equal(a.deadline, b.deadline);
			assert_int_equal(a.due, b.due);
			assert_int_equal(a.fixed, b.fixed);
			told++;
		}
		tl_view_end(&v);
	}
	assert_true(told > 300);
	tlsafe_free(t);
}

static void only_the_record_tells_what_days_cannot(void **state)
{
	struct tl_fact f = { .found = 100, .last_on = 120, .flags = TL_FACT_IRREGULAR };
	struct tl_status s;
	(void)state;
	assert_false(tl_fact_stand(&s, &f, tl_fact_date(119)));
	assert_true(tl_fact_stand(&s, &f, tl_fact_date(120)));
	assert_true(tl_fact_stand(&s, &f, TL_NOEND));
	/* Before its find there was nothing to tell. */
	assert_true(tl_fact_stand(&s, &f, tl_fact_date(99)));
	assert_int_equal(s.state, TL_STATE_NONE);
	f.flags = TL_FACT_OTHER;
	assert_false(tl_fact_stand(&s, &f, TL_NOEND));
	f.flags = TL_FACT_ABSENT;
	assert_true(tl_fact_stand(&s, &f, TL_NOEND));
	assert_int_equal(s.state, TL_STATE_NONE);
	f.flags = TL_FACT_VOID;
	assert_true(tl_fact_stand(&s, &f, TL_NOEND));
	assert_int_equal(s.state, TL_STATE_VOID);
}

static void a_refused_fix_counts_until_its_recheck(void **state)
{
	struct tl_fact f = { .flags = TL_FACT_REFUSED, .found = 100,      .deadline = 130,
		             .dated = 100,             .refused_fix = 110, .refused_on = 112,
		             .due_again = 150 };
	struct tl_status s;
	(void)state;
	assert_true(tl_fact_stand(&s, &f, tl_fact_date(109)));
	assert_int_equal(s.state, TL_STATE_REPORTED);
	assert_true(tl_fact_stand(&s, &f, tl_fact_date(111)));
	assert_int_equal(s.state, TL_STATE_AWAITING);
	assert_int_equal(s.fixed, tl_fact_date(110));
	assert_int_equal(s.due, tl_fact_date(130));
	assert_true(tl_fact_stand(&s, &f, tl_fact_date(112)));
	assert_int_equal(s.state, TL_STATE_ASSIGNED);
	assert_int_equal(s.fixed, TL_NODAY);
	assert_int_equal(s.due, tl_fact_date(150));
	assert_int_equal(s.deadline, tl_fact_date(130));
}

static struct tl_fact sample(uint32_t n)
{
	struct tl_fact f;
#define X(name, width) f.name = (n + TL_FACT_##name) & (width == 1 ? 0x7 : 0x7fff);
	TL_FACT_COLUMNS(X)
#undef X
	f.flags = 0;
	f.unit = 70000 + n;
	return f;
}

static void a_live_row_is_put_had_and_dropped(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_kind *kind = model_kind(t, "hazard");
	struct tl_fact f = sample(9), back;
	struct tl_kv_txn *txn;
	(void)state;
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	model_ok(t, tl_fact_drop_live(txn, kind, 3, &t->err));
	assert_true(tl_fact_get_live(txn, kind, 3, &back, &t->err) < 0);
	tl_err_clear(&t->err);
	model_ok(t, tl_fact_put_live(txn, kind, 3, &f, &t->err));
	model_ok(t, tl_fact_get_live(txn, kind, 3, &back, &t->err));
	assert_memory_equal(&f, &back, sizeof(f));
	model_ok(t, tl_fact_drop_live(txn, kind, 3, &t->err));
	assert_true(tl_fact_get_live(txn, kind, 3, &back, &t->err) < 0);
	tl_kv_abortp(&txn);
	tlsafe_free(t);
}

static void blocks_hold_their_rows_and_live_ones_lie_over_them(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_kind *kind = model_kind(t, "hazard");
	TL_CLEANUP(tl_facts_release) struct tl_facts facts = { 0 };
	struct tl_fact f[4], back, live = sample(99), tail = sample(5);
	struct tl_fact_block b;
	struct tl_kv_txn *txn;
	TL_BUF val = { 0 };
	(void)state;
	tl_buf_uint(&val, 2);
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_put(txn, TL_LIT("Mseal"), tl_buf_bytes(&val), &t->err), 0);
	for (uint32_t i = 0; i < 4; i++)
		f[i] = sample(i);
	model_ok(t, tl_fact_put_block(txn, kind, 0, f, 2, &t->err));
	model_ok(t, tl_fact_put_block(txn, kind, 1, f + 2, 2, &t->err));
	model_ok(t, tl_fact_put_live(txn, kind, 4, &live, &t->err));
	model_ok(t, tl_fact_put_live(txn, kind, 5, &tail, &t->err));
	model_ok(t, tl_facts_begin(&facts, txn, kind, &t->err));
	assert_int_equal(facts.nblocks, 2);
	for (uint64_t n = 0; n < 2; n++) {
		model_ok(t, tl_facts_block(&facts, n, TL_FACT_ALL, &b));
		assert_int_equal(b.n, 2);
		assert_int_equal(b.row, 2 * n + 1);
		for (size_t i = 0; i < 2; i++) {
			assert_int_equal(tl_fact_row_number(&b, i), 2 * n + 1 + i);
			tl_fact_row(&back, &b, i);
			assert_memory_equal(&back, &f[2 * n + i], sizeof(back));
		}
	}
	/* The last block: all live rows. */
	model_ok(t, tl_facts_block(&facts, 2, TL_FACT_ALL, &b));
	assert_int_equal(b.n, 2);
	assert_int_equal(tl_fact_row_number(&b, 0), 4);
	assert_int_equal(tl_fact_row_number(&b, 1), 5);
	tl_fact_row(&back, &b, 1);
	assert_memory_equal(&back, &tail, sizeof(back));
	assert_false(tl_facts_some_live(&facts, 0));
	assert_true(tl_facts_some_live(&facts, 1));
	assert_false(tl_facts_is_live(&facts, 3));
	assert_true(tl_facts_is_live(&facts, 4));
	model_ok(t, tl_facts_get(&facts, 3, &back));
	assert_memory_equal(&back, &f[2], sizeof(back));
	model_ok(t, tl_facts_get(&facts, 4, &back));
	assert_memory_equal(&back, &live, sizeof(back));
	model_ok(t, tl_facts_get(&facts, 5, &back));
	assert_memory_equal(&back, &tail, sizeof(back));
	tl_facts_release(&facts);
	tl_kv_abortp(&txn);
	tlsafe_free(t);
}

static void extremes_enclose_the_rows_of_a_block(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_kind *kind = model_kind(t, "hazard");
	TL_CLEANUP(tl_facts_release) struct tl_facts facts = { 0 };
	/* Closed on time; closed after the last find and due date; irregular. */
	struct tl_fact f[3] = {
		{ .found = 100, .dated = 100, .deadline = 110, .rectified = 105, .closed = 106,
		  .last_on = 106, .first_txn = 3, .last_txn = 4 },
		{ .found = 90, .dated = 90, .deadline = 95, .rectified = 200, .closed = 201,
		  .last_on = 201, .first_txn = 2, .last_txn = 9 },
		{ .found = 101, .flags = TL_FACT_IRREGULAR, .rectified = 102, .closed = 103,
		  .last_on = 130, .first_txn = 5, .last_txn = 6 },
	};
	struct tl_fact_block b, stayed;
	struct tl_extremes x;
	struct tl_kv_txn *txn;
	TL_BUF val = { 0 };
	(void)state;
	tl_buf_uint(&val, 3);
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_put(txn, TL_LIT("Mseal"), tl_buf_bytes(&val), &t->err), 0);
	model_ok(t, tl_fact_put_block(txn, kind, 0, f, 3, &t->err));
	model_ok(t, tl_facts_begin(&facts, txn, kind, &t->err));
	model_ok(t, tl_facts_block(&facts, 0, TL_FACT_ALL, &b));
	tl_facts_extremes(&x, &b);
	assert_int_equal(x.first_found, 90);
	assert_int_equal(x.last_found, 101);
	assert_int_equal(x.first_due, 95);
	assert_int_equal(x.last_due, 110);
	assert_int_equal(x.first_txn, 2);
	assert_int_equal(x.last_txn, 9);
	assert_int_equal(x.irregular, 1);
	assert_int_equal(x.last_on, 130);
	assert_in_range(x.last_done, 200, UINT16_MAX - 1);
	assert_memory_equal(&x, &facts.extremes[0], sizeof(x));
	/* The second one stayed beyond all finds and due dates. */
	model_ok(t, tl_facts_stayed(&facts, 0, &stayed));
	assert_true(stayed.n >= 1);
	assert_int_equal(tl_fact_row_number(&stayed, 0), 2);
	assert_int_equal(tl_facts_same_stayed(&b, &stayed), 1);
	((char *)stayed.done)[0] ^= 1;	/* of the engine in memory */
	assert_int_equal(tl_facts_same_stayed(&b, &stayed), 0);
	tl_facts_release(&facts);
	tl_kv_abortp(&txn);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_are_numbers_from_1950_on),
		cmocka_unit_test(dimensions_are_found_by_their_field),
		cmocka_unit_test(symbols_are_numbered_in_order_of_first_use),
		cmocka_unit_test(a_row_tells_what_its_record_tells_on_every_day),
		cmocka_unit_test(only_the_record_tells_what_days_cannot),
		cmocka_unit_test(a_refused_fix_counts_until_its_recheck),
		cmocka_unit_test(a_live_row_is_put_had_and_dropped),
		cmocka_unit_test(blocks_hold_their_rows_and_live_ones_lie_over_them),
		cmocka_unit_test(extremes_enclose_the_rows_of_a_block),
	};
	return cmocka_run_group_tests_name("store/fact", tests, NULL, model_drop);
}
