/* The walk behind everything that counts. */
#include "../model.h"

#include "stats/count.h"

struct sums {
	uint64_t n[TL_FIGURE_COUNT];
	uint64_t by_facts;
};

static int add(void *ctx, const struct tl_counted *seen)
{
	struct sums *s = ctx;
	assert_int_equal(seen->figures, tl_figures_of(seen->k));
	/* It is seen by its record or by its facts. */
	assert_true((seen->r == NULL) != (seen->b == NULL));
	if (seen->r)
		assert_int_equal(seen->r->row, seen->row);
	else
		assert_int_equal(tl_fact_row_number(seen->b, seen->i), seen->row);
	s->by_facts += seen->b != NULL;
	for (int i = 0; i < TL_FIGURE_COUNT; i++)
		s->n[i] += seen->figures >> i & 1;
	return 0;
}

static void count(struct sums *s, struct tlsafe *t, const char *as_of, uint64_t known,
                  struct model_words w)
{
	struct tl_count c = { 0 };
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	*s = (struct sums){ 0 };
	model_view(&v, t, as_of, known);
	model_ok(t, tl_query_begin(&q, &v, model_kind(t, "hazard"), w.word, model_count(&w),
	                           false));
	tl_count_begin(&c, &q);
	model_ok(t, tl_count_walk(&c, add, s));
	tl_count_end(&c);
	tl_query_release(&q);
}

static void seal(struct tlsafe *t, uint64_t rows)
{
	struct tl_kv_txn *txn;
	TL_BUF val = { 0 };
	tl_buf_uint(&val, rows);
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_put(txn, TL_LIT("Mseal"), tl_buf_bytes(&val), &t->err), 0);
	assert_int_equal(tl_kv_commit(&txn, &t->err), 0);
}

static void facts_and_records_count_the_same(void **state)
{
	static char *const words[] = { "level=general", "found=2018-02",  "found=2018-01..2018-02",
		                       "found!=2018-02", "town=500151005", "unit!=U000001",
		                       "found=2018-03..", "assignee=" };
	const tl_day first = model_day("2018-01-04");
	uint64_t facts = 0, counted = 0;
	char day[TL_DAY_TEXT];
	(void)state;
	/* All live; blocks of three. */
	for (uint64_t rows = 0; rows < 4; rows += 3) {
		struct tlsafe *t = model_store(true, NULL);
		if (rows)
			seal(t, rows);
		model_live(t);
		model_act(t, "2018-08-01", "void", "H20180209-0001", 0, NULL, NULL);
		for (size_t i = 0; i < TL_LEN(words); i++) {
			struct model_words w = { { words[i] } };
			/* Facts do not hold what the second one says. */
			struct model_words slow = { { words[i], "place!=z" } };
			for (tl_day d = first; d < first + 182; d += 3)
				for (uint64_t known = 2; known < 10; known += 3) {
					struct sums a, b;
					tl_day_format(day, d);
					count(&a, t, day, known, w);
					count(&b, t, day, known, slow);
					assert_memory_equal(a.n, b.n, sizeof(a.n));
					assert_int_equal(b.by_facts, 0);
					facts += a.by_facts;
					counted += a.n[TL_FIGURE_FOUND];
				}
		}
		tlsafe_free(t);
	}
	assert_true(facts > 1000);
	assert_true(counted > 1000);
}

static void a_period_ends_on_its_days(void **state)
{
	static const struct {
		char *word;
		uint64_t found, carried, due_first, due_now;
	} c[] = {
		{ "found=2018-02", 3, 1, 1, 1 },
		{ "found=2018-02-07..2018-02-09", 3, 0, 0, 0 },
		{ "found=2018-02-08..2018-02-08", 1, 0, 0, 0 },
		{ "found=2018-02-20..2018-02-20", 0, 2, 1, 1 },
		{ "found=2018-01-20..2018-01-20", 0, 1, 2, 1 },
		{ "found=..2018-01-05", 1, 0, 0, 0 },
		{ "found=2018-08-12..", 0, 3, 0, 0 },
	};
	struct tlsafe *t = model_lived();
	struct sums s;
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		count(&s, t, NULL, UINT64_MAX, (struct model_words){ { c[i].word } });
		assert_int_equal(s.n[TL_FIGURE_FOUND], c[i].found);
		assert_int_equal(s.n[TL_FIGURE_CARRIED], c[i].carried);
		assert_int_equal(s.n[TL_FIGURE_DUE_FIRST], c[i].due_first);
		assert_int_equal(s.n[TL_FIGURE_DUE_NOW], c[i].due_now);
	}
	tlsafe_free(t);
}

static void void_ones_count_nowhere(void **state)
{
	struct tlsafe *t = model_lived();
	struct sums before, after;
	struct model_words none = { { NULL } };
	(void)state;
	count(&before, t, NULL, UINT64_MAX, none);
	assert_int_equal(before.n[TL_FIGURE_FOUND], 7);
	model_act(t, "2018-08-01", "void", "H20180208-0001", 0, NULL, NULL);
	count(&after, t, NULL, UINT64_MAX, none);
	assert_int_equal(after.n[TL_FIGURE_FOUND], 6);
	/* Neither on the days before it was voided; but at the transaction before. */
	count(&after, t, "2018-07-01", UINT64_MAX, none);
	assert_int_equal(after.n[TL_FIGURE_FOUND], 6);
	count(&after, t, NULL, 7, none);
	assert_memory_equal(after.n, before.n, sizeof(after.n));
	tlsafe_free(t);
}

static int stop(void *ctx, const struct tl_counted *seen)
{
	(void)seen;
	++*(int *)ctx;
	return TLSAFE_EMEMORY;
}

static void a_walk_ends_where_it_is_told_to(void **state)
{
	struct tlsafe *t = model_lived();
	struct tl_count c = { 0 };
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	int calls = 0;
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	model_ok(t, tl_query_begin(&q, &v, model_kind(t, "hazard"), NULL, 0, false));
	tl_count_begin(&c, &q);
	assert_int_equal(tl_count_walk(&c, stop, &calls), TLSAFE_EMEMORY);
	assert_int_equal(calls, 1);
	tl_count_end(&c);
	tl_query_release(&q);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void the_case_of_one_record_says_whether_it_can_count(void **state)
{
	struct tlsafe *t = model_lived();
	char *word = "found=2018-02";
	struct tl_count c = { 0 };
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	struct tl_figure_case k;
	bool relevant;
	TL_RECORD r;
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	model_ok(t, tl_query_begin(&q, &v, model_kind(t, "hazard"), &word, 1, false));
	tl_count_begin(&c, &q);
	assert_true(c.one_period);
	assert_true(c.with_carried);
	assert_int_equal(c.first, model_day("2018-02-01"));
	assert_int_equal(c.last, model_day("2018-02-28"));
	model_ok(t, tl_view_get(&v, NULL, TL_LIT("H20180106-0001"), &r));
	model_ok(t, tl_count_case(&c, &r, &k, &relevant));
	assert_true(relevant);
	assert_false(k.in_cohort);
	assert_true(k.carried);
	assert_true(k.due_now);
	assert_false(k.due_first);
	assert_int_equal(k.t, model_day(MODEL_TODAY));
	tl_record_release(&r);
	model_ok(t, tl_view_get(&v, NULL, TL_LIT("H20180401-0001"), &r));
	model_ok(t, tl_count_case(&c, &r, &k, &relevant));
	assert_false(relevant);
	tl_count_end(&c);
	tl_query_release(&q);
	tl_view_end(&v);
	tlsafe_free(t);
}

struct towns {
	struct tl_count *c;
	uint64_t town[2], other;
};

static int by_town(void *ctx, const struct tl_counted *seen)
{
	struct towns *w = ctx;
	int i = 0;
	struct tl_bytes text;
	assert_non_null(seen->b);
	while (tl_fact_dimensions[i].field != TL_F_TOWN)
		i++;
	uint32_t symbol = tl_count_symbol(w->c, seen->b, seen->i, i);
	assert_int_equal(tl_count_symbol_text(w->c, i, symbol, &text), 0);
	if (tl_eqs(text, "500151004"))
		w->town[0]++;
	else if (tl_eqs(text, "500151005"))
		w->town[1]++;
	else
		w->other++;
	return 0;
}

static void symbols_tell_the_values_of_dimensions(void **state)
{
	struct tlsafe *t = model_lived();
	struct tl_count c = { 0 };
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	struct towns w = { .c = &c };
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	model_ok(t, tl_query_begin(&q, &v, model_kind(t, "hazard"), NULL, 0, false));
	tl_count_begin(&c, &q);
	model_ok(t, tl_count_walk(&c, by_town, &w));
	assert_int_equal(w.town[0], 4);
	assert_int_equal(w.town[1], 3);
	assert_int_equal(w.other, 0);
	tl_count_end(&c);
	tl_query_release(&q);
	tl_view_end(&v);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_and_records_count_the_same),
		cmocka_unit_test(a_period_ends_on_its_days),
		cmocka_unit_test(void_ones_count_nowhere),
		cmocka_unit_test(a_walk_ends_where_it_is_told_to),
		cmocka_unit_test(the_case_of_one_record_says_whether_it_can_count),
		cmocka_unit_test(symbols_tell_the_values_of_dimensions),
	};
	return cmocka_run_group_tests_name("stats/count", tests, NULL, model_drop);
}
