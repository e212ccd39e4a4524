/*
 * How near two descriptions are (疑似重复): by the characters of what they say, by the places that
 * they name, and by marks that set them apart: another floor, another number, another side.
 */
#ifndef TL_CHANGE_NEAR_H
#define TL_CHANGE_NEAR_H

#include "base/bytes.h"

/* What was written of a hazard: UTF-8. The first 500 characters of each are looked at. */
struct tl_near_text {
	struct tl_bytes description, place;	/* PLACE may be empty */
};

struct tl_nearness {
	unsigned text;		/* per cent of the characters that both share */
	/* per cent of the characters of one's place that the other says too; -1: neither names a
	 * place */
	int place;
	/* both name numbers, letters or sides of a place, and not the same; or they differ in
	 * nothing but digits and letters */
	bool apart;
};

/* How near A and B are. What is demanded (要求…, 限期…) is passed over, and so is a clause that
 * both have where others differ. Most have nothing to do with each other: of texts that are
 * numbered ones of a row no more is told, of those that are not near neither place nor marks. */
void tl_near(const struct tl_near_text *a, const struct tl_near_text *b, struct tl_nearness *ret);
/* Near enough to be told of: by the text alone, or with it by the place. */
bool tl_near_enough(const struct tl_nearness *n);

#endif
