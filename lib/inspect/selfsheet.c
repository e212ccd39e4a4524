/* The sheet on which a unit reports a self-check: what it is about, and headings over its finds. */
#include "form/form.h"
#include "inspect/heads.h"
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
	struct tl_heads h;
	const struct tl_schema *schema;
	struct tl_bytes unit, name;	/* id, and what it is called */
	struct tl_buf period;
	struct tl_cell cell[TL_RETURNED_COLUMNS];
};

static void sheet_release(struct sheet *s)
{
	tl_buf_release(&s->period);
}

/* What a sheet says of F before anybody filled it in. */
static struct tl_bytes known(const void *ctx, const struct tl_field *f)
{
	const struct sheet *s = ctx;

	if (!strcmp(f->key, "unit"))
		return s->unit;
	return strcmp(f->key, "period") ? TL_NONE : tl_buf_bytes(&s->period);
}

/* What that is called, or how it is to be filled in. */
static struct tl_bytes beside(void *ctx, const struct tl_field *f)
{
	const struct sheet *s = ctx;
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
			return tl_str(s->h.zh ? notes[i].zh : notes[i].en);
	return TL_NONE;
}

static int write_blanks(struct sheet *s)
{
	int rc = 0;

	tl_heads_clear(&s->h);
	for (int i = 0; !rc && i < BLANK; i++)
		rc = tl_heads_row(&s->h);
	return rc;
}

static void columns_of(struct sheet *s, struct tl_out_column *column)
{
	for (int c = 0; c < TL_RETURNED_COLUMNS; c++) {
		const struct tl_field *f = tl_returned_field(s->schema, c);
		column[c] = (struct tl_out_column){ .key = f ? tl_heads_name(&s->h, f) : TL_NONE };
		column[c].heading = column[c].key;
	}
}

/* --- in each form ------------------------------------------------------------- */

/* One sheet, as a spreadsheet has it: it is read back. */
static int write_sheet(struct sheet *s, const struct tl_out_column *column)
{
	int rc;

	s->h.out->flags |= TLSAFE_OUT_NOHEADING;
	if (tl_out_columns(s->h.out, column, TL_RETURNED_COLUMNS))
		return tl_out_error(s->h.t, s->h.out);
	rc = tl_heads_write(&s->h);
	tl_heads_clear(&s->h);
	for (int c = 0; c < TL_RETURNED_COLUMNS; c++)
		s->cell[c].text = column[c].heading;
	if (!rc)
		rc = tl_heads_row(&s->h);
	return rc ? rc : write_blanks(s);
}

static int begin_part(struct sheet *s, const char *id, unsigned of, struct tl_bytes text,
                      const struct tl_out_column *column, size_t n)
{
	const struct tl_out_part part = { .id = id, .heading = text, .level = of };

	if (tl_out_part(s->h.out, &part) || (n && tl_out_columns(s->h.out, column, n)))
		return tl_out_error(s->h.t, s->h.out);
	return 0;
}

/* For paper. */
static int write_page(struct sheet *s, const struct tl_out_column *column)
{
	const char *title = s->h.zh ? "自查自纠报告" : "Self-check";
	struct tl_out_column about[TL_HEADS_COLUMNS];
	int rc = begin_part(s, "sheet", 1, tl_str(title), NULL, 0);

	tl_heads_columns(&s->h, about);
	if (!rc)
		rc = begin_part(s, "about", 2, s->name, about, TL_LEN(about));
	if (!rc)
		rc = tl_heads_write(&s->h);
	if (!rc)
		rc = begin_part(s, "items", 2, tl_str(s->h.zh ? "自查隐患" : "Found"), column,
		                TL_RETURNED_COLUMNS);
	return rc ? rc : write_blanks(s);
}

/* --- asking ------------------------------------------------------------------- */

static int read_period(struct sheet *s, struct tl_view *v, const char *text)
{
	tl_day first, last;
	int cut, rc = tl_settings_month_cut(v, &cut);

	if (!rc && tl_period_span(tl_str(text), tl_view_day(v), cut, &first, &last))
		tl_period_name(&s->period, first, last);
	if (rc || tl_return_days(tl_buf_bytes(&s->period), &first, &last))
		return rc;
	return tl_err_hint(&s->h.t->err, TLSAFE_EUSAGE, "give one such as 2018-07 or 2018Q3",
	                   "not a period of a self-check: '%s'", text);
}

int tlsafe_selfcheck_sheet(struct tlsafe *t, const struct tlsafe_sheet *how, const char *period,
                           struct tlsafe_out *out)
{
	const struct tlsafe_select select = { .as_of = how->as_of };
	/* First the period, by which a sheet is known to be of a self-check. */
	static const char *const first[] = { "period", "unit" };
	TL_CLEANUP(sheet_release) struct sheet s = {
		.h = { .t = t, .out = out, .value = known, .beside = beside,
		       .first = first, .nfirst = TL_LEN(first) },
	};
	struct tl_out_column column[TL_RETURNED_COLUMNS];
	TL_REFER lookup = { 0 };
	TL_VIEW v = { 0 };
	int rc = tl_store_begin(t) ? t->err.code : tl_view_select(&v, t, &select);

	s.schema = v.schema;
	s.h.ctx = &s;
	s.h.cell = s.cell;
	s.h.ncells = TL_LEN(s.cell);
	s.h.zh = !rc && !tl_line_english(t, out);
	if (!rc)
		rc = tl_returns_kind(s.schema, &s.h.kind, &t->err);
	if (!rc)
		rc = read_period(&s, &v, period);
	if (!rc)
		rc = tl_lookup_begin(&lookup, &v);
	if (!rc)
		rc = tl_lookup_unit(&lookup, how->unit, &s.unit, &s.name, &t->err);
	if (!rc && out->form->json)
		rc = tl_err_hint(&t->err, TLSAFE_EUSAGE, "-o csv, xlsx or html",
		                 "a sheet of a self-check has no JSON");
	if (rc)
		return tl_store_error(t, rc);
	columns_of(&s, column);
	rc = tl_heads_paper(out) ? write_page(&s, column) : write_sheet(&s, column);
	return tl_store_error(t, rc);
}
