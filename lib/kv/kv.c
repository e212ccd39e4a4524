/*
 * What stands above every engine: its name, and the sums by which what is read is verified.
 */
#include "kv/kv.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sum.h"
#include "kv/key.h"

const struct tl_kv_ops *tl_kv_engine(struct tl_bytes name)
{
	static const struct tl_kv_ops *const engines[] = { &tl_kv_lmdb, &tl_kv_mem };

	for (size_t i = 0; i < TL_LEN(engines); i++)
		if (tl_eqs(name, engines[i]->name))
			return engines[i];
	return NULL;
}

/* What a space holds, for whoever has to hear that it is damaged. */
static const char *space_name(struct tl_bytes key)
{
	static const struct { char space; const char *name; } names[] = {
		{ 'B', "the files kept" },
		{ 'F', "facts" },         { 'I', "the index of ids" },
		{ 'J', "the journal" },   { 'M', "settings and counters" },
		{ 'R', "records" },       { 'P', "personal values" },
		{ 'S', "the schema set" }, { 'X', "the index of open hazards" },
	};

	for (size_t i = 0; i < TL_LEN(names); i++)
		if (key.len && names[i].space == key.data[0])
			return names[i].name;
	return "what lies in it";
}

int tl_kv_damaged(struct tl_err *err, struct tl_bytes key, const char *what)
{
	return tl_err_hint(err, TLSAFE_ECORRUPT, "run tlsafe-db check",
	                   "the store is damaged: %s: %s", space_name(key), what);
}

/* --- sums -------------------------------------------------------------------- */

static uint64_t number_at(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return le64toh(v);
}

static void add_number(struct tl_buf *b, uint64_t v)
{
	uint64_t le = htole64(v);

	tl_buf_put(b, &le, sizeof(le));
}

/* Takes the sum off a stored value. COMPARE: it has to be that of KEY and what is left. */
static int open_value(struct tl_bytes key, struct tl_bytes *val, bool compare, uint64_t *sum,
                      struct tl_err *err)
{
	if (val->len < TL_KV_SUM)
		return tl_kv_damaged(err, key, "a value is cut short");
	val->len -= TL_KV_SUM;
	*sum = number_at(val->data + val->len);
	if (compare && tl_sum(key, 0, *val) != *sum)
		return tl_kv_damaged(err, key, "a value does not match its checksum");
	return 0;
}

/* --- groups ------------------------------------------------------------------ */

#define PREFIX_MAX sizeof(((struct tl_kv_group *)0)->prefix)

/* Behind the letter or number at AT: a number's first byte is its length (key.h), a letter is
 * greater than any. 0: KEY ends before. */
static size_t step(struct tl_bytes key, size_t at)
{
	if (at < key.len && (unsigned char)key.data[at] <= 8)
		at += (unsigned char)key.data[at];
	return at < key.len ? at + 1 : 0;
}

/* Rows, facts and indexes are grouped by kind and what follows it, which is how they are scanned;
 * of settings and counters there is no group. */
static size_t group_of(struct tl_bytes key)
{
	size_t at;

	if (!key.len || key.data[0] == 'M')
		return 0;
	if (!memchr("RFX", key.data[0], 3))
		return 1;
	at = step(key, 1);
	return at && (unsigned char)key.data[1] <= 8 ? step(key, at) : at;
}

static bool is_group(const struct tl_kv_group *g, struct tl_bytes prefix)
{
	return tl_eq(tl_bytes(g->prefix, g->len), prefix);
}

static void total_key(struct tl_buf *key, struct tl_bytes group)
{
	tl_buf_clear(key);
	tl_buf_str(key, "Mtotal/");
	tl_buf_add(key, group);
}

static int load_total(struct tl_kv_txn *t, struct tl_kv_group *g, struct tl_err *err)
{
	TL_BUF key = { 0 };
	struct tl_bytes val;
	int rc;

	total_key(&key, tl_bytes(g->prefix, g->len));
	rc = key.failed ? tl_err_memory(err) : tl_kv_get(t, tl_buf_bytes(&key), &val, err);
	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	if (val.len != 2 * TL_KV_SUM)
		return tl_kv_damaged(err, tl_buf_bytes(&key), "a total is cut short");
	g->count = number_at(val.data);
	g->sum = number_at(val.data + TL_KV_SUM);
	return 0;
}

/* The group of PREFIX as it stands in this transaction. */
static int get_group(struct tl_kv_txn *t, struct tl_bytes prefix, struct tl_kv_group **ret,
                     struct tl_err *err)
{
	struct tl_kv_group *g;
	int rc;

	if (t->at < t->ngroups && is_group(&t->group[t->at], prefix)) {
		*ret = &t->group[t->at];
		return 0;
	}
	for (t->at = 0; t->at < t->ngroups && !is_group(&t->group[t->at], prefix);)
		t->at++;
	if (t->at < t->ngroups) {
		*ret = &t->group[t->at];
		return 0;
	}
	if (prefix.len > PREFIX_MAX)
		return tl_kv_damaged(err, prefix, "a key has a form that nothing has");
	if (!TL_GROW(t->group, t->ngroups, t->maxgroups))
		return tl_err_memory(err);
	*ret = g = &t->group[t->ngroups];
	*g = (struct tl_kv_group){ .len = (unsigned char)prefix.len };
	memcpy(g->prefix, prefix.data, prefix.len);
	rc = load_total(t, g, err);
	if (!rc)
		t->ngroups++;
	return rc;
}

static int put_total(struct tl_kv_txn *t, const struct tl_kv_group *g, struct tl_err *err)
{
	TL_BUF key = { 0 };
	TL_BUF val = { 0 };

	total_key(&key, tl_bytes(g->prefix, g->len));
	add_number(&val, g->count);
	add_number(&val, g->sum);
	if (key.failed || val.failed)
		return tl_err_memory(err);
	return tl_kv_put(t, tl_buf_bytes(&key), tl_buf_bytes(&val), err);
}

/* --- stores and transactions ------------------------------------------------- */

int tl_kv_open(struct tl_kv **ret, const struct tl_kv_ops *ops, const struct tl_kv_place *place,
               struct tl_err *err)
{
	int rc = ops->open(ret, place, err);

	if (rc)
		return rc;
	(*ret)->sums = place->flags & TL_KV_SUMS;
	(*ret)->damaged = place->flags & TL_KV_DAMAGED;
	(*ret)->fresh = place->flags & TL_KV_CREATE;
	return 0;
}

void tl_kv_closep(struct tl_kv **kv)
{
	if (*kv)
		(*kv)->ops->close(*kv);
	*kv = NULL;
}

static const struct tl_bytes stamp = { "Mstamp", 6 };

/* A file whose newest page points at an older state has a stamp that is behind. (A compacted copy
 * begins to count anew, and is ahead.) */
static int check_stamp(struct tl_kv_txn *t, struct tl_err *err)
{
	struct tl_bytes val;
	int rc;

	if (!t->kv->sums || t->kv->damaged || t->kv->fresh)
		return 0;
	rc = tl_kv_get(t, stamp, &val, err);
	if (rc == TLSAFE_ENOENT || (!rc && val.len != TL_KV_SUM))
		return tl_kv_damaged(err, stamp, "the number of the last transaction is missing");
	if (!rc && number_at(val.data) < t->kv->ops->id(t) - t->write)
		return tl_kv_damaged(err, stamp, "an older state stands in place of the last one");
	return rc;
}

int tl_kv_begin(struct tl_kv_txn **ret, struct tl_kv *kv, bool write, struct tl_err *err)
{
	int rc = kv->ops->begin(ret, kv, write, err);

	if (rc)
		return rc;
	(*ret)->write = write;
	rc = check_stamp(*ret, err);
	if (rc)
		tl_kv_abortp(ret);
	return rc;
}

static void forget(struct tl_kv_txn *t)
{
	free(t->group);
	t->group = NULL;
	tl_buf_release(&t->buf);
}

void tl_kv_abortp(struct tl_kv_txn **t)
{
	struct tl_kv_txn *txn = *t;

	*t = NULL;
	if (!txn)
		return;
	forget(txn);
	txn->kv->ops->abort(txn);
}

static int write_sums(struct tl_kv_txn *t, struct tl_err *err)
{
	TL_BUF number = { 0 };
	int rc = 0;

	for (size_t i = 0; !rc && i < t->ngroups; i++)
		if (t->group[i].changed)
			rc = put_total(t, &t->group[i], err);
	add_number(&number, t->kv->ops->id(t));
	if (!rc && number.failed)
		return tl_err_memory(err);
	return rc ? rc : tl_kv_put(t, stamp, tl_buf_bytes(&number), err);
}

int tl_kv_commit(struct tl_kv_txn **t, struct tl_err *err)
{
	struct tl_kv_txn *txn = *t;
	struct tl_kv *kv = txn->kv;
	int rc = kv->sums && txn->changes ? write_sums(txn, err) : 0;

	if (!rc && tl_memory_short())
		rc = tl_err_memory(err);
	if (rc) {
		tl_kv_abortp(t);
		return rc;
	}
	*t = NULL;
	forget(txn);
	rc = kv->ops->commit(txn, err);
	if (!rc)
		kv->fresh = false;
	return rc;
}

/* --- values ------------------------------------------------------------------ */

static int get(struct tl_kv_txn *t, struct tl_bytes key, struct tl_bytes *ret, bool compare,
               struct tl_err *err)
{
	int rc = t->kv->ops->get(t, key, ret, err);
	uint64_t sum;

	if (!t->kv->sums)
		return rc;
	/* What is missing is so only if the way to where it would lie is in order. */
	if (rc == TLSAFE_ENOENT && t->kv->ops->way)
		return t->kv->ops->way(t, key, err) ? TLSAFE_ECORRUPT : rc;
	return rc ? rc : open_value(key, ret, compare, &sum, err);
}

int tl_kv_get(struct tl_kv_txn *t, struct tl_bytes key, struct tl_bytes *ret, struct tl_err *err)
{
	return get(t, key, ret, true, err);
}

int tl_kv_get_parts(struct tl_kv_txn *t, struct tl_bytes key, struct tl_bytes *ret,
                    struct tl_err *err)
{
	return get(t, key, ret, false, err);
}

/* The value that KEY has, which is to be written over or taken out: its sum. */
static int sum_of(struct tl_kv_txn *t, struct tl_bytes key, uint64_t *sum, struct tl_err *err)
{
	struct tl_bytes val;
	int rc = t->kv->ops->get(t, key, &val, err);

	return rc ? rc : open_value(key, &val, true, sum, err);
}

static int put_with_sum(struct tl_kv_txn *t, struct tl_bytes key, struct tl_bytes val,
                        struct tl_err *err)
{
	const struct tl_kv_ops *ops = t->kv->ops;
	uint64_t sum = tl_sum(key, 0, val), was = 0;
	struct tl_bytes group = tl_bytes(key.data, group_of(key)), whole;
	struct tl_kv_group *g = NULL;
	int rc = group.len ? get_group(t, group, &g, err) : 0;

	tl_buf_clear(&t->buf);
	tl_buf_add(&t->buf, val);
	add_number(&t->buf, sum);
	if (t->buf.failed)
		return tl_err_memory(err);
	whole = tl_buf_bytes(&t->buf);
	if (!rc && ops->way)
		rc = ops->way(t, key, err);
	if (rc || !g)
		return rc ? rc : ops->put(t, key, whole, false, err);
	rc = ops->put(t, key, whole, true, err);
	if (!rc)
		g->count++;
	if (rc == TLSAFE_EEXIST) {
		rc = sum_of(t, key, &was, err);
		if (!rc)
			rc = ops->put(t, key, whole, false, err);
	}
	g->sum += sum - was;
	g->changed = true;
	return rc;
}

int tl_kv_put(struct tl_kv_txn *t, struct tl_bytes key, struct tl_bytes val, struct tl_err *err)
{
	t->changes++;
	if (val.len > TL_KV_VALUE_MAX)
		return tl_err_set(err, TLSAFE_EINPUT,
		                  "a value of %zu bytes; the store takes at most %d", val.len,
		                  TL_KV_VALUE_MAX);
	return t->kv->sums ? put_with_sum(t, key, val, err) :
	                     t->kv->ops->put(t, key, val, false, err);
}

int tl_kv_del(struct tl_kv_txn *t, struct tl_bytes key, struct tl_err *err)
{
	size_t len = t->kv->sums ? group_of(key) : 0;
	struct tl_kv_group *g = NULL;
	uint64_t sum = 0;
	int rc = 0;

	t->changes++;
	if (len)
		rc = get_group(t, tl_bytes(key.data, len), &g, err);
	if (!rc && t->kv->sums && t->kv->ops->way)
		rc = t->kv->ops->way(t, key, err);
	if (!rc && g)
		rc = sum_of(t, key, &sum, err);
	if (!rc)
		rc = t->kv->ops->del(t, key, err);
	if (rc || !g)
		return rc;
	g->count--;
	g->sum -= sum;
	g->changed = true;
	return 0;
}

/* --- scans ------------------------------------------------------------------- */

/* Whether [FROM, UPTO) is all of the group that FROM is the prefix of. */
static bool is_whole(struct tl_bytes from, struct tl_bytes upto)
{
	TL_BUF after = { 0 };

	return from.len && group_of(from) == from.len && from.len <= PREFIX_MAX &&
	       tl_key_after(&after, from) && !after.failed && tl_eq(tl_buf_bytes(&after), upto);
}

int tl_kv_scan(struct tl_kv_scan **ret, struct tl_kv_txn *t, struct tl_bytes from,
               struct tl_bytes upto, bool back, struct tl_err *err)
{
	int rc = t->kv->ops->scan(ret, t, from, upto, back, err);
	struct tl_kv_scan *s = *ret;

	if (rc || !t->kv->sums || !is_whole(from, upto))
		return rc;
	s->whole = true;
	s->changes = t->changes;
	memcpy(s->group.prefix, from.data, from.len);
	s->group.len = (unsigned char)from.len;
	return 0;
}

/* The walk is over, and nothing was changed meanwhile. */
static int compare_total(struct tl_kv_scan *s, struct tl_err *err)
{
	struct tl_bytes prefix = tl_bytes(s->group.prefix, s->group.len);
	struct tl_kv_group *g;
	int rc;

	if (!s->whole || s->changes != s->txn->changes)
		return 0;
	s->whole = false;
	rc = get_group(s->txn, prefix, &g, err);
	if (rc)
		return rc;
	if (g->count != s->group.count || g->sum != s->group.sum)
		return tl_kv_damaged(err, prefix, "not all that was written is found");
	g->verified = true;
	return 0;
}

/* Totals and stamp are of this file alone. */
static bool is_own(struct tl_bytes key)
{
	return tl_starts(key, TL_LIT("Mtotal/")) || tl_eq(key, stamp);
}

int tl_kv_next(struct tl_kv_scan *s, struct tl_bytes *key, struct tl_bytes *val,
               struct tl_err *err)
{
	const struct tl_kv *kv = s->txn->kv;
	uint64_t sum;
	int rc;

	do
		rc = kv->ops->next(s, key, val, err);
	while (rc > 0 && kv->sums && is_own(*key));
	if (!kv->sums || rc < 0)
		return rc;
	if (!rc)
		return compare_total(s, err);
	rc = open_value(*key, val, true, &sum, err);
	s->group.count++;
	s->group.sum += sum;
	return rc ? rc : 1;
}

void tl_kv_donep(struct tl_kv_scan **s)
{
	if (*s)
		(*s)->txn->kv->ops->done(*s);
	*s = NULL;
}

int tl_kv_verify(struct tl_kv_txn *t, struct tl_bytes key, struct tl_err *err)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_bytes group = tl_bytes(key.data, group_of(key)), k, val;
	TL_BUF after = { 0 };
	struct tl_kv_group *g;
	int rc;

	if (!t->kv->sums || !group.len)
		return 0;
	rc = get_group(t, group, &g, err);
	if (rc || g->verified)
		return rc;
	tl_key_after(&after, group);
	rc = after.failed ? tl_err_memory(err) :
	                    tl_kv_scan(&scan, t, group, tl_buf_bytes(&after), false, err);
	while (!rc && (rc = tl_kv_next(scan, &k, &val, err)) == 1)
		rc = 0;
	return rc;
}

/* --- all of it --------------------------------------------------------------- */

struct audit {
	struct tl_kv_txn *txn;
	struct tl_err *err;
	int (*told)(void *ctx, const char *words);
	void *ctx;
	struct tl_kv_group *group;	/* as walked */
	size_t n, max;
	struct tl_buf said;		/* what was told, each with its NUL */
};

static bool was_said(const struct audit *a, const char *words)
{
	const char *p = a->said.data, *end = p ? p + a->said.len : NULL;

	while (p < end && strcmp(p, words))
		p += strlen(p) + 1;
	return p < end;
}

/* Tells what RC has put into the error, if it is damage, and goes on. The same is told once. */
static int tell(struct audit *a, int rc)
{
	char words[sizeof(a->err->text)];

	if (rc != TLSAFE_ECORRUPT)
		return rc;
	memcpy(words, a->err->text, sizeof(words));
	tl_err_clear(a->err);
	if (was_said(a, words))
		return 0;
	tl_buf_put(&a->said, words, strlen(words) + 1);
	return a->said.failed ? tl_err_memory(a->err) : a->told(a->ctx, words);
}

static int count_in_group(struct audit *a, struct tl_bytes key, uint64_t sum)
{
	struct tl_bytes prefix = tl_bytes(key.data, group_of(key));

	if (!prefix.len || prefix.len > PREFIX_MAX)
		return 0;
	if (!a->n || !is_group(&a->group[a->n - 1], prefix)) {
		if (!TL_GROW(a->group, a->n, a->max))
			return tl_err_memory(a->err);
		a->group[a->n] = (struct tl_kv_group){ .len = (unsigned char)prefix.len };
		memcpy(a->group[a->n++].prefix, prefix.data, prefix.len);
	}
	a->group[a->n - 1].count++;
	a->group[a->n - 1].sum += sum;
	return 0;
}

/* A key that a walk found is looked up as a reader would. */
static int look_up(struct audit *a, struct tl_bytes key)
{
	struct tl_bytes val;
	int rc = tl_kv_get(a->txn, key, &val, a->err);

	if (rc == TLSAFE_ENOENT)
		rc = tl_kv_damaged(a->err, key, "a key is found by a walk and not by itself");
	return rc;
}

static int walk(struct audit *a, bool back, uint64_t *count)
{
	const struct tl_kv_ops *ops = a->txn->kv->ops;
	struct tl_kv_scan *scan = NULL;
	struct tl_bytes key, val;
	uint64_t sum;
	int rc = ops->scan(&scan, a->txn, TL_NONE, TL_NONE, back, a->err);

	while (!rc && (rc = ops->next(scan, &key, &val, a->err)) == 1) {
		++*count;
		rc = tell(a, open_value(key, &val, true, &sum, a->err));
		if (!rc && !back)
			rc = count_in_group(a, key, sum);
		if (!rc && !back)
			rc = tell(a, look_up(a, key));
	}
	if (scan)
		ops->done(scan);
	return rc;
}

static int compare_groups(struct audit *a)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < a->n; i++) {
		struct tl_kv_group *w = &a->group[i], *g;
		struct tl_bytes prefix = tl_bytes(w->prefix, w->len);
		rc = get_group(a->txn, prefix, &g, a->err);
		if (!rc && (g->count != w->count || g->sum != w->sum))
			rc = tl_kv_damaged(a->err, prefix,
			                   "not all that was written is found");
		rc = tell(a, rc);
	}
	return rc;
}

/* Totals of groups that the walk did not see at all. */
static int missing_groups(struct audit *a)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	const struct tl_kv_ops *ops = a->txn->kv->ops;
	struct tl_bytes key, val;
	int rc = ops->scan(&scan, a->txn, TL_LIT("Mtotal/"), TL_LIT("Mtotal0"), false, a->err);

	while (!rc && (rc = ops->next(scan, &key, &val, a->err)) == 1) {
		struct tl_bytes group = tl_bytes(key.data + 7, key.len - 7);
		bool seen = val.len < TL_KV_SUM || number_at(val.data) == 0;
		for (size_t i = 0; !seen && i < a->n; i++)
			seen = is_group(&a->group[i], group);
		rc = seen ? 0 : tell(a, tl_kv_damaged(a->err, group, "all of it is missing"));
	}
	return rc;
}

int tl_kv_verify_all(struct tl_kv_txn *t, int (*told)(void *ctx, const char *words), void *ctx,
                     struct tl_err *err)
{
	struct audit a = { .txn = t, .err = err, .told = told, .ctx = ctx };
	uint64_t there = 0, back = 0;
	int rc = 0;

	if (!t->kv->sums)
		return 0;
	if (t->kv->ops->pages)
		rc = tell(&a, t->kv->ops->pages(t, err));
	if (!rc)
		rc = walk(&a, false, &there);
	if (!rc)
		rc = walk(&a, true, &back);
	if (!rc && there != back)
		rc = tell(&a, tl_err_set(err, TLSAFE_ECORRUPT,
		                         "the store is damaged: a walk finds %llu keys, and %llu "
		                         "the other way", (unsigned long long)there,
		                         (unsigned long long)back));
	if (!rc)
		rc = compare_groups(&a);
	if (!rc)
		rc = missing_groups(&a);
	free(a.group);
	tl_buf_release(&a.said);
	return rc;
}
