/* What items of an assessment are worth. */
#include "../unit.h"

#include "stats/figures.h"
#include "stats/score.h"

static struct tl_rule_word words[8];
static struct tl_book_rule rule;
static const struct tl_rulebook rules = { .file = "x", .rule = &rule, .n = 1 };

/* A rule of these words, "KEY=TEXT"; numbers are whole. */
static void make(const char *is, const char *const *pairs)
{
	rule = (struct tl_book_rule){ .id = "a", .is = is, .line = 3, .word = words };
	for (; *pairs; pairs++) {
		const char *equals = strchr(*pairs, '=');
		static char keys[8][16];
		char *key = keys[rule.nwords];
		snprintf(key, 16, "%.*s", (int)(equals - *pairs), *pairs);
		words[rule.nwords++] = (struct tl_rule_word){
			.key = key, .text = tl_str(equals + 1), .line = 4,
			.hundredths = strtol(equals + 1, NULL, 10) * 100
		};
	}
}
#define MAKE(is, ...) make(is, (const char *const[]){ __VA_ARGS__, NULL })

static struct tl_item ready(void)
{
	struct tl_item it;
	struct tl_err err = { 0 };

	assert_int_equal(tl_item_ready(&it, &rules, &rule, &err), 0);
	return it;
}

static void fails(const char *want)
{
	struct tl_item it;
	struct tl_err err = { 0 };

	assert_int_equal(tl_item_ready(&it, &rules, &rule, &err), TLSAFE_ECONFIG);
	assert_string_equal(err.text, want);
}

static void a_rate_is_scored_between_two_values(void **state)
{
	struct tl_item it;

	(void)state;
	MAKE("rate", "figure=on_time_first/due_first", "points=30", "full=100", "zero=60");
	it = ready();
	assert_int_equal(it.part, TL_FIGURE_ON_TIME_FIRST);
	assert_int_equal(it.whole, TL_FIGURE_DUE_FIRST);
	assert_int_equal(it.without, -1);
	assert_int_equal(tl_item_points(&it, 10, 10, 0).points, 3000);
	assert_int_equal(tl_item_points(&it, 8, 10, 0).points, 1500);
	assert_int_equal(tl_item_points(&it, 6, 10, 0).points, 0);
	assert_int_equal(tl_item_points(&it, 0, 10, 0).points, 0);
	/* 2/3 is 66.67 %: 6.67 of 40 of 30 points are 5 exactly, half up */
	assert_int_equal(tl_item_points(&it, 2, 3, 0).points, 500);
	assert_int_equal(tl_item_points(&it, 8, 10, 0).of, 3000);
	MAKE("rate", "figure=rate_own", "points=1", "full=98");
	it = ready();
	assert_int_equal(it.without, TL_FIGURE_REFERRED);
	assert_int_equal(tl_item_points(&it, 98, 100, 0).points, 100);
	assert_int_equal(tl_item_points(&it, 1, 3, 0).points, 34);
}

static void few_are_not_scored(void **state)
{
	struct tl_item it;

	(void)state;
	MAKE("rate", "figure=rate", "points=30", "full=100");
	it = ready();
	assert_false(tl_item_points(&it, 0, 0, 0).scored);
	assert_false(tl_item_points(&it, 4, 4, 5).scored);
	assert_true(tl_item_points(&it, 4, 5, 5).scored);
}

static void an_occurrence_is_taken_or_given_within_bounds(void **state)
{
	struct tl_item it;

	(void)state;
	MAKE("deduct", "figure=overdue", "points=10", "each=3");
	it = ready();
	assert_int_equal(tl_item_points(&it, 0, 0, 5).points, 1000);
	assert_int_equal(tl_item_points(&it, 3, 0, 5).points, 100);
	assert_int_equal(tl_item_points(&it, 4, 0, 5).points, 0);
	assert_int_equal(tl_item_points(&it, UINT64_MAX, 0, 5).points, 0);
	MAKE("bonus", "figure=on_spot", "most=5", "each=2");
	it = ready();
	assert_int_equal(tl_item_points(&it, 2, 0, 0).points, 400);
	assert_int_equal(tl_item_points(&it, 3, 0, 0).points, 500);
	assert_int_equal(tl_item_points(&it, 3, 0, 0).of, 0);
	MAKE("bonus", "figure=on_spot", "most=5", "each=0");
	it = ready();
	assert_int_equal(tl_item_points(&it, 9, 0, 0).points, 0);
	MAKE("veto", "kind=accident", "at_least=2");
	it = ready();
	assert_false(tl_item_points(&it, 1, 0, 0).veto);
	assert_true(tl_item_points(&it, 2, 0, 0).veto);
}

static void a_score_is_of_a_hundred(void **state)
{
	(void)state;
	assert_int_equal(tl_score_of(8500, 8500), 10000);
	assert_int_equal(tl_score_of(1, 3), 3333);
	assert_int_equal(tl_score_of(2, 3), 6667);
	assert_int_equal(tl_score_of(1, 20000), 1);	/* 0.5 hundredths: up */
}

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	MAKE("rate", "figure=rates", "points=1", "full=100");
	fails("x.yaml:4: a: 'rates' is neither a rate nor one figure over another, as in "
	      "on_time_first/due_first");
	MAKE("rate", "figure=found/none", "points=1", "full=100");
	fails("x.yaml:4: a: 'found/none' is neither a rate nor one figure over another, as in "
	      "on_time_first/due_first");
	MAKE("rate", "figure=rate", "points=1", "full=60", "zero=60");
	fails("x.yaml:4: a: 'full' is more than 'zero', or points would be divided by nothing");
	MAKE("deduct", "points=1", "each=1");
	fails("x.yaml:3: a: say either 'figure' or 'kind'");
	MAKE("deduct", "figure=found", "kind=visit", "points=1", "each=1");
	fails("x.yaml:4: a: say either 'figure' or 'kind'");
	MAKE("veto", "figure=found", "at_least=0");
	fails("x.yaml:4: a: 'at_least' is 1 or more, or all would be vetoed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rate_is_scored_between_two_values),
		cmocka_unit_test(few_are_not_scored),
		cmocka_unit_test(an_occurrence_is_taken_or_given_within_bounds),
		cmocka_unit_test(a_score_is_of_a_hundred),
		cmocka_unit_test(what_is_wrong_is_named),
	};

	return cmocka_run_group_tests_name("stats/score", tests, NULL, NULL);
}
