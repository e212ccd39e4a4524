/* The calendar of working days: what the loader takes, and what the shipped one says. */
#include "set.h"

#include "schema/calendar.h"
#include "schema/diff.h"
#include "schema/past.h"
#include "schema/shelf.h"

#include "journal/workflow.h"

#define TOP(version) "calendar: working-days\nzh: z\nen: e\nversion: \"" version "\"\nsource: s\n"
#define YEAR(days) "years:\n  - year: 2018\n    source: s\n    days:\n" days
#define NEW_YEAR "      - {zh: 元旦, en: New Year, rest: [2018-01-01]}\n"
#define LABOUR \
	"      - {zh: 劳动节, en: Labour Day, rest: [2018-04-29..2018-05-01], work: [2018-04-28]}\n"
#define WHOLE TOP("1") YEAR(LABOUR NEW_YEAR)

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *days, *want;
	} bad[] = {
		{ "a", "days are a map" },
		{ "{zh: z, en: e}", "'rest' is missing" },
		{ "{zh: z, en: e, rest: [2018-02-30]}", "x.yaml:10:9: '2018-02-30' is no day" },
		{ "{zh: z, en: e, rest: [2018-02-21..2018-02-15]}", "is no day and no days" },
		{ "{zh: z, en: e, rest: [2018-02-21.2018-02-25]}", "is no day and no days" },
		{ "{zh: z, en: e, rest: [2017-11-30]}", "is not of 2018, nor of the December" },
		{ "{zh: z, en: e, rest: [2018-12-31..2019-01-01]}", "is not of 2018" },
		{ "{zh: z, en: e, rest: [2018-02-15], work: [2018-02-12]}",
		  "'2018-02-12': what is made up is a Saturday or Sunday" },
		{ "{zh: z, en: e, rest: [2018-02-10..2018-02-12], work: [2018-02-11]}",
		  "'2018-02-11' stands twice" },
		{ "{zh: z, en: e, off: [2018-02-10]}", "unknown word 'off'" },
	};
	char yaml[512];

	(void)state;
	fails_with("zh: z\ncalendar: working-days\n", "a file with 'calendar' begins with it");
	fails_with("calendar: mine\nzh: z\n", "x.yaml:1:11: the one calendar is 'working-days'");
	fails_with(TOP("1"), "'years' is missing");
	fails_with(TOP("1") "years: []\n", "'years' is missing");
	fails_with(TOP("1") "years: [2018]\n", "a year is a map");
	fails_with(TOP("1") "years:\n  - {year: 18, source: s, days: []}\n",
	           "'year' is such as 2018");
	fails_with(TOP("1") "years:\n  - {year: 2018, source: s, days: []}\n",
	           "without its notice a year has no calendar, and is left out");
	fails_with(TOP("1") YEAR(NEW_YEAR) "  - {year: 2018, source: s, days: [a]}\n",
	           "the year 2018 stands twice");
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		snprintf(yaml, sizeof(yaml), TOP("1") YEAR("      - %s\n"), bad[i].days);
		fails_with(yaml, bad[i].want);
	}
}

static void counts(const struct tl_schema *s)
{
	struct tl_calendar *c = NULL;
	struct tl_err err = { 0 };
	tl_day friday = tl_day_of(2018, 4, 27), day;

	assert_int_equal(tl_calendar_after(&c, s, friday, 2, &day, &err), 0);
	assert_int_equal(day, tl_day_of(2018, 5, 2));
	assert_string_equal(c->file, "k");
	assert_string_equal(c->version, "1");
	/* In order of days, whatever the order of the file is. */
	assert_int_equal(c->days.nspans, 3);
	assert_string_equal(c->days.span[0].zh, "元旦");
	assert_true(c->days.span[1].worked);
	assert_int_equal(tl_calendar_after(&c, s, friday, 0, &day, &err), TLSAFE_EINPUT);
	tl_err_clear(&err);
	assert_int_equal(tl_calendar_after(&c, s, friday, 300, &day, &err), TLSAFE_EINPUT);
	assert_non_null(strstr(err.text, "no calendar of working days for 2019, only for 2018"));
	assert_non_null(strstr(err.hint, "schema apply"));
	tl_calendar_free(c);
}

static void a_store_keeps_it_as_it_came(void **state)
{
	struct tl_schema_file plain = { TL_LIT("k"), TL_LIT(WHOLE) };
	struct tl_calendar *c = NULL;
	struct tl_err err = { 0 };
	struct tl_schema *s = set_of(plain.text);
	TL_BUF packed = { 0 };
	tl_day day;

	(void)state;
	counts(s);
	tl_schema_free(s);
	assert_int_equal(tl_schema_pack(&packed, &plain, &err), 0);
	s = set_of(tl_buf_bytes(&packed));
	counts(s);
	tl_schema_free(s);
	s = set_of(TL_LIT("codes: c\nabout: a\nvalues: [{code: a, zh: z, en: e}]\n"));
	assert_int_equal(tl_calendar_open(&c, s, &err), TLSAFE_ENOENT);
	assert_null(c);
	tl_err_clear(&err);
	assert_int_equal(tl_calendar_after(&c, s, 17000, 1, &day, &err), TLSAFE_EINPUT);
	assert_string_equal(err.text, "the store has no calendar of working days");
	tl_schema_free(s);
}

static void tell(void *ctx, const struct tl_difference *d)
{
	tl_buf_printf(ctx, "%s %s", d->what, d->refused ? d->refused : "");
}

static void another_text_wants_another_version(void **state)
{
	static const struct {
		const char *text, *want;
	} t[] = {
		{ "# a remark\n" WHOLE, "" },
		{ TOP("1") YEAR(NEW_YEAR), "other calendar under the version 1" },
		{ TOP("2") YEAR(NEW_YEAR), "version " },
	};
	struct tl_schema *was = set_of(TL_LIT(WHOLE));

	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		struct tl_schema *now = set_of(tl_str(t[i].text));
		TL_BUF told = { 0 };
		TL_CLEANUP(tl_diff_release) struct tl_diff d = { .tell = tell, .ctx = &told };
		struct tl_err err = { 0 };
		const struct tl_shelf_file *f =
			tl_shelf_find(now, TL_SHELF_CALENDAR, "working-days");
		assert_int_equal(tl_diff_shelved(&d, was, now, f, &err), 0);
		tl_buf_char(&told, 0);
		assert_non_null(strstr(told.data, t[i].want));
		assert_int_equal(told.len == 1, !*t[i].want);
		tl_schema_free(now);
	}
	tl_schema_free(was);
}

static bool worked(const struct tl_workdays *w, tl_day day)
{
	enum tl_workdays_is is = tl_workdays_day(w, day, NULL);

	return is == TL_WORKDAYS_PLAIN || is == TL_WORKDAYS_MADE_UP;
}

/* How many days of each year are worked, by another collection than the shipped one was made of. */
static void the_shipped_years(void **state)
{
	static const int days[] = {
		249, 251, 250, 250, 250, 249, 250, 250, 249, 250,	/* 2007 to 2016 */
		249, 250, 250, 249, 250, 249, 249, 251, 248, 248,
	};
	struct tl_calendar *c = NULL;
	struct tl_err err = { 0 };

	(void)state;
	assert_int_equal(tl_calendar_open(&c, schema, &err), 0);
	assert_int_equal(c->days.nyears, TL_LEN(days));
	for (int i = 0; i < (int)TL_LEN(days); i++) {
		int n = 0;
		assert_int_equal(c->days.year[i], 2007 + i);
		for (tl_day d = tl_day_of(2007 + i, 1, 1); d < tl_day_of(2008 + i, 1, 1); d++)
			n += worked(&c->days, d);
		assert_int_equal(n, days[i]);
	}
	tl_calendar_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_store_keeps_it_as_it_came),
		cmocka_unit_test(another_text_wants_another_version),
		cmocka_unit_test(the_shipped_years),
	};
	return cmocka_run_group_tests(tests, load_set, free_set);
}
