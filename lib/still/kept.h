/*
 * Where the bytes of a still lie: in the store, or in a file beside it.
 */
#ifndef TL_STILL_KEPT_H
#define TL_STILL_KEPT_H

#include "base/blob.h"
#include "store/view.h"

/* What the bytes of R are known by. False: R is damaged. */
bool tl_still_blob(const struct tl_record *r, struct tl_blob *ret);
/* R's bytes lie in the store: they are evidence. */
bool tl_still_inside(const struct tl_record *r);
/* Appends them, verified. TLSAFE_ENOENT: they were taken away; TLSAFE_ECORRUPT: they are missing or
 * damaged. */
int tl_still_bytes(struct tl_view *v, const struct tl_record *r, struct tl_buf *out);

#endif
