/*
 * What an export despite damage could not give, as its last line has it:
 *
 *   {"salvaged":{"txn":9,"at":"..","hash":"..","lost":["3","5-7"],"entries":["4/2-300"],
 *                "values":["4/7"],"files":["4/9"],"unproven":["8"],"schemas":"no"}}
 *
 * txn, at and hash are the head of the chain as the store had it; at and hash are absent when that
 * could not be read, and txn is then the last transaction seen. Transactions: lost whole; unproven,
 * read but not as their hash, their prev or the order of instants has it. Entries: lost ones of
 * transactions that are there; values, read without the personal values beside them; files, read,
 * but a file that they name is lost. What is absent is none. schemas "no": genesis could not be
 * read, and its line lacks them.
 */
#ifndef TL_ADMIN_SALVAGE_H
#define TL_ADMIN_SALVAGE_H

#include "base/crypto.h"
#include "base/date.h"
#include "form/form.h"

struct tl_ranges {
	struct tl_range {
		uint64_t txn;		/* of entries; 0: they are transactions */
		uint64_t from, upto;
	} *at;				/* in order */
	size_t n, max;
};
/* Behind all that are there. False: no memory. */
bool tl_ranges_add(struct tl_ranges *r, uint64_t txn, uint64_t from, uint64_t upto);
bool tl_ranges_hold(const struct tl_ranges *r, uint64_t txn, uint64_t n);
/* How many of transaction TXN lie before N. */
uint64_t tl_ranges_before(const struct tl_ranges *r, uint64_t txn, uint64_t n);
uint64_t tl_ranges_count(const struct tl_ranges *r);
/* Appends entries of TXN as "2-300,305". False: there are none. */
bool tl_ranges_text(struct tl_buf *out, const struct tl_ranges *r, uint64_t txn);

struct tl_salvaged {
	uint64_t number;
	tl_instant at;
	bool head, schemas;		/* could be read */
	unsigned char hash[TL_HASH_LEN];
	struct tl_ranges lost, unproven, entries, values, files;
};
void tl_salvaged_release(struct tl_salvaged *s);
/* Something is missing or not proven. */
bool tl_salvaged_any(const struct tl_salvaged *s);
void tl_salvaged_count(const struct tl_salvaged *s, struct tlsafe_salvaged *ret);
void tl_salvaged_line(struct tl_buf *out, const struct tl_salvaged *s, int offset);
/* From what stands behind "salvaged". TLSAFE_EINPUT: it is none, WHY says what; TLSAFE_EMEMORY. */
int tl_salvaged_read(struct tl_salvaged *s, const struct tl_json_object *o, struct tl_err *err);

#endif
