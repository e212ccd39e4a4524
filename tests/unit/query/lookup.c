/* Records by what people write. */
#include "../model.h"

#include "query/lookup.h"

static const char units[] =
	"id,name,credit_code,kind,town\n"
	"U000001,铜梁区甲厂,,enterprise,500151004\n"
	"U000002,乙工地,,site,500151005\n"
	"U000003,丙（蒲吕）商店,,enterprise,500151004\n"
	"U000004,同名厂,,enterprise,500151004\n"
	"U000005,同名厂,,enterprise,500151005\n";

struct asked {
	struct tlsafe *t;
	struct tl_view v;
	struct tl_lookup r;
	struct tl_err err;
};

static const struct tl_referred *by_id(struct tl_lookup *r, const struct tl_kind *kind,
                                       struct tl_bytes id)
{
	const struct tl_referred *it;

	assert_int_equal(tl_lookup_id(r, kind, id, &it), 0);
	return it;
}

static void begin(struct asked *a, const char *text, uint64_t n)
{
	*a = (struct asked){ .t = model_store(true, NULL) };
	if (n)
		model_import(a->t, "unit", text, n);
	model_view(&a->v, a->t, NULL, UINT64_MAX);
	model_ok(a->t, tl_lookup_begin(&a->r, &a->v));
}

static void end(struct asked *a)
{
	tl_lookup_release(&a->r);
	tl_view_end(&a->v);
	tlsafe_free(a->t);
}

/* The id that TEXT names in TOWN, or NULL, with what is told in a->err. */
static const char *find(struct asked *a, const char *kind, const char *text, const char *town,
                        const char *const *only)
{
	static char id[64];
	const struct tl_referred *it = NULL;
	tl_err_clear(&a->err);
	int rc = tl_lookup_find(&a->r, model_kind(a->t, kind), tl_str(text), tl_str(town), only,
	                        &it, &a->err);
	if (rc) {
		assert_int_equal(rc, TLSAFE_EINPUT);
		assert_true(a->err.text[0]);
		return NULL;
	}
	snprintf(id, sizeof(id), "%.*s", (int)it->id.len, it->id.data);
	return id;
}

static void an_id_or_a_name_names_a_record(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, units, 5);
	assert_string_equal(find(&a, "unit", "U000002", NULL, NULL), "U000002");
	assert_string_equal(find(&a, "unit", "乙工地", NULL, NULL), "U000002");
	/* Without the district's prefix, with it, and with another one. */
	assert_string_equal(find(&a, "unit", "甲厂", NULL, NULL), "U000001");
	assert_string_equal(find(&a, "unit", "重庆市铜梁区甲厂", NULL, NULL), "U000001");
	/* Width, brackets and spaces are folded. */
	assert_string_equal(find(&a, "unit", "丙(蒲吕) 商店", NULL, NULL), "U000003");
	assert_null(find(&a, "unit", "丁厂", NULL, NULL));
	end(&a);
}

static void old_names_count(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, NULL, 0);
	assert_string_equal(find(&a, "body", "蒲吕镇", NULL, NULL), "500151004");
	assert_string_equal(find(&a, "body", "蒲吕街道", NULL, NULL), "500151004");
	end(&a);
}

static void several_that_fit_are_named_and_none_is_chosen(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, units, 5);
	assert_null(find(&a, "unit", "同名厂", NULL, NULL));
	assert_non_null(strstr(a.err.text, "U000004"));
	assert_non_null(strstr(a.err.text, "U000005"));
	/* The town narrows names, and no ids. */
	assert_string_equal(find(&a, "unit", "同名厂", "500151004", NULL), "U000004");
	assert_string_equal(find(&a, "unit", "同名厂", "500151005", NULL), "U000005");
	assert_null(find(&a, "unit", "同名厂", "500151001", NULL));
	assert_string_equal(find(&a, "unit", "U000004", "500151005", NULL), "U000004");
	end(&a);
}

static void near_names_are_suggested(void **state)
{
	struct asked a;
	(void)state;
	begin(&a, units, 5);
	assert_null(find(&a, "unit", "乙工场", NULL, NULL));
	assert_non_null(strstr(a.err.hint, "U000002 乙工地"));
	end(&a);
}

static void only_some_types_may_fit(void **state)
{
	static const char *const towns[] = { "township", "zone", NULL };
	static const char *const departments[] = { "department", NULL };
	struct asked a;
	(void)state;
	begin(&a, NULL, 0);
	assert_string_equal(find(&a, "body", "蒲吕街道", NULL, towns), "500151004");
	assert_null(find(&a, "body", "蒲吕街道", NULL, departments));
	assert_null(find(&a, "body", "500151004", NULL, departments));
	end(&a);
}

static void a_credit_code_names_its_one_unit(void **state)
{
	struct asked a;
	const char *code = "91350100M000100Y43";
	TL_RECORD r;
	(void)state;
	begin(&a, units, 5);
	for (int i = 0; i < 2; i++) {
		tl_record_init(&r, model_kind(a.t, "unit"));
		tl_record_put(&r, TL_F_ID, i ? TL_LIT("U000008") : TL_LIT("U000007"));
		tl_record_put(&r, TL_F_NAME, i ? TL_LIT("辛厂") : TL_LIT("庚厂"));
		tl_record_put(&r, TL_F_CREDIT_CODE, tl_str(code));
		model_ok(a.t, tl_lookup_add(&a.r, &r));
		tl_record_release(&r);
		/* Two with one code: it recognises neither. */
		if (i)
			assert_null(find(&a, "unit", code, NULL, NULL));
		else
			assert_string_equal(find(&a, "unit", code, NULL, NULL), "U000007");
	}
	assert_string_equal(find(&a, "unit", "辛厂", NULL, NULL), "U000008");
	end(&a);
}

static void by_id_alone_nothing_else_fits(void **state)
{
	struct asked a;
	const struct tl_referred *it;
	(void)state;
	begin(&a, units, 5);
	it = by_id(&a.r, model_kind(a.t, "unit"), TL_LIT("U000003"));
	assert_non_null(it);
	model_is(it->name, "丙（蒲吕）商店");
	model_is(it->town, "500151004");
	model_is(it->type, "enterprise");
	assert_int_equal(it->row, 3);
	assert_true(it->single);
	assert_null(by_id(&a.r, model_kind(a.t, "unit"), TL_LIT("乙工地")));
	assert_null(by_id(&a.r, model_kind(a.t, "unit"), TL_LIT("500151004")));
	assert_null(by_id(&a.r, model_kind(a.t, "body"), TL_LIT("U000003")));
	end(&a);
}

static void all_come_in_order_of_row(void **state)
{
	struct asked a;
	const struct tl_referred *it;
	size_t n;
	TL_BUF text = { 0 };
	(void)state;
	tl_buf_str(&text, "id,name,kind,town\n");
	for (int i = 1; i <= 200; i++)
		tl_buf_printf(&text, "U%06d,第%d厂,enterprise,500151004\n", i, i);
	begin(&a, text.data, 200);
	/* Some were looked up one by one before. */
	assert_non_null(by_id(&a.r, model_kind(a.t, "unit"), TL_LIT("U000150")));
	model_ok(a.t, tl_lookup_all(&a.r, model_kind(a.t, "unit"), &it, &n));
	assert_int_equal(n, 200);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(it[i].row, i + 1);
	end(&a);
}

static void many_ids_are_found_as_few_are(void **state)
{
	struct asked a;
	char id[16];
	TL_BUF text = { 0 };
	(void)state;
	tl_buf_str(&text, "id,name,kind,town\n");
	for (int i = 1; i <= 200; i++)
		tl_buf_printf(&text, "U%06d,第%d厂,enterprise,500151004\n", i, i);
	begin(&a, text.data, 200);
	for (int i = 200; i >= 0; i--) {
		snprintf(id, sizeof(id), "U%06d", i);
		const struct tl_referred *it =
			by_id(&a.r, model_kind(a.t, "unit"), tl_str(id));
		assert_int_equal(it != NULL, i > 0);
		if (it)
			model_is(it->id, id);
	}
	end(&a);
}

static void reading_a_reference_gives_its_id(void **state)
{
	struct asked a;
	TL_BUF id = { 0 };
	(void)state;
	begin(&a, units, 5);
	struct tl_lookup_here here = { &a.r, TL_LIT("500151005") };
	assert_int_equal(tl_lookup_read(&here, model_field(a.t, "hazard", "unit"),
	                                TL_LIT("同名厂"), &id, &a.err),
	                 0);
	assert_string_equal(id.data, "U000005");
	/* A hazard has no name. */
	tl_buf_clear(&id);
	assert_int_equal(tl_lookup_read(&here, model_field(a.t, "hazard", "repeats"), TL_LIT("H1"),
	                                &id, &a.err),
	                 TLSAFE_EINPUT);
	assert_int_equal(id.len, 0);
	end(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_or_a_name_names_a_record),
		cmocka_unit_test(old_names_count),
		cmocka_unit_test(several_that_fit_are_named_and_none_is_chosen),
		cmocka_unit_test(near_names_are_suggested),
		cmocka_unit_test(only_some_types_may_fit),
		cmocka_unit_test(a_credit_code_names_its_one_unit),
		cmocka_unit_test(by_id_alone_nothing_else_fits),
		cmocka_unit_test(all_come_in_order_of_row),
		cmocka_unit_test(many_ids_are_found_as_few_are),
		cmocka_unit_test(reading_a_reference_gives_its_id),
	};
	return cmocka_run_group_tests_name("query/lookup", tests, NULL, model_drop);
}
