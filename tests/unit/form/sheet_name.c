/* What a sheet is called. */
#include "../unit.h"

#include "form/sheet_name.h"

#define TEN "一二三四五六七八九十"

static void any_text_becomes_a_good_name(void **state)
{
	static const struct { const char *text; unsigned try; const char *name; } cases[] = {
		{ "分镇街情况", 1, "分镇街情况" },
		{ "分镇街情况", 2, "分镇街情况 (2)" },
		{ "a/b[c]:d*e?f\\g", 1, "a_b_c__d_e_f_g" },
		{ " 'it's' ", 1, "it's" },
		{ "a\nb\x1b\xe2\x80\xae" "d", 1, "a_b__d" },
		{ "", 1, "_" },
		{ "'", 1, "_" },
		/* A range of cells would mean another one. */
		{ "A1", 1, "_A1" },
		{ "2018", 1, "_2018" },
		{ "R", 1, "_R" },
		{ "Trend", 1, "Trend" },
		{ "history", 1, "_history" },
		{ TEN TEN TEN TEN, 1, TEN TEN TEN "一" },
		{ TEN TEN TEN TEN, 12, TEN TEN "一二三四五六 (12)" },
		/* One of two units is not cut in its midst, nor is what stands behind a cut kept
		 * where it may not be. */
		{ TEN TEN TEN "\xf0\xa0\x80\x80", 1, TEN TEN TEN },
		{ TEN TEN TEN "'a", 1, TEN TEN TEN },
	};
	TL_BUF name = { 0 };

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		tl_sheet_name_make(&name, tl_str(cases[i].text), cases[i].try);
		assert_string_equal(name.data, cases[i].name);
		assert_true(tl_sheet_name_good(tl_buf_bytes(&name)));
	}
}

static void what_excel_does_not_open_is_none(void **state)
{
	static const char *const bad[] = { "", "'a", "a'", "a/b", "a\tb", "\xff",
		                           TEN TEN TEN "一二" };

	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_false(tl_sheet_name_good(tl_str(bad[i])));
	assert_true(tl_sheet_name_good(TL_LIT(TEN TEN TEN "一")));
	assert_false(tl_sheet_name_good(TL_LIT("a\0b")));
}

static void case_does_not_tell_names_apart(void **state)
{
	(void)state;
	assert_true(tl_sheet_name_same(TL_LIT("Trend"), TL_LIT("TREND")));
	assert_false(tl_sheet_name_same(TL_LIT("Trend"), TL_LIT("Trend (2)")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_text_becomes_a_good_name),
		cmocka_unit_test(what_excel_does_not_open_is_none),
		cmocka_unit_test(case_does_not_tell_names_apart),
	};
	return cmocka_run_group_tests_name("form/sheet_name", tests, NULL, NULL);
}
