/* Lists of an office: the whole of an import, and the sheets that it writes. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "import/list.h"
#include "query/columns.h"
#include "store/schema_set.h"

#define HEADING_ROWS 30		/* in which the heading row is looked for */

/* Anything that is not a fault of the row ends the import. */
static bool fatal(int rc)
{
	return rc && rc != TLSAFE_EINPUT && rc != TLSAFE_ERULE && rc != TLSAFE_ENOENT;
}

static int keep_row(struct tl_import *l, const struct tl_csv_row *row, bool rejected)
{
	struct kept *k;
	bool ok = true;

	if (!(rejected ? l->opt->rejects : l->opt->numbered))
		return 0;
	if (!TL_GROW(l->kept, l->nkept, l->maxkept))
		return tl_err_memory(&l->t->err);
	k = &l->kept[l->nkept];
	*k = (struct kept){ .line = row->line,
		            .n = row->n,
		            .cell = tl_arena_alloc(&l->all, (row->n + 1) * sizeof(*k->cell)) };
	for (size_t i = 0; k->cell && i < row->n; i++)
		k->cell[i] = tl_arena_dup(&l->all, row->cell[i], &ok);
	k->id = tl_arena_dup(&l->all, l->id, &ok);
	k->error = rejected ? tl_arena_dup(&l->all,
	                                   l->errors.len ? tl_buf_bytes(&l->errors) :
	                                                   TL_LIT("refused"),
	                                   &ok) :
	                      TL_NONE;
	l->nkept++;
	return k->cell && ok ? 0 : tl_err_memory(&l->t->err);
}

/* With --keep-going a bad row is told and left out: what it had entered is taken out of the draft
 * again. */
static int reject_row(struct tl_import *l, const struct tl_csv_row *row, size_t before)
{
	l->sum.rejected++;
	if (!l->opt->keep_going)
		return 0;
	l->c->decide.faults = before;
	tl_draft_back(&l->c->draft, &l->mark);
	tl_change_forget_all(l->c);
	return keep_row(l, row, true);
}

static int take_row(struct tl_import *l, const struct tl_csv_row *row)
{
	struct tl_decide *d = &l->c->decide;
	size_t before = d->faults;
	uint64_t known = 0;
	int rc;

	tl_arena_reset(&l->row);
	tl_buf_clear(&l->errors);
	l->id = TL_NONE;
	rc = tl_import_clean_row(l, row);
	if (rc || tl_import_is_blank(l))
		return rc;
	if (tl_import_is_footer(l)) {
		tl_warn(d, NULL, TL_NONE, "a row of totals or notes, passed over");
		return 0;
	}
	rc = tl_draft_mark(&l->c->draft, &l->mark, &l->t->err);
	if (!rc)
		rc = tl_import_take_cells(l) ? tl_import_read_values(l) : 0;
	if (!rc && d->faults == before)
		rc = tl_import_seen_before(l, row->line);
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

static void ledger_reset(struct tl_import *l)
{
	tl_lookup_release(&l->lookup);
	tl_map_freep(&l->seen);
	tl_map_freep(&l->natural);
	tl_map_freep(&l->imports);
	tl_arena_reset(&l->row);
	tl_arena_reset(&l->all);
	free(l->changed);
	free(l->kept);
	l->kept = NULL;
	l->nkept = l->maxkept = 0;
	l->changed = NULL;
	l->nchanged = l->maxchanged = 0;
	l->column = NULL;
	l->ncolumns = 0;
	l->title_factor = 0;
	memset(&l->sum, 0, sizeof(l->sum));
}

/* Passes a fault on, and keeps what it says for --rejects. */
static void on_fault(void *ctx, const struct tlsafe_fault *f)
{
	struct tl_import *l = ctx;

	if (f->code && l->opt->rejects)
		tl_buf_printf(&l->errors, "%s%s%s%s", l->errors.len ? "; " : "",
		              f->field ? f->field : "", f->field ? ": " : "", f->text);
	if (l->opt->fault)
		l->opt->fault(l->opt->ctx, f);
}

static void know_writers(struct tl_import *l)
{
	static const enum tl_field_name own[] = { TL_F_FOUND,     TL_F_ASSIGNED, TL_F_EXTENDED_ON,
		                             TL_F_RECTIFIED, TL_F_VERIFIED, TL_F_CLOSED };

	for (size_t i = 0; i < l->kind->nfields; i++)
		l->writer[i] = tl_act_find(tl_str(l->kind->field[i].by));
	l->own[l->kind->at[TL_F_ID]] = true;
	for (size_t i = 0; l->kind->workflow && i < TL_LEN(own); i++)
		if (l->kind->at[own[i]] >= 0)
			l->own[l->kind->at[own[i]]] = true;
}

static int ledger_setup(struct tl_import *l, struct tl_change *c)
{
	size_t n = tl_import_nvalues(l) + 1;
	tl_day last;
	int rc;

	ledger_reset(l);
	l->c = c;
	c->decide.today = c->view.today;
	c->decide.fault = on_fault;
	c->decide.ctx = l;
	l->on = c->view.today;
	if (l->opt->on &&
	    (!tl_period_parse(tl_str(l->opt->on), c->view.today, &l->on, &last) || l->on != last))
		return tl_err_hint(&l->t->err, TLSAFE_EUSAGE, "give --on DATE", "not a day: '%s'",
		                   l->opt->on);
	c->decide.at = (struct tlsafe_fault){ .file = l->opt->file };
	rc = tl_lookup_begin(&l->lookup, &c->view);
	l->here = (struct tl_lookup_here){ &l->lookup, TL_NONE };
	l->seen = tl_map_new();
	l->imports = tl_map_new();
	l->constant = tl_arena_zalloc(&l->all, n * sizeof(*l->constant));
	l->raw = tl_arena_zalloc(&l->all, n * sizeof(*l->raw));
	l->val = tl_arena_zalloc(&l->all, n * sizeof(*l->val));
	l->heading = tl_arena_zalloc(&l->all, n * sizeof(*l->heading));
	l->factor = tl_arena_zalloc(&l->all, n * sizeof(*l->factor));
	l->writer = tl_arena_zalloc(&l->all, n * sizeof(*l->writer));
	l->own = tl_arena_zalloc(&l->all, n * sizeof(*l->own));
	l->slot = tl_arena_zalloc(&l->all, n * sizeof(*l->slot));
	l->filled = tl_arena_zalloc(&l->all, n * sizeof(*l->filled));
	if (!rc && (!l->seen || !l->imports || !l->constant || !l->raw || !l->val || !l->heading ||
	            !l->factor || !l->writer || !l->own || !l->slot || !l->filled))
		rc = tl_err_memory(&l->t->err);
	if (!rc)
		know_writers(l);
	if (!rc)
		rc = tl_import_check_map(l);
	return rc ? rc : tl_import_read_constants(l);
}

static int find_headings(struct tl_import *l, struct tl_csv *csv)
{
	struct tl_csv_row row;
	int rc = 0;

	for (int n = 0; n < HEADING_ROWS && (rc = tl_csv_next(csv, &row, &l->t->err)) == 1; n++) {
		l->c->decide.at.line = row.line;
		if (tl_import_is_heading_row(l, &row))
			return tl_import_read_headings(l, &row);
		tl_import_read_title(l, &row);
	}
	if (rc < 0)
		return rc;
	l->c->decide.at.line = 0;
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, NULL, TL_NONE,
	                "the first rows want headings such as 单位名称 or name; --map "
	                "'HEADING=FIELD' names others",
	                "no row of headings is found");
}

/* A fault in the form of the file: its text begins with the line, if it has one. */
static int form_fault(struct tl_import *l, struct tl_decide *d)
{
	char *rest;
	unsigned long long line = strtoull(l->t->err.text, &rest, 10);
	bool numbered = line && rest[0] == ':' && rest[1] == ' ';

	d->at = (struct tlsafe_fault){ .file = l->opt->file, .line = numbered ? line : 0 };
	return tl_fault(d, TLSAFE_EINPUT, NULL, TL_NONE, *l->t->err.hint ? l->t->err.hint : NULL,
	                "%s", numbered ? rest + 2 : l->t->err.text);
}

static void tell_progress(const struct tl_import *l)
{
	off_t at = lseek(l->fd, 0, SEEK_CUR);
	struct stat st;

	if (at >= 0 && !fstat(l->fd, &st) && st.st_size > 0)
		l->opt->progress(l->opt->ctx, (unsigned)(at * 100 / st.st_size));
}

static int decide_ledger(void *ctx, struct tl_change *c)
{
	struct tl_import *l = ctx;
	TL_CLEANUP(tl_csv_freep) struct tl_csv *csv = NULL;
	struct tl_csv_row row;
	int rc = ledger_setup(l, c);

	if (!rc)
		rc = tl_csv_open(&csv, l->fd, l->charset, &l->t->err);
	if (!rc)
		rc = find_headings(l, csv);
	while (!rc && (rc = tl_csv_next(csv, &row, &l->t->err)) == 1) {
		c->decide.at.line = row.line;
		rc = take_row(l, &row);
		if (l->opt->progress && row.line % 1024 == 0)
			tell_progress(l);
	}
	l->sum.entries = c->draft.count;
	/* What recognises rows is large, and no more needed. */
	tl_map_freep(&l->seen);
	tl_map_freep(&l->natural);
	if (!rc && l->opt->expect &&
	    strtoull(l->opt->expect, NULL, 10) != l->sum.added + l->sum.changed + l->sum.unchanged +
	                                                  l->sum.voided + l->sum.rejected) {
		c->decide.at = (struct tlsafe_fault){ .file = NULL };
		return tl_fault(
			&c->decide, TLSAFE_ERULE, NULL, TL_NONE,
			"look at what would change with --dry-run",
			"%llu rows, and %s are expected",
			(unsigned long long)(l->sum.added + l->sum.changed + l->sum.unchanged +
		                             l->sum.voided + l->sum.rejected),
			l->opt->expect);
	}
	return rc == TLSAFE_EINPUT && !c->decide.faults ? form_fault(l, &c->decide) : rc;
}

static void ledger_release(struct tl_import *l)
{
	ledger_reset(l);
	tl_arena_release(&l->row);
	tl_arena_release(&l->all);
	tl_buf_release(&l->errors);
	tl_buf_release(&l->out);
	free(l->cell);
	if (l->fd >= 0 && l->fd != l->opt->fd)
		close(l->fd);
}

/* The kept rows as a sheet of the input's own columns and spellings: with the ids filled in, or
 * with what was wrong. */
static int write_kept(struct tl_import *l, struct tlsafe_out *out, bool rejects)
{
	size_t n = l->ncolumns, id, ncols;
	struct tl_out_column *col;
	struct tl_cell *cell;
	char line[24];
	int rc;

	if (!out)
		return 0;
	/* Cells behind the last heading are kept too, under none: where they belong is for who
	 * mends the row. */
	for (size_t k = 0; rejects && k < l->nkept; k++)
		if (l->kept[k].error.data && l->kept[k].n > n)
			n = l->kept[k].n;
	col = tl_arena_zalloc(&l->all, (n + 3) * sizeof(*col));
	cell = tl_arena_zalloc(&l->all, (n + 3) * sizeof(*cell));
	if (!col || !cell)
		return tl_err_memory(&l->t->err);
	id = ncols = n;
	for (size_t i = 0; i < n; i++) {
		const struct tl_field *f = i < l->ncolumns ? l->column[i].field : NULL;
		col[i].key = col[i].heading =
			i < l->ncolumns ? tl_str(l->column[i].heading) : TL_LIT("");
		if (f && f->index == l->kind->at[TL_F_ID] && strcmp(f->by, "ledger"))
			id = i;
	}
	if (rejects) {
		col[ncols].key = col[ncols].heading = TL_LIT("_line");
		col[ncols + 1].key = col[ncols + 1].heading = TL_LIT("_error");
		ncols += 2;
	} else if (id == n) {
		col[ncols].key = col[ncols].heading =
			tl_str(l->kind->field[l->kind->at[TL_F_ID]].zh);
		ncols++;
	}
	rc = tl_out_columns(out, col, ncols);
	for (size_t k = 0; !rc && k < l->nkept; k++) {
		const struct kept *row = &l->kept[k];
		if ((row->error.data != NULL) != rejects)
			continue;
		for (size_t i = 0; i < n; i++)
			cell[i].text = i < row->n ? row->cell[i] : TL_NONE;
		snprintf(line, sizeof(line), "%llu", (unsigned long long)row->line);
		if (rejects) {
			cell[n].text = tl_str(line);
			cell[n + 1].text = row->error;
		} else {
			cell[id].text = row->id;
		}
		rc = tl_out_row(out, cell);
	}
	if (!rc)
		rc = tlsafe_out_end(out);
	return rc ? tl_out_error(l->t, out) : 0;
}

/* What a dry run shows: the records as they would be. */
static int preview_ledger(void *ctx, struct tl_view *v)
{
	struct tl_import *l = ctx;

	return l->opt->preview ? tl_list_ids(v, l->kind, l->changed, l->nchanged, l->opt->preview) :
	                         0;
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
	size_t n = 0;
	int rc;

	tl_err_clear(&t->err);
	if (!k)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no kind '%s'", kind);
	col = tl_arena_zalloc(&a, (k->nfields + k->nledger + 1) * sizeof(*col));
	above = tl_arena_zalloc(&a, (k->nfields + k->nledger + 1) * sizeof(*above));
	head = tl_arena_zalloc(&a, (k->nfields + k->nledger + 1) * sizeof(*head));
	if (!col || !above || !head)
		return tl_err_memory(&t->err);
	for (size_t i = 0; i < k->nfields + k->nledger; i++) {
		const struct tl_field *f =
			i < k->nfields ? &k->field[i] : &k->ledger[i - k->nfields];
		TL_BUF values = { 0 };
		if (f->withdrawn || !strcmp(f->by, "derived"))
			continue;
		for (size_t c = 0; f->codes && c < f->codes->n; c++) {
			tl_buf_str(&values, c ? " | " : "");
			tl_buf_add(&values, zh || !f->codes->code[c].en.len ? f->codes->code[c].zh :
			                                                      f->codes->code[c].en);
		}
		col[n].key = col[n].heading = head[n].text = tl_str(zh ? f->zh : f->en);
		above[n].text = values.len ? tl_arena_dup(&a, tl_buf_bytes(&values), &ok) : TL_NONE;
		n++;
	}
	out->flags |= TLSAFE_OUT_NOHEADING;
	rc = ok ? tl_out_columns(out, col, n) : tl_err_memory(&t->err);
	if (!rc)
		rc = tl_out_row(out, above);
	if (!rc)
		rc = tl_out_row(out, head);
	return rc ? tl_out_error(t, out) : 0;
}


int tlsafe_import(struct tlsafe *t, const struct tlsafe_import *i, struct tlsafe_imported *ret,
                  struct tlsafe_out *list)
{
	TL_CLEANUP(ledger_release)
	struct tl_import l = { .t = t, .opt = i, .fd = -1, .list = list || i->preview };
	struct tl_head head = { 0 };
	int charset = i->encoding ? tl_charset_by_name(i->encoding) : TL_CHARSET_AUTO, rc;

	tl_err_clear(&t->err);
	memset(ret, 0, sizeof(*ret));
	l.kind = tl_schema_kind(t->schema, i->kind);
	if (!l.kind)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no kind '%s'", i->kind);
	if (tl_schema_set_refuse(t, l.kind))
		return t->err.code;
	if (charset < 0)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "give --encoding utf-8 or gb18030",
		                   "no such encoding: '%s'", i->encoding);
	rc = tl_charset_spool(i->fd, &l.fd, &t->err);
	if (!rc)
		rc = tl_charset_detect(l.fd, (enum tl_charset)charset, &l.charset, &t->err);
	if (rc == TLSAFE_EINPUT) {
		struct tl_decide told = { .fault = i->fault, .ctx = i->ctx };
		return form_fault(&l, &told);
	}
	if (!rc) {
		tl_trace(t, "%s: read as %s%s, separated by commas", i->file,
		        l.charset == TL_CHARSET_UTF8 ? "UTF-8" : "GB18030",
		        i->encoding ? ", as it was asked" : "");
		rc = tl_change_run(t,
		                   &(struct tl_change_ops){
					   decide_ledger, i->dry_run ? preview_ledger : NULL, &l },
		                   &head);
	}
	*ret = l.sum;
	ret->txn = head.number;
	if (!rc)
		rc = write_kept(&l, i->rejects, true);
	if (!rc && !i->dry_run)
		rc = write_kept(&l, i->numbered, false);
	if (!rc && list && !i->dry_run)
		rc = tl_list_now(t, l.kind, l.changed, l.nchanged, list);
	return tl_store_error(t, rc);
}
