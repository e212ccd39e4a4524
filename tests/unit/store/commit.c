/* Journal and views of a transaction, written together, on both engines. */
#include "../model.h"

#include "store/commit.h"
#include "store/views.h"

/* Every key and value but the store's random identity, in hex. */
static void dump(struct tlsafe *t, struct tl_buf *out)
{
	TL_VIEW v = { 0 };
	struct tl_kv_scan *s;
	struct tl_bytes k, val;
	assert_int_equal(tl_view_begin(&v, t), 0);
	assert_int_equal(tl_kv_scan(&s, v.txn, TL_NONE, TL_NONE, false, &t->err), 0);
	while (tl_kv_next(s, &k, &val, &t->err) == 1) {
		if (tl_eqs(k, "Mid"))
			continue;
		tl_hex(out, k.data, k.len);
		tl_buf_char(out, '=');
		tl_hex(out, val.data, val.len);
		tl_buf_char(out, '\n');
	}
	tl_kv_donep(&s);
}

static void listed(struct tlsafe *t, const char *as_of, struct tl_buf *out)
{
	struct tlsafe_select s = { .kind = "hazard", .as_of = as_of };
	struct tlsafe_out *o = model_out("json", 0);
	assert_int_equal(tlsafe_list(t, &s, o, NULL), 0);
	tl_buf_str(out, model_end(o));
}

/* The first line that differs, not the whole dump. */
static void same_lines(const char *a, const char *b)
{
	while (*a && *b) {
		size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");
		if (n != m || memcmp(a, b, n)) {
			print_error("%.*s\n%.*s\n", (int)n, a, (int)m, b);
			fail();
		}
		a += n + 1;
		b += m + 1;
	}
	assert_int_equal(*a, *b);
}

static void both_engines_hold_the_same_bytes(void **state)
{
	char dir[64];
	struct tlsafe *a = model_store(true, NULL), *b = model_store(false, dir);
	static const char *const days[] = {
		NULL,         "2018-01-05", "2018-01-09", "2018-02-07",
		"2018-02-12", "2018-02-13", "2018-03-03", "2018-04-02"
	};
	TL_BUF x = { 0 };
	TL_BUF y = { 0 };
	(void)state;
	model_live(a);
	model_live(b);
	dump(a, &x);
	dump(b, &y);
	assert_true(x.len > 10000);
	same_lines(x.data, y.data);
	for (size_t i = 0; i < TL_LEN(days); i++) {
		tl_buf_clear(&x);
		tl_buf_clear(&y);
		listed(a, days[i], &x);
		listed(b, days[i], &y);
		assert_true(x.len > 0);
		assert_string_equal(x.data, y.data);
	}
	tlsafe_free(a);
	tlsafe_free(b);
	unit_remove(dir);
}

/* A sealed draft of one body. */
static void draft(struct tl_draft *d, struct tlsafe *t, const char *id)
{
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_entry e = model_entry(t, "body", id, TL_ACT_ADD, "2018-08-11", set);
	model_give(&e, "name", "安监局");
	model_give(&e, "type", "department");
	assert_int_equal(tl_draft_add(d, &e, false, &t->err), 0);
	assert_int_equal(tl_draft_seal(d, &t->err), 0);
}

static struct tl_head head(struct tlsafe *t, const char *request)
{
	struct tl_head h = { .site = t->genesis.site, .number = 1, .at = MODEL_NOW,
		             .actor = TL_LIT("a"),    .login = TL_LIT("l"),
		             .command = TL_LIT("c"),  .request = tl_str(request),
		             .clock = TL_LIT(""),     .count = 1 };
	memcpy(h.prev, t->genesis_hash, TL_HASH_LEN);
	return h;
}

static void a_commit_writes_journal_views_and_head(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_CLEANUP(tl_draft_release) struct tl_draft d = { 0 };
	static const unsigned char none[TL_HASH_LEN];
	struct tl_head h = head(t, "");
	struct tl_kv_txn *txn;
	TL_VIEW v = { 0 };
	TL_RECORD r;
	(void)state;
	draft(&d, t, "B000001");
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	model_ok(t, tl_commit(t, txn, &d, &h, NULL));
	assert_int_equal(tl_kv_commit(&txn, &t->err), 0);
	assert_memory_not_equal(h.hash, none, TL_HASH_LEN);
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(v.head.number, 1);
	assert_int_equal(v.head.at, MODEL_NOW);
	assert_memory_equal(v.head.hash, h.hash, TL_HASH_LEN);
	model_ok(t, tl_view_get(&v, NULL, TL_LIT("B000001"), &r));
	model_is(tl_record_at(&r, TL_F_NAME), "安监局");
	assert_int_equal(r.nruns, 1);
	assert_int_equal(r.run[0].txn, 1);
	assert_int_equal(r.run[0].first, 1);
	assert_int_equal(tl_journal_head(&v.journal, 1), 0);
	assert_memory_equal(v.journal.at->head.hash, h.hash, TL_HASH_LEN);
	tl_record_release(&r);
	tl_view_end(&v);
	uint64_t bad = 1;
	model_ok(t, tlsafe_check(t, model_told, NULL, NULL, NULL, &bad));
	assert_int_equal(bad, 0);
	tlsafe_free(t);
}

static void what_is_not_committed_leaves_no_trace(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_CLEANUP(tl_draft_release) struct tl_draft d = { 0 };
	struct tl_head h = head(t, "key");
	struct tl_kv_txn *txn;
	TL_BUF before = { 0 };
	TL_BUF after = { 0 };
	(void)state;
	dump(t, &before);
	draft(&d, t, "B000001");
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	model_ok(t, tl_commit(t, txn, &d, &h, NULL));
	tl_kv_abortp(&txn);
	dump(t, &after);
	same_lines(before.data, after.data);
	tlsafe_free(t);
}

static void a_request_is_noted_with_its_transaction(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_head h = head(t, "");
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	struct tl_bytes val;
	TL_BUF key = { 0 };
	(void)state;
	h.number = 300;
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	tl_key_meta(&key, "request/", TL_NONE);
	assert_int_equal(tl_request_put(txn, &h, &t->err), 0);
	assert_int_equal(tl_kv_get(txn, tl_buf_bytes(&key), &val, &t->err), TLSAFE_ENOENT);
	h.request = TL_LIT("desk-1");
	tl_key_meta(&key, "request/", h.request);
	assert_int_equal(tl_request_put(txn, &h, &t->err), 0);
	assert_int_equal(tl_kv_get(txn, tl_buf_bytes(&key), &val, &t->err), 0);
	struct tl_unpack u = tl_unpack(val);
	assert_int_equal(tl_unpack_uint(&u), 300);
	assert_true(tl_unpack_end(&u));
	tl_kv_abortp(&txn);
	tlsafe_free(t);
}

static void a_request_that_comes_again_is_entered_once(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tlsafe_who who = {
		.actor = "a", .login = "l", .command = "c", .request = "desk-1", .now = MODEL_NOW
	};
	char *add[] = { "name=安监局", "type=department" };
	struct tlsafe_change c = {
		.kind = "body", .verb = "add", .values = add, .nvalues = 2, .fault = model_told
	};
	TL_VIEW v = { 0 };
	(void)state;
	assert_int_equal(tlsafe_set_who(t, &who), 0);
	model_ok(t, tlsafe_change(t, &c, NULL));
	assert_int_equal(tlsafe_repeated(t), 0);
	model_ok(t, tlsafe_change(t, &c, NULL));
	assert_int_equal(tlsafe_repeated(t), 1);
	who.request = "desk-2";
	assert_int_equal(tlsafe_set_who(t, &who), 0);
	add[0] = (char *)"name=住建委";
	model_ok(t, tlsafe_change(t, &c, NULL));
	assert_int_equal(tlsafe_repeated(t), 0);
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(v.head.number, 2);
	tl_view_end(&v);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_engines_hold_the_same_bytes),
		cmocka_unit_test(a_commit_writes_journal_views_and_head),
		cmocka_unit_test(what_is_not_committed_leaves_no_trace),
		cmocka_unit_test(a_request_is_noted_with_its_transaction),
		cmocka_unit_test(a_request_that_comes_again_is_entered_once),
	};
	return cmocka_run_group_tests_name("store/commit", tests, NULL, model_drop);
}
