/* Candidates that somebody looked at: hazards, or false alarms. */
#include "still/detected.h"

#include <stdlib.h>

#include "base/map.h"
#include "change/inherit.h"
#include "query/line.h"
#include "query/match.h"
#include "query/moment.h"
#include "query/search.h"
#include "store/open.h"

int tl_detected_kind(const struct tl_schema *s, const struct tl_kind **ret, struct tl_err *err)
{
	*ret = tl_schema_kind(s, "detection");
	if (*ret && tl_schema_kind(s, "camera") && tl_schema_kind(s, "still"))
		return 0;
	return tl_err_hint(err, TLSAFE_ECONFIG, "tlsafe-db schema apply brings them into it",
	                   "the store's schema set has no detections: it was made by an older "
	                   "tlsafe");
}

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
	x->camera = tl_schema_kind(x->t->schema, "camera");
	rc = tl_detected_kind(x->t->schema, &x->kind, &x->t->err);
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

/* --- how often they are right ------------------------------------------------------------ */

/* A camera and a rule. */
struct sums {
	struct tl_bytes camera, rule;
	uint64_t groups, seen, candidates, accepted, wrong;
};

struct rating {
	struct tlsafe *t;
	struct tl_view view;
	struct tl_query q;
	struct tl_lookup lookup;
	struct tl_map *at;
	struct sums *sums;
	size_t n, max;
	struct tl_buf key;
	struct tl_arena arena;
};

static void rating_release(struct rating *x)
{
	tl_lookup_release(&x->lookup);
	tl_query_release(&x->q);
	tl_map_freep(&x->at);
	free(x->sums);
	tl_buf_release(&x->key);
	tl_arena_release(&x->arena);
	tl_view_end(&x->view);
}

static int count(struct rating *x, const struct tl_record *r)
{
	struct tl_bytes camera = tl_record_named(r, "camera"), rule = tl_record_named(r, "rule");
	struct sums *s;
	uint64_t *slot;
	bool made = false, ok = true;

	tl_buf_clear(&x->key);
	tl_buf_block(&x->key, camera);
	tl_buf_block(&x->key, rule);
	slot = x->key.failed ? NULL : tl_map_put(x->at, tl_buf_bytes(&x->key), &made);
	if (!slot || (made && !TL_GROW(x->sums, x->n, x->max)))
		return tl_err_memory(&x->t->err);
	if (made) {
		x->sums[x->n++] = (struct sums){ .camera = tl_arena_dup(&x->arena, camera, &ok),
			                         .rule = tl_arena_dup(&x->arena, rule, &ok) };
		*slot = x->n;
	}
	s = &x->sums[*slot - 1];
	s->seen++;
	if (!tl_record_named(r, "group").len) {
		s->groups++;
		s->candidates += tl_record_is(r, TL_F_STATE, TL_DETECTED_CANDIDATE);
		s->accepted += tl_record_is(r, TL_F_STATE, TL_DETECTED_ACCEPTED);
		s->wrong += tl_record_is(r, TL_F_STATE, TL_DETECTED_FALSE);
	}
	return ok ? 0 : tl_err_memory(&x->t->err);
}

static int count_all(struct rating *x)
{
	TL_SEARCH search = { .q = &x->q };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, x->q.kind);
	rc = tl_search_begin(&search);
	while (!rc && (rc = tl_search_next(&search, &r)) == 1) {
		rc = tl_query_match(&x->q, &r, TL_MATCH_ALL);
		if (rc > 0)
			rc = count(x, &r);
	}
	return rc;
}

static int by_camera(const void *a, const void *b)
{
	const struct sums *x = a, *y = b;
	int order = tl_cmp(x->camera, y->camera);

	return order ? order : tl_cmp(x->rule, y->rule);
}

static int write_sums(struct rating *x, const struct sums *s, struct tl_line *l,
                      struct tlsafe_out *out)
{
	const struct tl_kind *camera = tl_schema_kind(x->view.schema, "camera");
	const struct tl_referred *it = NULL;
	uint64_t judged = s->accepted + s->wrong;
	char rate[32] = "";
	int rc = tl_lookup_id(&x->lookup, camera, s->camera, &it);

	if (rc)
		return rc;
	tl_line_text(l, s->camera);
	tl_line_text(l, it ? it->name : TL_NONE);
	tl_line_text(l, s->rule);
	tl_line_number(l, s->seen);
	tl_line_number(l, s->groups);
	tl_line_number(l, s->candidates);
	tl_line_number(l, s->accepted);
	tl_line_number(l, s->wrong);
	if (judged)
		snprintf(rate, sizeof(rate), "%.1f", 100.0 * (double)s->wrong / (double)judged);
	tl_line_text(l, tl_str(rate));
	return tl_line_write(l, x->t, out);
}

int tlsafe_alarms(struct tlsafe *t, const struct tlsafe_select *s, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "camera", false, "摄像机编号", "Camera" },
		{ "camera.name", false, "摄像机名称", "Name" },
		{ "rule", false, "识别规则", "Rule" },
		{ "detections", true, "识别数", "Detections" },
		{ "groups", true, "组数", "Groups" },
		{ "candidates", true, "待确认", "Candidates" },
		{ "accepted", true, "已确认", "Accepted" },
		{ "false", true, "误报", "False" },
		{ "false_rate", true, "误报率%", "False rate %" },
	};
	TL_CLEANUP(rating_release) struct rating x = { .t = t, .at = tl_map_new() };
	const struct tl_kind *kind;
	struct tl_line l = { .n = 0 };
	int rc = tl_store_begin(t) ? t->err.code : tl_view_select(&x.view, t, s);

	if (!rc && !x.at)
		rc = tl_err_memory(&t->err);
	if (!rc)
		rc = tl_detected_kind(x.view.schema, &kind, &t->err);
	if (!rc)
		rc = tl_query_begin(&x.q, &x.view, kind, s->words, s->nwords, false);
	if (!rc)
		rc = tl_lookup_begin(&x.lookup, &x.view);
	if (!rc)
		rc = count_all(&x);
	if (!rc && x.n)
		qsort(x.sums, x.n, sizeof(*x.sums), by_camera);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	for (size_t i = 0; !rc && i < x.n; i++)
		rc = write_sums(&x, &x.sums[i], &l, out);
	tl_line_release(&l);
	return tl_store_error(t, rc);
}
