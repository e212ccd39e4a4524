/* The checklists of the schema set, and what one asks to be checked on a day. */
#include "query/line.h"
#include "query/moment.h"
#include "schema/checklist.h"
#include "store/open.h"

struct lists {
	struct tlsafe *t;
	struct tlsafe_out *out;
	const struct tl_schema *schema;	/* of the moment that is asked about */
	tl_day day;
	struct tl_line line;
	bool english;
};

static struct tl_bytes in_words(const struct lists *x, const char *zh, const char *en)
{
	return tl_str(x->english ? en : zh);
}

/* --- all of them ------------------------------------------------------------- */

static int write_list(struct lists *x, const struct tl_checklist *c)
{
	struct tl_line *l = &x->line;
	uint64_t stops = 0;

	for (size_t i = 0; i < c->nitems; i++)
		stops += c->item[i].stop;
	tl_line_text(l, tl_str(c->name));
	tl_line_text(l, in_words(x, c->zh, c->en));
	tl_line_text(l, tl_str(c->version));
	tl_line_number(l, c->nitems);
	tl_line_number(l, stops);
	return tl_line_write(l, x->t, x->out);
}

static int write_lists(struct lists *x)
{
	static const struct tl_line_column columns[] = {
		{ "list", false, "检查表", "List" },
		{ "title", false, "名称", "Title" },
		{ "version", false, "版本", "Version" },
		{ "items", true, "项数", "Items" },
		{ "stop", true, "停工项数", "Stop items" },
	};
	const struct tl_schema *s = x->schema;
	int rc = tl_line_columns(x->t, x->out, columns, TL_LEN(columns));

	for (size_t i = 0; !rc && i < s->nshelf; i++) {
		TL_CLEANUP(tl_checklist_freep) struct tl_checklist *c = NULL;
		if (s->shelf[i].sort != TL_SHELF_CHECKLIST)
			continue;
		rc = tl_checklist_of(&c, &s->shelf[i], NULL, &x->t->err);
		if (!rc && c)
			rc = write_list(x, c);
	}
	return rc;
}

/* --- one --------------------------------------------------------------------- */

/* The label that the hazard which an item becomes has for CODE of FIELD. */
static void add_code(struct lists *x, const char *field, const char *code)
{
	const struct tl_kind *hazard = tl_schema_kind(x->schema, "hazard");
	const struct tl_field *f = hazard ? tl_kind_key(hazard, tl_str(field)) : NULL;
	const struct tl_code *of = NULL;
	struct tl_bytes label = TL_NONE;

	if (f && f->codes)
		of = tl_codes_code(f->codes, tl_str(code));
	if (of)
		label = x->english ? of->en : of->zh;
	tl_line_code(&x->line, tl_str(code), label);
}

static int write_item(struct lists *x, const struct tl_check_item *item, struct tl_bytes clauses)
{
	const struct tl_check_method_name *how = &tl_check_methods[item->method];
	struct tl_line *l = &x->line;

	tl_line_text(l, tl_str(item->code));
	add_code(x, "category", item->category);
	tl_line_text(l, in_words(x, item->zh, item->en));
	tl_line_code(l, tl_str(how->code), in_words(x, how->zh, how->en));
	tl_line_number(l, (uint64_t)item->weight);
	tl_line_true(l, item->stop);
	add_code(x, "level", item->major ? "major" : "general");
	tl_line_number(l, (uint64_t)item->days);
	tl_line_text(l, clauses);
	return tl_line_write(l, x->t, x->out);
}

/* The N items that have none, by their CODES, in one sentence. */
static int tell_bare(const struct lists *x, const struct tlsafe_checklist *how,
                      const struct tl_checklist *c, size_t n, const struct tl_buf *codes)
{
	struct tlsafe_fault f = { .code = 0 };
	char date[TL_DAY_TEXT];
	TL_BUF text = { 0 };

	if (!n || !how->fault)
		return 0;
	tl_buf_printf(&text, "%zu of %zu items %s no clause in force on %s: %s", n, c->nitems,
	              n == 1 ? "has" : "have", tl_day_format(date, x->day), codes->data);
	if (text.failed || codes->failed)
		return tl_err_memory(&x->t->err);
	f.text = text.data;
	how->fault(how->ctx, &f);
	return 0;
}

static int write_items(struct lists *x, const struct tlsafe_checklist *how,
                       const struct tl_checklist *c)
{
	static const struct tl_line_column columns[] = {
		{ "code", false, "编号", "Code" },
		{ "category", false, "隐患类别", "Category" },
		{ "text", false, "检查内容", "What to check" },
		{ "method", false, "检查方法", "Method" },
		{ "weight", true, "分值", "Weight" },
		{ "stop", false, "停工项", "Stop item" },
		{ "level", false, "隐患等级", "Level" },
		{ "days", true, "整改天数", "Days to rectify" },
		{ "clause", false, "依据", "Clause" },
	};
	TL_BUF clauses = { 0 };
	TL_BUF bare = { 0 };
	size_t n = 0;
	int rc = tl_line_columns(x->t, x->out, columns, TL_LEN(columns));

	for (size_t i = 0; !rc && i < c->nitems; i++) {
		tl_checklist_clauses(&clauses, c, &c->item[i], x->day);
		if (clauses.failed)
			return tl_err_memory(&x->t->err);
		if (!clauses.len)
			tl_buf_printf(&bare, "%s%s", n++ ? ", " : "", c->item[i].code);
		rc = write_item(x, &c->item[i], clauses.len ? tl_buf_bytes(&clauses) : TL_NONE);
	}
	return rc ? rc : tell_bare(x, how, c, n, &bare);
}

/* --- asking ------------------------------------------------------------------ */

static int begin(struct lists *x, struct tl_view *v, const struct tlsafe_select *s)
{
	int rc = tl_store_begin(x->t) ? x->t->err.code : tl_view_select(v, x->t, s);

	if (rc)
		return rc;
	x->schema = v->schema;
	x->day = tl_view_day(v);
	x->english = tl_line_english(x->t, x->out);
	return 0;
}

int tlsafe_checklists(struct tlsafe *t, const char *known_at, struct tlsafe_out *out)
{
	const struct tlsafe_select select = { .known_at = known_at };
	struct lists x = { .t = t, .out = out };
	TL_VIEW v = { 0 };
	int rc = begin(&x, &v, &select);

	if (!rc)
		rc = write_lists(&x);
	tl_line_release(&x.line);
	return tl_store_error(t, rc);
}

int tlsafe_checklist(struct tlsafe *t, const struct tlsafe_checklist *how, struct tlsafe_out *out)
{
	const struct tlsafe_select select = { .as_of = how->as_of, .known_at = how->known_at };
	TL_CLEANUP(tl_checklist_freep) struct tl_checklist *c = NULL;
	struct lists x = { .t = t, .out = out };
	TL_VIEW v = { 0 };
	int rc = begin(&x, &v, &select);

	if (!rc)
		rc = tl_checklist_open(&c, x.schema, how->list, &t->err);
	if (!rc)
		rc = write_items(&x, how, c);
	tl_line_release(&x.line);
	return tl_store_error(t, rc);
}
