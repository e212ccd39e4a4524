/* Terms that count from an event. */
#include "change/term.h"

static bool days_of(struct tl_bytes term, int *n)
{
	int64_t sum = 0;

	if (term.len < 3 || term.len > 6 || term.data[0] != '+' || term.data[term.len - 1] != 'd')
		return false;
	for (size_t i = 1; i + 1 < term.len; i++) {
		if (term.data[i] < '0' || term.data[i] > '9')
			return false;
		sum = sum * 10 + (term.data[i] - '0');
	}
	*n = (int)sum;
	return sum > 0;
}

bool tl_term_said(struct tl_bytes text, struct tl_buf *term)
{
	static const char *const words[] = { "served", "送达" };
	struct tl_bytes rest = TL_NONE;
	int n;

	for (size_t i = 0; i < TL_LEN(words); i++)
		if (tl_starts(text, tl_str(words[i])))
			rest = tl_bytes(text.data + strlen(words[i]), text.len - strlen(words[i]));
	if (!rest.len || rest.data[0] != '+')
		return false;
	if (days_of(rest, &n))
		tl_buf_printf(term, "+%dd", n);
	else if (tl_workdays_parse(rest, &n) && n > 0)
		tl_buf_printf(term, "+%dwd", n);
	else
		return false;
	return true;
}

int tl_term_day(struct tl_calendar **kept, const struct tl_schema *s, struct tl_bytes term,
                tl_day from, tl_day *ret, struct tl_err *err)
{
	int n;

	if (tl_workdays_parse(term, &n))
		return tl_calendar_after(kept, s, from, n, ret, err);
	if (!days_of(term, &n))
		return tl_err_set(err, TLSAFE_EINPUT, "not a term: '%.*s'", (int)term.len,
		                  term.data);
	*ret = from + n;
	return 0;
}

void tl_term_explain(struct tl_buf *out, struct tl_bytes text, tl_day from, tl_day day,
                     const struct tl_calendar *kept)
{
	char first[TL_DAY_TEXT], last[TL_DAY_TEXT];
	int n;

	tl_buf_printf(out, "%.*s from %s is %s: ", (int)text.len, text.data,
	              tl_day_format(first, from), tl_day_format(last, day));
	if (tl_workdays_parse(text, &n))
		tl_workdays_explain(out, &kept->days, from, day);
	else
		tl_buf_str(out, "every day counts");
}
