/*
 * The words in figures (cli.md 8), each a condition on how one hazard stood at the end of a day.
 * Everything that counts goes through this table: rate, by, trend, explain; and through one walk,
 * which reads facts where they tell enough and records else.
 */
#ifndef TL_STATS_FIGURES_H
#define TL_STATS_FIGURES_H

#include "journal/status.h"
#include "query/filter.h"

/* How a hazard stood on day T, and what of it falls into the period asked about. */
struct tl_figure_case {
	struct tl_status s;
	tl_day t;
	bool in_cohort;		/* found in the period, by T */
	/* its first deadline, its due date in force, fall into the period, by T */
	bool due_first, due_now;
	bool carried;		/* found before the period and in hand on its eve */
	bool repeats;		/* it came back after another was closed */
	bool self, officer;	/* who found it: the unit itself, an officer */
};

/* The day on which it was fixed, for what counts as rectified: a fix that a recheck refused is gone
 * from its record. */
static inline tl_day tl_figure_fixed(const struct tl_figure_case *k)
{
	return tl_status_rectified(&k->s) && k->s.fixed != TL_NODAY ? k->s.fixed : TL_NOEND;
}
/* Name, key, Chinese and English heading, meaning, counted by (0 the day of the find, 1 the first
 * deadline, 2 the due date in force), and when it counts case K. */
#define TL_FIGURES(X) \
	X(FOUND, "found", "排查", "Found", "found in the period", 0, k->in_cohort) \
	X(RECTIFIED, "rectified", "已整改", "Rectified", \
		"a general one fixed and not refused by a recheck, a major one closed", 0, \
		k->in_cohort && tl_status_rectified(&k->s)) \
	X(CLOSED, "closed", "已销号", "Closed", "closed", \
		0, k->in_cohort && k->s.state == TL_STATE_CLOSED) \
	X(ON_SPOT, "on_spot", "立查立改", "On the spot", "rectified on the day of the find", \
		0, k->in_cohort && k->s.on_spot && tl_status_rectified(&k->s)) \
	X(REFERRED, "referred", "已移送", "Referred", "with another body", \
		0, k->in_cohort && k->s.state == TL_STATE_REFERRED) \
	X(IN_HAND, "in_hand", "在办", "In hand", "found, neither rectified nor referred", \
		0, k->in_cohort && tl_status_in_hand(&k->s)) \
	X(AWAITING_MAJOR, "awaiting_major", "重大待销号", "Majors awaiting", \
		"majors in hand, rectified and not yet closed", 0, \
		k->in_cohort && tl_status_in_hand(&k->s) && k->s.state == TL_STATE_AWAITING) \
	X(OVERDUE, "overdue", "逾期", "Overdue", "in hand, not awaiting, due before the day", \
		0, k->in_cohort && tl_status_overdue(&k->s, k->t)) \
	X(UNDATED, "undated", "无期限", "Undated", "in hand without a due date", \
		0, k->in_cohort && tl_status_undated(&k->s)) \
	X(CARRIED, "carried", "结转", "Carried", \
		"found before the period and in hand on its eve", 0, k->carried) \
	X(DUE_FIRST, "due_first", "到期（首次期限）", "Due, first", \
		"first deadline in the period and by the day", 1, k->due_first) \
	X(ON_TIME_FIRST, "on_time_first", "按期（首次期限）", "On time, first", \
		"of these, fixed by the first deadline and not refused by a recheck, a major " \
		"one only once it is closed", 1, \
		k->due_first && tl_figure_fixed(k) <= k->s.deadline) \
	X(DUE_NOW, "due_now", "到期（现期限）", "Due, in force", \
		"due date in force in the period and by the day", 2, k->due_now) \
	X(ON_TIME_NOW, "on_time_now", "按期（现期限）", "On time, in force", \
		"of these, fixed by the due date in force and not refused by a recheck, a " \
		"major one only once it is closed", 2, \
		k->due_now && tl_figure_fixed(k) <= k->s.due) \
	X(RECHECKED, "rechecked", "已复查", "Rechecked", "rechecked by the day", \
		0, k->in_cohort && (k->s.refused || k->s.passed)) \
	X(RECHECK_PASSED, "recheck_passed", "复查一次通过", "Recheck passed", \
		"of these, closed by the first recheck", \
		0, k->in_cohort && k->s.passed && !k->s.refused) \
	X(REPEATS, "repeats", "重复发生", "Repeats", \
		"found again after another was closed, as the field of this name says", \
		0, k->in_cohort && k->repeats) \
	X(SELF_FOUND, "self_found", "自查发现", "Self-found", \
		"found by the unit's own self-check", 0, k->in_cohort && k->self) \
	X(OFFICER_FOUND, "officer_found", "检查发现", "Found by officers", \
		"found neither by the unit nor by the public", 0, k->in_cohort && k->officer)

enum tl_figure_name {
#define X(name, key, zh, en, about, due, counts) TL_FIGURE_##name,
	TL_FIGURES(X)
#undef X
	TL_FIGURE_COUNT,
	/* Those from here on are counted where they are asked for by name alone: facts do not tell
	 * them of every hazard. */
	TL_FIGURE_USUAL = TL_FIGURE_RECHECKED
};

struct tl_figure {
	const char *key, *zh, *en, *about;
	int due;
};

extern const struct tl_figure tl_figure_table[TL_FIGURE_COUNT];
/* A name of a figure or a rate folds to FOLDED (tl_utf8_fold). */
bool tl_figure_called(const char *name, struct tl_bytes folded);
int tl_figure_find(const char *name);	/* by key or heading; -1: none */
/* Bit I: figure I counts K. */
static inline uint32_t tl_figures_of(const struct tl_figure_case *k)
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

#define TL_SHARES 5
#define TL_SHARES_USUAL 3	/* those before it go by usual figures */
extern const struct tl_share tl_share_table[TL_SHARES];
/* 1000ths with half up: 963 is 96.3 %. False: the whole is 0. */
bool tl_share_of(uint64_t part, uint64_t whole, uint64_t *ret);

#endif
