/* What is imported as sheets, and which of them is read. */
#include <unistd.h>

#include "base/utf8.h"
#include "form/signature.h"
#include "import/list.h"

/* --- what there is ------------------------------------------------------------ */

static struct tl_book_sheet *add_sheets(struct tl_book *b, size_t n, struct tl_err *err)
{
	struct tl_book_sheet *more = realloc(b->sheet, (b->n + n + 1) * sizeof(*more));

	if (!more) {
		tl_err_memory(err);
		return NULL;
	}
	b->sheet = more;
	memset(more + b->n, 0, (n + 1) * sizeof(*more));
	b->n += n;
	return &more[b->n - n];
}

static int add_fods(struct tl_book *b, int fd, struct tl_err *err)
{
	struct tl_book_sheet *s;
	int rc = tl_fods_sheets(fd, &b->names, &b->nnames, err);

	if (rc)
		return rc;
	s = add_sheets(b, b->nnames, err);
	if (!s)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < b->nnames; i++)
		s[i] = (struct tl_book_sheet){ .name = b->names[i].name,
			                       .hidden = b->names[i].hidden,
			                       .blank = !b->names[i].rows,
			                       .source = { .fd = fd, .sheet = i + 1,
			                                   .padded = true } };
	return 0;
}

static int add_text(struct tl_book *b, const char *name, int fd, enum tl_charset want,
                    struct tl_err *err)
{
	struct tl_book_sheet *s = add_sheets(b, 1, err);
	char one;

	if (!s)
		return TLSAFE_EMEMORY;
	s->name = name;
	s->source.fd = fd;
	s->source.padded = name != NULL;
	s->blank = pread(fd, &one, 1, 0) == 0;
	if (s->blank && !name)
		return tl_err_hint(err, TLSAFE_EINPUT,
		                   "look whether it was saved, and copied whole",
		                   "the file is empty");
	return tl_charset_detect(fd, want, &s->source.charset, err);
}

/* What a converter made: one workbook that lost nothing, or each sheet as CSV. */
static int add_parts(struct tl_book *b, const struct tlsafe_converted *parts, struct tl_err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < parts->n; i++) {
		const struct tlsafe_part *p = &parts->part[i];
		enum tl_file file;
		rc = tl_signature(p->fd, &file, err);
		if (!rc && file == TL_FILE_FODS && parts->n == 1)
			rc = add_fods(b, p->fd, err);
		else if (!rc && file != TL_FILE_TEXT)
			rc = tl_err_hint(err, TLSAFE_EINPUT, "it has to write flat ODS or CSV",
			                 "what the converter wrote is %s", tl_file_title(file));
		else if (!rc)
			rc = add_text(b, p->name, p->fd, TL_CHARSET_AUTO, err);
	}
	b->plain = !b->names;
	return rc;
}

int tl_book_convert(struct tlsafe *t, const struct tlsafe_import *i, struct tlsafe_converted *ret)
{
	enum tl_file file;
	int rc = tl_signature(i->fd, &file, &t->err);

	if (rc || file == TL_FILE_TEXT || file == TL_FILE_FODS)
		return rc;
	if (!i->convert)
		return tl_err_hint(&t->err, TLSAFE_EINPUT, "save the sheet as CSV and import that",
		                   "this is %s", tl_file_title(file));
	rc = i->convert(i->ctx, i->fd, tl_file_ending(file), ret);
	if (rc)
		return tl_err_hint(&t->err, rc, *ret->hint ? ret->hint : NULL, "this is %s, %s",
		                   tl_file_title(file), ret->why);
	if (!ret->n)
		return tl_err_set(&t->err, TLSAFE_EBUG, "a converter gave nothing");
	return 0;
}

int tl_book_begin(struct tl_book *b, const struct tlsafe_import *i, int fd,
                  const struct tlsafe_converted *parts, struct tl_err *err)
{
	int charset = i->encoding ? tl_charset_by_name(i->encoding) : TL_CHARSET_AUTO;
	enum tl_file file;
	int rc = tl_signature(fd, &file, err);

	if (rc)
		return rc;
	if (charset < 0)
		return tl_err_hint(err, TLSAFE_EUSAGE, "give --encoding utf-8, gb18030 or utf-16",
		                   "no such encoding: '%s'", i->encoding);
	b->text = file == TL_FILE_TEXT;
	if (!b->text && i->encoding)
		return tl_err_hint(err, TLSAFE_EUSAGE, "leave --encoding out",
		                   "this is %s, which says itself how it is written",
		                   tl_file_title(file));
	if (b->text && i->sheet)
		return tl_err_hint(err, TLSAFE_EUSAGE, "leave --sheet out",
		                   "this is text, and has no sheets");
	if (b->text)
		return add_text(b, NULL, fd, (enum tl_charset)charset, err);
	return file == TL_FILE_FODS ? add_fods(b, fd, err) : add_parts(b, parts, err);
}

void tl_book_release(struct tl_book *b)
{
	tl_fods_free_sheets(b->names, b->nnames);
	free(b->sheet);
	memset(b, 0, sizeof(*b));
}

/* --- which is read ------------------------------------------------------------ */

/* What may stand between cells of a text: a sheet that was pasted has tabs, a European Excel writes
 * semicolons. */
static const struct {
	char separator;
	const char *name;
} separators[] = { { ',', "commas" }, { '\t', "tabs" }, { ';', "semicolons" } };

/* Looks for headings in S, a text with whatever separator by which it has them. 1 they are in H and
 * SOURCE says how, 0 there are none. A text that cannot be read any way is told as one with
 * commas. */
static int look(struct tl_import *l, const struct tl_book_sheet *s, struct tl_source *source,
                struct tl_headings *h)
{
	struct tl_err first = { 0 };
	int rc;

	*source = s->source;
	if (source->sheet)
		return tl_headings_find(l, source, h);
	for (size_t i = 0; i < TL_LEN(separators); i++) {
		source->separator = separators[i].separator;
		rc = tl_headings_find(l, source, h);
		if (rc && rc != TLSAFE_EINPUT)
			return rc;
		if (!i)
			first = l->t->err;
		tl_err_clear(&l->t->err);
	}
	return first.code ? tl_err_pass(&l->t->err, first.code, &first) : 0;
}

static void trace_choice(struct tl_import *l, const struct tl_book_sheet *s,
                         const struct tl_source *source)
{
	TL_BUF text = { 0 };

	if (source->sheet)
		tl_buf_printf(&text, "as sheet '%s' of a workbook", s->name);
	for (size_t i = 0; !source->sheet && i < TL_LEN(separators); i++)
		if (separators[i].separator == source->separator)
			tl_buf_printf(&text, "as %s%s, separated by %s",
			              tl_charset_name(source->charset),
			              l->opt->encoding ? ", as it was asked" : "",
			              separators[i].name);
	if (!text.failed)
		tl_sheet_trace(l, text.data);
}

static int take(struct tl_import *l, const struct tl_book_sheet *s, const struct tl_source *source,
                const struct tl_headings *h)
{
	l->sheet.source = *source;
	l->sheet.head = *h;
	l->c->decide.at.line = h->line;
	trace_choice(l, s, source);
	return tl_sheet_read_headings(l, h);
}

static int no_headings(struct tl_import *l)
{
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, NULL, TL_NONE,
	                "the first rows want headings such as 单位名称 or name; --map "
	                "'HEADING=FIELD' names others",
	                "no row of headings is found");
}

/* "一, 二 (hidden)": sheets in which something stands; not BUT. */
static void name_sheets(struct tl_buf *out, const struct tl_book *b,
                        const struct tl_book_sheet *but)
{
	const char *comma = "";

	for (size_t i = 0; i < b->n; i++) {
		const struct tl_book_sheet *s = &b->sheet[i];
		if (s->blank || s == but)
			continue;
		tl_buf_printf(out, "%s%s%s", comma, s->name, s->hidden ? " (hidden)" : "");
		comma = ", ";
	}
}

int tl_book_named(const struct tl_book *b, const char *want, const struct tl_book_sheet **ret,
                  struct tl_err *err)
{
	char *end;
	unsigned long n = strtoul(want, &end, 10);
	TL_BUF folded = { 0 };
	TL_BUF name = { 0 };
	TL_BUF all = { 0 };

	tl_utf8_fold(&folded, tl_str(want));
	for (size_t i = 0; i < b->n; i++) {
		tl_buf_clear(&name);
		tl_utf8_fold(&name, tl_str(b->sheet[i].name));
		if (!tl_eq(tl_buf_bytes(&name), tl_buf_bytes(&folded)))
			continue;
		*ret = &b->sheet[i];
		return 0;
	}
	/* Files of CSV have no order. */
	if (*want >= '1' && *want <= '9' && !*end && n <= b->n && !b->plain) {
		*ret = &b->sheet[n - 1];
		return 0;
	}
	name_sheets(&all, b, NULL);
	return tl_err_hint(err, TLSAFE_EUSAGE,
	                   b->plain ? "give --sheet NAME" : "give --sheet NAME, or its number",
	                   "no sheet '%s'; there are: %s", want, all.failed ? "" : all.data);
}

/* Of several sheets, the only one that has headings and is seen. More than one is for people to
 * choose from: whichever was taken, the others would be missed. */
static int only_sheet(struct tl_import *l, const struct tl_book_sheet **ret,
                      struct tl_source *source, struct tl_headings *h)
{
	const struct tl_book *b = l->book;
	TL_BUF found = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < b->n; i++) {
		const struct tl_book_sheet *s = &b->sheet[i];
		struct tl_source how;
		struct tl_headings head;
		int rc = s->blank || s->hidden ? 0 : look(l, s, &how, &head);
		if (rc < 0)
			return rc;
		if (!rc)
			continue;
		tl_buf_printf(&found, "%s%s", n++ ? ", " : "", s->name);
		*ret = s;
		*source = how;
		*h = head;
	}
	if (n < 2)
		return (int)n;
	return tl_fault(&l->c->decide, TLSAFE_EINPUT, NULL, TL_NONE,
	                "say with --sheet NAME which is meant, and import each that is",
	                "%zu sheets have headings: %s", n, found.failed ? "" : found.data);
}

static void tell_choice(struct tl_import *l, const struct tl_book_sheet *s, size_t filled)
{
	TL_BUF others = { 0 };

	if (l->book->plain)
		tl_warn(&l->c->decide, NULL, TL_NONE,
		        "converted to CSV, so merged cells are not filled down, and rows that are "
		        "hidden are taken like the others");
	if (filled < 2)
		return;
	name_sheets(&others, l->book, s);
	if (!l->opt->sheet && !others.failed)
		tl_warn(&l->c->decide, NULL, TL_NONE, "sheet '%s' is read; not read: %s", s->name,
		        others.data);
	l->c->decide.at.sheet = s->name;
}

int tl_book_choose(struct tl_import *l)
{
	const struct tl_book *b = l->book;
	const struct tl_book_sheet *s = b->sheet;
	struct tl_source source;
	struct tl_headings h;
	size_t filled = 0;
	int rc = 0;

	for (size_t i = 0; i < b->n; i++)
		filled += !b->sheet[i].blank;
	l->c->decide.at.line = 0;
	if (l->opt->sheet)
		rc = tl_book_named(b, l->opt->sheet, &s, &l->t->err);
	if (rc)
		return rc;
	if (b->text || l->opt->sheet)
		rc = look(l, s, &source, &h);
	else
		rc = only_sheet(l, &s, &source, &h);
	if (rc < 0)
		return rc;
	if (!rc)
		return no_headings(l);
	tell_choice(l, s, filled);
	return take(l, s, &source, &h);
}

/* --- rows that are hidden ------------------------------------------------------ */

#define LINES_SHOWN 60		/* bytes of their numbers */

static void put_run(struct tl_hidden *h)
{
	if (!h->first || h->lines.len > LINES_SHOWN)
		return;
	tl_buf_printf(&h->lines, "%s%llu", h->lines.len ? ", " : "",
	              (unsigned long long)h->first);
	if (h->last > h->first)
		tl_buf_printf(&h->lines, "-%llu", (unsigned long long)h->last);
	if (h->lines.len > LINES_SHOWN)
		tl_buf_str(&h->lines, " …");
}

void tl_hidden_take(struct tl_hidden *h, uint64_t line)
{
	h->n++;
	if (h->first && line == h->last + 1) {
		h->last = line;
		return;
	}
	put_run(h);
	h->first = h->last = line;
}

void tl_hidden_tell(struct tl_import *l)
{
	struct tl_hidden *h = &l->sheet.hidden;
	const char *verb = h->n == 1 ? " is" : "s are";

	if (!h->n)
		return;
	put_run(h);
	l->c->decide.at.line = 0;
	tl_warn(&l->c->decide, NULL, TL_NONE, "%llu row%s hidden in the sheet (%s), and taken too",
	        (unsigned long long)h->n, verb, h->lines.failed ? "" : h->lines.data);
}
