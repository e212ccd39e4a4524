/* tlsafe-inspect: inspections (检查): what they look at, and the sheets that they fill in. */
#include "common/verbs.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define INSPECTION "inspection"

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

static int sheet_again(struct cmd *c)
{
	struct tlsafe_sheet how = { .as_of = c->text[OPT_AS_OF], .fault = cmd_fault, .ctx = c };
	struct cmd_words ids = { NULL, 0 };
	bool none;
	int status;

	if (c->given[OPT_RECHECK] && (c->given[OPT_CHECKLIST] || c->given[OPT_UNIT]))
		return cmd_usage(c, "a recheck goes by hazards: leave --checklist and --unit out");
	if (c->given[OPT_UNIT])
		return cmd_usage(c, "a planned inspection has its unit: leave --unit out");
	how.list = c->text[OPT_CHECKLIST];
	if (!c->given[OPT_RECHECK] && (!how.list || !*how.list))
		return cmd_usage(c, "by which list? For example: sheet - --checklist workshop");
	status = cmd_ids(c, &ids, &none);
	how.ids = ids.word;
	how.nids = ids.n;
	if (!status && !none)
		status = cmd_begin(c, 0);
	if (!status && !none)
		status = cmd_finish(c, tlsafe_sheet(c->t, &how, c->out));
	cmd_free_words(&ids, true);
	return status;
}

static int selfcheck_sheet(struct cmd *c)
{
	const struct tlsafe_sheet how = { .unit = c->text[OPT_UNIT], .as_of = c->text[OPT_AS_OF] };
	const char *period = c->text[OPT_PERIOD];
	int status;

	if (c->args.n || c->given[OPT_CHECKLIST] || !how.unit || !*how.unit || !period)
		return cmd_usage(c, "whose self-check, of which period, and by no list? For "
		                    "example: sheet --selfcheck --unit U000029 --period 2018-07");
	c->usual = "csv";
	status = cmd_begin(c, 0);
	return status ? status :
	                cmd_finish(c, tlsafe_selfcheck_sheet(c->t, &how, period, c->out));
}

static int verb_sheet(struct cmd *c)
{
	const struct tlsafe_sheet how = { .list = c->text[OPT_CHECKLIST],
		                          .unit = c->text[OPT_UNIT],
		                          .as_of = c->text[OPT_AS_OF] };
	int status;

	c->usual = "csv";
	if (c->given[OPT_SELFCHECK] && c->given[OPT_RECHECK])
		return cmd_usage(c, "--selfcheck and --recheck are two sheets: ask for one");
	if (c->given[OPT_SELFCHECK])
		return selfcheck_sheet(c);
	if (c->given[OPT_PERIOD])
		return cmd_usage(c, "--period goes with --selfcheck");
	if (c->given[OPT_RECHECK] || c->args.n)
		return sheet_again(c);
	if (!how.list || !*how.list || !how.unit || !*how.unit)
		return cmd_usage(c, "which list, and which unit? For example: sheet --checklist "
		                    "workshop --unit U000029");
	status = cmd_begin(c, 0);
	return status ? status : cmd_finish(c, tlsafe_sheet(c->t, &how, c->out));
}

/* --- what comes back --------------------------------------------------------- */

static int open_sheet(void *ctx, const char *file)
{
	(void)ctx;
	return strcmp(file, "-") ? cmd_open_file(file, O_RDONLY | O_CLOEXEC) : dup(STDIN_FILENO);
}

/* What was made of the workbook before this one is no more needed. */
static int convert_next(void *ctx, int fd, const char *ending, struct tlsafe_converted *ret)
{
	cmd_forget_converted(ctx);
	return cmd_convert(ctx, fd, ending, ret);
}

/* What a call that is sound asks of sheets; a status (told) else. */
static int judge_record(struct cmd *c)
{
	size_t input = 0;

	for (size_t i = 0; i < c->args.n; i++)
		input += !strcmp(c->args.word[i], "-");
	if (c->given[OPT_ZERO] && !c->args.n)
		return cmd_usage(c, "which unit found nothing, and when? For example: record "
		                    "--zero unit=U000029 period=2018-07");
	if (c->given[OPT_ZERO] && input)
		return cmd_usage(c, "--zero reads no file: leave - out");
	if (!c->given[OPT_ZERO] && (!c->args.n || input > 1))
		return cmd_usage(c, "which sheets? Name files, or - once for standard input");
	if (c->given[OPT_DROP_MISSING] != c->given[OPT_REASON])
		return cmd_usage(c, "--drop-missing and --reason go together: --drop-missing "
		                    "--reason error");
	return 0;
}

static void tell_recorded(struct cmd *c, const struct tlsafe_recorded *n)
{
	if (c->given[OPT_QUIET])
		return;
	if (n->added || n->unchanged)
		cmd_tell(c, 0,
		         "inspections: %" PRIu64 " new, %" PRIu64 " unchanged; answers: %" PRIu64
		         ", of which failed: %" PRIu64,
		         n->added, n->unchanged, n->answers, n->fails);
	if (n->returns_added || n->returns_unchanged)
		cmd_tell(c, 0,
		         "self-checks: %" PRIu64 " new, %" PRIu64 " unchanged; hazards: %" PRIu64
		         " new",
		         n->returns_added, n->returns_unchanged, n->hazards);
}

static int verb_record(struct cmd *c)
{
	bool zero = c->given[OPT_ZERO];
	const struct tlsafe_record in = { .files = c->args.word,
		                          .nfiles = zero ? 0 : c->args.n,
		                          .zero = c->args.word,
		                          .nzero = zero ? c->args.n : 0,
		                          .drop_missing = c->given[OPT_DROP_MISSING],
		                          .reason = c->text[OPT_REASON],
		                          .open = open_sheet,
		                          .encoding = c->text[OPT_ENCODING],
		                          .sheet = c->text[OPT_SHEET],
		                          .convert = convert_next,
		                          .all = c->given[OPT_ALL],
		                          .dry_run = c->given[OPT_DRY_RUN],
		                          .fault = cmd_fault,
		                          .ctx = c };
	struct tlsafe_recorded n;
	int status = judge_record(c), rc;

	if (!status)
		status = cmd_begin(c, 0);
	if (status)
		return status;
	rc = tlsafe_record(c->t, &in, &n, c->out);
	cmd_forget_converted(c);
	cmd_end_faults(c);
	if (!rc)
		tell_recorded(c, &n);
	return cmd_finish(c, rc);
}

/* --- plans -------------------------------------------------------------------- */

static struct tlsafe_plan plan_of(struct cmd *c)
{
	return (struct tlsafe_plan){ .words = c->args.word,
		                     .nwords = c->args.n,
		                     .period = c->text[OPT_PERIOD],
		                     .draw = c->text[OPT_DRAW],
		                     .rules = c->text[OPT_RULES],
		                     .seed = c->text[OPT_SEED],
		                     .campaign = c->text[OPT_CAMPAIGN],
		                     .set = c->words[OPT_SET].word,
		                     .nset = c->words[OPT_SET].n,
		                     .route = c->text[OPT_ROUTE],
		                     .on = c->text[OPT_ON],
		                     .note = c->text[OPT_NOTE],
		                     .dry_run = c->given[OPT_DRY_RUN],
		                     .fault = cmd_fault,
		                     .ctx = c };
}

/* A day's visits: planned inspections on standard input. */
static int visits(struct cmd *c)
{
	static const enum cmd_option_id others[] = { OPT_PERIOD, OPT_BY_RISK, OPT_DRAW, OPT_SEED,
		                                     OPT_OFFICERS, OPT_CAMPAIGN, OPT_SET,
		                                     OPT_RULES, OPT_ON, OPT_NOTE, OPT_DRY_RUN };
	struct tlsafe_plan in = plan_of(c);
	struct cmd_words ids = { NULL, 0 };
	bool none = false;
	int status = 0;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (c->given[others[i]])
			return cmd_usage(c, "with - the plan stands, and --%s goes with a new one",
			                 cmd_option_table[others[i]].name);
	if (!in.route)
		return cmd_usage(c, "from where? For example: plan - --route 106.05,29.84");
	status = cmd_ids(c, &ids, &none);
	in.ids = ids.word;
	in.nids = ids.n;
	if (!status && !none)
		status = cmd_begin(c, 0);
	if (!status && !none)
		status = cmd_finish(c, tlsafe_plan_rounds(c->t, &in, c->out));
	cmd_free_words(&ids, true);
	return status;
}

static int check_plan(struct cmd *c, const struct tlsafe_plan *in)
{
	if (!in->period || !*in->period)
		return cmd_usage(c, "for which days? For example: plan --period 2018Q3 --by-risk");
	if (c->given[OPT_BY_RISK] == c->given[OPT_DRAW])
		return cmd_usage(c, "those who are due (--by-risk), or a draw (--draw N)?");
	if (in->draw && (!in->seed || !*in->seed))
		return cmd_usage(c, "a draw wants a seed, by which anybody can reckon it again: "
		                    "--seed TEXT");
	if (in->draw && !in->officers)
		return cmd_usage(c, "how many officers go together? For example: --officers 2");
	if (!in->draw && (in->seed || in->officers))
		return cmd_usage(c, "--seed and --officers go with --draw");
	if (in->draw && in->rules)
		return cmd_usage(c, "--rules goes with --by-risk");
	return 0;
}

static int verb_plan(struct cmd *c)
{
	struct tlsafe_plan in = plan_of(c);
	struct tlsafe_planned n;
	uint64_t officers;
	int status, rc;

	if (cmd_is_dash(c))
		return visits(c);
	status = cmd_number(c, OPT_OFFICERS, &officers);
	if (status)
		return status;
	in.officers = officers;
	status = check_plan(c, &in);
	if (!status)
		status = cmd_begin(c, 0);
	if (status)
		return status;
	rc = tlsafe_plan(c->t, &in, &n, c->out);
	cmd_end_faults(c);
	if (!rc && !c->given[OPT_QUIET]) {
		if (n.without)
			cmd_tell(c, 0,
			         "units that no interval is said for: %" PRIu64 " of %" PRIu64,
			         n.without, n.units);
		cmd_tell(c, 0,
		         "units: %" PRIu64 "; inspections: %" PRIu64 " planned, %" PRIu64
		         " that stood in a plan%s%s",
		         n.units, n.added, n.unchanged, in.draw ? "; seed: " : "",
		         in.draw ? in.seed : "");
	}
	return cmd_finish(c, rc);
}

/* --- self-checks --------------------------------------------------------------- */

static int verb_due(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	const char *period = c->text[OPT_PERIOD];
	int status;

	if (!period)
		return cmd_usage(c, "of which period? For example: due --period 2018-07");
	status = cmd_begin(c, 0);
	return status ? status : cmd_finish(c, tlsafe_selfcheck_due(c->t, &s, period,
	                                                            c->given[OPT_RECHECK], c->out));
}

static int verb_returns(struct cmd *c)
{
	c->kind = "return";
	return verb_list(c);
}

/* Of whatever kind the first one is: an inspection, or an item of one. */
static int verb_shown(struct cmd *c)
{
	c->kind = NULL;
	return verb_show(c);
}

static int verb_items(struct cmd *c)
{
	c->kind = "item";
	return verb_list(c);
}

static int give_photos(struct cmd *c, const struct cmd_words *ids)
{
	struct cmd_folder f = { .c = c, .path = c->text[OPT_OUT] };
	struct tlsafe_photos how = { .ids = ids->word, .n = ids->n };
	int status = 0;
	uint64_t n;

	if (f.path) {
		how.file = cmd_folder_write;
		how.ctx = &f;
		status = cmd_folder_begin(&f);
	}
	/* It is of the photos; the rows go to standard output. */
	c->text[OPT_OUT] = NULL;
	if (!status)
		status = cmd_begin(c, 0);
	if (status)
		return status;
	status = cmd_finish(c, tlsafe_photos(c->t, &how, c->out, &n));
	if (!status && !n && !c->given[OPT_QUIET])
		cmd_tell(c, 0, "no photos");
	return f.status ? f.status : status;
}

static int verb_photos(struct cmd *c)
{
	struct cmd_words ids = { NULL, 0 };
	bool none;
	int status = cmd_ids(c, &ids, &none);

	if (!status && !none)
		status = give_photos(c, &ids);
	cmd_free_words(&ids, true);
	return status;
}

/* Inspections, or with --kind return reports of self-checks. */
static int verb_void(struct cmd *c)
{
	const char *kind = c->text[OPT_KIND];

	if (kind && strcmp(kind, INSPECTION) && strcmp(kind, "return"))
		return cmd_usage(c, "--kind: inspection or return, not '%s'", kind);
	if (kind)
		c->kind = kind;
	return verb_act(c);
}

static const struct cmd_verb verbs[] = {
	{ "lists", "[LIST|FILE...]",
	  "Checklists (检查表), or the items of one with the clauses of a day",
	  "tlsafe-inspect lists restaurant --as-of 2018-06-30",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPTS_VIEW, OPT_LINT), verb_lists, NULL },
	{ "sheet", "[ID...|-]", "Print the sheet that an inspection or a recheck fills in",
	  "tlsafe-inspect sheet --checklist workshop --unit U000029 -O U000029.xlsx",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPT_AS_OF, OPT_CHECKLIST, OPT_UNIT, OPT_SELFCHECK,
	          OPT_PERIOD, OPT_RECHECK),
	  verb_sheet, NULL },
	{ "record", "FILE...|-", "Enter sheets that were filled in, and the hazards they found",
	  "tlsafe-inspect record sheets/*.csv | tlsafe-hazard assign - --to @town --due +15d",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPTS_WHO, OPT_ENCODING, OPT_SHEET, OPT_ALL, OPT_DRY_RUN,
	          OPT_ZERO, OPT_DROP_MISSING, OPT_REASON),
	  verb_record, NULL },
	{ "photos", "ID...|-", "Give back the photographs of inspections, items or hazards",
	  "tlsafe-inspect photos I000001 -O photos/",
	  OPTIONS(OPTS_COMMON, OPT_OUTPUT, OPT_OUT, OPT_HEADINGS), verb_photos, NULL },
	{ "plan", "[FILTER...]|-", "Plan inspections of units that are due, or drawn (双随机)",
	  "tlsafe-inspect plan --period 2018-08 --by-risk --dry-run",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPTS_WHO, OPT_PERIOD, OPT_BY_RISK, OPT_RULES, OPT_DRAW,
	          OPT_SEED, OPT_OFFICERS, OPT_CAMPAIGN, OPT_SET, OPT_ROUTE, OPT_ON, OPT_NOTE,
	          OPT_DRY_RUN),
	  verb_plan, NULL },
	{ "due", "[FILTER...]", "Who has to report self-checks, and who did (自查上报)",
	  "tlsafe-inspect due --period 2018-07 town=蒲吕街道",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPTS_VIEW, OPT_PERIOD, OPT_RECHECK), verb_due, NULL },
	{ "returns", "[FILTER...]", "List reports of self-checks (自查报告)",
	  "tlsafe-inspect returns period=2018-07 zero=yes",
	  OPTIONS(OPTS_LIST), verb_returns, NULL },
	{ "list", "[FILTER...]", "List inspections",
	  "tlsafe-inspect list day=2018-07 type=enforcement", OPTIONS(OPTS_LIST), verb_list, NULL },
	{ "items", "[FILTER...]", "List answers, with the wording that they had",
	  "tlsafe-inspect items inspection=I000001", OPTIONS(OPTS_LIST), verb_items, NULL },
	{ "show", "ID...|-", "Show all fields of inspections, or of their items",
	  "tlsafe-inspect show I000001", OPTIONS(OPTS_SHOW), verb_shown, NULL },
	{ "history", "ID...|-", "Show what was entered about inspections",
	  "tlsafe-inspect history I000001", OPTIONS(OPTS_HISTORY), verb_history, NULL },
	{ "void", "ID...|-", "Take inspections, or --kind return, out of every count (作废)",
	  "tlsafe-inspect void I000001 --reason duplicate", OPTIONS(OPTS_ACT, OPT_BY, OPT_KIND),
	  verb_void, NULL },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-inspect",
		         .about = "Inspections: what they look at, and what they find",
		         .verbs = verbs,
		         .before = OPTIONS(OPT_STORE),
		         .kind = INSPECTION };

	return cmd_main(&c, argc, argv);
}
