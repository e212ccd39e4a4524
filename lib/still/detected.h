/*
 * Detections (识别): what a detector saw, and what somebody made of it. Those of a camera, rule and
 * zone that come within some hours of the first of them are a group, and are judged as one.
 */
#ifndef TL_STILL_DETECTED_H
#define TL_STILL_DETECTED_H

#define TL_DETECTED "detection"		/* their kind */
#define TL_DETECTED_CANDIDATE "candidate"
#define TL_DETECTED_ACCEPTED "accepted"
#define TL_DETECTED_FALSE "false"

#endif
