/* Reports of self-checks as they stand in files: rows to what they say. */
#include "inspect/returned.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "form/form.h"
#include "inspect/filled.h"
#include "journal/return.h"

static const char *const columns[TL_RETURNED_COLUMNS] = {
	[TL_RETURNED_ITEM] = "item",
	[TL_RETURNED_PLACE] = "place",
	[TL_RETURNED_DESCRIPTION] = "description",
	[TL_RETURNED_LEVEL] = "level",
	[TL_RETURNED_CATEGORY] = "category",
	[TL_RETURNED_CLAUSE] = "clause",
	[TL_RETURNED_FOUND] = "found",
	[TL_RETURNED_DEADLINE] = "deadline",
	[TL_RETURNED_MEASURE] = "measure",
	[TL_RETURNED_RECTIFIED] = "rectified",
	[TL_RETURNED_RECTIFIED_BY] = "rectified_by",
	[TL_RETURNED_RESULT] = "result",
};

const struct tl_field *tl_returned_field(const struct tl_schema *s, enum tl_returned_column column)
{
	const struct tl_kind *k = tl_schema_kind(s, "hazard");

	return k ? tl_kind_key(k, tl_str(columns[column])) : NULL;
}

enum tl_returned_column tl_returned_find(const struct tl_schema *s, struct tl_bytes name)
{
	const struct tl_kind *k = tl_schema_kind(s, "hazard");
	const struct tl_field *f = k ? tl_kind_field(k, name, false, NULL) : NULL;

	for (int c = 0; f && c < TL_RETURNED_COLUMNS; c++)
		if (!strcmp(columns[c], f->key))
			return (enum tl_returned_column)c;
	return TL_RETURNED_COLUMNS;
}

const struct tl_field *tl_returned_head(const struct tl_schema *s, struct tl_bytes name)
{
	const struct tl_kind *k = tl_schema_kind(s, TL_RETURN_KIND);
	const struct tl_field *f = k ? tl_kind_field(k, name, false, NULL) : NULL;

	return f && tl_answer_is_head(f) ? f : NULL;
}

void tl_returned_release(struct tl_returned_all *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->sheet[i].head);
		free(all->sheet[i].item);
	}
	free(all->sheet);
	tl_arena_release(&all->arena);
	*all = (struct tl_returned_all){ .n = 0 };
}

void tl_returned_end(struct tl_returning *in)
{
	free(in->column);
	in->column = NULL;
	in->ncolumns = 0;
	in->begun = in->list = false;
}

static const struct tl_returned_head *said(const struct tl_returned *s, const char *key)
{
	for (size_t i = 0; i < s->nhead; i++)
		if (!strcmp(s->head[i].field->key, key))
			return &s->head[i];
	return NULL;
}

struct tl_bytes tl_returned_text(const struct tl_returned *s, const char *key)
{
	const struct tl_returned_head *h = said(s, key);

	return h ? h->text : TL_NONE;
}

/* --- what a sheet is made of --------------------------------------------------- */

static struct tl_returned *begin_sheet(struct tl_returned_all *all, const char *file,
                                       const char *part, uint64_t line)
{
	if (!TL_GROW(all->sheet, all->n, all->max))
		return NULL;
	all->sheet[all->n] = (struct tl_returned){ .file = file, .part = part, .line = line };
	return &all->sheet[all->n++];
}

static int put_head(struct tl_returned_all *all, struct tl_returned *s, uint64_t line,
                    const struct tl_field *f, struct tl_bytes text)
{
	bool ok = true;

	if (!TL_GROW(s->head, s->nhead, s->maxhead))
		return TLSAFE_EMEMORY;
	s->head[s->nhead++] = (struct tl_returned_head){
		.field = f, .text = tl_arena_dup(&all->arena, text, &ok), .line = line
	};
	return ok ? 0 : TLSAFE_EMEMORY;
}

static void tell(struct tl_returning *in, uint64_t line, struct tl_bytes value, const char *hint,
                 const char *text)
{
	in->d->at = (struct tlsafe_fault){ .file = in->file, .sheet = in->part, .line = line };
	tl_fault(in->d, TLSAFE_EINPUT, NULL, value, hint, "%s", text);
}

static struct tl_returned *sheet_of(struct tl_returning *in)
{
	return in->begun ? &in->all->sheet[in->all->n - 1] : NULL;
}

/* F begins another report: this one has items, or has said it. */
static bool begins(const struct tl_returned *s, const struct tl_field *f)
{
	if (strcmp(f->key, "unit") && strcmp(f->key, "period"))
		return false;
	return !s || s->nitems || said(s, f->key);
}

static int add_head(struct tl_returning *in, uint64_t line, const struct tl_field *f,
                    struct tl_bytes text)
{
	struct tl_returned *s = sheet_of(in);

	if (!text.len)
		return 0;
	if (!s || begins(s, f)) {
		tl_returned_end(in);
		s = begin_sheet(in->all, in->file, in->part, line);
		in->begun = true;
	}
	if (s && said(s, f->key)) {
		tell(in, line, text, NULL, "said twice");
		return 0;
	}
	return s ? put_head(in->all, s, line, f, text) : TLSAFE_EMEMORY;
}

/* --- rows ---------------------------------------------------------------------- */

/* The cells are headings of a list of reports: unit and period among them. */
static bool heads_list(const struct tl_schema *s, const struct tl_bytes *cell, size_t n)
{
	bool unit = false, period = false;

	for (size_t i = 0; i < n; i++) {
		struct tl_bytes name = tl_cell_at(cell, n, i);
		const struct tl_field *f = name.len ? tl_returned_head(s, name) : NULL;
		unit |= f && !strcmp(f->key, "unit");
		period |= f && !strcmp(f->key, "period");
	}
	return unit && period;
}

/* The cells are the headings over what was found: what is wrong, and something besides. */
static bool heads_items(const struct tl_schema *s, const struct tl_bytes *cell, size_t n)
{
	bool description = false;
	size_t others = 0;

	for (size_t i = 0; i < n; i++) {
		struct tl_bytes name = tl_cell_at(cell, n, i);
		enum tl_returned_column c = TL_RETURNED_COLUMNS;
		if (name.len)
			c = tl_returned_find(s, name);
		description |= c == TL_RETURNED_DESCRIPTION;
		others += c != TL_RETURNED_COLUMNS && c != TL_RETURNED_DESCRIPTION;
	}
	return description && others;
}

enum tl_returned_is tl_returned_is(const struct tl_schema *s, const struct tl_bytes *cell, size_t n)
{
	struct tl_bytes name = tl_cell_at(cell, n, 0);
	const struct tl_field *f;

	if (heads_list(s, cell, n))
		return TL_RETURNED_YES;
	f = name.len ? tl_returned_head(s, name) : NULL;
	if (f && !strcmp(f->key, "period"))
		return TL_RETURNED_YES;
	/* What both begin with, and a title, tell nothing. */
	return !f && name.len && tl_answer_head(s, name) ? TL_RETURNED_NO : TL_RETURNED_UNSURE;
}

static int take_headings(struct tl_returning *in, uint64_t line, const struct tl_bytes *cell,
                         size_t n, bool list)
{
	const char *of = list ? TL_RETURN_KIND : "hazard";
	const struct tl_kind *ignoring = tl_schema_kind(in->schema, of);
	struct tl_returning_column *column = calloc(n + 1, sizeof(*column));

	if (!column)
		return TLSAFE_EMEMORY;
	free(in->column);
	in->column = column;
	in->ncolumns = n;
	in->list = list;
	for (size_t i = 0; i < n; i++) {
		struct tl_bytes name = tl_cell_at(cell, n, i);
		column[i] = (struct tl_returning_column){ TL_RETURNED_COLUMNS, NULL };
		if (!name.len)
			continue;
		if (list)
			column[i].head = tl_returned_head(in->schema, name);
		else
			column[i].item = tl_returned_find(in->schema, name);
		bool known = column[i].head || column[i].item < TL_RETURNED_COLUMNS;
		if (!known && !tl_kind_ignores(ignoring, name))
			tell(in, line, name, "take the column out, or print the sheet anew",
			     "an unknown heading");
		for (size_t k = 0; k < i && known; k++)
			if (column[k].head == column[i].head && column[k].item == column[i].item)
				tell(in, line, name, "leave one of the two",
				     "two columns of one heading");
	}
	return 0;
}

static bool is_behind(struct tl_returning *in, uint64_t line, size_t i, struct tl_bytes text)
{
	if (i < in->ncolumns)
		return false;
	if (text.len)
		tell(in, line, text, "look for a comma that is no separator",
		     "a cell behind the last heading");
	return true;
}

static int take_item(struct tl_returning *in, uint64_t line, const struct tl_bytes *cell, size_t n)
{
	struct tl_returned *s = sheet_of(in);
	struct tl_returned_item item = { .line = line };
	size_t filled = 0;
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		struct tl_bytes text = tl_cell_at(cell, n, i);
		if (is_behind(in, line, i, text) || in->column[i].item == TL_RETURNED_COLUMNS ||
		    !text.len)
			continue;
		item.text[in->column[i].item] = tl_arena_dup(&in->all->arena, text, &ok);
		filled++;
	}
	if (!filled)
		return ok ? 0 : TLSAFE_EMEMORY;
	if (!s) {
		tell(in, line, TL_NONE, "begin with the rows that say unit and period",
		     "whose it is, and of which period, is not said above");
		return 0;
	}
	if (!ok || !TL_GROW(s->item, s->nitems, s->maxitems))
		return TLSAFE_EMEMORY;
	s->item[s->nitems++] = item;
	return 0;
}

/* The report of a unit. */
static int take_report(struct tl_returning *in, uint64_t line, const struct tl_bytes *cell,
                       size_t n)
{
	struct tl_returned *s = NULL;
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		struct tl_bytes text = tl_cell_at(cell, n, i);
		if (is_behind(in, line, i, text) || !in->column[i].head || !text.len)
			continue;
		if (!s)
			s = begin_sheet(in->all, in->file, in->part, line);
		rc = s ? put_head(in->all, s, line, in->column[i].head, text) : TLSAFE_EMEMORY;
	}
	return rc;
}

int tl_returned_row(struct tl_returning *in, uint64_t line, const struct tl_bytes *cell, size_t n)
{
	struct tl_bytes name = tl_cell_at(cell, n, 0);
	const struct tl_field *f;
	size_t filled = tl_cells_filled(cell, n);

	if (!filled)
		return 0;
	if (in->list)
		return take_report(in, line, cell, n);
	if (!in->begun && heads_list(in->schema, cell, n))
		return take_headings(in, line, cell, n, true);
	if (heads_items(in->schema, cell, n))
		return take_headings(in, line, cell, n, false);
	f = name.len ? tl_returned_head(in->schema, name) : NULL;
	if (f)
		return add_head(in, line, f, tl_cell_at(cell, n, 1));
	if (in->ncolumns)
		return take_item(in, line, cell, n);
	/* A title over the sheet. */
	if (filled > 1 || in->begun)
		tell(in, line, name.len ? name : TL_LIT(""),
		     "tlsafe-inspect sheet --selfcheck prints a sheet that is read back",
		     "neither a field of a self-check nor the headings of what was found");
	return 0;
}

int tl_returned_words(struct tl_returned_all *all, const struct tl_schema *s, char *const *word,
                      size_t n, struct tl_err *err)
{
	static const char hint[] = "for example: unit=U000029 period=2018-07";
	struct tl_returned *it = begin_sheet(all, NULL, NULL, 0);
	int rc = it ? 0 : TLSAFE_EMEMORY;

	for (size_t i = 0; !rc && i < n; i++) {
		const char *eq = strchr(word[i], '=');
		const struct tl_field *f = NULL;
		if (eq)
			f = tl_returned_head(s, tl_bytes(word[i], (size_t)(eq - word[i])));
		if (!f)
			return tl_err_hint(err, TLSAFE_EUSAGE, hint,
			                   "not a field of a self-check and its value: '%s'",
			                   word[i]);
		if (said(it, f->key))
			return tl_err_set(err, TLSAFE_EUSAGE, "%s is said twice", f->key);
		rc = put_head(all, it, 0, f, tl_str(eq + 1));
	}
	return rc;
}
