/* Blank forms: what the loader takes, where it says that something is wrong, and that a store keeps
 * them as they came. */
#include "set.h"

#include "journal/workflow.h"
#include "schema/blank.h"
#include "schema/diff.h"
#include "schema/past.h"
#include "schema/shelf.h"

#define TOP(version) \
	"form: f\nzh: z\nen: e\nversion: \"" version "\"\nsource: s\nhead: {zh: h, en: h}\n" \
	"foot: {zh: f, en: f}\nper: sector\ncolumns:\n"		/* up to line 9 */
#define LABEL "  - {id: row, is: label, zh: [r], en: [r]}\n"
#define FOUND "  - {id: found, is: count, zh: [a, b], en: [a], figure: found}\n"
#define RATE "  - {id: rate, is: rate, zh: [a, c], en: [c], part: found, whole: found}\n"
#define COLUMNS LABEL FOUND RATE
#define ROWS "rows:\n  - {id: all, is: total, zh: z, en: e}\n" \
	"  - {id: \"1\", zh: z, en: e, values: [\"101\"]}\n" \
	"  - {id: \"1.1\", zh: z, en: e, values: [\"1011\"], within: \"1\"}\n"
#define WHOLE TOP("1") COLUMNS ROWS

static struct tl_schema *load(struct tl_schema_file file)
{
	struct tl_schema_file f[2] = { file,
		                       { TL_LIT("district"), TL_LIT(DISTRICT) } };
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };

	if (tl_schema_load(&s, f, 2, tl_workflows, &err))
		print_error("%s\n", err.text);
	assert_non_null(s);
	return s;
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *column, *want;
	} columns[] = {
		{ "{id: a, is: sum, zh: [a], en: [a]}",
		  "x.yaml:11:17: 'is' is one of label, count, money, rate, units, not 'sum'" },
		{ "{id: a, is: count, zh: [a], en: [a]}", "'figure' is missing" },
		{ "{id: a, is: count, zh: [a], en: [a], of: unit}", "'on' is missing" },
		{ "{id: a, is: count, zh: [a], en: [a], of: unit, on: d, level: major}",
		  "a column that is a count of a kind has no 'level'" },
		{ "{id: a, is: money, zh: [a], en: [a], of: penalty, on: d, yuan: 1}",
		  "'figure' is missing" },
		{ "{id: a, is: units, zh: [a], en: [a], figure: found}",
		  "a column that is a units has no 'figure'" },
		{ "{id: a, is: units, zh: [], en: [a]}", "'zh' has the headings of a column" },
		{ "{id: a, is: units, zh: [a], en: [a], which: all}",
		  "'which' is due or inspected" },
		{ "{id: a, is: units, zh: [a], en: [a], colour: red}", "unknown word 'colour'" },
		{ "{id: row, is: units, zh: [a], en: [a]}", "column 'row' stands twice" },
		{ "{id: a, is: label, zh: [a], en: [a]}", "the first column, and no other" },
		{ "{id: a, is: rate, zh: [a], en: [a], part: a, whole: a}",
		  "column 'a' has no counts" },
		{ "{id: a, is: rate, zh: [a], en: [a], part: b, whole: a}",
		  "no column 'b'" },
		{ "{id: a, is: count, zh: [a], en: [a], figure: found, level: high}",
		  "'level' is general or major" },
		{ "{id: a, is: money, zh: [a], en: [a], figure: funds, yuan: 0}",
		  "'yuan' is how many yuan" },
		{ "a", "a column is a map" },
	};
	static const struct {
		const char *row, *want;
	} rows[] = {
		{ "  - {id: all, is: sum, zh: z, en: e}\n", "a row is a total or nothing else" },
		{ "  - {id: all, is: total, zh: z, en: e, values: [a]}\n", "has no 'values'" },
		{ "  - {id: a, zh: z, en: e}\n  - {id: a, zh: z, en: e}\n",
		  "row 'a' stands twice" },
		{ "  - {id: a, zh: z, en: e, values: [v]}\n"
		  "  - {id: b, zh: z, en: e, values: [v]}\n",
		  "a value of row 'a' once more" },
		{ "  - {id: a, zh: z, en: e, within: b}\n", "'b' is no row above it" },
		{ "  - {id: a, zh: z, en: e}\n  - {id: b, zh: z, en: e, within: a}\n"
		  "  - {id: c, zh: z, en: e, within: b}\n",
		  "'b' is no row above it" },
		{ "  - {id: a, is: total, zh: z, en: e}\n  - {id: b, is: total, zh: z, en: e}\n",
		  "a second total" },
		{ "  - a\n", "a row is a map" },
	};
	char yaml[2048];

	(void)state;
	fails_with("zh: z\nform: f\n", "x.yaml:1:1: a file with 'form' begins with it");
	fails_with("form: f\nzh: z\n", "'en' is missing");
	fails_with(TOP("1") "rows: []\n", "'columns'");
	fails_with(TOP("1") COLUMNS "rows: []\n", "'rows' is missing");
	for (size_t i = 0; i < TL_LEN(columns); i++) {
		snprintf(yaml, sizeof(yaml), TOP("1") LABEL "  - %s\n" ROWS, columns[i].column);
		fails_with(yaml, columns[i].want);
	}
	for (size_t i = 0; i < TL_LEN(rows); i++) {
		snprintf(yaml, sizeof(yaml), TOP("1") LABEL FOUND "rows:\n%s", rows[i].row);
		fails_with(yaml, rows[i].want);
	}
	fails_with(WHOLE "checks: [{parts: [a], whole: found}]\n", "no column 'a'");
	fails_with(WHOLE "checks: [{parts: [], whole: found}]\n", "'parts' has columns");
	fails_with(WHOLE "notes: [a]\n", "a note is a map");
}

static void reads(struct tl_schema_file file)
{
	struct tl_schema *s = load(file);
	struct tl_blank *b = NULL;
	struct tl_err err = { 0 };

	assert_int_equal(tl_blank_open(&b, s, "none", &err), TLSAFE_ENOENT);
	assert_non_null(strstr(err.hint, "there are 'f'"));
	assert_int_equal(tl_blank_open(&b, s, "f", &err), 0);
	tl_schema_free(s);
	assert_string_equal(b->file, "x");
	assert_int_equal(b->ncolumns, 3);
	assert_int_equal(b->column[2].part, 1);
	assert_int_equal(b->column[2].whole, 1);
	assert_string_equal(b->column[1].zh[1], "b");
	assert_int_equal(b->nrows, 3);
	assert_true(b->row[0].total);
	assert_int_equal(b->row[2].within, 2);
	assert_int_equal(tl_blank_depth(b), 2);
	tl_err_clear(&err);
	tl_blank_fault(b, &b->column[1], &err, "what");
	assert_string_equal(err.text, "x.yaml:11: found: what");
	tl_blank_free(b);
}

static void a_store_keeps_it_as_it_came(void **state)
{
	struct tl_schema_file plain = { TL_LIT("x"), TL_LIT(WHOLE) };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };

	(void)state;
	reads(plain);
	assert_int_equal(tl_schema_pack(&packed, &plain, &err), 0);
	reads((struct tl_schema_file){ TL_LIT("x"), tl_buf_bytes(&packed) });
}

struct told {
	char what[32], refused[256];
	size_t n;
};

static void tell(void *ctx, const struct tl_difference *d)
{
	struct told *t = ctx;

	t->n++;
	snprintf(t->what, sizeof(t->what), "%s", d->what);
	snprintf(t->refused, sizeof(t->refused), "%s", d->refused ? d->refused : "");
}

/* What is told of BEFORE that becomes AFTER. */
static struct told differ(const char *before, const char *after)
{
	struct tl_schema *was = load((struct tl_schema_file){ TL_LIT("x"), tl_str(before) });
	struct tl_schema *now = load((struct tl_schema_file){ TL_LIT("x"), tl_str(after) });
	struct told told = { .n = 0 };
	TL_CLEANUP(tl_diff_release) struct tl_diff d = { .tell = tell, .ctx = &told };
	struct tl_err err = { 0 };

	const struct tl_shelf_file *f = tl_shelf_find(now, TL_SHELF_FORM, "f");

	assert_int_equal(tl_diff_shelved(&d, was, now, f, &err), 0);
	tl_schema_free(was);
	tl_schema_free(now);
	return told;
}

static void another_text_wants_another_version(void **state)
{
	static const char other[] = TOP("1") LABEL FOUND ROWS;
	struct told t;

	(void)state;
	assert_int_equal(differ(WHOLE, "# a remark\n" WHOLE).n, 0);
	assert_int_equal(differ(WHOLE, other).n, 1);
	t = differ(WHOLE, other);
	assert_non_null(strstr(t.refused, "other form under the version 1"));
	t = differ(WHOLE, TOP("2") LABEL FOUND ROWS);
	assert_int_equal(t.n, 1);
	assert_string_equal(t.what, "version");
	assert_string_equal(t.refused, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_store_keeps_it_as_it_came),
		cmocka_unit_test(another_text_wants_another_version),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
