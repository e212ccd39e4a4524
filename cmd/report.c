/* tlsafe-report: what is printed, mailed or handed in (报表). */
#include "common/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OPTS_REPORT OPTS_COMMON, OPTS_FORM, OPTS_VIEW

static int put_picture(void *ctx, size_t n, const char *picture, size_t size)
{
	return tlsafe_document_picture(ctx, n, picture, size);
}

/* The pictures of D; where they cannot be drawn, a sentence of it says so. 0 or a status. */
static int draw(struct cmd *c, struct tlsafe_document *d)
{
	size_t n;
	const char *const *script = tlsafe_document_scripts(d, &n);
	const struct cmd_pictures p = { true, put_picture, d };
	int status = n ? cmd_pictures(c, script, n, &p) : 0;

	/* The tables say it all. */
	if (status == STATUS_UNAVAILABLE && !tlsafe_document_unpictured(d))
		status = 0;
	return status;
}

/* The report of PERIOD, or of what came since (NULL), with the words of C from WORD on. */
static int print(struct cmd *c, const char *period, size_t word)
{
	const char *name = c->text[OPT_REPORT], *since = c->text[OPT_SINCE];
	struct tlsafe_select s = cmd_select(c);
	struct tlsafe_document *d = NULL;
	int status, rc;

	c->usual = "table";
	status = cmd_begin(c, TLSAFE_OUT_HEADING);
	if (status)
		return status;
	/* Without words there are none to pass over. */
	if (word) {
		s.words += word;
		s.nwords -= word;
	}
	if (period)
		rc = tlsafe_report(c->t, &s, name, period, c->out, &d);
	else
		rc = tlsafe_handoff(c->t, &s, name, since, c->out, &d);
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

	return print(c, named ? c->args.word[0] : "last-month", named);
}

static int verb_period(struct cmd *c)
{
	if (!c->args.n || !*c->args.word[0])
		return cmd_usage(c, "which period? For example: period 2018-06-01..2018-06-15");
	return print(c, c->args.word[0], 1);
}

static int verb_handoff(struct cmd *c)
{
	if (!c->text[OPT_SINCE] || !*c->text[OPT_SINCE])
		return cmd_usage(c, "since when? For example: handoff --since 2018-07-01T08:00:00");
	return print(c, NULL, 0);
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

/* --- handed in --------------------------------------------------------------- */

#define FILED_KIND "report"
#define DOCUMENT_KIND "document"
#define OPTS_FILE \
	OPTS_COMMON, OPTS_FORM, OPTS_WHO, OPTS_VIEW, OPT_ON, OPT_NOTE, OPT_REASON, OPT_DRY_RUN, \
	OPT_FORM, OPT_BODY, OPT_FILLED_BY, OPT_CHECKED_BY, OPT_SIGNED_BY, OPT_RETURN, \
	OPT_MISSING, OPT_ALL, OPT_EXIT_FOUND, OPT_EXIT_EMPTY

static int file_missing(struct cmd *c, struct tlsafe_filing *f)
{
	uint64_t found;
	int status;

	if (f->body || c->args.n > 1)
		return cmd_usage(c, "--missing tells of all bodies, and reads no file");
	f->all = c->given[OPT_ALL];
	status = cmd_begin(c, 0);
	if (!status)
		status = cmd_finish(c, tlsafe_report_missing(c->t, f, c->out, &found));
	return status ? status : cmd_exits(c, found);
}

static int file_return(struct cmd *c, struct tlsafe_filing *f)
{
	int status;

	if (!f->body || c->args.n > 1)
		return cmd_usage(c, "--return wants --body, and reads no file");
	status = cmd_begin(c, 0);
	return status ? status : cmd_finish(c, tlsafe_report_return(c->t, f, c->out));
}

static int file_keep(struct cmd *c, struct tlsafe_filing *f)
{
	int status;

	if (c->args.n != 2)
		return cmd_usage(c, "which file? For example: file 2018-06 --form A --body "
		                    "蒲吕街道 --filled-by 王 --checked-by 李 --signed-by 张 "
		                    "a.xlsx");
	if (!f->body)
		return cmd_usage(c, "whose report it is, --body says");
	if (!f->filled_by || !f->checked_by || !f->signed_by)
		return cmd_usage(c, "who filled, checked and signed it: --filled-by, --checked-by "
		                    "and --signed-by");
	f->file = c->args.word[1];
	status = cmd_begin(c, 0);
	if (status)
		return status;
	f->fd = cmd_open_file(f->file, O_RDONLY | O_CLOEXEC);
	if (f->fd < 0) {
		cmd_say(c, "%s: %m", f->file);
		cmd_drop_output(c);
		return STATUS_NOINPUT;
	}
	status = cmd_finish(c, tlsafe_report_file(c->t, f, c->out));
	close(f->fd);
	return status;
}

static int verb_file(struct cmd *c)
{
	struct tlsafe_change how = verb_change(c);
	const struct cmd_words *bodies = &c->words[OPT_BODY];
	struct tlsafe_filing f = { .form = c->text[OPT_FORM],
		                   .body = bodies->n ? bodies->word[0] : NULL,
		                   .filled_by = c->text[OPT_FILLED_BY],
		                   .checked_by = c->text[OPT_CHECKED_BY],
		                   .signed_by = c->text[OPT_SIGNED_BY],
		                   .as_of = c->text[OPT_AS_OF],
		                   .known_at = c->text[OPT_KNOWN_AT],
		                   .how = &how };

	if (!c->args.n)
		return cmd_usage(c, "the report of which period? For example: file 2018-06");
	f.period = c->args.word[0];
	if (!f.form || !*f.form)
		return cmd_usage(c, "which form the report has, --form says");
	if (bodies->n > 1)
		return cmd_usage(c, "a report is of one body");
	if (c->given[OPT_RETURN] && c->given[OPT_MISSING])
		return cmd_usage(c, "--return and --missing are two things: ask for one");
	if (c->given[OPT_MISSING])
		return file_missing(c, &f);
	return c->given[OPT_RETURN] ? file_return(c, &f) : file_keep(c, &f);
}

/* --- documents ---------------------------------------------------------------- */

#define OPTS_NOTICE \
	OPTS_COMMON, OPTS_WHO, OPT_OUTPUT, OPT_OUT, OPT_HEADINGS, OPT_ON, OPT_NOTE, OPT_DRY_RUN, \
	OPT_KIND, OPT_FROM, OPT_OFFICERS, OPT_SIGNED_BY

#define OPTS_ISSUED OPTS_COMMON, OPTS_FORM, OPTS_WHO, OPT_ON, OPT_NOTE, OPT_DRY_RUN
#define OPTS_VOID OPTS_ISSUED, OPT_REASON
#define OPTS_SERVED OPTS_ISSUED, OPT_HOW, OPT_TO, OPT_WITNESS, OPT_EXPLAIN, OPT_CORRECT, OPT_REASON

/* Words with = are fields of the document, the others ids. */
static size_t split_fields(struct cmd *c, struct cmd_words *fields)
{
	size_t n = 0;

	for (size_t i = 0; i < c->args.n; i++)
		if (strchr(c->args.word[i], '='))
			fields->word[fields->n++] = c->args.word[i];
		else
			c->args.word[n++] = c->args.word[i];
	return c->args.n = n;
}

static int issue(struct cmd *c, struct tlsafe_notice *n)
{
	struct cmd_folder f = { .c = c, .path = c->text[OPT_OUT] };
	int status = 0, rc;

	if (f.path && !c->given[OPT_DRY_RUN]) {
		n->file = cmd_folder_write;
		n->ctx = &f;
		status = cmd_folder_begin(&f);
	}
	/* They are of the papers; the rows go to standard output. */
	c->text[OPT_OUT] = c->text[OPT_OUTPUT] = NULL;
	if (!status)
		status = cmd_begin(c, 0);
	if (status)
		return status;
	rc = tlsafe_notice(c->t, n, c->out);
	status = cmd_finish(c, rc);
	return f.status ? f.status : status;
}

static int verb_notice(struct cmd *c)
{
	struct tlsafe_change how = verb_change(c);
	struct tlsafe_notice n = { .type = c->text[OPT_KIND],
		                   .from = c->text[OPT_FROM],
		                   .form = c->text[OPT_OUTPUT] ? c->text[OPT_OUTPUT] : "html",
		                   .officers = c->text[OPT_OFFICERS],
		                   .signed_by = c->text[OPT_SIGNED_BY],
		                   .how = &how };
	struct cmd_words fields = { NULL, 0 }, ids = { NULL, 0 };
	bool none = false;
	int status;

	if (!n.type || !*n.type)
		return cmd_usage(c, "which sort of document? For example: --kind slip");
	if (strcmp(n.form, "html") && strcmp(n.form, "text"))
		return cmd_usage(c, "a document is html or text, not '%s'", n.form);
	fields.word = calloc(c->args.n + 1, sizeof(*fields.word));
	if (!fields.word)
		return cmd_fail(c, TLSAFE_EMEMORY);
	split_fields(c, &fields);
	status = cmd_ids(c, &ids, &none);
	how.ids = ids.word;
	how.nids = ids.n;
	how.values = fields.word;
	how.nvalues = fields.n;
	if (!status && !none)
		status = issue(c, &n);
	cmd_free_words(&fields, false);
	cmd_free_words(&ids, true);
	return status;
}

/* IDS, where they are numbers of documents, as the ids of these. *KIND becomes the kind of the
 * first. 0 or a code of the library. */
static int find_documents(struct cmd *c, struct cmd_words *ids, const char **kind)
{
	*kind = FILED_KIND;
	for (size_t i = 0; i < ids->n; i++) {
		char id[200], *copy;
		int rc = tlsafe_document_find(c->t, ids->word[i], id, sizeof(id));
		if (rc < 0)
			return rc;
		if (rc && !i)
			*kind = DOCUMENT_KIND;
		if (!rc)
			continue;
		copy = strdup(id);
		if (!copy)
			return TLSAFE_EMEMORY;
		free(ids->word[i]);
		ids->word[i] = copy;
	}
	return 0;
}

static int show(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	struct cmd_words ids = { NULL, 0 };
	bool none;
	int status = cmd_ids(c, &ids, &none), rc;

	if (!status && !none)
		status = cmd_begin(c, TLSAFE_OUT_PAIRS);
	if (!status && !none) {
		rc = find_documents(c, &ids, &s.kind);
		s.words = ids.word;
		s.nwords = ids.n;
		status = cmd_finish(c, rc ? rc : tlsafe_show(c->t, &s, c->out));
	}
	cmd_free_words(&ids, true);
	return status;
}

static int enter_served(struct cmd *c, const struct tlsafe_change *how)
{
	const struct tlsafe_service s = { .how = c->text[OPT_HOW],
		                          .to = c->text[OPT_TO],
		                          .witness = c->text[OPT_WITNESS],
		                          .change = how };

	return tlsafe_document_served(c->t, &s, c->out);
}

static int enter_void(struct cmd *c, const struct tlsafe_change *how)
{
	return tlsafe_document_void(c->t, how, c->out);
}

static int verb_served(struct cmd *c)
{
	return verb_on_ids(c, enter_served);
}

static int verb_void(struct cmd *c)
{
	return verb_on_ids(c, enter_void);
}

/* Of the present. */
static int gaps(struct cmd *c)
{
	static const enum cmd_option_id others[] = { OPT_AS_OF, OPT_KNOWN_AT, OPT_FIELDS,
		                                     OPT_FORMAT, OPT_SORT, OPT_LIMIT, OPT_EXPLAIN,
		                                     OPT_EXIT_FOUND, OPT_EXIT_EMPTY };
	int status;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (c->given[others[i]])
			return cmd_usage(c, "gaps takes no --%s",
			                 cmd_option_table[others[i]].name);
	status = cmd_begin(c, TLSAFE_OUT_HEADING);
	return status ? status : cmd_finish(c, tlsafe_document_gaps(c->t, c->out));
}

static int verb_filed(struct cmd *c)
{
	const char *kind = c->text[OPT_KIND];

	if (kind && strcmp(kind, FILED_KIND) && strcmp(kind, DOCUMENT_KIND))
		return cmd_usage(c, "--kind is " FILED_KIND " or " DOCUMENT_KIND ", not '%s'",
		                 kind);
	if (c->args.n == 1 && !strcmp(c->args.word[0], "gaps"))
		return gaps(c);
	c->kind = kind ? kind : FILED_KIND;
	return verb_list(c);
}

/* With a file to write what was handed in, as it was. */
static int verb_kept(struct cmd *c)
{
	int status;

	if (!c->text[OPT_OUT] || c->text[OPT_OUTPUT])
		return show(c);
	if (c->args.n != 1 || cmd_is_dash(c))
		return cmd_usage(c, "-O takes the file of one report or document");
	c->text[OPT_OUTPUT] = "tsv";	/* whatever its name ends with: bytes go through it */
	status = cmd_begin(c, 0);
	return status ? status :
	                cmd_finish(c, tlsafe_report_bytes(c->t, c->args.word[0], cmd_write,
	                                                  c->sink));
}

/* Rows are not printed: the index has them. */
static int verb_dossier(struct cmd *c)
{
	struct tlsafe_dossier d = { .file = cmd_folder_write };
	struct cmd_folder f = { .c = c, .path = c->text[OPT_OUT] };
	int status;

	if (c->args.n != 1 || cmd_is_dash(c))
		return cmd_usage(c, "of which hazard, inspection or unit? One of them");
	if (!c->text[OPT_OUT] || !*c->text[OPT_OUT])
		return cmd_usage(c, "-O names the directory that it is written to");
	d.id = c->args.word[0];
	d.ctx = &f;
	status = cmd_folder_whole(&f);
	c->text[OPT_OUT] = NULL;
	if (status)
		return status;
	status = cmd_begin(c, 0);
	if (!status)
		status = cmd_finish(c, tlsafe_dossier(c->t, &d));
	return cmd_folder_end(&f, status);
}

static int verb_diff(struct cmd *c)
{
	struct tlsafe_select s = cmd_select(c);
	int status;

	if (c->args.n < 2 || !*c->args.word[0] || !*c->args.word[1])
		return cmd_usage(c, "which two reports? tlsafe-report list names them");
	status = cmd_begin(c, TLSAFE_OUT_HEADING);
	if (status)
		return status;
	s.words += 2;
	s.nwords -= 2;
	return cmd_finish(c, tlsafe_report_diff(c->t, &s, c->args.word[0], c->args.word[1],
	                                        c->given[OPT_WHY], c->out));
}

static const struct cmd_verb verbs[] = {
	{ "monthly", "[MONTH|last-month] [FILTER...]", "The monthly report (月报)",
	  "tlsafe-report monthly 2018-06 -O june.html", OPTIONS(OPTS_REPORT, OPT_REPORT),
	  verb_monthly, NULL },
	{ "period", "A..B [FILTER...]", "The same of any days",
	  "tlsafe-report period 2018-06-01..2018-06-15 town=蒲吕街道 -o md",
	  OPTIONS(OPTS_REPORT, OPT_REPORT), verb_period, NULL },
	{ "handoff", "[FILTER...]", "What the next shift has to know (交接班)",
	  "tlsafe-report handoff --since yesterday -O handoff.html",
	  OPTIONS(OPTS_REPORT, OPT_REPORT, OPT_SINCE), verb_handoff, NULL },
	{ "form", "[FORM] [PERIOD] [FILTER...]",
	  "A form of official statistics (统计报表), filled in or verified",
	  "tlsafe-report form B --until 2018-06-30 -O june.html",
	  OPTIONS(OPTS_REPORT, OPT_TABLE, OPT_UNTIL, OPT_VERIFY, OPT_ENCODING, OPT_SHEET),
	  verb_form, NULL },
	{ "file", "PERIOD [FILE]", "Keep a report that was handed in, or give it back",
	  "tlsafe-report file 2018-06 --form A --body 蒲吕街道 --filled-by 王 --checked-by 李 "
	  "--signed-by 张 a.xlsx",
	  OPTIONS(OPTS_FILE), verb_file, NULL },
	{ "notice", "ID...|- [KEY=TEXT...]", "Issue documents (文书) about hazards",
	  "tlsafe-report notice - --kind slip -O notices/",
	  OPTIONS(OPTS_NOTICE), verb_notice, NULL },
	{ "served", "DOC...|-", "Record that documents were served (送达)",
	  "tlsafe-report served D000001 --on 2018-07-03 --how direct --to 张", OPTIONS(OPTS_SERVED),
	  verb_served, NULL },
	{ "void", "DOC...|-", "Make documents void; their numbers stay given",
	  "tlsafe-report void D000001 --reason 文号有误", OPTIONS(OPTS_VOID), verb_void, NULL },
	{ "dossier", "ID", "The closed file (案卷) of a hazard, an inspection or a unit",
	  "tlsafe-report dossier H20180702-0001 -O dossier", OPTIONS(OPTS_COMMON, OPT_OUT),
	  verb_dossier, NULL },
	{ "list", "[gaps|FILTER...]", "List the reports that were handed in, or the documents",
	  "tlsafe-report list --kind document type=slip",
	  OPTIONS(OPTS_LIST, OPT_KIND), verb_filed, NULL },
	{ "show", "ID...|-", "Show all fields of these, or write the file of one",
	  "tlsafe-report show W000001 -O a.xlsx", OPTIONS(OPTS_SHOW), verb_kept, NULL },
	{ "diff", "A B [FILTER...]", "Which figures differ between two such reports, and why",
	  "tlsafe-report diff W000001 W000002 --why",
	  OPTIONS(OPTS_COMMON, OPTS_FORM, OPT_WHY), verb_diff, NULL },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-report",
		         .about = "Reports that are printed, mailed or handed in",
		         .verbs = verbs,
		         .before = OPTIONS(OPT_STORE),
		         .kind = "hazard" };

	return cmd_main(&c, argc, argv);
}
