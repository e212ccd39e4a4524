/* tlsafe-db: the store itself. */
#include "common/verbs.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef TLSAFE_SCHEMADIR
#define TLSAFE_SCHEMADIR "/usr/share/tlsafe/schemas"
#endif

static int no_arguments(struct cmd *c)
{
	return c->args.n ?
	               cmd_usage(c, "%s takes no arguments: '%s'", c->verb->name, c->args.word[0]) :
	               0;
}

/* 0 or errno. */
static int look_for_dir(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return errno;
	return S_ISDIR(st.st_mode) ? 0 : ENOTDIR;
}

/* The directory of the schema set outside the store; NULL: there is none (told). */
static const char *schema_set(struct cmd *c)
{
	const char *given = cmd_getenv("TLSAFE_SCHEMAS"),
		   *dir = given && *given ? given : TLSAFE_SCHEMADIR;
	int error = look_for_dir(dir);

	if (!error)
		return dir;
	if (error != ENOENT && error != ENOTDIR)
		cmd_tell(c, TLSAFE_ECONFIG, "%s: %s", dir, strerror(error));
	else if (given && *given)
		cmd_tell(c, TLSAFE_ECONFIG,
		         "no schema set: TLSAFE_SCHEMAS is '%s', and the installed set would be %s",
		         given, TLSAFE_SCHEMADIR);
	else
		cmd_tell(c, TLSAFE_ECONFIG,
		         "no schema set: TLSAFE_SCHEMAS is not set, and the installed set would be "
		         "%s",
		         TLSAFE_SCHEMADIR);
	return NULL;
}

/* What makes and exchanges directories beside the store is for whom they belong to: with the rights
 * of another group a caller would make them wherever that group may. */
static int owner_alone(struct cmd *c)
{
	if (!cmd_guarded() || getuid() == 0)
		return 0;
	cmd_tell(c, TLSAFE_ERULE, "%s is not done in guarded mode; run it as the owner of the "
	         "store, with a command that is not setgid", c->verb->name);
	return STATUS_RULE;
}

static int verb_init(struct cmd *c)
{
	const char *path;
	struct tlsafe_setup setup = { .site = c->text[OPT_SITE], .config = c->text[OPT_CONFIG] };
	int status = no_arguments(c), rc;

	if (!status)
		status = owner_alone(c);
	if (status)
		return status;
	status = cmd_store_path(c, &path);
	if (status)
		return status;
	setup.schemas = schema_set(c);
	if (!setup.schemas)
		return STATUS_CONFIG;
	if (c->text[OPT_MAP_SIZE]) {
		char *end;
		unsigned long long gib = strtoull(c->text[OPT_MAP_SIZE], &end, 10);
		if (*end || !gib || gib > 65536)
			return cmd_usage(c, "--map-size: GiB, from 1 to 65536, not '%s'",
			                 c->text[OPT_MAP_SIZE]);
		setup.map_size = gib << 30;
	}
	c->t = tlsafe_new();
	rc = c->t ? tlsafe_init(c->t, path, &setup) : TLSAFE_EMEMORY;
	return rc ? cmd_fail(c, rc) : STATUS_OK;
}

static int verb_info(struct cmd *c)
{
	int status = no_arguments(c);

	if (!status)
		status = cmd_begin(c, TLSAFE_OUT_PAIRS);
	return status ? status : cmd_finish(c, tlsafe_info(c->t, c->out));
}

static int since_of(struct cmd *c, struct tlsafe_since *ret)
{
	const char *text = c->text[OPT_SINCE];
	char *end;

	*ret = (struct tlsafe_since){ .txn = TLSAFE_SINCE_NOW };
	if (!text)
		return 0;
	errno = 0;
	ret->txn = strtoull(text, &end, 10);
	if (*end || end == text || *text == '-' || errno)
		return cmd_usage(c, "--since: the number of a transaction, not '%s'", text);
	return 0;
}

static int entries(struct cmd *c, struct tlsafe_since *since)
{
	struct tlsafe_since next = *since;
	int status = cmd_begin(c, 0);

	if (!status)
		status = cmd_finish(c, tlsafe_entries(c->t, &next, c->out));
	if (!status && !c->anew)
		*since = next;
	c->anew = false;
	return status;
}

/* Looks once a second, and holds nothing open between two looks; ends when nobody reads it. */
static int follow(struct cmd *c, struct tlsafe_since *since)
{
	struct pollfd reader = { .fd = STDOUT_FILENO };
	const char *form = c->text[OPT_OUTPUT];
	int status;

	if (c->text[OPT_OUT] || (form && strcmp(form, "json") && strcmp(form, "tsv")))
		return cmd_usage(c, "--follow prints json or tsv on standard output");
	if (!form)
		c->text[OPT_OUTPUT] = "tsv";
	c->goes_on = true;
	do {
		status = entries(c, since);
		cmd_close(c);
		if (status && status != STATUS_BUSY)
			return status;
	} while (poll(&reader, 1, 1000) <= 0);
	return STATUS_PIPE;
}

static int verb_log(struct cmd *c)
{
	struct tlsafe_since since;
	int status = no_arguments(c);

	if (!status)
		status = since_of(c, &since);
	if (!status && c->given[OPT_FOLLOW])
		return follow(c, &since);
	if (!status && c->text[OPT_SINCE])
		return entries(c, &since);
	if (!status)
		status = cmd_begin(c, 0);
	return status ? status : cmd_finish(c, tlsafe_log(c->t, c->out));
}

/* What either gives: where the old store lies now. */
static int renewed(struct cmd *c, int rc, char *aside)
{
	int status = STATUS_OK;

	if (rc)
		status = cmd_fail(c, rc);
	else if (!aside)
		cmd_tell(c, 0, "note: nothing to do: the store has format %d already",
		         tlsafe_format());
	else if (printf("%s\n", aside) < 0 || fflush(stdout))
		status = cmd_out_failed(c);
	free(aside);
	return status;
}

static int verb_upgrade(struct cmd *c)
{
	char *aside = NULL;
	int status = no_arguments(c), rc;

	if (!status)
		status = owner_alone(c);
	if (!status)
		status = cmd_open(c);
	if (status)
		return status;
	rc = tlsafe_upgrade(c->t, &aside);
	return renewed(c, rc, aside);
}

static int rebuild_here(struct cmd *c)
{
	char *aside = NULL;
	int rc = tlsafe_rebuild(c->t, &aside);

	return renewed(c, rc, aside);
}

static int check_here(struct cmd *c)
{
	uint64_t transactions, entries, bad, stills = 0;
	int status = cmd_open(c), rc;

	/* Damage is this command's answer, wherever it is met; and nothing else is. */
	if (status)
		return c->failed == TLSAFE_ECORRUPT ? STATUS_NO : status;
	if (c->given[OPT_REBUILD])
		return rebuild_here(c);
	rc = tlsafe_check(c->t, cmd_fault, c, &transactions, &entries, &bad);
	if (!rc && !bad)
		rc = tlsafe_check_stills(c->t, cmd_fault, c, &stills);
	if (rc)
		return cmd_fail(c, rc);
	bad += stills;
	if (bad) {
		cmd_tell(c, TLSAFE_ECORRUPT,
		         "%" PRIu64 " difference%s; nothing was changed, restore from a backup",
		         bad, bad == 1 ? "" : "s");
		return STATUS_NO;
	}
	tlsafe_note_check(c->t, transactions);
	printf("sound\t%" PRIu64 " transactions\t%" PRIu64 " entries\n", transactions, entries);
	return fflush(stdout) || ferror(stdout) ? cmd_out_failed(c) : STATUS_OK;
}

/* Runs HERE in a child, since pages that are damaged may end who reads them. Gives its status, or
 * with *ENDED the signal that ended it. */
static int in_child(struct cmd *c, int (*here)(struct cmd *c), int *ended)
{
	pid_t child = fork();
	int how = 0;

	*ended = 0;
	if (child < 0) {
		cmd_say(c, "cannot start a child to read in: %s", strerror(errno));
		return STATUS_IO;
	}
	if (child == 0) {
		/* Who waits for it tells. */
		signal(SIGBUS, SIG_DFL);
		signal(SIGSEGV, SIG_DFL);
		signal(SIGABRT, SIG_DFL);
		how = here(c);
		tlsafe_free(c->t);
		_exit(how);
	}
	while (waitpid(child, &how, 0) < 0)
		continue;
	*ended = WIFSIGNALED(how) ? WTERMSIG(how) : 0;
	return WIFEXITED(how) ? WEXITSTATUS(how) : STATUS_IO;
}

static void tell_ended(struct cmd *c, int ended)
{
	cmd_tell(
		c, TLSAFE_ECORRUPT,
		"the store's structure is damaged: reading it ended with %s; restore from a backup",
		strsignal(ended));
}

static int verb_check(struct cmd *c)
{
	int status = no_arguments(c), ended;

	if (!status && c->given[OPT_REBUILD])
		status = owner_alone(c);
	if (status)
		return status;
	status = in_child(c, check_here, &ended);
	if (!ended)
		return status;
	tell_ended(c, ended);
	return STATUS_NO;
}

/* --- backups ----------------------------------------------------------------- */

static int backup_here(struct cmd *c)
{
	struct tlsafe_backup b = { .directory = c->args.word[0], .fault = cmd_fault, .ctx = c };
	int status;

	if (c->text[OPT_RETAIN]) {
		char *end;
		b.retain = strtoull(c->text[OPT_RETAIN], &end, 10);
		if (*end || !b.retain || b.retain > 1000000)
			return cmd_usage(c, "--retain: how many backups stay, from 1, not '%s'",
			                 c->text[OPT_RETAIN]);
	}
	status = cmd_begin(c, TLSAFE_OUT_PAIRS);
	return status ? status : cmd_finish(c, tlsafe_backup(c->t, &b, c->out));
}

/* In a child, as check does. */
static int verb_backup(struct cmd *c)
{
	int status, ended;

	if (c->args.n != 1)
		return cmd_usage(c, "backup takes the directory that backups are kept in");
	status = owner_alone(c);
	if (status)
		return status;
	status = in_child(c, backup_here, &ended);
	if (!ended)
		return status;
	tell_ended(c, ended);
	cmd_tell(c, TLSAFE_ECORRUPT, "no backup was made; tlsafe-db export --despite-damage saves "
	         "what can be read");
	return STATUS_IO;
}

static int verb_health(struct cmd *c)
{
	int status = c->args.n > 1 ? cmd_usage(c, "health takes at most a directory of backups") :
	                             cmd_begin(c, TLSAFE_OUT_PAIRS);

	return status ? status :
	                cmd_finish(c, tlsafe_health(c->t, c->args.n ? c->args.word[0] : NULL,
	                                            c->out));
}

static int restore_here(struct cmd *c)
{
	struct tlsafe_restore r = { .file = c->args.word[0],
		                    .serials_from = c->text[OPT_SERIALS_FROM],
		                    .yes = c->given[OPT_YES], .fault = cmd_fault, .ctx = c };
	int status = cmd_store_path(c, &r.path);

	if (!status)
		status = cmd_may_replace(c, r.path);
	if (!status)
		status = cmd_handle(c);
	if (!status)
		status = cmd_output(c, TLSAFE_OUT_PAIRS);
	return status ? status : cmd_finish(c, tlsafe_restore(c->t, &r, c->out));
}

/* In a child: what lies there may be damaged, and is read for what it gave out. */
static int verb_restore(struct cmd *c)
{
	int status, ended;

	if (c->args.n != 1)
		return cmd_usage(c, "restore takes one file that backup made");
	status = owner_alone(c);
	if (status)
		return status;
	status = in_child(c, restore_here, &ended);
	if (!ended)
		return status;
	cmd_tell(c, TLSAFE_ECORRUPT,
	         "reading ended with %s: the backup or the store that lies there is damaged; "
	         "nothing was changed, move that store away, and restore with --serials-from LIST "
	         "of the ids and anchors that stand on paper", strsignal(ended));
	return STATUS_IO;
}

/* --- export despite damage --------------------------------------------------- */

#define ENDINGS 4096		/* places whose reading may end a child */

/* What the child reads, for the parent to know where it ended; and where others did before it. */
struct salvage {
	bool begun;
	struct place { uint64_t txn; uint32_t n; } at, over[ENDINGS];
	size_t nover;
};
static struct salvage *shared;

static bool pass_over(void *ctx, uint64_t txn, uint32_t n)
{
	struct salvage *s = ctx;

	s->begun = true;
	s->at = (struct place){ txn, n };
	for (size_t i = 0; i < s->nover; i++)
		if (s->over[i].txn == txn && s->over[i].n == n)
			return true;
	return false;
}

static void tell_missing(struct cmd *c, const struct tlsafe_salvaged *n)
{
	cmd_tell(c, TLSAFE_ECORRUPT,
	         "the journal is damaged; lost are %" PRIu64 " transactions, %" PRIu64
	         " entries of others, the personal values of %" PRIu64 " and files of %" PRIu64
	         "; not proven are %" PRIu64 " transactions; the last line names them, and "
	         "tlsafe-db import --salvaged takes the lines",
	         n->transactions, n->entries, n->values, n->files, n->unproven);
}

static int salvage_here(struct cmd *c)
{
	struct tlsafe_salvaged missing;
	int status = cmd_open(c), rc;

	if (status)
		return status;
	rc = tlsafe_export_damaged(c->t, cmd_write, c->sink, pass_over, shared, &missing);
	status = cmd_finish(c, rc);
	if (rc || status || !missing.damaged)
		return status;
	tell_missing(c, &missing);
	return STATUS_IO;
}

/* A child for each place whose reading ends one: the next passes it over. */
static int export_damaged(struct cmd *c)
{
	int status = cmd_output(c, 0), ended = 0;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
	              0);
	if (!status && shared == MAP_FAILED)
		status = cmd_fail(c, TLSAFE_EMEMORY);
	while (!status) {
		struct place last = shared->at;
		shared->begun = false;
		status = in_child(c, salvage_here, &ended);
		if (!ended)
			return status;
		bool again = shared->nover && last.txn == shared->at.txn && last.n == shared->at.n;
		if (!shared->begun || again || shared->nover == ENDINGS)
			break;
		shared->over[shared->nover++] = shared->at;
		status = cmd_restart_output(c);
	}
	if (ended)
		tell_ended(c, ended);
	return status ? status : STATUS_IO;
}

static int verb_export(struct cmd *c)
{
	int status = no_arguments(c);

	if (!status && c->given[OPT_DESPITE_DAMAGE])
		return export_damaged(c);
	if (!status)
		status = cmd_begin(c, 0);
	return status ? status : cmd_finish(c, tlsafe_export(c->t, cmd_write, c->sink));
}

static int import_salvaged(struct cmd *c, int fd)
{
	struct tlsafe_salvaged n;
	uint64_t added;
	int rc = tlsafe_import_salvaged(c->t, fd, c->args.word[0], cmd_fault, c, &added, &n);

	if (rc)
		return cmd_fail(c, rc);
	if (n.left && !c->given[OPT_QUIET])
		cmd_tell(c, 0,
		         "note: entries left out, since what they rest on is lost: %" PRIu64
		         "; tlsafe-db log names them by transaction",
		         n.left);
	printf("new\t%" PRIu64 "\nlost\t%" PRIu64 "\nentries\t%" PRIu64 "\nvalues\t%" PRIu64
	       "\nfiles\t%" PRIu64 "\nunproven\t%" PRIu64 "\nleft\t%" PRIu64 "\n",
	       added, n.transactions, n.entries, n.values, n.files, n.unproven,
	       n.left);
	return fflush(stdout) || ferror(stdout) ? cmd_out_failed(c) : STATUS_OK;
}

static int verb_import_journal(struct cmd *c)
{
	uint64_t added = 0, known = 0;
	int status, rc, fd = STDIN_FILENO;

	if (c->args.n != 1)
		return cmd_usage(c, "import reads one export, or - for standard input");
	if (!cmd_is_dash(c) && (fd = cmd_open_file(c->args.word[0], O_RDONLY | O_CLOEXEC)) < 0) {
		cmd_say(c, "%s: %s", c->args.word[0], strerror(errno));
		return STATUS_NOINPUT;
	}
	status = cmd_open(c);
	if (status)
		return status;
	if (c->given[OPT_SALVAGED])
		return import_salvaged(c, fd);
	rc = tlsafe_import_journal(c->t, fd, c->args.word[0], &added, &known);
	if (!rc)
		printf("new\t%" PRIu64 "\nknown\t%" PRIu64 "\n", added, known);
	if (!rc && (fflush(stdout) || ferror(stdout)))
		return cmd_out_failed(c);
	return rc ? cmd_fail(c, rc) : STATUS_OK;
}

static int verb_undo(struct cmd *c)
{
	char *end = NULL;
	unsigned long long txn = c->args.n == 1 ? strtoull(c->args.word[0], &end, 10) : 0;
	int status;

	if (!txn || *end)
		return cmd_usage(
			c, "undo takes the number of one transaction; tlsafe-db log lists them");
	status = cmd_begin(c, 0);
	return status ? status :
	                cmd_finish(c, tlsafe_undo(c->t, txn, c->text[OPT_REASON],
	                                          c->given[OPT_DRY_RUN], cmd_fault, c, c->out));
}

static int verb_set(struct cmd *c)
{
	struct tlsafe_change change = verb_change(c);
	int status;

	change.values = c->args.word;
	change.nvalues = c->args.n;
	status = cmd_begin(c, 0);
	return status ? status : cmd_finish(c, tlsafe_set_settings(c->t, &change, c->out));
}

static int schema_apply(struct cmd *c)
{
	struct tlsafe_apply apply = { .files = c->args.word + 1,
		                      .nfiles = c->args.n - 1,
		                      .reason = c->text[OPT_REASON],
		                      .note = c->text[OPT_NOTE],
		                      .dry_run = c->given[OPT_DRY_RUN],
		                      .fault = cmd_fault,
		                      .ctx = c };
	size_t changed = 0;
	int status, rc;

	if (c->given[OPT_KNOWN_AT])
		return cmd_usage(c, "--known-at goes with schema list and show");
	if (!apply.nfiles && !(apply.directory = schema_set(c)))
		return STATUS_CONFIG;
	status = cmd_begin(c, 0);
	if (status)
		return status;
	rc = tlsafe_schema_apply(c->t, &apply, &changed, c->out);
	if (!rc && !changed && !tlsafe_repeated(c->t) && !c->given[OPT_QUIET])
		cmd_tell(c, 0, "note: unchanged: the store's schema set is as %s",
		         apply.nfiles == 1 ? "the file says" : "the files say");
	return cmd_finish(c, rc);
}

static int verb_schema(struct cmd *c)
{
	bool list = c->args.n == 1 && !strcmp(c->args.word[0], "list"),
	     show = c->args.n == 2 && !strcmp(c->args.word[0], "show");
	int status;

	if (c->args.n && !strcmp(c->args.word[0], "apply"))
		return schema_apply(c);
	if (!list && !show)
		return cmd_usage(c,
		                 "schema list, schema show KIND, or schema apply [FILE.yaml...]");
	status = cmd_begin(c, 0);
	if (status)
		return status;
	return cmd_finish(c, list ? tlsafe_schema_list(c->t, c->text[OPT_KNOWN_AT], c->out) :
	                  tlsafe_schema_show(c->t, c->args.word[1], c->text[OPT_KNOWN_AT], c->out));
}

/* --- the roster -------------------------------------------------------------- */

static int list_users(struct cmd *c)
{
	char *words[] = { (char *)"role!=" };
	struct tlsafe_select s = { .kind = "user", .words = words, .nwords = 1 };
	int status = cmd_begin(c, 0);

	return status ? status : cmd_finish(c, tlsafe_list(c->t, &s, c->out, NULL));
}

static int list_rights(struct cmd *c)
{
	int status = cmd_begin(c, TLSAFE_OUT_HEADING);

	return status ? status : cmd_finish(c, tlsafe_rights(c->t, c->out));
}

/* The bodies that are given, joined as a list is; NULL: no memory. */
static char *bodies(const struct cmd *c)
{
	const struct cmd_words *w = &c->words[OPT_BODY];
	size_t room = 1;
	char *text;

	for (size_t i = 0; i < w->n; i++)
		room += strlen(w->word[i]) + strlen("、");
	text = calloc(1, room);
	for (size_t i = 0; text && i < w->n; i++)
		strcat(strcat(text, i ? "、" : ""), w->word[i]);
	return text;
}

static int change_user(struct cmd *c, const char *verb)
{
	struct tlsafe_change change = verb_change(c);
	char *joined = bodies(c);
	int status;

	if (c->args.n != 2)
		status = cmd_usage(c, "user %s takes one login name", verb);
	else if (!joined)
		status = cmd_fail(c, TLSAFE_EMEMORY);
	else
		status = cmd_begin(c, 0);
	if (c->words[OPT_BODY].n)
		c->value[change.ngiven++] = (struct tlsafe_value){ "bodies", joined };
	if (!status)
		status = cmd_finish(c, tlsafe_user(c->t, verb, c->args.word[1], &change, c->out));
	free(joined);
	return status;
}

static int verb_user(struct cmd *c)
{
	static const struct {
		const char *name;
		bool changes, given;
	} verbs[] = {
		{ "list", false, false }, { "rights", false, false }, { "add", true, true },
		{ "set", true, true },	  { "remove", true, false },
	};
	const char *verb = c->args.n ? c->args.word[0] : "";
	bool given = c->given[OPT_ROLE] || c->given[OPT_BODY] || c->given[OPT_NAME];

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (strcmp(verb, verbs[i].name))
			continue;
		if (given && !verbs[i].given)
			return cmd_usage(c, "--role, --body and --name go with user add and set");
		if (verbs[i].changes)
			return change_user(c, verb);
		if (c->args.n > 1)
			return cmd_usage(c, "user %s takes no more words: '%s'", verb,
			                 c->args.word[1]);
		return strcmp(verb, "list") ? list_rights(c) : list_users(c);
	}
	return cmd_usage(c, "user add LOGIN, user set LOGIN, user remove LOGIN, user list, or "
	                 "user rights");
}

static int verb_whoami(struct cmd *c)
{
	int status = no_arguments(c);

	if (!status)
		status = cmd_begin(c, TLSAFE_OUT_PAIRS);
	return status ? status : cmd_finish(c, tlsafe_whoami(c->t, c->out));
}

#define OPTS_DB OPTS_COMMON, OPTS_FORM

static const struct cmd_verb verbs[] = {
	{ "init", "", "Make a store", "tlsafe-db init -s /srv/tlsafe/store",
	  OPTIONS(OPTS_COMMON, OPT_SITE, OPT_MAP_SIZE, OPT_CONFIG), verb_init, NULL },
	{ "info", "", "Tell what the store is and holds", "tlsafe-db info -o json",
	  OPTIONS(OPTS_DB),
	  verb_info, NULL },
	{ "check", "", "Verify the journal and compare every view with it", "tlsafe-db check",
	  OPTIONS(OPTS_COMMON, OPT_REBUILD, OPT_WAIT), verb_check, NULL },
	{ "upgrade", "", "Bring a store of an older format to the present one",
	  "tlsafe-db upgrade", OPTIONS(OPTS_COMMON, OPT_WAIT), verb_upgrade, NULL },
	{ "log", "", "List the transactions, or follow the entries", "tlsafe-db log -o json",
	  OPTIONS(OPTS_DB, OPT_SINCE, OPT_FOLLOW), verb_log, NULL },
	{ "export", "", "Print the journal as JSON Lines", "tlsafe-db export > all.jsonl",
	  OPTIONS(OPTS_COMMON, OPT_OUT, OPT_DESPITE_DAMAGE), verb_export, NULL },
	{ "import", "FILE|-", "Read the lines of an export", "tlsafe-db import - < all.jsonl",
	  OPTIONS(OPTS_COMMON, OPT_WAIT, OPT_SALVAGED), verb_import_journal, NULL },
	{ "backup", "DIR", "Copy the store beside writers into a file, and check it",
	  "tlsafe-db backup /mnt/nas/tlsafe --retain 30", OPTIONS(OPTS_DB, OPT_RETAIN, OPT_WAIT),
	  verb_backup, NULL },
	{ "health", "[DIR]",
	  "Tell what monitoring wants to know: last backup and check, room, readers",
	  "tlsafe-db health -o json", OPTIONS(OPTS_DB), verb_health, NULL },
	{ "restore", "FILE", "Put a backup into the place of the store, which is kept aside",
	  "tlsafe-db restore /mnt/nas/tlsafe/500151-3f9a0c5e-20180702T090000.tlsafe --yes",
	  OPTIONS(OPTS_DB, OPT_ACTOR, OPT_WAIT, OPT_YES, OPT_SERIALS_FROM), verb_restore, NULL },
	{ "set", "KEY=VALUE...|@NAME=WORDS",
	  "Change settings of the store: name, authority, language, prefixes; or save a filter",
	  "tlsafe-db set language=en --reason '英文月报'",
	  OPTIONS(OPTS_DB, OPTS_WHO, OPT_ON, OPT_REASON, OPT_NOTE, OPT_DRY_RUN), verb_set, NULL },
	{ "schema", "list|show|apply [KIND|FILE.yaml...]",
	  "Tell kinds of record or the fields of one, or apply changed files of the set",
	  "tlsafe-db schema show hazard",
	  OPTIONS(OPTS_DB, OPTS_WHO, OPT_KNOWN_AT, OPT_REASON, OPT_NOTE, OPT_DRY_RUN),
	  verb_schema, NULL },
	{ "user", "add|set|remove|list|rights [LOGIN]",
	  "Say who may do what: the roster, and the rights of each role",
	  "tlsafe-db user add zhang --role officer --body 蒲吕街道 --reason '到岗'",
	  OPTIONS(OPTS_DB, OPTS_WHO, OPT_ROLE, OPT_BODY, OPT_NAME, OPT_REASON, OPT_NOTE,
	          OPT_DRY_RUN),
	  verb_user, FILLS({ OPT_ROLE, "role" }, { OPT_NAME, "name" }) },
	{ "whoami", "", "Tell who you are to the store, and what you may do", "tlsafe-db whoami",
	  OPTIONS(OPTS_DB, OPT_ACTOR), verb_whoami, NULL },
	{ "undo", "TXN", "Take a whole transaction back", "tlsafe-db undo 3 --reason '导错了文件'",
	  OPTIONS(OPTS_DB, OPTS_WHO, OPT_REASON, OPT_DRY_RUN), verb_undo, NULL },
	{ 0 }
};

int main(int argc, char **argv)
{
	struct cmd c = { .program = "tlsafe-db",
		         .about = "The store: make it, look at it, check it",
		         .verbs = verbs,
		         .before = OPTIONS(OPT_STORE) };

	return cmd_main(&c, argc, argv);
}
