/* Text of a mail. */
#include "written.h"

static void a_row_is_a_paragraph(void **state)
{
	static const char *const cells[] = { "a", "甲厂", "1", "b", NULL, "20" };
	(void)state;
	assert_string_equal(written("mail", 0, cells, 2, 3), "- a 名称：甲厂；数：1\n"
	                                                     "- b 数：20\n");
	assert_string_equal(written("mail", TLSAFE_OUT_NOHEADING, cells, 1, 2), "- a 甲厂\n");
	assert_string_equal(written("mail", TLSAFE_OUT_PAIRS, cells, 2, 3),
	                    "编号：a\n名称：甲厂\n数：1\n\n编号：b\n数：20\n");
}

/* What follows "- a 名称：" where the name is that. */
static const char *name(const char *text)
{
	const char *const cells[] = { "a", text };

	return written("mail", 0, cells, 1, 2) + strlen("- a 名称：");
}

#define X30 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define HAN10 "一二三四五六七八九十"

static void lines_are_short(void **state)
{
	(void)state;
	assert_string_equal(name(HAN10 HAN10 HAN10 HAN10),
	                    HAN10 HAN10 HAN10 "一\n  二三四五六七八九十\n");
	/* behind a blank, and never in a word */
	assert_string_equal(name(X30 "a " X30 "b cc"), X30 "a\n  " X30 "b cc\n");
	/* a stop stays with what is before it */
	assert_string_equal(name(HAN10 HAN10 HAN10 "一。二"),
	                    HAN10 HAN10 HAN10 "一。\n  二\n");
}

static void no_line_is_too_long_for_a_mail(void **state)
{
	char word[3001];
	size_t n = 0;

	(void)state;
	memset(word, 'x', sizeof(word));
	word[3000] = 0;
	for (const char *p = name(word) + 1, *end; *p; p = end + 1) {
		end = strchr(p, '\n');
		assert_in_range(end - p, 1, 998);
		for (const char *c = p; c < end; c++)
			n += *c == 'x';
	}
	assert_int_equal(n, 3000);
}

static void nothing_in_it_acts(void **state)
{
	(void)state;
	assert_string_equal(name("\x1b[31m"), "\\u{1b}[31m\n");
	assert_string_equal(name("a\n.\nFrom x"), "a\\n.\\nFrom x\n");
	assert_string_equal(name("\xe2\x80\xae"), "\\u{202e}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_is_a_paragraph),
		cmocka_unit_test(lines_are_short),
		cmocka_unit_test(no_line_is_too_long_for_a_mail),
		cmocka_unit_test(nothing_in_it_acts),
	};

	return cmocka_run_group_tests_name("form/mail", tests, NULL, drop_written);
}
