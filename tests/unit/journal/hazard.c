/* The life of a hazard. */
#include "../model.h"

#include "journal/fold.h"
#include "journal/hazard.h"

static const char *field_on(struct tlsafe *t, const char *id, const char *as_of, const char *field)
{
	char *ids[] = { (char *)id };
	struct tlsafe_select s = {
		.kind = "hazard", .words = ids, .nwords = 1, .as_of = as_of, .fields = field
	};
	struct tlsafe_out *o = model_out("tsv", TLSAFE_OUT_CODES);
	int rc = tlsafe_show(t, &s, o);
	if (rc) {
		tlsafe_out_free(o);
		return "(none)";
	}
	model_end(o);
	if (model_printed.len && model_printed.data[model_printed.len - 1] == '\n')
		model_printed.data[--model_printed.len] = 0;
	return model_printed.data;
}

static void states_and_dates_follow_the_day(void **state)
{
	static const struct {
		const char *id, *as_of, *field, *want;
	} t[] = {
		{ "H20180105-0001", "2018-01-04", "state", "(none)" },
		{ "H20180105-0001", "2018-01-05", "state", "reported" },
		{ "H20180105-0001", "2018-01-06", "state", "assigned" },
		{ "H20180105-0001", "2018-01-10", "state", "awaiting" },
		{ "H20180105-0001", "2018-01-12", "state", "awaiting" },
		{ "H20180105-0001", "2018-01-13", "state", "closed" },
		{ "H20180105-0001", NULL, "verified", "2018-01-12" },
		{ "H20180105-0001", NULL, "closed", "2018-01-13" },
		{ "H20180106-0001", "2018-01-07", "due", "2018-01-20" },
		{ "H20180106-0001", "2018-01-08", "due", "2018-02-20" },
		{ "H20180106-0001", NULL, "deadline", "2018-01-20" },
		{ "H20180106-0001", NULL, "state", "closed" },
		{ "H20180207-0001", NULL, "state", "closed" },
		{ "H20180207-0001", NULL, "on_spot", "yes" },
		{ "H20180208-0001", NULL, "town", "500151005" },
		{ "H20180208-0001", NULL, "sector", "207" },
		{ "H20180209-0001", "2018-02-12", "state", "awaiting" },
		{ "H20180209-0001", NULL, "state", "assigned" },
		{ "H20180209-0001", NULL, "cycle", "2" },
		{ "H20180209-0001", NULL, "rectified", "" },
		{ "H20180209-0001", NULL, "due", "2018-03-20" },
		{ "H20180301-0001", NULL, "state", "closed" },
		{ "H20180301-0001", NULL, "rectified", "2018-03-04" },
		{ "H20180401-0001", NULL, "deadline", "2018-04-16" },
		{ "H20180401-0001", NULL, "due", "2018-06-30" },
	};
	struct tlsafe *s = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++)
		assert_string_equal(field_on(s, t[i].id, t[i].as_of, t[i].field), t[i].want);
	tlsafe_free(s);
}

/* One act on R, with up to two values. */
static void step(struct tlsafe *t, struct tl_record *r, enum tl_act_name act, const char *on,
                 const char *a, const char *b, const char *c, const char *d)
{
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_entry e = model_entry(t, "hazard", "H1", act, on, set);
	if (a)
		model_give(&e, a, b);
	if (c)
		model_give(&e, c, d);
	assert_int_equal(tl_step(r, &e, e.on), 0);
}

static void begin(struct tlsafe *t, struct tl_record *r, const char *level)
{
	tl_record_init(r, model_kind(t, "hazard"));
	step(t, r, TL_ACT_ADD, "2018-01-05", "level", level, "deadline", "2018-01-20");
}

static void a_recheck_that_fails_begins_another_cycle(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	begin(t, &r, "general");
	model_is(tl_record_at(&r, TL_F_CYCLE), "1");
	model_is(tl_record_at(&r, TL_F_DUE), "2018-01-20");
	step(t, &r, TL_ACT_RECTIFY, "2018-01-07", "rectified_by", "王", NULL, NULL);
	assert_true(tl_record_is(&r, TL_F_STATE, TL_AWAITING));
	step(t, &r, TL_ACT_VERIFY, "2018-01-09", "state", TL_ASSIGNED, "due", "2018-02-01");
	assert_true(tl_record_is(&r, TL_F_STATE, TL_ASSIGNED));
	model_is(tl_record_at(&r, TL_F_CYCLE), "2");
	model_is(tl_record_at(&r, TL_F_DUE), "2018-02-01");
	model_is(tl_record_at(&r, TL_F_VERIFIED), "2018-01-09");
	assert_null(tl_record_at(&r, TL_F_RECTIFIED).data);
	assert_null(tl_record_at(&r, TL_F_RECTIFIED_BY).data);
	assert_int_equal(r.refused_on, model_day("2018-01-09"));
	assert_int_equal(r.refused_fix, model_day("2018-01-07"));
	/* The first refusal is the one that is kept. Without a new date none is in force. */
	step(t, &r, TL_ACT_RECTIFY, "2018-01-10", NULL, NULL, NULL, NULL);
	step(t, &r, TL_ACT_VERIFY, "2018-01-11", "state", TL_ASSIGNED, NULL, NULL);
	model_is(tl_record_at(&r, TL_F_CYCLE), "3");
	assert_null(tl_record_at(&r, TL_F_DUE).data);
	model_is(tl_record_at(&r, TL_F_DEADLINE), "2018-01-20");
	assert_int_equal(r.refused_on, model_day("2018-01-09"));
	tlsafe_free(t);
}

static void a_recheck_that_passes_closes(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	begin(t, &r, "general");
	step(t, &r, TL_ACT_RECTIFY, "2018-01-07", NULL, NULL, NULL, NULL);
	step(t, &r, TL_ACT_VERIFY, "2018-01-09", "state", TL_CLOSED, "verified", "2018-01-08");
	assert_true(tl_record_is(&r, TL_F_STATE, TL_CLOSED));
	model_is(tl_record_at(&r, TL_F_CLOSED), "2018-01-09");
	model_is(tl_record_at(&r, TL_F_VERIFIED), "2018-01-08");
	model_is(tl_record_at(&r, TL_F_RECTIFIED), "2018-01-07");
	tlsafe_free(t);
}

static void put_right_on_the_spot_is_closed(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	begin(t, &r, "general");
	step(t, &r, TL_ACT_RECTIFY, "2018-01-05", "on_spot", TL_YES, NULL, NULL);
	assert_true(tl_record_is(&r, TL_F_STATE, TL_CLOSED));
	model_is(tl_record_at(&r, TL_F_CLOSED), "2018-01-05");
	tlsafe_free(t);
}

static void a_fix_that_becomes_major_is_to_be_shown_anew(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	begin(t, &r, "general");
	step(t, &r, TL_ACT_RECTIFY, "2018-01-07", NULL, NULL, NULL, NULL);
	step(t, &r, TL_ACT_GRADE, "2018-01-08", "level", "major", NULL, NULL);
	assert_true(tl_record_is(&r, TL_F_STATE, TL_ASSIGNED));
	assert_null(tl_record_at(&r, TL_F_RECTIFIED).data);
	/* Lowered again, a fix that is reported since stays. */
	step(t, &r, TL_ACT_RECTIFY, "2018-01-09", NULL, NULL, NULL, NULL);
	step(t, &r, TL_ACT_GRADE, "2018-01-10", "level", "general", NULL, NULL);
	assert_true(tl_record_is(&r, TL_F_STATE, TL_AWAITING));
	model_is(tl_record_at(&r, TL_F_RECTIFIED), "2018-01-09");
	tlsafe_free(t);
}

static void an_extension_moves_the_due_date_and_not_the_deadline(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	begin(t, &r, "general");
	step(t, &r, TL_ACT_EXTEND, "2018-01-15", "extended_to", "2018-03-01", "approved_by", "三");
	model_is(tl_record_at(&r, TL_F_DUE), "2018-03-01");
	model_is(tl_record_at(&r, TL_F_DEADLINE), "2018-01-20");
	model_is(tl_record_at(&r, TL_F_EXTENDED_ON), "2018-01-15");
	/* Who approved it stands in the entry; the record's field is the recheck's. */
	assert_null(tl_record_at(&r, TL_F_APPROVED_BY).data);
	step(t, &r, TL_ACT_EXTEND_REFUSED, "2018-01-16", NULL, NULL, NULL, NULL);
	model_is(tl_record_at(&r, TL_F_DUE), "2018-03-01");
	tlsafe_free(t);
}

static void an_assignment_dates_what_had_no_date(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	tl_record_init(&r, model_kind(t, "hazard"));
	step(t, &r, TL_ACT_ADD, "2018-01-05", "level", "general", NULL, NULL);
	assert_null(tl_record_at(&r, TL_F_DUE).data);
	assert_false(r.dated_late);
	step(t, &r, TL_ACT_ASSIGN, "2018-01-06", "assignee", "B1", "deadline", "2018-01-31");
	assert_true(tl_record_is(&r, TL_F_STATE, TL_ASSIGNED));
	model_is(tl_record_at(&r, TL_F_ASSIGNED), "2018-01-06");
	model_is(tl_record_at(&r, TL_F_DUE), "2018-01-31");
	assert_true(r.dated_late);
	assert_false(r.irregular);
	tlsafe_free(t);
}

static void a_life_out_of_the_common_order_is_irregular(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_RECORD r;
	(void)state;
	begin(t, &r, "general");
	step(t, &r, TL_ACT_ASSIGN, "2018-01-06", "assignee", "B1", NULL, NULL);
	step(t, &r, TL_ACT_RECTIFY, "2018-01-07", NULL, NULL, NULL, NULL);
	assert_false(r.irregular);
	step(t, &r, TL_ACT_GRADE, "2018-01-08", "level", "major", NULL, NULL);
	assert_true(r.irregular);
	tlsafe_free(t);
}

static void bits_of_states_are_those_of_the_header(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_kind *k = model_kind(t, "hazard");
	(void)state;
	assert_int_equal(tl_state_bit(k, TL_LIT(TL_REPORTED)), TL_HAZARD_REPORTED);
	assert_int_equal(tl_state_bit(k, TL_LIT(TL_ASSIGNED)), TL_HAZARD_ASSIGNED);
	assert_int_equal(tl_state_bit(k, TL_LIT(TL_AWAITING)), TL_HAZARD_AWAITING);
	assert_int_equal(tl_state_bit(k, TL_LIT(TL_CLOSED)), TL_HAZARD_CLOSED);
	assert_int_equal(tl_state_bit(k, TL_LIT(TL_REFERRED)), TL_HAZARD_REFERRED);
	assert_int_equal(tl_state_bit(k, TL_LIT(TL_VOID)), TL_HAZARD_VOID);
	tlsafe_free(t);
}

/* The conditions that hold for R on DAY, each followed by a space. */
static void conditions(struct tl_buf *out, const struct tl_record *r, const char *day)
{
	struct tl_status s;
	tl_buf_clear(out);
	tl_buf_str(out, "");
	tl_status_of(&s, r);
	for (const struct tl_condition *c = tl_hazard.conditions; c->name; c++) {
		bool holds;
		if (c->whose)
			holds = c->whose(r, &s, TL_LIT("B1、B2"));
		else
			holds = c->holds ? c->holds(&s, model_day(day)) : c->says(r);
		if (holds)
			tl_buf_printf(out, "%s ", c->name);
		/* Those of open ones hold for no other, nor those of what is in hand. */
		assert_true(!holds || !c->among || tl_status_open(&s));
		assert_true(!holds || c->among != TL_AMONG_IN_HAND || tl_status_in_hand(&s));
	}
}

static void conditions_hold_as_their_words_say(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_BUF text = { 0 };
	TL_RECORD r;
	(void)state;
	begin(t, &r, "major");
	conditions(&text, &r, "2018-01-20");
	assert_string_equal(text.data, "open major ");
	conditions(&text, &r, "2018-01-21");
	assert_string_equal(text.data, "open overdue major ");
	tl_record_put(&r, TL_F_DUE, TL_NONE);
	conditions(&text, &r, "2018-01-21");
	assert_string_equal(text.data, "open undated major ");
	tl_record_put(&r, TL_F_DUE, TL_LIT("2018-01-20"));
	tl_record_put(&r, TL_F_LISTED_ON, TL_LIT("2018-01-08"));
	tl_record_put(&r, TL_F_REPEATS, TL_LIT("H0"));
	step(t, &r, TL_ACT_RECTIFY, "2018-01-21", NULL, NULL, NULL, NULL);
	conditions(&text, &r, "2018-02-21");
	assert_string_equal(text.data, "open awaiting major supervised repeated ");
	tl_record_put(&r, TL_F_LIFTED_ON, TL_LIT("2018-03-01"));
	step(t, &r, TL_ACT_VERIFY, "2018-03-01", "state", TL_CLOSED, NULL, NULL);
	conditions(&text, &r, "2018-03-01");
	assert_string_equal(text.data, "closed major repeated ");
	step(t, &r, TL_ACT_VOID, "2018-03-01", NULL, NULL, NULL, NULL);
	conditions(&text, &r, "2018-03-01");
	assert_string_equal(text.data, "void major repeated ");
	tlsafe_free(t);
}

static void what_is_mine_is_with_my_body_or_its_to_assign(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_BUF text = { 0 };
	TL_RECORD r;
	(void)state;
	begin(t, &r, "general");
	tl_record_put(&r, TL_F_TOWN, TL_LIT("B2"));
	conditions(&text, &r, "2018-01-20");
	assert_string_equal(text.data, "open mine ");
	step(t, &r, TL_ACT_ASSIGN, "2018-01-06", "assignee", "B3", NULL, NULL);
	conditions(&text, &r, "2018-01-20");
	assert_string_equal(text.data, "open unaccepted ");
	step(t, &r, TL_ACT_ASSIGN, "2018-01-07", "assignee", "B1", NULL, NULL);
	conditions(&text, &r, "2018-01-20");
	assert_string_equal(text.data, "open unaccepted mine ");
	step(t, &r, TL_ACT_RETURN, "2018-01-08", NULL, NULL, NULL, NULL);
	tl_record_put(&r, TL_F_TOWN, TL_LIT("B4"));
	tl_record_put(&r, TL_F_REGULATOR, TL_LIT("B1"));
	conditions(&text, &r, "2018-01-20");
	assert_string_equal(text.data, "open returned mine ");
	step(t, &r, TL_ACT_VOID, "2018-01-09", NULL, NULL, NULL, NULL);
	conditions(&text, &r, "2018-01-20");
	assert_string_equal(text.data, "void ");
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_and_dates_follow_the_day),
		cmocka_unit_test(a_recheck_that_fails_begins_another_cycle),
		cmocka_unit_test(a_recheck_that_passes_closes),
		cmocka_unit_test(put_right_on_the_spot_is_closed),
		cmocka_unit_test(a_fix_that_becomes_major_is_to_be_shown_anew),
		cmocka_unit_test(an_extension_moves_the_due_date_and_not_the_deadline),
		cmocka_unit_test(an_assignment_dates_what_had_no_date),
		cmocka_unit_test(a_life_out_of_the_common_order_is_irregular),
		cmocka_unit_test(bits_of_states_are_those_of_the_header),
		cmocka_unit_test(conditions_hold_as_their_words_say),
		cmocka_unit_test(what_is_mine_is_with_my_body_or_its_to_assign),
	};
	return cmocka_run_group_tests_name("journal/hazard", tests, NULL, model_drop);
}
