/*
 * What tells rows and records apart: which stored record a row is about, or which row before it.
 */
#ifndef TL_IMPORT_RECOGNISE_H
#define TL_IMPORT_RECOGNISE_H

#include "base/map.h"
#include "journal/record.h"

struct tl_import;

/*
 * What a row without an id can be: a stored record, or one that a row before it makes. It is found
 * by keys: of a hazard where, when and what it is; else a name, or a code. One record may
 * have several of a sort: those of the present, and those that an import last wrote.
 */
struct tl_candidate {
	uint64_t row;		/* of the store; 0: LINE of this list makes it */
	uint32_t line;
	struct tl_bytes id, name, code;	/* a credit code: whose check digit is right */
};
struct tl_likeness {
	size_t item, next;	/* next of the same key, index + 1; 0: no more */
	/* beside the key: of a hazard the place; else town and address, folded */
	struct tl_bytes town, place;
};

struct tl_known {
	struct tl_candidate *item;
	size_t nitems, maxitems;
	struct tl_likeness *link;
	size_t nlinks, maxlinks;
	struct tl_map *key, *code;	/* to a link's index + 1 */
	/* of hazards whose values may have been set since they were entered: place and day of the
	 * find -> link */
	struct tl_map *day;
	bool loaded;			/* what is stored */
	struct tl_arena arena, scratch;
};

/* Gives up what recognises rows, which is large. */
void tl_known_release(struct tl_known *k);

/* The stored record that the row is about; *ROW 0: none. A row that is what a row before it is, or
 * fits several, is refused. */
int tl_import_recognise(struct tl_import *l, uint64_t *row);
/* The row, which has no id, is the record ID: refused when a row before it was that. */
int tl_import_once(struct tl_import *l, struct tl_bytes id);
/* Refuses the row, whose ID a spreadsheet made of OF. */
int tl_import_respelt(struct tl_import *l, struct tl_bytes id, struct tl_bytes of);

#endif
