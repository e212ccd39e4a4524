/* The schema set as a store keeps it, and what is taken when one part of it is of another time. */
#include "../model.h"

#include "store/open.h"
#include "store/schema_kept.h"

#define KIND \
	"kind: extra\nzh: 附加\nen: Extra\nabout: \"x\"\nletter: E\n" \
	"columns: [id]\nfields:\n" \
	"  - {key: id, type: id, by: add, zh: 编号, en: ID, about: \"x\"}\n"

/* What M set is, and that it is put back as WITH, or goes if that is TL_NONE. */
static void exchange(struct tlsafe *t, struct tl_buf *was, struct tl_bytes with)
{
	struct tl_kv_txn *txn;
	struct tl_bytes val;

	assert_int_equal(tl_kv_begin(&txn, t->kv, true, &t->err), 0);
	assert_int_equal(tl_kv_get(txn, TL_LIT("Mset"), &val, &t->err), 0);
	if (was)
		tl_buf_add(was, val);
	if (with.data)
		assert_int_equal(tl_kv_put(txn, TL_LIT("Mset"), with, &t->err), 0);
	else
		assert_int_equal(tl_kv_del(txn, TL_LIT("Mset"), &t->err), 0);
	assert_int_equal(tl_kv_commit(&txn, &t->err), 0);
}

/* A commit that touches no file of the set. */
static void commit(struct tlsafe *t)
{
	char *values[] = { (char *)"name=某区" };
	struct tlsafe_change c = {
		.values = values, .nvalues = 1, .reason = "r", .fault = model_told
	};

	model_ok(t, tlsafe_set_settings(t, &c, NULL));
}

static bool is_sound(struct tlsafe *t)
{
	struct tl_kv_txn *txn;
	bool same = false;

	assert_int_equal(tl_kv_begin(&txn, t->kv, false, &t->err), 0);
	model_ok(t, tl_schema_kept_check(t, txn, &same));
	tl_kv_abortp(&txn);
	return same;
}

static void a_store_is_opened_by_its_image(void **state)
{
	struct tlsafe *t = model_store(true, NULL);

	(void)state;
	model_ok(t, tl_store_reload(t));
	assert_false(t->schema_bare);
	assert_true(is_sound(t));
	model_ok(t, model_apply(t, "extra", KIND));
	model_ok(t, tl_store_reload(t));
	assert_false(t->schema_bare);
	assert_non_null(tl_schema_kind(t->schema, "extra"));
	assert_true(is_sound(t));
	tlsafe_free(t);
}

/* An older program that enters a file leaves the image as it was. */
static void an_image_of_another_time_is_passed_over(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_BUF old = { 0 };

	(void)state;
	exchange(t, &old, TL_LIT(""));
	model_ok(t, model_apply(t, "extra", KIND));
	exchange(t, NULL, tl_buf_bytes(&old));
	model_ok(t, tl_store_reload(t));
	assert_true(t->schema_bare);
	assert_non_null(tl_schema_kind(t->schema, "extra"));
	assert_true(is_sound(t));
	/* The next commit, whatever it is of, makes it anew. */
	commit(t);
	model_ok(t, tl_store_reload(t));
	assert_false(t->schema_bare);
	assert_non_null(tl_schema_kind(t->schema, "extra"));
	tlsafe_free(t);
}

static void a_store_without_one_gets_it(void **state)
{
	struct tlsafe *t = model_store(true, NULL);

	(void)state;
	exchange(t, NULL, TL_NONE);
	model_ok(t, tl_store_reload(t));
	assert_true(t->schema_bare);
	commit(t);
	model_ok(t, tl_store_reload(t));
	assert_false(t->schema_bare);
	tlsafe_free(t);
}

static void check_finds_one_that_says_otherwise(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_BUF image = { 0 };
	char *at;

	(void)state;
	exchange(t, &image, TL_LIT(""));
	at = memmem(image.data, image.len, "铜梁区", strlen("铜梁区"));
	assert_non_null(at);
	memcpy(at, "大足区", strlen("大足区"));
	exchange(t, NULL, tl_buf_bytes(&image));
	assert_false(is_sound(t));
	/* What can be no image at all is damage to whoever reads it. */
	image.data[image.len / 2] ^= 0x80;
	image.len -= 9;
	exchange(t, NULL, tl_buf_bytes(&image));
	assert_int_equal(tl_store_reload(t), TLSAFE_ECORRUPT);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_is_opened_by_its_image),
		cmocka_unit_test(an_image_of_another_time_is_passed_over),
		cmocka_unit_test(a_store_without_one_gets_it),
		cmocka_unit_test(check_finds_one_that_says_otherwise),
	};
	return cmocka_run_group_tests_name("store/schema_kept", tests, NULL, model_drop);
}
