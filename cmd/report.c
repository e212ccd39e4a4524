/* tlsafe-report: what is printed, mailed or handed in (报表). */
#include "common/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPTS_REPORT (OPTS_COMMON | OPTS_FORM | OPTS_VIEW)

static int put_picture(void *ctx, size_t n, const char *picture, size_t size)
{
	return tlsafe_document_picture(ctx, n, picture, size);
}

/* The pictures of D; where they cannot be drawn, a sentence of it says so. 0 or a status. */
static int draw(struct cmd *c, struct tlsafe_document *d)
{
	size_t n = tlsafe_document_pictures(d);
	char **script = calloc(n + 1, sizeof(*script));
	const struct cmd_pictures p = { true, put_picture, d };
	int status = script ? 0 : cmd_fail(c, TLSAFE_EMEMORY);

	for (size_t i = 0; !status && i < n; i++)
		if (!(script[i] = tlsafe_document_script(d, i)))
			status = cmd_fail(c, TLSAFE_EMEMORY);
	if (!status && n)
		status = cmd_pictures(c, script, n, &p);
	/* The tables say it all. */
	if (status == STATUS_UNAVAILABLE && !tlsafe_document_unpictured(d))
		status = 0;
	for (size_t i = 0; script && i < n; i++)
		free(script[i]);
	free(script);
	return status;
}

/* The report NAME of PERIOD, with the words of C from WORD on. */
static int print(struct cmd *c, const char *name, const char *period, size_t word)
{
	struct tlsafe_select s = cmd_select(c);
	struct tlsafe_document *d = NULL;
	int status, rc;

	c->usual = "table";
	status = cmd_begin(c, TLSAFE_OUT_HEADING);
	if (status)
		return status;
	s.words += word;
	s.nwords -= word;
	rc = tlsafe_report(c->t, &s, name, period, c->out, &d);
	if (!rc)
		status = draw(c, d);
	if (!rc && !status)
		rc = tlsafe_document_write(d);
	tlsafe_document_free(d);
	return status ? status : cmd_finish(c, rc);
}

/* A first word that is no filter is the month. */
static int verb_monthly(struct cmd *c)
{
	bool named = c->args.n && !strchr(c->args.word[0], '=');

	return print(c, c->text[OPT_REPORT], named ? c->args.word[0] : "last-month", named);
}

static int verb_period(struct cmd *c)
{
	if (!c->args.n || !*c->args.word[0])
		return cmd_usage(c, "which period? For example: period 2018-06-01..2018-06-15");
	return print(c, c->text[OPT_REPORT], c->args.word[0], 1);
}

/* The period, where the first word of S is no filter; it is taken off. */
static const char *take_period(struct tlsafe_select *s)
{
	if (!s->nwords || strpbrk(s->words[0], "=~") || strstr(s->words[0], "＝"))
		return NULL;
	s->nwords--;
	return *s->words++;
}

static int verify(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	struct tlsafe_verify v = { .file = c->text[OPT_VERIFY],
		                   .encoding = c->text[OPT_ENCODING],
		                   .sheet = c->text[OPT_SHEET],
		                   .convert = cmd_convert,
		                   .until = c->text[OPT_UNTIL],
		                   .fault = cmd_fault,
		                   .ctx = c };
	const bool input = !strcmp(v.file, "-");
	uint64_t found = 0;
	int status, rc;

	if (c->given[OPT_TABLE])
		return cmd_usage(c, "--verify knows a form by its headings: leave --table out");
	v.period = take_period(&s);
	v.fd = input ? STDIN_FILENO : cmd_open_file(v.file, O_RDONLY | O_CLOEXEC);
	if (v.fd < 0) {
		cmd_say(c, "%s: %s", v.file, strerror(errno));
		return STATUS_NOINPUT;
	}
	status = cmd_begin(c, 0);
	if (!status) {
		rc = tlsafe_form_verify(c->t, &s, &v, c->out, &found);
		cmd_forget_converted(c);
		cmd_end_faults(c);
		status = cmd_finish(c, rc);
	}
	if (!input)
		close(v.fd);
	return status || !found ? status : STATUS_NO;
}

/* Words that are no filter: the form, and behind it the period. */
static int verb_form(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	struct tlsafe_form how = { .table = c->text[OPT_TABLE], .until = c->text[OPT_UNTIL] };
	int status;

	if (c->given[OPT_VERIFY])
		return verify(c);
	if (c->given[OPT_ENCODING] || c->given[OPT_SHEET])
		return cmd_usage(c, "--encoding and --sheet go with --verify");
	how.form = take_period(&s);
	if (!how.form || !*how.form)
		return cmd_usage(c, "which form? For example: form B --until 2018-06-30");
	how.period = take_period(&s);
	c->usual = "table";
	status = cmd_begin(c, TLSAFE_OUT_HEADING);
	return status ? status : cmd_finish(c, tlsafe_form(c->t, &s, &how, c->out));
}

static const struct cmd_verb verbs[] = {
	{ "monthly", "[MONTH|last-month] [FILTER...]", "The monthly report (月报)",
	  "tlsafe-report monthly 2018-06 -O june.html", OPTS_REPORT | BIT(REPORT),
	  verb_monthly, NULL },
	{ "period", "A..B [FILTER...]", "The same of any days",
	  "tlsafe-report period 2018-06-01..2018-06-15 town=蒲吕街道 -o md",
	  OPTS_REPORT | BIT(REPORT), verb_period, NULL },
	{ "form", "[FORM] [PERIOD] [FILTER...]",
	  "A form of official statistics (统计报表), filled in or verified",
	  "tlsafe-report form B --until 2018-06-30 -O june.html",
	  OPTS_REPORT | BIT(TABLE) | BIT(UNTIL) | BIT(VERIFY) | BIT(ENCODING) | BIT(SHEET),
	  verb_form, NULL },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-report",
		         .about = "Reports that are printed, mailed or handed in",
		         .verbs = verbs,
		         .before = BIT(STORE),
		         .kind = "hazard" };

	return cmd_main(&c, argc, argv);
}
