/* A table that is kept, and the documents that forms make of parts. */
#include "../unit.h"

#include "form/form.h"

static struct tl_buf sink;

static int to_sink(void *ctx, const void *data, size_t len)
{
	(void)ctx;
	tl_buf_put(&sink, data, len);
	return 0;
}

static void fill(struct tl_grid *g, bool json)
{
	static const struct tl_out_column col[] = { { { "id", 2 }, { "编号", 6 }, false },
		                                    { { "n", 1 }, { "数", 3 }, TL_NUMBER } };
	struct tlsafe_out *o = tl_grid_out(g, 0, json);

	assert_non_null(o);
	assert_int_equal(tl_out_columns(o, col, 2), 0);
	for (char c = 'a'; c <= 'b'; c++) {
		char id[] = { c, 0 }, quoted[] = { '"', c, '"', 0 };
		const struct tl_cell cell[] = {
			{ .text = tl_str(id), .json = tl_str(quoted) },
			{ .text = TL_LIT("12"), .json = TL_LIT("12"), .numeric = true }
		};
		assert_int_equal(tl_out_row(o, cell), 0);
		/* What was given is gone by now. */
		memset(id, 'x', 1);
		memset(quoted, 'x', 3);
	}
	assert_int_equal(tlsafe_out_end(o), 0);
	tlsafe_out_free(o);
}

/* A title with a text, and a part with the table twice. */
static const char *document(const char *format, unsigned flags)
{
	struct tl_grid g = { .nrows = 0 };
	struct tlsafe_out *o = tlsafe_out_new(format, flags, to_sink, NULL);

	tl_buf_release(&sink);
	fill(&g, !strcmp(format, "json"));
	assert_non_null(o);
	assert_true(tl_out_has_parts(o));
	const struct tl_out_part title = { "report", TL_LIT("月报 <1>"), 1, NULL };
	const struct tl_bytes text = TL_LIT("- 六月");
	const struct tl_out_part part = { "towns", TL_LIT("=按镇街"), 2, NULL };
	assert_int_equal(tl_out_part(o, &title), 0);
	assert_int_equal(tl_out_texts(o, &text, 1), 0);
	assert_int_equal(tl_out_part(o, &part), 0);
	assert_int_equal(tl_grid_write(&g, o), 0);
	assert_int_equal(tlsafe_out_end(o), 0);
	tlsafe_out_free(o);
	tl_grid_release(&g);
	return sink.data;
}

static void a_kept_table_is_found_by_its_columns(void **state)
{
	struct tl_grid g = { .nrows = 0 };

	(void)state;
	fill(&g, false);
	assert_int_equal(g.nrows, 2);
	assert_int_equal(tl_grid_column(&g, "n"), 1);
	assert_int_equal(tl_grid_column(&g, "none"), g.ncolumns);
	assert_true(tl_eqs(g.row[1][0].text, "b"));
	tl_grid_release(&g);
}

static void csv_parts_are_apart_by_a_blank_line(void **state)
{
	(void)state;
	assert_string_equal(document("csv", 0),
	                    "月报 <1>\n- 六月\n\n=按镇街\n编号,数\na,12\nb,12\n");
}

static void csv_for_excel_has_one_mark_and_no_formula(void **state)
{
	(void)state;
	assert_string_equal(document("csv", TLSAFE_OUT_EXCEL),
	                    "\xef\xbb\xbf月报 <1>\r\n'- 六月\r\n\r\n'=按镇街\r\n编号,数\r\n"
	                    "a,12\r\nb,12\r\n");
}

static void markdown_has_headings_and_no_markup_of_others(void **state)
{
	(void)state;
	assert_string_equal(document("md", 0), "# 月报 \\<1\\>\n\n\\- 六月\n\n\n## =按镇街\n\n"
	                                       "| 编号 | 数 |\n| --- | ---: |\n| a | 12 |\n"
	                                       "| b | 12 |\n");
}

static void a_part_is_a_line_of_json(void **state)
{
	(void)state;
	assert_string_equal(document("json", 0),
	                    "{\"part\":\"report\",\"title\":\"月报 <1>\",\"text\":[\"- 六月\"]}\n"
	                    "{\"part\":\"towns\",\"title\":\"=按镇街\",\"rows\":["
	                    "{\"id\":\"a\",\"n\":12},{\"id\":\"b\",\"n\":12}]}\n");
}

static void headings_on_a_terminal_are_underlined(void **state)
{
	(void)state;
	assert_string_equal(document("table", 0), "月报 <1>\n========\n- 六月\n\n=按镇街\n-------\n"
	                                          "编号  数\na     12\nb     12\n");
}

static void lines_have_no_parts(void **state)
{
	struct tlsafe_out *o = tlsafe_out_new("tsv", 0, to_sink, NULL);

	(void)state;
	assert_non_null(o);
	assert_false(tl_out_has_parts(o));
	tlsafe_out_free(o);
}

static int drop(void **state)
{
	(void)state;
	tl_buf_release(&sink);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kept_table_is_found_by_its_columns),
		cmocka_unit_test(csv_parts_are_apart_by_a_blank_line),
		cmocka_unit_test(csv_for_excel_has_one_mark_and_no_formula),
		cmocka_unit_test(markdown_has_headings_and_no_markup_of_others),
		cmocka_unit_test(a_part_is_a_line_of_json),
		cmocka_unit_test(headings_on_a_terminal_are_underlined),
		cmocka_unit_test(lines_have_no_parts),
	};
	return cmocka_run_group_tests_name("form/grid", tests, NULL, drop);
}
