/* Reports of self-checks, found by their periods. */
#include "../model.h"

#include "journal/return.h"
#include "query/returns.h"

static void report(struct tlsafe *t, const char *unit, const char *period, const char *received)
{
	char words[3][64], *zero[] = { words[0], words[1], words[2] };
	struct tlsafe_record r = { .zero = zero, .nzero = 3, .fault = model_told };
	struct tlsafe_out *out = model_out("tsv", 0);
	struct tlsafe_recorded n;

	snprintf(words[0], sizeof(words[0]), "unit=%s", unit);
	snprintf(words[1], sizeof(words[1]), "period=%s", period);
	snprintf(words[2], sizeof(words[2]), "received=%s", received);
	model_ok(t, tlsafe_record(t, &r, &n, out));
	model_end(out);
}

/* Units of those whose periods begin in these days, in the order of their ids. */
static void finds(struct tlsafe *t, const char *as_of, const char *first, const char *last,
                  const char *want)
{
	TL_VIEW v = { 0 };
	TL_RETURNS all = { .begun = false };
	TL_RECORD r = { 0 };
	TL_BUF got = { 0 };
	const struct tl_kind *kind;
	int rc;

	model_view(&v, t, as_of, UINT64_MAX);
	model_ok(t, tl_returns_kind(v.schema, &kind, &t->err));
	tl_record_init(&r, kind);
	model_ok(t, tl_returns_begin(&all, &v, kind, model_day(first), model_day(last)));
	tl_buf_str(&got, "");
	while ((rc = tl_returns_next(&all, &r)) == 1) {
		tl_buf_add(&got, tl_record_at(&r, TL_F_ID));
		tl_buf_char(&got, ' ');
	}
	model_ok(t, rc);
	model_is(tl_buf_bytes(&got), want);
}

static void those_of_the_period_are_found(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	(void)state;
	model_import(t, "unit", model_units, 2);
	finds(t, NULL, "2018-07-01", "2018-07-01", "");
	report(t, "U000001", "2018-06", "2018-07-02");
	report(t, "U000001", "2018-07", "2018-08-02");
	report(t, "U000002", "2018-07", "2018-08-05");
	report(t, "U000002", "2018Q2", "2018-07-05");
	finds(t, NULL, "2018-07-01", "2018-07-01", "R000002 R000003 ");
	finds(t, NULL, "2018-06-01", "2018-06-30", "R000001 ");
	finds(t, NULL, "2018-04-01", "2018-07-01", "R000001 R000002 R000003 R000004 ");
	finds(t, NULL, "2018-08-01", "2018-12-31", "");
	finds(t, "2018-08-03", "2018-07-01", "2018-07-01", "R000002 ");
	finds(t, "2018-07-31", "2018-07-01", "2018-07-01", "");
	tlsafe_free(t);
}

static void a_void_one_is_not_and_a_replaced_one_is(void **state)
{
	struct tlsafe *t = model_store(true, NULL);
	char id[] = "R000002", *ids[] = { id };
	struct tlsafe_change c = { .kind = TL_RETURN_KIND, .verb = "void", .ids = ids, .nids = 1,
		                   .reason = "duplicate", .fault = model_told };
	(void)state;
	model_import(t, "unit", model_units, 2);
	report(t, "U000001", "2018-07", "2018-08-02");
	report(t, "U000002", "2018-07", "2018-08-05");
	report(t, "U000001", "2018-07", "2018-08-06");
	finds(t, NULL, "2018-07-01", "2018-07-01", "R000001 R000002 R000003 ");
	model_ok(t, tlsafe_change(t, &c, NULL));
	finds(t, NULL, "2018-07-01", "2018-07-01", "R000001 R000003 ");
	tlsafe_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_of_the_period_are_found),
		cmocka_unit_test(a_void_one_is_not_and_a_replaced_one_is),
	};
	return cmocka_run_group_tests_name("query/returns", tests, NULL, model_drop);
}
