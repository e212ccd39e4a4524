/* A name that is none of those that there are. */
#include "base/meant.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/utf8.h"

void tl_meant_release(struct tl_meant *n)
{
	tl_buf_release(&n->there);
}

void tl_meant_also(struct tl_meant *n, const char *text)
{
	unsigned d = tl_utf8_distance(n->name, tl_str(text), n->best);

	if (d >= n->best)
		return;
	n->best = d;
	n->near = text;
}

void tl_meant_add(struct tl_meant *n, const char *key)
{
	tl_buf_printf(&n->there, " %s", key);
	tl_meant_also(n, key);
}

int tl_meant_none(const struct tl_meant *n, struct tl_err *err, const char *fmt, ...)
{
	char text[512];
	TL_BUF hint = { 0 };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	tl_buf_str(&hint, "there are");
	tl_buf_add(&hint, tl_buf_bytes(&n->there));
	if (n->there.failed || hint.failed)
		return tl_err_memory(err);
	if (n->near)
		return tl_err_near(err, n->near, "%s", text);
	return tl_err_hint(err, TLSAFE_EUSAGE, hint.data, "%s", text);
}
