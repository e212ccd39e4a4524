/*
 * Readers and writers that the forms implement. A form knows bytes, cells and
 * rows, never records.
 */
#ifndef TL_FORM_H
#define TL_FORM_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "tlsafe.h"

/* --- writing: struct tlsafe_out of tlsafe.h ---------------------------------- */

/* What a cell means besides what it says, for forms that can show it; never the only place that
 * says it. SUM: in all cells of a row that is a sum of the others. */
enum tl_emphasis { TL_PLAIN, TL_GRAVE, TL_LATE, TL_SUM };

/* A cell as the query gives it: TEXT canonical (TL_NONE: absent), LABEL for people (TL_NONE: same
 * as TEXT), JSON ready-made JSON of the value (TL_NONE: absent, the member is left out). NUMERIC:
 * right-aligned, never guarded. DAY: never guarded. */
struct tl_cell {
	struct tl_bytes text, label, json;
	bool numeric, day;
	enum tl_emphasis emphasis;
};

/* Whether a column has numbers, and where a picture has them: what is per cent has an axis of its
 * own, and of a balance what came is compared with what went. */
enum tl_number { TL_NO_NUMBER, TL_NUMBER, TL_PER_CENT, TL_CAME, TL_WENT };

struct tl_out_column {
	/* JSON member name; heading for people (chosen by --headings). One of several levels is
	 * a line for each, the outermost first */
	struct tl_bytes key, heading;
	enum tl_number numeric;
};

/* How rows are drawn. Of a heat map the column that bars would show is of all the others. */
enum tl_drawing { TL_UNDRAWN, TL_BARS, TL_LINES, TL_STACKS, TL_HEAT };

#define TL_DRAWN_MAX 100	/* so many groups an eye still tells apart in a picture */
/* C has numbers, and is one of WORDS, "found,rectified", which say what is drawn. */
static inline bool tl_out_draws(const char *words, const struct tl_out_column *c)
{
	struct tl_bytes word;

	while (c->numeric && tl_next_word(&words, &word))
		if (tl_eq(word, c->key))
			return true;
	return false;
}

/* A part of a document: a heading of it (empty: it has none), and a word by which programs know the
 * part. Level 1 is the document itself, whose parts are of level 2. STYLE is how a page sets a part
 * of a paper that is signed: title, to, text, list, lines or seal; NULL: as one of a report. */
struct tl_out_part {
	const char *id;
	struct tl_bytes heading;
	unsigned level;
	const char *style;
};

/* One form: a table row of form_*.c. Each call appends to O->buf; out.c hands the buffer on. In a
 * document there come parts, in each of them first texts, then pictures, then at most one table. */
struct tl_out_form {
	const char *name;	/* "csv" */
	bool json;		/* wants cell.json */
	bool picture;		/* draws rows, as o->drawing says */
	/* headings keep their levels, of which merged cells are made (spans.h); else they are put
	 * behind each other */
	bool merges;
	/* before anything else: whether all that it wants is there. NULL: it wants nothing */
	int (*ready)(struct tlsafe_out *o, struct tl_err *err);
	/* columns are set in O when begin is called; flags TLSAFE_OUT_* in O->flags */
	int (*begin)(struct tlsafe_out *o, struct tl_err *err);
	int (*row)(struct tlsafe_out *o, const struct tl_cell *cells, struct tl_err *err);
	/* a word and a text that say what the rows are of, at a place of their own that is
	 * called PLACE; NULL: there is none, and rows say it */
	int (*about)(struct tlsafe_out *o, const char *place, struct tl_bytes word,
	             const struct tl_cell *text, struct tl_err *err);
	int (*end)(struct tlsafe_out *o, struct tl_err *err);	/* of rows */
	/* of documents; NULL: it has no place for such a thing, or nothing to write there */
	int (*part)(struct tlsafe_out *o, const struct tl_out_part *part, struct tl_err *err);
	int (*texts)(struct tlsafe_out *o, const struct tl_bytes *text, size_t n,
	             struct tl_err *err);
	int (*picture_of)(struct tlsafe_out *o, struct tl_bytes svg, struct tl_err *err);
	int (*part_end)(struct tlsafe_out *o, struct tl_err *err);
	int (*finish)(struct tlsafe_out *o, struct tl_err *err);	/* behind all */
	void (*drop)(struct tlsafe_out *o);	/* of its own state, NULL: it has none */
};

struct tlsafe_out {
	const struct tl_out_form *form;
	unsigned flags;
	struct tl_out_column *column;	/* owned, with its texts */
	size_t ncolumns;
	struct tl_buf buf;
	int (*write)(void *ctx, const void *data, size_t len);
	void *ctx;
	void *own;		/* the form's own state (the table being built) */
	char *title;		/* owned; NULL: none is given */
	const char *sheet;	/* what a sheet of it is called, else; borrowed; NULL: nothing */
	/* with TLSAFE_OUT_BARS the column whose numbers are drawn */
	size_t bar;
	enum tl_drawing drawing;	/* of a picture */
	/* in a form that draws by itself: "found,rectified", the columns that are drawn; borrowed;
	 * NULL: none */
	const char *charted;
	/* when the last of what is written was entered, in seconds since 1970; 0: nobody said */
	int64_t made;
	/* a table of keys and values: its lines are broken between words to be so wide; 0: not */
	unsigned width;
	const char *language;		/* "zh-CN"; borrowed; NULL: nobody said */
	bool begun;			/* a table is */
	bool in_part;
	size_t parts;			/* begun so far */
	uint64_t rows;			/* of this table */
	struct tl_err err;
};

extern const struct tl_out_form tl_form_csv, tl_form_tsv, tl_form_table, tl_form_markdown,
	tl_form_html, tl_form_json, tl_form_mail, tl_form_xlsx, tl_form_png, tl_form_svg;

/* Sets the columns (copied) and begins. A form with one row turned into "key<TAB>value" lines has
 * the flag TLSAFE_OUT_PAIRS. */
int tl_out_columns(struct tlsafe_out *o, const struct tl_out_column *columns, size_t n);
int tl_out_row(struct tlsafe_out *o, const struct tl_cell *cells);
/* Has a form that has a place for it say what the rows are of; between columns and end. */
int tl_out_about(struct tlsafe_out *o, const char *place, struct tl_bytes word,
                 const struct tl_cell *text);
/* A document: its parts, each of which ends what is before it. */
int tl_out_part(struct tlsafe_out *o, const struct tl_out_part *part);
int tl_out_texts(struct tlsafe_out *o, const struct tl_bytes *text, size_t n);
int tl_out_picture(struct tlsafe_out *o, struct tl_bytes svg);
/* Whether O's form has documents. */
bool tl_out_has_parts(const struct tlsafe_out *o);

/* A table that is kept, to be written once or more. Start from { 0 }. */
struct tl_grid {
	struct tl_arena arena;
	struct tl_out_column *column;
	size_t ncolumns;
	struct tl_cell **row;		/* of NCOLUMNS cells each */
	size_t nrows, maxrows;
	unsigned flags;			/* of the rows: PAIRS, TOTALS */
	enum tl_drawing drawing;
};
/* An output whose rows go into GRID; with JSON the cells have it in place of text. Free it when
 * the rows are there. NULL: no memory. */
struct tlsafe_out *tl_grid_out(struct tl_grid *grid, unsigned flags, bool json);
/* Writes the table into O. */
int tl_grid_write(const struct tl_grid *grid, struct tlsafe_out *o);
/* The number of the column KEY; tl_grid.ncolumns: there is none. */
size_t tl_grid_column(const struct tl_grid *grid, const char *key);
/* Takes the column KEY out, if it is there. */
void tl_grid_drop(struct tl_grid *grid, const char *key);
void tl_grid_release(struct tl_grid *grid);

/* Has O, a tsv that is not begun, write each row as TEXT says: "{FIELD}" is a cell as tsv has it,
 * \t \n \\ {{ }} are tab, newline, backslash and braces, and no newline is added. Appends the
 * fields to NAMES, with commas between; the columns are these. TLSAFE_EUSAGE: TEXT cannot be
 * understood, or names none. */
int tl_out_template(struct tlsafe_out *o, struct tl_bytes text, struct tl_buf *names,
                    struct tl_err *err);
/* What people read of C: its label, or for TLSAFE_OUT_CODES its text. */
struct tl_bytes tl_cell_shown(const struct tlsafe_out *o, const struct tl_cell *c);
/* A line of headings stands above the rows. */
bool tl_out_headed(const struct tlsafe_out *o);

/* --- reading ----------------------------------------------------------------- */

/* A row of a list, whatever form it has. */
struct tl_form_row {
	uint64_t line;		/* physical line on which the row begins, or its number, from 1 */
	/* valid UTF-8; an unquoted empty cell is TL_NONE, "" is empty; as they stand, not
	 * trimmed */
	const struct tl_bytes *cell;
	size_t n;
	bool hidden;		/* in the sheet; people do not see it there */
};

/* Rows of a CSV file, streamed. Strict: a stray or unclosed quote, a bare CR, NUL, or a field over
 * 64 KiB is TLSAFE_EINPUT with the physical line. */
struct tl_csv;
/* FD is seekable (tl_charset_spool); several may read it. CHARSET as detected; SEPARATOR stands
 * between cells. */
int tl_csv_open(struct tl_csv **ret, int fd, int charset, char separator, struct tl_err *err);
/* How many bytes of the file have been read. */
uint64_t tl_csv_read(const struct tl_csv *c);
/* 1 a row (blank lines are passed over but counted), 0 the end, <0 an error whose text begins with
 * the line number and ": ". Borrowed until the next call. */
int tl_csv_next(struct tl_csv *c, struct tl_form_row *ret, struct tl_err *err);
/* CELL without the guards of TLSAFE_OUT_EXCEL: a leading ' before = + - @ ' TAB CR, and ="..."
 * around. Borrowed from CELL. */
struct tl_bytes tl_csv_unguard(struct tl_bytes cell);
void tl_csv_free(struct tl_csv *c);
void tl_csv_freep(struct tl_csv **c);

/*
 * Rows of one sheet of a workbook in flat ODS (.fods), streamed. Numbers are those that the
 * spreadsheet reckons with, days YYYY-MM-DD. What is merged with cells above has the value that
 * stands there; what is merged with cells to the left is blank. TLSAFE_EINPUT: no workbook, cut
 * short, or past a limit.
 */
struct tl_fods;
struct tl_fods_sheet {
	char *name;
	bool hidden;
	uint64_t rows;			/* in which something stands */
};
/* All sheets of FD, a seekable file, in order; *RET is yours: tl_fods_free_sheets. */
int tl_fods_sheets(int fd, struct tl_fods_sheet **ret, size_t *n, struct tl_err *err);
void tl_fods_free_sheets(struct tl_fods_sheet *s, size_t n);
/* That with NUMBER, from 1. */
int tl_fods_open(struct tl_fods **ret, int fd, size_t number, struct tl_err *err);
/* As tl_csv_next; the line is the number of the row in the sheet. */
int tl_fods_next(struct tl_fods *f, struct tl_form_row *ret, struct tl_err *err);
uint64_t tl_fods_read(const struct tl_fods *f);
void tl_fods_free(struct tl_fods *f);
void tl_fods_freep(struct tl_fods **f);

/*
 * One JSON object of a line: members in order, values as text: strings unescaped; numbers as they
 * stand in the text (integers exactly); true/false as "yes"/"no"; null as TL_NONE; arrays of
 * strings joined by 、; an object inside is its text, for who asks for NESTED ones; others are
 * refused. Refused with byte offset: invalid UTF-8, trailing text, duplicate members, \u0000, lone
 * surrogates, depth over 8, grammar that cJSON forgives.
 */
struct tl_json_member {
	struct tl_bytes name, value;
	bool nested;		/* an object: VALUE is its own text, to be read in turn */
};
struct tl_json_object {
	struct tl_json_member *member;	/* in the arena given */
	size_t n;
};
int tl_json_read(struct tl_json_object *ret, struct tl_arena *arena, struct tl_bytes line,
                 struct tl_err *err);
int tl_json_read_nested(struct tl_json_object *ret, struct tl_arena *arena, struct tl_bytes line,
                        struct tl_err *err);

#endif
