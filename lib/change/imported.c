/* What came from a list. */
#include "change/imported.h"

#include "journal/workflow.h"

void tl_imports_release(struct tl_imports *i)
{
	tl_map_freep(&i->txn);
}

static int was_import(struct tl_imports *i, struct tl_view *v, uint64_t txn, bool *ret)
{
	uint64_t *s;
	int rc;

	if (!i->txn)
		i->txn = tl_map_new();
	s = i->txn ? tl_map_put(i->txn, tl_bytes(&txn, sizeof(txn)), NULL) : NULL;
	if (!s)
		return tl_err_memory(&v->t->err);
	if (!*s && txn) {
		rc = tl_journal_head(&v->journal, txn);
		if (rc)
			return rc;
		*s = tl_eqs(tl_head_verb(&v->journal.at->head), "import") ? 2 : 1;
	}
	*ret = *s == 2;
	return 0;
}

int tl_imported_values(struct tl_imports *i, struct tl_view *v, const struct tl_record *r,
                       struct tl_bytes *ret, struct tl_arena *arena)
{
	const struct tl_kind *kind = r->kind;
	struct tl_entry *e;
	char day[TL_DAY_TEXT];
	bool import = false, ok = true;
	size_t n;
	int rc = tl_standing(&e, &n, r, &v->journal, UINT64_MAX, arena);

	for (size_t k = 0; !rc && k < n; k++) {
		enum tl_field_name date = e[k].corrects.n ? TL_F_COUNT : tl_date_field(&e[k]);
		rc = was_import(i, v, e[k].place.txn, &import);
		if (rc || !import)
			continue;
		if (date != TL_F_COUNT && kind->at[date] >= 0 && e[k].on != TL_NODAY)
			ret[kind->at[date]] =
				tl_arena_dup(arena, tl_str(tl_day_format(day, e[k].on)), &ok);
		for (size_t s = 0; s < e[k].nset; s++)
			ret[e[k].set[s].field->index] = e[k].set[s].value;
	}
	if (!rc && !ok)
		rc = tl_err_memory(&v->t->err);
	return rc;
}
