/* Answers of a sheet, judged. */
#include "inspect/recheck.h"

static bool blank(const struct tl_filled_answer *a)
{
	static const enum tl_answer_column said[] = { TL_ANSWER_RESULT, TL_ANSWER_FINDING,
		                                      TL_ANSWER_MEASURED, TL_ANSWER_DUE,
		                                      TL_ANSWER_PLACE, TL_ANSWER_ON_SPOT,
		                                      TL_ANSWER_PHOTOS };

	for (size_t i = 0; i < TL_LEN(said); i++)
		if (a->text[said[i]].len)
			return false;
	return true;
}

static void refuse(struct tl_recording *x, enum tl_answer_column c, struct tl_bytes value,
                   const char *hint, const char *why)
{
	tl_fault(&x->c->decide, TLSAFE_EINPUT, tl_answer_field(x->t->schema, c)->zh, value, hint,
	         "%s", why);
}

/* The item that it answers. */
static void find_item(struct tl_recording *x, struct tl_visit *v, struct tl_visit_answer *w)
{
	struct tl_bytes code = w->a->text[TL_ANSWER_CODE], text = w->a->text[TL_ANSWER_TEXT];
	char upper[64];

	if (!code.len)
		return;
	for (size_t i = 0; i < code.len && i < sizeof(upper); i++) {
		bool lower = code.data[i] >= 'a' && code.data[i] <= 'z';
		upper[i] = (char)(lower ? code.data[i] - 'a' + 'A' : code.data[i]);
	}
	if (v->list && code.len <= sizeof(upper))
		w->item = tl_checklist_item(v->list, tl_bytes(upper, code.len));
	if (!v->list && !tl_visit_given(x, v, "checklist").len)
		refuse(x, TL_ANSWER_CODE, code, "name it: checklist=LIST version=VERSION",
		       "the sheet names no checklist");
	else if (v->list && !w->item)
		refuse(x, TL_ANSWER_CODE, code, "tlsafe-inspect lists LIST tells the codes",
		       "no such item in the list that the sheet names");
	else if (w->item && text.len && !tl_eqs(text, w->item->zh) && !tl_eqs(text, w->item->en))
		refuse(x, TL_ANSWER_TEXT, text,
		       "the version that the sheet names has to be the one it was printed from",
		       "this is not what the item asks in that version");
}

/* What a failed item becomes: its deadline and level. */
static int read_failed(struct tl_recording *x, struct tl_visit *v, struct tl_visit_answer *w)
{
	struct tl_bytes due = w->a->text[TL_ANSWER_DUE], level = w->a->text[TL_ANSWER_LEVEL];
	char day[TL_DAY_TEXT];
	tl_day last;
	bool ok = true;
	int rc = 0;

	if (due.len)
		rc = tl_visit_value(x, tl_answer_field(x->t->schema, TL_ANSWER_DUE), due,
		                    v->act.on, &w->due);
	if (!rc && !due.len && w->item && v->act.on != TL_NODAY)
		w->due = tl_visit_keep(
			x, tl_str(tl_day_format(day, v->act.on + w->item->days)), &ok);
	if (!rc && w->due.len && tl_day_parse(w->due, &last) && last < v->act.on)
		refuse(x, TL_ANSWER_DUE, due, NULL, "the deadline lies before the inspection");
	if (!rc && level.len)
		rc = tl_visit_value(x, tl_answer_field(x->t->schema, TL_ANSWER_LEVEL), level,
		                    TL_NODAY, &w->level);
	if (!rc && w->item && level.len && w->level.len &&
	    tl_eqs(w->level, "major") != w->item->major)
		refuse(x, TL_ANSWER_LEVEL, level, "tlsafe-hazard grade changes it, with a reason",
		       "the list gives this item another level");
	if (!w->level.len)
		w->level = tl_str(w->item && w->item->major ? "major" : "general");
	if (!rc && w->a->text[TL_ANSWER_ON_SPOT].len)
		rc = tl_visit_value(x, tl_answer_field(x->t->schema, TL_ANSWER_ON_SPOT),
		                    w->a->text[TL_ANSWER_ON_SPOT], TL_NODAY, &w->on_spot);
	if (!rc && !w->item && !w->a->text[TL_ANSWER_FINDING].len)
		refuse(x, TL_ANSWER_FINDING, TL_NONE, "say what was found",
		       "a find outside the list without a text");
	return rc || ok ? rc : tl_visit_memory(x);
}

/* What only a hazard has, of an item that did not fail. */
static void refuse_of_hazard(struct tl_recording *x, const struct tl_visit_answer *w)
{
	static const enum tl_answer_column of[] = { TL_ANSWER_DUE, TL_ANSWER_ON_SPOT };

	for (size_t i = 0; i < TL_LEN(of); i++)
		if (w->a->text[of[i]].len)
			refuse(x, of[i], w->a->text[of[i]], "answer no, or leave it blank",
			       "only what is not as it should be has this");
}

static int read_answer(struct tl_recording *x, struct tl_visit *v, struct tl_visit_answer *w)
{
	static const char *const results[] = { "yes", "no", "na" };
	struct tl_bytes code = w->a->text[TL_ANSWER_CODE], result = w->a->text[TL_ANSWER_RESULT];
	size_t before = x->c->decide.faults;
	bool ok = true;
	int rc = 0;

	tl_visit_at(x, v->s, w->a->line);
	rc = tl_recheck_find(x, v, w);
	if (rc)
		return rc;
	if (!w->hazard.len)
		find_item(x, v, w);
	if (!result.len)
		refuse(x, TL_ANSWER_RESULT, code, "answer yes, no or na (符合, 不符合, 不适用)",
		       "an answer without a result");
	else
		rc = tl_visit_value(x, tl_answer_field(x->t->schema, TL_ANSWER_RESULT), result,
		                    TL_NODAY, &w->result);
	if (rc || x->c->decide.faults > before)
		return rc;
	for (size_t i = 0; i < TL_LEN(results); i++)
		v->results[i] += tl_eqs(w->result, results[i]);
	if (w->hazard.len)
		return tl_recheck_read(x, v, w);
	if (w->item) {
		tl_checklist_clauses(&x->text, v->list, w->item, v->act.on);
		w->clause = tl_visit_keep(x, tl_buf_bytes(&x->text), &ok);
	}
	if (!ok || x->text.failed)
		return tl_visit_memory(x);
	if (tl_eqs(w->result, "no"))
		return read_failed(x, v, w);
	if (!w->item)
		refuse(x, TL_ANSWER_RESULT, result, "leave the line out",
		       "what is found outside the list is not as it should be");
	refuse_of_hazard(x, w);
	return 0;
}

static bool same(const struct tl_visit_answer *a, const struct tl_visit_answer *b)
{
	return a->item == b->item && tl_eq(a->hazard, b->hazard);
}

/* Items, or hazards, that were answered before W. */
static void refuse_again(struct tl_recording *x, const struct tl_visit_answer *all,
                         const struct tl_visit_answer *w)
{
	if (!w->item && !w->hazard.len)
		return;
	for (const struct tl_visit_answer *o = all; o < w; o++)
		if (same(o, w)) {
			refuse(x, w->item ? TL_ANSWER_CODE : TL_ANSWER_HAZARD,
			       w->item ? tl_str(w->item->code) : w->hazard, NULL,
			       "answered twice");
			return;
		}
}

int tl_visit_answers(struct tl_recording *x, struct tl_visit *v, struct tl_visit_answer *w,
                     size_t *n)
{
	int rc = 0;

	*n = 0;
	for (size_t i = 0; !rc && i < v->s->nanswers; i++) {
		const struct tl_filled_answer *a = &v->s->answer[i];
		if (blank(a))
			continue;
		w[*n] = (struct tl_visit_answer){ .a = a };
		rc = read_answer(x, v, &w[*n]);
		refuse_again(x, w, &w[*n]);
		++*n;
	}
	return rc;
}

/* What the sheet leaves open. */
void tl_visit_unanswered(struct tl_recording *x, struct tl_visit *v,
                         const struct tl_visit_answer *w, size_t n)
{
	size_t left = 0;
	bool clean = tl_visit_given(x, v, "summary").len;

	tl_visit_at(x, v->s, v->s->line);
	if (!n && !clean) {
		tl_fault(&x->c->decide, TLSAFE_EINPUT, NULL, TL_NONE,
		         "answer its items, or say in 检查情况 (summary) that nothing was found",
		         "nothing in the sheet is answered");
		return;
	}
	tl_buf_clear(&x->text);
	for (size_t i = 0; v->list && i < v->list->nitems; i++) {
		bool there = false;
		for (size_t k = 0; k < n && !there; k++)
			there = w[k].item == &v->list->item[i];
		if (!there)
			tl_buf_printf(&x->text, "%s%s", left++ ? ", " : "", v->list->item[i].code);
	}
	if (left && !x->text.failed)
		tl_warn(&x->c->decide, NULL, TL_NONE, "not answered: %s", x->text.data);
}
