/* Bytes kept by their hash. */
#include "../unit.h"

#include "kv/key.h"
#include "store/blobs.h"

static struct tl_kv *kv;
static struct tl_kv_txn *txn;
static struct tl_err err;

static int begin(void **state)
{
	const struct tl_kv_place place = { .flags = TL_KV_CREATE | TL_KV_SUMS };
	(void)state;
	tl_err_clear(&err);
	return tl_kv_open(&kv, &tl_kv_mem, &place, &err) || tl_kv_begin(&txn, kv, true, &err);
}

static int end(void **state)
{
	(void)state;
	tl_kv_abortp(&txn);
	tl_kv_closep(&kv);
	return 0;
}

/* LEN bytes that no two lengths begin alike with. */
static void fill(struct tl_buf *b, size_t len)
{
	uint32_t x = (uint32_t)len * 2654435761u + 1;

	tl_buf_clear(b);
	for (size_t i = 0; i < len; i++) {
		x = x * 1664525 + 1013904223;
		tl_buf_char(b, (char)(x >> 24));
	}
	assert_false(b->failed);
}

static int collect(void *ctx, struct tl_bytes chunk)
{
	assert_true(chunk.len <= TL_BLOB_CHUNK && chunk.len + TL_KV_SUM <= TL_KV_VALUE_MAX);
	tl_buf_add(ctx, chunk);
	return 0;
}

static void key(struct tl_buf *ret, const struct tl_blob *b, uint64_t n)
{
	tl_buf_clear(ret);
	tl_buf_char(ret, 'B');
	tl_buf_put(ret, b->hash, TL_HASH_LEN);
	tl_key_uint(ret, n);
}

static void put(struct tl_buf *k, struct tl_buf *val)
{
	assert_int_equal(tl_kv_put(txn, tl_buf_bytes(k), tl_buf_bytes(val), &err), 0);
}

static void what_is_put_comes_back(void **state)
{
	static const size_t lengths[] = { 0, 1, 4096, TL_BLOB_CHUNK - 1, TL_BLOB_CHUNK,
		                          TL_BLOB_CHUNK + 1, 3 * TL_BLOB_CHUNK + 77 };
	uint64_t n, bytes, sum = 0;
	TL_BUF in = { 0 };
	TL_BUF out = { 0 };
	struct tl_blob b;
	(void)state;

	for (size_t i = 0; i < TL_LEN(lengths); i++) {
		fill(&in, lengths[i]);
		tl_blob_of(&b, tl_buf_bytes(&in));
		assert_int_equal(tl_blobs_have(txn, &b, &err), 0);
		assert_int_equal(tl_blobs_get(txn, &b, NULL, NULL, &err), TLSAFE_ENOENT);
		/* The same twice is one. */
		for (int twice = 0; twice < 2; twice++)
			assert_int_equal(tl_blobs_put(txn, &b, tl_buf_bytes(&in), &err), 0);
		assert_int_equal(tl_blobs_have(txn, &b, &err), 1);
		tl_buf_clear(&out);
		assert_int_equal(tl_blobs_get(txn, &b, collect, &out, &err), 0);
		assert_int_equal(out.len, in.len);
		assert_true(tl_eq(tl_buf_bytes(&in), tl_buf_bytes(&out)));
		sum += lengths[i];
		assert_int_equal(tl_blobs_count(txn, &n, &bytes, &err), 0);
		assert_int_equal(n, i + 1);
		assert_int_equal(bytes, sum);
	}
}

static void pieces_make_the_same(void **state)
{
	TL_CLEANUP(tl_blobs_release) struct tl_blobs_writer w = { 0 };
	TL_BUF in = { 0 };
	struct tl_blob b;
	(void)state;

	fill(&in, 2 * TL_BLOB_CHUNK + 5);
	tl_blob_of(&b, tl_buf_bytes(&in));
	assert_int_equal(tl_blobs_begin(&w, txn, &b, &err), 0);
	for (size_t at = 0, some = 1; at < in.len; at += some, some = some * 3 + 1) {
		if (some > in.len - at)
			some = in.len - at;
		assert_int_equal(tl_blobs_add(&w, tl_bytes(in.data + at, some), &err), 0);
	}
	assert_int_equal(tl_blobs_end(&w, &err), 0);
	assert_int_equal(tl_blobs_get(txn, &b, NULL, NULL, &err), 0);
}

static void other_bytes_are_refused(void **state)
{
	static const char *const other[] = { "", "ab", "abd", "abcd" };
	struct tl_blob b;
	(void)state;

	tl_blob_of(&b, TL_LIT("abc"));
	for (size_t i = 0; i < TL_LEN(other); i++) {
		TL_CLEANUP(tl_blobs_release) struct tl_blobs_writer w = { 0 };
		tl_err_clear(&err);
		assert_int_equal(tl_blobs_begin(&w, txn, &b, &err), 0);
		int rc = tl_blobs_add(&w, tl_str(other[i]), &err);
		assert_int_equal(rc ? rc : tl_blobs_end(&w, &err), TLSAFE_EINPUT);
	}
}

/* Every part that is lost, longer, shorter or another is found, by whoever reads it. */
static void damage_is_found(void **state)
{
	const uint64_t parts = 3;
	TL_BUF in = { 0 };
	TL_BUF k = { 0 };
	TL_BUF val = { 0 };
	struct tl_bytes was;
	struct tl_blob b;
	(void)state;

	fill(&in, (parts - 1) * TL_BLOB_CHUNK + 9);
	tl_blob_of(&b, tl_buf_bytes(&in));
	assert_int_equal(tl_blobs_put(txn, &b, tl_buf_bytes(&in), &err), 0);
	for (uint64_t n = 0; n <= parts; n++)
		for (int how = 0; how < 4; how++) {
			key(&k, &b, n);
			assert_int_equal(tl_kv_get(txn, tl_buf_bytes(&k), &was, &err), 0);
			tl_buf_clear(&val);
			tl_buf_add(&val, was);
			if (how == 0)
				val.data[val.len / 2] ^= 1;
			if (how == 1)
				val.len--;
			if (how == 2)
				tl_buf_char(&val, 1);
			if (how == 3)
				assert_int_equal(tl_kv_del(txn, tl_buf_bytes(&k), &err), 0);
			else
				put(&k, &val);
			assert_int_equal(tl_blobs_get(txn, &b, NULL, NULL, &err),
			                 n || how != 3 ? TLSAFE_ECORRUPT : TLSAFE_ENOENT);
			tl_err_clear(&err);
			key(&k, &b, 0);
			tl_kv_del(txn, tl_buf_bytes(&k), &err);
			tl_err_clear(&err);
			assert_int_equal(tl_blobs_put(txn, &b, tl_buf_bytes(&in), &err), 0);
			assert_int_equal(tl_blobs_get(txn, &b, NULL, NULL, &err), 0);
		}
}

static void another_length_is_damage(void **state)
{
	struct tl_blob b;
	(void)state;

	tl_blob_of(&b, TL_LIT("abc"));
	assert_int_equal(tl_blobs_put(txn, &b, TL_LIT("abc"), &err), 0);
	b.size++;
	assert_int_equal(tl_blobs_have(txn, &b, &err), TLSAFE_ECORRUPT);
}

static void keys_say_whose_they_are(void **state)
{
	unsigned char hash[TL_HASH_LEN];
	TL_BUF k = { 0 };
	struct tl_blob b;
	uint64_t n;
	(void)state;

	tl_blob_of(&b, TL_LIT("abc"));
	key(&k, &b, 300);
	assert_true(tl_blobs_take_key(tl_buf_bytes(&k), hash, &n));
	assert_memory_equal(hash, b.hash, TL_HASH_LEN);
	assert_int_equal(n, 300);
	for (size_t len = 0; len < k.len; len++)
		assert_false(tl_blobs_take_key(tl_bytes(k.data, len), hash, &n));
	tl_buf_char(&k, 0);
	assert_false(tl_blobs_take_key(tl_buf_bytes(&k), hash, &n));
}

/* --- what entries name ------------------------------------------------------- */

struct giver {
	struct tl_bytes bytes;
	unsigned given;
};

static int give(void *ctx, struct tl_kv_txn *to, const struct tl_entry *e,
                const struct tl_blob *blob, struct tl_err *why)
{
	struct giver *g = ctx;
	(void)e;

	g->given++;
	return tl_blobs_put(to, blob, g->bytes, why);
}

static void an_entry_has_what_it_names(void **state)
{
	const struct tl_field text = { .type = tl_type_find("text") };
	const struct tl_field file = { .type = tl_type_find("file") };
	const struct tl_field files = { .type = tl_type_find("list"), .of = "file" };
	const struct tl_field texts = { .type = tl_type_find("list"), .of = "text" };
	struct tl_blobs_at at = { 0 };
	struct giver g = { .bytes = TL_LIT("abc") };
	const struct tl_blobs_source source = { give, &g };
	struct tl_blob b, other, got;
	TL_BUF one = { 0 };
	TL_BUF two = { 0 };
	TL_BUF both = { 0 };
	(void)state;

	tl_blob_of(&b, TL_LIT("abc"));
	tl_blob_of(&other, TL_LIT(""));
	tl_blob_text(&one, &b);
	tl_blob_text(&two, &other);
	tl_list_add(&both, tl_buf_bytes(&one));
	tl_list_add(&both, tl_buf_bytes(&two));
	struct tl_set set[] = { { .field = &text, .value = tl_buf_bytes(&two) },
		                { .field = &file, .value = tl_buf_bytes(&one) },
		                { .field = &file, .value = TL_LIT("") } };
	const struct tl_entry e = { .set = set, .nset = TL_LEN(set) };
	assert_true(tl_blobs_named(&e, &at, &got));
	assert_true(tl_blob_same(&got, &b));
	assert_false(tl_blobs_named(&e, &at, &got));
	assert_int_equal(tl_blobs_settle(txn, &e, NULL, &err), TLSAFE_EBUG);
	tl_err_clear(&err);
	assert_int_equal(tl_blobs_settle(txn, &e, &source, &err), 0);
	assert_int_equal(tl_blobs_settle(txn, &e, &source, &err), 0);
	assert_int_equal(tl_blobs_settle(txn, &e, NULL, &err), 0);
	at = (struct tl_blobs_at){ 0 };
	struct tl_set lists[] = { { .field = &texts, .value = tl_buf_bytes(&both) },
		                  { .field = &files, .value = tl_buf_bytes(&both) } };
	const struct tl_entry l = { .set = lists, .nset = TL_LEN(lists) };
	assert_true(tl_blobs_named(&l, &at, &got));
	assert_true(tl_blob_same(&got, &b));
	assert_true(tl_blobs_named(&l, &at, &got));
	assert_true(tl_blob_same(&got, &other));
	assert_false(tl_blobs_named(&l, &at, &got));
	assert_int_equal(g.given, 1);
	assert_int_equal(tl_blobs_get(txn, &b, NULL, NULL, &err), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_put_comes_back),
		TEST(pieces_make_the_same),
		TEST(other_bytes_are_refused),
		TEST(damage_is_found),
		TEST(another_length_is_damage),
		TEST(keys_say_whose_they_are),
		TEST(an_entry_has_what_it_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
