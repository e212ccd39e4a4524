/* Records by what people write: ids, codes, names. */
#include "query/lookup.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/utf8.h"

int tl_lookup_begin(struct tl_lookup *r, struct tl_view *v)
{
	*r = (struct tl_lookup){ .view = v, .nkinds = v->schema->nkinds };
	r->kind = calloc(r->nkinds + 1, sizeof(*r->kind));
	return r->kind ? 0 : tl_err_memory(&v->t->err);
}

static void drop_maps(struct tl_lookup_kind *k)
{
	tl_map_freep(&k->by_id);
	tl_map_freep(&k->by_name);
	tl_map_freep(&k->by_code);
}

void tl_lookup_release(struct tl_lookup *r)
{
	for (size_t i = 0; r->kind && i <= r->nkinds; i++) {
		struct tl_lookup_kind *k = &r->kind[i];
		free(k->item);
		free(k->link);
		drop_maps(k);
	}
	free(r->kind);
	tl_arena_release(&r->arena);
	tl_buf_release(&r->fold);
	*r = (struct tl_lookup){ 0 };
}

struct tl_bytes tl_lookup_fold(struct tl_buf *fold, const struct tl_district *d,
                               struct tl_bytes name)
{
	struct tl_bytes key;

	tl_buf_clear(fold);
	tl_utf8_fold(fold, name);
	key = tl_buf_bytes(fold);
	for (size_t i = 0; i < d->nprefixes; i++) {
		if (key.len > d->prefix[i].len && tl_starts(key, d->prefix[i])) {
			key.data += d->prefix[i].len;
			key.len -= d->prefix[i].len;
			break;
		}
	}
	return key;
}

static struct tl_bytes fold_name(struct tl_lookup *r, struct tl_bytes name)
{
	return tl_lookup_fold(&r->fold, &r->view->schema->district, name);
}

static int link_name(struct tl_lookup *r, struct tl_lookup_kind *k, struct tl_bytes name,
                     size_t item)
{
	struct tl_bytes key = fold_name(r, name);
	uint64_t *slot;

	if (!key.len)
		return 0;
	if (!TL_GROW(k->link, k->nlinks, k->maxlinks))
		return TLSAFE_EMEMORY;
	slot = tl_map_put(k->by_name, key, NULL);
	if (!slot || r->fold.failed)
		return TLSAFE_EMEMORY;
	for (size_t l = *slot; l; l = k->link[l - 1].next)
		if (k->link[l - 1].item == item)
			return 0;
	k->link[k->nlinks].item = item;
	k->link[k->nlinks].next = *slot;
	*slot = ++k->nlinks;
	return 0;
}

static int add_item(struct tl_lookup *r, struct tl_lookup_kind *k, const struct tl_record *rec)
{
	struct tl_referred *it;
	uint64_t *slot;
	int at = tl_kind_code(rec->kind);
	struct tl_bytes code = at < 0 || !rec->val ? TL_NONE : rec->val[at];
	bool ok = true;
	int rc = 0;

	if (!TL_GROW(k->item, k->n, k->max))
		return TLSAFE_EMEMORY;
	it = &k->item[k->n++];
	*it = (struct tl_referred){ .row = rec->row, .single = tl_record_rev(rec) <= 1 };
	it->id = tl_arena_dup(&r->arena, tl_record_at(rec, TL_F_ID), &ok);
	it->name = tl_arena_dup(&r->arena, tl_record_at(rec, TL_F_NAME), &ok);
	it->town = tl_arena_dup(&r->arena, tl_record_at(rec, TL_F_TOWN), &ok);
	it->type = tl_arena_dup(
		&r->arena, tl_record_at(rec, rec->kind->at[TL_F_TYPE] >= 0 ? TL_F_TYPE : TL_F_KIND),
		&ok);
	it->code = tl_arena_dup(&r->arena, code, &ok);
	it->sector = tl_arena_dup(&r->arena, tl_record_at(rec, TL_F_SECTOR), &ok);
	it->regulator = tl_arena_dup(&r->arena, tl_record_at(rec, TL_F_REGULATOR), &ok);
	slot = ok ? tl_map_put(k->by_id, it->id, NULL) : NULL;
	if (!slot)
		return TLSAFE_EMEMORY;
	*slot = k->n;
	if (it->code.len) {
		slot = tl_map_put(k->by_code, it->code, NULL);
		if (!slot)
			return TLSAFE_EMEMORY;
		/* two with one code: it recognises neither */
		*slot = *slot ? SIZE_MAX : k->n;
	}
	if (it->name.len)
		rc = link_name(r, k, it->name, k->n);
	struct tl_bytes old = tl_record_at(rec, TL_F_OLD_NAMES), name;
	while (!rc && tl_list_next(&old, &name))
		rc = link_name(r, k, name, k->n);
	return rc;
}

static int setup_kind(struct tl_lookup_kind *k)
{
	drop_maps(k);
	k->n = k->nlinks = k->last = 0;
	k->by_id = tl_map_new();
	k->by_name = tl_map_new();
	k->by_code = tl_map_new();
	if (k->by_id && k->by_name && k->by_code)
		return 0;
	drop_maps(k);
	return TLSAFE_EMEMORY;
}

static int load_kind(struct tl_lookup *r, const struct tl_kind *kind, struct tl_lookup_kind **ret)
{
	struct tl_lookup_kind *k = *ret = &r->kind[kind->number];
	TL_RECORD rec = { 0 };
	TL_WALK walk = { 0 };
	int rc;

	if (k->loaded)
		return 0;
	tl_record_init(&rec, kind);
	rc = setup_kind(k);
	/* Names are those of the present, whatever day is asked about. */
	if (!rc)
		rc = tl_walk_begin_on(&walk, r->view, kind, TL_NOEND);
	while (!rc && (rc = tl_walk_next(&walk, &rec)) == 1)
		rc = add_item(r, k, &rec);
	k->loaded = !rc;
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&r->view->t->err) : rc;
}

#define ONE_BY_ONE 64

int tl_lookup_unit(struct tl_lookup *r, const char *text, struct tl_bytes *id,
                   struct tl_bytes *name, struct tl_err *err)
{
	const struct tl_kind *unit = tl_schema_kind(r->view->schema, "unit");
	const struct tl_referred *it;
	int rc = tl_lookup_find(r, unit, tl_str(text), TL_NONE, NULL, &it, err);

	if (rc)
		return rc;
	*id = it->id;
	*name = it->name;
	return 0;
}

/* Without reading the others while only a few are asked for. */
int tl_lookup_id(struct tl_lookup *r, const struct tl_kind *kind, struct tl_bytes id,
                 const struct tl_referred **ret)
{
	struct tl_lookup_kind *k = &r->kind[kind->number];
	const struct tl_kind *found;
	TL_RECORD rec = { 0 };
	uint64_t *slot, row;
	int rc = 0;

	*ret = NULL;
	if (k->last && tl_eq(k->item[k->last - 1].id, id)) {
		*ret = &k->item[k->last - 1];
		return 0;
	}
	if (!k->loaded && !k->by_id)
		rc = setup_kind(k);
	if (!rc && !k->loaded && k->looked >= ONE_BY_ONE)
		rc = load_kind(r, kind, &k);
	slot = rc ? NULL : tl_map_get(k->by_id, id);
	if (slot) {
		k->last = *slot;
		*ret = &k->item[*slot - 1];
	}
	if (rc || slot || k->loaded)
		return rc;
	k->looked++;
	rc = tl_view_find(r->view, id, &found, &row);
	if (rc == TLSAFE_ENOENT || (!rc && found != kind))
		return 0;
	tl_record_init(&rec, kind);
	if (!rc)
		rc = tl_view_record_on(r->view, kind, row, TL_NOEND, &rec);
	if (!rc && rec.exists) {
		rc = add_item(r, k, &rec);
		*ret = rc ? NULL : &k->item[k->n - 1];
	}
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&r->view->t->err) : rc;
}

int tl_lookup_add(struct tl_lookup *r, const struct tl_record *rec)
{
	struct tl_lookup_kind *k;
	int rc = load_kind(r, rec->kind, &k);

	if (!rc)
		rc = add_item(r, k, rec);
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&r->view->t->err) : rc;
}

int tl_lookup_all(struct tl_lookup *r, const struct tl_kind *kind, const struct tl_referred **ret,
                 size_t *n)
{
	struct tl_lookup_kind *k;
	int rc = load_kind(r, kind, &k);

	*ret = k->item;
	*n = k->n;
	return rc;
}

static bool fits(const struct tl_referred *it, struct tl_bytes town, const char *const *only)
{
	if (town.len && it->town.len && !tl_eq(it->town, town))
		return false;
	if (!only || !only[0])
		return true;
	for (; *only; only++)
		if (tl_eqs(it->type, *only))
			return true;
	return false;
}

/* TOWN of a record of KIND, by its id and its name. */
static void name_town(struct tl_buf *out, struct tl_lookup *r, const struct tl_kind *kind,
                      struct tl_bytes town)
{
	const struct tl_referred *body = NULL;
	const char *to = kind->at[TL_F_TOWN] < 0 ? NULL : kind->field[kind->at[TL_F_TOWN]].to;
	const struct tl_kind *bodies = to ? tl_schema_kind(r->view->schema, to) : NULL;

	tl_buf_add(out, town);
	if (!bodies || tl_lookup_id(r, bodies, town, &body) || !body || !body->name.len)
		return;
	tl_buf_char(out, ' ');
	tl_buf_add(out, body->name);
}

static void name_candidate(struct tl_buf *list, struct tl_lookup *r, const struct tl_kind *kind,
                           const struct tl_referred *it, unsigned *n)
{
	if ((*n)++ >= 5)
		return;
	if (list->len)
		tl_buf_str(list, ", ");
	tl_buf_add(list, it->id);
	tl_buf_char(list, ' ');
	tl_buf_add(list, it->name);
	if (it->town.len) {
		tl_buf_str(list, " (");
		name_town(list, r, kind, it->town);
		tl_buf_char(list, ')');
	}
}

static int none_fits(struct tl_lookup *r, struct tl_lookup_kind *k, const struct tl_kind *kind,
                     struct tl_bytes text, struct tl_bytes town, const char *const *only,
                     struct tl_err *err)
{
	TL_BUF list = { 0 };
	TL_BUF key = { 0 };
	TL_BUF what = { 0 };
	TL_BUF hint = { 0 };
	unsigned n = 0;

	tl_buf_add(&key, fold_name(r, text));
	for (size_t i = 0; i < k->n && n < 5; i++) {
		if (!fits(&k->item[i], TL_NONE, only) || !k->item[i].name.len)
			continue;
		struct tl_bytes name = fold_name(r, k->item[i].name);
		/* One of that very name may lie in another town. */
		bool near = tl_eq(name, tl_buf_bytes(&key));
		if (!near && key.len >= 6 && fits(&k->item[i], town, only))
			near = memmem(name.data, name.len, key.data, key.len) ||
			       (name.len >= 6 && memmem(key.data, key.len, name.data, name.len)) ||
			       (key.len >= 9 && tl_utf8_distance(name, tl_buf_bytes(&key), 2) <=
			                                (key.len > 18 ? 2 : 1));
		if (near)
			name_candidate(&list, r, kind, &k->item[i], &n);
	}
	tl_buf_printf(&what, "no such %s", kind->name);
	if (town.len) {
		tl_buf_str(&what, " in ");
		name_town(&what, r, kind, town);
	}
	if (n)
		tl_buf_printf(&hint, "near it: %.*s", (int)list.len, list.data);
	if (what.failed || hint.failed)
		return tl_err_memory(err);
	return tl_err_hint(err, TLSAFE_EINPUT, hint.data, "%s", what.data);
}

int tl_lookup_find(struct tl_lookup *r, const struct tl_kind *kind, struct tl_bytes text,
                  struct tl_bytes town, const char *const *only, const struct tl_referred **ret,
                  struct tl_err *err)
{
	struct tl_lookup_kind *k;
	const struct tl_referred *one = NULL;
	TL_BUF list = { 0 };
	uint64_t *slot;
	unsigned n = 0;
	int rc = tl_lookup_id(r, kind, text, &one);

	if (!rc && one && fits(one, TL_NONE, only)) {
		*ret = one;
		return 0;
	}
	one = NULL;
	if (!rc)
		rc = load_kind(r, kind, &k);
	if (rc)
		return tl_err_pass(err, rc, &r->view->t->err);
	slot = tl_map_get(k->by_code, text);
	if (slot && *slot != SIZE_MAX && fits(&k->item[*slot - 1], TL_NONE, only)) {
		*ret = &k->item[*slot - 1];
		return 0;
	}
	slot = tl_map_get(k->by_name, fold_name(r, text));
	for (size_t l = slot ? *slot : 0; l; l = k->link[l - 1].next) {
		const struct tl_referred *it = &k->item[k->link[l - 1].item - 1];
		if (!fits(it, town, only))
			continue;
		one = it;
		name_candidate(&list, r, kind, it, &n);
	}
	if (n == 1) {
		*ret = one;
		return 0;
	}
	if (!n)
		return none_fits(r, k, kind, text, town, only, err);
	return tl_err_hint(err, TLSAFE_EINPUT, "name one by its id", "fits %u: %.*s%s", n,
	                   (int)list.len, list.data, n > 5 ? ", ..." : "");
}

int tl_lookup_read(void *ctx, const struct tl_field *field, struct tl_bytes text, struct tl_buf *id,
                  struct tl_err *err)
{
	struct tl_lookup_here *here = ctx;
	const struct tl_kind *kind = tl_schema_kind(here->lookup->view->schema, field->to),
			     *found;
	const struct tl_referred *it;
	uint64_t row;
	int rc;

	/* Hazards are many and have no name: by id alone, without reading them all. */
	if (kind->workflow) {
		rc = tl_view_find(here->lookup->view, text, &found, &row);
		if (rc == TLSAFE_ENOENT || (!rc && found != kind))
			return tl_err_set(err, TLSAFE_EINPUT, "no such %s", kind->name);
		if (!rc)
			tl_buf_add(id, text);
		return rc;
	}
	/* Bodies lie in no town. */
	rc = tl_lookup_find(here->lookup, kind, text, kind->named ? TL_NONE : here->town,
	                   (const char *const *)field->only, &it, err);
	if (!rc)
		tl_buf_add(id, it->id);
	return rc;
}

int tl_lookup_said(struct tl_view *v, const struct tl_field *field, const char *option,
                   const char *text, struct tl_buf *ret)
{
	struct tl_err *err = &v->t->err;
	TL_REFER lookup = { 0 };
	struct tl_lookup_here here = { &lookup, TL_NONE };
	struct tl_read how = { .field = field, .lookup = tl_lookup_read, .ctx = &here };
	struct tl_reading reading = { "", "" };
	int rc = tl_lookup_begin(&lookup, v);

	if (!rc)
		rc = tl_type_read(&how, tl_str(text), ret, &reading);
	if (rc == TLSAFE_EINPUT) {
		size_t n;
		const char *hint = tl_err_advice(reading.wrong, &n);
		return tl_err_hint(err, rc, hint, "%s: %.*s: \"%s\"", option, (int)n,
		                   reading.wrong, text);
	}
	return rc || ret->len ? rc :
	                        tl_err_set(err, TLSAFE_EUSAGE, "%s: no %s", option, field->to);
}
