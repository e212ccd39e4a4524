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
	return c->ops->wrong(c->ctx, txn, text);
}

static int check_personal(struct tl_chain *c, const struct tl_entry *e)
{
	unsigned char digest[TL_DIGEST_LEN];
	int rc = 0;

	for (size_t i = 0; !rc && i < e->nset; i++) {
		const struct tl_set *s = &e->set[i];
		if (!s->field->personal || !s->value.data)
			continue;
		tl_hash_digest(digest, s->salt, s->value);
		if (memcmp(digest, s->digest, sizeof(digest)))
			rc = wrong(c, e->place.txn,
			           "transaction %llu, entry %u: the personal value of %s does not "
			           "match its digest",
			           (unsigned long long)e->place.txn, (unsigned)e->place.n,
			           s->field->key);
	}
	return rc;
}

/* Opens the block that begins behind entry N, and hashes it. */
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
	tl_hash_add(hash, tl_buf_bytes(&s->block.raw));
	return 0;
}

/* The block that begins behind entry *N, which becomes its last. */
static int walk_block(struct tl_chain *c, struct tl_hash *hash, uint32_t *n)
{
	struct tl_journal *j = c->journal;
	struct tl_journal_spot *s = j->at;
	unsigned long long number = s->head.number;
	uint32_t before = *n;
	struct tl_entry e;
	int rc = open_block(c, hash, before);

	if (rc)
		return rc;
	while ((rc = tl_block_next(&s->block, &e, s->set, j->schema, j->err)) == 1) {
		*n = e.place.n;
		rc = check_personal(c, &e);
		if (!rc)
			rc = c->ops->entry(c->ctx, &e);
		if (rc)
			return rc;
	}
	if (!rc && *n == before)
		return tl_err_hint(j->err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "transaction %llu: a block without entries", number);
	return rc;
}

/* What a header says of the one before. */
static int check_head(struct tl_chain *c, const struct tl_head *h)
{
	unsigned long long number = h->number;
	int rc = 0;

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

static int walk(struct tl_chain *c, uint64_t number)
{
	struct tl_journal *j = c->journal;
	unsigned char sum[TL_HASH_LEN];
	const struct tl_head *h;
	struct tl_hash hash;
	TL_BUF bytes = { 0 };
	uint32_t n = 0;
	int rc = tl_journal_head(j, number);

	if (rc == TLSAFE_ENOENT)
		return tl_err_hint(j->err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "transaction %llu is missing", (unsigned long long)number);
	if (rc)
		return rc;
	h = &j->at->head;
	tl_head_pack(&bytes, h);
	if (bytes.failed)
		return tl_err_memory(j->err);
	tl_hash_begin(&hash);
	tl_hash_add(&hash, tl_buf_bytes(&bytes));
	rc = c->ops->head(c->ctx, h);
	if (!rc)
		rc = check_head(c, h);
	while (!rc && n < h->count)
		rc = walk_block(c, &hash, &n);
	if (rc == TLSAFE_EVERSION)
		return is_newer(c, &hash);
	if (rc)
		return rc;
	tl_hash_end(&hash, sum);
	if (n != h->count || memcmp(sum, h->hash, TL_HASH_LEN))
		rc = wrong(c, number, "transaction %llu: its entries do not match its hash",
		           (unsigned long long)number);
	memcpy(c->last, h->hash, TL_HASH_LEN);
	c->last_at = h->at;
	return rc;
}

int tl_chain_transaction(struct tl_chain *c, uint64_t number)
{
	return name_transaction(c->journal->err, walk(c, number), number);
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
