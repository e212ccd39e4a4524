/* The workflows that there are, and what is asked of a record's own. */
#include "journal/workflow.h"

#include "base/utf8.h"
#include "journal/hazard.h"
#include "journal/inspection.h"
#include "journal/return.h"

const struct tl_workflow_form *const tl_workflows[] = { &tl_hazard.form, &tl_inspection.form,
	                                               &tl_return.form, NULL };

static const struct tl_effect nothing = { TL_F_COUNT, false };

const struct tl_effect *tl_effect(const struct tl_kind *kind, enum tl_act_name act)
{
	const struct tl_effect *e = kind->workflow ? kind->workflow->effect[act] : NULL;

	return e ? e : &nothing;
}

bool tl_made_by_acts(const struct tl_field *f)
{
	const struct tl_workflow *w = f->kind->workflow;

	if (!w || f->known == TL_F_COUNT)
		return false;
	for (int i = 0; i < TL_ACT_COUNT; i++)
		if (w->effect[i] && w->effect[i]->date == (enum tl_field_name)f->known)
			return true;
	for (const enum tl_field_name *made = w->made; *made != TL_F_COUNT; made++)
		if (*made == (enum tl_field_name)f->known)
			return true;
	return false;
}

enum tl_field_name tl_date_field(const struct tl_entry *e)
{
	const struct tl_workflow *w = e->kind->workflow;

	if (w && w->date_field)
		return w->date_field(e);
	return tl_effect(e->kind, e->act)->date;
}

unsigned tl_state_bit(const struct tl_kind *kind, struct tl_bytes state)
{
	for (int i = 0; kind->workflow && kind->workflow->states[i]; i++)
		if (tl_eqs(state, kind->workflow->states[i]))
			return 1u << i;
	return 0;
}

/* NAME, if there is one, folds to FOLDED. */
static bool is_called(const char *name, struct tl_bytes folded)
{
	TL_BUF own = { 0 };

	if (!name)
		return false;
	tl_utf8_fold(&own, tl_str(name));
	return !own.failed && tl_eq(tl_buf_bytes(&own), folded);
}

const struct tl_reason *tl_reason_find(const struct tl_kind *kind, struct tl_bytes text)
{
	const struct tl_reason *r = kind->workflow ? kind->workflow->reasons : NULL;
	TL_BUF folded = { 0 };

	tl_utf8_fold(&folded, text);
	for (; r && r->code && !folded.failed; r++) {
		struct tl_bytes f = tl_buf_bytes(&folded);
		bool called = is_called(r->code, f) || is_called(r->zh, f) || is_called(r->en, f);
		for (size_t i = 0; i < TL_LEN(r->also); i++)
			called |= is_called(r->also[i], f);
		if (called)
			return r;
	}
	return NULL;
}

bool tl_is_gone(const struct tl_record *r)
{
	return r->kind->workflow && tl_record_is(r, TL_F_STATE, r->kind->workflow->gone);
}

void tl_status_of(struct tl_status *s, const struct tl_record *r)
{
	if (r->kind->workflow)
		r->kind->workflow->status(s, r);
	else
		*s = (struct tl_status){ .found = TL_NODAY, .deadline = TL_NODAY, .due = TL_NODAY,
			                 .fixed = TL_NODAY };
}
