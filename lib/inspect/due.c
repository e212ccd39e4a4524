/* Which units are due to be inspected, by the intervals of the schema set. */
#include "inspect/plan.h"

#include <stdlib.h>

#include "query/match.h"

#define RULES "intervals"

/* An item of the rules, as it is asked. */
struct every {
	const struct tl_book_rule *rule;
	struct tl_interval interval;
	struct tl_query query;
};

struct due {
	struct tl_planning *x;
	struct every *every;
	size_t n;
};

static void release(struct due *d)
{
	for (size_t i = 0; i < d->n; i++)
		tl_query_release(&d->every[i].query);
	free(d->every);
}

static int read_interval(struct tl_planning *x, struct every *e)
{
	struct tl_bytes how = tl_rule_text(e->rule, "recurrence");

	e->interval.months = (int)tl_rule_number(e->rule, "months", 0);
	e->interval.fixed = tl_eqs(how, "fixed-calendar");
	if (!e->interval.fixed && !tl_eqs(how, "from-last-done"))
		return tl_rule_fault(x->rules, e->rule, "recurrence", &x->t->err,
		                     "'recurrence' is from-last-done or fixed-calendar, not '%s'",
		                     how.data);
	if (tl_interval_is(&e->interval))
		return 0;
	return tl_rule_fault(x->rules, e->rule, "months", &x->t->err,
	                     "'months' is 1 to 120, and of fixed-calendar divides a year or is "
	                     "whole years");
}

static int read_rules(struct due *d)
{
	struct tl_planning *x = d->x;
	const char *name = x->in->rules ? x->in->rules : RULES;
	int rc = tl_rulebook_open(&x->rules, x->t->schema, name, "plan", &x->t->err);

	d->every = rc ? NULL : calloc(x->rules->n, sizeof(*d->every));
	if (!rc && !d->every)
		rc = tl_plan_memory(x);
	for (; !rc && d->n < x->rules->n; d->n++) {
		struct every *e = &d->every[d->n];
		char **words;
		size_t n;
		e->rule = &x->rules->rule[d->n];
		rc = read_interval(x, e);
		if (!rc && tl_rule_words(e->rule, "where", x->first, x->last, NULL, 0, &x->arena,
		                         &words, &n))
			rc = tl_plan_memory(x);
		if (!rc)
			rc = tl_rule_answered(x->rules, e->rule, "where", &x->t->err,
			                      tl_query_begin(&e->query, x->v, x->unit, words, n,
			                                     false));
	}
	return rc;
}

/* The first item that R fits; NULL: none. */
static int find_rule(struct due *d, const struct tl_record *r, const struct every **ret)
{
	*ret = NULL;
	for (size_t i = 0; i < d->n; i++) {
		int matches = tl_query_match(&d->every[i].query, r, TL_MATCH_ALL);
		if (matches < 0)
			return matches;
		if (!matches)
			continue;
		*ret = &d->every[i];
		return 0;
	}
	return 0;
}

static int see(void *ctx, const struct tl_record *r)
{
	struct due *d = ctx;
	struct tl_planning *x = d->x;
	const struct tl_plan_known *k = tl_plan_before(x, tl_record_at(r, TL_F_ID));
	tl_day last = k ? k->last : TL_NODAY, due;
	const struct every *e;
	struct tl_plan_visit *visit;
	int rc = find_rule(d, r, &e);

	if (rc)
		return rc;
	x->sum.units++;
	if (!e) {
		x->sum.without++;
		return 0;
	}
	due = tl_interval_due(&e->interval, last, x->first);
	if (due > x->last)
		return 0;
	rc = tl_plan_add(x, r, &visit);
	if (rc)
		return rc;
	visit->last = last;
	visit->due = due;
	visit->rule = e->rule;
	visit->months = e->interval.months;
	if (k)
		visit->id = k->planned;
	return 0;
}

static int first_due_first(const void *a, const void *b)
{
	const struct tl_plan_visit *x = a, *y = b;

	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return tl_cmp(x->unit, y->unit);
}

int tl_plan_due(struct tl_planning *x)
{
	TL_CLEANUP(release) struct due d = { .x = x };
	int rc = read_rules(&d);

	if (!rc)
		rc = tl_plan_units(x, see, &d);
	if (!rc && x->n)
		qsort(x->visit, x->n, sizeof(*x->visit), first_due_first);
	return rc;
}
