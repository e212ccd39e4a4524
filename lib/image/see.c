/* Numbers of a picture. A luma plane is made, no wider than a monitor, and all is told from it. */
#include "image/see.h"

#include "image/hash.h"
#include "image/root.h"

#define PLANE_MAX 1920u		/* a larger one is measured as a smaller one of it */
#define DARK_BELOW 24
#define BRIGHT_ABOVE 240

const struct tl_seen_name tl_seen_names[TL_SEEN_COUNT] = {
#define X(id, name, zh, en) { name, zh, en },
	TL_SEEN(X)
#undef X
};

struct plane {
	size_t w, h;
	unsigned char *at;
};

/* --- luma ---------------------------------------------------------------------- */

static void luma_row(const unsigned char *rgb, size_t n, unsigned char *to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (unsigned char)((77 * rgb[3 * i] + 150 * rgb[3 * i + 1] +
		                         29 * rgb[3 * i + 2] + 128) >> 8);
}

static int make_luma(const struct tl_image *image, struct plane *p, struct tl_err *err)
{
	p->w = image->width;
	p->h = image->height;
	p->at = malloc(p->w * p->h);
	if (!p->at)
		return tl_err_memory(err);
	for (size_t y = 0; y < p->h; y++)
		luma_row(image->rgb + y * p->w * 3, p->w, p->at + y * p->w);
	return 0;
}

/* The plane of squares of four by four pixels: what noise is in one goes down by four. */
static int make_quarter(const struct plane *p, struct plane *q, struct tl_err *err)
{
	unsigned sum[TL_IMAGE_SIDE / 4 + 1];

	q->w = p->w / 4;
	q->h = p->h / 4;
	q->at = calloc(q->w * q->h + 1, 1);
	if (!q->at)
		return tl_err_memory(err);
	for (size_t y = 0; y < q->h; y++) {
		const unsigned char *a = p->at + 4 * y * p->w, *b = a + p->w, *c = b + p->w,
				    *d = c + p->w;
		for (size_t x = 0; x < q->w; x++) {
			size_t i = 4 * x;
			sum[x] = (unsigned)(a[i] + a[i + 1] + a[i + 2] + a[i + 3] + b[i] +
			                    b[i + 1] + b[i + 2] + b[i + 3]);
			sum[x] += (unsigned)(c[i] + c[i + 1] + c[i + 2] + c[i + 3] + d[i] +
			                     d[i + 1] + d[i + 2] + d[i + 3]);
			q->at[y * q->w + x] = (unsigned char)((sum[x] + 8) / 16);
		}
	}
	return 0;
}

/* --- what its histogram says ----------------------------------------------------- */

/* The value below which SHARE of the N counted lie. */
static unsigned percentile(const uint32_t *count, size_t values, uint64_t n, double share)
{
	uint64_t seen = 0, wanted = (uint64_t)((double)n * share);

	for (size_t i = 0; i < values; i++) {
		seen += count[i];
		if (seen > wanted)
			return (unsigned)i;
	}
	return (unsigned)values - 1;
}

static void measure_luma(const struct plane *p, struct tl_seen *m)
{
	uint32_t count[4][256] = { { 0 } };
	double n = 0, sum = 0, squares = 0, dark = 0, bright = 0;

	/* Every other row, and four counters, since neighbours are often the same. */
	for (size_t y = 0; y < p->h; y += 2) {
		const unsigned char *row = p->at + y * p->w;
		for (size_t x = 0; x < p->w; x++)
			count[x & 3][row[x]]++;
	}
	for (size_t i = 0; i < 256; i++) {
		count[0][i] += count[1][i] + count[2][i] + count[3][i];
		n += count[0][i];
		sum += (double)count[0][i] * (double)i;
		squares += (double)count[0][i] * (double)(i * i);
		dark += i < DARK_BELOW ? count[0][i] : 0;
		bright += i > BRIGHT_ABOVE ? count[0][i] : 0;
	}
	m->value[TL_SEEN_LUMA] = sum / n;
	m->value[TL_SEEN_DEVIATION] = tl_root(squares / n - sum / n * sum / n);
	m->value[TL_SEEN_DARK] = 100 * dark / n;
	m->value[TL_SEEN_BRIGHT] = 100 * bright / n;
	m->value[TL_SEEN_CONTRAST] = (double)percentile(count[0], 256, (uint64_t)n, 0.95) -
					percentile(count[0], 256, (uint64_t)n, 0.05);
}

/* --- edges ----------------------------------------------------------------------- */

#define STRONGEST 0.995

static unsigned step(int a, int b)
{
	return (unsigned)(a > b ? a - b : b - a);
}

/* The larger of the steps to the right and down, of every EACHth row; *MEAN of all. */
static unsigned strong_step(const struct plane *p, size_t each, double *mean)
{
	uint32_t count[4][256] = { { 0 } };
	uint64_t n = 0, sum = 0;

	for (size_t y = 0; y + 1 < p->h; y += each) {
		const unsigned char *row = p->at + y * p->w, *under = row + p->w;
		for (size_t x = 0; x + 1 < p->w; x++) {
			unsigned dx = step(row[x], row[x + 1]), dy = step(row[x], under[x]);
			count[x & 3][dx > dy ? dx : dy]++;
		}
	}
	for (size_t i = 0; i < 256; i++) {
		count[0][i] += count[1][i] + count[2][i] + count[3][i];
		n += count[0][i];
		sum += count[0][i] * i;
	}
	*mean = n ? (double)sum / (double)n : 0;
	return percentile(count[0], 256, n, STRONGEST);
}

/* What is flat to the eye need not be to the quarter plane: noise is left of it. */
#define SMALL_STEP 8

static void measure_edges(const struct plane *p, const struct plane *q, struct tl_seen *m)
{
	double coarse_mean;
	unsigned fine = strong_step(p, 2, &m->value[TL_SEEN_EDGES]);
	unsigned coarse = strong_step(q, 1, &coarse_mean);

	m->value[TL_SEEN_SHARP] = 100.0 * fine / (coarse > SMALL_STEP ? coarse : SMALL_STEP);
}

/* --- squares ---------------------------------------------------------------------- */

#define SQUARE 8u		/* of the quarter plane: 32 pixels */
#define FLAT_STEP 1.5		/* mean between neighbours, at most */
#define FLAT_RANGE 14u

static bool is_flat(const struct plane *q, size_t x0, size_t y0)
{
	unsigned sum = 0, low = 255, high = 0;

	for (size_t y = y0; y < y0 + SQUARE; y++)
		for (size_t x = x0; x < x0 + SQUARE; x++) {
			unsigned v = q->at[y * q->w + x];
			low = v < low ? v : low;
			high = v > high ? v : high;
			if (x > x0)
				sum += step((int)v, q->at[y * q->w + x - 1]);
			if (y > y0)
				sum += step((int)v, q->at[(y - 1) * q->w + x]);
		}
	return high - low < FLAT_RANGE && sum < FLAT_STEP * 2 * SQUARE * (SQUARE - 1);
}

static void measure_flat(const struct plane *q, struct tl_seen *m)
{
	unsigned n = 0, flat = 0;

	for (size_t y = 0; y + SQUARE <= q->h; y += SQUARE)
		for (size_t x = 0; x + SQUARE <= q->w; x += SQUARE) {
			n++;
			flat += is_flat(q, x, y);
		}
	m->value[TL_SEEN_FLAT] = n ? 100.0 * flat / n : 0;
}

/* Decoders fill what did not arrive with the middle of their range. */
#define BLOCK 16u
#define GREY_LOW 112
#define GREY_HIGH 144
#define GREY_COLOUR 8		/* between the channels, at most */

/* The grey of the block at X, Y, which is of one; -1: it is not. */
static int grey_of(const struct tl_image *image, const struct plane *p, size_t x, size_t y)
{
	const unsigned char *at = p->at + y * p->w + x;
	const unsigned char *rgb = image->rgb + (y * p->w + x) * 3;
	int first = at[0];

	if (first < GREY_LOW || first > GREY_HIGH || step(rgb[0], rgb[1]) > GREY_COLOUR ||
	    step(rgb[1], rgb[2]) > GREY_COLOUR)
		return -1;
	for (size_t j = 0; j < BLOCK; j++)
		for (size_t i = 0; i < BLOCK; i++)
			if (step(at[j * p->w + i], first) > 1)
				return -1;
	return first;
}

static void measure_grey(const struct tl_image *image, const struct plane *p,
                         struct tl_seen *m)
{
	unsigned count[257] = { 0 }, n = 0, most = 0;

	for (size_t y = 0; y + BLOCK <= p->h; y += BLOCK)
		for (size_t x = 0; x + BLOCK <= p->w; x += BLOCK) {
			int grey = grey_of(image, p, x, y);
			n++;
			if (grey >= 0)
				count[grey]++;
		}
	for (size_t i = 0; i < 256; i++)
		most = count[i] + count[i + 1] > most ? count[i] + count[i + 1] : most;
	m->value[TL_SEEN_GREY] = n ? 100.0 * most / n : 0;
}

/* --- colours --------------------------------------------------------------------- */

#define SAMPLE 4u		/* every fourth pixel of every fourth row */
#define GREYEST 0.05

static void measure_cast(const struct tl_image *image, const struct plane *p,
                         struct tl_seen *m)
{
	uint32_t count[256] = { 0 };
	uint64_t n = 0, all = 0;
	double reds = 0, blues = 0;

	for (size_t y = 0; y < p->h; y += SAMPLE)
		for (size_t x = 0; x < p->w; x += SAMPLE) {
			const unsigned char *c = image->rgb + (y * p->w + x) * 3;
			int luma = p->at[y * p->w + x], red = c[0] - luma, blue = c[2] - luma;
			int r = abs(red), b = abs(blue);
			/* As far as the two together, within a few percent. */
			int far = r > b ? r + 3 * b / 8 : b + 3 * r / 8;
			reds += red;
			blues += blue;
			all++;
			/* What is black or white has no colour to tell. */
			if (luma < 40 || luma > 230)
				continue;
			count[far < 255 ? far : 255]++;
			n++;
		}
	m->value[TL_SEEN_RED] = reds / (double)all;
	m->value[TL_SEEN_BLUE] = blues / (double)all;
	m->value[TL_SEEN_CAST] = n * 20 > p->w * p->h / SAMPLE / SAMPLE ?
	                                    percentile(count, 256, n, GREYEST) : 0;
}

#define COLOURS 4
#define TABLE 4096u

/* The colours of samples, counted in a table where few are; one full of them says enough. */
static void measure_drawn(const struct tl_image *image, struct tl_seen *m)
{
	static const uint32_t none = UINT32_MAX;
	uint32_t colour[TABLE], count[TABLE] = { 0 }, n = 0, common = 0, kept = 0;
	size_t w = image->width;

	memset(colour, 0xff, sizeof(colour));
	for (size_t y = 0; y < image->height; y += SAMPLE)
		for (size_t x = 0; x < w; x += SAMPLE) {
			const unsigned char *c = image->rgb + (y * w + x) * 3;
			uint32_t rgb = (uint32_t)c[0] << 16 | (uint32_t)c[1] << 8 | c[2];
			size_t at = (rgb * 2654435761u) % TABLE;
			n++;
			while (colour[at] != rgb && colour[at] != none && kept < TABLE / 2)
				at = (at + 1) % TABLE;
			if (colour[at] == none && kept < TABLE / 2) {
				colour[at] = rgb;
				kept++;
			}
			count[at] += colour[at] == rgb;
		}
	for (size_t k = 0; k < COLOURS; k++) {
		size_t best = 0;
		for (size_t i = 1; i < TABLE; i++)
			best = count[i] > count[best] ? i : best;
		common += count[best];
		count[best] = 0;
	}
	m->value[TL_SEEN_DRAWN] = 100.0 * common / n;
}

/* --- stripes ---------------------------------------------------------------------- */

#define BANDS 4
#define PARTS 8
#define TREND 16u		/* rows to either side that are the ground of one */

/* N means of each band, less those around them, so that what is left are stripes. */
static void detrend(float *line, float *work, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		work[i] = line[i];
	for (size_t i = 0; i < TREND && i < n; i++)
		sum += work[i];
	for (size_t i = 0; i < n; i++) {
		size_t from = i > TREND ? i - TREND : 0;
		size_t upto = i + TREND < n ? i + TREND : n - 1;
		if (i + TREND < n)
			sum += work[i + TREND];
		if (i > TREND)
			sum -= work[i - TREND - 1];
		line[i] = work[i] - (float)(sum / (double)(upto - from + 1));
	}
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* What the bands have in common, in the middle one of the parts of their length: scenes have it
 * here or there, an interference everywhere. */
static double shared(float *band[BANDS], float *work, size_t n)
{
	double part[PARTS];

	if (n < PARTS * 4)
		return 0;
	for (size_t b = 0; b < BANDS; b++)
		detrend(band[b], work, n);
	for (size_t k = 0; k < PARTS; k++) {
		double sum = 0;
		size_t from = n * k / PARTS, upto = n * (k + 1) / PARTS;
		for (size_t i = from; i < upto; i++) {
			double all = 0, own = 0;
			for (size_t b = 0; b < BANDS; b++) {
				all += band[b][i];
				own += band[b][i] * band[b][i];
			}
			sum += (all * all - own) / (BANDS * (BANDS - 1));
		}
		part[k] = tl_root(sum / (double)(upto - from));
	}
	qsort(part, PARTS, sizeof(*part), by_size);
	return part[PARTS / 2 - 1];
}

static void sum_bands(const struct plane *p, float *across[BANDS], float *down[BANDS])
{
	for (size_t y = 0; y < p->h; y++) {
		const unsigned char *row = p->at + y * p->w;
		float *to = down[y * BANDS / p->h];
		for (size_t b = 0; b < BANDS; b++) {
			unsigned sum = 0;
			size_t from = p->w * b / BANDS, upto = p->w * (b + 1) / BANDS;
			for (size_t x = from; x < upto; x++)
				sum += row[x];
			across[b][y] = (float)sum / (float)(upto - from + (upto == from));
		}
		for (size_t x = 0; x < p->w; x++)
			to[x] += row[x];
	}
	for (size_t b = 0; b < BANDS; b++) {
		size_t rows = p->h * (b + 1) / BANDS - p->h * b / BANDS;
		for (size_t x = 0; x < p->w; x++)
			down[b][x] /= (float)(rows + !rows);
	}
}

static int measure_stripes(const struct plane *p, struct tl_seen *m, struct tl_err *err)
{
	size_t longer = p->w > p->h ? p->w : p->h;
	float *all = calloc((p->w + p->h) * BANDS + longer, sizeof(*all)), *at = all;
	float *across[BANDS], *down[BANDS];
	double rows, columns;

	if (!all)
		return tl_err_memory(err);
	for (size_t b = 0; b < BANDS; b++, at += p->h)
		across[b] = at;
	for (size_t b = 0; b < BANDS; b++, at += p->w)
		down[b] = at;
	sum_bands(p, across, down);
	rows = shared(across, at, p->h);
	columns = shared(down, at, p->w);
	m->value[TL_SEEN_STRIPES] = rows > columns ? rows : columns;
	free(all);
	return 0;
}

/* --- the view ----------------------------------------------------------------------- */

/* Means of the quarter plane, or of a picture too small for one of itself. */
static void measure_view(const struct plane *q, struct tl_seen *m)
{
	for (size_t y = 0; y < TL_VIEW_HEIGHT; y++)
		for (size_t x = 0; x < TL_VIEW_WIDTH; x++) {
			size_t x0 = x * q->w / TL_VIEW_WIDTH, y0 = y * q->h / TL_VIEW_HEIGHT;
			size_t x1 = (x + 1) * q->w / TL_VIEW_WIDTH;
			size_t y1 = (y + 1) * q->h / TL_VIEW_HEIGHT;
			uint64_t sum = 0, n;
			x1 += x1 == x0;
			y1 += y1 == y0;
			for (size_t j = y0; j < y1; j++)
				for (size_t i = x0; i < x1; i++)
					sum += q->at[j * q->w + i];
			n = (x1 - x0) * (y1 - y0);
			m->view[y * TL_VIEW_WIDTH + x] = (unsigned char)((sum + n / 2) / n);
		}
}

/* --- all of it ------------------------------------------------------------------------ */

static int measure_planes(const struct tl_image *image, struct plane *p, struct plane *q,
                          struct tl_seen *m, struct tl_err *err)
{
	int rc = make_luma(image, p, err);

	if (!rc)
		rc = make_quarter(p, q, err);
	if (rc)
		return rc;
	measure_luma(p, m);
	measure_edges(p, q, m);
	measure_flat(q, m);
	measure_grey(image, p, m);
	measure_cast(image, p, m);
	measure_drawn(image, m);
	measure_view(q->w >= TL_VIEW_WIDTH && q->h >= TL_VIEW_HEIGHT ? q : p, m);
	tl_hash_view(m->view, m->hash);
	return measure_stripes(p, m, err);
}

static int measure_one(const struct tl_image *image, struct tl_seen *m, struct tl_err *err)
{
	struct plane p = { 0 }, q = { 0 };
	int rc = measure_planes(image, &p, &q, m, err);

	free(p.at);
	free(q.at);
	return rc;
}

int tl_see(const struct tl_image *image, struct tl_seen *ret, struct tl_err *err)
{
	TL_IMAGE small = { 0 };
	int rc = 0;

	*ret = (struct tl_seen){ .width = image->width, .height = image->height };
	for (size_t i = TL_SEEN_OWN; i < TL_SEEN_COUNT; i++)
		ret->value[i] = NAN;
	if (image->width > PLANE_MAX || image->height > PLANE_MAX) {
		rc = tl_image_shrink(image, PLANE_MAX, PLANE_MAX, &small, err);
		image = &small;
	}
	return rc ? rc : measure_one(image, ret, err);
}
