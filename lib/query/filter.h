/*
 * Filters (cli.md 4): words to a test of records, and the columns of a list.
 */
#ifndef TL_QUERY_H
#define TL_QUERY_H

#include "form/form.h"
#include "query/lookup.h"

enum tl_op { TL_OP_IS, TL_OP_NOT, TL_OP_HAS };

/* A field of the record, or of the record that it refers to. */
struct tl_path {
	const struct tl_field *field, *sub;	/* sub NULL: the field itself */
};

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
	struct tl_refer refer;
	struct tl_map *joined;	/* id -> index + 1 of records read through references */
	struct tl_record **join;
	size_t njoins, maxjoins;
	struct tl_arena arena;
};

/* WORDS are borrowed for the call. TLSAFE_EUSAGE: a word that is none; TLSAFE_ENOENT when ONLY_IDS
 * and an id is not there. */
int tl_query_begin(struct tl_query *q, struct tl_view *v, const struct tl_kind *kind,
                   char *const *words, size_t n, bool only_ids);
void tl_query_release(struct tl_query *q);
#define TL_QUERY TL_CLEANUP(tl_query_release) struct tl_query

/* Says what Q asks for, as it was understood; free text and personal values as "...". */
void tl_tell_query(const struct tl_query *q);

enum { TL_MATCH_ALL, TL_MATCH_BUT_FOUND };
/* 1 it matches, 0 it does not, <0. With TL_MATCH_BUT_FOUND the terms on the day of the find are
 * passed over. */
int tl_query_match(struct tl_query *q, const struct tl_record *r, int which);
/* Whether DAY lies in the periods of the terms on the day of the find; true when there are none. */
bool tl_query_period(const struct tl_query *q, tl_day day);
/* First and last day of the one period that all terms on the find allow; false: none is given, or
 * it is several. */
bool tl_query_span(const struct tl_query *q, tl_day *first, tl_day *last);

/*
 * The index of open hazards that holds every record which Q can select, and the range of its keys,
 * which end in the row: FROM up to UPTO; says which it is. False: none does, since Q asks for
 * another moment or for others than open ones.
 */
bool tl_query_open(const struct tl_query *q, struct tl_buf *from, struct tl_buf *upto);

/* Looks a field or REFERENCE.FIELD up by key or heading. TLSAFE_EUSAGE names the nearest. */
int tl_path_find(struct tl_path *ret, const struct tl_kind *kind, struct tl_bytes name,
                 struct tl_err *err);
/* The value of PATH in R, following the reference in the query's view. Borrowed until the query
 * ends or R changes. */
int tl_query_value(struct tl_query *q, const struct tl_path *path, const struct tl_record *r,
                   struct tl_bytes *ret);

/* Columns of a list: NAMES "id,unit.name" or NULL for the kind's own. */
struct tl_columns {
	struct tl_path *path;
	char **key;
	size_t n;
	bool codes, english, emphasis;
	struct tl_cell *cell;
	struct tl_buf text;	/* labels and JSON of the present row */
};
int tl_columns_begin(struct tl_columns *c, struct tl_query *q, const char *names,
                     const char *headings, struct tlsafe_out *out);
/* Writes R as a row of OUT; gives it its rev first. */
int tl_columns_row(struct tl_columns *c, struct tl_query *q, struct tl_record *r,
                   struct tlsafe_out *out);
void tl_columns_release(struct tl_columns *c);

/* Writes the records with these ids, as the kind's list, as V sees them; or as they are now, after
 * a commit. */
int tl_list_ids(struct tl_view *v, const struct tl_kind *kind, const struct tl_bytes *id, size_t n,
                struct tlsafe_out *out);
int tl_list_now(struct tlsafe *t, const struct tl_kind *kind, const struct tl_bytes *id, size_t n,
                struct tlsafe_out *out);

/* Opens V as S asks: --as-of (a future day is TLSAFE_EUSAGE) and --known-at (a transaction, or an
 * instant). */
int tl_view_select(struct tl_view *v, struct tlsafe *t, const struct tlsafe_select *s);

/* Appends what a reference or code is called, for people. */
int tl_query_label(struct tl_query *q, const struct tl_field *f, struct tl_bytes value,
                   bool english, struct tl_buf *out);

/* Conditions, for help and the nearest word: "open", its Chinese word, one line, and what tells:
 * how the hazard stands, or its record. A NULL name ends. */
struct tl_condition {
	const char *name, *zh, *about;
	bool (*holds)(const struct tl_stand *s, tl_day today);
	bool (*says)(const struct tl_record *r);
	bool open;			/* only open ones hold it */
};
extern const struct tl_condition tl_conditions[];

#endif
