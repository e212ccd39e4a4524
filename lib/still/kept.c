/* Where the bytes of a still lie. */
#include "still/kept.h"

#include "store/blobs.h"
#include "store/stillfiles.h"

bool tl_still_blob(const struct tl_record *r, struct tl_blob *ret)
{
	int64_t size;

	return tl_record_number(r, "bytes", &size) && size >= 0 &&
	       tl_stillfiles_blob(ret, tl_record_named(r, "hash"), (uint64_t)size);
}

bool tl_still_inside(const struct tl_record *r)
{
	return tl_record_named(r, "evidence").len;
}

int tl_still_bytes(struct tl_view *v, const struct tl_record *r, struct tl_buf *out)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID), pruned = tl_record_named(r, "pruned");
	struct tl_err *err = &v->t->err;
	struct tl_blob blob;
	int rc;

	if (pruned.len)
		return tl_err_set(err, TLSAFE_ENOENT, "%.*s: its bytes were taken away on %.10s",
		                  (int)id.len, id.data, pruned.data);
	if (!tl_still_blob(r, &blob))
		return tl_err_set(err, TLSAFE_ECORRUPT, "%.*s: its hash is none", (int)id.len,
		                  id.data);
	rc = tl_still_inside(r) ? tl_blobs_read(v->txn, &blob, out, err) :
	                          tl_stillfiles_read(v->t->path, &blob, out, err);
	if (rc == TLSAFE_ENOENT)
		return tl_err_hint(err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                   "%.*s: its bytes are not there", (int)id.len, id.data);
	return rc;
}
