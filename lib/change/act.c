/* One act on each of some records: words of a command line to a judged and entered act. */
#include "change/act.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "change/alike.h"
#include "change/correct.h"
#include "change/duplicates.h"
#include "change/inherit.h"
#include "change/plain_rules.h"
#include "change/term.h"
#include "journal/hazard.h"
#include "query/columns.h"
#include "schema/calendar.h"
#include "store/open.h"
#include "store/roster.h"
#include "store/schema_set.h"

/* The verbs, and the field that --by fills (TL_F_COUNT: the entry's own). */
static const struct verb {
	const char *name;
	enum tl_act_name act;
	enum tl_field_name person;
} verbs[] = {
	{ "add", TL_ACT_ADD, TL_F_FINDER },
	{ "set", TL_ACT_SET, TL_F_COUNT },
	{ "retire", TL_ACT_SET, TL_F_COUNT },
	{ "assign", TL_ACT_ASSIGN, TL_F_COUNT },
	{ "plan", TL_ACT_PLAN, TL_F_COUNT },
	{ "extend", TL_ACT_EXTEND, TL_F_COUNT },
	{ "rectify", TL_ACT_RECTIFY, TL_F_RECTIFIED_BY },
	{ "verify", TL_ACT_VERIFY, TL_F_VERIFIED_BY },
	{ "grade", TL_ACT_GRADE, TL_F_COUNT },
	{ "note", TL_ACT_NOTE, TL_F_COUNT },
	{ "void", TL_ACT_VOID, TL_F_COUNT },
	{ "accept", TL_ACT_ACCEPT, TL_F_COUNT },
	{ "return", TL_ACT_RETURN, TL_F_COUNT },
	{ "urge", TL_ACT_URGE, TL_F_COUNT },
	{ "supervise", TL_ACT_SUPERVISE, TL_F_COUNT },
	{ "refer", TL_ACT_REFER, TL_F_COUNT },
	{ "answer", TL_ACT_ANSWER, TL_F_COUNT },
	{ "evaluate", TL_ACT_EVALUATE, TL_F_COUNT },
	{ "served", TL_ACT_SERVED, TL_F_COUNT },
};

/* What is written by a verb of its own. */
static int refuse_kind(struct tlsafe *t, const struct tl_kind *kind, const struct tl_act_also *also)
{
	return also ? tl_schema_set_refuse(t, kind) : tl_roster_refuse(t, kind);
}

/* Another way of a verb, which is another act. */
static enum tl_act_name act_of(const struct verb *v, unsigned flags)
{
	if (v->act == TL_ACT_EXTEND && flags & TLSAFE_ACT_REFUSE)
		return TL_ACT_EXTEND_REFUSED;
	if (v->act == TL_ACT_SUPERVISE && flags & TLSAFE_ACT_LIFT)
		return TL_ACT_LIFT;
	return v->act;
}

struct act_job {
	struct tlsafe *t;
	const struct tlsafe_change *in;
	const struct tl_act_also *also;
	const struct verb *verb;
	const struct tl_kind *kind;
	struct tl_change *c;
	struct tl_lookup lookup;
	struct tl_lookup_here here;
	struct tl_alike alike;	/* what is added */
	struct tl_calendar *calendar;	/* once a value was told in working days */
	struct tl_buf explained;	/* how the last relative day was counted */
	tl_day on;
	bool on_given;
	struct tl_arena arena;
	struct tlsafe_out *out;
	struct tl_bytes *id;	/* of the records changed, in input order */
	size_t nids;
};

/* --- values ------------------------------------------------------------------ */

/* The field that takes the day of VERB, which is said by it or by --on. */
static const struct tl_field *own_day(const struct tl_kind *kind, enum tl_act_name verb)
{
	enum tl_field_name day = tl_effect(kind, verb)->date;
	int at = day == TL_F_COUNT ? -1 : kind->at[day];

	if (verb == TL_ACT_ADD)
		at = kind->begins;
	return at < 0 ? NULL : &kind->field[at];
}

/* What follows "tlsafe-" in the command whose verbs write records of K. */
static const char *command_of(const struct tl_kind *k)
{
	return k->workflow ? k->workflow->command : k->name;
}

/* May VERB write F? Refused with the verb that does. */
static int may_write(struct act_job *j, const struct tl_field *f)
{
	const char *verb = j->verb->name, *by = f->by;
	bool add = !strcmp(verb, "add"), set = !strcmp(by, "set");

	if (tl_type_keeps(f))
		return tl_fault(&j->c->decide, TLSAFE_ERULE, f->key, TL_NONE, NULL,
		                "%s is a file, which goes in with the verb that takes it", f->key);
	if (j->in->flags & TLSAFE_ACT_CORRECT && strcmp(by, "derived") &&
	    f->index != j->kind->at[TL_F_ID] &&
	    (strcmp(by, "grade") || !j->kind->workflow || j->verb->act == TL_ACT_GRADE))
		return 0;
	if (!strcmp(by, verb) && tl_made_by_acts(f))
		return tl_fault(&j->c->decide, TLSAFE_ERULE, f->key, TL_NONE,
		                "leave it out; --on says the day of the act",
		                "%s follows from the act", f->key);
	if (!strcmp(by, verb) || (set && j->verb->act == TL_ACT_SET) ||
	    (add && (set || !strcmp(by, "add") || !strcmp(by, "grade"))))
		return 0;
	if (!strcmp(verb, "assign") && f->index == j->kind->at[TL_F_DEADLINE])
		return 0;
	if (!strcmp(by, "derived"))
		return tl_fault(&j->c->decide, TLSAFE_ERULE, f->key, TL_NONE, NULL,
		                "%s follows from the acts and is written by none", f->key);
	TL_BUF hint = { 0 };
	if (set)
		tl_buf_printf(&hint, "change it with: tlsafe-%s set ID %s=...",
		              j->kind->workflow ? j->kind->workflow->command : "register", f->key);
	else if (!strcmp(by, "add"))
		tl_buf_str(&hint,
		           "it is written by add alone; a mistake is mended with: set --correct");
	else if (!strcmp(by, "grade"))
		tl_buf_printf(&hint,
		              "it is written by: tlsafe-%s grade; a mistake is mended with: "
		              "tlsafe-%s grade --correct",
		              j->kind->name, j->kind->name);
	else
		tl_buf_printf(&hint, "it is written by: tlsafe-%s %s%s", command_of(j->kind), by,
		              add ? "" : "; a mistake is mended with: set --correct");
	return tl_fault(&j->c->decide, TLSAFE_ERULE, f->key, TL_NONE,
	                hint.failed ? NULL : hint.data, "%s does not write %s", verb, f->key);
}

static int bad_value(struct act_job *j, const struct tl_field *f, struct tl_bytes text,
                     const char *why)
{
	size_t n;
	const char *hint = tl_err_advice(why, &n);

	return tl_fault(&j->c->decide, TLSAFE_EINPUT, f->key, text, hint, "%.*s", (int)n, why);
}

static int given_twice(struct act_job *j, const struct tl_field *f, struct tl_bytes text)
{
	return tl_fault(&j->c->decide, TLSAFE_EUSAGE, f->key, text, NULL, "%s is given twice",
	                f->key);
}

/* How DAY came of TEXT, which counts from FROM: the same for many records is told once. */
static void explain(struct act_job *j, const struct tl_field *f, struct tl_bytes text, tl_day from,
                    tl_day day)
{
	TL_BUF said = { 0 };

	tl_term_explain(&said, text, from, day, j->calendar);
	if (said.failed || tl_eq(tl_buf_bytes(&said), tl_buf_bytes(&j->explained)))
		return;
	tl_buf_clear(&j->explained);
	tl_buf_add(&j->explained, tl_buf_bytes(&said));
	tl_warn(&j->c->decide, f->key, TL_NONE, "%s", said.data);
}

static int read_into(struct act_job *j, struct tl_act *a, const struct tl_field *f,
                     struct tl_bytes text, tl_day from)
{
	struct tl_read how = { .field = f,
		               .today = j->c->view.today,
		               .from = from,
		               .calendar = &j->calendar,
		               .offset = j->t->genesis.offset,
		               .lookup = tl_lookup_read,
		               .ctx = &j->here };
	struct tl_reading reading = { "", "" };
	TL_BUF term = { 0 };
	TL_BUF out = { 0 };
	bool ok = true;
	tl_day day;
	int rc;

	/* A deadline that counts from what is yet to come is a term, and no day. */
	if (j->verb->act == TL_ACT_ASSIGN && f->known == TL_F_DEADLINE &&
	    j->kind->at[TL_F_TERM] >= 0 && tl_term_said(text, &term)) {
		how.field = f = &j->kind->field[j->kind->at[TL_F_TERM]];
		text = tl_buf_bytes(&term);
	}
	rc = tl_type_read(&how, text, &out, &reading);
	if (rc == TLSAFE_EMEMORY || out.failed)
		return tl_err_memory(&j->t->err);
	if (rc && rc != TLSAFE_EINPUT)
		return tl_err_set(&j->t->err, rc, "%s", reading.wrong);
	if (rc)
		return bad_value(j, f, text, reading.wrong);
	if (reading.warning[0])
		tl_warn(&j->c->decide, f->key, text, "%s", reading.warning);
	if (j->in->flags & TLSAFE_ACT_EXPLAIN && !tl_day_parse(text, &day) &&
	    tl_day_parse(tl_buf_bytes(&out), &day))
		explain(j, f, text, from == TL_NODAY ? how.today : from, day);
	for (size_t i = 0; i < a->nset; i++)
		if (a->set[i].field == f)
			return given_twice(j, f, text);
	if (a->nset == TL_ENTRY_SETS)
		return tl_fault(&j->c->decide, TLSAFE_EUSAGE, f->key, TL_NONE, NULL,
		                "too many values");
	a->set[a->nset++] =
		(struct tl_set){ .field = f,
		                 .value = tl_arena_dup(&j->arena, tl_buf_bytes(&out), &ok) };
	return ok ? 0 : tl_err_memory(&j->t->err);
}

/* One FIELD and VALUE. The day from which relative days count is the find's in add, else the
 * act's. */
static int take_value(struct act_job *j, struct tl_act *a, struct tl_bytes name,
                      struct tl_bytes text)
{
	const struct tl_field *f = tl_kind_field(j->kind, name, false, NULL);
	int rc;

	if (!f) {
		const char *near = tl_kind_nearest(j->kind, name, false);
		TL_BUF hint = { 0 };
		if (near)
			tl_buf_printf(&hint, "did you mean '%s'?", near);
		return tl_fault(&j->c->decide, TLSAFE_EUSAGE, NULL, TL_NONE, hint.data,
		                "a %s has no field '%.*s'", j->kind->name, (int)name.len,
		                name.data);
	}
	rc = may_write(j, f);
	return rc ? rc : read_into(j, a, f, text, a->on);
}

struct pair {
	struct tl_bytes name, text;
};

/* Faults of values are all told before the record is given up. */
static bool goes_on(int rc)
{
	return !rc || rc == TLSAFE_EINPUT || rc == TLSAFE_ERULE || rc == TLSAFE_EUSAGE;
}

static int take_day(struct act_job *j, struct tl_act *a, const struct tl_field *own,
                    struct tl_bytes text)
{
	bool begins = own->index == j->kind->begins;
	tl_day day;
	int rc = read_into(j, a, own, text, begins ? j->c->view.today : a->on);

	if (rc || !a->nset)
		return rc;
	if (!tl_day_parse(a->set[--a->nset].value, &day))
		return 0;
	if (!begins && j->on_given && day != a->on)
		return tl_fault(&j->c->decide, TLSAFE_EUSAGE, own->key, text,
		                "give one of the two", "--on says another day of the act");
	a->on = day;
	return 0;
}

static int take_values(struct act_job *j, struct tl_act *a, const struct pair *p, size_t n)
{
	const struct tl_field *own = own_day(j->kind, a->verb);
	size_t before = j->c->decide.faults, days = 0;
	int rc = 0;

	/* The day of the act first, the find of what is new: others count from it. It is the act's
	 * own date, not a value of it. */
	for (size_t i = 0; goes_on(rc) && own && i < n; i++)
		if (tl_kind_field(j->kind, p[i].name, false, NULL) == own)
			rc = days++ ? given_twice(j, own, p[i].text) :
			              take_day(j, a, own, p[i].text);
	for (size_t i = 0; goes_on(rc) && i < n; i++)
		if (!own || tl_kind_field(j->kind, p[i].name, false, NULL) != own)
			rc = take_value(j, a, p[i].name, p[i].text);
	if (!goes_on(rc))
		return rc;
	return j->c->decide.faults > before ? j->c->decide.first : 0;
}

/* "@town": what R has in that field, which leads to the same kind of record. */
static int take_own(struct act_job *j, struct tl_act *a, const struct tl_field *f,
                    const struct tl_record *r, const char *text)
{
	const struct tl_field *own = tl_kind_field(r->kind, tl_str(text + 1), false, NULL);
	struct tl_bytes id = tl_record_at(r, TL_F_ID), value = TL_NONE;

	if (!own || !own->to || !f->to || strcmp(own->to, f->to))
		return tl_fault(&j->c->decide, TLSAFE_EUSAGE, f->key, tl_str(text),
		                "give @town or @regulator, or one body for all",
		                "no field that names a %s", f->to ? f->to : "record");
	if (r->val)
		value = r->val[own->index];
	if (!value.len)
		return tl_fault(&j->c->decide, TLSAFE_ERULE, f->key, tl_str(text),
		                "name a body for it", "%.*s has no %s", (int)id.len, id.data,
		                own->key);
	return read_into(j, a, f, value, a->on);
}

static int take_option(struct act_job *j, struct tl_act *a, const struct tl_record *r,
                       const struct tlsafe_value *v)
{
	const struct tl_field *f = tl_kind_key(j->kind, tl_str(v->field));

	if (!f)
		return tl_fault(&j->c->decide, TLSAFE_ERULE, v->field, tl_str(v->text),
		                "tlsafe-db schema apply brings it up to date",
		                "the store's schema set has no such field");
	if (tl_type_placeholder(tl_utf8_trim(tl_str(v->text))))
		return tl_fault(&j->c->decide, TLSAFE_EUSAGE, v->field, tl_str(v->text),
		                "say it, or leave the option out", "a mark for what is not known");
	return r && v->text[0] == '@' ? take_own(j, a, f, r, v->text) :
	                                read_into(j, a, f, tl_str(v->text), a->on);
}

/* Who did something is a name, and no mark of a form for what was left blank. */
static int take_by(struct act_job *j, struct tl_act *a)
{
	const char *by = j->in->by;
	enum tl_field_name person = j->verb->person;

	if (by && tl_type_placeholder(tl_utf8_trim(tl_str(by))))
		return tl_fault(&j->c->decide, TLSAFE_EUSAGE, NULL, tl_str(by),
		                "name somebody, or leave it out", "--by: that is nobody");
	if (by && person != TL_F_COUNT && j->kind->at[person] >= 0)
		return read_into(j, a, &j->kind->field[j->kind->at[person]], tl_str(by), a->on);
	return tl_said(&j->t->err, "--by", by, &a->by);
}

/* What options stand for; R (NULL: it is new) is what the act is on. */
static int take_options(struct act_job *j, struct tl_act *a, const struct tl_record *r)
{
	const struct tlsafe_change *in = j->in;
	int rc = 0;

	for (size_t i = 0; !rc && i < in->ngiven; i++)
		rc = take_option(j, a, r, &in->given[i]);
	if (!rc)
		rc = take_by(j, a);
	if (!rc && in->flags & TLSAFE_ACT_FIXED_NOW)
		rc = tl_act_give(a, j->kind, TL_F_ON_SPOT, TL_LIT(TL_YES));
	return rc;
}

static int begin_act(struct act_job *j, struct tl_act *a)
{
	tl_day first, last;
	int rc;

	tl_act_init(a, act_of(j->verb, j->in->flags), j->on);
	a->pass = j->in->flags & TLSAFE_ACT_PASS;
	a->replace_due = j->in->flags & TLSAFE_ACT_REPLACE_DUE;
	rc = tl_said(&j->t->err, "--note", j->in->note, &a->note);
	if (!rc)
		rc = tl_said(&j->t->err, "--reason", j->in->reason, &a->reason);
	if (!rc && j->in->rectified) {
		if (!tl_period_parse(tl_str(j->in->rectified), j->on, &first, &last) ||
		    first != last)
			return tl_err_hint(&j->t->err, TLSAFE_EUSAGE, "give --rectified DATE",
			                   "not a day: '%s'", j->in->rectified);
		a->rectified = first;
	}
	return rc;
}

/* --- records ----------------------------------------------------------------- */

static int add_one(struct act_job *j, const struct pair *p, size_t n)
{
	struct tl_record *r;
	struct tl_act a;
	TL_BUF id = { 0 };
	bool ok = true;
	int rc = begin_act(j, &a);

	if (!rc && j->kind->begins >= 0)
		a.on = TL_NODAY;
	if (!rc)
		rc = take_values(j, &a, p, n);
	if (!rc)
		rc = take_options(j, &a, NULL);
	/* The id is the record's, not a value of the entry. */
	for (size_t i = 0; !rc && i < a.nset; i++)
		if (a.set[i].field->index == j->kind->at[TL_F_ID]) {
			tl_buf_add(&id, a.set[i].value);
			a.set[i] = a.set[--a.nset];
			break;
		}
	for (size_t i = 0; i < a.nset;)
		if (a.set[i].value.len)
			i++;
		else
			a.set[i] = a.set[--a.nset];
	if (!rc && j->kind->workflow)
		rc = tl_inherit(j->c, &j->lookup, j->kind, &a, &j->arena);
	if (!rc && j->kind->begins >= 0 && a.on == TL_NODAY) {
		const struct tl_field *f = &j->kind->field[j->kind->begins];
		rc = tl_fault(&j->c->decide, TLSAFE_EINPUT, f->key, TL_NONE, NULL,
		              "%s (%s) is required and missing", f->key, f->zh);
	}
	if (rc)
		return rc;
	rc = tl_change_new(j->c, j->kind, &id, j->kind->begins >= 0 ? a.on : j->c->view.today, &r);
	if (rc == TLSAFE_EEXIST)
		return tl_fault(&j->c->decide, TLSAFE_EINPUT, "id", tl_buf_bytes(&id),
		                "leave it out and one is made", "this id is taken");
	if (!rc)
		rc = tl_change_act(j->c, r, &a);
	if (!rc)
		rc = tl_alike_new(&j->alike, r);
	if (!rc)
		j->id[j->nids++] = tl_arena_dup(&j->arena, tl_buf_bytes(&id), &ok);
	if (!rc && !ok)
		rc = tl_err_memory(&j->t->err);
	return rc;
}

/* FIELD=VALUE words. */
static int split_words(struct act_job *j, struct pair *p)
{
	for (size_t i = 0; i < j->in->nvalues; i++) {
		const char *word = j->in->values[i], *eq = strchr(word, '=');
		if (!eq || eq == word)
			return tl_err_set(&j->t->err, TLSAFE_EUSAGE, "not FIELD=VALUE: '%s'", word);
		p[i] = (struct pair){ tl_bytes(word, (size_t)(eq - word)), tl_str(eq + 1) };
	}
	return 0;
}

/* A fault that was told: the other records are judged too. */
static bool told(const struct act_job *j, int rc)
{
	return !rc || (j->c->decide.faults &&
	               (goes_on(rc) || rc == TLSAFE_ENOENT || rc == TLSAFE_ECONFLICT));
}

static int add_lines(struct act_job *j)
{
	struct tl_json_object o;
	struct tl_err err;
	int rc = 0;

	for (size_t i = 0; told(j, rc) && i < j->in->nlines; i++) {
		j->c->decide.at = (struct tlsafe_fault){ .file = "-", .line = i + 1 };
		tl_err_clear(&err);
		rc = tl_json_read(&o, &j->arena, tl_str(j->in->lines[i]), &err);
		if (rc) {
			rc = tl_fault_pass(&j->c->decide, rc, NULL, TL_NONE, &err);
			continue;
		}
		struct pair *p = tl_arena_alloc(&j->arena, (o.n + 1) * sizeof(*p));
		size_t n = 0;
		if (!p)
			return tl_err_memory(&j->t->err);
		for (size_t k = 0; k < o.n; k++)
			if (o.member[k].value.data)
				p[n++] = (struct pair){ o.member[k].name, o.member[k].value };
		rc = add_one(j, p, n);
	}
	return told(j, rc) ? 0 : rc;
}

static int add(struct act_job *j, const struct pair *p)
{
	int rc;

	tl_alike_release(&j->alike);
	if (j->kind)
		tl_alike_begin(&j->alike, j->c, j->kind);
	rc = j->in->lines ? add_lines(j) : add_one(j, p, j->in->nvalues);
	return rc || j->c->decide.faults ? rc : tl_alike_tell(&j->alike);
}

/* A change in the world may not be dated before the same field's last one: the value in force would
 * be the older. */
static int check_set_dates(struct act_job *j, const struct tl_record *r, const struct tl_act *a)
{
	struct tl_effective *s;
	char day[TL_DAY_TEXT];
	bool plain;
	size_t n;
	int rc = tl_effective(&s, &n, &plain, r, &j->c->view.journal, UINT64_MAX, &j->arena);

	for (size_t i = 0; !rc && i < n; i++)
		for (size_t k = 0; k < a->nset; k++)
			for (size_t m = 0; m < s[i].entry.nset; m++)
				if (s[i].entry.set[m].field == a->set[k].field && s[i].on > a->on)
					return tl_fault(&j->c->decide, TLSAFE_ERULE,
					                a->set[k].field->key, TL_NONE,
					                "give a later --on, or mend the mistake "
					                "with --correct",
					                "its value was last changed on %s",
					                tl_day_format(day, s[i].on));
	return rc;
}

/* Of a record as a line: only the fields that differ from what is there. */
static void differing(const struct tl_record *r, struct tl_act *a)
{
	size_t n = 0;

	for (size_t i = 0; i < a->nset; i++) {
		struct tl_bytes now = r->val ? r->val[a->set[i].field->index] : TL_NONE;
		if (!tl_eq(now, a->set[i].value))
			a->set[n++] = a->set[i];
	}
	a->nset = n;
}

static int load_for(struct act_job *j, struct tl_bytes id, struct tl_record **r)
{
	const struct tl_kind *kind = j->kind;
	uint64_t row;
	int rc = 0;

	if (!kind) {
		rc = tl_view_find(&j->c->view, id, &kind, &row);
		if (!rc && refuse_kind(j->t, kind, j->also))
			return tl_fault_pass(&j->c->decide, TLSAFE_ERULE, NULL, id, &j->t->err);
		if (!rc)
			j->kind = kind;
	}
	if (!rc && tl_change_touched(j->c, id))
		return tl_fault(&j->c->decide, TLSAFE_EUSAGE, NULL, id, "name each record once",
		                "named twice");
	if (!rc)
		rc = tl_change_load(j->c, kind, id, r);
	if (rc != TLSAFE_ENOENT)
		return rc;
	return tl_fault(&j->c->decide, rc, NULL, id, NULL, "no such %s", kind ? kind->name : "id");
}

/* Given up, on the day of the act. */
static int retire(struct act_job *j, const struct tl_record *r, struct tl_act *a)
{
	char day[TL_DAY_TEXT];
	bool ok = true;
	int rc = tl_judge_retire(&j->c->decide, r, a);

	if (!rc && !tl_act_value(a, TL_F_STATUS_ON, r->kind))
		rc = tl_act_give(a, r->kind, TL_F_STATUS_ON,
		                 tl_arena_dup(&j->arena, tl_str(tl_day_format(day, a->on)), &ok));
	if (!rc && !ok)
		rc = tl_err_memory(&j->t->err);
	return rc;
}

static int act_on(struct act_job *j, struct tl_bytes id, const struct pair *p, size_t n, bool line)
{
	struct tl_record *r;
	struct tl_act a;
	int rc = load_for(j, id, &r);

	if (!rc)
		rc = begin_act(j, &a);
	if (!rc)
		rc = take_values(j, &a, p, n);
	if (!rc)
		rc = take_options(j, &a, r);
	if (!rc && !strcmp(j->verb->name, "retire"))
		rc = retire(j, r, &a);
	if (!rc && j->in->flags & TLSAFE_ACT_FROM_UNIT)
		rc = tl_from_unit(j->c, &j->lookup, r, &a, &j->arena);
	if (!rc && line)
		differing(r, &a);
	if (rc || ((line || j->in->flags & TLSAFE_ACT_FROM_UNIT) && !a.nset))
		return rc;
	if (j->in->flags & TLSAFE_ACT_CORRECT)
		rc = tl_correct(j->c, &j->lookup, r, &a, j->on_given ? j->on : TL_NOEND, &j->arena);
	else if (a.verb == TL_ACT_SET && (rc = check_set_dates(j, r, &a)))
		return rc;
	else
		rc = tl_change_act(j->c, r, &a);
	if (!rc)
		j->id[j->nids++] = id;
	return rc;
}

/* set -: records as JSON Lines, with their rev. What is as it was is no change. */
static int set_line(struct act_job *j, const char *text)
{
	struct tl_json_object o;
	struct tl_err err = { 0 };
	struct tl_bytes id = TL_NONE, rev = TL_NONE;
	struct pair *p;
	size_t n = 0;
	char now[24];
	struct tl_record *r;
	int rc = tl_json_read(&o, &j->arena, tl_str(text), &err);

	if (rc)
		return tl_fault_pass(&j->c->decide, rc, NULL, TL_NONE, &err);
	p = tl_arena_alloc(&j->arena, (o.n + 1) * sizeof(*p));
	if (!p)
		return tl_err_memory(&j->t->err);
	for (size_t i = 0; i < o.n; i++)
		if (tl_eqs(o.member[i].name, "id"))
			id = o.member[i].value;
		else if (tl_eqs(o.member[i].name, "rev"))
			rev = o.member[i].value;
	if (!id.len)
		return tl_fault(&j->c->decide, TLSAFE_EINPUT, "id", TL_NONE, NULL,
		                "a line without an id");
	rc = load_for(j, id, &r);
	if (rc)
		return rc;
	snprintf(now, sizeof(now), "%llu", (unsigned long long)tl_record_rev(r));
	if (rev.len && !tl_eqs(rev, now))
		return tl_fault(&j->c->decide, TLSAFE_ECONFLICT, "rev", rev,
		                "show it again and make the change on that",
		                "%.*s was changed since: its rev is %s", (int)id.len, id.data, now);
	for (size_t i = 0; i < o.n; i++) {
		const struct tl_field *f = tl_kind_field(j->kind, o.member[i].name, false, NULL);
		struct tl_bytes was = f && r->val ? r->val[f->index] : TL_NONE;
		if (o.member[i].name.data == NULL || tl_eqs(o.member[i].name, "id") ||
		    tl_eqs(o.member[i].name, "rev") ||
		    memchr(o.member[i].name.data, '.', o.member[i].name.len) ||
		    (f && tl_eq(was, o.member[i].value.data ? o.member[i].value : TL_LIT(""))))
			continue;
		p[n++] = (struct pair){ o.member[i].name,
			                o.member[i].value.data ? o.member[i].value : TL_LIT("") };
	}
	tl_change_drop(j->c, r);
	return n ? act_on(j, id, p, n, true) : 0;
}

static int decide_acts(struct act_job *j, struct tl_change *c)
{
	TL_CLEANUP(tl_arena_release) struct tl_arena words = { 0 };
	struct pair *p = tl_arena_alloc(&words, (j->in->nvalues + 1) * sizeof(*p));
	tl_day first, last;
	int rc;

	tl_lookup_release(&j->lookup);
	tl_calendar_freep(&j->calendar);
	tl_arena_reset(&j->arena);
	j->c = c;
	j->nids = 0;
	c->decide.today = j->on = c->view.today;
	c->decide.fault = j->in->fault;
	c->decide.ctx = j->in->ctx;
	rc = p ? tl_lookup_begin(&j->lookup, &c->view) : tl_err_memory(&j->t->err);
	j->here = (struct tl_lookup_here){ &j->lookup, TL_NONE };
	if (!rc && j->in->on) {
		if (!tl_period_parse(tl_str(j->in->on), c->view.today, &first, &last) ||
		    first != last)
			return tl_err_hint(&j->t->err, TLSAFE_EUSAGE, "give --on DATE",
			                   "not a day: '%s'", j->in->on);
		j->on = first;
		j->on_given = true;
	}
	j->id = tl_arena_alloc(&j->arena, (j->in->nids + j->in->nlines + 1) * sizeof(*j->id));
	if (!rc && !j->id)
		rc = tl_err_memory(&j->t->err);
	if (!rc)
		rc = split_words(j, p);
	if (rc)
		return rc;
	if (j->verb->act == TL_ACT_ADD)
		return add(j, p);
	if (j->in->expect && strtoul(j->in->expect, NULL, 10) != j->in->nids + j->in->nlines)
		return tl_fault(&c->decide, TLSAFE_ERULE, NULL, TL_NONE,
		                "look at what would change with --dry-run",
		                "%zu records, and %s are expected", j->in->nids + j->in->nlines,
		                j->in->expect);
	for (size_t i = 0; told(j, rc) && i < j->in->nids; i++)
		rc = act_on(j, tl_str(j->in->ids[i]), p, j->in->nvalues, false);
	for (size_t i = 0; told(j, rc) && i < j->in->nlines; i++) {
		c->decide.at = (struct tlsafe_fault){ .file = "-", .line = i + 1 };
		rc = set_line(j, j->in->lines[i]);
	}
	if (told(j, rc) && j->verb->act == TL_ACT_VOID && !c->decide.faults)
		rc = tl_duplicates_tell(c, j->kind, j->id, j->nids);
	return told(j, rc) ? 0 : rc;
}

static int decide_job(void *ctx, struct tl_change *c)
{
	struct act_job *j = ctx;
	int rc = decide_acts(j, c);

	if (rc || !j->also || c->decide.faults)
		return rc;
	c->acted = j->id;
	c->nacted = j->nids;
	return j->also->judge(j->also->ctx, c);
}

static int preview_job(void *ctx, struct tl_view *v)
{
	struct act_job *j = ctx;

	return j->out ? tl_list_ids(v, j->kind, j->id, j->nids, j->out) : 0;
}

static int change_once(struct tlsafe *t, const struct tlsafe_change *in, struct tlsafe_out *out,
                       const struct tl_act_also *also)
{
	struct act_job j = { .t = t, .in = in, .out = out, .also = also };
	bool dry = in->flags & TLSAFE_ACT_DRY_RUN;
	int rc = 0;

	if (tl_store_begin(t))
		return t->err.code;
	j.kind = in->kind ? tl_schema_kind(t->schema, in->kind) : NULL;
	if (in->kind && !j.kind)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no kind '%s'", in->kind);
	if (refuse_kind(t, j.kind, also))
		return t->err.code;
	for (size_t i = 0; i < TL_LEN(verbs); i++)
		if (!strcmp(verbs[i].name, in->verb))
			j.verb = &verbs[i];
	if (!j.verb)
		return tl_err_set(&t->err, TLSAFE_EUSAGE, "no verb '%s'", in->verb);
	if (!in->nids && !in->nlines && j.verb->act != TL_ACT_ADD)
		return 0;
	if (in->flags & TLSAFE_ACT_FROM_UNIT && !(in->flags & TLSAFE_ACT_CORRECT))
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "give --correct beside --from-unit",
		                   "what the unit had mends what was entered, and changes nothing");
	if (in->flags & TLSAFE_ACT_FROM_UNIT && (!j.kind || !j.kind->workflow))
		return tl_err_hint(&t->err, TLSAFE_EUSAGE, "leave --from-unit out",
		                   "only records that have a unit, such as hazards, take from it");
	rc = tl_change_run(t, &(struct tl_change_ops){ .decide = decide_job,
	                                              .preview = dry ? preview_job : NULL,
	                                              .ctx = &j,
	                                              .files = also ? also->files : NULL },
	                   NULL);
	if (!rc && out && !dry && j.kind)
		rc = tl_list_now(t, j.kind, j.id, j.nids, out);
	tl_lookup_release(&j.lookup);
	tl_alike_release(&j.alike);
	tl_calendar_free(j.calendar);
	tl_buf_release(&j.explained);
	tl_arena_release(&j.arena);
	return tl_store_error(t, rc);
}

int tl_act_change(struct tlsafe *t, const struct tlsafe_change *in, struct tlsafe_out *out,
                  const struct tl_act_also *also)
{
	int tries = 0, rc;

	do
		rc = change_once(t, in, out, also);
	while (tl_store_again(t, rc, &tries));
	return rc;
}

int tlsafe_change(struct tlsafe *t, const struct tlsafe_change *in, struct tlsafe_out *out)
{
	return tl_act_change(t, in, out, NULL);
}
