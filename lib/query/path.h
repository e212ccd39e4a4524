/*
 * Fields, and fields of the records that they refer to.
 */
#ifndef TL_QUERY_PATH_H
#define TL_QUERY_PATH_H

#include "store/view.h"

struct tl_query;

/* A field of the record, or of the record that it refers to. */
struct tl_path {
	const struct tl_field *field, *sub;	/* sub NULL: the field itself */
};
/* Looks a field or REFERENCE.FIELD up by key or heading. TLSAFE_EUSAGE names the nearest. */
int tl_path_find(struct tl_path *ret, const struct tl_kind *kind, struct tl_bytes name,
                 struct tl_err *err);
/* Whether personal values of F are not for who asks. */
bool tl_query_hides(const struct tl_query *q, const struct tl_field *f);
/* Whether what a record has in F is reckoned from the day and other records, and not stored. */
bool tl_query_reckons(const struct tl_field *f);
/* As tl_path_find of Q's kind, for words of who asks. TLSAFE_ERULE: what it holds is not for
 * them. */
int tl_query_path(struct tl_query *q, struct tl_path *ret, struct tl_bytes name);
/* The value of PATH in R, following the reference in the query's view; TL_NONE where it is not
 * for who asks. Borrowed until the query ends or R changes. */
int tl_query_value(struct tl_query *q, const struct tl_path *path, const struct tl_record *r,
                   struct tl_bytes *ret);
/* Appends what a reference or code is called, for people. */
int tl_query_label(struct tl_query *q, const struct tl_field *f, struct tl_bytes value,
                   bool english, struct tl_buf *out);

#endif
