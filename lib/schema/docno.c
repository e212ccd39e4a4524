/* Numbers of documents, however they were typed. */
#include "schema/docno.h"

#include "base/utf8.h"

static const struct { const char *open, *close; } brackets[] = {
	{ "〔", "〕" }, { "[", "]" }, { "【", "】" }, { "﹝", "﹞" },
	{ "［", "］" }, { "(", ")" }, { "（", "）" }, { "「", "」" },
};

/* What of TEXT lies between brackets that it begins with, and *LEN bytes with these; TL_NONE: it
 * begins with none. */
static struct tl_bytes bracketed(struct tl_bytes text, size_t *len)
{
	for (size_t i = 0; i < TL_LEN(brackets); i++) {
		size_t n = strlen(brackets[i].open), m = strlen(brackets[i].close);
		const char *end;
		if (!tl_starts(text, tl_str(brackets[i].open)))
			continue;
		end = memmem(text.data + n, text.len - n, brackets[i].close, m);
		if (!end)
			continue;
		*len = (size_t)(end - text.data) + m;
		return tl_bytes(text.data + n, *len - n - m);
	}
	return TL_NONE;
}

static bool is_year(struct tl_bytes b)
{
	bool all = b.len == 4;

	for (size_t i = 0; all && i < 4; i++)
		all = b.data[i] >= '0' && b.data[i] <= '9';
	return all;
}

/* The digits of full-width forms narrow, and no blanks. */
static void narrow(struct tl_buf *out, struct tl_bytes text)
{
	while (text.len) {
		struct tl_bytes rest = text;
		uint32_t c = tl_utf8_next(&rest);
		if (c >= 0xff10 && c <= 0xff19)
			tl_buf_char(out, (char)('0' + c - 0xff10));
		else if (c != ' ' && c != '\t' && c != 0x3000 && c != 0xa0)
			tl_buf_put(out, text.data, text.len - rest.len);
		text = rest;
	}
}

/* Behind the year: 第012号 is 12号. */
static void put_serial(struct tl_buf *out, struct tl_bytes rest)
{
	const struct tl_bytes before = TL_LIT("第"), behind = TL_LIT("号");

	if (tl_starts(rest, before))
		rest = tl_bytes(rest.data + before.len, rest.len - before.len);
	while (rest.len > 1 && rest.data[0] == '0' && rest.data[1] >= '0' && rest.data[1] <= '9')
		rest = tl_bytes(rest.data + 1, rest.len - 1);
	tl_buf_add(out, rest);
	if (rest.len < behind.len || memcmp(rest.data + rest.len - behind.len, behind.data,
	                                    behind.len))
		tl_buf_add(out, behind);
}

void tl_docno(struct tl_buf *out, struct tl_bytes text)
{
	TL_BUF plain = { 0 };
	TL_BUF made = { 0 };
	struct tl_bytes rest;

	narrow(&plain, text);
	for (rest = tl_buf_bytes(&plain); rest.len;) {
		size_t n = 1;
		struct tl_bytes inside = bracketed(rest, &n);
		if (inside.data && is_year(inside)) {
			tl_buf_str(&made, "〔");
			tl_buf_add(&made, inside);
			tl_buf_str(&made, "〕");
			put_serial(&made, tl_bytes(rest.data + n, rest.len - n));
			tl_buf_add(out, tl_buf_bytes(&made));
			out->failed |= made.failed || plain.failed;
			return;
		}
		if (inside.data) {
			tl_buf_str(&made, "（");
			tl_buf_add(&made, inside);
			tl_buf_str(&made, "）");
		} else {
			tl_buf_put(&made, rest.data, 1);
		}
		rest = tl_bytes(rest.data + n, rest.len - n);
	}
	tl_buf_add(out, text);
	out->failed |= made.failed || plain.failed;
}
