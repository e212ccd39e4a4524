/* The moment that is asked about. */
#include "query/moment.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/anchor.h"
#include "store/open.h"

/* The last transaction entered by INSTANT: headers ascend in it. */
static int known_by_instant(struct tl_view *v, tl_instant at, uint64_t *ret)
{
	uint64_t low = 0, high = v->head.number;

	while (low < high) {
		uint64_t mid = low + (high - low + 1) / 2;
		int rc = tl_journal_head(&v->journal, mid);
		if (rc)
			return rc;
		if (v->journal.at->head.at <= at)
			low = mid;
		else
			high = mid - 1;
	}
	*ret = low;
	return 0;
}

static int read_number(struct tl_view *v, const char *text, unsigned long long n)
{
	if (n > v->head.number)
		return tl_err_hint(&v->t->err, TLSAFE_EUSAGE,
		                   "give --known-at one that tlsafe-db log lists",
		                   "there is no transaction %s, the last is %llu", text,
		                   (unsigned long long)v->head.number);
	v->known = n;
	return tl_view_know(v);
}

/* What is not yet is known to nobody. */
static int not_yet(struct tl_view *v, const char *text)
{
	return tl_err_hint(&v->t->err, TLSAFE_EUSAGE, "give --known-at a moment that is over",
	                   "%s lies after the present", text);
}

static int not_ours(struct tl_view *v, const char *what, const char *hint)
{
	return tl_err_hint(&v->t->err, TLSAFE_EINPUT, hint, "%s", what);
}

/* What its digits are compared with is the transaction as this chain has it. */
static int read_anchor(struct tl_view *v, const struct tl_anchor *a)
{
	const unsigned char *hash = v->t->genesis_hash;
	struct tl_bytes site = v->t->genesis.site, restored = TL_LIT("");
	unsigned long long n = a->number;
	char text[200];
	int rc = 0;

	if (!tl_eq(a->site, site)) {
		snprintf(text, sizeof(text), "an anchor of the site %.*s, and this one is %.*s",
		         (int)a->site.len, a->site.data, (int)site.len, site.data);
		return not_ours(v, text, "ask the store that printed it");
	}
	if (a->number > v->head.number) {
		snprintf(text, sizeof(text),
		         "the anchor names transaction %llu, and this chain ends with %llu", n,
		         (unsigned long long)v->head.number);
		return not_ours(v, text, "it was printed by another store, or by this one before "
		                         "an older backup was restored");
	}
	if (a->number)
		rc = tl_journal_head(&v->journal, a->number);
	if (rc)
		return rc;
	if (a->number) {
		hash = v->journal.at->head.hash;
		restored = v->journal.at->head.restored;
	}
	if (tl_anchor_is_of(a, hash)) {
		v->known = a->number;
		return tl_view_know(v);
	}
	if (tl_starts(restored, tl_str(a->hash))) {
		snprintf(text, sizeof(text), "transaction %llu was taken back by a restore", n);
		return not_ours(v, text, "ask the store that was kept aside then");
	}
	snprintf(text, sizeof(text), "transaction %llu of this chain has other digits than %s", n,
	         a->hash);
	return not_ours(v, text, "compare them with the paper; if they stand there so, it is of "
	                         "another chain");
}

static int read_instant(struct tl_view *v, const char *text)
{
	tl_instant at;

	if (!tl_instant_parse(tl_str(text), v->t->genesis.offset, &at))
		return tl_err_hint(&v->t->err, TLSAFE_EUSAGE,
		                   "give --known-at 12, 2018-07-01 or 2018-07-01T08:00:00",
		                   "neither a transaction's number nor a day or time: '%s'", text);
	if (at > v->t->now)
		return not_yet(v, text);
	int rc = known_by_instant(v, at, &v->known);
	return rc ? rc : tl_view_know(v);
}

/* A day is its end, and today the present: all that was entered. */
static int read_known(struct tl_view *v, const char *text)
{
	char *end;
	unsigned long long n = strtoull(text, &end, 10);
	struct tl_anchor anchor;
	tl_day first, last;

	if (tl_anchor_parse(tl_str(text), &anchor) && *anchor.hash)
		return read_anchor(v, &anchor);
	if (*text >= '0' && *text <= '9' && !*end)
		return read_number(v, text, n);
	if (!tl_period_parse(tl_str(text), v->today, &first, &last) || first != last ||
	    strchr(text, ':'))
		return read_instant(v, text);
	if (first > v->today)
		return not_yet(v, text);
	if (first == v->today)
		return 0;
	int rc = known_by_instant(v, tl_day_begin(first + 1, v->t->genesis.offset) - 1, &v->known);
	return rc ? rc : tl_view_know(v);
}

static int read_as_of(struct tl_view *v, const char *text)
{
	tl_day first, last;

	if (!tl_period_parse(tl_str(text), v->today, &first, &last) || first != last)
		return tl_err_hint(&v->t->err, TLSAFE_EUSAGE,
		                   "give --as-of DATE, such as 2018-06-30", "not a day: '%s'",
		                   text);
	if (first > v->today)
		return tl_err_hint(&v->t->err, TLSAFE_EUSAGE,
		                   "give --as-of a day that is over or today",
		                   "%s lies after today", text);
	v->as_of = first;
	return 0;
}

int tl_view_select(struct tl_view *v, struct tlsafe *t, const struct tlsafe_select *s)
{
	int rc = tl_view_begin(v, t);

	/* Nothing points into the schema set yet: another that was applied meanwhile is as good. */
	if (rc == TLSAFE_ECONFLICT) {
		tl_view_end(v);
		tl_err_clear(&t->err);
		rc = tl_store_reload(t);
		if (!rc)
			rc = tl_view_begin(v, t);
	}
	if (!rc && s->as_of)
		rc = read_as_of(v, s->as_of);
	if (!rc && s->known_at)
		rc = read_known(v, s->known_at);
	if (!rc)
		tl_trace_view(v);
	return rc;
}
