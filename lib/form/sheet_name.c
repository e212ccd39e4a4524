/* What a sheet of a workbook may be called. */
#include "form/sheet_name.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

#define UNITS_MAX 31u
#define NEVER "[]:*?/\\"

size_t tl_sheet_units(struct tl_bytes text)
{
	size_t n = 0;

	while (text.len)
		n += tl_utf8_next(&text) > 0xffff ? 2 : 1;
	return n;
}

bool tl_sheet_name_good(struct tl_bytes name)
{
	bool good = name.len && tl_sheet_units(name) <= UNITS_MAX && name.data[0] != '\'' &&
	            name.data[name.len - 1] != '\'' && tl_utf8_check(name) < 0;

	for (size_t i = 0; i < name.len && good; i++)
		good = !strchr(NEVER, name.data[i]) && (unsigned char)name.data[i] >= ' ';
	return good;
}

/* The next character of *TEXT that a name may have in its midst. */
static struct tl_bytes next(struct tl_bytes *text)
{
	char room[TL_VISIBLE];
	const char *at = text->data;
	bool never = memchr(NEVER, *at, strlen(NEVER));
	struct tl_bytes c = tl_utf8_visible_next(text, room);

	/* What acts is not shown here as elsewhere: that would want a backslash. */
	return never || c.data != at ? TL_LIT("_") : c;
}

static void put_from(struct tl_buf *ret, struct tl_bytes text, size_t room)
{
	while (text.len) {
		struct tl_bytes c = next(&text);
		size_t units = tl_sheet_units(c);
		if (units > room)
			break;
		room -= units;
		tl_buf_add(ret, c);
	}
}

bool tl_sheet_name_same(struct tl_bytes a, struct tl_bytes b)
{
	TL_BUF x = { 0 };
	TL_BUF y = { 0 };

	tl_utf8_fold(&x, a);
	tl_utf8_fold(&y, b);
	return !x.failed && !y.failed && tl_eq(tl_buf_bytes(&x), tl_buf_bytes(&y));
}

/* It reads as a number or as the name of a cell, which libxlsxwriter does not quote in a range. */
static bool is_reference(struct tl_bytes name)
{
	bool digit = name.len <= strlen("RC");

	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i] | ('a' - 'A');
		bool number = name.data[i] >= '0' && name.data[i] <= '9';
		if (!number && name.data[i] != '.' && (c < 'a' || c > 'z'))
			return false;
		digit |= number;
	}
	return digit;
}

/* Excel keeps it for itself. */
static bool is_kept(struct tl_bytes name)
{
	return tl_sheet_name_same(name, TL_LIT("History"));
}

void tl_sheet_name_make(struct tl_buf *ret, struct tl_bytes text, unsigned try)
{
	char number[16] = "";

	if (try > 1)
		snprintf(number, sizeof(number), " (%u)", try);
	while (text.len && strchr("' ", text.data[0]))
		text = tl_bytes(text.data + 1, text.len - 1);
	while (text.len && strchr("' ", text.data[text.len - 1]))
		text.len--;
	tl_buf_clear(ret);
	if (is_reference(text) || is_kept(text))
		tl_buf_char(ret, '_');
	put_from(ret, text, UNITS_MAX - ret->len - strlen(number));
	if (ret->failed)
		return;
	/* Where it was cut. */
	while (strchr("' ", ret->data[ret->len - 1]))
		ret->len--;
	tl_buf_str(ret, number);
}
