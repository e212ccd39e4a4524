/* The parts of a report: what each sort of item asks, and what of the answer is printed. */
#include "report/filling.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "query/filter.h"
#include "query/line.h"
#include "query/moment.h"
#include "report/told.h"

#define LISTED 200			/* rows of a list, unless its item says otherwise */

/* A part being filled. */
struct part {
	struct tl_filling *f;
	const struct tl_book_rule *rule;
	struct tl_document_part *p;
	struct tlsafe_select s;		/* what is asked */
};

static const char *say(const struct tl_filling *f, const char *zh, const char *en)
{
	return f->english ? en : zh;
}

static const char *text_of(const struct tl_book_rule *rule, const char *key)
{
	return tl_rule_text(rule, key).data;
}

/* --- what is asked ------------------------------------------------------------- */

static int ask(struct part *p)
{
	struct tl_filling *f = p->f;
	char **words;

	p->s = (struct tlsafe_select){ .kind = text_of(p->rule, "kind"),
		                       .as_of = f->as_of,
		                       .known_at = f->known_at,
		                       .any_day = true,
		                       .headings = f->s->headings,
		                       .figures = text_of(p->rule, "figures"),
		                       .fields = text_of(p->rule, "fields"),
		                       .sort = text_of(p->rule, "sort"),
		                       .limit = (uint64_t)tl_rule_number(p->rule, "top", 0) };
	if (!p->s.kind)
		p->s.kind = "hazard";
	if (tl_rule_words(p->rule, "where", f->first, f->last, f->s->words, f->s->nwords,
	                  &f->d->arena, &words, &p->s.nwords))
		return tl_err_memory(&f->t->err);
	p->s.words = words;
	return 0;
}

/* Ends the table O of the part. */
static int close_table(struct tlsafe_out *o, int rc)
{
	if (!rc && o)
		rc = tlsafe_out_end(o);
	tlsafe_out_free(o);
	return rc;
}

static struct tlsafe_out *open_table(struct part *p, unsigned flags)
{
	struct tlsafe_out *o = tl_document_table(p->f->d, p->p, flags);

	if (!o)
		tl_err_memory(&p->f->t->err);
	return o;
}

/* A table without a row says so in words. */
static int or_none(struct part *p, int rc)
{
	if (rc || p->p->table.nrows)
		return rc;
	p->p->tabled = p->f->d->out->form->json;
	return tl_document_text(p->f->d, p->p, "%s", say(p->f, "无。", "None."));
}

/* --- figures beside those before ------------------------------------------------ */

static int rate(struct part *p, struct tl_grid *to, const char *against)
{
	struct tlsafe_out *o = tl_grid_out(to, tl_document_flags(p->f->d),
	                                   p->f->d->out->form->json);
	struct tlsafe_select s = p->s;

	s.against = against;
	return o ? close_table(o, tlsafe_rate(p->f->t, &s, o)) : tl_err_memory(&p->f->t->err);
}

/* The cell of KEY with a dot and MORE behind it, in the one row of G; none where there is none. */
static struct tl_cell beside(const struct tl_grid *g, struct tl_bytes key, const char *more)
{
	char name[100];
	size_t i;

	snprintf(name, sizeof(name), "%.*s.%s", (int)key.len, key.data, more);
	i = tl_grid_column(g, name);
	return i < g->ncolumns ? g->row[0][i] : (struct tl_cell){ .text = TL_NONE };
}

static int figure_columns(struct part *p, struct tlsafe_out *o)
{
	static const struct tl_line_column columns[] = {
		{ "figure", false, "指标", "Figure" },
		{ "value", true, "本期", "This period" },
		{ "before", true, "上期", "Period before" },
		{ "change", true, "比上期", "Change" },
		{ "last_year", true, "去年同期", "Year before" },
		{ "year_change", true, "比去年同期", "Change on year" },
	};

	return tl_line_columns(p->f->t, o, columns, TL_LEN(columns));
}

/* A line for each figure of NOW, beside that of the period before and of the year before. */
static int write_figures(struct tlsafe_out *o, const struct tl_grid *now,
                         const struct tl_grid *year)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < now->ncolumns && now->nrows; i++) {
		const struct tl_out_column *c = &now->column[i];
		TL_BUF json = { 0 };
		if (!c->numeric || memchr(c->key.data, '.', c->key.len))
			continue;
		tl_json_string(&json, c->key);
		const struct tl_cell cell[] = { { .text = c->key,
			                          .label = c->heading,
			                          .json = tl_buf_bytes(&json) },
			                        now->row[0][i],
			                        beside(now, c->key, "before"),
			                        beside(now, c->key, "change"),
			                        beside(year, c->key, "before"),
			                        beside(year, c->key, "change") };
		rc = json.failed ? TLSAFE_EMEMORY : tl_out_row(o, cell);
	}
	return rc;
}

static int fill_figures(struct part *p)
{
	TL_CLEANUP(tl_grid_release) struct tl_grid now = { .nrows = 0 };
	TL_CLEANUP(tl_grid_release) struct tl_grid year = { .nrows = 0 };
	struct tlsafe_out *o;
	int rc = rate(p, &now, "prev");

	if (!rc)
		rc = rate(p, &year, "last-year");
	if (rc)
		return rc;
	o = open_table(p, 0);
	rc = o ? figure_columns(p, o) : TLSAFE_EMEMORY;
	if (!rc)
		rc = write_figures(o, &now, &year);
	return close_table(o, rc);
}

/* --- the others ------------------------------------------------------------------ */

static int fill_flow(struct part *p)
{
	const char *by = text_of(p->rule, "by");
	struct tlsafe_out *o = open_table(p, by ? TLSAFE_OUT_TOTALS : TLSAFE_OUT_PAIRS);
	int rc = o ? close_table(o, tlsafe_flow(p->f->t, &p->s, by, o)) : TLSAFE_EMEMORY;

	/* The report says them at its head and foot. */
	tl_grid_drop(&p->p->table, "first");
	tl_grid_drop(&p->p->table, "last");
	tl_grid_drop(&p->p->table, "anchor");
	return rc;
}

/* So many months, the last of which is that in which the period ends: its filter is on these. */
static int fill_trend(struct part *p)
{
	struct tl_filling *f = p->f;
	char from[TL_DAY_TEXT], upto[TL_DAY_TEXT], word[2 * TL_DAY_TEXT + 10];
	char **words = tl_arena_zalloc(&f->d->arena, (p->s.nwords + 1) * sizeof(*words));
	struct tlsafe_out *o;
	tl_day first, last;
	int y, m;

	tl_month_of(f->last, f->cut, &y, &m);
	m += y * 12 - (int)tl_rule_number(p->rule, "months", 1);
	if (!tl_month_days(m / 12, m % 12 + 1, f->cut, &first, &last))
		return tl_rule_fault(f->rules, p->rule, "months", &f->t->err, "too many months");
	if (!words)
		return tl_err_memory(&f->t->err);
	snprintf(word, sizeof(word), "found=%s..%s", tl_day_format(from, first),
	         tl_day_format(upto, f->last));
	for (size_t i = 0; i < p->s.nwords; i++)
		words[i] = p->s.words[i];
	words[p->s.nwords++] = word;
	p->s.words = words;
	o = open_table(p, TLSAFE_OUT_TOTALS);
	return o ? close_table(o, tlsafe_trend(f->t, &p->s, o)) : TLSAFE_EMEMORY;
}

static int fill_by(struct part *p)
{
	const struct tlsafe_table how = { .dimensions = text_of(p->rule, "by") };
	struct tlsafe_out *o = open_table(p, TLSAFE_OUT_TOTALS);
	int rc = o ? close_table(o, tlsafe_by(p->f->t, &p->s, &how, o)) : TLSAFE_EMEMORY;

	return or_none(p, rc);
}

/* The table has FOUND rows, or as many of them as are listed. */
static int or_first(struct part *p, uint64_t found, int rc)
{
	if (!rc && found > p->p->table.nrows)
		rc = tl_document_text(p->f->d, p->p,
		                      say(p->f, "共%llu条，列出前%zu条。",
		                          "%llu in all, the first %zu of which are listed."),
		                      (unsigned long long)found, p->p->table.nrows);
	return or_none(p, rc);
}

static void cut(struct part *p)
{
	if (!p->s.limit)
		p->s.limit = LISTED;
}

static int fill_list(struct part *p)
{
	struct tlsafe_out *o = open_table(p, 0);
	uint64_t found = 0;
	int rc;

	cut(p);
	rc = o ? close_table(o, tlsafe_list(p->f->t, &p->s, o, &found)) : TLSAFE_EMEMORY;

	return or_first(p, found, rc);
}

/* --- what was said, and by whom ---------------------------------------------------- */

/* The rows that LIST writes, with who said what of each last. */
static int write_last(struct part *p, const struct tl_told *l,
                      int (*list)(struct part *p, struct tlsafe_out *o, uint64_t *found),
                      uint64_t *found)
{
	TL_CLEANUP(tl_grid_release) struct tl_grid rows = { .nrows = 0 };
	struct tlsafe_out *o = tl_grid_out(&rows, tl_document_flags(p->f->d),
	                                   p->f->d->out->form->json);
	int rc = o ? close_table(o, list(p, o, found)) : tl_err_memory(&p->f->t->err);

	if (rc)
		return rc;
	if (tl_grid_column(&rows, "id") == rows.ncolumns)
		return tl_rule_fault(p->f->rules, p->rule, "fields", &p->f->t->err,
		                     "'fields' wants id among them");
	o = open_table(p, 0);
	return o ? close_table(o, tl_told_write(p->f->t, &p->s, l, &rows, o)) : TLSAFE_EMEMORY;
}

/* How much there is of what, for the head. */
static void tally(struct part *p, uint64_t found)
{
	struct tl_buf *to = &p->f->tally;

	if (found)
		tl_buf_printf(to, say(p->f, "%s%s%llu条", "%s%s: %llu"),
		              to->len ? say(p->f, "，", ", ") : "",
		              say(p->f, p->rule->zh, p->rule->en), (unsigned long long)found);
}

static int list_matching(struct part *p, struct tlsafe_out *o, uint64_t *found)
{
	return tlsafe_list(p->f->t, &p->s, o, found);
}

static int fill_said(struct part *p)
{
	const struct tl_told any = { 0 };
	uint64_t found = 0;
	int rc;

	cut(p);
	rc = write_last(p, &any, list_matching, &found);
	tally(p, found);
	return or_first(p, found, rc);
}

static int list_ids(struct part *p, struct tlsafe_out *o, uint64_t *found)
{
	*found = p->s.nwords;
	if (p->s.nwords > p->s.limit)
		p->s.nwords = p->s.limit;
	return tlsafe_show(p->f->t, &p->s, o);
}

static int fill_news(struct part *p)
{
	struct tl_filling *f = p->f;
	struct tl_told l = { .since = f->since };
	uint64_t found = 0;
	char **was, **ids;
	size_t nwas;
	int rc;

	cut(p);
	if (!tl_told_acts(text_of(p->rule, "acts"), &l.acts))
		return tl_rule_fault(f->rules, p->rule, "acts", &f->t->err,
		                     "'acts' names what is no act: %s", text_of(p->rule, "acts"));
	if (tl_rule_words(p->rule, "was", f->first, f->last, NULL, 0, &f->d->arena, &was, &nwas))
		return tl_err_memory(&f->t->err);
	rc = tl_told_ids(f->t, &p->s, &l, was, nwas, &f->d->arena, &ids, &p->s.nwords);
	p->s.words = ids;
	if (!rc && p->s.nwords)
		rc = write_last(p, &l, list_ids, &found);
	tally(p, found);
	f->news += found;
	return or_first(p, found, rc);
}

/* --- assessment, signals, texts and counts ------------------------------------------ */

static int fill_rank(struct part *p)
{
	const struct tlsafe_ranking how = { .rules = text_of(p->rule, "rules") };
	struct tlsafe_out *o = open_table(p, 0);
	int rc = o ? close_table(o, tlsafe_rank(p->f->t, &p->s, &how, o)) : TLSAFE_EMEMORY;

	return or_none(p, rc);
}

static int fill_signals(struct part *p)
{
	const struct tlsafe_signals how = { .rules = text_of(p->rule, "rules"),
		                            .hits = true,
		                            .most = p->s.limit ? p->s.limit : LISTED };
	struct tlsafe_out *o = open_table(p, 0);
	uint64_t found = 0;
	int rc = o ? close_table(o, tlsafe_signals(p->f->t, &p->s, &how, o, &found)) :
		     TLSAFE_EMEMORY;

	if (!rc && found > p->p->table.nrows)
		rc = tl_document_text(p->f->d, p->p,
		                      say(p->f, "共%llu条，每条规则列出前%llu条。",
		                          "%llu in all, of each rule the first %llu are listed."),
		                      (unsigned long long)found, (unsigned long long)how.most);
	return or_none(p, rc);
}

static int fill_text(struct part *p)
{
	return tl_document_text(p->f->d, p->p, "%s",
	                        text_of(p->rule, p->f->english ? "text_en" : "text"));
}

/* Counts that stand behind each other are lines of one table, below the text before them. FOUND
 * NULL: the caller's words say nothing of such records, or the caller may not ask. */
static int count_line(struct part *p, struct tlsafe_out *o, const uint64_t *found)
{
	static const struct tl_line_column columns[] = { { "of", false, "项目", "Of" },
		                                         { "count", true, "数量", "Count" } };
	char number[24] = "/";
	TL_BUF json = { 0 };
	int rc = tl_line_columns(p->f->t, o, columns, TL_LEN(columns));

	if (found)
		snprintf(number, sizeof(number), "%llu", (unsigned long long)*found);
	tl_json_string(&json, tl_str(p->rule->id));
	if (rc || json.failed)
		return rc ? rc : TLSAFE_EMEMORY;
	const struct tl_cell cell[] = {
		{ .text = tl_str(p->rule->id),
		  .label = tl_str(say(p->f, p->rule->zh, p->rule->en)),
		  .json = tl_buf_bytes(&json) },
		{ .text = tl_str(number), .json = tl_str(found ? number : "null"),
		  .numeric = true }
	};
	return tl_out_row(o, cell);
}

static int fill_count(struct part *p)
{
	TL_CLEANUP(tl_grid_release) struct tl_grid none = { .nrows = 0 };
	struct tlsafe_out *o = tl_grid_out(&none, 0, p->f->d->out->form->json);
	uint64_t found = 0;
	bool foreign;
	int rc;

	p->s.limit = 1;
	p->s.fields = "id";
	rc = o ? close_table(o, tlsafe_list(p->f->t, &p->s, o, &found)) : TLSAFE_EMEMORY;
	foreign = rc == TLSAFE_EUSAGE && p->f->s->nwords && strcmp(p->s.kind, "hazard");
	foreign |= rc == TLSAFE_ERULE;	/* personal values are not for every role */
	if (foreign)
		tl_err_clear(&p->f->t->err);
	else if (rc)
		return rc;
	o = open_table(p, 0);
	if (!o)
		return TLSAFE_EMEMORY;
	return close_table(o, count_line(p, o, foreign ? NULL : &found));
}

static const struct sort {
	const char *is;
	int (*fill)(struct part *p);
} sorts[] = {
	{ "figures", fill_figures }, { "flow", fill_flow },       { "trend", fill_trend },
	{ "by", fill_by },           { "list", fill_list },       { "rank", fill_rank },
	{ "signals", fill_signals }, { "count", fill_count },     { "text", fill_text },
	{ "said", fill_said },       { "news", fill_news },
};

static bool is_a(const struct tl_book_rule *rule, const char *is)
{
	return !strcmp(rule->is, is);
}

/* The part that RULE fills: one of its own, or for a count that before it. */
static int place(struct part *p)
{
	struct tl_filling *f = p->f;
	const struct tl_book_rule *rule = p->rule, *before = rule - 1;

	if (is_a(rule, "count")) {
		if (rule == f->rules->rule || !(is_a(before, "count") || is_a(before, "text")))
			return tl_rule_fault(f->rules, rule, "is", &f->t->err,
			                     "a count stands behind a text or another count");
		p->p = f->d->part[f->d->n - 1];
		return 0;
	}
	p->p = tl_document_add(f->d, rule->id, tl_str(say(f, rule->zh, rule->en)), 2);
	if (!p->p)
		return tl_err_memory(&f->t->err);
	if (!text_of(rule, "chart"))
		return 0;
	/* The document outlives the rules. */
	p->p->chart = tl_arena_str(&f->d->arena, text_of(rule, "chart"));
	return p->p->chart ? 0 : tl_err_memory(&f->t->err);
}

/* Whether the caller's words cannot be understood even without those of the part: then the error
 * says so. */
static bool callers_fault(const struct part *p)
{
	struct tlsafe *t = p->f->t;
	const struct tlsafe_select *s = p->f->s;
	struct tl_err was = t->err;
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	const struct tl_kind *kind;
	int rc;

	if (was.code != TLSAFE_EUSAGE || !s->nwords)
		return false;
	tl_err_clear(&t->err);
	rc = tl_view_select(&v, t, &p->s);
	kind = rc ? NULL : tl_schema_kind(v.schema, p->s.kind);
	if (kind)
		rc = tl_query_begin(&q, &v, kind, s->words, s->nwords, false);
	if (!rc)
		t->err = was;
	return rc;
}

int tl_filling_part(struct tl_filling *f, const struct tl_book_rule *rule)
{
	struct part p = { .f = f, .rule = rule };
	int rc = place(&p);

	if (!rc)
		rc = ask(&p);
	for (size_t i = 0; !rc && i < TL_LEN(sorts); i++)
		if (is_a(rule, sorts[i].is))
			rc = sorts[i].fill(&p);
	if (rc && callers_fault(&p))
		return f->t->err.code;
	return tl_rule_answered(f->rules, rule, "where", &f->t->err, rc);
}
