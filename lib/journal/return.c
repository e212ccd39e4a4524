/* The life of a report of a self-check: it stands until another one replaces it or it is void. */
#include "journal/return.h"

#define VOID "void"

bool tl_return_days(struct tl_bytes period, tl_day *first, tl_day *last)
{
	/* No day has to be today: what is stored is relative to none. */
	return tl_period_span(period, 0, 0, first, last) && *first < *last;
}

/* Columns of facts tell when it came and of which period it is, and how it stands last alone. */
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
		return tl_record_put(r, TL_F_STATE, TL_LIT(TL_RETURN_STANDING));
	case TL_ACT_VOID:
		return tl_record_put(r, TL_F_STATE, TL_LIT(VOID));
	default:
		return 0;
	}
}

/* Its deadline is the first day of its period, by which those of a period are found. */
static void status(struct tl_status *s, const struct tl_record *r)
{
	tl_day first = TL_NODAY, last;

	tl_return_days(tl_record_at(r, TL_F_PERIOD), &first, &last);
	*s = (struct tl_status){ .state = TL_STATE_CLOSED,
		                 .found = tl_record_day(r, TL_F_RECEIVED),
		                 .deadline = first,
		                 .due = first,
		                 .fixed = TL_NODAY,
		                 .ended = tl_record_day(r, TL_F_RECEIVED) };
	if (tl_record_is(r, TL_F_STATE, VOID))
		s->state = TL_STATE_VOID;
}

static bool is_void(const struct tl_status *s, tl_day today)
{
	(void)today;
	return s->state == TL_STATE_VOID;
}

static bool is_standing(const struct tl_record *r)
{
	return tl_record_is(r, TL_F_STATE, TL_RETURN_STANDING);
}

static bool is_replaced(const struct tl_record *r)
{
	return tl_record_is(r, TL_F_STATE, TL_RETURN_REPLACED);
}

static const struct tl_condition conditions[] = {
	{ "standing", "有效", "of its period the one that counts", NULL, is_standing, TL_AMONG_ALL,
	  NULL },
	{ "replaced", "已替换", "another one came in its place", NULL, is_replaced, TL_AMONG_ALL,
	  NULL },
	{ VOID, "作废", "void", is_void, NULL, TL_AMONG_ALL, NULL },
	{ 0 }
};

static const enum tl_field_name needed[] = { TL_F_UNIT,    TL_F_PERIOD, TL_F_RECEIVED, TL_F_ZERO,
	                                     TL_F_GENERAL, TL_F_MAJOR,  TL_F_STATE,    TL_F_COUNT };

static const char *const states[] = { TL_RETURN_STANDING, TL_RETURN_REPLACED, VOID, NULL };

static const struct tl_reason reasons[] = {
	{ "duplicate", "重复", "Duplicate", { "重复件", "重复报告" } },
	{ "error", "错误", "Error", { "登记有误", "录入错误" } },
	{ 0 }
};

static const enum tl_field_name made[] = { TL_F_COUNT };

const struct tl_workflow tl_return = {
	.form = { TL_RETURN_KIND, needed, TL_F_RECEIVED },
	.command = "inspect",
	.states = states,
	.gone = VOID,
	.reasons = reasons,
	.effect = {
		[TL_ACT_ADD] = &(struct tl_effect){ TL_F_RECEIVED, true },
		[TL_ACT_SET] = &(struct tl_effect){ TL_F_COUNT, true },
		[TL_ACT_VOID] = &(struct tl_effect){ TL_F_COUNT, true },
	},
	.made = made,
	.conditions = conditions,
	.remember = remember,
	.step = step,
	.status = status,
};
