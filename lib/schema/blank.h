/*
 * A blank form: what an official table of figures has in its columns and rows. The set keeps it as
 * it came (shelf.h); who fills it in reads it, and says what its figures and filters mean.
 *
 *   form: B-1                     # its name: form and table
 *   zh: 煤矿、金属非金属矿山等工矿企业安全生产事故隐患排查治理情况月报表
 *   en: ...
 *   version: "2012"               # another text, another version
 *   source: "..."                 # where it was seen
 *   head: {zh: ..., en: ...}      # who fills it in, in front of the name
 *   foot: {zh: ..., en: ...}      # the line of signatures
 *   per: sector                   # whose values rows are of
 *   columns:                      # zh and en: headings, the outermost first
 *     - {id: row, is: label, zh: [行业和领域], en: [Sector]}
 *     - {id: general, is: count, zh: [一般事故隐患, 排查一般事故隐患], en: [...], unit: 项,
 *        figure: found, level: general}
 *     - {id: rate, is: rate, zh: [...], en: [...], unit: "%", part: done, whole: general}
 *     - {id: units, is: units, zh: [...], en: [...], unit: 家, which: inspected}
 *     - {id: orders, is: count, zh: [...], en: [...], unit: 份, of: document, on: issued,
 *        where: type=order}       # of another kind, by a day of it
 *     - {id: fines, is: money, zh: [...], en: [...], unit: 万元, yuan: 10000, of: penalty,
 *        figure: sum, on: decided}
 *   rows:
 *     - {id: all, is: total, zh: 合计, en: Total}
 *     - {id: "4", zh: 4.危险化学品企业, en: ..., values: ["104"]}
 *     - {id: "4.1", zh: (1)生产..., en: ..., values: ["1041"], within: "4"}
 *   checks:                       # these together are no more than that
 *     - {parts: [done, planned], whole: major}
 *   notes:
 *     - {zh: ..., en: ...}
 *
 * What a column `is` says which words it has (tl_blank_sorts).
 */
#ifndef TL_SCHEMA_BLANK_H
#define TL_SCHEMA_BLANK_H

#include "schema/schema.h"

/* Hazards in hand on the eve of the period count as if they had been found in it. */
enum tl_blank_carried { TL_BLANK_NOT_CARRIED, TL_BLANK_MAJORS_CARRIED, TL_BLANK_ALL_CARRIED };

enum tl_blank_is {
	TL_BLANK_LABEL,			/* what the row is called */
	TL_BLANK_COUNT,			/* hazards that a figure counts, or records of a kind */
	TL_BLANK_MONEY,			/* a sum, in units of so many yuan, with one decimal */
	TL_BLANK_RATE,			/* of one column over another, in a hundred */
	TL_BLANK_UNITS			/* units, of which no row is a sum of others */
};

/* Of a column of units: those that are in force, or that were inspected. */
enum tl_blank_which { TL_BLANK_NO_UNITS, TL_BLANK_UNITS_DUE, TL_BLANK_UNITS_INSPECTED };

struct tl_blank_column {
	const char *id;
	enum tl_blank_is is;
	const char **zh, **en;		/* headings; end with NULL */
	const char *unit;		/* NULL: none */
	const char *of, *on;		/* kind of record and its day; NULL: of hazards */
	const char *figure;		/* count, money; of another kind its field of money */
	const char *level;		/* these alone; NULL: all */
	const char *where;		/* words of a filter; NULL: none */
	enum tl_blank_carried carried;
	enum tl_blank_which which;
	int64_t yuan;			/* of money: those that one is */
	size_t part, whole;		/* of a rate: the columns */
	size_t line;
};

struct tl_blank_row {
	const char *id, *zh, *en;
	const char **values, **also;	/* other names; may be NULL */
	bool total;
	size_t within;			/* the row that it is part of, + 1; 0: none */
	size_t line;
};

struct tl_blank_check {
	size_t *part, nparts, whole;	/* columns */
};

struct tl_blank_words {
	const char *zh, *en;
};

struct tl_blank {
	const char *file;		/* without .yaml */
	const char *name, *zh, *en, *version, *source, *per;
	struct tl_blank_words head, foot;
	struct tl_blank_column *column;
	size_t ncolumns;
	struct tl_blank_row *row;
	size_t nrows;
	struct tl_blank_check *check;
	size_t nchecks;
	struct tl_blank_words *note;
	size_t nnotes;
	struct tl_schema *own;		/* its memory */
};

/* The form NAME of S; *RET is yours: tl_blank_free(). TLSAFE_ENOENT: S has none of that name. */
int tl_blank_open(struct tl_blank **ret, const struct tl_schema *s, const char *name,
                  struct tl_err *err);
/* That in the file F of S; *RET NULL: it was taken back. */
int tl_blank_open_file(struct tl_blank **ret, const struct tl_shelf_file *f, struct tl_err *err);
void tl_blank_free(struct tl_blank *b);
void tl_blank_freep(struct tl_blank **b);
/* "FILE.yaml:LINE: COLUMN: ..." as an error of TLSAFE_ECONFIG. */
int tl_blank_fault(const struct tl_blank *b, const struct tl_blank_column *c, struct tl_err *err,
                   const char *fmt, ...) TL_PRINTF(4, 5);
/* The row + 1 whose value is TEXT, or the longest beginning of it; 0: there is none. */
uint64_t tl_blank_row_of(const struct tl_blank *b, struct tl_bytes text);
/* Something can count in ROW: it has values, or parts, or is the total. */
bool tl_blank_counts(const struct tl_blank *b, size_t row);
/* How deep the headings of its columns are. */
size_t tl_blank_depth(const struct tl_blank *b);

/* --- for the loader ---------------------------------------------------------- */

struct tl_loader;
struct tl_node;

/* What the file N says, into RET, in L's memory. */
int tl_blank_read(struct tl_loader *l, const struct tl_node *n, struct tl_blank *ret);

#endif
