/* What a changed file of a schema set adds, and what it may not touch; and how a file is kept with
 * what it was. */
#include "unit.h"

#include "journal/workflow.h"
#include "schema/diff.h"
#include "schema/past.h"

#define HEAD \
	"kind: k\nzh: 物\nen: Thing\nabout: a\nletter: K\ncolumns: [id, t]\nfields:\n  - {key: " \
	"id, type: id, zh: 编号, en: ID, by: add, about: a}\n"
#define TEXT "  - {key: t, type: text, max: 50, zh: 文, en: Text, by: set, about: a, also: [词]}\n"
#define CHOICE \
	"  - {key: c, type: choice, zh: 选, en: Choice, by: set, about: a, values: [{code: x, " \
	"zh: 甲}, {code: y, zh: 乙}]}\n"
#define MORE "  - {key: m, type: date, zh: 日, en: Day, by: set, about: a}\n"
#define DISTRICT "district: \"1\"\nname: n\noffset: \"+08:00\"\nlanguage: zh\n"

static struct tl_schema *load(struct tl_bytes text)
{
	struct tl_schema_file files[] = { { TL_LIT("k"), text },
		                          { TL_LIT("district"), TL_LIT(DISTRICT) } };
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };

	if (tl_schema_load(&s, files, 2, tl_workflows, &err))
		print_error("%s\n", err.text);
	assert_non_null(s);
	return s;
}

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
	struct tl_schema *a = load(tl_str(was)), *b = load(tl_str(now));
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

static void places_never_move(void **state)
{
	static const struct tl_bytes was[] = { TL_LIT(HEAD TEXT), TL_LIT(HEAD TEXT CHOICE),
		                               TL_LIT(HEAD TEXT MORE) };
	struct tl_schema_past past = { TL_LIT("k"), was[2], was, 3, 2 };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };
	struct tl_schema *s;
	const struct tl_kind *k;

	(void)state;
	assert_int_equal(tl_schema_pack_past(&packed, &past, &err), 0);
	s = load(tl_buf_bytes(&packed));
	k = tl_schema_kind(s, "k");
	assert_int_equal(k->nfields, 4);
	assert_string_equal(k->field[2].key, "c");
	assert_true(k->field[2].withdrawn);
	assert_null(tl_kind_key(k, TL_LIT("c")));
	assert_null(tl_kind_field(k, TL_LIT("选"), true, NULL));
	assert_ptr_equal(tl_kind_any_key(k, TL_LIT("c")), &k->field[2]);
	assert_string_equal(tl_kind_key(k, TL_LIT("m"))->key, k->field[3].key);
	tl_schema_free(s);
	/* All of it is taken back. */
	past.present = TL_NONE;
	tl_buf_clear(&packed);
	assert_int_equal(tl_schema_pack_past(&packed, &past, &err), 0);
	s = load(tl_buf_bytes(&packed));
	assert_null(tl_schema_kind(s, "k"));
	assert_int_equal(tl_schema_any_kind(s, "k")->nfields, 4);
	tl_schema_free(s);
}

static void later_files_are_numbered_later(void **state)
{
	static const struct tl_bytes
		first = TL_LIT(HEAD TEXT),
		second = TL_LIT(
			"kind: a\nzh: 甲\nen: A\nabout: a\nletter: A\ncolumns: [id]\nfields:\n"
			"  - {key: id, type: id, zh: 编号, en: ID, by: add, about: a}\n");
	struct tl_schema_past past = { TL_LIT("a"), second, &second, 1, 1 };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };
	struct tl_schema *s = NULL;

	(void)state;
	assert_int_equal(tl_schema_pack_past(&packed, &past, &err), 0);
	struct tl_schema_file files[] = { { TL_LIT("a"), tl_buf_bytes(&packed) },
		                          { TL_LIT("district"), TL_LIT(DISTRICT) },
		                          { TL_LIT("k"), first } };
	assert_int_equal(tl_schema_load(&s, files, 3, tl_workflows, &err), 0);
	assert_int_equal(tl_schema_kind(s, "k")->number, 1);
	assert_int_equal(tl_schema_kind(s, "a")->number, 2);
	tl_schema_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(additions_are_taken),
		cmocka_unit_test(what_others_rest_on_is_refused),
		cmocka_unit_test(a_life_stays_as_it_was),
		cmocka_unit_test(places_never_move),
		cmocka_unit_test(later_files_are_numbered_later),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
