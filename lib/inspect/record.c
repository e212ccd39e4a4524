/* Sheets that were filled in, all of a call: one transaction. */
#include "inspect/selfchecks.h"

#include <stdlib.h>

#include "query/columns.h"
#include "query/list.h"
#include "schema/calendar.h"
#include "store/open.h"

static int take_sheet(struct tl_recording *x, const struct tl_filled *s)
{
	struct tl_visit v = { .s = s };
	size_t before = x->c->decide.faults, n;
	struct tl_bytes key;
	struct tl_visit_answer *w;
	int rc;

	tl_arena_reset(&x->one);
	w = tl_arena_alloc(&x->one, (s->nanswers + 1) * sizeof(*w));
	if (!w)
		return tl_visit_memory(x);
	tl_act_init(&v.act, TL_ACT_ADD, TL_NODAY);
	rc = tl_visit_heads(x, &v);
	if (!rc)
		rc = tl_visit_answers(x, &v, w, &n);
	if (rc || x->c->decide.faults > before)
		return rc;
	rc = tl_visit_bundle(x, &v, w, n);
	if (rc)
		return rc;
	if (tl_map_get(x->known, tl_str(v.bundle))) {
		x->sum.unchanged++;
		return 0;
	}
	tl_visit_unanswered(x, &v, w, n);
	rc = tl_visit_other(x, &v, &key);
	if (rc || x->c->decide.faults > before)
		return rc;
	if (key.len)
		rc = tl_recording_know(x, key, x->nids);
	return rc ? rc : tl_visit_enter(x, &v, w, n);
}

static void forget(struct tl_recording *x)
{
	tl_lookup_release(&x->lookup);
	tl_calendar_freep(&x->calendar);
	tl_lists_release(&x->lists);
	tl_officers_release(&x->officers);
	tl_alike_release(&x->alike);
	tl_map_freep(&x->known);
	tl_planned_release(&x->planned);
	free(x->id);
	free(x->open);
	x->id = x->open = NULL;
	x->nids = x->maxids = x->nopen = x->maxopen = 0;
	x->sum = (struct tlsafe_recorded){ .txn = 0 };
	tl_arena_reset(&x->arena);
}

static int begin(struct tl_recording *x, struct tl_change *c)
{
	int rc;

	forget(x);
	x->c = c;
	c->decide.today = c->view.today;
	c->decide.fault = x->in->fault;
	c->decide.ctx = x->in->ctx;
	x->lists.v = &c->view;
	x->here = (struct tl_lookup_here){ &x->lookup, TL_NONE };
	x->known = tl_map_new();
	if (!x->known)
		return tl_visit_memory(x);
	rc = tl_lookup_begin(&x->lookup, &c->view);
	if (!rc)
		rc = tl_officers_read(&x->officers, &c->view);
	if (!rc)
		rc = tl_recording_known(x);
	tl_alike_begin(&x->alike, c, x->hazard);
	return rc;
}

static int decide(void *ctx, struct tl_change *c)
{
	struct tl_recording *x = ctx;
	int rc = begin(x, c);

	for (size_t i = 0; !rc && i < x->all->n; i++) {
		rc = take_sheet(x, &x->all->sheet[i]);
		if (tl_recording_told(x, rc))
			rc = 0;
	}
	if (!rc)
		rc = tl_selfchecks_take(x);
	if (!rc && !c->decide.faults)
		rc = tl_alike_tell(&x->alike);
	return rc;
}

static int preview(void *ctx, struct tl_view *v)
{
	struct tl_recording *x = ctx;

	return x->out ? tl_list_ids(v, x->hazard, x->open, x->nopen, x->out) : 0;
}

static int find_kinds(struct tl_recording *x)
{
	const struct tl_schema *s = x->t->schema;

	x->item = tl_schema_kind(s, "item");
	x->hazard = tl_schema_kind(s, "hazard");
	return tl_inspection_kind(s, &x->inspection, &x->t->err);
}

static int record_once(struct tl_recording *x, struct tlsafe_recorded *ret)
{
	const struct tl_change_ops ops = { .decide = decide,
		                           .preview = x->in->dry_run ? preview : NULL,
		                           .ctx = x,
		                           .files = &x->photos->source };
	struct tl_head head = { 0 };
	int rc = tl_store_begin(x->t) ? x->t->err.code : find_kinds(x);

	if (!rc)
		rc = tl_change_run(x->t, &ops, &head);
	*ret = x->sum;
	ret->txn = head.number;
	if (!rc && x->out && !x->in->dry_run)
		rc = tl_list_now(x->t, x->hazard, x->open, x->nopen, x->out);
	return tl_store_error(x->t, rc);
}

/* A unit that says that it found nothing, by words. */
static int read_zero(struct tl_returned_all *returned, struct tlsafe *t,
                     const struct tlsafe_record *r)
{
	static char zero[] = "zero=yes";
	char **words = malloc((r->nzero + 1) * sizeof(*words));
	int rc = words ? 0 : TLSAFE_EMEMORY;

	for (size_t i = 0; !rc && i < r->nzero; i++)
		words[i] = r->zero[i];
	if (!rc) {
		words[r->nzero] = zero;
		rc = tl_returned_words(returned, t->schema, words, r->nzero + 1, &t->err);
	}
	free(words);
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&t->err) : rc;
}

int tlsafe_record(struct tlsafe *t, const struct tlsafe_record *r, struct tlsafe_recorded *ret,
                  struct tlsafe_out *out)
{
	TL_CLEANUP(tl_filled_release) struct tl_filled_all all = { .n = 0 };
	TL_CLEANUP(tl_photos_release) struct tl_photos photos = { .n = 0 };
	TL_CLEANUP(tl_returned_release) struct tl_returned_all returned = { .n = 0 };
	struct tl_recording x = { .t = t, .in = r, .all = &all, .returned = &returned,
		                  .photos = &photos, .out = out };
	struct tl_decide d = { .fault = r->fault, .ctx = r->ctx };
	int tries = 0, rc;

	*ret = (struct tlsafe_recorded){ .txn = 0 };
	rc = tl_store_begin(t) ? t->err.code : find_kinds(&x);
	if (!rc)
		rc = tl_filled_read(&all, &returned, t, r, &d);
	if (!rc)
		rc = tl_photos_read(&photos, &all, t, r, &d);
	if (!rc && r->nzero)
		rc = read_zero(&returned, t, r);
	if (rc)
		return tl_store_error(t, rc);
	do
		rc = record_once(&x, ret);
	while (tl_store_again(t, rc, &tries));
	forget(&x);
	tl_arena_release(&x.arena);
	tl_arena_release(&x.one);
	tl_buf_release(&x.text);
	return rc;
}
