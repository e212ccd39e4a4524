/* What figures are counted by. */
#include "../model.h"

#include "stats/dimension.h"

static const struct tl_kind *hazards(struct tlsafe *t)
{
	return tl_schema_kind(t->schema, "hazard");
}

static struct tl_dimension found(struct tlsafe *t, const char *name)
{
	struct tl_dimension d;

	model_ok(t, tl_dimension_find(&d, hazards(t), tl_str(name), &t->err));
	return d;
}

static void dimensions_are_fields_and_periods(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	assert_int_equal(found(t, "town").by, TL_BY_FIELD);
	assert_int_equal(found(t, "所属镇街").by, TL_BY_FIELD);
	assert_int_equal(found(t, "village").fact, -1);
	assert_int_equal(found(t, "state").by, TL_BY_STATE);
	assert_int_equal(found(t, "在办天数").by, TL_BY_AGE);
	assert_true(tl_dimension_period(&(struct tl_dimension){ .by = found(t, "week").by }));
	assert_false(tl_dimension_period(&(struct tl_dimension){ .by = found(t, "age").by }));
	tlsafe_free(t);
}

static void what_is_none_says_what_is_near(void **state)
{
	static const struct {
		const char *name, *hint;
	} c[] = {
		{ "twon", "did you mean 'town'?" },	   { "weak", "did you mean 'week'?" },
		{ "description", "there are unit town " }, { "clause", "there are " },
		{ "finder", "there are " },		   { "", "there are " },
	};
	struct tlsafe *t = model_lived();
	struct tl_dimension d;
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		struct tl_err err = { 0 };
		assert_int_equal(tl_dimension_find(&d, hazards(t), tl_str(c[i].name), &err),
		                 TLSAFE_EUSAGE);
		if (strncmp(err.hint, c[i].hint, strlen(c[i].hint)))
			print_error("%s: %s", c[i].name, err.hint);
		assert_int_equal(strncmp(err.hint, c[i].hint, strlen(c[i].hint)), 0);
	}
	tlsafe_free(t);
}

static void a_period_has_its_text(void **state)
{
	static const struct {
		enum tl_by by;
		const char *day, *want;
	} c[] = {
		{ TL_BY_WEEK, "2018-01-07", "2018W01" },   { TL_BY_WEEK, "2018-01-08", "2018W02" },
		{ TL_BY_WEEK, "2021-01-03", "2020W53" },   { TL_BY_WEEK, "2018-12-31", "2019W01" },
		{ TL_BY_WEEK, "1969-12-31", "1970W01" },   { TL_BY_MONTH, "2018-06-30", "2018-06" },
		{ TL_BY_QUARTER, "2018-06-30", "2018Q2" }, { TL_BY_YEAR, "2018-06-30", "2018" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_BUF text = { 0 };
		tl_day day, first, last;
		assert_true(tl_day_parse(tl_str(c[i].day), &day));
		tl_dimension_period_text(&(struct tl_dimension){ .by = c[i].by }, day, &text);
		assert_string_equal(text.data, c[i].want);
		/* A filter understands it, and selects that day. */
		assert_true(tl_period_parse(tl_buf_bytes(&text), day, &first, &last));
		assert_true(first <= day && day <= last);
	}
}

static void a_cut_moves_months_alone(void **state)
{
	static const struct {
		enum tl_by by;
		const char *day, *want, *first;
	} c[] = {
		{ TL_BY_MONTH, "2018-06-25", "2018-06", "2018-05-26" },
		{ TL_BY_MONTH, "2018-12-26", "2019-01", "2018-12-26" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		const struct tl_dimension d = { .by = c[i].by, .cut = 25 };
		tl_day first, last;
		char day[TL_DAY_TEXT];
		TL_BUF text = { 0 };
		tl_dimension_period_text(&d, model_day(c[i].day), &text);
		assert_string_equal(text.data, c[i].want);
		assert_true(tl_dimension_period_days(&d, tl_buf_bytes(&text), &first, &last));
		assert_string_equal(tl_day_format(day, first), c[i].first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dimensions_are_fields_and_periods),
		cmocka_unit_test(what_is_none_says_what_is_near),
		cmocka_unit_test(a_period_has_its_text),
		cmocka_unit_test(a_cut_moves_months_alone),
	};
	return cmocka_run_group_tests_name("stats/dimension", tests, NULL, model_drop);
}
