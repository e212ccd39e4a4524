/* Which store a command works on, and who works on it. */
#include "common/cmd.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef OFFICE_CONFIGURATION
#define OFFICE_CONFIGURATION "/etc/tlsafe/config.yaml"
#endif

/* The user's own configuration file into *RET; NULL: nothing says where. */
static int own_configuration(char **ret)
{
	const char *home = cmd_getenv("HOME"), *base = cmd_getenv("XDG_CONFIG_HOME");
	char *path = NULL;
	int n = 0;

	if (base && *base)
		n = asprintf(&path, "%s/tlsafe/config.yaml", base);
	else if (home)
		n = asprintf(&path, "%s/.config/tlsafe/config.yaml", home);
	*ret = n < 0 ? NULL : path;
	return n < 0 ? TLSAFE_EMEMORY : 0;
}

/* Where a configuration may be: the user's own file, else the office's. A command that has more
 * rights than who calls it asks only the office, for the store as for helpers. */
static int configurations(char *paths[2])
{
	int rc = cmd_guarded() ? 0 : own_configuration(&paths[0]);

	paths[1] = strdup(OFFICE_CONFIGURATION);
	return paths[1] ? rc : TLSAFE_EMEMORY;
}

/* The value of KEY in the configuration, as TEXT or as WORDS, whichever is not NULL. It and *FILE
 * (may be NULL), the file that says so, are the caller's. A file that is there and cannot be read
 * or understood is an error (told): another one in its place would be another store. */
static int configured(struct cmd *c, const char *key, char **text, char ***words, char **file)
{
	char *paths[] = { NULL, NULL }, why[512] = "out of memory";
	int rc = configurations(paths);
	bool found = false;

	for (int i = 0; i < 2; i++) {
		bool there = !rc && !found && paths[i] && access(paths[i], F_OK) == 0;
		if (!rc && !found && paths[i] && !there && errno != ENOENT && errno != ENOTDIR) {
			snprintf(why, sizeof(why), "%s: %s", paths[i], strerror(errno));
			rc = TLSAFE_ECONFIG;
		}
		if (there && text)
			rc = tlsafe_config(paths[i], key, text, why, sizeof(why));
		else if (there)
			rc = tlsafe_config_words(paths[i], key, words, why, sizeof(why));
		found |= (text && *text) || (words && *words);
		if (file && there && found) {
			*file = paths[i];
			paths[i] = NULL;
		}
	}
	free(paths[0]);
	free(paths[1]);
	if (!rc)
		return 0;
	return cmd_not_printed(c, rc, "the configuration: %s", why);
}

int cmd_configured(struct cmd *c, const char *key, char **ret)
{
	*ret = NULL;
	return configured(c, key, ret, NULL, NULL);
}

int cmd_configured_words(struct cmd *c, const char *key, char ***ret, char **file)
{
	*ret = NULL;
	return configured(c, key, NULL, ret, file);
}

int cmd_store_path(struct cmd *c, const char **ret)
{
	const char *path = c->text[OPT_STORE], *how = "-s";
	int status;

	if (path && cmd_guarded()) {
		cmd_tell(c, TLSAFE_ERULE, "-s %s: in guarded mode the store is the one that "
		         OFFICE_CONFIGURATION " names; leave -s out", path);
		return STATUS_RULE;
	}
	if (!path) {
		path = cmd_getenv("TLSAFE_STORE");
		how = "TLSAFE_STORE";
	}
	if (!path || !*path) {
		status = configured(c, "store", &c->configured, NULL, &c->configuration);
		if (status)
			return status;
		path = c->configured;
		how = c->configuration;
	}
	if ((!path || !*path) && cmd_guarded())
		return cmd_usage(c, "no store is named: in guarded mode 'store: DIRECTORY' in "
		                 OFFICE_CONFIGURATION " names it");
	if (!path || !*path)
		return cmd_usage(
			c,
			"no store is named: give -s STORE, set TLSAFE_STORE (export "
			"TLSAFE_STORE=$PWD/store), or put 'store: DIRECTORY' into "
			"~/.config/tlsafe/config.yaml or " OFFICE_CONFIGURATION);
	if (c->given[OPT_VERBOSE])
		cmd_tell(c, 0, "the store: %s, named by %s", path, how);
	*ret = path;
	return 0;
}

double cmd_duration(const char *text)
{
	char *end;
	double n = strtod(text, &end);

	if (end == text || n < 0 || n > 1e6)
		return -1;
	if (!strcmp(end, "m"))
		return n * 60;
	return !*end || !strcmp(end, "s") ? n : -1;
}

/* Words of the command line, of those that are FIELD=VALUE only the field: a value may be
 * personal. */
static char *command_words(const struct cmd *c)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	int bad;

	if (!f)
		return NULL;
	fprintf(f, "%s %s", c->program, c->verb->name);
	for (int i = 0; i < OPT_COUNT; i++)
		if (c->given[i] && i != OPT_STORE)
			fprintf(f, " --%s", cmd_option_table[i].name);
	for (size_t i = 0; i < c->args.n; i++) {
		const char *eq = strchr(c->args.word[i], '=');
		fprintf(f, " %.*s",
		        (int)(eq ? eq + 1 - c->args.word[i] : (long)strlen(c->args.word[i])),
		        c->args.word[i]);
	}
	bad = ferror(f);
	return fclose(f) || bad ? (free(text), NULL) : text;
}

/* The moment of the call. TLSAFE_NOW, for tests, takes its place once the store tells its
 * offset. */
static int moment(struct cmd *c, struct tlsafe_who *who)
{
	const char *now = cmd_getenv("TLSAFE_NOW");
	struct timespec ts;
	int64_t clock;

	clock_gettime(CLOCK_REALTIME, &ts);
	clock = who->now = (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
	who->clock_is_right = c->given[OPT_CLOCK_IS_RIGHT];
	if (!now || !*now)
		return 0;
	who->now_given = true;
	if (!tlsafe_instant(c->t, now, &who->now)) {
		/* Said and noted; but what lies in the future pins as a wrong clock does. */
		who->clock_is_right |= who->now <= clock;
		return 0;
	}
	return cmd_usage(c, "TLSAFE_NOW is not a time such as 2018-07-01T08:00:00+08:00: '%s'",
	                 now);
}

static int wait_for(struct cmd *c, double *ret)
{
	if (!c->text[OPT_WAIT])
		return 0;
	*ret = cmd_duration(c->text[OPT_WAIT]);
	if (*ret >= 0)
		return 0;
	return cmd_usage(c, "--wait: a duration such as 10s or 2m, not '%s'", c->text[OPT_WAIT]);
}

/* The login name into *RET; NULL: the system knows none. What looks beyond the system's own file
 * crashes in the GNU library when memory is short, and takes longer. */
static int login(struct cmd *c, const char **ret)
{
	static char name[256];
	FILE *f = fopen("/etc/passwd", "re");
	struct passwd *pw = NULL;

	errno = 0;
	while (f && (pw = fgetpwent(f)) && pw->pw_uid != getuid())
		continue;
	if (!pw && errno != ENOMEM) {
		errno = 0;
		cmd_signal_means(": out of memory\n");
		pw = getpwuid(getuid());
		cmd_signal_means(NULL);
	}
	if (pw)
		snprintf(name, sizeof(name), "%s", pw->pw_name);
	*ret = pw ? name : NULL;
	if (f)
		fclose(f);
	return pw || errno != ENOMEM ? 0 : cmd_fail(c, TLSAFE_EMEMORY);
}

/* Who it is stands in what is written, and in the roster; without one a verb that only reads asks
 * neither the system nor a configuration. */
static int writer(struct cmd *c, struct tlsafe_who *who, char **owned)
{
	const char *name;
	int status = login(c, &name);

	if (status)
		return status;
	if (name)
		who->login = name;
	who->actor = c->text[OPT_ACTOR] ? c->text[OPT_ACTOR] : cmd_getenv("TLSAFE_ACTOR");
	if (who->actor && *who->actor)
		return 0;
	status = cmd_configured(c, "actor", owned);
	who->actor = *owned ? *owned : who->login;
	return status;
}

static int set_who(struct cmd *c)
{
	struct tlsafe_who who = { .uid = getuid(), .pid = (uint64_t)getpid(), .wait = 10,
		                  .login = "?", .actor = "?", .command = c->program,
		                  .guarded = cmd_guarded(),
		                  .request = c->text[OPT_REQUEST] };
	bool writes = cmd_takes(c, OPT_ACTOR) || cmd_takes(c, OPT_WAIT) || tlsafe_has_roster(c->t);
	char *command = writes ? command_words(c) : NULL, *owned = NULL;
	int status = wait_for(c, &who.wait), rc;

	if (command) {
		who.command = command;
		who.verb = c->verb->name;
	} else if (!status && writes) {
		status = cmd_fail(c, TLSAFE_EMEMORY);
	}
	if (!status && writes)
		status = writer(c, &who, &owned);
	if (!status)
		status = moment(c, &who);
	rc = status ? 0 : tlsafe_set_who(c->t, &who);
	free(command);
	free(owned);
	return rc ? cmd_fail(c, rc) : status;
}

static int new_handle(struct cmd *c)
{
	c->t = tlsafe_new();
	if (!c->t)
		return cmd_fail(c, TLSAFE_EMEMORY);
	tlsafe_set_caller(cmd_as_caller_begin, cmd_as_caller_end);
	if (c->given[OPT_VERBOSE])
		tlsafe_set_trace(c->t, cmd_trace, c);
	return 0;
}

int cmd_handle(struct cmd *c)
{
	int status = new_handle(c);

	return status ? status : set_who(c);
}

/* Whether the roster of the store that is open lets who it is do this. */
static int permit(struct cmd *c)
{
	const char *words[OPT_COUNT + 1];
	char names[OPT_COUNT][40];
	size_t n = 0;

	if (c->args.n)
		words[n++] = c->args.word[0];
	for (int i = 0; i < OPT_COUNT; i++)
		if (c->given[i]) {
			snprintf(names[i], sizeof(names[i]), "--%s", cmd_option_table[i].name);
			words[n++] = names[i];
		}
	return tlsafe_permit(c->t, c->program, c->verb->name, words, n);
}

int cmd_may_replace(struct cmd *c, const char *path)
{
	int status = new_handle(c), rc;

	if (status)
		return status;
	rc = tlsafe_open(c->t, path);
	if (!rc) {
		status = set_who(c);
		rc = status ? 0 : permit(c);
		status = rc ? cmd_fail(c, rc) : status;
	}
	tlsafe_free(c->t);
	c->t = NULL;
	return status;
}

int cmd_open(struct cmd *c)
{
	struct tlsafe_who who = { .command = c->program, .wait = 10 };
	const char *path;
	int status = cmd_store_path(c, &path), rc;

	if (!status)
		status = wait_for(c, &who.wait);
	if (!status)
		status = new_handle(c);
	if (status)
		return status;
	/* How long it waits counts for opening too. */
	rc = tlsafe_set_who(c->t, &who);
	if (!rc && c->given[OPT_DESPITE_DAMAGE])
		rc = tlsafe_open_damaged(c->t, path);
	else if (!rc)
		rc = tlsafe_open(c->t, path);
	status = rc ? cmd_fail(c, rc) : set_who(c);
	rc = status ? 0 : permit(c);
	return rc ? cmd_fail(c, rc) : status;
}
