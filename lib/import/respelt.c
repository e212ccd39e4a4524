/* Ids that a spreadsheet has written anew. */
#include "import/respelt.h"

#include <stdarg.h>
#include <stdlib.h>
#include <strings.h>

#include "import/list.h"

/* By which the row is recognised; TL_F_COUNT ends. */
static const enum tl_field_name *by(const struct tl_import *l)
{
	static const enum tl_field_name hazard[] = { TL_F_UNIT, TL_F_FOUND, TL_F_DESCRIPTION,
		                                     TL_F_COUNT },
					other[] = { TL_F_NAME, TL_F_COUNT };

	return l->kind->workflow ? hazard : other;
}

bool tl_respelt_alike(const struct tl_import *l, const struct tl_record *r)
{
	for (const enum tl_field_name *f = by(l); *f != TL_F_COUNT; f++)
		if (!tl_eq(tl_row_value(l, *f), tl_record_at(r, *f)))
			return false;
	return true;
}

/* What is tried, and what it is to be. */
struct search {
	struct tl_import *l;
	struct tl_bytes id;
	uint64_t row;		/* found */
	int rc;
};

static bool done(const struct search *s)
{
	return s->row || s->rc;
}

static void try(struct search *s, const char *fmt, ...) TL_PRINTF(2, 3);
static void try(struct search *s, const char *fmt, ...)
{
	TL_RECORD r = { 0 };
	const struct tl_kind *kind;
	char text[80];
	uint64_t row;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (done(s) || tl_eqs(s->id, text))
		return;
	s->rc = tl_view_find(&s->l->c->view, tl_str(text), &kind, &row);
	if (s->rc == TLSAFE_ENOENT || (!s->rc && kind != s->l->kind)) {
		s->rc = 0;
		return;
	}
	tl_record_init(&r, s->l->kind);
	if (!s->rc)
		s->rc = tl_view_record(&s->l->c->view, s->l->kind, row, &r);
	if (!s->rc && tl_respelt_alike(s->l, &r))
		s->row = row;
}

/* A number loses zeros at both ends, and an exponent. */
static void try_number(struct search *s, const char *t, size_t n)
{
	const char *point = memchr(t, '.', n);
	size_t zeros = 0;

	if (n > 2 && !memcmp(t + n - 2, ".0", 2))
		try(s, "%.*s", (int)(n - 2), t);
	for (int i = 1; i <= 3; i++)
		try(s, point ? "%s%.*s" : "%s.%.*s", t, i, "000");
	for (int i = 1; i <= 6; i++)
		try(s, "%.*s%s", i, "000000", t);
	while (!point && zeros + 1 < n && t[n - zeros - 1] == '0') {
		zeros++;
		try(s, "%.*sE%zu", (int)(n - zeros), t, zeros);
		try(s, "%.*se%zu", (int)(n - zeros), t, zeros);
	}
}

/* Two numbers with a sign between them, with and without zeros before them. */
static void try_pair(struct search *s, const char *before, int a, int b)
{
	static const char signs[] = "-/.";

	for (const char *c = signs; *c; c++) {
		try(s, "%s%d%c%d", before, a, *c, b);
		try(s, "%s%02d%c%02d", before, a, *c, b);
		try(s, "%s%d%c%02d", before, a, *c, b);
	}
}

/* YEAR 0: the date has none; DAY 0: it has none. */
static void try_date(struct search *s, int year, int month, int day)
{
	static const char signs[] = "-/.";
	char before[16];

	if (!day) {
		try_pair(s, "", year, month);
		try_pair(s, "", month, year);
		try_pair(s, "", month, year % 100);
		return;
	}
	try_pair(s, "", month, day);
	try_pair(s, "", day, month);
	for (const char *c = signs; year && *c; c++) {
		snprintf(before, sizeof(before), "%d%c", year, *c);
		try_pair(s, before, month, day);
		snprintf(before, sizeof(before), "%02d%c", year % 100, *c);
		try_pair(s, before, month, day);
	}
}

static int month_name(const char *t)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const char *at;

	for (at = names; *at && strncasecmp(at, t, 3); at += 3)
		;
	return *at ? (int)((at - names) / 3 + 1) : 0;
}

/* Up to three numbers, a month's name among them, with any signs between. *WORD: which of them is
 * a month's name; -1: none. */
static size_t numbers(const char *t, int v[3], int *word)
{
	size_t n = 0;

	*word = -1;
	while (*t && n < 4) {
		bool letter = month_name(t);
		if (letter || (*t >= '0' && *t <= '9')) {
			if (n == 3)
				return 0;
			if (letter)
				*word = (int)n;
			v[n++] = letter ? month_name(t) : (int)strtol(t, NULL, 10);
			t += letter ? 3 : strspn(t, "0123456789");
			continue;
		}
		if ((unsigned char)*t < 0x80 && !strchr("-/. ", *t))
			return 0;
		t++;
	}
	return n;
}

static void try_dates(struct search *s, const char *t)
{
	int v[3], word;
	size_t n = numbers(t, v, &word);

	if (n == 3 && v[0] > 31)
		try_date(s, v[0], v[1], v[2]);
	else if (n == 3)
		try_date(s, v[2], v[word == 1], v[word != 1]);
	else if (n == 2 && v[0] > 31)
		try_date(s, v[0], v[1], 0);
	else if (n == 2 && word == 0 && v[1] > 31)
		try_date(s, v[1], v[0], 0);
	else if (n == 2)
		try_date(s, 0, v[word == 1], v[word != 1]);
}

int tl_respelt_find(struct tl_import *l, struct tl_bytes id, uint64_t *row)
{
	struct search s = { .l = l, .id = id };
	char t[65];

	*row = 0;
	for (const enum tl_field_name *f = by(l); *f != TL_F_COUNT; f++)
		if (!tl_row_value(l, *f).len)
			return 0;
	if (id.len >= sizeof(t) || !id.len)
		return 0;
	memcpy(t, id.data, id.len);
	t[id.len] = 0;
	if (strspn(t, "0123456789.") == id.len)
		try_number(&s, t, id.len);
	else if (strpbrk(t, "0123456789") && (strspn(t, "0123456789") || month_name(t)))
		try_dates(&s, t);
	*row = s.row;
	return s.rc;
}
