/*
 * Facts: of each hazard one row of fixed-width numbers, from which its standing at the end of any
 * day is read without its record (design.md 5). They lie in sealed blocks of columns, as the
 * records do (rows.h), under live rows.
 *
 *   F kind 0 row     a live row: columns of one
 *   F kind 1 block   a sealed block, little-endian: the checksums (8 bytes each) of its head and
 *                    of each column of all rows, so that who reads one does not pay for the
 *                    others; the head, which is those of its rows that stayed in hand beyond its
 *                    last find and due date, the longest first: 2 bytes of their number, columns
 *                    of 2 bytes of the day on which they left those in hand and of the place in
 *                    the block, and their columns; then the columns of all rows, in the order of
 *                    TL_FACT_COLUMNS
 *   F kind 2         the directory: of each block a struct of extremes, little-endian (fact.c)
 *   F "s" space text, F "n" space number     symbols: number of a text, text of a number
 *
 * A day is a number from 1 on, 1 the second day of 1950; 0 is none. A symbol is a number from 1 on,
 * in order of first use; 0 is an absent value.
 */
#ifndef TL_STORE_FACT_H
#define TL_STORE_FACT_H

#include <endian.h>
#include "kv/kv.h"
#include "base/map.h"
#include "journal/entry.h"
#include "journal/status.h"

/* Name and width in bytes. What most questions look at stands first, so that they touch few
 * pages. */
#define TL_FACT_COLUMNS(X) \
	X(flags, 1) X(found, 2) X(rectified, 2) X(closed, 2) X(last_on, 2) X(town, 2) \
	X(sector, 2) X(level, 2) \
	X(assigned, 2) X(deadline, 2) X(dated, 2) X(extended_on, 2) X(extended_to, 2) \
	X(first_txn, 4) X(last_txn, 4) \
	X(refused_on, 2) X(refused_fix, 2) X(due_again, 2) \
	X(regulator, 2) X(assignee, 2) X(source, 2) X(category, 2) X(unit, 4)

struct tl_fact {
#define X(name, width) uint32_t name;
	TL_FACT_COLUMNS(X)
#undef X
};

enum tl_fact_column {
#define X(name, width) TL_FACT_##name,
	TL_FACT_COLUMNS(X)
#undef X
	TL_FACT_NCOLUMNS
};

enum {
	TL_FACT_MAJOR = 1, TL_FACT_ON_SPOT = 2, TL_FACT_VOID = 4,
	/* before last_on its days do not tell all: counted from its entries */
	TL_FACT_IRREGULAR = 8,
	TL_FACT_OTHER = 16,	/* cannot be told in days at all: always counted from its record */
	TL_FACT_ABSENT = 32,	/* all of it is undone */
	/* a recheck refused its first fix: refused_on, the day of that fix, and the due date given
	 * then tell of it */
	TL_FACT_REFUSED = 64
};

enum {
#define X(name, width) TL_FACT_WIDTH_##name = width,
	TL_FACT_COLUMNS(X)
#undef X
};

enum { TL_SYMBOLS_COMMON, TL_SYMBOLS_UNIT, TL_SYMBOL_SPACES };

/* The columns that hold symbols: of which field, and where its texts are numbered. */
struct tl_fact_dimension {
	enum tl_field_name field;
	enum tl_fact_column column;
	int space;
};

#define TL_FACT_DIMENSIONS 8
extern const struct tl_fact_dimension tl_fact_dimensions[TL_FACT_DIMENSIONS];
int tl_fact_dimension_of(const struct tl_field *f);	/* index into these; -1: F is none */
uint32_t tl_fact_at(const struct tl_fact *f, enum tl_fact_column column);
#define TL_FACT_BASE (-7305)	/* 1950-01-01, number 0 */
uint32_t tl_fact_day(tl_day day, bool *ok);	/* *OK is set false when it has no number */
static inline tl_day tl_fact_date(uint32_t number)
{
	return number ? (tl_day)number + TL_FACT_BASE : TL_NODAY;
}

/* --- symbols ----------------------------------------------------------------- */

struct tl_symbols {
	struct tl_kv_txn *txn;
	struct tl_err *err;
	struct tl_map *number[TL_SYMBOL_SPACES];
	uint64_t last[TL_SYMBOL_SPACES];	/* number given last; loaded when asked */
	bool loaded[TL_SYMBOL_SPACES];
	/* texts asked for before, by number */
	struct { struct tl_bytes *of; size_t n; } text[TL_SYMBOL_SPACES];
	struct tl_buf key, val;
};

void tl_symbols_init(struct tl_symbols *s, struct tl_kv_txn *txn, struct tl_err *err);
void tl_symbols_release(struct tl_symbols *s);
/* The number of TEXT; with MAKE a new one is given, else 0 says there is none. An absent TEXT is
 * 0. */
int tl_symbol(struct tl_symbols *s, int space, struct tl_bytes text, bool make, uint32_t *ret);
/* The text of a number, borrowed until the transaction ends. 0 is absent. */
int tl_symbol_text(struct tl_symbols *s, int space, uint32_t number, struct tl_bytes *ret);

/* --- rows -------------------------------------------------------------------- */

/* What R, which stands so now, is as a row. */
int tl_fact_of(struct tl_fact *f, const struct tl_record *r, const struct tl_status *is,
               struct tl_symbols *s);
/* How the row stands at the end of DAY (TL_NOEND: now); of an irregular one not what rechecks said.
 * False: only its record tells. In line, where it is most of the work. */
static inline __attribute__((always_inline)) bool tl_fact_stand(struct tl_status *s,
                                                                const struct tl_fact *f, tl_day day)
{
	uint32_t d = day == TL_NOEND     ? UINT32_MAX :
	             day <= TL_FACT_BASE ? 0 :
	                                   (uint32_t)(day - TL_FACT_BASE);

	if (f->flags & TL_FACT_OTHER ||
	    (f->flags & TL_FACT_IRREGULAR && d < f->last_on && f->found <= d))
		return false;
	*s = (struct tl_status){
		.found = TL_NODAY, .deadline = TL_NODAY, .due = TL_NODAY, .fixed = TL_NODAY,
		.ended = TL_NODAY
	};
	if (!f->found || f->found > d || f->flags & TL_FACT_ABSENT)
		return true;
	s->state = TL_STATE_REPORTED;
	s->major = f->flags & TL_FACT_MAJOR;
	s->found = tl_fact_date(f->found);
	bool again = f->flags & TL_FACT_REFUSED && f->refused_on <= d;
	uint32_t fix = f->flags & TL_FACT_REFUSED && !again ? f->refused_fix : f->rectified;
	if (again || (f->assigned && f->assigned <= d))
		s->state = TL_STATE_ASSIGNED;
	if (fix && fix <= d) {
		s->state = TL_STATE_AWAITING;
		s->fixed = tl_fact_date(fix);
		s->on_spot = f->flags & TL_FACT_ON_SPOT;
	}
	s->refused = again;
	if (f->closed && f->closed <= d) {
		s->state = TL_STATE_CLOSED;
		s->ended = tl_fact_date(f->closed);
		s->passed = !s->on_spot;
	}
	if (f->dated && f->dated <= d)
		s->deadline = s->due = tl_fact_date(f->deadline);
	if (f->extended_on && f->extended_on <= d)
		s->due = tl_fact_date(f->extended_to);
	if (again)
		s->due = tl_fact_date(f->due_again);
	if (f->flags & TL_FACT_VOID)
		s->state = TL_STATE_VOID;
	return true;
}
int tl_fact_put_live(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t row,
                     const struct tl_fact *f, struct tl_err *err);
int tl_fact_put_block(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t block,
                      const struct tl_fact *f, size_t n, struct tl_err *err);
/* absent is fine */
int tl_fact_drop_live(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t row,
                      struct tl_err *err);
int tl_fact_get_live(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t row,
                     struct tl_fact *f, struct tl_err *err);
/* The transaction that changed ROW last, as its row says, which lies in a block of SEAL rows, or
 * live (0). Of a block its sum is not looked at: this is for comparing. */
int tl_fact_last_txn(struct tl_kv_txn *txn, const struct tl_kind *kind, uint64_t row,
                     uint32_t seal, uint32_t *ret, struct tl_err *err);
/* Extremes of a block: which questions need not look at it. */
struct tl_extremes {
	uint32_t first_found, last_found;	/* days as numbers */
	uint32_t first_due, last_due;		/* of deadlines and extensions */
	/* day on which the last one left those in hand; UINT16_MAX: not all have */
	uint32_t last_done;
	/* of the last entry of any irregular one: before it their records are asked */
	uint32_t last_on;
	uint32_t first_txn, last_txn;
	uint32_t irregular;			/* rows that are */
};

/* All rows of a kind, block by block. */
struct tl_facts {
	struct tl_kv_txn *txn;
	const struct tl_kind *kind;
	struct tl_err *err;
	uint32_t seal;
	uint64_t nblocks;			/* sealed ones; the live rows are one more */
	struct tl_extremes *extremes;		/* of each sealed block as it was sealed */
	/* rows that are live, in order: over sealed ones, then the tail */
	uint64_t *live;
	struct tl_fact *fact;			/* theirs */
	size_t nlive, maxlive, maxfact, tail;	/* rows of the tail */
	struct tl_buf columns, key;		/* of the live rows */
};

int tl_facts_begin(struct tl_facts *f, struct tl_kv_txn *txn, const struct tl_kind *kind,
                   struct tl_err *err);
void tl_facts_release(struct tl_facts *f);
/* Columns of one block: each points to N numbers of its width, unaligned, borrowed until the next
 * block; NULL: not asked for. */
struct tl_fact_block {
	uint64_t row;			/* of the first */
	const uint64_t *number;		/* rows, where they do not follow each other; else NULL */
	size_t n;
	/* of rows that stayed: the day on which each left those in hand, and its place in the
	 * block; else NULL */
	const char *done, *order;
	const char *column[TL_FACT_NCOLUMNS];
};

/* A set of columns: bit TL_FACT_name of each. */
#define TL_FACT_BIT(name) ((uint32_t)1 << TL_FACT_##name)
#define TL_FACT_ALL (((uint32_t)1 << TL_FACT_NCOLUMNS) - 1)
/* Those that tl_fact_days reads. */
#define TL_FACT_DAYS \
	(TL_FACT_BIT(flags) | TL_FACT_BIT(found) | TL_FACT_BIT(rectified) | TL_FACT_BIT(closed) | \
	 TL_FACT_BIT(last_on) | TL_FACT_BIT(assigned) | TL_FACT_BIT(deadline) | \
	 TL_FACT_BIT(dated) | TL_FACT_BIT(extended_on) | TL_FACT_BIT(extended_to) | \
	 TL_FACT_BIT(refused_on) | TL_FACT_BIT(refused_fix) | TL_FACT_BIT(due_again))

/* Columns WANT of block B as it was sealed: rows that are live since are to be passed over. Block
 * NBLOCKS: all live rows. */
int tl_facts_block(struct tl_facts *f, uint64_t b, uint32_t want, struct tl_fact_block *ret);
/* Of sealed block B those rows that stayed in hand beyond its last find and due date, in order of
 * b->done, the last day first. */
int tl_facts_stayed(struct tl_facts *f, uint64_t b, struct tl_fact_block *ret);
/* of sealed block B, some rows are live */
bool tl_facts_some_live(const struct tl_facts *f, uint64_t b);
bool tl_facts_is_live(const struct tl_facts *f, uint64_t row);
/* One row, as it is now. */
int tl_facts_get(struct tl_facts *f, uint64_t row, struct tl_fact *ret);
/* What the directory has to say of a block; and whether those that stayed are the ones that STAYED
 * holds. */
void tl_facts_extremes(struct tl_extremes *x, const struct tl_fact_block *b);
/* 1, 0, or TLSAFE_EMEMORY */
int tl_facts_same_stayed(const struct tl_fact_block *b, const struct tl_fact_block *stayed);
static inline uint32_t tl_fact_u16(const char *column, size_t i)
{
	uint16_t v;

	memcpy(&v, column + 2 * i, sizeof(v));
	return le16toh(v);
}
static inline uint32_t tl_fact_u32(const char *column, size_t i)
{
	uint32_t v;

	memcpy(&v, column + 4 * i, sizeof(v));
	return le32toh(v);
}
static inline uint32_t tl_fact_number(const char *column, unsigned width, size_t i)
{
	return width == 1 ? (unsigned char)column[i] :
	       width == 2 ? tl_fact_u16(column, i) :
	                    tl_fact_u32(column, i);
}
static inline uint64_t tl_fact_row_number(const struct tl_fact_block *b, size_t i)
{
	if (b->number)
		return b->number[i];
	return b->row + (b->order ? tl_fact_u16(b->order, i) : i);
}
/* Of row I what tl_fact_stand looks at, and no page of another column. */
static inline void tl_fact_days(struct tl_fact *f, const struct tl_fact_block *b, size_t i)
{
#define COLUMN(name) f->name = tl_fact_number(b->column[TL_FACT_##name], TL_FACT_WIDTH_##name, i)
	COLUMN(flags);
	COLUMN(found);
	COLUMN(rectified);
	COLUMN(closed);
	COLUMN(last_on);
	COLUMN(assigned);
	COLUMN(deadline);
	COLUMN(dated);
	COLUMN(extended_on);
	COLUMN(extended_to);
	f->refused_on = f->refused_fix = f->due_again = 0;
	if (f->flags & TL_FACT_REFUSED) {
		COLUMN(refused_on);
		COLUMN(refused_fix);
		COLUMN(due_again);
	}
#undef COLUMN
}
/* Row I of a block whole. */
static inline void tl_fact_row(struct tl_fact *f, const struct tl_fact_block *b, size_t i)
{
#define X(name, width) f->name = tl_fact_number(b->column[TL_FACT_##name], width, i);
	TL_FACT_COLUMNS(X)
#undef X
}

#endif
