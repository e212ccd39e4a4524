/* What may be entered about a report of a self-check. */
#include "change/return_rules.h"

#include "change/plain_rules.h"
#include "journal/return.h"

static bool counts(const struct tl_record *r, const struct tl_act *a, enum tl_field_name field)
{
	struct tl_bytes n = tl_act_after(r, a, field);

	return n.len && !tl_eqs(n, "0");
}

static void judge_period(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	struct tl_bytes period = tl_act_after(r, a, TL_F_PERIOD);
	tl_day first, last;
	char day[TL_DAY_TEXT];

	if (!tl_return_days(period, &first, &last)) {
		tl_fault(d, TLSAFE_EINPUT, "period", period,
		         "write a month as 2018-07, a quarter as 2018Q3; a spreadsheet may have "
		         "made a day of it",
		         "not a period of a self-check");
		return;
	}
	if (a->on != TL_NODAY && a->on < first)
		tl_fault(d, TLSAFE_EINPUT, "received", tl_str(tl_day_format(day, a->on)),
		         "one of the two is wrong", "%.*s had not begun when it came",
		         (int)period.len, period.data);
}

static void judge_counts(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	bool some = counts(r, a, TL_F_GENERAL) || counts(r, a, TL_F_MAJOR);
	bool said = tl_act_after(r, a, TL_F_GENERAL).len || tl_act_after(r, a, TL_F_MAJOR).len;
	struct tl_bytes zero = tl_act_after(r, a, TL_F_ZERO);

	if (tl_eqs(zero, "yes") && (some || counts(r, a, TL_F_RECTIFIED)))
		tl_fault(d, TLSAFE_EINPUT, "zero", zero, "leave one of the two out",
		         "it says that nothing was found, and counts hazards");
	else if (!tl_eqs(zero, "yes") && !said)
		tl_fault(d, TLSAFE_EINPUT, "zero", zero,
		         "count or name what was found, or say zero (零报告) yes",
		         "it says neither what was found nor that nothing was");
}

static int judge_whole(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	size_t before = d->faults;

	judge_period(d, r, a);
	judge_counts(d, r, a);
	return d->faults > before ? d->first : 0;
}

static int judge_add(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	int rc = tl_judge_required(d, r, a);

	return rc ? rc : judge_whole(d, r, a);
}

const struct tl_rules tl_return_rules = {
	.workflow = &tl_return,
	.rule = {
		[TL_ACT_ADD] = { .judge = judge_add },
		/* Another one came in its place. */
		[TL_ACT_SET] = { .from = TL_RETURN_IS_STANDING, .judge = tl_judge_set,
			         .unnamed = true },
		[TL_ACT_VOID] = { .from = TL_RETURN_IS_STANDING, .judge = tl_judge_void },
	},
	.mended = judge_whole,
};
