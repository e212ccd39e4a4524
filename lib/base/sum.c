/*
 * XXH3, whose header alone is used: most of what a short command costs is its start, and a shared
 * library more is a tenth of that.
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/sum.h"

uint64_t tl_sum(struct tl_bytes name, uint64_t part, struct tl_bytes bytes)
{
	uint64_t seed = XXH3_64bits_withSeed(name.data, name.len, part);

	return XXH3_64bits_withSeed(bytes.data, bytes.len, seed);
}
