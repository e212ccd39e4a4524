/* A table that was printed as csv with --provenance, read again. */
#include "stats/printed.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/charset.h"
#include "base/date.h"
#include "query/saved.h"
#include "store/anchor.h"

void tl_printed_release(struct tl_printed *p)
{
	free(p->row);
	free(p->word);
	tl_arena_release(&p->arena);
	*p = (struct tl_printed){ 0 };
}

/* --- rows --------------------------------------------------------------------- */

static int keep_row(struct tl_printed *p, struct tl_printed_row *to, const struct tl_form_row *from,
                    struct tl_err *err)
{
	bool ok = true;

	*to = (struct tl_printed_row){ .n = from->n, .line = from->line };
	to->cell = tl_arena_alloc(&p->arena, (from->n + 1) * sizeof(*to->cell));
	if (!to->cell)
		return tl_err_memory(err);
	for (size_t i = 0; i < from->n; i++) {
		struct tl_bytes v = tl_csv_unguard(from->cell[i]);
		to->cell[i] = tl_arena_dup(&p->arena, v.data ? v : TL_LIT(""), &ok);
	}
	return ok ? 0 : tl_err_memory(err);
}

/* A line of two cells that says what the table is of. */
static bool says_of(struct tl_printed *p, const struct tl_printed_row *r)
{
	for (size_t i = 2; i < r->n; i++)
		if (r->cell[i].len)
			return false;
	for (int i = 0; r->n > 1 && i < TL_ABOUTS; i++) {
		if (!tl_eqs(r->cell[0], tl_about_words[i].zh) &&
		    !tl_eqs(r->cell[0], tl_about_words[i].en))
			continue;
		p->about[i] = r->cell[1];
		return true;
	}
	return false;
}

static int take_row(struct tl_printed *p, const struct tl_form_row *row, struct tl_err *err)
{
	struct tl_printed_row *to = &p->heading;
	int rc;

	if (to->cell && !TL_GROW(p->row, p->n, p->max))
		return tl_err_memory(err);
	if (to->cell)
		to = &p->row[p->n++];
	rc = keep_row(p, to, row, err);
	if (rc || to == &p->heading)
		return rc;
	if (says_of(p, to)) {
		p->n--;
		return 0;
	}
	if (to->n == p->heading.n && !p->about[TL_ABOUT_FILTER].data)
		return 0;
	return tl_err_hint(err, TLSAFE_EINPUT, "save it anew, and leave it as it is",
	                   "%s:%llu: no row of this table", p->name, (unsigned long long)to->line);
}

static int read_rows(struct tl_printed *p, int fd, struct tl_err *err)
{
	enum tl_charset charset;
	TL_CLEANUP(tl_csv_freep) struct tl_csv *csv = NULL;
	struct tl_form_row row;
	struct tl_err why = { 0 };
	int rc = tl_charset_detect(fd, TL_CHARSET_AUTO, &charset, &why);

	if (!rc)
		rc = tl_csv_open(&csv, fd, charset, ',', &why);
	while (!rc && (rc = tl_csv_next(csv, &row, &why)) == 1)
		rc = take_row(p, &row, err);
	if (rc && why.code)
		return tl_err_set(err, rc, "%s:%s%s", p->name,
		                  why.text[0] >= '0' && why.text[0] <= '9' ? "" : " ", why.text);
	return rc;
}

/* --- what it is of ------------------------------------------------------------ */

static int bad_about(struct tl_printed *p, enum tl_about what, struct tl_err *err)
{
	const struct tl_about_words *w = &tl_about_words[what];

	return tl_err_hint(err, TLSAFE_EINPUT, "save it anew, and leave it as it is",
	                   "%s: %s (%s) is said to be '%.*s'", p->name, w->en, w->zh,
	                   (int)p->about[what].len, p->about[what].data);
}

static int split_filter(struct tl_printed *p, struct tl_err *err)
{
	struct tl_bytes text = p->about[TL_ABOUT_FILTER];
	TL_BUF word = { 0 };
	char open = 0;

	while (tl_saved_next_word(&text, &word, &open)) {
		tl_buf_char(&word, 0);
		if (word.failed || !TL_GROW(p->word, p->nwords, p->maxwords))
			return tl_err_memory(err);
		p->word[p->nwords] = tl_arena_str(&p->arena, word.data);
		if (!p->word[p->nwords++])
			return tl_err_memory(err);
		if (open)
			return bad_about(p, TL_ABOUT_FILTER, err);
	}
	return 0;
}

static int check_about(struct tl_printed *p, struct tl_err *err)
{
	struct tl_anchor anchor;
	tl_day day;

	if (!p->about[TL_ABOUT_FILTER].data || !p->about[TL_ABOUT_AS_OF].data ||
	    !p->about[TL_ABOUT_ANCHOR].data)
		return tl_err_hint(err, TLSAFE_EINPUT,
		                   "save it with: tlsafe-stats ... -o csv --provenance",
		                   "%s: it does not say of which filter, day and anchor it is",
		                   p->name);
	if (!tl_day_parse(p->about[TL_ABOUT_AS_OF], &day))
		return bad_about(p, TL_ABOUT_AS_OF, err);
	if (!tl_anchor_parse(p->about[TL_ABOUT_ANCHOR], &anchor) || !*anchor.hash)
		return bad_about(p, TL_ABOUT_ANCHOR, err);
	return split_filter(p, err);
}

int tl_printed_read(struct tl_printed *p, int fd, const char *name, struct tl_err *err)
{
	int all, rc;

	p->name = name;
	rc = tl_charset_spool(fd, &all, err);
	if (rc)
		return rc;
	rc = read_rows(p, all, err);
	if (all != fd)
		close(all);
	return rc ? rc : check_about(p, err);
}
