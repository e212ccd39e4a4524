/* Reports that were handed in (报表): kept as they are, given back, missed, compared. */
#include <stdio.h>
#include <stdlib.h>

#include "base/blob.h"
#include "base/spool.h"
#include "change/act.h"
#include "query/line.h"
#include "query/lookup.h"
#include "query/moment.h"
#include "report/documents.h"
#include "stats/why.h"
#include "store/blobs.h"
#include "store/open.h"
#include "store/settings.h"

#define REPORT "report"
#define FILED "filed"
#define RETURNED "returned"
#define MOST (64 << 20)		/* bytes of a file */

/* A report that was handed in: the last version of it, and when the first one came. */
struct version {
	struct tl_buf id, state, received, due;
	uint64_t n;			/* 0: there is none */
	uint64_t first;			/* number of the first version seen */
	bool late;			/* the first one was */
};

static void version_release(struct version *v)
{
	tl_buf_release(&v->id);
	tl_buf_release(&v->state);
	tl_buf_release(&v->received);
	tl_buf_release(&v->due);
}

/* What a report is about, and what there is of it. */
struct about {
	struct tlsafe *t;
	const struct tlsafe_filing *f;
	const struct tl_kind *kind;
	tl_day first, last;
	struct tl_buf period, body, anchor;
	struct version is, now;		/* when it was asked first, and last */
};

static void about_release(struct about *a)
{
	tl_buf_release(&a->period);
	tl_buf_release(&a->body);
	tl_buf_release(&a->anchor);
	version_release(&a->is);
	version_release(&a->now);
}

/* --- what was asked for ------------------------------------------------------ */

static int read_period(struct about *a, struct tl_view *v)
{
	const char *text = a->f->period;
	int cut, rc = tl_settings_month_cut(v, &cut);

	if (rc)
		return rc;
	if (!text || !tl_period_span(tl_str(text), tl_view_day(v), cut, &a->first, &a->last))
		return tl_err_hint(&a->t->err, TLSAFE_EUSAGE,
		                   "give one such as 2018-06, 2018Q2 or last-month",
		                   "not a period: '%s'", text ? text : "");
	tl_period_name(&a->period, a->first, a->last);
	return a->period.failed ? tl_err_memory(&a->t->err) : 0;
}

static int read_body(struct about *a, struct tl_view *v)
{
	const struct tl_field *field = tl_kind_key(a->kind, TL_LIT("body"));

	return tl_lookup_said(v, field, "--body", a->f->body, &a->body);
}

static int keep_text(struct tl_buf *to, const struct tl_record *r, const char *key)
{
	tl_buf_clear(to);
	tl_buf_add(to, tl_record_named(r, key));
	return to->failed ? TLSAFE_EMEMORY : 0;
}

static uint64_t version_of(const struct tl_record *r)
{
	struct tl_bytes n = tl_record_named(r, "version");

	return n.len ? strtoull(n.data, NULL, 10) : 0;
}

/* R, a version of what V is about. */
static int see_version(struct version *v, const struct tl_record *r)
{
	struct tl_bytes due = tl_record_named(r, "due");
	uint64_t n = version_of(r);
	int rc = 0;

	if (!v->first || n < v->first) {
		v->first = n;
		v->late = due.len && tl_cmp(tl_record_named(r, "received"), due) > 0;
	}
	if (n < v->n)
		return 0;
	v->n = n;
	tl_buf_clear(&v->id);
	tl_buf_add(&v->id, tl_record_at(r, TL_F_ID));
	rc = keep_text(&v->state, r, "state");
	if (!rc)
		rc = keep_text(&v->received, r, "received");
	if (!rc)
		rc = keep_text(&v->due, r, "due");
	return rc || v->id.failed ? TLSAFE_EMEMORY : 0;
}

static bool is_about(const struct about *a, const struct tl_record *r)
{
	return tl_eq(tl_record_named(r, "period"), tl_buf_bytes(&a->period)) &&
	       tl_eqs(tl_record_named(r, "form"), a->f->form);
}

/* A record counts for days before its first entry too; a report came on a day. */
static bool was_there(const struct tl_record *r, tl_day day)
{
	tl_day received;

	return !tl_day_parse(tl_record_named(r, "received"), &received) || received <= day;
}

/* Calls EACH for the reports of A's period and form, as V sees them. */
static int each_report(struct about *a, struct tl_view *v,
                       int (*each)(void *ctx, const struct tl_record *r), void *ctx)
{
	const struct tl_kind *kind = tl_schema_kind(v->schema, REPORT);
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	if (!kind)
		return 0;
	tl_record_init(&r, kind);
	rc = tl_walk_begin(&walk, v, kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = is_about(a, &r) && was_there(&r, tl_view_day(v)) ? each(ctx, &r) : 0;
	return rc == TLSAFE_EMEMORY ? tl_err_memory(&v->t->err) : rc;
}

static int see_mine(void *ctx, const struct tl_record *r)
{
	struct about *a = ctx;

	return tl_eq(tl_record_named(r, "body"), tl_buf_bytes(&a->body)) ?
	               see_version(&a->now, r) :
	               0;
}

static int find_version(struct about *a, struct tl_view *v)
{
	version_release(&a->now);
	a->now = (struct version){ .n = 0 };
	return each_report(a, v, see_mine, a);
}

static int find_first(struct about *a, struct tl_view *v)
{
	int rc = find_version(a, v);

	a->is = a->now;
	a->now = (struct version){ .n = 0 };
	return rc;
}

static int begin(struct about *a, struct tlsafe *t, const struct tlsafe_filing *f,
                 struct tl_view *v)
{
	const struct tlsafe_select s = { .as_of = f->as_of, .known_at = f->known_at };
	int rc;

	*a = (struct about){ .t = t, .f = f };
	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_schema_need(t->schema, REPORT, &a->kind, &t->err);
	if (!rc)
		rc = tl_view_select(v, t, &s);
	if (!rc)
		rc = read_period(a, v);
	if (!rc && (!f->form || !*f->form))
		rc = tl_err_hint(&t->err, TLSAFE_EUSAGE, "give --form FORM",
		                 "which form the report has is not said");
	return rc;
}

/* --- handed in --------------------------------------------------------------- */

static int read_file(struct about *a, struct tl_spool *spool, struct tl_bytes *ret)
{
	struct tl_err *err = &a->t->err;
	uint64_t len;
	int rc = tl_spool_file(spool, a->f->fd, a->f->file, MOST, &len, err);

	if (!rc)
		rc = tl_spool_read(spool, ret, err);
	if (!rc && !ret->len)
		return tl_err_set(err, TLSAFE_EINPUT, "%s: the file is empty", a->f->file);
	return rc;
}

static int give_file(void *ctx, struct tl_kv_txn *txn, const struct tl_entry *e,
                     const struct tl_blob *blob, struct tl_err *err)
{
	const struct tl_bytes *bytes = ctx;
	(void)e;

	return tl_blobs_put(txn, blob, *bytes, err);
}

/* What was there is there still, and nothing else. */
static int judge_again(void *ctx, struct tl_change *c)
{
	struct about *a = ctx;
	int rc = find_version(a, &c->view);

	if (rc || (a->now.n == a->is.n &&
	           tl_eq(tl_buf_bytes(&a->now.state), tl_buf_bytes(&a->is.state))))
		return rc;
	return tl_fault(&c->decide, TLSAFE_ECONFLICT, NULL, TL_NONE, "try again",
	                "another version of the report came in meanwhile");
}

static int refuse_second(const struct about *a)
{
	const struct tlsafe_filing *f = a->f;
	TL_BUF hint = { 0 };

	tl_buf_printf(&hint, "one that is to be corrected is given back first: tlsafe-report file "
	                     "%s --form %s --body %s --return --reason TEXT",
	              a->period.data, f->form, f->body);
	return tl_err_hint(&a->t->err, TLSAFE_ERULE, hint.failed ? NULL : hint.data,
	                   "%s of %s for %s was handed in before, as %s on %s", f->form, f->body,
	                   a->period.data, a->is.id.data, a->is.received.data);
}

/* The values of a new version, in order of the fields. */
#define VALUES 12
struct values {
	struct tlsafe_value v[VALUES];
	size_t n;
	struct tl_buf digest;
	char version[24], due[TL_DAY_TEXT], received[TL_DAY_TEXT];
};

static void values_release(struct values *v)
{
	tl_buf_release(&v->digest);
}

static void give(struct values *v, const char *key, const char *text)
{
	if (text && *text)
		v->v[v->n++] = (struct tlsafe_value){ key, text };
}

static const char *base_name(const char *file)
{
	const char *slash = file ? strrchr(file, '/') : NULL;

	return slash ? slash + 1 : file;
}

static int gather(struct about *a, struct tl_view *v, struct tl_bytes bytes, struct values *all)
{
	const struct tlsafe_filing *f = a->f;
	const char *on = f->how->on;
	tl_day due, received, ignored;
	struct tl_blob blob;
	int rc = tl_settings_due(v, "report_due", a->last, &due);

	if (rc)
		return rc;
	tl_blob_of(&blob, bytes);
	tl_blob_text(&all->digest, &blob);
	if (all->digest.failed)
		return tl_err_memory(&a->t->err);
	if (!on || !tl_period_parse(tl_str(on), v->today, &received, &ignored))
		received = v->today;
	snprintf(all->version, sizeof(all->version), "%llu", (unsigned long long)a->is.n + 1);
	give(all, "period", a->period.data);
	give(all, "form", f->form);
	give(all, "body", a->body.data);
	give(all, "version", all->version);
	give(all, "due", due == TL_NODAY ? NULL : tl_day_format(all->due, due));
	give(all, "received", tl_day_format(all->received, received));
	give(all, "filled_by", f->filled_by);
	give(all, "checked_by", f->checked_by);
	give(all, "signed_by", f->signed_by);
	give(all, "anchor", a->anchor.data);
	give(all, "digest", all->digest.data);
	give(all, "file", base_name(f->file));
	return 0;
}

static int enter(struct about *a, struct values *all, struct tl_bytes bytes,
                 struct tlsafe_out *out)
{
	const struct tl_blobs_source files = { give_file, &bytes };
	const struct tl_act_also also = { judge_again, a, &files };
	struct tlsafe_value given[VALUES + 2];
	struct tlsafe_change c = *a->f->how;

	memcpy(given, all->v, all->n * sizeof(*given));
	c.kind = REPORT;
	c.verb = "add";
	c.given = given;
	c.ngiven = all->n;
	given[c.ngiven++] = (struct tlsafe_value){ "state", FILED };
	if (a->is.n)
		given[c.ngiven++] = (struct tlsafe_value){ "replaces", a->is.id.data };
	return tl_act_change(a->t, &c, out, &also);
}

int tlsafe_report_file(struct tlsafe *t, const struct tlsafe_filing *f, struct tlsafe_out *out)
{
	TL_CLEANUP(about_release) struct about a = { .t = t };
	TL_CLEANUP(values_release) struct values all = { .n = 0 };
	TL_CLEANUP(tl_spool_release) struct tl_spool spool = { .file = 0 };
	struct tl_bytes bytes = TL_NONE;
	TL_VIEW v = { 0 };
	int rc = begin(&a, t, f, &v);

	if (!rc)
		rc = read_body(&a, &v);
	if (!rc)
		rc = tl_view_anchor(&v, &a.anchor);
	/* Whatever it was made of, what was handed in is seen as of now. */
	tl_view_end(&v);
	if (!rc)
		rc = tl_view_begin(&v, t);
	if (!rc)
		rc = find_first(&a, &v);
	if (!rc && a.is.n && tl_eqs(tl_buf_bytes(&a.is.state), FILED))
		rc = refuse_second(&a);
	if (!rc && a.first > v.today)
		rc = tl_err_set(&t->err, TLSAFE_ERULE, "%s has not begun", a.period.data);
	if (!rc)
		rc = read_file(&a, &spool, &bytes);
	if (!rc)
		rc = gather(&a, &v, bytes, &all);
	tl_view_end(&v);
	if (!rc)
		rc = enter(&a, &all, bytes, out);
	return tl_store_error(t, rc);
}

/* --- given back -------------------------------------------------------------- */

static int not_there(const struct about *a)
{
	return tl_err_hint(&a->t->err, TLSAFE_ENOENT,
	                   "tlsafe-report list tells what was handed in",
	                   "no %s of %s for %s was handed in", a->f->form, a->f->body,
	                   a->period.data);
}

int tlsafe_report_return(struct tlsafe *t, const struct tlsafe_filing *f, struct tlsafe_out *out)
{
	TL_CLEANUP(about_release) struct about a = { .t = t };
	const struct tl_act_also also = { judge_again, &a, NULL };
	struct tlsafe_value given[] = { { "state", RETURNED },
		                        { "returned_reason", f->how->reason } };
	struct tlsafe_change c = *f->how;
	char *ids[] = { NULL };
	TL_VIEW v = { 0 };
	int rc = begin(&a, t, f, &v);

	if (!rc)
		rc = read_body(&a, &v);
	if (!rc)
		rc = find_first(&a, &v);
	tl_view_end(&v);
	if (!rc && !a.is.n)
		rc = not_there(&a);
	if (!rc && !tl_eqs(tl_buf_bytes(&a.is.state), FILED))
		rc = tl_err_set(&t->err, TLSAFE_ERULE, "%s was given back before", a.is.id.data);
	if (!rc && (!f->how->reason || !*f->how->reason))
		rc = tl_err_hint(&t->err, TLSAFE_ERULE, "give --reason TEXT",
		                 "a report is given back for a reason");
	if (rc)
		return tl_store_error(t, rc);
	ids[0] = a.is.id.data;
	c.kind = REPORT;
	c.verb = "set";
	c.ids = ids;
	c.nids = 1;
	c.given = given;
	c.ngiven = TL_LEN(given);
	return tl_act_change(t, &c, out, &also);
}

/* --- missing ----------------------------------------------------------------- */

/* Bodies whose reports are awaited: those that the town of a unit may be. */
static bool is_owing(const struct tl_schema *s, struct tl_bytes type)
{
	const struct tl_kind *unit = tl_schema_kind(s, "unit");
	const char **only = NULL;

	if (unit && unit->at[TL_F_TOWN] >= 0)
		only = unit->field[unit->at[TL_F_TOWN]].only;
	for (; only && *only; only++)
		if (tl_eqs(type, *only))
			return true;
	return false;
}

struct all {
	struct about a;
	struct tl_map *bodies;		/* ids to index + 1 */
	struct version *version;
	size_t n, max;
};

static void all_release(struct all *all)
{
	about_release(&all->a);
	tl_map_freep(&all->bodies);
	for (size_t i = 0; i < all->n; i++)
		version_release(&all->version[i]);
	free(all->version);
}

static int see_any(void *ctx, const struct tl_record *r)
{
	struct all *all = ctx;
	uint64_t *slot = tl_map_put(all->bodies, tl_record_named(r, "body"), NULL);

	if (!slot || (!*slot && !TL_GROW(all->version, all->n, all->max)))
		return TLSAFE_EMEMORY;
	if (!*slot) {
		all->version[all->n++] = (struct version){ .n = 0 };
		*slot = all->n;
	}
	return see_version(&all->version[*slot - 1], r);
}

enum standing { MISSING, LATE, BACK, OWING, IN };
static const struct { const char *key, *zh, *en; } standings[] = {
	[MISSING] = { "missing", "未报", "Missing" },
	[LATE] = { "late", "迟报", "Late" },
	[BACK] = { "returned", "已退回", "Returned" },
	[OWING] = { "owing", "未到期", "Not yet due" },
	[IN] = { "filed", "已报", "Filed" },
};

static enum standing standing_of(const struct version *is, tl_day due, tl_day today)
{
	if (!is)
		return due != TL_NODAY && today <= due ? OWING : MISSING;
	if (!tl_eqs(tl_buf_bytes(&is->state), FILED))
		return BACK;
	return is->late ? LATE : IN;
}

static struct tl_bytes text_of(const struct version *is, const struct tl_buf *text)
{
	return is ? tl_buf_bytes(text) : TL_NONE;
}

static int tell_body(struct all *all, struct tl_line *l, const struct tl_referred *body,
                     enum standing how, const struct version *is, struct tl_bytes due,
                     struct tlsafe_out *out)
{
	bool english = tl_line_english(all->a.t, out);
	const char *label = english ? standings[how].en : standings[how].zh;

	tl_line_text(l, body->id);
	tl_line_text(l, body->name);
	tl_line_word(l, tl_str(standings[how].key), tl_str(label));
	tl_line_text(l, is && is->due.len ? tl_buf_bytes(&is->due) : due);
	tl_line_text(l, text_of(is, is ? &is->received : NULL));
	tl_line_text(l, text_of(is, is ? &is->id : NULL));
	return tl_line_write(l, all->a.t, out);
}

static int tell_bodies(struct all *all, struct tl_view *v, tl_day due, struct tlsafe_out *out,
                       uint64_t *found)
{
	const struct tl_kind *kind = tl_schema_kind(v->schema, "body");
	const struct tl_referred *body;
	char text[TL_DAY_TEXT];
	struct tl_bytes by = TL_NONE;
	TL_REFER lookup = { 0 };
	struct tl_line l = { .n = 0 };
	size_t n = 0;
	int rc = kind ? tl_lookup_begin(&lookup, v) : 0;

	if (due != TL_NODAY)
		by = tl_str(tl_day_format(text, due));
	if (!rc && kind)
		rc = tl_lookup_all(&lookup, kind, &body, &n);
	for (size_t i = 0; !rc && i < n; i++) {
		const uint64_t *slot = tl_map_get(all->bodies, body[i].id);
		const struct version *is = slot ? &all->version[*slot - 1] : NULL;
		enum standing how = standing_of(is, due, tl_view_day(v));
		if (!is_owing(v->schema, body[i].type))
			continue;
		*found += how < OWING;
		if (how < OWING || all->a.f->all)
			rc = tell_body(all, &l, &body[i], how, is, by, out);
	}
	tl_buf_release(&l.buf);
	return rc;
}

int tlsafe_report_missing(struct tlsafe *t, const struct tlsafe_filing *f, struct tlsafe_out *out,
                          uint64_t *found)
{
	static const struct tl_line_column columns[] = {
		{ "body", false, "机构编号", "Body" },	 { "name", false, "填报单位", "Name" },
		{ "state", false, "状态", "State" },	 { "due", false, "应报日期", "Due" },
		{ "received", false, "收到日期", "Received" },
		{ "report", false, "报表编号", "Report" },
	};
	TL_CLEANUP(all_release) struct all all = { .bodies = NULL };
	TL_VIEW v = { 0 };
	tl_day due;
	int rc = begin(&all.a, t, f, &v);

	*found = 0;
	if (!rc && !(all.bodies = tl_map_new()))
		rc = tl_err_memory(&t->err);
	if (!rc)
		rc = each_report(&all.a, &v, see_any, &all);
	if (!rc)
		rc = tl_settings_due(&v, "report_due", all.a.last, &due);
	if (!rc)
		rc = tl_line_columns(t, out, columns, TL_LEN(columns));
	if (!rc)
		rc = tell_bodies(&all, &v, due, out, found);
	return tl_store_error(t, rc);
}

/* --- as it was --------------------------------------------------------------- */

struct writing {
	struct tlsafe *t;
	int (*write)(void *ctx, const void *data, size_t len);
	void *ctx;
};

static int write_chunk(void *ctx, struct tl_bytes chunk)
{
	struct writing *w = ctx;

	return chunk.len && w->write(w->ctx, chunk.data, chunk.len) ?
	               tl_err_errno(&w->t->err, "writing the output") :
	               0;
}

int tlsafe_report_bytes(struct tlsafe *t, const char *id,
                        int (*write)(void *ctx, const void *data, size_t len), void *ctx)
{
	struct writing w = { t, write, ctx };
	struct tl_blob blob;
	TL_BUF found = { 0 };
	TL_RECORD r = { 0 };
	TL_VIEW v = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_view_begin(&v, t);
	if (!rc)
		rc = tl_documents_find(&v, tl_str(id), &found);
	if (rc >= 0)
		rc = tl_view_get(&v, NULL, tl_buf_bytes(&found), &r);
	if (!rc && !tl_blob_parse(&blob, tl_record_named(&r, "digest")))
		rc = tl_err_set(&t->err, TLSAFE_ENOENT, "%s has no file", id);
	if (!rc)
		rc = tl_blobs_get(v.txn, &blob, write_chunk, &w, &t->err);
	if (rc == TLSAFE_ENOENT && !t->err.text[0])
		rc = tl_err_hint(&t->err, TLSAFE_ECORRUPT, "run tlsafe-db check",
		                 "the file of %s is not in the store", id);
	return tl_store_error(t, rc);
}

/* --- two of them ------------------------------------------------------------- */

struct side {
	tl_day first, last;
	char as_of[TL_DAY_TEXT];
	struct tl_buf anchor, body, type;
};

static void side_release(struct side *s)
{
	tl_buf_release(&s->anchor);
	tl_buf_release(&s->body);
	tl_buf_release(&s->type);
}

static int body_type(struct tl_view *v, struct side *s)
{
	TL_RECORD r = { 0 };
	int rc = tl_view_get(v, NULL, tl_buf_bytes(&s->body), &r);

	return rc ? rc : keep_text(&s->type, &r, "type");
}

static int read_side(struct side *s, struct tl_view *v, const struct tl_kind *kind, const char *id)
{
	struct tlsafe *t = v->t;
	TL_RECORD r = { 0 };
	int rc = tl_view_get(v, kind, tl_str(id), &r);

	if (rc)
		return rc;
	if (!tl_period_span(tl_record_named(&r, "period"), v->today, 0, &s->first, &s->last))
		return tl_err_set(&t->err, TLSAFE_EINPUT, "%s: its period is none", id);
	tl_day_format(s->as_of, s->last < v->today ? s->last : v->today);
	if (keep_text(&s->anchor, &r, "anchor") || keep_text(&s->body, &r, "body"))
		return tl_err_memory(&t->err);
	if (!s->anchor.len)
		return tl_err_set(&t->err, TLSAFE_EINPUT, "%s has no anchor", id);
	return body_type(v, s);
}

/* What both count: the hazards of their body, and found in the period where it is one. */
static int both_count(const struct side *a, const struct side *b, const struct tl_schema *s,
                      struct tl_buf *town, struct tl_buf *found)
{
	char first[TL_DAY_TEXT], last[TL_DAY_TEXT];

	if (is_owing(s, tl_buf_bytes(&a->type))) {
		tl_buf_str(town, "town=");
		tl_buf_add(town, tl_buf_bytes(&a->body));
	}
	if (a->first == b->first && a->last == b->last)
		tl_buf_printf(found, "found=%s..%s", tl_day_format(first, a->first),
		              tl_day_format(last, a->last));
	return town->failed || found->failed ? TLSAFE_EMEMORY : 0;
}

static int compare(struct tlsafe *t, const struct tlsafe_select *s, const struct side *a,
                   const struct side *b, const char *const names[2], bool each,
                   struct tlsafe_out *out)
{
	const struct tl_moment from = { a->as_of, a->anchor.data, names[0] };
	const struct tl_moment upto = { b->as_of, b->anchor.data, names[1] };
	struct tlsafe_select one = *s;
	char **words = calloc(s->nwords + 2, sizeof(*words));
	TL_BUF town = { 0 };
	TL_BUF found = { 0 };
	int rc = words ? both_count(a, b, t->schema, &town, &found) : TLSAFE_EMEMORY;

	one.nwords = 0;
	if (!rc && town.len)
		words[one.nwords++] = town.data;
	if (!rc && found.len)
		words[one.nwords++] = found.data;
	for (size_t i = 0; !rc && i < s->nwords; i++)
		words[one.nwords++] = s->words[i];
	one.words = words;
	one.kind = NULL;
	rc = rc ? tl_err_memory(&t->err) : tl_why(t, &one, &from, &upto, each, out);
	free(words);
	return rc;
}

int tlsafe_report_diff(struct tlsafe *t, const struct tlsafe_select *s, const char *from,
                       const char *upto, bool each, struct tlsafe_out *out)
{
	TL_CLEANUP(side_release) struct side a = { .first = 0 };
	TL_CLEANUP(side_release) struct side b = { .first = 0 };
	const char *const names[] = { from, upto };
	const struct tl_kind *kind;
	TL_VIEW v = { 0 };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_schema_need(t->schema, REPORT, &kind, &t->err);
	if (!rc)
		rc = tl_view_begin(&v, t);
	if (!rc)
		rc = read_side(&a, &v, kind, from);
	if (!rc)
		rc = read_side(&b, &v, kind, upto);
	if (!rc && !tl_eq(tl_buf_bytes(&a.body), tl_buf_bytes(&b.body)))
		rc = tl_err_set(&t->err, TLSAFE_EUSAGE, "%s and %s are of two bodies", from, upto);
	tl_view_end(&v);
	if (!rc)
		rc = compare(t, s, &a, &b, names, each, out);
	return tl_store_error(t, rc);
}
