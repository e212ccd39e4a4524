/* Error texts. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static void put(struct tl_err *err, int code, const char *fmt, va_list ap, const char *behind)
{
	size_t n;
	int len;

	if (!err || err->text[0])
		return;
	err->code = code;
	len = vsnprintf(err->text, sizeof(err->text), fmt, ap);
	n = len < 0 ? 0 : (size_t)len;
	if (behind && n < sizeof(err->text) - 1)
		len = snprintf(err->text + n, sizeof(err->text) - n, ": %s", behind);
	/* Cut on a character boundary. */
	n = strlen(err->text);
	if (n == sizeof(err->text) - 1) {
		while (n && ((unsigned char)err->text[n - 1] & 0xc0) == 0x80)
			n--;
		err->text[n ? n - 1 : 0] = 0;
	}
}

int tl_err_set(struct tl_err *err, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(err, code, fmt, ap, NULL);
	va_end(ap);
	return code;
}

int tl_err_errno(struct tl_err *err, const char *fmt, ...)
{
	char text[256];
	int number = errno;
	va_list ap;

	va_start(ap, fmt);
	put(err, TLSAFE_ESYSTEM, fmt, ap, strerror_r(number, text, sizeof(text)));
	va_end(ap);
	errno = number;
	return TLSAFE_ESYSTEM;
}

int tl_err_memory(struct tl_err *err)
{
	return tl_err_set(err, TLSAFE_EMEMORY, "out of memory");
}

void tl_err_clear(struct tl_err *err)
{
	err->code = 0;
	err->text[0] = 0;
}
