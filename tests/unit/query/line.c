/* Rows of a few cells that are no records. */
#include "../model.h"

#include <errno.h>

#include "query/line.h"

static const struct tl_line_column names[] = { { "name", false, NULL, NULL },
	                                       { "n", true, "数", "Number" },
	                                       { "note", false, "说明", "Note" } };

static const char *written(const char *form, unsigned flags)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tlsafe_out *out = model_out(form, flags);
	struct tl_line l = { .n = 0 };
	model_ok(t, tl_line_columns(t, out, names, TL_LEN(names)));
	tl_line_text(&l, TL_LIT("a\"b"));
	tl_line_number(&l, UINT64_MAX);
	tl_line_text(&l, TL_NONE);
	model_ok(t, tl_line_write(&l, t, out));
	/* The next row begins anew. */
	tl_line_text(&l, TL_LIT("甲"));
	tl_line_number(&l, 0);
	tl_line_text(&l, TL_LIT("x"));
	model_ok(t, tl_line_write(&l, t, out));
	tl_buf_release(&l.buf);
	tlsafe_free(t);
	assert_int_equal(tlsafe_out_rows(out), 2);
	return model_end(out);
}

static void cells_are_texts_and_numbers(void **state)
{
	(void)state;
	assert_string_equal(written("tsv", 0), "a\"b\t18446744073709551615\t\n甲\t0\tx\n");
}

static void in_json_numbers_are_bare_and_absent_ones_left_out(void **state)
{
	(void)state;
	assert_string_equal(written("json", 0),
	                    "{\"name\":\"a\\\"b\",\"n\":18446744073709551615}\n"
	                    "{\"name\":\"甲\",\"n\":0,\"note\":\"x\"}\n");
}

/* Words are labelled below headings, codes of records always. */
static const char *labelled(const char *form, unsigned flags)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tlsafe_out *out = model_out(form, flags);
	struct tl_line l = { .n = 0 };
	model_ok(t, tl_line_columns(t, out, names, 2));
	tl_line_word(&l, TL_LIT("w"), TL_LIT("词"));
	tl_line_code(&l, TL_LIT("c"), TL_LIT("码"));
	model_ok(t, tl_line_write(&l, t, out));
	tl_line_code(&l, TL_LIT("c"), TL_NONE);
	tl_line_word(&l, TL_LIT("w"), TL_LIT("词"));
	model_ok(t, tl_line_write(&l, t, out));
	tl_line_release(&l);
	tlsafe_free(t);
	return model_end(out);
}

static void codes_are_labelled_also_without_headings(void **state)
{
	(void)state;
	assert_string_equal(labelled("tsv", 0), "w\t码\nc\tw\n");
	assert_string_equal(labelled("tsv", TLSAFE_OUT_CODES), "w\tc\nc\tw\n");
	assert_string_equal(labelled("csv", 0), "name,数\n词,码\nc,词\n");
	assert_string_equal(labelled("json", 0), "{\"name\":\"w\",\"n\":\"c\"}\n"
	                                         "{\"name\":\"c\",\"n\":\"w\"}\n");
}

static void columns_are_headed_by_their_names(void **state)
{
	const char *text = written("csv", 0);
	(void)state;
	assert_int_equal(strncmp(text, "name,数,说明\n", 16), 0);
}

static void a_row_has_room_for_all_its_cells(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tlsafe_out *out = model_out("tsv", 0);
	struct tl_line_column many[TL_LINE_CELLS];
	struct tl_line l = { .n = 0 };
	TL_BUF want = { 0 };
	(void)state;
	for (int i = 0; i < TL_LINE_CELLS; i++)
		many[i] = (struct tl_line_column){ "c", true, NULL, NULL };
	model_ok(t, tl_line_columns(t, out, many, TL_LINE_CELLS));
	for (unsigned i = 0; i < TL_LINE_CELLS; i++) {
		tl_line_number(&l, i * 1000003);
		tl_buf_printf(&want, "%u%c", i * 1000003, i == TL_LINE_CELLS - 1 ? '\n' : '\t');
	}
	model_ok(t, tl_line_write(&l, t, out));
	assert_string_equal(model_end(out), want.data);
	tl_buf_release(&l.buf);
	tlsafe_free(t);
}

static int broken(void *ctx, const void *data, size_t len)
{
	(void)ctx;
	(void)data;
	(void)len;
	errno = ENOSPC;
	return -1;
}

static void a_sink_that_fails_is_the_error_of_the_store(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tlsafe_out *out = tlsafe_out_new("tsv", 0, broken, NULL);
	struct tl_line l = { .n = 0 };
	int rc = tl_line_columns(t, out, names, 1);
	(void)state;
	/* Rows are handed on by pieces. */
	for (int i = 0; !rc && i < 1000000; i++) {
		tl_line_text(&l, TL_LIT("0123456789"));
		rc = tl_line_write(&l, t, out);
	}
	assert_true(rc < 0);
	assert_string_not_equal(tlsafe_errmsg(t), "");
	tl_buf_release(&l.buf);
	tlsafe_out_free(out);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_are_texts_and_numbers),
		cmocka_unit_test(in_json_numbers_are_bare_and_absent_ones_left_out),
		cmocka_unit_test(columns_are_headed_by_their_names),
		cmocka_unit_test(codes_are_labelled_also_without_headings),
		cmocka_unit_test(a_row_has_room_for_all_its_cells),
		cmocka_unit_test(a_sink_that_fails_is_the_error_of_the_store),
	};
	return cmocka_run_group_tests_name("query/line", tests, NULL, model_drop);
}
