/* The files that hold sheets: a workbook, rows of a text, lines of one. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "form/signature.h"
#include "import/list.h"
#include "inspect/filled.h"
#include "store/open.h"

struct files {
	struct tlsafe *t;
	const struct tlsafe_record *r;
	struct tl_filled_all *all;
	struct tl_returned_all *returned;
	struct tl_decide *d;
};

/* The first character of FD, a seekable text, and whether its first line has a cell behind another.
 * Lines that are typed have "=" before anything that stands between cells. */
static int look(struct files *x, const struct tl_source *s, char *separator)
{
	TL_CLEANUP(tl_decoder_freep) struct tl_decoder *text = NULL;
	struct tl_bytes piece;
	int rc = tl_decoder_new(&text, s->fd, s->charset, &x->t->err);

	*separator = ',';
	while (!rc && (rc = tl_decoder_next(text, &piece, &x->t->err)) == 1) {
		piece = tl_utf8_trim(piece);
		rc = 0;
		if (!piece.len)
			continue;
		if (piece.data[0] == '{' || piece.data[0] == '#') {
			*separator = 0;
			return 0;
		}
		for (size_t i = 0; i < piece.len && piece.data[i] != '\n'; i++) {
			bool wide = piece.len - i >= 3 && !memcmp(piece.data + i, "＝", 3);
			if (i && (wide || piece.data[i] == '=') && piece.data[i - 1] != ',')
				*separator = 0;
			else if (piece.data[i] == '=' || !strchr(",\t;", piece.data[i]))
				continue;
			else
				*separator = piece.data[i];
			return 0;
		}
		return 0;
	}
	return rc < 0 ? rc : 0;
}

/* Tells what the error of T says of a line of a file. */
static int tell_line(struct files *x, const struct tl_filling_in *in)
{
	char *rest;
	unsigned long long line = strtoull(x->t->err.text, &rest, 10);
	bool numbered = line && rest[0] == ':' && rest[1] == ' ';
	const char *hint = *x->t->err.hint ? x->t->err.hint : NULL;

	x->d->at = (struct tlsafe_fault){ .file = in->file, .sheet = in->part,
		                          .line = numbered ? line : 0 };
	return tl_fault(x->d, x->t->err.code, NULL, TL_NONE, hint, "%s",
	                numbered ? rest + 2 : x->t->err.text);
}

/* Which of the two the rows of S are, by the first that tells. */
static int is_returned(struct files *x, const struct tl_source *s, bool *ret)
{
	TL_CLEANUP(tl_reader_freep) struct tl_reader *rows = NULL;
	enum tl_returned_is is = TL_RETURNED_UNSURE;
	struct tl_form_row row;
	int rc = tl_reader_open(&rows, s, &x->t->err);

	while (!rc && is == TL_RETURNED_UNSURE &&
	       (rc = tl_reader_next(rows, &row, &x->t->err)) == 1) {
		is = tl_returned_is(x->t->schema, row.cell, row.n);
		rc = 0;
	}
	*ret = is == TL_RETURNED_YES;
	return rc;
}

static int read_returned(struct files *x, const struct tl_filling_in *like,
                         const struct tl_source *s)
{
	TL_CLEANUP(tl_reader_freep) struct tl_reader *rows = NULL;
	struct tl_returning in = { .all = x->returned, .schema = x->t->schema, .d = x->d,
		                   .file = like->file, .part = like->part };
	struct tl_form_row row;
	int rc = tl_reader_open(&rows, s, &x->t->err);

	while (!rc && (rc = tl_reader_next(rows, &row, &x->t->err)) == 1)
		rc = tl_returned_row(&in, row.line, row.cell, row.n);
	tl_returned_end(&in);
	return rc;
}

static int read_rows(struct files *x, struct tl_filling_in *in, const struct tl_source *s)
{
	TL_CLEANUP(tl_reader_freep) struct tl_reader *rows = NULL;
	struct tl_form_row row;
	int rc = tl_reader_open(&rows, s, &x->t->err);

	while (!rc && (rc = tl_reader_next(rows, &row, &x->t->err)) == 1)
		rc = tl_filled_row(in, row.line, row.cell, row.n);
	return rc;
}

static int take_line(void *ctx, uint64_t n, struct tl_bytes line)
{
	return tl_filled_line(ctx, n, line);
}

static int read_lines(struct files *x, struct tl_filling_in *in, const struct tl_source *s)
{
	TL_CLEANUP(tl_decoder_freep) struct tl_decoder *text = NULL;
	int rc = tl_decoder_new(&text, s->fd, s->charset, &x->t->err);

	return rc ? rc : tl_decoder_lines(text, take_line, in, &x->t->err);
}

static int read_sheet(struct files *x, const char *file, const struct tl_book_sheet *s)
{
	struct tl_filling_in in = { .all = x->all, .schema = x->t->schema, .d = x->d,
		                    .file = file, .part = s->name };
	struct tl_source source = s->source;
	size_t faults = x->d->faults, sheets = x->all->n + x->returned->n;
	bool returned = false;
	int rc = 0;

	if (!source.sheet)
		rc = look(x, &source, &source.separator);
	if (!rc && (source.sheet || source.separator))
		rc = is_returned(x, &source, &returned);
	if (!rc && returned)
		rc = read_returned(x, &in, &source);
	else if (!rc && (source.sheet || source.separator))
		rc = read_rows(x, &in, &source);
	else if (!rc)
		rc = read_lines(x, &in, &source);
	tl_filled_end(&in);
	if (rc == TLSAFE_EINPUT && x->t->err.code)
		return tell_line(x, &in);
	sheets = x->all->n + x->returned->n - sheets;
	if (!rc && !sheets && x->d->faults == faults) {
		x->d->at = (struct tlsafe_fault){ .file = file, .sheet = s->name };
		tl_fault(x->d, TLSAFE_EINPUT, NULL, TL_NONE,
		         "tlsafe-inspect sheet prints one",
		         "no sheet of an inspection or self-check");
	}
	return rc;
}

/* One sheet of a workbook when --sheet names it, else all that are seen. */
static int read_book(struct files *x, const char *file, const struct tl_book *b)
{
	const struct tl_book_sheet *only = NULL;
	int rc = 0;

	if (x->r->sheet)
		rc = tl_book_named(b, x->r->sheet, &only, &x->t->err);
	for (size_t i = 0; !rc && i < b->n; i++) {
		const struct tl_book_sheet *s = &b->sheet[i];
		if (only ? s == only : !s->blank && !s->hidden)
			rc = read_sheet(x, file, s);
		if (rc == TLSAFE_EINPUT && x->d->faults)
			rc = 0;
	}
	return rc;
}

/* FD is a copy that can be read twice. */
static int read_copy(struct files *x, const char *file, int fd)
{
	const struct tlsafe_import like = { .file = file,
		                            .fd = fd,
		                            .encoding = x->r->encoding,
		                            .sheet = x->r->sheet,
		                            .convert = x->r->convert,
		                            .ctx = x->r->ctx };
	struct tlsafe_converted parts = { .n = 0 };
	struct tl_filling_in whole = { .file = file };
	struct tl_book b = { .n = 0 };
	int rc = tl_book_convert(x->t, &like, &parts);

	if (!rc)
		rc = tl_book_begin(&b, &like, fd, &parts, &x->t->err);
	if (rc == TLSAFE_EINPUT || rc == TLSAFE_EHELPER) {
		rc = tell_line(x, &whole);
		rc = rc == TLSAFE_EHELPER ? rc : 0;
	} else if (!rc) {
		rc = read_book(x, file, &b);
	}
	tl_book_release(&b);
	return rc;
}

static int read_file(struct files *x, const char *file)
{
	int copy, rc, fd = x->r->open(x->r->ctx, file);

	if (fd < 0) {
		x->d->at = (struct tlsafe_fault){ .file = file };
		tl_fault(x->d, TLSAFE_ENOENT, NULL, TL_NONE, NULL, "%s", strerror(errno));
		return 0;
	}
	rc = tl_charset_spool(fd, &copy, &x->t->err);
	if (!rc) {
		rc = read_copy(x, file, copy);
		if (copy != fd)
			close(copy);
	}
	close(fd);
	return rc;
}

int tl_filled_read(struct tl_filled_all *all, struct tl_returned_all *returned, struct tlsafe *t,
                   const struct tlsafe_record *r, struct tl_decide *d)
{
	struct files x = { t, r, all, returned, d };
	int rc = 0;

	for (size_t i = 0; !rc && i < r->nfiles; i++) {
		tl_err_clear(&t->err);
		rc = read_file(&x, r->files[i]);
	}
	if (rc == TLSAFE_EMEMORY)
		return tl_err_memory(&t->err);
	return rc || !d->faults ? rc : d->first;
}
