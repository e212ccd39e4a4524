/*
 * What may be entered about a penalty (行政处罚): its days follow one another, and no more is paid
 * than was decided.
 */
#ifndef TL_CHANGE_PENALTY_RULES_H
#define TL_CHANGE_PENALTY_RULES_H

#include "change/rules.h"

extern const struct tl_rules tl_penalty_rules;

#endif
