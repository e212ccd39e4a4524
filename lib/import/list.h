/*
 * A list being read: what its three files share. ledger_sheet.c makes values of a sheet's cells,
 * ledger_row.c makes acts of a row's values, ledger.c runs the whole.
 */
#ifndef TL_LEDGER_ROW_H
#define TL_LEDGER_ROW_H

#include "base/charset.h"
#include "form/form.h"
#include "change/change.h"
#include "query/filter.h"

struct column {
	const struct tl_field *field;	/* NULL: passed over */
	int64_t factor;
	char *heading;
};

struct tl_import {
	struct tlsafe *t;
	const struct tlsafe_import *opt;
	const struct tl_kind *kind;
	int fd;
	enum tl_charset charset;
	struct tl_change *c;
	struct tl_lookup lookup;
	struct tl_lookup_here here;
	struct column *column;
	size_t ncolumns;
	int64_t title_factor;		/* of the money unit in the title rows; 0: none */
	struct tl_bytes *constant;	/* by field: values of --set */
	/* the row in hand: values by field, then by ledger heading */
	struct tl_bytes *raw, *val;
	const char **heading;		/* of the column that a value came from */
	int64_t *factor;
	/* by field: the act that writes it; TL_ACT_NONE: none alone */
	enum tl_act_name *writer;
	bool *own;			/* by field: an id, or the date of an act */
	size_t *slot, nslots;		/* values that the list, or --set, can give */
	size_t *filled, nfilled;	/* fields of the row in hand that have a value */
	struct tl_bytes *cell;		/* of the row in hand, cleaned */
	size_t ncells, maxcells;
	struct tl_buf out;		/* of the value being read */
	struct tl_arena row, all;
	tl_day found, on;
	struct tl_bytes id;		/* of the record that the row became */
	struct tl_bytes place;		/* a unit's name that is kept as the place */
	struct tl_map *seen;		/* what recognises a row -> line */
	/* of stored hazards: unit, find and description -> row; 0: two of them */
	struct tl_map *natural;
	struct tl_map *imports;		/* transaction -> 1 no import, 2 an import */
	struct tlsafe_imported sum;
	struct kept {			/* rows for --rejects and --numbered, in order */
		uint64_t line;
		struct tl_bytes *cell;
		size_t n;
		struct tl_bytes id, error;	/* error: it was rejected */
	} *kept;
	size_t nkept, maxkept;
	struct tl_draft_mark mark;	/* before the row in hand */
	struct tl_buf errors;		/* what was said of the row in hand */
	bool told;			/* what was recognised, for who asked */
	bool list;			/* ids are wanted */
	struct tl_bytes *changed;
	size_t nchanged, maxchanged;
};

size_t tl_import_nvalues(const struct tl_import *l);
/* of F among the row's values */
size_t tl_import_slot(const struct tl_import *l, const struct tl_field *f);
struct tl_bytes tl_import_value(const struct tl_import *l, enum tl_field_name field);
/* of a heading that is no field */
struct tl_bytes tl_import_extra(const struct tl_import *l, const char *key);
const char *tl_import_heading_of(const struct tl_import *l, enum tl_field_name field);
tl_day tl_import_day_value(const struct tl_import *l, enum tl_field_name field);

/* The sheet. Faults go to the change's decide; 0, or a code that ends the import. */
struct tl_bytes tl_import_clean_cell(struct tl_bytes cell);
int tl_import_check_map(struct tl_import *l);
int tl_import_read_constants(struct tl_import *l);
bool tl_import_is_heading_row(struct tl_import *l, const struct tl_csv_row *row);
void tl_import_read_title(struct tl_import *l, const struct tl_csv_row *row);
int tl_import_read_headings(struct tl_import *l, const struct tl_csv_row *row);
int tl_import_clean_row(struct tl_import *l, const struct tl_csv_row *row);	/* into l->cell */
bool tl_import_is_footer(const struct tl_import *l);
bool tl_import_is_blank(const struct tl_import *l);
bool tl_import_take_cells(struct tl_import *l);	/* false: not as many as headings (told) */
int tl_import_read_values(struct tl_import *l);

/* The row. */
int tl_import_seen_before(struct tl_import *l, uint64_t line);
/* the stored record that it is about; *ROW 0: none */
int tl_import_recognise(struct tl_import *l, uint64_t *row);
/* What an import last wrote into each field of R, among the entries that stand. */
int tl_import_imported_values(struct tl_import *l, const struct tl_record *r, struct tl_bytes *ret);
int tl_import_known_row(struct tl_import *l, uint64_t row);
int tl_import_new_row(struct tl_import *l);

#endif
