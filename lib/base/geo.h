/*
 * Places on the earth, in degrees. Reckoned without the machine's library of mathematics, so that
 * each machine gives the same.
 */
#ifndef TL_BASE_GEO_H
#define TL_BASE_GEO_H

#include "base/bytes.h"

struct tl_geo {
	double lon, lat;
};

/* For |RADIANS| up to a right angle, to eight digits. */
double tl_geo_cosine(double radians);
/* False: DATUM is none of cgcs2000, wgs84, gcj02, bd09. Else P, which is of it, becomes the same
 * place in WGS-84, with which CGCS2000 agrees, to a few metres within China. */
bool tl_geo_wgs84(struct tl_geo *p, struct tl_bytes datum);
/* Between two of one datum along the great circle, for distances such as within China. */
double tl_geo_metres(const struct tl_geo *a, const struct tl_geo *b);

#endif
