/* Sheets that were filled in become inspections, their items, and hazards. */
#include <stdio.h>
#include <stdlib.h>

#include "change/alike.h"
#include "change/change.h"
#include "change/inherit.h"
#include "inspect/filled.h"
#include "inspect/lists.h"
#include "inspect/officers.h"
#include "journal/hazard.h"
#include "query/columns.h"
#include "query/list.h"
#include "schema/calendar.h"
#include "store/open.h"

struct recording {
	struct tlsafe *t;
	const struct tlsafe_record *in;
	const struct tl_filled_all *all;
	const struct tl_kind *inspection, *item, *hazard;
	struct tl_change *c;
	struct tl_lookup lookup;
	struct tl_lookup_here here;
	struct tl_calendar *calendar;
	struct tl_lists lists;
	struct tl_officers officers;
	struct tl_alike alike;
	struct tl_map *known;		/* bundles, and keys of visits: index + 1 of an id */
	struct tl_bytes *id;		/* of inspections that are there */
	size_t nids, maxids;
	struct tl_bytes *open;		/* hazards to be listed */
	size_t nopen, maxopen;
	struct tl_arena arena;		/* of the whole, and of the sheet in hand */
	struct tl_arena one;
	struct tl_buf text;
	struct tlsafe_recorded sum;
	struct tlsafe_out *out;
};

/* A sheet being judged. */
struct visit {
	const struct tl_filled *s;
	struct tl_act act;		/* that makes the inspection */
	struct tl_bytes id;		/* its own, as the sheet has it */
	const struct tl_checklist *list;
	const char *source;		/* of hazards */
	struct tl_bytes officers, body;
	char bundle[2 * TL_HASH_LEN + 1];
	uint64_t results[3];		/* yes, no, na */
};

/* An answer that is judged. */
struct answer {
	const struct tl_filled_answer *a;
	const struct tl_check_item *item;	/* NULL: found outside the list */
	struct tl_bytes result, due, level, on_spot, clause;
};

static void at(struct recording *x, const struct tl_filled *s, uint64_t line)
{
	x->c->decide.at = (struct tlsafe_fault){ .file = s->file, .sheet = s->part, .line = line };
}

static struct tl_bytes keep(struct recording *x, struct tl_bytes text, bool *ok)
{
	return text.len ? tl_arena_dup(&x->one, text, ok) : TL_NONE;
}

static int memory(struct recording *x)
{
	return tl_err_memory(&x->t->err);
}

/* --- values -------------------------------------------------------------------- */

/* TEXT as a canonical value of F; relative days count from FROM. 0; what is wrong is told. */
static int read_value(struct recording *x, const struct tl_field *f, struct tl_bytes text,
                      tl_day from, struct tl_bytes *ret)
{
	struct tl_read how = { .field = f,
		               .loose = true,
		               .today = x->c->view.today,
		               .from = from,
		               .calendar = &x->calendar,
		               .offset = x->t->genesis.offset,
		               .lookup = tl_lookup_read,
		               .ctx = &x->here };
	struct tl_reading reading = { "", "" };
	TL_BUF out = { 0 };
	bool ok = true;
	size_t n;
	int rc = tl_type_read(&how, text, &out, &reading);

	*ret = TL_NONE;
	if (rc == TLSAFE_EINPUT) {
		const char *hint = tl_err_advice(reading.wrong, &n);
		tl_fault(&x->c->decide, rc, f->zh, text, hint, "%.*s", (int)n, reading.wrong);
		return 0;
	}
	if (rc)
		return rc == TLSAFE_EMEMORY ? memory(x) :
		                              tl_err_set(&x->t->err, rc, "%s", reading.wrong);
	if (reading.warning[0])
		tl_warn(&x->c->decide, f->zh, text, "%s", reading.warning);
	*ret = keep(x, tl_buf_bytes(&out), &ok);
	return ok && !out.failed ? 0 : memory(x);
}

/* "9:30" of the day, where a moment is wanted. */
static struct tl_bytes moment(struct recording *x, struct tl_bytes text, tl_day day)
{
	char date[TL_DAY_TEXT];
	bool short_one = text.len == 4 && text.data[1] == ':';

	if (day == TL_NODAY || !(short_one || (text.len == 5 && text.data[2] == ':')))
		return text;
	tl_buf_clear(&x->text);
	tl_buf_printf(&x->text, "%s %s", tl_day_format(date, day), short_one ? "0" : "");
	tl_buf_add(&x->text, text);
	return x->text.failed ? text : tl_buf_bytes(&x->text);
}

static int give(struct visit *v, const struct tl_field *f, struct tl_bytes value)
{
	if (!f || !value.len)
		return 0;
	if (v->act.nset == TL_ENTRY_SETS)
		return TLSAFE_EBUG;
	v->act.set[v->act.nset++] = (struct tl_set){ .field = f, .value = value };
	return 0;
}

static const struct tl_field *own(struct recording *x, const char *key)
{
	return tl_kind_key(x->inspection, tl_str(key));
}

static struct tl_bytes given(struct recording *x, struct visit *v, const char *key)
{
	const struct tl_field *f = own(x, key);

	for (size_t i = 0; i < v->act.nset; i++)
		if (v->act.set[i].field == f)
			return v->act.set[i].value;
	return TL_NONE;
}

static void put(struct visit *v, const struct tl_field *f, struct tl_bytes value)
{
	for (size_t i = 0; i < v->act.nset; i++)
		if (v->act.set[i].field == f)
			v->act.set[i].value = value;
}

/* --- what the sheet is about ---------------------------------------------------- */

/* The day first: other values count from it. */
static int read_day(struct recording *x, struct visit *v)
{
	struct tl_bytes day = tl_filled_head_of(v->s, "day"),
			started = tl_filled_head_of(v->s, "started"), value;
	const struct tl_field *f = own(x, "day");
	int rc = 0;

	v->act.on = TL_NODAY;
	if (!day.len && started.len > 10)
		day = tl_bytes(started.data, 10);
	at(x, v->s, v->s->line);
	if (!day.len) {
		tl_fault(&x->c->decide, TLSAFE_EINPUT, f->zh, TL_NONE, "fill in the day",
		         "%s (%s) is required and missing", f->key, f->zh);
		return 0;
	}
	rc = read_value(x, f, day, TL_NODAY, &value);
	if (!rc && value.len && !tl_day_parse(value, &v->act.on))
		return TLSAFE_EBUG;
	return rc;
}

static int read_head(struct recording *x, struct visit *v, const struct tl_filled_head *h)
{
	const struct tl_field *f = tl_kind_key(x->inspection, h->key);
	struct tl_bytes text = h->text, value;
	int rc;

	if (!f)
		return TLSAFE_EBUG;
	at(x, v->s, h->line);
	if (tl_filled_head_of(v->s, f->key).data != h->text.data) {
		tl_fault(&x->c->decide, TLSAFE_EINPUT, f->zh, h->text, NULL, "said twice");
		return 0;
	}
	if (f->index == x->inspection->begins)
		return 0;
	if (!strcmp(f->type->name, "instant"))
		text = moment(x, text, v->act.on);
	rc = read_value(x, f, text, v->act.on, &value);
	if (rc)
		return rc;
	if (f->index == x->inspection->at[TL_F_ID]) {
		v->id = value;
		return 0;
	}
	return give(v, f, value);
}

/* The list that the sheet was printed from. */
static int find_list(struct recording *x, struct visit *v)
{
	struct tl_bytes name = given(x, v, "checklist"), version = given(x, v, "version");
	int rc;

	if (!name.len)
		return 0;
	at(x, v->s, v->s->line);
	if (!version.len) {
		tl_fault(&x->c->decide, TLSAFE_EINPUT, own(x, "version")->zh, TL_NONE,
		         "it stands on the sheet: version=1",
		         "from which version of '%.*s' the sheet was printed is not said",
		         (int)name.len, name.data);
		return 0;
	}
	rc = tl_lists_find(&x->lists, name, version, &v->list);
	if (!rc && !v->list)
		tl_fault(&x->c->decide, TLSAFE_EINPUT, own(x, "version")->zh, version,
		         "tlsafe-inspect lists tells which there are",
		         "the store never had a checklist '%.*s' of this version", (int)name.len,
		         name.data);
	return rc;
}

static int find_officers(struct recording *x, struct visit *v)
{
	TL_CLEANUP(tl_inspectors_release) struct tl_inspectors in = {
		.said = given(x, v, "officers"),
		.certificates = given(x, v, "certificates"),
		.on = v->act.on,
		.enforcement = tl_eqs(given(x, v, "type"), "enforcement"),
	};
	bool ok = true;
	int rc;

	if (v->act.on == TL_NODAY)
		return 0;
	at(x, v->s, v->s->line);
	rc = tl_officers_find(&x->officers, &in, &x->c->decide);
	if (rc)
		return rc == TLSAFE_EINPUT ? 0 : rc;
	v->officers = keep(x, tl_buf_bytes(&in.names), &ok);
	put(v, own(x, "officers"), v->officers);
	if (in.numbers.len && !given(x, v, "certificates").len)
		rc = give(v, own(x, "certificates"), keep(x, tl_buf_bytes(&in.numbers), &ok));
	else if (in.numbers.len)
		put(v, own(x, "certificates"), keep(x, tl_buf_bytes(&in.numbers), &ok));
	if (!rc && in.body.len && !given(x, v, "body").len)
		rc = give(v, own(x, "body"), keep(x, tl_buf_bytes(&in.body), &ok));
	return rc || ok ? rc : memory(x);
}

/* Where the hazards of such an inspection come from. */
static int find_source(struct recording *x, struct visit *v)
{
	const struct tl_field *f = own(x, "body");
	const struct tl_referred *body = NULL;
	int rc = 0;

	v->body = given(x, v, "body");
	v->source = tl_eqs(given(x, v, "type"), "enforcement") ? "enforcement" : "inspection";
	if (v->body.len)
		rc = tl_lookup_id(&x->lookup, tl_schema_kind(x->t->schema, f->to), v->body, &body);
	if (!rc && body && tl_eqs(body->type, "department") && strcmp(v->source, "enforcement"))
		v->source = "department";
	return rc;
}

static int read_heads(struct recording *x, struct visit *v)
{
	int rc = read_day(x, v);

	for (size_t i = 0; !rc && i < v->s->nhead; i++)
		rc = read_head(x, v, &v->s->head[i]);
	if (!rc)
		rc = find_list(x, v);
	if (!rc)
		rc = find_officers(x, v);
	return rc ? rc : find_source(x, v);
}

/* --- answers --------------------------------------------------------------------- */

static bool blank(const struct tl_filled_answer *a)
{
	static const enum tl_answer_column said[] = { TL_ANSWER_RESULT, TL_ANSWER_FINDING,
		                                      TL_ANSWER_MEASURED, TL_ANSWER_DUE,
		                                      TL_ANSWER_PLACE, TL_ANSWER_ON_SPOT };

	for (size_t i = 0; i < TL_LEN(said); i++)
		if (a->text[said[i]].len)
			return false;
	return true;
}

static void refuse(struct recording *x, enum tl_answer_column c, struct tl_bytes value,
                   const char *hint, const char *why)
{
	tl_fault(&x->c->decide, TLSAFE_EINPUT, tl_answer_field(x->t->schema, c)->zh, value, hint,
	         "%s", why);
}

/* The item that it answers. */
static void find_item(struct recording *x, struct visit *v, struct answer *w)
{
	struct tl_bytes code = w->a->text[TL_ANSWER_CODE], text = w->a->text[TL_ANSWER_TEXT];
	char upper[64];

	if (!code.len)
		return;
	for (size_t i = 0; i < code.len && i < sizeof(upper); i++) {
		bool lower = code.data[i] >= 'a' && code.data[i] <= 'z';
		upper[i] = (char)(lower ? code.data[i] - 'a' + 'A' : code.data[i]);
	}
	if (v->list && code.len <= sizeof(upper))
		w->item = tl_checklist_item(v->list, tl_bytes(upper, code.len));
	if (!v->list && !given(x, v, "checklist").len)
		refuse(x, TL_ANSWER_CODE, code, "name it: checklist=LIST version=VERSION",
		       "the sheet names no checklist");
	else if (v->list && !w->item)
		refuse(x, TL_ANSWER_CODE, code, "tlsafe-inspect lists LIST tells the codes",
		       "no such item in the list that the sheet names");
	else if (w->item && text.len && !tl_eqs(text, w->item->zh) && !tl_eqs(text, w->item->en))
		refuse(x, TL_ANSWER_TEXT, text,
		       "the version that the sheet names has to be the one it was printed from",
		       "this is not what the item asks in that version");
}

/* What a failed item becomes: its deadline and level. */
static int read_failed(struct recording *x, struct visit *v, struct answer *w)
{
	struct tl_bytes due = w->a->text[TL_ANSWER_DUE], level = w->a->text[TL_ANSWER_LEVEL];
	char day[TL_DAY_TEXT];
	tl_day last;
	bool ok = true;
	int rc = 0;

	if (due.len)
		rc = read_value(x, tl_answer_field(x->t->schema, TL_ANSWER_DUE), due, v->act.on,
		                &w->due);
	if (!rc && !due.len && w->item && v->act.on != TL_NODAY)
		w->due = keep(x, tl_str(tl_day_format(day, v->act.on + w->item->days)), &ok);
	if (!rc && w->due.len && tl_day_parse(w->due, &last) && last < v->act.on)
		refuse(x, TL_ANSWER_DUE, due, NULL, "the deadline lies before the inspection");
	if (!rc && level.len)
		rc = read_value(x, tl_answer_field(x->t->schema, TL_ANSWER_LEVEL), level, TL_NODAY,
		                &w->level);
	if (!rc && w->item && level.len && w->level.len &&
	    tl_eqs(w->level, "major") != w->item->major)
		refuse(x, TL_ANSWER_LEVEL, level, "tlsafe-hazard grade changes it, with a reason",
		       "the list gives this item another level");
	if (!w->level.len)
		w->level = tl_str(w->item && w->item->major ? "major" : "general");
	if (!rc && w->a->text[TL_ANSWER_ON_SPOT].len)
		rc = read_value(x, tl_answer_field(x->t->schema, TL_ANSWER_ON_SPOT),
		                w->a->text[TL_ANSWER_ON_SPOT], TL_NODAY, &w->on_spot);
	if (!rc && !w->item && !w->a->text[TL_ANSWER_FINDING].len)
		refuse(x, TL_ANSWER_FINDING, TL_NONE, "say what was found",
		       "a find outside the list without a text");
	return rc || ok ? rc : memory(x);
}

/* What only a hazard has, of an item that did not fail. */
static void refuse_of_hazard(struct recording *x, const struct answer *w)
{
	static const enum tl_answer_column of[] = { TL_ANSWER_DUE, TL_ANSWER_ON_SPOT };

	for (size_t i = 0; i < TL_LEN(of); i++)
		if (w->a->text[of[i]].len)
			refuse(x, of[i], w->a->text[of[i]], "answer no, or leave it blank",
			       "only what is not as it should be has this");
}

static int read_answer(struct recording *x, struct visit *v, struct answer *w)
{
	static const char *const results[] = { "yes", "no", "na" };
	struct tl_bytes code = w->a->text[TL_ANSWER_CODE], result = w->a->text[TL_ANSWER_RESULT];
	size_t before = x->c->decide.faults;
	bool ok = true;
	int rc = 0;

	at(x, v->s, w->a->line);
	find_item(x, v, w);
	if (!result.len)
		refuse(x, TL_ANSWER_RESULT, code, "answer yes, no or na (符合, 不符合, 不适用)",
		       "an answer without a result");
	else
		rc = read_value(x, tl_answer_field(x->t->schema, TL_ANSWER_RESULT), result,
		                TL_NODAY, &w->result);
	if (rc || x->c->decide.faults > before)
		return rc;
	for (size_t i = 0; i < TL_LEN(results); i++)
		v->results[i] += tl_eqs(w->result, results[i]);
	if (w->item) {
		tl_checklist_clauses(&x->text, v->list, w->item, v->act.on);
		w->clause = keep(x, tl_buf_bytes(&x->text), &ok);
	}
	if (!ok || x->text.failed)
		return memory(x);
	if (tl_eqs(w->result, "no"))
		return read_failed(x, v, w);
	if (!w->item)
		refuse(x, TL_ANSWER_RESULT, result, "leave the line out",
		       "what is found outside the list is not as it should be");
	refuse_of_hazard(x, w);
	return 0;
}

/* Items that were answered before W. */
static void refuse_again(struct recording *x, const struct answer *all, const struct answer *w)
{
	for (const struct answer *o = all; w->item && o < w; o++)
		if (o->item == w->item) {
			refuse(x, TL_ANSWER_CODE, tl_str(w->item->code), NULL, "answered twice");
			return;
		}
}

static int read_answers(struct recording *x, struct visit *v, struct answer *w, size_t *n)
{
	int rc = 0;

	*n = 0;
	for (size_t i = 0; !rc && i < v->s->nanswers; i++) {
		const struct tl_filled_answer *a = &v->s->answer[i];
		if (blank(a))
			continue;
		w[*n] = (struct answer){ .a = a };
		rc = read_answer(x, v, &w[*n]);
		refuse_again(x, w, &w[*n]);
		++*n;
	}
	return rc;
}

/* What the sheet leaves open. */
static void tell_unanswered(struct recording *x, struct visit *v, const struct answer *w, size_t n)
{
	size_t left = 0;
	bool clean = given(x, v, "summary").len;

	at(x, v->s, v->s->line);
	if (!n && !clean) {
		tl_fault(&x->c->decide, TLSAFE_EINPUT, NULL, TL_NONE,
		         "answer its items, or say in 检查情况 (summary) that nothing was found",
		         "nothing in the sheet is answered");
		return;
	}
	tl_buf_clear(&x->text);
	for (size_t i = 0; v->list && i < v->list->nitems; i++) {
		bool there = false;
		for (size_t k = 0; k < n && !there; k++)
			there = w[k].item == &v->list->item[i];
		if (!there)
			tl_buf_printf(&x->text, "%s%s", left++ ? ", " : "", v->list->item[i].code);
	}
	if (left && !x->text.failed)
		tl_warn(&x->c->decide, NULL, TL_NONE, "not answered: %s", x->text.data);
}

/* --- the same again --------------------------------------------------------------- */

static void hash_text(struct tl_hash *h, struct tl_bytes text)
{
	const unsigned char len[4] = { (unsigned char)(text.len >> 24),
		                       (unsigned char)(text.len >> 16),
		                       (unsigned char)(text.len >> 8), (unsigned char)text.len };

	tl_hash_add(h, tl_bytes(len, sizeof(len)));
	tl_hash_add(h, text);
}

/* Digest of all that the sheet says, whatever file it came in. */
static void make_bundle(struct recording *x, struct visit *v, const struct answer *w, size_t n)
{
	unsigned char digest[TL_HASH_LEN];
	char day[TL_DAY_TEXT];
	struct tl_hash h;
	TL_BUF hex = { 0 };

	tl_hash_begin(&h);
	hash_text(&h, v->id);
	hash_text(&h, tl_str(tl_day_format(day, v->act.on)));
	for (size_t i = 0; i < x->inspection->nfields; i++)
		hash_text(&h, given(x, v, x->inspection->field[i].key));
	for (size_t i = 0; i < n; i++) {
		hash_text(&h, w[i].item ? tl_str(w[i].item->code) : TL_NONE);
		hash_text(&h, w[i].result);
		hash_text(&h, w[i].a->text[TL_ANSWER_FINDING]);
		hash_text(&h, w[i].a->text[TL_ANSWER_MEASURED]);
		hash_text(&h, w[i].a->text[TL_ANSWER_PLACE]);
		hash_text(&h, w[i].due);
		hash_text(&h, w[i].level);
		hash_text(&h, w[i].on_spot);
	}
	tl_hash_end(&h, digest);
	tl_hex(&hex, digest, sizeof(digest));
	snprintf(v->bundle, sizeof(v->bundle), "%s", hex.failed ? "" : hex.data);
}

/* By what a visit is known, whatever came of it: unit, day, beginning and list. */
static struct tl_bytes visit_key(struct recording *x, struct tl_bytes unit, struct tl_bytes day,
                                 struct tl_bytes started, struct tl_bytes list)
{
	tl_buf_clear(&x->text);
	tl_buf_add(&x->text, unit);
	tl_buf_char(&x->text, '\n');
	tl_buf_add(&x->text, day);
	tl_buf_char(&x->text, '\n');
	tl_buf_add(&x->text, started);
	tl_buf_char(&x->text, '\n');
	tl_buf_add(&x->text, list);
	return tl_buf_bytes(&x->text);
}

static int know(struct recording *x, struct tl_bytes key, size_t index)
{
	uint64_t *slot = tl_map_put(x->known, key, NULL);

	if (!slot)
		return memory(x);
	*slot = index + 1;
	return 0;
}

static int add_id(struct recording *x, struct tl_bytes id, struct tl_bytes bundle)
{
	bool ok = true;

	if (!TL_GROW(x->id, x->nids, x->maxids))
		return memory(x);
	x->id[x->nids++] = tl_arena_dup(&x->arena, id, &ok);
	return ok ? know(x, bundle, x->nids - 1) : memory(x);
}

/* Those that were recorded before. */
static int know_all(struct recording *x)
{
	TL_WALK walk = { 0 };
	TL_RECORD r = { 0 };
	int rc;

	tl_record_init(&r, x->inspection);
	rc = tl_walk_begin(&walk, &x->c->view, x->inspection);
	while (!rc && (rc = tl_walk_next(&walk, &r)) == 1) {
		struct tl_bytes list = tl_record_named(&r, "checklist");
		rc = 0;
		if (tl_is_gone(&r))
			continue;
		rc = add_id(x, tl_record_at(&r, TL_F_ID), tl_record_named(&r, "bundle"));
		if (!rc && list.len)
			rc = know(x,
			          visit_key(x, tl_record_at(&r, TL_F_UNIT),
			                    tl_record_at(&r, TL_F_DAY),
			                    tl_record_at(&r, TL_F_STARTED), list),
			          x->nids - 1);
	}
	return rc;
}

/* A visit to the same unit by the same list, that answered otherwise. */
static int refuse_other(struct recording *x, struct visit *v, struct tl_bytes *key)
{
	struct tl_bytes list = given(x, v, "checklist"), id;
	char day[TL_DAY_TEXT];
	uint64_t *slot;

	*key = TL_NONE;
	if (!list.len)
		return 0;
	*key = visit_key(x, given(x, v, "unit"), tl_str(tl_day_format(day, v->act.on)),
	                 given(x, v, "started"), list);
	if (x->text.failed)
		return memory(x);
	slot = tl_map_get(x->known, *key);
	if (!slot)
		return 0;
	id = x->id[*slot - 1];
	at(x, v->s, v->s->line);
	return tl_fault(&x->c->decide, TLSAFE_EINPUT, NULL, TL_NONE,
	                "if that is wrong, void it first: tlsafe-inspect void ID --reason error",
	                "this inspection was recorded otherwise as %.*s", (int)id.len, id.data);
}

/* --- entering ----------------------------------------------------------------------- */

static int set(struct tl_act *a, const struct tl_kind *k, const char *key, struct tl_bytes value)
{
	const struct tl_field *f = value.len ? tl_kind_key(k, tl_str(key)) : NULL;

	if (!f)
		return 0;
	if (a->nset == TL_ENTRY_SETS)
		return TLSAFE_EBUG;
	a->set[a->nset++] = (struct tl_set){ .field = f, .value = value };
	return 0;
}

/* What is wrong, in words: what was found, else that the item failed. */
static struct tl_bytes describe(struct recording *x, const struct answer *w)
{
	bool zh = tl_eqs(x->t->schema->district.language, "zh");

	if (w->a->text[TL_ANSWER_FINDING].len)
		return w->a->text[TL_ANSWER_FINDING];
	tl_buf_clear(&x->text);
	tl_buf_str(&x->text, zh ? "不符合：" : "Not so: ");
	tl_buf_str(&x->text, zh ? w->item->zh : w->item->en);
	return tl_buf_bytes(&x->text);
}

static int fix_on_spot(struct recording *x, struct tl_record *r, tl_day on)
{
	struct tl_act a;

	tl_act_init(&a, TL_ACT_RECTIFY, on);
	if (set(&a, x->hazard, "on_spot", TL_LIT(TL_YES)))
		return TLSAFE_EBUG;
	return tl_change_act(x->c, r, &a);
}

static int list_hazard(struct recording *x, struct tl_bytes id)
{
	bool ok = true;

	if (!TL_GROW(x->open, x->nopen, x->maxopen))
		return memory(x);
	x->open[x->nopen++] = tl_arena_dup(&x->arena, id, &ok);
	return ok ? 0 : memory(x);
}

/* The hazard that W becomes; its id is put into ID. */
static int enter_hazard(struct recording *x, struct visit *v, const struct answer *w,
                        struct tl_bytes inspection, struct tl_bytes item, struct tl_buf *id)
{
	const bool fixed = tl_eqs(w->on_spot, TL_YES);
	struct tl_record *r;
	struct tl_act a;
	int rc;

	tl_act_init(&a, TL_ACT_ADD, v->act.on);
	const struct {
		const char *key;
		struct tl_bytes value;
	} values[] = {
		{ "unit", given(x, v, "unit") },
		{ "place", w->a->text[TL_ANSWER_PLACE] },
		{ "source", tl_str(v->source) },
		{ "level", w->level },
		{ "criterion", tl_eqs(w->level, "major") ? w->clause : TL_NONE },
		{ "category", w->item ? tl_str(w->item->category) : TL_NONE },
		{ "description", describe(x, w) },
		{ "clause", w->clause },
		{ "finder", v->officers },
		{ "finder_body", v->body },
		{ "deadline", w->due },
		{ "inspection", inspection },
		{ "item", item },
	};
	rc = x->text.failed ? memory(x) : 0;
	for (size_t i = 0; !rc && i < TL_LEN(values); i++)
		rc = set(&a, x->hazard, values[i].key, values[i].value);
	if (!rc)
		rc = tl_inherit(x->c, &x->lookup, x->hazard, &a, &x->one);
	if (!rc)
		rc = tl_change_new(x->c, x->hazard, id, v->act.on, &r);
	if (!rc)
		rc = tl_change_act(x->c, r, &a);
	if (!rc && fixed)
		rc = fix_on_spot(x, r, v->act.on);
	if (!rc && !fixed)
		rc = tl_alike_new(&x->alike, r);
	if (!rc && (!fixed || x->in->all))
		rc = list_hazard(x, tl_buf_bytes(id));
	if (!rc)
		tl_change_forget(x->c, r);
	return rc;
}

static int enter_item(struct recording *x, struct visit *v, const struct answer *w,
                      struct tl_bytes inspection, size_t number)
{
	TL_BUF id = { 0 };
	TL_BUF hazard = { 0 };
	struct tl_record *r;
	struct tl_act a;
	int rc = 0;

	at(x, v->s, w->a->line);
	tl_buf_add(&id, inspection);
	if (w->item)
		tl_buf_printf(&id, "-%s", w->item->code);
	else
		tl_buf_printf(&id, "-%zu", number);
	if (id.failed)
		return memory(x);
	if (tl_eqs(w->result, "no"))
		rc = enter_hazard(x, v, w, inspection, tl_buf_bytes(&id), &hazard);
	if (rc)
		return rc;
	tl_act_init(&a, TL_ACT_ADD, v->act.on);
	const struct {
		const char *key;
		struct tl_bytes value;
	} values[] = {
		{ "inspection", inspection },
		{ "code", w->item ? tl_str(w->item->code) : TL_NONE },
		{ "version", w->item ? tl_str(v->list->version) : TL_NONE },
		{ "text", w->item ? tl_str(w->item->zh) : TL_NONE },
		{ "clause", w->clause },
		{ "result", w->result },
		{ "finding", w->a->text[TL_ANSWER_FINDING] },
		{ "measured", w->a->text[TL_ANSWER_MEASURED] },
		{ "due", w->due },
		{ "hazard", tl_buf_bytes(&hazard) },
	};
	for (size_t i = 0; !rc && i < TL_LEN(values); i++)
		rc = set(&a, x->item, values[i].key, values[i].value);
	if (!rc)
		rc = tl_change_new(x->c, x->item, &id, v->act.on, &r);
	if (rc == TLSAFE_EEXIST)
		return tl_fault(&x->c->decide, TLSAFE_EINPUT, "id", tl_buf_bytes(&id), NULL,
		                "this id is taken");
	if (!rc)
		rc = tl_change_act(x->c, r, &a);
	if (!rc)
		tl_change_forget(x->c, r);
	return rc;
}

static int enter(struct recording *x, struct visit *v, const struct answer *w, size_t n)
{
	static const char *const counts[] = { "conforms", "fails", "na" };
	char number[3][24];
	struct tl_record *r;
	TL_BUF id = { 0 };
	size_t outside = 0;
	int rc = give(v, own(x, "bundle"), tl_str(v->bundle));

	for (int i = 0; !rc && i < 3; i++) {
		snprintf(number[i], sizeof(number[i]), "%llu", (unsigned long long)v->results[i]);
		rc = give(v, own(x, counts[i]), tl_str(number[i]));
	}
	at(x, v->s, v->s->line);
	if (!rc)
		rc = tl_inherit(x->c, &x->lookup, x->inspection, &v->act, &x->one);
	tl_buf_add(&id, v->id);
	if (!rc)
		rc = tl_change_new(x->c, x->inspection, &id, v->act.on, &r);
	if (rc == TLSAFE_EEXIST)
		return tl_fault(&x->c->decide, TLSAFE_EINPUT, "id", tl_buf_bytes(&id),
		                "leave it out and one is made", "this id is taken");
	if (!rc)
		rc = tl_change_act(x->c, r, &v->act);
	if (!rc)
		tl_change_forget(x->c, r);
	for (size_t i = 0; !rc && i < n; i++) {
		outside += !w[i].item;
		rc = enter_item(x, v, &w[i], tl_buf_bytes(&id), outside);
	}
	if (rc)
		return rc;
	x->sum.added++;
	x->sum.answers += n;
	x->sum.fails += v->results[1];
	return add_id(x, tl_buf_bytes(&id), tl_str(v->bundle));
}

/* --- a sheet, and all of them --------------------------------------------------------- */

/* What is wrong with one was told: the others are judged too. */
static bool told(const struct recording *x, int rc)
{
	return (rc == TLSAFE_EINPUT || rc == TLSAFE_ERULE) && x->c->decide.faults;
}

static int take_sheet(struct recording *x, const struct tl_filled *s)
{
	struct visit v = { .s = s };
	size_t before = x->c->decide.faults, n;
	struct tl_bytes key;
	struct answer *w;
	int rc;

	tl_arena_reset(&x->one);
	w = tl_arena_alloc(&x->one, (s->nanswers + 1) * sizeof(*w));
	if (!w)
		return memory(x);
	tl_act_init(&v.act, TL_ACT_ADD, TL_NODAY);
	rc = read_heads(x, &v);
	if (!rc)
		rc = read_answers(x, &v, w, &n);
	if (rc || x->c->decide.faults > before)
		return rc;
	make_bundle(x, &v, w, n);
	if (tl_map_get(x->known, tl_str(v.bundle))) {
		x->sum.unchanged++;
		return 0;
	}
	tell_unanswered(x, &v, w, n);
	rc = refuse_other(x, &v, &key);
	if (rc || x->c->decide.faults > before)
		return rc;
	if (key.len)
		rc = know(x, key, x->nids);
	return rc ? rc : enter(x, &v, w, n);
}

static void forget(struct recording *x)
{
	tl_lookup_release(&x->lookup);
	tl_calendar_freep(&x->calendar);
	tl_lists_release(&x->lists);
	tl_officers_release(&x->officers);
	tl_alike_release(&x->alike);
	tl_map_freep(&x->known);
	free(x->id);
	free(x->open);
	x->id = x->open = NULL;
	x->nids = x->maxids = x->nopen = x->maxopen = 0;
	x->sum = (struct tlsafe_recorded){ .txn = 0 };
	tl_arena_reset(&x->arena);
}

static int begin(struct recording *x, struct tl_change *c)
{
	int rc;

	forget(x);
	x->c = c;
	c->decide.today = c->view.today;
	c->decide.fault = x->in->fault;
	c->decide.ctx = x->in->ctx;
	x->lists.v = &c->view;
	x->here = (struct tl_lookup_here){ &x->lookup, TL_NONE };
	x->known = tl_map_new();
	if (!x->known)
		return memory(x);
	rc = tl_lookup_begin(&x->lookup, &c->view);
	if (!rc)
		rc = tl_officers_read(&x->officers, &c->view);
	if (!rc)
		rc = know_all(x);
	tl_alike_begin(&x->alike, c, x->hazard);
	return rc;
}

static int decide(void *ctx, struct tl_change *c)
{
	struct recording *x = ctx;
	int rc = begin(x, c);

	for (size_t i = 0; !rc && i < x->all->n; i++) {
		rc = take_sheet(x, &x->all->sheet[i]);
		if (told(x, rc))
			rc = 0;
	}
	if (!rc && !c->decide.faults)
		rc = tl_alike_tell(&x->alike);
	return rc;
}

static int preview(void *ctx, struct tl_view *v)
{
	struct recording *x = ctx;

	return x->out ? tl_list_ids(v, x->hazard, x->open, x->nopen, x->out) : 0;
}

static int find_kinds(struct recording *x)
{
	const struct tl_schema *s = x->t->schema;

	x->item = tl_schema_kind(s, "item");
	x->hazard = tl_schema_kind(s, "hazard");
	return tl_inspection_kind(s, &x->inspection, &x->t->err);
}

static int record_once(struct recording *x, struct tlsafe_recorded *ret)
{
	const struct tl_change_ops ops = { .decide = decide,
		                           .preview = x->in->dry_run ? preview : NULL,
		                           .ctx = x };
	struct tl_head head = { 0 };
	int rc = tl_store_begin(x->t) ? x->t->err.code : find_kinds(x);

	if (!rc)
		rc = tl_change_run(x->t, &ops, &head);
	*ret = x->sum;
	ret->txn = head.number;
	if (!rc && x->out && !x->in->dry_run)
		rc = tl_list_now(x->t, x->hazard, x->open, x->nopen, x->out);
	return tl_store_error(x->t, rc);
}

int tlsafe_record(struct tlsafe *t, const struct tlsafe_record *r, struct tlsafe_recorded *ret,
                  struct tlsafe_out *out)
{
	TL_CLEANUP(tl_filled_release) struct tl_filled_all all = { .n = 0 };
	struct recording x = { .t = t, .in = r, .all = &all, .out = out };
	struct tl_decide d = { .fault = r->fault, .ctx = r->ctx };
	int tries = 0, rc;

	*ret = (struct tlsafe_recorded){ .txn = 0 };
	rc = tl_store_begin(t) ? t->err.code : find_kinds(&x);
	if (!rc)
		rc = tl_filled_read(&all, t, r, &d);
	if (rc)
		return tl_store_error(t, rc);
	do
		rc = record_once(&x, ret);
	while (tl_store_again(t, rc, &tries));
	forget(&x);
	tl_arena_release(&x.arena);
	tl_arena_release(&x.one);
	tl_buf_release(&x.text);
	return rc;
}
