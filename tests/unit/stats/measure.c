/* Columns of figures. */
#include "../model.h"

#include "stats/ask.h"
#include "stats/measure.h"

/* Twice the days, and 1 for one that was closed. */
static struct tl_tally tally(size_t n, const uint32_t *days)
{
	struct tl_tally t = { .ndays = n, .maxdays = n, .days = malloc(n * sizeof(*days) + 1) };

	assert_non_null(t.days);
	memcpy(t.days, days, n * sizeof(*days));
	return t;
}

static void the_median_is_the_first_day_that_leaves_half(void **state)
{
	static const struct {
		size_t n;
		uint32_t days[8];
		int median, ninth;	/* -1: it never comes so far */
	} c[] = {
		{ 0, { 0 }, -1, -1 },
		{ 1, { 2 * 5 + 1 }, 5, 5 },
		{ 1, { 2 * 5 }, -1, -1 },
		{ 2, { 2 * 9 + 1, 2 * 3 + 1 }, 3, 9 },
		{ 4, { 2 * 1 + 1, 2 * 2 + 1, 2 * 3 + 1, 2 * 4 + 1 }, 2, 4 },
		{ 3, { 2 * 1 + 1, 2 * 1 + 1, 2 * 8 + 1 }, 1, 8 },
		/* in hand on the day on which another closes, it was still there to be closed */
		{ 2, { 2 * 3 + 1, 2 * 3 }, 3, -1 },
		/* what left before leaves the others their weight: 2/3, then 0 */
		{ 4, { 2 * 1, 2 * 2 + 1, 2 * 3, 2 * 4 + 1 }, 4, 4 },
		{ 3, { 2 * 1 + 1, 2 * 7, 2 * 7 }, -1, -1 },
		{ 2, { 2 * 0 + 1, 2 * 0 + 1 }, 0, 0 },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		struct tl_tally t = tally(c[i].n, c[i].days);
		uint32_t days = 77;
		assert_int_equal(tl_tally_days(&t, 500, &days), c[i].median >= 0);
		if (c[i].median >= 0)
			assert_int_equal(days, c[i].median);
		assert_int_equal(tl_tally_days(&t, 100, &days), c[i].ninth >= 0);
		if (c[i].ninth >= 0)
			assert_int_equal(days, c[i].ninth);
		tl_tally_release(&t);
	}
}

/* 49 of 98 is a half, whatever was multiplied to get there. */
static void rounding_moves_no_median(void **state)
{
	(void)state;
	for (uint32_t n = 2; n < 400; n += 2) {
		struct tl_tally t = { .ndays = 0 }, all = { .ndays = 0 };
		struct tl_err err = { 0 };
		uint32_t days;
		for (uint32_t i = 0; i < n; i++) {
			uint32_t one = (i + 1) * 2 + 1;
			struct tl_tally more = tally(1, &one);
			assert_int_equal(tl_tally_add(&t, &more, &err), 0);
			tl_tally_release(&more);
		}
		assert_int_equal(tl_tally_add(&all, &t, &err), 0);
		assert_true(tl_tally_days(&all, 500, &days));
		assert_int_equal(days, n / 2);
		tl_tally_release(&t);
		tl_tally_release(&all);
	}
}

static const char *text(const char *name, struct tl_tally *t)
{
	static char ret[64];
	struct tl_measure m;
	struct tl_err err = { 0 };
	TL_BUF out = { 0 };

	assert_int_equal(tl_measure_find(&m, tl_str(name), "x", &err), 0);
	if (!tl_measure_text(&m, t, &out))
		return "/";
	snprintf(ret, sizeof(ret), "%s", out.data);
	return ret;
}

static void what_is_counted_is_written(void **state)
{
	struct tl_tally t = { .n = { [TL_FIGURE_FOUND] = 11744,
		                     [TL_FIGURE_RECTIFIED] = 11306,
		                     [TL_FIGURE_REFERRED] = 11744 } };
	(void)state;
	assert_string_equal(text("found", &t), "11744");
	assert_string_equal(text("整改率%", &t), "96.3");
	assert_string_equal(text("rate_own", &t), "/");
	assert_string_equal(text("recheck_rate", &t), "/");
	assert_string_equal(text("cost", &t), "0.00");
	t.sum[1] = -5;
	assert_string_equal(text("cost", &t), "-0.05");
	t.sum[1] = (__int128)1000000000000000000 * 1000;
	assert_string_equal(text("Cost (yuan)", &t), "10000000000000000000.00");
	assert_string_equal(text("median_days", &t), "/");
}

static void what_is_none_says_what_is_near(void **state)
{
	struct tl_measure m;
	struct tl_err err = { 0 };
	(void)state;
	assert_int_equal(tl_measure_find(&m, tl_str("overdu"), "--figures: a figure", &err),
	                 TLSAFE_EUSAGE);
	assert_string_equal(err.text, "--figures: a figure: 'overdu' is none");
	assert_string_equal(err.hint, "did you mean 'overdue'?");
	tl_err_clear(&err);
	assert_int_equal(tl_measure_find(&m, tl_str(""), "x", &err), TLSAFE_EUSAGE);
	assert_non_null(strstr(err.hint, "there are found rectified"));
}

/* The key and the place of what a list of words asks for. */
static void before_a_rate_stands_what_it_is_of(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	struct tl_count c;
	struct tl_measures m = { .n = 0 };
	(void)state;
	model_ok(t, tl_figures_ask(&v, &q, t, &(struct tlsafe_select){ .kind = "hazard" }));
	tl_count_begin(&c, &q);
	model_ok(t, tl_measures_read(&m, "rate,found,recheck_rate", &c, &t->err));
	assert_int_equal(m.n, 6);
	assert_string_equal(m.m[0].key, "found");
	assert_string_equal(m.m[1].key, "rectified");
	assert_string_equal(m.m[2].key, "rate");
	assert_string_equal(m.m[3].key, "rechecked");
	assert_string_equal(m.m[5].key, "recheck_rate");
	assert_true(c.rechecks);
	assert_false(c.repeats || m.days || m.sums);
	tl_measures_release(&m);
	model_ok(t, tl_measures_read(&m, NULL, &c, &t->err));
	assert_int_equal(m.n, TL_FIGURE_USUAL + TL_SHARES_USUAL - 1);	/* carried has no eve */
	tl_measures_release(&m);
	assert_int_equal(tl_measures_read(&m, "carried", &c, &t->err), TLSAFE_EUSAGE);
	tl_measures_release(&m);
	tl_count_end(&c);
	tl_query_release(&q);
	tl_view_end(&v);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_median_is_the_first_day_that_leaves_half),
		cmocka_unit_test(rounding_moves_no_median),
		cmocka_unit_test(what_is_counted_is_written),
		cmocka_unit_test(what_is_none_says_what_is_near),
		cmocka_unit_test(before_a_rate_stands_what_it_is_of),
	};
	return cmocka_run_group_tests_name("stats/measure", tests, NULL, NULL);
}
