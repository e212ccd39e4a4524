/* Who may do what, and of which bodies. */
#include "../model.h"

#include "change/rights.h"

/* Uid of nobody who owns anything here. */
#define STRANGER 4242

static void as(struct tlsafe *t, const char *login, uint64_t uid)
{
	struct tlsafe_who who = { .login = login, .uid = uid, .now = MODEL_NOW };
	assert_int_equal(tlsafe_set_who(t, &who), 0);
}

static int permit(struct tlsafe *t, const char *program, const char *verb, const char *with)
{
	return tlsafe_permit(t, program, verb, &with, with != NULL);
}

static void enter(struct tlsafe *t, const char *login, const char *role, const char *bodies)
{
	const char *verb = "add";
	struct tlsafe_value given[] = { { "role", role }, { "bodies", bodies } };
	struct tlsafe_change c = { .given = given, .ngiven = 2, .reason = "r",
		                   .fault = model_told };
	as(t, "boss", STRANGER);
	model_ok(t, permit(t, "tlsafe-db", "user", verb));
	model_ok(t, tlsafe_user(t, verb, login, &c, NULL));
}

static struct tlsafe *store(void)
{
	struct tlsafe *t = model_lived();
	enter(t, "boss", "admin", "");
	enter(t, "o", "officer", "旧县街道");
	enter(t, "l", "lead", "");
	enter(t, "s", "analyst", "");
	enter(t, "k", "keeper", "");
	return t;
}

static void each_row_lets_its_roles_and_no_others(void **state)
{
	static const char *const login[TL_ROLE_COUNT] = { "x", "o", "l", "s", "k", "boss" };
	struct tlsafe *t = store();
	(void)state;
	for (const struct tl_right *r = tl_rights; r->program; r++)
		for (int role = 0; role < TL_ROLE_COUNT; role++) {
			as(t, login[role], STRANGER);
			assert_int_equal(permit(t, r->program, r->verb, r->with),
			                 r->roles >> role & 1 ? 0 : TLSAFE_ERULE);
		}
	tlsafe_free(t);
}

static void what_no_row_speaks_of_is_for_nobody(void **state)
{
	struct tlsafe *t = store();
	(void)state;
	as(t, "boss", STRANGER);
	assert_int_equal(permit(t, "tlsafe-db", "fly", NULL), TLSAFE_ERULE);
	assert_int_equal(permit(t, "another", "list", NULL), TLSAFE_ERULE);
	tlsafe_free(t);
}

static void root_may_add_and_no_more(void **state)
{
	struct tlsafe *t = store();
	(void)state;
	as(t, "x", 0);
	assert_int_equal(permit(t, "tlsafe-db", "user", "add"), 0);
	assert_int_equal(permit(t, "tlsafe-db", "user", "remove"), TLSAFE_ERULE);
	assert_int_equal(permit(t, "tlsafe-hazard", "list", NULL), TLSAFE_ERULE);
	tlsafe_free(t);
}

static int note(struct tlsafe *t, const char *id)
{
	char *ids[] = { (char *)id };
	struct tlsafe_change c = { .kind = "hazard", .verb = "note", .ids = ids, .nids = 1,
		                   .note = "n", .fault = model_told };
	return tlsafe_change(t, &c, NULL);
}

static void what_is_entered_is_judged_again(void **state)
{
	struct tlsafe *t = store();
	(void)state;
	as(t, "o", STRANGER);
	/* Of a town of the officer's, and of one of another's. */
	model_ok(t, permit(t, "tlsafe-hazard", "note", NULL));
	model_ok(t, note(t, "H20180208-0001"));
	enter(t, "q", "officer", "蒲吕街道");
	as(t, "q", STRANGER);
	model_ok(t, permit(t, "tlsafe-hazard", "note", NULL));
	assert_int_equal(note(t, "H20180208-0001"), TLSAFE_ERULE);
	assert_true(t->asker.refused.len);
	/* Gone from the roster since it was asked. */
	enter(t, "p", "officer", "");
	as(t, "p", STRANGER);
	model_ok(t, permit(t, "tlsafe-hazard", "note", NULL));
	model_ok(t, note(t, "H20180208-0001"));
	as(t, "boss", STRANGER);
	model_ok(t, permit(t, "tlsafe-db", "user", "remove"));
	model_ok(t, tlsafe_user(t, "remove", "p", &(struct tlsafe_change){ .reason = "r" }, NULL));
	as(t, "p", STRANGER);
	assert_int_equal(note(t, "H20180208-0001"), TLSAFE_ERULE);
	tlsafe_free(t);
}

static void who_did_not_ask_enters_nothing(void **state)
{
	struct tlsafe *t = store();
	(void)state;
	t->asker.asked = false;
	as(t, "l", STRANGER);
	assert_int_equal(note(t, "H20180208-0001"), TLSAFE_ERULE);
	model_ok(t, permit(t, "tlsafe-hazard", "note", NULL));
	model_ok(t, note(t, "H20180208-0001"));
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_lets_its_roles_and_no_others),
		cmocka_unit_test(what_no_row_speaks_of_is_for_nobody),
		cmocka_unit_test(root_may_add_and_no_more),
		cmocka_unit_test(what_is_entered_is_judged_again),
		cmocka_unit_test(who_did_not_ask_enters_nothing),
	};
	return cmocka_run_group_tests_name("change/rights", tests, NULL, model_drop);
}
