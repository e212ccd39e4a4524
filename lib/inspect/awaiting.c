/* Hazards that a recheck goes to see. */
#include "inspect/awaiting.h"

#include <stdlib.h>

#include "base/map.h"
#include "journal/hazard.h"
#include "query/list.h"
#include "query/match.h"
#include "query/search.h"

void tl_awaitings_release(struct tl_awaitings *a)
{
	free(a->item);
	tl_arena_release(&a->arena);
	*a = (struct tl_awaitings){ .n = 0 };
}

/* Why R is not among them; NULL: it is. */
static const char *left_out(const struct tl_record *r)
{
	if (!tl_record_is(r, TL_F_STATE, TL_AWAITING) && !tl_record_is(r, TL_F_STATE, TL_ASSIGNED))
		return "it is neither assigned nor awaiting a recheck";
	if (!tl_record_at(r, TL_F_UNIT).len)
		return "it is of no unit; recheck it with tlsafe-hazard verify";
	return NULL;
}

/* "【重大】厨房：管接头漏气" */
static struct tl_bytes describe(struct tl_buf *out, const struct tl_record *r)
{
	struct tl_bytes place = tl_record_named(r, "place");

	tl_buf_clear(out);
	tl_buf_str(out, tl_record_is(r, TL_F_LEVEL, "major") ? "【重大】" : "");
	tl_buf_add(out, place);
	tl_buf_str(out, place.len ? "：" : "");
	tl_buf_add(out, tl_record_at(r, TL_F_DESCRIPTION));
	return tl_buf_bytes(out);
}

static int add(struct tl_awaitings *a, const struct tl_record *r, struct tl_map *units,
               struct tl_buf *text)
{
	uint64_t *group = tl_map_put(units, tl_record_at(r, TL_F_UNIT), NULL);
	struct tl_awaiting *w;
	bool ok = true;

	if (!group || !TL_GROW(a->item, a->n, a->max))
		return TLSAFE_EMEMORY;
	if (!*group)
		*group = tl_map_count(units);
	w = &a->item[a->n];
	*w = (struct tl_awaiting){
		.id = tl_arena_dup(&a->arena, tl_record_at(r, TL_F_ID), &ok),
		.unit = tl_arena_dup(&a->arena, tl_record_at(r, TL_F_UNIT), &ok),
		.text = tl_arena_dup(&a->arena, describe(text, r), &ok),
		.clause = tl_arena_dup(&a->arena, tl_record_named(r, "clause"), &ok),
		.due = tl_arena_dup(&a->arena, tl_record_at(r, TL_F_DUE), &ok),
		.rectified = tl_arena_dup(&a->arena, tl_record_at(r, TL_F_RECTIFIED), &ok),
		.rectified_by = tl_arena_dup(&a->arena, tl_record_at(r, TL_F_RECTIFIED_BY), &ok),
		.result = tl_arena_dup(&a->arena, tl_record_named(r, "result"), &ok),
		.group = *group,
		.order = a->n++,
	};
	return ok && !text->failed ? 0 : TLSAFE_EMEMORY;
}

static int by_unit(const void *x, const void *y)
{
	const struct tl_awaiting *a = x, *b = y;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* All that await a recheck of the units ASKED. */
static int add_of_units(struct tl_awaitings *a, struct tl_view *v, const struct tl_kind *hazard,
                        struct tl_map *asked, struct tl_map *units, struct tl_buf *text)
{
	char awaiting[] = "awaiting", *words[] = { awaiting };
	TL_QUERY q = { 0 };
	TL_SEARCH search = { .q = &q };
	TL_RECORD r = { 0 };
	int rc = tl_query_begin(&q, v, hazard, words, TL_LEN(words), false);

	if (rc)
		return rc;
	tl_record_init(&r, hazard);
	rc = tl_search_begin(&search);
	while (!rc && (rc = tl_search_next(&search, &r)) == 1) {
		rc = tl_query_match(&q, &r, TL_MATCH_ALL);
		if (rc > 0)
			rc = tl_map_get(asked, tl_record_at(&r, TL_F_UNIT)) ?
			             add(a, &r, units, text) :
			             0;
	}
	return rc;
}

int tl_awaitings_read(struct tl_awaitings *a, struct tl_view *v, char *const *ids, size_t n,
                      struct tl_decide *d)
{
	const struct tl_kind *hazard = tl_schema_kind(v->schema, "hazard");
	const struct tl_kind *unit = tl_schema_kind(v->schema, "unit");
	TL_CLEANUP(tl_map_freep) struct tl_map *units = tl_map_new();
	TL_CLEANUP(tl_map_freep) struct tl_map *asked = tl_map_new();
	TL_BUF text = { 0 };
	int rc = units && asked ? 0 : TLSAFE_EMEMORY;

	for (size_t i = 0; !rc && i < n; i++) {
		TL_RECORD r = { 0 };
		const struct tl_kind *kind = NULL;
		const char *why;
		uint64_t row;
		rc = tl_view_find(v, tl_str(ids[i]), &kind, &row);
		if (!rc && kind == unit) {
			rc = tl_map_put(asked, tl_str(ids[i]), NULL) ? 0 : TLSAFE_EMEMORY;
			continue;
		}
		if (!rc || rc == TLSAFE_ENOENT)
			rc = tl_view_get(v, hazard, tl_str(ids[i]), &r);
		if (rc)
			break;
		why = left_out(&r);
		if (why)
			tl_warn(d, NULL, tl_str(ids[i]), "left out: %s", why);
		else
			rc = add(a, &r, units, &text);
	}
	if (!rc && tl_map_count(asked))
		rc = add_of_units(a, v, hazard, asked, units, &text);
	if (a->n)
		qsort(a->item, a->n, sizeof(*a->item), by_unit);
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&v->t->err) : rc;
}
