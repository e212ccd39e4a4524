/* Hazards and inspections that documents are issued about, and what speaks against it. */
#include "report/issuing.h"

#include <stdlib.h>

#include "journal/fold.h"
#include "journal/hazard.h"
#include "store/handle.h"

/* What speaks against a document about R, which HOW is; NULL: nothing. */
static const char *not_open(const struct tl_record *r, const struct tl_status *how)
{
	(void)r;
	return tl_status_open(how) ? NULL : "it is not open";
}

static const char *not_assigned(const struct tl_record *r, const struct tl_status *how)
{
	bool in_hand = how->state == TL_STATE_ASSIGNED || how->state == TL_STATE_AWAITING;

	return in_hand && tl_record_at(r, TL_F_ASSIGNEE).len ? NULL :
	                                                       "it is not assigned to anybody";
}

static const char *not_due(const struct tl_record *r, const struct tl_status *how)
{
	return how->due != TL_NODAY || tl_record_at(r, TL_F_TERM).len ? NULL : "it has no deadline";
}

static const char *not_major(const struct tl_record *r, const struct tl_status *how)
{
	(void)r;
	return how->major ? NULL : "it is not major";
}

static const char *not_rechecked(const struct tl_record *r, const struct tl_status *how)
{
	if (!tl_record_at(r, TL_F_VERIFIED).len)
		return "it was not rechecked";
	return how->state == TL_STATE_CLOSED || how->state == TL_STATE_ASSIGNED ?
	               NULL : "it waits for a recheck";
}

static const struct {
	const char *(*lacks)(const struct tl_record *r, const struct tl_status *how);
	const char *hint;
} needs[TL_PAPER_NEED_COUNT] = {
	[TL_PAPER_OPEN] = { not_open, NULL },
	[TL_PAPER_ASSIGNED] = { not_assigned, "tlsafe-hazard assign assigns it" },
	[TL_PAPER_DUE] = { not_due, "tlsafe-hazard assign --due sets one" },
	[TL_PAPER_MAJOR] = { not_major, NULL },
	[TL_PAPER_EXTENDED] = { NULL, NULL },	/* it stands in its acts: read_decision() */
	[TL_PAPER_RECHECKED] = { not_rechecked, "tlsafe-hazard verify records one" },
};

int tl_issue_refuse(struct tl_issue *x, const struct tl_record *r, const char *hint,
                    const char *why)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID);

	return tl_fault(&x->c->decide, TLSAFE_ERULE, NULL, TL_NONE, hint, "%.*s: no %s: %s",
	                (int)id.len, id.data, x->paper->name, why);
}

/* Somebody answers for it: an inspection, a tip, or who assigned it. */
static bool is_backed(const struct tl_subject *s)
{
	return s->visit || tl_record_named(&s->r, "tip").len ||
	       tl_record_at(&s->r, TL_F_ASSIGNED).len;
}

/* The last extension of S that was decided, granted or refused, if its paper is about that. */
static int read_decision(struct tl_issue *x, struct tl_subject *s)
{
	struct tl_effective *e;
	bool plain, ok = true, any = false;
	size_t n;
	int rc;

	s->decision = (struct tl_paper_decision){ .on = tl_record_day(&s->r, TL_F_EXTENDED_ON) };
	if (!(x->paper->needs >> TL_PAPER_EXTENDED & 1))
		return 0;
	rc = tl_effective(&e, &n, &plain, &s->r, &x->c->view.journal, UINT64_MAX, &x->arena);
	for (size_t i = 0; !rc && i < n; i++) {
		const struct tl_entry *it = &e[i].entry;
		if (it->act != TL_ACT_EXTEND && it->act != TL_ACT_EXTEND_REFUSED)
			continue;
		any = true;
		s->decision.refused = it->act == TL_ACT_EXTEND_REFUSED;
		s->decision.on = e[i].on;
		s->decision.why = tl_arena_dup(&x->arena, it->reason, &ok);
	}
	if (!rc && !ok)
		rc = tl_err_memory(&x->t->err);
	if (rc || any || tl_record_at(&s->r, TL_F_EXTENDED_TO).len)
		return rc;
	return tl_issue_refuse(x, &s->r, "tlsafe-hazard extend decides one",
	                       "no extension of it was decided");
}

/* An inspection as of which nothing is issued yet. */
static int judge_visit(struct tl_issue *x, size_t visit)
{
	const struct tl_record *r = &x->visit[visit - 1].r;

	if (tl_record_day(r, TL_F_DAY) <= x->on)
		return 0;
	return tl_issue_refuse(x, r, "give --on with that day or a later one",
	                       "it would be issued before the day of the inspection");
}

static int judge_hazard(struct tl_issue *x, const struct tl_subject *s)
{
	const struct tl_record *r = &s->r;
	struct tl_status how;

	tl_status_of(&how, r);
	if (how.state == TL_STATE_VOID)
		return tl_issue_refuse(x, r, NULL, "it is void");
	for (int i = 0; i < TL_PAPER_NEED_COUNT; i++) {
		const bool asked = x->paper->needs >> i & 1 && needs[i].lacks;
		const char *why = asked ? needs[i].lacks(r, &how) : NULL;
		if (why)
			return tl_issue_refuse(x, r, needs[i].hint, why);
	}
	if ((x->paper->each == TL_PAPER_UNIT || x->paper->each == TL_PAPER_INSPECTION) &&
	    !tl_record_at(r, TL_F_UNIT).len)
		return tl_issue_refuse(x, r, NULL, "it names no unit");
	if (x->paper->each == TL_PAPER_INSPECTION && s->visit && judge_visit(x, s->visit))
		return x->c->decide.first;
	if (is_backed(s))
		return 0;
	return tl_issue_refuse(x, r,
	                       "assign it first, or name what found it: inspection=ID or tip=ID",
	                       "no inspection, tip or assignment backs it");
}

static int take_hazard(struct tl_issue *x, const struct tl_kind *kind, const char *id)
{
	struct tl_subject *s = &x->subject[x->n];
	bool made;
	uint64_t *slot = tl_map_put(x->ids, tl_str(id), &made);
	int rc;

	if (!slot)
		return tl_err_memory(&x->t->err);
	if (!made)
		return tl_fault(&x->c->decide, TLSAFE_EUSAGE, NULL, tl_str(id),
		                "name each record once", "named twice");
	*slot = ++x->n;
	rc = tl_view_get(&x->c->view, kind, tl_str(id), &s->r);
	if (rc == TLSAFE_ENOENT)
		return tl_fault(&x->c->decide, rc, NULL, tl_str(id), NULL, "no such hazard");
	if (!rc)
		rc = tl_issue_visit(x, tl_record_named(&s->r, "inspection"), &s->visit);
	if (!rc)
		rc = read_decision(x, s);
	return rc ? rc : judge_hazard(x, s);
}

/* ID is that of an inspection, or of a hazard that one found. */
static int take_visit(struct tl_issue *x, const struct tl_kind *hazard, const char *id)
{
	const struct tl_kind *kind = NULL;
	size_t before = x->nvisits, visit = 0;
	TL_RECORD r = { 0 };
	uint64_t row;
	int rc = tl_view_find(&x->c->view, tl_str(id), &kind, &row);

	if (rc && rc != TLSAFE_ENOENT)
		return rc;
	if (rc || (kind != hazard && kind != x->inspection))
		return tl_fault(&x->c->decide, TLSAFE_ENOENT, NULL, tl_str(id), NULL,
		                "no such inspection or hazard");
	rc = tl_view_get(&x->c->view, kind, tl_str(id), &r);
	if (!rc)
		rc = tl_issue_visit(x, kind == hazard ? tl_record_named(&r, "inspection") :
		                                        tl_record_at(&r, TL_F_ID), &visit);
	if (rc)
		return rc;
	if (!visit)
		return tl_issue_refuse(x, &r, NULL, kind == hazard ?
		                       "it names no inspection that counts" : "it is void");
	return visit > before ? judge_visit(x, visit) : 0;
}

int tl_issue_subjects(struct tl_issue *x)
{
	const struct tlsafe_change *how = x->in->how;
	const struct tl_kind *kind = tl_schema_kind(x->t->schema, "hazard");
	int rc = 0;

	x->inspection = tl_schema_kind(x->t->schema, "inspection");
	x->ids = tl_map_new();
	x->visits = tl_map_new();
	x->subject = calloc(how->nids + 1, sizeof(*x->subject));
	x->visit = calloc(how->nids + 1, sizeof(*x->visit));
	if (!x->ids || !x->visits || !x->subject || !x->visit)
		return tl_err_memory(&x->t->err);
	for (size_t i = 0; i < how->nids; i++) {
		rc = x->paper->items ? take_visit(x, kind, how->ids[i]) :
		                       take_hazard(x, kind, how->ids[i]);
		if (rc && !x->c->decide.faults)
			return rc;
	}
	if (x->c->decide.faults)
		return x->c->decide.first;
	if (x->paper->items)
		return tl_issue_items(x);
	return x->paper->needs >> TL_PAPER_RECHECKED & 1 ? tl_issue_rechecks(x) : 0;
}
