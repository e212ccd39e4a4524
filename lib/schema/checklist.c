/* A checklist: which words its items may have, and what they say. */
#include "schema/checklist.h"

#include <stdlib.h>

#include "schema/shelf.h"
#include "schema/words.h"

#define ITEMS_MAX 500
#define BASIS_MAX 100
#define CODE_MAX 8

const struct tl_check_method_name tl_check_methods[TL_CHECK_METHODS] = {
	[TL_CHECK_PAPERS] = { "papers", "查资料", "Papers" },
	[TL_CHECK_LOOK] = { "look", "查现场", "Look" },
	[TL_CHECK_ASK] = { "ask", "询问", "Ask" },
	[TL_CHECK_MEASURE] = { "measure", "测量", "Measure" },
};

/* RC of N, which its KEY names: a fault that was told ends nothing. */
static int go_on(struct tl_loader *l, const struct tl_checklist *c, const struct tl_node *n,
                 const char *key, int rc)
{
	const struct tl_node *of = tl_node_get(n, key);

	if (rc != TLSAFE_ECONFIG || !c->faults)
		return rc;
	c->faults->tell(c->faults->ctx, of && of->type == TL_SCALAR ? of->text.data : NULL,
	                l->err->text);
	tl_err_clear(l->err);
	return 0;
}

/* --- what items rest on ------------------------------------------------------ */

static int read_day(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                    void *to)
{
	tl_day *day = tl_word_place(w, to);
	struct tl_bytes text;
	int rc = tl_node_scalar(l, map, w->key, w->needed, &text);

	if (rc || !text.data || tl_day_parse(text, day))
		return rc;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "'%s' is a day such as 2018-07-25",
	                     w->key);
}

#define AT(member) offsetof(struct tl_check_basis, member)
static const struct tl_word basis_words[] = {
	{ "id", tl_word_text, AT(id), true },
	{ "zh", tl_word_text, AT(zh), true },
	{ "from", read_day, AT(from), true },
	{ "until", read_day, AT(until), false },
	{ "source", tl_word_text, AT(source), false },
	{ .key = NULL },
};
#undef AT

/* ID, of LEN bytes, is that of a basis of C: its place; C->nbasis: it is none. */
static size_t basis_named(const struct tl_checklist *c, const char *id, size_t len)
{
	size_t i = 0;

	while (i < c->nbasis && (strlen(c->basis[i].id) != len || memcmp(c->basis[i].id, id, len)))
		i++;
	return i;
}

/* Items that name it are not told for its fault. */
static int wrong_basis(struct tl_loader *l, const struct tl_node *n, struct tl_checklist *c,
                       const char *id, int rc)
{
	rc = go_on(l, c, n, "id", rc);
	if (!rc && id && basis_named(c, id, strlen(id)) == c->nbasis)
		c->basis[c->nbasis++] = (struct tl_check_basis){ .id = id, .wrong = true };
	return rc;
}

static int read_one_basis(struct tl_loader *l, const struct tl_node *n, struct tl_checklist *c)
{
	struct tl_check_basis b = { .until = TL_NOEND, .line = n->line };
	int rc;

	if (n->type != TL_MAP)
		rc = tl_yaml_fault(l, n, "a basis is a map: {id: ..., zh: ..., from: ...}");
	else
		rc = tl_words_read(l, n, basis_words, &b);
	if (!rc && strchr(b.id, ' '))
		rc = tl_yaml_fault(l, n, "'id' is one word");
	if (!rc && basis_named(c, b.id, strlen(b.id)) < c->nbasis)
		rc = tl_yaml_fault(l, n, "basis '%s' stands twice", b.id);
	if (!rc && b.until < b.from)
		rc = tl_yaml_fault(l, n, "'until' lies before 'from'");
	if (rc)
		return wrong_basis(l, n, c, b.id, rc);
	c->basis[c->nbasis++] = b;
	return 0;
}

static int read_basis(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	struct tl_checklist *c = to;
	struct tl_node *list;
	int rc = tl_node_some(l, map, w->key, BASIS_MAX, &list);

	if (rc)
		return rc;
	c->basis = tl_loader_room(l, list->n, sizeof(*c->basis));
	if (!c->basis)
		return TLSAFE_EMEMORY;
	for (const struct tl_node *n = list->child; !rc && n; n = n->next)
		rc = read_one_basis(l, n, c);
	return rc;
}

/* --- items ------------------------------------------------------------------- */

/* An item being read, and words that are looked at when all are there. */
struct new_item {
	struct tl_check_item i;
	const char *method, *level;
	const char **clauses;
};

/* Typed by hand on a sheet: a letter, then letters and digits. */
static int read_code(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                     void *to)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char **code = tl_word_place(w, to);
	int rc = tl_word_text(l, map, w, to);
	size_t n;

	if (rc)
		return rc;
	n = strlen(*code);
	if (n && n <= CODE_MAX && strchr(letters, **code) &&
	    strspn(*code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == n)
		return 0;
	return tl_yaml_fault(l, tl_node_get(map, w->key),
	                     "'code' is a capital letter and up to %d letters and digits, such as "
	                     "C12", CODE_MAX - 1);
}

static int read_number(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                       void *to)
{
	int *number = tl_word_place(w, to);
	struct tl_bytes text;
	int rc = tl_node_scalar(l, map, w->key, true, &text);
	char *end;
	long v;

	if (rc)
		return rc;
	v = strtol(text.data, &end, 10);
	*number = (int)v;
	if (text.len && text.len < 4 && !*end && v >= 0 && text.data[0] != '+')
		return 0;
	return tl_yaml_fault(l, tl_node_get(map, w->key), "'%s' is a number up to 999", w->key);
}

#define AT(member) offsetof(struct new_item, member)
static const struct tl_word item_words[] = {
	{ "code", read_code, AT(i.code), true },
	{ "category", tl_word_text, AT(i.category), true },
	{ "zh", tl_word_text, AT(i.zh), true },
	{ "en", tl_word_text, AT(i.en), true },
	{ "method", tl_word_text, AT(method), true },
	{ "weight", read_number, AT(i.weight), true },
	{ "stop", tl_word_bool, AT(i.stop), false },
	{ "level", tl_word_text, AT(level), true },
	{ "days", read_number, AT(i.days), true },
	{ "clauses", tl_word_texts, AT(clauses), false },
	{ "local", tl_word_bool, AT(i.local), false },
	{ .key = NULL },
};
#undef AT

static int take_method(struct tl_loader *l, const struct tl_node *n, struct new_item *new)
{
	for (int m = 0; m < TL_CHECK_METHODS; m++)
		if (!strcmp(tl_check_methods[m].code, new->method)) {
			new->i.method = (enum tl_check_method)m;
			return 0;
		}
	return tl_yaml_fault(l, tl_node_get(n, "method"),
	                     "'method' is papers, look, ask or measure, not '%s'", new->method);
}

static int take_level(struct tl_loader *l, const struct tl_node *n, struct new_item *new)
{
	new->i.major = !strcmp(new->level, "major");
	if (new->i.major || !strcmp(new->level, "general"))
		return 0;
	return tl_yaml_fault(l, tl_node_get(n, "level"), "'level' is general or major");
}

/* "rq 第二十七条": a basis, a blank, and where in it. */
static int take_clauses(struct tl_loader *l, const struct tl_node *n, const struct tl_checklist *c,
                        struct new_item *new)
{
	size_t max = tl_word_count(new->clauses);

	new->i.clause = tl_loader_room(l, max, sizeof(*new->i.clause));
	if (!new->i.clause)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < max; i++) {
		struct tl_check_clause *clause = &new->i.clause[i];
		const char *text = new->clauses[i], *blank = strchr(text, ' ');
		if (!blank || !blank[1])
			return tl_yaml_fault(l, tl_node_get(n, "clauses"),
			                     "'%s' is no basis with an article: rq 第二十七条",
			                     text);
		clause->article = blank + 1;
		clause->basis = basis_named(c, text, (size_t)(blank - text));
		if (clause->basis == c->nbasis)
			return tl_yaml_fault(l, tl_node_get(n, "clauses"),
			                     "'%s': no basis '%.*s'", text, (int)(blank - text),
			                     text);
	}
	new->i.nclauses = max;
	return 0;
}

static int read_item(struct tl_loader *l, const struct tl_node *n, struct tl_checklist *c)
{
	struct new_item new = { .i = { .line = n->line } };
	int rc;

	if (n->type != TL_MAP)
		rc = tl_yaml_fault(l, n, "an item is a map: {code: ..., zh: ...}");
	else
		rc = tl_words_read(l, n, item_words, &new);
	if (!rc)
		rc = take_method(l, n, &new);
	if (!rc)
		rc = take_level(l, n, &new);
	if (!rc)
		rc = take_clauses(l, n, c, &new);
	for (size_t i = 0; !rc && i < c->nitems; i++)
		if (!strcmp(c->item[i].code, new.i.code))
			rc = tl_yaml_fault(l, n, "item '%s' stands twice", new.i.code);
	if (rc)
		return go_on(l, c, n, "code", rc);
	c->item[c->nitems++] = new.i;
	return 0;
}

static int read_items(struct tl_loader *l, const struct tl_node *map, const struct tl_word *w,
                      void *to)
{
	struct tl_checklist *c = to;
	struct tl_node *list;
	int rc = tl_node_some(l, map, w->key, ITEMS_MAX, &list);

	if (rc)
		return rc;
	c->item = tl_loader_room(l, list->n, sizeof(*c->item));
	if (!c->item)
		return TLSAFE_EMEMORY;
	for (const struct tl_node *n = list->child; !rc && n; n = n->next)
		rc = read_item(l, n, c);
	return rc;
}

/* --- the file ---------------------------------------------------------------- */

#define AT(member) offsetof(struct tl_checklist, member)
static const struct tl_word checklist_words[] = {
	{ "checklist", tl_word_text, AT(name), true },
	{ "zh", tl_word_text, AT(zh), true },
	{ "en", tl_word_text, AT(en), true },
	{ "version", tl_word_text, AT(version), true },
	{ "kinds", tl_word_texts, AT(kinds), false },
	{ "basis", read_basis, 0, true },
	{ "items", read_items, 0, true },
	{ .key = NULL },
};
#undef AT

int tl_checklist_read(struct tl_loader *l, const struct tl_node *n, struct tl_checklist *ret)
{
	return tl_words_read(l, n, checklist_words, ret);
}

/* --- asking ------------------------------------------------------------------ */

static int read_all(struct tl_loader *l, const struct tl_node *n, void *ret)
{
	if (!tl_node_get(n, "checklist"))
		return tl_yaml_fault(l, n, "no checklist, which begins with 'checklist: NAME'");
	return tl_checklist_read(l, n, ret);
}

int tl_checklist_of(struct tl_checklist **ret, const struct tl_shelf_file *f,
                    const struct tl_check_faults *faults, struct tl_err *err)
{
	struct tl_checklist *c = calloc(1, sizeof(*c));
	int rc;

	*ret = NULL;
	if (!c)
		return tl_err_memory(err);
	c->faults = faults;
	rc = tl_shelf_read(f, &c->own, read_all, c, &c->file, err);
	if (rc || !c->file)
		tl_checklist_free(c);
	else
		*ret = c;
	return rc;
}

int tl_checklist_open(struct tl_checklist **ret, const struct tl_schema *s, const char *name,
                      struct tl_err *err)
{
	const struct tl_shelf_file *f = tl_shelf_find(s, TL_SHELF_CHECKLIST, name);
	TL_BUF hint = { 0 };
	int rc = 0;

	*ret = NULL;
	if (f)
		rc = tl_checklist_of(ret, f, NULL, err);
	if (rc || *ret)
		return rc;
	tl_buf_str(&hint, "enter one with: tlsafe-db schema apply DIR/checklists/NAME.yaml");
	tl_shelf_names(&hint, s, TL_SHELF_CHECKLIST);
	return tl_err_hint(err, TLSAFE_ENOENT, hint.failed ? NULL : hint.data,
	                   "the schema set has no checklist '%s'", name);
}

void tl_checklist_free(struct tl_checklist *c)
{
	if (c)
		tl_schema_free(c->own);
	free(c);
}

void tl_checklist_freep(struct tl_checklist **c)
{
	tl_checklist_free(*c);
}

/* --- what it says ------------------------------------------------------------ */

void tl_checklist_clauses(struct tl_buf *out, const struct tl_checklist *c,
                          const struct tl_check_item *item, tl_day day)
{
	tl_buf_clear(out);
	for (size_t i = 0; i < item->nclauses; i++) {
		const struct tl_check_basis *b = &c->basis[item->clause[i].basis];
		if (day < b->from || day > b->until)
			continue;
		tl_buf_str(out, out->len ? "; " : "");
		tl_buf_str(out, b->zh);
		tl_buf_str(out, item->clause[i].article);
	}
}

const struct tl_check_item *tl_checklist_item(const struct tl_checklist *c, struct tl_bytes code)
{
	for (size_t i = 0; i < c->nitems; i++)
		if (tl_eqs(code, c->item[i].code))
			return &c->item[i];
	return NULL;
}
