/* What all questions about figures begin with: the moment, the words, and a day of which anything
 * is known. */
#include "stats/ask.h"

#include "query/describe.h"
#include "query/moment.h"
#include "stats/count.h"
#include "store/open.h"

/* --- the first day ------------------------------------------------------------ */

/* The view that is asked, and for a moment of the past that of all that is known: a day is the
 * first of the store, whatever was known of it then. */
struct seen {
	struct tl_view *view[2];
	size_t n;
	const char *kind;
};

/* The first day on which anything was found, of what is found by the view's day. */
struct finds {
	tl_day first;			/* TL_NOEND: nothing is */
	bool any;			/* one find is enough */
};

static int note(void *ctx, const struct tl_counted *seen)
{
	struct finds *f = ctx;

	if (seen->k->s.found < f->first)
		f->first = seen->k->s.found;
	return f->any;
}

static int walk_finds(struct finds *f, struct tl_view *v, const char *kind)
{
	TL_QUERY all = { 0 };
	TL_CLEANUP(tl_count_end) struct tl_count c = { 0 };
	int rc = tl_query_begin(&all, v, tl_schema_kind(v->schema, kind), NULL, 0, false);

	if (rc)
		return rc;
	tl_count_begin(&c, &all);
	rc = tl_count_walk(&c, note, f);
	return rc == 1 ? 0 : rc;
}

static int find_by(struct finds *f, const struct seen *s, tl_day day)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < s->n; i++) {
		struct tl_view *v = s->view[i];
		tl_day own = v->as_of;
		v->as_of = day;
		rc = walk_finds(f, v, s->kind);
		v->as_of = own;
	}
	return rc;
}

/* The day on which the first transaction was entered. */
static int first_entered(struct tl_view *v, tl_day *ret)
{
	int rc = tl_journal_head(&v->journal, 1);

	if (!rc)
		*ret = tl_instant_day(v->journal.at->head.at, v->t->genesis.offset);
	return rc;
}

static int before_first(const struct seen *s, tl_day day, tl_day entered)
{
	struct finds all = { .first = entered };
	struct tl_err *err = &s->view[0]->t->err;
	char asked[TL_DAY_TEXT], text[TL_DAY_TEXT], hint[80];
	int rc = find_by(&all, s, TL_NOEND);

	if (rc)
		return rc;
	snprintf(hint, sizeof(hint), "the first is %s; ask for that day or a later one",
	         tl_day_format(text, all.first));
	return tl_err_hint(err, TLSAFE_EUSAGE, hint,
	                   "%s lies before the first day: nothing was found or entered by then",
	                   tl_day_format(asked, day));
}

/* A list of years ago was found before it was entered; a day without finds after the first entry
 * has none, which is an answer. */
static int check_day(struct tl_view *v, const struct tl_kind *kind)
{
	TL_VIEW now = { 0 };
	struct seen seen = { { v, &now }, 1, kind->name };
	struct finds found = { TL_NOEND, true };
	tl_day entered;
	int rc;

	if (v->as_of == TL_NOEND || !v->head.number)
		return 0;
	rc = first_entered(v, &entered);
	if (rc || entered <= v->as_of)
		return rc;
	if (v->known < v->head.number) {
		seen.n = 2;
		rc = tl_view_in(&now, v->t, v->txn);
	}
	if (!rc)
		rc = find_by(&found, &seen, v->as_of);
	return rc || found.first != TL_NOEND ? rc : before_first(&seen, v->as_of, entered);
}

/* --- asking ------------------------------------------------------------------- */

int tl_figures_ask_any_day(struct tl_view *v, struct tl_query *q, struct tlsafe *t,
                           const struct tlsafe_select *s)
{
	const struct tl_kind *k;
	TL_SAID said = { .t = t };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_select(v, t, s);
	if (rc)
		return rc;
	k = tl_schema_kind(v->schema, s->kind ? s->kind : "hazard");
	if (!k || !k->workflow)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "kind '%s' has no figures",
		                  s->kind ? s->kind : "hazard");
	rc = tl_query_begin(q, v, k, s->words, s->nwords, false);
	if (!rc)
		tl_say_asked(&said, q);
	return rc;
}

int tl_figures_ask(struct tl_view *v, struct tl_query *q, struct tlsafe *t,
                   const struct tlsafe_select *s)
{
	int rc = tl_figures_ask_any_day(v, q, t, s);

	return rc || s->any_day ? rc : check_day(v, q->kind);
}
