/* What is said of how a list is answered: the filter as it was understood, what is read, how many
 * there are. */
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

/* How each begins in a sentence, and its column. */
static const struct {
	const char *begins;
	struct tl_line_column column;
} says[TL_SAYS_COUNT] = {
	[TL_SAYS_ASKED] = { "asked for", { "asked", false, "查询", "Asked for" } },
	[TL_SAYS_ORDER] = { "order", { "order", false, "排序", "Order" } },
	[TL_SAYS_READ] = { "read", { "read", false, "读取", "Read" } },
	[TL_SAYS_LOOKED] = { "looked at", { "looked", true, "查看", "Looked at" } },
	[TL_SAYS_FOUND] = { "found", { "found", true, "找到", "Found" } },
	[TL_SAYS_PRINTED] = { "printed", { "printed", true, "输出", "Printed" } },
};

void tl_say_text(struct tl_said *s, enum tl_says what, struct tl_bytes text)
{
	tl_trace(s->t, "%s: %.*s", says[what].begins, (int)text.len, text.data);
	if (s->kept)
		tl_line_text(&s->line, text);
}

void tl_say_number(struct tl_said *s, enum tl_says what, uint64_t n)
{
	tl_trace(s->t, "%s: %llu", says[what].begins, (unsigned long long)n);
	if (s->kept)
		tl_line_number(&s->line, n);
}

void tl_say_asked(struct tl_said *s, const struct tl_query *q)
{
	TL_BUF text = { 0 };

	if (!s->t->trace && !s->kept)
		return;
	tl_buf_str(&text, q->kind->name);
	for (int i = 0; q->conditions >> i; i++)
		if (q->conditions >> i & 1)
			tl_buf_printf(&text, ", %s", q->kind->workflow->conditions[i].name);
	for (size_t i = 0; i < q->nterms; i++)
		add_term(&text, &q->term[i]);
	if (q->nids)
		tl_buf_printf(&text, ", %zu id%s", q->nids, q->nids == 1 ? "" : "s");
	if (q->kind->workflow && !q->wants_void)
		tl_buf_str(&text, ", not void");
	if (text.failed)
		s->line.buf.failed = true;
	else
		tl_say_text(s, TL_SAYS_ASKED, tl_buf_bytes(&text));
}

int tl_said_write(struct tl_said *s, struct tlsafe_out *out)
{
	struct tl_line_column columns[TL_SAYS_COUNT];
	int rc;

	for (size_t i = 0; i < TL_SAYS_COUNT; i++)
		columns[i] = says[i].column;
	rc = tl_line_columns(s->t, out, columns, TL_SAYS_COUNT);
	return rc ? rc : tl_line_write(&s->line, s->t, out);
}

void tl_said_release(struct tl_said *s)
{
	tl_buf_release(&s->line.buf);
}
