/* A visit that was judged becomes an inspection, items and hazards. */
#include "inspect/recheck.h"

#include <stdio.h>

#include "change/inherit.h"
#include "journal/hazard.h"

/* What is wrong, in words: what was found, else that the item failed. */
static struct tl_bytes describe(struct tl_recording *x, const struct tl_visit_answer *w)
{
	bool zh = tl_eqs(x->t->schema->district.language, "zh");

	if (w->a->text[TL_ANSWER_FINDING].len)
		return w->a->text[TL_ANSWER_FINDING];
	tl_buf_clear(&x->text);
	tl_buf_str(&x->text, zh ? "不符合：" : "Not so: ");
	tl_buf_str(&x->text, zh ? w->item->zh : w->item->en);
	return tl_buf_bytes(&x->text);
}

static int fix_on_spot(struct tl_recording *x, struct tl_record *r, tl_day on)
{
	const struct tl_named on_spot = { "on_spot", TL_LIT(TL_YES) };
	struct tl_act a;
	int rc;

	tl_act_init(&a, TL_ACT_RECTIFY, on);
	rc = tl_act_say(&a, x->hazard, &on_spot, 1);
	return rc ? rc : tl_change_act(x->c, r, &a);
}

int tl_recording_list(struct tl_recording *x, struct tl_bytes id)
{
	bool ok = true;

	if (!TL_GROW(x->open, x->nopen, x->maxopen))
		return tl_visit_memory(x);
	x->open[x->nopen++] = tl_arena_dup(&x->arena, id, &ok);
	return ok ? 0 : tl_visit_memory(x);
}

/* The hazard that W becomes; its id is put into ID. */
static int enter_hazard(struct tl_recording *x, struct tl_visit *v,
                        const struct tl_visit_answer *w, struct tl_bytes inspection,
                        struct tl_bytes item, struct tl_buf *id)
{
	const bool fixed = tl_eqs(w->on_spot, TL_YES);
	struct tl_record *r;
	struct tl_act a;
	int rc;

	tl_act_init(&a, TL_ACT_ADD, v->act.on);
	const struct tl_named values[] = {
		{ "unit", tl_visit_given(x, v, "unit") },
		{ "place", w->a->text[TL_ANSWER_PLACE] },
		{ "source", tl_str(v->source) },
		{ "level", w->level },
		{ "criterion", tl_eqs(w->level, "major") ? w->clause : TL_NONE },
		{ "category", w->item ? tl_str(w->item->category) : TL_NONE },
		{ "description", describe(x, w) },
		{ "clause", w->clause },
		{ "finder", v->officers },
		{ "finder_body", v->body },
		{ "deadline", w->due },
		{ "inspection", inspection },
		{ "item", item },
	};
	rc = x->text.failed ? tl_visit_memory(x) : 0;
	if (!rc)
		rc = tl_act_say(&a, x->hazard, values, TL_LEN(values));
	if (!rc)
		rc = tl_inherit(x->c, &x->lookup, x->hazard, &a, &x->one);
	if (!rc)
		rc = tl_change_new(x->c, x->hazard, id, v->act.on, &r);
	if (!rc)
		rc = tl_change_act(x->c, r, &a);
	if (!rc && fixed)
		rc = fix_on_spot(x, r, v->act.on);
	if (!rc && !fixed)
		rc = tl_alike_new(&x->alike, r);
	if (!rc && (!fixed || x->in->all))
		rc = tl_recording_list(x, tl_buf_bytes(id));
	if (!rc)
		tl_change_forget(x->c, r);
	return rc;
}

/* The hazard that W rechecks, whose id is put into ID. */
static int recheck(struct tl_recording *x, struct tl_visit *v, const struct tl_visit_answer *w,
                   struct tl_buf *id)
{
	bool open;
	int rc = tl_recheck_enter(x, v, w, &open);

	tl_buf_add(id, w->hazard);
	return rc || !(open || x->in->all) ? rc : tl_recording_list(x, w->hazard);
}

static int enter_item(struct tl_recording *x, struct tl_visit *v, const struct tl_visit_answer *w,
                      struct tl_bytes inspection, size_t number)
{
	TL_BUF id = { 0 };
	TL_BUF hazard = { 0 };
	struct tl_record *r;
	struct tl_act a;
	int rc = 0;

	tl_visit_at(x, v->s, w->a->line);
	tl_buf_add(&id, inspection);
	if (w->item)
		tl_buf_printf(&id, "-%s", w->item->code);
	else
		tl_buf_printf(&id, "-%zu", number);
	if (id.failed)
		return tl_visit_memory(x);
	if (w->hazard.len)
		rc = recheck(x, v, w, &hazard);
	else if (tl_eqs(w->result, "no"))
		rc = enter_hazard(x, v, w, inspection, tl_buf_bytes(&id), &hazard);
	if (rc)
		return rc;
	tl_act_init(&a, TL_ACT_ADD, v->act.on);
	const struct tl_named values[] = {
		{ "inspection", inspection },
		{ "code", w->item ? tl_str(w->item->code) : TL_NONE },
		{ "version", w->item ? tl_str(v->list->version) : TL_NONE },
		{ "text", w->item ? tl_str(w->item->zh) : w->text },
		{ "clause", w->clause },
		{ "result", w->result },
		{ "finding", w->a->text[TL_ANSWER_FINDING] },
		{ "measured", w->a->text[TL_ANSWER_MEASURED] },
		{ "due", w->due },
		{ "hazard", tl_buf_bytes(&hazard) },
		{ "photos", w->a->text[TL_ANSWER_PHOTOS] },
	};
	rc = tl_act_say(&a, x->item, values, TL_LEN(values));
	if (!rc)
		rc = tl_change_new(x->c, x->item, &id, v->act.on, &r);
	if (rc == TLSAFE_EEXIST)
		return tl_fault(&x->c->decide, TLSAFE_EINPUT, "id", tl_buf_bytes(&id), NULL,
		                "this id is taken");
	if (!rc)
		rc = tl_change_act(x->c, r, &a);
	if (!rc)
		tl_change_forget(x->c, r);
	return rc;
}

/* What was planned does not stand in for what the sheet leaves out. */
static int take_planned(struct tl_recording *x, struct tl_visit *v, const struct tl_record *r)
{
	struct tl_bytes unit = tl_visit_given(x, v, "unit"), of = tl_record_at(r, TL_F_UNIT);
	struct tl_bytes id = tl_record_at(r, TL_F_ID);

	if (!tl_eq(unit, of))
		return tl_fault(&x->c->decide, TLSAFE_EINPUT, "unit", unit, NULL,
		                "%.*s is planned for %.*s", (int)id.len, id.data, (int)of.len,
		                of.data);
	v->act.verb = TL_ACT_RECORD;
	if (tl_record_at(r, TL_F_CERTIFICATES).len && !tl_visit_given(x, v, "certificates").len)
		return tl_act_give(&v->act, x->inspection, TL_F_CERTIFICATES, TL_LIT(""));
	return 0;
}

/* The inspection that V is: a planned one that it names, or one that it fulfils, else a new one. */
static int find_inspection(struct tl_recording *x, struct tl_visit *v, struct tl_buf *id,
                           struct tl_record **ret)
{
	struct tl_planned *p = tl_planned_id(&x->planned, tl_buf_bytes(id));
	int rc;

	if (!id->len)
		p = tl_planned_find(&x->planned, tl_visit_given(x, v, "unit"),
		                    tl_visit_given(x, v, "type"),
		                    tl_visit_given(x, v, "campaign"), v->act.on);
	if (!p)
		return tl_change_new(x->c, x->inspection, id, v->act.on, ret);
	if (p->taken)
		return TLSAFE_EEXIST;
	p->taken = true;
	tl_buf_clear(id);
	tl_buf_add(id, p->id);
	rc = tl_change_load(x->c, x->inspection, p->id, ret);
	return rc ? rc : take_planned(x, v, *ret);
}

int tl_visit_enter(struct tl_recording *x, struct tl_visit *v, const struct tl_visit_answer *w,
                   size_t n)
{
	static const char *const counts[] = { "conforms", "fails", "na" };
	char number[3][24];
	struct tl_record *r;
	TL_BUF id = { 0 };
	size_t outside = 0;
	int rc = tl_visit_give(x, v, "bundle", tl_str(v->bundle));

	for (int i = 0; !rc && i < 3; i++) {
		snprintf(number[i], sizeof(number[i]), "%llu", (unsigned long long)v->results[i]);
		rc = tl_visit_give(x, v, counts[i], tl_str(number[i]));
	}
	tl_visit_at(x, v->s, v->s->line);
	if (!rc)
		rc = tl_inherit(x->c, &x->lookup, x->inspection, &v->act, &x->one);
	tl_buf_add(&id, v->id);
	if (!rc)
		rc = find_inspection(x, v, &id, &r);
	if (rc == TLSAFE_EEXIST)
		return tl_fault(&x->c->decide, TLSAFE_EINPUT, "id", tl_buf_bytes(&id),
		                "leave it out and one is made", "this id is taken");
	if (!rc)
		rc = tl_change_act(x->c, r, &v->act);
	if (!rc)
		tl_change_forget(x->c, r);
	for (size_t i = 0; !rc && i < n; i++) {
		outside += !w[i].item;
		rc = enter_item(x, v, &w[i], tl_buf_bytes(&id), outside);
	}
	if (rc)
		return rc;
	x->sum.added++;
	x->sum.answers += n;
	x->sum.fails += v->results[1];
	return tl_recording_add(x, tl_buf_bytes(&id), tl_str(v->bundle));
}
