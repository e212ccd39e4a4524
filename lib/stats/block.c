/* Figures of a block of facts at once. */
#include "stats/block.h"

/* Eight rows of a column; a comparison gives all bits or none. */
typedef uint16_t v8 __attribute__((vector_size(16)));
#define LANES 8

static v8 even(v8 v)
{
#if __BYTE_ORDER == __BIG_ENDIAN
	return v << 8 | v >> 8;
#else
	return v;
#endif
}

/* Rows I to I + 7 of a column of N; beyond the last one 0. */
static inline v8 load(const struct tl_fact_block *b, enum tl_fact_column column, size_t i)
{
	v8 v = { 0 };

	if (i + LANES <= b->n)
		memcpy(&v, b->column[column] + 2 * i, sizeof(v));
	else
		memcpy(&v, b->column[column] + 2 * i, 2 * (b->n - i));
	return even(v);
}

static inline v8 load_flags(const struct tl_fact_block *b, size_t i)
{
	const unsigned char *flags = (const unsigned char *)b->column[TL_FACT_flags] + i;
	v8 v = { 0 };

	for (size_t k = 0; k < LANES && i + k < b->n; k++)
		v[k] = flags[k];
	return v;
}

static inline v8 all(uint16_t n)
{
	return (v8){ n, n, n, n, n, n, n, n };
}

/* A day that is there and not after DAY. */
static inline v8 by(v8 v, v8 day)
{
	return (v8)(v != 0) & (v8)(v <= day);
}

static inline v8 between(v8 v, v8 first, v8 last)
{
	return (v8)(v >= first) & (v8)(v <= last);
}

static inline v8 bit(v8 mask, enum tl_figure_name figure)
{
	return mask & all((uint16_t)(1u << figure));
}

/* What a row is, as masks. */
struct lanes {
	v8 flags, found, rectified, deadline, due;
	v8 alive, fix, closed, major;
};

/* As tl_fact_stand has it. */
static inline void stand(struct lanes *l, const struct tl_fact_block *b, size_t i, v8 day)
{
	v8 closed = load(b, TL_FACT_closed, i), to = load(b, TL_FACT_extended_to, i), extended;

	l->flags = load_flags(b, i);
	l->found = load(b, TL_FACT_found, i);
	l->rectified = load(b, TL_FACT_rectified, i);
	l->alive = by(l->found, day) & (v8)((l->flags & (TL_FACT_ABSENT | TL_FACT_VOID)) == 0);
	l->fix = by(l->rectified, day);
	l->closed = by(closed, day);
	l->major = (v8)((l->flags & TL_FACT_MAJOR) != 0);
	l->deadline = load(b, TL_FACT_deadline, i) & by(load(b, TL_FACT_dated, i), day);
	extended = by(load(b, TL_FACT_extended_on, i), day);
	l->due = (extended & to) | (~extended & l->deadline);
}

/* Rows whose columns do not tell all of that day, or of the eve. */
static inline v8 unsure(const struct tl_fact_block *b, const struct tl_block_ask *q, v8 flags,
                        size_t i)
{
	v8 irregular = (v8)((flags & TL_FACT_IRREGULAR) != 0);
	v8 later = (v8)(load(b, TL_FACT_last_on, i) > all(q->carried ? q->eve : q->day));

	if (!q->rechecks)
		irregular &= later;
	return irregular | (v8)((flags & (TL_FACT_OTHER | TL_FACT_REFUSED)) != 0);
}

static inline v8 figures_of(const struct lanes *l, const struct tl_block_ask *q, v8 carried)
{
	v8 first = all(q->first), last = all(q->last), today = all(q->today);
	v8 alive = l->alive & (v8)(l->found <= today);
	v8 rectified = l->closed | (l->fix & ~l->major);
	v8 cohort = alive & between(l->found, first, last);
	v8 hand = cohort & ~rectified, fixed = rectified & l->fix;
	v8 spot = l->fix & (v8)((l->flags & TL_FACT_ON_SPOT) != 0);
	v8 due_first = alive & by(l->deadline, today) & between(l->deadline, first, last);
	v8 due_now = alive & by(l->due, today) & between(l->due, first, last);
	v8 passed = cohort & l->closed & ~spot;

	return bit(cohort, TL_FIGURE_FOUND) | bit(cohort & rectified, TL_FIGURE_RECTIFIED) |
	       bit(cohort & l->closed, TL_FIGURE_CLOSED) |
	       bit(cohort & spot & rectified, TL_FIGURE_ON_SPOT) | bit(hand, TL_FIGURE_IN_HAND) |
	       bit(hand & l->fix, TL_FIGURE_AWAITING_MAJOR) |
	       bit(hand & ~l->fix & (v8)(l->due != 0) & (v8)(l->due < today), TL_FIGURE_OVERDUE) |
	       bit(hand & (v8)(l->due == 0), TL_FIGURE_UNDATED) |
	       bit(alive & carried, TL_FIGURE_CARRIED) | bit(due_first, TL_FIGURE_DUE_FIRST) |
	       bit(due_first & fixed & (v8)(l->rectified <= l->deadline),
	           TL_FIGURE_ON_TIME_FIRST) |
	       bit(due_now, TL_FIGURE_DUE_NOW) |
	       bit(due_now & fixed & (v8)(l->rectified <= l->due), TL_FIGURE_ON_TIME_NOW) |
	       bit(passed, TL_FIGURE_RECHECKED) | bit(passed, TL_FIGURE_RECHECK_PASSED);
}

/* Found before the period and in hand at the end of its eve. */
static inline v8 carried_of(const struct tl_fact_block *b, const struct lanes *l,
                            const struct tl_block_ask *q, size_t i)
{
	v8 eve = all(q->eve);
	v8 done = by(load(b, TL_FACT_closed, i), eve) | (by(l->rectified, eve) & ~l->major);

	return (v8)(l->found < all(q->first)) & ~done;
}

static inline void store(uint16_t *to, size_t i, v8 v)
{
	memcpy(to + i, &v, sizeof(v));
}

_Static_assert(TL_BLOCK_ROWS % LANES == 0, "the last step stays inside");
_Static_assert(TL_FIGURE_RECHECK_PASSED < 16 && TL_FIGURE_REPEATS == 16, "16 bits a row");

void tl_block_figures(struct tl_block_rows *ret, const struct tl_fact_block *b,
                      const struct tl_block_ask *q)
{
	const v8 day = all(q->day);

	for (size_t i = 0; i < b->n; i += LANES) {
		struct lanes l;
		v8 ask, none = { 0 };
		stand(&l, b, i, day);
		ask = unsure(b, q, l.flags, i);
		store(ret->ask, i, ask);
		store(ret->figures, i,
		      ~ask & figures_of(&l, q, q->carried ? carried_of(b, &l, q, i) : none));
		store(ret->deadline, i, l.deadline);
		store(ret->due, i, l.due);
	}
}
