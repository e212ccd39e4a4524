/* Fields, and fields of the records that they refer to. */
#include "../model.h"

#include "query/filter.h"

static void a_field_is_found_by_key_or_heading(void **state)
{
	static const struct {
		const char *name, *field, *sub;
	} c[] = {
		{ "town", "town", NULL },           { "所属镇街", "town", NULL },
		{ "unit.name", "unit", "name" },    { "unit.town", "unit", "town" },
		{ "单位编号.单位名称", "unit", "name" }, { "assignee.name", "assignee", "name" },
	};
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		struct tl_path p;
		model_ok(t, tl_path_find(&p, model_kind(t, "hazard"), tl_str(c[i].name), &t->err));
		assert_string_equal(p.field->key, c[i].field);
		assert_ptr_equal(p.field->kind, model_kind(t, "hazard"));
		assert_int_equal(p.sub != NULL, c[i].sub != NULL);
		if (c[i].sub)
			assert_string_equal(p.sub->key, c[i].sub);
	}
	tlsafe_free(t);
}

static void a_name_that_is_none_names_the_nearest(void **state)
{
	static const struct {
		const char *name, *says;
	} c[] = {
		{ "twon", "'town'" },     { "unit.nmae", "'name'" }, { "level.name", "level" },
		{ "unti.name", "'unit'" }, { "", "hazard" },          { "unit.", "unit" },
		{ "unit.town.name", "unit" },
	};
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		struct tl_path p;
		tl_err_clear(&t->err);
		assert_int_equal(
			tl_path_find(&p, model_kind(t, "hazard"), tl_str(c[i].name), &t->err),
			TLSAFE_EUSAGE);
		assert_true(model_says(t, c[i].says));
	}
	tlsafe_free(t);
}

struct asked {
	struct tl_view v;
	struct tl_query q;
	struct tl_record r;
};

static void ask(struct asked *a, struct tlsafe *t, const char *as_of, const char *id)
{
	*a = (struct asked){ 0 };
	model_view(&a->v, t, as_of, UINT64_MAX);
	model_ok(t, tl_query_begin(&a->q, &a->v, model_kind(t, "hazard"), NULL, 0, false));
	model_ok(t, tl_view_get(&a->v, NULL, tl_str(id), &a->r));
}

static struct tl_bytes value(struct asked *a, const char *name)
{
	struct tl_path p;
	struct tl_bytes v;
	struct tlsafe *t = a->v.t;
	model_ok(t, tl_path_find(&p, a->r.kind, tl_str(name), &t->err));
	model_ok(t, tl_query_value(&a->q, &p, &a->r, &v));
	return v;
}

static void forget(struct asked *a)
{
	tl_record_release(&a->r);
	tl_query_release(&a->q);
	tl_view_end(&a->v);
}

static void values_follow_the_reference(void **state)
{
	struct tlsafe *t = model_lived();
	struct asked a;
	(void)state;
	ask(&a, t, NULL, "H20180208-0001");
	model_is(value(&a, "level"), "major");
	model_is(value(&a, "unit"), "U000002");
	model_is(value(&a, "unit.name"), "乙工地");
	model_is(value(&a, "unit.sector"), "207");
	model_is(value(&a, "town.name"), "旧县街道");
	assert_null(value(&a, "unit.phone").data);
	assert_null(value(&a, "rectified").data);
	/* A reference that is absent, or leads nowhere. */
	assert_null(value(&a, "regulator.name").data);
	tl_record_put(&a.r, TL_F_UNIT, TL_LIT("U999999"));
	assert_null(value(&a, "unit.name").data);
	tl_record_put(&a.r, TL_F_UNIT, TL_LIT("500151004"));
	assert_null(value(&a, "unit.name").data);
	forget(&a);
	tlsafe_free(t);
}

static void the_other_record_is_as_of_the_day_too(void **state)
{
	char *ids[] = { "U000001" }, *values[] = { "name=丁厂" };
	struct tlsafe_change c = { .kind = "unit",   .verb = "set", .ids = ids,
		                   .nids = 1,        .values = values, .nvalues = 1,
		                   .on = "2018-03-01", .fault = model_told };
	struct tlsafe *t = model_lived();
	struct asked a;
	(void)state;
	model_ok(t, tlsafe_change(t, &c, NULL));
	ask(&a, t, "2018-02-28", "H20180105-0001");
	model_is(value(&a, "unit.name"), "甲厂");
	forget(&a);
	ask(&a, t, "2018-03-01", "H20180105-0001");
	model_is(value(&a, "unit.name"), "丁厂");
	forget(&a);
	tlsafe_free(t);
}

static void values_are_borrowed_until_the_query_ends(void **state)
{
	struct tlsafe *t = model_lived();
	struct asked a;
	struct tl_bytes first;
	(void)state;
	ask(&a, t, NULL, "H20180105-0001");
	first = value(&a, "unit.name");
	tl_record_put(&a.r, TL_F_UNIT, TL_LIT("U000002"));
	model_is(value(&a, "unit.name"), "乙工地");
	model_is(first, "甲厂");
	forget(&a);
	tlsafe_free(t);
}

static void labels_are_for_people(void **state)
{
	static const struct {
		const char *field, *value, *zh, *en;
	} c[] = {
		{ "level", "major", "重大", "Major" },
		{ "town", "500151004", "蒲吕街道", "蒲吕街道" },
		{ "unit", "U000001", "U000001", "U000001" },
		{ "town", "nowhere", "nowhere", "nowhere" },
		{ "description", "七", "七", "七" },
	};
	struct tlsafe *t = model_lived();
	struct asked a;
	(void)state;
	ask(&a, t, NULL, "H20180105-0001");
	for (size_t i = 0; i < TL_LEN(c); i++)
		for (int english = 0; english < 2; english++) {
			TL_BUF out = { 0 };
			const struct tl_field *f = model_field(t, "hazard", c[i].field);
			tl_buf_char(&out, '>');	/* it appends */
			model_ok(t, tl_query_label(&a.q, f, tl_str(c[i].value), english, &out));
			assert_string_equal(out.data + 1, english ? c[i].en : c[i].zh);
		}
	forget(&a);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_field_is_found_by_key_or_heading),
		cmocka_unit_test(a_name_that_is_none_names_the_nearest),
		cmocka_unit_test(values_follow_the_reference),
		cmocka_unit_test(the_other_record_is_as_of_the_day_too),
		cmocka_unit_test(values_are_borrowed_until_the_query_ends),
		cmocka_unit_test(labels_are_for_people),
	};
	return cmocka_run_group_tests_name("query/path", tests, NULL, model_drop);
}
