/* The double random draw (双随机). */
#include "inspect/draw.h"

#include <stdlib.h>

static int by_digest(const void *a, const void *b)
{
	const struct tl_lot *x = a, *y = b;
	int order = memcmp(x->digest, y->digest, TL_HASH_LEN);

	return order ? order : tl_cmp(x->id, y->id);
}

void tl_draw(struct tl_lot *lot, size_t n, struct tl_bytes seed)
{
	for (size_t i = 0; i < n; i++) {
		struct tl_hash h;
		tl_hash_begin(&h);
		tl_hash_add(&h, seed);
		tl_hash_add(&h, tl_bytes("", 1));
		tl_hash_add(&h, lot[i].id);
		tl_hash_end(&h, lot[i].digest);
	}
	if (n)
		qsort(lot, n, sizeof(*lot), by_digest);
}

bool tl_draw_count(struct tl_bytes text, size_t pool, size_t *ret)
{
	bool percent = text.len && text.data[text.len - 1] == '%';
	size_t n = 0;

	text.len -= percent;
	if (!text.len || text.len > 9)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		n = n * 10 + (size_t)(text.data[i] - '0');
	}
	if (!n || (percent && n > 100))
		return false;
	*ret = percent ? (pool * n + 99) / 100 : n;
	return true;
}

size_t tl_draw_deal(size_t n, size_t *at, size_t want, bool (*fits)(void *ctx, size_t officer),
                    void *ctx, size_t *ret)
{
	size_t got = 0, next = *at;

	for (size_t i = 0; i < n && got < want; i++) {
		size_t officer = (*at + i) % n;
		if (!fits(ctx, officer))
			continue;
		ret[got++] = officer;
		next = (officer + 1) % n;
	}
	*at = next;
	return got;
}
