/* The sheet that an inspection fills in: what it is about, and a line for each item of a list. */
#include <stdio.h>

#include "form/form.h"
#include "inspect/answer.h"
#include "inspect/awaiting.h"
#include "inspect/heads.h"
#include "query/line.h"
#include "query/lookup.h"
#include "query/moment.h"
#include "schema/checklist.h"
#include "store/open.h"

#define OUTSIDE 5			/* blank lines for finds outside the list */

/* Columns that are printed only, behind those of an answer: how to check; of a hazard that is
 * rechecked, by when it was to be put right, and what was done. */
enum { METHOD = TL_ANSWER_COLUMNS, DUE, FIXED, FIXER, FIX };

static const int of_list[] = { TL_ANSWER_CODE, TL_ANSWER_TEXT, METHOD, TL_ANSWER_CLAUSE,
	                       TL_ANSWER_RESULT, TL_ANSWER_FINDING, TL_ANSWER_MEASURED,
	                       TL_ANSWER_DUE, TL_ANSWER_LEVEL, TL_ANSWER_PLACE,
	                       TL_ANSWER_ON_SPOT, TL_ANSWER_PHOTOS };
static const int of_recheck[] = { TL_ANSWER_HAZARD, TL_ANSWER_TEXT, TL_ANSWER_CLAUSE, DUE, FIXED,
	                          FIXER, FIX, TL_ANSWER_RESULT, TL_ANSWER_FINDING, TL_ANSWER_DUE,
	                          TL_ANSWER_APPROVED_BY, TL_ANSWER_PHOTOS };
#define MOST_COLUMNS TL_LEN(of_list)
#define MOST_FIRST 11
_Static_assert(TL_LEN(of_recheck) <= MOST_COLUMNS, "a sheet has room for its columns");

struct sheet {
	struct tl_heads h;
	const struct tl_schema *schema;
	const struct tl_checklist *list;	/* NULL: it is a recheck */
	const int *printed;
	size_t nprinted;
	tl_day day;
	struct tl_bytes unit, name;	/* id, and what it is called */
	const struct tl_record *planned;	/* the inspection that it makes; NULL: a new one */
	const struct tl_awaiting *hazard;	/* of a recheck, those of the unit */
	size_t nhazards;
	bool begun;			/* the table of rows */
	size_t number;			/* of sheets before this one */
	struct tl_buf clauses, values;
};

static void sheet_release(struct sheet *s)
{
	free(s->h.cell);
	tl_buf_release(&s->clauses);
	tl_buf_release(&s->values);
}

static struct tl_bytes column_heading(const struct sheet *s, int column)
{
	/* The reader passes over them: they are no field's (item.yaml). */
	static const struct { const char *zh, *en; } only[] = {
		{ "检查方法", "Method" }, { "现期限", "Due until now" },
		{ "整改完成时间", "Rectified" }, { "整改人", "Rectified by" },
		{ "整改情况", "What was done" },
	};

	if (column >= METHOD)
		return tl_str(s->h.zh ? only[column - METHOD].zh : only[column - METHOD].en);
	return tl_heads_name(&s->h, tl_answer_field(s->schema, (enum tl_answer_column)column));
}

/* --- what it is about -------------------------------------------------------- */

/* What a sheet says of F before anybody filled it in. */
static struct tl_bytes known(const struct sheet *s, const struct tl_field *f)
{
	if (!strcmp(f->key, "unit"))
		return s->unit;
	if (!s->list)
		return strcmp(f->key, "type") ? TL_NONE : tl_str("recheck");
	if (!strcmp(f->key, "checklist"))
		return tl_str(s->list->name);
	if (!strcmp(f->key, "version"))
		return tl_str(s->list->version);
	return s->planned ? tl_record_named(s->planned, f->key) : TL_NONE;
}

/* The same, in the words of a code. */
static struct tl_bytes shown(const void *ctx, const struct tl_field *f)
{
	const struct sheet *s = ctx;
	struct tl_bytes value = known(s, f);
	const struct tl_code *c = NULL;

	if (f->codes && value.data)
		c = tl_codes_code(f->codes, value);
	if (!c)
		return value;
	return s->h.zh || !c->en.len ? c->zh : c->en;
}

/* The values that F permits, or what those that stand there are called. */
static struct tl_bytes beside(void *ctx, const struct tl_field *f)
{
	struct sheet *s = ctx;

	if (s->list && !strcmp(f->key, "checklist"))
		return tl_str(s->h.zh ? s->list->zh : s->list->en);
	if (!strcmp(f->key, "unit"))
		return s->name;
	tl_buf_clear(&s->values);
	for (size_t i = 0; f->codes && i < f->codes->n; i++) {
		const struct tl_code *c = &f->codes->code[i];
		tl_buf_str(&s->values, i ? " | " : "");
		tl_buf_add(&s->values, s->h.zh || !c->en.len ? c->zh : c->en);
	}
	return s->values.len ? tl_buf_bytes(&s->values) : TL_NONE;
}

/* A recheck goes by the hazards that there are, and by no list. */
static bool has(const void *ctx, const struct tl_field *f)
{
	const struct sheet *s = ctx;

	return s->list || (strcmp(f->key, "checklist") && strcmp(f->key, "version"));
}

static int row(struct sheet *s)
{
	if (s->clauses.failed || s->values.failed)
		return tl_err_memory(&s->h.t->err);
	return tl_heads_row(&s->h);
}

static int write_head(struct sheet *s)
{
	int rc = tl_heads_write(&s->h);

	return s->values.failed ? tl_err_memory(&s->h.t->err) : rc;
}

/* --- its lines ---------------------------------------------------------------- */

static struct tl_bytes level(const struct sheet *s, const struct tl_check_item *item)
{
	const struct tl_field *f = tl_answer_field(s->schema, TL_ANSWER_LEVEL);
	const char *code = item->major ? "major" : "general";
	const struct tl_code *c = f->codes ? tl_codes_code(f->codes, tl_str(code)) : NULL;

	if (!c)
		return tl_str(code);
	return s->h.zh ? c->zh : c->en;
}

static struct tl_bytes printed_of(struct sheet *s, const struct tl_check_item *item, int column)
{
	const struct tl_check_method_name *how = &tl_check_methods[item->method];

	switch (column) {
	case TL_ANSWER_CODE:
		return tl_str(item->code);
	case TL_ANSWER_TEXT:
		return tl_str(s->h.zh ? item->zh : item->en);
	case METHOD:
		return tl_str(s->h.zh ? how->zh : how->en);
	case TL_ANSWER_CLAUSE:
		tl_checklist_clauses(&s->clauses, s->list, item, s->day);
		return s->clauses.len ? tl_buf_bytes(&s->clauses) : TL_NONE;
	case TL_ANSWER_LEVEL:
		return level(s, item);
	default:
		return TL_NONE;
	}
}

/* What the sheet says of a hazard that is rechecked. */
static struct tl_bytes printed_again(const struct tl_awaiting *h, int column)
{
	switch (column) {
	case TL_ANSWER_HAZARD:
		return h->id;
	case TL_ANSWER_TEXT:
		return h->text;
	case TL_ANSWER_CLAUSE:
		return h->clause;
	case DUE:
		return h->due;
	case FIXED:
		return h->rectified;
	case FIXER:
		return h->rectified_by;
	case FIX:
		return h->result;
	default:
		return TL_NONE;
	}
}

static struct tl_bytes printed_row(struct sheet *s, size_t row, int column)
{
	return s->list ? printed_of(s, &s->list->item[row], column) :
	                 printed_again(&s->hazard[row], column);
}

static size_t rows_of(const struct sheet *s)
{
	return s->list ? s->list->nitems : s->nhazards;
}

static int write_items(struct sheet *s)
{
	int rc = 0;

	for (size_t n = 0; !rc && n < rows_of(s); n++) {
		tl_heads_clear(&s->h);
		for (size_t i = 0; i < s->nprinted; i++)
			s->h.cell[i].text = printed_row(s, n, s->printed[i]);
		rc = row(s);
	}
	for (int i = 0; !rc && i < OUTSIDE; i++) {
		tl_heads_clear(&s->h);
		rc = row(s);
	}
	return rc;
}

/* --- in each form ------------------------------------------------------------- */

static int begin_table(struct sheet *s, const struct tl_out_column *column, size_t n)
{
	free(s->h.cell);
	s->h.ncells = n;
	s->h.cell = calloc(n, sizeof(*s->h.cell));
	if (!s->h.cell)
		return tl_err_memory(&s->h.t->err);
	return tl_out_columns(s->h.out, column, n) ? tl_out_error(s->h.t, s->h.out) : 0;
}

/* One sheet, as a spreadsheet has it: it is read back. */
static int write_sheet(struct sheet *s)
{
	struct tl_out_column column[MOST_COLUMNS] = { { .key = TL_NONE } };
	int rc = 0;

	for (size_t i = 0; i < s->nprinted; i++)
		column[i].key = column[i].heading = column_heading(s, s->printed[i]);
	s->h.out->flags |= TLSAFE_OUT_NOHEADING;
	if (!s->begun)
		rc = begin_table(s, column, s->nprinted);
	s->begun = true;
	if (!rc)
		rc = write_head(s);
	if (!rc) {
		tl_heads_clear(&s->h);
		for (size_t i = 0; i < s->nprinted; i++)
			s->h.cell[i].text = column[i].heading;
		rc = row(s);
	}
	return rc ? rc : write_items(s);
}

static int begin_part(struct sheet *s, const char *id, unsigned of, struct tl_bytes text)
{
	char numbered[32];
	const struct tl_out_part part = { .id = numbered, .heading = text, .level = of };

	/* Several sheets are of one page. */
	if (s->number)
		snprintf(numbered, sizeof(numbered), "%s-%zu", id, s->number + 1);
	else
		snprintf(numbered, sizeof(numbered), "%s", id);

	return tl_out_part(s->h.out, &part) ? tl_out_error(s->h.t, s->h.out) : 0;
}

static struct tl_bytes title(const struct sheet *s)
{
	if (s->list)
		return tl_str(s->h.zh ? s->list->zh : s->list->en);
	return tl_str(s->h.zh ? "整改复查表" : "Recheck");
}

/* For paper. */
static int write_page(struct sheet *s)
{
	struct tl_out_column column[MOST_COLUMNS] = { { .key = TL_NONE } };
	struct tl_out_column about[TL_HEADS_COLUMNS];
	int rc = begin_part(s, "sheet", 1, title(s));

	for (size_t i = 0; i < s->nprinted; i++)
		column[i].key = column[i].heading = column_heading(s, s->printed[i]);
	tl_heads_columns(&s->h, about);
	if (!rc)
		rc = begin_part(s, "about", 2, s->name);
	if (!rc)
		rc = begin_table(s, about, TL_LEN(about));
	if (!rc)
		rc = write_head(s);
	if (!rc)
		rc = begin_part(s, "items", 2, tl_str(s->h.zh ? "检查项" : "Items"));
	if (!rc)
		rc = begin_table(s, column, s->nprinted);
	return rc ? rc : write_items(s);
}

static struct tl_bytes json_of(struct tl_buf *buf, const struct tl_field *f, struct tl_bytes text)
{
	tl_buf_clear(buf);
	tl_type_json(buf, f, text);
	return tl_buf_bytes(buf);
}

/* A line of what it is about, and one for each of its rows. */
static int write_lines(struct sheet *s)
{
	static const int said[] = { TL_ANSWER_CODE, TL_ANSWER_HAZARD, TL_ANSWER_TEXT,
		                    TL_ANSWER_CLAUSE };
	struct tl_out_column column[MOST_FIRST + TL_LEN(said)] = { { .key = TL_NONE } };
	struct tl_buf json[TL_LEN(column)] = { { 0 } };
	const size_t n = s->h.nfirst + TL_LEN(said);
	int rc = 0;

	for (size_t i = 0; i < s->h.nfirst; i++)
		column[i].key = tl_str(s->h.first[i]);
	for (size_t i = 0; i < TL_LEN(said); i++)
		column[s->h.nfirst + i].key =
			tl_str(tl_answer_field(s->schema, (enum tl_answer_column)said[i])->key);
	if (!s->begun)
		rc = begin_table(s, column, n);
	s->begun = true;
	if (!rc)
		tl_heads_clear(&s->h);
	for (size_t i = 0; !rc && i < s->h.nfirst; i++) {
		const struct tl_field *f = tl_kind_key(s->h.kind, tl_str(s->h.first[i]));
		struct tl_bytes value = known(s, f);
		s->h.cell[i].json = value.data ? json_of(&json[i], f, value) : TL_NONE;
	}
	if (!rc)
		rc = row(s);
	for (size_t r = 0; !rc && r < rows_of(s); r++) {
		tl_heads_clear(&s->h);
		for (size_t k = 0; k < TL_LEN(said); k++) {
			enum tl_answer_column c = (enum tl_answer_column)said[k];
			struct tl_bytes text = printed_row(s, r, said[k]);
			size_t at = s->h.nfirst + k;
			if (text.data)
				s->h.cell[at].json =
					json_of(&json[at], tl_answer_field(s->schema, c), text);
		}
		rc = row(s);
	}
	for (size_t i = 0; i < TL_LEN(json); i++)
		tl_buf_release(&json[i]);
	return rc;
}

/* --- asking ------------------------------------------------------------------- */

/* The sheet is of the unit with ID. */
static int of_unit(struct sheet *s, struct tl_lookup *lookup, struct tl_bytes id)
{
	const struct tl_referred *it;
	int rc = tl_lookup_id(lookup, tl_schema_kind(s->schema, "unit"), id, &it);

	s->unit = id;
	s->name = it ? it->name : TL_NONE;
	return rc;
}

/* The sheet has these columns, and these fields before the others. */
static void of_columns(struct sheet *s, const int *printed, size_t nprinted,
                       const char *const *first, size_t nfirst)
{
	s->printed = printed;
	s->nprinted = nprinted;
	s->h.first = first;
	s->h.nfirst = nfirst;
}

static int write_one(struct sheet *s)
{
	if (s->h.out->form->json)
		return write_lines(s);
	return tl_heads_paper(s->h.out) ? write_page(s) : write_sheet(s);
}

static int write_list(struct sheet *s, struct tl_view *v, const struct tlsafe_sheet *how)
{
	static const char *const first[] = { "checklist", "version", "unit" };
	TL_CLEANUP(tl_checklist_freep) struct tl_checklist *list = NULL;
	TL_REFER lookup = { 0 };
	int rc = tl_checklist_open(&list, s->schema, how->list, &s->h.t->err);

	s->list = list;
	of_columns(s, of_list, TL_LEN(of_list), first, TL_LEN(first));
	if (!rc)
		rc = tl_lookup_begin(&lookup, v);
	if (!rc)
		rc = tl_lookup_unit(&lookup, how->unit, &s->unit, &s->name, &s->h.t->err);
	return rc ? rc : write_one(s);
}

/* The sheet of R, an inspection that is planned. */
static int write_planned(struct sheet *s, struct tl_lookup *lookup, const struct tl_record *r)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID);
	int rc;

	if (!tl_record_is(r, TL_F_STATE, "planned"))
		return tl_err_hint(&s->h.t->err, TLSAFE_ERULE,
		                   "tlsafe-inspect list planned tells which are",
		                   "%.*s is not planned", (int)id.len, id.data);
	s->planned = r;
	rc = of_unit(s, lookup, tl_record_at(r, TL_F_UNIT));
	if (!rc)
		rc = write_one(s);
	s->number++;
	return rc;
}

/* A sheet for each planned inspection. */
static int write_plan(struct sheet *s, struct tl_view *v, const struct tlsafe_sheet *how)
{
	static const char *const first[] = { "checklist", "version",  "unit", "id",
		                             "type",      "category", "campaign", "body",
		                             "officers",  "certificates", "scope" };
	TL_CLEANUP(tl_checklist_freep) struct tl_checklist *list = NULL;
	TL_REFER lookup = { 0 };
	int rc = tl_checklist_open(&list, s->schema, how->list, &s->h.t->err);

	_Static_assert(TL_LEN(first) == MOST_FIRST, "a line has room for them");
	if (!rc)
		rc = tl_lookup_begin(&lookup, v);
	s->list = list;
	of_columns(s, of_list, TL_LEN(of_list), first, TL_LEN(first));
	for (size_t i = 0; !rc && i < how->nids; i++) {
		TL_RECORD r = { 0 };
		rc = tl_view_get(v, s->h.kind, tl_str(how->ids[i]), &r);
		if (!rc)
			rc = write_planned(s, &lookup, &r);
	}
	return rc;
}

/* A sheet for each unit. */
static int write_rechecks(struct sheet *s, struct tl_view *v, const struct tlsafe_sheet *how)
{
	static const char *const first[] = { "unit", "type" };
	TL_CLEANUP(tl_awaitings_release) struct tl_awaitings a = { .n = 0 };
	struct tl_decide d = { .fault = how->fault, .ctx = how->ctx };
	TL_REFER lookup = { 0 };
	int rc = tl_awaitings_read(&a, v, how->ids, how->nids, &d);

	if (!rc && !a.n)
		return tl_err_set(&s->h.t->err, TLSAFE_ERULE, "none of these is to be rechecked");
	if (!rc)
		rc = tl_lookup_begin(&lookup, v);
	of_columns(s, of_recheck, TL_LEN(of_recheck), first, TL_LEN(first));
	for (size_t i = 0; !rc && i < a.n; i += s->nhazards) {
		s->hazard = &a.item[i];
		for (s->nhazards = 1; i + s->nhazards < a.n; s->nhazards++)
			if (a.item[i + s->nhazards].group != s->hazard->group)
				break;
		rc = of_unit(s, &lookup, s->hazard->unit);
		if (!rc)
			rc = write_one(s);
		s->number++;
	}
	return rc;
}

static int write_asked(struct sheet *s, struct tl_view *v, const struct tlsafe_sheet *how)
{
	if (!how->list)
		return write_rechecks(s, v, how);
	return how->nids ? write_plan(s, v, how) : write_list(s, v, how);
}

int tlsafe_sheet(struct tlsafe *t, const struct tlsafe_sheet *how, struct tlsafe_out *out)
{
	const struct tlsafe_select select = { .as_of = how->as_of };
	TL_CLEANUP(sheet_release) struct sheet s = {
		.h = { .t = t, .out = out, .has = has, .value = shown, .beside = beside },
	};
	TL_VIEW v = { 0 };
	int rc = tl_store_begin(t) ? t->err.code : tl_view_select(&v, t, &select);

	if (rc)
		return tl_store_error(t, rc);
	s.schema = v.schema;
	s.day = tl_view_day(&v);
	s.h.ctx = &s;
	s.h.zh = !tl_line_english(t, out);
	rc = tl_inspection_kind(s.schema, &s.h.kind, &t->err);
	if (!rc)
		rc = write_asked(&s, &v, how);
	return tl_store_error(t, rc);
}
