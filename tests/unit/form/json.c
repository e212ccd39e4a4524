/* JSON Lines: written with escapes, and read strictly. */
#include "written.h"


static void an_object_a_line_without_what_is_absent(void **state)
{
	static const char *const cells[] = { "a\tb", "x\x1b[2J\xe2\x80\xae", NULL,
		                             NULL,   "",                     NULL,
		                             NULL,   NULL,                   NULL };
	(void)state;
	assert_string_equal(written("json", 0, cells, 3, 3),
	                    "{\"id\":\"a\\tb\",\"name\":\"x\\u001b[2J\\u202e\"}\n"
	                    "{\"name\":\"\"}\n{}\n");
	assert_string_equal(written("json", 0, NULL, 0, 3), "");
}

static void what_is_written_reads_back(void **state)
{
	static const char *const cells[] = { "a\"\\/\n\t\r\x01", "安全😀\xe2\x80\xa8\xc2\x9b",
		                             "-5" };
	const char *line = written("json", 0, cells, 1, 3);
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_json_object o;
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_json_read(&o, &a, tl_str(line), &err), 0);
	assert_int_equal(o.n, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(tl_eqs(o.member[i].value, cells[i]));
	assert_true(tl_eqs(o.member[0].name, "id"));
}

static void json_says(const char *text, size_t len, const char *want)
{
	struct tl_arena a = { 0 };
	struct tl_json_object o;
	struct tl_err err = { 0 };
	TL_BUF got = { 0 };
	int rc = tl_json_read(&o, &a, tl_bytes(text, len), &err);
	for (size_t i = 0; !rc && i < o.n; i++)
		tl_buf_printf(&got, "%s=%s;", o.member[i].name.data,
		              o.member[i].value.data ? o.member[i].value.data : "-");
	if (rc)
		tl_buf_str(&got, "!");
	if (strcmp(got.data ? got.data : "", want))
		print_error("%s: wanted %s, got %s (%s)\n", text, want, got.data, err.text);
	assert_string_equal(got.data ? got.data : "", want);
	assert_int_equal(rc != 0, err.text[0] != 0);
	tl_arena_release(&a);
}
#define JSON(text, want) json_says(text, sizeof(text) - 1, want)

static void json_is_read_strictly(void **state)
{
	(void)state;
	JSON("{\"id\":\"a\",\"n\":9007199254740993,\"b\":true,\"c\":null,\"l\":[\"x\",\"y\"]}",
	     "id=a;n=9007199254740993;b=yes;c=-;l=x、y;");
	JSON("{\"a\":-1.50e3}", "a=-1.50e3;");
	JSON("{\"a\":\"\\u5b89\\ud83d\\ude00\"}", "a=安😀;");
	JSON("{}", "");
	JSON("{\"a\":1} x", "!");
	JSON("{\"a\":1,\"a\":2}", "!");
	JSON("{\"a\":01}", "!");
	JSON("{\"a\":\"\\u0000\"}", "!");
	JSON("{\"a\":\"\\ud800\"}", "!");
	JSON("{\"a\":\"\xff\"}", "!");
	JSON("{\"a\":{\"b\":1}}", "!");
	JSON("[1]", "!");
	JSON("{\"a\":\"x\ny\"}", "!");
	JSON("{\"a\":nan}", "!");
	JSON("", "!");
	JSON("{\"a\":[[[[[[[[[[1]]]]]]]]]]}", "!");
}

static void members_keep_their_order_and_spelling(void **state)
{
	(void)state;
	JSON(" {\"z\" : 1 , \"a\":2,\"A\":3}\r\n", "z=1;a=2;A=3;");
	JSON("{\"n\":[1,2.50,-0]}", "n=1、2.50、-0;");
	JSON("{\"b\":[true,false],\"e\":[],\"s\":\"\"}", "b=yes、no;e=;s=;");
	JSON("{\"a\":1,\"l\":[2,3],\"z\":4}", "a=1;l=2、3;z=4;");
	JSON("{\"\\u0061\":\"\\/\\b\\f\\r\"}", "a=/\b\f\r;");
	JSON("{\"a\":1e400,\"b\":0.1E-7}", "a=1e400;b=0.1E-7;");
}

static void what_cjson_forgives_is_refused(void **state)
{
	(void)state;
	JSON("{\"a\":1.}", "!");
	JSON("{\"a\":.5}", "!");
	JSON("{\"a\":+1}", "!");
	JSON("{\"a\":-}", "!");
	JSON("{\"a\":1e}", "!");
	JSON("{\"a\":\"\\x41\"}", "!");
	JSON("{\"a\":\"\\u12g4\"}", "!");
	JSON("{\"a\":\"\\udc00\"}", "!");
	JSON("{\"a\":\"\\ud800\\u0041\"}", "!");
	JSON("{\"a\":1,}", "!");
	JSON("{'a':1}", "!");
	JSON("{a:1}", "!");
	JSON("{\"a\":1}{\"b\":2}", "!");
	JSON("{\"a\":1", "!");
	JSON("\"a\"", "!");
	JSON("null", "!");
	JSON("{\"a\":1}\0", "!");
	JSON("{\"a\":[[1]]}", "!");
	JSON("{\"a\":[{}]}", "!");
	JSON("{\"a\":\"\\u0061\",\"\\u0061\":2}", "!");
}

static void the_byte_of_a_fault_is_told(void **state)
{
	static const struct {
		const char *line, *at;
	} t[] = { { "{\"a\":01}", "at byte " },
		  { "{\"a\":\"\xff\"}", "at byte 7" },
		  { "{\"a\":\"x\n\"}", "at byte 8" },
		  { "{\"a\":\"\\u0000\"}", "\\u0000 at byte 9" },
		  { "{\"a\":1} x", "at byte 9" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
		struct tl_json_object o;
		struct tl_err err = { 0 };
		assert_int_equal(tl_json_read(&o, &a, tl_str(t[i].line), &err), TLSAFE_EINPUT);
		if (!strstr(err.text, t[i].at))
			print_error("wanted %s, got %s\n", t[i].at, err.text);
		assert_non_null(strstr(err.text, t[i].at));
	}
}

static void eight_deep_is_the_deepest(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_json_object o;
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_json_read_nested(&o, &a,
	                                     TL_LIT("{\"a\":{\"b\":[[[[[[1]]]]]]}}"), &err),
	                 0);
	assert_int_equal(tl_json_read_nested(&o, &a,
	                                     TL_LIT("{\"a\":{\"b\":[[[[[[[1]]]]]]]}}"), &err),
	                 TLSAFE_EINPUT);
	assert_non_null(strstr(err.text, "nested too deep"));
}

static void an_object_inside_is_its_text_for_who_asks(void **state)
{
	static const struct tl_bytes line =
		TL_LIT("{\"k\":\"x\",\"was\":{\"a\":\"1\",\"b\":{\"c\":\"\\n\"}},\"z\":null}");
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_json_object o, inside;
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_json_read(&o, &a, line, &err), TLSAFE_EINPUT);
	assert_non_null(strstr(err.text, "\"was\""));
	tl_err_clear(&err);
	assert_int_equal(tl_json_read_nested(&o, &a, line, &err), 0);
	assert_int_equal(o.n, 3);
	assert_true(!o.member[0].nested && o.member[1].nested && !o.member[2].nested);
	assert_null(o.member[2].value.data);
	assert_int_equal(tl_json_read_nested(&inside, &a, o.member[1].value, &err), 0);
	assert_int_equal(inside.n, 2);
	assert_true(tl_eqs(inside.member[0].value, "1"));
	assert_true(inside.member[1].nested);
	assert_int_equal(tl_json_read(&inside, &a, inside.member[1].value, &err), 0);
	assert_true(tl_eqs(inside.member[0].value, "\n"));
}

static void numbers_behind_an_object_inside_are_their_own(void **state)
{
	static const struct tl_bytes line =
		TL_LIT("{\"a\":1,\"o\":{\"b\":2,\"c\":[3,{\"d\":4}]},\"z\":5}");
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_json_object o;
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_json_read_nested(&o, &a, line, &err), 0);
	assert_int_equal(o.n, 3);
	assert_true(tl_eqs(o.member[0].value, "1"));
	assert_true(tl_eqs(o.member[2].value, "5"));
}

static void what_is_read_outlives_the_line(void **state)
{
	char line[] = "{\"name\":\"value\",\"n\":12}";
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_json_object o;
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_json_read(&o, &a, tl_str(line), &err), 0);
	memset(line, 'x', sizeof(line));
	assert_string_equal(o.member[0].name.data, "name");
	assert_string_equal(o.member[0].value.data, "value");
	assert_string_equal(o.member[1].value.data, "12");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_a_line_without_what_is_absent),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(json_is_read_strictly),
		cmocka_unit_test(members_keep_their_order_and_spelling),
		cmocka_unit_test(what_cjson_forgives_is_refused),
		cmocka_unit_test(the_byte_of_a_fault_is_told),
		cmocka_unit_test(eight_deep_is_the_deepest),
		cmocka_unit_test(an_object_inside_is_its_text_for_who_asks),
		cmocka_unit_test(numbers_behind_an_object_inside_are_their_own),
		cmocka_unit_test(what_is_read_outlives_the_line),
	};
	return cmocka_run_group_tests_name("form/json", tests, NULL, drop_written);
}
