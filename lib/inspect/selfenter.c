/* A report of a self-check that was judged becomes a return and hazards. */
#include "inspect/selfchecks.h"

#include "change/inherit.h"
#include "journal/hazard.h"
#include "journal/return.h"

/* --- what was put right ----------------------------------------------------------- */

/* The unit's own: who signed answers for a general hazard that somebody else put right. */
static bool is_own(const struct tl_selfcheck *r, const struct tl_selfcheck_item *w,
                   const struct tl_record *rec)
{
	return r->signed_by.len && !tl_record_is(rec, TL_F_LEVEL, "major") &&
	       !tl_same_person(r->signed_by, w->value[TL_RETURNED_RECTIFIED_BY]);
}

static int rectify(struct tl_selfchecks *k, const struct tl_selfcheck *r,
                   const struct tl_selfcheck_item *w, struct tl_record *rec)
{
	const struct tl_kind *hazard = k->x->hazard;
	const struct tl_named fixed[] = {
		{ "rectified_by", w->value[TL_RETURNED_RECTIFIED_BY] },
		{ "result", w->value[TL_RETURNED_RESULT] },
	};
	const struct tl_named verified[] = {
		{ "verified_by", r->signed_by },
		{ "self_verified", TL_LIT(TL_YES) },
	};
	struct tl_act a;
	int rc;

	tl_act_init(&a, TL_ACT_RECTIFY, w->rectified);
	rc = tl_act_say(&a, hazard, fixed, TL_LEN(fixed));
	if (!rc)
		rc = tl_change_act(k->x->c, rec, &a);
	if (rc || !is_own(r, w, rec))
		return rc;
	tl_act_init(&a, TL_ACT_VERIFY, r->act.on);
	a.pass = true;
	rc = tl_act_say(&a, hazard, verified, TL_LEN(verified));
	return rc ? rc : tl_change_act(k->x->c, rec, &a);
}

static bool is_closed(const struct tl_record *rec)
{
	return tl_record_is(rec, TL_F_STATE, TL_CLOSED);
}

/* --- hazards ---------------------------------------------------------------------- */

static int enter_hazard(struct tl_selfchecks *k, const struct tl_selfcheck *r,
                        const struct tl_selfcheck_item *w, struct tl_bytes report)
{
	struct tl_recording *x = k->x;
	const struct tl_named values[] = {
		{ "unit", r->unit },
		{ "source", TL_LIT(TL_SELFCHECK) },
		{ "return", report },
	};
	struct tl_record *rec;
	TL_BUF id = { 0 };
	struct tl_act a;
	int rc;

	tl_selfcheck_at(x, r->s, w->raw->line);
	tl_act_init(&a, TL_ACT_ADD, w->found);
	rc = tl_act_say(&a, x->hazard, values, TL_LEN(values));
	for (int c = 0; !rc && c < TL_RETURNED_COLUMNS; c++) {
		const struct tl_field *f = tl_returned_field(x->t->schema, c);
		if (f && c != TL_RETURNED_FOUND && c < TL_RETURNED_RECTIFIED)
			rc = tl_act_say(&a, x->hazard,
			                &(struct tl_named){ f->key, w->value[c] }, 1);
	}
	if (!rc)
		rc = tl_inherit(x->c, &x->lookup, x->hazard, &a, &x->one);
	if (!rc)
		rc = tl_change_new(x->c, x->hazard, &id, w->found, &rec);
	if (!rc)
		rc = tl_change_act(x->c, rec, &a);
	if (!rc && w->rectified != TL_NODAY)
		rc = rectify(k, r, w, rec);
	if (!rc && !is_closed(rec))
		rc = tl_alike_new(&x->alike, rec);
	if (!rc && (!is_closed(rec) || x->in->all))
		rc = tl_recording_list(x, tl_buf_bytes(&id));
	if (!rc)
		tl_change_forget(x->c, rec);
	x->sum.hazards++;
	return rc;
}

/* A hazard that was reported before: the fix is news, if it is one. */
static int keep_hazard(struct tl_selfchecks *k, const struct tl_selfcheck *r,
                       const struct tl_selfcheck_item *w, struct tl_bytes id)
{
	struct tl_recording *x = k->x;
	struct tl_record *rec;
	struct tl_bytes level;
	int rc = tl_change_load(x->c, x->hazard, id, &rec);

	if (rc)
		return rc;
	tl_selfcheck_at(x, r->s, w->raw->line);
	level = tl_record_at(rec, TL_F_LEVEL);
	if (!tl_eq(level, w->value[TL_RETURNED_LEVEL]))
		tl_advise(&x->c->decide, "tlsafe-hazard grade changes it, with a reason",
		          "%.*s stays of level %.*s", (int)id.len, id.data, (int)level.len,
		          level.data);
	bool open = tl_record_is(rec, TL_F_STATE, TL_REPORTED) ||
	            tl_record_is(rec, TL_F_STATE, TL_ASSIGNED);
	if (open && w->rectified != TL_NODAY && w->rectified < rec->moved_on)
		return tl_fault(&x->c->decide, TLSAFE_EINPUT,
		                tl_returned_field(x->t->schema, TL_RETURNED_RECTIFIED)->zh,
		                w->value[TL_RETURNED_RECTIFIED],
		                "tlsafe-hazard history tells what was done since",
		                "before the last act on %.*s", (int)id.len, id.data);
	if (open && w->rectified != TL_NODAY) {
		rc = rectify(k, r, w, rec);
		if (!rc && (!is_closed(rec) || x->in->all))
			rc = tl_recording_list(x, id);
	}
	if (!rc)
		tl_change_forget(x->c, rec);
	return rc;
}

static int enter_items(struct tl_selfchecks *k, const struct tl_selfcheck *r, size_t old,
                       struct tl_bytes report)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->nitems; i++) {
		size_t at = old;
		while (at && !tl_eq(k->old[at - 1].key, r->item[i].key))
			at = k->old[at - 1].next;
		if (!at) {
			rc = enter_hazard(k, r, &r->item[i], report);
			continue;
		}
		k->old[at - 1].named = true;
		rc = keep_hazard(k, r, &r->item[i], k->old[at - 1].id);
	}
	return rc;
}

/* --- what is no more named ----------------------------------------------------------- */

static void tell_absent(struct tl_selfchecks *k, const struct tl_selfcheck_old *old,
                        const char *hint, const char *what)
{
	tl_advise(&k->x->c->decide, hint, "%.*s is not named any more, and %s: %.*s",
	          (int)old->id.len, old->id.data, what, (int)old->description.len,
	          old->description.data);
}

static int drop(struct tl_selfchecks *k, const struct tl_selfcheck *r,
                const struct tl_selfcheck_old *old)
{
	struct tl_record *rec;
	struct tl_act a;
	int rc = tl_change_load(k->x->c, k->x->hazard, old->id, &rec);

	if (rc)
		return rc;
	if (tl_record_rev(rec) > 1) {
		tell_absent(k, old, "tlsafe-hazard void takes it out of every count",
		            "stays, since more was entered about it");
	} else {
		tl_act_init(&a, TL_ACT_VOID, r->act.on);
		a.reason = tl_str(k->x->in->reason);
		rc = tl_change_act(k->x->c, rec, &a);
	}
	if (!rc)
		tl_change_forget(k->x->c, rec);
	return rc;
}

static int leave_absent(struct tl_selfchecks *k, const struct tl_selfcheck *r, size_t old)
{
	int rc = 0;

	tl_selfcheck_at(k->x, r->s, r->s->line);
	for (; !rc && old; old = k->old[old - 1].next) {
		const struct tl_selfcheck_old *it = &k->old[old - 1];
		if (it->named)
			continue;
		if (k->x->in->drop_missing)
			rc = drop(k, r, it);
		else
			tell_absent(k, it, "--drop-missing --reason error makes it void",
			            "stays");
	}
	return rc;
}

/* --- the whole ----------------------------------------------------------------------- */

static int replace(struct tl_selfchecks *k, const struct tl_selfcheck *r,
                   const struct tl_selfcheck_known *known)
{
	const struct tl_named state = { "state", TL_LIT(TL_RETURN_REPLACED) };
	char day[TL_DAY_TEXT];
	struct tl_record *rec;
	struct tl_act a;
	int rc;

	if (r->act.on < known->received)
		return tl_fault(&k->x->c->decide, TLSAFE_EINPUT,
		                tl_kind_key(k->kind, TL_LIT("received"))->zh,
		                tl_str(tl_day_format(day, r->act.on)),
		                "if that one is wrong, void it first: tlsafe-inspect void ID "
		                "--reason error",
		                "it came before %.*s, which stands", (int)known->id.len,
		                known->id.data);
	rc = tl_change_load(k->x->c, k->kind, known->id, &rec);
	tl_act_init(&a, TL_ACT_SET, r->act.on);
	if (!rc)
		rc = tl_act_say(&a, k->kind, &state, 1);
	if (!rc)
		rc = tl_change_act(k->x->c, rec, &a);
	if (!rc)
		tl_change_forget(k->x->c, rec);
	return rc;
}

static int enter_report(struct tl_selfchecks *k, const struct tl_selfcheck *r,
                        const struct tl_selfcheck_known *known, struct tl_buf *id)
{
	const struct tl_named also[] = {
		{ "replaces", known->id },
		{ "bundle", tl_str(r->bundle) },
	};
	struct tl_act a = r->act;
	struct tl_record *rec;
	int rc = tl_act_say(&a, k->kind, also, TL_LEN(also));

	if (!rc)
		rc = tl_inherit(k->x->c, &k->x->lookup, k->kind, &a, &k->x->one);
	if (!rc)
		rc = tl_change_new(k->x->c, k->kind, id, r->act.on, &rec);
	if (!rc)
		rc = tl_change_act(k->x->c, rec, &a);
	if (!rc)
		tl_change_forget(k->x->c, rec);
	return rc;
}

int tl_selfcheck_enter(struct tl_selfchecks *k, const struct tl_selfcheck *r, size_t at)
{
	const struct tl_selfcheck_known before = k->known[at];
	TL_BUF id = { 0 };
	int rc = 0;

	tl_selfcheck_at(k->x, r->s, r->s->line);
	if (before.id.data)
		rc = replace(k, r, &before);
	if (!rc)
		rc = enter_report(k, r, &before, &id);
	if (!rc && (before.id.data || r->nitems))
		rc = tl_selfcheck_olds(k, r);
	if (!rc)
		rc = enter_items(k, r, k->known[at].old, tl_buf_bytes(&id));
	if (!rc)
		rc = leave_absent(k, r, k->known[at].old);
	k->x->sum.returns_added += !rc;
	return rc;
}
