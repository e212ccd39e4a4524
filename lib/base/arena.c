/* Bump allocator. */
#include "base/arena.h"

#include <stdlib.h>

#include "base/memory.h"

#define FIRST_CHUNK 4096

struct tl_arena_chunk {
	struct tl_arena_chunk *before;
	size_t size;
	_Alignas(16) char data[];
};

void *tl_arena_alloc(struct tl_arena *a, size_t size)
{
	void *p;

	if (size > SIZE_MAX / 4)
		return tl_got(NULL);
	size = (size + 7) & ~(size_t)7;
	if (!a->chunk || a->chunk->size - a->used < size) {
		size_t want = a->chunk ? a->chunk->size * 2 : FIRST_CHUNK;
		struct tl_arena_chunk *c;
		if (want > 1024 * 1024)
			want = 1024 * 1024;
		if (want < size)
			want = size;
		c = tl_got(malloc(sizeof(*c) + want));
		if (!c)
			return NULL;
		c->before = a->chunk;
		c->size = want;
		a->chunk = c;
		a->used = 0;
		a->total += want;
	}
	p = a->chunk->data + a->used;
	a->used += size;
	return p;
}

void *tl_arena_zalloc(struct tl_arena *a, size_t size)
{
	void *p = tl_arena_alloc(a, size);

	if (p)
		memset(p, 0, size);
	return p;
}

struct tl_bytes tl_arena_dup(struct tl_arena *a, struct tl_bytes b, bool *ok)
{
	char *p;

	if (!b.data)
		return TL_NONE;
	p = tl_arena_alloc(a, b.len + 1);
	if (!p) {
		if (ok)
			*ok = false;
		return TL_NONE;
	}
	memcpy(p, b.data, b.len);
	p[b.len] = 0;
	return tl_bytes(p, b.len);
}

char *tl_arena_str(struct tl_arena *a, const char *s)
{
	return (char *)tl_arena_dup(a, tl_str(s), NULL).data;
}

char **tl_arena_words(struct tl_arena *a, char *const *before, size_t n, char *text, size_t *nret)
{
	char **words = tl_arena_alloc(a, (n + strlen(text) / 2 + 1) * sizeof(*words)), *save = NULL;

	if (!words)
		return NULL;
	for (*nret = 0; *nret < n; ++*nret)
		words[*nret] = before[*nret];
	for (char *w = strtok_r(text, " ", &save); w; w = strtok_r(NULL, " ", &save))
		words[(*nret)++] = w;
	return words;
}

void tl_arena_reset(struct tl_arena *a)
{
	struct tl_arena_chunk *keep = a->chunk, *c = keep ? keep->before : NULL;

	/* The newest chunk is the largest, unless one was made for a single large piece. */
	while (c) {
		struct tl_arena_chunk *before = c->before, *drop = c;
		if (c->size > keep->size) {
			drop = keep;
			keep = c;
		}
		free(drop);
		c = before;
	}
	if (keep)
		keep->before = NULL;
	a->chunk = keep;
	a->used = 0;
	a->total = keep ? keep->size : 0;
}

void tl_arena_release(struct tl_arena *a)
{
	tl_arena_reset(a);
	free(a->chunk);
	*a = (struct tl_arena){ 0 };
}
