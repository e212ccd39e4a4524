/* Days and instants. The only file that knows calendars. */
#include "base/date.h"

#include <stdio.h>

#include "base/utf8.h"

/* Days from civil and back, after the proleptic Gregorian calendar; eras of 400 years. */
static tl_day days_from_civil(int y, int m, int d)
{
	int era, yoe, doy, doe;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

void tl_day_split(tl_day day, int *year, int *month, int *mday)
{
	int64_t z = (int64_t)day + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	/* Of an era the centuries, of a century the years, of a year that begins in March the
	 * months, by products in place of quotients (Neri and Schneider, 2021). */
	uint32_t n1 = (uint32_t)(z - era * 146097) * 4 + 3, n2 = n1 % 146097 | 3;
	uint64_t years = (uint64_t)2939745 * n2;
	uint32_t doy = (uint32_t)years / 2939745 / 4, n3 = 2141 * doy + 197913;
	int yoe = (int)(n1 / 146097 * 100 + (years >> 32));

	*mday = (int)((n3 & 0xffff) / 2141) + 1;
	*month = (int)(n3 >> 16) - (doy >= 306 ? 12 : 0);
	*year = (int)(yoe + era * 400) + (*month <= 2);
}

tl_day tl_day_months(tl_day day, int months)
{
	int y, m, d, n;
	tl_day next;

	tl_day_split(day, &y, &m, &d);
	n = y * 12 + m - 1 + months;
	next = tl_day_of((n + 1) / 12, (n + 1) % 12 + 1, 1);
	if (tl_day_of(y, m, d + 1) == TL_NODAY || tl_day_of(n / 12, n % 12 + 1, d) == TL_NODAY)
		return next - 1;
	return tl_day_of(n / 12, n % 12 + 1, d);
}

static int month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month == 2 && year % 4 == 0 && (year % 100 || year % 400 == 0))
		return 29;
	return days[month - 1];
}

tl_day tl_day_of(int year, int month, int day)
{
	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
	    day > month_days(year, month))
		return TL_NODAY;
	return days_from_civil(year, month, day);
}

/* N digits at P as a number, -1: not all digits. */
static int digits(const char *p, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + (p[i] - '0');
	}
	return v;
}

bool tl_day_parse(struct tl_bytes t, tl_day *ret)
{
	int y, m, d;

	if (t.len != 10 || t.data[4] != '-' || t.data[7] != '-')
		return false;
	y = digits(t.data, 4);
	m = digits(t.data + 5, 2);
	d = digits(t.data + 8, 2);
	*ret = y < 0 || m < 0 || d < 0 ? TL_NODAY : tl_day_of(y, m, d);
	return *ret != TL_NODAY;
}

static void put_two(char *out, int v)
{
	out[0] = (char)('0' + v / 10);
	out[1] = (char)('0' + v % 10);
}

char *tl_day_format(char text[TL_DAY_TEXT], tl_day day)
{
	int y, m, d;

	tl_day_split(day, &y, &m, &d);
	if (y < 0 || y > 9999)
		y = 0;
	put_two(text, y / 100);
	put_two(text + 2, y % 100);
	text[4] = '-';
	put_two(text + 5, m);
	text[7] = '-';
	put_two(text + 8, d);
	text[10] = 0;
	return text;
}

/* --- a reader of pieces ------------------------------------------------------ */

struct scan {
	const char *p, *end;
};

static bool eat(struct scan *s, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(s->end - s->p) < n || memcmp(s->p, word, n))
		return false;
	s->p += n;
	return true;
}

/* A number of 1 to MAX digits; *N tells how many. */
static bool number(struct scan *s, int max, int *v, int *n)
{
	for (*v = *n = 0; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++) {
		if (++*n > max)
			return false;
		*v = *v * 10 + (*s->p - '0');
	}
	return *n > 0;
}

static void blanks(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t'))
		s->p++;
}

static bool eat_any(struct scan *s, const char *const *words)
{
	for (; *words; words++)
		if (eat(s, *words))
			return true;
	return false;
}

/* "星期三", "（周三）", "Wed", behind a day: it is not looked at. */
static void weekday(struct scan *s)
{
	static const char *const before[] = { "星期", "周", "礼拜", NULL };
	static const char *const day[] = { "一", "二", "三", "四", "五", "六", "日", "天", NULL };
	static const char *const en[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
		                          "Saturday", "Sunday", "Mon", "Tue", "Wed", "Thu", "Fri",
		                          "Sat", "Sun", NULL };
	struct scan at = *s;
	bool open;

	blanks(&at);
	open = eat(&at, "(");
	if (!(eat_any(&at, before) && eat_any(&at, day)) && !eat_any(&at, en))
		return;
	if (!open || eat(&at, ")"))
		*s = at;
}

/* "14:30", "14:30:00.0", "下午 2:30", "2:30 PM", "14时30分", behind a date or with T between: a
 * part of the day is no other day. */
static bool time_of_day(struct scan *s)
{
	static const char *const part[] = { "上午", "下午", "中午", "晚上", "早上", "凌晨", "傍晚",
		                            "AM",   "PM",   "am",   "pm",   NULL };
	static const char *const hour[] = { ":", "时", "点", NULL };
	static const char *const minute[] = { ":", "分", NULL };
	int v, n;

	if (s->p == s->end)
		return true;
	weekday(s);
	blanks(s);
	if (!eat(s, "T"))
		(void)eat(s, "t");
	blanks(s);
	if (eat_any(s, part))
		blanks(s);
	if (s->p == s->end)
		return true;
	if (!number(s, 2, &v, &n) || v > 23 || !eat_any(s, hour))
		return false;
	if (number(s, 2, &v, &n) && v > 59)
		return false;
	if (n && eat_any(s, minute) && number(s, 2, &v, &n)) {
		if (v > 60)
			return false;
		(void)(eat(s, "秒") || (eat(s, ".") && number(s, 9, &v, &n)));
	}
	blanks(s);
	(void)eat_any(s, part);
	blanks(s);
	return s->p == s->end;
}

#define NO_DATE "not a date; write it as 2018-07-25"

static int no_date(const char **why, const char *text)
{
	*why = text;
	return -1;
}

static int check_day(tl_day day, tl_day *ret, const char **why)
{
	if (day == TL_NODAY)
		return no_date(why, "not a date: there is no such day; write it as 2018-07-25");
	*ret = day;
	return 0;
}

/* "月底", "月末": a deadline's last day. */
static bool month_end(struct scan *s)
{
	struct scan at = *s;

	if (!eat(&at, "月") || !(eat(&at, "底") || eat(&at, "末")) || at.p != at.end)
		return false;
	*s = at;
	return true;
}

static tl_day last_of_month(int year, int month)
{
	if (month < 1 || month > 12)
		return TL_NODAY;
	return tl_day_of(year, month, month_days(year, month));
}

/* A year has been read: separator, month, separator, day. */
static int after_year(struct scan *s, int year, tl_day from, tl_day *ret, const char **why)
{
	int month, day, n;
	bool han;
	char sep[2];

	blanks(s);
	han = eat(s, "年");
	sep[0] = s->p < s->end ? *s->p : 0;
	sep[1] = 0;
	if (!han && (!*sep || !strchr("-/.", *sep) || !eat(s, sep)))
		return no_date(why, NO_DATE);
	blanks(s);
	if (!number(s, 2, &month, &n))
		return no_date(why, NO_DATE);
	blanks(s);
	if (han && from != TL_NODAY && month_end(s))
		return check_day(last_of_month(year, month), ret, why);
	if (s->p < s->end && !eat(s, han ? "月" : sep))
		return no_date(why, NO_DATE);
	blanks(s);
	if (s->p == s->end)
		return no_date(why, "a month without a day; write the day too: 2018-07-25");
	if (!number(s, 2, &day, &n))
		return no_date(why, NO_DATE);
	blanks(s);
	if (han && !eat(s, "日") && !eat(s, "号"))
		return no_date(why, NO_DATE);
	if (!time_of_day(s))
		return no_date(why, NO_DATE);
	return check_day(tl_day_of(year, month, day), ret, why);
}

/* "7月25日", "7/25", "7-25": V of N digits has been read. */
static int without_year(struct scan *s, int month, int year, tl_day *ret, const char **why)
{
	int day, n, last, digits_of_year;
	struct scan point = *s;
	bool han, dots;

	blanks(s);
	han = eat(s, "月");
	dots = eat(&point, ".");
	if (!han && !dots && !eat(s, "/") && !eat(s, "-"))
		return no_date(why, NO_DATE);
	if (dots)
		*s = point;
	blanks(s);
	if (!number(s, 2, &day, &n))
		return no_date(why, NO_DATE);
	blanks(s);
	if (han && !eat(s, "日") && !eat(s, "号"))
		return no_date(why, NO_DATE);
	if (s->p < s->end && strchr("-/.", *s->p)) {
		s->p++;
		if (number(s, 4, &last, &digits_of_year) && digits_of_year == 4)
			return no_date(why, "the year stands last, and day and month can be taken "
			                    "for each other; write the year first: 2018-07-25");
		return no_date(why, "a date with a year of two digits; write the year with four: "
		                    "2018-07-25");
	}
	if (dots)
		return no_date(why, NO_DATE);
	if (!time_of_day(s))
		return no_date(why, NO_DATE);
	if (month < 1 || month > 12 || day < 1 || day > 31)
		return no_date(why, "not a date: there is no such day; write it as 2018-07-25");
	if (!year)
		return no_date(why, "a date without a year; give it with --year");
	return check_day(tl_day_of(year, month, day), ret, why);
}

/* "15天", "15日内", "+15d", "立即" from the day FROM. 1 read, 0 none of these, -1 a fault. */
static int deadline(struct scan s, tl_day from, tl_day *ret, const char **why)
{
	static const char *const now[] = { "立即整改", "立即", "当场整改", "当场", "即时", "马上" };
	bool plus = eat(&s, "+");
	int v, n;

	for (size_t i = 0; !plus && i < TL_LEN(now); i++) {
		if ((size_t)(s.end - s.p) != strlen(now[i]) || !eat(&s, now[i]))
			continue;
		if (from == TL_NODAY)
			return no_date(why, "not a date; only a deadline can be given so");
		*ret = from;
		return 1;
	}
	if (!number(&s, 4, &v, &n))
		return 0;
	blanks(&s);
	if (plus ? !eat(&s, "d") : !(eat(&s, "天") || eat(&s, "日") || eat(&s, "个自然日")))
		return 0;
	if (!plus)
		(void)(eat(&s, "以内") || eat(&s, "之内") || eat(&s, "内"));
	if (s.p != s.end)
		return 0;
	if (from == TL_NODAY)
		return no_date(why, "not a date; only a deadline can be given so");
	*ret = from + v;
	return 1;
}

/* Excel's days (1900 system: 25569 is 1970-01-01, its false 29 February 1900 lies behind) and what
 * it writes behind a point for the time of day. */
static bool serial(struct scan *s, int v)
{
	if (v < 20000 || v > 80000)
		return false;
	if (eat(s, "."))
		while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
			s->p++;
	return s->p == s->end;
}

static int read_narrow(struct scan s, int year, tl_day from, tl_day *ret, const char **why)
{
	int v, n, rc = deadline(s, from, ret, why);

	if (rc)
		return rc < 0 ? rc : 0;
	if (eat(&s, "截止") || eat(&s, "截至"))
		(void)(eat(&s, "到") || eat(&s, "至"));
	blanks(&s);
	if (!number(&s, 8, &v, &n))
		return no_date(why, NO_DATE);
	if (n == 4)
		return after_year(&s, v, from, ret, why);
	if (n == 8 && time_of_day(&s))
		return check_day(tl_day_of(v / 10000, v / 100 % 100, v % 100), ret, why);
	if (n == 5 && serial(&s, v))
		return check_day((tl_day)(v - 25569), ret, why);
	if (n <= 2)
		return without_year(&s, v, year, ret, why);
	return no_date(why, NO_DATE);
}

/* "2018-07-24T16:30:00Z" is a moment, and its day that of the store's OFFSET. */
static bool moment(struct tl_bytes t, int offset, tl_day *ret)
{
	tl_instant at;
	bool zoned = t.len > 16 && (t.data[t.len - 1] == 'Z' || t.data[t.len - 1] == 'z' ||
	                            strchr("+-", t.data[t.len - 6]));

	if (!zoned || !tl_instant_parse(t, offset, &at))
		return false;
	*ret = tl_instant_day(at, offset);
	return true;
}

/* Value of the Chinese numeral at P; -1: none. 十 is 10. */
static int numeral(const char *p, size_t left)
{
	static const char *const words[] = { "〇", "一", "二", "三", "四", "五", "六",
		                             "七", "八", "九", "十", "零", "○" };

	for (int i = 0; i < (int)TL_LEN(words); i++)
		if (left >= 3 && !memcmp(p, words[i], 3))
			return i > 10 ? 0 : i;
	return -1;
}

/* "二〇一八年七月二十五日" in digits. A weekday, which ends a date, is one numeral behind 期 or
 * 周. */
static void numerals(struct tl_buf *text)
{
	TL_BUF out = { 0 };
	const char *p = text->data, *end;

	if (text->len < 9 || numeral(p, text->len) < 0)
		return;
	end = p + text->len;
	while (p < end) {
		int run[5], n = 0, v;
		bool weekday = p - text->data >= 3 && (!memcmp(p - 3, "期", 3) ||
		                                       !memcmp(p - 3, "周", 3));
		while (!weekday && n < 5 && (v = numeral(p, (size_t)(end - p))) >= 0) {
			run[n++] = v;
			p += 3;
		}
		if (!n) {
			tl_buf_put(&out, p++, 1);
			continue;
		}
		/* "二十五" is 2 * 10 + 5; a year is its digits. */
		if (n == 4 && run[1] != 10)
			v = run[0] * 1000 + run[1] * 100 + run[2] * 10 + run[3];
		else if (n == 3 && run[1] == 10)
			v = run[0] * 10 + run[2];
		else if (n == 2 && run[0] == 10)
			v = 10 + run[1];
		else if (n == 2 && run[1] == 10)
			v = run[0] * 10;
		else
			v = n == 1 ? run[0] : 0;
		tl_buf_printf(&out, "%d", v);
	}
	if (!out.failed) {
		tl_buf_clear(text);
		tl_buf_add(text, tl_buf_bytes(&out));
	}
}

int tl_day_read(struct tl_bytes text, int year, tl_day from, int offset, tl_day *ret,
                const char **why)
{
	TL_BUF narrow = { 0 };

	if (tl_day_parse(text, ret) || moment(text, offset, ret))
		return 0;
	tl_utf8_narrow(&narrow, text);
	if (narrow.failed)
		return no_date(why, "out of memory");
	numerals(&narrow);
	struct tl_bytes b = tl_buf_bytes(&narrow);
	/* "7月25日中午": a part of the day is no other day. */
	static const char *const parts[] = { "中午", "上午", "下午", "晚上",
		                             "早上", "前",   "之前", "以前" };
	for (size_t i = 0; i < TL_LEN(parts); i++) {
		size_t n = strlen(parts[i]);
		if (b.len > n && !memcmp(b.data + b.len - n, parts[i], n)) {
			b.len -= n;
			i = (size_t)-1;
		}
	}
	return read_narrow((struct scan){ b.data, b.data + b.len }, year, from, ret, why);
}

/* --- periods ----------------------------------------------------------------- */

static bool span(int y, int m, int months, tl_day *first, tl_day *last)
{
	int ey = y, em = m + months - 1;

	while (em > 12) {
		em -= 12;
		ey++;
	}
	*first = tl_day_of(y, m, 1);
	*last = *first == TL_NODAY || ey > 9999 ? TL_NODAY : tl_day_of(ey, em, month_days(ey, em));
	return *last != TL_NODAY;
}

/* The month BACK before the one of TODAY, in units of MONTHS. */
static bool relative_span(tl_day today, int months, int back, tl_day *first, tl_day *last)
{
	int y, m, d, at;

	tl_day_split(today, &y, &m, &d);
	at = y * 12 + (m - 1) / months * months - back * months;
	return span(at / 12, at % 12 + 1, months, first, last);
}

void tl_month_of(tl_day day, int cut, int *year, int *month)
{
	int mday;

	tl_day_split(day, year, month, &mday);
	if (!cut || mday <= cut)
		return;
	*year += *month == 12;
	*month = *month % 12 + 1;
}

bool tl_month_days(int year, int month, int cut, tl_day *first, tl_day *last)
{
	tl_day eve;

	if (!cut)
		return month >= 1 && month <= 12 && span(year, month, 1, first, last);
	eve = month == 1 ? tl_day_of(year - 1, 12, cut) : tl_day_of(year, month - 1, cut);
	*first = eve + 1;
	*last = tl_day_of(year, month, cut);
	return eve != TL_NODAY && *last != TL_NODAY;
}

bool tl_period_by_cut(struct tl_bytes text, tl_day today, int cut, tl_day *first, tl_day *last)
{
	static const struct {
		const char *word;
		int back;
	} words[] = {
		{ "this-month", 0 }, { "last-month", 1 }, { "本月", 0 }, { "上月", 1 },
	};
	TL_BUF narrow = { 0 };
	int y, m;

	tl_utf8_narrow(&narrow, text);
	for (size_t i = 0; !narrow.failed && i < TL_LEN(words); i++) {
		if (!tl_eqs(tl_buf_bytes(&narrow), words[i].word))
			continue;
		tl_month_of(today, cut, &y, &m);
		m += y * 12 - 1 - words[i].back;
		return tl_month_days(m / 12, m % 12 + 1, cut, first, last);
	}
	return false;
}

static bool week(tl_day today, int back, tl_day *first, tl_day *last)
{
	/* 1970-01-01 was a Thursday. */
	int since_monday = (int)(((int64_t)today + 3) % 7 + 7) % 7;

	*first = today - since_monday - 7 * back;
	*last = *first + 6;
	return true;
}

/* Week N of YEAR: the one that its first Thursday lies in is the first (ISO 8601). */
static bool week_of(int year, int n, tl_day *first, tl_day *last)
{
	tl_day fourth = tl_day_of(year, 1, 4), next = tl_day_of(year + 1, 1, 4);

	if (fourth == TL_NODAY || next == TL_NODAY || n < 1)
		return false;
	week(fourth + 7 * (n - 1), 0, first, last);
	return *first + 3 < next - 3;
}

static bool word_period(struct tl_bytes t, tl_day today, tl_day *first, tl_day *last)
{
	static const struct {
		const char *word;
		int months, back;
	} words[] = {
		{ "this-quarter", 3, 0 }, { "last-quarter", 3, 1 }, { "this-year", 12, 0 },
		{ "last-year", 12, 1 },   { "本季", 3, 0 },         { "本季度", 3, 0 },
		{ "上季", 3, 1 },         { "上季度", 3, 1 },       { "本年", 12, 0 },
		{ "今年", 12, 0 },        { "去年", 12, 1 },        { "上年", 12, 1 },
	};
	static const struct {
		const char *word;
		int days;
	} days[] = {
		{ "today", 0 }, { "yesterday", -1 }, { "tomorrow", 1 },
		{ "今天", 0 },  { "昨天", -1 },      { "明天", 1 },
	};

	for (size_t i = 0; i < TL_LEN(days); i++)
		if (tl_eqs(t, days[i].word)) {
			*first = *last = today + days[i].days;
			return true;
		}
	for (size_t i = 0; i < TL_LEN(words); i++)
		if (tl_eqs(t, words[i].word))
			return relative_span(today, words[i].months, words[i].back, first, last);
	if (tl_eqs(t, "this-week") || tl_eqs(t, "本周"))
		return week(today, 0, first, last);
	return (tl_eqs(t, "last-week") || tl_eqs(t, "上周")) && week(today, 1, first, last);
}

bool tl_period_parse(struct tl_bytes text, tl_day today, tl_day *first, tl_day *last)
{
	TL_BUF narrow = { 0 };
	struct scan s;
	int y, m, n, v;
	const char *why;

	tl_utf8_narrow(&narrow, text);
	if (narrow.failed || !narrow.len)
		return false;
	struct tl_bytes t = tl_buf_bytes(&narrow);
	s = (struct scan){ t.data, t.data + t.len };
	if (word_period(t, today, first, last) || tl_period_by_cut(t, today, 0, first, last))
		return true;
	if (eat(&s, "+") || eat(&s, "-")) {
		bool minus = t.data[0] == '-';
		if (!number(&s, 5, &v, &n) || !eat(&s, "d") || s.p != s.end)
			return false;
		*first = *last = minus ? today - v : today + v;
		return true;
	}
	if (!number(&s, 8, &y, &n))
		return false;
	if (n == 4) {
		struct scan rest = s;
		if (s.p == s.end || (eat(&rest, "年") && rest.p == rest.end))
			return span(y, 1, 12, first, last);
		rest = s;
		if ((eat(&rest, "Q") || eat(&rest, "q")) && number(&rest, 1, &v, &n) &&
		    rest.p == rest.end)
			return v >= 1 && v <= 4 && span(y, 3 * v - 2, 3, first, last);
		rest = s;
		if ((eat(&rest, "H") || eat(&rest, "h")) && number(&rest, 1, &v, &n) &&
		    rest.p == rest.end)
			return v >= 1 && v <= 2 && span(y, 6 * v - 5, 6, first, last);
		rest = s;
		if ((eat(&rest, "W") || eat(&rest, "w")) && number(&rest, 2, &v, &n) &&
		    rest.p == rest.end)
			return week_of(y, v, first, last);
		rest = s;
		if ((eat(&rest, "-") || eat(&rest, "/") || eat(&rest, ".") || eat(&rest, "年")) &&
		    number(&rest, 2, &m, &n)) {
			(void)eat(&rest, "月");
			if (rest.p == rest.end)
				return m >= 1 && m <= 12 && span(y, m, 1, first, last);
		}
	}
	if (n == 5)
		return false;
	if (tl_day_read(t, 0, TL_NODAY, 0, first, &why))
		return false;
	*last = *first;
	return true;
}

/* --- instants ---------------------------------------------------------------- */

#define SECOND 1000000ll

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

tl_day tl_instant_day(tl_instant at, int offset)
{
	return (tl_day)floor_div(floor_div(at, SECOND) + offset, 86400);
}

tl_instant tl_day_begin(tl_day day, int offset)
{
	return ((int64_t)day * 86400 - offset) * SECOND;
}

char *tl_instant_format(char text[TL_INSTANT_TEXT], tl_instant at, int offset, bool micros)
{
	int64_t local = floor_div(at, SECOND) + offset,
		second = local - floor_div(local, 86400) * 86400;
	int us = (int)(at - floor_div(at, SECOND) * SECOND);
	char day[TL_DAY_TEXT], zone[8], fraction[8] = "";

	if (micros && us)
		snprintf(fraction, sizeof(fraction), ".%06d", us);
	snprintf(text, TL_INSTANT_TEXT, "%sT%02d:%02d:%02d%s%s",
	         tl_day_format(day, (tl_day)floor_div(local, 86400)), (int)(second / 3600),
	         (int)(second / 60 % 60), (int)(second % 60), fraction,
	         tl_offset_format(zone, offset));
	return text;
}

bool tl_offset_parse(struct tl_bytes t, int *ret)
{
	int h, m;

	if (t.len != 6 || (t.data[0] != '+' && t.data[0] != '-') || t.data[3] != ':')
		return false;
	h = digits(t.data + 1, 2);
	m = digits(t.data + 4, 2);
	if (h < 0 || h > 14 || m < 0 || m > 59)
		return false;
	*ret = (t.data[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
	return true;
}

char *tl_offset_format(char text[8], int offset)
{
	int o = offset < 0 ? -offset : offset;

	snprintf(text, 8, "%c%02d:%02d", offset < 0 ? '-' : '+', o / 3600 % 100, o / 60 % 60);
	return text;
}

bool tl_instant_parse(struct tl_bytes t, int offset, tl_instant *ret)
{
	int h, m, sec, n, fraction = 0, zone = offset;
	struct scan s;
	tl_day day;

	if (t.len < 10 || !tl_day_parse(tl_bytes(t.data, 10), &day))
		return false;
	s = (struct scan){ t.data + 10, t.data + t.len };
	if (s.p == s.end) {
		*ret = tl_day_begin(day, offset);
		return true;
	}
	if (!(eat(&s, "T") || eat(&s, "t") || eat(&s, " ")) || !number(&s, 2, &h, &n) || n != 2 ||
	    h > 23 || !eat(&s, ":") || !number(&s, 2, &m, &n) || n != 2 || m > 59)
		return false;
	sec = 0;
	if (eat(&s, ":") && (!number(&s, 2, &sec, &n) || n != 2 || sec > 59))
		return false;
	if (eat(&s, ".")) {
		if (!number(&s, 6, &fraction, &n))
			return false;
		for (; n < 6; n++)
			fraction *= 10;
	}
	if (s.p < s.end) {
		if (eat(&s, "Z") || eat(&s, "z"))
			zone = 0;
		else if (tl_offset_parse(tl_bytes(s.p, (size_t)(s.end - s.p)), &zone))
			s.p = s.end;
	}
	if (s.p != s.end)
		return false;
	*ret = ((int64_t)day * 86400 + h * 3600 + m * 60 + sec - zone) * SECOND + fraction;
	return true;
}

bool tl_period_span(struct tl_bytes text, tl_day today, int cut, tl_day *first, tl_day *last)
{
	const char *dots = text.len ? memmem(text.data, text.len, "..", 2) : NULL;
	size_t len = dots ? (size_t)(dots - text.data) : text.len;
	struct tl_bytes from = tl_bytes(text.data, len), upto = from;
	tl_day ignored;

	if (dots)
		upto = tl_bytes(dots + 2, text.len - len - 2);
	if (!tl_period_by_cut(from, today, cut, first, &ignored) &&
	    !tl_period_parse(from, today, first, &ignored))
		return false;
	if (!tl_period_by_cut(upto, today, cut, &ignored, last) &&
	    !tl_period_parse(upto, today, &ignored, last))
		return false;
	return *first <= *last;
}

void tl_period_name(struct tl_buf *out, tl_day first, tl_day last)
{
	static const struct { int months, digits; const char *mark; } spans[] = {
		{ 1, 2, "-" }, { 3, 1, "Q" }, { 6, 1, "H" }, { 12, 0, "" }
	};
	char text[TL_DAY_TEXT], upto[TL_DAY_TEXT];
	int year, month, mday;
	tl_day begin, end;

	tl_day_split(first, &year, &month, &mday);
	for (size_t i = 0; i < TL_LEN(spans); i++) {
		int n = spans[i].months;
		if ((month - 1) % n || !span(year, month, n, &begin, &end) || begin != first ||
		    end != last)
			continue;
		tl_buf_printf(out, "%04d%s", year, spans[i].mark);
		if (spans[i].digits)
			tl_buf_printf(out, "%0*d", spans[i].digits, (month - 1) / n + 1);
		return;
	}
	tl_buf_str(out, tl_day_format(text, first));
	if (last != first)
		tl_buf_printf(out, "..%s", tl_day_format(upto, last));
}
