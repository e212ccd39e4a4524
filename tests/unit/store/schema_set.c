/* The schema set as a view of genesis and of what was applied. */
#include "../model.h"

#include "store/schema_kept.h"
#include "store/schema_set.h"

#define KIND \
	"kind: extra\nzh: 附加\nen: Extra\nabout: \"x\"\nletter: E\n" \
	"columns: [id, name]\nfields:\n" \
	"  - {key: id, type: id, by: add, zh: 编号, en: ID, about: \"x\"}\n" \
	"  - {key: name, type: text, by: set, max: 9, zh: 名, en: Name, about: \"x\"}\n"
static const char one[] = KIND;
static const char two[] = KIND "  - {key: lon, type: decimal, by: set, zh: 经度, en: Longitude, "
			       "about: \"x\"}\n";

/* A store in which transaction 1 brings a kind, 2 a field more; 3 takes 2 back. */
static struct tlsafe *applied(int transactions)
{
	struct tlsafe *t = model_store(true, NULL);
	if (transactions > 0)
		model_ok(t, model_apply(t, "extra", one));
	if (transactions > 1)
		model_ok(t, model_apply(t, "extra", two));
	if (transactions > 2)
		model_ok(t, tlsafe_undo(t, 2, "wrong", false, model_told, NULL, NULL));
	return t;
}

static uint64_t last(struct tlsafe *t)
{
	struct tl_kv_txn *txn;
	uint64_t n;
	assert_int_equal(tl_kv_begin(&txn, t->kv, false, &t->err), 0);
	model_ok(t, tl_schema_kept_last(txn, &n, &t->err));
	tl_kv_abortp(&txn);
	return n;
}

static void the_kind_of_the_entries_is_known_by_its_text_field(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_kind *k = tl_schema_set_kind(t->schema);
	(void)state;
	assert_ptr_equal(k, model_kind(t, "schema"));
	assert_string_equal(tl_schema_set_text_field(k)->key, "set");
	assert_null(tl_schema_set_text_field(model_kind(t, "unit")));
	tlsafe_free(t);
}

static void whatever_else_writes_records_is_refused_that_kind(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	char *add[] = { "id=extra" };
	struct tlsafe_change c = { .kind = "schema", .verb = "add", .values = add, .nvalues = 1 };
	(void)state;
	assert_int_equal(tl_schema_set_refuse(t, NULL), 0);
	assert_int_equal(tl_schema_set_refuse(t, model_kind(t, "unit")), 0);
	assert_int_equal(tl_schema_set_refuse(t, model_kind(t, "schema")), TLSAFE_ERULE);
	assert_string_not_equal(tlsafe_errmsg(t), "");
	assert_int_equal(tlsafe_change(t, &c, NULL), TLSAFE_ERULE);
	tlsafe_free(t);
}

static void the_last_transaction_that_touched_it_is_kept(void **state)
{
	(void)state;
	for (int n = 0; n < 4; n++) {
		struct tlsafe *t = applied(n);
		assert_int_equal(last(t), n);
		/* Other records do not touch it. */
		model_import(t, "unit", model_units, 2);
		assert_int_equal(last(t), n);
		assert_int_equal(t->schema_txn, n);
		tlsafe_free(t);
	}
}

/* The set of T in A, and its file NAME. */
static struct tl_schema_set_file *load(struct tl_schema_set *a, struct tlsafe *t, const char *name)
{
	TL_VIEW v = { 0 };
	size_t n;
	model_view(&v, t, NULL, UINT64_MAX);
	model_ok(t, tl_schema_set_load(a, t, v.txn, &v.journal));
	n = a->n;
	struct tl_schema_set_file *f = tl_schema_set_file(a, tl_str(name));
	assert_non_null(f);
	assert_int_equal(a->n, n);	/* it was there */
	return f;
}

static void a_file_says_what_stood_at_each_transaction(void **state)
{
	struct tlsafe *t = applied(3);
	TL_SCHEMA_SET a = { 0 };
	struct tl_schema_set_file *f = load(&a, t, "extra");
	(void)state;
	assert_null(f->genesis.data);
	assert_null(tl_schema_set_text(f, 0, 0).data);
	model_is(tl_schema_set_text(f, 1, 0), one);
	model_is(tl_schema_set_text(f, 2, 0), two);
	model_is(tl_schema_set_text(f, 3, 0), one);
	model_is(tl_schema_set_text(f, UINT64_MAX, 0), one);
	/* And once a transaction were taken back. */
	model_is(tl_schema_set_text(f, 2, 2), one);
	assert_null(tl_schema_set_text(f, 1, 1).data);
	model_is(tl_schema_set_text(f, 3, 3), two);
	assert_int_equal(a.last, 3);
	tlsafe_free(t);
}

static void a_file_of_genesis_says_what_it_said(void **state)
{
	struct tlsafe *t = applied(1);
	TL_SCHEMA_SET a = { 0 };
	struct tl_schema_set_file *f = load(&a, t, "risk");
	(void)state;
	assert_int_equal(f->order, 0);
	assert_true(f->genesis.len > 0);
	assert_true(tl_eq(tl_schema_set_text(f, 0, 0), f->genesis));
	assert_true(tl_eq(tl_schema_set_text(f, UINT64_MAX, 0), f->genesis));
	tlsafe_free(t);
}

static void a_file_that_is_not_there_is_added_behind(void **state)
{
	struct tlsafe *t = applied(1);
	TL_SCHEMA_SET a = { 0 };
	size_t n;
	TL_BUF out = { 0 };
	(void)state;
	assert_int_equal(load(&a, t, "extra")->order, 1);
	n = a.n;
	struct tl_schema_set_file *f = tl_schema_set_file(&a, TL_LIT("more"));
	assert_non_null(f);
	assert_int_equal(a.n, n + 1);
	model_is(a.file[n].name, "more");
	assert_int_equal(f->order, 2);
	/* It never had a text. */
	assert_int_equal(tl_schema_set_pack(&out, f, TL_NONE, &t->err), 0);
	assert_int_equal(out.len, 0);
	assert_int_equal(tl_schema_set_pack(&out, f, tl_str(one), &t->err), 0);
	assert_true(out.len > 0);
	tlsafe_free(t);
}

static void the_texts_of_a_transaction_leave_room_for_more(void **state)
{
	struct tlsafe *t = applied(1);
	TL_SCHEMA_SET a = { 0 };
	struct tl_schema_file *file;
	size_t then, now;
	(void)state;
	load(&a, t, "extra");
	assert_int_equal(tl_schema_set_texts(&a, 0, 0, 1, &file, &then, &t->err), 0);
	assert_int_equal(tl_schema_set_texts(&a, 1, 0, 1, &file, &now, &t->err), 0);
	assert_int_equal(now, then + 1);
	model_is(file[now - 1].name, "extra");
	model_is(file[now - 1].text, one);
	file[now] = (struct tl_schema_file){ TL_LIT("x"), TL_LIT("y") };
	tlsafe_free(t);
}

static void the_set_of_a_transaction_can_be_had(void **state)
{
	struct tlsafe *t = applied(3);
	static const bool kind[] = { false, true, true, true };
	static const bool field[] = { false, false, true, false };
	TL_VIEW v = { 0 };
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	for (uint64_t known = 0; known < TL_LEN(kind); known++) {
		TL_CLEANUP(tl_schema_freep) struct tl_schema *s = NULL;
		model_ok(t, tl_schema_set_known(t, v.txn, &v.journal, known, &s));
		const struct tl_kind *k = tl_schema_kind(s, "extra");
		assert_int_equal(k != NULL, kind[known]);
		assert_int_equal(k && tl_kind_key(k, TL_LIT("lon")), field[known]);
		/* In the places of the store, whatever is withdrawn. */
		assert_int_equal(s->nkinds, t->schema->nkinds);
		for (size_t i = 0; i < s->nkinds; i++)
			assert_string_equal(s->kind[i]->name, t->schema->kind[i]->name);
		assert_non_null(tl_kind_any_key(tl_schema_any_kind(s, "extra"), TL_LIT("lon")));
	}
	tl_view_end(&v);
	tlsafe_free(t);
}

static void the_stored_view_can_be_written_anew(void **state)
{
	struct tlsafe *t = applied(2);
	struct tl_kv_txn *txn;
	struct tl_bytes val;
	TL_BUF was = { 0 };
	TL_VIEW v = { 0 };
	(void)state;
	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_get(txn, TL_LIT("Sextra"), &val, &t->err), 0);
	tl_buf_add(&was, val);
	assert_int_equal(tl_kv_del(txn, TL_LIT("Sextra"), &t->err), 0);
	assert_int_equal(tl_kv_del(txn, TL_LIT("Mschema"), &t->err), 0);
	assert_int_equal(tl_view_in(&v, t, txn), 0);
	model_ok(t, tl_schema_set_write(t, txn, &v.journal));
	assert_int_equal(tl_kv_get(txn, TL_LIT("Sextra"), &val, &t->err), 0);
	assert_true(tl_eq(val, tl_buf_bytes(&was)));
	tl_view_end(&v);
	assert_int_equal(tl_kv_commit(&txn, &t->err), 0);
	assert_int_equal(last(t), 2);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kind_of_the_entries_is_known_by_its_text_field),
		cmocka_unit_test(whatever_else_writes_records_is_refused_that_kind),
		cmocka_unit_test(the_last_transaction_that_touched_it_is_kept),
		cmocka_unit_test(a_file_says_what_stood_at_each_transaction),
		cmocka_unit_test(a_file_of_genesis_says_what_it_said),
		cmocka_unit_test(a_file_that_is_not_there_is_added_behind),
		cmocka_unit_test(the_texts_of_a_transaction_leave_room_for_more),
		cmocka_unit_test(the_set_of_a_transaction_can_be_had),
		cmocka_unit_test(the_stored_view_can_be_written_anew),
	};
	return cmocka_run_group_tests_name("store/schema_set", tests, NULL, model_drop);
}
