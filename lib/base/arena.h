/* Bump allocator, reset as a whole. Start from { 0 }. Allocations are 8-byte aligned. */
#ifndef TL_ARENA_H
#define TL_ARENA_H

#include "base/bytes.h"

struct tl_arena {
	struct tl_arena_chunk *chunk;
	size_t used, total;	/* used in the present chunk; bytes of all chunks */
};

void *tl_arena_alloc(struct tl_arena *a, size_t size);		/* NULL: no memory */
void *tl_arena_zalloc(struct tl_arena *a, size_t size);		/* zeroed */
/* A copy, NUL-terminated beyond its length; absent stays absent. *ok (may be NULL) is set false
 * when memory is short. */
struct tl_bytes tl_arena_dup(struct tl_arena *a, struct tl_bytes b, bool *ok);
char *tl_arena_str(struct tl_arena *a, const char *s);		/* NULL: no memory */
/* The N words BEFORE, and behind them those of TEXT, which blanks part and which is cut into them:
 * *NRET together. NULL: no memory. */
char **tl_arena_words(struct tl_arena *a, char *const *before, size_t n, char *text, size_t *nret);
void tl_arena_reset(struct tl_arena *a);	/* keeps the largest chunk */
void tl_arena_release(struct tl_arena *a);

#endif
