/* Documents that were issued: found, served, made void, and the gaps among their numbers. */
#include "report/documents.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/map.h"
#include "change/act.h"
#include "query/line.h"
#include "schema/docno.h"
#include "store/open.h"

#define DOCUMENT "document"

int tl_documents_kind(struct tlsafe *t, const struct tl_kind **ret)
{
	*ret = tl_schema_kind(t->schema, DOCUMENT);
	return *ret ? 0 :
	              tl_err_hint(&t->err, TLSAFE_ECONFIG,
	                          "tlsafe-db schema apply brings it into it",
	                          "the store's schema set has no kind '" DOCUMENT
	                          "': it was made by an older tlsafe");
}

/* --- by number ----------------------------------------------------------------- */

static int several(struct tl_view *v, struct tl_bytes number, const struct tl_buf *ids)
{
	return tl_err_hint(&v->t->err, TLSAFE_EUSAGE, "name one of them by its id",
	                   "%.*s is the number of several: %s", (int)number.len, number.data,
	                   ids->failed ? "" : ids->data);
}

/* The ids of those with NUMBER, *N of them. */
static int with_number(struct tl_view *v, const struct tl_kind *kind, struct tl_bytes number,
                       struct tl_buf *ids, size_t *n)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, v, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		rc = 0;
		if (!tl_eq(tl_record_named(&r, "number"), number))
			continue;
		tl_buf_str(ids, (*n)++ ? ", " : "");
		tl_buf_add(ids, tl_record_at(&r, TL_F_ID));
	}
	return rc || !ids->failed ? rc : tl_err_memory(&v->t->err);
}

int tl_documents_find(struct tl_view *v, struct tl_bytes text, struct tl_buf *id)
{
	const struct tl_kind *kind = tl_schema_kind(v->schema, DOCUMENT), *there = NULL;
	TL_BUF number = { 0 };
	TL_BUF ids = { 0 };
	uint64_t row;
	size_t n = 0;
	int rc = tl_view_find(v, text, &there, &row);

	if (rc && rc != TLSAFE_ENOENT)
		return rc;
	tl_docno(&number, text);
	if (rc && kind && !number.failed) {
		rc = with_number(v, kind, tl_buf_bytes(&number), &ids, &n);
		if (!rc && n > 1)
			rc = several(v, tl_buf_bytes(&number), &ids);
		if (rc)
			return rc;
	}
	tl_buf_add(id, n ? tl_buf_bytes(&ids) : text);
	if (id->failed || number.failed)
		return tl_err_memory(&v->t->err);
	return n || (there && there == kind);
}

int tlsafe_document_find(struct tlsafe *t, const char *text, char *id, size_t size)
{
	TL_BUF found = { 0 };
	TL_VIEW v = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_begin(&v, t);
	if (!rc)
		rc = tl_documents_find(&v, tl_str(text), &found);
	if (rc >= 0 && found.len >= size)
		rc = tl_err_set(&t->err, TLSAFE_EINPUT, "longer than an id is");
	if (rc >= 0)
		snprintf(id, size, "%.*s", (int)found.len, found.data);
	return rc < 0 ? tl_store_error(t, rc) : rc;
}

/* --- served and void ------------------------------------------------------------- */

/* What is entered about documents, and what has to be so before. */
struct about {
	struct tlsafe *t;
	const struct tlsafe_service *in;	/* NULL: they are made void */
	char **ids;
	size_t n;
	tl_day on;
};

static void about_release(struct about *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->ids[i]);
	free(a->ids);
}

static int take_ids(struct about *a, struct tl_view *v, const struct tlsafe_change *how)
{
	a->ids = calloc(how->nids + 1, sizeof(*a->ids));
	if (!a->ids)
		return tl_err_memory(&a->t->err);
	for (size_t i = 0; i < how->nids; i++) {
		TL_BUF id = { 0 };
		int rc = tl_documents_find(v, tl_str(how->ids[i]), &id);
		if (rc < 0)
			return rc;
		if (!rc)
			return tl_err_hint(&a->t->err, TLSAFE_ENOENT,
			                   "tlsafe-report list --kind document tells which "
			                   "there are",
			                   "no such document: %s", how->ids[i]);
		a->ids[a->n] = strndup(id.data, id.len);
		if (!a->ids[a->n++])
			return tl_err_memory(&a->t->err);
	}
	return 0;
}

/* A day that cannot be read is told by who enters it. */
static void take_day(struct about *a, const struct tl_view *v, const char *on)
{
	tl_day last;

	a->on = v->today;
	if (on && (!tl_period_parse(tl_str(on), v->today, &a->on, &last) || a->on != last))
		a->on = v->today;
}

static int refuse(struct tl_change *c, const struct tl_record *r, const char *hint,
                  const char *why, struct tl_bytes more)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID), number = tl_record_named(r, "number");

	return tl_fault(&c->decide, TLSAFE_ERULE, NULL, TL_NONE, hint, "%.*s (%.*s) %s%.*s",
	                (int)id.len, id.data, (int)number.len, number.data, why, (int)more.len,
	                more.data);
}

/* R as it was before. */
static int judge_one(struct about *a, struct tl_change *c, const struct tl_record *r)
{
	struct tl_bytes voided = tl_record_named(r, "voided");
	struct tl_bytes served = tl_record_named(r, "served");
	struct tl_bytes issued = tl_record_named(r, "issued");
	tl_day day;

	if (voided.len)
		return refuse(c, r, NULL, "is void since ", voided);
	if (a->in && served.len)
		return refuse(c, r, "a mistake is taken back: tlsafe-db undo TXN --reason TEXT",
		              "was served before, on ", served);
	if (tl_day_parse(issued, &day) && a->on < day)
		return refuse(c, r, NULL, "was issued later, on ", issued);
	return 0;
}

static int judge(void *ctx, struct tl_change *c)
{
	struct about *a = ctx;
	const struct tl_kind *kind;
	int rc = tl_documents_kind(a->t, &kind);

	for (size_t i = 0; !rc && i < a->n; i++) {
		TL_RECORD r = { 0 };
		rc = tl_view_get(&c->view, kind, tl_str(a->ids[i]), &r);
		if (!rc)
			judge_one(a, c, &r);
	}
	return rc || !c->decide.faults ? rc : c->decide.first;
}

/* Enters VALUES, N of them, of the documents that HOW names. */
static int enter(struct about *a, const struct tlsafe_change *how, struct tlsafe_value *values,
                 size_t n, struct tlsafe_out *out)
{
	const struct tl_act_also also = { judge, a, NULL };
	struct tlsafe_change c = *how;
	char day[TL_DAY_TEXT];
	const struct tl_kind *kind;
	TL_VIEW v = { 0 };
	int rc = tl_documents_kind(a->t, &kind);

	if (!rc)
		rc = tl_view_begin(&v, a->t);
	if (!rc)
		rc = take_ids(a, &v, how);
	if (rc)
		return rc;
	take_day(a, &v, how->on);
	tl_view_end(&v);
	values[0].text = tl_day_format(day, a->on);
	c.kind = DOCUMENT;
	c.verb = "set";
	c.ids = a->ids;
	c.nids = a->n;
	c.given = values;
	c.ngiven = n;
	return tl_act_change(a->t, &c, out, &also);
}

int tlsafe_document_served(struct tlsafe *t, const struct tlsafe_service *s,
                           struct tlsafe_out *out)
{
	TL_CLEANUP(about_release) struct about a = { .t = t, .in = s };
	struct tlsafe_value value[4] = { { "served", NULL } };
	size_t n = 1;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	if (!s->how || !*s->how)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE,
		                   "give --how direct, left, post, electronic or notice",
		                   "how it was served is not said");
	value[n++] = (struct tlsafe_value){ "served_how", s->how };
	if (s->to && *s->to)
		value[n++] = (struct tlsafe_value){ "served_to", s->to };
	if (s->witness && *s->witness)
		value[n++] = (struct tlsafe_value){ "witness", s->witness };
	else if (!strcmp(s->how, "left"))
		return tl_err_hint(&t->err, TLSAFE_ERULE, "give --witness NAME",
		                   "what is left (留置送达) needs a witness");
	rc = enter(&a, s->change, value, n, out);
	return tl_store_error(t, rc);
}

int tlsafe_document_void(struct tlsafe *t, const struct tlsafe_change *how, struct tlsafe_out *out)
{
	TL_CLEANUP(about_release) struct about a = { .t = t };
	struct tlsafe_value value[] = { { "voided", NULL }, { "reason", how->reason } };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	if (!how->reason || !*how->reason)
		return tl_err_hint(&t->err, TLSAFE_ERULE, "give --reason TEXT",
		                   "a document is made void for a reason");
	rc = enter(&a, how, value, TL_LEN(value), out);
	return tl_store_error(t, rc);
}

/* --- gaps ------------------------------------------------------------------------- */

/* A number that a document has. */
struct given {
	struct tl_bytes id, number, reason;	/* REASON empty: it stands */
	uint64_t serial;
};

/* The numbers of one body, type and year. */
struct series {
	struct tl_bytes body, type, year;
	uint64_t last;			/* given */
	struct given *given;
	size_t n, max;
};

struct gaps {
	struct tlsafe *t;
	struct tlsafe_out *out;
	struct tl_map *at;		/* of series, by prefix, to their place + 1 */
	struct series *series;
	size_t n, max;
	struct tl_arena arena;
	struct tl_line line;
	bool english;
};

static void gaps_release(struct gaps *g)
{
	for (size_t i = 0; i < g->n; i++)
		free(g->series[i].given);
	free(g->series);
	tl_map_freep(&g->at);
	tl_arena_release(&g->arena);
	tl_line_release(&g->line);
}

/* What of TEXT lies behind its last stroke, which TEXT loses with it. */
static struct tl_bytes last_part(struct tl_bytes *text)
{
	size_t n = text->len;
	struct tl_bytes part;

	while (n && text->data[n - 1] != '/')
		n--;
	part = tl_bytes(text->data + n, text->len - n);
	text->len = n ? n - 1 : 0;
	return part;
}

/* Of PREFIX, such as D/500151004/slip/2018. NULL: no memory. */
static struct series *series_of(struct gaps *g, struct tl_bytes prefix)
{
	bool made, ok = true;
	uint64_t *slot = tl_map_put(g->at, prefix, &made);
	struct series *s;

	if (!slot || (made && !TL_GROW(g->series, g->n, g->max)))
		return NULL;
	if (!made)
		return &g->series[*slot - 1];
	s = &g->series[g->n++];
	*slot = g->n;
	prefix = tl_arena_dup(&g->arena, prefix, &ok);
	*s = (struct series){ .n = 0 };
	s->year = last_part(&prefix);
	s->type = last_part(&prefix);
	s->body = tl_bytes(prefix.data + 2, prefix.len - 2);
	return ok ? s : NULL;
}

static int take_last(struct gaps *g, struct tl_view *v, char letter)
{
	TL_CLEANUP(tl_kv_donep) struct tl_kv_scan *scan = NULL;
	const size_t before = strlen("Mserial/");
	const char from[] = { 'M', 's', 'e', 'r', 'i', 'a', 'l', '/', letter, '/', 0 };
	const char upto[] = { 'M', 's', 'e', 'r', 'i', 'a', 'l', '/', letter, '0', 0 };
	struct tl_bytes key, val;
	struct series *s;
	int rc = tl_kv_scan(&scan, v->txn, tl_str(from), tl_str(upto), false, &g->t->err);

	while (!rc && (rc = tl_kv_next(scan, &key, &val, &g->t->err)) == 1) {
		struct tl_unpack u = tl_unpack(val);
		s = series_of(g, tl_bytes(key.data + before, key.len - before));
		if (!s)
			return tl_err_memory(&g->t->err);
		s->last = tl_unpack_uint(&u);
		rc = u.bad ? tl_kv_damaged(&g->t->err, key, "a number of a series is damaged") : 0;
	}
	return rc;
}

static int take_document(struct gaps *g, const struct tl_record *r)
{
	static const char *const keys[] = { "body", "type", "year" };
	TL_BUF prefix = { 0 };
	struct given *to;
	struct series *s;
	bool ok = true;
	int64_t serial = 0;

	tl_buf_char(&prefix, r->kind->letter);
	for (size_t i = 0; i < TL_LEN(keys); i++) {
		tl_buf_char(&prefix, '/');
		tl_buf_add(&prefix, tl_record_named(r, keys[i]));
	}
	s = prefix.failed ? NULL : series_of(g, tl_buf_bytes(&prefix));
	if (!s || !TL_GROW(s->given, s->n, s->max))
		return tl_err_memory(&g->t->err);
	tl_record_number(r, "serial", &serial);
	to = &s->given[s->n++];
	*to = (struct given){ .serial = (uint64_t)serial };
	to->id = tl_arena_dup(&g->arena, tl_record_at(r, TL_F_ID), &ok);
	to->number = tl_arena_dup(&g->arena, tl_record_named(r, "number"), &ok);
	if (tl_record_named(r, "voided").len)
		to->reason = tl_arena_dup(&g->arena, tl_record_named(r, "reason"), &ok);
	return ok ? 0 : tl_err_memory(&g->t->err);
}

static int by_serial(const void *a, const void *b)
{
	const struct given *x = a, *y = b;

	return x->serial < y->serial ? -1 : x->serial > y->serial;
}

/* Numbers FROM to UPTO of S, which OF has, or nobody (NULL). */
static int tell(struct gaps *g, const struct series *s, uint64_t from, uint64_t upto,
                const struct given *of)
{
	struct tl_line *l = &g->line;
	const char *lost = g->english ? "given before a backup was restored" :
	                                "给出后恢复了较早的备份";
	const char *state[2] = { "lost", g->english ? "Lost" : "缺失" };

	if (of) {
		state[0] = "void";
		state[1] = g->english ? "Void" : "作废";
	}
	tl_line_text(l, s->body);
	tl_line_text(l, s->type);
	tl_line_text(l, s->year);
	tl_line_number(l, from);
	tl_line_number(l, upto);
	tl_line_word(l, tl_str(state[0]), tl_str(state[1]));
	tl_line_text(l, of ? of->id : TL_NONE);
	tl_line_text(l, of ? of->number : TL_NONE);
	tl_line_text(l, of ? of->reason : tl_str(lost));
	return tl_line_write(l, g->t, g->out);
}

static int tell_series(struct gaps *g, struct series *s)
{
	uint64_t next = 1;
	int rc = 0;

	if (s->n)
		qsort(s->given, s->n, sizeof(*s->given), by_serial);
	for (size_t i = 0; !rc && i < s->n; i++) {
		const struct given *of = &s->given[i];
		if (of->serial > next)
			rc = tell(g, s, next, of->serial - 1, NULL);
		if (!rc && of->reason.len)
			rc = tell(g, s, of->serial, of->serial, of);
		next = of->serial + 1;
	}
	return rc || s->last < next ? rc : tell(g, s, next, s->last, NULL);
}

static int gather(struct gaps *g, struct tl_view *v, const struct tl_kind *kind)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc = take_last(g, v, kind->letter);

	tl_record_init(&r, kind);
	if (!rc)
		rc = tl_walk_begin(&walk, v, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = take_document(g, &r);
	return rc;
}

int tlsafe_document_gaps(struct tlsafe *t, struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "body", false, "制作机构", "Body" },	 { "type", false, "文种", "Type" },
		{ "year", false, "年份", "Year" },	 { "from", true, "起号", "From" },
		{ "upto", true, "止号", "Up to" },	 { "state", false, "状态", "State" },
		{ "document", false, "文书编号", "Document" },
		{ "number", false, "文号", "Number" },	 { "reason", false, "原因", "Reason" },
	};
	TL_CLEANUP(gaps_release) struct gaps g = { .t = t, .out = out };
	const struct tl_kind *kind;
	TL_VIEW v = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	g.english = tl_line_english(t, out);
	rc = tl_documents_kind(t, &kind);
	if (!rc && !(g.at = tl_map_new()))
		rc = tl_err_memory(&t->err);
	if (!rc)
		rc = tl_view_begin(&v, t);
	if (!rc)
		rc = gather(&g, &v, kind);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	for (size_t i = 0; !rc && i < g.n; i++)
		rc = tell_series(&g, &g.series[i]);
	return tl_store_error(t, rc);
}
