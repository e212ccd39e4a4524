/* The verbs that every kind of record has. */
#include "verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *kind(const struct cmd *c)
{
	return c->kind ? c->kind : c->text[OPT_KIND] ? c->text[OPT_KIND] : "unit";
}

int verb_add(struct cmd *c)
{
	struct cmd_words lines = { NULL, 0 };
	struct tlsafe_change change = { .kind = kind(c), .verb = "add", .note = c->text[OPT_NOTE], .fault = cmd_fault, .ctx = c };
	int status = 0;

	if (!c->args.n)
		return cmd_usage(c, "give FIELD=VALUE, or - for records as JSON Lines on standard input");
	if (cmd_is_dash(c)) {
		status = cmd_lines(c, &lines);
		change.lines = lines.word;
		change.nlines = lines.n;
		if (status || !lines.n)
			return status;
	} else {
		change.values = c->args.word;
		change.nvalues = c->args.n;
	}
	status = cmd_open(c);
	if (!status)
		status = cmd_output(c, 0);
	if (!status)
		status = cmd_finish(c, tlsafe_change(c->t, &change, c->out));
	cmd_free_words(&lines, true);
	return status;
}

static int year(struct cmd *c, int *ret)
{
	char *end;
	long n;

	*ret = 0;
	if (!c->text[OPT_YEAR])
		return 0;
	n = strtol(c->text[OPT_YEAR], &end, 10);
	if (*end || n < 1900 || n > 9999)
		return cmd_usage(c, "--year: a year such as 2018, not '%s'", c->text[OPT_YEAR]);
	*ret = (int)n;
	return 0;
}

/* Counts as key and value lines, or one JSON object. */
static void print_counts(struct cmd *c, const struct tlsafe_imported *n)
{
	const char *format = c->text[OPT_OUTPUT];
	bool json = format && !strcmp(format, "json");

	printf(json ? "{\"txn\":%" PRIu64 ",\"new\":%" PRIu64 ",\"changed\":%" PRIu64 ",\"unchanged\":%" PRIu64 ",\"rejected\":%" PRIu64
	       ",\"void\":%" PRIu64 "}\n" :
	       "transaction\t%" PRIu64 "\nnew\t%" PRIu64 "\nchanged\t%" PRIu64 "\nunchanged\t%" PRIu64 "\nrejected\t%" PRIu64
	       "\nvoid\t%" PRIu64 "\n", n->txn, n->added, n->changed, n->unchanged, n->rejected, n->voided);
}

int verb_import(struct cmd *c)
{
	struct tlsafe_imported n;
	struct tlsafe_import in = { .kind = kind(c), .fault = cmd_fault, .ctx = c, .encoding = c->text[OPT_ENCODING],
		.map = c->words[OPT_MAP].word, .nmap = c->words[OPT_MAP].n, .set = c->words[OPT_SET].word, .nset = c->words[OPT_SET].n,
		.ignore_unknown = c->given[OPT_IGNORE_UNKNOWN] };
	const char *format = c->text[OPT_OUTPUT];
	int status = year(c, &in.year), rc;

	if (status)
		return status;
	if (c->args.n != 1 || !*c->args.word[0])
		return cmd_usage(c, "import reads one file, or - for standard input");
	if (!c->given[OPT_LIST] && (c->text[OPT_OUT] || c->given[OPT_EXCEL] ||
	                            (format && strcmp(format, "json") && strcmp(format, "tsv"))))
		return cmd_usage(c, "the counts are printed as tsv or json; --list prints the records in any form");
	in.file = c->args.word[0];
	in.fd = cmd_is_dash(c) ? STDIN_FILENO : open(in.file, O_RDONLY | O_CLOEXEC);
	if (in.fd < 0) {
		cmd_say(c, "%s: %s", in.file, strerror(errno));
		return STATUS_NOINPUT;
	}
	status = cmd_open(c);
	if (!status && c->given[OPT_LIST])
		status = cmd_output(c, 0);
	if (status)
		return status;
	rc = tlsafe_import(c->t, &in, &n, c->out);
	if (rc && n.rejected)
		cmd_say(c, "%s: %" PRIu64 " row%s refused, nothing was imported", in.file, n.rejected, n.rejected == 1 ? "" : "s");
	if (!rc && !c->given[OPT_LIST]) {
		print_counts(c, &n);
		if (fflush(stdout) || ferror(stdout)) {
			cmd_say(c, "imported as transaction %" PRIu64 ", but standard output: %s", n.txn, strerror(errno));
			return STATUS_IO;
		}
	}
	return cmd_finish(c, rc);
}

int verb_list(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	uint64_t found = 0;
	int status = cmd_open(c);

	s.kind = kind(c);
	if (!status)
		status = cmd_output(c, 0);
	if (!status)
		status = cmd_finish(c, tlsafe_list(c->t, &s, c->out, &found));
	if (!status && ((c->given[OPT_EXIT_FOUND] && found) || (c->given[OPT_EXIT_EMPTY] && !found)))
		status = STATUS_NO;
	return status;
}

static int on_ids(struct cmd *c, unsigned flags, int (*ask)(struct tlsafe *, const struct tlsafe_select *, struct tlsafe_out *))
{
	struct tlsafe_select s = cmd_select(c);
	struct cmd_words ids = { NULL, 0 };
	bool none;
	int status = cmd_ids(c, &ids, &none);

	if (status || none)
		return status;
	s.words = ids.word;
	s.nwords = ids.n;
	status = cmd_open(c);
	if (!status)
		status = cmd_output(c, flags);
	if (!status)
		status = cmd_finish(c, ask(c->t, &s, c->out));
	cmd_free_words(&ids, true);
	return status;
}

int verb_show(struct cmd *c)
{
	return on_ids(c, TLSAFE_OUT_PAIRS, tlsafe_show);
}

int verb_history(struct cmd *c)
{
	return on_ids(c, 0, tlsafe_history);
}
