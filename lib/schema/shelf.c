/* Files of a set that few commands read. */
#include "schema/shelf.h"

const char *const tl_shelf_words[TL_SHELF_COUNT] = {
	[TL_SHELF_RULES] = "rules",
	[TL_SHELF_FORM] = "form",
	[TL_SHELF_CALENDAR] = "calendar",
	[TL_SHELF_CHECKLIST] = "checklist",
	[TL_SHELF_PAPER] = "document",
};

enum tl_shelf_sort tl_shelf_peek(struct tl_bytes packed, struct tl_bytes *name)
{
	enum tl_shelf_sort sort = 0;

	*name = TL_NONE;
	while (sort < TL_SHELF_COUNT && !tl_yaml_first(packed, tl_shelf_words[sort], name))
		sort++;
	return sort;
}

const struct tl_shelf_file *tl_shelf_find(const struct tl_schema *s, enum tl_shelf_sort sort,
                                        const char *name)
{
	for (size_t i = 0; i < s->nshelf; i++)
		if (s->shelf[i].sort == sort && tl_eqs(s->shelf[i].name, name))
			return &s->shelf[i];
	return NULL;
}

void tl_shelf_names(struct tl_buf *out, const struct tl_schema *s, enum tl_shelf_sort sort)
{
	const char *before = "; there are ";

	for (size_t i = 0; i < s->nshelf; i++) {
		if (s->shelf[i].sort != sort)
			continue;
		tl_buf_printf(out, "%s'%s'", before, s->shelf[i].name.data);
		before = ", ";
	}
}

int tl_shelf_read(const struct tl_shelf_file *f, struct tl_schema **own,
                 int (*read)(struct tl_loader *l, const struct tl_node *n, void *ret), void *ret,
                 const char **file, struct tl_err *err)
{
	struct tl_loader l = { .file = f->file, .packed = tl_yaml_is_packed(f->text), .err = err };
	struct tl_node *root = NULL;
	bool withdrawn, ok = true;
	int rc;

	*file = NULL;
	l.s = *own = calloc(1, sizeof(**own));
	if (!l.s)
		return tl_err_memory(err);
	rc = tl_yaml_parse(&l, f->text, &root);
	withdrawn = !rc && l.packed && tl_node_get(root, "withdrawn");
	if (!rc && !withdrawn)
		rc = read(&l, root, ret);
	if (!rc && !withdrawn) {
		*file = tl_arena_dup(&l.s->arena, f->file, &ok).data;
		if (!ok)
			rc = tl_err_memory(err);
	}
	tl_arena_release(&l.nodes);
	return rc;
}

/* --- comparing --------------------------------------------------------------- */

/* What a file says of itself, and not of what it is for. */
static bool of_file(struct tl_bytes key)
{
	return tl_eqs(key, "version") || tl_eqs(key, "order") || tl_eqs(key, "withdrawn");
}

static bool same_node(const struct tl_node *a, const struct tl_node *b);

static bool has_all(const struct tl_node *map, const struct tl_node *of, bool whole)
{
	for (const struct tl_node *k = of->child; k; k = k->next->next) {
		const struct tl_node *v = tl_node_get(map, k->text.data);
		if (whole && of_file(k->text))
			continue;
		if (!v || !same_node(v, k->next))
			return false;
	}
	return true;
}

static bool same_list(const struct tl_node *a, const struct tl_node *b)
{
	const struct tl_node *x = a->child, *y = b->child;

	for (; x && y; x = x->next, y = y->next)
		if (!same_node(x, y))
			return false;
	return !x && !y;
}

static bool same_node(const struct tl_node *a, const struct tl_node *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == TL_SCALAR)
		return tl_eq(a->text, b->text);
	if (a->type == TL_LIST)
		return same_list(a, b);
	return a->n == b->n && has_all(a, b, false);
}

/* *RET NULL: F was taken back. */
static int parse(struct tl_loader *l, const struct tl_shelf_file *f, struct tl_node **ret)
{
	int rc;

	l->packed = tl_yaml_is_packed(f->text);
	l->file = f->file;
	rc = tl_yaml_parse(l, f->text, ret);
	if (!rc && l->packed && tl_node_get(*ret, "withdrawn"))
		*ret = NULL;
	return rc;
}

static struct tl_bytes version(const struct tl_node *root)
{
	const struct tl_node *v = tl_node_get(root, "version");

	return v && v->type == TL_SCALAR ? v->text : TL_NONE;
}

int tl_shelf_compare(struct tl_shelf_change *ret, const struct tl_schema *was,
                    const struct tl_schema *now, enum tl_shelf_sort sort, const char *name,
                    struct tl_err *err)
{
	const struct tl_shelf_file *before = tl_shelf_find(was, sort, name);
	struct tl_schema own = { .arena = { 0 } };	/* its arena takes the texts */
	struct tl_loader l = { .s = &own, .err = err };
	struct tl_node *a = NULL, *b = NULL;
	int rc = before ? parse(&l, before, &a) : 0;

	*ret = (struct tl_shelf_change){ .same = false };
	if (!rc)
		rc = parse(&l, tl_shelf_find(now, sort, name), &b);
	if (!rc && b) {
		ret->came = !a;
		ret->same = a && has_all(a, b, true) && has_all(b, a, true);
		ret->was = a ? version(a) : TL_NONE;
		ret->now = version(b);
	}
	tl_arena_release(&l.nodes);
	ret->arena = own.arena;
	return rc;
}

void tl_shelf_release(struct tl_shelf_change *c)
{
	tl_arena_release(&c->arena);
}
