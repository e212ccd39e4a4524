/*
 * A list being read: what its three files share. ledger_sheet.c makes values of a sheet's cells,
 * ledger_row.c makes acts of a row's values, ledger.c runs the whole.
 */
#ifndef TL_LEDGER_ROW_H
#define TL_LEDGER_ROW_H

#include "base/charset.h"
#include "form/form.h"
#include "import/inherit.h"
#include "query/filter.h"

struct column {
	const struct tl_field *field;	/* NULL: passed over */
	int64_t factor;
	char *heading;
};

struct ledger {
	struct tlsafe *t;
	const struct tlsafe_import *opt;
	const struct tl_kind *kind;
	int fd;
	enum tl_charset charset;
	struct tl_change *c;
	struct tl_refer refer;
	struct tl_refer_here here;
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

size_t tl_ledger_nvalues(const struct ledger *l);
/* of F among the row's values */
size_t tl_ledger_slot(const struct ledger *l, const struct tl_field *f);
struct tl_bytes tl_ledger_value(const struct ledger *l, enum tl_known field);
/* of a heading that is no field */
struct tl_bytes tl_ledger_extra(const struct ledger *l, const char *key);
const char *tl_ledger_heading_of(const struct ledger *l, enum tl_known field);
tl_day tl_ledger_day_value(const struct ledger *l, enum tl_known field);

/* The sheet. Faults go to the change's decide; 0, or a code that ends the import. */
struct tl_bytes tl_ledger_clean_cell(struct tl_bytes cell);
int tl_ledger_check_map(struct ledger *l);
int tl_ledger_read_constants(struct ledger *l);
bool tl_ledger_is_heading_row(struct ledger *l, const struct tl_csv_row *row);
void tl_ledger_read_title(struct ledger *l, const struct tl_csv_row *row);
int tl_ledger_read_headings(struct ledger *l, const struct tl_csv_row *row);
int tl_ledger_clean_row(struct ledger *l, const struct tl_csv_row *row);	/* into l->cell */
bool tl_ledger_is_footer(const struct ledger *l);
bool tl_ledger_is_blank(const struct ledger *l);
bool tl_ledger_take_cells(struct ledger *l);	/* false: not as many as headings (told) */
int tl_ledger_read_values(struct ledger *l);

/* The row. */
int tl_ledger_seen_before(struct ledger *l, uint64_t line);
/* the stored record that it is about; *ROW 0: none */
int tl_ledger_recognise(struct ledger *l, uint64_t *row);
int tl_ledger_known_row(struct ledger *l, uint64_t row);
int tl_ledger_new_row(struct ledger *l);

#endif
