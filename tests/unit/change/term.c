/* Terms that count from service. */
#include "../model.h"

#include "change/term.h"

static void a_term_is_days_behind_served(void **state)
{
	static const struct {
		const char *text, *term;
	} t[] = {
		{ "served+15d", "+15d" },   { "送达+15d", "+15d" },   { "served+015d", "+15d" },
		{ "served+15wd", "+15wd" }, { "送达+1wd", "+1wd" },   { "served", NULL },
		{ "served+0d", NULL },      { "served+15", NULL },    { "served+d", NULL },
		{ "served-3d", NULL },      { "served+1.5d", NULL },  { "+15d", NULL },
		{ "served+99999d", NULL },  { "served+0wd", NULL },   { "2018-07-10", NULL },
		{ "", NULL },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		TL_BUF term = { 0 };
		assert_int_equal(tl_term_said(tl_str(t[i].text), &term), t[i].term != NULL);
		if (t[i].term)
			assert_string_equal(term.data, t[i].term);
		else
			assert_int_equal(term.len, 0);
	}
}

/* The end of TERM from FROM. */
static tl_day end(const struct tlsafe *t, const char *term, const char *from)
{
	TL_CLEANUP(tl_calendar_freep) struct tl_calendar *kept = NULL;
	struct tl_err err = { 0 };
	tl_day day = TL_NODAY;

	assert_int_equal(tl_term_day(&kept, t->schema, tl_str(term), model_day(from), &day, &err),
	                 0);
	return day;
}

static void days_are_counted_from_the_day_behind(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	assert_int_equal(end(t, "+15d", "2018-07-03"), model_day("2018-07-18"));
	assert_int_equal(end(t, "+1d", "2018-12-31"), model_day("2019-01-01"));
	/* Round Spring Festival: 15 to 21 February are off, the 11th and the 24th are made up. */
	assert_int_equal(end(t, "+5wd", "2018-02-12"), model_day("2018-02-24"));
	/* National Day: 1 to 7 October are off, 29 and 30 September are made up. */
	assert_int_equal(end(t, "+3wd", "2018-09-28"), model_day("2018-10-08"));
	tlsafe_free(t);
}

static void what_is_none_and_what_has_no_calendar_is_told(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_CLEANUP(tl_calendar_freep) struct tl_calendar *kept = NULL;
	struct tl_err err = { 0 };
	tl_day day;
	(void)state;
	assert_int_equal(tl_term_day(&kept, t->schema, TL_LIT("+15"), 0, &day, &err),
	                 TLSAFE_EINPUT);
	assert_non_null(strstr(err.text, "not a term: '+15'"));
	tl_err_clear(&err);
	assert_int_equal(tl_term_day(&kept, t->schema, TL_LIT("+15wd"), model_day("1999-01-04"),
	                             &day, &err), TLSAFE_EINPUT);
	assert_non_null(strstr(err.text, "1999"));
	tl_err_clear(&err);
	tlsafe_free(t);
}

static void how_it_came_is_explained(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_CLEANUP(tl_calendar_freep) struct tl_calendar *kept = NULL;
	TL_BUF out = { 0 };
	struct tl_err err = { 0 };
	tl_day from = model_day("2018-07-03"), day;
	(void)state;
	tl_term_explain(&out, TL_LIT("+15d"), from, from + 15, NULL);
	assert_string_equal(out.data, "+15d from 2018-07-03 is 2018-07-18: every day counts");
	tl_buf_clear(&out);
	from = model_day("2018-09-28");
	assert_int_equal(tl_term_day(&kept, t->schema, TL_LIT("+3wd"), from, &day, &err), 0);
	tl_term_explain(&out, TL_LIT("+3wd"), from, day, kept);
	assert_true(tl_starts(tl_buf_bytes(&out), TL_LIT("+3wd from 2018-09-28 is 2018-10-08: ")));
	assert_non_null(strstr(out.data, "2018-09-29"));
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_term_is_days_behind_served),
		cmocka_unit_test(days_are_counted_from_the_day_behind),
		cmocka_unit_test(what_is_none_and_what_has_no_calendar_is_told),
		cmocka_unit_test(how_it_came_is_explained),
	};
	return cmocka_run_group_tests_name("change/term", tests, NULL, model_drop);
}
