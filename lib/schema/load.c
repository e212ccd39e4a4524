/* YAML texts to a schema set. The loader is the definition of the format. */
#include <stdlib.h>

#include "base/utf8.h"
#include "schema/yaml.h"

/* --- reading nodes ----------------------------------------------------------- */

/* Every key of TL_MAP is one of WORDS (NULL ends). */
static int only_words(struct tl_loader *l, const struct tl_node *map, const char *const *words)
{
	for (struct tl_node *k = map->child; k; k = k->next->next) {
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
		return tl_yaml_fault(l, k, "unknown word '%.*s'%s%s%s", (int)k->text.len,
		                     k->text.data, near ? "; did you mean '" : "", near ? near : "",
		                     near ? "'?" : "");
	}
	return 0;
}

static int scalar(struct tl_loader *l, const struct tl_node *map, const char *key, bool needed,
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

/* The same as a C string; the arena's copies end with NUL. */
static int word(struct tl_loader *l, const struct tl_node *map, const char *key, bool needed,
                const char **ret)
{
	struct tl_bytes b;
	int rc = scalar(l, map, key, needed, &b);

	*ret = b.data;
	return rc;
}

static int boolean(struct tl_loader *l, const struct tl_node *map, const char *key, bool *ret)
{
	struct tl_bytes b;
	int rc = scalar(l, map, key, false, &b);

	*ret = b.data && tl_eqs(b, "true");
	return rc || !b.data || *ret || tl_eqs(b, "false") ?
	               rc :
	               tl_yaml_fault(l, tl_node_get(map, key), "'%s' is true or false", key);
}

static int list_of(struct tl_loader *l, const struct tl_node *map, const char *key,
                   struct tl_node **ret)
{
	struct tl_node *n = tl_node_get(map, key);

	*ret = n;
	return !n || n->type == TL_LIST ? 0 : tl_yaml_fault(l, n, "'%s' is a list: [a, b]", key);
}

static void *room(struct tl_loader *l, size_t n, size_t size)
{
	void *p = tl_arena_zalloc(&l->s->arena, (n + 1) * size);

	if (!p)
		tl_err_memory(l->err);
	return p;
}

static int words(struct tl_loader *l, const struct tl_node *map, const char *key, const char ***ret)
{
	struct tl_node *n;
	size_t i = 0;
	int rc = list_of(l, map, key, &n);

	*ret = NULL;
	if (rc || !n)
		return rc;
	*ret = room(l, n->n, sizeof(**ret));
	if (!*ret)
		return TLSAFE_EMEMORY;
	for (struct tl_node *c = n->child; c; c = c->next) {
		if (c->type != TL_SCALAR)
			return tl_yaml_fault(l, c, "'%s' is a list of texts", key);
		(*ret)[i++] = c->text.data;
	}
	return 0;
}

/* --- codes ------------------------------------------------------------------- */

static int load_attributes(struct tl_loader *l, const struct tl_node *map, struct tl_code *c)
{
	struct tl_node *n = tl_node_get(map, "attributes");

	if (!n)
		return 0;
	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "'attributes' is a map: {name: value}");
	c->attributes = room(l, n->n / 2, sizeof(*c->attributes));
	if (!c->attributes)
		return TLSAFE_EMEMORY;
	for (struct tl_node *k = n->child; k; k = k->next->next) {
		if (k->next->type != TL_SCALAR)
			return tl_yaml_fault(l, k->next, "an attribute is one text");
		c->attributes[c->nattributes].name = k->text;
		c->attributes[c->nattributes++].value = k->next->text;
	}
	return 0;
}

static int load_code(struct tl_loader *l, const struct tl_node *n, struct tl_code *c)
{
	static const char *const known[] = {
		"code", "zh", "en", "also", "attributes", "until", NULL
	};
	struct tl_bytes until;
	const char **also;
	int rc = n->type == TL_MAP ? only_words(l, n, known) :
	                          tl_yaml_fault(l, n, "a value is a map: {code: a, zh: ...}");

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
		return tl_yaml_fault(l, tl_node_get(n, "until"), "'until' is a day: 2018-12-31");
	for (const char **a = also; a && *a; a++)
		c->nalso++;
	c->also = room(l, c->nalso, sizeof(*c->also));
	if (!c->also)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < c->nalso; i++)
		c->also[i] = tl_str(also[i]);
	return load_attributes(l, n, c);
}

static int load_values(struct tl_loader *l, const struct tl_node *map, struct tl_codes *c)
{
	struct tl_node *n;
	int rc = list_of(l, map, "values", &n);

	if (rc || !n)
		return rc ? rc : tl_yaml_fault(l, map, "'values' is missing");
	c->code = room(l, n->n, sizeof(*c->code));
	if (!c->code)
		return TLSAFE_EMEMORY;
	for (struct tl_node *v = n->child; v; v = v->next) {
		rc = load_code(l, v, &c->code[c->n]);
		if (rc)
			return rc;
		for (size_t i = 0; i < c->n; i++)
			if (tl_eq(c->code[i].code, c->code[c->n].code))
				return tl_yaml_fault(l, v, "code '%s' stands twice",
				                     c->code[i].code.data);
		c->n++;
	}
	return 0;
}

/* The name of the file, kept. */
static const char *file_name(struct tl_loader *l)
{
	return tl_arena_dup(&l->s->arena, l->file, NULL).data;
}

static int load_codes(struct tl_loader *l, const struct tl_node *n)
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
		rc = tl_yaml_fault(l, n, "codes '%s' stand twice in the set", c->name);
	if (!rc)
		l->s->codes[l->s->ncodes++] = c;
	return rc;
}

/* --- kinds ------------------------------------------------------------------- */

static int load_aliases(struct tl_loader *l, const struct tl_node *map, struct tl_field *f)
{
	static const char *const known[] = { "heading", "factor", NULL };
	struct tl_node *n;
	struct tl_bytes factor;
	int rc = list_of(l, map, "also", &n);

	if (rc || !n)
		return rc;
	f->also = room(l, n->n, sizeof(*f->also));
	if (!f->also)
		return TLSAFE_EMEMORY;
	for (struct tl_node *c = n->child; !rc && c; c = c->next) {
		struct tl_alias *a = &f->also[f->nalso++];
		if (c->type == TL_SCALAR) {
			a->heading = c->text.data;
			continue;
		}
		rc = c->type == TL_MAP ?
		             only_words(l, c, known) :
		             tl_yaml_fault(l, c,
		                           "an alias is a text or {heading: ..., factor: ...}");
		if (!rc)
			rc = word(l, c, "heading", true, &a->heading);
		if (!rc)
			rc = scalar(l, c, "factor", true, &factor);
		if (!rc)
			a->factor = strtoll(factor.data, NULL, 10);
		if (!rc && a->factor < 1)
			rc = tl_yaml_fault(l, c, "a factor is a whole number");
	}
	return rc;
}

static int load_max(struct tl_loader *l, const struct tl_node *n, struct tl_field *f)
{
	struct tl_bytes max;
	int rc = scalar(l, n, "max", false, &max);

	f->max = 1000;
	if (rc || !max.data)
		return rc;
	f->max = (unsigned)strtoul(max.data, NULL, 10);
	return f->max ? 0 :
	                tl_yaml_fault(l, tl_node_get(n, "max"), "'max' is a number of characters");
}

static int load_field(struct tl_loader *l, const struct tl_node *n, struct tl_kind *k,
                      struct tl_field *f, int index, bool ledger)
{
	static const char *const known[] = { "key",      "type", "zh",       "en",
		                             "about",    "by",   "required", "max",
		                             "personal", "also", "values",   "codes",
		                             "of",       "to",   "only",     NULL };
	const char *type;
	struct tl_codes *own;
	int rc = n->type == TL_MAP ? only_words(l, n, known) :
	                          tl_yaml_fault(l, n, "a field is a map: {key: ..., type: ...}");

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
	f->withdrawn = l->packed && tl_node_get(n, "withdrawn");
	f->required &= !f->withdrawn;
	f->type = tl_type_find(type);
	if (!f->type)
		return tl_yaml_fault(l, tl_node_get(n, "type"), "no type '%s'", type);
	bool choice = !strcmp(type, "choice") || !strcmp(type, "boolean");
	bool shared =
		!strcmp(type, "code") || (!strcmp(type, "list") && f->of && !strcmp(f->of, "code"));
	if (f->codes_name && !shared)
		return tl_yaml_fault(l, n, "field '%s' of type %s has no 'codes'", f->key, type);
	if (tl_node_get(n, "values") && !choice)
		return tl_yaml_fault(l, n, "field '%s' of type %s has no 'values'", f->key, type);
	if (shared && !f->codes_name)
		return tl_yaml_fault(l, n, "field '%s' wants 'codes'", f->key);
	if (!tl_node_get(n, "values"))
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

static int load_fields(struct tl_loader *l, const struct tl_node *map, const char *key,
                       struct tl_kind *k, struct tl_field **ret, size_t *n, bool ledger)
{
	struct tl_node *list;
	int rc = list_of(l, map, key, &list);

	if (rc || !list)
		return rc ? rc : ledger ? 0 : tl_yaml_fault(l, map, "'fields' is missing");
	*ret = room(l, list->n, sizeof(**ret));
	if (!*ret)
		return TLSAFE_EMEMORY;
	for (struct tl_node *c = list->child; c; c = c->next) {
		struct tl_field *f = &(*ret)[*n];
		rc = load_field(l, c, k, f, (int)*n, ledger);
		if (rc)
			return rc;
		for (size_t i = 0; i < *n; i++)
			if (!strcmp((*ret)[i].key, f->key))
				return tl_yaml_fault(l, c, "field '%s' stands twice", f->key);
		++*n;
	}
	return *n < 96 ? 0 : tl_yaml_fault(l, list, "more than 95 fields");
}

static int field_named(struct tl_loader *l, const struct tl_node *map, const char *key,
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
		return tl_yaml_fault(l, tl_node_get(map, key), "'%s' names no field: '%s'", key,
		                     name.data);
	*ret = f->index;
	return 0;
}

#define X(upper, lower) [TL_F_##upper] = #lower,
static const char *const keys[TL_F_COUNT] = { TL_FIELDS(X) };
#undef X

/* The workflow NAME, with what a kind needs for it. */
static int take_workflow(struct tl_loader *l, const struct tl_node *n, struct tl_kind *k,
                         struct tl_bytes name)
{
	const struct tl_workflow_form *const *w = l->workflows;
	TL_BUF known = { 0 };

	for (; *w && !tl_eqs(name, (*w)->name); w++)
		tl_buf_printf(&known, "%s'%s'", known.len ? ", " : "", (*w)->name);
	if (!*w)
		return tl_yaml_fault(l, tl_node_get(n, "workflow"), "the one workflow is %s",
		                     known.failed ? "" : known.data);
	for (const enum tl_field_name *f = (*w)->needed; *f != TL_F_COUNT; f++)
		if (k->at[*f] < 0)
			return tl_yaml_fault(l, n,
			                     "a kind with the workflow of %ss has a field '%s'",
			                     (*w)->name, keys[*f]);
	if (k->begins != k->at[(*w)->begins])
		return tl_yaml_fault(l, n, "a kind with the workflow of %ss begins on '%s'",
		                     (*w)->name, keys[(*w)->begins]);
	k->workflow = (const struct tl_workflow *)*w;
	return 0;
}

static int load_kind(struct tl_loader *l, const struct tl_node *n)
{
	static const char *const known[] = { "kind",    "zh",       "en",     "about",  "letter",
		                             "serial",  "workflow", "named",  "begins", "columns",
		                             "ignored", "fields",   "ledger", NULL };
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
		return tl_yaml_fault(l, tl_node_get(n, "letter"), "'letter' is one of A to Z");
	k->letter = letter[0];
	k->line = n->line;
	k->columns_line = tl_node_get(n, "columns") ? tl_node_get(n, "columns")->line : n->line;
	k->withdrawn = l->packed && tl_node_get(n, "withdrawn");
	if (tl_schema_any_kind(l->s, k->name))
		return tl_yaml_fault(l, n, "kind '%s' stands twice in the set", k->name);
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
		return tl_yaml_fault(l, n, "a kind has a field 'id'");
	rc = workflow ? take_workflow(l, n, k, tl_str(workflow)) : 0;
	if (rc)
		return rc;
	l->s->kind[l->s->nkinds++] = k;
	k->number = (uint32_t)l->s->nkinds;
	return 0;
}

/* --- the district ------------------------------------------------------------ */

static int load_district(struct tl_loader *l, const struct tl_node *n)
{
	static const char *const known[] = { "district", "site",     "name",
		                             "offset",   "language", "authority",
		                             "prefixes", "records",  NULL };
	struct tl_district *d = &l->s->district;
	struct tl_bytes offset, own;
	const char **prefixes;
	int rc = only_words(l, n, known);

	if (d->site.data)
		return tl_yaml_fault(l, n, "the set has two districts");
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
		return tl_yaml_fault(l, tl_node_get(n, "offset"), "'offset' is such as \"+08:00\"");
	if (!tl_eqs(d->language, "zh") && !tl_eqs(d->language, "en"))
		return tl_yaml_fault(l, tl_node_get(n, "language"), "'language' is zh or en");
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

static int load_seed(struct tl_loader *l, const struct tl_kind *k, const struct tl_node *n,
                     struct tl_seed *seed)
{
	int rc = n->type == TL_MAP ? 0 :
	                             tl_yaml_fault(l, n, "a record is a map: {id: ..., name: ...}");

	seed->kind = k;
	seed->value = room(l, k->nfields, sizeof(*seed->value));
	if (!seed->value)
		return TLSAFE_EMEMORY;
	for (struct tl_node *key = n->child; !rc && key; key = key->next->next) {
		const struct tl_field *f = tl_kind_key(k, key->text);
		struct tl_read how = { .field = f, .from = TL_NODAY };
		struct tl_reading r = { "", "" };
		TL_BUF out = { 0 };
		bool ok = true;
		if (!f || key->next->type != TL_SCALAR)
			return tl_yaml_fault(l, key, "a %s has no field '%s'", k->name,
			                     key->text.data);
		if (f->personal)
			return tl_yaml_fault(l, key, "a personal field in a seed record");
		if (tl_type_read(&how, key->next->text, &out, &r))
			return tl_yaml_fault(l, key->next, "%s: %s", f->key, r.wrong);
		seed->value[f->index] =
			out.len ? tl_arena_dup(&l->s->arena, tl_buf_bytes(&out), &ok) : TL_NONE;
		if (!ok || out.failed)
			return tl_err_memory(l->err);
	}
	for (size_t i = 0; !rc && i < k->nfields; i++)
		if ((k->field[i].required || (int)i == k->at[TL_F_ID]) && !seed->value[i].len)
			rc = tl_yaml_fault(l, n, "'%s' is missing", k->field[i].key);
	return rc;
}

static int load_seeds(struct tl_loader *l, const struct tl_node *n)
{
	struct tl_district *d = &l->s->district;
	struct tl_node *records = tl_node_get(n, "records");
	size_t count = 0;
	int rc = 0;

	if (!records)
		return 0;
	if (records->type != TL_MAP)
		return tl_yaml_fault(l, records, "'records' is a map: {body: [...]}");
	for (struct tl_node *k = records->child; k; k = k->next->next)
		count += k->next->n;
	d->seed = room(l, count, sizeof(*d->seed));
	if (!d->seed)
		return TLSAFE_EMEMORY;
	for (struct tl_node *k = records->child; !rc && k; k = k->next->next) {
		const struct tl_kind *kind = tl_schema_any_kind(l->s, k->text.data);
		if (!kind || kind->workflow)
			return tl_yaml_fault(l, k, "no kind '%s' that seed records may have",
			                     k->text.data);
		if (k->next->type != TL_LIST)
			return tl_yaml_fault(l, k->next, "records are a list");
		for (struct tl_node *r = k->next->child; !rc && r; r = r->next)
			rc = load_seed(l, kind, r, &d->seed[d->nseeds++]);
	}
	return rc;
}

/* --- linking ----------------------------------------------------------------- */

static int link_field(struct tl_loader *l, struct tl_field *f)
{
	const char *type = f->type->name;
	bool list = !strcmp(type, "list"), coded = f->codes_name;
	bool refers = !strcmp(type, "reference") || (list && f->of && !strcmp(f->of, "reference"));
	const struct tl_node at = { .line = f->line, .column = 1 };

	if (coded) {
		/* Shared lists may stand in a file that comes later. */
		f->codes = tl_schema_codes(l->s, f->codes_name);
		if (!f->codes)
			return tl_yaml_fault(l, &at, "field '%s': no codes '%s' in the set", f->key,
			             f->codes_name);
	} else if (!strcmp(type, "choice") && (!f->codes || !f->codes->n)) {
		return tl_yaml_fault(l, &at, "field '%s' wants 'values'", f->key);
	}
	if (refers && !tl_schema_any_kind(l->s, f->to))
		return tl_yaml_fault(l, &at, "field '%s' refers to no kind of the set: '%s'",
		                     f->key, f->to ? f->to : "");
	if (!refers && f->to)
		return tl_yaml_fault(l, &at, "field '%s' is no reference, and has 'to'", f->key);
	if (list && (!f->of || (!coded && !refers && strcmp(f->of, "text"))))
		return tl_yaml_fault(l, &at, "field '%s' wants 'of': text, code or reference",
		                     f->key);
	return 0;
}

static int link_columns(struct tl_loader *l, struct tl_kind *k, const struct tl_node *n)
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
			return tl_yaml_fault(l, tl_node_get(n, "columns"), "no field '%s'",
			                     names[i]);
		k->column[i] = (struct tl_column){ names[i], f->index, dot ? dot + 1 : NULL };
	}
	return k->ncolumns ? 0 : tl_yaml_fault(l, n, "'columns' is missing");
}

static int link_kind(struct tl_loader *l, struct tl_kind *k, const struct tl_node *n)
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
	struct tl_node *root;
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

static int load_file(struct tl_loader *l, const struct tl_node *n)
{
	if (n->type != TL_MAP)
		return tl_yaml_fault(l, n, "a file of the set is a map");
	if (tl_node_get(n, "kind"))
		return load_kind(l, n);
	if (tl_node_get(n, "codes"))
		return load_codes(l, n);
	if (tl_node_get(n, "district"))
		return load_district(l, n);
	return tl_yaml_fault(l, n, "a file of the set begins with kind, codes or district");
}

static int parse_source(struct tl_loader *l, struct source *f)
{
	const struct tl_node *order;
	int rc;

	l->file = f->name;
	f->packed = tl_yaml_is_packed(f->text);
	rc = tl_yaml_parse(l, f->text, &f->root);
	order = rc || !f->packed ? NULL : tl_node_get(f->root, "order");
	if (order && order->type == TL_SCALAR)
		f->order = strtoul(order->text.data, NULL, 10);
	return rc;
}

static int load_all(struct tl_loader *l, struct source *file, size_t n)
{
	struct tl_node *district = NULL;
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
		if (tl_node_get(file[i].root, "kind"))
			rc = link_kind(l, l->s->kind[kind++], file[i].root);
		if (tl_node_get(file[i].root, "district"))
			district = file[i].root;
	}
	if (rc)
		return rc;
	if (!district)
		return tl_err_set(l->err, TLSAFE_ECONFIG, "the schema set has no district");
	l->file = tl_str(l->s->district.file);
	return load_seeds(l, district);
}

int tl_schema_load(struct tl_schema **ret, const struct tl_schema_file *files, size_t n,
                   const struct tl_workflow_form *const *workflows, struct tl_err *err)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena scratch = { 0 };
	struct tl_loader l = { .s = calloc(1, sizeof(*l.s)), .workflows = workflows, .err = err };
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
