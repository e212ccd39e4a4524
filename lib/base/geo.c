/* Places on the earth: the datums that maps in China have, and distances. */
#include "base/geo.h"

#define PI 3.14159265358979323846
#define EARTH 6371008.8			/* metres; mean radius */

double tl_geo_cosine(double x)
{
	double y = x * x;

	double rest = 1 - y / 56 * (1 - y / 90 * (1 - y / 132));

	return 1 - y / 2 * (1 - y / 12 * (1 - y / 30 * rest));
}

static double sine(double x)
{
	long turns = (long)(x / (2 * PI) + (x < 0 ? -0.5 : 0.5));
	double y;

	x -= (double)turns * 2 * PI;
	if (x > PI / 2)
		x = PI - x;
	if (x < -PI / 2)
		x = -PI - x;
	y = x * x;
	return x * (1 - y / 6 * (1 - y / 20 * (1 - y / 42 * (1 - y / 72 * (1 - y / 110 *
	           (1 - y / 156))))));
}

static double cosine(double x)
{
	return sine(x + PI / 2);
}

static double root(double x)
{
	double r = x > 1 ? x : 1, next;

	if (x <= 0)
		return 0;
	while ((next = (r + x / r) / 2) < r)
		r = next;
	return r;
}

static double size(double x)
{
	return x < 0 ? -x : x;
}

/* Sines of thirds of a turn and their like, which the shift of GCJ-02 adds up. */
static double waves(double a, double fa, double b, double fb)
{
	return (a * sine(fa * PI) + b * sine(fb * PI)) * 2 / 3;
}

/* GCJ-02 of P, by the public formulas. */
static struct tl_geo gcj02(const struct tl_geo *p)
{
	const double axis = 6378245.0, ee = 0.00669342162296594323;
	double x = p->lon - 105, y = p->lat - 35, s = sine(p->lat / 180 * PI), m = 1 - ee * s * s;
	double lat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root(size(x)) +
	             waves(20, 6 * x, 20, 2 * x) + waves(20, y, 40, y / 3) +
	             waves(160, y / 12, 320, y / 30);
	double lon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root(size(x)) +
	             waves(20, 6 * x, 20, 2 * x) + waves(20, x, 40, x / 3) +
	             waves(150, x / 12, 300, x / 30);

	lat = lat * 180 / ((axis * (1 - ee)) / (m * root(m)) * PI);
	lon = lon * 180 / (axis / root(m) * cosine(p->lat / 180 * PI) * PI);
	return (struct tl_geo){ p->lon + lon, p->lat + lat };
}

/* The place whose GCJ-02 is P: found by two steps towards it. */
static struct tl_geo of_gcj02(const struct tl_geo *p)
{
	struct tl_geo at = *p, shifted;

	if (p->lon < 72.004 || p->lon > 137.8347 || p->lat < 0.8293 || p->lat > 55.8271)
		return at;
	for (int i = 0; i < 2; i++) {
		shifted = gcj02(&at);
		at.lon += p->lon - shifted.lon;
		at.lat += p->lat - shifted.lat;
	}
	return at;
}

/* GCJ-02 of P, which is of BD-09: nearer to the origin, and turned by a small angle. */
static struct tl_geo of_bd09(const struct tl_geo *p)
{
	double x = p->lon - 0.0065, y = p->lat - 0.006, r = root(x * x + y * y);
	double z = r - 0.00002 * sine(y * PI * 3000 / 180);
	double turn = 0.000003 * cosine(x * PI * 3000 / 180);

	if (r <= 0)
		return *p;
	return (struct tl_geo){ z * (x / r + y / r * turn), z * (y / r - x / r * turn) };
}

bool tl_geo_wgs84(struct tl_geo *p, struct tl_bytes datum)
{
	if (tl_eqs(datum, "cgcs2000") || tl_eqs(datum, "wgs84"))
		return true;
	if (tl_eqs(datum, "bd09"))
		*p = of_bd09(p);
	else if (!tl_eqs(datum, "gcj02"))
		return false;
	*p = of_gcj02(p);
	return true;
}

double tl_geo_metres(const struct tl_geo *a, const struct tl_geo *b)
{
	double up = sine((b->lat - a->lat) / 360 * PI), over = sine((b->lon - a->lon) / 360 * PI);
	double h = up * up + cosine(a->lat / 180 * PI) * cosine(b->lat / 180 * PI) * over * over;
	double s = root(h);

	/* The arc whose sine is S. */
	return 2 * EARTH * s * (1 + h / 6 * (1 + h * 9 / 20 * (1 + h * 25 / 42 *
	                       (1 + h * 49 / 72))));
}
