/* Tables in Markdown. */
#include "written.h"

static void a_table_has_headings_and_a_rule(void **state)
{
	static const char *const cells[] = { "a", "甲厂", "1", "b", NULL, "20" };
	(void)state;
	assert_string_equal(written("md", 0, cells, 2, 3), "| 编号 | 名称 | 数 |\n"
	                                                   "| --- | --- | ---: |\n"
	                                                   "| a | 甲厂 | 1 |\n"
	                                                   "| b |  | 20 |\n");
	assert_string_equal(written("md", TLSAFE_OUT_NOHEADING, cells, 1, 1), "|  |\n"
	                                                                      "| --- |\n"
	                                                                      "| a |\n");
}

static void a_record_is_a_table_of_its_own(void **state)
{
	static const char *const cells[] = { "a", NULL, "b", "c" };
	(void)state;
	assert_string_equal(written("md", TLSAFE_OUT_PAIRS, cells, 2, 2), "|  |  |\n"
	                                                                  "| --- | --- |\n"
	                                                                  "| 编号 | a |\n\n"
	                                                                  "|  |  |\n"
	                                                                  "| --- | --- |\n"
	                                                                  "| 编号 | b |\n"
	                                                                  "| 名称 | c |\n");
}

/* What a cell of that text is. */
static const char *cell(const char *text)
{
	const char *const cells[] = { text };
	static char ret[200];
	const char *at = strstr(written("md", 0, cells, 1, 1), "---");

	snprintf(ret, sizeof(ret), "%s", strchr(at, '\n') + 1);
	return ret;
}

static void nothing_in_a_cell_is_markup(void **state)
{
	static const struct {
		const char *text, *want;
	} c[] = {
		{ "<script>", "| \\<script\\> |\n" },
		{ "a|b", "| a\\|b |\n" },
		{ "[x](http://y)", "| \\[x\\]\\(http\\://y\\) |\n" },
		{ "www.x.cn", "| www\\.x.cn |\n" },
		{ "a@b.cn", "| a\\@b.cn |\n" },
		{ "**b** `c` _d_", "| \\*\\*b\\*\\* \\`c\\` \\_d\\_ |\n" },
		{ "![i](x)", "| \\!\\[i\\]\\(x\\) |\n" },
		{ "&lt;", "| \\&lt; |\n" },
		{ "a\nb", "| a\\\\nb |\n" },
		{ "\\|", "| \\\\\\\\\\| |\n" },
		{ "\x1b[31m", "| \\\\u\\{1b\\}\\[31m |\n" },
		{ "96.3", "| 96.3 |\n" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++)
		assert_string_equal(cell(c[i].text), c[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_has_headings_and_a_rule),
		cmocka_unit_test(a_record_is_a_table_of_its_own),
		cmocka_unit_test(nothing_in_a_cell_is_markup),
	};
	return cmocka_run_group_tests_name("form/markdown", tests, NULL, drop_written);
}
