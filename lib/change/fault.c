/* Faults and warnings, told one by one. */
#include "change/fault.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/memory.h"

static void tell(struct tl_decide *d, int code, const char *field, struct tl_bytes value,
                 const char *hint, const char *text)
{
	struct tlsafe_fault f = d->at;
	TL_BUF copy = { 0 };
	TL_BUF more = { 0 };

	if (value.data)
		tl_buf_add(&copy, value);
	f.code = code;
	f.field = field;
	f.value = copy.data && !copy.failed ? copy.data : NULL;
	f.text = text;
	f.hint = hint;
	if (code == TLSAFE_ERULE && d->meanwhile) {
		tl_buf_printf(&more, "transaction %llu of another writer was entered meanwhile",
		              (unsigned long long)d->meanwhile);
		if (hint)
			tl_buf_printf(&more, "; %s", hint);
		f.hint = more.failed ? hint : more.data;
	}
	if (d->fault && !tl_memory_short())
		d->fault(d->ctx, &f);
}

int tl_fault(struct tl_decide *d, int code, const char *field, struct tl_bytes value,
             const char *hint, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	/* A refused row of a file is bad data, whatever the rule. */
	if (d->at.file && code == TLSAFE_ERULE)
		code = TLSAFE_EINPUT;
	if (tl_memory_short())
		code = TLSAFE_EMEMORY;
	if (!d->faults++)
		d->first = code;
	tell(d, code, field, value, hint, text);
	return code;
}

int tl_fault_pass(struct tl_decide *d, int code, const char *field, struct tl_bytes value,
                  const struct tl_err *why)
{
	return tl_fault(d, code, field, value, *why->hint ? why->hint : NULL, "%s", why->text);
}

static void warn(struct tl_decide *d, const char *field, struct tl_bytes value, const char *hint,
                 const char *fmt, va_list ap)
{
	char text[1024];

	if (d->meanwhile)
		return;
	vsnprintf(text, sizeof(text), fmt, ap);
	d->warnings++;
	tell(d, 0, field, value, hint, text);
}

void tl_warn(struct tl_decide *d, const char *field, struct tl_bytes value, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	warn(d, field, value, NULL, fmt, ap);
	va_end(ap);
}

void tl_advise(struct tl_decide *d, const char *hint, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	warn(d, NULL, TL_NONE, hint, fmt, ap);
	va_end(ap);
}
