/* Options, help, messages, output and exit statuses of every command. */
#include "common/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const struct option_row {
	char letter;
	const char *name, *arg;
	bool many;
	const char *help;
} options[OPT_COUNT] = {
#define X(id, letter, name, arg, many, help) [OPT_##id] = { letter, name, arg, many, help },
	CMD_OPTIONS(X)
#undef X
};

/* --- progress ---------------------------------------------------------------- */

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

/* --- colour ------------------------------------------------------------------ */

/* Whether what goes to FD, standard output or error, is coloured: as --color says, else NO_COLOR
 * (no-color.org), and a terminal that can. */
static bool colours(const struct cmd *c, int fd)
{
	const char *how = c->text[OPT_COLOR], *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (how && strcmp(how, "auto"))
		return !strcmp(how, "always");
	return !(no && *no) && term && *term && strcmp(term, "dumb") && isatty(fd);
}

/* --- messages ---------------------------------------------------------------- */

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

static void say(const struct cmd *c, int code, const char *fmt, va_list ap)
{
	char *text, *clean;
	size_t size;

	if (vasprintf(&text, fmt, ap) < 0)
		return;
	if (c->jsonl) {
		say_json(c, code, NULL, 0, NULL, NULL, text, NULL);
		free(text);
		return;
	}
	size = strlen(text) * 8 + 1;
	clean = malloc(size);
	if (clean) {
		bool colour = colours(c, STDERR_FILENO);
		const char *bold = colour ? "\033[1m" : "", *red = colour && code ? "\033[31m" : "",
			   *plain = "\033[0m";
		fprintf(stderr, "%s%s:%s %s%s%s\n", bold, c->program, *bold ? plain : "", red,
		        tlsafe_visible(clean, size, text), *red ? plain : "");
	}
	free(clean);
	free(text);
}

void cmd_say(const struct cmd *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, TLSAFE_ESYSTEM, fmt, ap);
	va_end(ap);
}

void cmd_tell(const struct cmd *c, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, code, fmt, ap);
	va_end(ap);
}

int cmd_usage(const struct cmd *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, TLSAFE_EUSAGE, fmt, ap);
	va_end(ap);
	if (!c->jsonl)
		fprintf(stderr, "see: %s %s%s--help\n", c->program, c->verb ? c->verb->name : "",
		        c->verb ? " " : "");
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

int cmd_fail(struct cmd *c, int rc)
{
	const char *text = c->t ? tlsafe_errmsg(c->t) : "out of memory";
	bool told =
		c->faults && (rc == TLSAFE_EINPUT || rc == TLSAFE_ERULE || rc == TLSAFE_EUSAGE ||
	                      rc == TLSAFE_ENOENT || rc == TLSAFE_ECONFLICT);

	if (!told)
		cmd_tell(c, rc, "%s", text);
	return cmd_status(rc);
}

void cmd_fault(void *ctx, const struct tlsafe_fault *f)
{
	struct cmd *c = ctx;
	const char *rest = strstr(f->text, "; ");
	char line[32] = "";

	if (f->code)
		c->faults++;
	else if (c->given[OPT_QUIET])
		return;
	cmd_end_progress(c);
	if (c->jsonl) {
		say_json(c, f->code, f->file, f->line, f->field, f->value, f->text, f->hint);
		return;
	}
	if (f->line)
		snprintf(line, sizeof(line), "%llu:", (unsigned long long)f->line);
	/* The value stands behind what is wrong with it, before what is to be done. */
	cmd_tell(c, f->code, "%s%s%s%s%s%s%s%.*s%s%s%s%s%s%s", f->file ? f->file : "",
	         f->file ? ":" : "", line, f->file || f->line ? " " : "",
	         f->code ? "" : "note: ", f->field ? f->field : "", f->field ? ": " : "",
	         (int)(rest ? rest - f->text : (long)strlen(f->text)), f->text,
	         f->value ? ": \"" : "", f->value ? f->value : "", f->value ? "\"" : "",
	         rest ? rest : "", f->hint ? "; " : "", f->hint ? f->hint : "");
}

/* What -v asks for: sentences of the library, and of the command itself. */
static void tell(void *ctx, const char *text)
{
	cmd_end_progress(ctx);
	cmd_tell(ctx, 0, "%s", text);
}

/* --- help -------------------------------------------------------------------- */

static void help_option(const struct option_row *o)
{
	char left[64];

	snprintf(left, sizeof(left), "%s--%s%s%s",
	         o->letter ? (char[]){ '-', o->letter, ',', ' ', 0 } : "    ", o->name,
	         o->arg ? " " : "", o->arg ? o->arg : "");
	printf("  %-32s %s\n", left, o->help);
}

static void help(const struct cmd *c)
{
	const struct cmd_verb *v = c->verb;
	unsigned long long which =
		v ? v->options | c->before : c->before | BIT(HELP) | BIT(VERSION);

	if (v) {
		printf("usage: %s %s [OPTION...] %s\n%s.\n\nOptions:\n", c->program, v->name,
		       v->args, v->about);
	} else {
		printf("usage: %s VERB [OPTION...] [ARGUMENT...]\n%s.\n\nVerbs:\n", c->program,
		       c->about);
		for (v = c->verbs; v->name; v++)
			printf("  %-10s %s\n", v->name, v->about);
		printf("\nOptions:\n");
	}
	for (int i = 0; i < OPT_COUNT; i++)
		if (which >> i & 1)
			help_option(&options[i]);
	if (c->verb)
		printf("\nExample:\n  %s\n", c->verb->example);
	else
		printf("\n%s VERB --help tells the options of a verb; man %s tells all.\n",
		       c->program, c->program);
}

static void version(const struct cmd *c)
{
	printf("%s %s (store format %d, %s)\n", c->program, tlsafe_version(), tlsafe_format(),
	       tlsafe_engine());
}

/* --- options ----------------------------------------------------------------- */

static int add_word(struct cmd_words *w, char *word)
{
	char **more = realloc(w->word, (w->n + 1) * sizeof(*more));

	if (!more)
		return STATUS_IO;
	w->word = more;
	w->word[w->n++] = word;
	return 0;
}

/* Parses what WHICH allows; with STOP up to the first word that is no option. Gives an exit status,
 * or 0. */
static int parse(struct cmd *c, int argc, char **argv, unsigned long long which, bool stop)
{
	struct option longs[OPT_COUNT + 1];
	char shorts[2 * OPT_COUNT + 4];
	size_t nlongs = 0, nshorts = 0;
	int got, index;

	shorts[nshorts++] = stop ? '+' : '-';
	shorts[nshorts++] = ':';
	for (int i = 0; i < OPT_COUNT; i++) {
		const struct option_row *o = &options[i];
		if (!(which >> i & 1))
			continue;
		longs[nlongs++] =
			(struct option){ o->name, o->arg ? required_argument : no_argument, NULL,
			                 256 + i };
		if (o->letter) {
			shorts[nshorts++] = o->letter;
			if (o->arg)
				shorts[nshorts++] = ':';
		}
	}
	longs[nlongs] = (struct option){ 0 };
	shorts[nshorts] = 0;
	opterr = 0;
	while ((got = getopt_long(argc, argv, shorts, longs, &index)) != -1) {
		if (got == 1) {
			if (add_word(&c->args, optarg))
				return STATUS_IO;
			continue;
		}
		if (got == ':')
			return cmd_usage(c, "%s needs an argument", argv[optind - 1]);
		if (got == '?')
			return cmd_usage(c, "%s%s: no such option%s%s",
			                 c->verb ? c->verb->name : "", c->verb ? ": " : "",
			                 " here: ", argv[optind - 1]);
		for (int i = 0; i < OPT_COUNT && got < 256; i++)
			if ((which >> i & 1) && options[i].letter == got)
				got = 256 + i;
		got -= 256;
		c->given[got] = true;
		if (options[got].many && add_word(&c->words[got], optarg))
			return STATUS_IO;
		c->text[got] = optarg;
		if (got == OPT_ERRORS)
			c->jsonl = !strcmp(optarg, "jsonl");
	}
	for (; !stop && optind < argc; optind++)
		if (add_word(&c->args, argv[optind]))
			return STATUS_IO;
	return 0;
}

/* What the options say about messages. */
static int check_messages(const struct cmd *c)
{
	const char *errors = c->text[OPT_ERRORS], *color = c->text[OPT_COLOR];

	if (errors && strcmp(errors, "text") && strcmp(errors, "jsonl"))
		return cmd_usage(c, "--errors: text or jsonl, not '%s'", errors);
	if (c->given[OPT_QUIET] && c->given[OPT_VERBOSE])
		return cmd_usage(c, "-q and -v contradict each other");
	if (color && strcmp(color, "auto") && strcmp(color, "always") && strcmp(color, "never"))
		return cmd_usage(c, "--color: auto, always or never, not '%s'", color);
	return 0;
}

/* How far two words are apart, for "did you mean". */
unsigned cmd_apart(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	unsigned row[64];

	if (la > 60 || lb > 60)
		return 99;
	for (size_t k = 0; k <= lb; k++)
		row[k] = (unsigned)k;
	for (size_t i = 1; i <= la; i++) {
		unsigned corner = row[0];
		row[0] = (unsigned)i;
		for (size_t k = 1; k <= lb; k++) {
			unsigned swap = corner + (a[i - 1] != b[k - 1]);
			corner = row[k];
			row[k] = row[k] + 1 < row[k - 1] + 1 ? row[k] + 1 : row[k - 1] + 1;
			if (swap < row[k])
				row[k] = swap;
		}
	}
	return row[lb];
}

static int find_verb(struct cmd *c, const char *name)
{
	const char *near = NULL;
	unsigned best = 3;

	for (const struct cmd_verb *v = c->verbs; v->name; v++) {
		unsigned d = cmd_apart(name, v->name);
		if (d == 0) {
			c->verb = v;
			return 0;
		}
		if (d < best) {
			best = d;
			near = v->name;
		}
	}
	return cmd_usage(c, "no verb '%s'%s%s%s", name, near ? "; did you mean '" : "",
	                 near ? near : "", near ? "'?" : "");
}

/* Descriptors 0 to 2 exist, so that no file of the store is ever one of them. */
static void sound_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
}

static void drop_output(struct cmd *c);

/* A store's file that is cut short while it is mapped is a signal, not an error. */
static const char *signalled;

static void on_bus_error(int signal)
{
	static const char text[] = ": the store's file was cut short while it was read; nothing "
	                           "was saved, restore from a backup\n";

	(void)signal;
	if (write(STDERR_FILENO, signalled, strlen(signalled)) >= 0 &&
	    write(STDERR_FILENO, text, sizeof(text) - 1) >= 0)
		errno = 0;	/* there is nobody else to tell */
	_exit(STATUS_IO);
}

int cmd_main(struct cmd *c, int argc, char **argv)
{
	int status;

	sound_descriptors();
	signalled = c->program;
	signal(SIGBUS, on_bus_error);
	setlocale(LC_CTYPE, "");
	if (strcmp(nl_langinfo(CODESET), "UTF-8"))
		setlocale(LC_CTYPE, "C.UTF-8");
	status = parse(c, argc, argv, c->before | BIT(HELP) | BIT(VERSION), true);
	if (status)
		return status;
	if (c->given[OPT_VERSION])
		version(c);
	else if (c->given[OPT_HELP])
		help(c);
	else if (optind == argc)
		return cmd_usage(c, "which verb?");
	else if ((status = find_verb(c, argv[optind])))
		return status;
	if (c->verb) {
		int at = optind;
		optind = 0;
		status = parse(c, argc - at, argv + at, c->verb->options | c->before | BIT(HELP),
		               false);
		if (status)
			return status;
		status = check_messages(c);
		if (status)
			return status;
		if (!c->given[OPT_HELP])
			status = c->verb->run(c);
		else
			help(c);
	}
	drop_output(c);
	tlsafe_free(c->t);
	for (int i = 0; i < OPT_COUNT; i++)
		free(c->words[i].word);
	free(c->args.word);
	free(c->configured);
	free(c->configuration);
	if (!c->verb || c->given[OPT_HELP] || c->given[OPT_VERSION]) {
		if (fflush(stdout) || ferror(stdout)) {
			cmd_say(c, "standard output: %s", strerror(errno));
			return STATUS_IO;
		}
	}
	return status;
}

/* --- configuration and the store --------------------------------------------- */

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

/* The value of KEY in the configuration; *RET (may be NULL) is the file that says so. Both are the
 * caller's. */
static char *configured(const char *key, char **ret)
{
	static const char all[] = "/etc/tlsafe/config.yaml";
	const char *home = getenv("HOME"), *base = getenv("XDG_CONFIG_HOME");
	char *path = NULL, *value;

	if (base && *base ? asprintf(&path, "%s/tlsafe/config.yaml", base) < 0 :
	    home ? asprintf(&path, "%s/.config/tlsafe/config.yaml", home) < 0 : false)
		path = NULL;
	value = config_value(path, key);
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
			fprintf(f, " --%s", options[i].name);
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
		tlsafe_set_tell(c->t, tell, c);
	rc = tlsafe_open(c->t, path);
	return rc ? cmd_fail(c, rc) : set_who(c);
}

/* --- output ------------------------------------------------------------------ */

/* What is printed waits here until all of it is known: in memory, and beyond a MiB in an unlinked
 * file, so that nobody's slow screen keeps a transaction of the store open. With -O it is the file
 * beside the one to be made. */
struct cmd_sink {
	FILE *file;			/* NULL: what is held is all so far */
	char *path, *temporary;
	char *held;
	size_t nheld, room;
};

#define HELD_MAX (1024 * 1024)		/* most answers are short, and need no file to gather in */

/* What is held goes into a file that has no name. */
static int spill(struct cmd_sink *s)
{
	s->file = tmpfile();
	if (!s->file || fwrite(s->held, 1, s->nheld, s->file) != s->nheld)
		return -1;
	free(s->held);
	s->held = NULL;
	s->nheld = s->room = 0;
	return 0;
}

static int hold(struct cmd_sink *s, const void *data, size_t len)
{
	size_t room = s->room ? s->room : 16 * 1024;
	char *more;

	while (room - s->nheld < len)
		room *= 2;
	more = room == s->room ? s->held : realloc(s->held, room);
	if (!more)
		return -1;
	s->held = more;
	s->room = room;
	memcpy(s->held + s->nheld, data, len);
	s->nheld += len;
	return 0;
}

int cmd_write(void *ctx, const void *data, size_t len)
{
	struct cmd_sink *s = ctx;

	if (!s->file && len <= HELD_MAX - s->nheld)
		return hold(s, data, len);
	if (!s->file && spill(s))
		return -1;
	return fwrite(data, 1, len, s->file) == len ? 0 : -1;
}

static int open_sink(struct cmd *c, struct cmd_sink *s, const char *path)
{
	int fd;

	if (!path)
		return 0;
	s->path = strdup(path);
	if (!s->path || asprintf(&s->temporary, "%s.XXXXXX", path) < 0)
		return cmd_fail(c, TLSAFE_EMEMORY);
	fd = mkstemp(s->temporary);
	s->file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!s->file) {
		cmd_say(c, "%s: %s", path, strerror(errno));
		return STATUS_CANTCREAT;
	}
	mode_t mask = umask(0);
	umask(mask);
	if (fchmod(fd, 0666 & ~mask))
		errno = 0;	/* then it has the mode of a temporary file */
	return 0;
}

static const char *ending(const char *path)
{
	const char *dot = path ? strrchr(path, '.') : NULL;

	if (!dot || strchr(dot, '/'))
		return NULL;
	if (!strcmp(dot, ".jsonl"))
		return "json";
	return !strcmp(dot, ".txt") ? "table" : dot + 1;
}

int cmd_output(struct cmd *c, unsigned flags)
{
	const char *format = c->text[OPT_OUTPUT];
	int status;

	if (!format)
		format = ending(c->text[OPT_OUT]);
	if (!format)
		format = c->given[OPT_EXCEL]                        ? "csv" :
		         !c->text[OPT_OUT] && isatty(STDOUT_FILENO) ? "table" :
		                                                      "tsv";
	if (c->given[OPT_EXCEL]) {
		if (strcmp(format, "csv"))
			return cmd_usage(c, "--excel is a way of writing csv, not %s", format);
		flags |= TLSAFE_OUT_EXCEL;
	}
	if (!c->text[OPT_OUT] && colours(c, STDOUT_FILENO))
		flags |= TLSAFE_OUT_COLOUR;
	if (c->given[OPT_CODES])
		flags |= TLSAFE_OUT_CODES;
	if (c->text[OPT_HEADINGS]) {
		flags |= !strcmp(c->text[OPT_HEADINGS], "key") ? TLSAFE_OUT_KEYS : 0;
		flags |= !strcmp(c->text[OPT_HEADINGS], "en") ? TLSAFE_OUT_ENGLISH : 0;
		flags |= !strcmp(c->text[OPT_HEADINGS], "none") ? TLSAFE_OUT_NOHEADING :
		                                                  TLSAFE_OUT_HEADING;
	}
	c->sink = calloc(1, sizeof(*c->sink));
	if (!c->sink)
		return cmd_fail(c, TLSAFE_EMEMORY);
	c->out = tlsafe_out_new(format, flags, cmd_write, c->sink);
	if (!c->out)
		return cmd_usage(c, "-o: table, tsv, csv or json, not '%s'", format);
	status = open_sink(c, c->sink, c->text[OPT_OUT]);
	return status;
}

static int write_out(struct cmd *c, const char *data, size_t len)
{
	while (len) {
		ssize_t put = write(STDOUT_FILENO, data, len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0) {
			cmd_say(c, "standard output: %s", strerror(errno));
			return STATUS_IO;
		}
		data += put;
		len -= (size_t)put;
	}
	return 0;
}

/* Copies what has gathered to standard output. */
static int deliver(struct cmd *c, struct cmd_sink *s)
{
	char buf[65536];
	size_t n;
	int status = 0;

	if (!s->file)
		return write_out(c, s->held, s->nheld);
	bool good = !fflush(s->file) && !ferror(s->file) && !fseek(s->file, 0, SEEK_SET);
	while (good && !status && (n = fread(buf, 1, sizeof(buf), s->file)) > 0)
		status = write_out(c, buf, n);
	if (status || (good && !ferror(s->file)))
		return status;
	cmd_say(c, "a temporary file: %s", strerror(errno));
	return STATUS_IO;
}

static int publish(struct cmd *c, struct cmd_sink *s)
{
	if (fflush(s->file) || ferror(s->file) || fsync(fileno(s->file)) ||
	    rename(s->temporary, s->path)) {
		cmd_say(c, "%s: %s", s->path, strerror(errno));
		return STATUS_IO;
	}
	free(s->temporary);
	s->temporary = NULL;
	return 0;
}

static void close_sink(struct cmd_sink *s)
{
	if (s->file)
		fclose(s->file);
	if (s->temporary)
		unlink(s->temporary);
	free(s->held);
	free(s->temporary);
	free(s->path);
	free(s);
}

int cmd_side_output(struct cmd *c, const char *path, struct cmd_side *ret)
{
	if (!path)
		return 0;
	ret->sink = calloc(1, sizeof(*ret->sink));
	if (!ret->sink)
		return cmd_fail(c, TLSAFE_EMEMORY);
	ret->out = tlsafe_out_new("csv", 0, cmd_write, ret->sink);
	return ret->out ? open_sink(c, ret->sink, path) : cmd_fail(c, TLSAFE_EMEMORY);
}

int cmd_side_finish(struct cmd *c, struct cmd_side *s, bool wanted)
{
	int status = s->sink && wanted ? publish(c, s->sink) : 0;

	tlsafe_out_free(s->out);
	if (s->sink)
		close_sink(s->sink);
	*s = (struct cmd_side){ NULL, NULL };
	return status;
}

static void drop_output(struct cmd *c)
{
	tlsafe_out_free(c->out);
	c->out = NULL;
	if (c->sink)
		close_sink(c->sink);
	c->sink = NULL;
}

int cmd_finish(struct cmd *c, int rc)
{
	int status = rc ? cmd_fail(c, rc) : 0;

	if (!rc && c->t && tlsafe_repeated(c->t) && !c->given[OPT_QUIET])
		cmd_tell(c, 0,
		         "note: request %s was entered before, as transaction %llu; nothing was "
		         "done",
		         c->text[OPT_REQUEST] ? c->text[OPT_REQUEST] : "",
		         (unsigned long long)tlsafe_repeated(c->t));
	if (c->out && !rc && tlsafe_out_end(c->out)) {
		cmd_say(c, "%s", tlsafe_out_errmsg(c->out));
		status = STATUS_IO;
	}
	if (c->sink && !status)
		status = c->sink->path ? publish(c, c->sink) : deliver(c, c->sink);
	drop_output(c);
	if (!status && close(STDOUT_FILENO) && errno != EBADF) {
		cmd_say(c, "standard output: %s", strerror(errno));
		status = STATUS_IO;
	}
	return status;
}

/* --- words ------------------------------------------------------------------- */

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
	};
}

bool cmd_is_dash(const struct cmd *c)
{
	return c->args.n == 1 && !strcmp(c->args.word[0], "-");
}

int cmd_lines(struct cmd *c, struct cmd_words *lines)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n;

	while ((n = getline(&line, &size, stdin)) > 0) {
		if (strlen(line) != (size_t)n) {
			cmd_say(c, "standard input:%zu: a NUL byte", lines->n + 1);
			return STATUS_DATA;
		}
		if (line[n - 1] == '\n')
			line[n - 1] = 0;
		char *copy = strdup(line);
		if (!copy || add_word(lines, copy))
			return cmd_fail(c, TLSAFE_EMEMORY);
	}
	free(line);
	if (ferror(stdin)) {
		cmd_say(c, "standard input: %s", strerror(errno));
		return STATUS_IO;
	}
	return 0;
}

int cmd_ids(struct cmd *c, struct cmd_words *ids, bool *none)
{
	struct cmd_words lines = { NULL, 0 };
	char id[1200];
	int status;

	*none = false;
	if (!c->args.n)
		return cmd_usage(c, "which record? Give ids, or - for those on standard input");
	if (!cmd_is_dash(c)) {
		for (size_t i = 0; i < c->args.n; i++) {
			if (!*c->args.word[i])
				return cmd_usage(c,
				                 "an empty argument; a variable that is not set?");
			char *copy = strdup(c->args.word[i]);
			if (!copy || add_word(ids, copy))
				return cmd_fail(c, TLSAFE_EMEMORY);
		}
		return 0;
	}
	status = cmd_lines(c, &lines);
	for (size_t i = 0; !status && i < lines.n; i++) {
		char *copy;
		if (tlsafe_line_id(lines.word[i], id, sizeof(id)))
			return cmd_usage(c, "standard input:%zu: %s", i + 1, id);
		copy = strdup(id);
		if (!copy || add_word(ids, copy))
			return cmd_fail(c, TLSAFE_EMEMORY);
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
