/* tlsafe: runs tlsafe-COMMAND, or opens its page. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/cmd.h"

static const struct {
	const char *name, *about;
} commands[] = {
	{ "db", "the store" },
	{ "register", "the base registry" },
	{ "inspect", "checklists of inspections" },
	{ "hazard", "the hazard's life" },
	{ "snapshot", "stills of cameras, photographs as evidence" },
	{ "stats", "statistics" },
	{ "report", "reports that are printed or handed in" },
};

static void help(void)
{
	printf("usage: tlsafe COMMAND VERB [OPTION...] [ARGUMENT...]\n       tlsafe help "
	       "[COMMAND]\nWork safety of a township, in small commands.\n\nVerbs:\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		printf("  %-10s %s (tlsafe-%s)\n", commands[i].name, commands[i].about,
		       commands[i].name);
	printf("  %-10s %s\n\nOptions:\n  %-32s %s\n  %-32s %s\n", "help",
	       "open the page of a command", "-h, --help", "this help", "-V, --version",
	       "versions of library, store format and engine");
}

static int gone(const struct cmd *c)
{
	cmd_say(c, "cannot run it as the caller: %s", strerror(errno));
	return STATUS_IO;
}

static int run(const struct cmd *c, const char *program, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	char *beside = NULL;

	/* Each command has the store's group by itself, if it is to have it. */
	if (cmd_as_caller_for_good())
		return gone(c);
	/* Beside this program first, so that a tree that is not installed works as one. */
	if (slash && asprintf(&beside, "%.*s/%s", (int)(slash - argv[0]), argv[0], program) >= 0 &&
	    !access(beside, X_OK)) {
		argv[1] = (char *)program;
		execv(beside, argv + 1);
	}
	argv[1] = (char *)program;
	execvp(program, argv + 1);
	cmd_say(c, "%s: %s", program, strerror(errno));
	return STATUS_UNAVAILABLE;
}

static int unknown_command(const struct cmd *c, const char *word)
{
	const char *near = NULL;
	unsigned best = 3;

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		unsigned d = cmd_apart(word, commands[i].name);
		if (d < best) {
			best = d;
			near = commands[i].name;
		}
	}
	if (near)
		cmd_say(c, "no command '%s'; did you mean '%s'?", word, near);
	else
		cmd_say(c, "no command '%s'; see: tlsafe --help", word);
	return STATUS_USAGE;
}

static bool is_command(const char *word)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strcmp(word, commands[i].name))
			return true;
	return false;
}

/* The page of COMMAND, of the family's own for NULL; one may also ask for the page of tlsafe-hazard
 * by that name, and for those of section 5 and 7. */
static int open_page(const struct cmd *c, const char *command)
{
	static const char *const others[] = { "query", "roster", "schema" };
	const char *word = command && !strncmp(command, "tlsafe-", 7) ? command + 7 : command;
	char page[64] = "tlsafe";
	bool known = !word || !strcmp(word, "tlsafe") || is_command(word);

	for (size_t i = 0; word && i < sizeof(others) / sizeof(*others); i++)
		known |= !strcmp(word, others[i]);
	if (!known)
		return unknown_command(c, word);
	if (word && strcmp(word, "tlsafe"))
		snprintf(page, sizeof(page), "tlsafe-%s", word);
	if (cmd_guarded() && (setenv("PAGER", "cat", 1) || setenv("MANPAGER", "cat", 1)))
		return gone(c);
	if (cmd_as_caller_for_good())
		return gone(c);
	execlp("man", "man", page, (char *)NULL);
	cmd_say(c, "man: %s", strerror(errno));
	return STATUS_UNAVAILABLE;
}

int main(int argc, char **argv)
{
	const struct cmd c = { .program = "tlsafe" };
	const char *word = argc > 1 ? argv[1] : NULL;
	char program[64];

	if (!word) {
		cmd_say(&c, "which command? See: tlsafe --help");
		return STATUS_USAGE;
	}
	if (!strcmp(word, "--help") || !strcmp(word, "-h"))
		help();
	else if (!strcmp(word, "--version") || !strcmp(word, "-V"))
		printf("tlsafe %s (store format %d, %s)\n", tlsafe_version(), tlsafe_format(),
		       tlsafe_engine());
	else if (!strcmp(word, "help"))
		return open_page(&c, argc > 2 ? argv[2] : NULL);
	else if (!is_command(word))
		return unknown_command(&c, word);
	else {
		snprintf(program, sizeof(program), "tlsafe-%s", word);
		return run(&c, program, argv);
	}
	if (fflush(stdout) || ferror(stdout)) {
		cmd_say(&c, "standard output: %s", strerror(errno));
		return STATUS_IO;
	}
	return 0;
}
