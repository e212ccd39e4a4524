/* Tuples of values to bytes that sort as the values do. */
#include "kv/key.h"

void tl_key_uint(struct tl_buf *b, uint64_t v)
{
	unsigned char out[9];
	unsigned n = 0;

	for (uint64_t rest = v; rest; rest >>= 8)
		n++;
	out[0] = (unsigned char)n;
	for (unsigned i = 0; i < n; i++)
		out[n - i] = (unsigned char)(v >> (8 * i));
	tl_buf_put(b, out, n + 1);
}

void tl_key_day(struct tl_buf *b, tl_day v)
{
	uint32_t u = (uint32_t)v ^ 0x80000000u;
	unsigned char out[4] = { (unsigned char)(u >> 24), (unsigned char)(u >> 16),
		                 (unsigned char)(u >> 8), (unsigned char)u };

	tl_buf_put(b, out, 4);
}

void tl_key_text(struct tl_buf *b, struct tl_bytes text)
{
	tl_buf_add(b, text);
	tl_buf_char(b, 0);
}

bool tl_key_take_uint(struct tl_bytes *key, uint64_t *ret)
{
	size_t n = key->len ? (unsigned char)key->data[0] : 9;

	if (n > 8 || key->len < n + 1 || (n && !key->data[1]))
		return false;
	*ret = 0;
	for (size_t i = 1; i <= n; i++)
		*ret = *ret << 8 | (unsigned char)key->data[i];
	key->data += n + 1;
	key->len -= n + 1;
	return true;
}

bool tl_key_take_day(struct tl_bytes *key, tl_day *ret)
{
	uint32_t u = 0;

	if (key->len < 4)
		return false;
	for (size_t i = 0; i < 4; i++)
		u = u << 8 | (unsigned char)key->data[i];
	*ret = (tl_day)(u ^ 0x80000000u);
	key->data += 4;
	key->len -= 4;
	return true;
}

bool tl_key_take_text(struct tl_bytes *key, struct tl_bytes *ret)
{
	const char *end = key->len ? memchr(key->data, 0, key->len) : NULL;

	if (!end)
		return false;
	*ret = tl_bytes(key->data, (size_t)(end - key->data));
	key->len -= ret->len + 1;
	key->data = end + 1;
	return true;
}

bool tl_key_after(struct tl_buf *out, struct tl_bytes prefix)
{
	tl_buf_clear(out);
	while (prefix.len && (unsigned char)prefix.data[prefix.len - 1] == 0xff)
		prefix.len--;
	if (!prefix.len)
		return false;
	tl_buf_add(out, prefix);
	if (!out->failed)
		out->data[out->len - 1]++;
	return true;
}
