/* The life of an inspection: it is recorded once it is over, and counts until it is void. */
#include "journal/inspection.h"

#define DONE "done"
#define VOID "void"

static enum tl_field_name date_field(const struct tl_entry *e)
{
	return tl_inspection.effect[e->act].date;
}

static bool keeps(const struct tl_entry *e, const struct tl_field *f)
{
	(void)e;
	(void)f;
	return true;
}

/* Columns of facts are those of hazards' days, and tell nothing of it. */
static void remember(struct tl_record *r, const struct tl_entry *e)
{
	(void)e;
	r->irregular = true;
}

static int step(struct tl_record *r, const struct tl_entry *e, tl_day on)
{
	(void)on;
	switch (e->act) {
	case TL_ACT_ADD:
		return tl_record_put(r, TL_F_STATE, TL_LIT(DONE));
	case TL_ACT_VOID:
		return tl_record_put(r, TL_F_STATE, TL_LIT(VOID));
	default:
		return 0;
	}
}

static void status(struct tl_status *s, const struct tl_record *r)
{
	*s = (struct tl_status){ .state = TL_STATE_CLOSED,
		                 .found = tl_record_day(r, TL_F_DAY),
		                 .deadline = TL_NODAY,
		                 .due = TL_NODAY,
		                 .fixed = TL_NODAY,
		                 .ended = tl_record_day(r, TL_F_DAY) };
	if (tl_record_is(r, TL_F_STATE, VOID))
		s->state = TL_STATE_VOID;
}

static bool is_void(const struct tl_status *s, tl_day today)
{
	(void)today;
	return s->state == TL_STATE_VOID;
}

static const struct tl_condition conditions[] = {
	{ VOID, "作废", "void", is_void, NULL, TL_AMONG_ALL, NULL },
	{ 0 }
};

static const enum tl_field_name needed[] = { TL_F_UNIT, TL_F_DAY, TL_F_STATE, TL_F_COUNT };

static const char *const states[] = { DONE, VOID, NULL };

static const struct tl_reason reasons[] = {
	{ "duplicate", "重复", "Duplicate", { "重复件", "重复检查" } },
	{ "error", "错误", "Error", { "登记有误", "录入错误" } },
	{ 0 }
};

static const enum tl_field_name made[] = { TL_F_COUNT };

const struct tl_workflow tl_inspection = {
	.form = { "inspection", needed, TL_F_DAY },
	.command = "inspect",
	.states = states,
	.gone = VOID,
	.reasons = reasons,
	.effect = {
		[TL_ACT_NONE] = { TL_F_COUNT, false },
		[TL_ACT_ADD] = { TL_F_DAY, true },
		[TL_ACT_SET] = { TL_F_COUNT, false },
		[TL_ACT_ASSIGN] = { TL_F_COUNT, false },
		[TL_ACT_PLAN] = { TL_F_COUNT, false },
		[TL_ACT_EXTEND] = { TL_F_COUNT, false },
		[TL_ACT_RECTIFY] = { TL_F_COUNT, false },
		[TL_ACT_VERIFY] = { TL_F_COUNT, false },
		[TL_ACT_GRADE] = { TL_F_COUNT, false },
		[TL_ACT_NOTE] = { TL_F_COUNT, false },
		[TL_ACT_VOID] = { TL_F_COUNT, true },
		[TL_ACT_UNDO] = { TL_F_COUNT, false },
		[TL_ACT_EXTEND_REFUSED] = { TL_F_COUNT, false },
		[TL_ACT_ACCEPT] = { TL_F_COUNT, false },
		[TL_ACT_RETURN] = { TL_F_COUNT, false },
		[TL_ACT_URGE] = { TL_F_COUNT, false },
		[TL_ACT_SUPERVISE] = { TL_F_COUNT, false },
		[TL_ACT_LIFT] = { TL_F_COUNT, false },
		[TL_ACT_REFER] = { TL_F_COUNT, false },
		[TL_ACT_ANSWER] = { TL_F_COUNT, false },
		[TL_ACT_EVALUATE] = { TL_F_COUNT, false },
	},
	.made = made,
	.conditions = conditions,
	.date_field = date_field,
	.keeps = keeps,
	.remember = remember,
	.step = step,
	.status = status,
};
