/* Records as rows of cells. */
#include "query/columns.h"

#include <stdio.h>
#include <stdlib.h>

#include "journal/workflow.h"

void tl_columns_release(struct tl_columns *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->key[i]);
	free(c->key);
	free(c->path);
	free(c->cell);
	free(c->place);
	tl_buf_release(&c->text);
}

static int add_column(struct tl_columns *c, struct tl_query *q, struct tl_bytes name)
{
	const struct tl_path *p = &c->path[c->n];
	int rc = tl_path_find(&c->path[c->n], q->kind, name, &q->view->t->err), n;

	if (rc)
		return rc;
	if (p->sub)
		n = asprintf(&c->key[c->n], "%s.%s", p->field->key, p->sub->key);
	else
		n = asprintf(&c->key[c->n], "%s", p->field->key);
	if (n < 0)
		return tl_err_memory(&q->view->t->err);
	c->n++;
	return 0;
}

static int name_columns(struct tl_columns *c, struct tl_query *q, const char *names)
{
	struct tl_bytes name;
	int rc = 0;

	for (size_t i = 0; !names && !rc && i < q->kind->ncolumns; i++)
		rc = add_column(c, q, tl_str(q->kind->column[i].name));
	while (!rc && tl_next_word(&names, &name))
		rc = add_column(c, q, name);
	return rc;
}

static const struct tl_field *field_of(const struct tl_path *p)
{
	return p->sub ? p->sub : p->field;
}

/* Another column is of the field F as well, as its own or as another record's. */
static bool is_twice(const struct tl_columns *c, size_t i)
{
	for (size_t k = 0; k < c->n; k++)
		if (k != i && field_of(&c->path[k]) == field_of(&c->path[i]))
			return true;
	return false;
}

static bool has_column(const struct tl_columns *c, const struct tl_field *f)
{
	for (size_t k = 0; k < c->n; k++)
		if (!c->path[k].sub && c->path[k].field == f)
			return true;
	return false;
}

/* Of town.name and assignee.name both are names of bodies: what refers to them tells which. */
static struct tl_bytes heading(struct tl_columns *c, size_t i, bool keys, bool english,
                               struct tl_arena *a, bool *ok)
{
	const struct tl_path *p = &c->path[i];
	const struct tl_field *f = field_of(p);
	const char *own = english ? f->en : f->zh;
	const char *of = english ? p->field->en : p->field->zh;

	if (keys)
		return tl_str(c->key[i]);
	if (!p->sub || !is_twice(c, i))
		return tl_str(own);
	if (!strcmp(f->key, "name") && !has_column(c, p->field))
		return tl_str(of);
	tl_buf_clear(&c->text);
	tl_buf_printf(&c->text, "%s%s%s", of, english ? ": " : "：", own);
	*ok &= !c->text.failed;
	return tl_arena_dup(a, tl_buf_bytes(&c->text), ok);
}

static bool has_label(const struct tl_columns *c, const struct tl_field *f)
{
	return !c->codes && (f->type->coded || f->to);
}

static void know_column(struct tl_columns *c, const struct tl_query *q, size_t i)
{
	const struct tl_path *p = &c->path[i];
	const struct tl_field *f = field_of(p);
	bool more = p->sub || tl_query_reckons(f) || tl_query_hides(q, f) || has_label(c, f);

	c->place[i] = (struct tl_columns_place){ .stored = more ? -1 : f->index,
		                                 .numeric = f->type->numeric,
		                                 .day = !strcmp(f->type->name, "date") };
	c->rev |= p->field->known == TL_F_REV;
}

int tl_columns_begin(struct tl_columns *c, struct tl_query *q, const char *names,
                     const char *headings, struct tlsafe_out *out)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_out_column *col;
	size_t max = q->kind->nfields + q->kind->ncolumns + 1;
	bool keys = headings && !strcmp(headings, "key"), english, ok = true;
	int rc;

	*c = (struct tl_columns){ 0 };
	for (const char *p = names; p && *p; p++)
		max += *p == ',';
	english = headings && !strcmp(headings, "en");
	if (!headings || !strcmp(headings, "none"))
		english = !tl_eqs(q->view->schema->district.language, "zh");
	else if (!keys && !english && strcmp(headings, "zh"))
		return tl_err_hint(&q->view->t->err, TLSAFE_EUSAGE,
		                   "give --headings zh, en, key or none", "no such headings: '%s'",
		                   headings);
	if (headings && !strcmp(headings, "none"))
		out->flags |= TLSAFE_OUT_NOHEADING;
	c->codes = out->flags & TLSAFE_OUT_CODES;
	c->emphasis = q->kind->workflow && out->flags & TLSAFE_OUT_COLOUR;
	c->english = !tl_eqs(q->view->schema->district.language, "zh");
	out->sheet = english ? q->kind->en : q->kind->zh;
	c->path = calloc(max, sizeof(*c->path));
	c->key = calloc(max, sizeof(*c->key));
	c->cell = calloc(max, sizeof(*c->cell));
	c->place = calloc(max, sizeof(*c->place));
	col = tl_arena_alloc(&a, max * sizeof(*col));
	if (!c->path || !c->key || !c->cell || !c->place || !col)
		return tl_err_memory(&q->view->t->err);
	rc = name_columns(c, q, names);
	for (size_t i = 0; !rc && i < c->n; i++) {
		know_column(c, q, i);
		col[i] = (struct tl_out_column){ tl_str(c->key[i]),
			                         heading(c, i, keys, english, &a, &ok),
			                         c->place[i].numeric };
	}
	if (!rc && !ok)
		rc = tl_err_memory(&q->view->t->err);
	if (!rc && tl_out_columns(out, col, c->n))
		rc = tl_out_error(q->view->t, out);
	return rc;
}

/* What the columns of R mean: a major level is grave, the due date of an overdue one late. */
static void emphasise(struct tl_columns *c, const struct tl_query *q, const struct tl_record *r)
{
	struct tl_status stand;

	tl_status_of(&stand, r);
	for (size_t i = 0; i < c->n; i++) {
		if (c->path[i].sub)
			continue;
		if (c->path[i].field->known == TL_F_LEVEL && stand.major)
			c->cell[i].emphasis = TL_GRAVE;
		else if (c->path[i].field->known == TL_F_DUE &&
		         tl_status_overdue(&stand, tl_view_day(q->view)))
			c->cell[i].emphasis = TL_LATE;
	}
}

/* The value of column I, and in the row's text its label and JSON, whose places are noted: the text
 * moves while it grows. */
static int fill_cell(struct tl_columns *c, struct tl_query *q, const struct tl_record *r, size_t i,
                     bool json)
{
	const struct tl_field *f = field_of(&c->path[i]);
	struct tl_columns_place *at = &c->place[i];
	struct tl_cell *cell = &c->cell[i];
	int rc = 0;

	*cell = (struct tl_cell){ .numeric = at->numeric, .day = at->day };
	at->label = at->json = at->end = c->text.len;
	if (at->stored < 0)
		rc = tl_query_value(q, &c->path[i], r, &cell->text);
	else if (r->val)
		cell->text = r->val[at->stored];
	if (rc || !cell->text.data || (at->stored >= 0 && !json))
		return rc;
	if (has_label(c, f))
		rc = tl_query_label(q, f, cell->text, c->english, &c->text);
	at->json = c->text.len;
	if (json)
		tl_type_json(&c->text, f, cell->text);
	at->end = c->text.len;
	if (!rc && c->text.failed)
		rc = tl_err_memory(&q->view->t->err);
	return rc;
}

static struct tl_bytes piece(const struct tl_columns *c, size_t from, size_t upto)
{
	return upto > from ? tl_bytes(c->text.data + from, upto - from) : TL_NONE;
}

int tl_columns_rev(struct tl_query *q, struct tl_record *r)
{
	char rev[24];

	snprintf(rev, sizeof(rev), "%llu", (unsigned long long)tl_record_rev(r));
	return tl_record_put(r, TL_F_REV, tl_str(rev)) ? tl_err_memory(&q->view->t->err) : 0;
}

int tl_columns_row(struct tl_columns *c, struct tl_query *q, struct tl_record *r,
                   struct tlsafe_out *out)
{
	int rc = c->rev ? tl_columns_rev(q, r) : 0;

	tl_buf_clear(&c->text);
	for (size_t i = 0; !rc && i < c->n; i++)
		rc = fill_cell(c, q, r, i, out->form->json);
	if (rc)
		return rc;
	for (size_t i = 0; i < c->n; i++) {
		c->cell[i].label = piece(c, c->place[i].label, c->place[i].json);
		c->cell[i].json = piece(c, c->place[i].json, c->place[i].end);
	}
	if (c->emphasis)
		emphasise(c, q, r);
	return tl_out_row(out, c->cell) ? tl_out_error(q->view->t, out) : 0;
}

int tl_list_ids(struct tl_view *v, const struct tl_kind *kind, const struct tl_bytes *id, size_t n,
                struct tlsafe_out *out)
{
	TL_QUERY q = { 0 };
	TL_CLEANUP(tl_columns_release) struct tl_columns columns = { 0 };
	TL_RECORD r;
	int rc = tl_query_begin(&q, v, kind, NULL, 0, false);

	tl_record_init(&r, kind);
	if (!rc)
		rc = tl_columns_begin(&columns, &q, NULL, NULL, out);
	for (size_t i = 0; !rc && i < n; i++) {
		tl_record_release(&r);
		rc = tl_view_get(v, kind, id[i], &r);
		if (!rc)
			rc = tl_columns_row(&columns, &q, &r, out);
	}
	return rc;
}

int tl_list_now(struct tlsafe *t, const struct tl_kind *kind, const struct tl_bytes *id, size_t n,
                struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	int rc = tl_view_begin(&v, t);

	return rc ? rc : tl_list_ids(&v, kind, id, n, out);
}
