/* Compression of stored blocks. The only user of libzstd. */
#include "base/compress.h"

#include <zstd.h>
#include <zstd_errors.h>

enum { AS_IS = 0, ZSTD = 1 };

void tl_compressor_release(struct tl_compressor *s)
{
	ZSTD_freeCCtx(s->in);
	ZSTD_freeDCtx(s->out);
	*s = (struct tl_compressor){ 0 };
}

static bool short_of_memory(size_t n)
{
	return ZSTD_isError(n) && ZSTD_getErrorCode(n) == ZSTD_error_memory_allocation;
}

int tl_compress(struct tl_compressor *s, struct tl_buf *out, struct tl_bytes in, struct tl_err *err)
{
	size_t start = out->len, bound = ZSTD_compressBound(in.len), n;

	if (!s->in)
		s->in = ZSTD_createCCtx();
	if (!s->in || !tl_buf_room(out, bound + 1))
		return tl_err_memory(err);
	n = ZSTD_compressCCtx(s->in, out->data + start + 1, bound, in.data, in.len, 1);
	if (short_of_memory(n))
		return tl_err_memory(err);
	if (!ZSTD_isError(n) && n < in.len) {
		out->data[start] = ZSTD;
		out->len += n + 1;
		return 0;
	}
	tl_buf_char(out, AS_IS);
	tl_buf_add(out, in);
	return out->failed ? tl_err_memory(err) : 0;
}

static int bad(struct tl_err *err)
{
	return tl_err_hint(err, TLSAFE_ECORRUPT, "run tlsafe-db check",
	                   "a stored block is damaged");
}

int tl_decompress(struct tl_compressor *s, struct tl_buf *out, struct tl_bytes in, size_t max,
                 struct tl_err *err)
{
	unsigned long long size;
	size_t n;

	tl_buf_clear(out);
	if (!in.len)
		return bad(err);
	if (in.data[0] == AS_IS) {
		if (in.len - 1 > max)
			return bad(err);
		tl_buf_put(out, in.data + 1, in.len - 1);
		return out->failed ? tl_err_memory(err) : 0;
	}
	if (in.data[0] != ZSTD)
		return bad(err);
	size = ZSTD_getFrameContentSize(in.data + 1, in.len - 1);
	if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > max)
		return bad(err);
	if (!s->out)
		s->out = ZSTD_createDCtx();
	if (!s->out || !tl_buf_room(out, (size_t)size))
		return tl_err_memory(err);
	n = ZSTD_decompressDCtx(s->out, out->data, (size_t)size, in.data + 1, in.len - 1);
	if (short_of_memory(n))
		return tl_err_memory(err);
	if (ZSTD_isError(n) || n != size)
		return bad(err);
	out->len = n;
	out->data[n] = 0;
	return 0;
}
