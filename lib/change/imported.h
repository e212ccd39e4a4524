/*
 * What came from a list: which transactions are imports, and what an import last wrote.
 */
#ifndef TL_CHANGE_IMPORTED_H
#define TL_CHANGE_IMPORTED_H

#include "base/map.h"
#include "store/view.h"

/* Transactions that were looked at. Starts from { 0 }. */
struct tl_imports {
	struct tl_map *txn;	/* -> 1 no import, 2 an import; NULL: none yet */
};
void tl_imports_release(struct tl_imports *i);

/* What an import last wrote into each field of R, among the entries that stand, whatever anybody
 * mended since; RET has room for all fields, and those that no import wrote stay. Values lie in
 * ARENA. */
int tl_imported_values(struct tl_imports *i, struct tl_view *v, const struct tl_record *r,
                       struct tl_bytes *ret, struct tl_arena *arena);

#endif
