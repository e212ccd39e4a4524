/* Reports of self-checks by their periods. */
#include "query/returns.h"

#include <stdio.h>

#include "journal/return.h"

static int wants(void *ctx, const struct tl_search_row *row)
{
	const struct tl_returns *x = ctx;

	return row->stand.deadline >= x->first && row->stand.deadline <= x->last;
}

int tl_returns_begin(struct tl_returns *x, struct tl_view *v, const struct tl_kind *kind,
                     tl_day first, tl_day last)
{
	int rc;

	*x = (struct tl_returns){ .first = first, .last = last };
	rc = tl_query_begin(&x->query, v, kind, NULL, 0, false);
	if (rc)
		return rc;
	x->search = (struct tl_search){ .q = &x->query, .wants = wants, .ctx = x };
	x->begun = true;
	return tl_search_begin(&x->search);
}

static bool is_asked(struct tl_returns *x, struct tl_bytes period)
{
	tl_day first, last;

	if (period.len && tl_eqs(period, x->period))
		return x->asked;
	x->asked = tl_return_days(period, &first, &last) && first >= x->first && first <= x->last;
	snprintf(x->period, sizeof(x->period), "%.*s", (int)period.len, period.data);
	return x->asked;
}

int tl_returns_next(struct tl_returns *x, struct tl_record *r)
{
	int rc;

	while ((rc = tl_search_next(&x->search, r)) == 1)
		if (!tl_is_gone(r) && is_asked(x, tl_record_at(r, TL_F_PERIOD)))
			return 1;
	return rc;
}

void tl_returns_end(struct tl_returns *x)
{
	if (x->begun)
		tl_search_end(&x->search);
	tl_query_release(&x->query);
	x->begun = false;
}

int tl_returns_kind(const struct tl_schema *s, const struct tl_kind **ret, struct tl_err *err)
{
	const struct tl_kind *hazard = tl_schema_kind(s, "hazard");

	*ret = tl_schema_kind(s, TL_RETURN_KIND);
	if (*ret && hazard && tl_kind_key(hazard, TL_LIT("return")))
		return 0;
	return tl_err_hint(err, TLSAFE_ECONFIG, "tlsafe-db schema apply brings them into it",
	                   "the store's schema set has no self-checks: it was made by an older "
	                   "tlsafe");
}
