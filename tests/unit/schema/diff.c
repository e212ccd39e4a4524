/* What a changed file of a schema set adds, and what it may not touch. */
#include "set.h"

#include "base/crypto.h"
#include "schema/diff.h"

#define TEXT "  - {key: t, type: text, max: 50, zh: 文, en: Text, by: set, about: a, also: [词]}\n"
#define CHOICE \
	"  - {key: c, type: choice, zh: 选, en: Choice, by: set, about: a, values: [{code: x, " \
	"zh: 甲}, {code: y, zh: 乙}]}\n"
#define MORE "  - {key: m, type: date, zh: 日, en: Day, by: set, about: a}\n"

static void say(void *ctx, const struct tl_difference *d)
{
	struct tl_buf *out = ctx;
	tl_buf_printf(out, "%s%zu %s %s", out->len ? "; " : "", d->line, d->what, d->of);
	if (d->refused)
		tl_buf_printf(out, " NO %s", d->refused);
}

/* WANT is every difference, in order. */
static void differs(const char *was, const char *now, const char *want)
{
	struct tl_schema *a = set_of(tl_str(was)), *b = set_of(tl_str(now));
	TL_BUF said = { 0 };
	TL_CLEANUP(tl_diff_release) struct tl_diff d = { .tell = say, .ctx = &said };

	tl_diff_kind(&d, tl_schema_kind(a, "k"), tl_schema_kind(b, "k"));
	assert_string_equal(said.data ? said.data : "", want);
	tl_schema_free(a);
	tl_schema_free(b);
}

static void additions_are_taken(void **state)
{
	(void)state;
	differs(HEAD TEXT, HEAD TEXT, "");
	differs(HEAD TEXT, "# remark\n" HEAD TEXT, "");
	differs(HEAD TEXT, HEAD TEXT MORE, "10 field m");
	differs(HEAD TEXT CHOICE, HEAD TEXT CHOICE MORE, "11 field m");
	differs(HEAD TEXT,
	        HEAD "  - {key: t, type: text, max: 60, zh: 字, en: Text, by: set, about: b, also: "
	             "[词, 文]}\n",
	        "9 max t; 9 label t; 9 about t; 9 alias t");
	differs(HEAD TEXT CHOICE,
	        HEAD TEXT
	        "  - {key: c, type: choice, zh: 选, en: Choice, by: set, about: a, values: [{code: "
	        "w, zh: 丙}, {code: x, zh: 甲, until: 2018-12-31}, {code: y, zh: 乙}]}\n",
	        "10 until c.x; 10 code c.w");
}

static void what_others_rest_on_is_refused(void **state)
{
	(void)state;
	differs(HEAD TEXT MORE, HEAD TEXT, "1 field m NO the field is gone; records may hold it");
	differs(HEAD TEXT,
	        HEAD "  - {key: t, type: date, zh: 文, en: Text, by: set, about: a, max: 50, also: "
	             "[词]}\n",
	        "9 type t NO 'type' cannot change from text to date");
	differs(HEAD TEXT,
	        HEAD "  - {key: t, type: text, max: 50, zh: 文, en: Text, by: set, about: a}\n",
	        "9 alias t NO its alias '词' is gone");
	differs(HEAD TEXT,
	        HEAD "  - {key: t, type: text, max: 50, zh: 文, en: Text, by: set, about: a, also: "
	             "[词, ID]}\n",
	        "9 heading t NO 'ID' already means id");
	differs(HEAD TEXT,
	        HEAD "  - {key: t, type: text, max: 50, zh: 文, en: Text, by: add, personal: true, "
	             "required: true, about: a, also: [词]}\n",
	        "9 by t NO 'by' cannot change from set to add; 9 personal t NO 'personal' cannot "
	        "change from false to true; "
	        "9 required t NO it cannot become required: records may lack it");
	differs(HEAD TEXT CHOICE, HEAD MORE TEXT CHOICE,
	        "9 field m NO new ones stand behind those that were there");
	differs(HEAD TEXT CHOICE, HEAD CHOICE TEXT,
	        "9 field c NO they keep their order: it stood behind t");
	differs(HEAD TEXT CHOICE,
	        HEAD TEXT "  - {key: c, type: choice, zh: 选, en: Choice, by: set, about: a, "
	                  "values: [{code: y, zh: 乙}, {code: z, zh: 甲}]}\n",
	        "10 code c.x NO the code is gone; records may hold it; 10 code c.z");
	differs(HEAD TEXT CHOICE,
	        HEAD TEXT "  - {key: c, type: choice, zh: 选, en: Choice, by: set, about: a, "
	                  "values: [{code: y, zh: 乙}, {code: x, zh: 甲}]}\n",
	        "10 code c.y NO codes keep their order: it stood behind x");
}

/* A day of a workflow that its records never had would be one of their lives from the first entry
 * on. */
#define LIFE "kind: k\nzh: 物\nen: Thing\nabout: a\nletter: K\nworkflow: hazard\nbegins: " \
	"found\ncolumns: [id]\nfields:\n" \
	"  - {key: id, type: id, zh: 编号, en: ID, by: add, about: a}\n  - {key: found, type: " \
		"date, zh: a, en: b, by: add, about: a}\n" \
	"  - {key: state, type: text, zh: c, en: d, by: derived, about: a}\n  - {key: level, " \
		"type: text, zh: e, en: f, by: grade, about: a}\n" \
	"  - {key: due, type: date, zh: g, en: h, by: derived, about: a}\n  - {key: deadline, " \
		"type: date, zh: i, en: j, by: add, about: a}\n" \
	"  - {key: rectified, type: date, zh: k, en: l, by: rectify, about: a}\n  - {key: " \
		"closed, type: date, zh: m, en: n, by: derived, about: a}\n" \
	"  - {key: cycle, type: integer, zh: o, en: p, by: derived, about: a}\n"

static void a_life_stays_as_it_was(void **state)
{
	(void)state;
	differs(LIFE,
	        LIFE "  - {key: extended_on, type: date, zh: q, en: r, by: extend, about: a}\n",
	        "19 field extended_on NO the life of a k would be another with it");
	differs(LIFE, LIFE "  - {key: responsible, type: text, zh: q, en: r, by: set, about: a}\n",
	        "19 field responsible");
}

static void what_a_file_says_of_itself_is_diffed(void **state)
{
#define K(letter, columns, more) \
	"kind: k\nzh: 物\nen: Thing\nabout: a\nletter: " letter \
	"\ncolumns: [" columns "]\n" more \
	"fields:\n  - {key: id, type: id, zh: 编号, en: ID, by: add, about: a}\n" TEXT
	(void)state;
	differs(K("K", "id", ""), K("K", "id, t", ""), "6 column t");
	differs(K("K", "id, t", ""), K("K", "id", ""),
	        "6 columns  NO column 2 of lists was t and cannot be left out");
	differs(K("K", "id, t", ""), K("K", "t, id", ""),
	        "6 columns  NO column 1 of lists was id and cannot be t");
	differs(K("K", "id", ""), K("L", "id", ""),
	        "1 letter  NO 'letter' cannot change from K to L");
#define NUMBER "  - {key: n, type: integer, zh: 号, en: No, by: set, about: a}\n"
	differs(K("K", "id", "") NUMBER, K("K", "id", "numbered: n\n") NUMBER,
	        "1 numbered  NO 'numbered' cannot change from none to n");
	differs(K("K", "id", ""), K("K", "id", "named: true\n"),
	        "1 named  NO 'named' cannot change from false to true");
	differs(K("K", "id", ""), K("K", "id", "ignored: [序号]\n"), "1 ignored ");
	differs(K("K", "id", "ignored: [序号]\n"), K("K", "id", "ignored: []\n"),
	        "1 ignored  NO the heading '序号' is gone from 'ignored'");
	/* A heading that was passed over may become a field's. */
	differs(K("K", "id", "ignored: [日]\n"), K("K", "id", "") MORE, "10 field m");
#undef K
}

static void new_fields_are_free_to_lack(void **state)
{
	(void)state;
	differs(HEAD TEXT,
	        HEAD TEXT "  - {key: m, type: date, zh: 日, en: Day, by: set, about: a, required: "
	                  "true}\n",
	        "10 field m NO a new one cannot be required: the records that are there lack it");
	/* Another field's alias, folded. */
	differs(HEAD TEXT,
	        HEAD TEXT "  - {key: m, type: date, zh: \"词 \", en: Day, by: set, about: a}\n",
	        "10 heading m NO '词 ' already means t");
}

static void a_limit_or_factor_does_not_shrink(void **state)
{
#define MONEY(also) HEAD "  - {key: f, type: money, zh: 款, en: Money, by: set, about: a, also: " \
	"[" also "]}\n"
	(void)state;
	differs(HEAD TEXT,
	        HEAD "  - {key: t, type: text, max: 49, zh: 文, en: Text, by: set, about: a, also: "
	             "[词]}\n",
	        "9 max t NO 'max' cannot shrink from 50 to 49: records may hold longer texts");
	differs(MONEY("{heading: 万, factor: 10000}"), MONEY("{heading: 万, factor: 1000}"),
	        "9 alias f NO the factor of '万' cannot change");
	differs(MONEY("{heading: 万, factor: 10000}"),
	        MONEY("{heading: 万, factor: 10000}, {heading: 千, factor: 1000}"), "9 alias f");
#undef MONEY
}

static void codes_of_a_shared_list_are_diffed_alike(void **state)
{
#define CODES(values) "codes: c\nabout: a\nvalues:\n" values
#define X "  - {code: x, zh: 甲, also: [子], attributes: {row: \"1\"}}\n"
	static const struct {
		const char *now, *want;
	} t[] = {
		{ CODES(X), "" },
		{ CODES(X "  - {code: y, zh: 乙}\n"), "5 code y" },
		{ CODES(X "  - {code: y, zh: 子}\n"), "5 code y NO '子' already means x" },
		{ CODES("  - {code: x, zh: 甲, attributes: {row: \"1\"}}\n"),
		  "4 alias x NO its alias '子' is gone" },
		{ CODES("  - {code: x, zh: 甲, also: [子]}\n"),
		  "4 attribute x NO its attribute 'row' is gone" },
		{ CODES("  - {code: x, zh: 甲, also: [子], attributes: {row: \"2\"}}\n"),
		  "4 attribute x NO its attribute 'row' cannot change from 1 to 2" },
		{ CODES("  - {code: x, zh: 丙, also: [子], until: 2018-12-31, attributes: {row: "
		        "\"1\", table: \"2\"}}\n"),
		  "4 label x; 4 until x; 4 attribute x" },
		{ CODES("  - {code: y, zh: 乙}\n"),
		  "1 code x NO the code is gone; records may hold it; 4 code y" },
	};
	struct tl_schema *a = set_of(TL_LIT(CODES(X)));
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		struct tl_schema *b = set_of(tl_str(t[i].now));
		TL_BUF said = { 0 };
		TL_CLEANUP(tl_diff_release) struct tl_diff d = { .tell = say, .ctx = &said };
		tl_diff_codes(&d, tl_schema_codes(a, "c"), tl_schema_codes(b, "c"));
		assert_string_equal(said.data ? said.data : "", t[i].want);
		tl_schema_free(b);
	}
	/* One that was not there is new as a whole. */
	TL_BUF said = { 0 };
	TL_CLEANUP(tl_diff_release) struct tl_diff d = { .tell = say, .ctx = &said };
	tl_diff_codes(&d, NULL, tl_schema_codes(a, "c"));
	assert_string_equal(said.data, "1 codes c");
	tl_schema_free(a);
#undef X
#undef CODES
}

static void what_is_taken_and_refused_is_counted(void **state)
{
	struct tl_schema *a = set_of(TL_LIT(HEAD TEXT)), *b = set_of(TL_LIT(HEAD MORE));
	TL_BUF said = { 0 };
	TL_CLEANUP(tl_diff_release) struct tl_diff d = { .tell = say, .ctx = &said };
	(void)state;
	tl_diff_kind(&d, tl_schema_kind(a, "k"), tl_schema_kind(b, "k"));
	assert_int_equal(d.changes, 1);
	assert_int_equal(d.refused, 1);
	/* They add up over files; a kind that was not there is one change. */
	tl_diff_kind(&d, NULL, tl_schema_kind(b, "k"));
	assert_int_equal(d.changes, 2);
	tl_schema_free(a);
	tl_schema_free(b);
}

static void the_district_is_not_changed_by_a_file(void **state)
{
#define D(site, name, offset) \
	"district: \"" site "\"\nname: " name "\noffset: \"" offset "\"\nlanguage: zh\n"
	static const struct {
		const char *now, *want;
	} t[] = {
		{ D("1", "n", "+08:00"), "" },
		{ D("2", "n", "+08:00"), "1 site  NO the site cannot change from 1 to 2" },
		{ D("1", "n", "+07:00"), "1 offset  NO the offset cannot change" },
		{ D("1", "m", "+08:00"), "1 settings  NO name, language, authority and prefixes "
		                         "are settings of the store" },
		{ D("1", "n", "+08:00") "prefixes: [甲]\n",
		  "1 settings  NO name, language, authority and prefixes "
		  "are settings of the store" },
		{ D("1", "n", "+08:00") "records: {k: [{id: a}]}\n",
		  "1 records  NO the records of a store's beginning cannot change" },
	};
	struct tl_schema *a = set_of(TL_LIT(HEAD));
	(void)state;
	for (size_t i = 0; i < TL_LEN(t); i++) {
		struct tl_schema_file files[] = { { TL_LIT("district"), tl_str(t[i].now) },
			                          { TL_LIT("k"), TL_LIT(HEAD) } };
		struct tl_schema *b = NULL;
		struct tl_err err = { 0 };
		TL_BUF said = { 0 };
		TL_CLEANUP(tl_diff_release) struct tl_diff d = { .tell = say, .ctx = &said };
		assert_int_equal(tl_schema_load(&b, files, 2, NULL, &err), 0);
		tl_diff_district(&d, &a->district, &b->district);
		assert_string_equal(said.data ? said.data : "", t[i].want);
		tl_schema_free(b);
	}
	tl_schema_free(a);
#undef D
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(additions_are_taken),
		cmocka_unit_test(what_others_rest_on_is_refused),
		cmocka_unit_test(a_life_stays_as_it_was),
		cmocka_unit_test(what_a_file_says_of_itself_is_diffed),
		cmocka_unit_test(new_fields_are_free_to_lack),
		cmocka_unit_test(a_limit_or_factor_does_not_shrink),
		cmocka_unit_test(codes_of_a_shared_list_are_diffed_alike),
		cmocka_unit_test(what_is_taken_and_refused_is_counted),
		cmocka_unit_test(the_district_is_not_changed_by_a_file),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("schema/diff", tests, NULL, NULL);
}
