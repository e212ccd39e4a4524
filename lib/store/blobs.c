/* Bytes kept by their hash. */
#include "store/blobs.h"

#include "kv/key.h"
#include "schema/schema.h"

static void key_of(struct tl_buf *key, const unsigned char hash[TL_HASH_LEN], uint64_t n)
{
	tl_buf_clear(key);
	tl_buf_char(key, 'B');
	tl_buf_put(key, hash, TL_HASH_LEN);
	tl_key_uint(key, n);
}

bool tl_blobs_take_key(struct tl_bytes key, unsigned char hash[TL_HASH_LEN], uint64_t *n)
{
	struct tl_bytes rest;

	if (key.len <= 1 + TL_HASH_LEN || key.data[0] != 'B')
		return false;
	memcpy(hash, key.data + 1, TL_HASH_LEN);
	rest = tl_bytes(key.data + 1 + TL_HASH_LEN, key.len - 1 - TL_HASH_LEN);
	return tl_key_take_uint(&rest, n) && !rest.len;
}

uint64_t tl_blobs_chunks(uint64_t size)
{
	return size / TL_BLOB_CHUNK + (size % TL_BLOB_CHUNK != 0);
}

/* --- writing ----------------------------------------------------------------- */

static int put(struct tl_blobs_writer *w, uint64_t n, struct tl_bytes value, struct tl_err *err)
{
	TL_BUF key = { 0 };

	key_of(&key, w->blob.hash, n);
	return key.failed ? tl_err_memory(err) :
	                    tl_kv_put(w->txn, tl_buf_bytes(&key), value, err);
}

int tl_blobs_begin(struct tl_blobs_writer *w, struct tl_kv_txn *txn, const struct tl_blob *blob,
                   struct tl_err *err)
{
	TL_BUF size = { 0 };

	*w = (struct tl_blobs_writer){ .txn = txn, .blob = *blob };
	tl_hash_begin(&w->hash);
	tl_buf_uint(&size, blob->size);
	return size.failed ? tl_err_memory(err) : put(w, 0, tl_buf_bytes(&size), err);
}

static int put_chunk(struct tl_blobs_writer *w, struct tl_err *err)
{
	int rc = put(w, ++w->chunks, tl_buf_bytes(&w->chunk), err);

	tl_buf_clear(&w->chunk);
	return rc;
}

int tl_blobs_add(struct tl_blobs_writer *w, struct tl_bytes bytes, struct tl_err *err)
{
	int rc = 0;

	w->size += bytes.len;
	if (w->size > w->blob.size)
		return tl_err_set(err, TLSAFE_EINPUT, "there are more bytes than the %llu that "
		                                      "were to come",
		                  (unsigned long long)w->blob.size);
	tl_hash_add(&w->hash, bytes);
	while (!rc && bytes.len) {
		size_t some = TL_BLOB_CHUNK - w->chunk.len;
		if (some > bytes.len)
			some = bytes.len;
		tl_buf_put(&w->chunk, bytes.data, some);
		if (w->chunk.failed)
			return tl_err_memory(err);
		bytes = tl_bytes(bytes.data + some, bytes.len - some);
		if (w->chunk.len == TL_BLOB_CHUNK)
			rc = put_chunk(w, err);
	}
	return rc;
}

int tl_blobs_end(struct tl_blobs_writer *w, struct tl_err *err)
{
	unsigned char hash[TL_HASH_LEN];
	int rc = w->chunk.len ? put_chunk(w, err) : 0;

	tl_hash_end(&w->hash, hash);
	if (rc || (w->size == w->blob.size && !memcmp(hash, w->blob.hash, TL_HASH_LEN)))
		return rc;
	return tl_err_set(err, TLSAFE_EINPUT, "the bytes of a file do not match its hash");
}

void tl_blobs_release(struct tl_blobs_writer *w)
{
	tl_buf_release(&w->chunk);
}

int tl_blobs_put(struct tl_kv_txn *txn, const struct tl_blob *blob, struct tl_bytes bytes,
                 struct tl_err *err)
{
	TL_CLEANUP(tl_blobs_release) struct tl_blobs_writer w = { 0 };
	int rc = tl_blobs_have(txn, blob, err);

	if (rc)
		return rc < 0 ? rc : 0;
	rc = tl_blobs_begin(&w, txn, blob, err);
	if (!rc)
		rc = tl_blobs_add(&w, bytes, err);
	return rc ? rc : tl_blobs_end(&w, err);
}

/* --- reading ----------------------------------------------------------------- */

static int damaged(struct tl_err *err, const char *what)
{
	return tl_kv_damaged(err, TL_LIT("B"), what);
}

int tl_blobs_have(struct tl_kv_txn *txn, const struct tl_blob *blob, struct tl_err *err)
{
	TL_BUF key = { 0 };
	struct tl_bytes val;
	struct tl_unpack u;
	int rc;

	key_of(&key, blob->hash, 0);
	rc = key.failed ? tl_err_memory(err) : tl_kv_get(txn, tl_buf_bytes(&key), &val, err);
	if (rc)
		return rc == TLSAFE_ENOENT ? 0 : rc;
	u = tl_unpack(val);
	if (tl_unpack_uint(&u) != blob->size || u.bad || !tl_unpack_end(&u))
		return damaged(err, "one has another length than the entry says that names it");
	return 1;
}

int tl_blobs_get(struct tl_kv_txn *txn, const struct tl_blob *blob,
                 int (*each)(void *ctx, struct tl_bytes chunk), void *ctx, struct tl_err *err)
{
	uint64_t left = blob->size, last = tl_blobs_chunks(blob->size);
	unsigned char sum[TL_HASH_LEN];
	struct tl_hash hash;
	struct tl_bytes val;
	TL_BUF key = { 0 };
	int rc = tl_blobs_have(txn, blob, err);

	if (rc <= 0)
		return rc ? rc : TLSAFE_ENOENT;
	tl_hash_begin(&hash);
	for (uint64_t n = 1; n <= last; n++) {
		key_of(&key, blob->hash, n);
		rc = key.failed ? tl_err_memory(err) :
		                  tl_kv_get(txn, tl_buf_bytes(&key), &val, err);
		if (rc)
			return rc == TLSAFE_ENOENT ? damaged(err, "a part of one is missing") : rc;
		if (val.len != (left < TL_BLOB_CHUNK ? left : TL_BLOB_CHUNK))
			return damaged(err, "a part of one has another length");
		left -= val.len;
		tl_hash_add(&hash, val);
		if (each && (rc = each(ctx, val)))
			return rc;
	}
	tl_hash_end(&hash, sum);
	return memcmp(sum, blob->hash, TL_HASH_LEN) ?
	               damaged(err, "the bytes of one do not match its hash") :
	               0;
}

static int append(void *ctx, struct tl_bytes chunk)
{
	struct tl_buf *out = ctx;

	tl_buf_add(out, chunk);
	return out->failed ? TLSAFE_EMEMORY : 0;
}

int tl_blobs_read(struct tl_kv_txn *txn, const struct tl_blob *blob, struct tl_buf *out,
                  struct tl_err *err)
{
	int rc = tl_blobs_get(txn, blob, append, out, err);

	return rc == TLSAFE_EMEMORY ? tl_err_memory(err) : rc;
}

int tl_blobs_count(struct tl_kv_txn *txn, uint64_t *n, uint64_t *bytes, struct tl_err *err)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	unsigned char hash[TL_HASH_LEN];
	struct tl_bytes key, val;
	uint64_t part;
	int rc = tl_kv_scan(&scan, txn, TL_LIT("B"), TL_LIT("C"), false, err);

	*n = *bytes = 0;
	while (!rc && (rc = tl_kv_next(scan, &key, &val, err)) == 1) {
		rc = 0;
		if (!tl_blobs_take_key(key, hash, &part))
			return damaged(err, "a key of theirs is damaged");
		*n += !part;
		*bytes += part ? val.len : 0;
	}
	return rc;
}

/* --- what entries name ------------------------------------------------------- */

bool tl_blobs_named(const struct tl_entry *e, struct tl_blobs_at *at, struct tl_blob *ret)
{
	struct tl_bytes one;

	for (;;) {
		while (tl_list_next(&at->rest, &one))
			if (tl_blob_parse(ret, one))
				return true;
		if (at->value == e->nset)
			return false;
		const struct tl_set *s = &e->set[at->value++];
		if (tl_type_keeps(s->field))
			at->rest = s->value;
	}
}

int tl_blobs_settle(struct tl_kv_txn *txn, const struct tl_entry *e,
                    const struct tl_blobs_source *source, struct tl_err *err)
{
	struct tl_blobs_at at = { 0 };
	struct tl_blob blob;

	while (tl_blobs_named(e, &at, &blob)) {
		int rc = tl_blobs_have(txn, &blob, err);
		if (rc == 0 && source)
			rc = source->give(source->ctx, txn, e, &blob, err);
		else if (rc == 0)
			rc = tl_err_set(err, TLSAFE_EBUG,
			                "an entry names a file that nobody has given");
		if (rc < 0)
			return rc;
	}
	return 0;
}
