/*
 * What may be entered about a hazard: one table of acts, from which states and what they need.
 * Rules: cli.md 7 after 安全生产事故隐患排查治理暂行规定 (2008) art. 15 (plan of a major hazard),
 * 18 and 23 (recheck, closing), and the practice that who rectifies does not verify.
 */
#ifndef TL_CHANGE_HAZARD_RULES_H
#define TL_CHANGE_HAZARD_RULES_H

#include "change/rules.h"

extern const struct tl_rules tl_hazard_rules;

#endif
