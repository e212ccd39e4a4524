/* The meaning of entries: one step, the formula, and the views that cache it. */
#include "journal/fold.h"

#include <stdlib.h>

#include "store/fact.h"

static const struct tl_effect effects[TL_ACT_COUNT] = {
	[TL_ACT_NONE] = { TL_F_COUNT, false },
	[TL_ACT_ADD] = { TL_F_FOUND, true },
	[TL_ACT_SET] = { TL_F_COUNT, false },
	[TL_ACT_ASSIGN] = { TL_F_ASSIGNED, true },
	[TL_ACT_PLAN] = { TL_F_COUNT, false },
	[TL_ACT_EXTEND] = { TL_F_EXTENDED_ON, true },
	[TL_ACT_RECTIFY] = { TL_F_RECTIFIED, true },
	[TL_ACT_VERIFY] = { TL_F_VERIFIED, true },
	[TL_ACT_GRADE] = { TL_F_COUNT, true },
	[TL_ACT_NOTE] = { TL_F_COUNT, false },
	[TL_ACT_VOID] = { TL_F_COUNT, true },
	[TL_ACT_UNDO] = { TL_F_COUNT, false },
	[TL_ACT_EXTEND_REFUSED] = { TL_F_COUNT, false },
};

const struct tl_effect *tl_effect(enum tl_act_name act)
{
	return &effects[act];
}

static bool gives(const struct tl_entry *e, enum tl_known field, const char *value)
{
	const struct tl_set *s = tl_entry_value(e, field);
	return s && tl_eqs(s->value, value);
}

enum tl_known tl_date_field(const struct tl_entry *e)
{
	if (e->act == TL_ACT_VERIFY && gives(e, TL_F_STATE, TL_CLOSED))
		return TL_F_CLOSED;
	return effects[e->act].date;
}

/* --- one step ---------------------------------------------------------------- */

static int step_add(struct tl_record *r)
{
	int rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_REPORTED));

	if (!rc)
		rc = tl_record_put(r, TL_F_CYCLE, TL_LIT("1"));
	return rc ? rc : tl_record_put(r, TL_F_DUE, tl_record_at(r, TL_F_DEADLINE));
}

static int step_assign(struct tl_record *r)
{
	int rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_ASSIGNED));

	if (!rc && !tl_record_at(r, TL_F_DUE).data)
		rc = tl_record_put(r, TL_F_DUE, tl_record_at(r, TL_F_DEADLINE));
	return rc;
}

static int step_rectify(struct tl_record *r, tl_day on)
{
	if (!tl_record_is(r, TL_F_ON_SPOT, TL_YES))
		return tl_record_put(r, TL_F_STATE, TL_LIT(TL_AWAITING));
	int rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_CLOSED));
	return rc ? rc : tl_record_put_day(r, TL_F_CLOSED, on);
}

/* A recheck: its set says which way the state went. */
static int step_verify(struct tl_record *r, const struct tl_entry *e, tl_day on)
{
	tl_day cycle;
	int rc = 0;

	if (gives(e, TL_F_STATE, TL_CLOSED))
		return tl_record_put_day(r, TL_F_CLOSED, on);
	if (r->refused_on == TL_NODAY) {
		r->refused_on = on;
		r->refused_fix = tl_record_day(r, TL_F_RECTIFIED);
	}
	if (!tl_entry_value(e, TL_F_DUE))
		rc = tl_record_put(r, TL_F_DUE, TL_NONE);
	if (!rc)
		rc = tl_record_put(r, TL_F_RECTIFIED, TL_NONE);
	if (!rc)
		rc = tl_record_put(r, TL_F_RECTIFIED_BY, TL_NONE);
	struct tl_bytes was = tl_record_at(r, TL_F_CYCLE);
	cycle = 0;
	for (size_t i = 0; i < was.len; i++)
		cycle = cycle * 10 + (was.data[i] - '0');
	TL_BUF text = { 0 };
	tl_buf_printf(&text, "%d", (int)cycle + 1);
	if (text.failed)
		return TLSAFE_EMEMORY;
	return rc ? rc : tl_record_put(r, TL_F_CYCLE, tl_buf_bytes(&text));
}

/* To major from awaiting, the fix has to be shown anew; to general, a fix that was reported counts
 * from this day. */
static int step_grade(struct tl_record *r, const struct tl_entry *e)
{
	int rc = 0;

	if (gives(e, TL_F_LEVEL, "major") && tl_record_is(r, TL_F_STATE, TL_AWAITING)) {
		rc = tl_record_put(r, TL_F_STATE, TL_LIT(TL_ASSIGNED));
		if (!rc)
			rc = tl_record_put(r, TL_F_RECTIFIED, TL_NONE);
		if (!rc)
			rc = tl_record_put(r, TL_F_RECTIFIED_BY, TL_NONE);
	}
	return rc;
}

static int step_workflow(struct tl_record *r, const struct tl_entry *e, tl_day on)
{
	switch (e->act) {
	case TL_ACT_ADD:
		return step_add(r);
	case TL_ACT_ASSIGN:
		return step_assign(r);
	case TL_ACT_EXTEND:
		return tl_record_put(r, TL_F_DUE, tl_record_at(r, TL_F_EXTENDED_TO));
	case TL_ACT_RECTIFY:
		return step_rectify(r, on);
	case TL_ACT_VERIFY:
		return step_verify(r, e, on);
	case TL_ACT_GRADE:
		return step_grade(r, e);
	case TL_ACT_VOID:
		return tl_record_put(r, TL_F_STATE, TL_LIT(TL_VOID));
	default:
		return 0;
	}
}

int tl_step(struct tl_record *r, const struct tl_entry *e, tl_day on)
{
	const struct tl_effect *effect = &effects[e->act];
	int rc = 0;

	if (r->kind->workflow) {
		r->irregular |= tl_fact_irregular(r, e);
		r->dated_late |= e->act == TL_ACT_ASSIGN && !tl_record_at(r, TL_F_DEADLINE).data;
	}
	if (e->act == TL_ACT_ADD) {
		r->exists = true;
		rc = tl_record_put(r, TL_F_ID, e->id);
	}
	if (!rc && r->kind->workflow && effect->date != TL_F_COUNT)
		rc = tl_record_put_day(r, effect->date, on);
	for (size_t i = 0; !rc && i < e->nset; i++) {
		/* Who approved an extension or a grade stands in that entry; the record's field is
		 * the recheck's. */
		if (r->kind->workflow && e->set[i].field->index == r->kind->at[TL_F_APPROVED_BY] &&
		    e->act != TL_ACT_VERIFY && e->act != TL_ACT_ADD)
			continue;
		rc = tl_record_set(r, e->set[i].field->index, e->set[i].value);
	}
	if (!rc && r->kind->workflow)
		rc = step_workflow(r, e, on);
	if (rc)
		return rc;
	if (r->first_on == TL_NODAY)
		r->first_on = on;
	if (r->last_on == TL_NODAY || on > r->last_on)
		r->last_on = on;
	if (r->kind->workflow && effect->moves && (r->moved_on == TL_NODAY || on > r->moved_on))
		r->moved_on = on;
	return 0;
}

/* --- the formula ------------------------------------------------------------- */

bool tl_seed_entry(struct tl_entry *e, struct tl_set *set, const struct tl_schema *schema,
                   uint32_t n)
{
	const struct tl_district *d = &schema->district;
	const struct tl_seed *seed;

	if (n == 0 || n > d->nseeds)
		return false;
	seed = &d->seed[n - 1];
	*e = (struct tl_entry){
		.kind = seed->kind, .act = TL_ACT_ADD, .on = TL_NODAY, .set = set, .place = { 0, n }
	};
	for (size_t i = 0; i < seed->kind->nfields && e->nset < TL_ENTRY_SETS; i++) {
		if ((int)i == seed->kind->at[TL_F_ID])
			e->id = seed->value[i];
		else if (seed->value[i].data)
			set[e->nset++] = (struct tl_set){ .field = &seed->kind->field[i],
				                          .value = seed->value[i] };
	}
	return true;
}

static int copy_entry(struct tl_entry *to, const struct tl_entry *from, struct tl_arena *a)
{
	bool ok = true;

	*to = *from;
	to->id = tl_arena_dup(a, from->id, &ok);
	to->by = tl_arena_dup(a, from->by, &ok);
	to->note = tl_arena_dup(a, from->note, &ok);
	to->reason = tl_arena_dup(a, from->reason, &ok);
	to->set = tl_arena_alloc(a, (from->nset + 1) * sizeof(*to->set));
	if (!to->set || !ok)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; i < from->nset; i++) {
		to->set[i] = from->set[i];
		to->set[i].value = tl_arena_dup(a, from->set[i].value, &ok);
	}
	return ok ? 0 : TLSAFE_EMEMORY;
}

/* All entries of R entered by KNOWN, in order of entry. */
static int load_entries(struct tl_entry **ret, size_t *n, const struct tl_record *r,
                        struct tl_journal *j, uint64_t known, struct tl_arena *a)
{
	struct tl_entry seed;
	struct tl_set set[TL_ENTRY_SETS];
	const struct tl_entry *e;
	size_t count = 0;
	int rc = 0;

	*n = 0;
	for (size_t i = 0; i < r->nruns; i++)
		count += r->run[i].count;
	*ret = tl_arena_alloc(a, (count + 1) * sizeof(**ret));
	if (!*ret)
		return TLSAFE_EMEMORY;
	for (size_t i = 0; !rc && i < r->nruns && r->run[i].txn <= known; i++) {
		for (uint32_t k = 0; !rc && k < r->run[i].count; k++) {
			struct tl_place place = { r->run[i].txn, r->run[i].first + k };
			if (place.txn)
				rc = tl_journal_entry(j, place, &e);
			else if (tl_seed_entry(&seed, set, j->schema, place.n))
				e = &seed;
			else
				rc = TLSAFE_ECORRUPT;
			if (!rc)
				rc = copy_entry(&(*ret)[(*n)++], e, a);
		}
	}
	return rc;
}

/* Marks what undos took back. An undo that is itself taken back takes nothing back; undos come
 * after what they undo. */
static void mark_undone(const struct tl_entry *e, bool *gone, size_t n)
{
	for (size_t i = n; i-- > 0;) {
		if (e[i].act != TL_ACT_UNDO || gone[i])
			continue;
		for (size_t k = 0; k < i; k++)
			if (e[k].place.txn == e[i].undoes)
				gone[k] = true;
	}
}

/* Puts the values of correction C over those of E. */
static int mend(struct tl_standing *s, const struct tl_entry *c, struct tl_arena *a)
{
	enum tl_known date = tl_date_field(&s->entry);
	struct tl_set *set = tl_arena_alloc(a, (s->entry.nset + c->nset + 1) * sizeof(*set));

	if (!set)
		return TLSAFE_EMEMORY;
	memcpy(set, s->entry.set, s->entry.nset * sizeof(*set));
	s->entry.set = set;
	s->entry.inferred = false;	/* somebody has said it now */
	for (size_t i = 0; i < c->nset; i++) {
		const struct tl_set *v = &c->set[i];
		tl_day day;
		size_t k = 0;
		if (date != TL_F_COUNT && v->field->index == s->entry.kind->at[date]) {
			if (tl_day_parse(v->value, &day))
				s->on = day;
			continue;
		}
		while (k < s->entry.nset && set[k].field != v->field)
			k++;
		set[k] = *v;
		if (k == s->entry.nset)
			s->entry.nset++;
	}
	return 0;
}

static int by_date(const void *a, const void *b)
{
	const struct tl_standing *x = a, *y = b;
	bool void_x = x->entry.act == TL_ACT_VOID, void_y = y->entry.act == TL_ACT_VOID;

	if (void_x != void_y)
		return void_x - void_y;
	if (x->on != y->on)
		return x->on < y->on ? -1 : 1;
	if (x->entry.place.txn != y->entry.place.txn)
		return x->entry.place.txn < y->entry.place.txn ? -1 : 1;
	return (x->entry.place.n > y->entry.place.n) - (x->entry.place.n < y->entry.place.n);
}

int tl_standing(struct tl_standing **ret, size_t *n, bool *plain, const struct tl_record *r,
                struct tl_journal *j, uint64_t known, struct tl_arena *arena)
{
	struct tl_entry *e;
	struct tl_standing *s;
	size_t all;
	bool *gone;
	int rc = load_entries(&e, &all, r, j, known, arena);

	if (rc)
		return rc;
	s = tl_arena_alloc(arena, (all + 1) * sizeof(*s));
	gone = tl_arena_zalloc(arena, all + 1);
	if (!s || !gone)
		return TLSAFE_EMEMORY;
	mark_undone(e, gone, all);
	*n = 0;
	*plain = true;
	for (size_t i = 0; i < all; i++) {
		if (gone[i] || e[i].act == TL_ACT_UNDO || e[i].act == TL_ACT_VOID ||
		    e[i].corrects.n)
			*plain = false;
		if (gone[i] || e[i].act == TL_ACT_UNDO)
			continue;
		if (!e[i].corrects.n) {
			tl_day on =
				e[i].act == TL_ACT_ADD && r->kind->begins < 0 ? TL_NODAY : e[i].on;
			if (*n && on < s[*n - 1].on)
				*plain = false;
			s[(*n)++] = (struct tl_standing){ e[i], on };
			continue;
		}
		for (size_t k = 0; k < *n; k++)
			if (s[k].entry.place.txn == e[i].corrects.txn &&
			    s[k].entry.place.n == e[i].corrects.n)
				if ((rc = mend(&s[k], &e[i], arena)))
					return rc;
	}
	if (!*plain)
		qsort(s, *n, sizeof(*s), by_date);
	*ret = s;
	return 0;
}

int tl_formula(struct tl_record *r, struct tl_journal *j, tl_day as_of, uint64_t known,
               struct tl_arena *scratch)
{
	struct tl_standing *s;
	struct tl_bytes id = TL_NONE;
	size_t n;
	bool plain;
	int rc;

	tl_arena_reset(scratch);
	rc = tl_standing(&s, &n, &plain, r, j, known, scratch);
	if (rc)
		return rc;
	if (r->val) {
		bool ok = true;
		id = tl_arena_dup(scratch, tl_record_at(r, TL_F_ID), &ok);
		if (!ok)
			return TLSAFE_EMEMORY;
	}
	tl_record_clear(r);
	for (size_t i = 0; !rc && i < n; i++) {
		/* An act before the record's first day has nothing to act on. A void counts from
		 * the day of the find. */
		if (!r->exists && s[i].entry.act != TL_ACT_ADD)
			continue;
		if (s[i].entry.act == TL_ACT_VOID)
			rc = tl_step(r, &s[i].entry, r->first_on);
		else if (s[i].on <= as_of)
			rc = tl_step(r, &s[i].entry, s[i].on);
	}
	r->plain = plain;
	if (!rc && !r->exists && id.data)
		rc = tl_record_put(r, TL_F_ID, id);
	return rc;
}
