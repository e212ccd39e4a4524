/* What may be entered about an inspection. */
#include "change/inspection_rules.h"

#include "change/officers.h"
#include "change/plain_rules.h"
#include "journal/inspection.h"

static bool says(const struct tl_record *r, const struct tl_act *a, enum tl_field_name field,
                 const char *value)
{
	return tl_eqs(tl_act_after(r, a, field), value);
}

static void judge_officers(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	bool enforcement = says(r, a, TL_F_TYPE, "enforcement");

	tl_officers_judge(d, enforcement ? "an enforcement inspection" : NULL,
	                  tl_act_after(r, a, TL_F_OFFICERS),
	                  tl_act_after(r, a, TL_F_CERTIFICATES));
}

/* Acts that say that it was made, on their day. */
static bool makes(enum tl_act_name verb)
{
	return verb == TL_ACT_ADD || verb == TL_ACT_RECORD;
}

static void judge_times(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes from = tl_act_after(r, a, TL_F_STARTED),
			upto = tl_act_after(r, a, TL_F_ENDED);
	char day[TL_DAY_TEXT];

	tl_day_format(day, a->on);
	/* Canonical instants of one offset: their bytes are in the order of time. */
	if (from.len && upto.len && tl_cmp(upto, from) < 0)
		tl_fault(d, TLSAFE_EINPUT, "ended", upto, "one of the two times is wrong",
		         "it ended before it started");
	if (makes(a->verb) && from.len && !tl_starts(from, tl_str(day)))
		tl_fault(d, TLSAFE_EINPUT, "started", from, "one of the two is wrong",
		         "it started on another day than %s", day);
}

static void judge_signing(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	if (says(r, a, TL_F_REFUSED, "yes") && !tl_act_after(r, a, TL_F_WITNESS).len)
		tl_fault(d, TLSAFE_EINPUT, "witness", TL_NONE, "name who saw it (见证人)",
		         "the unit refused to sign, and no witness is named");
}

static int judge_whole(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	size_t before = d->faults;

	judge_officers(d, r, a);
	judge_times(d, r, a);
	judge_signing(d, r, a);
	return d->faults > before ? d->first : 0;
}

/* What is mended of one that is still to be made binds nobody yet. */
static int judge_mended(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	return says(r, NULL, TL_F_STATE, "planned") ? 0 : judge_whole(d, r, a);
}

static int judge_record(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	int rc = tl_judge_required(d, r, a);

	return rc ? rc : judge_whole(d, r, a);
}

/* Who goes there may still be open. */
static int judge_plan(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	static const enum tl_field_name needed[] = { TL_F_UNIT, TL_F_TYPE };
	size_t before = d->faults;
	tl_day by = TL_NODAY;

	for (size_t i = 0; i < TL_LEN(needed); i++) {
		const struct tl_field *f = &r->kind->field[r->kind->at[needed[i]]];
		if (!tl_act_after(r, a, needed[i]).len)
			tl_fault(d, TLSAFE_EINPUT, f->key, TL_NONE, NULL,
			         "%s (%s) is required and missing", f->key, f->zh);
	}
	tl_day_parse(tl_act_after(r, a, TL_F_PLANNED), &by);
	if (by < a->on)
		tl_fault(d, TLSAFE_ERULE, "planned", tl_act_after(r, a, TL_F_PLANNED), NULL,
		         "the period is over");
	tl_officers_judge(d, NULL, tl_act_after(r, a, TL_F_OFFICERS), TL_NONE);
	return d->faults > before ? d->first : 0;
}

static int judge_add(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	return tl_act_after(r, a, TL_F_PLANNED).len ? judge_plan(d, r, a) : judge_record(d, r, a);
}

static int judge_void(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	int rc = tl_judge_void(d, r, a);

	if (rc || !tl_eqs(a->reason, "cancelled") || says(r, NULL, TL_F_STATE, "planned"))
		return rc;
	return tl_refuse(d, r, a, "give --reason duplicate (重复) or error (错误)",
	                 "what was made cannot be cancelled");
}

const struct tl_rules tl_inspection_rules = {
	.workflow = &tl_inspection,
	.rule = {
		[TL_ACT_ADD] = { .judge = judge_add },
		[TL_ACT_RECORD] = { .from = TL_INSPECTION_PLANNED, .judge = judge_record },
		[TL_ACT_VOID] = { .from = TL_INSPECTION_PLANNED | TL_INSPECTION_DONE,
		                  .judge = judge_void },
	},
	.mended = judge_mended,
};
