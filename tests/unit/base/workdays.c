/* Working days, by the notices of 2018 and 2019: the days round Spring Festival and National Day
 * are written out as they were counted by hand. */
#include "../unit.h"

#include "base/workdays.h"

static const char *const text[][3] = {
	{ "2018-01-01", "2018-01-01", "元旦" },
	{ "2018-02-11", "2018-02-11", "+春节" },	/* Sunday */
	{ "2018-02-15", "2018-02-21", "春节" },	/* Thursday to Wednesday */
	{ "2018-02-24", "2018-02-24", "+春节" },	/* Saturday */
	{ "2018-04-05", "2018-04-07", "清明节" },
	{ "2018-04-08", "2018-04-08", "+清明节" },
	{ "2018-04-28", "2018-04-28", "+劳动节" },
	{ "2018-04-29", "2018-05-01", "劳动节" },
	{ "2018-06-18", "2018-06-18", "端午节" },
	{ "2018-09-24", "2018-09-24", "中秋节" },
	{ "2018-09-29", "2018-09-29", "+国庆节" },	/* Saturday */
	{ "2018-09-30", "2018-09-30", "+国庆节" },	/* Sunday */
	{ "2018-10-01", "2018-10-07", "国庆节" },	/* Monday to Sunday */
	{ "2018-12-29", "2018-12-29", "+元旦" },	/* Saturday, in the notice of 2019 */
	{ "2018-12-30", "2019-01-01", "元旦" },
	{ "2019-02-02", "2019-02-03", "+春节" },
	{ "2019-02-04", "2019-02-10", "春节" },
};
static struct tl_workdays_span spans[TL_LEN(text)];
static int years[] = { 2018, 2019 };
static const struct tl_workdays w = { spans, TL_LEN(text), years, TL_LEN(years) };

static tl_day day(const char *t)
{
	tl_day ret = TL_NODAY;

	assert_true(tl_day_parse(tl_str(t), &ret));
	return ret;
}

static int begin(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_LEN(text); i++) {
		bool worked = text[i][2][0] == '+';
		spans[i] = (struct tl_workdays_span){ .first = day(text[i][0]),
			                              .last = day(text[i][1]),
			                              .worked = worked,
			                              .zh = text[i][2] + worked,
			                              .en = "x" };
	}
	return 0;
}

/* Behind FROM the working days are DAYS, in this order, and no others between them. */
static void follow(const char *from, const char *const *days, int n)
{
	char got[TL_DAY_TEXT];
	tl_day d;

	for (int i = 0; i < n; i++) {
		assert_int_equal(tl_workdays_after(&w, day(from), i + 1, &d), 0);
		assert_string_equal(tl_day_format(got, d), days[i]);
	}
}

static void spring_festival_2018(void **state)
{
	/* From Friday 9 February: Saturday the 10th is off; Sunday the 11th is worked. */
	static const char *const days[] = {
		"2018-02-11", "2018-02-12", "2018-02-13", "2018-02-14",	/* Sunday to Wednesday */
		"2018-02-22", "2018-02-23", "2018-02-24",		/* Thursday to Saturday */
		"2018-02-26", "2018-02-27", "2018-02-28", "2018-03-01", "2018-03-02",
		"2018-03-05",						/* Monday */
	};

	(void)state;
	follow("2018-02-09", days, TL_LEN(days));
	/* On a day off, and on the last of them, nothing else follows. */
	follow("2018-02-14", days + 4, TL_LEN(days) - 4);
	follow("2018-02-17", days + 4, TL_LEN(days) - 4);
	follow("2018-02-21", days + 4, TL_LEN(days) - 4);
	/* A day that is made up for is itself not counted. */
	follow("2018-02-11", days + 1, TL_LEN(days) - 1);
	follow("2018-02-24", days + 7, TL_LEN(days) - 7);
}

static void national_day_2018(void **state)
{
	/* From Friday 28 September, Saturday and Sunday are worked; then the week is off. */
	static const char *const days[] = {
		"2018-09-29", "2018-09-30",
		"2018-10-08", "2018-10-09", "2018-10-10", "2018-10-11", "2018-10-12",
		"2018-10-15",
	};

	(void)state;
	follow("2018-09-28", days, TL_LEN(days));
	follow("2018-09-30", days + 2, TL_LEN(days) - 2);
	follow("2018-10-03", days + 2, TL_LEN(days) - 2);
}

static void over_the_year(void **state)
{
	static const char *const days[] = { "2018-12-28", "2018-12-29", "2019-01-02",
		                            "2019-01-03", "2019-01-04", "2019-01-07" };
	tl_day d;

	(void)state;
	follow("2018-12-27", days, TL_LEN(days));
	assert_int_equal(tl_workdays_after(&w, day("2019-12-30"), 1, &d), 0);
	assert_int_equal(d, day("2019-12-31"));
}

static void a_missing_year_is_named(void **state)
{
	tl_day d = 7;

	(void)state;
	assert_int_equal(tl_workdays_after(&w, day("2019-12-31"), 1, &d), 2020);
	assert_int_equal(tl_workdays_after(&w, day("2018-01-01"), 9999, &d), 2020);
	assert_int_equal(tl_workdays_after(&w, day("2017-12-29"), 5, &d), 2017);
	assert_int_equal(d, 7);
	/* The day itself is not counted, and of which year it is does not matter. */
	assert_int_equal(tl_workdays_after(&w, day("2017-12-31"), 1, &d), 0);
	assert_int_equal(d, day("2018-01-02"));
}

static bool worked(tl_day d)
{
	enum tl_workdays_is is = tl_workdays_day(&w, d, NULL);

	return is == TL_WORKDAYS_PLAIN || is == TL_WORKDAYS_MADE_UP;
}

/* The last is a working day, and with it there are N. */
static void there_are_as_many_as_asked(void **state)
{
	(void)state;
	for (tl_day from = day("2018-01-01"); from < day("2019-09-01"); from++)
		for (int n = 1, sum; n <= 60; n++) {
			tl_day d;
			assert_int_equal(tl_workdays_after(&w, from, n, &d), 0);
			assert_true(worked(d));
			sum = 0;
			for (tl_day between = from + 1; between <= d; between++)
				sum += worked(between);
			assert_int_equal(sum, n);
		}
}

static void explained(const char *from, const char *last, const char *want)
{
	TL_BUF out = { 0 };

	tl_workdays_explain(&out, &w, day(from), day(last));
	tl_buf_char(&out, 0);
	assert_string_equal(out.data, want);
}

static void days_are_told(void **state)
{
	(void)state;
	explained("2018-02-09", "2018-02-22",
	          "counted 2018-02-11 (made up for 春节), 2018-02-12 to 2018-02-14, 2018-02-22, "
	          "passed over 2018-02-10 (weekend), 2018-02-15 to 2018-02-21 (春节)");
	explained("2018-09-28", "2018-10-08",
	          "counted 2018-09-29 to 2018-09-30 (made up for 国庆节), 2018-10-08, "
	          "passed over 2018-10-01 to 2018-10-07 (国庆节)");
	explained("2018-07-02", "2018-07-03", "counted 2018-07-03, none passed over");
}

static void spellings(void **state)
{
	static const struct {
		const char *text;
		int n;
	} are[] = {
		{ "+15wd", 15 },	{ "+1wd", 1 },		{ "＋１５ｗｄ", 15 },
		{ "15个工作日", 15 },	{ "15工作日", 15 },	{ "10个工作日内", 10 },
		{ "７个工作日以内", 7 },	{ "3 个工作日之内", 3 }, { "+0wd", 0 },
	};
	static const char *const none[] = {
		"", "+", "+wd", "15wd", "-15wd", "+15d", "+15w", "+15wdx", "15天", "工作日",
		"15个", "15个工作", "+15个工作日", "12345个工作日", "15个工作日前", "15个个工作日"
	};
	int n;

	(void)state;
	for (size_t i = 0; i < TL_LEN(are); i++) {
		assert_true(tl_workdays_parse(tl_str(are[i].text), &n));
		assert_int_equal(n, are[i].n);
	}
	for (size_t i = 0; i < TL_LEN(none); i++)
		assert_false(tl_workdays_parse(tl_str(none[i]), &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spring_festival_2018),
		cmocka_unit_test(national_day_2018),
		cmocka_unit_test(over_the_year),
		cmocka_unit_test(a_missing_year_is_named),
		cmocka_unit_test(there_are_as_many_as_asked),
		cmocka_unit_test(days_are_told),
		cmocka_unit_test(spellings),
	};
	return cmocka_run_group_tests(tests, begin, NULL);
}
