/*
 * Judges an act once, when it is entered: states and verbs (cli.md 7), persons, dates, elements of
 * a plan, by the rules of its kind's workflow. What it lets through is an entry; what it refuses is
 * a fault with the rule and the way out.
 */
#ifndef TL_CHANGE_DECIDE_H
#define TL_CHANGE_DECIDE_H

#include "change/asked.h"

/* Judges ACT on R as it stands and makes E of it (texts and values borrowed from ACT). 0, or the
 * code of the fault. */
int tl_judge(struct tl_decide *d, const struct tl_record *r, struct tl_act *act,
             struct tl_entry *e);
/* Makes FIRST, an inferred act that goes before ACT on R. True when there is one to be made. */
bool tl_judge_before(const struct tl_record *r, const struct tl_act *act, struct tl_act *first);

/* Judges the values that A, a correction, gives R. */
int tl_judge_mended(struct tl_decide *d, const struct tl_record *r, struct tl_act *a);

/* For refusals and help: what may be done with a record of KIND in STATE, "assign, rectify,
 * extend". */
void tl_possible(struct tl_buf *out, const struct tl_kind *kind, struct tl_bytes state);

#endif
