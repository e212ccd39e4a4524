/* What a command says on standard error: messages, faults, notes, progress, and exit statuses. */
#include "common/cmd.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool cmd_shows_progress(struct cmd *c)
{
	if (c->given[OPT_QUIET] || c->given[OPT_NO_PROGRESS] || c->jsonl || !isatty(STDERR_FILENO))
		return false;
	c->begun = seconds();
	return true;
}

void cmd_progress(void *ctx, unsigned percent)
{
	struct cmd *c = ctx;

	if (percent == c->percent || seconds() - c->begun < 1)
		return;
	c->percent = percent;
	fprintf(stderr, "\r%s %s: %u %%", c->program, c->verb->name, percent);
}

/* What else is said begins on a line of its own. */
void cmd_end_progress(struct cmd *c)
{
	if (c->percent)
		fputs("\r\033[K", stderr);
	c->percent = 0;
}

/* Whether what goes to FD, standard output or error, is coloured: as --color says, else NO_COLOR
 * (no-color.org), and a terminal that can. */
bool cmd_colours(const struct cmd *c, int fd)
{
	const char *how = c->text[OPT_COLOR], *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (how && strcmp(how, "auto"))
		return !strcmp(how, "always");
	return !(no && *no) && term && *term && strcmp(term, "dumb") && isatty(fd);
}

/* The stable word for a program to look at. */
static const char *code_word(int code)
{
	static const struct {
		int code;
		const char *word;
	} words[] = {
		{ 0, "note" },
		{ TLSAFE_EMEMORY, "memory" },
		{ TLSAFE_ESYSTEM, "system" },
		{ TLSAFE_ENOENT, "not-found" },
		{ TLSAFE_EEXIST, "exists" },
		{ TLSAFE_EINPUT, "data" },
		{ TLSAFE_ERULE, "rule" },
		{ TLSAFE_ECONFLICT, "conflict" },
		{ TLSAFE_EFULL, "full" },
		{ TLSAFE_ECORRUPT, "damaged" },
		{ TLSAFE_ECONFIG, "configuration" },
		{ TLSAFE_EVERSION, "version" },
		{ TLSAFE_EBUSY, "busy" },
		{ TLSAFE_EUSAGE, "usage" },
		{ TLSAFE_EBUG, "bug" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].code == code)
			return words[i].word;
	return "error";
}

/* ,"NAME":"TEXT": controls, quotes and bytes that are not UTF-8 made visible first. */
static void json_member(const char *name, const char *text)
{
	size_t size = strlen(text) * 8 + 1;
	char *clean = malloc(size);

	if (!clean)
		return;
	tlsafe_visible(clean, size, text);
	fprintf(stderr, ",\"%s\":\"", name);
	for (const char *p = clean; *p; p++)
		fprintf(stderr, *p == '"' || *p == '\\' ? "\\%c" : "%c", *p);
	fputc('"', stderr);
	free(clean);
}

static void say_json(const struct cmd *c, int code, const char *file, unsigned long long line,
                     const char *field, const char *value, const char *text, const char *hint)
{
	fprintf(stderr, "{\"code\":\"%s\"", code_word(code));
	json_member("program", c->program);
	if (file)
		json_member("file", file);
	if (line)
		fprintf(stderr, ",\"line\":%llu", line);
	if (field)
		json_member("field", field);
	if (value)
		json_member("value", value);
	json_member("text", text);
	if (hint)
		json_member("hint", hint);
	fputs("}\n", stderr);
}

/* PROGRAM: TEXT; HINT, made fit for a terminal. */
static void say_text(const struct cmd *c, int code, const char *text, const char *hint)
{
	bool colour = cmd_colours(c, STDERR_FILENO);
	size_t size = (strlen(text) + strlen(hint)) * 8 + sizeof("; ");
	char *whole, *clean = malloc(size);

	if (asprintf(&whole, "%s%s%s", text, *hint ? "; " : "", hint) < 0)
		whole = NULL;
	if (clean && whole) {
		tlsafe_visible(clean, size, whole);
		fputs(colour ? "\033[1m" : "", stderr);
		fprintf(stderr, "%s:%s ", c->program, colour ? "\033[0m" : "");
		if (colour && code)
			fprintf(stderr, "\033[31m%s\033[0m\n", clean);
		else
			fprintf(stderr, "%s\n", clean);
	}
	free(clean);
	free(whole);
}

/* HINT may be empty. */
static void say(const struct cmd *c, int code, const char *text, const char *hint)
{
	if (c->jsonl)
		say_json(c, code, NULL, 0, NULL, NULL, text, *hint ? hint : NULL);
	else
		say_text(c, code, text, hint);
}

static void sayv(const struct cmd *c, int code, const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		return;
	say(c, code, text, "");
	free(text);
}

void cmd_say(const struct cmd *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sayv(c, TLSAFE_ESYSTEM, fmt, ap);
	va_end(ap);
}

void cmd_tell(const struct cmd *c, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sayv(c, code, fmt, ap);
	va_end(ap);
}

int cmd_usage(const struct cmd *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sayv(c, TLSAFE_EUSAGE, fmt, ap);
	va_end(ap);
	if (!c->jsonl && c->verb)
		fprintf(stderr, "see: %s %s --help\n", c->program, c->verb->name);
	else if (!c->jsonl)
		fprintf(stderr, "see: %s --help\n", c->program);
	return STATUS_USAGE;
}

int cmd_status(int code)
{
	switch (code) {
	case TLSAFE_ENOENT:
		return STATUS_NOINPUT;
	case TLSAFE_EEXIST:
		return STATUS_CANTCREAT;
	case TLSAFE_EINPUT:
		return STATUS_DATA;
	case TLSAFE_ERULE:
		return STATUS_RULE;
	case TLSAFE_ECONFLICT:
	case TLSAFE_EBUSY:
		return STATUS_BUSY;
	case TLSAFE_ECONFIG:
	case TLSAFE_EVERSION:
		return STATUS_CONFIG;
	case TLSAFE_EUSAGE:
		return STATUS_USAGE;
	case TLSAFE_EBUG:
		return STATUS_BUG;
	default:
		return code < 0 ? STATUS_IO : STATUS_OK;
	}
}

/* Whether a call that gave RC may have told why as faults already. */
static bool told(const struct cmd *c, int rc)
{
	static const int codes[] = { TLSAFE_EINPUT, TLSAFE_ERULE, TLSAFE_EUSAGE, TLSAFE_ENOENT,
		                     TLSAFE_ECONFLICT };

	for (size_t i = 0; c->faults && i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i] == rc)
			return true;
	return false;
}

int cmd_fail(struct cmd *c, int rc)
{
	c->failed = rc;
	if (!c->t)
		say(c, rc, "out of memory", "");
	else if (!told(c, rc))
		say(c, rc, tlsafe_errmsg(c->t), tlsafe_errhint(c->t));
	return cmd_status(rc);
}

/* FILE:LINE: note: FIELD: what was wrong: "VALUE"; what else is said of it. */
static void put_fault(FILE *out, const struct tlsafe_fault *f)
{
	const char *rest = strstr(f->text, "; ");
	size_t n = rest ? (size_t)(rest - f->text) : strlen(f->text);

	if (f->file)
		fprintf(out, "%s:", f->file);
	if (f->line)
		fprintf(out, "%llu:", (unsigned long long)f->line);
	if (f->file || f->line)
		fputc(' ', out);
	if (!f->code)
		fputs("note: ", out);
	if (f->field)
		fprintf(out, "%s: ", f->field);
	fwrite(f->text, 1, n, out);
	if (f->value)
		fprintf(out, ": \"%s\"", f->value);
	if (rest)
		fputs(rest, out);
}

void cmd_fault(void *ctx, const struct tlsafe_fault *f)
{
	struct cmd *c = ctx;
	char *text = NULL;
	size_t size;
	FILE *out;

	if (f->code)
		c->faults++;
	else if (c->given[OPT_QUIET])
		return;
	cmd_end_progress(c);
	if (c->jsonl) {
		say_json(c, f->code, f->file, f->line, f->field, f->value, f->text, f->hint);
		return;
	}
	out = open_memstream(&text, &size);
	if (!out)
		return;
	put_fault(out, f);
	if (!fclose(out))
		say_text(c, f->code, text, f->hint ? f->hint : "");
	free(text);
}

/* What -v asks for: sentences of the library, and of the command itself. */
void cmd_trace(void *ctx, const char *text)
{
	cmd_end_progress(ctx);
	cmd_tell(ctx, 0, "%s", text);
}
