/*
 * Where the headings of a list are, and what they say: one row, or a group above its sub-headings,
 * with whatever titles above them.
 */
#include "base/utf8.h"
#include "import/list.h"

#define LOOKED_AT 30		/* rows in which the headings begin */
#define DEEP 3			/* rows that they take */

struct head_row {
	uint64_t line;
	struct tl_bytes *cell;		/* cleaned */
	size_t n;
};

struct head {
	struct tl_import *l;
	struct head_row row[LOOKED_AT + DEEP];
	size_t n;
	struct tl_map *known;		/* what was asked before: KNOWN or UNKNOWN */
};
enum { ASKED_FIRST, KNOWN, UNKNOWN };

/* TEXT is a heading that is known. To look it up means to fold every name of every field, and the
 * same ones are asked for row after row. */
static bool knows(struct head *h, struct tl_bytes text)
{
	uint64_t *slot = h->known ? tl_map_put(h->known, text, NULL) : NULL;

	if (!slot)
		return tl_sheet_knows(h->l, text);
	if (*slot == ASKED_FIRST)
		*slot = tl_sheet_knows(h->l, text) ? KNOWN : UNKNOWN;
	return *slot == KNOWN;
}

static struct tl_bytes at(const struct head_row *r, size_t i)
{
	return i < r->n ? r->cell[i] : TL_NONE;
}

/* A copy of the first rows; a fault behind rows is for who reads on. */
static int read_rows(struct head *h, const struct tl_source *s)
{
	TL_CLEANUP(tl_reader_freep) struct tl_reader *rows = NULL;
	struct tl_arena *a = &h->l->sheet.arena;
	struct tl_err *err = &h->l->t->err;
	struct tl_form_row row;
	bool ok = true;
	int rc = tl_reader_open(&rows, s, err);

	while (!rc && h->n < TL_LEN(h->row) && (rc = tl_reader_next(rows, &row, err)) == 1) {
		struct head_row *to = &h->row[h->n];
		*to = (struct head_row){ .line = row.line, .n = row.n };
		to->cell = tl_arena_zalloc(a, (row.n + 1) * sizeof(*to->cell));
		for (size_t i = 0; to->cell && i < row.n; i++)
			to->cell[i] = tl_arena_dup(a, tl_sheet_clean(row.cell[i]), &ok);
		if (!to->cell || !ok)
			return tl_err_memory(err);
		h->n++;
		rc = 0;
	}
	return rc;
}

/* The group above column I of row S: the cell that begins at its left and is merged as far as this,
 * or is followed by blanks. */
static struct tl_bytes group_of(const struct head_row *g, const struct head_row *s, size_t i)
{
	size_t k = i;

	if (!at(s, i).len)
		return at(g, i);
	while (k && !at(g, k).len)
		k--;
	/* What stands above nothing, or above itself, is a heading of its own. */
	if (k < i && (!at(s, k).len || tl_eq(at(s, k), at(g, k))))
		return TL_NONE;
	return at(g, k);
}

/* Words that a group has behind what it groups: 整改情况 above 责任人 is 整改责任人. */
static struct tl_bytes bare_group(struct tl_bytes t)
{
	static const char *const ends[] = { "情况", "信息", "落实情况", "内容", "落实", "基本" };

	for (size_t i = 0; i < TL_LEN(ends); i++) {
		size_t n = strlen(ends[i]);
		if (t.len > n && !memcmp(t.data + t.len - n, ends[i], n))
			t.len -= n;
	}
	return t;
}

/* GROUP and SUB as one heading; none when that is not known. */
static struct tl_bytes joined(struct head *h, struct tl_bytes group, struct tl_bytes sub, bool any)
{
	TL_BUF text = { 0 };
	struct tl_bytes copy;
	bool ok = true;

	if (!group.len || tl_eq(group, sub))
		return TL_NONE;
	tl_buf_add(&text, group);
	tl_buf_add(&text, sub);
	if (text.failed || (!any && !knows(h, tl_buf_bytes(&text))))
		return TL_NONE;
	copy = tl_arena_dup(&h->l->sheet.arena, tl_buf_bytes(&text), &ok);
	return ok ? copy : TL_NONE;
}

/* 姓名 below 负责人 is 负责人 itself. */
static struct tl_bytes named_group(struct head *h, struct tl_bytes group, struct tl_bytes sub)
{
	bool itself = tl_eqs(sub, "姓名") || tl_eqs(sub, "名称");

	return itself && group.len && knows(h, group) ? group : TL_NONE;
}

/* "（万元）" below a heading belongs to it. */
static bool bracketed(struct tl_bytes t)
{
	bool opens = tl_starts(t, TL_LIT("（")) || tl_starts(t, TL_LIT("("));
	size_t n = strlen("）");

	if (!opens || t.len < 3)
		return false;
	return t.data[t.len - 1] == ')' || (t.len > n && !memcmp(t.data + t.len - n, "）", n));
}

/* What stands in column I of rows FIRST to LAST, as one heading: the longest that is known, else
 * all of it. Rows from TOP may group it too. */
static struct tl_bytes heading(struct head *h, size_t top, size_t first, size_t last, size_t i)
{
	struct tl_bytes sub = at(&h->row[last], i), name = TL_NONE;

	if (last > first && bracketed(sub))
		name = joined(h, at(&h->row[last - 1], i), sub, false);
	if (name.len)
		return name;
	if (!sub.len || (last > first && bracketed(sub)))
		return last > first ? heading(h, top, first, last - 1, i) : TL_NONE;
	for (size_t k = top; k < last && !name.len; k++) {
		struct tl_bytes group = group_of(&h->row[k], &h->row[last], i);
		name = joined(h, group, sub, false);
		if (!name.len && group.len)
			name = joined(h, bare_group(group), sub, false);
	}
	for (size_t k = top; k < last && !name.len; k++)
		name = named_group(h, group_of(&h->row[k], &h->row[last], i), sub);
	if (name.len || knows(h, sub))
		return name.len ? name : sub;
	if (last > first)
		name = joined(h, group_of(&h->row[last - 1], &h->row[last], i), sub, true);
	return name.len ? name : sub;
}

/* How many cells the widest of rows FIRST to LAST has. */
static size_t widest(const struct head *h, size_t first, size_t last)
{
	size_t n = 0;

	for (size_t k = first; k <= last; k++)
		n = h->row[k].n > n ? h->row[k].n : n;
	return n;
}

/* Most of the headings of rows FIRST to LAST are known, and at least two (or all of a single
 * one). */
static bool most_known(struct head *h, size_t first, size_t last)
{
	size_t known = 0, filled = 0, n = widest(h, first, last);

	for (size_t i = 0; i < n; i++) {
		struct tl_bytes name = heading(h, first, first, last, i);
		filled += name.len > 0;
		known += name.len && knows(h, name);
	}
	return known && known * 2 > filled && (known > 1 || filled == 1);
}

/* Row K + 1 has the sub-headings of row K: it says something only below groups, and most of it is
 * known; or units in brackets. */
static bool continues(struct head *h, size_t k)
{
	const struct head_row *a = &h->row[k], *b = &h->row[k + 1];
	size_t differs = 0, known = 0;

	for (size_t i = 0; i < b->n; i++) {
		struct tl_bytes above = at(a, i), sub = at(b, i);
		bool starts = !at(a, i + 1).len && at(b, i + 1).len;
		if (!sub.len || tl_eq(above, sub))
			continue;
		if (above.len && bracketed(sub)) {
			differs++;
			known++;
			continue;
		}
		if (above.len && !starts && knows(h, above))
			return false;
		if (!above.len && !group_of(a, b, i).len)
			return false;
		differs++;
		known += knows(h, heading(h, k, k, k + 1, i));
	}
	return differs && known * 2 > differs;
}

/* Row K numbers the columns, as statistical forms do: 1, 2, 3; or 甲, 乙, 1, 2. */
static bool numbers_columns(const struct head *h, size_t k)
{
	static const char *const stems[] = { "甲", "乙", "丙", "丁", "栏次", "序号" };
	unsigned long next = 1;
	size_t counted = 0;

	for (size_t i = 0; i < h->row[k].n; i++) {
		struct tl_bytes t = h->row[k].cell[i];
		char want[24];
		bool stem = false;
		snprintf(want, sizeof(want), "%lu", next);
		for (size_t n = 0; !counted && n < TL_LEN(stems); n++)
			stem |= tl_eqs(t, stems[n]);
		if (!t.len || stem)
			continue;
		if (!tl_eqs(t, want))
			return false;
		next++;
		counted++;
	}
	return counted > 2;
}

/* The first row that is one of headings, or a pair of rows that is; H->n: there is none. */
static size_t find(struct head *h)
{
	size_t n = h->n < LOOKED_AT ? h->n : LOOKED_AT;

	for (size_t k = 0; k < n; k++)
		if (most_known(h, k, k))
			return k;
	for (size_t k = 0; k < n && k + 1 < h->n; k++)
		if (continues(h, k) && most_known(h, k, k + 1))
			return k;
	return h->n;
}

static int take(struct head *h, size_t first, size_t last, struct tl_headings *ret)
{
	struct tl_arena *a = &h->l->sheet.arena;
	/* A row of groups may stand above a row that is known alone. */
	size_t top = first ? first - 1 : 0;

	ret->line = h->row[first].line;
	ret->last = h->row[last].line;
	ret->n = widest(h, first, last);
	ret->cell = tl_arena_zalloc(a, (ret->n + 1) * sizeof(*ret->cell));
	ret->row = tl_arena_zalloc(a, (last + 1) * sizeof(*ret->row));
	if (!ret->cell || !ret->row)
		return tl_err_memory(&h->l->t->err);
	for (size_t i = 0; i < ret->n; i++)
		ret->cell[i] = heading(h, top, first, last, i);
	for (size_t k = 0; k <= last; k++)
		ret->row[ret->nrows++] = (struct tl_form_row){ .line = h->row[k].line,
			                                       .cell = h->row[k].cell,
			                                       .n = h->row[k].n };
	return 1;
}

static void head_release(struct head *h)
{
	tl_map_freep(&h->known);
}

int tl_headings_find(struct tl_import *l, const struct tl_source *s, struct tl_headings *ret)
{
	TL_CLEANUP(head_release) struct head h = { .l = l, .known = tl_map_new() };
	int rc = read_rows(&h, s);
	size_t first, last;

	memset(ret, 0, sizeof(*ret));
	if (rc && rc != TLSAFE_EINPUT)
		return rc;
	first = last = find(&h);
	if (first == h.n)
		return rc;
	tl_err_clear(&l->t->err);
	while (last + 1 < h.n && last + 1 < first + DEEP && continues(&h, last))
		last++;
	rc = take(&h, first, last, ret);
	if (rc == 1 && last + 1 < h.n && numbers_columns(&h, last + 1))
		ret->last = h.row[last + 1].line;
	return rc;
}

bool tl_headings_again(const struct tl_headings *h, const struct tl_bytes *cell, size_t n)
{
	for (size_t k = 0; k < h->nrows; k++) {
		const struct tl_form_row *r = &h->row[k];
		size_t same = 0, filled = 0;
		bool other = false;
		for (size_t i = 0; !other && (i < n || i < r->n); i++) {
			struct tl_bytes now = i < n ? cell[i] : TL_NONE;
			struct tl_bytes was = i < r->n ? r->cell[i] : TL_NONE;
			filled += was.len > 0;
			same += now.len && tl_eq(now, was);
			other = now.len && !tl_eq(now, was);
		}
		if (!other && same && (same > 1 || same == filled))
			return true;
	}
	return false;
}
