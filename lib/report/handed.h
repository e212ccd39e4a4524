/*
 * A form that somebody filled in, as it lies in a sheet: known by its headings and the names of its
 * rows, whatever stands above and below.
 */
#ifndef TL_REPORT_HANDED_H
#define TL_REPORT_HANDED_H

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "schema/blank.h"

/* A sheet in memory. Start from { 0 }. */
struct tl_handed_line {
	uint64_t line;			/* as people count it */
	struct tl_bytes *cell;		/* trimmed */
	size_t n;
};
struct tl_handed_sheet {
	struct tl_handed_line *line;
	size_t n, max;
	struct tl_arena arena;
};
/* A line more, copied. TLSAFE_EINPUT: more than a form can have. */
int tl_handed_add(struct tl_handed_sheet *s, uint64_t line, const struct tl_bytes *cell, size_t n,
                  struct tl_err *err);
void tl_handed_sheet_release(struct tl_handed_sheet *s);

struct tl_handed_cell {
	enum {
		TL_HANDED_BLANK,
		TL_HANDED_NONE,		/* "/": there is nothing */
		TL_HANDED_NUMBER,
		TL_HANDED_BAD
	} is;
	int64_t n;			/* of a number: n / 10^decimals */
	unsigned decimals;
	bool per_cent;			/* a % stands behind it */
	struct tl_bytes text;		/* as it stands */
};
/* What TEXT says: "1,234" "１２" "12项" "97.28%" "/" "—". */
struct tl_handed_cell tl_handed_number(struct tl_bytes text);

struct tl_handed_row {
	size_t row;			/* of the blank */
	uint64_t line;
	struct tl_handed_cell *cell;	/* by column of the blank; of one that is not there blank */
};

/* Borrowed from the sheet and the blank. */
struct tl_handed {
	const struct tl_blank *blank;
	size_t *column;			/* of the sheet, + 1, by that of the blank; 0: not there */
	size_t ncolumns;		/* how many are there */
	uint64_t weight;		/* how well they fit */
	struct tl_handed_row *row;
	size_t nrows;
	tl_day upto;			/* the day that it says to be of; TL_NODAY: none */
	/* a line with numbers that is no row of the blank, 0: there is none; and a heading that is
	 * no column */
	uint64_t other;
	struct tl_bytes heading;
};
/* How S is that form; RET->nrows or ncolumns 0: it is not. Everything lies in S's arena. */
int tl_handed_as(struct tl_handed *ret, struct tl_handed_sheet *s, const struct tl_blank *b,
                 struct tl_err *err);
/* A fits better than B. */
bool tl_handed_better(const struct tl_handed *a, const struct tl_handed *b);

#endif
