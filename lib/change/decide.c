/* Judges acts, once, when they are entered. The only place that refuses. */
#include "change/decide.h"

#include <stdio.h>

#include "change/camera_rules.h"
#include "change/hazard_rules.h"
#include "change/inspection_rules.h"
#include "change/penalty_rules.h"
#include "change/plain_rules.h"
#include "change/return_rules.h"

static const struct tl_rules *rules_of(const struct tl_kind *k)
{
	static const struct tl_rules *const all[] = { &tl_hazard_rules, &tl_inspection_rules,
		                                      &tl_penalty_rules, &tl_return_rules,
		                                      &tl_camera_rules, &tl_outage_rules,
		                                      &tl_still_rules };

	for (size_t i = 0; i < TL_LEN(all); i++)
		if (all[i]->kind ? !strcmp(all[i]->kind, k->name) :
		                   all[i]->workflow == k->workflow)
			return all[i];
	return &tl_plain_rules;
}

void tl_possible(struct tl_buf *out, const struct tl_kind *kind, struct tl_bytes state)
{
	const struct tl_rules *rules = rules_of(kind);
	unsigned bit = tl_state_bit(kind, state);
	size_t begun = out->len;

	for (int i = 1; i < TL_ACT_COUNT; i++) {
		const struct tl_rule *rule = &rules->rule[i];
		if (!rule->judge || rule->unnamed ||
		    !((rule->from | rule->once) & bit))
			continue;
		if (out->len > begun)
			tl_buf_str(out, ", ");
		tl_buf_str(out, tl_act_text((enum tl_act_name)i));
		if (rule->once & bit)
			tl_buf_printf(out, " (once it is %s)", rule->when_text);
	}
	if (out->len == begun)
		tl_buf_str(out, "nothing");
}

static int judge_state(struct tl_decide *d, const struct tl_record *r, struct tl_act *a,
                       const struct tl_rule *rule)
{
	struct tl_bytes state = tl_record_at(r, TL_F_STATE);
	unsigned from = rule->from, bit = tl_state_bit(r->kind, state);
	TL_BUF why = { 0 };
	TL_BUF hint = { 0 };

	if (rule->once && rule->when(r, a->on))
		from |= rule->once;
	if (a->lenient)
		from |= rule->lenient;
	if (from & bit)
		return 0;
	tl_buf_str(&why, "not possible in state ");
	tl_buf_add(&why, state);
	if (r->kind->at[TL_F_STATE] >= 0) {
		tl_buf_str(&why, " (");
		tl_type_label(&why, &r->kind->field[r->kind->at[TL_F_STATE]], state, true);
		tl_buf_char(&why, ')');
	}
	if (rule->once & bit)
		tl_buf_printf(&why, " that is not %s", rule->when_text);
	tl_buf_str(&hint, "possible now: ");
	tl_possible(&hint, r->kind, state);
	if (why.failed || hint.failed)
		return TLSAFE_EMEMORY;
	return tl_refuse(d, r, a, hint.data, why.data);
}

/* The field from which R exists; NULL: it has none. */
static const char *begins(const struct tl_record *r)
{
	return r->kind->begins < 0 ? NULL : r->kind->field[r->kind->begins].key;
}

static int judge_date(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	bool moves = tl_effect(r->kind, a->verb)->moves;
	tl_day least = moves ? r->moved_on : r->first_on;
	char on[TL_DAY_TEXT], last[TL_DAY_TEXT], why[128];

	tl_day_format(on, a->on);
	if (a->on > d->today) {
		tl_day_format(last, d->today);
		if (a->verb == TL_ACT_ADD)
			return tl_fault(d, TLSAFE_EINPUT, begins(r), tl_str(on), NULL,
			                "a day after today (%s)", last);
		snprintf(why, sizeof(why), "%s lies after today (%s)", on, last);
		return tl_refuse(d, r, a, NULL, why);
	}
	if (a->verb == TL_ACT_ADD || !r->kind->workflow || a->on >= least)
		return 0;
	snprintf(why, sizeof(why), "%s lies before the %s of %s", on, moves ? "last act" : "find",
	         tl_day_format(last, least));
	return tl_refuse(d, r, a,
	                 "acts follow one another; a date that was entered wrongly is mended with "
	                 "set --correct",
	                 why);
}

bool tl_judge_before(const struct tl_record *r, const struct tl_act *act, struct tl_act *first)
{
	const struct tl_rules *rules = rules_of(r->kind);

	return rules->before && rules->before(r, act, first);
}

int tl_judge_mended(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	const struct tl_rules *rules = rules_of(r->kind);

	if (rules->whole)
		return rules->whole(d, r, a);
	return rules->mended ? rules->mended(d, r, a) : 0;
}

int tl_judge(struct tl_decide *d, const struct tl_record *r, struct tl_act *a, struct tl_entry *e)
{
	const struct tl_rules *rules = rules_of(r->kind);
	const struct tl_rule *rule = &rules->rule[a->verb];
	int rc = 0;

	if (!rule->judge)
		return tl_refuse(d, r, a, NULL, "not an act of this kind of record");
	if (r->kind->workflow && a->verb != TL_ACT_ADD)
		rc = judge_state(d, r, a, rule);
	if (!rc)
		rc = judge_date(d, r, a);
	if (!rc)
		rc = rule->judge(d, r, a);
	if (!rc && rules->whole)
		rc = rules->whole(d, r, a);
	if (rc)
		return rc;
	*e = (struct tl_entry){
		.kind = r->kind,
		.id = tl_record_at(r, TL_F_ID),
		.act = a->verb,
		.on = a->on,
		.by = a->by,
		.note = a->note,
		.reason = a->reason,
		.set = a->set,
		.nset = a->nset,
		.inferred = a->inferred,
	};
	return 0;
}
