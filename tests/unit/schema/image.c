/* The image of a set is the set. */
#include "set.h"

#include "journal/workflow.h"
#include "schema/image.h"

/* What the image of S loads as; yours. */
static struct tl_schema *again(const struct tl_schema *s)
{
	struct tl_schema *ret = NULL;
	struct tl_err err = { 0 };
	TL_BUF image = { 0 };

	tl_schema_image_pack(&image, s);
	assert_true(tl_schema_image_ours(tl_buf_bytes(&image)));
	if (tl_schema_image_load(&ret, tl_buf_bytes(&image), tl_workflows, &err))
		fail_msg("%s", err.text);
	return ret;
}

static void same_text(const char *a, const char *b)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a)
		assert_string_equal(a, b);
}

static void same_field(const struct tl_field *a, const struct tl_field *b)
{
	same_text(a->key, b->key);
	same_text(a->zh, b->zh);
	same_text(a->about, b->about);
	same_text(a->by, b->by);
	same_text(a->to, b->to);
	same_text(a->of, b->of);
	assert_ptr_equal(a->type, b->type);
	assert_int_equal(a->index, b->index);
	assert_int_equal(a->known, b->known);
	assert_int_equal(a->max, b->max);
	assert_int_equal(a->line, b->line);
	assert_int_equal(a->required, b->required);
	assert_int_equal(a->personal, b->personal);
	assert_int_equal(a->min.data == NULL, b->min.data == NULL);
	assert_true(tl_eq(a->min, b->min) && tl_eq(a->usual[1], b->usual[1]));
	assert_int_equal(a->nalso, b->nalso);
	for (size_t i = 0; i < a->nalso; i++)
		assert_int_equal(a->also[i].factor, b->also[i].factor);
	for (size_t i = 0; a->only && a->only[i]; i++)
		assert_string_equal(a->only[i], b->only[i]);
	assert_int_equal(a->codes == NULL, b->codes == NULL);
	if (!a->codes)
		return;
	assert_int_equal(a->codes->n, b->codes->n);
	/* A shared list stays one. */
	if (a->codes_name)
		assert_ptr_equal(b->codes, tl_schema_codes(b->kind->schema, a->codes_name));
}

static void a_set_comes_back_whole(void **state)
{
	struct tl_schema *s = again(schema);

	(void)state;
	assert_int_equal(s->nkinds, schema->nkinds);
	for (size_t k = 0; k < s->nkinds; k++) {
		const struct tl_kind *a = schema->kind[k], *b = s->kind[k];
		assert_string_equal(a->name, b->name);
		assert_ptr_equal(b->schema, s);
		assert_ptr_equal(a->workflow, b->workflow);
		assert_memory_equal(a->at, b->at, sizeof(a->at));
		assert_int_equal(a->ncolumns, b->ncolumns);
		for (size_t i = 0; i < a->ncolumns; i++)
			same_text(a->column[i].sub, b->column[i].sub);
		assert_int_equal(a->nfields, b->nfields);
		for (size_t i = 0; i < a->nfields; i++) {
			assert_ptr_equal(b->field[i].kind, b);
			same_field(&a->field[i], &b->field[i]);
		}
		assert_int_equal(a->nledger, b->nledger);
	}
	assert_int_equal(s->nshelf, schema->nshelf);
	assert_true(tl_eq(s->shelf[0].text, schema->shelf[0].text));
	assert_int_equal(s->district.nseeds, schema->district.nseeds);
	assert_int_equal(s->district.offset, schema->district.offset);
	assert_true(tl_eq(s->district.prefix[1], schema->district.prefix[1]));
	tl_schema_free(s);
}

static void its_image_is_the_same_again(void **state)
{
	struct tl_schema *s = again(schema);
	TL_BUF one = { 0 };
	TL_BUF two = { 0 };

	(void)state;
	tl_schema_image_pack(&one, schema);
	tl_schema_image_pack(&two, s);
	assert_true(tl_eq(tl_buf_bytes(&one), tl_buf_bytes(&two)));
	tl_schema_free(s);
}

static void one_of_another_program_is_not_taken(void **state)
{
	/* its number; a member; a name that the model knows; a type */
	static const char *const words[] = { "image 1", "withdrawn", "funds", "money" };
	struct tl_schema *s = NULL;
	struct tl_err err = { 0 };
	TL_BUF image = { 0 };

	(void)state;
	assert_false(tl_schema_image_ours(TL_LIT("")));
	tl_schema_image_pack(&image, schema);
	for (size_t i = 0; i < TL_LEN(words); i++) {
		char *at = memmem(image.data, image.len, words[i], strlen(words[i]));
		assert_non_null(at);
		*at ^= 1;
		assert_false(tl_schema_image_ours(tl_buf_bytes(&image)));
		assert_int_equal(tl_schema_image_load(&s, tl_buf_bytes(&image), tl_workflows,
		                                      &err),
		                 TLSAFE_ECORRUPT);
		*at ^= 1;
	}
	assert_true(tl_schema_image_ours(tl_buf_bytes(&image)));
}

/* Whatever is done to its bytes, it is refused, or a set. */
static void one_that_is_damaged_is_no_danger(void **state)
{
	struct tl_err err = { 0 };
	TL_BUF image = { 0 };

	(void)state;
	tl_schema_image_pack(&image, schema);
	for (size_t i = 0; i < image.len; i += 53) {
		struct tl_schema *s = NULL;
		image.data[i] ^= 1 << i % 8;
		if (!tl_schema_image_load(&s, tl_buf_bytes(&image), tl_workflows, &err))
			tl_schema_free(s);
		image.data[i] ^= 1 << i % 8;
	}
	for (size_t len = 0; len < image.len; len += 101) {
		struct tl_schema *s = NULL;
		assert_int_equal(tl_schema_image_load(&s, tl_bytes(image.data, len), tl_workflows,
		                                      &err),
		                 TLSAFE_ECORRUPT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_comes_back_whole),
		cmocka_unit_test(its_image_is_the_same_again),
		cmocka_unit_test(one_of_another_program_is_not_taken),
		cmocka_unit_test(one_that_is_damaged_is_no_danger),
	};
	return cmocka_run_group_tests_name("schema/image", tests, load_set, free_set);
}
