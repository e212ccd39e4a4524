/* tlsafe-inspect: inspections (检查): what they look at, and the sheets that they fill in. */
#include "common/cmd.h"

static int show_list(struct cmd *c)
{
	const struct tlsafe_checklist how = { .list = c->args.word[0],
		                              .as_of = c->text[OPT_AS_OF],
		                              .known_at = c->text[OPT_KNOWN_AT],
		                              .fault = cmd_fault,
		                              .ctx = c };
	int status = cmd_begin(c, 0);

	return status ? status : cmd_finish(c, tlsafe_checklist(c->t, &how, c->out));
}

static int lint(struct cmd *c)
{
	const struct tlsafe_lint in = { .files = c->args.word,
		                        .nfiles = c->args.n,
		                        .known_at = c->text[OPT_KNOWN_AT],
		                        .fault = cmd_fault,
		                        .ctx = c };
	int status;

	if (c->given[OPT_AS_OF])
		return cmd_usage(c, "--as-of goes with a list: --lint judges clauses of all days");
	if (in.known_at && in.nfiles)
		return cmd_usage(c, "--known-at goes with the store's lists: leave it or the files "
		                    "out");
	status = cmd_begin(c, 0);
	return status ? status : cmd_finish(c, tlsafe_lint_checklists(c->t, &in, c->out));
}

static int verb_lists(struct cmd *c)
{
	int status;

	if (c->given[OPT_LINT])
		return lint(c);
	if (c->args.n > 1 || (c->args.n && !*c->args.word[0]))
		return cmd_usage(c, "lists, or one of them. For example: lists restaurant");
	if (c->args.n)
		return show_list(c);
	if (c->given[OPT_AS_OF])
		return cmd_usage(c, "--as-of goes with a list: its clauses are those of a day");
	status = cmd_begin(c, 0);
	return status ? status : cmd_finish(c, tlsafe_checklists(c->t, c->text[OPT_KNOWN_AT],
	                                                         c->out));
}

static int verb_sheet(struct cmd *c)
{
	const struct tlsafe_sheet how = { .list = c->text[OPT_CHECKLIST],
		                          .unit = c->text[OPT_UNIT],
		                          .as_of = c->text[OPT_AS_OF] };
	int status;

	if (c->args.n || !how.list || !*how.list || !how.unit || !*how.unit)
		return cmd_usage(c, "which list, and which unit? For example: sheet --checklist "
		                    "workshop --unit U000029");
	c->usual = "csv";
	status = cmd_begin(c, 0);
	return status ? status : cmd_finish(c, tlsafe_sheet(c->t, &how, c->out));
}

static const struct cmd_verb verbs[] = {
	{ "lists", "[LIST|FILE...]",
	  "Checklists (检查表), or the items of one with the clauses of a day",
	  "tlsafe-inspect lists restaurant --as-of 2018-06-30",
	  OPTS_COMMON | OPTS_FORM | OPTS_VIEW | BIT(LINT), verb_lists, NULL },
	{ "sheet", "", "Print the sheet that an inspection fills in",
	  "tlsafe-inspect sheet --checklist workshop --unit U000029 -O U000029.xlsx",
	  OPTS_COMMON | OPTS_FORM | BIT(AS_OF) | BIT(CHECKLIST) | BIT(UNIT), verb_sheet, NULL },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-inspect",
		         .about = "Inspections: what they look at, and what they find",
		         .verbs = verbs,
		         .before = BIT(STORE) };

	return cmd_main(&c, argc, argv);
}
