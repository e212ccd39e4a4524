/* Stills of patrols whose bytes are taken away; what they were stays. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/map.h"
#include "change/change.h"
#include "query/line.h"
#include "still/detected.h"
#include "still/kept.h"
#include "store/gate.h"
#include "store/open.h"
#include "store/stillfiles.h"

struct pruning {
	struct tlsafe *t;
	const struct tlsafe_change *how;
	tl_instant before;		/* those received before go */
	const struct tl_kind *still;
	struct tl_map *spared;		/* ids of hazards, inspections and stills that are needed */
	struct tl_map *named;		/* hashes of files that stay */
	struct tl_gone {
		struct tl_bytes id, camera, received;
		uint64_t bytes;
	} *gone;
	size_t n, max;
	struct tl_arena arena;
	struct tlsafe_pruned *sum;
};

static void forget(struct pruning *p)
{
	tl_map_freep(&p->spared);
	tl_map_freep(&p->named);
	free(p->gone);
	p->gone = NULL;
	p->n = p->max = 0;
	tl_arena_reset(&p->arena);
}

static void pruning_release(struct pruning *p)
{
	forget(p);
	tl_arena_release(&p->arena);
}

static int no_memory(struct pruning *p)
{
	return tl_err_memory(&p->t->err);
}

/* --- what is needed ---------------------------------------------------------- */

static int spare(struct pruning *p, struct tl_bytes id)
{
	return !id.len || tl_map_put(p->spared, id, NULL) ? 0 : no_memory(p);
}

/* Calls EACH for all records of V of the kind NAME, if the set has it. */
static int each_of(struct pruning *p, struct tl_view *v, const char *name,
                   int (*each)(struct pruning *p, struct tl_view *v, const struct tl_record *r))
{
	const struct tl_kind *kind = tl_schema_kind(v->schema, name);
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc = 0;

	if (!kind)
		return 0;
	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, v, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = each(p, v, &r);
	return rc;
}

/* What a document is about: hazards, and inspections. */
static int see_document(struct pruning *p, struct tl_view *v, const struct tl_record *r)
{
	struct tl_bytes hazards = tl_record_named(r, "hazards"), id;
	int rc = spare(p, tl_record_named(r, "inspection"));
	(void)v;

	while (!rc && tl_list_next(&hazards, &id))
		rc = spare(p, id);
	return rc;
}

static int see_camera(struct pruning *p, struct tl_view *v, const struct tl_record *r)
{
	(void)v;
	return spare(p, tl_record_named(r, "reference"));
}

static bool is_spared(const struct pruning *p, struct tl_bytes id)
{
	return id.len && tl_map_get(p->spared, id);
}

/* Whether the hazard ID is none that is over. */
static int is_open(struct tl_view *v, struct tl_bytes id, bool *ret)
{
	TL_RECORD r = { 0 };
	int rc = id.len ? tl_view_get(v, tl_schema_kind(v->schema, "hazard"), id, &r) : 0;

	*ret = !rc && id.len && !tl_record_is(&r, TL_F_STATE, "closed") &&
	       !tl_record_is(&r, TL_F_STATE, "void");
	return rc;
}

/* The picture of one that nobody looked at yet, or whose hazard somebody has to put right. */
static int see_detection(struct pruning *p, struct tl_view *v, const struct tl_record *r)
{
	bool open = tl_record_is(r, TL_F_STATE, TL_DETECTED_CANDIDATE);
	int rc = open ? 0 : is_open(v, tl_record_named(r, "hazard"), &open);

	return !rc && open ? spare(p, tl_record_named(r, "still")) : rc;
}

static int may_go(struct pruning *p, struct tl_view *v, const struct tl_record *r, bool *ret)
{
	struct tl_bytes hazard = tl_record_named(r, "hazard");
	tl_instant received;
	bool open;
	int rc;

	*ret = false;
	if (!tl_eqs(tl_record_named(r, "role"), "patrol") || tl_still_inside(r) ||
	    tl_record_named(r, "pruned").len || tl_record_named(r, "hold").len ||
	    !tl_instant_parse(tl_record_named(r, "received"), 0, &received) ||
	    received >= p->before || is_spared(p, tl_record_at(r, TL_F_ID)) ||
	    is_spared(p, hazard) || is_spared(p, tl_record_named(r, "inspection")))
		return 0;
	rc = is_open(v, hazard, &open);
	*ret = !rc && !open;
	return rc;
}

/* --- entered ----------------------------------------------------------------- */

static int take(struct pruning *p, const struct tl_record *r)
{
	bool ok = true;
	int64_t bytes = 0;

	tl_record_number(r, "bytes", &bytes);
	if (!TL_GROW(p->gone, p->n, p->max))
		return no_memory(p);
	p->gone[p->n++] = (struct tl_gone){
		.id = tl_arena_dup(&p->arena, tl_record_at(r, TL_F_ID), &ok),
		.camera = tl_arena_dup(&p->arena, tl_record_named(r, "camera"), &ok),
		.received = tl_arena_dup(&p->arena, tl_record_named(r, "received"), &ok),
		.bytes = (uint64_t)bytes,
	};
	return ok ? 0 : no_memory(p);
}

static int choose(struct pruning *p, struct tl_view *v, const struct tl_record *r)
{
	bool goes;
	int rc = may_go(p, v, r, &goes);

	return !rc && goes ? take(p, r) : rc;
}

static int enter(struct pruning *p, struct tl_change *c, struct tl_bytes id, const char *now)
{
	const struct tl_named pruned = { "pruned", tl_str(now) };
	struct tl_record *r;
	struct tl_act a;
	int rc = tl_change_load(c, p->still, id, &r);

	tl_act_init(&a, TL_ACT_SET, c->view.today);
	if (!rc)
		rc = tl_said(&p->t->err, "--note", p->how->note, &a.note);
	if (!rc)
		rc = tl_act_say(&a, p->still, &pruned, 1);
	if (!rc)
		rc = tl_change_act(c, r, &a);
	if (!rc)
		tl_change_forget(c, r);
	return rc;
}

static int decide(void *ctx, struct tl_change *c)
{
	struct pruning *p = ctx;
	char now[TL_INSTANT_TEXT];
	int rc;

	forget(p);
	c->decide.today = c->view.today;
	c->decide.fault = p->how->fault;
	c->decide.ctx = p->how->ctx;
	p->spared = tl_map_new();
	if (!p->spared)
		return no_memory(p);
	rc = each_of(p, &c->view, "document", see_document);
	if (!rc)
		rc = each_of(p, &c->view, "camera", see_camera);
	if (!rc)
		rc = each_of(p, &c->view, "detection", see_detection);
	if (!rc)
		rc = each_of(p, &c->view, "still", choose);
	tl_instant_format(now, p->t->now, p->t->genesis.offset, true);
	for (size_t i = 0; !rc && i < p->n; i++)
		rc = enter(p, c, p->gone[i].id, now);
	return rc;
}

static int preview(void *ctx, struct tl_view *v)
{
	(void)ctx;
	(void)v;
	return 0;
}

/* --- files ------------------------------------------------------------------- */

/* R's file stays. */
static int see_still(struct pruning *p, struct tl_view *v, const struct tl_record *r)
{
	struct tl_blob blob;
	(void)v;

	if (tl_still_inside(r) || tl_record_named(r, "pruned").len)
		return 0;
	if (!tl_still_blob(r, &blob))
		return tl_err_hint(&p->t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "a still's hash is none: no file was removed");
	return tl_map_put(p->named, tl_bytes((char *)blob.hash, TL_HASH_LEN), NULL) ? 0 :
	                                                                             no_memory(p);
}

static int see_file(void *ctx, const unsigned char *hash, const char *path, uint64_t size)
{
	struct pruning *p = ctx;
	int rc;

	if (!hash && tl_stillfiles_partial(path))
		return unlink(path) ? tl_err_errno(&p->t->err, "%s", path) : 0;
	if (!hash || tl_map_get(p->named, tl_bytes((const char *)hash, TL_HASH_LEN)))
		return 0;
	rc = tl_stillfiles_remove(p->t->path, hash, &p->t->err);
	p->sum->bytes += rc ? 0 : size;
	return rc;
}

/* With the gate held nobody puts a file there whose still is not entered yet. */
static int sweep(struct pruning *p)
{
	const struct tl_stillfiles_each each = { see_file, p };
	TL_CLEANUP(tl_gate_leave) struct tl_gate gate = { NULL };
	TL_VIEW v = { 0 };
	int rc = tl_gate_enter(&gate, p->t);

	p->named = tl_map_new();
	if (!rc && !p->named)
		rc = no_memory(p);
	if (!rc)
		rc = tl_view_begin(&v, p->t);
	if (!rc)
		rc = each_of(p, &v, "still", see_still);
	tl_view_end(&v);
	return rc ? rc : tl_stillfiles_walk(p->t->path, &each, &p->t->err);
}

/* --- told -------------------------------------------------------------------- */

static int tell(struct pruning *p, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "still", false, "图像编号", "Still" },
		{ "camera", false, "摄像机编号", "Camera" },
		{ "received", false, "接收时间", "Received" },
		{ "bytes", true, "字节", "Bytes" },
	};
	struct tl_line l = { .n = 0 };
	int rc = tl_line_columns(p->t, out, columns, TL_LEN(columns));

	for (size_t i = 0; !rc && i < p->n; i++) {
		tl_line_text(&l, p->gone[i].id);
		tl_line_text(&l, p->gone[i].camera);
		tl_line_text(&l, p->gone[i].received);
		tl_line_number(&l, p->gone[i].bytes);
		rc = tl_line_write(&l, p->t, out);
	}
	tl_line_release(&l);
	return rc;
}

static int prune_once(struct pruning *p, bool dry)
{
	const struct tl_change_ops ops = { .decide = decide,
		                           .preview = dry ? preview : NULL,
		                           .ctx = p };
	int rc = tl_store_begin(p->t) ? p->t->err.code : 0;

	if (!rc)
		rc = tl_schema_need(p->t->schema, "still", &p->still, &p->t->err);
	if (!rc)
		rc = tl_change_run(p->t, &ops, NULL);
	return tl_store_error(p->t, rc);
}

int tlsafe_prune(struct tlsafe *t, unsigned days, const struct tlsafe_change *how,
                 struct tlsafe_out *out, struct tlsafe_pruned *sum)
{
	TL_CLEANUP(pruning_release) struct pruning p = { .t = t, .how = how, .sum = sum };
	bool dry = how->flags & TLSAFE_ACT_DRY_RUN;
	int tries = 0, rc;

	*sum = (struct tlsafe_pruned){ .stills = 0 };
	p.before = t->now - (tl_instant)days * 86400 * 1000000;	/* microseconds */
	do
		rc = prune_once(&p, dry);
	while (tl_store_again(t, rc, &tries));
	sum->stills = rc ? 0 : p.n;
	for (size_t i = 0; !rc && dry && i < p.n; i++)
		sum->bytes += p.gone[i].bytes;
	if (!rc && !dry)
		rc = sweep(&p);
	if (!rc && out)
		rc = tell(&p, out);
	return tl_store_error(t, rc);
}
