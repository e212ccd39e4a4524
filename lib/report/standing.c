/* Documents that there are about hazards, and what new ones rest on. */
#include "report/issuing.h"

#include "store/handle.h"

/* The place of WORD among WORDS, which may be NULL, from 1; 0: it is none of them. */
static size_t rank_of(const char **words, struct tl_bytes word)
{
	for (size_t i = 0; words && words[i]; i++)
		if (tl_eqs(word, words[i]))
			return i + 1;
	return 0;
}

/* R, a document of that RANK, has the hazard of S at PLACE. */
static bool see(struct tl_issue *x, struct tl_stands *s, const struct tl_record *r, size_t rank,
                size_t place)
{
	tl_day issued = TL_NODAY;
	bool ok = true;

	tl_day_parse(tl_record_named(r, "issued"), &issued);
	if (s->id.len && (s->rank < rank || (s->rank == rank && s->issued > issued)))
		return true;
	s->rank = rank;
	s->id = tl_arena_dup(&x->arena, tl_record_at(r, TL_F_ID), &ok);
	s->number = tl_arena_dup(&x->arena, tl_record_named(r, "number"), &ok);
	s->type = tl_arena_dup(&x->arena, tl_record_at(r, TL_F_TYPE), &ok);
	s->issued = issued;
	s->place = place;
	return ok;
}

/* R is of an inspection that another one like it is asked for. */
static int see_visit(struct tl_issue *x, const struct tl_record *r)
{
	bool ok = true;

	for (size_t i = 0; ok && i < x->nvisits; i++)
		if (tl_eq(tl_record_at(&x->visit[i].r, TL_F_ID), tl_record_named(r, "inspection")))
			x->visit[i].same = tl_arena_dup(&x->arena, tl_record_named(r, "number"),
			                                &ok);
	return ok ? 0 : tl_err_memory(&x->t->err);
}

static int see_document(struct tl_issue *x, const struct tl_record *r)
{
	struct tl_bytes list = tl_record_named(r, "hazards"), id, type = tl_record_at(r, TL_F_TYPE);
	size_t before = rank_of(x->paper->after, type);
	bool ok = true;
	bool same = tl_eqs(type, x->paper->name) &&
	            tl_eq(tl_record_at(r, TL_F_BODY), tl_record_at(&x->body, TL_F_ID));

	if ((!same && !before) || tl_record_named(r, "voided").len)
		return 0;
	if (same && x->paper->items)
		return see_visit(x, r);
	for (size_t place = 1; ok && tl_list_next(&list, &id); place++) {
		const uint64_t *slot = tl_map_get(x->ids, id);
		if (slot && same)
			ok = see(x, &x->subject[*slot - 1].same, r, 0, place);
		if (slot && before && ok)
			ok = see(x, &x->subject[*slot - 1].before, r, before, place);
	}
	return ok ? 0 : tl_err_memory(&x->t->err);
}

static int see_documents(struct tl_issue *x)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, x->kind);
	rc = tl_walk_begin(&walk, &x->c->view, x->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = see_document(x, &r);
	return rc;
}

static void tell_second(struct tl_issue *x, struct tl_bytes id, struct tl_bytes number)
{
	if (number.len)
		tl_warn(&x->c->decide, NULL, TL_NONE, "%.*s stands in %.*s already", (int)id.len,
		        id.data, (int)number.len, number.data);
}

/* A second one is told; one that rests on none is refused. */
static int judge_before(struct tl_issue *x, const struct tl_subject *s)
{
	TL_BUF why = { 0 };

	tell_second(x, tl_record_at(&s->r, TL_F_ID), s->same.number);
	if (!x->paper->after)
		return 0;
	if (!s->before.id.len) {
		tl_buf_str(&why, "there is none of these about it: ");
		for (const char **w = x->paper->after; *w; w++)
			tl_buf_printf(&why, "%s%s", w == x->paper->after ? "" : ", ", *w);
		return tl_issue_refuse(x, &s->r, "issue one of them first",
		                       why.failed ? "" : why.data);
	}
	if (x->paper->needs >> TL_PAPER_RECHECKED & 1 &&
	    tl_record_day(&s->r, TL_F_VERIFIED) < s->before.issued)
		return tl_issue_refuse(x, &s->r, NULL,
		                       "it was not rechecked since that was issued");
	return 0;
}

int tl_issue_standing(struct tl_issue *x)
{
	int rc = see_documents(x);

	for (size_t i = 0; !rc && i < x->n; i++)
		judge_before(x, &x->subject[i]);
	for (size_t i = 0; !rc && i < x->nvisits; i++)
		tell_second(x, tl_record_at(&x->visit[i].r, TL_F_ID), x->visit[i].same);
	return rc || !x->c->decide.faults ? rc : x->c->decide.first;
}

void tl_rest_release(struct tl_rest *r)
{
	tl_buf_release(&r->ids);
	tl_buf_release(&r->text);
}

static int add_before(struct tl_issue *x, struct tl_rest *r, const struct tl_stands *s)
{
	TL_CLEANUP(tl_paper_freep) struct tl_paper *of = NULL;
	int rc;

	if (tl_list_has(tl_buf_bytes(&r->ids), s->id))
		return 0;
	rc = tl_paper_open(&of, x->t->schema, s->type.data, &x->t->err);
	if (rc)
		return rc;
	tl_list_add(&r->ids, s->id);
	tl_buf_str(&r->text, r->text.len ? "、" : "");
	tl_buf_str(&r->text, "于");
	tl_paper_day(&r->text, s->issued);
	tl_buf_printf(&r->text, "作出的%s[%.*s]", of->zh, (int)s->number.len, s->number.data);
	return 0;
}

int tl_issue_rest(struct tl_issue *x, const struct tl_made *m, struct tl_rest *r)
{
	bool ok = true;
	int rc = 0;

	r->item = tl_arena_zalloc(&x->arena, (m->n + 1) * sizeof(*r->item));
	if (!r->item)
		return tl_err_memory(&x->t->err);
	for (size_t i = 0; !rc && ok && i < m->n; i++) {
		const struct tl_stands *s = &x->subject[m->at[i]].before;
		TL_BUF item = { 0 };
		tl_buf_printf(&item, "%.*s第%zu项", (int)s->number.len, s->number.data, s->place);
		r->item[i] = tl_arena_dup(&x->arena, tl_buf_bytes(&item), &ok).data;
		rc = add_before(x, r, s);
	}
	return rc || (ok && !r->ids.failed && !r->text.failed) ? rc : tl_err_memory(&x->t->err);
}
