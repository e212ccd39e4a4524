/* Numbers of documents, however they were typed. */
#include "../unit.h"

#include "schema/docno.h"

static void is_printed(const char *text, const char *want)
{
	TL_BUF out = { 0 };

	tl_docno(&out, tl_str(text));
	assert_false(out.failed);
	assert_string_equal(out.data, want);
}

static void a_number_is_printed_in_one_way(void **state)
{
	(void)state;
	static const char *const typed[] = {
		"（渝铜）安监责改〔2018〕12号", "(渝铜)安监责改[2018]12号",
		"（渝铜）安监责改【2018】第12号", "（渝铜）安监责改﹝２０１８﹞012号",
		" （渝铜） 安监责改 (2018) 第 012 号 ", "（渝铜）安监责改［2018］12",
		"【渝铜】安监责改（2018）0012号",
	};
	for (size_t i = 0; i < TL_LEN(typed); i++)
		is_printed(typed[i], "（渝铜）安监责改〔2018〕12号");
	is_printed("交办[2018]1", "交办〔2018〕1号");
	is_printed("交办〔2018〕0号", "交办〔2018〕0号");
}

static void what_has_no_year_stays(void **state)
{
	(void)state;
	is_printed("D000001", "D000001");
	is_printed("（渝铜）12 号", "（渝铜）12 号");
	is_printed("交办〔18〕1号", "交办〔18〕1号");
	is_printed("交办〔2018", "交办〔2018");
	is_printed("[", "[");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_printed_in_one_way),
		cmocka_unit_test(what_has_no_year_stays),
	};
	return cmocka_run_group_tests_name("schema/docno", tests, NULL, NULL);
}
