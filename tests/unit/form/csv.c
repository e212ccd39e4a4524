/* CSV: what is written reads back, nothing hostile gets through, and faults name the physical
 * line. */
#include "written.h"

#include "base/charset.h"

static void csv_quotes_only_where_needed(void **state)
{
	static const char *const cells[] = { "a", "b,c",        NULL,    "",  "say \"x\"",
		                             "1", "two\nlines", " end ", "-5" };
	(void)state;
	assert_string_equal(written("csv", 0, cells, 3, 3),
	                    "编号,名称,数\na,\"b,c\",\n\"\",\"say \"\"x\"\"\",1\n\"two\nlines\",\" "
	                    "end \",-5\n");
}

static void what_would_be_lost_is_quoted(void **state)
{
	static const char *const cells[] = { " a",   "a ", "\xef\xbb\xbf" "a",
		                             "a\rb", "\"", "'",
		                             NULL,   NULL, "x" };
	static const char *const one[] = { NULL, "a", "" };
	(void)state;
	assert_string_equal(written("csv", TLSAFE_OUT_NOHEADING, cells, 3, 3),
	                    "\" a\",\"a \",\"\xef\xbb\xbf" "a\"\n\"a\rb\",\"\"\"\",'\n,,x\n");
	/* A single absent cell is no blank line, which readers would drop. */
	assert_string_equal(written("csv", TLSAFE_OUT_NOHEADING, one, 3, 1), "\"\"\na\n\"\"\n");
	assert_string_equal(written("csv", 0, NULL, 0, 2), "编号,名称\n");
	assert_string_equal(written("csv", TLSAFE_OUT_NOHEADING, NULL, 0, 2), "");
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
		struct tl_form_row row;
		struct tl_err err = { 0 };
		fputs(text, f);
		fflush(f);
		assert_int_equal(tl_csv_open(&c, fileno(f), TL_CHARSET_UTF8, ',', &err), 0);
		assert_int_equal(tl_csv_next(c, &row, &err), 1);
		assert_true(tl_eqs(tl_csv_unguard(row.cell[0]), texts[i]));
		tl_csv_free(c);
		fclose(f);
	}
}

/* What a spreadsheet reads as a number, a date or an exponent is written as a text. */
static void excel_gets_texts_as_texts(void **state)
{
	static const char *const guarded[] = { "12.10",  "3-15",   "1E5",       "13800000000",
		                               "1e-3",   "2018-07", "3月15日",  "12:30",
		                               "Mar-15", "15-sept", "TRUE",     "1,234",
		                               "50%",    "１２",   "023-4560", "1/2" },
				 *const plain[] = { "H-2",   "12号库", "甲厂",
		                                    "1-a",   "May",    "13800000000、119",
		                                    "truth", "月",     "-" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(guarded); i++) {
		char want[64];
		snprintf(want, sizeof(want), "\"=\"\"%s\"\"\"\r\n", guarded[i]);
		assert_string_equal(written("csv", TLSAFE_OUT_EXCEL | TLSAFE_OUT_NOHEADING,
		                            &guarded[i], 1, 1) + 3, want);
	}
	for (size_t i = 0; i + 1 < TL_LEN(plain); i++) {
		char want[64];
		snprintf(want, sizeof(want), "%s\r\n", plain[i]);
		assert_string_equal(written("csv", TLSAFE_OUT_EXCEL | TLSAFE_OUT_NOHEADING,
		                            &plain[i], 1, 1) + 3, want);
	}
}

/* A formula is one too behind what is not seen, and in full width. */
static void hidden_formulas_are_guarded(void **state)
{
	static const char *const texts[] = { "＝1+1", "＋86", "－x", "＠a", "\xe2\x80\x8b=1+1",
		                             " =1" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(texts); i++) {
		const char *text = written("csv", TLSAFE_OUT_EXCEL | TLSAFE_OUT_NOHEADING,
		                           &texts[i], 1, 1) + 3;
		char cell[64];
		assert_true(text[0] == '\'');
		snprintf(cell, sizeof(cell), "%.*s", (int)strcspn(text, "\r"), text);
		assert_true(tl_eqs(tl_csv_unguard(tl_str(cell)), texts[i]));
	}
}

static void only_guards_come_off(void **state)
{
	static const struct {
		const char *cell, *bare;
	} t[] = { { "", "" },         { "'", "'" },        { "'a", "'a" },  { "'=1", "=1" },
		  { "''", "'" },      { "=\"007\"", "007" }, { "=\"", "=\"" }, { "=\"\"", "=\"\"" },
		  { "=1+1", "=1+1" }, { "=\"a", "=\"a" },  { "'\tx", "\tx" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++)
		assert_true(tl_eqs(tl_csv_unguard(tl_str(t[i].cell)), t[i].bare));
	assert_null(tl_csv_unguard(TL_NONE).data);
}

static void labels_are_written_unless_codes_are_asked_for(void **state)
{
	static const struct tl_out_column col = { TL_LIT("level"), TL_LIT("等级"), false };
	static const struct tl_cell cell = { .text = TL_LIT("general"), .label = TL_LIT("一般") };
	static const char *const want[] = { "一般\n", "general\n" };
	(void)state;
	for (unsigned codes = 0; codes < 2; codes++) {
		struct tl_buf none = { 0 };
		struct tl_err err = { 0 };
		struct tl_out_column copy = col;
		struct tlsafe_out o = { .form = &tl_form_csv,
			                .flags = TLSAFE_OUT_NOHEADING,
			                .column = &copy,
			                .ncolumns = 1,
			                .buf = none };
		if (codes)
			o.flags |= TLSAFE_OUT_CODES;
		assert_int_equal(o.form->begin(&o, &err), 0);
		assert_int_equal(o.form->row(&o, &cell, &err), 0);
		assert_int_equal(o.form->end(&o, &err), 0);
		assert_string_equal(o.buf.data, want[codes]);
		tl_buf_release(&o.buf);
	}
}

/* --- reading ----------------------------------------------------------------- */

static void csv_says(const char *text, size_t len, const char *want)
{
	FILE *f = tmpfile();
	struct tl_csv *c;
	struct tl_form_row row;
	struct tl_err err = { 0 };
	enum tl_charset charset;
	TL_BUF got = { 0 };
	int rc;
	fwrite(text, 1, len, f);
	fflush(f);
	assert_int_equal(tl_charset_detect(fileno(f), TL_CHARSET_AUTO, &charset, &err), 0);
	assert_int_equal(tl_csv_open(&c, fileno(f), charset, ',', &err), 0);
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

static void a_row_begins_on_the_line_that_is_told(void **state)
{
	(void)state;
	SAYS("\n\n\na\n\n\"b\n\nc\"\nd\n", "4|a;6|b\n\nc;9|d;");
	SAYS("a\n\nb,\"x\n\ny\"z\n", "1|a;!5: a quote inside");
	SAYS("a\n\nb\n\"c\n\nd\n", "1|a;3|b;!4: the quote opened here");
	SAYS("a,b", "1|a|b;");
	SAYS(",", "1|-|-;");
	SAYS("\"\",", "1||-;");
	SAYS("\xef\xbb\xbf", "");
	SAYS("\n\r\n", "");
}

/* A line without a quote is cut without the parser. */
static void a_row_without_quotes_is_what_one_with_them_is(void **state)
{
	(void)state;
	SAYS("a,,b \r\n,\n \n,,\n\r\n甲", "1|a|-|b ;2|-|-;3| ;4|-|-|-;6|甲;");
	SAYS("\"a\",,\"b \"\r\n,\n\" \"\n,,\n\r\n\"甲\"", "1|a|-|b ;2|-|-;3| ;4|-|-|-;6|甲;");
	SAYS("a,\"x\n1,2\n\",b\n1,2\n", "1|a|x\n1,2\n|b;4|1|2;");
	SAYS("a\n1,2\r\n\r3\n", "1|a;2|1|2;!3: a carriage return");
}

static void a_nul_is_refused(void **state)
{
	struct tl_err err = { 0 };
	TL_CLEANUP(tl_csv_freep) struct tl_csv *c = NULL;
	struct tl_form_row row;
	FILE *f = unit_file("a\nb\0c\n", 6);
	int rc;
	(void)state;
	assert_int_equal(tl_csv_open(&c, fileno(f), TL_CHARSET_UTF8, ',', &err), 0);
	while ((rc = tl_csv_next(c, &row, &err)) == 1)
		;
	assert_int_equal(rc, TLSAFE_EINPUT);
	assert_non_null(strstr(err.text, ": a NUL byte"));
	fclose(f);
}

static void cells_and_rows_have_a_limit(void **state)
{
	TL_BUF b = { 0 };
	TL_BUF want = { 0 };
	(void)state;
	/* 64 KiB are one too few to be refused. */
	tl_buf_str(&b, "a\n");
	for (int i = 0; i < 65536; i++)
		tl_buf_char(&b, 'x');
	tl_buf_printf(&want, "1|a;2|%s;3|b;", b.data + 2);
	tl_buf_str(&b, "\nb\n");
	csv_says(b.data, b.len, want.data);
	b.len -= 3;
	tl_buf_str(&b, "x\nb\n");
	csv_says(b.data, b.len, "1|a;!2: a cell of more than 64 KiB");
	tl_buf_clear(&b);
	tl_buf_clear(&want);
	tl_buf_str(&want, "1|-");
	for (int i = 1; i < 1000; i++) {
		tl_buf_char(&b, ',');
		tl_buf_str(&want, "|-");
	}
	csv_says(b.data, b.len, want.data);
	tl_buf_char(&b, ',');
	csv_says(b.data, b.len, "!1: more than 1000 cells in a row");
}

static void a_bare_carriage_return_is_refused_beside_quotes_too(void **state)
{
	(void)state;
	SAYS("\"a\",b\rc,d\n", "!1: a carriage return");
	SAYS("a\nb\r\"c\"\n", "1|a;!2: a carriage return");
	SAYS("\"a\"\r\r\n", "!1: a carriage return");
	SAYS("\"x\ny\",b\rc\n", "!2: a carriage return");
	SAYS("a,b\r", "1|a|b;!1: a carriage return");
	/* In quotes it is a character like others. */
	SAYS("\"a\rb\",c\r\n", "1|a\rb|c;");
	SAYS("\"a\r\nb\",c\r\n", "1|a\r\nb|c;");
}

static void a_carriage_return_in_quotes_may_end_a_piece(void **state)
{
	(void)state;
	for (size_t pad = 65520; pad < 65540; pad++) {
		TL_BUF b = { 0 };
		for (size_t i = 0; i < pad; i++)
			tl_buf_char(&b, i % 100 ? 'x' : ',');
		tl_buf_str(&b, ",\"a\rb\",c\r\nd\r\n");
		FILE *f = unit_file(b.data, b.len);
		struct tl_err err = { 0 };
		TL_CLEANUP(tl_csv_freep) struct tl_csv *c = NULL;
		struct tl_form_row row;
		assert_int_equal(tl_csv_open(&c, fileno(f), TL_CHARSET_UTF8, ',', &err), 0);
		assert_int_equal(tl_csv_next(c, &row, &err), 1);
		assert_true(tl_eqs(row.cell[row.n - 2], "a\rb"));
		assert_true(tl_eqs(row.cell[row.n - 1], "c"));
		assert_int_equal(tl_csv_next(c, &row, &err), 1);
		assert_int_equal(row.line, 2);
		assert_int_equal(tl_csv_next(c, &row, &err), 0);
		fclose(f);
	}
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
	struct tl_form_row row;
	struct tl_err err = { 0 };
	int rc, n = 0;
	fwrite(text.data, 1, text.len, f);
	fflush(f);
	assert_int_equal(tl_csv_open(&c, fileno(f), TL_CHARSET_UTF8, ',', &err), 0);
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

static void the_end_is_given_again(void **state)
{
	struct tl_err err = { 0 };
	TL_CLEANUP(tl_csv_freep) struct tl_csv *c = NULL;
	struct tl_form_row row;
	FILE *f = unit_file("a,b\n", 4);
	(void)state;
	assert_int_equal(tl_csv_open(&c, fileno(f), TL_CHARSET_UTF8, ',', &err), 0);
	assert_int_equal(tl_csv_next(c, &row, &err), 1);
	assert_int_equal(row.n, 2);
	for (int i = 0; i < 3; i++)
		assert_int_equal(tl_csv_next(c, &row, &err), 0);
	tl_csv_freep(&c);
	assert_null(c);
	assert_int_equal(tl_csv_open(&c, -1, TL_CHARSET_UTF8, ',', &err), TLSAFE_ESYSTEM);
	assert_null(c);
	fclose(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_quotes_only_where_needed),
		cmocka_unit_test(what_would_be_lost_is_quoted),
		cmocka_unit_test(excel_gets_a_mark_guards_and_long_digits),
		cmocka_unit_test(excel_gets_texts_as_texts),
		cmocka_unit_test(hidden_formulas_are_guarded),
		cmocka_unit_test(the_guard_comes_off_again),
		cmocka_unit_test(only_guards_come_off),
		cmocka_unit_test(labels_are_written_unless_codes_are_asked_for),
		cmocka_unit_test(csv_is_read_strictly),
		cmocka_unit_test(a_row_begins_on_the_line_that_is_told),
		cmocka_unit_test(a_row_without_quotes_is_what_one_with_them_is),
		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(cells_and_rows_have_a_limit),
		cmocka_unit_test(a_bare_carriage_return_is_refused_beside_quotes_too),
		cmocka_unit_test(a_carriage_return_in_quotes_may_end_a_piece),
		cmocka_unit_test(lines_are_right_across_pieces),
		cmocka_unit_test(the_end_is_given_again),
	};
	return cmocka_run_group_tests_name("form/csv", tests, NULL, drop_written);
}
