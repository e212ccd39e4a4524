/* Stored transactions, their chain, and the personal values beside them. */
#include "../model.h"

#include "journal/journal.h"

static void a_header_comes_back(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_CLEANUP(tl_kv_abortp) struct tl_kv_txn *txn = NULL;
	TL_CLEANUP(tl_journal_release) struct tl_journal j;
	struct tl_names names = { 0 };
	struct tl_head h = { .site = t->genesis.site,
		             .number = 1,
		             .at = -1,
		             .actor = TL_LIT("李"),
		             .login = TL_LIT("li"),
		             .uid = 1000,
		             .command = TL_LIT("cmd"),
		             .verb = TL_LIT("import"),
		             .request = TL_LIT("key"),
		             .clock = TL_LIT("back given"),
		             .salvaged = TL_LIT("lost"),
		             .restored = TL_LIT("from 4 serials U 60"),
		             .proxy = TL_LIT("wang"),
		             .count = 3 };
	(void)state;
	memset(h.prev, 5, TL_HASH_LEN);
	memset(h.hash, 6, TL_HASH_LEN);
	assert_int_equal(tl_names_add(&names, TL_LIT("hazard")), 0);
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	assert_int_equal(tl_journal_put_head(txn, &h, &names, &t->err), 0);
	tl_journal_open(&j, txn, t->schema, t->genesis.site, &t->err);
	assert_int_equal(tl_journal_head(&j, 1), 0);
	const struct tl_head *r = &j.at->head;
	assert_int_equal(r->number, 1);
	assert_int_equal(r->at, -1);
	assert_int_equal(r->uid, 1000);
	assert_int_equal(r->count, 3);
	model_is(r->site, "500151");
	model_is(r->actor, "李");
	model_is(r->login, "li");
	model_is(r->command, "cmd");
	model_is(r->verb, "import");
	model_is(r->request, "key");
	model_is(r->clock, "back given");
	model_is(r->salvaged, "lost");
	model_is(r->restored, "from 4 serials U 60");
	model_is(r->proxy, "wang");
	assert_memory_equal(r->prev, h.prev, TL_HASH_LEN);
	assert_memory_equal(r->hash, h.hash, TL_HASH_LEN);
	assert_int_equal(j.at->names.n, 1);
	model_is(j.at->names.name[0].text, "hazard");
	tl_names_release(&names);
	tl_journal_release(&j);
	tl_kv_abortp(&txn);
	tlsafe_free(t);
}

static void what_a_restore_says_is_read_and_nothing_else(void **state)
{
	static const char *const good[] = { "lost", "0123456789abcdef", "from 0", "from 41",
		                            "from 41 serials H20180702 12 U 60" };
	static const char *const bad[] = { "", "los", "0123456789abcde", "0123456789ABCDEF", "from",
		                           "from ", "from x", "from 41 ", "from 41 serials",
		                           "from 41 serials ", "from 41 serials U",
		                           "from 41 serials U 1 H", "from 41 serials U 1 ",
		                           "from 41 serials U 1  H 2", "from 41 other U 1" };
	struct tl_bytes rest = tl_str(good[4]), prefix;
	uint64_t n;
	(void)state;
	for (size_t i = 0; i < TL_LEN(good); i++)
		assert_true(tl_restored_check(tl_str(good[i])));
	for (size_t i = 0; i < TL_LEN(bad); i++)
		assert_false(tl_restored_check(tl_str(bad[i])));
	assert_true(tl_restored_next(&rest, &prefix, &n));
	model_is(prefix, "H20180702");
	assert_int_equal(n, 12);
	assert_true(tl_restored_next(&rest, &prefix, &n));
	model_is(prefix, "U");
	assert_int_equal(n, 60);
	assert_false(tl_restored_next(&rest, &prefix, &n));
}

static void canonical_headers_are_as_the_header_file_has_them(void **state)
{
	TL_BUF out = { 0 };
	TL_BUF want = { 0 };
	struct tl_head h = { .site = TL_LIT("500151"), .number = 300, .at = -2,
		             .actor = TL_LIT("a"),     .login = TL_LIT("l"), .uid = 7,
		             .command = TL_LIT("c"),   .request = TL_LIT("r"),
		             .clock = TL_LIT("back"),  .count = 9 };
	(void)state;
	memset(h.prev, 5, TL_HASH_LEN);
	memset(h.hash, 6, TL_HASH_LEN);	/* not of it */
	tl_head_pack(&out, &h);
	tl_buf_block(&want, TL_LIT("transaction"));
	tl_buf_block(&want, TL_LIT("500151"));
	tl_buf_uint(&want, 300);
	tl_buf_int(&want, -2);
	tl_buf_block(&want, TL_LIT("a"));
	tl_buf_block(&want, TL_LIT("l"));
	tl_buf_uint(&want, 7);
	tl_buf_block(&want, TL_LIT("c"));
	tl_buf_block(&want, TL_LIT("r"));
	tl_buf_block(&want, TL_LIT("back"));
	tl_buf_put(&want, h.prev, TL_HASH_LEN);
	assert_true(tl_eq(tl_buf_bytes(&out), tl_buf_bytes(&want)));
	/* With a verb it begins with another word; the rest is the same. */
	h.verb = TL_LIT("v");
	tl_buf_clear(&out);
	tl_head_pack(&out, &h);
	tl_buf_clear(&want);
	tl_buf_block(&want, TL_LIT("transaction+verb"));
	tl_buf_block(&want, TL_LIT("500151"));
	tl_buf_uint(&want, 300);
	tl_buf_int(&want, -2);
	tl_buf_block(&want, TL_LIT("a"));
	tl_buf_block(&want, TL_LIT("l"));
	tl_buf_uint(&want, 7);
	tl_buf_block(&want, TL_LIT("c"));
	tl_buf_block(&want, TL_LIT("v"));
	tl_buf_block(&want, TL_LIT("r"));
	tl_buf_block(&want, TL_LIT("back"));
	tl_buf_put(&want, h.prev, TL_HASH_LEN);
	assert_true(tl_eq(tl_buf_bytes(&out), tl_buf_bytes(&want)));
	/* And so it does salvaged, with or without a verb. */
	h.salvaged = TL_LIT("lost");
	tl_buf_clear(&out);
	tl_head_pack(&out, &h);
	assert_true(tl_starts(tl_buf_bytes(&out), TL_LIT("\x19transaction+verb+salvaged\6")));
	assert_memory_equal(out.data + out.len - TL_HASH_LEN - 10, "\4back\4lost", 10);
	h.verb = TL_NONE;
	tl_buf_clear(&out);
	tl_head_pack(&out, &h);
	assert_true(tl_starts(tl_buf_bytes(&out), TL_LIT("\x14transaction+salvaged\6")));
}

static void a_header_without_a_verb_has_the_second_word_of_its_command(void **state)
{
	static const struct { const char *command, *verb, *want; } row[] = {
		{ "tlsafe-hazard import list.csv", "", "import" },
		{ "tlsafe-hazard import", "", "import" },
		{ "tlsafe-hazard set import-1", "", "set" },
		{ "tlsafe-hazard", "", "" },
		{ "import", "", "" },
		{ "tlsafe-hazard ", "", "" },
		{ "", "", "" },
		{ "tlsafe-hazard import list.csv", "set", "set" },
		{ "anything", "import", "import" },
	};
	(void)state;
	for (size_t i = 0; i < TL_LEN(row); i++) {
		struct tl_head h = { .command = tl_str(row[i].command),
			             .verb = tl_str(row[i].verb) };
		model_is(tl_head_verb(&h), row[i].want);
	}
}

static void a_transaction_that_is_not_there_is_told_without_a_text(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	const struct tl_entry *e;
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(tl_journal_head(&v.journal, 8), TLSAFE_ENOENT);
	assert_string_equal(tlsafe_errmsg(t), "");
	assert_int_equal(tl_journal_head(&v.journal, 7), 0);
	assert_true(tl_journal_entry(&v.journal, (struct tl_place){ 7, 99 }, &e) < 0);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void places_are_read_in_any_order(void **state)
{
	static const struct tl_place at[] = { { 2, 1 }, { 1, 2 }, { 2, 3 }, { 2, 1 },
		                              { 7, 1 }, { 3, 1 }, { 4, 1 }, { 5, 1 },
		                              { 6, 1 }, { 2, 2 }, { 1, 1 } };
	static const char *const id[] = { "H20180105-0001", "U000002",        "H20180105-0001",
		                          "H20180105-0001", "H20180106-0001", "H20180401-0001",
		                          "H20180401-0001", "H20180401-0001", "H20180208-0001",
		                          "H20180105-0001", "U000001" };
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	const struct tl_entry *e;
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	for (size_t i = 0; i < TL_LEN(at); i++) {
		assert_int_equal(tl_journal_entry(&v.journal, at[i], &e), 0);
		assert_int_equal(e->place.txn, at[i].txn);
		assert_int_equal(e->place.n, at[i].n);
		model_is(e->id, id[i]);
	}
	tl_view_end(&v);
	tlsafe_free(t);
}

static void the_chain_of_hashes_begins_with_genesis(void **state)
{
	struct tlsafe *t = model_lived();
	TL_VIEW v = { 0 };
	unsigned char last[TL_HASH_LEN], sum[TL_HASH_LEN];
	struct tl_hash h;
	TL_BUF head = { 0 };
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	memcpy(last, t->genesis_hash, TL_HASH_LEN);
	for (uint64_t n = 1; n <= 7; n++) {
		assert_int_equal(tl_journal_head(&v.journal, n), 0);
		assert_memory_equal(v.journal.at->head.prev, last, TL_HASH_LEN);
		tl_buf_clear(&head);
		tl_head_pack(&head, &v.journal.at->head);
		assert_int_equal(tl_journal_block(&v.journal, n, 1), 1);
		tl_hash_begin(&h);
		tl_hash_add(&h, tl_buf_bytes(&head));
		tl_hash_add(&h, tl_buf_bytes(&v.journal.at->block.raw));
		tl_hash_end(&h, sum);
		assert_memory_equal(v.journal.at->head.hash, sum, TL_HASH_LEN);
		memcpy(last, sum, TL_HASH_LEN);
	}
	assert_memory_equal(v.head.hash, last, TL_HASH_LEN);
	tl_view_end(&v);
	tlsafe_free(t);
}

static const struct tl_set *phone(struct tlsafe *t, struct tl_journal *j)
{
	const struct tl_entry *e;
	assert_int_equal(tl_journal_entry(j, (struct tl_place){ 1, 1 }, &e), 0);
	model_is(e->id, "U000001");
	for (size_t i = 0; i < e->nset; i++)
		if (e->set[i].field == model_field(t, "unit", "phone"))
			return &e->set[i];
	return NULL;
}

static void a_personal_value_that_was_forgotten_leaves_its_digest(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_kv_txn *txn;
	unsigned char digest[TL_DIGEST_LEN];
	struct tl_compressor compressor = { 0 };
	TL_BUF none = { 0 };
	TL_BUF key = { 0 };
	TL_VIEW v = { 0 };
	(void)state;
	model_import(t, "unit",
	             "id,name,kind,town,phone\nU000001,厂,enterprise,500151004,13800000000\n", 1);
	model_view(&v, t, NULL, UINT64_MAX);
	const struct tl_set *s = phone(t, &v.journal);
	assert_non_null(s);
	model_is(s->value, "13800000000");
	tl_hash_digest(digest, s->salt, s->value);
	assert_memory_equal(digest, s->digest, TL_DIGEST_LEN);
	tl_view_end(&v);
	/* P site txn first */
	struct tl_kv_scan *scan;
	struct tl_bytes k, val;
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_scan(&scan, txn, TL_LIT("P"), TL_LIT("Q"), false, &t->err), 0);
	assert_int_equal(tl_kv_next(scan, &k, &val, &t->err), 1);
	tl_buf_add(&key, k);
	assert_int_equal(tl_kv_next(scan, &k, &val, &t->err), 0);
	tl_kv_donep(&scan);
	/* An empty block beside it says that nothing was kept. */
	assert_int_equal(tl_compress(&compressor, &none, TL_LIT(""), &t->err), 0);
	assert_int_equal(tl_kv_put(txn, tl_buf_bytes(&key), tl_buf_bytes(&none), &t->err), 0);
	assert_int_equal(tl_kv_commit(&txn, &t->err), 0);
	tl_compressor_release(&compressor);
	model_view(&v, t, NULL, UINT64_MAX);
	s = phone(t, &v.journal);
	assert_non_null(s);
	assert_null(s->value.data);
	assert_memory_equal(digest, s->digest, TL_DIGEST_LEN);
	tl_view_end(&v);
	tlsafe_free(t);
}

static uint64_t journal_touched;

static int counted_get(struct tl_kv_txn *txn, struct tl_bytes key, struct tl_bytes *ret,
                       struct tl_err *err)
{
	journal_touched += key.data[0] == 'J' || key.data[0] == 'P';
	return tl_kv_mem.get(txn, key, ret, err);
}

/* The undo of a list makes every record anew from two transactions in turn: their blocks are read
 * once, not once a record. */
static void taking_back_a_list_reads_its_blocks_once(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_kv_ops counting = tl_kv_mem;
	TL_BUF text = { 0 };
	(void)state;
	t->now = 4000000000ll * 1000000;
	model_import(t, "unit", "id,name,kind,town\nU000001,厂,enterprise,500151004\n", 1);
	tl_buf_str(&text, "id,found,source,unit,description,level\n");
	for (int i = 0; i < 3000; i++)
		tl_buf_printf(&text, "H-%07d,2018-01-05,patrol,U000001,第%d处,general\n", i, i);
	model_import(t, "hazard", text.data, 3000);
	counting.get = counted_get;
	t->kv->ops = &counting;
	journal_touched = 0;
	model_ok(t, tlsafe_undo(t, 2, "wrong list", true, NULL, NULL, NULL));
	print_message("3,000 records taken back: %llu keys of the journal\n",
	              (unsigned long long)journal_touched);
	assert_true(journal_touched > 0);
	assert_true(journal_touched < 100);
	t->kv->ops = &tl_kv_mem;
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_comes_back),
		cmocka_unit_test(what_a_restore_says_is_read_and_nothing_else),
		cmocka_unit_test(canonical_headers_are_as_the_header_file_has_them),
		cmocka_unit_test(a_header_without_a_verb_has_the_second_word_of_its_command),
		cmocka_unit_test(a_transaction_that_is_not_there_is_told_without_a_text),
		cmocka_unit_test(places_are_read_in_any_order),
		cmocka_unit_test(the_chain_of_hashes_begins_with_genesis),
		cmocka_unit_test(a_personal_value_that_was_forgotten_leaves_its_digest),
		cmocka_unit_test(taking_back_a_list_reads_its_blocks_once),
	};
	return cmocka_run_group_tests_name("journal/journal", tests, NULL, model_drop);
}
