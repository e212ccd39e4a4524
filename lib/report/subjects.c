/* Hazards that documents are issued about, and what speaks against it. */
#include "report/issuing.h"

#include <stdlib.h>

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
	(void)r;
	return how->due != TL_NODAY ? NULL : "it has no deadline";
}

static const char *not_major(const struct tl_record *r, const struct tl_status *how)
{
	(void)r;
	return how->major ? NULL : "it is not major";
}

static const char *not_extended(const struct tl_record *r, const struct tl_status *how)
{
	(void)how;
	return tl_record_at(r, TL_F_EXTENDED_TO).len ? NULL : "no extension of it was decided";
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
	[TL_PAPER_EXTENDED] = { not_extended, "tlsafe-hazard extend decides one" },
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
static bool is_backed(const struct tl_record *r)
{
	return tl_record_named(r, "inspection").len || tl_record_named(r, "tip").len ||
	       tl_record_at(r, TL_F_ASSIGNED).len;
}

static int judge_hazard(struct tl_issue *x, const struct tl_record *r)
{
	struct tl_status how;

	tl_status_of(&how, r);
	if (how.state == TL_STATE_VOID)
		return tl_issue_refuse(x, r, NULL, "it is void");
	for (int i = 0; i < TL_PAPER_NEED_COUNT; i++) {
		const char *why = x->paper->needs >> i & 1 ? needs[i].lacks(r, &how) : NULL;
		if (why)
			return tl_issue_refuse(x, r, needs[i].hint, why);
	}
	if (x->paper->each == TL_PAPER_UNIT && !tl_record_at(r, TL_F_UNIT).len)
		return tl_issue_refuse(x, r, NULL, "it names no unit");
	if (is_backed(r))
		return 0;
	return tl_issue_refuse(x, r,
	                       "assign it first, or name what found it: inspection=ID or tip=ID",
	                       "no inspection, tip or assignment backs it");
}

static int take_hazard(struct tl_issue *x, const struct tl_kind *kind, const char *id)
{
	struct tl_record *r = &x->subject[x->n].r;
	bool made;
	uint64_t *slot = tl_map_put(x->ids, tl_str(id), &made);
	int rc;

	if (!slot)
		return tl_err_memory(&x->t->err);
	if (!made)
		return tl_fault(&x->c->decide, TLSAFE_EUSAGE, NULL, tl_str(id),
		                "name each record once", "named twice");
	*slot = ++x->n;
	rc = tl_view_get(&x->c->view, kind, tl_str(id), r);
	if (rc == TLSAFE_ENOENT)
		return tl_fault(&x->c->decide, rc, NULL, tl_str(id), NULL, "no such hazard");
	return rc ? rc : judge_hazard(x, r);
}

int tl_issue_subjects(struct tl_issue *x)
{
	const struct tlsafe_change *how = x->in->how;
	const struct tl_kind *kind = tl_schema_kind(x->t->schema, "hazard");
	int rc = 0;

	x->ids = tl_map_new();
	x->subject = calloc(how->nids + 1, sizeof(*x->subject));
	if (!x->ids || !x->subject)
		return tl_err_memory(&x->t->err);
	for (size_t i = 0; i < how->nids; i++) {
		rc = take_hazard(x, kind, how->ids[i]);
		if (rc && !x->c->decide.faults)
			return rc;
	}
	return x->c->decide.faults ? x->c->decide.first : 0;
}
