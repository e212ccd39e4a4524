/* What may be entered about a penalty: its days and sums against each other. */
#include "../model.h"

static struct tl_buf told;

static void keep(void *ctx, const struct tlsafe_fault *f)
{
	(void)ctx;
	if (f->code)
		tl_buf_printf(&told, "%s: %s\n", f->field ? f->field : "", f->text);
}

static int enter(struct tlsafe *t, const char *verb, char *const *words, size_t n)
{
	char id[] = "E1", *ids[] = { id };
	bool adds = !strcmp(verb, "add");
	struct tlsafe_change c = {
		.kind = "penalty", .verb = verb, .ids = ids, .nids = !adds, .values = words,
		.nvalues = n, .fault = keep
	};

	tl_buf_clear(&told);
	tl_buf_str(&told, "");
	return tlsafe_change(t, &c, NULL);
}

#define ENTER(t, verb, ...) \
	enter(t, verb, (char *[]){ __VA_ARGS__ }, TL_LEN(((char *[]){ __VA_ARGS__ })))
#define CASE "id=E1", "unit=甲厂", "filed=2018-07-02", "ground=未培训"

static struct tlsafe *store(void)
{
	struct tlsafe *t = model_store(true, NULL);

	model_import(t, "unit", model_units, 2);
	return t;
}

static void days_follow_each_other(void **state)
{
	struct tlsafe *t = store();
	(void)state;
	assert_int_equal(ENTER(t, "add", CASE, "decided=2018-07-01", "sum=100"), TLSAFE_EINPUT);
	assert_string_equal(told.data,
	                    "decided: it was decided before it was filed (2018-07-02)\n");
	assert_int_equal(ENTER(t, "add", CASE, "closed=2018-06-30"), TLSAFE_EINPUT);
	assert_string_equal(told.data, "closed: it was closed before it was filed (2018-07-02)\n");
	assert_int_equal(ENTER(t, "add", CASE, "decided=2018-07-02", "sum=100",
	                       "closed=2018-07-02"), 0);
	/* What is there already counts too. */
	assert_int_equal(ENTER(t, "set", "paid=100", "paid_on=2018-07-01"), TLSAFE_EINPUT);
	assert_string_equal(told.data, "paid_on: it was paid before it was decided (2018-07-02)\n");
	tlsafe_free(t);
}

static void what_belongs_together_is_given_together(void **state)
{
	struct tlsafe *t = store();
	(void)state;
	assert_int_equal(ENTER(t, "add", CASE, "sum=100"), TLSAFE_EINPUT);
	assert_string_equal(told.data, "decided: sum is given without it\n");
	assert_int_equal(ENTER(t, "add", CASE, "paid=100", "paid_on=2018-07-05"), TLSAFE_EINPUT);
	assert_string_equal(told.data, "sum: paid is given without it\n");
	assert_int_equal(ENTER(t, "add", CASE, "decided=2018-07-03", "sum=100"), 0);
	assert_int_equal(ENTER(t, "set", "paid=100"), TLSAFE_EINPUT);
	assert_string_equal(told.data, "paid_on: paid is given without it\n");
	assert_int_equal(ENTER(t, "set", "paid_on=2018-07-05"), TLSAFE_EINPUT);
	assert_string_equal(told.data, "paid: paid_on is given without it\n");
	tlsafe_free(t);
}

static void no_more_is_paid_than_was_decided(void **state)
{
	struct tlsafe *t = store();
	(void)state;
	assert_int_equal(ENTER(t, "add", CASE, "decided=2018-07-03", "sum=100"), 0);
	assert_int_equal(ENTER(t, "set", "paid=100.01", "paid_on=2018-07-05"), TLSAFE_EINPUT);
	assert_string_equal(told.data, "paid: more is paid than the 100.00 that were decided\n");
	assert_int_equal(ENTER(t, "set", "paid=100", "paid_on=2018-07-05"), 0);
	assert_int_equal(ENTER(t, "set", "sum=99.99"), TLSAFE_EINPUT);
	assert_string_equal(told.data, "paid: more is paid than the 99.99 that were decided\n");
	tlsafe_free(t);
}

static int drop(void **state)
{
	tl_buf_release(&told);
	return model_drop(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_follow_each_other),
		cmocka_unit_test(what_belongs_together_is_given_together),
		cmocka_unit_test(no_more_is_paid_than_was_decided),
	};
	return cmocka_run_group_tests_name("change/penalty", tests, NULL, drop);
}
