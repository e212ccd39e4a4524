/* What was entered about a record, entry by entry. */
#include "../model.h"

/* The history of ID, or the code. Transaction, day and act of each entry, then a newline. */
static int told(struct tl_buf *out, struct tlsafe *t, char *id, const char *as_of,
                const char *known_at)
{
	struct tlsafe_select s = {
		.words = &id, .nwords = 1, .as_of = as_of, .known_at = known_at
	};
	struct tlsafe_out *o = model_out("tsv", TLSAFE_OUT_CODES);
	int rc = tlsafe_history(t, &s, o);
	tl_buf_clear(out);
	tl_buf_str(out, "");
	if (rc) {
		assert_string_not_equal(tlsafe_errmsg(t), "");
		tlsafe_out_free(o);
		return rc;
	}
	for (const char *line = model_end(o); *line; line = strchr(line, '\n') + 1) {
		const char *at = line;
		for (int column = 0; column < 4; column++, at = strchr(at, '\t') + 1)
			if (column != 1)
				tl_buf_printf(out, "%.*s ", (int)strcspn(at, "\t"), at);
		tl_buf_char(out, '\n');
	}
	return 0;
}

static void entries_come_in_order_of_entry(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	model_ok(t, told(&text, t, "H20180106-0001", NULL, NULL));
	assert_string_equal(text.data, "2 2018-01-06 add \n2 2018-01-06 assign \n"
	                               "2 2018-01-08 extend \n2 2018-02-01 rectify \n"
	                               "7 2018-02-03 verify \n");
	tlsafe_free(t);
}

static void only_what_is_known_and_effective_is_told(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	model_ok(t, told(&text, t, "H20180106-0001", "2018-01-31", NULL));
	assert_string_equal(text.data, "2 2018-01-06 add \n2 2018-01-06 assign \n"
	                               "2 2018-01-08 extend \n");
	model_ok(t, told(&text, t, "H20180106-0001", NULL, "6"));
	assert_null(strstr(text.data, "verify"));
	model_ok(t, told(&text, t, "H20180401-0001", NULL, "3"));
	assert_string_equal(text.data, "3 2018-04-01 add \n");
	tlsafe_free(t);
}

static void what_was_taken_back_stays_in_the_history(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	model_ok(t, tlsafe_undo(t, 7, "wrong", false, model_told, NULL, NULL));
	model_ok(t, told(&text, t, "H20180106-0001", NULL, NULL));
	assert_non_null(strstr(text.data, "7 2018-02-03 verify \n8  undo \n"));
	/* Its reason, and the transaction that it takes back. */
	assert_non_null(strstr(model_printed.data, "\twrong\t7\t"));
	tlsafe_free(t);
}

static void a_seed_record_comes_from_genesis(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	model_ok(t, told(&text, t, "500151004", NULL, NULL));
	assert_string_equal(text.data, "0  add \n");
	assert_non_null(strstr(model_printed.data, "name=蒲吕街道"));
	tlsafe_free(t);
}

static void changes_are_told_with_who_and_why(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	model_ok(t, told(&text, t, "H20180106-0001", NULL, NULL));
	assert_non_null(strstr(model_printed.data, "\ttester\t"));
	assert_non_null(strstr(model_printed.data, "level=general"));
	assert_non_null(strstr(model_printed.data, "\t李\t"));	/* who rechecked it */
	model_act(t, NULL, "set", "H20180106-0001", TLSAFE_ACT_CORRECT, "place=二楼", NULL);
	model_ok(t, told(&text, t, "H20180106-0001", NULL, NULL));
	assert_non_null(strstr(model_printed.data, "place=二楼"));
	assert_non_null(strstr(model_printed.data, "\twhy\t"));
	tlsafe_free(t);
}

static void in_json_changes_are_an_object(void **state)
{
	struct tlsafe *t = model_lived();
	char *id = "H20180208-0001";
	struct tlsafe_select s = { .words = &id, .nwords = 1 };
	struct tlsafe_out *out = model_out("json", 0);
	(void)state;
	model_ok(t, tlsafe_history(t, &s, out));
	assert_non_null(strstr(model_end(out), "\"changes\":{\"plan_measures\":\"换\","
	                                       "\"plan_people\":\"两人\"}"));
	tlsafe_free(t);
}

static void an_id_that_is_none_is_refused(void **state)
{
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	assert_int_equal(told(&text, t, "H1", NULL, NULL), TLSAFE_ENOENT);
	assert_int_equal(told(&text, t, "open", NULL, NULL), TLSAFE_ENOENT);
	assert_int_equal(told(&text, t, "H20180106-0001", "2100-01-01", NULL), TLSAFE_EUSAGE);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_come_in_order_of_entry),
		cmocka_unit_test(only_what_is_known_and_effective_is_told),
		cmocka_unit_test(what_was_taken_back_stays_in_the_history),
		cmocka_unit_test(a_seed_record_comes_from_genesis),
		cmocka_unit_test(changes_are_told_with_who_and_why),
		cmocka_unit_test(in_json_changes_are_an_object),
		cmocka_unit_test(an_id_that_is_none_is_refused),
	};
	return cmocka_run_group_tests_name("query/history", tests, NULL, model_drop);
}
