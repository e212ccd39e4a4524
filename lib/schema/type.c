/* The types of fields: one table. */
#include "schema/type.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/blob.h"
#include "base/utf8.h"
#include "base/workdays.h"
#include "schema/calendar.h"
#include "schema/docno.h"

static int wrong(struct tl_reading *r, const char *fmt, ...) TL_PRINTF(2, 3);

static int wrong(struct tl_reading *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->wrong, sizeof(r->wrong), fmt, ap);
	va_end(ap);
	return TLSAFE_EINPUT;
}

/* "5.00151E+17": what Excel leaves of a long number. */
static bool cut_by_excel(struct tl_bytes t)
{
	size_t i = 0;

	while (i < t.len && ((t.data[i] >= '0' && t.data[i] <= '9') || t.data[i] == '.'))
		i++;
	return i && t.len - i >= 3 && (t.data[i] == 'E' || t.data[i] == 'e') &&
	       t.data[i + 1] == '+';
}

static int say_cut(struct tl_reading *r)
{
	return wrong(r, "a number that Excel has cut; its last digits are lost: give the column "
	                "the format Text and enter it anew");
}

static size_t count_characters(struct tl_bytes t)
{
	size_t n = 0;

	for (size_t i = 0; i < t.len; i++)
		n += ((unsigned char)t.data[i] & 0xc0) != 0x80;
	return n;
}

static int read_text(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                     struct tl_reading *r)
{
	unsigned max = how->field->max ? how->field->max : 1000;

	if (in.len > max && count_characters(in) > max)
		return wrong(r, "longer than %u characters; shorten it", max);
	if (memmem(in.data ? in.data : "", in.len, "\xef\xbf\xbd", 3))
		snprintf(r->warning, sizeof(r->warning),
		         "taken with \xef\xbf\xbd in it: characters that were lost before this "
		         "file was written");
	/* Lines in a cell end as they like: Windows, a Mac. */
	for (size_t i = 0, n; i < in.len; i += n) {
		const char *cr = memchr(in.data + i, '\r', in.len - i);
		n = cr ? (size_t)(cr - in.data) - i : in.len - i;
		tl_buf_put(out, in.data + i, n);
		if (!cr)
			break;
		if (i + n + 1 == in.len || cr[1] != '\n')
			tl_buf_char(out, '\n');
		n++;
	}
	return 0;
}

static bool letter_or_digit(const unsigned char *p)
{
	return *p >= 0x80 || (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') ||
	       (*p >= 'a' && *p <= 'z');
}

static int read_id(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                   struct tl_reading *r)
{
	size_t start = out->len;
	const unsigned char *p;

	(void)how;
	tl_utf8_narrow(out, in);
	if (out->failed)
		return TLSAFE_EMEMORY;
	struct tl_bytes id = tl_bytes(out->data + start, out->len - start);
	p = (const unsigned char *)id.data;
	if (cut_by_excel(id))
		return say_cut(r);
	if (id.len > 64)
		return wrong(r, "an id of more than 64 bytes");
	if (!id.len || !letter_or_digit(p) || tl_starts(id, TL_LIT("（")) ||
	    tl_starts(id, TL_LIT("〔")))
		return wrong(r, "not an id: it begins with a letter or a digit");
	for (size_t i = 0; i < id.len; i++)
		if (!letter_or_digit(p + i) && !strchr("._-/()#", p[i]))
			return wrong(r, "not an id: letters, digits and ._-/()# only");
	if (memmem(id.data, id.len, "\xc2\xa0", 2) || memmem(id.data, id.len, "\xe2\x80\x8b", 3) ||
	    memmem(id.data, id.len, "\xef\xbb\xbf", 3))
		return wrong(r, "not an id: a blank in it that is not seen; write it anew");
	if (memmem(id.data, id.len, "..", 2))
		return wrong(r, "not an id: '..' in it");
	if (tl_utf8_shows_nothing(id))
		return wrong(r, "not an id: a character in it that shows nothing");
	static const char *const words[] = { "open",     "overdue",  "awaiting",   "undated",
		                             "closed",   "void",     "major",      "supervised",
		                             "repeated", "referred", "unaccepted", "returned" };
	for (size_t i = 0; i < TL_LEN(words); i++)
		if (tl_eqs(id, words[i]))
			return wrong(r, "not an id: the word is a condition");
	return 0;
}

static int say_codes(const struct tl_codes *c, struct tl_bytes in, struct tl_reading *r)
{
	const struct tl_code *near = NULL;
	unsigned best = 3;
	TL_BUF list = { 0 };

	for (size_t i = 0; i < c->n; i++) {
		unsigned d = tl_utf8_distance(in, c->code[i].zh, 2);
		if (d < best && d * 2 <= count_characters(in)) {
			best = d;
			near = &c->code[i];
		}
		if (c->n <= 12)
			tl_buf_printf(&list, "%s%.*s %.*s", i ? ", " : "", (int)c->code[i].code.len,
			              c->code[i].code.data, (int)c->code[i].zh.len,
			              c->code[i].zh.data);
	}
	/* Where there are few they are all told: 较大 is near 重大 in its letters alone. */
	if (list.len)
		return wrong(r, "no such %s; there are %.*s", c->name, (int)list.len, list.data);
	if (near)
		return wrong(r, "no such %s; did you mean %.*s %.*s?", c->name, (int)near->code.len,
		             near->code.data, (int)near->zh.len, near->zh.data);
	return wrong(r, "no such %s; --help and tlsafe-schema(5) tell where the codes stand",
	             c->name);
}

static int read_code(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                     struct tl_reading *r)
{
	const struct tl_codes *c = how->field->codes;
	const struct tl_code *code = tl_codes_code(c, in);

	if (!code)
		code = tl_codes_find(c, in);
	/* A program that took codes for numbers writes 106.0. */
	if (!code && how->loose && in.len > 2 && !memcmp(in.data + in.len - 2, ".0", 2))
		code = tl_codes_find(c, tl_bytes(in.data, in.len - 2));
	if (!code)
		return cut_by_excel(in) ? say_cut(r) : say_codes(c, in, r);
	tl_buf_add(out, code->code);
	return 0;
}

static int read_reference(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                          struct tl_reading *r)
{
	struct tl_err err;
	size_t start = out->len;
	int rc;

	tl_err_clear(&err);
	if (cut_by_excel(in))
		return say_cut(r);
	if (!how->lookup) {
		tl_buf_add(out, in);
		return 0;
	}
	rc = how->lookup(how->ctx, how->field, in, out, &err);
	if (!rc)
		return 0;
	out->len = start;
	wrong(r, "%s%s%s", err.text, *err.hint ? "; " : "", err.hint);
	return rc;
}

static int read_file(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                     struct tl_reading *r)
{
	struct tl_blob blob;
	(void)how;

	if (!tl_blob_parse(&blob, in))
		return wrong(r, "not a file that is kept: 64 hex digits of BLAKE2b-256, a colon "
		                "and its length");
	tl_buf_add(out, in);
	return 0;
}

static bool of_files(const struct tl_field *f)
{
	return f->of && !strcmp(f->of, "file");
}

static int read_item(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                     struct tl_reading *r)
{
	if (how->field->codes)
		return read_code(how, in, out, r);
	if (how->field->to)
		return read_reference(how, in, out, r);
	if (of_files(how->field))
		return read_file(how, in, out, r);
	return read_text(how, in, out, r);
}

bool tl_type_placeholder(struct tl_bytes t)
{
	static const char *const none[] = { "/",    "-",    "—",   "——",  "－",   "\\",  "N/A",
		                            "n/a",  "NULL", "null", "None", "nan", "NaN", "NaT",
		                            "<NA>", "(null)" };

	/* Longer ones are not looked at, nor what begins as none of them: it is every cell. */
	if (!t.len || t.len > strlen("(null)") || !memchr("/-\xe2\xef\\Nn<(", t.data[0], 9))
		return false;
	for (size_t i = 0; i < TL_LEN(none); i++)
		if (tl_eqs(t, none[i]))
			return true;
	return false;
}

typedef int read_fn(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                    struct tl_reading *r);

/* Items between any of SEPS (NULL ends them), each read by READ. */
static int read_items(const struct tl_read *how, struct tl_bytes in, const char *const *seps,
                      read_fn *read, struct tl_buf *out, struct tl_reading *r)
{
	size_t begun = out->len, from = 0, depth = 0;

	for (size_t i = 0; i <= in.len; i++) {
		size_t sep = 0;
		/* A note in brackets is no item. */
		if (i < in.len && in.data[i] == '(' && memchr(in.data + i, ')', in.len - i))
			depth++;
		else if (i < in.len && in.data[i] == ')' && depth)
			depth--;
		for (size_t k = 0; i < in.len && !sep && !depth && seps[k]; k++)
			if (tl_starts(tl_bytes(in.data + i, in.len - i), tl_str(seps[k])))
				sep = strlen(seps[k]);
		if (i < in.len && !sep)
			continue;
		struct tl_bytes item = tl_utf8_trim(tl_bytes(in.data + from, i - from));
		if (item.len && out->len > begun)
			tl_buf_str(out, "、");
		int rc = item.len ? read(how, item, out, r) : 0;
		if (rc)
			return rc;
		from = i + (sep ? sep : 1);
		i += sep ? sep - 1 : 0;
	}
	return 0;
}

/* Each item is read by what the list is of. */
static int read_list(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                     struct tl_reading *r)
{
	static const char *const seps[] = { "、", "，", ",", "；", ";", "/", "\n", NULL };

	return read_items(how, in, seps, read_item, out, r);
}

/* What a spreadsheet shows of a zero in a column of dates, and a database of none. */
static bool no_day(struct tl_bytes t)
{
	static const char *const none[] = { "1900/1/0", "1900-01-00", "1900/01/00", "1900年1月0日",
		                            "0000-00-00", "0000/00/00", "1899-12-30", "1899/12/30",
		                            "1899-12-31", "0", "00:00:00", "0:00:00" };
	const char *blank;

	/* It is every date of a list. */
	if (!t.len || (t.data[0] != '0' && t.data[0] != '1'))
		return false;
	blank = memchr(t.data, ' ', t.len);
	if (blank)
		t.len = (size_t)(blank - t.data);
	for (size_t i = 0; i < TL_LEN(none); i++)
		if (tl_eqs(t, none[i]))
			return true;
	return false;
}

/* Many dates are read, and few of them are such. */
static bool working_days(struct tl_bytes t, int *n)
{
	static const char *const marks[] = { "wd", "ｗｄ", "工作日" };

	for (size_t i = 0; i < TL_LEN(marks); i++)
		if (memmem(t.data, t.len, marks[i], strlen(marks[i])))
			return tl_workdays_parse(t, n);
	return false;
}

static int count_working_days(const struct tl_read *how, tl_day from, int n, struct tl_buf *out,
                              struct tl_reading *r)
{
	struct tl_err err = { .code = 0 };
	char text[TL_DAY_TEXT];
	tl_day day;
	int rc;

	if (from == TL_NODAY || !how->calendar)
		return wrong(r, "not a date; only a deadline can be given so");
	rc = tl_calendar_after(how->calendar, how->field->kind->schema, from, n, &day, &err);
	if (rc) {
		wrong(r, "%s%s%s", err.text, *err.hint ? "; " : "", err.hint);
		return rc;
	}
	tl_buf_str(out, tl_day_format(text, day));
	return 0;
}

static int read_date(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                     struct tl_reading *r)
{
	char text[TL_DAY_TEXT];
	const char *why;
	int n;
	tl_day day, last, base = how->from == TL_NODAY ? how->today : how->from;

	if (tl_day_parse(in, &day)) {
		tl_buf_add(out, in);
		return 0;
	}
	if (!how->loose && tl_period_parse(in, base, &day, &last) && day == last) {
		tl_buf_str(out, tl_day_format(text, day));
		return 0;
	}
	if (!how->loose && tl_period_parse(in, base, &day, &last))
		return wrong(r, "a period, not a day; write the day as 2018-07-25");
	if (working_days(in, &n))
		return count_working_days(how, how->loose ? how->from : base, n, out, r);
	if (how->loose && no_day(in)) {
		snprintf(r->warning, sizeof(r->warning), "no day: taken as blank");
		return 0;
	}
	if (tl_day_read(in, how->year, how->from, how->offset, &day, &why))
		return wrong(r, "%s", why);
	tl_buf_str(out, tl_day_format(text, day));
	return 0;
}

static bool day_number(struct tl_bytes t, int64_t *ret)
{
	tl_day day;

	if (!tl_day_parse(t, &day))
		return false;
	*ret = day;
	return true;
}

static int read_instant(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                        struct tl_reading *r)
{
	char text[TL_INSTANT_TEXT];
	tl_instant at;

	if (!tl_instant_parse(in, how->offset, &at))
		return wrong(r, "not a time such as 2018-07-01T08:00:00");
	tl_buf_str(out, tl_instant_format(text, at, how->offset, true));
	return 0;
}

/* A number in a cell: sign, digits with thousands' commas, decimals, and whatever stands behind. */
struct cell_number {
	bool negative;
	char digit[24];		/* before the point, without leading zeros */
	size_t ndigits;
	char fraction[24];
	size_t nfraction;	/* of 24 at most; more are cut */
	struct tl_bytes rest;
};

/* What stands before the point. */
static void put_whole(struct tl_buf *out, const struct cell_number *n)
{
	if (n->ndigits)
		tl_buf_put(out, n->digit, n->ndigits);
	else
		tl_buf_char(out, '0');
}

/* Adds one to the last of N's digits. False: they were all nines, and too many. */
static bool carry(struct cell_number *n)
{
	for (size_t i = n->nfraction; i-- > 0;) {
		if (n->fraction[i]++ < '9')
			return true;
		n->fraction[i] = '0';
	}
	for (size_t i = n->ndigits; i-- > 0;) {
		if (n->digit[i]++ < '9')
			return true;
		n->digit[i] = '0';
	}
	if (n->ndigits == sizeof(n->digit))
		return false;
	memmove(n->digit + 1, n->digit, n->ndigits++);
	n->digit[0] = '1';
	return true;
}

/* Keeps KEPT digits behind the point, half up. */
static bool round_to(struct cell_number *n, size_t kept)
{
	bool up = kept < n->nfraction && n->fraction[kept] >= '5';

	if (kept < n->nfraction)
		n->nfraction = kept;
	return !up || carry(n);
}

/* A program that writes a binary number out gives 106.05331000000001: more than 15 digits are no
 * more than it knows. */
static bool drop_noise(struct cell_number *n)
{
	size_t zeros = 0, digits;

	while (!n->ndigits && zeros < n->nfraction && n->fraction[zeros] == '0')
		zeros++;
	digits = n->ndigits + n->nfraction - zeros;
	if (digits <= 15 || !n->nfraction)
		return true;
	return round_to(n, n->ndigits >= 15 ? 0 : 15 - n->ndigits + zeros);
}

static bool take_number(struct tl_bytes t, struct cell_number *n)
{
	size_t i = 0, group = 0;
	bool comma = false;

	memset(n, 0, sizeof(*n));
	if (t.len && (t.data[0] == '-' || t.data[0] == '+'))
		n->negative = t.data[i++] == '-';
	for (; i < t.len; i++) {
		char c = t.data[i];
		if (c == ',') {
			if ((comma && group != 3) || (!comma && (!group || group > 3)))
				return false;
			comma = true;
			group = 0;
			continue;
		}
		if (c < '0' || c > '9')
			break;
		group++;
		if (n->ndigits || c != '0') {
			if (n->ndigits == sizeof(n->digit))
				return false;
			n->digit[n->ndigits++] = c;
		}
	}
	if ((comma && group != 3) || (!comma && !group))
		return false;
	if (i < t.len && t.data[i] == '.') {
		size_t begun = ++i;
		for (; i < t.len && t.data[i] >= '0' && t.data[i] <= '9'; i++) {
			if (n->nfraction < sizeof(n->fraction))
				n->fraction[n->nfraction++] = t.data[i];
		}
		if (i == begun || !drop_noise(n))
			return false;
	}
	n->rest = tl_utf8_trim(tl_bytes(t.data + i, t.len - i));
	return true;
}

static int not_number(struct tl_bytes t, struct tl_reading *r, const char *what)
{
	if (cut_by_excel(t))
		return say_cut(r);
	if (tl_starts(t, TL_LIT("约")) || tl_starts(t, TL_LIT("近")) ||
	    tl_starts(t, TL_LIT("大约")))
		return wrong(r, "about so many is no %s; give one number", what);
	for (size_t i = 1; i + 1 < t.len; i++)
		if ((t.data[i] == '-' || t.data[i] == '~') && t.data[i + 1] >= '0' &&
		    t.data[i + 1] <= '9' && t.data[0] >= '0' && t.data[0] <= '9')
			return wrong(r, "a range is no %s; give one number", what);
	return wrong(r, "not a %s", what);
}

static int read_integer(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                        struct tl_reading *r)
{
	static const char *const units[] = { "项", "人", "个", "家", "次", "名",
		                             "处", "台", "条", "件", "户" };
	struct cell_number n;
	TL_BUF narrow = { 0 };
	bool unit;

	tl_utf8_narrow(&narrow, in);
	if (narrow.failed)
		return TLSAFE_EMEMORY;
	if (!take_number(tl_buf_bytes(&narrow), &n))
		return not_number(tl_buf_bytes(&narrow), r, "whole number");
	unit = !n.rest.len;
	for (size_t i = 0; how->loose && !unit && i < TL_LEN(units); i++)
		unit = tl_eqs(n.rest, units[i]);
	for (size_t i = 0; i < n.nfraction; i++)
		unit &= n.fraction[i] == '0';
	if (!unit || n.ndigits > 15)
		return not_number(tl_buf_bytes(&narrow), r, "whole number");
	if (n.negative && n.ndigits)
		tl_buf_char(out, '-');
	put_whole(out, &n);
	return 0;
}

/* Canonical digits, with SCALE decimals kept, as one number. */
static bool scaled(struct tl_bytes t, unsigned scale, int64_t *ret)
{
	bool negative = t.len && t.data[0] == '-', point = false;
	int64_t v = 0;

	for (size_t i = negative; i < t.len; i++) {
		if (t.data[i] == '.' && !point) {
			point = true;
			continue;
		}
		if (t.data[i] < '0' || t.data[i] > '9' || v > (INT64_MAX - 9) / 10)
			return false;
		if (point && !scale)
			break;
		scale -= point;
		v = v * 10 + (t.data[i] - '0');
	}
	for (; scale; scale--) {
		if (v > INT64_MAX / 10)
			return false;
		v *= 10;
	}
	*ret = negative ? -v : v;
	return t.len > (size_t)negative;
}

static bool integer_number(struct tl_bytes t, int64_t *ret)
{
	return scaled(t, 0, ret);
}

static bool money_number(struct tl_bytes t, int64_t *ret)
{
	return scaled(t, 2, ret);
}

static bool decimal_number(struct tl_bytes t, int64_t *ret)
{
	return scaled(t, 9, ret);
}

/* Yuan with two decimals, times FACTOR, exactly: fen are whole numbers or the value is refused. */
static int put_money(const struct cell_number *n, int64_t factor, struct tl_buf *out,
                     struct tl_reading *r)
{
	__int128 fen = 0, unit = (__int128)factor * 100;

	for (size_t i = 0; i < n->ndigits; i++) {
		fen = fen * 10 + (n->digit[i] - '0') * unit;
		if (fen > (__int128)1000000000000000000)
			return wrong(r, "more money than this field takes");
	}
	for (size_t i = 0; i < n->nfraction; i++) {
		if ((unit % 10 || !unit) && n->fraction[i] != '0')
			return wrong(r, "finer than a fen; round it");
		unit /= 10;
		fen += (n->fraction[i] - '0') * unit;
	}
	char text[24], *at = text + sizeof(text);
	uint64_t rest = (uint64_t)fen;
	if (n->negative && fen)
		tl_buf_char(out, '-');
	for (int i = 0; i < 3 || rest; i++, rest /= 10) {
		if (i == 2)
			*--at = '.';
		*--at = (char)('0' + rest % 10);
	}
	tl_buf_put(out, at, (size_t)(text + sizeof(text) - at));
	return 0;
}

/* "1 234.50": blanks between groups of three digits go. T lies in TEXT. */
static void join_groups(struct tl_bytes *t, struct tl_buf *text)
{
	char *p = text->data + (t->data - text->data);
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++) {
		bool group = p[i] == ' ' && i && i + 3 < t->len;
		for (size_t k = 1; group && k <= 3; k++)
			group = p[i + k] >= '0' && p[i + k] <= '9';
		group = group && p[i - 1] >= '0' && p[i - 1] <= '9' &&
		        (i + 4 == t->len || p[i + 4] < '0' || p[i + 4] > '9');
		if (!group)
			p[n++] = p[i];
	}
	t->len = n;
}

static int read_money(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                      struct tl_reading *r)
{
	struct cell_number n;
	int64_t factor = how->factor ? how->factor : 1;
	TL_BUF narrow = { 0 };

	tl_utf8_narrow(&narrow, in);
	if (narrow.failed)
		return TLSAFE_EMEMORY;
	struct tl_bytes t = tl_buf_bytes(&narrow);
	static const char *const signs[] = { "￥", "¥", "人民币", "RMB", "CNY" };
	for (size_t i = 0; i < TL_LEN(signs); i++)
		if (tl_starts(t, tl_str(signs[i]))) {
			size_t len = strlen(signs[i]);
			t = tl_utf8_trim(tl_bytes(t.data + len, t.len - len));
		}
	/* "¥ -" is how accounts write nothing. */
	if (how->loose && tl_type_placeholder(t))
		return 0;
	join_groups(&t, &narrow);
	if (!take_number(t, &n))
		return not_number(t, r, "sum of money");
	/* A unit in the cell counts instead of the heading's. */
	if (tl_eqs(n.rest, "万") || tl_eqs(n.rest, "万元"))
		factor = 10000;
	else if (tl_eqs(n.rest, "元") || tl_eqs(n.rest, "元整") || tl_eqs(n.rest, "块"))
		factor = 1;
	else if (n.rest.len)
		return not_number(t, r, "sum of money");
	return put_money(&n, factor, out, r);
}

static int read_decimal(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                        struct tl_reading *r)
{
	struct cell_number n;
	TL_BUF narrow = { 0 };

	(void)how;
	tl_utf8_narrow(&narrow, in);
	if (narrow.failed)
		return TLSAFE_EMEMORY;
	if (!take_number(tl_buf_bytes(&narrow), &n) || n.rest.len || !round_to(&n, 9) ||
	    n.ndigits > 9)
		return not_number(tl_buf_bytes(&narrow), r, "decimal number");
	while (n.nfraction && n.fraction[n.nfraction - 1] == '0')
		n.nfraction--;
	if (n.negative && (n.ndigits || n.nfraction))
		tl_buf_char(out, '-');
	put_whole(out, &n);
	if (n.nfraction)
		tl_buf_char(out, '.');
	tl_buf_put(out, n.fraction, n.nfraction);
	return 0;
}

/* How many of the N digits are that of China, which without zeros has to be MARKED as one. */
static size_t country_code(const char *digit, size_t n, bool marked)
{
	if (n >= 4 && !memcmp(digit, "0086", 4))
		return 4;
	return n >= 2 && marked && !memcmp(digit, "86", 2) ? 2 : 0;
}

/* The digits and the hyphen behind an area code; +86, 0086, 86- and blanks taken off. */
static bool put_digits(struct tl_bytes t, struct tl_buf *out)
{
	char digit[32];
	size_t n = 0, from = 0, hyphen = 0, take;
	bool plus = false;

	for (size_t i = 0; i < t.len; i++) {
		char c = t.data[i];
		if (c == '+' && !n) {
			plus = true;
		} else if (c == '-') {
			/* The first one may stand behind an area code; those inside a mobile number
			 * go. */
			hyphen = hyphen ? hyphen : n;
		} else if (c >= '0' && c <= '9') {
			if (n == sizeof(digit))
				return false;
			digit[n++] = c;
		}
	}
	while ((take = country_code(digit + from, n - from, plus || hyphen == from + 2))) {
		plus = false;
		from += take;
	}
	if (n - from < 3 || n - from > 18)
		return false;
	hyphen = hyphen > from && digit[from] == '0' ? hyphen - from : 0;
	if (hyphen < 3 || hyphen > 4 || hyphen == n - from)
		hyphen = 0;
	tl_buf_put(out, digit + from, hyphen);
	if (hyphen)
		tl_buf_char(out, '-');
	tl_buf_put(out, digit + from + hyphen, n - from - hyphen);
	return true;
}

static size_t count_digits(struct tl_bytes t)
{
	size_t n = 0;

	for (size_t i = 0; i < t.len; i++)
		n += t.data[i] >= '0' && t.data[i] <= '9';
	return n;
}

/* Takes the extension off the end of *T: "转8001", "-8001" behind a number of its own. */
static struct tl_bytes take_extension(struct tl_bytes *t)
{
	static const char *const words[] = { "转", "分机", "ext.", "ext", "EXT", "x", "-", "#" };
	size_t digits = 0;
	struct tl_bytes ext, rest;

	while (digits < t->len && t->data[t->len - digits - 1] >= '0' &&
	       t->data[t->len - digits - 1] <= '9')
		digits++;
	ext = tl_bytes(t->data + t->len - digits, digits);
	rest = tl_utf8_trim(tl_bytes(t->data, t->len - digits));
	for (size_t i = 0; digits && digits <= 6 && i < TL_LEN(words); i++) {
		size_t n = strlen(words[i]);
		if (rest.len <= n || memcmp(rest.data + rest.len - n, words[i], n))
			continue;
		rest.len -= n;
		/* A hyphen stands inside of numbers too. */
		if (words[i][0] == '-' &&
		    (!memchr(rest.data, '-', rest.len) || count_digits(rest) < 10 ||
		     rest.data[0] != '0'))
			break;
		if (count_digits(rest) < 5)
			break;
		*t = tl_utf8_trim(rest);
		return ext;
	}
	return TL_NONE;
}

/* Characters of a number itself. */
static bool dialled(char c)
{
	return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == ' ' || c == '(' || c == ')';
}

/* The longest piece of T that is dialled. */
static struct tl_bytes find_number(struct tl_bytes t)
{
	struct tl_bytes best = TL_NONE;

	for (size_t i = 0; i < t.len;) {
		size_t n = 0;
		while (i + n < t.len && dialled(t.data[i + n]))
			n++;
		if (count_digits(tl_bytes(t.data + i, n)) > count_digits(best))
			best = tl_bytes(t.data + i, n);
		i += n ? n : 1;
	}
	return best;
}

/* What stands beside a number, "微信同号", without brackets and signs at its ends. */
static struct tl_bytes bare_note(struct tl_bytes t)
{
	t = tl_utf8_trim(t);
	while (t.len && strchr("():- ", t.data[0]))
		t = tl_bytes(t.data + 1, t.len - 1);
	while (t.len && strchr("():- ", t.data[t.len - 1]))
		t.len--;
	return t;
}

/* A note says something in words, or nothing: digits beside the number are no note of it. */
static bool is_note(struct tl_bytes t)
{
	for (size_t i = 0; i < t.len; i++)
		if ((unsigned char)t.data[i] >= 0x80 || (t.data[i] >= 'A' && t.data[i] <= 'z'))
			return true;
	return !t.len;
}

/* One telephone number: digits, its extension, and in brackets what is noted beside it. */
static int put_phone(struct tl_bytes t, struct tl_buf *out, struct tl_reading *r)
{
	size_t begun = out->len, behind;
	struct tl_bytes ext, number, note[2];

	/* A program that took it for a number. */
	if (t.len > 2 && !memcmp(t.data + t.len - 2, ".0", 2))
		t.len -= 2;
	ext = take_extension(&t);
	number = find_number(t);

	if (!number.len)
		return wrong(r, "not a telephone number; write its digits");
	behind = (size_t)(number.data - t.data) + number.len;
	note[0] = bare_note(tl_bytes(t.data, (size_t)(number.data - t.data)));
	note[1] = bare_note(tl_bytes(t.data + behind, t.len - behind));
	if (!is_note(note[0]) || !is_note(note[1]) || !put_digits(number, out) ||
	    count_digits(note[0]) + count_digits(note[1]) > 4) {
		out->len = begun;
		return wrong(r, "not a telephone number; write its digits, and 、 between two");
	}
	if (ext.len)
		tl_buf_printf(out, "转%.*s", (int)ext.len, ext.data);
	for (int i = 0; i < 2; i++)
		if (note[i].len && !tl_eqs(note[i], "电话") && !tl_eqs(note[i], "手机"))
			tl_buf_printf(out, "(%.*s)", (int)note[i].len, note[i].data);
	return 0;
}

static int read_one_phone(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                          struct tl_reading *r)
{
	(void)how;
	return put_phone(in, out, r);
}

/* Puts 、 for the blanks between two whole numbers, and for signs that lists use. */
static void part_phones(struct tl_buf *out, struct tl_bytes t)
{
	size_t before = 0;

	for (size_t i = 0; i < t.len; i++) {
		size_t after = 0;
		while (t.data[i] == ' ' && i + 1 + after < t.len && t.data[i + 1 + after] >= '0' &&
		       t.data[i + 1 + after] <= '9')
			after++;
		if (before >= 7 && after >= 7)
			tl_buf_str(out, "、");
		else
			tl_buf_char(out, t.data[i]);
		if ((t.data[i] >= '0' && t.data[i] <= '9') || t.data[i] == '-')
			before++;
		else
			before = 0;
	}
}

static int read_phone(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                      struct tl_reading *r)
{
	static const char *const seps[] = { "、", "，", "；", "/", ",", ";", "\r", "\n", NULL };
	TL_BUF narrow = { 0 };
	TL_BUF parted = { 0 };

	tl_utf8_narrow(&narrow, in);
	part_phones(&parted, tl_buf_bytes(&narrow));
	if (narrow.failed || parted.failed)
		return TLSAFE_EMEMORY;
	if (cut_by_excel(tl_buf_bytes(&narrow)))
		return say_cut(r);
	return read_items(how, tl_buf_bytes(&parted), seps, read_one_phone, out, r);
}

/* GB 32100-2015: 31 characters, weights 3^(i-1) mod 31. */
static bool credit_check(const char *c)
{
	static const char set[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	int sum = 0, weight = 1;

	for (int i = 0; i < 17; i++) {
		const char *p = memchr(set, c[i], sizeof(set) - 1);
		if (!p)
			return false;
		sum += (int)(p - set) * weight;
		weight = weight * 3 % 31;
	}
	return c[17] == set[(31 - sum % 31) % 31];
}

bool tl_credit_holds(struct tl_bytes code)
{
	return code.len == 18 && credit_check(code.data);
}

/* Taken as it is: TEXT is only told. */
static int warn(struct tl_reading *r, const char *text)
{
	snprintf(r->warning, sizeof(r->warning), "%s", text);
	return 0;
}

/* True when C, of 18 characters, is sound once its letters O and I are 0 and 1: they do not occur
 * in such a code, and were misread. It is mended then. */
static bool mend_credit(char *c)
{
	char mended[18];

	memcpy(mended, c, 18);
	for (int i = 0; i < 18; i++) {
		if (c[i] == 'O')
			mended[i] = '0';
		else if (c[i] == 'I')
			mended[i] = '1';
	}
	if (!memcmp(mended, c, 18) || !credit_check(mended))
		return false;
	memcpy(c, mended, 18);
	return true;
}

/* Codes that are no sound ones of 18 characters, and are taken all the same, by their length. */
static const struct {
	size_t len;
	const char *warning;
} odd[] = {
	{ 18, "its check digit is wrong: taken as it is" },
	{ 15, "a registration number of 15 digits, not a unified social credit code: taken as it "
	      "is" },
	{ 9, "an organisation code, not a unified social credit code: taken as it is" },
	{ 10, "an organisation code, not a unified social credit code: taken as it is" },
};

static int read_credit(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                       struct tl_reading *r)
{
	TL_BUF narrow = { 0 };
	size_t begun = out->len, n;
	char *c;

	(void)how;
	tl_utf8_narrow(&narrow, in);
	if (narrow.failed)
		return TLSAFE_EMEMORY;
	struct tl_bytes t = tl_buf_bytes(&narrow);
	if (cut_by_excel(t))
		return say_cut(r);
	static const char *const none[] = { "无", "办理中", "暂无", "未办理", "N/A", "n/a" };
	for (size_t i = 0; i < TL_LEN(none); i++)
		if (tl_eqs(t, none[i]))
			return 0;
	for (size_t i = 0; i < t.len; i++) {
		char ch = t.data[i];
		if (ch == ' ')
			continue;
		if (ch >= 'a' && ch <= 'z')
			ch = (char)(ch - 32);
		if (!((ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || ch == '-'))
			return wrong(r,
			             "not a unified social credit code: letters and digits only");
		tl_buf_char(out, ch);
	}
	if (out->failed)
		return TLSAFE_EMEMORY;
	c = out->data + begun;
	n = out->len - begun;
	if (n == 18 && credit_check(c))
		return 0;
	if (n == 18 && mend_credit(c))
		return warn(r, "read with 0 for O and 1 for I");
	for (size_t i = 0; i < TL_LEN(odd); i++)
		if (n == odd[i].len)
			return warn(r, odd[i].warning);
	return wrong(r, "not a unified social credit code: it has 18 characters");
}

static int read_boolean(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                        struct tl_reading *r)
{
	static const char *const yes[] = { "yes", "true", "y", "1", "是", "有",
		                           "已",  "√",    "✔", "✓", "对", "☑", "✅" };
	static const char *const no[] = { "no", "false", "n", "0", "否", "无",
		                          "未", "×",     "✘", "✗", "x", "没有", "☐", "□", "☒" };
	const struct tl_code *code =
		how->field->codes ? tl_codes_find(how->field->codes, in) : NULL;
	TL_BUF fold = { 0 };

	if (code) {
		tl_buf_add(out, code->code);
		return 0;
	}
	tl_utf8_fold(&fold, in);
	if (fold.failed)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < TL_LEN(yes); i++)
		if (tl_eqs(tl_buf_bytes(&fold), yes[i])) {
			tl_buf_str(out, "yes");
			return 0;
		}
	for (size_t i = 0; i < TL_LEN(no); i++)
		if (tl_eqs(tl_buf_bytes(&fold), no[i])) {
			tl_buf_str(out, "no");
			return 0;
		}
	return wrong(r, "neither yes (是) nor no (否)");
}

static int read_device(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                       struct tl_reading *r)
{
	TL_BUF narrow = { 0 };
	size_t n = 0;
	(void)how;

	tl_utf8_narrow(&narrow, in);
	if (narrow.failed)
		return TLSAFE_EMEMORY;
	struct tl_bytes t = tl_buf_bytes(&narrow);
	if (cut_by_excel(t))
		return say_cut(r);
	while (n < t.len && t.data[n] >= '0' && t.data[n] <= '9')
		n++;
	if (n != t.len || n != TL_DEVICE_DIGITS)
		return wrong(r, "not a code of a device (GB/T 28181): it has %d digits",
		             TL_DEVICE_DIGITS);
	tl_buf_add(out, t);
	return 0;
}

static int read_docno(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                      struct tl_reading *r)
{
	TL_BUF number = { 0 };

	tl_docno(&number, in);
	if (number.failed)
		return TLSAFE_EMEMORY;
	return read_text(how, tl_buf_bytes(&number), out, r);
}

const struct tl_type tl_types[] = {
	{ "text", "TEXT", "text on one or more lines", "配电箱缺少防护罩", TL_JSON_STRING, false,
	  false, read_text, NULL },
	{ "id", "ID", "an office's own number", "H20180713-0042", TL_JSON_STRING, false, false,
	  read_id, NULL },
	{ "code", "CODE", "code of a shared list", "106", TL_JSON_STRING, false, true, read_code,
	  NULL },
	{ "choice", "CODE", "one of a few codes", "general", TL_JSON_STRING, false, true, read_code,
	  NULL },
	{ "list", "ITEM、ITEM", "several items", "106、206", TL_JSON_ARRAY, false, true, read_list,
	  NULL },
	{ "date", "DATE", "a day", "2018-07-02", TL_JSON_STRING, false, false, read_date,
	  day_number },
	{ "instant", "TIME", "a moment", "2018-07-02T08:00:00+08:00", TL_JSON_STRING, false, false,
	  read_instant, NULL },
	{ "integer", "N", "a whole number", "12", TL_JSON_NUMBER, true, false, read_integer,
	  integer_number },
	{ "money", "YUAN", "a sum in yuan", "320.00", TL_JSON_STRING, true, false, read_money,
	  money_number },
	{ "phone", "PHONE", "telephone numbers", "023-45600001", TL_JSON_STRING, false, false,
	  read_phone, NULL },
	{ "credit", "CODE", "unified social credit code (统一社会信用代码, GB 32100)",
	  "91500000202852965T", TL_JSON_STRING, false, false, read_credit, NULL },
	{ "decimal", "N.N", "a decimal number", "106.0547", TL_JSON_NUMBER, true, false,
	  read_decimal, decimal_number },
	{ "reference", "ID", "another record, by id or name", "U000029", TL_JSON_STRING, false,
	  false, read_reference, NULL },
	{ "file", "HASH:BYTES", "a file that is kept, by its hash and length",
	  "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8:0", TL_JSON_STRING,
	  false, false, read_file, NULL },
	{ "docno", "NUMBER", "number of a document (文号)", "交办〔2018〕12号", TL_JSON_STRING,
	  false, false, read_docno, NULL },
	{ "device", "DIGITS", "code of a device or channel (GB/T 28181)", "50015100001320000001",
	  TL_JSON_STRING, false, false, read_device, NULL },
	{ "boolean", "yes|no", "yes or no", "yes", TL_JSON_BOOLEAN, false, true, read_boolean,
	  NULL },
	{ 0 }
};

bool tl_type_keeps(const struct tl_field *f)
{
	return f->type->read == read_file || (f->type->read == read_list && of_files(f));
}

const struct tl_type *tl_type_find(const char *name)
{
	for (const struct tl_type *t = tl_types; t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

/* "#REF!", and "####" of a column that was too narrow when it was copied. */
static bool error_cell(struct tl_bytes t)
{
	static const char *const errors[] = { "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!",
		                              "#NUM!", "#NULL!", "#SPILL!", "#CALC!" };
	size_t n = 0;

	if (!t.len || t.data[0] != '#')
		return false;
	while (n < t.len && t.data[n] == '#')
		n++;
	for (size_t i = 0; i < TL_LEN(errors); i++)
		if (tl_eqs(t, errors[i]))
			return true;
	return n >= 3 && n == t.len;
}

/* A number beyond what the field takes, or an unusual one, which is only told. */
static int check_bounds(const struct tl_field *f, struct tl_bytes text, struct tl_reading *r)
{
	char most[12];

	/* Most often it is 0. */
	if (f->min.len && (tl_starts(text, TL_LIT("-")) || !tl_eqs(f->min, "0")) &&
	    tl_type_compare(f, text, f->min) < 0)
		return wrong(r, "less than %.*s; write it without the sign", (int)f->min.len,
		             f->min.data);
	if (f->max && f->type->numeric) {
		snprintf(most, sizeof(most), "%u", f->max);
		if (tl_type_compare(f, text, tl_str(most)) > 0)
			return wrong(r, "more than %s; give at most that", most);
	}
	if (f->usual[0].len && (tl_type_compare(f, text, f->usual[0]) < 0 ||
	                        tl_type_compare(f, text, f->usual[1]) > 0))
		snprintf(r->warning, sizeof(r->warning),
		         "not between %.*s and %.*s: taken as it is", (int)f->usual[0].len,
		         f->usual[0].data, (int)f->usual[1].len, f->usual[1].data);
	return 0;
}

int tl_type_read(const struct tl_read *how, struct tl_bytes in, struct tl_buf *out,
                 struct tl_reading *r)
{
	const struct tl_type *t = how->field->type;
	size_t begun;
	int rc;

	if (!how->checked && tl_utf8_check(in) >= 0)
		return wrong(r, "not valid UTF-8");
	in = tl_utf8_trim(in);
	if (!in.len)
		return 0;
	if (how->loose && (tl_type_placeholder(in) || (tl_eqs(in, "无") && t->read != read_text &&
	                                       t->read != read_boolean && t->read != read_code)))
		return 0;
	if (how->loose && error_cell(in))
		return wrong(r, "an error of the spreadsheet; write the value out");
	/* A mark by which a spreadsheet is told to take what follows as a text. */
	if (how->loose && t->read != read_text && in.len > 1 && strchr("'`", in.data[0]))
		in = tl_utf8_trim(tl_bytes(in.data + 1, in.len - 1));
	/* What it repeats is a matter of the sheet's order, which a sort changes. */
	if (how->loose && in.len <= strlen("同上") &&
	    (tl_eqs(in, "〃") || tl_eqs(in, "同上") || tl_eqs(in, "″")))
		return wrong(r, "a ditto mark; write the value out");
	begun = out->len;
	rc = t->read(how, in, out, r);
	if (!rc && out->len > begun)
		rc = check_bounds(how->field, tl_bytes(out->data + begun, out->len - begun), r);
	return rc;
}

bool tl_list_next(struct tl_bytes *rest, struct tl_bytes *item)
{
	const char *cut;

	if (!rest->len)
		return false;
	cut = memmem(rest->data, rest->len, "、", strlen("、"));
	*item = tl_bytes(rest->data, cut ? (size_t)(cut - rest->data) : rest->len);
	*rest = cut ? tl_bytes(cut + strlen("、"), rest->len - item->len - strlen("、")) : TL_NONE;
	return true;
}

bool tl_list_has(struct tl_bytes list, struct tl_bytes item)
{
	struct tl_bytes one;

	while (item.len && tl_list_next(&list, &one))
		if (tl_eq(one, item))
			return true;
	return false;
}

void tl_list_add(struct tl_buf *list, struct tl_bytes item)
{
	tl_buf_str(list, list->len ? "、" : "");
	tl_buf_add(list, item);
}

void tl_type_json(struct tl_buf *out, const struct tl_field *field, struct tl_bytes text)
{
	struct tl_bytes item;
	const char *comma = "";

	switch (field->type->json) {
	case TL_JSON_NUMBER:
		tl_buf_add(out, text);
		break;
	case TL_JSON_BOOLEAN:
		tl_buf_str(out, tl_eqs(text, "yes") ? "true" : "false");
		break;
	case TL_JSON_ARRAY:
		tl_buf_char(out, '[');
		for (; tl_list_next(&text, &item); comma = ",") {
			tl_buf_str(out, comma);
			tl_json_string(out, item);
		}
		tl_buf_char(out, ']');
		break;
	default:
		tl_json_string(out, text);
	}
}

static void put_label(struct tl_buf *out, const struct tl_field *field, struct tl_bytes text,
                      bool zh)
{
	const struct tl_code *c = field->codes ? tl_codes_code(field->codes, text) : NULL;
	struct tl_bytes label = TL_NONE;

	if (c)
		label = zh ? c->zh : c->en;
	tl_buf_add(out, label.len ? label : text);
}

void tl_type_label(struct tl_buf *out, const struct tl_field *field, struct tl_bytes text, bool zh)
{
	struct tl_bytes item;
	const char *sep = "";

	if (field->type->json == TL_JSON_BOOLEAN && !field->codes) {
		static const char *const word[2][2] = { { "no", "yes" }, { "否", "是" } };
		tl_buf_str(out, word[zh][tl_eqs(text, "yes")]);
	} else if (field->type->json != TL_JSON_ARRAY) {
		put_label(out, field, text, zh);
	} else {
		for (; tl_list_next(&text, &item); sep = "、") {
			tl_buf_str(out, sep);
			put_label(out, field, item, zh);
		}
	}
}

int tl_type_compare(const struct tl_field *field, struct tl_bytes a, struct tl_bytes b)
{
	int64_t x, y;

	if (!a.data || !b.data)
		return !a.data - !b.data;
	if (field->type->number && field->type->number(a, &x) && field->type->number(b, &y))
		return (x > y) - (x < y);
	return tl_cmp(a, b);
}
