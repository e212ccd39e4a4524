/* What is wanted of mathematics, so that no command loads its library for it. */
#ifndef TL_IMAGE_ROOT_H
#define TL_IMAGE_ROOT_H

#include <math.h>

/* The square root; of what is negative, as sums that were rounded may be, 0. */
static inline double tl_root(double n)
{
	double root = n < 1 ? 1 : n, was = 0;

	if (!(n > 0))
		return 0;
	while (root != was && (was == 0 || root < was)) {
		was = root;
		root = (root + n / root) / 2;
	}
	return root;
}

#endif
