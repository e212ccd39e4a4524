/* Rows to acts: what is known again, what a known row changes, what a new one makes. */
#include "change/correct.h"
#include "change/inherit.h"
#include "change/plain_rules.h"
#include "import/list.h"
#include "import/respelt.h"
#include "journal/hazard.h"

void tl_import_know_writers(struct tl_import *l)
{
	static const enum tl_field_name own[] = { TL_F_FOUND,     TL_F_ASSIGNED, TL_F_EXTENDED_ON,
		                                  TL_F_RECTIFIED, TL_F_VERIFIED, TL_F_CLOSED };

	for (size_t i = 0; i < l->kind->nfields; i++)
		l->writer[i] = tl_act_find(tl_str(l->kind->field[i].by));
	l->own[l->kind->at[TL_F_ID]] = true;
	for (size_t i = 0; l->kind->workflow && i < TL_LEN(own); i++)
		if (l->kind->at[own[i]] >= 0)
			l->own[l->kind->at[own[i]]] = true;
}

/* --- a new row --------------------------------------------------------------- */

/* Which steps the row has, and the day of each. */
struct steps {
	tl_day assigned, extended, rectified, verified, closed;
	bool on_spot, failed, passed;
};

/* Later acts may not lie before earlier ones, nor after today. */
static void check_order(struct tl_import *l)
{
	static const enum tl_field_name order[] = { TL_F_FOUND,     TL_F_ASSIGNED, TL_F_EXTENDED_ON,
		                               TL_F_RECTIFIED, TL_F_VERIFIED, TL_F_CLOSED };
	char today[TL_DAY_TEXT], before[TL_DAY_TEXT];
	enum tl_field_name last = TL_F_FOUND;

	for (size_t i = 0; i < TL_LEN(order); i++) {
		tl_day day = tl_row_day(l, order[i]);
		if (day == TL_NODAY)
			continue;
		if (day > l->c->view.today)
			tl_fault(&l->c->decide, TLSAFE_EINPUT, tl_row_heading(l, order[i]),
			         tl_row_value(l, order[i]), NULL, "a day after today (%s)",
			         tl_day_format(today, l->c->view.today));
		else if (day < tl_row_day(l, last))
			tl_fault(&l->c->decide, TLSAFE_EINPUT, tl_row_heading(l, order[i]),
			         tl_row_value(l, order[i]), "one of the two dates is wrong",
			         "lies before %s (%s)", tl_row_heading(l, last),
			         tl_day_format(before, tl_row_day(l, last)));
		else
			last = order[i];
	}
}

/* Steps that say one thing where another cell says something else, or lack what goes with them. */
static void check_steps(struct tl_import *l, const struct steps *s)
{
	struct tl_bytes told = tl_row_extra(l, "is_rectified");
	bool until = tl_row_value(l, TL_F_EXTENDED_TO).len, closed = s->closed != TL_NODAY,
	     extended = s->extended != TL_NODAY, fixed = s->rectified != TL_NODAY,
	     checked = s->verified != TL_NODAY;
	const struct {
		bool wrong;
		enum tl_field_name field;	/* TL_F_COUNT: HEADING, which is no field */
		const char *heading, *text, *hint;
	} fault[] = {
		{ until && !extended && !s->failed, TL_F_EXTENDED_TO, NULL,
		  "extended without the day of the decision",
		  "fill in the day on which it was granted (延期批准日期)" },
		{ extended && !until, TL_F_EXTENDED_ON, NULL, "extended without the new date",
		  "fill in the new date (延期至)" },
		{ tl_eqs(told, TL_YES) && !fixed && !closed, TL_F_COUNT, "是否整改",
		  "said to be rectified, and no day is given",
		  "fill in the day on which it was rectified" },
		{ tl_eqs(told, "no") && fixed && !s->failed, TL_F_COUNT, "是否整改",
		  "said not to be rectified, and a day is given",
		  "one of the two cells is wrong" },
		{ s->failed && !checked, TL_F_COUNT, "复查结果", "a failed recheck without its day",
		  "fill in the day of the recheck (复查时间)" },
		{ s->failed && closed, TL_F_CLOSED, NULL, "closed, though the recheck failed",
		  "one of the two cells is wrong" },
		{ s->passed && !checked && !closed, TL_F_COUNT, "复查结果",
		  "a passed recheck without its day", "fill in the day of the recheck (复查时间)" },
		{ s->on_spot && !fixed, TL_F_ON_SPOT, NULL,
		  "rectified on the spot, and no day is given",
		  "fill in the day on which it was rectified" },
	};

	for (size_t i = 0; i < TL_LEN(fault); i++) {
		bool extra = fault[i].field == TL_F_COUNT;
		if (fault[i].wrong)
			tl_fault(&l->c->decide, TLSAFE_EINPUT,
			         extra ? fault[i].heading : tl_row_heading(l, fault[i].field),
			         extra ? TL_NONE : tl_row_value(l, fault[i].field), fault[i].hint,
			         "%s", fault[i].text);
	}
}

static int read_steps(struct tl_import *l, struct steps *s)
{
	struct tl_bytes recheck = tl_row_extra(l, "recheck");
	size_t before = l->c->decide.faults;

	*s = (struct steps){ .assigned = tl_row_day(l, TL_F_ASSIGNED),
		             .extended = tl_row_day(l, TL_F_EXTENDED_ON),
		             .rectified = tl_row_day(l, TL_F_RECTIFIED),
		             .verified = tl_row_day(l, TL_F_VERIFIED),
		             .closed = tl_row_day(l, TL_F_CLOSED),
		             .on_spot = tl_eqs(tl_row_value(l, TL_F_ON_SPOT), TL_YES),
		             .failed = tl_eqs(recheck, "fail"),
		             .passed = tl_eqs(recheck, "pass") };
	check_order(l);
	check_steps(l, s);
	return l->c->decide.faults > before ? l->c->decide.first : 0;
}

/* What was fixed on the spot has no recheck of its own: who verified it goes with the fix. */
static enum tl_act_name writer(const struct tl_import *l, size_t i, const struct steps *s)
{
	return s->on_spot && l->writer[i] == TL_ACT_VERIFY ? TL_ACT_RECTIFY : l->writer[i];
}

/* True when the value of field I goes in with one of the steps S. */
static bool in_step(const struct tl_import *l, size_t i, const struct steps *s)
{
	enum tl_act_name by = writer(l, i, s);

	return (by == TL_ACT_ASSIGN && s->assigned != TL_NODAY) ||
	       (by == TL_ACT_EXTEND && s->extended != TL_NODAY) ||
	       (by == TL_ACT_RECTIFY && s->rectified != TL_NODAY) ||
	       (by == TL_ACT_VERIFY && (s->verified != TL_NODAY || s->closed != TL_NODAY));
}

/* Values of the fields that the act writes go with it, add takes what goes with none; dates that
 * are the acts' own stay out. */
static bool goes_with(const struct tl_import *l, size_t i, enum tl_act_name act,
                      const struct steps *s)
{
	return act == TL_ACT_ADD ? !in_step(l, i, s) : writer(l, i, s) == act;
}

static void give(const struct tl_import *l, struct tl_act *a, size_t i)
{
	a->set[a->nset++] =
		(struct tl_set){ .field = &l->kind->field[i], .value = l->row.val[i] };
}

static int give_values(struct tl_import *l, struct tl_act *a, const struct steps *s)
{
	for (size_t k = 0; k < l->row.nfilled; k++) {
		size_t i = l->row.filled[k];
		if (l->own[i] || (s && !goes_with(l, i, a->verb, s)))
			continue;
		if (a->nset == TL_ENTRY_SETS)
			return TLSAFE_EBUG;
		give(l, a, i);
	}
	return 0;
}

/* What an office wrote down long ago: lacking plans and persons are told, not refused. */
static void begin_step(struct tl_act *a, enum tl_act_name verb, tl_day on)
{
	tl_act_init(a, verb, on);
	a->lenient = true;
}

static int do_assign(struct tl_import *l, struct tl_record *r, const struct steps *s)
{
	struct tl_act a;
	int rc;

	begin_step(&a, TL_ACT_ASSIGN, s->assigned);
	rc = give_values(l, &a, s);
	if (!rc && !tl_act_value(&a, TL_F_ASSIGNEE, l->kind))
		rc = tl_act_give(&a, l->kind, TL_F_ASSIGNEE, tl_record_at(r, TL_F_TOWN));
	return rc ? rc : tl_change_act(l->c, r, &a);
}

static int do_verify(struct tl_import *l, struct tl_record *r, const struct steps *s)
{
	struct tl_act a;
	int rc;

	begin_step(&a, TL_ACT_VERIFY, s->closed != TL_NODAY ? s->closed : s->verified);
	a.pass = !s->failed;
	a.inferred = s->failed;
	rc = give_values(l, &a, s);
	if (!rc && s->closed != TL_NODAY && s->verified != TL_NODAY && s->verified != s->closed)
		rc = tl_act_give(&a, l->kind, TL_F_VERIFIED, tl_row_value(l, TL_F_VERIFIED));
	if (!rc && s->failed && tl_row_value(l, TL_F_EXTENDED_TO).len)
		rc = tl_act_give(&a, l->kind, TL_F_DUE, tl_row_value(l, TL_F_EXTENDED_TO));
	return rc ? rc : tl_change_act(l->c, r, &a);
}

/* A step with nothing beside what goes with it. */
static int do_step(struct tl_import *l, struct tl_record *r, enum tl_act_name verb, tl_day on,
                   const struct steps *s)
{
	struct tl_act a;
	int rc;

	begin_step(&a, verb, on);
	rc = give_values(l, &a, s);
	return rc ? rc : tl_change_act(l->c, r, &a);
}

/* The fix that a closing or a passed recheck tells of, when the row has none. */
static int infer_fix(struct tl_import *l, struct tl_record *r, const struct steps *s)
{
	struct tl_act a;

	begin_step(&a, TL_ACT_RECTIFY, s->closed != TL_NODAY ? s->closed : s->verified);
	a.inferred = true;
	return tl_change_act(l->c, r, &a);
}

/* FIXED: the record has a fix that stands. */
static int do_steps(struct tl_import *l, struct tl_record *r, const struct steps *s, bool fixed)
{
	bool closed = s->closed != TL_NODAY, checked = s->verified != TL_NODAY;
	int rc = 0;

	if (s->assigned != TL_NODAY)
		rc = do_assign(l, r, s);
	if (!rc && s->extended != TL_NODAY)
		rc = do_step(l, r, TL_ACT_EXTEND, s->extended, s);
	if (!rc && s->rectified != TL_NODAY)
		rc = do_step(l, r, TL_ACT_RECTIFY, s->rectified, s);
	else if (!rc && !fixed && (closed || (checked && !s->failed)))
		rc = infer_fix(l, r, s);
	/* What was rectified on the spot is closed by that. */
	if (!rc && !s->on_spot && (closed || checked))
		rc = do_verify(l, r, s);
	return rc;
}

static int note_changed(struct tl_import *l, struct tl_bytes id)
{
	bool ok = true;

	if (!TL_GROW(l->changed, l->nchanged, l->maxchanged))
		return tl_err_memory(&l->t->err);
	l->changed[l->nchanged++] = tl_arena_dup(&l->arena, id, &ok);
	return ok ? 0 : tl_err_memory(&l->t->err);
}

/* Required cells of columns that the list has: below a merged cell they are blank. */
static int check_required(struct tl_import *l)
{
	size_t before = l->c->decide.faults;

	for (size_t i = 0; i < l->kind->nfields; i++) {
		const struct tl_field *f = &l->kind->field[i];
		if (f->required && (int)i != l->kind->at[TL_F_ID] && !l->row.val[i].len &&
		    l->sheet.heading[i])
			tl_fault(&l->c->decide, TLSAFE_EINPUT, l->sheet.heading[i], TL_NONE,
			         "fill it in; a merged cell leaves those below it blank",
			         "%s (%s) is required and missing", f->key, f->zh);
	}
	return l->c->decide.faults > before ? l->c->decide.first : 0;
}

int tl_import_new_row(struct tl_import *l)
{
	struct tl_act add;
	struct steps s = { 0 };
	struct tl_record *r;
	TL_BUF id = { 0 };
	tl_day day;
	int rc = check_required(l);

	if (rc)
		return rc;
	begin_step(&add, TL_ACT_ADD, l->kind->workflow ? l->row.found : l->c->view.today);
	if (l->kind->workflow)
		rc = read_steps(l, &s);
	if (!rc)
		rc = give_values(l, &add, l->kind->workflow ? &s : NULL);
	if (!rc && l->kind->workflow)
		rc = tl_inherit(l->c, &l->lookup, l->kind, &add, &l->row.arena);
	if (rc)
		return rc;
	tl_buf_add(&id, tl_row_value(l, TL_F_ID));
	day = l->row.found == TL_NODAY ? l->c->view.today : l->row.found;
	rc = tl_change_new(l->c, l->kind, &id, day, &r);
	if (rc == TLSAFE_EEXIST)
		return tl_fault(&l->c->decide, TLSAFE_EINPUT, tl_row_heading(l, TL_F_ID),
		                tl_buf_bytes(&id), NULL, "this id is taken");
	if (!rc)
		rc = tl_change_act(l->c, r, &add);
	if (!rc && l->kind->workflow)
		rc = do_steps(l, r, &s, false);
	if (!rc && l->kind->workflow)
		rc = tl_row_check_derived(l, NULL, r);
	l->row.id = tl_arena_dup(&l->row.arena, tl_buf_bytes(&id), NULL);
	if (!rc && l->list)
		rc = note_changed(l, tl_buf_bytes(&id));
	if (!rc)
		rc = tl_alike_new(&l->alike, r);
	if (!rc) {
		l->sum.added++;
		tl_change_forget(l->c, r);
	}
	return rc;
}

/* --- a row that is known, acted upon ----------------------------------------- */

static bool same(const struct tl_record *r, size_t i, struct tl_bytes cell)
{
	return tl_eq(r->val[i], cell) ||
	       ((int)i == r->kind->at[TL_F_DEADLINE] && tl_eq(tl_record_at(r, TL_F_DUE), cell));
}

static const char *text(struct tl_bytes b)
{
	return b.data ? b.data : "";
}

/* File and store both moved since the last import, to different values: the row is rejected, unless
 * --keep says whose counts. */
static int conflict(struct tl_import *l, const struct tl_record *r, size_t i, struct tl_bytes was)
{
	struct tl_bytes now = r->val[i], id = tl_record_at(r, TL_F_ID);

	return tl_fault(&l->c->decide, TLSAFE_EINPUT, l->sheet.heading[i], l->row.raw[i],
	                "say with --keep file or --keep store whose counts",
	                "%.*s: both the list and the store have changed it since the last import; "
	                "then \"%.*s\", in the store now \"%.*s\"",
	                (int)id.len, id.data, (int)was.len, text(was), (int)now.len, text(now));
}

/* Marks the cells that change something. */
static int find_changes(struct tl_import *l, const struct tl_record *r, bool *change, bool *any)
{
	struct tl_bytes *was = NULL;
	int rc = 0;

	*any = false;
	for (size_t i = 0; !rc && i < l->kind->nfields; i++) {
		change[i] = false;
		if (!l->row.val[i].len || same(r, i, l->row.val[i]))
			continue;
		if (!was) {
			was = tl_arena_zalloc(&l->row.arena, l->kind->nfields * sizeof(*was));
			if (!was)
				return tl_err_memory(&l->t->err);
			rc = tl_imported_values(&l->imports, &l->c->view, r, was,
			                        &l->row.arena);
			if (rc)
				return rc;
		}
		if (tl_eq(was[i], l->row.val[i]))
			continue;
		if (r->val[i].len && !tl_eq(was[i], r->val[i])) {
			if (l->opt->keep == TLSAFE_KEEP_STORE)
				continue;
			if (l->opt->keep != TLSAFE_KEEP_FILE) {
				conflict(l, r, i, was[i]);
				continue;
			}
		}
		change[i] = *any = true;
	}
	return rc;
}

static bool changes(const struct tl_import *l, const bool *change, enum tl_field_name field)
{
	return l->kind->at[field] >= 0 && change[l->kind->at[field]];
}

/* Which of the row's steps the record has not had yet; the dates of the others are left out. */
static void new_steps(struct tl_import *l, const struct tl_record *r, const bool *change,
                      struct steps *s)
{
	bool open = !tl_record_is(r, TL_F_STATE, TL_CLOSED);

	if (!changes(l, change, TL_F_ASSIGNED) || tl_record_at(r, TL_F_ASSIGNED).len)
		s->assigned = TL_NODAY;
	/* A later decision for a later day is a second extension; anything else mends the first. */
	if (!changes(l, change, TL_F_EXTENDED_ON) ||
	    (tl_record_at(r, TL_F_EXTENDED_ON).len &&
	     !(tl_cmp(tl_row_value(l, TL_F_EXTENDED_ON), tl_record_at(r, TL_F_EXTENDED_ON)) >
	               0 &&
	       tl_cmp(tl_row_value(l, TL_F_EXTENDED_TO), tl_record_at(r, TL_F_EXTENDED_TO)) >
	               0)))
		s->extended = TL_NODAY;
	if (!changes(l, change, TL_F_RECTIFIED) || tl_record_at(r, TL_F_RECTIFIED).len || !open)
		s->rectified = TL_NODAY;
	if (!changes(l, change, TL_F_CLOSED) || !open)
		s->closed = TL_NODAY;
	/* A recheck is new when its day is, and it did not close the hazard before. */
	if (!changes(l, change, TL_F_VERIFIED) || !open ||
	    (s->failed && tl_record_is(r, TL_F_STATE, TL_ASSIGNED) && s->rectified == TL_NODAY))
		s->verified = TL_NODAY;
	s->on_spot &= s->rectified != TL_NODAY;
}

static int mend_hazard(struct tl_import *l, struct tl_record *r, const bool *change,
                       const struct steps *s)
{
	struct tl_act a;

	begin_step(&a, TL_ACT_SET, TL_NODAY);
	a.reason = TL_LIT("the list says so");
	for (size_t i = 0; i < l->kind->nfields; i++)
		if (change[i] && !in_step(l, i, s) && a.nset < TL_ENTRY_SETS)
			give(l, &a, i);
	return a.nset ? tl_correct(l->c, &l->lookup, r, &a, TL_NOEND, &l->row.arena) : 0;
}

/* A level that a cell moves, which figures count. */
static void tell_level(struct tl_import *l, const struct tl_record *r)
{
	struct tl_bytes level = tl_row_value(l, TL_F_LEVEL), id = tl_record_at(r, TL_F_ID);

	if (!tl_eqs(level, "major"))
		tl_warn(&l->c->decide, tl_row_heading(l, TL_F_LEVEL), level,
		        "%.*s was major: the list lowers it, and nobody approved that", (int)id.len,
		        id.data);
	else if (!tl_row_value(l, TL_F_CRITERION).len && !tl_record_at(r, TL_F_CRITERION).len)
		tl_warn(&l->c->decide, tl_row_heading(l, TL_F_LEVEL), level,
		        "%.*s was general: the list makes it a major one without criterion "
		        "(判定依据)", (int)id.len, id.data);
}

static int change_hazard(struct tl_import *l, struct tl_record *r, const bool *change)
{
	struct steps s;
	int rc = read_steps(l, &s);

	if (rc)
		return rc;
	new_steps(l, r, change, &s);
	if (changes(l, change, TL_F_LEVEL))
		tell_level(l, r);
	rc = mend_hazard(l, r, change, &s);
	if (rc)
		return rc;
	/* A fix that stands needs none inferred for the closing. */
	return do_steps(l, r, &s, tl_record_at(r, TL_F_RECTIFIED).len);
}

/* A unit or body: a change in the world from --on, or with --correct a mistake that is mended. */
static int change_other(struct tl_import *l, struct tl_record *r, const bool *change)
{
	struct tl_act a;

	begin_step(&a, TL_ACT_SET, l->on);
	a.reason = TL_LIT("the list says so");
	for (size_t i = 0; i < l->kind->nfields; i++)
		if (change[i] && a.nset < TL_ENTRY_SETS)
			give(l, &a, i);
	if (l->opt->correct)
		return tl_correct(l->c, &l->lookup, r, &a, TL_NOEND, &l->row.arena);
	return tl_change_act(l->c, r, &a);
}

/*
 * The row has the id of SEEN, but may be that of another record, which SEEN becomes then: a
 * spreadsheet made 12.1 of the id 12.10. Such a row is told when it changes nothing, else refused.
 */
static int other_row(struct tl_import *l, struct tl_record *seen)
{
	struct tl_bytes id = l->row.id, of;
	bool *change, any;
	uint64_t row;
	int rc = tl_respelt_alike(l, seen) ? 0 : tl_respelt_find(l, id, &row);

	if (rc || tl_respelt_alike(l, seen) || !row)
		return rc;
	tl_record_release(seen);
	tl_record_init(seen, l->kind);
	rc = tl_view_record(&l->c->view, l->kind, row, seen);
	of = l->row.id = tl_arena_dup(&l->row.arena, tl_record_at(seen, TL_F_ID), NULL);
	l->row.val[l->kind->at[TL_F_ID]] = of;
	change = tl_arena_zalloc(&l->row.arena, l->kind->nfields);
	if (!rc && !change)
		rc = tl_err_memory(&l->t->err);
	if (!rc)
		rc = find_changes(l, seen, change, &any);
	if (rc)
		return rc;
	if (any)
		return tl_import_respelt(l, id, of);
	tl_warn(&l->c->decide, tl_row_heading(l, TL_F_ID), id,
	        "a spreadsheet made it of %.*s, whose row this is", (int)of.len, of.data);
	return 0;
}

/* The row says of a unit that was given up how it runs now. */
static bool runs_again(const struct tl_import *l)
{
	struct tl_bytes status = tl_row_value(l, TL_F_STATUS);

	return status.len && !tl_gives_up(l->kind, status);
}

/* A row of what is void changes nothing; RETIRED, a unit that was given up, is named. */
static int passed_over(struct tl_import *l, const struct tl_record *retired)
{
	struct tl_bytes id = l->row.id;

	l->sum.voided++;
	if (retired)
		tl_warn(&l->c->decide, l->kind->field[l->kind->at[TL_F_STATUS]].zh,
		        tl_record_at(retired, TL_F_STATUS),
		        "%.*s was given up, its row is passed over", (int)id.len, id.data);
	return 0;
}

int tl_import_known_row(struct tl_import *l, uint64_t row)
{
	TL_RECORD seen;
	struct tl_record *r;
	bool *change = tl_arena_zalloc(&l->row.arena, l->kind->nfields), any;
	size_t before = l->c->decide.faults;
	int rc;

	tl_record_init(&seen, l->kind);
	rc = change ? tl_view_record(&l->c->view, l->kind, row, &seen) : tl_err_memory(&l->t->err);
	if (rc)
		return rc;
	l->row.id = tl_arena_dup(&l->row.arena, tl_record_at(&seen, TL_F_ID), NULL);
	if (tl_row_value(l, TL_F_ID).len)
		rc = other_row(l, &seen);
	else
		rc = tl_import_once(l, l->row.id);
	if (rc || l->c->decide.faults > before)
		return rc;
	if (tl_is_gone(&seen))
		return passed_over(l, NULL);
	if (tl_retired(&seen) && !runs_again(l))
		return passed_over(l, &seen);
	rc = find_changes(l, &seen, change, &any);
	if (rc || l->c->decide.faults > before)
		return rc;
	/* What an import wrote before the unit was given up brings nothing back. */
	if (tl_retired(&seen) && !changes(l, change, TL_F_STATUS))
		return passed_over(l, &seen);
	if (!any) {
		l->sum.unchanged++;
		return tl_row_check_derived(l, NULL, &seen);
	}
	rc = tl_change_load(l->c, l->kind, l->row.id, &r);
	if (!rc)
		rc = l->kind->workflow ? change_hazard(l, r, change) : change_other(l, r, change);
	if (!rc)
		rc = tl_row_check_derived(l, &seen, r);
	if (!rc && l->list)
		rc = note_changed(l, l->row.id);
	if (!rc) {
		l->sum.changed++;
		tl_change_forget(l->c, r);
	}
	return rc;
}
