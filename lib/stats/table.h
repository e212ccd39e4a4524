/*
 * What all tables of figures have in common: rows of cells, columns and their headings, the
 * dimensions at the head of a row.
 */
#ifndef TL_STATS_TABLE_H
#define TL_STATS_TABLE_H

#include "form/form.h"
#include "query/provenance.h"
#include "stats/against.h"

/* Cells whose texts, or for json whose JSON, are gathered in one buffer. */
struct tl_table_row {
	struct tl_cell *cell;
	size_t *end;			/* of each cell's text */
	size_t n, max, maxend;
	struct tl_buf text;
	bool json, failed;
	bool sum;			/* it is one of other rows */
};

/* What is written, and how. */
struct tl_table {
	struct tlsafe *t;
	struct tlsafe_out *out;
	struct tl_groups groups;
	struct tl_against *against;	/* NULL: none */
	size_t ndims;			/* of its dimensions, those that head a row */
	bool codes, english;
	struct tl_table_row row;
	struct tl_out_column *col;
	size_t ncols, maxcols;
	struct tl_buf anchor, word;
	struct tl_arena arena;		/* of names of columns */
};

void tl_table_begin(struct tl_table *t, struct tl_query *q, struct tlsafe_out *out);
void tl_table_release(struct tl_table *t);
/* A column more, headed as the output asks for: by its key, in English or in Chinese. The texts are
 * borrowed until the end. */
void tl_table_column(struct tl_table *t, const char *key, const char *zh, const char *en,
                     enum tl_number numeric);
/* How a picture of it is drawn, before the first column; and what it is called where the caller has
 * no title: what it is of, by its dimensions. */
void tl_table_draw(struct tl_table *t, enum tl_drawing how, const char *zh, const char *en);
void tl_table_dim_columns(struct tl_table *t);
/* The figure that SORT ("-overdue,town") names first, or else the first one, is what bars show. */
void tl_table_figure_columns(struct tl_table *t, const char *sort);
/* A text as C string, kept as long as the table; "" when memory is short, which is told later. */
const char *tl_table_keep(struct tl_table *t, struct tl_bytes text);
/* A heading of D with the day that its months end with; without such a day itself. Kept too. */
const char *tl_table_cut(struct tl_table *t, const struct tl_dimension *d, const char *heading,
                         bool english);
int tl_table_columns(struct tl_table *t);	/* writes the heading: all columns are there */

void tl_table_row(struct tl_table *t);		/* begins one */
void tl_table_text(struct tl_table *t, struct tl_bytes text);
void tl_table_number(struct tl_table *t, uint64_t n);
/* Hundredths as a number with two decimals; not THERE: there is nothing to reckon it from. */
void tl_table_hundredths(struct tl_table *t, bool there, int64_t n);
void tl_table_day(struct tl_table *t, tl_day day);	/* TL_NODAY: nothing */
void tl_table_measure(struct tl_table *t, const struct tl_measure *m, struct tl_tally *tally);
/* BEFORE: what TALLY is compared with; NULL: nothing was counted, or nothing is compared. */
void tl_table_figures(struct tl_table *t, struct tl_tally *tally, struct tl_tally *before);
/* The cells of its dimensions, of the beginning of a group's key. */
int tl_table_dims(struct tl_table *t, struct tl_bytes key);
/* A word in the place of the first dimension, and nothing in those of the others: of a sum. */
void tl_table_instead(struct tl_table *t, const char *word);
/* Code or label of a text of D, in t->word. */
int tl_table_word(struct tl_table *t, const struct tl_dimension *d, struct tl_bytes text);
int tl_table_write(struct tl_table *t);		/* the row */
/* A row of TALLY under a word. */
int tl_table_sum(struct tl_table *t, const char *word, struct tl_tally *tally,
                 struct tl_tally *before);
/* Behind all rows, where the output asks for it or has a place of its own for it: what S asked for,
 * the day that it is as of, and the anchor. */
int tl_table_provenance(struct tl_table *t, const struct tlsafe_select *s, tl_day day);
/* Lines and objects are added up by whoever reads them: a total among them would be counted
 * twice. */
bool tl_table_wants_total(const struct tl_table *t);
static inline const char *tl_table_others(const struct tl_table *t)
{
	if (t->codes)
		return "others";
	return t->english ? "Others" : "其他";
}
/* What the first cell of a printed row says of it. A value may be called so too. */
enum tl_table_sum { TL_NO_SUM, TL_SUM_OF_ALL, TL_SUM_OF_OTHERS };
enum tl_table_sum tl_table_is_sum(struct tl_bytes cell);
static inline const char *tl_table_total(const struct tl_table *t)
{
	return t->english ? "Total" : "合计";
}

#endif
