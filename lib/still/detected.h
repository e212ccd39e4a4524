/*
 * Detections (识别): what a detector saw, and what somebody made of it. Those of a camera, rule and
 * zone that come within some hours of the first of them are a group, and are judged as one.
 */
#ifndef TL_STILL_DETECTED_H
#define TL_STILL_DETECTED_H

#include "change/change.h"

#define TL_DETECTED_CANDIDATE "candidate"
#define TL_DETECTED_ACCEPTED "accepted"
#define TL_DETECTED_FALSE "false"

/* The kind of detections; TLSAFE_ECONFIG: the set was made by an older tlsafe. */
int tl_detected_kind(const struct tl_schema *s, const struct tl_kind **ret, struct tl_err *err);

#endif
