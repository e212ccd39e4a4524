/* Forms of official statistics: filled in, and written as tables under merged headings. */
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "form/form.h"
#include "query/line.h"
#include "query/match.h"
#include "query/moment.h"
#include "query/provenance.h"
#include "report/formfill.h"
#include "report/span.h"
#include "schema/shelf.h"
#include "stats/dimension.h"
#include "stats/ask.h"
#include "store/open.h"

struct form {
	struct tlsafe *t;
	struct tlsafe_out *out;
	const struct tl_query *q;
	struct tl_blank *blank;
	struct tl_filled filled;
	struct tl_report_span span;
	bool english;
	struct tl_out_column *column;
	struct tl_cell *cell;
	struct tl_buf text;		/* of the row in hand, of a paragraph */
	struct tl_arena arena;
};

static void release(struct form *f)
{
	tl_fill_release(&f->filled);
	tl_blank_free(f->blank);
	tl_report_span_release(&f->span);
	tl_buf_release(&f->text);
	tl_arena_release(&f->arena);
}

/* --- the table ---------------------------------------------------------------- */

static struct tl_bytes keep(struct form *f, struct tl_buf *text)
{
	bool ok = true;
	struct tl_bytes ret = tl_arena_dup(&f->arena, tl_buf_bytes(text), &ok);

	return ok && !text->failed ? ret : TL_NONE;
}

/* The headings of C, a line each, and its unit behind. */
static struct tl_bytes heading(struct form *f, const struct tl_blank_column *c)
{
	const char **headings = f->english ? c->en : c->zh;
	TL_BUF text = { 0 };

	for (size_t i = 0; headings[i]; i++)
		tl_buf_printf(&text, "%s%s", i ? "\n" : "", headings[i]);
	if (c->unit)
		tl_buf_printf(&text, f->english ? " (%s)" : "（%s）", c->unit);
	return keep(f, &text);
}

static int make_columns(struct form *f)
{
	const struct tl_blank *b = f->blank;

	f->column = tl_arena_zalloc(&f->arena, (b->ncolumns + 1) * sizeof(*f->column));
	f->cell = tl_arena_zalloc(&f->arena, (b->ncolumns + 1) * sizeof(*f->cell));
	if (!f->column || !f->cell)
		return tl_err_memory(&f->t->err);
	for (size_t i = 0; i < b->ncolumns; i++) {
		const struct tl_blank_column *c = &b->column[i];
		f->column[i] = (struct tl_out_column){
			.key = tl_str(c->id),
			.heading = tl_str(c->id),
			.numeric = c->is != TL_BLANK_LABEL,
		};
		if (f->out->flags & TLSAFE_OUT_KEYS)
			continue;
		f->column[i].heading = heading(f, c);
		if (!f->column[i].heading.data)
			return tl_err_memory(&f->t->err);
	}
	return tl_out_columns(f->out, f->column, b->ncolumns) ? tl_out_error(f->t, f->out) : 0;
}

/* Parts of a row stand in from it. */
static void put_label(struct form *f, const struct tl_blank_row *r)
{
	const char *label = f->english ? r->en : r->zh;

	if (f->out->form->json)
		tl_json_string(&f->text, tl_str(label));
	else if (r->within && tl_out_headed(f->out))
		tl_buf_printf(&f->text, "　%s", label);
	else
		tl_buf_str(&f->text, label);
}

static void put_cell(struct form *f, size_t row, size_t column)
{
	const struct tl_fill_cell *c = tl_fill_at(&f->filled, row, column);

	if (f->out->form->json && !c->there)
		tl_buf_str(&f->text, "null");
	else
		tl_fill_text(&f->blank->column[column], c, &f->text);
}

static int write_row(struct form *f, size_t row)
{
	const struct tl_blank_row *r = &f->blank->row[row];
	size_t n = f->blank->ncolumns, end[64 + 1] = { 0 };

	tl_buf_clear(&f->text);
	for (size_t i = 0; i < n; i++) {
		if (f->blank->column[i].is == TL_BLANK_LABEL)
			put_label(f, r);
		else
			put_cell(f, row, i);
		end[i + 1] = f->text.len;
	}
	if (f->text.failed)
		return tl_err_memory(&f->t->err);
	for (size_t i = 0; i < n; i++) {
		struct tl_bytes v = tl_bytes(f->text.data + end[i], end[i + 1] - end[i]);
		f->cell[i] = (struct tl_cell){ .numeric = f->column[i].numeric };
		f->cell[i].emphasis = r->total ? TL_SUM : TL_PLAIN;
		*(f->out->form->json ? &f->cell[i].json : &f->cell[i].text) = v;
	}
	return tl_out_row(f->out, f->cell) ? tl_out_error(f->t, f->out) : 0;
}

static int write_table(struct form *f)
{
	int rc = make_columns(f);

	for (size_t r = 0; !rc && r < f->blank->nrows; r++)
		rc = write_row(f, r);
	return rc;
}

/* --- what stands around it ---------------------------------------------------- */

/* Who it is of: the one township that is asked for, else the office of the store. */
static int put_filler(struct form *f)
{
	const struct tl_query *q = f->q;
	struct tl_err ignored = { 0 };
	struct tl_dimension town;

	for (size_t i = 0; i < q->nterms; i++) {
		const struct tl_term *t = &q->term[i];
		if (t->path.sub || t->path.field->index != q->kind->at[TL_F_TOWN] ||
		    t->op != TL_OP_IS || t->nalts != 1 || t->alt[0].range || t->alt[0].empty)
			continue;
		if (tl_dimension_find(&town, q->kind, TL_LIT("town"), &ignored))
			break;
		return tl_dimension_label(&town, (struct tl_query *)q, t->alt[0].text, f->english,
		                          &f->text);
	}
	tl_buf_add(&f->text, f->t->schema->district.authority);
	return 0;
}

static void put_day(struct form *f)
{
	char text[TL_DAY_TEXT];
	int year, month, day;

	if (f->english) {
		tl_buf_printf(&f->text, "up to %s", tl_day_format(text, f->span.upto));
		return;
	}
	tl_day_split(f->span.upto, &year, &month, &day);
	tl_buf_printf(&f->text, "截止到%d年%d月%d日为止", year, month, day);
}

/* The line under the title. */
static int put_head(struct form *f)
{
	char first[TL_DAY_TEXT], last[TL_DAY_TEXT];
	int rc;

	tl_buf_clear(&f->text);
	tl_buf_printf(&f->text, f->english ? "%s: " : "%s：",
	              f->english ? f->blank->head.en : f->blank->head.zh);
	rc = put_filler(f);
	tl_buf_str(&f->text, f->english ? "; " : "　　");
	put_day(f);
	tl_buf_printf(&f->text, f->english ? " (%s to %s)" : "（%s至%s）",
	              tl_day_format(first, f->span.first), tl_day_format(last, f->span.upto));
	return rc;
}

static void put_line(struct form *f, const char *zh, const char *en)
{
	tl_buf_str(&f->text, f->text.len ? "\n" : "");
	tl_buf_str(&f->text, f->english ? en : zh);
}

/* What is to be known of what was counted. */
static void put_counted(struct form *f)
{
	if (!f->filled.seen)
		put_line(f, "本期没有排查记录，各数为零。",
		         "There are no records of this period: all counts are 0.");
	if (f->filled.outside) {
		put_line(f, "另有", "");
		tl_buf_printf(&f->text,
		              f->english ? "%llu more hazards have no sector, and stand in none." :
		                           "%llu项隐患没有行业，未列入任何一行。",
		              (unsigned long long)f->filled.outside);
	}
	for (size_t r = 0; r < f->blank->nrows; r++) {
		const struct tl_blank_row *row = &f->blank->row[r];
		if (tl_blank_counts(f->blank, r))
			continue;
		put_line(f, row->zh, row->en);
		tl_buf_str(&f->text, f->english ? ": the store has no such sector." :
		                                  "：库中没有这一行业。");
	}
}

static int put_notes(struct form *f)
{
	const struct tl_blank *b = f->blank;
	TL_BUF anchor = { 0 };
	int rc = tl_view_anchor(f->q->view, &anchor);

	if (!rc)
		rc = tl_provenance_date(f->q->view, f->out);
	tl_buf_clear(&f->text);
	put_counted(f);
	for (size_t i = 0; i < b->nnotes; i++)
		put_line(f, b->note[i].zh, b->note[i].en);
	put_line(f, "表式：", "Form: ");
	tl_buf_printf(&f->text, "%s %s；%s", b->name, b->version, b->source);
	put_line(f, "锚：", "Anchor: ");
	tl_buf_add(&f->text, tl_buf_bytes(&anchor));
	put_line(f, b->foot.zh, b->foot.en);
	return !rc && anchor.failed ? tl_err_memory(&f->t->err) : rc;
}

/* The lines of the text in hand, each a text. */
static int write_text(struct form *f)
{
	struct tl_bytes rest = tl_buf_bytes(&f->text), *line;
	size_t n = 0, max = 2;		/* the last is none */

	for (size_t i = 0; i < rest.len; i++)
		max += rest.data[i] == '\n';
	line = tl_arena_zalloc(&f->arena, max * sizeof(*line));
	if (f->text.failed || !line)
		return tl_err_memory(&f->t->err);
	while (tl_next_line(&rest, &line[n]))
		n++;
	return tl_out_texts(f->out, line, n) ? tl_out_error(f->t, f->out) : 0;
}

static int write_part(struct form *f, const char *id, const char *title, unsigned level)
{
	const struct tl_out_part part = { id, tl_str(title), level, NULL };

	return tl_out_part(f->out, &part) ? tl_out_error(f->t, f->out) : 0;
}

/* Title, the line under it, the table, and behind it notes and signatures. */
static int write_document(struct form *f)
{
	int rc = write_part(f, "form", f->english ? f->blank->en : f->blank->zh, 1);

	if (!rc)
		rc = put_head(f);
	if (!rc)
		rc = write_text(f);
	if (!rc)
		rc = write_table(f);
	if (!rc)
		rc = write_part(f, "notes", f->english ? "Notes" : "说明", 2);
	if (!rc)
		rc = put_notes(f);
	return rc ? rc : write_text(f);
}

/* A line of the place beside the table, where there is one. */
static int write_beside(struct form *f, const char *zh, const char *en, struct tl_bytes text)
{
	const struct tl_cell cell = { .text = text };
	const char *word = f->english ? en : zh;

	if (!tl_out_about(f->out, f->english ? "About" : "说明", tl_str(word), &cell))
		return 0;
	return tl_out_error(f->t, f->out);
}

/* The table, and what else there is where the form has a place for it. */
static int write_rows(struct form *f)
{
	struct tl_bytes rest, line;
	int rc;

	f->out->sheet = f->blank->name;
	rc = write_table(f);
	f->out->sheet = NULL;
	if (rc || !f->out->form->about)
		return rc;
	rc = write_beside(f, "报表", "Form", tl_str(f->english ? f->blank->en : f->blank->zh));
	if (!rc)
		rc = put_head(f);
	if (!rc)
		rc = write_beside(f, "填报", "Of", tl_buf_bytes(&f->text));
	if (!rc)
		rc = put_notes(f);
	rest = tl_buf_bytes(&f->text);
	while (!rc && rest.len && tl_next_line(&rest, &line))
		rc = write_beside(f, "", "", line);
	return !rc && f->text.failed ? tl_err_memory(&f->t->err) : rc;
}

/* --- asking ------------------------------------------------------------------ */

/* The form that the words name: alone, or with its table, which is the first one. */
static int open_blank(struct form *f, const struct tl_schema *s, const struct tlsafe_form *how)
{
	TL_BUF name = { 0 };

	if (!how->table && tl_shelf_find(s, TL_SHELF_FORM, how->form))
		return tl_blank_open(&f->blank, s, how->form, &f->t->err);
	tl_buf_printf(&name, "%s-%s", how->form, how->table ? how->table : "1");
	if (name.failed)
		return tl_err_memory(&f->t->err);
	return tl_blank_open(&f->blank, s, name.data, &f->t->err);
}

int tlsafe_form(struct tlsafe *t, const struct tlsafe_select *s, const struct tlsafe_form *how,
                struct tlsafe_out *out)
{
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(release) struct form f = { .t = t, .out = out, .q = &q };
	int rc = tl_report_span_of(&f.span, t, s, how->until, how->period);

	if (!rc)
		rc = tl_figures_ask_any_day(&v, &q, t, &f.span.select);
	if (rc)
		return tl_store_error(t, rc);
	f.english = tl_line_english(t, out);
	rc = open_blank(&f, v.schema, how);
	if (!rc)
		rc = tl_fill(&f.filled, f.blank, &q);
	if (!rc)
		rc = tl_out_has_parts(out) && !out->form->about ? write_document(&f) :
		                                                  write_rows(&f);
	return tl_store_error(t, rc);
}
