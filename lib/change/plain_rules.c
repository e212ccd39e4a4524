/* What may be entered about a record of any kind. */
#include "change/plain_rules.h"

int tl_judge_required(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	const struct tl_kind *k = r->kind;
	size_t before = d->faults;

	for (size_t i = 0; i < k->nfields; i++) {
		const struct tl_field *f = &k->field[i];
		if (!f->required)
			continue;
		bool given = (int)i == k->at[TL_F_ID] || ((int)i == k->begins && a->on != TL_NODAY);
		for (size_t n = 0; n < a->nset && !given; n++)
			given = a->set[n].field == f && a->set[n].value.len;
		if (!given)
			tl_fault(d, TLSAFE_EINPUT, f->key, TL_NONE,
			         a->lenient ? "--set FIELD=VALUE gives it to all rows" : NULL,
			         "%s (%s) is required and missing", f->key, f->zh);
	}
	return d->faults > before ? d->first : 0;
}

int tl_judge_note(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	return a->note.len ? 0 : tl_refuse(d, r, a, "give --note TEXT", "there is no note");
}

int tl_judge_set(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	return a->nset ? 0 : tl_refuse(d, r, a, "give FIELD=VALUE", "no field is given");
}

static int judge_served(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	if (r->kind->at[TL_F_SERVED] < 0)
		return tl_refuse(d, r, a, NULL, "only documents are served");
	return tl_judge_set(d, r, a);
}

int tl_judge_void(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	const struct tl_reason *reason = tl_reason_find(r->kind, a->reason);
	TL_BUF why = { 0 };
	TL_BUF hint = { 0 };

	if (reason) {
		a->reason = tl_str(reason->code);
		return 0;
	}
	tl_buf_str(&why, "the reason is none of ");
	tl_buf_str(&hint, "give --reason ");
	for (const struct tl_reason *all = r->kind->workflow->reasons, *x = all; x->code; x++) {
		tl_buf_printf(&why, "%s%s", x == all ? "" : ", ", x->code);
		tl_buf_printf(&hint, "%s%s (%s)", x == all ? "" : " or ", x->code, x->zh);
	}
	if (why.failed || hint.failed)
		return TLSAFE_EMEMORY;
	return tl_refuse(d, r, a, hint.data, why.data);
}

const struct tl_rules tl_plain_rules = {
	.rule = {
		TL_PLAIN_ACTS,
		[TL_ACT_SERVED] = { .judge = judge_served, .unnamed = true },
	},
};

int tl_judge_retire(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID), status;

	if (r->kind->workflow || r->kind->at[TL_F_STATUS] < 0)
		return tl_fault(d, TLSAFE_ERULE, NULL, id, NULL,
		                "a %s has no status to be retired with", r->kind->name);
	if (tl_retired(r))
		return tl_fault(d, TLSAFE_ERULE, "status", tl_record_at(r, TL_F_STATUS),
		                "set status=... takes it up again", "%.*s: it is retired already",
		                (int)id.len, id.data);
	if (!tl_act_value(a, TL_F_STATUS, r->kind) &&
	    tl_act_give(a, r->kind, TL_F_STATUS, TL_LIT("closed")))
		return TLSAFE_EBUG;
	status = tl_act_value(a, TL_F_STATUS, r->kind)->value;
	if (!tl_gives_up(r->kind, status))
		return tl_fault(d, TLSAFE_ERULE, "status", status,
		                "give one such as closed, moved or demolished",
		                "%.*s: not a status of what is given up", (int)id.len, id.data);
	return 0;
}
