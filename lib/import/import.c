/* Lists of an office: the whole of an import, and the sheets that it writes. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "form/signature.h"
#include "import/list.h"
#include "journal/workflow.h"
#include "query/columns.h"
#include "store/open.h"
#include "store/roster.h"

/* Anything that is not a fault of the row ends the import. */
static bool fatal(int rc)
{
	return rc && rc != TLSAFE_EINPUT && rc != TLSAFE_ERULE && rc != TLSAFE_ENOENT;
}

/* For the sheet that is wanted of such rows, if one is. */
static int keep_row(struct tl_import *l, const struct tl_form_row *row, bool rejected)
{
	struct tl_bytes error = TL_NONE;

	if (!(rejected ? l->opt->rejects : l->opt->numbered))
		return 0;
	if (rejected)
		error = l->row.errors.len ? tl_buf_bytes(&l->row.errors) : TL_LIT("refused");
	return tl_kept_add(&l->kept, row, l->row.id, error, &l->t->err);
}

/* With --keep-going a bad row is told and left out: what it had entered is taken out of the draft
 * again. */
static int reject_row(struct tl_import *l, const struct tl_form_row *row, size_t before)
{
	l->sum.rejected++;
	if (!l->opt->keep_going)
		return 0;
	l->c->decide.faults = before;
	tl_draft_back(&l->c->draft, &l->row.mark);
	tl_change_forget_all(l->c);
	return keep_row(l, row, true);
}

static int take_row(struct tl_import *l, const struct tl_form_row *row)
{
	struct tl_decide *d = &l->c->decide;
	size_t before = d->faults;
	uint64_t known = 0;
	int rc;

	tl_arena_reset(&l->row.arena);
	tl_buf_clear(&l->row.errors);
	l->row.id = TL_NONE;
	rc = tl_row_clean(l, row);
	if (rc || tl_row_is_blank(l))
		return rc;
	if (row->hidden)
		tl_hidden_take(&l->sheet.hidden, row->line);
	if (tl_row_is_headings(l)) {
		tl_warn(d, NULL, TL_NONE, "the headings again, passed over");
		return 0;
	}
	if (tl_row_is_footer(l)) {
		tl_warn(d, NULL, TL_NONE, "a row of totals or notes, passed over");
		return 0;
	}
	rc = tl_draft_mark(&l->c->draft, &l->row.mark, &l->t->err);
	if (!rc && tl_row_take_cells(l)) {
		if (tl_row_found_nothing(l)) {
			l->sum.none++;
			return keep_row(l, row, false);
		}
		rc = tl_row_read_values(l);
	}
	if (!rc && d->faults == before)
		rc = tl_import_recognise(l, &known);
	if (!rc && d->faults == before)
		rc = known ? tl_import_known_row(l, known) : tl_import_new_row(l);
	if (fatal(rc))
		return rc;
	if (d->faults > before)
		return reject_row(l, row, before);
	return keep_row(l, row, false);
}

/* --- the whole file ---------------------------------------------------------- */

/* Passes a fault on, and keeps what it says for --rejects. */
static void on_fault(void *ctx, const struct tlsafe_fault *f)
{
	struct tl_import *l = ctx;

	if (f->code && l->opt->rejects) {
		tl_buf_str(&l->row.errors, l->row.errors.len ? "; " : "");
		if (f->field)
			tl_buf_printf(&l->row.errors, "%s: ", f->field);
		tl_buf_str(&l->row.errors, f->text);
	}
	if (l->opt->fault)
		l->opt->fault(l->opt->ctx, f);
}

/* As if nothing had been read. */
static int begin_import(struct tl_import *l)
{
	size_t n = l->kind->nfields + 1;
	int rc;

	tl_arena_reset(&l->arena);
	tl_kept_reset(&l->kept);
	free(l->changed);
	l->changed = NULL;
	l->nchanged = l->maxchanged = 0;
	memset(&l->sum, 0, sizeof(l->sum));
	l->rows = 0;
	l->writer = tl_arena_zalloc(&l->arena, n * sizeof(*l->writer));
	l->own = tl_arena_zalloc(&l->arena, n * sizeof(*l->own));
	tl_known_release(&l->known);
	tl_imports_release(&l->imports);
	tl_alike_release(&l->alike);
	if (!l->writer || !l->own)
		return tl_err_memory(&l->t->err);
	tl_import_know_writers(l);
	rc = tl_sheet_begin(l);
	return rc ? rc : tl_row_begin(l);
}

static int begin_change(struct tl_import *l, struct tl_change *c)
{
	tl_day last;

	l->c = c;
	c->decide.today = c->view.today;
	c->decide.fault = on_fault;
	c->decide.ctx = l;
	c->decide.at = (struct tlsafe_fault){ .file = l->opt->file };
	l->on = c->view.today;
	if (l->opt->on &&
	    (!tl_period_parse(tl_str(l->opt->on), c->view.today, &l->on, &last) || l->on != last))
		return tl_err_hint(&l->t->err, TLSAFE_EUSAGE, "give --on DATE", "not a day: '%s'",
		                   l->opt->on);
	tl_lookup_release(&l->lookup);
	tl_calendar_freep(&l->calendar);
	tl_alike_begin(&l->alike, c, l->kind);
	l->here = (struct tl_lookup_here){ &l->lookup, TL_NONE };
	return tl_lookup_begin(&l->lookup, &c->view);
}

static int begin(struct tl_import *l, struct tl_change *c)
{
	int rc = begin_import(l);

	if (!rc)
		rc = begin_change(l, c);
	if (!rc)
		rc = tl_sheet_check_map(l);
	return rc ? rc : tl_sheet_read_constants(l);
}

/* A fault in the form of the file: its text begins with the line, if it has one. */
static int form_fault(struct tl_import *l, struct tl_decide *d)
{
	char *rest;
	unsigned long long line = strtoull(l->t->err.text, &rest, 10);
	bool numbered = line && rest[0] == ':' && rest[1] == ' ';

	d->at = (struct tlsafe_fault){ .file = l->opt->file,
		                       .sheet = d->at.sheet,
		                       .line = numbered ? line : 0 };
	return tl_fault(d, l->t->err.code, NULL, TL_NONE,
	                *l->t->err.hint ? l->t->err.hint : NULL, "%s",
	                numbered ? rest + 2 : l->t->err.text);
}

static void tell_progress(const struct tl_import *l, const struct tl_reader *rows)
{
	struct stat st;

	if (!fstat(l->sheet.source.fd, &st) && st.st_size > 0)
		l->opt->progress(l->opt->ctx,
		                 (unsigned)(tl_reader_at(rows) * 100 / (uint64_t)st.st_size));
}

/* As many rows as --expect says? */
static int check_expected(struct tl_import *l)
{
	const struct tlsafe_imported *s = &l->sum;
	uint64_t rows = s->added + s->changed + s->unchanged + s->voided + s->rejected;

	if (strtoull(l->opt->expect, NULL, 10) == rows)
		return 0;
	l->c->decide.at = (struct tlsafe_fault){ .file = NULL };
	return tl_fault(&l->c->decide, TLSAFE_ERULE, NULL, TL_NONE,
	                "look at what would change with --dry-run",
	                "%llu rows, and %s are expected", (unsigned long long)rows, l->opt->expect);
}

static int decide_ledger(void *ctx, struct tl_change *c)
{
	struct tl_import *l = ctx;
	TL_CLEANUP(tl_reader_freep) struct tl_reader *rows = NULL;
	struct tl_form_row row;
	int rc = begin(l, c);

	if (!rc)
		rc = tl_book_choose(l);
	if (!rc)
		rc = tl_reader_open(&rows, &l->sheet.source, &l->t->err);
	while (!rc && (rc = tl_reader_next(rows, &row, &l->t->err)) == 1) {
		rc = 0;
		/* Titles and headings are read already. */
		if (row.line <= l->sheet.head.last)
			continue;
		c->decide.at.line = row.line;
		l->rows++;
		rc = take_row(l, &row);
		if (l->opt->progress && row.line % 1024 == 0)
			tell_progress(l, rows);
	}
	tl_hidden_tell(l);
	l->sum.entries = c->draft.count;
	if (!rc && !l->rows) {
		c->decide.at.line = 0;
		tl_warn(&c->decide, NULL, TL_NONE, "no rows under the headings");
	}
	/* What recognises rows is large, and no more needed. */
	tl_known_release(&l->known);
	tl_repeat_release(&l->repeat);
	if (!rc && !c->decide.faults)
		rc = tl_alike_tell(&l->alike);
	tl_alike_release(&l->alike);
	if (!rc && l->opt->expect)
		return check_expected(l);
	return rc == TLSAFE_EINPUT && !c->decide.faults ? form_fault(l, &c->decide) : rc;
}

static void release_import(struct tl_import *l)
{
	tl_lookup_release(&l->lookup);
	tl_calendar_freep(&l->calendar);
	tl_known_release(&l->known);
	tl_imports_release(&l->imports);
	tl_repeat_release(&l->repeat);
	tl_alike_release(&l->alike);
	tl_kept_release(&l->kept);
	tl_row_release(&l->row);
	tl_arena_release(&l->sheet.arena);
	tl_buf_release(&l->sheet.hidden.lines);
	tl_arena_release(&l->arena);
	free(l->changed);
}

/* What a dry run shows: the records as they would be. */
static int preview_ledger(void *ctx, struct tl_view *v)
{
	struct tl_import *l = ctx;

	if (!l->opt->preview)
		return 0;
	return tl_list_ids(v, l->kind, l->changed, l->nchanged, l->opt->preview);
}

static struct tl_bytes label(const struct tl_code *c, bool zh)
{
	return zh || !c->en.len ? c->zh : c->en;
}

/* The values that F permits, as a cell; none if it permits any. */
static struct tl_bytes permitted(const struct tl_field *f, bool zh, struct tl_arena *a, bool *ok)
{
	TL_BUF values = { 0 };

	for (size_t i = 0; f->codes && i < f->codes->n; i++) {
		tl_buf_str(&values, i ? " | " : "");
		tl_buf_add(&values, label(&f->codes->code[i], zh));
	}
	return values.len ? tl_arena_dup(a, tl_buf_bytes(&values), ok) : TL_NONE;
}

/* A blank sheet: the values that a column permits above its heading, where a list has its title
 * rows. */
int tlsafe_template(struct tlsafe *t, const char *kind, struct tlsafe_out *out)
{
	const struct tl_kind *k = tl_schema_kind(t->schema, kind);
	TL_CLEANUP(tl_arena_release) struct tl_arena a = { 0 };
	struct tl_out_column *col;
	struct tl_cell *above, *head;
	bool zh = tl_eqs(t->schema->district.language, "zh"), ok = true;
	size_t n = 0, max;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	if (!k)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no kind '%s'", kind);
	max = k->nfields + k->nledger;
	col = tl_arena_zalloc(&a, (max + 1) * sizeof(*col));
	above = tl_arena_zalloc(&a, (max + 1) * sizeof(*above));
	head = tl_arena_zalloc(&a, (max + 1) * sizeof(*head));
	if (!col || !above || !head)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < max; i++) {
		const struct tl_field *f =
			i < k->nfields ? &k->field[i] : &k->ledger[i - k->nfields];
		if (f->withdrawn || !strcmp(f->by, "derived"))
			continue;
		col[n].key = col[n].heading = head[n].text = tl_str(zh ? f->zh : f->en);
		above[n++].text = permitted(f, zh, &a, &ok);
	}
	out->flags |= TLSAFE_OUT_NOHEADING;
	rc = ok ? tl_out_columns(out, col, n) : tl_err_memory(&t->err);
	if (!rc)
		rc = tl_out_row(out, above);
	if (!rc)
		rc = tl_out_row(out, head);
	return rc ? tl_out_error(t, out) : 0;
}

/* A list has what add writes; what begins with a verb of its own is read by that. */
static int refuse_kind(struct tlsafe *t, const struct tl_kind *k)
{
	const char *by = k && k->begins >= 0 ? k->field[k->begins].by : "add";

	if (!k || !k->workflow || !strcmp(by, "add"))
		return 0;
	return tl_err_hint(&t->err, TLSAFE_ERULE, NULL, "a %s is no row of a list: tlsafe-%s %s",
	                   k->name, k->workflow->command, by);
}

/* What is read of I is B, as often as need be. */
static int import_once(struct tlsafe *t, const struct tlsafe_import *i, const struct tl_book *b,
                       struct tlsafe_imported *ret, struct tlsafe_out *list)
{
	TL_CLEANUP(release_import)
	struct tl_import l = { .t = t, .opt = i, .book = b, .list = list || i->preview };
	struct tl_head head = { 0 };
	int rc = 0;

	if (tl_store_begin(t))
		return t->err.code;
	memset(ret, 0, sizeof(*ret));
	l.kind = tl_schema_kind(t->schema, i->kind);
	if (tl_roster_refuse(t, l.kind) || refuse_kind(t, l.kind))
		return t->err.code;
	if (!rc) {
		struct tl_change_ops ops = { .decide = decide_ledger, .ctx = &l };
		if (i->dry_run)
			ops.preview = preview_ledger;
		rc = tl_change_run(t, &ops, &head);
	}
	*ret = l.sum;
	ret->txn = head.number;
	if (!rc)
		rc = tl_kept_write_rejects(&l.kept, &l.sheet, i->rejects, &t->err);
	if (!rc && !i->dry_run)
		rc = tl_kept_write_numbered(&l.kept, &l.sheet, l.kind, i->numbered,
		                            &t->err);
	if (!rc && list && !i->dry_run)
		rc = tl_list_now(t, l.kind, l.changed, l.nchanged, list);
	return tl_store_error(t, rc);
}

/* A fault of the file as a whole, with the error that is set in T. */
static int file_fault(struct tlsafe *t, const struct tlsafe_import *i)
{
	struct tl_import l = { .t = t, .opt = i };
	struct tl_decide d = { .fault = i->fault, .ctx = i->ctx };

	return form_fault(&l, &d);
}

/* What is no fault of the file: the caller's words, memory, the system. */
static bool of_file(int rc)
{
	return rc == TLSAFE_EINPUT || rc == TLSAFE_EHELPER;
}

/* The file of I can be read twice. */
static int import_file(struct tlsafe *t, const struct tlsafe_import *i,
                       struct tlsafe_imported *ret, struct tlsafe_out *list)
{
	struct tlsafe_converted parts = { .n = 0 };
	struct tl_book b = { .n = 0 };
	int tries = 0, rc = 0;

	if (!tl_schema_kind(t->schema, i->kind))
		rc = tl_err_set(&t->err, TLSAFE_EUSAGE, "no kind '%s'", i->kind);
	if (!rc)
		rc = tl_book_convert(t, i, &parts);
	if (!rc)
		rc = tl_book_begin(&b, i, i->fd, &parts, &t->err);
	if (of_file(rc))
		rc = file_fault(t, i);
	if (rc) {
		tl_book_release(&b);
		return tl_store_error(t, rc);
	}
	do
		rc = import_once(t, i, &b, ret, list);
	while (tl_store_again(t, rc, &tries));
	tl_book_release(&b);
	return rc;
}

int tlsafe_import(struct tlsafe *t, const struct tlsafe_import *i, struct tlsafe_imported *ret,
                  struct tlsafe_out *list)
{
	struct tlsafe_import all = *i;
	int rc;

	memset(ret, 0, sizeof(*ret));
	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_charset_spool(i->fd, &all.fd, &t->err);
	if (rc)
		return tl_store_error(t, rc);
	rc = import_file(t, &all, ret, list);
	if (all.fd != i->fd)
		close(all.fd);
	return rc;
}
