/* What is asked of a store besides figures: lists, single records, histories, the log, the store
 * itself. */
#include <stdio.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "form/form.h"
#include "store/handle.h"

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0"
#endif

const char *tlsafe_version(void)
{
	return PACKAGE_VERSION;
}

int tlsafe_format(void)
{
	return TL_STORE_FORMAT;
}

const char *tlsafe_engine(void)
{
	return tl_kv_engine(TL_LIT(TL_KV_ENGINE))->version();
}

char *tlsafe_visible(char *buf, size_t size, const char *text)
{
	struct tl_bytes rest = tl_str(text), is;
	char room[TL_VISIBLE];
	size_t n = 0;

	/* Want of memory is told through this: it asks for none. */
	while (rest.len) {
		is = tl_utf8_visible_next(&rest, room);
		if (is.len >= size - n)
			break;
		memcpy(buf + n, is.data, is.len);
		n += is.len;
	}
	buf[n] = 0;
	return buf;
}

int tlsafe_instant(const struct tlsafe *t, const char *text, int64_t *ret)
{
	tl_instant at;

	if (!tl_instant_parse(tl_str(text), t->genesis.offset, &at))
		return TLSAFE_EUSAGE;
	*ret = at;
	return 0;
}

static int line_problem(char *id, size_t size, const char *why)
{
	snprintf(id, size, "%s", why);
	return TLSAFE_EINPUT;
}

int tlsafe_line_id(const char *line, char *id, size_t size)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_bytes found = tl_bytes(line, strcspn(line, "\t\r\n"));
	struct tl_json_object o;
	struct tl_err err = { 0 };
	int rc;

	tl_memory_begin();
	if (*line == '{') {
		rc = tl_json_read(&o, &a, tl_bytes(line, strcspn(line, "\r\n")), &err);
		if (rc) {
			line_problem(id, size, err.text);
			return rc;
		}
		found = TL_NONE;
		for (size_t i = 0; i < o.n; i++)
			if (tl_eqs(o.member[i].name, "id"))
				found = o.member[i].value;
	}
	if (!found.len)
		return line_problem(id, size,
		                    *line == '{' ? "a JSON object without \"id\"" :
		                                   "a line without an id");
	if (found.len >= size)
		return line_problem(id, size, "an id of more than 64 bytes");
	memcpy(id, found.data, found.len);
	id[found.len] = 0;
	return 0;
}
