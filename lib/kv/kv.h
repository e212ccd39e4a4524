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
 *
 * An engine (struct tl_kv_ops) keeps bytes. What is read is verified above it, in kv.c, where a
 * store is opened with TL_KV_SUMS (format 2): every value ends with the checksum of its key and
 * itself; of each group of keys "Mtotal/" and the group has their number and the sum of their
 * checksums, with which a scan of the whole group is compared at its end; "Mstamp" has the number
 * that the engine gave the transaction that wrote last. What differs is TLSAFE_ECORRUPT.
 */
#ifndef TL_KV_H
#define TL_KV_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/err.h"

#define TL_KV_VALUE_MAX (1024 * 1024)
#define TL_KV_SUM 8		/* bytes of a checksum */

struct tl_kv;
struct tl_kv_txn;
struct tl_kv_scan;
struct tl_kv_seat;	/* a store that is kept from others (seize) */

enum {
	TL_KV_CREATE = 1,
	TL_KV_READONLY = 2,
	TL_KV_SUMS = 4,
	TL_KV_DAMAGED = 8,	/* known to be: transactions begin whatever its stamp says */
	/* a copy that nobody writes: it is read without locks, on any file system, and nothing is
	 * made beside it */
	TL_KV_COPY = 16
};

/* Where a store lies, and how it is opened. */
struct tl_kv_place {
	/* a directory that exists; of a copy its file; NULL for an engine that needs none */
	const char *where;
	unsigned flags;
	uint64_t map_size;	/* bytes (0: what the store was made with) */
	double wait;		/* seconds for others who are opening or closing it */
};

struct tl_kv_stat {
	uint64_t size, used, map;	/* bytes of the file, of them in use, most it may grow to */
	const char *engine;		/* "LMDB 0.9.24" */
	uint64_t readers;		/* that other programs have begun */
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
	/* Whether what was read last is what lies at its place still, before it is told to anybody:
	 * TLSAFE_ECONFLICT: it is not. NULL: it always is. */
	int  (*look)(struct tl_kv *kv, struct tl_err *err);
	int  (*stat)(struct tl_kv *kv, struct tl_kv_stat *ret, struct tl_err *err);
	/* Writes all that was committed last to FD, as one moment and beside writers, in the form
	 * that TL_KV_COPY opens and a directory takes as the file DATA. NULL: it has no files. */
	int  (*copy)(struct tl_kv *kv, int fd, struct tl_err *err);
	const char *data;
	/* Makes what else a store in WHERE has, whose DATA is there. */
	int  (*settle)(const char *where, struct tl_err *err);
	/* Keeps writers out of the files in WHERE, in WHO's name, for whoever puts others into
	 * their place; it may be opened meanwhile for reading. TLSAFE_EBUSY names who holds it. */
	int  (*seize)(struct tl_kv_seat **ret, const char *where, const char *who, double wait,
	              struct tl_err *err);
	/* Waits until no other process has it open, and lets nobody open it from then on; this one
	 * has it closed. TLSAFE_EBUSY names who has. */
	int  (*alone)(struct tl_kv_seat *seat, double wait, struct tl_err *err);
	void (*yield)(struct tl_kv_seat *seat);

	int  (*begin)(struct tl_kv_txn **ret, struct tl_kv *kv, bool write, struct tl_err *err);
	/* ends txn whatever it returns */
	int  (*commit)(struct tl_kv_txn *txn, struct tl_err *err);
	void (*abort)(struct tl_kv_txn *txn);
	/* Of a writer one more than of the last one that changed something before it; of a reader
	 * that one's. */
	uint64_t (*id)(struct tl_kv_txn *txn);

	int (*get)(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes *ret,
	           struct tl_err *err);
	/* KEY was not found, or is about to be written: 0, or TLSAFE_ECORRUPT when the way to where
	 * it should lie is not in order. NULL: an engine that has no such way. */
	int (*way)(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_err *err);
	/* Whether the file holds what it says and nothing else. NULL: it has no file. */
	int (*pages)(struct tl_kv_txn *txn, struct tl_err *err);
	/* VAL, which get gave, is about to be read: a hint; NULL: takes none */
	void (*ahead)(struct tl_kv_txn *txn, struct tl_bytes val);
	/* FRESH: only if it is not there, else TLSAFE_EEXIST, without text. */
	int (*put)(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes val, bool fresh,
	           struct tl_err *err);
	/* TLSAFE_ENOENT: was not there */
	int  (*del)(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_err *err);

	int (*scan)(struct tl_kv_scan **ret, struct tl_kv_txn *txn, struct tl_bytes from,
	            struct tl_bytes upto, bool backwards, struct tl_err *err);
	int (*next)(struct tl_kv_scan *scan, struct tl_bytes *key, struct tl_bytes *val,
	            struct tl_err *err);
	void (*done)(struct tl_kv_scan *scan);
};

/* A group of keys: those that begin alike with a space and what tl_kv_group knows of it. */
struct tl_kv_group {
	char prefix[20];
	unsigned char len;
	bool changed, verified;
	uint64_t count, sum;
};

/* Every handle type begins with this, so that callers need no engine name. */
struct tl_kv {
	const struct tl_kv_ops *ops;
	/* opened with TL_KV_SUMS, with TL_KV_DAMAGED; just made, nothing was written yet */
	bool sums, damaged, fresh;
};

struct tl_kv_txn {
	struct tl_kv *kv;
	bool write;
	uint64_t changes;		/* puts and dels until now */
	struct tl_kv_group *group;	/* those touched */
	size_t ngroups, maxgroups, at;	/* AT: the one touched last */
	struct tl_buf buf;
};

struct tl_kv_scan {
	struct tl_kv_txn *txn;
	bool whole;			/* it covers GROUP, which is compared at the end */
	uint64_t changes;		/* of txn when it began */
	struct tl_kv_group group;	/* as walked */
};

extern const struct tl_kv_ops tl_kv_lmdb, tl_kv_mem;
/* The engine called NAME, which a store's file STORE tells; NULL: there is none. */
const struct tl_kv_ops *tl_kv_engine(struct tl_bytes name);
#define TL_KV_ENGINE "lmdb"	/* of a new store, and of one that does not say */

int tl_kv_open(struct tl_kv **ret, const struct tl_kv_ops *ops, const struct tl_kv_place *place,
               struct tl_err *err);
void tl_kv_closep(struct tl_kv **kv);	/* NULL is fine; clears it */

int tl_kv_begin(struct tl_kv_txn **ret, struct tl_kv *kv, bool write, struct tl_err *err);
void tl_kv_abortp(struct tl_kv_txn **t);	/* NULL is fine; clears it */
/* Ends *T whatever it returns, and clears it. What was made while memory was short is not kept. */
int tl_kv_commit(struct tl_kv_txn **t, struct tl_err *err);

int tl_kv_get(struct tl_kv_txn *t, struct tl_bytes key, struct tl_bytes *ret, struct tl_err *err);
/* The same of a value whose parts carry sums of their own (tl_sum with parts from 1 on): that of
 * the whole is not compared. */
int tl_kv_get_parts(struct tl_kv_txn *t, struct tl_bytes key, struct tl_bytes *ret,
                    struct tl_err *err);
static inline void tl_kv_ahead(struct tl_kv_txn *t, struct tl_bytes v)
{ if (t->kv->ops->ahead) t->kv->ops->ahead(t, v); }
int tl_kv_put(struct tl_kv_txn *t, struct tl_bytes key, struct tl_bytes val, struct tl_err *err);
int tl_kv_del(struct tl_kv_txn *t, struct tl_bytes key, struct tl_err *err);

int tl_kv_scan(struct tl_kv_scan **ret, struct tl_kv_txn *t, struct tl_bytes from,
               struct tl_bytes upto, bool back, struct tl_err *err);
int tl_kv_next(struct tl_kv_scan *s, struct tl_bytes *key, struct tl_bytes *val,
               struct tl_err *err);
void tl_kv_donep(struct tl_kv_scan **s);	/* NULL is fine; before the transaction ends */

/* Walks the whole group of KEY, once in a transaction, and compares: for whoever looks at a part of
 * it only. */
int tl_kv_verify(struct tl_kv_txn *t, struct tl_bytes key, struct tl_err *err);
/* All that is stored, both ways and key by key, against its sums and totals. TOLD hears of each
 * fault in WORDS, and may end it with an error of its own. */
int tl_kv_verify_all(struct tl_kv_txn *t, int (*told)(void *ctx, const char *words), void *ctx,
                     struct tl_err *err);
/* What a damaged value or key is called. */
int tl_kv_damaged(struct tl_err *err, struct tl_bytes key, const char *what);

#endif
