/*
 * What is wrong with a checklist that can be read: what an office would rest on it, and cannot.
 */
#ifndef TL_SCHEMA_CHECKLINT_H
#define TL_SCHEMA_CHECKLINT_H

#include "schema/checklist.h"

struct tl_checklint {
	const struct tl_codes *categories;	/* of hazards; NULL: they are not judged */
	/* OF: an item's code or the id of a basis. HINT: what to do, NULL: nothing to add */
	void (*tell)(void *ctx, size_t line, const char *of, const char *text, const char *hint);
	void *ctx;
	size_t local;			/* becomes how many items are marked so */
};
void tl_checklint(struct tl_checklint *l, const struct tl_checklist *c);

#endif
