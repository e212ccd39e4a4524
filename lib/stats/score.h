/*
 * An item of an assessment (考核): which figures it goes by, and what they are worth. Points and
 * shares are hundredths, so that nothing is rounded but what is printed.
 */
#ifndef TL_STATS_SCORE_H
#define TL_STATS_SCORE_H

#include "schema/rulebook.h"

struct tl_item {
	const struct tl_book_rule *rule;
	enum tl_item_is { TL_ITEM_RATE, TL_ITEM_DEDUCT, TL_ITEM_BONUS, TL_ITEM_VETO } is;
	int part, whole, without;	/* figures; -1: none */
	const char *kind;		/* of records counted in their place; NULL: figures are */
	int64_t points, full, zero, each, most;
	uint64_t at_least;
};

struct tl_points {
	bool scored, veto;
	int64_t points, of;	/* of a bonus OF is 0 */
};

/* RULE of R, made ready. TLSAFE_ECONFIG: it names no figure, or would divide by nothing. */
int tl_item_ready(struct tl_item *ret, const struct tl_rulebook *r, const struct tl_book_rule *rule,
                  struct tl_err *err);
/* What PART of WHOLE is worth; a rate over fewer than LEAST, or over nothing, is not scored. */
struct tl_points tl_item_points(const struct tl_item *it, uint64_t part, uint64_t whole,
                                int64_t least);
/* A hundred times POINTS of OF, in hundredths, half up; OF is not 0. */
int64_t tl_score_of(int64_t points, int64_t of);

#endif
