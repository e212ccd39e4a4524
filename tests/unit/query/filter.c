/* Words to a filter. */
#include "../model.h"

#include "query/filter.h"

/* Begins a query of T's hazards in V. */
static int begin(struct tl_query *q, struct tl_view *v, struct tlsafe *t, struct model_words w,
                 bool only_ids)
{
	tl_err_clear(&t->err);
	model_view(v, t, NULL, UINT64_MAX);
	return tl_query_begin(q, v, model_kind(t, "hazard"), w.word, model_count(&w), only_ids);
}

static void words_are_terms_conditions_and_ids(void **state)
{
	struct tlsafe *t = model_lived();
	char level[] = "level=major";
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	(void)state;
	model_ok(t, begin(&q, &v, t, (struct model_words){ { level, "open", "H20180208-0001",
	                                                     "place~二", "town!=500151004" } },
	                  false));
	memset(level, 'x', sizeof(level) - 1);	/* words are borrowed for the call */
	assert_int_equal(q.nterms, 3);
	assert_string_equal(q.term[0].path.field->key, "level");
	assert_int_equal(q.term[0].op, TL_OP_IS);
	model_is(q.term[0].alt[0].text, "major");
	assert_int_equal(q.term[1].op, TL_OP_HAS);
	assert_int_equal(q.term[2].op, TL_OP_NOT);
	assert_int_equal(q.conditions, 1);
	assert_int_equal(q.nids, 1);
	model_is(q.id[0], "H20180208-0001");
	tl_query_release(&q);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void operators_may_be_full_width(void **state)
{
	static const struct {
		char *word;
		enum tl_op op;
	} c[] = { { "隐患等级=一般", TL_OP_IS },  { "隐患等级＝一般", TL_OP_IS },
		  { "level!=general", TL_OP_NOT }, { "level！=general", TL_OP_NOT },
		  { "level！＝general", TL_OP_NOT }, { "level～general", TL_OP_HAS } };
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		TL_QUERY q = { 0 };
		model_ok(t, begin(&q, &v, t, (struct model_words){ { c[i].word } }, false));
		assert_int_equal(q.nterms, 1);
		assert_string_equal(q.term[0].path.field->key, "level");
		assert_int_equal(q.term[0].op, c[i].op);
		assert_int_equal(q.term[0].nalts, 1);
		model_is(q.term[0].alt[0].text, "general");
		tl_query_release(&q);
		tl_view_end(&v);
	}
	tlsafe_free(t);
}

static void alternatives_are_values_ranges_and_nothing(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	(void)state;
	model_ok(t, begin(&q, &v, t,
	                  (struct model_words){ { "found=2018-02..2018-03-04,2018Q2", "due=",
	                                          "cycle=2..", "level=general,major",
	                                          "found=..2018" } },
	                  false));
	assert_int_equal(q.term[0].nalts, 2);
	assert_true(q.term[0].alt[0].range);
	model_is(q.term[0].alt[0].from, "2018-02-01");
	model_is(q.term[0].alt[0].upto, "2018-03-04");
	model_is(q.term[0].alt[1].from, "2018-04-01");
	model_is(q.term[0].alt[1].upto, "2018-06-30");
	assert_int_equal(q.term[1].nalts, 1);
	assert_true(q.term[1].alt[0].empty);
	assert_true(q.term[2].alt[0].range);
	assert_int_equal(q.term[2].alt[0].low, 2);
	assert_int_equal(q.term[2].alt[0].high, INT64_MAX);
	assert_int_equal(q.term[3].nalts, 2);
	model_is(q.term[3].alt[1].text, "major");
	assert_null(q.term[4].alt[0].from.data);
	model_is(q.term[4].alt[0].upto, "2018-12-31");
	tl_query_release(&q);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void a_range_with_its_ends_swapped_is_refused(void **state)
{
	static const struct {
		char *word;
		const char *hint;
	} c[] = {
		{ "found=2018-03..2018-02", "write found=2018-02..2018-03" },
		{ "cycle=10..9", "write cycle=9..10" },
		{ "place=b..a", "a backslash" },
		{ "cycle=9..10", NULL },
		{ "found=2018-03-31..2018-03", NULL },
		{ "place=b..", NULL },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		TL_QUERY q = { 0 };
		int rc = begin(&q, &v, t, (struct model_words){ { c[i].word } }, false);
		assert_int_equal(rc, c[i].hint ? TLSAFE_EUSAGE : 0);
		if (c[i].hint)
			assert_non_null(strstr(tlsafe_errhint(t), c[i].hint));
		tl_query_release(&q);
		tl_view_end(&v);
	}
	tlsafe_free(t);
}

static void escaped_commas_and_dots_are_letters(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	(void)state;
	model_ok(t, begin(&q, &v, t,
	                  (struct model_words){ { "place=a\\,b,c", "village=a\\..b" } }, false));
	assert_int_equal(q.term[0].nalts, 2);
	model_is(q.term[0].alt[0].text, "a,b");
	model_is(q.term[0].alt[1].text, "c");
	assert_int_equal(q.term[1].nalts, 1);
	assert_false(q.term[1].alt[0].range);
	model_is(q.term[1].alt[0].text, "a..b");
	tl_query_release(&q);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void relative_days_go_by_the_day_of_the_view(void **state)
{
	struct tlsafe *t = model_lived();
	struct model_words w = { { "found=this-month" } };
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	(void)state;
	model_ok(t, begin(&q, &v, t, w, false));
	model_is(q.term[0].alt[0].from, "2018-08-01");
	tl_query_release(&q);
	tl_view_end(&v);
	model_view(&v, t, "2018-02-10", UINT64_MAX);
	model_ok(t, tl_query_begin(&q, &v, model_kind(t, "hazard"), w.word, 1, false));
	model_is(q.term[0].alt[0].from, "2018-02-01");
	model_is(q.term[0].alt[0].upto, "2018-02-28");
	tl_query_release(&q);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void references_are_named_as_people_name_them(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	(void)state;
	model_ok(t, begin(&q, &v, t,
	                  (struct model_words){ { "town=铜梁区蒲吕镇", "unit=甲厂",
	                                          "unit.name=甲厂" } },
	                  false));
	model_is(q.term[0].alt[0].text, "500151004");
	model_is(q.term[1].alt[0].text, "U000001");
	assert_string_equal(q.term[2].path.sub->key, "name");
	model_is(q.term[2].alt[0].text, "甲厂");
	tl_query_release(&q);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void words_that_are_none_are_refused_with_the_nearest(void **state)
{
	static const struct {
		char *word;
		const char *near;
	} c[] = { { "opne", "open" },       { "levle=general", "level" },
		  { "", "" },               { "\xff", "" },
		  { "found=soon", "soon" }, { "level=grave", "grave" },
		  { "H1", "H1" },           { "U000001", "U000001" } };
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		TL_QUERY q = { 0 };
		int rc = begin(&q, &v, t, (struct model_words){ { c[i].word } }, false);
		if (rc != TLSAFE_EUSAGE)
			print_error("%s\n", c[i].word);
		assert_int_equal(rc, TLSAFE_EUSAGE);
		assert_true(model_says(t, c[i].near));
		assert_string_not_equal(tlsafe_errmsg(t), "");
		tl_query_release(&q);
		tl_view_end(&v);
	}
	tlsafe_free(t);
}

static void with_ids_alone_every_word_is_one(void **state)
{
	static char *const bad[] = { "H1", "U000001", "open", "level=major" };
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		TL_VIEW v = { 0 };
		TL_QUERY q = { 0 };
		assert_int_equal(begin(&q, &v, t, (struct model_words){ { bad[i] } }, true),
		                 TLSAFE_ENOENT);
		assert_string_not_equal(tlsafe_errmsg(t), "");
		tl_query_release(&q);
		tl_view_end(&v);
	}
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	/* In the order given, each once. */
	model_ok(t, begin(&q, &v, t,
	                  (struct model_words){ { "H20180208-0001", "H20180105-0001",
	                                          "H20180208-0001" } },
	                  true));
	assert_int_equal(q.nids, 2);
	model_is(q.id[0], "H20180208-0001");
	model_is(q.id[1], "H20180105-0001");
	tl_query_release(&q);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void void_ones_are_asked_for_by_condition_state_or_id(void **state)
{
	static const struct {
		char *word;
		bool wants;
	} c[] = { { "void", true },        { "作废", true },          { "state=void", true },
		  { "state!=void", false }, { "state=closed", false }, { "H20180208-0001", true },
		  { "major", false } };
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_VIEW v = { 0 };
		TL_QUERY q = { 0 };
		model_ok(t, begin(&q, &v, t, (struct model_words){ { c[i].word } }, false));
		assert_int_equal(q.wants_void, c[i].wants);
		tl_query_release(&q);
		tl_view_end(&v);
	}
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_terms_conditions_and_ids),
		cmocka_unit_test(operators_may_be_full_width),
		cmocka_unit_test(alternatives_are_values_ranges_and_nothing),
		cmocka_unit_test(a_range_with_its_ends_swapped_is_refused),
		cmocka_unit_test(escaped_commas_and_dots_are_letters),
		cmocka_unit_test(relative_days_go_by_the_day_of_the_view),
		cmocka_unit_test(references_are_named_as_people_name_them),
		cmocka_unit_test(words_that_are_none_are_refused_with_the_nearest),
		cmocka_unit_test(with_ids_alone_every_word_is_one),
		cmocka_unit_test(void_ones_are_asked_for_by_condition_state_or_id),
	};
	return cmocka_run_group_tests_name("query/filter", tests, NULL, model_drop);
}
