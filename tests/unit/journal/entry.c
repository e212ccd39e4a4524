/* One entry and its canonical bytes. */
#include "../model.h"

static void acts_and_their_texts_name_each_other(void **state)
{
	(void)state;
	for (int i = 1; i < TL_ACT_COUNT; i++)
		assert_int_equal(tl_act_find(tl_str(tl_act_text((enum tl_act_name)i))), i);
	assert_string_equal(tl_act_text(TL_ACT_EXTEND_REFUSED), "extend-refused");
	assert_int_equal(tl_act_find(TL_LIT("Add")), TL_ACT_NONE);
	assert_int_equal(tl_act_find(TL_LIT("")), TL_ACT_NONE);
	assert_int_equal(tl_act_find(TL_NONE), TL_ACT_NONE);
}

static void canonical_bytes_are_as_the_header_has_them(void **state)
{
	static const char first[] = "\x01" "\x01\x04" "body" "\x02" "B1" "\x03\x03" "add"
				    "\x06" "\x01" "\x0a\x04" "name" "\x01" "x";
	static const char second[] = "\x01" "\x00" "\x02" "B2" "\x02" "\x05" "\x01" "\x08" "\x00";
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_names names = { 0 };
	TL_BUF out = { 0 };
	struct tl_entry e = model_entry(t, "body", "B1", TL_ACT_ADD, "1970-01-04", set);
	(void)state;
	model_give(&e, "name", "x");
	assert_int_equal(tl_entry_pack(&out, &e, &names), 0);
	assert_int_equal(out.len, sizeof(first) - 1);
	assert_memory_equal(out.data, first, out.len);
	/* Names that are known are a number alone. */
	tl_buf_clear(&out);
	e = model_entry(t, "body", "B2", TL_ACT_ADD, "1969-12-29", set);
	model_give(&e, "name", "");
	assert_int_equal(tl_entry_pack(&out, &e, &names), 0);
	assert_int_equal(out.len, sizeof(second) - 1);
	assert_memory_equal(out.data, second, out.len);
	assert_int_equal(names.n, 3);
	tl_names_release(&names);
	tlsafe_free(t);
}

/* An entry with every part that there is, the first value a personal one. */
static void whole(struct tl_entry *e, struct tlsafe *t, struct tl_set *set)
{
	*e = model_entry(t, "unit", "U000001", TL_ACT_SET, "2018-07-25", set);
	model_give(e, "phone", "13800000000");
	model_give(e, "address", "");
	memset(set[0].digest, 0xab, TL_DIGEST_LEN);
	e->by = TL_LIT("王");
	e->note = TL_LIT("n");
	e->reason = TL_LIT("因");
	e->corrects = (struct tl_place){ 300, 7 };
	e->undoes = 5;
	e->inferred = true;
}

static void every_part_comes_back(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS], back[TL_ENTRY_SETS];
	struct tl_names names = { 0 }, read = { 0 };
	struct tl_err err = { 0 };
	struct tl_entry e, r;
	TL_BUF out = { 0 };
	(void)state;
	whole(&e, t, set);
	assert_int_equal(tl_entry_pack(&out, &e, &names), 0);
	struct tl_unpack u = tl_unpack(tl_buf_bytes(&out));
	assert_int_equal(tl_entry_unpack(&r, back, &u, &read, t->schema, &err), 0);
	assert_true(tl_unpack_end(&u));
	assert_ptr_equal(r.kind, e.kind);
	assert_int_equal(r.act, TL_ACT_SET);
	assert_int_equal(r.on, e.on);
	model_is(r.id, "U000001");
	model_is(r.by, "王");
	model_is(r.note, "n");
	model_is(r.reason, "因");
	assert_int_equal(r.corrects.txn, 300);
	assert_int_equal(r.corrects.n, 7);
	assert_int_equal(r.undoes, 5);
	assert_true(r.inferred);
	assert_int_equal(r.nset, 2);
	/* A personal value lies beside the entry, which has its digest alone. */
	assert_ptr_equal(r.set[0].field, e.set[0].field);
	assert_null(r.set[0].value.data);
	assert_memory_equal(r.set[0].digest, e.set[0].digest, TL_DIGEST_LEN);
	/* One that clears is empty, not absent. */
	assert_non_null(r.set[1].value.data);
	assert_int_equal(r.set[1].value.len, 0);
	/* Texts are borrowed from the bytes. */
	assert_true(r.id.data > out.data && r.id.data < out.data + out.len);
	tl_names_release(&names);
	tl_names_release(&read);
	tlsafe_free(t);
}

static void absent_parts_stay_absent(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS], back[TL_ENTRY_SETS];
	struct tl_names names = { 0 }, read = { 0 };
	struct tl_err err = { 0 };
	struct tl_entry e = model_entry(t, "hazard", "H1", TL_ACT_UNDO, NULL, set), r;
	TL_BUF out = { 0 };
	(void)state;
	assert_int_equal(tl_entry_pack(&out, &e, &names), 0);
	struct tl_unpack u = tl_unpack(tl_buf_bytes(&out));
	assert_int_equal(tl_entry_unpack(&r, back, &u, &read, t->schema, &err), 0);
	assert_int_equal(r.on, TL_NODAY);
	assert_null(r.by.data);
	assert_null(r.note.data);
	assert_null(r.reason.data);
	assert_int_equal(r.corrects.n, 0);
	assert_int_equal(r.undoes, 0);
	assert_false(r.inferred);
	assert_int_equal(r.nset, 0);
	tl_names_release(&names);
	tl_names_release(&read);
	tlsafe_free(t);
}

static int read_as(struct tlsafe *t, struct tl_bytes bytes, struct tl_names *names)
{
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_err err = { 0 };
	struct tl_entry e;
	struct tl_unpack u = tl_unpack(bytes);
	int rc = tl_entry_unpack(&e, set, &u, names, t->schema, &err);
	if (rc)
		assert_true(err.text[0]);
	return rc;
}

static void bytes_cut_anywhere_are_corrupt(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_names names = { 0 };
	struct tl_entry e;
	TL_BUF out = { 0 };
	(void)state;
	whole(&e, t, set);
	assert_int_equal(tl_entry_pack(&out, &e, &names), 0);
	for (size_t n = 0; n < out.len; n++) {
		struct tl_names read = { 0 };
		assert_int_equal(read_as(t, tl_bytes(out.data, n), &read), TLSAFE_ECORRUPT);
		tl_names_release(&read);
	}
	tl_names_release(&names);
	tlsafe_free(t);
}

/* The bit beside a name says the same of the field as the schema does. */
static void a_value_is_personal_as_its_field_is(void **state)
{
	static const char *const key[] = { "address", "phone" };
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	(void)state;
	for (size_t i = 0; i < TL_LEN(key); i++) {
		struct tl_entry e = model_entry(t, "unit", "U1", TL_ACT_SET, NULL, set);
		struct tl_names names = { 0 }, read = { 0 }, again = { 0 };
		TL_BUF out = { 0 };
		model_give(&e, key[i], "0123456789abcdef0");
		memset(set[0].digest, 15, TL_DIGEST_LEN);
		assert_int_equal(tl_entry_pack(&out, &e, &names), 0);
		assert_int_equal(read_as(t, tl_buf_bytes(&out), &read), 0);
		char *at = memmem(out.data, out.len, key[i], strlen(key[i]));
		assert_non_null(at);
		at[-2] ^= 1;	/* before the name's length */
		assert_int_equal(read_as(t, tl_buf_bytes(&out), &again), TLSAFE_ECORRUPT);
		tl_names_release(&names);
		tl_names_release(&read);
		tl_names_release(&again);
	}
	tlsafe_free(t);
}

static void names_that_nobody_knows_are_of_another_version(void **state)
{
	static const char *const from[] = { "unit", "set", "phone" };
	static const char *const to[] = { "unix", "sex", "phony" };
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_names names = { 0 };
	struct tl_entry e;
	TL_BUF out = { 0 };
	(void)state;
	whole(&e, t, set);
	assert_int_equal(tl_entry_pack(&out, &e, &names), 0);
	for (size_t i = 0; i < TL_LEN(from); i++) {
		struct tl_names read = { 0 };
		char *at = memmem(out.data, out.len, from[i], strlen(from[i]));
		assert_non_null(at);
		memcpy(at, to[i], strlen(to[i]));
		assert_int_equal(read_as(t, tl_buf_bytes(&out), &read), TLSAFE_EVERSION);
		memcpy(at, from[i], strlen(from[i]));
		tl_names_release(&read);
	}
	tl_names_release(&names);
	tlsafe_free(t);
}

static void new_names_are_compared_with_a_complete_table(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_names names = { 0 }, full = { 0 }, other = { 0 };
	struct tl_entry e = model_entry(t, "body", "B1", TL_ACT_ADD, NULL, set);
	TL_BUF out = { 0 };
	(void)state;
	assert_int_equal(tl_entry_pack(&out, &e, &names), 0);
	assert_int_equal(tl_names_add(&full, TL_LIT("body")), 0);
	assert_int_equal(tl_names_add(&full, TL_LIT("add")), 0);
	assert_int_equal(read_as(t, tl_buf_bytes(&out), &full), 0);
	assert_int_equal(full.n, 2);
	assert_int_equal(tl_names_add(&other, TL_LIT("unit")), 0);
	assert_int_equal(tl_names_add(&other, TL_LIT("add")), 0);
	assert_int_equal(read_as(t, tl_buf_bytes(&out), &other), TLSAFE_ECORRUPT);
	tl_names_release(&names);
	tl_names_release(&full);
	tl_names_release(&other);
	tlsafe_free(t);
}

static void names_that_were_cut_are_new_again(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_names names = { 0 };
	struct tl_entry e = model_entry(t, "body", "B1", TL_ACT_ADD, NULL, set);
	TL_BUF once = { 0 };
	TL_BUF again = { 0 };
	(void)state;
	model_give(&e, "name", "x");
	assert_int_equal(tl_entry_pack(&once, &e, &names), 0);
	tl_names_cut(&names, 5);	/* has no more than three */
	assert_int_equal(names.n, 3);
	tl_names_cut(&names, 0);
	assert_int_equal(tl_entry_pack(&again, &e, &names), 0);
	assert_true(tl_eq(tl_buf_bytes(&once), tl_buf_bytes(&again)));
	tl_names_release(&names);
	tlsafe_free(t);
}

static void a_value_is_found_by_its_field(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_entry e = model_entry(t, "hazard", "H1", TL_ACT_ADD, NULL, set);
	(void)state;
	model_give(&e, "level", "major");
	model_give(&e, "town", "500151004");
	assert_ptr_equal(tl_entry_value(&e, TL_F_TOWN), &set[1]);
	assert_null(tl_entry_value(&e, TL_F_DUE));
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(acts_and_their_texts_name_each_other),
		cmocka_unit_test(canonical_bytes_are_as_the_header_has_them),
		cmocka_unit_test(every_part_comes_back),
		cmocka_unit_test(absent_parts_stay_absent),
		cmocka_unit_test(bytes_cut_anywhere_are_corrupt),
		cmocka_unit_test(a_value_is_personal_as_its_field_is),
		cmocka_unit_test(names_that_nobody_knows_are_of_another_version),
		cmocka_unit_test(new_names_are_compared_with_a_complete_table),
		cmocka_unit_test(names_that_were_cut_are_new_again),
		cmocka_unit_test(a_value_is_found_by_its_field),
	};
	return cmocka_run_group_tests_name("journal/entry", tests, NULL, model_drop);
}
