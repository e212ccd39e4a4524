/* Rows as a template says. */
#include "../unit.h"

#include "form/form.h"

static struct tl_buf printed;

static int print(void *ctx, const void *data, size_t len)
{
	(void)ctx;
	tl_buf_put(&printed, data, len);
	return 0;
}

/* The rows "a TAB", "b" without a second cell, as TEXT says; NULL: it cannot be understood, as ERR
 * says. Columns are as many as TEXT names. */
static const char *as(const char *text, unsigned flags, const char *names, struct tl_err *err)
{
	struct tlsafe_out *o = tlsafe_out_new("tsv", flags, print, NULL);
	const struct tl_out_column k = { TL_LIT("k"), TL_LIT("h"), false }, c[] = { k, k, k, k };
	const struct tl_cell a = { .text = TL_LIT("a\t") };
	const struct tl_cell label = { .text = TL_LIT("x"), .label = TL_LIT("甲") };
	struct tl_cell first[] = { a, label, a, label }, second[] = { label, { .text = TL_NONE } };
	TL_BUF found = { 0 };
	size_t n = 1;
	int rc;

	tl_err_clear(err);
	tl_buf_clear(&printed);
	rc = tl_out_template(o, tl_str(text), &found, err);
	tl_buf_char(&found, 0);
	if (!rc) {
		assert_string_equal(found.data, names);
		for (const char *p = names; *p; p++)
			n += *p == ',';
		assert_int_equal(tl_out_columns(o, c, n), 0);
		assert_int_equal(tl_out_row(o, first), 0);
		if (n <= 2)
			assert_int_equal(tl_out_row(o, second), 0);
		assert_int_equal(tlsafe_out_end(o), 0);
		assert_false(tl_out_headed(o));
	}
	tlsafe_out_free(o);
	tl_buf_char(&printed, 0);
	return rc ? NULL : printed.data;
}

static void a_cell_stands_where_its_field_is_named(void **state)
{
	struct tl_err err;
	(void)state;
	assert_string_equal(as("{id}\\n", 0, "id", &err), "a\\t\n甲\n");
	assert_string_equal(as("<{id}|{unit.name}>", 0, "id,unit.name", &err), "<a\\t|甲><甲|>");
	assert_string_equal(as("{a}{b}{c}{d}", 0, "a,b,c,d", &err), "a\\t甲a\\t甲");
	assert_string_equal(as("{id}", TLSAFE_OUT_CODES, "id", &err), "a\\tx");
	/* Nothing else of the output is in it. */
	assert_string_equal(as("{id}", TLSAFE_OUT_HEADING, "id", &err), "a\\t甲");
}

static void characters_are_spelt(void **state)
{
	struct tl_err err;
	(void)state;
	assert_string_equal(as("\\t\\n\\\\{{}}{{id}}{id}{{", 0, "id", &err),
	                    "\t\n\\{}{id}a\\t{\t\n\\{}{id}甲{");
	assert_string_equal(as("\t{id}\n", 0, "id", &err), "\ta\\t\n\t甲\n");
	assert_string_equal(as("{{{id}}}", 0, "id", &err), "{a\\t}{甲}");
	assert_string_equal(as("\x1b\x7f\r{id}", 0, "id", &err),
	                    "\\u{1b}\\u{7f}\\u{d}a\\t\\u{1b}\\u{7f}\\u{d}甲");
}

static void what_cannot_be_understood_is_told(void **state)
{
	static const struct {
		const char *text, *says;
	} c[] = {
		{ "", "no field" },        { "id", "no field" },      { "{{id}}", "no field" },
		{ "{}", "no field" },      { "{id", "'{'" },          { "{id}}", "'}'" },
		{ "}", "'}'" },            { "{id}\\", "backslash" }, { "{id}\\x", "backslash" },
		{ "{id,due}", "id,due" },  { "{", "'{'" },            { "\xff{id}", "UTF-8" },
	};
	struct tl_err err;
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		assert_null(as(c[i].text, 0, "", &err));
		assert_int_equal(err.code, TLSAFE_EUSAGE);
		assert_non_null(strstr(err.text, c[i].says));
		assert_non_null(strstr(err.hint, "{FIELD}"));
	}
}

static void only_a_tsv_takes_one(void **state)
{
	static const char *const formats[] = { "csv", "json", "table" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(formats); i++) {
		struct tlsafe_out *o = tlsafe_out_new(formats[i], 0, print, NULL);
		struct tl_err err;
		TL_BUF names = { 0 };
		tl_err_clear(&err);
		assert_int_equal(tl_out_template(o, TL_LIT("{id}"), &names, &err), TLSAFE_EUSAGE);
		tlsafe_out_free(o);
	}
}

static int drop(void **state)
{
	(void)state;
	tl_buf_release(&printed);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_stands_where_its_field_is_named),
		cmocka_unit_test(characters_are_spelt),
		cmocka_unit_test(what_cannot_be_understood_is_told),
		cmocka_unit_test(only_a_tsv_takes_one),
	};
	return cmocka_run_group_tests_name("form/template", tests, NULL, drop);
}
