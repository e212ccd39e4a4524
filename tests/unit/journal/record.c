/* Values of a record, its runs, and its stored bytes. */
#include "../model.h"

static void a_new_record_is_empty(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	tl_record_init(&r, model_kind(t, "hazard"));
	assert_false(r.exists);
	assert_true(r.plain);
	assert_int_equal(tl_record_rev(&r), 0);
	assert_null(tl_record_at(&r, TL_F_ID).data);
	assert_int_equal(tl_record_day(&r, TL_F_FOUND), TL_NODAY);
	assert_false(tl_record_is(&r, TL_F_STATE, ""));
	tlsafe_free(t);
}

static void values_are_copied_in(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	char text[] = "reported";
	TL_RECORD r;
	(void)state;
	tl_record_init(&r, model_kind(t, "hazard"));
	assert_int_equal(tl_record_put(&r, TL_F_STATE, tl_str(text)), 0);
	text[0] = 'X';
	model_is(tl_record_at(&r, TL_F_STATE), "reported");
	assert_true(tl_record_is(&r, TL_F_STATE, "reported"));
	assert_false(tl_record_is(&r, TL_F_STATE, "report"));
	tlsafe_free(t);
}

static void empty_and_absent_values_clear(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	tl_record_init(&r, model_kind(t, "hazard"));
	for (int absent = 0; absent < 2; absent++) {
		tl_record_put(&r, TL_F_TOWN, TL_LIT("500151004"));
		assert_non_null(tl_record_at(&r, TL_F_TOWN).data);
		tl_record_put(&r, TL_F_TOWN, absent ? TL_NONE : TL_LIT(""));
		assert_null(tl_record_at(&r, TL_F_TOWN).data);
	}
	tl_record_put_day(&r, TL_F_FOUND, 0);
	model_is(tl_record_at(&r, TL_F_FOUND), "1970-01-01");
	assert_int_equal(tl_record_day(&r, TL_F_FOUND), 0);
	tl_record_put_day(&r, TL_F_FOUND, TL_NODAY);
	assert_null(tl_record_at(&r, TL_F_FOUND).data);
	tlsafe_free(t);
}

static void a_field_that_the_kind_lacks_is_absent(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	tl_record_init(&r, model_kind(t, "unit"));
	assert_int_equal(tl_record_put(&r, TL_F_NAME, TL_LIT("甲")), 0);
	assert_int_equal(tl_record_put(&r, TL_F_FOUND, TL_LIT("2018-01-01")), 0);
	assert_null(tl_record_at(&r, TL_F_FOUND).data);
	model_is(tl_record_at(&r, TL_F_NAME), "甲");
	tlsafe_free(t);
}

static void places_that_follow_each_other_are_one_run(void **state)
{
	static const struct tl_run want[] = { { 1, 1, 2 }, { 1, 4, 1 }, { 2, 5, 1 } };
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	tl_record_init(&r, model_kind(t, "hazard"));
	assert_int_equal(tl_record_add_place(&r, 1, 1), 0);
	assert_int_equal(tl_record_add_place(&r, 1, 2), 0);
	assert_int_equal(tl_record_add_place(&r, 1, 4), 0);
	assert_int_equal(tl_record_add_place(&r, 2, 5), 0);
	assert_int_equal(r.nruns, TL_LEN(want));
	for (size_t i = 0; i < r.nruns; i++) {
		assert_int_equal(r.run[i].txn, want[i].txn);
		assert_int_equal(r.run[i].first, want[i].first);
		assert_int_equal(r.run[i].count, want[i].count);
	}
	assert_int_equal(tl_record_rev(&r), 4);
	tlsafe_free(t);
}

/* A record in which everything is other than at first. */
static void fill(struct tl_record *r, const struct tl_kind *kind)
{
	tl_record_init(r, kind);
	r->row = 9;
	r->exists = r->irregular = r->dated_late = true;
	r->plain = false;
	r->first_on = -3;
	r->last_on = 17000;
	r->moved_on = 16000;
	r->refused_on = 15000;
	r->refused_fix = 14000;
	assert_int_equal(tl_record_add_place(r, 3, 7), 0);
	assert_int_equal(tl_record_add_place(r, 90, 1), 0);
	assert_int_equal(tl_record_put(r, TL_F_ID, TL_LIT("H20180105-0001")), 0);
	assert_int_equal(tl_record_put(r, TL_F_DESCRIPTION, TL_LIT("无护栏")), 0);
	assert_int_equal(tl_record_set(r, (int)kind->nfields - 1, TL_LIT("2")), 0);
}

static void same(const struct tl_record *a, const struct tl_record *b)
{
	assert_int_equal(a->exists, b->exists);
	assert_int_equal(a->plain, b->plain);
	assert_int_equal(a->irregular, b->irregular);
	assert_int_equal(a->dated_late, b->dated_late);
	assert_int_equal(a->first_on, b->first_on);
	assert_int_equal(a->last_on, b->last_on);
	assert_int_equal(a->moved_on, b->moved_on);
	assert_int_equal(a->refused_on, b->refused_on);
	assert_int_equal(a->refused_fix, b->refused_fix);
	assert_int_equal(a->nruns, b->nruns);
	assert_memory_equal(a->run, b->run, a->nruns * sizeof(*a->run));
	for (size_t i = 0; i < a->kind->nfields; i++)
		assert_true(tl_eq(a->val[i], b->val[i]));
}

static void stored_bytes_give_the_record_back(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_BUF bytes = { 0 };
	TL_RECORD r, back;
	(void)state;
	fill(&r, model_kind(t, "hazard"));
	tl_record_pack(&bytes, &r);
	tl_record_init(&back, r.kind);
	assert_int_equal(tl_record_unpack(&back, tl_buf_bytes(&bytes)), 0);
	memset(bytes.data, 0xff, bytes.len);	/* values are copied */
	same(&r, &back);
	tlsafe_free(t);
}

static void damaged_bytes_are_no_record(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_BUF bytes = { 0 };
	TL_RECORD r, back;
	(void)state;
	fill(&r, model_kind(t, "hazard"));
	tl_record_pack(&bytes, &r);
	tl_record_init(&back, r.kind);
	assert_int_equal(tl_record_unpack(&back, TL_LIT("")), TLSAFE_ECORRUPT);
	assert_int_equal(tl_record_unpack(&back, tl_bytes(bytes.data, bytes.len - 1)),
	                 TLSAFE_ECORRUPT);
	/* Every field has its value: one more has no place. */
	tl_buf_uint(&bytes, 0);
	tl_buf_block(&bytes, TL_LIT("x"));
	assert_int_equal(tl_record_unpack(&back, tl_buf_bytes(&bytes)), TLSAFE_ECORRUPT);
	tlsafe_free(t);
}

static void a_copy_stands_alone(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r, copy;
	(void)state;
	fill(&r, model_kind(t, "hazard"));
	tl_record_init(&copy, model_kind(t, "hazard"));
	assert_int_equal(tl_record_copy(&copy, &r), 0);
	same(&r, &copy);
	assert_int_equal(copy.row, 9);
	tl_record_release(&r);
	model_is(tl_record_at(&copy, TL_F_DESCRIPTION), "无护栏");
	assert_int_equal(tl_record_rev(&copy), 2);
	tlsafe_free(t);
}

static void clearing_keeps_runs_and_row(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	fill(&r, model_kind(t, "hazard"));
	tl_record_clear(&r);
	assert_int_equal(r.row, 9);
	assert_int_equal(tl_record_rev(&r), 2);
	assert_false(r.exists);
	assert_false(r.irregular);
	assert_null(tl_record_at(&r, TL_F_ID).data);
	assert_int_equal(r.first_on, TL_NODAY);
	assert_int_equal(r.refused_on, TL_NODAY);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_new_record_is_empty),
		cmocka_unit_test(values_are_copied_in),
		cmocka_unit_test(empty_and_absent_values_clear),
		cmocka_unit_test(a_field_that_the_kind_lacks_is_absent),
		cmocka_unit_test(places_that_follow_each_other_are_one_run),
		cmocka_unit_test(stored_bytes_give_the_record_back),
		cmocka_unit_test(damaged_bytes_are_no_record),
		cmocka_unit_test(a_copy_stands_alone),
		cmocka_unit_test(clearing_keeps_runs_and_row),
	};
	return cmocka_run_group_tests_name("journal/record", tests, NULL, model_drop);
}
