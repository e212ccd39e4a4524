/*
 * The words in figures (cli.md 8), each a condition on how one hazard stood at the end of a day.
 * Everything that counts goes through this table: rate, by, trend, explain; and through one walk,
 * which reads facts where they tell enough and records else.
 */
#ifndef TL_FIGURES_H
#define TL_FIGURES_H

#include "query/filter.h"

/* How a hazard stood on day T, and what of it falls into the period asked about. */
struct tl_case {
	struct tl_stand s;
	tl_day t;
	bool in_cohort;		/* found in the period, by T */
	/* its first deadline, its due date in force, fall into the period, by T */
	bool due_first, due_now;
	bool carried;		/* found before the period and in hand on its eve */
};

/* The day on which it was fixed, for what counts as rectified: a fix that a recheck refused is gone
 * from its record. */
static inline tl_day tl_case_fixed(const struct tl_case *k)
{
	return tl_stands_rectified(&k->s) && k->s.fixed != TL_NODAY ? k->s.fixed : TL_NOEND;
}

/* Name, key, Chinese and English heading, meaning, counted by (0 the day of the find, 1 the first
 * deadline, 2 the due date in force), and when it counts case K. */
#define TL_FIGURES(X) \
	X(FOUND, "found", "排查", "Found", "found in the period", 0, k->in_cohort) \
	X(RECTIFIED, "rectified", "已整改", "Rectified", \
		"a general one fixed and not refused by a recheck, a major one closed", 0, \
		k->in_cohort && tl_stands_rectified(&k->s)) \
	X(CLOSED, "closed", "已销号", "Closed", "closed", \
		0, k->in_cohort && k->s.state == TL_STATE_CLOSED) \
	X(ON_SPOT, "on_spot", "立查立改", "On the spot", "rectified on the day of the find", \
		0, k->in_cohort && k->s.on_spot && tl_stands_rectified(&k->s)) \
	X(REFERRED, "referred", "已移送", "Referred", "with another body", \
		0, k->in_cohort && k->s.state == TL_STATE_REFERRED) \
	X(IN_HAND, "in_hand", "在办", "In hand", "found, neither rectified nor referred", \
		0, k->in_cohort && tl_stands_in_hand(&k->s)) \
	X(AWAITING_MAJOR, "awaiting_major", "重大待销号", "Majors awaiting", \
		"majors in hand, rectified and not yet closed", 0, \
		k->in_cohort && tl_stands_in_hand(&k->s) && k->s.state == TL_STATE_AWAITING) \
	X(OVERDUE, "overdue", "逾期", "Overdue", "in hand, not awaiting, due before the day", \
		0, k->in_cohort && tl_stands_overdue(&k->s, k->t)) \
	X(UNDATED, "undated", "无期限", "Undated", "in hand without a due date", \
		0, k->in_cohort && tl_stands_undated(&k->s)) \
	X(CARRIED, "carried", "结转", "Carried", \
		"found before the period and in hand on its eve", 0, k->carried) \
	X(DUE_FIRST, "due_first", "到期（首次期限）", "Due, first", \
		"first deadline in the period and by the day", 1, k->due_first) \
	X(ON_TIME_FIRST, "on_time_first", "按期（首次期限）", "On time, first", \
		"of these, fixed by the first deadline", 1, \
		k->due_first && tl_case_fixed(k) <= k->s.deadline) \
	X(DUE_NOW, "due_now", "到期（现期限）", "Due, in force", \
		"due date in force in the period and by the day", 2, k->due_now) \
	X(ON_TIME_NOW, "on_time_now", "按期（现期限）", "On time, in force", \
		"of these, fixed by the due date in force", 2, \
		k->due_now && tl_case_fixed(k) <= k->s.due)

enum tl_figure_name {
#define X(name, key, zh, en, about, due, counts) TL_FIGURE_##name,
	TL_FIGURES(X)
#undef X
	TL_FIGURE_COUNT
};

struct tl_figure {
	const char *key, *zh, *en, *about;
	int due;
};
extern const struct tl_figure tl_figure_table[TL_FIGURE_COUNT];
int tl_figure_find(const char *key);	/* -1: none */

/* Bit I: figure I counts K. */
static inline uint32_t tl_figures_of(const struct tl_case *k)
{
	uint32_t bits = 0;
#define X(name, key, zh, en, about, due, counts) bits |= (uint32_t)(counts) << TL_FIGURE_##name;
	TL_FIGURES(X)
#undef X
	return bits;
}

struct tl_share {		/* a rate: one decimal of a hundred, half up */
	const char *key, *zh, *en;
	int part, whole, without;	/* part / (whole - without); without -1: nothing */
};
#define TL_SHARES 3
extern const struct tl_share tl_share_table[TL_SHARES];

/* 1000ths with half up: 963 is 96.3 %. False: the whole is 0. */
bool tl_share_of(uint64_t part, uint64_t whole, uint64_t *ret);

/* --- walking ----------------------------------------------------------------- */

/* A hazard that some figure counts. */
struct tl_seen {
	const struct tl_case *k;
	uint32_t figures;		/* bits */
	uint64_t row;
	const struct tl_record *r;	/* as of the view's (T, K); NULL: seen by its facts alone */
	const struct tl_fact_block *b;	/* where its facts lie; NULL: seen by its record */
	size_t i;
};

struct tl_count {
	struct tl_query *q;
	/* T; first and last day of the period, TL_NODAY and TL_NOEND: it has none */
	tl_day t, first, last;
	bool one_period;	/* all terms on the find allow one period */
	bool with_carried;
	struct tl_view eve;	/* the evening before the period */
	struct tl_record on_eve;
	/* unless there is one period: by number of a day (fact.h), 0 not asked, 1 in the period, 2
	 * not */
	unsigned char *in_period;
	struct tl_facts facts;
	struct tl_symbols symbols;
	struct tl_fact_term *term;	/* the query's words on columns of facts */
	size_t nterms;
};
int tl_count_begin(struct tl_count *c, struct tl_query *q);
void tl_count_end(struct tl_count *c);
/* Tells EACH of every hazard of the query that a figure counts, in no order. */
int tl_count_walk(struct tl_count *c, int (*each)(void *ctx, const struct tl_seen *seen),
                  void *ctx);
/* The case of one record as it is in the query's view. *RELEVANT: false when no figure can count
 * it. */
int tl_count_case(struct tl_count *c, const struct tl_record *r, struct tl_case *ret,
                  bool *relevant);
/* The symbol of row I of B in a dimension (index into tl_fact_dimensions) on the day asked about,
 * and its text. */
static inline uint32_t tl_count_symbol(const struct tl_count *c, const struct tl_fact_block *b,
                                       size_t i, int dimension)
{
	enum tl_fact_column column = tl_fact_dimensions[dimension].column;

	/* To whom it was assigned is known from the assignment on. */
	if (column == TL_FACT_assignee && c->q->view->as_of != TL_NOEND) {
		uint32_t assigned = tl_fact_u16(b->column[TL_FACT_assigned], i);
		if (assigned && tl_fact_date(assigned) > c->q->view->as_of)
			return 0;
	}
	return column == TL_FACT_unit ? tl_fact_u32(b->column[column], i) :
	                                tl_fact_u16(b->column[column], i);
}
int tl_count_symbol_text(struct tl_count *c, int dimension, uint32_t symbol, struct tl_bytes *ret);

/* --- asking, shared by tables and explanations ------------------------------- */

/* Opens a view and a query for S, of a kind that has figures. */
int tl_figures_ask(struct tl_view *v, struct tl_query *q, struct tlsafe *t,
                   const struct tlsafe_select *s);
/* what went wrong in OUT, as T's error */
int tl_out_error(struct tlsafe *t, struct tlsafe_out *out);

#endif
