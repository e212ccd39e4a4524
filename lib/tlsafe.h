/*
 * tlsafe.h - the public interface of libtlsafe: an ordered store of units,
 * hazards and other records of work safety, whose journal is the truth, and
 * the answers that come out of it.
 *
 * Three words for every pointer that crosses this header:
 *   borrowed  the library keeps it; good until the event named
 *   yours     release it with the function named
 *   taken     the library keeps it from now on, also when the call fails
 * Texts are UTF-8 without NUL. Functions that return int give 0 or a negative
 * TLSAFE_E code, unless they say otherwise. A handle belongs to one thread at a time; a process
 * opens a store only once, and a handle never crosses fork. The library never
 * prints, exits, reads the environment, sets the locale or asks the clock.
 */
#ifndef TLSAFE_H
#define TLSAFE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What went wrong: each code is a different thing that the caller can do. */
enum {
	TLSAFE_EMEMORY = -1,	/* out of memory */
	TLSAFE_ESYSTEM = -2,	/* input/output; the text ends with the system's own words */
	TLSAFE_ENOENT = -3,	/* no such record, file or store */
	TLSAFE_EEXIST = -4,	/* it exists already */
	TLSAFE_EINPUT = -5,	/* data that cannot be read, or that break the schema */
	TLSAFE_ERULE = -6,	/* a rule of the workflow refuses */
	TLSAFE_ECONFLICT = -7,	/* changed since it was read: run it again */
	TLSAFE_EFULL = -8,	/* no room: the disk or the store's size limit */
	TLSAFE_ECORRUPT = -9,	/* damage in the store */
	TLSAFE_ECONFIG = -10,	/* schema or configuration at fault */
	TLSAFE_EVERSION = -11,	/* a foreign or newer store */
	TLSAFE_EBUSY = -12,	/* another writer has the store */
	TLSAFE_EUSAGE = -13,	/* the caller's words: unknown field, condition, option value */
	TLSAFE_EBUG = -14	/* a contradiction inside the library */
};

/* --- output ------------------------------------------------------------------ */

/* A form being written: rows of named cells to a sink, by pieces. */
struct tlsafe_out;
enum {
	TLSAFE_OUT_EXCEL = 1,		/* csv: mark, CRLF, long digits as text, formula guard */
	TLSAFE_OUT_CODES = 2,		/* codes instead of labels */
	/* tsv: with a heading line (csv and table have one unless NOHEADING) */
	TLSAFE_OUT_HEADING = 4,
	TLSAFE_OUT_NOHEADING = 8,
	/* each row as "key<TAB>value" lines (tsv) or a two-column table */
	TLSAFE_OUT_PAIRS = 16,
	TLSAFE_OUT_TOTALS = 32,		/* table and csv: the caller gives a total row last */
	TLSAFE_OUT_KEYS = 64,		/* headings are keys */
	TLSAFE_OUT_ENGLISH = 128,	/* headings and labels in English */
	/* table: headings, major levels and overdue dates stand out; whoever shows it takes SGR
	 * sequences */
	TLSAFE_OUT_COLOUR = 256
};
/* FORMAT: "table" "tsv" "csv" "json". NULL: unknown format, or no memory. WRITE gives 0, or -1 with
 * errno. Yours: tlsafe_out_free(). */
struct tlsafe_out *tlsafe_out_new(const char *format, unsigned flags,
                                  int (*write)(void *ctx, const void *data, size_t len), void *ctx);
/* Writes what is left. 0 or a TLSAFE_E code. */
int tlsafe_out_end(struct tlsafe_out *o);
void tlsafe_out_free(struct tlsafe_out *o);
/* borrowed until the next call on O */
const char *tlsafe_out_errmsg(const struct tlsafe_out *o);
uint64_t tlsafe_out_rows(const struct tlsafe_out *o);	/* rows written so far */

/* --- faults in data ---------------------------------------------------------- */

/* One fault (or warning) in what was given; all of them are reported, in order. Texts are borrowed
 * for the call. */
struct tlsafe_fault {
	int code;		/* TLSAFE_E code; 0: a warning */
	const char *file;	/* NULL: none */
	uint64_t line;		/* 0: none */
	const char *field;	/* heading or key; NULL: none */
	/* the offending text as it stands, NULL: none; not safe for a terminal */
	const char *value;
	const char *text;	/* what was wrong; not safe for a terminal */
	const char *hint;	/* what to do; NULL: nothing to add */
};
typedef void tlsafe_fault_fn(void *ctx, const struct tlsafe_fault *fault);

/* Appends to BUF (of SIZE bytes, always ended by NUL) TEXT with control and bidi characters made
 * visible. Returns BUF. */
char *tlsafe_visible(char *buf, size_t size, const char *text);

/* The id on a line that another command printed: its first tab-separated word, or "id" of a JSON
 * object. Copied into ID, of SIZE bytes. TLSAFE_EINPUT: none, with why in ID. */
int tlsafe_line_id(const char *line, char *id, size_t size);

/* --- a store ----------------------------------------------------------------- */

struct tlsafe;

const char *tlsafe_version(void);		/* "0.1.0"; borrowed for ever */
int tlsafe_format(void);			/* of the stores that it makes */
const char *tlsafe_engine(void);		/* "LMDB 0.9.24"; borrowed for ever */
/* New handle, not open. NULL: no memory. Yours: tlsafe_free(), which closes first; NULL is fine. */
struct tlsafe *tlsafe_new(void);
void tlsafe_free(struct tlsafe *t);
/* What went wrong in the last failed call on T. Borrowed until the next call. */
const char *tlsafe_errmsg(const struct tlsafe *t);
/* What to do about it, in words of the command line; empty: nothing to add. Borrowed likewise. */
const char *tlsafe_errhint(const struct tlsafe *t);

/* Who enters, and when: recorded with each transaction. Copied. */
struct tlsafe_who {
	const char *actor;	/* who enters it */
	const char *login;	/* login name */
	uint64_t uid, pid;
	const char *command;	/* words of the command line, without values that may be personal */
	const char *request;	/* key of a repeated call; NULL: none */
	int64_t now;		/* microseconds since 1970 UTC */
	bool now_given;		/* not from the clock (TLSAFE_NOW): noted in the journal */
	double wait;		/* seconds to wait for another writer */
};
int tlsafe_set_who(struct tlsafe *t, const struct tlsafe_who *who);
/* The transaction that the request of the last change had been entered as before, so that nothing
 * was done; 0: it was new. */
uint64_t tlsafe_repeated(const struct tlsafe *t);

/*
 * What calls on T say of themselves, a sentence at a time: the moment that they answer for, what
 * they recognised in a list, the filter as understood, what was read, what was entered. TEXT is
 * borrowed for the call, names no value that may be personal, and is not safe for a terminal. TELL
 * NULL: nothing is said, as in a new handle.
 */
typedef void tlsafe_trace_fn(void *ctx, const char *text);
void tlsafe_set_trace(struct tlsafe *t, tlsafe_trace_fn *trace, void *ctx);

/* Microseconds since 1970 UTC of "2018-07-01T08:00:00+08:00", or of a day, or of a time without
 * offset in the offset of the store that T has open. */
int tlsafe_instant(const struct tlsafe *t, const char *text, int64_t *ret);

/* What init takes. */
struct tlsafe_setup {
	const char *schemas;	/* directory of the schema set: *.yaml, kinds and codes in it */
	const char *config;	/* district file in place of the set's own; NULL: none */
	/* site code other than the district's, which then also stands before every id made; NULL:
	 * none */
	const char *site;
	uint64_t map_size;	/* bytes that the store may grow to; 0: 64 GiB */
};
/* Makes a store in PATH, an empty or new directory, and opens it. TLSAFE_EEXIST: there is one, or
 * the directory is in use. */
int tlsafe_init(struct tlsafe *t, const char *path, const struct tlsafe_setup *setup);
/* Opens the store in PATH. Never makes one. TLSAFE_ENOENT: none there; TLSAFE_ECORRUPT: emptied,
 * cut short or damaged; TLSAFE_EVERSION: foreign or newer. */
int tlsafe_open(struct tlsafe *t, const char *path);

/* Key and value lines: site, name, transactions, anchor, counts, sizes. */
int tlsafe_info(struct tlsafe *t, struct tlsafe_out *out);
/* A line a transaction: txn at actor login uid command entries clock hash. */
int tlsafe_log(struct tlsafe *t, struct tlsafe_out *out);
/*
 * Verifies every hash, folds the journal anew and compares key by key records, indexes, counters
 * and serials; changes nothing. Each difference is a fault that names the key. *TRANSACTIONS and
 * *ENTRIES (may be NULL) tell what was read. 0 also when there are faults; *BAD tells how many.
 */
int tlsafe_check(struct tlsafe *t, tlsafe_fault_fn *fault, void *ctx, uint64_t *transactions,
                 uint64_t *entries, uint64_t *bad);

/* Takes transaction TXN back, for REASON: an entry for each record that it touched. OUT gets those
 * records: id, kind, act. With DRY_RUN they are only shown. */
int tlsafe_undo(struct tlsafe *t, uint64_t txn, const char *reason, bool dry_run,
                tlsafe_fault_fn *fault, void *ctx, struct tlsafe_out *out);
/*
 * The whole journal as JSON Lines: genesis, then a line for each transaction and each entry,
 * personal values and salts included. WRITE as of tlsafe_out_new. Stops at the last transaction of
 * the moment it began.
 */
int tlsafe_export(struct tlsafe *t, int (*write)(void *ctx, const void *data, size_t len),
                  void *ctx);
/*
 * Reads such lines from FD. Into a store without transactions it replaces genesis and gives the
 * same chain head; into the store that they came from it enters what is missing; into another it is
 * refused (TLSAFE_ERULE). *ADDED and *KNOWN count transactions.
 */
int tlsafe_import_journal(struct tlsafe *t, int fd, const char *name, uint64_t *added,
                          uint64_t *known);

/* --- kinds and fields -------------------------------------------------------- */

/* The store's schema, for help and headings. Borrowed until the next call that is not one of
 * these. */
size_t tlsafe_kinds(const struct tlsafe *t);
const char *tlsafe_kind_name(const struct tlsafe *t, size_t kind);
bool tlsafe_kind_exists(const struct tlsafe *t, const char *kind);

/* A line a kind: kind zh en letter fields about. KNOWN_AT as of tlsafe_select; NULL: now. */
int tlsafe_schema_list(struct tlsafe *t, const char *known_at, struct tlsafe_out *out);
/* A line a field of KIND: key type zh en by required personal values about. TLSAFE_ENOENT: no such
 * kind. */
int tlsafe_schema_show(struct tlsafe *t, const char *kind, const char *known_at,
                       struct tlsafe_out *out);

/* --- asking ------------------------------------------------------------------ */

/* What is asked for, in the words of the command line. */
struct tlsafe_select {
	const char *kind;		/* of record */
	char *const *words;		/* filters, conditions, ids (cli.md 4) */
	size_t nwords;
	const char *as_of, *known_at;	/* NULL: now */
	const char *fields;		/* "id,unit.name"; NULL: the schema's columns */
	const char *headings;		/* "zh" "en" "key" "none"; NULL: the store's language */
};

/* The records selected, by id. *FOUND (may be NULL): how many. */
int tlsafe_list(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out,
                uint64_t *found);
/* All fields of the records named in words, each a row (OUT with TLSAFE_OUT_PAIRS prints key and
 * value lines). */
int tlsafe_show(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out);
/* Entries of the records named in words: txn recorded on act by actor changes note reason mends. */
int tlsafe_history(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out);

/* Figures of the hazards selected (cli.md 8), one row. */
int tlsafe_rate(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out);
/* The same by DIMENSIONS ("town,level"), a row a group; ALL: also the groups that have none. With
 * TLSAFE_OUT_TOTALS a row of totals last. */
int tlsafe_by(struct tlsafe *t, const struct tlsafe_select *s, const char *dimensions, bool all,
              struct tlsafe_out *out);
/* By month without gaps: from the period's first month, else the first that has any, until its
 * last, but not beyond the day asked about. */
int tlsafe_trend(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out);
/* Ids of the hazards that FIGURE counts; with ids among the words why each is counted or not. */
int tlsafe_explain(struct tlsafe *t, const struct tlsafe_select *s, const char *figure,
                   struct tlsafe_out *out);
/* Names of the figures that count records, space-separated, for help. */
const char *tlsafe_figures(void);

/* --- changing ---------------------------------------------------------------- */

enum {
	TLSAFE_ACT_PASS = 1,		/* verify: passed; else it failed */
	TLSAFE_ACT_FIXED_NOW = 2,	/* rectify: on the spot (立查立改) */
	TLSAFE_ACT_REPLACE_DUE = 4,	/* assign: replaces the due date in force */
	/* set, grade: mends what was entered; ON then names the value in force on that day */
	TLSAFE_ACT_CORRECT = 8,
	TLSAFE_ACT_REFUSE = 64,		/* extend: it was asked for and refused; nothing moves */
	/* set with CORRECT: takes the town, sector and regulator that the unit had on the day of
	 * the find */
	TLSAFE_ACT_FROM_UNIT = 32,
	TLSAFE_ACT_DRY_RUN = 16		/* OUT gets what would change, and nothing is changed */
};

/* A value, by the key of its field. */
struct tlsafe_value {
	const char *field, *text;
};

/* One act on each of some records, all or none. */
struct tlsafe_change {
	const char *kind, *verb;	/* "hazard", "add"; KIND NULL: that of the first id */
	char *const *ids;		/* of the records; of add none */
	size_t nids;
	char *const *values;		/* FIELD=VALUE words, the same for all */
	size_t nvalues;
	/* add, set: records as JSON objects, instead of ids and values */
	char *const *lines;
	size_t nlines;
	const char *expect;		/* number of records that there have to be; NULL: any */
	unsigned flags;
	const char *on, *by, *note, *reason, *rectified;	/* NULL: not given. ON: today */
	/* What options stand for; a field that the kind lacks is passed over. */
	const struct tlsafe_value *given;
	size_t ngiven;
	tlsafe_fault_fn *fault;		/* every fault is told here */
	void *ctx;
};
/* OUT (may be NULL) gets the changed records as a list, in input order, after the commit. */
int tlsafe_change(struct tlsafe *t, const struct tlsafe_change *c, struct tlsafe_out *out);

/* Changes settings of the store (name, authority, language, prefixes): VALUES, REASON (without it
 * TLSAFE_ERULE) and what says who and when; the rest of C is not looked at. */
int tlsafe_set_settings(struct tlsafe *t, const struct tlsafe_change *c, struct tlsafe_out *out);

/* Files of a schema set that are to count from now on. */
struct tlsafe_apply {
	const char *directory;		/* every *.yaml of it but the district's; NULL: FILES */
	char *const *files;		/* paths that end in NAME.yaml */
	size_t nfiles;
	const char *reason, *note;	/* NULL: not given */
	bool dry_run;			/* OUT gets what would change, and nothing is changed */
	tlsafe_fault_fn *fault;		/* every refused line is told here */
	void *ctx;
};
/*
 * Takes what only adds: fields at the end, codes, labels, aliases, a longer max, whole files.
 * Anything else is refused (TLSAFE_EINPUT) and nothing is changed. OUT (may be NULL) gets a line a
 * change: file line what of was now. *CHANGED (may be NULL): files that differ; none, and no
 * transaction is entered.
 */
int tlsafe_schema_apply(struct tlsafe *t, const struct tlsafe_apply *a, size_t *changed,
                        struct tlsafe_out *out);

enum {
	TLSAFE_KEEP_FILE = 1,
	TLSAFE_KEEP_STORE = 2,
	TLSAFE_UNKNOWN_PLACE = 1,
	TLSAFE_UNKNOWN_DRAFT = 2
};

struct tlsafe_import {
	const char *kind;
	const char *file;		/* name for messages */
	int fd;				/* read from; stays the caller's */
	const char *encoding;		/* NULL: found out */
	char *const *map;		/* HEADING=FIELD words */
	size_t nmap;
	char *const *set;		/* FIELD=VALUE words, for columns that the list lacks */
	size_t nset;
	int year;			/* for dates without one; 0: none */
	bool ignore_unknown;		/* headings */
	/* TLSAFE_KEEP_FILE or _STORE: whose value counts where both changed; 0: the row is
	 * rejected */
	int keep;
	bool keep_going;		/* good rows are imported, bad ones told and left out */
	bool short_rows;		/* missing last cells are blank ones */
	/* differing cells of units and bodies mend mistakes, they are no change from ON */
	bool correct;
	const char *on;			/* day of such changes; NULL: today */
	const char *expect;		/* number of rows that there have to be; NULL: any */
	/* TLSAFE_UNKNOWN_PLACE: its name is kept as the place; _DRAFT: a unit is made of it; 0: the
	 * row is rejected */
	int unknown_unit;
	bool new_bodies;		/* departments that are not known are made */
	/* nothing is changed; PREVIEW (may be NULL) gets the records as they would be */
	bool dry_run;
	struct tlsafe_out *preview;
	/* get the rejected rows, or all rows with their ids; ended here. NULL: not wanted */
	struct tlsafe_out *rejects, *numbered;
	tlsafe_fault_fn *fault;
	void *ctx;
	/* Told now and then how much of the list is read, of 100. NULL: not wanted */
	void (*progress)(void *ctx, unsigned percent);
};
struct tlsafe_imported {
	uint64_t txn, added, changed, unchanged, rejected, voided;
	uint64_t entries;
};
/* Reads a list. A bad row, or any other fault, and nothing is imported, unless KEEP_GOING. LIST
 * (may be NULL) gets the records that are new or changed. */
int tlsafe_import(struct tlsafe *t, const struct tlsafe_import *i, struct tlsafe_imported *ret,
                  struct tlsafe_out *list);

/* A blank sheet for lists of KIND: a row of permitted values, and the headings. OUT is csv or
 * another form of rows. */
int tlsafe_template(struct tlsafe *t, const char *kind, struct tlsafe_out *out);

#ifdef __cplusplus
}
#endif

#endif
