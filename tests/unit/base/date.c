/* Days, periods and instants, as texts and back. */
#include "../unit.h"

#include "base/date.h"

static void days_split_and_join(void **state)
{
	(void)state;
	for (tl_day d = -800000; d < 800000; d += 37) {
		int y, m, md;
		tl_day_split(d, &y, &m, &md);
		if (y >= 1 && y <= 9999)
			assert_int_equal(tl_day_of(y, m, md), d);
	}
	assert_int_equal(tl_day_of(1970, 1, 1), 0);
	assert_int_equal(tl_day_of(2018, 7, 25), 17737);
	assert_int_equal(tl_day_of(2018, 2, 29), TL_NODAY);
	assert_int_equal(tl_day_of(2016, 2, 29), 16860);
}

static void a_year_has_its_own_days(void **state)
{
	static const int bad[][3] = { { 0, 1, 1 },     { 10000, 1, 1 }, { 2018, 0, 1 },
		                      { 2018, 13, 1 }, { 2018, 1, 0 },  { 2018, 1, 32 },
		                      { 2018, 4, 31 }, { 1900, 2, 29 }, { 2018, -1, 1 } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_int_equal(tl_day_of(bad[i][0], bad[i][1], bad[i][2]), TL_NODAY);
	assert_int_equal(tl_day_of(2000, 3, 1) - tl_day_of(2000, 2, 29), 1);
	assert_int_equal(tl_day_of(1, 1, 1), -719162);
	assert_int_equal(tl_day_of(9999, 12, 31), 2932896);
	assert_int_equal(tl_day_of(1969, 12, 31), -1);
}

static void days_are_read_strictly(void **state)
{
	static const char *const bad[] = { "",           "2018-7-25",   "2018-07-25 ",
		                           "2018/07/25", "2018-02-29",  " 2018-07-25",
		                           "20180725",   "2018-07-2x",  "-018-07-25",
		                           "0000-01-01", "2018-07-250", "２018-07-25" };
	tl_day day;
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_false(tl_day_parse(tl_str(bad[i]), &day));
	assert_true(tl_day_parse(TL_LIT("2018-07-25"), &day));
	assert_int_equal(day, 17737);
	assert_true(tl_day_parse(TL_LIT("0001-01-01"), &day));
	assert_true(tl_day_parse(TL_LIT("9999-12-31"), &day));
}

static void days_are_written_as_they_are_read(void **state)
{
	char text[TL_DAY_TEXT];
	tl_day back;
	(void)state;
	for (tl_day d = tl_day_of(1, 1, 1); d <= tl_day_of(9999, 12, 31); d += 97) {
		assert_ptr_equal(tl_day_format(text, d), text);
		assert_true(tl_day_parse(tl_str(text), &back));
		assert_int_equal(back, d);
	}
	assert_string_equal(tl_day_format(text, 0), "1970-01-01");
	assert_string_equal(tl_day_format(text, -1), "1969-12-31");
}

static void spreadsheet_dates_are_read(void **state)
{
	static const struct {
		const char *text;
		int year;
		const char *day;
	} t[] = {
		{ "2018-07-25", 0, "2018-07-25" },
		{ "2018/7/25", 0, "2018-07-25" },
		{ "2018.7.25", 0, "2018-07-25" },
		{ "2018-7-25", 0, "2018-07-25" },
		{ "2018年7月25日", 0, "2018-07-25" },
		{ "20180725", 0, "2018-07-25" },
		{ "43306", 0, "2018-07-25" },
		{ "2018/7/25 14:30", 0, "2018-07-25" },
		{ "2018-07-25 14:30:00.0", 0, "2018-07-25" },
		{ "２０１８．７．２５", 0, "2018-07-25" },
		{ "　2018/7/25 ", 0, "2018-07-25" },
		{ "7月25日", 2018, "2018-07-25" },
		{ "7/25", 2018, "2018-07-25" },
		{ "截止7月25日中午", 2018, "2018-07-25" },
		{ "截至2018年7月25日", 0, "2018-07-25" },
		{ "7月25日", 0, NULL },
		{ "2018年7月", 0, NULL },
		{ "18.7.25", 0, NULL },
		{ "18/7/25", 0, NULL },
		{ "2018-02-30", 0, NULL },
		{ "2018-13-01", 0, NULL },
		{ "", 0, NULL },
		{ "/", 0, NULL },
		{ "长期", 0, NULL },
		{ "2018/7-25", 0, NULL },
		{ "2018-7-25x", 0, NULL },
		{ "立即", 0, NULL },
		{ "15天", 0, NULL },
		{ "99999999", 0, NULL },
		{ "19999", 0, NULL },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		char text[TL_DAY_TEXT];
		const char *why = NULL;
		tl_day day;
		int rc = tl_day_read(tl_str(t[i].text), t[i].year, TL_NODAY, 0, &day, &why);
		if (t[i].day) {
			assert_int_equal(rc, 0);
			assert_string_equal(tl_day_format(text, day), t[i].day);
		} else {
			assert_int_equal(rc, -1);
			assert_non_null(why);
		}
	}
}

static void what_is_no_date_says_why(void **state)
{
	static const struct {
		const char *text, *why;
	} t[] = {
		{ "7月25日", "a date without a year; give it with --year" },
		{ "7/25", "a date without a year; give it with --year" },
		{ "2018年7月", "a month without a day; write the day too: 2018-07-25" },
		{ "2018-7", "a month without a day; write the day too: 2018-07-25" },
		{ "2018/7/", "a month without a day; write the day too: 2018-07-25" },
		{ "18/7/25",
		  "a date with a year of two digits; write the year with four: 2018-07-25" },
		{ "25/7/2018", "the year stands last, and day and month can be taken for each "
		               "other; write the year first: 2018-07-25" },
		{ "05.07.2018", "the year stands last, and day and month can be taken for each "
		                "other; write the year first: 2018-07-25" },
		{ "2018-02-30", "not a date: there is no such day; write it as 2018-07-25" },
		{ "13/45", "not a date: there is no such day; write it as 2018-07-25" },
		{ "15天", "not a date; only a deadline can be given so" },
		{ "立即", "not a date; only a deadline can be given so" },
		{ "长期", "not a date; write it as 2018-07-25" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		const char *why = NULL;
		tl_day day;
		assert_int_equal(tl_day_read(tl_str(t[i].text), 0, TL_NODAY, 0, &day, &why), -1);
		assert_string_equal(why, t[i].why);
	}
}

static void excel_counts_days_within_bounds(void **state)
{
	static const struct {
		const char *text, *day;
	} t[] = { { "20000", "1954-10-03" }, { "25569", "1970-01-01" }, { "80000", "2119-01-11" },
		  { "80001", NULL },         { "43306.5", "2018-07-25" },
		  { "43306.604167", "2018-07-25" }, { "43306.5x", NULL },
		  { "43306 14:30", NULL } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		char text[TL_DAY_TEXT];
		const char *why = NULL;
		tl_day day;
		int rc = tl_day_read(tl_str(t[i].text), 0, TL_NODAY, 0, &day, &why);
		assert_int_equal(rc, t[i].day ? 0 : -1);
		if (t[i].day)
			assert_string_equal(tl_day_format(text, day), t[i].day);
	}
}

static void times_of_day_are_dropped_only_where_they_are_some(void **state)
{
	static const char *const good[] = { "2018-07-25T14:30", "2018/7/25  0:00",
		                            "20180725 14:30:59", "2018年7月25日 14:30",
		                            "2018.7.25 23:59:59.999", "2018/7/25 2:30 PM",
		                            "2018/7/25 下午 2:30", "2018/7/25 下午2:30:00",
		                            "2018年7月25日星期三", "2018-07-25（周三）",
		                            "2018年7月25日 14时30分", "2018 年 7 月 25 日",
		                            "2018-07-25 Wed", "2018-07-25T14:30:00+08:00",
		                            "2018-07-24T16:30:00Z" },
				 *const bad[] = { "2018-07-25 24:00", "2018-07-25 14:60",
		                                  "2018-07-25 14", "2018-07-25 14:30x",
		                                  "2018-07-25x14:30", "2018-07-25 14:30:61",
		                                  "2018-07-25 14:30.5" };
	const char *why;
	tl_day day;
	(void)state;
	for (size_t i = 0; i < TL_LEN(good); i++) {
		assert_int_equal(tl_day_read(tl_str(good[i]), 0, TL_NODAY, 28800, &day, &why), 0);
		assert_int_equal(day, tl_day_of(2018, 7, 25));
	}
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_int_equal(tl_day_read(tl_str(bad[i]), 0, TL_NODAY, 0, &day, &why), -1);
}

static void deadlines_count_from_the_find(void **state)
{
	static const struct {
		const char *text;
		int days;
	} t[] = { { "15天", 15 }, { "3日内", 3 }, { "立即", 0 },     { "立即整改", 0 },
		  { "当场", 0 },  { "+15d", 15 }, { "30天以内", 30 } };
	tl_day found = tl_day_of(2018, 7, 2), day;
	const char *why;
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		assert_int_equal(tl_day_read(tl_str(t[i].text), 0, found, 0, &day, &why), 0);
		assert_int_equal(day, found + t[i].days);
	}
}

static void periods_have_two_ends(void **state)
{
	static const struct {
		const char *text, *first, *last;
	} t[] = {
		{ "2018", "2018-01-01", "2018-12-31" },
		{ "2018H1", "2018-01-01", "2018-06-30" },
		{ "2018H2", "2018-07-01", "2018-12-31" },
		{ "2018Q2", "2018-04-01", "2018-06-30" },
		{ "2018-02", "2018-02-01", "2018-02-28" },
		{ "2018-06-30", "2018-06-30", "2018-06-30" },
		{ "2016-02", "2016-02-01", "2016-02-29" },
		{ "today", "2018-07-25", "2018-07-25" },
		{ "-30d", "2018-06-25", "2018-06-25" },
		{ "+7d", "2018-08-01", "2018-08-01" },
		{ "this-week", "2018-07-23", "2018-07-29" },
		{ "last-week", "2018-07-16", "2018-07-22" },
		{ "this-month", "2018-07-01", "2018-07-31" },
		{ "last-month", "2018-06-01", "2018-06-30" },
		{ "本月", "2018-07-01", "2018-07-31" },
		{ "last-year", "2017-01-01", "2017-12-31" },
		{ "last-quarter", "2018-04-01", "2018-06-30" },
		{ "２０１８", "2018-01-01", "2018-12-31" },
		{ "2018年6月", "2018-06-01", "2018-06-30" },
		{ "2018W01", "2018-01-01", "2018-01-07" },
		{ "2018w30", "2018-07-23", "2018-07-29" },
		{ "2018W52", "2018-12-24", "2018-12-30" },
		{ "2021W01", "2021-01-04", "2021-01-10" },
		{ "2020W53", "2020-12-28", "2021-01-03" },
		{ "2018W53", NULL, NULL },
		{ "2018W0", NULL, NULL },
		{ "2018W", NULL, NULL },
		{ "2018Q5", NULL, NULL },
		{ "2018H3", NULL, NULL },
		{ "soon", NULL, NULL },
		{ "43306", NULL, NULL },
		{ "2018-13", NULL, NULL },
		{ "", NULL, NULL },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		char text[TL_DAY_TEXT];
		tl_day first, last;
		bool ok = tl_period_parse(tl_str(t[i].text), tl_day_of(2018, 7, 25), &first, &last);
		assert_int_equal(ok, t[i].first != NULL);
		if (!ok)
			continue;
		assert_string_equal(tl_day_format(text, first), t[i].first);
		assert_string_equal(tl_day_format(text, last), t[i].last);
	}
}

static void relative_periods_pass_over_the_years_end(void **state)
{
	static const struct {
		const char *text, *first, *last;
	} t[] = {
		{ "last-month", "2018-12-01", "2018-12-31" },
		{ "上月", "2018-12-01", "2018-12-31" },
		{ "last-quarter", "2018-10-01", "2018-12-31" },
		{ "this-quarter", "2019-01-01", "2019-03-31" },
		{ "本季", "2019-01-01", "2019-03-31" },
		{ "last-week", "2018-12-24", "2018-12-30" },
		{ "上周", "2018-12-24", "2018-12-30" },
		{ "本周", "2018-12-31", "2019-01-06" },
		{ "yesterday", "2018-12-31", "2018-12-31" },
		{ "昨天", "2018-12-31", "2018-12-31" },
		{ "今天", "2019-01-01", "2019-01-01" },
		{ "tomorrow", "2019-01-02", "2019-01-02" },
		{ "this-year", "2019-01-01", "2019-12-31" },
		{ "本年", "2019-01-01", "2019-12-31" },
		{ "去年", "2018-01-01", "2018-12-31" },
		{ "-1d", "2018-12-31", "2018-12-31" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		char text[TL_DAY_TEXT];
		tl_day first, last;
		assert_true(tl_period_parse(tl_str(t[i].text), tl_day_of(2019, 1, 1), &first,
		                            &last));
		assert_string_equal(tl_day_format(text, first), t[i].first);
		assert_string_equal(tl_day_format(text, last), t[i].last);
	}
}

static void months_end_with_the_cut(void **state)
{
	static const struct {
		const char *day, *first, *last;
		int cut, year, month;
	} t[] = {
		{ "2018-06-25", "2018-05-26", "2018-06-25", 25, 2018, 6 },
		{ "2018-06-26", "2018-06-26", "2018-07-25", 25, 2018, 7 },
		{ "2018-12-26", "2018-12-26", "2019-01-25", 25, 2019, 1 },
		{ "2019-01-01", "2018-12-26", "2019-01-25", 25, 2019, 1 },
		{ "2018-06-30", "2018-06-01", "2018-06-30", 0, 2018, 6 },
		{ "2018-03-01", "2018-03-01", "2018-03-28", 28, 2018, 3 },
		{ "2020-02-29", "2020-02-29", "2020-03-28", 28, 2020, 3 },
		{ "2018-03-02", "2018-03-02", "2018-04-01", 1, 2018, 4 },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		tl_day day, first, last;
		char text[TL_DAY_TEXT];
		int y, m;
		assert_true(tl_day_parse(tl_str(t[i].day), &day));
		tl_month_of(day, t[i].cut, &y, &m);
		assert_int_equal(y, t[i].year);
		assert_int_equal(m, t[i].month);
		assert_true(tl_month_days(y, m, t[i].cut, &first, &last));
		assert_string_equal(tl_day_format(text, first), t[i].first);
		assert_string_equal(tl_day_format(text, last), t[i].last);
		assert_true(tl_period_by_cut(TL_LIT("this-month"), day, t[i].cut, &first, &last));
		assert_string_equal(tl_day_format(text, first), t[i].first);
		assert_true(tl_period_by_cut(TL_LIT("上月"), day, t[i].cut, &first, &last));
		assert_string_equal(tl_day_format(text, last + 1), t[i].first);
		assert_false(tl_period_by_cut(TL_LIT("2018-06"), day, t[i].cut, &first, &last));
		assert_false(tl_period_by_cut(TL_LIT("last-year"), day, t[i].cut, &first, &last));
	}
	tl_day first, last;
	assert_false(tl_month_days(1, 1, 25, &first, &last));
	assert_false(tl_month_days(2018, 13, 0, &first, &last));
}

static void weeks_begin_on_monday(void **state)
{
	(void)state;
	/* 2018-07-23 was a Monday; 1969-12-29 too, before the days' zero. */
	for (int i = 0; i < 7; i++) {
		tl_day first, last;
		assert_true(tl_period_parse(TL_LIT("this-week"), tl_day_of(2018, 7, 23 + i),
		                            &first, &last));
		assert_int_equal(first, tl_day_of(2018, 7, 23));
		assert_int_equal(last, tl_day_of(2018, 7, 29));
		assert_true(tl_period_parse(TL_LIT("this-week"), -3 + i, &first, &last));
		assert_int_equal(first, -3);
		assert_int_equal(last, 3);
	}
}

static void instants_go_both_ways(void **state)
{
	char text[TL_INSTANT_TEXT];
	tl_instant at;
	(void)state;
	assert_true(tl_instant_parse(TL_LIT("2018-07-01T08:00:00+08:00"), 0, &at));
	assert_true(at == 1530403200ll * 1000000);
	assert_string_equal(tl_instant_format(text, at, 8 * 3600, false),
	                    "2018-07-01T08:00:00+08:00");
	assert_int_equal(tl_instant_day(at - 8 * 3600ll * 1000000 - 1, 8 * 3600),
	                 tl_day_of(2018, 6, 30));
	assert_true(tl_instant_parse(TL_LIT("2018-07-01"), 8 * 3600, &at));
	assert_string_equal(tl_instant_format(text, at, 8 * 3600, true),
	                    "2018-07-01T00:00:00+08:00");
	assert_true(tl_day_begin(tl_day_of(2018, 7, 1), 8 * 3600) == at);
	assert_false(tl_instant_parse(TL_LIT("2018-07-01T25:00:00Z"), 0, &at));
}

static void instants_are_read_as_rfc_3339_has_them(void **state)
{
	static const struct {
		const char *text;
		int64_t us;
	} t[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1970-01-01t00:00:00z", 0 },
		{ "1970-01-01 00:00:01Z", 1000000 },
		{ "1970-01-01T08:00:00", 0 },
		{ "1970-01-01T08:00", 0 },
		{ "1970-01-01", -8 * 3600 * 1000000ll },
		{ "1970-01-01T00:00:00.5Z", 500000 },
		{ "1970-01-01T00:00:00.000001Z", 1 },
		{ "1969-12-31T23:59:59.999999Z", -1 },
		{ "1970-01-01T00:00:00-05:30", (5 * 3600 + 1800) * 1000000ll },
	};
	static const char *const bad[] = { "",
		                           "1970-01-01T",
		                           "1970-01-01T24:00:00Z",
		                           "1970-01-01T00:60:00Z",
		                           "1970-01-01T00:00:60Z",
		                           "1970-01-01T0:00:00Z",
		                           "1970-01-01T00:00:00.Z",
		                           "1970-01-01T00:00:00+8",
		                           "1970-01-01T00:00:00+08:00x",
		                           "1970-02-30T00:00:00Z",
		                           "1970-01-01T00:00:00.0000001Z",
		                           "1970-1-1T00:00:00Z" };
	tl_instant at;
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		assert_true(tl_instant_parse(tl_str(t[i].text), 8 * 3600, &at));
		assert_true(at == t[i].us);
	}
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_false(tl_instant_parse(tl_str(bad[i]), 8 * 3600, &at));
}

static void microseconds_are_written_when_asked_and_there(void **state)
{
	char text[TL_INSTANT_TEXT];
	tl_instant back;
	(void)state;
	assert_string_equal(tl_instant_format(text, 0, 0, true), "1970-01-01T00:00:00+00:00");
	assert_string_equal(tl_instant_format(text, 5, 0, true),
	                    "1970-01-01T00:00:00.000005+00:00");
	assert_string_equal(tl_instant_format(text, 5, 0, false), "1970-01-01T00:00:00+00:00");
	assert_string_equal(tl_instant_format(text, -1, -9000, true),
	                    "1969-12-31T21:29:59.999999-02:30");
	assert_true(tl_instant_parse(tl_str(text), 0, &back));
	assert_true(back == -1);
}

static void an_instant_falls_on_a_day_of_its_offset(void **state)
{
	(void)state;
	assert_int_equal(tl_instant_day(0, 0), 0);
	assert_int_equal(tl_instant_day(-1, 0), -1);
	assert_int_equal(tl_instant_day(0, -1), -1);
	assert_int_equal(tl_instant_day(86400 * 1000000ll - 1, 0), 0);
	assert_int_equal(tl_instant_day(16 * 3600 * 1000000ll, 8 * 3600), 1);
	assert_int_equal(tl_instant_day(16 * 3600 * 1000000ll - 1, 8 * 3600), 0);
}

static void offsets_go_both_ways(void **state)
{
	static const struct {
		const char *text;
		int offset;
	} t[] = { { "+08:00", 28800 }, { "-05:30", -19800 }, { "+00:00", 0 }, { "+14:00", 50400 } };
	static const char *const bad[] = { "",       "08:00",  "+8:00",   "+0800",
		                           "+15:00", "+08:60", "+08:00 ", "+0x:00" };
	char text[8];
	int offset;
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		assert_true(tl_offset_parse(tl_str(t[i].text), &offset));
		assert_int_equal(offset, t[i].offset);
		assert_string_equal(tl_offset_format(text, offset), t[i].text);
	}
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_false(tl_offset_parse(tl_str(bad[i]), &offset));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_split_and_join),
		cmocka_unit_test(a_year_has_its_own_days),
		cmocka_unit_test(days_are_read_strictly),
		cmocka_unit_test(days_are_written_as_they_are_read),
		cmocka_unit_test(spreadsheet_dates_are_read),
		cmocka_unit_test(what_is_no_date_says_why),
		cmocka_unit_test(excel_counts_days_within_bounds),
		cmocka_unit_test(times_of_day_are_dropped_only_where_they_are_some),
		cmocka_unit_test(deadlines_count_from_the_find),
		cmocka_unit_test(periods_have_two_ends),
		cmocka_unit_test(relative_periods_pass_over_the_years_end),
		cmocka_unit_test(months_end_with_the_cut),
		cmocka_unit_test(weeks_begin_on_monday),
		cmocka_unit_test(instants_go_both_ways),
		cmocka_unit_test(instants_are_read_as_rfc_3339_has_them),
		cmocka_unit_test(microseconds_are_written_when_asked_and_there),
		cmocka_unit_test(an_instant_falls_on_a_day_of_its_offset),
		cmocka_unit_test(offsets_go_both_ways),
	};
	return cmocka_run_group_tests_name("base/date", tests, NULL, NULL);
}
