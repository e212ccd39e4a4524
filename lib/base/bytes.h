/* Borrowed bytes: a pointer and a length. data == NULL is "absent", which is not "empty". */
#ifndef TL_BYTES_H
#define TL_BYTES_H

#include <string.h>
#include "base/defs.h"

struct tl_bytes {
	const char *data;
	size_t len;
};

#define TL_NONE ((struct tl_bytes){ NULL, 0 })
#define TL_LIT(literal) ((struct tl_bytes){ "" literal, sizeof(literal) - 1 })

static inline struct tl_bytes tl_bytes(const void *data, size_t len)
{
	return (struct tl_bytes){ data, len };
}

/* The bytes of a C string; NULL gives TL_NONE. */
static inline struct tl_bytes tl_str(const char *s)
{
	return (struct tl_bytes){ s, s ? strlen(s) : 0 };
}

static inline bool tl_eq(struct tl_bytes a, struct tl_bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Most words that are compared differ in their first byte: those are not measured. */
static inline bool tl_eqs(struct tl_bytes a, const char *s)
{
	return !(a.len && s && a.data[0] != s[0]) && tl_eq(a, tl_str(s));
}

/* Byte order; a prefix sorts first. <0, 0, >0. */
static inline int tl_cmp(struct tl_bytes a, struct tl_bytes b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int c = n ? memcmp(a.data, b.data, n) : 0;
	return c ? c : (a.len > b.len) - (a.len < b.len);
}

static inline bool tl_starts(struct tl_bytes a, struct tl_bytes prefix)
{
	return a.len >= prefix.len &&
	       (prefix.len == 0 || memcmp(a.data, prefix.data, prefix.len) == 0);
}

/* Takes the next word off *LIST, "due,-level": it may be empty. False: none is left, or *LIST is
 * NULL. */
static inline bool tl_next_word(const char **list, struct tl_bytes *ret)
{
	size_t len;

	if (!*list)
		return false;
	len = strcspn(*list, ",");
	*ret = tl_bytes(*list, len);
	*list = (*list)[len] ? *list + len + 1 : NULL;
	return true;
}

/* The next line of *TEXT, which loses it and is TL_NONE behind the last; false: there is none. */
static inline bool tl_next_line(struct tl_bytes *text, struct tl_bytes *ret)
{
	const char *end = text->data ? memchr(text->data, '\n', text->len) : NULL;

	*ret = *text;
	*text = TL_NONE;
	if (end) {
		*text = tl_bytes(end + 1, ret->len - (size_t)(end - ret->data) - 1);
		ret->len = (size_t)(end - ret->data);
	}
	return ret->data != NULL;
}

#endif
