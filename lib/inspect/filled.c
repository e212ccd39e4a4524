/* Sheets that were filled in: rows and lines to heads and answers. */
#include "inspect/filled.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "form/form.h"

void tl_filled_release(struct tl_filled_all *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->sheet[i].head);
		free(all->sheet[i].answer);
	}
	free(all->sheet);
	tl_map_freep(&all->names);
	tl_arena_release(&all->arena);
	*all = (struct tl_filled_all){ .n = 0 };
}

void tl_filled_end(struct tl_filling_in *in)
{
	free(in->column);
	in->column = NULL;
	in->ncolumns = 0;
	in->begun = false;
}

struct tl_bytes tl_filled_head_of(const struct tl_filled *s, const char *key)
{
	for (size_t i = 0; i < s->nhead; i++)
		if (tl_eqs(s->head[i].key, key))
			return s->head[i].text;
	return TL_NONE;
}

/* --- what a sheet is made of -------------------------------------------------- */

static struct tl_filled *sheet_of(struct tl_filling_in *in)
{
	return in->begun ? &in->all->sheet[in->all->n - 1] : NULL;
}

static struct tl_filled *begin_sheet(struct tl_filling_in *in, uint64_t line)
{
	struct tl_filled_all *all = in->all;

	if (!TL_GROW(all->sheet, all->n, all->max))
		return NULL;
	all->sheet[all->n] = (struct tl_filled){ .file = in->file, .part = in->part, .line = line };
	tl_filled_end(in);
	in->begun = true;
	return &all->sheet[all->n++];
}

/* The head field that NAME is of. The same names come again and again. */
static const struct tl_field *head_named(struct tl_filling_in *in, struct tl_bytes name)
{
	struct tl_filled_all *all = in->all;
	const struct tl_field *f;
	uint64_t *slot;
	bool made;

	if (!all->names && !(all->names = tl_map_new()))
		return NULL;
	slot = tl_map_put(all->names, name, &made);
	if (!slot)
		return NULL;
	if (made) {
		f = tl_answer_head(in->schema, name);
		*slot = f ? (uint64_t)f->index + 1 : 0;
	}
	return *slot ? &tl_schema_kind(in->schema, "inspection")->field[*slot - 1] : NULL;
}

/* Looks like the code of an item, and is no name of a field: letters and a digit. */
static bool is_code(struct tl_bytes text)
{
	bool digit = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (!letter && !(i && c >= '0' && c <= '9'))
			return false;
		digit |= !letter;
	}
	return digit;
}

/* KEY begins another sheet: this one has answers, or has said it. */
static bool begins(const struct tl_filled *s, const char *key)
{
	if (strcmp(key, "checklist") && strcmp(key, "unit"))
		return false;
	return !s || s->nanswers || tl_filled_head_of(s, key).data;
}

static int add_head(struct tl_filling_in *in, uint64_t line, const struct tl_field *f,
                    struct tl_bytes text)
{
	struct tl_filled *s = sheet_of(in);
	bool ok = true;

	text = tl_utf8_trim(text);
	if (!text.len)
		return 0;
	if (!s || begins(s, f->key))
		s = begin_sheet(in, line);
	if (!s || !TL_GROW(s->head, s->nhead, s->maxhead))
		return TLSAFE_EMEMORY;
	s->head[s->nhead++] = (struct tl_filled_head){
		.key = tl_arena_dup(&in->all->arena, tl_str(f->key), &ok),
		.text = tl_arena_dup(&in->all->arena, text, &ok),
		.line = line,
	};
	return ok ? 0 : TLSAFE_EMEMORY;
}

/* An answer, whose texts are copied. */
static int add_answer(struct tl_filling_in *in, uint64_t line,
                      const struct tl_bytes text[TL_ANSWER_COLUMNS])
{
	struct tl_filled *s = sheet_of(in);
	struct tl_filled_answer *a;
	bool ok = true;

	if (!s)
		s = begin_sheet(in, line);
	if (!s || !TL_GROW(s->answer, s->nanswers, s->maxanswers))
		return TLSAFE_EMEMORY;
	a = &s->answer[s->nanswers++];
	*a = (struct tl_filled_answer){ .line = line };
	for (int c = 0; c < TL_ANSWER_COLUMNS; c++) {
		struct tl_bytes trimmed = tl_utf8_trim(text[c]);
		a->text[c] = TL_NONE;
		if (trimmed.len)
			a->text[c] = tl_arena_dup(&in->all->arena, trimmed, &ok);
	}
	return ok ? 0 : TLSAFE_EMEMORY;
}

static void tell(struct tl_filling_in *in, uint64_t line, struct tl_bytes value, const char *hint,
                 const char *text)
{
	in->d->at = (struct tlsafe_fault){ .file = in->file, .sheet = in->part, .line = line };
	tl_fault(in->d, TLSAFE_EINPUT, NULL, value, hint, "%s", text);
}

/* --- rows of a list ----------------------------------------------------------- */

struct tl_bytes tl_cell_at(const struct tl_bytes *cell, size_t n, size_t i)
{
	return i < n && cell[i].len ? tl_utf8_trim(tl_csv_unguard(cell[i])) : TL_NONE;
}

size_t tl_cells_filled(const struct tl_bytes *cell, size_t n)
{
	size_t filled = 0;

	for (size_t i = 0; i < n; i++)
		filled += tl_cell_at(cell, n, i).len > 0;
	return filled;
}

/* The cells are the headings over answers: a result among them, and of what it is. */
static bool is_headings(struct tl_filling_in *in, const struct tl_bytes *cell, size_t n)
{
	bool code = false, result = false;

	for (size_t i = 0; i < n; i++) {
		struct tl_bytes name = tl_cell_at(cell, n, i);
		enum tl_answer_column c = TL_ANSWER_COLUMNS;
		if (name.len)
			c = tl_answer_find(in->schema, name);
		code |= c == TL_ANSWER_CODE || c == TL_ANSWER_HAZARD;
		result |= c == TL_ANSWER_RESULT;
	}
	return code && result;
}

static int take_headings(struct tl_filling_in *in, uint64_t line, const struct tl_bytes *cell,
                         size_t n)
{
	const struct tl_kind *item = tl_schema_kind(in->schema, "item");
	size_t *column = calloc(n + 1, sizeof(*column));

	if (!column)
		return TLSAFE_EMEMORY;
	free(in->column);
	in->column = column;
	in->ncolumns = n;
	for (size_t i = 0; i < n; i++) {
		struct tl_bytes name = tl_cell_at(cell, n, i);
		column[i] = TL_ANSWER_COLUMNS;
		if (!name.len)
			continue;
		column[i] = tl_answer_find(in->schema, name);
		if (column[i] == TL_ANSWER_COLUMNS && !tl_kind_ignores(item, name))
			tell(in, line, name, "take the column out, or print the sheet anew",
			     "an unknown heading");
		for (size_t k = 0; k < i && column[i] < TL_ANSWER_COLUMNS; k++)
			if (column[k] == column[i])
				tell(in, line, name, "leave one of the two",
				     "two columns of one heading");
	}
	return 0;
}

static int take_answer(struct tl_filling_in *in, uint64_t line, const struct tl_bytes *cell,
                       size_t n)
{
	struct tl_bytes text[TL_ANSWER_COLUMNS] = { TL_NONE };

	for (int c = 0; c < TL_ANSWER_COLUMNS; c++)
		text[c] = TL_NONE;
	for (size_t i = 0; i < n; i++) {
		struct tl_bytes t = tl_cell_at(cell, n, i);
		if (i < in->ncolumns && in->column[i] < TL_ANSWER_COLUMNS)
			text[in->column[i]] = t;
		else if (i >= in->ncolumns && t.len)
			tell(in, line, t, "look for a comma that is no separator",
			     "a cell behind the last heading");
	}
	return add_answer(in, line, text);
}

int tl_filled_row(struct tl_filling_in *in, uint64_t line, const struct tl_bytes *cell, size_t n)
{
	const struct tl_field *f = NULL;
	size_t filled = tl_cells_filled(cell, n);
	struct tl_bytes name = tl_cell_at(cell, n, 0);

	if (!filled)
		return 0;
	if (in->ncolumns && (!name.len || is_code(name)))
		return take_answer(in, line, cell, n);
	if (name.len)
		f = head_named(in, name);
	if (f)
		return add_head(in, line, f, tl_cell_at(cell, n, 1));
	if (is_headings(in, cell, n))
		return take_headings(in, line, cell, n);
	if (in->ncolumns)
		return take_answer(in, line, cell, n);
	/* A title over the sheet. */
	if (filled > 1 || in->begun)
		tell(in, line, name.len ? name : TL_LIT(""),
		     "tlsafe-inspect sheet prints a sheet that is read back",
		     "neither a field of an inspection nor the headings of its items");
	return 0;
}

/* --- lines that were typed ---------------------------------------------------- */

/* Takes the first word of TEXT, which blanks end. False: there is none. */
static bool next_word(struct tl_bytes *text, struct tl_bytes *word)
{
	size_t n = 0;

	*text = tl_utf8_trim(*text);
	while (n < text->len && text->data[n] != ' ' && text->data[n] != '\t' &&
	       (text->len - n < 3 || memcmp(text->data + n, "　", 3)))
		n++;
	*word = tl_bytes(text->data, n);
	*text = tl_bytes(text->data + n, text->len - n);
	return n > 0;
}

/* "KEY=VALUE", also with the full-width sign. */
static bool split(struct tl_bytes word, struct tl_bytes *key, struct tl_bytes *value)
{
	static const char wide[] = "＝";

	for (size_t i = 0; i < word.len; i++) {
		size_t len = word.data[i] == '=';
		if (!len && word.len - i >= 3 && !memcmp(word.data + i, wide, 3))
			len = 3;
		if (!len)
			continue;
		*key = tl_bytes(word.data, i);
		*value = tl_bytes(word.data + i + len, word.len - i - len);
		return true;
	}
	return false;
}

/* Words of a value, gathered with blanks between. */
struct gathered {
	const struct tl_field *field;	/* of a head, or */
	enum tl_answer_column column;	/* of an answer */
	struct tl_buf text;
};

static void put_word(struct tl_buf *out, struct tl_bytes word)
{
	if (out->len)
		tl_buf_char(out, ' ');
	tl_buf_add(out, word);
}

/* unit=U1 day=2018-07-25 summary=未发现 隐患 */
static int take_heads(struct tl_filling_in *in, uint64_t line, struct tl_bytes text)
{
	struct tl_bytes word, key, value;
	const struct tl_field *f = NULL;
	TL_BUF gathered = { 0 };
	int rc = 0;

	while (!rc && next_word(&text, &word)) {
		const struct tl_field *next = NULL;
		if (split(word, &key, &value) && key.len)
			next = head_named(in, key);
		if (!next) {
			put_word(&gathered, word);
			continue;
		}
		if (f)
			rc = add_head(in, line, f, tl_buf_bytes(&gathered));
		f = next;
		tl_buf_clear(&gathered);
		tl_buf_add(&gathered, value);
	}
	if (!rc && f)
		rc = add_head(in, line, f, tl_buf_bytes(&gathered));
	return rc || !gathered.failed ? rc : TLSAFE_EMEMORY;
}

/* C12=n 灭火器过期 due=+7d; CODE and RESULT are taken off. */
static int take_typed(struct tl_filling_in *in, uint64_t line, struct tl_bytes code,
                      struct tl_bytes result, struct tl_bytes text)
{
	struct tl_bytes said[TL_ANSWER_COLUMNS], word, key, value;
	TL_BUF finding = { 0 };

	for (int c = 0; c < TL_ANSWER_COLUMNS; c++)
		said[c] = TL_NONE;
	said[TL_ANSWER_CODE] = code;
	said[TL_ANSWER_RESULT] = result;
	while (next_word(&text, &word)) {
		enum tl_answer_column c = TL_ANSWER_COLUMNS;
		if (split(word, &key, &value) && key.len)
			c = tl_answer_find(in->schema, key);
		if (c == TL_ANSWER_COLUMNS)
			put_word(&finding, word);
		else if (said[c].data)
			tell(in, line, word, NULL, "said twice");
		else
			said[c] = value;
	}
	if (finding.len && said[TL_ANSWER_FINDING].data)
		put_word(&finding, said[TL_ANSWER_FINDING]);
	if (finding.len)
		said[TL_ANSWER_FINDING] = tl_buf_bytes(&finding);
	return finding.failed ? TLSAFE_EMEMORY : add_answer(in, line, said);
}

/* --- JSON Lines --------------------------------------------------------------- */

/* A member of a line: of an answer, or of what the sheet is about. */
static int take_member(struct tl_filling_in *in, uint64_t line, const struct tl_json_member *m,
                       struct tl_bytes said[TL_ANSWER_COLUMNS], bool answer)
{
	enum tl_answer_column c = TL_ANSWER_COLUMNS;
	const struct tl_field *f;

	if (!m->value.data)
		return 0;
	if (answer)
		c = tl_answer_find(in->schema, m->name);
	if (c < TL_ANSWER_COLUMNS) {
		said[c] = m->value;
		return 0;
	}
	f = answer ? NULL : head_named(in, m->name);
	if (f)
		return add_head(in, line, f, m->value);
	tell(in, line, m->name, NULL, answer ? "an answer has no such member" :
	                                       "an inspection has no such member");
	return 0;
}

static int take_object(struct tl_filling_in *in, uint64_t line, struct tl_bytes text)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_bytes said[TL_ANSWER_COLUMNS];
	struct tl_json_object o;
	struct tl_err why = { 0 };
	bool answer = false;
	int rc = tl_json_read(&o, &a, text, &why);

	if (rc == TLSAFE_EMEMORY)
		return rc;
	if (rc) {
		tell(in, line, TL_NONE, NULL, why.text);
		return 0;
	}
	for (int c = 0; c < TL_ANSWER_COLUMNS; c++)
		said[c] = TL_NONE;
	for (size_t i = 0; i < o.n; i++) {
		enum tl_answer_column c = tl_answer_find(in->schema, o.member[i].name);
		answer |= c == TL_ANSWER_CODE || c == TL_ANSWER_HAZARD || c == TL_ANSWER_RESULT;
	}
	for (size_t i = 0; !rc && i < o.n; i++)
		rc = take_member(in, line, &o.member[i], said, answer);
	return rc || !answer ? rc : add_answer(in, line, said);
}

int tl_filled_line(struct tl_filling_in *in, uint64_t line, struct tl_bytes text)
{
	struct tl_bytes rest = tl_utf8_trim(text), word, key, value;

	if (!rest.len || rest.data[0] == '#')
		return 0;
	if (rest.data[0] == '{')
		return take_object(in, line, rest);
	if (!next_word(&rest, &word) || !split(word, &key, &value)) {
		tell(in, line, word, "answer as C12=y, C12=n 灭火器过期 due=+7d or C12=na",
		     "neither an answer nor a field of an inspection");
		return 0;
	}
	if (key.len && !is_code(key) && head_named(in, key))
		return take_heads(in, line, text);
	return take_typed(in, line, key, value, rest);
}
