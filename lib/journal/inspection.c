/* The life of an inspection: it is recorded once it is over, and counts until it is void. */
#include "journal/inspection.h"

#define DONE "done"
#define VOID "void"

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
		[TL_ACT_ADD] = &(struct tl_effect){ TL_F_DAY, true },
		[TL_ACT_VOID] = &(struct tl_effect){ TL_F_COUNT, true },
	},
	.made = made,
	.conditions = conditions,
	.remember = remember,
	.step = step,
	.status = status,
};
