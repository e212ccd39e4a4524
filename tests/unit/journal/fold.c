/* One step, and the formula. */
#include "../model.h"

#include "journal/fold.h"

static void an_add_begins_a_record(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_entry e = model_entry(t, "hazard", "H1", TL_ACT_ADD, "2018-01-05", set);
	TL_RECORD r;
	(void)state;
	model_give(&e, "level", "major");
	tl_record_init(&r, e.kind);
	assert_int_equal(tl_step(&r, &e, e.on), 0);
	assert_true(r.exists);
	model_is(tl_record_at(&r, TL_F_ID), "H1");
	model_is(tl_record_at(&r, TL_F_LEVEL), "major");
	model_is(tl_record_at(&r, TL_F_FOUND), "2018-01-05");
	assert_int_equal(r.first_on, e.on);
	assert_int_equal(r.last_on, e.on);
	assert_int_equal(r.moved_on, e.on);
	tlsafe_free(t);
}

static void a_step_moves_the_last_day_forward_alone(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_entry e = model_entry(t, "hazard", "H1", TL_ACT_ADD, "2018-01-05", set);
	TL_RECORD r;
	(void)state;
	tl_record_init(&r, e.kind);
	assert_int_equal(tl_step(&r, &e, e.on), 0);
	struct tl_entry s = model_entry(t, "hazard", "H1", TL_ACT_SET, "2018-02-01", set);
	model_give(&s, "place", "二楼");
	assert_int_equal(tl_step(&r, &s, s.on), 0);
	assert_int_equal(r.first_on, e.on);
	assert_int_equal(r.last_on, s.on);
	assert_int_equal(r.moved_on, e.on);	/* a set moves no state */
	s.nset = 0;
	model_give(&s, "place", "");
	assert_int_equal(tl_step(&r, &s, e.on), 0);
	assert_int_equal(r.last_on, s.on);
	assert_null(tl_record_at(&r, TL_F_PLACE).data);
	tlsafe_free(t);
}

static void seed_records_are_entries_of_genesis(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	uint32_t n = (uint32_t)t->schema->district.nseeds;
	struct tl_entry e;
	(void)state;
	assert_false(tl_seed_entry(&e, set, t->schema, 0));
	assert_true(tl_seed_entry(&e, set, t->schema, 1));
	model_is(e.id, "500151001");
	assert_string_equal(e.kind->name, "body");
	assert_int_equal(e.act, TL_ACT_ADD);
	assert_int_equal(e.on, TL_NODAY);
	assert_int_equal(e.place.txn, 0);
	assert_int_equal(e.place.n, 1);
	model_is(tl_entry_value(&e, TL_F_NAME)->value, "巴川街道");
	assert_null(tl_entry_value(&e, TL_F_ID));
	assert_true(tl_seed_entry(&e, set, t->schema, n));
	model_is(e.id, "500151124");
	assert_false(tl_seed_entry(&e, set, t->schema, n + 1));
	tlsafe_free(t);
}

/* The record ID by the formula: its STATE, "-" when it is not there. */
static const char *state_at(struct tlsafe *t, const char *id, tl_day as_of, uint64_t known)
{
	static char text[32];
	TL_VIEW v = { 0 };
	TL_RECORD r;
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(tl_view_get(&v, NULL, tl_str(id), &r), 0);
	uint64_t row = r.row, rev = tl_record_rev(&r);
	assert_int_equal(tl_formula(&r, &v.journal, as_of, known, &v.scratch), 0);
	assert_int_equal(r.row, row);
	assert_int_equal(tl_record_rev(&r), rev);
	model_is(tl_record_at(&r, TL_F_ID), id);
	struct tl_bytes s = tl_record_at(&r, TL_F_STATE);
	snprintf(text, sizeof(text), "%.*s", (int)s.len, s.data ? s.data : "");
	return r.exists ? text : "-";
}

static void the_formula_goes_by_day_and_by_transaction(void **state)
{
	struct tlsafe *t = model_lived();
	static const struct {
		const char *id, *day, *want;
		uint64_t known;
	} c[] = {
		{ "H20180106-0001", "2018-01-05", "-", UINT64_MAX },
		{ "H20180106-0001", "2018-01-06", "assigned", UINT64_MAX },
		{ "H20180106-0001", "2018-01-31", "assigned", UINT64_MAX },
		{ "H20180106-0001", "2018-02-01", "awaiting", UINT64_MAX },
		{ "H20180106-0001", "2018-02-03", "closed", UINT64_MAX },
		{ "H20180106-0001", "2018-02-03", "closed", 7 },
		{ "H20180106-0001", "2018-02-03", "awaiting", 6 },
		{ "H20180106-0001", "2018-02-03", "awaiting", 2 },
		{ "H20180106-0001", "2018-02-03", "-", 1 },
		{ "H20180401-0001", "2018-04-01", "reported", UINT64_MAX },
		{ "H20180401-0001", "2018-04-02", "assigned", 4 },
		{ "H20180401-0001", "2018-04-02", "reported", 3 },
		{ "H20180401-0001", "2018-04-02", "-", 2 },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++)
		assert_string_equal(state_at(t, c[i].id, model_day(c[i].day), c[i].known),
		                    c[i].want);
	assert_string_equal(state_at(t, "H20180106-0001", TL_NOEND, UINT64_MAX), "closed");
	tlsafe_free(t);
}

static void genesis_is_known_on_every_day(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_VIEW v = { 0 };
	TL_RECORD r;
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(tl_view_get(&v, NULL, TL_LIT("500151004"), &r), 0);
	assert_int_equal(tl_formula(&r, &v.journal, model_day("1949-10-01"), 0, &v.scratch), 0);
	assert_true(r.exists);
	model_is(tl_record_at(&r, TL_F_NAME), "蒲吕街道");
	tl_view_end(&v);
	tlsafe_free(t);
}

static void what_was_taken_back_counts_until_then(void **state)
{
	struct tlsafe *t = model_lived();
	const char *id = "H20180106-0001";
	(void)state;
	model_ok(t, tlsafe_undo(t, 7, "wrong", false, NULL, NULL, NULL));
	assert_string_equal(state_at(t, id, TL_NOEND, 7), "closed");
	assert_string_equal(state_at(t, id, TL_NOEND, 8), "awaiting");
	/* An undo that is taken back takes nothing back. */
	model_ok(t, tlsafe_undo(t, 8, "right after all", false, NULL, NULL, NULL));
	assert_string_equal(state_at(t, id, TL_NOEND, 8), "awaiting");
	assert_string_equal(state_at(t, id, TL_NOEND, 9), "closed");
	tlsafe_free(t);
}

static void a_void_counts_from_the_day_of_the_find(void **state)
{
	struct tlsafe *t = model_lived();
	const char *id = "H20180208-0001";
	(void)state;
	model_act(t, "2018-08-01", "void", id, 0, NULL, NULL);
	assert_string_equal(state_at(t, id, model_day("2018-02-07"), 8), "-");
	assert_string_equal(state_at(t, id, model_day("2018-02-08"), 8), "void");
	assert_string_equal(state_at(t, id, TL_NOEND, 8), "void");
	assert_string_equal(state_at(t, id, TL_NOEND, 7), "assigned");
	tlsafe_free(t);
}

static void a_day_that_is_mended_moves_its_act(void **state)
{
	struct tlsafe *t = model_lived();
	const char *id = "H20180106-0001";
	(void)state;
	model_act(t, NULL, "set", id, TLSAFE_ACT_CORRECT, "rectified=2018-01-30", NULL);
	assert_string_equal(state_at(t, id, model_day("2018-01-29"), 8), "assigned");
	assert_string_equal(state_at(t, id, model_day("2018-01-30"), 8), "awaiting");
	assert_string_equal(state_at(t, id, model_day("2018-01-30"), 7), "assigned");
	tlsafe_free(t);
}

/* Acts of ID that stand at KNOWN, in order, and whether they are plain. */
static void acts(struct tl_buf *out, struct tlsafe *t, const char *id, uint64_t known)
{
	TL_VIEW v = { 0 };
	TL_RECORD r;
	struct tl_effective *e;
	char day[TL_DAY_TEXT];
	size_t n;
	bool plain;
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(tl_view_get(&v, NULL, tl_str(id), &r), 0);
	assert_int_equal(tl_effective(&e, &n, &plain, &r, &v.journal, known, &v.scratch), 0);
	tl_buf_clear(out);
	tl_buf_str(out, plain ? "plain" : "not plain");
	for (size_t i = 0; i < n; i++)
		tl_buf_printf(out, ", %s %s", tl_act_text(e[i].entry.act),
		              tl_day_format(day, e[i].on));
	tl_record_release(&r);
}

static void standing_entries_come_by_day_and_voids_last(void **state)
{
	struct tlsafe *t = model_lived();
	const char *id = "H20180208-0001";
	TL_BUF text = { 0 };
	(void)state;
	acts(&text, t, id, 1);
	assert_string_equal(text.data, "plain");
	acts(&text, t, id, 7);
	assert_string_equal(text.data, "plain, add 2018-02-08, assign 2018-02-09, plan 2018-03-01");
	model_ok(t, tlsafe_undo(t, 6, "wrong", false, model_told, NULL, NULL));
	model_act(t, "2018-07-01", "note", id, 0, NULL, NULL);
	model_act(t, "2018-05-01", "void", id, 0, NULL, NULL);
	acts(&text, t, id, 7);
	assert_string_equal(text.data, "plain, add 2018-02-08, assign 2018-02-09, plan 2018-03-01");
	acts(&text, t, id, 9);
	assert_string_equal(text.data, "not plain, add 2018-02-08, assign 2018-02-09, "
	                               "note 2018-07-01");
	acts(&text, t, id, 10);
	assert_string_equal(text.data, "not plain, add 2018-02-08, assign 2018-02-09, "
	                               "note 2018-07-01, void 2018-05-01");
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_add_begins_a_record),
		cmocka_unit_test(a_step_moves_the_last_day_forward_alone),
		cmocka_unit_test(seed_records_are_entries_of_genesis),
		cmocka_unit_test(the_formula_goes_by_day_and_by_transaction),
		cmocka_unit_test(genesis_is_known_on_every_day),
		cmocka_unit_test(what_was_taken_back_counts_until_then),
		cmocka_unit_test(a_void_counts_from_the_day_of_the_find),
		cmocka_unit_test(a_day_that_is_mended_moves_its_act),
		cmocka_unit_test(standing_entries_come_by_day_and_voids_last),
	};
	return cmocka_run_group_tests_name("journal/fold", tests, NULL, model_drop);
}
