/* Documents (文书) issued about hazards: who gets one, its number, and its entry. */
#include <stdio.h>
#include <stdlib.h>

#include "base/blob.h"
#include "base/utf8.h"
#include "change/change.h"
#include "journal/hazard.h"
#include "query/line.h"
#include "report/documents.h"
#include "report/paperfill.h"
#include "schema/docno.h"
#include "store/open.h"
#include "store/settings.h"
#include "store/views.h"

#define SETTING "authority_body"

/* A document that stands, as far as a hazard is concerned: of those that have it the first of the
 * sorts that are named, and the last of these. */
struct stands {
	struct tl_bytes id, number, type;	/* id empty: there is none */
	size_t rank;			/* of its sort */
	tl_day issued;
	size_t place;			/* of the hazard in it, from 1 */
};

/* A hazard that documents are issued about. */
struct subject {
	struct tl_record r;
	struct stands same, before;	/* of the same sort and body; of those that it rests on */
};

/* A document being made. */
struct made {
	struct tl_bytes key;		/* what its hazards have in common */
	size_t *at, n, max;		/* its hazards */
	struct tl_buf id, number, hazards, file, bytes, digest;
	struct tl_bytes unit;
	struct tl_blob blob;
};

struct issue {
	struct tlsafe *t;
	const struct tlsafe_notice *in;
	struct tlsafe_out *out;
	const struct tl_kind *kind;
	struct tl_paper *paper;
	struct tl_change *c;
	tl_day on;
	struct tl_record body;
	struct subject *subject;
	size_t n;
	struct tl_map *ids;		/* of hazards, to their place + 1 */
	struct tlsafe_value *given;
	size_t ngiven;
	struct made *made;
	size_t nmade, maxmade;
	struct tl_arena arena;
};

static void release(struct issue *x)
{
	for (size_t i = 0; i < x->nmade; i++) {
		struct made *m = &x->made[i];
		free(m->at);
		tl_buf_release(&m->id);
		tl_buf_release(&m->number);
		tl_buf_release(&m->hazards);
		tl_buf_release(&m->file);
		tl_buf_release(&m->bytes);
		tl_buf_release(&m->digest);
	}
	for (size_t i = 0; i < x->n; i++)
		tl_record_release(&x->subject[i].r);
	free(x->subject);
	free(x->made);
	tl_record_release(&x->body);
	tl_map_freep(&x->ids);
	tl_paper_freep(&x->paper);
	tl_arena_release(&x->arena);
	*x = (struct issue){ .t = x->t, .in = x->in, .out = x->out };
}

static struct tl_bytes id_of(const struct issue *x, size_t i)
{
	return tl_record_at(&x->subject[i].r, TL_F_ID);
}

/* --- what is asked ------------------------------------------------------------- */

static int take_day(struct issue *x)
{
	const char *on = x->in->how->on;
	char day[TL_DAY_TEXT], today[TL_DAY_TEXT];
	tl_day last;

	x->on = last = x->c->view.today;
	if (on && (!tl_period_parse(tl_str(on), x->c->view.today, &x->on, &last) || x->on != last))
		return tl_err_hint(&x->t->err, TLSAFE_EUSAGE, "give --on DATE", "not a day: '%s'",
		                   on);
	if (x->on > x->c->view.today)
		return tl_err_set(&x->t->err, TLSAFE_ERULE, "%s lies after today (%s)",
		                  tl_day_format(day, x->on),
		                  tl_day_format(today, x->c->view.today));
	return 0;
}

static int unknown_field(struct issue *x, const char *word, size_t len)
{
	TL_BUF hint = { 0 };

	for (size_t i = 0; i < x->paper->nfields; i++)
		tl_buf_printf(&hint, "%s%s (%s)", i ? ", " : "it has ", x->paper->field[i].key,
		              x->paper->field[i].zh);
	return tl_err_hint(&x->t->err, TLSAFE_EUSAGE,
	                   hint.failed || !hint.len ? "it has none" : hint.data,
	                   "a %s has no field '%.*s'", x->paper->name, (int)len, word);
}

/* The field of the paper that the first LEN bytes of WORD name, by key or heading. */
static const struct tl_paper_field *field_named(const struct tl_paper *p, const char *word,
                                                size_t len)
{
	const struct tl_bytes name = tl_bytes(word, len);

	for (size_t i = 0; i < p->nfields; i++)
		if (tl_eqs(name, p->field[i].key) || tl_eqs(name, p->field[i].zh))
			return &p->field[i];
	return NULL;
}

/* A text of one line. */
static int take_text(struct issue *x, const char *key, const char *text)
{
	struct tl_bytes said, line = TL_NONE;
	int rc = tl_said(&x->t->err, key, text, &said);
	bool ok = true;

	for (size_t i = 0; !rc && i < x->ngiven; i++)
		if (!strcmp(x->given[i].field, key))
			return tl_err_set(&x->t->err, TLSAFE_EUSAGE, "%s is given twice", key);
	if (!rc && tl_utf8_needs_visible(said))
		rc = tl_err_set(&x->t->err, TLSAFE_EINPUT,
		                "%s: it has a line break or a character that shows nothing", key);
	if (rc)
		return rc;
	line = tl_arena_dup(&x->arena, said, &ok);
	x->given[x->ngiven++] = (struct tlsafe_value){ key, line.data };
	return ok ? 0 : tl_err_memory(&x->t->err);
}

static int take_fields(struct issue *x)
{
	const struct tlsafe_change *how = x->in->how;
	int rc = 0;

	x->given = tl_arena_zalloc(&x->arena, (how->nvalues + 1) * sizeof(*x->given));
	if (!x->given)
		return tl_err_memory(&x->t->err);
	for (size_t i = 0; !rc && i < how->nvalues; i++) {
		const char *word = how->values[i];
		size_t len = strcspn(word, "=");
		const struct tl_paper_field *f = field_named(x->paper, word, len);
		if (!word[len])
			return tl_err_set(&x->t->err, TLSAFE_EUSAGE, "not FIELD=VALUE: '%s'", word);
		rc = f ? take_text(x, f->key, word + len + 1) : unknown_field(x, word, len);
	}
	return rc;
}

/* --- who issues them ------------------------------------------------------------- */

static int no_body(struct issue *x)
{
	return tl_err_hint(&x->t->err, TLSAFE_ECONFIG,
	                   "give --from BODY, or once for all: tlsafe-db set " SETTING
	                   "=BODY --reason TEXT",
	                   "which body issues it is not said");
}

static bool is_yes(const struct tl_record *r, const char *key)
{
	return tl_eqs(tl_record_named(r, key), TL_YES);
}

static int judge_body(struct issue *x)
{
	struct tl_bytes name = tl_record_at(&x->body, TL_F_NAME);
	struct tl_bytes id = tl_record_at(&x->body, TL_F_ID);
	const struct tl_paper *p = x->paper;
	TL_BUF hint = { 0 };

	if (p->right && !is_yes(&x->body, p->right)) {
		tl_buf_printf(&hint, "if it has the power: tlsafe-register set %.*s %s=yes",
		              (int)id.len, id.data, p->right);
		return tl_err_hint(&x->t->err, TLSAFE_ERULE, hint.failed ? NULL : hint.data,
		                   "%.*s may not issue a %s (%s): its %s is not yes",
		                   (int)name.len, name.data, p->name, p->zh, p->right);
	}
	if (!p->prefixed || tl_record_named(&x->body, "doc_prefix").len)
		return 0;
	tl_buf_printf(&hint, "tlsafe-register set %.*s doc_prefix=（区域简称）", (int)id.len,
	              id.data);
	return tl_err_hint(&x->t->err, TLSAFE_ECONFIG, hint.failed ? NULL : hint.data,
	                   "%.*s has no doc_prefix, which the number of a %s (%s) begins with",
	                   (int)name.len, name.data, p->name, p->zh);
}

static int take_body(struct issue *x)
{
	const struct tl_kind *body = tl_schema_kind(x->t->schema, "body");
	struct tl_view *v = &x->c->view;
	TL_BUF id = { 0 };
	int rc;

	if (x->in->from)
		rc = tl_lookup_said(v, tl_kind_key(x->kind, TL_LIT("body")), "--from", x->in->from,
		                    &id);
	else
		rc = tl_settings_text(v, SETTING, &id);
	if (!rc && !id.len)
		return no_body(x);
	if (!rc)
		rc = tl_view_get(v, body, tl_buf_bytes(&id), &x->body);
	return rc ? rc : judge_body(x);
}

/* --- hazards ---------------------------------------------------------------------- */

/* What speaks against a document about R, which HOW is; NULL: nothing. */
static const char *not_open(const struct tl_record *r, const struct tl_status *how)
{
	(void)r;
	return tl_status_open(how) ? NULL : "it is not open";
}

static const char *not_assigned(const struct tl_record *r, const struct tl_status *how)
{
	bool in_hand = how->state == TL_STATE_ASSIGNED || how->state == TL_STATE_AWAITING;

	return in_hand && tl_record_at(r, TL_F_ASSIGNEE).len ? NULL :
	                                                       "it is not assigned to anybody";
}

static const char *not_due(const struct tl_record *r, const struct tl_status *how)
{
	(void)r;
	return how->due != TL_NODAY ? NULL : "it has no deadline";
}

static const char *not_major(const struct tl_record *r, const struct tl_status *how)
{
	(void)r;
	return how->major ? NULL : "it is not major";
}

static const char *not_extended(const struct tl_record *r, const struct tl_status *how)
{
	(void)how;
	return tl_record_at(r, TL_F_EXTENDED_TO).len ? NULL : "no extension of it was decided";
}

static const char *not_rechecked(const struct tl_record *r, const struct tl_status *how)
{
	if (!tl_record_at(r, TL_F_VERIFIED).len)
		return "it was not rechecked";
	return how->state == TL_STATE_CLOSED || how->state == TL_STATE_ASSIGNED ?
	               NULL : "it waits for a recheck";
}

static const struct {
	const char *(*lacks)(const struct tl_record *r, const struct tl_status *how);
	const char *hint;
} needs[TL_PAPER_NEED_COUNT] = {
	[TL_PAPER_OPEN] = { not_open, NULL },
	[TL_PAPER_ASSIGNED] = { not_assigned, "tlsafe-hazard assign assigns it" },
	[TL_PAPER_DUE] = { not_due, "tlsafe-hazard assign --due sets one" },
	[TL_PAPER_MAJOR] = { not_major, NULL },
	[TL_PAPER_EXTENDED] = { not_extended, "tlsafe-hazard extend decides one" },
	[TL_PAPER_RECHECKED] = { not_rechecked, "tlsafe-hazard verify records one" },
};

static int refuse(struct issue *x, const struct tl_record *r, const char *hint, const char *why)
{
	struct tl_bytes id = tl_record_at(r, TL_F_ID);

	return tl_fault(&x->c->decide, TLSAFE_ERULE, NULL, TL_NONE, hint, "%.*s: no %s: %s",
	                (int)id.len, id.data, x->paper->name, why);
}

/* Somebody answers for it: an inspection, a tip, or who assigned it. */
static bool is_backed(const struct tl_record *r)
{
	return tl_record_named(r, "inspection").len || tl_record_named(r, "tip").len ||
	       tl_record_at(r, TL_F_ASSIGNED).len;
}

static int judge_hazard(struct issue *x, const struct tl_record *r)
{
	struct tl_status how;

	tl_status_of(&how, r);
	if (how.state == TL_STATE_VOID)
		return refuse(x, r, NULL, "it is void");
	for (int i = 0; i < TL_PAPER_NEED_COUNT; i++) {
		const char *why = x->paper->needs >> i & 1 ? needs[i].lacks(r, &how) : NULL;
		if (why)
			return refuse(x, r, needs[i].hint, why);
	}
	if (x->paper->each == TL_PAPER_UNIT && !tl_record_at(r, TL_F_UNIT).len)
		return refuse(x, r, NULL, "it names no unit");
	if (is_backed(r))
		return 0;
	return refuse(x, r, "assign it first, or name what found it: inspection=ID or tip=ID",
	              "no inspection, tip or assignment backs it");
}

static int take_hazard(struct issue *x, const struct tl_kind *kind, const char *id)
{
	struct tl_record *r = &x->subject[x->n].r;
	bool made;
	uint64_t *slot = tl_map_put(x->ids, tl_str(id), &made);
	int rc;

	if (!slot)
		return tl_err_memory(&x->t->err);
	if (!made)
		return tl_fault(&x->c->decide, TLSAFE_EUSAGE, NULL, tl_str(id),
		                "name each record once", "named twice");
	*slot = ++x->n;
	rc = tl_view_get(&x->c->view, kind, tl_str(id), r);
	if (rc == TLSAFE_ENOENT)
		return tl_fault(&x->c->decide, rc, NULL, tl_str(id), NULL, "no such hazard");
	return rc ? rc : judge_hazard(x, r);
}

static int take_hazards(struct issue *x)
{
	const struct tlsafe_change *how = x->in->how;
	const struct tl_kind *kind = tl_schema_kind(x->t->schema, "hazard");
	int rc = 0;

	x->ids = tl_map_new();
	x->subject = calloc(how->nids + 1, sizeof(*x->subject));
	if (!x->ids || !x->subject)
		return tl_err_memory(&x->t->err);
	for (size_t i = 0; i < how->nids; i++) {
		rc = take_hazard(x, kind, how->ids[i]);
		if (rc && !x->c->decide.faults)
			return rc;
	}
	return x->c->decide.faults ? x->c->decide.first : 0;
}

/* --- documents that there are ------------------------------------------------------- */

/* The place of WORD among WORDS, which may be NULL, from 1; 0: it is none of them. */
static size_t rank_of(const char **words, struct tl_bytes word)
{
	for (size_t i = 0; words && words[i]; i++)
		if (tl_eqs(word, words[i]))
			return i + 1;
	return 0;
}

/* R, a document of that RANK, has the hazard of S at PLACE. */
static bool see(struct issue *x, struct stands *s, const struct tl_record *r, size_t rank,
                size_t place)
{
	tl_day issued = TL_NODAY;
	bool ok = true;

	tl_day_parse(tl_record_named(r, "issued"), &issued);
	if (s->id.len && (s->rank < rank || (s->rank == rank && s->issued > issued)))
		return true;
	s->rank = rank;
	s->id = tl_arena_dup(&x->arena, tl_record_at(r, TL_F_ID), &ok);
	s->number = tl_arena_dup(&x->arena, tl_record_named(r, "number"), &ok);
	s->type = tl_arena_dup(&x->arena, tl_record_at(r, TL_F_TYPE), &ok);
	s->issued = issued;
	s->place = place;
	return ok;
}

static int see_document(struct issue *x, const struct tl_record *r)
{
	struct tl_bytes list = tl_record_named(r, "hazards"), id, type = tl_record_at(r, TL_F_TYPE);
	size_t before = rank_of(x->paper->after, type);
	bool ok = true;
	bool same = tl_eqs(type, x->paper->name) &&
	            tl_eq(tl_record_at(r, TL_F_BODY), tl_record_at(&x->body, TL_F_ID));

	if ((!same && !before) || tl_record_named(r, "voided").len)
		return 0;
	for (size_t place = 1; ok && tl_list_next(&list, &id); place++) {
		const uint64_t *slot = tl_map_get(x->ids, id);
		if (slot && same)
			ok = see(x, &x->subject[*slot - 1].same, r, 0, place);
		if (slot && before && ok)
			ok = see(x, &x->subject[*slot - 1].before, r, before, place);
	}
	return ok ? 0 : tl_err_memory(&x->t->err);
}

static int see_documents(struct issue *x)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, x->kind);
	rc = tl_walk_begin(&walk, &x->c->view, x->kind);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1)
		rc = see_document(x, &r);
	return rc;
}

/* A second one is told; one that rests on none is refused. */
static int judge_before(struct issue *x, const struct subject *s)
{
	struct tl_bytes id = tl_record_at(&s->r, TL_F_ID);
	TL_BUF why = { 0 };

	if (s->same.id.len)
		tl_warn(&x->c->decide, NULL, TL_NONE, "%.*s stands in %.*s already", (int)id.len,
		        id.data, (int)s->same.number.len, s->same.number.data);
	if (!x->paper->after)
		return 0;
	if (!s->before.id.len) {
		tl_buf_str(&why, "there is none of these about it: ");
		for (const char **w = x->paper->after; *w; w++)
			tl_buf_printf(&why, "%s%s", w == x->paper->after ? "" : ", ", *w);
		return refuse(x, &s->r, "issue one of them first", why.failed ? "" : why.data);
	}
	if (x->paper->needs >> TL_PAPER_RECHECKED & 1 &&
	    tl_record_day(&s->r, TL_F_VERIFIED) < s->before.issued)
		return refuse(x, &s->r, NULL, "it was not rechecked since that was issued");
	return 0;
}

static int judge_documents(struct issue *x)
{
	int rc = see_documents(x);

	for (size_t i = 0; !rc && i < x->n; i++)
		judge_before(x, &x->subject[i]);
	return rc || !x->c->decide.faults ? rc : x->c->decide.first;
}

/* --- one for each --------------------------------------------------------------------- */

static struct tl_bytes key_of(const struct issue *x, size_t i)
{
	static const enum tl_field_name keys[] = { [TL_PAPER_ASSIGNEE] = TL_F_ASSIGNEE,
		                                   [TL_PAPER_UNIT] = TL_F_UNIT,
		                                   [TL_PAPER_HAZARD] = TL_F_ID };

	return tl_record_at(&x->subject[i].r, keys[x->paper->each]);
}

/* In the order in which their first hazards were named. */
static int gather(struct issue *x)
{
	for (size_t i = 0, k; i < x->n; i++) {
		struct tl_bytes key = key_of(x, i);
		for (k = 0; k < x->nmade && !tl_eq(x->made[k].key, key);)
			k++;
		if (k == x->nmade && !TL_GROW(x->made, x->nmade, x->maxmade))
			return tl_err_memory(&x->t->err);
		struct made *m = &x->made[k];
		if (k == x->nmade) {
			*m = (struct made){ .key = key, .unit = TL_NONE };
			x->nmade++;
		}
		if (!TL_GROW(m->at, m->n, m->max))
			return tl_err_memory(&x->t->err);
		m->at[m->n++] = i;
	}
	return 0;
}

/* The unit that all hazards of M have; TL_NONE: they have not. */
static struct tl_bytes unit_of(const struct issue *x, const struct made *m)
{
	struct tl_bytes unit = tl_record_at(&x->subject[m->at[0]].r, TL_F_UNIT);

	for (size_t i = 1; i < m->n; i++)
		if (!tl_eq(unit, tl_record_at(&x->subject[m->at[i]].r, TL_F_UNIT)))
			return TL_NONE;
	return unit;
}

/* --- what it rests on -------------------------------------------------------------------- */

struct rest {
	struct tl_buf ids, text;
	const char **item;		/* of each hazard */
};

static void rest_release(struct rest *r)
{
	tl_buf_release(&r->ids);
	tl_buf_release(&r->text);
}

static bool has_id(struct tl_bytes list, struct tl_bytes id)
{
	struct tl_bytes one;

	while (tl_list_next(&list, &one))
		if (tl_eq(one, id))
			return true;
	return false;
}

static int add_before(struct issue *x, struct rest *r, const struct stands *s)
{
	TL_CLEANUP(tl_paper_freep) struct tl_paper *of = NULL;
	int rc;

	if (has_id(tl_buf_bytes(&r->ids), s->id))
		return 0;
	rc = tl_paper_open(&of, x->t->schema, s->type.data, &x->t->err);
	if (rc)
		return rc;
	tl_list_add(&r->ids, s->id);
	tl_buf_str(&r->text, r->text.len ? "、" : "");
	tl_buf_str(&r->text, "于");
	tl_paper_day(&r->text, s->issued);
	tl_buf_printf(&r->text, "作出的%s[%.*s]", of->zh, (int)s->number.len, s->number.data);
	return 0;
}

static int rest_on(struct issue *x, const struct made *m, struct rest *r)
{
	bool ok = true;
	int rc = 0;

	r->item = tl_arena_zalloc(&x->arena, (m->n + 1) * sizeof(*r->item));
	if (!r->item)
		return tl_err_memory(&x->t->err);
	for (size_t i = 0; !rc && ok && i < m->n; i++) {
		const struct stands *s = &x->subject[m->at[i]].before;
		TL_BUF item = { 0 };
		tl_buf_printf(&item, "%.*s第%zu项", (int)s->number.len, s->number.data, s->place);
		r->item[i] = tl_arena_dup(&x->arena, tl_buf_bytes(&item), &ok).data;
		rc = add_before(x, r, s);
	}
	return rc || (ok && !r->ids.failed && !r->text.failed) ? rc : tl_err_memory(&x->t->err);
}

/* --- an entry -------------------------------------------------------------------------- */

/* The values of one, as they go into its entry. */
/* The next number of the series that A's values say, into A and as it is printed. */
static int number(struct issue *x, struct made *m, struct tl_act *a, char serial[24])
{
	struct tl_bytes prefix = tl_record_named(&x->body, "doc_prefix");
	const char *word = tl_paper_word(x->paper, x->on);
	const struct tl_set *none;
	TL_BUF series = { 0 };
	TL_BUF typed = { 0 };
	char day[TL_DAY_TEXT];
	uint64_t n = 0;
	int y, mm, d, rc;

	if (!word)
		return tl_err_set(&x->t->err, TLSAFE_ECONFIG,
		                  "%s.yaml: no word of its number counts on %s", x->paper->file,
		                  tl_day_format(day, x->on));
	if (!tl_number_series(&series, x->kind, a->set, a->nset, &none) || series.failed)
		return tl_err_set(&x->t->err, TLSAFE_EBUG, "a document without a series");
	rc = tl_change_serial(x->c, tl_buf_bytes(&series), &n);
	tl_day_split(x->on, &y, &mm, &d);
	snprintf(serial, 24, "%llu", (unsigned long long)n);
	tl_buf_add(&typed, prefix);
	tl_buf_printf(&typed, "%s〔%d〕%s号", word, y, serial);
	tl_docno(&m->number, tl_buf_bytes(&typed));
	return rc || !typed.failed ? rc : tl_err_memory(&x->t->err);
}

static int fill(struct issue *x, struct made *m, const struct rest *r, struct tl_buf *groups)
{
	const struct tl_kind *kind = x->subject[0].r.kind;
	const struct tl_referred *to = NULL;
	struct tl_paper_case c = { .paper = x->paper,
		                   .body = tl_record_at(&x->body, TL_F_NAME),
		                   .number = tl_buf_bytes(&m->number),
		                   .issued = x->on,
		                   .n = m->n,
		                   .given = x->given,
		                   .ngiven = x->ngiven,
		                   .basis = r->text.len ? r->text.data : NULL,
		                   .item = r->item };
	TL_QUERY q = { 0 };
	int rc = tl_query_begin(&q, &x->c->view, kind, NULL, 0, false);

	c.q = &q;
	c.hazard = tl_arena_zalloc(&x->arena, (m->n + 1) * sizeof(*c.hazard));
	if (!rc && !c.hazard)
		rc = tl_err_memory(&x->t->err);
	for (size_t i = 0; !rc && i < m->n; i++)
		c.hazard[i] = &x->subject[m->at[i]].r;
	if (!rc && x->paper->each == TL_PAPER_ASSIGNEE)
		rc = tl_lookup_id(&q.lookup, x->body.kind, m->key, &to);
	c.addressee = to ? to->name : TL_NONE;
	if (rc)
		return rc;
	tl_paper_groups(&c, true, groups);
	return tl_paper_fill(&c, strcmp(x->in->form, "text") ? "html" : "table", &m->bytes);
}

/* NAME is a file's: what parts paths does not part this one. */
static void put_name(struct tl_buf *out, const struct made *m, const char *form)
{
	for (size_t i = 0; i < m->number.len; i++)
		tl_buf_char(out, m->number.data[i] == '/' ? '-' : m->number.data[i]);
	tl_buf_printf(out, "-%s.%s", m->id.data, strcmp(form, "text") ? "html" : "txt");
}

static void put_fields(const struct issue *x, struct tl_buf *out)
{
	for (size_t i = 0; i < x->ngiven; i++)
		tl_buf_printf(out, "%s%s=%s", i ? "\n" : "", x->given[i].field, x->given[i].text);
}

static int enter(struct issue *x, struct made *m)
{
	TL_CLEANUP(rest_release) struct rest rest = { .item = NULL };
	struct tl_record *r;
	struct tl_act a;
	char year[24], serial[24], day[TL_DAY_TEXT];
	TL_BUF groups = { 0 };
	TL_BUF fields = { 0 };
	int y, mm, d, rc = tl_change_new(x->c, x->kind, &m->id, x->on, &r);

	tl_day_split(x->on, &y, &mm, &d);
	snprintf(year, sizeof(year), "%d", y);
	m->unit = unit_of(x, m);
	for (size_t i = 0; i < m->n; i++)
		tl_list_add(&m->hazards, id_of(x, m->at[i]));
	tl_act_init(&a, TL_ACT_ADD, x->on);
	const struct tl_named series[] = {
		{ "type", tl_str(x->paper->name) },
		{ "body", tl_record_at(&x->body, TL_F_ID) },
		{ "year", tl_str(year) },
	};
	if (!rc)
		rc = tl_act_say(&a, x->kind, series, TL_LEN(series));
	if (!rc)
		rc = tl_said(&x->t->err, "--note", x->in->how->note, &a.note);
	if (!rc)
		rc = number(x, m, &a, serial);
	if (!rc && x->paper->after)
		rc = rest_on(x, m, &rest);
	if (!rc)
		rc = fill(x, m, &rest, &groups);
	if (rc)
		return rc;
	put_fields(x, &fields);
	put_name(&m->file, m, x->in->form);
	tl_blob_of(&m->blob, tl_buf_bytes(&m->bytes));
	tl_blob_text(&m->digest, &m->blob);
	if (groups.failed || fields.failed || m->file.failed || m->digest.failed ||
	    m->hazards.failed || m->number.failed || m->bytes.failed)
		return tl_err_memory(&x->t->err);
	const struct tl_named values[] = {
		{ "serial", tl_str(serial) },
		{ "number", tl_buf_bytes(&m->number) },
		{ "addressee", x->paper->each == TL_PAPER_ASSIGNEE ? m->key : TL_NONE },
		{ "unit", m->unit },
		{ "hazards", tl_buf_bytes(&m->hazards) },
		{ "groups", tl_buf_bytes(&groups) },
		{ "basis", tl_buf_bytes(&rest.ids) },
		{ "issued", tl_str(tl_day_format(day, x->on)) },
		{ "fields", tl_buf_bytes(&fields) },
		{ "digest", tl_buf_bytes(&m->digest) },
		{ "file", tl_buf_bytes(&m->file) },
	};
	rc = tl_act_say(&a, x->kind, values, TL_LEN(values));
	return rc ? rc : tl_change_act(x->c, r, &a);
}

/* --- all of them ------------------------------------------------------------------------ */

static int decide(void *ctx, struct tl_change *c)
{
	struct issue *x = ctx;
	const struct tlsafe_change *how = x->in->how;
	int rc;

	release(x);
	x->c = c;
	c->decide.today = c->view.today;
	c->decide.fault = how->fault;
	c->decide.ctx = how->ctx;
	rc = tl_documents_kind(x->t, &x->kind);
	if (!rc)
		rc = tl_paper_open(&x->paper, x->t->schema, x->in->type, &x->t->err);
	if (!rc)
		rc = take_day(x);
	if (!rc)
		rc = take_fields(x);
	if (!rc)
		rc = take_body(x);
	if (!rc)
		rc = take_hazards(x);
	if (!rc)
		rc = judge_documents(x);
	if (!rc)
		rc = gather(x);
	for (size_t i = 0; !rc && i < x->nmade; i++)
		rc = enter(x, &x->made[i]);
	return rc;
}

static int give_file(void *ctx, struct tl_kv_txn *txn, const struct tl_entry *e,
                     const struct tl_blob *blob, struct tl_err *err)
{
	const struct issue *x = ctx;
	size_t i = 0;
	(void)e;

	while (i < x->nmade && !tl_blob_same(&x->made[i].blob, blob))
		i++;
	if (i == x->nmade)
		return tl_err_set(err, TLSAFE_EBUG, "a document without its paper");
	return tl_blobs_put(txn, blob, tl_buf_bytes(&x->made[i].bytes), err);
}

static int show(struct issue *x)
{
	static const struct tl_line_column columns[] = {
		{ "id", false, "文书编号", "ID" },
		{ "number", false, "文号", "Number" },
		{ "type", false, "文种", "Type" },
		{ "unit", false, "单位编号", "Unit" },
		{ "hazards", false, "所涉隐患", "Hazards" },
		{ "file", false, "文件名", "File" },
	};
	struct tl_line l = { .n = 0 };
	int rc = x->out ? tl_line_columns(x->t, x->out, columns, TL_LEN(columns)) : 0;

	for (size_t i = 0; !rc && x->out && i < x->nmade; i++) {
		const struct made *m = &x->made[i];
		tl_line_text(&l, tl_buf_bytes(&m->id));
		tl_line_text(&l, tl_buf_bytes(&m->number));
		tl_line_text(&l, tl_str(x->paper->name));
		tl_line_text(&l, m->unit);
		tl_line_list(&l, tl_buf_bytes(&m->hazards));
		tl_line_text(&l, tl_buf_bytes(&m->file));
		rc = tl_line_write(&l, x->t, x->out);
	}
	tl_line_release(&l);
	return rc;
}

static int preview(void *ctx, struct tl_view *v)
{
	(void)v;
	return show(ctx);
}

/* They are saved, whatever comes of this. */
static int hand_out(struct issue *x)
{
	for (size_t i = 0; x->in->file && i < x->nmade; i++) {
		const struct made *m = &x->made[i];
		if (x->in->file(x->in->ctx, m->file.data, m->bytes.data, m->bytes.len))
			return tl_err_errno(&x->t->err, "%s", m->file.data);
	}
	return 0;
}

static int issue(struct tlsafe *t, const struct tlsafe_notice *n, struct tlsafe_out *out)
{
	TL_CLEANUP(release) struct issue x = { .t = t, .in = n, .out = out };
	bool dry = n->how->flags & TLSAFE_ACT_DRY_RUN;
	const struct tl_blobs_source files = { give_file, &x };
	int rc;

	if (tl_store_begin(t))
		return t->err.code;
	rc = tl_change_run(t, &(struct tl_change_ops){ .decide = decide,
	                                               .preview = dry ? preview : NULL,
	                                               .ctx = &x,
	                                               .files = &files }, NULL);
	if (!rc && !dry)
		rc = show(&x);
	if (!rc && !dry)
		rc = hand_out(&x);
	return tl_store_error(t, rc);
}

int tlsafe_notice(struct tlsafe *t, const struct tlsafe_notice *n, struct tlsafe_out *out)
{
	int tries = 0, rc;

	do
		rc = issue(t, n, out);
	while (tl_store_again(t, rc, &tries));
	return rc;
}
