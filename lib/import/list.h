/*
 * A list being read. book.c chooses the sheet, headings.c finds its headings, sheet.c makes fields
 * of them, row.c values of a row's cells, enter.c acts of a row's values; import.c runs the whole.
 */
#ifndef TL_IMPORT_LIST_H
#define TL_IMPORT_LIST_H

#include "change/alike.h"
#include "change/change.h"
#include "change/imported.h"
#include "import/kept.h"
#include "import/reader.h"
#include "import/recognise.h"
#include "import/repeat.h"
#include "query/filter.h"
#include "schema/calendar.h"

/* A slot is a place for a value: first the kind's fields, then its ledger headings. */

struct tl_sheet_column {
	const struct tl_field *field;	/* NULL: passed over */
	const struct tl_field *derived;	/* that it shows, and a list cannot write; or NULL */
	size_t twin;			/* the column of the same field before it, + 1; 0: none */
	int64_t factor;
	char *heading;
};

/* The rows above the data. */
struct tl_headings {
	uint64_t line, last;		/* of the first row of headings, and of the last */
	struct tl_bytes *cell;		/* by column: what it is called */
	size_t n;
	struct tl_form_row *row;	/* titles and headings, as they stand, trimmed */
	size_t nrows;
};

/* A sheet of what is imported; a text is one without a name. */
struct tl_book_sheet {
	const char *name;		/* NULL: it has none */
	bool hidden;
	bool blank;
	struct tl_source source;
};

struct tl_book {
	struct tl_book_sheet *sheet;
	size_t n;
	bool text;			/* no workbook */
	bool plain;			/* a converter to CSV gave it, which knows less */
	struct tl_fods_sheet *names;	/* of a flat ODS */
	size_t nnames;
};

/* Rows that people do not see in the sheet. */
struct tl_hidden {
	uint64_t n, first, last;	/* how many; the last run of them */
	struct tl_buf lines;		/* "6, 9-12" */
};

/* What holds for every row. */
struct tl_sheet {
	struct tl_source source;
	struct tl_headings head;
	struct tl_hidden hidden;
	struct tl_sheet_column *column;
	size_t ncolumns;
	int64_t title_factor;		/* of the money unit in the title rows; 0: none */
	struct tl_bytes *constant;	/* by slot: values of --set */
	const char **heading;		/* by slot: of the column that a value comes from */
	int64_t *factor;		/* by slot */
	size_t *slot, nslots;		/* those that the list, or --set, can give */
	struct tl_arena arena;
	bool told;			/* what was recognised, for who asked */
	bool derives;			/* some column is a derived one */
};

/* The row in hand. */
struct tl_row {
	struct tl_bytes *cell;		/* cleaned */
	size_t ncells, maxcells;
	struct tl_bytes *raw, *val;	/* by slot: the cell, and what it says */
	size_t *filled, nfilled;	/* fields that have a value */
	tl_day found;
	struct tl_bytes id;		/* of the record that it became */
	struct tl_bytes place;		/* a unit's name that is kept as the place */
	struct tl_draft_mark mark;	/* before it */
	struct tl_buf errors;		/* what was said of it */
	struct tl_buf out;		/* of the value being read */
	struct tl_arena arena;
};

/* The run. */
struct tl_import {
	struct tlsafe *t;
	const struct tlsafe_import *opt;
	const struct tl_kind *kind;
	/* by field: the act that writes it; TL_ACT_NONE: none alone */
	enum tl_act_name *writer;
	bool *own;			/* by field: an id, or the date of an act */
	struct tl_change *c;
	struct tl_lookup lookup;
	struct tl_lookup_here here;
	struct tl_calendar *calendar;	/* once a deadline was told in working days */
	tl_day on;
	const struct tl_book *book;
	struct tl_sheet sheet;
	struct tl_row row;
	struct tl_known known;
	struct tl_imports imports;
	struct tl_kept kept;
	struct tl_repeat repeat;
	struct tl_alike alike;
	struct tlsafe_imported sum;
	uint64_t rows;			/* under the headings */
	bool list;			/* ids are wanted */
	struct tl_bytes *changed;
	size_t nchanged, maxchanged;
	struct tl_arena arena;
};

/* The sheet. Faults go to the change's decide; 0, or a code that ends the import. */
size_t tl_sheet_nvalues(const struct tl_import *l);	/* slots */
size_t tl_sheet_slot(const struct tl_import *l, const struct tl_field *f);
/* Forgets the headings and makes room for those of L's kind. */
int tl_sheet_begin(struct tl_import *l);
struct tl_bytes tl_sheet_clean(struct tl_bytes cell);
int tl_sheet_check_map(struct tl_import *l);
int tl_sheet_read_constants(struct tl_import *l);
/* HEADING is a field's, or one to be passed over. */
bool tl_sheet_knows(struct tl_import *l, struct tl_bytes heading);
/* For who asked: how the list is read. */
void tl_sheet_trace(struct tl_import *l, const char *how);
int tl_sheet_read_headings(struct tl_import *l, const struct tl_headings *h);

/* Where the headings of S are. 1 found, 0 there are none in the first rows, or an error. */
int tl_headings_find(struct tl_import *l, const struct tl_source *s, struct tl_headings *ret);
/* The N cells are a row of titles or headings once more, as at the head of a page. */
bool tl_headings_again(const struct tl_headings *h, const struct tl_bytes *cell, size_t n);

/* Has what is no text made into something that can be read. */
int tl_book_convert(struct tlsafe *t, const struct tlsafe_import *i, struct tlsafe_converted *ret);
/* That which --sheet names: by name, else by number. */
int tl_book_named(const struct tl_book *b, const char *want, const struct tl_book_sheet **ret,
                  struct tl_err *err);
/* What is in FD, a seekable file of the kind FILE, or in the PARTS that were made of it. */
int tl_book_begin(struct tl_book *b, const struct tlsafe_import *i, int fd,
                  const struct tlsafe_converted *parts, struct tl_err *err);
void tl_book_release(struct tl_book *b);
/* Chooses the sheet and reads its headings: SOURCE and HEAD of L's sheet. */
int tl_book_choose(struct tl_import *l);
/* A row that is hidden is taken; and what is to be said of them all. */
void tl_hidden_take(struct tl_hidden *h, uint64_t line);
void tl_hidden_tell(struct tl_import *l);

/* The row: the same. */
int tl_row_begin(struct tl_import *l);
void tl_row_release(struct tl_row *r);
int tl_row_clean(struct tl_import *l, const struct tl_form_row *row);	/* into the row's cells */
bool tl_row_is_footer(const struct tl_import *l);
bool tl_row_is_headings(const struct tl_import *l);
bool tl_row_is_blank(const struct tl_import *l);
bool tl_row_take_cells(struct tl_import *l);	/* false: not as many as headings (told) */
/* True when the row says that a visit found no hazard (told). */
bool tl_row_found_nothing(struct tl_import *l);
int tl_row_read_values(struct tl_import *l);
struct tl_bytes tl_row_value(const struct tl_import *l, enum tl_field_name field);
/* of a heading that is no field */
struct tl_bytes tl_row_extra(const struct tl_import *l, const char *key);
/* Notes cells of derived columns that say what neither was nor is: BEFORE (NULL: new), NOW. */
int tl_row_check_derived(struct tl_import *l, const struct tl_record *before,
                         const struct tl_record *now);
const char *tl_row_heading(const struct tl_import *l, enum tl_field_name field);
tl_day tl_row_day(const struct tl_import *l, enum tl_field_name field);

/* Its acts. */
void tl_import_know_writers(struct tl_import *l);
int tl_import_known_row(struct tl_import *l, uint64_t row);
int tl_import_new_row(struct tl_import *l);

#endif
