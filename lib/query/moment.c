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

/* A transaction that an option names. */
struct named {
	struct tl_view *v;
	const char *option, *text;
	uint64_t txn;
};

static int read_number(struct named *m)
{
	const struct tl_view *v = m->v;
	char hint[100];

	snprintf(hint, sizeof(hint), "give %s one that tlsafe-db log lists", m->option);
	m->txn = strtoull(m->text, NULL, 10);
	if (m->txn <= v->head.number)
		return 0;
	return tl_err_hint(&v->t->err, TLSAFE_EUSAGE, hint,
	                   "there is no transaction %s, the last is %llu", m->text,
	                   (unsigned long long)v->head.number);
}

/* What is not yet is known to nobody. */
static int not_yet(const struct named *m)
{
	char hint[100];

	snprintf(hint, sizeof(hint), "give %s a moment that is over", m->option);
	return tl_err_hint(&m->v->t->err, TLSAFE_EUSAGE, hint, "%s lies after the present",
	                   m->text);
}

static int not_ours(struct tl_view *v, const char *what, const char *hint)
{
	return tl_err_hint(&v->t->err, TLSAFE_EINPUT, hint, "%s", what);
}

/* What its digits are compared with is the transaction as this chain has it. */
static int read_anchor(struct named *m, const struct tl_anchor *a)
{
	struct tl_view *v = m->v;
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
	m->txn = a->number;
	if (tl_anchor_is_of(a, hash))
		return 0;
	if (tl_starts(restored, tl_str(a->hash))) {
		snprintf(text, sizeof(text), "transaction %llu was taken back by a restore", n);
		return not_ours(v, text, "ask the store that was kept aside then");
	}
	snprintf(text, sizeof(text), "transaction %llu of this chain has other digits than %s", n,
	         a->hash);
	return not_ours(v, text, "compare them with the paper; if they stand there so, it is of "
	                         "another chain");
}

static int read_instant(struct named *m)
{
	struct tl_view *v = m->v;
	char hint[100];
	tl_instant at;

	snprintf(hint, sizeof(hint), "give %s 12, 2018-07-01 or 2018-07-01T08:00:00", m->option);
	if (!tl_instant_parse(tl_str(m->text), v->t->genesis.offset, &at))
		return tl_err_hint(&v->t->err, TLSAFE_EUSAGE, hint,
		                   "neither a transaction's number nor a day or time: '%s'",
		                   m->text);
	return at > v->t->now ? not_yet(m) : known_by_instant(v, at, &m->txn);
}

/* The days that the text names. False: none. */
static bool read_days(const struct named *m, tl_day *first, tl_day *last)
{
	return !strchr(m->text, ':') &&
	       tl_period_parse(tl_str(m->text), m->v->today, first, last);
}

/* A number, an anchor or a time. */
static int read_named(struct named *m)
{
	struct tl_anchor anchor;
	char *end;

	strtoull(m->text, &end, 10);
	if (tl_anchor_parse(tl_str(m->text), &anchor) && *anchor.hash)
		return read_anchor(m, &anchor);
	if (*m->text >= '0' && *m->text <= '9' && !*end)
		return read_number(m);
	return read_instant(m);
}

int tl_view_before(struct tl_view *v, tl_day day, uint64_t *ret)
{
	return known_by_instant(v, tl_day_begin(day, v->t->genesis.offset) - 1, ret);
}

/* Digits alone, which might be a day or a year, are a number. */
static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

/* A day is its end, and today the present: all that was entered. */
static int read_known(struct tl_view *v, const char *text)
{
	struct named m = { .v = v, .option = "--known-at", .text = text };
	tl_day first, last;
	int rc;

	if (is_number(text) || !read_days(&m, &first, &last) || first != last)
		rc = read_named(&m);
	else if (first > v->today)
		rc = not_yet(&m);
	else if (first == v->today)
		return 0;
	else
		rc = tl_view_before(v, first + 1, &m.txn);
	if (rc)
		return rc;
	v->known = m.txn;
	return tl_view_know(v);
}

int tl_view_since(struct tl_view *v, const char *text, uint64_t *ret)
{
	struct named m = { .v = v, .option = "--since", .text = text };
	uint64_t last = v->known < v->head.number ? v->known : v->head.number;
	tl_day first, upto;
	int rc;

	if (is_number(text) || !read_days(&m, &first, &upto))
		rc = read_named(&m);
	else if (first > v->today)
		rc = not_yet(&m);
	else
		rc = tl_view_before(v, first, &m.txn);
	*ret = m.txn;
	if (!rc && m.txn > last)
		rc = tl_err_hint(&v->t->err, TLSAFE_EUSAGE, "give an earlier --since",
		                 "--since is transaction %llu, and what is known ends with %llu",
		                 (unsigned long long)m.txn, (unsigned long long)last);
	return rc;
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
