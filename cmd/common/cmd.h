/* What all commands share: the option table, verbs, help, messages, output, exit statuses. */
#ifndef CMD_H
#define CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <tlsafe.h>

/* cli.md 5, after sysexits(3). */
enum {
	STATUS_OK = 0,
	STATUS_NO = 1,
	STATUS_USAGE = 64,
	STATUS_DATA = 65,
	STATUS_NOINPUT = 66,
	STATUS_UNAVAILABLE = 69,
	STATUS_BUG = 70,
	STATUS_CANTCREAT = 73,
	STATUS_IO = 74,
	STATUS_BUSY = 75,
	STATUS_RULE = 77,
	STATUS_CONFIG = 78,
	STATUS_PIPE = 141	/* as a shell tells of SIGPIPE */
};

/* Every option of the family: id, letter, name, placeholder (NULL: a flag), whether it may be
 * repeated, help. */
#define CMD_OPTIONS(X) \
	X(STORE, 's', "store", "STORE", false, \
		"the store; else $TLSAFE_STORE, else store: in the configuration") \
	X(OUTPUT, 'o', "output", "FORMAT", false, \
		"table, tsv, csv, md, html, pdf, mail, json, xlsx, png or svg; a table on a " \
		"terminal, else tsv") \
	X(OUT, 'O', "out", "FILE", false, \
		"write FILE, whole or not at all; the format follows its ending; of documents a " \
		"directory") \
	X(EXCEL, 0, "excel", NULL, false, "csv as Chinese Excel opens it right") \
	X(FIELDS, 0, "fields", "A,B,C", false, "exactly these columns") \
	X(HEADINGS, 0, "headings", "WHICH", false, "headings in zh, en, as key, or none") \
	X(CODES, 0, "codes", NULL, false, "codes instead of labels") \
	X(AS_OF, 0, "as-of", "DATE", false, "as things stood at the end of that day") \
	X(KNOWN_AT, 0, "known-at", "TXN|TIME", false, \
		"from what had been entered by then; or an anchor: 500151:41 3f9a0c5e7d21b684") \
	X(FORMAT, 'f', "format", "FORMAT", false, \
		"each record as FORMAT says: '{id}\\t{unit.name}\\n'") \
	X(SORT, 0, "sort", "FIELD,-FIELD", false, \
		"in the order of these columns, with - the other way round") \
	X(LIMIT, 0, "limit", "N", false, "at most so many of them") \
	X(FIGURES, 0, "figures", "A,B,C", false, "exactly these figures") \
	X(ACROSS, 0, "across", "DIMENSION", false, "one figure, in a column for each of these") \
	X(AGAINST, 0, "against", "prev|last-year", false, \
		"beside each figure that of an earlier period, and the difference") \
	X(PROVENANCE, 0, "provenance", NULL, false, \
		"behind the table what it is of: filter, day and anchor") \
	X(BARS, 0, "bars", NULL, false, "in a table, with a bar behind each line") \
	X(TITLE, 0, "title", "TEXT", false, \
		"title of a picture, and what the sheet of xlsx is called") \
	X(DIGEST, 0, "digest", NULL, false, \
		"in place of the ids their number and digest, with day and anchor") \
	X(PER, 0, "per", "DIMENSION,DIMENSION", false, "a line for each of these") \
	X(TOP, 0, "top", "N", false, "so many groups, and all others in one line") \
	X(RULES, 0, "rules", "NAME", false, \
		"rules of the schema set, by default assessment, signals, intervals or stills") \
	X(REPORT, 0, "report", "NAME", false, \
		"report of the schema set, by default monthly") \
	X(ITEMS, 0, "items", NULL, false, \
		"a line for each item of each body: what counted, points") \
	X(IDS, 0, "ids", NULL, false, "a line for each record that counted, its id first") \
	X(EXPLAIN, 0, "explain", NULL, false, \
		"of a list: how it is answered, instead of it; of an act: how days were counted; " \
		"of pictures: each number and its limit") \
	X(EXIT_FOUND, 0, "exit-found", NULL, false, "status 1 when there is something") \
	X(EXIT_EMPTY, 0, "exit-empty", NULL, false, "status 1 when there is nothing") \
	X(ALL, 0, "all", NULL, false, \
		"also the groups that have none; hits judged false; reports not missing") \
	X(RULE, 0, "rule", "A,B,C", false, "what these rules find alone") \
	X(HITS, 0, "hits", NULL, false, "a line for each hit, with the ids of its hazards") \
	X(LINT, 0, "lint", NULL, false, \
		"judge checklists, those of FILEs or of the store") \
	X(REFERENCE, 0, "reference", "FILE", false, \
		"a picture of the same camera when nothing was wrong") \
	X(RECHECK, 0, "recheck", NULL, false, \
		"a recheck (复查) of hazards; only units with one to be rechecked") \
	X(CHECKLIST, 0, "checklist", "LIST", false, "the checklist by which an inspection goes") \
	X(PERIOD, 0, "period", "PERIOD", false, \
		"which days: 2018-07, 2018Q3, 2018-07-01..2018-07-15") \
	X(BY_RISK, 0, "by-risk", NULL, false, "those who are due by the intervals of the rules") \
	X(DRAW, 0, "draw", "N|N%", false, "so many units, drawn (双随机)") \
	X(SEED, 0, "seed", "TEXT", false, "what the order of a draw is reckoned from") \
	X(OFFICERS, 0, "officers", "OFFICERS", false, \
		"how many officers are drawn, or which of them sign, by name or id") \
	X(CAMPAIGN, 0, "campaign", "NAME", false, "the campaign (专项行动) that it belongs to") \
	X(ROUTE, 0, "route", "LON,LAT", false, \
		"in the order of a way from there; with ,gcj02 or ,bd09 of that datum") \
	X(UNIT, 0, "unit", "UNIT", false, "which unit: id, credit code or name") \
	X(SELFCHECK, 0, "selfcheck", NULL, false, \
		"the sheet on which a unit reports its own self-check (自查自纠)") \
	X(ZERO, 0, "zero", NULL, false, "a unit reports that its self-check found nothing") \
	X(DROP_MISSING, 0, "drop-missing", NULL, false, \
		"what an earlier report of a self-check named, and this one does not, becomes " \
		"void, for --reason, if nothing more was entered about it") \
	X(KIND, 0, "kind", "KIND", false, \
		"kind of record, by default unit; sort of document, such as slip") \
	X(FROM, 0, "from", "BODY", false, "who issues it; else the setting authority_body") \
	X(ON, 0, "on", "DATE", false, "when it happened, by default today") \
	X(BY, 0, "by", "NAME", false, "who did it in the world") \
	X(ACTOR, 0, "actor", "NAME", false, \
		"who enters it; else $TLSAFE_ACTOR, else the login name") \
	X(NOTE, 0, "note", "TEXT", false, "a note to the entry") \
	X(ROLE, 0, "role", "officer|lead|analyst|keeper|admin", false, "what they may do") \
	X(BODY, 0, "body", "BODY", true, \
		"a body they work for, several times for several, empty: all; whose report it is") \
	X(FORM, 0, "form", "FORM", false, "which form the report has") \
	X(FILLED_BY, 0, "filled-by", "NAME", false, "who filled it") \
	X(CHECKED_BY, 0, "checked-by", "NAME", false, "who checked it") \
	X(SIGNED_BY, 0, "signed-by", "NAME", false, "who signed it") \
	X(RETURN, 0, "return", NULL, false, "give the standing one back, to be corrected") \
	X(MISSING, 0, "missing", NULL, false, \
		"whose report is missing, came late, or was given back") \
	X(WHY, 0, "why", NULL, false, "each hazard that moved a figure, and by which entry") \
	X(NAME, 0, "name", "NAME", false, "what people call them") \
	X(REQUEST, 0, "request", "KEY", false, \
		"a key of this call: the same one again does nothing") \
	X(CLOCK_IS_RIGHT, 0, "clock-is-right", NULL, false, \
		"the clock is right: nothing was entered for more than 30 days") \
	X(WAIT, 0, "wait", "DURATION", false, "how long to wait for another writer: 10s, 2m") \
	X(NO_PROGRESS, 0, "no-progress", NULL, false, \
		"no line that says how far a long import is") \
	X(ERRORS, 0, "errors", "FORM", false, "messages as text, or as jsonl for programs") \
	X(COLOR, 0, "color", "auto|always|never", false, \
		"colours of tables and messages; auto: on a terminal, unless NO_COLOR is set") \
	X(QUIET, 'q', "quiet", NULL, false, "no warnings") \
	X(VERBOSE, 'v', "verbose", NULL, false, \
		"say what was looked at: the store, the day, headings, filters") \
	X(ENCODING, 0, "encoding", "NAME", false, \
		"utf-8, gb18030 or utf-16, when finding out is not to be trusted") \
	X(SHEET, 0, "sheet", "NAME", false, "the sheet of a workbook, by name or number") \
	X(MAP, 0, "map", "HEADING=FIELD", true, "read a column with this heading as FIELD") \
	X(SET, 0, "set", "FIELD=VALUE", true, \
		"a value that the list has no column for; of each inspection of a plan") \
	X(YEAR, 0, "year", "YEAR", false, "of dates that have none") \
	X(IGNORE_UNKNOWN, 0, "ignore-unknown-headings", NULL, false, "pass unknown columns over") \
	X(KEEP, 0, "keep", "WHOSE", false, \
		"file or store: whose value counts where both have changed") \
	X(KEEP_GOING, 0, "keep-going", NULL, false, \
		"import the good rows, leave the bad ones out, and exit with 65") \
	X(REJECTS, 0, "rejects", "FILE", false, \
		"write the rows that were left out to FILE, with what was wrong") \
	X(NUMBERED, 0, "numbered", "FILE", false, "write the list to FILE with the ids filled in") \
	X(SHORT_ROWS, 0, "short-rows", NULL, false, "take rows whose last cells are missing") \
	X(UNKNOWN_UNIT, 0, "unknown-unit", "HOW", false, \
		"place: keep the name of a unit that is not known as the place; draft: make a " \
		"unit of it") \
	X(NEW_BODIES, 0, "new-bodies", NULL, false, "make departments that are not known") \
	X(TEMPLATE, 0, "template", NULL, false, \
		"write a blank sheet with headings and permitted values") \
	X(LIST, 0, "list", NULL, false, \
		"print the records that are new or changed instead of the counts") \
	X(TO, 0, "to", "BODY", false, \
		"to whom: a township, zone or department; who took a document") \
	X(DUE, 0, "due", "DATE", false, \
		"deadline, or the due date that a failed recheck sets: +15d days, +15wd working " \
		"days from --on") \
	X(REPLACE_DUE, 0, "replace-due", NULL, false, \
		"move the due date in force; the first deadline stays") \
	X(UNTIL, 0, "until", "DATE", false, \
		"the new date of an extension; the last day of a form") \
	X(VERIFY, 0, "verify", "FILE", false, \
		"reckon a form anew that somebody filled in, a csv or xlsx") \
	X(TABLE, 0, "table", "N", false, "which table of the form, by default the first") \
	X(REFUSE, 0, "refuse", NULL, false, "record that an extension was refused") \
	X(APPROVED_BY, 0, "approved-by", "NAME", false, "who agreed") \
	X(PHOTO, 0, "photo", "FILE", true, \
		"a picture of it, PNG or JPEG, kept as evidence; several times for several") \
	X(FOR, 0, "role", "before|after|scene|patrol|reference", false, \
		"what the pictures are for") \
	X(HAZARD, 0, "hazard", "ID", false, "the hazard that they show") \
	X(INSPECTION, 0, "inspection", "ID", false, "the inspection that they are of") \
	X(CAMERA, 0, "camera", "CAMERA", false, \
		"the camera that they came from: id, code or name") \
	X(TAKEN, 0, "taken", "TIME", false, "when they were taken: 2018-07-02T10:30") \
	X(KEEP_DAYS, 0, "keep", "DAYS", false, \
		"how many days of them stay: 30d") \
	X(REASON, 0, "reason", "TEXT", false, "why") \
	X(COST, 0, "cost", "YUAN", false, "money spent") \
	X(FIXED_NOW, 0, "fixed-now", NULL, false, \
		"put right on the spot, on the day of the find (立查立改)") \
	X(PASS, 0, "pass", NULL, false, "the recheck passed") \
	X(FAIL, 0, "fail", NULL, false, "the recheck failed") \
	X(RECTIFIED, 0, "rectified", "DATE", false, "day of a fix that nobody reported") \
	X(LEVEL, 0, "level", "LEVEL", false, \
		"general or major; of a listing: province, city or district") \
	X(CRITERION, 0, "criterion", "TEXT", false, "by which it is major") \
	X(CC, 0, "cc", "BODIES", false, "who is told of it; several joined by 、") \
	X(LETTER, 0, "letter", "NUMBER", false, "number of the letter that urges it (督办函)") \
	X(HOW, 0, "how", "direct|left|post|electronic|notice", false, "how it was served") \
	X(WITNESS, 0, "witness", "NAME", false, "who saw that it was left") \
	X(NO, 0, "no", "NUMBER", false, "number of the notice that lists it") \
	X(LIFT, 0, "lift", NULL, false, "lift the listing, with --reason") \
	X(BASIS, 0, "basis", "TEXT", false, "on what ground it is referred") \
	X(PROMISED, 0, "promised", "DATE", false, "by when an answer is promised") \
	X(OUTCOME, 0, "outcome", "done|back", false, "done: it is closed; back: it is sent back") \
	X(ACCEPT, 0, "accept", NULL, false, "it is a hazard") \
	X(FALSE, 0, "false", NULL, false, "it is a false alarm (误报), which stays") \
	X(SCORE, 0, "score", "1|2|3|4|5", false, "how well it was handled, 5 best") \
	X(DUPLICATE_OF, 0, "duplicate-of", "ID", false, "the hazard of which it is a duplicate") \
	X(CORRECT, 0, "correct", NULL, false, "mend a mistake instead of entering a change") \
	X(FROM_UNIT, 0, "from-unit", NULL, false, \
		"with --correct: take the town, sector and regulator that the unit had on the " \
		"day of the find") \
	X(SINCE, 0, "since", "TXN|TIME", false, \
		"entries behind that transaction; of a handoff also a time, a day or an anchor") \
	X(FOLLOW, 0, "follow", NULL, false, \
		"entries as they are made, from now on or behind --since") \
	X(REBUILD, 0, "rebuild", NULL, false, \
	  "make the views anew from the journal, which has to be sound") \
	X(DRY_RUN, 0, "dry-run", NULL, false, "show what would change, and change nothing") \
	X(DESPITE_DAMAGE, 0, "despite-damage", NULL, false, \
		"what can be read of a damaged store, and a last line that says what cannot") \
	X(SERIALS_FROM, 0, "serials-from", "LIST", false, \
		"ids and anchors that stand on paper, a line each: they are not given again") \
	X(YES, 0, "yes", NULL, false, "what was entered since the backup may go back") \
	X(SALVAGED, 0, "salvaged", NULL, false, \
		"take what was exported despite damage, as the beginning of a new store") \
	X(RETAIN, 0, "retain", "N", false, \
		"keep the N newest good backups of the store, and remove older ones") \
	X(EXPECT, 0, "expect", "N", false, "refuse unless there are N records") \
	X(CONFIG, 0, "config", "FILE", false, \
		"the file of another district, in place of the set's own") \
	X(SITE, 0, "site", "CODE", false, \
		"site code, which then stands before every id that is made") \
	X(MAP_SIZE, 0, "map-size", "GIB", false, "GiB that the store may grow to, by default 64") \
	X(HELP, 'h', "help", NULL, false, "this help") \
	X(VERSION, 'V', "version", NULL, false, "versions of library, store format and engine")

enum cmd_option_id {
#define X(id, letter, name, arg, many, help) OPT_##id,
	CMD_OPTIONS(X)
#undef X
	OPT_COUNT
};
/* Some options: their ids, OPT_COUNT behind them. */
typedef const unsigned char *cmd_options;
#define OPTIONS(...) (const unsigned char[]){ __VA_ARGS__, OPT_COUNT }
_Static_assert(OPT_COUNT < 256, "an option's id is a byte");

/* Options that go together. */
#define OPTS_COMMON OPT_STORE, OPT_COLOR, OPT_QUIET, OPT_VERBOSE, OPT_ERRORS, OPT_HELP
#define OPTS_FORM OPT_OUTPUT, OPT_OUT, OPT_EXCEL, OPT_HEADINGS, OPT_CODES
#define OPTS_VIEW OPT_AS_OF, OPT_KNOWN_AT
#define OPTS_WHO OPT_ACTOR, OPT_WAIT, OPT_REQUEST, OPT_CLOCK_IS_RIGHT
#define OPTS_ACT \
	OPTS_COMMON, OPTS_FORM, OPTS_WHO, OPT_ON, OPT_NOTE, OPT_REASON, OPT_DRY_RUN, OPT_EXPECT

struct cmd;

/* The field that an option stands for, by its key. */
struct cmd_fill {
	enum cmd_option_id option;
	const char *field;
};
#define FILLS(...) (const struct cmd_fill[]){ __VA_ARGS__, { 0, NULL } }

struct cmd_verb {
	const char *name, *args, *about, *example;
	cmd_options options;
	int (*run)(struct cmd *c);		/* gives an exit status */
	const struct cmd_fill *fills;		/* NULL: none does */
};

/* What there is to know of an option, by its id. */
struct cmd_option {
	char letter;
	const char *name, *arg;
	bool many;
	const char *help;
};
extern const struct cmd_option cmd_option_table[OPT_COUNT];

struct cmd_words {
	char **word;
	size_t n;
};

struct cmd {
	const char *program, *about;
	const struct cmd_verb *verbs;		/* ends with a NULL name */
	cmd_options before;		/* understood before the verb, and behind it */
	const char *kind;			/* of its records, NULL: by --kind */

	const struct cmd_verb *verb;
	struct tlsafe_value value[OPT_COUNT];	/* what options stand for */
	const char *text[OPT_COUNT];		/* NULL: not given */
	bool given[OPT_COUNT];
	struct cmd_words words[OPT_COUNT];
	struct cmd_words args;			/* what is no option */
	struct tlsafe *t;
	struct tlsafe_out *out;
	struct cmd_sink *sink;
	const char *usual;	/* form of its output; NULL: a table on a terminal, else tsv */
	const char *made;	/* "png", "svg" or "pdf", made of what is written; NULL: none */
	/* store named in a configuration file, and that file */
	char *configured, *configuration;
	size_t faults;
	struct cmd_group {
		/* TEXT: what the first of them have in common */
		char key[120], file[200], text[200], hint[200];
		int code;
		size_t n;		/* 0: free */
	} group[32];				/* faults of many rows, by their sort */
	int failed; /* the library's code of the last failure; 0: none */
	bool input_read;			/* standard input is */
	bool anew;				/* what was read has moved: it is read once more */
	bool goes_on;				/* standard output stays open for more */
	bool jsonl;				/* messages are JSON Lines */
	struct tlsafe_part *part;		/* of what was converted */
	size_t nparts;
	/* seconds of some clock, when the command began; 0: progress is not shown */
	double begun;
	unsigned percent;			/* shown last */
};

/* What a signal of the kinds that a damaged store gives is told as, from here on: TEXT begins with
 * ": " and ends its line; NULL: as that. */
void cmd_signal_means(const char *text);
/* Runs the verb named by ARGV; the whole of main. */
int cmd_main(struct cmd *c, int argc, char **argv);

/* Its verb understands option O; as long as it has none: O may stand before one. */
bool cmd_takes(const struct cmd *c, enum cmd_option_id o);
/* Parses the options that it takes; as long as it has no verb up to the first word that is none.
 * Gives an exit status, or 0. */
int cmd_parse(struct cmd *c, int argc, char **argv);
/* The number, from 1, that OPTION says; 0: it is not given. 0 or a status (told). */
int cmd_number(const struct cmd *c, enum cmd_option_id option, uint64_t *ret);
/* STATUS_NO where --exit-found or --exit-empty say so of what was FOUND, else 0. */
int cmd_exits(const struct cmd *c, uint64_t found);
/* What the options say about messages. 0 or a status. */
int cmd_check_messages(const struct cmd *c);
void cmd_print_help(const struct cmd *c);	/* of the verb, if there is one */
void cmd_print_version(const struct cmd *c);
int cmd_add_word(struct cmd_words *w, char *word);

/* Guarded mode: the commands are setgid, and who runs them reaches the store through them alone.
 * Files that the caller names are then opened, and programs started, with the caller's group. */
bool cmd_guarded(void);
/* A variable of the environment; NULL where it is not set, and in guarded mode. */
const char *cmd_getenv(const char *name);
/* Between these two what is opened is opened with the rights of the caller alone; outside of
 * guarded mode nothing changes. They are not nested. errno stays. */
void cmd_as_caller_begin(void);
void cmd_as_caller_end(void);
/* For a child that is about to start another program: the rights of the caller, for good. 0, or -1
 * with errno set. */
int cmd_as_caller_for_good(void);
/* As open(2) of what is there, with the caller's rights. */
int cmd_open_file(const char *path, int flags);

/* A message "program: text"; the text is made visible. */
void cmd_say(const struct cmd *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The same of CODE, a TLSAFE_E code or 0 for a note: what --errors jsonl gives programs. cmd_say is
 * of TLSAFE_ESYSTEM. */
void cmd_tell(const struct cmd *c, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same, and "see --help"; gives STATUS_USAGE. */
int cmd_usage(const struct cmd *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Says what the library says of RC, unless every fault was told already, and gives the status. */
int cmd_fail(struct cmd *c, int rc);
int cmd_status(int code);
/* An answer of CODE that could not be printed, or not be made: what was saved all the same is told,
 * since a second try would enter it twice. Gives the status. */
int cmd_not_printed(struct cmd *c, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Whether what goes to FD, standard output or error, is coloured: as --color says, else NO_COLOR
 * (no-color.org), and a terminal that can. */
bool cmd_colours(const struct cmd *c, int fd);
/* What -v asks for: sentences of the library. CTX is the struct cmd. */
void cmd_trace(void *ctx, const char *text);

/* "10s" "2m" "0.5" as seconds; -1: not a duration. */
double cmd_duration(const char *text);
/* What the configuration says of KEY, "WORD" or "WORD/WORD"; NULL: nothing. 0 or a status (told).
 * Words end with NULL; *FILE says so. All is the caller's. */
int cmd_configured(struct cmd *c, const char *key, char **ret);
int cmd_configured_words(struct cmd *c, const char *key, char ***ret, char **file);
/* A tlsafe_convert_fn: by the program that the configuration names, else one that is known. CTX is
 * the struct cmd. */
int cmd_convert(void *ctx, int fd, const char *ending, struct tlsafe_converted *ret);
void cmd_forget_converted(struct cmd *c);

/* Who gets pictures, each with its number from 0; TAKE gives 0, or -1: no memory. */
struct cmd_pictures {
	bool svg;			/* they are SVG, and say as text what they show */
	int (*take)(void *ctx, size_t n, const char *picture, size_t size);
	void *ctx;
};
/* What gnuplot draws, in one run, of the N texts of outputs of png or SVG. 0 or a status (told). */
int cmd_pictures(struct cmd *c, const char *const *text, size_t n, const struct cmd_pictures *p);
/* What the program that the configuration names, or one that is known, prints of a page: PDF, given
 * to P as picture 0. 0 or a status (told). */
int cmd_pdf(struct cmd *c, const char *html, const struct cmd_pictures *p);

/* Makes a handle with who and when, which has no store open. 0, or an exit status (told). */
int cmd_handle(struct cmd *c);
/* Opens the store that is named, with who and when. 0, or an exit status (told). */
int cmd_open(struct cmd *c);
/* Whether the roster of the store at PATH, if one can be read there, lets it be replaced. 0 or a
 * status. */
int cmd_may_replace(struct cmd *c, const char *path);
/* The path of the store. 0 or a status: none is named, or a configuration cannot be read (told). */
int cmd_store_path(struct cmd *c, const char **ret);
/* Opens the output as -o, -O and their like say, with FLAGS of tlsafe_out_new beside. 0 or a
 * status. */
int cmd_output(struct cmd *c, unsigned flags);
/* Opens the store and the output. */
int cmd_begin(struct cmd *c, unsigned flags);
/* For what writes bytes of its own into the output: as of tlsafe_out_new, with the sink of the
 * command. */
int cmd_write(void *sink, const void *data, size_t len);
/* Ends and delivers the output. RC is the library's; gives the exit status. */
int cmd_finish(struct cmd *c, int rc);
/* Closes the store, for another look at it later. */
void cmd_close(struct cmd *c);
/* Standard output could not be written (errno says why): what is to be said, and the status. */
int cmd_out_failed(struct cmd *c);
/* Forgets what the output has so far: it begins anew. 0 or a status. */
int cmd_restart_output(struct cmd *c);
/* Gives up what was not delivered. */
void cmd_drop_output(struct cmd *c);
/* A second file that a verb writes: csv, beside and renamed when whole. PATH NULL: none is. */
struct cmd_side {
	struct tlsafe_out *out;
	struct cmd_sink *sink;
};
int cmd_side_output(struct cmd *c, const char *path, struct cmd_side *ret);
/* Writes LEN bytes as the file PATH, whole or not at all. 0 or a status (told). */
int cmd_write_file(struct cmd *c, const char *path, const char *bytes, size_t len);
/* A folder into which a call writes files. */
struct cmd_folder {
	struct cmd *c;
	const char *path;
	int status;		/* of the first that could not be written */
	char *made;		/* where a whole one is filled; NULL: in its place */
};
/* Makes it unless it is there, before anything else is done. 0 or a status (told). */
int cmd_folder_begin(struct cmd_folder *f);
/* Writes a file of it, as the library calls for: CTX is the struct cmd_folder. */
int cmd_folder_write(void *ctx, const char *name, const char *bytes, size_t len);
/* In place of cmd_folder_begin: it is filled beside its place, where nothing may be. */
int cmd_folder_whole(struct cmd_folder *f);
/* With STATUS 0 a whole one comes to its place; else it is gone. 0 or a status. */
int cmd_folder_end(struct cmd_folder *f, int status);
/* publishes it, or drops it */
int cmd_side_finish(struct cmd *c, struct cmd_side *s, bool wanted);
/* Where faults go: messages with file, line and field. CTX is the struct cmd. */
void cmd_fault(void *ctx, const struct tlsafe_fault *f);
/* How many there were more of each sort: the same fault of many rows is told three times, unless -v
 * or --errors jsonl asks for all. */
void cmd_end_faults(struct cmd *c);

/* A line on the terminal that says how far a long job is, once it has taken a second: for
 * tlsafe_import. CTX is the struct cmd. */
void cmd_progress(void *ctx, unsigned percent);
bool cmd_shows_progress(struct cmd *c);	/* begins to count the second; false: not wanted here */
void cmd_end_progress(struct cmd *c);

/* The selection that words and options of this call ask for. */
struct tlsafe_select cmd_select(const struct cmd *c);
/* Arguments as ids, or with "-" the ids on standard input. 0 or a status. *NONE: "-" and no line at
 * all. */
int cmd_ids(struct cmd *c, struct cmd_words *ids, bool *none);
/* The same of names of files, each of which is a whole line. */
int cmd_files(struct cmd *c, struct cmd_words *files, bool *none);
/* Frees the array, and with TEXTS what it holds. */
void cmd_free_words(struct cmd_words *w, bool texts);
/* Lines of standard input, each its own copy. */
int cmd_lines(struct cmd *c, struct cmd_words *lines);
/* Edit distance, for "did you mean"; words of more than 60 bytes are far. */
unsigned cmd_apart(const char *a, const char *b);
bool cmd_is_dash(const struct cmd *c);	/* the one argument is "-" */

#endif
