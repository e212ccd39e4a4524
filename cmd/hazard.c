/* tlsafe-hazard: the hazard's life (隐患). */
#include "verbs.h"

static const struct cmd_verb verbs[] = {
	{ "add", "FIELD=VALUE...|-", "Report a hazard",
	  "tlsafe-hazard add unit=U000029 found=2018-07-02 source=patrol level=general category=19 description='配电箱缺少防护罩'",
	  OPTS_ADD | BIT(BY), verb_add },
	{ "import", "FILE|-", "Read a hazard ledger", "tlsafe-hazard import hazards.csv", OPTS_IMPORT, verb_import },
	{ "list", "[FILTER...]", "List hazards", "tlsafe-hazard list open town=500151004 due=..2018-06-30 -o json", OPTS_LIST, verb_list },
	{ "show", "ID...|-", "Show all fields of hazards", "tlsafe-hazard show H20180702-0001 -o json", OPTS_SHOW, verb_show },
	{ "history", "ID...|-", "Show what was entered about hazards", "tlsafe-hazard history H20180702-0001 -o json", OPTS_SHOW & ~BIT(FIELDS), verb_history },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-hazard", .about = "The hazard's life, from report to closing", .verbs = verbs, .before = BIT(STORE),
		.kind = "hazard" };

	return cmd_main(&c, argc, argv);
}
