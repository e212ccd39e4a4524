/*
 * Reports of self-checks (自查报告) as they stand in files: a sheet says in rows of name and value
 * what it is about, and under headings what was found; or a row of a list is the report of a unit,
 * in counts. What values mean is not looked at here.
 */
#ifndef TL_INSPECT_RETURNED_H
#define TL_INSPECT_RETURNED_H

#include "change/fault.h"
#include "schema/schema.h"
#include "base/arena.h"

/* What stands of a hazard in a line of a sheet: fields of hazards. */
enum tl_returned_column {
	TL_RETURNED_ITEM, TL_RETURNED_PLACE, TL_RETURNED_DESCRIPTION, TL_RETURNED_LEVEL,
	TL_RETURNED_CATEGORY, TL_RETURNED_CLAUSE, TL_RETURNED_FOUND, TL_RETURNED_DEADLINE,
	TL_RETURNED_MEASURE, TL_RETURNED_RECTIFIED, TL_RETURNED_RECTIFIED_BY, TL_RETURNED_RESULT,
	TL_RETURNED_COLUMNS
};
/* Its field; NULL: an older set lacks it. And the column that NAME, a key or heading, is of. */
const struct tl_field *tl_returned_field(const struct tl_schema *s, enum tl_returned_column column);
enum tl_returned_column tl_returned_find(const struct tl_schema *s, struct tl_bytes name);
/* What is said of the report as a whole: a field that recording writes. NULL: none. */
const struct tl_field *tl_returned_head(const struct tl_schema *s, struct tl_bytes name);

struct tl_returned {
	const char *file, *part;	/* PART: sheet of a workbook; NULL: none */
	uint64_t line;			/* on which it begins */
	struct tl_returned_head {
		const struct tl_field *field;
		struct tl_bytes text;
		uint64_t line;
	} *head;
	size_t nhead, maxhead;
	struct tl_returned_item {
		struct tl_bytes text[TL_RETURNED_COLUMNS];	/* TL_NONE: blank */
		uint64_t line;
	} *item;
	size_t nitems, maxitems;
};

/* All of a call; texts live in ARENA. */
struct tl_returned_all {
	struct tl_returned *sheet;
	size_t n, max;
	struct tl_arena arena;
};
void tl_returned_release(struct tl_returned_all *all);

/* A source being read. Faults are told to D. */
struct tl_returning {
	struct tl_returned_all *all;
	const struct tl_schema *schema;
	struct tl_decide *d;
	const char *file, *part;
	bool begun;			/* a sheet of it is */
	/* by cell, under headings: which of an item, or the head field of a list; NULL of none */
	struct tl_returning_column {
		enum tl_returned_column item;
		const struct tl_field *head;
	} *column;
	size_t ncolumns;
	bool list;			/* each row is a report */
};
/* 0, or a code that ends the reading; what is wrong in the row is told. */
int tl_returned_row(struct tl_returning *in, uint64_t line, const struct tl_bytes *cell, size_t n);
void tl_returned_end(struct tl_returning *in);
/* A report that WORDS, "FIELD=VALUE", say. TLSAFE_EUSAGE with a sentence in ERR. */
int tl_returned_words(struct tl_returned_all *all, const struct tl_schema *s, char *const *word,
                      size_t n, struct tl_err *err);

/* What a row of a file tells of the sheet that it stands in. */
enum tl_returned_is { TL_RETURNED_UNSURE, TL_RETURNED_YES, TL_RETURNED_NO };
enum tl_returned_is tl_returned_is(const struct tl_schema *s, const struct tl_bytes *cell,
                                   size_t n);

/* The text of the head value of KEY; TL_NONE: it has none. */
struct tl_bytes tl_returned_text(const struct tl_returned *s, const char *key);

#endif
