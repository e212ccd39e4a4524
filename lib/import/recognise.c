/* Which stored record a row is about. */
#include "import/recognise.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "import/list.h"
#include "import/respelt.h"
#include "journal/workflow.h"

void tl_known_release(struct tl_known *k)
{
	tl_map_freep(&k->key);
	tl_map_freep(&k->code);
	tl_map_freep(&k->day);
	free(k->item);
	free(k->link);
	tl_arena_release(&k->arena);
	tl_arena_release(&k->scratch);
	k->item = NULL;
	k->link = NULL;
	k->nitems = k->maxitems = k->nlinks = k->maxlinks = 0;
	k->loaded = false;
}

/* --- what is looked at ------------------------------------------------------- */

/* The values by which a row or a record is recognised. */
struct looks {
	struct tl_bytes id, name, old_names, code, unit, town, place, found, description;
};

static struct tl_bytes at(const struct tl_kind *k, const struct tl_bytes *val,
                          enum tl_field_name field)
{
	return k->at[field] < 0 ? TL_NONE : val[k->at[field]];
}

/* The code in VAL, of KIND, that tells records apart: a credit code only if its check digit is
 * right. */
static struct tl_bytes code_of(const struct tl_kind *k, const struct tl_bytes *val)
{
	int i = tl_kind_code(k);

	if (i < 0 || (i == k->at[TL_F_CREDIT_CODE] && !tl_credit_holds(val[i])))
		return TL_NONE;
	return val[i];
}

/* VAL by field, of KIND. The address of a unit is its place. */
static struct looks looks_of(const struct tl_kind *k, const struct tl_bytes *val)
{
	bool address = !k->workflow && k->at[TL_F_ADDRESS] >= 0;

	return (struct looks){ .id = at(k, val, TL_F_ID),
		               .name = at(k, val, TL_F_NAME),
		               .old_names = at(k, val, TL_F_OLD_NAMES),
		               .code = code_of(k, val),
		               .unit = at(k, val, TL_F_UNIT),
		               .town = at(k, val, TL_F_TOWN),
		               .place = at(k, val, address ? TL_F_ADDRESS : TL_F_PLACE),
		               .found = at(k, val, TL_F_FOUND),
		               .description = at(k, val, TL_F_DESCRIPTION) };
}

/* Where and when a hazard was found, and with WHAT its description too, as one key. */
static struct tl_bytes hazard_key(struct tl_buf *key, const struct looks *s, bool what)
{
	tl_buf_clear(key);
	tl_buf_add(key, s->unit.len ? s->unit : s->town);
	tl_buf_char(key, '\n');
	tl_buf_add(key, s->found);
	if (what) {
		tl_buf_char(key, '\n');
		tl_buf_add(key, s->description);
	}
	return tl_buf_bytes(key);
}

static struct tl_bytes folded(struct tl_import *l, struct tl_buf *key, struct tl_bytes text)
{
	return tl_lookup_fold(key, &l->t->schema->district, text);
}

/* --- candidates -------------------------------------------------------------- */

/* One more way to find ITEM, by KEY of MAP, told from others of that key by town and place. */
static int add_link(struct tl_import *l, struct tl_map *map, struct tl_bytes key,
                    const struct looks *s, size_t item)
{
	struct tl_known *k = &l->known;
	TL_BUF place = { 0 };
	uint64_t *slot;
	bool ok = true;

	if (!TL_GROW(k->link, k->nlinks, k->maxlinks))
		return tl_err_memory(&l->t->err);
	slot = tl_map_put(map, key, NULL);
	if (!slot)
		return tl_err_memory(&l->t->err);
	k->link[k->nlinks] = (struct tl_likeness){
		.item = item,
		.next = *slot,
		.town = tl_arena_dup(&k->arena, s->town, &ok),
		.place = tl_arena_dup(&k->arena, folded(l, &place, s->place), &ok),
	};
	*slot = ++k->nlinks;
	return ok && !place.failed ? 0 : tl_err_memory(&l->t->err);
}

static int add_name(struct tl_import *l, const struct looks *s, struct tl_bytes name, size_t item)
{
	TL_BUF key = { 0 };
	struct tl_bytes fold = folded(l, &key, name);

	return fold.len ? add_link(l, l->known.key, fold, s, item) : 0;
}

/* The ways in which S finds ITEM. */
static int add_looks(struct tl_import *l, const struct looks *s, size_t item)
{
	struct tl_bytes rest = s->old_names, name;
	TL_BUF key = { 0 };
	int rc;

	if (l->kind->workflow)
		return add_link(l, l->known.key, hazard_key(&key, s, true), s, item);
	rc = add_name(l, s, s->name, item);
	while (!rc && tl_list_next(&rest, &name))
		rc = add_name(l, s, name, item);
	if (!rc && s->code.len)
		rc = add_link(l, l->known.code, s->code, s, item);
	return rc;
}

static int add_candidate(struct tl_import *l, uint64_t row, uint32_t line, const struct looks *s,
                         size_t *ret)
{
	struct tl_known *k = &l->known;
	bool ok = true;

	if (!TL_GROW(k->item, k->nitems, k->maxitems))
		return tl_err_memory(&l->t->err);
	k->item[k->nitems] = (struct tl_candidate){
		.row = row,
		.line = line,
		.id = tl_arena_dup(&k->arena, s->id, &ok),
		.name = tl_arena_dup(&k->arena, s->name, &ok),
		.code = tl_arena_dup(&k->arena, s->code, &ok),
	};
	*ret = k->nitems++;
	return ok ? add_looks(l, s, *ret) : tl_err_memory(&l->t->err);
}

static bool same_looks(const struct looks *a, const struct looks *b)
{
	return tl_eq(a->name, b->name) && tl_eq(a->code, b->code) && tl_eq(a->unit, b->unit) &&
	       tl_eq(a->town, b->town) && tl_eq(a->place, b->place) && tl_eq(a->found, b->found) &&
	       tl_eq(a->description, b->description);
}

/* What R looked like when an import last wrote it, and every name that it ever had. */
static int add_former(struct tl_import *l, const struct tl_record *r, size_t item)
{
	struct tl_bytes *was;
	struct looks now = looks_of(l->kind, r->val), then;
	struct tl_arena *a = &l->known.scratch;
	struct tl_entry *e;
	size_t n;
	int rc;

	tl_arena_reset(a);
	was = tl_arena_alloc(a, l->kind->nfields * sizeof(*was));
	if (!was)
		return tl_err_memory(&l->t->err);
	memcpy(was, r->val, l->kind->nfields * sizeof(*was));
	rc = tl_imported_values(&l->imports, &l->c->view, r, was, a);
	then = looks_of(l->kind, was);
	if (!rc && !same_looks(&now, &then))
		rc = add_looks(l, &then, item);
	if (rc || l->kind->workflow)
		return rc;
	rc = tl_standing(&e, &n, r, &l->c->view.journal, UINT64_MAX, a);
	for (size_t i = 0; !rc && i < n; i++) {
		const struct tl_set *name = tl_entry_value(&e[i], TL_F_NAME);
		if (name && name->value.len && !tl_eq(name->value, now.name))
			rc = add_name(l, &now, name->value, item);
	}
	return rc;
}

static int load_record(struct tl_import *l, const struct tl_record *r)
{
	struct looks s = looks_of(l->kind, r->val);
	TL_BUF key = { 0 };
	size_t item;
	int rc = add_candidate(l, r->row, 0, &s, &item);

	if (rc || tl_record_rev(r) < 2)
		return rc;
	/* Of a hazard only what was mended may have another unit or find; a set place or
	 * description is looked at when a row wants it. */
	if (!l->kind->workflow || !r->plain)
		return add_former(l, r, item);
	return add_link(l, l->known.day, hazard_key(&key, &s, false), &s, item);
}

static int load_known(struct tl_import *l)
{
	struct tl_known *k = &l->known;
	TL_WALK walk = { 0 };
	TL_RECORD r;
	int rc;

	tl_record_init(&r, l->kind);
	k->key = tl_map_new();
	k->code = tl_map_new();
	k->day = tl_map_new();
	if (!k->key || !k->code || !k->day)
		return tl_err_memory(&l->t->err);
	k->loaded = true;
	rc = tl_walk_begin(&walk, &l->c->view, l->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = load_record(l, &r);
	return rc;
}

/* --- which of them it is ----------------------------------------------------- */

/* Candidates that fit, of which at most one may be left. */
struct fits {
	size_t item, n;		/* the last of N different ones */
	struct tl_buf list;	/* the first of them, named */
};

static void take(struct fits *f, const struct tl_known *k, const struct tl_likeness *link)
{
	const struct tl_candidate *c = &k->item[link->item];

	if (f->n && f->item == link->item)
		return;
	f->item = link->item;
	if (f->n++ >= 5)
		return;
	tl_buf_str(&f->list, f->list.len ? ", " : "");
	if (c->row)
		tl_buf_add(&f->list, c->id);
	else
		tl_buf_printf(&f->list, "line %u", c->line);
	if (link->place.len)
		tl_buf_printf(&f->list, " (%.*s)", (int)link->place.len, link->place.data);
}

static void fits_release(struct fits *f)
{
	tl_buf_release(&f->list);
}

/*
 * Those of KEY's that fit S: in its town, where both have one, and at its place. Places that are
 * the same go before one that is not said, in the row or in the store. OTHER (may be NULL) gets
 * those at another place.
 */
static int find_fits(struct tl_import *l, struct tl_map *map, struct tl_bytes key,
                     const struct looks *s, struct fits *ret, struct fits *other)
{
	struct tl_known *k = &l->known;
	struct fits half = { 0 };
	TL_BUF text = { 0 };
	struct tl_bytes place = folded(l, &text, s->place);
	uint64_t *slot = tl_map_get(map, key);

	for (size_t i = slot ? *slot : 0; i; i = k->link[i - 1].next) {
		const struct tl_likeness *link = &k->link[i - 1];
		const struct tl_candidate *c = &k->item[link->item];
		/* Two different codes are two units, whatever their names. */
		if ((c->code.len && s->code.len && !tl_eq(c->code, s->code)) ||
		    (!l->kind->workflow && s->town.len && link->town.len &&
		     !tl_eq(s->town, link->town)))
			continue;
		if (tl_eq(link->place, place))
			take(ret, k, link);
		else if (!link->place.len || !place.len)
			take(&half, k, link);
		else if (other)
			take(other, k, link);
	}
	if (!ret->n) {
		fits_release(ret);
		*ret = half;
		half = (struct fits){ 0 };
	}
	fits_release(&half);
	return text.failed || ret->list.failed ? tl_err_memory(&l->t->err) : 0;
}

static int several(struct tl_import *l, const struct fits *f, const struct looks *s)
{
	bool hazard = l->kind->workflow;

	return tl_fault(&l->c->decide, TLSAFE_EINPUT,
	                tl_row_heading(l, hazard ? TL_F_DESCRIPTION : TL_F_NAME),
	                hazard ? TL_NONE : s->name,
	                hazard ? "give the place, or the id of the one that is meant" :
	                         "give the id of the one that is meant",
	                "fits %zu: %.*s%s", f->n, (int)f->list.len, f->list.data,
	                f->n > 5 ? ", ..." : "");
}

/* The row is what the row of LINE is. */
static int repeated(struct tl_import *l, uint32_t line)
{
	TL_BUF hint = { 0 };
	int rc = tl_repeat_tell(l, line, &hint);

	if (rc)
		return rc;
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, NULL, TL_NONE, hint.data,
	                "the same as line %u", line);
}

/* The one that fits; a row that fits none is a candidate itself from now on. */
static int settle(struct tl_import *l, const struct fits *f, const struct looks *s, uint64_t *row)
{
	size_t item;

	if (f->n > 1)
		return several(l, f, s);
	if (!f->n)
		return add_candidate(l, 0, (uint32_t)l->c->decide.at.line, s, &item);
	if (!l->known.item[f->item].row)
		return repeated(l, l->known.item[f->item].line);
	*row = l->known.item[f->item].row;
	return 0;
}

/* Hazards of that place and day, of which somebody may have set a value since an import wrote
 * it. */
static int look_again(struct tl_import *l, const struct looks *s)
{
	struct tl_known *k = &l->known;
	TL_BUF key = { 0 };
	uint64_t *slot = tl_map_get(k->day, hazard_key(&key, s, false));
	size_t first = slot ? (size_t)*slot : 0;
	int rc = 0;

	if (!first)
		return 0;
	*slot = 0;		/* each once */
	for (size_t i = first; !rc && i; i = k->link[i - 1].next) {
		TL_RECORD r = { 0 };
		tl_record_init(&r, l->kind);
		rc = tl_view_record(&l->c->view, l->kind, k->item[k->link[i - 1].item].row, &r);
		if (!rc)
			rc = add_former(l, &r, k->link[i - 1].item);
	}
	return rc;
}

static int by_nature(struct tl_import *l, const struct looks *s, uint64_t *row)
{
	TL_CLEANUP(fits_release) struct fits f = { 0 };
	TL_BUF key = { 0 };
	int rc = find_fits(l, l->known.key, hazard_key(&key, s, true), s, &f, NULL);

	if (!rc && !f.n) {
		rc = look_again(l, s);
		if (!rc)
			rc = find_fits(l, l->known.key, hazard_key(&key, s, true), s, &f, NULL);
	}
	return rc ? rc : settle(l, &f, s, row);
}

/* The one record that has the row's code, if it agrees in its name, or in town and address. */
static int by_code(struct tl_import *l, const struct looks *s, struct fits *ret)
{
	struct tl_known *k = &l->known;
	TL_BUF name = { 0 };
	TL_BUF place = { 0 };
	struct tl_bytes address = folded(l, &place, s->place);
	uint64_t *slot = tl_map_get(k->code, s->code);
	bool agrees = false;

	for (size_t i = slot ? *slot : 0; i; i = k->link[i - 1].next) {
		const struct tl_likeness *link = &k->link[i - 1];
		take(ret, k, link);
		agrees |= address.len && tl_eq(link->place, address) && s->town.len &&
		          tl_eq(link->town, s->town);
	}
	slot = ret->n == 1 ? tl_map_get(k->key, folded(l, &name, s->name)) : NULL;
	for (size_t i = slot ? *slot : 0; i; i = k->link[i - 1].next)
		agrees |= k->link[i - 1].item == ret->item;
	if (ret->n != 1 || !agrees)
		ret->n = 0;
	return name.failed || place.failed ? tl_err_memory(&l->t->err) : 0;
}

/* A new record that agrees in part with others, which are named. */
static void tell_others(struct tl_import *l, const struct looks *s, const struct fits *shared,
                        const struct fits *other)
{
	enum tl_field_name code = l->kind->at[TL_F_CREDIT_CODE] < 0 ? TL_F_CODE :
	                                                              TL_F_CREDIT_CODE;

	if (shared->list.len)
		tl_warn(&l->c->decide, tl_row_heading(l, code), s->code,
		        "%.*s has this code too: taken as another %s", (int)shared->list.len,
		        shared->list.data, l->kind->name);
	else if (other->list.len)
		tl_warn(&l->c->decide, tl_row_heading(l, TL_F_NAME), s->name,
		        "of this name there is %.*s: taken as another %s", (int)other->list.len,
		        other->list.data, l->kind->name);
}

static int by_name(struct tl_import *l, const struct looks *s, uint64_t *row)
{
	TL_CLEANUP(fits_release) struct fits f = { 0 };
	TL_CLEANUP(fits_release) struct fits shared = { 0 };
	TL_CLEANUP(fits_release) struct fits other = { 0 };
	TL_BUF name = { 0 };
	int rc = s->code.len ? by_code(l, s, &shared) : 0;

	if (!rc && shared.n)
		return settle(l, &shared, s, row);
	if (!rc)
		rc = find_fits(l, l->known.key, folded(l, &name, s->name), s, &f, &other);
	if (!rc && !f.n)
		tell_others(l, s, &shared, &other);
	return rc ? rc : settle(l, &f, s, row);
}

/* --- by id ------------------------------------------------------------------- */

/* The second row of an id. */
static int named_before(struct tl_import *l, struct tl_bytes id, uint32_t was)
{
	TL_BUF hint = { 0 };
	int rc = tl_repeat_tell(l, was, &hint);

	if (rc)
		return rc;
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, tl_row_heading(l, TL_F_ID), id, hint.data,
	                "this id stands in line %u already", was);
}

/* A new record, unless a spreadsheet has made the id of one whose row this is. */
static int unknown_id(struct tl_import *l, struct tl_bytes id, uint64_t *row)
{
	TL_RECORD r = { 0 };
	int rc = tl_respelt_find(l, id, row);

	if (rc || !*row)
		return rc;
	tl_record_init(&r, l->kind);
	rc = tl_view_record(&l->c->view, l->kind, *row, &r);
	*row = 0;
	return rc ? rc : tl_import_respelt(l, id, tl_record_at(&r, TL_F_ID));
}

static int by_id(struct tl_import *l, struct tl_bytes id, uint64_t *row)
{
	const struct tl_kind *found;
	uint32_t was = 0;
	int rc = tl_change_named(l->c, id, (uint32_t)l->c->decide.at.line, &was);

	if (rc || was)
		return rc ? rc : named_before(l, id, was);
	rc = tl_view_find(&l->c->view, id, &found, row);
	if (rc == TLSAFE_ENOENT)
		return unknown_id(l, id, row);
	if (rc || found == l->kind)
		return rc;
	*row = 0;
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, tl_row_heading(l, TL_F_ID), id, NULL,
	                "this id is a %s's", found->name);
}

int tl_import_respelt(struct tl_import *l, struct tl_bytes id, struct tl_bytes of)
{
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, tl_row_heading(l, TL_F_ID), id,
	                "give the column the format Text and write that id again",
	                "a spreadsheet made it of %.*s, whose row this is", (int)of.len, of.data);
}

int tl_import_recognise(struct tl_import *l, uint64_t *row)
{
	struct looks s = looks_of(l->kind, l->row.val);
	int rc = 0;

	*row = 0;
	if (s.id.len)
		return by_id(l, s.id, row);
	if (!l->known.loaded)
		rc = load_known(l);
	if (rc)
		return rc;
	return l->kind->workflow ? by_nature(l, &s, row) : by_name(l, &s, row);
}

int tl_import_once(struct tl_import *l, struct tl_bytes id)
{
	uint32_t was = 0;
	int rc = tl_change_named(l->c, id, (uint32_t)l->c->decide.at.line, &was);

	return rc || !was ? rc : repeated(l, was);
}
