/*
 * Checklists by name and version: the present one, or an earlier one of the store.
 */
#ifndef TL_INSPECT_LISTS_H
#define TL_INSPECT_LISTS_H

#include "schema/checklist.h"
#include "store/view.h"

struct tl_lists {
	struct tl_view *v;
	struct tl_lists_item {
		struct tl_bytes name, version;
		struct tl_checklist *list;	/* NULL: there never was one */
		struct tl_schema *then;		/* the set that it is of; NULL: the present */
	} *item;
	size_t n, max;
	struct tl_arena arena;
};
/* Begin with { .v = V }. */
void tl_lists_release(struct tl_lists *l);
/* *RET is L's; NULL: the store never had that list in this version. */
int tl_lists_find(struct tl_lists *l, struct tl_bytes name, struct tl_bytes version,
                  const struct tl_checklist **ret);

#endif
