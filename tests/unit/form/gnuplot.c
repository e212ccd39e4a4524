/* Scripts of gnuplot: that what stands in cells is data there. */
#include "../unit.h"

#include "form/form.h"

static const struct tl_out_column col[] = { { TL_LIT("v"), TL_LIT("村"), TL_NO_NUMBER },
	                                    { TL_LIT("n"), TL_LIT("数"), TL_NUMBER },
	                                    { TL_LIT("r"), TL_LIT("率%"), TL_PER_CENT } };

static int to_sink(void *ctx, const void *data, size_t len)
{
	tl_buf_put(ctx, data, len);
	return 0;
}

/* The script for one group of that name. */
static int script(struct tl_buf *to, enum tl_drawing how, const char *name, size_t rows)
{
	const struct tl_cell cells[] = { { .text = tl_str(name) },
		                         { .text = TL_LIT("12"), .numeric = true },
		                         { .text = TL_LIT("/"), .numeric = true } };
	struct tlsafe_out *o = tlsafe_out_new("svg", 0, to_sink, to);
	int rc;

	o->drawing = how;
	o->bar = 2;
	rc = tl_out_columns(o, col, 3);
	for (size_t i = 0; !rc && i < rows; i++)
		rc = tl_out_row(o, cells);
	if (!rc)
		rc = tlsafe_out_end(o);
	tlsafe_out_free(o);
	return rc;
}

static void a_name_is_quoted(void **state)
{
	static const struct {
		const char *name, *want, *twin;
	} c[] = {
		{ "甲", "('甲' 0)", "<desc>甲: 数 12, 率% /" },
		{ "it's", "('it'.\"'\".'s' 0)", "<desc>it's:" },
		{ "''`x`'", "(\"''\".'`x`'.\"'\" 0)", "<desc>''`x`':" },
		{ "`x`", "('`x`' 0)", "<desc>`x`:" },
		{ "5%", "('5%%' 0)", "<desc>5%:" },
		{ "a\nEOD\nexit\n", "('a\\nEOD\\nexit\\n' 0)", "<desc>a\\nEOD\\nexit\\n:" },
		{ "\x1b[m", "('\\u{1b}[m' 0)", "<desc>\\u{1b}[m:" },
		{ "<&>", "('<&>' 0)", "<desc>&lt;&amp;&gt;:" },
		{ "a\\", "('a\\' 0)", "<desc>a\\:" },
		{ NULL, "('/' 0)", "<desc>/:" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++)
		for (int how = TL_BARS; how <= TL_HEAT; how++) {
			TL_BUF b = { 0 };
			assert_int_equal(script(&b, (enum tl_drawing)how, c[i].name, 1), 0);
			assert_non_null(strstr(b.data, c[i].want));
			assert_non_null(strstr(strstr(b.data, "\nexit\n"), c[i].twin));
			assert_null(strstr(strstr(b.data, "\nexit\n") + 6, "\nexit\n"));
		}
}

static void what_is_no_number_is_not_drawn(void **state)
{
	TL_BUF b = { 0 };
	(void)state;
	assert_int_equal(script(&b, TL_LINES, "甲", 1), 0);
	assert_non_null(strstr(b.data, "$data << EOD\n0 0 12 0 NaN\nEOD\n"));
	assert_non_null(strstr(b.data, "axes x1y2"));
	assert_non_null(strstr(b.data, "title '率% →'"));
}

static void what_nobody_can_read_is_refused(void **state)
{
	TL_BUF b = { 0 };
	(void)state;
	assert_int_equal(script(&b, TL_BARS, "甲", 100), 0);
	tl_buf_clear(&b);
	assert_int_equal(script(&b, TL_BARS, "甲", 101), TLSAFE_EUSAGE);
	assert_int_equal(script(&b, TL_UNDRAWN, "甲", 1), TLSAFE_EUSAGE);
	assert_int_equal(b.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_quoted),
		cmocka_unit_test(what_is_no_number_is_not_drawn),
		cmocka_unit_test(what_nobody_can_read_is_refused),
	};
	return cmocka_run_group_tests_name("form/gnuplot", tests, NULL, NULL);
}
