/* Which hazards a figure counts, and why one is counted or not. */
#include <stdlib.h>

#include "query/line.h"
#include "query/match.h"
#include "stats/count.h"
#include "store/open.h"

struct explain {
	struct tlsafe *t;
	int figure;
	struct tl_count *count;
	struct tl_arena arena;
	struct tl_bytes *id;
	size_t n, max;
};

static void explain_release(struct explain *x)
{
	tl_arena_release(&x->arena);
	free(x->id);
}

static int note_id(void *ctx, const struct tl_counted *seen)
{
	struct explain *x = ctx;
	const struct tl_record *r;
	bool ok = true;
	int rc;

	if (!(seen->figures >> x->figure & 1))
		return 0;
	rc = tl_count_record(x->count, seen, &r);
	if (rc)
		return rc;
	if (!TL_GROW(x->id, x->n, x->max))
		return tl_err_memory(&x->t->err);
	x->id[x->n++] = tl_arena_dup(&x->arena, tl_record_at(r, TL_F_ID), &ok);
	return ok ? 0 : tl_err_memory(&x->t->err);
}

static int by_bytes(const void *a, const void *b)
{
	return tl_cmp(*(const struct tl_bytes *)a, *(const struct tl_bytes *)b);
}

static void say_day(struct tl_buf *out, const struct tl_record *r, enum tl_field_name field,
                    const char *what)
{
	struct tl_bytes v = tl_record_at(r, field);

	if (!v.data)
		return;
	tl_buf_printf(out, "; %s ", what);
	tl_buf_add(out, v);
}

/* Why R is counted or not: what it was on that day, in the terms that the figure looks at. */
static void say_why(struct tl_buf *out, const struct tl_record *r, const struct tl_figure_case *k,
                    int figure, bool matches)
{
	const struct tl_figure *f = &tl_figure_table[figure];
	char day[TL_DAY_TEXT];

	tl_buf_printf(out, "%s means: %s; on %s it was ", f->key, f->about,
	              tl_day_format(day, k->t));
	if (!r->exists) {
		tl_buf_str(out, "not yet found");
		return;
	}
	tl_buf_add(out, tl_record_at(r, TL_F_LEVEL));
	tl_buf_char(out, ' ');
	tl_buf_add(out, tl_record_at(r, TL_F_STATE));
	say_day(out, r, TL_F_FOUND, "found");
	say_day(out, r, TL_F_RECTIFIED, "rectified");
	say_day(out, r, TL_F_CLOSED, "closed");
	say_day(out, r, TL_F_DEADLINE, "first deadline");
	say_day(out, r, TL_F_DUE, "due");
	if (!matches)
		tl_buf_str(out, "; it is not among those that the filters select");
	else if (!f->due && !k->in_cohort && !k->carried)
		tl_buf_str(out, "; it was not found in the period");
}

/* One named hazard: counted or not, and why. */
static int explain_one(struct tlsafe *t, struct tl_count *count, int figure, struct tl_bytes id,
                       struct tlsafe_out *out)
{
	TL_RECORD r;
	TL_BUF why = { 0 };
	struct tl_figure_case k;
	const struct tl_kind *kind;
	struct tl_line l = { .n = 0 };
	bool relevant = false;
	uint64_t row;
	int rc = tl_view_find(count->q->view, id, &kind, &row);

	tl_record_init(&r, count->q->kind);
	if (!rc)
		rc = tl_view_record(count->q->view, kind, row, &r);
	if (!rc && r.exists)
		rc = tl_count_case(count, &r, &k, &relevant);
	else
		k = (struct tl_figure_case){ .t = count->t };
	if (rc)
		return rc;
	bool yes = relevant && tl_figures_of(&k) >> figure & 1;
	int matches = r.exists ? tl_query_match(count->q, &r, TL_MATCH_BUT_FOUND) : 0;
	if (matches < 0)
		return matches;
	say_why(&why, &r, &k, figure, matches);
	if (why.failed)
		return tl_err_memory(&t->err);
	tl_line_text(&l, id);
	tl_line_text(&l, yes ? TL_LIT("yes") : TL_LIT("no"));
	tl_line_text(&l, tl_buf_bytes(&why));
	rc = tl_line_write(&l, t, out);
	tl_buf_release(&l.buf);
	return rc;
}

static int no_figure(struct tlsafe *t, const char *figure)
{
	TL_BUF hint = { 0 };

	tl_buf_printf(&hint, "there are %s", tlsafe_figures());
	return tl_err_hint(&t->err, TLSAFE_EUSAGE, hint.data,
	                   "'%s' is no figure that counts hazards", figure);
}

int tlsafe_explain(struct tlsafe *t, const struct tlsafe_select *s, const char *figure,
                   struct tlsafe_out *out)
{
	static const struct tl_line_column columns[] = {
		{ "id", false, "隐患编号", "ID" },
		{ "counted", false, "计入", "Counted" },
		{ "why", false, "缘由", "Why" },
	};
	TL_VIEW v = { 0 };
	TL_QUERY q = { 0 };
	TL_CLEANUP(tl_count_end) struct tl_count count = { 0 };
	TL_CLEANUP(explain_release) struct explain x = { .t = t };
	struct tl_line l = { .n = 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	x.figure = tl_figure_find(figure);
	if (x.figure < 0)
		return no_figure(t, figure);
	rc = tl_figures_ask(&v, &q, t, s);
	if (rc)
		return tl_store_error(t, rc);
	tl_count_begin(&count, &q);
	if (q.nids) {
		/* A bare "yes" says nothing. */
		out->flags |= TLSAFE_OUT_HEADING;
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
		for (size_t i = 0; !rc && i < q.nids; i++)
			rc = explain_one(t, &count, x.figure, q.id[i], out);
		return tl_store_error(t, rc);
	}
	if (x.figure == TL_FIGURE_CARRIED && !count.with_carried)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "give one such as found=2018H1",
		                   "carried needs a period with a beginning");
	x.count = &count;
	tl_count_want_figure(&count, x.figure);
	rc = tl_count_walk(&count, note_id, &x);
	if (!rc)
		rc = tl_line_columns(t, out, columns, 1);
	if (x.n)
		qsort(x.id, x.n, sizeof(*x.id), by_bytes);
	for (size_t i = 0; !rc && i < x.n; i++) {
		tl_line_text(&l, x.id[i]);
		rc = tl_line_write(&l, t, out);
	}
	tl_buf_release(&l.buf);
	return tl_store_error(t, rc);
}
