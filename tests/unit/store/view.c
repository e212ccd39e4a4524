/* One moment of the store, for reading. */
#include "../model.h"

static void equal_records(const struct tl_record *a, const struct tl_record *b)
{
	assert_int_equal(a->exists, b->exists);
	for (size_t i = 0; a->exists && i < a->kind->nfields; i++) {
		struct tl_bytes x = a->val ? a->val[i] : TL_NONE;
		struct tl_bytes y = b->val ? b->val[i] : TL_NONE;
		if (!tl_eq(x, y))
			print_error("%s: %.*s and %.*s\n", a->kind->field[i].key, (int)x.len,
			            x.data ? x.data : "", (int)y.len,
			            y.data ? y.data : "");
		assert_true(tl_eq(x, y));
	}
}

static void every_answer_is_the_formula(void **state)
{
	struct tlsafe *t = model_lived();
	const struct tl_kind *kind = model_kind(t, "hazard");
	struct tl_arena scratch = { 0 };
	char day[TL_DAY_TEXT];
	int compared = 0;
	(void)state;
	for (uint64_t known = 0; known <= 7; known++) {
		for (tl_day d = tl_day_of(2018, 1, 1); d < tl_day_of(2018, 4, 10); d++) {
			TL_VIEW v = { 0 };
			TL_VIEW all = { 0 };
			model_view(&v, t, tl_day_format(day, d), known);
			model_view(&all, t, NULL, UINT64_MAX);
			for (uint64_t row = 1; row <= 7; row++) {
				TL_RECORD seen;
				TL_RECORD slow;
				tl_record_init(&seen, kind);
				tl_record_init(&slow, kind);
				assert_int_equal(tl_view_record(&v, kind, row, &seen), 0);
				assert_int_equal(tl_view_record(&all, kind, row, &slow), 0);
				assert_int_equal(
					tl_formula(&slow, &all.journal, d, known, &scratch), 0);
				equal_records(&seen, &slow);
				compared += seen.exists;
			}
		}
	}
	assert_true(compared > 1000);
	tl_arena_release(&scratch);
	tlsafe_free(t);
}

static void a_new_view_is_of_all_that_is_known(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	(void)state;
	assert_int_equal(tl_view_begin(&v, t), 0);
	assert_int_equal(v.head.number, 7);
	assert_int_equal(v.known, UINT64_MAX);
	assert_int_equal(v.today, model_day(MODEL_TODAY));
	assert_int_equal(tl_view_day(&v), v.today);
	tl_view_end(&v);
	model_view(&v, t, "2018-02-01", UINT64_MAX);
	assert_int_equal(tl_view_day(&v), model_day("2018-02-01"));
	tl_view_end(&v);
	tlsafe_free(t);
}

static void today_goes_by_the_offset_of_the_store(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_VIEW v = { 0 };
	int64_t midnight;
	(void)state;
	assert_int_equal(tlsafe_instant(t, "2018-08-11T00:00:00+08:00", &midnight), 0);
	model_who(t, midnight - 1);
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(v.today, model_day("2018-08-10"));
	tl_view_end(&v);
	model_who(t, midnight);
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(v.today, model_day("2018-08-11"));
	tl_view_end(&v);
	tlsafe_free(t);
}

static void an_id_that_lies_nowhere_is_told_without_a_text(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	const struct tl_kind *kind;
	char longest[130];
	uint64_t row;
	(void)state;
	memset(longest, 'x', sizeof(longest));
	model_view(&v, t, NULL, UINT64_MAX);
	for (int twice = 0; twice < 2; twice++)
		assert_int_equal(tl_view_find(&v, TL_LIT("H1"), &kind, &row), TLSAFE_ENOENT);
	assert_int_equal(tl_view_find(&v, TL_LIT(""), &kind, &row), TLSAFE_ENOENT);
	for (size_t n = 127; n < 131; n++)
		assert_int_equal(tl_view_find(&v, tl_bytes(longest, n), &kind, &row),
		                 TLSAFE_ENOENT);
	assert_string_equal(tlsafe_errmsg(t), "");
	assert_int_equal(tl_view_find(&v, TL_LIT("U000002"), &kind, &row), 0);
	assert_ptr_equal(kind, model_kind(t, "unit"));
	assert_int_equal(row, 2);
	tl_view_end(&v);
	tlsafe_free(t);
}

/* Looks ID up, of KIND or any, and gives its code. */
static int get(struct tlsafe *t, const char *as_of, uint64_t known, const char *kind,
               const char *id)
{
	TL_VIEW v = { 0 };
	TL_RECORD r = { 0 };
	int rc;
	tl_err_clear(&t->err);
	model_view(&v, t, as_of, known);
	rc = tl_view_get(&v, kind ? model_kind(t, kind) : NULL, tl_str(id), &r);
	if (rc)
		assert_string_not_equal(tlsafe_errmsg(t), "");
	else
		model_is(tl_record_at(&r, TL_F_ID), id);
	return rc;
}

static void a_record_is_had_by_its_id(void **state)
{
	struct tlsafe *t = model_lived();
	const char *id = "H20180105-0001";
	(void)state;
	assert_int_equal(get(t, NULL, UINT64_MAX, NULL, id), 0);
	assert_int_equal(get(t, NULL, UINT64_MAX, "hazard", id), 0);
	assert_int_equal(get(t, NULL, UINT64_MAX, "unit", id), TLSAFE_ENOENT);
	assert_int_equal(get(t, NULL, UINT64_MAX, NULL, "H20180105-0002"), TLSAFE_ENOENT);
	assert_int_equal(get(t, "2018-01-04", UINT64_MAX, NULL, id), TLSAFE_ENOENT);
	assert_int_equal(get(t, "2018-01-05", UINT64_MAX, NULL, id), 0);
	assert_int_equal(get(t, NULL, 1, NULL, id), TLSAFE_ENOENT);
	assert_int_equal(get(t, NULL, 2, NULL, id), 0);
	/* A unit is there on days before its first entry, but not before it was known. */
	assert_int_equal(get(t, "1990-01-01", UINT64_MAX, NULL, "U000001"), 0);
	assert_int_equal(get(t, NULL, 0, NULL, "U000001"), TLSAFE_ENOENT);
	tlsafe_free(t);
}

static void a_walk_meets_those_that_are_there(void **state)
{
	static const struct {
		const char *as_of;
		uint64_t known, n;
	} c[] = {
		{ NULL, UINT64_MAX, 7 }, { NULL, 3, 7 },	{ NULL, 2, 6 },
		{ NULL, 1, 0 },          { "2018-01-04", 7, 0 }, { "2018-01-05", 7, 1 },
		{ "2018-02-08", 7, 4 },  { "2018-04-01", 2, 6 }, { "2018-04-01", 3, 7 },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		TL_WALK w = { 0 };
		TL_RECORD r;
		uint64_t n = 0, row = 0;
		int rc;
		model_view(&v, t, c[i].as_of, c[i].known);
		tl_record_init(&r, model_kind(t, "hazard"));
		assert_int_equal(tl_walk_begin(&w, &v, r.kind), 0);
		while ((rc = tl_walk_next(&w, &r)) == 1) {
			assert_true(r.exists);
			assert_true(r.row > row);
			row = r.row;
			n++;
		}
		assert_int_equal(rc, 0);
		assert_int_equal(n, c[i].n);
	}
	tlsafe_free(t);
}

static void a_row_that_is_missing_is_corrupt(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	TL_RECORD r;
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	tl_record_init(&r, model_kind(t, "hazard"));
	assert_int_equal(tl_view_record(&v, r.kind, 8, &r), TLSAFE_ECORRUPT);
	assert_string_not_equal(tlsafe_errmsg(t), "");
	tl_view_end(&v);
	tlsafe_free(t);
}

static void an_anchor_names_the_last_known_transaction(void **state)
{
	static const uint64_t known[] = { 0, 1, 6, 7, 8, UINT64_MAX };
	static const uint64_t number[] = { 0, 1, 6, 7, 7, 7 };
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(known); i++) {
		TL_VIEW v = { 0 };
		TL_BUF want = { 0 };
		TL_BUF text = { 0 };
		model_view(&v, t, NULL, known[i]);
		tl_buf_printf(&want, "500151:%llu ", (unsigned long long)number[i]);
		if (number[i]) {
			assert_int_equal(tl_journal_head(&v.journal, number[i]), 0);
			tl_hex(&want, v.journal.at->head.hash, 8);
		} else {
			tl_hex(&want, t->genesis_hash, 8);
		}
		assert_int_equal(tl_view_anchor(&v, &text), 0);
		assert_string_equal(text.data, want.data);
	}
	tlsafe_free(t);
}

static void who_has_read_another_set_is_refused(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_VIEW v = { 0 };
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(tl_view_current(&v), 0);
	tl_view_end(&v);
	t->schema_txn = 4;
	assert_int_equal(tl_view_begin(&v, t), TLSAFE_ECONFLICT);
	assert_string_not_equal(tlsafe_errmsg(t), "");
	tl_view_end(&v);
	tlsafe_free(t);
}

static void a_view_of_an_earlier_moment_has_the_set_of_then(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_schema *present;
	TL_VIEW v = { 0 };
	(void)state;
	model_ok(t, model_apply(t, "extra",
	                        "kind: extra\nzh: 附加\nen: Extra\nabout: \"x\"\nletter: E\n"
	                        "columns: [id]\nfields:\n  - {key: id, type: id, by: add, "
	                        "zh: 编号, en: ID, about: \"x\"}\n"));
	present = t->schema;
	assert_non_null(tl_schema_kind(present, "extra"));
	model_view(&v, t, NULL, 1);
	assert_int_equal(tl_view_know(&v), 0);
	assert_ptr_equal(v.schema, present);
	v.known = 0;
	assert_int_equal(tl_view_know(&v), 0);
	assert_ptr_equal(t->schema, present);
	assert_ptr_not_equal(v.schema, present);
	assert_null(tl_schema_kind(v.schema, "extra"));
	tl_view_end(&v);
	assert_ptr_equal(t->schema, present);
	tlsafe_free(t);
}

static void a_reader_sees_the_store_as_it_stood_when_it_began(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	TL_RECORD r;
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	model_act(t, "2018-08-01", "void", "H20180208-0001", 0, NULL, NULL);
	model_ok(t, tl_view_get(&v, NULL, TL_LIT("H20180208-0001"), &r));
	model_is(tl_record_at(&r, TL_F_STATE), "assigned");
	assert_int_equal(v.head.number, 7);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void heard(void *ctx, const char *text)
{
	tl_buf_clear(ctx);
	tl_buf_str(ctx, text);
}

static void day_and_transaction_are_told(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	TL_VIEW v = { 0 };
	(void)state;
	tlsafe_set_trace(t, heard, &text);
	model_view(&v, t, "2018-02-01", 3);
	tl_trace_view(&v);
	assert_non_null(strstr(text.data, "2018-02-01"));
	assert_non_null(strstr(text.data, "transaction 3 of 7"));
	assert_null(strstr(text.data, "today"));
	tl_view_end(&v);
	model_view(&v, t, NULL, UINT64_MAX);
	tl_trace_view(&v);
	assert_non_null(strstr(text.data, MODEL_TODAY));
	assert_non_null(strstr(text.data, "transaction 7 of 7"));
	assert_non_null(strstr(text.data, "today"));
	tl_view_end(&v);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_answer_is_the_formula),
		cmocka_unit_test(a_new_view_is_of_all_that_is_known),
		cmocka_unit_test(today_goes_by_the_offset_of_the_store),
		cmocka_unit_test(an_id_that_lies_nowhere_is_told_without_a_text),
		cmocka_unit_test(a_record_is_had_by_its_id),
		cmocka_unit_test(a_walk_meets_those_that_are_there),
		cmocka_unit_test(a_row_that_is_missing_is_corrupt),
		cmocka_unit_test(an_anchor_names_the_last_known_transaction),
		cmocka_unit_test(who_has_read_another_set_is_refused),
		cmocka_unit_test(a_view_of_an_earlier_moment_has_the_set_of_then),
		cmocka_unit_test(a_reader_sees_the_store_as_it_stood_when_it_began),
		cmocka_unit_test(day_and_transaction_are_told),
	};
	return cmocka_run_group_tests_name("store/view", tests, NULL, model_drop);
}
