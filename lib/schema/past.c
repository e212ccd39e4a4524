/* A schema file packed with what it was before. */
#include "schema/past.h"

#include <stdio.h>

#include "schema/yaml.h"

/* TL_MAP as a map of its own that also says KEY: VALUE. */
static struct tl_node *with_pair(struct tl_loader *l, const struct tl_node *map, const char *key,
                              const char *value)
{
	struct tl_node *n = tl_arena_zalloc(&l->nodes, 3 * sizeof(*n));
	bool ok = true;

	if (!n)
		return NULL;
	*n = (struct tl_node){ .type = TL_MAP, .line = map->line, .column = map->column };
	for (const struct tl_node *c = map->child; c; c = c->next) {
		struct tl_node *copy = tl_arena_zalloc(&l->nodes, sizeof(*copy));
		if (!copy)
			return NULL;
		*copy = *c;
		copy->next = NULL;
		tl_node_append(n, copy);
	}
	n[1] = (struct tl_node){
		.type = TL_SCALAR, .text = tl_str(key), .line = map->line, .column = map->column
	};
	n[2] = (struct tl_node){ .type = TL_SCALAR,
		              .text = tl_arena_dup(&l->nodes, tl_str(value), &ok),
		              .line = map->line,
		              .column = map->column };
	tl_node_append(n, &n[1]);
	tl_node_append(n, &n[2]);
	return ok ? n : NULL;
}

static const struct tl_node *field_in(const struct tl_node *root, struct tl_bytes key)
{
	const struct tl_node *fields = tl_node_get(root, "fields"), *k;

	for (const struct tl_node *f = fields ? fields->child : NULL; f; f = f->next)
		if ((k = tl_node_get(f, "key")) && tl_eq(k->text, key))
			return f;
	return NULL;
}

/* The fields of ROOT and of all that was, in order of their first coming. */
static struct tl_node *all_fields(struct tl_loader *l, const struct tl_node *root,
                                  struct tl_node *const *was, size_t n)
{
	struct tl_node *list = tl_arena_zalloc(&l->nodes, sizeof(*list)), map = { .type = TL_MAP },
		    key = { .type = TL_SCALAR, .text = TL_LIT("fields") };

	if (!list)
		return NULL;
	*list = (struct tl_node){ .type = TL_LIST,
		               .line = tl_node_get(root, "fields")->line,
		               .column = tl_node_get(root, "fields")->column };
	tl_node_append(&map, &key);
	tl_node_append(&map, list);
	for (size_t i = 0; i < n; i++) {
		const struct tl_node *fields = tl_node_get(was[i], "fields");
		for (const struct tl_node *f = fields ? fields->child : NULL; f; f = f->next) {
			struct tl_bytes name =
				tl_node_get(f, "key") ? tl_node_get(f, "key")->text : TL_NONE;
			const struct tl_node *now = field_in(root, name), *latest = f;
			struct tl_node *copy;
			if (field_in(&map, name))
				continue;
			for (size_t k = i; k < n; k++)
				if (field_in(was[k], name))
					latest = field_in(was[k], name);
			if (now)
				copy = tl_arena_zalloc(&l->nodes, sizeof(*copy));
			else
				copy = with_pair(l, latest, "withdrawn", "true");
			if (!copy)
				return NULL;
			if (now)
				*copy = *now;
			copy->next = NULL;
			tl_node_append(list, copy);
		}
	}
	return list;
}

/* WAS: what the file was, and behind that what it is. Where nothing was before, it is as it
 * says. */
static int merge(struct tl_loader *l, const struct tl_schema_past *p, struct tl_node *const *was,
                 struct tl_node **ret)
{
	const struct tl_node *present = was[p->n];
	struct tl_node *root = present ? was[p->n] : was[p->n - 1], *fields;
	char order[24];

	snprintf(order, sizeof(order), "%u", p->order);
	if (!present)
		root = with_pair(l, root, "withdrawn", "true");
	if (root && p->order)
		root = with_pair(l, root, "order", order);
	if (p->n && root && tl_node_get(root, "fields") &&
	    tl_node_get(root, "fields")->type == TL_LIST) {
		fields = all_fields(l, root, was, p->n + (present != NULL));
		if (!fields)
			return tl_err_memory(l->err);
		tl_node_get(root, "fields")->child = fields->child;
		tl_node_get(root, "fields")->n = fields->n;
	}
	*ret = root;
	return root ? 0 : tl_err_memory(l->err);
}

int tl_schema_pack_past(struct tl_buf *out, const struct tl_schema_past *p, struct tl_err *err)
{
	struct tl_schema s = { 0 };	/* its arena takes the texts */
	struct tl_loader l = { .s = &s, .file = p->name, .err = err };
	struct tl_node **was = tl_arena_zalloc(&l.nodes, (p->n + 1) * sizeof(struct tl_node *)),
		       *root;
	int rc = was ? 0 : tl_err_memory(err);

	for (size_t i = 0; !rc && i < p->n; i++)
		rc = tl_yaml_parse(&l, p->text[i], &was[i]);
	if (!rc && p->present.data)
		rc = tl_yaml_parse(&l, p->present, &was[p->n]);
	if (!rc)
		rc = merge(&l, p, was, &root);
	if (!rc)
		tl_yaml_pack(out, root);
	if (!rc && out->failed)
		rc = tl_err_memory(err);
	tl_arena_release(&l.nodes);
	tl_arena_release(&s.arena);
	return rc;
}

int tl_schema_pack(struct tl_buf *out, const struct tl_schema_file *file, struct tl_err *err)
{
	return tl_schema_pack_past(
		out, &(struct tl_schema_past){ .name = file->name, .present = file->text }, err);
}
