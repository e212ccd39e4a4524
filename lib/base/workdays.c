/* Working days. */
#include "base/workdays.h"

#include "base/utf8.h"

/* 1970-01-01 was a Thursday. */
static bool weekend(tl_day day)
{
	int week = (int)(((int64_t)day + 3) % 7);

	return (week < 0 ? week + 7 : week) >= 5;
}

/* The last of the spans that do not begin behind DAY, if it holds DAY. */
static const struct tl_workdays_span *span_of(const struct tl_workdays *w, tl_day day)
{
	size_t low = 0, high = w->nspans;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (w->span[mid].first <= day)
			low = mid + 1;
		else
			high = mid;
	}
	return low && day <= w->span[low - 1].last ? &w->span[low - 1] : NULL;
}

enum tl_workdays_is tl_workdays_day(const struct tl_workdays *w, tl_day day,
                                    const struct tl_workdays_span **span)
{
	const struct tl_workdays_span *s = span_of(w, day);

	if (span)
		*span = s;
	if (s)
		return s->worked ? TL_WORKDAYS_MADE_UP : TL_WORKDAYS_OFF;
	return weekend(day) ? TL_WORKDAYS_WEEKEND : TL_WORKDAYS_PLAIN;
}

static bool worked(enum tl_workdays_is is)
{
	return is == TL_WORKDAYS_PLAIN || is == TL_WORKDAYS_MADE_UP;
}

static bool knows(const struct tl_workdays *w, int year)
{
	for (size_t i = 0; i < w->nyears; i++)
		if (w->year[i] == year)
			return true;
	return false;
}

int tl_workdays_after(const struct tl_workdays *w, tl_day from, int n, tl_day *ret)
{
	int year, month, mday, known = 0;
	tl_day day = from;

	while (n > 0) {
		tl_day_split(++day, &year, &month, &mday);
		if (year != known && !knows(w, year))
			return year;
		known = year;
		n -= worked(tl_workdays_day(w, day, NULL));
	}
	*ret = day;
	return 0;
}

/* --- in words ---------------------------------------------------------------- */

/* Days in a row of which the same is said. */
struct run {
	tl_day first, last;
	enum tl_workdays_is is;
	const struct tl_workdays_span *span;
};

static bool same_name(const struct tl_workdays_span *a, const struct tl_workdays_span *b)
{
	return a == b || (a && b && !strcmp(a->zh, b->zh));
}

static struct run run_from(const struct tl_workdays *w, tl_day day, tl_day last)
{
	struct run r = { .first = day, .last = day };
	const struct tl_workdays_span *span;

	r.is = tl_workdays_day(w, day, &r.span);
	while (r.last < last && tl_workdays_day(w, r.last + 1, &span) == r.is &&
	       same_name(r.span, span))
		r.last++;
	return r;
}

static void put_run(struct tl_buf *out, const struct run *r)
{
	char first[TL_DAY_TEXT], last[TL_DAY_TEXT];

	tl_buf_str(out, tl_day_format(first, r->first));
	if (r->last != r->first)
		tl_buf_printf(out, " to %s", tl_day_format(last, r->last));
	if (r->is == TL_WORKDAYS_WEEKEND)
		tl_buf_str(out, " (weekend)");
	if (r->span)
		tl_buf_printf(out, " (%s%s)", r->span->worked ? "made up for " : "", r->span->zh);
}

/* The days that are WORKED, or the others. False: there are none. */
static bool put_runs(struct tl_buf *out, const struct tl_workdays *w, tl_day from, tl_day last,
                     bool wanted, const char *before)
{
	bool any = false;

	for (tl_day day = from + 1; day <= last;) {
		struct run r = run_from(w, day, last);
		day = r.last + 1;
		if (worked(r.is) != wanted)
			continue;
		tl_buf_str(out, any ? ", " : before);
		put_run(out, &r);
		any = true;
	}
	return any;
}

void tl_workdays_explain(struct tl_buf *out, const struct tl_workdays *w, tl_day from, tl_day last)
{
	put_runs(out, w, from, last, true, "counted ");
	if (!put_runs(out, w, from, last, false, ", passed over "))
		tl_buf_str(out, ", none passed over");
}

/* --- as people write them ---------------------------------------------------- */

/* Takes what T begins with off it, if that is WORD. */
static bool take(struct tl_bytes *t, const char *word)
{
	if (!tl_starts(*t, tl_str(word)))
		return false;
	*t = tl_bytes(t->data + strlen(word), t->len - strlen(word));
	return true;
}

bool tl_workdays_parse(struct tl_bytes text, int *n)
{
	TL_BUF narrow = { 0 };
	struct tl_bytes t;
	size_t digits = 0;
	bool plus;

	tl_utf8_narrow(&narrow, text);
	if (narrow.failed)
		return false;
	t = tl_buf_bytes(&narrow);
	plus = take(&t, "+");
	for (*n = 0; digits < t.len && t.data[digits] >= '0' && t.data[digits] <= '9'; digits++) {
		if (digits == 4)
			return false;
		*n = *n * 10 + (t.data[digits] - '0');
	}
	if (!digits)
		return false;
	t = tl_bytes(t.data + digits, t.len - digits);
	if (plus)
		return tl_eqs(t, "wd");
	t = tl_utf8_trim(t);
	take(&t, "个");
	if (!take(&t, "工作日"))
		return false;
	return !t.len || tl_eqs(t, "内") || tl_eqs(t, "以内") || tl_eqs(t, "之内");
}
