/* What may be entered about a hazard: one table of acts, from which states and what they need. */
#include "change/hazard_rules.h"

#include <stdio.h>

#include "change/plain_rules.h"
#include "journal/hazard.h"

/* 五落实: measures, people, money, time and contingency are all there in R, or given by ACT (NULL:
 * none). */
static bool plan_complete(const struct tl_record *r, const struct tl_act *act)
{
	static const enum tl_field_name five[] = { TL_F_PLAN_MEASURES, TL_F_PLAN_PEOPLE,
		                                   TL_F_PLAN_MONEY, TL_F_PLAN_TIME,
		                                   TL_F_PLAN_CONTINGENCY };

	for (size_t i = 0; i < TL_LEN(five); i++)
		if (!tl_act_after(r, act, five[i]).len)
			return false;
	return true;
}

static bool major(const struct tl_record *r, const struct tl_act *a)
{
	return tl_eqs(tl_act_after(r, a, TL_F_LEVEL), "major");
}

/* The hazard that FIELD of A names, as REF, which is another one. */
static int judge_other(struct tl_decide *d, const struct tl_record *r, struct tl_act *a,
                       enum tl_field_name field, const struct tl_record **ref)
{
	struct tl_bytes other = tl_act_given(r, a, field);
	int rc = d->look(d->look_ctx, r->kind, other, ref);

	if (!rc && tl_eq(other, tl_record_at(r, TL_F_ID)))
		return tl_refuse(d, r, a, "name another hazard",
		                 field == TL_F_REPEATS ? "it would repeat itself" :
		                                         "it would be a duplicate of itself");
	if (!rc && !*ref)
		rc = tl_refuse(d, r, a, "name another hazard", "there is no such hazard");
	return rc;
}

/* A hazard comes back once it was closed. */
static int judge_repeats(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	const struct tl_record *before;
	struct tl_bytes id, state;
	TL_BUF why = { 0 };
	int rc;

	if (!tl_act_given(r, a, TL_F_REPEATS).len)
		return 0;
	rc = judge_other(d, r, a, TL_F_REPEATS, &before);
	if (rc || tl_record_is(before, TL_F_STATE, TL_CLOSED))
		return rc;
	id = tl_record_at(before, TL_F_ID);
	state = tl_record_at(before, TL_F_STATE);
	tl_buf_printf(&why, "repeats: %.*s is not closed but %.*s", (int)id.len, id.data,
	              (int)state.len, state.data);
	if (why.failed)
		return TLSAFE_EMEMORY;
	return tl_refuse(d, r, a,
	                 "a hazard comes back after it was closed; one that is found twice is "
	                 "void with --reason duplicate",
	                 why.data);
}

static int judge_add(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	size_t before = d->faults;
	struct tl_bytes deadline = tl_act_after(r, a, TL_F_DEADLINE);
	tl_day day;

	tl_judge_required(d, r, a);
	if (!tl_act_after(r, a, TL_F_UNIT).len &&
	    (!tl_act_after(r, a, TL_F_PLACE).len || !tl_act_after(r, a, TL_F_TOWN).len))
		tl_fault(d, TLSAFE_EINPUT, "unit", TL_NONE, "give unit, or both place and town",
		         "neither a unit nor place and town");
	if (deadline.len && tl_day_parse(deadline, &day) && day < a->on)
		tl_fault(d, TLSAFE_EINPUT, "deadline", deadline, NULL,
		         "the deadline lies before the day of the find");
	if (d->faults == before && major(r, a) && !tl_act_after(r, a, TL_F_CRITERION).len)
		tl_warn(d, "criterion", TL_NONE,
		        "a major hazard without criterion (判定依据): taken as it is");
	return d->faults > before ? d->first : judge_repeats(d, r, a);
}

/* A due date that is there stays: a list of acts is not the place where deadlines move. */
static void keep_due(struct tl_decide *d, const struct tl_record *r, struct tl_act *a,
                     struct tl_set *deadline)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID), due = tl_record_at(r, TL_F_DUE);

	if (!a->lenient && !tl_eq(deadline->value, due))
		tl_warn(d, NULL, TL_NONE,
		        "%.*s: due on %.*s, which stays, and not %.*s; --replace-due, with "
		        "--reason and --approved-by, moves it",
		        (int)id.len, id.data, (int)due.len, due.data, (int)deadline->value.len,
		        deadline->value.data);
	tl_act_drop(a, deadline);
}

static int judge_assign(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes was = tl_record_at(r, TL_F_ASSIGNEE),
			now = tl_act_after(r, a, TL_F_ASSIGNEE);
	struct tl_set *deadline = tl_act_value(a, TL_F_DEADLINE, r->kind);
	struct tl_set *term = tl_act_value(a, TL_F_TERM, r->kind);
	bool dated = tl_record_at(r, TL_F_DUE).len;
	tl_day day;

	if (!now.len)
		return tl_refuse(d, r, a, "give --to BODY", "to whom is not said");
	if (was.len && !tl_eq(was, now) && !a->reason.len)
		return tl_refuse(d, r, a, "give --reason",
		              "moving it from one body to another needs a reason");
	/* Who has it now has not accepted it. */
	if (was.len && !tl_eq(was, now) && tl_record_at(r, TL_F_ACCEPTED).data &&
	    tl_act_give(a, r->kind, TL_F_ACCEPTED, TL_LIT("")))
		return TLSAFE_EBUG;
	if (deadline && a->replace_due) {
		struct tl_bytes due = deadline->value;
		if (!a->reason.len || !tl_act_given(r, a, TL_F_APPROVED_BY).len)
			return tl_refuse(d, r, a, "give --reason and --approved-by",
			              "replacing the due date needs a reason and who approved it");
		tl_act_drop(a, deadline);
		if (tl_act_give(a, r->kind, TL_F_DUE, due))
			return TLSAFE_EBUG;
		return 0;
	}
	if (a->replace_due)
		return tl_refuse(d, r, a, "give --due DATE", "no date to replace the due date");
	if (term && dated)
		return tl_refuse(d, r, a, "leave --due out",
		                 "it has a deadline, which does not wait for service");
	if (deadline && dated)
		keep_due(d, r, a, deadline);
	else if (deadline && tl_day_parse(deadline->value, &day) && day < a->on)
		return tl_fault(d, TLSAFE_EINPUT, "deadline", deadline->value, NULL,
		                "the deadline lies before the day of assignment");
	else if (deadline && tl_record_at(r, TL_F_TERM).len)
		return tl_act_give(a, r->kind, TL_F_TERM, TL_LIT(""));
	else if (!deadline && !dated && !tl_act_after(r, a, TL_F_TERM).len && !a->lenient)
		return tl_refuse(d, r, a, "give --due DATE, for example --due +15d",
		              "it has no deadline");
	return 0;
}

/* A document was served from which its deadline counts. */
static int judge_served(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	if (tl_record_at(r, TL_F_DUE).len || !tl_act_given(r, a, TL_F_DEADLINE).len)
		return tl_refuse(d, r, a, NULL, "its deadline does not wait for service");
	return 0;
}

static int judge_plan(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	return a->nset ? 0 :
	                 tl_refuse(d, r, a,
	                        "give plan_goal= plan_measures= plan_money= plan_people= "
	                        "plan_time= plan_contingency=",
	                        "no part of the plan is given");
}

static int judge_extend(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_set *until = tl_act_value(a, TL_F_EXTENDED_TO, r->kind);
	tl_day due = tl_record_day(r, TL_F_DUE), day;

	if (!until || !tl_day_parse(until->value, &day))
		return tl_refuse(d, r, a, "give --until DATE", "until when is not said");
	if (!a->lenient && (!a->reason.len || !tl_act_given(r, a, TL_F_APPROVED_BY).len))
		return tl_refuse(d, r, a, "give --reason and --approved-by",
		              "an extension needs a reason and who approved it");
	if (due != TL_NODAY && day <= due)
		return tl_refuse(d, r, a, "extend to a day after the due date in force",
		              "the new date is not after the due date in force");
	if (due == TL_NODAY && !a->lenient)
		return tl_refuse(d, r, a, "assign it with --due first",
		              "it has no due date to extend");
	if (day < a->on)
		return tl_refuse(d, r, a, "extend to a later day",
		              "the new date lies before the decision");
	return 0;
}

/* A refusal moves nothing: that it was asked for and refused is what stays. */
static int judge_refusal(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	if (tl_act_value(a, TL_F_EXTENDED_TO, r->kind))
		return tl_refuse(d, r, a, "leave --until out", "a refusal has no new date");
	return a->reason.len ? 0 : tl_refuse(d, r, a, "give --reason", "a refusal needs a reason");
}

static const char no_plan[] = "a major hazard whose plan is not complete (五落实: measures, "
                              "people, money, time, contingency)";

static const char how_plan[] = "enter it with: tlsafe-hazard plan ID plan_measures=...";

static int judge_rectify(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_set *spot = tl_act_value(a, TL_F_ON_SPOT, r->kind);
	char hint[96], day[TL_DAY_TEXT];
	int rc = 0;

	if (spot && tl_eqs(spot->value, TL_YES)) {
		if (!tl_record_is(r, TL_F_STATE, TL_REPORTED))
			return tl_refuse(
				d, r, a, "rectify and verify it",
				"on the spot (立查立改) is only possible before it is assigned");
		if (major(r, a))
			return tl_refuse(d, r, a, "rectify and verify it",
			              "a major hazard is never closed on the spot (立查立改)");
		if (a->on == r->first_on)
			return 0;
		snprintf(hint, sizeof(hint),
		         "give --on %s if it was; else rectify and verify it",
		         tl_day_format(day, r->first_on));
		return tl_refuse(d, r, a, hint,
		                 "on the spot (立查立改) means on the day of the find");
	}
	if (major(r, a) && !plan_complete(r, a))
		rc = tl_excuse(d, r, a, how_plan, no_plan);
	if (!rc && !tl_act_given(r, a, TL_F_RECTIFIED_BY).len && !a->inferred)
		rc = a->lenient ?
		             0 :
		             tl_refuse(d, r, a, "give --by NAME", "who rectified it is not said");
	return rc;
}

static int judge_pass(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes fixer = tl_record_at(r, TL_F_RECTIFIED_BY),
			checker = tl_act_given(r, a, TL_F_VERIFIED_BY),
			approver = tl_act_given(r, a, TL_F_APPROVED_BY);
	tl_day fixed = tl_record_day(r, TL_F_RECTIFIED);
	char day[TL_DAY_TEXT], why[64];
	int rc = 0;

	if (a->rectified != TL_NODAY && a->rectified != fixed) {
		snprintf(why, sizeof(why), "the fix was reported on %s", tl_day_format(day, fixed));
		return tl_refuse(d, r, a, "leave --rectified out, or mend that day first with set "
		                 "--correct", why);
	}
	if (tl_same_person(fixer, checker))
		return tl_refuse(d, r, a, "another person has to verify",
		              "who rectified it cannot verify it");
	if (!checker.len)
		rc = tl_excuse(d, r, a, "give --by NAME",
		            "person unknown: who verified it is not said");
	else if (!fixer.len && a->lenient && !tl_record_is(r, TL_F_ON_SPOT, TL_YES) &&
	         !a->reason.data)
		a->reason = TL_LIT("person unknown: who rectified it is not said");
	if (rc || !major(r, a))
		return rc;
	if (!plan_complete(r, a))
		rc = tl_excuse(d, r, a, how_plan, no_plan);
	if (rc)
		return rc;
	if (approver.len && (tl_same_person(approver, checker) || tl_same_person(approver, fixer)))
		return tl_refuse(
			d, r, a, "a third person has to approve",
			"who approves closing a major hazard neither rectified nor verified it");
	if (!approver.len)
		rc = tl_excuse(d, r, a, "give --approved-by NAME",
		            "closing a major hazard needs who approved it");
	return rc;
}

static int judge_verify(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_set *due = tl_act_value(a, TL_F_DUE, r->kind);
	tl_day day;
	int rc;

	if (a->pass && due)
		return tl_refuse(d, r, a, "leave --due out, or give --fail",
		                 "only a failed recheck sets a new due date");
	if (a->pass) {
		rc = judge_pass(d, r, a);
		return rc ? rc : tl_act_give(a, r->kind, TL_F_STATE, TL_LIT(TL_CLOSED));
	}
	if (a->rectified != TL_NODAY)
		return tl_refuse(d, r, a, "leave --rectified out, or give --pass",
		                 "a recheck that failed found no fix");
	if (!a->lenient && !tl_act_given(r, a, TL_F_VERIFIED_BY).len)
		return tl_refuse(d, r, a, "give --by NAME", "who verified it is not said");
	if (tl_same_person(tl_record_at(r, TL_F_RECTIFIED_BY),
	                   tl_act_given(r, a, TL_F_VERIFIED_BY)))
		return tl_refuse(d, r, a, "another person has to verify",
		              "who rectified it cannot verify it");
	if (!due && !a->lenient)
		return tl_refuse(d, r, a, "give --due DATE",
		                 "a failed recheck sets a new due date");
	if (due && tl_day_parse(due->value, &day) && day < a->on)
		return tl_refuse(d, r, a, "give a later --due",
		              "the new due date lies before the recheck");
	return tl_act_give(a, r->kind, TL_F_STATE, TL_LIT(TL_ASSIGNED));
}

static int judge_grade(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_set *level = tl_act_value(a, TL_F_LEVEL, r->kind);

	if (!level)
		return tl_refuse(d, r, a, "give --level general or --level major",
		              "the level is not said");
	if (tl_eq(level->value, tl_record_at(r, TL_F_LEVEL)))
		return tl_refuse(d, r, a, NULL, "it has that level already");
	if (!a->reason.len)
		return tl_refuse(d, r, a, "give --reason", "a change of level needs a reason");
	if (!tl_eqs(level->value, "major"))
		return tl_act_given(r, a, TL_F_APPROVED_BY).len ?
		               0 :
		               tl_refuse(d, r, a, "give --approved-by NAME",
		                      "grading down needs who approved it");
	if (!tl_act_given(r, a, TL_F_CRITERION).len)
		return tl_refuse(d, r, a, "give --criterion TEXT",
		              "grading up to major needs the criterion (判定依据)");
	if (!tl_record_is(r, TL_F_STATE, TL_AWAITING))
		return 0;
	if (!tl_record_at(r, TL_F_ASSIGNEE).len)
		return tl_act_give(a, r->kind, TL_F_ASSIGNEE, tl_record_at(r, TL_F_TOWN));
	return 0;
}

/* What stands for a duplicate has to count. */
static int judge_original(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	const struct tl_record *original;
	struct tl_bytes id, of;
	TL_BUF why = { 0 };
	TL_BUF hint = { 0 };
	int rc = judge_other(d, r, a, TL_F_DUPLICATE_OF, &original);

	if (rc || !tl_is_gone(original))
		return rc;
	id = tl_record_at(original, TL_F_ID);
	of = tl_record_at(original, TL_F_DUPLICATE_OF);
	tl_buf_printf(&why, "%.*s is void itself", (int)id.len, id.data);
	if (of.len)
		tl_buf_printf(&why, ", as a duplicate of %.*s", (int)of.len, of.data);
	tl_buf_str(&hint, of.len && !tl_eq(of, tl_record_at(r, TL_F_ID)) ?
	                          "name the one that counts" :
	                          "one of two duplicates has to count");
	if (why.failed || hint.failed)
		return TLSAFE_EMEMORY;
	return tl_refuse(d, r, a, hint.data, why.data);
}

static int judge_void(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	const struct tl_reason *reason = tl_reason_find(r->kind, a->reason);
	bool names = tl_act_given(r, a, TL_F_DUPLICATE_OF).len;

	if (!reason)
		return tl_refuse(d, r, a,
		                 "give --reason duplicate (重复), not-a-hazard (非隐患) or error "
		                 "(错误)",
		                 "the reason is none of duplicate, not-a-hazard, error");
	a->reason = tl_str(reason->code);
	if (names && strcmp(reason->code, TL_DUPLICATE))
		return tl_refuse(d, r, a, "give --reason duplicate, or leave --duplicate-of out",
		                 "only a duplicate is one of another hazard");
	return names ? judge_original(d, r, a) : 0;
}

static int judge_accept(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	tl_day accepted = tl_record_day(r, TL_F_ACCEPTED), assigned;
	char day[TL_DAY_TEXT], why[64];

	if (accepted != TL_NODAY) {
		snprintf(why, sizeof(why), "it was accepted on %s", tl_day_format(day, accepted));
		return tl_refuse(d, r, a, NULL, why);
	}
	assigned = tl_record_day(r, TL_F_ASSIGNED);
	if (assigned == TL_NODAY || a->on >= assigned)
		return 0;
	snprintf(why, sizeof(why), "it was assigned on %s", tl_day_format(day, assigned));
	return tl_refuse(d, r, a, "give --on with that day or a later one", why);
}

static int judge_return(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	return a->reason.len ? 0 :
	                       tl_refuse(d, r, a, "give --reason", "sending back needs a reason");
}

static int judge_urge(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	(void)d;
	(void)r;
	(void)a;
	return 0;
}

/* 挂牌督办: by which government, of major hazards alone. */
static int judge_supervise(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes level = tl_act_given(r, a, TL_F_LISTED_LEVEL);

	if (!major(r, a))
		return tl_refuse(d, r, a, "grade it first: tlsafe-hazard grade ID --level major",
		                 "only a major hazard is listed for supervision (挂牌督办)");
	if (!level.len)
		return tl_refuse(d, r, a, "give --level province, city or district",
		                 "by which level of government it is listed is not said");
	if (tl_record_is(r, TL_F_SUPERVISED, TL_YES) &&
	    tl_eq(level, tl_record_at(r, TL_F_LISTED_LEVEL)))
		return tl_refuse(d, r, a, NULL, "it is listed by that level already");
	return 0;
}

static int judge_lift(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	if (!tl_record_is(r, TL_F_SUPERVISED, TL_YES))
		return tl_refuse(d, r, a, NULL, "it is not listed for supervision");
	if (a->nset)
		return tl_refuse(d, r, a, "leave --level and --no out, or --lift",
		                 "what is lifted has no other level or number");
	return a->reason.len ?
	               0 :
	               tl_refuse(d, r, a, "give --reason", "lifting a listing needs a reason");
}

static int judge_refer(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes promised = tl_act_given(r, a, TL_F_PROMISED);
	tl_day day;

	if (!tl_act_given(r, a, TL_F_REFERRED_TO).len)
		return tl_refuse(d, r, a, "give --to BODY", "to whom is not said");
	if (!tl_act_given(r, a, TL_F_BASIS).len)
		return tl_refuse(d, r, a, "give --basis TEXT", "on what ground is not said");
	if (promised.len && tl_day_parse(promised, &day) && day < a->on)
		return tl_refuse(d, r, a, "give a later --promised",
		                 "the promised day lies before the referral");
	return 0;
}

static int judge_answer(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	return tl_act_given(r, a, TL_F_OUTCOME).len ?
	               0 :
	               tl_refuse(d, r, a, "give --outcome done or --outcome back",
	                         "what was answered is not said");
}

static int judge_evaluate(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes score = tl_act_given(r, a, TL_F_SCORE);

	if (score.len != 1 || score.data[0] < '1' || score.data[0] > '5')
		return tl_refuse(d, r, a, "give --score 1 to 5", "no score from 1 to 5");
	return a->by.len ? 0 :
	                   tl_refuse(d, r, a, "give --by NAME", "who evaluated it is not said");
}

static int judge_set(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	int rc = tl_judge_set(d, r, a);

	return rc ? rc : judge_repeats(d, r, a);
}

static bool past_due(const struct tl_record *r, tl_day on)
{
	tl_day due = tl_record_day(r, TL_F_DUE);
	return due != TL_NODAY && due < on;
}

/* A recheck that passes though nobody reported the fix: the fix goes before it. */
static bool unreported(const struct tl_record *r, const struct tl_act *a, struct tl_act *rectify)
{
	if (a->verb != TL_ACT_VERIFY || !a->pass || a->lenient ||
	    !tl_record_is(r, TL_F_STATE, TL_ASSIGNED) || !past_due(r, a->on))
		return false;
	tl_act_init(rectify, TL_ACT_RECTIFY, a->on);
	rectify->inferred = true;
	if (a->rectified != TL_NODAY)
		rectify->on = a->rectified;
	return true;
}

enum {
	REPORTED = TL_HAZARD_REPORTED,
	ASSIGNED = TL_HAZARD_ASSIGNED,
	AWAITING = TL_HAZARD_AWAITING,
	OPEN = REPORTED | ASSIGNED | AWAITING,
	LIVING = OPEN | TL_HAZARD_CLOSED | TL_HAZARD_REFERRED
};

const struct tl_rules tl_hazard_rules = {
	.workflow = &tl_hazard,
	.rule = {
		[TL_ACT_ADD] = { .judge = judge_add },
		[TL_ACT_SET] = { .from = LIVING, .judge = judge_set },
		[TL_ACT_ASSIGN] = { .from = REPORTED | ASSIGNED, .judge = judge_assign },
		[TL_ACT_PLAN] = { .from = OPEN, .judge = judge_plan },
		[TL_ACT_EXTEND] = { .from = ASSIGNED, .judge = judge_extend, .lenient = REPORTED },
		[TL_ACT_RECTIFY] = { .from = REPORTED | ASSIGNED, .judge = judge_rectify },
		[TL_ACT_VERIFY] = {
			.from = AWAITING,
			.judge = judge_verify,
			.once = ASSIGNED,
			.when = past_due,
			.when_text = "past due",
		},
		[TL_ACT_GRADE] = { .from = OPEN, .judge = judge_grade },
		[TL_ACT_NOTE] = { .from = OPEN, .judge = tl_judge_note },
		[TL_ACT_VOID] = { .from = LIVING, .judge = judge_void },
		[TL_ACT_EXTEND_REFUSED] = { .from = ASSIGNED, .judge = judge_refusal,
			                    .unnamed = true },
		[TL_ACT_ACCEPT] = { .from = ASSIGNED, .judge = judge_accept },
		[TL_ACT_RETURN] = { .from = ASSIGNED, .judge = judge_return },
		[TL_ACT_URGE] = { .from = OPEN, .judge = judge_urge },
		[TL_ACT_SUPERVISE] = { .from = OPEN, .judge = judge_supervise },
		[TL_ACT_LIFT] = { .from = OPEN, .judge = judge_lift, .unnamed = true },
		[TL_ACT_REFER] = { .from = REPORTED | ASSIGNED, .judge = judge_refer },
		[TL_ACT_ANSWER] = { .from = TL_HAZARD_REFERRED, .judge = judge_answer },
		[TL_ACT_SERVED] = { .from = OPEN, .judge = judge_served, .unnamed = true },
		[TL_ACT_EVALUATE] = { .from = TL_HAZARD_CLOSED, .judge = judge_evaluate },
	},
	.before = unreported,
	.mended = judge_repeats,
};
