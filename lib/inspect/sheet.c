/* The sheet that an inspection fills in: what it is about, and a line for each item of a list. */
#include "form/form.h"
#include "inspect/answer.h"
#include "query/line.h"
#include "query/lookup.h"
#include "query/moment.h"
#include "schema/checklist.h"
#include "store/open.h"

#define METHOD TL_ANSWER_COLUMNS	/* a column that is printed only: how to check */
#define OUTSIDE 5			/* blank lines for finds outside the list */

static const int printed[] = { TL_ANSWER_CODE, TL_ANSWER_TEXT, METHOD, TL_ANSWER_CLAUSE,
	                       TL_ANSWER_RESULT, TL_ANSWER_FINDING, TL_ANSWER_MEASURED,
	                       TL_ANSWER_DUE, TL_ANSWER_LEVEL, TL_ANSWER_PLACE,
	                       TL_ANSWER_ON_SPOT, TL_ANSWER_PHOTOS };
#define NPRINTED TL_LEN(printed)

struct sheet {
	struct tlsafe *t;
	struct tlsafe_out *out;
	const struct tl_schema *schema;
	const struct tl_kind *kind;
	const struct tl_checklist *list;
	tl_day day;
	struct tl_bytes unit, name;	/* id, and what it is called */
	bool zh;
	struct tl_cell *cell;		/* of a row, and how many there are */
	size_t ncells;
	struct tl_buf clauses, values;
};

static void sheet_release(struct sheet *s)
{
	free(s->cell);
	tl_buf_release(&s->clauses);
	tl_buf_release(&s->values);
}

static struct tl_bytes heading(const struct sheet *s, const struct tl_field *f)
{
	return tl_str(s->zh ? f->zh : f->en);
}

static struct tl_bytes column_heading(const struct sheet *s, int column)
{
	if (column == METHOD)
		return tl_str(s->zh ? "检查方法" : "Method");
	return heading(s, tl_answer_field(s->schema, (enum tl_answer_column)column));
}

/* --- what it is about -------------------------------------------------------- */

/* What a sheet says of F before anybody filled it in. */
static struct tl_bytes known(const struct sheet *s, const struct tl_field *f)
{
	if (!strcmp(f->key, "checklist"))
		return tl_str(s->list->name);
	if (!strcmp(f->key, "version"))
		return tl_str(s->list->version);
	return strcmp(f->key, "unit") ? TL_NONE : s->unit;
}

/* The values that F permits, or what those that stand there are called. */
static struct tl_bytes beside(struct sheet *s, const struct tl_field *f)
{
	if (!strcmp(f->key, "checklist"))
		return tl_str(s->zh ? s->list->zh : s->list->en);
	if (!strcmp(f->key, "unit"))
		return s->name;
	tl_buf_clear(&s->values);
	for (size_t i = 0; f->codes && i < f->codes->n; i++) {
		const struct tl_code *c = &f->codes->code[i];
		tl_buf_str(&s->values, i ? " | " : "");
		tl_buf_add(&s->values, s->zh || !c->en.len ? c->zh : c->en);
	}
	return s->values.len ? tl_buf_bytes(&s->values) : TL_NONE;
}

static int row(struct sheet *s)
{
	if (s->clauses.failed || s->values.failed)
		return tl_err_memory(&s->t->err);
	return tl_out_row(s->out, s->cell) ? tl_out_error(s->t, s->out) : 0;
}

static void clear(struct sheet *s)
{
	memset(s->cell, 0, s->ncells * sizeof(*s->cell));
}

/* The fields that say what it is about, in three cells each. First what the reader goes by. */
static int write_head(struct sheet *s)
{
	static const char *const first[] = { "checklist", "version", "unit" };
	int rc = 0;

	for (size_t i = 0; !rc && i < TL_LEN(first) + s->kind->nfields; i++) {
		const struct tl_field *f;
		if (i < TL_LEN(first))
			f = tl_kind_key(s->kind, tl_str(first[i]));
		else
			f = &s->kind->field[i - TL_LEN(first)];
		if (!tl_answer_is_head(f) || (i >= TL_LEN(first) && known(s, f).data))
			continue;
		clear(s);
		s->cell[0].text = heading(s, f);
		s->cell[1].text = known(s, f);
		s->cell[2].text = beside(s, f);
		rc = row(s);
	}
	return rc;
}

/* --- its lines ---------------------------------------------------------------- */

static struct tl_bytes level(const struct sheet *s, const struct tl_check_item *item)
{
	const struct tl_field *f = tl_answer_field(s->schema, TL_ANSWER_LEVEL);
	const char *code = item->major ? "major" : "general";
	const struct tl_code *c = f->codes ? tl_codes_code(f->codes, tl_str(code)) : NULL;

	if (!c)
		return tl_str(code);
	return s->zh ? c->zh : c->en;
}

static struct tl_bytes printed_of(struct sheet *s, const struct tl_check_item *item, int column)
{
	const struct tl_check_method_name *how = &tl_check_methods[item->method];

	switch (column) {
	case TL_ANSWER_CODE:
		return tl_str(item->code);
	case TL_ANSWER_TEXT:
		return tl_str(s->zh ? item->zh : item->en);
	case METHOD:
		return tl_str(s->zh ? how->zh : how->en);
	case TL_ANSWER_CLAUSE:
		tl_checklist_clauses(&s->clauses, s->list, item, s->day);
		return s->clauses.len ? tl_buf_bytes(&s->clauses) : TL_NONE;
	case TL_ANSWER_LEVEL:
		return level(s, item);
	default:
		return TL_NONE;
	}
}

static int write_item(struct sheet *s, const struct tl_check_item *item)
{
	clear(s);
	for (size_t i = 0; i < NPRINTED; i++)
		s->cell[i].text = printed_of(s, item, printed[i]);
	return row(s);
}

static int write_items(struct sheet *s)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->list->nitems; i++)
		rc = write_item(s, &s->list->item[i]);
	for (int i = 0; !rc && i < OUTSIDE; i++) {
		clear(s);
		rc = row(s);
	}
	return rc;
}

/* --- in each form ------------------------------------------------------------- */

static int begin_table(struct sheet *s, const struct tl_out_column *column, size_t n)
{
	free(s->cell);
	s->ncells = n;
	s->cell = calloc(n, sizeof(*s->cell));
	if (!s->cell)
		return tl_err_memory(&s->t->err);
	return tl_out_columns(s->out, column, n) ? tl_out_error(s->t, s->out) : 0;
}

/* One sheet, as a spreadsheet has it: it is read back. */
static int write_sheet(struct sheet *s)
{
	struct tl_out_column column[NPRINTED] = { { .key = TL_NONE } };
	int rc;

	for (size_t i = 0; i < NPRINTED; i++)
		column[i].key = column[i].heading = column_heading(s, printed[i]);
	s->out->flags |= TLSAFE_OUT_NOHEADING;
	rc = begin_table(s, column, NPRINTED);
	if (!rc)
		rc = write_head(s);
	if (!rc) {
		clear(s);
		for (size_t i = 0; i < NPRINTED; i++)
			s->cell[i].text = column[i].heading;
		rc = row(s);
	}
	return rc ? rc : write_items(s);
}

static int begin_part(struct sheet *s, const char *id, unsigned of, struct tl_bytes text)
{
	const struct tl_out_part part = { .id = id, .heading = text, .level = of };

	return tl_out_part(s->out, &part) ? tl_out_error(s->t, s->out) : 0;
}

/* For paper. */
static int write_page(struct sheet *s)
{
	struct tl_out_column column[NPRINTED] = { { .key = TL_NONE } };
	const struct tl_out_column about[] = {
		{ .key = TL_LIT("field"), .heading = tl_str(s->zh ? "项目" : "Field") },
		{ .key = TL_LIT("value"), .heading = tl_str(s->zh ? "内容" : "Value") },
		{ .key = TL_LIT("note"), .heading = tl_str(s->zh ? "说明" : "Note") },
	};
	int rc = begin_part(s, "sheet", 1, tl_str(s->zh ? s->list->zh : s->list->en));

	for (size_t i = 0; i < NPRINTED; i++)
		column[i].key = column[i].heading = column_heading(s, printed[i]);
	if (!rc)
		rc = begin_part(s, "about", 2, s->name);
	if (!rc)
		rc = begin_table(s, about, TL_LEN(about));
	if (!rc)
		rc = write_head(s);
	if (!rc)
		rc = begin_part(s, "items", 2, tl_str(s->zh ? "检查项" : "Items"));
	if (!rc)
		rc = begin_table(s, column, NPRINTED);
	return rc ? rc : write_items(s);
}

static struct tl_bytes json_of(struct tl_buf *buf, const struct tl_field *f, struct tl_bytes text)
{
	tl_buf_clear(buf);
	tl_type_json(buf, f, text);
	return tl_buf_bytes(buf);
}

/* A line of what it is about, and one for each item. */
static int write_lines(struct sheet *s)
{
	static const char *const about[] = { "checklist", "version", "unit" };
	static const int said[] = { TL_ANSWER_CODE, TL_ANSWER_TEXT, TL_ANSWER_CLAUSE };
	struct tl_out_column column[TL_LEN(about) + TL_LEN(said)] = { { .key = TL_NONE } };
	struct tl_buf json[TL_LEN(column)] = { { 0 } };
	int rc;

	for (size_t i = 0; i < TL_LEN(about); i++)
		column[i].key = tl_str(about[i]);
	for (size_t i = 0; i < TL_LEN(said); i++)
		column[TL_LEN(about) + i].key =
			tl_str(tl_answer_field(s->schema, (enum tl_answer_column)said[i])->key);
	rc = begin_table(s, column, TL_LEN(column));
	for (size_t i = 0; !rc && i < TL_LEN(about); i++) {
		const struct tl_field *f = tl_kind_key(s->kind, tl_str(about[i]));
		s->cell[i].json = json_of(&json[i], f, known(s, f));
	}
	if (!rc)
		rc = row(s);
	for (size_t i = 0; !rc && i < s->list->nitems; i++) {
		clear(s);
		for (size_t k = 0; k < TL_LEN(said); k++) {
			struct tl_bytes text = printed_of(s, &s->list->item[i], said[k]);
			size_t at = TL_LEN(about) + k;
			if (text.data)
				s->cell[at].json =
					json_of(&json[at],
				                tl_answer_field(s->schema,
				                                (enum tl_answer_column)said[k]),
				                text);
		}
		rc = row(s);
	}
	for (size_t i = 0; i < TL_LEN(json); i++)
		tl_buf_release(&json[i]);
	return rc;
}

/* --- asking ------------------------------------------------------------------- */

static int find_unit(struct sheet *s, struct tl_view *v, struct tl_lookup *lookup, const char *text)
{
	const struct tl_kind *unit = tl_schema_kind(s->schema, "unit");
	const struct tl_referred *it;
	int rc = tl_lookup_begin(lookup, v);

	if (!rc)
		rc = tl_lookup_find(lookup, unit, tl_str(text), TL_NONE, NULL, &it, &s->t->err);
	if (rc)
		return rc;
	s->unit = it->id;
	s->name = it->name;
	return 0;
}

int tlsafe_sheet(struct tlsafe *t, const struct tlsafe_sheet *how, struct tlsafe_out *out)
{
	const struct tlsafe_select select = { .as_of = how->as_of };
	TL_CLEANUP(tl_checklist_freep) struct tl_checklist *list = NULL;
	TL_CLEANUP(sheet_release) struct sheet s = { .t = t, .out = out };
	TL_REFER lookup = { 0 };
	TL_VIEW v = { 0 };
	int rc = tl_store_begin(t) ? t->err.code : tl_view_select(&v, t, &select);

	if (rc)
		return tl_store_error(t, rc);
	s.schema = v.schema;
	s.day = tl_view_day(&v);
	s.zh = !tl_line_english(t, out);
	rc = tl_inspection_kind(s.schema, &s.kind, &t->err);
	if (!rc)
		rc = tl_checklist_open(&list, s.schema, how->list, &t->err);
	s.list = list;
	if (!rc)
		rc = find_unit(&s, &v, &lookup, how->unit);
	if (rc)
		return tl_store_error(t, rc);
	if (out->form->json)
		rc = write_lines(&s);
	else if (out->form == &tl_form_html || out->form == &tl_form_markdown)
		rc = write_page(&s);
	else
		rc = write_sheet(&s);
	return tl_store_error(t, rc);
}
