/* A form being written: the sink, and what ends it. */
#include "../unit.h"

#include <errno.h>

#include "form/form.h"

static const struct tl_out_column col[] = { { TL_LIT("id"), TL_LIT("ID"), false },
	                                    { TL_LIT("n"), TL_LIT("N"), true } };
static const struct tl_cell cells[] = { { .text = TL_LIT("a"), .json = TL_LIT("\"a\"") },
	                                { .text = TL_LIT("1"), .json = TL_LIT("1") } };

struct sink {
	struct tl_buf all;
	size_t calls, largest;
	int fail;		/* errno of the next call; 0: it takes all */
};

static int to_sink(void *ctx, const void *data, size_t len)
{
	struct sink *s = ctx;
	if (s->fail) {
		errno = s->fail;
		return -1;
	}
	s->calls++;
	s->largest = len > s->largest ? len : s->largest;
	tl_buf_put(&s->all, data, len);
	return 0;
}

static void forms_are_known_by_name(void **state)
{
	static const char *const names[] = { "table", "tsv", "csv", "md", "json", "xlsx" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(names); i++) {
		struct tlsafe_out *o = tlsafe_out_new(names[i], 0, to_sink, NULL);
		assert_non_null(o);
		assert_string_equal(o->form->name, names[i]);
		assert_int_equal(o->form->json, !strcmp(names[i], "json"));
		tlsafe_out_free(o);
	}
	assert_null(tlsafe_out_new("xml", 0, to_sink, NULL));
	assert_null(tlsafe_out_new("", 0, to_sink, NULL));
	assert_null(tlsafe_out_new("CSV", 0, to_sink, NULL));
	tlsafe_out_free(NULL);
}

static void much_is_handed_on_by_pieces(void **state)
{
	enum { ROWS = 100000 };
	struct sink s = { 0 };
	struct tlsafe_out *o = tlsafe_out_new("csv", TLSAFE_OUT_NOHEADING, to_sink, &s);
	(void)state;
	assert_int_equal(tl_out_columns(o, col, 2), 0);
	for (int i = 0; i < ROWS; i++) {
		assert_int_equal(tlsafe_out_rows(o), i);
		assert_int_equal(tl_out_row(o, cells), 0);
	}
	assert_true(s.calls >= 2);
	assert_int_equal(tlsafe_out_end(o), 0);
	assert_int_equal(tlsafe_out_rows(o), ROWS);
	assert_true(s.largest < 2 * 65536);
	assert_int_equal(s.all.len, ROWS * 4);
	for (size_t i = 0; i < ROWS; i++)
		assert_memory_equal(s.all.data + i * 4, "a,1\n", 4);
	tlsafe_out_free(o);
	tl_buf_release(&s.all);
}

static void little_is_handed_on_at_the_end(void **state)
{
	struct sink s = { 0 };
	struct tlsafe_out *o = tlsafe_out_new("csv", 0, to_sink, &s);
	(void)state;
	assert_int_equal(tl_out_columns(o, col, 2), 0);
	assert_int_equal(tl_out_row(o, cells), 0);
	assert_int_equal(s.calls, 0);
	assert_int_equal(tlsafe_out_end(o), 0);
	assert_int_equal(s.calls, 1);
	assert_string_equal(s.all.data, "ID,N\na,1\n");
	tlsafe_out_free(o);
	tl_buf_release(&s.all);
}

static void a_sink_without_room_is_told_as_that(void **state)
{
	static const char *const names[] = { "table", "tsv", "csv", "md", "json", "xlsx" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(names); i++) {
		struct sink s = { .fail = ENOSPC };
		struct tlsafe_out *o = tlsafe_out_new(names[i], 0, to_sink, &s);
		assert_int_equal(tl_out_columns(o, col, 2), 0);
		assert_int_equal(tl_out_row(o, cells), 0);
		assert_string_equal(tlsafe_out_errmsg(o), "");
		assert_int_equal(tlsafe_out_end(o), TLSAFE_EFULL);
		assert_non_null(strstr(tlsafe_out_errmsg(o), "no space on the disk"));
		tlsafe_out_free(o);
	}
}

static void a_refusal_in_the_middle_is_told_by_the_row(void **state)
{
	struct sink s = { .fail = EPIPE };
	struct tlsafe_out *o = tlsafe_out_new("json", 0, to_sink, &s);
	int rc = 0, rows = 0;
	(void)state;
	assert_int_equal(tl_out_columns(o, col, 2), 0);
	for (; !rc && rows < 100000; rows++)
		rc = tl_out_row(o, cells);
	assert_int_equal(rc, TLSAFE_ESYSTEM);
	assert_true(rows < 10000);
	assert_non_null(strstr(tlsafe_out_errmsg(o), strerror(EPIPE)));
	tlsafe_out_free(o);
}

static void columns_are_copied_and_set_once(void **state)
{
	struct sink s = { 0 };
	char key[] = "key", heading[] = "heading";
	struct tl_out_column mine[] = { { { key, 3 }, { heading, 7 }, false } };
	struct tlsafe_out *o = tlsafe_out_new("json", 0, to_sink, &s);
	(void)state;
	assert_int_equal(tl_out_columns(o, mine, 1), 0);
	memset(key, 'x', 3);
	memset(mine, 0, sizeof(mine));
	assert_int_equal(tl_out_row(o, cells), 0);
	assert_int_equal(tl_out_columns(o, col, 2), TLSAFE_EBUG);
	assert_true(tlsafe_out_errmsg(o)[0]);
	assert_int_equal(tlsafe_out_end(o), 0);
	assert_string_equal(s.all.data, "{\"key\":\"a\"}\n");
	tlsafe_out_free(o);
	tl_buf_release(&s.all);
}

static void one_without_columns_writes_nothing(void **state)
{
	static const char *const names[] = { "table", "tsv", "csv", "md", "json", "xlsx" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(names); i++) {
		struct sink s = { 0 };
		struct tlsafe_out *o = tlsafe_out_new(names[i], TLSAFE_OUT_EXCEL, to_sink, &s);
		assert_int_equal(tlsafe_out_end(o), 0);
		assert_int_equal(s.calls, 0);
		tlsafe_out_free(o);
	}
}

/* What was begun and given up leaves nothing behind: for the leak checker. */
static void one_given_up_is_freed_whole(void **state)
{
	static const char *const names[] = { "table", "tsv", "csv", "md", "json", "xlsx" };
	(void)state;
	for (size_t i = 0; i < TL_LEN(names); i++) {
		struct sink s = { 0 };
		struct tlsafe_out *o = tlsafe_out_new(names[i], 0, to_sink, &s);
		assert_int_equal(tl_out_columns(o, col, 2), 0);
		assert_int_equal(tl_out_row(o, cells), 0);
		tlsafe_out_free(o);
		assert_int_equal(s.calls, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms_are_known_by_name),
		cmocka_unit_test(much_is_handed_on_by_pieces),
		cmocka_unit_test(little_is_handed_on_at_the_end),
		cmocka_unit_test(a_sink_without_room_is_told_as_that),
		cmocka_unit_test(a_refusal_in_the_middle_is_told_by_the_row),
		cmocka_unit_test(columns_are_copied_and_set_once),
		cmocka_unit_test(one_without_columns_writes_nothing),
		cmocka_unit_test(one_given_up_is_freed_whole),
	};
	return cmocka_run_group_tests_name("form/out", tests, NULL, NULL);
}
