/* Error texts. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"

/* A text that fills its room may have lost the end of a character: cut on a boundary. */
static void trim(char *text, size_t size)
{
	size_t n = strlen(text);

	if (n < size - 1)
		return;
	while (n && ((unsigned char)text[n - 1] & 0xc0) == 0x80)
		n--;
	text[n ? n - 1 : 0] = 0;
}

#define SHORT "out of memory"

/* Whether it was put: a text that is there already stays, but not over want of memory, and what is
 * said after that is not put either. */
static bool put(struct tl_err *err, int code, const char *fmt, va_list ap)
{
	if (err && tl_memory_short() && err->code != TLSAFE_EMEMORY) {
		*err = (struct tl_err){ .code = TLSAFE_EMEMORY, .text = SHORT };
		return false;
	}
	if (!err || err->text[0])
		return false;
	err->code = code;
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	trim(err->text, sizeof(err->text));
	return true;
}

/* What a call gives that would give CODE. */
static int told(int code)
{
	return tl_memory_short() ? TLSAFE_EMEMORY : code;
}

int tl_err_set(struct tl_err *err, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(err, code, fmt, ap);
	va_end(ap);
	return told(code);
}

int tl_err_hint(struct tl_err *err, int code, const char *hint, const char *fmt, ...)
{
	va_list ap;
	bool done;

	va_start(ap, fmt);
	done = put(err, code, fmt, ap);
	va_end(ap);
	if (done && hint) {
		snprintf(err->hint, sizeof(err->hint), "%s", hint);
		trim(err->hint, sizeof(err->hint));
	}
	return told(code);
}

int tl_err_near(struct tl_err *err, const char *near, const char *fmt, ...)
{
	va_list ap;
	bool done;

	va_start(ap, fmt);
	done = put(err, TLSAFE_EUSAGE, fmt, ap);
	va_end(ap);
	if (done && near) {
		snprintf(err->hint, sizeof(err->hint), "did you mean '%s'?", near);
		trim(err->hint, sizeof(err->hint));
	}
	return told(TLSAFE_EUSAGE);
}

int tl_err_pass(struct tl_err *err, int code, const struct tl_err *from)
{
	return tl_err_hint(err, code, from->hint, "%s", from->text);
}

/* No room for more: on the disk, by a quota, or by a limit on file size. */
static bool is_full(int number)
{
	return number == ENOSPC || number == EDQUOT || number == EFBIG;
}

int tl_err_errno(struct tl_err *err, const char *fmt, ...)
{
	char text[256];
	int number = errno, code = TLSAFE_ESYSTEM;
	va_list ap;
	bool done;
	size_t n;

	if (number == ENOMEM)
		return tl_err_memory(err);
	if (is_full(number))
		code = TLSAFE_EFULL;
	va_start(ap, fmt);
	done = put(err, code, fmt, ap);
	va_end(ap);
	if (done) {
		n = strlen(err->text);
		snprintf(err->text + n, sizeof(err->text) - n, ": %s",
		         code == TLSAFE_EFULL ? "no space on the disk" :
		                                strerror_r(number, text, sizeof(text)));
		trim(err->text, sizeof(err->text));
		if (code == TLSAFE_EFULL)
			snprintf(err->hint, sizeof(err->hint), "make room there and try again");
	}
	errno = number;
	return told(code);
}

int tl_err_memory(struct tl_err *err)
{
	tl_memory_note();
	return tl_err_set(err, TLSAFE_EMEMORY, SHORT);
}

void tl_err_clear(struct tl_err *err)
{
	err->code = 0;
	err->text[0] = 0;
	err->hint[0] = 0;
}

const char *tl_err_advice(const char *text, size_t *len)
{
	const char *rest = strstr(text, "; ");

	*len = rest ? (size_t)(rest - text) : strlen(text);
	return rest ? rest + 2 : NULL;
}
