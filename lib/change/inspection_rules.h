/*
 * What may be entered about an inspection.
 */
#ifndef TL_CHANGE_INSPECTION_RULES_H
#define TL_CHANGE_INSPECTION_RULES_H

#include "change/rules.h"

extern const struct tl_rules tl_inspection_rules;

#endif
