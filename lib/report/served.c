/* Documents that were served, or made void. */
#include <stdlib.h>

#include "change/act.h"
#include "report/documents.h"
#include "store/open.h"

/* What is entered about documents, and what has to be so before. */
struct about {
	struct tlsafe *t;
	const struct tlsafe_service *in;	/* NULL: they are made void */
	char **ids;
	size_t n;
	tl_day on;
};

static void about_release(struct about *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->ids[i]);
	free(a->ids);
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
	if (a->in && served.len)
		return refuse(c, r, "a mistake is taken back: tlsafe-db undo TXN --reason TEXT",
		              "was served before, on ", served);
	if (tl_day_parse(issued, &day) && a->on < day)
		return refuse(c, r, NULL, "was issued later, on ", issued);
	return 0;
}

static int judge(void *ctx, struct tl_change *c)
{
	struct about *a = ctx;
	const struct tl_kind *kind;
	int rc = tl_documents_kind(a->t, &kind);

	for (size_t i = 0; !rc && i < a->n; i++) {
		TL_RECORD r = { 0 };
		rc = tl_view_get(&c->view, kind, tl_str(a->ids[i]), &r);
		if (!rc)
			judge_one(a, c, &r);
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
	values[0].text = tl_day_format(day, a->on);
	c.kind = kind->name;
	c.verb = "set";
	c.ids = a->ids;
	c.nids = a->n;
	c.given = values;
	c.ngiven = n;
	return tl_act_change(a->t, &c, out, &also);
}

int tlsafe_document_served(struct tlsafe *t, const struct tlsafe_service *s,
                           struct tlsafe_out *out)
{
	TL_CLEANUP(about_release) struct about a = { .t = t, .in = s };
	struct tlsafe_value value[4] = { { "served", NULL } };
	size_t n = 1;
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	if (!s->how || !*s->how)
		return tl_err_hint(&t->err, TLSAFE_EUSAGE,
		                   "give --how direct, left, post, electronic or notice",
		                   "how it was served is not said");
	value[n++] = (struct tlsafe_value){ "served_how", s->how };
	if (s->to && *s->to)
		value[n++] = (struct tlsafe_value){ "served_to", s->to };
	if (s->witness && *s->witness)
		value[n++] = (struct tlsafe_value){ "witness", s->witness };
	else if (!strcmp(s->how, "left"))
		return tl_err_hint(&t->err, TLSAFE_ERULE, "give --witness NAME",
		                   "what is left (留置送达) needs a witness");
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
