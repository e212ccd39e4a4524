/* YAML texts, or their packed form, as trees of nodes. The only file that includes <yaml.h>. */
#include "schema/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#include "base/library.h"

#define CALLS(X) \
	X(yaml_event_delete) X(yaml_parser_parse) X(yaml_parser_initialize) \
	X(yaml_parser_set_input_string) X(yaml_parser_delete)
TL_LIBRARY("libyaml-0.so.2", "libyaml-0-2", "YAML", CALLS)

#define DEPTH 16
#define TEXT_MAX (1024 * 1024)

/* YAML being read. */
struct reader {
	struct tl_loader *l;
	yaml_parser_t parser;
	yaml_event_t event;
};

int tl_yaml_fault(struct tl_loader *l, const struct tl_node *at, const char *fmt, ...)
{
	static const struct tl_node begin = { .line = 1, .column = 1 };
	char text[512];
	va_list ap;

	if (!at)
		at = &begin;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return tl_err_set(l->err, TLSAFE_ECONFIG, "%.*s.yaml:%u:%u: %s", (int)l->file.len,
	                  l->file.data, at->line, at->column, text);
}

bool tl_yaml_place(const char *text, struct tl_yaml_place *ret)
{
	const char *end = strstr(text, ".yaml:");
	char *at;

	if (!end)
		return false;
	ret->file = tl_bytes(text, (size_t)(end - text));
	ret->line = strtoul(end + strlen(".yaml:"), &at, 10);
	ret->column = *at == ':' ? strtoul(at + 1, &at, 10) : 0;
	ret->text = *at == ':' ? at + 2 : at;
	return true;
}

static int next_event(struct reader *y)
{
	lib.yaml_event_delete(&y->event);
	if (lib.yaml_parser_parse(&y->parser, &y->event))
		return 0;
	memset(&y->event, 0, sizeof(y->event));
	if (y->parser.error == YAML_MEMORY_ERROR)
		return tl_err_memory(y->l->err);
	struct tl_node at = { .line = (uint32_t)y->parser.problem_mark.line + 1,
		              .column = (uint32_t)y->parser.problem_mark.column + 1 };
	return tl_yaml_fault(y->l, &at, "not YAML: %s",
	                     y->parser.problem ? y->parser.problem : "unreadable");
}

static struct tl_node *new_node(struct reader *y, int type)
{
	struct tl_node *n = tl_arena_zalloc(&y->l->nodes, sizeof(*n));

	if (!n) {
		tl_err_memory(y->l->err);
		return NULL;
	}
	n->type = type;
	n->line = (uint32_t)y->event.start_mark.line + 1;
	n->column = (uint32_t)y->event.start_mark.column + 1;
	return n;
}

void tl_node_append(struct tl_node *to, struct tl_node *child)
{
	if (to->last)
		to->last->next = child;
	else
		to->child = child;
	to->last = child;
	to->n++;
}

static bool marked(const yaml_event_t *e)
{
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return e->data.scalar.anchor || e->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return e->data.sequence_start.anchor || e->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return e->data.mapping_start.anchor || e->data.mapping_start.tag;
	default:
		return e->type == YAML_ALIAS_EVENT;
	}
}

static int check_keys(struct tl_loader *l, struct tl_node *map)
{
	for (struct tl_node *k = map->child; k; k = k->next->next) {
		if (k->type != TL_SCALAR)
			return tl_yaml_fault(l, k, "a key that is no word");
		if (!k->next)
			return tl_yaml_fault(l, k, "a key without a value");
		for (struct tl_node *o = map->child; o != k; o = o->next->next)
			if (tl_eq(o->text, k->text))
				return tl_yaml_fault(l, k, "'%.*s' stands twice", (int)k->text.len,
				             k->text.data);
	}
	return 0;
}

static int build_scalar(struct reader *y, struct tl_node **ret)
{
	struct tl_bytes text =
		tl_bytes(y->event.data.scalar.value, y->event.data.scalar.length);
	struct tl_node *n = *ret = new_node(y, TL_SCALAR);
	bool ok = true;

	if (!n)
		return TLSAFE_EMEMORY;
	n->text = tl_arena_dup(&y->l->s->arena, text, &ok);
	if (!ok)
		return tl_err_memory(y->l->err);
	if (memchr(n->text.data, 0, n->text.len))
		return tl_yaml_fault(y->l, n, "a NUL in a text");
	return 0;
}

static int build(struct reader *y, struct tl_node **ret, int depth)
{
	struct tl_node at = { .line = (uint32_t)y->event.start_mark.line + 1,
		              .column = (uint32_t)y->event.start_mark.column + 1 };
	struct tl_node *n, *child;
	int rc;

	if (depth > DEPTH)
		return tl_yaml_fault(y->l, &at, "nested more than %d deep", DEPTH);
	if (marked(&y->event))
		return tl_yaml_fault(y->l, &at, "aliases, anchors and tags are not allowed");
	if (y->event.type == YAML_SCALAR_EVENT)
		return build_scalar(y, ret);
	if (y->event.type != YAML_SEQUENCE_START_EVENT &&
	    y->event.type != YAML_MAPPING_START_EVENT)
		return tl_yaml_fault(y->l, &at, "a value is missing");
	*ret = n = new_node(y, y->event.type == YAML_MAPPING_START_EVENT ? TL_MAP : TL_LIST);
	if (!n)
		return TLSAFE_EMEMORY;
	for (;;) {
		rc = next_event(y);
		if (rc)
			return rc;
		if (y->event.type == YAML_SEQUENCE_END_EVENT ||
		    y->event.type == YAML_MAPPING_END_EVENT)
			return n->type == TL_MAP ? check_keys(y->l, n) : 0;
		rc = build(y, &child, depth + 1);
		if (rc)
			return rc;
		tl_node_append(n, child);
	}
}

#define PACKED TL_LIT("\0tree")		/* no text begins so */

/* Type, line and column; then the text, or the number of children and each of them. */
static void pack_node(struct tl_buf *out, const struct tl_node *n)
{
	tl_buf_uint(out, n->type);
	tl_buf_uint(out, n->line);
	tl_buf_uint(out, n->column);
	if (n->type == TL_SCALAR)
		tl_buf_block(out, n->text);
	else
		tl_buf_uint(out, n->n);
	for (const struct tl_node *c = n->child; c; c = c->next)
		pack_node(out, c);
}

void tl_yaml_pack(struct tl_buf *out, const struct tl_node *root)
{
	tl_buf_add(out, PACKED);
	pack_node(out, root);
}

bool tl_yaml_is_packed(struct tl_bytes text)
{
	return tl_starts(text, PACKED);
}

/* The next node, when it is one text. */
static bool unpack_text(struct tl_unpack *u, struct tl_bytes *ret)
{
	uint64_t type = tl_unpack_uint(u);

	tl_unpack_uint(u);
	tl_unpack_uint(u);
	if (type != TL_SCALAR)
		return false;
	*ret = tl_unpack_block(u);
	return !u->bad;
}

bool tl_yaml_first(struct tl_bytes packed, const char *key, struct tl_bytes *ret)
{
	struct tl_unpack u;
	struct tl_bytes first;
	bool map;

	if (!tl_yaml_is_packed(packed))
		return false;
	u = tl_unpack(tl_bytes(packed.data + PACKED.len, packed.len - PACKED.len));
	map = tl_unpack_uint(&u) == TL_MAP;
	for (int i = 0; i < 3; i++)
		tl_unpack_uint(&u);	/* line, column, children */
	return map && !u.bad && unpack_text(&u, &first) && tl_eqs(first, key) &&
	       unpack_text(&u, ret);
}

static int unpack_node(struct tl_loader *l, struct tl_unpack *u, struct tl_node **ret, int depth)
{
	uint64_t type = tl_unpack_uint(u), line = tl_unpack_uint(u), column = tl_unpack_uint(u), n;
	struct tl_node *child;
	bool ok = true;

	*ret = tl_arena_zalloc(&l->nodes, sizeof(**ret));
	if (!*ret)
		return tl_err_memory(l->err);
	(*ret)->line = (uint32_t)line;
	(*ret)->column = (uint32_t)column;
	if (u->bad || depth > DEPTH || type > TL_MAP)
		return tl_yaml_fault(l, NULL, "its packed form is damaged");
	(*ret)->type = (int)type;
	if (type == TL_SCALAR) {
		(*ret)->text = tl_arena_dup(&l->s->arena, tl_unpack_block(u), &ok);
		if (!ok)
			return tl_err_memory(l->err);
		if (u->bad || memchr((*ret)->text.data, 0, (*ret)->text.len))
			return tl_yaml_fault(l, *ret, "its packed form is damaged");
		return 0;
	}
	for (n = tl_unpack_uint(u); n && !u->bad; n--) {
		int rc = unpack_node(l, u, &child, depth + 1);
		if (rc)
			return rc;
		tl_node_append(*ret, child);
	}
	if (u->bad)
		return tl_yaml_fault(l, *ret, "its packed form is damaged");
	return type == TL_MAP ? check_keys(l, *ret) : 0;
}

static int unpack(struct tl_loader *l, struct tl_bytes text, struct tl_node **ret)
{
	struct tl_unpack u = tl_unpack(tl_bytes(text.data + PACKED.len, text.len - PACKED.len));
	int rc = unpack_node(l, &u, ret, 0);

	return rc || tl_unpack_end(&u) ? rc : tl_yaml_fault(l, NULL, "its packed form is damaged");
}

/* The one document of a stream. */
static int read_document(struct reader *y, struct tl_node **ret)
{
	int rc = 0;

	while (!rc && y->event.type != YAML_DOCUMENT_START_EVENT) {
		rc = next_event(y);
		if (!rc && y->event.type == YAML_STREAM_END_EVENT)
			rc = tl_yaml_fault(y->l, NULL, "empty");
	}
	if (!rc)
		rc = next_event(y);
	if (!rc)
		rc = build(y, ret, 0);
	while (!rc && y->event.type != YAML_STREAM_END_EVENT) {
		rc = next_event(y);
		if (!rc && y->event.type == YAML_DOCUMENT_START_EVENT)
			rc = tl_yaml_fault(y->l, NULL, "more than one document");
	}
	return rc;
}

int tl_yaml_parse(struct tl_loader *l, struct tl_bytes text, struct tl_node **ret)
{
	struct reader y = { .l = l };
	int rc = 0;

	if (text.len > TEXT_MAX)
		return tl_yaml_fault(l, NULL, "longer than 1 MiB");
	if (tl_yaml_is_packed(text))
		return unpack(l, text, ret);
	rc = tl_library_load(&library, l->err);
	if (rc)
		return rc;
	if (!lib.yaml_parser_initialize(&y.parser))
		return tl_err_memory(l->err);
	lib.yaml_parser_set_input_string(&y.parser, (const unsigned char *)text.data, text.len);
	rc = read_document(&y, ret);
	lib.yaml_event_delete(&y.event);
	lib.yaml_parser_delete(&y.parser);
	return rc;
}

struct tl_node *tl_node_get(const struct tl_node *map, const char *key)
{
	for (struct tl_node *k = map->type == TL_MAP ? map->child : NULL; k; k = k->next->next)
		if (tl_eqs(k->text, key))
			return k->next;
	return NULL;
}
