/* A file packed with what it was: places never move. */
#include "set.h"

#include "base/crypto.h"
#include "journal/workflow.h"
#include "schema/past.h"

#define TEXT "  - {key: t, type: text, max: 50, zh: 文, en: Text, by: set, about: a, also: [词]}\n"
#define CHOICE \
	"  - {key: c, type: choice, zh: 选, en: Choice, by: set, about: a, values: [{code: x, " \
	"zh: 甲}, {code: y, zh: 乙}]}\n"
#define MORE "  - {key: m, type: date, zh: 日, en: Day, by: set, about: a}\n"

static void places_never_move(void **state)
{
	static const struct tl_bytes was[] = { TL_LIT(HEAD TEXT), TL_LIT(HEAD TEXT CHOICE),
		                               TL_LIT(HEAD TEXT MORE) };
	struct tl_schema_past past = { TL_LIT("k"), was[2], was, 3, 2 };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };
	struct tl_schema *s;
	const struct tl_kind *k;

	(void)state;
	assert_int_equal(tl_schema_pack_past(&packed, &past, &err), 0);
	s = set_of(tl_buf_bytes(&packed));
	k = tl_schema_kind(s, "k");
	assert_int_equal(k->nfields, 4);
	assert_string_equal(k->field[2].key, "c");
	assert_true(k->field[2].withdrawn);
	assert_null(tl_kind_key(k, TL_LIT("c")));
	assert_null(tl_kind_field(k, TL_LIT("选"), true, NULL));
	assert_ptr_equal(tl_kind_any_key(k, TL_LIT("c")), &k->field[2]);
	assert_string_equal(tl_kind_key(k, TL_LIT("m"))->key, k->field[3].key);
	tl_schema_free(s);
	/* All of it is taken back. */
	past.present = TL_NONE;
	tl_buf_clear(&packed);
	assert_int_equal(tl_schema_pack_past(&packed, &past, &err), 0);
	s = set_of(tl_buf_bytes(&packed));
	assert_null(tl_schema_kind(s, "k"));
	assert_int_equal(tl_schema_any_kind(s, "k")->nfields, 4);
	tl_schema_free(s);
}

static void later_files_are_numbered_later(void **state)
{
	static const struct tl_bytes
		first = TL_LIT(HEAD TEXT),
		second = TL_LIT(
			"kind: a\nzh: 甲\nen: A\nabout: a\nletter: A\ncolumns: [id]\nfields:\n"
			"  - {key: id, type: id, zh: 编号, en: ID, by: add, about: a}\n");
	struct tl_schema_past past = { TL_LIT("a"), second, &second, 1, 1 };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };
	struct tl_schema *s = NULL;

	(void)state;
	assert_int_equal(tl_schema_pack_past(&packed, &past, &err), 0);
	struct tl_schema_file files[] = { { TL_LIT("a"), tl_buf_bytes(&packed) },
		                          { TL_LIT("district"), TL_LIT(DISTRICT) },
		                          { TL_LIT("k"), first } };
	assert_int_equal(tl_schema_load(&s, files, 3, tl_workflows, &err), 0);
	assert_int_equal(tl_schema_kind(s, "k")->number, 1);
	assert_int_equal(tl_schema_kind(s, "a")->number, 2);
	tl_schema_free(s);
}

static void a_packed_file_is_the_file(void **state)
{
	static const struct tl_schema_file file = { TL_LIT("k"), TL_LIT(HEAD TEXT CHOICE) };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };
	struct tl_schema *a, *b;
	const struct tl_kind *x, *y;
	(void)state;
	/* appended */
	tl_buf_str(&packed, "before");
	assert_int_equal(tl_schema_pack(&packed, &file, &err), 0);
	assert_memory_equal(packed.data, "before", 6);
	a = set_of(file.text);
	b = set_of(tl_bytes(packed.data + 6, packed.len - 6));
	x = tl_schema_kind(a, "k");
	y = tl_schema_kind(b, "k");
	assert_int_equal(x->nfields, y->nfields);
	for (size_t i = 0; i < x->nfields; i++) {
		assert_string_equal(x->field[i].key, y->field[i].key);
		assert_string_equal(x->field[i].zh, y->field[i].zh);
		assert_ptr_equal(x->field[i].type, y->field[i].type);
		assert_int_equal(x->field[i].line, y->field[i].line);
		assert_int_equal(x->field[i].max, y->field[i].max);
		assert_false(y->field[i].withdrawn);
	}
	assert_int_equal(y->field[2].codes->n, 2);
	assert_string_equal(y->field[1].also[0].heading, "词");
	assert_int_equal(y->number, 1);
	tl_schema_free(a);
	tl_schema_free(b);
}

static void what_is_packed_again_is_the_same(void **state)
{
	struct tl_schema_file file = { TL_LIT("k"), TL_LIT(HEAD TEXT CHOICE) };
	struct tl_err err = { 0 };
	TL_BUF once = { 0 };
	TL_BUF twice = { 0 };
	(void)state;
	assert_int_equal(tl_schema_pack(&once, &file, &err), 0);
	file.text = tl_buf_bytes(&once);
	assert_int_equal(tl_schema_pack(&twice, &file, &err), 0);
	assert_true(tl_eq(tl_buf_bytes(&once), tl_buf_bytes(&twice)));
}

static void a_field_that_comes_again_is_no_longer_withdrawn(void **state)
{
	static const struct tl_bytes was[] = { TL_LIT(HEAD TEXT MORE), TL_LIT(HEAD TEXT) };
	struct tl_schema_past past = { TL_LIT("k"), TL_LIT(HEAD TEXT MORE), was, 2, 0 };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };
	struct tl_schema *s;
	const struct tl_kind *k;
	(void)state;
	assert_int_equal(tl_schema_pack_past(&packed, &past, &err), 0);
	s = set_of(tl_buf_bytes(&packed));
	k = tl_schema_kind(s, "k");
	assert_int_equal(k->nfields, 3);
	assert_ptr_equal(tl_kind_key(k, TL_LIT("m")), &k->field[2]);
	assert_false(k->field[2].withdrawn);
	tl_schema_free(s);
}

static void a_withdrawn_field_is_as_it_last_was(void **state)
{
	static const struct tl_bytes was[] = {
		TL_LIT(HEAD TEXT),
		TL_LIT(HEAD "  - {key: t, type: text, max: 60, zh: 字, en: Word, by: set, about: "
		            "a, required: true}\n")
	};
	struct tl_schema_past past = { TL_LIT("k"), TL_LIT(HEAD), was, 2, 0 };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };
	struct tl_schema *s;
	const struct tl_field *f;
	(void)state;
	assert_int_equal(tl_schema_pack_past(&packed, &past, &err), 0);
	s = set_of(tl_buf_bytes(&packed));
	f = tl_kind_any_key(tl_schema_kind(s, "k"), TL_LIT("t"));
	assert_true(f->withdrawn);
	assert_string_equal(f->zh, "字");
	assert_int_equal(f->max, 60);
	/* Nobody can be asked for it any more. */
	assert_false(f->required);
	tl_schema_free(s);
}

static void what_cannot_be_parsed_is_not_packed(void **state)
{
	static const struct tl_bytes was = TL_LIT(HEAD);
	struct tl_schema_past past = { TL_LIT("k"), TL_LIT("a: [b\n"), &was, 1, 0 };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };
	(void)state;
	assert_int_equal(tl_schema_pack_past(&packed, &past, &err), TLSAFE_ECONFIG);
	assert_int_equal(strncmp(err.text, "k.yaml:", 7), 0);
	assert_int_equal(packed.len, 0);
}

/* Any piece of it: told, and nothing read beyond its end. */
static void a_packed_file_that_is_damaged_is_refused(void **state)
{
	static const struct tl_schema_file file = { TL_LIT("k"), TL_LIT(HEAD TEXT) };
	struct tl_err err = { 0 };
	TL_BUF packed = { 0 };
	(void)state;
	assert_int_equal(tl_schema_pack(&packed, &file, &err), 0);
	for (size_t len = 5; len < packed.len; len++) {
		char *copy = malloc(len);
		struct tl_schema_file files[] = { { TL_LIT("district"), TL_LIT(DISTRICT) },
			                          { TL_LIT("k"), { copy, len } } };
		struct tl_schema *s = NULL;
		tl_err_clear(&err);
		memcpy(copy, packed.data, len);
		assert_int_equal(tl_schema_load(&s, files, 2, tl_workflows, &err), TLSAFE_ECONFIG);
		assert_non_null(strstr(err.text, "damaged"));
		assert_null(s);
		free(copy);
	}
	tl_buf_char(&packed, 0);
	struct tl_schema_file files[] = { { TL_LIT("district"), TL_LIT(DISTRICT) },
		                          { TL_LIT("k"), tl_buf_bytes(&packed) } };
	struct tl_schema *s = NULL;
	tl_err_clear(&err);
	assert_int_equal(tl_schema_load(&s, files, 2, tl_workflows, &err), TLSAFE_ECONFIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_never_move),
		cmocka_unit_test(later_files_are_numbered_later),
		cmocka_unit_test(a_packed_file_is_the_file),
		cmocka_unit_test(what_is_packed_again_is_the_same),
		cmocka_unit_test(a_field_that_comes_again_is_no_longer_withdrawn),
		cmocka_unit_test(a_withdrawn_field_is_as_it_last_was),
		cmocka_unit_test(what_cannot_be_parsed_is_not_packed),
		cmocka_unit_test(a_packed_file_that_is_damaged_is_refused),
	};
	if (tl_hash_setup())
		return 1;
	return cmocka_run_group_tests_name("schema/past", tests, NULL, NULL);
}
