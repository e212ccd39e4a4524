/* Hazards that lie near each other. */
#include "stats/cluster.h"

#include <stdlib.h>

#include "base/memory.h"

bool tl_clusters_add(struct tl_clusters *c, const struct tl_find *x)
{
	if (!TL_GROW(c->find, c->n, c->max))
		return false;
	c->find[c->n++] = x;
	return true;
}

static const struct tl_spot *spot_of(const struct tl_clusters *c, const struct tl_find *x)
{
	return &c->f->spot[x->spot - 1];
}

/* What they are, and not when they were read, says the order. */
static int compare_spots(const struct tl_clusters *c, const struct tl_spot *a,
                         const struct tl_spot *b)
{
	if (a->datum != b->datum)
		return tl_cmp(tl_finds_text(c->f, a->datum), tl_finds_text(c->f, b->datum));
	if (a->lat != b->lat)
		return a->lat < b->lat ? -1 : 1;
	if (a->lon != b->lon)
		return a->lon < b->lon ? -1 : 1;
	return 0;
}

static int by_place(const void *a, const void *b, void *ctx)
{
	const struct tl_clusters *c = ctx;

	return compare_spots(c, spot_of(c, *(const struct tl_find *const *)a),
	                     spot_of(c, *(const struct tl_find *const *)b));
}

static int fullest_first(const void *a, const void *b, void *ctx)
{
	const struct tl_clusters *c = ctx;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	if (c->place[x].near != c->place[y].near)
		return c->place[x].near > c->place[y].near ? -1 : 1;
	return x < y ? -1 : x > y;
}

static bool make_places(struct tl_clusters *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct tl_spot *spot = spot_of(c, c->find[i]);
		struct tl_place_of_finds *last = c->nplaces ? &c->place[c->nplaces - 1] : NULL;
		if (last && !compare_spots(c, last->spot, spot)) {
			last->n++;
			continue;
		}
		if (!TL_GROW(c->place, c->nplaces, c->maxplaces))
			return false;
		c->place[c->nplaces++] =
			(struct tl_place_of_finds){ .spot = spot, .first = i, .n = 1 };
	}
	return true;
}

/* Tells EACH of the places near that of number I. */
static bool each_near(struct tl_clusters *c, size_t i,
                      bool (*each)(struct tl_clusters *c, size_t centre, size_t place))
{
	const struct tl_spot *here = c->place[i].spot;
	double south = here->lat - tl_spot_degrees(c->metres);
	double north = here->lat + tl_spot_degrees(c->metres);
	size_t from = i, upto = i;

	while (from && c->place[from - 1].spot->datum == here->datum &&
	       c->place[from - 1].spot->lat >= south)
		from--;
	while (upto < c->nplaces && c->place[upto].spot->datum == here->datum &&
	       c->place[upto].spot->lat <= north)
		upto++;
	for (size_t k = from; k < upto; k++)
		if (tl_spot_near(here, c->place[k].spot, c->metres) && !each(c, i, k))
			return false;
	return true;
}

static bool count_near(struct tl_clusters *c, size_t centre, size_t place)
{
	c->place[centre].near += c->place[place].n;
	return true;
}

static bool add_member(struct tl_clusters *c, size_t centre, size_t place)
{
	(void)centre;
	if (c->place[place].taken)
		return true;
	if (!TL_GROW(c->member, c->nmembers, c->maxmembers))
		return false;
	c->member[c->nmembers++] = place;
	return true;
}

bool tl_clusters_begin(struct tl_clusters *c, double metres)
{
	c->metres = metres;
	if (c->n)
		qsort_r(c->find, c->n, sizeof(*c->find), by_place, c);
	if (!make_places(c))
		return false;
	c->order = tl_got(calloc(c->nplaces + 1, sizeof(*c->order)));
	if (!c->order)
		return false;
	for (size_t i = 0; i < c->nplaces; i++) {
		c->order[i] = i;
		each_near(c, i, count_near);
	}
	if (c->nplaces)
		qsort_r(c->order, c->nplaces, sizeof(*c->order), fullest_first, c);
	return true;
}

int tl_clusters_next(struct tl_clusters *c)
{
	while (c->next < c->nplaces && c->place[c->order[c->next]].taken)
		c->next++;
	if (c->next == c->nplaces)
		return 0;
	c->centre = &c->place[c->order[c->next]];
	c->nmembers = 0;
	return each_near(c, c->order[c->next++], add_member) ? 1 : TLSAFE_EMEMORY;
}

void tl_clusters_take(struct tl_clusters *c)
{
	for (size_t i = 0; i < c->nmembers; i++)
		c->place[c->member[i]].taken = true;
}

void tl_clusters_release(struct tl_clusters *c)
{
	free(c->find);
	free(c->place);
	free(c->order);
	free(c->member);
	*c = (struct tl_clusters){ .f = NULL };
}
