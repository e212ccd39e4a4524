/* The order of a list: by columns that are asked for, then by id. */
#include "../model.h"

#include "query/order.h"

struct asked {
	struct tl_view v;
	struct tl_query q;
	struct tl_order o;
};

static int ask(struct asked *a, struct tlsafe *t, const char *words)
{
	*a = (struct asked){ 0 };
	model_view(&a->v, t, NULL, UINT64_MAX);
	model_ok(t, tl_query_begin(&a->q, &a->v, model_kind(t, "hazard"), NULL, 0, false));
	return tl_order_begin(&a->o, &a->q, words);
}

static void forget(struct asked *a)
{
	tl_order_release(&a->o);
	tl_query_release(&a->q);
	tl_view_end(&a->v);
}

/* How a record with the value X in FIELD sorts against one with Y; NULL: without one. */
static int compare(struct asked *a, enum tl_field_name field, const char *x, const char *y)
{
	TL_BUF kx = { 0 };
	TL_BUF ky = { 0 };
	TL_RECORD r = { 0 };
	struct tlsafe *t = a->v.t;
	tl_record_init(&r, a->q.kind);
	model_ok(t, tl_record_put(&r, field, tl_str(x)));
	model_ok(t, tl_order_key(&a->o, &a->q, &r, &kx));
	model_ok(t, tl_record_put(&r, field, tl_str(y)));
	model_ok(t, tl_order_key(&a->o, &a->q, &r, &ky));
	return tl_cmp(tl_buf_bytes(&kx), tl_buf_bytes(&ky));
}

static void values_sort_by_what_they_are(void **state)
{
	/* Each is before the next one. */
	static const struct {
		const char *words;
		enum tl_field_name field;
		const char *low, *high;
	} c[] = {
		{ "cost", TL_F_COST, "9.50", "10.00" },
		{ "cost", TL_F_COST, "0.01", "1000000.00" },
		{ "due", TL_F_DUE, "2018-07-09", "2018-10-01" },
		{ "due", TL_F_DUE, "1969-12-31", "1970-01-01" },
		{ "cycle", TL_F_CYCLE, "2", "10" },
		{ "state", TL_F_STATE, "reported", "assigned" },
		{ "state", TL_F_STATE, "awaiting", "closed" },
		{ "category", TL_F_CATEGORY, "09", "10" },
		{ "place", TL_F_PLACE, "a", "ab" },
		{ "place", TL_F_PLACE, "B", "a" },
		{ "place", TL_F_PLACE, "10", "9" },
	};
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		char down[32];
		struct asked a;
		model_ok(t, ask(&a, t, c[i].words));
		if (compare(&a, c[i].field, c[i].low, c[i].high) >= 0)
			print_error("%s before %s\n", c[i].low, c[i].high);
		assert_true(compare(&a, c[i].field, c[i].low, c[i].high) < 0);
		assert_int_equal(compare(&a, c[i].field, c[i].low, c[i].low), 0);
		assert_true(compare(&a, c[i].field, c[i].high, NULL) < 0);
		forget(&a);
		snprintf(down, sizeof(down), "-%s", c[i].words);
		model_ok(t, ask(&a, t, down));
		assert_true(compare(&a, c[i].field, c[i].low, c[i].high) > 0);
		assert_true(compare(&a, c[i].field, c[i].low, NULL) < 0);
		assert_true(compare(&a, c[i].field, c[i].high, NULL) < 0);
		forget(&a);
	}
	tlsafe_free(t);
}

static void an_order_is_told_as_understood(void **state)
{
	static const struct {
		const char *words, *text;
	} c[] = {
		{ NULL, "id" },
		{ "found", "found,id" },
		{ "-隐患等级,单位编号.单位名称", "-level,unit.name,id" },
		{ "－due", "-due,id" },
	};
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		TL_BUF text = { 0 };
		struct asked a;
		model_ok(t, ask(&a, t, c[i].words));
		tl_order_text(&a.o, &text);
		model_is(tl_buf_bytes(&text), c[i].text);
		forget(&a);
	}
	tlsafe_free(t);
}

static void an_unknown_column_names_the_nearest(void **state)
{
	static const struct {
		const char *words, *says;
	} c[] = {
		{ "fuond", "'found'" }, { "due,-unit.nmae", "'name'" }, { "", "''" },
		{ "due,", "''" },       { "--due", "'-due'" },
	};
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	for (size_t i = 0; i < TL_LEN(c); i++) {
		struct asked a;
		tl_err_clear(&t->err);
		assert_int_equal(ask(&a, t, c[i].words), TLSAFE_EUSAGE);
		assert_true(model_says(t, c[i].says));
		forget(&a);
	}
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_sort_by_what_they_are),
		cmocka_unit_test(an_order_is_told_as_understood),
		cmocka_unit_test(an_unknown_column_names_the_nearest),
	};
	return cmocka_run_group_tests_name("query/order", tests, NULL, model_drop);
}
