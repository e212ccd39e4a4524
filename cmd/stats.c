/* tlsafe-stats: statistics (统计), each figure traceable to its records. */
#include "common/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define OPTS_STATS OPTS_COMMON, OPTS_FORM, OPTS_VIEW
#define OPTS_DRAWN OPT_BARS, OPT_TITLE	/* by those whose rows can be drawn */

static int verb_rate(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	int status = cmd_begin(c, c->given[OPT_PROVENANCE] ? TLSAFE_OUT_HEADING : TLSAFE_OUT_PAIRS);

	return status ? status : cmd_finish(c, tlsafe_rate(c->t, &s, c->out));
}

/* A command's first word that is no option. */
static int first_word(struct cmd *c, const char **ret, const char *what)
{
	if (!c->args.n || !*c->args.word[0])
		return cmd_usage(c, "%s", what);
	*ret = c->args.word[0];
	return 0;
}

/* What the words behind it select. */
static struct tlsafe_select select_behind(const struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);

	s.words++;
	s.nwords--;
	return s;
}

static int verb_by(struct cmd *c)
{
	const char *dimensions = NULL;
	uint64_t top;
	int status = first_word(c, &dimensions, "by what? For example: by town,level");

	if (!status)
		status = cmd_number(c, OPT_TOP, &top);
	if (!status)
		status = cmd_begin(c, TLSAFE_OUT_HEADING | TLSAFE_OUT_TOTALS);
	if (status)
		return status;
	struct tlsafe_select s = select_behind(c);
	s.limit = top;
	const struct tlsafe_table how = { .dimensions = dimensions,
		                          .all = c->given[OPT_ALL],
		                          .across = c->text[OPT_ACROSS] };
	return cmd_finish(c, tlsafe_by(c->t, &s, &how, c->out));
}

static int verb_trend(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	int status = cmd_begin(c, TLSAFE_OUT_HEADING | TLSAFE_OUT_TOTALS);

	return status ? status : cmd_finish(c, tlsafe_trend(c->t, &s, c->out));
}

static int verb_flow(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	const char *per = c->text[OPT_PER];
	int status;

	if (c->given[OPT_PROVENANCE] && !per)
		return cmd_usage(c, "--provenance goes with --per: one line has day and anchor");
	if (c->given[OPT_BARS] && !per)
		return cmd_usage(c, "--bars goes with --per: one line has nothing beside it");
	status = cmd_begin(c, per ? TLSAFE_OUT_HEADING | TLSAFE_OUT_TOTALS : TLSAFE_OUT_PAIRS);
	return status ? status : cmd_finish(c, tlsafe_flow(c->t, &s, per, c->out));
}

static int verb_rank(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	struct tlsafe_ranking how = { .rules = c->text[OPT_RULES] };
	int status;

	if (c->given[OPT_ITEMS] && c->given[OPT_IDS])
		return cmd_usage(c, "--items and --ids are two tables: ask for one");
	if (s.against && (c->given[OPT_ITEMS] || c->given[OPT_IDS]))
		return cmd_usage(c, "--against stands beside scores: leave --items and --ids out");
	if (c->given[OPT_ITEMS])
		how.rows = TLSAFE_RANK_ITEMS;
	if (c->given[OPT_IDS])
		how.rows = TLSAFE_RANK_IDS;
	status = cmd_begin(c, how.rows == TLSAFE_RANK_IDS ? 0 : TLSAFE_OUT_HEADING);
	return status ? status : cmd_finish(c, tlsafe_rank(c->t, &s, &how, c->out));
}

static int verb_explain(struct cmd *c)
{
	const char *figure = NULL;
	int status = first_word(c, &figure, "explain which figure? For example: explain rectified");

	if (!status)
		status = cmd_begin(c, 0);
	if (status)
		return status;
	struct tlsafe_select s = select_behind(c);
	if (c->given[OPT_DIGEST])
		return cmd_finish(c, tlsafe_explain_digest(c->t, &s, figure, c->out));
	return cmd_finish(c, tlsafe_explain(c->t, &s, figure, c->out));
}

/* No day, number, time or anchor is written so. */
static bool names_table(const char *word)
{
	const char *dot = strrchr(word, '.');

	return strchr(word, '/') || (dot && !strcmp(dot, ".csv"));
}

static int open_table(struct cmd *c, const char *name, struct tlsafe_printed *ret)
{
	ret->name = name;
	ret->fd = cmd_open_file(name, O_RDONLY | O_CLOEXEC);
	if (ret->fd >= 0)
		return 0;
	cmd_say(c, "%s: %s", name, strerror(errno));
	return STATUS_NOINPUT;
}

static int why_opened(struct cmd *c, const struct tlsafe_printed *from,
                      const struct tlsafe_printed *upto)
{
	int status = cmd_begin(c, TLSAFE_OUT_HEADING);

	return status ? status : cmd_finish(c, tlsafe_why_tables(c->t, from, upto, c->out));
}

/* Between two tables, which say of what filter, day and anchor they are. */
static int why_tables(struct cmd *c, const char *from, const char *upto)
{
	struct tlsafe_printed a, b;
	int status;

	if (!names_table(from) || !names_table(upto))
		return cmd_usage(c, "why between two moments or two tables, not '%s' and '%s'",
		                 from, upto);
	if (c->args.n > 2 || c->given[OPT_AS_OF] || c->given[OPT_KNOWN_AT])
		return cmd_usage(c,
		                 "why %s %s: the tables say which filter, day and anchor; leave "
		                 "those out",
		                 from, upto);
	status = open_table(c, from, &a);
	if (status)
		return status;
	status = open_table(c, upto, &b);
	if (!status) {
		status = why_opened(c, &a, &b);
		close(b.fd);
	}
	close(a.fd);
	return status;
}

static int verb_why(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	int status;

	if (c->args.n < 2 || !*c->args.word[0] || !*c->args.word[1])
		return cmd_usage(c, "why between which two moments? For example: why 2018-06-30 "
		                    "2018-07-31");
	if (names_table(c->args.word[0]) || names_table(c->args.word[1]))
		return why_tables(c, c->args.word[0], c->args.word[1]);
	status = cmd_begin(c, TLSAFE_OUT_HEADING);
	if (status)
		return status;
	s.words += 2;
	s.nwords -= 2;
	return cmd_finish(c, tlsafe_why(c->t, &s, c->args.word[0], c->args.word[1], c->out));
}

static int verb_signals(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	const struct tlsafe_signals how = { .rules = c->text[OPT_RULES],
		                            .only = c->text[OPT_RULE],
		                            .hits = c->given[OPT_HITS],
		                            .all = c->given[OPT_ALL] };
	uint64_t found;
	int status = cmd_begin(c, 0);

	if (!status)
		status = cmd_finish(c, tlsafe_signals(c->t, &s, &how, c->out, &found));
	if (status)
		return status;
	return cmd_exits(c, found);
}

static const struct cmd_verb verbs[] = {
	{ "rate", "[FILTER...]", "Figures of the hazards selected",
	  "tlsafe-stats rate found=2018H1 --as-of 2018-06-30",
	  OPTIONS(OPTS_STATS, OPT_FIGURES, OPT_AGAINST, OPT_PROVENANCE), verb_rate, NULL },
	{ "by", "DIMENSION[,DIMENSION...] [FILTER...]",
	  "The same by town, level and other dimensions",
	  "tlsafe-stats by town,level found=2018H1 --as-of 2018-06-30",
	  OPTIONS(OPTS_STATS, OPT_ALL, OPT_ACROSS, OPT_AGAINST, OPT_FIGURES, OPT_SORT, OPT_TOP,
	          OPT_PROVENANCE, OPTS_DRAWN),
	  verb_by, NULL },
	{ "trend", "[FILTER...]", "The same month by month, without gaps",
	  "tlsafe-stats trend found=2018 --as-of 2018-06-30 -o csv",
	  OPTIONS(OPTS_STATS, OPT_FIGURES, OPT_PROVENANCE, OPTS_DRAWN), verb_trend, NULL },
	{ "flow", "[FILTER...]", "What came and went in a period, as a balance of those in hand",
	  "tlsafe-stats flow found=2018-06 --as-of 2018-06-30 --per town",
	  OPTIONS(OPTS_STATS, OPT_PER, OPT_PROVENANCE, OPTS_DRAWN), verb_flow, NULL },
	{ "rank", "[FILTER...]", "Assessment of bodies by rules (考核): scores and ranks",
	  "tlsafe-stats rank found=2018H1 --as-of 2018-06-30",
	  OPTIONS(OPTS_STATS, OPT_RULES, OPT_ITEMS, OPT_IDS, OPT_AGAINST, OPT_PROVENANCE),
	  verb_rank, NULL },
	{ "explain", "FIGURE [FILTER...] [ID...]",
	  "Ids that a figure counts, or why one is counted",
	  "tlsafe-stats explain rectified town=蒲吕街道 found=2018H1 --as-of 2018-06-30",
	  OPTIONS(OPTS_STATS, OPT_DIGEST), verb_explain, NULL },
	{ "why", "FROM UPTO [FILTER...]|TABLE TABLE",
	  "Which hazards moved a figure between two moments, and by which entry",
	  "tlsafe-stats why 2018-05-31 2018-06-30 found=2018H1",
	  OPTIONS(OPTS_STATS), verb_why, NULL },
	{ "signals", "[FILTER...]", "What deserves attention, by rules: hazards of each hit (线索)",
	  "tlsafe-stats signals town=蒲吕街道 --as-of 2018-06-30",
	  OPTIONS(OPTS_STATS, OPT_ALL, OPT_RULE, OPT_RULES, OPT_HITS, OPT_EXIT_FOUND,
	          OPT_EXIT_EMPTY),
	  verb_signals, NULL },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-stats",
		         .about = "Statistics, each figure traceable to its records",
		         .verbs = verbs,
		         .before = OPTIONS(OPT_STORE),
		         .kind = "hazard" };

	return cmd_main(&c, argc, argv);
}
