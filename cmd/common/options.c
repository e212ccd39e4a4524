/* Options, and help on them. */
#include "common/cmd.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct cmd_option cmd_option_table[OPT_COUNT] = {
#define X(id, letter, name, arg, many, help) [OPT_##id] = { letter, name, arg, many, help },
	CMD_OPTIONS(X)
#undef X
};

static bool has(cmd_options options, int o)
{
	while (*options != OPT_COUNT && *options != o)
		options++;
	return *options == o;
}

bool cmd_takes(const struct cmd *c, enum cmd_option_id o)
{
	if (c->verb)
		return o == OPT_HELP || has(c->verb->options, o) || has(c->before, o);
	return o == OPT_HELP || o == OPT_VERSION || has(c->before, o);
}

/* --- help -------------------------------------------------------------------- */

static void help_option(const struct cmd_option *o)
{
	char left[64], letter[] = "    ";

	if (o->letter)
		snprintf(letter, sizeof(letter), "-%c, ", o->letter);
	if (o->arg)
		snprintf(left, sizeof(left), "%s--%s %s", letter, o->name, o->arg);
	else
		snprintf(left, sizeof(left), "%s--%s", letter, o->name);
	printf("  %-32s %s\n", left, o->help);
}

void cmd_print_help(const struct cmd *c)
{
	const struct cmd_verb *v = c->verb;

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
		if (cmd_takes(c, i))
			help_option(&cmd_option_table[i]);
	if (c->verb)
		printf("\nExample:\n  %s\n", c->verb->example);
	else
		printf("\n%s VERB --help tells the options of a verb; man %s tells all.\n",
		       c->program, c->program);
}

void cmd_print_version(const struct cmd *c)
{
	printf("%s %s (store format %d, %s)\n", c->program, tlsafe_version(), tlsafe_format(),
	       tlsafe_engine());
}

/* --- options ----------------------------------------------------------------- */

int cmd_add_word(struct cmd_words *w, char *word)
{
	char **more = realloc(w->word, (w->n + 1) * sizeof(*more));

	if (!more)
		return STATUS_IO;
	w->word = more;
	w->word[w->n++] = word;
	return 0;
}

static int keep_word(struct cmd *c, struct cmd_words *w, char *word)
{
	return cmd_add_word(w, word) ? cmd_fail(c, TLSAFE_EMEMORY) : 0;
}

/* The option whose name is LEN bytes at NAME, or that these begin; else the nearest, of those that
 * C takes, or of ALL. -1: none is near. */
static int near_option(const struct cmd *c, bool all, const char *name, size_t len)
{
	char text[64];
	int near = -1;
	unsigned best = 3;

	if (len < 2 || len >= sizeof(text))
		return -1;
	memcpy(text, name, len);
	text[len] = 0;
	for (int i = 0; i < OPT_COUNT; i++) {
		const char *candidate = cmd_option_table[i].name;
		unsigned d = cmd_apart(text, candidate);
		if (!all && !cmd_takes(c, i))
			continue;
		if (!strncmp(candidate, text, len))
			d = d ? 1 : 0;
		else if (2 * d > len + 1)
			continue;
		if (d < best) {
			best = d;
			near = i;
		}
	}
	return near;
}

/* The verbs that take option O, "rectify, verify"; NULL: there are none. */
static char *verbs_with(const struct cmd *c, int o)
{
	char *text = NULL;
	size_t size = 0, n = 0;
	FILE *f = open_memstream(&text, &size);

	for (const struct cmd_verb *v = c->verbs; f && v->name; v++)
		if (has(v->options, o))
			fprintf(f, "%s%s", n++ ? ", " : "", v->name);
	if (f && !fclose(f) && n)
		return text;
	free(text);
	return NULL;
}

/* WORD is no option that C takes: near to one of these, or to one of other verbs, or to none. */
static int unknown_option(struct cmd *c, const char *word)
{
	const char *name = word + strspn(word, "-"), *verb = c->verb ? c->verb->name : NULL, *is;
	size_t len = strcspn(name, "=");
	int here = near_option(c, false, name, len), other = near_option(c, true, name, len);
	char *with = here < 0 && other >= 0 ? verbs_with(c, other) : NULL, *hint = NULL;
	int status;

	is = other < 0 ? "" : cmd_option_table[other].name;
	if (here >= 0)
		status = asprintf(&hint, "; did you mean '--%s'?", cmd_option_table[here].name);
	else if (with && !verb)
		status = asprintf(&hint, "; --%s stands behind the verb", is);
	else if (with)
		status = asprintf(&hint, "; --%s goes with %s", is, with);
	else
		status = asprintf(&hint, "%s", "");
	if (status >= 0 && verb)
		status = cmd_usage(c, "%s: no such option here: %s%s", verb, word, hint);
	else if (status >= 0)
		status = cmd_usage(c, "no such option before the verb: %s%s", word, hint);
	else
		status = cmd_fail(c, TLSAFE_EMEMORY);
	free(hint);
	free(with);
	return status;
}

/* What getopt_long did not take, as it was typed. */
static int not_taken(struct cmd *c, char **argv)
{
	char letter[] = { '-', (char)optopt, 0 };

	if (optopt >= 256)
		return cmd_usage(c, "--%s takes no value", cmd_option_table[optopt - 256].name);
	return unknown_option(c, optopt ? letter : argv[optind - 1]);
}

int cmd_parse(struct cmd *c, int argc, char **argv)
{
	struct option longs[OPT_COUNT + 1];
	char shorts[2 * OPT_COUNT + 4];
	bool stop = !c->verb;
	size_t nlongs = 0, nshorts = 0;
	int got, index;

	shorts[nshorts++] = stop ? '+' : '-';
	shorts[nshorts++] = ':';
	for (int i = 0; i < OPT_COUNT; i++) {
		const struct cmd_option *o = &cmd_option_table[i];
		if (!cmd_takes(c, i))
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
			if (keep_word(c, &c->args, optarg))
				return STATUS_IO;
			continue;
		}
		if (got == ':')
			return cmd_usage(c, "%s needs an argument", argv[optind - 1]);
		if (got == '?')
			return not_taken(c, argv);
		for (int i = 0; i < OPT_COUNT && got < 256; i++)
			if (cmd_takes(c, i) && cmd_option_table[i].letter == got)
				got = 256 + i;
		got -= 256;
		c->given[got] = true;
		if (cmd_option_table[got].many && keep_word(c, &c->words[got], optarg))
			return STATUS_IO;
		c->text[got] = optarg;
		if (got == OPT_ERRORS)
			c->jsonl = !strcmp(optarg, "jsonl");
	}
	for (; !stop && optind < argc; optind++)
		if (keep_word(c, &c->args, argv[optind]))
			return STATUS_IO;
	return 0;
}

/* What the options say about messages. */
int cmd_check_messages(const struct cmd *c)
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
