/* The words of a command line: filters, ids, and - for lines on standard input. */
#include "common/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tlsafe_select cmd_select(const struct cmd *c)
{
	return (struct tlsafe_select){
		.kind = c->kind ? c->kind : c->text[OPT_KIND],
		.words = c->args.word,
		.nwords = c->args.n,
		.as_of = c->text[OPT_AS_OF],
		.known_at = c->text[OPT_KNOWN_AT],
		.fields = c->text[OPT_FIELDS],
		.headings = c->text[OPT_HEADINGS],
		.figures = c->text[OPT_FIGURES],
		.against = c->text[OPT_AGAINST],
		.sort = c->text[OPT_SORT],
		.format = c->text[OPT_FORMAT],
	};
}

int cmd_number(const struct cmd *c, enum cmd_option_id option, uint64_t *ret)
{
	const char *text = c->text[option];
	char *end = NULL;

	*ret = 0;
	if (!text)
		return 0;
	errno = 0;
	*ret = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && !*end && *ret && !errno)
		return 0;
	return cmd_usage(c, "--%s: how many at most, from 1, not '%s'",
	                 cmd_option_table[option].name, text);
}

int cmd_exits(const struct cmd *c, uint64_t found)
{
	enum cmd_option_id says = found ? OPT_EXIT_FOUND : OPT_EXIT_EMPTY;

	return c->given[says] ? STATUS_NO : 0;
}

bool cmd_is_dash(const struct cmd *c)
{
	return c->args.n == 1 && !strcmp(c->args.word[0], "-");
}

#define LINE_MAX_BYTES (1024 * 1024)

/* The next line into *LINE, of *SIZE bytes, as getline(3); one too long is cut behind the bound. */
static ssize_t next_line(char **line, size_t *size)
{
	size_t n = 0;
	int ch = 0;

	while (ch != '\n' && n <= LINE_MAX_BYTES && (ch = getc_unlocked(stdin)) != EOF) {
		if (n + 2 > *size) {
			char *more = realloc(*line, *size ? *size * 2 : 256);
			if (!more)
				return -1;
			*line = more;
			*size = *size ? *size * 2 : 256;
		}
		(*line)[n++] = (char)ch;
	}
	if (n)
		(*line)[n] = 0;
	return n ? (ssize_t)n : -1;
}

static int bad_line(const struct cmd *c, size_t line, const char *what)
{
	cmd_tell(c, TLSAFE_EINPUT, "standard input:%zu: %s", line, what);
	return STATUS_DATA;
}

int cmd_lines(struct cmd *c, struct cmd_words *lines)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;
	int status = 0;

	c->input_read = true;
	while (!status && (errno = 0, (n = next_line(&line, &size)) > 0)) {
		if (n > LINE_MAX_BYTES)
			status = bad_line(c, lines->n + 1, "a line longer than 1 MiB");
		else if (strlen(line) != (size_t)n)
			status = bad_line(c, lines->n + 1, "a NUL byte");
		if (line[n - 1] == '\n')
			line[n - 1] = 0;
		if (status)
			break;
		/* The mark that Notepad and Excel write before UTF-8 is no part of an id. */
		bool marked = !lines->n && !strncmp(line, "\xef\xbb\xbf", 3);
		char *copy = strdup(marked ? line + 3 : line);
		if (!copy || cmd_add_word(lines, copy))
			status = cmd_fail(c, TLSAFE_EMEMORY);
	}
	free(line);
	if (status)
		return status;
	if (errno == ENOMEM)
		return cmd_fail(c, TLSAFE_EMEMORY);
	if (ferror(stdin)) {
		cmd_say(c, "standard input: %s", strerror(errno));
		return STATUS_IO;
	}
	return 0;
}

static int add_copy(struct cmd *c, struct cmd_words *w, const char *word)
{
	char *copy = strdup(word);

	return !copy || cmd_add_word(w, copy) ? cmd_fail(c, TLSAFE_EMEMORY) : 0;
}

/* The words of the command line, which are WHAT. */
static int take_args(struct cmd *c, struct cmd_words *w, const char *what)
{
	int status = 0;

	for (size_t i = 0; !status && i < c->args.n; i++) {
		if (!*c->args.word[i])
			return cmd_usage(c, "an empty argument; a variable that is not set?");
		if (!strcmp(c->args.word[i], "-"))
			return cmd_usage(c, "- stands alone: the %s come from standard input, or "
			                    "from the command line", what);
		status = add_copy(c, w, c->args.word[i]);
	}
	return status;
}

int cmd_files(struct cmd *c, struct cmd_words *files, bool *none)
{
	struct cmd_words lines = { NULL, 0 };
	int status;

	*none = false;
	if (!c->args.n)
		return cmd_usage(c, "which files? Name them, or - for names on standard input");
	if (!cmd_is_dash(c))
		return take_args(c, files, "names");
	status = cmd_lines(c, &lines);
	for (size_t i = 0; !status && i < lines.n; i++) {
		char *name = lines.word[i];
		size_t len = strlen(name);
		if (len && name[len - 1] == '\r')
			name[--len] = 0;
		if (len)
			status = add_copy(c, files, name);
	}
	*none = !status && !files->n;
	cmd_free_words(&lines, true);
	return status;
}

int cmd_ids(struct cmd *c, struct cmd_words *ids, bool *none)
{
	struct cmd_words lines = { NULL, 0 };
	char id[1200];
	int status, rc;

	*none = false;
	if (!c->args.n)
		return cmd_usage(c, "which record? Give ids, or - for those on standard input");
	if (!cmd_is_dash(c))
		return take_args(c, ids, "ids");
	status = cmd_lines(c, &lines);
	for (size_t i = 0; !status && i < lines.n; i++) {
		rc = tlsafe_line_id(lines.word[i], id, sizeof(id));
		if (rc == TLSAFE_EMEMORY)
			status = cmd_fail(c, rc);
		else if (rc)
			status = cmd_usage(c, "standard input:%zu: %s", i + 1, id);
		else
			status = add_copy(c, ids, id);
	}
	*none = !lines.n;
	cmd_free_words(&lines, true);
	return status;
}

void cmd_free_words(struct cmd_words *w, bool texts)
{
	for (size_t i = 0; texts && i < w->n; i++)
		free(w->word[i]);
	free(w->word);
	*w = (struct cmd_words){ NULL, 0 };
}
