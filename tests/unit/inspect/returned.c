/* Reports of self-checks as they stand in files: rows and words. */
#include "told.h"

#include "inspect/returned.h"

struct source {
	struct tl_returned_all all;
	struct tl_decide d;
	struct tl_returning in;
};

static void begin(struct source *s, struct tlsafe *t)
{
	memset(s, 0, sizeof(*s));
	told_begin();
	s->d.fault = told_keep;
	s->in = (struct tl_returning){ .all = &s->all, .schema = t->schema, .d = &s->d,
		                       .file = "f" };
}

static void end(struct source *s)
{
	tl_returned_end(&s->in);
	tl_returned_release(&s->all);
}

static void rows(struct source *s, const char *const *row)
{
	struct tl_bytes cell[TOLD_CELLS];

	for (uint64_t line = 1; row[line - 1]; line++) {
		size_t n = told_cells(cell, tl_str(row[line - 1]));
		assert_int_equal(tl_returned_row(&s->in, line, cell, n), 0);
	}
}

static void a_sheet_is_a_head_and_what_was_found(void **state)
{
	static const char *const text[] = {
		"自查自纠表", "单位编号|U1", "自查期|2018-07", "签字人|张三", "",
		"item|隐患地点|隐患描述", "|车间|缺护栏", "||", "|库房|堆物",
		"单位编号|U2", "自查期|2018-07", NULL
	};
	struct tlsafe *t = model_store(true, NULL);
	struct source s;
	(void)state;
	begin(&s, t);
	rows(&s, text);
	assert_string_equal(told.data, "");
	assert_int_equal(s.all.n, 2);
	model_is(tl_returned_text(&s.all.sheet[0], "unit"), "U1");
	model_is(tl_returned_text(&s.all.sheet[0], "signed_by"), "张三");
	assert_null(tl_returned_text(&s.all.sheet[0], "note").data);
	assert_int_equal(s.all.sheet[0].nitems, 2);
	model_is(s.all.sheet[0].item[0].text[TL_RETURNED_DESCRIPTION], "缺护栏");
	model_is(s.all.sheet[0].item[1].text[TL_RETURNED_PLACE], "库房");
	assert_int_equal(s.all.sheet[0].item[1].line, 9);
	model_is(tl_returned_text(&s.all.sheet[1], "unit"), "U2");
	assert_int_equal(s.all.sheet[1].nitems, 0);
	assert_int_equal(s.all.sheet[1].line, 10);
	end(&s);
	tlsafe_free(t);
}

static void a_list_is_a_report_a_row(void **state)
{
	static const char *const text[] = { "单位|自查期|一般隐患|重大隐患|序号",
		                            "U1|2018-07|2||1", "||||", "U2|2018-07||0|2",
		                            NULL };
	struct tlsafe *t = model_store(true, NULL);
	struct source s;
	(void)state;
	begin(&s, t);
	rows(&s, text);
	assert_string_equal(told.data, "");
	assert_int_equal(s.all.n, 2);
	model_is(tl_returned_text(&s.all.sheet[0], "general"), "2");
	assert_null(tl_returned_text(&s.all.sheet[0], "major").data);
	model_is(tl_returned_text(&s.all.sheet[1], "major"), "0");
	assert_int_equal(s.all.sheet[1].line, 4);
	end(&s);
	tlsafe_free(t);
}

static void rows_that_are_none_are_told(void **state)
{
	static const char *const text[] = {
		"隐患地点|隐患描述", "车间|缺护栏", "单位编号|U1", "签字人|张三",
		"签字人|李四", "x|y",
		"隐患地点|隐患描述|隐患描述|别的", "车间|缺护栏|||多", NULL
	};
	struct tlsafe *t = model_store(true, NULL);
	struct source s;
	(void)state;
	begin(&s, t);
	rows(&s, text);
	assert_string_equal(told.data,
	                    "2: whose it is, and of which period, is not said above\n"
	                    "5: said twice\n"
	                    "6: neither a field of a self-check nor the headings of what was "
	                    "found\n"
	                    "7: two columns of one heading\n7: an unknown heading\n"
	                    "8: a cell behind the last heading\n");
	end(&s);
	tlsafe_free(t);
}

static void a_file_is_known_by_its_period(void **state)
{
	static const struct {
		const char *row;
		enum tl_returned_is is;
	} t[] = {
		{ "自查期|2018-07", TL_RETURNED_YES },  { "单位|自查期|一般隐患", TL_RETURNED_YES },
		{ "单位编号|U1", TL_RETURNED_UNSURE },  { "某某表", TL_RETURNED_UNSURE },
		{ "检查表|restaurant", TL_RETURNED_NO }, { "||", TL_RETURNED_UNSURE },
	};
	struct tlsafe *store = model_store(true, NULL);
	struct tl_bytes cell[TOLD_CELLS];
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		size_t n = told_cells(cell, tl_str(t[i].row));
		assert_int_equal(tl_returned_is(store->schema, cell, n), t[i].is);
	}
	tlsafe_free(store);
}

static void words_are_a_report(void **state)
{
	char unit[] = "unit=U1", period[] = "自查期=2018-07", twice[] = "unit=U2";
	char none[] = "colour=1";
	char *good[] = { unit, period }, *bad[] = { unit, twice }, *unknown[] = { none };
	struct tlsafe *t = model_store(true, NULL);
	struct tl_err err = { 0 };
	struct source s;
	(void)state;
	begin(&s, t);
	assert_int_equal(tl_returned_words(&s.all, t->schema, good, 2, &err), 0);
	model_is(tl_returned_text(&s.all.sheet[0], "period"), "2018-07");
	assert_int_equal(tl_returned_words(&s.all, t->schema, bad, 2, &err), TLSAFE_EUSAGE);
	assert_string_equal(err.text, "unit is said twice");
	tl_err_clear(&err);
	assert_int_equal(tl_returned_words(&s.all, t->schema, unknown, 1, &err), TLSAFE_EUSAGE);
	assert_non_null(strstr(err.text, "colour=1"));
	tl_err_clear(&err);
	end(&s);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sheet_is_a_head_and_what_was_found),
		cmocka_unit_test(a_list_is_a_report_a_row),
		cmocka_unit_test(rows_that_are_none_are_told),
		cmocka_unit_test(a_file_is_known_by_its_period),
		cmocka_unit_test(words_are_a_report),
	};
	return cmocka_run_group_tests_name("inspect/returned", tests, NULL, told_drop);
}
