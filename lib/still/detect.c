/* What detectors saw becomes candidates: judged, known again, grouped, entered. */
#include <stdlib.h>

#include "base/map.h"
#include "base/number.h"
#include "change/change.h"
#include "query/line.h"
#include "query/lookup.h"
#include "still/detected.h"
#include "still/saw.h"
#include "store/open.h"
#include "store/settings.h"

#define HOUR ((tl_instant)3600 * 1000000)
#define HOURS 8			/* that a group lasts, without a setting */

/* A line that is judged. */
struct taken {
	const struct tl_saw *s;
	struct tl_bytes value[TL_SAW_MEMBERS];	/* canonical */
	tl_instant at;
	struct tl_bytes id;		/* made here; empty: it was known */
	bool first;			/* of its group */
};

/* The first of a group. */
struct head {
	tl_instant at;
	struct tl_bytes id, state, hazard;
	size_t next;			/* of the same camera, rule and zone; index + 1 */
};

struct detecting {
	struct tlsafe *t;
	const struct tlsafe_detect *in;
	struct tlsafe_out *out;
	const struct tl_kind *kind, *camera, *still;
	struct tl_saw_all all;
	struct tl_change *c;
	struct tl_lookup lookup;
	struct taken *taken;
	size_t n;
	struct head *head;
	size_t nheads, maxheads;
	struct tl_map *groups, *known;	/* camera, rule, zone: of HEAD; and the moment */
	tl_instant lasts;
	struct tl_buf key;
	struct tlsafe_detected sum;
	struct tl_arena arena;
};

/* What one decision made. */
static void forget(struct detecting *x)
{
	tl_lookup_release(&x->lookup);
	tl_map_freep(&x->groups);
	tl_map_freep(&x->known);
	free(x->head);
	free(x->taken);
	x->head = NULL;
	x->taken = NULL;
	x->nheads = x->maxheads = x->n = 0;
	tl_arena_release(&x->arena);
	x->sum = (struct tlsafe_detected){ .added = 0 };
}

static void release(struct detecting *x)
{
	forget(x);
	tl_buf_release(&x->key);
	tl_saw_release(&x->all);
}

static int no_memory(struct detecting *x)
{
	return tl_err_memory(&x->t->err);
}

/* --- values --------------------------------------------------------------------------- */

static int wrong(struct detecting *x, enum tl_saw_member m, struct tl_bytes said, const char *hint,
                 const char *why)
{
	tl_fault(&x->c->decide, TLSAFE_EINPUT, tl_saw_member(m), said, hint, "%s", why);
	return 0;
}

static int judge_camera(struct detecting *x, struct taken *s, struct tl_bytes said)
{
	const struct tl_referred *it = NULL;
	int rc;

	if (!said.len)
		return wrong(x, TL_SAW_CAMERA, said, "--map NAME=camera says which member it is",
		             "no camera is said");
	rc = tl_lookup_find(&x->lookup, x->camera, said, TL_NONE, NULL, &it, &x->t->err);
	if (rc == TLSAFE_EINPUT) {
		tl_fault_pass(&x->c->decide, rc, tl_saw_member(TL_SAW_CAMERA), said, &x->t->err);
		tl_err_clear(&x->t->err);
		rc = 0;
	}
	s->value[TL_SAW_CAMERA] = it ? it->id : TL_NONE;
	return rc;
}

static int judge_still(struct detecting *x, struct taken *s, struct tl_bytes said)
{
	const struct tl_referred *it = NULL;
	int rc = said.len ? tl_lookup_id(&x->lookup, x->still, said, &it) : 0;

	if (!rc && said.len && !it)
		return wrong(x, TL_SAW_STILL, said, "tlsafe-snapshot add enters one",
		             "no such still");
	s->value[TL_SAW_STILL] = it ? it->id : TL_NONE;
	return rc;
}

/* Programs print seconds since 1970, too. */
static bool read_moment(struct tl_bytes said, int offset, tl_instant *ret)
{
	double seconds;
	size_t decimals;

	if (!tl_number_parse(said, &seconds, &decimals))
		return tl_instant_parse(said, offset, ret);
	*ret = (tl_instant)(seconds * 1e6);
	return seconds >= 0 && seconds < 1e11;
}

static int judge_moment(struct detecting *x, struct taken *s, struct tl_bytes said)
{
	int offset = x->t->schema->district.offset;
	char text[TL_INSTANT_TEXT];
	bool ok = true;

	if (!said.len)
		return wrong(x, TL_SAW_AT, said, "--map NAME=at says which member it is",
		             "when it was is not said");
	if (!read_moment(said, offset, &s->at))
		return wrong(x, TL_SAW_AT, said,
		             "write it as 2018-07-02T08:00:00+08:00, or as seconds since 1970",
		             "not a moment");
	if (tl_instant_day(s->at, offset) > x->c->view.today)
		return wrong(x, TL_SAW_AT, said, "see to the clock of the detector",
		             "it is not yet");
	s->value[TL_SAW_AT] =
		tl_arena_dup(&x->arena, tl_str(tl_instant_format(text, s->at, offset, true)), &ok);
	return ok ? 0 : no_memory(x);
}

/* A text or a number. */
static int judge_plain(struct detecting *x, struct taken *s, enum tl_saw_member m)
{
	const struct tl_read how = { .field = tl_kind_key(x->kind, tl_str(tl_saw_member(m))) };
	struct tl_reading reading = { .wrong = "" };
	struct tl_bytes said = s->s->said[m];
	TL_BUF out = { 0 };
	bool ok = true;
	int rc;

	if (!said.len && m == TL_SAW_RULE)
		return wrong(x, m, said, "--map NAME=rule says which member it is",
		             "what was seen is not said");
	rc = tl_type_read(&how, said, &out, &reading);
	if (rc == TLSAFE_EMEMORY || out.failed)
		return no_memory(x);
	if (rc)
		return wrong(x, m, said, NULL, reading.wrong);
	s->value[m] = tl_arena_dup(&x->arena, tl_buf_bytes(&out), &ok);
	return ok ? 0 : no_memory(x);
}

static int judge(struct detecting *x, struct taken *s)
{
	int rc;

	x->c->decide.at = (struct tlsafe_fault){ .file = x->in->file, .line = s->s->line };
	rc = judge_camera(x, s, s->s->said[TL_SAW_CAMERA]);
	if (!rc)
		rc = judge_moment(x, s, s->s->said[TL_SAW_AT]);
	for (int m = TL_SAW_RULE; !rc && m <= TL_SAW_SCORE; m++)
		rc = judge_plain(x, s, (enum tl_saw_member)m);
	return rc ? rc : judge_still(x, s, s->s->said[TL_SAW_STILL]);
}

/* --- what is known --------------------------------------------------------------------- */

/* The key of what was seen; with AT of that very one. */
static int make_key(struct detecting *x, struct tl_bytes camera, struct tl_bytes rule,
                    struct tl_bytes zone, struct tl_bytes at)
{
	tl_buf_clear(&x->key);
	tl_buf_block(&x->key, camera);
	tl_buf_block(&x->key, rule);
	tl_buf_block(&x->key, zone);
	tl_buf_add(&x->key, at);
	return x->key.failed ? no_memory(x) : 0;
}

static int add_head(struct detecting *x, struct head h)
{
	uint64_t *slot = tl_map_put(x->groups, tl_buf_bytes(&x->key), NULL);

	if (!slot || !TL_GROW(x->head, x->nheads, x->maxheads))
		return no_memory(x);
	h.next = *slot;
	x->head[x->nheads++] = h;
	*slot = x->nheads;
	return 0;
}

/* What came so long before the first line, or behind the last one, has nothing to do with them. */
static bool is_far(const struct detecting *x, tl_instant at)
{
	return !x->n || at < x->taken[0].at - x->lasts || at > x->taken[x->n - 1].at;
}

static int take_known(struct detecting *x, const struct tl_record *r)
{
	struct tl_bytes camera = tl_record_named(r, "camera"), rule = tl_record_named(r, "rule");
	struct tl_bytes zone = tl_record_named(r, "zone"), at = tl_record_named(r, "at");
	struct head h = { .next = 0 };
	bool ok = true;
	int rc;

	if (!tl_instant_parse(at, 0, &h.at) || is_far(x, h.at))
		return 0;
	rc = make_key(x, camera, rule, zone, at);
	if (!rc && !tl_map_put(x->known, tl_buf_bytes(&x->key), NULL))
		rc = no_memory(x);
	if (rc || tl_record_named(r, "group").len)
		return rc;
	h.id = tl_arena_dup(&x->arena, tl_record_at(r, TL_F_ID), &ok);
	h.state = tl_arena_dup(&x->arena, tl_record_at(r, TL_F_STATE), &ok);
	h.hazard = tl_arena_dup(&x->arena, tl_record_named(r, "hazard"), &ok);
	rc = ok ? make_key(x, camera, rule, zone, TL_NONE) : no_memory(x);
	return rc ? rc : add_head(x, h);
}

static int read_known(struct detecting *x)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	x->groups = tl_map_new();
	x->known = tl_map_new();
	if (!x->groups || !x->known)
		return no_memory(x);
	tl_record_init(&r, x->kind);
	rc = tl_walk_begin(&walk, &x->c->view, x->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = take_known(x, &r);
	return rc;
}

/* The first of the group that S, whose key is at hand, belongs to; NULL: it begins one. */
static const struct head *head_of(struct detecting *x, const struct taken *s)
{
	const uint64_t *slot = tl_map_get(x->groups, tl_buf_bytes(&x->key));

	for (size_t i = slot ? *slot : 0; i; i = x->head[i - 1].next) {
		const struct head *h = &x->head[i - 1];
		if (s->at >= h->at && s->at - h->at <= x->lasts)
			return h;
	}
	return NULL;
}

/* --- entering -------------------------------------------------------------------------- */

static int enter_new(struct detecting *x, struct taken *s, const struct head *h)
{
	const struct tl_named of[] = {
		{ "group", h ? h->id : TL_NONE },
		{ "state", h ? h->state : TL_LIT(TL_DETECTED_CANDIDATE) },
		{ "hazard", h ? h->hazard : TL_NONE },
	};
	struct tl_record *r;
	struct tl_act a;
	TL_BUF id = { 0 };
	bool ok = true;
	int rc;

	x->c->decide.at = (struct tlsafe_fault){ .file = x->in->file, .line = s->s->line };
	tl_act_init(&a, TL_ACT_ADD, x->c->view.today);
	rc = tl_act_say(&a, x->kind, of, TL_LEN(of));
	for (int m = 0; !rc && m < TL_SAW_MEMBERS; m++) {
		const struct tl_named value = { tl_saw_member(m), s->value[m] };
		rc = tl_act_say(&a, x->kind, &value, 1);
	}
	if (!rc)
		rc = tl_change_new(x->c, x->kind, &id, x->c->view.today, &r);
	if (!rc)
		rc = tl_change_act(x->c, r, &a);
	if (rc)
		return rc;
	tl_change_forget(x->c, r);
	s->id = tl_arena_dup(&x->arena, tl_buf_bytes(&id), &ok);
	s->first = !h;
	x->sum.added++;
	x->sum.groups += !h;
	return ok ? 0 : no_memory(x);
}

static int enter(struct detecting *x, struct taken *s)
{
	const struct tl_bytes *v = s->value;
	const struct head *h;
	bool made = false;
	int rc = make_key(x, v[TL_SAW_CAMERA], v[TL_SAW_RULE], v[TL_SAW_ZONE], v[TL_SAW_AT]);

	if (!rc && !tl_map_put(x->known, tl_buf_bytes(&x->key), &made))
		rc = no_memory(x);
	if (rc)
		return rc;
	if (!made) {
		x->sum.unchanged++;
		return 0;
	}
	rc = make_key(x, v[TL_SAW_CAMERA], v[TL_SAW_RULE], v[TL_SAW_ZONE], TL_NONE);
	if (rc)
		return rc;
	h = head_of(x, s);
	rc = enter_new(x, s, h);
	if (rc || h)
		return rc;
	return add_head(x, (struct head){ .at = s->at, .id = s->id,
		                          .state = TL_LIT(TL_DETECTED_CANDIDATE) });
}

static int by_moment(const void *a, const void *b)
{
	const struct taken *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->s->line < y->s->line ? -1 : x->s->line > y->s->line;
}

static int take_all(struct detecting *x)
{
	int rc = tl_lookup_begin(&x->lookup, &x->c->view);

	x->taken = calloc(x->all.n + 1, sizeof(*x->taken));
	if (!rc && !x->taken)
		rc = no_memory(x);
	for (; !rc && x->n < x->all.n; x->n++) {
		x->taken[x->n].s = &x->all.item[x->n];
		rc = judge(x, &x->taken[x->n]);
	}
	if (!rc && x->n)
		qsort(x->taken, x->n, sizeof(*x->taken), by_moment);
	return rc;
}

static int decide(void *ctx, struct tl_change *c)
{
	struct detecting *x = ctx;
	uint64_t hours = HOURS;
	int rc;

	forget(x);
	x->c = c;
	c->decide.fault = x->in->fault;
	c->decide.ctx = x->in->ctx;
	c->decide.today = c->view.today;
	rc = tl_schema_need(x->t->schema, TL_DETECTED, &x->kind, &x->t->err);
	if (!rc)
		rc = tl_schema_need(x->t->schema, "camera", &x->camera, &x->t->err);
	if (!rc)
		rc = tl_schema_need(x->t->schema, "still", &x->still, &x->t->err);
	if (!rc)
		rc = tl_settings_number(&c->view, "detection_hours", &hours);
	x->lasts = (tl_instant)hours * HOUR;
	if (!rc)
		rc = take_all(x);
	if (!rc)
		rc = c->decide.faults ? c->decide.first : read_known(x);
	for (size_t i = 0; !rc && i < x->n; i++)
		rc = enter(x, &x->taken[i]);
	return rc;
}

/* Those that begin a group: somebody has to look at each. */
static int show(struct detecting *x)
{
	static const struct tl_line_column columns[] = {
		{ "id", false, "识别编号", "ID" },
		{ "camera", false, "摄像机编号", "Camera" },
		{ "at", false, "识别时间", "At" },
		{ "rule", false, "识别规则", "Rule" },
		{ "zone", false, "区域", "Zone" },
		{ "score", false, "置信度", "Score" },
		{ "still", false, "图像编号", "Still" },
	};
	struct tl_line l = { .n = 0 };
	int rc = tl_line_columns(x->t, x->out, columns, TL_LEN(columns));

	for (size_t i = 0; !rc && i < x->n; i++) {
		const struct taken *s = &x->taken[i];
		if (!s->first)
			continue;
		tl_line_text(&l, s->id);
		for (int m = 0; m < TL_SAW_MEMBERS; m++)
			tl_line_text(&l, s->value[m]);
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

int tlsafe_detect(struct tlsafe *t, const struct tlsafe_detect *d, struct tlsafe_detected *ret,
                  struct tlsafe_out *out)
{
	TL_CLEANUP(release) struct detecting x = { .t = t, .in = d, .out = out };
	struct tl_decide told = { .fault = d->fault, .ctx = d->ctx };
	const struct tl_change_ops ops = { .decide = decide,
		                           .preview = d->dry_run ? preview : NULL,
		                           .ctx = &x };
	struct tl_head head = { .number = 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_saw_read(&x.all, d, &told, &t->err);
	if (!rc && told.faults)
		rc = told.first;
	if (!rc)
		rc = tl_change_run(t, &ops, &head);
	if (!rc && !d->dry_run)
		rc = show(&x);
	x.sum.txn = head.number;
	*ret = x.sum;
	return tl_store_error(t, rc);
}
