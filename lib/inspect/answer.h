/*
 * What stands in a line of a sheet: an answer to an item of a checklist, or a find outside of it.
 */
#ifndef TL_INSPECT_ANSWER_H
#define TL_INSPECT_ANSWER_H

#include "schema/schema.h"

enum tl_answer_column {
	TL_ANSWER_CODE, TL_ANSWER_TEXT, TL_ANSWER_CLAUSE, TL_ANSWER_RESULT, TL_ANSWER_FINDING,
	TL_ANSWER_MEASURED, TL_ANSWER_DUE, TL_ANSWER_LEVEL, TL_ANSWER_PLACE, TL_ANSWER_ON_SPOT,
	TL_ANSWER_PHOTOS, TL_ANSWER_HAZARD, TL_ANSWER_APPROVED_BY,
	TL_ANSWER_COLUMNS
};

/* The field of which a column is: of the item, or of the hazard that the item becomes. NULL: the
 * set is an older one, which lacks it. */
const struct tl_field *tl_answer_field(const struct tl_schema *s, enum tl_answer_column column);
/* The column that NAME, a key or heading, is of; TL_ANSWER_COLUMNS: of none. */
enum tl_answer_column tl_answer_find(const struct tl_schema *s, struct tl_bytes name);

/* What is said of the inspection as a whole: a field of it that recording writes. NULL: none. */
const struct tl_field *tl_answer_head(const struct tl_schema *s, struct tl_bytes name);
bool tl_answer_is_head(const struct tl_field *f);

/* The kind of inspections; TLSAFE_ECONFIG: the set was made by an older tlsafe. */
int tl_inspection_kind(const struct tl_schema *s, const struct tl_kind **ret, struct tl_err *err);

#endif
