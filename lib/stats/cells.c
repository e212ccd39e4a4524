/* Counts of many rows by numbers. */
#include "stats/cells.h"

#include <stdlib.h>
#include <string.h>

#define PATTERNS 65536
#define TABLE_MAX ((size_t)1 << 24)	/* numbers in one table */
#define FIRST_WIDTH 32

void tl_cells_begin(struct tl_cells *c, size_t depth, struct tl_err *err)
{
	*c = (struct tl_cells){ .err = err, .depth = depth };
}

void tl_cells_release(struct tl_cells *c)
{
	for (size_t i = 0; i < TL_CELLS_DEPTH; i++) {
		free(c->level[i].place);
		free(c->level[i].next);
	}
	free(c->number_of);
	free(c->pattern);
	free(c->count);
	free(c->group);
}

size_t tl_cells_codes(const struct tl_cells *c)
{
	return c->depth ? c->level[c->depth - 1].codes : 1;
}

/* *TABLE of HAS items of SIZE, with room for WANT, the new ones zero. */
static int grow(struct tl_cells *c, void *table, size_t has, size_t want, size_t size)
{
	void **at = table, *more;

	if (want <= has)
		return 0;
	more = realloc(*at, want * size);
	if (!more)
		return tl_err_memory(c->err);
	memset((char *)more + has * size, 0, (want - has) * size);
	*at = more;
	return 0;
}

static size_t doubled(size_t n, size_t want)
{
	n = n ? n : FIRST_WIDTH;
	while (n < want)
		n *= 2;
	return n;
}

/* ROWS of WIDTH items of SIZE as rows of WIDER. */
static int widen(struct tl_cells *c, void *table, size_t rows, size_t width, size_t wider,
                 size_t size)
{
	char **at = table, *more = calloc(rows * wider + 1, size);

	if (!more)
		return tl_err_memory(c->err);
	for (size_t i = 0; width && i < rows; i++)
		memcpy(more + i * wider * size, *at + i * width * size, width * size);
	free(*at);
	*at = more;
	return 0;
}

/* --- codes ------------------------------------------------------------------- */

/* Room for code FROM and one more place; 1: it would be too large. */
static int make_room(struct tl_cells *c, struct tl_cells_level *l, uint32_t from)
{
	size_t width = doubled(l->width, l->placed + 1u), rows = doubled(l->rows, from + 1u);
	int rc = 0;

	if (rows * width > TABLE_MAX)
		return 1;
	if (width > l->width)
		rc = widen(c, &l->next, l->rows, l->width, width, sizeof(*l->next));
	if (rc)
		return rc;
	l->width = width;
	rc = grow(c, &l->next, l->rows * width, rows * width, sizeof(*l->next));
	if (!rc)
		l->rows = rows;
	return rc;
}

/* A number that has no place yet, or a code that was not there. */
static int take(struct tl_cells *c, struct tl_cells_level *l, uint32_t number, uint32_t *code)
{
	uint32_t *next;
	int rc = number < TABLE_MAX ? make_room(c, l, *code) : 1;
	size_t want;

	if (!rc && number >= l->nplaces) {
		want = doubled(l->nplaces, number + 1u);
		rc = grow(c, &l->place, l->nplaces, want, sizeof(*l->place));
		l->nplaces = rc ? l->nplaces : want;
	}
	if (rc == 1)
		*code = TL_CELLS_NONE;
	if (rc)
		return rc == 1 ? 0 : rc;
	if (!l->place[number])
		l->place[number] = ++l->placed;
	next = &l->next[*code * l->width + l->place[number] - 1];
	if (!*next)
		*next = ++l->codes;
	*code = *next - 1;
	return 0;
}

int tl_cells_step(struct tl_cells *c, size_t level, const uint32_t *number, const uint16_t *figures,
                  size_t n, uint32_t *code)
{
	struct tl_cells_level *l = &c->level[level];
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		uint32_t place, next = 0;
		if (!figures[i] || code[i] == TL_CELLS_NONE)
			continue;
		place = number[i] < l->nplaces ? l->place[number[i]] : 0;
		if (place && code[i] < l->rows)
			next = l->next[code[i] * l->width + place - 1];
		if (next)
			code[i] = next - 1;
		else
			rc = take(c, l, number[i], &code[i]);
	}
	return rc;
}

/* --- counts ------------------------------------------------------------------ */

int tl_cells_ready(struct tl_cells *c)
{
	size_t room = doubled(c->room, tl_cells_codes(c));
	int rc = 0;

	if (!c->number_of) {
		c->number_of = calloc(PATTERNS, sizeof(*c->number_of));
		c->pattern = calloc(PATTERNS, sizeof(*c->pattern));
		c->width = FIRST_WIDTH;
		if (!c->number_of || !c->pattern)
			return tl_err_memory(c->err);
	}
	rc = grow(c, &c->group, c->room, room, sizeof(*c->group));
	if (!rc)
		rc = grow(c, &c->count, c->room * c->width, room * c->width, sizeof(*c->count));
	if (!rc)
		c->room = room;
	return rc;
}

static int add_pattern(struct tl_cells *c, uint16_t figures)
{
	int rc = 0;

	if (c->npatterns == c->width) {
		rc = widen(c, &c->count, c->room, c->width, 2 * c->width, sizeof(*c->count));
		c->width *= rc ? 1 : 2;
	}
	if (rc)
		return rc;
	c->pattern[c->npatterns++] = figures;
	c->number_of[figures] = (uint16_t)c->npatterns;
	return 0;
}

int tl_cells_count(struct tl_cells *c, const uint16_t *figures, const uint32_t *code, size_t n)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < n; i++) {
		if (!figures[i] || code[i] == TL_CELLS_NONE)
			continue;
		if (!c->number_of[figures[i]])
			rc = add_pattern(c, figures[i]);
		if (!rc)
			c->count[code[i] * c->width + c->number_of[figures[i]] - 1]++;
	}
	return rc;
}
