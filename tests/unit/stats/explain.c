/* Which hazards a figure counts, and why one is counted or not. */
#include "../model.h"

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
	assert_int_equal(explain(t, "rate", NULL, (struct model_words){ { NULL } }), TLSAFE_EUSAGE);
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
		cmocka_unit_test(those_named_come_in_the_order_given),
		cmocka_unit_test(what_cannot_be_asked_is_refused),
	};
	return cmocka_run_group_tests_name("stats/explain", tests, NULL, model_drop);
}
