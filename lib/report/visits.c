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

/* R answers for S on the sheet of a recheck. */
static int take_recheck(struct tl_issue *x, struct tl_subject *s, const struct tl_record *r)
{
	bool ok = true;
	TL_RECORD visit = { 0 };
	tl_day day;
	int rc = tl_view_get(&x->c->view, x->inspection, tl_record_named(r, "inspection"), &visit);

	if (rc)
		return rc;
	day = tl_record_day(&visit, TL_F_DAY);
	if (tl_is_gone(&visit) || !tl_eqs(tl_record_named(&visit, "type"), "recheck") ||
	    day == TL_NODAY || (s->officers.len && day < s->rechecked))
		return 0;
	s->rechecked = day;
	s->officers = tl_arena_dup(&x->arena, tl_record_at(&visit, TL_F_OFFICERS), &ok);
	s->certificates = tl_arena_dup(&x->arena, tl_record_at(&visit, TL_F_CERTIFICATES), &ok);
	return ok ? 0 : tl_err_memory(&x->t->err);
}

int tl_issue_rechecks(struct tl_issue *x)
{
	const struct tl_kind *kind = tl_schema_kind(x->t->schema, "item");
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	if (!kind || !x->inspection)
		return 0;
	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, &x->c->view, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		const uint64_t *slot = tl_map_get(x->ids, tl_record_named(&r, "hazard"));
		rc = slot ? take_recheck(x, &x->subject[*slot - 1], &r) : 0;
	}
	return rc;
}

/* Those who rechecked the hazards of M, each once. False: not each of them gave a certificate. */
static bool add_recheckers(const struct tl_issue *x, const struct tl_made *m, struct tl_buf *names,
                           struct tl_buf *numbers)
{
	bool whole = true;

	for (size_t i = 0; i < m->n; i++) {
		const struct tl_subject *s = &x->subject[m->at[i]];
		struct tl_bytes rest = s->officers, certificates = s->certificates, name, number;
		while (tl_list_next(&rest, &name)) {
			if (!tl_list_next(&certificates, &number))
				number = TL_NONE;
			if (tl_list_has(tl_buf_bytes(names), name))
				continue;
			tl_list_add(names, name);
			if (number.len)
				tl_list_add(numbers, number);
			whole &= number.len > 0;
		}
	}
	return whole;
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
	TL_BUF rechecked = { 0 };
	TL_BUF certificates = { 0 };

	if (!visit) {
		const bool whole = add_recheckers(x, m, &rechecked, &certificates);
		if (rechecked.failed || certificates.failed)
			return tl_err_memory(&x->t->err);
		names = tl_buf_bytes(&rechecked);
		numbers = whole ? tl_buf_bytes(&certificates) : TL_NONE;
	} else {
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
