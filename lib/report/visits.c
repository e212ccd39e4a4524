/* Inspections that documents are of: found, with their items, and whose officers sign. */
#include "report/issuing.h"

#include <stdlib.h>

#include "journal/workflow.h"
#include "store/handle.h"
#include "store/views.h"

#define NONE UINT64_MAX

static int read_visit(struct tl_issue *x, struct tl_bytes id, uint64_t *slot)
{
	struct tl_visited *v = &x->visit[x->nvisits];
	int rc = tl_view_get(&x->c->view, x->inspection, id, &v->r);

	if (rc && rc != TLSAFE_ENOENT)
		return rc;
	if (rc || tl_is_gone(&v->r)) {
		tl_err_clear(&x->t->err);
		tl_record_release(&v->r);
		*slot = NONE;
	} else {
		*slot = ++x->nvisits;
	}
	return 0;
}

int tl_issue_visit(struct tl_issue *x, struct tl_bytes id, size_t *ret)
{
	uint64_t *slot = NULL;
	bool made = false;
	int rc = 0;

	*ret = 0;
	if (!x->inspection || !id.len)
		return 0;
	slot = tl_map_put(x->visits, id, &made);
	if (!slot)
		return tl_err_memory(&x->t->err);
	if (made)
		rc = read_visit(x, id, slot);
	if (!rc && *slot != NONE)
		*ret = *slot;
	return rc;
}

static int take_item(struct tl_issue *x, const struct tl_record *r)
{
	const uint64_t *slot = tl_map_get(x->visits, tl_record_named(r, "inspection"));
	struct tl_visited *v = slot && *slot != NONE ? &x->visit[*slot - 1] : NULL;

	if (!v)
		return 0;
	if (!TL_GROW(v->item, v->n, v->max))
		return tl_err_memory(&x->t->err);
	tl_record_init(&v->item[v->n], r->kind);
	return tl_record_copy(&v->item[v->n++], r) ? tl_err_memory(&x->t->err) : 0;
}

int tl_issue_items(struct tl_issue *x)
{
	const struct tl_kind *kind = tl_schema_kind(x->t->schema, "item");
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	if (!kind)
		return 0;
	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, &x->c->view, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = take_item(x, &r);
	return rc;
}

void tl_issue_release_visits(struct tl_issue *x)
{
	for (size_t i = 0; i < x->nvisits; i++) {
		for (size_t k = 0; k < x->visit[i].n; k++)
			tl_record_release(&x->visit[i].item[k]);
		free(x->visit[i].item);
		tl_record_release(&x->visit[i].r);
	}
	free(x->visit);
	tl_map_freep(&x->visits);
	tl_officers_release(&x->officers);
}

/* --- who signs ------------------------------------------------------------------ */

static int find_officers(struct tl_issue *x, struct tl_inspectors *in)
{
	int rc = 0;

	if (!x->officers.v)
		rc = tl_officers_read(&x->officers, &x->c->view);
	if (!rc)
		rc = tl_officers_find(&x->officers, in, &x->c->decide);
	if (rc)
		return rc;
	tl_officers_judge(&x->c->decide, x->paper->en, tl_buf_bytes(&in->names),
	                  tl_buf_bytes(&in->numbers));
	return x->c->decide.faults ? x->c->decide.first : 0;
}

int tl_issue_officers(struct tl_issue *x, const struct tl_made *m, struct tl_inspectors *in)
{
	const struct tl_record *visit = m->visit ? &x->visit[m->visit - 1].r : NULL;
	struct tl_bytes names = TL_NONE, numbers = TL_NONE;

	if (visit) {
		names = tl_record_at(visit, TL_F_OFFICERS);
		numbers = tl_record_at(visit, TL_F_CERTIFICATES);
	}
	if (x->paper->officers == TL_PAPER_INSPECTED) {
		tl_buf_add(&in->names, names);
		tl_buf_add(&in->numbers, numbers);
		return 0;
	}
	if (x->paper->officers == TL_PAPER_NO_OFFICERS)
		return 0;
	in->on = x->on;
	in->enforcement = true;
	in->said = x->signing.len ? x->signing : names;
	in->certificates = x->signing.len ? TL_NONE : numbers;
	if (in->said.len)
		return find_officers(x, in);
	return tl_err_hint(&x->t->err, TLSAFE_EINPUT, "give --officers A,B",
	                   "%s needs officers (执法人员), who are missing: no inspection names "
	                   "them", x->paper->name);
}
