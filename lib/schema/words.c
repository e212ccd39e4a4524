/* Maps of a schema file, read by tables of the words that they may have. */
#include "schema/words.h"

#include "base/utf8.h"

int tl_node_scalar(struct tl_loader *l, const struct tl_node *map, const char *key, bool needed,
                   struct tl_bytes *ret)
{
	struct tl_node *n = tl_node_get(map, key);

	*ret = TL_NONE;
	if (!n)
		return needed ? tl_yaml_fault(l, map, "'%s' is missing", key) : 0;
	if (n->type != TL_SCALAR)
		return tl_yaml_fault(l, n, "'%s' is one text", key);
	if (needed && !n->text.len)
		return tl_yaml_fault(l, n, "'%s' is empty", key);
	*ret = n->text;
	return 0;
}

int tl_node_list(struct tl_loader *l, const struct tl_node *map, const char *key,
                 struct tl_node **ret)
{
	struct tl_node *n = tl_node_get(map, key);

	*ret = n;
	return !n || n->type == TL_LIST ? 0 : tl_yaml_fault(l, n, "'%s' is a list: [a, b]", key);
}

void *tl_loader_room(struct tl_loader *l, size_t n, size_t size)
{
	void *p = tl_arena_zalloc(&l->s->arena, (n + 1) * size);

	if (!p)
		tl_err_memory(l->err);
	return p;
}

int tl_node_some(struct tl_loader *l, const struct tl_node *map, const char *key, size_t max,
                 struct tl_node **ret)
{
	int rc = tl_node_list(l, map, key, ret);

	if (!rc && (!*ret || !(*ret)->n))
		rc = tl_yaml_fault(l, map, "'%s' is missing", key);
	if (!rc && (*ret)->n > max)
		rc = tl_yaml_fault(l, *ret, "more than %zu %s", max, key);
	return rc;
}

int tl_node_texts(struct tl_loader *l, const struct tl_node *map, const char *key,
                  const char ***ret)
{
	struct tl_node *n;
	size_t i = 0;
	int rc = tl_node_list(l, map, key, &n);

	*ret = NULL;
	if (rc || !n)
		return rc;
	*ret = tl_loader_room(l, n->n, sizeof(**ret));
	if (!*ret)
		return TLSAFE_EMEMORY;
	for (struct tl_node *c = n->child; c; c = c->next) {
		if (c->type != TL_SCALAR)
			return tl_yaml_fault(l, c, "'%s' is a list of texts", key);
		(*ret)[i++] = c->text.data;
	}
	return 0;
}

size_t tl_word_count(const char **list)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	return n;
}

int tl_word_bytes(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                  void *to)
{
	return tl_node_scalar(l, map, w->key, w->needed, tl_word_place(w, to));
}

int tl_word_text(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w, void *to)
{
	struct tl_bytes b;
	int rc = tl_node_scalar(l, map, w->key, w->needed, &b);

	*(const char **)tl_word_place(w, to) = b.data;
	return rc;
}

int tl_word_bool(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w, void *to)
{
	struct tl_bytes b;
	int rc = tl_node_scalar(l, map, w->key, false, &b);
	bool yes = b.data && tl_eqs(b, "true");

	*(bool *)tl_word_place(w, to) = yes;
	if (rc || !b.data || yes || tl_eqs(b, "false"))
		return rc;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "'%s' is true or false", w->key);
}

int tl_word_texts(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                  void *to)
{
	return tl_node_texts(l, map, w->key, tl_word_place(w, to));
}

static bool known(const struct tl_loader *l, const struct tl_word *words, struct tl_bytes text)
{
	const struct tl_word *w = words;

	while (w->key && !tl_eqs(text, w->key))
		w++;
	return w->key || (l->packed && (tl_eqs(text, "order") || tl_eqs(text, "withdrawn")));
}

static int unknown_word(struct tl_loader *l, const struct tl_word *words, const struct tl_node *k)
{
	const char *near = NULL;
	unsigned best = 3;

	for (const struct tl_word *w = words; w->key; w++) {
		unsigned d = tl_utf8_distance(k->text, tl_str(w->key), 2);
		if (d < best) {
			best = d;
			near = w->key;
		}
	}
	if (near)
		return tl_yaml_fault(l, k, "unknown word '%.*s'; did you mean '%s'?",
		                     (int)k->text.len, k->text.data, near);
	return tl_yaml_fault(l, k, "unknown word '%.*s'", (int)k->text.len, k->text.data);
}

int tl_words_read(struct tl_loader *l, const struct tl_node *map, const struct tl_word *words,
                  void *to)
{
	int rc = 0;

	for (struct tl_node *k = map->child; k; k = k->next->next)
		if (!known(l, words, k->text))
			return unknown_word(l, words, k);
	for (const struct tl_word *w = words; !rc && w->key; w++)
		if (w->read)
			rc = w->read(l, map, w, to);
	return rc;
}
