/* The life of an inspection: it may be planned, is recorded once it is over, and counts until it is
 * void. */
#include "journal/inspection.h"

#define PLANNED "planned"
#define DONE "done"
#define VOID "void"

/* Columns of facts are those of hazards' days, and tell nothing of it. */
static void remember(struct tl_record *r, const struct tl_entry *e)
{
	(void)e;
	r->irregular = true;
}

/* It makes an inspection that is still to be made. */
static bool plans(const struct tl_entry *e)
{
	const struct tl_set *by = tl_entry_value(e, TL_F_PLANNED);

	return e->act == TL_ACT_ADD && by && by->value.len;
}

static bool records(const struct tl_entry *e)
{
	return e->act == TL_ACT_RECORD || (e->act == TL_ACT_ADD && !plans(e));
}

static enum tl_field_name date_field(const struct tl_entry *e)
{
	return records(e) ? TL_F_DAY : TL_F_COUNT;
}

static int step(struct tl_record *r, const struct tl_entry *e, tl_day on)
{
	if (records(e)) {
		int rc = tl_record_put_day(r, TL_F_DAY, on);
		return rc ? rc : tl_record_put(r, TL_F_STATE, TL_LIT(DONE));
	}
	if (plans(e))
		return tl_record_put(r, TL_F_STATE, TL_LIT(PLANNED));
	if (e->act == TL_ACT_VOID)
		return tl_record_put(r, TL_F_STATE, TL_LIT(VOID));
	return 0;
}

/* One that is planned is open, and due on the last day of its period. */
static void status(struct tl_status *s, const struct tl_record *r)
{
	*s = (struct tl_status){ .state = TL_STATE_CLOSED,
		                 .found = r->first_on,
		                 .deadline = TL_NODAY,
		                 .due = TL_NODAY,
		                 .fixed = TL_NODAY,
		                 .ended = tl_record_day(r, TL_F_DAY) };
	if (tl_record_is(r, TL_F_STATE, VOID))
		s->state = TL_STATE_VOID;
	if (!tl_record_is(r, TL_F_STATE, PLANNED))
		return;
	s->state = TL_STATE_REPORTED;
	s->deadline = s->due = tl_record_day(r, TL_F_PLANNED);
}

static bool is_planned(const struct tl_status *s, tl_day today)
{
	(void)today;
	return tl_status_open(s);
}

static bool is_void(const struct tl_status *s, tl_day today)
{
	(void)today;
	return s->state == TL_STATE_VOID;
}

static const struct tl_condition conditions[] = {
	{ PLANNED, "待检查", "planned, and not made yet", is_planned, NULL, TL_AMONG_OPEN, NULL },
	{ "overdue", "逾期", "planned for a period that is over, and not made yet",
	  tl_status_overdue, NULL, TL_AMONG_IN_HAND, NULL },
	{ VOID, "作废", "void", is_void, NULL, TL_AMONG_ALL, NULL },
	{ 0 }
};

static const enum tl_field_name needed[] = { TL_F_UNIT, TL_F_DAY, TL_F_STATE, TL_F_COUNT };

static const char *const states[] = { PLANNED, DONE, VOID, NULL };

static const struct tl_reason reasons[] = {
	{ "duplicate", "重复", "Duplicate", { "重复件", "重复检查" } },
	{ "error", "错误", "Error", { "登记有误", "录入错误" } },
	{ "cancelled", "取消", "Cancelled", { "取消检查", "撤销计划" } },
	{ 0 }
};

static const enum tl_field_name made[] = { TL_F_DAY, TL_F_COUNT };

const struct tl_workflow tl_inspection = {
	.form = { "inspection", needed, TL_F_DAY },
	.command = "inspect",
	.states = states,
	.gone = VOID,
	.reasons = reasons,
	.effect = {
		[TL_ACT_ADD] = &(struct tl_effect){ TL_F_COUNT, true },
		[TL_ACT_RECORD] = &(struct tl_effect){ TL_F_COUNT, true },
		[TL_ACT_VOID] = &(struct tl_effect){ TL_F_COUNT, true },
	},
	.made = made,
	.conditions = conditions,
	.date_field = date_field,
	.remember = remember,
	.step = step,
	.status = status,
};
