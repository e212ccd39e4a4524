/* Workbooks: that they are made whole, and what is refused. What they hold is read again by
 * tests/cmd/workbook.t. */
#include "../unit.h"

#include <dirent.h>

#include "form/form.h"

static const struct tl_out_column col[] = { { TL_LIT("id"), TL_LIT("编号"), false },
	                                    { TL_LIT("n"), TL_LIT("数"), true } };

static int to_sink(void *ctx, const void *data, size_t len)
{
	tl_buf_put(ctx, data, len);
	return 0;
}

static size_t descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	size_t n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/* A workbook of ROWS rows that begin with TEXT; NULL: empty ones. */
static int made(struct tl_buf *to, const char *text, size_t rows, struct tlsafe_out **ret)
{
	const struct tl_bytes number = text ? TL_LIT("96.3") : TL_NONE;
	const struct tl_cell cells[] = { { .text = tl_str(text) },
		                         { .text = number, .numeric = true } };
	struct tlsafe_out *o = *ret = tlsafe_out_new("xlsx", 0, to_sink, to);
	int rc = tlsafe_out_ready(o);

	if (!rc)
		rc = tl_out_columns(o, col, 2);
	for (size_t i = 0; !rc && i < rows; i++)
		rc = tl_out_row(o, cells);
	return rc ? rc : tlsafe_out_end(o);
}

static void the_same_rows_give_the_same_bytes(void **state)
{
	TL_BUF a = { 0 };
	TL_BUF b = { 0 };
	struct tlsafe_out *o;
	size_t open = descriptors();
	(void)state;
	assert_int_equal(made(&a, "甲", 3, &o), 0);
	tlsafe_out_free(o);
	assert_int_equal(made(&b, "甲", 3, &o), 0);
	tlsafe_out_free(o);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	assert_memory_equal(a.data, "PK\3\4", 4);
	assert_int_equal(descriptors(), open);
}

static void one_given_up_closes_its_files(void **state)
{
	size_t open = descriptors();
	(void)state;
	for (int i = 0; i < 3; i++) {
		TL_BUF b = { 0 };
		struct tlsafe_out *o = tlsafe_out_new("xlsx", 0, to_sink, &b);
		assert_int_equal(tl_out_columns(o, col, 2), 0);
		tlsafe_out_free(o);
		assert_int_equal(b.len, 0);
	}
	assert_int_equal(descriptors(), open);
}

/* A document of two tables under one name, drawn where DRAWN says it; ended unless GIVEN_UP. */
static int document(struct tl_buf *to, const char *drawn, bool given_up)
{
	const struct tl_out_part head = { "r", TL_LIT("=报表"), 1, NULL };
	const struct tl_out_part part = { "p", TL_LIT("甲"), 2, NULL };
	const struct tl_bytes text = TL_LIT("=1+1");
	const struct tl_cell cells[] = { { .text = TL_LIT("乙") },
		                         { .text = TL_LIT("3"), .numeric = true } };
	struct tlsafe_out *o = tlsafe_out_new("xlsx", 0, to_sink, to);
	int rc = tl_out_part(o, &head);

	for (size_t i = 0; !rc && i < 2; i++) {
		rc = tl_out_part(o, &part);
		o->drawing = TL_BARS;
		o->charted = drawn;
		if (!rc)
			rc = tl_out_texts(o, &text, 1);
		if (!rc)
			rc = tl_out_columns(o, col, 2);
		for (size_t r = 0; !rc && r < 101; r++)
			rc = r < 100 || i ? tl_out_row(o, cells) : 0;
	}
	if (!rc && !given_up)
		rc = tlsafe_out_end(o);
	tlsafe_out_free(o);
	return rc;
}

static void a_document_has_the_same_bytes(void **state)
{
	TL_BUF a = { 0 };
	TL_BUF b = { 0 };
	TL_BUF plain = { 0 };
	TL_BUF none = { 0 };
	size_t open = descriptors();
	(void)state;
	assert_int_equal(document(&a, "n", false), 0);
	assert_int_equal(document(&b, "n", false), 0);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	/* Of 101 groups nobody can read a chart. */
	assert_non_null(memmem(a.data, a.len, "xl/charts/chart1.xml", 20));
	assert_null(memmem(a.data, a.len, "xl/charts/chart2.xml", 20));
	assert_int_equal(document(&plain, "id", false), 0);
	assert_null(memmem(plain.data, plain.len, "xl/charts/", 10));
	assert_non_null(memmem(plain.data, plain.len, "xl/worksheets/sheet3.xml", 24));
	assert_int_equal(document(&none, "n", true), 0);
	assert_int_equal(none.len, 0);
	assert_int_equal(descriptors(), open);
}

static void a_cell_has_its_limit(void **state)
{
	static char text[32769];
	TL_BUF b = { 0 };
	struct tlsafe_out *o;
	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	assert_int_equal(made(&b, text, 1, &o), TLSAFE_EINPUT);
	assert_non_null(strstr(tlsafe_out_errmsg(o), "row 2, column 1"));
	assert_non_null(strstr(tlsafe_out_errhint(o), "-o csv"));
	tlsafe_out_free(o);
	assert_int_equal(b.len, 0);
	text[32767] = 0;
	assert_int_equal(made(&b, text, 1, &o), 0);
	tlsafe_out_free(o);
	/* Above the first plane each counts as two. */
	for (size_t i = 0; i < 32764; i += 4)
		memcpy(text + i, "\xf0\xa0\x80\x80", 4);
	text[32764] = 0;
	assert_int_equal(made(&b, text, 1, &o), 0);
	tlsafe_out_free(o);
}

static void a_sheet_has_its_limit(void **state)
{
	TL_BUF b = { 0 };
	struct tlsafe_out *o;
	(void)state;
	assert_int_equal(made(&b, NULL, 1048576, &o), TLSAFE_EINPUT);
	assert_non_null(strstr(tlsafe_out_errmsg(o), "1048576 rows"));
	assert_int_equal(tlsafe_out_rows(o), 1048576);
	tlsafe_out_free(o);
	assert_int_equal(b.len, 0);
}

static void a_name_that_excel_refuses_is_told(void **state)
{
	static const char *const bad[] = { "", "a/b", "a\\b", "a?", "a*", "[", "]", ":", "'a", "a'",
		                           "a\nb", "0123456789012345678901234567890x" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		TL_BUF b = { 0 };
		struct tlsafe_out *o = tlsafe_out_new("xlsx", 0, to_sink, &b);
		assert_int_equal(tlsafe_out_title(o, bad[i]), 0);
		assert_int_equal(tl_out_columns(o, col, 2), TLSAFE_EUSAGE);
		assert_non_null(strstr(tlsafe_out_errhint(o), "--title"));
		tlsafe_out_free(o);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_rows_give_the_same_bytes),
		cmocka_unit_test(one_given_up_closes_its_files),
		cmocka_unit_test(a_document_has_the_same_bytes),
		cmocka_unit_test(a_cell_has_its_limit),
		cmocka_unit_test(a_sheet_has_its_limit),
		cmocka_unit_test(a_name_that_excel_refuses_is_told),
	};
	return cmocka_run_group_tests_name("form/xlsx", tests, NULL, NULL);
}
