/* Genesis as bytes, and its hash. */
#include "../model.h"

#include "journal/genesis.h"

static struct tl_schema_file files[] = { { { "a", 1 }, { "x: 1\n", 5 } },
	                                 { { "b", 1 }, { "", 0 } } };
static const struct tl_genesis sample = { .site = { "500151", 6 },
	                                  .language = { "zh", 2 },
	                                  .offset = -12600,
	                                  .format = TL_JOURNAL_FORMAT,
	                                  .file = files,
	                                  .nfiles = 2 };

static void bytes_are_as_the_header_of_the_journal_has_them(void **state)
{
	TL_BUF out = { 0 };
	TL_BUF want = { 0 };
	(void)state;
	tl_genesis_pack(&out, &sample);
	tl_buf_block(&want, TL_LIT("genesis"));
	tl_buf_block(&want, TL_LIT("500151"));
	tl_buf_int(&want, -12600);
	tl_buf_block(&want, TL_LIT("zh"));
	tl_buf_uint(&want, 1);
	tl_buf_block(&want, TL_LIT("blake2b-256"));
	tl_buf_uint(&want, 2);
	tl_buf_block(&want, TL_LIT("a"));
	tl_buf_block(&want, TL_LIT("x: 1\n"));
	tl_buf_block(&want, TL_LIT("b"));
	tl_buf_block(&want, TL_LIT(""));
	assert_true(tl_eq(tl_buf_bytes(&out), tl_buf_bytes(&want)));
	/* Of a salvaged chain the first word says so, and the last what it was. */
	struct tl_genesis salvaged = sample;
	TL_BUF more = { 0 };
	TL_BUF wanted = { 0 };
	salvaged.salvaged = TL_LIT("9 ab");
	tl_genesis_pack(&more, &salvaged);
	tl_buf_block(&wanted, TL_LIT("genesis+salvaged"));
	tl_buf_put(&wanted, want.data + 8, want.len - 8);
	tl_buf_block(&wanted, TL_LIT("9 ab"));
	assert_true(tl_eq(tl_buf_bytes(&more), tl_buf_bytes(&wanted)));
}

static void what_was_packed_comes_back(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	TL_BUF out = { 0 };
	struct tl_genesis g = { 0 };
	struct tl_err err = { 0 };
	(void)state;
	tl_genesis_pack(&out, &sample);
	assert_int_equal(tl_genesis_unpack(&g, tl_buf_bytes(&out), &a, &err), 0);
	model_is(g.site, "500151");
	model_is(g.language, "zh");
	assert_int_equal(g.offset, -12600);
	assert_int_equal(g.format, TL_JOURNAL_FORMAT);
	assert_int_equal(g.nfiles, 2);
	model_is(g.file[0].name, "a");
	model_is(g.file[0].text, "x: 1\n");
	model_is(g.file[1].name, "b");
	assert_true(g.site.data > out.data && g.site.data < out.data + out.len);
	assert_int_equal(g.salvaged.len, 0);
	struct tl_genesis salvaged = sample;
	salvaged.salvaged = TL_LIT("9 ab");
	tl_buf_clear(&out);
	tl_genesis_pack(&out, &salvaged);
	assert_int_equal(tl_genesis_unpack(&g, tl_buf_bytes(&out), &a, &err), 0);
	model_is(g.salvaged, "9 ab");
	model_is(g.file[0].name, "a");
}

static void damaged_bytes_are_corrupt(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	TL_BUF out = { 0 };
	struct tl_genesis g;
	(void)state;
	tl_genesis_pack(&out, &sample);
	for (size_t n = 0; n < out.len; n++) {
		struct tl_err err = { 0 };
		assert_int_equal(tl_genesis_unpack(&g, tl_bytes(out.data, n), &a, &err),
		                 TLSAFE_ECORRUPT);
		assert_true(err.text[0]);
	}
	tl_buf_char(&out, 0);	/* and one too many */
	struct tl_err err = { 0 };
	assert_int_equal(tl_genesis_unpack(&g, tl_buf_bytes(&out), &a, &err), TLSAFE_ECORRUPT);
}

static void a_newer_format_is_of_another_version(void **state)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	TL_BUF out = { 0 };
	struct tl_genesis g = sample;
	struct tl_err err = { 0 };
	(void)state;
	g.format = TL_JOURNAL_FORMAT + 1;
	tl_genesis_pack(&out, &g);
	assert_int_equal(tl_genesis_unpack(&g, tl_buf_bytes(&out), &a, &err), TLSAFE_EVERSION);
}

static void the_hash_is_that_of_the_bytes(void **state)
{
	unsigned char hash[TL_HASH_LEN], want[TL_HASH_LEN];
	TL_BUF out = { 0 };
	TL_BUF scratch = { 0 };
	struct tl_genesis g = sample;
	struct tl_hash h;
	(void)state;
	tl_genesis_pack(&out, &sample);
	tl_hash_begin(&h);
	tl_hash_add(&h, tl_buf_bytes(&out));
	tl_hash_end(&h, want);
	tl_genesis_hash(hash, &sample, &scratch);
	assert_memory_equal(hash, want, TL_HASH_LEN);
	g.language = TL_LIT("en");
	tl_genesis_hash(hash, &g, &scratch);
	assert_memory_not_equal(hash, want, TL_HASH_LEN);
}

static int start(void **state)
{
	(void)state;
	return tl_hash_setup();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_as_the_header_of_the_journal_has_them),
		cmocka_unit_test(what_was_packed_comes_back),
		cmocka_unit_test(damaged_bytes_are_corrupt),
		cmocka_unit_test(a_newer_format_is_of_another_version),
		cmocka_unit_test(the_hash_is_that_of_the_bytes),
	};
	return cmocka_run_group_tests_name("journal/genesis", tests, start, model_drop);
}
