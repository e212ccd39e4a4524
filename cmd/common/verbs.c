/* The verbs that every kind of record has. */
#include "common/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *kind(const struct cmd *c)
{
	if (c->kind)
		return c->kind;
	return c->text[OPT_KIND] ? c->text[OPT_KIND] : "unit";
}

struct tlsafe_change verb_change(struct cmd *c)
{
	static const struct {
		enum cmd_option_id option;
		unsigned flag;
	} flags[] = {
		{ OPT_PASS, TLSAFE_ACT_PASS },
		{ OPT_FIXED_NOW, TLSAFE_ACT_FIXED_NOW },
		{ OPT_REPLACE_DUE, TLSAFE_ACT_REPLACE_DUE },
		{ OPT_CORRECT, TLSAFE_ACT_CORRECT },
		{ OPT_REFUSE, TLSAFE_ACT_REFUSE },
		{ OPT_LIFT, TLSAFE_ACT_LIFT },
		{ OPT_FROM_UNIT, TLSAFE_ACT_FROM_UNIT },
		{ OPT_EXPLAIN, TLSAFE_ACT_EXPLAIN },
		{ OPT_DRY_RUN, TLSAFE_ACT_DRY_RUN },
	};
	struct tlsafe_change change = {
		.verb = c->verb->name,
		.fault = cmd_fault,
		.ctx = c,
		.on = c->text[OPT_ON],
		.by = c->text[OPT_BY],
		.note = c->text[OPT_NOTE],
		.reason = c->text[OPT_REASON],
		.rectified = c->text[OPT_RECTIFIED],
		.expect = c->text[OPT_EXPECT],
		.given = c->value,
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (c->given[flags[i].option])
			change.flags |= flags[i].flag;
	for (const struct cmd_fill *f = c->verb->fills; f && f->field; f++)
		if (c->text[f->option])
			c->value[change.ngiven++] =
				(struct tlsafe_value){ f->field, c->text[f->option] };
	return change;
}

static int open_picture(void *ctx, const char *file)
{
	(void)ctx;
	return cmd_open_file(file, O_RDONLY | O_CLOEXEC);
}

struct tlsafe_stills verb_pictures(const struct cmd_words *files, const struct tlsafe_change *how)
{
	return (struct tlsafe_stills){ .files = files->word,
		                       .nfiles = files->n,
		                       .open = open_picture,
		                       .how = how };
}

/* Enters CHANGE, and the photographs that show what it is on: of a find before, else after. */
static int enter(struct cmd *c, const struct tlsafe_change *change)
{
	struct tlsafe_stills photos = verb_pictures(&c->words[OPT_PHOTO], change);

	if (!photos.nfiles)
		return tlsafe_change(c->t, change, c->out);
	photos.role = strcmp(change->verb, "add") ? "after" : "before";
	photos.of = c->kind;
	return tlsafe_change_with_photos(c->t, &photos, c->out);
}

int verb_act(struct cmd *c)
{
	struct tlsafe_change change = verb_change(c);
	struct cmd_words values = { NULL, 0 }, ids = { NULL, 0 };
	bool set = !strcmp(c->verb->name, "set"), none = false;
	char **all = c->args.word;
	size_t nall = c->args.n, n = 0;
	int status = 0;

	if (!strcmp(c->verb->name, "verify") && c->given[OPT_PASS] == c->given[OPT_FAIL])
		return cmd_usage(c, "verify wants --pass or --fail");
	/* Words with = are values, the others ids. */
	values.word = calloc(nall + 1, sizeof(*values.word));
	if (!values.word)
		return cmd_fail(c, TLSAFE_EMEMORY);
	for (size_t i = 0; i < nall; i++)
		if (strchr(all[i], '='))
			values.word[values.n++] = all[i];
		else
			all[n++] = all[i];
	c->args.n = n;
	change.kind = c->kind ? c->kind : c->text[OPT_KIND];
	if (set && cmd_is_dash(c) && !values.n && !c->given[OPT_FROM_UNIT]) {
		if (!change.kind)
			change.kind = "unit";
		status = cmd_lines(c, &ids);
		change.lines = ids.word;
		change.nlines = ids.n;
		none = !ids.n;
	} else {
		status = cmd_ids(c, &ids, &none);
		change.ids = ids.word;
		change.nids = ids.n;
		change.values = values.word;
		change.nvalues = values.n;
	}
	if (!status && !none) {
		status = cmd_begin(c, 0);
		if (!status)
			status = cmd_finish(c, enter(c, &change));
	}
	cmd_free_words(&values, false);
	cmd_free_words(&ids, true);
	return status;
}

int verb_add(struct cmd *c)
{
	struct cmd_words lines = { NULL, 0 };
	struct tlsafe_change change = verb_change(c);
	int status = 0;

	change.kind = kind(c);

	if (!c->args.n)
		return cmd_usage(
			c, "give FIELD=VALUE, or - for records as JSON Lines on standard input");
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
	status = cmd_begin(c, 0);
	if (!status)
		status = cmd_finish(c, enter(c, &change));
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

/* One of two words of option O, as 1 or 2; 0: it is not given. */
static int one_of(struct cmd *c, enum cmd_option_id o, const char *name, const char *first,
                  const char *second, int *ret)
{
	*ret = 0;
	if (!c->text[o])
		return 0;
	if (!strcmp(c->text[o], first))
		*ret = 1;
	else if (!strcmp(c->text[o], second))
		*ret = 2;
	else
		return cmd_usage(c, "--%s: %s or %s, not '%s'", name, first, second, c->text[o]);
	return 0;
}

/* What the options of an import say, and its file opened. */
static int import_options(struct cmd *c, struct tlsafe_import *in)
{
	int status = year(c, &in->year);

	if (!status)
		status = one_of(c, OPT_KEEP, "keep", "file", "store", &in->keep);
	if (!status)
		status = one_of(c, OPT_UNKNOWN_UNIT, "unknown-unit", "place", "draft",
		                &in->unknown_unit);
	if (status)
		return status;
	if (c->args.n != 1 || !*c->args.word[0])
		return cmd_usage(c, "import reads one file, or - for standard input");
	if (c->text[OPT_REJECTS] && !c->given[OPT_KEEP_GOING])
		return cmd_usage(c, "--rejects goes with --keep-going");
	in->keep_going = c->given[OPT_KEEP_GOING];
	in->new_bodies = c->given[OPT_NEW_BODIES];
	in->short_rows = c->given[OPT_SHORT_ROWS];
	in->correct = c->given[OPT_CORRECT];
	in->on = c->text[OPT_ON];
	in->expect = c->text[OPT_EXPECT];
	in->dry_run = c->given[OPT_DRY_RUN];
	in->file = c->args.word[0];
	in->fd = cmd_is_dash(c) ? STDIN_FILENO : cmd_open_file(in->file, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0) {
		cmd_say(c, "%s: %s", in->file, strerror(errno));
		return STATUS_NOINPUT;
	}
	return 0;
}

/* What an import did, or why it did nothing; RC is the library's. */
static int import_told(struct cmd *c, const struct tlsafe_import *in,
                       const struct tlsafe_imported *n, int rc)
{
	int status;

	cmd_end_faults(c);
	if (rc && n->rejected)
		cmd_tell(c, TLSAFE_EINPUT, "%s: %" PRIu64 " row%s refused, nothing was imported",
		         in->file, n->rejected, n->rejected == 1 ? "" : "s");
	if (!rc && !c->given[OPT_LIST])
		rc = tlsafe_imported_write(c->t, n, c->out);
	if (!rc && n->rejected)
		cmd_tell(c, TLSAFE_EINPUT, "%s: %" PRIu64 " row%s left out", in->file, n->rejected,
		         n->rejected == 1 ? "" : "s");
	status = cmd_finish(c, rc);
	return !status && n->rejected ? STATUS_DATA : status;
}

static int write_template(struct cmd *c, const char *of)
{
	int status = c->args.n ? cmd_usage(c, "--template reads no file") : cmd_open(c);

	if (!status)
		status = cmd_output(c, 0);
	return status ? status : cmd_finish(c, tlsafe_template(c->t, of, c->out));
}

int verb_import(struct cmd *c)
{
	struct tlsafe_imported n;
	struct tlsafe_import in = { .kind = kind(c),
		                    .fault = cmd_fault,
		                    .ctx = c,
		                    .encoding = c->text[OPT_ENCODING],
		                    .sheet = c->text[OPT_SHEET],
		                    .convert = cmd_convert,
		                    .map = c->words[OPT_MAP].word,
		                    .nmap = c->words[OPT_MAP].n,
		                    .set = c->words[OPT_SET].word,
		                    .nset = c->words[OPT_SET].n,
		                    .ignore_unknown = c->given[OPT_IGNORE_UNKNOWN] };
	struct cmd_side rejects = { NULL, NULL }, numbered = { NULL, NULL };
	struct tlsafe_out *list;
	int status, rc;

	if (c->given[OPT_TEMPLATE])
		return write_template(c, in.kind);
	status = import_options(c, &in);
	if (!status)
		status = cmd_open(c);
	if (!status)
		status = cmd_output(c, c->given[OPT_LIST] ? 0 : TLSAFE_OUT_PAIRS);
	if (!status)
		status = cmd_side_output(c, c->text[OPT_REJECTS], &rejects);
	if (!status)
		status = cmd_side_output(c, c->text[OPT_NUMBERED], &numbered);
	if (status) {
		cmd_side_finish(c, &rejects, false);
		cmd_side_finish(c, &numbered, false);
		return status;
	}
	in.rejects = rejects.out;
	in.numbered = numbered.out;
	list = c->given[OPT_LIST] ? c->out : NULL;
	in.preview = in.dry_run ? list : NULL;
	in.progress = cmd_shows_progress(c) ? cmd_progress : NULL;
	rc = tlsafe_import(c->t, &in, &n, in.dry_run ? NULL : list);
	cmd_forget_converted(c);
	cmd_end_progress(c);
	status = cmd_side_finish(c, &rejects, !rc && n.rejected);
	if (!status)
		status = cmd_side_finish(c, &numbered, !rc && !in.dry_run);
	return status ? status : import_told(c, &in, &n, rc);
}

/* Options of a list that say the same in two ways, or of what is not printed. */
static int contradictions(struct cmd *c)
{
	static const enum cmd_option_id forms[] = { OPT_FIELDS, OPT_OUTPUT, OPT_HEADINGS,
		                                    OPT_EXCEL };

	if (c->given[OPT_EXPLAIN] && (c->given[OPT_FIELDS] || c->given[OPT_FORMAT]))
		return cmd_usage(c, "--explain prints no columns: leave --%s out",
		                 c->given[OPT_FIELDS] ? "fields" : "format");
	for (size_t i = 0; c->given[OPT_FORMAT] && i < sizeof(forms) / sizeof(*forms); i++)
		if (c->given[forms[i]])
			return cmd_usage(c, "--format says all of a line: leave --%s out",
			                 cmd_option_table[forms[i]].name);
	return 0;
}

int verb_list(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	uint64_t found = 0;
	bool how = c->given[OPT_EXPLAIN], again = c->anew;
	int status = cmd_number(c, OPT_LIMIT, &s.limit), rc;

	s.kind = kind(c);
	if (!status)
		status = contradictions(c);
	if (!status)
		status = cmd_begin(c, how ? TLSAFE_OUT_PAIRS : 0);
	if (status)
		return status;
	rc = how ? tlsafe_list_how(c->t, &s, c->out, &found) :
	           tlsafe_list(c->t, &s, c->out, &found);
	status = cmd_finish(c, rc);
	if (c->anew && !again)
		return status;	/* nothing is printed yet */
	if (!status && !how && s.limit && found > s.limit && !c->given[OPT_QUIET])
		cmd_tell(c, 0, "note: %" PRIu64 " of %" PRIu64 " are printed, as --limit says",
		         s.limit, found);
	return status ? status : cmd_exits(c, found);
}

int verb_on_ids(struct cmd *c, int (*call)(struct cmd *c, const struct tlsafe_change *how))
{
	struct tlsafe_change how = verb_change(c);
	struct cmd_words ids = { NULL, 0 };
	bool none = false;
	int status = cmd_ids(c, &ids, &none);

	how.ids = ids.word;
	how.nids = ids.n;
	if (!status && !none)
		status = cmd_begin(c, 0);
	if (!status && !none)
		status = cmd_finish(c, call(c, &how));
	cmd_free_words(&ids, true);
	return status;
}

static int on_ids(struct cmd *c, unsigned flags,
                  int (*ask)(struct tlsafe *, const struct tlsafe_select *, struct tlsafe_out *))
{
	struct tlsafe_select s = cmd_select(c);
	struct cmd_words ids = { NULL, 0 };
	bool none;
	int status = cmd_ids(c, &ids, &none);

	if (status || none)
		return status;
	s.words = ids.word;
	s.nwords = ids.n;
	status = cmd_begin(c, flags);
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
