/* Which store a command works on, and who works on it. */
#include "common/cmd.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The value of "KEY: VALUE" in the configuration file PATH. */
static char *config_value(const char *path, const char *key)
{
	FILE *f = path ? fopen(path, "re") : NULL;
	char *line = NULL, *value = NULL;
	size_t size = 0, n = strlen(key);

	while (f && !value && getline(&line, &size, f) > 0) {
		char *p = line, *end;
		if (strncmp(p, key, n) || p[n] != ':')
			continue;
		p += n + 1;
		p += strspn(p, " \t\"'");
		end = p + strcspn(p, "#\"'\r\n");
		while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
		value = strndup(p, (size_t)(end - p));
	}
	free(line);
	if (f)
		fclose(f);
	return value && *value ? value : (free(value), NULL);
}

/* The user's own configuration file; NULL: nothing says where. */
static char *own_configuration(void)
{
	const char *home = getenv("HOME"), *base = getenv("XDG_CONFIG_HOME");
	char *path = NULL;
	int n = 0;

	if (base && *base)
		n = asprintf(&path, "%s/tlsafe/config.yaml", base);
	else if (home)
		n = asprintf(&path, "%s/.config/tlsafe/config.yaml", home);
	return n < 0 ? NULL : path;
}

/* The value of KEY in the configuration; *RET (may be NULL) is the file that says so. Both are the
 * caller's. */
static char *configured(const char *key, char **ret)
{
	static const char all[] = "/etc/tlsafe/config.yaml";
	char *path = own_configuration(), *value = config_value(path, key);

	if (!value) {
		free(path);
		path = strdup(all);
		value = config_value(all, key);
	}
	if (ret)
		*ret = path;
	else
		free(path);
	return value;
}

const char *cmd_store_path(struct cmd *c)
{
	const char *path = c->text[OPT_STORE], *how = "-s";

	if (!path) {
		path = getenv("TLSAFE_STORE");
		how = "TLSAFE_STORE";
	}
	if (!path || !*path) {
		path = c->configured = configured("store", &c->configuration);
		how = c->configuration ? c->configuration : "the configuration";
	}
	if (!path || !*path) {
		cmd_usage(
			c,
			"no store is named: give -s STORE, set TLSAFE_STORE, or put 'store: "
		        "DIRECTORY' into ~/.config/tlsafe/config.yaml or /etc/tlsafe/config.yaml");
		return NULL;
	}
	if (c->given[OPT_VERBOSE])
		cmd_tell(c, 0, "the store: %s, named by %s", path, how);
	return path;
}

/* "10s" "2m" "0.5" as seconds; -1: not a duration. */
static double duration(const char *text)
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
	return fclose(f) ? (free(text), NULL) : text;
}

static int set_who(struct cmd *c)
{
	struct tlsafe_who who = { .uid = getuid(), .pid = (uint64_t)getpid(), .wait = 10 };
	/* Who it is stands in what is written; a verb that only reads asks neither the system nor a
	 * configuration. */
	bool writes = c->verb->options & (BIT(ACTOR) | BIT(WAIT));
	struct passwd *pw = writes ? getpwuid(getuid()) : NULL;
	const char *now = getenv("TLSAFE_NOW");
	char *command = writes ? command_words(c) : NULL, *owned = NULL;
	struct timespec ts;
	int rc;

	who.command = command ? command : c->program;
	who.request = c->text[OPT_REQUEST];
	who.login = pw ? pw->pw_name : "?";
	who.actor = c->text[OPT_ACTOR] ? c->text[OPT_ACTOR] : getenv("TLSAFE_ACTOR");
	if (writes && (!who.actor || !*who.actor))
		who.actor = owned = configured("actor", NULL);
	if (!who.actor)
		who.actor = who.login;
	clock_gettime(CLOCK_REALTIME, &ts);
	who.now = (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
	if (now && *now) {
		who.now_given = true;
		if (tlsafe_instant(c->t, now, &who.now)) {
			free(command);
			free(owned);
			return cmd_usage(
				c,
				"TLSAFE_NOW is not a time such as 2018-07-01T08:00:00+08:00: '%s'",
				now);
		}
	}
	if (c->text[OPT_WAIT] && (who.wait = duration(c->text[OPT_WAIT])) < 0) {
		free(command);
		free(owned);
		return cmd_usage(c, "--wait: a duration such as 10s or 2m, not '%s'",
		                 c->text[OPT_WAIT]);
	}
	rc = tlsafe_set_who(c->t, &who);
	free(command);
	free(owned);
	return rc ? cmd_fail(c, rc) : 0;
}

int cmd_open(struct cmd *c)
{
	const char *path = cmd_store_path(c);
	int rc;

	if (!path)
		return STATUS_USAGE;
	c->t = tlsafe_new();
	if (!c->t)
		return cmd_fail(c, TLSAFE_EMEMORY);
	if (c->given[OPT_VERBOSE])
		tlsafe_set_trace(c->t, cmd_trace, c);
	rc = tlsafe_open(c->t, path);
	return rc ? cmd_fail(c, rc) : set_who(c);
}
