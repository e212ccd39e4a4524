/* The loader: what it takes for a set, and where it says that something is wrong. */
#include "../unit.h"

#include "base/crypto.h"
#include "journal/workflow.h"
#include "schema/schema.h"

#define HEAD "kind: k\nzh: z\nen: e\nabout: a\nletter: K\ncolumns: [id]\n"
#define ID "  - {key: id, type: id, zh: 编号, en: ID, by: add, about: a}\n"
#define DISTRICT "district: \"1\"\nname: n\noffset: \"+08:00\"\nlanguage: zh\n"

static void fails_with(const char *yaml, const char *want)
{
	struct tl_schema_file f[2] = {
		{ TL_LIT("x"), tl_str(yaml) },
		{ TL_LIT("district"),
		  TL_LIT("district: \"1\"\nname: n\noffset: \"+08:00\"\nlanguage: zh\n") }
	};
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };
	int rc = tl_schema_load(&s, f, 2, tl_workflows, &err);
	if (!want) {
		if (rc)
			print_error("%s\n", err.text);
		assert_int_equal(rc, 0);
		tl_schema_free(s);
		return;
	}
	assert_int_equal(rc, TLSAFE_ECONFIG);
	if (!strstr(err.text, want))
		print_error("wanted %s, got %s\n", want, err.text);
	assert_non_null(strstr(err.text, want));
}

static void the_loader_names_line_and_column(void **state)
{
	(void)state;
	fails_with(HEAD "fields:\n" ID, NULL);
	fails_with(HEAD "fields:\n  - {key: id, typ: id, zh: 编号, en: ID, by: add, about: a}\n",
	           "x.yaml:8:15: unknown word 'typ'; did you mean 'type'");
	fails_with(HEAD "kind: again\nfields:\n" ID, "x.yaml:7:1: 'kind' stands twice");
	fails_with(HEAD "fields: &a\n" ID, "anchors");
	fails_with(HEAD "fields:\n  - *a\n", "x.yaml:8:5");
	fails_with(HEAD
	           "fields:\n  - {key: id, type: nothing, zh: 编号, en: ID, by: add, about: a}\n",
	           "no type 'nothing'");
	fails_with(HEAD "fields:\n" ID ID, "'id' stands twice");
	fails_with(HEAD "fields:\n" ID
	                "  - {key: c, type: code, codes: none, zh: z, en: e, by: set, about: a}\n",
	           "no codes 'none'");
	fails_with(HEAD
	           "fields:\n" ID
	           "  - {key: r, type: reference, to: none, zh: z, en: e, by: set, about: a}\n",
	           "refers to no kind");
	fails_with(HEAD "fields: {a: b}\n", "'fields' is a list");
	fails_with(HEAD "fields:\n" ID
	                "  - {key: t, type: text, codes: none, zh: z, en: e, by: set, about: a}\n",
	           "x.yaml:9:5: field 't' of type text has no 'codes'");
	fails_with(HEAD "fields:\n" ID "  - {key: t, type: code, values: [{code: a, zh: b}], zh: "
	                               "z, en: e, by: set, about: a}\n",
	           "field 't' of type code has no 'values'");
	fails_with(HEAD
	           "fields:\n" ID
	           "  - {key: t, type: choice, codes: none, zh: z, en: e, by: set, about: a}\n",
	           "field 't' of type choice has no 'codes'");
	fails_with(HEAD "fields:\n" ID
	                "  - {key: t, type: code, zh: z, en: e, by: set, about: a}\n",
	           "field 't' wants 'codes'");
	fails_with(HEAD "fields:\n" ID "  - {key: t, type: boolean, values: [{code: \"yes\", zh: "
	                               "b}], zh: z, en: e, by: set, about: a}\n",
	           NULL);
	fails_with("nothing: here\n",
	           "begins with kind, codes, rules, form, calendar, checklist, document or "
	           "district");
	fails_with("a: [b\n", "not YAML");
	fails_with("", "empty");
	fails_with("[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]", "nested");
	fails_with(HEAD "fields:\n" ID "---\nb: c\n", "more than one document");
}

static void codes_are_checked_one_by_one(void **state)
{
#define CODES "codes: c\nabout: a\nvalues:\n"
	(void)state;
	fails_with(CODES "  - {code: a, zh: b}\n", NULL);
	fails_with(CODES "  - {code: a, zh: b}\n  - {code: a, zh: c}\n",
	           "x.yaml:5:5: code 'a' stands twice");
	fails_with(CODES "  - {code: a}\n", "x.yaml:4:5: 'zh' is missing");
	fails_with(CODES "  - {code: \"\", zh: b}\n", "'code' is empty");
	fails_with(CODES "  - a\n", "a value is a map");
	fails_with(CODES "  - {code: a, zh: b, until: 2018-02-30}\n", "'until' is a day");
	fails_with(CODES "  - {code: a, zh: b, attributes: [c]}\n", "'attributes' is a map");
	fails_with(CODES "  - {code: a, zh: b, attributes: {c: [d]}}\n",
	           "an attribute is one text");
	fails_with(CODES "  - {code: a, zh: b, also: [[c]]}\n", "'also' is a list of texts");
	fails_with("codes: c\nabout: a\n", "'values' is missing");
	fails_with("codes: c\nvalues: []\n", "'about' is missing");
#undef CODES
}

static void a_kind_is_checked_as_a_whole(void **state)
{
	(void)state;
	fails_with("kind: k\nzh: z\nen: e\nabout: a\nletter: K\ncolumns: [id]\n",
	           "'fields' is missing");
	fails_with("kind: k\nzh: z\nen: e\nabout: a\nletter: KK\ncolumns: [id]\nfields:\n" ID,
	           "x.yaml:5:9: 'letter' is one of A to Z");
	fails_with("kind: k\nzh: z\nen: e\nabout: a\nletter: K\nfields:\n" ID,
	           "'columns' is missing");
	fails_with("kind: k\nzh: z\nen: e\nabout: a\nletter: K\ncolumns: [x]\nfields:\n" ID,
	           "x.yaml:6:10: no field 'x'");
	fails_with(HEAD "fields:\n  - {key: x, type: text, zh: z, en: e, by: add, about: a}\n",
	           "a kind has a field 'id'");
	fails_with(HEAD "serial: x\nfields:\n" ID, "'serial' names no field: 'x'");
	fails_with(HEAD "numbered: id,x\nfields:\n" ID, "'numbered' names no field: 'x'");
	fails_with(HEAD "numbered: id\nfields:\n" ID, "'numbered' ends with an integer");
	fails_with(HEAD "named: maybe\nfields:\n" ID, "'named' is true or false");
	fails_with(HEAD "workflow: none\nfields:\n" ID,
	           "x.yaml:7:11: the workflows are 'hazard', 'inspection'");
	fails_with(HEAD "workflow: hazard\nfields:\n" ID,
	           "a kind with the workflow of hazards has a field");
	fails_with(HEAD "fields:\n" ID "  - {key: t, type: text, max: 0, zh: z, en: e, by: set, "
	                               "about: a}\n",
	           "'max' is a number of characters");
	fails_with(HEAD "fields:\n" ID "  - {key: t, type: text, max: -1, zh: z, en: e, by: set, "
	                               "about: a}\n",
	           "'max' is a number of characters");
	fails_with(HEAD "fields:\n" ID "  - {key: t, type: money, zh: z, en: e, by: set, about: a, "
	                               "also: [{heading: h, factor: 0}]}\n",
	           "a factor is a whole number");
	fails_with(HEAD "fields:\n" ID "  - {key: t, type: money, zh: z, en: e, by: set, about: a, "
	                               "also: [{heading: h, factor: 10x}]}\n",
	           "a factor is a whole number");
	fails_with(HEAD "fields:\n" ID "  - {key: t, type: list, zh: z, en: e, by: set, about: "
	                               "a}\n",
	           "field 't' wants 'of': text, code, reference or file");
	fails_with(HEAD "fields:\n" ID "  - {key: t, type: text, to: k, zh: z, en: e, by: set, "
	                               "about: a}\n",
	           "is no reference, and has 'to'");
	fails_with(HEAD "fields:\n" ID "  - {key: t, type: choice, zh: z, en: e, by: set, about: "
	                               "a}\n",
	           "field 't' wants 'values'");
}

static void words_of_the_journal_are_no_words_of_a_text(void **state)
{
	(void)state;
	fails_with(HEAD "withdrawn: true\nfields:\n" ID, "unknown word 'withdrawn'");
	fails_with(HEAD "order: 3\nfields:\n" ID, "unknown word 'order'");
	fails_with(HEAD "fields:\n  - {key: id, type: id, zh: z, en: e, by: add, about: a, "
	                "withdrawn: true}\n",
	           "unknown word 'withdrawn'");
}

/* Loads DISTRICT as the file NAME beside the kind k. */
static void district_fails_with(const char *name, const char *text, const char *want)
{
	const struct tl_schema_file f[] = {
		{ tl_str(name), tl_str(text) },
		{ TL_LIT("k"), TL_LIT(HEAD "fields:\n" ID
			"  - {key: p, type: text, zh: p, en: p, by: set, about: a, personal: "
			"true}\n"
			"  - {key: n, type: integer, zh: n, en: n, by: set, about: a}\n") }
	};
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };
	int rc = tl_schema_load(&s, f, 2, tl_workflows, &err);
	if (!want) {
		assert_int_equal(rc, 0);
		tl_schema_free(s);
		return;
	}
	assert_int_equal(rc, TLSAFE_ECONFIG);
	if (!strstr(err.text, want))
		print_error("wanted %s, got %s\n", want, err.text);
	assert_non_null(strstr(err.text, want));
	assert_null(s);
}

static void the_district_is_checked_and_its_records(void **state)
{
	(void)state;
	district_fails_with("district", DISTRICT "records: {k: [{id: a, n: \"1\"}]}\n", NULL);
	district_fails_with("district", DISTRICT "records: {k: [{id: a, n: x}]}\n",
	                    "district.yaml:5:26: n: ");
	district_fails_with("district", DISTRICT "records: {k: [{id: a, p: x}]}\n",
	                    "a personal field in a seed record");
	district_fails_with("district", DISTRICT "records: {k: [{n: \"1\"}]}\n", "'id' is missing");
	district_fails_with("district", DISTRICT "records: {k: [{id: a, x: b}]}\n",
	                    "a k has no field 'x'");
	district_fails_with("district", DISTRICT "records: {x: [{id: a}]}\n", "no kind 'x'");
	district_fails_with("district", DISTRICT "records: {k: {id: a}}\n", "records are a list");
	district_fails_with("district",
	                    "district: \"1\"\nname: n\noffset: \"8\"\nlanguage: zh\n",
	                    "district.yaml:3:9: 'offset' is such as");
	district_fails_with("district",
	                    "district: \"1\"\nname: n\noffset: \"+08:00\"\nlanguage: de\n",
	                    "'language' is zh or en");
}

static void a_fault_in_its_records_names_the_districts_own_file(void **state)
{
	(void)state;
	district_fails_with("town", DISTRICT "records: {k: [{id: a, n: x}]}\n",
	                    "town.yaml:5:26: n: ");
}

static void a_set_has_one_district_and_each_name_once(void **state)
{
	static const struct tl_schema_file none[] = { { TL_LIT("k"),
		                                        TL_LIT(HEAD "fields:\n" ID) } },
		two[] = { { TL_LIT("a"), TL_LIT(DISTRICT) }, { TL_LIT("b"), TL_LIT(DISTRICT) } },
		twice[] = { { TL_LIT("a"), TL_LIT(HEAD "fields:\n" ID) },
		            { TL_LIT("b"), TL_LIT(HEAD "fields:\n" ID) },
		            { TL_LIT("d"), TL_LIT(DISTRICT) } };
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_schema_load(&s, none, 1, tl_workflows, &err), TLSAFE_ECONFIG);
	assert_string_equal(err.text, "the schema set has no district");
	tl_err_clear(&err);
	assert_int_equal(tl_schema_load(&s, two, 2, tl_workflows, &err), TLSAFE_ECONFIG);
	assert_string_equal(err.text, "b.yaml:1:1: the set has two districts");
	tl_err_clear(&err);
	assert_int_equal(tl_schema_load(&s, twice, 3, tl_workflows, &err), TLSAFE_ECONFIG);
	assert_string_equal(err.text, "b.yaml:1:1: kind 'k' stands twice in the set");
	assert_null(s);
}

static void kinds_are_numbered_by_file_name_and_texts_are_copied(void **state)
{
	char a[] = "kind: a\nzh: z\nen: e\nabout: a\nletter: A\ncolumns: [id]\nfields:\n" ID,
	     k[] = HEAD "fields:\n" ID, d[] = DISTRICT, name[] = "zz";
	/* in any order */
	struct tl_schema_file f[] = { { { name, 2 }, tl_str(a) },
		                      { TL_LIT("d"), tl_str(d) },
		                      { TL_LIT("aa"), tl_str(k) } };
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_schema_load(&s, f, 3, tl_workflows, &err), 0);
	memset(a, 'x', sizeof(a));
	memset(k, 'x', sizeof(k));
	memset(d, 'x', sizeof(d));
	memset(name, 'x', sizeof(name));
	assert_int_equal(tl_schema_kind(s, "k")->number, 1);
	assert_int_equal(tl_schema_kind(s, "a")->number, 2);
	assert_string_equal(tl_schema_kind(s, "a")->file, "zz");
	assert_string_equal(tl_schema_kind(s, "a")->field[0].zh, "编号");
	assert_true(tl_eqs(s->district.site, "1"));
	assert_int_equal(s->district.offset, 8 * 3600);
	tl_schema_freep(&s);
	assert_null(s);
	tl_schema_freep(&s);
}

static void a_site_of_its_own_stands_before_the_districts(void **state)
{
	struct tl_schema_file f = {
		TL_LIT("d"), TL_LIT(DISTRICT "site: \"1A\"\nprefixes: [Ａ 市]\n")
	};
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_schema_load(&s, &f, 1, tl_workflows, &err), 0);
	assert_true(tl_eqs(s->district.site, "1A"));
	assert_true(s->district.own_site);
	/* Prefixes are folded once. */
	assert_int_equal(s->district.nprefixes, 1);
	assert_true(tl_eqs(s->district.prefix[0], "a市"));
	tl_schema_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_loader_names_line_and_column),
		cmocka_unit_test(codes_are_checked_one_by_one),
		cmocka_unit_test(a_kind_is_checked_as_a_whole),
		cmocka_unit_test(words_of_the_journal_are_no_words_of_a_text),
		cmocka_unit_test(the_district_is_checked_and_its_records),
		cmocka_unit_test(a_fault_in_its_records_names_the_districts_own_file),
		cmocka_unit_test(a_set_has_one_district_and_each_name_once),
		cmocka_unit_test(kinds_are_numbered_by_file_name_and_texts_are_copied),
		cmocka_unit_test(a_site_of_its_own_stands_before_the_districts),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("schema/load", tests, NULL, NULL);
}
