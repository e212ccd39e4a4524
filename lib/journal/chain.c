/* The chain of transactions, walked and verified. */
#include "journal/chain.h"

#include <stdarg.h>
#include <stdio.h>

void tl_chain_begin(struct tl_chain *c, struct tl_journal *journal,
                    const unsigned char genesis[TL_HASH_LEN], const struct tl_chain_ops *ops,
                    void *ctx)
{
	*c = (struct tl_chain){ .ops = ops, .ctx = ctx, .journal = journal, .last_at = INT64_MIN };
	memcpy(c->last, genesis, TL_HASH_LEN);
}

static int wrong(struct tl_chain *c, uint64_t txn, const char *fmt, ...) TL_PRINTF(3, 4);
static int wrong(struct tl_chain *c, uint64_t txn, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	c->doubtful = true;
	return c->ops->wrong(c->ctx, txn, text);
}

static bool is_damage(int rc)
{
	return rc == TLSAFE_ECORRUPT || rc == TLSAFE_EVERSION || rc == TLSAFE_ENOENT;
}

static bool passed_over(struct tl_chain *c, uint64_t txn, uint32_t n)
{
	return c->ops->before && c->ops->before(c->ctx, txn, n);
}

/* --- entries ----------------------------------------------------------------- */

/* A value that is not what its digest says is told; who goes on after damage goes on without it. */
static int check_personal(struct tl_chain *c, struct tl_entry *e)
{
	unsigned char digest[TL_DIGEST_LEN];
	bool lost = false;
	int rc = 0;

	for (size_t i = 0; !rc && i < e->nset; i++) {
		struct tl_set *s = &e->set[i];
		lost |= c->journal->bare && s->field->personal;
		if (!s->field->personal || !s->value.data)
			continue;
		tl_hash_digest(digest, s->salt, s->value);
		if (!memcmp(digest, s->digest, sizeof(digest)))
			continue;
		if (!c->ops->forgot)
			rc = wrong(c, e->place.txn,
			           "transaction %llu, entry %u: the personal value of %s does not "
			           "match its digest",
			           (unsigned long long)e->place.txn, (unsigned)e->place.n,
			           s->field->key);
		else
			s->value = TL_NONE;
		lost = true;
	}
	return !rc && lost && c->ops->forgot ? c->ops->forgot(c->ctx, e->place) : rc;
}

/* Opens the block that begins behind entry N, and hashes it once. */
static int open_block(struct tl_chain *c, struct tl_hash *hash, uint32_t n)
{
	struct tl_journal *j = c->journal;
	struct tl_journal_spot *s = j->at;
	unsigned long long number = s->head.number;
	int rc = tl_journal_block(j, number, n + 1);

	if (rc == 0 || (rc == 1 && s->block.first != n + 1))
		return tl_err_hint(j->err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "transaction %llu: a block of entries is missing after entry %u",
		                   number, (unsigned)n);
	if (rc < 0)
		return rc;
	if (c->hashed != s->block.first)
		tl_hash_add(hash, tl_buf_bytes(&s->block.raw));
	c->hashed = s->block.first;
	return 0;
}

/* The block that begins behind entry BEFORE, as far as it was not given: *N was the last. */
static int walk_block(struct tl_chain *c, struct tl_hash *hash, uint32_t before, uint32_t *n)
{
	struct tl_journal *j = c->journal;
	struct tl_journal_spot *s = j->at;
	struct tl_entry e;
	int rc = open_block(c, hash, before);

	if (rc)
		return rc;
	while ((rc = tl_block_next(&s->block, &e, s->set, j->schema, j->err)) == 1) {
		if (e.place.n <= *n)
			continue;
		*n = e.place.n;
		rc = check_personal(c, &e);
		if (!rc)
			rc = c->ops->entry(c->ctx, &e);
		if (rc)
			return rc;
	}
	if (!rc && *n == before)
		return tl_err_hint(j->err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "transaction %llu: a block without entries",
		                   (unsigned long long)s->head.number);
	return rc;
}

/* Entries that cannot be read, behind *N in the block behind BEFORE: *N becomes the last of
 * them. */
static int lose_block(struct tl_chain *c, uint32_t before, uint32_t *n)
{
	struct tl_journal *j = c->journal;
	uint64_t number = j->at->head.number, count = j->at->head.count;
	uint32_t next = 0, from = *n + 1;
	int rc = 0;

	if (!passed_over(c, number, TL_CHAIN_NEXT))
		rc = tl_journal_after(j, number, *n > before ? *n : before + 1, &next);
	if (rc && !is_damage(rc))
		return rc;
	tl_err_clear(j->err);
	if (rc || !next || next > count)
		next = count < TL_CHAIN_NEXT - 1 ? (uint32_t)count + 1 : TL_CHAIN_NEXT - 1;
	*n = next - 1;
	return *n < from ? 0 : c->ops->lost(c->ctx, number, from, *n);
}

/* The same as walk_block, but what cannot be read is passed over: first the personal values, then
 * the entries. *WHOLE: all entries were given. */
static int salvage_block(struct tl_chain *c, struct tl_hash *hash, uint32_t *n, bool *whole)
{
	struct tl_journal *j = c->journal;
	uint32_t before = *n;
	bool over = passed_over(c, j->at->head.number, before + 1);
	int rc = over ? TLSAFE_ECORRUPT : walk_block(c, hash, before, n);

	if (is_damage(rc) && !over) {
		tl_err_clear(j->err);
		j->bare = true;
		rc = walk_block(c, hash, before, n);
		j->bare = false;
	}
	if (!is_damage(rc))
		return rc;
	tl_err_clear(j->err);
	*whole = false;
	return lose_block(c, before, n);
}

/* The open block speaks of what this program does not know: by a newer one, if the hash of all that
 * is stored holds. */
static int is_newer(struct tl_chain *c, struct tl_hash *hash)
{
	struct tl_journal *j = c->journal;
	const struct tl_head *h = &j->at->head;
	struct tl_err was = *j->err;
	uint32_t n = j->at->block.first;
	unsigned char sum[TL_HASH_LEN];
	int rc = 0;

	tl_err_clear(j->err);
	while (!rc && !(rc = tl_journal_after(j, h->number, n, &n)) && n)
		rc = open_block(c, hash, n - 1);
	if (rc)
		return rc;
	tl_hash_end(hash, sum);
	if (memcmp(sum, h->hash, TL_HASH_LEN))
		return tl_err_hint(j->err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "transaction %llu: its entries do not match its hash",
		                   (unsigned long long)h->number);
	*j->err = was;
	return was.code;
}

/* --- transactions ------------------------------------------------------------ */

/* What a header says of the one before. */
static int check_head(struct tl_chain *c, const struct tl_head *h)
{
	unsigned long long number = h->number;
	int rc = 0;

	if (c->apart)
		return 0;
	if (memcmp(h->prev, c->last, TL_HASH_LEN))
		rc = wrong(c, number,
		           "transaction %llu: its prev is not the hash of the one before", number);
	if (!rc && h->at < c->last_at)
		rc = wrong(c, number, "transaction %llu: recorded before the one before", number);
	return rc;
}

/* Damage is of the transaction that was read. */
static int name_transaction(struct tl_err *err, int rc, uint64_t number)
{
	struct tl_err was = *err;

	if ((rc != TLSAFE_ECORRUPT && rc != TLSAFE_EVERSION) ||
	    tl_starts(tl_str(err->text), TL_LIT("transaction ")))
		return rc;
	tl_err_clear(err);
	return tl_err_hint(err, rc, was.hint, "transaction %llu: %s", (unsigned long long)number,
	                   was.text);
}

static int walk_entries(struct tl_chain *c, struct tl_hash *hash, bool *whole)
{
	const struct tl_head *h = &c->journal->at->head;
	uint32_t n = 0;
	int rc = 0;

	*whole = true;
	c->hashed = 0;
	while (!rc && n < h->count)
		rc = c->ops->lost ? salvage_block(c, hash, &n, whole) :
		                    walk_block(c, hash, n, &n);
	if (rc == TLSAFE_EVERSION)
		return is_newer(c, hash);
	if (!rc && n != h->count && *whole)
		rc = wrong(c, h->number, "transaction %llu: it has %u entries, not %llu",
		           (unsigned long long)h->number, (unsigned)n,
		           (unsigned long long)h->count);
	return rc;
}

/* The transaction whose header is open. */
static int walk(struct tl_chain *c, const struct tl_head *h)
{
	unsigned char sum[TL_HASH_LEN];
	struct tl_hash hash;
	TL_BUF bytes = { 0 };
	bool whole;
	int rc;

	tl_head_pack(&bytes, h);
	if (bytes.failed)
		return tl_err_memory(c->journal->err);
	tl_hash_begin(&hash);
	tl_hash_add(&hash, tl_buf_bytes(&bytes));
	c->doubtful = false;
	rc = c->ops->head(c->ctx, h);
	if (!rc)
		rc = check_head(c, h);
	if (!rc)
		rc = walk_entries(c, &hash, &whole);
	if (rc)
		return rc;
	tl_hash_end(&hash, sum);
	if (whole && memcmp(sum, h->hash, TL_HASH_LEN))
		rc = wrong(c, h->number, "transaction %llu: its entries do not match its hash",
		           (unsigned long long)h->number);
	memcpy(c->last, h->hash, TL_HASH_LEN);
	c->last_at = h->at;
	c->apart = c->ops->lost && (c->doubtful || !whole);
	return rc;
}

int tl_chain_transaction(struct tl_chain *c, uint64_t number)
{
	struct tl_journal *j = c->journal;
	int rc = passed_over(c, number, 0) ? TLSAFE_ENOENT : tl_journal_head(j, number);

	if (is_damage(rc) && c->ops->lost) {
		tl_err_clear(j->err);
		c->apart = true;
		return c->ops->lost(c->ctx, number, 0, 0);
	}
	if (rc == TLSAFE_ENOENT)
		return tl_err_hint(j->err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "transaction %llu is missing", (unsigned long long)number);
	if (!rc)
		rc = walk(c, &j->at->head);
	return name_transaction(j->err, rc, number);
}

/* Keys of SPACE, J or P, that belong to no transaction of the chain. */
static int check_strays(struct tl_chain *c, const struct tl_head *head, char space)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_journal *j = c->journal;
	char from[] = { space, 0 }, upto[] = { (char)(space + 1), 0 };
	struct tl_bytes key, val, site;
	uint64_t number, n;
	int rc = tl_kv_scan(&scan, j->txn, tl_str(from), tl_str(upto), false, j->err);

	while (!rc && (rc = tl_kv_next(scan, &key, &val, j->err)) == 1) {
		rc = 0;
		if (!tl_journal_take_key(key, &site, &number, &n))
			rc = wrong(c, head->number, "a key of the journal (%c) is damaged", space);
		else if (!tl_eq(site, j->site) || number == 0 || number > head->number)
			rc = wrong(c, number,
			           "the journal holds a transaction %.*s:%llu that is not in the "
			           "chain",
			           (int)site.len, site.data, (unsigned long long)number);
	}
	return rc;
}

int tl_chain_end(struct tl_chain *c, const struct tl_head *head)
{
	int rc = 0;

	if (memcmp(c->last, head->hash, TL_HASH_LEN))
		rc = wrong(c, head->number,
		           "the head of the chain is not the hash of transaction %llu",
		           (unsigned long long)head->number);
	if (!rc)
		rc = check_strays(c, head, 'J');
	return rc ? rc : check_strays(c, head, 'P');
}
