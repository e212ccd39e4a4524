/* How near two descriptions are. */
#include "change/near.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/utf8.h"

#define CHARS 500		/* of a text that are looked at */
#define CLAUSES 32

/* Per cent from which texts are near: alone, and where the places are. Found with pairs that were
 * labelled by hand (tests/data/near.tsv). */
#define NEAR_TEXT 55
#define NEAR_TEXT_AT_PLACE 25
#define NEAR_PLACE 30
#define MEANT 4			/* characters that say something of their own */

typedef uint32_t character;

/* A text as it is compared: full-width forms narrow, letters small. */
struct plain {
	character c[CHARS + 1];
	size_t n;
};

static const character clause_ends[] = { ',', ';', ':', '!', '?', 0x3001, 0x3002, '\n' };
static const character numerals[] = U"零一二三四五六七八九";
#define TEN U'十'
/* What stands behind the number of a place, behind its letter, behind its side. */
static const character numbered[] = U"号#楼层栋幢座区库车室间单线组排段井台罐宿教采";
static const character lettered[] = U"栋幢座区号楼";
static const character sides[] = U"东西南北左右上下前后男女";
static const character sided[] = U"侧区门楼边面塔厂梯厕坡岸游院库";
/* Words by which a demand begins. */
static const character *const demands[] = { U"要求", U"责令", U"限", U"立即", U"尽快", U"当日",
	                                    U"当场", U"建议", U"已口头" };
/* Characters that say nothing of the thing. */
static const character idle[] = U"的了有在及和与等被已并处为对其或是现场检查发现排存该内";

static bool among(const character *set, character c)
{
	for (; *set; set++)
		if (*set == c)
			return true;
	return false;
}

static bool ends_clause(character c)
{
	for (size_t i = 0; i < TL_LEN(clause_ends); i++)
		if (clause_ends[i] == c)
			return true;
	return false;
}

static bool is_digit(character c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(character c)
{
	return c >= 'a' && c <= 'z';
}

/* Of a word or a number; anything else only parts them. */
static bool is_written(character c)
{
	return is_digit(c) || is_letter(c) || c == '#' || c == '.' || c == '+' || c == '%' ||
	       (c >= 0xc0 && !(c >= 0x2000 && c < 0x2e80) && !(c >= 0x3000 && c < 0x3040) &&
	        c < 0xfe00) || c >= 0x20000;
}

static void make_plain(struct plain *p, struct tl_bytes text)
{
	p->n = 0;
	while (text.len && p->n < CHARS) {
		character c = tl_utf8_next(&text);
		if (c >= 0xff01 && c <= 0xff5e)
			c -= 0xfee0;
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		p->c[p->n++] = c;
	}
	p->c[p->n] = 0;
}

/* --- sets of characters ------------------------------------------------------ */

/* A word or number of letters and digits is one, behind all characters: "fire" and "wire" share
 * nothing. */
#define WORDS 0x80000000u

struct set {
	character c[2 * CHARS];
	size_t n;
};

static void set_add(struct set *s, const character *c, size_t n)
{
	for (size_t i = 0; i < n && s->n < TL_LEN(s->c);) {
		character one = c[i];
		if (is_digit(one) || is_letter(one))
			for (one = 0; i < n && (is_digit(c[i]) || is_letter(c[i])); i++)
				one = WORDS | (one * 31 + c[i]);
		else
			i++;
		if (one >= WORDS || is_written(one))
			s->c[s->n++] = one;
	}
}

static int by_value(const void *a, const void *b)
{
	character x = *(const character *)a, y = *(const character *)b;

	return (x > y) - (x < y);
}

/* Each character once, in order; without those that are idle, if those are not WANTED. */
static void set_close(struct set *s, bool wanted)
{
	size_t n = 0;

	qsort(s->c, s->n, sizeof(*s->c), by_value);
	for (size_t i = 0; i < s->n; i++)
		if (!(n && s->c[n - 1] == s->c[i]) && (wanted || !among(idle, s->c[i])))
			s->c[n++] = s->c[i];
	s->n = n;
}

static size_t shared(const struct set *a, const struct set *b)
{
	size_t i = 0, k = 0, n = 0;

	while (i < a->n && k < b->n) {
		int order = by_value(&a->c[i], &b->c[k]);
		n += !order;
		i += order <= 0;
		k += order >= 0;
	}
	return n;
}

/* --- clauses ----------------------------------------------------------------- */

struct clause {
	size_t at, n;
	bool both;		/* the other text has it too */
};

struct clauses {
	struct plain text;	/* without what parts words */
	struct clause clause[CLAUSES];
	size_t n;
};

static bool begins(const struct plain *p, size_t at, const character *word)
{
	for (; *word; word++, at++)
		if (at >= p->n || p->c[at] != *word)
			return false;
	return true;
}

static bool demanded(const struct clauses *c, const struct clause *k)
{
	for (size_t i = 0; i < TL_LEN(demands); i++)
		if (begins(&c->text, k->at, demands[i]))
			return true;
	return false;
}

/* The clause that ends here is kept if it says something. */
static void end_clause(struct clauses *c)
{
	struct clause *k = &c->clause[c->n];

	k->n = c->text.n - k->at;
	if (!k->n)
		return;
	if (c->n + 1 < CLAUSES && !demanded(c, k))
		c->clause[++c->n] = (struct clause){ 0 };
	else
		c->text.n = k->at;
	c->clause[c->n].at = c->text.n;
}

static void read_clauses(struct clauses *c, const struct plain *all)
{
	c->n = c->text.n = 0;
	c->clause[0] = (struct clause){ 0 };
	for (size_t i = 0; i < all->n; i++) {
		if (ends_clause(all->c[i]))
			end_clause(c);
		else if (is_written(all->c[i]))
			c->text.c[c->text.n++] = all->c[i];
	}
	end_clause(c);
}

static bool same_clause(const struct clauses *a, const struct clause *x, const struct clauses *b,
                        const struct clause *y)
{
	return x->n == y->n &&
	       !memcmp(a->text.c + x->at, b->text.c + y->at, x->n * sizeof(character));
}

static void mark_both(struct clauses *a, struct clauses *b)
{
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (same_clause(a, &a->clause[i], b, &b->clause[k]))
				a->clause[i].both = b->clause[k].both = true;
}

/* Characters of its own clauses, or of ALL. */
static size_t length(const struct clauses *c, bool all)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++)
		if (all || !c->clause[i].both)
			n += c->clause[i].n;
	return n;
}

static void said(struct set *s, const struct clauses *c, bool all)
{
	s->n = 0;
	for (size_t i = 0; i < c->n; i++)
		if (all || !c->clause[i].both)
			set_add(s, c->text.c + c->clause[i].at, c->clause[i].n);
	set_close(s, false);
}

/* Per cent. */
static unsigned text_nearness(struct clauses *a, struct clauses *b)
{
	struct set x, y;
	bool all;

	mark_both(a, b);
	if (!length(a, false) || !length(b, false))
		return length(a, true) && length(b, true) ? 100 : 0;
	all = length(a, false) < MEANT || length(b, false) < MEANT;
	said(&x, a, all);
	said(&y, b, all);
	return x.n && y.n ? (unsigned)(200 * shared(&x, &y) / (x.n + y.n)) : 0;
}

/* --- marks of a place -------------------------------------------------------- */

#define MARKS 16

struct marks {
	uint32_t number[MARKS], letter[MARKS], side[MARKS];
	size_t numbers, letters, sides;
};

static void mark(uint32_t *set, size_t *n, uint32_t what)
{
	if (*n < MARKS)
		set[(*n)++] = what;
}

static bool is_numeral(character c)
{
	return c == TEN || among(numerals, c);
}

static uint32_t value_of(character c)
{
	for (uint32_t i = 0; numerals[i]; i++)
		if (numerals[i] == c)
			return i;
	return 0;
}

/* 十二, 三, 二十: up to 99. */
static uint32_t numeral(const character *c, size_t n)
{
	uint32_t tens = 0, v = 0;

	for (size_t i = 0; i < n; i++) {
		if (c[i] != TEN) {
			v = v * 10 + value_of(c[i]);
			continue;
		}
		tens = v ? v : 1;
		v = 0;
	}
	return tens * 10 + v;
}

/* The number at I, of which a place is known, is marked. Where it ends. */
static size_t read_number(struct marks *m, const struct plain *p, size_t i)
{
	bool hash = i && p->c[i - 1] == '#', han = is_numeral(p->c[i]);
	size_t end = i;
	uint32_t v = 0;

	while (end < p->n && (han ? is_numeral(p->c[end]) : is_digit(p->c[end])))
		end++;
	for (size_t k = i; !han && k < end; k++)
		v = v * 10 + (p->c[k] - '0');
	if (han)
		v = numeral(p->c + i, end - i);
	if ((end < p->n && among(numbered, p->c[end])) || (hash && !han))
		mark(m->number, &m->numbers, v);
	return end;
}

static void read_marks(struct marks *m, const struct plain *p)
{
	for (size_t i = 0; i < p->n;) {
		character c = p->c[i], then = p->c[i + 1];
		if (is_digit(c) || is_numeral(c)) {
			i = read_number(m, p, i);
			continue;
		}
		if (is_letter(c) && then && among(lettered, then) && !(i && is_letter(p->c[i - 1])))
			mark(m->letter, &m->letters, c);
		if (among(sides, c) && then && among(sided, then))
			mark(m->side, &m->sides, c);
		i++;
	}
}

/* Both have some, and none is the same. */
static bool disjoint(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++)
			if (a[i] == b[k])
				return false;
	return n && m;
}

/* Where they begin to differ there is a digit or a letter, and what follows is the same again: one
 * of a row of things that are numbered. */
static bool numbered_alike(const struct plain *a, const struct plain *b)
{
	bool differ = false;
	size_t i = 0, k = 0;

	while (i < a->n || k < b->n) {
		size_t from = i, other = k;
		while (i < a->n && (is_digit(a->c[i]) || is_letter(a->c[i])))
			i++;
		while (k < b->n && (is_digit(b->c[k]) || is_letter(b->c[k])))
			k++;
		differ |= i - from != k - other ||
		          memcmp(a->c + from, b->c + other, (i - from) * sizeof(character));
		if (i == a->n || k == b->n)
			return differ && i == a->n && k == b->n;
		if (a->c[i++] != b->c[k++])
			return false;
	}
	return differ;
}

/* --- two of them ------------------------------------------------------------- */

struct side {
	struct plain place, text;
	struct set said;	/* of both */
	struct marks marks;
};

static void read_place(struct side *s, struct tl_bytes place)
{
	make_plain(&s->place, place);
	s->said.n = 0;
	set_add(&s->said, s->place.c, s->place.n);
	set_add(&s->said, s->text.c, s->text.n);
	set_close(&s->said, true);
	s->marks = (struct marks){ .numbers = 0 };
	read_marks(&s->marks, &s->place);
	read_marks(&s->marks, &s->text);
}

static bool marked_apart(const struct marks *a, const struct marks *b)
{
	return disjoint(a->number, a->numbers, b->number, b->numbers) ||
	       disjoint(a->letter, a->letters, b->letter, b->letters) ||
	       disjoint(a->side, a->sides, b->side, b->sides);
}

/* Per cent of the characters of A's place that B says; -1: A names none. */
static int place_said(const struct side *a, const struct side *b)
{
	struct set place = { .n = 0 };

	set_add(&place, a->place.c, a->place.n);
	set_close(&place, true);
	return place.n ? (int)(100 * shared(&place, &b->said) / place.n) : -1;
}

void tl_near(const struct tl_near_text *a, const struct tl_near_text *b, struct tl_nearness *ret)
{
	struct clauses x, y;
	struct side s, t;
	int one, other;

	*ret = (struct tl_nearness){ .place = -1 };
	make_plain(&s.text, a->description);
	make_plain(&t.text, b->description);
	ret->apart = numbered_alike(&s.text, &t.text);
	if (ret->apart)
		return;
	read_clauses(&x, &s.text);
	read_clauses(&y, &t.text);
	ret->text = text_nearness(&x, &y);
	if (ret->text < NEAR_TEXT_AT_PLACE)
		return;
	read_place(&s, a->place);
	read_place(&t, b->place);
	one = place_said(&s, &t);
	other = place_said(&t, &s);
	ret->place = one > other ? one : other;
	ret->apart = marked_apart(&s.marks, &t.marks);
}

bool tl_near_enough(const struct tl_nearness *n)
{
	if (n->apart)
		return false;
	return n->text >= NEAR_TEXT || (n->text >= NEAR_TEXT_AT_PLACE && n->place >= NEAR_PLACE);
}
