/*
 * The anchor of an answer, as it is printed: the site, the last transaction that was known, and the
 * first digits of its hash, "500151:48211 3f9a0c5e7d21b684".
 */
#ifndef TL_STORE_ANCHOR_H
#define TL_STORE_ANCHOR_H

#include "base/crypto.h"

struct tl_anchor {
	struct tl_bytes site;			/* borrowed from the text */
	uint64_t number;
	char hash[2 * TL_HASH_LEN + 1];		/* lower case; empty: it has none */
};
/* TEXT as it is printed, or with ":" before the digits, or without these. False: it is none. */
bool tl_anchor_parse(struct tl_bytes text, struct tl_anchor *ret);
/* Whether its digits are the first of HASH. */
bool tl_anchor_is_of(const struct tl_anchor *a, const unsigned char hash[TL_HASH_LEN]);

#endif
