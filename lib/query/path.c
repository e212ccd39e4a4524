/* Fields, and fields of the records that they refer to. */
#include "query/path.h"

#include <stdio.h>
#include <stdlib.h>

#include "journal/workflow.h"
#include "query/filter.h"

int tl_path_find(struct tl_path *ret, const struct tl_kind *kind, struct tl_bytes name,
                 struct tl_err *err)
{
	const char *dot = memchr(name.data ? name.data : "", '.', name.len);
	struct tl_bytes head = tl_bytes(name.data, dot ? (size_t)(dot - name.data) : name.len);
	const struct tl_kind *to = kind;
	struct tl_bytes tail = TL_NONE;

	ret->sub = NULL;
	ret->field = tl_kind_field(kind, head, false, NULL);
	if (ret->field && dot) {
		to = ret->field->to ? tl_schema_kind(kind->schema, ret->field->to) : NULL;
		tail = tl_bytes(dot + 1, name.len - head.len - 1);
		if (!to)
			return tl_err_set(err, TLSAFE_EUSAGE, "%.*s: %s refers to no other record",
			                  (int)name.len, name.data, ret->field->key);
		ret->sub = tl_kind_field(to, tail, false, NULL);
	}
	if (ret->field && (ret->sub || !dot))
		return 0;
	struct tl_bytes missing = dot && ret->field ? tail : head;
	const char *near = tl_kind_nearest(to, missing, false);
	return tl_err_near(err, near, "a %s has no field '%.*s'", to->name, (int)missing.len,
	                   missing.data);
}

static int join(struct tl_query *q, const struct tl_field *field, struct tl_bytes id,
                const struct tl_record **ret)
{
	const struct tl_kind *kind = tl_schema_kind(field->kind->schema, field->to), *found;
	struct tl_record *r;
	bool made;
	uint64_t *slot, row;
	int rc;

	*ret = NULL;
	if (!q->joined && !(q->joined = tl_map_new()))
		return tl_err_memory(&q->view->t->err);
	slot = tl_map_put(q->joined, id, &made);
	if (!slot)
		return tl_err_memory(&q->view->t->err);
	if (!made) {
		*ret = *slot ? q->join[*slot - 1] : NULL;
		return 0;
	}
	rc = tl_view_find(q->view, id, &found, &row);
	if (rc == TLSAFE_ENOENT || (!rc && found != kind))
		return 0;
	if (rc)
		return rc;
	if (!TL_GROW(q->join, q->njoins, q->maxjoins))
		return tl_err_memory(&q->view->t->err);
	r = calloc(1, sizeof(*r));
	if (!r)
		return tl_err_memory(&q->view->t->err);
	tl_record_init(r, kind);
	q->join[q->njoins++] = r;
	*slot = q->njoins;
	*ret = r;
	return tl_view_record(q->view, kind, row, r);
}

bool tl_query_hides(const struct tl_query *q, const struct tl_field *f)
{
	return f->personal && q->view->t->asker.hides;
}

bool tl_query_reckons(const struct tl_field *f)
{
	return f->known == TL_F_DAYS_LEFT || f->known == TL_F_DUPLICATES;
}

int tl_query_path(struct tl_query *q, struct tl_path *ret, struct tl_bytes name)
{
	struct tlsafe *t = q->view->t;
	int rc = tl_path_find(ret, q->kind, name, &t->err);

	if (rc || !tl_query_hides(q, ret->sub ? ret->sub : ret->field))
		return rc;
	return tl_err_hint(&t->err, TLSAFE_ERULE, "leave it out",
	                   "%.*s is a personal value, which your role does not see",
	                   (int)name.len, name.data);
}

/* Days from the view's until R is due, if it is open, as a text in ROOM. */
static struct tl_bytes days_left(const struct tl_view *v, const struct tl_record *r,
                                 char room[TL_DAYS_TEXT])
{
	struct tl_status is;

	tl_status_of(&is, r);
	if (!tl_status_open(&is) || is.due == TL_NODAY)
		return TL_NONE;
	snprintf(room, TL_DAYS_TEXT, "%ld", (long)is.due - (long)tl_view_day(v));
	return tl_str(room);
}

/* What R, which may be NULL, has in F: as it stands there, or as the day and other records say.
 * ROOM is for a number that is derived. */
static int value(struct tl_query *q, const struct tl_field *f, const struct tl_record *r,
                 char room[TL_DAYS_TEXT], struct tl_bytes *ret)
{
	*ret = TL_NONE;
	if (tl_query_hides(q, f))
		return 0;
	*ret = r && r->val ? r->val[f->index] : TL_NONE;
	if (!r || !r->exists || !tl_query_reckons(f))
		return 0;
	if (f->known == TL_F_DAYS_LEFT) {
		*ret = days_left(q->view, r, room);
		return 0;
	}
	return tl_duplicates_of(&q->duplicates, q->view, r->kind, tl_record_at(r, TL_F_ID), ret);
}

int tl_query_value(struct tl_query *q, const struct tl_path *path, const struct tl_record *r,
                   struct tl_bytes *ret)
{
	const struct tl_record *other;
	int rc = value(q, path->field, r, q->days_left[0], ret);

	if (rc || !path->sub || !ret->data)
		return rc;
	rc = join(q, path->field, *ret, &other);
	return rc ? rc : value(q, path->sub, other, q->days_left[1], ret);
}

/* Each item of a list of references. */
static int list_label(struct tl_query *q, const struct tl_kind *to, struct tl_bytes value,
                      struct tl_buf *out)
{
	const struct tl_referred *it;
	struct tl_bytes item;
	const char *sep = "";
	int rc = 0;

	while (!rc && tl_list_next(&value, &item)) {
		it = NULL;
		rc = tl_lookup_id(&q->lookup, to, item, &it);
		tl_buf_str(out, sep);
		tl_buf_add(out, it && it->name.len ? it->name : item);
		sep = "、";
	}
	if (!rc && out->failed)
		rc = tl_err_memory(&q->view->t->err);
	return rc;
}

int tl_query_label(struct tl_query *q, const struct tl_field *f, struct tl_bytes value,
                   bool english, struct tl_buf *out)
{
	const struct tl_kind *to = f->to ? tl_schema_kind(f->kind->schema, f->to) : NULL;
	const struct tl_referred *it = NULL;

	if (to && to->named && f->type->json == TL_JSON_ARRAY)
		return list_label(q, to, value, out);
	int rc = to && to->named ? tl_lookup_id(&q->lookup, to, value, &it) : 0;

	if (rc)
		return rc;
	if (it && it->name.len)
		tl_buf_add(out, it->name);
	else
		tl_type_label(out, f, value, !english);
	return out->failed ? tl_err_memory(&q->view->t->err) : 0;
}
