/* The words in figures. */
#include "../model.h"

#include "stats/ask.h"
#include "stats/figures.h"

static void figures_are_found_by_their_key(void **state)
{
	(void)state;
	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		assert_int_equal(tl_figure_find(tl_figure_table[i].key), i);
	assert_int_equal(tl_figure_find("found"), TL_FIGURE_FOUND);
	assert_int_equal(tl_figure_find("on_time_now"), TL_FIGURE_ON_TIME_NOW);
	assert_int_equal(tl_figure_find("Found"), TL_FIGURE_FOUND);
	assert_int_equal(tl_figure_find("逾期"), TL_FIGURE_OVERDUE);
	assert_int_equal(tl_figure_find("按期(首次期限)"), TL_FIGURE_ON_TIME_FIRST);
	assert_int_equal(tl_figure_find("founds"), -1);
	assert_int_equal(tl_figure_find("rate"), -1);	/* counts nothing */
	assert_int_equal(tl_figure_find(""), -1);
}

static void help_names_every_figure_once(void **state)
{
	const char *p = tlsafe_figures();
	(void)state;
	for (int i = 0; i < TL_FIGURE_COUNT; i++) {
		size_t n = strcspn(p, " ");
		assert_int_equal(n, strlen(tl_figure_table[i].key));
		assert_memory_equal(p, tl_figure_table[i].key, n);
		p += n + (p[n] == ' ');
	}
	assert_int_equal(*p, 0);
}

static void shares_are_rounded_half_up(void **state)
{
	static const struct {
		uint64_t part, whole, want;
	} c[] = { { 11306, 11744, 963 },
		  /* printed as 97.28 % in the bulletin that has these two */
		  { 137354, 141911, 968 },
		  { 0, 7, 0 },      { 7, 7, 1000 },  { 4, 7, 571 }, { 2, 3, 667 }, { 1, 3, 333 },
		  { 963, 1000, 963 }, { 1, 2000, 1 }, { 1, 2001, 0 }, { 1999, 2000, 1000 } };
	uint64_t share = 77;
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		assert_true(tl_share_of(c[i].part, c[i].whole, &share));
		assert_int_equal(share, c[i].want);
	}
	assert_false(tl_share_of(0, 0, &share));
	assert_false(tl_share_of(1, 0, &share));
}

static void shares_are_parts_of_figures(void **state)
{
	(void)state;
	assert_string_equal(tl_share_table[0].key, "rate");
	assert_int_equal(tl_share_table[0].part, TL_FIGURE_RECTIFIED);
	assert_int_equal(tl_share_table[0].whole, TL_FIGURE_FOUND);
	assert_true(tl_share_table[0].without < 0);
	assert_string_equal(tl_share_table[1].key, "rate_own");
	assert_int_equal(tl_share_table[1].without, TL_FIGURE_REFERRED);
	assert_string_equal(tl_share_table[2].key, "closed_rate");
	assert_int_equal(tl_share_table[2].part, TL_FIGURE_CLOSED);
}

/* The keys of the figures that count K, each followed by a space. */
static const char *counted(const struct tl_figure_case *k)
{
	static char text[256];
	uint32_t bits = tl_figures_of(k);
	size_t n = 0;
	text[0] = 0;
	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		if (bits >> i & 1)
			n += (size_t)snprintf(text + n, sizeof(text) - n, "%s ",
			                      tl_figure_table[i].key);
	return text;
}

static void a_case_is_counted_as_it_stands(void **state)
{
	struct tl_figure_case k = { .t = 100, .in_cohort = true,
		                    .s = { .state = TL_STATE_ASSIGNED, .found = 10, .deadline = 100,
		                           .due = 100, .fixed = TL_NODAY } };
	(void)state;
	assert_string_equal(counted(&k), "found in_hand ");
	k.t = 101;
	assert_string_equal(counted(&k), "found in_hand overdue ");
	k.s.due = TL_NODAY;
	assert_string_equal(counted(&k), "found in_hand undated ");
	k.s.state = TL_STATE_AWAITING;
	assert_string_equal(counted(&k), "found rectified ");
	k.s.major = true;
	k.s.due = 50;
	assert_string_equal(counted(&k), "found in_hand awaiting_major ");
	k.s.state = TL_STATE_CLOSED;
	assert_string_equal(counted(&k), "found rectified closed ");
	k.s.on_spot = true;
	assert_string_equal(counted(&k), "found rectified closed on_spot ");
	k.s.state = TL_STATE_REFERRED;
	assert_string_equal(counted(&k), "found referred ");
	k.in_cohort = false;
	assert_string_equal(counted(&k), "");
	k.carried = true;
	assert_string_equal(counted(&k), "carried ");
}

static void on_time_is_by_the_last_day(void **state)
{
	struct tl_figure_case k = { .t = 200, .due_first = true, .due_now = true,
		                    .s = { .state = TL_STATE_AWAITING, .found = 10, .deadline = 50,
		                           .due = 60, .fixed = 50 } };
	(void)state;
	assert_string_equal(counted(&k), "due_first on_time_first due_now on_time_now ");
	k.s.fixed = 51;
	assert_string_equal(counted(&k), "due_first due_now on_time_now ");
	k.s.fixed = 60;
	assert_string_equal(counted(&k), "due_first due_now on_time_now ");
	k.s.fixed = 61;
	assert_string_equal(counted(&k), "due_first due_now ");
	/* A fix that is not shown, and one of a major that is not closed. */
	k.s.fixed = TL_NODAY;
	assert_string_equal(counted(&k), "due_first due_now ");
	k.s.fixed = 50;
	k.s.major = true;
	assert_string_equal(counted(&k), "due_first due_now ");
	assert_int_equal(tl_figure_fixed(&k), TL_NOEND);
	k.s.state = TL_STATE_CLOSED;
	assert_int_equal(tl_figure_fixed(&k), 50);
}

static void only_kinds_with_a_life_have_figures(void **state)
{
	static const char *const kinds[] = { NULL, "hazard", "unit", "hazrad" };
	struct tlsafe *t = model_lived();
	(void)state;
	for (size_t i = 0; i < TL_LEN(kinds); i++) {
		struct tlsafe_select s = { .kind = kinds[i], .as_of = "2018-02-01" };
		TL_VIEW v = { 0 };
		TL_QUERY q = { 0 };
		assert_int_equal(tl_figures_ask(&v, &q, t, &s), i < 2 ? 0 : TLSAFE_EUSAGE);
		if (i < 2) {
			assert_ptr_equal(q.kind, model_kind(t, "hazard"));
			assert_int_equal(tl_view_day(&v), model_day("2018-02-01"));
		}
		tl_query_release(&q);
		tl_view_end(&v);
	}
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_are_found_by_their_key),
		cmocka_unit_test(help_names_every_figure_once),
		cmocka_unit_test(shares_are_rounded_half_up),
		cmocka_unit_test(shares_are_parts_of_figures),
		cmocka_unit_test(a_case_is_counted_as_it_stands),
		cmocka_unit_test(on_time_is_by_the_last_day),
		cmocka_unit_test(only_kinds_with_a_life_have_figures),
	};
	return cmocka_run_group_tests_name("stats/figures", tests, NULL, model_drop);
}
