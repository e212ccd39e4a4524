/* Measures compared with others, written down and read back. */
#include "base/number.h"
#include "image/hash.h"
#include "image/see.h"
#include "image/root.h"

/* --- against others -------------------------------------------------------------- */

#define WIDTH TL_VIEW_WIDTH
#define HEIGHT TL_VIEW_HEIGHT
#define CLOCK_ROWS 3		/* above and below, where cameras write time and name */
#define EDGE 10			/* a step of the view that is one */

struct steps {
	double x[TL_VIEW_SIZE], y[TL_VIEW_SIZE];
};

/* Steps grow less than the light: a lamp is not the whole view. */
static double bent(int step)
{
	return step < 0 ? -tl_root(-step) : tl_root(step);
}

static void steps_of(const struct tl_seen *m, struct steps *s)
{
	memset(s, 0, sizeof(*s));
	for (size_t y = CLOCK_ROWS; y + CLOCK_ROWS < HEIGHT; y++)
		for (size_t x = 0; x + 1 < WIDTH; x++) {
			size_t i = y * WIDTH + x;
			s->x[i] = bent(m->view[i + 1] - m->view[i]);
			s->y[i] = bent(m->view[i + WIDTH] - m->view[i]);
		}
}

/* How much the edges of both point the same way, in percent. */
static double like(const struct tl_seen *a, const struct tl_seen *b)
{
	struct steps s, t;
	double both = 0, one = 0, other = 0;

	steps_of(a, &s);
	steps_of(b, &t);
	for (size_t i = 0; i < TL_VIEW_SIZE; i++) {
		both += s.x[i] * t.x[i] + s.y[i] * t.y[i];
		one += s.x[i] * s.x[i] + s.y[i] * s.y[i];
		other += t.x[i] * t.x[i] + t.y[i] * t.y[i];
	}
	return both > 0 ? 100 * both / tl_root(one * other) : 0;
}

static double change(const struct tl_seen *a, const struct tl_seen *b)
{
	int most = 0;

	for (size_t i = CLOCK_ROWS * WIDTH; i < (HEIGHT - CLOCK_ROWS) * WIDTH; i++) {
		int by = abs(a->view[i] - b->view[i]);
		most = by > most ? by : most;
	}
	return most;
}

static bool has_edge(const struct tl_seen *m, size_t i, int edge)
{
	return abs(m->view[i + 1] - m->view[i]) >= edge ||
	       abs(m->view[i + WIDTH] - m->view[i]) >= edge;
}

/* Percent of the reference's edges where M has nothing like them. */
static double lost(const struct tl_seen *m, const struct tl_seen *reference)
{
	size_t n = 0, gone = 0;

	for (size_t y = CLOCK_ROWS; y + CLOCK_ROWS < HEIGHT; y++)
		for (size_t x = 0; x + 1 < WIDTH; x++) {
			if (!has_edge(reference, y * WIDTH + x, EDGE))
				continue;
			n++;
			gone += !has_edge(m, y * WIDTH + x, EDGE / 4);
		}
	return n ? 100.0 * (double)gone / (double)n : NAN;
}

static double tint(const struct tl_seen *m, const struct tl_seen *reference)
{
	double red = m->value[TL_SEEN_RED] - reference->value[TL_SEEN_RED];
	double blue = m->value[TL_SEEN_BLUE] - reference->value[TL_SEEN_BLUE];

	return tl_root(red * red + blue * blue);
}

void tl_seen_against(struct tl_seen *m, const struct tl_seen *reference,
                        const struct tl_seen *before)
{
	if (reference) {
		double sharp = reference->value[TL_SEEN_SHARP];
		m->value[TL_SEEN_LIKE] = like(m, reference);
		m->value[TL_SEEN_TINT] = tint(m, reference);
		m->value[TL_SEEN_LOST] = lost(m, reference);
		m->value[TL_SEEN_SHARP_OF] =
			sharp > 0 ? 100 * m->value[TL_SEEN_SHARP] / sharp : NAN;
	}
	if (before)
		m->value[TL_SEEN_CHANGE] = change(m, before);
}

/* --- as a text --------------------------------------------------------------------- */

#define DIGITS "0123456789abcdef"

/* "1 1280x720 luma=103.42 ... view=<hex>" */
void tl_seen_text(struct tl_buf *out, const struct tl_seen *m)
{
	tl_buf_printf(out, "%d %ux%u", TL_SEEN_VERSION, m->width, m->height);
	for (size_t i = 0; i < TL_SEEN_OWN; i++)
		tl_buf_printf(out, " %s=%.2f", tl_seen_names[i].name, m->value[i]);
	tl_buf_str(out, " view=");
	for (size_t i = 0; i < TL_VIEW_SIZE; i++) {
		tl_buf_char(out, DIGITS[m->view[i] >> 4]);
		tl_buf_char(out, DIGITS[m->view[i] & 15]);
	}
}

/* The word before the next blank of *TEXT, which loses both. */
static struct tl_bytes next_word(struct tl_bytes *text)
{
	const char *blank = memchr(text->data, ' ', text->len);
	size_t len = blank ? (size_t)(blank - text->data) : text->len;
	struct tl_bytes word = tl_bytes(text->data, len);

	len += blank != NULL;
	*text = tl_bytes(text->data + len, text->len - len);
	return word;
}

/* What stands behind NAME= in WORD. */
static bool value_of(struct tl_bytes word, const char *name, struct tl_bytes *ret)
{
	size_t len = strlen(name);

	if (word.len <= len || memcmp(word.data, name, len) || word.data[len] != '=')
		return false;
	*ret = tl_bytes(word.data + len + 1, word.len - len - 1);
	return true;
}

static bool read_side(struct tl_bytes text, uint32_t *ret)
{
	double n;
	size_t decimals;

	if (!tl_number_parse(text, &n, &decimals) || decimals || n < 1 || n > TL_IMAGE_SIDE)
		return false;
	*ret = (uint32_t)n;
	return true;
}

static bool read_size(struct tl_bytes word, struct tl_seen *m)
{
	const char *x = memchr(word.data, 'x', word.len);
	size_t at = x ? (size_t)(x - word.data) : 0;

	return x && read_side(tl_bytes(word.data, at), &m->width) &&
	       read_side(tl_bytes(x + 1, word.len - at - 1), &m->height);
}

static bool read_view(struct tl_bytes hex, struct tl_seen *m)
{
	if (hex.len != 2 * TL_VIEW_SIZE)
		return false;
	for (size_t i = 0; i < hex.len; i++) {
		const char *digit = hex.data[i] ? strchr(DIGITS, hex.data[i]) : NULL;
		if (!digit)
			return false;
		m->view[i / 2] = (unsigned char)(m->view[i / 2] << 4 | (digit - DIGITS));
	}
	return true;
}

bool tl_seen_read(struct tl_bytes text, struct tl_seen *ret)
{
	struct tl_bytes value;
	size_t decimals;
	char version[12];

	*ret = (struct tl_seen){ 0 };
	for (size_t i = TL_SEEN_OWN; i < TL_SEEN_COUNT; i++)
		ret->value[i] = NAN;
	snprintf(version, sizeof(version), "%d", TL_SEEN_VERSION);
	if (!text.len || !tl_eqs(next_word(&text), version) || !read_size(next_word(&text), ret))
		return false;
	for (size_t i = 0; i < TL_SEEN_OWN; i++)
		if (!value_of(next_word(&text), tl_seen_names[i].name, &value) ||
		    !tl_number_parse(value, &ret->value[i], &decimals))
			return false;
	if (!value_of(next_word(&text), "view", &value) || text.len || !read_view(value, ret))
		return false;
	tl_hash_view(ret->view, ret->hash);
	return true;
}
