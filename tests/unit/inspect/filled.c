/* Sheets that were filled in, as they stand: rows and lines. */
#include "told.h"

#include "inspect/filled.h"

struct source {
	struct tl_filled_all all;
	struct tl_decide d;
	struct tl_filling_in in;
};

static void begin(struct source *s, struct tlsafe *t)
{
	memset(s, 0, sizeof(*s));
	told_begin();
	s->d.fault = told_keep;
	s->in = (struct tl_filling_in){ .all = &s->all, .schema = t->schema, .d = &s->d,
		                        .file = "f" };
}

static void end(struct source *s)
{
	tl_filled_end(&s->in);
	tl_filled_release(&s->all);
}

/* Lines of cells with | between. */
static void rows(struct source *s, const char *text)
{
	struct tl_bytes rest = tl_str(text), cell[TOLD_CELLS];
	uint64_t line = 0;

	while (rest.len) {
		const char *stop = memchr(rest.data, '\n', rest.len);
		struct tl_bytes row = tl_bytes(rest.data, (size_t)(stop - rest.data));
		size_t n = told_cells(cell, row);
		assert_int_equal(tl_filled_row(&s->in, ++line, cell, n), 0);
		rest = tl_bytes(stop + 1, rest.len - row.len - 1);
	}
}

static void lines(struct source *s, const char *const *text)
{
	for (uint64_t i = 0; text[i]; i++)
		assert_int_equal(tl_filled_line(&s->in, i + 1, tl_str(text[i])), 0);
}

/* What answer N of sheet S says in column C; "": nothing. */
static void says(const struct source *s, size_t sheet, size_t n, enum tl_answer_column c,
                 const char *want)
{
	assert_true(n < s->all.sheet[sheet].nanswers);
	assert_true(tl_eqs(s->all.sheet[sheet].answer[n].text[c], want));
}

static void rows_are_a_head_and_answers(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct source s;
	(void)state;
	begin(&s, t);
	rows(&s, "某检查表\n检查表|c|名称\n单位编号|U1\n检查日期|\n编号|检查内容|结果|问题描述\n"
	         "C1|一|否| 坏 \nC2|二|是|\n||n|外\n||||\n检查表|d\n编号|结果\nC3|1\n");
	assert_string_equal(told.data, "");
	assert_int_equal(s.all.n, 2);
	assert_true(tl_eqs(tl_filled_head_of(&s.all.sheet[0], "checklist"), "c"));
	assert_true(tl_eqs(tl_filled_head_of(&s.all.sheet[0], "unit"), "U1"));
	assert_null(tl_filled_head_of(&s.all.sheet[0], "day").data);
	assert_int_equal(s.all.sheet[0].nanswers, 3);
	says(&s, 0, 0, TL_ANSWER_FINDING, "坏");
	says(&s, 0, 2, TL_ANSWER_CODE, "");
	says(&s, 0, 2, TL_ANSWER_FINDING, "外");
	says(&s, 1, 0, TL_ANSWER_RESULT, "1");
	assert_int_equal(s.all.sheet[1].line, 10);
	end(&s);
	tlsafe_free(t);
}

static void rows_that_are_none_are_told(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct source s;
	(void)state;
	begin(&s, t);
	rows(&s, "检查表|c\nx|y\n编号|结果|结果|别的\nC1|是||\nC2|是|||多\n");
	assert_string_equal(told.data,
	                    "2: neither a field of an inspection nor the headings of its items\n"
	                    "3: two columns of one heading\n3: an unknown heading\n"
	                    "5: a cell behind the last heading\n");
	end(&s);
	tlsafe_free(t);
}

static void lines_are_words(void **state)
{
	static const char *const text[] = {
		"# 注", "", "unit=U1 checklist=c summary=一 二", "day＝2018-07-02",
		"C12=n 灭火器 过期 due=+7d 电压=380V", "=n 外 level=major", "unit=U2", "C1=y", NULL
	};
	struct tlsafe *t = model_store(true, NULL);
	struct source s;
	(void)state;
	begin(&s, t);
	lines(&s, text);
	assert_string_equal(told.data, "");
	assert_int_equal(s.all.n, 2);
	assert_true(tl_eqs(tl_filled_head_of(&s.all.sheet[0], "summary"), "一 二"));
	assert_true(tl_eqs(tl_filled_head_of(&s.all.sheet[0], "day"), "2018-07-02"));
	says(&s, 0, 0, TL_ANSWER_CODE, "C12");
	says(&s, 0, 0, TL_ANSWER_FINDING, "灭火器 过期 电压=380V");
	says(&s, 0, 0, TL_ANSWER_DUE, "+7d");
	says(&s, 0, 1, TL_ANSWER_CODE, "");
	says(&s, 0, 1, TL_ANSWER_LEVEL, "major");
	says(&s, 1, 0, TL_ANSWER_RESULT, "y");
	end(&s);
	tlsafe_free(t);
}

static void objects_are_heads_or_answers(void **state)
{
	static const char *const text[] = {
		"{\"unit\":\"U1\",\"officers\":[\"王\",\"李\"]}",
		"{\"code\":\"C1\",\"result\":\"yes\",\"finding\":null}",
		"{\"result\":\"no\",\"finding\":\"外\",\"weight\":\"1\"}", "{\"unti\":\"U1\"}", "{",
		"C2", NULL
	};
	struct tlsafe *t = model_store(true, NULL);
	struct source s;
	(void)state;
	begin(&s, t);
	lines(&s, text);
	assert_true(tl_eqs(tl_filled_head_of(&s.all.sheet[0], "officers"), "王、李"));
	assert_int_equal(s.all.sheet[0].nanswers, 2);
	assert_int_equal(s.d.faults, 4);
	assert_non_null(strstr(told.data, "3: an answer has no such member\n"));
	assert_non_null(strstr(told.data, "4: an inspection has no such member\n"));
	assert_non_null(strstr(told.data, "6: neither an answer"));
	end(&s);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_a_head_and_answers),
		cmocka_unit_test(rows_that_are_none_are_told),
		cmocka_unit_test(lines_are_words),
		cmocka_unit_test(objects_are_heads_or_answers),
	};
	return cmocka_run_group_tests_name("inspect/filled", tests, NULL, told_drop);
}
