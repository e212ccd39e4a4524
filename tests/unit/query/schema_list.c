/* What the set says of kinds and fields. */
#include "../model.h"

#define KIND \
	"kind: extra\nzh: 附加\nen: Extra\nabout: \"more\"\nletter: E\n" \
	"columns: [id, name]\nfields:\n" \
	"  - {key: id, type: id, by: add, zh: 编号, en: ID, about: \"x\"}\n" \
	"  - {key: name, type: text, by: set, max: 9, required: true, zh: 名, en: Name, " \
	"about: \"x\"}\n"
#define MORE \
	"  - {key: phone, type: phone, by: set, personal: true, zh: 电话, en: Phone, " \
	"about: \"x\"}\n"

#define KINDS 20	/* files of schemas/kinds */

static const char *list(struct tlsafe *t, const char *known_at)
{
	struct tlsafe_out *out = model_out("tsv", 0);
	model_ok(t, tlsafe_schema_list(t, known_at, out));
	return model_end(out);
}

static const char *show(struct tlsafe *t, const char *kind, const char *known_at)
{
	struct tlsafe_out *out = model_out("tsv", 0);
	int rc = tlsafe_schema_show(t, kind, known_at, out);
	if (!rc)
		return model_end(out);
	assert_int_equal(rc, TLSAFE_ENOENT);
	assert_string_not_equal(tlsafe_errmsg(t), "");
	tlsafe_out_free(out);
	return NULL;
}

static void kinds_are_counted_and_named(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	size_t n = tlsafe_kinds(t);
	(void)state;
	assert_int_equal(n, KINDS);
	for (size_t i = 0; i < n; i++)
		assert_true(tlsafe_kind_exists(t, tlsafe_kind_name(t, i)));
	assert_null(tlsafe_kind_name(t, n));
	assert_string_equal(tlsafe_kind_name(t, 0), "appeal");
	assert_true(tlsafe_kind_exists(t, "hazard"));
	assert_false(tlsafe_kind_exists(t, "hazrad"));
	tlsafe_free(t);
}

static void a_line_a_kind(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const char *text = list(t, NULL);
	int lines = 0;
	(void)state;
	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	assert_int_equal(lines, KINDS);
	assert_non_null(strstr(text, "unit\t单位\tUnit\tU\t"));
	assert_non_null(strstr(text, "schema\t数据定义\tSchema\tY\t2\t"));
	tlsafe_free(t);
}

static void a_line_a_field(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const char *text = show(t, "hazard", NULL);
	(void)state;
	assert_ptr_equal(strstr(text, "id\tid\t隐患编号\tID\tadd\t\t\t\t"), text);
	assert_non_null(strstr(text, "\nunit\treference\t单位编号\tUnit\tadd\t\t\tunit\t"));
	assert_non_null(strstr(text, "\nfound\tdate\t发现日期\tFound\tadd\tyes\t\t\t"));
	assert_non_null(strstr(text, "\nowner\ttext\t整改责任人\tOwner\tset\t\tyes\t\t"));
	assert_non_null(strstr(text, "\tgeneral 一般, major 重大\t"));
	assert_null(show(t, "hazrad", NULL));
	tlsafe_free(t);
}

static void later_kinds_and_fields_are_not_known_before(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	model_ok(t, model_apply(t, "extra", KIND));
	model_ok(t, model_apply(t, "extra", KIND MORE));
	assert_int_equal(tlsafe_kinds(t), KINDS + 1);
	assert_non_null(strstr(list(t, NULL), "extra\t附加\tExtra\tE\t3\tmore\n"));
	assert_non_null(strstr(list(t, "1"), "extra\t附加\tExtra\tE\t2\tmore\n"));
	assert_null(strstr(list(t, "0"), "extra"));
	assert_non_null(strstr(show(t, "extra", NULL), "\nphone\t"));
	assert_null(strstr(show(t, "extra", "1"), "\nphone\t"));
	assert_null(show(t, "extra", "0"));
	/* What was shown of the past is past. */
	assert_true(tlsafe_kind_exists(t, "extra"));
	tlsafe_free(t);
}

static void what_was_taken_back_is_gone(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	model_ok(t, model_apply(t, "extra", KIND));
	assert_true(tlsafe_kind_exists(t, "extra"));
	model_ok(t, tlsafe_undo(t, 1, "wrong", false, model_told, NULL, NULL));
	assert_null(strstr(list(t, NULL), "extra"));
	assert_non_null(strstr(list(t, "1"), "extra"));
	assert_false(tlsafe_kind_exists(t, "extra"));
	assert_int_equal(tlsafe_kinds(t), KINDS);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_are_counted_and_named),
		cmocka_unit_test(a_line_a_kind),
		cmocka_unit_test(a_line_a_field),
		cmocka_unit_test(later_kinds_and_fields_are_not_known_before),
		cmocka_unit_test(what_was_taken_back_is_gone),
	};
	return cmocka_run_group_tests_name("query/schema_list", tests, NULL, model_drop);
}
