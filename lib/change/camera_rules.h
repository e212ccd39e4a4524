/*
 * What may be entered about a camera (摄像机), its outages (报停) and stills (图像).
 */
#ifndef TL_CHANGE_CAMERA_RULES_H
#define TL_CHANGE_CAMERA_RULES_H

#include "change/rules.h"

extern const struct tl_rules tl_camera_rules, tl_outage_rules, tl_still_rules;

#endif
