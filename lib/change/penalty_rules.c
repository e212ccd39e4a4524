/* What may be entered about a penalty. */
#include "change/penalty_rules.h"

#include "change/plain_rules.h"

/* What R has in KEY once A is entered. */
static struct tl_bytes after(const struct tl_record *r, const struct tl_act *a, const char *key)
{
	for (size_t i = 0; i < a->nset; i++)
		if (!strcmp(a->set[i].field->key, key))
			return a->set[i].value;
	return tl_record_named(r, key);
}

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
		struct tl_bytes first = after(r, a, order[i][0]), then = after(r, a, order[i][1]);
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
		if (after(r, a, needs[i][0]).len && !after(r, a, needs[i][1]).len)
			tl_fault(d, TLSAFE_EINPUT, needs[i][1], TL_NONE, "give both",
			         "%s is given without it", needs[i][0]);
}

static void judge_money(struct tl_decide *d, const struct tl_record *r, const struct tl_act *a)
{
	struct tl_bytes sum = after(r, a, "sum"), paid = after(r, a, "paid");
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

static int judge_add(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	int rc = tl_judge_required(d, r, a);

	return rc ? rc : judge_whole(d, r, a);
}

static int judge_set(struct tl_decide *d, const struct tl_record *r, struct tl_act *a)
{
	int rc = tl_judge_set(d, r, a);

	return rc ? rc : judge_whole(d, r, a);
}

const struct tl_rules tl_penalty_rules = {
	.kind = "penalty",
	.rule = {
		[TL_ACT_ADD] = { .judge = judge_add },
		[TL_ACT_SET] = { .judge = judge_set },
		[TL_ACT_NOTE] = { .judge = tl_judge_note },
	},
	.mended = judge_whole,
};
