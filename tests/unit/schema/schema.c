/* Look-ups in a set. */
#include "set.h"

#include "base/crypto.h"

static void the_shipped_set_is_whole(void **state)
{
	(void)state;
	assert_int_equal(schema->district.nseeds, 28);
	assert_int_equal(tl_schema_codes(schema, "category")->n, 24);
	for (size_t k = 0; k < schema->nkinds; k++)
		for (size_t i = 0; i < schema->kind[k]->nfields; i++)
			assert_true(schema->kind[k]->field[i].about[0]);
	const struct tl_kind *h = tl_schema_kind(schema, "hazard");
	int64_t factor;
	assert_string_equal(tl_kind_field(h, tl_str("整改资金(万元)"), true, &factor)->key,
	                    "funds");
	assert_int_equal(factor, 10000);
	assert_string_equal(tl_kind_field(h, tl_str("隐患发现日期"), true, NULL)->key, "found");
	assert_null(tl_kind_field(h, tl_str("无此列"), true, NULL));
}

static void kinds_and_codes_are_found_by_name(void **state)
{
	(void)state;
	assert_string_equal(tl_schema_kind(schema, "unit")->name, "unit");
	assert_ptr_equal(tl_schema_any_kind(schema, "unit"), tl_schema_kind(schema, "unit"));
	assert_null(tl_schema_kind(schema, "units"));
	assert_null(tl_schema_kind(schema, NULL));
	assert_string_equal(tl_schema_codes(schema, "sector")->name, "sector");
	assert_null(tl_schema_codes(schema, "none"));
	assert_string_equal(tl_kind_workflow(tl_schema_kind(schema, "hazard")), "hazard");
	assert_null(tl_kind_workflow(tl_schema_kind(schema, "unit")));
	for (size_t i = 0; i < schema->nkinds; i++)
		assert_int_equal(schema->kind[i]->number, i + 1);
}

static void fields_known_by_name_are_at_their_place(void **state)
{
	const struct tl_kind *h = tl_schema_kind(schema, "hazard");
	(void)state;
	assert_string_equal(h->field[h->at[TL_F_FOUND]].key, "found");
	assert_int_equal(h->field[h->at[TL_F_FOUND]].known, TL_F_FOUND);
	assert_int_equal(h->at[TL_F_CREDIT_CODE], -1);
	for (size_t i = 0; i < h->nfields; i++) {
		assert_int_equal(h->field[i].index, i);
		assert_ptr_equal(h->field[i].kind, h);
		if (h->field[i].known != TL_F_COUNT)
			assert_int_equal(h->at[h->field[i].known], i);
	}
}

#define SMALL \
	HEAD "  - {key: funds, type: money, zh: 整改资金, en: Funds, by: set, about: a, also: " \
	     "[{heading: 资金（万元）, factor: 10000}, 经费]}\n" \
	     "  - {key: grade, type: choice, zh: 等级, en: Grade, by: set, about: a, values: " \
	     "[{code: \"01\", zh: 一般, en: General, also: [普通]}, " \
	     "{code: \"12\", zh: 重大}]}\n" \
	     "ignored: [序号, 备注]\nledger:\n" \
	     "  - {key: is_done, type: boolean, zh: 是否整改, en: Done, about: a}\n"

static void a_field_is_found_by_any_of_its_headings(void **state)
{
	static const struct {
		const char *heading, *key;
		bool ledger;
		int64_t factor;
	} t[] = {
		{ "funds", "funds", false, 0 },     { "整改资金", "funds", false, 0 },
		{ " FUNDS ", "funds", false, 0 },   { "资金(万元)", "funds", false, 10000 },
		{ "资金　（万元）", "funds", false, 10000 }, { "经费", "funds", false, 0 },
		{ "是否整改", "is_done", true, 0 }, { "is_done", "is_done", true, 0 },
		{ "是否整改", NULL, false, 0 },     { "序号", NULL, true, 0 },
		{ "", NULL, true, 0 },              { " ", NULL, true, 0 },
	};
	struct tl_schema *s = set_of(TL_LIT(SMALL));
	const struct tl_kind *k = tl_schema_kind(s, "k");
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		int64_t factor = 7;
		const struct tl_field *f =
			tl_kind_field(k, tl_str(t[i].heading), t[i].ledger, &factor);
		assert_int_equal(f != NULL, t[i].key != NULL);
		if (!f)
			continue;
		assert_string_equal(f->key, t[i].key);
		assert_true(factor == t[i].factor);
	}
	/* By key alone neither headings nor case count. */
	assert_null(tl_kind_key(k, tl_str("整改资金")));
	assert_null(tl_kind_key(k, TL_LIT("Funds")));
	assert_null(tl_kind_key(k, TL_LIT("is_done")));
	assert_ptr_equal(tl_kind_key(k, TL_LIT("funds")), &k->field[1]);
	tl_schema_free(s);
}

static void headings_that_are_passed_over_are_known(void **state)
{
	struct tl_schema *s = set_of(TL_LIT(SMALL));
	const struct tl_kind *k = tl_schema_kind(s, "k");
	(void)state;
	assert_true(tl_kind_ignores(k, tl_str("序号")));
	assert_true(tl_kind_ignores(k, tl_str(" 备 注 ")));
	assert_false(tl_kind_ignores(k, tl_str("序")));
	assert_false(tl_kind_ignores(k, tl_str("整改资金")));
	tl_schema_free(s);
}

static void the_nearest_word_is_told_only_when_near(void **state)
{
	struct tl_schema *s = set_of(TL_LIT(SMALL));
	const struct tl_kind *k = tl_schema_kind(s, "k");
	(void)state;
	assert_string_equal(tl_kind_nearest(k, TL_LIT("fund"), false), "funds");
	assert_string_equal(tl_kind_nearest(k, tl_str("整改资今"), false), "整改资金");
	assert_null(tl_kind_nearest(k, TL_LIT("is_dine"), false));
	assert_string_equal(tl_kind_nearest(k, TL_LIT("is_dine"), true), "is_done");
	assert_null(tl_kind_nearest(k, TL_LIT("whatever"), true));
	assert_null(tl_kind_nearest(k, TL_LIT("x"), true));
	tl_schema_free(s);
}

static void a_code_is_found_by_what_it_is_called(void **state)
{
	static const struct {
		const char *text, *code;
	} t[] = { { "01", "01" },      { "1", "01" },     { "１", "01" },  { "一般", "01" },
		  { "general", "01" }, { "普 通", "01" }, { "12", "12" },  { "重大", "12" },
		  { "001", NULL },     { "2", NULL },     { "一", NULL },  { "", NULL } };
	struct tl_schema *s = set_of(TL_LIT(SMALL));
	const struct tl_codes *c = tl_schema_kind(s, "k")->field[2].codes;
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		const struct tl_code *found = tl_codes_find(c, tl_str(t[i].text));
		assert_int_equal(found != NULL, t[i].code != NULL);
		if (found)
			assert_true(tl_eqs(found->code, t[i].code));
	}
	assert_null(tl_codes_code(c, TL_LIT("1")));
	assert_null(tl_codes_code(c, tl_str("一般")));
	assert_ptr_equal(tl_codes_code(c, TL_LIT("12")), &c->code[1]);
	tl_schema_free(s);
}

static void attributes_are_found_by_name(void **state)
{
	struct tl_schema *s = set_of(TL_LIT("codes: c\nabout: a\nvalues:\n  - {code: x, zh: 甲, "
	                                    "attributes: {row: \"1\", none: \"\"}}\n"));
	const struct tl_code *x = tl_codes_code(tl_schema_codes(s, "c"), TL_LIT("x"));
	(void)state;
	assert_true(tl_eqs(tl_code_attribute(x, "row"), "1"));
	assert_non_null(tl_code_attribute(x, "none").data);
	assert_null(tl_code_attribute(x, "ro").data);
	tl_schema_free(s);
}

static void freeing_nothing_is_fine(void **state)
{
	struct tl_schema *none = NULL;
	(void)state;
	tl_schema_free(NULL);
	tl_schema_freep(&none);
	assert_null(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_set_is_whole),
		cmocka_unit_test(kinds_and_codes_are_found_by_name),
		cmocka_unit_test(fields_known_by_name_are_at_their_place),
		cmocka_unit_test(a_field_is_found_by_any_of_its_headings),
		cmocka_unit_test(headings_that_are_passed_over_are_known),
		cmocka_unit_test(the_nearest_word_is_told_only_when_near),
		cmocka_unit_test(a_code_is_found_by_what_it_is_called),
		cmocka_unit_test(attributes_are_found_by_name),
		cmocka_unit_test(freeing_nothing_is_fine),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("schema/schema", tests, load_set, free_set);
}
