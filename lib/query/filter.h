/*
 * Filters (cli.md 4): words to a test of records, and the columns of a list.
 */
#ifndef TL_QUERY_FILTER_H
#define TL_QUERY_FILTER_H

#include "base/map.h"
#include "query/duplicates.h"
#include "query/lookup.h"
#include "query/path.h"

enum tl_op { TL_OP_IS, TL_OP_NOT, TL_OP_HAS };

struct tl_alternative {		/* one of the values behind an operator */
	struct tl_bytes text;	/* equal to; absent: a range */
	int64_t low, high;	/* of numbers, with both ends */
	struct tl_bytes from, upto;	/* of texts; absent: open */
	bool range, empty;
};

struct tl_term {
	struct tl_path path;
	enum tl_op op;
	struct tl_alternative *alt;
	size_t nalts;
};

#define TL_DAYS_TEXT 24

struct tl_query {
	struct tl_view *view;
	const struct tl_kind *kind;
	struct tl_term *term;
	size_t nterms;
	unsigned conditions;	/* bits of the conditions table */
	bool wants_void;	/* asked for void ones: by condition, by state or by id */
	struct tl_map *ids;	/* NULL: any */
	struct tl_bytes *id;	/* the same, in the order given */
	size_t nids;
	struct tl_lookup lookup;
	struct tl_calendar *calendar;	/* once a day was told in working days */
	struct tl_map *joined;	/* id -> index + 1 of records read through references */
	struct tl_record **join;
	size_t njoins, maxjoins;
	char days_left[2][TL_DAYS_TEXT];	/* of the record, and of one that it refers to */
	struct tl_duplicates duplicates;	/* looked for when a word or column asks for them */
	struct tl_arena arena;
};

/* WORDS are borrowed for the call. TLSAFE_EUSAGE: a word that is none; TLSAFE_ENOENT when ONLY_IDS
 * and an id is not there. */
int tl_query_begin(struct tl_query *q, struct tl_view *v, const struct tl_kind *kind,
                   char *const *words, size_t n, bool only_ids);
/* The same of words that somebody else will ask with: whose records they are is not known yet. */
int tl_query_try(struct tl_query *q, struct tl_view *v, const struct tl_kind *kind,
                 char *const *words, size_t n, bool only_ids);
void tl_query_release(struct tl_query *q);
#define TL_QUERY TL_CLEANUP(tl_query_release) struct tl_query

#endif
