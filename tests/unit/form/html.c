/* Pages in HTML. */
#include "written.h"

/* What stands behind the head of a page. */
static const char *body(const char *page)
{
	const char *at = strstr(page, "<main>\n");

	assert_non_null(at);
	return at + 7;
}

static void a_table_alone_is_a_page(void **state)
{
	static const char *const cells[] = { "a", "甲厂", "1", "b", NULL, "20" };
	const char *page = written("html", 0, cells, 2, 3);

	(void)state;
	assert_ptr_equal(strstr(page, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset"), page);
	assert_null(strstr(page, "<script"));
	assert_null(strstr(page, "http"));
	assert_string_equal(body(page),
	                    "<div class=\"scroll\">\n<table>\n<thead>\n<tr>"
	                    "<th scope=\"col\">编号</th><th scope=\"col\">名称</th>"
	                    "<th scope=\"col\" class=\"n\">数</th></tr>\n</thead>\n<tbody>\n"
	                    "<tr><th scope=\"row\">a</th><td>甲厂</td><td class=\"n\">1</td></tr>\n"
	                    "<tr><th scope=\"row\">b</th><td></td><td class=\"n\">20</td></tr>\n"
	                    "</tbody>\n</table>\n</div>\n</main>\n</body>\n</html>\n");
}

static void a_record_has_a_body_of_its_own(void **state)
{
	static const char *const cells[] = { "a", NULL, "b", "c" };

	(void)state;
	assert_string_equal(body(written("html", TLSAFE_OUT_PAIRS, cells, 2, 2)),
	                    "<div class=\"scroll\">\n<table>\n<tbody>\n"
	                    "<tr><th scope=\"row\">编号</th><td>a</td></tr>\n"
	                    "</tbody>\n<tbody>\n"
	                    "<tr><th scope=\"row\">编号</th><td>b</td></tr>\n"
	                    "<tr><th scope=\"row\">名称</th><td>c</td></tr>\n"
	                    "</tbody>\n</table>\n</div>\n</main>\n</body>\n</html>\n");
}

static void nothing_in_a_cell_is_markup(void **state)
{
	static const struct {
		const char *text, *want;
	} c[] = {
		{ "<script>alert(1)</script>", ">&lt;script&gt;alert(1)&lt;/script&gt;</th>" },
		{ "\" onload=\"x", ">&quot; onload=&quot;x</th>" },
		{ "&lt;", ">&amp;lt;</th>" },
		{ "a\nb", ">a<br>b</th>" },
		{ "a\\b", ">a\\b</th>" },
		{ "\x1b[31m", ">\\u{1b}[31m</th>" },
		{ "\xe2\x80\xae" "cba", ">\\u{202e}cba</th>" },
	};

	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		const char *const cells[] = { c[i].text };
		const char *at = strstr(written("html", 0, cells, 1, 1), "scope=\"row\"");
		assert_non_null(at);
		assert_int_equal(strncmp(at + 11, c[i].want, strlen(c[i].want)), 0);
	}
}

static struct tl_buf sink;

static int to_sink(void *ctx, const void *data, size_t len)
{
	(void)ctx;
	tl_buf_put(&sink, data, len);
	return 0;
}

static void a_picture_is_an_element_with_names_of_its_own(void **state)
{
	struct tlsafe_out *o = tlsafe_out_new("html", 0, to_sink, NULL);
	const struct tl_out_part part = { "towns", TL_LIT("镇街"), 2, NULL };

	(void)state;
	o->language = "zh-CN";
	assert_int_equal(tl_out_part(o, &part), 0);
	assert_int_equal(tl_out_picture(o, TL_LIT("<?xml version=\"1.0\"?>\n<svg width=\"9\">"
	                                          "<path id='gpPt0' fill='rgb(34,34,34)' "
	                                          "color=\"black\"/>"
	                                          "<use xlink:href='#gpPt0'/>"
	                                          "<text>id='x' rgb(34,34,34)</text></svg>\n")),
	                 0);
	assert_int_equal(tlsafe_out_end(o), 0);
	tlsafe_out_free(o);
	assert_non_null(strstr(sink.data, "<html lang=\"zh-CN\">"));
	assert_string_equal(body(sink.data),
	                    "<section id=\"towns\">\n<h2>镇街</h2>\n<figure>\n"
	                    "<svg role=\"img\" width=\"9\">"
	                    "<path id='p1-gpPt0' fill='var(--ink)' color=\"var(--ink)\"/>"
	                    "<use xlink:href='#p1-gpPt0'/>"
	                    "<text>id='x' rgb(34,34,34)</text></svg>\n</figure>\n</section>\n"
	                    "</main>\n</body>\n</html>\n");
	tl_buf_release(&sink);
}

static void what_is_no_picture_is_refused(void **state)
{
	struct tlsafe_out *o = tlsafe_out_new("html", 0, to_sink, NULL);
	const struct tl_out_part part = { "towns", TL_LIT("镇街"), 2, NULL };

	(void)state;
	assert_int_equal(tl_out_part(o, &part), 0);
	assert_int_equal(tl_out_picture(o, TL_LIT("GIF89a")), TLSAFE_EINPUT);
	tlsafe_out_free(o);
	tl_buf_release(&sink);
}

static void a_part_of_a_paper_has_a_style_and_no_heading(void **state)
{
	struct tlsafe_out *o = tlsafe_out_new("html", 0, to_sink, NULL);
	const struct tl_out_part part = { "copy1-2", TL_NONE, 2, "to" };
	const struct tl_bytes text = TL_LIT("甲厂<b>：");

	(void)state;
	assert_int_equal(tl_out_part(o, &part), 0);
	assert_int_equal(tl_out_texts(o, &text, 1), 0);
	assert_int_equal(tlsafe_out_end(o), 0);
	tlsafe_out_free(o);
	assert_string_equal(body(sink.data),
	                    "<section id=\"copy1-2\" class=\"to\">\n<p>甲厂&lt;b&gt;：</p>\n"
	                    "</section>\n</main>\n</body>\n</html>\n");
	tl_buf_release(&sink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_alone_is_a_page),
		cmocka_unit_test(a_record_has_a_body_of_its_own),
		cmocka_unit_test(nothing_in_a_cell_is_markup),
		cmocka_unit_test(a_picture_is_an_element_with_names_of_its_own),
		cmocka_unit_test(what_is_no_picture_is_refused),
		cmocka_unit_test(a_part_of_a_paper_has_a_style_and_no_heading),
	};
	return cmocka_run_group_tests_name("form/html", tests, NULL, drop_written);
}
