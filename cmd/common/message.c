/* What a command says on standard error: messages, faults, notes, progress, and exit statuses. */
#include "common/cmd.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PART_MAX 8192	/* of a message: its text, a value; what is longer is cut */

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
	const char *how = c->text[OPT_COLOR], *no = cmd_getenv("NO_COLOR");
	const char *term = cmd_getenv("TERM");

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
		{ TLSAFE_EHELPER, "helper" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].code == code)
			return words[i].word;
	return "error";
}

/* A message being made: whole before it is written, and in a room of its own, since want of memory
 * is told too. It has room for all of its parts. */
struct message {
	char text[8 * PART_MAX];
	size_t n;
};

/* As it is. */
static void put(struct message *m, const char *text)
{
	size_t len = strlen(text);

	if (len > sizeof(m->text) - m->n)
		return;
	memcpy(m->text + m->n, text, len);
	m->n += len;
}

/* Controls and bytes that are not UTF-8 made visible; QUOTED: in a string of JSON. */
static void show(struct message *m, const char *text, bool quoted)
{
	char clean[PART_MAX / 2 - sizeof("…")];
	size_t len;

	tlsafe_visible(clean, sizeof(clean), text);
	len = strlen(clean);
	for (size_t i = 0; i < len; i++) {
		char one[] = { clean[i], 0 };
		put(m, quoted && strchr("\"\\", clean[i]) ? "\\" : "");
		put(m, one);
	}
	if (len + 8 >= sizeof(clean) && strlen(text) > len)
		put(m, "…");
}

static void say_message(struct message *m, const char *end)
{
	put(m, end);
	fwrite(m->text, 1, m->n, stderr);
}

/* ,"NAME":"TEXT" */
static void json_member(struct message *m, const char *name, const char *text)
{
	put(m, ",\"");
	put(m, name);
	put(m, "\":\"");
	show(m, text, true);
	put(m, "\"");
}

static void say_json(const struct cmd *c, int code, const struct tlsafe_fault *f)
{
	struct message m;
	char line[32];

	m.n = 0;
	put(&m, "{\"code\":\"");
	put(&m, code_word(code));
	put(&m, "\"");
	json_member(&m, "program", c->program);
	if (f->file)
		json_member(&m, "file", f->file);
	if (f->sheet)
		json_member(&m, "sheet", f->sheet);
	if (f->line) {
		snprintf(line, sizeof(line), ",\"line\":%llu", (unsigned long long)f->line);
		put(&m, line);
	}
	if (f->field)
		json_member(&m, "field", f->field);
	if (f->value)
		json_member(&m, "value", f->value);
	json_member(&m, "text", f->text);
	if (f->hint)
		json_member(&m, "hint", f->hint);
	say_message(&m, "}\n");
}

/* FILE:SHEET:LINE: note: FIELD: what was wrong: "VALUE"; what else is said of it. */
static void show_fault(struct message *m, const struct tlsafe_fault *f)
{
	const char *rest = strstr(f->text, "; ");
	char text[PART_MAX];
	int n = rest ? (int)(rest - f->text) : (int)strlen(f->text);

	if (f->file) {
		show(m, f->file, false);
		put(m, ":");
	}
	if (f->sheet) {
		show(m, f->sheet, false);
		put(m, ":");
	}
	if (f->line) {
		snprintf(text, sizeof(text), "%llu:", (unsigned long long)f->line);
		put(m, text);
	}
	if (f->file || f->line)
		put(m, " ");
	if (!f->code)
		put(m, "note: ");
	if (f->field) {
		show(m, f->field, false);
		put(m, ": ");
	}
	snprintf(text, sizeof(text), "%.*s", n, f->text);
	show(m, text, false);
	if (f->value) {
		put(m, ": \"");
		show(m, f->value, false);
		put(m, "\"");
	}
	if (rest)
		show(m, rest, false);
	if (f->hint) {
		put(m, "; ");
		show(m, f->hint, false);
	}
}

/* PROGRAM: TEXT; HINT, made fit for a terminal. PLAIN: F is of no row of a file. */
static void say_text(const struct cmd *c, int code, const struct tlsafe_fault *f, bool plain)
{
	bool colour = cmd_colours(c, STDERR_FILENO), red = colour && code;
	struct message m;

	m.n = 0;
	put(&m, colour ? "\033[1m" : "");
	put(&m, c->program);
	put(&m, ":");
	put(&m, colour ? "\033[0m " : " ");
	put(&m, red ? "\033[31m" : "");
	if (!plain) {
		show_fault(&m, f);
	} else {
		show(&m, f->text, false);
		if (f->hint) {
			put(&m, "; ");
			show(&m, f->hint, false);
		}
	}
	say_message(&m, red ? "\033[0m\n" : "\n");
}

/* HINT may be empty. */
static void say(const struct cmd *c, int code, const char *text, const char *hint)
{
	struct tlsafe_fault f = { .code = code, .text = text, .hint = *hint ? hint : NULL };

	if (c->jsonl)
		say_json(c, code, &f);
	else
		say_text(c, code, &f, true);
}

static void sayv(const struct cmd *c, int code, const char *fmt, va_list ap)
{
	char text[PART_MAX];

	vsnprintf(text, sizeof(text), fmt, ap);
	say(c, code, text, "");
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
	case TLSAFE_EHELPER:
		return STATUS_UNAVAILABLE;
	default:
		return code < 0 ? STATUS_IO : STATUS_OK;
	}
}

/* Whether a call that gave RC may have told why as faults already. */
static bool told(const struct cmd *c, int rc)
{
	static const int codes[] = { TLSAFE_EINPUT, TLSAFE_ERULE, TLSAFE_EUSAGE, TLSAFE_ENOENT,
		                     TLSAFE_ECONFLICT, TLSAFE_EHELPER };

	for (size_t i = 0; c->faults && i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i] == rc)
			return true;
	return false;
}

int cmd_not_printed(struct cmd *c, int code, const char *fmt, ...)
{
	unsigned long long saved = c->t ? tlsafe_saved(c->t) : 0;
	char text[PART_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (saved)
		cmd_tell(c, code, "saved as transaction %llu, not printed: %s", saved, text);
	else
		cmd_tell(c, code, "%s", text);
	return cmd_status(code);
}

int cmd_fail(struct cmd *c, int rc)
{
	c->failed = rc;
	if (rc == TLSAFE_EMEMORY || (c->t && tlsafe_saved(c->t)))
		return cmd_not_printed(c, rc, "%s", rc == TLSAFE_EMEMORY ?
		                       "out of memory" : tlsafe_errmsg(c->t));
	if (!told(c, rc))
		say(c, rc, tlsafe_errmsg(c->t), tlsafe_errhint(c->t));
	if (rc == TLSAFE_ERULE)
		tlsafe_note_refusal(c->t);
	return cmd_status(rc);
}

/* The same fault of many rows is told this often; then it is counted. */
#define SAME_TOLD 3

/* TEXT without an id before it. */
static const char *behind_id(const char *text)
{
	const char *colon = strstr(text, ": ");
	size_t n = colon ? strcspn(text, "0123456789 ") : 0;

	return colon && text + n < colon && text[n] != ' ' ? colon + 2 : text;
}

/* What is the same in faults of one sort: the field, and the text without an id before it and
 * without what follows a value, a number or a candidate. */
static void sort_of(char key[120], const struct tlsafe_fault *f)
{
	static const char *const words[] = { ": ", "; ", " in " };
	const char *text = behind_id(f->text);
	size_t n = strcspn(text, "0123456789\"(");
	size_t used = (size_t)snprintf(key, 120, "%d%.60s: ", f->code, f->field ? f->field : "");

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const char *at = strstr(text, words[i]);
		if (at && (size_t)(at - text) < n)
			n = (size_t)(at - text);
	}
	snprintf(key + used, 120 - used, "%.*s", (int)n, text);
}

/* Of an id or a number: letters and digits of ASCII stand before and at I. */
static bool in_number(const char *text, size_t i)
{
	return isalnum((unsigned char)text[i - 1]) && isalnum((unsigned char)text[i]);
}

/* Cuts TEXT, of faults before F, to what F says too. */
static void keep_common(char *text, const struct tlsafe_fault *f)
{
	size_t field = f->field ? strlen(f->field) + 2 : 0, n = 0;
	const char *said = behind_id(f->text);
	char *advice = strstr(text, "; ");

	if (advice)
		*advice = 0;
	while (text[field] && text[field + n] && text[field + n] == said[n])
		n++;
	if (!text[field] || !text[field + n])
		return;
	/* Not in the middle of a character or a number, nor behind a blank. */
	while (n && ((text[field + n] & 0xc0) == 0x80 || in_number(text, field + n) ||
	             text[field + n - 1] == ' ' || text[field + n - 1] == ':'))
		n--;
	text[field + n] = 0;
}

/* The group of faults like F; NULL: it stands alone, or all are to be told. */
static struct cmd_group *group_of(struct cmd *c, const struct tlsafe_fault *f)
{
	struct cmd_group *g = c->group, *end = g + sizeof(c->group) / sizeof(*c->group);
	char key[120];

	if (!f->file || !f->line || c->jsonl || c->given[OPT_VERBOSE])
		return NULL;
	sort_of(key, f);
	while (g < end && g->n && strcmp(g->key, key))
		g++;
	if (g == end)
		return NULL;
	if (!g->n) {
		memcpy(g->key, key, sizeof(key));
		g->code = f->code;
		snprintf(g->file, sizeof(g->file), "%s", f->file);
		snprintf(g->hint, sizeof(g->hint), "%s", f->hint ? f->hint : "");
		snprintf(g->text, sizeof(g->text), "%s%s%s", f->field ? f->field : "",
		         f->field ? ": " : "", behind_id(f->text));
	}
	if (g->n++ < SAME_TOLD)
		keep_common(g->text, f);
	return g;
}

void cmd_end_faults(struct cmd *c)
{
	for (size_t i = 0; i < sizeof(c->group) / sizeof(*c->group); i++) {
		struct cmd_group *g = &c->group[i];
		char text[600];
		if (g->n > SAME_TOLD) {
			snprintf(text, sizeof(text),
			         "%s: %s%s, and so %zu more row%s; -v tells all", g->file,
			         g->code ? "" : "note: ", g->text, g->n - SAME_TOLD,
			         g->n == SAME_TOLD + 1 ? "" : "s");
			say(c, g->code, text, g->hint);
		}
		g->n = 0;
	}
}

void cmd_fault(void *ctx, const struct tlsafe_fault *f)
{
	struct cmd *c = ctx;
	const struct cmd_group *group;

	if (f->code)
		c->faults++;
	else if (c->given[OPT_QUIET])
		return;
	group = group_of(c, f);
	if (group && group->n > SAME_TOLD)
		return;
	cmd_end_progress(c);
	if (c->jsonl)
		say_json(c, f->code, f);
	else
		say_text(c, f->code, f, false);
}

/* What -v asks for: sentences of the library, and of the command itself. */
void cmd_trace(void *ctx, const char *text)
{
	cmd_end_progress(ctx);
	cmd_tell(ctx, 0, "%s", text);
}
