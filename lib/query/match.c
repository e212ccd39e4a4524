/* Whether a record is asked for, and which index holds all that are. */
#include "query/match.h"

#include "base/utf8.h"
#include "journal/workflow.h"
#include "kv/key.h"
#include "store/views.h"

static bool in_range(const struct tl_field *f, const struct tl_alternative *a, struct tl_bytes v)
{
	int64_t n;

	if (f->type->numeric && f->type->number)
		return f->type->number(v, &n) && n >= a->low && n <= a->high;
	return (!a->from.data || tl_cmp(v, a->from) >= 0) &&
	       (!a->upto.data || tl_cmp(v, a->upto) <= 0);
}

/* One of the items of a list, or the whole value. */
static bool equals(const struct tl_field *f, struct tl_bytes v, struct tl_bytes text)
{
	return f->type->json == TL_JSON_ARRAY ? tl_list_has(v, text) : tl_eq(v, text);
}

static int contains(struct tl_query *q, const struct tl_field *f, struct tl_bytes v,
                    const struct tl_term *t)
{
	TL_BUF text = { 0 };
	TL_BUF folded = { 0 };
	int rc = tl_query_label(q, f, v, false, &text);

	tl_buf_char(&text, '\n');
	tl_buf_add(&text, v);
	tl_utf8_fold(&folded, tl_buf_bytes(&text));
	if (rc || text.failed || folded.failed)
		return rc ? rc : tl_err_memory(&q->view->t->err);
	for (size_t i = 0; i < t->nalts; i++)
		if (t->alt[i].text.len &&
		    memmem(folded.data, folded.len, t->alt[i].text.data, t->alt[i].text.len))
			return 1;
	return 0;
}

static int term_holds(struct tl_query *q, const struct tl_term *t, const struct tl_record *r)
{
	const struct tl_field *f = t->path.sub ? t->path.sub : t->path.field;
	struct tl_bytes v;
	bool hit = false;
	int rc = tl_query_value(q, &t->path, r, &v);

	if (rc)
		return rc;
	if (t->op == TL_OP_HAS)
		return v.data ? contains(q, f, v, t) : 0;
	for (size_t i = 0; !hit && i < t->nalts; i++) {
		const struct tl_alternative *a = &t->alt[i];
		if (a->empty)
			hit = !v.data;
		else if (a->range)
			hit = v.data && in_range(f, a, v);
		else
			hit = v.data && equals(f, v, a->text);
	}
	return hit != (t->op == TL_OP_NOT);
}

static bool on_find(const struct tl_query *q, const struct tl_term *t)
{
	return q->kind->begins >= 0 && t->path.field->index == q->kind->begins && !t->path.sub;
}

static bool condition_holds(const struct tl_query *q, const struct tl_condition *c,
                            const struct tl_record *r, const struct tl_status *stand)
{
	if (c->whose)
		return c->whose(r, stand, tl_buf_bytes(&q->view->t->asker.bodies));
	return c->holds ? c->holds(stand, tl_view_day(q->view)) : c->says(r);
}

int tl_query_match(struct tl_query *q, const struct tl_record *r, int which)
{
	struct tl_status stand;

	if (!q->wants_void && tl_is_gone(r))
		return 0;
	if (q->ids && !tl_map_get(q->ids, tl_record_at(r, TL_F_ID)))
		return 0;
	if (q->conditions)
		tl_status_of(&stand, r);
	for (int i = 0; q->conditions >> i; i++)
		if ((q->conditions >> i & 1) &&
		    !condition_holds(q, &q->kind->workflow->conditions[i], r, &stand))
			return 0;
	for (size_t i = 0; i < q->nterms; i++) {
		if (which == TL_MATCH_BUT_FOUND && on_find(q, &q->term[i]))
			continue;
		int rc = term_holds(q, &q->term[i], r);
		if (rc <= 0)
			return rc;
	}
	return 1;
}

bool tl_query_period(const struct tl_query *q, tl_day day)
{
	char text[TL_DAY_TEXT];
	struct tl_bytes v = tl_str(tl_day_format(text, day));

	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		bool hit = false;
		if (!on_find(q, t))
			continue;
		for (size_t k = 0; !hit && k < t->nalts; k++)
			hit = t->alt[k].range && in_range(t->path.field, &t->alt[k], v);
		if (hit == (t->op == TL_OP_NOT))
			return false;
	}
	return true;
}

bool tl_query_span(const struct tl_query *q, tl_day *first, tl_day *last)
{
	bool given = false;

	*first = TL_NODAY;
	*last = TL_NOEND;
	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		tl_day day;
		if (!on_find(q, t))
			continue;
		if (t->op != TL_OP_IS || t->nalts != 1 || !t->alt[0].range)
			return false;
		given = true;
		if (t->alt[0].from.data && tl_day_parse(t->alt[0].from, &day) && day > *first)
			*first = day;
		if (t->alt[0].upto.data && tl_day_parse(t->alt[0].upto, &day) && day < *last)
			*last = day;
	}
	return given;
}

bool tl_query_asks_find(const struct tl_query *q)
{
	for (size_t i = 0; i < q->nterms; i++)
		if (on_find(q, &q->term[i]))
			return true;
	return false;
}

int tl_query_set_span(struct tl_query *q, tl_day first, tl_day last)
{
	char from[TL_DAY_TEXT], upto[TL_DAY_TEXT];
	bool ok = true;

	tl_day_format(from, first);
	tl_day_format(upto, last);
	for (size_t i = 0; i < q->nterms; i++) {
		struct tl_term *t = &q->term[i];
		if (!on_find(q, t))
			continue;
		t->alt[0].from = tl_arena_dup(&q->arena, tl_str(from), &ok);
		t->alt[0].upto = tl_arena_dup(&q->arena, tl_str(upto), &ok);
	}
	return ok ? 0 : tl_err_memory(&q->view->t->err);
}

static bool asks_open(const struct tl_query *q)
{
	for (int i = 0; q->conditions >> i; i++)
		if ((q->conditions >> i & 1) && q->kind->workflow->conditions[i].among)
			return true;
	return false;
}

/* The one value that a term asks FIELD to be; TL_NONE: no term does. */
static struct tl_bytes asked(const struct tl_query *q, enum tl_field_name field)
{
	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		if (t->path.field->known == (int)field && !t->path.sub && t->op == TL_OP_IS &&
		    t->nalts == 1 && t->alt[0].text.len && !t->alt[0].range)
			return t->alt[0].text;
	}
	return TL_NONE;
}

/* First and last due date that the words allow. */
static void asked_due(const struct tl_query *q, tl_day *first, tl_day *last)
{
	tl_day day;

	*first = TL_NODAY;
	*last = TL_NOEND;
	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		if (t->path.field->known != TL_F_DUE || t->path.sub || t->op != TL_OP_IS ||
		    t->nalts != 1 || !t->alt[0].range)
			continue;
		if (t->alt[0].from.data && tl_day_parse(t->alt[0].from, &day) && day > *first)
			*first = day;
		if (t->alt[0].upto.data && tl_day_parse(t->alt[0].upto, &day) && day < *last)
			*last = day;
	}
}

/* Those of the index WHICH that have VALUE. */
static void range_of(const struct tl_query *q, char which, struct tl_bytes value,
                     struct tl_buf *from, struct tl_buf *upto)
{
	tl_key_open(from, q->kind, which);
	tl_key_text(from, value);
	tl_key_after(upto, tl_buf_bytes(from));
}

enum tl_reads tl_query_reads(const struct tl_query *q, struct tl_buf *from, struct tl_buf *upto)
{
	struct tl_bytes unit = asked(q, TL_F_UNIT), assignee = asked(q, TL_F_ASSIGNEE);
	tl_day first, last;

	if (q->nids)
		return TL_READ_IDS;
	if (!q->kind->workflow || q->view->as_of != TL_NOEND || q->view->known != UINT64_MAX ||
	    !asks_open(q))
		return TL_READ_EVERY;
	tl_buf_clear(upto);
	if (unit.len) {
		range_of(q, TL_OPEN_BY_UNIT, unit, from, upto);
		return TL_READ_BY_UNIT;
	}
	if (assignee.len) {
		range_of(q, TL_OPEN_BY_ASSIGNEE, assignee, from, upto);
		return TL_READ_BY_ASSIGNEE;
	}
	asked_due(q, &first, &last);
	tl_key_open(upto, q->kind, TL_OPEN_BY_DUE);
	tl_key_day(upto, last == TL_NOEND ? last : last + 1);
	tl_key_open(from, q->kind, TL_OPEN_BY_DUE);
	tl_key_day(from, first);
	return TL_READ_BY_DUE;
}
