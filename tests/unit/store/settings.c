/* Settings of the store, over what the district's file says. */
#include "../model.h"

#include "store/settings.h"

static void set(struct tlsafe *t, const char *word)
{
	char *values[] = { (char *)word };
	struct tlsafe_change c = {
		.values = values, .nvalues = 1, .reason = "r", .fault = model_told
	};
	model_ok(t, tlsafe_set_settings(t, &c, NULL));
}

static void without_settings_the_district_counts(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	model_ok(t, tl_store_reload(t));
	model_is(t->schema->district.name, "铜梁区");
	model_is(t->schema->district.language, "zh");
	assert_int_equal(t->schema->district.nprefixes, 6);
	tlsafe_free(t);
}

static void a_setting_lies_over_the_district(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	set(t, "name=某区");
	set(t, "language=en");
	model_ok(t, tl_store_reload(t));
	model_is(t->schema->district.name, "某区");
	model_is(t->schema->district.language, "en");
	/* What it lacks is the file's. */
	model_is(t->schema->district.authority, "铜梁区安全生产委员会办公室");
	assert_int_equal(t->schema->district.nprefixes, 6);
	/* Genesis stays what it was. */
	model_is(t->genesis.language, "zh");
	tlsafe_free(t);
}

static void prefixes_are_folded_as_names_are(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	set(t, "prefixes=ＡＢ区、丙县");
	model_ok(t, tl_store_reload(t));
	assert_int_equal(t->schema->district.nprefixes, 2);
	model_is(t->schema->district.prefix[0], "ab区");
	model_is(t->schema->district.prefix[1], "丙县");
	tlsafe_free(t);
}

static void they_are_one_record(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_VIEW v = { 0 };
	TL_RECORD r;
	(void)state;
	set(t, "name=甲");
	set(t, "name=乙");
	model_view(&v, t, NULL, UINT64_MAX);
	model_ok(t, tl_view_get(&v, NULL, TL_LIT(TL_SETTINGS), &r));
	assert_string_equal(r.kind->name, TL_SETTING_KIND);
	assert_int_equal(r.row, 1);
	model_is(tl_record_at(&r, TL_F_NAME), "乙");
	tl_view_end(&v);
	tlsafe_free(t);
}

static void a_setting_that_is_taken_back_counts_no_more(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	set(t, "name=甲");
	model_ok(t, tlsafe_undo(t, 1, "wrong", false, model_told, NULL, NULL));
	model_ok(t, tl_store_reload(t));
	model_is(t->schema->district.name, "铜梁区");
	tlsafe_free(t);
}

static void set_on(struct tlsafe *t, const char *word, const char *on)
{
	char *values[] = { (char *)word };
	struct tlsafe_change c = {
		.values = values, .nvalues = 1, .reason = "r", .on = on, .fault = model_told
	};
	model_ok(t, tlsafe_set_settings(t, &c, NULL));
}

static int cut(struct tlsafe *t, const char *as_of, uint64_t known)
{
	TL_VIEW v = { 0 };
	int ret = -1;

	model_view(&v, t, as_of, known);
	model_ok(t, tl_settings_month_cut(&v, &ret));
	return ret;
}

static void months_end_as_the_moment_has_it(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	assert_int_equal(cut(t, NULL, UINT64_MAX), 0);
	set_on(t, "month_cut=25", "2018-03-01");
	set_on(t, "month_cut=20", "2018-05-01");
	set_on(t, "month_cut=0", "2018-08-01");
	/* A record without a day of its beginning is there for ever. */
	assert_int_equal(cut(t, "2018-02-28", UINT64_MAX), 25);
	assert_int_equal(cut(t, "2018-03-01", UINT64_MAX), 25);
	assert_int_equal(cut(t, "2018-04-30", UINT64_MAX), 25);
	assert_int_equal(cut(t, "2018-05-01", UINT64_MAX), 20);
	assert_int_equal(cut(t, NULL, UINT64_MAX), 0);
	assert_int_equal(cut(t, NULL, 2), 20);
	assert_int_equal(cut(t, "2018-06-30", 1), 25);
	assert_int_equal(cut(t, NULL, 0), 0);
	tlsafe_free(t);
}

static void an_opened_store_has_its_settings(void **state)
{
	char dir[64];
	struct tlsafe *t = model_store(false, dir);
	(void)state;
	set(t, "name=某区");
	model_ok(t, tlsafe_open(t, dir));
	model_is(t->schema->district.name, "某区");
	tlsafe_free(t);
	unit_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_settings_the_district_counts),
		cmocka_unit_test(a_setting_lies_over_the_district),
		cmocka_unit_test(prefixes_are_folded_as_names_are),
		cmocka_unit_test(they_are_one_record),
		cmocka_unit_test(a_setting_that_is_taken_back_counts_no_more),
		cmocka_unit_test(months_end_as_the_moment_has_it),
		cmocka_unit_test(an_opened_store_has_its_settings),
	};
	return cmocka_run_group_tests_name("store/settings", tests, NULL, model_drop);
}
