/* Hash table from bytes to a number: open addressing, keys in an arena. */
#include "base/map.h"

#include <stdlib.h>

#include "base/crypto.h"
#include "base/memory.h"

struct entry {
	const char *key;	/* NULL: free */
	uint32_t len, hash;
	uint64_t value;
};

struct tl_map {
	struct entry *slot;
	size_t n, size;		/* size is a power of two */
	unsigned char secret[16];
	struct tl_arena keys;
};

struct tl_map *tl_map_new(void)
{
	struct tl_map *m = tl_got(calloc(1, sizeof(*m)));

	if (!m)
		return NULL;
	m->size = 64;
	m->slot = tl_got(calloc(m->size, sizeof(*m->slot)));
	tl_random(m->secret, sizeof(m->secret));
	if (!m->slot) {
		free(m);
		return NULL;
	}
	return m;
}

void tl_map_free(struct tl_map *m)
{
	if (!m)
		return;
	tl_arena_release(&m->keys);
	free(m->slot);
	free(m);
}

void tl_map_freep(struct tl_map **m)
{
	tl_map_free(*m);
	*m = NULL;
}

static struct entry *find(const struct tl_map *m, struct tl_bytes key, uint32_t hash)
{
	for (size_t i = hash & (m->size - 1);; i = (i + 1) & (m->size - 1)) {
		struct entry *e = &m->slot[i];
		if (!e->key ||
		    (e->hash == hash && e->len == key.len && !memcmp(e->key, key.data, key.len)))
			return e;
	}
}

uint64_t *tl_map_get(const struct tl_map *m, struct tl_bytes key)
{
	struct entry *e;

	if (!key.data)
		key = TL_LIT("");
	e = find(m, key, (uint32_t)tl_hash_short(m->secret, key));
	return e->key ? &e->value : NULL;
}

static bool grow(struct tl_map *m)
{
	size_t size = m->size * 2;
	struct entry *old = m->slot, *slot = tl_got(calloc(size, sizeof(*slot)));

	if (!slot)
		return false;
	for (size_t k = 0; k < m->size; k++) {
		size_t i = old[k].hash & (size - 1);
		if (!old[k].key)
			continue;
		while (slot[i].key)
			i = (i + 1) & (size - 1);
		slot[i] = old[k];
	}
	m->slot = slot;
	m->size = size;
	free(old);
	return true;
}

uint64_t *tl_map_put(struct tl_map *m, struct tl_bytes key, bool *made)
{
	uint32_t hash;
	struct entry *e;
	bool ok = true;

	if (!key.data)
		key = TL_LIT("");
	if (key.len > UINT32_MAX || (m->n * 4 >= m->size * 3 && !grow(m)))
		return NULL;
	hash = (uint32_t)tl_hash_short(m->secret, key);
	e = find(m, key, hash);
	if (made)
		*made = !e->key;
	if (!e->key) {
		struct tl_bytes copy = tl_arena_dup(&m->keys, key, &ok);
		if (!ok)
			return NULL;
		*e = (struct entry){ copy.data, (uint32_t)key.len, hash, 0 };
		m->n++;
	}
	return &e->value;
}

size_t tl_map_count(const struct tl_map *m)
{
	return m->n;
}
