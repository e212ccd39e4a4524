/* Compression of stored blocks. The only user of libzstd. */
#ifndef TL_SQUEEZE_H
#define TL_SQUEEZE_H

#include "base/buf.h"
#include "base/err.h"

/* What the library wants for its work, kept from one block to the next. Start from { 0 }. */
struct tl_compressor {
	void *in, *out;
};
void tl_compressor_release(struct tl_compressor *s);

/* Appends a first byte (0 as it is, 1 zstd level 1) and IN, whichever is shorter. */
int tl_compress(struct tl_compressor *s, struct tl_buf *out, struct tl_bytes in,
                struct tl_err *err);
/* Replaces OUT by what was compressed. TLSAFE_ECORRUPT when it is not such a block or would be
 * longer than MAX. */
int tl_decompress(struct tl_compressor *s, struct tl_buf *out, struct tl_bytes in, size_t max,
                 struct tl_err *err);

#endif
