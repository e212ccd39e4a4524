/* Records as rows of cells. */
#include "../model.h"

#include "query/columns.h"

/* The hazard ID in a form, with columns and headings as asked; NULL and the error in T. */
static const char *shown(struct tlsafe *t, const char *form, unsigned flags, const char *id,
                         const char *names, const char *headings)
{
	TL_CLEANUP(tl_columns_release) struct tl_columns c = { 0 };
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_RECORD r;
	struct tlsafe_out *out = model_out(form, flags);
	tl_err_clear(&t->err);
	model_view(&v, t, NULL, UINT64_MAX);
	model_ok(t, tl_query_begin(&q, &v, model_kind(t, "hazard"), NULL, 0, false));
	model_ok(t, tl_view_get(&v, NULL, tl_str(id), &r));
	int rc = tl_columns_begin(&c, &q, names, headings, out);
	if (!rc)
		rc = tl_columns_row(&c, &q, &r, out);
	tl_query_release(&q);
	if (rc) {
		assert_int_equal(rc, TLSAFE_EUSAGE);
		assert_string_not_equal(tlsafe_errmsg(t), "");
		tlsafe_out_free(out);
		return NULL;
	}
	return model_end(out);
}

static void the_columns_named_are_shown_in_their_order(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	const char *id = "H20180208-0001";
	assert_string_equal(shown(t, "tsv", 0, id, "level,id,unit.name,town,rectified", NULL),
	                    "重大\tH20180208-0001\t乙工地\t旧县街道\t\n");
	assert_string_equal(shown(t, "tsv", TLSAFE_OUT_CODES, id, "隐患等级,town", NULL),
	                    "major\t500151005\n");
	tlsafe_free(t);
}

static void without_names_they_are_the_kinds_own(void **state)
{
	struct tlsafe *t = model_lived();
	const char *text = shown(t, "tsv", TLSAFE_OUT_HEADING, "H20180208-0001", NULL, "key");
	(void)state;
	assert_ptr_equal(strstr(text, "id\tunit\tunit.name\ttown\tlevel\tcategory\tdescription\t"
	                              "found\tdue\tstate\tassignee\n"),
	                 text);
	tlsafe_free(t);
}

static void headings_are_in_the_language_asked_for(void **state)
{
	static const struct {
		const char *headings, *want;
	} c[] = {
		{ NULL, "隐患等级\t单位名称\n" }, { "zh", "隐患等级\t单位名称\n" },
		{ "en", "Level\tName\n" },        { "key", "level\tunit.name\n" },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		const char *text = shown(t, "tsv", TLSAFE_OUT_HEADING, "H20180208-0001",
		                         "level,unit.name", c[i].headings);
		assert_int_equal(strncmp(text, c[i].want, strlen(c[i].want)), 0);
	}
	assert_string_equal(shown(t, "csv", 0, "H20180208-0001", "id", "none"), "H20180208-0001\n");
	assert_null(shown(t, "csv", 0, "H20180208-0001", "id", "fr"));
	tlsafe_free(t);
}

static void names_of_several_are_headed_by_whose_they_are(void **state)
{
	static const struct {
		const char *names, *headings, *want;
	} c[] = {
		{ "town.name", "zh", "机构名称\n" },
		{ "unit.name,town.name,assignee.name", "zh", "单位名称\t所属镇街\t承办单位\n" },
		{ "unit.name,town.name,assignee.name", "en", "Name\tTownship\tAssignee\n" },
		{ "town,town.name,assignee.name", "zh",
		  "所属镇街\t所属镇街：机构名称\t承办单位\n" },
		{ "town.name,assignee.name", "key", "town.name\tassignee.name\n" },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		const char *text = shown(t, "tsv", TLSAFE_OUT_HEADING, "H20180208-0001", c[i].names,
		                         c[i].headings);
		assert_int_equal(strncmp(text, c[i].want, strlen(c[i].want)), 0);
	}
	tlsafe_free(t);
}

static void unknown_columns_are_refused(void **state)
{
	static const char *const bad[] = { "levle",     "id,",       "",
		                           "id,,level", "unit.nmae", "level.x" };
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_null(shown(t, "tsv", 0, "H20180208-0001", bad[i], NULL));
	tlsafe_free(t);
}

static void in_json_values_have_their_types(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	assert_string_equal(shown(t, "json", 0, "H20180207-0001",
	                          "id,level,cycle,on_spot,due,unit.name", NULL),
	                    "{\"id\":\"H20180207-0001\",\"level\":\"general\",\"cycle\":1,"
	                    "\"on_spot\":true,\"unit.name\":\"甲厂\"}\n");
	tlsafe_free(t);
}

static void a_row_has_the_number_of_its_entries(void **state)
{
	struct tlsafe *t = model_lived();
	(void)state;
	assert_string_equal(shown(t, "tsv", 0, "H20180401-0001", "rev", NULL), "3\n");
	model_act(t, "2018-08-01", "note", "H20180401-0001", 0, NULL, NULL);
	assert_string_equal(shown(t, "tsv", 0, "H20180401-0001", "rev", NULL), "4\n");
	tlsafe_free(t);
}

static void major_and_late_ones_stand_out_in_colour(void **state)
{
	static const struct {
		const char *id, *field;
		bool out;
	} c[] = {
		{ "H20180208-0001", "level", true }, { "H20180209-0001", "level", false },
		{ "H20180209-0001", "due", true },   { "H20180105-0001", "due", false },
		{ "H20180208-0001", "state", false },
	};
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_BUF plain = { 0 };
		unsigned flags = TLSAFE_OUT_NOHEADING;
		tl_buf_str(&plain, shown(t, "table", flags, c[i].id, c[i].field, NULL));
		assert_null(strchr(plain.data, '\033'));
		const char *text = shown(t, "table", flags | TLSAFE_OUT_COLOUR, c[i].id, c[i].field,
		                         NULL);
		assert_int_equal(strchr(text, '\033') != NULL, c[i].out);
	}
	tlsafe_free(t);
}

static void some_ids_are_listed_as_given(void **state)
{
	static const struct tl_bytes ids[] = { { "H20180401-0001", 14 }, { "H20180105-0001", 14 } };
	static const struct tl_bytes none[] = { { "H1", 2 } };
	struct tlsafe *t = model_lived();
	const struct tl_kind *k = model_kind(t, "hazard");
	TL_VIEW v = { 0 };
	(void)state;
	struct tlsafe_out *out = model_out("tsv", 0);
	model_ok(t, tl_list_now(t, k, ids, 2, out));
	const char *text = model_end(out), *first = strstr(text, "H20180401-0001");
	assert_ptr_equal(first, text);
	assert_true(strstr(text, "\nH20180105-0001\t") > text);
	model_view(&v, t, "2018-01-06", UINT64_MAX);
	out = model_out("tsv", 0);
	model_ok(t, tl_list_ids(&v, k, ids + 1, 1, out));
	assert_non_null(strstr(model_end(out), "整改中"));
	out = model_out("tsv", 0);
	assert_int_equal(tl_list_ids(&v, k, ids, 1, out), TLSAFE_ENOENT);	/* not yet found */
	tlsafe_out_free(out);
	tl_err_clear(&t->err);
	out = model_out("tsv", 0);
	assert_int_equal(tl_list_ids(&v, k, none, 1, out), TLSAFE_ENOENT);
	tlsafe_out_free(out);
	tl_view_end(&v);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_columns_named_are_shown_in_their_order),
		cmocka_unit_test(without_names_they_are_the_kinds_own),
		cmocka_unit_test(headings_are_in_the_language_asked_for),
		cmocka_unit_test(names_of_several_are_headed_by_whose_they_are),
		cmocka_unit_test(unknown_columns_are_refused),
		cmocka_unit_test(in_json_values_have_their_types),
		cmocka_unit_test(a_row_has_the_number_of_its_entries),
		cmocka_unit_test(major_and_late_ones_stand_out_in_colour),
		cmocka_unit_test(some_ids_are_listed_as_given),
	};
	return cmocka_run_group_tests_name("query/columns", tests, NULL, model_drop);
}
