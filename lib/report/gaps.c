/* Numbers that no standing document has, and why. */
#include <stdlib.h>

#include "base/map.h"
#include "query/line.h"
#include "report/documents.h"
#include "store/open.h"

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
