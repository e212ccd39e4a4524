/* Hashes of a view. The first is of waves across the whole of it, the second of steps. */
#include "image/hash.h"

#include "image/see.h"

#define SIDE 9			/* waves each way */
#define BITS 64

#define PI 3.14159265358979323846

static double cosine(double x)
{
	double sum = 1, term = 1;

	while (x > PI)
		x -= 2 * PI;
	for (int n = 1; n < 24; n += 2) {
		term *= -x * x / (n * (n + 1));
		sum += term;
	}
	return sum;
}

/* The wave K of N values, at I. */
static double wave(size_t k, size_t i, size_t n)
{
	return cosine(PI * (double)(k * (2 * i + 1)) / (double)(2 * n));
}

/* Whether each of the longest waves begins light or dark: light, contrast and size change nothing
 * of that, and a border that is cut off little. */
static uint64_t hash_waves(const unsigned char *view)
{
	double row[TL_VIEW_HEIGHT][SIDE] = { { 0 } };
	uint64_t hash = 0;
	size_t bits = 0;

	for (size_t y = 0; y < TL_VIEW_HEIGHT; y++)
		for (size_t u = 0; u < SIDE; u++)
			for (size_t x = 0; x < TL_VIEW_WIDTH; x++)
				row[y][u] += view[y * TL_VIEW_WIDTH + x] *
					     wave(u, x, TL_VIEW_WIDTH);
	/* By diagonals, the longest waves first. */
	for (size_t d = 1; bits < BITS; d++)
		for (size_t v = d < SIDE ? 0 : d - SIDE + 1; v < SIDE && v <= d && bits < BITS;
		     v++) {
			double sum = 0;
			for (size_t y = 0; y < TL_VIEW_HEIGHT; y++)
				sum += row[y][d - v] * wave(v, y, TL_VIEW_HEIGHT);
			hash |= (uint64_t)(sum > 0) << bits++;
		}
	return hash;
}

/* Whether each of 8 by 8 squares is lighter than its neighbour. */
static uint64_t hash_steps(const unsigned char *view)
{
	uint64_t hash = 0;
	size_t bits = 0;

	for (size_t y = 0; y < 8; y++) {
		unsigned was = 0;
		for (size_t x = 0; x < 9; x++) {
			unsigned sum = 0, n = 0;
			for (size_t j = y * TL_VIEW_HEIGHT / 8; j < (y + 1) * TL_VIEW_HEIGHT / 8;
			     j++)
				for (size_t i = x * TL_VIEW_WIDTH / 9;
				     i < (x + 1) * TL_VIEW_WIDTH / 9; i++, n++)
					sum += view[j * TL_VIEW_WIDTH + i];
			sum = sum * 16 / n;
			if (x)
				hash |= (uint64_t)(sum > was) << bits++;
			was = sum;
		}
	}
	return hash;
}

void tl_hash_view(const unsigned char *view, uint64_t *ret)
{
	ret[0] = hash_waves(view);
	ret[1] = hash_steps(view);
}
