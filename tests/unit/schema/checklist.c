/* Checklists: what the loader takes, that a store keeps them as they came, and the shipped ones. */
#include "set.h"

#include "schema/checklist.h"
#include "schema/past.h"
#include "schema/shelf.h"

#include "journal/workflow.h"

#define TOP "checklist: c\nzh: z\nen: e\nversion: \"1\"\n"
#define BASIS \
	"basis:\n  - {id: a14, zh: 法（2014）, from: 2014-12-01, until: 2021-08-31, source: s}\n" \
	"  - {id: a21, zh: 法（2021）, from: 2021-09-01}\n"
#define WORDS "category: \"15\", zh: z, en: e, weight: 5, level: general, days: 3"
#define ONE "  - {code: C1, " WORDS ", method: look, clauses: [a14 第三十三条, a21 第三十六条]}\n"
#define TWO \
	"  - {code: C02, category: \"18\", zh: z, en: e, weight: 1, level: major, days: 0, " \
	"method: measure, stop: true, local: true}\n"
#define WHOLE TOP "kinds: [school, care]\n" BASIS "items:\n" ONE TWO

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *basis, *want;
	} bases[] = {
		{ "a", "a basis is a map" },
		{ "{id: a b, zh: z, from: 2014-12-01}", "'id' is one word" },
		{ "{id: a, zh: z}", "'from' is missing" },
		{ "{id: a, zh: z, from: 2014-13-01}", "x.yaml:6:26: 'from' is a day such as" },
		{ "{id: a, zh: z, from: 2014-12-01, until: 2014-11-30}",
		  "'until' lies before 'from'" },
		{ "{id: a, zh: z, from: 2014-12-01}\n  - {id: a, zh: z, from: 2014-12-01}",
		  "basis 'a' stands twice" },
	};
	static const struct {
		const char *item, *want;
	} items[] = {
		{ "a", "an item is a map" },
		{ "{code: c1, " WORDS ", method: look}", "'code' is a capital letter" },
		{ "{code: \"1C\", " WORDS ", method: look}", "'code' is a capital letter" },
		{ "{code: C-1, " WORDS ", method: look}", "'code' is a capital letter" },
		{ "{code: C12345678, " WORDS ", method: look}", "'code' is a capital letter" },
		{ "{code: C1, " WORDS ", method: smell}", "'method' is papers, look, ask or" },
		{ "{code: C1, " WORDS "}", "'method' is missing" },
		{ "{code: C1, " WORDS ", method: look, clauses: [a14]}",
		  "'a14' is no basis with an article" },
		{ "{code: C1, " WORDS ", method: look, clauses: [a99 第三条]}", "no basis 'a99'" },
		{ "{code: C1, " WORDS ", method: look, stop: perhaps}", "stop" },
		{ "{code: C1, category: \"1\", zh: z, en: e, weight: 5, level: bad, days: 3, "
		  "method: look}", "'level' is general or major" },
		{ "{code: C1, category: \"1\", zh: z, en: e, weight: 5, level: major, days: -3, "
		  "method: look}", "'days' is a number up to 999" },
		{ "{code: C1, category: \"1\", zh: z, en: e, weight: 1000, level: major, days: 3, "
		  "method: look}", "'weight' is a number up to 999" },
	};
	char yaml[1024];

	(void)state;
	fails_with("zh: z\nchecklist: c\n", "a file with 'checklist' begins with it");
	fails_with(TOP "basis: []\n", "'basis' is missing");
	fails_with(TOP BASIS, "'items' is missing");
	fails_with(TOP BASIS "items:\n" ONE ONE, "item 'C1' stands twice");
	for (size_t i = 0; i < TL_LEN(bases); i++) {
		snprintf(yaml, sizeof(yaml), TOP "basis:\n  - %s\nitems:\n" TWO, bases[i].basis);
		fails_with(yaml, bases[i].want);
	}
	for (size_t i = 0; i < TL_LEN(items); i++) {
		snprintf(yaml, sizeof(yaml), TOP BASIS "items:\n  - %s\n", items[i].item);
		fails_with(yaml, items[i].want);
	}
}

static void reads(struct tl_bytes text)
{
	struct tl_schema *s = set_of(text);
	struct tl_checklist *c = NULL;
	struct tl_err err = { 0 };

	assert_int_equal(tl_checklist_open(&c, s, "none", &err), TLSAFE_ENOENT);
	assert_non_null(strstr(err.hint, "there are 'c'"));
	assert_null(c);
	assert_int_equal(tl_checklist_open(&c, s, "c", &err), 0);
	tl_schema_free(s);
	assert_string_equal(c->file, "k");
	assert_string_equal(c->version, "1");
	assert_string_equal(c->kinds[1], "care");
	assert_null(c->kinds[2]);
	assert_int_equal(c->nbasis, 2);
	assert_int_equal(c->basis[0].until, tl_day_of(2021, 8, 31));
	assert_int_equal(c->basis[1].until, TL_NOEND);
	assert_null(c->basis[1].source);
	assert_int_equal(c->nitems, 2);
	assert_int_equal(c->item[0].nclauses, 2);
	assert_int_equal(c->item[0].clause[1].basis, 1);
	assert_string_equal(c->item[0].clause[1].article, "第三十六条");
	assert_int_equal(c->item[0].method, TL_CHECK_LOOK);
	assert_int_equal(c->item[0].days, 3);
	assert_false(c->item[0].stop || c->item[0].major || c->item[0].local);
	assert_int_equal(c->item[1].nclauses, 0);
	assert_int_equal(c->item[1].method, TL_CHECK_MEASURE);
	assert_true(c->item[1].stop && c->item[1].major && c->item[1].local);
	tl_checklist_free(c);
}

static void a_store_keeps_it_as_it_came(void **state)
{
	struct tl_schema_file plain = { TL_LIT("k"), TL_LIT(WHOLE) };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };

	(void)state;
	reads(plain.text);
	assert_int_equal(tl_schema_pack(&packed, &plain, &err), 0);
	reads(tl_buf_bytes(&packed));
}

/* Each item of the shipped lists has a text to rest on, whose source is said, and a category of the
 * set. */
static void the_shipped_ones(void **state)
{
	const struct tl_codes *categories = tl_schema_codes(schema, "category");
	size_t lists = 0;

	(void)state;
	for (size_t i = 0; i < schema->nshelf; i++) {
		struct tl_checklist *c = NULL;
		struct tl_err err = { 0 };
		if (schema->shelf[i].sort != TL_SHELF_CHECKLIST)
			continue;
		lists++;
		assert_int_equal(tl_checklist_open(&c, schema, schema->shelf[i].name.data, &err),
		                 0);
		assert_in_range(c->nitems, 10, 30);
		for (size_t k = 0; k < c->nitems; k++) {
			const struct tl_check_item *item = &c->item[k];
			assert_int_not_equal(item->nclauses, 0);
			assert_non_null(tl_codes_code(categories, tl_str(item->category)));
			for (size_t m = 0; m < item->nclauses; m++)
				assert_non_null(c->basis[item->clause[m].basis].source);
		}
		tl_checklist_free(c);
	}
	assert_int_equal(lists, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_store_keeps_it_as_it_came),
		cmocka_unit_test(the_shipped_ones),
	};
	return cmocka_run_group_tests(tests, load_set, free_set);
}
