/* Figures in tables. */
#include "../model.h"

static struct tlsafe_select asked(const char *as_of, struct model_words *w)
{
	return (struct tlsafe_select){
		.words = w->word, .nwords = model_count(w), .as_of = as_of
	};
}

static const char *rate(struct tlsafe *t, const char *form, unsigned flags, const char *as_of,
                        struct model_words w)
{
	struct tlsafe_select s = asked(as_of, &w);
	struct tlsafe_out *out = model_out(form, flags);
	model_ok(t, tlsafe_rate(t, &s, out));
	assert_int_equal(tlsafe_out_rows(out), 1);
	return model_end(out);
}

static void one_row_has_all_figures(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	const char *text = rate(t, "json", 0, NULL, (struct model_words){ { NULL } });
	const char *want = "{\"found\":7,\"rectified\":4,\"closed\":4,\"on_spot\":1,\"referred\":0,"
			   "\"in_hand\":3,\"awaiting_major\":0,\"overdue\":3,\"undated\":0,"
			   "\"due_first\":5,\"on_time_first\":1,\"due_now\":5,\"on_time_now\":2,"
			   "\"rate\":57.1,\"rate_own\":57.1,\"closed_rate\":57.1,"
			   "\"as_of\":\"2018-08-11\",\"anchor\":\"500151:7 ";
	assert_int_equal(strncmp(text, want, strlen(want)), 0);
	tlsafe_free(t);
}

static void a_period_has_what_was_carried_into_it(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	const char *text = rate(t, "json", 0, NULL, (struct model_words){ { "found=2018-02" } });
	const char *want = "{\"found\":3,\"rectified\":1,\"closed\":1,\"on_spot\":1,\"referred\":0,"
			   "\"in_hand\":2,\"awaiting_major\":0,\"overdue\":2,\"undated\":0,"
			   "\"carried\":1,\"due_first\":1,\"on_time_first\":0,\"due_now\":1,"
			   "\"on_time_now\":1,\"rate\":33.3,";
	assert_int_equal(strncmp(text, want, strlen(want)), 0);
	tlsafe_free(t);
}

static void of_nothing_there_is_no_rate(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	const struct model_words none = { { "found=2017" } };
	assert_non_null(strstr(rate(t, "json", 0, "2018-01-05", none), "\"rate\":null,"));
	assert_non_null(strstr(rate(t, "tsv", 0, "2018-01-05", none), "/\t/\t/\t2018-01-05\t"));
	tlsafe_free(t);
}

static void figures_are_as_of_a_day(void **state)
{
	static const struct {
		const char *as_of, *want;
	} c[] = {
		{ "2018-01-05", "{\"found\":1,\"rectified\":0,\"closed\":0," },
		{ "2018-01-09", "{\"found\":2,\"rectified\":0,\"closed\":0," },
		{ "2018-01-10", "{\"found\":2,\"rectified\":1,\"closed\":0," },
		{ "2018-01-13", "{\"found\":2,\"rectified\":1,\"closed\":1," },
		{ "2018-02-12", "{\"found\":5,\"rectified\":4,\"closed\":3," },
		{ "2018-02-13", "{\"found\":5,\"rectified\":3,\"closed\":3," },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		const char *text =
			rate(t, "json", 0, c[i].as_of, (struct model_words){ { NULL } });
		if (strncmp(text, c[i].want, strlen(c[i].want)))
			print_error("%s: %s", c[i].as_of, text);
		assert_int_equal(strncmp(text, c[i].want, strlen(c[i].want)), 0);
	}
	tlsafe_free(t);
}

static void headings_are_keys_or_words(void **state)
{
	struct tlsafe *t = model_lived();
	struct model_words none = { { NULL } };
	(void)state;
	const char *text = rate(t, "tsv", TLSAFE_OUT_HEADING, NULL, none);
	assert_ptr_equal(strstr(text, "排查\t已整改\t已销号\t"), text);
	text = rate(t, "tsv", TLSAFE_OUT_HEADING | TLSAFE_OUT_ENGLISH, NULL, none);
	assert_ptr_equal(strstr(text, "Found\tRectified\tClosed\t"), text);
	text = rate(t, "tsv", TLSAFE_OUT_HEADING | TLSAFE_OUT_KEYS, NULL, none);
	assert_ptr_equal(strstr(text, "found\trectified\tclosed\t"), text);
	tlsafe_free(t);
}

/* The first N columns of each line of what was printed. */
static void columns(struct tl_buf *out, const char *text, int n)
{
	tl_buf_clear(out);
	tl_buf_str(out, "");
	for (int i = 0; *text; text++) {
		i += *text == '\t' || *text == ',';
		if (*text == '\n')
			i = 0;
		if (i < n && *text != '\r')
			tl_buf_char(out, *text);
	}
}

static int by(struct tl_buf *out, struct tlsafe *t, const char *dims, bool all, const char *form,
              unsigned flags, int n, struct model_words w)
{
	struct tlsafe_select s = asked(NULL, &w);
	struct tlsafe_out *o = model_out(form, flags);
	int rc = tlsafe_by(t, &s, &(struct tlsafe_table){ .dimensions = dims, .all = all }, o);
	if (rc) {
		assert_string_not_equal(tlsafe_errmsg(t), "");
		tlsafe_out_free(o);
		return rc;
	}
	columns(out, model_end(o), n);
	return 0;
}

static void rows_are_groups_in_order_of_code(void **state)
{
	static const struct {
		const char *dims, *want;
		int n;
	} c[] = {
		{ "town", "蒲吕街道\t4\t3\n旧县街道\t3\t1\n", 3 },
		{ "level", "一般\t6\t4\n重大\t1\t0\n", 3 },
		{ "所属镇街,level",
		  "蒲吕街道\t一般\t4\n旧县街道\t一般\t2\n旧县街道\t重大\t1\n", 3 },
		{ "month", "2018-01\t2\t2\n2018-02\t3\t1\n2018-03\t1\t1\n2018-04\t1\t0\n"
		           "2018-05\t0\t0\n2018-06\t0\t0\n", 3 },
		{ "quarter", "2018Q1\t6\t4\n2018Q2\t1\t0\n", 3 },
		{ "year", "2018\t7\t4\n", 3 },
	};
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		model_ok(t, by(&text, t, c[i].dims, false, "tsv", 0, c[i].n,
		               (struct model_words){ { NULL } }));
		assert_string_equal(text.data, c[i].want);
	}
	model_ok(t, by(&text, t, "level", false, "tsv", TLSAFE_OUT_CODES, 2,
	               (struct model_words){ { "unit=U000002" } }));
	assert_string_equal(text.data, "general\t2\nmajor\t1\n");
	tlsafe_free(t);
}

static void all_groups_also_have_those_without_any(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	model_ok(t, by(&text, t, "level", true, "tsv", 0, 2,
	               (struct model_words){ { "level=major" } }));
	assert_string_equal(text.data, "一般\t0\n重大\t1\n");
	model_ok(t, by(&text, t, "month", true, "tsv", 0, 2,
	               (struct model_words){ { "found=2017-12..2018-01" } }));
	assert_string_equal(text.data, "2017-12\t0\n2018-01\t2\n");
	/* Without both ends there is no all. */
	assert_int_equal(by(&text, t, "month", true, "tsv", 0, 2,
	                    (struct model_words){ { "found=2018-01.." } }),
	                 TLSAFE_EUSAGE);
	tlsafe_free(t);
}

static void totals_come_last_where_people_read(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	struct model_words none = { { NULL } };
	(void)state;
	model_ok(t, by(&text, t, "town", false, "csv", TLSAFE_OUT_TOTALS | TLSAFE_OUT_KEYS, 3,
	               none));
	assert_string_equal(text.data, "town,found,rectified\n蒲吕街道,4,3\n旧县街道,3,1\n"
	                               "合计,7,4\n");
	/* Lines are added up by whoever reads them. */
	model_ok(t, by(&text, t, "town", false, "tsv", TLSAFE_OUT_TOTALS, 2, none));
	assert_string_equal(text.data, "蒲吕街道\t4\n旧县街道\t3\n");
	tlsafe_free(t);
}

static void what_is_no_dimension_is_refused(void **state)
{
	static const char *const bad[] = { "description", "unit.name", "twon", "", "town," };
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_int_equal(by(&text, t, bad[i], false, "tsv", 0, 1,
		                    (struct model_words){ { NULL } }),
		                 TLSAFE_EUSAGE);
	assert_int_equal(by(&text, t, "town,level,unit,source,category,sector,month,year,quarter",
	                    false, "tsv", 0, 1, (struct model_words){ { NULL } }),
	                 TLSAFE_EUSAGE);
	tlsafe_free(t);
}

static void a_trend_has_no_gaps(void **state)
{
	static const struct {
		const char *as_of, *want;
		struct model_words w;
	} c[] = {
		{ "2018-05-02", "2018-01\t2\n2018-02\t3\n2018-03\t1\n2018-04\t1\n2018-05\t0\n",
		  { { NULL } } },
		{ "2018-03-31", "2018-01\t2\n2018-02\t3\n2018-03\t1\n", { { NULL } } },
		{ "2018-05-02", "2018-02\t3\n2018-03\t1\n", { { "found=2018-02..2018-03" } } },
		{ "2018-05-02", "2017-12\t0\n2018-01\t2\n", { { "found=2017-12..2018-01" } } },
		/* Not beyond the day asked about. */
		{ "2018-05-02", "2018-04\t1\n2018-05\t0\n", { { "found=2018-04..2018-12" } } },
		{ "2018-05-02", "2018-02\t0\n2018-03\t1\n2018-04\t0\n2018-05\t0\n",
		  { { "found=2018-02..", "unit=U000001", "source=举报" } } },
	};
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		struct model_words w = c[i].w;
		struct tlsafe_select s = asked(c[i].as_of, &w);
		struct tlsafe_out *out = model_out("tsv", 0);
		model_ok(t, tlsafe_trend(t, &s, out));
		columns(&text, model_end(out), 2);
		assert_string_equal(text.data, c[i].want);
	}
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_row_has_all_figures),
		cmocka_unit_test(a_period_has_what_was_carried_into_it),
		cmocka_unit_test(of_nothing_there_is_no_rate),
		cmocka_unit_test(figures_are_as_of_a_day),
		cmocka_unit_test(headings_are_keys_or_words),
		cmocka_unit_test(rows_are_groups_in_order_of_code),
		cmocka_unit_test(all_groups_also_have_those_without_any),
		cmocka_unit_test(totals_come_last_where_people_read),
		cmocka_unit_test(what_is_no_dimension_is_refused),
		cmocka_unit_test(a_trend_has_no_gaps),
	};
	return cmocka_run_group_tests_name("stats/tables", tests, NULL, model_drop);
}
