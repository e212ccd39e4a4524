/* The table of types: what each reads, and what it refuses. And the shipped schema set. */
#include "unit.h"

#include <dirent.h>

#include "journal/workflow.h"
#include "store/schema_files.h"

static struct tl_schema *schema;

static int load_set(void **state)
{
	struct tlsafe_setup setup = { .schemas = getenv("TLSAFE_SCHEMAS") };
	struct tl_arena a = { 0 };
	struct tl_genesis g = { 0 };
	struct tl_err err = { 0 };
	int rc = tl_store_read_schemas(&g, &setup, &a, &err);
	(void)state;
	if (!rc)
		rc = tl_schema_load(&schema, g.file, g.nfiles, tl_workflows, &err);
	if (rc)
		print_error("%s\n", err.text);
	tl_arena_release(&a);
	return rc;
}

static int free_set(void **state)
{
	(void)state;
	tl_schema_freep(&schema);
	return 0;
}

/* What FIELD of KIND makes of TEXT in a spreadsheet; NULL: refused. */
static void reads_as(const char *kind, const char *field, const char *text, const char *want)
{
	const struct tl_field *f = tl_kind_key(tl_schema_kind(schema, kind), tl_str(field));
	struct tl_read how = { .field = f,
		               .loose = true,
		               .today = tl_day_of(2018, 7, 25),
		               .from = TL_NODAY,
		               .factor = 10000 };
	struct tl_reading r = { "", "" };
	TL_BUF out = { 0 };
	int rc;
	assert_non_null(f);
	if (strcmp(f->type->name, "money"))
		how.factor = 0;
	rc = tl_type_read(&how, tl_str(text), &out, &r);
	if (!want) {
		if (!rc)
			print_error("%s.%s \"%s\" was read as \"%s\"\n", kind, field, text,
			            out.data ? out.data : "");
		assert_int_not_equal(rc, 0);
		assert_true(r.wrong[0]);
		return;
	}
	if (rc)
		print_error("%s.%s \"%s\": %s\n", kind, field, text, r.wrong);
	assert_int_equal(rc, 0);
	assert_string_equal(out.data ? out.data : "", want);
}

static void money_is_exact(void **state)
{
	(void)state;
	reads_as("hazard", "funds", "0.35", "3500.00");
	reads_as("hazard", "funds", "1,234.5", "12345000.00");
	reads_as("hazard", "funds", "１２", "120000.00");
	reads_as("hazard", "funds", "1.2万", "12000.00");
	reads_as("hazard", "funds", "300元", "300.00");
	reads_as("hazard", "funds", "0.000001", "0.01");
	reads_as("hazard", "funds", "0.0000001", NULL);
	reads_as("hazard", "funds", "0.00000001", NULL);
	reads_as("hazard", "funds", "1.000000001", NULL);
	reads_as("hazard", "funds", "1.0000000000", "10000.00");
	reads_as("hazard", "funds", "1.0001元", NULL);
	reads_as("hazard", "funds", "/", "");
	reads_as("hazard", "funds", "约30", NULL);
	reads_as("hazard", "funds", "3-5", NULL);
	reads_as("hazard", "funds", "99999999999999999999", NULL);
	reads_as("hazard", "funds", "12,34", NULL);
}

static void credit_codes_warn_and_are_kept(void **state)
{
	static const char *const right[] = { "914403001922038216", "9144030071526726XG",
		                             "91330100799655058B", "91350100M000100Y43",
		                             "91110000802100433B", "9150000020286320X6",
		                             "91500000202852965T" };
	static const char *const pilot[] = { "91350100M0001TGQXM", "91350211M0000XUF46",
		                             "91350203M0001FUE2P" };
	const struct tl_field *f =
		tl_kind_key(tl_schema_kind(schema, "unit"), TL_LIT("credit_code"));
	struct tl_read how = { .field = f, .loose = true };
	(void)state;
	for (size_t i = 0; i < TL_LEN(right) + TL_LEN(pilot); i++) {
		bool ok = i < TL_LEN(right);
		const char *code = ok ? right[i] : pilot[i - TL_LEN(right)];
		struct tl_reading r = { "", "" };
		TL_BUF out = { 0 };
		assert_int_equal(tl_type_read(&how, tl_str(code), &out, &r), 0);
		assert_string_equal(out.data, code);
		assert_int_equal(r.warning[0] == 0, ok);
	}
	reads_as("unit", "credit_code", " 91500000 202852965t ", "91500000202852965T");
	reads_as("unit", "credit_code", "9150000O202852965T", "91500000202852965T");
	reads_as("unit", "credit_code", "无", "");
	reads_as("unit", "credit_code", "办理中", "");
	reads_as("unit", "credit_code", "500151000012345", "500151000012345");
	reads_as("unit", "credit_code", "12345678-9", "12345678-9");
	reads_as("unit", "credit_code", "9.15E+17", NULL);
	reads_as("unit", "credit_code", "123", NULL);
}

static void ids_are_kept_or_refused(void **state)
{
	(void)state;
	reads_as("hazard", "id", "铜安隐〔2018〕12号", "铜安隐〔2018〕12号");
	reads_as("hazard", "id", "Ｈ１２", "H12");
	reads_as("hazard", "id", "5.00151E+17", NULL);
	reads_as("hazard", "id", "../etc", NULL);
	reads_as("hazard", "id", "a..b", NULL);
	reads_as("hazard", "id", "-x", NULL);
	reads_as("hazard", "id", "a b", NULL);
	reads_as("hazard", "id", "overdue", NULL);
	reads_as("hazard", "id", "a\xe2\x80\xae" "b", NULL);
	reads_as("hazard", "id",
	         "12345678901234567890123456789012345678901234567890123456789012345", NULL);
}

static void codes_by_code_label_or_alias(void **state)
{
	(void)state;
	reads_as("hazard", "category", "19", "19");
	reads_as("hazard", "category", "7", "07");
	reads_as("hazard", "category", "用电安全", "19");
	reads_as("hazard", "level", "一般隐患", "general");
	reads_as("hazard", "level", "MAJOR", "major");
	reads_as("hazard", "level", "较大", NULL);
	reads_as("hazard", "source", "随手拍", "tip");
	reads_as("unit", "kind", "建筑工地", "site");
	reads_as("unit", "other_sectors", "建筑施工、学校", "207、208");
	reads_as("unit", "other_sectors", "207/208", "207、208");
}

static void numbers_phones_and_answers(void **state)
{
	(void)state;
	reads_as("unit", "employees", "1,234", "1234");
	reads_as("unit", "employees", "１２人", "12");
	reads_as("unit", "employees", "007", "7");
	reads_as("unit", "employees", "12.0", "12");
	reads_as("unit", "employees", "12.5", NULL);
	reads_as("unit", "employees", "约30", NULL);
	reads_as("unit", "lon", "106.054700", "106.0547");
	reads_as("unit", "lon", "-0.0", "0");
	reads_as("unit", "lon", "abc", NULL);
	reads_as("unit", "phone", "+86 138 0000 0000", "13800000000");
	reads_as("unit", "phone", "138-0000-0000", "13800000000");
	reads_as("unit", "phone", "（023）45600001", "02345600001");
	reads_as("unit", "phone", "023-45600001/１３８００００００００",
	         "023-45600001、13800000000");
	reads_as("unit", "phone", "119", "119");
	reads_as("unit", "phone", "no", NULL);
	reads_as("hazard", "on_spot", "√", "yes");
	reads_as("hazard", "on_spot", "否", "no");
	reads_as("hazard", "on_spot", "也许", NULL);
	reads_as("hazard", "found", "/", "");
	reads_as("hazard", "description", "  两端空白\n", "两端空白");
	reads_as("hazard", "description", "同上", NULL);
	reads_as("hazard", "place", "〃", NULL);
	reads_as("hazard", "place", "a\xff", NULL);
}

static void canonical_texts_read_as_themselves(void **state)
{
	static const struct {
		const char *kind, *field, *text;
	} t[] = { { "hazard", "found", "2018-07-02" }, { "unit", "employees", "12" },
		  { "unit", "lon", "106.0547" },       { "unit", "phone", "023-45600001" },
		  { "hazard", "category", "07" },      { "unit", "other_sectors", "207、208" },
		  { "hazard", "on_spot", "yes" },      { "hazard", "id", "H20180702-0001" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++)
		reads_as(t[i].kind, t[i].field, t[i].text, t[i].text);
}

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

#define HEAD "kind: k\nzh: z\nen: e\nabout: a\nletter: K\ncolumns: [id]\n"
#define ID "  - {key: id, type: id, zh: 编号, en: ID, by: add, about: a}\n"

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
	fails_with("nothing: here\n", "begins with kind, codes or district");
	fails_with("a: [b\n", "not YAML");
	fails_with("", "empty");
	fails_with("[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]", "nested");
	fails_with(HEAD "fields:\n" ID "---\nb: c\n", "more than one document");
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(money_is_exact),
		cmocka_unit_test(credit_codes_warn_and_are_kept),
		cmocka_unit_test(ids_are_kept_or_refused),
		cmocka_unit_test(codes_by_code_label_or_alias),
		cmocka_unit_test(numbers_phones_and_answers),
		cmocka_unit_test(canonical_texts_read_as_themselves),
		cmocka_unit_test(the_loader_names_line_and_column),
		cmocka_unit_test(the_shipped_set_is_whole),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("type", tests, load_set, free_set);
}
