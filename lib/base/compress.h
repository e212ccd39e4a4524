/* Compression of stored blocks. The only user of libzstd. */
#ifndef TL_SQUEEZE_H
#define TL_SQUEEZE_H

#include "base/buf.h"
#include "base/err.h"

/* What the library wants for its work, kept from one block to the next. Start from { 0 }. */
struct tl_squeezer {
	void *in, *out;
};
void tl_squeezer_release(struct tl_squeezer *s);

/* Appends a first byte (0 as it is, 1 zstd level 1) and IN, whichever is shorter. */
int tl_squeeze(struct tl_squeezer *s, struct tl_buf *out, struct tl_bytes in, struct tl_err *err);
/* Replaces OUT by what was squeezed. TLSAFE_ECORRUPT when it is not such a block or would be longer
 * than MAX. */
int tl_unsqueeze(struct tl_squeezer *s, struct tl_buf *out, struct tl_bytes in, size_t max,
                 struct tl_err *err);

#endif
