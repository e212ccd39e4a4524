/* The sheet on which a unit reports a self-check: what it is about, and headings over its finds. */
#include "form/form.h"
#include "inspect/returned.h"
#include "journal/return.h"
#include "query/line.h"
#include "query/lookup.h"
#include "query/moment.h"
#include "query/returns.h"
#include "store/open.h"
#include "store/settings.h"

#define BLANK 15	/* lines for what was found */

struct sheet {
	struct tlsafe *t;
	struct tlsafe_out *out;
	const struct tl_schema *schema;
	const struct tl_kind *kind;
	struct tl_bytes unit, name;	/* id, and what it is called */
	struct tl_buf period, values;
	bool zh;
	struct tl_cell cell[TL_RETURNED_COLUMNS];
};

static void sheet_release(struct sheet *s)
{
	tl_buf_release(&s->period);
	tl_buf_release(&s->values);
}

static struct tl_bytes heading(const struct sheet *s, const struct tl_field *f)
{
	return tl_str(s->zh ? f->zh : f->en);
}

static int row(struct sheet *s)
{
	if (s->values.failed)
		return tl_err_memory(&s->t->err);
	return tl_out_row(s->out, s->cell) ? tl_out_error(s->t, s->out) : 0;
}

static void clear(struct sheet *s)
{
	memset(s->cell, 0, sizeof(s->cell));
}

/* What a sheet says of F before anybody filled it in. */
static struct tl_bytes known(const struct sheet *s, const struct tl_field *f)
{
	if (!strcmp(f->key, "unit"))
		return s->unit;
	return strcmp(f->key, "period") ? TL_NONE : tl_buf_bytes(&s->period);
}

/* What that is called, or how it is to be filled in. */
static struct tl_bytes beside(const struct sheet *s, const struct tl_field *f)
{
	static const struct {
		const char *key, *zh, *en;
	} notes[] = {
		{ "zero", "没有隐患的填“是”", "yes, if nothing was found" },
		{ "signed_by", "签字后，他人整改的一般隐患视为已验收",
		  "who signs has verified general hazards that others put right" },
		{ "general", "下面逐项列出的可不填", "may be left out of what is listed below" },
	};

	if (!strcmp(f->key, "unit"))
		return s->name;
	for (size_t i = 0; i < TL_LEN(notes); i++)
		if (!strcmp(f->key, notes[i].key))
			return tl_str(s->zh ? notes[i].zh : notes[i].en);
	return TL_NONE;
}

/* The fields that say what it is about, in three cells each: first the period, by which a sheet is
 * known to be of a self-check. */
static int write_head(struct sheet *s)
{
	static const char *const first[] = { "period", "unit" };
	int rc = 0;

	for (size_t i = 0; !rc && i < TL_LEN(first) + s->kind->nfields; i++) {
		const struct tl_field *f = i < TL_LEN(first) ?
		                                   tl_kind_key(s->kind, tl_str(first[i])) :
		                                   &s->kind->field[i - TL_LEN(first)];
		if (!tl_returned_is_head(f) || (i >= TL_LEN(first) && known(s, f).data))
			continue;
		clear(s);
		s->cell[0].text = heading(s, f);
		s->cell[1].text = known(s, f);
		s->cell[2].text = beside(s, f);
		rc = row(s);
	}
	return rc;
}

static int write_blanks(struct sheet *s)
{
	int rc = 0;

	clear(s);
	for (int i = 0; !rc && i < BLANK; i++)
		rc = row(s);
	return rc;
}

static void columns_of(struct sheet *s, struct tl_out_column *column)
{
	for (int c = 0; c < TL_RETURNED_COLUMNS; c++) {
		const struct tl_field *f = tl_returned_field(s->schema, c);
		column[c] = (struct tl_out_column){ .key = f ? heading(s, f) : TL_NONE };
		column[c].heading = column[c].key;
	}
}

/* --- in each form ------------------------------------------------------------- */

/* One sheet, as a spreadsheet has it: it is read back. */
static int write_sheet(struct sheet *s, const struct tl_out_column *column)
{
	int rc;

	s->out->flags |= TLSAFE_OUT_NOHEADING;
	if (tl_out_columns(s->out, column, TL_RETURNED_COLUMNS))
		return tl_out_error(s->t, s->out);
	rc = write_head(s);
	clear(s);
	for (int c = 0; c < TL_RETURNED_COLUMNS; c++)
		s->cell[c].text = column[c].heading;
	if (!rc)
		rc = row(s);
	return rc ? rc : write_blanks(s);
}

static int begin_part(struct sheet *s, const char *id, unsigned of, struct tl_bytes text,
                      const struct tl_out_column *column, size_t n)
{
	const struct tl_out_part part = { .id = id, .heading = text, .level = of };

	if (tl_out_part(s->out, &part) || (n && tl_out_columns(s->out, column, n)))
		return tl_out_error(s->t, s->out);
	return 0;
}

/* For paper. */
static int write_page(struct sheet *s, const struct tl_out_column *column)
{
	const struct tl_out_column about[] = {
		{ .key = TL_LIT("field"), .heading = tl_str(s->zh ? "项目" : "Field") },
		{ .key = TL_LIT("value"), .heading = tl_str(s->zh ? "内容" : "Value") },
		{ .key = TL_LIT("note"), .heading = tl_str(s->zh ? "说明" : "Note") },
	};
	int rc = begin_part(s, "sheet", 1, tl_str(s->zh ? "自查自纠报告" : "Self-check"), NULL, 0);

	if (!rc)
		rc = begin_part(s, "about", 2, s->name, about, TL_LEN(about));
	if (!rc)
		rc = write_head(s);
	if (!rc)
		rc = begin_part(s, "items", 2, tl_str(s->zh ? "自查隐患" : "Found"), column,
		                TL_RETURNED_COLUMNS);
	return rc ? rc : write_blanks(s);
}

/* --- asking ------------------------------------------------------------------- */

static int find_unit(struct sheet *s, struct tl_lookup *lookup, struct tl_view *v, const char *text)
{
	const struct tl_referred *it;
	int rc = tl_lookup_begin(lookup, v);

	if (!rc)
		rc = tl_lookup_find(lookup, tl_schema_kind(s->schema, "unit"), tl_str(text),
		                    TL_NONE, NULL, &it, &s->t->err);
	if (rc)
		return rc;
	s->unit = it->id;
	s->name = it->name;
	return 0;
}

static int read_period(struct sheet *s, struct tl_view *v, const char *text)
{
	tl_day first, last;
	int cut, rc = tl_settings_month_cut(v, &cut);

	if (!rc && tl_period_span(tl_str(text), tl_view_day(v), cut, &first, &last))
		tl_period_name(&s->period, first, last);
	if (rc || tl_return_days(tl_buf_bytes(&s->period), &first, &last))
		return rc;
	return tl_err_hint(&s->t->err, TLSAFE_EUSAGE, "give one such as 2018-07 or 2018Q3",
	                   "not a period of a self-check: '%s'", text);
}

int tlsafe_selfcheck_sheet(struct tlsafe *t, const struct tlsafe_sheet *how, const char *period,
                           struct tlsafe_out *out)
{
	const struct tlsafe_select select = { .as_of = how->as_of };
	TL_CLEANUP(sheet_release) struct sheet s = { .t = t, .out = out };
	struct tl_out_column column[TL_RETURNED_COLUMNS];
	TL_REFER lookup = { 0 };
	TL_VIEW v = { 0 };
	int rc = tl_store_begin(t) ? t->err.code : tl_view_select(&v, t, &select);

	s.schema = v.schema;
	s.zh = !rc && !tl_line_english(t, out);
	if (!rc)
		rc = tl_returns_kind(s.schema, &s.kind, &t->err);
	if (!rc)
		rc = read_period(&s, &v, period);
	if (!rc)
		rc = find_unit(&s, &lookup, &v, how->unit);
	if (!rc && out->form->json)
		rc = tl_err_hint(&t->err, TLSAFE_EUSAGE, "-o csv, xlsx or html",
		                 "a sheet of a self-check has no JSON");
	if (rc)
		return tl_store_error(t, rc);
	columns_of(&s, column);
	if (out->form == &tl_form_html || out->form == &tl_form_markdown)
		rc = write_page(&s, column);
	else
		rc = write_sheet(&s, column);
	return tl_store_error(t, rc);
}
