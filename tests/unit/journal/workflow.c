/* What is asked of a record's workflow, and how it stands. */
#include "../model.h"

#include "journal/hazard.h"

static void the_list_of_workflows_has_all_and_ends(void **state)
{
	int n = 0;
	(void)state;
	while (tl_workflows[n])
		n++;
	assert_int_equal(n, 3);
	assert_string_equal(tl_workflows[0]->name, "hazard");
	assert_string_equal(tl_workflows[1]->name, "inspection");
	assert_string_equal(tl_workflows[2]->name, "return");
}

static void acts_do_nothing_to_a_kind_without_a_workflow(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	(void)state;
	for (int act = 1; act < TL_ACT_COUNT; act++) {
		struct tl_entry e = model_entry(t, "unit", "U1", (enum tl_act_name)act, NULL, set);
		assert_int_equal(tl_effect(e.kind, e.act)->date, TL_F_COUNT);
		assert_false(tl_effect(e.kind, e.act)->moves);
		assert_int_equal(tl_date_field(&e), TL_F_COUNT);
	}
	tlsafe_free(t);
}

static void an_act_on_a_hazard_has_its_date_field(void **state)
{
	static const struct {
		enum tl_act_name act;
		enum tl_field_name date;
		bool moves;
	} want[] = {
		{ TL_ACT_ADD, TL_F_FOUND, true },         { TL_ACT_SET, TL_F_COUNT, false },
		{ TL_ACT_ASSIGN, TL_F_ASSIGNED, true },   { TL_ACT_EXTEND, TL_F_EXTENDED_ON, true },
		{ TL_ACT_RECTIFY, TL_F_RECTIFIED, true }, { TL_ACT_VERIFY, TL_F_VERIFIED, true },
		{ TL_ACT_VOID, TL_F_COUNT, true },        { TL_ACT_NOTE, TL_F_COUNT, false },
	};
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	(void)state;
	for (size_t i = 0; i < TL_LEN(want); i++) {
		struct tl_entry e = model_entry(t, "hazard", "H1", want[i].act, NULL, set);
		assert_int_equal(tl_effect(e.kind, e.act)->date, want[i].date);
		assert_int_equal(tl_effect(e.kind, e.act)->moves, want[i].moves);
		assert_int_equal(tl_date_field(&e), want[i].date);
	}
	/* A recheck that passed closes on its day. */
	struct tl_entry e = model_entry(t, "hazard", "H1", TL_ACT_VERIFY, NULL, set);
	model_give(&e, "state", TL_CLOSED);
	assert_int_equal(tl_date_field(&e), TL_F_CLOSED);
	tlsafe_free(t);
}

static void states_are_bits_of_their_own(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_kind *k = model_kind(t, "hazard");
	unsigned all = 0;
	(void)state;
	for (const char *const *s = tl_hazard.states; *s; s++) {
		unsigned bit = tl_state_bit(k, tl_str(*s));
		assert_int_not_equal(bit, 0);
		assert_int_equal(all & bit, 0);
		all |= bit;
	}
	assert_int_equal(tl_state_bit(k, TL_LIT("open")), 0);
	assert_int_equal(tl_state_bit(k, TL_NONE), 0);
	assert_int_equal(tl_state_bit(model_kind(t, "unit"), TL_LIT("reported")), 0);
	tlsafe_free(t);
}

static void void_ones_alone_are_gone(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r, u;
	(void)state;
	tl_record_init(&r, model_kind(t, "hazard"));
	tl_record_init(&u, model_kind(t, "unit"));
	assert_false(tl_is_gone(&r));
	tl_record_put(&r, TL_F_STATE, TL_LIT("closed"));
	assert_false(tl_is_gone(&r));
	tl_record_put(&r, TL_F_STATE, TL_LIT("void"));
	assert_true(tl_is_gone(&r));
	tl_record_put(&u, TL_F_STATUS, TL_LIT("void"));
	assert_false(tl_is_gone(&u));
	tlsafe_free(t);
}

static void a_status_is_the_record_in_numbers(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_status s;
	TL_RECORD r;
	(void)state;
	tl_record_init(&r, model_kind(t, "hazard"));
	tl_record_put(&r, TL_F_STATE, TL_LIT("awaiting"));
	tl_record_put(&r, TL_F_LEVEL, TL_LIT("major"));
	tl_record_put(&r, TL_F_FOUND, TL_LIT("2018-01-05"));
	tl_record_put(&r, TL_F_DEADLINE, TL_LIT("2018-01-20"));
	tl_record_put(&r, TL_F_DUE, TL_LIT("2018-02-20"));
	tl_status_of(&s, &r);
	assert_int_equal(s.state, TL_STATE_AWAITING);
	assert_true(s.major);
	assert_false(s.on_spot);
	assert_int_equal(s.found, model_day("2018-01-05"));
	assert_int_equal(s.deadline, model_day("2018-01-20"));
	assert_int_equal(s.due, model_day("2018-02-20"));
	assert_int_equal(s.fixed, TL_NODAY);
	/* The fix that stands, else the answer. */
	tl_record_put(&r, TL_F_ANSWERED, TL_LIT("2018-01-30"));
	tl_status_of(&s, &r);
	assert_int_equal(s.fixed, model_day("2018-01-30"));
	tl_record_put(&r, TL_F_RECTIFIED, TL_LIT("2018-01-25"));
	tl_status_of(&s, &r);
	assert_int_equal(s.fixed, model_day("2018-01-25"));
	tlsafe_free(t);
}

static void a_kind_without_a_workflow_has_no_state(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_status s;
	TL_RECORD r;
	(void)state;
	memset(&s, 1, sizeof(s));
	tl_record_init(&r, model_kind(t, "unit"));
	tl_status_of(&s, &r);
	assert_int_equal(s.state, TL_STATE_NONE);
	assert_int_equal(s.found, TL_NODAY);
	assert_int_equal(s.due, TL_NODAY);
	assert_int_equal(s.fixed, TL_NODAY);
	assert_false(s.major);
	tlsafe_free(t);
}

static void majors_are_rectified_when_closed(void **state)
{
	struct tl_status s = { .state = TL_STATE_AWAITING, .due = 100 };
	(void)state;
	assert_true(tl_status_rectified(&s));
	assert_false(tl_status_in_hand(&s));
	s.major = true;
	assert_false(tl_status_rectified(&s));
	assert_true(tl_status_in_hand(&s));
	assert_true(tl_status_open(&s));
	/* In hand, but what awaits a recheck is never overdue. */
	assert_false(tl_status_overdue(&s, 200));
	s.state = TL_STATE_CLOSED;
	assert_true(tl_status_rectified(&s));
	assert_false(tl_status_in_hand(&s));
	assert_false(tl_status_open(&s));
}

static void overdue_begins_the_day_after(void **state)
{
	struct tl_status s = { .state = TL_STATE_ASSIGNED, .due = 100 };
	(void)state;
	assert_false(tl_status_overdue(&s, 100));
	assert_true(tl_status_overdue(&s, 101));
	assert_false(tl_status_undated(&s));
	s.state = TL_STATE_REFERRED;
	assert_false(tl_status_overdue(&s, 101));
	s = (struct tl_status){ .state = TL_STATE_REPORTED, .due = TL_NODAY };
	assert_false(tl_status_overdue(&s, 101));
	assert_true(tl_status_undated(&s));
	s.state = TL_STATE_NONE;
	assert_false(tl_status_undated(&s));
	assert_false(tl_status_in_hand(&s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_list_of_workflows_has_all_and_ends),
		cmocka_unit_test(acts_do_nothing_to_a_kind_without_a_workflow),
		cmocka_unit_test(an_act_on_a_hazard_has_its_date_field),
		cmocka_unit_test(states_are_bits_of_their_own),
		cmocka_unit_test(void_ones_alone_are_gone),
		cmocka_unit_test(a_status_is_the_record_in_numbers),
		cmocka_unit_test(a_kind_without_a_workflow_has_no_state),
		cmocka_unit_test(majors_are_rectified_when_closed),
		cmocka_unit_test(overdue_begins_the_day_after),
	};
	return cmocka_run_group_tests_name("journal/workflow", tests, NULL, model_drop);
}
