/* What is wrong with a checklist that can be read, and that reading goes on behind a fault. */
#include "set.h"

#include "base/buf.h"
#include "schema/checklint.h"

#define TOP "checklist: c\nzh: z\nen: e\nversion: \"1\"\nbasis:\n"	/* five lines */
#define A14 "  - {id: a14, zh: 法（2014）, from: 2014-12-01, until: 2021-08-31, source: s}\n"
#define A21 "  - {id: a21, zh: 法（2021）, from: 2021-09-01, source: s}\n"
#define MORE "category: \"01\", method: look, level: general"
#define SOUND "  - {code: C1, zh: z, en: e, weight: 5, days: 3, " MORE ", clauses: [a14 第三条]}\n"

static struct tl_buf told;

static void tell(void *ctx, size_t line, const char *of, const char *text, const char *hint)
{
	(void)ctx;
	assert_non_null(hint);
	tl_buf_printf(&told, "%zu %s: %s\n", line, of, text);
}

static void refuse(void *ctx, const char *of, const char *why)
{
	(void)ctx;
	tl_buf_printf(&told, "%s: %s\n", of ? of : "-", why);
}

/* What is told of a file with these BASES and ITEMS, and how many are marked local. */
static const char *judged(const char *bases, const char *items, size_t *local)
{
	const struct tl_check_faults faults = { .tell = refuse };
	struct tl_checklint l = { .categories = tl_schema_codes(schema, "category"), .tell = tell };
	struct tl_checklist *c = NULL;
	struct tl_err err = { 0 };
	TL_BUF text = { 0 };
	struct tl_shelf_file f = { .file = TL_LIT("x") };

	tl_buf_printf(&text, TOP "%sitems:\n%s", bases, items);
	f.text = tl_buf_bytes(&text);
	tl_buf_clear(&told);
	tl_buf_str(&told, "");
	assert_int_equal(tl_checklist_of(&c, &f, &faults, &err), 0);
	assert_string_equal(err.text, "");
	tl_checklint(&l, c);
	*local = l.local;
	tl_checklist_free(c);
	return told.data;
}

static void items_have_text_weight_and_category(void **state)
{
	static const struct {
		const char *item, *want;
	} cases[] = {
		{ "zh: z, en: e, weight: 1, days: 0, " MORE, "" },
		{ "zh: \" \", en: e, weight: 1, days: 0, " MORE, "8 C1: 'zh' is blank\n" },
		{ "zh: z, en: \"\xe3\x80\x80\", weight: 1, days: 0, " MORE,
		  "8 C1: 'en' is blank\n" },
		{ "zh: z, en: e, weight: 0, days: 0, " MORE,
		  "8 C1: with 'weight' 0 it counts for nothing\n" },
		{ "zh: z, en: e, weight: 1, days: 0, category: \"99\", method: ask, level: major",
		  "8 C1: no category of hazards: '99'\n" },
	};
	char item[300];
	size_t local;

	(void)state;
	for (size_t i = 0; i < TL_LEN(cases); i++) {
		snprintf(item, sizeof(item), "  - {code: C1, %s, clauses: [a14 第三条]}\n",
		         cases[i].item);
		assert_string_equal(judged(A14, item, &local), cases[i].want);
		assert_int_equal(local, 0);
	}
}

#define BARE "zh: z, en: e, weight: 5, days: 3, " MORE
static void an_item_rests_on_standard_article_and_source(void **state)
{
	static const char basis[] = A14 "  - {id: b, zh: 标准, from: 2018-01-01}\n";
	size_t local;

	(void)state;
	assert_string_equal(judged(basis, SOUND, &local), "");
	assert_string_equal(judged(basis, "  - {code: C1, " BARE "}\n", &local),
	                    "9 C1: no clause of a law or standard\n");
	assert_string_equal(judged(basis, "  - {code: C1, " BARE ", clauses: [b 5, a14 1]}\n",
	                           &local),
	                    "9 C1: no source of 'b', line 7\n");
	assert_string_equal(judged(basis, "  - {code: C1, " BARE ", clauses: [\"a14  \"]}\n",
	                           &local),
	                    "9 C1: no article of 'a14'\n");
	assert_int_equal(local, 0);
	/* Marked local it needs none of them. */
	assert_string_equal(judged(basis, "  - {code: C1, " BARE ", local: true}\n"
	                                  "  - {code: C2, " BARE ", clauses: [b 5], local: true}\n"
	                                  "  - {code: C3, " BARE ", clauses: [a14 5]}\n",
	                           &local), "");
	assert_int_equal(local, 2);
}

static void versions_of_a_law_follow_each_other(void **state)
{
	size_t local;

	(void)state;
	assert_string_equal(judged(A14 A21, SOUND, &local), "");
	assert_string_equal(
		judged(A14 "  - {id: n, zh: 法 (2021), from: 2021-08-31, source: s}\n", SOUND,
		       &local),
		"7 n: in force beside 'a14', of the same law, from 2021-08-31 on\n");
	assert_string_equal(
		judged("  - {id: n, zh: 法, from: 2015-01-01, source: s}\n" A14, SOUND, &local),
		"7 a14: in force beside 'n', of the same law, from 2015-01-01 on\n");
	/* Another law may be in force all the time. */
	assert_string_equal(
		judged(A14 "  - {id: n, zh: 法条例（2014）, from: 2014-12-01, source: s}\n", SOUND,
		       &local), "");
}

static void reading_goes_on_behind_a_fault(void **state)
{
	static const char wrong[] =
		"  - {id: a21, zh: 法（2021）, from: 2021-09-01, until: 2020-01-01, source: s}\n"
		"  - a\n";
	size_t local;

	(void)state;
	/* Of a basis that is wrong nothing else is told, nor of items that name it. */
	assert_string_equal(judged(A14, "  - {code: C2, zh: z}\n" SOUND SOUND
	                                "  - {code: c, " BARE "}\n"
	                                "  - a\n"
	                                "  - {code: C4, " BARE "}\n", &local),
	                    "C2: x.yaml:8:5: 'category' is missing\n"
	                    "C1: x.yaml:10:5: item 'C1' stands twice\n"
	                    "c: x.yaml:11:12: 'code' is a capital letter and up to 7 letters and "
	                    "digits, such as C12\n"
	                    "-: x.yaml:12:5: an item is a map: {code: ..., zh: ...}\n"
	                    "13 C4: no clause of a law or standard\n");
	TL_BUF bases = { 0 };
	tl_buf_printf(&bases, "%s%s", A14, wrong);
	assert_string_equal(judged(bases.data, "  - {code: C1, " BARE ", clauses: [a21 3]}\n",
	                           &local),
	                    "a21: x.yaml:7:5: 'until' lies before 'from'\n"
	                    "-: x.yaml:8:5: a basis is a map: {id: ..., zh: ..., from: ...}\n");
}

static void the_shipped_ones_pass(void **state)
{
	struct tl_checklint l = { .categories = tl_schema_codes(schema, "category"), .tell = tell };
	size_t lists = 0;

	(void)state;
	tl_buf_clear(&told);
	tl_buf_str(&told, "");
	for (size_t i = 0; i < schema->nshelf; i++) {
		struct tl_checklist *c = NULL;
		struct tl_err err = { 0 };
		if (schema->shelf[i].sort != TL_SHELF_CHECKLIST)
			continue;
		assert_int_equal(tl_checklist_of(&c, &schema->shelf[i], NULL, &err), 0);
		tl_checklint(&l, c);
		tl_checklist_free(c);
		lists++;
	}
	assert_string_equal(told.data, "");
	assert_int_equal(lists, 8);
}

static int drop(void **state)
{
	tl_buf_release(&told);
	return free_set(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_have_text_weight_and_category),
		cmocka_unit_test(an_item_rests_on_standard_article_and_source),
		cmocka_unit_test(versions_of_a_law_follow_each_other),
		cmocka_unit_test(reading_goes_on_behind_a_fault),
		cmocka_unit_test(the_shipped_ones_pass),
	};
	return cmocka_run_group_tests(tests, load_set, drop);
}
