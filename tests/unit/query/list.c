/* Lists of records, and single ones whole. */
#include "../model.h"

#include "query/list.h"

static void a_list_is_in_order_of_id(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_BUF ids = { 0 };
	(void)state;
	model_import(t, "unit", model_units, 2);
	model_import(t, "hazard",
	             "id,found,source,unit,description,level\n"
	             "H20180501-0002,2018-05-01,patrol,U000001,八,general\n"
	             "H20180501-0001,2018-05-01,patrol,U000001,九,general\n"
	             "A-1,2018-06-01,patrol,U000001,十,general\n",
	             3);
	model_ok(t, model_select(&ids, t, NULL, NULL, &(struct model_words){ { NULL } }));
	assert_string_equal(ids.data, "A-1 H20180501-0001 H20180501-0002 ");
	/* By the index of open ones as well. */
	model_ok(t, model_select(&ids, t, NULL, NULL, &(struct model_words){ { "open" } }));
	assert_string_equal(ids.data, "A-1 H20180501-0001 H20180501-0002 ");
	tlsafe_free(t);
}

static void index_and_walk_give_the_same(void **state)
{
	static const struct model_words words[] = { { { "open" } },
		                                    { { "overdue" } },
		                                    { { "undated" } },
		                                    { { "awaiting" } },
		                                    { { "open", "due=..2018-06-30" } },
		                                    { { "open", "due=2018-07.." } },
		                                    { { "open", "unit=U000002" } },
		                                    { { "open", "assignee=蒲吕街道" } } };
	struct tlsafe *t = model_lived();
	TL_BUF fast = { 0 };
	TL_BUF slow = { 0 };
	size_t bytes = 0;
	(void)state;
	for (size_t i = 0; i < TL_LEN(words); i++) {
		model_ok(t, model_select(&fast, t, NULL, NULL, &words[i]));
		/* As of today no index is asked. */
		model_ok(t, model_select(&slow, t, "today", NULL, &words[i]));
		assert_string_equal(fast.data, slow.data);
		bytes += fast.len;
	}
	assert_true(bytes > 100);
	tlsafe_free(t);
}

static void a_list_goes_by_day_and_by_transaction(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF ids = { 0 };
	struct model_words none = { { NULL } }, awaiting = { { "awaiting" } };
	(void)state;
	model_ok(t, model_select(&ids, t, "2018-01-06", NULL, &none));
	assert_string_equal(ids.data, "H20180105-0001 H20180106-0001 ");
	model_ok(t, model_select(&ids, t, "2018-01-04", NULL, &none));
	assert_string_equal(ids.data, "");
	model_ok(t, model_select(&ids, t, NULL, "1", &none));
	assert_string_equal(ids.data, "");
	model_ok(t, model_select(&ids, t, "2018-02-03", "6", &awaiting));
	assert_string_equal(ids.data, "H20180106-0001 ");
	model_ok(t, model_select(&ids, t, "2018-02-03", "7", &awaiting));
	assert_string_equal(ids.data, "");
	tlsafe_free(t);
}

static void unknown_kinds_and_words_are_refused(void **state)
{
	struct tlsafe *t = model_lived();
	struct tlsafe_select s = { .kind = "hazrad" };
	struct tlsafe_out *out = model_out("tsv", 0);
	TL_BUF ids = { 0 };
	TL_VIEW v = { 0 };
	(void)state;
	assert_int_equal(tlsafe_list(t, &s, out, NULL), TLSAFE_EUSAGE);
	assert_non_null(strstr(tlsafe_errmsg(t), "hazrad"));
	tl_err_clear(&t->err);
	model_ok(t, tl_view_begin(&v, t));
	assert_null(tl_list_kind(&v, &s));
	assert_string_not_equal(tlsafe_errmsg(t), "");
	s.kind = "unit";
	assert_ptr_equal(tl_list_kind(&v, &s), model_kind(t, "unit"));
	tl_view_end(&v);
	tlsafe_out_free(out);
	assert_int_equal(model_select(&ids, t, NULL, NULL, &(struct model_words){ { "opne" } }),
	                 TLSAFE_EUSAGE);
	tlsafe_free(t);
}

static void the_kind_is_that_of_the_first_id(void **state)
{
	char *unit[] = { "U000001", "H20180105-0001" }, *none[] = { "H1" };
	struct tlsafe *t = model_lived();
	const struct tl_kind *k;
	TL_VIEW v = { 0 };
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	struct tlsafe_select s = { .words = unit, .nwords = 2 };
	model_ok(t, tl_list_kind_of_ids(&v, &s, &k));
	assert_ptr_equal(k, model_kind(t, "unit"));
	s.kind = "hazard";
	model_ok(t, tl_list_kind_of_ids(&v, &s, &k));
	assert_ptr_equal(k, model_kind(t, "hazard"));
	s.kind = "none";
	assert_int_equal(tl_list_kind_of_ids(&v, &s, &k), TLSAFE_EUSAGE);
	tl_err_clear(&t->err);
	s = (struct tlsafe_select){ .words = none, .nwords = 1 };
	assert_int_equal(tl_list_kind_of_ids(&v, &s, &k), TLSAFE_ENOENT);
	assert_non_null(strstr(tlsafe_errmsg(t), "H1"));
	tl_err_clear(&t->err);
	s.nwords = 0;
	assert_int_equal(tl_list_kind_of_ids(&v, &s, &k), TLSAFE_EUSAGE);
	tl_err_clear(&t->err);
	assert_int_equal(tl_list_not_there(t, TL_LIT("H2")), TLSAFE_ENOENT);
	assert_non_null(strstr(tlsafe_errmsg(t), "H2"));
	tl_view_end(&v);
	tlsafe_free(t);
}

/* What show gives of one id. */
static int show(struct tlsafe *t, char *id, const char *as_of, const char *fields, unsigned flags)
{
	struct tlsafe_select s = { .words = &id, .nwords = 1, .as_of = as_of, .fields = fields };
	struct tlsafe_out *out = model_out("tsv", flags);
	int rc = tlsafe_show(t, &s, out);
	if (rc)
		tlsafe_out_free(out);
	else
		model_end(out);
	return rc;
}

static void a_record_is_shown_whole(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	model_ok(t, show(t, "H20180208-0001", NULL, NULL, TLSAFE_OUT_PAIRS | TLSAFE_OUT_CODES));
	const char *text = model_printed.data;
	assert_non_null(strstr(text, "H20180208-0001\n"));
	assert_non_null(strstr(text, "\tmajor\n"));
	assert_non_null(strstr(text, "\t换\n"));
	assert_non_null(strstr(text, "\t2018-05-20\n"));
	model_ok(t, show(t, "H20180208-0001", NULL, "level,due", 0));
	assert_string_equal(model_printed.data, "重大\t2018-05-20\n");
	tlsafe_free(t);
}

static void what_is_not_there_is_not_shown(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	assert_int_equal(show(t, "H1", NULL, NULL, 0), TLSAFE_ENOENT);
	assert_int_equal(show(t, "H20180208-0001", "2018-02-07", NULL, 0), TLSAFE_ENOENT);
	assert_int_equal(show(t, "H20180208-0001", "2018-02-08", NULL, 0), 0);
	/* A void one is shown when it is named. */
	model_act(t, "2018-08-01", "void", "H20180208-0001", 0, NULL, NULL);
	assert_int_equal(show(t, "H20180208-0001", NULL, "state", 0), 0);
	assert_string_equal(model_printed.data, "作废\n");
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_is_in_order_of_id),
		cmocka_unit_test(index_and_walk_give_the_same),
		cmocka_unit_test(a_list_goes_by_day_and_by_transaction),
		cmocka_unit_test(unknown_kinds_and_words_are_refused),
		cmocka_unit_test(the_kind_is_that_of_the_first_id),
		cmocka_unit_test(a_record_is_shown_whole),
		cmocka_unit_test(what_is_not_there_is_not_shown),
	};
	return cmocka_run_group_tests_name("query/list", tests, NULL, model_drop);
}
