/* What calls say of themselves to whoever asked: the moment that they answer for, and the filter as
 * it was understood. */
#include "query/describe.h"

#include "journal/workflow.h"

/* Whether values of F come from a closed set. Others are free text, which may name a person
 * whatever the schema says of the field. */
static bool is_closed(const struct tl_field *f)
{
	return f->codes || f->to || f->known == TL_F_ID || f->type->number ||
	       f->type->json == TL_JSON_BOOLEAN;
}

static void add_alternative(struct tl_buf *out, const struct tl_alternative *a, bool known)
{
	if (a->empty)
		return;
	if (!known) {
		tl_buf_str(out, "...");
	} else if (!a->range) {
		tl_buf_add(out, a->text);
	} else {
		tl_buf_add(out, a->from);
		if (!a->from.data || !a->upto.data || !tl_eq(a->from, a->upto)) {
			tl_buf_str(out, "..");
			tl_buf_add(out, a->upto);
		}
	}
}

static void add_term(struct tl_buf *out, const struct tl_term *t)
{
	static const char *const ops[] = {
		[TL_OP_IS] = "=", [TL_OP_NOT] = "!=", [TL_OP_HAS] = "~"
	};
	const struct tl_field *f = t->path.sub ? t->path.sub : t->path.field;
	bool known = !f->personal && t->op != TL_OP_HAS && is_closed(f);

	tl_buf_printf(out, ", %s", t->path.field->key);
	if (t->path.sub)
		tl_buf_printf(out, ".%s", f->key);
	tl_buf_str(out, ops[t->op]);
	for (size_t i = 0; i < t->nalts; i++) {
		if (i)
			tl_buf_char(out, ',');
		add_alternative(out, &t->alt[i], known);
	}
}

void tl_trace_query(const struct tl_query *q)
{
	TL_BUF text = { 0 };

	if (!q->view->t->trace)
		return;
	for (int i = 0; q->conditions >> i; i++)
		if (q->conditions >> i & 1)
			tl_buf_printf(&text, ", %s", q->kind->workflow->conditions[i].name);
	for (size_t i = 0; i < q->nterms; i++)
		add_term(&text, &q->term[i]);
	if (q->nids)
		tl_buf_printf(&text, ", %zu id%s", q->nids, q->nids == 1 ? "" : "s");
	if (q->kind->workflow && !q->wants_void)
		tl_buf_str(&text, ", not void");
	if (!text.failed)
		tl_trace(q->view->t, "asked for: %s%s", q->kind->name, text.data ? text.data : "");
}
