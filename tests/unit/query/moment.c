/* The moment that is asked about. */
#include "../model.h"

#include "query/moment.h"

static int choose(struct tl_view *v, struct tlsafe *t, const char *as_of, const char *known_at)
{
	tl_err_clear(&t->err);
	return tl_view_select(
		v, t, &(struct tlsafe_select){ .as_of = as_of, .known_at = known_at });
}

static void without_words_it_is_now(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	(void)state;
	model_ok(t, choose(&v, t, NULL, NULL));
	assert_int_equal(tl_view_day(&v), model_day(MODEL_TODAY));
	assert_true(v.known >= 7);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void a_day_may_be_today_but_not_later(void **state)
{
	static const struct {
		const char *text, *day;
	} c[] = {
		{ "2018-02-01", "2018-02-01" }, { MODEL_TODAY, MODEL_TODAY },
		{ "today", MODEL_TODAY },       { "yesterday", "2018-08-10" },
		{ "-10d", "2018-08-01" },       { "2018-08-12", NULL },
		{ "tomorrow", NULL },           { "2018-02", NULL },
		{ "soon", NULL },               { "", NULL },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		int rc = choose(&v, t, c[i].text, NULL);
		assert_int_equal(rc, c[i].day ? 0 : TLSAFE_EUSAGE);
		if (c[i].day)
			assert_int_equal(tl_view_day(&v), model_day(c[i].day));
		else
			assert_string_not_equal(tlsafe_errmsg(t), "");
	}
	tlsafe_free(t);
}

static void a_transaction_is_named_by_its_number(void **state)
{
	static const struct {
		const char *text;
		int rc;
		uint64_t known;
	} c[] = {
		{ "0", 0, 0 },
		{ "1", 0, 1 },
		{ "7", 0, 7 },
		{ "8", TLSAFE_EUSAGE, 0 },
		{ "-1", TLSAFE_EUSAGE, 0 },
		{ "7x", TLSAFE_EUSAGE, 0 },
		{ "", TLSAFE_EUSAGE, 0 },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		assert_int_equal(choose(&v, t, NULL, c[i].text), c[i].rc);
		if (!c[i].rc)
			assert_int_equal(v.known, c[i].known);
	}
	tlsafe_free(t);
}

static void what_came_since_lies_behind_what_is_known(void **state)
{
	static const struct {
		const char *since, *known;
		int rc;
		uint64_t want;
	} c[] = {
		{ "0", NULL, 0, 0 },
		{ "7", NULL, 0, 7 },
		{ "8", NULL, TLSAFE_EUSAGE, 0 },
		{ "3", "3", 0, 3 },
		{ "4", "3", TLSAFE_EUSAGE, 0 },
		{ "2000", NULL, TLSAFE_EUSAGE, 0 },
		{ "2000-01-01", NULL, 0, 0 },
		{ "2000Q1", NULL, 0, 0 },
		{ "tomorrow", NULL, TLSAFE_EUSAGE, 0 },
		{ "morning", NULL, TLSAFE_EUSAGE, 0 },
		{ "", NULL, TLSAFE_EUSAGE, 0 },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		uint64_t txn = 99;
		model_ok(t, choose(&v, t, NULL, c[i].known));
		assert_int_equal(tl_view_since(&v, c[i].since, &txn), c[i].rc);
		if (!c[i].rc)
			assert_int_equal(txn, c[i].want);
		else
			assert_string_not_equal(tlsafe_errmsg(t), "");
		tl_err_clear(&t->err);
	}
	tlsafe_free(t);
}

static void an_instant_is_that_of_the_last_transaction_by_then(void **state)
{
	static const char *const at[] = { "2018-08-01T08:00:00+08:00", "2018-08-01T09:00:00+08:00",
		                          "2018-08-01T09:00:00+08:00" };
	static const struct {
		const char *text;
		uint64_t known;
	} c[] = {
		{ "2018-08-01T07:59:59+08:00", 0 }, { "2018-08-01T08:00:00+08:00", 1 },
		{ "2018-08-01T08:59:59", 1 },       { "2018-08-01T09:00:00", 3 },
		{ "2018-08-01T01:00:00Z", 3 },      { "2018-07-31", 0 },
		{ "2018-08-01", 3 },                { "2018-08-01T00:00:00", 0 },
	};
	struct tlsafe *t = model_store(true, NULL);
	TL_BUF text = { 0 };
	int64_t instant;
	(void)state;
	for (size_t i = 0; i < TL_LEN(at); i++) {
		assert_int_equal(tlsafe_instant(t, at[i], &instant), 0);
		model_who(t, instant);
		tl_buf_clear(&text);
		tl_buf_printf(&text, "id,name,kind,town\nU00000%zu,厂%zu,enterprise,500151004\n",
		              i + 1, i);
		model_import(t, "unit", text.data, 1);
	}
	model_who(t, MODEL_NOW);
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		model_ok(t, choose(&v, t, NULL, c[i].text));
		assert_int_equal(v.known, c[i].known);
	}
	tlsafe_free(t);
}

static void what_is_not_yet_is_known_to_nobody(void **state)
{
	static const struct {
		const char *text;
		int rc;
	} c[] = {
		{ MODEL_TODAY, 0 }, { "today", 0 },
		{ "tomorrow", TLSAFE_EUSAGE }, { "2018-08-12", TLSAFE_EUSAGE },
		{ "2999-01-01T00:00:00Z", TLSAFE_EUSAGE },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		assert_int_equal(choose(&v, t, NULL, c[i].text), c[i].rc);
		if (!c[i].rc)
			assert_true(v.known >= 7);
	}
	tlsafe_free(t);
}

static void both_go_together(void **state)
{
	static const struct {
		const char *as_of, *known_at, *want;
	} c[] = {
		{ "2018-02-03", "7", "closed" },   { "2018-02-03", "6", "awaiting" },
		{ "2018-02-02", "7", "awaiting" }, { "2018-01-31", "2", "assigned" },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		TL_RECORD r;
		model_ok(t, choose(&v, t, c[i].as_of, c[i].known_at));
		model_ok(t, tl_view_get(&v, NULL, TL_LIT("H20180106-0001"), &r));
		model_is(tl_record_at(&r, TL_F_STATE), c[i].want);
	}
	tlsafe_free(t);
}

static void another_set_is_read_before_anything_points_into_it(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	(void)state;
	t->schema_txn = 3;
	model_ok(t, choose(&v, t, NULL, NULL));
	assert_int_equal(t->schema_txn, 0);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void the_moment_is_told(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF heard = { 0 };
	TL_VIEW v = { 0 };
	(void)state;
	tlsafe_set_trace(t, model_hear, &heard);
	model_ok(t, choose(&v, t, "2018-02-01", "5"));
	assert_non_null(strstr(heard.data, "2018-02-01"));
	assert_non_null(strstr(heard.data, "5 of 7"));
	tl_view_end(&v);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_words_it_is_now),
		cmocka_unit_test(a_day_may_be_today_but_not_later),
		cmocka_unit_test(a_transaction_is_named_by_its_number),
		cmocka_unit_test(what_came_since_lies_behind_what_is_known),
		cmocka_unit_test(an_instant_is_that_of_the_last_transaction_by_then),
		cmocka_unit_test(what_is_not_yet_is_known_to_nobody),
		cmocka_unit_test(both_go_together),
		cmocka_unit_test(another_set_is_read_before_anything_points_into_it),
		cmocka_unit_test(the_moment_is_told),
	};
	return cmocka_run_group_tests_name("query/moment", tests, NULL, model_drop);
}
