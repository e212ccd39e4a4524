/* The meaning of entries: one step, the formula, and the views that cache it. */
#include "journal/fold.h"

#include <stdlib.h>

#include "journal/workflow.h"

/* --- one step ---------------------------------------------------------------- */

int tl_step(struct tl_record *r, const struct tl_entry *e, tl_day on)
{
	const struct tl_workflow *w = r->kind->workflow;
	const struct tl_effect *effect = tl_effect(r->kind, e->act);
	int rc = 0;

	if (w)
		w->remember(r, e);
	if (e->act == TL_ACT_ADD) {
		r->exists = true;
		rc = tl_record_put(r, TL_F_ID, e->id);
	}
	if (!rc && effect->date != TL_F_COUNT)
		rc = tl_record_put_day(r, effect->date, on);
	for (size_t i = 0; !rc && i < e->nset; i++)
		if (!w || !w->keeps || w->keeps(e, e->set[i].field))
			rc = tl_record_set(r, e->set[i].field->index, e->set[i].value);
	if (!rc && w)
		rc = w->step(r, e, on);
	if (rc)
		return rc;
	if (r->first_on == TL_NODAY)
		r->first_on = on;
	if (r->last_on == TL_NODAY || on > r->last_on)
		r->last_on = on;
	if (effect->moves && (r->moved_on == TL_NODAY || on > r->moved_on))
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

int tl_standing(struct tl_entry **ret, size_t *n, const struct tl_record *r, struct tl_journal *j,
                uint64_t known, struct tl_arena *arena)
{
	size_t all;
	bool *gone;
	int rc = load_entries(ret, &all, r, j, known, arena);

	*n = 0;
	gone = rc ? NULL : tl_arena_zalloc(arena, all + 1);
	if (!gone)
		return rc ? rc : TLSAFE_EMEMORY;
	mark_undone(*ret, gone, all);
	for (size_t i = 0; i < all; i++)
		if (!gone[i] && (*ret)[i].act != TL_ACT_UNDO)
			(*ret)[(*n)++] = (*ret)[i];
	return 0;
}

/* Puts the values of correction C over those of E. */
static int mend(struct tl_effective *s, const struct tl_entry *c, struct tl_arena *a)
{
	enum tl_field_name date = tl_date_field(&s->entry);
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
	const struct tl_effective *x = a, *y = b;
	bool void_x = x->entry.act == TL_ACT_VOID, void_y = y->entry.act == TL_ACT_VOID;

	if (void_x != void_y)
		return void_x - void_y;
	if (x->on != y->on)
		return x->on < y->on ? -1 : 1;
	if (x->entry.place.txn != y->entry.place.txn)
		return x->entry.place.txn < y->entry.place.txn ? -1 : 1;
	return (x->entry.place.n > y->entry.place.n) - (x->entry.place.n < y->entry.place.n);
}

int tl_effective(struct tl_effective **ret, size_t *n, bool *plain, const struct tl_record *r,
                struct tl_journal *j, uint64_t known, struct tl_arena *arena)
{
	struct tl_entry *e;
	struct tl_effective *s;
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
			s[(*n)++] = (struct tl_effective){ e[i], on };
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
	struct tl_effective *s;
	struct tl_bytes id = TL_NONE;
	size_t n;
	bool plain;
	int rc;

	tl_arena_reset(scratch);
	rc = tl_effective(&s, &n, &plain, r, j, known, scratch);
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
