/* A transaction being made. */
#include "../model.h"

#include "journal/draft.h"

#define TL_DRAFT TL_CLEANUP(tl_draft_release) struct tl_draft

static void add(struct tl_draft *d, struct tlsafe *t, const char *id, const char *name)
{
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_err err = { 0 };
	struct tl_entry e = model_entry(t, "body", id, TL_ACT_ADD, "2018-01-01", set);
	uint32_t was = d->count;
	model_give(&e, "name", name);
	assert_int_equal(tl_draft_add(d, &e, false, &err), 0);
	assert_int_equal(e.place.n, was + 1);
}

/* The ids in the draft's blocks, each followed by a space. */
static void ids(struct tl_buf *out, struct tl_draft *d, struct tlsafe *t)
{
	TL_CLEANUP(tl_block_release) struct tl_block b = { 0 };
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_err err = { 0 };
	struct tl_entry e;
	uint32_t n = 0;
	int rc;
	for (size_t i = 0; i < d->nblocks; i++) {
		struct tl_bytes beside = TL_NONE;
		if (d->block[i].personal.len)
			beside = tl_buf_bytes(&d->block[i].personal);
		assert_int_equal(d->block[i].first, n + 1);
		rc = tl_block_open(&b, 1, d->block[i].first, tl_buf_bytes(&d->block[i].entries),
		                   beside, &d->names, &err);
		assert_int_equal(rc, 0);
		while ((rc = tl_block_next(&b, &e, set, t->schema, &err)) == 1) {
			assert_int_equal(e.place.n, ++n);
			tl_buf_add(out, e.id);
			tl_buf_char(out, ' ');
		}
		assert_int_equal(rc, 0);
	}
}

static void a_sealed_draft_holds_its_entries_in_order(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_err err = { 0 };
	TL_DRAFT d = { 0 };
	TL_BUF text = { 0 };
	(void)state;
	add(&d, t, "B1", "一");
	add(&d, t, "B2", "二");
	add(&d, t, "B3", "三");
	assert_int_equal(d.nblocks, 0);
	assert_int_equal(tl_draft_seal(&d, &err), 0);
	assert_int_equal(d.nblocks, 1);
	assert_int_equal(d.block[0].personal.len, 0);
	ids(&text, &d, t);
	assert_string_equal(text.data, "B1 B2 B3 ");
	tlsafe_free(t);
}

static void sealing_nothing_makes_no_block(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_err err = { 0 };
	TL_DRAFT d = { 0 };
	(void)state;
	assert_int_equal(tl_draft_seal(&d, &err), 0);
	assert_int_equal(d.nblocks, 0);
	add(&d, t, "B1", "一");
	assert_int_equal(tl_draft_seal(&d, &err), 0);
	assert_int_equal(tl_draft_seal(&d, &err), 0);
	assert_int_equal(d.nblocks, 1);
	tlsafe_free(t);
}

static void the_way_back_to_a_mark_leaves_no_trace(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_err err = { 0 };
	struct tl_draft_mark m;
	struct tl_set set[TL_ENTRY_SETS];
	TL_DRAFT a = { 0 };
	TL_DRAFT b = { 0 };
	(void)state;
	add(&a, t, "B1", "一");
	assert_int_equal(tl_draft_mark(&a, &m, &err), 0);
	add(&a, t, "B2", "二");
	struct tl_entry e = model_entry(t, "unit", "U1", TL_ACT_ADD, NULL, set);
	model_give(&e, "phone", "13800000000");
	assert_int_equal(tl_draft_add(&a, &e, false, &err), 0);
	tl_draft_back(&a, &m);
	add(&a, t, "B3", "三");
	assert_int_equal(tl_draft_seal(&a, &err), 0);
	add(&b, t, "B1", "一");
	add(&b, t, "B3", "三");
	assert_int_equal(tl_draft_seal(&b, &err), 0);
	assert_int_equal(a.count, 2);
	assert_int_equal(a.names.n, b.names.n);
	assert_int_equal(a.block[0].personal.len, 0);
	assert_true(tl_eq(tl_buf_bytes(&a.block[0].entries), tl_buf_bytes(&b.block[0].entries)));
	tlsafe_free(t);
}

static void full_blocks_are_closed(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_err err = { 0 };
	TL_DRAFT d = { 0 };
	TL_BUF text = { 0 };
	TL_BUF want = { 0 };
	char id[16];
	(void)state;
	/* 20,000 entries of 30 bytes and more. */
	for (int i = 0; i < 20000; i++) {
		snprintf(id, sizeof(id), "B%07d", i);
		tl_buf_printf(&want, "%s ", id);
		add(&d, t, id, "某某某部门某处");
	}
	assert_int_equal(tl_draft_seal(&d, &err), 0);
	assert_in_range(d.nblocks, 3, 5);
	ids(&text, &d, t);
	assert_string_equal(text.data, want.data);
	tlsafe_free(t);
}

/* Blocks enough that each place of the worker is used again, and personal values in some. */
static void fill(struct tl_draft *d, struct tlsafe *t)
{
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_err err = { 0 };
	char id[16];

	for (int i = 0; i < 100000; i++) {
		struct tl_entry e;
		snprintf(id, sizeof(id), "U%07d", i);
		e = model_entry(t, "unit", id, TL_ACT_SET, NULL, set);
		model_give(&e, i % 50000 < 25000 ? "phone" : "address", id);
		memset(set[0].salt, i, sizeof(set[0].salt));
		memset(set[0].digest, i + 1, sizeof(set[0].digest));
		assert_int_equal(tl_draft_add(d, &e, true, &err), 0);
	}
	assert_int_equal(tl_draft_seal(d, &err), 0);
}

static void a_second_thread_makes_the_same_blocks(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_DRAFT two = { 0 };
	TL_DRAFT one = { .alone = true };
	size_t personal = 0;
	(void)state;
	fill(&two, t);
	fill(&one, t);
	assert_true(two.nblocks > 2 + TL_WORKER_JOBS);
	assert_int_equal(two.nblocks, one.nblocks);
	for (size_t i = 0; i < two.nblocks; i++) {
		const struct tl_draft_block *a = &two.block[i], *b = &one.block[i];
		assert_int_equal(a->first, b->first);
		assert_true(a->entries.len > 0);
		assert_true(tl_eq(tl_buf_bytes(&a->entries), tl_buf_bytes(&b->entries)));
		assert_true(tl_eq(tl_buf_bytes(&a->personal), tl_buf_bytes(&b->personal)));
		personal += a->personal.len > 0;
	}
	assert_in_range(personal, 1, two.nblocks - 1);
	tlsafe_free(t);
}

/* What was begun is ended when the draft is given up. */
static void a_large_draft_can_be_given_up(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_DRAFT d = { 0 };
	(void)state;
	for (int i = 0; i < 60000; i++)
		add(&d, t, "B1", "某某某部门某处");
	assert_non_null(d.worker);
	tl_draft_release(&d);
	tlsafe_free(t);
}

static void personal_values_get_a_salt_and_its_digest(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	unsigned char digest[TL_DIGEST_LEN], first[TL_SALT_LEN];
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_err err = { 0 };
	TL_DRAFT d = { 0 };
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct tl_entry e = model_entry(t, "unit", "U1", TL_ACT_SET, NULL, set);
		model_give(&e, "phone", "13800000000");
		model_give(&e, "address", "某路");
		assert_int_equal(tl_draft_add(&d, &e, false, &err), 0);
		tl_hash_digest(digest, set[0].salt, TL_LIT("13800000000"));
		assert_memory_equal(set[0].digest, digest, TL_DIGEST_LEN);
		if (i)
			assert_memory_not_equal(set[0].salt, first, TL_SALT_LEN);
		memcpy(first, set[0].salt, TL_SALT_LEN);
	}
	assert_int_equal(tl_draft_seal(&d, &err), 0);
	assert_true(d.block[0].personal.len > 0);
	tlsafe_free(t);
}

static void salts_that_are_given_stay(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	unsigned char salt[TL_SALT_LEN], digest[TL_DIGEST_LEN];
	struct tl_set set[TL_ENTRY_SETS];
	struct tl_err err = { 0 };
	TL_DRAFT d = { 0 };
	struct tl_entry e = model_entry(t, "unit", "U1", TL_ACT_SET, NULL, set);
	(void)state;
	model_give(&e, "phone", "13800000000");
	memset(salt, 1, sizeof(salt));
	memset(digest, 2, sizeof(digest));
	memcpy(set[0].salt, salt, sizeof(salt));
	memcpy(set[0].digest, digest, sizeof(digest));
	assert_int_equal(tl_draft_add(&d, &e, true, &err), 0);
	assert_memory_equal(set[0].salt, salt, sizeof(salt));
	assert_memory_equal(set[0].digest, digest, sizeof(digest));
	tlsafe_free(t);
}

static void a_released_draft_starts_anew(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_err err = { 0 };
	TL_DRAFT d = { 0 };
	TL_BUF text = { 0 };
	(void)state;
	add(&d, t, "B1", "一");
	assert_int_equal(tl_draft_seal(&d, &err), 0);
	tl_draft_release(&d);
	assert_int_equal(d.count, 0);
	add(&d, t, "B2", "二");
	assert_int_equal(tl_draft_seal(&d, &err), 0);
	ids(&text, &d, t);
	assert_string_equal(text.data, "B2 ");
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sealed_draft_holds_its_entries_in_order),
		cmocka_unit_test(sealing_nothing_makes_no_block),
		cmocka_unit_test(the_way_back_to_a_mark_leaves_no_trace),
		cmocka_unit_test(full_blocks_are_closed),
		cmocka_unit_test(a_second_thread_makes_the_same_blocks),
		cmocka_unit_test(a_large_draft_can_be_given_up),
		cmocka_unit_test(personal_values_get_a_salt_and_its_digest),
		cmocka_unit_test(salts_that_are_given_stay),
		cmocka_unit_test(a_released_draft_starts_anew),
	};
	return cmocka_run_group_tests_name("journal/draft", tests, NULL, model_drop);
}
