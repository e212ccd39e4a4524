/* Transactions as stored bytes, their blocks, and a reader over them. */
#include "journal/journal.h"

#include <stdio.h>
#include <stdlib.h>

#include "kv/key.h"

#define BLOCK_MAX (64 * 1024 * 1024)	/* raw bytes that a stored block may claim */

/* The first word of a header says which members it has beyond those that all have. */
#define HEAD "transaction"
#define HEAD_VERB "+verb"
#define HEAD_SALVAGED "+salvaged"
#define HEAD_RESTORED "+restored"
#define HEAD_PROXY "+proxy"

void tl_head_pack(struct tl_buf *out, const struct tl_head *h)
{
	char first[sizeof(HEAD HEAD_VERB HEAD_SALVAGED HEAD_RESTORED HEAD_PROXY)];
	const char *salvaged = h->salvaged.len ? HEAD_SALVAGED : "";
	const char *restored = h->restored.len ? HEAD_RESTORED : "";
	const char *proxy = h->proxy.len ? HEAD_PROXY : "";

	snprintf(first, sizeof(first), HEAD "%s%s%s%s", h->verb.len ? HEAD_VERB : "", salvaged,
	         restored, proxy);
	tl_buf_block(out, tl_str(first));
	tl_buf_block(out, h->site);
	tl_buf_uint(out, h->number);
	tl_buf_int(out, h->at);
	tl_buf_block(out, h->actor);
	tl_buf_block(out, h->login);
	tl_buf_uint(out, h->uid);
	tl_buf_block(out, h->command);
	if (h->verb.len)
		tl_buf_block(out, h->verb);
	tl_buf_block(out, h->request);
	tl_buf_block(out, h->clock);
	if (h->salvaged.len)
		tl_buf_block(out, h->salvaged);
	if (h->restored.len)
		tl_buf_block(out, h->restored);
	if (h->proxy.len)
		tl_buf_block(out, h->proxy);
	tl_buf_put(out, h->prev, sizeof(h->prev));
}

bool tl_head_lost_files(const struct tl_head *h)
{
	return h->salvaged.len && memmem(h->salvaged.data, h->salvaged.len, " files ", 7);
}

struct tl_bytes tl_head_verb(const struct tl_head *h)
{
	struct tl_bytes c = h->command;
	const char *blank = c.len ? memchr(c.data, ' ', c.len) : NULL;

	if (h->verb.len || !blank)
		return h->verb;
	c = tl_bytes(blank + 1, c.len - (size_t)(blank + 1 - c.data));
	blank = c.len ? memchr(c.data, ' ', c.len) : NULL;
	return blank ? tl_bytes(c.data, (size_t)(blank - c.data)) : c;
}

/* --- what a restore says ----------------------------------------------------- */

/* The next word off the front of *REST; words stand between single spaces. */
static bool next_word(struct tl_bytes *rest, struct tl_bytes *word)
{
	const char *blank = rest->len ? memchr(rest->data, ' ', rest->len) : NULL;
	size_t len = blank ? (size_t)(blank - rest->data) : rest->len;

	if (!len)
		return false;
	*word = tl_bytes(rest->data, len);
	len += blank ? 1 : 0;
	*rest = tl_bytes(rest->data + len, rest->len - len);
	return true;
}

static bool number_word(struct tl_bytes *rest, uint64_t *ret)
{
	struct tl_bytes word;

	*ret = 0;
	if (!next_word(rest, &word) || word.len > 19)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (word.data[i] < '0' || word.data[i] > '9')
			return false;
		*ret = *ret * 10 + (uint64_t)(word.data[i] - '0');
	}
	return true;
}

bool tl_restored_next(struct tl_bytes *rest, struct tl_bytes *prefix, uint64_t *number)
{
	struct tl_bytes word;
	uint64_t from;

	if (tl_starts(*rest, TL_LIT("from ")) &&
	    (!next_word(rest, &word) || !number_word(rest, &from) || !next_word(rest, &word) ||
	     !tl_eqs(word, "serials")))
		return false;
	return next_word(rest, prefix) && number_word(rest, number);
}

static bool is_hash(struct tl_bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!memchr("0123456789abcdef", b.data[i], 16))
			return false;
	return b.len >= 16 && b.len <= 2 * TL_HASH_LEN;
}

bool tl_restored_check(struct tl_bytes restored)
{
	struct tl_bytes rest = restored, word, prefix;
	uint64_t number;

	if (tl_eqs(restored, "lost") || is_hash(restored))
		return true;
	if (!next_word(&rest, &word) || !tl_eqs(word, "from") || !number_word(&rest, &number))
		return false;
	if (!rest.len)
		return restored.data[restored.len - 1] != ' ';
	rest = restored;
	do {
		if (!tl_restored_next(&rest, &prefix, &number))
			return false;
	} while (rest.len);
	return restored.data[restored.len - 1] != ' ';
}

static void take_raw(struct tl_unpack *u, void *out, size_t len)
{
	if (u->bad || (size_t)(u->end - u->at) < len) {
		u->bad = true;
		memset(out, 0, len);
		return;
	}
	memcpy(out, u->at, len);
	u->at += len;
}

static bool take_word(struct tl_bytes *b, const char *word)
{
	size_t n = strlen(word);

	if (!tl_starts(*b, tl_str(word)))
		return false;
	*b = tl_bytes(b->data + n, b->len - n);
	return true;
}

static void head_unpack(struct tl_head *h, struct tl_unpack *u)
{
	struct tl_bytes first = tl_unpack_block(u);
	bool known = take_word(&first, HEAD), verb = take_word(&first, HEAD_VERB),
	     salvaged = take_word(&first, HEAD_SALVAGED),
	     restored = take_word(&first, HEAD_RESTORED), proxy = take_word(&first, HEAD_PROXY);

	if (!known || first.len)
		u->bad = true;
	h->site = tl_unpack_block(u);
	h->number = tl_unpack_uint(u);
	h->at = tl_unpack_int(u);
	h->actor = tl_unpack_block(u);
	h->login = tl_unpack_block(u);
	h->uid = tl_unpack_uint(u);
	h->command = tl_unpack_block(u);
	h->verb = verb ? tl_unpack_block(u) : TL_LIT("");
	h->request = tl_unpack_block(u);
	h->clock = tl_unpack_block(u);
	h->salvaged = salvaged ? tl_unpack_block(u) : TL_LIT("");
	h->restored = restored ? tl_unpack_block(u) : TL_LIT("");
	h->proxy = proxy ? tl_unpack_block(u) : TL_LIT("");
	/* An empty one is none, and its bytes would not come back. */
	if ((verb && !h->verb.len) || (salvaged && !h->salvaged.len) || (proxy && !h->proxy.len) ||
	    (restored && !tl_restored_check(h->restored)))
		u->bad = true;
	take_raw(u, h->prev, sizeof(h->prev));
}

/* --- blocks ------------------------------------------------------------------ */

void tl_block_release(struct tl_block *b)
{
	tl_compressor_release(&b->compressor);
	tl_buf_release(&b->raw);
	tl_buf_release(&b->personal);
}

static void take_personal(struct tl_block *b)
{
	b->next_personal.there = !tl_unpack_end(&b->beside) && !b->beside.bad;
	if (!b->next_personal.there)
		return;
	b->next_personal.n = b->first + tl_unpack_uint(&b->beside);
	b->next_personal.index = tl_unpack_uint(&b->beside);
	b->next_personal.salt = b->beside.at;
	if (b->beside.end - b->beside.at < TL_SALT_LEN)
		b->beside.bad = true;
	else
		b->beside.at += TL_SALT_LEN;
	b->next_personal.value = tl_unpack_block(&b->beside);
	b->next_personal.there = !b->beside.bad;
}

int tl_block_open(struct tl_block *b, uint64_t txn, uint32_t first, struct tl_bytes entries,
                  struct tl_bytes personal, struct tl_names *names, struct tl_err *err)
{
	int rc = tl_decompress(&b->compressor, &b->raw, entries, BLOCK_MAX, err);

	tl_buf_clear(&b->personal);
	if (!rc && personal.data)
		rc = tl_decompress(&b->compressor, &b->personal, personal, BLOCK_MAX, err);
	if (rc)
		return rc;
	b->at = tl_unpack(tl_buf_bytes(&b->raw));
	b->beside = tl_unpack(tl_buf_bytes(&b->personal));
	b->txn = txn;
	b->first = first;
	b->n = first - 1;
	b->names = names;
	b->lost = false;
	take_personal(b);
	return 0;
}

static bool has_lost(const struct tl_entry *e)
{
	for (size_t i = 0; i < e->nset; i++)
		if (e->set[i].field->personal)
			return true;
	return false;
}

int tl_block_next(struct tl_block *b, struct tl_entry *e, struct tl_set set[TL_ENTRY_SETS],
                  const struct tl_schema *schema, struct tl_err *err)
{
	int rc;

	if (tl_unpack_end(&b->at) && (b->beside.bad || b->next_personal.there))
		return tl_err_set(err, TLSAFE_ECORRUPT,
		                  "personal values of transaction %llu are damaged",
		                  (unsigned long long)b->txn);
	if (tl_unpack_end(&b->at))
		return 0;
	rc = tl_entry_unpack(e, set, &b->at, b->names, schema, err);
	if (rc)
		return rc;
	b->n++;
	e->place = (struct tl_place){ b->txn, b->n };
	while (b->next_personal.there && b->next_personal.n == b->n) {
		/* The value of any other field is the entry's own. */
		struct tl_set *s = b->next_personal.index < e->nset ?
		                           &set[b->next_personal.index] :
		                           NULL;
		if (!s || !s->field->personal || s->value.data)
			return tl_err_set(err, TLSAFE_ECORRUPT,
			                  "personal values of transaction %llu are damaged",
			                  (unsigned long long)b->txn);
		memcpy(s->salt, b->next_personal.salt, TL_SALT_LEN);
		s->value = b->next_personal.value;
		take_personal(b);
	}
	if (b->lost && has_lost(e))
		return tl_err_hint(err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "personal values of transaction %llu are missing",
		                   (unsigned long long)b->txn);
	return 1;
}

/* --- stored transactions ----------------------------------------------------- */

static struct tl_bytes place_key(struct tl_buf *key, char space, struct tl_bytes site,
                                 uint64_t number, uint32_t n)
{
	tl_buf_clear(key);
	tl_buf_char(key, space);
	tl_key_text(key, site);
	tl_key_uint(key, number);
	tl_key_uint(key, n);
	return tl_buf_bytes(key);
}

int tl_journal_put_head(struct tl_kv_txn *txn, const struct tl_head *h,
                        const struct tl_names *names, struct tl_err *err)
{
	TL_BUF key = { 0 };
	TL_BUF val = { 0 };

	tl_head_pack(&val, h);
	tl_buf_put(&val, h->hash, sizeof(h->hash));
	tl_buf_uint(&val, h->count);
	tl_buf_uint(&val, names->n);
	for (size_t i = 0; i < names->n; i++)
		tl_buf_block(&val, names->name[i].text);
	place_key(&key, 'J', h->site, h->number, 0);
	if (val.failed || key.failed)
		return tl_err_memory(err);
	return tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&val), err);
}

int tl_journal_put_block(struct tl_kv_txn *txn, struct tl_bytes site, uint64_t number,
                         const struct tl_draft_block *b, struct tl_err *err)
{
	TL_BUF key = { 0 };
	int rc;

	place_key(&key, 'J', site, number, b->first);
	if (key.failed)
		return tl_err_memory(err);
	rc = tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&b->entries), err);
	if (rc || !b->personal.len)
		return rc;
	key.data[0] = 'P';
	return tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&b->personal), err);
}

void tl_journal_open(struct tl_journal *j, struct tl_kv_txn *txn, const struct tl_schema *schema,
                     struct tl_bytes site, struct tl_err *err)
{
	*j = (struct tl_journal){ .txn = txn, .schema = schema, .site = site, .err = err };
	j->at = &j->spot[0];
}

void tl_journal_release(struct tl_journal *j)
{
	for (size_t i = 0; i < TL_JOURNAL_SPOTS; i++) {
		tl_buf_release(&j->spot[i].head_bytes);
		tl_names_release(&j->spot[i].names);
		tl_block_release(&j->spot[i].block);
		free(j->spot[i].set);
		j->spot[i] = (struct tl_journal_spot){ 0 };
	}
	tl_buf_release(&j->key);
}

static int damaged(struct tl_journal *j, uint64_t number)
{
	return tl_err_hint(j->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
	                   "transaction %llu of the journal is damaged",
	                   (unsigned long long)number);
}

/* The spot of transaction NUMBER, or the one that was not asked for the longest time. */
static struct tl_journal_spot *spot_of(struct tl_journal *j, uint64_t number)
{
	struct tl_journal_spot *s = &j->spot[0];

	for (size_t i = 0; i < TL_JOURNAL_SPOTS; i++) {
		if (j->spot[i].open_txn == number) {
			s = &j->spot[i];
			break;
		}
		if (j->spot[i].used < s->used)
			s = &j->spot[i];
	}
	s->used = ++j->clock;
	return s;
}

int tl_journal_head(struct tl_journal *j, uint64_t number)
{
	struct tl_journal_spot *s = j->at = spot_of(j, number);
	struct tl_bytes val;
	struct tl_unpack u;
	uint64_t names;
	int rc;

	if (s->open_txn == number && number)
		return 0;
	s->open_txn = 0;
	s->block_open = false;
	rc = tl_kv_get(j->txn, place_key(&j->key, 'J', j->site, number, 0), &val, j->err);
	if (rc)
		return rc;
	tl_buf_clear(&s->head_bytes);
	tl_buf_add(&s->head_bytes, val);
	if (s->head_bytes.failed)
		return tl_err_memory(j->err);
	u = tl_unpack(tl_buf_bytes(&s->head_bytes));
	head_unpack(&s->head, &u);
	take_raw(&u, s->head.hash, TL_HASH_LEN);
	s->head.count = tl_unpack_uint(&u);
	names = tl_unpack_uint(&u);
	tl_names_release(&s->names);
	for (uint64_t i = 0; i < names && !u.bad; i++)
		if (tl_names_add(&s->names, tl_unpack_block(&u)))
			return tl_err_memory(j->err);
	if (u.bad || !tl_unpack_end(&u) || s->head.number != number)
		return damaged(j, number);
	s->open_txn = number;
	return 0;
}

bool tl_journal_take_key(struct tl_bytes key, struct tl_bytes *site, uint64_t *txn, uint64_t *n)
{
	key.data++;
	key.len--;
	return tl_key_take_text(&key, site) && tl_key_take_uint(&key, txn) &&
	       tl_key_take_uint(&key, n) && !key.len;
}

int tl_journal_after(struct tl_journal *j, uint64_t number, uint32_t n, uint32_t *first)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_bytes key = TL_NONE, val, site;
	uint64_t txn, at;
	TL_BUF upto = { 0 };
	int rc;

	*first = 0;
	place_key(&upto, 'J', j->site, number + 1, 0);
	place_key(&j->key, 'J', j->site, number, n + 1);
	if (upto.failed || j->key.failed)
		return tl_err_memory(j->err);
	rc = tl_kv_scan(&scan, j->txn, tl_buf_bytes(&j->key), tl_buf_bytes(&upto), false, j->err);
	if (!rc)
		rc = tl_kv_next(scan, &key, &val, j->err);
	/* Of a value that is damaged the key is known. */
	if (rc == 0 || (rc < 0 && !key.len))
		return rc;
	tl_err_clear(j->err);
	if (!tl_journal_take_key(key, &site, &txn, &at))
		return damaged(j, number);
	*first = (uint32_t)at;
	return 0;
}

int tl_journal_block(struct tl_journal *j, uint64_t number, uint32_t n)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_bytes key, entries, personal = TL_NONE, site;
	struct tl_journal_spot *s;
	TL_BUF upto = { 0 };
	uint64_t txn, first;
	bool lost;
	int rc = tl_journal_head(j, number);

	if (rc)
		return rc == TLSAFE_ENOENT ? damaged(j, number) : rc;
	s = j->at;
	s->block_open = false;
	if (n == 0 || n > s->head.count)
		return 0;
	if (!s->set && !(s->set = calloc(TL_ENTRY_SETS, sizeof(*s->set))))
		return tl_err_memory(j->err);
	place_key(&upto, 'J', j->site, number, n + 1);
	place_key(&j->key, 'J', j->site, number, 1);
	if (upto.failed || j->key.failed)
		return tl_err_memory(j->err);
	rc = tl_kv_scan(&scan, j->txn, tl_buf_bytes(&j->key), tl_buf_bytes(&upto), true, j->err);
	if (!rc)
		rc = tl_kv_next(scan, &key, &entries, j->err);
	if (rc < 0)
		return rc;
	if (rc == 0 || !tl_journal_take_key(key, &site, &txn, &first))
		return damaged(j, number);
	place_key(&j->key, 'P', j->site, number, (uint32_t)first);
	rc = j->bare ? TLSAFE_ENOENT :
	               tl_kv_get(j->txn, tl_buf_bytes(&j->key), &personal, j->err);
	if (rc && rc != TLSAFE_ENOENT)
		return rc;
	lost = rc && !j->bare && j->txn->kv->sums;
	rc = tl_block_open(&s->block, number, (uint32_t)first, entries, rc ? TL_NONE : personal,
	                   &s->names, j->err);
	if (rc)
		return rc;
	s->block.lost = lost;
	s->block_open = true;
	return 1;
}

/* True when PLACE lies at or behind where the spot's block was read to, so that reading may go on
 * from there. */
static bool ahead_of(const struct tl_journal_spot *s, struct tl_place place)
{
	return s->block_open && s->block.first <= place.n &&
	       (s->block.n < place.n || (s->block.n == place.n && s->ahead.place.n == place.n));
}

int tl_journal_entry(struct tl_journal *j, struct tl_place place, const struct tl_entry **ret)
{
	struct tl_journal_spot *s;
	bool opened = false;
	int rc = tl_journal_head(j, place.txn);

	if (rc)
		return rc == TLSAFE_ENOENT ? damaged(j, place.txn) : rc;
	s = j->at;
	rc = 1;
	while (!s->block_open || s->block.n != place.n || s->ahead.place.n != place.n) {
		if (rc > 0 && ahead_of(s, place)) {
			rc = tl_block_next(&s->block, &s->ahead, s->set, j->schema, j->err);
		} else if (!opened) {
			rc = tl_journal_block(j, place.txn, place.n);
			s->ahead.place.n = 0;
			opened = true;
			if (rc == 0)
				return damaged(j, place.txn);
		} else {
			return damaged(j, place.txn);
		}
		if (rc < 0)
			return rc;
	}
	*ret = &s->ahead;
	return 0;
}
