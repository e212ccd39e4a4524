/* Documents (文书) issued about hazards: who gets one, its number, and its entry. */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "journal/hazard.h"
#include "query/line.h"
#include "report/documents.h"
#include "report/issuing.h"
#include "schema/docno.h"
#include "store/open.h"
#include "store/views.h"

static void release(struct tl_issue *x)
{
	for (size_t i = 0; i < x->nmade; i++) {
		struct tl_made *m = &x->made[i];
		free(m->at);
		tl_buf_release(&m->id);
		tl_buf_release(&m->number);
		tl_buf_release(&m->hazards);
		tl_buf_release(&m->file);
		tl_buf_release(&m->bytes);
		tl_buf_release(&m->digest);
	}
	for (size_t i = 0; i < x->n; i++)
		tl_record_release(&x->subject[i].r);
	free(x->subject);
	free(x->made);
	tl_issue_release_visits(x);
	tl_record_release(&x->body);
	tl_map_freep(&x->ids);
	tl_paper_freep(&x->paper);
	tl_arena_release(&x->arena);
	*x = (struct tl_issue){ .t = x->t, .in = x->in, .out = x->out };
}

static struct tl_bytes id_of(const struct tl_issue *x, size_t i)
{
	return tl_record_at(&x->subject[i].r, TL_F_ID);
}

/* --- one for each --------------------------------------------------------------------- */

/* What those have in common that stand in one document with the hazard. */
static struct tl_bytes key_of(struct tl_issue *x, const struct tl_subject *s)
{
	static const enum tl_field_name keys[] = { [TL_PAPER_ASSIGNEE] = TL_F_ASSIGNEE,
		                                   [TL_PAPER_UNIT] = TL_F_UNIT,
		                                   [TL_PAPER_HAZARD] = TL_F_ID,
		                                   [TL_PAPER_INSPECTION] = TL_F_UNIT };

	if (x->paper->each == TL_PAPER_INSPECTION && s->visit)
		return tl_record_at(&x->visit[s->visit - 1].r, TL_F_ID);
	return tl_record_at(&s->r, keys[x->paper->each]);
}

/* The document with KEY, made if there is none; *RET NULL: no memory. */
static struct tl_made *made_for(struct tl_issue *x, struct tl_bytes key)
{
	size_t k = 0;

	while (k < x->nmade && !tl_eq(x->made[k].key, key))
		k++;
	if (k < x->nmade)
		return &x->made[k];
	if (!TL_GROW(x->made, x->nmade, x->maxmade))
		return NULL;
	x->made[x->nmade] = (struct tl_made){ .key = key, .unit = TL_NONE };
	return &x->made[x->nmade++];
}

/* In the order in which their first hazards or inspections were named. */
static int gather(struct tl_issue *x)
{
	struct tl_made *m;

	for (size_t i = 0; i < x->n; i++) {
		m = made_for(x, key_of(x, &x->subject[i]));
		if (!m || !TL_GROW(m->at, m->n, m->max))
			return tl_err_memory(&x->t->err);
		m->at[m->n++] = i;
		if (x->paper->each == TL_PAPER_INSPECTION)
			m->visit = x->subject[i].visit;
	}
	for (size_t i = 0; x->paper->items && i < x->nvisits; i++) {
		m = made_for(x, tl_record_at(&x->visit[i].r, TL_F_ID));
		if (!m)
			return tl_err_memory(&x->t->err);
		m->visit = i + 1;
	}
	return 0;
}

/* The unit that all hazards of M have; TL_NONE: they have not. */
static struct tl_bytes unit_of(const struct tl_issue *x, const struct tl_made *m)
{
	struct tl_bytes unit;

	if (x->paper->items)
		return tl_record_at(&x->visit[m->visit - 1].r, TL_F_UNIT);
	unit = tl_record_at(&x->subject[m->at[0]].r, TL_F_UNIT);
	for (size_t i = 1; i < m->n; i++)
		if (!tl_eq(unit, tl_record_at(&x->subject[m->at[i]].r, TL_F_UNIT)))
			return TL_NONE;
	return unit;
}

/* The hazards that M is about: its own, or those that its items became. */
static void list_hazards(const struct tl_issue *x, struct tl_made *m)
{
	const struct tl_visited *v = x->paper->items ? &x->visit[m->visit - 1] : NULL;

	for (size_t i = 0; i < m->n; i++)
		tl_list_add(&m->hazards, id_of(x, m->at[i]));
	for (size_t i = 0; v && i < v->n; i++)
		if (tl_record_named(&v->item[i], "hazard").len)
			tl_list_add(&m->hazards, tl_record_named(&v->item[i], "hazard"));
}

/* --- an entry -------------------------------------------------------------------------- */

/* The next number of the series that A's values say, into A and as it is printed. */
static int number(struct tl_issue *x, struct tl_made *m, struct tl_act *a, char serial[24])
{
	struct tl_bytes prefix = tl_record_named(&x->body, "doc_prefix");
	const char *word = tl_paper_word(x->paper, x->on);
	const struct tl_set *none;
	TL_BUF series = { 0 };
	TL_BUF typed = { 0 };
	char day[TL_DAY_TEXT];
	uint64_t n = 0;
	int y, mm, d, rc;

	if (!word)
		return tl_err_set(&x->t->err, TLSAFE_ECONFIG,
		                  "%s.yaml: no word of its number counts on %s", x->paper->file,
		                  tl_day_format(day, x->on));
	if (!tl_number_series(&series, x->kind, a->set, a->nset, &none) || series.failed)
		return tl_err_set(&x->t->err, TLSAFE_EBUG, "a document without a series");
	rc = tl_change_serial(x->c, tl_buf_bytes(&series), &n);
	tl_day_split(x->on, &y, &mm, &d);
	snprintf(serial, 24, "%llu", (unsigned long long)n);
	tl_buf_add(&typed, prefix);
	tl_buf_printf(&typed, "%s〔%d〕%s号", word, y, serial);
	tl_docno(&m->number, tl_buf_bytes(&typed));
	return rc || !typed.failed ? rc : tl_err_memory(&x->t->err);
}

/* The rows of its list, of which a paper without items has one at least. */
static int take_rows(struct tl_issue *x, const struct tl_made *m, struct tl_paper_case *c)
{
	const struct tl_visited *v = x->paper->items ? &x->visit[m->visit - 1] : NULL;

	c->n = v ? v->n : m->n;
	c->row = tl_arena_zalloc(&x->arena, (c->n + 1) * sizeof(*c->row));
	for (size_t i = 0; c->row && i < c->n; i++)
		c->row[i] = v ? &v->item[i] : &x->subject[m->at[i]].r;
	return c->row ? 0 : tl_err_memory(&x->t->err);
}

/* Of the one hazard of M, where its paper is an answer to an application. */
static const struct tl_paper_decision *decision_of(const struct tl_issue *x,
                                                   const struct tl_made *m)
{
	return x->paper->each == TL_PAPER_HAZARD ? &x->subject[m->at[0]].decision : NULL;
}

static int fill(struct tl_issue *x, struct tl_made *m, const struct tl_rest *r,
                const struct tl_inspectors *officers, struct tl_buf *groups)
{
	const char *rows = x->paper->items ? "item" : "hazard";
	const struct tl_referred *to = NULL;
	struct tl_paper_case c = { .paper = x->paper,
		                   .body = tl_record_at(&x->body, TL_F_NAME),
		                   .number = tl_buf_bytes(&m->number),
		                   .officers = tl_buf_bytes(&officers->names),
		                   .certificates = tl_buf_bytes(&officers->numbers),
		                   .visit = m->visit ? &x->visit[m->visit - 1].r : NULL,
		                   .issued = x->on,
		                   .decision = decision_of(x, m),
		                   .given = x->given,
		                   .ngiven = x->ngiven,
		                   .basis = r->text.len ? r->text.data : NULL,
		                   .item = r->item };
	TL_QUERY q = { 0 };
	TL_QUERY visits = { 0 };
	int rc = take_rows(x, m, &c);

	if (!rc)
		rc = tl_query_begin(&q, &x->c->view, tl_schema_kind(x->t->schema, rows), NULL, 0,
		                    false);
	if (!rc && x->inspection)
		rc = tl_query_begin(&visits, &x->c->view, x->inspection, NULL, 0, false);
	c.q = &q;
	c.visits = x->inspection ? &visits : NULL;
	if (!rc && x->paper->each == TL_PAPER_ASSIGNEE)
		rc = tl_lookup_id(&q.lookup, x->body.kind, m->key, &to);
	c.addressee = to ? to->name : TL_NONE;
	if (rc)
		return rc;
	if (!x->paper->items)
		tl_paper_groups(&c, true, groups);
	return tl_paper_fill(&c, strcmp(x->in->form, "text") ? "html" : "table", &m->bytes);
}

static void put_name(struct tl_buf *out, const struct tl_made *m, const char *form)
{
	tl_file_name(out, tl_buf_bytes(&m->number));
	tl_buf_printf(out, "-%s.%s", m->id.data, strcmp(form, "text") ? "html" : "txt");
}

static void put_fields(const struct tl_issue *x, struct tl_buf *out)
{
	for (size_t i = 0; i < x->ngiven; i++)
		tl_buf_printf(out, "%s%s=%s", i ? "\n" : "", x->given[i].field, x->given[i].text);
}

/* Who signed for the unit: who is said, else who was there. */
static struct tl_bytes signed_by(const struct tl_issue *x, const struct tl_record *visit)
{
	if (x->signed_by.len || !visit || tl_eqs(tl_record_named(visit, "refused"), TL_YES))
		return x->signed_by;
	return tl_record_named(visit, "representative");
}

static int enter(struct tl_issue *x, struct tl_made *m)
{
	TL_CLEANUP(tl_rest_release) struct tl_rest rest = { .item = NULL };
	TL_CLEANUP(tl_inspectors_release) struct tl_inspectors officers = { .on = x->on };
	const struct tl_record *visit = m->visit ? &x->visit[m->visit - 1].r : NULL;
	struct tl_record *r;
	struct tl_act a;
	char year[24], serial[24], day[TL_DAY_TEXT];
	TL_BUF groups = { 0 };
	TL_BUF fields = { 0 };
	int y, mm, d, rc = tl_change_new(x->c, x->kind, &m->id, x->on, &r);

	tl_day_split(x->on, &y, &mm, &d);
	snprintf(year, sizeof(year), "%d", y);
	m->unit = unit_of(x, m);
	list_hazards(x, m);
	tl_act_init(&a, TL_ACT_ADD, x->on);
	const struct tl_named series[] = {
		{ "type", tl_str(x->paper->name) },
		{ "body", tl_record_at(&x->body, TL_F_ID) },
		{ "year", tl_str(year) },
	};
	if (!rc)
		rc = tl_act_say(&a, x->kind, series, TL_LEN(series));
	if (!rc)
		rc = tl_said(&x->t->err, "--note", x->in->how->note, &a.note);
	if (!rc)
		rc = number(x, m, &a, serial);
	if (!rc && x->paper->after)
		rc = tl_issue_rest(x, m, &rest);
	if (!rc)
		rc = tl_issue_officers(x, m, &officers);
	if (!rc)
		rc = fill(x, m, &rest, &officers, &groups);
	if (rc)
		return rc;
	put_fields(x, &fields);
	put_name(&m->file, m, x->in->form);
	tl_blob_of(&m->blob, tl_buf_bytes(&m->bytes));
	tl_blob_text(&m->digest, &m->blob);
	if (groups.failed || fields.failed || m->file.failed || m->digest.failed ||
	    m->hazards.failed || m->number.failed || m->bytes.failed)
		return tl_err_memory(&x->t->err);
	const struct tl_named values[] = {
		{ "serial", tl_str(serial) },
		{ "number", tl_buf_bytes(&m->number) },
		{ "addressee", x->paper->each == TL_PAPER_ASSIGNEE ? m->key : TL_NONE },
		{ "unit", m->unit },
		{ "hazards", tl_buf_bytes(&m->hazards) },
		{ "inspection", visit ? tl_record_at(visit, TL_F_ID) : TL_NONE },
		{ "officers", tl_buf_bytes(&officers.names) },
		{ "certificates", tl_buf_bytes(&officers.numbers) },
		{ "signed_by", signed_by(x, visit) },
		{ "groups", tl_buf_bytes(&groups) },
		{ "basis", tl_buf_bytes(&rest.ids) },
		{ "issued", tl_str(tl_day_format(day, x->on)) },
		{ "fields", tl_buf_bytes(&fields) },
		{ "digest", tl_buf_bytes(&m->digest) },
		{ "file", tl_buf_bytes(&m->file) },
	};
	rc = tl_act_say(&a, x->kind, values, TL_LEN(values));
	return rc ? rc : tl_change_act(x->c, r, &a);
}

/* --- all of them ------------------------------------------------------------------------ */

static int decide(void *ctx, struct tl_change *c)
{
	struct tl_issue *x = ctx;
	const struct tlsafe_change *how = x->in->how;
	int rc;

	release(x);
	x->c = c;
	c->decide.today = c->view.today;
	c->decide.fault = how->fault;
	c->decide.ctx = how->ctx;
	rc = tl_documents_kind(x->t, &x->kind);
	if (!rc)
		rc = tl_paper_open(&x->paper, x->t->schema, x->in->type, &x->t->err);
	if (!rc)
		rc = tl_issue_asked(x);
	if (!rc)
		rc = tl_issue_subjects(x);
	if (!rc)
		rc = tl_issue_standing(x);
	if (!rc)
		rc = gather(x);
	for (size_t i = 0; !rc && i < x->nmade; i++)
		rc = enter(x, &x->made[i]);
	return rc;
}

static int give_file(void *ctx, struct tl_kv_txn *txn, const struct tl_entry *e,
                     const struct tl_blob *blob, struct tl_err *err)
{
	const struct tl_issue *x = ctx;
	size_t i = 0;
	(void)e;

	while (i < x->nmade && !tl_blob_same(&x->made[i].blob, blob))
		i++;
	if (i == x->nmade)
		return tl_err_set(err, TLSAFE_EBUG, "a document without its paper");
	return tl_blobs_put(txn, blob, tl_buf_bytes(&x->made[i].bytes), err);
}

static int show(struct tl_issue *x)
{
	static const struct tl_line_column columns[] = {
		{ "id", false, "文书编号", "ID" },
		{ "number", false, "文号", "Number" },
		{ "type", false, "文种", "Type" },
		{ "unit", false, "单位编号", "Unit" },
		{ "hazards", false, "所涉隐患", "Hazards" },
		{ "file", false, "文件名", "File" },
	};
	struct tl_line l = { .n = 0 };
	int rc = x->out ? tl_line_columns(x->t, x->out, columns, TL_LEN(columns)) : 0;

	for (size_t i = 0; !rc && x->out && i < x->nmade; i++) {
		const struct tl_made *m = &x->made[i];
		tl_line_text(&l, tl_buf_bytes(&m->id));
		tl_line_text(&l, tl_buf_bytes(&m->number));
		tl_line_text(&l, tl_str(x->paper->name));
		tl_line_text(&l, m->unit);
		tl_line_list(&l, tl_buf_bytes(&m->hazards));
		tl_line_text(&l, tl_buf_bytes(&m->file));
		rc = tl_line_write(&l, x->t, x->out);
	}
	tl_line_release(&l);
	return rc;
}

static int preview(void *ctx, struct tl_view *v)
{
	(void)v;
	return show(ctx);
}

/* They are saved, whatever comes of this. */
static int hand_out(struct tl_issue *x)
{
	for (size_t i = 0; x->in->file && i < x->nmade; i++) {
		const struct tl_made *m = &x->made[i];
		if (x->in->file(x->in->ctx, m->file.data, m->bytes.data, m->bytes.len))
			return tl_err_errno(&x->t->err, "%s", m->file.data);
	}
	return 0;
}

static int issue(struct tlsafe *t, const struct tlsafe_notice *n, struct tlsafe_out *out)
{
	TL_CLEANUP(release) struct tl_issue x = { .t = t, .in = n, .out = out };
	bool dry = n->how->flags & TLSAFE_ACT_DRY_RUN;
	const struct tl_blobs_source files = { give_file, &x };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_change_run(t, &(struct tl_change_ops){ .decide = decide,
	                                               .preview = dry ? preview : NULL,
	                                               .ctx = &x,
	                                               .files = &files }, NULL);
	if (!rc && !dry)
		rc = show(&x);
	if (!rc && !dry)
		rc = hand_out(&x);
	return tl_store_error(t, rc);
}

int tlsafe_notice(struct tlsafe *t, const struct tlsafe_notice *n, struct tlsafe_out *out)
{
	int tries = 0, rc;

	do
		rc = issue(t, n, out);
	while (tl_store_again(t, rc, &tries));
	return rc;
}
