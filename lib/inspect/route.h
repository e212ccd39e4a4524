/*
 * The order in which a day's visits are near each other.
 */
#ifndef TL_INSPECT_ROUTE_H
#define TL_INSPECT_ROUTE_H

#include "base/geo.h"

/* More places are ordered by the nearest next one alone. */
#define TL_ROUTE_TURNED 300

/*
 * Orders N places for a way that begins at FROM and ends at the last: each time to the nearest one
 * that is left, then with stretches of it turned round as long as that makes it shorter. PLACE are
 * all of one datum. ORDER has room for N.
 */
void tl_route(const struct tl_geo *from, const struct tl_geo *place, size_t n, size_t *order);

#endif
