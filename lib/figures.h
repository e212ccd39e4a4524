/*
 * The words in figures (cli.md 8), each one function of one hazard as it stood
 * at the end of a day. Everything that counts goes through this table: rate, by, explain.
 */
#ifndef TL_FIGURES_H
#define TL_FIGURES_H

#include "query.h"

/* A hazard as it stood on day T, and what of it falls into the period asked about. */
struct tl_case {
	const struct tl_record *r;
	tl_day t;
	bool in_cohort;		/* found in the period, by T */
	bool due_first, due_now;	/* its first deadline, its due date in force, fall into the period, by T */
	bool carried;		/* found before the period and in hand on its eve */
};

struct tl_figure {
	const char *key, *zh, *en, *about;
	bool (*counts)(const struct tl_case *c);
	int due;		/* counted by due date: 1 the first, 2 the one in force; 0: by the day of the find */
};
extern const struct tl_figure tl_figure_table[];	/* a NULL key ends it */
#define TL_FIGURE_MAX 24

struct tl_share {		/* a rate: one decimal of a hundred, half up */
	const char *key, *zh, *en;
	const char *part, *whole, *without;	/* part / (whole - without); without may be NULL */
};
extern const struct tl_share tl_share_table[];

/* 1000ths with half up: 963 is 96.3 %. False: the whole is 0. */
bool tl_share_of(uint64_t part, uint64_t whole, uint64_t *ret);

/* Walks the hazards that a query selects and tells of each case that any figure may count. */
struct tl_count {
	struct tl_query *q;
	tl_day t, first;	/* T; first day of the period, TL_NODAY: it has none */
	bool with_carried;
	struct tl_view eve;	/* the evening before the period */
	struct tl_record on_eve;
};
int tl_count_begin(struct tl_count *c, struct tl_query *q);
void tl_count_end(struct tl_count *c);
int tl_count_walk(struct tl_count *c, int (*each)(void *ctx, const struct tl_case *k), void *ctx);
/* The case of one record. *RELEVANT: false when no figure can count it. */
int tl_count_case(struct tl_count *c, const struct tl_record *r, struct tl_case *ret, bool *relevant);

#endif
