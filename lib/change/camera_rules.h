/*
 * What may be entered about a camera (摄像机) and its outages (报停).
 */
#ifndef TL_CHANGE_CAMERA_RULES_H
#define TL_CHANGE_CAMERA_RULES_H

#include "change/rules.h"

extern const struct tl_rules tl_camera_rules, tl_outage_rules;

#endif
