/* A plan of inspections is entered, and what stands in one is put in the order of a way. */
#include "change/inherit.h"
#include "inspect/answer.h"
#include "inspect/plan.h"
#include "store/open.h"

/* --- entering them --------------------------------------------------------------------- */

/* What a draw chose from, unless somebody says something else. */
static void describe_draw(struct tl_planning *x, struct tl_buf *note)
{
	bool zh = tl_eqs(x->t->schema->district.language, "zh");

	tl_buf_printf(note, zh ? "双随机抽取 %zu/%zu" : "drawn %zu of %zu", x->n,
	              (size_t)x->sum.units);
	for (size_t i = 0; i < x->in->nwords; i++)
		tl_buf_printf(note, "%s%s", i ? " " : ": ", x->in->words[i]);
}

static struct tl_bytes or_else(struct tl_bytes said, const char *otherwise)
{
	return said.len ? said : tl_str(otherwise);
}

static int enter(struct tl_planning *x, struct tl_plan_visit *visit, struct tl_bytes note)
{
	struct tl_bytes body = tl_plan_set_value(x, "body");
	char by[TL_DAY_TEXT];
	struct tl_record *r;
	struct tl_act a;
	TL_BUF id = { 0 };
	bool ok = true;
	int rc;

	tl_act_init(&a, TL_ACT_ADD, x->on);
	a.note = note;
	const struct tl_named values[] = {
		{ "unit", visit->unit },
		{ "type", or_else(tl_plan_set_value(x, "type"),
		                  x->in->draw ? "enforcement" : "township") },
		{ "category", or_else(tl_plan_set_value(x, "category"),
		                      x->campaign.len ? "special" : "planned") },
		{ "campaign", x->campaign },
		{ "plan", tl_buf_bytes(&x->plan) },
		{ "planned", tl_str(tl_day_format(by, x->last)) },
		{ "random", x->in->draw ? x->seed : TL_NONE },
		{ "officers", visit->officers },
		{ "certificates", visit->certificates },
		{ "body", body.len ? body : visit->body },
		{ "scope", tl_plan_set_value(x, "scope") },
		{ "note", tl_plan_set_value(x, "note") },
	};
	rc = tl_act_say(&a, x->inspection, values, TL_LEN(values));
	if (!rc)
		rc = tl_inherit(x->c, &x->lookup, x->inspection, &a, &x->arena);
	if (!rc)
		rc = tl_change_new(x->c, x->inspection, &id, x->on, &r);
	if (!rc)
		rc = tl_change_act(x->c, r, &a);
	if (rc)
		return rc;
	tl_change_forget(x->c, r);
	visit->id = tl_arena_dup(&x->arena, tl_buf_bytes(&id), &ok);
	x->sum.added++;
	return ok ? 0 : tl_plan_memory(x);
}

static int enter_all(struct tl_planning *x)
{
	struct tl_bytes said;
	TL_BUF note = { 0 };
	int rc = tl_said(&x->t->err, "--note", x->in->note, &said);

	tl_buf_add(&note, said);
	if (!said.len && x->in->draw)
		describe_draw(x, &note);
	if (!rc && note.failed)
		rc = tl_plan_memory(x);
	for (size_t i = 0; !rc && i < x->n; i++) {
		if (x->visit[i].id.len)
			x->sum.unchanged++;
		else
			rc = enter(x, &x->visit[i], tl_buf_bytes(&note));
	}
	return rc;
}

static int decide(void *ctx, struct tl_change *c)
{
	struct tl_planning *x = ctx;
	struct tl_geo from = { 0, 0 };
	int rc;

	tl_plan_release(x);
	x->c = c;
	x->v = &c->view;
	x->d = &c->decide;
	c->decide.today = c->view.today;
	c->decide.fault = x->in->fault;
	c->decide.ctx = x->in->ctx;
	rc = x->in->route ? tl_rounds_from(x->t, x->in->route, &from) : 0;
	if (!rc)
		rc = tl_plan_asked(x);
	if (!rc)
		rc = tl_plan_read_before(x);
	if (!rc)
		rc = x->in->draw ? tl_plan_drawn(x) : tl_plan_due(x);
	if (!rc)
		rc = enter_all(x);
	if (!rc && x->in->route)
		rc = tl_rounds(x, &from);
	return rc;
}

static int preview(void *ctx, struct tl_view *v)
{
	struct tl_planning *x = ctx;

	x->v = v;
	return tl_plan_show(x);
}

/* Rows tell what bodies are called, of the moment behind the change. */
static int show_now(struct tl_planning *x)
{
	TL_VIEW v = { 0 };
	int rc = tl_view_begin(&v, x->t);

	x->v = &v;
	return rc ? rc : tl_plan_show(x);
}

static int plan_once(struct tlsafe *t, const struct tlsafe_plan *in, struct tlsafe_planned *ret,
                     struct tlsafe_out *out)
{
	TL_CLEANUP(tl_plan_release) struct tl_planning x = { .t = t, .in = in, .out = out };
	const struct tl_change_ops ops = { .decide = decide,
		                           .preview = in->dry_run ? preview : NULL,
		                           .ctx = &x };
	struct tl_head head = { 0 };
	int rc = tl_store_begin(t) ? t->err.code : tl_change_run(t, &ops, &head);

	*ret = x.sum;
	ret->txn = head.number;
	if (!rc && !in->dry_run)
		rc = show_now(&x);
	return tl_store_error(t, rc);
}

int tlsafe_plan(struct tlsafe *t, const struct tlsafe_plan *in, struct tlsafe_planned *ret,
                struct tlsafe_out *out)
{
	int tries = 0, rc;

	do
		rc = plan_once(t, in, ret, out);
	while (tl_store_again(t, rc, &tries));
	return rc;
}

/* --- of those that stand in one already ------------------------------------------------- */

/* The visit of the planned inspection ID. */
static int take_planned(struct tl_planning *x, const char *id)
{
	TL_RECORD r = { 0 };
	TL_RECORD unit = { 0 };
	struct tl_plan_visit *visit;
	bool ok = true;
	int rc = tl_view_get(x->v, x->inspection, tl_str(id), &r);

	if (!rc && !tl_record_is(&r, TL_F_STATE, "planned"))
		return tl_err_hint(&x->t->err, TLSAFE_ERULE,
		                   "tlsafe-inspect list planned tells which are",
		                   "%s is not planned any more", id);
	if (!rc)
		rc = tl_view_get(x->v, x->unit, tl_record_at(&r, TL_F_UNIT), &unit);
	if (!rc)
		rc = tl_plan_add(x, &unit, &visit);
	if (rc)
		return rc;
	visit->id = tl_arena_dup(&x->arena, tl_str(id), &ok);
	visit->due = tl_record_day(&r, TL_F_PLANNED);
	visit->officers = tl_arena_dup(&x->arena, tl_record_at(&r, TL_F_OFFICERS), &ok);
	return ok ? 0 : tl_plan_memory(x);
}

static int rounds(struct tl_planning *x)
{
	struct tl_geo from = { 0, 0 };
	int rc = tl_rounds_from(x->t, x->in->route, &from);

	if (!rc)
		rc = tl_inspection_kind(x->t->schema, &x->inspection, &x->t->err);
	x->unit = tl_schema_kind(x->t->schema, "unit");
	for (size_t i = 0; !rc && i < x->in->nids; i++)
		rc = take_planned(x, x->in->ids[i]);
	if (!rc)
		rc = tl_rounds(x, &from);
	return rc ? rc : tl_plan_show(x);
}

int tlsafe_plan_rounds(struct tlsafe *t, const struct tlsafe_plan *in, struct tlsafe_out *out)
{
	TL_CLEANUP(tl_plan_release) struct tl_planning x = { .t = t, .in = in, .out = out };
	struct tl_decide d = { .fault = in->fault, .ctx = in->ctx };
	TL_VIEW v = { 0 };
	int rc = tl_store_begin(t) ? t->err.code : tl_view_begin(&v, t);

	x.v = &v;
	x.d = &d;
	return tl_store_error(t, rc ? rc : rounds(&x));
}
