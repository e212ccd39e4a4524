/* The life of an inspection: done when it is recorded, until it is void. */
#include "../model.h"

#include "journal/inspection.h"

static void step(struct tl_record *r, struct tl_entry *e, const char *day)
{
	tl_day on;

	assert_true(tl_day_parse(tl_str(day), &on));
	e->on = on;
	assert_int_equal(tl_step(r, e, on), 0);
}

static void it_is_done_and_then_void(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_entry e = model_entry(t, "inspection", "I1", TL_ACT_ADD, NULL, set);
	struct tl_status s;
	TL_RECORD r;
	(void)state;
	tl_record_init(&r, e.kind);
	assert_int_equal(tl_date_field(&e), TL_F_DAY);
	step(&r, &e, "2018-07-02");
	tl_status_of(&s, &r);
	assert_true(tl_record_is(&r, TL_F_STATE, "done"));
	assert_true(tl_record_is(&r, TL_F_DAY, "2018-07-02"));
	assert_int_equal(s.state, TL_STATE_CLOSED);
	assert_int_equal(s.found, tl_record_day(&r, TL_F_DAY));
	assert_false(tl_is_gone(&r));
	e = model_entry(t, "inspection", "I1", TL_ACT_VOID, NULL, set);
	assert_int_equal(tl_date_field(&e), TL_F_COUNT);
	step(&r, &e, "2018-07-03");
	tl_status_of(&s, &r);
	assert_true(tl_is_gone(&r));
	assert_int_equal(s.state, TL_STATE_VOID);
	tlsafe_free(t);
}

static void a_planned_one_is_open_until_it_is_made(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_entry e = model_entry(t, "inspection", "I1", TL_ACT_ADD, NULL, set);
	const struct tl_kind *k = e.kind;
	struct tl_status s;
	TL_RECORD r;
	(void)state;
	set[0] = (struct tl_set){ .field = &k->field[k->at[TL_F_PLANNED]],
		                  .value = TL_LIT("2018-07-31") };
	e.nset = 1;
	tl_record_init(&r, k);
	assert_int_equal(tl_date_field(&e), TL_F_COUNT);
	step(&r, &e, "2018-07-02");
	tl_status_of(&s, &r);
	assert_true(tl_record_is(&r, TL_F_STATE, "planned"));
	assert_int_equal(tl_record_at(&r, TL_F_DAY).len, 0);
	assert_true(tl_status_open(&s));
	assert_false(tl_status_overdue(&s, s.due));
	assert_true(tl_status_overdue(&s, s.due + 1));
	assert_true(tl_record_is(&r, TL_F_PLANNED, "2018-07-31"));
	e = model_entry(t, "inspection", "I1", TL_ACT_RECORD, NULL, set);
	assert_int_equal(tl_date_field(&e), TL_F_DAY);
	step(&r, &e, "2018-07-20");
	tl_status_of(&s, &r);
	assert_true(tl_record_is(&r, TL_F_STATE, "done"));
	assert_true(tl_record_is(&r, TL_F_DAY, "2018-07-20"));
	assert_int_equal(s.state, TL_STATE_CLOSED);
	assert_int_equal(s.due, TL_NODAY);
	tlsafe_free(t);
}

static void acts_of_hazards_move_nothing(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	for (int act = 1; act < TL_ACT_COUNT; act++) {
		struct tl_set set[TL_ENTRY_SETS];
		struct tl_entry e = model_entry(t, "inspection", "I1", (enum tl_act_name)act, NULL,
		                                set);
		if (act != TL_ACT_ADD)
			assert_int_equal(tl_effect(e.kind, e.act)->date, TL_F_COUNT);
		assert_int_equal(tl_effect(e.kind, e.act)->moves,
		                 act == TL_ACT_ADD || act == TL_ACT_VOID || act == TL_ACT_RECORD);
	}
	tlsafe_free(t);
}

static void its_states_and_reasons_are_its_own(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_kind *k = model_kind(t, "inspection");
	(void)state;
	assert_int_equal(tl_state_bit(k, TL_LIT("planned")), TL_INSPECTION_PLANNED);
	assert_int_equal(tl_state_bit(k, TL_LIT("done")), TL_INSPECTION_DONE);
	assert_int_equal(tl_state_bit(k, TL_LIT("void")), TL_INSPECTION_VOID);
	assert_int_equal(tl_state_bit(k, TL_LIT("reported")), 0);
	assert_string_equal(tl_reason_find(k, TL_LIT("录入错误"))->code, "error");
	assert_null(tl_reason_find(k, TL_LIT("not-a-hazard")));
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_done_and_then_void),
		cmocka_unit_test(a_planned_one_is_open_until_it_is_made),
		cmocka_unit_test(acts_of_hazards_move_nothing),
		cmocka_unit_test(its_states_and_reasons_are_its_own),
	};
	return cmocka_run_group_tests_name("journal/inspection", tests, NULL, model_drop);
}
