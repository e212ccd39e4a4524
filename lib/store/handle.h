/*
 * An open store: what it is, who works on it, and what it says of itself.
 */
#ifndef TL_STORE_HANDLE_H
#define TL_STORE_HANDLE_H

#include "base/arena.h"
#include "journal/genesis.h"
#include "kv/kv.h"
#include "tlsafe.h"

/* Of the files of a store. 1: values carry no sums; it is read, and written by no one. */
#define TL_STORE_FORMAT 2

/* Who asks: what the roster says of T's login (store/roster.h), and what is to be done
 * (change/rights.h). */
struct tl_asker {
	bool asked;		/* whether it may be done; else it is done without a roster alone */
	bool roster;		/* there is one */
	int role;		/* enum tl_role */
	uint64_t head;		/* the transaction as of which this is known */
	struct tl_buf bodies;	/* a list of ids; empty: all */
	struct tl_buf name;
	unsigned may;		/* bits of the roles that may do it */
	struct tl_buf what;	/* "tlsafe-hazard void" */
	bool noting;		/* that it was refused, which everybody may */
	bool hides;		/* personal values are not for this role */
	/* the login on the roster for whom it is entered (代录); empty: nobody else */
	struct tl_buf proxy;
	struct tl_buf refused;	/* why it was refused; empty: it was not */
};

struct tlsafe {
	struct tl_kv *kv;
	char *path;
	/* of the present, or while a view lasts of its transaction */
	struct tl_schema *schema;
	/* the last transaction that touched the present set; 0: genesis */
	uint64_t schema_txn;
	bool schema_bare;		/* the store keeps no image of it, which a commit adds */
	struct tl_buf start_bytes, genesis_bytes;
	struct tl_arena genesis_arena;
	struct tl_genesis genesis;	/* without its files, until tl_store_files */
	unsigned char genesis_hash[TL_HASH_LEN];
	char id[33];			/* random identity, hex; outside the hash */
	unsigned format;		/* of its files, as STORE says */
	/* who and when: set by the caller */
	struct tl_buf actor, login, command, verb, request;
	uint64_t uid, pid;
	tl_instant now;
	bool now_given, clock_is_right;
	bool guarded;			/* an actor has to be on the roster */
	double wait;			/* seconds for the gate */
	bool roster;			/* when it was opened there may have been one */
	struct tl_asker asker;
	tlsafe_trace_fn *trace;		/* NULL: nobody asked */
	void *trace_ctx;
	/* the transaction that the present request was entered as before; 0: none */
	uint64_t repeated;
	uint64_t saved;			/* the transaction that the present call entered; 0: none */
	bool outdated;	/* another writer changed the schema set since this call began */
	struct tl_err err;
};

/* Says a sentence to whoever asked for it, without a full stop and without a value that may be
 * personal. */
void tl_trace(const struct tlsafe *t, const char *fmt, ...) TL_PRINTF(2, 3);

/* RC, with a text in T for those that have none. */
int tl_store_error(struct tlsafe *t, int rc);
/* What went wrong in OUT, as T's error. */
int tl_out_error(struct tlsafe *t, struct tlsafe_out *out);
/* Closes what is open, and forgets what was read of it. */
void tl_store_close(struct tlsafe *t);

#endif
