/* Forms: what is written reads back, nothing hostile gets through, and faults name the physical
 * line. */
#include "unit.h"

#include "base/charset.h"
#include "base/crypto.h"
#include "base/utf8.h"
#include "form/form.h"
#include "schema/type.h"

static struct tl_buf sink;

static int to_sink(void *ctx, const void *data, size_t len)
{
	(void)ctx;
	tl_buf_put(&sink, data, len);
	return 0;
}

/* ROWS of N cells written as FORMAT. */
static const char *written(const char *format, unsigned flags, const char *const *cells,
                           size_t rows, size_t n)
{
	static const struct tl_out_column col[] = { { { "id", 2 }, { "编号", 6 }, false },
		                                    { { "name", 4 }, { "名称", 6 }, false },
		                                    { { "n", 1 }, { "数", 3 }, true } };
	struct tlsafe_out *o = tlsafe_out_new(format, flags, to_sink, NULL);
	tl_buf_release(&sink);
	assert_non_null(o);
	assert_int_equal(tl_out_columns(o, col, n), 0);
	for (size_t r = 0; r < rows; r++) {
		struct tl_cell cell[3];
		struct tl_buf json[3] = { { 0 } };
		for (size_t i = 0; i < n; i++) {
			cell[i] = (struct tl_cell){ .text = tl_str(cells[r * n + i]),
				                    .numeric = i == 2 };
			if (cells[r * n + i])
				tl_json_string(&json[i], cell[i].text);
			cell[i].json = cells[r * n + i] ? tl_buf_bytes(&json[i]) : TL_NONE;
		}
		assert_int_equal(tl_out_row(o, cell), 0);
		for (size_t i = 0; i < n; i++)
			tl_buf_release(&json[i]);
	}
	assert_int_equal(tlsafe_out_end(o), 0);
	tlsafe_out_free(o);
	return sink.data ? sink.data : "";
}

static int drop_sink(void **state)
{
	(void)state;
	tl_buf_release(&sink);
	return 0;
}

static void csv_quotes_only_where_needed(void **state)
{
	static const char *const cells[] = { "a", "b,c",        NULL,    "",  "say \"x\"",
		                             "1", "two\nlines", " end ", "-5" };
	(void)state;
	assert_string_equal(written("csv", 0, cells, 3, 3),
	                    "编号,名称,数\na,\"b,c\",\n\"\",\"say \"\"x\"\"\",1\n\"two\nlines\",\" "
	                    "end \",-5\n");
}

static void excel_gets_a_mark_guards_and_long_digits(void **state)
{
	static const char *const cells[] = {
		"=1+1", "915001234567890123", "-5", "+86", "007", "3", "'x", "@a", "-1.5"
	};
	(void)state;
	assert_string_equal(written("csv", TLSAFE_OUT_EXCEL, cells, 3, 3),
	                    "\xef\xbb\xbf编号,名称,数\r\n'=1+1,\"=\"\"915001234567890123\"\"\",-"
	                    "5\r\n'+86,\"=\"\"007\"\"\",3\r\n''x,'@a,-1.5\r\n");
}

static void the_guard_comes_off_again(void **state)
{
	static const char *const texts[] = {
		"=1+1",  "+86", "-x",  "@a",     "'x", "007", "915001234567890123",
		"plain", "'",   "a'b", "=\"x\"", "\tx"
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(texts); i++) {
		const char *text =
			written("csv", TLSAFE_OUT_EXCEL | TLSAFE_OUT_NOHEADING, &texts[i], 1, 1);
		FILE *f = tmpfile();
		struct tl_csv *c;
		struct tl_csv_row row;
		struct tl_err err = { 0 };
		fputs(text, f);
		fflush(f);
		assert_int_equal(tl_csv_open(&c, fileno(f), TL_CHARSET_UTF8, &err), 0);
		assert_int_equal(tl_csv_next(c, &row, &err), 1);
		assert_true(tl_eqs(tl_csv_unguard(row.cell[0]), texts[i]));
		tl_csv_free(c);
		fclose(f);
	}
}

static void tsv_shows_and_json_escapes(void **state)
{
	static const char *const cells[] = { "a\tb", "x\x1b[2J\xe2\x80\xae", NULL };
	(void)state;
	assert_string_equal(written("tsv", 0, cells, 1, 3), "a\\tb\tx\\u{1b}[2J\\u{202e}\t\n");
	assert_string_equal(written("tsv", TLSAFE_OUT_PAIRS, cells, 1, 3),
	                    "id\ta\\tb\nname\tx\\u{1b}[2J\\u{202e}\n");
	assert_string_equal(written("json", 0, cells, 1, 3),
	                    "{\"id\":\"a\\tb\",\"name\":\"x\\u001b[2J\\u202e\"}\n");
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

/* --- reading ----------------------------------------------------------------- */

static void csv_says(const char *text, size_t len, const char *want)
{
	FILE *f = tmpfile();
	struct tl_csv *c;
	struct tl_csv_row row;
	struct tl_err err = { 0 };
	enum tl_charset charset;
	TL_BUF got = { 0 };
	int rc;
	fwrite(text, 1, len, f);
	fflush(f);
	assert_int_equal(tl_charset_detect(fileno(f), TL_CHARSET_AUTO, &charset, &err), 0);
	assert_int_equal(tl_csv_open(&c, fileno(f), charset, &err), 0);
	while ((rc = tl_csv_next(c, &row, &err)) == 1) {
		tl_buf_printf(&got, "%d", (int)row.line);
		for (size_t i = 0; i < row.n; i++)
			tl_buf_printf(&got, "|%.*s", row.cell[i].data ? (int)row.cell[i].len : 1,
			              row.cell[i].data ? row.cell[i].data : "-");
		tl_buf_char(&got, ';');
	}
	if (rc < 0)
		tl_buf_printf(&got, "!%s", err.text);
	if (strncmp(got.data ? got.data : "", want, strlen(want)))
		print_error("wanted %s, got %s\n", want, got.data);
	assert_int_equal(strncmp(got.data ? got.data : "", want, strlen(want)), 0);
	tl_csv_free(c);
	fclose(f);
}
#define SAYS(text, want) csv_says(text, sizeof(text) - 1, want)

static void csv_is_read_strictly(void **state)
{
	(void)state;
	SAYS("a,b\n1,2\n", "1|a|b;2|1|2;");
	SAYS("a,b\r\n\r\n1,\"\"\r\n", "1|a|b;3|1|;");
	SAYS("a,\n,b", "1|a|-;2|-|b;");
	SAYS("\xef\xbb\xbf\"a\",b\n", "1|a|b;");
	SAYS("a,\"x\ny\",c\nd,e,f\n", "1|a|x\ny|c;3|d|e|f;");
	SAYS("a,\"x \"\"y\"\"\"\n", "1|a|x \"y\";");
	SAYS("  a , b\n", "1|  a | b;");
	SAYS("a,b\n1,2\"3\n", "1|a|b;!2: a quote inside");
	SAYS("a\n\"b\"c\n", "1|a;!2: a quote inside");
	SAYS("a\nb\n\"c\nd\n", "1|a;2|b;!3: the quote opened here");
	SAYS("a,b\rc,d\r", "!1: a carriage return");
	SAYS("", "");
	SAYS("\xb0\xb2\x5c,\x81\x7c\r\n", "1|安\\|亅;");
}

static void lines_are_right_across_pieces(void **state)
{
	TL_BUF text = { 0 };
	char want[64];
	(void)state;
	for (int i = 1; i <= 9000; i++)
		tl_buf_printf(&text, "row,%d,隐患描述隐患描述\r\n", i);
	tl_buf_str(&text, "bad \"quote\n");
	FILE *f = tmpfile();
	struct tl_csv *c;
	struct tl_csv_row row;
	struct tl_err err = { 0 };
	int rc, n = 0;
	fwrite(text.data, 1, text.len, f);
	fflush(f);
	assert_int_equal(tl_csv_open(&c, fileno(f), TL_CHARSET_UTF8, &err), 0);
	while ((rc = tl_csv_next(c, &row, &err)) == 1) {
		n++;
		assert_int_equal(row.line, n);
		assert_int_equal(row.n, 3);
		snprintf(want, sizeof(want), "%d", n);
		assert_true(tl_eqs(row.cell[1], want));
		assert_true(tl_eqs(row.cell[2], "隐患描述隐患描述"));
	}
	if (n != 9000)
		print_error("%d rows, %d: %s\n", n, rc, err.text);
	assert_int_equal(n, 9000);
	assert_int_equal(rc, TLSAFE_EINPUT);
	assert_int_equal(strncmp(err.text, "9001: ", 6), 0);
	tl_csv_free(c);
	fclose(f);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_quotes_only_where_needed),
		cmocka_unit_test(excel_gets_a_mark_guards_and_long_digits),
		cmocka_unit_test(the_guard_comes_off_again),
		cmocka_unit_test(tsv_shows_and_json_escapes),
		cmocka_unit_test(a_table_lines_up_in_cells),
		cmocka_unit_test(csv_is_read_strictly),
		cmocka_unit_test(lines_are_right_across_pieces),
		cmocka_unit_test(json_is_read_strictly),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("form", tests, NULL, drop_sink);
}
