/* Pictures that show the same. */
#include "image/alike.h"

#include "image/root.h"

/*
 * The hashes of one that was cut by a twentieth differ by up to so many bits, or by less in sum;
 * those of two scenes by about half of the 128.
 */
#define APART 40
#define SAME 92.0		/* percent that views have in common at the best place */
#define TELLING 8.0		/* deviation of luma that a view has */

#define W TL_VIEW_WIDTH
#define H TL_VIEW_HEIGHT

/* Builds for machines with and without the instruction that counts bits; clang 14 gives them names
 * that other files do not find. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define COUNTS_BITS __attribute__((target_clones("popcnt", "default")))
#else
#define COUNTS_BITS
#endif

bool tl_alike_telling(const unsigned char *view)
{
	double sum = 0, squares = 0;

	for (size_t i = 0; i < TL_VIEW_SIZE; i++) {
		sum += view[i];
		squares += view[i] * view[i];
	}
	sum /= TL_VIEW_SIZE;
	return squares / TL_VIEW_SIZE - sum * sum > TELLING * TELLING;
}

/* How A, whose middle is taken larger by ZOOM and moved by DX and DY parts of itself, goes with B:
 * percent of what they have in common, light and contrast aside. */
static double common(const unsigned char *a, const unsigned char *b, double zoom, double dx,
                     double dy)
{
	double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, n = 0, va, vb;

	for (size_t y = 1; y + 1 < H; y++)
		for (size_t x = 1; x + 1 < W; x++) {
			double u = ((double)x + 0.5 - W / 2.0) * zoom + W / 2.0 - 0.5 + dx * W;
			double v = ((double)y + 0.5 - H / 2.0) * zoom + H / 2.0 - 0.5 + dy * H;
			int i = (int)u, j = (int)v;
			double p, q, fu = u - i, fv = v - j;
			const unsigned char *at;
			if (u < 0 || v < 0 || i + 1 >= W || j + 1 >= H)
				continue;
			at = a + j * W + i;
			p = (at[0] * (1 - fu) + at[1] * fu) * (1 - fv) +
			    (at[W] * (1 - fu) + at[W + 1] * fu) * fv;
			q = b[y * W + x];
			n++;
			sa += p;
			sb += q;
			saa += p * p;
			sbb += q * q;
			sab += p * q;
		}
	va = saa - sa * sa / n;
	vb = sbb - sb * sb / n;
	return va > 0 && vb > 0 ? 100 * (sab - sa * sb / n) / tl_root(va * vb) : 0;
}

/* Whether B is A, or what is left of it after a twentieth or a tenth was cut off one or more of its
 * sides. */
static bool cut_of(const unsigned char *a, const unsigned char *b)
{
	static const double zooms[] = { 0.95, 0.9 };

	if (common(a, b, 1, 0, 0) >= SAME)
		return true;
	for (size_t z = 0; z < TL_LEN(zooms); z++)
		for (int dx = -1; dx <= 1; dx++)
			for (int dy = -1; dy <= 1; dy++) {
				double by = (1 - zooms[z]) / 2;
				if (common(a, b, zooms[z], dx * by, dy * by) >= SAME)
					return true;
			}
	return false;
}

bool tl_alike_same(const struct tl_alike *a, const struct tl_alike *b)
{
	return cut_of(a->view, b->view) || cut_of(b->view, a->view);
}

static inline int apart(const struct tl_alike *a, const struct tl_alike *b)
{
	return __builtin_popcountll(a->hash[0] ^ b->hash[0]) +
	       __builtin_popcountll(a->hash[1] ^ b->hash[1]);
}

COUNTS_BITS
void tl_alike_find(const struct tl_alike *one, const struct tl_alike *all, size_t n,
                   void (*found)(void *ctx, size_t i), void *ctx)
{
	for (size_t i = 0; i < n; i++)
		if (apart(one, &all[i]) <= APART && tl_alike_same(one, &all[i]))
			found(ctx, i);
}

/* Hashes alone, side by side: views are looked at for few. */
static uint64_t *packed(const struct tl_alike *all, size_t n)
{
	uint64_t *p = malloc((n + 1) * TL_HASHES * sizeof(*p));

	for (size_t i = 0; p && i < n; i++)
		memcpy(p + TL_HASHES * i, all[i].hash, sizeof(all[i].hash));
	return p;
}

COUNTS_BITS
bool tl_alike_pairs(const struct tl_alike *all, size_t n,
                    void (*found)(void *ctx, size_t a, size_t b), void *ctx)
{
	uint64_t *p = packed(all, n);

	for (size_t i = 0; p && i < n; i++)
		for (size_t k = i + 1; k < n; k++)
			if (__builtin_popcountll(p[2 * i] ^ p[2 * k]) +
			                    __builtin_popcountll(p[2 * i + 1] ^ p[2 * k + 1]) <=
			            APART &&
			    tl_alike_same(&all[i], &all[k]))
				found(ctx, i, k);
	free(p);
	return p != NULL;
}
