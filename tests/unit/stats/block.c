/* Figures of a block at once are those of its rows one by one. */
#include "../unit.h"

#include "stats/block.h"

#define ROWS 4096

static uint64_t state = 20181231;
static size_t told, counted;

static uint32_t random_below(uint32_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % n;
}

/* A day near 200, or none. */
static uint32_t some_day(void)
{
	return random_below(4) ? 100 + random_below(200) : 0;
}

static struct tl_fact row(void)
{
	static const uint32_t bits[] = { TL_FACT_MAJOR,  TL_FACT_ON_SPOT,   TL_FACT_VOID,
		                         TL_FACT_ABSENT, TL_FACT_IRREGULAR, TL_FACT_OTHER,
		                         TL_FACT_REFUSED };
	struct tl_fact f = { .found = some_day(), .rectified = some_day(), .closed = some_day(),
		             .last_on = some_day(), .assigned = some_day(), .deadline = some_day(),
		             .dated = some_day(), .extended_on = some_day(),
		             .extended_to = some_day(), .refused_on = some_day(),
		             .refused_fix = some_day(), .due_again = some_day() };

	for (size_t i = 0; i < TL_LEN(bits); i++)
		f.flags |= random_below(6) ? 0 : bits[i];
	return f;
}

static uint32_t number_of(tl_day day)
{
	return day == TL_NODAY ? 0 : (uint32_t)(day - TL_FACT_BASE);
}

static bool in_period(const struct tl_block_ask *q, tl_day day)
{
	return day != TL_NODAY && number_of(day) >= q->first && number_of(day) <= q->last;
}

/* As a walk sees the row alone: false, only its record tells. */
static bool one(const struct tl_fact *f, const struct tl_block_ask *q, uint32_t *figures,
                struct tl_status *s)
{
	tl_day day = q->day == UINT16_MAX ? TL_NOEND : tl_fact_date(q->day);
	struct tl_figure_case k = { .t = tl_fact_date(q->today) };
	struct tl_status eve;

	*figures = 0;
	if (!tl_fact_stand(&k.s, f, day))
		return false;
	*s = k.s;
	if (k.s.state == TL_STATE_NONE || k.s.state == TL_STATE_VOID || k.s.found > k.t)
		return true;
	k.in_cohort = in_period(q, k.s.found);
	k.due_first = in_period(q, k.s.deadline) && k.s.deadline <= k.t;
	k.due_now = in_period(q, k.s.due) && k.s.due <= k.t;
	if (q->carried && number_of(k.s.found) < q->first) {
		if (!tl_fact_stand(&eve, f, tl_fact_date(q->eve)))
			return false;
		k.carried = tl_status_in_hand(&eve);
	}
	*figures = tl_figures_of(&k);
	return true;
}

static void same(const struct tl_block_ask *q, size_t n)
{
	static struct tl_fact f[ROWS];
	static unsigned char flags[ROWS];
	static uint16_t column[TL_FACT_NCOLUMNS][ROWS];
	static struct tl_block_rows got;
	struct tl_fact_block b = { .n = n };

	for (size_t i = 0; i < n; i++) {
		f[i] = row();
		flags[i] = (unsigned char)f[i].flags;
#define X(name, width) column[TL_FACT_##name][i] = htole16((uint16_t)f[i].name);
		TL_FACT_COLUMNS(X)
#undef X
	}
	for (int c = 0; c < TL_FACT_NCOLUMNS; c++)
		b.column[c] = (const char *)column[c];
	b.column[TL_FACT_flags] = (const char *)flags;
	tl_block_figures(&got, &b, q);
	for (size_t i = 0; i < n; i++) {
		struct tl_status s = { .deadline = TL_NODAY, .due = TL_NODAY };
		uint32_t figures;
		bool tells = one(&f[i], q, &figures, &s);
		if (!tells)
			assert_true(got.ask[i]);
		if (got.ask[i]) {
			assert_int_equal(got.figures[i], 0);
			continue;
		}
		told++;
		counted += figures != 0;
		assert_int_equal(got.figures[i], figures & 0xffff);
		if (figures & (1u << TL_FIGURE_DUE_FIRST))
			assert_int_equal(got.deadline[i], number_of(s.deadline));
		if (figures & (1u << TL_FIGURE_DUE_NOW))
			assert_int_equal(got.due[i], number_of(s.due));
	}
}

static void a_block_counts_as_its_rows(void **unused)
{
	static const uint16_t days[] = { UINT16_MAX, 150, 200, 299, 1 };

	(void)unused;
	for (size_t d = 0; d < TL_LEN(days); d++)
		for (int i = 0; i < 8; i++) {
			uint16_t first = (uint16_t)(120 + random_below(150));
			struct tl_block_ask q = {
				.day = days[d],
				.today = days[d] == UINT16_MAX ? 250 : days[d],
				.first = i & 1 ? first : 1,
				.last = i & 2 ? (uint16_t)(first + random_below(60)) : UINT16_MAX,
				.eve = (uint16_t)(first - 1),
				.carried = i & 1 && i & 4,
				/* the facts of an irregular one do not tell what rechecks said */
				.rechecks = true,
			};
			same(&q, ROWS);
			same(&q, 5);
			same(&q, 0);
		}
	assert_true(counted > 10000 && told > 2 * counted);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_block_counts_as_its_rows) };

	return cmocka_run_group_tests_name("stats/block", tests, NULL, NULL);
}
