/* The life of a report of a self-check: it stands until it is replaced or void. */
#include "../model.h"

#include "journal/return.h"

static struct tl_entry entry(const struct tlsafe *t, enum tl_act_name act, struct tl_set *set)
{
	return model_entry(t, TL_RETURN_KIND, "R1", act, "2018-08-03", set);
}

static void its_days_are_those_of_its_period(void **state)
{
	static const struct {
		const char *period, *first, *last;
	} good[] = {
		{ "2018-07", "2018-07-01", "2018-07-31" },
		{ "2018-02", "2018-02-01", "2018-02-28" },
		{ "2018Q3", "2018-07-01", "2018-09-30" },
		{ "2018H1", "2018-01-01", "2018-06-30" },
		{ "2018", "2018-01-01", "2018-12-31" },
	};
	static const char *const bad[] = { "", "2018-07-01", "2018-13", "七月",
		                           "2018-07-31..2018-07-01" };
	tl_day first, last;
	(void)state;
	for (size_t i = 0; i < TL_LEN(good); i++) {
		assert_true(tl_return_days(tl_str(good[i].period), &first, &last));
		assert_int_equal(first, model_day(good[i].first));
		assert_int_equal(last, model_day(good[i].last));
	}
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_false(tl_return_days(tl_str(bad[i]), &first, &last));
}

static void it_stands_is_replaced_and_void(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_entry e = entry(t, TL_ACT_ADD, set);
	struct tl_status s;
	TL_RECORD r;
	(void)state;
	model_give(&e, "period", "2018-07");
	assert_int_equal(tl_date_field(&e), TL_F_RECEIVED);
	tl_record_init(&r, e.kind);
	assert_int_equal(tl_step(&r, &e, e.on), 0);
	tl_status_of(&s, &r);
	assert_true(tl_record_is(&r, TL_F_STATE, TL_RETURN_STANDING));
	assert_true(tl_record_is(&r, TL_F_RECEIVED, "2018-08-03"));
	assert_int_equal(s.state, TL_STATE_CLOSED);
	assert_int_equal(s.found, model_day("2018-08-03"));
	assert_int_equal(s.deadline, model_day("2018-07-01"));
	e = entry(t, TL_ACT_SET, set);
	model_give(&e, "state", TL_RETURN_REPLACED);
	assert_int_equal(tl_date_field(&e), TL_F_COUNT);
	assert_int_equal(tl_step(&r, &e, e.on), 0);
	tl_status_of(&s, &r);
	assert_true(tl_record_is(&r, TL_F_STATE, TL_RETURN_REPLACED));
	assert_int_equal(s.deadline, model_day("2018-07-01"));
	assert_false(tl_is_gone(&r));
	e = entry(t, TL_ACT_VOID, set);
	assert_int_equal(tl_step(&r, &e, e.on), 0);
	tl_status_of(&s, &r);
	assert_int_equal(s.state, TL_STATE_VOID);
	assert_true(tl_is_gone(&r));
	tlsafe_free(t);
}

static void its_states_and_reasons_are_its_own(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_kind *k = model_kind(t, TL_RETURN_KIND);
	(void)state;
	assert_int_equal(tl_state_bit(k, TL_LIT("standing")), TL_RETURN_IS_STANDING);
	assert_int_equal(tl_state_bit(k, TL_LIT("replaced")), TL_RETURN_IS_REPLACED);
	assert_int_equal(tl_state_bit(k, TL_LIT("void")), TL_RETURN_IS_VOID);
	assert_int_equal(tl_state_bit(k, TL_LIT("done")), 0);
	assert_string_equal(tl_reason_find(k, TL_LIT("重复报告"))->code, "duplicate");
	assert_null(tl_reason_find(k, TL_LIT("not-a-hazard")));
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_days_are_those_of_its_period),
		cmocka_unit_test(it_stands_is_replaced_and_void),
		cmocka_unit_test(its_states_and_reasons_are_its_own),
	};
	return cmocka_run_group_tests_name("journal/return", tests, NULL, model_drop);
}
