/*
 * Finds records by what people write: an id, a credit code or code of a device, a name or an old
 * name, folded for width, brackets, spaces and the district's prefixes. Reads
 * the records of a kind once, when it is first asked for it. Suggests, never guesses: several
 * that fit are named, none is chosen. A few ids are looked up one by one, without reading the
 * others.
 */
#ifndef TL_REFER_H
#define TL_REFER_H

#include "store/view.h"

/* a record that may be referred to; texts live as long as the tl_refer */
struct tl_referred {
	struct tl_bytes id, name, town, type, code, sector, regulator;
	uint64_t row;
	/* one entry only, or being made: its values are those of every day */
	bool single;
	size_t next;		/* with the same folded name; index + 1 */
};

struct tl_lookup {
	struct tl_view *view;
	size_t nkinds;
	struct tl_lookup_kind {
		bool loaded;		/* all of them; else those that were looked up by id */
		unsigned looked;	/* up one by one so far */
		/* index + 1 of the item found last: the same one is often asked for twice */
		size_t last;
		struct tl_referred *item;
		size_t n, max;
		/* to index + 1; by_name heads a chain of links */
		struct tl_map *by_id, *by_name, *by_code;
		struct { size_t item, next; } *link;	/* names and old names */
		size_t nlinks, maxlinks;
	} *kind;		/* by number */
	struct tl_arena arena;
	struct tl_buf fold;
};

/* The matching key of NAME in FOLD: folded, without the district's prefix. Borrowed from FOLD. */
struct tl_bytes tl_lookup_fold(struct tl_buf *fold, const struct tl_district *d,
                               struct tl_bytes name);

int tl_lookup_begin(struct tl_lookup *r, struct tl_view *v);
void tl_lookup_release(struct tl_lookup *r);
#define TL_REFER TL_CLEANUP(tl_lookup_release) struct tl_lookup

/* The unit that TEXT names: its id and name, for as long as R is there. As tl_lookup_find(). */
int tl_lookup_unit(struct tl_lookup *r, const char *text, struct tl_bytes *id,
                   struct tl_bytes *name, struct tl_err *err);
/*
 * The record of KIND that TEXT names. TOWN narrows names (TL_NONE: anywhere); ONLY are the types
 * that fit (NULL: all). TLSAFE_EINPUT with a sentence that names the candidates: none or several
 * fit.
 */
int tl_lookup_find(struct tl_lookup *r, const struct tl_kind *kind, struct tl_bytes text,
                  struct tl_bytes town, const char *const *only, const struct tl_referred **ret,
                  struct tl_err *err);
/* By id alone. *RET NULL: there is none of this kind. */
int tl_lookup_id(struct tl_lookup *r, const struct tl_kind *kind, struct tl_bytes id,
                 const struct tl_referred **ret);
/* All of KIND, in order of row. */
int tl_lookup_all(struct tl_lookup *r, const struct tl_kind *kind, const struct tl_referred **ret,
                 size_t *n);
/* Adds one that is being made in this change. */
int tl_lookup_add(struct tl_lookup *r, const struct tl_record *rec);

/* For tl_read.lookup: CTX is a struct tl_lookup_here. */
struct tl_lookup_here {
	struct tl_lookup *lookup;
	struct tl_bytes town;
};
int tl_lookup_read(void *ctx, const struct tl_field *field, struct tl_bytes text, struct tl_buf *id,
                  struct tl_err *err);
/* The id of the record that TEXT, which OPTION says, names for FIELD, a reference. TLSAFE_EINPUT
 * with a sentence when none is named so or several are, TLSAFE_EUSAGE when TEXT is empty. */
int tl_lookup_said(struct tl_view *v, const struct tl_field *field, const char *option,
                   const char *text, struct tl_buf *ret);

#endif
