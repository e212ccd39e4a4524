/* Saved filters: words of a filter that have a name of their own. */
#include "../model.h"

#include "query/saved.h"

static void save(struct tlsafe *t, const char *word)
{
	char *values[] = { (char *)word };
	struct tlsafe_change c = {
		.values = values, .nvalues = 1, .reason = "r", .fault = model_told
	};
	model_ok(t, tlsafe_set_settings(t, &c, NULL));
}

/* What W stands for, each word with | behind it, and in brackets where it comes from. */
static int expand(struct tl_buf *out, struct tlsafe *t, struct model_words w)
{
	TL_VIEW v = { 0 };
	TL_SAVED s = { 0 };
	int rc;
	model_view(&v, t, NULL, UINT64_MAX);
	rc = tl_saved_expand(&s, &v, w.word, model_count(&w));
	tl_buf_clear(out);
	for (size_t i = 0; !rc && i < s.n; i++) {
		tl_buf_add(out, s.word[i].text);
		if (s.word[i].from.len)
			tl_buf_printf(out, "[%.*s]", (int)s.word[i].from.len, s.word[i].from.data);
		tl_buf_char(out, '|');
	}
	tl_buf_char(out, 0);
	return rc;
}

static void names_give_way_to_their_words(void **state)
{
	static const struct {
		struct model_words w;
		const char *is;
	} c[] = {
		{ { { NULL } }, "" },
		{ { { "open", "level=major" } }, "open|level=major|" },
		{ { { "@a" } }, "open[@a]|town=500151004[@a]|" },
		{ { { "due=", "@a", "closed" } }, "due=|open[@a]|town=500151004[@a]|closed|" },
		{ { { "@b" } }, "level=major[@b]|open[@a]|town=500151004[@a]|found=2018[@b]|" },
		{ { { "@a", "@b" } },
		  "open[@a]|town=500151004[@a]|level=major[@b]|found=2018[@b]|" },
		{ { { "＠Ａ" } }, NULL },
		{ { { "＠ａ" } }, "open[@a]|town=500151004[@a]|" },
		{ { { "x@a" } }, "x@a|" },
	};
	struct tlsafe *t = model_lived();
	TL_BUF text = { 0 };
	(void)state;
	save(t, "@a=open town=500151004");
	save(t, "@b=level=major @a found=2018");
	for (size_t i = 0; i < TL_LEN(c); i++) {
		tl_err_clear(&t->err);
		if (!c[i].is) {
			assert_int_equal(expand(&text, t, c[i].w), TLSAFE_EUSAGE);
			continue;
		}
		model_ok(t, expand(&text, t, c[i].w));
		assert_string_equal(text.data, c[i].is);
	}
	tlsafe_free(t);
}

static void words_are_split_as_a_shell_does(void **state)
{
	static const struct {
		const char *text, *is;
	} c[] = {
		{ "", "" },
		{ "  a \t b\n", "a|b|" },
		{ "a　b", "a|b|" },
		{ "'a b'c d", "a bc|d|" },
		{ "x~\"it's\" '\"'", "x~it's|\"|" },
		{ "''", "|" },
		{ "a\\,b\\..c", "a\\,b\\..c|" },
	};
	struct tlsafe *t = model_store(true, NULL);
	TL_VIEW v = { 0 };
	(void)state;
	model_view(&v, t, NULL, UINT64_MAX);
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_SAVED s = { 0 };
		TL_BUF text = { 0 };
		model_ok(t, tl_saved_try(&s, &v, TL_LIT("@x"), tl_str(c[i].text)));
		for (size_t k = 0; k < s.n; k++) {
			tl_buf_add(&text, s.word[k].text);
			tl_buf_char(&text, '|');
		}
		model_is(tl_buf_bytes(&text), c[i].is);
	}
	TL_SAVED s = { 0 };
	assert_int_equal(tl_saved_try(&s, &v, TL_LIT("@x"), TL_LIT("a 'b")), TLSAFE_EUSAGE);
	assert_true(model_says(t, "no end"));
	tl_saved_release(&s);
	tl_view_end(&v);
	tlsafe_free(t);
}

static void a_name_is_letters_behind_a_sign(void **state)
{
	static const struct {
		const char *name, *is;
	} c[] = {
		{ "@a", "@a" },    { "@每周-1_x.y", "@每周-1_x.y" },
		{ "＠Ａ", "@A" },  { "@", NULL },
		{ "@a b", NULL },  { "@a=b", NULL },
		{ "@a,b", NULL },  { "@@a", NULL },
		{ "@a~", NULL },   { "@'a", NULL },
		{ "@a\u200bb", NULL },
		{ "@0123456789012345678901234567890123456789012345678901234567890123", NULL },
	};
	struct tl_err err;
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_BUF out = { 0 };
		tl_err_clear(&err);
		assert_true(tl_saved_is_name(tl_str(c[i].name)));
		int rc = tl_saved_name(tl_str(c[i].name), &out, &err);
		if (!rc && !c[i].is)
			print_error("%s is taken\n", c[i].name);
		assert_int_equal(rc, c[i].is ? 0 : TLSAFE_EUSAGE);
		if (c[i].is)
			model_is(tl_buf_bytes(&out), c[i].is);
	}
	assert_false(tl_saved_is_name(TL_LIT("a@b")));
	assert_false(tl_saved_is_name(TL_LIT("")));
}

static void what_is_unknown_names_the_nearest(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	TL_BUF text = { 0 };
	(void)state;
	save(t, "@monday=open");
	save(t, "@munday=open");
	save(t, "@munday=");
	assert_int_equal(expand(&text, t, (struct model_words){ { "@mundai" } }), TLSAFE_EUSAGE);
	assert_true(model_says(t, "'@mundai'"));
	assert_true(model_says(t, "'@monday'"));
	tl_err_clear(&t->err);
	assert_int_equal(expand(&text, t, (struct model_words){ { "@munday" } }), TLSAFE_EUSAGE);
	assert_true(model_says(t, "'@monday'"));
	tl_err_clear(&t->err);
	assert_int_equal(expand(&text, t, (struct model_words){ { "@far-away" } }), TLSAFE_EUSAGE);
	assert_true(model_says(t, TL_SAVED_LIST));
	tlsafe_free(t);
}

static void a_ring_is_named(void **state)
{
	char *ids[] = { "@a" }, *values[] = { "words=@c" };
	struct tlsafe_change c = { .kind = TL_SAVED_KIND, .verb = "set", .ids = ids, .nids = 1,
		                   .values = values, .nvalues = 1, .fault = model_told };
	struct tlsafe *t = model_store(true, NULL);
	TL_BUF text = { 0 };
	TL_VIEW v = { 0 };
	TL_SAVED s = { 0 };
	(void)state;
	save(t, "@a=open");
	save(t, "@b=@a");
	save(t, "@c=@b");
	save(t, "@d=@c");
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(tl_saved_try(&s, &v, TL_LIT("@a"), TL_LIT("closed @c")), TLSAFE_EUSAGE);
	assert_true(model_says(t, "@a, @c, @b, @a"));
	tl_saved_release(&s);
	tl_view_end(&v);
	tl_err_clear(&t->err);
	model_ok(t, tlsafe_change(t, &c, NULL));
	assert_int_equal(expand(&text, t, (struct model_words){ { "@d" } }), TLSAFE_EUSAGE);
	assert_true(model_says(t, ": @c, @b, @a, @c"));
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_give_way_to_their_words),
		cmocka_unit_test(words_are_split_as_a_shell_does),
		cmocka_unit_test(a_name_is_letters_behind_a_sign),
		cmocka_unit_test(what_is_unknown_names_the_nearest),
		cmocka_unit_test(a_ring_is_named),
	};
	return cmocka_run_group_tests_name("query/saved", tests, NULL, model_drop);
}
