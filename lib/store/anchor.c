/* Anchors, read. */
#include "store/anchor.h"

#include <ctype.h>

#define DIGITS 16		/* of a hash, that are printed */

/* Between NUMBER and its digits. */
static bool take_gap(struct tl_bytes *rest)
{
	size_t n = 0;

	if (rest->len && rest->data[0] == ':')
		n = 1;
	else
		while (n < rest->len && (rest->data[n] == ' ' || rest->data[n] == '\t'))
			n++;
	*rest = tl_bytes(rest->data + n, rest->len - n);
	return n;
}

static bool take_digits(struct tl_bytes rest, char hash[2 * TL_HASH_LEN + 1])
{
	if (rest.len < DIGITS || rest.len > 2 * TL_HASH_LEN)
		return false;
	for (size_t i = 0; i < rest.len; i++) {
		if (!isxdigit((unsigned char)rest.data[i]))
			return false;
		hash[i] = (char)tolower((unsigned char)rest.data[i]);
	}
	hash[rest.len] = 0;
	return true;
}

bool tl_anchor_parse(struct tl_bytes text, struct tl_anchor *ret)
{
	const char *colon = text.len ? memchr(text.data, ':', text.len) : NULL;
	struct tl_bytes rest;
	size_t n = 0;

	*ret = (struct tl_anchor){ .number = 0 };
	if (!colon || colon == text.data)
		return false;
	ret->site = tl_bytes(text.data, (size_t)(colon - text.data));
	for (size_t i = 0; i < ret->site.len; i++)
		if (!isalnum((unsigned char)ret->site.data[i]))
			return false;
	rest = tl_bytes(colon + 1, text.len - ret->site.len - 1);
	for (; n < rest.len && n < 18 && isdigit((unsigned char)rest.data[n]); n++)
		ret->number = ret->number * 10 + (uint64_t)(rest.data[n] - '0');
	rest = tl_bytes(rest.data + n, rest.len - n);
	if (!n || !rest.len)
		return n;
	return take_gap(&rest) && take_digits(rest, ret->hash);
}

bool tl_anchor_is_of(const struct tl_anchor *a, const unsigned char hash[TL_HASH_LEN])
{
	TL_BUF hex = { 0 };

	tl_hex(&hex, hash, TL_HASH_LEN);
	return !hex.failed && *a->hash && tl_starts(tl_buf_bytes(&hex), tl_str(a->hash));
}
