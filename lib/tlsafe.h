/*
 * tlsafe.h - the public interface of libtlsafe: an ordered store of units,
 * hazards and other records of work safety, whose journal is the truth, and
 * the answers that come out of it.
 *
 * Three words for every pointer that crosses this header:
 *   borrowed  the library keeps it; good until the event named
 *   yours     release it with the function named
 *   taken     the library keeps it from now on, also when the call fails
 * What a call is given, texts and structs, it only reads while it runs, unless the function says
 * "copied". Texts are UTF-8 without NUL. Days are texts such as "2018-07-01", instants are
 * microseconds since 1970 UTC, sizes are bytes, and money is counted in fen: a value reads
 * "1234.50" yuan and is never rounded.
 *
 * Functions that return int give 0 or a negative TLSAFE_E code, unless they say otherwise. Any of
 * them may give TLSAFE_EMEMORY. Any that looks at a store may give TLSAFE_ESYSTEM, when reading it
 * fails, and TLSAFE_ECORRUPT, when what is read is damaged. Any that changes a store may also give
 * TLSAFE_EBUSY, when another writer kept it for longer than tlsafe_set_who() allows, and
 * TLSAFE_EFULL, when there is no room. Further codes stand with each function.
 *
 * A handle belongs to one thread at a time; a process opens a store only once, and a handle never
 * crosses fork. The library never prints, exits, reads the environment, sets the locale or asks
 * the clock.
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
	TLSAFE_EBUG = -14,	/* a contradiction inside the library */
	TLSAFE_EHELPER = -15	/* a helper program is not there, or does not answer */
};

/* --- output ------------------------------------------------------------------
 *
 *	struct tlsafe_out *out = tlsafe_out_new("csv", TLSAFE_OUT_EXCEL, write_to, stdout);
 *	if (!tlsafe_list(t, &select, out, NULL) && tlsafe_out_end(out))
 *		fprintf(stderr, "%s\n", tlsafe_out_errmsg(out));
 *	tlsafe_out_free(out);
 */

/* A form being written: rows of named cells, handed by pieces to a function of the caller. One
 * output takes the rows of one call; a second call on it gives TLSAFE_EBUG. */
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
	TLSAFE_OUT_COLOUR = 256,
	/* headings and labels in Chinese; neither: in the store's language */
	TLSAFE_OUT_CHINESE = 512,
	/* tables of figures: behind them lines of what they are of: filter, day, anchor */
	TLSAFE_OUT_PROVENANCE = 1024,
	/* table, of figures by group: with a bar behind each line */
	TLSAFE_OUT_BARS = 2048
};

/* Makes an output in FORMAT, one of "table" "tsv" "csv" "md" "html" "mail" "json" "xlsx" "png"
 * "svg", with FLAGS of TLSAFE_OUT joined by |. WRITE is called with CTX and LEN bytes at DATA,
 * borrowed for the call; it gives 0, or -1 with errno set, and is not called again after that. CTX
 * has to live as long as the output. The result is yours: tlsafe_out_free(). It is NULL when the
 * format is unknown or memory is out.
 *
 * Of a picture, "png" and "svg", the bytes are what draws it: a script for gnuplot, which wants
 * FONT to be set to the name of a font and the output to a file before it, and ends with a line
 * "exit"; behind that stand the elements title and desc of SVG, which say in words what it shows.
 * tlsafe_by(), tlsafe_trend() and tlsafe_flow() by groups have pictures; others give
 * TLSAFE_EUSAGE, and so do more figures or groups than can be told apart. */
struct tlsafe_out *tlsafe_out_new(const char *format, unsigned flags,
                                  int (*write)(void *ctx, const void *data, size_t len), void *ctx);

/* Whether all that the format wants is there, which is best asked before anything is changed:
 * TLSAFE_EHELPER when a library that it loads is not. */
int tlsafe_out_ready(const struct tlsafe_out *o);

/* Gives what is written to O a title (copied): of a picture, and of a workbook the name of its
 * sheet. That is judged before the first row is written, with TLSAFE_EUSAGE. */
int tlsafe_out_title(struct tlsafe_out *o, const char *title);

/* Writes what is left of O, such as the end of a table whose widths had to be known first. Call it
 * once, after the call that gave the rows has succeeded. It gives TLSAFE_ESYSTEM when the
 * function that writes failed. */
int tlsafe_out_end(struct tlsafe_out *o);

/* Releases O without writing anything more. NULL is fine. */
void tlsafe_out_free(struct tlsafe_out *o);

/* What went wrong in writing O, in a sentence without full stop; empty when nothing did. The text
 * is borrowed until the next call on O. */
const char *tlsafe_out_errmsg(const struct tlsafe_out *o);
/* What to do about it; empty when there is nothing to add. Borrowed likewise. */
const char *tlsafe_out_errhint(const struct tlsafe_out *o);

/* How many rows were written to O so far, a row of totals among them. */
uint64_t tlsafe_out_rows(const struct tlsafe_out *o);

/* --- faults in data ----------------------------------------------------------
 *
 *	static void tell(void *ctx, const struct tlsafe_fault *f)
 *	{
 *		char text[1024];
 *		fprintf(ctx, "%s\n", tlsafe_visible(text, sizeof(text), f->text));
 *	}
 */

/* One fault or warning in what was given. Calls that take such a function tell all faults, in the
 * order of what was given, before they fail with the code of the first; warnings do not make a
 * call fail. All texts are borrowed for the call of the function. */
struct tlsafe_fault {
	int code;		/* TLSAFE_E code; 0: a warning */
	const char *file;	/* as it was named, "-" for lines; NULL: none */
	/* of the file's sheets, when something stands in several; NULL: not so */
	const char *sheet;
	uint64_t line;		/* of a sheet its row; from 1; 0: none */
	const char *field;	/* heading or key; NULL: none */
	/* the offending text as it stands, NULL: none; not safe for a terminal */
	const char *value;
	/* What was wrong; not safe for a terminal. Of a cell that cannot be read, what to do
	 * may follow behind "; ". */
	const char *text;
	const char *hint;	/* what to do; NULL: nothing to add */
};
typedef void tlsafe_fault_fn(void *ctx, const struct tlsafe_fault *fault);

/* Writes TEXT to BUF, of SIZE bytes and at least one, with control and bidi characters made
 * visible, cut between characters when it is too long and always ended by NUL. Eight bytes for
 * each of TEXT, and one, are always enough. Returns BUF. */
char *tlsafe_visible(char *buf, size_t size, const char *text);

/* The text of KEY in the configuration file FILE, a map in YAML, into *RET, which is the caller's
 * to free; NULL when the file has no such word. KEY may lie in a map: "helpers/time-limit".
 * TLSAFE_ECONFIG when the file cannot be read or
 * understood: WHY, of SIZE bytes, gets a sentence that names it; TLSAFE_EMEMORY. */
int tlsafe_config(const char *file, const char *key, char **ret, char *why, size_t size);
/* The same, of a list of texts. *RET ends with NULL, and one free() releases all of it. */
int tlsafe_config_words(const char *file, const char *key, char ***ret, char *why, size_t size);

/* Finds the id on a LINE that another command printed: its first tab-separated word, or "id" of a
 * JSON object. It is copied into ID, of SIZE bytes; 65 hold every id. It gives TLSAFE_EINPUT when
 * there is none or it is too long; ID then says why, cut to its size; TLSAFE_EMEMORY. */
int tlsafe_line_id(const char *line, char *id, size_t size);

/* --- a store -----------------------------------------------------------------
 *
 *	struct tlsafe *t = tlsafe_new();
 *	if (tlsafe_open(t, "/srv/tlsafe/store"))
 *		fprintf(stderr, "%s; %s\n", tlsafe_errmsg(t), tlsafe_errhint(t));
 *	tlsafe_free(t);
 */

/* A handle of a store. Except where it is said, the calls below want one with a store open. */
struct tlsafe;

/* The version of the library, such as "0.1.0". Borrowed for ever. */
const char *tlsafe_version(void);
/* The format of the stores that this library makes; it opens this one and none newer. */
int tlsafe_format(void);
/* The engine that keeps the bytes, and its version, such as "LMDB 0.9.24". Borrowed for ever. */
const char *tlsafe_engine(void);

/* Makes a handle that has no store open. It is yours: tlsafe_free(). NULL: no memory, or the
 * cryptographic library does not start. */
struct tlsafe *tlsafe_new(void);
/* Closes the store that T has open, if any, and releases T with all that is borrowed from it.
 * NULL is fine. */
void tlsafe_free(struct tlsafe *t);

/* What went wrong in the last failed call on T, in one line without full stop; not safe for a
 * terminal. The text is borrowed until the next call on T. T needs no store open. */
const char *tlsafe_errmsg(const struct tlsafe *t);
/* What to do about it, in the words of the command line, such as "give --reason"; empty when there
 * is nothing to add. Borrowed and to be shown as tlsafe_errmsg() is. */
const char *tlsafe_errhint(const struct tlsafe *t);

/* Who enters, and when: recorded with each transaction. */
struct tlsafe_who {
	const char *actor;	/* who enters it */
	const char *login;	/* login name */
	uint64_t uid, pid;
	const char *command;	/* words of the command line, without values that may be personal */
	/* What the command does, by its own name for it; what "import" entered is known to later
	 * imports as what a list said. NULL: the second word of COMMAND. */
	const char *verb;
	const char *request;	/* key of a repeated call, at most 256 bytes; NULL: none */
	int64_t now;		/* microseconds since 1970 UTC */
	bool now_given;		/* not from the clock but told: noted in the journal */
	/* somebody says that NOW is right; else what would be entered more than 30 days after the
	 * last transaction is TLSAFE_ERULE, since a clock far off pins every later instant */
	bool clock_is_right;
	double wait;		/* seconds to wait for another writer; 10 in a new handle */
	/* ACTOR is LOGIN, or on the store's roster: else tlsafe_permit() gives TLSAFE_ERULE */
	bool guarded;
};
/* Says who and when for all further calls on T, also those that only ask, whose "today" is the day
 * of NOW. WHO is copied; NULL texts are empty ones. T needs no store open. It gives TLSAFE_EUSAGE
 * when a text is not valid UTF-8 or the request is too long. */
int tlsafe_set_who(struct tlsafe *t, const struct tlsafe_who *who);

/* For programs with more rights than who runs them (setgid): BEGIN is called before a file or
 * directory that the caller named is opened to be read, and END after that, for all handles of the
 * process. NULL: nothing is called, as at first. */
void tlsafe_set_caller(void (*begin)(void), void (*end)(void));

/* The transaction that the last call on T entered: its number, 0 when it entered none. What fails
 * after that, such as writing OUT, does not take it back. */
uint64_t tlsafe_saved(const struct tlsafe *t);

/* The transaction that the request of the last change had been entered as before, so that the call
 * gave 0 and nothing was done; 0: it was new, or had no request. */
uint64_t tlsafe_repeated(const struct tlsafe *t);

/* What calls on T say of themselves, a sentence at a time: the moment that they answer for, what
 * they recognised in a list, the filter as understood, what was read, what was entered. TEXT is
 * borrowed for the call, names no value that may be personal, and is not safe for a terminal. */
typedef void tlsafe_trace_fn(void *ctx, const char *text);
/* Has TRACE called with CTX from now on; NULL: nothing is said, as in a new handle. T needs no
 * store open. */
void tlsafe_set_trace(struct tlsafe *t, tlsafe_trace_fn *trace, void *ctx);

/* Reads TEXT, a time such as "2018-07-01T08:00:00+08:00", or a day, or a time without offset in
 * the offset of the store that T has open (UTC without one), into *RET, in microseconds since 1970
 * UTC. It gives TLSAFE_EUSAGE, without a text in T, when it is none of these. */
int tlsafe_instant(const struct tlsafe *t, const char *text, int64_t *ret);

/* What a new store is made from. */
struct tlsafe_setup {
	const char *schemas;	/* directory of the schema set: *.yaml, kinds and codes in it */
	const char *config;	/* district file in place of the set's own; NULL: none */
	/* site code other than the district's, which then also stands before every id made; NULL:
	 * none */
	const char *site;
	uint64_t map_size;	/* bytes that the store may grow to; 0: 64 GiB */
};
/* Makes a store in PATH, an empty or new directory, and opens it in T, closing what T had open.
 * Either all of it is there in the end or nothing. It gives TLSAFE_EEXIST when there is something
 * already or the directory cannot be made there, TLSAFE_ECONFIG when the schema set is at fault or
 * the place is a network file system, TLSAFE_EUSAGE when the site is not letters and digits. */
int tlsafe_init(struct tlsafe *t, const char *path, const struct tlsafe_setup *setup);

/* Opens the store in PATH, closing what T had open; it never makes one. It gives TLSAFE_ENOENT
 * when none is there, TLSAFE_ECORRUPT when it was emptied, cut short or damaged, TLSAFE_EVERSION
 * when it is foreign, newer or in a form of long ago, TLSAFE_ECONFIG when it lies on a network file
 * system. */
int tlsafe_open(struct tlsafe *t, const char *path);
/* The same of a store whose settings, indexes or schema set are damaged, as far as its journal can
 * be read all the same: for tlsafe_export_damaged() alone. */
int tlsafe_open_damaged(struct tlsafe *t, const char *path);

/* Writes one row that says what the store is and holds: site, name, format, sizes in bytes, number
 * of transactions, the anchor of its chain, and how many records there are of each kind. With
 * TLSAFE_OUT_PAIRS it becomes key and value lines. */
int tlsafe_info(struct tlsafe *t, struct tlsafe_out *out);

/* Writes a row for each transaction, in order of entry: txn at actor login uid command verb entries
 * request clock hash salvaged restored proxy. Of a transaction without a verb, from before it was
 * kept, it is the second word of the command. */
int tlsafe_log(struct tlsafe *t, struct tlsafe_out *out);

/* How far the journal was read, as a copy that the caller keeps: set TXN, and nothing else, to the
 * last transaction that is known, or to what is entered from now on. */
#define TLSAFE_SINCE_NOW UINT64_MAX
struct tlsafe_since {
	uint64_t txn;
	bool has_hash;
	unsigned char hash[32];
};
/* Writes a row for each entry behind SINCE, in order of entry: kind, id, and what tlsafe_history
 * writes. SINCE becomes the last transaction. Where the journal does not go on from SINCE any more,
 * since a backup was put back, there is one row of act "restored" instead, with the transaction
 * from which it goes on. TLSAFE_EUSAGE: there is no such transaction yet. */
int tlsafe_entries(struct tlsafe *t, struct tlsafe_since *since, struct tlsafe_out *out);

/* Whether what was read of T's store is what lies at its path still: for whoever is about to print
 * it. TLSAFE_ECONFLICT: the store was replaced, or, where it lies on a medium that cannot be
 * written and is read without a lock, somebody wrote to it elsewhere. */
int tlsafe_look(struct tlsafe *t);

/* Folds the journal of T's store into a new one of the present format, with the same chain, checks
 * it, and lets it take the place of the old one. *ASIDE, which the caller frees, becomes the name
 * that the old directory has then, NULL: the store had this format already. T's store is no longer
 * the one at its path: open it anew. Nothing was changed when it fails. */
int tlsafe_upgrade(struct tlsafe *t, char **aside);
/* The same of a store of this format whose views (records, facts, indexes) are damaged and whose
 * journal is sound: they are made anew. TLSAFE_ECORRUPT: the journal is damaged too. */
int tlsafe_rebuild(struct tlsafe *t, char **aside);

/* A backup to be made. */
struct tlsafe_backup {
	const char *directory;		/* that is there; of any file system */
	/* so many of the newest good ones of this store stay, this one among them; 0: all do */
	uint64_t retain;
	tlsafe_fault_fn *fault;		/* older ones that are damaged, and what is of the store */
	void *ctx;
};
/* Copies T's store beside writers into one file of a new name in a directory, as of one moment,
 * checks the copy whole and writes beside it, as NAME.json, what it holds; then, and not before, it
 * has its name. What an earlier one left unfinished is removed. OUT (may be NULL) gets a row: file
 * at transactions entries size anchor removed. It gives TLSAFE_ENOENT when the directory is not
 * there, and TLSAFE_ECORRUPT when the store is damaged, of which no backup is made. */
int tlsafe_backup(struct tlsafe *t, const struct tlsafe_backup *b, struct tlsafe_out *out);

/* A backup to be restored. */
struct tlsafe_restore {
	const char *file, *path;	/* the copy; where the store is to lie */
	/* ids and anchors that stand on paper, or lines of an export, for where no store lies that
	 * could tell what was given; NULL: none */
	const char *serials_from;
	bool yes;			/* what was entered since may be lost */
	tlsafe_fault_fn *fault;		/* every fault of the copy, and what is to be known */
	void *ctx;
};
/* Puts what a backup holds into the place of the store at PATH, or where none is, and opens it in
 * T, closing what T had open. It is compared with its sidecar and checked whole before; a store
 * that lies there is kept beside. Transactions of that one which the backup does not have keep
 * their numbers, without entries, and series of ids go on behind the last one given: a transaction
 * of its own says so. OUT (may be NULL) gets a row: store restored last lost serials anchor aside.
 * It gives TLSAFE_ENOENT when there is no such file, TLSAFE_EINPUT when it is no backup or
 * SERIALS_FROM cannot be read, TLSAFE_ECORRUPT when it is damaged, TLSAFE_EBUSY when others have
 * the store open, TLSAFE_ERULE when something would be lost and YES is not set, or the backup is of
 * another store, TLSAFE_EEXIST when what lies at PATH is no store. */
int tlsafe_restore(struct tlsafe *t, const struct tlsafe_restore *r, struct tlsafe_out *out);

/* Verifies every hash, folds the journal anew and compares key by key records, indexes, counters
 * and serials; it changes nothing. Each difference, and damage that ends the walk, is told to FAULT
 * with CTX and names the key. *TRANSACTIONS and *ENTRIES (may be NULL) become how many were read,
 * *BAD how many faults there are: the call gives 0 also when there are some. */
int tlsafe_check(struct tlsafe *t, tlsafe_fault_fn *fault, void *ctx, uint64_t *transactions,
                 uint64_t *entries, uint64_t *bad);

/* Writes one row for whoever watches over the store: store_id format transactions last_at anchor
 * size map_free disk_free readers checked_at checked_txn backup_at backup_txn backup_age (seconds)
 * backups. BACKUPS is a directory of them, whose newest counts; NULL: what is kept of the last one.
 * It gives TLSAFE_ENOENT when there is no such directory. */
int tlsafe_health(struct tlsafe *t, const char *backups, struct tlsafe_out *out);
/* Keeps beside T's store, where it may be written, that tlsafe_check() has just found all of its
 * TRANSACTIONS sound. */
void tlsafe_note_check(struct tlsafe *t, uint64_t transactions);

/* Takes transaction TXN back, for REASON: enters one transaction with an entry for each record that
 * it touched. With DRY_RUN nothing is entered. OUT (may be NULL) gets the records: id kind made.
 * It gives TLSAFE_ENOENT when there is no such transaction, TLSAFE_ERULE without a reason, or when
 * what came later rests on it; each such record is told to FAULT with CTX. */
int tlsafe_undo(struct tlsafe *t, uint64_t txn, const char *reason, bool dry_run,
                tlsafe_fault_fn *fault, void *ctx, struct tlsafe_out *out);

/* Writes the whole journal as JSON Lines: genesis, then a line for each transaction and each entry,
 * personal values and salts included. WRITE and CTX are as in tlsafe_out_new(); TLSAFE_ESYSTEM when
 * it fails. It stops at the last transaction of the moment it began. Every hash and digest is
 * computed anew from what is written: TLSAFE_ECORRUPT when one differs, naming the transaction;
 * nothing is written after that one, and it is not whole. */
int tlsafe_export(struct tlsafe *t, int (*write)(void *ctx, const void *data, size_t len),
                  void *ctx);

/* What an export of a damaged store could not give, or an import of it left out. */
struct tlsafe_salvaged {
	uint64_t transactions;		/* lost whole */
	uint64_t entries;		/* lost ones, of transactions that are there */
	uint64_t values;		/* entries whose personal values are lost */
	uint64_t files;			/* entries a file of which is lost */
	uint64_t unproven;		/* transactions that do not match hash, prev or order */
	/* that an import left out, since what they rest on is lost */
	uint64_t left;
	bool damaged;			/* any of these, or genesis or the head of the chain */
};
/* Asked before a part of a damaged journal is read: entry N of transaction TXN and what lies behind
 * it, or what else a number that no entry has stands for. True: pass it over, since reading it
 * ended badly when it was tried before. */
typedef bool tlsafe_before_fn(void *ctx, uint64_t txn, uint32_t n);
#define TLSAFE_BEFORE_FILES 0x80000000u	/* joined to N: files that the entry names */
/* Writes what can be read of a damaged journal, as tlsafe_export() does, and goes on after what
 * cannot. Where that is all, the lines are the same and *RET is all 0; else a last line of its own
 * says what is missing, tlsafe-db(1) tells how, and tlsafe_import_salvaged() takes the lines.
 * BEFORE (may be NULL) is called with CTX2: whoever calls this in a process of its own survives
 * pages that end it. Lines are written as they are read. */
int tlsafe_export_damaged(struct tlsafe *t,
                          int (*write)(void *ctx, const void *data, size_t len), void *ctx,
                          tlsafe_before_fn *before, void *ctx2, struct tlsafe_salvaged *ret);

/* Reads such lines from FD, which stays the caller's; NAME stands for it in messages. Into a store
 * without transactions it replaces genesis and gives the same chain head; into the store that they
 * came from it enters what is missing. *ADDED and *KNOWN become how many transactions were entered
 * and were there. It gives TLSAFE_EINPUT when a line cannot be read or does not match its hash,
 * TLSAFE_ERULE when the lines are of another store, TLSAFE_EVERSION when they are newer. */
int tlsafe_import_journal(struct tlsafe *t, int fd, const char *name, uint64_t *added,
                          uint64_t *known);
/* Reads lines that tlsafe_export_damaged() wrote with a last line, into a store without
 * transactions: as a new chain, whose genesis names the head of the old one. Transactions keep
 * their numbers; one that is lost is there without entries. An entry whose record's first entry is
 * lost, or what it corrects, is left out: the first few are told to FAULT with CTX, as warnings.
 * *ADDED becomes how many transactions were entered that are not lost, and *RET what is missing. It
 * gives TLSAFE_EINPUT when the last line is not there, a line cannot be read, or one is neither
 * there nor said to be missing, TLSAFE_ERULE when the store has transactions, TLSAFE_EVERSION when
 * the lines are newer. */
int tlsafe_import_salvaged(struct tlsafe *t, int fd, const char *name, tlsafe_fault_fn *fault,
                           void *ctx, uint64_t *added, struct tlsafe_salvaged *ret);

/* --- kinds and fields --------------------------------------------------------
 *
 *	for (size_t i = 0; i < tlsafe_kinds(t); i++)
 *		puts(tlsafe_kind_name(t, i));
 *	if (tlsafe_kind_exists(t, "hazard"))
 *		rc = tlsafe_schema_show(t, "hazard", NULL, out);
 */

/* How many kinds of record the store's schema set has. */
size_t tlsafe_kinds(const struct tlsafe *t);
/* The name of KIND, counted from 0; NULL: there are not so many. Borrowed until the next call on T
 * other than tlsafe_kinds() and this one. */
const char *tlsafe_kind_name(const struct tlsafe *t, size_t kind);
/* Whether the schema set has a kind of that name. */
bool tlsafe_kind_exists(const struct tlsafe *t, const char *kind);

/* Writes a row for each kind: kind zh en letter fields about. KNOWN_AT is as in struct
 * tlsafe_select, NULL: now, and gives TLSAFE_EUSAGE when it cannot be read. */
int tlsafe_schema_list(struct tlsafe *t, const char *known_at, struct tlsafe_out *out);
/* Writes a row for each field of KIND: key type zh en by required personal values about. It gives
 * TLSAFE_ENOENT when there is no such kind, and TLSAFE_EUSAGE as tlsafe_schema_list() does. */
int tlsafe_schema_show(struct tlsafe *t, const char *kind, const char *known_at,
                       struct tlsafe_out *out);

/* Writes a row for each checklist of the schema set: list title version items stop, which are its
 * name, what it is called, and how many items it has and how many of these stop work. KNOWN_AT is
 * as in tlsafe_schema_list(). */
int tlsafe_checklists(struct tlsafe *t, const char *known_at, struct tlsafe_out *out);
/* What is asked of one. */
struct tlsafe_checklist {
	const char *list;		/* its name */
	const char *as_of, *known_at;	/* as in struct tlsafe_select; NULL: now */
	tlsafe_fault_fn *fault;		/* NULL: nothing is told */
	void *ctx;
};
/*
 * Writes a row for each of its items: code category text method weight stop level days clause,
 * where days are those to rectify (0: at once) and clause is what its laws say in the versions that
 * are in force on the day, several joined by "; ". One warning names the items that have none then.
 * TLSAFE_ENOENT when there is no such checklist, TLSAFE_EUSAGE when a moment cannot be read.
 */
int tlsafe_checklist(struct tlsafe *t, const struct tlsafe_checklist *how, struct tlsafe_out *out);
/* A sheet to fill in. */
struct tlsafe_sheet {
	const char *list;		/* name of a checklist; NULL: IDS are rechecked (复查) */
	const char *unit;		/* id, credit code or name */
	const char *as_of;		/* day whose clauses it has; NULL: today */
	/* of hazards; with LIST of planned inspections, each of which gets a sheet */
	char *const *ids;
	size_t nids;
	tlsafe_fault_fn *fault;		/* which of them are left out, and why; NULL: nobody asks */
	void *ctx;
};
/*
 * Writes the sheet by which an inspection of the unit goes: first what it is about, a row for each
 * field, among them list, version and unit, then a row for each item. What rows OUT has are of no
 * list; in JSON there is a line of what it is about, and one for each item; HTML and Markdown are
 * for paper. Any but these two is read back once it is filled in. Of a recheck there is a sheet for
 * each unit, with a row for each of its hazards that is assigned or awaiting a recheck.
 * TLSAFE_ENOENT when there is no such checklist or hazard, TLSAFE_EINPUT when no unit or several
 * are meant, TLSAFE_ERULE when no hazard is to be rechecked, or an inspection is not planned.
 */
int tlsafe_sheet(struct tlsafe *t, const struct tlsafe_sheet *how, struct tlsafe_out *out);
/* Pictures to be looked at. */
struct tlsafe_pictures {
	char *const *files;
	size_t nfiles;
	const char *rules;		/* NULL: stills */
	/* a file: how the camera looks when nothing is wrong; NULL: nothing is compared with it */
	const char *reference;
	bool explain;			/* a row for each limit, in place of one for each picture */
	const char *known_at;		/* as in struct tlsafe_select; whose rules count */
	tlsafe_fault_fn *fault;		/* of those that cannot be read, with EXPLAIN; NULL */
	void *ctx;
};
struct tlsafe_pictures_seen {
	uint64_t faulty, unreadable;	/* how many of them are */
};
/*
 * Reads each, PNG or JPEG, in a child that has little memory and time, measures its pixels and
 * judges them by rules of the schema set. Writes a row for each: file state faults taken note. The
 * state is good, faulty or unreadable, and taken is what the file says of itself; or with
 * EXPLAIN one for each limit: file fault counts measure number limit beyond. Each is also compared
 * with the one before it. One that cannot be read is such a row and no error; only of REFERENCE it
 * is TLSAFE_ENOENT or TLSAFE_EINPUT. TLSAFE_ENOENT too when there are no such rules,
 * TLSAFE_EHELPER when a library for pictures is not there.
 */
int tlsafe_pictures(struct tlsafe *t, const struct tlsafe_pictures *how, struct tlsafe_out *out,
                struct tlsafe_pictures_seen *ret);
/* Reads each as above and writes a row for each pair of them that shows the same, recompressed,
 * scaled, brightened or cut by a little: file like. Those that are so flat that they look like many
 * are left out. RET->faulty becomes the number of pairs; FAULT is told of each that cannot be read,
 * which is no error. RULES, REFERENCE and EXPLAIN of HOW are not asked for. */
int tlsafe_pictures_alike(struct tlsafe *t, const struct tlsafe_pictures *how,
                          struct tlsafe_out *out, struct tlsafe_pictures_seen *ret);
/* Checklists to be judged. */
struct tlsafe_lint {
	char *const *files;		/* paths that end in NAME.yaml */
	size_t nfiles;			/* 0: those of the schema set */
	const char *known_at;		/* of the set; as in tlsafe_schema_list() */
	tlsafe_fault_fn *fault;		/* NULL: nothing is told */
	void *ctx;
};
/*
 * Judges them, and tells each fault with file, line, and the code of the item: one that no clause
 * with article and source bears out and that is not marked local, a weight of 0, a blank text, an
 * unknown category, versions of one law that are in force together, and all that
 * tlsafe_schema_apply() refuses. A warning for each list says how many of its items are marked
 * local. Writes a row for each list: list title version items local. TLSAFE_EINPUT: there was a
 * fault; TLSAFE_ENOENT: a file cannot be read; TLSAFE_EUSAGE: it is not called NAME.yaml, or two
 * are called alike.
 */
int tlsafe_lint_checklists(struct tlsafe *t, const struct tlsafe_lint *in, struct tlsafe_out *out);

/* --- asking ------------------------------------------------------------------
 *
 *	char *words[] = { "open", "town=蒲吕街道" };
 *	struct tlsafe_select s = { .kind = "hazard", .words = words, .nwords = 2 };
 *	rc = tlsafe_list(t, &s, out, &found);
 *	rc = tlsafe_by(t, &s, "level", false, other);
 */

/* What is asked for, in the words of the command line; tlsafe-query(7) tells them. */
struct tlsafe_select {
	/* of record; NULL: where words are ids that of the first, of figures "hazard" */
	const char *kind;
	char *const *words;		/* filters, conditions and ids, all of which have to hold */
	size_t nwords;
	/* the day that is looked at, and a transaction's number, its anchor as it is printed, a day
	 * (its end) or a time up to which entries are known; NULL: now */
	const char *as_of, *known_at;
	const char *fields;		/* "id,unit.name"; NULL: the schema's columns */
	const char *headings;		/* "zh" "en" "key" "none"; NULL: the store's language */
	bool any_day;			/* a day before the first one is answered: nothing was */
	const char *figures;		/* of tables: "found,median_days"; NULL: the usual ones */
	/* Of tables: prev or last-year; NULL: none. Beside each figure stand that of an earlier
	 * period, as of a day that lies as much earlier, and the difference */
	const char *against;
	/* "due,-level", columns to sort by, - the other way round, before the id of a list and the
	 * codes of a table; NULL: none. And how many rows are written at most; 0: all */
	const char *sort;
	uint64_t limit;
	/* Of lists whose OUT is tsv, in place of FIELDS: each record as "{id}\\t{unit.name}\\n"
	 * says, with a cell as tsv has it for {FIELD}, and \t \n \\ {{ }} as these characters;
	 * NULL: with tabs between */
	const char *format;
};
/* All that take one give TLSAFE_EUSAGE when they do not know a word, field, kind or heading, or
 * cannot read a moment, TLSAFE_EINPUT when an anchor is not of the store's chain, and answer from
 * one snapshot of the store. */

/* Writes the records selected, in the order asked for. *FOUND (may be NULL) becomes how many are
 * selected, written or not. */
int tlsafe_list(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out,
                uint64_t *found);
/* Looks for the same records, and writes in their place one row that says how: asked order read
 * looked found printed, the last three of which are numbers. With TLSAFE_OUT_PAIRS it becomes key
 * and value lines. Free text and personal values of the filter are shown as "...". */
int tlsafe_list_how(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out,
                    uint64_t *found);
/* Writes all fields of the records whose ids the words are, in their order, each a row; with
 * TLSAFE_OUT_PAIRS key and value lines. It gives TLSAFE_ENOENT when there is no such id. */
int tlsafe_show(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out);
/* Writes the entries of the records whose ids the words are, in order of entry: txn recorded on act
 * by actor changes note reason mends inferred. It gives TLSAFE_ENOENT as tlsafe_show() does. */
int tlsafe_history(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out);

/* Writes the figures of the hazards selected, one row; tlsafe-stats(1) defines each figure. */
int tlsafe_rate(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out);
/* How a table of figures is laid out. */
struct tlsafe_table {
	const char *dimensions;		/* "town,level", at most eight */
	bool all;			/* also the groups that have none */
	const char *across;		/* NULL: none; else a dimension, each of whose values has a
					 * column of one figure, and they a total */
};
/* Writes the same by dimensions, a row for each group; with TLSAFE_OUT_TOTALS a row of totals last.
 * The sort of S names figures, rates and dimensions; with a limit, of the groups in that order, or
 * of those with the most found first, so many are written and the others in one row. It gives
 * TLSAFE_EUSAGE also when a dimension or a figure is unknown, and when ALL wants weeks, months,
 * quarters or years of a period that is open at an end. */
int tlsafe_by(struct tlsafe *t, const struct tlsafe_select *s, const struct tlsafe_table *how,
              struct tlsafe_out *out);
/* Writes what came and went in the period of the words on the find, whatever the day of the find,
 * and not beyond the day asked about: opening + found + returned + regraded + answered + moved_in =
 * done + referred + moved_out + closing. One line, or with DIMENSIONS (else NULL) one for each
 * group. TLSAFE_EBUG: the sums differ. */
int tlsafe_flow(struct tlsafe *t, const struct tlsafe_select *s, const char *dimensions,
                struct tlsafe_out *out);
/* Writes the same by month without gaps: from the period's first month, else the first that has
 * any, until its last, but not beyond the day asked about. */
int tlsafe_trend(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out);
/*
 * Writes which hazards are counted otherwise at the moment UPTO than at FROM, a row for each figure
 * that this moves, with the entry that moved it: its transaction, act and day; an empty one and
 * "time" where nothing was entered and only time has passed. A moment is a day, at whose end things
 * stood so, or what was known: a transaction, an instant, an anchor. TLSAFE_EUSAGE also when FROM
 * lies behind UPTO.
 */
int tlsafe_why(struct tlsafe *t, const struct tlsafe_select *s, const char *from, const char *upto,
               struct tlsafe_out *out);
/* A table of tlsafe_rate(), tlsafe_by() or tlsafe_trend() that was written as csv with
 * TLSAFE_OUT_PROVENANCE. */
struct tlsafe_printed {
	const char *name;		/* for messages */
	int fd;				/* read from where it stands; yours */
};
/*
 * The same between the moments of two such tables of one question: a row for each hazard and figure
 * that moves a cell of them, with the row of the tables and what stands in the cell in each. It
 * gives TLSAFE_EINPUT when one does not say what it is of, is of another chain, or they are of
 * different questions; and when they differ by something that no entry or time has moved.
 */
int tlsafe_why_tables(struct tlsafe *t, const struct tlsafe_printed *from,
                      const struct tlsafe_printed *upto, struct tlsafe_out *out);
/* How an assessment is written. */
struct tlsafe_ranking {
	const char *rules;		/* of the schema set; NULL: "assessment" */
	enum {
		TLSAFE_RANK_BODIES,	/* a row for each that is ranked */
		TLSAFE_RANK_ITEMS,	/* for each of its items: what counted, points, appeals */
		TLSAFE_RANK_IDS		/* for each record that counted, its id first */
	} rows;
};
/* Writes what bodies are worth by rules (考核): the points of each item, those of all items that
 * could be scored as a score of a hundred, and the rank by it, which equal ones share. The words on
 * the find have to give one period with both ends. TLSAFE_ENOENT: there are no such rules;
 * TLSAFE_ECONFIG: one of them names no figure or filter. */
int tlsafe_rank(struct tlsafe *t, const struct tlsafe_select *s, const struct tlsafe_ranking *how,
                struct tlsafe_out *out);
/* What is asked of signals. */
struct tlsafe_signals {
	const char *rules;		/* of the schema set; NULL: "signals" */
	const char *only;		/* "again,late": these rules alone; NULL: all */
	bool hits;			/* a row for each hit, not for each of its hazards */
	bool all;			/* also those judged false, and who says so */
	uint64_t most;			/* hits of one rule that are written; 0: all */
};
/*
 * Writes what rules of the schema set find among the hazards selected: a row for
 * each hazard of each hit, id rule title of subject name numbers hit version, in order of rules,
 * subjects and ids; or with HITS one for each, id rule title of subject name numbers hazards
 * evidence version, as records of the kind "judgement" have them. A hit is left out that such a
 * record judges, unless ALL, which adds judgement and reason. *FOUND becomes the number of those
 * that none judges. It gives TLSAFE_EUSAGE also when there is no such rule, TLSAFE_ENOENT when
 * there are no such rules, and TLSAFE_ECONFIG when one of them has a number that is out of bounds.
 */
int tlsafe_signals(struct tlsafe *t, const struct tlsafe_select *s,
                   const struct tlsafe_signals *how, struct tlsafe_out *out, uint64_t *found);
/*
 * Writes the ids of the hazards that FIGURE counts, in order: any column of a table of figures. Of
 * a rate beside each its side: part, which is in the whole too, or whole, which is not in the part;
 * of money what it has; of days how many, and whether it was closed after these. With ids among the
 * words, id counted why for each of these, and the same in between. It gives TLSAFE_EUSAGE also
 * when there is no such figure, and TLSAFE_ENOENT when there is no such id.
 */
int tlsafe_explain(struct tlsafe *t, const struct tlsafe_select *s, const char *figure,
                   struct tlsafe_out *out);
/* Writes in place of the ids what stands for them in a report, a row: figure side count digest
 * as_of anchor; of a rate one of its part and one of its whole. The digest is the first 16 digits
 * of BLAKE2b-256 over the ids, a line each. Ids among the words are TLSAFE_EUSAGE. */
int tlsafe_explain_digest(struct tlsafe *t, const struct tlsafe_select *s, const char *figure,
                          struct tlsafe_out *out);
/* Names of the figures that count records, space-separated, for help. Borrowed for ever. */
const char *tlsafe_figures(void);

/* --- reports -----------------------------------------------------------------
 *
 *	struct tlsafe_document *d;
 *	rc = tlsafe_report(t, &s, "monthly", "2018-06", out, &d);
 *	if (!rc)
 *		rc = tlsafe_document_write(d);
 *	tlsafe_document_free(d);
 */

/* A report that is filled, and not yet written. */
struct tlsafe_document;
/* Fills the report NAME of the schema set (NULL: "monthly"; tlsafe-schema(5), use: report) for
 * PERIOD, "2018-06", "last-month" or "2018-06-01..2018-06-15", into *RET, which is yours:
 * tlsafe_document_free(). The words of S hold for all of its parts, and without its as_of they are
 * as of the last day of the period, or today. It will be written into OUT, which has to live so
 * long. It gives TLSAFE_ENOENT when there is no such report, TLSAFE_EUSAGE when PERIOD is none or
 * OUT is a form that has no parts (tsv, pictures), and TLSAFE_ECONFIG, with file and line, when a
 * part names what there is not. */
int tlsafe_report(struct tlsafe *t, const struct tlsafe_select *s, const char *name,
                  const char *period, struct tlsafe_out *out, struct tlsafe_document **ret);
/* The same of what the next shift has to know (交接班): news is what was entered since SINCE, the
 * number of a transaction, an anchor, a time, or a day or period, from its beginning. NAME NULL:
 * "handoff". TLSAFE_EUSAGE: SINCE is none of them, or lies behind what is known. */
int tlsafe_handoff(struct tlsafe *t, const struct tlsafe_select *s, const char *name,
                   const char *since, struct tlsafe_out *out, struct tlsafe_document **ret);
/* The *N scripts that draw its pictures, as tlsafe_out_new() tells of "svg", borrowed as long as
 * the report; *N is 0 also where its output shows none. */
const char *const *tlsafe_document_scripts(const struct tlsafe_document *d, size_t *n);
/* Gives it LEN bytes of SVG, which are copied, as picture N, counted from 0. TLSAFE_EMEMORY, or
 * 0. */
int tlsafe_document_picture(struct tlsafe_document *d, size_t n, const char *svg, size_t len);
/* Pictures cannot be drawn: a sentence at its end says so. TLSAFE_EMEMORY, or 0. */
int tlsafe_document_unpictured(struct tlsafe_document *d);
/* Writes it into its output, which is still to be ended. */
int tlsafe_document_write(const struct tlsafe_document *d);
void tlsafe_document_free(struct tlsafe_document *d);

/* --- forms of official statistics --------------------------------------------- */

/* Which form, and of which days. */
struct tlsafe_form {
	/* of the schema set: "B", "1"; TABLE NULL: the form without tables, else its first */
	const char *form, *table;
	const char *until;		/* from 1 January to this day; NULL: that of S, or today */
	const char *period;		/* "2018H1": its days instead; NULL: none */
};
/*
 * Writes a form filled in: a row for each of its rows, under headings of several levels, and in
 * forms that have parts title, days, notes and signatures around it. The words of S select hazards,
 * and have none on the find; without its as_of things stand as of the last day of the period. It
 * gives TLSAFE_ENOENT when there is no such form, TLSAFE_EUSAGE also when the days cannot be read
 * or have not begun, and TLSAFE_ECONFIG, with file and line, when a column of the form names a
 * figure or filter that there is not.
 */
int tlsafe_form(struct tlsafe *t, const struct tlsafe_select *s, const struct tlsafe_form *how,
                struct tlsafe_out *out);

/* --- changing ----------------------------------------------------------------
 *
 *	char *ids[] = { "H20180701-0001" };
 *	struct tlsafe_change c = { .verb = "rectify", .ids = ids, .nids = 1, .by = "张三",
 *		.on = "2018-07-05", .fault = tell, .ctx = stderr };
 *	rc = tlsafe_change(t, &c, NULL);
 *
 * Each call is one transaction, entered whole or not at all, and on the disk when it returns. It
 * judges on a snapshot and judges anew when another writer came between; rules that it breaks,
 * fields and values that it cannot take are told to FAULT with CTX. It then gives the code of the
 * first: TLSAFE_EUSAGE, TLSAFE_EINPUT, TLSAFE_ERULE, TLSAFE_ENOENT (no such record) or
 * TLSAFE_ECONFLICT (a record is newer than the line that changes it, or the schema set was changed
 * meanwhile). A call without faults may give TLSAFE_EUSAGE for words that belong to no record.
 */

enum {
	TLSAFE_ACT_PASS = 1,		/* verify: passed; else it failed */
	TLSAFE_ACT_FIXED_NOW = 2,	/* rectify: on the spot (立查立改) */
	TLSAFE_ACT_REPLACE_DUE = 4,	/* assign: replaces the due date in force */
	/* set, grade: mends what was entered; ON then names the value in force on that day */
	TLSAFE_ACT_CORRECT = 8,
	TLSAFE_ACT_REFUSE = 64,		/* extend: it was asked for and refused; nothing moves */
	TLSAFE_ACT_LIFT = 128,		/* supervise: the listing is lifted */
	/* set with CORRECT: takes the town, sector and regulator that the unit had on the day of
	 * the find */
	TLSAFE_ACT_FROM_UNIT = 32,
	TLSAFE_ACT_EXPLAIN = 256,	/* how relative days were counted is told, as warnings */
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
	unsigned flags;			/* of TLSAFE_ACT, joined by | */
	const char *on, *by, *note, *reason, *rectified;	/* NULL: not given. ON: today */
	/* What options stand for; a field that the kind lacks is passed over. */
	const struct tlsafe_value *given;
	size_t ngiven;
	tlsafe_fault_fn *fault;		/* every fault is told here; NULL: nobody asks */
	void *ctx;
};
/* Does what C says. OUT (may be NULL) gets the changed records as a list, in input order, after the
 * commit; with TLSAFE_ACT_DRY_RUN as they would be. */
int tlsafe_change(struct tlsafe *t, const struct tlsafe_change *c, struct tlsafe_out *out);

/* --- documents -------------------------------------------------------------------
 *
 *	char *ids[] = { "H20180701-0001" };
 *	struct tlsafe_change how = { .ids = ids, .nids = 1, .fault = told };
 *	struct tlsafe_notice n = { .type = "slip", .form = "html", .how = &how };
 *	rc = tlsafe_notice(t, &n, out);
 */

/* Documents (文书) that are to be issued about hazards. */
struct tlsafe_notice {
	const char *type;		/* of the schema set: "slip" */
	const char *from;		/* the body that issues them; NULL: the setting says */
	const char *form;		/* "html" or "text" */
	const char *officers;		/* who sign it, "王明,李强"; NULL: those who inspected */
	const char *signed_by;		/* who signed for the unit; NULL: who was there */
	/* Called for each, once all of them are saved; NULL: nobody asks. 0, or -1 with errno
	 * set. */
	int (*file)(void *ctx, const char *name, const char *bytes, size_t len);
	void *ctx;
	/* IDS of the hazards, or of inspections where the document lists items; VALUES (KEY=TEXT
	 * of what the document wants), ON, NOTE, DRY_RUN of the flags, FAULT */
	const struct tlsafe_change *how;
};
/*
 * Issues them in one transaction: one for each assignee, unit, hazard or inspection, as their file
 * says; officers who sign one have certificates that are valid on its day. OUT
 * gets a row for each: id number type unit hazards file. Numbers follow one another for each body,
 * type and year; a dry run takes none. TLSAFE_ENOENT: no such type; TLSAFE_ERULE: a rule is broken,
 * or the body may not; TLSAFE_EINPUT names what is missing on one; TLSAFE_ECONFIG: no body is
 * named, it has no doc_prefix, or the file of the type asks for what there is not.
 */
int tlsafe_notice(struct tlsafe *t, const struct tlsafe_notice *n, struct tlsafe_out *out);

/* The id of the document that TEXT names, by id or by number however it was typed, into ID: 1, or
 * 0: it names none. TLSAFE_EUSAGE: several have such a number, and are named; TLSAFE_EINPUT: it is
 * too long for SIZE bytes. */
int tlsafe_document_find(struct tlsafe *t, const char *text, char *id, size_t size);

/* How documents were served (送达). */
struct tlsafe_service {
	const char *how;		/* direct, left, post, electronic or notice */
	const char *to, *witness;	/* who took it, who saw that it was left; NULL: not said */
	const struct tlsafe_change *change;	/* IDS of the documents, ON, NOTE, flags, FAULT */
};
/* Records it, once for each: TLSAFE_ERULE for one that was served before, is void, or was issued
 * later, and for one that was left without a witness. Hazards of it whose deadline waits for that
 * count from that day, in the same transaction; with EXPLAIN how is told. With CORRECT and a REASON
 * the day, or what else is said, mends what was told. OUT as of tlsafe_change(). IDS are ids or
 * numbers; TLSAFE_ENOENT: there is no such document. */
int tlsafe_document_served(struct tlsafe *t, const struct tlsafe_service *s,
                           struct tlsafe_out *out);
/* Makes documents void, for the REASON of HOW; their numbers stay given. */
int tlsafe_document_void(struct tlsafe *t, const struct tlsafe_change *how,
                         struct tlsafe_out *out);
/* Writes a row for each number, or some in a row, that no standing document has: body type year
 * from upto state (void, or lost with a restore) document number reason. */
int tlsafe_document_gaps(struct tlsafe *t, struct tlsafe_out *out);

/* The closed file (案卷) of a hazard, an inspection or a unit. */
struct tlsafe_dossier {
	const char *id;
	/* Called for each file of it, in order, once all of them are made. 0, or -1 with errno
	 * set. */
	int (*file)(void *ctx, const char *name, const char *bytes, size_t len);
	void *ctx;
};
/* Makes it: the documents and photos that there are, as they were kept, records.jsonl and
 * journal.jsonl with what was entered, index.html, and SHA256SUMS. The same records give the same
 * bytes. TLSAFE_ENOENT: there is no such hazard, inspection or unit. */
int tlsafe_dossier(struct tlsafe *t, const struct tlsafe_dossier *in);

/* --- reports that were handed in -----------------------------------------------
 *
 *	struct tlsafe_change how = { .fault = told };
 *	struct tlsafe_filing f = { .period = "2018-06", .form = "A", .body = "蒲吕街道",
 *		.filled_by = "王", .checked_by = "李", .signed_by = "张", .file = "a.xlsx",
 *		.fd = fd, .how = &how };
 *	rc = tlsafe_report_file(t, &f, out);
 */

/* A report (报表) of a period, and what is done with it. */
struct tlsafe_filing {
	const char *period;		/* "2018-06", "last-month", "2018-06-01..2018-06-15" */
	const char *form;		/* "A"; at most 64 characters */
	const char *body;		/* whose it is: a name or an id */
	const char *filled_by, *checked_by, *signed_by;
	/* what it was made of, for its anchor, and the day that is looked at; NULL: now */
	const char *as_of, *known_at;
	const char *file;		/* its name */
	int fd;				/* read from; stays the caller's */
	bool all;			/* of what is missing also what is not */
	/* of the change: on, reason, note, flags, faults; the rest is not looked at */
	const struct tlsafe_change *how;
};
/* Keeps the file that F gives, at most 64 MiB, as the report of F's body, and who filled, checked
 * and signed it; OUT (may be NULL) gets the record. It gives TLSAFE_ERULE when that was handed in
 * before and not given back, or the period has not begun; TLSAFE_ECONFIG when the store's schema
 * set has no such kind. After one that was given back it is the next version, and names it. */
int tlsafe_report_file(struct tlsafe *t, const struct tlsafe_filing *f, struct tlsafe_out *out);
/* Gives the standing one back, for F's reason. TLSAFE_ENOENT: none was handed in; TLSAFE_ERULE: it
 * was given back before, or there is no reason. */
int tlsafe_report_return(struct tlsafe *t, const struct tlsafe_filing *f, struct tlsafe_out *out);
/* Writes a row for each body that a unit's town may be, whose report of F's period and form is
 * missing, came late, or was given back: body name state due received report. Without a setting
 * "report_due" none is late. *FOUND becomes how many these are; F's ALL adds the others. */
int tlsafe_report_missing(struct tlsafe *t, const struct tlsafe_filing *f, struct tlsafe_out *out,
                          uint64_t *found);
/* Writes the file of report ID, byte for byte. It is verified as it is written: what was written
 * before a failure is not to be used. */
int tlsafe_report_bytes(struct tlsafe *t, const char *id,
                        int (*write)(void *ctx, const void *data, size_t len), void *ctx);
/* Compares the figures of two reports of one body, each at the end of its period (or today) and as
 * known at its anchor, of the hazards of a township those, and of one period what was found in it,
 * that S's words select: a row for each figure that differs, figure before after change; with EACH
 * what tlsafe_why() writes. */
int tlsafe_report_diff(struct tlsafe *t, const struct tlsafe_select *s, const char *from,
                       const char *upto, bool each, struct tlsafe_out *out);

/* Changes settings of the store (name, authority, language, prefixes): of C its values, reason,
 * note, dry run and faults are looked at, not the rest. OUT (may be NULL) gets the settings as they
 * are then. One value "@NAME=WORDS" alone saves a filter, which "@NAME" among the words of a
 * tlsafe_select then stands for; OUT gets it, and without WORDS it is given up. It gives
 * TLSAFE_ERULE also without a reason, TLSAFE_EUSAGE also when no kind of record understands the
 * words or they name NAME itself, and TLSAFE_ECONFIG when the store's schema set has no settings,
 * or no saved filters. */
int tlsafe_set_settings(struct tlsafe *t, const struct tlsafe_change *c, struct tlsafe_out *out);

/* Whether the store that T has open may have a roster, by which tlsafe_permit() judges: then T has
 * to know the login name (tlsafe_set_who()) before. */
bool tlsafe_has_roster(const struct tlsafe *t);
/* Asks whether the login of tlsafe_set_who() may run VERB of PROGRAM, such as "void" of
 * "tlsafe-hazard", with the N WORDS (options, and the first argument) of its command line; what T
 * enters later is judged so again, by the roster as it is then, and for the bodies that the login
 * works for. It gives TLSAFE_ERULE when the login is not on the roster or its role may not. A
 * store without a roster lets everybody; one with a roster enters nothing of a handle that did not
 * ask. Where the actor is another one on the roster, by login or name, what is entered says that it
 * was entered for them. */
int tlsafe_permit(struct tlsafe *t, const char *program, const char *verb,
                  const char *const *words, size_t n);
/* Enters into the journal, if that can be done at once, that the last call on T was refused to its
 * login: at most once a minute. It gives no error, and leaves that of the last call. */
void tlsafe_note_refusal(struct tlsafe *t);
/* Changes the roster: VERB "add", "set" or "remove" of LOGIN; of C given values ("role", "bodies"
 * joined by 、, "name"), reason, note, dry run and faults are looked at, not the rest. OUT (may
 * be NULL) gets who was changed. It gives TLSAFE_ERULE also without a reason, or when no admin
 * would be left, TLSAFE_ENOENT when LOGIN is not on the roster, and TLSAFE_ECONFIG when the store's
 * schema set has none. */
int tlsafe_user(struct tlsafe *t, const char *verb, const char *login,
                const struct tlsafe_change *c, struct tlsafe_out *out);
/* Writes one row of who T's caller is: login actor roster name role bodies may. With
 * TLSAFE_OUT_PAIRS it becomes key and value lines. */
int tlsafe_whoami(struct tlsafe *t, struct tlsafe_out *out);
/* Writes the table of rights, a row for each verb, and for what of it has rights of its own:
 * command verb with, and whether each role may: officer lead analyst keeper admin, and nobody, who
 * is not on the roster. */
int tlsafe_rights(struct tlsafe *t, struct tlsafe_out *out);

/* Files of a schema set that are to count from now on; tlsafe-schema(5) tells what they hold. */
struct tlsafe_apply {
	const char *directory;		/* every *.yaml of it but the district's; NULL: FILES */
	char *const *files;		/* paths that end in NAME.yaml */
	size_t nfiles;
	const char *reason, *note;	/* NULL: not given */
	bool dry_run;			/* OUT gets what would change, and nothing is changed */
	tlsafe_fault_fn *fault;		/* every refused line is told here */
	void *ctx;
};
/* Takes what only adds: fields at the end, codes, labels, aliases, a longer max, whole files. OUT
 * (may be NULL) gets a row for each change: file line what of was now. *CHANGED (may be NULL)
 * becomes how many files differ; when none does, no transaction is entered. It gives TLSAFE_EINPUT
 * when a file cannot be read as a schema or changes anything else, TLSAFE_ENOENT when there is no
 * such file, TLSAFE_ECONFIG when the store was made before schema sets could change. */
int tlsafe_schema_apply(struct tlsafe *t, const struct tlsafe_apply *a, size_t *changed,
                        struct tlsafe_out *out);

/* --- lists -------------------------------------------------------------------
 *
 *	struct tlsafe_import i = { .kind = "unit", .file = "units.csv", .fd = fd,
 *		.keep_going = true, .fault = tell, .ctx = stderr };
 *	struct tlsafe_imported n;
 *	rc = tlsafe_import(t, &i, &n, NULL);
 */

enum {
	TLSAFE_KEEP_FILE = 1,
	TLSAFE_KEEP_STORE = 2,
	TLSAFE_UNKNOWN_PLACE = 1,
	TLSAFE_UNKNOWN_DRAFT = 2
};

/* What a converter made of a workbook: a file in flat ODS, or for each sheet one in CSV with the
 * sheet's name. All stay the converter's, and have to live as long as the import. */
struct tlsafe_part {
	const char *name;
	int fd;				/* seekable */
};
struct tlsafe_converted {
	const struct tlsafe_part *part;
	size_t n;
	/* of a call that fails: why, in words that go on "this is a workbook, "; what to do */
	char why[400], hint[400];
};
/* Converts what FD, a seekable file that stays the caller's, holds; ENDING is that of its kind:
 * "xlsx", "xls" (a web page that is named so, too), "ods" or "xml". It gives 0 or a TLSAFE_E
 * code. */
typedef int tlsafe_convert_fn(void *ctx, int fd, const char *ending,
                              struct tlsafe_converted *ret);

struct tlsafe_import {
	const char *kind;
	const char *file;		/* name for messages */
	int fd;				/* read from; stays the caller's */
	const char *encoding;		/* "utf-8", "gb18030", "utf-16"; NULL: found out */
	/* name or number of the sheet of a workbook; NULL: the only one that has headings */
	const char *sheet;
	tlsafe_convert_fn *convert;	/* of workbooks, with CTX; NULL: they are refused */
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
	/* get the rejected rows, or all rows with their ids; ended here, released by the caller.
	 * NULL: not wanted */
	struct tlsafe_out *rejects, *numbered;
	tlsafe_fault_fn *fault;
	void *ctx;
	/* Told now and then how much of the list is read, of 100. NULL: not wanted */
	void (*progress)(void *ctx, unsigned percent);
};
/* What an import did: the number of its transaction (0: nothing was entered), rows by what became
 * of them, and entries. */
struct tlsafe_imported {
	uint64_t txn, added, changed, unchanged, rejected, voided;
	uint64_t none;			/* rows that say that nothing was found */
	uint64_t entries;
};
/* Reads a list with headings, CSV or one sheet of a workbook, and compares it with what an import
 * last wrote and with what is there; one transaction takes what is new or changed. A bad row, or
 * any other fault, and nothing is imported, unless KEEP_GOING. *RET is filled in also when the call
 * fails. LIST (may be NULL) gets the records that are new or changed, after the commit. It gives
 * TLSAFE_EINPUT when rows, the headings or the file's form are bad, TLSAFE_EUSAGE when the kind or
 * one of the options is, TLSAFE_ERULE when there are other than EXPECT rows, TLSAFE_ECONFLICT when
 * the schema set was changed meanwhile, and what CONVERT gives when it fails. */
int tlsafe_import(struct tlsafe *t, const struct tlsafe_import *i, struct tlsafe_imported *ret,
                  struct tlsafe_out *list);

/* Writes what an import on T counted, N: a row transaction new changed unchanged rejected void, or
 * with TLSAFE_OUT_PAIRS key and value lines; the number of the transaction is "txn" in JSON. */
int tlsafe_imported_write(struct tlsafe *t, const struct tlsafe_imported *n,
                          struct tlsafe_out *out);

/* Writes a blank sheet for lists of KIND: a row of permitted values, and the headings. OUT is csv
 * or another form of rows. It gives TLSAFE_EUSAGE when there is no such kind. */
int tlsafe_template(struct tlsafe *t, const char *kind, struct tlsafe_out *out);

/* Sheets of inspections that were filled in. */
struct tlsafe_record {
	char *const *files;		/* names, for messages and for OPEN */
	size_t nfiles;
	/* Opens one of them: gives a descriptor, which is closed here, or -1 with errno set. */
	int (*open)(void *ctx, const char *file);
	/* as of struct tlsafe_import; SHEET NULL: all sheets of a workbook that are seen. What
	 * CONVERT gives has to live until it is called again. */
	const char *encoding, *sheet;
	tlsafe_convert_fn *convert;
	bool all;			/* hazards that are closed at once are listed too */
	bool dry_run;			/* nothing is changed; OUT gets what would be there */
	/* FIELD=VALUE words of a self-check that found nothing, besides what files hold */
	char *const *zero;
	size_t nzero;
	/* what an earlier report of a self-check named, and this one does not, becomes void for
	 * REASON if nothing more was entered about it; else it stays, and is named */
	bool drop_missing;
	const char *reason;
	tlsafe_fault_fn *fault;
	void *ctx;			/* of all three */
};
/* What it did. */
struct tlsafe_recorded {
	uint64_t txn;			/* number of its transaction; 0: nothing was entered */
	uint64_t added, unchanged;	/* inspections */
	uint64_t answers, fails;	/* of those that are new */
	/* reports of self-checks, and hazards that are new of these */
	uint64_t returns_added, returns_unchanged, hazards;
};
/*
 * Enters an inspection for each sheet, and each answer; what fails becomes a hazard. All is one
 * transaction, whole or not at all. A sheet that was recorded before changes nothing.
 * A report of a self-check (自查报告) takes the place of the one that its unit gave for the same
 * period: what both name stays the hazard that it is. Who signed it has verified the general
 * hazards that somebody else of the unit put right. OUT (may be NULL) gets the hazards of all
 * these that nobody has yet, as a list. It gives TLSAFE_EINPUT when a sheet cannot be read, names a
 * list in a version or an item that the store never had, or officers without valid certificates,
 * TLSAFE_ECONFIG when the store's schema set has no inspections, or no self-checks.
 */
int tlsafe_record(struct tlsafe *t, const struct tlsafe_record *r, struct tlsafe_recorded *ret,
                  struct tlsafe_out *out);

/* Photographs (照片) that answers have. */
struct tlsafe_photos {
	char *const *ids;		/* of items, inspections or hazards: those of theirs */
	size_t n;
	/* Called for each; NULL: nobody asks. 0, or -1 with errno set. */
	int (*file)(void *ctx, const char *name, const char *bytes, size_t len);
	void *ctx;
};
/*
 * Gives each back as it came, byte for byte and verified, and writes a row for it: item hazard
 * file bytes digest, FILE being its name: that of the item, a hyphen, its number. *N becomes how
 * many there are. TLSAFE_ENOENT: an id is of nothing; TLSAFE_ECORRUPT: one is missing or damaged.
 */
int tlsafe_photos(struct tlsafe *t, const struct tlsafe_photos *how, struct tlsafe_out *out,
                  uint64_t *n);
/* --- stills ------------------------------------------------------------------------
 *
 *	struct tlsafe_change how = { .fault = told };
 *	struct tlsafe_stills in = { .files = files, .nfiles = 2, .open = open_file,
 *		.role = "before", .of = "hazard", .id = "H20180701-0001", .how = &how };
 *	rc = tlsafe_still_add(t, &in, out, &added);
 */

/* Pictures that become stills (图像), PNG or JPEG, at most 64 MiB each. */
struct tlsafe_stills {
	char *const *files;
	size_t nfiles;
	/* Opens one for reading; it is closed. Negative, with errno set: it cannot. CTX: HOW's. */
	int (*open)(void *ctx, const char *file);
	const char *role;		/* "before", "after", "scene", "patrol", "reference" */
	const char *of;			/* "hazard", "inspection", "unit" or "camera" */
	const char *id;			/* of that: an id, a code or a name */
	const char *taken;		/* when; NULL: nobody says */
	/* by, note, flags, faults, ctx */
	const struct tlsafe_change *how;
};
/* Keeps each as it is, byte for byte, once for the same picture, role and record: all of them or
 * none. OUT (may be NULL) gets the stills, also those that there were; *ADDED is how many are new.
 * Pictures before, after and of a scene are evidence, and lie in the store; the others in files
 * beside it. TLSAFE_EINPUT: one is no picture. */
int tlsafe_still_add(struct tlsafe *t, const struct tlsafe_stills *in, struct tlsafe_out *out,
                     uint64_t *added);
/* Does what HOW of PHOTOS says, as tlsafe_change(), and in the same transaction makes PHOTOS stills
 * of the one record that it is on; their ID is not looked at. */
int tlsafe_change_with_photos(struct tlsafe *t, const struct tlsafe_stills *photos,
                              struct tlsafe_out *out);

/* Stills that are given back. */
struct tlsafe_still_get {
	char *const *ids;
	size_t n;
	/* Called for each, by the name ID.jpg or ID.png. 0, or -1 with errno set. */
	int (*file)(void *ctx, const char *name, const char *bytes, size_t len);
	void *ctx;
};
/* Gives each back as it came, byte for byte and verified, and writes a row for it: still file bytes
 * hash. TLSAFE_ENOENT: there is none, or its bytes were taken away; TLSAFE_ECORRUPT: they are
 * missing or damaged. */
int tlsafe_still_get(struct tlsafe *t, const struct tlsafe_still_get *how, struct tlsafe_out *out);

/* Takes the bytes of stills away that a patrol brought before the last DAYS days: not of those that
 * somebody holds, that an open hazard or a document is about, or that a camera has as reference.
 * What they were stays, with the time of that. OUT (may be NULL) gets a row for each: still camera
 * received bytes; *SUM what there is of them. With TLSAFE_ACT_DRY_RUN of HOW nothing is changed.
 * Files beside the store that no still names any more go too. */
struct tlsafe_pruned {
	uint64_t stills, bytes;		/* BYTES: of files that were removed, or would be */
};
int tlsafe_prune(struct tlsafe *t, unsigned days, const struct tlsafe_change *how,
                 struct tlsafe_out *out, struct tlsafe_pruned *sum);
/* Reads every still that lies in a file beside the store. FAULT is told what is missing or damaged,
 * which *BAD counts, and of files that no still names, which prune removes. */
int tlsafe_check_stills(struct tlsafe *t, tlsafe_fault_fn *fault, void *ctx, uint64_t *bad);

/* Writes the sheet on which the unit of HOW, which names no checklist, reports a self-check
 * (自查自纠) of PERIOD, "2018-07": rows of what it is about, and headings over what was found, in
 * the forms of tlsafe_sheet() but JSON. TLSAFE_EUSAGE: PERIOD is none, or OUT JSON. */
int tlsafe_selfcheck_sheet(struct tlsafe *t, const struct tlsafe_sheet *how, const char *period,
                           struct tlsafe_out *out);
/* Writes a row for each unit that has to report a self-check of PERIOD, or did, in order of ids, of
 * those that the words of S, about units, select: unit unit.name town obliged state received found
 * declared. The state is reported, zero, late or missing; "found" counts hazards of self-checks of
 * these days, and "declared" what the report says, if it counts. Who has to is said by the setting
 * selfcheck_units, by when by selfcheck_due, without which none is late. With RECHECK only units of
 * which a hazard of these was put right and awaits a recheck (待复查). */
int tlsafe_selfcheck_due(struct tlsafe *t, const struct tlsafe_select *s, const char *period,
                         bool recheck, struct tlsafe_out *out);

/*
 * Detections (识别): what detectors saw, as they say it in JSON Lines, an object a line with camera
 * (id, code or name), at (a moment, or seconds since 1970), rule, and if it likes zone, score and
 * still; members of other names are passed over.
 */
struct tlsafe_detect {
	const char *file;		/* its name, for messages */
	int fd;				/* it stays open */
	char *const *map;		/* MEMBER=NAME: what a detector calls one of these */
	size_t nmap;
	bool dry_run;			/* nothing is changed; OUT gets what would be there */
	tlsafe_fault_fn *fault;
	void *ctx;
};
struct tlsafe_detected {
	uint64_t txn, added, unchanged;
	uint64_t groups;		/* that were begun */
};
/* Enters each line as a candidate, in one transaction. Those of a camera, rule and zone that come
 * within some hours (the setting detection_hours, else 8) of the first of them are its group. What
 * was entered before changes nothing. OUT gets those that begin a group: id camera at rule zone
 * score still. TLSAFE_EINPUT: a line is bad, and nothing was entered; TLSAFE_EUSAGE: MAP is. */
int tlsafe_detect(struct tlsafe *t, const struct tlsafe_detect *d, struct tlsafe_detected *ret,
                  struct tlsafe_out *out);
/* What HOW->by made of the candidates HOW->ids, each the first of its group, all of which follow:
 * with ACCEPT a hazard of the camera's unit, found on that day, else a false alarm (误报). OUT gets
 * the hazards, id detection. TLSAFE_ERULE: one was judged already, or is not the first. */
int tlsafe_detection_judge(struct tlsafe *t, const struct tlsafe_change *how, bool accept,
                           struct tlsafe_out *out);
/* Writes a row for each camera and rule of the detections that the words of S select: camera
 * camera.name rule detections groups candidates accepted false false_rate, the rate in per cent of
 * groups that were judged. */
int tlsafe_alarms(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out);

/* A plan of inspections (检查计划). */
struct tlsafe_plan {
	char *const *words;		/* of the units that it is for */
	size_t nwords;
	const char *period;		/* by the end of which they are made */
	/* NULL: those are planned that are due by these rules of the schema set, or where RULES is
	 * NULL too by "intervals" */
	const char *draw;		/* "12" or "5%": how many of them are drawn (双随机) */
	const char *rules;
	const char *seed;		/* of the draw */
	size_t officers;		/* how many go together, who are drawn too */
	const char *campaign;		/* name of one (专项行动) that they belong to; NULL: none */
	/* FIELD=VALUE for each of them: type, category, body, scope, note */
	char *const *set;
	size_t nset;
	/* "LON,LAT" or "LON,LAT,DATUM": rows are in the order of a way from there; NULL: of days,
	 * or of the draw */
	const char *route;
	char *const *ids;		/* of planned inspections, for tlsafe_plan_rounds() */
	size_t nids;
	const char *on, *note;		/* day of the plan, by default today */
	bool dry_run;			/* nothing is entered */
	tlsafe_fault_fn *fault;
	void *ctx;
};
/* What it did. */
struct tlsafe_planned {
	uint64_t txn;			/* number of its transaction; 0: nothing was entered */
	uint64_t units;			/* that fit the words */
	uint64_t without;		/* of them, those that no interval is said for */
	uint64_t added, unchanged;	/* inspections */
};
/*
 * Enters an inspection to be made, in one transaction, for each unit that is due by the end of the
 * period, or drawn. Who has one to be made by then is not given another. OUT gets a row for each:
 * id unit unit.name town risk, and of those that are due last months due reason, of a draw place
 * digest officers, with ROUTE km. Units and officers are drawn in the order of BLAKE2b-256 of the
 * seed, a byte 0 and the id; officers, who have certificates that are valid in the whole period,
 * are dealt in turn, without those who have a conflict with the unit. TLSAFE_EUSAGE: something
 * asked for cannot be read; TLSAFE_EINPUT: more are drawn than there are; TLSAFE_ERULE: the period
 * is over, or the draw was another one before; TLSAFE_ECONFIG: the schema set has no such plans.
 */
int tlsafe_plan(struct tlsafe *t, const struct tlsafe_plan *p, struct tlsafe_planned *ret,
                struct tlsafe_out *out);
/* Writes a row for each of the planned inspections IDS in the order of the way ROUTE: id unit
 * unit.name town risk due officers km. TLSAFE_ENOENT: there is none; TLSAFE_ERULE: it is not
 * planned any more; TLSAFE_EUSAGE: ROUTE cannot be read. */
int tlsafe_plan_rounds(struct tlsafe *t, const struct tlsafe_plan *p, struct tlsafe_out *out);

/* A form that somebody filled in. */
struct tlsafe_verify {
	const char *file;		/* name for messages */
	int fd;				/* read from; stays the caller's */
	/* as of struct tlsafe_import; SHEET NULL: all that are seen */
	const char *encoding, *sheet;
	tlsafe_convert_fn *convert;	/* of workbooks; NULL: they are refused */
	/* the days that it is of, as of struct tlsafe_form; both NULL: those that it says */
	const char *until, *period;
	tlsafe_fault_fn *fault;
	void *ctx;			/* of both */
};
/*
 * Reckons it anew, and writes a row for each rate, total or part that does not follow from its
 * counts, and where there are records of its days, among those that the words of S select, for each
 * count that they do not support: sheet line row column printed follows why. Rates are compared at
 * the precision printed. *FOUND becomes the number of these rows. It gives TLSAFE_EINPUT when the
 * file cannot be read or is no form of the schema set.
 */
int tlsafe_form_verify(struct tlsafe *t, const struct tlsafe_select *s,
                       const struct tlsafe_verify *v, struct tlsafe_out *out, uint64_t *found);

#ifdef __cplusplus
}
#endif

#endif
