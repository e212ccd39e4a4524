/* Which hazards a figure counts, and why one is counted or not. */
#include "../model.h"

#include "base/crypto.h"

static int explain(struct tlsafe *t, const char *figure, const char *as_of, struct model_words w)
{
	struct tlsafe_select s = { .words = w.word, .nwords = model_count(&w), .as_of = as_of };
	struct tlsafe_out *out = model_out("tsv", 0);
	int rc = tlsafe_explain(t, &s, figure, out);
	if (rc) {
		assert_string_not_equal(tlsafe_errmsg(t), "");
		tlsafe_out_free(out);
		return rc;
	}
	model_end(out);
	return 0;
}

static void ids_of_what_is_counted_come_in_order(void **state)
{
	static const struct {
		const char *figure, *as_of, *ids;
		struct model_words w;
	} c[] = {
		{ "in_hand", NULL, "H20180208-0001\nH20180209-0001\nH20180401-0001\n",
		  { { NULL } } },
		{ "rectified", "2018-02-01", "H20180105-0001\nH20180106-0001\n", { { NULL } } },
		{ "overdue", "2018-05-20", "H20180209-0001\n", { { NULL } } },
		{ "overdue", "2018-05-21", "H20180208-0001\nH20180209-0001\n", { { NULL } } },
		{ "on_spot", NULL, "H20180207-0001\n", { { NULL } } },
		{ "carried", NULL, "H20180106-0001\n", { { "found=2018-02" } } },
		{ "due_now", NULL, "H20180106-0001\n", { { "found=2018-02" } } },
		{ "found", NULL, "H20180208-0001\n", { { "level=major" } } },
		{ "referred", NULL, "", { { NULL } } },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		model_ok(t, explain(t, c[i].figure, c[i].as_of, c[i].w));
		assert_string_equal(model_printed.data, c[i].ids);
	}
	tlsafe_free(t);
}

static void a_digest_is_of_both_sides(void **state)
{
	static const char ids[] = "H20180105-0001\nH20180106-0001\n";
	struct tlsafe *t = model_lived();
	char *words[] = { "found=2018-01" }, *named[] = { "H20180105-0001" };
	struct tlsafe_select s = { .words = words, .nwords = 1, .as_of = "2018-02-02" };
	unsigned char hash[TL_HASH_LEN];
	struct tlsafe_out *out = model_out("tsv", 0);
	struct tl_hash h;
	TL_BUF want = { 0 };
	(void)state;

	tl_hash_begin(&h);
	tl_hash_add(&h, tl_str(ids));
	tl_hash_end(&h, hash);
	model_ok(t, tlsafe_explain_digest(t, &s, "found", out));
	model_end(out);
	tl_buf_str(&want, "found\t\t2\t");
	tl_hex(&want, hash, 8);
	tl_buf_str(&want, "\t2018-02-02\t");
	assert_int_equal(strncmp(model_printed.data, want.data, want.len), 0);

	out = model_out("tsv", 0);
	model_ok(t, tlsafe_explain_digest(t, &s, "closed_rate", out));
	model_end(out);
	assert_int_equal(strncmp(model_printed.data, "closed_rate\tpart\t1\t", 19), 0);
	tl_buf_clear(&want);
	tl_buf_str(&want, "\nclosed_rate\twhole\t2\t");
	tl_hex(&want, hash, 8);
	assert_non_null(strstr(model_printed.data, want.data));

	out = model_out("tsv", 0);
	s.words = named;
	assert_int_equal(tlsafe_explain_digest(t, &s, "found", out), TLSAFE_EUSAGE);
	assert_true(model_says(t, "a digest is of all"));
	tlsafe_out_free(out);
	tlsafe_free(t);
}

static void one_that_is_named_is_told_with_its_reason(void **state)
{
	static const struct {
		struct model_words w;
		const char *figure, *as_of, *says[4];
	} c[] = {
		{ { { "H20180208-0001" } }, "overdue", "2018-05-21",
		  { "H20180208-0001\tyes\t", "overdue means:", "major assigned",
		    "due 2018-05-20" } },
		{ { { "H20180208-0001" } }, "overdue", "2018-05-20",
		  { "H20180208-0001\tno\t", "on 2018-05-20 it was", "due 2018-05-20" } },
		{ { { "H20180208-0001" } }, "found", "2018-02-07",
		  { "H20180208-0001\tno\t", "not yet found" } },
		{ { { "H20180208-0001", "level=general" } }, "found", NULL,
		  { "H20180208-0001\tno\t", "not among those that the filters select" } },
		{ { { "H20180208-0001", "found=2018-03" } }, "in_hand", NULL,
		  { "H20180208-0001\tno\t" } },
		{ { { "H20180105-0001", "found=2018-03" } }, "closed", NULL,
		  { "H20180105-0001\tno\t", "not found in the period", "closed 2018-01-13" } },
		{ { { "H20180105-0001" } }, "rate", NULL,
		  { "H20180105-0001\tyes\t分子\t", "rate means: rectified (", ") of found (" } },
		{ { { "H20180208-0001" } }, "rate", NULL,
		  { "H20180208-0001\tyes\t分母\t", "major assigned" } },
		{ { { "H20180208-0001", "found=2018-01" } }, "rate_own", NULL,
		  { "H20180208-0001\tno\t\t", ") less referred (", "not found in the period" } },
		{ { { "H20180208-0001" } }, "p90_days", "2018-02-18",
		  { "H20180208-0001\tyes\t10\tno\t", "days of those found" } },
		{ { { "H20180208-0001" } }, "cost", NULL,
		  { "H20180208-0001\tno\t\t", "cost means: the sum of that field" } },
		{ { { "H20180208-0001" } }, "p90_days", "2018-02-07",
		  { "H20180208-0001\tno\t\t\t", "not yet found" } },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		model_ok(t, explain(t, c[i].figure, c[i].as_of, c[i].w));
		for (size_t k = 0; k < TL_LEN(c[i].says) && c[i].says[k]; k++) {
			if (!strstr(model_printed.data, c[i].says[k]))
				print_error("%s: %s", c[i].says[k], model_printed.data);
			assert_non_null(strstr(model_printed.data, c[i].says[k]));
		}
	}
	tlsafe_free(t);
}

static void a_rate_has_two_sides_and_others_a_value(void **state)
{
	static const struct {
		const char *figure, *as_of, *rows;
		struct model_words w;
	} c[] = {
		{ "rate", "2018-02-08", "H20180207-0001\tpart\nH20180208-0001\twhole\n",
		  { { "found=2018-02" } } },
		{ "rate_own", NULL,
		  "H20180207-0001\tpart\nH20180208-0001\twhole\nH20180209-0001\twhole\n",
		  { { "found=2018-02" } } },
		{ "整改率%", "2018-01-09", "H20180105-0001\twhole\nH20180106-0001\twhole\n",
		  { { NULL } } },
		{ "recheck_rate", NULL, "H20180209-0001\twhole\nH20180301-0001\tpart\n",
		  { { "found=2018-02..2018-04" } } },
		{ "cost", NULL, "", { { NULL } } },
		{ "median_days", "2018-01-13", "H20180105-0001\t8\tyes\nH20180106-0001\t7\tno\n",
		  { { NULL } } },
		{ "rate", NULL, "", { { "level=major", "found=..2018-01" } } },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		model_ok(t, explain(t, c[i].figure, c[i].as_of, c[i].w));
		assert_string_equal(model_printed.data, c[i].rows);
	}
	tlsafe_free(t);
}

static void those_named_come_in_the_order_given(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	model_ok(t, explain(t, "found", NULL,
	                    (struct model_words){ { "H20180401-0001", "H20180105-0001" } }));
	assert_int_equal(strncmp(strchr(model_printed.data, '\n'),
	                         "\nH20180401-0001\tyes\t", 20), 0);
	assert_non_null(strstr(model_printed.data, "\nH20180105-0001\tyes\t"));
	tlsafe_free(t);
}

static void what_cannot_be_asked_is_refused(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	assert_int_equal(explain(t, "weight", NULL, (struct model_words){ { NULL } }),
	                 TLSAFE_EUSAGE);
	assert_true(model_says(t, "awaiting_major"));	/* it names them */
	assert_int_equal(explain(t, "carried", NULL, (struct model_words){ { NULL } }),
	                 TLSAFE_EUSAGE);
	assert_int_equal(explain(t, "carried", NULL, (struct model_words){ { "found=..2018-02" } }),
	                 TLSAFE_EUSAGE);
	assert_int_equal(explain(t, "found", NULL, (struct model_words){ { "levle=major" } }),
	                 TLSAFE_EUSAGE);
	assert_int_equal(explain(t, "found", "2100-01-01", (struct model_words){ { NULL } }),
	                 TLSAFE_EUSAGE);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_of_what_is_counted_come_in_order),
		cmocka_unit_test(one_that_is_named_is_told_with_its_reason),
		cmocka_unit_test(a_rate_has_two_sides_and_others_a_value),
		cmocka_unit_test(a_digest_is_of_both_sides),
		cmocka_unit_test(those_named_come_in_the_order_given),
		cmocka_unit_test(what_cannot_be_asked_is_refused),
	};
	return cmocka_run_group_tests_name("stats/explain", tests, NULL, model_drop);
}
