/* YAML texts to a schema set. The only file that includes <yaml.h>; the loader is the definition of
 * the format. */
#include "schema/schema.h"

#include <stdarg.h>
#include <yaml.h>

#include "base/utf8.h"

#define DEPTH 16
#define TEXT_MAX (1024 * 1024)

/* --- YAML to a tree of nodes ------------------------------------------------- */

struct node {
	enum { SCALAR, LIST, MAP } type;
	struct tl_bytes text;		/* scalar */
	/* of a list: items; of a map: key, value, key, value */
	struct node *child, *last, *next;
	size_t n;			/* children */
	size_t line, column;
};

struct loader {
	struct tl_schema *s;
	struct tl_arena nodes;
	struct tl_bytes file;
	/* the file comes from a store: it may say "order" and "withdrawn" */
	bool packed;
	struct tl_err *err;
	yaml_parser_t parser;
	yaml_event_t event;
};

static int fault(struct loader *l, const struct node *at, const char *fmt, ...) TL_PRINTF(3, 4);
static int fault(struct loader *l, const struct node *at, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return tl_err_set(l->err, TLSAFE_ECONFIG, "%.*s.yaml:%zu:%zu: %s", (int)l->file.len,
	                  l->file.data, at ? at->line : 1, at ? at->column : 1, text);
}

static int next_event(struct loader *l)
{
	yaml_event_delete(&l->event);
	if (yaml_parser_parse(&l->parser, &l->event))
		return 0;
	memset(&l->event, 0, sizeof(l->event));
	struct node at = { .line = l->parser.problem_mark.line + 1,
		           .column = l->parser.problem_mark.column + 1 };
	return fault(l, &at, "not YAML: %s", l->parser.problem ? l->parser.problem : "unreadable");
}

static struct node *new_node(struct loader *l, int type)
{
	struct node *n = tl_arena_zalloc(&l->nodes, sizeof(*n));

	if (!n) {
		tl_err_memory(l->err);
		return NULL;
	}
	n->type = type;
	n->line = l->event.start_mark.line + 1;
	n->column = l->event.start_mark.column + 1;
	return n;
}

static void append(struct node *to, struct node *child)
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

static int check_keys(struct loader *l, struct node *map)
{
	for (struct node *k = map->child; k; k = k->next->next) {
		if (k->type != SCALAR)
			return fault(l, k, "a key that is no word");
		if (!k->next)
			return fault(l, k, "a key without a value");
		for (struct node *o = map->child; o != k; o = o->next->next)
			if (tl_eq(o->text, k->text))
				return fault(l, k, "'%.*s' stands twice", (int)k->text.len,
				             k->text.data);
	}
	return 0;
}

static int build(struct loader *l, struct node **ret, int depth)
{
	bool ok = true;
	struct node *n, *child;
	int rc;

	struct node at = { .line = l->event.start_mark.line + 1,
		           .column = l->event.start_mark.column + 1 };
	if (depth > DEPTH)
		return fault(l, &at, "nested more than %d deep", DEPTH);
	if (marked(&l->event))
		return fault(l, &at, "aliases, anchors and tags are not allowed");
	if (l->event.type == YAML_SCALAR_EVENT) {
		*ret = n = new_node(l, SCALAR);
		if (!n)
			return TLSAFE_EMEMORY;
		n->text = tl_arena_dup(
			&l->s->arena,
			tl_bytes(l->event.data.scalar.value, l->event.data.scalar.length), &ok);
		if (!ok)
			return tl_err_memory(l->err);
		return memchr(n->text.data, 0, n->text.len) ? fault(l, n, "a NUL in a text") : 0;
	}
	if (l->event.type != YAML_SEQUENCE_START_EVENT && l->event.type != YAML_MAPPING_START_EVENT)
		return fault(l, &at, "a value is missing");
	*ret = n = new_node(l, l->event.type == YAML_MAPPING_START_EVENT ? MAP : LIST);
	if (!n)
		return TLSAFE_EMEMORY;
	for (;;) {
		rc = next_event(l);
		if (rc)
			return rc;
		if (l->event.type == YAML_SEQUENCE_END_EVENT ||
		    l->event.type == YAML_MAPPING_END_EVENT)
			return n->type == MAP ? check_keys(l, n) : 0;
		rc = build(l, &child, depth + 1);
		if (rc)
			return rc;
		append(n, child);
	}
}

/* --- a parsed file as bytes -------------------------------------------------- */

#define PACKED TL_LIT("\0tree")		/* no text begins so */

/* Type, line and column; then the text, or the number of children and each of them. */
static void pack_node(struct tl_buf *out, const struct node *n)
{
	tl_buf_uint(out, n->type);
	tl_buf_uint(out, n->line);
	tl_buf_uint(out, n->column);
	if (n->type == SCALAR)
		tl_buf_block(out, n->text);
	else
		tl_buf_uint(out, n->n);
	for (const struct node *c = n->child; c; c = c->next)
		pack_node(out, c);
}

static int unpack_node(struct loader *l, struct tl_unpack *u, struct node **ret, int depth)
{
	uint64_t type = tl_unpack_uint(u), line = tl_unpack_uint(u), column = tl_unpack_uint(u), n;
	struct node *child;
	bool ok = true;

	*ret = tl_arena_zalloc(&l->nodes, sizeof(**ret));
	if (!*ret)
		return tl_err_memory(l->err);
	(*ret)->line = line;
	(*ret)->column = column;
	if (u->bad || depth > DEPTH || type > MAP)
		return fault(l, NULL, "its packed form is damaged");
	(*ret)->type = (int)type;
	if (type == SCALAR) {
		(*ret)->text = tl_arena_dup(&l->s->arena, tl_unpack_block(u), &ok);
		if (!ok)
			return tl_err_memory(l->err);
		return u->bad || memchr((*ret)->text.data, 0, (*ret)->text.len) ?
		               fault(l, *ret, "its packed form is damaged") :
		               0;
	}
	for (n = tl_unpack_uint(u); n && !u->bad; n--) {
		int rc = unpack_node(l, u, &child, depth + 1);
		if (rc)
			return rc;
		append(*ret, child);
	}
	if (u->bad)
		return fault(l, *ret, "its packed form is damaged");
	return type == MAP ? check_keys(l, *ret) : 0;
}

static int unpack(struct loader *l, struct tl_bytes text, struct node **ret)
{
	struct tl_unpack u = tl_unpack(tl_bytes(text.data + PACKED.len, text.len - PACKED.len));
	int rc = unpack_node(l, &u, ret, 0);

	return rc || tl_unpack_end(&u) ? rc : fault(l, NULL, "its packed form is damaged");
}

static int parse(struct loader *l, struct tl_bytes text, struct node **ret)
{
	int rc = 0;

	if (text.len > TEXT_MAX)
		return fault(l, NULL, "longer than 1 MiB");
	if (tl_starts(text, PACKED))
		return unpack(l, text, ret);
	if (!yaml_parser_initialize(&l->parser))
		return tl_err_memory(l->err);
	yaml_parser_set_input_string(&l->parser, (const unsigned char *)text.data, text.len);
	memset(&l->event, 0, sizeof(l->event));
	while (!rc && l->event.type != YAML_DOCUMENT_START_EVENT) {
		rc = next_event(l);
		if (!rc && l->event.type == YAML_STREAM_END_EVENT)
			rc = fault(l, NULL, "empty");
	}
	if (!rc)
		rc = next_event(l);
	if (!rc)
		rc = build(l, ret, 0);
	while (!rc && l->event.type != YAML_STREAM_END_EVENT) {
		rc = next_event(l);
		if (!rc && l->event.type == YAML_DOCUMENT_START_EVENT)
			rc = fault(l, NULL, "more than one document");
	}
	yaml_event_delete(&l->event);
	yaml_parser_delete(&l->parser);
	return rc;
}

/* --- reading nodes ----------------------------------------------------------- */

static struct node *get(const struct node *map, const char *key)
{
	for (struct node *k = map->type == MAP ? map->child : NULL; k; k = k->next->next)
		if (tl_eqs(k->text, key))
			return k->next;
	return NULL;
}

/* Every key of MAP is one of WORDS (NULL ends). */
static int only_words(struct loader *l, const struct node *map, const char *const *words)
{
	for (struct node *k = map->child; k; k = k->next->next) {
		const char *near = NULL;
		unsigned best = 3;
		const char *const *w = words;
		while (*w && !tl_eqs(k->text, *w))
			w++;
		if (*w || (l->packed && (tl_eqs(k->text, "order") || tl_eqs(k->text, "withdrawn"))))
			continue;
		for (w = words; *w; w++) {
			unsigned d = tl_utf8_distance(k->text, tl_str(*w), 2);
			if (d < best) {
				best = d;
				near = *w;
			}
		}
		return fault(l, k, "unknown word '%.*s'%s%s%s", (int)k->text.len, k->text.data,
		             near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	}
	return 0;
}

static int scalar(struct loader *l, const struct node *map, const char *key, bool needed,
                  struct tl_bytes *ret)
{
	struct node *n = get(map, key);

	*ret = TL_NONE;
	if (!n)
		return needed ? fault(l, map, "'%s' is missing", key) : 0;
	if (n->type != SCALAR)
		return fault(l, n, "'%s' is one text", key);
	if (needed && !n->text.len)
		return fault(l, n, "'%s' is empty", key);
	*ret = n->text;
	return 0;
}

/* The same as a C string; the arena's copies end with NUL. */
static int word(struct loader *l, const struct node *map, const char *key, bool needed,
                const char **ret)
{
	struct tl_bytes b;
	int rc = scalar(l, map, key, needed, &b);

	*ret = b.data;
	return rc;
}

static int boolean(struct loader *l, const struct node *map, const char *key, bool *ret)
{
	struct tl_bytes b;
	int rc = scalar(l, map, key, false, &b);

	*ret = b.data && tl_eqs(b, "true");
	return rc || !b.data || *ret || tl_eqs(b, "false") ?
	               rc :
	               fault(l, get(map, key), "'%s' is true or false", key);
}

static int list_of(struct loader *l, const struct node *map, const char *key, struct node **ret)
{
	struct node *n = get(map, key);

	*ret = n;
	return !n || n->type == LIST ? 0 : fault(l, n, "'%s' is a list: [a, b]", key);
}

static void *room(struct loader *l, size_t n, size_t size)
{
	void *p = tl_arena_zalloc(&l->s->arena, (n + 1) * size);

	if (!p)
		tl_err_memory(l->err);
	return p;
}

static int words(struct loader *l, const struct node *map, const char *key, const char ***ret)
{
	struct node *n;
	size_t i = 0;
	int rc = list_of(l, map, key, &n);

	*ret = NULL;
	if (rc || !n)
		return rc;
	*ret = room(l, n->n, sizeof(**ret));
	if (!*ret)
		return TLSAFE_EMEMORY;
	for (struct node *c = n->child; c; c = c->next) {
		if (c->type != SCALAR)
			return fault(l, c, "'%s' is a list of texts", key);
		(*ret)[i++] = c->text.data;
	}
	return 0;
}

/* --- codes ------------------------------------------------------------------- */

static int load_attributes(struct loader *l, const struct node *map, struct tl_code *c)
{
	struct node *n = get(map, "attributes");

	if (!n)
		return 0;
	if (n->type != MAP)
		return fault(l, n, "'attributes' is a map: {name: value}");
	c->attributes = room(l, n->n / 2, sizeof(*c->attributes));
	if (!c->attributes)
		return TLSAFE_EMEMORY;
	for (struct node *k = n->child; k; k = k->next->next) {
		if (k->next->type != SCALAR)
			return fault(l, k->next, "an attribute is one text");
		c->attributes[c->nattributes].name = k->text;
		c->attributes[c->nattributes++].value = k->next->text;
	}
	return 0;
}

static int load_code(struct loader *l, const struct node *n, struct tl_code *c)
{
	static const char *const known[] = {
		"code", "zh", "en", "also", "attributes", "until", NULL
	};
	struct tl_bytes until;
	const char **also;
	int rc = n->type == MAP ? only_words(l, n, known) :
	                          fault(l, n, "a value is a map: {code: a, zh: ...}");

	if (!rc)
		rc = scalar(l, n, "code", true, &c->code);
	if (!rc)
		rc = scalar(l, n, "zh", true, &c->zh);
	if (!rc)
		rc = scalar(l, n, "en", false, &c->en);
	if (!rc)
		rc = scalar(l, n, "until", false, &until);
	if (!rc)
		rc = words(l, n, "also", &also);
	if (rc)
		return rc;
	c->line = n->line;
	c->until = TL_NOEND;
	if (until.data && !tl_day_parse(until, &c->until))
		return fault(l, get(n, "until"), "'until' is a day: 2018-12-31");
	for (const char **a = also; a && *a; a++)
		c->nalso++;
	c->also = room(l, c->nalso, sizeof(*c->also));
	if (!c->also)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < c->nalso; i++)
		c->also[i] = tl_str(also[i]);
	return load_attributes(l, n, c);
}

static int load_values(struct loader *l, const struct node *map, struct tl_codes *c)
{
	struct node *n;
	int rc = list_of(l, map, "values", &n);

	if (rc || !n)
		return rc ? rc : fault(l, map, "'values' is missing");
	c->code = room(l, n->n, sizeof(*c->code));
	if (!c->code)
		return TLSAFE_EMEMORY;
	for (struct node *v = n->child; v; v = v->next) {
		rc = load_code(l, v, &c->code[c->n]);
		if (rc)
			return rc;
		for (size_t i = 0; i < c->n; i++)
			if (tl_eq(c->code[i].code, c->code[c->n].code))
				return fault(l, v, "code '%s' stands twice", c->code[i].code.data);
		c->n++;
	}
	return 0;
}

/* The name of the file, kept. */
static const char *file_name(struct loader *l)
{
	return tl_arena_dup(&l->s->arena, l->file, NULL).data;
}

static int load_codes(struct loader *l, const struct node *n)
{
	static const char *const known[] = { "codes", "about", "values", NULL };
	struct tl_codes *c = room(l, 1, sizeof(*c));
	int rc = c ? only_words(l, n, known) : TLSAFE_EMEMORY;

	if (!rc)
		rc = word(l, n, "codes", true, &c->name);
	if (!rc)
		rc = word(l, n, "about", true, &c->about);
	if (!rc)
		rc = load_values(l, n, c);
	if (!rc) {
		c->line = n->line;
		c->file = file_name(l);
	}
	if (!rc && !c->file)
		rc = tl_err_memory(l->err);
	if (!rc && tl_schema_codes(l->s, c->name))
		rc = fault(l, n, "codes '%s' stand twice in the set", c->name);
	if (!rc)
		l->s->codes[l->s->ncodes++] = c;
	return rc;
}

/* --- kinds ------------------------------------------------------------------- */

static int load_aliases(struct loader *l, const struct node *map, struct tl_field *f)
{
	static const char *const known[] = { "heading", "factor", NULL };
	struct node *n;
	struct tl_bytes factor;
	int rc = list_of(l, map, "also", &n);

	if (rc || !n)
		return rc;
	f->also = room(l, n->n, sizeof(*f->also));
	if (!f->also)
		return TLSAFE_EMEMORY;
	for (struct node *c = n->child; !rc && c; c = c->next) {
		struct tl_alias *a = &f->also[f->nalso++];
		if (c->type == SCALAR) {
			a->heading = c->text.data;
			continue;
		}
		rc = c->type == MAP ?
		             only_words(l, c, known) :
		             fault(l, c, "an alias is a text or {heading: ..., factor: ...}");
		if (!rc)
			rc = word(l, c, "heading", true, &a->heading);
		if (!rc)
			rc = scalar(l, c, "factor", true, &factor);
		if (!rc)
			a->factor = strtoll(factor.data, NULL, 10);
		if (!rc && a->factor < 1)
			rc = fault(l, c, "a factor is a whole number");
	}
	return rc;
}

static int load_max(struct loader *l, const struct node *n, struct tl_field *f)
{
	struct tl_bytes max;
	int rc = scalar(l, n, "max", false, &max);

	f->max = 1000;
	if (rc || !max.data)
		return rc;
	f->max = (unsigned)strtoul(max.data, NULL, 10);
	return f->max ? 0 : fault(l, get(n, "max"), "'max' is a number of characters");
}

static int load_field(struct loader *l, const struct node *n, struct tl_kind *k, struct tl_field *f,
                      int index, bool ledger)
{
	static const char *const known[] = { "key",      "type", "zh",       "en",
		                             "about",    "by",   "required", "max",
		                             "personal", "also", "values",   "codes",
		                             "of",       "to",   "only",     NULL };
	const char *type;
	struct tl_codes *own;
	int rc = n->type == MAP ? only_words(l, n, known) :
	                          fault(l, n, "a field is a map: {key: ..., type: ...}");

	f->kind = k;
	f->index = index;
	f->line = n->line;
	if (!rc)
		rc = word(l, n, "key", true, &f->key);
	if (!rc)
		rc = word(l, n, "type", true, &type);
	if (!rc)
		rc = word(l, n, "zh", true, &f->zh);
	if (!rc)
		rc = word(l, n, "en", true, &f->en);
	if (!rc)
		rc = word(l, n, "about", true, &f->about);
	if (!rc)
		rc = word(l, n, "by", !ledger, &f->by);
	if (!rc)
		rc = boolean(l, n, "required", &f->required);
	if (!rc)
		rc = boolean(l, n, "personal", &f->personal);
	if (!rc)
		rc = load_max(l, n, f);
	if (!rc)
		rc = load_aliases(l, n, f);
	if (!rc)
		rc = word(l, n, "of", false, &f->of);
	if (!rc)
		rc = word(l, n, "to", false, &f->to);
	if (!rc)
		rc = words(l, n, "only", &f->only);
	if (!rc)
		rc = word(l, n, "codes", false, &f->codes_name);
	if (rc)
		return rc;
	if (ledger)
		f->by = "ledger";
	f->withdrawn = l->packed && get(n, "withdrawn");
	f->required &= !f->withdrawn;
	f->type = tl_type_find(type);
	if (!f->type)
		return fault(l, get(n, "type"), "no type '%s'", type);
	bool choice = !strcmp(type, "choice") || !strcmp(type, "boolean");
	bool shared =
		!strcmp(type, "code") || (!strcmp(type, "list") && f->of && !strcmp(f->of, "code"));
	if (f->codes_name && !shared)
		return fault(l, n, "field '%s' of type %s has no 'codes'", f->key, type);
	if (get(n, "values") && !choice)
		return fault(l, n, "field '%s' of type %s has no 'values'", f->key, type);
	if (shared && !f->codes_name)
		return fault(l, n, "field '%s' wants 'codes'", f->key);
	if (!get(n, "values"))
		return 0;
	own = room(l, 1, sizeof(*own));
	if (!own)
		return TLSAFE_EMEMORY;
	own->name = f->key;
	own->about = f->about;
	own->line = n->line;
	f->codes = own;
	return load_values(l, n, own);
}

static int load_fields(struct loader *l, const struct node *map, const char *key, struct tl_kind *k,
                       struct tl_field **ret, size_t *n, bool ledger)
{
	struct node *list;
	int rc = list_of(l, map, key, &list);

	if (rc || !list)
		return rc ? rc : ledger ? 0 : fault(l, map, "'fields' is missing");
	*ret = room(l, list->n, sizeof(**ret));
	if (!*ret)
		return TLSAFE_EMEMORY;
	for (struct node *c = list->child; c; c = c->next) {
		struct tl_field *f = &(*ret)[*n];
		rc = load_field(l, c, k, f, (int)*n, ledger);
		if (rc)
			return rc;
		for (size_t i = 0; i < *n; i++)
			if (!strcmp((*ret)[i].key, f->key))
				return fault(l, c, "field '%s' stands twice", f->key);
		++*n;
	}
	return *n < 96 ? 0 : fault(l, list, "more than 95 fields");
}

static int field_named(struct loader *l, const struct node *map, const char *key,
                       const struct tl_kind *k, int *ret)
{
	struct tl_bytes name;
	const struct tl_field *f;
	int rc = scalar(l, map, key, false, &name);

	*ret = -1;
	if (rc || !name.data)
		return rc;
	f = tl_kind_key(k, name);
	if (!f)
		return fault(l, get(map, key), "'%s' names no field: '%s'", key, name.data);
	*ret = f->index;
	return 0;
}

static int load_kind(struct loader *l, const struct node *n)
{
	static const char *const known[] = { "kind",    "zh",       "en",     "about",  "letter",
		                             "serial",  "workflow", "named",  "begins", "columns",
		                             "ignored", "fields",   "ledger", NULL };
	static const char *const keys[TL_F_COUNT] = {
#define X(upper, lower) [TL_F_##upper] = #lower,
		TL_FIELDS(X)
#undef X
	};
	struct tl_kind *k = room(l, 1, sizeof(*k));
	const char *letter, *workflow;
	int rc = k ? only_words(l, n, known) : TLSAFE_EMEMORY;

	if (!rc)
		rc = word(l, n, "kind", true, &k->name);
	if (!rc)
		rc = word(l, n, "zh", true, &k->zh);
	if (!rc)
		rc = word(l, n, "en", true, &k->en);
	if (!rc)
		rc = word(l, n, "about", true, &k->about);
	if (!rc)
		rc = word(l, n, "letter", true, &letter);
	if (!rc)
		rc = word(l, n, "workflow", false, &workflow);
	if (!rc)
		rc = boolean(l, n, "named", &k->named);
	if (!rc)
		rc = words(l, n, "ignored", &k->ignored);
	if (!rc)
		rc = load_fields(l, n, "fields", k, &k->field, &k->nfields, false);
	if (!rc)
		rc = load_fields(l, n, "ledger", k, &k->ledger, &k->nledger, true);
	if (!rc)
		rc = field_named(l, n, "serial", k, &k->serial);
	if (!rc)
		rc = field_named(l, n, "begins", k, &k->begins);
	if (rc)
		return rc;
	k->schema = l->s;
	k->file = file_name(l);
	if (!k->file)
		return tl_err_memory(l->err);
	if (letter[0] < 'A' || letter[0] > 'Z' || letter[1])
		return fault(l, get(n, "letter"), "'letter' is one of A to Z");
	k->letter = letter[0];
	if (workflow && strcmp(workflow, "hazard"))
		return fault(l, get(n, "workflow"), "the one workflow is 'hazard'");
	k->workflow = workflow;
	k->line = n->line;
	k->columns_line = get(n, "columns") ? get(n, "columns")->line : n->line;
	k->withdrawn = l->packed && get(n, "withdrawn");
	if (tl_schema_any_kind(l->s, k->name))
		return fault(l, n, "kind '%s' stands twice in the set", k->name);
	for (size_t i = 0; i < k->nfields; i++)
		k->field[i].known = TL_F_COUNT;
	for (size_t i = 0; i < k->nledger; i++)
		k->ledger[i].known = TL_F_COUNT;
	for (int i = 0; i < TL_F_COUNT; i++) {
		const struct tl_field *f = tl_kind_key(k, tl_str(keys[i]));
		k->at[i] = f ? f->index : -1;
		if (f)
			k->field[f->index].known = i;
	}
	if (k->at[TL_F_ID] < 0)
		return fault(l, n, "a kind has a field 'id'");
	static const enum tl_known needed[] = { TL_F_FOUND,  TL_F_STATE,    TL_F_LEVEL,
		                                TL_F_DUE,    TL_F_DEADLINE, TL_F_RECTIFIED,
		                                TL_F_CLOSED, TL_F_CYCLE };
	for (size_t i = 0; workflow && i < TL_LEN(needed); i++)
		if (k->at[needed[i]] < 0)
			return fault(l, n, "a kind with the workflow of hazards has a field '%s'",
			             keys[needed[i]]);
	if (workflow && k->begins != k->at[TL_F_FOUND])
		return fault(l, n, "a kind with the workflow of hazards begins on 'found'");
	l->s->kind[l->s->nkinds++] = k;
	k->number = (uint32_t)l->s->nkinds;
	return 0;
}

/* --- the district ------------------------------------------------------------ */

static int load_district(struct loader *l, const struct node *n)
{
	static const char *const known[] = { "district", "site",     "name",
		                             "offset",   "language", "authority",
		                             "prefixes", "records",  NULL };
	struct tl_district *d = &l->s->district;
	struct tl_bytes offset, own;
	const char **prefixes;
	int rc = only_words(l, n, known);

	if (d->site.data)
		return fault(l, n, "the set has two districts");
	if (!rc)
		rc = scalar(l, n, "district", true, &d->site);
	if (!rc)
		rc = scalar(l, n, "site", false, &own);
	if (!rc)
		rc = scalar(l, n, "name", true, &d->name);
	if (!rc)
		rc = scalar(l, n, "language", true, &d->language);
	if (!rc)
		rc = scalar(l, n, "authority", false, &d->authority);
	if (!rc)
		rc = scalar(l, n, "offset", true, &offset);
	if (!rc)
		rc = words(l, n, "prefixes", &prefixes);
	if (rc)
		return rc;
	d->file = file_name(l);
	if (!d->file)
		return tl_err_memory(l->err);
	if (own.data) {
		d->site = own;
		d->own_site = true;
	}
	if (!tl_offset_parse(offset, &d->offset))
		return fault(l, get(n, "offset"), "'offset' is such as \"+08:00\"");
	if (!tl_eqs(d->language, "zh") && !tl_eqs(d->language, "en"))
		return fault(l, get(n, "language"), "'language' is zh or en");
	for (const char **p = prefixes; p && *p; p++)
		d->nprefixes++;
	d->prefix = room(l, d->nprefixes, sizeof(*d->prefix));
	if (!d->prefix)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < d->nprefixes; i++) {
		TL_BUF folded = { 0 };
		bool ok = true;
		tl_utf8_fold(&folded, tl_str(prefixes[i]));
		d->prefix[i] = tl_arena_dup(&l->s->arena, tl_buf_bytes(&folded), &ok);
		if (!ok || folded.failed)
			return tl_err_memory(l->err);
	}
	return 0;
}

static int load_seed(struct loader *l, const struct tl_kind *k, const struct node *n,
                     struct tl_seed *seed)
{
	int rc = n->type == MAP ? 0 : fault(l, n, "a record is a map: {id: ..., name: ...}");

	seed->kind = k;
	seed->value = room(l, k->nfields, sizeof(*seed->value));
	if (!seed->value)
		return TLSAFE_EMEMORY;
	for (struct node *key = n->child; !rc && key; key = key->next->next) {
		const struct tl_field *f = tl_kind_key(k, key->text);
		struct tl_read how = { .field = f, .from = TL_NODAY };
		struct tl_reading r = { "", "" };
		TL_BUF out = { 0 };
		bool ok = true;
		if (!f || key->next->type != SCALAR)
			return fault(l, key, "a %s has no field '%s'", k->name, key->text.data);
		if (f->personal)
			return fault(l, key, "a personal field in a seed record");
		if (tl_type_read(&how, key->next->text, &out, &r))
			return fault(l, key->next, "%s: %s", f->key, r.wrong);
		seed->value[f->index] =
			out.len ? tl_arena_dup(&l->s->arena, tl_buf_bytes(&out), &ok) : TL_NONE;
		if (!ok || out.failed)
			return tl_err_memory(l->err);
	}
	for (size_t i = 0; !rc && i < k->nfields; i++)
		if ((k->field[i].required || (int)i == k->at[TL_F_ID]) && !seed->value[i].len)
			rc = fault(l, n, "'%s' is missing", k->field[i].key);
	return rc;
}

static int load_seeds(struct loader *l, const struct node *n)
{
	struct tl_district *d = &l->s->district;
	struct node *records = get(n, "records");
	size_t count = 0;
	int rc = 0;

	if (!records)
		return 0;
	if (records->type != MAP)
		return fault(l, records, "'records' is a map: {body: [...]}");
	for (struct node *k = records->child; k; k = k->next->next)
		count += k->next->n;
	d->seed = room(l, count, sizeof(*d->seed));
	if (!d->seed)
		return TLSAFE_EMEMORY;
	for (struct node *k = records->child; !rc && k; k = k->next->next) {
		const struct tl_kind *kind = tl_schema_any_kind(l->s, k->text.data);
		if (!kind || kind->workflow)
			return fault(l, k, "no kind '%s' that seed records may have", k->text.data);
		if (k->next->type != LIST)
			return fault(l, k->next, "records are a list");
		for (struct node *r = k->next->child; !rc && r; r = r->next)
			rc = load_seed(l, kind, r, &d->seed[d->nseeds++]);
	}
	return rc;
}

/* --- linking ----------------------------------------------------------------- */

static int link_field(struct loader *l, struct tl_field *f)
{
	const char *type = f->type->name;
	bool list = !strcmp(type, "list"), coded = f->codes_name;
	bool refers = !strcmp(type, "reference") || (list && f->of && !strcmp(f->of, "reference"));
	const struct node at = { .line = f->line, .column = 1 };

	if (coded) {
		/* Shared lists may stand in a file that comes later. */
		f->codes = tl_schema_codes(l->s, f->codes_name);
		if (!f->codes)
			return fault(l, &at, "field '%s': no codes '%s' in the set", f->key,
			             f->codes_name);
	} else if (!strcmp(type, "choice") && (!f->codes || !f->codes->n)) {
		return fault(l, &at, "field '%s' wants 'values'", f->key);
	}
	if (refers && !tl_schema_any_kind(l->s, f->to))
		return fault(l, &at, "field '%s' refers to no kind of the set: '%s'", f->key,
		             f->to ? f->to : "");
	if (!refers && f->to)
		return fault(l, &at, "field '%s' is no reference, and has 'to'", f->key);
	if (list && (!f->of || (!coded && !refers && strcmp(f->of, "text"))))
		return fault(l, &at, "field '%s' wants 'of': text, code or reference", f->key);
	return 0;
}

static int link_columns(struct loader *l, struct tl_kind *k, const struct node *n)
{
	const char **names;
	int rc = words(l, n, "columns", &names);

	for (const char **c = names; c && *c; c++)
		k->ncolumns++;
	k->column = room(l, k->ncolumns, sizeof(*k->column));
	if (rc || !k->column)
		return rc ? rc : TLSAFE_EMEMORY;
	for (size_t i = 0; i < k->ncolumns; i++) {
		const char *dot = strchr(names[i], '.');
		const struct tl_field *f = tl_kind_key(
			k, tl_bytes(names[i], dot ? (size_t)(dot - names[i]) : strlen(names[i])));
		const struct tl_kind *to =
			f && dot && f->to ? tl_schema_any_kind(l->s, f->to) : NULL;
		if (!f || (dot && (!to || !tl_kind_any_key(to, tl_str(dot + 1)))))
			return fault(l, get(n, "columns"), "no field '%s'", names[i]);
		k->column[i] = (struct tl_column){ names[i], f->index, dot ? dot + 1 : NULL };
	}
	return k->ncolumns ? 0 : fault(l, n, "'columns' is missing");
}

static int link_kind(struct loader *l, struct tl_kind *k, const struct node *n)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < k->nfields; i++)
		rc = link_field(l, &k->field[i]);
	for (size_t i = 0; !rc && i < k->nledger; i++)
		rc = link_field(l, &k->ledger[i]);
	return rc ? rc : link_columns(l, k, n);
}

/* A file being loaded. */
struct source {
	struct tl_bytes name, text;
	struct node *root;
	unsigned long order;
	bool packed;
};

/* Those of genesis by name, then those that came later, as they came. */
static int by_order(const void *a, const void *b)
{
	const struct source *x = a, *y = b;

	return x->order != y->order ? (x->order > y->order) - (x->order < y->order) :
	                              tl_cmp(x->name, y->name);
}

static int load_file(struct loader *l, const struct node *n)
{
	if (n->type != MAP)
		return fault(l, n, "a file of the set is a map");
	if (get(n, "kind"))
		return load_kind(l, n);
	if (get(n, "codes"))
		return load_codes(l, n);
	if (get(n, "district"))
		return load_district(l, n);
	return fault(l, n, "a file of the set begins with kind, codes or district");
}

static int parse_source(struct loader *l, struct source *f)
{
	const struct node *order;
	int rc;

	l->file = f->name;
	f->packed = tl_starts(f->text, PACKED);
	rc = parse(l, f->text, &f->root);
	order = rc || !f->packed ? NULL : get(f->root, "order");
	if (order && order->type == SCALAR)
		f->order = strtoul(order->text.data, NULL, 10);
	return rc;
}

static int load_all(struct loader *l, struct source *file, size_t n)
{
	struct node *district = NULL;
	size_t kind = 0;
	int rc = 0;

	qsort(file, n, sizeof(*file), by_order);
	for (size_t i = 0; !rc && i < n; i++)
		rc = parse_source(l, &file[i]);
	qsort(file, n, sizeof(*file), by_order);
	for (size_t i = 0; !rc && i < n; i++) {
		l->file = file[i].name;
		l->packed = file[i].packed;
		rc = load_file(l, file[i].root);
	}
	for (size_t i = 0; !rc && i < n; i++) {
		l->file = file[i].name;
		if (get(file[i].root, "kind"))
			rc = link_kind(l, l->s->kind[kind++], file[i].root);
		if (get(file[i].root, "district"))
			district = file[i].root;
	}
	if (rc)
		return rc;
	if (!district)
		return tl_err_set(l->err, TLSAFE_ECONFIG, "the schema set has no district");
	l->file = TL_LIT("district");
	return load_seeds(l, district);
}

int tl_schema_load(struct tl_schema **ret, const struct tl_schema_file *files, size_t n,
                   struct tl_err *err)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena scratch = { 0 };
	struct loader l = { .s = calloc(1, sizeof(*l.s)), .err = err };
	struct source *file = tl_arena_zalloc(&scratch, (n + 1) * sizeof(*file));
	int rc = 0;

	if (!l.s || !file) {
		free(l.s);
		return tl_err_memory(err);
	}
	for (size_t i = 0; i < n; i++) {
		file[i].name = files[i].name;
		file[i].text = files[i].text;
	}
	l.s->kind = room(&l, n, sizeof(*l.s->kind));
	l.s->codes = room(&l, n, sizeof(struct tl_codes *));
	rc = l.s->kind && l.s->codes ? load_all(&l, file, n) : TLSAFE_EMEMORY;
	tl_arena_release(&l.nodes);
	if (rc)
		tl_schema_free(l.s);
	else
		*ret = l.s;
	return rc;
}

/* --- a file and what it was -------------------------------------------------- */

/* MAP as a map of its own that also says KEY: VALUE. */
static struct node *with_pair(struct loader *l, const struct node *map, const char *key,
                              const char *value)
{
	struct node *n = tl_arena_zalloc(&l->nodes, 3 * sizeof(*n));
	bool ok = true;

	if (!n)
		return NULL;
	*n = (struct node){ .type = MAP, .line = map->line, .column = map->column };
	for (const struct node *c = map->child; c; c = c->next) {
		struct node *copy = tl_arena_zalloc(&l->nodes, sizeof(*copy));
		if (!copy)
			return NULL;
		*copy = *c;
		copy->next = NULL;
		append(n, copy);
	}
	n[1] = (struct node){
		.type = SCALAR, .text = tl_str(key), .line = map->line, .column = map->column
	};
	n[2] = (struct node){ .type = SCALAR,
		              .text = tl_arena_dup(&l->nodes, tl_str(value), &ok),
		              .line = map->line,
		              .column = map->column };
	append(n, &n[1]);
	append(n, &n[2]);
	return ok ? n : NULL;
}

static const struct node *field_in(const struct node *root, struct tl_bytes key)
{
	const struct node *fields = get(root, "fields"), *k;

	for (const struct node *f = fields ? fields->child : NULL; f; f = f->next)
		if ((k = get(f, "key")) && tl_eq(k->text, key))
			return f;
	return NULL;
}

/* The fields of ROOT and of all that was, in order of their first coming. */
static struct node *all_fields(struct loader *l, const struct node *root, struct node *const *was,
                               size_t n)
{
	struct node *list = tl_arena_zalloc(&l->nodes, sizeof(*list)), map = { .type = MAP },
		    key = { .type = SCALAR, .text = TL_LIT("fields") };

	if (!list)
		return NULL;
	*list = (struct node){ .type = LIST,
		               .line = get(root, "fields")->line,
		               .column = get(root, "fields")->column };
	append(&map, &key);
	append(&map, list);
	for (size_t i = 0; i < n; i++) {
		const struct node *fields = get(was[i], "fields");
		for (const struct node *f = fields ? fields->child : NULL; f; f = f->next) {
			struct tl_bytes name = get(f, "key") ? get(f, "key")->text : TL_NONE;
			const struct node *now = field_in(root, name), *latest = f;
			struct node *copy;
			if (field_in(&map, name))
				continue;
			for (size_t k = i; k < n; k++)
				if (field_in(was[k], name))
					latest = field_in(was[k], name);
			copy = now ? tl_arena_zalloc(&l->nodes, sizeof(*copy)) :
			             with_pair(l, latest, "withdrawn", "true");
			if (!copy)
				return NULL;
			if (now)
				*copy = *now;
			copy->next = NULL;
			append(list, copy);
		}
	}
	return list;
}

/* WAS: what the file was, and behind that what it is. Where nothing was before, it is as it
 * says. */
static int merge(struct loader *l, const struct tl_schema_past *p, struct node *const *was,
                 struct node **ret)
{
	const struct node *present = was[p->n];
	struct node *root = present ? was[p->n] : was[p->n - 1], *fields;
	char order[24];

	snprintf(order, sizeof(order), "%u", p->order);
	if (!present)
		root = with_pair(l, root, "withdrawn", "true");
	if (root && p->order)
		root = with_pair(l, root, "order", order);
	if (p->n && root && get(root, "fields") && get(root, "fields")->type == LIST) {
		fields = all_fields(l, root, was, p->n + (present != NULL));
		if (!fields)
			return tl_err_memory(l->err);
		get(root, "fields")->child = fields->child;
		get(root, "fields")->n = fields->n;
	}
	*ret = root;
	return root ? 0 : tl_err_memory(l->err);
}

int tl_schema_pack_past(struct tl_buf *out, const struct tl_schema_past *p, struct tl_err *err)
{
	struct tl_schema s = { 0 };	/* its arena takes the texts */
	struct loader l = { .s = &s, .file = p->name, .err = err };
	struct node **was = tl_arena_zalloc(&l.nodes, (p->n + 1) * sizeof(struct node *)), *root;
	int rc = was ? 0 : tl_err_memory(err);

	for (size_t i = 0; !rc && i < p->n; i++)
		rc = parse(&l, p->text[i], &was[i]);
	if (!rc && p->present.data)
		rc = parse(&l, p->present, &was[p->n]);
	if (!rc)
		rc = merge(&l, p, was, &root);
	if (!rc) {
		tl_buf_add(out, PACKED);
		pack_node(out, root);
	}
	tl_arena_release(&l.nodes);
	tl_arena_release(&s.arena);
	return rc ? rc : out->failed ? tl_err_memory(err) : 0;
}

int tl_schema_pack(struct tl_buf *out, const struct tl_schema_file *file, struct tl_err *err)
{
	return tl_schema_pack_past(
		out, &(struct tl_schema_past){ .name = file->name, .present = file->text }, err);
}
