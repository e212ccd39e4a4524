/* The roster: who works with the store, in which role and for which bodies. */
#include "../model.h"

#include "store/roster.h"

static void enter(struct tlsafe *t, const char *verb, const char *login, const char *role,
                  const char *bodies)
{
	struct tlsafe_value given[] = { { "role", role }, { "bodies", bodies } };
	struct tlsafe_change c = { .given = given, .ngiven = 2 * !!role, .reason = "r",
		                   .fault = model_told };
	model_ok(t, tlsafe_permit(t, "tlsafe-db", "user", &verb, 1));
	model_ok(t, tlsafe_user(t, verb, login, &c, NULL));
}

static void ask(struct tlsafe *t, const char *login)
{
	TL_VIEW v = { 0 };
	struct tlsafe_who who = { .login = login, .now = MODEL_NOW };
	assert_int_equal(tlsafe_set_who(t, &who), 0);
	model_view(&v, t, NULL, UINT64_MAX);
	assert_int_equal(tl_roster_ask(&v), 0);
}

static void codes_are_those_of_the_schema(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	const struct tl_kind *kind = tl_roster_kind(t->schema);
	const struct tl_field *f = tl_kind_key(kind, TL_LIT("role"));
	(void)state;
	assert_int_equal(f->codes->n, TL_ROLE_COUNT - 1);
	for (int i = TL_ROLE_NONE + 1; i < TL_ROLE_COUNT; i++)
		assert_non_null(tl_codes_code(f->codes, tl_str(tl_role_code(i))));
	tlsafe_free(t);
}

static void it_begins_with_the_first_and_says_who_is_on_it(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	ask(t, "a");
	assert_false(t->asker.roster);
	enter(t, "add", "a", "admin", "");
	ask(t, "a");
	assert_true(t->asker.roster);
	assert_int_equal(t->asker.role, TL_ROLE_ADMIN);
	assert_int_equal(t->asker.bodies.len, 0);
	enter(t, "add", "b", "officer", "蒲吕街道、旧县街道");
	ask(t, "b");
	assert_int_equal(t->asker.role, TL_ROLE_OFFICER);
	model_is(tl_buf_bytes(&t->asker.bodies), "500151004、500151005");
	ask(t, "c");
	assert_true(t->asker.roster);
	assert_int_equal(t->asker.role, TL_ROLE_NONE);
	ask(t, "a");
	enter(t, "remove", "b", NULL, NULL);
	ask(t, "b");
	assert_int_equal(t->asker.role, TL_ROLE_NONE);
	assert_int_equal(t->asker.bodies.len, 0);
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_the_schema),
		cmocka_unit_test(it_begins_with_the_first_and_says_who_is_on_it),
	};
	return cmocka_run_group_tests_name("store/roster", tests, NULL, model_drop);
}
