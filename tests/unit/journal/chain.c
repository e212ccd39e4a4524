/* The chain, walked and verified. */
#include "../model.h"

#include "journal/chain.h"
#include "kv/key.h"

struct heard {
	uint64_t heads, entries;
	struct tl_buf wrong;
};

static int on_head(void *ctx, const struct tl_head *h)
{
	struct heard *heard = ctx;
	assert_int_equal(h->number, ++heard->heads);
	return 0;
}

static int on_entry(void *ctx, const struct tl_entry *e)
{
	struct heard *heard = ctx;
	assert_int_equal(e->place.txn, heard->heads);
	heard->entries++;
	return 0;
}

static int on_wrong(void *ctx, uint64_t txn, const char *text)
{
	struct heard *heard = ctx;
	tl_buf_printf(&heard->wrong, "%llu %s\n", (unsigned long long)txn, text);
	return 0;
}

static const struct tl_chain_ops ops = { .head = on_head, .entry = on_entry, .wrong = on_wrong };

static int walk(struct tlsafe *t, struct heard *heard)
{
	struct tl_chain c;
	TL_VIEW v = { 0 };
	int rc = 0;

	*heard = (struct heard){ 0 };
	tl_buf_str(&heard->wrong, "");
	tl_err_clear(&t->err);
	model_view(&v, t, NULL, UINT64_MAX);
	tl_chain_begin(&c, &v.journal, t->genesis_hash, &ops, heard);
	for (uint64_t n = 1; !rc && n <= v.head.number; n++)
		rc = tl_chain_transaction(&c, n);
	return rc ? rc : tl_chain_end(&c, &v.head);
}

/* Changes the value at J or P of transaction TXN's block FIRST: FROM there to TO. */
static void change(struct tlsafe *t, char space, uint64_t txn, uint32_t first, const char *from,
                   const char *to)
{
	struct tl_kv_txn *w;
	struct tl_bytes val;
	TL_BUF key = { 0 };
	TL_BUF copy = { 0 };

	tl_buf_char(&key, space);
	tl_key_text(&key, t->genesis.site);
	tl_key_uint(&key, txn);
	tl_key_uint(&key, first);
	assert_int_equal(tl_kv_begin(&w, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_get(w, tl_buf_bytes(&key), &val, &t->err), 0);
	tl_buf_add(&copy, val);
	if (!from) {
		assert_int_equal(tl_kv_del(w, tl_buf_bytes(&key), &t->err), 0);
	} else {
		char *at = memmem(copy.data, copy.len, from, strlen(from));
		assert_non_null(at);
		memcpy(at, to, strlen(to));
		assert_int_equal(tl_kv_put(w, tl_buf_bytes(&key), tl_buf_bytes(&copy), &t->err),
		                 0);
	}
	assert_int_equal(tl_kv_commit(&w, &t->err), 0);
}

static void a_sound_chain_is_walked_in_order(void **state)
{
	struct tlsafe *t = model_lived();
	struct heard heard;
	(void)state;
	model_ok(t, walk(t, &heard));
	assert_int_equal(heard.heads, 7);
	assert_true(heard.entries > 20);
	assert_string_equal(heard.wrong.data, "");
	tl_buf_release(&heard.wrong);
	tlsafe_free(t);
}

static void what_does_not_hold_is_told_and_the_walk_goes_on(void **state)
{
	struct tlsafe *t = model_lived();
	struct heard heard;
	(void)state;
	change(t, 'J', 3, 0, "tester", "taster");
	model_ok(t, walk(t, &heard));
	assert_int_equal(heard.heads, 7);
	assert_string_equal(heard.wrong.data,
	                    "3 transaction 3: its entries do not match its hash\n");
	tl_buf_release(&heard.wrong);
	tlsafe_free(t);
}

static void what_cannot_be_read_ends_it_and_names_the_transaction(void **state)
{
	struct tlsafe *t = model_lived();
	struct heard heard;
	(void)state;
	change(t, 'J', 4, 1, NULL, NULL);
	assert_int_equal(walk(t, &heard), TLSAFE_ECORRUPT);
	assert_int_equal(heard.heads, 4);
	assert_true(model_says(t, "transaction 4 of the journal is damaged"));
	tl_buf_release(&heard.wrong);
	change(t, 'J', 2, 0, NULL, NULL);
	assert_int_equal(walk(t, &heard), TLSAFE_ECORRUPT);
	assert_true(model_says(t, "transaction 2 is missing"));
	tl_buf_release(&heard.wrong);
	tlsafe_free(t);
}

/* A name that nobody knows is a newer program's only if the hash says that it was entered so. */
static void an_act_that_nobody_knows_is_damage_when_the_hash_says_so(void **state)
{
	struct tlsafe *t = model_lived();
	struct heard heard;
	(void)state;
	change(t, 'J', 4, 0, "assign", "assing");
	change(t, 'J', 4, 1, "assign", "assing");
	assert_int_equal(walk(t, &heard), TLSAFE_ECORRUPT);
	assert_true(model_says(t, "transaction 4: its entries do not match its hash"));
	tl_buf_release(&heard.wrong);
	tlsafe_free(t);
}

static void a_personal_value_belongs_to_a_personal_field(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct heard heard;
	(void)state;
	model_import(t, "unit", "id,name,kind,town,phone\nU000001,厂,enterprise,500151004,138\n",
	             1);
	model_ok(t, walk(t, &heard));
	assert_string_equal(heard.wrong.data, "");
	tl_buf_release(&heard.wrong);
	/* as it is, since so little is not compressed */
	change(t, 'P', 1, 1, "138", "139");
	model_ok(t, walk(t, &heard));
	assert_string_equal(heard.wrong.data, "1 transaction 1, entry 1: the personal value of "
	                                      "phone does not match its digest\n");
	tl_buf_release(&heard.wrong);
	struct tl_kv_txn *w;
	struct tl_kv_scan *scan;
	struct tl_bytes k, val;
	TL_BUF key = { 0 };
	TL_BUF moved = { 0 };
	assert_int_equal(tl_kv_begin(&w, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_scan(&scan, w, TL_LIT("P"), TL_LIT("Q"), false, &t->err), 0);
	assert_int_equal(tl_kv_next(scan, &k, &val, &t->err), 1);
	tl_buf_add(&key, k);
	tl_buf_add(&moved, val);
	tl_kv_donep(&scan);
	moved.data[2] = 0;	/* of the first field, behind form and entry */
	assert_int_equal(tl_kv_put(w, tl_buf_bytes(&key), tl_buf_bytes(&moved), &t->err), 0);
	assert_int_equal(tl_kv_commit(&w, &t->err), 0);
	assert_int_equal(walk(t, &heard), TLSAFE_ECORRUPT);
	assert_true(model_says(t, "personal values of transaction 1 are damaged"));
	tl_buf_release(&heard.wrong);
	tlsafe_free(t);
}

static void a_transaction_behind_the_head_is_told(void **state)
{
	struct tlsafe *t = model_lived();
	struct tl_kv_txn *w;
	struct heard heard;
	(void)state;
	assert_int_equal(tl_kv_begin(&w, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_del(w, TL_LIT("Mhead/500151"), &t->err), 0);
	assert_int_equal(tl_kv_commit(&w, &t->err), 0);
	model_ok(t, walk(t, &heard));
	assert_non_null(strstr(heard.wrong.data, "500151:1 that is not in the chain"));
	tl_buf_release(&heard.wrong);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_chain_is_walked_in_order),
		cmocka_unit_test(what_does_not_hold_is_told_and_the_walk_goes_on),
		cmocka_unit_test(what_cannot_be_read_ends_it_and_names_the_transaction),
		cmocka_unit_test(an_act_that_nobody_knows_is_damage_when_the_hash_says_so),
		cmocka_unit_test(a_personal_value_belongs_to_a_personal_field),
		cmocka_unit_test(a_transaction_behind_the_head_is_told),
	};
	return cmocka_run_group_tests_name("journal/chain", tests, NULL, model_drop);
}
