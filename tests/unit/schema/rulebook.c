/* Files of rules: what the loader takes, where it says that something is wrong, and that a store
 * keeps them as they came. */
#include "set.h"

#include "journal/workflow.h"
#include "schema/past.h"
#include "schema/rulebook.h"

#define TOP "rules: r\nuse: rank\nzh: z\nen: e\nversion: \"1\"\nsource: s\nper: town\nitems:\n"
#define RATE "id: a, is: rate, zh: z, en: e, figure: rate, points: 10.5, full: 100"

static void what_is_wrong_is_named(void **state)
{
	(void)state;
	fails_with("zh: z\nrules: r\n", "x.yaml:1:1: a file with 'rules' begins with it");
	fails_with("rules: r\nuse: nothing\n", "x.yaml:2:6: no use 'nothing' of rules");
	fails_with("rules: r\nuse: rank\nzh: z\nen: e\nversion: \"1\"\nsource: s\nitems:\n"
	           "  - {" RATE "}\n",
	           "'per' is missing");
	fails_with(TOP "  - {id: a, is: no, zh: z, en: e}\n",
	           "x.yaml:9:17: 'is' is one of rate, deduct, bonus, veto, not 'no'");
	fails_with(TOP "  - {" RATE ", eech: 1}\n", "x.yaml:9:");
	fails_with(TOP "  - {" RATE ", ful: 1}\n", "unknown word 'ful'; did you mean 'full'?");
	fails_with(TOP "  - {id: a, is: rate, zh: z, en: e, figure: rate, full: 1}\n",
	           "'points' is missing");
	fails_with(TOP "  - {" RATE "}\n  - {" RATE "}\n", "item 'a' stands twice");
	fails_with(TOP "  - a\n", "an item is a map");
	fails_with("rules: r\nuse: rank\nzh: z\nen: e\nversion: \"1\"\nsource: s\nper: t\n"
	           "items: []\n",
	           "'items' is missing");
	static const char *const bad[] = { "x", "-1", "1.", ".5", "1.234", "1e3", "9999999999" };
	for (size_t i = 0; i < TL_LEN(bad); i++) {
		char text[512];
		snprintf(text, sizeof(text), TOP "  - {%s, zero: \"%s\"}\n", RATE, bad[i]);
		fails_with(text, "'zero' is a number with at most two decimals");
	}
	fails_with(TOP "  - {id: v, is: veto, zh: z, en: e, figure: found, at_least: 1.5}\n",
	           "'at_least' is a number");
	fails_with("rules: r\nuse: rank\nzh: z\nen: e\nversion: \"1\"\nsource: s\nper: t\n"
	           "least: many\nitems:\n  - {" RATE "}\n",
	           "'least' is a number");
}

/* What FILE, read as it is and as a store keeps it, says of its one item. */
static void reads(struct tl_schema_file file)
{
	struct tl_schema_file f[2] = { file,
		                       { TL_LIT("district"), TL_LIT(DISTRICT) } };
	struct tl_schema *s = NULL;
	struct tl_rulebook *r = NULL;
	struct tl_err err = { 0 };

	assert_int_equal(tl_schema_load(&s, f, 2, tl_workflows, &err), 0);
	assert_int_equal(tl_rulebook_open(&r, s, "none", "rank", &err), TLSAFE_ENOENT);
	assert_int_equal(tl_rulebook_open(&r, s, "r", "signals", &err), TLSAFE_ENOENT);
	assert_int_equal(tl_rulebook_open(&r, s, "r", "rank", &err), 0);
	tl_schema_free(s);
	assert_int_equal(r->n, 1);
	assert_string_equal(r->per, "town");
	assert_int_equal(r->least, 0);
	assert_string_equal(r->file, "x");
	assert_int_equal(tl_rule_hundredths(&r->rule[0], "points", 0), 1050);
	assert_int_equal(tl_rule_number(&r->rule[0], "full", 0), 100);
	assert_int_equal(tl_rule_number(&r->rule[0], "zero", 7), 7);
	assert_true(tl_eqs(tl_rule_text(&r->rule[0], "figure"), "rate"));
	assert_null(tl_rule_text(&r->rule[0], "where").data);
	err = (struct tl_err){ 0 };
	tl_rule_fault(r, &r->rule[0], "figure", &err, "no %s", "such");
	assert_string_equal(err.text, "x.yaml:9: a: no such");
	tl_rulebook_free(r);
}

static void a_store_keeps_what_came(void **state)
{
	struct tl_bytes text = TL_LIT(TOP "  - {" RATE "}\n");
	TL_BUF packed = { 0 };
	TL_BUF gone = { 0 };
	struct tl_err err = { 0 };
	struct tl_schema *s = NULL;
	struct tl_rulebook *r = NULL;

	(void)state;
	reads((struct tl_schema_file){ TL_LIT("x"), text });
	assert_int_equal(tl_schema_pack_past(&packed,
	                                     &(struct tl_schema_past){ TL_LIT("x"), text, &text,
	                                                               1, 1 },
	                                     &err),
	                 0);
	reads((struct tl_schema_file){ TL_LIT("x"), tl_buf_bytes(&packed) });
	/* Once it was taken back nobody has it. */
	assert_int_equal(tl_schema_pack_past(&gone,
	                                     &(struct tl_schema_past){ TL_LIT("x"), TL_NONE,
	                                                               &text, 1, 1 },
	                                     &err),
	                 0);
	struct tl_schema_file f[2] = { { TL_LIT("x"), tl_buf_bytes(&gone) },
		                       { TL_LIT("district"), TL_LIT(DISTRICT) } };
	assert_int_equal(tl_schema_load(&s, f, 2, tl_workflows, &err), 0);
	assert_int_equal(tl_rulebook_open(&r, s, "r", "rank", &err), TLSAFE_ENOENT);
	tl_schema_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wrong_is_named),
		cmocka_unit_test(a_store_keeps_what_came),
	};

	return cmocka_run_group_tests_name("schema/rulebook", tests, NULL, NULL);
}
