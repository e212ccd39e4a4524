/* What may be entered about a penalty. */
#include "change/penalty_rules.h"

#include "change/plain_rules.h"

/* Canonical days: their bytes are in their order. */
static void judge_days(struct tl_decide *d, const struct tl_record *r, const struct tl_act *a)
{
	static const char *const order[][3] = {
		{ "filed", "decided", "it was decided before it was filed" },
		{ "filed", "closed", "it was closed before it was filed" },
		{ "decided", "paid_on", "it was paid before it was decided" },
		{ "decided", "closed", "it was closed before it was decided" },
	};

	for (size_t i = 0; i < TL_LEN(order); i++) {
		struct tl_bytes first = tl_act_leaves(r, a, order[i][0]);
		struct tl_bytes then = tl_act_leaves(r, a, order[i][1]);
		if (first.len && then.len && tl_cmp(then, first) < 0)
			tl_fault(d, TLSAFE_EINPUT, order[i][1], then,
			         "one of the two days is wrong", "%s (%.*s)", order[i][2],
			         (int)first.len, first.data);
	}
}

/* What goes with what: a sum is decided, what is paid was one, and is paid on a day. */
static void judge_needs(struct tl_decide *d, const struct tl_record *r, const struct tl_act *a)
{
	static const char *const needs[][2] = {
		{ "sum", "decided" }, { "paid", "sum" },
		{ "paid", "paid_on" }, { "paid_on", "paid" },
	};

	for (size_t i = 0; i < TL_LEN(needs); i++)
		if (tl_act_leaves(r, a, needs[i][0]).len && !tl_act_leaves(r, a, needs[i][1]).len)
			tl_fault(d, TLSAFE_EINPUT, needs[i][1], TL_NONE, "give both",
			         "%s is given without it", needs[i][0]);
}

static void judge_money(struct tl_decide *d, const struct tl_record *r, const struct tl_act *a)
{
	struct tl_bytes sum = tl_act_leaves(r, a, "sum"), paid = tl_act_leaves(r, a, "paid");
	const struct tl_field *f = tl_kind_key(r->kind, TL_LIT("sum"));

	if (f && sum.len && paid.len && tl_type_compare(f, paid, sum) > 0)
		tl_fault(d, TLSAFE_EINPUT, "paid", paid, "one of the two sums is wrong",
		         "more is paid than the %.*s that were decided", (int)sum.len, sum.data);
}

static int judge_whole(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	size_t before = d->faults;

	judge_days(d, r, a);
	judge_needs(d, r, a);
	judge_money(d, r, a);
	return d->faults > before ? d->first : 0;
}

const struct tl_rules tl_penalty_rules = {
	.kind = "penalty",
	.rule = { TL_PLAIN_ACTS },
	.whole = judge_whole,
};
