/*
 * Records as rows of cells.
 */
#ifndef TL_QUERY_COLUMNS_H
#define TL_QUERY_COLUMNS_H

#include "form/form.h"
#include "query/filter.h"

/* Where the label of a cell lies in the text of its row, and behind it its JSON; and what is known
 * of its column before there are rows. */
struct tl_columns_place {
	size_t label, json, end;
	int stored;		/* which field of the record it is; -1: more than what is stored */
	bool numeric, day;
};

/* Columns of a list: NAMES "id,unit.name" or NULL for the kind's own. */
struct tl_columns {
	struct tl_path *path;
	char **key;
	size_t n;
	bool codes, english, emphasis, rev;
	struct tl_cell *cell;
	struct tl_columns_place *place;
	struct tl_buf text;	/* labels and JSON of the present row */
};
int tl_columns_begin(struct tl_columns *c, struct tl_query *q, const char *names,
                     const char *headings, struct tlsafe_out *out);
/* Gives R its rev, which is counted and not stored. */
int tl_columns_rev(struct tl_query *q, struct tl_record *r);
/* Writes R as a row of OUT; gives it its rev first, if a column shows it. */
int tl_columns_row(struct tl_columns *c, struct tl_query *q, struct tl_record *r,
                   struct tlsafe_out *out);
void tl_columns_release(struct tl_columns *c);
/* Writes the records with these ids, as the kind's list, as V sees them; or as they are now, after
 * a commit. */
int tl_list_ids(struct tl_view *v, const struct tl_kind *kind, const struct tl_bytes *id, size_t n,
                struct tlsafe_out *out);
int tl_list_now(struct tlsafe *t, const struct tl_kind *kind, const struct tl_bytes *id, size_t n,
                struct tlsafe_out *out);

#endif
