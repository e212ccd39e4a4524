/* Documents that were served, or made void. */
#include <stdlib.h>

#include "change/act.h"
#include "change/correct.h"
#include "change/term.h"
#include "journal/workflow.h"
#include "report/documents.h"
#include "store/open.h"

/* What is entered about documents, and what has to be so before. */
struct about {
	struct tlsafe *t;
	const struct tlsafe_service *in;	/* NULL: they are made void */
	const struct tlsafe_change *how;
	char **ids;
	size_t n;
	tl_day on;
	bool mend;				/* the day, of what was served */
	struct tl_lookup lookup;
	struct tl_calendar *calendar;
	struct tl_buf explained;
	struct tl_arena arena;
};

static void about_release(struct about *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->ids[i]);
	free(a->ids);
	tl_lookup_release(&a->lookup);
	tl_calendar_freep(&a->calendar);
	tl_buf_release(&a->explained);
	tl_arena_release(&a->arena);
}

static int take_ids(struct about *a, struct tl_view *v, const struct tlsafe_change *how)
{
	a->ids = calloc(how->nids + 1, sizeof(*a->ids));
	if (!a->ids)
		return tl_err_memory(&a->t->err);
	for (size_t i = 0; i < how->nids; i++) {
		TL_BUF id = { 0 };
		int rc = tl_documents_find(v, tl_str(how->ids[i]), &id);
		if (rc < 0)
			return rc;
		if (!rc)
			return tl_err_hint(&a->t->err, TLSAFE_ENOENT,
			                   "tlsafe-report list --kind document tells which "
			                   "there are",
			                   "no such document: %s", how->ids[i]);
		a->ids[a->n] = strndup(id.data, id.len);
		if (!a->ids[a->n++])
			return tl_err_memory(&a->t->err);
	}
	return 0;
}

/* A day that cannot be read is told by who enters it. */
static void take_day(struct about *a, const struct tl_view *v, const char *on)
{
	tl_day last;

	a->on = v->today;
	if (on && (!tl_period_parse(tl_str(on), v->today, &a->on, &last) || a->on != last))
		a->on = v->today;
}

static int refuse(struct tl_change *c, const struct tl_record *r, const char *hint,
                  const char *why, struct tl_bytes more)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID), number = tl_record_named(r, "number");

	return tl_fault(&c->decide, TLSAFE_ERULE, NULL, TL_NONE, hint, "%.*s (%.*s) %s%.*s",
	                (int)id.len, id.data, (int)number.len, number.data, why, (int)more.len,
	                more.data);
}

/* R as it was before. */
static int judge_one(struct about *a, struct tl_change *c, const struct tl_record *r)
{
	struct tl_bytes voided = tl_record_named(r, "voided");
	struct tl_bytes served = tl_record_named(r, "served");
	struct tl_bytes issued = tl_record_named(r, "issued");
	tl_day day;

	if (voided.len)
		return refuse(c, r, NULL, "is void since ", voided);
	if (a->in && !a->mend && served.len)
		return refuse(c, r, "a mistake is mended: served --correct --on DATE --reason TEXT",
		              "was served before, on ", served);
	if (a->mend && !served.len)
		return refuse(c, r, "leave --correct out", "was not served yet", TL_NONE);
	if (tl_day_parse(issued, &day) && a->on < day)
		return refuse(c, r, NULL, "was issued later, on ", issued);
	return 0;
}

/* --- deadlines that wait for service ---------------------------------------------- */

/* How the days were counted, of each term once. */
static void explain(struct about *a, struct tl_change *c, struct tl_bytes term, tl_day day)
{
	TL_BUF said = { 0 };

	tl_term_explain(&said, term, a->on, day, a->calendar);
	if (said.failed || tl_eq(tl_buf_bytes(&said), tl_buf_bytes(&a->explained)))
		return;
	tl_buf_clear(&a->explained);
	tl_buf_add(&a->explained, tl_buf_bytes(&said));
	tl_warn(&c->decide, "deadline", TL_NONE, "%s", said.data);
}

/* The day on which R, a hazard with a term, is to be put right. */
static int count_from(struct about *a, struct tl_change *c, const struct tl_record *r, tl_day *day)
{
	struct tl_bytes term = tl_record_at(r, TL_F_TERM), id = tl_record_at(r, TL_F_ID);
	struct tl_err why = { .code = 0 };
	int rc = tl_term_day(&a->calendar, a->t->schema, term, a->on, day, &why);

	if (rc)
		return tl_fault_pass(&c->decide, rc, "deadline", id, &why);
	if (a->how->flags & TLSAFE_ACT_EXPLAIN)
		explain(a, c, term, *day);
	return 0;
}

static int date_hazard(struct about *a, struct tl_change *c, struct tl_record *r)
{
	char text[TL_DAY_TEXT], on[TL_DAY_TEXT];
	struct tl_act act;
	tl_day day;
	int rc = count_from(a, c, r, &day);

	if (rc)
		return rc;
	tl_act_init(&act, a->mend ? TL_ACT_SET : TL_ACT_SERVED, a->on);
	const struct tl_named values[] = {
		{ "deadline", tl_str(tl_day_format(text, day)) },
		{ "served", a->mend ? tl_str(tl_day_format(on, a->on)) : TL_NONE },
	};
	rc = tl_said(&a->t->err, "--reason", a->how->reason, &act.reason);
	if (!rc)
		rc = tl_act_say(&act, r->kind, values, TL_LEN(values));
	if (!rc && a->mend)
		return tl_correct(c, &a->lookup, r, &act, TL_NOEND, &a->arena);
	return rc ? rc : tl_change_act(c, r, &act);
}

/* R waits for service, or where that is mended, counts from the day that was told. */
static bool waits(const struct about *a, const struct tl_record *r, struct tl_bytes was)
{
	if (!tl_record_at(r, TL_F_TERM).len)
		return false;
	if (a->mend)
		return tl_eq(tl_record_at(r, TL_F_SERVED), was);
	return !tl_record_at(r, TL_F_DUE).len;
}

/* The hazards of DOCUMENT, as it was before, whose deadlines count from its service. */
static int date_hazards(struct about *a, struct tl_change *c, const struct tl_record *document)
{
	const struct tl_kind *kind = tl_schema_kind(a->t->schema, "hazard");
	struct tl_bytes list = tl_record_named(document, "hazards"), id;
	struct tl_record *r;
	int rc = 0;

	while (!rc && tl_list_next(&list, &id)) {
		rc = tl_change_load(c, kind, id, &r);
		if (!rc && waits(a, r, tl_record_named(document, "served")))
			rc = date_hazard(a, c, r);
		if (rc && c->decide.faults)
			rc = 0;
	}
	return rc;
}

static int judge(void *ctx, struct tl_change *c)
{
	struct about *a = ctx;
	const struct tl_kind *kind;
	int rc = tl_documents_kind(a->t, &kind);

	tl_lookup_release(&a->lookup);
	tl_calendar_freep(&a->calendar);
	if (!rc)
		rc = tl_lookup_begin(&a->lookup, &c->view);
	for (size_t i = 0; !rc && i < a->n; i++) {
		TL_RECORD r = { 0 };
		rc = tl_view_get(&c->view, kind, tl_str(a->ids[i]), &r);
		if (!rc && !judge_one(a, c, &r) && a->in)
			rc = date_hazards(a, c, &r);
	}
	return rc || !c->decide.faults ? rc : c->decide.first;
}

/* Enters VALUES, N of them, of the documents that HOW names. */
static int enter(struct about *a, const struct tlsafe_change *how, struct tlsafe_value *values,
                 size_t n, struct tlsafe_out *out)
{
	const struct tl_act_also also = { judge, a, NULL };
	struct tlsafe_change c = *how;
	char day[TL_DAY_TEXT];
	const struct tl_kind *kind;
	TL_VIEW v = { 0 };
	int rc = tl_documents_kind(a->t, &kind);

	if (!rc)
		rc = tl_view_begin(&v, a->t);
	if (!rc)
		rc = take_ids(a, &v, how);
	if (rc)
		return rc;
	take_day(a, &v, how->on);
	tl_view_end(&v);
	a->how = how;
	values[0].text = tl_day_format(day, a->on);
	c.kind = kind->name;
	c.verb = a->in && !a->mend ? "served" : "set";
	if (a->mend)
		c.on = NULL;		/* it is the day that is mended, not one to mend on */
	c.ids = a->ids;
	c.nids = a->n;
	c.given = values;
	c.ngiven = n;
	return tl_act_change(a->t, &c, out, &also);
}

/* What has to be said of a service, and what is not said of one that is mended. */
static int judge_service(struct tlsafe *t, const struct tlsafe_service *s)
{
	const bool mend = s->change->flags & TLSAFE_ACT_CORRECT;
	const bool how = s->how && *s->how, witness = s->witness && *s->witness;

	if (mend && (!s->change->reason || !*s->change->reason))
		return tl_err_hint(&t->err, TLSAFE_ERULE, "give --reason TEXT",
		                   "what was served is mended for a reason");
	if (mend && !s->change->on)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "give --on DATE",
		                   "on which day it was served is not said");
	if (!mend && !how)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE,
		                   "give --how direct, left, post, electronic or notice",
		                   "how it was served is not said");
	if (how && !strcmp(s->how, "left") && !witness)
		return tl_err_hint(&t->err, TLSAFE_ERULE, "give --witness NAME",
		                   "what is left (留置送达) needs a witness");
	return 0;
}

int tlsafe_document_served(struct tlsafe *t, const struct tlsafe_service *s,
                           struct tlsafe_out *out)
{
	TL_CLEANUP(about_release) struct about a = { .t = t, .in = s };
	const char *said[] = { s->how, s->to, s->witness };
	static const char *const keys[] = { "served_how", "served_to", "witness" };
	struct tlsafe_value value[4] = { { "served", NULL } };
	size_t n = 1;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	a.mend = s->change->flags & TLSAFE_ACT_CORRECT;
	rc = judge_service(t, s);
	for (size_t i = 0; i < TL_LEN(keys); i++)
		if (said[i] && *said[i])
			value[n++] = (struct tlsafe_value){ keys[i], said[i] };
	if (!rc)
		rc = enter(&a, s->change, value, n, out);
	return tl_store_error(t, rc);
}

int tlsafe_document_void(struct tlsafe *t, const struct tlsafe_change *how, struct tlsafe_out *out)
{
	TL_CLEANUP(about_release) struct about a = { .t = t };
	struct tlsafe_value value[] = { { "voided", NULL }, { "reason", how->reason } };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	if (!how->reason || !*how->reason)
		return tl_err_hint(&t->err, TLSAFE_ERULE, "give --reason TEXT",
		                   "a document is made void for a reason");
	rc = enter(&a, how, value, TL_LEN(value), out);
	return tl_store_error(t, rc);
}
