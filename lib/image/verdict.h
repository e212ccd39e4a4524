/*
 * When a picture has a fault: what is measured of it beyond limits, "sharp<25 edges>1 or
 * sharp_of<40". All conditions of an alternative hold, or those of another one; what is absent is
 * beyond no limit.
 */
#ifndef TL_VERDICT_H
#define TL_VERDICT_H

#include "image/see.h"

#define TL_WHEN_MAX 12

struct tl_limit {
	enum tl_seen_id of;
	bool below;
	bool first;		/* begins an alternative */
	double limit;
};

struct tl_when {
	struct tl_limit condition[TL_WHEN_MAX];
	size_t n;
};

/* TLSAFE_EUSAGE: TEXT cannot be read. */
int tl_when_read(struct tl_bytes text, struct tl_when *ret, struct tl_err *err);
bool tl_limit_holds(const struct tl_limit *c, const struct tl_seen *seen);
bool tl_when_holds(const struct tl_when *w, const struct tl_seen *seen);

#endif
