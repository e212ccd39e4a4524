/*
 * The types of fields: one table, one row a type. A value is its canonical
 * text, UTF-8 without NUL; a type reads every accepted spelling into it and
 * says how it sorts and how JSON prints it. No other file switches on types.
 *
 *   name         canonical text
 *   text         as given, trimmed at both ends; `max` characters (default 1000)
 *   id           an office's own number (cli.md 6): letters of any script, digits, ._-/()（）〔〕#,
 *                begins with a letter or digit, no "..", at most 64 bytes; full-width ASCII
 *                narrowed; "5.00151E+17" is named as cut by Excel
 *   code         code of a shared list of the schema set (`codes:`)
 *   choice       code of the field's own list (`values:`)
 *   list         items of `of: text|code|reference|file` joined by 、 (read with 、 ，, ; ； /
 *                and newline between); JSON array
 *   date         YYYY-MM-DD
 *   instant      RFC 3339 in the store's offset
 *   integer      -?digits without leading zeros; "1,234" "１２" "12项" read; "约30" "3-5" refused
 *                with a sentence; JSON number
 *   money        yuan, at most 2 decimals always written ("320.00"); times the heading's factor,
 *                exactly; "1.2万" read; "1,234.50" read; JSON string
 *   phone        digits and -; "+86", spaces, full-width taken off; several joined by 、; short
 *                numbers are fine
 *   credit       18 characters of GB 32100, upper case; wrong check digit warns, never rejects;
 *                15-digit registration numbers and 9-digit organisation codes are kept and warned
 *                about; 无 and 办理中 are blank
 *   decimal      -?digits.digits without needless zeros; JSON number
 *   reference    id of a record of kind `to:`; names are read through the reader's look-up
 *   file         bytes that the store keeps, by their hash and length (base/blob.h); only a verb
 *                that was given the file can write one
 *   boolean      yes / no; 是否有无√✔×1 0 Y N 已未 ... read; JSON true / false
 */
#ifndef TL_TYPE_H
#define TL_TYPE_H

#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"

struct tl_field;
struct tl_calendar;

enum tl_json { TL_JSON_STRING, TL_JSON_NUMBER, TL_JSON_BOOLEAN, TL_JSON_ARRAY };

/* How to read one value. */
struct tl_read {
	const struct tl_field *field;
	/* a spreadsheet's cell: every spelling of domain.md 9.2; else what a user types, dates
	 * strict or relative */
	bool loose;
	bool checked;		/* known to be valid UTF-8 */
	int year;		/* for dates without one, 0: none */
	tl_day today;		/* for relative days */
	tl_day from;		/* for "+15d", "15天", 立即; TL_NODAY: they are refused */
	/* where the calendar is kept, once it was read for "+15wd"; NULL: they are refused */
	struct tl_calendar **calendar;
	int64_t factor;		/* of the heading (万元: 10000), 0: none */
	int offset;		/* seconds east of UTC, for instants */
	/* Finds the record that TEXT names: gives its id, or returns a negative code with a
	 * sentence that names the candidates. */
	int (*lookup)(void *ctx, const struct tl_field *field, struct tl_bytes text,
	             struct tl_buf *id, struct tl_err *err);
	void *ctx;
};

/* What a reading says besides its value. The texts are whole sentences without full stop. */
struct tl_reading {
	char wrong[400];	/* why it was refused: what was wrong, then what to do */
	char warning[200];	/* taken, but ... ; empty: nothing */
};

struct tl_type {
	const char *name, *placeholder, *about, *example;
	enum tl_json json;
	bool numeric;		/* sorts and ranges by number, not by bytes; right-aligned */
	bool coded;		/* has labels */
	/* IN is not empty. Appends the canonical text to OUT (nothing: the cell means blank, as 无
	 * in a credit code). 0, or a TLSAFE_E code with R->wrong. */
	int (*read)(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
	            struct tl_reading *r);
	/* The number by which canonical TEXT sorts (days, fen, integers; decimals times 10^9).
	 * NULL: bytes. */
	bool (*number)(struct tl_bytes text, int64_t *ret);
};

const struct tl_type *tl_type_find(const char *name);
extern const struct tl_type tl_types[];		/* ends with a row whose name is NULL */
/* Whether values of F name bytes that the store keeps (store/blobs.h): one, or a list of them. */
bool tl_type_keeps(const struct tl_field *f);

/* "/" and "—" in a cell mean nothing is there; a program that wrote the list says NULL or NaN. */
bool tl_type_placeholder(struct tl_bytes t);
/*
 * Reads IN (trimmed and checked to be UTF-8 here) by FIELD's type. An empty IN gives an empty OUT
 * and 0. In a loose reading the placeholders / - — 无 (for types other than text, boolean and
 * choice that lists it) are blank too.
 */
int tl_type_read(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                 struct tl_reading *r);
/* Appends TEXT as JSON by FIELD's type (quotes and escapes included). */
void tl_type_json(struct tl_buf *out, const struct tl_field *field, struct tl_bytes text);
/* Appends TEXT for people: a code's label in ZH or English, lists item by item, else TEXT. */
void tl_type_label(struct tl_buf *out, const struct tl_field *field, struct tl_bytes text, bool zh);
#define TL_DEVICE_DIGITS 20
/* Whether a credit code's check digit is right: one that is not recognises nobody. */
bool tl_credit_holds(struct tl_bytes code);
/* Takes the item at the front of a list's canonical text, which joins them by 、, off *REST. False:
 * there is none. */
bool tl_list_next(struct tl_bytes *rest, struct tl_bytes *item);
/* ITEM, which is not empty, is one of LIST. */
bool tl_list_has(struct tl_bytes list, struct tl_bytes item);
/* ITEM behind those of LIST, which has no item that is empty. */
void tl_list_add(struct tl_buf *list, struct tl_bytes item);
/* Order of two canonical texts of FIELD: <0, 0, >0; absent sorts last. */
int tl_type_compare(const struct tl_field *field, struct tl_bytes a, struct tl_bytes b);

#endif
