/* The life of a hazard: what acts mean, how it stands, and the words that ask. */
#include "journal/hazard.h"

/* Values that rows hold, and the acts that may give them if a row is to tell the whole life. */
static bool regular_value(enum tl_field_name field, enum tl_act_name act)
{
	switch (field) {
	case TL_F_TOWN:
	case TL_F_SECTOR:
	case TL_F_REGULATOR:
	case TL_F_UNIT:
	case TL_F_LEVEL:
	case TL_F_SOURCE:
	case TL_F_CATEGORY:
		return act == TL_ACT_ADD;
	case TL_F_ASSIGNEE: case TL_F_DEADLINE:
		return act == TL_ACT_ADD || act == TL_ACT_ASSIGN;
	case TL_F_EXTENDED_TO:	/* without a day of its decision it moves nothing */
		return act == TL_ACT_EXTEND || act == TL_ACT_ADD;
	case TL_F_ON_SPOT:
		return act == TL_ACT_RECTIFY;
	case TL_F_STATE: case TL_F_DUE:
		return act == TL_ACT_VERIFY;
	case TL_F_FOUND:
	case TL_F_ASSIGNED:
	case TL_F_EXTENDED_ON:
	case TL_F_RECTIFIED:
	case TL_F_CLOSED:
	case TL_F_CYCLE:
	case TL_F_ANSWERED:
		return false;
	default:
		return true;
	}
}

static bool regular_act(const struct tl_record *r, const struct tl_entry *e)
{
	const struct tl_set *state;

	switch (e->act) {
	case TL_ACT_ADD:
		return !r->exists;
	case TL_ACT_ASSIGN:
		return tl_record_is(r, TL_F_STATE, TL_REPORTED) &&
		       !tl_record_at(r, TL_F_ASSIGNEE).data;
	case TL_ACT_EXTEND:
		return r->refused_on == TL_NODAY && !tl_record_at(r, TL_F_EXTENDED_ON).data &&
		       (tl_record_is(r, TL_F_STATE, TL_REPORTED) ||
		        tl_record_is(r, TL_F_STATE, TL_ASSIGNED));
	case TL_ACT_RECTIFY:
		return (tl_record_is(r, TL_F_STATE, TL_REPORTED) ||
		        tl_record_is(r, TL_F_STATE, TL_ASSIGNED)) &&
		       (r->refused_on == TL_NODAY || !tl_entry_value(e, TL_F_ON_SPOT));
	case TL_ACT_VERIFY:
		state = tl_entry_value(e, TL_F_STATE);
		if (state && tl_eqs(state->value, TL_CLOSED))
			return tl_record_is(r, TL_F_STATE, TL_AWAITING) &&
			       !tl_entry_value(e, TL_F_DUE);
		/* The first fix refused. */
		return state && tl_eqs(state->value, TL_ASSIGNED) && r->refused_on == TL_NODAY &&
		       !tl_record_at(r, TL_F_ON_SPOT).data &&
		       (tl_record_is(r, TL_F_STATE, TL_AWAITING) ||
		        tl_record_is(r, TL_F_STATE, TL_ASSIGNED));
	case TL_ACT_GRADE:
	case TL_ACT_RETURN:
	case TL_ACT_REFER:
	case TL_ACT_ANSWER:
		return false;
	default:
		return true;
	}
}

static bool irregular(const struct tl_record *r, const struct tl_entry *e)
{
	if (!regular_act(r, e))
		return true;
	for (size_t i = 0; i < e->nset; i++)
		if (!regular_value((enum tl_field_name)e->set[i].field->known, e->act))
			return true;
	return false;
}

static bool gives(const struct tl_entry *e, enum tl_field_name field, const char *value)
{
	const struct tl_set *s = tl_entry_value(e, field);
	return s && tl_eqs(s->value, value);
}

/* A recheck that passed closes. */
static enum tl_field_name date_field(const struct tl_entry *e)
{
	const struct tl_effect *own = tl_hazard.effect[e->act];

	if (e->act == TL_ACT_VERIFY && gives(e, TL_F_STATE, TL_CLOSED))
		return TL_F_CLOSED;
	return own ? own->date : TL_F_COUNT;
}

/* Who approved an extension or a grade stands in that entry; the record's field is the
 * recheck's. */
static bool keeps(const struct tl_entry *e, const struct tl_field *f)
{
	return f->index != f->kind->at[TL_F_APPROVED_BY] || e->act == TL_ACT_VERIFY ||
	       e->act == TL_ACT_ADD;
}

static bool is_supervised(const struct tl_record *r)
{
	return tl_record_is(r, TL_F_SUPERVISED, TL_YES) ||
		(tl_record_at(r, TL_F_LISTED_ON).data && !tl_record_at(r, TL_F_LIFTED_ON).data);
}

static void remember(struct tl_record *r, const struct tl_entry *e)
{
	r->irregular |= irregular(r, e);
	r->dated_late |= e->act == TL_ACT_ASSIGN && !tl_record_at(r, TL_F_DEADLINE).data;
}

static int step_add(struct tl_record *r)
{
	int rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_REPORTED));

	if (!rc)
		rc = tl_record_put(r, TL_F_CYCLE, TL_LIT("1"));
	return rc ? rc : tl_record_put(r, TL_F_DUE, tl_record_at(r, TL_F_DEADLINE));
}

static int step_assign(struct tl_record *r)
{
	int rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_ASSIGNED));

	if (!rc && !tl_record_at(r, TL_F_DUE).data)
		rc = tl_record_put(r, TL_F_DUE, tl_record_at(r, TL_F_DEADLINE));
	return rc;
}

/* A deadline that counts from service. */
static int step_served(struct tl_record *r)
{
	if (tl_record_at(r, TL_F_DUE).data)
		return 0;
	return tl_record_put(r, TL_F_DUE, tl_record_at(r, TL_F_DEADLINE));
}

static int step_rectify(struct tl_record *r, tl_day on)
{
	if (!tl_record_is(r, TL_F_ON_SPOT, TL_YES))
		return tl_record_put(r, TL_F_STATE, TL_LIT(TL_AWAITING));
	int rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_CLOSED));
	return rc ? rc : tl_record_put_day(r, TL_F_CLOSED, on);
}

/* Closing lifts the listing. */
static int lift(struct tl_record *r, tl_day on)
{
	int rc;

	if (!is_supervised(r))
		return 0;
	rc = tl_record_put(r, TL_F_SUPERVISED, TL_LIT(TL_NO));
	return rc ? rc : tl_record_put_day(r, TL_F_LIFTED_ON, on);
}

static int close_it(struct tl_record *r, tl_day on)
{
	int rc = tl_record_put_day(r, TL_F_CLOSED, on);

	return rc ? rc : lift(r, on);
}

/* A recheck: its set says which way the state went. */
static int step_verify(struct tl_record *r, const struct tl_entry *e, tl_day on)
{
	tl_day cycle;
	int rc = 0;

	if (gives(e, TL_F_STATE, TL_CLOSED))
		return close_it(r, on);
	if (r->refused_on == TL_NODAY) {
		r->refused_on = on;
		r->refused_fix = tl_record_day(r, TL_F_RECTIFIED);
	}
	if (!tl_entry_value(e, TL_F_DUE))
		rc = tl_record_put(r, TL_F_DUE, TL_NONE);
	if (!rc)
		rc = tl_record_put(r, TL_F_RECTIFIED, TL_NONE);
	if (!rc)
		rc = tl_record_put(r, TL_F_RECTIFIED_BY, TL_NONE);
	struct tl_bytes was = tl_record_at(r, TL_F_CYCLE);
	cycle = 0;
	for (size_t i = 0; i < was.len; i++)
		cycle = cycle * 10 + (was.data[i] - '0');
	TL_BUF text = { 0 };
	tl_buf_printf(&text, "%d", (int)cycle + 1);
	if (text.failed)
		return TLSAFE_EMEMORY;
	return rc ? rc : tl_record_put(r, TL_F_CYCLE, tl_buf_bytes(&text));
}

/* To major from awaiting, the fix has to be shown anew; to general, a fix that was reported counts
 * from this day. */
static int step_grade(struct tl_record *r, const struct tl_entry *e)
{
	int rc = 0;

	if (gives(e, TL_F_LEVEL, "major") && tl_record_is(r, TL_F_STATE, TL_AWAITING)) {
		rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_ASSIGNED));
		if (!rc)
			rc = tl_record_put(r, TL_F_RECTIFIED, TL_NONE);
		if (!rc)
			rc = tl_record_put(r, TL_F_RECTIFIED_BY, TL_NONE);
	}
	return rc;
}

/* With none, to be assigned anew. */
static int hand_back(struct tl_record *r)
{
	static const enum tl_field_name emptied[] = { TL_F_ASSIGNEE, TL_F_ASSIGNED, TL_F_ACCEPTED };
	int rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_REPORTED));

	for (size_t i = 0; !rc && i < TL_LEN(emptied); i++)
		rc = tl_record_put(r, emptied[i], TL_NONE);
	return rc;
}

static int step_refer(struct tl_record *r)
{
	int rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_REFERRED));

	if (!rc)
		rc = tl_record_put(r, TL_F_ANSWERED, TL_NONE);
	return rc ? rc : tl_record_put(r, TL_F_OUTCOME, TL_NONE);
}

static int step_answer(struct tl_record *r, const struct tl_entry *e, tl_day on)
{
	int rc;

	if (!gives(e, TL_F_OUTCOME, TL_DONE))
		return hand_back(r);
	rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_CLOSED));
	return rc ? rc : close_it(r, on);
}

static int step_supervise(struct tl_record *r)
{
	int rc = tl_record_put(r, TL_F_SUPERVISED, TL_LIT(TL_YES));

	return rc ? rc : tl_record_put(r, TL_F_LIFTED_ON, TL_NONE);
}

static int step(struct tl_record *r, const struct tl_entry *e, tl_day on)
{
	switch (e->act) {
	case TL_ACT_ADD:
		return step_add(r);
	case TL_ACT_ASSIGN:
		return step_assign(r);
	case TL_ACT_SERVED:
		return step_served(r);
	case TL_ACT_EXTEND:
		return tl_record_put(r, TL_F_DUE, tl_record_at(r, TL_F_EXTENDED_TO));
	case TL_ACT_RECTIFY:
		return step_rectify(r, on);
	case TL_ACT_VERIFY:
		return step_verify(r, e, on);
	case TL_ACT_GRADE:
		return step_grade(r, e);
	case TL_ACT_VOID:
		return tl_record_put(r, TL_F_STATE, TL_LIT(TL_VOID));
	case TL_ACT_RETURN:
		return hand_back(r);
	case TL_ACT_REFER:
		return step_refer(r);
	case TL_ACT_ANSWER:
		return step_answer(r, e, on);
	case TL_ACT_SUPERVISE:
		return step_supervise(r);
	case TL_ACT_LIFT:
		return tl_record_put(r, TL_F_SUPERVISED, TL_LIT(TL_NO));
	default:
		return 0;
	}
}

static void status(struct tl_status *s, const struct tl_record *r)
{
	static const struct {
		const char *text;
		enum tl_state state;
	} words[] = {
		{ TL_CLOSED, TL_STATE_CLOSED },     { TL_ASSIGNED, TL_STATE_ASSIGNED },
		{ TL_AWAITING, TL_STATE_AWAITING }, { TL_REPORTED, TL_STATE_REPORTED },
		{ TL_VOID, TL_STATE_VOID },         { TL_REFERRED, TL_STATE_REFERRED },
	};
	struct tl_bytes state = tl_record_at(r, TL_F_STATE);

	*s = (struct tl_status){ .found = tl_record_day(r, TL_F_FOUND),
		                .deadline = tl_record_day(r, TL_F_DEADLINE),
		                .due = tl_record_day(r, TL_F_DUE),
		                .major = tl_record_is(r, TL_F_LEVEL, "major"),
		                .on_spot = tl_record_is(r, TL_F_ON_SPOT, TL_YES) };
	for (size_t i = 0; i < TL_LEN(words); i++)
		if (tl_eqs(state, words[i].text))
			s->state = words[i].state;
	s->fixed = tl_record_day(r, TL_F_RECTIFIED);
	if (s->fixed == TL_NODAY)
		s->fixed = tl_record_day(r, TL_F_ANSWERED);
	s->ended = TL_NODAY;
	if (s->state == TL_STATE_CLOSED)
		s->ended = tl_record_day(r, TL_F_CLOSED);
	else if (s->state == TL_STATE_REFERRED)
		s->ended = tl_record_day(r, TL_F_REFERRED);
	s->refused = r->refused_on != TL_NODAY;
	s->passed = s->state == TL_STATE_CLOSED && !s->on_spot &&
	            !tl_record_is(r, TL_F_OUTCOME, TL_DONE);
}

/* --- conditions -------------------------------------------------------------- */

static bool is_open(const struct tl_status *s, tl_day today)
{
	(void)today;
	return tl_status_open(s);
}

static bool is_overdue(const struct tl_status *s, tl_day today)
{
	return tl_status_overdue(s, today);
}

static bool is_awaiting(const struct tl_status *s, tl_day today)
{
	(void)today;
	return s->state == TL_STATE_AWAITING;
}

static bool is_undated(const struct tl_status *s, tl_day today)
{
	(void)today;
	return tl_status_undated(s);
}

static bool is_closed(const struct tl_status *s, tl_day today)
{
	(void)today;
	return s->state == TL_STATE_CLOSED;
}

static bool is_void(const struct tl_status *s, tl_day today)
{
	(void)today;
	return s->state == TL_STATE_VOID;
}

static bool is_referred(const struct tl_status *s, tl_day today)
{
	(void)today;
	return s->state == TL_STATE_REFERRED;
}

static bool is_major(const struct tl_status *s, tl_day today)
{
	(void)today;
	return s->major;
}

/* Sent back by the body that had it, or to which it was referred, and with none since. */
static bool is_returned(const struct tl_record *r)
{
	return tl_record_is(r, TL_F_STATE, TL_REPORTED) &&
	       (tl_record_at(r, TL_F_RETURNED).data || tl_record_at(r, TL_F_ANSWERED).data);
}

static bool is_unaccepted(const struct tl_record *r)
{
	return tl_record_is(r, TL_F_STATE, TL_ASSIGNED) && !tl_record_at(r, TL_F_ACCEPTED).data;
}

static bool is_repeated(const struct tl_record *r)
{
	return tl_record_at(r, TL_F_REPEATS).data;
}

/* In hand with one of the bodies, or with none yet and theirs to assign. */
static bool is_mine(const struct tl_record *r, const struct tl_status *s, struct tl_bytes bodies)
{
	struct tl_bytes body, with = tl_record_at(r, TL_F_ASSIGNEE);

	while (tl_status_open(s) && tl_list_next(&bodies, &body)) {
		if (with.len && tl_eq(with, body))
			return true;
		if (!with.len && (tl_eq(tl_record_at(r, TL_F_TOWN), body) ||
		                  tl_eq(tl_record_at(r, TL_F_REGULATOR), body)))
			return true;
	}
	return false;
}

static const struct tl_condition conditions[] = {
	{ "open", "在办", "not closed, referred or void", is_open, NULL, TL_AMONG_OPEN, NULL },
	{ "overdue", "逾期", "in hand, not awaiting a recheck, due before today", is_overdue, NULL,
	  TL_AMONG_IN_HAND, NULL },
	{ "awaiting", "待复查", "rectified, to be verified", is_awaiting, NULL, TL_AMONG_OPEN,
	  NULL },
	{ "undated", "无期限", "in hand without a due date", is_undated, NULL, TL_AMONG_IN_HAND,
	  NULL },
	{ "closed", "已销号", "closed", is_closed, NULL, TL_AMONG_ALL, NULL },
	{ "void", "作废", "void", is_void, NULL, TL_AMONG_ALL, NULL },
	{ "major", "重大", "of level major", is_major, NULL, TL_AMONG_ALL, NULL },
	{ "supervised", "挂牌督办", "listed for supervision and not lifted", NULL, is_supervised,
	  TL_AMONG_ALL, NULL },
	{ "unaccepted", "未签收", "assigned and not accepted", NULL, is_unaccepted, TL_AMONG_OPEN,
	  NULL },
	{ "returned", "被退回", "sent back and not assigned again", NULL, is_returned,
	  TL_AMONG_OPEN, NULL },
	{ "referred", "已移送", "with another body", is_referred, NULL, TL_AMONG_ALL, NULL },
	{ "repeated", "重复", "a hazard that came back", NULL, is_repeated, TL_AMONG_ALL, NULL },
	{ "mine", "我的", "open, with a body of who asks, or with none yet and of its town",
	  NULL, NULL, TL_AMONG_OPEN, is_mine },
	{ 0 }
};

/* --- the whole --------------------------------------------------------------- */

static const enum tl_field_name needed[] = { TL_F_FOUND,    TL_F_STATE,     TL_F_LEVEL,  TL_F_DUE,
	                                TL_F_DEADLINE, TL_F_RECTIFIED, TL_F_CLOSED, TL_F_CYCLE,
	                                TL_F_COUNT };

static const char *const states[] = { TL_REPORTED, TL_ASSIGNED, TL_AWAITING, TL_CLOSED,
	                              TL_REFERRED, TL_VOID,     NULL };

static const struct tl_reason reasons[] = {
	{ TL_DUPLICATE, "重复", "Duplicate", { "重复件", "重复隐患" } },
	{ "not-a-hazard", "非隐患", "Not a hazard", { "不是隐患", "不构成隐患" } },
	{ "error", "错误", "Error", { "登记有误", "录入错误" } },
	{ 0 }
};

static const enum tl_field_name made[] = { TL_F_CLOSED, TL_F_SUPERVISED, TL_F_COUNT };

const struct tl_workflow tl_hazard = {
	.form = { "hazard", needed, TL_F_FOUND },
	.command = "hazard",
	.states = states,
	.gone = TL_VOID,
	.reasons = reasons,
	.effect = {
		[TL_ACT_ADD] = &(struct tl_effect){ TL_F_FOUND, true },
		[TL_ACT_ASSIGN] = &(struct tl_effect){ TL_F_ASSIGNED, true },
		[TL_ACT_EXTEND] = &(struct tl_effect){ TL_F_EXTENDED_ON, true },
		[TL_ACT_RECTIFY] = &(struct tl_effect){ TL_F_RECTIFIED, true },
		[TL_ACT_VERIFY] = &(struct tl_effect){ TL_F_VERIFIED, true },
		[TL_ACT_GRADE] = &(struct tl_effect){ TL_F_COUNT, true },
		[TL_ACT_VOID] = &(struct tl_effect){ TL_F_COUNT, true },
		[TL_ACT_ACCEPT] = &(struct tl_effect){ TL_F_ACCEPTED, false },
		[TL_ACT_RETURN] = &(struct tl_effect){ TL_F_RETURNED, true },
		[TL_ACT_URGE] = &(struct tl_effect){ TL_F_URGED, false },
		[TL_ACT_SUPERVISE] = &(struct tl_effect){ TL_F_LISTED_ON, false },
		[TL_ACT_LIFT] = &(struct tl_effect){ TL_F_LIFTED_ON, false },
		[TL_ACT_REFER] = &(struct tl_effect){ TL_F_REFERRED, true },
		[TL_ACT_ANSWER] = &(struct tl_effect){ TL_F_ANSWERED, true },
		[TL_ACT_SERVED] = &(struct tl_effect){ TL_F_SERVED, true },
	},
	.made = made,
	.conditions = conditions,
	.date_field = date_field,
	.keeps = keeps,
	.remember = remember,
	.step = step,
	.status = status,
};
