/*
 * What may be entered about a report of a self-check (自查报告).
 */
#ifndef TL_CHANGE_RETURN_RULES_H
#define TL_CHANGE_RETURN_RULES_H

#include "change/rules.h"

extern const struct tl_rules tl_return_rules;

#endif
