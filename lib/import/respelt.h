/*
 * Ids that a spreadsheet has written anew: 12.10 comes back as 12.1, 3-15 as 3月15日, 007 as 7, 1E5
 * as 100000. The row then bears an id that nobody gave, or another record's.
 */
#ifndef TL_IMPORT_RESPELT_H
#define TL_IMPORT_RESPELT_H

#include "base/bytes.h"

struct tl_import;
struct tl_record;

/* True when the row in hand is in all that recognises one what R is. */
bool tl_respelt_alike(const struct tl_import *l, const struct tl_record *r);
/* The row has ID. *ROW: the stored record that it is really about, whose id a spreadsheet makes ID
 * of; 0: none. */
int tl_respelt_find(struct tl_import *l, struct tl_bytes id, uint64_t *row);

#endif
