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
int tl_judge_note(struct tl_decide *d, const struct tl_record *r, struct tl_act *a);

/* STATUS is one that a record of K which is given up may have. */
bool tl_gives_up(const struct tl_kind *k, struct tl_bytes status);
/* R, of a kind without a workflow, has a status that no longer counts (closed, moved, demolished
 * ...): a list changes nothing of it. */
bool tl_retired(const struct tl_record *r);
/* Makes ACT, a set, the giving up of R: its status, closed unless ACT says another. */
int tl_judge_retire(struct tl_decide *d, const struct tl_record *r, struct tl_act *act);

#endif
