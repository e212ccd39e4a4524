/* Checklists by name and version. */
#include "inspect/lists.h"

#include <stdlib.h>

#include "schema/shelf.h"
#include "store/schema_set.h"

void tl_lists_release(struct tl_lists *l)
{
	for (size_t i = 0; i < l->n; i++) {
		tl_checklist_free(l->item[i].list);
		tl_schema_free(l->item[i].then);
	}
	free(l->item);
	tl_arena_release(&l->arena);
	*l = (struct tl_lists){ .v = l->v };
}

/* The list NAME of S, if it is of VERSION. */
static int of_set(const struct tl_schema *s, const char *name, struct tl_bytes version,
                  struct tl_checklist **ret, struct tl_err *err)
{
	int rc = tl_shelf_find(s, TL_SHELF_CHECKLIST, name) ?
	                 tl_checklist_open(ret, s, name, err) :
	                 0;

	if (rc || !*ret || tl_eqs(version, (*ret)->version))
		return rc;
	tl_checklist_free(*ret);
	*ret = NULL;
	return 0;
}

/* The last transaction before TXN that changed the set; 0: genesis is what was before. */
static uint64_t change_before(const struct tl_schema_set *a, uint64_t txn)
{
	uint64_t last = 0;

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < a->file[i].n; k++)
			if (a->file[i].entry[k].txn < txn && a->file[i].entry[k].txn > last)
				last = a->file[i].entry[k].txn;
	return last;
}

/* Goes through what the set was, the latest first. *THEN has the texts of *RET. */
static int of_past(struct tl_view *v, const char *name, struct tl_bytes version,
                   struct tl_checklist **ret, struct tl_schema **then)
{
	TL_SCHEMA_SET a = { 0 };
	uint64_t txn = v->t->schema_txn;
	int rc = txn ? tl_schema_set_load(&a, v->t, v->txn, &v->journal) : 0;

	while (!rc && !*ret && txn) {
		tl_schema_free(*then);
		*then = NULL;
		txn = change_before(&a, txn);
		rc = tl_schema_set_known(v->t, v->txn, &v->journal, txn, then);
		if (!rc)
			rc = of_set(*then, name, version, ret, &v->t->err);
	}
	return rc;
}

int tl_lists_find(struct tl_lists *l, struct tl_bytes name, struct tl_bytes version,
                  const struct tl_checklist **ret)
{
	struct tl_checklist *list = NULL;
	struct tl_schema *then = NULL;
	bool ok = true;
	int rc;

	for (size_t i = 0; i < l->n; i++)
		if (tl_eq(l->item[i].name, name) && tl_eq(l->item[i].version, version)) {
			*ret = l->item[i].list;
			return 0;
		}
	name = tl_arena_dup(&l->arena, name, &ok);
	version = tl_arena_dup(&l->arena, version, &ok);
	if (!ok || !TL_GROW(l->item, l->n, l->max))
		return tl_err_memory(&l->v->t->err);
	rc = of_set(l->v->schema, name.data, version, &list, &l->v->t->err);
	if (!rc && !list)
		rc = of_past(l->v, name.data, version, &list, &then);
	if (!list) {
		tl_schema_free(then);
		then = NULL;
	}
	if (rc)
		return rc;
	l->item[l->n++] = (struct tl_lists_item){ name, version, list, then };
	*ret = list;
	return 0;
}
