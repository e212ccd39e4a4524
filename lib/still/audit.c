/* Whether the files beside the store are those that stills name. */
#include <inttypes.h>

#include "base/map.h"
#include "change/fault.h"
#include "still/kept.h"
#include "store/open.h"
#include "store/stillfiles.h"

struct audit {
	struct tl_view v;
	struct tl_decide told;
	struct tl_map *named;		/* hashes of files that are to be there */
	uint64_t bad, spare;
};

static void audit_release(struct audit *a)
{
	tl_view_end(&a->v);
	tl_map_freep(&a->named);
}

static void differs(struct audit *a, const struct tl_record *r, const char *why)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID);

	a->bad++;
	tl_fault(&a->told, TLSAFE_ECORRUPT, NULL, TL_NONE, NULL, "still %.*s: %s", (int)id.len,
	         id.data, why);
}

/* The bytes of R, if they are to lie in a file. */
static int check_one(struct audit *a, const struct tl_record *r)
{
	struct tl_err why = { 0 };
	struct tl_blob blob;
	TL_BUF bytes = { 0 };
	bool made;
	int rc;

	if (tl_still_inside(r) || tl_record_named(r, "pruned").len)
		return 0;
	if (!tl_still_blob(r, &blob)) {
		differs(a, r, "its hash is none");
		return 0;
	}
	if (!tl_map_put(a->named, tl_bytes((char *)blob.hash, TL_HASH_LEN), &made))
		return tl_err_memory(&a->v.t->err);
	rc = made ? tl_stillfiles_read(a->v.t->path, &blob, &bytes, &why) : 0;
	if (rc == TLSAFE_ENOENT)
		differs(a, r, "its file is missing");
	else if (rc == TLSAFE_ECORRUPT)
		differs(a, r, why.text);
	else if (rc)
		return tl_err_pass(&a->v.t->err, rc, &why);
	return 0;
}

static int see_file(void *ctx, const unsigned char *hash, const char *path, uint64_t size)
{
	struct audit *a = ctx;
	(void)size;

	if (hash && tl_map_get(a->named, tl_bytes((const char *)hash, TL_HASH_LEN)))
		return 0;
	if (a->spare++ < 3)
		tl_warn(&a->told, NULL, TL_NONE, "%s: no still names it", path);
	return 0;
}

static int check_all(struct audit *a, const struct tl_kind *kind)
{
	const struct tl_stillfiles_each each = { see_file, a };
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc = tl_walk_begin(&walk, &a->v, kind);

	tl_record_init(&r, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = check_one(a, &r);
	if (!rc)
		rc = tl_stillfiles_walk(a->v.t->path, &each, &a->v.t->err);
	if (!rc && a->spare)
		tl_advise(&a->told, "tlsafe-snapshot prune removes them",
		          "files that no still names: %" PRIu64, a->spare);
	return rc;
}

int tlsafe_check_stills(struct tlsafe *t, tlsafe_fault_fn *fault, void *ctx, uint64_t *bad)
{
	TL_CLEANUP(audit_release)
	struct audit a = { .told = { .fault = fault, .ctx = ctx }, .named = tl_map_new() };
	const struct tl_kind *kind;
	int rc = tl_store_begin(t) ? t->err.code : tl_view_begin(&a.v, t);

	*bad = 0;
	if (!rc && !a.named)
		rc = tl_err_memory(&t->err);
	kind = rc ? NULL : tl_schema_kind(a.v.schema, "still");
	if (kind)
		rc = check_all(&a, kind);
	*bad = a.bad;
	return tl_store_error(t, rc);
}
