/* The table of types: what each reads, and what it refuses. */
#include "set.h"

#include "schema/calendar.h"

#include "base/crypto.h"

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
	reads_as("unit", "lon", "106.05331000000001", "106.05331");
	reads_as("unit", "lon", "29.999999999999996", "30");
	reads_as("unit", "lon", "106.06366119283", "106.063661193");
	reads_as("unit", "lon", "0.00000000000000000000000000001", "0");
	reads_as("hazard", "funds", "0.30000000000000004", "3000.00");
	reads_as("unit", "employees", "12.000000000000002", "12");
	reads_as("unit", "employees", "-5", NULL);
	reads_as("hazard", "funds", "-0.01", NULL);
	reads_as("hazard", "level", "较大", NULL);
	reads_as("unit", "phone", "+86 138 0000 0000", "13800000000");
	reads_as("unit", "phone", "138-0000-0000", "13800000000");
	reads_as("unit", "phone", "（023）45600001", "02345600001");
	reads_as("unit", "phone", "023-45600001/１３８００００００００",
	         "023-45600001、13800000000");
	reads_as("unit", "phone", "119", "119");
	reads_as("unit", "phone", "no", NULL);
	reads_as("unit", "phone", "023-45600000转8001", "023-45600000转8001");
	reads_as("unit", "phone", "023-45600000-8001", "023-45600000转8001");
	reads_as("unit", "phone", "13800000000（微信、QQ同号）", "13800000000(微信、QQ同号)");
	reads_as("unit", "phone", "电话：138 0000 0000", "13800000000");
	reads_as("unit", "phone", "13800000000\n13900000000", "13800000000、13900000000");
	reads_as("unit", "phone", "13800000000 13900000000", "13800000000、13900000000");
	reads_as("unit", "phone", "王13800000000", "13800000000(王)");
	reads_as("unit", "phone", "1380000000013900000000", NULL);
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

/* What FIELD of the shipped set makes of TEXT that a user types on 2018-07-25. */
static void typed_as(const char *kind, const char *field, tl_day from, const char *text,
                     const char *want)
{
	TL_CLEANUP(tl_calendar_freep) struct tl_calendar *calendar = NULL;
	const struct tl_read how = {
		.field = tl_kind_key(tl_schema_kind(schema, kind), tl_str(field)),
		.today = tl_day_of(2018, 7, 25),
		.from = from,
		.calendar = &calendar,
		.offset = 8 * 3600
	};
	struct tl_reading r = { "", "" };
	TL_BUF out = { 0 };
	int rc = tl_type_read(&how, tl_str(text), &out, &r);
	if (!want) {
		assert_int_equal(rc, TLSAFE_EINPUT);
		assert_true(r.wrong[0]);
		return;
	}
	if (rc)
		print_error("%s \"%s\": %s\n", field, text, r.wrong);
	assert_int_equal(rc, 0);
	assert_true(tl_eqs(tl_buf_bytes(&out), want));
}

static void typed_dates_may_be_relative(void **state)
{
	tl_day found = tl_day_of(2018, 7, 2);
	(void)state;
	typed_as("hazard", "found", TL_NODAY, "today", "2018-07-25");
	typed_as("hazard", "found", TL_NODAY, "-1d", "2018-07-24");
	typed_as("hazard", "found", TL_NODAY, "2018/7/2", "2018-07-02");
	typed_as("hazard", "deadline", found, "+15d", "2018-07-17");
	typed_as("hazard", "deadline", found, "15天", "2018-07-17");
	typed_as("hazard", "found", TL_NODAY, "2018-06", NULL);
	typed_as("hazard", "found", TL_NODAY, "soon", NULL);
	/* Three weeks, of which no day is a holiday. */
	typed_as("hazard", "deadline", found, "+15wd", "2018-07-23");
	typed_as("hazard", "deadline", found, "15个工作日", "2018-07-23");
	typed_as("hazard", "deadline", found, "+0wd", NULL);
	typed_as("hazard", "deadline", found, "+9999wd", NULL);
	/* What stands for nothing in a cell does not where it is typed. */
	typed_as("hazard", "found", TL_NODAY, "/", NULL);
	typed_as("hazard", "found", TL_NODAY, "  ", "");
	typed_as("unit", "employees", TL_NODAY, "12人", NULL);
}

static int look_up(void *ctx, const struct tl_field *field, struct tl_bytes text,
                   struct tl_buf *id, struct tl_err *err)
{
	(void)ctx;
	(void)field;
	tl_buf_str(id, "U1");
	if (tl_eqs(text, "甲厂"))
		return 0;
	return tl_err_set(err, TLSAFE_ENOENT, "no unit is called so");
}

static void references_are_looked_up(void **state)
{
	struct tl_read how = {
		.field = tl_kind_key(tl_schema_kind(schema, "hazard"), TL_LIT("unit")),
		.lookup = look_up
	};
	struct tl_reading r = { "", "" };
	TL_BUF out = { 0 };
	(void)state;
	tl_buf_str(&out, "x");
	assert_int_equal(tl_type_read(&how, tl_str(" 甲厂 "), &out, &r), 0);
	assert_string_equal(out.data, "xU1");
	/* What was half written is taken off again. */
	assert_int_equal(tl_type_read(&how, tl_str("乙厂"), &out, &r), TLSAFE_ENOENT);
	assert_int_equal(out.len, 3);
	assert_string_equal(r.wrong, "no unit is called so");
	assert_int_equal(tl_type_read(&how, TL_LIT("5.00151E+17"), &out, &r), TLSAFE_EINPUT);
	/* Without a look-up it is an id. */
	how.lookup = NULL;
	tl_buf_clear(&out);
	assert_int_equal(tl_type_read(&how, TL_LIT("U000029"), &out, &r), 0);
	assert_true(tl_eqs(tl_buf_bytes(&out), "U000029"));
}

/* A field of its own of the type NAME. */
static struct tl_field of_type(const char *name)
{
	struct tl_field f = { .key = "f", .type = tl_type_find(name), .max = 10 };
	assert_non_null(f.type);
	return f;
}

static void texts_have_a_length_in_characters(void **state)
{
	struct tl_field f = of_type("text");
	struct tl_read how = { .field = &f };
	struct tl_reading r = { "", "" };
	TL_BUF out = { 0 };
	(void)state;
	assert_int_equal(tl_type_read(&how, tl_str("一二三四五六七八九十"), &out, &r), 0);
	assert_int_equal(tl_type_read(&how, tl_str("一二三四五六七八九十一"), &out, &r),
	                 TLSAFE_EINPUT);
	assert_non_null(strstr(r.wrong, "10 characters"));
	assert_string_equal(r.warning, "");
	assert_int_equal(tl_type_read(&how, TL_LIT("a\xef\xbf\xbd"), &out, &r), 0);
	assert_true(r.warning[0]);
	assert_int_equal(tl_type_read(&how, TL_LIT("a\0b"), &out, &r), TLSAFE_EINPUT);
}

static void codes_of_devices_have_20_digits(void **state)
{
	(void)state;
	reads_as("camera", "code", "50015100001320000001", "50015100001320000001");
	reads_as("camera", "code", "３４０２００００００１３２０００００１１",
	         "34020000001320000011");
	reads_as("camera", "code", "5001510000132000000", NULL);
	reads_as("camera", "code", "500151000013200000012", NULL);
	reads_as("camera", "code", "5001510000132000000A", NULL);
	reads_as("camera", "code", "5.0015100001E+19", NULL);
}

static void instants_are_kept_in_the_stores_offset(void **state)
{
	struct tl_field f = of_type("instant");
	struct tl_read how = { .field = &f, .offset = 8 * 3600 };
	struct tl_reading r = { "", "" };
	TL_BUF out = { 0 };
	(void)state;
	assert_int_equal(tl_type_read(&how, TL_LIT("2018-07-01T00:00:00Z"), &out, &r), 0);
	assert_string_equal(out.data, "2018-07-01T08:00:00+08:00");
	assert_int_equal(tl_type_read(&how, TL_LIT("noon"), &out, &r), TLSAFE_EINPUT);
	assert_true(r.wrong[0]);
}

static void the_table_is_found_by_name(void **state)
{
	size_t n = 0;
	(void)state;
	for (const struct tl_type *t = tl_types; t->name; t++, n++) {
		assert_ptr_equal(tl_type_find(t->name), t);
		assert_non_null(t->read);
		assert_true(t->placeholder[0] && t->about[0] && t->example[0]);
		/* What sorts by number can be read as one. */
		if (t->numeric) {
			int64_t v;
			assert_true(t->number(tl_str(t->example), &v));
		}
	}
	assert_int_equal(n, 17);
	assert_null(tl_type_find("number"));
	assert_null(tl_type_find(""));
}

static void values_sort_by_what_they_are(void **state)
{
	/* a before b */
	static const struct {
		const char *type, *a, *b;
	} t[] = { { "integer", "9", "10" },        { "integer", "-10", "-9" },
		  { "integer", "-1", "0" },        { "money", "9.99", "10.00" },
		  { "money", "-0.01", "0.00" },    { "decimal", "9.5", "10.25" },
		  { "decimal", "1.05", "1.5" },    { "decimal", "-0.5", "0.25" },
		  { "date", "2018-07-25", "2018-08-01" }, { "text", "10", "9" },
		  { "text", "a", "ab" },           { "text", "", "a" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		struct tl_field f = of_type(t[i].type);
		struct tl_bytes a = tl_str(t[i].a), b = tl_str(t[i].b);
		assert_true(tl_type_compare(&f, a, b) < 0);
		assert_true(tl_type_compare(&f, b, a) > 0);
		assert_int_equal(tl_type_compare(&f, a, a), 0);
		/* Absent is last. */
		assert_true(tl_type_compare(&f, a, TL_NONE) < 0);
		assert_true(tl_type_compare(&f, TL_NONE, a) > 0);
		assert_int_equal(tl_type_compare(&f, TL_NONE, TL_NONE), 0);
	}
}

static void json_is_as_the_type_says(void **state)
{
	static const struct {
		const char *type, *text, *json;
	} t[] = { { "integer", "12", "12" },        { "decimal", "-0.5", "-0.5" },
		  { "money", "320.00", "\"320.00\"" }, { "boolean", "yes", "true" },
		  { "boolean", "no", "false" },      { "text", "a\"\n", "\"a\\\"\\n\"" },
		  { "date", "2018-07-25", "\"2018-07-25\"" },
		  { "list", "a、b\"", "[\"a\",\"b\\\"\"]" },
		  { "list", "a", "[\"a\"]" },        { "list", "", "[]" } };
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		struct tl_field f = of_type(t[i].type);
		TL_BUF out = { 0 };
		tl_type_json(&out, &f, tl_str(t[i].text));
		assert_string_equal(out.data, t[i].json);
	}
}

/* What FIELD shows for TEXT in either language. */
static void shown_as(const char *kind, const char *field, const char *text, const char *zh,
                     const char *en)
{
	const struct tl_field *f = tl_kind_key(tl_schema_kind(schema, kind), tl_str(field));
	TL_BUF out = { 0 };
	tl_type_label(&out, f, tl_str(text), true);
	assert_string_equal(out.data, zh);
	tl_buf_clear(&out);
	tl_type_label(&out, f, tl_str(text), false);
	assert_string_equal(out.data, en);
}

static void codes_have_labels_and_the_rest_is_itself(void **state)
{
	const struct tl_codes *sector = tl_schema_codes(schema, "sector");
	const struct tl_code *a = tl_codes_code(sector, TL_LIT("207")),
			     *b = tl_codes_code(sector, TL_LIT("208"));
	char zh[256], en[256];
	(void)state;
	shown_as("hazard", "place", "甲", "甲", "甲");
	/* A code that nobody knows any more. */
	shown_as("hazard", "category", "no", "no", "no");
	snprintf(zh, sizeof(zh), "%s、%s", a->zh.data, b->zh.data);
	snprintf(en, sizeof(en), "%s、%s", a->en.data, b->en.data);
	shown_as("unit", "other_sectors", "207、208", zh, en);
	struct tl_field f = of_type("boolean");
	TL_BUF out = { 0 };
	tl_type_label(&out, &f, TL_LIT("yes"), true);
	tl_type_label(&out, &f, TL_LIT("no"), true);
	tl_type_label(&out, &f, TL_LIT("yes"), false);
	tl_type_label(&out, &f, TL_LIT("no"), false);
	assert_string_equal(out.data, "是否yesno");
}

static void lists_are_taken_item_by_item(void **state)
{
	struct tl_bytes rest = tl_str("甲、乙b、c"), item;
	(void)state;
	assert_true(tl_list_next(&rest, &item) && tl_eqs(item, "甲"));
	assert_true(tl_list_next(&rest, &item) && tl_eqs(item, "乙b"));
	assert_true(tl_list_next(&rest, &item) && tl_eqs(item, "c"));
	assert_false(tl_list_next(&rest, &item));
	rest = TL_NONE;
	assert_false(tl_list_next(&rest, &item));
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
		cmocka_unit_test(typed_dates_may_be_relative),
		cmocka_unit_test(references_are_looked_up),
		cmocka_unit_test(texts_have_a_length_in_characters),
		cmocka_unit_test(codes_of_devices_have_20_digits),
		cmocka_unit_test(instants_are_kept_in_the_stores_offset),
		cmocka_unit_test(the_table_is_found_by_name),
		cmocka_unit_test(values_sort_by_what_they_are),
		cmocka_unit_test(json_is_as_the_type_says),
		cmocka_unit_test(codes_have_labels_and_the_rest_is_itself),
		cmocka_unit_test(lists_are_taken_item_by_item),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("schema/type", tests, load_set, free_set);
}
