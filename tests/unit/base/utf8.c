/* Text: checked at the doors, shown safely, measured, folded. */
#include "../unit.h"

#include "base/utf8.h"

static void checks_utf8(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		ssize_t at;
	} t[] = {
		{ "", 0, -1 },
		{ "plain text, long enough", 23, -1 },
		{ "安全生产", 12, -1 },
		{ "abc\xff", 4, 3 },
		{ "abcdefgh\xe5\xae", 10, 8 },
		{ "\xed\xa0\x80", 3, 0 },
		{ "\xc0\x80", 2, 0 },
		{ "abcdefghij\0k", 12, 10 },
		{ "𬭎", 4, -1 },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++)
		assert_int_equal(tl_utf8_check(tl_bytes(t[i].text, t[i].len)), t[i].at);
}

static void bad_bytes_are_found_at_every_place(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} bad[] = { { "\x80", 1 },         { "\xc1\xbf", 2 },         { "\xe0\x9f\xbf", 3 },
		    { "\xed\xbf\xbf", 3 }, { "\xf0\x8f\xbf\xbf", 4 }, { "\xf4\x90\x80\x80", 4 },
		    { "\xf5", 1 },         { "\xff", 1 },             { "\0", 1 } };
	char text[64];
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++)
		for (size_t at = 0; at < 40; at++) {
			memset(text, 'x', sizeof(text));
			memcpy(text + at, bad[i].bytes, bad[i].len);
			assert_int_equal(tl_utf8_check(tl_bytes(text, sizeof(text))), at);
		}
	assert_int_equal(tl_utf8_check(TL_NONE), -1);
	assert_int_equal(tl_utf8_check(TL_LIT("\xf4\x8f\xbf\xbf\xed\x9f\xbf\xee\x80\x80")), -1);
}

static void nothing_shown_can_act(void **state)
{
	TL_BUF b = { 0 };
	(void)state;
	tl_utf8_visible(&b, TL_LIT("a\tb\nc\\d\x1b[31m\xe2\x80\xae\xc2\x9b\x7f安\xff"));
	assert_string_equal(b.data, "a\\tb\\nc\\\\d\\u{1b}[31m\\u{202e}\\u{9b}\\u{7f}安\\x{ff}");
	assert_true(tl_utf8_needs_visible(TL_LIT("x\x1b")));
	assert_false(tl_utf8_needs_visible(TL_LIT("安全 生产")));
}

static void whatever_orders_or_hides_text_is_shown_by_number(void **state)
{
	static const struct {
		const char *text, *shown;
	} t[] = {
		{ "\xd8\x9c", "\\u{61c}" },      { "\xe2\x80\x8e", "\\u{200e}" },
		{ "\xe2\x80\x8f", "\\u{200f}" }, { "\xe2\x80\xa8", "\\u{2028}" },
		{ "\xe2\x80\xa9", "\\u{2029}" }, { "\xe2\x80\xaa", "\\u{202a}" },
		{ "\xe2\x81\xa6", "\\u{2066}" }, { "\xe2\x81\xa9", "\\u{2069}" },
		{ "\xef\xbb\xbf", "\\u{feff}" }, { "\r", "\\u{d}" },
		{ "\x01", "\\u{1}" },            { "\xc2\x80", "\\u{80}" },
		{ "\t", "\\t" },                 { "\n", "\\n" },
		{ "\\", "\\\\" },                { "\xe5\xae", "\\x{e5}\\x{ae}" },
		{ "\u00ad", "\\u{ad}" },         { "\u034f", "\\u{34f}" },
		{ "\u115f", "\\u{115f}" },       { "\u1160", "\\u{1160}" },
		{ "\u180e", "\\u{180e}" },       { "\u200b", "\\u{200b}" },
		{ "\u200d", "\\u{200d}" },       { "\u2060", "\\u{2060}" },
		{ "\u206a", "\\u{206a}" },       { "\u3164", "\\u{3164}" },
		{ "\ufe0f", "\\u{fe0f}" },       { "a\ufe0f", "a\\u{fe0f}" },
		{ "\uffa0", "\\u{ffa0}" },       { "\ufff9", "\\u{fff9}" },
		{ "\U000e0041", "\\u{e0041}" },  { "甲\u200d厂", "甲\\u{200d}厂" },
		{ "1\U000e0100", "1\\u{e0100}" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		TL_BUF b = { 0 };
		tl_utf8_visible(&b, tl_str(t[i].text));
		assert_string_equal(b.data, t[i].shown);
		assert_true(tl_utf8_needs_visible(tl_str(t[i].text)));
	}
}

static void what_acts_on_nothing_is_left_as_it_is(void **state)
{
	static const char *const plain[] = { "", "a b", "安全", "é", "\xe2\x80\x90", "~", "😀",
		                             "\xc2\xa0", "，。", "⚠\ufe0f", "1\ufe0f\u20e3",
		                             "葛\U000e0100城", "👨\u200d👩\u200d👧" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(plain); i++) {
		TL_BUF b = { 0 };
		tl_utf8_visible(&b, tl_str(plain[i]));
		assert_true(tl_eqs(tl_buf_bytes(&b), plain[i]));
		assert_false(tl_utf8_needs_visible(tl_str(plain[i])));
	}
}

static void many_characters_show_as_each_of_them(void **state)
{
	static const char *const pieces[] = { "a", "~", " ", "\\", "\t", "\x7f", "1", "葛", "一",
		                              "\u9fff", "\u9f7f", "\u4dff", "\ufe0f", "\u20e3",
		                              "\U000e0100", "\u200d", "👩", "，", "\xe5", "\xae",
		                              "\xe9\xbe", "\u202e", "⚠" };
	unsigned seed = 7;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		TL_BUF text = { 0 };
		TL_BUF once = { 0 };
		TL_BUF each = { 0 };
		char room[TL_VISIBLE];
		bool same = true;
		for (unsigned n = (unsigned)round % 7; n; n--) {
			seed = seed * 1103515245 + 12345;
			tl_buf_str(&text, pieces[(seed >> 16) % TL_LEN(pieces)]);
		}
		tl_utf8_visible(&once, tl_buf_bytes(&text));
		for (struct tl_bytes rest = tl_buf_bytes(&text); rest.len;) {
			struct tl_bytes was = rest, is = tl_utf8_visible_next(&rest, room);
			same &= is.data == was.data;
			tl_buf_add(&each, is);
		}
		assert_true(tl_eq(tl_buf_bytes(&once), tl_buf_bytes(&each)));
		assert_int_equal(tl_utf8_needs_visible(tl_buf_bytes(&text)), !same);
	}
}

static void what_shows_nothing_is_told(void **state)
{
	static const char *const nothing[] = { "a b", "甲\u2060厂", "\u3164", "A\U000e0041",
		                               "葛\U000e0100", "\u00a0", "a\u3000", "\n" };
	static const char *const something[] = { "", "A-1", "铜应急（2018）1号", "é" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(nothing); i++)
		assert_true(tl_utf8_shows_nothing(tl_str(nothing[i])));
	for (size_t i = 0; i < TL_LEN(something); i++)
		assert_false(tl_utf8_shows_nothing(tl_str(something[i])));
}

static void names_fold_together(void **state)
{
	static const char *const same[][2] = { { "甲厂（一）", "甲厂(一)" },
		                               { "ＡＢＣ 公司", "abc公司" },
		                               { "甲 厂", "甲厂" },
		                               { "１２号", "12号" },
		                               { "〔甲〕", "(甲)" },
		                               { "甲\u2060厂", "甲厂" },
		                               { "甲\uffa0厂\U000e0041", "甲厂" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(same); i++) {
		TL_BUF a = { 0 };
		TL_BUF b = { 0 };
		tl_utf8_fold(&a, tl_str(same[i][0]));
		tl_utf8_fold(&b, tl_str(same[i][1]));
		assert_string_equal(a.data, b.data);
	}
	assert_int_equal(tl_utf8_width(tl_str("安全ab")), 6);
	assert_int_equal(tl_utf8_distance(tl_str("隐患描叙"), tl_str("隐患描述"), 3), 1);
	assert_int_equal(tl_utf8_distance(tl_str("abc"), tl_str("xyz"), 1), 2);
}

static void other_names_stay_apart(void **state)
{
	static const char *const apart[][2] = { { "甲厂一", "甲厂(一)" },
		                                { "甲-1", "甲1" },
		                                { "甲厂", "乙厂" },
		                                { "a", "" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(apart); i++) {
		TL_BUF a = { 0 };
		TL_BUF b = { 0 };
		tl_utf8_fold(&a, tl_str(apart[i][0]));
		tl_utf8_fold(&b, tl_str(apart[i][1]));
		assert_false(tl_eq(tl_buf_bytes(&a), tl_buf_bytes(&b)));
	}
}

static void a_fold_is_appended_and_folds_to_itself(void **state)
{
	static const struct {
		const char *text, *folded;
	} t[] = { { "ＡＢＣ【甲】—１", "abc(甲)-1" },
		  { "a　b\tc\n", "abc" },
		  { "《甲》{乙}[丙]", "(甲)(乙)(丙)" },
		  { "①㎡", "1m2" },
		  { "É", "é" },
		  { "", "" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		TL_BUF a = { 0 };
		tl_buf_str(&a, "x");
		tl_utf8_fold(&a, tl_str(t[i].text));
		assert_string_equal(a.data + 1, t[i].folded);
		tl_buf_clear(&a);
		tl_utf8_fold(&a, tl_str(t[i].folded));
		assert_true(tl_eqs(tl_buf_bytes(&a), t[i].folded));
	}
}

static void narrow_forms_change_nothing_else(void **state)
{
	static const struct {
		const char *text, *narrow;
	} t[] = { { "ＡＢＣ１２（）", "ABC12()" },
		  { "　a　b　", "a b" },
		  { "！～", "!~" },
		  { "〔甲〕①é、。", "〔甲〕①é、。" },
		  { "\xc2\xa0x\xef\xbb\xbf", "x" },
		  { "ABC xyz", "ABC xyz" },
		  { "", "" },
		  { "　", "" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		TL_BUF b = { 0 };
		tl_utf8_narrow(&b, tl_str(t[i].text));
		assert_true(tl_eqs(tl_buf_bytes(&b), t[i].narrow));
	}
}

static void white_space_is_trimmed_at_both_ends(void **state)
{
	static const struct {
		const char *text, *trimmed;
	} t[] = { { "  a b  ", "a b" },
		  { "\n\r\t甲\v\f", "甲" },
		  { "　安 全　\xc2\xa0", "安 全" },
		  { "\xef\xbb\xbf" "a", "a" },
		  { "a", "a" },
		  { "é ", "é" },
		  { " \xff ", "\xff" },
		  { "   ", "" },
		  { "", "" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		struct tl_bytes b = tl_utf8_trim(tl_str(t[i].text));
		assert_true(tl_eqs(b, t[i].trimmed));
		/* borrowed */
		assert_true(b.data >= t[i].text && b.data <= t[i].text + strlen(t[i].text));
	}
	assert_null(tl_utf8_trim(TL_NONE).data);
}

static void widths_are_of_cells(void **state)
{
	(void)state;
	assert_int_equal(tl_utf8_width(TL_LIT("")), 0);
	assert_int_equal(tl_utf8_width(TL_LIT("abc")), 3);
	assert_int_equal(tl_utf8_width(tl_str("（１）")), 6);
	/* ambiguous */
	assert_int_equal(tl_utf8_width(tl_str("·±é")), 3);
	/* a mark over the letter before it takes none */
	assert_int_equal(tl_utf8_width(TL_LIT("e\xcc\x81")), 1);
}

static void distances_are_counted_in_characters_up_to_the_limit(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned limit, want;
	} t[] = { { "", "", 3, 0 },         { "abc", "abc", 3, 0 },   { "abc", "", 3, 3 },
		  { "abc", "", 2, 3 },      { "kitten", "sitting", 3, 3 },
		  { "kitten", "sitting", 2, 3 }, { "隐患", "隐", 2, 1 }, { "ab", "ba", 3, 2 },
		  { "abc", "axc", 0, 1 },   { "abc", "abc", 0, 0 },
		  { "一二三四五六", "甲乙丙丁戊己", 2, 3 } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		assert_int_equal(tl_utf8_distance(tl_str(t[i].a), tl_str(t[i].b), t[i].limit),
		                 t[i].want);
		assert_int_equal(tl_utf8_distance(tl_str(t[i].b), tl_str(t[i].a), t[i].limit),
		                 t[i].want);
	}
}

static void json_strings_are_escaped(void **state)
{
	static const struct {
		const char *text, *json;
	} t[] = {
		{ "", "\"\"" },
		{ "a\"b\\c/", "\"a\\\"b\\\\c/\"" },
		{ "\n\t\r\x01\x7f", "\"\\n\\t\\u000d\\u0001\\u007f\"" },
		{ "安全😀é", "\"安全😀é\"" },
		{ "\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\"" },
		{ "a\xe2\x80\xae\xe2\x81\xa6z", "\"a\\u202e\\u2066z\"" },
		{ "\xd8\x9c\xe2\x80\x8e\xe2\x80\x8f", "\"\\u061c\\u200e\\u200f\"" },
		{ "\xc2\x80\xc2\x9b\xc2\xa0", "\"\\u0080\\u009b\xc2\xa0\"" },
		{ "\xe2\x80\x90\xe2\x81\x9f", "\"\xe2\x80\x90\xe2\x81\x9f\"" },
		{ "甲\u2060厂\u00ad，", "\"甲\\u2060厂\\u00ad，\"" },
		{ "A\U000e0041⚠\ufe0f", "\"A\\udb40\\udc41⚠\ufe0f\"" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		TL_BUF b = { 0 };
		tl_json_string(&b, tl_str(t[i].text));
		assert_string_equal(b.data, t[i].json);
	}
}

static void characters_one_by_one(void **state)
{
	struct tl_bytes text = TL_LIT("a安\xf0\x9f\x94\xa5\xff\xe5\xae");
	static const uint32_t want[] = { 'a', 0x5b89, 0x1f525, 0xfffd, 0xfffd, 0xfffd };
	(void)state;
	for (size_t i = 0; i < TL_LEN(want); i++) {
		assert_true(text.len > 0);
		assert_int_equal(tl_utf8_next(&text), want[i]);
	}
	assert_int_equal(text.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(characters_one_by_one),
		cmocka_unit_test(checks_utf8),
		cmocka_unit_test(bad_bytes_are_found_at_every_place),
		cmocka_unit_test(nothing_shown_can_act),
		cmocka_unit_test(whatever_orders_or_hides_text_is_shown_by_number),
		cmocka_unit_test(what_acts_on_nothing_is_left_as_it_is),
		cmocka_unit_test(many_characters_show_as_each_of_them),
		cmocka_unit_test(what_shows_nothing_is_told),
		cmocka_unit_test(names_fold_together),
		cmocka_unit_test(other_names_stay_apart),
		cmocka_unit_test(a_fold_is_appended_and_folds_to_itself),
		cmocka_unit_test(narrow_forms_change_nothing_else),
		cmocka_unit_test(white_space_is_trimmed_at_both_ends),
		cmocka_unit_test(widths_are_of_cells),
		cmocka_unit_test(distances_are_counted_in_characters_up_to_the_limit),
		cmocka_unit_test(json_strings_are_escaped),
	};
	return cmocka_run_group_tests_name("base/utf8", tests, NULL, NULL);
}
