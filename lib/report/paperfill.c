/* A paper made out: its texts, its table of hazards, as often as there are copies. */
#include "report/paperfill.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "journal/hazard.h"
#include "journal/workflow.h"
#include "report/document.h"
#include "store/handle.h"

struct fill {
	const struct tl_paper_case *c;
	struct tlsafe_document *d;
	struct tl_err *err;
	struct tl_buf value;		/* of the key that was asked for last */
	bool day;			/* it is one, as a cell has it */
	const char *called;		/* what it is called; NULL: by its key alone */
	struct tl_bytes officer, certificate;	/* whose line it is */
};

static int config(struct fill *f, size_t line, const char *fmt, const char *what)
{
	TL_BUF text = { 0 };

	tl_buf_printf(&text, fmt, what);
	return tl_err_set(f->err, TLSAFE_ECONFIG, "%s.yaml:%zu: %s", f->c->paper->file, line,
	                  text.failed ? what : text.data);
}

/* --- days and groups ----------------------------------------------------------- */

void tl_paper_day(struct tl_buf *out, tl_day day)
{
	int y, m, d;

	tl_day_split(day, &y, &m, &d);
	tl_buf_printf(out, "%d年%d月%d日", y, m, d);
}

/* Row I is due on DAY, or if that is none, so long after service as TERM says. */
static bool is_due(const struct tl_paper_case *c, size_t i, tl_day day, struct tl_bytes term)
{
	if (i >= c->n || tl_record_day(c->row[i], TL_F_DUE) != day)
		return false;
	return day != TL_NODAY || tl_eq(tl_record_at(c->row[i], TL_F_TERM), term);
}

/* "1、3至5": the places, from 1, of those. */
static void put_places(const struct tl_paper_case *c, tl_day day, struct tl_bytes term, bool codes,
                       struct tl_buf *out)
{
	const char *comma = "";

	for (size_t i = 0, last; i < c->n; i = last + 1) {
		last = i;
		if (!is_due(c, i, day, term))
			continue;
		while (is_due(c, last + 1, day, term))
			last++;
		tl_buf_printf(out, "%s%zu", comma, i + 1);
		if (last > i)
			tl_buf_printf(out, "%s%zu", codes ? "-" : "至", last + 1);
		comma = "、";
	}
}

/* "自送达之日起15个工作日内" of +15wd. */
static void put_term(struct tl_buf *out, struct tl_bytes term)
{
	bool working = term.data[term.len - 2] == 'w';
	int digits = (int)term.len - (working ? 3 : 2);

	tl_buf_printf(out, "自送达之日起%.*s%s内", digits, term.data + 1,
	              working ? "个工作日" : "日");
}

/* The next day behind DAY on which one is due. */
static bool next_due(const struct tl_paper_case *c, tl_day *day)
{
	tl_day least = TL_NOEND;

	for (size_t i = 0; i < c->n; i++) {
		tl_day due = tl_record_day(c->row[i], TL_F_DUE);
		if (due != TL_NODAY && due < least && (*day == TL_NODAY || due > *day))
			least = due;
	}
	*day = least;
	return least != TL_NOEND;
}

/* Those that are due on DAY, or without a day by TERM. */
static void put_group(const struct tl_paper_case *c, tl_day day, struct tl_bytes term, bool codes,
                      struct tl_buf *out)
{
	const char *between = codes ? "; " : "；第";
	char text[TL_DAY_TEXT];

	if (!out->len)
		between = codes ? "" : "第";
	tl_buf_str(out, between);
	put_places(c, day, term, codes, out);
	if (codes && day != TL_NODAY) {
		tl_buf_printf(out, " %s", tl_day_format(text, day));
	} else if (codes) {
		tl_buf_printf(out, " %s%.*s", term.len ? "served" : "", (int)term.len, term.data);
	} else if (day != TL_NODAY) {
		tl_buf_str(out, "项于");
		tl_paper_day(out, day);
		tl_buf_str(out, "前整改完毕");
	} else if (term.len) {
		tl_buf_str(out, "项");
		put_term(out, term);
		tl_buf_str(out, "整改完毕");
	} else {
		tl_buf_str(out, "项期限未定");
	}
}

/* Each term once, where it stands first. */
static void put_undated(const struct tl_paper_case *c, bool codes, struct tl_buf *out)
{
	for (size_t i = 0, k; i < c->n; i++) {
		struct tl_bytes term = tl_record_at(c->row[i], TL_F_TERM);
		for (k = 0; k < i && !is_due(c, k, TL_NODAY, term);)
			k++;
		if (k == i && is_due(c, i, TL_NODAY, term))
			put_group(c, TL_NODAY, term, codes, out);
	}
}

void tl_paper_groups(const struct tl_paper_case *c, bool codes, struct tl_buf *out)
{
	TL_BUF said = { 0 };

	for (tl_day day = TL_NODAY; next_due(c, &day);)
		put_group(c, day, TL_NONE, codes, &said);
	put_undated(c, codes, &said);
	tl_buf_add(out, tl_buf_bytes(&said));
	out->failed |= said.failed;
}

/* --- values --------------------------------------------------------------------- */

static bool is_major(const struct tl_paper_case *c, const struct tl_record *r)
{
	(void)c;
	return tl_record_is(r, TL_F_LEVEL, "major");
}

static bool is_overdue(const struct tl_paper_case *c, const struct tl_record *r)
{
	struct tl_status s;

	tl_status_of(&s, r);
	return tl_status_overdue(&s, c->issued);
}

static bool has_passed(const struct tl_paper_case *c, const struct tl_record *r)
{
	(void)c;
	return tl_record_is(r, TL_F_STATE, "closed");
}

static bool has_failed(const struct tl_paper_case *c, const struct tl_record *r)
{
	return !has_passed(c, r);
}

static bool any(const struct tl_paper_case *c, const struct tl_record *r)
{
	(void)c;
	(void)r;
	return true;
}

/* How many of the rows. */
static const struct { const char *key; bool (*counts)(const struct tl_paper_case *c,
                                                      const struct tl_record *r); } counts[] = {
	{ "count", any },	  { "majors", is_major },   { "overdue", is_overdue },
	{ "passed", has_passed }, { "failed", has_failed },
};

static void put_found(const struct tl_paper_case *c, struct tl_buf *out)
{
	tl_day first = TL_NOEND, last = TL_NODAY;

	for (size_t i = 0; i < c->n; i++) {
		tl_day found = tl_record_day(c->row[i], TL_F_FOUND);
		first = found < first ? found : first;
		last = last == TL_NODAY || found > last ? found : last;
	}
	tl_paper_day(out, first);
	if (last > first) {
		tl_buf_str(out, "至");
		tl_paper_day(out, last);
	}
}

/* That the unit would not sign, and who saw it. */
static void put_refusal(const struct tl_paper_case *c, struct tl_buf *out)
{
	struct tl_bytes witness;

	if (!c->visit || !tl_eqs(tl_record_named(c->visit, "refused"), TL_YES))
		return;
	witness = tl_record_named(c->visit, "witness");
	tl_buf_printf(out, "拒绝签字　　见证人：%.*s", (int)witness.len, witness.data);
}

/* What came of an application for more time. True: KEY is of that. */
static bool put_decision(const struct tl_paper_case *c, struct tl_bytes key, struct tl_buf *out)
{
	const struct tl_paper_decision *d = c->decision;

	if (d && tl_eqs(key, "decided") && d->on != TL_NODAY) {
		tl_paper_day(out, d->on);
	} else if (d && tl_eqs(key, "why")) {
		tl_buf_add(out, d->why);
	} else if (d && tl_eqs(key, "decision")) {
		tl_buf_str(out, d->refused ? "不同意延期，仍应于" : "同意延期至");
		tl_paper_day(out, tl_record_day(c->row[0], TL_F_DUE));
		tl_buf_str(out, d->refused ? "前整改完毕" : "");
	}
	return tl_eqs(key, "decided") || tl_eqs(key, "why") || tl_eqs(key, "decision");
}

/* What the paper itself knows. True: KEY is such a value. */
static bool put_own(struct fill *f, struct tl_bytes key)
{
	const struct tl_paper_case *c = f->c;
	struct tl_buf *out = &f->value;

	for (size_t i = 0; i < TL_LEN(counts); i++) {
		size_t n = 0;
		if (!tl_eqs(key, counts[i].key))
			continue;
		for (size_t k = 0; k < c->n; k++)
			n += counts[i].counts(c, c->row[k]);
		tl_buf_printf(out, "%zu", n);
		return true;
	}
	if (tl_eqs(key, "number"))
		tl_buf_add(out, c->number);
	else if (tl_eqs(key, "body"))
		tl_buf_add(out, c->body);
	else if (tl_eqs(key, "addressee"))
		tl_buf_add(out, c->addressee);
	else if (tl_eqs(key, "issued"))
		tl_paper_day(out, c->issued);
	else if (tl_eqs(key, "found"))
		put_found(c, out);
	else if (tl_eqs(key, "groups"))
		tl_paper_groups(c, false, out);
	else if (tl_eqs(key, "basis"))
		tl_buf_str(out, c->basis ? c->basis : "");
	else if (tl_eqs(key, "officers"))
		tl_buf_add(out, c->officers);
	else if (tl_eqs(key, "certificates"))
		tl_buf_add(out, c->certificates);
	else if (tl_eqs(key, "officer"))
		tl_buf_add(out, f->officer);
	else if (tl_eqs(key, "certificate"))
		tl_buf_add(out, f->certificate);
	else if (tl_eqs(key, "refusal"))
		put_refusal(c, out);
	else if (tl_eqs(key, "inspection"))
		tl_buf_add(out, c->visit ? tl_record_at(c->visit, TL_F_ID) : TL_NONE);
	else
		return put_decision(c, key, out);
	return true;
}

/* What was given. True: KEY is a field of the paper. */
static bool put_given(struct fill *f, struct tl_bytes key)
{
	const struct tl_paper *p = f->c->paper;
	size_t i = 0;

	while (i < p->nfields && !tl_eqs(key, p->field[i].key))
		i++;
	if (i == p->nfields)
		return false;
	f->called = p->field[i].zh;
	for (size_t k = 0; k < f->c->ngiven; k++)
		if (tl_eqs(key, f->c->given[k].field))
			tl_buf_str(&f->value, f->c->given[k].text);
	return true;
}

/* A day, or a moment to the minute, as texts have them. False: VALUE is neither. */
static bool put_when(struct tl_buf *out, const struct tl_field *of, struct tl_bytes value)
{
	const bool moment = !strcmp(of->type->name, "instant");
	tl_day day;

	/* 2018-07-25T09:30:00+08:00 */
	if (!tl_day_parse(tl_bytes(value.data, moment && value.len > 16 ? 10 : value.len), &day))
		return false;
	tl_paper_day(out, day);
	if (moment)
		tl_buf_printf(out, "%.2s时%.2s分", value.data + 11, value.data + 14);
	return true;
}

/* The value of NAME, a field of Q's kind or of what it refers to, in R. What stands on a paper
 * stays, so it is nothing that somebody may want forgotten. */
static int put_field(struct fill *f, struct tl_query *q, struct tl_bytes name, size_t line,
                     const struct tl_record *r, bool in_text)
{
	const struct tl_field *of;
	struct tl_bytes value;
	struct tl_path path;
	int rc = tl_path_find(&path, q->kind, name, f->err);

	if (rc == TLSAFE_EUSAGE)
		return config(f, line, "%s", f->err->text);
	of = path.sub ? path.sub : path.field;
	if (!rc && of->personal)
		return config(f, line, "'%s' is a personal value, and a document is kept", of->key);
	if (!rc)
		rc = tl_query_value(q, &path, r, &value);
	f->called = of->zh;
	if (rc || !value.len)
		return rc;
	f->day = !strcmp(of->type->name, "date");
	if (!in_text || !put_when(&f->value, of, value))
		rc = tl_query_label(q, of, value, false, &f->value);
	return rc;
}

/* All rows have one unit, or all have none. */
static bool one_unit(const struct tl_paper_case *c)
{
	for (size_t i = 1; i < c->n; i++)
		if (!tl_eq(tl_record_at(c->row[i], TL_F_UNIT),
		           tl_record_at(c->row[0], TL_F_UNIT)))
			return false;
	return true;
}

/* Of the unit of the visit, or of all rows. */
static int put_unit(struct fill *f, struct tl_bytes name, size_t line)
{
	const struct tl_paper_case *c = f->c;

	if (c->paper->items)
		return put_field(f, c->visits, name, line, c->visit, true);
	return one_unit(c) ? put_field(f, c->q, name, line, c->row[0], true) : 0;
}

/* What KEY has behind PREFIX; nothing: it begins otherwise. */
static struct tl_bytes behind(struct tl_bytes key, const char *prefix)
{
	const struct tl_bytes p = tl_str(prefix);

	return tl_starts(key, p) ? tl_bytes(key.data + p.len, key.len - p.len) : TL_NONE;
}

/* The value of KEY, of the text on LINE, into F. */
static int find_value(struct fill *f, struct tl_bytes key, size_t line)
{
	const struct tl_paper_case *c = f->c;
	struct tl_bytes of_hazard = behind(key, "hazard."), of_visit = behind(key, "inspection.");
	TL_BUF name = { 0 };

	tl_buf_clear(&f->value);
	f->called = NULL;
	tl_buf_add(&name, key);
	if (put_own(f, key) || put_given(f, key))
		return 0;
	if (c->paper->each == TL_PAPER_HAZARD && of_hazard.len)
		return put_field(f, c->q, of_hazard, line, c->row[0], true);
	if (c->paper->each == TL_PAPER_INSPECTION && of_visit.len)
		return c->visit ? put_field(f, c->visits, of_visit, line, c->visit, true) : 0;
	if (tl_eqs(key, "unit") || tl_starts(key, TL_LIT("unit."))) {
		tl_buf_str(&name, tl_eqs(key, "unit") ? ".name" : "");
		return put_unit(f, tl_buf_bytes(&name), line);
	}
	return config(f, line, "nothing is called {%s}", name.failed ? "" : name.data);
}

static int missing(struct fill *f, const char *key, size_t len)
{
	const struct tl_paper_case *c = f->c;
	struct tl_bytes id = tl_record_at(c->paper->items ? c->visit : c->row[0], TL_F_ID);
	const char *called = f->called ? f->called : "";
	TL_BUF hint = { 0 };
	bool given = put_given(f, tl_bytes(key, len));

	if (given)
		tl_buf_printf(&hint, "give %.*s=TEXT", (int)len, key);
	else
		tl_buf_str(&hint, "set it where it belongs, or let the document's file have "
		                  "{KEY|WORDS}");
	return tl_err_hint(f->err, TLSAFE_EINPUT, hint.failed ? NULL : hint.data,
	                   "%.*s: %s needs %.*s (%s), which is missing", (int)id.len, id.data,
	                   c->paper->name, (int)len, key, given ? f->called : called);
}

/* TEXT, on LINE, filled in. */
static int fill_text(struct fill *f, const char *text, size_t line, struct tl_buf *out)
{
	int rc = 0;

	while (!rc && *text) {
		size_t n = strcspn(text, "{");
		tl_buf_put(out, text, n);
		text += n;
		if (!*text)
			break;
		const char *key = text + 1, *end = strchr(key, '}'), *bar;
		bar = memchr(key, '|', (size_t)(end - key));
		n = (size_t)((bar ? bar : end) - key);
		rc = find_value(f, tl_bytes(key, n), line);
		if (!rc && !f->value.len && !bar)
			return missing(f, key, n);
		if (f->value.len)
			tl_buf_add(out, tl_buf_bytes(&f->value));
		else if (bar)
			tl_buf_put(out, bar + 1, (size_t)(end - bar - 1));
		text = end + 1;
	}
	return rc || !(out->failed || f->value.failed) ? rc : tl_err_memory(f->err);
}

/* --- parts ----------------------------------------------------------------------- */

static int put_text(struct fill *f, const char *pattern, size_t line, struct tl_document_part *p)
{
	TL_BUF text = { 0 };
	int rc = fill_text(f, pattern, line, &text);

	if (!rc && tl_document_text(f->d, p, "%.*s", (int)text.len, text.data))
		rc = tl_err_memory(f->err);
	return rc;
}

/* A line that names an officer is there once for each. */
static int put_officers(struct fill *f, const char *pattern, size_t line,
                        struct tl_document_part *p)
{
	struct tl_bytes officers = f->c->officers, certificates = f->c->certificates;
	int rc = 0;

	while (!rc && tl_list_next(&officers, &f->officer)) {
		f->certificate = TL_NONE;
		tl_list_next(&certificates, &f->certificate);
		rc = put_text(f, pattern, line, p);
	}
	f->officer = f->certificate = TL_NONE;
	return rc;
}

static int fill_texts(struct fill *f, const struct tl_paper_part *part,
                      struct tl_document_part *p)
{
	int rc = 0;

	for (size_t i = 0; !rc && part->text[i]; i++)
		if (strstr(part->text[i], "{officer}"))
			rc = put_officers(f, part->text[i], part->line, p);
		else
			rc = put_text(f, part->text[i], part->line, p);
	return rc;
}

static int title(struct fill *f, struct tl_document_part *p, const char *copy)
{
	int rc = tl_document_text(f->d, p, "%s", copy);

	if (!rc)
		rc = tl_document_text(f->d, p, "%.*s", (int)f->c->number.len, f->c->number.data);
	return rc ? tl_err_memory(f->err) : 0;
}

/* The cell of COLUMN and row I into F. */
static int find_cell(struct fill *f, const struct tl_paper_field *column, size_t i)
{
	const struct tl_paper_case *c = f->c;
	struct tl_bytes term = tl_record_at(c->row[i], TL_F_TERM);

	tl_buf_clear(&f->value);
	f->day = false;
	if (!strcmp(column->key, "no"))
		tl_buf_printf(&f->value, "%zu", i + 1);
	else if (!strcmp(column->key, "result") && !c->paper->items)
		tl_buf_str(&f->value, has_passed(c, c->row[i]) ? "已整改" : "未整改");
	else if (!strcmp(column->key, "basis"))
		tl_buf_str(&f->value, c->item ? c->item[i] : "");
	else if (!strcmp(column->key, "due") && is_due(c, i, TL_NODAY, term) && term.len)
		put_term(&f->value, term);
	else
		return put_field(f, c->q, tl_str(column->key), column->line, c->row[i], false);
	return 0;
}

static int put_row(struct fill *f, struct tlsafe_out *o, size_t i)
{
	const struct tl_paper *p = f->c->paper;
	TL_CLEANUP(tl_arena_release) struct tl_arena texts = { 0 };
	struct tl_cell *cell = tl_arena_zalloc(&texts, (p->ncolumns + 1) * sizeof(*cell));
	bool ok = cell != NULL;
	int rc = 0;

	for (size_t k = 0; ok && !rc && k < p->ncolumns; k++) {
		rc = find_cell(f, &p->column[k], i);
		cell[k].text = tl_arena_dup(&texts, tl_buf_bytes(&f->value), &ok);
		cell[k].day = f->day;
	}
	if (rc || !ok || f->value.failed)
		return rc ? rc : tl_err_memory(f->err);
	return tl_out_row(o, cell) ? tl_err_memory(f->err) : 0;
}

static int list(struct fill *f, struct tl_document_part *p)
{
	const struct tl_paper *paper = f->c->paper;
	struct tl_out_column *column = calloc(paper->ncolumns + 1, sizeof(*column));
	struct tlsafe_out *o = column ? tl_document_table(f->d, p, 0) : NULL;
	int rc = o ? 0 : tl_err_memory(f->err);

	for (size_t i = 0; !rc && i < paper->ncolumns; i++) {
		column[i].key = tl_str(paper->column[i].key);
		column[i].heading = tl_str(paper->column[i].zh);
	}
	if (!rc && tl_out_columns(o, column, paper->ncolumns))
		rc = tl_err_memory(f->err);
	for (size_t i = 0; !rc && i < f->c->n; i++)
		rc = put_row(f, o, i);
	if (!rc && tlsafe_out_end(o))
		rc = tl_err_memory(f->err);
	tlsafe_out_free(o);
	free(column);
	return rc;
}

/* Part N of copy COPY. */
static int fill_part(struct fill *f, size_t n, size_t copy)
{
	const struct tl_paper_part *part = &f->c->paper->part[n];
	struct tl_bytes heading = TL_NONE;
	struct tl_document_part *p;
	char id[40];

	snprintf(id, sizeof(id), "copy%zu-%zu", copy + 1, n + 1);
	if (part->is == TL_PAPER_TITLE)
		heading = tl_str(f->c->paper->zh);
	if (part->is == TL_PAPER_LIST && !f->c->n)
		return 0;
	p = tl_document_add(f->d, id, heading, part->is == TL_PAPER_TITLE ? 1 : 2);
	if (!p)
		return tl_err_memory(f->err);
	p->head.style = tl_paper_sorts[part->is];
	if (part->is == TL_PAPER_TITLE)
		return title(f, p, f->c->paper->copies[copy]);
	return part->is == TL_PAPER_LIST ? list(f, p) : fill_texts(f, part, p);
}

/* --- the whole --------------------------------------------------------------------- */

static int put(void *ctx, const void *data, size_t len)
{
	struct tl_buf *b = ctx;

	tl_buf_put(b, data, len);
	return b->failed ? -1 : 0;
}

int tl_paper_fill(const struct tl_paper_case *c, const char *form, struct tl_buf *out)
{
	struct tlsafe *t = c->q->view->t;
	struct fill f = { .c = c, .err = &t->err, .d = calloc(1, sizeof(*f.d)) };
	struct tlsafe_out *o = tlsafe_out_new(form, TLSAFE_OUT_CHINESE, put, out);
	int rc = f.d && o ? 0 : tl_err_memory(&t->err);

	if (!rc) {
		o->language = "zh-CN";
		f.d->out = o;
	}
	for (size_t copy = 0; !rc && c->paper->copies[copy]; copy++)
		for (size_t n = 0; !rc && n < c->paper->nparts; n++)
			rc = fill_part(&f, n, copy);
	if (!rc && (tlsafe_document_write(f.d) || tlsafe_out_end(o)))
		rc = o->err.code ? tl_out_error(t, o) : tl_err_memory(&t->err);
	tlsafe_document_free(f.d);
	tlsafe_out_free(o);
	tl_buf_release(&f.value);
	return rc;
}
