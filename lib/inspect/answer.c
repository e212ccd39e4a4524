/* What stands in a line of a sheet. */
#include "inspect/answer.h"

static const struct {
	const char *kind, *key;
} columns[TL_ANSWER_COLUMNS] = {
	[TL_ANSWER_CODE] = { "item", "code" },
	[TL_ANSWER_TEXT] = { "item", "text" },
	[TL_ANSWER_CLAUSE] = { "item", "clause" },
	[TL_ANSWER_RESULT] = { "item", "result" },
	[TL_ANSWER_FINDING] = { "item", "finding" },
	[TL_ANSWER_MEASURED] = { "item", "measured" },
	[TL_ANSWER_DUE] = { "item", "due" },
	[TL_ANSWER_LEVEL] = { "hazard", "level" },
	[TL_ANSWER_PLACE] = { "hazard", "place" },
	[TL_ANSWER_ON_SPOT] = { "hazard", "on_spot" },
	[TL_ANSWER_PHOTOS] = { "item", "photos" },
	[TL_ANSWER_HAZARD] = { "item", "hazard" },
	[TL_ANSWER_APPROVED_BY] = { "hazard", "approved_by" },
};

const struct tl_field *tl_answer_field(const struct tl_schema *s, enum tl_answer_column column)
{
	const struct tl_kind *k = tl_schema_kind(s, columns[column].kind);

	return k ? tl_kind_key(k, tl_str(columns[column].key)) : NULL;
}

enum tl_answer_column tl_answer_find(const struct tl_schema *s, struct tl_bytes name)
{
	static const char *const kinds[] = { "item", "hazard" };

	for (size_t i = 0; i < TL_LEN(kinds); i++) {
		const struct tl_kind *k = tl_schema_kind(s, kinds[i]);
		const struct tl_field *f = k ? tl_kind_field(k, name, false, NULL) : NULL;
		for (int c = 0; f && c < TL_ANSWER_COLUMNS; c++)
			if (!strcmp(columns[c].kind, kinds[i]) && !strcmp(columns[c].key, f->key))
				return (enum tl_answer_column)c;
	}
	return TL_ANSWER_COLUMNS;
}

bool tl_answer_is_head(const struct tl_field *f)
{
	return !f->withdrawn && !strcmp(f->by, "record");
}

const struct tl_field *tl_answer_head(const struct tl_schema *s, struct tl_bytes name)
{
	const struct tl_kind *k = tl_schema_kind(s, "inspection");
	const struct tl_field *f = k ? tl_kind_field(k, name, false, NULL) : NULL;

	return f && tl_answer_is_head(f) ? f : NULL;
}

int tl_inspection_kind(const struct tl_schema *s, const struct tl_kind **ret, struct tl_err *err)
{
	bool whole = true;

	*ret = tl_schema_kind(s, "inspection");
	for (int c = 0; c < TL_ANSWER_COLUMNS; c++)
		whole = whole && tl_answer_field(s, (enum tl_answer_column)c);
	if (*ret && whole)
		return 0;
	return tl_err_hint(err, TLSAFE_ECONFIG, "tlsafe-db schema apply brings it into it",
	                   "the store's schema set lacks what inspections have: it was made by an "
	                   "older tlsafe");
}
