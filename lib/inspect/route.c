/* The order in which a day's visits are near each other. */
#include "inspect/route.h"

#define ROUNDS 50

static void swap(size_t *a, size_t *b)
{
	size_t c = *a;

	*a = *b;
	*b = c;
}

static void go_to_the_nearest(const struct tl_geo *from, const struct tl_geo *place, size_t n,
                              size_t *order)
{
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = 0; i < n; i++) {
		size_t best = i;
		double least = tl_geo_metres(from, &place[order[i]]);
		for (size_t k = i + 1; k < n; k++) {
			double metres = tl_geo_metres(from, &place[order[k]]);
			bool before = metres == least && order[k] < order[best];
			if (metres > least || (metres == least && !before))
				continue;
			least = metres;
			best = k;
		}
		swap(&order[i], &order[best]);
		from = &place[order[i]];
	}
}

/* By how much the way grows shorter when it goes through I to K the other way round. */
static double gain(const struct tl_geo *from, const struct tl_geo *place, size_t n,
                   const size_t *order, size_t i, size_t k)
{
	const struct tl_geo *before = i ? &place[order[i - 1]] : from;
	const struct tl_geo *first = &place[order[i]], *last = &place[order[k]];
	double now = tl_geo_metres(before, first), then = tl_geo_metres(before, last);

	if (k + 1 < n) {
		const struct tl_geo *behind = &place[order[k + 1]];
		now += tl_geo_metres(last, behind);
		then += tl_geo_metres(first, behind);
	}
	return now - then;
}

static bool turn_stretches(const struct tl_geo *from, const struct tl_geo *place, size_t n,
                           size_t *order)
{
	bool turned = false;

	for (size_t i = 0; i + 1 < n; i++)
		for (size_t k = i + 1; k < n; k++) {
			/* A gain of less than a centimetre is one of rounding. */
			if (gain(from, place, n, order, i, k) < 0.01)
				continue;
			for (size_t a = i, b = k; a < b; a++, b--)
				swap(&order[a], &order[b]);
			turned = true;
		}
	return turned;
}

void tl_route(const struct tl_geo *from, const struct tl_geo *place, size_t n, size_t *order)
{
	go_to_the_nearest(from, place, n, order);
	for (int i = 0; n <= TL_ROUTE_TURNED && i < ROUNDS; i++)
		if (!turn_stretches(from, place, n, order))
			return;
}
