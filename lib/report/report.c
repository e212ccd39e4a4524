/* Reports (报表) of a period, or of what came since a moment: which days it is, as of which moment,
 * and all parts of its file. */
#include <stdio.h>
#include <stdlib.h>

#include "query/line.h"
#include "query/moment.h"
#include "query/provenance.h"
#include "report/filling.h"
#include "report/told.h"
#include "store/open.h"
#include "store/settings.h"

#define USE "report"		/* of rules */
#define USUAL "monthly"		/* the report that is usual */
#define HANDOFF "handoff"	/* and of what came since */

struct report {
	struct tl_filling f;
	const char *since;		/* what came since; NULL: of a period */
	char begin[TL_INSTANT_TEXT];	/* when what is before it was entered; empty: it is all */
	struct tl_buf name, anchor;	/* of the office; of the moment */
	bool one_month;
};

static void release(struct report *r)
{
	tl_rulebook_freep(&r->f.rules);
	tl_buf_release(&r->f.tally);
	tl_buf_release(&r->name);
	tl_buf_release(&r->anchor);
}

/* --- the period and the moment --------------------------------------------------- */

/* A whole month of the calendar is the office's month of that name. */
static void by_cut(struct tl_filling *f)
{
	tl_day first, last;
	int y, m;

	tl_month_of(f->first, 0, &y, &m);
	if (tl_month_days(y, m, 0, &first, &last) && f->first == first && f->last == last)
		tl_month_days(y, m, f->cut, &f->first, &f->last);
}

/* TEXT is no period with both ends. */
static int no_period(struct tl_filling *f, const char *text)
{
	if (f->first != TL_NODAY && f->last != TL_NODAY && f->last < f->first)
		return tl_err_hint(&f->t->err, TLSAFE_EUSAGE, "give the earlier day first",
		                   "the period ends before it begins: '%s'", text);
	return tl_err_hint(&f->t->err, TLSAFE_EUSAGE, "give 2018-06, last-month or "
	                   "2018-06-01..2018-06-15",
	                   "not a period with both ends: '%s'", text);
}

static int read_period(struct tl_filling *f, const char *text, tl_day today)
{
	f->first = f->last = TL_NODAY;
	if (!tl_period_span(tl_str(text), today, f->cut, &f->first, &f->last))
		return no_period(f, text);
	if (f->first > today)
		return tl_err_hint(&f->t->err, TLSAFE_EUSAGE, "give one that has begun",
		                   "nothing can be reported of '%s' yet", text);
	by_cut(f);
	return 0;
}

/* To the day that is looked at, from that on which the one before was entered. */
static int read_since(struct report *r, struct tl_view *v)
{
	struct tl_filling *f = &r->f;
	int rc = tl_view_since(v, r->since, &f->since), offset = f->t->genesis.offset;
	char at[TL_INSTANT_TEXT];

	f->first = f->last = tl_view_day(v);
	if (!rc && f->since)
		rc = tl_journal_head(&v->journal, f->since);
	if (rc || !f->since)
		return rc;
	tl_instant_format(at, v->journal.at->head.at, offset, false);
	tl_told_minute(r->begin, at);
	if (tl_instant_day(v->journal.at->head.at, offset) < f->first)
		f->first = tl_instant_day(v->journal.at->head.at, offset);
	return 0;
}

/* The day asked for, else the last of the period; of one that is not over, today. */
static void take_day(struct tl_filling *f, const struct tl_view *v)
{
	tl_day day = v->as_of != TL_NOEND ? v->as_of : f->last;

	tl_day_format(f->as_of, day < v->today ? day : v->today);
}

/* What all parts are of, whatever is entered while they are filled. */
static int take_moment(struct report *r, const char *name, const char *period)
{
	struct tl_filling *f = &r->f;
	TL_VIEW v = { 0 };
	int rc = tl_view_select(&v, f->t, f->s), y, m;
	tl_day first, last;

	if (!rc)
		rc = tl_rulebook_open(&f->rules, v.schema, name, USE, &f->t->err);
	if (!rc)
		rc = tl_settings_month_cut(&v, &f->cut);
	if (!rc && r->since)
		rc = read_since(r, &v);
	else if (!rc)
		rc = read_period(f, period, v.today);
	if (!rc && !r->since)
		rc = tl_view_before(&v, f->first, &f->since);
	if (rc)
		return rc;
	take_day(f, &v);
	tl_month_of(f->last, f->cut, &y, &m);
	r->one_month = tl_month_days(y, m, f->cut, &first, &last) && first == f->first &&
	               last == f->last;
	snprintf(f->known_at, sizeof(f->known_at), "%llu", (unsigned long long)v.head.number);
	if (v.known != UINT64_MAX)
		snprintf(f->known_at, sizeof(f->known_at), "%llu", (unsigned long long)v.known);
	rc = tl_settings_text(&v, "name", &r->name);
	if (!rc && !r->name.len)
		tl_buf_add(&r->name, f->t->schema->district.own_name);
	if (!rc)
		rc = tl_view_anchor(&v, &r->anchor);
	return rc ? rc : tl_provenance_date(&v, f->d->out);
}

/* --- what stands at its head and its foot ------------------------------------------ */

static const char *say(const struct report *r, const char *zh, const char *en)
{
	return r->f.english ? en : zh;
}

/* A month by its name, else days. */
static void put_period(const struct report *r, struct tl_buf *out)
{
	char first[TL_DAY_TEXT], last[TL_DAY_TEXT];
	int y, m;

	tl_month_of(r->f.last, r->f.cut, &y, &m);
	if (r->one_month)
		tl_buf_printf(out, say(r, "%d年%d月", "%d-%02d"), y, m);
	else
		tl_buf_printf(out, say(r, "%s至%s", "%s to %s"), tl_day_format(first, r->f.first),
		              tl_day_format(last, r->f.last));
}

static int put_days(struct report *r, struct tl_document_part *p)
{
	struct tl_filling *f = &r->f;
	char first[TL_DAY_TEXT], last[TL_DAY_TEXT];

	if (!r->since)
		return tl_document_text(f->d, p, say(r, "期间：%s 至 %s；截至 %s。",
		                                     "%s to %s, as of %s."),
		                        tl_day_format(first, f->first),
		                        tl_day_format(last, f->last), f->as_of);
	if (!f->since)
		return tl_document_text(f->d, p, say(r, "全部录入均为新；截至 %s。",
		                                     "All that was entered is new; as of %s."),
		                        f->as_of);
	return tl_document_text(f->d, p, say(r, "事务 %llu（%s）之后录入的为新；截至 %s。",
	                                     "New is what was entered after transaction %llu "
	                                     "(%s); as of %s."),
	                        (unsigned long long)f->since, r->begin, f->as_of);
}

static int put_head(struct report *r)
{
	struct tl_filling *f = &r->f;
	struct tl_document_part *p;
	TL_BUF title = { 0 };
	int rc = 0;

	tl_buf_str(&title, say(r, f->rules->zh, f->rules->en));
	tl_buf_str(&title, say(r, "（", " ("));
	if (r->since)
		tl_buf_str(&title, f->as_of);
	else
		put_period(r, &title);
	tl_buf_str(&title, say(r, "）", ")"));
	p = title.failed ? NULL : tl_document_add(f->d, f->rules->name, tl_buf_bytes(&title), 1);
	if (p && r->name.len)
		rc = tl_document_text(f->d, p, "%s", r->name.data);
	if (p && !rc)
		rc = put_days(r, p);
	return !p || rc ? tl_err_memory(&f->t->err) : 0;
}

/* Behind the head, once the parts are there: how much of what, and that there is nothing new. */
static int put_tally(struct report *r)
{
	struct tl_filling *f = &r->f;
	struct tl_document_part *head = f->d->part[0];
	const char *none = say(r, "没有新情况。", "Nothing new.");
	int rc = 0;

	if (f->tally.failed)
		return tl_err_memory(&f->t->err);
	if (!f->news)
		rc = tl_document_text(f->d, head, "%s", none);
	if (!rc && f->tally.len)
		rc = tl_document_text(f->d, head, say(r, "%s。", "%s."), f->tally.data);
	return rc ? tl_err_memory(&f->t->err) : 0;
}

/* What the whole can be made again by. */
static int put_foot(struct report *r)
{
	struct tl_filling *f = &r->f;
	struct tl_document_part *p =
		tl_document_add(f->d, "provenance", tl_str(say(r, "来源", "Provenance")), 2);
	TL_BUF words = { 0 };
	int rc;

	for (size_t i = 0; i < f->s->nwords; i++)
		tl_buf_printf(&words, "%s%s", i ? " " : "", f->s->words[i]);
	if (!p || words.failed)
		return tl_err_memory(&f->t->err);
	rc = tl_document_text(f->d, p,
	                      say(r, "截至 %s；锚 %s；条件：%s。",
	                          "As of %s; anchor %s; filter: %s."),
	                      f->as_of, r->anchor.data,
	                      words.len ? words.data : say(r, "无", "none"));
	if (!rc)
		rc = tl_document_text(f->d, p, say(r, "报表 %s，版本 %s；tlsafe %s。",
		                                   "Report %s, version %s; tlsafe %s."),
		                      f->rules->name, f->rules->version, tlsafe_version());
	if (!rc && f->cut)
		rc = tl_document_text(f->d, p,
		                      say(r, "月度截止日：%d日。", "Months end with day %d."),
		                      f->cut);
	return rc ? tl_err_memory(&f->t->err) : 0;
}

/* --- all of it ---------------------------------------------------------------------- */

static int fill(struct report *r, const char *name, const char *period)
{
	struct tl_filling *f = &r->f;
	int rc = take_moment(r, name, period);

	if (!rc)
		rc = put_head(r);
	for (size_t i = 0; !rc && i < f->rules->n; i++)
		rc = tl_filling_part(f, &f->rules->rule[i]);
	if (!rc && r->since)
		rc = put_tally(r);
	if (!rc)
		rc = put_foot(r);
	return rc ? rc : tl_document_draw(f->d, &f->t->err);
}

/* R of PERIOD, or since its own moment. */
static int make(struct report *r, const char *name, const char *period, struct tlsafe_out *out,
                struct tlsafe_document **ret)
{
	struct tl_filling *f = &r->f;
	struct tlsafe *t = f->t;
	int rc;

	*ret = NULL;
	if (tl_store_begin(t))
		return t->err.code;
	if (!tl_out_has_parts(out))
		return tl_err_hint(&t->err, TLSAFE_EUSAGE,
		                   "give -o html, xlsx, mail, md, csv, json or table",
		                   "a report has parts, and this form has none");
	f->english = tl_line_english(t, out);
	out->language = f->english ? "en" : "zh-CN";
	out->sheet = f->english ? "Report" : "报表";
	f->d = calloc(1, sizeof(*f->d));
	if (!f->d)
		return tl_err_memory(&t->err);
	f->d->out = out;
	f->d->english = f->english;
	rc = fill(r, name, period);
	if (rc)
		tlsafe_document_free(f->d);
	else
		*ret = f->d;
	return tl_store_error(t, rc);
}

int tlsafe_report(struct tlsafe *t, const struct tlsafe_select *s, const char *name,
                  const char *period, struct tlsafe_out *out, struct tlsafe_document **ret)
{
	TL_CLEANUP(release) struct report r = { .f = { .t = t, .s = s } };

	return make(&r, name ? name : USUAL, period, out, ret);
}

int tlsafe_handoff(struct tlsafe *t, const struct tlsafe_select *s, const char *name,
                   const char *since, struct tlsafe_out *out, struct tlsafe_document **ret)
{
	TL_CLEANUP(release) struct report r = { .f = { .t = t, .s = s }, .since = since };

	return make(&r, name ? name : HANDOFF, NULL, out, ret);
}
