/*
 * Sheets that were filled in, as they stand: rows of a list, JSON Lines, or lines that were typed.
 *
 *   unit=U000029 checklist=workshop version=1 day=2018-07-25 officers=王、李
 *   W01=y
 *   W12=n 灭火器过期 due=+7d
 *   =n 通道堵塞 level=general        a find outside the list
 *
 * A sheet begins where a list or a unit is named again. What values mean is not looked at here.
 */
#ifndef TL_INSPECT_FILLED_H
#define TL_INSPECT_FILLED_H

#include "base/map.h"
#include "change/fault.h"
#include "inspect/answer.h"
#include "inspect/returned.h"

struct tl_filled {
	const char *file, *part;	/* PART: sheet of a workbook; NULL: none */
	uint64_t line;			/* on which it begins */
	struct tl_filled_head {
		struct tl_bytes key, text;
		uint64_t line;
	} *head;
	size_t nhead, maxhead;
	struct tl_filled_answer {
		struct tl_bytes text[TL_ANSWER_COLUMNS];	/* TL_NONE: blank */
		uint64_t line;
	} *answer;
	size_t nanswers, maxanswers;
};

/* All of a call; texts live in ARENA. */
struct tl_filled_all {
	struct tl_filled *sheet;
	size_t n, max;
	struct tl_map *names;		/* looked up so far: field of a head + 1; 0: of none */
	struct tl_arena arena;
};
void tl_filled_release(struct tl_filled_all *all);

/* A source being read. Faults are told to D. */
struct tl_filling_in {
	struct tl_filled_all *all;
	const struct tl_schema *schema;
	struct tl_decide *d;
	const char *file, *part;
	bool begun;			/* a sheet of it is */
	size_t *column;			/* by cell: which of an answer; of no interest: COLUMNS */
	size_t ncolumns;		/* 0: no headings were seen since the sheet began */
};
/* What stands in cell I of N, without a guard and blanks round it; TL_NONE: nothing. How many have
 * something in them. */
struct tl_bytes tl_cell_at(const struct tl_bytes *cell, size_t n, size_t i);
size_t tl_cells_filled(const struct tl_bytes *cell, size_t n);
/* Each takes a row of cells, or a line. 0, or a code that ends the reading; what is wrong in the
 * line is told. */
int tl_filled_row(struct tl_filling_in *in, uint64_t line, const struct tl_bytes *cell, size_t n);
int tl_filled_line(struct tl_filling_in *in, uint64_t line, struct tl_bytes text);
/* The source is at its end. */
void tl_filled_end(struct tl_filling_in *in);

/* The text of the first head value of KEY; TL_NONE: it has none. */
struct tl_bytes tl_filled_head_of(const struct tl_filled *s, const char *key);

/* All that the files of R hold, of inspections and of self-checks. TLSAFE_EINPUT and the like of
 * the first fault, which was told. */
int tl_filled_read(struct tl_filled_all *all, struct tl_returned_all *returned, struct tlsafe *t,
                   const struct tlsafe_record *r, struct tl_decide *d);

#endif
