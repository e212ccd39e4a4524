/* Tab-separated lines and tables: nothing in them acts on a terminal, and nothing is cut. */
#include "written.h"

#include "base/utf8.h"

static void tsv_shows_what_would_act(void **state)
{
	static const char *const cells[] = { "a\tb", "x\x1b[2J\xe2\x80\xae", NULL };
	(void)state;
	assert_string_equal(written("tsv", 0, cells, 1, 3), "a\\tb\tx\\u{1b}[2J\\u{202e}\t\n");
	assert_string_equal(written("tsv", TLSAFE_OUT_PAIRS, cells, 1, 3),
	                    "id\ta\\tb\nname\tx\\u{1b}[2J\\u{202e}\n");
}

static void a_heading_line_comes_when_asked_for(void **state)
{
	static const char *const cells[] = { "a", "b", "1" };
	(void)state;
	assert_string_equal(written("tsv", 0, cells, 1, 3), "a\tb\t1\n");
	assert_string_equal(written("tsv", TLSAFE_OUT_HEADING, cells, 1, 3),
	                    "编号\t名称\t数\na\tb\t1\n");
	assert_string_equal(written("tsv", TLSAFE_OUT_HEADING | TLSAFE_OUT_NOHEADING, cells, 1, 3),
	                    "a\tb\t1\n");
	assert_string_equal(written("tsv", TLSAFE_OUT_HEADING | TLSAFE_OUT_PAIRS, cells, 1, 2),
	                    "id\ta\nname\tb\n");
	assert_string_equal(written("tsv", TLSAFE_OUT_HEADING, NULL, 0, 1), "编号\n");
}

static void pairs_of_several_rows_are_apart(void **state)
{
	static const char *const cells[] = { "a", NULL, "b", "" };
	(void)state;
	assert_string_equal(written("tsv", TLSAFE_OUT_PAIRS, cells, 2, 2),
	                    "id\ta\n\nid\tb\nname\t\n");
}

static void a_table_lines_up_in_cells(void **state)
{
	static const char *const cells[] = { "a",   "安全生产", "7", "长长的编号", "b",
		                             "123", "\x1b[1m",  "c", "5" };
	const char *text = written("table", 0, cells, 4 - 1, 3);
	int second = -1;
	(void)state;
	for (const char *line = text; *line;) {
		const char *end = strchr(line, '\n');
		/* The second column begins behind the widest first cell and two blanks: in every
		 * line at the same cell. */
		const char *p = line;
		while (p < end && strncmp(p, "  ", 2))
			p++;
		while (*p == ' ')
			p++;
		int at = tl_utf8_width(tl_bytes(line, (size_t)(p - line)));
		if (second < 0)
			second = at;
		assert_int_equal(at, second);
		line = end + 1;
	}
	assert_null(strchr(text, 0x1b));
	assert_int_equal(second, 12);
}

static void a_table_has_headings_unless_told_otherwise(void **state)
{
	static const char *const cells[] = { "a", "b", "123" };
	(void)state;
	assert_string_equal(written("table", 0, cells, 1, 3), "编号  名称   数\na     b     123\n");
	assert_string_equal(written("table", TLSAFE_OUT_NOHEADING, cells, 1, 3),
	                    "a     b     123\n");
	assert_string_equal(written("table", TLSAFE_OUT_PAIRS, cells, 1, 3),
	                    "编号  a\n名称  b\n数    123\n");
	assert_string_equal(written("table", 0, NULL, 0, 3), "");
}

static void nothing_of_a_long_cell_is_cut(void **state)
{
	char text[2001];
	const char *cells[] = { text, "end" };
	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	const char *got = written("table", TLSAFE_OUT_NOHEADING, cells, 1, 2);
	assert_int_equal(strspn(got, "x"), sizeof(text) - 1);
	assert_string_equal(got + sizeof(text) - 1, "  end\n");
}

static int add(void *ctx, const void *data, size_t len)
{
	tl_buf_put(ctx, data, len);
	return 0;
}

/* One row of a grave, a late and a plain cell. */
static void shows(const char *format, unsigned flags, struct tl_buf *got)
{
	static const struct tl_out_column col[] = { { TL_LIT("a"), TL_LIT("A"), false },
		                                    { TL_LIT("b"), TL_LIT("B"), false },
		                                    { TL_LIT("c"), TL_LIT("C"), false } };
	static const struct tl_cell cells[] = {
		{ .text = TL_LIT("major"), .label = TL_LIT("重大"), .emphasis = TL_GRAVE },
		{ .text = TL_LIT("2018-07-01"), .emphasis = TL_LATE },
		{ .text = TL_LIT("plain") },
	};
	struct tlsafe_out *o = tlsafe_out_new(format, flags, add, got);
	tl_buf_clear(got);
	assert_non_null(o);
	assert_int_equal(tl_out_columns(o, col, 3), 0);
	assert_int_equal(tl_out_row(o, cells), 0);
	assert_int_equal(tlsafe_out_end(o), 0);
	tlsafe_out_free(o);
}

static void colours_are_a_tables_and_only_when_asked_for(void **state)
{
	TL_BUF got = { 0 };
	(void)state;
	shows("table", 0, &got);
	assert_null(strchr(got.data, '\x1b'));
	assert_non_null(strstr(got.data, "重大"));
	shows("table", TLSAFE_OUT_COLOUR | TLSAFE_OUT_NOHEADING, &got);
	assert_non_null(strstr(got.data, "\x1b[1m重大"));
	assert_non_null(strstr(got.data, "\x1b[31m2018-07-01"));
	/* What is plain has none. */
	const char *plain = strstr(got.data, "plain");
	assert_non_null(plain);
	assert_null(strchr(plain, '\x1b'));
	shows("tsv", TLSAFE_OUT_COLOUR, &got);
	assert_string_equal(got.data, "重大\t2018-07-01\tplain\n");
}

static void labels_are_shown_unless_codes_are_asked_for(void **state)
{
	TL_BUF got = { 0 };
	(void)state;
	shows("tsv", TLSAFE_OUT_CODES, &got);
	assert_string_equal(got.data, "major\t2018-07-01\tplain\n");
	shows("table", TLSAFE_OUT_CODES | TLSAFE_OUT_NOHEADING, &got);
	assert_string_equal(got.data, "major  2018-07-01  plain\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tsv_shows_what_would_act),
		cmocka_unit_test(a_heading_line_comes_when_asked_for),
		cmocka_unit_test(pairs_of_several_rows_are_apart),
		cmocka_unit_test(a_table_lines_up_in_cells),
		cmocka_unit_test(a_table_has_headings_unless_told_otherwise),
		cmocka_unit_test(nothing_of_a_long_cell_is_cut),
		cmocka_unit_test(colours_are_a_tables_and_only_when_asked_for),
		cmocka_unit_test(labels_are_shown_unless_codes_are_asked_for),
	};
	return cmocka_run_group_tests_name("form/text", tests, NULL, drop_written);
}
