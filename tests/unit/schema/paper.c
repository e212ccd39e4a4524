/* Papers that are made out: what the loader takes, and the shipped ones. */
#include "set.h"

#include "journal/workflow.h"
#include "schema/paper.h"

#define TOP "document: d\nzh: 单\nen: Slip\nversion: \"1\"\nsource: s\n"
#define EACH "each: unit\n"
#define WORDS "words: [{zh: 安监, until: 2018-12-31}, {zh: 应急, from: 2019-01-01}]\n"
#define COPIES "copies: [一]\n"
#define COLUMNS "columns: [{key: id, zh: 号, en: No}]\n"
#define PARTS "parts: [{is: title}, {is: text, text: ['{count|无}项']}, {is: list}]\n"

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *text, *want;
	} bad[] = {
		{ TOP WORDS COPIES COLUMNS PARTS, "'each' is missing" },
		{ TOP "each: town\n" WORDS COPIES COLUMNS PARTS,
		  "'each' is one of assignee, unit, hazard, inspection, not 'town'" },
		{ TOP EACH "needs: [late]\n" WORDS COPIES COLUMNS PARTS, "not 'late'" },
		{ TOP EACH "words: [{zh: a}, {zh: b}]\n" COPIES COLUMNS PARTS,
		  "two words count on one day" },
		{ TOP EACH "words: [{zh: a, from: x}]\n" COPIES COLUMNS PARTS, "is a day such as" },
		{ TOP EACH "words: [a]\n" COPIES COLUMNS PARTS, "a word of a number is a map" },
		{ TOP EACH WORDS "copies: []\n" COLUMNS PARTS, "'copies' is missing" },
		{ TOP EACH WORDS COPIES
		  "columns: [{key: id, zh: a, en: b}, {key: id, zh: a, en: b}]\n" PARTS,
		  "'id' stands twice" },
		{ TOP EACH WORDS COPIES COLUMNS "parts: [{is: list}]\n",
		  "the title is the first part" },
		{ TOP EACH WORDS COPIES COLUMNS "parts: [{is: title}, {is: title}]\n",
		  "the title is the first part" },
		{ TOP EACH WORDS COPIES COLUMNS "parts: [{is: head}]\n", "not 'head'" },
		{ TOP EACH WORDS COPIES COLUMNS "parts: [{is: title}, {is: text}]\n",
		  "a part 'text' has a 'text'" },
		{ TOP EACH WORDS COPIES COLUMNS "parts: [{is: title}, {is: list, text: [a]}]\n",
		  "the part 'list' has no 'text'" },
		{ TOP EACH WORDS COPIES COLUMNS "parts: [{is: title}, {is: to, text: ['{a']}]\n",
		  "'{' without a key and '}'" },
		{ TOP EACH WORDS COPIES COLUMNS "parts: [{is: title}, {is: to, text: ['{}']}]\n",
		  "'{' without a key and '}'" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(bad); i++)
		fails_with(bad[i].text, bad[i].want);
}

static void the_word_follows_the_day(void **state)
{
	struct tl_schema *s = set_of(TL_LIT(TOP EACH WORDS COPIES COLUMNS PARTS));
	struct tl_paper *p = NULL;
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_paper_open(&p, s, "none", &err), TLSAFE_ENOENT);
	assert_non_null(strstr(err.hint, "'d'"));
	assert_int_equal(tl_paper_open(&p, s, "d", &err), 0);
	assert_string_equal(tl_paper_word(p, tl_day_of(2018, 12, 31)), "安监");
	assert_string_equal(tl_paper_word(p, tl_day_of(2019, 1, 1)), "应急");
	assert_int_equal(p->each, TL_PAPER_UNIT);
	assert_int_equal(p->nparts, 3);
	tl_paper_free(p);
	tl_schema_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(the_word_follows_the_day),
	};
	return cmocka_run_group_tests_name("schema/paper", tests, NULL, NULL);
}
