/* Records by row: sealed packs under live records. */
#include "store/rows.h"

#include "kv/key.h"

#define PACK_MAX (64 * 1024 * 1024)	/* raw bytes that a stored pack may claim */
#define MANY 8				/* rows that lie in packs, one after the other */

void tl_rows_key(struct tl_buf *key, const struct tl_kind *kind, bool pack, uint64_t number)
{
	tl_buf_clear(key);
	tl_buf_char(key, 'R');
	tl_key_uint(key, kind->number);
	tl_key_uint(key, pack);
	tl_key_uint(key, number);
}

int tl_rows_seal(uint32_t *ret, uint32_t *pack, struct tl_kv_txn *txn, struct tl_err *err)
{
	struct tl_bytes v;
	int rc = tl_kv_get(txn, TL_LIT("Mseal"), &v, err);

	*ret = TL_SEAL_ROWS;
	if (pack)
		*pack = TL_PACK_ROWS;
	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	struct tl_unpack u = tl_unpack(v);
	uint64_t rows = tl_unpack_uint(&u);
	if (u.bad || !rows || (rows > TL_PACK_ROWS && rows % TL_PACK_ROWS) || rows > TL_SEAL_ROWS)
		return tl_err_hint(err, TLSAFE_ECORRUPT, "restore from a backup",
		                   "the size of blocks in the store is damaged");
	*ret = (uint32_t)rows;
	if (pack && rows < TL_PACK_ROWS)
		*pack = (uint32_t)rows;
	return 0;
}

static int rows_per_pack(struct tl_rows *s)
{
	return s->per ? 0 : tl_rows_seal(&s->seal, &s->per, s->txn, s->err);
}

void tl_rows_init(struct tl_rows *s, struct tl_kv_txn *txn, const struct tl_kind *kind,
                  struct tl_err *err)
{
	*s = (struct tl_rows){ .txn = txn, .kind = kind, .err = err };
}

void tl_rows_release(struct tl_rows *s)
{
	tl_compressor_release(&s->compressor);
	tl_buf_release(&s->raw);
	tl_buf_release(&s->key);
}

/* Takes a pack apart. */
static int open_pack(struct tl_rows *s, uint64_t pack, struct tl_bytes val)
{
	struct tl_unpack u;
	int rc = tl_decompress(&s->compressor, &s->raw, val, PACK_MAX, s->err);

	s->pack = 0;
	if (rc)
		return rc;
	u = tl_unpack(tl_buf_bytes(&s->raw));
	for (s->n = 0; !u.bad && !tl_unpack_end(&u) && s->n < TL_PACK_ROWS; s->n++) {
		struct tl_bytes r = tl_unpack_block(&u);
		s->start[s->n] = (uint32_t)(u.bad ? 0 : r.data - s->raw.data);
		s->len[s->n] = (uint32_t)r.len;
	}
	if (u.bad || !tl_unpack_end(&u))
		return tl_err_hint(s->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "records %llu and following of kind %s are damaged",
		                   (unsigned long long)(pack * s->per + 1), s->kind->name);
	s->pack = pack + 1;
	return 0;
}

static bool is_bare(const struct tl_rows *s, uint64_t row)
{
	return s->bare_from <= row && row < s->bare_upto && s->changes == s->txn->changes;
}

/* The first live row from ROW on, or what lies behind all of them: the packs. */
static int read_bare(struct tl_rows *s, uint64_t row)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	struct tl_bytes key, val, rest;
	TL_BUF upto = { 0 };
	uint64_t kind, pack, next;
	int rc;

	tl_buf_char(&upto, 'R');
	tl_key_uint(&upto, s->kind->number);
	tl_key_uint(&upto, 2);
	tl_rows_key(&s->key, s->kind, false, row);
	if (upto.failed || s->key.failed)
		return tl_err_memory(s->err);
	rc = tl_kv_scan(&scan, s->txn, tl_buf_bytes(&s->key), tl_buf_bytes(&upto), false, s->err);
	if (!rc)
		rc = tl_kv_next(scan, &key, &val, s->err);
	if (rc <= 0)
		return rc;
	rest = tl_bytes(key.data + 1, key.len - 1);
	if (!tl_key_take_uint(&rest, &kind) || !tl_key_take_uint(&rest, &pack) ||
	    !tl_key_take_uint(&rest, &next) || rest.len)
		return tl_err_hint(s->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "a record's key is damaged");
	/* A page of before might tell of a later one: the way to it is verified. */
	tl_rows_key(&s->key, s->kind, pack, next);
	rc = s->key.failed ? tl_err_memory(s->err) :
	                     tl_kv_get(s->txn, tl_buf_bytes(&s->key), &val, s->err);
	if (rc)
		return rc;
	s->bare_from = row;
	s->bare_upto = pack ? UINT64_MAX : next;
	s->changes = s->txn->changes;
	return 0;
}

/* ROW was looked for live and lies in a pack: once these are many, it is known of those behind it
 * too. Where live ones lie close to each other that pays less and less. */
static int missed(struct tl_rows *s, uint64_t row)
{
	int rc;

	if (!s->patience)
		s->patience = MANY;
	if (++s->misses < s->patience)
		return 0;
	s->misses = 0;
	rc = read_bare(s, row);
	if (s->bare_upto - s->bare_from < MANY && s->patience < UINT32_MAX / 2)
		s->patience *= 2;
	return rc;
}

static int get_live(struct tl_rows *s, uint64_t row, struct tl_bytes *ret)
{
	int rc;

	if (is_bare(s, row))
		return TLSAFE_ENOENT;
	tl_rows_key(&s->key, s->kind, false, row);
	if (s->key.failed)
		return tl_err_memory(s->err);
	rc = tl_kv_get(s->txn, tl_buf_bytes(&s->key), ret, s->err);
	if (rc != TLSAFE_ENOENT)
		return rc;
	rc = missed(s, row);
	return rc ? rc : TLSAFE_ENOENT;
}

int tl_rows_get(struct tl_rows *s, uint64_t row, struct tl_bytes *ret)
{
	uint64_t pack, at;
	int rc;

	rc = get_live(s, row, ret);
	s->live = !rc;
	if (rc != TLSAFE_ENOENT)
		return rc;
	rc = rows_per_pack(s);
	if (rc)
		return rc;
	pack = (row - 1) / s->per;
	at = (row - 1) % s->per;
	if (s->pack != pack + 1) {
		tl_rows_key(&s->key, s->kind, true, pack);
		rc = s->key.failed ? tl_err_memory(s->err) :
		                     tl_kv_get(s->txn, tl_buf_bytes(&s->key), ret, s->err);
		if (!rc)
			rc = open_pack(s, pack, *ret);
		if (rc)
			return rc;
	}
	if (at >= s->n)
		return TLSAFE_ENOENT;
	*ret = tl_bytes(s->raw.data + s->start[at], s->len[at]);
	return 0;
}

static int next_live(struct tl_rows_scan *s)
{
	struct tl_bytes key;
	int rc = tl_kv_next(s->live, &key, &s->live_val, s->packs.err);

	s->live_row = 0;
	if (rc <= 0)
		return rc;
	key.data += s->from.len;
	key.len -= s->from.len;
	if (!tl_key_take_uint(&key, &s->live_row) || !s->live_row)
		return tl_err_hint(s->packs.err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "a record's key is damaged");
	return 0;
}

int tl_rows_scan(struct tl_rows_scan *s, struct tl_kv_txn *txn, const struct tl_kind *kind,
                 struct tl_err *err)
{
	struct tl_kv_scan **scans[] = { &s->live, &s->sealed };
	int rc = 0;

	*s = (struct tl_rows_scan){ 0 };
	tl_rows_init(&s->packs, txn, kind, err);
	rc = rows_per_pack(&s->packs);
	for (int pack = 1; !rc && pack >= 0; pack--) {
		tl_buf_clear(&s->from);
		tl_buf_char(&s->from, 'R');
		tl_key_uint(&s->from, kind->number);
		tl_key_uint(&s->from, (uint64_t)pack);
		tl_buf_clear(&s->upto);
		tl_key_after(&s->upto, tl_buf_bytes(&s->from));
		if (s->from.failed || s->upto.failed)
			return tl_err_memory(err);
		rc = tl_kv_scan(scans[pack], txn, tl_buf_bytes(&s->from), tl_buf_bytes(&s->upto),
		                false, err);
	}
	return rc ? rc : next_live(s);
}

/* The next pack, if there is one. */
static int next_pack(struct tl_rows_scan *s)
{
	struct tl_bytes key, val;
	uint64_t kind, space, number;
	int rc = tl_kv_next(s->sealed, &key, &val, s->packs.err);

	if (rc <= 0) {
		tl_kv_donep(&s->sealed);
		return rc;
	}
	key.data++;
	key.len--;
	if (!tl_key_take_uint(&key, &kind) || !tl_key_take_uint(&key, &space) ||
	    !tl_key_take_uint(&key, &number))
		return tl_err_hint(s->packs.err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "a record's key is damaged");
	s->at = number * s->packs.per + 1;
	return open_pack(&s->packs, number, val);
}

int tl_rows_next(struct tl_rows_scan *s, uint64_t *row, struct tl_bytes *ret)
{
	uint64_t upto;
	int rc = 0;

	if (s->sealed &&
	    (!s->packs.pack || s->at > (s->packs.pack - 1) * s->packs.per + s->packs.n))
		rc = next_pack(s);
	if (rc)
		return rc;
	upto = s->sealed ? s->at : UINT64_MAX;
	if (s->live_row && s->live_row <= upto) {
		*row = s->live_row;
		*ret = s->live_val;
		if (s->live_row == upto)
			s->at++;
		/* The value stays: a reader's snapshot does not move while the scan goes on. */
		rc = next_live(s);
		return rc ? rc : 1;
	}
	if (!s->sealed)
		return 0;
	uint64_t i = (s->at - 1) % s->packs.per;
	*row = s->at++;
	*ret = tl_bytes(s->packs.raw.data + s->packs.start[i], s->packs.len[i]);
	return 1;
}

void tl_rows_done(struct tl_rows_scan *s)
{
	tl_kv_donep(&s->live);
	tl_kv_donep(&s->sealed);
	tl_rows_release(&s->packs);
	tl_buf_release(&s->from);
	tl_buf_release(&s->upto);
}

int tl_rows_put_pack(struct tl_kv_txn *txn, struct tl_compressor *s, const struct tl_kind *kind,
                     uint64_t pack, const struct tl_bytes *record, size_t n, struct tl_err *err)
{
	TL_BUF key = { 0 };
	TL_BUF raw = { 0 };
	TL_BUF val = { 0 };
	int rc;

	for (size_t i = 0; i < n; i++)
		tl_buf_block(&raw, record[i]);
	rc = raw.failed ? tl_err_memory(err) : tl_compress(s, &val, tl_buf_bytes(&raw), err);
	tl_rows_key(&key, kind, true, pack);
	if (rc || key.failed || val.failed)
		return rc ? rc : tl_err_memory(err);
	return tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&val), err);
}
