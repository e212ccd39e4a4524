/*
 * What rules of signals (schema/rulebook.h) find: each sort of rule is a row of a table that says
 * which hazards it looks at, how it puts them together, and when they are a hit.
 */
#ifndef TL_STATS_DETECT_H
#define TL_STATS_DETECT_H

#include "schema/rulebook.h"
#include "stats/finds.h"

enum tl_subject { TL_SUBJECT_UNIT, TL_SUBJECT_HAZARD, TL_SUBJECT_PLACE };

/* A hazard of a hit, and what of it the rule goes by: a category, a day, a number. */
struct tl_evidence {
	uint64_t row;
	struct tl_bytes id, value;
};

struct tl_hit {
	const struct tl_book_rule *rule;
	enum tl_subject of;
	struct tl_bytes unit;			/* by id, if it is of one or lies there */
	struct tl_bytes subject, name;		/* what it is of, by id, and its name */
	struct tl_bytes numbers;		/* a sentence */
	size_t first, n;			/* its evidence, by id */
	struct tl_bytes key;			/* "again-3f9a0c5e7d21b684" */
};

struct tl_hits {
	struct tl_hit *hit;			/* in order of rules, subjects and keys */
	size_t n, max;
	struct tl_evidence *evidence;
	size_t nevidence, maxevidence;
	struct tl_arena arena;
};

/* The numbers of a rule. */
struct tl_signal {
	const struct tl_rulebook *rules;
	const struct tl_book_rule *rule;
	const struct tl_detector *detector;
	int64_t at_least, days, percent, before, metres, units;
	struct tl_bytes own;			/* "selfcheck,video" */
};

/* RULE of RULES as S. TLSAFE_ECONFIG: a number is out of bounds, a code is none of those of KIND's
 * sources. */
int tl_signal_read(struct tl_signal *s, const struct tl_rulebook *rules,
                   const struct tl_book_rule *rule, const struct tl_kind *kind,
                   struct tl_err *err);
/* Adds to W what S looks at on the day T. */
void tl_signal_wants(const struct tl_signal *s, tl_day t, struct tl_finds_wanted *w);
/* Adds to H the hits of S among F. Their sentences are in English or Chinese. */
int tl_signal_detect(struct tl_hits *h, const struct tl_signal *s, struct tl_finds *f,
                     bool english);
/* Once all are there: who they are of, their keys, their order. */
int tl_hits_finish(struct tl_hits *h, struct tl_query *q);
void tl_hits_release(struct tl_hits *h);

#endif
