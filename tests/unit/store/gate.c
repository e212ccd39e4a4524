/* One writer at a time. */
#include "../model.h"

#include "store/gate.h"

static void the_second_writer_is_told_who_is_first(void **state)
{
	char dir[64];
	struct tlsafe *t = model_store(false, dir);
	struct tl_gate a = { NULL }, b = { NULL };
	struct tlsafe_who who = {
		.actor = "李", .login = "li", .pid = 812, .command = "tlsafe-hazard add",
		.now = MODEL_NOW
	};
	(void)state;
	assert_int_equal(tlsafe_set_who(t, &who), 0);
	model_ok(t, tl_gate_enter(&a, t));
	assert_int_equal(tl_gate_enter(&b, t), TLSAFE_EBUSY);
	assert_non_null(strstr(tlsafe_errmsg(t), "李"));
	assert_non_null(strstr(tlsafe_errmsg(t), "812"));
	assert_non_null(strstr(tlsafe_errmsg(t), "tlsafe-hazard add"));
	tl_gate_leave(&a);
	tlsafe_free(t);
	unit_remove(dir);
}

static void who_leaves_lets_the_next_one_in(void **state)
{
	char dir[64];
	struct tlsafe *t = model_store(false, dir);
	struct tl_gate a = { NULL }, b = { NULL };
	(void)state;
	model_ok(t, tl_gate_enter(&a, t));
	tl_gate_leave(&a);
	tl_gate_leave(&a);	/* who has left may leave again */
	model_ok(t, tl_gate_enter(&b, t));
	tl_gate_leave(&b);
	tlsafe_free(t);
	unit_remove(dir);
}

static double now(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void a_writer_waits_as_long_as_it_says(void **state)
{
	char dir[64];
	struct tlsafe *t = model_store(false, dir);
	struct tl_gate a = { NULL }, b = { NULL };
	double begun;
	(void)state;
	model_ok(t, tl_gate_enter(&a, t));
	t->wait = 0.3;
	begun = now();
	assert_int_equal(tl_gate_enter(&b, t), TLSAFE_EBUSY);
	assert_true(now() - begun >= 0.25);
	tl_gate_leave(&a);
	tlsafe_free(t);
	unit_remove(dir);
}

static void a_change_meets_a_closed_gate_and_saves_nothing(void **state)
{
	char dir[64];
	struct tlsafe *t = model_store(false, dir);
	struct tl_gate a = { NULL };
	char *add[] = { "name=安监局", "type=department" };
	struct tlsafe_change c = {
		.kind = "body", .verb = "add", .values = add, .nvalues = 2, .fault = model_told
	};
	TL_VIEW v = { 0 };
	(void)state;
	model_ok(t, tl_gate_enter(&a, t));
	assert_int_equal(tlsafe_change(t, &c, NULL), TLSAFE_EBUSY);
	tl_gate_leave(&a);
	tl_err_clear(&t->err);
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(v.head.number, 0);
	tl_view_end(&v);
	model_ok(t, tlsafe_change(t, &c, NULL));
	tlsafe_free(t);
	unit_remove(dir);
}

static void a_store_in_memory_has_no_gate(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	struct tl_gate a = { NULL }, b = { NULL };
	(void)state;
	model_ok(t, tl_gate_enter(&a, t));
	model_ok(t, tl_gate_enter(&b, t));
	tl_gate_leave(&a);
	tl_gate_leave(&b);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_second_writer_is_told_who_is_first),
		cmocka_unit_test(who_leaves_lets_the_next_one_in),
		cmocka_unit_test(a_writer_waits_as_long_as_it_says),
		cmocka_unit_test(a_change_meets_a_closed_gate_and_saves_nothing),
		cmocka_unit_test(a_store_in_memory_has_no_gate),
	};
	return cmocka_run_group_tests_name("store/gate", tests, NULL, model_drop);
}
