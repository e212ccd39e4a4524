/* Checklists of a store, and the clauses that are in force on a day. */
#include "../model.h"

#define TOP "checklist: c\nzh: 表\nen: List\n"
#define BASIS \
	"basis:\n  - {id: a14, zh: 法（2014）, from: 2014-12-01, until: 2017-08-31, source: s}\n" \
	"  - {id: a17, zh: 法（2017）, from: 2017-09-01, source: s}\n" \
	"  - {id: b, zh: 标准, from: 2018-01-01, source: s}\n"
#define ITEM "category: \"01\", en: e, weight: 5, level: general, days: 3, method: look"
#define ITEMS \
	"items:\n  - {code: C1, zh: 甲, " ITEM ", clauses: [a14 第三条, a17 第四条, b 5]}\n" \
	"  - {code: C2, zh: 乙, stop: true, " ITEM ", clauses: [b 6]}\n"
#define FIRST TOP "version: \"1\"\n" BASIS ITEMS
#define SECOND TOP "version: \"2\"\n" BASIS ITEMS "  - {code: C3, zh: 丙, " ITEM ", local: true}\n"

static struct tl_buf told;

static void keep(void *ctx, const struct tlsafe_fault *f)
{
	(void)ctx;
	assert_int_equal(f->code, 0);
	tl_buf_printf(&told, "%s\n", f->text);
}

static const char *items(struct tlsafe *t, const char *as_of, const char *known_at)
{
	const struct tlsafe_checklist how = {
		.list = "c", .as_of = as_of, .known_at = known_at, .fault = keep
	};
	struct tlsafe_out *out = model_out("tsv", TLSAFE_OUT_CODES);

	tl_buf_clear(&told);
	tl_buf_str(&told, "");
	model_ok(t, tlsafe_checklist(t, &how, out));
	return model_end(out);
}

static const char *lists(struct tlsafe *t, const char *known_at)
{
	struct tlsafe_out *out = model_out("tsv", 0);

	model_ok(t, tlsafe_checklists(t, known_at, out));
	return model_end(out);
}

#define C1 "C1\t01\t甲\tlook\t5\t\tgeneral\t3\t"
#define C2 "C2\t01\t乙\tlook\t5\tyes\tgeneral\t3\t"
#define C3 "C3\t01\t丙\tlook\t5\t\tgeneral\t3\t\n"

static void clauses_are_those_of_the_day(void **state)
{
	struct tlsafe *t = model_store(true, NULL);

	(void)state;
	model_ok(t, model_apply(t, "c", FIRST));
	assert_string_equal(items(t, "2017-08-31", NULL), C1 "法（2014）第三条\n" C2 "\n");
	assert_string_equal(told.data, "1 of 2 items has no clause in force on 2017-08-31: C2\n");
	assert_string_equal(items(t, "2017-09-01", NULL), C1 "法（2017）第四条\n" C2 "\n");
	assert_string_equal(items(t, NULL, NULL), C1 "法（2017）第四条; 标准5\n" C2 "标准6\n");
	assert_string_equal(told.data, "");
	assert_string_equal(items(t, "2010-01-01", NULL), C1 "\n" C2 "\n");
	assert_string_equal(told.data,
	                    "2 of 2 items have no clause in force on 2010-01-01: C1, C2\n");
	tlsafe_free(t);
}

static void an_earlier_version_is_known_as_it_was(void **state)
{
	struct tlsafe *t = model_store(true, NULL);

	(void)state;
	model_ok(t, model_apply(t, "c", FIRST));
	model_ok(t, model_apply(t, "c", SECOND));
	assert_non_null(strstr(lists(t, NULL), "c\t表\t2\t3\t1\n"));
	assert_non_null(strstr(lists(t, "1"), "c\t表\t1\t2\t1\n"));
	assert_null(strstr(lists(t, "0"), "c\t表"));
	assert_non_null(strstr(items(t, NULL, NULL), C3));
	assert_null(strstr(items(t, NULL, "1"), "C3"));
	tlsafe_free(t);
}

static void one_taken_back_is_none(void **state)
{
	const struct tlsafe_checklist how = { .list = "c" };
	struct tlsafe *t = model_store(true, NULL);
	struct tlsafe_out *out;

	(void)state;
	model_ok(t, model_apply(t, "c", FIRST));
	model_ok(t, tlsafe_undo(t, 1, "wrong", false, model_told, NULL, NULL));
	assert_null(strstr(lists(t, NULL), "c\t表"));
	assert_non_null(strstr(items(t, NULL, "1"), C1));
	out = model_out("tsv", 0);
	assert_int_equal(tlsafe_checklist(t, &how, out), TLSAFE_ENOENT);
	assert_non_null(strstr(tlsafe_errmsg(t), "no checklist 'c'"));
	tlsafe_out_free(out);
	tlsafe_free(t);
}

static void a_day_that_is_none_is_refused(void **state)
{
	static const char *const days[] = { "2018-08-12", "2018-06", "x" };
	struct tlsafe *t = model_store(true, NULL);

	(void)state;
	for (size_t i = 0; i < TL_LEN(days); i++) {
		const struct tlsafe_checklist how = { .list = "school", .as_of = days[i] };
		struct tlsafe_out *out = model_out("tsv", 0);
		assert_int_equal(tlsafe_checklist(t, &how, out), TLSAFE_EUSAGE);
		tlsafe_out_free(out);
	}
	tlsafe_free(t);
}

static int drop(void **state)
{
	tl_buf_release(&told);
	return model_drop(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clauses_are_those_of_the_day),
		cmocka_unit_test(an_earlier_version_is_known_as_it_was),
		cmocka_unit_test(one_taken_back_is_none),
		cmocka_unit_test(a_day_that_is_none_is_refused),
	};
	return cmocka_run_group_tests_name("query/checklists", tests, NULL, drop);
}
