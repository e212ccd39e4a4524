/* Text: checking, showing, measuring, folding. The only user of libunistring. */
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

#include "base/memory.h"

ssize_t tl_utf8_check(struct tl_bytes text)
{
	const unsigned char *p = (const unsigned char *)text.data, *bad;
	size_t i = 0;

	/* Eight ASCII bytes at a time; a zero byte and anything beyond ASCII leave the loop. */
	for (; i + 8 <= text.len; i += 8) {
		uint64_t w;
		memcpy(&w, p + i, 8);
		if ((w | (w - 0x0101010101010101u)) & 0x8080808080808080u)
			break;
	}
	if (i == text.len)
		return -1;
	bad = u8_check(p + i, text.len - i);
	const unsigned char *nul = memchr(p + i, 0, text.len - i);
	if (nul && (!bad || nul < bad))
		bad = nul;
	return bad ? bad - p : -1;
}

uint32_t tl_utf8_next(struct tl_bytes *text)
{
	ucs4_t c;
	int n = u8_mbtoucr(&c, (const uint8_t *)text->data, text->len);

	if (n <= 0) {
		c = 0xfffd;
		n = 1;
	}
	*text = tl_bytes(text->data + n, text->len - (size_t)n);
	return c;
}

/* What Unicode says is shown as nothing: joiners, fillers, tags, selectors, marks of direction.
 * Most ideographs are told without asking. */
static bool ignorable(ucs4_t c)
{
	return c >= 0xad && !(c >= 0x3165 && c < 0xfe00) &&
	       uc_is_property_default_ignorable_code_point(c);
}

/* Controls, and what reorders or hides text around it. */
static bool acts(ucs4_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0xfff9 && c <= 0xfffb) || ignorable(c);
}

/* A selector of variants behind a character that has some: an ideograph, a sign, a key. */
static bool selects(ucs4_t c, ucs4_t of)
{
	bool han = uc_is_property_unified_ideograph(of);

	if ((c >= 0xe0100 && c <= 0xe01ef) || (c >= 0xfe00 && c <= 0xfe02 && han))
		return han;
	if (c < 0xfe00 || c > 0xfe0f)
		return false;
	return uc_is_general_category(of, UC_CATEGORY_S) ||
	       (of < 0x7f && strchr("0123456789#*", (int)of));
}

/* The character at the begin of TEXT, and how many bytes it has with its selector, or with those
 * that a joiner makes one sign of; -1: none. */
static int next_character(ucs4_t *c, struct tl_bytes text)
{
	const uint8_t *p = (const uint8_t *)text.data;
	int n = u8_mbtoucr(c, p, text.len), all = n;
	ucs4_t last = *c, more = 0;

	if (n <= 0 || acts(*c))
		return n;
	for (;;) {
		size_t left = text.len - (size_t)all;
		n = left ? u8_mbtoucr(&more, p + all, left) : 0;
		if (n <= 0 || more < 0x200d)
			return all;
		if (selects(more, last)) {
			all += n;
			continue;
		}
		/* A joiner stands between two signs. */
		if (more != 0x200d || !uc_is_general_category(last, UC_CATEGORY_S))
			return all;
		left -= (size_t)n;
		int joined = left ? u8_mbtoucr(&last, p + all + n, left) : 0;
		if (joined <= 0 || !uc_is_general_category(last, UC_CATEGORY_S))
			return all;
		all += n + joined;
	}
}

/* A unified ideograph in three bytes, up to U+9F7F. */
static bool is_ideograph(const unsigned char *p)
{
	return p[0] >= 0xe4 && p[0] <= 0xe9 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80 &&
	       (p[0] != 0xe4 || p[1] >= 0xb8) && (p[0] != 0xe9 || p[1] < 0xbe);
}

/* How many bytes TEXT begins with of characters that show as they are, told without decoding: most
 * of most texts. The last one of them is left, with what may follow and make one sign of it. */
static size_t plain_begin(struct tl_bytes text)
{
	const unsigned char *p = (const unsigned char *)text.data;
	size_t at = 0, last = 0;

	while (at < text.len) {
		size_t n = p[at] >= ' ' && p[at] < 0x7f && p[at] != '\\';
		if (!n && text.len - at >= 3 && is_ideograph(p + at))
			n = 3;
		if (!n)
			return last;
		last = at;
		at += n;
	}
	return at;
}

bool tl_utf8_needs_visible(struct tl_bytes text)
{
	while (text.len) {
		ucs4_t c;
		int n = (int)plain_begin(text);
		if (!n && ((n = next_character(&c, text)) <= 0 || acts(c) || c == '\\'))
			return true;
		text = tl_bytes(text.data + n, text.len - (size_t)n);
	}
	return false;
}

bool tl_utf8_shows_nothing(struct tl_bytes text)
{
	const uint8_t *p = (const uint8_t *)text.data;

	for (size_t i = 0; i < text.len;) {
		ucs4_t c;
		int n = u8_mbtoucr(&c, p + i, text.len - i);
		if (n <= 0 || acts(c) || uc_is_property_white_space(c))
			return true;
		i += (size_t)n;
	}
	return false;
}

struct tl_bytes tl_utf8_visible_next(struct tl_bytes *text, char room[TL_VISIBLE])
{
	struct tl_bytes is = *text;
	int n, len = 0;
	ucs4_t c;

	n = next_character(&c, is);
	if (n <= 0)
		len = snprintf(room, TL_VISIBLE, "\\x{%02x}", (unsigned char)*is.data);
	else if (c == '\t')
		len = snprintf(room, TL_VISIBLE, "\\t");
	else if (c == '\n')
		len = snprintf(room, TL_VISIBLE, "\\n");
	else if (c == '\\')
		len = snprintf(room, TL_VISIBLE, "\\\\");
	else if (acts(c))
		len = snprintf(room, TL_VISIBLE, "\\u{%x}", (unsigned)c);
	is.len = n > 0 ? (size_t)n : 1;
	*text = tl_bytes(text->data + is.len, text->len - is.len);
	return len ? tl_bytes(room, (size_t)len) : is;
}

void tl_utf8_visible(struct tl_buf *out, struct tl_bytes text)
{
	char room[TL_VISIBLE];

	while (text.len) {
		size_t plain = plain_begin(text);
		tl_buf_put(out, text.data, plain);
		text = tl_bytes(text.data + plain, text.len - plain);
		if (text.len)
			tl_buf_add(out, tl_utf8_visible_next(&text, room));
	}
}

int tl_utf8_width(struct tl_bytes text)
{
	return u8_width((const uint8_t *)text.data, text.len, "UTF-8");
}

static bool is_space(ucs4_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x3000 || c == 0xfeff ||
	       (c >= 0x2000 && c <= 0x200b) || c == 0x202f;
}

/* True when the first and the last character are visible ASCII or unified ideographs: most texts,
 * told without decoding. */
static bool ends_plainly(struct tl_bytes text)
{
	const unsigned char *p = (const unsigned char *)text.data, *end;

	if (!text.len || !((p[0] > ' ' && p[0] < 0x7f) || (p[0] >= 0xe4 && p[0] <= 0xe9)))
		return false;
	end = p + text.len;
	return (end[-1] > ' ' && end[-1] < 0x7f) ||
	       (text.len >= 3 && end[-3] >= 0xe4 && end[-3] <= 0xe9 && (end[-2] & 0xc0) == 0x80 &&
	        (end[-1] & 0xc0) == 0x80);
}

struct tl_bytes tl_utf8_trim(struct tl_bytes text)
{
	const uint8_t *p = (const uint8_t *)text.data;
	size_t from = 0, upto = text.len;
	ucs4_t c;

	if (ends_plainly(text))
		return text;
	while (from < upto) {
		int n = u8_mbtoucr(&c, p + from, upto - from);
		if (n <= 0 || !is_space(c))
			break;
		from += (size_t)n;
	}
	while (upto > from) {
		size_t k = upto - 1;
		while (k > from && (p[k] & 0xc0) == 0x80)
			k--;
		if (u8_mbtoucr(&c, p + k, upto - k) <= 0 || !is_space(c))
			break;
		upto = k;
	}
	return text.data ? tl_bytes(text.data + from, upto - from) : text;
}

static void put_char(struct tl_buf *out, ucs4_t c)
{
	uint8_t text[6];
	int n = u8_uctomb(text, c, sizeof(text));

	if (n > 0)
		tl_buf_put(out, text, (size_t)n);
}

void tl_utf8_narrow(struct tl_buf *out, struct tl_bytes text)
{
	const uint8_t *p;

	text = tl_utf8_trim(text);
	p = (const uint8_t *)text.data;
	for (size_t i = 0; i < text.len;) {
		ucs4_t c;
		int n = p[i] < 0x80 ? 1 : u8_mbtoucr(&c, p + i, text.len - i);
		if (n <= 0)
			n = 1;
		else if (p[i] >= 0x80 && c >= 0xff01 && c <= 0xff5e) {
			tl_buf_char(out, (char)(c - 0xff01 + '!'));
			i += (size_t)n;
			continue;
		} else if (p[i] >= 0x80 && c == 0x3000) {
			tl_buf_char(out, ' ');
			i += (size_t)n;
			continue;
		}
		tl_buf_put(out, text.data + i, (size_t)n);
		i += (size_t)n;
	}
}

/* One sort of bracket and of dash; everything else as NFKC and lower case left it. */
static ucs4_t one_sort(ucs4_t c)
{
	switch (c) {
	case 0x3014: case 0x3010: case 0x300a: case '[': case '{':
		return '(';
	case 0x3015: case 0x3011: case 0x300b: case ']': case '}':
		return ')';
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212:
	case 0x30fc:
		return '-';
	default:
		return c;
	}
}

void tl_utf8_fold(struct tl_buf *out, struct tl_bytes text)
{
	const uint8_t *p = (const uint8_t *)text.data;
	uint8_t *folded = NULL;
	size_t len = text.len, i = 0;

	/* Plain ASCII, and the unified ideographs from U+4000 to U+9FFF, need neither of the
	 * two. */
	while (i < len && (p[i] < 0x80 || (p[i] >= 0xe4 && p[i] <= 0xe9 && i + 2 < len)))
		i += p[i] < 0x80 ? 1 : 3;
	if (i < len) {
		folded = tl_got(u8_casefold(p, text.len, NULL, UNINORM_NFKC, NULL, &len));
		if (!folded) {
			out->failed = true;
			return;
		}
		p = folded;
	}
	for (i = 0; i < len;) {
		ucs4_t c = p[i];
		int n = 1;
		if (c >= 0xe4 && c <= 0xe9 && i + 2 < len)
			n = 3;
		else if (c >= 0x80)
			n = u8_mbtoucr(&c, p + i, len - i);
		if (n <= 0)
			n = 1;
		else if (n == 3 && p[i] >= 0xe4 && p[i] <= 0xe9)
			tl_buf_put(out, p + i, 3);
		else if (c >= 'A' && c <= 'Z')
			tl_buf_char(out, (char)(c + 32));
		else if (!is_space(c) && !ignorable(c))
			put_char(out, one_sort(c));
		i += (size_t)n;
	}
	free(folded);
}

#define DISTANCE_MAX 128

static size_t characters(uint32_t out[DISTANCE_MAX], struct tl_bytes text)
{
	const uint8_t *p = (const uint8_t *)text.data;
	size_t n = 0;

	for (size_t i = 0; i < text.len && n < DISTANCE_MAX;) {
		ucs4_t c;
		int len = u8_mbtoucr(&c, p + i, text.len - i);
		if (len <= 0)
			len = 1;
		out[n++] = c;
		i += (size_t)len;
	}
	return n;
}

unsigned tl_utf8_distance(struct tl_bytes a, struct tl_bytes b, unsigned limit)
{
	uint32_t x[DISTANCE_MAX], y[DISTANCE_MAX];
	unsigned row[DISTANCE_MAX + 1];
	size_t nx, ny;

	/* A character has at most four bytes. */
	if ((a.len > b.len ? a.len - b.len : b.len - a.len) > 4 * (size_t)limit)
		return limit + 1;
	nx = characters(x, a);
	ny = characters(y, b);
	for (size_t k = 0; k <= ny; k++)
		row[k] = (unsigned)k;
	for (size_t i = 1; i <= nx; i++) {
		unsigned corner = row[0], least;
		least = row[0] = (unsigned)i;
		for (size_t k = 1; k <= ny; k++) {
			unsigned change = corner + (x[i - 1] != y[k - 1]);
			corner = row[k];
			row[k] = row[k] < row[k - 1] ? row[k] + 1 : row[k - 1] + 1;
			if (change < row[k])
				row[k] = change;
			if (row[k] < least)
				least = row[k];
		}
		if (least > limit)
			return limit + 1;
	}
	return row[ny] > limit ? limit + 1 : row[ny];
}

/* The character that begins with lead byte P[0], when it is one that has to be escaped; its length
 * into *N. 0: it stands as it is. What leads no such character is told by its lead byte. */
static ucs4_t escaped(const unsigned char *p, size_t len, size_t *n)
{
	static const char leads[] = "\xc2\xcd\xd8\xe1\xe2\xe3\xef\xf0\xf3";
	ucs4_t c = *p;
	int all;

	*n = 1;
	if (c < 0x80)
		return c < 0x20 || c == 0x7f || c == '"' || c == '\\' ? c : 0;
	if (!memchr(leads, (int)c, sizeof(leads) - 1))
		return 0;
	all = next_character(&c, tl_bytes((const char *)p, len));
	if (all > 0)
		*n = (size_t)all;
	return all > 0 && acts(c) ? c : 0;
}

static void put_escape(struct tl_buf *out, ucs4_t c)
{
	if (c == '"' || c == '\\')
		tl_buf_printf(out, "\\%c", (char)c);
	else if (c == '\n')
		tl_buf_str(out, "\\n");
	else if (c == '\t')
		tl_buf_str(out, "\\t");
	else if (c < 0x10000)
		tl_buf_printf(out, "\\u%04x", c);
	else
		tl_buf_printf(out, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10), 0xdc00 + (c & 0x3ff));
}

void tl_xml_char(struct tl_buf *out, struct tl_bytes c)
{
	if (tl_eqs(c, "&"))
		tl_buf_str(out, "&amp;");
	else if (tl_eqs(c, "<"))
		tl_buf_str(out, "&lt;");
	else if (tl_eqs(c, ">"))
		tl_buf_str(out, "&gt;");
	else
		tl_buf_add(out, c);
}

void tl_json_string(struct tl_buf *out, struct tl_bytes text)
{
	const unsigned char *p = (const unsigned char *)text.data;
	size_t plain = 0, n;

	tl_buf_char(out, '"');
	for (size_t i = 0; i < text.len; i += n) {
		ucs4_t c = escaped(p + i, text.len - i, &n);
		if (!c)
			continue;
		tl_buf_put(out, text.data + plain, i - plain);
		put_escape(out, c);
		plain = i + n;
	}
	tl_buf_put(out, text.data + plain, text.len - plain);
	tl_buf_char(out, '"');
}
