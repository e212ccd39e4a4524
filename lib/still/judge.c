/* Candidates that somebody looked at: hazards, or false alarms. */
#include "still/detected.h"

#include <stdlib.h>

#include "base/map.h"
#include "change/inherit.h"
#include "query/line.h"
#include "store/open.h"

struct judging {
	struct tlsafe *t;
	const struct tlsafe_change *how;
	bool accept;
	struct tlsafe_out *out;
	const struct tl_kind *kind, *camera, *hazard;
	struct tl_change *c;
	struct tl_lookup lookup;
	struct tl_map *groups;		/* of those asked about: index + 1 of MADE */
	struct tl_bytes *made;		/* their hazards, or nothing */
	struct tl_bytes by;
	struct tl_arena arena;
};

static void release(struct judging *x)
{
	tl_lookup_release(&x->lookup);
	tl_map_freep(&x->groups);
	free(x->made);
	x->made = NULL;
	tl_arena_release(&x->arena);
}

static int refuse(struct judging *x, struct tl_bytes id, const char *hint, const char *why,
                  struct tl_bytes more)
{
	return tl_fault(&x->c->decide, TLSAFE_ERULE, NULL, TL_NONE, hint, "%.*s %s%.*s",
	                (int)id.len, id.data, why, (int)more.len, more.data);
}

/* Where the camera stands, and the picture shows. */
static int place_of(struct judging *x, const struct tl_record *r, struct tl_record *camera)
{
	int rc = tl_view_get(&x->c->view, x->camera, tl_record_named(r, "camera"), camera);

	if (rc != TLSAFE_ENOENT)
		return rc;
	return tl_err_set(&x->t->err, TLSAFE_ECORRUPT,
	                  "a detection is of a camera that is not there");
}

/* "未戴安全帽（门口）" */
static void describe(struct tl_buf *out, const struct tl_record *r)
{
	struct tl_bytes zone = tl_record_named(r, "zone");

	tl_buf_add(out, tl_record_named(r, "rule"));
	if (!zone.len)
		return;
	tl_buf_str(out, "（");
	tl_buf_add(out, zone);
	tl_buf_str(out, "）");
}

static int make_hazard(struct judging *x, const struct tl_record *r, struct tl_bytes *ret)
{
	int offset = x->t->schema->district.offset;
	struct tl_record *rec;
	struct tl_bytes place;
	struct tl_act a;
	TL_RECORD camera = { 0 };
	TL_BUF text = { 0 };
	TL_BUF id = { 0 };
	tl_instant at;
	tl_day day;
	bool ok = true;
	int rc = place_of(x, r, &camera);

	if (rc)
		return rc;
	day = tl_instant_parse(tl_record_named(r, "at"), offset, &at) ?
	              tl_instant_day(at, offset) : x->c->view.today;
	describe(&text, r);
	place = tl_record_named(&camera, "place");
	if (!place.len)
		place = tl_record_at(&camera, TL_F_NAME);
	const struct tl_named values[] = {
		{ "unit", tl_record_at(&camera, TL_F_UNIT) },
		{ "town", tl_record_at(&camera, TL_F_TOWN) },
		{ "place", place },
		{ "source", TL_LIT("video") },
		{ "level", TL_LIT("general") },
		{ "description", tl_buf_bytes(&text) },
	};
	tl_act_init(&a, TL_ACT_ADD, day);
	rc = text.failed ? tl_err_memory(&x->t->err) :
	                   tl_act_say(&a, x->hazard, values, TL_LEN(values));
	if (!rc)
		rc = tl_inherit(x->c, &x->lookup, x->hazard, &a, &x->arena);
	if (!rc)
		rc = tl_change_new(x->c, x->hazard, &id, day, &rec);
	if (!rc)
		rc = tl_change_act(x->c, rec, &a);
	if (rc)
		return rc;
	tl_change_forget(x->c, rec);
	*ret = tl_arena_dup(&x->arena, tl_buf_bytes(&id), &ok);
	return ok ? 0 : tl_err_memory(&x->t->err);
}

/* What was made of one, or of one that belongs to it. */
static int enter(struct judging *x, struct tl_record *r, struct tl_bytes hazard)
{
	const struct tl_named values[] = {
		{ "state", tl_str(x->accept ? TL_DETECTED_ACCEPTED : TL_DETECTED_FALSE) },
		{ "hazard", hazard },
		{ "judged_by", x->by },
	};
	struct tl_act a;
	int rc;

	tl_act_init(&a, TL_ACT_SET, x->c->view.today);
	rc = tl_said(&x->t->err, "--note", x->how->note, &a.note);
	if (!rc)
		rc = tl_act_say(&a, x->kind, values, TL_LEN(values));
	return rc ? rc : tl_change_act(x->c, r, &a);
}

static int judge_one(struct judging *x, size_t i)
{
	struct tl_bytes id = tl_str(x->how->ids[i]);
	struct tl_record *r;
	bool made = false;
	uint64_t *slot;
	int rc = tl_change_load(x->c, x->kind, id, &r);

	if (rc == TLSAFE_ENOENT)
		return tl_fault(&x->c->decide, rc, NULL, id, "tlsafe-snapshot list --kind "
		                "detection tells which there are", "no such detection");
	if (rc)
		return rc;
	if (tl_record_named(r, "group").len)
		return refuse(x, id, "judge that one; all of its group follow", "belongs to ",
		              tl_record_named(r, "group"));
	if (!tl_record_is(r, TL_F_STATE, TL_DETECTED_CANDIDATE))
		return refuse(x, id, NULL, "was judged already: ", tl_record_at(r, TL_F_STATE));
	slot = tl_map_put(x->groups, id, &made);
	if (!slot)
		return tl_err_memory(&x->t->err);
	if (!made)
		return tl_fault(&x->c->decide, TLSAFE_EUSAGE, NULL, id, "name each record once",
		                "named twice");
	*slot = i + 1;
	if (x->accept)
		rc = make_hazard(x, r, &x->made[i]);
	return rc ? rc : enter(x, r, x->made[i]);
}

/* Those that belong to these. */
static int judge_groups(struct judging *x)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc = tl_walk_begin(&walk, &x->c->view, x->kind);

	tl_record_init(&r, x->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		struct tl_bytes of = tl_record_named(&r, "group");
		const uint64_t *slot = of.len ? tl_map_get(x->groups, of) : NULL;
		struct tl_record *one;
		rc = 0;
		if (!slot)
			continue;
		rc = tl_change_load(x->c, x->kind, tl_record_at(&r, TL_F_ID), &one);
		if (!rc)
			rc = enter(x, one, x->made[*slot - 1]);
	}
	return rc;
}

static int decide(void *ctx, struct tl_change *c)
{
	struct judging *x = ctx;
	int rc;

	release(x);
	x->c = c;
	c->decide.fault = x->how->fault;
	c->decide.ctx = x->how->ctx;
	c->decide.today = c->view.today;
	x->groups = tl_map_new();
	x->made = calloc(x->how->nids + 1, sizeof(*x->made));
	x->hazard = tl_schema_kind(x->t->schema, "hazard");
	rc = tl_schema_need(x->t->schema, TL_DETECTED, &x->kind, &x->t->err);
	if (!rc)
		rc = tl_schema_need(x->t->schema, "camera", &x->camera, &x->t->err);
	if (!rc && (!x->groups || !x->made))
		rc = tl_err_memory(&x->t->err);
	if (!rc)
		rc = tl_said(&x->t->err, "--by", x->how->by, &x->by);
	if (!rc && !x->by.len)
		return tl_err_hint(&x->t->err, TLSAFE_EUSAGE, "give --by NAME",
		                   "who looked at it is not said");
	if (!rc)
		rc = tl_lookup_begin(&x->lookup, &c->view);
	for (size_t i = 0; !rc && i < x->how->nids; i++) {
		rc = judge_one(x, i);
		if (rc && c->decide.faults)
			rc = 0;
	}
	if (!rc && c->decide.faults)
		return c->decide.first;
	return rc ? rc : judge_groups(x);
}

static int show(struct judging *x)
{
	static const struct tl_line_column columns[] = {
		{ "id", false, "隐患编号", "Hazard" },
		{ "detection", false, "识别编号", "Detection" },
	};
	struct tl_line l = { .n = 0 };
	int rc = x->accept ? tl_line_columns(x->t, x->out, columns, TL_LEN(columns)) : 0;

	for (size_t i = 0; !rc && x->accept && i < x->how->nids; i++) {
		tl_line_text(&l, x->made[i]);
		tl_line_text(&l, tl_str(x->how->ids[i]));
		rc = tl_line_write(&l, x->t, x->out);
	}
	tl_line_release(&l);
	return rc;
}

static int preview(void *ctx, struct tl_view *v)
{
	(void)v;
	return show(ctx);
}

int tlsafe_detection_judge(struct tlsafe *t, const struct tlsafe_change *how, bool accept,
                           struct tlsafe_out *out)
{
	TL_CLEANUP(release) struct judging x = { .t = t, .how = how, .accept = accept,
		                                 .out = out };
	bool dry = how->flags & TLSAFE_ACT_DRY_RUN;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_change_run(t, &(struct tl_change_ops){ .decide = decide,
	                                               .preview = dry ? preview : NULL,
	                                               .ctx = &x }, NULL);
	if (!rc && !dry)
		rc = show(&x);
	return tl_store_error(t, rc);
}
