/* Answers of a recheck: acts on the hazards that they name. */
#include "inspect/recheck.h"

static int refuse(struct tl_recording *x, enum tl_answer_column c, struct tl_bytes value,
                  const char *hint, const char *why)
{
	return tl_fault(&x->c->decide, TLSAFE_EINPUT, tl_answer_field(x->t->schema, c)->zh, value,
	                hint, "%s", why);
}

static struct tl_bytes named(const struct tl_visit *v, const struct tl_visit_answer *w)
{
	struct tl_bytes id = w->a->text[TL_ANSWER_HAZARD];

	return id.len || !v->recheck ? id : w->a->text[TL_ANSWER_CODE];
}

int tl_recheck_find(struct tl_recording *x, struct tl_visit *v, struct tl_visit_answer *w)
{
	struct tl_bytes said = named(v, w), id;
	struct tl_record *r;
	bool ok = true;
	int rc;

	if (!said.len)
		return 0;
	if (!v->recheck) {
		refuse(x, TL_ANSWER_HAZARD, said, "name the item, or say type=recheck",
		       "only a recheck answers for hazards");
		return 0;
	}
	w->hazard = said;
	rc = tl_visit_value(x, tl_answer_field(x->t->schema, TL_ANSWER_HAZARD), said, TL_NODAY,
	                    &id);
	if (rc || !id.len)
		return rc;
	rc = tl_change_load(x->c, x->hazard, id, &r);
	if (rc)
		return rc;
	if (!tl_eq(tl_record_at(r, TL_F_UNIT), tl_visit_given(x, v, "unit")))
		refuse(x, TL_ANSWER_HAZARD, said, "each unit has a sheet of its own",
		       "this hazard is not of the unit that the sheet names");
	w->hazard = id;
	w->text = tl_visit_keep(x, tl_record_at(r, TL_F_DESCRIPTION), &ok);
	w->clause = tl_visit_keep(x, tl_record_named(r, "clause"), &ok);
	return ok ? 0 : tl_visit_memory(x);
}

int tl_recheck_read(struct tl_recording *x, struct tl_visit *v, struct tl_visit_answer *w)
{
	struct tl_bytes due = w->a->text[TL_ANSWER_DUE];
	const bool failed = tl_eqs(w->result, "no");
	tl_day day;
	int rc;

	if (tl_eqs(w->result, "na"))
		refuse(x, TL_ANSWER_RESULT, w->a->text[TL_ANSWER_RESULT],
		       "leave the line blank if it was not looked at",
		       "a recheck is passed (符合) or failed (不符合)");
	if (w->a->text[TL_ANSWER_ON_SPOT].len)
		refuse(x, TL_ANSWER_ON_SPOT, w->a->text[TL_ANSWER_ON_SPOT], "leave it blank",
		       "what was found before is not put right on the spot");
	if (due.len && !failed)
		refuse(x, TL_ANSWER_DUE, due, "leave it blank",
		       "only a failed recheck sets a new deadline");
	if (!due.len && failed)
		refuse(x, TL_ANSWER_DUE, TL_NONE, "give one, such as due=+7d",
		       "a failed recheck sets a new deadline");
	if (!due.len || !failed)
		return 0;
	rc = tl_visit_value(x, tl_answer_field(x->t->schema, TL_ANSWER_DUE), due, v->act.on,
	                    &w->due);
	if (!rc && w->due.len && tl_day_parse(w->due, &day) && day < v->act.on)
		refuse(x, TL_ANSWER_DUE, due, NULL, "the deadline lies before the inspection");
	return rc;
}

int tl_recheck_enter(struct tl_recording *x, struct tl_visit *v, const struct tl_visit_answer *w,
                     bool *open)
{
	const struct tl_named values[] = {
		{ "verified_by", v->officers },
		{ "approved_by", w->a->text[TL_ANSWER_APPROVED_BY] },
		{ "due", w->due },
	};
	struct tl_record *r;
	struct tl_act a;
	int rc = tl_change_load(x->c, x->hazard, w->hazard, &r);

	tl_act_init(&a, TL_ACT_VERIFY, v->act.on);
	a.pass = tl_eqs(w->result, "yes");
	a.note = w->a->text[TL_ANSWER_FINDING];
	*open = !a.pass;
	if (!rc)
		rc = tl_act_say(&a, x->hazard, values, TL_LEN(values));
	if (!rc)
		rc = tl_change_act(x->c, r, &a);
	if (!rc)
		tl_change_forget(x->c, r);
	return rc;
}
