/*
 * Whether a record is asked for, and which index holds all that are.
 */
#ifndef TL_QUERY_MATCH_H
#define TL_QUERY_MATCH_H

#include "query/filter.h"

enum { TL_MATCH_ALL, TL_MATCH_BUT_FOUND };
/* 1 it matches, 0 it does not, <0. With TL_MATCH_BUT_FOUND the terms on the day of the find are
 * passed over. */
int tl_query_match(struct tl_query *q, const struct tl_record *r, int which);
/* Whether DAY lies in the periods of the terms on the day of the find; true when there are none. */
bool tl_query_period(const struct tl_query *q, tl_day day);
/* First and last day of the one period that all terms on the find allow; false: none is given, or
 * it is several. */
bool tl_query_span(const struct tl_query *q, tl_day *first, tl_day *last);
/* Some term is on the day of the find. */
bool tl_query_asks_find(const struct tl_query *q);
/* Puts that period into its place: there is one. */
int tl_query_set_span(struct tl_query *q, tl_day first, tl_day last);
/* What is read for a list. */
enum tl_reads { TL_READ_IDS, TL_READ_BY_UNIT, TL_READ_BY_ASSIGNEE, TL_READ_BY_DUE, TL_READ_EVERY };
/*
 * What holds every record which Q can select. Of the index of open hazards FROM and UPTO are the
 * range of its keys, which end in the row; TL_READ_EVERY: no index does, since Q asks for another
 * moment or for others than open ones.
 */
enum tl_reads tl_query_reads(const struct tl_query *q, struct tl_buf *from, struct tl_buf *upto);

#endif
