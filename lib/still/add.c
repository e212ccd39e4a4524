/* Pictures become stills: of a record that is named, or of the hazard that an act is on. */
#include "change/act.h"
#include "query/columns.h"
#include "query/lookup.h"
#include "still/taking.h"
#include "store/open.h"

struct adding {
	struct tl_taking *k;
	struct tlsafe_out *out;
};

/* The record that the caller names, by its id, a code or a name. */
static int find_named(struct tl_taking *k, struct tl_change *c, struct tl_buf *id)
{
	const struct tl_kind *kind = tl_schema_kind(k->t->schema, k->in->of);
	const struct tl_referred *it;
	struct tl_err why = { 0 };
	TL_REFER lookup = { 0 };
	int rc = kind ? tl_lookup_begin(&lookup, &c->view) : TLSAFE_EBUG;

	if (!rc)
		rc = tl_lookup_find(&lookup, kind, tl_str(k->in->id), TL_NONE, NULL, &it, &why);
	if (rc == TLSAFE_EINPUT)
		return tl_fault_pass(&c->decide, rc, k->in->of, tl_str(k->in->id), &why);
	if (rc)
		return tl_err_pass(&k->t->err, rc, &why);
	tl_buf_add(id, it->id);
	return id->failed ? tl_err_memory(&k->t->err) : 0;
}

static int decide(void *ctx, struct tl_change *c)
{
	struct adding *a = ctx;
	TL_BUF id = { 0 };
	int rc;

	c->decide.today = c->view.today;
	c->decide.fault = a->k->in->how->fault;
	c->decide.ctx = a->k->in->how->ctx;
	rc = tl_taking_begin(a->k, c);
	if (!rc)
		rc = find_named(a->k, c, &id);
	return rc ? rc : tl_taking_enter(a->k, c, a->k->in->of, tl_buf_bytes(&id));
}

static int preview(void *ctx, struct tl_view *v)
{
	struct adding *a = ctx;

	return a->out ? tl_list_ids(v, a->k->kind, a->k->id, a->k->nids, a->out) : 0;
}

static int put(void *ctx)
{
	struct adding *a = ctx;

	return tl_taking_put(a->k);
}

static int add_once(struct adding *a)
{
	struct tl_taking *k = a->k;
	bool dry = k->in->how->flags & TLSAFE_ACT_DRY_RUN;
	const struct tl_change_ops ops = { .decide = decide,
		                           .preview = dry ? preview : NULL,
		                           .before = put,
		                           .ctx = a,
		                           .files = &k->source };
	int rc = tl_store_begin(k->t) ? k->t->err.code : 0;

	if (!rc)
		rc = tl_change_run(k->t, &ops, NULL);
	/* A dry run of what there is all of enters nothing, and previews nothing. */
	if (!rc && a->out && (!dry || !k->added))
		rc = tl_list_now(k->t, k->kind, k->id, k->nids, a->out);
	return tl_store_error(k->t, rc);
}

int tlsafe_still_add(struct tlsafe *t, const struct tlsafe_stills *in, struct tlsafe_out *out,
                     uint64_t *added)
{
	TL_CLEANUP(tl_taking_release) struct tl_taking k = { .n = 0 };
	struct adding a = { &k, out };
	int tries = 0, rc = tl_store_begin(t) ? t->err.code : tl_taking_read(&k, t, in);

	if (rc)
		return tl_store_error(t, rc);
	do
		rc = add_once(&a);
	while (tl_store_again(t, rc, &tries));
	*added = k.added;
	return rc;
}

/* --- beside an act ------------------------------------------------------------- */

static int take_photos(void *ctx, struct tl_change *c)
{
	struct tl_taking *k = ctx;
	int rc;

	if (c->nacted != 1)
		return tl_fault(&c->decide, TLSAFE_EUSAGE, NULL, TL_NONE,
		                "act on each by itself, or add pictures with: tlsafe-snapshot add",
		                "photographs show one hazard, and these are %zu", c->nacted);
	rc = tl_taking_begin(k, c);
	return rc ? rc : tl_taking_enter(k, c, k->in->of, c->acted[0]);
}

int tlsafe_change_with_photos(struct tlsafe *t, const struct tlsafe_stills *photos,
                              struct tlsafe_out *out)
{
	TL_CLEANUP(tl_taking_release) struct tl_taking k = { .n = 0 };
	int rc = tl_store_begin(t) ? t->err.code : tl_taking_read(&k, t, photos);

	if (rc)
		return tl_store_error(t, rc);
	return tl_act_change(t, photos->how, out,
	                     &(struct tl_act_also){ take_photos, &k, &k.source });
}
