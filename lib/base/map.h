/* Hash table from bytes to a 64-bit number; keys are copied. SipHash with a random key: texts come
 * from outside. */
#ifndef TL_MAP_H
#define TL_MAP_H

#include "base/arena.h"

struct tl_map;
struct tl_map *tl_map_new(void);			/* NULL: no memory */
void tl_map_free(struct tl_map *m);
void tl_map_freep(struct tl_map **m);
/* The value of KEY, or NULL. Borrowed until the next put; may be written through. */
uint64_t *tl_map_get(const struct tl_map *m, struct tl_bytes key);
/* Finds or makes KEY; *made tells which (may be NULL). A new value is 0. NULL: no memory. */
uint64_t *tl_map_put(struct tl_map *m, struct tl_bytes key, bool *made);
size_t tl_map_count(const struct tl_map *m);

#endif
