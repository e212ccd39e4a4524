/* What was recorded before, so that the same sheet changes nothing. */
#include "inspect/recording.h"

#include "journal/workflow.h"

/* What is left out of the digest is not there: a field that comes to be later changes none. */
void tl_said_value(struct tl_buf *said, const char *key, struct tl_bytes value)
{
	if (!value.len)
		return;
	tl_buf_block(said, tl_str(key));
	tl_buf_block(said, value);
}

static void put_answer(struct tl_buf *said, const struct tl_visit_answer *w)
{
	tl_buf_block(said, w->item ? tl_str(w->item->code) : TL_NONE);
	tl_said_value(said, "result", w->result);
	tl_said_value(said, "finding", w->a->text[TL_ANSWER_FINDING]);
	tl_said_value(said, "measured", w->a->text[TL_ANSWER_MEASURED]);
	tl_said_value(said, "place", w->a->text[TL_ANSWER_PLACE]);
	tl_said_value(said, "due", w->due);
	tl_said_value(said, "level", w->level);
	tl_said_value(said, "on_spot", w->on_spot);
	tl_said_value(said, "hazard", w->hazard);
	tl_said_value(said, "approved_by", w->a->text[TL_ANSWER_APPROVED_BY]);
	tl_said_value(said, "photos", w->a->text[TL_ANSWER_PHOTOS]);
}

int tl_visit_bundle(struct tl_recording *x, struct tl_visit *v, const struct tl_visit_answer *w,
                    size_t n)
{
	char day[TL_DAY_TEXT];
	TL_BUF said = { 0 };

	tl_buf_block(&said, v->id);
	tl_buf_block(&said, tl_str(tl_day_format(day, v->act.on)));
	for (size_t i = 0; i < x->inspection->nfields; i++) {
		const char *key = x->inspection->field[i].key;
		tl_said_value(&said, key, tl_visit_given(x, v, key));
	}
	for (size_t i = 0; i < n; i++)
		put_answer(&said, &w[i]);
	if (said.failed)
		return tl_visit_memory(x);
	tl_hash_text(v->bundle, tl_buf_bytes(&said));
	return 0;
}

/* By what a visit is known, whatever came of it: unit, day, beginning and list. */
static struct tl_bytes visit_key(struct tl_recording *x, struct tl_bytes unit, struct tl_bytes day,
                                 struct tl_bytes started, struct tl_bytes list)
{
	tl_buf_clear(&x->text);
	tl_buf_add(&x->text, unit);
	tl_buf_char(&x->text, '\n');
	tl_buf_add(&x->text, day);
	tl_buf_char(&x->text, '\n');
	tl_buf_add(&x->text, started);
	tl_buf_char(&x->text, '\n');
	tl_buf_add(&x->text, list);
	return tl_buf_bytes(&x->text);
}

int tl_recording_know(struct tl_recording *x, struct tl_bytes key, size_t index)
{
	uint64_t *slot = tl_map_put(x->known, key, NULL);

	if (!slot)
		return tl_visit_memory(x);
	*slot = index + 1;
	return 0;
}

int tl_recording_add(struct tl_recording *x, struct tl_bytes id, struct tl_bytes bundle)
{
	bool ok = true;

	if (!TL_GROW(x->id, x->nids, x->maxids))
		return tl_visit_memory(x);
	x->id[x->nids++] = tl_arena_dup(&x->arena, id, &ok);
	return ok ? tl_recording_know(x, bundle, x->nids - 1) : tl_visit_memory(x);
}

/* Those that were recorded before. */
int tl_recording_known(struct tl_recording *x)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, x->inspection);
	rc = tl_walk_begin(&walk, &x->c->view, x->inspection);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		struct tl_bytes list = tl_record_named(&r, "checklist");
		rc = 0;
		if (!tl_planned_see(&x->planned, &r))
			return tl_visit_memory(x);
		if (tl_is_gone(&r) || !tl_record_at(&r, TL_F_DAY).len)
			continue;
		rc = tl_recording_add(x, tl_record_at(&r, TL_F_ID), tl_record_named(&r, "bundle"));
		if (!rc && list.len)
			rc = tl_recording_know(x,
			                       visit_key(x, tl_record_at(&r, TL_F_UNIT),
			                                 tl_record_at(&r, TL_F_DAY),
			                                 tl_record_at(&r, TL_F_STARTED), list),
			                       x->nids - 1);
	}
	return rc;
}

/* A visit to the same unit by the same list, that answered otherwise. */
int tl_visit_other(struct tl_recording *x, struct tl_visit *v, struct tl_bytes *key)
{
	struct tl_bytes list = tl_visit_given(x, v, "checklist"), id;
	char day[TL_DAY_TEXT];
	uint64_t *slot;

	*key = TL_NONE;
	if (!list.len)
		return 0;
	*key = visit_key(x, tl_visit_given(x, v, "unit"), tl_str(tl_day_format(day, v->act.on)),
	                 tl_visit_given(x, v, "started"), list);
	if (x->text.failed)
		return tl_visit_memory(x);
	slot = tl_map_get(x->known, *key);
	if (!slot)
		return 0;
	id = x->id[*slot - 1];
	tl_visit_at(x, v->s, v->s->line);
	return tl_fault(&x->c->decide, TLSAFE_EINPUT, NULL, TL_NONE,
	                "if that is wrong, void it first: tlsafe-inspect void ID --reason error",
	                "this inspection was recorded otherwise as %.*s", (int)id.len, id.data);
}
