/*
 * Ordered bytes behind one small interface. Order is plain byte comparison of
 * keys; no duplicate keys. A key is 1 to KEY_MAX bytes, a value at most TL_KV_VALUE_MAX.
 * A reader sees the store as it stood when it began. One writer at a time: who
 * writes holds the lock of the engine. Scans state their whole range at the start: FROM
 * (inclusive) to UPTO (exclusive; TL_NONE: to the end), forwards or backwards.
 * Bytes given out are borrowed until the transaction ends, or until the next
 * put or del in it; a scan's key only until its next step. A scan may go on after a put or del of
 * any key, and sees either state of keys changed since it began (fold never depends on it).
 * Functions give 0 or a negative TLSAFE_E code with its text in the handle's error; get gives
 * TLSAFE_ENOENT, which sets no text; next gives 1 for an item and 0 for the end.
 */
#ifndef TL_KV_H
#define TL_KV_H

#include "base/bytes.h"
#include "base/err.h"

#define TL_KV_VALUE_MAX (1024 * 1024)

struct tl_kv;
struct tl_kv_txn;
struct tl_kv_scan;

enum { TL_KV_CREATE = 1, TL_KV_READONLY = 2 };

/* Where a store lies, and how it is opened. */
struct tl_kv_place {
	const char *where;	/* a directory that exists; NULL for an engine that needs none */
	unsigned flags;
	uint64_t map_size;	/* bytes (0: what the store was made with) */
	double wait;		/* seconds for others who are opening or closing it */
};

struct tl_kv_stat {
	uint64_t size, used, map;	/* bytes of the file, of them in use, most it may grow to */
	const char *engine;		/* "LMDB 0.9.24" */
};

struct tl_kv_ops {
	const char *name;
	size_t key_max;

	const char *(*version)(void);	/* "LMDB 0.9.24" */
	int (*open)(struct tl_kv **ret, const struct tl_kv_place *place, struct tl_err *err);
	void (*close)(struct tl_kv *kv);
	void (*remove)(
		const char *where); /* its files in the directory; what is not there is fine */
	/* The lock of writers, in WHO's name: waits WAIT seconds. TLSAFE_EBUSY names who holds
	 * it. */
	int (*lock)(struct tl_kv *kv, const char *who, double wait, struct tl_err *err);
	void (*unlock)(struct tl_kv *kv);	/* not locked is fine */
	int  (*stat)(struct tl_kv *kv, struct tl_kv_stat *ret, struct tl_err *err);

	int  (*begin)(struct tl_kv_txn **ret, struct tl_kv *kv, bool write, struct tl_err *err);
	/* ends txn whatever it returns */
	int  (*commit)(struct tl_kv_txn *txn, struct tl_err *err);
	void (*abort)(struct tl_kv_txn *txn);				/* NULL is fine */

	int (*get)(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes *ret,
	           struct tl_err *err);
	/* VAL, which get gave, is about to be read: a hint; NULL: takes none */
	void (*ahead)(struct tl_kv_txn *txn, struct tl_bytes val);
	int (*put)(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes val,
	           struct tl_err *err);
	/* TLSAFE_ENOENT: was not there */
	int  (*del)(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_err *err);

	int (*scan)(struct tl_kv_scan **ret, struct tl_kv_txn *txn, struct tl_bytes from,
	            struct tl_bytes upto, bool backwards, struct tl_err *err);
	int (*next)(struct tl_kv_scan *scan, struct tl_bytes *key, struct tl_bytes *val,
	            struct tl_err *err);
	/* NULL is fine; before the transaction ends */
	void (*done)(struct tl_kv_scan *scan);
};

/* Every handle type begins with this, so that callers need no engine name. */
struct tl_kv { const struct tl_kv_ops *ops; };
struct tl_kv_txn { struct tl_kv *kv; };
struct tl_kv_scan { struct tl_kv_txn *txn; };

extern const struct tl_kv_ops tl_kv_lmdb, tl_kv_mem;
/* The engine called NAME, which a store's file STORE tells; NULL: there is none. */
const struct tl_kv_ops *tl_kv_engine(struct tl_bytes name);
#define TL_KV_ENGINE "lmdb"	/* of a new store, and of one that does not say */

static inline int tl_kv_get(struct tl_kv_txn *t, struct tl_bytes k, struct tl_bytes *ret,
                            struct tl_err *err)
{ return t->kv->ops->get(t, k, ret, err); }
static inline void tl_kv_ahead(struct tl_kv_txn *t, struct tl_bytes v)
{ if (t->kv->ops->ahead) t->kv->ops->ahead(t, v); }
static inline int tl_kv_put(struct tl_kv_txn *t, struct tl_bytes k, struct tl_bytes v,
                            struct tl_err *err)
{ return t->kv->ops->put(t, k, v, err); }
static inline int tl_kv_del(struct tl_kv_txn *t, struct tl_bytes k, struct tl_err *err)
{ return t->kv->ops->del(t, k, err); }
static inline int tl_kv_scan(struct tl_kv_scan **ret, struct tl_kv_txn *t, struct tl_bytes from,
                             struct tl_bytes upto, bool back, struct tl_err *err)
{ return t->kv->ops->scan(ret, t, from, upto, back, err); }
static inline int tl_kv_next(struct tl_kv_scan *s, struct tl_bytes *k, struct tl_bytes *v,
                             struct tl_err *err)
{ return s->txn->kv->ops->next(s, k, v, err); }
static inline void tl_kv_done(struct tl_kv_scan *s) { if (s) s->txn->kv->ops->done(s); }
static inline void tl_kv_donep(struct tl_kv_scan **s) { tl_kv_done(*s); *s = NULL; }
static inline void tl_kv_abortp(struct tl_kv_txn **t)
{
	if (*t)
		(*t)->kv->ops->abort(*t);
	*t = NULL;
}
/* Ends *T whatever it returns, and clears it. */
static inline int tl_kv_commit(struct tl_kv_txn **t, struct tl_err *err)
{ struct tl_kv_txn *txn = *t; *t = NULL; return txn->kv->ops->commit(txn, err); }

#endif
