/*
 * What may be entered about a record of any kind: the rules of a kind without a workflow, and the
 * judgements that workflows share.
 */
#ifndef TL_CHANGE_PLAIN_RULES_H
#define TL_CHANGE_PLAIN_RULES_H

#include "change/rules.h"

extern const struct tl_rules tl_plain_rules;

/* add: every required field has a value. Each one that has none is a fault. */
int tl_judge_required(struct tl_decide *d, const struct tl_record *r, struct tl_act *a);
int tl_judge_set(struct tl_decide *d, const struct tl_record *r, struct tl_act *a);
/* void: for one of the reasons that its workflow has. */
int tl_judge_void(struct tl_decide *d, const struct tl_record *r, struct tl_act *a);
/* The acts of a kind without a workflow. */
#define TL_PLAIN_ACTS \
	[TL_ACT_ADD] = { .judge = tl_judge_required }, \
	[TL_ACT_SET] = { .judge = tl_judge_set }, \
	[TL_ACT_NOTE] = { .judge = tl_judge_note }
int tl_judge_note(struct tl_decide *d, const struct tl_record *r, struct tl_act *a);

/* Makes ACT, a set, the giving up of R: its status, closed unless ACT says another. */
int tl_judge_retire(struct tl_decide *d, const struct tl_record *r, struct tl_act *act);

#endif
