/* Judges acts, once, when they are entered. The only place that refuses. */
#include "change/decide.h"

#include <stdarg.h>
#include <stdio.h>

#include "journal/fold.h"
#include "base/utf8.h"

enum {
	REPORTED = 1,
	ASSIGNED = 2,
	AWAITING = 4,
	CLOSED = 8,
	REFERRED = 16,
	VOIDED = 32,
	OPEN = REPORTED | ASSIGNED | AWAITING
};

static const struct { const char *name; unsigned bit; } states[] = {
	{ TL_REPORTED, REPORTED }, { TL_ASSIGNED, ASSIGNED }, { TL_AWAITING, AWAITING },
	{ TL_CLOSED, CLOSED }, { TL_REFERRED, REFERRED }, { TL_VOID, VOIDED },
};

/* --- faults ------------------------------------------------------------------ */

static void tell(struct tl_decide *d, int code, const char *field, struct tl_bytes value,
                 const char *hint, const char *text)
{
	struct tlsafe_fault f = d->at;
	TL_BUF copy = { 0 };
	TL_BUF more = { 0 };

	if (value.data)
		tl_buf_add(&copy, value);
	f.code = code;
	f.field = field;
	f.value = copy.data && !copy.failed ? copy.data : NULL;
	f.text = text;
	f.hint = hint;
	if (code == TLSAFE_ERULE && d->meanwhile) {
		tl_buf_printf(&more, "transaction %llu of another writer was entered meanwhile%s%s",
		              (unsigned long long)d->meanwhile, hint ? "; " : "", hint ? hint : "");
		f.hint = more.failed ? hint : more.data;
	}
	if (d->fault)
		d->fault(d->ctx, &f);
}

int tl_fault(struct tl_decide *d, int code, const char *field, struct tl_bytes value,
             const char *hint, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* A refused row of a file is bad data, whatever the rule. */
	if (d->at.file && code == TLSAFE_ERULE)
		code = TLSAFE_EINPUT;
	if (!d->faults++)
		d->first = code;
	tell(d, code, field, value, hint, text);
	return code;
}

void tl_warn(struct tl_decide *d, const char *field, struct tl_bytes value, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	if (d->meanwhile)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	d->warnings++;
	tell(d, 0, field, value, NULL, text);
}

/* --- acts -------------------------------------------------------------------- */

struct tl_set *tl_act_value(struct tl_act *a, enum tl_known field, const struct tl_kind *kind)
{
	for (size_t i = 0; i < a->nset; i++)
		if (a->set[i].field->index == kind->at[field])
			return &a->set[i];
	return NULL;
}

int tl_act_give(struct tl_act *a, const struct tl_kind *kind, enum tl_known field,
                struct tl_bytes value)
{
	struct tl_set *s = tl_act_value(a, field, kind);

	if (kind->at[field] < 0)
		return 0;
	if (!s) {
		if (a->nset == TL_ENTRY_SETS)
			return TLSAFE_EBUG;
		s = &a->set[a->nset++];
	}
	*s = (struct tl_set){ .field = &kind->field[kind->at[field]], .value = value };
	return 0;
}

static void drop(struct tl_act *a, struct tl_set *s)
{
	size_t i = (size_t)(s - a->set);
	memmove(s, s + 1, (a->nset - i - 1) * sizeof(*s));
	a->nset--;
}

/* What R will hold once ACT is done. */
static struct tl_bytes after(const struct tl_record *r, const struct tl_act *a, enum tl_known field)
{
	struct tl_set *s = a ? tl_act_value((struct tl_act *)a, field, r->kind) : NULL;
	return s ? s->value : tl_record_at(r, field);
}

/* What ACT itself says: a person of an earlier act does not stand in for one who is missing now. */
static struct tl_bytes given(const struct tl_record *r, const struct tl_act *a, enum tl_known field)
{
	struct tl_set *s = tl_act_value((struct tl_act *)a, field, r->kind);
	return s ? s->value : TL_NONE;
}

bool tl_plan_complete(const struct tl_record *r, const struct tl_act *act)
{
	static const enum tl_known five[] = { TL_F_PLAN_MEASURES, TL_F_PLAN_PEOPLE, TL_F_PLAN_MONEY,
		                              TL_F_PLAN_TIME, TL_F_PLAN_CONTINGENCY };

	for (size_t i = 0; i < TL_LEN(five); i++)
		if (!after(r, act, five[i]).len)
			return false;
	return true;
}

/* A status that a record which is given up may have. */
static bool gives_up(const struct tl_kind *k, struct tl_bytes status)
{
	const struct tl_field *f = k->at[TL_F_STATUS] < 0 ? NULL : &k->field[k->at[TL_F_STATUS]];
	const struct tl_code *code =
		f && f->codes && status.len ? tl_codes_code(f->codes, status) : NULL;

	return code && tl_eqs(tl_code_attribute(code, "counts"), "no");
}

bool tl_retired(const struct tl_record *r)
{
	return !r->kind->workflow && gives_up(r->kind, tl_record_at(r, TL_F_STATUS));
}

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
	if (!gives_up(r->kind, status))
		return tl_fault(d, TLSAFE_ERULE, "status", status,
		                "give one such as closed, moved or demolished",
		                "%.*s: not a status of what is given up", (int)id.len, id.data);
	return 0;
}

bool tl_same_person(struct tl_bytes a, struct tl_bytes b)
{
	TL_BUF x = { 0 };
	TL_BUF y = { 0 };

	if (!a.len || !b.len)
		return false;
	tl_utf8_fold(&x, a);
	tl_utf8_fold(&y, b);
	return tl_eq(tl_buf_bytes(&x), tl_buf_bytes(&y));
}

static bool major(const struct tl_record *r, const struct tl_act *a)
{
	return tl_eqs(after(r, a, TL_F_LEVEL), "major");
}

static const char *key(const struct tl_record *r, enum tl_known field)
{
	return r->kind->at[field] < 0 ? NULL : r->kind->field[r->kind->at[field]].key;
}

static unsigned state_bit(struct tl_bytes state)
{
	for (size_t i = 0; i < TL_LEN(states); i++)
		if (tl_eqs(state, states[i].name))
			return states[i].bit;
	return 0;
}

static int refuse(struct tl_decide *d, const struct tl_record *r, const struct tl_act *a,
                  const char *hint, const char *why)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID);

	return tl_fault(d, TLSAFE_ERULE, NULL, TL_NONE, hint, "%.*s: %s: %s", (int)id.len,
	                id.data ? id.data : "", tl_act_text(a->verb), why);
}

/* An import of what happened long ago takes it and says so in the entry; a person's act now is
 * refused. */
static int excuse(struct tl_decide *d, const struct tl_record *r, struct tl_act *a,
                  const char *hint, const char *why)
{
	if (!a->lenient)
		return refuse(d, r, a, hint, why);
	tl_warn(d, NULL, TL_NONE, "%s: taken as it is", why);
	if (!a->reason.data)
		a->reason = tl_str(why);
	return 0;
}

static int judge_add(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
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
			tl_fault(d, TLSAFE_EINPUT, f->key, TL_NONE, NULL,
			         "%s (%s) is required and missing", f->key, f->zh);
	}
	if (!k->workflow)
		return d->faults > before ? d->first : 0;
	if (!after(r, a, TL_F_UNIT).len &&
	    (!after(r, a, TL_F_PLACE).len || !after(r, a, TL_F_TOWN).len))
		tl_fault(d, TLSAFE_EINPUT, "unit", TL_NONE, "give unit, or both place and town",
		         "neither a unit nor place and town");
	struct tl_bytes deadline = after(r, a, TL_F_DEADLINE);
	tl_day day;
	if (deadline.len && tl_day_parse(deadline, &day) && day < a->on)
		tl_fault(d, TLSAFE_EINPUT, "deadline", deadline, NULL,
		         "the deadline lies before the day of the find");
	if (d->faults == before && major(r, a) && !after(r, a, TL_F_CRITERION).len)
		tl_warn(d, "criterion", TL_NONE,
		        "a major hazard without criterion (判定依据): taken as it is");
	return d->faults > before ? d->first : 0;
}

static int judge_assign(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes was = tl_record_at(r, TL_F_ASSIGNEE), now = after(r, a, TL_F_ASSIGNEE);
	struct tl_set *deadline = tl_act_value(a, TL_F_DEADLINE, r->kind);
	bool dated = tl_record_at(r, TL_F_DUE).len;
	tl_day day;

	if (!now.len)
		return refuse(d, r, a, "give --to BODY", "to whom is not said");
	if (was.len && !tl_eq(was, now) && !a->reason.len)
		return refuse(d, r, a, "give --reason",
		              "moving it from one body to another needs a reason");
	if (deadline && a->replace_due) {
		struct tl_bytes due = deadline->value;
		if (!a->reason.len || !given(r, a, TL_F_APPROVED_BY).len)
			return refuse(d, r, a, "give --reason and --approved-by",
			              "replacing the due date needs a reason and who approved it");
		drop(a, deadline);
		if (tl_act_give(a, r->kind, TL_F_DUE, due))
			return TLSAFE_EBUG;
		return 0;
	}
	if (a->replace_due)
		return refuse(d, r, a, "give --due DATE", "--replace-due without a date");
	if (deadline && dated)
		drop(a, deadline);
	else if (deadline && tl_day_parse(deadline->value, &day) && day < a->on)
		return tl_fault(d, TLSAFE_EINPUT, "deadline", deadline->value, NULL,
		                "the deadline lies before the day of assignment");
	else if (!deadline && !dated && !a->lenient)
		return refuse(d, r, a, "give --due DATE, for example --due +15d",
		              "it has no deadline");
	return 0;
}

static int judge_plan(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	return a->nset ? 0 :
	                 refuse(d, r, a,
	                        "give plan_goal= plan_measures= plan_money= plan_people= "
	                        "plan_time= plan_contingency=",
	                        "no part of the plan is given");
}

static int judge_extend(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_set *until = tl_act_value(a, TL_F_EXTENDED_TO, r->kind);
	tl_day due = tl_record_day(r, TL_F_DUE), day;

	if (!until || !tl_day_parse(until->value, &day))
		return refuse(d, r, a, "give --until DATE", "until when is not said");
	if (!a->lenient && (!a->reason.len || !given(r, a, TL_F_APPROVED_BY).len))
		return refuse(d, r, a, "give --reason and --approved-by",
		              "an extension needs a reason and who approved it");
	if (due != TL_NODAY && day <= due)
		return refuse(d, r, a, "extend to a day after the due date in force",
		              "the new date is not after the due date in force");
	if (due == TL_NODAY && !a->lenient)
		return refuse(d, r, a, "assign it with --due first",
		              "it has no due date to extend");
	if (day < a->on)
		return refuse(d, r, a, "extend to a later day",
		              "the new date lies before the decision");
	return 0;
}

/* A refusal moves nothing: that it was asked for and refused is what stays. */
static int judge_refusal(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	if (tl_act_value(a, TL_F_EXTENDED_TO, r->kind))
		return refuse(d, r, a, "leave --until out", "a refusal has no new date");
	return a->reason.len ? 0 : refuse(d, r, a, "give --reason", "a refusal needs a reason");
}

static const char no_plan[] = "a major hazard whose plan is not complete (五落实: measures, "
                              "people, money, time, contingency)";
static const char how_plan[] = "enter it with: tlsafe-hazard plan ID plan_measures=...";

static int judge_rectify(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_set *spot = tl_act_value(a, TL_F_ON_SPOT, r->kind);
	int rc = 0;

	if (spot && tl_eqs(spot->value, TL_YES)) {
		if (!tl_record_is(r, TL_F_STATE, TL_REPORTED))
			return refuse(
				d, r, a, "rectify and verify it",
				"on the spot (立查立改) is only possible before it is assigned");
		if (major(r, a))
			return refuse(d, r, a, "rectify and verify it",
			              "a major hazard is never closed on the spot (立查立改)");
		if (a->on != r->first_on)
			return refuse(d, r, a, "rectify and verify it",
			              "on the spot (立查立改) means on the day of the find");
		return 0;
	}
	if (major(r, a) && !tl_plan_complete(r, a))
		rc = excuse(d, r, a, how_plan, no_plan);
	if (!rc && !given(r, a, TL_F_RECTIFIED_BY).len && !a->inferred)
		rc = a->lenient ? 0 :
		                  refuse(d, r, a, "give --by NAME", "who rectified it is not said");
	return rc;
}

static int judge_pass(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes fixer = tl_record_at(r, TL_F_RECTIFIED_BY),
			checker = given(r, a, TL_F_VERIFIED_BY),
			approver = given(r, a, TL_F_APPROVED_BY);
	int rc = 0;

	if (tl_same_person(fixer, checker))
		return refuse(d, r, a, "another person has to verify",
		              "who rectified it cannot verify it");
	if (!checker.len)
		rc = excuse(d, r, a, "give --by NAME",
		            "person unknown: who verified it is not said");
	else if (!fixer.len && a->lenient && !tl_record_is(r, TL_F_ON_SPOT, TL_YES) &&
	         !a->reason.data)
		a->reason = TL_LIT("person unknown: who rectified it is not said");
	if (rc || !major(r, a))
		return rc;
	if (!tl_plan_complete(r, a))
		rc = excuse(d, r, a, how_plan, no_plan);
	if (rc)
		return rc;
	if (approver.len && (tl_same_person(approver, checker) || tl_same_person(approver, fixer)))
		return refuse(
			d, r, a, "a third person has to approve",
			"who approves closing a major hazard neither rectified nor verified it");
	if (!approver.len)
		rc = excuse(d, r, a, "give --approved-by NAME",
		            "closing a major hazard needs who approved it");
	return rc;
}

static int judge_verify(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_set *due = tl_act_value(a, TL_F_DUE, r->kind);
	tl_day day;
	int rc;

	if (a->pass) {
		rc = judge_pass(d, r, a);
		return rc ? rc : tl_act_give(a, r->kind, TL_F_STATE, TL_LIT(TL_CLOSED));
	}
	if (!a->lenient && !given(r, a, TL_F_VERIFIED_BY).len)
		return refuse(d, r, a, "give --by NAME", "who verified it is not said");
	if (tl_same_person(tl_record_at(r, TL_F_RECTIFIED_BY), given(r, a, TL_F_VERIFIED_BY)))
		return refuse(d, r, a, "another person has to verify",
		              "who rectified it cannot verify it");
	if (!due && !a->lenient)
		return refuse(d, r, a, "give --due DATE", "a failed recheck sets a new due date");
	if (due && tl_day_parse(due->value, &day) && day < a->on)
		return refuse(d, r, a, "give a later --due",
		              "the new due date lies before the recheck");
	return tl_act_give(a, r->kind, TL_F_STATE, TL_LIT(TL_ASSIGNED));
}

static int judge_grade(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_set *level = tl_act_value(a, TL_F_LEVEL, r->kind);

	if (!level)
		return refuse(d, r, a, "give --level general or --level major",
		              "the level is not said");
	if (tl_eq(level->value, tl_record_at(r, TL_F_LEVEL)))
		return refuse(d, r, a, NULL, "it has that level already");
	if (!a->reason.len)
		return refuse(d, r, a, "give --reason", "a change of level needs a reason");
	if (!tl_eqs(level->value, "major"))
		return given(r, a, TL_F_APPROVED_BY).len ?
		               0 :
		               refuse(d, r, a, "give --approved-by NAME",
		                      "grading down needs who approved it");
	if (!given(r, a, TL_F_CRITERION).len)
		return refuse(d, r, a, "give --criterion TEXT",
		              "grading up to major needs the criterion (判定依据)");
	if (!tl_record_is(r, TL_F_STATE, TL_AWAITING))
		return 0;
	if (!tl_record_at(r, TL_F_ASSIGNEE).len)
		return tl_act_give(a, r->kind, TL_F_ASSIGNEE, tl_record_at(r, TL_F_TOWN));
	return 0;
}

static int judge_void(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	static const char *const reasons[] = { "duplicate", "not-a-hazard", "error" };

	for (size_t i = 0; i < TL_LEN(reasons); i++)
		if (tl_eqs(a->reason, reasons[i]))
			return 0;
	return refuse(d, r, a, "give --reason duplicate, not-a-hazard or error",
	              "the reason is none of duplicate, not-a-hazard, error");
}

static int judge_note(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	return a->note.len ? 0 : refuse(d, r, a, "give --note TEXT", "there is no note");
}

static int judge_set(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	return a->nset ? 0 : refuse(d, r, a, "give FIELD=VALUE", "no field is given");
}

/* The table: from which states an act is possible, and what else it needs. */
static const struct rule {
	unsigned from;		/* in a workflow */
	bool any_kind;		/* also without a workflow */
	int (*judge)(struct tl_decide *d, const struct tl_record *r, struct tl_act *a);
} rules[TL_ACT_COUNT] = {
	[TL_ACT_ADD] = { 0, true, judge_add },
	[TL_ACT_SET] = { OPEN | CLOSED | REFERRED, true, judge_set },
	[TL_ACT_ASSIGN] = { REPORTED | ASSIGNED, false, judge_assign },
	[TL_ACT_PLAN] = { OPEN, false, judge_plan },
	[TL_ACT_EXTEND] = { ASSIGNED, false, judge_extend },
	[TL_ACT_RECTIFY] = { REPORTED | ASSIGNED, false, judge_rectify },
	[TL_ACT_VERIFY] = { AWAITING, false, judge_verify },
	[TL_ACT_GRADE] = { OPEN, false, judge_grade },
	[TL_ACT_NOTE] = { OPEN, true, judge_note },
	[TL_ACT_VOID] = { OPEN | CLOSED | REFERRED, false, judge_void },
	[TL_ACT_EXTEND_REFUSED] = { ASSIGNED, false, judge_refusal },
};

void tl_possible(struct tl_buf *out, struct tl_bytes state)
{
	unsigned bit = state_bit(state);
	size_t begun = out->len;

	for (int i = 1; i < TL_ACT_COUNT; i++) {
		/* A refusal is the verb extend too. */
		if (!rules[i].judge || i == TL_ACT_EXTEND_REFUSED ||
		    !(rules[i].from & bit || (i == TL_ACT_VERIFY && bit == ASSIGNED)))
			continue;
		if (out->len > begun)
			tl_buf_str(out, ", ");
		tl_buf_str(out, tl_act_text((enum tl_act_name)i));
		if (i == TL_ACT_VERIFY && bit == ASSIGNED)
			tl_buf_str(out, " (once it is past due)");
	}
	if (out->len == begun)
		tl_buf_str(out, "nothing");
}

static bool past_due(const struct tl_record *r, tl_day on)
{
	tl_day due = tl_record_day(r, TL_F_DUE);
	return due != TL_NODAY && due < on;
}

static int judge_state(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes state = tl_record_at(r, TL_F_STATE);
	unsigned from = rules[a->verb].from;
	TL_BUF why = { 0 };
	TL_BUF hint = { 0 };

	if (a->verb == TL_ACT_VERIFY && past_due(r, a->on))
		from |= ASSIGNED;
	if (a->verb == TL_ACT_EXTEND && a->lenient)
		from |= REPORTED;
	if (from & state_bit(state))
		return 0;
	tl_buf_str(&why, "not possible in state ");
	tl_buf_add(&why, state);
	if (r->kind->at[TL_F_STATE] >= 0) {
		tl_buf_str(&why, " (");
		tl_type_label(&why, &r->kind->field[r->kind->at[TL_F_STATE]], state, true);
		tl_buf_char(&why, ')');
	}
	if (a->verb == TL_ACT_VERIFY && state_bit(state) == ASSIGNED)
		tl_buf_str(&why, " that is not past due");
	tl_buf_str(&hint, "possible now: ");
	tl_possible(&hint, state);
	if (why.failed || hint.failed)
		return TLSAFE_EMEMORY;
	return refuse(d, r, a, hint.data, why.data);
}

static int judge_date(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	tl_day least = a->verb == TL_ACT_ADD || !r->kind->workflow ? TL_NODAY :
		tl_effect(a->verb)->moves ? r->moved_on : r->first_on;
	char on[TL_DAY_TEXT], last[TL_DAY_TEXT];
	struct tl_bytes id = tl_record_at(r, TL_F_ID);

	if (a->on > d->today) {
		if (a->verb == TL_ACT_ADD)
			return tl_fault(d, TLSAFE_EINPUT, key(r, TL_F_FOUND),
			                tl_str(tl_day_format(on, a->on)), NULL,
			                "a day after today (%s)", tl_day_format(last, d->today));
		return tl_fault(d, TLSAFE_ERULE, NULL, TL_NONE, NULL,
		                "%.*s: %s: %s lies after today (%s)", (int)id.len, id.data,
		                tl_act_text(a->verb), tl_day_format(on, a->on),
		                tl_day_format(last, d->today));
	}
	if (a->on >= least)
		return 0;
	return tl_fault(d, TLSAFE_ERULE, NULL, TL_NONE,
	                "acts follow one another; a date that was entered wrongly is mended with "
	                "set --correct",
	                "%.*s: %s: %s lies before the %s of %s", (int)id.len, id.data,
	                tl_act_text(a->verb), tl_day_format(on, a->on),
	                tl_effect(a->verb)->moves ? "last act" : "find",
	                tl_day_format(last, least));
}

bool tl_judge_unreported(const struct tl_record *r, const struct tl_act *act,
                         struct tl_act *rectify)
{
	if (act->verb != TL_ACT_VERIFY || !act->pass || act->lenient ||
	    !tl_record_is(r, TL_F_STATE, TL_ASSIGNED) || !past_due(r, act->on))
		return false;
	tl_act_init(rectify, TL_ACT_RECTIFY, act->on);
	rectify->inferred = true;
	if (act->rectified != TL_NODAY)
		rectify->on = act->rectified;
	return true;
}

int tl_judge(struct tl_decide *d, const struct tl_record *r, struct tl_act *a, struct tl_entry *e)
{
	const struct rule *rule = &rules[a->verb];
	int rc = 0;

	if (!rule->judge || (!r->kind->workflow && !rule->any_kind))
		return refuse(d, r, a, NULL, "not an act of this kind of record");
	rc = judge_date(d, r, a);
	if (!rc && r->kind->workflow && a->verb != TL_ACT_ADD)
		rc = judge_state(d, r, a);
	if (!rc)
		rc = rule->judge(d, r, a);
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
