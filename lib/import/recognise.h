/*
 * What tells rows and records apart: whether a row came before, and which stored record it is.
 */
#ifndef TL_IMPORT_RECOGNISE_H
#define TL_IMPORT_RECOGNISE_H

#include "base/map.h"
#include "journal/record.h"

struct tl_import;

struct tl_known {
	struct tl_map *seen;		/* what recognises a row -> line */
	/* of stored hazards: unit, find and description -> row; 0: two of them */
	struct tl_map *natural;
	struct tl_map *imports;		/* transaction -> 1 no import, 2 an import */
};

/* Empty again, whatever was known; false: no memory. */
bool tl_known_begin(struct tl_known *k);
/* Gives up what recognises rows, which is large. */
void tl_known_drop_rows(struct tl_known *k);
void tl_known_release(struct tl_known *k);

/* The second of two equal rows is refused, naming the first. */
int tl_import_seen_before(struct tl_import *l, uint64_t line);
/* the stored record that the row is about; *ROW 0: none */
int tl_import_recognise(struct tl_import *l, uint64_t *row);
/* What an import last wrote into each field of R, among the entries that stand. */
int tl_import_imported_values(struct tl_import *l, const struct tl_record *r, struct tl_bytes *ret);

#endif
