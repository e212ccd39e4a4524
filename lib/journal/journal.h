/*
 * The journal: transactions of entries under (site, number), their chain of
 * hashes, and the personal values beside them.
 *
 *   J site txn 0      canonical header, hash, number of entries, table of names
 *   J site txn first  compressed canonical bytes of entries FIRST .. (cut between entries, some 256
 *                     KiB raw)
 *   P site txn first  compressed personal values of the same entries: uint n - FIRST, uint index in
 *                     its set, 16 bytes of salt, block value; where an entry sets one, kept or not
 *                     (format 1: only where one is kept)
 *
 * Canonical header: block "transaction", block site, uint number, int at (microseconds), block
 * actor, block login, uint uid, block command, block request, block clock, 32 bytes of prev. One
 * with a verb begins with block "transaction+verb" and has block verb behind command; one that was
 * salvaged begins with block "transaction+salvaged" or "transaction+verb+salvaged" and has block
 * salvaged behind clock: the first word tells what is there, so that no two headers have the same
 * bytes, and those of before there were such members keep theirs. The hash is BLAKE2b-256 of
 * canonical header and canonical entries, one after the other. A header with a member restored has
 * "+restored" behind the others in its first word, and block restored behind salvaged; one with a
 * member proxy "+proxy" behind that, and block proxy behind restored. The first prev is the hash of
 * genesis: block "genesis", block site, int offset, block language, uint format, block name of the
 * hash, uint number of schema files, and each one's name and text as blocks, in byte order of the
 * names; of a salvaged chain block "genesis+salvaged" first, and block salvaged last.
 *
 * A salvaged chain is made of what could be read of a damaged one. Its transactions have the
 * numbers that they had there. What salvaged says, words between spaces:
 *   genesis         number and hash of the old head, or its number alone
 *   transaction     the hash that it had; "unproven": that was not the hash of it, or of what comes
 *                   before it; "without 2-300,305": entries of it, by their old numbers, that were
 *                   lost or left out, those behind moved up; "values 7", "files 8": entries, by
 *                   their old numbers, whose personal values or files were lost. Or "lost":
 *                   nothing of it was left, and it has no entries
 * and of a chain that is salvaged once more "of" and what it said before.
 *
 * A store that a backup was restored in goes on with the numbers that were given after that backup
 * was made. What restored says, of transactions without entries:
 *   HASH | "lost"   the number was given to a transaction that the restore took back; the hash that
 *                   it had, or its first digits as far as they are known
 *   "from 41", or "from 41 serials H20180702 12 U 60"
 *                   the restore itself, of a backup that ends with that transaction; and of series
 *                   whose numbers went on, the last one given
 */
#ifndef TL_JOURNAL_JOURNAL_H
#define TL_JOURNAL_JOURNAL_H

#include "base/compress.h"
#include "journal/draft.h"
#include "journal/entry.h"
#include "kv/kv.h"

struct tl_head {
	struct tl_bytes site;
	uint64_t number;
	tl_instant at;
	struct tl_bytes actor, login, command;
	struct tl_bytes verb;		/* empty: none (tl_head_verb) */
	uint64_t uid;
	struct tl_bytes request;	/* empty: none */
	/* "back": the clock stood before the last transaction; "given": by TLSAFE_NOW; both joined
	 * by a space; or empty */
	struct tl_bytes clock;
	struct tl_bytes salvaged;	/* of a salvaged chain; or empty */
	struct tl_bytes restored;	/* of a restore; or empty */
	/* entered for somebody else on the roster (代录), the actor: that one's login; or empty */
	struct tl_bytes proxy;
	unsigned char prev[TL_HASH_LEN], hash[TL_HASH_LEN];
	uint64_t count;			/* entries */
};

/* canonical bytes, without hash and count */
void tl_head_pack(struct tl_buf *out, const struct tl_head *h);
/* The verb that was run. Where the header has none, from before it was kept, it is the second word
 * of the command: "tlsafe-hazard import list.csv". Borrowed from H. */
struct tl_bytes tl_head_verb(const struct tl_head *h);
/* Of a salvaged one: some files that its entries name were lost. */
bool tl_head_lost_files(const struct tl_head *h);
/* Whether RESTORED is one of what it may be. */
bool tl_restored_check(struct tl_bytes restored);
/* Takes the next series, its prefix and the number given last, off the front of *REST, which is
 * what restored says: *REST of a head, and then what is left. False: there are no more. */
bool tl_restored_next(struct tl_bytes *rest, struct tl_bytes *prefix, uint64_t *number);

/* --- entries of a block, one after the other --------------------------------- */

struct tl_block {
	struct tl_compressor compressor;
	struct tl_buf raw, personal;
	struct tl_unpack at, beside;
	struct {
		uint64_t n;
		uint64_t index;
		const char *salt;
		struct tl_bytes value;
		bool there;
	} next_personal;
	uint64_t txn;
	uint32_t first, n;	/* of the block; of the entry given last */
	struct tl_names *names;
	bool lost;		/* what should lie beside it does not; false when it is opened */
};

void tl_block_release(struct tl_block *b);
/* ENTRIES and PERSONAL as they are stored; PERSONAL may be TL_NONE. */
int tl_block_open(struct tl_block *b, uint64_t txn, uint32_t first, struct tl_bytes entries,
                  struct tl_bytes personal, struct tl_names *names, struct tl_err *err);
/* 1 an entry, with personal values where they still lie beside it; 0 the end. Texts are borrowed
 * until the block is opened anew or released. */
int tl_block_next(struct tl_block *b, struct tl_entry *e, struct tl_set set[TL_ENTRY_SETS],
                  const struct tl_schema *schema, struct tl_err *err);

/* --- stored transactions ----------------------------------------------------- */

int tl_journal_put_head(struct tl_kv_txn *txn, const struct tl_head *h,
                        const struct tl_names *names, struct tl_err *err);
int tl_journal_put_block(struct tl_kv_txn *txn, struct tl_bytes site, uint64_t number,
                         const struct tl_draft_block *b, struct tl_err *err);

/*
 * A reader over the stored journal of one site. It keeps the block read last of some transactions,
 * since a record's entries often lie in two or three, beside those of its neighbours: an import and
 * what came of it.
 */
#define TL_JOURNAL_SPOTS 4

struct tl_journal {
	struct tl_kv_txn *txn;
	const struct tl_schema *schema;
	struct tl_bytes site;
	struct tl_err *err;
	struct tl_buf key;
	/* blocks are opened without the personal values beside them */
	bool bare;
	uint64_t clock;
	struct tl_journal_spot {
		uint64_t open_txn;	/* whose header is loaded; 0: none */
		uint64_t used;		/* of the clock */
		struct tl_head head;	/* texts in head_bytes */
		struct tl_buf head_bytes;
		struct tl_names names;
		struct tl_block block;
		bool block_open;
		struct tl_entry ahead;	/* an entry read last, for asking it twice */
		struct tl_set *set;	/* TL_ENTRY_SETS, once there is a block */
	} spot[TL_JOURNAL_SPOTS], *at;	/* AT: the one of the call before */
};

void tl_journal_open(struct tl_journal *j, struct tl_kv_txn *txn, const struct tl_schema *schema,
                     struct tl_bytes site, struct tl_err *err);
void tl_journal_release(struct tl_journal *j);
/* Header and names of transaction NUMBER, into j->at->head. TLSAFE_ENOENT: there is none (no text
 * set). */
int tl_journal_head(struct tl_journal *j, uint64_t number);
/* Opens the block of the open transaction that begins at or holds entry N. 1, or 0: there is
 * none. */
int tl_journal_block(struct tl_journal *j, uint64_t number, uint32_t n);
/* Where the block begins that lies next behind entry N of transaction NUMBER: *FIRST, 0: none
 * does. */
int tl_journal_after(struct tl_journal *j, uint64_t number, uint32_t n, uint32_t *first);
/* What a key of J or P is of. False: it is none of theirs. */
bool tl_journal_take_key(struct tl_bytes key, struct tl_bytes *site, uint64_t *txn, uint64_t *n);
/* The entry at PLACE (txn > 0). Borrowed until the next call. Cheap when places ascend within each
 * transaction. */
int tl_journal_entry(struct tl_journal *j, struct tl_place place, const struct tl_entry **ret);

#endif
