/* An open store: who works on it, and what it says of itself. */
#include "../model.h"

#include "base/memory.h"

static void who_works_is_copied(void **state)
{
	struct tlsafe *t = tlsafe_new();
	char actor[] = "王";
	struct tlsafe_who who = { .actor = actor,   .login = "w", .uid = 1, .pid = 2,
		                  .command = "c",   .now = 3,     .now_given = true,
		                  .wait = 0.5,      .request = "r",   .verb = "v" };
	(void)state;
	assert_int_equal(tlsafe_set_who(t, &who), 0);
	actor[0] = 'x';
	model_is(tl_buf_bytes(&t->actor), "王");
	model_is(tl_buf_bytes(&t->login), "w");
	model_is(tl_buf_bytes(&t->command), "c");
	model_is(tl_buf_bytes(&t->verb), "v");
	model_is(tl_buf_bytes(&t->request), "r");
	assert_int_equal(t->uid, 1);
	assert_int_equal(t->pid, 2);
	assert_int_equal(t->now, 3);
	assert_true(t->now_given);
	assert_true(t->wait > 0.4 && t->wait < 0.6);
	who.request = NULL;
	assert_int_equal(tlsafe_set_who(t, &who), TLSAFE_EUSAGE);	/* "x" and half a 王 */
	who.actor = "w";
	assert_int_equal(tlsafe_set_who(t, &who), 0);
	assert_int_equal(t->request.len, 0);
	tlsafe_free(t);
}

static void texts_that_are_no_utf8_are_refused(void **state)
{
	struct tlsafe *t = tlsafe_new();
	struct tlsafe_who good = { .actor = "a", .login = "l", .command = "c" }, who = good;
	char key[300];
	(void)state;
	assert_int_equal(tlsafe_set_who(t, &good), 0);
	who.command = "\xff";
	assert_int_equal(tlsafe_set_who(t, &who), TLSAFE_EUSAGE);
	assert_string_not_equal(tlsafe_errmsg(t), "");
	who = good;
	who.verb = "\xff";
	assert_int_equal(tlsafe_set_who(t, &who), TLSAFE_EUSAGE);
	who = good;
	who.request = "\xc3";
	assert_int_equal(tlsafe_set_who(t, &who), TLSAFE_EUSAGE);
	memset(key, 'k', sizeof(key));
	key[256] = 0;
	who.request = key;
	assert_int_equal(tlsafe_set_who(t, &who), 0);
	key[256] = 'k';
	key[257] = 0;
	assert_int_equal(tlsafe_set_who(t, &who), TLSAFE_EUSAGE);
	tlsafe_free(t);
}

static void an_error_without_a_text_gets_one(void **state)
{
	static const int codes[] = { TLSAFE_EMEMORY, TLSAFE_ECORRUPT, TLSAFE_ENOENT, TLSAFE_EBUG };
	struct tlsafe *t = tlsafe_new();
	(void)state;
	assert_int_equal(tl_store_error(t, 0), 0);
	assert_int_equal(tl_store_error(t, 7), 7);
	assert_string_equal(tlsafe_errmsg(t), "");
	for (size_t i = 0; i < TL_LEN(codes); i++) {
		tl_memory_begin();
		tl_err_clear(&t->err);
		assert_int_equal(tl_store_error(t, codes[i]), codes[i]);
		assert_string_not_equal(tlsafe_errmsg(t), "");
	}
	tl_err_clear(&t->err);
	tl_err_set(&t->err, TLSAFE_ERULE, "first");
	assert_int_equal(tl_store_error(t, TLSAFE_ERULE), TLSAFE_ERULE);
	assert_string_equal(tlsafe_errmsg(t), "first");
	tlsafe_free(t);
}

static void hear(void *ctx, const char *text)
{
	tl_buf_str(ctx, text);
	tl_buf_char(ctx, '\n');
}

static void sentences_go_to_who_asked(void **state)
{
	struct tlsafe *t = tlsafe_new();
	TL_BUF heard = { 0 };
	(void)state;
	tl_trace(t, "nobody hears %d", 1);
	tlsafe_set_trace(t, hear, &heard);
	tl_trace(t, "read: %s", "all");
	tlsafe_set_trace(t, NULL, NULL);
	tl_trace(t, "nor this");
	assert_string_equal(heard.data, "read: all\n");
	tlsafe_free(t);
}

static int broken(void *ctx, const void *data, size_t len)
{
	(void)ctx;
	(void)data;
	(void)len;
	return -1;
}

static void what_went_wrong_in_a_form_is_the_error_of_the_store(void **state)
{
	struct tlsafe *t = tlsafe_new();
	struct tlsafe_out *out = tlsafe_out_new("tsv", 0, broken, NULL);
	(void)state;
	tl_err_set(&out->err, TLSAFE_EFULL, "no room");
	assert_int_equal(tl_out_error(t, out), TLSAFE_EFULL);
	assert_string_equal(tlsafe_errmsg(t), "no room");
	tlsafe_out_free(out);
	tlsafe_free(t);
}

static void a_closed_store_has_forgotten_what_it_read(void **state)
{
	struct tlsafe *t = model_lived();
	struct tlsafe_setup setup = model_setup();
	(void)state;
	tl_store_close(t);
	assert_null(t->kv);
	assert_null(t->schema);
	assert_null(t->path);
	assert_null(t->genesis.site.data);
	tl_store_close(t);
	/* Who works on it stays; another may be opened. */
	model_is(tl_buf_bytes(&t->actor), "tester");
	model_ok(t, tl_store_in_memory(t, &setup));
	tlsafe_free(t);
	tlsafe_free(NULL);
}

static void a_handle_without_a_store_answers_that(void **state)
{
	struct tlsafe *t = tlsafe_new();
	struct tlsafe_out *out = model_out("tsv", 0);
	struct tlsafe_select s = { .kind = "hazard" };
	const struct tlsafe_table how = { .dimensions = "town" };
	struct tlsafe_change c = { .kind = "hazard", .verb = "add" };
	struct tlsafe_import in = { .kind = "unit", .file = "list", .fd = 0 };
	struct tlsafe_imported n;
	uint64_t found, bad;
	(void)state;
	assert_int_equal(tlsafe_rate(t, &s, out), TLSAFE_EUSAGE);
	assert_string_equal(tlsafe_errmsg(t), "no store is open");
	assert_int_equal(tlsafe_by(t, &s, &how, out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_trend(t, &s, out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_explain(t, &s, "found", out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_list(t, &s, out, &found), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_show(t, &s, out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_history(t, &s, out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_info(t, out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_log(t, out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_check(t, NULL, NULL, NULL, NULL, &bad), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_schema_list(t, NULL, out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_change(t, &c, out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_import(t, &in, &n, out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_undo(t, 1, "r", false, NULL, NULL, out), TLSAFE_EUSAGE);
	assert_int_equal(tlsafe_kinds(t), 0);
	assert_null(tlsafe_kind_name(t, 0));
	assert_false(tlsafe_kind_exists(t, "hazard"));
	tlsafe_out_free(out);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_works_is_copied),
		cmocka_unit_test(texts_that_are_no_utf8_are_refused),
		cmocka_unit_test(an_error_without_a_text_gets_one),
		cmocka_unit_test(sentences_go_to_who_asked),
		cmocka_unit_test(what_went_wrong_in_a_form_is_the_error_of_the_store),
		cmocka_unit_test(a_closed_store_has_forgotten_what_it_read),
		cmocka_unit_test(a_handle_without_a_store_answers_that),
	};
	return cmocka_run_group_tests_name("store/handle", tests, NULL, model_drop);
}
