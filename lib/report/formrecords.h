/*
 * Columns of a form that count records of other kinds than hazards, by a day of theirs: inspections
 * that were made, documents that were issued, fines that were paid. Each counts in the row of its
 * unit.
 */
#ifndef TL_REPORT_FORMRECORDS_H
#define TL_REPORT_FORMRECORDS_H

#include "query/filter.h"
#include "schema/blank.h"

/*
 * Adds to SUM, of B by row and column, what has its day within FIRST and LAST, as fen in columns of
 * money: of units that Q, about hazards, selects as far as its words are about units too, each in
 * the row that its own value of PER belongs to. TLSAFE_ECONFIG: a column asks for what the schema
 * set does not have.
 */
int tl_fill_records(__int128 *sum, const struct tl_blank *b, const struct tl_query *q,
                    const struct tl_field *per, tl_day first, tl_day last);

#endif
