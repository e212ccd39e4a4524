/*
 * Walks the chain of transactions, and verifies what it reads: each prev, each hash over header and
 * entries, and the digests of personal values. What is walked is handed on as it is read; what does
 * not hold is told; and who wants it has what cannot be read told too, and passed over.
 */
#ifndef TL_JOURNAL_CHAIN_H
#define TL_JOURNAL_CHAIN_H

#include "journal/journal.h"

/* Each gives 0, or a negative code that ends the walk. */
struct tl_chain_ops {
	int (*head)(void *ctx, const struct tl_head *h);
	int (*entry)(void *ctx, const struct tl_entry *e);	/* borrowed for the call */
	/* What does not hold of a transaction: its number, and a sentence that names it. It comes
	 * after the head, or the entry, or the last entry that it is said of. */
	int (*wrong)(void *ctx, uint64_t txn, const char *text);

	/* The rest is for who goes on after what cannot be read; NULL: that ends the walk. */
	/* Entries FROM to UPTO of TXN cannot be read; FROM 0: nothing of it. */
	int (*lost)(void *ctx, uint64_t txn, uint64_t from, uint64_t upto);
	/* The entry that comes next has lost personal values. */
	int (*forgot)(void *ctx, struct tl_place place);
	/* Entry N of TXN and its block are about to be read, 0: the header, TL_CHAIN_NEXT: what
	 * lies behind a block that cannot be read. True: pass it over. */
	bool (*before)(void *ctx, uint64_t txn, uint32_t n);
};
#define TL_CHAIN_NEXT UINT32_MAX

struct tl_chain {
	const struct tl_chain_ops *ops;
	void *ctx;
	struct tl_journal *journal;
	unsigned char last[TL_HASH_LEN];	/* of the transaction before */
	tl_instant last_at;
	bool apart;			/* of that one nothing is known for sure */
	bool doubtful;			/* something is wrong with the present one */
	uint32_t hashed;		/* where its block began that was hashed last */
};

/* Before the first transaction: GENESIS is the hash of genesis. */
void tl_chain_begin(struct tl_chain *c, struct tl_journal *journal,
                    const unsigned char genesis[TL_HASH_LEN], const struct tl_chain_ops *ops,
                    void *ctx);
/* Reads transaction NUMBER. TLSAFE_ECORRUPT or TLSAFE_EVERSION: it cannot be read, or not
 * further. */
int tl_chain_transaction(struct tl_chain *c, uint64_t number);
/* After the last transaction: whether HEAD, as the store has it, is where the chain ends, and none
 * lies behind it. */
int tl_chain_end(struct tl_chain *c, const struct tl_head *head);

#endif
