/* A form that somebody filled in, as it lies in a sheet. */
#include "report/handed.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "schema/words.h"

#define LINES_MAX 4096
#define CELLS_MAX 256		/* of a line */
#define HEAD_MAX 40		/* lines above the first row */
#define LEVELS_MAX 12
#define LABELS 3		/* first columns that may have the names of rows */
#define COLUMNS_LEAST 3		/* by which a form is known */
#define DIGITS_MAX 17		/* of a number, and behind its point */

/* --- the sheet ---------------------------------------------------------------- */

int tl_handed_add(struct tl_handed_sheet *s, uint64_t line, const struct tl_bytes *cell, size_t n,
                  struct tl_err *err)
{
	struct tl_handed_line *to;
	bool ok = true;

	if (s->n >= LINES_MAX)
		return tl_err_set(err, TLSAFE_EINPUT, "%llu: more lines than a form has",
		                  (unsigned long long)line);
	if (!TL_GROW(s->line, s->n, s->max))
		return tl_err_memory(err);
	n = n < CELLS_MAX ? n : CELLS_MAX;
	to = &s->line[s->n];
	*to = (struct tl_handed_line){ line, tl_arena_zalloc(&s->arena, (n + 1) * sizeof(*cell)),
		                       n };
	for (size_t i = 0; to->cell && i < n; i++)
		to->cell[i] = tl_arena_dup(&s->arena, tl_utf8_trim(cell[i]), &ok);
	if (!to->cell || !ok)
		return tl_err_memory(err);
	s->n++;
	return 0;
}

void tl_handed_sheet_release(struct tl_handed_sheet *s)
{
	free(s->line);
	tl_arena_release(&s->arena);
	memset(s, 0, sizeof(*s));
}

static struct tl_bytes at(const struct tl_handed_sheet *s, size_t line, size_t i)
{
	return i < s->line[line].n ? s->line[line].cell[i] : TL_NONE;
}

/* --- numbers ------------------------------------------------------------------ */

static bool ends(struct tl_bytes t, const char *with)
{
	size_t n = strlen(with);

	return t.len >= n && !memcmp(t.data + t.len - n, with, n);
}

static struct tl_bytes without_unit(struct tl_bytes t, bool *per_cent)
{
	static const char *const units[] = { "%", "项", "家", "个", "处", "万元" };

	for (size_t i = 0; i < TL_LEN(units); i++)
		if (ends(t, units[i])) {
			*per_cent = !i;
			return tl_utf8_trim(tl_bytes(t.data, t.len - strlen(units[i])));
		}
	return t;
}

static bool is_nothing(struct tl_bytes t)
{
	static const char *const nothing[] = { "/", "-", "—", "–", "——", "--", "\\" };

	for (size_t i = 0; i < TL_LEN(nothing); i++)
		if (tl_eqs(t, nothing[i]))
			return true;
	return false;
}

/* Digits with commas between them, and decimals. */
static bool digits(struct tl_bytes t, struct tl_handed_cell *ret)
{
	bool point = false, any = false;
	size_t n = 0;

	for (size_t i = 0; i < t.len; i++) {
		if (t.data[i] == ',' && !point && any && i + 3 < t.len)
			continue;
		if (t.data[i] == '.' && !point && any) {
			point = true;
			continue;
		}
		if (t.data[i] < '0' || t.data[i] > '9')
			return false;
		/* What a double does not hold says nothing; zeros behind a point are decimals. */
		if (n < DIGITS_MAX && ret->decimals < DIGITS_MAX) {
			ret->n = ret->n * 10 + (t.data[i] - '0');
			ret->decimals += point;
			n += ret->n > 0;
		} else if (!point) {
			return false;
		}
		any = true;
	}
	return any && !(point && t.data[t.len - 1] == '.');
}

struct tl_handed_cell tl_handed_number(struct tl_bytes text)
{
	struct tl_handed_cell ret = { .is = TL_HANDED_BLANK, .text = text };
	TL_BUF narrow = { 0 };
	struct tl_bytes t;

	tl_utf8_narrow(&narrow, text);
	t = tl_buf_bytes(&narrow);
	if (narrow.failed || !t.len)
		return ret;
	ret.is = TL_HANDED_NONE;
	if (is_nothing(t))
		return ret;
	ret.is = digits(without_unit(t, &ret.per_cent), &ret) ? TL_HANDED_NUMBER : TL_HANDED_BAD;
	return ret;
}

/* --- names -------------------------------------------------------------------- */

static void drop_all(struct tl_buf *b, const char *what)
{
	size_t n = strlen(what), to = 0;

	for (size_t i = 0; i < b->len; i++)
		if (i + n <= b->len && !memcmp(b->data + i, what, n))
			i += n - 1;
		else
			b->data[to++] = b->data[i];
	b->len = to;
}

/* TEXT folded, without its unit in brackets and without signs between words. */
static struct tl_bytes name_of(struct tl_arena *a, struct tl_bytes text, bool *ok)
{
	static const char *const units[] = { "(项)", "(家)", "(%)", "(万元)", "(个)", "(处)" };
	static const char *const signs[] = { ":",  ",",  "、", "。", "\"", "“", "”",
		                             "'",  "‘",  "’",  "其中", ";", ".", "·" };
	TL_BUF folded = { 0 };

	tl_utf8_fold(&folded, text);
	for (size_t i = 0; i < TL_LEN(units); i++)
		if (ends(tl_buf_bytes(&folded), units[i]))
			folded.len -= strlen(units[i]);
	for (size_t i = 0; i < TL_LEN(signs); i++)
		drop_all(&folded, signs[i]);
	if (ends(tl_buf_bytes(&folded), "%"))
		folded.len--;
	*ok &= !folded.failed;
	return tl_arena_dup(a, tl_buf_bytes(&folded), ok);
}

/* The same of a row, without the number in front. */
static struct tl_bytes label_of(struct tl_arena *a, struct tl_bytes text, bool *ok)
{
	struct tl_bytes t = name_of(a, text, ok);
	size_t i = 0;

	while (i < t.len && strchr("0123456789()", t.data[i]) && t.data[i])
		i++;
	return tl_bytes(t.data + i, t.len - i);
}

/* --- recognising -------------------------------------------------------------- */

#define NAMES 3			/* of a column: in two languages, and its id */

/* Names of the blank, made once for a sheet. */
struct known {
	struct tl_handed *to;
	struct tl_handed_sheet *s;
	const struct tl_blank *b;
	struct tl_err *err;
	struct path {
		struct tl_bytes level[LEVELS_MAX];
		size_t n;
	} *path;			/* by column, as often as it is named */
	struct tl_bytes *row;		/* by row and name of it */
	size_t *row_of, nnames;
	size_t label;			/* the column that has the names of rows */
	size_t first;			/* line of the first row */
	bool ok;
};

static void *room(struct known *k, size_t n, size_t size)
{
	void *p = tl_arena_zalloc(&k->s->arena, (n + 1) * size);

	if (!p)
		tl_err_memory(k->err);
	return p;
}

static void know_path(struct known *k, struct path *p, const char **headings)
{
	for (size_t i = 0; headings[i] && p->n < LEVELS_MAX; i++) {
		struct tl_bytes t = name_of(&k->s->arena, tl_str(headings[i]), &k->ok);
		if (t.len)
			p->level[p->n++] = t;
	}
}

static void know_row(struct known *k, size_t row, const char *name)
{
	k->row[k->nnames] = label_of(&k->s->arena, tl_str(name), &k->ok);
	k->row_of[k->nnames++] = row;
}

static int know(struct known *k)
{
	const struct tl_blank *b = k->b;
	size_t names = 0;

	for (size_t r = 0; r < b->nrows; r++)
		names += 2 + tl_word_count(b->row[r].also);
	k->path = room(k, NAMES * b->ncolumns, sizeof(*k->path));
	k->row = room(k, names, sizeof(*k->row));
	k->row_of = room(k, names, sizeof(*k->row_of));
	if (!k->path || !k->row || !k->row_of)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < b->ncolumns; i++) {
		const char *id[] = { b->column[i].id, NULL };
		know_path(k, &k->path[NAMES * i], b->column[i].zh);
		know_path(k, &k->path[NAMES * i + 1], b->column[i].en);
		know_path(k, &k->path[NAMES * i + 2], id);
	}
	for (size_t r = 0; r < b->nrows; r++) {
		know_row(k, r, b->row[r].zh);
		know_row(k, r, b->row[r].en);
		for (size_t i = 0; i < tl_word_count(b->row[r].also); i++)
			know_row(k, r, b->row[r].also[i]);
	}
	return k->ok ? 0 : tl_err_memory(k->err);
}

/* The row of the blank that TEXT names, + 1; 0: none. */
static size_t row_named(struct known *k, struct tl_bytes text)
{
	struct tl_bytes label;

	if (!text.len || text.len > 200)
		return 0;
	label = label_of(&k->s->arena, text, &k->ok);
	for (size_t i = 0; label.len && i < k->nnames; i++)
		if (tl_eq(k->row[i], label))
			return k->row_of[i] + 1;
	return 0;
}

/* Where the names of rows are, and the first of them; false: there are none. */
static bool find_rows(struct known *k)
{
	size_t best = 0;

	for (size_t c = 0; c < LABELS; c++) {
		size_t n = 0, first = 0;
		for (size_t l = 0; l < k->s->n; l++) {
			if (!row_named(k, at(k->s, l, c)))
				continue;
			first = n++ ? first : l;
		}
		if (n <= best)
			continue;
		best = n;
		k->label = c;
		k->first = first;
	}
	return best > 0 && k->first <= HEAD_MAX;
}

/* Line L numbers columns or tells their units. */
static bool of_units(const struct known *k, size_t l)
{
	static const char *const units[] = { "项", "家", "%", "万元", "个", "处", "甲", "乙", "/" };
	size_t n = 0;

	for (size_t i = 0; i < k->s->line[l].n; i++) {
		struct tl_handed_cell c = tl_handed_number(at(k->s, l, i));
		bool unit = c.is != TL_HANDED_BAD;
		for (size_t u = 0; !unit && u < TL_LEN(units); u++)
			unit = tl_eqs(c.text, units[u]);
		if (i != k->label && !unit)
			return false;
		n += i != k->label && c.is != TL_HANDED_BLANK;
	}
	return n > 1;
}

#define NO_CELL SIZE_MAX

/* The headings of each column: a blank cell has what stands at its left, if what is above both is
 * one cell. */
static int read_paths(struct known *k, struct path *path, size_t n)
{
	size_t *origin = room(k, n, sizeof(*origin)), *above = room(k, n, sizeof(*above));

	if (!origin || !above)
		return TLSAFE_EMEMORY;
	for (size_t l = 0; l < k->first; l++) {
		if (of_units(k, l))
			continue;
		memcpy(above, origin, n * sizeof(*origin));
		for (size_t i = 0; i < n; i++) {
			struct path *p = &path[i];
			struct tl_bytes t = at(k->s, l, i);
			bool together = i && above[i] == above[i - 1];
			origin[i] = i + 1;
			if (!t.len && together && origin[i - 1] != NO_CELL)
				origin[i] = origin[i - 1];
			else if (!t.len)
				origin[i] = above[i] == i + 1 ? i + 1 : NO_CELL;
			if (origin[i] == NO_CELL)
				continue;
			t = at(k->s, l, origin[i] - 1);
			if (!t.len || t.len > 400 || p->n == LEVELS_MAX)
				continue;
			t = name_of(&k->s->arena, t, &k->ok);
			if (t.len && !(p->n && tl_eq(p->level[p->n - 1], t)))
				p->level[p->n++] = t;
		}
	}
	return k->ok ? 0 : tl_err_memory(k->err);
}

/* The last levels of P, FROM and behind, joined. */
static void join(struct tl_buf *out, const struct path *p, size_t from)
{
	tl_buf_clear(out);
	for (size_t i = from; i < p->n; i++)
		tl_buf_add(out, p->level[i]);
}

/* How much of the ends of A and B is the same; 0: nothing. */
static uint64_t fits(const struct path *a, const struct path *b)
{
	uint64_t best = 0;
	TL_BUF x = { 0 };
	TL_BUF y = { 0 };

	for (size_t i = 0; i < a->n; i++) {
		join(&x, a, i);
		for (size_t k = 0; k < b->n; k++) {
			join(&y, b, k);
			/* A heading that is whole fits better than the end of one. */
			if (tl_eq(tl_buf_bytes(&x), tl_buf_bytes(&y)) && x.len * 2 + !k > best)
				best = x.len * 2 + !k;
		}
	}
	return x.failed || y.failed ? 0 : best;
}

static uint64_t fits_any(const struct path *p, const struct path *names)
{
	uint64_t best = 0;

	for (size_t i = 0; i < NAMES; i++) {
		uint64_t f = fits(p, &names[i]);
		best = f > best ? f : best;
	}
	return best;
}

/* The columns of the sheet in the order of those of the blank, so that they fit best. */
static int match_columns(struct known *k, const struct path *path, size_t n)
{
	const size_t m = k->b->ncolumns, wide = m + 1;
	uint64_t *fit = room(k, n * wide, sizeof(*fit));
	uint64_t *sum = room(k, (n + 1) * wide, sizeof(*sum));

	if (!fit || !sum)
		return TLSAFE_EMEMORY;
	for (size_t i = 1; i <= n; i++)
		for (size_t j = 1; j <= m; j++) {
			uint64_t f = 0, best = sum[(i - 1) * wide + j];
			if (i - 1 != k->label && k->b->column[j - 1].is != TL_BLANK_LABEL)
				f = fits_any(&path[i - 1], &k->path[NAMES * (j - 1)]);
			fit[(i - 1) * wide + j] = f;
			best = sum[i * wide + j - 1] > best ? sum[i * wide + j - 1] : best;
			if (f && sum[(i - 1) * wide + j - 1] + f > best)
				best = sum[(i - 1) * wide + j - 1] + f;
			sum[i * wide + j] = best;
		}
	k->to->weight = sum[n * wide + m];
	for (size_t i = n, j = m; i && j;) {
		uint64_t f = fit[(i - 1) * wide + j], now = sum[i * wide + j];
		if (f && now == sum[(i - 1) * wide + j - 1] + f) {
			k->to->column[j - 1] = i;
			k->to->ncolumns++;
			i--;
			j--;
		} else if (now == sum[(i - 1) * wide + j]) {
			i--;
		} else {
			j--;
		}
	}
	return 0;
}

/* A heading of the sheet that became no column. */
static void find_other(struct known *k, const struct path *path, size_t n)
{
	for (size_t i = 0; i < n && !k->to->heading.data; i++) {
		bool taken = i == k->label || !path[i].n;
		for (size_t j = 0; !taken && j < k->b->ncolumns; j++)
			taken = k->to->column[j] == i + 1;
		for (size_t l = k->first; !taken && l; l--)
			if (at(k->s, l - 1, i).len) {
				k->to->heading = at(k->s, l - 1, i);
				break;
			}
	}
}

/* --- rows --------------------------------------------------------------------- */

static int take_row(struct known *k, size_t l, size_t row)
{
	struct tl_handed_row *r = &k->to->row[k->to->nrows++];

	*r = (struct tl_handed_row){ .row = row, .line = k->s->line[l].line };
	r->cell = room(k, k->b->ncolumns, sizeof(*r->cell));
	if (!r->cell)
		return TLSAFE_EMEMORY;
	r->cell[0].text = at(k->s, l, k->label);
	for (size_t i = 0; i < k->b->ncolumns; i++)
		if (k->to->column[i])
			r->cell[i] = tl_handed_number(at(k->s, l, k->to->column[i] - 1));
	return 0;
}

/* Line L has numbers in two columns of the form. */
static bool has_numbers(const struct known *k, size_t l)
{
	size_t n = 0;

	for (size_t i = 0; i < k->b->ncolumns; i++)
		if (k->to->column[i])
			n += tl_handed_number(at(k->s, l, k->to->column[i] - 1)).is ==
			     TL_HANDED_NUMBER;
	return n > 1;
}

static int take_rows(struct known *k)
{
	int rc = 0;

	for (size_t l = k->first; !rc && l < k->s->n; l++) {
		size_t row = row_named(k, at(k->s, l, k->label));
		if (row)
			rc = take_row(k, l, row - 1);
		else if (!k->to->other && has_numbers(k, l))
			k->to->other = k->s->line[l].line;
	}
	return rc;
}

/* --- the day ------------------------------------------------------------------ */

/* The last date in T, where it says up to when something is: 截止到2018年6月30日为止. */
static tl_day day_in(struct tl_bytes t)
{
	static const char *const words[] = { "截止", "截至", "为止", "up to", "As of" };
	tl_day ret = TL_NODAY;
	bool says = false;

	for (size_t i = 0; i < TL_LEN(words); i++)
		says |= memmem(t.data ? t.data : "", t.len, words[i], strlen(words[i])) != NULL;
	for (size_t i = 0; says && i + 8 <= t.len && ret == TL_NODAY; i++) {
		/* the longest that is one: 2018年12月31日 */
		for (size_t n = t.len - i < 17 ? t.len - i : 17; n >= 8 && ret == TL_NODAY; n--) {
			const char *why;
			bool whole = ends(tl_bytes(t.data + i, n), "日") ||
			             (t.data[i + n - 1] >= '0' && t.data[i + n - 1] <= '9');
			if (t.data[i] < '0' || t.data[i] > '9' || !whole ||
			    (i && t.data[i - 1] >= '0' && t.data[i - 1] <= '9') ||
			    tl_utf8_check(tl_bytes(t.data + i, n)) >= 0)
				continue;
			if (tl_day_read(tl_bytes(t.data + i, n), 0, TL_NODAY, 0, &ret, &why))
				ret = TL_NODAY;
		}
	}
	return ret;
}

static tl_day find_day(const struct tl_handed_sheet *s)
{
	tl_day ret = TL_NODAY;
	TL_BUF narrow = { 0 };

	for (size_t l = 0; l < s->n && ret == TL_NODAY; l++)
		for (size_t i = 0; i < s->line[l].n && ret == TL_NODAY; i++) {
			tl_buf_clear(&narrow);
			tl_utf8_narrow(&narrow, at(s, l, i));
			if (tl_eqs(tl_buf_bytes(&narrow), "截至"))
				tl_buf_add(&narrow, at(s, l, i + 1));
			ret = day_in(tl_buf_bytes(&narrow));
		}
	return ret;
}

int tl_handed_as(struct tl_handed *ret, struct tl_handed_sheet *s, const struct tl_blank *b,
                 struct tl_err *err)
{
	struct known k = { .to = ret, .s = s, .b = b, .err = err, .ok = true };
	struct path *path;
	size_t n = 0;
	int rc;

	*ret = (struct tl_handed){ .blank = b, .upto = TL_NODAY };
	rc = know(&k);
	if (rc || !find_rows(&k))
		return k.ok ? rc : tl_err_memory(err);
	for (size_t l = 0; l < k.first; l++)
		n = s->line[l].n > n ? s->line[l].n : n;
	path = room(&k, n, sizeof(*path));
	ret->column = room(&k, b->ncolumns, sizeof(*ret->column));
	ret->row = room(&k, s->n, sizeof(*ret->row));
	if (!path || !ret->column || !ret->row)
		return TLSAFE_EMEMORY;
	rc = read_paths(&k, path, n);
	if (!rc)
		rc = match_columns(&k, path, n);
	if (rc || ret->ncolumns < COLUMNS_LEAST)
		return rc;
	find_other(&k, path, n);
	rc = take_rows(&k);
	ret->upto = find_day(s);
	return k.ok ? rc : tl_err_memory(err);
}

bool tl_handed_better(const struct tl_handed *a, const struct tl_handed *b)
{
	if (a->weight != b->weight)
		return a->weight > b->weight;
	return a->nrows > b->nrows;
}
